/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A timeline that somebody else wrote: its entries once a form has found them, and the failures
 * and remarks of all forms.
 *
 * A date says when; start and end beside it must not say another time, since a silent choice
 * between the two would check a claim that nobody made.
 */
#include "timeline/claims.h"
#include "timeline/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char hint_date[] = "write 2023-03-21, 2023-03, 2023 or 21 March 2023, or leave it out";

/* ---- failures and remarks -------------------------------------------------------------------- */

dtl_spot dtl_claims_spot(dtl_claims_reader *r, const char *p) {
    dtl_spot s = {1, 1};
    if (p < r->bytes || p > r->bytes + r->n)
        return s;
    const char *line = r->seen && r->seen <= p ? r->seen : r->bytes;
    if (line != r->bytes)
        s.line = r->seen_line;
    for (const char *nl; (nl = memchr(line, '\n', (size_t)(p - line))); line = nl + 1)
        s.line++;
    r->seen = line;
    r->seen_line = s.line;
    s.col += (uint32_t)dtl_utf8_count(line, (size_t)(p - line));
    return s;
}

void dtl_claims_fail(dtl_claims_reader *r, dtl_status status, dtl_spot at, const char *hint,
                     const char *fmt, ...) {
    if (r->status != DTL_OK)
        return;
    r->status = status;
    char what[160];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    dtl_error_set(r->reterr, status, dtl_tree_offset(r->bytes, r->n, at.line, at.col),
                  "%s:%u:%u: %s%s%s", r->name, at.line, at.col, what, hint ? "; " : "",
                  hint ? hint : "");
}

void dtl_claims_note(dtl_claims_reader *r, const char *fmt, ...) {
    if (r->status != DTL_OK || r->claims->notes.n >= DTL_CLAIM_NOTES_MAX)
        return;
    char what[240];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    size_t length = n < 0 ? 0 : strlen(what);
    size_t good = dtl_utf8_check(what, length);
    const char *note = dtl_arena_strndup(&r->claims->arena, what, good);
    if (!note || !dtl_vec_push(&r->claims->arena, &r->claims->notes, note))
        r->status = DTL_E_NOMEM;
}

/* ---- keys ------------------------------------------------------------------------------------ */

typedef struct key_name {
    const char *name;
    dtl_claim_key key;
} key_name;

