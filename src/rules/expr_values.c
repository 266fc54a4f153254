/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_values: what evaluation does with single values: dates, anchors, conversions, feasts.
 *
 * A date is checked wherever one is made, so that no later step meets 30 February.  An anchor that
 * is not there is an unknown day, and everything counted from it stays relative.  A feast is an
 * expression over the year y; without a year the years around the anchor are tried, and without an
 * anchor two fixed years tell whether month and day are the same in all.  Feasts nest at most
 * FEASTS_MAX deep.
 */
#include "rules/expr_tree.h"

enum { FEASTS_MAX = 2 };

const char dtl_wrong_kind[] = "a value of another kind stands here";

/* ---- dates in values ----------------------------------------------------------------------------
 */

dtl_eval dtl_give_date(dtl_run *r, dtl_date d, dtl_value *ret) {
    if ((d.known & DTL_HAS_YEAR) && (d.year < -DTL_YEAR_MAX || d.year > DTL_YEAR_MAX))
        return DTL_EVAL_LIMIT;
    if (!dtl_date_valid(&d)) {
        uint16_t k = d.known;
        bool month = (k & DTL_HAS_MONTH) && (d.month < 1 || d.month > 12);
        bool day = (k & DTL_HAS_DAY) && (d.day < 1 || d.day > 31);
        dtl_date clock = d;
        clock.known &= DTL_HAS_HOUR | DTL_HAS_MINUTE | DTL_HAS_SECOND;
        return dtl_impossible(r, month                     ? "a month is between 1 and 12"
                                 : !dtl_date_valid(&clock) ? "there is no such time of day"
                                 : (k & DTL_HAS_DAY)       ? (day ? "a day is between 1 and 31"
                                                                  : "that month has no such day")
                                 : (k & DTL_HAS_WEEK)      ? "that year has no such week"
                                                           : "there is no such date");
    }
    *ret = (dtl_value){.type = DTL_T_DATE};
    ret->t.kind = DTL_TX_DATE;
    ret->t.a = d;
    return DTL_EVAL_OK;
}

dtl_eval dtl_plain_date(dtl_run *r, const dtl_value *v, dtl_date *ret) {
    if (v->type != DTL_T_DATE)
        return dtl_impossible(r, dtl_wrong_kind);
    if (v->t.kind == DTL_TX_SPAN)
        return dtl_impossible(r, "a span of days is not one date");
    if (v->t.kind != DTL_TX_DATE)
        return dtl_impossible(r, "a vague reference has no date");
    *ret = v->t.a;
    return DTL_EVAL_OK;
}

dtl_date dtl_run_dct(dtl_run *r) {
    const dtl_anchor *a = r->env->anchor;
    if (a == NULL || !a->has_dct)
        return dtl_date_relative(DTL_DAY, 0);
    r->used_dct = true;
    return a->dct;
}

/* Without an earlier time the reference stays an open day: "the next day" is not the one after
 * publication. */
dtl_date dtl_run_ref(dtl_run *r) {
    const dtl_anchor *a = r->env->anchor;
    if (a != NULL && a->has_ref) {
        r->used_ref = true;
        return a->ref;
    }
    return (dtl_date){.grain = DTL_DAY};
}

/* "The next day" steps over a year or a month that was mentioned since the last day. */
dtl_date dtl_run_ref_day(dtl_run *r) {
    const dtl_anchor *a = r->env->anchor;
    if (a == NULL || !a->has_ref || a->ref.grain <= DTL_DAY || !a->has_day)
        return dtl_run_ref(r);
    r->used_ref = true;
    return a->day;
}

dtl_eval dtl_anchor_date(dtl_run *r, const dtl_value *v, dtl_date *ret) {
    if (v->type == DTL_T_NONE) {
        *ret = dtl_run_dct(r);
        return DTL_EVAL_OK;
    }
    if (v->type == DTL_T_DATE && v->t.kind == DTL_TX_SPAN && v->t.has_a) {
        *ret = v->t.a;
        return DTL_EVAL_OK;
    }
    return dtl_plain_date(r, v, ret);
}

dtl_date dtl_completed(dtl_run *r, const dtl_date *d) {
    const dtl_anchor *a = r->env->anchor;
    dtl_date full = *d;
    if (dtl_date_complete(d) || d->rel_unit != DTL_UNIT_NONE || a == NULL || !a->has_dct)
        return full;
    dtl_resolve how = dtl_policy_for(d, a);
    if (dtl_date_resolve(d, &a->dct, how, &full))
        r->used_dct = true;
    return full;
}

/* ---- coercion -----------------------------------------------------------------------------------
 */

