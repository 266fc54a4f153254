/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims from a table: CSV as RFC 4180 has it, separated by commas, semicolons or tabs.
 *
 * The parser is our own because it has to know line and column of every field, which the small
 * libraries do not tell; it is a state machine of one page.  Quotation marks may hold separators
 * and line breaks; a mark that is doubled stands for itself.  Without a head the first column with
 * a date is the date, and the longest other one the text.
 */
#include "timeline/claims.h"

#include <string.h>

enum { CELLS_MAX = 64 };

typedef struct csv {
    dtl_claims_reader *r;
    const char *p;
    size_t n, at;
    char separator;
    uint32_t line, col;
} csv;

static void step(csv *c) {
    if (c->p[c->at] == '\n') {
        c->line++;
        c->col = 1;
    } else if (((unsigned char)c->p[c->at] & 0xC0) != 0x80) {
        c->col++;
    }
    c->at++;
}

/* One quoted field, from its opening mark to its end. */
static bool read_quoted(csv *c, dtl_spot at, dtl_slice *ret) {
    step(c);
    size_t from = c->at;
    bool doubled = false;
    for (;;) {
        if (c->at >= c->n) {
            dtl_claims_fail(c->r, DTL_E_INPUT, at, "add the closing quotation mark",
                            "a quoted field has no end");
            return false;
        }
        if (c->p[c->at] == '"') {
            if (c->at + 1 >= c->n || c->p[c->at + 1] != '"')
                break;
            doubled = true;
            step(c);
        }
        step(c);
        if (c->at - from > DTL_CLAIM_BYTES_MAX) {
            dtl_claims_fail(c->r, DTL_E_LIMIT, at, "is a quotation mark missing?",
                            "a field of more than %u bytes", DTL_CLAIM_BYTES_MAX);
            return false;
        }
    }
    *ret = (dtl_slice){c->p + from, (uint32_t)(c->at - from)};
    step(c);
    if (!doubled)
        return true;
    char *copy = dtl_arena_strndup(&c->r->scratch, ret->p, ret->n);
    if (!copy) {
        c->r->status = DTL_E_NOMEM;
        return false;
    }
    uint32_t w = 0;
    for (uint32_t i = 0; i < ret->n; i++) {
        copy[w++] = ret->p[i];
        if (ret->p[i] == '"')
            i++;
    }
    *ret = (dtl_slice){copy, w};
    return true;
}

static bool read_plain(csv *c, dtl_spot at, dtl_slice *ret) {
    size_t from = c->at;
    while (c->at < c->n && c->p[c->at] != c->separator && c->p[c->at] != '\n') {
        step(c);
        if (c->at - from > DTL_CLAIM_BYTES_MAX) {
            dtl_claims_fail(c->r, DTL_E_LIMIT, at, "is a line break missing?",
                            "a field of more than %u bytes", DTL_CLAIM_BYTES_MAX);
            return false;
        }
    }
    *ret = dtl_trim((dtl_slice){c->p + from, (uint32_t)(c->at - from)});
    return true;
}

/* The next record; 0 cells: a blank line or the end. */
static uint32_t read_record(csv *c, dtl_slice *cells, dtl_spot *spots) {
    uint32_t n = 0;
    while (c->at < c->n && c->r->status == DTL_OK) {
        while (c->at < c->n && c->p[c->at] == ' ')
            step(c);
        dtl_spot at = {c->line, c->col};
        dtl_slice cell = {NULL, 0};
        bool quoted = c->at < c->n && c->p[c->at] == '"';
        if (!(quoted ? read_quoted(c, at, &cell) : read_plain(c, at, &cell)))
            return 0;
        if (n == CELLS_MAX) {
            dtl_claims_fail(c->r, DTL_E_LIMIT, at, NULL, "more than %d columns", CELLS_MAX);
            return 0;
        }
        cells[n] = cell;
        spots[n++] = at;
        while (quoted && c->at < c->n && strchr(" \r", c->p[c->at]))
            step(c);
        if (c->at >= c->n)
            break;
        if (c->p[c->at] == '\n') {
            step(c);
            break;
        }
        if (c->p[c->at] != c->separator) {
            dtl_claims_fail(c->r, DTL_E_INPUT, (dtl_spot){c->line, c->col},
                            "double a quotation mark that belongs to the field",
                            "text after a quoted field");
            return 0;
        }
        step(c);
    }
    return n == 1 && cells[0].n == 0 ? 0 : n;
}

