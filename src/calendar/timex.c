/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timex: the TIMEX3 attributes of a value, its short form, and its bounds.
 *
 * Values follow TimeML 1.2.1 and, where that is silent, TIDES 1.0.2: a decade is three digits, a
 * century two, a millennium one; a part of a day is a letter pair after the date; the zone of a
 * clock time is left out.  A unit counted in tens of years is written in years (P20Y), and a
 * fraction is written in the next finer unit where that is exact (P2Y6M).  Years before 1 have the
 * TIDES prefix BC: BC0044; decades and centuries before 1 keep the digits their years share most,
 * so the third century BC is BC02, as the third century is 02.
 *
 * Bounds: a unit is exact, its four instants are its start and its end.  START fixes the start and
 * lets the end lie anywhere in the unit, END the other way round, MID neither.  BEFORE and AFTER
 * exclude the unit, ON_OR_BEFORE and ON_OR_AFTER include it, and open the far side.  APPROX keeps
 * the unit: how far "about 2020" reaches is not said, and a wider guess would date the event worse.
 */
#include "calendar/calendar.h"

#include <inttypes.h>

enum { DAY_SECONDS = 86400 };

static const char *const daypart_tokens[] = {"", "MO", "MI", "AF", "EV", "NI", "DT"};
static const char *const season_tokens[] = {"XX", "SP", "SU", "FA", "WI"};

static const char *const mod_names[] = {
    [DTL_MOD_START] = "START",
    [DTL_MOD_MID] = "MID",
    [DTL_MOD_END] = "END",
    [DTL_MOD_APPROX] = "APPROX",
    [DTL_MOD_LESS_THAN] = "LESS_THAN",
    [DTL_MOD_MORE_THAN] = "MORE_THAN",
    [DTL_MOD_EQUAL_OR_LESS] = "EQUAL_OR_LESS",
    [DTL_MOD_EQUAL_OR_MORE] = "EQUAL_OR_MORE",
    [DTL_MOD_BEFORE] = "BEFORE",
    [DTL_MOD_AFTER] = "AFTER",
    [DTL_MOD_ON_OR_BEFORE] = "ON_OR_BEFORE",
    [DTL_MOD_ON_OR_AFTER] = "ON_OR_AFTER",
};

static const char *const mod_short[] = {
    [DTL_MOD_START] = "start",
    [DTL_MOD_MID] = "mid",
    [DTL_MOD_END] = "end",
    [DTL_MOD_APPROX] = "approx",
    [DTL_MOD_LESS_THAN] = "less",
    [DTL_MOD_MORE_THAN] = "more",
    [DTL_MOD_EQUAL_OR_LESS] = "at_most",
    [DTL_MOD_EQUAL_OR_MORE] = "at_least",
    [DTL_MOD_BEFORE] = "before",
    [DTL_MOD_AFTER] = "after",
    [DTL_MOD_ON_OR_BEFORE] = "on_or_before",
    [DTL_MOD_ON_OR_AFTER] = "on_or_after",
};

static const char *const unit_names[DTL_UNIT__COUNT] = {
    [DTL_UNIT_NONE] = "none",
    [DTL_SECOND] = "second",
    [DTL_MINUTE] = "minute",
    [DTL_HOUR] = "hour",
    [DTL_DAYPART] = "daypart",
    [DTL_DAY] = "day",
    [DTL_WEEKEND] = "weekend",
    [DTL_WEEK] = "week",
    [DTL_FORTNIGHT] = "fortnight",
    [DTL_MONTH] = "month",
    [DTL_SEASON] = "season",
    [DTL_QUARTER] = "quarter",
    [DTL_HALF] = "half",
    [DTL_YEAR] = "year",
    [DTL_DECADE] = "decade",
    [DTL_CENTURY] = "century",
    [DTL_MILLENNIUM] = "millennium",
};

const char *dtl_unit_name(dtl_unit u) {
    return u < DTL_UNIT__COUNT ? unit_names[u] : unit_names[DTL_UNIT_NONE];
}

dtl_unit dtl_unit_from_name(dtl_slice name) {
    for (dtl_unit u = DTL_SECOND; u < DTL_UNIT__COUNT; u++)
        if (dtl_slice_is(name, unit_names[u]))
            return u;
    return DTL_UNIT_NONE;
}

/* ---- attributes ---------------------------------------------------------------------------------
 */

static bool has_clock(const dtl_date *d) {
    return (d->known & (DTL_HAS_HOUR | DTL_HAS_DAYPART)) != 0;
}

