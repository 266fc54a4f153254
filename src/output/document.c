/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timeline document: one walk over the value for YAML and JSON alike.
 *
 * The shape is a contract (schema/timeline.schema.json, docs): keys keep their names and order,
 * absent values are left out, lists that are part of every entry (who, where, evidence) stay when
 * they are empty.  Days are inclusive, as people write them; clock times are instants, and an end
 * is then where the interval ends.
 */
#include "output/output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void dtl_sink_pair(dtl_sink *s, const char *key, const char *value) {
    if (!value)
        return;
    s->key(s, key);
    s->string(s, value, strlen(value));
}

void dtl_sink_quote(dtl_sink *s, const char *key, const char *p, size_t n) {
    s->key(s, key);
    s->quote(s, p ? p : "", p ? n : 0);
}

void dtl_sink_date(dtl_sink *s, const char *key, const char *value) {
    if (!value)
        return;
    s->key(s, key);
    s->date(s, value, strlen(value));
}

void dtl_sink_names(dtl_sink *s, const char *key, const char *const *names, uint32_t n) {
    s->key(s, key);
    s->open_list(s, DTL_FLOW);
    for (uint32_t i = 0; i < n; i++)
        s->string(s, names[i], strlen(names[i]));
    s->close(s);
}

int dtl_hundredths(double v) {
    if (!(v > 0))
        return 0;
    return v >= 1 ? 100 : (int)floor(v * 100 + 0.5);
}

static void span_pair(dtl_sink *s, const dateline_write_options *opts, uint32_t start, uint32_t end,
                      uint32_t cp_start, uint32_t cp_end) {
    s->key(s, "span");
    s->open_list(s, DTL_FLOW);
    s->integer(s, opts->codepoints ? cp_start : start);
    s->integer(s, opts->codepoints ? cp_end : end);
    s->close(s);
}

static bool bounded(int64_t t) {
    return t != DTL_TIME_MIN && t != DTL_TIME_MAX;
}

/*
 * One bound.  An end of a day or something coarser is exclusive inside and the last day outside:
 * one second earlier is within that day.
 */
static void bound_pair(dtl_sink *s, const char *key, int64_t t, bool is_end, bool clock) {
    if (!bounded(t))
        return;
    dtl_buf *b = &s->scratch;
    b->n = 0;
    dtl_instant_iso(is_end && !clock ? t - 1 : t, clock, b);
    if (b->failed) {
        s->failed = true;
    } else if (b->n) {
        s->key(s, key);
        s->date(s, b->at, b->n);
    }
}

void dtl_when_fill(dtl_sink *s, const dtl_when *w) {
    bool clock = w->granularity != DTL_UNIT_NONE && w->granularity < DTL_DAY;
    const dtl_bounds *b = &w->bounds;
    s->open_map(s, DTL_FLOW);
    if (w->edtf)
        dtl_sink_quote(s, "edtf", w->edtf, strlen(w->edtf));
    bound_pair(s, "start", b->start_min, false, clock);
    bound_pair(s, "end", b->end_max, true, clock);
    /* What lies at or beyond the other end says nothing. */
    if (b->start_max > b->start_min && b->start_max < b->end_max)
        bound_pair(s, "latest_start", b->start_max, false, clock);
    if (b->end_min < b->end_max && b->end_min > b->start_min)
        bound_pair(s, "earliest_end", b->end_min, true, clock);
    if (w->open_end) {
        s->key(s, "open");
        s->boolean(s, true);
    }
    if (w->granularity != DTL_UNIT_NONE)
        dtl_sink_pair(s, "granularity", dtl_unit_name(w->granularity));
    dtl_sink_pair(s, "basis", dtl_basis_name(w->basis));
    dtl_sink_pair(s, "duration", w->duration);
    s->close(s);
}

static void fill_evidence(dtl_sink *s, const dtl_evidence *e, const dateline_write_options *opts) {
    s->open_map(s, DTL_FLOW);
    dtl_sink_quote(s, "text", e->text.p, e->text.n);
    span_pair(s, opts, e->start, e->end, e->cp_start, e->cp_end);
    s->key(s, "sentence");
    s->integer(s, e->sentence);
    dtl_sink_pair(s, "rule", e->rule);
    dtl_sink_pair(s, "time", e->time);
    dtl_sink_pair(s, "document", e->document);
    s->close(s);
}

