/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit: one calendar unit, its extent, its neighbours.
 *
 * Shifting keeps the position inside the coarser unit and clamps the day at the end of a month:
 * 31 January and one month is the last day of February.  The grain of a shifted date is the finer
 * of its own and the unit shifted by: a year moved by a month is a month, the first of that year
 * moved on.
 *
 * Seasons are the meteorological ones of the northern hemisphere; December to February is the
 * winter of the year it starts in.  Decades, centuries and millennia are named by digits on the
 * positive side (198, 19, 1) and counted back from 1 BC on the other, where the third century BC is
 * 300 to 201 BC; the groups that touch the turn of the era stop there, so no unit holds both.
 * An interval is in wall-clock time: a zone is kept with a date but does not move it, because the
 * days around a clock time are those of the same place.
 */
#include "calendar/calendar.h"

enum { DAY_SECONDS = 86400 };

/* Hours of the parts of a day as [from, to); night runs on to the next morning. */
static const int8_t daypart_hours[][2] = {
    [DTL_DAYPART_NONE] = {0, 24}, [DTL_MORNING] = {5, 12},  [DTL_MIDDAY] = {11, 14},
    [DTL_AFTERNOON] = {12, 18},   [DTL_EVENING] = {17, 24}, [DTL_NIGHT] = {18, 30},
    [DTL_DAYTIME] = {6, 20},
};

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

static bool year_ok(int64_t y) {
    return y >= -DTL_YEAR_MAX && y <= DTL_YEAR_MAX;
}

static dtl_date blank(dtl_unit grain) {
    dtl_date d = {0};
    d.grain = grain;
    return d;
}

/* ---- counting units ------------------------------------------------------------------------- */

static int32_t group_span(dtl_unit u) {
    return u == DTL_DECADE ? 10 : u == DTL_CENTURY ? 100 : 1000;
}

/* Which decade, century or millennium a year lies in; consecutive across the turn of the era. */
static int64_t group_index(dtl_unit u, int64_t year) {
    int32_t span = group_span(u);
    if (year > 0)
        return year / span;
    int64_t bc = 1 - year;
    return u == DTL_DECADE ? -1 - bc / span : -((bc + span - 1) / span);
}

static int64_t group_first_year(dtl_unit u, int64_t index) {
    int32_t span = group_span(u);
    if (index >= 0)
        return index * span;
    return u == DTL_DECADE ? index * span + 2 : index * span + 1;
}

/* Months in a unit of a month or more; 0 for finer ones. */
static int64_t unit_months(dtl_unit u) {
    switch (u) {
    case DTL_MONTH: return 1;
    case DTL_SEASON:
    case DTL_QUARTER: return 3;
    case DTL_HALF: return 6;
    case DTL_YEAR: return 12;
    case DTL_DECADE: return 120;
    case DTL_CENTURY: return 1200;
    case DTL_MILLENNIUM: return 12000;
    default: return 0;
    }
}

/* Days in a unit counted by days, 0 for others; a part of a day and a weekend recur by day and
 * week. */
static int64_t unit_days(dtl_unit u) {
    switch (u) {
    case DTL_DAYPART:
    case DTL_DAY: return 1;
    case DTL_WEEKEND:
    case DTL_WEEK: return 7;
    case DTL_FORTNIGHT: return 14;
    default: return 0;
    }
}

static int64_t unit_seconds(dtl_unit u) {
    return u == DTL_HOUR ? 3600 : u == DTL_MINUTE ? 60 : u == DTL_SECOND ? 1 : 0;
}

/* ---- making dates -----------------------------------------------------------------------------
 */

dtl_date dtl_date_of_year(int32_t y) {
    dtl_date d = blank(DTL_YEAR);
    d.known = DTL_HAS_YEAR;
    d.year = y;
    return d;
}

dtl_date dtl_date_of_month(int32_t y, int m) {
    dtl_date d = dtl_date_of_year(y);
    d.grain = DTL_MONTH;
    d.known |= DTL_HAS_MONTH;
    d.month = (int8_t)m;
    return d;
}

