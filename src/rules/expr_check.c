/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_check: names and types.
 *
 * Walks the tree once, bottom up.  A bare name is, in this order: an anchor (dct, ref, ref_day), a
 * reference, a truth value, a single letter of the scope (y of a feast, groups of a shape), a term
 * of the format, a lexicon entry, a calendar, and in a shape a group of its regex.  Types are
 * inferred; where a capture can hold several (its alternatives differ) the type is `any` and
 * evaluation decides.  The checker admits what evaluation converts: an int is a count, a weekday,
 * month, season, part of the day or feast is a date, a name is a text.  Every error points at the
 * smallest part that explains it.
 */
#include "rules/expr_tree.h"
#include "rules/keys.h"

#include <stdio.h>

enum { NAMES_MAX = 512 };

static const char *const predicates[DTL_PREDICATE__COUNT] = {
    [DTL_IS_TITLE] = "title",         [DTL_IS_UPPER] = "upper",      [DTL_IS_LOWER] = "lower",
    [DTL_IS_PLURAL] = "plural",       [DTL_IS_GLUED] = "glued",      [DTL_IS_QUOTED] = "quoted",
    [DTL_IS_VERB] = "verb",           [DTL_IS_NOUN] = "noun",        [DTL_IS_FIRST] = "first",
    [DTL_IS_ADJECTIVE] = "adjective", [DTL_IS_HASDIGIT] = "hasdigit"};

static const struct {
    const char *name;
    dtl_field field;
    dtl_type type;
    uint32_t of; /* types that have it; 0: all */
} fields[] = {
    {"text", DTL_FIELD_TEXT, DTL_T_TEXT, 0},
    {"year", DTL_FIELD_YEAR, DTL_T_INT, DTL_TYPE_BIT(DTL_T_DATE)},
    {"month", DTL_FIELD_MONTH, DTL_T_MONTH, DTL_TYPE_BIT(DTL_T_DATE)},
    {"day", DTL_FIELD_DAY, DTL_T_INT, DTL_TYPE_BIT(DTL_T_DATE)},
    {"quarter", DTL_FIELD_QUARTER, DTL_T_INT, DTL_TYPE_BIT(DTL_T_DATE)},
    {"weekday", DTL_FIELD_WEEKDAY, DTL_T_WEEKDAY, DTL_TYPE_BIT(DTL_T_DATE)},
    {"hour", DTL_FIELD_HOUR, DTL_T_INT, DTL_TYPE_BIT(DTL_T_DATE)},
    {"grain", DTL_FIELD_GRAIN, DTL_T_UNIT, DTL_TYPE_BIT(DTL_T_DATE)},
    {"n", DTL_FIELD_N, DTL_T_NUM, DTL_TYPE_BIT(DTL_T_DUR)},
    {"unit", DTL_FIELD_UNIT, DTL_T_UNIT, DTL_TYPE_BIT(DTL_T_DUR)},
    {"start", DTL_FIELD_START, DTL_T_DATE, DTL_TYPE_BIT(DTL_T_SPAN) | DTL_TYPE_BIT(DTL_T_DATE)},
    {"end", DTL_FIELD_END, DTL_T_DATE, DTL_TYPE_BIT(DTL_T_SPAN) | DTL_TYPE_BIT(DTL_T_DATE)},
};

/* ---- types --------------------------------------------------------------------------------------
 */

/* ---- names --------------------------------------------------------------------------------------
 */

static const dtl_fn *find_fn(dtl_slice name) {
    const dtl_fn *tables[] = {dtl_fns_date, dtl_fns_shift, dtl_fns_other};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const dtl_fn *f = tables[i]; f->name != NULL; f++)
            if (dtl_slice_is(name, f->name))
                return f;
    return NULL;
}

static bool find_predicate(dtl_slice name, dtl_predicate *ret) {
    for (unsigned i = 0; i < DTL_PREDICATE__COUNT; i++)
        if (dtl_slice_is(name, predicates[i])) {
            *ret = (dtl_predicate)i;
            return true;
        }
    return false;
}

static const struct {
    const char *name;
    dtl_op op;
} special_calls[] = {
    {"present", DTL_OP_PRESENT}, {"known", DTL_OP_KNOWN}, {"if", DTL_OP_IF},
    {"either", DTL_OP_EITHER},   {"exact", DTL_OP_CALL},
};

