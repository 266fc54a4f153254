/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_tree: what the parts of the expression compiler share.  Private to expr_*.c.
 *
 * expr_parse.c turns text into a tree of nodes, expr_check.c resolves the names in it and infers
 * types, expr_eval.c walks it.  Coercions (an int where a count is wanted, a weekday where a date
 * is) happen when an argument is evaluated, because the type of a capture with alternatives is
 * known only then; the checker admits exactly what evaluation can convert.
 */
#ifndef DTL_EXPR_TREE_H
#define DTL_EXPR_TREE_H

#include "rules/expr.h"

#define DTL_EXPR_TEXT_MAX 4096
#define DTL_EXPR_NODES_MAX 256
#define DTL_EXPR_DEPTH_MAX 32
#define DTL_EXPR_ARGS_MAX 6

typedef enum DTL_BYTE dtl_op {
    DTL_OP_CONST,
    DTL_OP_NAME, /* a bare name; the checker turns it into one of the next five */
    DTL_OP_CAPTURE,
    DTL_OP_GROUP,
    DTL_OP_DCT,
    DTL_OP_REF,
    DTL_OP_REF_DAY,
    DTL_OP_FIELD, /* a part of a capture: $date.year */
    DTL_OP_CALL,  /* a function, or one of the next six by its name */
    DTL_OP_PREDICATE,
    DTL_OP_PRESENT,
    DTL_OP_KNOWN,
    DTL_OP_IF,
    DTL_OP_EITHER,
    DTL_OP_ADD,
    DTL_OP_SUB,
    DTL_OP_MUL,
    DTL_OP_DIV,
    DTL_OP_NEG,
    DTL_OP_MEET,
    DTL_OP_RANGE,
    DTL_OP_LIST,
    DTL_OP_EQ,
    DTL_OP_NE,
    DTL_OP_LT,
    DTL_OP_LE,
    DTL_OP_GT,
    DTL_OP_GE,
    DTL_OP_IN,
    DTL_OP_AND,
    DTL_OP_OR,
    DTL_OP_NOT
} dtl_op;

typedef enum DTL_BYTE dtl_field {
    DTL_FIELD_TEXT,
    DTL_FIELD_YEAR,
    DTL_FIELD_MONTH,
    DTL_FIELD_DAY,
    DTL_FIELD_QUARTER,
    DTL_FIELD_WEEKDAY,
    DTL_FIELD_HOUR,
    DTL_FIELD_GRAIN,
    DTL_FIELD_N,
    DTL_FIELD_UNIT,
    DTL_FIELD_START,
    DTL_FIELD_END
} dtl_field;

struct dtl_fn;

/** Small: the expressions of a match are read from memory that was not used for a while. */
struct dtl_expr {
    dtl_op op;
    dtl_type type; /* inferred; DTL_T_ANY when only evaluation can tell */
    dtl_type want; /* of the root: what the result is converted to */
    dtl_field field;
    dtl_predicate predicate;
    bool exact; /* CALL: argument of exact() */
    uint8_t nargs;
    uint16_t capture;
    dtl_expr **args;
    const struct dtl_fn *fn;
    dtl_value *value; /* CONST; else NULL */
    dtl_slice name; /* NAME, CAPTURE, GROUP, CALL, PREDICATE; borrowed from the text, then copied */
    uint32_t start, end; /* bytes in the expression's text */
};

/** Everything that one compilation needs; positions in messages are relative to `offset`. */
typedef struct dtl_expr_compiler {
    dtl_arena *arena;
    dtl_diags *diags;
    const dtl_source *source;
    uint32_t offset;
    dtl_slice text;
    const dtl_scope *scope;
    uint32_t nodes;
    bool no_memory;
} dtl_expr_compiler;

/** Reports an error over bytes [start, end) of the expression; arguments as dtl_diag_add. */
#define DTL_EXPR_ERROR(c, code, start_, end_, label, hint, ...)                                    \
    dtl_diag_add((c)->diags, DTL_ERROR, code, (c)->source, (c)->offset + (start_),                 \
                 (c)->offset + (end_), label, hint, __VA_ARGS__)

/** The tree of the text, or NULL with diagnostics added. */
dtl_expr *dtl_expr_parse(dtl_expr_compiler *c);
/** Resolves names and infers types; false with diagnostics added. */
bool dtl_expr_check(dtl_expr_compiler *c, dtl_expr *e);
/** Whether a value of type `have` can be evaluated where `want` is needed. */
bool dtl_type_converts(dtl_type have, dtl_type want);

/* ---- types (expr_types.c) -----------------------------------------------------------------------
 */

