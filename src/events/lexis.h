/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexis: what the grammar knows of a rule set and of its words apart from any text.
 *
 * Two kinds of knowledge are asked for at every token and never change: which classes and lexicon
 * entries mean what to the grammar, and what the dictionary says of a word.  Both are found once
 * and kept beside the context, for all its documents; a word met before costs one look into a table
 * (by its number in the word cache) or one probe (by its hash, where it has none of its own).
 *
 * A lexis serves one thread and one rule set.  What it answers never depends on what it was asked
 * before.  Words outlive a document until there are more than LEXIS_WORDS_MAX of them; then all are
 * forgotten, between two documents and never inside one, so pointers to words hold for a document.
 */
#ifndef DTL_EVENTS_LEXIS_H
#define DTL_EVENTS_LEXIS_H

#include "rules/rules.h"
#include "text/text.h"

/** Lexicons that the grammar asks for by name; the names are in words.c. */
typedef enum dtl_word_list {
    DTL_L_ADVERBIAL,
    DTL_L_QUANTITY,
    DTL_L_REFLEXIVE,
    DTL_L_PARTICLE,
    DTL_L_FUNCTION,
    DTL_L_SAME_PAST,  /* verbs whose past tense is their base form */
    DTL_L_PAST_ALIKE, /* past forms that are spelt like nouns or adjectives */
    DTL_L_ORG_NOUN,
    DTL_L_ORG_STATE, /* no other organisation is called so */
    DTL_L_THING_NOUN,
    DTL_L_ROLE,
    DTL_L_SUFFIX,
    DTL_L_ORG_VERB,   /* only organisations do it */
    DTL_L_ORG_OBJECT, /* only organisations post, raise, announce it */
    DTL_L_ORG_OWN,    /* only organisations have it */
    DTL_L_PERSON_VERB,
    DTL_L_PERSON_OWN,
    DTL_L_PLACE,
    DTL_L_PLACE_FRONT,        /* Lake, Mount: opens the name of a place */
    DTL_L_PLACE_ABBREVIATION, /* Calif. */
    DTL_L_DEMONYM,
    DTL_L_ORG,
    DTL_L_OTHER_ONE,     /* tells a second thing from the first: another, second */
    DTL_L_TIME_SIGNAL,   /* since, until, by: how a time lies to its event */
    DTL_L_ASPECT_SIGNAL, /* begin, end: what of an event is meant */
    DTL_L_TIME_GOAL,     /* for: the time that something is set for */
    DTL_L_TIME_RELATIVE, /* when: opens a clause that says what was at a time */
    DTL_L_COMPARISON,    /* versus: what stands behind, with its time, is only compared with */
    DTL_L_NUMBER,
    DTL_L__COUNT
} dtl_word_list;
_Static_assert(DTL_L__COUNT <= 32, "a set of lists is 32 bits");

/** Readings of a word that its dictionary lemma is kept for. */
enum {
    DTL_AS_NN,
    DTL_AS_NNS,
    DTL_AS_VBD,
    DTL_AS_VBG,
    DTL_AS_VBZ,
    DTL_AS_VB,
    DTL_AS_JJ,
    DTL_AS_JJR,
    DTL_AS_RB,
    DTL_AS__COUNT
};

/** One reading of a word. */
typedef struct dtl_reading {
    uint32_t kinds : 5;     /* DTL_WORDNET_* of the lemma */
    uint32_t main : 5;      /* the one of them it is used as most, or 0 */
    uint32_t noun_file : 8; /* DTL_LEX_NOUN_* of the lemma, or 0 */
    uint32_t verb_file : 8; /* DTL_LEX_VERB_* of the lemma, or 0 */
    uint32_t known : 1;     /* asked before */
    uint32_t same : 1;      /* the lemma is the word */
} dtl_reading;

