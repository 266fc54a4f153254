/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The difference of two timelines as one page: A on the left, B on the right.
 *
 * Each change is a row pair: what the event is called and what became of it, then both tellings
 * with date, people, places and quote.  What is the same is listed below, closed.  The page reads
 * without colour and without a mouse: every meaning is a word.
 */
#include "output/output.h"

#include <string.h>

static const char arrow[] = " \xE2\x86\x92 ";

static void text(dtl_buf *out, const char *s) {
    dtl_html_text(out, s, strlen(s));
}

static void put_names(dtl_buf *out, const char *const *names, uint32_t n, bool *first) {
    for (uint32_t i = 0; i < n; i++) {
        dtl_buf_puts(out, *first ? "<br><span class=\"dim\">" : ", ");
        *first = false;
        text(out, names[i]);
    }
}

static void put_side(dtl_buf *out, dtl_buf *date, const dtl_entry *e, bool status) {
    if (!e) {
        dtl_buf_puts(out, "<td class=\"dim\">\xE2\x80\x94</td>");
        return;
    }
    dtl_buf_puts(out, "<td><span class=\"date\">");
    text(out, dtl_entry_date(e, date));
    dtl_buf_puts(out, "</span>");
    if (status) {
        dtl_buf_puts(out, " <span class=\"tag\">");
        text(out, dtl_status_name(e->status));
        dtl_buf_puts(out, "</span>");
    }
    bool first = true;
    put_names(out, e->who, e->nwho, &first);
    put_names(out, e->where, e->nwhere, &first);
    if (!first)
        dtl_buf_puts(out, "</span>");
    if (e->nevidence > 0) {
        dtl_buf_puts(out, "<br><q class=\"quote\">");
        dtl_html_text(out, e->evidence[0].text.p, e->evidence[0].text.n);
        dtl_buf_puts(out, "</q>");
        if (e->evidence[0].document) {
            dtl_buf_puts(out, " <span class=\"source\">");
            text(out, e->evidence[0].document);
            dtl_buf_puts(out, "</span>");
        }
    }
    dtl_buf_puts(out, "</td>");
}

static const char *class_of(uint32_t changes) {
    if (changes & DTL_CHANGE_ADDED)
        return "good";
    if (changes & (DTL_CHANGE_DROPPED | DTL_CHANGE_CONTRADICTION))
        return "bad";
    return changes & ~(uint32_t)DTL_CHANGE_REWORDED ? "warn" : "dim";
}

static void put_item(dtl_buf *out, dtl_buf *scratch, const dtl_diff_item *item, uint32_t shown) {
    const dtl_entry *first = item->a ? item->a : item->b;
    uint32_t changes = item->changes & shown;
    dtl_buf_puts(out, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"2\">");
    text(out, first->name);
    if (changes & DTL_CHANGE_REWORDED) {
        dtl_buf_puts(out, arrow);
        text(out, item->b->name);
    }
    dtl_buf_printf(out, " <span class=\"tag %s\">", class_of(changes));
    scratch->n = 0;
    dtl_change_labels(item, changes, scratch);
    dtl_html_text(out, scratch->at, scratch->n);
    dtl_buf_puts(out, "</span>");
    if (item->a && item->b) {
        scratch->n = 0;
        dtl_buf_puts(scratch, "matched by ");
        dtl_match_reasons(item, scratch);
        dtl_buf_puts(scratch, " (");
        dtl_score_put(item->score, scratch);
        dtl_buf_puts(scratch, ")");
        dtl_buf_puts(out, " <small class=\"dim\">");
        dtl_html_text(out, scratch->at, scratch->n);
        dtl_buf_puts(out, "</small>");
    }
    dtl_ink unused;
    bool status = item->changes & DTL_CHANGE_STATUS ||
                  (!(item->a && item->b) && dtl_status_ink(first->status, &unused));
    dtl_buf_puts(out, "</th></tr>\n<tr>");
    put_side(out, scratch, item->a, status);
    put_side(out, scratch, item->b, status);
    dtl_buf_puts(out, "</tr>\n</tbody>\n");
}

static void put_head(dtl_buf *out, dtl_buf *scratch, const char *label, const char *name,
                     const dateline_timeline *tl) {
    dtl_buf_puts(out, "<th scope=\"col\">");
    dtl_buf_printf(out, "%s \xC2\xB7 ", label);
    text(out, dtl_side_name(tl, name));
    scratch->n = 0;
    if (tl->has_created)
        dtl_human_timex(&tl->created, scratch);
    if (scratch->n > 0) {
        dtl_buf_puts(out, "<br><span class=\"date dim\">");
        dtl_html_text(out, scratch->at, scratch->n);
        dtl_buf_puts(out, "</span>");
    }
    dtl_buf_puts(out, "</th>");
}

static void put_summary(dtl_buf *out, const dateline_diff *d) {
    dtl_buf_printf(out, "<p>%u the same", d->same);
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (d->count[i] > 0 && d->shown & 1u << i)
            dtl_buf_printf(out, " \xC2\xB7 %u %s", d->count[i],
                           dtl_change_label(1u << i, d->count[i] != 1));
    uint32_t hidden = dtl_diff_hidden(d);
    if (hidden > 0)
        dtl_buf_printf(out, " \xC2\xB7 %u not shown", hidden);
    dtl_buf_puts(out, "</p>\n");
}

static void put_same(dtl_buf *out, dtl_buf *scratch, const dateline_diff *d) {
    if (d->same == 0)
        return;
    dtl_buf_puts(out, "<details><summary>The same in both</summary>\n<ul>\n");
    for (uint32_t i = 0; i < d->nitems; i++) {
        if (d->items[i].changes)
            continue;
        dtl_buf_puts(out, "<li><span class=\"date\">");
        text(out, dtl_entry_date(d->items[i].b, scratch));
        dtl_buf_puts(out, "</span> ");
        text(out, d->items[i].b->name);
        dtl_buf_puts(out, "</li>\n");
    }
    dtl_buf_puts(out, "</ul></details>\n");
}

void dtl_diff_html_write(const dateline_diff *d, const dateline_write_options *opts, dtl_buf *out) {
    dtl_buf scratch;
    dtl_buf_init(&scratch, &dtl_mem_default);
    const char *a = dtl_side_name(d->a, opts->label_a), *b = dtl_side_name(d->b, opts->label_b);
    dtl_buf_printf(&scratch, "%s%s%s", a, arrow, b);
    dtl_html_open(out, scratch.failed ? "" : scratch.at, "en");
    put_summary(out, d);
    if (!dateline_diff_same(d)) {
        dtl_buf_puts(out, "<table style=\"table-layout:fixed\">\n<thead><tr>");
        put_head(out, &scratch, "A", opts->label_a, d->a);
        put_head(out, &scratch, "B", opts->label_b, d->b);
        dtl_buf_puts(out, "</tr></thead>\n");
        for (uint32_t i = 0; i < d->nitems; i++)
            if (d->items[i].changes & d->shown)
                put_item(out, &scratch, &d->items[i], d->shown);
        dtl_buf_puts(out, "</table>\n");
    }
    put_same(out, &scratch, d);
    dtl_html_close(out);
    if (scratch.failed)
        out->failed = true;
    dtl_buf_free(&scratch);
}
