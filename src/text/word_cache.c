/* SPDX-License-Identifier: Apache-2.0 */
/*
 * word_cache: its memory.  Looking words up stands in the header, since every token does it.
 *
 * The words are not cleared beforehand: a short text touches little of them.
 */
#include "text/word_cache.h"

#include <string.h>

#define WORDS_KEPT (DTL_KNOWN_WORDS / 4 * 3) /* with more than these a document begins anew */

dtl_word_cache *dtl_word_cache_new(const dtl_mem *mem) {
    dtl_word_cache *c = dtl_alloc(mem, sizeof *c);

    if (!c)
        return NULL;
    c->mem = *mem;
    c->n = 1;
    c->words = mem->resize(mem->ctx, NULL, 0, DTL_KNOWN_WORDS * sizeof *c->words);
    c->scratch = dtl_tagger_scratch_new(mem);
    if (!c->words || !c->scratch) {
        dtl_word_cache_free(c);
        return NULL;
    }
    return c;
}

void dtl_word_cache_free(dtl_word_cache *c) {
    if (c) {
        dtl_mem mem = c->mem;
        dtl_tagger_scratch_free(c->scratch);
        dtl_free(&mem, c->words, DTL_KNOWN_WORDS * sizeof *c->words);
        dtl_free(&mem, c, sizeof *c);
    }
}

void dtl_word_cache_begin(dtl_word_cache *c, const struct dtl_rules *rules) {
    if (c->n <= WORDS_KEPT && c->rules == rules)
        return;
    memset(c->slots, 0, sizeof c->slots);
    c->n = 1;
    c->rules = rules;
    dtl_tagger_scratch_clear(c->scratch);
}

uint32_t dtl_known_add(dtl_word_cache *c, uint32_t slot, const dtl_known_word *w) {
    if (c->n == DTL_KNOWN_WORDS)
        return 0;
    c->words[c->n] = *w;
    c->slots[slot] = (uint16_t)c->n;
    return c->n++;
}
