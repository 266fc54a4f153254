/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is clustered: claims that tell the same, put together first, in canonical order.
 *
 * Ten thousand papers that print one agency report make one node, so the work that follows grows
 * with the distinct things told.  A document that tells the same twice has two events; the second
 * goes to a node of its own (`nth`), because a document never agrees with itself.
 */
#include "timeline/merge.h"

#include <stdlib.h>
#include <string.h>

/* ---- documents: oldest first -------------------------------------------------------------------
 */

typedef struct ranked {
    const struct dateline_merger *m;
    uint32_t source;
    int64_t created;
} ranked;

static int compare_optional(const char *x, const char *y) {
    if (!x || !y)
        return (x == NULL) - (y == NULL);
    return strcmp(x, y);
}

static int by_publication(const void *px, const void *py) {
    const ranked *x = px, *y = py;
    const dtl_merge_source *a = &x->m->sources.at[x->source], *b = &y->m->sources.at[y->source];
    int c = (x->created > y->created) - (x->created < y->created);
    c = c ? c : compare_optional(a->head.created_edtf, b->head.created_edtf);
    c = c ? c : compare_optional(a->head.id, b->head.id);
    c = c ? c : compare_optional(a->head.source, b->head.source);
    return c ? c
             : memcmp(x->m->digests.keys[a->digest].p, y->m->digests.keys[b->digest].p,
                      DTL_SHA256_BYTES);
}

static bool rank_sources(dtl_merge_work *w) {
    const struct dateline_merger *m = w->m;
    uint32_t n = m->sources.n;
    ranked *list = DTL_NEW_ARRAY(w->arena, n, ranked);
    w->rank = DTL_NEW_ARRAY(w->arena, n, uint32_t);
    w->source_at = DTL_NEW_ARRAY(w->arena, n, uint32_t);
    w->article = DTL_NEW_ARRAY(w->arena, n, uint32_t);
    dtl_intern articles;
    if (!list || !w->rank || !w->source_at || !w->article || !dtl_intern_init(&articles, w->arena))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        const dtl_origin *head = &m->sources.at[i].head;
        dtl_bounds b;
        bool dated = head->has_created && dtl_timex_bounds(&head->created, &b);
        list[i] = (ranked){.m = m, .source = i, .created = dated ? b.start_min : DTL_TIME_MAX};
    }
    if (n > 1)
        qsort(list, n, sizeof *list, by_publication);
    for (uint32_t r = 0; r < n; r++) {
        const dtl_merge_source *s = &m->sources.at[list[r].source];
        w->source_at[r] = list[r].source;
        w->rank[list[r].source] = r;
        /* Timelines made from the same bytes are one witness; without a digest each is its own. */
        dtl_slice key = s->head.sha256 && *s->head.sha256 ? dtl_slice_of(s->head.sha256)
                                                          : m->digests.keys[s->digest];
        uint32_t id = dtl_intern_add(&articles, key.p, key.n);
        if (!id)
            return false;
        w->article[r] = id - 1;
    }
    w->narticles = articles.n;
    return true;
}

/* ---- nodes -------------------------------------------------------------------------------------
 */

typedef struct told {
    const struct dateline_merger *m;
    int64_t start, end;
    uint32_t body, nth, rank, claim;
} told;

static int by_node(const void *px, const void *py) {
    const told *x = px, *y = py;
    int c = (x->start > y->start) - (x->start < y->start);
    c = c ? c : (x->end > y->end) - (x->end < y->end);
    if (c == 0 && x->body != y->body)
        c = dtl_merge_compare_bodies(x->m, x->body, y->body);
    c = c ? c : (x->nth > y->nth) - (x->nth < y->nth);
    return c ? c : (x->rank > y->rank) - (x->rank < y->rank);
}

bool dtl_merge_nodes(dtl_merge_work *w) {
    const struct dateline_merger *m = w->m;
    uint32_t n = m->claims.n;
    if (!rank_sources(w))
        return false;
    told *list = DTL_NEW_ARRAY(w->arena, n, told);
    uint32_t *seen_in = DTL_NEW_ARRAY(w->arena, (size_t)m->bodies.n + 1, uint32_t);
    uint32_t *times = DTL_NEW_ARRAY(w->arena, (size_t)m->bodies.n + 1, uint32_t);
    w->by_node = DTL_NEW_ARRAY(w->arena, n, uint32_t);
    w->nodes = DTL_NEW_ARRAY(w->arena, n, dtl_merge_node);
    if (!list || !seen_in || !times || !w->by_node || !w->nodes)
        return false;
    /* Claims of one source stand together, ascending by id. */
    for (uint32_t i = 0; i < n; i++) {
        const dtl_merge_claim *c = &m->claims.at[i];
        const dtl_when *when = &m->body.at[c->body - 1]->when;
        bool dated = when->basis != DTL_BASIS_NONE;
        if (seen_in[c->body] != c->source + 1) {
            seen_in[c->body] = c->source + 1;
            times[c->body] = 0;
        }
        list[i] = (told){.m = m,
                         .start = dated ? when->bounds.start_min : DTL_TIME_MAX,
                         .end = dated ? when->bounds.end_max : DTL_TIME_MAX,
                         .body = c->body,
                         .nth = times[c->body]++,
                         .rank = w->rank[c->source],
                         .claim = i};
    }
    if (n > 1)
        qsort(list, n, sizeof *list, by_node);
    for (uint32_t i = 0; i < n; i++) {
        if (i == 0 || list[i].body != list[i - 1].body || list[i].nth != list[i - 1].nth)
            w->nodes[w->nnodes++] = (dtl_merge_node){.body = list[i].body, .claim = i};
        w->nodes[w->nnodes - 1].nclaims++;
        w->by_node[i] = list[i].claim;
    }
    return true;
}