dtl_date dtl_date_of_day(int32_t y, int m, int day) {
    dtl_date d = dtl_date_of_month(y, m);
    d.grain = DTL_DAY;
    d.known |= DTL_HAS_DAY;
    d.day = (int8_t)day;
    return d;
}

dtl_date dtl_date_relative(dtl_unit u, int64_t n) {
    dtl_date d = blank(u);
    if (n >= -DTL_COUNT_MAX && n <= DTL_COUNT_MAX) {
        d.rel_unit = u;
        d.rel_n = (int32_t)n;
    }
    return d;
}

bool dtl_date_from_days(int64_t days, dtl_date *ret) {
    /* Beyond this the conversion itself would leave 32 bits. */
    if (days < -4000000 || days > 4000000)
        return false;
    int32_t y;
    int m, d;
    dtl_civil_from_days(days, &y, &m, &d);
    if (!year_ok(y))
        return false;
    *ret = dtl_date_of_day(y, m, d);
    return true;
}

/* The unit `u` of a month or more that starts at a month counted from 0000-01. */
static bool from_month_index(dtl_unit u, int64_t index, dtl_date *ret) {
    int64_t y = floor_div(index, 12);
    int m = (int)(index - y * 12) + 1;
    if (!year_ok(y))
        return false;
    dtl_date d = dtl_date_of_year((int32_t)y);
    d.grain = u;
    switch (u) {
    case DTL_MONTH:
        d.known |= DTL_HAS_MONTH;
        d.month = (int8_t)m;
        break;
    case DTL_SEASON:
        d.known |= DTL_HAS_SEASON;
        if (m <= 2)
            d.year--;
        d.season = (int8_t)(m <= 2 ? 4 : m / 3);
        break;
    case DTL_QUARTER:
        d.known |= DTL_HAS_QUARTER;
        d.quarter = (int8_t)((m + 2) / 3);
        break;
    case DTL_HALF:
        d.known |= DTL_HAS_HALF;
        d.half = (int8_t)((m + 5) / 6);
        break;
    case DTL_YEAR: break;
    default: d.year = (int32_t)group_first_year(u, group_index(u, y)); break;
    }
    if (!year_ok(d.year))
        return false;
    *ret = d;
    return true;
}

static bool from_week_day(dtl_unit u, int64_t days, dtl_date *ret) {
    int32_t y;
    int w;
    dtl_iso_week(days, &y, &w);
    if (!year_ok(y))
        return false;
    dtl_date d = dtl_date_of_year(y);
    d.grain = u;
    d.known |= DTL_HAS_WEEK;
    d.week = (int8_t)w;
    *ret = d;
    return true;
}

/* ---- what a date knows ------------------------------------------------------------------------
 */

static uint16_t needed(dtl_unit grain) {
    switch (grain) {
    case DTL_SECOND:
        return DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY | DTL_HAS_HOUR | DTL_HAS_MINUTE |
               DTL_HAS_SECOND;
    case DTL_MINUTE:
        return DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY | DTL_HAS_HOUR | DTL_HAS_MINUTE;
    case DTL_HOUR: return DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY | DTL_HAS_HOUR;
    case DTL_DAYPART: return DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY | DTL_HAS_DAYPART;
    case DTL_DAY: return DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY;
    case DTL_WEEKEND:
    case DTL_WEEK:
    case DTL_FORTNIGHT: return DTL_HAS_YEAR | DTL_HAS_WEEK;
    case DTL_MONTH: return DTL_HAS_YEAR | DTL_HAS_MONTH;
    case DTL_SEASON: return DTL_HAS_YEAR | DTL_HAS_SEASON;
    case DTL_QUARTER: return DTL_HAS_YEAR | DTL_HAS_QUARTER;
    case DTL_HALF: return DTL_HAS_YEAR | DTL_HAS_HALF;
    default: return DTL_HAS_YEAR;
    }
}

bool dtl_date_complete(const dtl_date *d) {
    if (d->grain <= DTL_UNIT_NONE || d->grain >= DTL_UNIT__COUNT || d->rel_unit != DTL_UNIT_NONE)
        return false;
    uint16_t need = needed(d->grain);
    return (d->known & need) == need && !(d->grain == DTL_QUARTER && d->quarter == 0) &&
           !(d->grain == DTL_HALF && d->half == 0);
}

