/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the file of a merged timeline has beyond that of one article.
 *
 * Merging again works on `documents`, `claims` and evidence, so these must be whole: each entry has
 * its claims, a document has one claim in an entry at most, each piece of evidence belongs to a
 * claim, and no entry of a document is claimed twice.  `agreement` and `alternatives` are taken as
 * they stand.
 */
#include "timeline/read.h"

#include <string.h>

static uint32_t origin_of(dtl_reader *r, const dtl_tree_node *at, const char *key) {
    uint32_t id = r->status == DTL_OK ? dtl_intern_find(&r->keys, key, (uint32_t)strlen(key)) : 0;
    if (!id)
        dtl_read_fail(r, at, "`documents` has no key `%.40s`", key);
    return id ? id - 1 : 0;
}

static uint32_t read_key(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node *v,
                         const char *owner, const char *field) {
    return origin_of(r, v ? v : map, dtl_read_required(r, map, v, owner, field));
}

void dtl_read_origins(dtl_reader *r, const dtl_tree_node *list) {
    dateline_timeline *tl = r->tl;
    tl->is_merged = true;
    if (list->kind != DTL_TREE_LIST) {
        dtl_read_fail(r, list, "`documents` must be a list");
        return;
    }
    tl->origins = dtl_read_need(r, DTL_NEW_ARRAY(&tl->arena, list->count, dtl_origin));
    if (!dtl_intern_init(&r->keys, &r->scratch) || !dtl_intern_init(&r->claims, &r->scratch))
        r->status = DTL_E_NOMEM;
    for (const dtl_tree_node *v = list->first; v && r->status == DTL_OK; v = v->next) {
        dtl_origin *o = &tl->origins[tl->norigins];
        dtl_read_origin(r, v, o);
        if (r->status != DTL_OK)
            return;
        uint32_t id = dtl_intern_add(&r->keys, o->key, (uint32_t)strlen(o->key));
        if (!id)
            r->status = DTL_E_NOMEM;
        else if (id != ++tl->norigins)
            dtl_read_fail(r, v, "two documents have the key `%.40s`", o->key);
    }
}

/* ---- claims ------------------------------------------------------------------------------------
 */

/* Gives the claim its evidence: the next pieces of the entry's list that name its document. */
static void share_evidence(const dtl_reader *r, const dtl_entry *e, uint32_t *at,
                           dtl_source_claim *c) {
    const char *key = r->tl->origins[c->origin].key;
    c->evidence = e->nevidence ? &e->evidence[*at] : NULL;
    while (*at < e->nevidence && e->evidence[*at].document &&
           strcmp(e->evidence[*at].document, key) == 0) {
        ++*at;
        c->nevidence++;
    }
}

static void read_claims(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node *list,
                        dtl_entry *e, dtl_merged *m) {
    if (!list || list->kind != DTL_TREE_LIST || list->count == 0) {
        dtl_read_fail(r, list ? list : map,
                      "event %.40s has no `claims`: in a merged timeline each event lists what its "
                      "documents say",
                      e->id);
        return;
    }
    dtl_source_claim *claims =
        dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, list->count, dtl_source_claim));
    uint32_t at = 0;
    for (const dtl_tree_node *v = list->first; v && r->status == DTL_OK; v = v->next) {
        dtl_entry *told = dtl_read_need(r, DTL_NEW(&r->tl->arena, dtl_entry));
        const dtl_tree_node *document = NULL;
        if (!told)
            return;
        dtl_read_claim(r, v, told, &document);
        dtl_source_claim *c = &claims[m->nclaims];
        *c = (dtl_source_claim){.id = told->id, .told = told};
        c->origin = read_key(r, v, document, "a claim", "document");
        if (r->status != DTL_OK)
            return;
        told->id = NULL;
        if (m->nclaims > 0 && claims[m->nclaims - 1].origin >= c->origin) {
            dtl_read_fail(r, document,
                          "the claims of an event stand in the order of `documents`, one for each");
            return;
        }
        share_evidence(r, e, &at, c);
        m->nclaims++;
        const char *name = dtl_arena_printf(&r->scratch, "%u %s", (unsigned)c->origin, c->id);
        uint32_t before = r->claims.n;
        if (!name || !dtl_intern_add(&r->claims, name, (uint32_t)strlen(name)))
            r->status = DTL_E_NOMEM;
        else if (r->claims.n == before)
            dtl_read_fail(r, v, "event %.40s of document %.40s is claimed twice", c->id,
                          r->tl->origins[c->origin].key);
    }
    if (r->status == DTL_OK && at < e->nevidence)
        dtl_read_fail(r, map,
                      "event %.40s: evidence %u names %s; evidence stands in the order of `claims`",
                      e->id, (unsigned)at + 1,
                      e->evidence[at].document ? e->evidence[at].document : "no document");
    m->claims = claims;
}

/* ---- agreement, alternatives
 * --------------------------------------------------------------------- */

static const uint32_t *read_keys(dtl_reader *r, const dtl_tree_node *list, const char *what,
                                 uint32_t *ret_n) {
    if (!list || r->status != DTL_OK)
        return NULL;
    if (list->kind != DTL_TREE_LIST) {
        dtl_read_fail(r, list, "`%s` must be a list", what);
        return NULL;
    }
    uint32_t *origins = dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, list->count, uint32_t));
    for (const dtl_tree_node *v = list->first; v && r->status == DTL_OK; v = v->next)
        if (dtl_read_is_scalar(r, v, what))
            origins[(*ret_n)++] = origin_of(r, v, v->text.p);
    return origins;
}

