/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source matrix for programs (CSV, RFC 4180) and as an HTML page.
 *
 * In CSV a cell joins the reports of its outlet by "; ", each a date in EDTF and, unless it
 * happened, the status; a report without a date is its status alone, in brackets.
 */
#include "output/csv.h"
#include "output/matrix.h"

#include <inttypes.h>
#include <string.h>

static void csv_report(dtl_buf *out, const dtl_report *r) {
    const dtl_entry *e = r->claim->told;
    const char *date = dtl_matrix_date(e);
    const char *status = dtl_status_name(e->status);
    if (!*date)
        dtl_buf_printf(out, "[%s]", status);
    else if (e->status == DTL_STATUS_HAPPENED)
        dtl_buf_puts(out, date);
    else
        dtl_buf_printf(out, "%s %s", date, status);
}

void dtl_matrix_csv(dtl_matrix *m, dtl_buf *out) {
    dtl_buf cell;
    dtl_buf_init(&cell, &dtl_mem_default);
    dtl_buf_puts(out, "id,event,type,date,status,documents,agree,first");
    for (uint32_t c = 0; c < m->ncolumns; c++) {
        dtl_buf_putc(out, ',');
        dtl_csv_text(out, m->columns[c].label);
    }
    dtl_buf_puts(out, "\r\n");
    for (uint32_t i = 0; i < dtl_matrix_rows(m); i++) {
        const dtl_entry *e = dtl_matrix_row(m, i);
        dtl_csv_text(out, e->id);
        dtl_buf_putc(out, ',');
        dtl_csv_text(out, e->name);
        dtl_buf_putc(out, ',');
        dtl_csv_text(out, e->type);
        dtl_buf_putc(out, ',');
        dtl_csv_cell(out, dtl_matrix_date(e));
        dtl_buf_printf(out, ",%s,%" PRIu32 ",%" PRIu32 ",", dtl_status_name(e->status),
                       e->merged->documents, dtl_merged_agreeing(e->merged));
        cell.n = 0;
        for (uint32_t c = 0; c < m->ncolumns; c++)
            for (uint32_t k = m->first[c]; k < m->first[c + 1]; k++)
                if (m->reports[k].first)
                    dtl_buf_printf(&cell, "%s%s", cell.n ? "; " : "", m->columns[c].label);
        dtl_csv_text(out, cell.n ? cell.at : "");
        for (uint32_t c = 0; c < m->ncolumns; c++) {
            cell.n = 0;
            dtl_buf_puts(&cell, "");
            for (uint32_t k = m->first[c]; k < m->first[c + 1]; k++) {
                if (k > m->first[c])
                    dtl_buf_puts(&cell, "; ");
                csv_report(&cell, &m->reports[k]);
            }
            dtl_buf_putc(out, ',');
            dtl_csv_cell(out, cell.n ? cell.at : "");
        }
        dtl_buf_puts(out, "\r\n");
    }
    out->failed = out->failed || cell.failed;
    dtl_buf_free(&cell);
}

/* ---- HTML --------------------------------------------------------------------------------------
 */

static void html(dtl_buf *out, const char *s) {
    dtl_html_text(out, s, strlen(s));
}

static void html_date(dtl_buf *out, const dtl_entry *e) {
    const char *date = dtl_matrix_date(e);
    dtl_buf_puts(out, "<span class=\"date\">");
    html(out, *date ? date : "no date");
    dtl_buf_puts(out, "</span>");
}

static void html_status(dtl_buf *out, dtl_event_status s) {
    dtl_ink ink;
    if (!dtl_status_ink(s, &ink))
        return;
    dtl_buf_printf(out, " <span class=\"tag %s\">%s</span>",
                   ink == DTL_INK_BAD    ? "bad"
                   : ink == DTL_INK_WARN ? "warn"
                                         : "good",
                   dtl_status_name(s));
}

static void html_report(dtl_buf *out, const dtl_matrix *m, const dtl_report *r) {
    const dtl_origin *o = &m->tl->origins[r->claim->origin];
    const char *quote = r->claim->nevidence ? r->claim->evidence[0].text.p : "";
    dtl_buf_puts(out, "<div title=\"");
    html(out, o->title ? o->title : dtl_origin_label(o));
    if (o->has_created) {
        dtl_buf_puts(out, ", ");
        html(out, o->created_edtf);
    }
    if (*quote) {
        dtl_buf_puts(out, ": ");
        html(out, quote);
    }
    dtl_buf_puts(out, "\">");
    html_date(out, r->claim->told);
    html_status(out, r->claim->told->status);
    if (r->first)
        dtl_buf_puts(out, " <span class=\"tag good\">first</span>");
    if (r->contradicts)
        dtl_buf_puts(out, " <span class=\"tag bad\">contradicts</span>");
    dtl_buf_puts(out, "</div>");
}

void dtl_matrix_html(dtl_matrix *m, dtl_buf *out) {
    dtl_html_open(out, "Source matrix", "en");
    dtl_buf_printf(out, "<p class=\"source\">%" PRIu32 " events, %" PRIu32 " documents</p>\n",
                   dtl_matrix_rows(m), m->tl->norigins);
    dtl_buf_puts(out, "<table>\n<thead><tr><th>Event</th><th>Date</th>");
    for (uint32_t c = 0; c < m->ncolumns; c++) {
        dtl_buf_puts(out, "<th>");
        html(out, m->columns[c].label);
        dtl_buf_puts(out, "</th>");
    }
    dtl_buf_puts(out, "</tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < dtl_matrix_rows(m); i++) {
        const dtl_entry *e = dtl_matrix_row(m, i);
        dtl_buf_puts(out, "<tr id=\"");
        html(out, e->id);
        dtl_buf_puts(out, "\"><td>");
        html(out, e->name);
        dtl_buf_puts(out, "</td><td>");
        html_date(out, e);
        html_status(out, e->status);
        dtl_buf_puts(out, "</td>");
        for (uint32_t c = 0; c < m->ncolumns; c++) {
            dtl_buf_puts(out, "<td>");
            for (uint32_t k = m->first[c]; k < m->first[c + 1]; k++)
                html_report(out, m, &m->reports[k]);
            dtl_buf_puts(out, "</td>");
        }
        dtl_buf_puts(out, "</tr>\n");
    }
    dtl_buf_puts(out, "</tbody>\n</table>\n");
    dtl_html_close(out);
}