bool dtl_date_valid(const dtl_date *d) {
    uint16_t k = d->known;
    int32_t y = d->year;
    if ((k & DTL_HAS_YEAR) && !year_ok(y))
        return false;
    if ((k & DTL_HAS_MONTH) && (d->month < 1 || d->month > 12))
        return false;
    if (k & DTL_HAS_DAY) {
        int longest = !(k & DTL_HAS_MONTH) ? 31
                      : (k & DTL_HAS_YEAR) ? dtl_days_in_month(y, d->month)
                                           : dtl_days_in_month(2000, d->month);
        if (d->day < 1 || d->day > longest)
            return false;
    }
    if ((k & DTL_HAS_WEEK) &&
        (d->week < 1 || d->week > ((k & DTL_HAS_YEAR) ? dtl_weeks_in_year(y) : 53)))
        return false;
    if ((k & DTL_HAS_WEEKDAY) && (d->weekday < 1 || d->weekday > 7))
        return false;
    if ((k & DTL_HAS_QUARTER) && (d->quarter < 0 || d->quarter > 4))
        return false;
    if ((k & DTL_HAS_HALF) && (d->half < 0 || d->half > 2))
        return false;
    if ((k & DTL_HAS_SEASON) && (d->season < 1 || d->season > 4))
        return false;
    if ((k & DTL_HAS_DAYPART) && (d->daypart < DTL_MORNING || d->daypart > DTL_DAYTIME))
        return false;
    bool end_of_day = d->hour == 24 && d->minute == 0 && d->second == 0;
    if ((k & DTL_HAS_HOUR) && (d->hour < 0 || (d->hour > 23 && !end_of_day)))
        return false;
    if ((k & DTL_HAS_MINUTE) && (d->minute < 0 || d->minute > 59))
        return false;
    if ((k & DTL_HAS_SECOND) && (d->second < 0 || d->second > 59))
        return false;
    if ((k & DTL_HAS_ZONE) && (d->zone < -18 * 60 || d->zone > 18 * 60))
        return false;
    return true;
}

/* Months [first, end) counted from 0000-01, for grains of a month or more; the date is complete. */
static void month_extent(const dtl_date *d, int64_t *first, int64_t *end) {
    int64_t january = (int64_t)d->year * 12;
    *first = january;
    switch (d->grain) {
    case DTL_MONTH: *first += d->month - 1; break;
    case DTL_SEASON: *first += INT64_C(3) * d->season - 1; break;
    case DTL_QUARTER: *first += INT64_C(3) * (d->quarter - 1); break;
    case DTL_HALF: *first += INT64_C(6) * (d->half - 1); break;
    default: break;
    }
    *end = *first + unit_months(d->grain);
    if (d->grain >= DTL_DECADE) {
        if (d->year == 0)
            *first = 12;
        if (d->year < 0 && *end > 12)
            *end = 12;
    }
}

static int64_t days_of_month_index(int64_t index) {
    int64_t y = floor_div(index, 12);
    return dtl_days_from_civil((int32_t)y, (int)(index - y * 12) + 1, 1);
}

/* Day numbers [first, end) of a complete date. */
static void day_extent(const dtl_date *d, int64_t *first, int64_t *end) {
    if (d->grain >= DTL_MONTH) {
        int64_t a, b;
        month_extent(d, &a, &b);
        *first = days_of_month_index(a);
        *end = days_of_month_index(b);
    } else if (d->grain >= DTL_WEEKEND) {
        int64_t monday = dtl_days_from_iso_week(d->year, d->week);
        *first = d->grain == DTL_WEEKEND ? monday + 5 : monday;
        *end = d->grain == DTL_FORTNIGHT ? monday + 14 : monday + 7;
    } else {
        *first = dtl_days_from_civil(d->year, d->month, d->day);
        *end = *first + 1;
    }
}

