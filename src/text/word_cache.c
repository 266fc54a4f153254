/* SPDX-License-Identifier: Apache-2.0 */
/*
 * word_cache: its memory.  Looking words up stands in the header, since every token does it.
 */
#include "text/word_cache.h"

#include <string.h>

#define WORDS_KEPT (DTL_KNOWN_WORDS / 4 * 3) /* with more than these a document begins anew */

dtl_word_cache *dtl_word_cache_new(const dtl_mem *mem) {
    dtl_lines lines;
    dtl_word_cache *c = dtl_lines_new(mem, DTL_LINES_SIZE, &lines);

    if (!c)
        return NULL;
    memset(c, 0, sizeof *c);
    c->mem = *mem;
    c->lines = lines;
    c->n = 1;
    c->scratch = dtl_tagger_scratch_new(mem);
    if (!c->scratch) {
        dtl_word_cache_free(c);
        return NULL;
    }
    return c;
}

void dtl_word_cache_free(dtl_word_cache *c) {
    if (c) {
        dtl_mem mem = c->mem;
        dtl_lines lines = c->lines;
        dtl_tagger_scratch_free(c->scratch);
        dtl_lines_free(&mem, &lines);
    }
}

void dtl_word_cache_begin(dtl_word_cache *c, const struct dtl_rules *rules) {
    if (c->n <= WORDS_KEPT && c->rules == rules)
        return;
    memset(c->slots, 0, sizeof c->slots);
    c->n = 1;
    c->round++;
    c->rules = rules;
    dtl_tagger_scratch_clear(c->scratch);
}

uint32_t dtl_word_cache_round(const dtl_word_cache *c) {
    return c->round;
}

uint32_t dtl_known_add(dtl_word_cache *c, uint32_t slot, const dtl_known_word *w) {
    if (c->n == DTL_KNOWN_WORDS)
        return 0;
    c->words[c->n] = *w;
    c->slots[slot] = (uint16_t)c->n;
    return c->n++;
}
