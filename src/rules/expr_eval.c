/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_eval: evaluation of an expression's tree.
 *
 * A value is missing when a capture it needs did not take part; functions decide which of their
 * arguments may be missing, `&` ignores a missing side, and everything else hands MISSING up.
 * IMPOSSIBLE carries a static reason.  Whether the result depends on the document's date or on an
 * earlier time is recorded as the anchors are read, and noted in the result.  The parser bounds the
 * tree, hence evaluation ends.
 */
#include "rules/expr_tree.h"

/* ---- operators ----------------------------------------------------------------------------------
 */

static dtl_eval give_bool(bool b, dtl_value *ret) {
    *ret = (dtl_value){.type = DTL_T_BOOL, .i = b};
    return DTL_EVAL_OK;
}

/* -1, 0, 1, or 2 when the two cannot be put in order. */
static dtl_eval order_of(dtl_run *r, dtl_value *a, dtl_value *b, int *ret) {
    bool text = a->type == DTL_T_TEXT || a->type == DTL_T_NAME;
    if (text && (b->type == DTL_T_TEXT || b->type == DTL_T_NAME)) {
        *ret = dtl_slice_eq(a->s, b->s) ? 0 : 2;
        return DTL_EVAL_OK;
    }
    if (a->type != b->type) {
        bool num = a->type == DTL_T_NUM || b->type == DTL_T_NUM;
        uint32_t to = num                                            ? DTL_TYPE_BIT(DTL_T_NUM)
                      : a->type == DTL_T_INT || b->type == DTL_T_INT ? 0
                                                                     : DTL_TYPE_BIT(DTL_T_DATE);
        if (to != 0) {
            dtl_eval ok = dtl_coerce(r, a, to);
            if (ok == DTL_EVAL_OK)
                ok = dtl_coerce(r, b, to);
            if (ok != DTL_EVAL_OK)
                return ok;
        }
    }
    if (a->type == DTL_T_DATE || b->type == DTL_T_DATE) {
        dtl_date x, y;
        dtl_eval ok = dtl_plain_date(r, a, &x);
        if (ok == DTL_EVAL_OK)
            ok = dtl_plain_date(r, b, &y);
        if (ok != DTL_EVAL_OK)
            return ok;
        int64_t x0, x1, y0, y1;
        if (!dtl_date_interval(&x, &x0, &x1) || !dtl_date_interval(&y, &y0, &y1))
            return DTL_EVAL_MISSING;
        *ret = x0 == y0 && x1 == y1 ? 0 : x1 <= y0 ? -1 : y1 <= x0 ? 1 : 2;
        return DTL_EVAL_OK;
    }
    if (a->type == DTL_T_DUR || a->type == DTL_T_SET || a->type == DTL_T_SPAN)
        return dtl_impossible(r, "these cannot be compared");
    *ret = a->i < b->i ? -1 : a->i > b->i;
    return DTL_EVAL_OK;
}

static dtl_eval compare(dtl_run *r, dtl_op op, dtl_value *a, dtl_value *b, bool *ret) {
    int o;
    dtl_eval ok = order_of(r, a, b, &o);
    if (ok != DTL_EVAL_OK)
        return ok;
    switch (op) {
    case DTL_OP_EQ: *ret = o == 0; break;
    case DTL_OP_NE: *ret = o != 0; break;
    case DTL_OP_LT: *ret = o == -1; break;
    case DTL_OP_LE: *ret = o == -1 || o == 0; break;
    case DTL_OP_GT: *ret = o == 1; break;
    default: *ret = o == 1 || o == 0; break;
    }
    return DTL_EVAL_OK;
}

static dtl_eval both(dtl_run *r, const dtl_expr *e, dtl_value *a, dtl_value *b) {
    dtl_eval ok = dtl_run_expr(r, e->args[0], a);
    if (ok == DTL_EVAL_OK)
        ok = dtl_run_expr(r, e->args[1], b);
    if (ok == DTL_EVAL_OK && (a->type == DTL_T_NONE || b->type == DTL_T_NONE))
        return DTL_EVAL_MISSING;
    return ok;
}