static dtl_eval to_date(dtl_run *r, dtl_value *v) {
    dtl_date d = {.grain = DTL_DAY};
    dtl_value none = {0};
    switch (v->type) {
    case DTL_T_DATE: return DTL_EVAL_OK;
    case DTL_T_WEEKDAY:
        d.known = DTL_HAS_WEEKDAY;
        d.weekday = (int8_t)v->i;
        break;
    case DTL_T_MONTH:
        d.grain = DTL_MONTH;
        d.known = DTL_HAS_MONTH;
        d.month = (int8_t)v->i;
        break;
    case DTL_T_SEASON:
        d.grain = DTL_SEASON;
        d.known = DTL_HAS_SEASON;
        d.season = (int8_t)v->i;
        break;
    case DTL_T_DAYPART:
        d.grain = DTL_DAYPART;
        d.known = DTL_HAS_DAYPART;
        d.daypart = (int8_t)v->i;
        break;
    case DTL_T_FEAST: return dtl_run_feast(r, v->i, &none, &none, NULL, v);
    default: return dtl_impossible(r, dtl_wrong_kind);
    }
    dtl_slice written = v->s;
    dtl_eval ok = dtl_give_date(r, d, v);
    v->s = written;
    return ok;
}

dtl_eval dtl_coerce(dtl_run *r, dtl_value *v, uint32_t types) {
    if ((types & DTL_TYPE_BIT(v->type)) || (types & DTL_TYPE_BIT(DTL_T_ANY)))
        return DTL_EVAL_OK;
    if (v->type == DTL_T_INT && (types & DTL_TYPE_BIT(DTL_T_NUM))) {
        if (v->i > DTL_COUNT_MAX || v->i < -DTL_COUNT_MAX)
            return DTL_EVAL_LIMIT;
        v->type = DTL_T_NUM;
        v->i *= 1000;
        return DTL_EVAL_OK;
    }
    if (v->type == DTL_T_NAME && (types & DTL_TYPE_BIT(DTL_T_TEXT))) {
        v->type = DTL_T_TEXT;
        return DTL_EVAL_OK;
    }
    if (types & DTL_TYPE_BIT(DTL_T_DATE))
        return to_date(r, v);
    if (types & DTL_TYPE_BIT(DTL_T_SPAN)) {
        dtl_eval ok = to_date(r, v);
        if (ok != DTL_EVAL_OK)
            return ok;
        if (v->t.kind == DTL_TX_DATE) {
            v->t.b = v->t.a;
            v->t.has_a = v->t.has_b = true;
            v->t.kind = DTL_TX_SPAN;
        } else if (v->t.kind != DTL_TX_SPAN) {
            return dtl_impossible(r, dtl_wrong_kind);
        }
        v->type = DTL_T_SPAN;
        return DTL_EVAL_OK;
    }
    return dtl_impossible(r, dtl_wrong_kind);
}

/* ---- feasts -------------------------------------------------------------------------------------
 */

typedef struct feast_env {
    int64_t year;
} feast_env;

/* The only name in a feast's expression is y. */
static bool feast_get(void *ctx, uint16_t capture, dtl_value *ret) {
    const feast_env *f = ctx;
    *ret = (dtl_value){.type = DTL_T_INT, .i = f->year};
    return capture == 0;
}

static dtl_eval feast_in(dtl_run *r, int64_t feast, int64_t year, dtl_value *ret) {
    if (feast < 0 || feast >= (int64_t)r->env->nfeasts || r->env->feasts == NULL ||
        r->env->feasts[feast] == NULL)
        return dtl_impossible(r, "the rule set does not say when this feast is");
    if (r->feasts >= FEASTS_MAX)
        return DTL_EVAL_LIMIT;
    feast_env f = {year};
    dtl_env env = {
        .ctx = &f, .get = feast_get, .feasts = r->env->feasts, .nfeasts = r->env->nfeasts};
    dtl_run inner = {.env = &env, .feasts = r->feasts + 1, .second = r->second};
    dtl_eval ok = dtl_run_expr(&inner, r->env->feasts[feast], ret);
    if (ok == DTL_EVAL_OK)
        ok = dtl_coerce(&inner, ret, DTL_TYPE_BIT(DTL_T_DATE) | DTL_TYPE_BIT(DTL_T_SPAN));
    if (ok == DTL_EVAL_OK)
        ret->type = DTL_T_DATE;
    r->reason = inner.reason;
    return ok;
}

bool dtl_value_days(const dtl_value *v, int64_t *first, int64_t *end) {
    int64_t other;
    if (v->t.kind == DTL_TX_DATE)
        return dtl_date_days(&v->t.a, first, end);
    return v->t.kind == DTL_TX_SPAN && dtl_date_days(&v->t.a, first, &other) &&
           dtl_date_days(&v->t.b, &other, end);
}

/* Month and day where they are the same every year, else an open day. */
static dtl_eval feast_without_year(dtl_run *r, int64_t feast, dtl_value *ret) {
    dtl_value a, b;
    dtl_eval ok = feast_in(r, feast, 2001, &a);
    if (ok == DTL_EVAL_OK)
        ok = feast_in(r, feast, 2002, &b);
    if (ok != DTL_EVAL_OK)
        return ok;
    dtl_date d = {.grain = DTL_DAY};
    if (a.t.kind == DTL_TX_DATE && b.t.kind == DTL_TX_DATE && a.t.a.month == b.t.a.month &&
        a.t.a.day == b.t.a.day && a.t.a.grain == b.t.a.grain) {
        d = a.t.a;
        d.known &= (uint16_t)~DTL_HAS_YEAR;
    }
    return dtl_give_date(r, d, ret);
}

