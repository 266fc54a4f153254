/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which entries of two timelines belong together: one to one, greatest sum of scores.
 *
 * What is identical is paired first, in order: nothing can be a better counterpart.  The rest is
 * an assignment problem on a sparse graph, solved by shortest augmenting paths with potentials
 * (Kuhn 1955; Edmonds and Karp 1972 for the potentials): a good pair must not be lost because each
 * of its halves has a slightly better neighbour.  Each entry also has a place of its own to go to,
 * which stands for "no counterpart", so a path ends as soon as giving up is cheaper, and the work
 * stays near the entries in question.
 *
 * Small timelines compare every pair.  Large ones look, for each word, person and place of an
 * entry, only at the entries of the other side that share it and are nearest in time: near-linear,
 * and still the best assignment among the pairs looked at.  A budget bounds what hostile input
 * costs; past it the rest is paired greedily.  Ties go to the earlier entry.
 */
#include "timeline/diff.h"

#include <stdlib.h>
#include <string.h>

#define RARE_MAX 48        /* entries that share a word: all are looked at */
#define NEAR 12            /* else so many on each side in time */
#define NEAR_UNDATED 8     /* and so many undated ones */
#define BUDGET (64u << 20) /* pairs that paths may cross */
#define COST_NONE                                                                                  \
    (DTL_SCORE_ONE + 4) /* of having no counterpart; a pair costs this less its score */
#define NOBODY UINT32_MAX

/* ---- what is identical ------------------------------------------------------------------------
 */

static bool append_names(dtl_buf *key, const char *const *names, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        dtl_buf_puts(key, names[i]);
        dtl_buf_putc(key, '\x1e');
    }
    dtl_buf_putc(key, '\x1f');
    return !key->failed;
}

/* Id of all that is compared of an entry; 0: no memory. */
static uint32_t intern_identity(dtl_intern *ids, dtl_buf *key, const dtl_entry *e) {
    key->n = 0;
    dtl_buf_printf(key, "%s\x1f%s\x1f%lld\x1f%lld\x1f%d%d%d\x1f", e->name, e->type,
                   (long long)e->when.bounds.start_min, (long long)e->when.bounds.end_max,
                   e->when.basis != DTL_BASIS_NONE, e->when.open_end, (int)e->status);
    bool good = append_names(key, e->who, e->nwho) && append_names(key, e->where, e->nwhere);
    return good ? dtl_intern_add(ids, key->at, (uint32_t)key->n) : 0;
}

static bool pair_identical(const dtl_profiles *p, dtl_arena *arena, dtl_buf *key, uint32_t *match,
                           bool *taken) {
    dtl_intern ids;
    uint32_t *next = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    uint32_t *first = DTL_NEW_ARRAY(arena, (size_t)p->na + p->nb + 2, uint32_t); /* by id, + 1 */
    if (!next || !first || !dtl_intern_init(&ids, arena))
        return false;
    for (uint32_t k = p->nb; k-- > 0;) {
        uint32_t id = intern_identity(&ids, key, p->b[k].entry);
        if (!id)
            return false;
        next[k] = first[id];
        first[id] = k + 1;
    }
    for (uint32_t i = 0; i < p->na; i++) {
        uint32_t id = intern_identity(&ids, key, p->a[i].entry);
        if (!id)
            return false;
        if (!first[id])
            continue;
        uint32_t k = first[id] - 1;
        first[id] = next[k];
        match[i] = k;
        taken[k] = true;
    }
    return true;
}

/* ---- pairs worth a look -----------------------------------------------------------------------
 */

typedef struct edge {
    uint32_t column;
    int32_t cost;
} edge;

/** The pairs of entry i of a are edges at[first[i]] .. at[first[i + 1] - 1]. */
typedef struct graph {
    DTL_VEC(edge) edges;
    uint32_t *first;
} graph;

static bool add_edge(const dtl_profiles *p, dtl_arena *arena, graph *g, uint32_t i, uint32_t k) {
    int32_t score = dtl_similarity(p, &p->a[i], &p->b[k]);
    return score <= 0 || dtl_vec_push(arena, &g->edges, ((edge){k, COST_NONE - score}));
}

static bool all_pairs(const dtl_profiles *p, dtl_arena *arena, const uint32_t *match,
                      const bool *taken, graph *g) {
    for (uint32_t i = 0; i < p->na; i++) {
        g->first[i] = g->edges.n;
        for (uint32_t k = 0; match[i] == DTL_UNMATCHED && k < p->nb; k++)
            if (!taken[k] && !add_edge(p, arena, g, i, k))
                return false;
    }
    g->first[p->na] = g->edges.n;
    return true;
}

