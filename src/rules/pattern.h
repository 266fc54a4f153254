/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern: the match language, compiled.
 *
 *   pattern = item { item }
 *   item    = [ name "=" ] atom [ "?" | "+" n ]
 *   atom    = word | punct | "$" class | "<" lemma [ "." form ] ">" | "/" regex "/"
 *           | "(" pattern { "|" pattern } ")" | ".." n | "~" | "$$"
 *
 * A backslash makes the next character an ordinary part of a word (\$ \? \( \/ \=).
 *
 * A pattern compiles to a small program for a bounded backtracking matcher over tokens and nodes
 * (match.h).  Nothing repeats without a bound.  From the same tree the compiler derives the
 * trigger: the rarest symbol that every match must contain and how far from the start it can stand,
 * so that a rule whose trigger does not occur in a sentence costs nothing.
 */
#ifndef DTL_PATTERN_H
#define DTL_PATTERN_H

#include "base/base.h"

#define DTL_CAPTURES_MAX 16
#define DTL_PROGRAM_MAX 512       /* instructions of one pattern */
#define DTL_PATTERN_TOKENS_MAX 40 /* tokens one match can cover */
#define DTL_REPEAT_MAX 8          /* n of +n */
#define DTL_GAP_MAX 20            /* n of ..n */

struct dtl_rules;
typedef struct dtl_pattern dtl_pattern;
typedef struct dtl_index dtl_index;

/** How the compiler asks its surroundings; implemented by the builder. */
typedef struct dtl_pattern_scope {
    void *ctx;
    uint32_t (*word)(void *ctx, dtl_slice folded); /* vocabulary id, added when new; 0: no memory */
    uint32_t (*lemma)(void *ctx, dtl_slice lemma); /* vocabulary id of a lemma */
    uint16_t (*class_of)(void *ctx, dtl_slice name);   /* class id, or 0: unknown */
    const char *(*suggest)(void *ctx, dtl_slice name); /* did-you-mean, or NULL */
    bool (*macro)(void *ctx, dtl_slice name, dtl_slice *ret_text, const dtl_source **ret_source,
                  uint32_t *ret_offset);
    bool allow_context; /* `$$` needed: an `unless` pattern */
    /* Optional: whether values of two classes have one type.  A capture that can be either then
       keeps the first as its class; without it (or when they differ) its class is 0. */
    bool (*same_type)(void *ctx, uint16_t a, uint16_t b);
    const struct dtl_abbrevs *abbrevs; /* for the words of the pattern (text/text.h); may be NULL */
} dtl_pattern_scope;

/**
 * Compiles `text`, which lies in `source` at `offset`.  Captures found are added to names/classes
 * (*ncaptures of at most DTL_CAPTURES_MAX; alternatives of a rule share them).  All three may be
 * NULL for a pattern whose captures nobody reads (unless, arguments).
 * On error adds diagnostics R2xx and returns NULL.
 */
dtl_pattern *dtl_pattern_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                                 uint32_t offset, dtl_slice text, const dtl_pattern_scope *scope,
                                 const char **capture_names, uint16_t *capture_classes,
                                 uint16_t *ncaptures);
/** Literal words in the shortest match: step 3 of the conflict order. */
unsigned dtl_pattern_literals(const dtl_pattern *p);
/** Frees the PCRE2 code of token tests (the rest is in the arena). */
void dtl_pattern_free(dtl_pattern *p);

/** Token extent of what a pattern can match, a node counted as one token. */
unsigned dtl_pattern_min_tokens(const dtl_pattern *p);

/**
 * Builds the trigger index of every pass: symbol -> rules to try and at which distance.  `warn` may
 * get W301 for triggers commoner than 1 token in 50, and R214 (an error) for a rule without any
 * required symbol.  Call it last: it reads the vocabulary, the classes and the lexicon trie.
 * ret: DTL_PASS__COUNT of them.  false: no memory.
 */
bool dtl_index_build(dtl_arena *arena, const struct dtl_rules *rules, dtl_diags *warn,
                     dtl_index **ret);

#endif
