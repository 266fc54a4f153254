/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A checked timeline for a terminal.
 *
 *     ✗ 22 March 2023   The prime ministers met in Bergen  [another date]
 *                       text says  Tue 21 Mar 2023
 *                       “held their meeting in Bergen on Tuesday, March 21…”
 *                       “Tuesday, March 21” = Tue 21 Mar 2023
 *
 * A sign and a word say the verdict, the date stands as the timeline has it, and below are what the
 * text says, its sentence, and how its date follows.
 */
#include "output/verify.h"

#include <string.h>

#define WIDTH_DEFAULT 80
#define WIDTH_MIN 40
#define WIDTH_MAX 400
#define DATE_COLUMN_MAX 24
#define GAP 2
#define QUOTE_LINES 3

static const char middle_dot[] = " \xC2\xB7 ";
static const char label_undated[] = "undated";

typedef struct view {
    dtl_buf *out;
    bool colour;
    size_t width, column; /* of the terminal; where texts start */
    dtl_buf line;         /* scratch */
} view;

static void put(view *v, dtl_ink ink, const char *s) {
    dtl_ink_put(v->out, v->colour, ink, s, strlen(s));
}

static const char *date_of(const dtl_claim *c) {
    return c->date ? c->date : label_undated;
}

static size_t width_of(const char *s) {
    return dtl_display_width(s, strlen(s));
}

/* The scratch line, indented, when there is something in it. */
static void put_line(view *v, dtl_ink ink) {
    if (v->line.n > 0 && !v->line.failed) {
        dtl_pad(v->out, 0, v->column);
        put(v, ink, v->line.at);
        dtl_buf_putc(v->out, '\n');
    }
    v->line.n = 0;
}

/* The words that decide, over at most QUOTE_LINES lines; with several articles, which one. */
static void put_quote(view *v, const dateline_verify *all, const dtl_finding *f) {
    dtl_slice quote = dtl_finding_quote(f, NULL, NULL);
    size_t room = v->width > v->column + 20 ? v->width - v->column : 20;
    const char *id = all->sources[f->article].tl->doc_id;
    if (all->nsources > 1 && id)
        dtl_buf_printf(&v->line, "%s: ", id);
    dtl_put_quote(&v->line, false, quote.p, quote.n, QUOTE_LINES * room - (v->line.n % room) - 10);
    const char *p = v->line.at;
    size_t n = v->line.n;
    while (n > 0 && !v->line.failed) {
        size_t fits = dtl_fitting(p, n, room);
        dtl_pad(v->out, 0, v->column);
        dtl_ink_put(v->out, v->colour, DTL_INK_DIM, p, fits);
        dtl_buf_putc(v->out, '\n');
        while (fits < n && p[fits] == ' ')
            fits++;
        p += fits;
        n -= fits;
    }
    v->line.n = 0;
}

static void put_found(view *v, const dateline_verify *all, const dtl_check *c) {
    const dtl_finding *f = &c->best;
    if (!f->sentence)
        return;
    bool date = c->verdict == DATELINE_DATE_DIFFERS || c->verdict == DATELINE_MORE_PRECISE ||
                c->verdict == DATELINE_LESS_PRECISE;
    if (date && f->when.basis != DTL_BASIS_NONE) {
        dtl_buf_puts(&v->line, "the text says ");
        size_t before = v->line.n;
        dtl_human_when(&f->when, &v->line);
        if (v->line.n == before && f->when.edtf)
            dtl_buf_puts(&v->line, f->when.edtf);
        put_line(v, DTL_INK_DATE);
    }
    put_quote(v, all, f);
    if (c->verdict != DATELINE_UNCLEAR && c->verdict != DATELINE_UNDATED_IN_TEXT) {
        dtl_verify_chain(f, &v->line);
        put_line(v, DTL_INK_DIM);
    }
}