static void mark_year_inferred(dtl_value *v) {
    v->t.a.inferred |= v->t.a.known & DTL_HAS_YEAR;
    if (v->t.kind == DTL_TX_SPAN)
        v->t.b.inferred |= v->t.b.known & DTL_HAS_YEAR;
}

static const char no_feast[] = "that feast is not in the years around";

/* A feast of a lunar calendar can fall into one year twice: Eid al-Fitr in 2000, Ramadan in 2030.
 */
typedef struct feast_pick {
    int64_t year;
    bool second;
} feast_pick;

/* Impossible where there is no second one; a feast that no cal() dates gives its only one again. */
static dtl_eval feast_picked(dtl_run *r, int64_t feast, const feast_pick *pick, dtl_value *ret) {
    bool before = r->second;
    r->second = pick->second;
    dtl_eval ok = feast_in(r, feast, pick->year, ret);
    r->second = before;
    return ok;
}

/* The year whose feast is the last (n < 0) or next (n > 0) one seen from the anchor, or the
 * policy's. */
static dtl_eval feast_year(dtl_run *r, int64_t feast, const dtl_date *anchor, int64_t n,
                           dtl_resolve how, feast_pick *ret) {
    int64_t first, end, best = 0;
    bool found = false;
    if (!dtl_date_days(anchor, &first, &end))
        return dtl_impossible(r, no_feast);
    for (int i = 0; i < 6; i++) {
        feast_pick pick = {anchor->year - 1 + i / 2, i % 2 == 1};
        dtl_value v;
        int64_t f, e;
        dtl_eval ok = feast_picked(r, feast, &pick, &v);
        if (ok == DTL_EVAL_LIMIT)
            return ok;
        if (ok != DTL_EVAL_OK || !dtl_value_days(&v, &f, &e))
            continue;
        int64_t gap = f < first ? first - f : f - first;
        bool take = n < 0                       ? e <= first
                    : n > 0                     ? f >= end && !found
                    : how == DTL_RESOLVE_PAST   ? f < end
                    : how == DTL_RESOLVE_FUTURE ? e > first && !found
                                                : !found || gap < best;
        if (take) {
            found = true;
            best = gap;
            *ret = pick;
        }
    }
    return found ? DTL_EVAL_OK : dtl_impossible(r, no_feast);
}

dtl_eval dtl_run_feast(dtl_run *r, int64_t feast, const dtl_value *y, const dtl_value *rel,
                       const dtl_date *anchor, dtl_value *ret) {
    if (y->type == DTL_T_INT)
        return feast_in(r, feast, y->i, ret);
    dtl_date at = anchor != NULL ? *anchor : dtl_run_dct(r);
    if (y->type == DTL_T_DATE) {
        dtl_date year;
        dtl_eval ok = dtl_plain_date(r, y, &year);
        if (ok != DTL_EVAL_OK)
            return ok;
        if (year.known & DTL_HAS_YEAR)
            return feast_in(r, feast, year.year, ret);
        return feast_without_year(r, feast, ret);
    }
    int64_t first, end;
    if (!dtl_date_days(&at, &first, &end))
        return feast_without_year(r, feast, ret);

    /* The years around the anchor, in order; `this` is the one in the anchor's own year. */
    const dtl_anchor *a = r->env->anchor;
    dtl_date open = {.grain = DTL_DAY, .known = DTL_HAS_MONTH | DTL_HAS_DAY};
    dtl_resolve how = a != NULL ? dtl_policy_for(&open, a) : DTL_RESOLVE_NEAREST;
    int64_t n = rel->type == DTL_T_INT ? rel->i : 0;
    if (rel->type == DTL_T_INT && n == 0) {
        dtl_eval ok = feast_in(r, feast, at.year, ret);
        if (ok == DTL_EVAL_OK)
            mark_year_inferred(ret);
        return ok;
    }
    if (n > DTL_YEAR_MAX || n < -DTL_YEAR_MAX)
        return DTL_EVAL_LIMIT;
    feast_pick pick;
    dtl_eval ok = feast_year(r, feast, &at, n, how, &pick);
    if (ok != DTL_EVAL_OK)
        return ok;
    bool by_tense =
        a != NULL && n == 0 && how == DTL_RESOLVE_NEAREST && a->policy != DTL_POLICY_NEAREST;
    if (by_tense && feast_picked(r, feast, &pick, ret) == DTL_EVAL_OK) {
        dtl_resolve again = dtl_against_tense(ret, &at, a);
        if (again != how && feast_year(r, feast, &at, n, again, &pick) != DTL_EVAL_OK)
            return dtl_impossible(r, no_feast);
    }
    int64_t skip = n < 0 ? n + 1 : n > 0 ? n - 1 : 0;
    pick.year += skip;
    pick.second = pick.second && skip == 0;
    ok = feast_picked(r, feast, &pick, ret);
    if (ok == DTL_EVAL_OK)
        mark_year_inferred(ret);
    return ok;
}
