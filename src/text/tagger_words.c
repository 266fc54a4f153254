/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words as the tagger sees them, and the cache of words met before.
 *
 * Most features read one word: itself, its ending, its shape, its dictionary classes.  Their
 * weights depend on nothing but that word, its spelling, and for the token itself on the kind of
 * sentence and on being the first; so they are summed up per label once and kept.  A token then
 * costs three additions of vectors and the few features that join two words or a word and a label.
 *
 * What a token needs is asked of memory a few tokens before it: other steps use the processor's
 * caches between documents.
 *
 * A word has two places in the cache, side by side; a word met once makes room before one met
 * again. Sums of integers are exact, so a word found in the cache and one made anew are the same.
 */
#include "text/tagger_tables.h"

#include <string.h>

#define SLOTS 4096u /* a power of two */
#define LINE 64u    /* entries start at a cache line */

/* The training data marks informal text, whose capitals mean little; what we read is edited. */
#define EDITED 1u

/* ---- what a word is on its own ------------------------------------------------------------ */

/* The first (up to) n bytes from p as a little-endian number. */
static uint32_t affix(const char *p, uint32_t n) {
    uint32_t r = 0;

    for (uint32_t i = 0; i < n; i++)
        r |= (uint32_t)(uint8_t)p[i] << 8 * i;
    return r;
}

static uint32_t suffix(const char *word, uint32_t len, uint32_t n) {
    return len > n ? affix(word + len - n, n) : affix(word, len);
}

static uint32_t cap_of(const dtl_tag_token *t) {
    if (t->flags & DTL_TAGTOK_ALLCAPS)
        return DTL_CAP_ALL;
    if (t->flags & DTL_TAGTOK_TITLECASE)
        return t->len == 1 ? DTL_CAP_LETTER : DTL_CAP_TITLE;
    if (t->folded == t->text)
        return DTL_CAP_NONE;
    return t->len != t->folded_len || memcmp(t->text, t->folded, t->len) != 0 ? DTL_CAP_INNER
                                                                              : DTL_CAP_NONE;
}

static uint32_t shape_of(uint32_t cap, const char *word, uint32_t len) {
    unsigned digit = 0, letter = 0, other = 0, dot = 0;

    for (uint32_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)word[i];
        if (c >= 0x80 || (uint8_t)((c | 0x20) - 'a') < 26)
            letter = 1;
        else if (c == '0')
            digit = 1;
        else
            other = 1;
        dot |= c == '.';
    }
    return cap + 5 * (digit + 2 * letter + 4 * other) + 40 * dot;
}

static const dtl_tagger_word *word_find(const dtl_tagger *t, uint32_t hash) {
    for (uint32_t slot = hash & t->word_mask;; slot = (slot + 1) & t->word_mask) {
        const dtl_tagger_word *w = &t->words[slot];
        if (w->hash == hash || !w->info)
            return w->info ? w : NULL;
    }
}

/* ---- weights of one word ------------------------------------------------------------------ */

/* Weights on their way: room for the idle labels of a group. */
typedef struct sum {
    const dtl_tagger *tagger;
    int16_t score[DTL_SCORES];
} sum;

static void add(sum *s, uint32_t template, uint32_t a, uint32_t b) {
    dtl_weights_add(s->tagger, dtl_feature_find(s->tagger, template, a, b), s->score);
}

/* The weights of one feature for all labels. */
static void spread(const dtl_tagger *t, uint32_t template, uint32_t a, uint32_t b,
                   dtl_weight_row *row) {
    sum s = {.tagger = t};

    add(&s, template, a, b);
    for (uint32_t l = 0; l < DTL_LABEL_MAX; l++)
        row->at[l] = (int8_t)s.score[l]; /* weights are read as such */
}

/* The same where the row is zero as allocated. */
static void spread_new(const dtl_tagger *t, uint32_t template, uint32_t a, uint32_t b,
                       dtl_weight_row *row) {
    if (dtl_feature_find(t, template, a, b))
        spread(t, template, a, b, row);
}

/* The labels that come into question. */
static uint64_t open_labels(const dtl_tagger *t, unsigned info) {
    const dtl_label_class *class = &t->classes[info & DTL_WORD_CLASS];

    if (info & DTL_WORD_FIXED)
        return UINT64_C(1) << class->top;
    if (info & DTL_WORD_CLOSED)
        return class->mask;
    return t->nlabels < 64 ? (UINT64_C(1) << t->nlabels) - 1 : UINT64_MAX;
}

