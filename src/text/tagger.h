/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tagger: part of speech, lemma and WordNet's coarse senses of words.
 *
 * The tagger is a linear classifier read from a table (rules/LANGUAGE/tagger/weights.bin, made by
 * tools/train_tagger.py); what words can be comes from a second table (wordnet.bin, made by
 * tools/make_wordnet.py).  No language is built in: both tables are data, and any tagger that sets
 * a token's tags can take this one's place.
 *
 * Either table may be absent, and a NULL tagger is valid everywhere: tags then come from shape and
 * dictionary alone, lemmas are the words themselves.  Nothing downstream depends on a table.
 * A dtl_tagger does not change after loading and may be used by any number of threads.
 */
#ifndef DTL_TAGGER_H
#define DTL_TAGGER_H

#include "base/base.h"
#include "text/text.h"

/** Penn Treebank tags with the additions of the English Web Treebank. */
typedef enum dtl_pos {
    DTL_POS_NONE = 0,
    DTL_POS_NN,
    DTL_POS_NNS,
    DTL_POS_NNP,
    DTL_POS_NNPS,
    DTL_POS_VB,
    DTL_POS_VBD,
    DTL_POS_VBG,
    DTL_POS_VBN,
    DTL_POS_VBP,
    DTL_POS_VBZ,
    DTL_POS_MD,
    DTL_POS_JJ,
    DTL_POS_JJR,
    DTL_POS_JJS,
    DTL_POS_RB,
    DTL_POS_RBR,
    DTL_POS_RBS,
    DTL_POS_RP,
    DTL_POS_IN,
    DTL_POS_TO,
    DTL_POS_DT,
    DTL_POS_PDT,
    DTL_POS_WDT,
    DTL_POS_PRP,
    DTL_POS_PRP_POSS, /* PRP$ */
    DTL_POS_WP,
    DTL_POS_WP_POSS, /* WP$ */
    DTL_POS_WRB,
    DTL_POS_EX,
    DTL_POS_POS, /* possessive clitic */
    DTL_POS_CC,
    DTL_POS_CD,
    DTL_POS_UH,
    DTL_POS_FW,
    DTL_POS_LS,
    DTL_POS_SYM,
    DTL_POS_DOLLAR, /* $: any currency sign */
    DTL_POS_ADD,    /* e-mail or web address */
    DTL_POS_AFX,    /* affix cut off by a hyphen */
    DTL_POS_GW,     /* goes with the neighbouring part of a broken word */
    DTL_POS_HYPH,   /* hyphen inside a word */
    DTL_POS_NFP,    /* superfluous punctuation */
    DTL_POS_PERIOD,
    DTL_POS_COMMA,
    DTL_POS_COLON,
    DTL_POS_OPEN_QUOTE,
    DTL_POS_CLOSE_QUOTE,
    DTL_POS_LRB,
    DTL_POS_RRB,
    DTL_POS__COUNT
} dtl_pos;

/** Universal Dependencies' coarse tags. */
typedef enum dtl_upos {
    DTL_UPOS_X = 0,
    DTL_UPOS_ADJ,
    DTL_UPOS_ADP,
    DTL_UPOS_ADV,
    DTL_UPOS_AUX,
    DTL_UPOS_CCONJ,
    DTL_UPOS_DET,
    DTL_UPOS_INTJ,
    DTL_UPOS_NOUN,
    DTL_UPOS_NUM,
    DTL_UPOS_PART,
    DTL_UPOS_PRON,
    DTL_UPOS_PROPN,
    DTL_UPOS_PUNCT,
    DTL_UPOS_SCONJ,
    DTL_UPOS_SYM,
    DTL_UPOS_VERB,
    DTL_UPOS__COUNT
} dtl_upos;

/** "VBD"; "-" for DTL_POS_NONE and anything that is not a tag. */
const char *dtl_pos_name(unsigned pos);
/** The tag called name, or DTL_POS_NONE. */
dtl_pos dtl_pos_find(const char *name, size_t len);
const char *dtl_upos_name(unsigned upos);
/** The coarse tag called name, or DTL_UPOS__COUNT. */
dtl_upos dtl_upos_find(const char *name, size_t len);

/* Asked of every token many times over: in place. */

/** Sets of tags, to test for several at once. */
#define DTL_POS_BIT(pos) (UINT64_C(1) << (pos))
_Static_assert(DTL_POS__COUNT < 63, "a set of tags fits 64 bits, with one to spare");
#define DTL_POS_NOUNS                                                                              \
    (DTL_POS_BIT(DTL_POS_NN) | DTL_POS_BIT(DTL_POS_NNS) | DTL_POS_BIT(DTL_POS_NNP) |               \
     DTL_POS_BIT(DTL_POS_NNPS))
