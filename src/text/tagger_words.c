/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words as the tagger sees them, and what is kept of words met before.
 *
 * Most features read one word: itself, its ending, its shape, its dictionary classes.  Their
 * weights depend on nothing but that word, its spelling, and for the token itself on the kind of
 * sentence and on being the first; so they are summed up per label once and kept.  A token then
 * costs three additions of vectors and the few features that join two words or a word and a label.
 *
 * What is kept should be small, because other steps use the processor's caches between documents:
 * a word is half a cache line under its key, its own scores are one, and what it says about its
 * neighbours it shares with all words of its ending, but for the few thousand that features name.
 * Nothing makes room for others within a sentence.  Sums of integers are exact, so a word found
 * here and one made anew are the same.
 */
#include "text/tagger_tables.h"

#include <string.h>

/*
 * Room for what is kept of words, and how much of it a sentence should find free.  All rows are
 * those of some thousand words and endings; own scores are those of every word and spelling.
 */
#define ROWS_MAX (DTL_LINES_SIZE / sizeof(dtl_word_rows))
#define ROWS_LEFT (ROWS_MAX / 16)
#define SELVES_MAX (DTL_LINES_SIZE / sizeof(dtl_own_scores))
#define SELVES_LEFT (SELVES_MAX / 16)
#define NO_FEATURE 1u /* the rows of words that no feature of their neighbours reads */
_Static_assert(sizeof(dtl_own_scores) == DTL_CACHE_LINE, "own scores are whole lines");
_Static_assert(ROWS_MAX < UINT16_MAX && SELVES_MAX < UINT16_MAX, "entries tell where they are");
_Static_assert(DTL_TAGGER_KEYS * sizeof(dtl_word_entry) <= DTL_LINES_SIZE, "all entries have room");
_Static_assert(ROWS_MAX < DTL_ROWS_SLOTS / 2, "a search for rows ends");

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
    if (t->flags & DTL_TOK_UPPER)
        return DTL_CAP_ALL;
    if (t->flags & DTL_TOK_TITLE)
        return t->text.n == 1 ? DTL_CAP_LETTER : DTL_CAP_TITLE;
    if (t->folded.p == t->text.p)
        return DTL_CAP_NONE;
    return t->text.n != t->folded.n || memcmp(t->text.p, t->folded.p, t->text.n) != 0
               ? DTL_CAP_INNER
               : DTL_CAP_NONE;
}

/* What begins with a letter of ASCII or Latin-1. */
uint32_t dtl_word_census(const dtl_tag_token *t) {
    uint8_t c = t->folded.n ? (uint8_t)t->folded.p[0] : 0;
    uint32_t r = DTL_CENSUS_WORD;

    if (t->folded.n < 4 || !((uint8_t)(c - 'a') < 26 || (uint8_t)(c - 0xc3) < 29))
        return 0;
    if (t->flags & (DTL_TOK_TITLE | DTL_TOK_UPPER))
        r += DTL_CENSUS_CAPITAL;
    if (t->flags & DTL_TOK_UPPER)
        r += DTL_CENSUS_UPPER;
    return r;
}

static bool has_letter(const char *word, uint32_t len) {
    for (uint32_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)word[i];
        if (c >= 0x80 || (uint8_t)((c | 0x20) - 'a') < 26)
            return true;
    }
    return false;
}

