/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr: the typed value expressions of the rule language.
 *
 * An expression is parsed and type-checked when its rule is loaded and evaluated for a match, as
 * often as wanted: it is pure, total, and knows the document only through its captures and an
 * explicit anchor.  A value that cannot exist (30 February, hour 27) evaluates to "impossible" with
 * a reason; a value whose missing part needs an anchor that is not there stays underspecified.
 */
#ifndef DTL_EXPR_H
#define DTL_EXPR_H

#include "base/base.h"
#include "calendar/calendar.h"

typedef enum DTL_BYTE dtl_type {
    DTL_T_NONE, /* missing capture, `_` */
    DTL_T_INT,
    DTL_T_NUM, /* a count in thousandths: 1.5, 2 1/2; INT converts to it */
    DTL_T_UNIT,
    DTL_T_WEEKDAY,
    DTL_T_MONTH,
    DTL_T_SEASON,
    DTL_T_DAYPART,
    DTL_T_AMPM,  /* i: 0 am, 12 pm */
    DTL_T_ZONE,  /* i: minutes east of UTC */
    DTL_T_ERA,   /* i: 1 BC, 0 AD */
    DTL_T_BOUND, /* dtl_mod of more, less, at_least, at_most, approx */
    DTL_T_EDGE,  /* dtl_mod START MID END */
    DTL_T_FEAST, /* index */
    DTL_T_RELATION,
    DTL_T_QUANT, /* set quantifier, i: interval (every = 1, every other = 2); s: the word */
    DTL_T_DATE,  /* t: DATE, TIME, REF: a point with a granularity; t.kind says which */
    DTL_T_DUR,
    DTL_T_SET,
    DTL_T_SPAN,
    DTL_T_TEXT,
    DTL_T_BOOL,
    DTL_T_EVENT,
    DTL_T_NAME, /* a person, place, organisation; i: index, s: its text */
    DTL_T_ANY,  /* only in signatures */
    DTL_T__COUNT
} dtl_type;

typedef struct dtl_value {
    dtl_type type;
    int64_t i;   /* INT UNIT WEEKDAY MONTH ... BOOL; NUM in thousandths */
    dtl_slice s; /* TEXT, and the written form of captures */
    dtl_timex t; /* DATE DUR SET SPAN */
} dtl_value;

/** Which of the event's slots a role feeds. */
typedef enum dtl_role { DTL_ROLE_WHO, DTL_ROLE_WHERE, DTL_ROLE_WHAT } dtl_role;

/** `resolve:` of a rule. */
typedef enum DTL_BYTE dtl_policy {
    DTL_POLICY_DEFAULT,
    DTL_POLICY_PAST,
    DTL_POLICY_FUTURE,
    DTL_POLICY_NEAREST,
    DTL_POLICY_TOLD,    /* as TENSE, and the tense decides months and days without a year too */
    DTL_POLICY_TENSE,   /* future clause: future; past clause: past; else nearest */
    DTL_POLICY_CONTEXT, /* from the last mentioned time, then as TENSE */
    DTL_POLICY_NONE
} dtl_policy;

typedef enum dtl_clause_tense {
    DTL_TENSE_UNKNOWN,
    DTL_TENSE_PAST,
    DTL_TENSE_PRESENT,
    DTL_TENSE_FUTURE,
    DTL_TENSE_PROSPECTIVE /* ahead of a past clause: "planned to leave" */
} dtl_clause_tense;

/** What an expression may know of its surroundings. */
typedef struct dtl_anchor {
    bool has_dct, has_ref, has_quarter;
    dtl_date dct;     /* document creation time */
    dtl_date ref;     /* last resolved time of the story */
    dtl_date quarter; /* last quarter mentioned */
    bool has_day;
    dtl_date day;      /* last day of the story, for clock times; `ref` may be coarser */
    bool going_on;     /* the clause goes on from `ref`, in a year that is long past */
    bool other_period; /* since then a length of several months: comparisons are with it */
    dtl_clause_tense tense;
    dtl_policy policy; /* of the rule, defaults filled in */
} dtl_anchor;

/** What can be asked of the tokens of a capture: title($x). */
typedef enum DTL_BYTE dtl_predicate {
    DTL_IS_TITLE,
    DTL_IS_UPPER,
    DTL_IS_LOWER,
    DTL_IS_PLURAL,
    DTL_IS_GLUED,
    DTL_IS_QUOTED,
    DTL_IS_VERB,
    DTL_IS_NOUN,
    DTL_IS_FIRST,
    DTL_IS_HASDIGIT,
    DTL_IS_ADJECTIVE,
    DTL_PREDICATE__COUNT
} dtl_predicate;

/** Captures as the expression sees them.  `get` returns false for a capture that did not take part.
 */
typedef struct dtl_env {
    void *ctx;
    bool (*get)(void *ctx, uint16_t capture, dtl_value *ret);
    bool (*group)(void *ctx, dtl_slice name, dtl_slice *ret); /* named group of a shape's regex */
    /* *ret is false for a capture that did not take part.  Returns false when there is no such
     * capture. */
    bool (*test)(void *ctx, dtl_predicate predicate, uint16_t capture, bool *ret);
    const dtl_anchor *anchor;
    const struct dtl_expr *const *feasts; /* `when` expressions */
    uint32_t nfeasts;
} dtl_env;

typedef struct dtl_expr dtl_expr;

/** Names an expression may use, with their types: the rule's captures, a shape's groups, `y` in a
 * feast. */
typedef struct dtl_scope {
    const char *const *names;
    const dtl_type *types;
    uint16_t n;
    bool groups; /* bare names that are no capture are regex groups (TEXT) */
    /* resolves bare constants of lexicons (thu, easter, islamic-umalqura); false: unknown */
    bool (*constant)(void *ctx, dtl_slice name, dtl_value *ret);
    void *ctx;
} dtl_scope;

/**
 * Parses and type-checks `text`, which lies in `source` at `offset` (for carets).  `want` is the
 * type the context needs (DTL_T_ANY: any).  On error adds diagnostics R3xx and returns NULL.
 * `ret_type` may be NULL.
 */
const dtl_expr *dtl_expr_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                                 uint32_t offset, dtl_slice text, const dtl_scope *scope,
                                 dtl_type want, dtl_type *ret_type);

typedef enum dtl_eval {
    DTL_EVAL_OK,
    DTL_EVAL_MISSING,
    DTL_EVAL_IMPOSSIBLE,
    DTL_EVAL_LIMIT
} dtl_eval;
/**
 * Evaluates.  MISSING: a capture that did not take part was needed.  IMPOSSIBLE: no such time;
 * *ret_reason (may be NULL) is then a static message.  LIMIT: beyond years or counts.
 */
dtl_eval dtl_expr_eval(const dtl_expr *e, const dtl_env *env, dtl_value *ret,
                       const char **ret_reason);
/** Whether a condition evaluates, and is true. */
bool dtl_expr_holds(const dtl_expr *e, const dtl_env *env);
/**
 * Fills the missing parts of a value by the anchor's policy and marks what was inferred.
 * Called once on the value of the whole expression, not inside compositions.
 */
void dtl_value_resolve(dtl_value *v, const dtl_anchor *anchor);
/** Whether the value stands without an anchor: complete dates, durations, sets, and anything that
 * is no time. */
bool dtl_value_known(const dtl_value *v);
const char *dtl_type_name(dtl_type t);

#endif
