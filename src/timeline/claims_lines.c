/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims from Markdown and plain lines: an item or line that begins with its date.
 *
 *     - **21 March 2023**: The leaders met in Bergen.
 *     2023-05-12 - Norway and Iceland sign
 *     | Date | Event |
 *
 * A heading or an item that is nothing but a date dates the items below it.  Lines that follow an
 * item without a mark of their own belong to it.  What is neither is passed over, and counted.
 */
#include "timeline/claims.h"

#include <string.h>

enum { CELLS_MAX = 64 };

typedef struct lines {
    dtl_claims_reader *r;
    dtl_slice above;       /* the date that a heading gave, or n 0 */
    bool above_heads;      /* a heading: all items are below it */
    uint32_t above_indent; /* else those that are indented more than this */
    dtl_slice item;        /* the item at hand; p NULL: none */
    uint32_t item_indent;
    bool item_marked; /* it has a bullet: lines below may continue it */
    uint32_t passed_over;
    dtl_claim_table table;
    bool in_table;
} lines;

static uint32_t bullet(dtl_slice s) {
    uint32_t i = 0;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && i < 6)
        i++;
    if (i > 0)
        return i + 1 < s.n && (s.p[i] == '.' || s.p[i] == ')') && s.p[i + 1] == ' ' ? i + 2 : 0;
    return s.n > 1 && strchr("-*+", s.p[0]) && s.p[1] == ' ' ? 2 : 0;
}

/* Without marks of emphasis, headings and a closing colon. */
static dtl_slice bare(dtl_slice s) {
    s = dtl_trim(s);
    while (s.n > 0 && strchr("#*_` ", s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && strchr("#*_`: ", s.p[s.n - 1]))
        s.n--;
    return s;
}

static void finish_item(lines *l) {
    dtl_slice item = l->item;
    l->item = (dtl_slice){NULL, 0};
    if (!item.p || l->r->status != DTL_OK)
        return;
    dtl_slice text = bare(item);
    if (text.n < 60 && dtl_claim_is_date(l->r, text)) {
        l->above = text;
        l->above_indent = l->item_indent;
        l->above_heads = false;
        return;
    }
    dtl_spot at = dtl_claims_spot(l->r, item.p);
    dtl_claim_draft d = {.at = at, .date_at = at, .text_at = at};
    if (!dtl_claim_split(l->r, item, &d.date, &d.text)) {
        bool below = l->above.n && (l->above_heads || l->item_indent > l->above_indent);
        d.text = item;
        d.date_in_text = !below;
        if (below)
            d.date = l->above;
    }
    dtl_claim_add(l->r, &d);
}

/* Cells of "| a | b |"; `\|` stays in its cell. */
static uint32_t split_row(dtl_slice row, dtl_slice *cells) {
    uint32_t n = 0, from = 1;
    for (uint32_t i = 1; i <= row.n && n < CELLS_MAX; i++) {
        bool end = i == row.n;
        if (!end && (row.p[i] != '|' || row.p[i - 1] == '\\'))
            continue;
        dtl_slice cell = dtl_trim((dtl_slice){row.p + from, i - from});
        if (!end || cell.n > 0)
            cells[n++] = bare(cell);
        from = i + 1;
    }
    return n;
}

static bool is_rule(dtl_slice row) {
    for (uint32_t i = 0; i < row.n; i++)
        if (!strchr("|-: ", row.p[i]))
            return false;
    return true;
}

static void take_row(lines *l, dtl_slice row) {
    dtl_slice cells[CELLS_MAX];
    dtl_spot spots[CELLS_MAX];
    if (is_rule(row))
        return;
    uint32_t n = split_row(row, cells);
    for (uint32_t i = 0; i < n; i++)
        spots[i] = dtl_claims_spot(l->r, cells[i].p);
    if (!l->in_table) {
        l->in_table = true;
        dtl_claim_table_head(&l->table, cells, n);
        if (l->table.known)
            return;
        if (!dtl_claim_table_guess(l->r, &l->table, cells, n)) {
            l->in_table = false; /* the next row may tell */
            l->passed_over++;
            return;
        }
    }
    dtl_claim_table_row(l->r, &l->table, cells, spots, n);
}

static uint32_t indent_of(dtl_slice line) {
    uint32_t i = 0;
    while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
        i++;
    return i;
}

static void take_line(lines *l, dtl_slice line) {
    uint32_t indent = indent_of(line);
    dtl_slice s = dtl_trim(line);
    if (s.n == 0) {
        finish_item(l);
        l->in_table = false;
        return;
    }
    uint32_t k = bullet(s);
    if (s.p[0] == '|') {
        finish_item(l);
        take_row(l, s);
        return;
    }
    l->in_table = false;
    if (k || s.p[0] == '#')
        finish_item(l);
    if (k) {
        l->item = dtl_trim((dtl_slice){s.p + k, s.n - k});
        l->item_indent = indent;
        l->item_marked = true;
    } else if (s.p[0] == '#') {
        dtl_slice text = bare(s);
        l->above = dtl_claim_is_date(l->r, text) ? text : (dtl_slice){NULL, 0};
        l->above_heads = true;
    } else if (l->item.p && l->item_marked && indent > 0) {
        l->item.n = (uint32_t)(s.p + s.n - l->item.p);
    } else {
        finish_item(l);
        dtl_slice date, text;
        if (dtl_claim_split(l->r, s, &date, &text) && text.n > 0) {
            l->item = s;
            l->item_indent = indent;
            l->item_marked = false;
        } else {
            l->passed_over++;
        }
    }
}

void dtl_claims_lines(dtl_claims_reader *r, const char *bytes) {
    lines l = {.r = r};
    r->claims->form = "markdown";
    for (size_t at = 0; at < r->n && r->status == DTL_OK;) {
        const char *nl = memchr(bytes + at, '\n', r->n - at);
        size_t end = nl ? (size_t)(nl - bytes) : r->n;
        dtl_slice line = {bytes + at, (uint32_t)(end - at)};
        if (dtl_trim(line).n > 0)
            line.p = r->bytes + at; /* of the file itself, so that its place can be told */
        take_line(&l, line);
        at = end + 1;
    }
    finish_item(&l);
    if (l.passed_over)
        dtl_claims_note(r, "%u line%s that %s no entry %s passed over", l.passed_over,
                        l.passed_over == 1 ? "" : "s", l.passed_over == 1 ? "is" : "are",
                        l.passed_over == 1 ? "is" : "are");
}
