/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A timeline file back into the value: what the writers wrote, and what people edit by hand.
 *
 * A person may leave out what has a natural value: `when` can be a bare EDTF string, status,
 * confidence, who, where and evidence can be absent.  What must be there is an id and a name; ids
 * are unique, and every link names events of the file.
 */
#include "timeline/read.h"
#include "timeline/api.h"

#include <string.h>

/* ---- entries --------------------------------------------------------------------------------- */

enum { V_TEXT, V_SPAN, V_SENTENCE, V_RULE, V_TIME, V_DOCUMENT, V_COUNT };
static const char *const evidence_names[] = {"text", "span", "sentence",
                                             "rule", "time", "document"};

static void read_evidence(dtl_reader *r, const dtl_tree_node *list, dtl_entry *e) {
    if (!list || r->status != DTL_OK)
        return;
    if (list->kind != DTL_TREE_LIST) {
        dtl_read_fail(r, list, "`evidence` must be a list");
        return;
    }
    e->evidence = dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, list->count, dtl_evidence));
    for (const dtl_tree_node *item = list->first; item && r->status == DTL_OK; item = item->next) {
        dtl_evidence *v = &e->evidence[e->nevidence++];
        const dtl_tree_node *f[V_COUNT];
        if (!dtl_read_fields(r, item, "an evidence", DTL_FIELDS(evidence_names), f))
            return;
        v->text = dtl_slice_of(dtl_read_required(r, item, f[V_TEXT], "an evidence", "text"));
        dtl_read_span(r, f[V_SPAN], &v->start, &v->end);
        v->cp_start = v->start;
        v->cp_end = v->end;
        if (f[V_SENTENCE])
            v->sentence = dtl_read_index(r, f[V_SENTENCE], "`sentence`");
        v->rule = dtl_read_string(r, f[V_RULE], "`rule`");
        v->time = dtl_read_string(r, f[V_TIME], "`time`");
        v->document = dtl_read_string(r, f[V_DOCUMENT], "`document`");
    }
}

enum {
    E_ID,
    E_NAME,
    E_TYPE,
    E_WHEN,
    E_RELATIVE,
    E_DURATION,
    E_WHO,
    E_WHERE,
    E_WHAT,
    E_STATUS,
    E_CONFIDENCE,
    E_CONFLICTS,
    E_EVIDENCE,
    E_AGREEMENT,
    E_ALTERNATIVES,
    E_CLAIMS,
    E_COUNT
};
static const char *const entry_names[] = {
    "id",   "name",   "type",       "when",      "relative", "duration",  "who",          "where",
    "what", "status", "confidence", "conflicts", "evidence", "agreement", "alternatives", "claims"};

static void claim_id(dtl_reader *r, const dtl_tree_node *at, const char *id) {
    uint32_t n = (uint32_t)strlen(id);
    if (r->status != DTL_OK)
        return;
    if (dtl_intern_find(&r->ids, id, n))
        dtl_read_fail(r, at, "two events have the id `%.40s`", id);
    else if (!dtl_intern_add(&r->ids, id, n))
        r->status = DTL_E_NOMEM;
}

/* Name to conflicts.  dated: it must have a date; undated: it must have none; neither: as it is. */
static void read_told(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node **f, bool dated,
                      bool undated, dtl_entry *e) {
    e->name = dtl_read_required(r, map, f[E_NAME], "an event", "name");
    const char *type = dtl_read_string(r, f[E_TYPE], "`type`");
    e->type = type ? type : "other";
    if (dated && !f[E_WHEN])
        dtl_read_fail(r, map, "event %.40s has no `when`: without a date it belongs in `undated`",
                      e->id);
    else if (undated && f[E_WHEN])
        dtl_read_fail(r, f[E_WHEN], "event %.40s has a date: it belongs in `events`", e->id);
    else if (f[E_WHEN])
        dtl_read_when(r, f[E_WHEN], &e->when);
    e->when.relative = dtl_read_string(r, f[E_RELATIVE], "`relative`");
    if (f[E_DURATION])
        e->when.duration = dtl_read_string(r, f[E_DURATION], "`duration`");
    dtl_read_names(r, f[E_WHO], "who", &e->who, &e->nwho);
    dtl_read_names(r, f[E_WHERE], "where", &e->where, &e->nwhere);
    dtl_read_names(r, f[E_WHAT], "what", &e->what, &e->nwhat);
    dtl_read_names(r, f[E_CONFLICTS], "conflicts", &e->conflicts, &e->nconflicts);
    e->status = DTL_STATUS_HAPPENED;
    if (f[E_STATUS] && r->status == DTL_OK && dtl_read_is_scalar(r, f[E_STATUS], "`status`")) {
        e->status = dtl_status_from_name(f[E_STATUS]->text);
        if (e->status == DTL_STATUS_NONE)
            dtl_read_fail(
                r, f[E_STATUS],
                "`status` must be happened, ongoing, planned, possible, cancelled or denied");
    }
    e->confidence = f[E_CONFIDENCE] && r->status == DTL_OK ? dtl_read_share(r, f[E_CONFIDENCE]) : 1;
}

