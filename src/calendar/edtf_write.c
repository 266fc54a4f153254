/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edtf_write: values and bounds as EDTF (ISO 8601-2:2019, profile of the Library of Congress).
 *
 * Only what EDTF says exactly is written.  A week has no form of its own and becomes the interval
 * of its days; so do weekends, and the decades and centuries before 1, whose years share no digits.
 * Inside intervals and one-sided sets, seasons, quarters, halves and decades are written by the
 * months or years they begin and end with, because readers of EDTF accept only dates there; the
 * same holds for their approximate forms.  A part of a day is written as its day and START, MID,
 * END as the unit they qualify: EDTF has nothing closer, and the TIMEX3 value beside it keeps the
 * difference. Sets, durations without both ends, and references to past and future have no EDTF.
 */
#include "calendar/calendar.h"

enum { DAY_SECONDS = 86400 };

/* ---- points -------------------------------------------------------------------------------------
 */

static void put_year(int32_t y, dtl_buf *out) {
    if (y < 0)
        dtl_buf_putc(out, '-');
    dtl_buf_number(out, (uint64_t)(y < 0 ? -y : y), 4);
}

/* A mark, and two digits. */
static void put_two(char mark, int v, dtl_buf *out) {
    dtl_buf_putc(out, mark);
    dtl_buf_number(out, (uint64_t)v, 2);
}

static void put_ymd(int32_t y, int m, int d, dtl_buf *out) {
    put_year(y, out);
    if (m != 0)
        put_two('-', m, out);
    if (d != 0)
        put_two('-', d, out);
}

/* Of a second of the day. */
static void put_clock(int second, dtl_buf *out) {
    put_two('T', second / 3600, out);
    put_two(':', second % 3600 / 60, out);
    put_two(':', second % 60, out);
}

/* A day number at the precision of `grain`: DTL_YEAR, DTL_MONTH or a day. */
static void put_days(int64_t days, dtl_unit grain, dtl_buf *out) {
    int32_t y;
    int m, d;
    dtl_civil_from_days(days, &y, &m, &d);
    put_ymd(y, grain == DTL_YEAR ? 0 : m, grain >= DTL_MONTH ? 0 : d, out);
}

static void put_zone(const dtl_date *d, dtl_buf *out) {
    if (!(d->known & DTL_HAS_ZONE))
        return;
    if (d->zone == 0) {
        dtl_buf_putc(out, 'Z');
        return;
    }
    int zone = d->zone < 0 ? -d->zone : d->zone;
    dtl_buf_printf(out, "%c%02d:%02d", d->zone < 0 ? '-' : '+', zone / 60, zone % 60);
}

/* Date and time; 24:00 is the next day's 00:00. */
static bool put_datetime(const dtl_date *d, dtl_buf *out) {
    int64_t start, end;
    if (!dtl_date_interval(d, &start, &end))
        return false;
    int64_t days = start / DAY_SECONDS - (start % DAY_SECONDS < 0 ? 1 : 0);
    int rest = (int)(start - days * DAY_SECONDS);
    dtl_date day;
    if (!dtl_date_from_days(days, &day))
        return false;
    put_ymd(day.year, day.month, day.day, out);
    put_clock(rest, out);
    put_zone(d, out);
    return true;
}

static bool is_clock(const dtl_date *d) {
    return d->grain < DTL_DAYPART;
}

/* Precision at which the ends of the unit are written when it is written as an interval. */
static dtl_unit end_grain(dtl_unit grain) {
    return grain >= DTL_YEAR ? DTL_YEAR : grain >= DTL_MONTH ? DTL_MONTH : DTL_DAY;
}

/* First (or last) day, month or year of a complete unit. */
static bool put_end(const dtl_date *d, bool last, dtl_buf *out) {
    if (is_clock(d))
        return put_datetime(d, out);
    int64_t first, end;
    if (!dtl_date_days(d, &first, &end))
        return false;
    put_days(last ? end - 1 : first, end_grain(d->grain), out);
    return true;
}

/* Units without a form of their own that can carry what is wanted. */
static bool needs_interval(const dtl_date *d, bool approximate) {
    switch (d->grain) {
    case DTL_WEEKEND:
    case DTL_WEEK:
    case DTL_FORTNIGHT: return true;
    case DTL_SEASON:
    case DTL_QUARTER:
    case DTL_HALF: return approximate;
    case DTL_DECADE:
    case DTL_CENTURY:
    case DTL_MILLENNIUM: return approximate || d->year <= 0;
    default: return false;
    }
}