const char *dtl_timex_type(const dtl_timex *t) {
    switch (t->kind) {
    case DTL_TX_DURATION: return "DURATION";
    case DTL_TX_SET: return "SET";
    case DTL_TX_DATE: return has_clock(&t->a) ? "TIME" : "DATE";
    case DTL_TX_SPAN:
        return (t->has_a && has_clock(&t->a)) || (t->has_b && has_clock(&t->b)) ? "TIME" : "DATE";
    default: return "DATE";
    }
}

static dtl_mod mod_of(const dtl_timex *t) {
    dtl_mod mod = t->kind == DTL_TX_DATE       ? t->a.mod
                  : t->kind == DTL_TX_DURATION ? t->dur.mod
                                               : t->mod;
    return mod >= DTL_MOD_START && mod <= DTL_MOD_ON_OR_AFTER ? mod : DTL_MOD_NONE;
}

const char *dtl_timex_mod(const dtl_timex *t) {
    return mod_names[mod_of(t)];
}

/* ---- values of dates ----------------------------------------------------------------------------
 */

/* `shown`: the short form, whose years are those of EDTF (-0043) and not of TIDES (BC0044). */
static void put_year(const dtl_date *d, bool shown, dtl_buf *out) {
    if (!(d->known & DTL_HAS_YEAR))
        dtl_buf_puts(out, "XXXX");
    else if (d->year > 0 || shown)
        dtl_buf_printf(out, "%s%04d", d->year < 0 ? "-" : "",
                       (int)(d->year < 0 ? -d->year : d->year));
    else
        dtl_buf_printf(out, "BC%04d", (int)(1 - d->year));
}

/* A decade, century or millennium; `filled` writes X for the digits left open. */
static void put_group(const dtl_date *d, bool filled, dtl_buf *out) {
    int digits = d->grain == DTL_DECADE ? 3 : d->grain == DTL_CENTURY ? 2 : 1;
    int span = d->grain == DTL_DECADE ? 10 : d->grain == DTL_CENTURY ? 100 : 1000;
    if (filled && (d->known & DTL_HAS_YEAR) && d->year < 0) {
        int last = -(d->year + span - 1);
        dtl_buf_printf(out, "-%04d/%s%04d", (int)-d->year, last > 0 ? "-" : "",
                       last > 0 ? last : 0);
        return;
    }
    if (!(d->known & DTL_HAS_YEAR)) {
        dtl_buf_put(out, "XXX", (size_t)digits);
    } else {
        /* The last year of a group before 1 is the one its number is taken from: 201 BC for 02. */
        int number = d->year >= 0 ? d->year / span : (1 - (d->year + span - 1)) / span;
        if (d->year < 0)
            dtl_buf_puts(out, "BC");
        dtl_buf_printf(out, "%0*d", digits, number);
    }
    if (filled)
        dtl_buf_put(out, "XXX", (size_t)(4 - digits));
}

static void put_day(const dtl_date *d, bool shown, dtl_buf *out) {
    bool named = (d->known & DTL_HAS_WEEKDAY) != 0;
    if (named && !(d->known & (DTL_HAS_MONTH | DTL_HAS_DAY))) {
        put_year(d, shown, out);
        if (d->known & DTL_HAS_WEEK)
            dtl_buf_printf(out, "-W%02d", d->week);
        else
            dtl_buf_puts(out, "-WXX");
        dtl_buf_printf(out, "-%d", d->weekday);
        return;
    }
    put_year(d, shown, out);
    if (d->known & DTL_HAS_MONTH)
        dtl_buf_printf(out, "-%02d", d->month);
    else
        dtl_buf_puts(out, "-XX");
    if (d->known & DTL_HAS_DAY)
        dtl_buf_printf(out, "-%02d", d->day);
    else
        dtl_buf_puts(out, "-XX");
}

static void put_clock(const dtl_date *d, bool with_zone, dtl_buf *out) {
    dtl_buf_putc(out, 'T');
    if (!(d->known & DTL_HAS_HOUR)) {
        dtl_buf_puts(out, (d->known & DTL_HAS_DAYPART) ? daypart_tokens[d->daypart] : "XX");
        return;
    }
    dtl_buf_printf(out, "%02d:%02d", d->hour, (d->known & DTL_HAS_MINUTE) ? d->minute : 0);
    if (d->grain == DTL_SECOND)
        dtl_buf_printf(out, ":%02d", d->second);
    if (with_zone && (d->known & DTL_HAS_ZONE)) {
        int zone = d->zone < 0 ? -d->zone : d->zone;
        dtl_buf_printf(out, "%c%02d:%02d", d->zone < 0 ? '-' : '+', zone / 60, zone % 60);
    }
}