/* ---- what the columns are -------------------------------------------------------------------- */

void dtl_claim_table_head(dtl_claim_table *t, const dtl_slice *cells, uint32_t n) {
    *t = (dtl_claim_table){.n = n};
    bool dated = false;
    for (uint32_t i = 0; i < n; i++) {
        t->keys[i] = dtl_claim_key_of(cells[i], &t->ranks[i]);
        t->known = t->known || t->keys[i] == DTL_CLAIM_TEXT;
        dated = dated || t->keys[i] == DTL_CLAIM_DATE || t->keys[i] == DTL_CLAIM_START;
    }
    t->known = t->known && (dated || n > 0);
}

bool dtl_claim_table_guess(dtl_claims_reader *r, dtl_claim_table *t, const dtl_slice *cells,
                           uint32_t n) {
    *t = (dtl_claim_table){.n = n, .known = true};
    uint32_t date = n, text = n;
    for (uint32_t i = 0; i < n && date == n && r->status == DTL_OK; i++) {
        if (dtl_claim_is_date(r, cells[i]))
            date = i;
    }
    for (uint32_t i = 0; i < n; i++)
        if (i != date && (text == n || cells[i].n > cells[text].n))
            text = i;
    if (date == n || text == n) {
        t->n = 0;
        return false;
    }
    t->keys[date] = DTL_CLAIM_DATE;
    t->keys[text] = DTL_CLAIM_TEXT;
    dtl_claims_note(r,
                    "the table has no head: column %u is read as the date, column %u as the event",
                    date + 1, text + 1);
    return true;
}

static void add_name(dtl_claim_draft *d, dtl_slice cell) {
    for (uint32_t from = 0, i = 0; i <= cell.n; i++)
        if (i == cell.n || cell.p[i] == ';' || cell.p[i] == ',') {
            if (i > from && d->nnames < DTL_CLAIM_NAMES_MAX)
                d->names[d->nnames++] = dtl_trim((dtl_slice){cell.p + from, i - from});
            from = i + 1;
        }
}

void dtl_claim_table_row(dtl_claims_reader *r, const dtl_claim_table *t, const dtl_slice *cells,
                         const dtl_spot *spots, uint32_t n) {
    dtl_claim_draft d = {
        .at = spots[0], .date_at = spots[0], .text_at = spots[0], .id_at = spots[0]};
    unsigned best_text = 1000, best_date = 1000;
    if (n > t->n) {
        dtl_claims_fail(r, DTL_E_INPUT, spots[t->n],
                        "put a field that holds the separator in quotation marks",
                        "%u fields where there are %u columns", n, t->n);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!dtl_trim(cells[i]).n)
            continue;
        switch (t->keys[i]) {
        case DTL_CLAIM_ID:
            d.id = cells[i];
            d.id_at = spots[i];
            break;
        case DTL_CLAIM_DATE:
            if (t->ranks[i] < best_date) {
                d.date = cells[i];
                d.date_at = spots[i];
                best_date = t->ranks[i];
            }
            break;
        case DTL_CLAIM_START:
            d.start = cells[i];
            d.start_at = spots[i];
            break;
        case DTL_CLAIM_END:
            d.end = cells[i];
            d.end_at = spots[i];
            break;
        case DTL_CLAIM_TEXT:
            if (t->ranks[i] < best_text) {
                if (d.text.p)
                    d.detail = d.text;
                d.text = cells[i];
                d.text_at = spots[i];
                best_text = t->ranks[i];
            } else {
                d.detail = cells[i];
            }
            break;
        case DTL_CLAIM_DETAIL: d.detail = cells[i]; break;
        case DTL_CLAIM_NAMES: add_name(&d, cells[i]); break;
        case DTL_CLAIM_QUOTE: d.quote = cells[i]; break;
        case DTL_CLAIM_STATUS: d.status = cells[i]; break;
        case DTL_CLAIM_TYPE: d.type = cells[i]; break;
        case DTL_CLAIM_LIST:
        case DTL_CLAIM_OTHER: break;
        }
    }
    dtl_claim_add(r, &d);
}

