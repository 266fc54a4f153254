/* SPDX-License-Identifier: Apache-2.0 */
/*
 * civil: day numbers, civil dates, ISO weeks and Easter.
 *
 * A day number counts from 0000-01-01 of the proleptic Gregorian calendar.  The conversion works on
 * a year that begins in March, so that the leap day comes last and the length of a month is a
 * linear function of its index (the method of Hinnant 2013, and of Fliegel and Van Flandern before
 * him).  Every division rounds towards minus infinity, hence years before 1 need no case of their
 * own.  Nothing here checks ranges: callers keep years within DTL_YEAR_MAX + 1.
 */
#include "calendar/calendar.h"

enum { DAYS_400Y = 146097, DAYS_TO_MARCH = 60, WEEKDAY_OF_DAY_0 = 5 /* a Saturday */ };

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

int64_t dtl_days_from_civil(int32_t y, int m, int d) {
    int64_t year = (int64_t)y - (m <= 2 ? 1 : 0);
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month_from_march = m > 2 ? m - 3 : m + 9;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + d - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_400Y + day_of_era + DAYS_TO_MARCH;
}

void dtl_civil_from_days(int64_t days, int32_t *y, int *m, int *d) {
    int64_t n = days - DAYS_TO_MARCH;
    int64_t era = floor_div(n, DAYS_400Y);
    int64_t day_of_era = n - era * DAYS_400Y;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    *d = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *m = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *y = (int32_t)(year_of_era + era * 400 + (*m <= 2 ? 1 : 0));
}

int dtl_days_in_month(int32_t y, int m) {
    static const int8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (m < 1 || m > 12)
        return 0;
    bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    return m == 2 && leap ? 29 : days[m];
}

int dtl_weekday_of_days(int64_t days) {
    int64_t n = days + WEEKDAY_OF_DAY_0;
    return (int)(n - floor_div(n, 7) * 7) + 1;
}

/* An ISO week belongs to the year its Thursday lies in. */
void dtl_iso_week(int64_t days, int32_t *week_year, int *week) {
    int64_t thursday = days - dtl_weekday_of_days(days) + 4;
    int m, d;
    dtl_civil_from_days(thursday, week_year, &m, &d);
    *week = (int)((thursday - dtl_days_from_civil(*week_year, 1, 1)) / 7) + 1;
}

int64_t dtl_days_from_iso_week(int32_t week_year, int week) {
    int64_t january4 = dtl_days_from_civil(week_year, 1, 4);
    return january4 - dtl_weekday_of_days(january4) + 1 + (int64_t)(week - 1) * 7;
}

int dtl_weeks_in_year(int32_t week_year) {
    return (int)((dtl_days_from_iso_week(week_year + 1, 1) - dtl_days_from_iso_week(week_year, 1)) /
                 7);
}

/*
 * Western Easter: the Gregorian computus in the anonymous form printed by Meeus (Astronomical
 * Algorithms, chapter 8).  `golden` is the year in the 19-year lunar cycle, `epact` the age of the
 * moon, `l` the way to the next Sunday.
 */
int64_t dtl_easter(int32_t y) {
    int golden = y % 19, century = y / 100, rest = y % 100;
    int correction = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    int l = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    int late = (golden + 11 * epact + 22 * l) / 451;
    int n = epact + l - 7 * late + 114;
    return dtl_days_from_civil(y, n / 31, n % 31 + 1);
}

/* Eastern Easter: Meeus's Julian computus, with the Julian date carried over to the Gregorian. */
int64_t dtl_orthodox_easter(int32_t y) {
    int d = (19 * (y % 19) + 15) % 30;
    int e = (2 * (y % 4) + 4 * (y % 7) - d + 34) % 7;
    int n = d + e + 114;
    int64_t gap = y / 100 - y / 400 - 2; /* days between the calendars from March on */
    return dtl_days_from_civil(y, n / 31, n % 31 + 1) + gap;
}
