/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sequence: reading an order off a solved network.
 *
 * A timeline is a list, but what is known is a partial order with dates.  The list is a topological
 * order of the points (Kahn 1962) that always takes the ready node with the smallest key.  Keys are
 * made monotone first: a node that has to come before another takes at most the other's key, so
 * that a node without a date of its own never holds up a dated one behind later dates.
 *
 * Points that arcs force to be equal form a component and become ready together.  Components are
 * numbered against the arcs, so counting down is one topological order, which the backward pass
 * over the keys uses.
 */
#include "order/network.h"

#include <string.h>

#define UNDATED INT64_MAX
#define VISITED_SLOTS 1024u /* a power of two, above DTL_NETWORK_CHAIN_MAX */

/* ---- heap --------------------------------------------------------------------------------- */

static bool less(const dtl_heap_entry *a, const dtl_heap_entry *b) {
    if (a->key != b->key)
        return a->key < b->key;
    return a->tie != b->tie ? a->tie < b->tie : a->item < b->item;
}

bool dtl_heap_push(dtl_arena *a, dtl_heap *h, dtl_heap_entry e) {
    if (!dtl_vec_push(a, &h->v, e))
        return false;
    uint32_t i = h->v.n - 1;
    for (; i > 0 && less(&e, &h->v.at[(i - 1) / 2]); i = (i - 1) / 2)
        h->v.at[i] = h->v.at[(i - 1) / 2];
    h->v.at[i] = e;
    return true;
}

dtl_heap_entry dtl_heap_pop(dtl_heap *h) {
    dtl_heap_entry top = h->v.at[0], e = h->v.at[--h->v.n];
    uint32_t i = 0;
    for (uint32_t child; (child = 2 * i + 1) < h->v.n; i = child) {
        if (child + 1 < h->v.n && less(&h->v.at[child + 1], &h->v.at[child]))
            child++;
        if (!less(&h->v.at[child], &e))
            break;
        h->v.at[i] = h->v.at[child];
    }
    if (h->v.n > 0)
        h->v.at[i] = e;
    return top;
}

/* ---- components --------------------------------------------------------------------------- */

typedef struct tarjan {
    uint32_t *index, *least; /* 0: not visited */
    uint32_t *stack, *path;  /* the open components; the way down */
    uint32_t *next;          /* per point: the arc to look at, + 1 */
    uint32_t nstack, npath, counter, nmembers;
} tarjan;

static void visit(const dtl_network *n, tarjan *t, uint32_t p) {
    t->index[p] = t->least[p] = ++t->counter;
    t->next[p] = n->out[p];
    t->stack[t->nstack++] = p;
    t->path[t->npath++] = p;
}

/* Closes the component whose first visited point is p, if p is one. */
static void leave(dtl_network *n, tarjan *t, uint32_t p) {
    t->npath--;
    if (t->npath > 0) {
        uint32_t above = t->path[t->npath - 1];
        if (t->least[p] < t->least[above])
            t->least[above] = t->least[p];
    }
    if (t->least[p] != t->index[p])
        return;
    uint32_t q;
    do {
        q = t->stack[--t->nstack];
        n->component[q] = n->ncomponents;
        n->members[t->nmembers++] = q;
    } while (q != p);
    n->first[++n->ncomponents] = t->nmembers;
}

void dtl_network_components(dtl_network *n) {
    size_t size = n->npoints;
    tarjan t = {.index = n->scratch,
                .least = n->scratch + size,
                .stack = n->scratch + 2 * size,
                .path = n->scratch + 3 * size,
                .next = n->scratch + 4 * size};
    memset(t.index, 0, size * sizeof *t.index);
    memset(n->component, 0xFF, size * sizeof *n->component); /* NONE: still open */
    n->first[0] = 0;
    n->ncomponents = 0;
    for (uint32_t root = 0; root < n->npoints; root++) {
        if (t.index[root])
            continue;
        visit(n, &t, root);
        while (t.npath > 0) {
            uint32_t p = t.path[t.npath - 1];
            if (!t.next[p]) {
                leave(n, &t, p);
                continue;
            }
            const dtl_arc *a = &n->arcs[t.next[p] - 1];
            t.next[p] = a->next_out;
            if (a->weight < 0)
                continue;
            if (!t.index[a->to])
                visit(n, &t, a->to);
            else if (n->component[a->to] == NONE && t.index[a->to] < t.least[p])
                t.least[p] = t.index[a->to];
        }
    }
}

