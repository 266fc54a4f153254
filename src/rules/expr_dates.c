/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_dates: functions that name a date by its components.
 *
 * A missing component stays open and is filled when the whole expression is resolved; a missing day
 * or month makes the date a month or a year.  Where a year is wanted, a date does as well, so that
 * quarter(last(year), 3) reads as it is said; a year that is itself relative stays relative.
 */
#include "rules/expr_tree.h"

#define B(t) DTL_TYPE_BIT(DTL_T_##t)

static const char bad_clock[] = "there is no such time of day";

/* ---- years --------------------------------------------------------------------------------------
 */

/* The year an argument names, as a date of that grain; grain NONE when the argument is missing. */
static dtl_eval year_of(dtl_run *r, const dtl_value *v, dtl_date *ret) {
    *ret = (dtl_date){0};
    if (v->type == DTL_T_NONE)
        return DTL_EVAL_OK;
    if (v->type == DTL_T_INT) {
        if (v->i < -DTL_YEAR_MAX || v->i > DTL_YEAR_MAX)
            return DTL_EVAL_LIMIT;
        *ret = dtl_date_of_year((int32_t)v->i);
        return DTL_EVAL_OK;
    }
    dtl_date d;
    dtl_eval ok = dtl_plain_date(r, v, &d);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (d.grain > DTL_YEAR)
        return dtl_impossible(r, "a decade or century is not one year");
    if (dtl_date_to_grain(&d, DTL_YEAR, ret) && d.grain == DTL_YEAR)
        ret->mod = DTL_MOD_NONE;
    return DTL_EVAL_OK;
}

/* Adds the year an argument names to the other components. */
static dtl_eval give_with_year(dtl_run *r, const dtl_value *year, dtl_date d, dtl_value *ret) {
    dtl_date y;
    dtl_eval ok = year_of(r, year, &y);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (y.grain == DTL_YEAR) {
        d.known |= y.known;
        d.inferred |= y.inferred;
        d.year = y.year;
        d.rel_unit = y.rel_unit;
        d.rel_n = y.rel_n;
    }
    return dtl_give_date(r, d, ret);
}

/* Small integers go into their fields; what does not fit is as impossible as 99. */
static int8_t small(const dtl_value *v) {
    return (int8_t)(v->i < -1 || v->i > 99 ? 99 : v->i);
}

static bool given(const dtl_value *v) {
    return v->type != DTL_T_NONE;
}

static dtl_eval fn_date(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_YEAR};
    if (given(&a[1])) {
        d.grain = DTL_MONTH;
        d.known |= DTL_HAS_MONTH;
        d.month = small(&a[1]);
    }
    if (given(&a[2])) {
        d.grain = DTL_DAY;
        d.known |= DTL_HAS_DAY;
        d.day = small(&a[2]);
    }
    if (d.known == 0 && !given(&a[0]))
        return DTL_EVAL_MISSING;
    return give_with_year(r, &a[0], d, ret);
}

static dtl_eval fn_year(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    if (!given(&a[0])) {
        dtl_date dct = dtl_run_dct(r), year;
        if (!dtl_date_unit(&dct, DTL_YEAR, 0, &year))
            return DTL_EVAL_LIMIT;
        year.inferred = year.known;
        return dtl_give_date(r, year, ret);
    }
    dtl_date y;
    dtl_eval ok = year_of(r, &a[0], &y);
    return ok != DTL_EVAL_OK ? ok : dtl_give_date(r, y, ret);
}

static dtl_eval fn_month(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_MONTH};
    if (given(&a[1])) {
        d.known = DTL_HAS_MONTH;
        d.month = small(&a[1]);
    } else if (!given(&a[0])) {
        return DTL_EVAL_MISSING;
    }
    return give_with_year(r, &a[0], d, ret);
}

