/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_funcs: lengths, spans, sets, modifiers, conversions.
 *
 * Modifiers change nothing but `mod`.  A bound on a date is a side of it, seen from the anchor:
 * "more than three years ago" is BEFORE that year, "more than three years from now" AFTER it (TIDES
 * 1.0.2, appendix on modifiers).  The ends of a span lend each other what only one of them says,
 * so "from 5 to 8 August" has two days in August.
 */
#include "rules/expr_tree.h"

#define B(t) DTL_TYPE_BIT(DTL_T_##t)

static bool given(const dtl_value *v) {
    return v->type != DTL_T_NONE;
}

/* ---- modifiers ----------------------------------------------------------------------------------
 */

static void set_mod(dtl_value *v, dtl_mod mod) {
    if (v->t.kind == DTL_TX_DATE)
        v->t.a.mod = mod;
    else if (v->t.kind == DTL_TX_DURATION)
        v->t.dur.mod = mod;
    else
        v->t.mod = mod;
}

static dtl_eval fn_part(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)r;
    *ret = a[1];
    if (given(&a[0]))
        set_mod(ret, (dtl_mod)a[0].i);
    return DTL_EVAL_OK;
}

/* Whether a date lies on the past side of the anchor; relative ones say so themselves. */
static bool is_past(dtl_run *r, const dtl_date *d) {
    if (d->rel_unit != DTL_UNIT_NONE)
        return d->rel_n < 0;
    dtl_date dct = dtl_run_dct(r);
    int64_t a0, a1, b0, b1;
    return !dtl_date_interval(d, &a0, &a1) || !dtl_date_interval(&dct, &b0, &b1) || a0 <= b0;
}

static dtl_eval fn_bounded(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    *ret = a[1];
    if (!given(&a[0]))
        return DTL_EVAL_OK;
    dtl_mod mod = (dtl_mod)a[0].i;
    if (a[1].t.kind == DTL_TX_DATE && mod != DTL_MOD_APPROX)
        mod = dtl_bound_on_date(mod, is_past(r, &a[1].t.a));
    set_mod(ret, mod);
    return DTL_EVAL_OK;
}

static dtl_eval fn_approx(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)r;
    *ret = a[0];
    set_mod(ret, DTL_MOD_APPROX);
    return DTL_EVAL_OK;
}

/* ---- lengths ------------------------------------------------------------------------------------
 */

static dtl_eval give_duration(dtl_duration d, dtl_value *ret) {
    if (d.n > (int64_t)DTL_COUNT_MAX * 1000 || d.n < -(int64_t)DTL_COUNT_MAX * 1000)
        return DTL_EVAL_LIMIT;
    *ret = (dtl_value){.type = DTL_T_DUR};
    ret->t.kind = DTL_TX_DURATION;
    ret->t.dur = d;
    return DTL_EVAL_OK;
}

static dtl_unit unit_of(const dtl_value *v) {
    return v->type == DTL_T_UNIT      ? (dtl_unit)v->i
           : v->type == DTL_T_DAYPART ? DTL_DAYPART
           : v->type == DTL_T_SEASON  ? DTL_SEASON
                                      : DTL_UNIT_NONE;
}

static dtl_eval fn_dur(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_duration d = {.unit = unit_of(&a[1]), .unknown = !given(&a[0])};
    if (given(&a[0])) {
        if (a[0].i < 0)
            return dtl_impossible(r, "a length cannot be negative");
        d.n = a[0].i;
        if (d.unit == DTL_UNIT_NONE)
            return dtl_impossible(r, "a number of what?");
    }
    return give_duration(d, ret);
}

/* A length with the points where it begins and ends, as far as they are known. */
static dtl_eval fn_anchored(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    *ret = a[0];
    for (unsigned i = 1; i <= 2; i++) {
        dtl_date d;
        if (!given(&a[i]))
            continue;
        dtl_eval ok = dtl_plain_date(r, &a[i], &d);
        if (ok != DTL_EVAL_OK)
            return ok;
        if (i == 1) {
            ret->t.a = d;
            ret->t.has_a = true;
        } else {
            ret->t.b = d;
            ret->t.has_b = true;
        }
    }
    return DTL_EVAL_OK;
}

static dtl_eval fn_unit_of(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)r;
    dtl_unit u = a[0].type == DTL_T_DUR ? a[0].t.dur.unit : a[0].t.a.grain;
    *ret = (dtl_value){.type = DTL_T_UNIT, .i = u};
    return DTL_EVAL_OK;
}

