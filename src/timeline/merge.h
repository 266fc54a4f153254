/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge: one timeline out of many, the same whatever the order and grouping of the inputs.
 *
 * State is a set of source timelines, each known by a digest of all it says; adding is union of
 * sets, which is associative, commutative and idempotent.  Everything else is a pure function of
 * that set: clusters of claims (merge_pairs.c, merge_cluster.c), what each cluster says together
 * (merge_entry.c), order and ids (merge_order.c).  A merged document carries its sources whole, so
 * that reading it gives the set back and no earlier clustering is looked at.
 *
 * Ids of strings and bodies depend on the order of adding and therefore decide nothing; whatever
 * decides compares content.  A body is an entry without its id and evidence: documents that tell
 * the same share it.
 */
#ifndef DTL_MERGE_H
#define DTL_MERGE_H

#include "base/base.h"
#include "base/sha256.h"
#include "timeline/timeline.h"

#define DTL_MERGE_NONE UINT32_MAX

typedef struct dtl_merge_evidence {
    uint32_t text, rule, time; /* string ids; 0: absent */
    uint32_t start, end, sentence;
} dtl_merge_evidence;

typedef struct dtl_merge_claim {
    uint32_t source, id, body; /* id: string id */
    uint32_t evidence, nevidence;
} dtl_merge_claim;

typedef struct dtl_merge_source {
    dtl_origin head;         /* its order links name entries by their own ids */
    uint32_t digest;         /* id in `digests` */
    uint32_t claim, nclaims; /* ascending by id */
} dtl_merge_source;

struct dateline_merger {
    dtl_mem mem;
    dateline_timeline *tl; /* to be: owns strings, bodies and heads */
    dtl_arena scratch;     /* the tables below */
    dtl_intern strings;    /* in the arena of tl */
    dtl_intern digests;    /* of sources */
    dtl_intern bodies;     /* canonical bytes of each body: equal bytes, equal body */
    DTL_VEC(const dtl_entry *) body;
    DTL_VEC(dtl_merge_claim) claims;
    DTL_VEC(dtl_merge_evidence) evidence;
    DTL_VEC(dtl_merge_source) sources;
};

/** Canonical order of bodies: <0, 0, >0. */
int dtl_merge_compare_bodies(const struct dateline_merger *m, uint32_t x, uint32_t y);

/** Claims with equal bodies: what is compared, and clustered. */
typedef struct dtl_merge_node {
    uint32_t body, claim, nclaims; /* claims: a range of dtl_merge_work.by_node */
} dtl_merge_node;

typedef struct dtl_merge_edge {
    int32_t score;
    uint32_t support; /* claims that the two nodes are like */
    uint32_t x, y;    /* nodes, x < y */
} dtl_merge_edge;

/** One clustering, in an arena that is freed with it. */
typedef struct dtl_merge_work {
    const struct dateline_merger *m;
    dtl_arena *arena;
    uint32_t *rank;      /* of a source: its place in the merged list of documents */
    uint32_t *source_at; /* the source of a rank */
    uint32_t *article;   /* by rank: equal for sources made from the same article */
    uint32_t narticles;
    dtl_merge_node *nodes; /* in canonical order: by date, then content */
    uint32_t nnodes;
    uint32_t *by_node; /* claims, grouped by node, ascending by rank in each */
    uint32_t *cluster; /* by node */
    uint32_t nclusters;
    uint32_t *entry_of_claim; /* by claim: its cluster, after ordering its place in `entries` */
    dtl_entry *entries;
    uint32_t nentries;
} dtl_merge_work;

/** Fills nodes, by_node and the ranks of sources.  false: no memory. */
bool dtl_merge_nodes(dtl_merge_work *w);
/** Fills cluster.  false: no memory. */
bool dtl_merge_cluster(dtl_merge_work *w);
/** Fills entries, without ids, one for each cluster.  false: no memory. */
bool dtl_merge_entries(dtl_merge_work *w);
/** Orders entries, gives ids, fills events, undated and order of tl.  false: no memory. */
bool dtl_merge_order(dtl_merge_work *w);

/** dtl_when as it is when it has been written and read again. */
void dtl_when_normalise(dtl_when *w);

#endif
