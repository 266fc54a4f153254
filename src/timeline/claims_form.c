/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which form a timeline of somebody else has.
 *
 * The form shows in the first lines.  A fence (```json) is taken for the file: what stands outside
 * becomes blank, so that places stay right.  A list whose items begin with a hyphen is YAML when
 * its first item is a map of known keys, otherwise Markdown.
 */
#include "timeline/claims.h"

#include <string.h>

static const char hint_forms[] = "write a list of `date` and `event` in YAML, JSON or CSV, or "
                                 "lines such as `- 2023-03-21: what happened`";

static dtl_slice slice(const char *p, size_t n) {
    return (dtl_slice){p, (uint32_t)n};
}

static dtl_slice line_at(const char *bytes, size_t n, size_t at) {
    const char *nl = memchr(bytes + at, '\n', n - at);
    return slice(bytes + at, nl ? (size_t)(nl - bytes) - at : n - at);
}

static bool begins(dtl_slice s, const char *what) {
    uint32_t k = (uint32_t)strlen(what);
    return s.n >= k && memcmp(s.p, what, k) == 0;
}

/* Blanks all but the inside of the first fence; the file as it is when there is none. */
static const char *open_fence(dtl_claims_reader *r) {
    size_t from = SIZE_MAX, to = r->n;
    for (size_t at = 0; at < r->n; at += line_at(r->bytes, r->n, at).n + 1) {
        dtl_slice line = line_at(r->bytes, r->n, at);
        if (!begins(dtl_trim(line), "```"))
            continue;
        if (from != SIZE_MAX) {
            to = at;
            break;
        }
        from = at + line.n < r->n ? at + line.n + 1 : r->n;
    }
    if (from == SIZE_MAX)
        return r->bytes;
    char *copy = dtl_arena_strndup(&r->scratch, r->bytes, r->n);
    if (!copy) {
        r->status = DTL_E_NOMEM;
        return r->bytes;
    }
    for (size_t i = 0; i < r->n; i++)
        if ((i < from || i >= to) && copy[i] != '\n')
            copy[i] = ' ';
    dtl_claims_note(r, "what stands in the fence is read, the text around it is not");
    return copy;
}

/* The key that a line begins with: `date: ...`, `"date": ...`. */
static dtl_claim_key leading_key(dtl_slice s) {
    s = dtl_trim(s);
    if (s.n > 0 && (*s.p == '"' || *s.p == '\'')) {
        s.p++;
        s.n--;
    }
    uint32_t n = 0;
    while (n < s.n &&
           (s.p[n] == '_' || (s.p[n] >= 'A' && s.p[n] <= 'Z') || (s.p[n] >= 'a' && s.p[n] <= 'z')))
        n++;
    uint32_t after = n;
    if (after < s.n && (s.p[after] == '"' || s.p[after] == '\''))
        after++;
    if (n == 0 || after >= s.n || s.p[after] != ':' ||
        (after + 1 < s.n && s.p[after + 1] != ' ' && s.p[after + 1] != '\r'))
        return DTL_CLAIM_OTHER;
    dtl_slice key = {s.p, n};
    if (dtl_slice_is(key, "dateline") || dtl_slice_is(key, "document") ||
        dtl_slice_is(key, "article") || dtl_slice_is(key, "rules"))
        return DTL_CLAIM_LIST;
    return dtl_claim_key_of(key, NULL);
}

/* "- x", "* x", "+ x", "12. x": bytes before x, or 0. */
static uint32_t bullet(dtl_slice s) {
    uint32_t i = 0;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && i < 6)
        i++;
    if (i > 0) {
        if (i + 1 >= s.n || (s.p[i] != '.' && s.p[i] != ')') || s.p[i + 1] != ' ')
            return 0;
        return i + 2;
    }
    return s.n > 1 && strchr("-*+", s.p[0]) && s.p[1] == ' ' ? 2 : 0;
}

typedef enum form { FORM_NONE, FORM_TREE, FORM_LINES, FORM_CSV } form;

/* Whether the file has a Markdown list or table anywhere. */
static bool has_list(const char *bytes, size_t n) {
    for (size_t at = 0; at < n; at += line_at(bytes, n, at).n + 1) {
        dtl_slice line = dtl_trim(line_at(bytes, n, at));
        if (bullet(line) || begins(line, "|"))
            return true;
    }
    return false;
}

static form form_of(dtl_claims_reader *r, const char *bytes) {
    dtl_slice first = {NULL, 0};
    bool mark = false, heading = false;
    for (size_t at = 0; at < r->n && first.n == 0; at += line_at(bytes, r->n, at).n + 1) {
        dtl_slice line = dtl_trim(line_at(bytes, r->n, at));
        if (begins(line, "---") && dtl_slice_is(line, "---"))
            mark = true;
        else if (begins(line, "#"))
            heading = true;
        else
            first = line;
    }
    if (first.n == 0)
        return heading || mark ? FORM_TREE : FORM_NONE;
    if (strchr("{[", first.p[0]))
        return FORM_TREE;
    uint32_t k = bullet(first);
    if (k) {
        dtl_slice item = dtl_trim(slice(first.p + k, first.n - k));
        bool tree = first.p[0] == '-' && (leading_key(item) != DTL_CLAIM_OTHER ||
                                          (item.n > 0 && strchr("{\"'&!", item.p[0])));
        return tree ? FORM_TREE : FORM_LINES;
    }
    char separator;
    size_t offset = (size_t)(first.p - bytes);
    if (leading_key(first) != DTL_CLAIM_OTHER)
        return FORM_TREE;
    if (dtl_claims_csv_head(first.p, r->n - offset, &separator))
        return FORM_CSV;
    if (has_list(bytes, r->n))
        return FORM_LINES;
    dtl_slice date, text;
    if (dtl_claim_split(r, first, &date, &text) && date.p[date.n] != ',')
        return FORM_LINES;
    return memchr(first.p, ',', first.n) || memchr(first.p, ';', first.n) ||
                   memchr(first.p, '\t', first.n)
               ? FORM_CSV
           : mark ? FORM_TREE
                  : FORM_NONE;
}

void dtl_claims_any(dtl_claims_reader *r) {
    const char *bytes = open_fence(r);
    if (r->status != DTL_OK)
        return;
    size_t start = 0;
    while (start < r->n && strchr(" \t\r\n", bytes[start]))
        start++;
    if (start == r->n) {
        dtl_claims_fail(r, DTL_E_INPUT, (dtl_spot){1, 1}, hint_forms, "there is nothing in it");
        return;
    }
    switch (form_of(r, bytes)) {
    case FORM_TREE: dtl_claims_tree(r, bytes); break;
    case FORM_CSV: dtl_claims_csv(r, bytes); break;
    case FORM_LINES: dtl_claims_lines(r, bytes); break;
    case FORM_NONE:
        dtl_claims_fail(r, DTL_E_INPUT, dtl_claims_spot(r, r->bytes + start), hint_forms,
                        "this is no timeline");
    }
    if (r->status == DTL_OK && r->claims->list.n == 0)
        dtl_claims_fail(r, DTL_E_INPUT, (dtl_spot){1, 1}, hint_forms, "there is no entry in it");
}
