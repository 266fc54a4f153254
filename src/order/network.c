/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network: which edges can be true together, and what they say about when.
 *
 * Every edge is a few difference constraints, to >= from + weight (network.h).  `low` is kept as
 * their least solution, undated points beginning at -FAR: it is at once the lower bound and the
 * proof that the accepted constraints agree.
 *
 * Nearly always all edges agree, so they are tried together first: sweeps along and against the
 * topological order of the components, as in Yen (1970).  Where that fails, ever smaller blocks
 * are tried, and what is left is inserted one by one.  A new arc then raises what it must in the
 * order of the largest raise, so that every point is raised once (Cotton and Maler 2006, "Fast and
 * flexible difference constraint propagation"); a raise that comes back to where the arc begins is
 * a cycle, one above a point's own date contradicts that date, and both are rolled back.  Following
 * `support` from there gives the edges in the contradiction; the least reliable is named.
 *
 * Upper bounds come last, once: with `low` as potential the constraints have no negative slack, and
 * Dijkstra's algorithm from the dated points gives them.
 *
 * Invariants: between calls low[to] >= low[from] + weight for all linked arcs, and low <= cap; the
 * arcs of a refused edge are not linked.
 */
#include "order/network.h"

#include <stdlib.h>
#include <string.h>

#define SWEEPS_MAX 16
#define LOCAL_MAX 8
#define BLOCK_MIN 64u    /* fewer edges are not worth a sweep over everything */
#define ATTEMPTS_MAX 64u /* sweeps over everything; then one by one whatever is left */
#define IMPLIED_STEPS 64
#define ARCS_PER_EDGE 4

dtl_network *dtl_network_new(dtl_arena *arena) {
    dtl_network *n = DTL_NEW(arena, dtl_network);
    if (n)
        n->arena = arena;
    return n;
}

static int64_t clip(int64_t t) {
    return t > DTL_NETWORK_SECONDS_MAX    ? DTL_TIME_MAX
           : t < -DTL_NETWORK_SECONDS_MAX ? DTL_TIME_MIN
                                          : t;
}

uint32_t dtl_network_add(dtl_network *n, const dtl_bounds *b) {
    if (n->solved || n->given.n >= DTL_NETWORK_NODES_MAX)
        return NONE;
    dtl_bounds g = *b;
    if (g.start_min > g.start_max || g.end_min > g.end_max || g.start_min > g.end_max)
        g = (dtl_bounds){DTL_TIME_MIN, DTL_TIME_MAX, DTL_TIME_MIN, DTL_TIME_MAX};
    return dtl_vec_push(n->arena, &n->given, g) ? n->given.n - 1 : NONE;
}

/* ---- arcs --------------------------------------------------------------------------------- */

static void link_arc(dtl_network *n, uint32_t index) {
    dtl_arc *a = &n->arcs[index];
    a->next_out = n->out[a->from];
    n->out[a->from] = index + 1;
    a->next_in = n->in[a->to];
    n->in[a->to] = index + 1;
}

/* Takes back the arc linked last. */
static void unlink_arc(dtl_network *n, uint32_t index) {
    const dtl_arc *a = &n->arcs[index];
    n->out[a->from] = a->next_out;
    n->in[a->to] = a->next_in;
}

static void add_arc(dtl_network *n, uint32_t edge, uint32_t from, uint32_t to, int64_t weight,
                    bool minor) {
    n->arcs[n->narcs++] =
        (dtl_arc){.from = from, .to = to, .edge = edge, .minor = minor, .weight = weight};
}

/* Whether the end of the interval can lie after its start, so that touching is not being within. */
static bool has_extent(const dtl_network *n, uint32_t node) {
    return n->cap[2 * node + 1] > n->low[2 * node] || !(n->flags[2 * node] & DTL_POINT_LOW);
}

/* from <= to, or the gap the lag gives. */
static void add_gap(dtl_network *n, uint32_t index, const dtl_edge *e, uint32_t from, uint32_t to) {
    int64_t least = e->has_lag && e->lag_min > 0 ? e->lag_min : 0;
    if (least > DTL_NETWORK_SECONDS_MAX)
        least = DTL_NETWORK_SECONDS_MAX;
    add_arc(n, index, from, to, least * TICKS, false);
    if (!e->has_lag || e->lag_max > DTL_NETWORK_SECONDS_MAX)
        return;
    int64_t most = e->lag_max < -DTL_NETWORK_SECONDS_MAX ? -DTL_NETWORK_SECONDS_MAX : e->lag_max;
    add_arc(n, index, to, from, -most * TICKS, false);
}

static void add_edge_arcs(dtl_network *n, uint32_t index, const dtl_edge *e) {
    bool swap = e->relation == DTL_EDGE_AFTER || e->relation == DTL_EDGE_INCLUDES;
    uint32_t x = n->node[swap ? e->y : e->x], y = n->node[swap ? e->x : e->y];
    uint32_t xs = 2 * x, xe = xs + 1, ys = 2 * y, ye = ys + 1;
    switch (e->relation) {
    case DTL_EDGE_BEFORE:
    case DTL_EDGE_AFTER:
        add_gap(n, index, e, xe, ys);
        add_arc(n, index, xs, ys, 1, true);
        break;
    case DTL_EDGE_DURING:
    case DTL_EDGE_INCLUDES:
        add_arc(n, index, ys, xs, 0, false);
        add_arc(n, index, xe, ye, 0, false);
        if (has_extent(n, y))
            add_arc(n, index, xs, ye, 1, true);
        break;
    case DTL_EDGE_SAME:
        add_arc(n, index, xs, ys, 0, false);
        add_arc(n, index, ys, xs, 0, false);
        add_arc(n, index, xe, ye, 0, false);
        add_arc(n, index, ye, xe, 0, false);
        break;
    case DTL_EDGE_STARTS_WITH:
        add_arc(n, index, xs, ys, 0, false);
        add_arc(n, index, ys, xs, 0, false);
        break;
    case DTL_EDGE_ENDS_WITH:
        add_arc(n, index, xe, ye, 0, false);
        add_arc(n, index, ye, xe, 0, false);
        break;
    case DTL_EDGE_STARTS_AFTER: add_gap(n, index, e, ye, xs); break;
    case DTL_EDGE_OVERLAPS:
        add_arc(n, index, xs, ye, has_extent(n, y), false);
        add_arc(n, index, ys, xe, has_extent(n, x), false);
        break;
    }
}

/* ---- many edges together ------------------------------------------------------------------- */

/* false: the raise passes the point's own date. */
static bool relax(dtl_network *n, uint32_t index, bool *changed) {
    const dtl_arc *a = &n->arcs[index];
    int64_t need = n->low[a->from] + a->weight;
    if (need <= n->low[a->to])
        return true;
    if (need > n->cap[a->to])
        return false;
    n->low[a->to] = need;
    n->support[a->to] = index;
    n->flags[a->to] = n->flags[a->from];
    *changed = true;
    return true;
}

static bool relax_component(dtl_network *n, uint32_t c, bool *changed) {
    uint32_t begin = n->first[c], size = n->first[c + 1] - begin;
    for (unsigned pass = 0; pass < LOCAL_MAX; pass++) {
        bool again = false;
        for (uint32_t i = 0; i < size; i++) {
            uint32_t p = n->members[begin + (pass % 2 ? i : size - 1 - i)];
            for (uint32_t a = n->out[p]; a; a = n->arcs[a - 1].next_out)
                if (!relax(n, a - 1, &again))
                    return false;
        }
        *changed = *changed || again;
        if (!again || size == 1)
            break;
    }
    return true;
}

/* Whether low could be made a solution of all linked arcs. */
static bool sweep(dtl_network *n) {
    for (uint32_t p = 0; p < n->npoints; p++)
        for (uint32_t i = n->out[p]; i; i = n->arcs[i - 1].next_out) {
            const dtl_arc *a = &n->arcs[i - 1];
            if (a->weight > 0 && n->component[p] == n->component[a->to])
                return false;
        }
    for (unsigned s = 0; s < SWEEPS_MAX; s++) {
        bool changed = false;
        for (uint32_t i = 0; i < n->ncomponents; i++)
            if (!relax_component(n, s % 2 ? i : n->ncomponents - 1 - i, &changed))
                return false;
        if (!changed)
            return true;
    }
    return false;
}

/* ---- one by one --------------------------------------------------------------------------- */

typedef enum outcome { ACCEPTED, CONTRADICTION, LIMIT, NOMEM } outcome;

typedef struct change {
    uint32_t point, support;
    int64_t low;
    uint8_t flags;
} change;

typedef struct solver {
    dtl_network *n;
    dtl_edge *edges;
    uint32_t *first_arc; /* per edge, and one more */
    uint32_t *by_rank;
    dtl_heap heap;
    DTL_VEC(change) journal; /* of the edge being inserted */
    uint32_t *raised, round; /* raised[p] == round: done for this arc */
    uint64_t steps;
    uint32_t clash;     /* where the contradiction showed */
    int64_t *saved_low; /* what a failed attempt goes back to */
    uint32_t *saved_support;
    uint8_t *saved_flags;
} solver;

/* Asks for the raise that arc `index` needs.  The largest raise leaves the heap first. */
static bool ask(solver *s, uint32_t index, int64_t raise) {
    return dtl_heap_push(s->n->arena, &s->heap,
                         (dtl_heap_entry){-raise, index, s->n->arcs[index].to});
}

static outcome insert_arc(solver *s, uint32_t index) {
    dtl_network *n = s->n;
    const dtl_arc *new = &n->arcs[index];
    link_arc(n, index);
    int64_t raise = n->low[new->from] + new->weight - n->low[new->to];
    if (raise <= 0)
        return ACCEPTED;
    if (s->steps == 0)
        return LIMIT;
    s->heap.v.n = 0;
    s->round++;
    if (!ask(s, index, raise))
        return NOMEM;
    while (s->heap.v.n > 0) {
        dtl_heap_entry e = dtl_heap_pop(&s->heap);
        uint32_t p = e.item;
        if (s->raised[p] == s->round)
            continue;
        s->raised[p] = s->round;
        change old = {p, n->support[p], n->low[p], n->flags[p]};
        if (!dtl_vec_push(n->arena, &s->journal, old))
            return NOMEM;
        n->low[p] -= e.key;
        n->support[p] = e.tie;
        n->flags[p] = n->flags[n->arcs[e.tie].from];
        if (p == new->from || n->low[p] > n->cap[p]) {
            /* Above a date without coming from one: lags further than undated points lie. */
            bool too_far = p != new->from && !(n->flags[p] & DTL_POINT_LOW);
            s->clash = p;
            return too_far ? LIMIT : CONTRADICTION;
        }
        for (uint32_t a = n->out[p]; a; a = n->arcs[a - 1].next_out) {
            if (s->steps == 0)
                return LIMIT;
            s->steps--;
            const dtl_arc *next = &n->arcs[a - 1];
            raise = n->low[p] + next->weight - n->low[next->to];
            if (raise > 0 && s->raised[next->to] != s->round && !ask(s, a - 1, raise))
                return NOMEM;
        }
    }
    return ACCEPTED;
}

static void roll_back(solver *s, uint32_t begin, uint32_t end) {
    dtl_network *n = s->n;
    while (end > begin)
        unlink_arc(n, --end);
    while (s->journal.n > 0) {
        change c = s->journal.at[--s->journal.n];
        n->low[c.point] = c.low;
        n->support[c.point] = c.support;
        n->flags[c.point] = c.flags;
    }
}

static void take_worse(const dtl_network *n, uint32_t *worst, uint32_t edge) {
    if (*worst == NONE || n->rank[edge] > n->rank[*worst])
        *worst = edge;
}

/*
 * The tag of the least reliable accepted edge in the contradiction that showed at s->clash when arc
 * `new` was inserted.  Following support leads either to a date or round a cycle, which then passes
 * the beginning of the new arc twice and is the contradiction by itself.
 */
static uint32_t blame(solver *s, uint32_t new) {
    const dtl_network *n = s->n;
    uint32_t begin = n->arcs[new].from, edge = n->arcs[new].edge;
    uint32_t worst = NONE, worst_in_cycle = NONE;
    bool passed = false;
    for (uint32_t p = s->clash; s->steps > 0; s->steps--) {
        if (p == begin) {
            if (passed) {
                worst = worst_in_cycle;
                break;
            }
            passed = true;
        }
        if (n->support[p] == NONE)
            break;
        const dtl_arc *a = &n->arcs[n->support[p]];
        if (a->edge != NONE && a->edge != edge) {
            take_worse(n, &worst, a->edge);
            if (passed)
                take_worse(n, &worst_in_cycle, a->edge);
        }
        p = a->from;
    }
    return worst == NONE ? UINT32_MAX : s->edges[worst].tag;
}

static outcome insert_edge(solver *s, uint32_t edge) {
    dtl_edge *e = &s->edges[edge];
    uint32_t begin = s->first_arc[edge], end = s->first_arc[edge + 1];
    s->journal.n = 0;
    for (uint32_t a = begin; a < end; a++) {
        outcome o = insert_arc(s, a);
        if (o == ACCEPTED)
            continue;
        if (o == NOMEM)
            return o;
        e->refused = true;
        e->limited = o == LIMIT;
        if (o == CONTRADICTION)
            e->against = blame(s, a);
        roll_back(s, begin, a + 1);
        return o;
    }
    return ACCEPTED;
}

/* Links the edges of ranks [begin, end) if all of them agree with what stands. */
static bool insert_together(solver *s, uint32_t begin, uint32_t end) {
    dtl_network *n = s->n;
    memcpy(s->saved_low, n->low, n->npoints * sizeof *n->low);
    memcpy(s->saved_support, n->support, n->npoints * sizeof *n->support);
    memcpy(s->saved_flags, n->flags, n->npoints * sizeof *n->flags);
    for (uint32_t r = begin; r < end; r++)
        for (uint32_t a = s->first_arc[s->by_rank[r]]; a < s->first_arc[s->by_rank[r] + 1]; a++)
            link_arc(n, a);
    dtl_network_components(n);
    if (sweep(n))
        return true;
    for (uint32_t r = end; r-- > begin;)
        for (uint32_t a = s->first_arc[s->by_rank[r] + 1]; a-- > s->first_arc[s->by_rank[r]];)
            unlink_arc(n, a);
    memcpy(n->low, s->saved_low, n->npoints * sizeof *n->low);
    memcpy(n->support, s->saved_support, n->npoints * sizeof *n->support);
    memcpy(n->flags, s->saved_flags, n->npoints * sizeof *n->flags);
    return false;
}

static dtl_status insert_all(solver *s, uint32_t nedges) {
    uint32_t block = nedges;
    unsigned attempts = 0;
    for (uint32_t r = 0; r < nedges;) {
        uint32_t end = nedges - r < block ? nedges : r + block;
        /* All at once however few: that is the usual case. */
        bool together = attempts == 0 || (attempts < ATTEMPTS_MAX && block >= BLOCK_MIN);
        if (together) {
            attempts++;
            if (!insert_together(s, r, end)) {
                block /= 2;
                continue;
            }
        } else {
            for (; r < end; r++)
                if (insert_edge(s, s->by_rank[r]) == NOMEM)
                    return DTL_E_NOMEM;
        }
        r = end;
        block = attempts < ATTEMPTS_MAX && block < nedges / 2 ? 2 * block : nedges;
    }
    dtl_network_components(s->n);
    return DTL_OK;
}

/* ---- before and after --------------------------------------------------------------------- */

static void set_dates(dtl_network *n) {
    for (uint32_t i = 0; i < n->nnodes; i++) {
        const dtl_bounds *b = &n->given.at[n->interval[i]];
        const int64_t min[2] = {clip(b->start_min), clip(b->end_min)};
        const int64_t max[2] = {clip(b->start_max), clip(b->end_max)};
        for (uint32_t k = 0; k < 2; k++) {
            uint32_t p = 2 * i + k;
            bool dated = min[k] != DTL_TIME_MIN && min[k] != DTL_TIME_MAX;
            n->low[p] = dated ? min[k] * TICKS : -FAR;
            n->flags[p] = dated ? DTL_POINT_LOW : 0;
            n->cap[p] = max[k] != DTL_TIME_MIN && max[k] != DTL_TIME_MAX ? max[k] * TICKS : FAR;
            n->support[p] = NONE;
        }
        if (n->low[2 * i + 1] < n->low[2 * i]) {
            n->low[2 * i + 1] = n->low[2 * i];
            n->flags[2 * i + 1] = n->flags[2 * i];
            n->support[2 * i + 1] = i;
        }
        if (n->cap[2 * i] > n->cap[2 * i + 1])
            n->cap[2 * i] = n->cap[2 * i + 1];
    }
}

static void link_nodes(dtl_network *n) {
    for (uint32_t i = 0; i < n->nnodes; i++)
        link_arc(n, i);
}

/* Upper bounds, from the points that have one in order of growing slack. */
static dtl_status find_highs(dtl_network *n) {
    dtl_heap heap = {0};
    for (uint32_t p = 0; p < n->npoints; p++) {
        n->high[p] = n->cap[p];
        if (n->cap[p] != FAR &&
            !dtl_heap_push(n->arena, &heap, (dtl_heap_entry){n->cap[p] - n->low[p], 0, p}))
            return DTL_E_NOMEM;
    }
    while (heap.v.n > 0) {
        dtl_heap_entry e = dtl_heap_pop(&heap);
        uint32_t p = e.item;
        if (n->flags[p] & DTL_POINT_HIGH)
            continue;
        n->flags[p] |= DTL_POINT_HIGH;
        n->high[p] = n->low[p] + e.key;
        for (uint32_t a = n->in[p]; a; a = n->arcs[a - 1].next_in) {
            uint32_t q = n->arcs[a - 1].from;
            int64_t high = n->high[p] - n->arcs[a - 1].weight;
            if (!(n->flags[q] & DTL_POINT_HIGH) && high < n->high[q]) {
                n->high[q] = high;
                if (!dtl_heap_push(n->arena, &heap, (dtl_heap_entry){high - n->low[q], 0, q}))
                    return DTL_E_NOMEM;
            }
        }
    }
    return DTL_OK;
}

/* The dates as given put `from` at or before `to`, with at least the arc's weight between. */
static bool dates_imply(const dtl_network *n, const dtl_arc *a) {
    const dtl_bounds *x = &n->given.at[n->interval[a->from / 2]];
    const dtl_bounds *y = &n->given.at[n->interval[a->to / 2]];
    int64_t latest = a->from % 2 || x->end_max < x->start_max ? x->end_max : x->start_max;
    int64_t earliest = a->to % 2 && y->end_min > y->start_min ? y->end_min : y->start_min;
    latest = clip(latest);
    earliest = clip(earliest);
    if (latest == DTL_TIME_MAX || latest == DTL_TIME_MIN || earliest == DTL_TIME_MIN ||
        earliest == DTL_TIME_MAX)
        return false;
    return latest * TICKS + a->weight <= earliest * TICKS;
}

static bool is_implied(const solver *s, uint32_t edge) {
    const dtl_network *n = s->n;
    for (uint32_t i = s->first_arc[edge]; i < s->first_arc[edge + 1]; i++) {
        const dtl_arc *a = &n->arcs[i];
        if (a->minor || dates_imply(n, a))
            continue;
        if (a->weight != 0 || !dtl_network_leads(n, a->from, a->to, n->rank[edge], IMPLIED_STEPS))
            return false;
    }
    return true;
}

typedef struct ranked {
    double confidence;
    uint32_t edge;
} ranked;

static int by_confidence(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static dtl_status rank_edges(solver *s, uint32_t nedges) {
    ranked *r = DTL_NEW_ARRAY(s->n->arena, nedges, ranked);
    if (!r)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < nedges; i++) {
        double c = s->edges[i].confidence;
        r[i] = (ranked){c == c ? c : 0, i}; /* not a number: no confidence */
    }
    qsort(r, nedges, sizeof *r, by_confidence);
    for (uint32_t i = 0; i < nedges; i++) {
        s->by_rank[i] = r[i].edge;
        s->n->rank[r[i].edge] = i;
    }
    return DTL_OK;
}

static bool allocate(solver *s, uint32_t nedges) {
    dtl_network *n = s->n;
    dtl_arena *a = n->arena;
    size_t points = n->npoints, edges = nedges;
    return (n->arcs = DTL_NEW_ARRAY(a, n->nnodes + edges * ARCS_PER_EDGE, dtl_arc)) &&
           (n->out = DTL_NEW_ARRAY(a, points, uint32_t)) &&
           (n->in = DTL_NEW_ARRAY(a, points, uint32_t)) &&
           (n->low = DTL_NEW_ARRAY(a, points, int64_t)) &&
           (n->cap = DTL_NEW_ARRAY(a, points, int64_t)) &&
           (n->high = DTL_NEW_ARRAY(a, points, int64_t)) &&
           (n->support = DTL_NEW_ARRAY(a, points, uint32_t)) &&
           (n->flags = DTL_NEW_ARRAY(a, points, uint8_t)) &&
           (n->component = DTL_NEW_ARRAY(a, points, uint32_t)) &&
           (n->members = DTL_NEW_ARRAY(a, points, uint32_t)) &&
           (n->first = DTL_NEW_ARRAY(a, points + 1, uint32_t)) &&
           (n->scratch = DTL_NEW_ARRAY(a, points * DTL_NETWORK_SCRATCH, uint32_t)) &&
           (n->rank = DTL_NEW_ARRAY(a, edges, uint32_t)) &&
           (s->by_rank = DTL_NEW_ARRAY(a, edges, uint32_t)) &&
           (s->first_arc = DTL_NEW_ARRAY(a, edges + 1, uint32_t)) &&
           (s->raised = DTL_NEW_ARRAY(a, points, uint32_t)) &&
           (s->saved_low = DTL_NEW_ARRAY(a, points, int64_t)) &&
           (s->saved_support = DTL_NEW_ARRAY(a, points, uint32_t)) &&
           (s->saved_flags = DTL_NEW_ARRAY(a, points, uint8_t));
}

/* Numbers the intervals that stand in an edge; false: no memory. */
static bool number_nodes(dtl_network *n, const dtl_edge *edges, uint32_t nedges) {
    n->node = DTL_NEW_ARRAY(n->arena, n->given.n + 1u, uint32_t);
    if (!n->node)
        return false;
    for (uint32_t i = 0; i < nedges; i++)
        n->node[edges[i].x] = n->node[edges[i].y] = 1;
    n->nnodes = 0;
    for (uint32_t i = 0; i < n->given.n; i++)
        n->node[i] = n->node[i] ? n->nnodes++ : NONE;
    n->interval = DTL_NEW_ARRAY(n->arena, n->nnodes + 1u, uint32_t);
    for (uint32_t i = 0; n->interval && i < n->given.n; i++)
        if (n->node[i] != NONE)
            n->interval[n->node[i]] = i;
    n->npoints = 2 * n->nnodes;
    return n->interval != NULL;
}

static dtl_status prepare(solver *s, uint32_t nedges) {
    dtl_network *n = s->n;
    if (!number_nodes(n, s->edges, nedges) || !allocate(s, nedges))
        return DTL_E_NOMEM;
    set_dates(n);
    for (uint32_t i = 0; i < n->nnodes; i++)
        add_arc(n, NONE, 2 * i, 2 * i + 1, 0, true);
    for (uint32_t i = 0; i < nedges; i++) {
        s->first_arc[i] = n->narcs;
        add_edge_arcs(n, i, &s->edges[i]);
    }
    s->first_arc[nedges] = n->narcs;
    s->steps = DTL_NETWORK_STEPS_MAX + (uint64_t)n->narcs * DTL_NETWORK_STEPS_PER_ARC;
    return rank_edges(s, nedges);
}

dtl_status dtl_network_solve(dtl_network *n, dtl_edge *edges, uint32_t nedges) {
    if (n->solved)
        return DTL_E_ARG;
    if (nedges > DTL_NETWORK_EDGES_MAX)
        return DTL_E_LIMIT;
    for (uint32_t i = 0; i < nedges; i++) {
        if (edges[i].x >= n->given.n || edges[i].y >= n->given.n)
            return DTL_E_ARG;
        edges[i].refused = edges[i].limited = edges[i].implied = false;
        edges[i].against = UINT32_MAX;
    }
    solver s = {.n = n, .edges = edges};
    n->narcs = 0;
    dtl_status status = prepare(&s, nedges);
    if (status != DTL_OK)
        return status;

    link_nodes(n);
    status = insert_all(&s, nedges);
    if (status == DTL_OK)
        status = find_highs(n);
    if (status != DTL_OK)
        return status;
    for (uint32_t i = 0; i < nedges; i++)
        edges[i].implied = !edges[i].refused && is_implied(&s, i);
    n->solved = true;
    return DTL_OK;
}

static int64_t floor_seconds(int64_t ticks) {
    return ticks / TICKS - (ticks % TICKS < 0);
}

/* What the dates of an interval say of its points: it ends after it starts. */
static dtl_bounds bounds_alone(dtl_bounds b) {
    int64_t low = clip(b.start_min), high = clip(b.end_max);
    if (low != DTL_TIME_MIN && low != DTL_TIME_MAX && b.end_min < low)
        b.end_min = low;
    if (high != DTL_TIME_MIN && high != DTL_TIME_MAX && b.start_max > high)
        b.start_max = high;
    return b;
}

dtl_bounds dtl_network_bounds(const dtl_network *n, uint32_t interval) {
    dtl_bounds b = n->given.at[interval];
    if (!n->solved)
        return b;
    uint32_t node = n->node[interval];
    if (node == NONE)
        return bounds_alone(b);
    int64_t *const min[2] = {&b.start_min, &b.end_min}, *const max[2] = {&b.start_max, &b.end_max};
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t p = 2 * node + k;
        int64_t low = floor_seconds(n->low[p]), high = -floor_seconds(-n->high[p]);
        if ((n->flags[p] & DTL_POINT_LOW) && low > *min[k])
            *min[k] = low;
        if ((n->flags[p] & DTL_POINT_HIGH) && high < *max[k])
            *max[k] = high;
    }
    return b;
}
