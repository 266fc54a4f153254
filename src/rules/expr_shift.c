/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_shift: functions that move from an anchor.
 *
 * A unit has its own step: "last week" is the ISO week before the anchor's.  A name steps through
 * the units that bear it: "last Friday" is the latest Friday before the anchor's own day, "last
 * May" the latest May before the anchor's month, while "this" stays in the anchor's week or year.
 * shift(), ago() and later() are as coarse as the length they are given ("three years ago" is a
 * year, "three days ago" a day); exact() and the operators + and - keep the date's own grain.
 * Clock units moved from a whole day do not leave it unless they fill a day.  A length without a
 * number gives a vague reference.
 */
#include "rules/expr_tree.h"

#define B(t) DTL_TYPE_BIT(DTL_T_##t)

static const dtl_date nowhere = {.grain = DTL_DAY};

static dtl_date open_date(dtl_unit grain) {
    dtl_date d = nowhere;
    d.grain = grain;
    return d;
}

static bool given(const dtl_value *v) {
    return v->type != DTL_T_NONE;
}

/* ---- by a length --------------------------------------------------------------------------------
 */

/* Unit and number of a length without its fraction: 1.5 years are 18 months. */
static void whole_units(const dtl_duration *dur, int64_t *ret_n, dtl_unit *ret_unit) {
    static const struct {
        dtl_unit finer;
        int32_t factor;
    } below[DTL_UNIT__COUNT] = {
        [DTL_MINUTE] = {DTL_SECOND, 60},     [DTL_HOUR] = {DTL_MINUTE, 60},
        [DTL_DAYPART] = {DTL_HOUR, 24},      [DTL_DAY] = {DTL_HOUR, 24},
        [DTL_WEEK] = {DTL_DAY, 7},           [DTL_FORTNIGHT] = {DTL_DAY, 14},
        [DTL_SEASON] = {DTL_MONTH, 3},       [DTL_QUARTER] = {DTL_MONTH, 3},
        [DTL_HALF] = {DTL_MONTH, 6},         [DTL_YEAR] = {DTL_MONTH, 12},
        [DTL_DECADE] = {DTL_YEAR, 10},       [DTL_CENTURY] = {DTL_YEAR, 100},
        [DTL_MILLENNIUM] = {DTL_YEAR, 1000},
    };
    int64_t n = dur->n;
    dtl_unit u = dur->unit;
    for (unsigned i = 0; n % 1000 != 0 && i < 2 && below[u].finer != DTL_UNIT_NONE; i++) {
        n *= below[u].factor;
        u = below[u].finer;
    }
    /* What is left of a fraction, such as a third of a month, is below the grain. */
    *ret_n = n / 1000;
    *ret_unit = u;
}

dtl_mod dtl_bound_on_date(dtl_mod mod, bool past) {
    switch (mod) {
    case DTL_MOD_MORE_THAN: return past ? DTL_MOD_BEFORE : DTL_MOD_AFTER;
    case DTL_MOD_LESS_THAN: return past ? DTL_MOD_AFTER : DTL_MOD_BEFORE;
    case DTL_MOD_EQUAL_OR_MORE: return past ? DTL_MOD_ON_OR_BEFORE : DTL_MOD_ON_OR_AFTER;
    case DTL_MOD_EQUAL_OR_LESS: return past ? DTL_MOD_ON_OR_AFTER : DTL_MOD_ON_OR_BEFORE;
    default: return mod;
    }
}

