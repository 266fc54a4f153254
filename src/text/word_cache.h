/* SPDX-License-Identifier: Apache-2.0 */
/*
 * word_cache: the words that a context met before, and what depends on nothing but the word.
 *
 * A text of news repeats its words, and the next text has most of them again.  So a token is looked
 * for here first, as it is spelt: 16 bytes are two numbers, and what the spelling tells (its flags,
 * its hash, its place in the vocabulary, its lemmas, whether it opens sentences) stands in one
 * cache line.  Words are numbered as they come; the tagger keeps what it knows of them under the
 * same numbers.  Longer words have the number 0 and are looked at anew each time.  Long figures
 * share a number with all of their pattern, since there is no end of them: only the tagger asks,
 * and it reads every digit as 0.
 *
 * Invariants: a number stands for one word while a document is read; between documents the cache is
 * emptied when it is nearly full, and in a document with still more words the last are not kept.
 * What is kept is what the slow way finds, so that results do not depend on what was met before.
 */
#ifndef DTL_WORD_CACHE_H
#define DTL_WORD_CACHE_H

#include "text/cache_lines.h"
#include "text/tagger.h"
#include "text/text.h"

#define DTL_KNOWN_MAX 16u       /* bytes of a word */
#define DTL_KNOWN_SLOT_BITS 16u /* twice as many slots: short searches */
#define DTL_KNOWN_SLOTS (1u << DTL_KNOWN_SLOT_BITS)

/** Flags that a word does not have of its own: they are part of the key. */
#define DTL_KNOWN_GIVEN                                                                            \
    (DTL_TOK_DIGIT | DTL_TOK_HASDIGIT | DTL_TOK_PUNCT | DTL_TOK_ABBREV | DTL_TOK_ADDRESS)

typedef struct dtl_word_key {
    uint64_t head, tail; /* its bytes, the first lowest, filled up with 0: no text has a NUL */
    uint32_t given;      /* DTL_KNOWN_GIVEN of the token */
} dtl_word_key;

/** How the folded form of a word is had: it is its text, or that with the capitals of ASCII made
 * small, or it has to be folded each time. */
enum { DTL_FOLDING_NONE, DTL_FOLDING_CAPITALS, DTL_FOLDING_ANY };

/** A word as it is spelt; a cache line. */
typedef struct dtl_known_word {
    dtl_word_key key;
    uint32_t hash;                         /* dtl_token.hash */
    uint32_t word;                         /* dtl_token.word */
    uint32_t lemma[DTL_LEMMA_KINDS / 2];   /* dtl_token.lemma under one of two kinds of tag */
    uint8_t lemma_of[DTL_LEMMA_KINDS / 2]; /* 1 + dtl_lemma_kinds of that tag; 0: not asked yet */
    uint16_t flags;                        /* DTL_TOK_* of the token, the given ones too */
    uint8_t opens_sentences;               /* 0 not asked yet, 1 no, 2 yes */
    uint8_t folding;                       /* DTL_FOLDING_*: what its folded form is */
} dtl_known_word;
_Static_assert(sizeof(dtl_known_word) == 64, "a word is a cache line");

struct dtl_word_cache {
    dtl_mem mem;
    dtl_lines lines; /* the memory of all this */
    dtl_tagger_scratch *scratch;
    const struct dtl_rules *rules; /* whose words these are */
    uint32_t n;
    uint32_t round;                  /* how often it was emptied */
    uint32_t unused[2];              /* up to a cache line */
    uint16_t slots[DTL_KNOWN_SLOTS]; /* numbers by hash, else in the next free slot; 0: free */
    dtl_known_word words[];          /* those from 1 to n - 1 */
};
_Static_assert(offsetof(dtl_word_cache, words) % DTL_CACHE_LINE == 0, "a word is a cache line");
#define DTL_KNOWN_WORDS                                                                            \
    ((DTL_LINES_SIZE - offsetof(dtl_word_cache, words)) / sizeof(dtl_known_word))
_Static_assert(DTL_KNOWN_WORDS <= DTL_KNOWN_NUMBERS, "numbers are as small as text.h says");

/** The slot where a search for a key begins. */
static inline uint32_t dtl_known_home(const dtl_word_key *k) {
    uint64_t h = (k->head ^ (k->tail << 23 | k->tail >> 41)) * UINT64_C(0x9E3779B97F4A7C15);

    return (uint32_t)(h >> (64 - DTL_KNOWN_SLOT_BITS));
}

/** The slot of a key's word, from its home on, or the free slot where it belongs. */
static inline uint32_t dtl_known_slot(const dtl_word_cache *c, const dtl_word_key *k,
                                      uint32_t home) {
    uint32_t slot = home;

    for (uint32_t i; (i = c->slots[slot]) != 0; slot = (slot + 1) % DTL_KNOWN_SLOTS) {
        const dtl_word_key *is = &c->words[i].key;
        if (((is->head ^ k->head) | (is->tail ^ k->tail) | (is->given ^ k->given)) == 0)
            break;
    }
    return slot;
}

/** Makes room for the words of a document: empties a cache that is nearly full or of other rules.
 */
void dtl_word_cache_begin(dtl_word_cache *c, const struct dtl_rules *rules);

/** The number of a new word that belongs in this slot; 0: there is no room, it is not kept. */
uint32_t dtl_known_add(dtl_word_cache *c, uint32_t slot, const dtl_known_word *w);

#endif
