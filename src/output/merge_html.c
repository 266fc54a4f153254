/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A merged timeline as a page: a row for each event, and under it, folded, what each document says
 * in its own words.
 */
#include "output/output.h"

#include <inttypes.h>
#include <string.h>

typedef struct page {
    dtl_buf *out;
    const dateline_timeline *tl;
} page;

static void html(const page *p, const char *s) {
    dtl_html_text(p->out, s, strlen(s));
}

static void put_date(const page *p, const dtl_when *when) {
    dtl_buf date;
    dtl_buf_init(&date, &dtl_mem_default);
    dtl_human_when(when, &date);
    if (date.n == 0 && when->basis != DTL_BASIS_NONE && when->edtf)
        dtl_buf_puts(&date, when->edtf);
    dtl_buf_puts(p->out, "<span class=\"date\">");
    html(p, date.n && !date.failed ? date.at : "no date");
    dtl_buf_puts(p->out, "</span>");
    p->out->failed = p->out->failed || date.failed;
    dtl_buf_free(&date);
}

static void put_status(const page *p, dtl_event_status s) {
    dtl_ink ink;
    if (!dtl_status_ink(s, &ink))
        return;
    dtl_buf_printf(p->out, " <span class=\"tag %s\">%s</span>",
                   ink == DTL_INK_BAD    ? "bad"
                   : ink == DTL_INK_WARN ? "warn"
                                         : "good",
                   dtl_status_name(s));
}

static void put_names(const page *p, const dtl_entry *e) {
    if (e->nwho == 0 && e->nwhere == 0)
        return;
    dtl_buf_puts(p->out, "<div class=\"dim\">");
    for (uint32_t i = 0; i < e->nwho; i++) {
        dtl_buf_puts(p->out, i ? ", " : "");
        html(p, e->who[i]);
    }
    if (e->nwho && e->nwhere)
        dtl_buf_puts(p->out, " &middot; ");
    for (uint32_t i = 0; i < e->nwhere; i++) {
        dtl_buf_puts(p->out, i ? ", " : "");
        html(p, e->where[i]);
    }
    dtl_buf_puts(p->out, "</div>");
}

static void put_alternative(const page *p, const dtl_alternative *a) {
    bool bad = a->change == DTL_CHANGE_CONTRADICTION;
    dtl_buf_printf(p->out, "<div class=\"%s\">", bad ? "bad" : "warn");
    html(p, a->edtf ? a->edtf : dtl_status_name(a->status));
    if (a->edtf)
        dtl_buf_printf(p->out, " (%s)", dtl_change_name(a->change));
    dtl_buf_puts(p->out, ": ");
    for (uint32_t i = 0; i < a->norigins; i++) {
        dtl_buf_puts(p->out, i ? ", " : "");
        html(p, dtl_origin_label(&p->tl->origins[a->origins[i]]));
    }
    dtl_buf_puts(p->out, "</div>");
}

static void put_claim(const page *p, const dtl_source_claim *c) {
    const dtl_origin *o = &p->tl->origins[c->origin];
    dtl_buf_puts(p->out, "<li>");
    put_date(p, &c->told->when);
    put_status(p, c->told->status);
    for (uint32_t i = 0; i < c->nevidence; i++) {
        dtl_buf_puts(p->out, " <q class=\"quote\">");
        dtl_html_text(p->out, c->evidence[i].text.p, c->evidence[i].text.n);
        dtl_buf_puts(p->out, "</q>");
    }
    dtl_buf_puts(p->out, " <a class=\"source\" href=\"#");
    html(p, o->key);
    dtl_buf_puts(p->out, "\">");
    html(p, dtl_origin_label(o));
    if (o->has_created) {
        dtl_buf_puts(p->out, ", ");
        html(p, o->created_edtf);
    }
    dtl_buf_puts(p->out, "</a></li>\n");
}

static void put_entry(const page *p, const dtl_entry *e) {
    const dtl_merged *m = e->merged;
    dtl_buf_puts(p->out, "<tr id=\"");
    html(p, e->id);
    dtl_buf_puts(p->out, "\"><td>");
    put_date(p, &e->when);
    dtl_buf_puts(p->out, "</td><td><strong>");
    html(p, e->name);
    dtl_buf_puts(p->out, "</strong>");
    put_status(p, e->status);
    put_names(p, e);
    for (uint32_t i = 0; i < m->nalternatives; i++)
        put_alternative(p, &m->alternatives[i]);
    for (uint32_t i = 0; i < e->nconflicts; i++) {
        dtl_buf_puts(p->out, "<div class=\"bad\">");
        html(p, e->conflicts[i]);
        dtl_buf_puts(p->out, "</div>");
    }
    dtl_buf_printf(p->out, "<details><summary>%" PRIu32 " document%s", m->documents,
                   m->documents == 1 ? "" : "s");
    if (m->documents > 1 && m->dated > 0)
        dtl_buf_printf(p->out, ", %" PRIu32 " agree on the date", dtl_merged_agreeing(m));
    dtl_buf_puts(p->out, "</summary>\n<ul>\n");
    for (uint32_t i = 0; i < m->nclaims; i++)
        put_claim(p, &m->claims[i]);
    dtl_buf_puts(p->out, "</ul></details></td></tr>\n");
}

static void put_table(const page *p, const dtl_entry *entries, uint32_t n) {
    dtl_buf_puts(p->out, "<table>\n<thead><tr><th>Date</th><th>Event</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < n; i++)
        put_entry(p, &entries[i]);
    dtl_buf_puts(p->out, "</tbody>\n</table>\n");
}

static void put_origin(const page *p, const dtl_origin *o) {
    dtl_buf_puts(p->out, "<li id=\"");
    html(p, o->key);
    dtl_buf_puts(p->out, "\">");
    html(p, dtl_origin_label(o));
    if (o->title) {
        dtl_buf_puts(p->out, ": ");
        html(p, o->title);
    }
    if (o->has_created) {
        dtl_buf_puts(p->out, ", <span class=\"date\">");
        html(p, o->created_edtf);
        dtl_buf_puts(p->out, "</span>");
    }
    if (o->source) {
        dtl_buf_puts(p->out, " <span class=\"source\">");
        html(p, o->source);
        dtl_buf_puts(p->out, "</span>");
    }
    dtl_buf_puts(p->out, "</li>\n");
}

void dtl_merged_html(dtl_buf *out, const dateline_timeline *tl) {
    page p = {out, tl};
    dtl_html_open(out, "Timeline", "en");
    dtl_buf_printf(out, "<p class=\"source\">%" PRIu32 " events from %" PRIu32 " document%s</p>\n",
                   tl->nevents + tl->nundated, tl->norigins, tl->norigins == 1 ? "" : "s");
    put_table(&p, tl->events, tl->nevents);
    if (tl->nundated > 0) {
        dtl_buf_puts(out, "<h2>Undated</h2>\n");
        put_table(&p, tl->undated, tl->nundated);
    }
    dtl_buf_puts(out, "<h2>Documents</h2>\n<ol>\n");
    for (uint32_t i = 0; i < tl->norigins; i++)
        put_origin(&p, &tl->origins[i]);
    dtl_buf_puts(out, "</ol>\n");
    dtl_html_close(out);
}
