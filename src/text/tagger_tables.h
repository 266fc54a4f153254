/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tagger_tables: the tagger's two tables once checked; private to tagger_*.c and lemma.c.
 *
 * The blocks are little-endian, borrowed and read in place, byte by byte, so that neither alignment
 * nor byte order matters.  dtl_tables_open has checked every count, offset and index: readers do
 * not check again.  Word and feature tables get a hash index at load, because a binary search per
 * feature would cost more than the arithmetic.
 */
#ifndef DTL_TAGGER_TABLES_H
#define DTL_TAGGER_TABLES_H

#include "text/tagger.h"

/** More labels than a treebank gives; bounds the score array on the stack. */
#define DTL_LABEL_MAX 128u
/** The label before the first token; never a label. */
#define DTL_LABEL_START 255u
/** Longest suffix or replacement of an inflection rule. */
#define DTL_AFFIX_MAX 8u
/** Longest word the tables are asked about; of longer ones the end counts. */
#define DTL_WORD_MAX 48u

/** An ambiguity class: the labels its words were seen with. */
typedef struct dtl_label_class {
    uint64_t mask[2];
    uint8_t top; /* the most frequent */
} dtl_label_class;

/** A word the training data told something about. */
typedef struct dtl_tagger_word {
    uint32_t hash;
    uint16_t info;  /* DTL_WORD_*; 0: free slot, as class 0 is the class of no word */
    uint16_t kinds; /* word-class feature, see dtl_word_class */
} dtl_tagger_word;

enum {
    DTL_WORD_CLASS = 0x3fff,  /* index of the ambiguity class */
    DTL_WORD_CLOSED = 0x4000, /* only labels of the class come into question */
    DTL_WORD_FIXED = 0x8000   /* only one label */
};

/** A feature and its run of weights; count 0: free slot. */
typedef struct dtl_tagger_feature {
    uint32_t hash;
    uint32_t first : 24;
    uint32_t count : 8;
} dtl_tagger_feature;

typedef struct dtl_label {
    uint8_t pos;  /* dtl_pos */
    uint8_t upos; /* dtl_upos */
} dtl_label;

/** Which forms of which class a suffix marks, and what the base form looks like. */
typedef struct dtl_inflection {
    uint8_t kind;  /* DTL_FORM_* */
    uint8_t mark;  /* bit of the word-class feature; 0: none */
    uint8_t flags; /* DTL_INFLECTION_* */
    uint8_t suffix_len, repl_len;
    char suffix[DTL_AFFIX_MAX], repl[DTL_AFFIX_MAX];
} dtl_inflection;

enum { DTL_FORM_NOUN, DTL_FORM_VERB, DTL_FORM_ADJ, DTL_FORM_ADV, DTL_FORM_ANY, DTL_FORM__COUNT };
enum {
    DTL_INFLECTION_UNDOUBLE = 1, /* the stem loses one of two equal final letters */
    DTL_INFLECTION_DEFAULT = 2   /* for words not in the dictionary */
};

struct dtl_tagger {
    dtl_mem mem;
    size_t size; /* of this block, index tables included */

    bool has_weights;
    uint32_t nlabels, nclasses;
    dtl_label labels[DTL_LABEL_MAX];
    uint8_t label_of[DTL_POS__COUNT]; /* first label of a tag, or DTL_LABEL_START */
    uint32_t word_mask, feature_mask; /* slots - 1 */
    dtl_label_class *classes;
    dtl_tagger_word *words;
    dtl_tagger_feature *features;
    uint8_t *maybe;         /* one bit per hash value modulo the filter size: 0 = no such feature */
    const uint8_t *weights; /* pairs: label, signed weight */

    bool has_wordnet;
    uint32_t nwords, nforms, ninflections, directory_shift, strings_size;
    const uint8_t *directory, *hashes, *info, *forms, *strings;
    dtl_inflection *inflections;
};

/** Bits of the feature filter; its index is the low bits of the hash. */
#define DTL_FILTER_BITS 18u

static inline uint32_t dtl_le16(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t dtl_le32(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint32_t dtl_hash_mix(uint32_t x) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    return x ^ x >> 16;
}

/** The hash of a word in both tables. */
static inline uint32_t dtl_word_hash(const char *p, uint32_t n) {
    uint32_t h = 0x811c9dc5u;

    for (uint32_t i = 0; i < n; i++)
        h = (h ^ (uint8_t)p[i]) * 0x01000193u;
    return dtl_hash_mix(h);
}

/**
 * Lower-cased bytes as the tables spell them: curly quotes, dashes and dots made plain, digits made
 * '0' if digits is set; the last DTL_WORD_MAX bytes of a longer word.  Returns the length.
 */
uint32_t dtl_word_normalize(const char *folded, uint32_t len, bool digits, char out[DTL_WORD_MAX]);

/**
 * The word-class feature of a normalized word: bits 0-4 DTL_WORDNET_* of the word itself, 5-10
 * which inflected forms it may be, 11-12 the class it is used as most.
 */
unsigned dtl_word_class(const dtl_tagger *t, const char *word, uint32_t len);
enum {
    DTL_KIND_PLURAL = 1u << 5,
    DTL_KIND_S = 1u << 6,
    DTL_KIND_ED = 1u << 7,
    DTL_KIND_ING = 1u << 8
};

#endif