static dtl_eval fn_quarter(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_QUARTER, .known = DTL_HAS_QUARTER};
    if (given(&a[1]) && (a[1].i < 1 || a[1].i > 4))
        return dtl_impossible(r, "a year has four quarters");
    d.quarter = given(&a[1]) ? small(&a[1]) : 0;
    return give_with_year(r, &a[0], d, ret);
}

static dtl_eval fn_half(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_HALF, .known = DTL_HAS_HALF};
    if (given(&a[1]) && (a[1].i < 1 || a[1].i > 2))
        return dtl_impossible(r, "a year has two halves");
    d.half = given(&a[1]) ? small(&a[1]) : 0;
    return give_with_year(r, &a[0], d, ret);
}

static dtl_eval fn_season(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_SEASON, .known = DTL_HAS_SEASON, .season = small(&a[1])};
    return give_with_year(r, &a[0], d, ret);
}

static dtl_eval fn_week(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_WEEK, .known = DTL_HAS_WEEK, .week = small(&a[1])};
    return give_with_year(r, &a[0], d, ret);
}

static dtl_eval fn_weekday(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_DAY, .known = DTL_HAS_WEEKDAY, .weekday = small(&a[0])};
    if (d.weekday < 1 || d.weekday > 7)
        return dtl_impossible(r, "a week has seven days");
    return dtl_give_date(r, d, ret);
}

/* The unit of `grain` that holds the year or date. */
static dtl_eval give_group(dtl_run *r, const dtl_value *v, dtl_unit grain, dtl_value *ret) {
    dtl_date d;
    if (v->type == DTL_T_INT) {
        if (v->i < -DTL_YEAR_MAX || v->i > DTL_YEAR_MAX)
            return DTL_EVAL_LIMIT;
        d = dtl_date_of_year((int32_t)v->i);
    } else {
        dtl_eval ok = dtl_plain_date(r, v, &d);
        if (ok != DTL_EVAL_OK)
            return ok;
    }
    if (!dtl_date_to_grain(&d, grain, &d))
        return dtl_impossible(r, "the date does not say which");
    return dtl_give_date(r, d, ret);
}

static dtl_eval fn_decade(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return give_group(r, &a[0], DTL_DECADE, ret);
}

static dtl_eval ordinal_group(dtl_run *r, const dtl_value *v, dtl_unit grain, int32_t span,
                              dtl_value *ret) {
    if (v->type != DTL_T_INT)
        return give_group(r, v, grain, ret);
    if (v->i < 1 || v->i > (DTL_YEAR_MAX + 1) / span)
        return DTL_EVAL_LIMIT;
    dtl_date d = dtl_date_of_year((int32_t)(v->i - 1) * span);
    d.grain = grain;
    return dtl_give_date(r, d, ret);
}

static dtl_eval fn_century(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return ordinal_group(r, &a[0], DTL_CENTURY, 100, ret);
}

static dtl_eval fn_millennium(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return ordinal_group(r, &a[0], DTL_MILLENNIUM, 1000, ret);
}

/* Two digits as in "'97": the latest such year not more than twenty years after the anchor. */
static dtl_eval fn_short_year(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date dct = dtl_run_dct(r);
    int64_t latest = ((dct.known & DTL_HAS_YEAR) ? dct.year : 2030) + 20, n = a[0].i;
    if (n < 0 || n > 99)
        return dtl_impossible(r, "a short year has two digits");
    *ret = (dtl_value){.type = DTL_T_INT, .i = latest - ((latest - n) % 100 + 100) % 100};
    return DTL_EVAL_OK;
}

