/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which entries of two timelines belong together: one to one, greatest sum of scores.
 *
 * Up to DTL_ASSIGN_EXACT_MAX entries the assignment is optimal (Kuhn 1955, in the O(n^2 m) form
 * with potentials): a good pair must not be lost because each of its halves has a slightly better
 * neighbour.  Larger timelines pair what is identical, then the rest best first, and only look at
 * pairs that share a rare word, so that the work stays near-linear.  Ties go to the earlier entry.
 */
#include "timeline/diff.h"

#include <stdlib.h>
#include <string.h>

#define RARE_WORD_MAX 40 /* entries of b that a word may lead to, in large timelines */

/** Rows are the shorter side: row and column 0 are the algorithm's own. */
typedef struct matrix {
    const int32_t *score; /* rows x columns */
    uint32_t rows, columns;
} matrix;

static int64_t cost(const matrix *m, uint32_t row, uint32_t column) {
    return -(int64_t)m->score[(size_t)(row - 1) * m->columns + (column - 1)];
}

/* row_of[column], 0 for none; a pair without score only fills a row. */
static bool solve(const matrix *m, dtl_arena *arena, uint32_t *row_of) {
    const size_t n = (size_t)m->columns + 1;
    int64_t *u = DTL_NEW_ARRAY(arena, (size_t)m->rows + 1, int64_t);
    int64_t *v = DTL_NEW_ARRAY(arena, n, int64_t);
    int64_t *least = DTL_NEW_ARRAY(arena, n, int64_t);
    uint32_t *way = DTL_NEW_ARRAY(arena, n, uint32_t);
    bool *used = DTL_NEW_ARRAY(arena, n, bool);
    if (!u || !v || !least || !way || !used)
        return false;
    for (uint32_t row = 1; row <= m->rows; row++) {
        uint32_t column = 0;
        row_of[0] = row;
        for (size_t i = 0; i < n; i++) {
            least[i] = INT64_MAX;
            used[i] = false;
        }
        do {
            used[column] = true;
            uint32_t at = row_of[column], next = 0;
            int64_t delta = INT64_MAX;
            for (uint32_t j = 1; j <= m->columns; j++) {
                if (used[j])
                    continue;
                int64_t reduced = cost(m, at, j) - u[at] - v[j];
                if (reduced < least[j]) {
                    least[j] = reduced;
                    way[j] = column;
                }
                if (least[j] < delta) {
                    delta = least[j];
                    next = j;
                }
            }
            for (uint32_t j = 0; j <= m->columns; j++) {
                if (used[j]) {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else if (j > 0) {
                    least[j] -= delta;
                }
            }
            column = next;
        } while (row_of[column] != 0);
        while (column) {
            uint32_t before = way[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    return true;
}

static bool assign_exact(const dtl_profiles *p, dtl_arena *arena, uint32_t *match,
                         int32_t *scores) {
    bool turned = p->na > p->nb;
    matrix m = {.rows = turned ? p->nb : p->na, .columns = turned ? p->na : p->nb};
    int32_t *score = DTL_NEW_ARRAY(arena, (size_t)m.rows * m.columns, int32_t);
    uint32_t *row_of = DTL_NEW_ARRAY(arena, (size_t)m.columns + 1, uint32_t);
    if (!score || !row_of)
        return false;
    for (uint32_t i = 0; i < p->na; i++)
        for (uint32_t k = 0; k < p->nb; k++)
            score[turned ? (size_t)k * m.columns + i : (size_t)i * m.columns + k] =
                dtl_similarity(p, &p->a[i], &p->b[k]);
    m.score = score;
    if (!solve(&m, arena, row_of))
        return false;
    for (uint32_t column = 1; column <= m.columns; column++) {
        uint32_t row = row_of[column];
        int32_t s = row ? score[(size_t)(row - 1) * m.columns + (column - 1)] : 0;
        if (s <= 0)
            continue;
        uint32_t i = turned ? column - 1 : row - 1;
        match[i] = turned ? row - 1 : column - 1;
        scores[i] = s;
    }
    return true;
}

/* ---- large timelines ------------------------------------------------------------------------- */

typedef struct pair {
    int32_t score;
    uint32_t a, b;
} pair;

static int by_score(const void *x, const void *y) {
    const pair *p = x, *q = y;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    return p->b < q->b ? -1 : p->b > q->b;
}

/** Entries of b by word: those of word w are entry[first[w]] .. entry[first[w + 1] - 1]. */
typedef struct posting {
    uint32_t *first, *entry;
} posting;

static bool post(const dtl_profiles *p, dtl_arena *arena, posting *ret) {
    size_t nwords = (size_t)p->words.n + 2, total = 0;
    for (uint32_t k = 0; k < p->nb; k++)
        total += p->b[k].nwords;
    ret->first = DTL_NEW_ARRAY(arena, nwords + 1, uint32_t);
    ret->entry = DTL_NEW_ARRAY(arena, total, uint32_t);
    uint32_t *fill = DTL_NEW_ARRAY(arena, nwords, uint32_t);
    if (!ret->first || !ret->entry || !fill)
        return false;
    for (uint32_t k = 0; k < p->nb; k++)
        for (uint32_t i = 0; i < p->b[k].nwords; i++)
            ret->first[p->b[k].words[i] + 1]++;
    for (size_t w = 0; w < nwords; w++)
        ret->first[w + 1] += ret->first[w];
    for (uint32_t k = 0; k < p->nb; k++)
        for (uint32_t i = 0; i < p->b[k].nwords; i++) {
            uint32_t w = p->b[k].words[i];
            ret->entry[ret->first[w] + fill[w]++] = k;
        }
    return true;
}

static uint32_t intern_identity(dtl_intern *ids, dtl_arena *arena, const dtl_entry *e) {
    const char *key =
        dtl_arena_printf(arena, "%s\x1f%s\x1f%s\x1f%s", e->name, e->type,
                         e->when.edtf ? e->when.edtf : "", dtl_status_name(e->status));
    return key ? dtl_intern_add(ids, key, (uint32_t)strlen(key)) : 0;
}

/* Pairs entries with the same name, type, date and status, in the order they have on both sides. */
static bool assign_identical(const dtl_profiles *p, dtl_arena *arena, uint32_t *match,
                             int32_t *scores, bool *taken) {
    dtl_intern ids;
    uint32_t *next = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    uint32_t *first = DTL_NEW_ARRAY(arena, (size_t)p->na + p->nb + 2, uint32_t); /* by id, + 1 */
    if (!next || !first || !dtl_intern_init(&ids, arena))
        return false;
    for (uint32_t k = p->nb; k-- > 0;) {
        uint32_t id = intern_identity(&ids, arena, p->b[k].entry);
        if (!id)
            return false;
        next[k] = first[id];
        first[id] = k + 1;
    }
    for (uint32_t i = 0; i < p->na; i++) {
        uint32_t id = intern_identity(&ids, arena, p->a[i].entry);
        if (!id)
            return false;
        if (!first[id])
            continue;
        uint32_t k = first[id] - 1;
        first[id] = next[k];
        match[i] = k;
        scores[i] = DTL_SCORE_ONE;
        taken[k] = true;
    }
    return true;
}

static bool assign_greedy(const dtl_profiles *p, dtl_arena *arena, uint32_t *match,
                          int32_t *scores) {
    posting at;
    DTL_VEC(pair) pairs = {0};
    bool *taken = DTL_NEW_ARRAY(arena, p->nb, bool);
    uint32_t *seen = DTL_NEW_ARRAY(arena, p->nb, uint32_t); /* last entry of a that met it, + 1 */
    if (!taken || !seen || !post(p, arena, &at) ||
        !assign_identical(p, arena, match, scores, taken))
        return false;
    for (uint32_t i = 0; i < p->na; i++)
        for (uint32_t w = 0; match[i] == DTL_UNMATCHED && w < p->a[i].nwords; w++) {
            uint32_t id = p->a[i].words[w], end = at.first[id + 1];
            if (end - at.first[id] > RARE_WORD_MAX)
                continue;
            for (uint32_t e = at.first[id]; e < end; e++) {
                uint32_t k = at.entry[e];
                if (taken[k] || seen[k] == i + 1)
                    continue;
                seen[k] = i + 1;
                pair candidate = {dtl_similarity(p, &p->a[i], &p->b[k]), i, k};
                if (candidate.score > 0 && !dtl_vec_push(arena, &pairs, candidate))
                    return false;
            }
        }
    if (pairs.n > 0)
        qsort(pairs.at, pairs.n, sizeof *pairs.at, by_score);
    for (uint32_t i = 0; i < pairs.n; i++) {
        const pair *best = &pairs.at[i];
        if (match[best->a] != DTL_UNMATCHED || taken[best->b])
            continue;
        match[best->a] = best->b;
        scores[best->a] = best->score;
        taken[best->b] = true;
    }
    return true;
}

bool dtl_assign(const dtl_profiles *p, dtl_arena *arena, uint32_t *match, int32_t *scores) {
    for (uint32_t i = 0; i < p->na; i++) {
        match[i] = DTL_UNMATCHED;
        scores[i] = 0;
    }
    if (p->na == 0 || p->nb == 0)
        return true;
    uint32_t larger = p->na > p->nb ? p->na : p->nb;
    return larger <= DTL_ASSIGN_EXACT_MAX ? assign_exact(p, arena, match, scores)
                                          : assign_greedy(p, arena, match, scores);
}
