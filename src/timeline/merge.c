/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public functions of merging.
 *
 * The timeline to be grows inside the merger, so that strings are stored once; finish() works on
 * scratch memory and hands the timeline over only when it is whole.
 */
#include "timeline/merge.h"

#include "timeline/api.h"

#include <string.h>

/* Empties the merger; false: no memory, and it can only be freed or emptied again. */
static bool renew(struct dateline_merger *m) {
    dtl_arena_init(&m->scratch, &m->mem);
    m->tl = dtl_timeline_new(&m->mem);
    if (!m->tl)
        return false;
    m->tl->is_merged = true;
    memset(&m->body, 0, sizeof m->body);
    memset(&m->claims, 0, sizeof m->claims);
    memset(&m->evidence, 0, sizeof m->evidence);
    memset(&m->sources, 0, sizeof m->sources);
    return dtl_intern_init(&m->strings, &m->tl->arena) &&
           dtl_intern_init(&m->digests, &m->scratch) && dtl_intern_init(&m->bodies, &m->scratch);
}

static void drop(struct dateline_merger *m) {
    dateline_timeline_free(m->tl);
    m->tl = NULL;
    dtl_arena_free(&m->scratch);
}

dateline_merger *dateline_merger_new(const dateline_allocator *alloc) {
    dtl_mem mem = dtl_mem_of(alloc);
    dateline_merger *m = dtl_alloc(&mem, sizeof *m);
    if (!m)
        return NULL;
    m->mem = mem;
    if (!renew(m)) {
        dateline_merger_free(m);
        return NULL;
    }
    return m;
}

void dateline_merger_free(dateline_merger *m) {
    if (!m)
        return;
    drop(m);
    dtl_mem mem = m->mem;
    dtl_free(&mem, m, sizeof *m);
}

size_t dateline_merger_count(const dateline_merger *m) {
    return m ? m->sources.n : 0;
}

/* The documents, oldest first, under the keys d1, d2 ... */
static bool write_origins(dtl_merge_work *w) {
    const struct dateline_merger *m = w->m;
    dateline_timeline *tl = m->tl;
    tl->origins = DTL_NEW_ARRAY(&tl->arena, m->sources.n, dtl_origin);
    if (!tl->origins)
        return false;
    for (uint32_t r = 0; r < m->sources.n; r++) {
        tl->origins[r] = m->sources.at[w->source_at[r]].head;
        tl->origins[r].key = dtl_arena_printf(&tl->arena, "d%u", (unsigned)r + 1);
        if (!tl->origins[r].key)
            return false;
    }
    tl->norigins = m->sources.n;
    return true;
}

/* Takes back what a failed finish left. */
static void reset_result(dateline_timeline *tl) {
    tl->origins = NULL;
    tl->events = tl->undated = NULL;
    tl->order = NULL;
    tl->norigins = tl->nevents = tl->nundated = tl->norder = 0;
}

dateline_status dateline_merger_finish(dateline_merger *m, dateline_timeline **ret_tl) {
    if (!m || !ret_tl)
        return DATELINE_E_ARG;
    dtl_arena arena;
    dtl_arena_init(&arena, &m->mem);
    dtl_merge_work w = {.m = m, .arena = &arena};
    bool good = dtl_merge_nodes(&w) && write_origins(&w) && dtl_merge_cluster(&w) &&
                dtl_merge_entries(&w) && dtl_merge_order(&w);
    dtl_arena_free(&arena);
    if (!good) {
        reset_result(m->tl);
        return DATELINE_E_NOMEM;
    }
    struct dateline_merger old = *m;
    if (!renew(m)) {
        /* The old state is whole: keep it, so that the caller may try again. */
        drop(m);
        *m = old;
        reset_result(m->tl);
        return DATELINE_E_NOMEM;
    }
    dtl_arena_free(&old.scratch);
    *ret_tl = old.tl;
    return DATELINE_OK;
}
