/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tagger_tables: the tagger's two tables once checked; private to tagger*.c and lemma.c.
 *
 * The blocks are little-endian, borrowed and read in place, byte by byte, so that neither alignment
 * nor byte order matters.  dtl_tagger_load has checked every count, offset and index: readers do
 * not check again.  Word and feature tables get a hash index at load, because a binary search per
 * feature would cost more than the arithmetic.
 */
#ifndef DTL_TAGGER_TABLES_H
#define DTL_TAGGER_TABLES_H

#include "text/cache_lines.h"
#include "text/tagger.h"

/** Labels have numbers below this: a vector of 16-bit scores is two cache lines. */
#define DTL_LABEL_MAX 64u
/** What a word may be that the training data tells too little about: the labels below this. */
#define DTL_OPEN_LABELS 32u
/** The label before the first token; never a label. */
#define DTL_LABEL_START 64u
/** Scores in an array that weights are added to: groups of weights are filled up with idle labels.
 */
#define DTL_SCORES (DTL_LABEL_MAX + 4u)
/** The score of a label that does not come into question; no sum of weights is as large. */
#define DTL_SCORE_NEVER (-16384)
/** Longest suffix or replacement of an inflection rule. */
#define DTL_AFFIX_MAX 8u
/** Longest word the tables are asked about; of longer ones the end counts. */
#define DTL_WORD_MAX 48u