/* ---- the file -------------------------------------------------------------------------------- */

static const char separators[] = ",;\t";

bool dtl_claims_csv_head(const char *bytes, size_t n, char *ret_separator) {
    const char *nl = memchr(bytes, '\n', n);
    dtl_slice line = {bytes, (uint32_t)(nl ? (size_t)(nl - bytes) : n)};
    for (const char *s = separators; *s; s++) {
        bool dated = false, text = false;
        uint32_t from = 0;
        for (uint32_t i = 0; i <= line.n; i++) {
            if (i < line.n && line.p[i] != *s)
                continue;
            dtl_slice cell = dtl_trim((dtl_slice){line.p + from, i - from});
            if (cell.n >= 2 && cell.p[0] == '"')
                cell = (dtl_slice){cell.p + 1, cell.n - 2};
            dtl_claim_key key = dtl_claim_key_of(cell, NULL);
            dated = dated || key == DTL_CLAIM_DATE || key == DTL_CLAIM_START;
            text = text || key == DTL_CLAIM_TEXT;
            from = i + 1;
        }
        if (dated && text) {
            *ret_separator = *s;
            return true;
        }
    }
    return false;
}

/* The separator that the first line has most of. */
static char guess_separator(const char *p, size_t n) {
    const char *nl = memchr(p, '\n', n);
    size_t end = nl ? (size_t)(nl - p) : n, best = 0;
    char ret = ',';
    for (const char *s = separators + 2; s >= separators; s--) {
        size_t count = 0;
        bool quoted = false;
        for (size_t i = 0; i < end; i++) {
            quoted = p[i] == '"' ? !quoted : quoted;
            count += !quoted && p[i] == *s;
        }
        if (count > best || (count == best && count > 0 && *s == '\t')) {
            best = count;
            ret = *s;
        }
    }
    return ret;
}

static const char *separator_name(char s) {
    return s == ';' ? "semicolons" : s == '\t' ? "tabs" : "commas";
}

void dtl_claims_csv(dtl_claims_reader *r, const char *bytes) {
    csv c = {.r = r, .p = bytes, .n = r->n, .line = 1, .col = 1};
    r->claims->form = "csv";
    while (c.at < c.n && strchr(" \t\r\n", bytes[c.at]))
        step(&c);
    bool head = dtl_claims_csv_head(bytes + c.at, c.n - c.at, &c.separator);
    if (!head)
        c.separator = guess_separator(bytes + c.at, c.n - c.at);
    if (c.separator != ',')
        dtl_claims_note(r, "the columns are separated by %s", separator_name(c.separator));
    dtl_slice cells[CELLS_MAX];
    dtl_spot spots[CELLS_MAX];
    dtl_claim_table table = {.n = 0};
    dtl_spot first = {1, 1};
    bool passed = false;
    while (c.at < c.n && r->status == DTL_OK) {
        uint32_t n = read_record(&c, cells, spots);
        if (n == 0 || r->status != DTL_OK)
            continue;
        if (table.n > 0) {
            dtl_claim_table_row(r, &table, cells, spots, n);
        } else if (head) {
            dtl_claim_table_head(&table, cells, n);
        } else if (dtl_claim_table_guess(r, &table, cells, n)) {
            dtl_claim_table_row(r, &table, cells, spots, n);
        } else if (r->status == DTL_OK && !passed) {
            passed = true; /* a head in words of its own */
            first = spots[0];
        } else {
            dtl_claims_fail(r, DTL_E_INPUT, first,
                            "begin the table with a line such as `date,event`",
                            "this is no timeline: no column holds a date");
        }
    }
    if (passed && table.n == 0)
        dtl_claims_fail(r, DTL_E_INPUT, first, "begin the table with a line such as `date,event`",
                        "this is no timeline: no column holds a date");
    else if (passed)
        dtl_claims_note(r, "the first line of the table is passed over as its head");
}
