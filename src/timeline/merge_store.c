/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The set of sources: taking a timeline in, in a form that does not depend on how it came.
 *
 * A timeline that was just extracted, its YAML, its JSON and its part of a merged document must be
 * one source.  So what a file cannot hold is rounded off first (dtl_when_normalise), entries are
 * sorted by id and links by content, and the digest is over that form.  Lists of temporal
 * expressions are not part of it.
 *
 * A failed add leaves the set as it was: counters are set back, and strings that nothing refers to
 * do no harm.
 */
#include "timeline/api.h"
#include "timeline/merge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DAY ((int64_t)86400)

/* ---- what a file can hold -------------------------------------------------------------------- */

static int64_t floor_day(int64_t t) {
    int64_t r = t % DAY;
    return t - (r < 0 ? r + DAY : r);
}

static bool bounded(int64_t t) {
    return t != DTL_TIME_MIN && t != DTL_TIME_MAX;
}

static int64_t ceil_day(int64_t t) {
    return floor_day(t - 1) + DAY;
}

void dtl_when_normalise(dtl_when *w) {
    if (w->basis == DTL_BASIS_NONE) {
        *w = (dtl_when){.duration = w->duration, .relative = w->relative};
        return;
    }
    dtl_bounds *b = &w->bounds;
    w->relative = NULL;
    if (w->granularity == DTL_UNIT_NONE || w->granularity >= DTL_DAY) {
        b->start_min = bounded(b->start_min) ? floor_day(b->start_min) : DTL_TIME_MIN;
        b->start_max = bounded(b->start_max) ? floor_day(b->start_max) : DTL_TIME_MAX;
        b->end_min = bounded(b->end_min) ? ceil_day(b->end_min) : DTL_TIME_MIN;
        b->end_max = bounded(b->end_max) ? ceil_day(b->end_max) : DTL_TIME_MAX;
    }
    if (!(bounded(b->start_max) && b->start_max > b->start_min && b->start_max < b->end_max))
        b->start_max = bounded(b->start_min) ? b->start_min : DTL_TIME_MAX;
    if (!(bounded(b->end_min) && b->end_min < b->end_max && b->end_min > b->start_min))
        b->end_min = bounded(b->end_max) ? b->end_max : DTL_TIME_MIN;
}

/* ---- canonical bytes ------------------------------------------------------------------------- */

/* A string and its end; an absent one differs from an empty one.  No string holds a NUL. */
static void put(dtl_buf *b, const char *s) {
    if (s)
        dtl_buf_puts(b, s);
    else
        dtl_buf_putc(b, '\x01');
    dtl_buf_putc(b, '\0');
}

static void put_list(dtl_buf *b, const char *const *names, uint32_t n) {
    dtl_buf_printf(b, "%" PRIu32, n);
    dtl_buf_putc(b, '\0');
    for (uint32_t i = 0; i < n; i++)
        put(b, names[i]);
}

/* `e` is normalised. */
static void put_body(dtl_buf *b, const dtl_entry *e) {
    put(b, e->name);
    put(b, e->type);
    const dtl_when *w = &e->when;
    dtl_buf_printf(b, "%d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %d %d", (int)w->basis,
                   w->bounds.start_min, w->bounds.start_max, w->bounds.end_min, w->bounds.end_max,
                   (int)w->granularity, (int)w->open_end, (int)e->status);
    dtl_buf_putc(b, '\0');
    put(b, w->edtf);
    put(b, w->duration);
    put(b, w->relative);
    put_list(b, e->who, e->nwho);
    put_list(b, e->where, e->nwhere);
    put_list(b, e->what, e->nwhat);
    dtl_buf_printf(b, "%d", (int)(e->confidence * 100 + 0.5));
    dtl_buf_putc(b, '\0');
    put_list(b, e->conflicts, e->nconflicts);
}

static void put_head(dtl_buf *b, const dtl_origin *o) {
    const char *const strings[] = {o->id,        o->title,         o->outlet,
                                   o->language,  o->source,        o->sha256,
                                   o->domain,    o->created_edtf,  o->created_source,
                                   o->rules_set, o->rules_version, o->rules_sha256};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        put(b, strings[i]);
    dtl_buf_putc(b, o->spans_codepoints ? 'c' : 'b');
}

static int compare_strings(const char *x, const char *y) {
    return strcmp(x ? x : "\x01", y ? y : "\x01");
}

static int by_content(const void *px, const void *py) {
    const dtl_order_link *x = px, *y = py;
    int c = strcmp(x->x, y->x);
    c = c ? c : strcmp(x->y, y->y);
    c = c ? c : (int)x->relation - (int)y->relation;
    c = c ? c : compare_strings(x->signal, y->signal);
    c = c ? c : compare_strings(x->lag, y->lag);
    return c ? c : (int)x->refused - (int)y->refused;
}