static uint32_t shape_of(uint32_t cap, const char *word, uint32_t len) {
    unsigned digit = 0, letter = has_letter(word, len), other = 0, dot = 0;

    for (uint32_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)word[i];
        if (c == '0')
            digit = 1;
        else if (c < 0x80 && (uint8_t)((c | 0x20) - 'a') >= 26)
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

/* A word as the tables spell it, and what they say of it. */
typedef struct spelling {
    char word[DTL_WORD_MAX];
    uint32_t n, hash;
    const dtl_tagger_word *known; /* NULL: the training data had too little of it */
} spelling;

static void spell(const dtl_tagger *t, const dtl_tag_token *token, spelling *w) {
    w->n = dtl_word_normalize(token->folded.p, token->folded.n, true, w->word);
    w->hash = dtl_word_hash(w->word, w->n);
    w->known = word_find(t, w->hash);
}

/* The labels below n. */
static uint64_t labels_below(uint32_t n) {
    return n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

/* The labels that come into question: those of open classes unless the word may be another. */
static uint64_t labels_of(const dtl_tagger *t, const spelling *w) {
    unsigned info = w->known ? w->known->info : 0;
    const dtl_label_class *class = &t->classes[info & DTL_WORD_CLASS];

    if (info & DTL_WORD_FIXED)
        return UINT64_C(1) << class->top;
    if (info & DTL_WORD_CLOSED)
        return class->mask;
    bool open = has_letter(w->word, w->n) && !(w->known && class->mask >> DTL_OPEN_LABELS);
    return labels_below(open && t->nlabels > DTL_OPEN_LABELS ? DTL_OPEN_LABELS : t->nlabels);
}

/* The word's own scores in one kind of sentence. */
static void sum_self(const dtl_tagger *t, const dtl_word_entry *e, const spelling *w,
                     uint32_t variant, int16_t *self) {
    sum s = {.tagger = t};
    uint64_t labels = labels_of(t, w);
    uint32_t first = variant >= DTL_VARIANT_FIRST, sentence_case = variant % DTL_VARIANT_FIRST;
    uint32_t shape = shape_of(e->cap, w->word, w->n);
    uint32_t cap = e->cap | sentence_case << 4 | first << 8;

    add(&s, 1, w->hash, 0);
    add(&s, 8, suffix(w->word, w->n, 2), 0);
    add(&s, 9, e->suffix3, cap);
    add(&s, 10, suffix(w->word, w->n, 4), 0);
    add(&s, 11, affix(w->word, w->n < 3 ? w->n : 3), 0);
    add(&s, 12, shape | sentence_case << 8, first);
    add(&s, 14, e->cls, cap);
    add(&s, 17, e->kinds, cap);
    add(&s, 28, shape | sentence_case << 8 | EDITED << 12, first);
    /* Labels that do not come into question get a score that no weights can raise. */
    for (uint32_t l = 0; l < DTL_LABEL_MAX; l++)
        if (!(labels >> l & 1u))
            s.score[l] = DTL_SCORE_NEVER;
    memcpy(self, s.score, e->nscores * sizeof *self);
}

static void sum_rows(const dtl_tagger *t, uint32_t hash, uint32_t suffix3, uint32_t cls,
                     dtl_word_rows *rows) {
    sum before = {.tagger = t}, after = before;
    dtl_weight_row before2, after2;

    add(&before, 2, hash, 0);
    add(&before, 21, suffix3, 0);
    add(&after, 3, hash, 0);
    add(&after, 15, cls, 0);
    add(&after, 20, suffix3, 0);
    spread(t, 4, hash, 0, &before2);
    spread(t, 5, hash, 0, &after2);
    for (size_t i = 0; i < 2; i++) {
        dtl_half_rows *half = &rows->half[i];
        memcpy(half->before, before.score + i * DTL_OPEN_LABELS, sizeof half->before);
        memcpy(half->after, after.score + i * DTL_OPEN_LABELS, sizeof half->after);
        memcpy(half->before2, before2.at + i * DTL_OPEN_LABELS, sizeof half->before2);
        memcpy(half->after2, after2.at + i * DTL_OPEN_LABELS, sizeof half->after2);
    }
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
    sum_rows(t, 0, 0, 0, &t->edge_rows);
}

/* ---- words met before --------------------------------------------------------------------- */

dtl_tagger_scratch *dtl_tagger_scratch_new(const dtl_mem *mem) {
    dtl_tagger_scratch *s = dtl_alloc(mem, sizeof *s);

    if (!s)
        return NULL;
    s->mem = *mem;
    s->entries = dtl_lines_new(mem, DTL_LINES_SIZE, &s->lines[0]);
    s->rows = dtl_lines_new(mem, DTL_LINES_SIZE, &s->lines[1]);
    s->selves = dtl_lines_new(mem, DTL_LINES_SIZE, &s->lines[2]);
    if (!s->entries || !s->rows || !s->selves) {
        dtl_tagger_scratch_free(s);
        return NULL;
    }
    return s;
}

void dtl_tagger_scratch_free(dtl_tagger_scratch *s) {
    if (s) {
        dtl_mem mem = s->mem;
        for (int i = 0; i < 3; i++)
            dtl_lines_free(&mem, &s->lines[i]);
        dtl_free(&mem, s, sizeof *s);
    }
}

void dtl_tagger_scratch_clear(dtl_tagger_scratch *s) {
    s->tagger = NULL;
}

void dtl_tagger_scratch_begin(dtl_tagger_scratch *s, const dtl_tagger *t) {
    if (s->tagger == t && s->nrows <= ROWS_MAX - ROWS_LEFT &&
        s->nselves <= SELVES_MAX - SELVES_LEFT)
        return;
    s->tagger = t;
    s->nentries = 0;
    s->nselves = 1;
    s->nrows = NO_FEATURE + 1;
    sum any = {.tagger = t};
    add(&any, 15, 0, 0);
    memset(&s->rows[NO_FEATURE], 0, sizeof s->rows[NO_FEATURE]);
    for (size_t i = 0; i < 2; i++)
        memcpy(s->rows[NO_FEATURE].half[i].after, any.score + i * DTL_OPEN_LABELS,
               sizeof s->rows[NO_FEATURE].half[i].after);
    memset(s->slots, 0, sizeof s->slots);
}

/* Whether weights of neighbours hang on the word itself. */
static bool has_own_rows(const dtl_tagger *t, const spelling *w) {
    return w->known || dtl_feature_find(t, 2, w->hash, 0) || dtl_feature_find(t, 3, w->hash, 0) ||
           dtl_feature_find(t, 4, w->hash, 0) || dtl_feature_find(t, 5, w->hash, 0);
}

/* Fills in an entry but for its rows. */
static void fill_entry(const dtl_tagger *t, const dtl_tag_token *token, const spelling *w,
                       dtl_word_entry *e) {
    uint64_t labels = labels_of(t, w);

    *e = (dtl_word_entry){
        .suffix3 = suffix(w->word, w->n, 3),
        .census = dtl_word_census(token),
        .cap = (uint8_t)cap_of(token),
        .cls = w->known ? w->known->info & DTL_WORD_CLASS : 0,
        .kinds = w->known ? w->known->kinds : (uint16_t)dtl_word_class(t, w->word, w->n),
        .only = labels & (labels - 1) ? DTL_LABEL_START : (uint8_t)__builtin_ctzll(labels),
        .nscores = labels >> DTL_OPEN_LABELS ? DTL_LABEL_MAX : DTL_OPEN_LABELS};
}

/* Rows for a word that is kept: its own, or those of all such words with its ending.  0: no room.
 */
static uint32_t find_rows(const dtl_tagger *t, dtl_tagger_scratch *s, const spelling *w,
                          const dtl_word_entry *e) {
    bool own = has_own_rows(t, w);
    uint64_t key = own ? UINT64_C(1) << 32 | w->hash : e->suffix3;
    if (!own && !dtl_feature_find(t, 20, e->suffix3, 0) && !dtl_feature_find(t, 21, e->suffix3, 0))
        return NO_FEATURE;
    uint32_t slot = dtl_hash_mix((uint32_t)key) % DTL_ROWS_SLOTS;
    for (; s->slots[slot].rows; slot = (slot + 1) % DTL_ROWS_SLOTS)
        if (s->slots[slot].key == key)
            return s->slots[slot].rows;
    if (s->nrows == ROWS_MAX)
        return 0;
    s->slots[slot] = (dtl_rows_slot){key, s->nrows};
    sum_rows(t, w->hash, e->suffix3, e->cls, &s->rows[s->nrows]);
    return s->nrows++;
}

bool dtl_word_keep(const dtl_tagger *t, dtl_tagger_scratch *s, uint32_t key,
                   const dtl_tag_token *token) {
    spelling w;

    if (!key || key >= DTL_TAGGER_KEYS)
        return false;
    while (s->nentries <= key)
        s->entries[s->nentries++].rows = 0;
    dtl_word_entry *e = &s->entries[key];
    spell(t, token, &w);
    fill_entry(t, token, &w, e);
    e->rows = (uint16_t)find_rows(t, s, &w, e);
    return e->rows != 0;
}

dtl_word dtl_word_make(const dtl_tagger *t, const dtl_tag_token *token, dtl_word_spare *spare) {
    spelling w;

    spell(t, token, &w);
    fill_entry(t, token, &w, &spare->entry);
    sum_rows(t, w.hash, spare->entry.suffix3, spare->entry.cls, &spare->rows);
    return (dtl_word){&spare->entry, &spare->rows};
}

const int16_t *dtl_word_sum(const dtl_tagger *t, dtl_tagger_scratch *s, uint32_t key,
                            const dtl_tag_token *token, uint32_t variant, dtl_word_spare *spare) {
    bool kept = s && dtl_word_is_kept(s, key);
    dtl_word_entry *e = kept ? &s->entries[key] : &spare->entry;
    uint32_t lines = e->nscores / DTL_OPEN_LABELS;
    int16_t *self = spare->self;
    spelling w;

    if (kept && s->nselves + lines <= SELVES_MAX) {
        self = s->selves[s->nselves].at;
        e->self[variant] = (uint16_t)s->nselves;
        s->nselves += lines;
    }
    spell(t, token, &w);
    sum_self(t, e, &w, variant, self);
    return self;
}
