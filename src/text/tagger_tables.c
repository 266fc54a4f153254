/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and checking the tagger's tables.
 *
 * The layouts are described where they are written: tools/train_tagger.py and
 * tools/make_wordnet.py.  A table is refused as a whole when anything in it is out of bounds; the
 * checksum finds accidents, the bounds checks make a forged table harmless.  The whole tagger is
 * one allocation: the struct, then its index tables.
 */
#include "text/tagger_tables.h"

#include <string.h>

#define HEADER_SIZE 64u
/* The layout of the two tables. */
#define WEIGHTS_VERSION 3u
#define WORDNET_VERSION 1u
/* Words, features and weights are indexed with 24 bits. */
#define ITEMS_MAX (1u << 24)
/* More than any two labels in question can lie apart, and less than lies between them and others.
 */
#define MARGIN_MAX 8192u
/* A table that needs longer searches was made to be slow. */
#define PROBES_MAX 256u

/* ---- checksum ----------------------------------------------------------------------------- */

/* CRC-32 as in zlib, eight bytes a step: the tables are nearly a megabyte and read at every start.
 */
static uint32_t crc32_of(const uint8_t *p, size_t n) {
    uint32_t table[8][256], crc = 0xffffffffu;

    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = (c & 1u) ? c >> 1 ^ 0xedb88320u : c >> 1;
        table[0][i] = c;
    }
    for (uint32_t i = 0; i < 256; i++)
        for (int k = 1; k < 8; k++)
            table[k][i] = table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 0xffu];
    for (; n >= 8; p += 8, n -= 8) {
        uint32_t a = crc ^ dtl_le32(p), b = dtl_le32(p + 4);
        crc = table[7][a & 0xffu] ^ table[6][a >> 8 & 0xffu] ^ table[5][a >> 16 & 0xffu] ^
              table[4][a >> 24] ^ table[3][b & 0xffu] ^ table[2][b >> 8 & 0xffu] ^
              table[1][b >> 16 & 0xffu] ^ table[0][b >> 24];
    }
    for (; n; p++, n--)
        crc = crc >> 8 ^ table[0][(crc ^ *p) & 0xffu];
    return ~crc;
}

/* ---- headers and sections ----------------------------------------------------------------- */

/* Cuts a block into sections; a section that does not fit clears ok and stays NULL. */
typedef struct cutter {
    const uint8_t *at;
    size_t left;
    bool ok;
} cutter;

static const uint8_t *cut(cutter *c, uint64_t size) {
    const uint8_t *p = c->at;

    size = (size + 7) & ~UINT64_C(7); /* counts are 32-bit, items small: no overflow */
    if (!c->ok || size > c->left) {
        c->ok = false;
        return NULL;
    }
    c->at += size;
    c->left -= (size_t)size;
    return p;
}

static bool open_block(const void *block, size_t size, const char *magic, uint32_t version,
                       cutter *c) {
    const uint8_t *p = block;

    if (size < HEADER_SIZE || memcmp(p, magic, 8) != 0 || dtl_le32(p + 8) != version ||
        dtl_le32(p + 16) != size ||
        dtl_le32(p + 12) != crc32_of(p + HEADER_SIZE, size - HEADER_SIZE))
        return false;
    *c = (cutter){p + HEADER_SIZE, size - HEADER_SIZE, true};
    return true;
}

typedef struct weights_view {
    uint32_t labels, classes, words, features, weights, strings, joined, margin;
    const uint8_t *label_at, *masks, *tops, *word_hash, *word_info, *feature_hash, *counts,
        *weight_at, *string_at;
} weights_view;

typedef struct wordnet_view {
    uint32_t words, bits, forms, strings, rules;
    const uint8_t *directory, *hashes, *info, *form_at, *string_at, *rule_at;
} wordnet_view;

