/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match: the pattern engine.
 *
 * For each sentence the lattice holds nodes: a class over a run of tokens, made by lexicons,
 * shapes, earlier passes, or the caller (names, noun phrases, events).  One pass tries the rules
 * whose trigger occurs, collects candidates, decides overlaps by one total order (longer; priority;
 * more literal words; more context; fully known value; further left; id) and adds the winners'
 * nodes.  Work per token is bounded: patterns have no unbounded repetition, a try has a step
 * budget, a sentence a node budget.
 */
#ifndef DTL_MATCH_H
#define DTL_MATCH_H

#include "base/base.h"
#include "rules/rules.h"
#include "text/text.h"

#define DTL_TRY_STEPS_MAX 2048      /* matcher steps in one try of one rule at one place */
#define DTL_SENTENCE_TOKENS_MAX 400 /* longer sentences are matched in windows of this size */

/** Built-in classes that C fills; ids in dtl_rules.cls[]. */
typedef enum dtl_builtin {
    DTL_B_INT,  /* digits, value int */
    DTL_B_NUM,  /* digits with a decimal point, value num */
    DTL_B_DAY,  /* int 1..31 */
    DTL_B_YEAR, /* four digits 1000..2999, not after a currency sign or number sign */
    DTL_B_WORD, /* any alphabetic token */
    DTL_B_CAP,  /* any capitalised token */
    DTL_B_NAME, /* name of any kind */
    DTL_B_PERSON,
    DTL_B_ORG,
    DTL_B_PLACE,
    DTL_B_NP,    /* noun phrase */
    DTL_B_VERB,  /* head of a verb group */
    DTL_B_EVENT, /* head of an event mention; status and link passes */
    DTL_B_DATE,
    DTL_B_TIME,
    DTL_B_DURATION,
    DTL_B_SET,
    DTL_B_SPAN,
    DTL_B_TIMEX, /* any of date time duration set span */
    DTL_B__COUNT
} dtl_builtin;

struct dtl_candidate;

/** A class over tokens [first, end).  Nodes of a sentence are linked per start token, longest
 * first. */
typedef struct dtl_node {
    uint16_t cls;
    uint32_t first, end;
    uint32_t next;                       /* next node that starts at `first`; 0: none */
    uint32_t entry;                      /* lexicon entry + 1, or 0 */
    uint32_t payload;                    /* the caller's: index of a name, an event ... */
    const struct dtl_candidate *made_by; /* candidate whose rule made it, or NULL */
} dtl_node;

typedef struct dtl_capture {
    uint32_t first, end; /* tokens; first == end: did not take part */
    uint32_t node;       /* node it captured, or 0 */
} dtl_capture;

/** One match of one rule. */
typedef struct dtl_candidate {
    const dtl_rule *rule;
    uint32_t first, end;           /* tokens of the whole match */
    uint32_t mark_first, mark_end; /* tokens of what it reports */
    uint16_t alternative;
    uint16_t literals;      /* literal words in the shortest match of its pattern; of a shape 0 */
    bool known;             /* its value needs no anchor */
    const dtl_value *value; /* without an anchor, as far as it has one; or NULL */
    bool won;
    const dtl_value *stored; /* that of its nodes, when they need no anchor; else NULL */
    dtl_capture
        *captures; /* rule->ncaptures of them; of a shape: byte spans of its groups, by number */
    const struct dtl_lattice *lattice;
    const char *lost_why; /* for explain: static text, or NULL */
    const struct dtl_candidate *lost_to;
} dtl_candidate;

typedef struct dtl_candidates {
    DTL_VEC(dtl_candidate *) list; /* in text order */
} dtl_candidates;

/** What a person wants to know of one try; used by explain and stats only. */
typedef struct dtl_trace {
    void *ctx;
    /* a rule was tried at token `at`: how many items of its pattern matched, whether it matched, or
     * why a guard refused it */
    void (*tried)(void *ctx, const dtl_rule *rule, uint32_t at, uint32_t reached_token,
                  bool matched, const char *why);
    uint64_t *tries, *hits, *nanoseconds; /* per rule index, or NULL */
} dtl_trace;