dtl_eval dtl_move(dtl_run *r, const dtl_date *d, const dtl_duration *dur, int sign, bool keep_grain,
                  dtl_value *ret) {
    dtl_date from = dtl_completed(r, d), to;
    dtl_unit grain = dur->unit == DTL_DAYPART || dur->unit == DTL_UNIT_NONE ? DTL_DAY
                     : dur->unit == DTL_FORTNIGHT                           ? DTL_WEEK
                                                                            : dur->unit;
    bool within_day = dur->unit < DTL_DAYPART && dtl_date_complete(&from);
    if (dur->unknown && dur->unit != DTL_UNIT_NONE && within_day) { /* "minutes later": that day */
        from.mod = DTL_MOD_NONE;
        return dtl_give_date(r, from, ret);
    }
    if (dur->unknown || dur->unit == DTL_UNIT_NONE)
        return dtl_give_date(r, open_date(keep_grain ? from.grain : grain), ret);
    int64_t n;
    dtl_unit u;
    whole_units(dur, &n, &u);
    if (u != dur->unit && u != DTL_DAYPART)
        grain = u;
    n *= sign;
    bool complete = dtl_date_complete(&from);
    if (u < DTL_DAYPART && from.grain == DTL_DAYPART && dtl_date_to_grain(&from, DTL_DAY, &to))
        from = to; /* "Tuesday night ... ten minutes later": an evening has no clock time */
    if (u < DTL_DAYPART && complete && from.grain >= DTL_DAY) {
        int64_t seconds = u == DTL_HOUR ? 3600 : u == DTL_MINUTE ? 60 : 1;
        n = n * seconds / 86400;
        u = DTL_DAY;
        grain = from.grain;
        if (from.grain > DTL_DAY)
            n = 0;
    }
    if (n == 0 && complete)
        to = from;
    else if (!dtl_date_shift(&from, n, u, &to)) {
        if (complete)
            return DTL_EVAL_LIMIT;
        to = open_date(keep_grain ? from.grain : grain);
    }
    if (!keep_grain && to.grain != grain) {
        dtl_date wide;
        to = dtl_date_to_grain(&to, grain, &wide) ? wide : open_date(grain);
    }
    bool past = sign * dur->n < 0;
    to.mod = dtl_bound_on_date(dur->mod, past);
    to.inferred = to.known;
    return dtl_give_date(r, to, ret);
}

static dtl_eval vague(dtl_timex_kind kind, dtl_value *ret) {
    *ret = (dtl_value){.type = DTL_T_DATE};
    ret->t.kind = kind;
    return DTL_EVAL_OK;
}

static dtl_eval fn_shift(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    bool exact = r->exact;
    dtl_date d;
    dtl_eval ok = dtl_plain_date(r, &a[0], &d);
    return ok != DTL_EVAL_OK ? ok : dtl_move(r, &d, &a[1].t.dur, 1, exact, ret);
}

static dtl_eval from_anchor(dtl_run *r, const dtl_value *a, int sign, dtl_value *ret) {
    bool exact = r->exact;
    dtl_date d;
    if (a[0].t.dur.unknown)
        return vague(sign < 0 ? DTL_TX_PAST_REF : DTL_TX_FUTURE_REF, ret);
    dtl_eval ok = dtl_anchor_date(r, &a[1], &d);
    return ok != DTL_EVAL_OK ? ok : dtl_move(r, &d, &a[0].t.dur, sign, exact, ret);
}

static dtl_eval fn_ago(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return from_anchor(r, a, -1, ret);
}

static dtl_eval fn_later(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return from_anchor(r, a, 1, ret);
}

/* The length that ends, or begins, at the anchor. */
static dtl_eval beside_anchor(dtl_run *r, const dtl_value *a, bool ends, dtl_value *ret) {
    dtl_date d;
    dtl_eval ok = dtl_anchor_date(r, &a[1], &d);
    if (ok != DTL_EVAL_OK)
        return ok;
    *ret = a[0];
    if (!dtl_date_complete(&d))
        return DTL_EVAL_OK;
    if (ends) {
        ret->t.has_b = true;
        ret->t.b = d;
    } else {
        ret->t.has_a = true;
        ret->t.a = d;
    }
    return DTL_EVAL_OK;
}

static dtl_eval fn_past(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return beside_anchor(r, a, true, ret);
}

