/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The result of a check as a document, for YAML and JSON.
 *
 *     dateline_verify: 1
 *     timeline: {source: talks.json, form: json, entries: 5, read_as: [...]}
 *     articles: [{id: ..., created: ..., source: ...}]
 *     summary: {supported: 3, date-differs: 1, ...}
 *     checks:
 *     - id: "1"
 *       text: ...
 *       date: 21 March 2023
 *       read_as: 2023-03-21
 *       line: 4
 *       verdict: date-differs
 *       found: {...}
 *       others: [{...}]
 *
 * `found` is what the article says that speaks for the entry most, `others` what further articles
 * say of it.
 */
#include "output/verify.h"

#include <string.h>

static void quote_pair(dtl_sink *s, const char *key, const char *value) {
    if (!value)
        return;
    s->key(s, key);
    s->quote(s, value, strlen(value));
}

static void fill_article(dtl_sink *s, const dateline_timeline *tl) {
    s->open_map(s, DTL_FLOW);
    dtl_sink_pair(s, "id", tl->doc_id);
    dtl_sink_pair(s, "title", tl->title);
    if (tl->has_created && tl->created_edtf) {
        s->key(s, "created");
        s->date(s, tl->created_edtf, strlen(tl->created_edtf));
    }
    dtl_sink_pair(s, "source", tl->source);
    dtl_sink_pair(s, "sha256", tl->sha256);
    s->close(s);
}

static void fill_chain(dtl_sink *s, const dtl_finding *f) {
    if (f->nchain == 0)
        return;
    s->key(s, "chain");
    s->open_list(s, DTL_BLOCK);
    for (uint32_t i = 0; i < f->nchain; i++) {
        const dtl_chain_step *c = &f->chain[i];
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "kind", c->kind);
        quote_pair(s, "text", c->text);
        quote_pair(s, "edtf", c->edtf);
        dtl_sink_pair(s, "rule", c->rule);
        s->close(s);
    }
    s->close(s);
}

static void fill_finding(dtl_sink *s, const dateline_verify *v, const dtl_finding *f,
                         bool with_verdict, const dateline_write_options *opts) {
    const dateline_timeline *tl = v->sources[f->article].tl;
    s->open_map(s, DTL_BLOCK);
    dtl_sink_pair(s, "article", tl->doc_id);
    if (with_verdict)
        dtl_sink_pair(s, "verdict", dateline_verdict_name(f->verdict));
    if (f->when.basis != DTL_BASIS_NONE) {
        s->key(s, "when");
        dtl_when_fill(s, &f->when);
    }
    if (f->status != DTL_STATUS_NONE)
        dtl_sink_pair(s, "status", dtl_status_name(f->status));
    if (f->event) {
        dtl_sink_pair(s, "event", f->event->entry->name);
        dtl_sink_pair(s, "type", f->event->entry->type);
    }
    uint32_t bytes[2], code_points[2];
    dtl_slice quote = dtl_finding_quote(f, bytes, code_points);
    s->key(s, "quote");
    s->quote(s, quote.p, quote.n);
    s->key(s, "span");
    s->open_list(s, DTL_FLOW);
    s->integer(s, opts->codepoints ? code_points[0] : bytes[0]);
    s->integer(s, opts->codepoints ? code_points[1] : bytes[1]);
    s->close(s);
    if (f->evidence) {
        s->key(s, "context");
        s->quote(s, f->sentence->text.p, f->sentence->text.n);
    }
    s->key(s, "sentence");
    s->integer(s, f->sentence_index);
    s->key(s, "score");
    s->hundredths(s, dtl_hundredths(f->score));
    if (f->no_anchor) {
        s->key(s, "no_publication_date");
        s->boolean(s, true);
    }
    fill_chain(s, f);
    s->close(s);
}

static void fill_check(dtl_sink *s, const dateline_verify *v, const dtl_check *c,
                       const dateline_write_options *opts) {
    const dtl_claim *claim = c->claim;
    s->open_map(s, DTL_BLOCK);
    dtl_sink_pair(s, "id", claim->id);
    quote_pair(s, "text", claim->text);
    quote_pair(s, "date", claim->date);
    quote_pair(s, "read_as", claim->read_as);
    s->key(s, "line");
    s->integer(s, claim->line);
    if (c->status != DTL_STATUS_NONE)
        dtl_sink_pair(s, "status", dtl_status_name(c->status));
    dtl_sink_pair(s, "verdict", dateline_verdict_name(c->verdict));
    if (c->quote_missing) {
        s->key(s, "quote_missing");
        s->boolean(s, true);
    }
    if (c->other) {
        s->key(s, "order");
        s->open_map(s, DTL_FLOW);
        dtl_sink_pair(s, "text_has_it", c->text_before ? "before" : "after");
        dtl_sink_pair(s, "other", c->other->id);
        s->close(s);
    }
    if (c->best.sentence) {
        s->key(s, "found");
        fill_finding(s, v, &c->best, false, opts);
    }
    if (c->nothers > 0) {
        s->key(s, "others");
        s->open_list(s, DTL_BLOCK);
        for (uint32_t i = 0; i < c->nothers; i++)
            fill_finding(s, v, &c->others[i], true, opts);
        s->close(s);
    }
    s->close(s);
}

void dtl_verify_fill(dtl_sink *s, const void *value, const dateline_write_options *opts) {
    const dateline_verify *v = value;
    const dateline_claims *claims = v->claims;
    s->open_map(s, DTL_BLOCK);
    s->key(s, "dateline_verify");
    s->integer(s, DTL_VERIFY_VERSION);
    s->key(s, "timeline");
    s->open_map(s, DTL_FLOW);
    dtl_sink_pair(s, "source", claims->name);
    dtl_sink_pair(s, "form", claims->form);
    s->key(s, "entries");
    s->integer(s, claims->list.n);
    if (claims->notes.n > 0)
        dtl_sink_names(s, "read_as", claims->notes.at, claims->notes.n);
    s->close(s);
    s->key(s, "articles");
    s->open_list(s, DTL_BLOCK);
    for (uint32_t i = 0; i < v->nsources; i++)
        fill_article(s, v->sources[i].tl);
    s->close(s);
    s->key(s, "summary");
    s->open_map(s, DTL_FLOW);
    for (uint32_t i = 0; i < DTL_VERDICT_COUNT; i++)
        if (v->tally[i] > 0) {
            s->key(s, dateline_verdict_name((dateline_verdict)i));
            s->integer(s, v->tally[i]);
        }
    s->close(s);
    s->key(s, "checks");
    s->open_list(s, DTL_BLOCK);
    for (uint32_t i = 0; i < claims->list.n; i++)
        fill_check(s, v, &v->checks[i], opts);
    s->close(s);
    s->close(s);
}
