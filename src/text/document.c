/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document: a text becomes tokens, sentences, tags and lemmas; and the questions others ask of it.
 *
 * The word of every token is looked up in the rule set's vocabulary once, here; rules then compare
 * numbers.  Tags come from the rule set's tagger, or from shape alone without one.  A sentence is
 * tagged in pieces of TAGGED_MAX tokens, so that the scratch memory does not grow with a text that
 * never ends a sentence.
 */
#include "text/text.h"

#include "rules/rules.h"
#include "text/tagger.h"
#include "text/tokens.h"
#include "text/word_cache.h"

#include <string.h>

#define TAGGED_MAX 256 /* tokens tagged at a time */
#define LEMMA_MAX 64   /* bytes; longer words are their own lemma */
dtl_slice dtl_token_text(const dtl_document *d, uint32_t token) {
    const dtl_token *t = &d->tokens[token];
    return (dtl_slice){d->text + t->start, t->end - t->start};
}

static inline dtl_slice token_folded(const dtl_document *d, uint32_t token) {
    uint32_t first = d->fold_at[token], end = d->fold_at[token + 1];
    const dtl_token *t = &d->tokens[token];
    return first == end ? (dtl_slice){d->text + t->start, t->end - t->start}
                        : (dtl_slice){d->folded + first, end - first};
}

dtl_slice dtl_token_folded(const dtl_document *d, uint32_t token) {
    return token_folded(d, token);
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

_Static_assert((unsigned)DTL_TOK_TITLE == DTL_TAGTOK_TITLECASE &&
                   (unsigned)DTL_TOK_UPPER == DTL_TAGTOK_ALLCAPS &&
                   (unsigned)DTL_TOK_HASDIGIT >> 2 == DTL_TAGTOK_HAS_DIGIT &&
                   (unsigned)DTL_TOK_PUNCT >> 2 == DTL_TAGTOK_IS_PUNCT &&
                   (unsigned)DTL_TOK_GLUED >> 2 == DTL_TAGTOK_GLUED,
               "flags of the tagger are those of tokens, moved");
static uint8_t tagger_flags(unsigned flags) {
    return (
        uint8_t)((flags & (DTL_TAGTOK_TITLECASE | DTL_TAGTOK_ALLCAPS)) |
                 (flags >> 2 & (DTL_TAGTOK_HAS_DIGIT | DTL_TAGTOK_IS_PUNCT | DTL_TAGTOK_GLUED)));
}

static uint32_t find_lemma(const dtl_rules *rules, const dtl_token *t, const dtl_tag_token *tag) {
    char lemma[LEMMA_MAX];
    if (tag->folded_len > LEMMA_MAX)
        return t->word;
    uint32_t n = dtl_lemma(rules->tagger, tag->folded, tag->folded_len, tag->tag, lemma, LEMMA_MAX);

    if (n == tag->folded_len && memcmp(lemma, tag->folded, n) == 0)
        return t->word;
    return dtl_intern_find(&rules->words, lemma, n);
}

static uint32_t lemma_id(dtl_word_cache *cache, const dtl_rules *rules, const dtl_token *t,
                         const dtl_tag_token *tag) {
    if (!rules || !(t->flags & DTL_TOK_ALPHA) || dtl_pos_is_proper(tag->tag))
        return t->word;
    if (!cache || !t->known)
        return find_lemma(rules, t, tag);
    dtl_known_word *w = &cache->words[t->known];
    unsigned kind = dtl_lemma_kind(tag->tag), place = kind / 2;
    if (w->lemma_of[place] != kind + 1) {
        w->lemma_of[place] = (uint8_t)(kind + 1);
        w->lemma[place] = find_lemma(rules, t, tag);
    }
    return w->lemma[place];
}

/* Tags and lemmas of tokens [first, end), at most TAGGED_MAX. */
static void tag(dtl_document *d, const dtl_rules *rules, uint32_t first, uint32_t end,
                dtl_tag_token *scratch) {
    for (uint32_t i = first; i < end; i++) {
        const dtl_token *t = &d->tokens[i];
        dtl_slice folded = token_folded(d, i);
        scratch[i - first] = (dtl_tag_token){.text = d->text + t->start,
                                             .len = t->end - t->start,
                                             .folded = folded.p,
                                             .folded_len = folded.n,
                                             .key = t->known,
                                             .flags = tagger_flags(t->flags)};
    }
    dtl_tagger_run(rules ? rules->tagger : NULL, d->cache ? d->cache->scratch : NULL, scratch,
                   end - first);
    for (uint32_t i = first; i < end; i++) {
        dtl_token *t = &d->tokens[i];
        t->pos = scratch[i - first].tag;
        t->upos = scratch[i - first].upos;
        t->lemma = lemma_id(d->cache, rules, t, &scratch[i - first]);
    }
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

dtl_status dtl_document_tag(dtl_document *d, const struct dtl_rules *rules) {
    dtl_tag_token *scratch = DTL_NEW_ARRAY(d->arena, TAGGED_MAX, dtl_tag_token);
    if (!scratch)
        return DTL_E_NOMEM;
    for (uint32_t k = 0; k < d->nsentences; k++) {
        const dtl_sentence *s = &d->sentences[k];
        for (uint32_t first = s->first; first < s->end; first += TAGGED_MAX) {
            uint32_t end = s->end - first > TAGGED_MAX ? first + TAGGED_MAX : s->end;
            tag(d, rules, first, end, scratch);
        }
    }
    return DTL_OK;
}

dtl_status dtl_document_analyse(dtl_document *d, const struct dtl_rules *rules) {
    dtl_status status = dtl_document_split(d, rules);
    return status == DTL_OK ? dtl_document_tag(d, rules) : status;
}