bool dtl_date_days(const dtl_date *d, int64_t *ret_first, int64_t *ret_end) {
    if (!dtl_date_complete(d) || !dtl_date_valid(d))
        return false;
    day_extent(d, ret_first, ret_end);
    return true;
}

bool dtl_date_first_day(const dtl_date *d, int64_t *ret_days) {
    int64_t end;
    return dtl_date_days(d, ret_days, &end);
}

bool dtl_date_interval(const dtl_date *d, int64_t *ret_start, int64_t *ret_end) {
    int64_t first, end;
    if (!dtl_date_days(d, &first, &end))
        return false;
    int64_t start = first * DAY_SECONDS;
    if (d->grain >= DTL_DAY) {
        *ret_start = start;
        *ret_end = end * DAY_SECONDS;
    } else if (d->grain == DTL_DAYPART) {
        *ret_start = start + INT64_C(3600) * daypart_hours[d->daypart][0];
        *ret_end = start + INT64_C(3600) * daypart_hours[d->daypart][1];
    } else {
        start += d->hour * 3600 + d->minute * 60 + d->second;
        *ret_start = start;
        *ret_end = start + unit_seconds(d->grain);
    }
    return true;
}

bool dtl_date_same(const dtl_date *a, const dtl_date *b) {
    uint16_t k = a->known;
    if (a->grain != b->grain || k != b->known || a->mod != b->mod || a->rel_unit != b->rel_unit ||
        a->rel_n != b->rel_n)
        return false;
    return (!(k & DTL_HAS_YEAR) || a->year == b->year) &&
           (!(k & DTL_HAS_MONTH) || a->month == b->month) &&
           (!(k & DTL_HAS_DAY) || a->day == b->day) &&
           (!(k & DTL_HAS_WEEK) || a->week == b->week) &&
           (!(k & DTL_HAS_WEEKDAY) || a->weekday == b->weekday) &&
           (!(k & DTL_HAS_QUARTER) || a->quarter == b->quarter) &&
           (!(k & DTL_HAS_HALF) || a->half == b->half) &&
           (!(k & DTL_HAS_SEASON) || a->season == b->season) &&
           (!(k & DTL_HAS_DAYPART) || a->daypart == b->daypart) &&
           (!(k & DTL_HAS_HOUR) || a->hour == b->hour) &&
           (!(k & DTL_HAS_MINUTE) || a->minute == b->minute) &&
           (!(k & DTL_HAS_SECOND) || a->second == b->second) &&
           (!(k & DTL_HAS_ZONE) || a->zone == b->zone);
}

int dtl_date_compare(const dtl_date *a, const dtl_date *b) {
    int64_t a0, a1, b0, b1;
    if (!dtl_date_interval(a, &a0, &a1) || !dtl_date_interval(b, &b0, &b1))
        return 0;
    return a1 <= b0 ? -1 : b1 <= a0 ? 1 : 0;
}

/* ---- widening and moving ----------------------------------------------------------------------
 */

/* An unanchored or yearless date keeps only what the coarser grain has. */
static bool widen_incomplete(const dtl_date *d, dtl_unit grain, dtl_date *ret) {
    dtl_date r = *d;
    uint16_t keep = needed(grain);
    if (grain < d->grain)
        return false;
    if (d->rel_unit != DTL_UNIT_NONE && d->rel_unit != grain &&
        !(d->rel_unit == DTL_DAY && d->rel_n == 0) && d->rel_unit < grain)
        return false;
    r.grain = grain;
    r.known = r.known & keep;
    r.inferred = r.inferred & keep;
    if (r.rel_unit == DTL_DAY && r.rel_n == 0)
        r.rel_unit = grain;
    if (r.known == 0 && r.rel_unit == DTL_UNIT_NONE)
        return false;
    r.mod = DTL_MOD_NONE;
    *ret = r;
    return true;
}

