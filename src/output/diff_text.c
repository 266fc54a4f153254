/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The difference of two timelines for a terminal.
 *
 *     A  summit.txt · Fri 17 May 2024
 *     B  summit-update.txt · Fri 24 May 2024
 *
 *     ~ Addis Ababa talks → Addis Ababa negotiations     more precise, reworded
 *         A  2022                  “talks in Addis Ababa broke down in 2022”
 *         B  Nov 2022              “Negotiations in Addis Ababa collapsed in November 2022”
 *
 * One sign per entry says how grave it is: ! they contradict each other, + only in B, - only in A,
 * ~ changed.  What is the same is counted below.
 */
#include "output/output.h"

#include <string.h>

#define WIDTH_DEFAULT 80
#define WIDTH_MIN 40
#define WIDTH_MAX 400
#define DATE_COLUMN_MAX 26
#define STATUS_COLUMN 11
#define INDENT 4
#define GAP 2

static const char middle_dot[] = " \xC2\xB7 ";
static const char arrow[] = " \xE2\x86\x92 ";
static const char label_undated[] = "undated";

/* What people read, by bit; the document's names are dtl_change_name(). */
static const char *const labels[DTL_CHANGE_COUNT] = {
    "only in B",      "only in A",     "contradiction", "another date",
    "more precise",   "less precise",  "now dated",     "no longer dated",
    "status changed", "another order", "reworded",
};

typedef struct view {
    dtl_buf *out;
    bool colour;
    size_t width, date_column;
    dtl_buf date; /* scratch */
} view;

static void put(view *v, dtl_ink ink, const char *s) {
    dtl_ink_put(v->out, v->colour, ink, s, strlen(s));
}

static const char *human_date(view *v, const dtl_entry *e) {
    v->date.n = 0;
    dtl_human_when(&e->when, &v->date);
    if (v->date.n > 0 && !v->date.failed)
        return v->date.at;
    if (e->when.basis != DTL_BASIS_NONE && e->when.edtf)
        return e->when.edtf;
    return e->when.relative ? e->when.relative : label_undated;
}

static dtl_ink ink_of(uint32_t changes) {
    if (changes & DTL_CHANGE_ADDED)
        return DTL_INK_GOOD;
    if (changes & (DTL_CHANGE_DROPPED | DTL_CHANGE_CONTRADICTION))
        return DTL_INK_BAD;
    return changes & ~(uint32_t)DTL_CHANGE_REWORDED ? DTL_INK_WARN : DTL_INK_DIM;
}

static const char *sign_of(uint32_t changes) {
    return changes & DTL_CHANGE_ADDED           ? "+ "
           : changes & DTL_CHANGE_DROPPED       ? "- "
           : changes & DTL_CHANGE_CONTRADICTION ? "! "
                                                : "~ ";
}

/* "A  Fri 10 May 2024   planned  “quote”" */
static void put_side(view *v, const char *label, const dtl_entry *e, bool with_status) {
    if (!e)
        return;
    dtl_pad(v->out, 0, INDENT);
    put(v, DTL_INK_DIM, label);
    const char *date = human_date(v, e);
    size_t at = dtl_display_width(date, strlen(date));
    put(v, DTL_INK_DATE, date);
    dtl_pad(v->out, at, v->date_column);
    if (at > v->date_column)
        dtl_pad(v->out, 0, GAP);
    size_t used = INDENT + strlen(label) + (at > v->date_column ? at + GAP : v->date_column);
    if (with_status) {
        const char *status = dtl_status_name(e->status);
        dtl_ink ink = DTL_INK_PLAIN;
        dtl_status_ink(e->status, &ink);
        put(v, ink, status);
        dtl_pad(v->out, strlen(status), STATUS_COLUMN);
        used += STATUS_COLUMN;
    }
    if (e->nevidence > 0)
        dtl_put_quote(v->out, v->colour, e->evidence[0].text.p, e->evidence[0].text.n,
                      v->width > used + 20 ? v->width - used : 20);
    dtl_buf_putc(v->out, '\n');
}