#define DTL_POS_VERBS                                                                              \
    (DTL_POS_BIT(DTL_POS_VB) | DTL_POS_BIT(DTL_POS_VBD) | DTL_POS_BIT(DTL_POS_VBG) |               \
     DTL_POS_BIT(DTL_POS_VBN) | DTL_POS_BIT(DTL_POS_VBP) | DTL_POS_BIT(DTL_POS_VBZ))
#define DTL_POS_ADJS (DTL_POS_BIT(DTL_POS_JJ) | DTL_POS_BIT(DTL_POS_JJR) | DTL_POS_BIT(DTL_POS_JJS))
#define DTL_POS_ADVS                                                                               \
    (DTL_POS_BIT(DTL_POS_RB) | DTL_POS_BIT(DTL_POS_RBR) | DTL_POS_BIT(DTL_POS_RBS) |               \
     DTL_POS_BIT(DTL_POS_WRB))
static inline bool dtl_pos_in(unsigned pos, uint64_t set) {
    return set >> pos & 1;
}

/** Common or proper noun. */
static inline bool dtl_pos_is_noun(unsigned pos) {
    return pos >= DTL_POS_NN && pos <= DTL_POS_NNPS;
}
/** NNP, NNPS. */
static inline bool dtl_pos_is_proper(unsigned pos) {
    return pos == DTL_POS_NNP || pos == DTL_POS_NNPS;
}
/** NNS, NNPS. */
static inline bool dtl_pos_is_plural(unsigned pos) {
    return pos == DTL_POS_NNS || pos == DTL_POS_NNPS;
}
/** VB*, not MD. */
static inline bool dtl_pos_is_verb(unsigned pos) {
    return pos >= DTL_POS_VB && pos <= DTL_POS_VBZ;
}
/** VBD VBP VBZ MD. */
static inline bool dtl_pos_is_finite(unsigned pos) {
    return pos == DTL_POS_VBD || pos == DTL_POS_VBP || pos == DTL_POS_VBZ || pos == DTL_POS_MD;
}
static inline bool dtl_pos_is_adj(unsigned pos) {
    return pos >= DTL_POS_JJ && pos <= DTL_POS_JJS;
}
/** RB RBR RBS WRB. */
static inline bool dtl_pos_is_adv(unsigned pos) {
    return (pos >= DTL_POS_RB && pos <= DTL_POS_RBS) || pos == DTL_POS_WRB;
}
/** HYPH, NFP and the marks; not SYM, not $. */
static inline bool dtl_pos_is_punct(unsigned pos) {
    return pos >= DTL_POS_HYPH && pos <= DTL_POS_RRB;
}

/** A token as it is spelt. */
typedef struct dtl_tag_token {
    dtl_slice text;   /* UTF-8, as in the document */
    dtl_slice folded; /* lower-cased; may be the same bytes */
    unsigned flags;   /* DTL_TOK_* */
} dtl_tag_token;

/** Whom the tagger asks how the i-th token of a sentence is spelt, when it meets a word anew. */
typedef struct dtl_tag_source {
    const void *ctx;
    dtl_tag_token (*token)(const void *ctx, size_t i);
} dtl_tag_source;

typedef struct dtl_tagger dtl_tagger;

/**
 * Makes a tagger of the two tables; either may be NULL with size 0.  The blocks are borrowed and
 * must outlive the tagger.  Every offset is checked here once.  Returns false, with *ret = NULL,
 * when a table is damaged or of another version, or when there is no memory.
 */
bool dtl_tagger_load(const dtl_mem *mem, const void *weights, size_t weights_size,
                     const void *wordnet, size_t wordnet_size, dtl_tagger **ret);
void dtl_tagger_free(dtl_tagger *t); /* NULL is fine */

/**
 * Words met before, with their weights summed up: megabytes, for one thread.  It makes tagging
 * several times faster and changes no result.
 */
typedef struct dtl_tagger_scratch dtl_tagger_scratch;
#define DTL_TAGGER_KEYS 31744u

/** NULL: no memory.  Serves one tagger at a time; it is emptied when another one comes. */
dtl_tagger_scratch *dtl_tagger_scratch_new(const dtl_mem *mem);
void dtl_tagger_scratch_free(dtl_tagger_scratch *scratch); /* NULL is fine */
/** Empties it: keys may stand for other words from now on. */
void dtl_tagger_scratch_clear(dtl_tagger_scratch *scratch);

/** Asks the processor for what the two steps of dtl_tagger_run read: of a word, then of tokens. */
void dtl_tagger_fetch_word(const dtl_tagger_scratch *scratch, uint32_t known);
void dtl_tagger_fetch(const dtl_tagger_scratch *scratch, const dtl_token *tokens, size_t n);

