/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log-linear classifier over hashed features: add the rows of the features, exponentiate, share.
 *
 * The table is open addressing by the feature's 64-bit hash, which is taken as its identity: two
 * names of a few thousand meet with a probability of about one in 10^12.
 */
#include "rules/weights.h"

#include <string.h>

enum {
    WEIGHT_MAX = 2048,     /* so that no sum of features leaves 32 bits */
    THRESHOLD_NONE = 101,  /* per cent: never reached */
    STEPS = 16,            /* weights to the bit */
    SCORE_RANGE = 20 * 16, /* a relation so far behind the best has no share */
    FIELDS_MAX = DTL_WEIGHTS_RELATIONS
};

const dtl_relation dtl_weights_relations[DTL_WEIGHTS_RELATIONS] = {
    DTL_REL_BEFORE, DTL_REL_AFTER,    DTL_REL_INCLUDES, DTL_REL_DURING,
    DTL_REL_SAME,   DTL_REL_BEGUN_BY, DTL_REL_ENDED_BY};

typedef struct row {
    uint64_t feature; /* 0: free */
    int16_t weight[DTL_WEIGHTS_RELATIONS];
} row;

struct dtl_weights {
    row *rows;
    uint32_t mask; /* slots - 1 */
};

uint64_t dtl_feature_add(uint64_t h, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static row *find(const dtl_weights *w, uint64_t feature) {
    uint32_t slot = (uint32_t)(feature >> 16) & w->mask;
    while (w->rows[slot].feature && w->rows[slot].feature != feature)
        slot = (slot + 1) & w->mask;
    return &w->rows[slot];
}

/* A signed integer up to WEIGHT_MAX that ends at a tab or the end of the line. */
static bool read_weight(const char **p, const char *end, int16_t *ret) {
    const char *q = *p;
    bool minus = q < end && *q == '-';
    int n = 0;
    q += minus;
    const char *first = q;
    while (q < end && *q >= '0' && *q <= '9' && n <= WEIGHT_MAX)
        n = n * 10 + (*q++ - '0');
    if (q == first || n > WEIGHT_MAX || (q < end && *q != '\t'))
        return false;
    *ret = (int16_t)(minus ? -n : n);
    *p = q;
    return true;
}

static bool read_line(dtl_weights *w, const char *p, const char *end) {
    const char *kind_end = memchr(p, '\t', (size_t)(end - p));
    if (!kind_end || kind_end == p)
        return false;
    const char *name_end = memchr(kind_end + 1, '\t', (size_t)(end - kind_end - 1));
    if (!name_end)
        return false;
    uint64_t feature = dtl_feature_add(DTL_FEATURE_START, p, (size_t)(name_end - p));
    row *r = find(w, feature);
    if (r->feature)
        return false; /* twice */
    r->feature = feature;
    const char *q = name_end;
    for (int i = 0; i < FIELDS_MAX && q < end; i++) {
        q++;
        if (!read_weight(&q, end, &r->weight[i]))
            return false;
    }
    return q == end;
}

dtl_status dtl_weights_read(dtl_arena *arena, dtl_slice text, const dtl_weights **ret,
                            uint32_t *ret_line) {
    uint32_t lines = 1, slots = 16;
    for (uint32_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    while (slots / 2 < lines)
        slots *= 2;
    dtl_weights *w = DTL_NEW_ARRAY(arena, 1, dtl_weights);
    row *rows = DTL_NEW_ARRAY(arena, slots, row);
    if (!w || !rows)
        return DTL_E_NOMEM;
    memset(rows, 0, slots * sizeof *rows);
    *w = (dtl_weights){rows, slots - 1};
    *ret_line = 0;
    for (const char *p = text.p, *stop = text.p + text.n; p < stop;) {
        const char *newline = memchr(p, '\n', (size_t)(stop - p));
        const char *end = newline ? newline : stop;
        ++*ret_line;
        if (end > p && *p != '#' && !read_line(w, p, end))
            return DTL_E_RULES;
        p = newline ? newline + 1 : stop;
    }
    *ret = w;
    return DTL_OK;
}

/* 2^(score/16), times 2^20 for the best of all, whose score is 0; the others' is below. */
static uint32_t power(int32_t score) {
    /* 2^(-k/16), times 2^20 */
    static const uint32_t fraction[STEPS] = {1048576, 1004120, 961548, 920782, 881744, 844361,
                                             808563,  774282,  741455, 710020, 679917, 651091,
                                             623487,  597053,  571740, 547500};
    uint32_t behind = (uint32_t)-score;
    return behind >= SCORE_RANGE ? 0 : fraction[behind % STEPS] >> behind / STEPS;
}

dtl_relation dtl_weights_choose(const dtl_weights *w, const uint64_t *features, uint32_t n,
                                unsigned *ret_percent) {
    int32_t score[DTL_WEIGHTS_RELATIONS] = {0}, top = 0;
    int best = 0;
    for (uint32_t i = 0; i < n; i++) {
        const row *r = find(w, features[i]);
        for (int k = 0; k < DTL_WEIGHTS_RELATIONS; k++)
            score[k] += r->weight[k]; /* a free row has none */
    }
    for (int k = 0; k < DTL_WEIGHTS_RELATIONS; k++) {
        best = score[k] > score[best] ? k : best;
        top = score[k] > top ? score[k] : top;
    }
    uint64_t sum = power(-top); /* no relation */
    for (int k = 0; k < DTL_WEIGHTS_RELATIONS; k++)
        sum += power(score[k] - top);
    *ret_percent = (unsigned)(power(score[best] - top) * UINT64_C(100) / sum);
    return dtl_weights_relations[best];
}

unsigned dtl_weights_threshold(const dtl_weights *w, const char *kind) {
    uint64_t h = dtl_feature_add(DTL_FEATURE_START, kind, strlen(kind));
    const row *r = find(w, dtl_feature_add(h, "\tthreshold", strlen("\tthreshold")));
    return r->feature && r->weight[0] > 0 ? (unsigned)r->weight[0] : THRESHOLD_NONE;
}