void dtl_read_claim(dtl_reader *r, const dtl_tree_node *map, dtl_entry *e,
                    const dtl_tree_node **ret_document) {
    /* `document` and the first twelve fields of an entry. */
    static const char *const names[] = {"id",         "name",      "type",    "when", "relative",
                                        "duration",   "who",       "where",   "what", "status",
                                        "confidence", "conflicts", "document"};
    const dtl_tree_node *f[E_CONFLICTS + 2];
    if (!dtl_read_fields(r, map, "a claim", DTL_FIELDS(names), f))
        return;
    e->id = dtl_read_required(r, map, f[E_ID], "a claim", "id");
    read_told(r, map, f, false, false, e);
    *ret_document = f[E_CONFLICTS + 1];
}

static void read_entry(dtl_reader *r, const dtl_tree_node *map, bool dated, dtl_entry *e) {
    const dtl_tree_node *f[E_COUNT];
    if (!dtl_read_fields(r, map, "an event", DTL_FIELDS(entry_names), f))
        return;
    e->id = dtl_read_required(r, map, f[E_ID], "an event", "id");
    claim_id(r, f[E_ID] ? f[E_ID] : map, e->id);
    read_told(r, map, f, dated, !dated, e);
    read_evidence(r, f[E_EVIDENCE], e);
    if (r->tl->is_merged)
        dtl_read_merged(r, map, f[E_AGREEMENT], f[E_ALTERNATIVES], f[E_CLAIMS], e);
    else if (f[E_CLAIMS])
        dtl_read_fail(r, f[E_CLAIMS], "`claims` stand in a timeline with `documents` only");
}

static void read_entries(dtl_reader *r, const dtl_tree_node *list, bool dated, dtl_entry **ret,
                         uint32_t *ret_n) {
    if (!list || r->status != DTL_OK)
        return;
    if (list->kind != DTL_TREE_LIST) {
        dtl_read_fail(r, list, "`%s` must be a list", dated ? "events" : "undated");
        return;
    }
    *ret = dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, list->count, dtl_entry));
    for (const dtl_tree_node *item = list->first; item && r->status == DTL_OK; item = item->next)
        read_entry(r, item, dated, &(*ret)[(*ret_n)++]);
}

/* ---- order, times, head ---------------------------------------------------------------------- */

static void read_link(dtl_reader *r, const dtl_tree_node *v, bool check, dtl_order_link *l) {
    if (v->kind != DTL_TREE_LIST || v->count < 3 || v->count > 5) {
        dtl_read_fail(r, v,
                      "an item of `order` is [event, relation, event], then its signal and lag");
        return;
    }
    const dtl_tree_node *x = v->first, *relation = x->next, *y = relation->next;
    const dtl_tree_node *signal = y->next, *lag = signal ? signal->next : NULL;
    for (const dtl_tree_node *part = x; part; part = part->next)
        if (!dtl_read_is_scalar(r, part, "an item of `order`"))
            return;
    if (check && !dtl_intern_find(&r->ids, x->text.p, x->text.n))
        dtl_read_fail(r, x, "no event has the id `%.40s`", x->text.p);
    else if (check && !dtl_intern_find(&r->ids, y->text.p, y->text.n))
        dtl_read_fail(r, y, "no event has the id `%.40s`", y->text.p);
    else if (dtl_slice_eq(x->text, y->text))
        dtl_read_fail(r, y, "event %.40s cannot be ordered against itself", x->text.p);
    l->relation = dtl_relation_from_name(relation->text);
    if (l->relation == DTL_REL_NONE)
        dtl_read_fail(r, relation,
                      "`%.40s` is no relation (before, after, includes, during, same ...)",
                      relation->text.p);
    l->x = dtl_read_string(r, x, "`order`");
    l->y = dtl_read_string(r, y, "`order`");
    if (signal && signal->text.n > 0)
        l->signal = dtl_read_string(r, signal, "`order`");
    l->lag = dtl_read_string(r, lag, "`order`");
}

