/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates of a claim: EDTF as it is, anything else through the time rules.
 *
 * "21 March 2023" and "early 2024" are expressions of a language, so the rules read them, as they
 * would in an article without a publication date: what is relative stays without a place.  A string
 * in the form of an ISO date that no calendar has (2023-02-30) is not handed on: the rules would
 * find the year in it.
 */
#include "timeline/claims.h"

#include <string.h>

enum { DATE_BYTES_MAX = 200, BESIDES_MAX = 3 };

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

dtl_slice dtl_trim(dtl_slice s) {
    while (s.n > 0 && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static const char *keep_buffer(dtl_claims_reader *r, dtl_buf *b) {
    const char *p = NULL;
    if (!b->failed && b->n > 0)
        p = dtl_arena_strndup(&r->claims->arena, b->at, b->n);
    if (b->failed || (b->n > 0 && !p))
        r->status = DTL_E_NOMEM;
    dtl_buf_free(b);
    return p;
}

/* The interval as a when; its EDTF is the expression's own where that is exact. */
static bool fill_when(dtl_claims_reader *r, const dtl_timex *t, dtl_when *w) {
    *w = (dtl_when){.basis = DTL_BASIS_EXPLICIT};
    if (!dtl_timex_bounds(t, &w->bounds))
        return false;
    w->granularity = t->kind == DTL_TX_DATE ? t->a.grain
                     : t->has_a             ? t->a.grain
                     : t->has_b             ? t->b.grain
                                            : DTL_DAY;
    w->open_end = t->kind == DTL_TX_SPAN && t->has_a && !t->has_b;
    int64_t start, end;
    if (w->open_end && dtl_date_interval(&t->a, &start, &end))
        w->bounds.start_max = end - 1; /* it began within that unit */
    dtl_buf b;
    dtl_buf_init(&b, &r->claims->mem);
    if (!dtl_timex_edtf(t, &b))
        dtl_bounds_edtf(&w->bounds, w->granularity, &b);
    w->edtf = keep_buffer(r, &b);
    return r->status == DTL_OK;
}

/* 2023-02-30, 2023-13: digits and hyphens in the places of an ISO date. */
static bool looks_iso(dtl_slice s) {
    if (s.n < 6 || s.n > 10)
        return false;
    for (uint32_t i = 0; i < s.n; i++)
        if (i == 4 || i == 7 ? s.p[i] != '-' : !is_digit(s.p[i]))
            return false;
    return true;
}

/* EDTF, also with a blank where a T belongs: 2023-03-21 14:00. */
static bool parse_edtf(dtl_slice s, dtl_timex *t, const char **ret_why) {
    if (dtl_edtf_parse(s.p, s.n, t, ret_why))
        return true;
    char with_t[32];
    const char *ignored;
    if (s.n < 12 || s.n >= sizeof with_t || s.p[10] != ' ' || !is_digit(s.p[11]))
        return false;
    memcpy(with_t, s.p, s.n);
    with_t[10] = 'T';
    return dtl_edtf_parse(with_t, s.n, t, &ignored);
}

static bool says_something(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)p[i] >= 0x80 || is_digit(p[i]) || (p[i] >= 'A' && p[i] <= 'Z') ||
            (p[i] >= 'a' && p[i] <= 'z'))
            return true;
    return false;
}

static bool run_rules(dtl_claims_reader *r, dtl_slice text, dtl_run *run) {
    static const dateline_options options = {.input = DATELINE_INPUT_PLAIN};
    dateline_error e;
    dtl_status st = dtl_pipeline_run(r->ctx, text.p, text.n, &options, run, &e);
    if (st == DTL_E_NOMEM)
        r->status = st;
    return st == DTL_OK;
}

/* The first and last bounded mention, and how many there are. */
static uint32_t bounded_mentions(const dtl_run *run, const dtl_time_mention **first,
                                 const dtl_time_mention **last, bool *relative) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < run->times.list.n; i++) {
        const dtl_time_mention *m = &run->times.list.at[i];
        if (!m->bounded) {
            *relative = true;
            continue;
        }
        if (n++ == 0)
            *first = m;
        *last = m;
    }
    return n;
}

static uint32_t letters(const char *p, size_t n) {
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += says_something(p + i, 1);
    return count;
}

dtl_claim_date_result dtl_claim_date(dtl_claims_reader *r, dtl_slice text, dtl_claim_reading *ret) {
    dtl_slice s = dtl_trim(text);
    dtl_timex t;
    const char *why = NULL;
    *ret = (dtl_claim_reading){.guessed = false};
    if (s.n == 0)
        return DTL_CLAIM_DATE_NONE;
    if (parse_edtf(s, &t, &why)) {
        if (fill_when(r, &t, &ret->when))
            return DTL_CLAIM_DATE_GOOD;
        return r->status == DTL_OK ? DTL_CLAIM_DATE_NONE : DTL_CLAIM_DATE_FAILED;
    }
    if (looks_iso(s)) {
        ret->why = why;
        return DTL_CLAIM_DATE_IMPOSSIBLE;
    }
    if (s.n > DATE_BYTES_MAX)
        return DTL_CLAIM_DATE_NONE;
    dtl_run run = {0};
    if (!run_rules(r, s, &run))
        return r->status == DTL_OK ? DTL_CLAIM_DATE_NONE : DTL_CLAIM_DATE_FAILED;
    const dtl_time_mention *first = NULL, *last = NULL;
    bool relative = false;
    uint32_t n = bounded_mentions(&run, &first, &last, &relative);
    if (n == 0)
        return relative ? DTL_CLAIM_DATE_RELATIVE : DTL_CLAIM_DATE_NONE;
    /* words around the date ("on", "the week of") are fine, a whole sentence is not */
    if (n > 2 || (last->stop - first->start) * 2 < s.n)
        return DTL_CLAIM_DATE_NONE;
    ret->guessed = true;
    ret->besides = letters(s.p, first->start) + letters(s.p + last->stop, s.n - last->stop);
    dtl_when a, b;
    if (!fill_when(r, &first->timex, &a) || (n == 2 && !fill_when(r, &last->timex, &b)))
        return DTL_CLAIM_DATE_FAILED;
    if (n == 1)
        ret->when = a;
    else if (!dtl_claim_span(r, &a, &b, &ret->when))
        return r->status == DTL_OK ? DTL_CLAIM_DATE_NONE : DTL_CLAIM_DATE_FAILED;
    return DTL_CLAIM_DATE_GOOD;
}