static void put_check(view *v, const dateline_verify *all, const dtl_check *c) {
    dtl_ink ink = dtl_verdict_ink(c->verdict);
    const char *date = date_of(c->claim);
    size_t at = 2 + width_of(date);
    dtl_buf_putc(v->out, '\n');
    put(v, ink, dtl_verdict_sign(c->verdict));
    dtl_buf_putc(v->out, ' ');
    put(v, DTL_INK_DATE, date);
    if (at + GAP > v->column) {
        dtl_buf_putc(v->out, '\n');
        at = 0;
    }
    dtl_pad(v->out, at, v->column);
    put(v, DTL_INK_STRONG, c->claim->text);
    dtl_buf_puts(v->out, "  ");
    if (!v->colour)
        dtl_buf_putc(v->out, '[');
    put(v, ink, dtl_verdict_label(c->verdict));
    if (!v->colour)
        dtl_buf_putc(v->out, ']');
    dtl_buf_putc(v->out, '\n');
    dtl_verify_remark(all, c, &v->line);
    put_line(v, DTL_INK_WARN);
    put_found(v, all, c);
}

static void put_head(view *v, const dateline_verify *all) {
    put(v, DTL_INK_STRONG, all->claims->name);
    dtl_buf_printf(&v->line, "%s%s", middle_dot, all->claims->form);
    put(v, DTL_INK_DIM, v->line.at ? v->line.at : "");
    v->line.n = 0;
    dtl_buf_putc(v->out, '\n');
    for (uint32_t i = 0; i < all->claims->notes.n; i++) {
        put(v, DTL_INK_DIM, "  read as: ");
        put(v, DTL_INK_DIM, all->claims->notes.at[i]);
        dtl_buf_putc(v->out, '\n');
    }
    for (uint32_t i = 0; i < all->nsources; i++) {
        const dateline_timeline *tl = all->sources[i].tl;
        const char *name = tl->source ? tl->source : tl->doc_id;
        put(v, DTL_INK_DIM, "against ");
        put(v, DTL_INK_PLAIN, name ? name : "-");
        put(v, DTL_INK_DIM, middle_dot);
        if (tl->has_created)
            dtl_human_timex(&tl->created, &v->line);
        else
            dtl_buf_puts(&v->line, "no date: relative dates cannot be checked");
        put(v, tl->has_created ? DTL_INK_DIM : DTL_INK_WARN, v->line.at ? v->line.at : "");
        v->line.n = 0;
        dtl_buf_putc(v->out, '\n');
    }
}

static void put_summary(view *v, const dateline_verify *all) {
    uint32_t good = all->tally[DATELINE_SUPPORTED] + all->tally[DATELINE_LESS_PRECISE];
    dtl_buf_printf(&v->line, "%u of %u supported", good, all->claims->list.n);
    for (uint32_t i = DATELINE_MORE_PRECISE; i < DTL_VERDICT_COUNT; i++)
        if (all->tally[i] > 0)
            dtl_buf_printf(&v->line, "%s%u %s", middle_dot, all->tally[i],
                           dtl_verdict_label((dateline_verdict)i));
    dtl_buf_putc(v->out, '\n');
    put(v, good == all->claims->list.n ? DTL_INK_GOOD : DTL_INK_BAD, v->line.at ? v->line.at : "");
    dtl_buf_putc(v->out, '\n');
}

void dtl_verify_text_write(const dateline_verify *all, const dateline_write_options *opts,
                           dtl_buf *out) {
    size_t width = opts->width ? opts->width : WIDTH_DEFAULT;
    width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
    view v = {.out = out, .colour = opts->colour != 0, .width = width};
    dtl_buf_init(&v.line, &dtl_mem_default);
    size_t widest = 8;
    for (uint32_t i = 0; i < all->claims->list.n; i++) {
        size_t w = width_of(date_of(&all->claims->list.at[i]));
        widest = w > widest && w <= DATE_COLUMN_MAX ? w : widest;
    }
    v.column = 2 + widest + GAP;
    put_head(&v, all);
    for (uint32_t i = 0; i < all->claims->list.n; i++)
        put_check(&v, all, &all->checks[i]);
    put_summary(&v, all);
    if (v.line.failed)
        out->failed = true;
    dtl_buf_free(&v.line);
}