static const dtl_keyword *const keyword_lists[] = {
    dtl_kw_units, dtl_kw_weekdays, dtl_kw_months, dtl_kw_seasons, dtl_kw_dayparts,
    dtl_kw_edges, dtl_kw_bounds,   dtl_kw_ampm,   dtl_kw_eras,
};
static const dtl_type keyword_types[] = {
    DTL_T_UNIT, DTL_T_WEEKDAY, DTL_T_MONTH, DTL_T_SEASON, DTL_T_DAYPART,
    DTL_T_EDGE, DTL_T_BOUND,   DTL_T_AMPM,  DTL_T_ERA,
};

static const char *suggest_function(dtl_slice name) {
    const char *names[NAMES_MAX];
    size_t n = 0;
    const dtl_fn *tables[] = {dtl_fns_date, dtl_fns_shift, dtl_fns_other};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const dtl_fn *f = tables[i]; f->name != NULL && n < NAMES_MAX; f++)
            names[n++] = f->name;
    for (size_t i = 0; i < sizeof special_calls / sizeof special_calls[0] && n < NAMES_MAX; i++)
        names[n++] = special_calls[i].name;
    for (size_t i = 0; i < DTL_PREDICATE__COUNT && n < NAMES_MAX; i++)
        names[n++] = predicates[i];
    return dtl_nearest(name.p, name.n, names, n);
}

static const char *suggest_name(const dtl_scope *scope, dtl_slice name) {
    const char *names[NAMES_MAX] = {"dct",      "ref",         "ref_day",
                                    "past_ref", "present_ref", "future_ref"};
    size_t n = 6;
    for (size_t i = 0; i < sizeof keyword_lists / sizeof keyword_lists[0]; i++)
        n += dtl_keyword_names(keyword_lists[i], names + n, NAMES_MAX - n);
    for (uint16_t i = 0; i < scope->n && n < NAMES_MAX; i++)
        names[n++] = scope->names[i];
    return dtl_nearest(name.p, name.n, names, n);
}

static bool name_error(dtl_expr_compiler *c, const dtl_expr *e, const char *code, const char *near,
                       const char *prefix, const char *what) {
    char hint[96];
    if (near != NULL)
        (void)snprintf(hint, sizeof hint, "did you mean %s%s?", prefix, near);
    DTL_EXPR_ERROR(c, code, e->start, e->end, NULL, near != NULL ? hint : NULL, "%s %s%.*s", what,
                   prefix, (int)e->name.n, e->name.p);
    return false;
}

/* The name as it outlives the text of the rule file. */
static bool keep_name(dtl_expr_compiler *c, dtl_expr *e) {
    char *copy = dtl_arena_strndup(c->arena, e->name.p, e->name.n);
    if (copy == NULL) {
        c->no_memory = true;
        return false;
    }
    e->name.p = copy;
    return true;
}

static bool check_capture(dtl_expr_compiler *c, dtl_expr *e, bool bare) {
    for (uint16_t i = 0; i < c->scope->n; i++) {
        if (!dtl_slice_is(e->name, c->scope->names[i]))
            continue;
        e->op = DTL_OP_CAPTURE;
        e->capture = i;
        e->type = c->scope->types[i];
        return true;
    }
    if (bare)
        return false;
    return name_error(c, e, "R305", dtl_nearest(e->name.p, e->name.n, c->scope->names, c->scope->n),
                      "$", "the pattern has no capture");
}

static bool set_const(dtl_expr_compiler *c, dtl_expr *e, const dtl_value *v) {
    e->op = DTL_OP_CONST;
    e->type = v->type;
    e->value = DTL_NEW(c->arena, dtl_value);
    if (e->value == NULL) {
        c->no_memory = true;
        return false;
    }
    *e->value = *v;
    return true;
}

static bool check_group(dtl_expr_compiler *c, dtl_expr *e) {
    e->op = DTL_OP_GROUP;
    e->type = DTL_T_TEXT;
    return keep_name(c, e);
}