static bool open_weights(const void *block, size_t size, weights_view *v) {
    const uint8_t *h = block;
    cutter c;

    if (!open_block(block, size, "DTLTAGWT", WEIGHTS_VERSION, &c))
        return false;
    *v = (weights_view){.labels = dtl_le32(h + 20),
                        .classes = dtl_le32(h + 24),
                        .words = dtl_le32(h + 28),
                        .features = dtl_le32(h + 32),
                        .weights = dtl_le32(h + 36),
                        .strings = dtl_le32(h + 40),
                        .joined = dtl_le32(h + 44),
                        .margin = dtl_le32(h + 48)};
    v->label_at = cut(&c, UINT64_C(2) * v->labels);
    v->masks = cut(&c, UINT64_C(8) * v->classes);
    v->tops = cut(&c, v->classes);
    v->word_hash = cut(&c, UINT64_C(4) * v->words);
    v->word_info = cut(&c, UINT64_C(4) * v->words);
    v->feature_hash = cut(&c, UINT64_C(4) * v->features);
    v->counts = cut(&c, v->features);
    v->weight_at = cut(&c, UINT64_C(2) * v->weights);
    v->string_at = cut(&c, v->strings);
    return c.ok && c.left == 0 && v->labels > 0 && v->labels <= DTL_LABEL_MAX && v->classes > 0 &&
           v->classes <= DTL_WORD_CLASS && v->words < ITEMS_MAX && v->features < ITEMS_MAX &&
           v->joined <= v->features && v->margin > 0 && v->margin <= MARGIN_MAX &&
           v->weights < ITEMS_MAX;
}

static bool open_wordnet(const void *block, size_t size, wordnet_view *v) {
    const uint8_t *h = block;
    cutter c;

    if (!open_block(block, size, "DTLWORDN", WORDNET_VERSION, &c))
        return false;
    *v = (wordnet_view){.words = dtl_le32(h + 20),
                        .bits = dtl_le32(h + 24),
                        .forms = dtl_le32(h + 28),
                        .strings = dtl_le32(h + 32),
                        .rules = dtl_le32(h + 36)};
    if (v->bits < 1 || v->bits > 20)
        return false;
    v->directory = cut(&c, UINT64_C(4) * ((UINT64_C(1) << v->bits) + 1));
    v->hashes = cut(&c, UINT64_C(4) * v->words);
    v->info = cut(&c, UINT64_C(2) * v->words);
    v->form_at = cut(&c, UINT64_C(8) * v->forms);
    v->string_at = cut(&c, v->strings);
    v->rule_at = cut(&c, UINT64_C(24) * v->rules);
    return c.ok && c.left == 0;
}

/* ---- weights ------------------------------------------------------------------------------ */

static uint32_t slots_for(uint32_t n) {
    uint32_t slots = 16;

    while (slots / 4 * 3 < n)
        slots *= 2;
    return slots;
}

static bool fill_labels(dtl_tagger *t, const weights_view *v) {
    t->nlabels = v->labels;
    t->margin = (int16_t)v->margin;
    for (uint32_t i = 0; i < v->labels; i++) {
        uint32_t at = dtl_le16(v->label_at + 2 * (size_t)i);
        if (at >= v->strings)
            return false;
        const char *s = (const char *)v->string_at + at;
        const char *end = memchr(s, '\0', v->strings - at);
        const char *slash = end ? memchr(s, '/', (size_t)(end - s)) : NULL;
        if (!slash)
            return false;
        dtl_pos pos = dtl_pos_find(s, (size_t)(slash - s));
        dtl_upos upos = dtl_upos_find(slash + 1, (size_t)(end - slash - 1));
        if (pos == DTL_POS_NONE || upos == DTL_UPOS__COUNT)
            return false;
        t->labels[i] = (dtl_label){(uint8_t)pos, (uint8_t)upos};
    }
    return true;
}