static int64_t sort_time(const dtl_entry *e) {
    return e->when.basis == DTL_BASIS_NONE ? DTL_TIME_MAX : e->when.bounds.start_min;
}

typedef struct dated {
    int64_t time;
    uint32_t entry;
} dated;

static int by_time(const void *x, const void *y) {
    const dated *p = x, *q = y;
    if (p->time != q->time)
        return p->time < q->time ? -1 : 1;
    return p->entry < q->entry ? -1 : p->entry > q->entry;
}

/** Entries of b by what they share: those of key w, by time, are at[first[w]] .. first[w + 1]. */
typedef struct postings {
    uint32_t *first;
    dated *at;
} postings;

/* Calls for each word, person and place of an entry, in turn: i from 0 to keys_of(). */
static uint32_t keys_of(const dtl_profile *e) {
    return e->nwords + e->nwho + e->nwhere;
}

static uint32_t key_at(const dtl_profile *e, uint32_t i) {
    if (i < e->nwords)
        return e->words[i];
    i -= e->nwords;
    return i < e->nwho ? e->who[i] : e->where[i - e->nwho];
}

static bool post(const dtl_profiles *p, dtl_arena *arena, const bool *taken, postings *ret) {
    size_t nkeys = (size_t)p->words.n + 2, total = 0, n = 0;
    dated *order = DTL_NEW_ARRAY(arena, p->nb, dated);
    uint32_t *fill = DTL_NEW_ARRAY(arena, nkeys, uint32_t);
    ret->first = DTL_NEW_ARRAY(arena, nkeys + 1, uint32_t);
    if (!order || !fill || !ret->first)
        return false;
    for (uint32_t k = 0; k < p->nb; k++) {
        if (taken[k])
            continue;
        order[n++] = (dated){sort_time(p->b[k].entry), k};
        total += keys_of(&p->b[k]);
        for (uint32_t i = 0; i < keys_of(&p->b[k]); i++)
            ret->first[key_at(&p->b[k], i) + 1]++;
    }
    ret->at = DTL_NEW_ARRAY(arena, total, dated);
    if (!ret->at)
        return false;
    for (size_t w = 0; w < nkeys; w++)
        ret->first[w + 1] += ret->first[w];
    if (n > 1)
        qsort(order, n, sizeof *order, by_time);
    for (size_t o = 0; o < n; o++) {
        const dtl_profile *e = &p->b[order[o].entry];
        for (uint32_t i = 0; i < keys_of(e); i++) {
            uint32_t w = key_at(e, i);
            ret->at[ret->first[w] + fill[w]++] = order[o];
        }
    }
    return true;
}