static bool check_name(dtl_expr_compiler *c, dtl_expr *e) {
    static const struct {
        const char *name;
        dtl_timex_kind kind;
    } references[] = {{"past_ref", DTL_TX_PAST_REF},
                      {"present_ref", DTL_TX_PRESENT_REF},
                      {"future_ref", DTL_TX_FUTURE_REF}};
    if (dtl_slice_is(e->name, "dct")) {
        e->op = DTL_OP_DCT;
        e->type = DTL_T_DATE;
        return true;
    }
    if (dtl_slice_is(e->name, "ref") || dtl_slice_is(e->name, "ref_day")) {
        e->op = dtl_slice_is(e->name, "ref") ? DTL_OP_REF : DTL_OP_REF_DAY;
        e->type = DTL_T_DATE;
        return true;
    }
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
        if (dtl_slice_is(e->name, references[i].name))
            return set_const(c, e,
                             &(dtl_value){.type = DTL_T_DATE, .t = {.kind = references[i].kind}});
    if (dtl_slice_is(e->name, "true") || dtl_slice_is(e->name, "false"))
        return set_const(c, e,
                         &(dtl_value){.type = DTL_T_BOOL, .i = dtl_slice_is(e->name, "true")});
    /* One letter is a group or the y of a feast, whatever a lexicon calls its entries. */
    bool letter = e->name.n == 1;
    if (letter && (check_capture(c, e, true) || c->scope->groups))
        return e->op == DTL_OP_CAPTURE || check_group(c, e);
    /* In a shape the scope decides, because it knows the groups of the regex. */
    bool scope_decides = c->scope->groups && c->scope->constant != NULL;
    size_t nlists = scope_decides ? 0 : sizeof keyword_lists / sizeof keyword_lists[0];
    for (size_t i = 0; i < nlists; i++) {
        const dtl_keyword *k = dtl_keyword_find(keyword_lists[i], e->name);
        if (k != NULL)
            return set_const(c, e, &(dtl_value){.type = keyword_types[i], .i = k->value});
    }
    dtl_value v = {0};
    if (c->scope->constant != NULL && c->scope->constant(c->scope->ctx, e->name, &v)) {
        if (v.s.p == e->name.p) {
            if (!keep_name(c, e))
                return false;
            v.s = e->name;
        }
        return set_const(c, e, &v);
    }
    if (dtl_calendar_known(e->name))
        return keep_name(c, e) && set_const(c, e, &(dtl_value){.type = DTL_T_TEXT, .s = e->name});
    if (c->scope->groups)
        return check_group(c, e);
    for (uint16_t i = 0; i < c->scope->n; i++)
        if (dtl_slice_is(e->name, c->scope->names[i]))
            return name_error(c, e, "R303", c->scope->names[i], "$", "a capture is written");
    if (find_fn(e->name) != NULL || find_predicate(e->name, &e->predicate)) {
        DTL_EXPR_ERROR(c, "R303", e->start, e->end, NULL,
                       "a function is called with parentheses, directly after its name",
                       "%.*s is a function", (int)e->name.n, e->name.p);
        return false;
    }
    return name_error(c, e, "R303", suggest_name(c->scope, e->name), "", "unknown name");
}

/* ---- calls --------------------------------------------------------------------------------------
 */

static bool wrong_count(dtl_expr_compiler *c, const dtl_expr *e, unsigned min, unsigned max) {
    if (min == max)
        DTL_EXPR_ERROR(c, "R306", e->start, e->end, NULL, NULL,
                       "%.*s() takes %u argument%s, got %u", (int)e->name.n, e->name.p, min,
                       min == 1 ? "" : "s", (unsigned)e->nargs);
    else
        DTL_EXPR_ERROR(c, "R306", e->start, e->end, NULL, NULL,
                       "%.*s() takes %u to %u arguments, got %u", (int)e->name.n, e->name.p, min,
                       max, (unsigned)e->nargs);
    return false;
}

static void argument_error(dtl_expr_compiler *c, const dtl_expr *call, unsigned i, uint32_t types) {
    const dtl_expr *a = call->args[i];
    char wanted[160], label[160];
    (void)dtl_types_list(types & ~DTL_TYPE_BIT(DTL_T_NONE), wanted, sizeof wanted);
    if (a->op == DTL_OP_CAPTURE)
        (void)snprintf(label, sizeof label, "$%.*s is a %s", (int)a->name.n, a->name.p,
                       dtl_type_name(a->type));
    DTL_EXPR_ERROR(c, "R311", a->start, a->end, a->op == DTL_OP_CAPTURE ? label : NULL, NULL,
                   "%.*s() wants %s for argument %u, got %s", (int)call->name.n, call->name.p,
                   wanted, i + 1, dtl_type_name(a->type));
}

static bool want_bool(dtl_expr_compiler *c, const dtl_expr *e) {
    if (e->type == DTL_T_BOOL || e->type == DTL_T_ANY)
        return true;
    DTL_EXPR_ERROR(c, "R313", e->start, e->end, NULL, NULL, "expected a condition, got %s",
                   dtl_type_name(e->type));
    return false;
}