static dtl_eval fn_era(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d;
    if (a[0].type == DTL_T_INT) {
        if (a[0].i < 0 || a[0].i > DTL_YEAR_MAX)
            return DTL_EVAL_LIMIT;
        d = dtl_date_of_year((int32_t)a[0].i);
    } else {
        dtl_eval ok = dtl_plain_date(r, &a[0], &d);
        if (ok != DTL_EVAL_OK)
            return ok;
    }
    if (!given(&a[1]) || a[1].i == 0)
        return dtl_give_date(r, d, ret);
    if (!(d.known & DTL_HAS_YEAR) || d.year < 0 || (d.year == 0 && d.grain <= DTL_YEAR))
        return dtl_impossible(r, "years before Christ are counted from 1");
    switch (d.grain) {
    case DTL_DECADE: d.year = -(d.year + 8); break;
    case DTL_CENTURY:
    case DTL_MILLENNIUM: {
        int32_t span = d.grain == DTL_CENTURY ? 100 : 1000;
        d.year = 1 - (d.year / span + 1) * span;
        break;
    }
    default: d.year = 1 - d.year; break;
    }
    return dtl_give_date(r, d, ret);
}

/* ---- parts of a container -----------------------------------------------------------------------
 */

static const char not_there[] = "the container does not have so many";

/* n-th unit u of the days [first, end), counted from the end when n is negative. */
static bool nth_unit(int64_t first, int64_t end, dtl_unit u, int64_t n, dtl_date *ret) {
    dtl_date day, unit;
    int64_t f, e;
    /* A unit belongs to the container when its first day (of a week: its Thursday) lies in it. */
    int64_t middle = u >= DTL_WEEKEND && u <= DTL_FORTNIGHT ? (u == DTL_WEEKEND ? -2 : 3) : 0;
    if (!dtl_date_from_days(n > 0 ? first : end - 1, &day) || !dtl_date_to_grain(&day, u, &unit) ||
        !dtl_date_days(&unit, &f, &e))
        return false;
    int64_t step = 0;
    if (n > 0 && f + middle < first)
        step = 1;
    if (n < 0 && f + middle >= end)
        step = -1;
    step += n > 0 ? n - 1 : n + 1;
    return dtl_date_shift(&unit, step, u, ret) && dtl_date_days(ret, &f, &e) &&
           f + middle >= first && f + middle < end;
}

/* n-th day with a given weekday. */
static bool nth_weekday(int64_t first, int64_t end, int weekday, int64_t n, dtl_date *ret) {
    int64_t from = n > 0 ? first + (weekday - dtl_weekday_of_days(first) + 7) % 7
                         : end - 1 - (dtl_weekday_of_days(end - 1) - weekday + 7) % 7;
    int64_t day = from + (n > 0 ? n - 1 : n + 1) * 7;
    return day >= first && day < end && dtl_date_from_days(day, ret);
}

/* A part of something whose year is open: known components only. */
static dtl_eval nth_of_open(dtl_run *r, int64_t n, dtl_unit u, const dtl_date *c, dtl_value *ret) {
    dtl_date d = {.grain = u};
    int8_t k = (int8_t)(n < 0 || n > 99 ? 99 : n);
    if (c != NULL) {
        d.known = c->known;
        d.inferred = c->inferred;
        d.year = c->year;
        d.month = c->month;
        d.rel_unit = c->rel_unit;
        d.rel_n = c->rel_n;
    }
    bool in_year = c == NULL || c->grain == DTL_YEAR;
    if (u == DTL_QUARTER && in_year && n >= 1 && n <= 4) {
        d.known |= DTL_HAS_QUARTER;
        d.quarter = k;
    } else if (u == DTL_HALF && in_year && n >= 1 && n <= 2) {
        d.known |= DTL_HAS_HALF;
        d.half = k;
    } else if (u == DTL_MONTH && in_year && n >= 1 && n <= 12) {
        d.known |= DTL_HAS_MONTH;
        d.month = k;
    } else if (u == DTL_WEEK && in_year && n >= 1 && n <= 53) {
        d.known |= DTL_HAS_WEEK;
        d.week = k;
    } else if (u == DTL_DAY && c != NULL && c->grain == DTL_MONTH && n >= 1 && n <= 31) {
        d.known |= DTL_HAS_DAY;
        d.day = k;
    } else {
        d = (dtl_date){.grain = u};
    }
    return dtl_give_date(r, d, ret);
}