/** A word in its folded form; what is asked of every token comes first, in one cache line. */
typedef struct dtl_lexeme {
    uint32_t document;       /* the document that capital and small were counted in */
    uint32_t capital, small; /* how the word is written inside its sentences; no headlines */
    uint16_t marks;          /* dtl_word_class, with DTL_MARKS_KNOWN once it was asked */
    uint8_t common;          /* 0 not asked, 1 no, 2 yes: see dtl_common_word */
    uint64_t settled;        /* DTL_POS_BIT of tags that tags.c leaves; DTL_SETTLED_KNOWN */
    dtl_reading as[DTL_AS__COUNT];
    dtl_slice folded;
} dtl_lexeme;
#define DTL_MARKS_KNOWN 0x8000u
#define DTL_SETTLED_KNOWN (UINT64_C(1) << 63)

/** A place in the table of words; the hash beside the word saves a look at most wrong ones. */
typedef struct dtl_lexis_slot {
    dtl_lexeme *word; /* NULL: free */
    uint32_t hash;
} dtl_lexis_slot;

typedef struct dtl_lexis {
    const dtl_rules *rules;
    dtl_arena *arena;
    /* of the rule set */
    uint16_t lists[DTL_L__COUNT]; /* class of each list, 0: not in the rule set */
    uint32_t *lists_of;         /* per class: bit 1 << dtl_word_list of what it is; numbers never */
    uint8_t *kinds_of;          /* per class: DTL_CLASS_MEANS_* */
    uint32_t *entry_words;      /* per lexicon entry: DTL_W_* of syntax.h */
    uint8_t *demonyms;          /* per lexicon entry: DTL_DEMONYM_* */
    const dtl_rule **fallbacks; /* event rules with `fallback`, in the order of their ids */
    uint32_t nfallbacks;
    /* of words */
    dtl_lexeme **by_known;         /* per dtl_token.known, below nknown; NULL: not met */
    uint32_t nknown;               /* 0: the document at hand has no numbers */
    const dtl_word_cache *numbers; /* whose numbers these are */
    uint32_t round;                /* of the numbers */
    dtl_lexis_slot *slots;         /* by hash, open addressing */
    uint32_t nslots;               /* a power of two, more than twice nwords */
    uint32_t nwords;
    uint32_t document; /* number of the present one */
    dtl_mem mem;
    dtl_arena own; /* unused when the memory is a document's */
} dtl_lexis;

/** What the nodes of a class say of the tokens they cover. */
enum {
    DTL_CLASS_MEANS_WORDS = 1u << 0, /* entry_words of their entry */
    DTL_CLASS_MEANS_TIME = 1u << 1,  /* a time expression */
    DTL_CLASS_MEANS_LIST = 1u << 2   /* lists_of the class */
};

/** Whether a demonym is that of a country; looked up when it is first met. */
enum { DTL_DEMONYM_UNASKED, DTL_DEMONYM_COUNTRY, DTL_DEMONYM_OTHER };

/** A lexis of its own memory; NULL: no memory.  Freed with dtl_lexis_free. */
dtl_lexis *dtl_lexis_new(const dtl_mem *mem, const dtl_rules *rules);
void dtl_lexis_free(dtl_lexis *x); /* NULL is fine */
/** A lexis for one document, in its arena; NULL: no memory. */
dtl_lexis *dtl_lexis_in(dtl_arena *arena, const dtl_rules *rules);
/** To be called before each document, with its cache; false: no memory. */
bool dtl_lexis_begin(dtl_lexis *x, const dtl_word_cache *numbers);
/** The word of a token that is new to this document; NULL: no memory. */
dtl_lexeme *dtl_lexis_meet(dtl_lexis *x, const dtl_document *doc, uint32_t token);
/** The word of a token; NULL: no memory. */
static inline dtl_lexeme *dtl_lexis_word(dtl_lexis *x, const dtl_document *doc, uint32_t token) {
    const dtl_token *t = &doc->tokens[token];
    dtl_lexeme *w = t->known < x->nknown ? x->by_known[t->known] : NULL;
    return w && w->document == x->document ? w : dtl_lexis_meet(x, doc, token);
}
/** The reading DTL_AS_* of a word. */
const dtl_reading *dtl_lexis_read(const dtl_lexis *x, dtl_lexeme *w, unsigned as);

/** words.c: fills lists, lists_of, kinds_of and entry_words; false: no memory. */
bool dtl_words_prepare(dtl_lexis *x);

#endif