/* The branches of if() and either(). */
static bool check_branches(dtl_expr_compiler *c, dtl_expr *e, unsigned first) {
    dtl_type t = e->args[first]->type;
    for (unsigned i = first + 1; i < e->nargs; i++) {
        dtl_type next = dtl_type_common(t, e->args[i]->type);
        if (next == DTL_T__COUNT) {
            DTL_EXPR_ERROR(c, "R311", e->args[i]->start, e->args[i]->end, NULL, NULL,
                           "%.*s() has a %s here and a %s before", (int)e->name.n, e->name.p,
                           dtl_type_name(e->args[i]->type), dtl_type_name(t));
            return false;
        }
        t = next;
    }
    e->type = t;
    return true;
}

static bool check_special(dtl_expr_compiler *c, dtl_expr *e, dtl_op op) {
    switch (op) {
    case DTL_OP_PRESENT:
    case DTL_OP_KNOWN:
        e->type = DTL_T_BOOL;
        if (e->nargs != 1)
            return wrong_count(c, e, 1, 1);
        break;
    case DTL_OP_IF:
        if (e->nargs != 3)
            return wrong_count(c, e, 3, 3);
        if (!want_bool(c, e->args[0]) || !check_branches(c, e, 1))
            return false;
        break;
    case DTL_OP_EITHER:
        if (e->nargs < 2)
            return wrong_count(c, e, 2, DTL_EXPR_ARGS_MAX);
        if (!check_branches(c, e, 0))
            return false;
        break;
    default: /* exact() */
        if (e->nargs != 1)
            return wrong_count(c, e, 1, 1);
        if (e->args[0]->op != DTL_OP_CALL || e->args[0]->fn == NULL ||
            !(dtl_slice_is(e->args[0]->name, "shift") || dtl_slice_is(e->args[0]->name, "ago") ||
              dtl_slice_is(e->args[0]->name, "later"))) {
            DTL_EXPR_ERROR(c, "R311", e->args[0]->start, e->args[0]->end, NULL, NULL,
                           "exact() wants a call of shift(), ago() or later()");
            return false;
        }
        *e = *e->args[0];
        e->exact = true;
        return true;
    }
    e->op = op;
    return true;
}

static bool check_predicate(dtl_expr_compiler *c, dtl_expr *e) {
    if (e->nargs != 1)
        return wrong_count(c, e, 1, 1);
    if (e->args[0]->op != DTL_OP_CAPTURE) {
        DTL_EXPR_ERROR(c, "R311", e->args[0]->start, e->args[0]->end, NULL, NULL,
                       "%.*s() wants a capture, written with $", (int)e->name.n, e->name.p);
        return false;
    }
    e->op = DTL_OP_PREDICATE;
    e->type = DTL_T_BOOL;
    e->capture = e->args[0]->capture;
    return keep_name(c, e);
}

static bool check_call(dtl_expr_compiler *c, dtl_expr *e) {
    for (size_t i = 0; i < sizeof special_calls / sizeof special_calls[0]; i++)
        if (dtl_slice_is(e->name, special_calls[i].name))
            return check_special(c, e, special_calls[i].op);
    if (find_predicate(e->name, &e->predicate))
        return check_predicate(c, e);
    const dtl_fn *f = find_fn(e->name);
    if (f == NULL)
        return name_error(c, e, "R304", suggest_function(e->name), "", "unknown function");
    if (e->nargs < f->min || e->nargs > f->max)
        return wrong_count(c, e, f->min, f->max);
    bool ok = true;
    for (unsigned i = 0; i < e->nargs; i++) {
        dtl_type t = e->args[i]->type;
        const dtl_param *p = &f->params[i];
        bool missing = t == DTL_T_NONE && e->args[i]->op == DTL_OP_CONST;
        if (missing ? p->optional : dtl_type_fits(t, p->types))
            continue;
        argument_error(c, e, i, p->types);
        ok = false;
    }
    if (!ok)
        return false;
    e->fn = f;
    e->type = f->type;
    if (f->type == DTL_T_ANY && f->same < e->nargs) {
        e->type = e->args[f->same]->type;
        if (dtl_type_datelike(e->type))
            e->type = DTL_T_DATE;
    }
    e->name = dtl_slice_of(f->name);
    return true;
}

/* ---- operators ----------------------------------------------------------------------------------
 */

