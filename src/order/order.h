/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order: when events can have happened, and in which order.
 *
 * A network over the start and end points of events and times.  Dates bound points absolutely;
 * links relate points by < <= = and by a lag.  It is a simple temporal problem (Dechter, Meiri and
 * Pearl 1991) whose constraints come most reliable first: one that would contradict what stands is
 * refused and reported with what it contradicts, never dropped silently.  Intervals are half-open;
 * what lies within or overlaps an interval does not merely touch its end.  An event somewhere on a
 * day has the day as bounds of both its points, not the points of the day.
 * Knows only numbers: no text, no rules.
 */
#ifndef DTL_ORDER_H
#define DTL_ORDER_H

#include "base/base.h"
#include "calendar/calendar.h"

/* Far above what the longest text of DTL_TEXT_MAX bytes tells; memory is linear in both. */
#define DTL_NETWORK_NODES_MAX 64000000
#define DTL_NETWORK_EDGES_MAX 64000000
/** Steps spent on telling contradictions apart, plus DTL_NETWORK_STEPS_PER_ARC for each constraint.
 */
#define DTL_NETWORK_STEPS_MAX (UINT64_C(1) << 24)
#define DTL_NETWORK_STEPS_PER_ARC 8
/** Constraints looked at before a chain between two points is taken as not there. */
#define DTL_NETWORK_CHAIN_MAX 512
/** Dates and lags further out than this (34,842 years) are taken as unbounded. */
#define DTL_NETWORK_SECONDS_MAX (INT64_C(1) << 40)

typedef enum dtl_edge_relation {                  /* x REL y over intervals */
                                 DTL_EDGE_BEFORE, /* x.end <= y.start, and x.start < y.start */
                                 DTL_EDGE_AFTER,
                                 DTL_EDGE_DURING, /* y.start <= x.start, x.end <= y.end */
                                 DTL_EDGE_INCLUDES,
                                 DTL_EDGE_SAME,
                                 DTL_EDGE_STARTS_WITH,  /* x.start = y.start */
                                 DTL_EDGE_ENDS_WITH,    /* x.end = y.end */
                                 DTL_EDGE_STARTS_AFTER, /* x.start >= y.end: since */
                                 DTL_EDGE_OVERLAPS      /* they share an instant */
} dtl_edge_relation;

typedef struct dtl_edge {
    uint32_t x, y;
    dtl_edge_relation relation;
    bool has_lag;
    int64_t lag_min, lag_max; /* seconds between the two (y.start - x.end for BEFORE, x.start -
                                 y.end for AFTER) */
    double confidence;        /* 0..1: order of insertion */
    uint32_t tag;             /* the caller's: which link this is */
    /* out */
    bool refused;     /* would contradict what was accepted before */
    bool limited;     /* refused, but only because DTL_NETWORK_STEPS_MAX was reached */
    bool implied;     /* followed already: from the dates as given, or from a short chain */
    uint32_t against; /* tag of one accepted edge it contradicts, or UINT32_MAX: the dates */
} dtl_edge;

typedef struct dtl_network dtl_network;

dtl_network *dtl_network_new(dtl_arena *arena);
/**
 * Adds an interval with the bounds known for it (unbounded where unknown); returns its index,
 * UINT32_MAX on failure, at the limit, or after solving.  Bounds that no interval can have (a start
 * after the end) say nothing and are taken as unbounded.
 */
uint32_t dtl_network_add(dtl_network *n, const dtl_bounds *b);
/**
 * Inserts the edges, most confident first (ties: as given), propagating; fills the out fields.
 * Called once, after the last node; without edges too.  Near-linear in nodes + edges while the
 * edges agree; bounded by DTL_NETWORK_STEPS_MAX when they do not.  Lags are read for BEFORE, AFTER
 * and STARTS_AFTER; DTL_TIME_MIN and DTL_TIME_MAX leave a side of them open.
 */
dtl_status dtl_network_solve(dtl_network *n, dtl_edge *edges, uint32_t nedges);
/** Bounds after propagation: never wider than given. */
dtl_bounds dtl_network_bounds(const dtl_network *n, uint32_t node);
/**
 * -1: x is before y by accepted edges or bounds; 1: after; 0: not known, or the chain between them
 * is longer than DTL_NETWORK_CHAIN_MAX.
 */
int dtl_network_compare(const dtl_network *n, uint32_t x, uint32_t y);
/**
 * A consistent order of nodes[0..count): earliest start, then accepted edges, then `position`;
 * undated last.  Deterministic.  perm is filled with indices into `nodes`.
 *
 * The key of a node is its earliest start.  Where that is unbounded but the start or end has an
 * upper bound ("before today"), the key lies just before that upper bound; where a node has to come
 * before another with a smaller key, it lies just before that key.  Among equal keys: accepted
 * edges, then `position`, then the place in `nodes`.  DTL_E_ARG before solving.
 */
dtl_status dtl_network_order(const dtl_network *n, const uint32_t *nodes, const uint32_t *position,
                             uint32_t count, uint32_t *perm);

#endif