static dtl_eval fn_coming(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return beside_anchor(r, a, false, ret);
}

/* ---- by units and names -------------------------------------------------------------------------
 */

static dtl_eval step_unit(dtl_run *r, dtl_unit u, int64_t n, const dtl_date *anchor,
                          dtl_value *ret) {
    dtl_date d;
    if (!dtl_date_unit(anchor, u, n, &d))
        return DTL_EVAL_LIMIT;
    d.inferred = d.known;
    return dtl_give_date(r, d, ret);
}

static const uint16_t day_bits = DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY | DTL_HAS_WEEK |
                                 DTL_HAS_WEEKDAY | DTL_HAS_QUARTER | DTL_HAS_HALF | DTL_HAS_SEASON;

/* "this Friday", "this May": in the anchor's week or year, or the very unit the anchor is in. */
static bool this_named(const dtl_date *d, const dtl_date *anchor, dtl_date *ret) {
    dtl_date unit;
    bool weekday = (d->known & day_bits) == DTL_HAS_WEEKDAY;
    if (dtl_date_unit(anchor, weekday ? DTL_WEEK : d->grain, 0, &unit) &&
        dtl_date_complete(&unit) && dtl_date_meet(d, &unit, ret))
        return true;
    return dtl_date_unit(anchor, DTL_YEAR, 0, &unit) && dtl_date_complete(&unit) &&
           dtl_date_meet(d, &unit, ret);
}

static bool named_from(const dtl_date *d, int64_t n, const dtl_date *anchor, dtl_date *ret) {
    dtl_date beside, hit;
    if ((d->known & day_bits) == 0) { /* a part of the day, a clock time */
        return dtl_date_unit(anchor, DTL_DAY, n, &beside) && dtl_date_meet(d, &beside, ret);
    }
    if (n == 0)
        return this_named(d, anchor, ret);
    dtl_unit grain = d->grain < DTL_DAY ? DTL_DAY : d->grain;
    bool weekday = (d->known & day_bits) == DTL_HAS_WEEKDAY;
    int64_t skip = n < 0 ? n + 1 : n - 1;
    return dtl_date_unit(anchor, grain, n < 0 ? -1 : 1, &beside) &&
           dtl_date_resolve(d, &beside, n < 0 ? DTL_RESOLVE_PAST : DTL_RESOLVE_FUTURE, &hit) &&
           dtl_date_shift(&hit, skip, weekday ? DTL_WEEK : DTL_YEAR, ret);
}

static dtl_eval step(dtl_run *r, const dtl_value *x, int64_t n, const dtl_value *from,
                     dtl_value *ret) {
    dtl_date anchor, d, hit;
    dtl_eval ok = dtl_anchor_date(r, from, &anchor);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (n > DTL_COUNT_MAX || n < -DTL_COUNT_MAX)
        return DTL_EVAL_LIMIT;
    if (x->type == DTL_T_UNIT)
        return step_unit(r, (dtl_unit)x->i, n, &anchor, ret);
    if (x->type == DTL_T_FEAST) {
        dtl_value none = {0}, rel = {.type = DTL_T_INT, .i = n};
        return dtl_run_feast(r, x->i, &none, &rel, &anchor, ret);
    }
    dtl_value date = *x;
    ok = dtl_coerce(r, &date, B(DATE));
    if (ok == DTL_EVAL_OK)
        ok = dtl_plain_date(r, &date, &d);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (dtl_date_complete(&d))
        return dtl_date_shift(&d, n, d.grain, &hit) ? dtl_give_date(r, hit, ret) : DTL_EVAL_LIMIT;
    /* Without an anchor a part of the day or a weekday keeps the relation, the others their name.
     */
    if (!dtl_date_complete(&anchor)) {
        bool daypart = (d.known & day_bits) == 0;
        if (daypart && anchor.rel_unit == DTL_DAY && d.rel_unit == DTL_UNIT_NONE) {
            d.rel_unit = DTL_DAY;
            d.rel_n = anchor.rel_n + (int32_t)n;
        }
        return dtl_give_date(r, d, ret);
    }
    if (!named_from(&d, n, &anchor, &hit))
        return dtl_give_date(r, d, ret);
    hit.inferred = (uint16_t)(hit.known & ~d.known);
    hit.mod = d.mod;
    return dtl_give_date(r, hit, ret);
}