/* The first of at[from, to) that is not before `time`. */
static uint32_t position(const dated *at, uint32_t from, uint32_t to, int64_t time) {
    while (from < to) {
        uint32_t mid = from + (to - from) / 2;
        if (at[mid].time < time)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

typedef struct finder {
    const dtl_profiles *p;
    dtl_arena *arena;
    graph *g;
    postings at;
    uint32_t *seen;        /* last entry of a that met it, + 1 */
    uint32_t *rank, *many; /* of an entry of a: its place among those of its time, and how many */
} finder;

/* Entries of one time share the entries of the other side's: the first looks at the first. */
static bool rank_in_time(finder *f, const uint32_t *match) {
    const dtl_profiles *p = f->p;
    uint32_t n = 0;
    dated *order = DTL_NEW_ARRAY(f->arena, p->na, dated);
    f->rank = DTL_NEW_ARRAY(f->arena, p->na, uint32_t);
    f->many = DTL_NEW_ARRAY(f->arena, p->na, uint32_t);
    if (!order || !f->rank || !f->many)
        return false;
    for (uint32_t i = 0; i < p->na; i++)
        if (match[i] == DTL_UNMATCHED)
            order[n++] = (dated){sort_time(p->a[i].entry), i};
    if (n > 1)
        qsort(order, n, sizeof *order, by_time);
    for (uint32_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && order[to].time == order[from].time; to++)
            f->rank[order[to].entry] = to - from;
        for (uint32_t k = from; k < to; k++)
            f->many[order[k].entry] = to - from;
    }
    return true;
}

/* Where to look in at[from, to), whose times are in order: at the entry's own place in its time. */
static uint32_t own_place(const finder *f, uint32_t i, uint32_t from, uint32_t to) {
    int64_t time = sort_time(f->p->a[i].entry);
    uint32_t first = position(f->at.at, from, to, time);
    uint32_t end = time < DTL_TIME_MAX ? position(f->at.at, first, to, time + 1) : to;
    return first + (uint32_t)((uint64_t)(end - first) * f->rank[i] / f->many[i]);
}

static bool look_at(finder *f, uint32_t i, uint32_t from, uint32_t to) {
    for (uint32_t e = from; e < to; e++) {
        uint32_t k = f->at.at[e].entry;
        if (f->seen[k] == i + 1)
            continue;
        f->seen[k] = i + 1;
        if (!add_edge(f->p, f->arena, f->g, i, k))
            return false;
    }
    return true;
}

static bool look_for(finder *f, uint32_t i, uint32_t key) {
    uint32_t from = f->at.first[key], to = f->at.first[key + 1];
    if (to - from <= RARE_MAX)
        return look_at(f, i, from, to);
    uint32_t undated = position(f->at.at, from, to, DTL_TIME_MAX);
    uint32_t here = own_place(f, i, from, undated);
    uint32_t low = here - from > NEAR ? here - NEAR : from;
    uint32_t high = undated - here > NEAR ? here + NEAR : undated;
    uint32_t end = to - undated > NEAR_UNDATED ? undated + NEAR_UNDATED : to;
    return look_at(f, i, low, high) && look_at(f, i, undated, end);
}

static bool near_pairs(const dtl_profiles *p, dtl_arena *arena, const uint32_t *match,
                       const bool *taken, graph *g) {
    finder f = {.p = p, .arena = arena, .g = g};
    f.seen = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    if (!f.seen || !rank_in_time(&f, match) || !post(p, arena, taken, &f.at))
        return false;
    for (uint32_t i = 0; i < p->na; i++) {
        g->first[i] = g->edges.n;
        for (uint32_t k = 0; match[i] == DTL_UNMATCHED && k < keys_of(&p->a[i]); k++)
            if (!look_for(&f, i, key_at(&p->a[i], k)))
                return false;
    }
    g->first[p->na] = g->edges.n;
    return true;
}

/* ---- shortest augmenting paths ----------------------------------------------------------------
 */

typedef struct reach {
    int64_t distance;
    uint32_t column;
} reach;

typedef struct solver {
    dtl_arena *arena;
    const graph *g;
    uint32_t *column_of;    /* of a row, or DTL_UNMATCHED */
    uint32_t *row_of;       /* of a column, or NOBODY */
    int64_t *u, *v;         /* potentials of rows and columns */
    int64_t *distance;      /* of a column, valid when stamp[column] is the row at hand + 1 */
    uint32_t *stamp, *from; /* from: the row a column was reached from */
    bool *done;
    DTL_VEC(reach) heap;
    DTL_VEC(uint32_t) settled; /* columns, in the order they were done */
    uint32_t mark;
    uint64_t work;
} solver;

static bool nearer(reach x, reach y) {
    return x.distance != y.distance ? x.distance < y.distance : x.column < y.column;
}

static bool heap_push(solver *s, reach r) {
    if (!dtl_vec_push(s->arena, &s->heap, r))
        return false;
    uint32_t i = s->heap.n - 1;
    for (; i > 0 && nearer(r, s->heap.at[(i - 1) / 2]); i = (i - 1) / 2)
        s->heap.at[i] = s->heap.at[(i - 1) / 2];
    s->heap.at[i] = r;
    return true;
}

static reach heap_pop(solver *s) {
    reach top = s->heap.at[0], last = s->heap.at[--s->heap.n];
    uint32_t i = 0;
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= s->heap.n)
            break;
        if (child + 1 < s->heap.n && nearer(s->heap.at[child + 1], s->heap.at[child]))
            child++;
        if (!nearer(s->heap.at[child], last))
            break;
        s->heap.at[i] = s->heap.at[child];
        i = child;
    }
    if (s->heap.n > 0)
        s->heap.at[i] = last;
    return top;
}

/* Reaches on from a row at that distance. */
static bool scan_row(solver *s, uint32_t row, int64_t distance) {
    for (uint32_t e = s->g->first[row]; e < s->g->first[row + 1]; e++) {
        uint32_t k = s->g->edges.at[e].column;
        int64_t d = distance + s->g->edges.at[e].cost - s->u[row] - s->v[k];
        s->work++;
        if (s->stamp[k] == s->mark && (s->done[k] || s->distance[k] <= d))
            continue;
        s->stamp[k] = s->mark;
        s->done[k] = false;
        s->distance[k] = d;
        s->from[k] = row;
        if (!heap_push(s, (reach){d, k}))
            return false;
    }
    return true;
}

