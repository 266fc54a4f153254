/* SPDX-License-Identifier: Apache-2.0 */
/*
 * word_cache: the words that a context met before, and what depends on nothing but the word.
 *
 * A text of news repeats its words, and the next text has most of them again.  So a word is looked
 * for here first: 16 bytes of folded ASCII are two numbers, and a look-up is one cache line without
 * a loop.  A word that is found, or put here, has a serial number that no other word of the context
 * ever has; what the tagger knows of a word and its lemmas are kept under that number.  Longer
 * words and those beyond ASCII have the number 0, and are looked at anew each time.  Numbers share
 * one for each pattern of digits: only the tagger asks, and it reads them so.
 *
 * Invariants: two words of a set differ; what is kept is what the slow way finds, so that results
 * do not depend on what was met before.
 */
#ifndef DTL_WORD_CACHE_H
#define DTL_WORD_CACHE_H

#include "text/tagger.h"
#include "text/text.h"

#define DTL_KNOWN_MAX 16u    /* bytes of a word */
#define DTL_KNOWN_SETS 4096u /* of two words; a power of two */
#define DTL_LEMMAS 4096u     /* a power of two */

/** A folded word; serial 0: free. */
typedef struct dtl_known_word {
    uint64_t head, tail; /* its bytes, the first lowest, filled up with 0: no text has a NUL */
    uint32_t hash;       /* dtl_hash */
    uint32_t word;       /* id in the vocabulary, or 0 */
    uint32_t serial;
    uint32_t abbrev; /* 1: keeps its full stop, and is in the vocabulary without it */
} dtl_known_word;

/** The lemma of a known word under a tag. */
typedef struct dtl_known_lemma {
    uint32_t serial, tag, lemma;
} dtl_known_lemma;

struct dtl_word_cache {
    dtl_mem mem;
    dtl_tagger_scratch *scratch;
    uint32_t serial; /* given last */
    dtl_known_lemma lemmas[DTL_LEMMAS];
    dtl_known_word known[DTL_KNOWN_SETS][2]; /* the one met again first */
};

static inline dtl_known_word *dtl_known_set(dtl_word_cache *c, const dtl_known_word *key) {
    uint64_t h = (key->head ^ (key->tail << 23 | key->tail >> 41)) * UINT64_C(0x9E3779B97F4A7C15);

    return c->known[h >> 32 & (DTL_KNOWN_SETS - 1)];
}

static inline bool dtl_known_is(const dtl_known_word *w, const dtl_known_word *key) {
    return w->head == key->head && w->tail == key->tail && w->abbrev == key->abbrev;
}

/** The word with the bytes of the key, or NULL.  A word met again goes to the place that stays. */
static inline dtl_known_word *dtl_known_find(dtl_word_cache *c, const dtl_known_word *key) {
    dtl_known_word *set = dtl_known_set(c, key);

    if (dtl_known_is(&set[0], key))
        return &set[0];
    if (!dtl_known_is(&set[1], key))
        return NULL;
    dtl_known_word again = set[1];
    set[1] = set[0];
    set[0] = again;
    return &set[0];
}

/** Puts a new word in place of one that was not met again.  NULL: the numbers are used up. */
static inline dtl_known_word *dtl_known_add(dtl_word_cache *c, const dtl_known_word *w) {
    dtl_known_word *to = dtl_known_set(c, w);

    if (c->serial == UINT32_MAX)
        return NULL;
    if (to->serial)
        to++;
    *to = *w;
    to->serial = ++c->serial;
    return to;
}

#endif