static void put_labels(view *v, uint32_t changes, dtl_ink ink) {
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (changes & 1u << i) {
            if (line.n > 0)
                dtl_buf_puts(&line, ", ");
            dtl_buf_puts(&line, labels[i]);
        }
    if (line.failed)
        v->out->failed = true;
    else
        put(v, ink, line.at);
    dtl_buf_free(&line);
}

static void put_item(view *v, const dtl_diff_item *item) {
    const dtl_entry *first = item->a ? item->a : item->b;
    dtl_ink ink = ink_of(item->changes);
    dtl_buf_putc(v->out, '\n');
    put(v, ink, sign_of(item->changes));
    put(v, DTL_INK_STRONG, first->name);
    if (item->changes & DTL_CHANGE_REWORDED) {
        put(v, DTL_INK_DIM, arrow);
        put(v, DTL_INK_STRONG, item->b->name);
    }
    dtl_buf_puts(v->out, "  ");
    if (!v->colour)
        dtl_buf_putc(v->out, '[');
    put_labels(v, item->changes, ink);
    if (!v->colour)
        dtl_buf_putc(v->out, ']');
    dtl_buf_putc(v->out, '\n');
    dtl_ink unused;
    bool status = item->changes & DTL_CHANGE_STATUS ||
                  (!(item->a && item->b) && dtl_status_ink(first->status, &unused));
    put_side(v, "A  ", item->a, status);
    put_side(v, "B  ", item->b, status);
}

static void put_document(view *v, const char *label, const dateline_timeline *tl) {
    const char *name = tl->source ? tl->source : tl->title ? tl->title : tl->doc_id;
    put(v, DTL_INK_DIM, label);
    put(v, DTL_INK_STRONG, name ? name : "-");
    v->date.n = 0;
    if (tl->has_created)
        dtl_human_timex(&tl->created, &v->date);
    if (v->date.n > 0 && !v->date.failed) {
        put(v, DTL_INK_DIM, middle_dot);
        put(v, DTL_INK_DIM, v->date.at);
    }
    dtl_buf_putc(v->out, '\n');
}

static void put_summary(view *v, const dateline_diff *d) {
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    dtl_buf_printf(&line, "%u the same", d->same);
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (d->count[i] > 0)
            dtl_buf_printf(&line, "%s%u %s", middle_dot, d->count[i], labels[i]);
    if (line.failed)
        v->out->failed = true;
    else
        put(v, DTL_INK_DIM, line.at);
    dtl_buf_putc(v->out, '\n');
    dtl_buf_free(&line);
}

static size_t widest_date(view *v, const dateline_diff *d) {
    size_t widest = 0;
    for (uint32_t i = 0; i < d->nitems; i++) {
        const dtl_entry *sides[2] = {d->items[i].a, d->items[i].b};
        for (int k = 0; k < 2; k++) {
            if (!sides[k] || !d->items[i].changes)
                continue;
            const char *date = human_date(v, sides[k]);
            size_t width = dtl_display_width(date, strlen(date));
            if (width > widest && width <= DATE_COLUMN_MAX)
                widest = width;
        }
    }
    return widest + GAP;
}

void dtl_diff_text_write(const dateline_diff *d, const dateline_write_options *opts, dtl_buf *out) {
    size_t width = opts->width ? opts->width : WIDTH_DEFAULT;
    width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
    view v = {.out = out, .colour = opts->colour != 0, .width = width};
    dtl_buf_init(&v.date, &dtl_mem_default);
    v.date_column = widest_date(&v, d);
    put_document(&v, "A  ", d->a);
    put_document(&v, "B  ", d->b);
    for (uint32_t i = 0; i < d->nitems; i++)
        if (d->items[i].changes)
            put_item(&v, &d->items[i]);
    dtl_buf_putc(out, '\n');
    put_summary(&v, d);
    if (v.date.failed)
        out->failed = true;
    dtl_buf_free(&v.date);
}