/* ---- spans --------------------------------------------------------------------------------------
 */

/* What `to` leaves open above its own grain and `from` says. */
static void lend(const dtl_date *from, dtl_date *to) {
    dtl_date r = *to;
    if (to->rel_unit != DTL_UNIT_NONE || dtl_date_complete(to))
        return;
    bool weekday = (to->known & DTL_HAS_WEEKDAY) != 0;
    if (!weekday && (to->known & DTL_HAS_DAY) && !(to->known & DTL_HAS_MONTH) &&
        (from->known & DTL_HAS_MONTH)) {
        r.month = from->month;
        r.known |= DTL_HAS_MONTH;
    }
    bool in_year =
        (r.known & (DTL_HAS_MONTH | DTL_HAS_QUARTER | DTL_HAS_SEASON | DTL_HAS_HALF)) != 0;
    if (in_year && !(to->known & DTL_HAS_YEAR)) {
        if (from->known & DTL_HAS_YEAR) {
            r.year = from->year;
            r.known |= DTL_HAS_YEAR;
        } else if (from->rel_unit == DTL_YEAR) {
            r.rel_unit = from->rel_unit;
            r.rel_n = from->rel_n;
        }
    }
    uint16_t clock = DTL_HAS_HOUR | DTL_HAS_DAYPART;
    uint16_t day = DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY | DTL_HAS_WEEKDAY;
    if ((to->known & clock) && !(to->known & day)) {
        r.known |= from->known & day;
        r.year = from->year;
        r.month = from->month;
        r.day = from->day;
        r.weekday = from->weekday;
        r.rel_unit = from->rel_unit;
        r.rel_n = from->rel_n;
    }
    /* "from nine until five": the half of the day is lent by the reader, not here. */
    if (dtl_date_valid(&r))
        *to = r;
}

/* The first day, or the last, of what stands for an end. */
static dtl_eval end_date(dtl_run *r, const dtl_value *v, bool last, dtl_date *ret) {
    if (v->t.kind == DTL_TX_SPAN && (last ? v->t.has_b : v->t.has_a)) {
        *ret = last ? v->t.b : v->t.a;
        return DTL_EVAL_OK;
    }
    return dtl_plain_date(r, v, ret);
}

dtl_eval dtl_give_span(dtl_run *r, const dtl_value *a, const dtl_value *b, dtl_value *ret) {
    dtl_timex t = {.kind = DTL_TX_SPAN, .has_a = given(a), .has_b = given(b)};
    dtl_eval ok;
    if (!t.has_a && !t.has_b)
        return DTL_EVAL_MISSING;
    if (t.has_a) {
        ok = end_date(r, a, false, &t.a);
        if (ok != DTL_EVAL_OK)
            return ok;
    }
    if (t.has_b) {
        ok = end_date(r, b, true, &t.b);
        if (ok != DTL_EVAL_OK)
            return ok;
    }
    if (t.has_a && t.has_b) {
        bool begins_open = !(t.a.known & DTL_HAS_YEAR), ends_open = !(t.b.known & DTL_HAS_YEAR);
        lend(&t.b, &t.a);
        lend(&t.a, &t.b);
        int64_t a0, a1, b0, b1;
        if (dtl_date_interval(&t.a, &a0, &a1) && dtl_date_interval(&t.b, &b0, &b1) && a0 > b0) {
            /* "from November to March 2025": the lent year is off by one. */
            dtl_date moved;
            if (begins_open && !ends_open && dtl_date_shift(&t.a, -1, DTL_YEAR, &moved))
                t.a = moved;
            else if (ends_open && !begins_open && dtl_date_shift(&t.b, 1, DTL_YEAR, &moved))
                t.b = moved;
            else
                return dtl_impossible(r, "the span ends before it begins");
        }
    }
    *ret = (dtl_value){.type = DTL_T_SPAN, .t = t};
    return DTL_EVAL_OK;
}

static dtl_eval fn_span(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return dtl_give_span(r, &a[0], &a[1], ret);
}

static dtl_eval fn_since(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return dtl_give_span(r, &a[0], &a[1], ret);
}

static dtl_eval fn_until(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    dtl_value none = {0};
    return dtl_give_span(r, &none, &a[0], ret);
}

