/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexis: words and where they are kept.
 *
 * A word with a number of its own in the word cache is found by that; several spellings lead to one
 * word.  Any other is found by its hash, in a table that doubles when it is half full, and so is a
 * word whose number is new.  Numbers that begin anew are looked up anew; the words stay.  The
 * answers of the dictionary are filled in when somebody asks, because most words are never asked
 * about in most readings.
 */
#include "events/lexis.h"
#include "text/tagger.h"

#include <string.h>

#define LEXIS_WORDS_MAX 32768u
#define SLOTS_FIRST 2048u
#define LEMMA_MAX 96u /* bytes; longer words are in no dictionary */

/* The few fallback rules among all event rules; false: no memory. */
static bool find_fallbacks(dtl_lexis *x) {
    const dtl_rules *r = x->rules;
    uint32_t first = r->pass_first[DTL_PASS_EVENT], end = r->pass_end[DTL_PASS_EVENT];
    x->nfallbacks = 0;
    x->fallbacks = DTL_NEW_ARRAY(x->arena, end - first + 1u, const dtl_rule *);
    for (uint32_t k = first; x->fallbacks && k < end; k++)
        if (r->rules[k].fallback)
            x->fallbacks[x->nfallbacks++] = &r->rules[k];
    return x->fallbacks != NULL;
}

/* Tables of the rule set and an empty table of words. */
static bool prepare(dtl_lexis *x) {
    x->nwords = 0;
    x->nslots = SLOTS_FIRST;
    x->numbers = NULL;
    x->by_known = NULL;
    x->slots = DTL_NEW_ARRAY(x->arena, x->nslots, dtl_lexis_slot);
    return x->slots && find_fallbacks(x) && dtl_words_prepare(x);
}

dtl_lexis *dtl_lexis_new(const dtl_mem *mem, const dtl_rules *rules) {
    dtl_lexis *x = dtl_alloc(mem, sizeof *x);
    if (!x)
        return NULL;
    x->mem = *mem;
    x->rules = rules;
    dtl_arena_init(&x->own, &x->mem);
    x->arena = &x->own;
    if (!prepare(x)) {
        dtl_lexis_free(x);
        return NULL;
    }
    return x;
}

void dtl_lexis_free(dtl_lexis *x) {
    if (!x)
        return;
    dtl_mem mem = x->mem;
    dtl_arena_free(&x->own);
    dtl_free(&mem, x, sizeof *x);
}

dtl_lexis *dtl_lexis_in(dtl_arena *arena, const dtl_rules *rules) {
    dtl_lexis *x = DTL_NEW(arena, dtl_lexis);
    if (!x)
        return NULL;
    x->rules = rules;
    x->arena = arena;
    return prepare(x) ? x : NULL;
}

/* Makes the words of the document findable by their numbers; false: no memory. */
static bool take_numbers(dtl_lexis *x, const dtl_word_cache *numbers) {
    x->nknown = 0;
    if (!numbers)
        return true;
    uint32_t round = dtl_word_cache_round(numbers);
    if (!x->by_known)
        x->by_known = DTL_NEW_ARRAY(x->arena, DTL_KNOWN_NUMBERS, dtl_lexeme *);
    else if (x->numbers != numbers || x->round != round)
        memset(x->by_known, 0, DTL_KNOWN_NUMBERS * sizeof *x->by_known);
    if (!x->by_known)
        return false;
    x->numbers = numbers;
    x->round = round;
    x->nknown = DTL_KNOWN_NUMBERS;
    return true;
}

bool dtl_lexis_begin(dtl_lexis *x, const dtl_word_cache *numbers) {
    /* a number that comes round again would make old counts new */
    if (++x->document != 0 && x->nwords <= LEXIS_WORDS_MAX)
        return take_numbers(x, numbers);
    x->document = 1;
    if (x->arena == &x->own)
        dtl_arena_reset(&x->own);
    if (prepare(x))
        return take_numbers(x, numbers);
    x->nwords = UINT32_MAX; /* the next document tries again */
    return false;
}

