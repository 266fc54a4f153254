/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document: a text becomes tokens, sentences, tags and lemmas; and the questions others ask of it.
 *
 * The word of every token is looked up in the rule set's vocabulary once, here; rules then compare
 * numbers.  Tags come from the rule set's tagger, or from shape alone without one.
 */
#include "text/text.h"

#include "rules/rules.h"
#include "text/tagger.h"
#include "text/tokens.h"
#include "text/word_cache.h"

#include <string.h>

#define LEMMA_MAX 64 /* bytes; longer words are their own lemma */

dtl_slice dtl_token_text(const dtl_document *d, uint32_t token) {
    const dtl_token *t = &d->tokens[token];
    return (dtl_slice){d->text + t->start, t->end - t->start};
}

dtl_slice dtl_token_folded(const dtl_document *d, uint32_t token) {
    uint32_t first = d->fold_at[token], end = d->fold_at[token + 1];
    const dtl_token *t = &d->tokens[token];
    return first == end ? (dtl_slice){d->text + t->start, t->end - t->start}
                        : (dtl_slice){d->folded + first, end - first};
}

dtl_slice dtl_tokens_text(const dtl_document *d, uint32_t first, uint32_t end) {
    if (first >= end)
        return (dtl_slice){d->text, 0};
    uint32_t from = d->tokens[first].start;
    return (dtl_slice){d->text + from, d->tokens[end - 1].end - from};
}

/* Number of map entries whose text offset is below `offset`, or not above it with `equal`. */
static uint32_t entries_before(const dtl_document *d, uint32_t offset, bool equal) {
    uint32_t low = 0, high = d->map.n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2, text = d->map.at[mid].text;
        if (text < offset || (equal && text == offset))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

uint32_t dtl_input_offset(const dtl_document *d, uint32_t text_offset) {
    uint32_t n = entries_before(d, text_offset, true);
    if (n == 0)
        return text_offset;
    return d->map.at[n - 1].input + (text_offset - d->map.at[n - 1].text);
}

uint32_t dtl_input_end(const dtl_document *d, uint32_t text_end) {
    uint32_t n = entries_before(d, text_end, false);
    /* The first entry at text_end, where there is one, is the end of the piece before it. */
    if (n > 0 && n < d->map.n && d->map.at[n].text == text_end)
        return d->map.at[n].input;
    if (n == 0)
        return dtl_input_offset(d, text_end);
    return d->map.at[n - 1].input + (text_end - d->map.at[n - 1].text);
}

/* ---- tags ----------------------------------------------------------------------------------- */

static uint32_t find_lemma(const dtl_document *d, const dtl_rules *rules, uint32_t token) {
    const dtl_token *t = &d->tokens[token];
    dtl_slice folded = dtl_token_folded(d, token);
    char lemma[LEMMA_MAX];
    if (folded.n > LEMMA_MAX)
        return t->word;
    uint32_t n = dtl_lemma(rules->tagger, folded.p, folded.n, t->pos, lemma, LEMMA_MAX);
    if (n == folded.n && memcmp(lemma, folded.p, n) == 0)
        return t->word;
    return dtl_intern_find(&rules->words, lemma, n);
}

static uint32_t lemma_id(const dtl_document *d, const dtl_rules *rules, uint32_t token) {
    const dtl_token *t = &d->tokens[token];
    if (!rules || !(t->flags & DTL_TOK_ALPHA) || dtl_pos_is_proper(t->pos))
        return t->word;
    if (!d->cache || !t->known)
        return find_lemma(d, rules, token);
    dtl_known_word *w = &d->cache->words[t->known];
    unsigned kind = dtl_lemma_kinds[t->pos], place = kind / 2;
    if (w->lemma_of[place] != kind + 1) {
        w->lemma_of[place] = (uint8_t)(kind + 1);
        w->lemma[place] = find_lemma(d, rules, token);
    }
    return w->lemma[place];
}

/* A sentence, for the tagger to ask about its words. */
typedef struct asked {
    const dtl_document *d;
    uint32_t first;
} asked;

static dtl_tag_token spelling(const void *ctx, size_t i) {
    const asked *a = ctx;
    uint32_t token = a->first + (uint32_t)i;
    return (dtl_tag_token){dtl_token_text(a->d, token), dtl_token_folded(a->d, token),
                           a->d->tokens[token].flags};
}

dtl_status dtl_document_split(dtl_document *d, const struct dtl_rules *rules) {
    dtl_token_list l = {.arena = d->arena, .text = d->text, .len = d->len, .cache = d->cache};
    if (rules)
        l.abbrevs = (dtl_abbrevs){&rules->words, rules->word_flags,
                                  rules->word_flags ? rules->words.n + 1 : 0};
    if (d->cache)
        dtl_word_cache_begin(d->cache, rules);
    if (!dtl_tokenise(&l))
        return DTL_E_NOMEM;
    d->tokens = l.tokens.at;
    d->ntokens = l.tokens.n;
    d->fold_at = l.fold_at;
    d->folded = l.folded.at;
    return dtl_find_sentences(d, rules);
}

void dtl_document_tag(dtl_document *d, const struct dtl_rules *rules) {
    for (uint32_t k = 0; k < d->nsentences; k++) {
        const dtl_sentence *s = &d->sentences[k];
        asked a = {d, s->first};
        if (d->cache && k + 1 < d->nsentences)
            dtl_tagger_fetch(d->cache->scratch, d->tokens + s->end, s[1].end - s->end);
        dtl_tag_source source = {&a, spelling};
        dtl_tagger_run(rules ? rules->tagger : NULL, d->cache ? d->cache->scratch : NULL, &source,
                       d->tokens + s->first, s->end - s->first);
        for (uint32_t i = s->first; i < s->end; i++)
            d->tokens[i].lemma = lemma_id(d, rules, i);
    }
}

dtl_status dtl_document_analyse(dtl_document *d, const struct dtl_rules *rules) {
    dtl_status status = dtl_document_split(d, rules);
    if (status == DTL_OK)
        dtl_document_tag(d, rules);
    return status;
}