/* Lists these labels if they are few: first those in question, then others to fill up. */
static void list_few(uint64_t open, dtl_word_entry *e) {
    uint32_t n = 0;

    for (uint8_t l = 0; l < DTL_LABEL_MAX && n <= DTL_FEW_LABELS; l++)
        if (open >> l & 1u) {
            if (n < DTL_FEW_LABELS)
                e->few[n] = l;
            n++;
        }
    e->nfew = n <= DTL_FEW_LABELS ? (uint8_t)n : 0;
    for (uint8_t l = 0; n < DTL_FEW_LABELS; l++)
        if (!(open >> l & 1u))
            e->few[n++] = l;
}

/* A word with one label needs no weights for itself. */
static void sum_self(const dtl_tagger *t, dtl_word_entry *e, uint32_t hash, uint64_t open,
                     const char *word, uint32_t n, uint32_t sentence_case, bool first) {
    sum s = {.tagger = t};
    uint32_t shape = shape_of(e->cap, word, n);
    uint32_t cap = e->cap | sentence_case << 4 | (uint32_t)first << 8;

    add(&s, 1, hash, 0);
    add(&s, 8, suffix(word, n, 2), 0);
    add(&s, 9, e->suffix3, cap);
    add(&s, 10, suffix(word, n, 4), 0);
    add(&s, 11, affix(word, n < 3 ? n : 3), 0);
    add(&s, 12, shape | sentence_case << 8, first);
    add(&s, 14, e->cls, cap);
    add(&s, 17, e->kinds, cap);
    add(&s, 28, shape | sentence_case << 8 | EDITED << 12, first);
    /* Labels that do not come into question get a score that no weights can raise. */
    for (uint32_t l = 0; l < DTL_LABEL_MAX; l++)
        if (!(open >> l & 1u))
            s.score[l] = DTL_SCORE_NEVER;
    if (!e->nfew) {
        memcpy(e->rows->self, s.score, sizeof e->rows->self);
        return;
    }
    for (uint32_t i = 0; i < DTL_FEW_LABELS; i++)
        e->few_self[i] = s.score[e->few[i]];
}

static void sum_neighbours(const dtl_tagger *t, dtl_word_entry *e, uint32_t hash) {
    sum s = {.tagger = t};

    add(&s, 2, hash, 0);
    add(&s, 21, e->suffix3, 0);
    memcpy(e->rows->before, s.score, sizeof e->rows->before);
    memset(s.score, 0, sizeof s.score);
    add(&s, 3, hash, 0);
    add(&s, 15, e->cls, 0);
    add(&s, 20, e->suffix3, 0);
    memcpy(e->rows->after, s.score, sizeof e->rows->after);
    spread(t, 4, hash, 0, &e->rows->before2);
    spread(t, 5, hash, 0, &e->rows->after2);
}

static void fill_entry(const dtl_tagger *t, const dtl_tag_token *token, uint32_t cap,
                       uint32_t sentence_case, bool first, dtl_word_entry *e) {
    char word[DTL_WORD_MAX];
    uint32_t n = dtl_word_normalize(token->folded, token->folded_len, true, word);
    uint32_t hash = dtl_word_hash(word, n);
    const dtl_tagger_word *known = word_find(t, hash);
    uint64_t open = open_labels(t, known ? known->info : 0);

    e->suffix3 = suffix(word, n, 3);
    e->cap = (uint8_t)cap;
    e->cls = known ? known->info & DTL_WORD_CLASS : 0;
    e->kinds = known ? known->kinds : (uint16_t)dtl_word_class(t, word, n);
    list_few(open, e);
    if (e->nfew != 1)
        sum_self(t, e, hash, open, word, n, sentence_case, first);
    sum_neighbours(t, e, hash);
}

/* ---- features of few values --------------------------------------------------------------- */

