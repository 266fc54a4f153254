/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The view for a terminal: one entry is a date, a name with its status, who and where, a quote.
 *
 *     Fri 10 May 2024           Geneva summit
 *                               Daniel Kiprono, Selam Tesfaye · Geneva
 *                               “a summit in Geneva last Friday”
 *
 * Dates stand in a column of their own, as wide as the widest of them within reason; a wider one
 * gets its own line.  A date equal to the one above is not repeated.  Undated entries follow below
 * a rule.
 */
#include "output/output.h"

#include <string.h>

#define WIDTH_DEFAULT 80
#define WIDTH_MIN 40
#define WIDTH_MAX 400
#define DATE_COLUMN_MAX 30
#define DATE_COLUMN_MIN 12
#define GAP 2

static const char label_undated[] = "undated";
static const char label_empty[] = "no events";
static const char label_conflict[] = "conflict: ";
static const char middle_dot[] = " \xC2\xB7 ";

typedef struct view {
    dtl_buf *out;
    const dateline_timeline *tl;
    bool colour;
    size_t width, column; /* of the terminal; where names start */
} view;

static void put(view *v, dtl_ink ink, const char *s) {
    dtl_ink_put(v->out, v->colour, ink, s, strlen(s));
}

/* "a, b, c" without more than fits; what is left out is counted. */
static void join_names(dtl_buf *line, const char *const *names, uint32_t n, size_t columns) {
    for (uint32_t i = 0; i < n; i++) {
        size_t used = dtl_display_width(line->at ? line->at : "", line->n);
        if (i > 0 && used + 2 + dtl_display_width(names[i], strlen(names[i])) > columns) {
            dtl_buf_printf(line, " +%u", n - i);
            return;
        }
        if (i > 0)
            dtl_buf_puts(line, ", ");
        dtl_buf_puts(line, names[i]);
    }
}

static void put_people_and_places(view *v, const dtl_entry *e) {
    if (e->nwho == 0 && e->nwhere == 0)
        return;
    size_t room = v->width - v->column;
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    join_names(&line, e->who, e->nwho, e->nwhere ? room * 2 / 3 : room);
    if (e->nwho && e->nwhere)
        dtl_buf_puts(&line, middle_dot);
    join_names(&line, e->where, e->nwhere, room);
    if (line.failed)
        v->out->failed = true;
    else {
        dtl_pad(v->out, 0, v->column);
        put(v, DTL_INK_DIM, line.at);
        dtl_buf_putc(v->out, '\n');
    }
    dtl_buf_free(&line);
}

static void put_entry(view *v, const dtl_entry *e, const char *date) {
    size_t date_width = dtl_display_width(date, strlen(date));
    put(v, DTL_INK_DATE, date);
    if (date_width + GAP > v->column) {
        dtl_buf_putc(v->out, '\n');
        date_width = 0;
    }
    dtl_pad(v->out, date_width, v->column);
    put(v, DTL_INK_STRONG, e->name);
    dtl_ink ink;
    if (dtl_status_ink(e->status, &ink)) {
        dtl_buf_puts(v->out, "  ");
        if (!v->colour)
            dtl_buf_putc(v->out, '[');
        put(v, ink, dtl_status_name(e->status));
        if (!v->colour)
            dtl_buf_putc(v->out, ']');
    }
    dtl_buf_putc(v->out, '\n');
    put_people_and_places(v, e);
    for (uint32_t i = 0; i < e->nconflicts; i++) {
        dtl_pad(v->out, 0, v->column);
        put(v, DTL_INK_BAD, label_conflict);
        put(v, DTL_INK_PLAIN, e->conflicts[i]);
        dtl_buf_putc(v->out, '\n');
    }
    if (e->merged)
        dtl_merged_text(v->out, v->colour, v->column, v->width, v->tl, e->merged);
    const dtl_evidence *quote = e->merged ? dtl_merged_quote(e) : e->evidence;
    if (e->nevidence > 0) {
        dtl_pad(v->out, 0, v->column);
        dtl_put_quote(v->out, v->colour, quote->text.p, quote->text.n, v->width - v->column);
        dtl_buf_putc(v->out, '\n');
    }
}