static dtl_eval fn_nth(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    int64_t n = a[0].i, first, end;
    dtl_unit u = a[1].type == DTL_T_UNIT ? (dtl_unit)a[1].i : DTL_DAY;
    if (n == 0 || n > 10000 || n < -10000)
        return dtl_impossible(r, not_there);
    if (u < DTL_DAY)
        return dtl_impossible(r, "parts of a day are not counted");
    if (!given(&a[2]))
        return a[1].type == DTL_T_UNIT ? nth_of_open(r, n, u, NULL, ret)
                                       : dtl_give_date(r, (dtl_date){.grain = DTL_DAY}, ret);
    if (a[2].t.kind == DTL_TX_SPAN) {
        int64_t other;
        if (!a[2].t.has_a || !a[2].t.has_b || !dtl_date_days(&a[2].t.a, &first, &other) ||
            !dtl_date_days(&a[2].t.b, &other, &end))
            return dtl_impossible(r, "the container is open");
    } else {
        dtl_date c;
        dtl_eval ok = dtl_plain_date(r, &a[2], &c);
        if (ok != DTL_EVAL_OK)
            return ok;
        /* Month and day stand without the year; what needs the year's weekdays does not. */
        bool simple = a[1].type == DTL_T_UNIT && n > 0 && (u == DTL_DAY || u >= DTL_MONTH);
        if (!simple)
            c = dtl_completed(r, &c);
        if (!dtl_date_days(&c, &first, &end))
            return a[1].type == DTL_T_UNIT ? nth_of_open(r, n, u, &c, ret)
                                           : dtl_give_date(r, (dtl_date){.grain = DTL_DAY}, ret);
        if (c.grain <= u && a[1].type == DTL_T_UNIT)
            return dtl_impossible(r, not_there);
    }
    dtl_date d;
    if (a[1].type == DTL_T_MONTH || a[1].type == DTL_T_SEASON) {
        dtl_unit grain = a[1].type == DTL_T_MONTH ? DTL_MONTH : DTL_SEASON;
        dtl_date y;
        int64_t f, e;
        for (int64_t k = n > 0 ? first : end - 1, left = n > 0 ? n : -n;;) {
            if (!dtl_date_from_days(k, &y) || !dtl_date_to_grain(&y, grain, &y) ||
                !dtl_date_days(&y, &f, &e) || f >= end || e <= first)
                return dtl_impossible(r, not_there);
            bool hit = (grain == DTL_MONTH ? y.month : y.season) == a[1].i && f >= first;
            if (hit && --left == 0)
                return dtl_give_date(r, y, ret);
            k = n > 0 ? e : f - 1;
        }
    }
    bool found = a[1].type == DTL_T_UNIT ? nth_unit(first, end, u, n, &d)
                                         : nth_weekday(first, end, (int)a[1].i, n, &d);
    return found ? dtl_give_date(r, d, ret) : dtl_impossible(r, not_there);
}

static dtl_eval fn_grain(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d;
    dtl_eval ok = dtl_plain_date(r, &a[0], &d);
    if (ok != DTL_EVAL_OK)
        return ok;
    dtl_date wide, full = dtl_completed(r, &d);
    if (d.grain == DTL_UNIT_NONE || !dtl_date_to_grain(&full, (dtl_unit)a[1].i, &wide))
        wide = (dtl_date){.grain = (dtl_unit)a[1].i};
    return dtl_give_date(r, wide, ret);
}

/* ---- clock times --------------------------------------------------------------------------------
 */

/* The hour a part of the day makes of one on a twelve-hour clock. */
static int8_t hour_in_daypart(int8_t hour, dtl_daypart part) {
    bool later = part == DTL_AFTERNOON || part == DTL_EVENING;
    if (hour >= 1 && hour <= 11 &&
        (later || (part == DTL_NIGHT && hour >= 6) || (part == DTL_MIDDAY && hour <= 2)))
        return (int8_t)(hour + 12);
    return hour == 12 && part == DTL_NIGHT ? 24 : hour;
}