/* Whether e is a constant that differs from a value of its type in nothing but the number. */
static bool is_plain(const dtl_expr *e, const dtl_value *a) {
    const uint32_t others = DTL_TYPE_BIT(DTL_T_TEXT) | DTL_TYPE_BIT(DTL_T_NAME) |
                            DTL_TYPE_BIT(DTL_T_DATE) | DTL_TYPE_BIT(DTL_T_DUR) |
                            DTL_TYPE_BIT(DTL_T_SET) | DTL_TYPE_BIT(DTL_T_SPAN);
    return e->op == DTL_OP_CONST && e->value->type == a->type && !(DTL_TYPE_BIT(a->type) & others);
}

/* How the value stands to an item of a list or range, as order_of says it. */
static dtl_eval order_in(dtl_run *r, const dtl_value *a, const dtl_expr *item, int *ret) {
    if (is_plain(item, a)) { /* saves copies: values are large */
        *ret = a->i < item->value->i ? -1 : a->i > item->value->i;
        return DTL_EVAL_OK;
    }
    dtl_value x = *a, b;
    dtl_eval ok = dtl_run_expr(r, item, &b);
    return ok != DTL_EVAL_OK ? ok : order_of(r, &x, &b, ret);
}

static dtl_eval is_in(dtl_run *r, const dtl_expr *e, bool *ret) {
    const dtl_expr *set = e->args[1];
    dtl_value a, b;
    dtl_eval ok = dtl_run_expr(r, e->args[0], &a);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (a.type == DTL_T_NONE)
        return DTL_EVAL_MISSING;
    bool inside = set->op == DTL_OP_RANGE;
    if (set->op == DTL_OP_RANGE || set->op == DTL_OP_LIST) {
        for (unsigned i = 0; i < set->nargs; i++) {
            int o;
            ok = order_in(r, &a, set->args[i], &o);
            if (ok != DTL_EVAL_OK)
                return ok;
            if (set->op == DTL_OP_LIST)
                inside |= o == 0;
            else
                inside &= o == 0 || o == (i == 0 ? 1 : -1);
        }
        *ret = inside;
        return DTL_EVAL_OK;
    }
    ok = dtl_coerce(r, &a, DTL_TYPE_BIT(DTL_T_DATE));
    if (ok == DTL_EVAL_OK)
        ok = dtl_run_expr(r, set, &b);
    if (ok == DTL_EVAL_OK)
        ok = dtl_coerce(r, &b, DTL_TYPE_BIT(DTL_T_DATE) | DTL_TYPE_BIT(DTL_T_SPAN));
    if (ok != DTL_EVAL_OK)
        return ok;
    dtl_bounds x, y;
    if (!dtl_timex_bounds(&a.t, &x) || !dtl_timex_bounds(&b.t, &y))
        return DTL_EVAL_MISSING;
    *ret = x.start_min >= y.start_min && x.end_max <= y.end_max;
    return DTL_EVAL_OK;
}

static dtl_eval meet(dtl_run *r, const dtl_expr *e, dtl_value *ret) {
    dtl_value side[2];
    for (unsigned i = 0; i < 2; i++) {
        dtl_eval ok = dtl_run_expr(r, e->args[i], &side[i]);
        if (ok == DTL_EVAL_MISSING)
            side[i] = (dtl_value){0};
        else if (ok != DTL_EVAL_OK)
            return ok;
        if (side[i].type == DTL_T_INT) {
            if (side[i].i < -DTL_YEAR_MAX || side[i].i > DTL_YEAR_MAX)
                return DTL_EVAL_LIMIT;
            ok = dtl_give_date(r, dtl_date_of_year((int32_t)side[i].i), &side[i]);
        } else if (side[i].type != DTL_T_NONE) {
            ok = dtl_coerce(r, &side[i], DTL_TYPE_BIT(DTL_T_DATE));
        }
        if (ok != DTL_EVAL_OK && ok != DTL_EVAL_MISSING)
            return ok;
    }
    if (side[0].type == DTL_T_NONE || side[1].type == DTL_T_NONE) {
        *ret = side[0].type == DTL_T_NONE ? side[1] : side[0];
        return ret->type == DTL_T_NONE ? DTL_EVAL_MISSING : DTL_EVAL_OK;
    }
    dtl_date a, b, d;
    dtl_eval ok = dtl_plain_date(r, &side[0], &a);
    if (ok == DTL_EVAL_OK)
        ok = dtl_plain_date(r, &side[1], &b);
    if (ok != DTL_EVAL_OK)
        return ok;
    if (!dtl_date_meet(&a, &b, &d))
        return dtl_impossible(r, "the parts contradict each other");
    return dtl_give_date(r, d, ret);
}

