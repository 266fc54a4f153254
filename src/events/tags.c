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
 * How words are spelt over the document and what the dictionary says of them is in spelling.c.
 */
#include "events/spelling.h"

#include <string.h>

#define LEMMA_MAX 96u
#define BLOCK 128u       /* tokens looked at before any of them is changed */
#define VERBLESS_MAX 40u /* tokens of a sentence that is searched for its verb */

typedef struct fixer {
    const dtl_story *s;
    dtl_token *k; /* tokens of the document */
    const dtl_tagger *tagger;
    uint32_t first, end; /* of the sentence */
} fixer;

static bool flagged(const dtl_story *s, uint32_t t, unsigned flags) {
    return (s->doc->tokens[t].flags & flags) != 0;
}

static bool capital(const dtl_story *s, uint32_t t) {
    return flagged(s, t, DTL_TOK_TITLE | DTL_TOK_UPPER) && flagged(s, t, DTL_TOK_ALPHA);
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
    unsigned prev = t > f->first ? f->k[t - 1].pos : DTL_POS_NONE;
    bool after_noun = dtl_pos_is_noun(prev) || prev == DTL_POS_PRP;
    if (dtl_is_plural_form(f->s, t) && !(after_noun && dtl_is_verb_form(f->s, t, DTL_POS_VBZ)))
        return DTL_POS_NNS;
    switch (dtl_reading_of(f->s, t, DTL_AS_NN).main) {
    case DTL_WORDNET_VERB:
        return prev == DTL_POS_TO || prev == DTL_POS_MD ? DTL_POS_VB : DTL_POS_VBP;
    case DTL_WORDNET_ADJ: return DTL_POS_JJ;
    case DTL_WORDNET_ADV: return DTL_POS_RB;
    case DTL_WORDNET_NOUN: return DTL_POS_NN;
    default: break;
    }
    if (dtl_is_verb_form(f->s, t, DTL_POS_VBG))
        return DTL_POS_VBG;
    if (dtl_is_verb_form(f->s, t, DTL_POS_VBZ))
        return DTL_POS_VBZ;
    if (dtl_is_verb_form(f->s, t, DTL_POS_VBD))
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
    unsigned char byte = (unsigned char)f->s->doc->text[f->k[t].start];
    if (byte != '-' && byte != '"' && byte != 0xe2)
        return;
    dtl_slice w = dtl_token_text(f->s->doc, t);
    if (dtl_is_dash(w) && (w.n == 1 || byte != '-')) {
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

void dtl_mark_fix(dtl_story *s, uint32_t t, uint32_t first, uint32_t end) {
    fixer f = {s, s->doc->tokens, s->rules->tagger, first, end};
    fix_mark(&f, t);
}

/* ---- capitals ---------------------------------------------------------------------------------
 */

/* A capital where none is needed makes a proper noun, adjectives of place excepted. */
static void fix_capital(fixer *f, uint32_t t) {
    dtl_token *k = &f->k[t];
    if (k->pos == DTL_POS_PRP && t > f->first + 1 && dtl_listed(f->s, DTL_L_SUFFIX, t) &&
        dtl_pos_is_proper(f->k[t - 1].pos) && dtl_pos_is_proper(f->k[t - 2].pos)) {
        retag(f, t, DTL_POS_NNP); /* "King Charles I" */
        return;
    }
    if ((k->pos == DTL_POS_RB || k->pos == DTL_POS_NN || dtl_pos_is_adj(k->pos)) &&
        dtl_listed(f->s, DTL_L_NUMBER, t) == t + 1 && !dtl_listed(f->s, DTL_L_FUNCTION, t))
        retag(f, t, DTL_POS_CD); /* "Fourteen dead" */
    if (t == f->first && dtl_listed(f->s, DTL_L_QUANTITY, t) > t + 1) {
        if (dtl_pos_is_proper(k->pos))
            retag(f, t, DTL_POS_JJR); /* "More than 500 people" */
        return;
    }
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
    const dtl_lexeme *sp = dtl_spelling_of(f->s, t);
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
    if (dtl_pos_is_adj(p) && f->tagger && dtl_is_adjective_word(f->s, t) && t + 1 < f->end &&
        !capital(f->s, t + 1) && dtl_pos_is_noun(pos_of(f, t + 1)))
        return;
    retag(f, t, p == DTL_POS_NNS ? DTL_POS_NNPS : DTL_POS_NNP);
}

/* ---- small words ------------------------------------------------------------------------------
 */

/* Tags of open classes that fix_class has nothing to say of whatever the word. */
#define EASY                                                                                       \
    (DTL_POS_BIT(DTL_POS_NNS) | DTL_POS_BIT(DTL_POS_RBR) | DTL_POS_BIT(DTL_POS_RBS) |              \
     DTL_POS_BIT(DTL_POS_UH))

/*
 * The tags that fix_class would leave the word of token t wherever it stands: most words have the
 * tag they should have, and one look tells.
 */
static uint64_t settled(const dtl_story *s, uint32_t t) {
    bool noun = dtl_is_noun_word(s, t), verb = dtl_is_verb_word(s, t);
    bool adjective = dtl_is_adjective_word(s, t);
    bool unknown = !noun && !verb && !adjective;
    uint64_t tags = EASY | DTL_SETTLED_KNOWN;
    if (verb || unknown)
        tags |= DTL_POS_VERBS;
    if (noun || unknown || dtl_is_verb_form(s, t, DTL_POS_VBG))
        tags |= DTL_POS_BIT(DTL_POS_NN);
    if (adjective || !noun)
        tags |= DTL_POS_ADJS;
    if ((!adjective && !noun) || (dtl_reading_of(s, t, DTL_AS_RB).kinds & DTL_WORDNET_ADV))
        tags |= DTL_POS_BIT(DTL_POS_RB);
    return tags;
}

void dtl_tags_settle(const dtl_story *s, dtl_lexeme *w, uint32_t t) {
    /* without a dictionary only a particle or a capital is looked at */
    w->settled = s->rules->tagger ? settled(s, t) : UINT64_MAX;
}

/* A lower-case word whose tag the dictionary or the lexicons rule out. */
static void fix_class(fixer *f, uint32_t t) {
    unsigned p = f->k[t].pos;
    bool function = dtl_is_listed(f->s, DTL_L_FUNCTION, t);
    if (function ? !dtl_pos_is_proper(p) : dtl_pos_in(p, f->s->lexemes[t]->settled))
        return;
    if (dtl_pos_is_proper(p)) {
        bool known = dtl_is_noun_word(f->s, t) || dtl_is_verb_word(f->s, t) ||
                     dtl_is_adjective_word(f->s, t);
        if (function ? !(f->s->words[t] & DTL_W_PARTICLE) : known)
            retag(f, t, function ? DTL_POS_PRP : by_dictionary(f, t));
        return;
    }
    if (closed_tag(p)) {
        if (f->s->lexis->lists[DTL_L_FUNCTION])
            retag(f, t, by_dictionary(f, t));
        return;
    }
    if ((f->s->words[t] & (DTL_W_AUX | DTL_W_MODAL)) ||
        (f->k[t].flags & (DTL_TOK_HASDIGIT | DTL_TOK_ABBREV)))
        return;
    unsigned prev = t > f->first ? f->k[t - 1].pos : (unsigned)DTL_POS_NONE;
    if (dtl_pos_is_verb(p)) {
        if (!dtl_is_verb_word(f->s, t) &&
            (dtl_is_noun_word(f->s, t) || dtl_is_adjective_word(f->s, t)))
            retag(f, t, by_dictionary(f, t));
    } else if (p == DTL_POS_FW || p == DTL_POS_GW || p == DTL_POS_ADD) {
        if (dtl_is_verb_word(f->s, t) || dtl_is_noun_word(f->s, t) ||
            dtl_is_adjective_word(f->s, t))
            retag(f, t, by_dictionary(f, t));
    } else if (p == DTL_POS_NN || dtl_pos_is_adj(p) || p == DTL_POS_RB || p == DTL_POS_CD) {
        if (p == DTL_POS_CD &&
            (dtl_listed(f->s, DTL_L_NUMBER, t) || dtl_noun_file(f->s, t) == DTL_LEX_NOUN_QUANTITY))
            return;
        bool noun = dtl_is_noun_word(f->s, t);
        bool adjective = dtl_is_adjective_word(f->s, t);
        bool verb = dtl_is_verb_word(f->s, t);
        if (!noun && !adjective && !verb)
            return;
        if (p == DTL_POS_NN && !noun && dtl_is_verb_form(f->s, t, DTL_POS_VBG))
            return; /* "trafficking" */
        if (p == DTL_POS_NN && !noun)
            retag(f, t,
                  verb && dtl_is_verb_form(f->s, t, DTL_POS_VBD) &&
                          (dtl_pos_is_noun(prev) || prev == DTL_POS_PRP || prev == DTL_POS_CD)
                      ? DTL_POS_VBD
                  : adjective ? DTL_POS_JJ
                              : by_dictionary(f, t));
        else if (dtl_pos_is_adj(p) && !adjective && noun)
            retag(f, t, dtl_is_plural_form(f->s, t) ? DTL_POS_NNS : DTL_POS_NN);
        else if (p == DTL_POS_CD && noun)
            retag(f, t, DTL_POS_NN);
        else if (p == DTL_POS_RB && !(dtl_reading_of(f->s, t, DTL_AS_RB).kinds & DTL_WORDNET_ADV)) {
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

/* Tags that fix_verb has something to say of: always, and after some others only. */
#define VERB_OR_NOT (DTL_POS_VERBS | DTL_POS_BIT(DTL_POS_NNS))
#define VERB_AFTER (DTL_POS_ADJS | DTL_POS_BIT(DTL_POS_NN) | DTL_POS_BIT(DTL_POS_IN))
#define BEFORE_VERB (DTL_POS_VERBS | DTL_POS_BIT(DTL_POS_COMMA))

/* Can fix_verb change token t, which is not the first of its sentence? */
static inline bool doubtful(const dtl_story *s, const dtl_token *k, uint32_t t) {
    bool after = dtl_pos_in(k[t - 1].pos, BEFORE_VERB) || (s->words[t - 1] & DTL_W_COPULA) != 0 ||
                 dtl_is_listed(s, DTL_L_PAST_ALIKE, t);
    uint64_t tags = VERB_OR_NOT | (after ? VERB_AFTER : 0);
    return dtl_pos_in(k[t].pos, tags) &&
           (k[t].flags & (DTL_TOK_TITLE | DTL_TOK_UPPER | DTL_TOK_ALPHA)) == DTL_TOK_ALPHA;
}

static void fix_verb(fixer *f, uint32_t t) {
    unsigned p = f->k[t].pos;
    unsigned prev = t > f->first ? f->k[t - 1].pos : (unsigned)DTL_POS_NONE;
    unsigned next = pos_of(f, t + 1);
    if (f->s->words[t] & (DTL_W_AUX | DTL_W_MODAL))
        return;
    /* "Sales rose 50%" */
    if ((dtl_pos_is_adj(p) || p == DTL_POS_NN) && dtl_pos_is_noun(prev) &&
        (next == DTL_POS_CD || next == DTL_POS_DOLLAR) &&
        dtl_is_listed(f->s, DTL_L_PAST_ALIKE, t)) {
        retag(f, t, DTL_POS_VBD);
        return;
    }
    /* ", raising hopes": a participle, not an adjective */
    if ((dtl_pos_is_adj(p) || p == DTL_POS_NN) && prev == DTL_POS_COMMA &&
        dtl_is_verb_form(f->s, t, DTL_POS_VBG) && !dtl_is_verb_form(f->s, t, DTL_POS_VBD) &&
        (dtl_pos_is_noun(next) || next == DTL_POS_DT || next == DTL_POS_PRP || next == DTL_POS_IN ||
         next == DTL_POS_PRP_POSS)) {
        retag(f, t, DTL_POS_VBG);
        return;
    }
    /* "was cleared of it": a passive, not an adjective */
    if (dtl_pos_is_adj(p) && t > f->first && (f->s->words[t - 1] & DTL_W_COPULA) &&
        (next == DTL_POS_IN || next == DTL_POS_TO || next == DTL_POS_RP ||
         dtl_is_listed(f->s, DTL_L_PAST_ALIKE, t)) &&
        dtl_is_verb_form(f->s, t, DTL_POS_VBN)) {
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
    if (p == DTL_POS_NNS && dtl_is_verb_form(f->s, t, DTL_POS_VBZ)) {
        /* "X, founded in 1951, employs 14,200" */
        bool mostly = dtl_reading_of(f->s, t, DTL_AS_VBZ).main == DTL_WORDNET_VERB;
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
    bool noun = dtl_is_noun_word(f->s, t);
    /* an inflection the tag cannot have: "lifts" as a participle */
    if ((p == DTL_POS_VBN || p == DTL_POS_VBD) && !dtl_is_verb_form(f->s, t, DTL_POS_VBD) &&
        dtl_is_verb_form(f->s, t, DTL_POS_VBZ)) {
        retag(f, t, dtl_pos_is_noun(prev) || prev == DTL_POS_PRP ? DTL_POS_VBZ : DTL_POS_NNS);
        return;
    }
    if (!noun)
        return;
    bool base = p == DTL_POS_VB || p == DTL_POS_VBP || p == DTL_POS_VBD || p == DTL_POS_VBN;
    bool determined =
        prev == DTL_POS_DT || prev == DTL_POS_PRP_POSS || prev == DTL_POS_POS || prev == DTL_POS_JJ;
    bool same = dtl_reading_of(f->s, t, DTL_AS_NN).same;
    bool past = dtl_is_verb_form(f->s, t, DTL_POS_VBD);
    if (base && same && !past && determined)
        retag(f, t, DTL_POS_NN);
    else if (base && same && prev == DTL_POS_HYPH)
        return;
    else if ((p == DTL_POS_VBD || p == DTL_POS_VBN || p == DTL_POS_VBP) && same && !past &&
             inside_article(f, t, true))
        retag(f, t, DTL_POS_NN);
    else if (p == DTL_POS_VBZ && inside_article(f, t, false) && t + 1 < f->end &&
             (f->s->words[t + 1] & DTL_W_GENITIVE) && dtl_is_plural_form(f->s, t))
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
    bool present = !plural && p == DTL_POS_NNS && dtl_is_verb_form(f->s, t, DTL_POS_VBZ);
    bool past = dtl_is_verb_form(f->s, t, DTL_POS_VBD) || dtl_listed(f->s, DTL_L_SAME_PAST, t);
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
    if (!stop && dtl_reading_of(f->s, t, DTL_AS_VBZ).main != DTL_WORDNET_VERB)
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
        f->k[t - 1].pos == DTL_POS_NNS && dtl_is_noun_word(f->s, t)) {
        dtl_pos old = (dtl_pos)f->k[t].pos;
        f->k[t].pos = DTL_POS_NN;
        bool verb = verb_rank(f, t - 1, end, stop) > 0;
        f->k[t].pos = (uint8_t)old;
        if (verb)
            retag(f, t, DTL_POS_NN);
    }
    for (t = f->first; t < end; t++)
        if (dtl_pos_is_finite(f->k[t].pos) || (f->s->words[t] & (DTL_W_AUX | DTL_W_MODAL)))
            return;
    uint32_t best = 0;
    unsigned top = 0;
    for (t = f->first + 1; t < end; t++) {
        unsigned rank = verb_rank(f, t, end, stop);
        if (rank > top) {
            top = rank;
            best = t;
        }
    }
    if (top)
        retag(f, best, f->k[best].pos == DTL_POS_NNS ? DTL_POS_VBZ : DTL_POS_VBD);
}

/* A particle between two capitals of one name: "Ursula von der Leyen". */
static bool name_particle(const fixer *f, uint32_t t) {
    if (t == f->first || (!capital(f->s, t - 1) && !((f->s->words[t - 1] & DTL_W_PARTICLE) &&
                                                     dtl_pos_is_proper(f->k[t - 1].pos))))
        return false;
    uint32_t k = t + 1;
    while (k < f->end && k < t + 3 && (f->s->words[k] & DTL_W_PARTICLE) && !capital(f->s, k))
        k++;
    return k < f->end && capital(f->s, k);
}

/*
 * Runs fix_verb on those of the tokens [from, to), at most BLOCK and not the first of the sentence,
 * that it can change.  They are collected before, without a branch; a tag that changes may make the
 * next token one of them.
 */
static void fix_verbs(fixer *f, uint32_t from, uint32_t to) {
    const dtl_token *k = f->k;
    uint32_t at[BLOCK + 1], n = 0;
    for (uint32_t t = from; t < to; t++) {
        at[n] = t;
        n += doubtful(f->s, k, t);
    }
    at[n] = to;
    for (uint32_t i = 0; i < n; i++) {
        unsigned old;
        uint32_t t = at[i];
        do {
            old = k[t].pos;
            fix_verb(f, t++);
        } while (k[t - 1].pos != old && t != at[i + 1] && doubtful(f->s, k, t));
    }
}

void dtl_tags_repair(dtl_story *s, uint32_t sentence, const uint32_t **suspect) {
    uint32_t first = s->doc->sentences[sentence].first, end = s->doc->sentences[sentence].end;
    fixer f = {s, s->doc->tokens, s->rules->tagger, first, end};
    for (; **suspect < end; ++*suspect) {
        uint32_t t = **suspect;
        if (f.k[t].flags & (DTL_TOK_TITLE | DTL_TOK_UPPER))
            fix_capital(&f, t);
        else if ((s->words[t] & DTL_W_PARTICLE) && name_particle(&f, t))
            retag(&f, t, DTL_POS_NNP);
        else if (f.tagger)
            fix_class(&f, t);
    }
    if (!f.tagger || first == end)
        return;
    if (dtl_pos_in(f.k[first].pos, VERB_OR_NOT) && (f.k[first].flags & DTL_TOK_ALPHA))
        fix_verb(&f, first);
    for (uint32_t t = first + 1; t < end; t += BLOCK)
        fix_verbs(&f, t, end - t > BLOCK ? t + BLOCK : end);
    fix_verbless(&f);
}