/* Writes the date of an entry, or its relative expression, into a cleared buffer. */
static const char *date_of(const dtl_entry *e, dtl_buf *date) {
    date->n = 0;
    dtl_human_when(&e->when, date);
    if (date->n == 0 && e->when.basis != DTL_BASIS_NONE && e->when.edtf)
        dtl_buf_puts(date, e->when.edtf);
    if (date->n == 0 && e->when.basis == DTL_BASIS_NONE && e->when.relative)
        dtl_buf_puts(date, e->when.relative);
    return date->n && !date->failed ? date->at : "";
}

static size_t date_column(const dateline_timeline *tl, dtl_buf *date) {
    size_t widest = DATE_COLUMN_MIN;
    for (uint32_t i = 0; i < tl->nevents; i++) {
        const char *s = date_of(&tl->events[i], date);
        size_t width = dtl_display_width(s, strlen(s));
        if (width > widest && width <= DATE_COLUMN_MAX)
            widest = width;
    }
    return widest + GAP;
}

static void put_head(view *v, const dateline_timeline *tl, dtl_buf *date) {
    const char *title = tl->title ? tl->title : tl->doc_id;
    if (title && *title) {
        put(v, DTL_INK_STRONG, title);
        dtl_buf_putc(v->out, '\n');
    }
    date->n = 0;
    if (tl->has_created) {
        dtl_human_timex(&tl->created, date);
        if (date->n == 0 && tl->created_edtf)
            dtl_buf_puts(date, tl->created_edtf);
    }
    bool dated = date->n > 0 && !date->failed;
    if (tl->source)
        put(v, DTL_INK_DIM, tl->source);
    if (tl->source && dated)
        put(v, DTL_INK_DIM, middle_dot);
    if (dated)
        put(v, DTL_INK_DIM, date->at);
    if (tl->source || dated)
        dtl_buf_putc(v->out, '\n');
}

static void put_rule(view *v, const char *label) {
    static const char dash[] = "\xE2\x94\x80";
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    dtl_buf_puts(&line, dash);
    dtl_buf_puts(&line, dash);
    dtl_buf_printf(&line, " %s ", label);
    for (size_t i = 4 + strlen(label); i < v->width; i++)
        dtl_buf_puts(&line, dash);
    if (line.failed)
        v->out->failed = true;
    else
        put(v, DTL_INK_DIM, line.at);
    dtl_buf_putc(v->out, '\n');
    dtl_buf_free(&line);
}

static void put_entries(view *v, const dtl_entry *entries, uint32_t n, dtl_buf *date,
                        dtl_buf *last) {
    for (uint32_t i = 0; i < n; i++) {
        const char *s = date_of(&entries[i], date);
        bool again = *s && last->n > 0 && strcmp(s, last->at) == 0;
        last->n = 0;
        dtl_buf_puts(last, s);
        dtl_buf_putc(v->out, '\n');
        put_entry(v, &entries[i], again ? "" : s);
    }
}

void dtl_text_write(const dateline_timeline *tl, const dateline_write_options *opts, dtl_buf *out) {
    size_t width = opts->width ? opts->width : WIDTH_DEFAULT;
    width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
    dtl_buf date, last;
    dtl_buf_init(&date, &dtl_mem_default);
    dtl_buf_init(&last, &dtl_mem_default);
    view v = {.out = out, .tl = tl, .colour = opts->colour != 0, .width = width};
    v.column = date_column(tl, &date);
    if (v.column > width / 2)
        v.column = width / 2;

    if (tl->is_merged)
        dtl_merged_text_head(out, v.colour, tl);
    else
        put_head(&v, tl, &date);
    put_entries(&v, tl->events, tl->nevents, &date, &last);
    if (tl->nundated > 0) {
        dtl_buf_putc(out, '\n');
        put_rule(&v, label_undated);
        last.n = 0;
        put_entries(&v, tl->undated, tl->nundated, &date, &last);
    } else if (tl->nevents == 0) {
        dtl_buf_putc(out, '\n');
        put(&v, DTL_INK_DIM, label_empty);
        dtl_buf_putc(out, '\n');
    }
    if (date.failed || last.failed)
        out->failed = true;
    dtl_buf_free(&date);
    dtl_buf_free(&last);
}
