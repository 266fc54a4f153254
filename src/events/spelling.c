/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelling: how each word of the document is written, and what the dictionary says of it.
 *
 * A capital at the start of a sentence means something only if the word is capitalised elsewhere
 * too; headlines do not count.  The answers of the dictionary are kept beside, by the hash of the
 * word: a search costs a thousand times as much as a look at what was found before, and tags.c,
 * names.c and the grammar ask the same of the same words again and again.
 */
#include "events/spelling.h"
#include "text/tagger_tables.h"

#include <string.h>

#define HEADLINE_CAPITALS 60u /* per cent of its words in capitals make a sentence a headline */
#define LEMMA_MAX 96u

/* What the dictionary said of a word: each question costs a search, and words come again. */
enum { AS_NN, AS_NNS, AS_VBD, AS_VBG, AS_JJ, AS_JJR, AS_RB, AS__COUNT };
#define FACT_KNOWN 0x80u /* asked before */
#define FACT_SAME 0x40u  /* the lemma is the word; the other bits are DTL_WORDNET_* */
#define MARKS_KNOWN 0x8000u
#define MARK_INFLECTED 0x7e0u /* of dtl_word_class: any inflected form */
#define MARK_COMPARED 0x600u  /* comparative or superlative */

typedef struct word_facts {
    uint8_t as[AS__COUNT];
    uint8_t file[2]; /* noun sense of the word as singular, as plural, + 1; 0 not asked */
    uint8_t common;  /* 0 not asked, 1 no, 2 yes */
    uint16_t marks;  /* dtl_word_class */
} word_facts;

struct dtl_spellings {
    dtl_spelling *at;
    word_facts *facts; /* beside `at` */
    uint32_t mask;
    bool *headline; /* per sentence */
};

/* ---- spelling ---------------------------------------------------------------------------------
 */

static bool flagged(const dtl_story *s, uint32_t t, unsigned flags) {
    return (s->doc->tokens[t].flags & flags) != 0;
}

static bool capital(const dtl_story *s, uint32_t t) {
    return flagged(s, t, DTL_TOK_TITLE | DTL_TOK_UPPER) && flagged(s, t, DTL_TOK_ALPHA);
}

/* Slot of the word of a token: its own or, for one that was not gathered, an empty one. */
static uint32_t slot_of(const dtl_story *s, uint32_t token) {
    const struct dtl_spellings *x = s->spellings;
    uint32_t hash = s->doc->tokens[token].hash ? s->doc->tokens[token].hash : 1;
    uint32_t at = hash & x->mask;
    while (x->at[at].hash != 0 && x->at[at].hash != hash)
        at = (at + 1) & x->mask;
    return at;
}

const dtl_spelling *dtl_spelling_of(const dtl_story *s, uint32_t token) {
    return &s->spellings->at[slot_of(s, token)];
}

/* Where the facts on the word of a token are kept; NULL: nowhere, look them up. */
static word_facts *facts_of(const dtl_story *s, uint32_t token) {
    uint32_t at = slot_of(s, token);
    return s->spellings->at[at].hash ? &s->spellings->facts[at] : NULL;
}

bool dtl_headline(const dtl_story *s, uint32_t sentence) {
    return s->spellings->headline[sentence];
}

bool dtl_opening(const dtl_story *s, uint32_t t) {
    if (t == 0 || flagged(s, t, DTL_TOK_FIRST | DTL_TOK_NEWLINE))
        return true;
    unsigned p = s->doc->tokens[t - 1].pos;
    if ((s->doc->tokens[t - 1].flags & (DTL_TOK_ALPHA | DTL_TOK_DIGIT)) != 0)
        return false;
    /* right after an opening quote, bracket, colon or dash, and only there */
    return p == DTL_POS_OPEN_QUOTE || p == DTL_POS_LRB || p == DTL_POS_PERIOD ||
           p == DTL_POS_COLON || p == DTL_POS_LS || p == DTL_POS_NFP ||
           (t == s->doc->sentences[s->doc->tokens[t].sentence].first + 1);
}