/* ---- dates --------------------------------------------------------------------------------------
 */

static void put_unit(const dtl_date *d, dtl_buf *out) {
    switch (d->grain) {
    case DTL_SEASON: put_ymd(d->year, 20 + d->season, 0, out); break;
    case DTL_QUARTER: put_ymd(d->year, 32 + d->quarter, 0, out); break;
    case DTL_HALF: put_ymd(d->year, 39 + d->half, 0, out); break;
    case DTL_DECADE: dtl_buf_printf(out, "%03dX", (int)(d->year / 10)); break;
    case DTL_CENTURY: dtl_buf_printf(out, "%02dXX", (int)(d->year / 100)); break;
    case DTL_MILLENNIUM: dtl_buf_printf(out, "%dXXX", (int)(d->year / 1000)); break;
    case DTL_YEAR: put_ymd(d->year, 0, 0, out); break;
    case DTL_MONTH: put_ymd(d->year, d->month, 0, out); break;
    default: put_ymd(d->year, d->month, d->day, out); break;
    }
}

static bool in_range(int64_t days) {
    dtl_date d;
    return dtl_date_from_days(days, &d);
}

/* The unit just before or after d, for BEFORE and AFTER. */
static bool one_sided(const dtl_date *d, dtl_buf *out) {
    int64_t first, end;
    if (is_clock(d) || !dtl_date_days(d, &first, &end))
        return false;
    dtl_unit g = end_grain(d->grain);
    if (!in_range(first - 1) || !in_range(end))
        return false;
    switch (d->mod) {
    case DTL_MOD_BEFORE:
    case DTL_MOD_ON_OR_BEFORE:
        dtl_buf_puts(out, "[..");
        put_days(d->mod == DTL_MOD_BEFORE ? first - 1 : end - 1, g, out);
        dtl_buf_putc(out, ']');
        return true;
    default:
        dtl_buf_putc(out, '[');
        put_days(d->mod == DTL_MOD_AFTER ? end : first, g, out);
        dtl_buf_puts(out, "..]");
        return true;
    }
}

/* Days and months whose year is open, and years whose day is. */
static bool put_partial(const dtl_date *d, dtl_buf *out) {
    uint16_t bits = d->known & (DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY);
    if (d->rel_unit != DTL_UNIT_NONE || d->mod != DTL_MOD_NONE || d->known != bits ||
        !dtl_date_valid(d))
        return false;
    bool month = d->grain == DTL_MONTH && (bits == DTL_HAS_MONTH || bits == DTL_HAS_YEAR);
    bool day =
        d->grain == DTL_DAY && (bits == (DTL_HAS_MONTH | DTL_HAS_DAY) ||
                                bits == (DTL_HAS_YEAR | DTL_HAS_MONTH) || bits == DTL_HAS_YEAR);
    if (!month && !day)
        return false;
    if (bits & DTL_HAS_YEAR)
        put_year(d->year, out);
    else
        dtl_buf_puts(out, "XXXX");
    if (bits & DTL_HAS_MONTH)
        put_two('-', d->month, out);
    else
        dtl_buf_puts(out, "-XX");
    if (day && (bits & DTL_HAS_DAY))
        put_two('-', d->day, out);
    else if (day)
        dtl_buf_puts(out, "-XX");
    return true;
}

static bool put_date(const dtl_date *d, dtl_buf *out) {
    if (!dtl_date_complete(d))
        return put_partial(d, out);
    if (!dtl_date_valid(d))
        return false;
    bool approximate = d->mod == DTL_MOD_APPROX;
    switch (d->mod) {
    case DTL_MOD_NONE:
    case DTL_MOD_START:
    case DTL_MOD_MID:
    case DTL_MOD_END:
    case DTL_MOD_APPROX: break;
    case DTL_MOD_BEFORE:
    case DTL_MOD_AFTER:
    case DTL_MOD_ON_OR_BEFORE:
    case DTL_MOD_ON_OR_AFTER: return one_sided(d, out);
    default: return false;
    }
    if (is_clock(d))
        return !approximate && put_datetime(d, out);
    if (needs_interval(d, approximate)) {
        const char *mark = approximate ? "~" : "";
        (void)put_end(d, false, out);
        dtl_buf_printf(out, "%s/", mark);
        (void)put_end(d, true, out);
        dtl_buf_puts(out, mark);
        return true;
    }
    put_unit(d, out);
    if (approximate)
        dtl_buf_putc(out, '~');
    return true;
}