static bool fill_classes(dtl_tagger *t, const weights_view *v) {
    t->nclasses = v->classes;
    for (uint32_t i = 0; i < v->classes; i++) {
        dtl_label_class *c = &t->classes[i];
        const uint8_t *p = v->masks + 8 * (size_t)i;
        c->mask = (uint64_t)dtl_le32(p) | (uint64_t)dtl_le32(p + 4) << 32;
        c->top = v->tops[i];
        if ((v->labels < DTL_LABEL_MAX && c->mask >> v->labels) || c->top >= v->labels ||
            (i > 0 && !(c->mask >> c->top & 1u)))
            return false;
    }
    return true;
}

static bool fill_words(dtl_tagger *t, const weights_view *v) {
    for (uint32_t i = 0; i < v->words; i++) {
        const uint8_t *p = v->word_info + 4 * (size_t)i;
        dtl_tagger_word w = {dtl_le32(v->word_hash + 4 * (size_t)i), (uint16_t)dtl_le16(p),
                             (uint16_t)dtl_le16(p + 2)};
        uint32_t cls = w.info & (uint32_t)DTL_WORD_CLASS, slot = w.hash & t->word_mask;
        if (cls == 0 || cls >= v->classes)
            return false;
        for (uint32_t probes = 0; t->words[slot].info; slot = (slot + 1) & t->word_mask)
            if (++probes > PROBES_MAX)
                return false;
        t->words[slot] = w;
    }
    return true;
}

/* A joined feature with so few weights has them in its slot. */
static bool is_small(uint32_t count) {
    return count <= 4;
}

/* Groups of four that a feature's weights fill. */
static uint32_t groups_of(uint32_t count) {
    return (count + 3) / 4;
}

static uint32_t count_groups(const weights_view *v) {
    uint32_t n = 0;

    for (uint32_t i = 0; i < v->features - v->joined; i++)
        n += groups_of(v->counts[i]);
    return n;
}

static uint32_t count_rows(const weights_view *v) {
    uint32_t n = 0;

    for (uint32_t i = v->features - v->joined; i < v->features; i++)
        n += !is_small(v->counts[i]);
    return n;
}

/* Copies one feature's weights into groups; false when a label is no label or comes twice. */
static bool fill_groups(const weights_view *v, const uint8_t *p, uint32_t count,
                        dtl_weight_group *g) {
    uint64_t seen = 0;

    for (uint32_t k = 0; k < 4 * groups_of(count); k++, p += 2) {
        /* Idle labels of their own, so that additions do not wait for each other. */
        uint8_t label = (uint8_t)(DTL_LABEL_MAX + k % 4), weight = 0;
        if (k < count) {
            label = p[0];
            weight = p[1];
            if (label >= v->labels || seen >> label & 1u)
                return false;
            seen |= UINT64_C(1) << label;
        }
        g[k / 4].label[k % 4] = label;
        g[k / 4].weight[k % 4] = (int8_t)weight;
    }
    return true;
}

static bool place_feature(dtl_tagger *t, uint32_t hash, dtl_feature_ref ref) {
    uint32_t slot = hash >> 8 & t->feature_mask;

    for (uint32_t probes = 0; t->features[slot].ref; slot = (slot + 1) & t->feature_mask)
        if (++probes > PROBES_MAX)
            return false;
    t->features[slot] = (dtl_tagger_feature){hash, ref};
    return true;
}

static bool place_joined(dtl_tagger *t, uint32_t hash, uint32_t count, const dtl_weight_group *g,
                         uint32_t *nrows) {
    uint32_t slot = hash >> 8 & t->joined_mask;

    for (uint32_t probes = 0; t->joined[slot].used; slot = (slot + 1) & t->joined_mask)
        if (++probes > PROBES_MAX)
            return false;
    dtl_joined_feature f = {.hash = hash, .used = 1, .group = *g};
    if (!is_small(count)) {
        f.row = ++*nrows & 0x7fffffffu;
        f.group = (dtl_weight_group){
            .label = {DTL_LABEL_MAX, DTL_LABEL_MAX + 1, DTL_LABEL_MAX + 2, DTL_LABEL_MAX + 3}};
        for (uint32_t k = 0; k < count; k++)
            t->rows[f.row].at[g[k / 4].label[k % 4]] = g[k / 4].weight[k % 4];
    }
    t->joined[slot] = f;
    return true;
}

