/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source matrix for a terminal.
 *
 * A name that is too long is broken at blanks.  Columns that do not fit beside each other follow
 * below, with the names again.  `*` marks the first report of an event, `!` a date that contradicts
 * the one most agree on.
 */
#include "output/matrix.h"

#include <string.h>

#define WIDTH_DEFAULT 80
#define NAME_MIN 16
#define NAME_MAX 40
#define LABEL_MAX 28
#define GAP 2

static const char label_event[] = "event";
static const char label_no_date[] = "no date";

typedef struct grid {
    dtl_matrix *m;
    dtl_buf *out, cell;
    bool colour;
    size_t width, name;
    size_t *columns; /* widths */
} grid;

/* The report as text in g->cell. */
static const char *report_text(grid *g, const dtl_report *r) {
    const dtl_entry *e = r->claim->told;
    const char *date = dtl_matrix_date(e);
    dtl_ink ink;
    g->cell.n = 0;
    dtl_buf_puts(&g->cell, *date ? date : label_no_date);
    if (dtl_status_ink(e->status, &ink))
        dtl_buf_printf(&g->cell, " %s", dtl_status_name(e->status));
    if (r->first || r->contradicts)
        dtl_buf_printf(&g->cell, " %s%s", r->contradicts ? "!" : "", r->first ? "*" : "");
    return g->cell.failed ? "" : g->cell.at;
}

static size_t width_of(const char *s) {
    return dtl_display_width(s, strlen(s));
}

static bool measure(grid *g) {
    dtl_matrix *m = g->m;
    g->columns = DTL_NEW_ARRAY(&m->arena, (size_t)m->ncolumns + 1, size_t);
    if (!g->columns)
        return false;
    size_t all = 0;
    g->name = sizeof label_event - 1;
    for (uint32_t c = 0; c < m->ncolumns; c++) {
        size_t w = width_of(m->columns[c].label);
        g->columns[c] = w < LABEL_MAX ? w : LABEL_MAX;
    }
    for (uint32_t i = 0; i < dtl_matrix_rows(m); i++) {
        const dtl_entry *e = dtl_matrix_row(m, i);
        size_t w = width_of(e->name);
        g->name = w > g->name ? w : g->name;
        for (uint32_t c = 0; c < m->ncolumns; c++)
            for (uint32_t k = m->first[c]; k < m->first[c + 1]; k++) {
                w = width_of(report_text(g, &m->reports[k]));
                g->columns[c] = w > g->columns[c] ? w : g->columns[c];
            }
    }
    for (uint32_t c = 0; c < m->ncolumns; c++)
        all += g->columns[c] + GAP;
    size_t room = g->width > all + NAME_MIN ? g->width - all : NAME_MIN;
    room = room < NAME_MAX ? room : NAME_MAX;
    g->name = g->name < room ? g->name : room;
    return true;
}

/* As much of s from *at as fits, broken at a blank where there is one. */
static void put_piece(grid *g, const char *s, size_t *at, size_t columns) {
    size_t n = strlen(s), end = *at, last = *at;
    while (end < n) {
        size_t next = end;
        dtl_utf8_next(s, n, &next);
        if (dtl_display_width(s + *at, next - *at) > columns)
            break;
        if (s[end] == ' ')
            last = end;
        end = next;
    }
    if (end < n && last > *at && s[end] != ' ')
        end = last;
    dtl_ink_put(g->out, g->colour, DTL_INK_STRONG, s + *at, end - *at);
    dtl_pad(g->out, dtl_display_width(s + *at, end - *at), columns);
    while (end < n && s[end] == ' ')
        end++;
    *at = end;
}

static void trim_line(dtl_buf *out) {
    while (out->n > 0 && out->at[out->n - 1] == ' ')
        out->n--;
}

static void put_row(grid *g, const dtl_entry *e, uint32_t from, uint32_t end) {
    dtl_matrix *m = g->m;
    size_t at = 0, n = strlen(e->name);
    uint32_t lines = 1;
    for (uint32_t c = from; c < end; c++)
        lines = m->first[c + 1] - m->first[c] > lines ? m->first[c + 1] - m->first[c] : lines;
    for (uint32_t line = 0; line < lines || at < n; line++) {
        if (g->out->failed)
            return;
        put_piece(g, e->name, &at, g->name);
        for (uint32_t c = from; c < end; c++) {
            dtl_pad(g->out, 0, GAP);
            size_t used = 0;
            if (line < m->first[c + 1] - m->first[c]) {
                const dtl_report *r = &m->reports[m->first[c] + line];
                const char *text = report_text(g, r);
                dtl_ink ink = DTL_INK_DATE;
                dtl_status_ink(r->claim->told->status, &ink);
                if (r->contradicts)
                    ink = DTL_INK_BAD;
                dtl_ink_put(g->out, g->colour, ink, text, strlen(text));
                used = width_of(text);
            }
            dtl_pad(g->out, used, g->columns[c]);
        }
        trim_line(g->out);
        dtl_buf_putc(g->out, '\n');
    }
}

static void put_block(grid *g, uint32_t from, uint32_t end) {
    static const char dash[] = "\xE2\x94\x80";
    dtl_matrix *m = g->m;
    size_t total = g->name;
    dtl_ink_put(g->out, g->colour, DTL_INK_DIM, label_event, sizeof label_event - 1);
    dtl_pad(g->out, sizeof label_event - 1, g->name);
    for (uint32_t c = from; c < end; c++) {
        const char *label = m->columns[c].label;
        size_t n = 0, len = strlen(label);
        while (n < len) {
            size_t next = n;
            dtl_utf8_next(label, len, &next);
            if (dtl_display_width(label, next) > g->columns[c])
                break;
            n = next;
        }
        dtl_pad(g->out, 0, GAP);
        dtl_ink_put(g->out, g->colour, DTL_INK_STRONG, label, n);
        dtl_pad(g->out, dtl_display_width(label, n), g->columns[c]);
        total += GAP + g->columns[c];
    }
    trim_line(g->out);
    dtl_buf_putc(g->out, '\n');
    for (size_t i = 0; i < total; i++)
        dtl_buf_puts(g->out, dash);
    dtl_buf_putc(g->out, '\n');
    for (uint32_t i = 0; i < dtl_matrix_rows(m); i++)
        put_row(g, dtl_matrix_row(m, i), from, end);
}

void dtl_matrix_text(dtl_matrix *m, const dateline_write_options *opts, dtl_buf *out) {
    grid g = {.m = m, .out = out, .colour = opts->colour != 0};
    g.width = opts->width ? opts->width : WIDTH_DEFAULT;
    dtl_buf_init(&g.cell, &dtl_mem_default);
    if (!measure(&g)) {
        out->failed = true;
    } else {
        for (uint32_t from = 0, end; from < m->ncolumns; from = end) {
            size_t used = g.name;
            for (end = from; end < m->ncolumns; end++) {
                used += GAP + g.columns[end];
                if (used > g.width && end > from)
                    break;
            }
            if (from > 0)
                dtl_buf_putc(out, '\n');
            put_block(&g, from, end);
        }
        dtl_buf_puts(out, "\n* first to report   ! contradicts the date most agree on\n");
    }
    out->failed = out->failed || g.cell.failed;
    dtl_buf_free(&g.cell);
}
