/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of a timeline file: maps with known keys, strings, numbers, dates.
 *
 * An unknown key or an impossible date is an error with its place, because a silent guess would
 * turn into a difference later.  Only `edtf` is needed for a date; start and end, when given, say
 * it more exactly and must not exclude it.
 */
#include "timeline/api.h"
#include "timeline/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void dtl_read_fail(dtl_reader *r, const dtl_tree_node *at, const char *fmt, ...) {
    if (r->status != DTL_OK)
        return;
    r->status = DTL_E_INPUT;
    char what[200];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    dtl_error_set(r->reterr, DTL_E_INPUT, dtl_tree_offset(r->bytes, r->n, at->line, at->col),
                  "%s:%u:%u: %s", r->name, at->line, at->col, what);
}

void *dtl_read_need(dtl_reader *r, void *p) {
    if (!p && r->status == DTL_OK)
        r->status = DTL_E_NOMEM;
    return p;
}

bool dtl_read_fields(dtl_reader *r, const dtl_tree_node *map, const char *what,
                     const char *const *names, size_t n, const dtl_tree_node **values) {
    for (size_t i = 0; i < n; i++)
        values[i] = NULL;
    if (r->status != DTL_OK)
        return false;
    if (map->kind != DTL_TREE_MAP) {
        dtl_read_fail(r, map, "%s must be a map (key: value)", what);
        return false;
    }
    uint32_t seen = 0;
    for (const dtl_tree_node *key = map->first; key; key = key->next->next) {
        size_t i = 0;
        while (i < n && !(key->kind == DTL_TREE_SCALAR && dtl_slice_is(key->text, names[i])))
            i++;
        if (i == n) {
            const char *near = key->kind == DTL_TREE_SCALAR
                                   ? dtl_nearest(key->text.p, key->text.n, names, n)
                                   : NULL;
            dtl_read_fail(r, key, "%s has no field `%.40s`%s%s%s", what,
                          key->kind == DTL_TREE_SCALAR ? key->text.p : "?",
                          near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
            return false;
        }
        if (seen & 1u << i) {
            dtl_read_fail(r, key, "`%s` is given twice", names[i]);
            return false;
        }
        seen |= 1u << i;
        values[i] = dtl_tree_is_null(key->next) ? NULL : key->next;
    }
    return true;
}

/* ---- scalars --------------------------------------------------------------------------------- */

bool dtl_read_is_scalar(dtl_reader *r, const dtl_tree_node *v, const char *what) {
    if (v->kind == DTL_TREE_SCALAR)
        return true;
    dtl_read_fail(r, v, "%s must be a string", what);
    return false;
}

const char *dtl_read_string(dtl_reader *r, const dtl_tree_node *v, const char *what) {
    if (!v || r->status != DTL_OK || !dtl_read_is_scalar(r, v, what))
        return NULL;
    return dtl_read_need(r, dtl_arena_strndup(&r->tl->arena, v->text.p, v->text.n));
}

const char *dtl_read_required(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node *v,
                              const char *owner, const char *field) {
    if (r->status != DTL_OK)
        return "";
    if (!v || (v->kind == DTL_TREE_SCALAR && v->text.n == 0)) {
        dtl_read_fail(r, v ? v : map, "%s has no `%s`", owner, field);
        return "";
    }
    const char *s = dtl_read_string(r, v, field);
    return s ? s : "";
}

uint32_t dtl_read_index(dtl_reader *r, const dtl_tree_node *v, const char *what) {
    uint32_t value = 0;
    bool good = v->kind == DTL_TREE_SCALAR && v->text.n > 0;
    for (uint32_t i = 0; good && i < v->text.n; i++) {
        char c = v->text.p[i];
        good = c >= '0' && c <= '9' && !__builtin_mul_overflow(value, 10u, &value) &&
               !__builtin_add_overflow(value, (uint32_t)(c - '0'), &value);
    }
    if (!good)
        dtl_read_fail(r, v, "%s must be a whole number from 0", what);
    return value;
}

/* 0.93; read digit by digit because strtod takes the decimal point from the locale. */
double dtl_read_share(dtl_reader *r, const dtl_tree_node *v) {
    double value = 0, unit = 1;
    bool point = false, good = v->kind == DTL_TREE_SCALAR && v->text.n > 0 && v->text.n <= 20;
    for (uint32_t i = 0; good && i < v->text.n; i++) {
        char c = v->text.p[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            value = value * 10 + (c - '0');
            unit *= point ? 10 : 1;
        } else {
            good = false;
        }
    }
    value /= unit;
    if (!good || value > 1)
        dtl_read_fail(r, v, "`confidence` must be a number from 0 to 1");
    return value;
}

void dtl_read_names(dtl_reader *r, const dtl_tree_node *v, const char *what, const char ***ret,
                    uint32_t *ret_n) {
    if (!v || r->status != DTL_OK)
        return;
    if (v->kind != DTL_TREE_LIST) {
        dtl_read_fail(r, v, "`%s` must be a list", what);
        return;
    }
    const char **names = dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, v->count, const char *));
    uint32_t n = 0;
    for (const dtl_tree_node *item = v->first; item && r->status == DTL_OK; item = item->next)
        names[n++] = dtl_read_string(r, item, what);
    *ret = names;
    *ret_n = n;
}