int dtl_merge_compare_bodies(const struct dateline_merger *m, uint32_t x, uint32_t y) {
    dtl_slice a = m->bodies.keys[x], b = m->bodies.keys[y];
    int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* ---- a timeline coming in -------------------------------------------------------------------- */

typedef struct incoming {
    const char *id;
    dtl_entry told; /* normalised, without id and evidence; strings borrowed */
    const dtl_evidence *evidence;
    uint32_t nevidence;
} incoming;

typedef struct intake {
    struct dateline_merger *m;
    dtl_arena arena; /* of this add only */
    dtl_origin head; /* strings borrowed; links sorted */
    incoming *entries;
    uint32_t n;
} intake;

static int by_id(const void *x, const void *y) {
    return strcmp(((const incoming *)x)->id, ((const incoming *)y)->id);
}

static void receive(intake *in, const char *id, const dtl_entry *told, const dtl_evidence *evidence,
                    uint32_t nevidence) {
    incoming *e = &in->entries[in->n++];
    *e = (incoming){.id = id, .told = *told, .evidence = evidence, .nevidence = nevidence};
    e->told.id = NULL;
    e->told.evidence = NULL;
    e->told.nevidence = 0;
    e->told.merged = NULL;
    dtl_when_normalise(&e->told.when);
    if (e->told.status == DTL_STATUS_NONE)
        e->told.status = DTL_STATUS_HAPPENED;
    int hundredths = e->told.confidence > 0 ? (int)(e->told.confidence * 100 + 0.5) : 0;
    e->told.confidence = (hundredths < 100 ? hundredths : 100) / 100.0;
}

/* Its links, sorted, in the arena of the add. */
static bool take_links(intake *in, const dtl_order_link *links, uint32_t n) {
    dtl_order_link *list = DTL_NEW_ARRAY(&in->arena, n, dtl_order_link);
    if (!list)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        list[i] = links[i];
        list[i].rule = NULL;
        if (list[i].signal && !*list[i].signal)
            list[i].signal = NULL;
    }
    if (n > 1)
        qsort(list, n, sizeof *list, by_content);
    in->head.order = list;
    in->head.norder = n;
    return true;
}

static bool digest_of(const intake *in, unsigned char digest[DTL_SHA256_BYTES]) {
    dtl_buf b;
    dtl_buf_init(&b, &in->m->mem);
    put_head(&b, &in->head);
    for (uint32_t i = 0; i < in->n; i++) {
        const incoming *e = &in->entries[i];
        dtl_buf_putc(&b, 'e');
        put(&b, e->id);
        put_body(&b, &e->told);
        for (uint32_t k = 0; k < e->nevidence; k++) {
            const dtl_evidence *v = &e->evidence[k];
            dtl_buf_printf(&b, "v%" PRIu32 " %" PRIu32 " %" PRIu32, v->start, v->end, v->sentence);
            dtl_buf_putc(&b, '\0');
            dtl_buf_put(&b, v->text.p ? v->text.p : "", v->text.n);
            dtl_buf_putc(&b, '\0');
            put(&b, v->rule);
            put(&b, v->time);
        }
    }
    for (uint32_t i = 0; i < in->head.norder; i++) {
        const dtl_order_link *l = &in->head.order[i];
        dtl_buf_printf(&b, "l%d %d", (int)l->relation, (int)l->refused);
        dtl_buf_putc(&b, '\0');
        put(&b, l->x);
        put(&b, l->y);
        put(&b, l->signal);
        put(&b, l->lag);
    }
    bool good = !b.failed;
    if (good) {
        dtl_sha256 s;
        dtl_sha256_init(&s);
        dtl_sha256_update(&s, b.at, b.n);
        dtl_sha256_final(&s, digest);
    }
    dtl_buf_free(&b);
    return good;
}

/* ---- keeping it ------------------------------------------------------------------------------ */

/* *s as an interned copy; NULL stays. */
static bool keep(struct dateline_merger *m, const char **s) {
    if (!*s)
        return true;
    uint32_t id = dtl_intern_add(&m->strings, *s, (uint32_t)strlen(*s));
    if (!id)
        return false;
    *s = m->strings.keys[id].p;
    return true;
}

static bool keep_list(struct dateline_merger *m, const char ***list, uint32_t n) {
    const char **copy = DTL_NEW_ARRAY(&m->tl->arena, n, const char *);
    for (uint32_t i = 0; copy && i < n; i++) {
        copy[i] = (*list)[i];
        if (!keep(m, &copy[i]))
            return false;
    }
    *list = copy;
    return copy != NULL;
}

