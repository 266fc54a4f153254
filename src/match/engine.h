/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the matcher share and nobody else includes.
 *
 * The engine is the scratch memory of one document: tables derived from the rule set, PCRE2 match
 * data, the stacks of the matcher, and the buffers of a pass.  It lies in the document's arena and
 * needs no clean-up: PCRE2 takes its memory from there too.
 */
#ifndef DTL_ENGINE_H
#define DTL_ENGINE_H

#include "match/match.h"
#include "rules/pattern_program.h"

#define DTL_FRAMES_MAX 160     /* open choices of one try */
#define DTL_TRAIL_MAX 160      /* captures to undo in one try */
#define DTL_NODES_PER_TOKEN 64 /* nodes the engine lets start at one token */
#define DTL_VALUE_DEPTH_MAX 8  /* values made of values */

/** An open choice: where to go on, and what to undo first. */
typedef struct dtl_frame {
    uint16_t pc, trail;
    uint8_t kind;
    uint8_t gap;
    uint32_t pos;
    uint32_t node; /* NODE: next to try.  Else: node matched last */
    uint32_t node_end;
    uint32_t found; /* GAP: matches known when it was opened */
} dtl_frame;

typedef struct dtl_undo {
    uint8_t capture;
    uint32_t open;
    dtl_capture old;
} dtl_undo;

/** Next start not yet tried, of one alternative in one call. */
typedef struct dtl_alt_state {
    uint32_t stamp, next;
} dtl_alt_state;

typedef struct dtl_engine {
    /* by class id, of dtl_triggers: */
    const uint8_t *builtin_of;    /* dtl_builtin + 1, or 0 */
    const uint16_t *parent;       /* class it falls under, or 0 */
    const uint64_t *class_bits;   /* classes of dtl_lattice.symbols where one can stand */
    const uint64_t *node_bits;    /* what a node of it adds to classes of dtl_lattice.symbols */
    const uint16_t *class_sweeps; /* sweeps that its nodes trigger */
    const dtl_index_run *const *class_runs;
    void *match_data;    /* pcre2_match_data */
    void *match_context; /* pcre2_match_context */
    /* the tokens looked at last, and all sweeps with a trigger among them, of nodes made since too
     */
    uint32_t seen_first, seen_end;
    uint32_t seen_sweeps;
    uint32_t read_again; /* tokens before this have the symbols of their final lemmas */
    dtl_frame frames[DTL_FRAMES_MAX];
    dtl_undo trail[DTL_TRAIL_MAX];
    dtl_alt_state *alts[DTL_PASS__COUNT];
    uint32_t stamp;
    dtl_candidates found;  /* of the window being matched */
    dtl_candidates shapes; /* shapes that emit something, in text order */
    uint32_t occupied[DTL_SENTENCE_TOKENS_MAX + DTL_PATTERN_TOKENS_MAX];
    const dtl_candidate *owner[DTL_SENTENCE_TOKENS_MAX + DTL_PATTERN_TOKENS_MAX];
    uint32_t occupied_stamp;
} dtl_engine;

/* engine.c */
dtl_engine *dtl_engine_new(const dtl_rules *rules, dtl_arena *arena);
/** Whether a node of class cls answers to `wanted`. */
static inline bool dtl_class_is(const dtl_engine *e, uint16_t cls, uint16_t wanted) {
    return cls == wanted || (e->parent[cls] == wanted && wanted != 0);
}
/** The bits of the word and the lemma of a token. */
static inline uint64_t dtl_word_bits(const dtl_token *t) {
    return dtl_symbol_word(t->word * 2) | dtl_symbol_word(t->lemma * 2 + 1);
}
/** Whether something of the set can stand at a token of the sentence that is being matched. */
static inline bool dtl_stands_at(const dtl_lattice *l, const dtl_symbol_set *set, uint32_t at) {
    const dtl_symbol_set *here = &l->symbols[at];
    return ((set->classes & here->classes) | (set->words & here->words)) != 0;
}
/** Matches a whole-token test; the code is a pcre2_code. */
bool dtl_engine_regex(dtl_engine *e, const void *code, dtl_slice text);

/* numbers.c */
/** Value of a token of digits: INT, or NUM with a decimal point.  false: not one, or too large. */
bool dtl_token_number(const dtl_document *doc, uint32_t token, dtl_value *ret);
/** Whether the token itself (no node) is of a built-in class that is not stored: int .. cap. */
bool dtl_token_is(const dtl_document *doc, uint32_t token, unsigned builtin);

/* matcher.c */
/** Whether a token is used as DTL_FORM_* says. */
bool dtl_form_fits(const dtl_token *t, unsigned form);
typedef struct dtl_try {
    uint32_t at, first, end; /* start, and the tokens it must not leave */
    uint32_t must_end;       /* 0, or the only end that counts */
    uint32_t reached;        /* out: farthest token looked at */
} dtl_try;
/** Runs a program; the end of the longest match or 0.  captures: p->ncaptures of them, or NULL. */
uint32_t dtl_run(dtl_lattice *l, const dtl_pattern *p, const dtl_instr *code, dtl_try *t,
                 dtl_capture *captures);

/* lattice.c */
/** Adds a node unless the token has too many already; 0 with *limited set, or 0: no memory. */
uint32_t dtl_lattice_put(dtl_lattice *l, const dtl_node *n, bool *limited);

/* shapes.c */
dtl_status dtl_lattice_shapes(dtl_lattice *l);

/* conflict.c */
/** qsort for the few candidates of a sentence; the order must be total. */
void dtl_sort_candidates(dtl_candidate **at, uint32_t n, int (*order)(const void *, const void *));
/**
 * Decides among candidates of one window: sets won, lost_why and lost_to.  `compete_by_class`:
 * only candidates of one class exclude each other (building blocks).
 */
void dtl_resolve_conflicts(dtl_engine *e, dtl_candidate **at, uint32_t n, uint32_t window,
                           bool compete_by_class);
/** Of candidates that say the same (rule, captures x and y), keeps the first. */
void dtl_drop_doubles(dtl_candidate **at, uint32_t n);

/* env.c */
typedef struct dtl_env_ctx {
    const dtl_candidate *c;
    const dtl_anchor *anchor;
    unsigned depth;
} dtl_env_ctx;
/** Fills *ret; ctx must live as long as it. */
void dtl_env_fill(dtl_env_ctx *ctx, const dtl_candidate *c, const dtl_anchor *anchor,
                  unsigned depth, dtl_env *ret);

#endif