/**
 * Tags the n tokens of one sentence, in order, in linear time and without allocating: sets pos and
 * upos of each.  Of a token it reads `known`, which stands for its spelling; with 0, or from
 * DTL_TAGGER_KEYS on, the word is not kept in scratch.  tagger and scratch may be NULL.
 */
void dtl_tagger_run(const dtl_tagger *tagger, dtl_tagger_scratch *scratch,
                    const dtl_tag_source *source, dtl_token *tokens, size_t n);

/**
 * Writes the lemma of a lower-cased word under a tag to out[0..cap), without a final NUL, and
 * returns its length.  The word itself when nothing better is known; cut to cap bytes if longer.
 * A typographic apostrophe is read as a plain one.
 */
uint32_t dtl_lemma(const dtl_tagger *tagger, const char *folded, uint32_t len, unsigned pos,
                   char *out, uint32_t cap);

/**
 * Below DTL_LEMMA_KINDS, by tag: tags other than those of names with the same number give a word
 * the same lemma.  Few words have tags with two numbers of a pair, 2k and 2k + 1.
 */
extern const uint8_t dtl_lemma_kinds[DTL_POS__COUNT];
#define DTL_LEMMA_KINDS 10

/** Kinds of word that WordNet knows a base form as. */
enum {
    DTL_WORDNET_NOUN = 1u << 0,
    DTL_WORDNET_VERB = 1u << 1,
    DTL_WORDNET_ADJ = 1u << 2,
    DTL_WORDNET_ADV = 1u << 3,
    DTL_WORDNET_PROPER = 1u << 4
};
/** DTL_WORDNET_* of a lemma; 0: not in WordNet. */
unsigned dtl_wordnet_kinds(const dtl_tagger *tagger, const char *lemma, uint32_t len);
/** The class it is used as most: one of DTL_WORDNET_NOUN .. ADV, or 0. */
unsigned dtl_wordnet_main_kind(const dtl_tagger *tagger, const char *lemma, uint32_t len);

/** WordNet's lexicographer files; the numbers are WordNet's own (lexnames(5WN)). */
enum {
    DTL_LEX_NOUN_TOPS = 3,
    DTL_LEX_NOUN_ACT = 4,
    DTL_LEX_NOUN_ANIMAL = 5,
    DTL_LEX_NOUN_ARTIFACT = 6,
    DTL_LEX_NOUN_ATTRIBUTE = 7,
    DTL_LEX_NOUN_BODY = 8,
    DTL_LEX_NOUN_COGNITION = 9,
    DTL_LEX_NOUN_COMMUNICATION = 10,
    DTL_LEX_NOUN_EVENT = 11,
    DTL_LEX_NOUN_FEELING = 12,
    DTL_LEX_NOUN_FOOD = 13,
    DTL_LEX_NOUN_GROUP = 14,
    DTL_LEX_NOUN_LOCATION = 15,
    DTL_LEX_NOUN_MOTIVE = 16,
    DTL_LEX_NOUN_OBJECT = 17,
    DTL_LEX_NOUN_PERSON = 18,
    DTL_LEX_NOUN_PHENOMENON = 19,
    DTL_LEX_NOUN_PLANT = 20,
    DTL_LEX_NOUN_POSSESSION = 21,
    DTL_LEX_NOUN_PROCESS = 22,
    DTL_LEX_NOUN_QUANTITY = 23,
    DTL_LEX_NOUN_RELATION = 24,
    DTL_LEX_NOUN_SHAPE = 25,
    DTL_LEX_NOUN_STATE = 26,
    DTL_LEX_NOUN_SUBSTANCE = 27,
    DTL_LEX_NOUN_TIME = 28,
    DTL_LEX_VERB_BODY = 29,
    DTL_LEX_VERB_CHANGE = 30,
    DTL_LEX_VERB_COGNITION = 31,
    DTL_LEX_VERB_COMMUNICATION = 32,
    DTL_LEX_VERB_COMPETITION = 33,
    DTL_LEX_VERB_CONSUMPTION = 34,
    DTL_LEX_VERB_CONTACT = 35,
    DTL_LEX_VERB_CREATION = 36,
    DTL_LEX_VERB_EMOTION = 37,
    DTL_LEX_VERB_MOTION = 38,
    DTL_LEX_VERB_PERCEPTION = 39,
    DTL_LEX_VERB_POSSESSION = 40,
    DTL_LEX_VERB_SOCIAL = 41,
    DTL_LEX_VERB_STATIVE = 42,
    DTL_LEX_VERB_WEATHER = 43
};
/** Lexicographer file of the first noun sense (DTL_LEX_NOUN_*) or verb sense; 0: none. */
unsigned dtl_wordnet_noun_file(const dtl_tagger *tagger, const char *lemma, uint32_t len);
unsigned dtl_wordnet_verb_file(const dtl_tagger *tagger, const char *lemma, uint32_t len);

#endif