static dtl_eval fn_unit(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return step(r, &a[0], given(&a[1]) ? a[1].i : 0, &a[2], ret);
}

static dtl_eval fn_this(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return step(r, &a[0], 0, &a[1], ret);
}

static dtl_eval fn_last(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return step(r, &a[0], -1, &a[1], ret);
}

static dtl_eval fn_next(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    return step(r, &a[0], 1, &a[1], ret);
}

/*
 * The quarter under discussion, else the one before the document's.  Of a given year: the same
 * quarter of it, or all of it where none is under discussion.
 */
static dtl_eval fn_last_quarter(dtl_run *r, const dtl_value *a, dtl_value *ret) {
    const dtl_anchor *anchor = r->env->anchor;
    bool of_year = given(&a[0]);
    if (of_year && (a[0].i < -DTL_YEAR_MAX || a[0].i > DTL_YEAR_MAX))
        return DTL_EVAL_LIMIT;
    if (anchor != NULL && anchor->has_quarter) {
        r->used_ref = true;
        dtl_date q = anchor->quarter;
        q.inferred = q.known;
        if (of_year) {
            q.year = (int32_t)a[0].i;
            q.inferred &= (uint16_t)~DTL_HAS_YEAR;
        }
        return dtl_give_date(r, q, ret);
    }
    if (of_year) {
        dtl_date y = dtl_date_of_year((int32_t)a[0].i);
        if (anchor == NULL || !anchor->has_dct) /* open: what precedes it in the text decides */
            y.grain = DTL_QUARTER;
        return dtl_give_date(r, y, ret);
    }
    dtl_date dct = dtl_run_dct(r);
    return step_unit(r, DTL_QUARTER, -1, &dct, ret);
}

#define STEPPED                                                                                    \
    { B(UNIT) | B(WEEKDAY) | B(MONTH) | B(SEASON) | B(DAYPART) | B(FEAST) | B(DATE), false }
#define ANCHOR                                                                                     \
    { B(DATE), true }

const dtl_fn dtl_fns_shift[] = {
    {"unit", 1, 3, DTL_T_DATE, 0, {STEPPED, {B(INT), true}, ANCHOR}, fn_unit},
    {"this", 1, 2, DTL_T_DATE, 0, {STEPPED, ANCHOR}, fn_this},
    {"last", 1, 2, DTL_T_DATE, 0, {STEPPED, ANCHOR}, fn_last},
    {"next", 1, 2, DTL_T_DATE, 0, {STEPPED, ANCHOR}, fn_next},
    {"shift", 2, 2, DTL_T_DATE, 0, {{B(DATE), false}, {B(DUR), false}}, fn_shift},
    {"ago", 1, 2, DTL_T_DATE, 0, {{B(DUR), false}, ANCHOR}, fn_ago},
    {"later", 1, 2, DTL_T_DATE, 0, {{B(DUR), false}, ANCHOR}, fn_later},
    {"past", 1, 2, DTL_T_DUR, 0, {{B(DUR), false}, ANCHOR}, fn_past},
    {"coming", 1, 2, DTL_T_DUR, 0, {{B(DUR), false}, ANCHOR}, fn_coming},
    {"last_quarter", 0, 1, DTL_T_DATE, 0, {{B(INT), true}}, fn_last_quarter},
    {NULL, 0, 0, DTL_T_NONE, 0, {{0, false}}, NULL},
};