/* 0: no memory. */
static uint32_t body_of(struct dateline_merger *m, const dtl_entry *told) {
    dtl_buf b;
    dtl_buf_init(&b, &m->mem);
    put_body(&b, told);
    uint32_t before = m->bodies.n, id = 0;
    if (!b.failed && b.n <= UINT32_MAX && dtl_vec_reserve(&m->scratch, &m->body))
        id = dtl_intern_add(&m->bodies, b.at, (uint32_t)b.n);
    dtl_buf_free(&b);
    if (id == 0 || (id <= before && m->body.at[id - 1]))
        return id;
    /* A new one; or one whose copy failed before. */
    dtl_entry *copy = DTL_NEW(&m->tl->arena, dtl_entry);
    if (id > before)
        m->body.at[m->body.n++] = NULL;
    if (!copy)
        return 0;
    *copy = *told;
    if (!keep(m, &copy->name) || !keep(m, &copy->type) || !keep(m, &copy->when.edtf) ||
        !keep(m, &copy->when.duration) || !keep(m, &copy->when.relative) ||
        !keep_list(m, &copy->who, copy->nwho) || !keep_list(m, &copy->where, copy->nwhere) ||
        !keep_list(m, &copy->what, copy->nwhat) ||
        !keep_list(m, &copy->conflicts, copy->nconflicts))
        return 0;
    m->body.at[id - 1] = copy;
    return id;
}

static bool string_id(struct dateline_merger *m, const char *s, uint32_t n, uint32_t *ret) {
    *ret = s ? dtl_intern_add(&m->strings, s, n) : 0;
    return !s || *ret;
}

static bool keep_evidence(struct dateline_merger *m, const dtl_evidence *v) {
    dtl_merge_evidence e = {.start = v->start, .end = v->end, .sentence = v->sentence};
    return string_id(m, v->text.p ? v->text.p : "", v->text.n, &e.text) &&
           string_id(m, v->rule, v->rule ? (uint32_t)strlen(v->rule) : 0, &e.rule) &&
           string_id(m, v->time, v->time ? (uint32_t)strlen(v->time) : 0, &e.time) &&
           dtl_vec_push(&m->scratch, &m->evidence, e);
}

static bool keep_head(struct dateline_merger *m, dtl_origin *o) {
    const char **strings[] = {
        &o->id,        &o->title,         &o->outlet,       &o->language,
        &o->source,    &o->sha256,        &o->domain,       &o->created_edtf,
        &o->rules_set, &o->rules_version, &o->rules_sha256, &o->created_source};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        if (!keep(m, strings[i]))
            return false;
    dtl_order_link *links = DTL_NEW_ARRAY(&m->tl->arena, o->norder, dtl_order_link);
    if (!links)
        return false;
    for (uint32_t i = 0; i < o->norder; i++) {
        links[i] = o->order[i];
        if (!keep(m, &links[i].x) || !keep(m, &links[i].y) || !keep(m, &links[i].signal) ||
            !keep(m, &links[i].lag))
            return false;
    }
    o->order = links;
    return true;
}

static bool keep_entries(intake *in, uint32_t source) {
    struct dateline_merger *m = in->m;
    for (uint32_t i = 0; i < in->n; i++) {
        const incoming *e = &in->entries[i];
        dtl_merge_claim c = {
            .source = source, .evidence = m->evidence.n, .nevidence = e->nevidence};
        c.body = body_of(m, &e->told);
        if (!c.body || !string_id(m, e->id, (uint32_t)strlen(e->id), &c.id))
            return false;
        for (uint32_t k = 0; k < e->nevidence; k++)
            if (!keep_evidence(m, &e->evidence[k]))
                return false;
        if (!dtl_vec_push(&m->scratch, &m->claims, c))
            return false;
    }
    return true;
}

/* Adds what `in` holds unless it is there; *ret_new counts sources that were not. */
static bool commit(intake *in, size_t *ret_new) {
    struct dateline_merger *m = in->m;
    if (in->n > 1)
        qsort(in->entries, in->n, sizeof *in->entries, by_id);
    unsigned char digest[DTL_SHA256_BYTES];
    if (!digest_of(in, digest))
        return false;
    if (dtl_intern_find(&m->digests, (const char *)digest, sizeof digest))
        return true;
    dtl_merge_source s = {.head = in->head, .claim = m->claims.n, .nclaims = in->n};
    if (!keep_head(m, &s.head) || !keep_entries(in, m->sources.n) ||
        !dtl_vec_reserve(&m->scratch, &m->sources))
        return false;
    /* Last, because nothing can take it back. */
    s.digest = dtl_intern_add(&m->digests, (const char *)digest, sizeof digest);
    if (!s.digest)
        return false;
    m->sources.at[m->sources.n++] = s;
    ++*ret_new;
    return true;
}