static bool operand_error(dtl_expr_compiler *c, const dtl_expr *e, const char *sign) {
    DTL_EXPR_ERROR(c, "R313", e->start, e->end, NULL, NULL, "%s does not go with %s and %s", sign,
                   dtl_type_name(e->args[0]->type), dtl_type_name(e->args[1]->type));
    return false;
}

static bool check_arithmetic(dtl_expr_compiler *c, dtl_expr *e) {
    dtl_type a = e->args[0]->type, b = e->args[1]->type;
    static const char *const signs[] = {"+", "-", "*", "/"};
    const char *sign = signs[e->op - DTL_OP_ADD];
    bool sum = e->op == DTL_OP_ADD || e->op == DTL_OP_SUB;
    if (a == DTL_T_ANY || b == DTL_T_ANY) {
        e->type = DTL_T_ANY;
    } else if (dtl_type_number(a) && dtl_type_number(b)) {
        e->type = a == DTL_T_INT && b == DTL_T_INT && e->op != DTL_OP_DIV ? DTL_T_INT : DTL_T_NUM;
    } else if (sum && a == DTL_T_DUR && b == DTL_T_DUR) {
        e->type = DTL_T_DUR;
    } else if (sum && dtl_type_datelike(a) && b == DTL_T_DUR) {
        e->type = DTL_T_DATE;
    } else if (!sum && a == DTL_T_DUR && dtl_type_number(b)) {
        e->type = DTL_T_DUR;
    } else {
        return operand_error(c, e, sign);
    }
    return true;
}

static bool comparable(dtl_type a, dtl_type b) {
    if (a == DTL_T_ANY || b == DTL_T_ANY || a == b)
        return true;
    bool ordinal_a = a == DTL_T_MONTH || a == DTL_T_WEEKDAY,
         ordinal_b = b == DTL_T_MONTH || b == DTL_T_WEEKDAY;
    if ((dtl_type_number(a) || ordinal_a) && (dtl_type_number(b) || ordinal_b))
        return dtl_type_number(a) || dtl_type_number(b);
    return (a == DTL_T_TEXT && b == DTL_T_NAME) || (a == DTL_T_NAME && b == DTL_T_TEXT);
}

static bool check_in(dtl_expr_compiler *c, dtl_expr *e) {
    const dtl_expr *a = e->args[0], *set = e->args[1];
    e->type = DTL_T_BOOL;
    if (set->op == DTL_OP_RANGE || set->op == DTL_OP_LIST) {
        for (unsigned i = 0; i < set->nargs; i++)
            if (!comparable(a->type, set->args[i]->type)) {
                DTL_EXPR_ERROR(c, "R313", set->args[i]->start, set->args[i]->end, NULL, NULL,
                               "cannot compare %s with %s", dtl_type_name(a->type),
                               dtl_type_name(set->args[i]->type));
                return false;
            }
        return true;
    }
    if (dtl_type_converts(a->type, DTL_T_DATE) &&
        (dtl_type_converts(set->type, DTL_T_DATE) || set->type == DTL_T_SPAN))
        return true;
    DTL_EXPR_ERROR(c, "R313", set->start, set->end, NULL,
                   "write a range 1..9, a list (a, b), or a date", "'in' does not go with %s",
                   dtl_type_name(set->type));
    return false;
}