void dtl_read_span(dtl_reader *r, const dtl_tree_node *v, uint32_t *start, uint32_t *end) {
    if (!v || r->status != DTL_OK)
        return;
    if (v->kind != DTL_TREE_LIST || v->count != 2) {
        dtl_read_fail(r, v, "`span` must be [start, end]");
        return;
    }
    *start = dtl_read_index(r, v->first, "`span`");
    *end = dtl_read_index(r, v->last, "`span`");
    if (r->status == DTL_OK && *end < *start)
        dtl_read_fail(r, v, "`span` ends before it starts");
}

/* ---- dates ----------------------------------------------------------------------------------- */

bool dtl_read_edtf(dtl_reader *r, const dtl_tree_node *v, const char *what, dtl_timex *ret) {
    if (r->status != DTL_OK || !dtl_read_is_scalar(r, v, what))
        return false;
    const char *why = NULL;
    if (dtl_edtf_parse(v->text.p, v->text.n, ret, &why))
        return true;
    dtl_read_fail(r, v, "%s: `%.40s` is no date%s%s", what, v->text.p, why ? ": " : "",
                  why ? why : "");
    return false;
}

/*
 * One bound: an instant as it is, of a day or something coarser its first second, or for an end
 * where it ends.
 */
static void read_bound(dtl_reader *r, const dtl_tree_node *v, const char *what, bool is_end,
                       int64_t *ret) {
    dtl_timex t;
    dtl_bounds b;
    if (!v || !dtl_read_edtf(r, v, what, &t))
        return;
    if (!dtl_timex_bounds(&t, &b)) {
        dtl_read_fail(r, v, "%s: `%.40s` is no day or instant", what, v->text.p);
        return;
    }
    *ret = is_end && !memchr(v->text.p, 'T', v->text.n) ? b.end_max : b.start_min;
}

enum {
    W_EDTF,
    W_START,
    W_END,
    W_LATEST_START,
    W_EARLIEST_END,
    W_OPEN,
    W_GRANULARITY,
    W_BASIS,
    W_DURATION,
    W_COUNT
};
static const char *const when_names[] = {"edtf",         "start",        "end",
                                         "latest_start", "earliest_end", "open",
                                         "granularity",  "basis",        "duration"};

/* What an EDTF string says, before start and end say it more exactly. */
static void set_edtf(dtl_reader *r, const dtl_tree_node *v, dtl_when *w) {
    dtl_timex t;
    if (v && v->kind == DTL_TREE_SCALAR && dtl_slice_is(v->text, "/..")) {
        /* Unknown beginning, goes on: EDTF that says nothing but this. */
        w->edtf = dtl_read_string(r, v, "`edtf`");
        w->granularity = DTL_DAY;
        w->open_end = true;
        return;
    }
    if (!v || !dtl_read_edtf(r, v, "`edtf`", &t))
        return;
    w->edtf = dtl_read_string(r, v, "`edtf`");
    dtl_timex_bounds(&t, &w->bounds);
    w->granularity = t.kind == DTL_TX_DATE ? t.a.grain
                     : t.has_a             ? t.a.grain
                     : t.has_b             ? t.b.grain
                                           : DTL_DAY;
    w->open_end = t.kind == DTL_TX_SPAN && t.has_a && !t.has_b;
}