static dtl_eval fn_clock(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date d = {.grain = DTL_HOUR, .known = DTL_HAS_HOUR};
    if (a[0].type == DTL_T_INT) {
        d.hour = small(&a[0]);
    } else {
        dtl_eval ok = dtl_plain_date(r, &a[0], &d);
        if (ok != DTL_EVAL_OK)
            return ok;
        if (!(d.known & DTL_HAS_HOUR))
            return dtl_impossible(r, "a part of a day has no clock time");
    }
    for (unsigned i = 1; i < DTL_EXPR_ARGS_MAX; i++) {
        switch (a[i].type) {
        case DTL_T_INT:
            if (d.known & DTL_HAS_MINUTE) {
                d.grain = DTL_SECOND;
                d.known |= DTL_HAS_SECOND;
                d.second = small(&a[i]);
            } else {
                d.grain = DTL_MINUTE;
                d.known |= DTL_HAS_MINUTE;
                d.minute = small(&a[i]);
            }
            break;
        case DTL_T_AMPM:
            if (d.hour > 12 && (a[i].i == 0 || d.hour > 23))
                return dtl_impossible(r, bad_clock);
            if (d.hour == 0 && a[i].i != 0)
                return dtl_impossible(r, bad_clock);
            if (d.hour <= 12)
                d.hour = (int8_t)(d.hour % 12 + (a[i].i != 0 ? 12 : 0));
            break;
        case DTL_T_DAYPART: d.hour = hour_in_daypart(d.hour, (dtl_daypart)a[i].i); break;
        case DTL_T_ZONE:
            d.known |= DTL_HAS_ZONE;
            d.zone = (int16_t)(a[i].i < -2000 || a[i].i > 2000 ? 2000 : a[i].i);
            break;
        default: break;
        }
    }
    /* The first hour of the day written as the last one of it: 12:30 at night. */
    if (d.hour == 24 && d.minute != 0)
        d.hour = 0;
    return dtl_give_date(r, d, ret);
}

static dtl_eval fn_at(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date day = {0}, clock, d;
    dtl_value hour = a[1];
    dtl_eval ok;
    if (hour.type == DTL_T_INT) {
        dtl_date h = {.grain = DTL_HOUR, .known = DTL_HAS_HOUR, .hour = small(&a[1])};
        ok = dtl_give_date(r, h, &hour);
        if (ok != DTL_EVAL_OK)
            return ok;
    }
    ok = dtl_plain_date(r, &hour, &clock);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (given(&a[2])) {
        clock.known |= DTL_HAS_ZONE;
        clock.zone = (int16_t)(a[2].i < -2000 || a[2].i > 2000 ? 2000 : a[2].i);
    }
    if (!given(&a[0]))
        return dtl_give_date(r, clock, ret);
    ok = dtl_plain_date(r, &a[0], &day);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (day.grain > DTL_DAY)
        return dtl_impossible(r, "a clock time needs a day");
    /* "Friday night at ten" */
    if ((day.known & DTL_HAS_DAYPART) && (clock.known & DTL_HAS_HOUR)) {
        clock.hour = hour_in_daypart(clock.hour, (dtl_daypart)day.daypart);
        day.known &= (uint16_t)~DTL_HAS_DAYPART;
        day.grain = DTL_DAY;
    }
    if (!dtl_date_meet(&clock, &day, &d))
        return dtl_impossible(r, "the parts contradict each other");
    return dtl_give_date(r, d, ret);
}