bool dtl_date_to_grain(const dtl_date *d, dtl_unit grain, dtl_date *ret) {
    if (grain == d->grain) {
        *ret = *d;
        return true;
    }
    if (grain <= DTL_UNIT_NONE || grain >= DTL_UNIT__COUNT)
        return false;
    if (!dtl_date_complete(d))
        return widen_incomplete(d, grain, ret);
    if (!dtl_date_valid(d))
        return false;

    dtl_date r;
    int64_t first, end;
    day_extent(d, &first, &end);
    /* A week is counted to the month and year of its Thursday. */
    if (d->grain >= DTL_WEEKEND && d->grain <= DTL_FORTNIGHT && grain >= DTL_MONTH)
        first = dtl_days_from_iso_week(d->year, d->week) + 3;
    if (grain >= DTL_MONTH) {
        int32_t y;
        int m, day;
        dtl_civil_from_days(first, &y, &m, &day);
        if (!from_month_index(grain, (int64_t)y * 12 + m - 1, &r))
            return false;
    } else if (grain >= DTL_WEEKEND) {
        if (!from_week_day(grain, first, &r))
            return false;
    } else {
        if (!dtl_date_from_days(first, &r))
            return false;
        if (grain < DTL_DAY) {
            if (grain == DTL_DAYPART)
                return false;
            r.grain = grain;
            r.hour = (d->known & DTL_HAS_HOUR) ? d->hour : 0;
            r.minute = (d->known & DTL_HAS_MINUTE) && grain < DTL_HOUR ? d->minute : 0;
            r.known |= DTL_HAS_HOUR;
            if (grain <= DTL_MINUTE)
                r.known |= DTL_HAS_MINUTE;
            if (grain == DTL_SECOND)
                r.known |= DTL_HAS_SECOND;
        }
    }
    if (d->known & DTL_HAS_ZONE && r.grain <= DTL_HOUR) {
        r.known |= DTL_HAS_ZONE;
        r.zone = d->zone;
    }
    if (d->inferred)
        r.inferred = r.known;
    *ret = r;
    return true;
}

static bool shift_seconds(const dtl_date *d, int64_t delta, dtl_unit u, dtl_date *ret) {
    dtl_date base = *d, r;
    if (d->grain > u && !dtl_date_to_grain(d, u, &base))
        return false;
    int64_t start, end;
    if (!dtl_date_interval(&base, &start, &end) || __builtin_add_overflow(start, delta, &start))
        return false;
    int64_t days = floor_div(start, DAY_SECONDS), rest = start - days * DAY_SECONDS;
    if (!dtl_date_from_days(days, &r))
        return false;
    r.grain = base.grain;
    r.known |= base.known &
               (DTL_HAS_HOUR | DTL_HAS_MINUTE | DTL_HAS_SECOND | DTL_HAS_ZONE | DTL_HAS_DAYPART);
    r.inferred = base.inferred & r.known;
    r.hour = (int8_t)(rest / 3600);
    r.minute = (int8_t)(rest % 3600 / 60);
    r.second = (int8_t)(rest % 60);
    r.zone = base.zone;
    *ret = r;
    return true;
}

/* d with another day, everything finer kept. */
static bool on_day(const dtl_date *d, int64_t days, dtl_date *ret) {
    dtl_date day;
    if (!dtl_date_from_days(days, &day))
        return false;
    dtl_date r = *d;
    r.year = day.year;
    r.month = day.month;
    r.day = day.day;
    r.known &= (uint16_t) ~(DTL_HAS_WEEKDAY | DTL_HAS_WEEK);
    r.inferred &= r.known;
    r.mod = DTL_MOD_NONE;
    *ret = r;
    return true;
}

static bool shift_days(const dtl_date *d, int64_t delta, dtl_unit u, dtl_date *ret) {
    dtl_date base = *d;
    if (u == DTL_DAYPART)
        u = DTL_DAY;
    if (d->grain > u && !dtl_date_to_grain(d, u, &base))
        return false;
    int64_t first, end;
    if (delta > 8000000 || delta < -8000000 || !dtl_date_days(&base, &first, &end))
        return false;
    if (base.grain <= DTL_DAY)
        return on_day(&base, first + delta, ret);
    return from_week_day(base.grain, first + delta, ret);
}