void dtl_features_prepare(dtl_tagger *t) {
    dtl_few_values *f = t->few;

    for (uint32_t l1 = 0; l1 <= DTL_LABEL_MAX; l1++) {
        for (uint32_t l2 = 0; l2 <= DTL_LABEL_MAX; l2++)
            spread_new(t, 41, l1 | l2 << 8, 0, &f->by_labels[l1][l2]);
        for (uint32_t cap = 0; cap < DTL_CAP__COUNT; cap++)
            spread_new(t, 40, l1, cap, &f->by_label_cap[l1][cap]);
    }
    for (uint32_t first = 0; first < 2; first++)
        for (uint32_t c = 0; c < DTL_CASE__COUNT; c++)
            for (uint32_t i = 0; i < DTL_CAP__COUNT * DTL_CAP__COUNT * DTL_CAP__COUNT; i++) {
                uint32_t p1 = i / (DTL_CAP__COUNT * DTL_CAP__COUNT);
                uint32_t cap = i / DTL_CAP__COUNT % DTL_CAP__COUNT, n1 = i % DTL_CAP__COUNT;
                spread_new(t, 27, p1 | cap << 4 | n1 << 8 | c << 12 | EDITED << 16, first,
                           &f->by_caps[first][c][p1][cap][n1]);
            }
    memset(&t->edge, 0, sizeof t->edge);
    t->edge.rows = &t->edge_rows;
    sum_neighbours(t, &t->edge, 0);
}

/* ---- the cache ---------------------------------------------------------------------------- */

dtl_tagger_scratch *dtl_tagger_scratch_new(const dtl_mem *mem) {
    size_t size = sizeof(dtl_tagger_scratch) + LINE +
                  SLOTS * (sizeof(dtl_word_entry) + sizeof(dtl_word_rows));
    unsigned char *block = dtl_alloc(mem, size);

    if (!block)
        return NULL;
    dtl_tagger_scratch *s = (dtl_tagger_scratch *)(void *)block;
    s->mem = *mem;
    s->size = size;
    block += sizeof *s;
    block += LINE - (uintptr_t)block % LINE;
    s->slots = (dtl_word_entry *)(void *)block;
    s->rows = (dtl_word_rows *)(void *)(block + SLOTS * sizeof(dtl_word_entry));
    return s;
}

void dtl_tagger_scratch_free(dtl_tagger_scratch *s) {
    if (s) {
        dtl_mem mem = s->mem;
        dtl_free(&mem, s, s->size);
    }
}

void dtl_tagger_scratch_clear(dtl_tagger_scratch *s, const dtl_tagger *t) {
    for (uint32_t i = 0; i < SLOTS; i++)
        s->slots[i] = (dtl_word_entry){.rows = &s->rows[i]};
    s->tagger = t;
}

static bool is_busy(const dtl_word_entry *e, const dtl_word_entry *const busy[4]) {
    return e == busy[0] || e == busy[1] || e == busy[2] || e == busy[3];
}

/* The one of two places that a new word takes, or NULL when both are busy. */
static dtl_word_entry *place_of(dtl_word_entry *pair, const dtl_word_entry *const busy[4]) {
    bool first = !is_busy(&pair[0], busy), second = !is_busy(&pair[1], busy);

    if (!first || !second)
        return first ? &pair[0] : second ? &pair[1] : NULL;
    if (pair[0].used < pair[1].used)
        return &pair[0];
    if (pair[0].used > 1) /* both were met again: they have to earn it anew */
        pair[0].used = pair[1].used = 1;
    return &pair[1];
}

static uint32_t pair_of(uint32_t key, uint32_t variant) {
    return dtl_hash_mix(key + variant * 0x9e3779b9u) & (SLOTS - 2);
}

void dtl_word_fetch(const dtl_tagger_scratch *scratch, const dtl_tag_token *token,
                    uint32_t sentence_case) {
    uint32_t at = pair_of(token->key, cap_of(token) | sentence_case << 3);

    __builtin_prefetch(&scratch->slots[at]);
    __builtin_prefetch(&scratch->slots[at + 1]);
}

const dtl_word_entry *dtl_word_at(const dtl_tagger *t, dtl_tagger_scratch *scratch,
                                  const dtl_tag_token *token, uint32_t sentence_case, bool first,
                                  const dtl_word_entry *const busy[4], dtl_word_entry *spare) {
    uint32_t cap = cap_of(token), variant = cap | sentence_case << 3 | (uint32_t)first << 5;
    dtl_word_entry *e = spare;

    if (scratch && token->key) {
        dtl_word_entry *at = &scratch->slots[pair_of(token->key, variant)];
        for (int i = 0; i < 2; i++)
            if (at[i].key == token->key && at[i].variant == variant) {
                at[i].used = 2;
                return &at[i];
            }
        at = place_of(at, busy);
        if (at) {
            e = at;
            e->used = 1;
            e->key = token->key;
            e->variant = (uint8_t)variant;
        }
    }
    fill_entry(t, token, cap, sentence_case, first, e);
    return e;
}
