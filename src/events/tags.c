/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tags: what the document as a whole, the dictionary and the closed-class lexicons know better than
 * the tagger.
 *
 * A tagger decides token by token from a small window; its errors on names and rare verbs are the
 * ones that cost a clause its verb or an event its actor.  Here tags are only changed where another
 * source contradicts them: a tag of a closed class on a word that is no function word, a capital
 * inside a sentence, a verb's tag on a word that is no verb.  Rules look at one token and its
 * neighbours and run once, left to right.  Without a dictionary only those on spelling apply.
 *
 * The spelling of each word over the document is kept for names.c: a capital at the start of a
 * sentence means something only if the word is capitalised elsewhere too.
 */
#include "events/syntax.h"
#include "text/tagger.h"
#include "text/tagger_tables.h"

#include <string.h>

#define HEADLINE_CAPITALS 60u /* per cent of its words in capitals make a sentence a headline */
#define LEMMA_MAX 96u
#define VERBLESS_MAX 40u /* tokens of a sentence that is searched for its verb */

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

typedef struct fixer {
    const dtl_story *s;
    dtl_token *k; /* tokens of the document */
    const dtl_tagger *tagger;
    uint32_t first, end; /* of the sentence */
} fixer;

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

static bool gather(dtl_story *s) {
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

static unsigned look_up(const fixer *f, uint32_t t, unsigned pos) {
    char lemma[LEMMA_MAX];
    dtl_slice w = dtl_token_folded(f->s->doc, t);
    uint32_t n = dtl_lemma(f->tagger, w.p, w.n, pos, lemma, sizeof lemma);
    bool same = n == w.n && memcmp(lemma, w.p, n) == 0;
    return FACT_KNOWN | (same ? FACT_SAME : 0) | dtl_wordnet_kinds(f->tagger, lemma, n);
}

/* DTL_WORDNET_* of the lemma of token t read with tag `pos`; *ret_same: the lemma is the word. */
static unsigned kinds_as(const fixer *f, uint32_t t, unsigned pos, bool *ret_same) {
    unsigned i = fact_index(pos);
    word_facts *w = i < AS__COUNT ? facts_of(f->s, t) : NULL;
    unsigned fact = w ? w->as[i] : 0;
    if (!(fact & FACT_KNOWN))
        fact = look_up(f, t, pos);
    if (w)
        w->as[i] = (uint8_t)fact;
    if (ret_same)
        *ret_same = (fact & FACT_SAME) != 0;
    return fact & 31u;
}

/* dtl_word_class of the word of token t. */
static unsigned marks_of(const fixer *f, uint32_t t) {
    word_facts *x = facts_of(f->s, t);
    if (x && (x->marks & MARKS_KNOWN))
        return x->marks & ~MARKS_KNOWN;
    char word[DTL_WORD_MAX];
    dtl_slice w = dtl_token_folded(f->s->doc, t);
    unsigned marks = dtl_word_class(f->tagger, word, dtl_word_normalize(w.p, w.n, true, word));
    if (x)
        x->marks = (uint16_t)(marks | MARKS_KNOWN);
    return marks & ~MARKS_KNOWN;
}

static bool is_noun_word(const fixer *f, uint32_t t) {
    return marks_of(f, t) & (DTL_WORDNET_NOUN | DTL_KIND_PLURAL);
}

static bool is_adjective_word(const fixer *f, uint32_t t) {
    unsigned marks = marks_of(f, t);
    if (marks & DTL_WORDNET_ADJ)
        return true;
    return (marks & MARK_COMPARED) && (kinds_as(f, t, DTL_POS_JJR, NULL) & DTL_WORDNET_ADJ);
}

static bool is_verb_word(const fixer *f, uint32_t t) {
    return marks_of(f, t) & (DTL_WORDNET_VERB | DTL_KIND_S | DTL_KIND_ED | DTL_KIND_ING);
}

/* Can the word be this inflected form of a verb? */
static bool is_verb_form(const fixer *f, uint32_t t, unsigned pos) {
    switch (pos) {
    case DTL_POS_VB:
    case DTL_POS_VBP: return marks_of(f, t) & DTL_WORDNET_VERB;
    case DTL_POS_VBZ: return marks_of(f, t) & DTL_KIND_S;
    case DTL_POS_VBG: return marks_of(f, t) & DTL_KIND_ING;
    default: return marks_of(f, t) & DTL_KIND_ED;
    }
}

static bool plural_form(const fixer *f, uint32_t t) {
    return marks_of(f, t) & DTL_KIND_PLURAL;
}

bool dtl_common_word(const dtl_story *s, uint32_t t) {
    fixer f = {.s = s, .tagger = s->rules->tagger};
    static const unsigned tags[] = {DTL_POS_NN,  DTL_POS_NNS, DTL_POS_VBG,
                                    DTL_POS_VBD, DTL_POS_JJ,  DTL_POS_RB};
    word_facts *w = facts_of(s, t);
    if (w && w->common)
        return w->common == 2;
    unsigned marks = f.tagger ? marks_of(&f, t) : 0;
    bool common = (marks & 31u) && !(marks & DTL_WORDNET_PROPER);
    for (size_t i = 0; (marks & MARK_INFLECTED) && i < sizeof tags / sizeof *tags && !common; i++) {
        unsigned kinds = kinds_as(&f, t, tags[i], NULL);
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
    fixer f = {.s = s, .tagger = s->rules->tagger};
    return f.tagger && is_adjective_word(&f, t);
}

/* ---- changing a tag ---------------------------------------------------------------------------
 */

static void retag(fixer *f, uint32_t t, dtl_pos pos) {
    dtl_token *k = &f->k[t];
    k->pos = (uint8_t)pos;
    k->upos = dtl_pos_is_proper(pos)  ? DTL_UPOS_PROPN
              : dtl_pos_is_noun(pos)  ? DTL_UPOS_NOUN
              : dtl_pos_is_verb(pos)  ? DTL_UPOS_VERB
              : dtl_pos_is_adj(pos)   ? DTL_UPOS_ADJ
              : pos == DTL_POS_RB     ? DTL_UPOS_ADV
              : pos == DTL_POS_RP     ? DTL_UPOS_ADP
              : pos == DTL_POS_PRP    ? DTL_UPOS_PRON
              : dtl_pos_is_punct(pos) ? DTL_UPOS_PUNCT
                                      : k->upos;
    char lemma[LEMMA_MAX];
    dtl_slice w = dtl_token_folded(f->s->doc, t);
    uint32_t n = dtl_lemma(f->tagger, w.p, w.n, pos, lemma, sizeof lemma);
    k->lemma = n == w.n && memcmp(lemma, w.p, n) == 0
                   ? k->word
                   : dtl_intern_find(&f->s->rules->words, lemma, n);
}

/* The tag the dictionary would give a lower-case word that follows `prev`. */
static dtl_pos by_dictionary(const fixer *f, uint32_t t) {
    char lemma[LEMMA_MAX];
    dtl_slice w = dtl_token_folded(f->s->doc, t);
    uint32_t n = dtl_lemma(f->tagger, w.p, w.n, DTL_POS_NN, lemma, sizeof lemma);
    unsigned prev = t > f->first ? f->k[t - 1].pos : DTL_POS_NONE;
    bool after_noun = dtl_pos_is_noun(prev) || prev == DTL_POS_PRP;
    if (plural_form(f, t) && !(after_noun && is_verb_form(f, t, DTL_POS_VBZ)))
        return DTL_POS_NNS;
    switch (dtl_wordnet_main_kind(f->tagger, lemma, n)) {
    case DTL_WORDNET_VERB:
        return prev == DTL_POS_TO || prev == DTL_POS_MD ? DTL_POS_VB : DTL_POS_VBP;
    case DTL_WORDNET_ADJ: return DTL_POS_JJ;
    case DTL_WORDNET_ADV: return DTL_POS_RB;
    case DTL_WORDNET_NOUN: return DTL_POS_NN;
    default: break;
    }
    if (is_verb_form(f, t, DTL_POS_VBG))
        return DTL_POS_VBG;
    if (is_verb_form(f, t, DTL_POS_VBZ))
        return DTL_POS_VBZ;
    if (is_verb_form(f, t, DTL_POS_VBD))
        return after_noun ? DTL_POS_VBD : DTL_POS_VBN;
    return DTL_POS_NN;
}

static unsigned pos_of(const fixer *f, uint32_t t) {
    return t >= f->first && t < f->end ? f->k[t].pos : DTL_POS_NONE;
}

static bool closed_tag(unsigned p) {
    switch (p) {
    case DTL_POS_DT:
    case DTL_POS_PDT:
    case DTL_POS_IN:
    case DTL_POS_TO:
    case DTL_POS_PRP:
    case DTL_POS_PRP_POSS:
    case DTL_POS_WP:
    case DTL_POS_WP_POSS:
    case DTL_POS_WDT:
    case DTL_POS_WRB:
    case DTL_POS_CC:
    case DTL_POS_MD:
    case DTL_POS_RP:
    case DTL_POS_EX:
    case DTL_POS_POS:
    case DTL_POS_NFP:
    case DTL_POS_COMMA:
    case DTL_POS_COLON:
    case DTL_POS_PERIOD:
    case DTL_POS_HYPH:
    case DTL_POS_OPEN_QUOTE:
    case DTL_POS_CLOSE_QUOTE:
    case DTL_POS_LRB:
    case DTL_POS_RRB: return true;
    default: return false;
    }
}

/* ---- punctuation ------------------------------------------------------------------------------
 */

static bool glued(const fixer *f, uint32_t t) {
    return t < f->end && (f->k[t].flags & DTL_TOK_GLUED);
}

/* Hyphens inside words, dashes between, and which way a quotation mark faces. */
static void fix_mark(fixer *f, uint32_t t) {
    dtl_slice w = dtl_token_text(f->s->doc, t);
    if (w.n == 0)
        return;
    bool hyphen = w.n == 1 && w.p[0] == '-';
    bool dash = hyphen || (w.n == 3 && memcmp(w.p, "\xe2\x80", 2) == 0 && (uint8_t)w.p[2] >= 0x90 &&
                           (uint8_t)w.p[2] <= 0x95);
    if (dash) {
        bool inside = t > f->first && glued(f, t) && glued(f, t + 1);
        unsigned p = inside ? DTL_POS_HYPH : DTL_POS_COLON;
        if (f->k[t].pos != p && !(inside && f->k[t].pos == DTL_POS_SYM))
            retag(f, t, (dtl_pos)p);
        return;
    }
    if (w.n == 3 && memcmp(w.p, "\xe2\x80\x9c", 3) == 0)
        retag(f, t, DTL_POS_OPEN_QUOTE);
    else if (w.n == 3 && memcmp(w.p, "\xe2\x80\x9d", 3) == 0)
        retag(f, t, DTL_POS_CLOSE_QUOTE);
    else if (w.n == 1 && w.p[0] == '"')
        retag(f, t,
              t + 1 < f->end && glued(f, t + 1) && !(t > f->first && glued(f, t))
                  ? DTL_POS_OPEN_QUOTE
                  : DTL_POS_CLOSE_QUOTE);
}

/* ---- capitals ---------------------------------------------------------------------------------
 */

/* A capital where none is needed makes a proper noun, adjectives of place excepted. */
static void fix_capital(fixer *f, uint32_t t) {
    dtl_token *k = &f->k[t];
    if ((k->pos == DTL_POS_RB || k->pos == DTL_POS_NN || dtl_pos_is_adj(k->pos)) &&
        dtl_listed(f->s, DTL_L_NUMBER, t) == t + 1 && !dtl_listed(f->s, DTL_L_FUNCTION, t))
        retag(f, t, DTL_POS_CD); /* "Fourteen dead" */
    unsigned p = k->pos;
    bool alone = k->end - k->start == 1;
    bool upper = (k->flags & DTL_TOK_UPPER) != 0;
    if (dtl_pos_is_proper(p) || alone || dtl_headline(f->s, k->sentence))
        return;
    /* "US" is no pronoun, but shouted words are what they are */
    bool shouted = upper && ((t > f->first && (f->k[t - 1].flags & DTL_TOK_UPPER)) ||
                             (t + 1 < f->end && (f->k[t + 1].flags & DTL_TOK_UPPER)));
    bool function = dtl_listed(f->s, DTL_L_FUNCTION, t) && !(upper && t > f->first && !shouted);
    if (shouted && f->tagger && dtl_common_word(f->s, t))
        return;
    const dtl_spelling *sp = dtl_spelling_of(f->s, t);
    bool demonym = dtl_listed(f->s, DTL_L_DEMONYM, t);
    if (dtl_opening(f->s, t)) {
        /* elsewhere a name, or no word at all */
        if (function || demonym)
            return;
        bool named =
            sp->capital > sp->small && (!f->tagger || !dtl_common_word(f->s, t) ||
                                        (sp->small == 0 && sp->capital > 1 && dtl_pos_is_noun(p)));
        bool unknown = f->tagger && sp->small == 0 && !dtl_common_word(f->s, t) &&
                       p != DTL_POS_CD && !(f->s->words[t] & DTL_W_TIME);
        if (named || (unknown && (dtl_pos_is_noun(p) || dtl_pos_is_verb(p) || dtl_pos_is_adj(p) ||
                                  closed_tag(p))))
            retag(f, t, p == DTL_POS_NNS && !named ? DTL_POS_NNPS : DTL_POS_NNP);
        return;
    }
    if (function)
        return;
    if (demonym) {
        bool noun_next = dtl_pos_is_noun(pos_of(f, t + 1)) || dtl_pos_is_adj(pos_of(f, t + 1)) ||
                         (t + 1 < f->end && capital(f->s, t + 1));
        if (!dtl_pos_is_adj(p))
            retag(f, t, noun_next ? DTL_POS_JJ : DTL_POS_NNPS);
        return;
    }
    if (p == DTL_POS_CD && dtl_listed(f->s, DTL_L_NUMBER, t))
        return;
    /* "Islamic law": an adjective that is spelt so, before a common noun */
    if (dtl_pos_is_adj(p) && f->tagger && is_adjective_word(f, t) && t + 1 < f->end &&
        !capital(f->s, t + 1) && dtl_pos_is_noun(pos_of(f, t + 1)))
        return;
    retag(f, t, p == DTL_POS_NNS ? DTL_POS_NNPS : DTL_POS_NNP);
}

/* ---- small words ------------------------------------------------------------------------------
 */

/* A lower-case word whose tag the dictionary or the lexicons rule out. */
static void fix_class(fixer *f, uint32_t t) {
    unsigned p = f->k[t].pos;
    bool function = dtl_listed(f->s, DTL_L_FUNCTION, t);
    if (dtl_pos_is_proper(p)) {
        bool known = is_noun_word(f, t) || is_verb_word(f, t) || is_adjective_word(f, t);
        if (function ? !(f->s->words[t] & DTL_W_PARTICLE) : known)
            retag(f, t, function ? DTL_POS_PRP : by_dictionary(f, t));
        return;
    }
    if (closed_tag(p)) {
        if (f->s->lists[DTL_L_FUNCTION] && !function)
            retag(f, t, by_dictionary(f, t));
        return;
    }
    if (function || (f->s->words[t] & (DTL_W_AUX | DTL_W_MODAL)) ||
        (f->k[t].flags & (DTL_TOK_HASDIGIT | DTL_TOK_ABBREV)))
        return;
    unsigned prev = pos_of(f, t - (t > f->first));
    if (t == f->first)
        prev = DTL_POS_NONE;
    if (dtl_pos_is_verb(p)) {
        if (!is_verb_word(f, t) && (is_noun_word(f, t) || is_adjective_word(f, t)))
            retag(f, t, by_dictionary(f, t));
    } else if (p == DTL_POS_FW || p == DTL_POS_GW || p == DTL_POS_ADD) {
        if (is_verb_word(f, t) || is_noun_word(f, t) || is_adjective_word(f, t))
            retag(f, t, by_dictionary(f, t));
    } else if (p == DTL_POS_NN || dtl_pos_is_adj(p) || p == DTL_POS_RB || p == DTL_POS_CD) {
        if (p == DTL_POS_CD &&
            (dtl_listed(f->s, DTL_L_NUMBER, t) || dtl_noun_file(f->s, t) == DTL_LEX_NOUN_QUANTITY))
            return;
        bool noun = is_noun_word(f, t);
        bool adjective = is_adjective_word(f, t);
        bool verb = is_verb_word(f, t);
        if (!noun && !adjective && !verb)
            return;
        if (p == DTL_POS_NN && !noun && is_verb_form(f, t, DTL_POS_VBG))
            return; /* "trafficking" */
        if (p == DTL_POS_NN && !noun)
            retag(f, t,
                  verb && is_verb_form(f, t, DTL_POS_VBD) &&
                          (dtl_pos_is_noun(prev) || prev == DTL_POS_PRP || prev == DTL_POS_CD)
                      ? DTL_POS_VBD
                  : adjective ? DTL_POS_JJ
                              : by_dictionary(f, t));
        else if (dtl_pos_is_adj(p) && !adjective && noun)
            retag(f, t, plural_form(f, t) ? DTL_POS_NNS : DTL_POS_NN);
        else if (p == DTL_POS_CD && noun)
            retag(f, t, DTL_POS_NN);
        else if (p == DTL_POS_RB && !(kinds_as(f, t, DTL_POS_RB, NULL) & DTL_WORDNET_ADV)) {
            if (adjective)
                retag(f, t, DTL_POS_JJ);
            else if (noun)
                retag(f, t, DTL_POS_NN);
        }
    }
}

/* ---- verb or noun -----------------------------------------------------------------------------
 */

/* The words right before t form the start of a phrase that an article opened. */
static bool inside_article(const fixer *f, uint32_t t, bool indefinite) {
    for (uint32_t k = t; k > f->first && t - k < 6; k--) {
        unsigned p = f->k[k - 1].pos;
        if (p == DTL_POS_DT)
            return !indefinite || (f->s->words[k - 1] & DTL_W_INDEFINITE);
        if (p == DTL_POS_PRP_POSS || p == DTL_POS_POS)
            return !indefinite;
        bool hyphenated = glued(f, k - 1) || (k < f->end && glued(f, k));
        if (!dtl_pos_is_noun(p) && !dtl_pos_is_adj(p) && p != DTL_POS_CD && p != DTL_POS_HYPH &&
            !(hyphenated && (p == DTL_POS_IN || p == DTL_POS_RB || p == DTL_POS_RP)))
            return false;
    }
    return false;
}

static void fix_verb(fixer *f, uint32_t t) {
    unsigned p = f->k[t].pos;
    unsigned prev = t > f->first ? f->k[t - 1].pos : (unsigned)DTL_POS_NONE;
    unsigned next = pos_of(f, t + 1);
    if (f->s->words[t] & (DTL_W_AUX | DTL_W_MODAL))
        return;
    /* ", raising hopes": a participle, not an adjective */
    if ((dtl_pos_is_adj(p) || p == DTL_POS_NN) && prev == DTL_POS_COMMA &&
        is_verb_form(f, t, DTL_POS_VBG) && !is_verb_form(f, t, DTL_POS_VBD) &&
        (dtl_pos_is_noun(next) || next == DTL_POS_DT || next == DTL_POS_PRP || next == DTL_POS_IN ||
         next == DTL_POS_PRP_POSS)) {
        retag(f, t, DTL_POS_VBG);
        return;
    }
    /* "was cleared of it": a passive, not an adjective */
    if (dtl_pos_is_adj(p) && t > f->first && (f->s->words[t - 1] & DTL_W_COPULA) &&
        (next == DTL_POS_IN || next == DTL_POS_TO || next == DTL_POS_RP) &&
        is_verb_form(f, t, DTL_POS_VBN)) {
        retag(f, t, DTL_POS_VBN);
        return;
    }
    /* "worst-hit villages" */
    if ((p == DTL_POS_VBP || p == DTL_POS_VB || p == DTL_POS_VBD) && prev == DTL_POS_HYPH &&
        dtl_pos_is_noun(next)) {
        retag(f, t, DTL_POS_VBN);
        return;
    }
    if (p == DTL_POS_IN && dtl_pos_is_verb(prev) && (f->s->words[t - 1] & DTL_W_AUX) == 0 &&
        dtl_listed(f->s, DTL_L_PARTICLE, t)) {
        retag(f, t, DTL_POS_RP);
        return;
    }
    if (p == DTL_POS_NNS && is_verb_form(f, t, DTL_POS_VBZ)) {
        /* "X, founded in 1951, employs 14,200" */
        char lemma[LEMMA_MAX];
        dtl_slice w = dtl_token_folded(f->s->doc, t);
        uint32_t n = dtl_lemma(f->tagger, w.p, w.n, DTL_POS_VBZ, lemma, sizeof lemma);
        bool mostly = dtl_wordnet_main_kind(f->tagger, lemma, n) == DTL_WORDNET_VERB;
        bool left = prev == DTL_POS_COMMA || dtl_pos_is_proper(prev) || prev == DTL_POS_NN ||
                    prev == DTL_POS_PRP;
        bool right = next == DTL_POS_CD || next == DTL_POS_DT || next == DTL_POS_PRP ||
                     next == DTL_POS_PRP_POSS || next == DTL_POS_RP;
        if (mostly && left && right)
            retag(f, t, DTL_POS_VBZ);
        return;
    }
    if (!dtl_pos_is_verb(p))
        return;
    bool noun = is_noun_word(f, t);
    /* an inflection the tag cannot have: "lifts" as a participle */
    if ((p == DTL_POS_VBN || p == DTL_POS_VBD) && !is_verb_form(f, t, DTL_POS_VBD) &&
        is_verb_form(f, t, DTL_POS_VBZ)) {
        retag(f, t, dtl_pos_is_noun(prev) || prev == DTL_POS_PRP ? DTL_POS_VBZ : DTL_POS_NNS);
        return;
    }
    if (!noun)
        return;
    bool base = p == DTL_POS_VB || p == DTL_POS_VBP || p == DTL_POS_VBD || p == DTL_POS_VBN;
    bool determined =
        prev == DTL_POS_DT || prev == DTL_POS_PRP_POSS || prev == DTL_POS_POS || prev == DTL_POS_JJ;
    bool same = false;
    (void)kinds_as(f, t, DTL_POS_NN, &same);
    bool past = is_verb_form(f, t, DTL_POS_VBD);
    if (base && same && !past && determined)
        retag(f, t, DTL_POS_NN);
    else if (base && same && prev == DTL_POS_HYPH)
        return;
    else if ((p == DTL_POS_VBD || p == DTL_POS_VBN || p == DTL_POS_VBP) && same && !past &&
             inside_article(f, t, true))
        retag(f, t, DTL_POS_NN);
    else if (p == DTL_POS_VBZ && inside_article(f, t, false) && t + 1 < f->end &&
             (f->s->words[t + 1] & DTL_W_GENITIVE) && plural_form(f, t))
        retag(f, t, DTL_POS_NNS);
    else if (p == DTL_POS_VBG && inside_article(f, t, true) &&
             (next == DTL_POS_IN || next == DTL_POS_PERIOD || next == DTL_POS_COMMA ||
              next == DTL_POS_TO))
        retag(f, t, DTL_POS_NN);
    else if (p == DTL_POS_VB && dtl_pos_is_verb(prev) &&
             (prev != DTL_POS_VBP || dtl_pos_is_noun(next)) && !(f->s->words[t - 1] & DTL_W_AUX) &&
             same)
        retag(f, t, DTL_POS_NN);
    else if (p == DTL_POS_VB && t == f->first && next == DTL_POS_IN && same) {
        /* "Contact with the ship was lost": a noun, if a finite verb follows without subject */
        for (uint32_t k = t + 2; k < f->end && k < t + 12; k++) {
            unsigned q = f->k[k].pos;
            if (q == DTL_POS_COMMA || q == DTL_POS_CC || q == DTL_POS_WDT || q == DTL_POS_WP)
                break;
            if (dtl_pos_is_finite(q)) {
                retag(f, t, DTL_POS_NN);
                break;
            }
        }
    }
}

/*
 * How well the noun at t would do as the verb of a sentence that has none: 0 not at all.  A subject
 * stands before it; an object after it counts more than a preposition, that more than nothing.
 */
static unsigned verb_rank(const fixer *f, uint32_t t, uint32_t end, bool stop) {
    unsigned p = f->k[t].pos;
    unsigned prev = f->k[t - 1].pos;
    if ((p != DTL_POS_NN && p != DTL_POS_NNS) || capital(f->s, t) || !dtl_pos_is_noun(prev) ||
        !flagged(f->s, t, DTL_TOK_ALPHA) || glued(f, t) || (t + 1 < end && glued(f, t + 1)))
        return 0;
    bool plural = prev == DTL_POS_NNS || prev == DTL_POS_NNPS;
    bool present = !plural && p == DTL_POS_NNS && is_verb_form(f, t, DTL_POS_VBZ);
    bool past = is_verb_form(f, t, DTL_POS_VBD) || dtl_listed(f->s, DTL_L_SAME_PAST, t);
    if (!present && !(p == DTL_POS_NN && past))
        return 0;
    unsigned next = t + 1 < end ? f->k[t + 1].pos : (unsigned)DTL_POS_NONE;
    switch (next) {
    case DTL_POS_DT:
    case DTL_POS_PRP:
    case DTL_POS_PRP_POSS:
    case DTL_POS_PDT: return 4;
    case DTL_POS_JJ:
    case DTL_POS_CD:
    case DTL_POS_NN:
    case DTL_POS_NNS:
    case DTL_POS_NNP:
    case DTL_POS_NNPS: return 3;
    default: break;
    }
    char lemma[LEMMA_MAX];
    dtl_slice w = dtl_token_folded(f->s->doc, t);
    uint32_t n = dtl_lemma(f->tagger, w.p, w.n, DTL_POS_VBZ, lemma, sizeof lemma);
    if (!stop && dtl_wordnet_main_kind(f->tagger, lemma, n) != DTL_WORDNET_VERB)
        return 0;
    return next == DTL_POS_IN || next == DTL_POS_TO || next == DTL_POS_RP ? 2 : 1;
}

/*
 * A sentence, or the first part of a headline, without a finite verb: "Storm batters coast", "A
 * storm hit the coast" with the verb taken for a noun.  The likeliest noun becomes the verb.
 */
static void fix_verbless(fixer *f) {
    if (f->end - f->first < 3 || f->end - f->first > VERBLESS_MAX)
        return;
    unsigned last = f->k[f->end - 1].pos;
    bool stop = last == DTL_POS_PERIOD;
    uint32_t end = stop ? f->end - 1 : f->end;
    for (uint32_t t = f->first; !stop && t < end; t++)
        if (f->k[t].pos == DTL_POS_COMMA || f->k[t].pos == DTL_POS_COLON)
            end = t;
    /* "X lifts forecast": a last word that is a noun too leaves the verb to the one before */
    uint32_t t = end - 1;
    if (end - f->first >= 3 && (f->k[t].pos == DTL_POS_VBP || f->k[t].pos == DTL_POS_VB) &&
        f->k[t - 1].pos == DTL_POS_NNS && is_noun_word(f, t)) {
        dtl_pos old = (dtl_pos)f->k[t].pos;
        f->k[t].pos = DTL_POS_NN;
        bool verb = verb_rank(f, t - 1, end, stop) > 0;
        f->k[t].pos = (uint8_t)old;
        if (verb)
            retag(f, t, DTL_POS_NN);
    }
    uint32_t best = 0;
    unsigned top = 0;
    for (t = f->first; t < end; t++) {
        if (dtl_pos_is_finite(f->k[t].pos) || (f->s->words[t] & (DTL_W_AUX | DTL_W_MODAL)))
            return;
        unsigned rank = t > f->first && t > 0 ? verb_rank(f, t, end, stop) : 0;
        if (rank > top) {
            top = rank;
            best = t;
        }
    }
    if (top)
        retag(f, best, f->k[best].pos == DTL_POS_NNS ? DTL_POS_VBZ : DTL_POS_VBD);
}

/* A small word between two capitals of one name: "Ursula von der Leyen". */
static bool name_particle(const fixer *f, uint32_t t) {
    if (!(f->s->words[t] & DTL_W_PARTICLE) || t == f->first || !capital(f->s, t - 1)) {
        if (t == f->first || !(f->s->words[t] & DTL_W_PARTICLE) ||
            !(f->s->words[t - 1] & DTL_W_PARTICLE) || !dtl_pos_is_proper(f->k[t - 1].pos))
            return false;
    }
    uint32_t k = t + 1;
    while (k < f->end && k < t + 3 && (f->s->words[k] & DTL_W_PARTICLE) && !capital(f->s, k))
        k++;
    return k < f->end && capital(f->s, k);
}

dtl_status dtl_tags_repair(dtl_story *s) {
    fixer f = {.s = s, .k = s->doc->tokens, .tagger = s->rules->tagger};
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        f.first = s->doc->sentences[i].first;
        f.end = s->doc->sentences[i].end;
        for (uint32_t t = f.first; t < f.end; t++)
            if (flagged(s, t, DTL_TOK_PUNCT))
                fix_mark(&f, t);
    }
    if (!gather(s))
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        f.first = s->doc->sentences[i].first;
        f.end = s->doc->sentences[i].end;
        for (uint32_t t = f.first; t < f.end; t++) {
            if (!flagged(s, t, DTL_TOK_ALPHA)) {
                continue;
            } else if (capital(s, t)) {
                fix_capital(&f, t);
            } else if (name_particle(&f, t)) {
                retag(&f, t, DTL_POS_NNP);
            } else if (f.tagger) {
                fix_class(&f, t);
            }
        }
        for (uint32_t t = f.first; f.tagger && t < f.end; t++)
            if (flagged(s, t, DTL_TOK_ALPHA) && (!capital(s, t) || t == f.first))
                fix_verb(&f, t);
        if (f.tagger)
            fix_verbless(&f);
    }
    return DTL_OK;
}
