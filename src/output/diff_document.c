/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The difference of two timelines as a document, for YAML and JSON.
 *
 *     dateline_diff: 1
 *     a: {id: ..., title: ..., created: ..., source: ...}
 *     b: {...}
 *     summary: {same: 4, added: 1, ...}
 *     changes:
 *     - changes: [status-changed, reworded]
 *       match: {score: 0.83, by: [name, type, dates]}
 *       status: {from: planned, to: happened}
 *       a: {id: e1, name: ..., when: {...}, who: [...], where: [...], status: ..., text: "quote"}
 *       b: {...}
 *     same: [[e2, e3], ...]
 */
#include "output/output.h"
#include "timeline/diff.h"

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
    if (e->nwho > 0)
        dtl_sink_names(s, "who", e->who, e->nwho);
    if (e->nwhere > 0)
        dtl_sink_names(s, "where", e->where, e->nwhere);
    if (e->status != DTL_STATUS_NONE)
        dtl_sink_pair(s, "status", dtl_status_name(e->status));
    if (e->nevidence > 0) {
        s->key(s, "text");
        s->quote(s, e->evidence[0].text.p, e->evidence[0].text.n);
        dtl_sink_pair(s, "document", e->evidence[0].document);
    }
    s->close(s);
}

static void fill_kinds(dtl_sink *s, const char *key, uint32_t kinds) {
    s->key(s, key);
    s->open_list(s, DTL_FLOW);
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (kinds & 1u << i) {
            const char *name = dtl_change_name(1u << i);
            s->string(s, name, strlen(name));
        }
    s->close(s);
}

static void fill_match(dtl_sink *s, const dtl_diff_item *item) {
    s->key(s, "match");
    s->open_map(s, DTL_FLOW);
    s->key(s, "score");
    s->hundredths(s, dtl_hundredths(item->score));
    s->key(s, "by");
    s->open_list(s, DTL_FLOW);
    for (uint32_t i = 0; i < DTL_BY_COUNT; i++)
        if (item->by & 1u << i) {
            const char *name = dtl_by_name(1u << i);
            s->string(s, name, strlen(name));
        }
    s->close(s);
    s->close(s);
}

static void fill_change(dtl_sink *s, const dtl_diff_item *item, uint32_t shown) {
    s->open_map(s, DTL_BLOCK);
    fill_kinds(s, "changes", item->changes & shown);
    bool both = item->a && item->b;
    if (both)
        fill_match(s, item);
    if (both && (item->changes & shown & DTL_CHANGE_STATUS)) {
        s->key(s, "status");
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "from", dtl_status_name(item->a->status));
        dtl_sink_pair(s, "to", dtl_status_name(item->b->status));
        s->close(s);
    }
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
        if (d->count[i] > 0 && d->shown & 1u << i) {
            s->key(s, dtl_change_name(1u << i));
            s->integer(s, d->count[i]);
        }
    uint32_t hidden = dtl_diff_hidden(d);
    if (hidden > 0) {
        s->key(s, "hidden");
        s->integer(s, hidden);
    }
    s->close(s);
    if (d->shown != DTL_CHANGE_ALL)
        fill_kinds(s, "only", d->shown);
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
    s->open_list(s, dateline_diff_same(d) ? DTL_FLOW : DTL_BLOCK);
    for (uint32_t i = 0; i < d->nitems; i++)
        if (d->items[i].changes & d->shown)
            fill_change(s, &d->items[i], d->shown);
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