/* Gives the free column to the row it was reached from, that row's old column to the next ... */
static void shift_path(solver *s, uint32_t column, uint32_t start) {
    for (;;) {
        uint32_t row = s->from[column], old = s->column_of[row];
        s->row_of[column] = row;
        s->column_of[row] = column;
        if (row == start)
            return;
        column = old;
    }
}

/* Adds one row to the assignment; it, or a row that gives way to it, may stay without a column. */
static bool add_row(solver *s, uint32_t start) {
    s->mark = start + 1;
    s->heap.n = s->settled.n = 0;
    uint32_t loser = start, found = NOBODY;
    int64_t best = COST_NONE - s->u[start];
    if (!scan_row(s, start, 0))
        return false;
    while (s->heap.n > 0) {
        reach r = heap_pop(s);
        if (s->done[r.column] || r.distance > s->distance[r.column])
            continue;
        if (r.distance >= best)
            break;
        uint32_t row = s->row_of[r.column];
        if (row == NOBODY) {
            found = r.column;
            best = r.distance;
            break;
        }
        s->done[r.column] = true;
        if (!dtl_vec_push(s->arena, &s->settled, r.column))
            return false;
        int64_t give_up = r.distance + COST_NONE - s->u[row];
        if (give_up < best) {
            best = give_up;
            loser = row;
        }
        if (!scan_row(s, row, r.distance))
            return false;
    }
    s->u[start] += best;
    for (uint32_t i = 0; i < s->settled.n; i++) {
        uint32_t k = s->settled.at[i];
        int64_t slack = best - s->distance[k];
        if (slack > 0) {
            s->u[s->row_of[k]] += slack;
            s->v[k] -= slack;
        }
    }
    if (found == NOBODY && loser != start) {
        found = s->column_of[loser];
        s->column_of[loser] = DTL_UNMATCHED;
    }
    if (found != NOBODY)
        shift_path(s, found, start);
    return true;
}

/* Past the budget: the best free column. */
static void take_best(solver *s, uint32_t row) {
    uint32_t best = NOBODY;
    int32_t cost = COST_NONE;
    for (uint32_t e = s->g->first[row]; e < s->g->first[row + 1]; e++) {
        const edge *x = &s->g->edges.at[e];
        if (s->row_of[x->column] == NOBODY &&
            (x->cost < cost || (x->cost == cost && x->column < best))) {
            best = x->column;
            cost = x->cost;
        }
    }
    if (best == NOBODY)
        return;
    s->row_of[best] = row;
    s->column_of[row] = best;
}

static bool solve(const dtl_profiles *p, dtl_arena *arena, const graph *g, uint32_t *match) {
    solver s = {.arena = arena, .g = g, .column_of = match};
    s.row_of = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    s.u = DTL_NEW_ARRAY(arena, p->na, int64_t);
    s.v = DTL_NEW_ARRAY(arena, p->nb, int64_t);
    s.distance = DTL_NEW_ARRAY(arena, p->nb, int64_t);
    s.stamp = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    s.from = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    s.done = DTL_NEW_ARRAY(arena, p->nb, bool);
    if (!s.row_of || !s.u || !s.v || !s.distance || !s.stamp || !s.from || !s.done)
        return false;
    for (uint32_t k = 0; k < p->nb; k++)
        s.row_of[k] = NOBODY;
    for (uint32_t i = 0; i < p->na; i++) {
        if (g->first[i] == g->first[i + 1])
            continue;
        if (s.work > BUDGET)
            take_best(&s, i);
        else if (!add_row(&s, i))
            return false;
    }
    return true;
}

bool dtl_assign(const dtl_profiles *p, dtl_arena *arena, uint32_t *match) {
    for (uint32_t i = 0; i < p->na; i++)
        match[i] = DTL_UNMATCHED;
    if (p->na == 0 || p->nb == 0)
        return true;
    graph g = {.first = DTL_NEW_ARRAY(arena, (size_t)p->na + 1, uint32_t)};
    bool *taken = DTL_NEW_ARRAY(arena, p->nb, bool);
    dtl_buf key;
    dtl_buf_init(&key, arena->mem);
    bool good = g.first && taken && pair_identical(p, arena, &key, match, taken);
    dtl_buf_free(&key);
    if (!good)
        return false;
    bool small = (uint64_t)p->na * p->nb <= DTL_ASSIGN_ALL_MAX;
    return (small ? all_pairs : near_pairs)(p, arena, match, taken, &g) &&
           solve(p, arena, &g, match);
}
