/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The difference of two timelines as a document, for YAML and JSON.
 *
 *     dateline_diff: 1
 *     a: {id: ..., title: ..., created: ..., source: ...}
 *     b: {...}
 *     summary: {same: 4, added: 1, ...}
 *     changes:
 *     - changes: [more-precise, reworded]
 *       a: {id: e1, name: ..., when: {...}, status: ..., text: "quote"}
 *       b: {...}
 *     same: [[e2, e3], ...]
 */
#include "output/output.h"

#include <string.h>

#define DIFF_VERSION 1

static void fill_document(dtl_sink *s, const char *key, const dateline_timeline *tl) {
    s->key(s, key);
    s->open_map(s, DTL_FLOW);
    dtl_sink_pair(s, "id", tl->doc_id);
    dtl_sink_pair(s, "title", tl->title);
    if (tl->has_created && tl->created_edtf) {
        s->key(s, "created");
        s->date(s, tl->created_edtf, strlen(tl->created_edtf));
    }
    dtl_sink_pair(s, "source", tl->source);
    s->close(s);
}

static void fill_side(dtl_sink *s, const char *key, const dtl_entry *e) {
    if (!e)
        return;
    s->key(s, key);
    s->open_map(s, DTL_FLOW);
    dtl_sink_pair(s, "id", e->id);
    dtl_sink_pair(s, "name", e->name);
    if (e->when.basis != DTL_BASIS_NONE) {
        s->key(s, "when");
        dtl_when_fill(s, &e->when);
    }
    if (e->status != DTL_STATUS_NONE)
        dtl_sink_pair(s, "status", dtl_status_name(e->status));
    if (e->nevidence > 0) {
        s->key(s, "text");
        s->quote(s, e->evidence[0].text.p, e->evidence[0].text.n);
    }
    s->close(s);
}

static void fill_change(dtl_sink *s, const dtl_diff_item *item) {
    s->open_map(s, DTL_BLOCK);
    s->key(s, "changes");
    s->open_list(s, DTL_FLOW);
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (item->changes & 1u << i) {
            const char *name = dtl_change_name(1u << i);
            s->string(s, name, strlen(name));
        }
    s->close(s);
    fill_side(s, "a", item->a);
    fill_side(s, "b", item->b);
    s->close(s);
}

static void fill_summary(dtl_sink *s, const dateline_diff *d) {
    s->key(s, "summary");
    s->open_map(s, DTL_FLOW);
    s->key(s, "same");
    s->integer(s, d->same);
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (d->count[i] > 0) {
            s->key(s, dtl_change_name(1u << i));
            s->integer(s, d->count[i]);
        }
    s->close(s);
}

void dtl_diff_fill(dtl_sink *s, const void *value, const dateline_write_options *opts) {
    const dateline_diff *d = value;
    (void)opts;
    s->open_map(s, DTL_BLOCK);
    s->key(s, "dateline_diff");
    s->integer(s, DIFF_VERSION);
    fill_document(s, "a", d->a);
    fill_document(s, "b", d->b);
    fill_summary(s, d);
    s->key(s, "changes");
    s->open_list(s, d->same < d->nitems ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < d->nitems; i++)
        if (d->items[i].changes)
            fill_change(s, &d->items[i]);
    s->close(s);
    s->key(s, "same");
    s->open_list(s, d->same ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < d->nitems; i++)
        if (!d->items[i].changes) {
            s->open_list(s, DTL_FLOW);
            s->string(s, d->items[i].a->id, strlen(d->items[i].a->id));
            s->string(s, d->items[i].b->id, strlen(d->items[i].b->id));
            s->close(s);
        }
    s->close(s);
    s->close(s);
}