/* ---- comparing ---------------------------------------------------------------------------- */

bool dtl_network_leads(const dtl_network *n, uint32_t from, uint32_t to, uint32_t rank,
                       uint32_t steps) {
    uint32_t queue[DTL_NETWORK_CHAIN_MAX], visited[VISITED_SLOTS] = {0}, head = 0, tail = 0;
    if (from == to)
        return true;
    if (steps > DTL_NETWORK_CHAIN_MAX)
        steps = DTL_NETWORK_CHAIN_MAX;
    queue[tail++] = from;
    while (head < tail) {
        uint32_t p = queue[head++];
        for (uint32_t i = n->out[p]; i; i = n->arcs[i - 1].next_out) {
            if (steps-- == 0)
                return false;
            const dtl_arc *a = &n->arcs[i - 1];
            /* Components fall along the arcs and low rises: nothing beyond the goal leads to it. */
            if (a->weight < 0 || n->component[a->to] < n->component[to] ||
                n->low[a->to] > n->low[to] || (a->edge != NONE && n->rank[a->edge] >= rank))
                continue;
            if (a->to == to)
                return true;
            uint32_t slot = a->to * UINT32_C(2654435761) >> 22;
            while (visited[slot] && visited[slot] != a->to + 1)
                slot = (slot + 1) % VISITED_SLOTS;
            if (!visited[slot] && tail < DTL_NETWORK_CHAIN_MAX) {
                visited[slot] = a->to + 1;
                queue[tail++] = a->to;
            }
        }
    }
    return false;
}

static bool is_before(const dtl_network *n, uint32_t x, uint32_t y) {
    dtl_bounds a = dtl_network_bounds(n, x), b = dtl_network_bounds(n, y);
    if (a.end_max != DTL_TIME_MAX && b.start_min != DTL_TIME_MIN && a.end_max <= b.start_min)
        return true;
    if (!n->solved || n->node[x] == NONE || n->node[y] == NONE)
        return false;
    return dtl_network_leads(n, 2 * n->node[x] + 1, 2 * n->node[y], NONE, DTL_NETWORK_CHAIN_MAX);
}

int dtl_network_compare(const dtl_network *n, uint32_t x, uint32_t y) {
    if (x == y)
        return 0;
    /* Two names of one instant are each "before" the other. */
    return (int)is_before(n, y, x) - (int)is_before(n, x, y);
}

/* ---- the list ----------------------------------------------------------------------------- */

static bool is_instant(int64_t t) {
    return t >= -DTL_NETWORK_SECONDS_MAX && t <= DTL_NETWORK_SECONDS_MAX;
}

/* Twice the instant an interval is listed at, less one when it comes just before that instant. */
static int64_t own_key(const dtl_network *n, uint32_t interval) {
    dtl_bounds b = dtl_network_bounds(n, interval);
    int64_t latest = b.start_max < b.end_max ? b.start_max : b.end_max;
    if (is_instant(b.start_min))
        return 2 * b.start_min;
    return is_instant(latest) ? 2 * latest - 1 : UNDATED;
}

typedef struct lister {
    const dtl_network *n;
    const uint32_t *position;
    int64_t *key;            /* per component */
    uint32_t *waiting;       /* per component: arcs from components not yet listed */
    uint32_t *left;          /* per component: items not yet listed */
    uint32_t *item, *next;   /* items of a component: index + 1; of the same component */
    uint32_t *ready, nready; /* components without items, to be passed */
    dtl_heap heap;
} lister;

/* The component in which an interval starts, or NONE: it stands in no edge. */
static uint32_t component_of(const dtl_network *n, uint32_t interval) {
    uint32_t node = n->node[interval];
    return node == NONE ? NONE : n->component[2 * node];
}

/*
 * Keys from the nodes listed, then no key above that of what comes after.  What stands in no edge
 * can come at any time.  false: no memory.
 */
