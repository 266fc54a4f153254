/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public functions of a comparison.  Entries are given by their index in each timeline, as
 * dateline_timeline_event() takes it.
 */
#include "timeline/api.h"
#include "timeline/timeline.h"

#include <string.h>

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

/* Other ways to write a kind. */
static const struct {
    const char *written, *meant;
} aliases[] = {
    {"status", "status-changed"}, {"re-dated", "redated"},   {"re-attributed", "reattributed"},
    {"re-ordered", "reordered"},  {"re-worded", "reworded"},
};

static uint32_t kind_named(dtl_slice name) {
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (dtl_slice_is(name, aliases[i].written))
            name = dtl_slice_of(aliases[i].meant);
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (dtl_slice_is(name, dtl_change_name(1u << i)))
            return 1u << i;
    return 0;
}

static void complain_of(dtl_slice name, dateline_error *reterr) {
    const char *names[DTL_CHANGE_COUNT + 1];
    char list[200] = "";
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++) {
        names[i] = dtl_change_name(1u << i);
        strncat(list, i ? ", " : "", sizeof list - strlen(list) - 1);
        strncat(list, names[i], sizeof list - strlen(list) - 1);
    }
    names[DTL_CHANGE_COUNT] = aliases[0].written;
    const char *near = dtl_nearest(name.p, name.n, names, DTL_CHANGE_COUNT + 1);
    int shown = name.n < 40 ? (int)name.n : 40;
    if (near)
        dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX,
                      "`%.*s` is no kind of change; did you mean `%s`?", shown, name.p, near);
    else
        dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX, "`%.*s` is no kind of change; there are %s",
                      shown, name.p, list);
}

dateline_status dateline_change_kinds(const char *list, unsigned *ret_kinds,
                                      dateline_error *reterr) {
    if (!list || !ret_kinds)
        return DATELINE_E_ARG;
    unsigned kinds = 0;
    for (const char *p = list;;) {
        p += strspn(p, " ");
        size_t n = strcspn(p, ",");
        const char *next = p + n;
        while (n > 0 && p[n - 1] == ' ')
            n--;
        dtl_slice name = {p, n < UINT32_MAX ? (uint32_t)n : UINT32_MAX};
        uint32_t kind = kind_named(name);
        if (!kind) {
            complain_of(name, reterr);
            return DATELINE_E_ARG;
        }
        kinds |= kind;
        if (!*next)
            break;
        p = next + 1;
    }
    *ret_kinds = kinds;
    return DATELINE_OK;
}

void dateline_diff_show(dateline_diff *d, unsigned kinds) {
    d->shown = kinds & DTL_CHANGE_ALL;
}

size_t dateline_diff_has(const dateline_diff *d, unsigned kinds) {
    size_t n = 0;
    for (uint32_t i = 0; i < d->nitems; i++)
        n += (d->items[i].changes & kinds) != 0;
    return n;
}

int dateline_diff_same(const dateline_diff *d) {
    return dateline_diff_has(d, d->shown) == 0;
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
    dateline_change change = {-1, -1, "", 0, ""};
    if (index < d->nitems) {
        change.a = index_of(d->a, d->items[index].a);
        change.b = index_of(d->b, d->items[index].b);
        change.changes = d->items[index].names;
        change.score = d->items[index].score;
        change.by = d->items[index].reasons;
    }
    return change;
}