/* Units of which one is a whole number of the other: seconds or months in each. */
static int64_t common_measure(dtl_unit u, bool *months) {
    static const int32_t seconds[] = {
        [DTL_SECOND] = 1,  [DTL_MINUTE] = 60,      [DTL_HOUR] = 3600,   [DTL_DAYPART] = 86400,
        [DTL_DAY] = 86400, [DTL_WEEKEND] = 604800, [DTL_WEEK] = 604800, [DTL_FORTNIGHT] = 1209600};
    static const int32_t in_months[] = {1, 3, 3, 6, 12, 120, 1200, 12000};
    *months = u >= DTL_MONTH;
    return *months ? in_months[u - DTL_MONTH] : seconds[u];
}

/* Two lengths in the coarser unit when that is exact in thousandths, else in the finer one. */
static dtl_eval add_durations(dtl_run *r, const dtl_duration *a, const dtl_duration *b, int sign,
                              dtl_value *ret) {
    bool ma, mb;
    int64_t n;
    *ret = (dtl_value){.type = DTL_T_DUR};
    ret->t.kind = DTL_TX_DURATION;
    ret->t.dur = *a;
    if (a->mod == DTL_MOD_NONE)
        ret->t.dur.mod = b->mod;
    if (a->unknown || b->unknown) {
        ret->t.dur.unknown = true;
        ret->t.dur.n = 0;
        return DTL_EVAL_OK;
    }
    if (a->unit == DTL_UNIT_NONE || b->unit == DTL_UNIT_NONE)
        return dtl_impossible(r, "lengths without a unit cannot be added");
    int64_t x = common_measure(a->unit, &ma), y = common_measure(b->unit, &mb);
    if (ma != mb)
        return dtl_impossible(r, "days and months have no common measure");
    const dtl_duration *fine = x <= y ? a : b, *coarse = x <= y ? b : a;
    int64_t small = x <= y ? x : y, factor = (x <= y ? y : x) / small, big;
    if (__builtin_mul_overflow(coarse->n, factor, &big))
        return DTL_EVAL_LIMIT;
    n = coarse == a ? big + sign * fine->n : fine->n + sign * big;
    bool exact = n % factor == 0;
    ret->t.dur.unit = exact ? coarse->unit : fine->unit;
    ret->t.dur.n = exact ? n / factor : n;
    if (ret->t.dur.n > (int64_t)DTL_COUNT_MAX * 1000 ||
        ret->t.dur.n < -(int64_t)DTL_COUNT_MAX * 1000)
        return DTL_EVAL_LIMIT;
    return DTL_EVAL_OK;
}

static dtl_eval add_numbers(dtl_op op, dtl_value *a, const dtl_value *b, dtl_value *ret) {
    bool num = a->type == DTL_T_NUM || b->type == DTL_T_NUM || op == DTL_OP_DIV;
    int64_t x = a->i, y = b->i, n;
    bool sum = op == DTL_OP_ADD || op == DTL_OP_SUB;
    bool overflow = false;
    /* Sums need a common scale, a product one factor in thousandths, a quotient its dividend. */
    if (num && sum) {
        overflow |= a->type == DTL_T_INT && __builtin_mul_overflow(x, (int64_t)1000, &x);
        overflow |= b->type == DTL_T_INT && __builtin_mul_overflow(y, (int64_t)1000, &y);
    } else if (op == DTL_OP_DIV && (a->type == DTL_T_INT || b->type == DTL_T_NUM)) {
        overflow |= __builtin_mul_overflow(x, (int64_t)1000, &x);
        if (a->type == DTL_T_INT && b->type == DTL_T_NUM)
            overflow |= __builtin_mul_overflow(x, (int64_t)1000, &x);
    }
    if (overflow)
        return DTL_EVAL_LIMIT;
    switch (op) {
    case DTL_OP_ADD: overflow = __builtin_add_overflow(x, y, &n); break;
    case DTL_OP_SUB: overflow = __builtin_sub_overflow(x, y, &n); break;
    case DTL_OP_MUL:
        overflow = __builtin_mul_overflow(x, y, &n);
        if (a->type == DTL_T_NUM && b->type == DTL_T_NUM)
            n /= 1000;
        break;
    default:
        if (y == 0)
            return DTL_EVAL_LIMIT;
        n = x / y;
        break;
    }
    int64_t limit = num ? (int64_t)DTL_COUNT_MAX * 1000 : DTL_COUNT_MAX;
    if (overflow || n > limit || n < -limit)
        return DTL_EVAL_LIMIT;
    *ret = (dtl_value){.type = num ? DTL_T_NUM : DTL_T_INT, .i = n};
    return DTL_EVAL_OK;
}