static bool set_keys(lister *l, const uint32_t *nodes, uint32_t count) {
    const dtl_network *n = l->n;
    for (uint32_t c = 0; c < n->ncomponents; c++)
        l->key[c] = UNDATED;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t c = component_of(n, nodes[i]);
        int64_t key = own_key(n, nodes[i]);
        if (c == NONE) {
            if (!dtl_heap_push(n->arena, &l->heap, (dtl_heap_entry){key, l->position[i], i}))
                return false;
            continue;
        }
        if (key < l->key[c])
            l->key[c] = key;
        l->next[i] = l->item[c];
        l->item[c] = i + 1;
        l->left[c]++;
    }
    for (uint32_t c = 0; c < n->ncomponents; c++)
        for (uint32_t m = n->first[c]; m < n->first[c + 1]; m++)
            for (uint32_t i = n->out[n->members[m]]; i; i = n->arcs[i - 1].next_out) {
                const dtl_arc *a = &n->arcs[i - 1];
                uint32_t after = n->component[a->to];
                if (a->weight < 0 || after == c)
                    continue;
                l->waiting[after]++;
                /* An odd key says "just before"; an even one is made odd on the way. */
                int64_t key = l->key[after] == UNDATED ? UNDATED : (l->key[after] - 1) | 1;
                if (key < l->key[c] && (key | 1) + 1 < l->key[c])
                    l->key[c] = key;
            }
    return true;
}

/* Puts the items of a component whose turn can come into the heap. */
static bool make_ready(lister *l, uint32_t c) {
    if (!l->left[c]) {
        l->ready[l->nready++] = c;
        return true;
    }
    for (uint32_t i = l->item[c]; i; i = l->next[i - 1])
        if (!dtl_heap_push(l->n->arena, &l->heap,
                           (dtl_heap_entry){l->key[c], l->position[i - 1], i - 1}))
            return false;
    return true;
}

/* The component is listed; what waited only for it becomes ready. */
static bool pass(lister *l, uint32_t c) {
    const dtl_network *n = l->n;
    for (uint32_t m = n->first[c]; m < n->first[c + 1]; m++)
        for (uint32_t i = n->out[n->members[m]]; i; i = n->arcs[i - 1].next_out) {
            const dtl_arc *a = &n->arcs[i - 1];
            uint32_t after = n->component[a->to];
            if (a->weight >= 0 && after != c && --l->waiting[after] == 0 && !make_ready(l, after))
                return false;
        }
    return true;
}

dtl_status dtl_network_order(const dtl_network *n, const uint32_t *nodes, const uint32_t *position,
                             uint32_t count, uint32_t *perm) {
    if (!n->solved)
        return DTL_E_ARG;
    for (uint32_t i = 0; i < count; i++)
        if (nodes[i] >= n->given.n)
            return DTL_E_ARG;
    size_t size = n->ncomponents;
    lister l = {.n = n, .position = position};
    l.key = DTL_NEW_ARRAY(n->arena, size, int64_t);
    l.waiting = DTL_NEW_ARRAY(n->arena, size, uint32_t);
    l.left = DTL_NEW_ARRAY(n->arena, size, uint32_t);
    l.item = DTL_NEW_ARRAY(n->arena, size, uint32_t);
    l.next = DTL_NEW_ARRAY(n->arena, count, uint32_t);
    l.ready = DTL_NEW_ARRAY(n->arena, size, uint32_t);
    if (!l.key || !l.waiting || !l.left || !l.item || !l.next || !l.ready)
        return DTL_E_NOMEM;
    if (!set_keys(&l, nodes, count))
        return DTL_E_NOMEM;
    for (uint32_t c = n->ncomponents; c-- > 0;)
        if (l.waiting[c] == 0 && !make_ready(&l, c))
            return DTL_E_NOMEM;
    uint32_t listed = 0;
    while (l.nready > 0 || l.heap.v.n > 0) {
        if (l.nready > 0) {
            if (!pass(&l, l.ready[--l.nready]))
                return DTL_E_NOMEM;
            continue;
        }
        uint32_t i = dtl_heap_pop(&l.heap).item;
        perm[listed++] = i;
        uint32_t c = component_of(n, nodes[i]);
        if (c != NONE && --l.left[c] == 0 && !pass(&l, c))
            return DTL_E_NOMEM;
    }
    return DTL_OK;
}