void dtl_read_links(dtl_reader *r, const dtl_tree_node *order, const dtl_tree_node *refused,
                    bool check, dtl_order_link **ret, uint32_t *ret_n) {
    const dtl_tree_node *lists[2] = {order, refused};
    uint32_t n = 0;
    for (int i = 0; i < 2; i++) {
        if (!lists[i] || r->status != DTL_OK)
            continue;
        if (lists[i]->kind != DTL_TREE_LIST)
            dtl_read_fail(r, lists[i], "`order` must be a list");
        n += lists[i]->count;
    }
    *ret = dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, n, dtl_order_link));
    for (int i = 0; i < 2; i++)
        for (const dtl_tree_node *v = lists[i] ? lists[i]->first : NULL; v && r->status == DTL_OK;
             v = v->next) {
            dtl_order_link *l = &(*ret)[(*ret_n)++];
            l->refused = i == 1;
            read_link(r, v, check, l);
        }
}

enum {
    T_ID,
    T_TEXT,
    T_SPAN,
    T_SENTENCE,
    T_TYPE,
    T_VALUE,
    T_MOD,
    T_EDTF,
    T_ANCHOR,
    T_RULE,
    T_NOTE,
    T_COUNT
};
static const char *const time_names[] = {"id",  "text", "span",   "sentence", "type", "value",
                                         "mod", "edtf", "anchor", "rule",     "note"};

static void read_times(dtl_reader *r, const dtl_tree_node *list) {
    if (!list || r->status != DTL_OK)
        return;
    if (list->kind != DTL_TREE_LIST) {
        dtl_read_fail(r, list, "`times` must be a list");
        return;
    }
    r->tl->times = dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, list->count, dtl_time_entry));
    for (const dtl_tree_node *item = list->first; item && r->status == DTL_OK; item = item->next) {
        dtl_time_entry *t = &r->tl->times[r->tl->ntimes++];
        const dtl_tree_node *f[T_COUNT];
        if (!dtl_read_fields(r, item, "a time", DTL_FIELDS(time_names), f))
            return;
        t->id = dtl_read_required(r, item, f[T_ID], "a time", "id");
        t->text = dtl_slice_of(dtl_read_required(r, item, f[T_TEXT], "a time", "text"));
        dtl_read_span(r, f[T_SPAN], &t->start, &t->end);
        t->cp_start = t->start;
        t->cp_end = t->end;
        if (f[T_SENTENCE])
            t->sentence = dtl_read_index(r, f[T_SENTENCE], "`sentence`");
        t->type = dtl_read_string(r, f[T_TYPE], "`type`");
        t->value = dtl_read_string(r, f[T_VALUE], "`value`");
        t->mod = dtl_read_string(r, f[T_MOD], "`mod`");
        t->edtf = dtl_read_string(r, f[T_EDTF], "`edtf`");
        t->anchor = dtl_read_string(r, f[T_ANCHOR], "`anchor`");
        t->rule = dtl_read_string(r, f[T_RULE], "`rule`");
        t->note = dtl_read_string(r, f[T_NOTE], "`note`");
    }
}