extern const uint32_t dtl_datelike; /* bits of the types that can be dates */
bool dtl_type_datelike(dtl_type t);
bool dtl_type_number(dtl_type t);
/** Whether a value of type `have` can stand where one of the types in the mask is wanted. */
bool dtl_type_fits(dtl_type have, uint32_t types);
/** The type both branches of a choice can have; DTL_T__COUNT when there is none. */
dtl_type dtl_type_common(dtl_type a, dtl_type b);
/** "int or month", into out; returns out. */
const char *dtl_types_list(uint32_t types, char *out, size_t size);

/* ---- functions ----------------------------------------------------------------------------------
 */

#define DTL_TYPE_BIT(t) (1u << (t))

/** State of one evaluation. */
typedef struct dtl_run {
    const dtl_env *env;
    const char *reason; /* static; why a value is impossible */
    bool used_dct, used_ref;
    bool exact;      /* of the call being evaluated */
    unsigned feasts; /* nesting of feasts */
    bool second;     /* cal() wants the second of two occurrences in a year */
} dtl_run;

typedef dtl_eval dtl_fn_eval(dtl_run *r, const dtl_value *args, dtl_value *ret);

typedef struct dtl_param {
    uint32_t types; /* bits of the types taken */
    bool optional;  /* `_`, a missing capture, or nothing may stand here */
} dtl_param;

typedef struct dtl_fn {
    const char *name;
    uint8_t min, max; /* arguments */
    dtl_type type;    /* result; DTL_T_ANY: that of argument `same` */
    uint8_t same;
    dtl_param params[DTL_EXPR_ARGS_MAX];
    dtl_fn_eval *eval;
} dtl_fn;

extern const dtl_fn dtl_fns_date[];  /* expr_dates.c; ended by a NULL name */
extern const dtl_fn dtl_fns_shift[]; /* expr_shift.c */
extern const dtl_fn dtl_fns_other[]; /* expr_funcs.c */

/* ---- shared by the functions (expr_eval.c, expr_values.c, expr_resolve.c)
 * ------------------------ */

extern const char dtl_wrong_kind[]; /* reason: a value has a type its place does not take */

dtl_eval dtl_run_expr(dtl_run *r, const dtl_expr *e, dtl_value *ret);
static inline dtl_eval dtl_impossible(dtl_run *r, const char *reason) {
    r->reason = reason;
    return DTL_EVAL_IMPOSSIBLE;
}
/** Converts *v to one of the types in the mask; IMPOSSIBLE when it cannot be. */
dtl_eval dtl_coerce(dtl_run *r, dtl_value *v, uint32_t types);
/** *ret = the date, after checking that it exists. */
dtl_eval dtl_give_date(dtl_run *r, dtl_date d, dtl_value *ret);
/** The plain date in a value of type DATE; spans and references have none. */
dtl_eval dtl_plain_date(dtl_run *r, const dtl_value *v, dtl_date *ret);
/** The document's date, or "an unknown day" when there is none. */
dtl_date dtl_run_dct(dtl_run *r);
dtl_date dtl_run_ref(dtl_run *r);
dtl_date dtl_run_ref_day(dtl_run *r);
/** The date the value names, or the document's when the value is missing. */
dtl_eval dtl_anchor_date(dtl_run *r, const dtl_value *v, dtl_date *ret);
/** d with missing parts filled by the rule's policy, where a calculation cannot go on without. */
dtl_date dtl_completed(dtl_run *r, const dtl_date *d);
/** The span from a to b (either may be missing); what one end leaves open is taken from the other.
 */
dtl_eval dtl_give_span(dtl_run *r, const dtl_value *a, const dtl_value *b, dtl_value *ret);
/** Date moved by a duration; keep_grain: a day stays a day when moved by a year. */
dtl_eval dtl_move(dtl_run *r, const dtl_date *d, const dtl_duration *dur, int sign, bool keep_grain,
                  dtl_value *ret);
/** The feast in year y (missing: by the policy; rel -1 0 1: last, this, next from the anchor). */
dtl_eval dtl_run_feast(dtl_run *r, int64_t feast, const dtl_value *y, const dtl_value *rel,
                       const dtl_date *anchor, dtl_value *ret);
/** A bound on a date as a side of it: more than three years ago lies before that year. */
dtl_mod dtl_bound_on_date(dtl_mod mod, bool past);
/** Day numbers [first, end) of a date or closed span. */
bool dtl_value_days(const dtl_value *v, int64_t *first, int64_t *end);
/** NEAREST, or PAST or FUTURE when the nearest date lies far on the wrong side of `from` for the
 * tense. */
dtl_resolve dtl_against_tense(const dtl_value *found, const dtl_date *from,
                              const dtl_anchor *anchor);
/** How a date with these components is resolved under the anchor's policy. */
dtl_resolve dtl_policy_for(const dtl_date *d, const dtl_anchor *anchor);

#endif
