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
#define DATE_COLUMN_MAX 30
#define STATUS_COLUMN 11
#define INDENT 4
#define GAP 2

static const char middle_dot[] = " \xC2\xB7 ";
static const char arrow[] = " \xE2\x86\x92 ";

typedef struct view {
    dtl_buf *out;
    bool colour, verbose;
    uint32_t shown;
    size_t width, date_column;
    dtl_buf date; /* scratch */
} view;

static void put(view *v, dtl_ink ink, const char *s) {
    dtl_ink_put(v->out, v->colour, ink, s, strlen(s));
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
    const char *date = dtl_entry_date(e, &v->date);
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
    const dtl_evidence *v0 = e->nevidence > 0 ? &e->evidence[0] : NULL;
    size_t outlet =
        v0 && v0->document ? dtl_display_width(v0->document, strlen(v0->document)) + 3 : 0;
    if (v0)
        dtl_put_quote(v->out, v->colour, v0->text.p, v0->text.n,
                      v->width > used + outlet + 20 ? v->width - used - outlet : 20);
    if (outlet) {
        dtl_buf_puts(v->out, " (");
        put(v, DTL_INK_DIM, v0->document);
        dtl_buf_putc(v->out, ')');
    }
    dtl_buf_putc(v->out, '\n');
}

/* "who  Norway, Iceland → Ingrid Solvang" */
static void put_names(view *v, const char *label, const char *const *names, uint32_t n) {
    put(v, DTL_INK_DIM, label);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            dtl_buf_puts(v->out, ", ");
        put(v, DTL_INK_PLAIN, names[i]);
    }
}

static void put_attribution(view *v, const dtl_diff_item *item) {
    const dtl_entry *a = item->a, *b = item->b;
    if (item->other_people) {
        dtl_pad(v->out, 0, INDENT + 3);
        put_names(v, "who    ", a->who, a->nwho);
        put_names(v, arrow, b->who, b->nwho);
        dtl_buf_putc(v->out, '\n');
    }
    if (item->other_places) {
        dtl_pad(v->out, 0, INDENT + 3);
        put_names(v, "where  ", a->where, a->nwhere);
        put_names(v, arrow, b->where, b->nwhere);
        dtl_buf_putc(v->out, '\n');
    }
}

static void put_line(view *v, dtl_ink ink, dtl_buf *line) {
    if (line->failed)
        v->out->failed = true;
    else if (line->n > 0)
        put(v, ink, line->at);
    dtl_buf_free(line);
}

static void put_labels(view *v, const dtl_diff_item *item, uint32_t changes, dtl_ink ink) {
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    dtl_change_labels(item, changes, &line);
    put_line(v, ink, &line);
}

/* "matched by name, type, dates (0.93)" */
static void put_match(view *v, const dtl_diff_item *item) {
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    dtl_buf_puts(&line, "matched by ");
    dtl_match_reasons(item, &line);
    dtl_buf_puts(&line, " (");
    dtl_score_put(item->score, &line);
    dtl_buf_putc(&line, ')');
    dtl_pad(v->out, 0, INDENT + 3);
    put_line(v, DTL_INK_DIM, &line);
    dtl_buf_putc(v->out, '\n');
}

static void put_item(view *v, const dtl_diff_item *item) {
    const dtl_entry *first = item->a ? item->a : item->b;
    uint32_t changes = item->changes & v->shown;
    dtl_ink ink = ink_of(changes);
    dtl_buf_putc(v->out, '\n');
    put(v, ink, sign_of(changes));
    put(v, DTL_INK_STRONG, first->name);
    if (changes & DTL_CHANGE_REWORDED) {
        put(v, DTL_INK_DIM, arrow);
        put(v, DTL_INK_STRONG, item->b->name);
    }
    dtl_buf_puts(v->out, "  ");
    if (!v->colour)
        dtl_buf_putc(v->out, '[');
    put_labels(v, item, changes, ink);
    if (!v->colour)
        dtl_buf_putc(v->out, ']');
    dtl_buf_putc(v->out, '\n');
    dtl_ink unused;
    bool status = item->changes & DTL_CHANGE_STATUS ||
                  (!(item->a && item->b) && dtl_status_ink(first->status, &unused));
    put_side(v, "A  ", item->a, status);
    put_side(v, "B  ", item->b, status);
    if (changes & DTL_CHANGE_REATTRIBUTED)
        put_attribution(v, item);
    if (v->verbose && item->a && item->b)
        put_match(v, item);
}

static void put_document(view *v, const char *label, const dateline_timeline *tl,
                         const char *name) {
    put(v, DTL_INK_DIM, label);
    put(v, DTL_INK_STRONG, dtl_side_name(tl, name));
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
        if (d->count[i] > 0 && d->shown & 1u << i)
            dtl_buf_printf(&line, "%s%u %s", middle_dot, d->count[i],
                           dtl_change_label(1u << i, d->count[i] != 1));
    uint32_t hidden = dtl_diff_hidden(d);
    if (hidden > 0)
        dtl_buf_printf(&line, "%s%u not shown", middle_dot, hidden);
    put_line(v, DTL_INK_DIM, &line);
    dtl_buf_putc(v->out, '\n');
}

static size_t widest_date(view *v, const dateline_diff *d) {
    size_t widest = 0;
    for (uint32_t i = 0; i < d->nitems; i++) {
        const dtl_entry *sides[2] = {d->items[i].a, d->items[i].b};
        for (int k = 0; k < 2; k++) {
            if (!sides[k] || !(d->items[i].changes & d->shown))
                continue;
            const char *date = dtl_entry_date(sides[k], &v->date);
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
    view v = {.out = out,
              .colour = opts->colour != 0,
              .verbose = opts->verbose != 0,
              .shown = d->shown,
              .width = width};
    dtl_buf_init(&v.date, &dtl_mem_default);
    v.date_column = widest_date(&v, d);
    put_document(&v, "A  ", d->a, opts->label_a);
    put_document(&v, "B  ", d->b, opts->label_b);
    for (uint32_t i = 0; i < d->nitems; i++)
        if (d->items[i].changes & d->shown)
            put_item(&v, &d->items[i]);
    dtl_buf_putc(out, '\n');
    put_summary(&v, d);
    if (v.date.failed)
        out->failed = true;
    dtl_buf_free(&v.date);
}