struct dtl_engine;

/** Nodes of a document; kept for all sentences until the document ends. */
typedef struct dtl_lattice {
    const dtl_rules *rules;
    const dtl_document *doc;
    dtl_arena *arena;
    uint32_t *at;            /* per token: first node that starts there, 0 none */
    DTL_VEC(dtl_node) nodes; /* [0] unused */
    /* per token: what can stand there, at least; words and lemmas as of the last pass (engine.h) */
    struct dtl_symbol_set *symbols;
    uint16_t *sweeps;          /* per token: bits of dtl_triggers, at least */
    uint8_t *covered;          /* per token: inside a winner of the phrase pass with emit: none */
    const dtl_trace *trace;    /* NULL: none */
    bool limited;              /* a budget was used up somewhere */
    struct dtl_engine *engine; /* scratch memory of the matcher */
} dtl_lattice;

/** The value of a node where it is at hand: of a lexicon entry, or of a rule when it needs no
 * anchor.  NULL: evaluate through made_by, or there is none. */
static inline const dtl_value *dtl_node_stored(const dtl_lattice *l, const dtl_node *n) {
    if (n->entry)
        return &l->rules->lex_entries[n->entry - 1].value;
    return n->made_by ? n->made_by->stored : NULL;
}
/** Builds the lattice: built-in number classes, lexicon hits, shapes. */
dtl_status dtl_lattice_init(dtl_lattice *l, const dtl_rules *rules, const dtl_document *doc,
                            dtl_arena *arena);
/** Adds a node; returns its index, 0 on allocation failure. */
uint32_t dtl_lattice_add(dtl_lattice *l, uint16_t cls, uint32_t first, uint32_t end,
                         uint32_t payload);
/** The node of class cls, or of a class under it (timex, Name), that starts at `at` (longest), or
 * 0. */
uint32_t dtl_lattice_find(const dtl_lattice *l, uint16_t cls, uint32_t at);
/**
 * Runs one pass over tokens [first, end) (a sentence): appends every winner that reports something
 * (not building blocks, not emit: none) to `winners`, in text order, and, when `all` is not NULL,
 * every match, with the reason why it lost: guards and impossible values have no lost_to.  The
 * order of strength is that of conflict.c, over the extents of the marks.  Status and link
 * candidates never exclude each other unless they say the same.  What a rule with emit: none covers
 * in a time pass stays closed to later time passes.  With add_nodes the winners' classes become
 * nodes for later passes; building blocks become nodes in any case.
 */
dtl_status dtl_match_pass(dtl_lattice *l, dtl_pass pass, uint32_t first, uint32_t end,
                          bool add_nodes, dtl_candidates *winners, dtl_candidates *all);
/**
 * Matches one pattern at `at` (forwards); returns the end of the longest match, or 0.  captures may
 * be NULL; else it takes DTL_CAPTURES_MAX of them.
 */
uint32_t dtl_match_at(dtl_lattice *l, const dtl_pattern *p, uint32_t at, uint32_t first,
                      uint32_t end, dtl_capture *captures);
/** Value of a node under an anchor; false: none, or it cannot be. */
bool dtl_node_value(const dtl_lattice *l, uint32_t node, const dtl_anchor *anchor, dtl_value *ret);
/** Environment to evaluate the expressions of a candidate (recursively through nodes), in the
 * arena. */
dtl_status dtl_candidate_env(const dtl_candidate *c, const dtl_anchor *anchor, dtl_arena *arena,
                             dtl_env *ret);
/** The date that an event rule reads off its own words (`time:`); false: none, or not a whole one.
 */
bool dtl_candidate_time(const dtl_candidate *c, dtl_value *ret);
/** Value of the candidate's rule under an anchor (resolved by the rule's policy when `resolve`). */
dtl_eval dtl_candidate_value(const dtl_candidate *c, const dtl_anchor *anchor, bool resolve,
                             dtl_arena *arena, dtl_value *ret, const char **ret_reason);

#endif