bool dtl_claim_is_date(dtl_claims_reader *r, dtl_slice text) {
    dtl_claim_reading reading;
    dtl_claim_date_result got = dtl_claim_date(r, text, &reading);
    return (got == DTL_CLAIM_DATE_GOOD && reading.besides <= BESIDES_MAX) ||
           got == DTL_CLAIM_DATE_IMPOSSIBLE;
}

dtl_claim_date_result dtl_claim_date_within(dtl_claims_reader *r, dtl_slice text, dtl_when *ret) {
    dtl_run run = {0};
    if (!run_rules(r, text, &run))
        return r->status == DTL_OK ? DTL_CLAIM_DATE_NONE : DTL_CLAIM_DATE_FAILED;
    const dtl_time_mention *first = NULL, *last = NULL;
    bool relative = false;
    if (bounded_mentions(&run, &first, &last, &relative) != 1)
        return DTL_CLAIM_DATE_NONE;
    return fill_when(r, &first->timex, ret) ? DTL_CLAIM_DATE_GOOD : DTL_CLAIM_DATE_FAILED;
}

bool dtl_claim_span(dtl_claims_reader *r, const dtl_when *from, const dtl_when *to, dtl_when *ret) {
    const dtl_when *only = from->basis == DTL_BASIS_NONE ? to : from;
    if (from->basis == DTL_BASIS_NONE || to->basis == DTL_BASIS_NONE) {
        *ret = *only;
        return only->basis != DTL_BASIS_NONE;
    }
    *ret = *from;
    ret->bounds.end_min = to->bounds.end_min;
    ret->bounds.end_max = to->bounds.end_max;
    ret->open_end = to->open_end;
    if (to->granularity < ret->granularity)
        ret->granularity = to->granularity;
    if (ret->bounds.start_min >= ret->bounds.end_max)
        return false;
    dtl_buf b;
    dtl_buf_init(&b, &r->claims->mem);
    if (!dtl_bounds_edtf(&ret->bounds, ret->granularity, &b) && from->edtf && to->edtf)
        dtl_buf_printf(&b, "%s/%s", from->edtf, to->edtf);
    ret->edtf = keep_buffer(r, &b);
    return r->status == DTL_OK;
}

/* ---- a line that begins with its date -------------------------------------------------------- */

static bool is_mark(char c) {
    return c == '*' || c == '_' || c == '`';
}

/* Marks of emphasis and blanks at both ends, and what separates date from text. */
static dtl_slice strip_marks(dtl_slice s, bool separators) {
    for (;;) {
        s = dtl_trim(s);
        if (s.n > 0 && (is_mark(s.p[0]) || (separators && strchr(":-|,", s.p[0])))) {
            s.p++;
            s.n--;
        } else if (separators && s.n >= 3 && memcmp(s.p, "\xE2\x80", 2) == 0 &&
                   (s.p[2] == '\x93' || s.p[2] == '\x94')) {
            s.p += 3;
            s.n -= 3;
        } else {
            break;
        }
    }
    while (s.n > 0 && (is_mark(s.p[s.n - 1]) || is_space(s.p[s.n - 1]) ||
                       (!separators && s.p[s.n - 1] == ':')))
        s.n--;
    return s;
}

/* Bytes of the separator at s.p[i], or 0: `: `, ` - `, ` | `, a tab, a dash of any length. */
static uint32_t separator_at(dtl_slice s, uint32_t i) {
    char c = s.p[i];
    bool before = i > 0 && (is_space(s.p[i - 1]) || is_mark(s.p[i - 1]));
    bool after = i + 1 == s.n || is_space(s.p[i + 1]) || is_mark(s.p[i + 1]);
    if (c == '\t')
        return 1;
    if (c == ':' || (c == ',' && after))
        return after ? 1 : 0;
    if (c == '-' || c == '|')
        return before && after ? 1 : 0;
    if (s.n - i >= 3 && memcmp(s.p + i, "\xE2\x80", 2) == 0 &&
        (s.p[i + 2] == '\x93' || s.p[i + 2] == '\x94'))
        return 3;
    return 0;
}

bool dtl_claim_split(dtl_claims_reader *r, dtl_slice line, dtl_slice *ret_date,
                     dtl_slice *ret_text) {
    enum { SEPARATORS_MAX = 4, LEFT_BYTES_MAX = 60 };
    unsigned tried = 0;
    for (uint32_t i = 1;
         i < line.n && i < LEFT_BYTES_MAX && tried < SEPARATORS_MAX && r->status == DTL_OK; i++) {
        uint32_t k = separator_at(line, i);
        if (!k)
            continue;
        tried++;
        dtl_slice left = strip_marks((dtl_slice){line.p, i}, false);
        if (left.n == 0 || !says_something(left.p, left.n))
            continue;
        if (!dtl_claim_is_date(r, left))
            continue;
        *ret_date = left;
        *ret_text = strip_marks((dtl_slice){line.p + i + k, line.n - i - k}, true);
        return true;
    }
    return false;
}
