/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public functions of a comparison.  Entries are given by their index in each timeline, as
 * dateline_timeline_event() takes it.
 */
#include "timeline/api.h"
#include "timeline/timeline.h"

dateline_status dateline_diff_new(const dateline_timeline *a, const dateline_timeline *b,
                                  dateline_diff **ret) {
    if (!a || !b || !ret)
        return DATELINE_E_ARG;
    dateline_diff *d = dtl_diff_new(a, b);
    if (!d)
        return DATELINE_E_NOMEM;
    *ret = d;
    return DATELINE_OK;
}

void dateline_diff_free(dateline_diff *d) {
    if (!d)
        return;
    dtl_arena_free(&d->arena);
    dtl_mem mem = d->mem;
    dtl_free(&mem, d, sizeof *d);
}

int dateline_diff_same(const dateline_diff *d) {
    return d->same == d->nitems;
}

size_t dateline_diff_count(const dateline_diff *d) {
    return d->nitems;
}

static int index_of(const dateline_timeline *tl, const dtl_entry *e) {
    if (!e)
        return -1;
    if (tl->nevents > 0 && e >= tl->events && e < tl->events + tl->nevents)
        return (int)(e - tl->events);
    return (int)(tl->nevents + (size_t)(e - tl->undated));
}

dateline_change dateline_diff_change(const dateline_diff *d, size_t index) {
    dateline_change change = {-1, -1, ""};
    if (index < d->nitems) {
        change.a = index_of(d->a, d->items[index].a);
        change.b = index_of(d->b, d->items[index].b);
        change.changes = d->items[index].names;
    }
    return change;
}