static bool disjoint(const dtl_bounds *a, const dtl_bounds *b) {
    return a->end_max <= b->start_min || b->end_max <= a->start_min;
}

static void read_bounds(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node **v,
                        dtl_when *w) {
    if (!v[W_START] && !v[W_END] && !v[W_LATEST_START] && !v[W_EARLIEST_END])
        return;
    dtl_bounds b = {DTL_TIME_MIN, DTL_TIME_MAX, DTL_TIME_MIN, DTL_TIME_MAX};
    read_bound(r, v[W_START], "`start`", false, &b.start_min);
    read_bound(r, v[W_END], "`end`", true, &b.end_max);
    b.start_max = v[W_START] ? b.start_min : DTL_TIME_MAX;
    b.end_min = v[W_END] ? b.end_max : DTL_TIME_MIN;
    read_bound(r, v[W_LATEST_START], "`latest_start`", false, &b.start_max);
    read_bound(r, v[W_EARLIEST_END], "`earliest_end`", true, &b.end_min);
    if (r->status != DTL_OK)
        return;
    bool whole_days = v[W_END] && !memchr(v[W_END]->text.p, 'T', v[W_END]->text.n);
    if (b.start_min > b.end_max || (whole_days && b.start_min == b.end_max))
        dtl_read_fail(r, v[W_END] ? v[W_END] : map, "`end` lies before `start`");
    else if (v[W_EDTF] && disjoint(&b, &w->bounds))
        dtl_read_fail(r, v[W_EDTF], "`edtf` says another time than `start` and `end`");
    else if (v[W_START] && b.start_max < b.start_min)
        dtl_read_fail(r, v[W_LATEST_START], "`latest_start` lies before `start`");
    else if (v[W_END] && b.end_min > b.end_max)
        dtl_read_fail(r, v[W_EARLIEST_END], "`earliest_end` lies after `end`");
    /* As in writing: what lies at or beyond the other end says nothing. */
    if (b.start_max >= b.end_max)
        b.start_max = v[W_START] ? b.start_min : DTL_TIME_MAX;
    if (b.end_min <= b.start_min)
        b.end_min = v[W_END] ? b.end_max : DTL_TIME_MIN;
    w->bounds = b;
    w->open_end = false;
}

void dtl_read_when(dtl_reader *r, const dtl_tree_node *v, dtl_when *w) {
    w->bounds = (dtl_bounds){DTL_TIME_MIN, DTL_TIME_MAX, DTL_TIME_MIN, DTL_TIME_MAX};
    w->basis = DTL_BASIS_EXPLICIT;
    if (v->kind == DTL_TREE_SCALAR) {
        set_edtf(r, v, w);
        return;
    }
    const dtl_tree_node *f[W_COUNT];
    if (!dtl_read_fields(r, v, "`when`", DTL_FIELDS(when_names), f))
        return;
    if (!f[W_EDTF] && !f[W_START] && !f[W_END] && !f[W_LATEST_START] && !f[W_EARLIEST_END] &&
        !f[W_OPEN])
        dtl_read_fail(r, v, "`when` says nothing: give at least `edtf`");
    set_edtf(r, f[W_EDTF], w);
    read_bounds(r, v, f, w);
    w->duration = dtl_read_string(r, f[W_DURATION], "`duration`");
    if (f[W_OPEN] && dtl_read_is_scalar(r, f[W_OPEN], "`open`"))
        w->open_end = dtl_slice_is(f[W_OPEN]->text, "true");
    if (f[W_BASIS] && dtl_read_is_scalar(r, f[W_BASIS], "`basis`")) {
        w->basis = dtl_basis_from_name(f[W_BASIS]->text);
        if (w->basis == DTL_BASIS_NONE)
            dtl_read_fail(r, f[W_BASIS], "`basis` must be explicit, anchored or inferred");
    }
    if (f[W_GRANULARITY] && dtl_read_is_scalar(r, f[W_GRANULARITY], "`granularity`")) {
        w->granularity = dtl_unit_from_name(f[W_GRANULARITY]->text);
        if (w->granularity == DTL_UNIT_NONE)
            dtl_read_fail(r, f[W_GRANULARITY],
                          "`%.40s` is no granularity (day, week, month, year ...)",
                          f[W_GRANULARITY]->text.p);
    }
}
