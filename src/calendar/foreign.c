/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign: months and days of other calendars, through ICU.
 *
 * Feasts of the Muslim, Jewish or Chinese year are stated in their own calendar and wander through
 * the Gregorian one.  For a Gregorian year the calendar's years that overlap it are tried in order,
 * at most three.  A lunar month can begin twice in one Gregorian year; the caller says which.  ICU
 * is asked for extended years (one running count, also where the calendar counts in cycles) and
 * for instants in UTC, from which the day numbers follow; its own Gregorian calendar with the
 * cut-over of 1582 is not used.  A calendar is opened per call: opening costs microseconds, and
 * nothing has to be shared between threads.
 */
#include "calendar/calendar.h"

#include <stdio.h>
#include <unicode/ucal.h>

enum { EPOCH_1970 = 719528, YEAR_MIN = 1, YEAR_MAX = 4000 };

static const double day_ms = 86400000.0;

static const char *const names[] = {
    "buddhist",         "chinese",  "coptic",  "dangi",         "ethiopic",
    "hebrew",           "indian",   "islamic", "islamic-civil", "islamic-tbla",
    "islamic-umalqura", "japanese", "persian", "roc",
};

bool dtl_calendar_known(dtl_slice name) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (dtl_slice_is(name, names[i]))
            return true;
    return false;
}

static int32_t extended_year(UCalendar *cal, int64_t days, UErrorCode *status) {
    ucal_setMillis(cal, (double)(days - EPOCH_1970) * day_ms, status);
    return ucal_get(cal, UCAL_EXTENDED_YEAR, status);
}

/* Day number of month m, day d of the calendar's year; false when that year lacks it. */
static bool find_day(UCalendar *cal, int32_t year, int m, int d, int64_t *ret, UErrorCode *status) {
    ucal_clear(cal);
    ucal_set(cal, UCAL_EXTENDED_YEAR, year);
    ucal_set(cal, UCAL_MONTH, m - 1);
    ucal_set(cal, UCAL_IS_LEAP_MONTH, 0);
    ucal_set(cal, UCAL_DAY_OF_MONTH, d);
    double ms = ucal_getMillis(cal, status);
    int32_t month = ucal_get(cal, UCAL_MONTH, status);
    int32_t day = ucal_get(cal, UCAL_DAY_OF_MONTH, status);
    if (U_FAILURE(*status) || month != m - 1 || day != d)
        return false;
    double days = ms / day_ms;
    int64_t whole = (int64_t)days;
    if ((double)whole > days)
        whole--;
    *ret = whole + EPOCH_1970;
    return true;
}

bool dtl_calendar_find(dtl_slice name, int32_t y, int m, int d, bool second, int64_t *ret_first,
                       int64_t *ret_end) {
    if (!dtl_calendar_known(name) || y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 14 || d < 0 ||
        d > 32)
        return false;
    char locale[64];
    (void)snprintf(locale, sizeof locale, "@calendar=%.*s", (int)name.n, name.p);
    static const UChar utc[] = {'U', 'T', 'C', 0};
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *cal = ucal_open(utc, -1, locale, UCAL_DEFAULT, &status);
    if (U_FAILURE(status))
        return false;

    int64_t january = dtl_days_from_civil(y, 1, 1), next = dtl_days_from_civil(y + 1, 1, 1);
    int32_t from = extended_year(cal, january, &status);
    int32_t to = extended_year(cal, next - 1, &status);
    bool found = false;
    for (int32_t year = from; year <= to && year - from < 3 && !found && U_SUCCESS(status);
         year++) {
        int64_t first;
        if (!find_day(cal, year, m, d == 0 ? 1 : d, &first, &status) || first < january ||
            first >= next)
            continue;
        if (second) {
            second = false;
            continue;
        }
        int32_t length =
            d != 0 ? 1 : ucal_getLimit(cal, UCAL_DAY_OF_MONTH, UCAL_ACTUAL_MAXIMUM, &status);
        if (U_FAILURE(status) || length < 1)
            break;
        *ret_first = first;
        *ret_end = first + length;
        found = true;
    }
    ucal_close(cal);
    return found;
}