static bool check_operator(dtl_expr_compiler *c, dtl_expr *e) {
    dtl_type a = e->args[0]->type, b = e->nargs > 1 ? e->args[1]->type : DTL_T_NONE;
    switch (e->op) {
    case DTL_OP_ADD:
    case DTL_OP_SUB:
    case DTL_OP_MUL:
    case DTL_OP_DIV: return check_arithmetic(c, e);
    case DTL_OP_NEG:
        e->type = a;
        if (dtl_type_number(a) || a == DTL_T_DUR || a == DTL_T_ANY)
            return true;
        DTL_EXPR_ERROR(c, "R313", e->start, e->end, NULL, NULL, "- does not go with %s",
                       dtl_type_name(a));
        return false;
    case DTL_OP_MEET: {
        uint32_t ok = dtl_datelike | DTL_TYPE_BIT(DTL_T_INT) | DTL_TYPE_BIT(DTL_T_ANY) |
                      DTL_TYPE_BIT(DTL_T_NONE);
        e->type = DTL_T_DATE;
        return ((ok >> a) & (ok >> b) & 1u) ? true : operand_error(c, e, "&");
    }
    case DTL_OP_RANGE:
        e->type = DTL_T_SPAN;
        if (dtl_type_datelike(a) || dtl_type_datelike(b) || a == DTL_T_ANY || b == DTL_T_ANY)
            return (dtl_type_converts(a, DTL_T_DATE) && dtl_type_converts(b, DTL_T_DATE)) ||
                   comparable(a, b) || operand_error(c, e, "..");
        e->type = DTL_T_NONE; /* means something after `in` only */
        return comparable(a, b) || operand_error(c, e, "..");
    case DTL_OP_LIST: e->type = DTL_T_NONE; return true;
    case DTL_OP_EQ:
    case DTL_OP_NE:
    case DTL_OP_LT:
    case DTL_OP_LE:
    case DTL_OP_GT:
    case DTL_OP_GE:
        e->type = DTL_T_BOOL;
        if (comparable(a, b) || (dtl_type_datelike(a) && dtl_type_datelike(b)))
            return true;
        DTL_EXPR_ERROR(c, "R313", e->start, e->end, NULL, NULL, "cannot compare %s with %s",
                       dtl_type_name(a), dtl_type_name(b));
        return false;
    case DTL_OP_IN: return check_in(c, e);
    case DTL_OP_AND:
    case DTL_OP_OR:
        e->type = DTL_T_BOOL;
        return want_bool(c, e->args[0]) && want_bool(c, e->args[1]);
    default: e->type = DTL_T_BOOL; return want_bool(c, e->args[0]);
    }
}

static bool check_field(dtl_expr_compiler *c, dtl_expr *e) {
    const char *names[sizeof fields / sizeof fields[0]];
    size_t n = sizeof fields / sizeof fields[0];
    for (size_t i = 0; i < n; i++) {
        names[i] = fields[i].name;
        if (!dtl_slice_is(e->name, fields[i].name))
            continue;
        dtl_type of = e->args[0]->type;
        if (fields[i].of != 0 && of != DTL_T_ANY && !((fields[i].of >> of) & 1u)) {
            DTL_EXPR_ERROR(c, "R312", e->start, e->end, NULL, NULL, "a %s has no .%s",
                           dtl_type_name(of), fields[i].name);
            return false;
        }
        e->field = fields[i].field;
        e->type = fields[i].type;
        return true;
    }
    return name_error(c, e, "R312", dtl_nearest(e->name.p, e->name.n, names, n), ".",
                      "unknown field");
}

bool dtl_expr_check(dtl_expr_compiler *c, dtl_expr *e) {
    bool ok = true;
    for (unsigned i = 0; i < e->nargs; i++)
        ok &= dtl_expr_check(c, e->args[i]);
    if (!ok)
        return false;
    switch (e->op) {
    case DTL_OP_CONST: return true;
    case DTL_OP_NAME: return check_name(c, e);
    case DTL_OP_CAPTURE: return check_capture(c, e, false);
    case DTL_OP_FIELD: return check_field(c, e);
    case DTL_OP_CALL: return check_call(c, e);
    default: return check_operator(c, e);
    }
}

const dtl_expr *dtl_expr_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                                 uint32_t offset, dtl_slice text, const dtl_scope *scope,
                                 dtl_type want, dtl_type *ret_type) {
    static const dtl_scope empty = {0};
    dtl_expr_compiler c = {.arena = arena,
                           .diags = diags,
                           .source = source,
                           .offset = offset,
                           .text = text,
                           .scope = scope != NULL ? scope : &empty};
    dtl_expr *e = dtl_expr_parse(&c);
    if (e == NULL || !dtl_expr_check(&c, e)) {
        if (c.no_memory)
            diags->failed = true;
        return NULL;
    }
    bool stray = e->type == DTL_T_NONE && (e->op == DTL_OP_RANGE || e->op == DTL_OP_LIST);
    if (stray || !(e->type == DTL_T_NONE ? want == DTL_T_ANY : dtl_type_converts(e->type, want))) {
        DTL_EXPR_ERROR(&c, "R314", e->start, e->end > e->start ? e->end : e->start, NULL, NULL,
                       "expected %s, got %s", want == DTL_T_ANY ? "a value" : dtl_type_name(want),
                       stray ? "a list" : dtl_type_name(e->type));
        return NULL;
    }
    e->want = want;
    if (ret_type != NULL)
        *ret_type = want == DTL_T_ANY ? e->type : want;
    return e;
}
