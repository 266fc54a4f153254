/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A checked timeline as one HTML page: a table of the entries with their verdicts, and under each
 * the sentence that decided it.
 */
#include "output/verify.h"

#include <string.h>

static void put_text(dtl_buf *out, const char *s) {
    dtl_html_text(out, s, strlen(s));
}

static const char *class_of(dateline_verdict v) {
    dtl_ink ink = dtl_verdict_ink(v);
    return ink == DTL_INK_GOOD ? "good" : ink == DTL_INK_WARN ? "warn" : "bad";
}

/* The scratch line as a paragraph, when there is something in it. */
static void put_line(dtl_buf *out, dtl_buf *line, const char *class) {
    if (line->n > 0 && !line->failed) {
        dtl_buf_printf(out, "<div class=\"%s\">", class);
        dtl_html_text(out, line->at, line->n);
        dtl_buf_puts(out, "</div>");
    }
    line->n = 0;
}

static void put_check(dtl_buf *out, const dateline_verify *v, const dtl_check *c, dtl_buf *line) {
    dtl_buf_puts(out, "<tr><td class=\"date\">");
    put_text(out, c->claim->date ? c->claim->date : "undated");
    dtl_buf_printf(out, "</td><td class=\"%s\">%s ", class_of(c->verdict),
                   dtl_verdict_sign(c->verdict));
    put_text(out, dtl_verdict_label(c->verdict));
    dtl_buf_puts(out, "</td><td><strong>");
    put_text(out, c->claim->text);
    dtl_buf_puts(out, "</strong>");
    dtl_verify_remark(v, c, line);
    put_line(out, line, "warn");
    const dtl_finding *f = &c->best;
    if (f->sentence) {
        if (c->verdict != DATELINE_SUPPORTED && f->when.basis != DTL_BASIS_NONE) {
            dtl_buf_puts(line, "the text says ");
            dtl_human_when(&f->when, line);
            put_line(out, line, "date");
        }
        dtl_slice quote = dtl_finding_quote(f, NULL, NULL);
        dtl_put_quote(line, false, quote.p, quote.n, 2000);
        put_line(out, line, "quote");
        dtl_verify_chain(f, line);
        put_line(out, line, "dim");
        const dateline_timeline *tl = v->sources[f->article].tl;
        if (tl->source)
            dtl_buf_puts(line, tl->source);
        put_line(out, line, "source");
    }
    dtl_buf_puts(out, "</td></tr>\n");
}

void dtl_verify_html_write(const dateline_verify *v, dtl_buf *out) {
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    const char *lang = v->sources[0].tl->language;
    dtl_html_open(out, v->claims->name, lang ? lang : "und");
    dtl_buf_puts(out, "<p>");
    for (uint32_t i = 0, any = 0; i < DTL_VERDICT_COUNT; i++)
        if (v->tally[i] > 0)
            dtl_buf_printf(out, "%s<span class=\"%s\">%u %s</span>", any++ ? " \xC2\xB7 " : "",
                           class_of((dateline_verdict)i), v->tally[i],
                           dtl_verdict_label((dateline_verdict)i));
    dtl_buf_puts(out, "</p>\n<ul>\n");
    for (uint32_t i = 0; i < v->nsources; i++) {
        const dateline_timeline *tl = v->sources[i].tl;
        dtl_buf_puts(out, "<li>");
        put_text(out, tl->title ? tl->title : tl->doc_id);
        dtl_buf_puts(out, " <span class=\"source\">");
        put_text(out, tl->source ? tl->source : "");
        dtl_buf_puts(out, "</span> <span class=\"date\">");
        put_text(out, tl->created_edtf ? tl->created_edtf : "no date");
        dtl_buf_puts(out, "</span></li>\n");
    }
    for (uint32_t i = 0; i < v->claims->notes.n; i++) {
        dtl_buf_puts(out, "<li class=\"dim\">");
        put_text(out, v->claims->notes.at[i]);
        dtl_buf_puts(out, "</li>\n");
    }
    dtl_buf_puts(out, "</ul>\n<table>\n<thead><tr><th>Date</th><th>Verdict</th><th>Entry</th></tr>"
                      "</thead>\n<tbody>\n");
    for (uint32_t i = 0; i < v->claims->list.n; i++)
        put_check(out, v, &v->checks[i], &line);
    dtl_buf_puts(out, "</tbody>\n</table>\n");
    dtl_html_close(out);
    if (line.failed)
        out->failed = true;
    dtl_buf_free(&line);
}