/** An ambiguity class: the labels its words were seen with. */
typedef struct dtl_label_class {
    uint64_t mask;
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

/** Four weights of one feature, each of another label. */
typedef struct dtl_weight_group {
    uint8_t label[4];
    int8_t weight[4];
} dtl_weight_group;

/** Where the weights of a feature are: first group << 8 | number of groups; 0: it has none. */
typedef uint32_t dtl_feature_ref;

/** A slot of the table of features that read one word or none; ref 0: free. */
typedef struct dtl_tagger_feature {
    uint32_t hash;
    dtl_feature_ref ref;
} dtl_tagger_feature;

/** Weights of all labels, of a single feature. */
typedef struct dtl_weight_row {
    int8_t at[DTL_LABEL_MAX];
} dtl_weight_row;

/**
 * A slot of the table of joined features; used 0: free.  The few weights that most of them have are
 * in place; those with more have a row, which is all 0 for the others, and come first to their
 * slots.
 */
typedef struct dtl_joined_feature {
    uint32_t hash;
    uint32_t used : 1;
    uint32_t row : 31;
    dtl_weight_group group;
} dtl_joined_feature;

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

/** Ways a word is spelt, a number below DTL_CAP__COUNT. */
enum { DTL_CAP_NONE, DTL_CAP_TITLE, DTL_CAP_ALL, DTL_CAP_LETTER, DTL_CAP_INNER, DTL_CAP__COUNT };
/** Sentences: running text, title case, capitals throughout. */
enum { DTL_CASE_RUNNING, DTL_CASE_TITLE, DTL_CASE_CAPITALS, DTL_CASE__COUNT };

/**
 * What a word says about its neighbours, summed up per label.  Most decisions are among labels of
 * open classes, so that what is read together is three cache lines.
 */
typedef struct dtl_half_rows {
    int16_t before[DTL_OPEN_LABELS]; /* for the token that follows */
    int16_t after[DTL_OPEN_LABELS];  /* for the token before it */
    int8_t before2[DTL_OPEN_LABELS]; /* for the token two places on */
    int8_t after2[DTL_OPEN_LABELS];  /* for the token two places back */
} dtl_half_rows;
typedef struct dtl_word_rows {
    dtl_half_rows half[2]; /* labels of open classes, and the others */
} dtl_word_rows;
_Static_assert(2 * DTL_OPEN_LABELS == DTL_LABEL_MAX, "two halves");

/** Kinds of sentence and whether the word is its first: on these its own scores depend as well. */
#define DTL_VARIANT_FIRST DTL_CASE__COUNT
#define DTL_VARIANTS (2 * DTL_CASE__COUNT)

/** A word as it is spelt: what features read of it.  Two are a cache line. */
typedef struct dtl_word_entry {
    uint16_t rows;               /* which ones it has; 0: nothing is known of the word yet */
    uint16_t self[DTL_VARIANTS]; /* where its own scores are; 0: not summed yet */
    uint16_t cls;                /* ambiguity class, 0: unknown word */
    uint32_t suffix3;            /* the last three bytes as a number */
    uint32_t census;             /* DTL_CENSUS_*: what it counts as in its sentence */
    uint16_t kinds;              /* dtl_word_class */
    uint8_t cap;                 /* DTL_CAP_* */
    uint8_t only;                /* the one label in question; DTL_LABEL_START: there are more */
    uint8_t nscores;             /* labels in question are below it: DTL_OPEN_LABELS or _MAX */
    uint8_t unused[3];           /* up to half a cache line */
} dtl_word_entry;
_Static_assert(sizeof(dtl_word_entry) == 32, "two words are a cache line");

/** Summed up over a sentence: words of four letters or more, and how many of them have capitals. */
enum {
    DTL_CENSUS_WORD = 1 << 0,
    DTL_CENSUS_CAPITAL = 1 << 10, /* the first letter at least */
    DTL_CENSUS_UPPER = 1 << 20,   /* all letters */
    DTL_CENSUS_MASK = (1 << 10) - 1
};

/** The word of a token. */
typedef struct dtl_word {
    const dtl_word_entry *entry; /* NULL: it is not kept */
    const dtl_word_rows *rows;
} dtl_word;

/** Room for a word that is not kept. */
typedef struct dtl_word_spare {
    dtl_word_entry entry;
    dtl_word_rows rows;
    int16_t self[DTL_LABEL_MAX];
} dtl_word_spare;

/** Features of few values, spread out once: by the labels before, and by letter case. */
typedef struct dtl_few_values {
    dtl_weight_row by_labels[DTL_LABEL_MAX + 1][DTL_LABEL_MAX + 1]; /* [before it][before that] */
    dtl_weight_row by_label_cap[DTL_LABEL_MAX + 1][DTL_CAP__COUNT];
    dtl_weight_row by_caps[2][DTL_CASE__COUNT][DTL_CAP__COUNT][DTL_CAP__COUNT][DTL_CAP__COUNT];
} dtl_few_values;

struct dtl_tagger {
    dtl_mem mem;
    size_t size; /* of this block, index tables included */

    bool has_weights;
    uint32_t nlabels, nclasses;
    int16_t margin; /* a label this far ahead is chosen without asking joined features */
    dtl_label labels[DTL_LABEL_MAX];
    uint32_t word_mask, feature_mask, joined_mask; /* slots - 1 */
    dtl_label_class *classes;
    dtl_tagger_word *words;
    dtl_tagger_feature *features;
    dtl_joined_feature *joined;
    uint8_t *maybe;           /* one bit per hash modulo the filter size; 0: no such feature */
    uint8_t *maybe_joined;    /* the same of joined features */
    dtl_weight_group *groups; /* weights of features that are not joined */
    dtl_weight_row *rows;     /* and of joined ones with many; number 0 is zero */

    dtl_few_values *few;
    dtl_word_entry edge; /* what stands before the first and after the last token */
    dtl_word_rows edge_rows;

    bool has_wordnet;
    uint32_t nwords, nforms, ninflections, directory_shift, strings_size;
    const uint8_t *directory, *hashes, *info, *forms, *strings;
    dtl_inflection *inflections;
};

/** Where rows are; 0: a free slot. */
typedef struct dtl_rows_slot {
    uint64_t key; /* the ending whose words share them, or a word's hash with a bit above */
    uint32_t rows;
} dtl_rows_slot;
#define DTL_ROWS_SLOTS 16384u /* more than twice as many as rows */

/** A word's own scores of one half of the labels. */
typedef struct dtl_own_scores {
    int16_t at[DTL_OPEN_LABELS];
} dtl_own_scores;

struct dtl_tagger_scratch {
    dtl_mem mem;
    const dtl_tagger *tagger; /* whose words these are */
    dtl_lines lines[3];       /* memory of the arrays that follow */
    dtl_word_entry *entries;  /* by key, those below nentries; nothing is known of the others */
    dtl_word_rows *rows;      /* from 1 to nrows - 1; number 1: of a word in no feature */
    dtl_own_scores *selves;   /* from 1 to nselves - 1; all labels take two */
    uint32_t nentries, nrows, nselves;
    dtl_rows_slot slots[DTL_ROWS_SLOTS];
};

/** Bits of a filter of features; its index is the low bits of the hash. */
#define DTL_FILTER_BITS 17u

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

/** The hash of the feature (template, a, b), as tools/tagger_model.py has it. */
static inline uint32_t dtl_feature_hash(uint32_t template, uint32_t a, uint32_t b) {
    uint32_t h = (a ^ template * 0x9e3779b9u) * 0x85ebca6bu;

    h ^= h >> 15;
    h = (h + b) * 0xc2b2ae35u;
    return h ^ h >> 16;
}

/** Whether a filter knows this hash: 1 or 0.  Saves most misses of the big tables. */
static inline uint32_t dtl_filter_has(const uint8_t *filter, uint32_t hash) {
    uint32_t bit = hash % (1u << DTL_FILTER_BITS);

    return (uint32_t)filter[bit / 8] >> bit % 8 & 1u;
}

/** The slot of a joined feature, or a free one, whose weights are all 0. */
static inline const dtl_joined_feature *dtl_joined_find(const dtl_tagger *t, uint32_t hash) {
    uint32_t slot = hash >> 8 & t->joined_mask;

    while (t->joined[slot].hash != hash && t->joined[slot].used)
        slot = (slot + 1) & t->joined_mask;
    return &t->joined[slot];
}

/** The weights of the feature (template, a, b) that is not a joined one. */
static inline dtl_feature_ref dtl_feature_find(const dtl_tagger *t, uint32_t template, uint32_t a,
                                               uint32_t b) {
    uint32_t hash = dtl_feature_hash(template, a, b), slot = hash >> 8 & t->feature_mask;

    if (!dtl_filter_has(t->maybe, hash))
        return 0;
    while (t->features[slot].hash != hash && t->features[slot].ref)
        slot = (slot + 1) & t->feature_mask;
    return t->features[slot].ref;
}

static inline void dtl_weight_add(const dtl_weight_group *g, int k, int16_t score[DTL_SCORES]) {
    score[g->label[k]] = (int16_t)(score[g->label[k]] + g->weight[k]);
}

static inline void dtl_group_add(const dtl_weight_group *g, int16_t score[DTL_SCORES]) {
    dtl_weight_add(g, 0, score);
    dtl_weight_add(g, 1, score);
    dtl_weight_add(g, 2, score);
    dtl_weight_add(g, 3, score);
}

static inline void dtl_weights_add(const dtl_tagger *t, dtl_feature_ref ref,
                                   int16_t score[DTL_SCORES]) {
    const dtl_weight_group *g = t->groups + (ref >> 8);

    for (uint32_t n = ref & 0xffu; n; n--, g++)
        dtl_group_add(g, score);
}

/** Fills the tables of features of few values; the tagger's weights are complete. */
void dtl_features_prepare(dtl_tagger *t);

/** Makes the scratch memory ready for a sentence: forgets all words when there is little room. */
void dtl_tagger_scratch_begin(dtl_tagger_scratch *scratch, const dtl_tagger *t);

/** Whether a word is kept; else it is new, or there is no room. */
static inline bool dtl_word_is_kept(const dtl_tagger_scratch *s, uint32_t key) {
    return key < s->nentries && s->entries[key].rows != 0;
}

/** Keeps a new word.  false: it has no key, or there is no room. */
bool dtl_word_keep(const dtl_tagger *t, dtl_tagger_scratch *scratch, uint32_t key,
                   const dtl_tag_token *token);

/** A word that is not kept. */
dtl_word dtl_word_make(const dtl_tagger *t, const dtl_tag_token *token, dtl_word_spare *spare);

/**
 * Sums up a word's own scores, entry->nscores of them.  variant: DTL_CASE_* of the sentence, and
 * DTL_VARIANT_FIRST for its first token.  They are in *spare where the word or they are not kept.
 */
const int16_t *dtl_word_sum(const dtl_tagger *t, dtl_tagger_scratch *scratch, uint32_t key,
                            const dtl_tag_token *token, uint32_t variant, dtl_word_spare *spare);

/** DTL_CENSUS_* of a token. */
uint32_t dtl_word_census(const dtl_tag_token *token);

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