static bool shift_months(const dtl_date *d, int64_t delta, dtl_unit u, dtl_date *ret) {
    dtl_date base = *d;
    if (d->grain > u && !dtl_date_to_grain(d, u, &base))
        return false;
    if (delta > 12 * 2 * DTL_YEAR_MAX + 24 || delta < -12 * 2 * DTL_YEAR_MAX - 24)
        return false;
    if (base.grain >= DTL_DECADE) {
        int64_t index = group_index(base.grain, base.year == 0 ? 1 : base.year);
        int64_t y = group_first_year(base.grain, index + delta / unit_months(base.grain));
        if (!year_ok(y))
            return false;
        base.year = (int32_t)y;
        *ret = base;
        return true;
    }
    if (base.grain >= DTL_MONTH) {
        int64_t first, end;
        month_extent(&base, &first, &end);
        return from_month_index(base.grain, first + delta, ret);
    }
    if (base.grain >= DTL_WEEKEND) {
        int64_t y = (int64_t)base.year + delta / 12;
        if (delta % 12 == 0 && year_ok(y)) {
            base.year = (int32_t)y;
            if (base.week > dtl_weeks_in_year(base.year))
                base.week = (int8_t)dtl_weeks_in_year(base.year);
            *ret = base;
            return true;
        }
        dtl_date thursday, moved;
        return dtl_date_from_days(dtl_days_from_iso_week(base.year, base.week) + 3, &thursday) &&
               shift_months(&thursday, delta, DTL_MONTH, &moved) &&
               dtl_date_to_grain(&moved, base.grain, ret);
    }
    int64_t index = (int64_t)base.year * 12 + base.month - 1 + delta;
    int64_t y = floor_div(index, 12);
    if (!year_ok(y))
        return false;
    int m = (int)(index - y * 12) + 1, longest = dtl_days_in_month((int32_t)y, m);
    return on_day(&base,
                  dtl_days_from_civil((int32_t)y, m, base.day < longest ? base.day : longest), ret);
}

bool dtl_date_shift(const dtl_date *d, int64_t n, dtl_unit u, dtl_date *ret) {
    if (u <= DTL_UNIT_NONE || u >= DTL_UNIT__COUNT || n > DTL_COUNT_MAX || n < -DTL_COUNT_MAX)
        return false;
    if (!dtl_date_complete(d)) {
        if (d->rel_unit == u) {
            dtl_date r = *d;
            int64_t sum = r.rel_n + n;
            if (sum > DTL_COUNT_MAX || sum < -DTL_COUNT_MAX)
                return false;
            r.rel_n = (int32_t)sum;
            *ret = r;
            return true;
        }
        if (d->rel_unit == DTL_DAY && d->rel_n == 0) {
            *ret = dtl_date_relative(u, n);
            return true;
        }
        return false;
    }
    if (!dtl_date_valid(d))
        return false;
    if (unit_months(u) != 0)
        return shift_months(d, n * unit_months(u), u, ret);
    if (unit_days(u) != 0)
        return shift_days(d, n * unit_days(u), u, ret);
    return shift_seconds(d, n * unit_seconds(u), u, ret);
}

bool dtl_date_unit(const dtl_date *anchor, dtl_unit u, int64_t n, dtl_date *ret) {
    if (u <= DTL_UNIT_NONE || u >= DTL_UNIT__COUNT || n > DTL_COUNT_MAX || n < -DTL_COUNT_MAX)
        return false;
    if (u == DTL_DAYPART)
        u = DTL_DAY;
    if (anchor == NULL || !dtl_date_complete(anchor)) {
        bool chained = anchor != NULL && anchor->rel_unit == u;
        bool plain = anchor == NULL || (anchor->rel_unit == DTL_DAY && anchor->rel_n == 0);
        *ret = chained ? dtl_date_relative(u, anchor->rel_n + n)
               : plain ? dtl_date_relative(u, n)
                       : blank(u);
        return true;
    }
    if (anchor->grain > u) {
        *ret = dtl_date_relative(u, n);
        return true;
    }
    dtl_date unit;
    return dtl_date_to_grain(anchor, u, &unit) && dtl_date_shift(&unit, n, u, ret);
}