/* The names of fields as people and programs write them, the best of each meaning first. */
static const key_name key_names[] = {
    {"id", DTL_CLAIM_ID},
    {"key", DTL_CLAIM_ID},
    {"date", DTL_CLAIM_DATE},
    {"when", DTL_CLAIM_DATE},
    {"edtf", DTL_CLAIM_DATE},
    {"datetime", DTL_CLAIM_DATE},
    {"timestamp", DTL_CLAIM_DATE},
    {"time", DTL_CLAIM_DATE},
    {"day", DTL_CLAIM_DATE},
    {"dates", DTL_CLAIM_DATE},
    {"event_date", DTL_CLAIM_DATE},
    {"year", DTL_CLAIM_DATE},
    {"start", DTL_CLAIM_START},
    {"start_date", DTL_CLAIM_START},
    {"startdate", DTL_CLAIM_START},
    {"date_start", DTL_CLAIM_START},
    {"begin", DTL_CLAIM_START},
    {"from", DTL_CLAIM_START},
    {"end", DTL_CLAIM_END},
    {"end_date", DTL_CLAIM_END},
    {"enddate", DTL_CLAIM_END},
    {"date_end", DTL_CLAIM_END},
    {"until", DTL_CLAIM_END},
    {"to", DTL_CLAIM_END},
    {"event", DTL_CLAIM_TEXT},
    {"name", DTL_CLAIM_TEXT},
    {"title", DTL_CLAIM_TEXT},
    {"headline", DTL_CLAIM_TEXT},
    {"event_name", DTL_CLAIM_TEXT},
    {"label", DTL_CLAIM_TEXT},
    {"what", DTL_CLAIM_TEXT},
    {"claim", DTL_CLAIM_TEXT},
    {"summary", DTL_CLAIM_TEXT},
    {"text", DTL_CLAIM_TEXT},
    {"description", DTL_CLAIM_TEXT},
    {"event_description", DTL_CLAIM_TEXT},
    {"content", DTL_CLAIM_TEXT},
    {"details", DTL_CLAIM_DETAIL},
    {"detail", DTL_CLAIM_DETAIL},
    {"body", DTL_CLAIM_DETAIL},
    {"who", DTL_CLAIM_NAMES},
    {"where", DTL_CLAIM_NAMES},
    {"people", DTL_CLAIM_NAMES},
    {"persons", DTL_CLAIM_NAMES},
    {"person", DTL_CLAIM_NAMES},
    {"participants", DTL_CLAIM_NAMES},
    {"actors", DTL_CLAIM_NAMES},
    {"actor", DTL_CLAIM_NAMES},
    {"entities", DTL_CLAIM_NAMES},
    {"parties", DTL_CLAIM_NAMES},
    {"place", DTL_CLAIM_NAMES},
    {"places", DTL_CLAIM_NAMES},
    {"location", DTL_CLAIM_NAMES},
    {"locations", DTL_CLAIM_NAMES},
    {"quote", DTL_CLAIM_QUOTE},
    {"evidence", DTL_CLAIM_QUOTE},
    {"citation", DTL_CLAIM_QUOTE},
    {"excerpt", DTL_CLAIM_QUOTE},
    {"source_text", DTL_CLAIM_QUOTE},
    {"status", DTL_CLAIM_STATUS},
    {"type", DTL_CLAIM_TYPE},
    {"events", DTL_CLAIM_LIST},
    {"timeline", DTL_CLAIM_LIST},
    {"items", DTL_CLAIM_LIST},
    {"entries", DTL_CLAIM_LIST},
    {"undated", DTL_CLAIM_LIST},
    {"chronology", DTL_CLAIM_LIST},
    {"data", DTL_CLAIM_LIST},
    {"results", DTL_CLAIM_LIST},
};

/* Letters without case; blanks and hyphens are underscores. */
static bool same_key(dtl_slice key, const char *name) {
    if (strlen(name) != key.n)
        return false;
    for (uint32_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == ' ' || c == '-' ? '_' : c;
        if (c != name[i])
            return false;
    }
    return true;
}

dtl_claim_key dtl_claim_key_of(dtl_slice key, unsigned *ret_rank) {
    key = dtl_trim(key);
    for (unsigned i = 0; i < sizeof key_names / sizeof key_names[0]; i++)
        if (same_key(key, key_names[i].name)) {
            if (ret_rank)
                *ret_rank = i;
            return key_names[i].key;
        }
    return DTL_CLAIM_OTHER;
}

/* ---- one entry ------------------------------------------------------------------------------- */

static const char *keep(dtl_claims_reader *r, dtl_slice s) {
    if (!s.p || r->status != DTL_OK)
        return NULL;
    const char *p = dtl_arena_strndup(&r->claims->arena, s.p, s.n);
    if (!p)
        r->status = DTL_E_NOMEM;
    return p;
}

/* On one line: runs of white space are one blank. */
static const char *keep_line(dtl_claims_reader *r, dtl_slice s) {
    char *p = NULL;
    if (r->status != DTL_OK)
        return NULL;
    p = dtl_arena_strndup(&r->claims->arena, s.p, s.n);
    if (!p) {
        r->status = DTL_E_NOMEM;
        return NULL;
    }
    uint32_t w = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        bool space = strchr(" \t\r\n", s.p[i]) != NULL;
        if (!space)
            p[w++] = s.p[i];
        else if (w > 0 && p[w - 1] != ' ')
            p[w++] = ' ';
    }
    p[w] = '\0';
    return p;
}

static bool fits(dtl_claims_reader *r, dtl_slice s, dtl_spot at) {
    if (s.n <= DTL_CLAIM_BYTES_MAX)
        return true;
    dtl_claims_fail(r, DTL_E_LIMIT, at, "is a quotation mark missing?",
                    "a field of %u bytes; an entry's field has at most %u", s.n,
                    DTL_CLAIM_BYTES_MAX);
    return false;
}