static bool is_number(const dtl_value *v) {
    return v->type == DTL_T_INT || v->type == DTL_T_NUM;
}

static dtl_eval arithmetic(dtl_run *r, const dtl_expr *e, dtl_value *ret) {
    dtl_value a, b;
    dtl_eval ok = both(r, e, &a, &b);
    if (ok != DTL_EVAL_OK)
        return ok;
    bool sum = e->op == DTL_OP_ADD || e->op == DTL_OP_SUB;
    int sign = e->op == DTL_OP_SUB ? -1 : 1;
    if (is_number(&a) && is_number(&b))
        return add_numbers(e->op, &a, &b, ret);
    if (!sum && a.type == DTL_T_DUR && is_number(&b)) {
        dtl_value n = {.type = DTL_T_NUM, .i = a.t.dur.n}, scaled;
        ok = add_numbers(e->op, &n, &b, &scaled);
        if (ok != DTL_EVAL_OK)
            return ok;
        *ret = a;
        ret->t.dur.n = scaled.i;
        return DTL_EVAL_OK;
    }
    if (!sum || b.type != DTL_T_DUR)
        return dtl_impossible(r, dtl_wrong_kind);
    if (a.type == DTL_T_DUR)
        return add_durations(r, &a.t.dur, &b.t.dur, sign, ret);
    dtl_date d;
    ok = dtl_coerce(r, &a, DTL_TYPE_BIT(DTL_T_DATE));
    if (ok == DTL_EVAL_OK)
        ok = dtl_plain_date(r, &a, &d);
    return ok != DTL_EVAL_OK ? ok : dtl_move(r, &d, &b.t.dur, sign, /* keep_grain */ true, ret);
}

/* ---- captures and calls -------------------------------------------------------------------------
 */

static dtl_eval capture_value(dtl_run *r, uint16_t capture, dtl_value *ret) {
    *ret = (dtl_value){0};
    if (r->env->get == NULL || !r->env->get(r->env->ctx, capture, ret))
        *ret = (dtl_value){0};
    /* What it was counted from is what this value is counted from. */
    r->used_dct |= ret->t.from_dct;
    r->used_ref |= ret->t.from_ref;
    return DTL_EVAL_OK;
}

static dtl_eval part_of_date(dtl_date d, dtl_field field, dtl_value *ret) {
    static const struct {
        dtl_field field;
        uint16_t bit;
        dtl_type type;
    } parts[] = {{DTL_FIELD_YEAR, DTL_HAS_YEAR, DTL_T_INT},
                 {DTL_FIELD_MONTH, DTL_HAS_MONTH, DTL_T_MONTH},
                 {DTL_FIELD_DAY, DTL_HAS_DAY, DTL_T_INT},
                 {DTL_FIELD_QUARTER, DTL_HAS_QUARTER, DTL_T_INT},
                 {DTL_FIELD_WEEKDAY, DTL_HAS_WEEKDAY, DTL_T_WEEKDAY},
                 {DTL_FIELD_HOUR, DTL_HAS_HOUR, DTL_T_INT}};
    if (field == DTL_FIELD_GRAIN) {
        *ret = (dtl_value){.type = DTL_T_UNIT, .i = d.grain};
        return DTL_EVAL_OK;
    }
    int64_t days;
    if (field == DTL_FIELD_WEEKDAY && d.grain <= DTL_DAY && dtl_date_first_day(&d, &days)) {
        d.known |= DTL_HAS_WEEKDAY;
        d.weekday = (int8_t)dtl_weekday_of_days(days);
    }
    dtl_date quarter;
    if (field == DTL_FIELD_QUARTER && d.grain < DTL_QUARTER &&
        dtl_date_to_grain(&d, DTL_QUARTER, &quarter))
        d = quarter;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].field != field || !(d.known & parts[i].bit))
            continue;
        int64_t n = field == DTL_FIELD_YEAR      ? d.year
                    : field == DTL_FIELD_MONTH   ? d.month
                    : field == DTL_FIELD_DAY     ? d.day
                    : field == DTL_FIELD_QUARTER ? d.quarter
                    : field == DTL_FIELD_WEEKDAY ? d.weekday
                                                 : d.hour;
        *ret = (dtl_value){.type = parts[i].type, .i = n};
        return DTL_EVAL_OK;
    }
    *ret = (dtl_value){0};
    return DTL_EVAL_OK;
}

