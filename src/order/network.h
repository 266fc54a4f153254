/* SPDX-License-Identifier: Apache-2.0 */
/*
 * network: what network.c and sequence.c share.  Not for other folders.
 *
 * Intervals that stand in an edge are its nodes; of the others, which are most, their own dates say
 * everything, and no step but the listing looks at them.  Node i has two points: 2i, its start, and
 * 2i + 1, its end.  An arc says to >= from + weight.
 * Times are in ticks, 2^20 to the second; "strictly later" is one tick, so that any chain of
 * strict arcs is shorter than a second and bounds rounded to seconds do not show it.
 */
#ifndef DTL_ORDER_NETWORK_H
#define DTL_ORDER_NETWORK_H

#include "order/order.h"

#define NONE UINT32_MAX
#define TICKS (INT64_C(1) << 20)
/* Where undated points lie: outside anything a date and a lag can reach together. */
#define FAR (INT64_C(1) << 61)

typedef struct dtl_arc {
    uint32_t from, to;
    uint32_t next_out, next_in; /* arc + 1, or 0 */
    uint32_t edge;              /* NONE: a start and its own end */
    bool minor;                 /* not needed for the edge to count as implied */
    int64_t weight;
} dtl_arc;

enum {
    DTL_POINT_LOW = 1u << 0, /* low comes from a date */
    DTL_POINT_HIGH = 1u << 1 /* high comes from a date */
};

struct dtl_network {
    dtl_arena *arena;
    DTL_VEC(dtl_bounds) given; /* per interval that was added */
    bool solved;
    uint32_t *node;     /* per interval: its node, or NONE: no edge has it */
    uint32_t *interval; /* per node, ascending */
    uint32_t nnodes, npoints;

    dtl_arc *arcs; /* one per node, then those of edge 0, of edge 1 ... */
    uint32_t narcs;
    uint32_t *out, *in; /* per point: first arc + 1, or 0 */

    int64_t *low;      /* least solution: earliest possible instant, ticks */
    int64_t *cap;      /* latest by the point's own date, or FAR */
    int64_t *high;     /* greatest solution, if DTL_POINT_HIGH */
    uint32_t *support; /* the arc low came over, or NONE */
    uint8_t *flags;

    uint32_t *rank; /* per edge: place in the order of insertion */

    /* Components of points that arcs force to be equal, numbered against the arcs. */
    uint32_t *component;       /* per point */
    uint32_t *members, *first; /* members[first[c] .. first[c + 1]) */
    uint32_t ncomponents;
    uint32_t *scratch; /* DTL_NETWORK_SCRATCH numbers per point */
};
#define DTL_NETWORK_SCRATCH 5

/** Entries leave the heap by key, then tie, then item. */
typedef struct dtl_heap_entry {
    int64_t key;
    uint32_t tie, item;
} dtl_heap_entry;
typedef struct dtl_heap {
    DTL_VEC(dtl_heap_entry) v;
} dtl_heap;

bool dtl_heap_push(dtl_arena *a, dtl_heap *h, dtl_heap_entry e);
dtl_heap_entry dtl_heap_pop(dtl_heap *h); /* h is not empty */

/**
 * Finds the components over the linked arcs of weight >= 0 (Tarjan 1972, without recursion).
 * An arc between components leads to the one with the smaller number.
 */
void dtl_network_components(dtl_network *n);
/**
 * Whether linked arcs of weight >= 0, of edges inserted before `rank`, lead from one point to the
 * other.  Gives up, with false, after `steps` arcs.
 */
bool dtl_network_leads(const dtl_network *n, uint32_t from, uint32_t to, uint32_t rank,
                       uint32_t steps);

#endif