static void filter_add(uint8_t *filter, uint32_t hash) {
    uint32_t bit = hash % (1u << DTL_FILTER_BITS);

    filter[bit / 8] = (uint8_t)(filter[bit / 8] | 1u << bit % 8);
}

static bool fill_single(dtl_tagger *t, const weights_view *v, uint32_t *first) {
    uint32_t group = 0;

    for (uint32_t i = 0; i < v->features - v->joined; i++) {
        uint32_t hash = dtl_le32(v->feature_hash + 4 * (size_t)i), count = v->counts[i];
        if (count == 0 || count > v->weights - *first ||
            !fill_groups(v, v->weight_at + 2 * (size_t)*first, count, t->groups + group) ||
            !place_feature(t, hash, group << 8 | groups_of(count)))
            return false;
        filter_add(t->maybe, hash);
        *first += count;
        group += groups_of(count);
    }
    return true;
}

/* Joined features from weight *first on; either those with few weights or the others. */
static bool fill_joined(dtl_tagger *t, const weights_view *v, bool small, uint32_t *first) {
    dtl_weight_group g[DTL_LABEL_MAX / 4];
    uint32_t nrows = 0;

    for (uint32_t i = v->features - v->joined; i < v->features; i++) {
        uint32_t hash = dtl_le32(v->feature_hash + 4 * (size_t)i), count = v->counts[i];
        if (count == 0 || count > DTL_LABEL_MAX || count > v->weights - *first)
            return false;
        if (is_small(count) == small) {
            if (!fill_groups(v, v->weight_at + 2 * (size_t)*first, count, g) ||
                !place_joined(t, hash, count, g, &nrows))
                return false;
            filter_add(t->maybe_joined, hash);
        }
        *first += count;
    }
    return *first == v->weights;
}

static bool fill_features(dtl_tagger *t, const weights_view *v) {
    uint32_t first = 0;

    if (!fill_single(t, v, &first))
        return false;
    uint32_t again = first;
    return fill_joined(t, v, /* small= */ false, &first) && fill_joined(t, v, true, &again);
}

/* ---- WordNet ------------------------------------------------------------------------------ */

static bool fill_wordnet(dtl_tagger *t, const wordnet_view *v) {
    uint32_t buckets = 1u << v->bits, before = 0;

    for (uint32_t b = 0; b <= buckets; b++) {
        uint32_t at = dtl_le32(v->directory + 4 * (size_t)b);
        if (at < before || at > v->words)
            return false;
        before = at;
    }
    for (uint32_t i = 0; i < v->forms; i++) {
        const uint8_t *p = v->form_at + 8 * (size_t)i;
        if ((p[5] >> 5) >= DTL_FORM__COUNT || dtl_le16(p + 6) + (p[5] & 31u) > v->strings)
            return false;
    }
    for (uint32_t i = 0; i < v->rules; i++) {
        const uint8_t *p = v->rule_at + 24 * (size_t)i;
        dtl_inflection *r = &t->inflections[i];
        if (p[0] >= DTL_FORM_ANY || p[1] > 15 || p[3] > DTL_AFFIX_MAX || p[4] > DTL_AFFIX_MAX)
            return false;
        *r = (dtl_inflection){
            .kind = p[0], .mark = p[1], .flags = p[2], .suffix_len = p[3], .repl_len = p[4]};
        memcpy(r->suffix, p + 8, DTL_AFFIX_MAX);
        memcpy(r->repl, p + 16, DTL_AFFIX_MAX);
    }
    t->nwords = v->words;
    t->nforms = v->forms;
    t->ninflections = v->rules;
    t->directory_shift = 32 - v->bits;
    t->strings_size = v->strings;
    t->directory = v->directory;
    t->hashes = v->hashes;
    t->info = v->info;
    t->forms = v->form_at;
    t->strings = v->string_at;
    return true;
}

