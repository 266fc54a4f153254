/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelling: how each word of the document is written, and what the dictionary says of it.
 *
 * A capital at the start of a sentence means something only if the word is capitalised elsewhere
 * too; headlines do not count.  Counts and answers are kept with the word (lexis.h), and each token
 * leads to its word: tags.c, names.c and the grammar ask the same of the same words again and
 * again, and a search costs a thousand times as much as a look at what was found before.
 * Punctuation has no word; what is asked of it is looked up each time.
 */
#include "events/spelling.h"

#include <string.h>

#define HEADLINE_CAPITALS 60u /* per cent of its words in capitals make a sentence a headline */
#define MARK_INFLECTED 0x7e0u /* of dtl_word_class: any inflected form */
#define MARK_COMPARED 0x600u  /* comparative or superlative */

/* ---- spelling ---------------------------------------------------------------------------------
 */

static bool flagged(const dtl_story *s, uint32_t t, unsigned flags) {
    return (s->doc->tokens[t].flags & flags) != 0;
}

const dtl_lexeme *dtl_spelling_of(const dtl_story *s, uint32_t token) {
    static const dtl_lexeme never;
    return s->lexemes[token] ? s->lexemes[token] : &never;
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

/* A sentence of capitals; one with a full stop and many names is none. */
static bool headline(const dtl_story *s, uint32_t last, uint32_t words, uint32_t capitals) {
    if (words < 4 || capitals * 100 < words * HEADLINE_CAPITALS)
        return false;
    dtl_slice w = dtl_token_text(s->doc, last);
    return w.n == 0 || w.p[w.n - 1] != '.';
}

/* Takes back what the words of a headline were counted for. */
static void uncount(const dtl_story *s, uint32_t first, uint32_t end) {
    for (uint32_t t = first; t < end; t++) {
        if (!flagged(s, t, DTL_TOK_ALPHA))
            continue;
        if (!flagged(s, t, DTL_TOK_TITLE | DTL_TOK_UPPER))
            s->lexemes[t]->small--;
        else if (!dtl_opening(s, t))
            s->lexemes[t]->capital--;
    }
}

/*
 * Can tags.c have something to say of the alphabetic token?  No branch: most tokens are as they
 * should be, and which are not cannot be foretold.
 */
static uint32_t suspicious(const dtl_story *s, uint32_t t, const dtl_lexeme *w, bool capital) {
    unsigned pos = s->doc->tokens[t].pos;
    bool proper = dtl_pos_is_proper(pos), settled = dtl_pos_in(pos, w->settled);
    bool function = dtl_is_listed(s, DTL_L_FUNCTION, t);
    bool particle = s->words[t] & DTL_W_PARTICLE;
    bool quantity = dtl_is_listed(s, DTL_L_QUANTITY, t); /* "More than" */
    return capital ? !proper | quantity : particle | (function & proper) | (!function & !settled);
}

static bool gather(dtl_story *s, uint32_t sentence, uint32_t *suspects) {
    const dtl_document *d = s->doc;
    const dtl_token *k = d->tokens;
    dtl_lexis *x = s->lexis;
    uint32_t first = d->sentences[sentence].first, end = d->sentences[sentence].end;
    uint32_t words = 0, capitals = 0; /* of four letters or more */
    for (uint32_t t = first; t < end; t++) {
        unsigned flags = k[t].flags;
        if (flags & DTL_TOK_PUNCT) {
            dtl_mark_fix(s, t, first, end);
            continue;
        }
        dtl_lexeme *w = s->lexemes[t] = dtl_lexis_word(x, d, t);
        if (!w)
            return false;
        if (!(flags & DTL_TOK_ALPHA))
            continue;
        bool capital = flags & (DTL_TOK_TITLE | DTL_TOK_UPPER);
        if (!w->settled && !capital)
            dtl_tags_settle(s, w, t);
        s->suspects[*suspects] = t;
        *suspects += suspicious(s, t, w, capital);
        uint32_t counts = k[t].end - k[t].start >= 4;
        words += counts;
        if (!capital) {
            w->small++;
        } else {
            capitals += counts;
            w->capital += !dtl_opening(s, t);
        }
    }
    s->headlines[sentence] = first < end && headline(s, end - 1, words, capitals);
    if (s->headlines[sentence])
        uncount(s, first, end);
    return true;
}

/* Each punctuation mark gets its tag on the way, because what stands after it depends on that. */
bool dtl_spellings_gather(dtl_story *s) {
    s->lexemes = DTL_NEW_ARRAY(s->arena, s->doc->ntokens + 1u, dtl_lexeme *);
    s->headlines = DTL_NEW_ARRAY(s->arena, s->doc->nsentences + 1u, bool);
    s->suspects = DTL_NEW_ARRAY(s->arena, s->doc->ntokens + 1u, uint32_t);
    if (!s->lexemes || !s->headlines || !s->suspects)
        return false;
    uint32_t suspects = 0;
    for (uint32_t i = 0; i < s->doc->nsentences; i++)
        if (!gather(s, i, &suspects))
            return false;
    s->suspects[suspects] = UINT32_MAX;
    return true;
}

/* ---- the dictionary ---------------------------------------------------------------------------
 */

dtl_reading dtl_reading_of(const dtl_story *s, uint32_t t, unsigned as) {
    if (s->lexemes[t])
        return *dtl_lexis_read(s->lexis, s->lexemes[t], as);
    dtl_lexeme once = {.folded = dtl_token_folded(s->doc, t)};
    return *dtl_lexis_read(s->lexis, &once, as);
}

unsigned dtl_marks_ask(const dtl_story *s, uint32_t t) {
    char word[DTL_WORD_MAX];
    dtl_slice w = dtl_token_folded(s->doc, t);
    unsigned marks =
        dtl_word_class(s->rules->tagger, word, dtl_word_normalize(w.p, w.n, true, word));
    if (s->lexemes[t])
        s->lexemes[t]->marks = (uint16_t)(marks | DTL_MARKS_KNOWN);
    return marks & ~DTL_MARKS_KNOWN;
}

bool dtl_is_adjective_word(const dtl_story *s, uint32_t t) {
    unsigned marks = dtl_marks_of(s, t);
    if (marks & DTL_WORDNET_ADJ)
        return true;
    return (marks & MARK_COMPARED) && (dtl_reading_of(s, t, DTL_AS_JJR).kinds & DTL_WORDNET_ADJ);
}

static bool common(const dtl_story *s, uint32_t t) {
    static const unsigned readings[] = {DTL_AS_NN,  DTL_AS_NNS, DTL_AS_VBG,
                                        DTL_AS_VBD, DTL_AS_JJ,  DTL_AS_RB};
    unsigned marks = s->rules->tagger ? dtl_marks_of(s, t) : 0;
    if ((marks & 31u) && !(marks & DTL_WORDNET_PROPER))
        return true;
    for (size_t i = 0; (marks & MARK_INFLECTED) && i < sizeof readings / sizeof *readings; i++) {
        unsigned kinds = dtl_reading_of(s, t, readings[i]).kinds;
        if (kinds && !(kinds & DTL_WORDNET_PROPER))
            return true;
    }
    return false;
}

bool dtl_common_word(const dtl_story *s, uint32_t t) {
    dtl_lexeme *w = s->lexemes[t];
    if (w && w->common)
        return w->common == 2;
    bool is = common(s, t);
    if (w)
        w->common = is ? 2 : 1;
    return is;
}

unsigned dtl_word_noun_file(const dtl_story *s, uint32_t t, bool plural) {
    return dtl_reading_of(s, t, plural ? DTL_AS_NNS : DTL_AS_NN).noun_file;
}

unsigned dtl_word_verb_file(const dtl_story *s, uint32_t t, bool base) {
    return dtl_reading_of(s, t, base ? DTL_AS_VB : DTL_AS_VBD).verb_file;
}

bool dtl_adjective_word(const dtl_story *s, uint32_t t) {
    return s->rules->tagger && dtl_is_adjective_word(s, t);
}