enum {
    D_ID,
    D_TITLE,
    D_OUTLET,
    D_CREATED,
    D_CREATED_SOURCE,
    D_LANGUAGE,
    D_SOURCE,
    D_SHA256,
    D_DOMAIN,
    D_OFFSETS,
    D_COUNT
};
static const char *const document_names[] = {
    "id",     "title",  "outlet",  "created", "created_source", "language", "source",
    "sha256", "domain", "offsets", "key",     "rules",          "order",    "refused"};

static void read_rules(dtl_reader *r, const dtl_tree_node *map, dtl_origin *o) {
    static const char *const names[] = {"set", "version", "sha256"};
    const dtl_tree_node *f[3];
    if (!map || !dtl_read_fields(r, map, "`rules`", DTL_FIELDS(names), f))
        return;
    o->rules_set = dtl_read_required(r, map, f[0], "`rules`", "set");
    o->rules_version = dtl_read_string(r, f[1], "`version`");
    o->rules_sha256 = dtl_read_string(r, f[2], "`sha256`");
}

/* The fields that a document has alone and among others. */
static void read_head(dtl_reader *r, const dtl_tree_node **f, dtl_origin *o) {
    o->id = dtl_read_string(r, f[D_ID], "`id`");
    o->title = dtl_read_string(r, f[D_TITLE], "`title`");
    o->outlet = dtl_read_string(r, f[D_OUTLET], "`outlet`");
    if (f[D_CREATED] && dtl_read_edtf(r, f[D_CREATED], "`created`", &o->created)) {
        o->has_created = true;
        o->created_edtf = dtl_read_string(r, f[D_CREATED], "`created`");
        o->created_source = dtl_read_string(r, f[D_CREATED_SOURCE], "`created_source`");
    }
    o->language = dtl_read_string(r, f[D_LANGUAGE], "`language`");
    o->source = dtl_read_string(r, f[D_SOURCE], "`source`");
    o->sha256 = dtl_read_string(r, f[D_SHA256], "`sha256`");
    o->domain = dtl_read_string(r, f[D_DOMAIN], "`domain`");
    if (f[D_OFFSETS] && r->status == DTL_OK && dtl_read_is_scalar(r, f[D_OFFSETS], "`offsets`")) {
        o->spans_codepoints = dtl_slice_is(f[D_OFFSETS]->text, "codepoints");
        if (!o->spans_codepoints && !dtl_slice_is(f[D_OFFSETS]->text, "bytes"))
            dtl_read_fail(r, f[D_OFFSETS], "`offsets` must be bytes or codepoints");
    }
}

void dtl_read_origin(dtl_reader *r, const dtl_tree_node *map, dtl_origin *o) {
    enum { D_KEY = D_COUNT, D_RULES, D_ORDER, D_REFUSED, D_ALL };
    const dtl_tree_node *f[D_ALL];
    if (!dtl_read_fields(r, map, "a document", document_names, D_ALL, f))
        return;
    o->key = dtl_read_required(r, map, f[D_KEY], "a document", "key");
    read_head(r, f, o);
    read_rules(r, f[D_RULES], o);
    dtl_read_links(r, f[D_ORDER], f[D_REFUSED], false, &o->order, &o->norder);
}

static void read_document(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node *rules) {
    const dtl_tree_node *f[D_COUNT];
    dateline_timeline *tl = r->tl;
    dtl_origin o = {.id = NULL};
    if (map && dtl_read_fields(r, map, "`document`", document_names, D_COUNT, f))
        read_head(r, f, &o);
    read_rules(r, rules, &o);
    tl->doc_id = o.id;
    tl->title = o.title;
    tl->outlet = o.outlet;
    tl->has_created = o.has_created;
    tl->created = o.created;
    tl->created_edtf = o.created_edtf;
    tl->created_source = o.created_source;
    tl->language = o.language;
    tl->source = o.source;
    tl->sha256 = o.sha256;
    tl->domain = o.domain;
    tl->spans_codepoints = o.spans_codepoints;
    tl->rules_set = o.rules_set;
    tl->rules_version = o.rules_version;
    tl->rules_sha256 = o.rules_sha256;
}

/* A row that says why it has no timeline: {"error": {"status": ..., "message": ...}}, or a string.
 */