bool dtl_spellings_gather(dtl_story *s) {
    const dtl_document *d = s->doc;
    uint32_t size = 64;
    while (size < d->ntokens * 2u && size < (1u << 30))
        size *= 2;
    struct dtl_spellings *x = DTL_NEW(s->arena, struct dtl_spellings);
    if (!x)
        return false;
    x->mask = size - 1;
    x->at = DTL_NEW_ARRAY(s->arena, size, dtl_spelling);
    x->facts = DTL_NEW_ARRAY(s->arena, size, word_facts);
    x->headline = DTL_NEW_ARRAY(s->arena, d->nsentences + 1u, bool);
    if (!x->at || !x->facts || !x->headline)
        return false;
    s->spellings = x;
    for (uint32_t i = 0; i < d->nsentences; i++) {
        const dtl_sentence *st = &d->sentences[i];
        uint32_t words = 0;
        uint32_t caps = 0;
        for (uint32_t t = st->first; t < st->end; t++) {
            if (!flagged(s, t, DTL_TOK_ALPHA) || d->tokens[t].end - d->tokens[t].start < 4)
                continue;
            words++;
            caps += capital(s, t) ? 1 : 0;
        }
        /* a sentence with a full stop and many names is no headline */
        dtl_slice last = dtl_token_text(d, st->end > st->first ? st->end - 1 : st->first);
        bool stop = last.n > 0 && last.p[last.n - 1] == '.';
        x->headline[i] = words >= 4 && caps * 100 >= words * HEADLINE_CAPITALS && !stop;
        for (uint32_t t = st->first; t < st->end; t++) {
            if (!flagged(s, t, DTL_TOK_ALPHA))
                continue;
            dtl_spelling *sp = &x->at[slot_of(s, t)];
            sp->hash = d->tokens[t].hash ? d->tokens[t].hash : 1;
            bool cap = capital(s, t);
            if (x->headline[i] || (cap && dtl_opening(s, t)))
                continue;
            if (cap && sp->capital < UINT16_MAX)
                sp->capital++;
            else if (!cap && sp->small < UINT16_MAX)
                sp->small++;
        }
    }
    return true;
}

/* ---- the dictionary ---------------------------------------------------------------------------
 */

static unsigned fact_index(unsigned pos) {
    switch (pos) {
    case DTL_POS_NN: return AS_NN;
    case DTL_POS_NNS: return AS_NNS;
    case DTL_POS_VBD: return AS_VBD;
    case DTL_POS_VBG: return AS_VBG;
    case DTL_POS_JJ: return AS_JJ;
    case DTL_POS_JJR: return AS_JJR;
    case DTL_POS_RB: return AS_RB;
    default: return AS__COUNT;
    }
}

static unsigned look_up(const dtl_story *s, uint32_t t, unsigned pos) {
    char lemma[LEMMA_MAX];
    dtl_slice w = dtl_token_folded(s->doc, t);
    uint32_t n = dtl_lemma(s->rules->tagger, w.p, w.n, pos, lemma, sizeof lemma);
    bool same = n == w.n && memcmp(lemma, w.p, n) == 0;
    return FACT_KNOWN | (same ? FACT_SAME : 0) | dtl_wordnet_kinds(s->rules->tagger, lemma, n);
}

/* DTL_WORDNET_* of the lemma of token t read with tag `pos`; *ret_same: the lemma is the word. */
unsigned dtl_kinds_as(const dtl_story *s, uint32_t t, unsigned pos, bool *ret_same) {
    unsigned i = fact_index(pos);
    word_facts *w = i < AS__COUNT ? facts_of(s, t) : NULL;
    unsigned fact = w ? w->as[i] : 0;
    if (!(fact & FACT_KNOWN))
        fact = look_up(s, t, pos);
    if (w)
        w->as[i] = (uint8_t)fact;
    if (ret_same)
        *ret_same = (fact & FACT_SAME) != 0;
    return fact & 31u;
}