/* ---- sets ---------------------------------------------------------------------------------------
 */

static dtl_eval give_set(dtl_run *r, const dtl_date *pattern, dtl_unit period, int64_t interval,
                         dtl_value *ret) {
    if (interval < 1 || interval > DTL_COUNT_MAX)
        return dtl_impossible(r, "a set needs a period");
    *ret = (dtl_value){.type = DTL_T_SET};
    ret->t.kind = DTL_TX_SET;
    ret->t.dur.n = interval * 1000;
    ret->t.dur.unit = period;
    if (pattern != NULL) {
        ret->t.has_a = true;
        ret->t.a = *pattern;
    }
    return DTL_EVAL_OK;
}

/* How often a date with open parts comes round. */
static dtl_unit period_of(const dtl_date *d) {
    if (d->known & (DTL_HAS_MONTH | DTL_HAS_QUARTER | DTL_HAS_HALF | DTL_HAS_SEASON | DTL_HAS_WEEK))
        return DTL_YEAR;
    return (d->known & DTL_HAS_WEEKDAY) ? DTL_WEEK
           : (d->known & DTL_HAS_DAY)   ? DTL_MONTH
           : d->known != 0              ? DTL_DAY
           : d->grain == DTL_WEEKEND    ? DTL_WEEK
                                        : d->grain;
}

static dtl_eval fn_every(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    int64_t n = given(&a[1]) ? a[1].i : 1;
    dtl_value x = a[0];
    dtl_eval ok;
    if (x.type == DTL_T_UNIT) {
        ok = give_set(r, NULL, (dtl_unit)x.i, n, ret);
    } else if (x.type == DTL_T_DUR) {
        ok = give_set(r, NULL, x.t.dur.unit, 1, ret);
        ret->t.dur = x.t.dur;
    } else {
        dtl_date d;
        ok = dtl_coerce(r, &x, B(DATE));
        if (ok == DTL_EVAL_OK)
            ok = dtl_plain_date(r, &x, &d);
        if (ok != DTL_EVAL_OK)
            return ok;
        /* What was filled in for a single occurrence is open again in a set. */
        d.known &= (uint16_t)~d.inferred;
        d.inferred = 0;
        if (d.known & DTL_HAS_YEAR)
            return dtl_impossible(r, "one date does not recur");
        d.rel_unit = DTL_UNIT_NONE;
        ok = give_set(r, &d, period_of(&d), n, ret);
    }
    if (ok == DTL_EVAL_OK && a[1].type == DTL_T_QUANT)
        ret->t.quant = a[1].s;
    return ok;
}

static dtl_eval fn_times(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    if (a[0].i < 1 || a[0].i > 1000000)
        return dtl_impossible(r, "that is no frequency");
    dtl_eval ok = give_set(r, NULL, (dtl_unit)a[1].i, 1, ret);
    if (ok != DTL_EVAL_OK)
        return ok;
    ret->t.freq = (int32_t)a[0].i;
    if (given(&a[2]))
        ret->t.freq_unit = (dtl_unit)a[2].i;
    return DTL_EVAL_OK;
}

/* ---- conversions --------------------------------------------------------------------------------
 */

static const char not_a_number[] = "that is not a number";

/* Digits with commas between groups and at most one point, as thousandths. */
static bool read_number(dtl_slice s, int64_t *ret) {
    int64_t whole = 0, part = 0, scale = 100;
    bool point = false, any = false;
    uint32_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (c == ',' && any && !point)
            continue;
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        any = true;
        if (!point)
            whole = whole * 10 + (c - '0');
        else {
            part += (c - '0') * scale;
            scale /= 10;
        }
        if (whole > DTL_COUNT_MAX)
            return false;
    }
    *ret = (whole * 1000 + part) * (s.n > 0 && s.p[0] == '-' ? -1 : 1);
    return any;
}

static dtl_eval fn_int(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    int64_t n = a[0].i;
    if (a[0].type == DTL_T_TEXT && !read_number(a[0].s, &n))
        return dtl_impossible(r, not_a_number);
    if (a[0].type == DTL_T_TEXT || a[0].type == DTL_T_NUM)
        n /= 1000;
    *ret = (dtl_value){.type = DTL_T_INT, .i = n, .s = a[0].s};
    return DTL_EVAL_OK;
}