static dtl_eval field_value(dtl_run *r, const dtl_expr *e, dtl_value *ret) {
    dtl_value v = {0};
    dtl_eval ok = dtl_run_expr(r, e->args[0], &v);
    /* A capture without a value still has its text. */
    if (ok != DTL_EVAL_OK || (v.type == DTL_T_NONE && (e->field != DTL_FIELD_TEXT || v.s.n == 0))) {
        *ret = (dtl_value){0};
        return ok;
    }
    switch (e->field) {
    case DTL_FIELD_TEXT: *ret = (dtl_value){.type = DTL_T_TEXT, .s = v.s}; return DTL_EVAL_OK;
    case DTL_FIELD_N:
    case DTL_FIELD_UNIT:
        if (v.type != DTL_T_DUR)
            return dtl_impossible(r, dtl_wrong_kind);
        *ret = (dtl_value){0};
        if (e->field == DTL_FIELD_UNIT)
            *ret = (dtl_value){.type = DTL_T_UNIT, .i = v.t.dur.unit};
        else if (!v.t.dur.unknown)
            *ret = (dtl_value){.type = DTL_T_NUM, .i = v.t.dur.n};
        return DTL_EVAL_OK;
    case DTL_FIELD_START:
    case DTL_FIELD_END: {
        bool last = e->field == DTL_FIELD_END;
        if (v.t.kind == DTL_TX_DATE)
            return dtl_give_date(r, v.t.a, ret);
        *ret = (dtl_value){0};
        if (v.t.kind == DTL_TX_SPAN && (last ? v.t.has_b : v.t.has_a))
            return dtl_give_date(r, last ? v.t.b : v.t.a, ret);
        return DTL_EVAL_OK;
    }
    default:
        ok = dtl_coerce(r, &v, DTL_TYPE_BIT(DTL_T_DATE));
        if (ok != DTL_EVAL_OK)
            return ok;
        return part_of_date(v.t.a, e->field, ret);
    }
}

static dtl_eval call(dtl_run *r, const dtl_expr *e, dtl_value *ret) {
    dtl_value args[DTL_EXPR_ARGS_MAX];
    /* Values are large; those that the function does not take stay as they are. */
    for (unsigned i = e->nargs; i < e->fn->max; i++)
        args[i] = (dtl_value){0};
    for (unsigned i = 0; i < e->nargs; i++) {
        args[i] = (dtl_value){0};
        const dtl_param *p = &e->fn->params[i];
        dtl_eval ok = dtl_run_expr(r, e->args[i], &args[i]);
        if (ok == DTL_EVAL_MISSING && p->optional) {
            args[i] = (dtl_value){0};
            continue;
        }
        if (ok != DTL_EVAL_OK)
            return ok;
        if (args[i].type == DTL_T_NONE) {
            if (!p->optional)
                return DTL_EVAL_MISSING;
            continue;
        }
        ok = dtl_coerce(r, &args[i], p->types);
        if (ok != DTL_EVAL_OK)
            return ok;
    }
    r->exact = e->exact;
    dtl_eval ok = e->fn->eval(r, args, ret);
    r->exact = false;
    return ok;
}