/* `shown`: the short form, with the zone, EDTF years, and X for the open digits of a decade. */
static void put_date(const dtl_date *d, bool pattern, bool shown, dtl_buf *out) {
    uint16_t day_bits = DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY | DTL_HAS_WEEK | DTL_HAS_WEEKDAY;
    bool timeless = (d->known & day_bits) == 0 && d->rel_unit == DTL_UNIT_NONE;
    switch (d->grain) {
    case DTL_UNIT_NONE:
    case DTL_UNIT__COUNT: break;
    case DTL_SECOND:
    case DTL_MINUTE:
    case DTL_HOUR:
    case DTL_DAYPART:
        if (pattern || !timeless)
            put_day(d, shown, out);
        put_clock(d, shown, out);
        break;
    case DTL_DAY: put_day(d, shown, out); break;
    case DTL_WEEKEND:
    case DTL_WEEK:
    case DTL_FORTNIGHT:
        put_year(d, shown, out);
        if (d->known & DTL_HAS_WEEK)
            dtl_buf_printf(out, "-W%02d", d->week);
        else
            dtl_buf_puts(out, "-WXX");
        if (d->grain == DTL_WEEKEND)
            dtl_buf_puts(out, "-WE");
        break;
    case DTL_MONTH:
        put_year(d, shown, out);
        if (d->known & DTL_HAS_MONTH)
            dtl_buf_printf(out, "-%02d", d->month);
        else
            dtl_buf_puts(out, "-XX");
        break;
    case DTL_SEASON:
        put_year(d, shown, out);
        dtl_buf_printf(out, "-%s", season_tokens[(d->known & DTL_HAS_SEASON) ? d->season : 0]);
        break;
    case DTL_QUARTER:
    case DTL_HALF: {
        bool quarter = d->grain == DTL_QUARTER;
        int n = quarter ? d->quarter : d->half;
        put_year(d, shown, out);
        dtl_buf_printf(out, "-%c", quarter ? 'Q' : 'H');
        if ((d->known & (quarter ? DTL_HAS_QUARTER : DTL_HAS_HALF)) && n > 0)
            dtl_buf_printf(out, "%d", n);
        else
            dtl_buf_putc(out, 'X');
        break;
    }
    case DTL_YEAR: put_year(d, shown, out); break;
    case DTL_DECADE:
    case DTL_CENTURY:
    case DTL_MILLENNIUM: put_group(d, shown, out); break;
    }
}

/* ---- values of durations ------------------------------------------------------------------------
 */

/* How a unit is written: `count` of `letter`, after T for clock units. */
typedef struct duration_form {
    bool clock;
    int32_t count;
    const char *letter;
    const char *unknown; /* after PX, when it differs */
    /* the finer unit a fraction is written in: `parts` to one of `letter`; 0: decimals */
    int32_t parts;
    bool part_clock;
    const char *part_letter;
} duration_form;

static const duration_form duration_forms[DTL_UNIT__COUNT] = {
    [DTL_UNIT_NONE] = {false, 1, "X", NULL, 0, false, NULL},
    [DTL_SECOND] = {true, 1, "S", NULL, 0, false, NULL},
    [DTL_MINUTE] = {true, 1, "M", NULL, 60, true, "S"},
    [DTL_HOUR] = {true, 1, "H", NULL, 60, true, "M"},
    [DTL_DAYPART] = {false, 1, "D", NULL, 24, true, "H"},
    [DTL_DAY] = {false, 1, "D", NULL, 24, true, "H"},
    [DTL_WEEKEND] = {false, 1, "WE", NULL, 0, false, NULL},
    [DTL_WEEK] = {false, 1, "W", NULL, 0, false, NULL},
    [DTL_FORTNIGHT] = {false, 2, "W", NULL, 0, false, NULL},
    [DTL_MONTH] = {false, 1, "M", NULL, 0, false, NULL},
    [DTL_SEASON] = {false, 3, "M", NULL, 0, false, NULL},
    [DTL_QUARTER] = {false, 1, "Q", NULL, 0, false, NULL},
    [DTL_HALF] = {false, 6, "M", NULL, 0, false, NULL},
    [DTL_YEAR] = {false, 1, "Y", NULL, 12, false, "M"},
    [DTL_DECADE] = {false, 10, "Y", "E", 12, false, "M"},
    [DTL_CENTURY] = {false, 100, "Y", "C", 12, false, "M"},
    [DTL_MILLENNIUM] = {false, 1000, "Y", "L", 12, false, "M"},
};