void dtl_told_fill(dtl_sink *s, const dtl_entry *e, dtl_layout conflicts) {
    dtl_sink_pair(s, "name", e->name);
    dtl_sink_pair(s, "type", e->type);
    if (e->when.basis != DTL_BASIS_NONE) {
        s->key(s, "when");
        dtl_when_fill(s, &e->when);
    } else {
        if (e->when.relative)
            dtl_sink_quote(s, "relative", e->when.relative, strlen(e->when.relative));
        dtl_sink_pair(s, "duration", e->when.duration);
    }
    dtl_sink_names(s, "who", e->who, e->nwho);
    dtl_sink_names(s, "where", e->where, e->nwhere);
    if (e->nwhat > 0)
        dtl_sink_names(s, "what", e->what, e->nwhat);
    if (e->status != DTL_STATUS_NONE)
        dtl_sink_pair(s, "status", dtl_status_name(e->status));
    s->key(s, "confidence");
    s->hundredths(s, dtl_hundredths(e->confidence));
    if (e->nconflicts > 0) {
        s->key(s, "conflicts");
        s->open_list(s, conflicts);
        for (uint32_t i = 0; i < e->nconflicts; i++)
            s->quote(s, e->conflicts[i], strlen(e->conflicts[i]));
        s->close(s);
    }
}

static void fill_entry(dtl_sink *s, const dtl_entry *e, const dateline_timeline *tl,
                       const dateline_write_options *opts) {
    s->open_map(s, DTL_BLOCK);
    dtl_sink_pair(s, "id", e->id);
    dtl_told_fill(s, e, DTL_BLOCK);
    if (e->merged)
        dtl_agreement_fill(s, tl, e->merged);
    s->key(s, "evidence");
    s->open_list(s, e->nevidence ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < e->nevidence; i++)
        fill_evidence(s, &e->evidence[i], opts);
    s->close(s);
    if (e->merged)
        dtl_claims_fill(s, tl, e->merged);
    s->close(s);
}

static void fill_entries(dtl_sink *s, const char *key, const dtl_entry *entries, uint32_t n,
                         const dateline_timeline *tl, const dateline_write_options *opts) {
    s->key(s, key);
    s->open_list(s, n ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < n; i++)
        fill_entry(s, &entries[i], tl, opts);
    s->close(s);
}

/* [e1, before, e2, "back in", P3D]: the signal stays, empty, when only a lag follows. */
void dtl_link_fill(dtl_sink *s, const dtl_order_link *l) {
    s->open_list(s, DTL_FLOW);
    s->string(s, l->x, strlen(l->x));
    const char *relation = dtl_relation_name(l->relation);
    s->string(s, relation, strlen(relation));
    s->string(s, l->y, strlen(l->y));
    if (l->signal)
        s->quote(s, l->signal, strlen(l->signal));
    else if (l->lag)
        s->quote(s, "", 0);
    if (l->lag)
        s->string(s, l->lag, strlen(l->lag));
    s->close(s);
}

static void fill_links(dtl_sink *s, const char *key, const dateline_timeline *tl, bool refused) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < tl->norder; i++)
        n += tl->order[i].refused == refused;
    if (refused && n == 0)
        return;
    s->key(s, key);
    s->open_list(s, n ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < tl->norder; i++)
        if (tl->order[i].refused == refused)
            dtl_link_fill(s, &tl->order[i]);
    s->close(s);
}

static void fill_times(dtl_sink *s, const dateline_timeline *tl,
                       const dateline_write_options *opts) {
    s->key(s, "times");
    s->open_list(s, tl->ntimes ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < tl->ntimes; i++) {
        const dtl_time_entry *t = &tl->times[i];
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "id", t->id);
        dtl_sink_quote(s, "text", t->text.p, t->text.n);
        span_pair(s, opts, t->start, t->end, t->cp_start, t->cp_end);
        s->key(s, "sentence");
        s->integer(s, t->sentence);
        dtl_sink_pair(s, "type", t->type);
        if (t->value)
            dtl_sink_quote(s, "value", t->value, strlen(t->value));
        dtl_sink_pair(s, "mod", t->mod);
        if (t->edtf)
            dtl_sink_quote(s, "edtf", t->edtf, strlen(t->edtf));
        dtl_sink_pair(s, "anchor", t->anchor);
        dtl_sink_pair(s, "rule", t->rule);
        dtl_sink_pair(s, "note", t->note);
        s->close(s);
    }
    s->close(s);
}