static bool is_nothing(dtl_slice s) {
    s = dtl_trim(s);
    return s.n == 0 || dtl_slice_is(s, "null") || dtl_slice_is(s, "~") || dtl_slice_is(s, "-") ||
           dtl_slice_is(s, "?") || dtl_slice_is(s, "n/a") || dtl_slice_is(s, "N/A");
}

/* How many bytes of a slice a message shows. */
static int shown(dtl_slice s) {
    int n = s.n < 40 ? (int)s.n : 40;
    while (n > 0 && (uint32_t)n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return n;
}

static bool read_date(dtl_claims_reader *r, dtl_slice s, dtl_spot at, dtl_when *ret,
                      bool *guessed) {
    dtl_claim_reading reading;
    *ret = (dtl_when){.basis = DTL_BASIS_NONE, .bounds = dtl_unbounded};
    *guessed = false;
    if (r->status != DTL_OK || is_nothing(s) || !fits(r, s, at))
        return r->status == DTL_OK;
    s = dtl_trim(s);
    switch (dtl_claim_date(r, s, &reading)) {
    case DTL_CLAIM_DATE_GOOD:
        *ret = reading.when;
        *guessed = reading.guessed;
        return true;
    case DTL_CLAIM_DATE_FAILED: return false;
    case DTL_CLAIM_DATE_IMPOSSIBLE:
        dtl_claims_fail(r, DTL_E_INPUT, at, "correct the date", "there is no date `%.*s`%s%s",
                        shown(s), s.p, reading.why ? ": " : "", reading.why ? reading.why : "");
        return false;
    case DTL_CLAIM_DATE_RELATIVE:
        dtl_claims_fail(r, DTL_E_INPUT, at, hint_date, "`%.*s` depends on a day that is not said",
                        shown(s), s.p);
        return false;
    case DTL_CLAIM_DATE_NONE: break;
    }
    dtl_claims_fail(r, DTL_E_INPUT, at, hint_date, "`%.*s` is no date", shown(s), s.p);
    return false;
}

/*
 * start or end beside a date that says it all: it may be an hour or a word, but not another time.
 * Basis NONE: nothing that could contradict.
 */
static bool read_beside(dtl_claims_reader *r, dtl_slice s, dtl_spot at, dtl_when *ret) {
    dtl_claim_reading reading;
    *ret = (dtl_when){.basis = DTL_BASIS_NONE, .bounds = dtl_unbounded};
    if (is_nothing(s) || !fits(r, s, at))
        return r->status == DTL_OK;
    switch (dtl_claim_date(r, dtl_trim(s), &reading)) {
    case DTL_CLAIM_DATE_GOOD: *ret = reading.when; return true;
    case DTL_CLAIM_DATE_IMPOSSIBLE: return read_date(r, s, at, ret, &(bool){false});
    case DTL_CLAIM_DATE_FAILED: return false;
    case DTL_CLAIM_DATE_RELATIVE:
    case DTL_CLAIM_DATE_NONE: break;
    }
    return true;
}

static bool read_start_and_end(dtl_claims_reader *r, const dtl_claim_draft *d, dtl_claim *c,
                               bool *guessed) {
    dtl_when from, to;
    bool guessed_to = false;
    if (!read_date(r, d->start, d->start_at, &from, guessed) ||
        !read_date(r, d->end, d->end_at, &to, &guessed_to))
        return false;
    *guessed = *guessed || guessed_to;
    if (!dtl_claim_span(r, &from, &to, &c->when)) {
        dtl_claims_fail(r, DTL_E_INPUT, d->end_at, NULL, "the end lies before the start");
        return false;
    }
    c->date = c->when.edtf;
    return true;
}

static bool read_date_beside(dtl_claims_reader *r, const dtl_claim_draft *d, dtl_claim *c,
                             bool *guessed) {
    dtl_when from, to;
    c->date = keep(r, dtl_trim(d->date));
    if (!read_date(r, d->date, d->date_at, &c->when, guessed) ||
        !read_beside(r, d->start, d->start_at, &from) || !read_beside(r, d->end, d->end_at, &to))
        return false;
    bool late = from.basis != DTL_BASIS_NONE && c->when.bounds.end_max <= from.bounds.start_min;
    bool early = to.basis != DTL_BASIS_NONE && c->when.bounds.start_min >= to.bounds.end_max;
    if (!late && !early)
        return true;
    dtl_slice date = dtl_trim(d->date);
    dtl_claims_fail(r, DTL_E_INPUT, d->date_at, "correct one of them",
                    "`%.*s` says another time than its %s", shown(date), date.p,
                    from.basis == DTL_BASIS_NONE ? "end"
                    : to.basis == DTL_BASIS_NONE ? "start"
                                                 : "start and end");
    return false;
}

static bool read_dates(dtl_claims_reader *r, const dtl_claim_draft *d, dtl_claim *c) {
    bool guessed = false;
    if (!is_nothing(d->start) || !is_nothing(d->end)) {
        if (is_nothing(d->date) ? !read_start_and_end(r, d, c, &guessed)
                                : !read_date_beside(r, d, c, &guessed))
            return false;
    } else if (d->date.p) {
        if (!read_date(r, d->date, d->date_at, &c->when, &guessed))
            return false;
        if (c->when.basis != DTL_BASIS_NONE)
            c->date = keep(r, dtl_trim(d->date));
    } else if (d->date_in_text) {
        guessed = dtl_claim_date_within(r, d->text, &c->when) == DTL_CLAIM_DATE_GOOD;
        if (guessed)
            c->date = c->when.edtf;
        else
            c->when = (dtl_when){.basis = DTL_BASIS_NONE, .bounds = dtl_unbounded};
    }
    if (guessed && c->when.edtf)
        c->read_as = c->when.edtf;
    return r->status == DTL_OK;
}

static bool take_id(dtl_claims_reader *r, const dtl_claim_draft *d, dtl_claim *c) {
    dtl_slice id = dtl_trim(d->id);
    if (id.n == 0) {
        c->id = dtl_arena_printf(&r->claims->arena, "%u", r->claims->list.n + 1);
        if (!c->id)
            r->status = DTL_E_NOMEM;
        return c->id != NULL;
    }
    if (dtl_intern_find(&r->ids, id.p, id.n)) {
        dtl_claims_fail(r, DTL_E_INPUT, d->id_at, "give each entry its own, or none",
                        "two entries have the id `%.*s`", shown(id), id.p);
        return false;
    }
    if (!dtl_intern_add(&r->ids, id.p, id.n))
        r->status = DTL_E_NOMEM;
    c->id = keep(r, id);
    return r->status == DTL_OK;
}

void dtl_claim_add(dtl_claims_reader *r, const dtl_claim_draft *d) {
    if (r->status != DTL_OK)
        return;
    if (r->claims->list.n >= DTL_CLAIMS_MAX) {
        dtl_claims_fail(r, DTL_E_LIMIT, d->at, "split the file", "more than %u entries",
                        DTL_CLAIMS_MAX);
        return;
    }
    dtl_slice text = dtl_trim(d->text);
    if (text.n == 0) {
        dtl_claims_fail(r, DTL_E_INPUT, d->at,
                        "say what happened under `event`, `name`, `title` or `text`",
                        "entry %u has no text", r->claims->list.n + 1);
        return;
    }
    if (!fits(r, text, d->text_at) || !fits(r, d->detail, d->text_at) ||
        !fits(r, d->quote, d->text_at) || !fits(r, d->id, d->id_at))
        return;
    dtl_claim c = {.line = d->at.line, .col = d->at.col};
    c.when = (dtl_when){.basis = DTL_BASIS_NONE, .bounds = dtl_unbounded};
    if (!take_id(r, d, &c) || !read_dates(r, d, &c))
        return;
    c.text = keep_line(r, text);
    c.detail = d->detail.n ? keep_line(r, d->detail) : NULL;
    c.quote = d->quote.n ? keep(r, d->quote) : NULL;
    c.type = d->type.n ? keep(r, d->type) : NULL;
    if (d->status.n) {
        c.status = dtl_status_from_name(dtl_trim(d->status));
        if (c.status == DTL_STATUS_NONE)
            dtl_claims_note(r, "line %u: the status `%.*s` is not one of the six and is left out",
                            d->at.line, shown(d->status), d->status.p);
    }
    c.names = DTL_NEW_ARRAY(&r->claims->arena, d->nnames, const char *);
    if (!c.names)
        r->status = DTL_E_NOMEM;
    for (uint32_t i = 0; i < d->nnames && r->status == DTL_OK; i++)
        if (dtl_trim(d->names[i]).n && fits(r, d->names[i], d->at))
            c.names[c.nnames++] = keep(r, dtl_trim(d->names[i]));
    if (r->status == DTL_OK && !dtl_vec_push(&r->claims->arena, &r->claims->list, c))
        r->status = DTL_E_NOMEM;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_text(dtl_claims_reader *r) {
    size_t bad = dtl_utf8_check(r->bytes, r->n);
    const char *nul = r->n ? memchr(r->bytes, 0, r->n) : NULL;
    if (nul && (size_t)(nul - r->bytes) < bad)
        bad = (size_t)(nul - r->bytes);
    if (bad < r->n) {
        dtl_claims_fail(r, DTL_E_UTF8, dtl_claims_spot(r, r->bytes + bad),
                        "a timeline is UTF-8 text", "this is no text: byte %zu", bad);
        return false;
    }
    if (r->n > DTL_TEXT_MAX) {
        dtl_claims_fail(r, DTL_E_LIMIT, (dtl_spot){1, 1}, "split the file", "larger than %u MiB",
                        DTL_TEXT_MAX >> 20);
        return false;
    }
    return true;
}

dtl_status dtl_claims_read(dateline_context *ctx, const char *bytes, size_t n, const char *name,
                           dateline_claims **ret, dateline_error *reterr) {
    dtl_claims_reader r = {.ctx = ctx, .bytes = bytes, .n = n, .name = name, .reterr = reterr};
    r.claims = dtl_alloc(&ctx->mem, sizeof *r.claims);
    if (!r.claims) {
        dtl_error_set(reterr, DTL_E_NOMEM, SIZE_MAX, "out of memory");
        return DTL_E_NOMEM;
    }
    r.claims->mem = ctx->mem;
    dtl_arena_init(&r.claims->arena, &r.claims->mem);
    dtl_arena_init(&r.scratch, &r.claims->mem);
    r.claims->name = dtl_arena_strndup(&r.claims->arena, name, strlen(name));
    if (!r.claims->name || !dtl_intern_init(&r.ids, &r.scratch))
        r.status = DTL_E_NOMEM;
    if (r.status == DTL_OK && n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        r.bytes += 3;
        r.n -= 3;
    }
    if (r.status == DTL_OK && is_text(&r))
        dtl_claims_any(&r);
    dtl_arena_free(&r.scratch);
    if (r.status == DTL_OK) {
        *ret = r.claims;
    } else {
        if (r.status == DTL_E_NOMEM)
            dtl_error_set(reterr, DTL_E_NOMEM, SIZE_MAX, "out of memory");
        else if (reterr && reterr->offset != SIZE_MAX)
            reterr->offset += (size_t)(r.bytes - bytes); /* the byte order mark counts */
        dateline_claims_free(r.claims);
    }
    return r.status;
}

void dateline_claims_free(dateline_claims *claims) {
    if (!claims)
        return;
    dtl_arena_free(&claims->arena);
    dtl_mem mem = claims->mem;
    dtl_free(&mem, claims, sizeof *claims);
}

dateline_status dateline_claims_read(dateline_context *ctx, const char *bytes, size_t len,
                                     const char *name, dateline_claims **ret,
                                     dateline_error *reterr) {
    if (!ctx || !ret || (!bytes && len > 0)) {
        dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX, "no context, bytes or result");
        return DATELINE_E_ARG;
    }
    return dtl_public_status(
        dtl_claims_read(ctx, bytes ? bytes : "", len, name ? name : "timeline", ret, reterr));
}

size_t dateline_claims_count(const dateline_claims *claims) {
    return claims->list.n;
}

size_t dateline_claims_note_count(const dateline_claims *claims) {
    return claims->notes.n;
}

const char *dateline_claims_note(const dateline_claims *claims, size_t index) {
    return index < claims->notes.n ? claims->notes.at[index] : NULL;
}