/* dtl_word_class of the word of token t. */
static unsigned marks_of(const dtl_story *s, uint32_t t) {
    word_facts *x = facts_of(s, t);
    if (x && (x->marks & MARKS_KNOWN))
        return x->marks & ~MARKS_KNOWN;
    char word[DTL_WORD_MAX];
    dtl_slice w = dtl_token_folded(s->doc, t);
    unsigned marks =
        dtl_word_class(s->rules->tagger, word, dtl_word_normalize(w.p, w.n, true, word));
    if (x)
        x->marks = (uint16_t)(marks | MARKS_KNOWN);
    return marks & ~MARKS_KNOWN;
}

bool dtl_is_noun_word(const dtl_story *s, uint32_t t) {
    return marks_of(s, t) & (DTL_WORDNET_NOUN | DTL_KIND_PLURAL);
}

bool dtl_is_adjective_word(const dtl_story *s, uint32_t t) {
    unsigned marks = marks_of(s, t);
    if (marks & DTL_WORDNET_ADJ)
        return true;
    return (marks & MARK_COMPARED) && (dtl_kinds_as(s, t, DTL_POS_JJR, NULL) & DTL_WORDNET_ADJ);
}

bool dtl_is_verb_word(const dtl_story *s, uint32_t t) {
    return marks_of(s, t) & (DTL_WORDNET_VERB | DTL_KIND_S | DTL_KIND_ED | DTL_KIND_ING);
}

/* Can the word be this inflected form of a verb? */
bool dtl_is_verb_form(const dtl_story *s, uint32_t t, unsigned pos) {
    switch (pos) {
    case DTL_POS_VB:
    case DTL_POS_VBP: return marks_of(s, t) & DTL_WORDNET_VERB;
    case DTL_POS_VBZ: return marks_of(s, t) & DTL_KIND_S;
    case DTL_POS_VBG: return marks_of(s, t) & DTL_KIND_ING;
    default: return marks_of(s, t) & DTL_KIND_ED;
    }
}

bool dtl_is_plural_form(const dtl_story *s, uint32_t t) {
    return marks_of(s, t) & DTL_KIND_PLURAL;
}

bool dtl_common_word(const dtl_story *s, uint32_t t) {
    static const unsigned tags[] = {DTL_POS_NN,  DTL_POS_NNS, DTL_POS_VBG,
                                    DTL_POS_VBD, DTL_POS_JJ,  DTL_POS_RB};
    word_facts *w = facts_of(s, t);
    if (w && w->common)
        return w->common == 2;
    unsigned marks = s->rules->tagger ? marks_of(s, t) : 0;
    bool common = (marks & 31u) && !(marks & DTL_WORDNET_PROPER);
    for (size_t i = 0; (marks & MARK_INFLECTED) && i < sizeof tags / sizeof *tags && !common; i++) {
        unsigned kinds = dtl_kinds_as(s, t, tags[i], NULL);
        common = kinds && !(kinds & DTL_WORDNET_PROPER);
    }
    if (w)
        w->common = common ? 2 : 1;
    return common;
}

unsigned dtl_word_noun_file(const dtl_story *s, uint32_t t, bool plural) {
    word_facts *x = facts_of(s, t);
    if (x && x->file[plural])
        return x->file[plural] - 1u;
    char lemma[LEMMA_MAX];
    dtl_slice w = dtl_token_folded(s->doc, t);
    const dtl_tagger *tagger = s->rules->tagger;
    uint32_t n =
        dtl_lemma(tagger, w.p, w.n, plural ? DTL_POS_NNS : DTL_POS_NN, lemma, sizeof lemma);
    unsigned file = dtl_wordnet_noun_file(tagger, lemma, n);
    if (x)
        x->file[plural] = (uint8_t)(file + 1);
    return file;
}

bool dtl_adjective_word(const dtl_story *s, uint32_t t) {
    return s->rules->tagger && dtl_is_adjective_word(s, t);
}