/* Twice as many slots; false: no memory. */
static bool grow(dtl_lexis *x) {
    uint32_t n = x->nslots * 2;
    dtl_lexis_slot *slots = DTL_NEW_ARRAY(x->arena, n, dtl_lexis_slot);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < x->nslots; i++) {
        uint32_t at = x->slots[i].hash & (n - 1);
        while (x->slots[i].word && slots[at].word)
            at = (at + 1) & (n - 1);
        if (x->slots[i].word)
            slots[at] = x->slots[i];
    }
    x->slots = slots;
    x->nslots = n;
    return true;
}

static dtl_lexeme *find(dtl_lexis *x, dtl_slice folded, uint32_t hash) {
    if (x->nwords >= x->nslots / 2 && !grow(x))
        return NULL;
    uint32_t at = hash & (x->nslots - 1);
    for (; x->slots[at].word; at = (at + 1) & (x->nslots - 1)) {
        dtl_lexeme *w = x->slots[at].word;
        if (x->slots[at].hash == hash && w->folded.n == folded.n &&
            memcmp(w->folded.p, folded.p, folded.n) == 0)
            return w;
    }
    dtl_lexeme *w = dtl_arena_alloc(x->arena, sizeof *w + folded.n);
    if (!w)
        return NULL;
    w->folded = (dtl_slice){memcpy(w + 1, folded.p, folded.n), folded.n};
    x->slots[at] = (dtl_lexis_slot){w, hash};
    x->nwords++;
    return w;
}

dtl_lexeme *dtl_lexis_meet(dtl_lexis *x, const dtl_document *doc, uint32_t token) {
    const dtl_token *t = &doc->tokens[token];
    bool numbered = t->known && t->known < x->nknown && !(t->flags & DTL_TOK_HASDIGIT);
    dtl_lexeme **place = numbered ? &x->by_known[t->known] : NULL;
    dtl_lexeme *w = place ? *place : NULL;
    if (!w) {
        w = find(x, dtl_token_folded(doc, token), t->hash);
        if (!w)
            return NULL;
        if (place)
            *place = w;
    }
    if (w->document != x->document) {
        w->document = x->document;
        w->capital = w->small = 0;
    }
    return w;
}

static const uint8_t tag_of[DTL_AS__COUNT] = {
    [DTL_AS_NN] = DTL_POS_NN,   [DTL_AS_NNS] = DTL_POS_NNS, [DTL_AS_VBD] = DTL_POS_VBD,
    [DTL_AS_VBG] = DTL_POS_VBG, [DTL_AS_VBZ] = DTL_POS_VBZ, [DTL_AS_VB] = DTL_POS_VB,
    [DTL_AS_JJ] = DTL_POS_JJ,   [DTL_AS_JJR] = DTL_POS_JJR, [DTL_AS_RB] = DTL_POS_RB};

const dtl_reading *dtl_lexis_read(const dtl_lexis *x, dtl_lexeme *w, unsigned as) {
    dtl_reading *r = &w->as[as];
    if (r->known)
        return r;
    char lemma[LEMMA_MAX];
    const dtl_tagger *tagger = x->rules->tagger;
    uint32_t n = dtl_lemma(tagger, w->folded.p, w->folded.n, tag_of[as], lemma, sizeof lemma);
    r->same = n == w->folded.n && memcmp(lemma, w->folded.p, n) == 0;
    r->kinds = dtl_wordnet_kinds(tagger, lemma, n) & 31u;
    r->main = dtl_wordnet_main_kind(tagger, lemma, n) & 31u;
    r->noun_file = dtl_wordnet_noun_file(tagger, lemma, n) & 255u;
    r->verb_file = dtl_wordnet_verb_file(tagger, lemma, n) & 255u;
    r->known = true;
    return r;
}