static void put_duration(const dtl_duration *d, dtl_buf *out) {
    dtl_unit unit = d->unit < DTL_UNIT__COUNT ? d->unit : DTL_UNIT_NONE;
    const duration_form *f = &duration_forms[unit];
    if (d->unknown) {
        dtl_buf_puts(out, f->clock ? "PTX" : "PX");
        dtl_buf_puts(out, f->unknown != NULL ? f->unknown : f->letter);
        return;
    }
    /* n is in thousandths and within DTL_COUNT_MAX units: no overflow below. */
    int64_t n = d->n * f->count;
    int64_t whole = n / 1000, rest = n % 1000;
    int64_t parts = (rest * f->parts + 500) / 1000; /* ten minutes are 0.167 of an hour */
    int64_t off = rest * f->parts - parts * 1000;
    if (rest == 0) {
        dtl_buf_printf(out, "P%s%" PRId64 "%s", f->clock ? "T" : "", whole, f->letter);
    } else if (parts > 0 && parts < f->parts && off < f->parts && -off < f->parts) {
        dtl_buf_putc(out, 'P');
        if (unit == DTL_MINUTE && whole >= 60) /* a sum of hours, minutes and seconds */
            dtl_buf_printf(out, "T%" PRId64 "H%" PRId64 "M", whole / 60, whole % 60);
        else if (whole != 0)
            dtl_buf_printf(out, "%s%" PRId64 "%s", f->clock ? "T" : "", whole, f->letter);
        if (f->part_clock && !(f->clock && whole != 0))
            dtl_buf_putc(out, 'T');
        dtl_buf_printf(out, "%" PRId64 "%s", parts, f->part_letter);
    } else {
        int digits = 3;
        for (; rest % 10 == 0; rest /= 10)
            digits--;
        dtl_buf_printf(out, "P%s", f->clock ? "T" : "");
        if (unit == DTL_SECOND && whole >= 60) { /* a minute and 5.47 seconds */
            dtl_buf_printf(out, "%" PRId64 "M", whole / 60);
            whole %= 60;
        }
        dtl_buf_printf(out, "%" PRId64 ".%0*" PRId64 "%s", whole, digits, rest, f->letter);
    }
}

/* ---- values -------------------------------------------------------------------------------------
 */

static void put_value(const dtl_timex *t, bool shown, dtl_buf *out) {
    switch (t->kind) {
    case DTL_TX_NONE: break;
    case DTL_TX_DATE: put_date(&t->a, false, shown, out); break;
    case DTL_TX_SPAN:
        if (t->has_a)
            put_date(&t->a, false, shown, out);
        else
            dtl_buf_puts(out, "..");
        dtl_buf_putc(out, '/');
        if (t->has_b)
            put_date(&t->b, false, shown, out);
        else
            dtl_buf_puts(out, "..");
        break;
    case DTL_TX_DURATION: put_duration(&t->dur, out); break;
    case DTL_TX_SET:
        if (t->has_a)
            put_date(&t->a, true, shown, out);
        else
            put_duration(&t->dur, out);
        break;
    case DTL_TX_PAST_REF: dtl_buf_puts(out, "PAST_REF"); break;
    case DTL_TX_PRESENT_REF: dtl_buf_puts(out, "PRESENT_REF"); break;
    case DTL_TX_FUTURE_REF: dtl_buf_puts(out, "FUTURE_REF"); break;
    }
}

void dtl_timex_value(const dtl_timex *t, dtl_buf *out) {
    put_value(t, false, out);
}

void dtl_timex_short(const dtl_timex *t, dtl_buf *out) {
    put_value(t, true, out);
    dtl_mod mod = mod_of(t);
    if (mod != DTL_MOD_NONE)
        dtl_buf_printf(out, " mod:%s", mod_short[mod]);
    if (t->kind != DTL_TX_SET)
        return;
    dtl_buf_printf(out, " every:%" PRId64, t->dur.unknown ? 0 : t->dur.n / 1000);
    if (t->freq > 0 && t->freq_unit != DTL_UNIT_NONE)
        dtl_buf_printf(out, " times:%d %s", (int)t->freq, dtl_unit_name(t->freq_unit));
    else if (t->freq > 0)
        dtl_buf_printf(out, " times:%d", (int)t->freq);
}