static void read_agreement(dtl_reader *r, const dtl_tree_node *map, dtl_merged *m) {
    enum { DOCUMENTS, DATED, AGREE, FIRST, STATUS_FROM, STATUS_WHY, COUNT };
    static const char *const names[] = {"documents", "dated",       "agree",
                                        "first",     "status_from", "status_why"};
    const dtl_tree_node *f[COUNT];
    m->status_from = m->nclaims ? m->claims[0].origin : 0;
    m->documents = m->nclaims;
    if (!map || !dtl_read_fields(r, map, "`agreement`", DTL_FIELDS(names), f))
        return;
    if (f[DOCUMENTS])
        m->documents = dtl_read_index(r, f[DOCUMENTS], "`documents`");
    if (f[DATED])
        m->dated = dtl_read_index(r, f[DATED], "`dated`");
    m->agree = read_keys(r, f[AGREE], "agree", &m->nagree);
    m->first = read_keys(r, f[FIRST], "first", &m->nfirst);
    if (f[STATUS_FROM])
        m->status_from = read_key(r, map, f[STATUS_FROM], "`agreement`", "status_from");
    if (f[STATUS_WHY] && r->status == DTL_OK &&
        dtl_read_is_scalar(r, f[STATUS_WHY], "`status_why`") &&
        !dtl_status_reason_from_name(f[STATUS_WHY]->text, &m->status_reason))
        dtl_read_fail(r, f[STATUS_WHY], "`status_why` must be unanimous, newest-report or tie");
}

static uint32_t change_from_name(dtl_slice name) {
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        if (dtl_slice_is(name, dtl_change_name(1u << i)))
            return 1u << i;
    return 0;
}

static void read_alternative(dtl_reader *r, const dtl_tree_node *map, dtl_alternative *a) {
    enum { EDTF, CHANGE, STATUS, DOCUMENTS, COUNT };
    static const char *const names[] = {"edtf", "change", "status", "documents"};
    const dtl_tree_node *f[COUNT];
    if (!dtl_read_fields(r, map, "an alternative", DTL_FIELDS(names), f))
        return;
    a->edtf = dtl_read_string(r, f[EDTF], "`edtf`");
    a->origins = read_keys(r, f[DOCUMENTS], "documents", &a->norigins);
    if (f[CHANGE] && dtl_read_is_scalar(r, f[CHANGE], "`change`")) {
        a->change = change_from_name(f[CHANGE]->text);
        if (!a->change)
            dtl_read_fail(r, f[CHANGE], "`%.40s` is no change", f[CHANGE]->text.p);
    }
    if (f[STATUS] && r->status == DTL_OK && dtl_read_is_scalar(r, f[STATUS], "`status`")) {
        a->status = dtl_status_from_name(f[STATUS]->text);
        if (a->status == DTL_STATUS_NONE)
            dtl_read_fail(r, f[STATUS], "`%.40s` is no status", f[STATUS]->text.p);
    }
    if (!a->edtf == !a->status)
        dtl_read_fail(r, map, "an alternative has `edtf` or `status`");
}

void dtl_read_merged(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node *agreement,
                     const dtl_tree_node *alternatives, const dtl_tree_node *claims, dtl_entry *e) {
    if (r->status != DTL_OK)
        return;
    dtl_merged *m = dtl_read_need(r, DTL_NEW(&r->tl->arena, dtl_merged));
    if (!m)
        return;
    e->merged = m;
    read_claims(r, map, claims, e, m);
    if (r->status != DTL_OK)
        return;
    read_agreement(r, agreement, m);
    if (!alternatives || r->status != DTL_OK)
        return;
    if (alternatives->kind != DTL_TREE_LIST) {
        dtl_read_fail(r, alternatives, "`alternatives` must be a list");
        return;
    }
    dtl_alternative *list =
        dtl_read_need(r, DTL_NEW_ARRAY(&r->tl->arena, alternatives->count, dtl_alternative));
    for (const dtl_tree_node *v = alternatives->first; v && r->status == DTL_OK; v = v->next)
        read_alternative(r, v, &list[m->nalternatives++]);
    m->alternatives = list;
}

void dtl_check_merged(dtl_reader *r, const dtl_tree_node *documents) {
    const dtl_tree_node *v = documents->first;
    for (uint32_t i = 0; i < r->tl->norigins && r->status == DTL_OK; i++, v = v->next) {
        const dtl_origin *o = &r->tl->origins[i];
        for (uint32_t k = 0; k < o->norder && r->status == DTL_OK; k++)
            for (int side = 0; side < 2; side++) {
                const char *id = side ? o->order[k].y : o->order[k].x;
                const char *name = dtl_arena_printf(&r->scratch, "%u %s", (unsigned)i, id);
                if (!name)
                    r->status = DTL_E_NOMEM;
                else if (!dtl_intern_find(&r->claims, name, (uint32_t)strlen(name)))
                    dtl_read_fail(r, v, "document %.40s orders event %.40s, which no claim has",
                                  o->key, id);
            }
    }
}