/* "+0200", "-05:00", "Z", or minutes east of UTC. */
static dtl_eval fn_zone(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    int64_t minutes = a[0].i;
    if (a[0].type == DTL_T_TEXT) {
        int digits[4] = {0}, n = 0;
        int sign = a[0].s.n > 0 && a[0].s.p[0] == '-' ? -1 : 1;
        for (uint32_t i = 0; i < a[0].s.n; i++) {
            char c = a[0].s.p[i];
            bool skip = i == 0 && (c == '+' || c == '-' || c == 'Z' || c == 'z');
            if (skip || c == ':')
                continue;
            if (c < '0' || c > '9' || n == 4)
                return dtl_impossible(r, "that is not an offset from UTC");
            digits[n++] = c - '0';
        }
        minutes = n == 4   ? (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
                  : n == 2 ? (digits[0] * 10 + digits[1]) * 60
                           : digits[0] * 60;
        minutes *= sign;
    }
    if (minutes < -18 * 60 || minutes > 18 * 60)
        return dtl_impossible(r, "that is not an offset from UTC");
    *ret = (dtl_value){.type = DTL_T_ZONE, .i = minutes, .s = a[0].s};
    return DTL_EVAL_OK;
}

/* ---- feasts and other calendars -----------------------------------------------------------------
 */

static dtl_eval give_days(dtl_run *r, int64_t first, int64_t end, dtl_value *ret) {
    dtl_date a, b;
    if (!dtl_date_from_days(first, &a) || !dtl_date_from_days(end - 1, &b))
        return DTL_EVAL_LIMIT;
    dtl_eval ok = dtl_give_date(r, a, ret);
    if (ok == DTL_EVAL_OK && end - first > 1) {
        ret->t.kind = DTL_TX_SPAN;
        ret->t.has_a = ret->t.has_b = true;
        ret->t.b = b;
    }
    return ok;
}

static dtl_eval easter_of(dtl_run *r, const dtl_value *y, int64_t (*of)(int32_t), dtl_value *ret) {
    dtl_date year;
    dtl_eval ok = year_of(r, y, &year);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (!(year.known & DTL_HAS_YEAR))
        return dtl_give_date(r, (dtl_date){.grain = DTL_DAY}, ret);
    if (year.year < 1)
        return DTL_EVAL_LIMIT;
    int64_t day = of(year.year);
    return give_days(r, day, day + 1, ret);
}

static dtl_eval fn_easter(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return easter_of(r, &a[0], dtl_easter, ret);
}

static dtl_eval fn_orthodox_easter(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return easter_of(r, &a[0], dtl_orthodox_easter, ret);
}

static dtl_eval fn_cal(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_date year;
    int64_t first, end;
    dtl_eval ok = year_of(r, &a[1], &year);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (!dtl_calendar_known(a[0].s))
        return dtl_impossible(r, "there is no such calendar");
    if (!(year.known & DTL_HAS_YEAR))
        return dtl_give_date(r, (dtl_date){.grain = DTL_DAY}, ret);
    if (!dtl_calendar_find(a[0].s, year.year, small(&a[2]), given(&a[3]) ? small(&a[3]) : 0,
                           r->second, &first, &end))
        return dtl_impossible(r, "that day does not fall in that year");
    return give_days(r, first, end, ret);
}

static dtl_eval moon(dtl_run *r, const dtl_value *a, bool full, dtl_value *ret) {
    int64_t from, day, hours = given(&a[1]) ? a[1].i : 0;
    if (hours < -24 || hours > 24)
        return dtl_impossible(r, "a day has 24 hours");
    if (!dtl_date_first_day(&a[0].t.a, &from))
        return dtl_give_date(r, (dtl_date){.grain = DTL_DAY}, ret);
    if (!dtl_moon_day(from, full, (int)hours, &day))
        return DTL_EVAL_LIMIT;
    return give_days(r, day, day + 1, ret);
}

static dtl_eval fn_new_moon(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return moon(r, a, false, ret);
}

static dtl_eval fn_full_moon(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return moon(r, a, true, ret);
}

static dtl_eval fn_feast(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return dtl_run_feast(r, a[0].i, &a[1], &a[2], NULL, ret);
}

#define YEAR_ARG                                                                                   \
    { B(INT) | B(DATE), true }

const dtl_fn dtl_fns_date[] = {
    {"date", 1, 3, DTL_T_DATE, 0, {YEAR_ARG, {B(MONTH) | B(INT), true}, {B(INT), true}}, fn_date},
    {"year", 1, 1, DTL_T_DATE, 0, {YEAR_ARG}, fn_year},
    {"month", 2, 2, DTL_T_DATE, 0, {YEAR_ARG, {B(MONTH) | B(INT), true}}, fn_month},
    {"quarter", 2, 2, DTL_T_DATE, 0, {YEAR_ARG, {B(INT), true}}, fn_quarter},
    {"half", 2, 2, DTL_T_DATE, 0, {YEAR_ARG, {B(INT), true}}, fn_half},
    {"season", 2, 2, DTL_T_DATE, 0, {YEAR_ARG, {B(SEASON), false}}, fn_season},
    {"week", 2, 2, DTL_T_DATE, 0, {YEAR_ARG, {B(INT), false}}, fn_week},
    {"weekday", 1, 1, DTL_T_DATE, 0, {{B(WEEKDAY) | B(INT), false}}, fn_weekday},
    {"decade", 1, 1, DTL_T_DATE, 0, {{B(INT) | B(DATE), false}}, fn_decade},
    {"century", 1, 1, DTL_T_DATE, 0, {{B(INT) | B(DATE), false}}, fn_century},
    {"millennium", 1, 1, DTL_T_DATE, 0, {{B(INT) | B(DATE), false}}, fn_millennium},
    {"short_year", 1, 1, DTL_T_INT, 0, {{B(INT), false}}, fn_short_year},
    {"era", 2, 2, DTL_T_DATE, 0, {{B(INT) | B(DATE), false}, {B(ERA), true}}, fn_era},
    {"nth",
     3,
     3,
     DTL_T_DATE,
     0,
     {{B(INT), false},
      {B(UNIT) | B(WEEKDAY) | B(MONTH) | B(SEASON), false},
      {B(DATE) | B(SPAN), true}},
     fn_nth},
    {"grain", 2, 2, DTL_T_DATE, 0, {{B(DATE), false}, {B(UNIT), false}}, fn_grain},
    {"clock",
     1,
     6,
     DTL_T_DATE,
     0,
     {{B(INT) | B(DATE), false},
      {B(INT) | B(AMPM) | B(DAYPART) | B(ZONE), true},
      {B(INT) | B(AMPM) | B(DAYPART) | B(ZONE), true},
      {B(AMPM) | B(DAYPART) | B(ZONE), true},
      {B(AMPM) | B(DAYPART) | B(ZONE), true},
      {B(ZONE), true}},
     fn_clock},
    {"at",
     2,
     3,
     DTL_T_DATE,
     0,
     {{B(DATE), true}, {B(DATE) | B(INT), false}, {B(ZONE), true}},
     fn_at},
    {"zone", 1, 1, DTL_T_ZONE, 0, {{B(ZONE) | B(TEXT) | B(INT), false}}, fn_zone},
    {"easter", 1, 1, DTL_T_DATE, 0, {YEAR_ARG}, fn_easter},
    {"orthodox_easter", 1, 1, DTL_T_DATE, 0, {YEAR_ARG}, fn_orthodox_easter},
    {"cal",
     3,
     4,
     DTL_T_DATE,
     0,
     {{B(TEXT), false}, YEAR_ARG, {B(INT), false}, {B(INT), true}},
     fn_cal},
    {"new_moon", 1, 2, DTL_T_DATE, 0, {{B(DATE), false}, {B(INT), true}}, fn_new_moon},
    {"full_moon", 1, 2, DTL_T_DATE, 0, {{B(DATE), false}, {B(INT), true}}, fn_full_moon},
    {"feast", 1, 3, DTL_T_DATE, 0, {{B(FEAST), false}, YEAR_ARG, {B(INT), true}}, fn_feast},
    {NULL, 0, 0, DTL_T_NONE, 0, {{0, false}}, NULL},
};
