/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a comparison says in words, the same on a terminal and on a page.
 *
 * The document's names of changes (dtl_change_name) are for programs and stay; these are for
 * people.
 */
#include "output/output.h"
#include "timeline/diff.h"

#include <string.h>

static const char arrow[] = " \xE2\x86\x92 ";
static const char label_undated[] = "undated";

/* By bit; the second form where it differs after a number. */
static const char *const labels[][2] = {
    {"only in B", NULL},
    {"only in A", NULL},
    {"contradiction", "contradictions"},
    {"another date", "other dates"},
    {"more precise", NULL},
    {"less precise", NULL},
    {"now dated", NULL},
    {"no longer dated", NULL},
    {"status changed", NULL},
    {"re-attributed", NULL},
    {"another order", "in another order"},
    {"reworded", NULL},
};

const char *dtl_change_label(uint32_t bit, bool many) {
    for (uint32_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (bit == 1u << i)
            return many && labels[i][1] ? labels[i][1] : labels[i][0];
    return "";
}

static const char *attribution_of(const dtl_diff_item *item) {
    return item->other_people && item->other_places ? "other people, other place"
           : item->other_people                     ? "other people"
                                                    : "other place";
}

static void separate(dtl_buf *out, size_t start) {
    if (out->n > start)
        dtl_buf_puts(out, ", ");
}

void dtl_change_labels(const dtl_diff_item *item, uint32_t changes, dtl_buf *out) {
    size_t start = out->n;
    /* What became of it comes first: it is what a reader asks. */
    if (changes & DTL_CHANGE_STATUS && item->a && item->b) {
        dtl_buf_puts(out, dtl_status_name(item->a->status));
        dtl_buf_puts(out, arrow);
        dtl_buf_puts(out, dtl_status_name(item->b->status));
        changes &= ~(uint32_t)DTL_CHANGE_STATUS;
    }
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (changes & 1u << i) {
            separate(out, start);
            bool attribution = (1u << i) == DTL_CHANGE_REATTRIBUTED;
            dtl_buf_puts(out,
                         attribution ? attribution_of(item) : dtl_change_label(1u << i, false));
        }
}

void dtl_match_reasons(const dtl_diff_item *item, dtl_buf *out) {
    size_t start = out->n;
    for (uint32_t i = 0; i < DTL_BY_COUNT; i++)
        if (item->by & 1u << i) {
            separate(out, start);
            dtl_buf_puts(out, dtl_by_name(1u << i));
        }
}

void dtl_score_put(double score, dtl_buf *out) {
    int hundredths = dtl_hundredths(score);
    dtl_buf_printf(out, "%d.%02d", hundredths / 100, hundredths % 100);
}

const char *dtl_side_name(const dateline_timeline *tl, const char *label) {
    const char *name = label ? label : tl->source ? tl->source : tl->title ? tl->title : tl->doc_id;
    return name ? name : "-";
}

const char *dtl_entry_date(const dtl_entry *e, dtl_buf *scratch) {
    scratch->n = 0;
    dtl_human_when(&e->when, scratch);
    if (scratch->n > 0 && !scratch->failed)
        return scratch->at;
    if (e->when.basis != DTL_BASIS_NONE && e->when.edtf)
        return e->when.edtf;
    return e->when.relative ? e->when.relative : label_undated;
}

uint32_t dtl_diff_hidden(const dateline_diff *d) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < d->nitems; i++)
        n += d->items[i].changes && !(d->items[i].changes & d->shown);
    return n;
}
