/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a merged timeline document has beyond that of one article: its documents, and for each entry
 * how far they agree, what they say otherwise, and what each of them says, whole.
 *
 * `documents` and `claims` are what merging reads back; `agreement` and `alternatives` follow from
 * them and are there for readers.
 */
#include "output/output.h"

#include <string.h>

static void fill_own_links(dtl_sink *s, const char *key, const dtl_origin *o, bool refused) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < o->norder; i++)
        n += o->order[i].refused == refused;
    if (n == 0)
        return;
    s->key(s, key);
    s->open_list(s, DTL_FLOW);
    for (uint32_t i = 0; i < o->norder; i++)
        if (o->order[i].refused == refused)
            dtl_link_fill(s, &o->order[i]);
    s->close(s);
}

static void fill_origin(dtl_sink *s, const dtl_origin *o) {
    s->open_map(s, DTL_FLOW);
    dtl_sink_pair(s, "key", o->key);
    dtl_sink_pair(s, "id", o->id);
    dtl_sink_pair(s, "title", o->title);
    dtl_sink_pair(s, "outlet", o->outlet);
    dtl_sink_date(s, "created", o->has_created ? o->created_edtf : NULL);
    dtl_sink_pair(s, "created_source", o->has_created ? o->created_source : NULL);
    dtl_sink_pair(s, "language", o->language);
    dtl_sink_pair(s, "source", o->source);
    dtl_sink_pair(s, "sha256", o->sha256);
    dtl_sink_pair(s, "domain", o->domain);
    if (o->spans_codepoints)
        dtl_sink_pair(s, "offsets", "codepoints");
    if (o->rules_set) {
        s->key(s, "rules");
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "set", o->rules_set);
        dtl_sink_pair(s, "version", o->rules_version);
        dtl_sink_pair(s, "sha256", o->rules_sha256);
        s->close(s);
    }
    fill_own_links(s, "order", o, false);
    fill_own_links(s, "refused", o, true);
    s->close(s);
}

void dtl_origins_fill(dtl_sink *s, const dateline_timeline *tl) {
    s->key(s, "documents");
    s->open_list(s, tl->norigins ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < tl->norigins; i++)
        fill_origin(s, &tl->origins[i]);
    s->close(s);
}

static void keys_pair(dtl_sink *s, const dateline_timeline *tl, const char *key,
                      const uint32_t *origins, uint32_t n) {
    s->key(s, key);
    s->open_list(s, DTL_FLOW);
    for (uint32_t i = 0; i < n; i++)
        s->string(s, tl->origins[origins[i]].key, strlen(tl->origins[origins[i]].key));
    s->close(s);
}

static void fill_alternative(dtl_sink *s, const dateline_timeline *tl, const dtl_alternative *a) {
    s->open_map(s, DTL_FLOW);
    if (a->edtf) {
        dtl_sink_quote(s, "edtf", a->edtf, strlen(a->edtf));
        dtl_sink_pair(s, "change", dtl_change_name(a->change));
    } else {
        dtl_sink_pair(s, "status", dtl_status_name(a->status));
    }
    keys_pair(s, tl, "documents", a->origins, a->norigins);
    s->close(s);
}

void dtl_agreement_fill(dtl_sink *s, const dateline_timeline *tl, const dtl_merged *m) {
    s->key(s, "agreement");
    s->open_map(s, DTL_FLOW);
    s->key(s, "documents");
    s->integer(s, m->documents);
    s->key(s, "dated");
    s->integer(s, m->dated);
    keys_pair(s, tl, "agree", m->agree, m->nagree);
    if (m->nfirst > 0)
        keys_pair(s, tl, "first", m->first, m->nfirst);
    dtl_sink_pair(s, "status_from", tl->origins[m->status_from].key);
    dtl_sink_pair(s, "status_why", dtl_status_reason_name(m->status_reason));
    s->close(s);
    if (m->nalternatives == 0)
        return;
    s->key(s, "alternatives");
    s->open_list(s, DTL_BLOCK);
    for (uint32_t i = 0; i < m->nalternatives; i++)
        fill_alternative(s, tl, &m->alternatives[i]);
    s->close(s);
}

void dtl_claims_fill(dtl_sink *s, const dateline_timeline *tl, const dtl_merged *m) {
    s->key(s, "claims");
    s->open_list(s, DTL_BLOCK);
    for (uint32_t i = 0; i < m->nclaims; i++) {
        const dtl_source_claim *c = &m->claims[i];
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "document", tl->origins[c->origin].key);
        dtl_sink_pair(s, "id", c->id);
        dtl_told_fill(s, c->told, DTL_FLOW);
        s->close(s);
    }
    s->close(s);
}