static void fail_with_row(dtl_reader *r, const dtl_tree_node *error) {
    const dtl_tree_node *what = error;
    if (error->kind == DTL_TREE_MAP)
        for (const dtl_tree_node *key = error->first; key; key = key->next->next)
            if (dtl_slice_is(key->text, "message"))
                what = key->next;
    dtl_read_fail(r, error, "this row has no timeline but an error: %.120s",
                  what->kind == DTL_TREE_SCALAR ? what->text.p : "");
}

static void read_timeline(dtl_reader *r, const dtl_tree_node *root) {
    /* The last four are of rows of JSON Lines: what the row is about, and what became of it. */
    enum {
        VERSION,
        DOCUMENT,
        DOCUMENTS,
        RULES,
        EVENTS,
        UNDATED,
        ORDER,
        REFUSED,
        TIMES,
        MENTIONS,
        ROW_ID,
        ROW_WARNINGS,
        ROW_LINE,
        ROW_ERROR,
        COUNT
    };
    static const char *const names[] = {"dateline", "document", "documents", "rules", "events",
                                        "undated",  "order",    "refused",   "times", "mentions",
                                        "id",       "warnings", "line",      "error"};
    const dtl_tree_node *f[COUNT];
    if (!dtl_read_fields(r, root, "a timeline", DTL_FIELDS(names), f))
        return;
    if (f[ROW_ERROR]) {
        fail_with_row(r, f[ROW_ERROR]);
        return;
    }
    if (!f[VERSION]) {
        dtl_read_fail(r, root, "this is no timeline: it has no `dateline: %d`",
                      DTL_TIMELINE_VERSION);
        return;
    }
    if (dtl_read_is_scalar(r, f[VERSION], "`dateline`") && !dtl_slice_is(f[VERSION]->text, "1")) {
        dtl_read_fail(r, f[VERSION],
                      "version %.20s of the timeline format; this program reads version %d",
                      f[VERSION]->text.p, DTL_TIMELINE_VERSION);
        return;
    }
    if (!f[EVENTS]) {
        dtl_read_fail(r, root,
                      "a timeline has no `events`; write `events: []` when there are none");
        return;
    }
    if (f[DOCUMENTS] && f[DOCUMENT])
        dtl_read_fail(r, f[DOCUMENT], "a timeline has `document` or `documents`, not both");
    if (f[DOCUMENTS])
        dtl_read_origins(r, f[DOCUMENTS]);
    else
        read_document(r, f[DOCUMENT], f[RULES]);
    read_entries(r, f[EVENTS], true, &r->tl->events, &r->tl->nevents);
    read_entries(r, f[UNDATED], false, &r->tl->undated, &r->tl->nundated);
    if (r->tl->is_merged)
        dtl_check_merged(r, f[DOCUMENTS]);
    dtl_read_links(r, f[ORDER], f[REFUSED], true, &r->tl->order, &r->tl->norder);
    read_times(r, f[TIMES]);
}

dtl_status dtl_timeline_read(const char *bytes, size_t len, const char *name, const dtl_mem *mem,
                             dateline_timeline **ret, dateline_error *reterr) {
    dtl_reader r = {.bytes = bytes, .name = name, .n = len, .reterr = reterr};
    r.tl = dtl_timeline_new(mem);
    if (!r.tl) {
        dtl_error_set(reterr, DTL_E_NOMEM, SIZE_MAX, "out of memory");
        return DTL_E_NOMEM;
    }
    dtl_arena_init(&r.scratch, &r.tl->mem);
    dtl_tree_node *root = NULL;
    r.status = dtl_tree_read(bytes, len, name, &r.scratch, &root, reterr);
    if (r.status == DTL_OK && !dtl_intern_init(&r.ids, &r.scratch))
        r.status = DTL_E_NOMEM;
    if (r.status == DTL_OK && root)
        read_timeline(&r, root);
    dtl_arena_free(&r.scratch);
    if (r.status == DTL_OK) {
        *ret = r.tl;
    } else {
        if (r.status == DTL_E_NOMEM)
            dtl_error_set(reterr, DTL_E_NOMEM, SIZE_MAX, "out of memory");
        dateline_timeline_free(r.tl);
    }
    return r.status;
}