static dtl_origin head_of(const dateline_timeline *tl) {
    dtl_origin o = {.id = tl->doc_id,
                    .title = tl->title,
                    .outlet = tl->outlet,
                    .language = tl->language,
                    .source = tl->source,
                    .sha256 = tl->sha256,
                    .domain = tl->domain,
                    .rules_set = tl->rules_set,
                    .rules_version = tl->rules_set ? tl->rules_version : NULL,
                    .rules_sha256 = tl->rules_set ? tl->rules_sha256 : NULL,
                    .spans_codepoints = tl->spans_codepoints};
    if (tl->has_created && tl->created_edtf) {
        o.has_created = true;
        o.created = tl->created;
        o.created_edtf = tl->created_edtf;
        o.created_source = tl->created_source;
    }
    return o;
}

static bool add_plain(struct dateline_merger *m, const dateline_timeline *tl, size_t *ret_new) {
    intake in = {.m = m, .head = head_of(tl)};
    dtl_arena_init(&in.arena, &m->mem);
    in.entries = DTL_NEW_ARRAY(&in.arena, (size_t)tl->nevents + tl->nundated, incoming);
    bool good = in.entries && take_links(&in, tl->order, tl->norder);
    for (uint32_t i = 0; good && i < tl->nevents + tl->nundated; i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        receive(&in, e->id, e, e->evidence, e->nevidence);
    }
    good = good && commit(&in, ret_new);
    dtl_arena_free(&in.arena);
    return good;
}

/* The claims of a merged timeline go back to the documents they came from. */
static bool add_merged(struct dateline_merger *m, const dateline_timeline *tl, size_t *ret_new) {
    uint32_t n = tl->nevents + tl->nundated, total = 0;
    intake in = {.m = m};
    dtl_arena_init(&in.arena, &m->mem);
    uint32_t *first = DTL_NEW_ARRAY(&in.arena, (size_t)tl->norigins + 1, uint32_t);
    for (uint32_t i = 0; first && i < n; i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        for (uint32_t k = 0; k < e->merged->nclaims; k++)
            first[e->merged->claims[k].origin + 1]++;
        total += e->merged->nclaims;
    }
    const dtl_source_claim **claims = DTL_NEW_ARRAY(&in.arena, total, const dtl_source_claim *);
    in.entries = DTL_NEW_ARRAY(&in.arena, total, incoming);
    uint32_t *at = DTL_NEW_ARRAY(&in.arena, (size_t)tl->norigins + 1, uint32_t);
    bool good = first && claims && in.entries && at;
    for (uint32_t o = 0; good && o < tl->norigins; o++) {
        first[o + 1] += first[o];
        at[o] = first[o];
    }
    for (uint32_t i = 0; good && i < n; i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        for (uint32_t k = 0; k < e->merged->nclaims; k++) {
            const dtl_source_claim *c = &e->merged->claims[k];
            claims[at[c->origin]++] = c;
        }
    }
    for (uint32_t o = 0; good && o < tl->norigins; o++) {
        in.head = tl->origins[o];
        in.head.key = NULL;
        in.n = 0;
        good = take_links(&in, tl->origins[o].order, tl->origins[o].norder);
        for (uint32_t i = first[o]; good && i < first[o + 1]; i++)
            receive(&in, claims[i]->id, claims[i]->told, claims[i]->evidence, claims[i]->nevidence);
        good = good && commit(&in, ret_new);
    }
    dtl_arena_free(&in.arena);
    return good;
}

dateline_status dateline_merger_add(dateline_merger *m, const dateline_timeline *tl,
                                    size_t *ret_new) {
    if (!m || !tl)
        return DATELINE_E_ARG;
    uint32_t claims = m->claims.n, evidence = m->evidence.n, sources = m->sources.n;
    size_t added = 0;
    bool good = tl->is_merged ? add_merged(m, tl, &added) : add_plain(m, tl, &added);
    if (!good) {
        /* Documents of a merged timeline that are in stay in: adding it again is no harm. */
        claims = m->sources.n > sources ? m->sources.at[m->sources.n - 1].claim +
                                              m->sources.at[m->sources.n - 1].nclaims
                                        : claims;
        m->claims.n = claims;
        m->evidence.n = claims
                            ? m->claims.at[claims - 1].evidence + m->claims.at[claims - 1].nevidence
                            : evidence;
        return DATELINE_E_NOMEM;
    }
    if (ret_new)
        *ret_new = added;
    return DATELINE_OK;
}