static void fill_mentions(dtl_sink *s, const dateline_timeline *tl,
                          const dateline_write_options *opts) {
    s->key(s, "mentions");
    s->open_list(s, tl->nmentions ? DTL_BLOCK : DTL_FLOW);
    for (uint32_t i = 0; i < tl->nmentions; i++) {
        const dtl_mention_entry *m = &tl->mentions[i];
        char id[16]; /* those of TimeML, e1 ..., are those of entries here */
        snprintf(id, sizeof id, "m%u", (unsigned)i + 1);
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "id", id);
        dtl_sink_quote(s, "text", m->text.p, m->text.n);
        span_pair(s, opts, m->start, m->end, m->cp_start, m->cp_end);
        s->key(s, "sentence");
        s->integer(s, m->sentence);
        dtl_sink_pair(s, "class", m->timeml_class);
        dtl_sink_pair(s, "tense", m->tense);
        dtl_sink_pair(s, "aspect", m->aspect);
        dtl_sink_pair(s, "polarity", m->polarity);
        dtl_sink_pair(s, "modality", m->modality);
        dtl_sink_pair(s, "pos", m->pos);
        dtl_sink_pair(s, "entry", m->entry);
        dtl_sink_pair(s, "rule", m->rule);
        s->close(s);
    }
    s->close(s);
}

static void fill_head(dtl_sink *s, const dateline_timeline *tl,
                      const dateline_write_options *opts) {
    s->key(s, "dateline");
    s->integer(s, DTL_TIMELINE_VERSION);
    if (tl->is_merged) {
        dtl_origins_fill(s, tl);
        return;
    }
    s->key(s, "document");
    s->open_map(s, DTL_FLOW);
    dtl_sink_pair(s, "id", tl->doc_id);
    dtl_sink_pair(s, "title", tl->title);
    dtl_sink_pair(s, "outlet", tl->outlet);
    dtl_sink_date(s, "created", tl->has_created ? tl->created_edtf : NULL);
    dtl_sink_pair(s, "created_source", tl->has_created ? tl->created_source : NULL);
    dtl_sink_pair(s, "language", tl->language);
    dtl_sink_pair(s, "source", tl->source);
    dtl_sink_pair(s, "sha256", tl->sha256);
    dtl_sink_pair(s, "domain", tl->domain);
    if (opts->codepoints)
        dtl_sink_pair(s, "offsets", "codepoints");
    s->close(s);
    if (tl->rules_set) {
        s->key(s, "rules");
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "set", tl->rules_set);
        dtl_sink_pair(s, "version", tl->rules_version);
        dtl_sink_pair(s, "sha256", tl->rules_sha256);
        s->close(s);
    }
}

void dtl_timeline_fill(dtl_sink *s, const void *value, const dateline_write_options *opts) {
    const dateline_timeline *tl = value;
    /* A timeline that was read with code-point spans can only be written with them. */
    dateline_write_options o = *opts;
    if (tl->spans_codepoints)
        o.codepoints = 1;
    /* In a merged one each document says itself what its spans count. */
    if (tl->is_merged)
        o.codepoints = 0;
    s->open_map(s, DTL_BLOCK);
    fill_head(s, tl, &o);
    fill_entries(s, "events", tl->events, tl->nevents, tl, &o);
    fill_entries(s, "undated", tl->undated, tl->nundated, tl, &o);
    fill_links(s, "order", tl, false);
    fill_links(s, "refused", tl, true);
    if (o.times && !tl->is_merged)
        fill_times(s, tl, &o);
    if (o.mentions && !tl->is_merged)
        fill_mentions(s, tl, &o);
    s->close(s);
}