/* ---- the tagger --------------------------------------------------------------------------- */

/* Offset of a part of `count` items in a growing block, aligned for any of them. */
static size_t place(size_t *size, size_t count, size_t item) {
    size_t at = (*size + 15) & ~(size_t)15;

    *size = at + count * item;
    return at;
}

bool dtl_tagger_load(const dtl_mem *mem, const void *weights, size_t weights_size,
                     const void *wordnet, size_t wordnet_size, dtl_tagger **ret) {
    weights_view w = {0};
    wordnet_view n = {0};
    size_t size = sizeof(dtl_tagger);

    *ret = NULL;
    if ((weights && !open_weights(weights, weights_size, &w)) ||
        (wordnet && !open_wordnet(wordnet, wordnet_size, &n)))
        return false;

    /* The counts passed the size check of their block, so these products are small. */
    uint32_t word_slots = slots_for(w.words), feature_slots = slots_for(w.features - w.joined);
    uint32_t joined_slots = slots_for(2 * w.joined); /* most searches end where they begin */
    size_t classes_at = place(&size, w.classes, sizeof(dtl_label_class));
    size_t words_at = place(&size, word_slots, sizeof(dtl_tagger_word));
    size_t features_at = place(&size, feature_slots, sizeof(dtl_tagger_feature));
    size_t joined_at = place(&size, joined_slots, sizeof(dtl_joined_feature));
    size_t groups_at = place(&size, weights ? count_groups(&w) : 0, sizeof(dtl_weight_group));
    size_t rows_at = place(&size, weights ? 1 + count_rows(&w) : 0, sizeof(dtl_weight_row));
    size_t few_at = place(&size, weights ? 1 : 0, sizeof(dtl_few_values) + DTL_CACHE_LINE);
    size_t maybe_at = place(&size, (1u << DTL_FILTER_BITS) / 8, 1);
    size_t maybe_joined_at = place(&size, (1u << DTL_FILTER_BITS) / 8, 1);
    size_t rules_at = place(&size, n.rules, sizeof(dtl_inflection));

    unsigned char *block = dtl_alloc(mem, size);
    if (!block)
        return false;
    dtl_tagger *t = (dtl_tagger *)(void *)block;
    t->mem = *mem;
    t->size = size;
    t->classes = (dtl_label_class *)(void *)(block + classes_at);
    t->words = (dtl_tagger_word *)(void *)(block + words_at);
    t->features = (dtl_tagger_feature *)(void *)(block + features_at);
    t->joined = (dtl_joined_feature *)(void *)(block + joined_at);
    t->joined_mask = joined_slots - 1;
    t->groups = (dtl_weight_group *)(void *)(block + groups_at);
    t->rows = (dtl_weight_row *)(void *)(block + rows_at);
    t->few = (dtl_few_values *)(void *)dtl_line_at(block + few_at);
    t->maybe = block + maybe_at;
    t->maybe_joined = block + maybe_joined_at;
    t->inflections = (dtl_inflection *)(void *)(block + rules_at);
    t->word_mask = word_slots - 1;
    t->feature_mask = feature_slots - 1;
    t->has_weights = weights != NULL;
    t->has_wordnet = wordnet != NULL;
    if ((weights && !(fill_labels(t, &w) && fill_classes(t, &w) && fill_words(t, &w) &&
                      fill_features(t, &w))) ||
        (wordnet && !fill_wordnet(t, &n))) {
        dtl_tagger_free(t);
        return false;
    }
    if (weights)
        dtl_features_prepare(t);
    *ret = t;
    return true;
}

void dtl_tagger_free(dtl_tagger *t) {
    if (t) {
        dtl_mem mem = t->mem;
        dtl_free(&mem, t, t->size);
    }
}