static dtl_eval either(dtl_run *r, const dtl_expr *e, dtl_value *ret) {
    dtl_eval ok = DTL_EVAL_MISSING;
    for (unsigned i = 0; i < e->nargs; i++) {
        ok = dtl_run_expr(r, e->args[i], ret);
        if (ok == DTL_EVAL_OK && ret->type != DTL_T_NONE)
            return ok;
        if (ok == DTL_EVAL_LIMIT)
            return ok;
    }
    return ok == DTL_EVAL_OK ? DTL_EVAL_MISSING : ok;
}

/* ---- conditions ---------------------------------------------------------------------------------
 */

static dtl_eval condition(dtl_run *r, const dtl_expr *e, bool *ret);

static bool is_condition(const dtl_expr *e) {
    return e->op == DTL_OP_PREDICATE || e->op == DTL_OP_PRESENT || e->op == DTL_OP_KNOWN ||
           e->op >= DTL_OP_EQ;
}

static dtl_eval both_sides(dtl_run *r, const dtl_expr *e, bool *ret) {
    bool stop = e->op == DTL_OP_OR;
    for (unsigned i = 0; i < 2; i++) {
        dtl_eval ok;
        if (is_condition(e->args[i])) {
            ok = condition(r, e->args[i], ret);
        } else {
            dtl_value v;
            ok = dtl_run_expr(r, e->args[i], &v);
            if (ok == DTL_EVAL_OK && v.type != DTL_T_BOOL)
                return dtl_impossible(r, dtl_wrong_kind);
            *ret = ok == DTL_EVAL_OK && v.i != 0;
        }
        if (ok != DTL_EVAL_OK || *ret == stop)
            return ok;
    }
    return DTL_EVAL_OK;
}

static dtl_eval opposite(dtl_run *r, const dtl_expr *e, bool *ret) {
    dtl_value v;
    dtl_eval ok;
    if (is_condition(e)) {
        ok = condition(r, e, ret);
    } else {
        ok = dtl_run_expr(r, e, &v);
        *ret = ok == DTL_EVAL_OK && v.i != 0;
    }
    *ret = !*ret;
    return ok;
}

/* What is true or false needs no value, which is large. */
static dtl_eval condition(dtl_run *r, const dtl_expr *e, bool *ret) {
    dtl_value a, b;
    dtl_eval ok;
    *ret = false;
    switch (e->op) {
    case DTL_OP_PREDICATE:
        if (r->env->test != NULL && !r->env->test(r->env->ctx, e->predicate, e->capture, ret))
            return DTL_EVAL_MISSING;
        return DTL_EVAL_OK;
    case DTL_OP_PRESENT:
        if (e->args[0]->op == DTL_OP_CAPTURE) {
            *ret = r->env->get != NULL && r->env->get(r->env->ctx, e->args[0]->capture, &a);
            return DTL_EVAL_OK;
        }
        ok = dtl_run_expr(r, e->args[0], &a);
        *ret = ok == DTL_EVAL_OK && a.type != DTL_T_NONE;
        return DTL_EVAL_OK;
    case DTL_OP_KNOWN:
        ok = dtl_run_expr(r, e->args[0], &a);
        *ret = ok == DTL_EVAL_OK && a.type != DTL_T_NONE && dtl_value_known(&a);
        return DTL_EVAL_OK;
    case DTL_OP_IN: return is_in(r, e, ret);
    case DTL_OP_AND:
    case DTL_OP_OR: return both_sides(r, e, ret);
    case DTL_OP_NOT: return opposite(r, e->args[0], ret);
    default:
        ok = both(r, e, &a, &b);
        return ok != DTL_EVAL_OK ? ok : compare(r, e->op, &a, &b, ret);
    }
}