bool dtl_timex_edtf(const dtl_timex *t, dtl_buf *out) {
    if (t->kind == DTL_TX_DATE)
        return put_date(&t->a, out);
    if (t->kind != DTL_TX_SPAN && t->kind != DTL_TX_DURATION)
        return false;
    if (t->kind == DTL_TX_DURATION && !(t->has_a && t->has_b))
        return false;
    int64_t a = 0, b = 0, other;
    if ((!t->has_a && !t->has_b) || (t->has_a && !dtl_date_interval(&t->a, &a, &other)) ||
        (t->has_b && !dtl_date_interval(&t->b, &other, &b)) || (t->has_a && t->has_b && a >= b))
        return false;
    if (t->has_a)
        (void)put_end(&t->a, false, out);
    else
        dtl_buf_puts(out, "..");
    if (t->mod == DTL_MOD_APPROX && t->has_a && !is_clock(&t->a))
        dtl_buf_putc(out, '~');
    dtl_buf_putc(out, '/');
    if (t->has_b)
        (void)put_end(&t->b, true, out);
    else
        dtl_buf_puts(out, "..");
    if (t->mod == DTL_MOD_APPROX && t->has_b && !is_clock(&t->b))
        dtl_buf_putc(out, '~');
    return true;
}

/* ---- bounds -------------------------------------------------------------------------------------
 */

static int64_t floor_day(int64_t seconds) {
    return seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0 ? 1 : 0);
}

/* The coarsest of year, month, day at whose border a day number lies. */
static dtl_unit border(int64_t days) {
    int32_t y;
    int m, d;
    dtl_civil_from_days(days, &y, &m, &d);
    return d != 1 ? DTL_DAY : m != 1 ? DTL_MONTH : DTL_YEAR;
}

static void put_instant(int64_t seconds, dtl_buf *out) {
    int64_t days = floor_day(seconds);
    int rest = (int)(seconds - days * DAY_SECONDS);
    put_days(days, DTL_DAY, out);
    put_clock(rest, out);
}

static bool instant_in_range(int64_t seconds) {
    int64_t limit = (int64_t)(DTL_YEAR_MAX + 1) * 366 * DAY_SECONDS;
    return seconds >= -limit && seconds <= limit;
}

bool dtl_bounds_edtf(const dtl_bounds *b, dtl_unit grain, dtl_buf *out) {
    int64_t start = b->start_min, end = b->end_max;
    bool begins = start != DTL_TIME_MIN, ends = end != DTL_TIME_MAX;
    if ((!begins && !ends) || (begins && !instant_in_range(start)) ||
        (ends && !instant_in_range(end)) || (begins && ends && end < start))
        return false;
    bool clock = grain != DTL_UNIT_NONE && grain < DTL_DAY &&
                 ((begins && start % DAY_SECONDS != 0) || (ends && end % DAY_SECONDS != 0));
    if (clock) {
        if ((begins && !in_range(floor_day(start))) || (ends && !in_range(floor_day(end))))
            return false;
        if (begins)
            put_instant(start, out);
        else
            dtl_buf_puts(out, "..");
        /* One minute or second is a point for the reader. */
        if (begins && ends && end - start <= 60)
            return true;
        dtl_buf_putc(out, '/');
        if (ends)
            put_instant(end, out);
        else
            dtl_buf_puts(out, "..");
        return true;
    }
    int64_t first = begins ? floor_day(start) : 0;
    int64_t past = ends ? floor_day(end) + (end % DAY_SECONDS != 0 ? 1 : 0) : 0;
    if (begins && ends && past <= first)
        past = first + 1;
    if ((begins && !in_range(first)) || (ends && !in_range(past - 1)))
        return false;
    dtl_unit g = DTL_YEAR;
    if (begins && border(first) < g)
        g = border(first);
    if (ends && border(past) < g)
        g = border(past);
    if (begins)
        put_days(first, g, out);
    else
        dtl_buf_puts(out, "..");
    dtl_unit unit = g;
    dtl_date one;
    if (begins && ends && dtl_date_from_days(first, &one)) {
        int64_t f, e;
        if (dtl_date_to_grain(&one, unit, &one) && dtl_date_days(&one, &f, &e) && f == first &&
            e == past)
            return true;
    }
    dtl_buf_putc(out, '/');
    if (ends)
        put_days(past - 1, g, out);
    else
        dtl_buf_puts(out, "..");
    return true;
}