void dtl_instant_iso(int64_t seconds, bool with_clock, dtl_buf *out) {
    if (seconds == DTL_TIME_MIN || seconds == DTL_TIME_MAX)
        return;
    int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0 ? 1 : 0);
    int rest = (int)(seconds - days * DAY_SECONDS);
    if (days < -8000000 || days > 8000000)
        return;
    int32_t y;
    int m, d;
    dtl_civil_from_days(days, &y, &m, &d);
    if (y < 0)
        dtl_buf_putc(out, '-');
    dtl_buf_number(out, (uint64_t)(y < 0 ? -y : y), 4);
    dtl_buf_putc(out, '-');
    dtl_buf_number(out, (uint64_t)m, 2);
    dtl_buf_putc(out, '-');
    dtl_buf_number(out, (uint64_t)d, 2);
    if (!with_clock)
        return;
    dtl_buf_putc(out, 'T');
    dtl_buf_number(out, (uint64_t)(rest / 3600), 2);
    dtl_buf_putc(out, ':');
    dtl_buf_number(out, (uint64_t)(rest % 3600 / 60), 2);
    if (rest % 60 != 0) {
        dtl_buf_putc(out, ':');
        dtl_buf_number(out, (uint64_t)(rest % 60), 2);
    }
}

/* ---- bounds -------------------------------------------------------------------------------------
 */

static const dtl_bounds unbounded = {DTL_TIME_MIN, DTL_TIME_MAX, DTL_TIME_MIN, DTL_TIME_MAX};

static bool date_bounds(const dtl_date *d, dtl_bounds *ret) {
    int64_t s, e;
    if (!dtl_date_interval(d, &s, &e))
        return false;
    dtl_bounds b = {s, s, e, e};
    switch (d->mod) {
    case DTL_MOD_START: b.end_min = s; break;
    case DTL_MOD_END: b.start_max = e; break;
    case DTL_MOD_MID:
        b.start_max = e;
        b.end_min = s;
        break;
    case DTL_MOD_BEFORE: b = (dtl_bounds){DTL_TIME_MIN, s, DTL_TIME_MIN, s}; break;
    case DTL_MOD_ON_OR_BEFORE: b = (dtl_bounds){DTL_TIME_MIN, e, DTL_TIME_MIN, e}; break;
    case DTL_MOD_AFTER: b = (dtl_bounds){e, DTL_TIME_MAX, e, DTL_TIME_MAX}; break;
    case DTL_MOD_ON_OR_AFTER: b = (dtl_bounds){s, DTL_TIME_MAX, s, DTL_TIME_MAX}; break;
    default: break;
    }
    *ret = b;
    return true;
}

/* The other end of a duration with one known end: whole units by the calendar. */
static bool move_by_duration(const dtl_date *d, const dtl_duration *dur, int sign, dtl_date *ret) {
    return !dur->unknown && dur->n % 1000 == 0 &&
           dtl_date_shift(d, sign * (dur->n / 1000), dur->unit, ret);
}

bool dtl_timex_bounds(const dtl_timex *t, dtl_bounds *ret) {
    *ret = unbounded;
    if (t->kind == DTL_TX_DATE)
        return date_bounds(&t->a, ret);
    if (t->kind != DTL_TX_SPAN && t->kind != DTL_TX_DURATION)
        return false;
    int64_t as = DTL_TIME_MIN, ae, bs, be = DTL_TIME_MAX;
    bool begins = t->has_a && dtl_date_interval(&t->a, &as, &ae);
    bool ends = t->has_b && dtl_date_interval(&t->b, &bs, &be);
    if (!begins && !ends)
        return false;
    dtl_date other;
    if (t->kind == DTL_TX_DURATION && begins != ends) {
        if (begins && move_by_duration(&t->a, &t->dur, 1, &other))
            ends = dtl_date_interval(&other, &bs, &be);
        else if (ends && move_by_duration(&t->b, &t->dur, -1, &other))
            begins = dtl_date_interval(&other, &as, &ae);
    }
    if (begins && ends && as >= be)
        return false;
    ret->start_min = begins ? as : DTL_TIME_MIN;
    ret->start_max = begins ? as : be;
    ret->end_min = ends ? be : as;
    ret->end_max = ends ? be : DTL_TIME_MAX;
    return true;
}