dtl_eval dtl_run_expr(dtl_run *r, const dtl_expr *e, dtl_value *ret) {
    dtl_value a, b;
    dtl_eval ok;
    bool from_dct;
    switch (e->op) {
    case DTL_OP_CONST: *ret = *e->value; return DTL_EVAL_OK;
    case DTL_OP_CAPTURE: return capture_value(r, e->capture, ret);
    case DTL_OP_GROUP:
        *ret = (dtl_value){.type = DTL_T_TEXT};
        if (r->env->group == NULL || !r->env->group(r->env->ctx, e->name, &ret->s) || ret->s.n == 0)
            *ret = (dtl_value){0};
        return DTL_EVAL_OK;
    case DTL_OP_DCT: return dtl_give_date(r, dtl_run_dct(r), ret);
    case DTL_OP_REF: return dtl_give_date(r, dtl_run_ref(r), ret);
    case DTL_OP_REF_DAY: return dtl_give_date(r, dtl_run_ref_day(r), ret);
    case DTL_OP_FIELD: return field_value(r, e, ret);
    case DTL_OP_CALL: return call(r, e, ret);
    case DTL_OP_IF:
        from_dct = r->used_dct;
        ok = dtl_run_expr(r, e->args[0], &a);
        if (ok != DTL_EVAL_OK)
            return ok;
        r->used_dct = from_dct; /* what is only compared with publication is not counted from it */
        return dtl_run_expr(r, e->args[a.i != 0 ? 1 : 2], ret);
    case DTL_OP_EITHER: return either(r, e, ret);
    case DTL_OP_ADD:
    case DTL_OP_SUB:
    case DTL_OP_MUL:
    case DTL_OP_DIV: return arithmetic(r, e, ret);
    case DTL_OP_NEG:
        ok = dtl_run_expr(r, e->args[0], ret);
        if (ok == DTL_EVAL_OK && ret->type == DTL_T_DUR)
            ret->t.dur.n = -ret->t.dur.n;
        else if (ok == DTL_EVAL_OK)
            ret->i = -ret->i;
        return ok;
    case DTL_OP_MEET: return meet(r, e, ret);
    case DTL_OP_RANGE:
        ok = both(r, e, &a, &b);
        if (ok == DTL_EVAL_OK)
            ok = dtl_coerce(r, &a, DTL_TYPE_BIT(DTL_T_DATE));
        if (ok == DTL_EVAL_OK)
            ok = dtl_coerce(r, &b, DTL_TYPE_BIT(DTL_T_DATE));
        return ok != DTL_EVAL_OK ? ok : dtl_give_span(r, &a, &b, ret);
    case DTL_OP_PREDICATE:
    case DTL_OP_PRESENT:
    case DTL_OP_KNOWN:
    case DTL_OP_EQ:
    case DTL_OP_NE:
    case DTL_OP_LT:
    case DTL_OP_LE:
    case DTL_OP_GT:
    case DTL_OP_GE:
    case DTL_OP_IN:
    case DTL_OP_AND:
    case DTL_OP_OR:
    case DTL_OP_NOT: {
        bool holds;
        ok = condition(r, e, &holds);
        return ok != DTL_EVAL_OK ? ok : give_bool(holds, ret);
    }
    case DTL_OP_NAME:
    case DTL_OP_LIST: break;
    }
    return dtl_impossible(r, dtl_wrong_kind);
}

dtl_eval dtl_expr_eval(const dtl_expr *e, const dtl_env *env, dtl_value *ret,
                       const char **ret_reason) {
    dtl_run r = {.env = env};
    dtl_value v = {0};
    dtl_eval ok = dtl_run_expr(&r, e, &v);
    if (ok == DTL_EVAL_OK && v.type == DTL_T_NONE)
        ok = DTL_EVAL_MISSING;
    if (ok == DTL_EVAL_OK && e->want != DTL_T_ANY && e->want != DTL_T_NONE)
        ok = dtl_coerce(&r, &v, DTL_TYPE_BIT(e->want));
    if (ok != DTL_EVAL_OK) {
        if (ok == DTL_EVAL_IMPOSSIBLE && ret_reason != NULL)
            *ret_reason = r.reason != NULL ? r.reason : dtl_wrong_kind;
        return ok;
    }
    v.t.from_dct |= r.used_dct;
    v.t.from_ref |= r.used_ref;
    *ret = v;
    return DTL_EVAL_OK;
}

bool dtl_expr_holds(const dtl_expr *e, const dtl_env *env) {
    if (is_condition(e)) {
        dtl_run r = {.env = env};
        bool holds;
        return condition(&r, e, &holds) == DTL_EVAL_OK && holds;
    }
    dtl_value v = {0};
    return dtl_expr_eval(e, env, &v, NULL) == DTL_EVAL_OK && v.i != 0;
}