static dtl_eval fn_num(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    int64_t n = a[0].i;
    if (a[0].type == DTL_T_TEXT && !read_number(a[0].s, &n))
        return dtl_impossible(r, not_a_number);
    *ret = (dtl_value){.type = DTL_T_NUM, .i = n, .s = a[0].s};
    return DTL_EVAL_OK;
}

/* ---- what the rule may ask of its surroundings --------------------------------------------------
 */

static dtl_eval give_bool(bool b, dtl_value *ret) {
    *ret = (dtl_value){.type = DTL_T_BOOL, .i = b};
    return DTL_EVAL_OK;
}

static dtl_clause_tense tense_of(const dtl_run *r) {
    return r->env->anchor != NULL ? r->env->anchor->tense : DTL_TENSE_UNKNOWN;
}

static dtl_eval fn_past_tense(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)a;
    return give_bool(tense_of(r) == DTL_TENSE_PAST, ret);
}

static dtl_eval fn_present_tense(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)a;
    return give_bool(tense_of(r) == DTL_TENSE_PRESENT, ret);
}

static dtl_eval fn_future_tense(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)a;
    return give_bool(tense_of(r) == DTL_TENSE_FUTURE, ret);
}

static dtl_eval fn_quarter_known(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)a;
    const dtl_anchor *anchor = r->env->anchor;
    return give_bool(anchor != NULL && anchor->has_quarter && !anchor->other_period, ret);
}

static dtl_eval fn_ref_known(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    (void)a;
    const dtl_anchor *anchor = r->env->anchor;
    bool known = anchor != NULL && anchor->has_ref;
    r->used_ref |= anchor == NULL || (!known && !anchor->has_dct); /* it would be counted from it */
    return give_bool(known, ret);
}

#define TIMED B(DATE) | B(SPAN) | B(DUR) | B(SET)

const dtl_fn dtl_fns_other[] = {
    {"part", 2, 2, DTL_T_ANY, 1, {{B(EDGE), true}, {TIMED, false}}, fn_part},
    {"bounded", 2, 2, DTL_T_ANY, 1, {{B(BOUND), true}, {TIMED, false}}, fn_bounded},
    {"approx", 1, 1, DTL_T_ANY, 0, {{TIMED, false}}, fn_approx},
    {"dur", 2, 2, DTL_T_DUR, 0, {{B(NUM), true}, {B(UNIT) | B(DAYPART) | B(SEASON), true}}, fn_dur},
    {"anchored",
     2,
     3,
     DTL_T_DUR,
     0,
     {{B(DUR), false}, {B(DATE), true}, {B(DATE), true}},
     fn_anchored},
    {"unit_of", 1, 1, DTL_T_UNIT, 0, {{B(DUR) | B(DATE), false}}, fn_unit_of},
    {"span", 2, 2, DTL_T_SPAN, 0, {{B(DATE), true}, {B(DATE), true}}, fn_span},
    {"since", 1, 2, DTL_T_SPAN, 0, {{B(DATE), false}, {B(DATE), true}}, fn_since},
    {"until", 1, 1, DTL_T_SPAN, 0, {{B(DATE), false}}, fn_until},
    {"every",
     1,
     2,
     DTL_T_SET,
     0,
     {{B(UNIT) | B(DUR) | B(DATE), false}, {B(QUANT) | B(INT), true}},
     fn_every},
    {"times", 2, 3, DTL_T_SET, 0, {{B(INT), false}, {B(UNIT), false}, {B(UNIT), true}}, fn_times},
    {"int", 1, 1, DTL_T_INT, 0, {{B(TEXT) | B(INT) | B(NUM), false}}, fn_int},
    {"num", 1, 1, DTL_T_NUM, 0, {{B(TEXT) | B(NUM), false}}, fn_num},
    {"past_tense", 0, 0, DTL_T_BOOL, 0, {{0, false}}, fn_past_tense},
    {"present_tense", 0, 0, DTL_T_BOOL, 0, {{0, false}}, fn_present_tense},
    {"future_tense", 0, 0, DTL_T_BOOL, 0, {{0, false}}, fn_future_tense},
    {"quarter_known", 0, 0, DTL_T_BOOL, 0, {{0, false}}, fn_quarter_known},
    {"ref_known", 0, 0, DTL_T_BOOL, 0, {{0, false}}, fn_ref_known},
    {NULL, 0, 0, DTL_T_NONE, 0, {{0, false}}, NULL},
};
