/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps in their order.  Each reads only what lies before it:
 *
 *   read, analyse -> lattice -> time passes -> verb groups -> times -> names -> events -> links
 *
 * Verb groups come before the times because the tense of a clause decides which Friday is meant;
 * names come after them because "May" and "March" are times first.
 */
#include "timeline/pipeline.h"

#include <string.h>

/* Whether two dates are on the same day, or the same month or year when that is all they say. */
static bool same_day(const dtl_date *a, const dtl_date *b) {
    return a->year == b->year && a->month == b->month && a->day == b->day;
}

/* A date that was given, and the other one that the input has; NULL: no memory. */
static const char *overriding(dtl_run *run, const char *source) {
    const dtl_document *d = &run->doc;
    if (!d->has_dct || same_day(&d->dct.a, &run->created.a))
        return source;
    dtl_buf e;
    dtl_buf_init(&e, run->arena->mem);
    dtl_timex_edtf(&d->dct, &e);
    const char *ret = e.failed || !e.at
                          ? NULL
                          : dtl_arena_printf(run->arena, "%s (over %s, %.*s)", source, e.at,
                                             (int)d->dct_source.n, d->dct_source.p);
    dtl_buf_free(&e);
    return ret;
}

static dtl_status publication(dtl_run *run, const dateline_options *o, dateline_error *reterr) {
    if (o->date) {
        const char *why = NULL;
        if (!dtl_edtf_parse(o->date, strlen(o->date), &run->created, &why) ||
            run->created.kind != DTL_TX_DATE || !dtl_date_complete(&run->created.a)) {
            dtl_error_set(reterr, DTL_E_INPUT, SIZE_MAX, "publication date \"%.60s\": %s", o->date,
                          why ? why : "expected a day, month or year, as 2025-08-20");
            return DTL_E_INPUT;
        }
        run->has_created = true;
        run->created_source = overriding(run, o->date_source ? o->date_source : "option");
        if (!run->created_source)
            return DTL_E_NOMEM;
    } else if (run->doc.has_dct) {
        run->has_created = true;
        run->created = run->doc.dct;
        run->created_source =
            dtl_arena_strndup(run->arena, run->doc.dct_source.p, run->doc.dct_source.n);
        if (!run->created_source)
            return DTL_E_NOMEM;
    }
    return DTL_OK;
}

/* Where nothing else gives the date, the article's own first lines may. */
static void publication_in_text(dtl_run *run) {
    const dtl_timex *day = run->has_created ? NULL : dtl_date_line(&run->lattice, &run->winners);
    if (!day)
        return;
    run->has_created = true;
    run->created = *day;
    run->created_source = "text:date line";
}

/* The anchor is a whole unit of a day or more: an hour of publication would narrow "today". */
static const dtl_date *anchor(const dtl_run *run, dtl_date *day) {
    if (!run->has_created)
        return NULL;
    *day = run->created.a;
    if (day->grain < DTL_DAY && !dtl_date_to_grain(&run->created.a, DTL_DAY, day))
        *day = run->created.a;
    return day;
}

static dtl_status match_times(dtl_run *run) {
    static const dtl_pass passes[] = {DTL_PASS_PHRASE, DTL_PASS_COMPOSE1, DTL_PASS_COMPOSE2,
                                      DTL_PASS_COMPOSE3};
    enum { PASSES = sizeof passes / sizeof *passes };
    dtl_candidates by_pass[PASSES];
    memset(by_pass, 0, sizeof by_pass);
    for (uint32_t i = 0; i < run->doc.nsentences; i++) {
        const dtl_sentence *sn = &run->doc.sentences[i];
        for (unsigned p = 0; p < PASSES; p++) {
            by_pass[p].list.n = 0;
            dtl_status st = dtl_match_pass(&run->lattice, passes[p], sn->first, sn->end, true,
                                           &by_pass[p], run->explain ? &run->all : NULL);
            if (st != DTL_OK)
                return st;
        }
        dtl_status st = dtl_times_merge(by_pass, PASSES, &run->winners, run->arena);
        if (st != DTL_OK)
            return st;
    }
    return DTL_OK;
}

static dtl_clause_tense tense_at(void *ctx, uint32_t first, uint32_t end) {
    return dtl_story_tense(ctx, first, end);
}

/* What is known of the text before anything is said of events. */
static dtl_status read_times(const dateline_context *ctx, dtl_run *run) {
    dtl_status st = dtl_document_split(&run->doc, run->rules);
    dtl_step_done(ctx, "tokens");
    if (st == DTL_OK)
        dtl_document_tag(&run->doc, run->rules);
    dtl_step_done(ctx, "tagger");
    if (st == DTL_OK)
        st = dtl_lattice_init(&run->lattice, run->rules, &run->doc, run->arena);
    run->lattice.trace = run->trace;
    dtl_step_done(ctx, "lattice");
    if (st == DTL_OK)
        st = match_times(run);
    dtl_step_done(ctx, "time passes");
    return st;
}

static dtl_status steps(const dateline_context *ctx, dtl_run *run, const dateline_options *o) {
    dtl_status st = read_times(ctx, run);
    if (st != DTL_OK)
        return st;
    dtl_story *s = &run->story;
    s->arena = run->arena;
    s->all = o->all != 0;
    s->rules = run->rules;
    s->doc = &run->doc;
    s->lattice = &run->lattice;
    s->lexis = ctx->lexis;
    s->heard = run->explain ? &run->all : NULL;
    st = dtl_syntax(s);
    dtl_step_done(ctx, "syntax");
    if (st != DTL_OK)
        return st;
    publication_in_text(run);
    dtl_tense_source tense = {s, tense_at};
    dtl_date day;
    st = dtl_times_find(&run->times, &run->lattice, &run->winners, anchor(run, &day),
                        o->domain == DATELINE_DOMAIN_NARRATIVE ? DTL_DOMAIN_NARRATIVE
                                                               : DTL_DOMAIN_NEWS,
                        o->domain == DATELINE_DOMAIN_AUTO, &tense, run->arena);
    s->times = &run->times;
    dtl_step_done(ctx, "times");
    if (st == DTL_OK)
        st = dtl_names_find(s);
    dtl_step_done(ctx, "names");
    if (st == DTL_OK)
        st = dtl_events_find(s);
    dtl_step_done(ctx, "events");
    if (st == DTL_OK)
        st = dtl_links_find(s, &run->links);
    dtl_step_done(ctx, "links");
    return st;
}

static dtl_format format_of(const dateline_options *o, const char *text, size_t len) {
    switch (o->input) {
    case DATELINE_INPUT_PLAIN: return DTL_FORMAT_PLAIN;
    case DATELINE_INPUT_TIMEML: return DTL_FORMAT_TIMEML;
    case DATELINE_INPUT_HTML: return DTL_FORMAT_HTML;
    case DATELINE_INPUT_MARKDOWN: return DTL_FORMAT_MARKDOWN;
    case DATELINE_INPUT_AUTO: break;
    }
    return len > 0 ? dtl_format_of(text, len, o->source) : DTL_FORMAT_AUTO;
}

dtl_status dtl_pipeline_run(dateline_context *ctx, const char *text, size_t len,
                            const dateline_options *opts, dtl_run *run, dateline_error *reterr) {
    static const dateline_options defaults;
    const dateline_options *o = opts ? opts : &defaults;
    bool explain = run->explain;
    const dtl_trace *trace = run->trace;
    memset(run, 0, sizeof *run);
    run->explain = explain;
    run->trace = trace;
    run->arena = &ctx->arena;
    run->rules = ctx->rules;
    dtl_arena_reset(run->arena);
    const char *message = NULL;
    size_t offset = SIZE_MAX;
    dtl_format format = format_of(o, text, len);
    dtl_status st = dtl_document_read(&run->doc, run->arena, text, len, format, &message, &offset);
    if (st != DTL_OK) {
        dtl_error_set(reterr, st, offset, "%s",
                      message ? message : dateline_status_string(dtl_public_status(st)));
        return st;
    }
    run->doc.cache = ctx->cache;
    st = publication(run, o, reterr);
    if (st != DTL_OK) {
        if (st == DTL_E_NOMEM)
            dtl_error_set(reterr, st, SIZE_MAX, "out of memory");
        return st;
    }
    dtl_step_done(ctx, "read");
    st = steps(ctx, run, o);
    if (st != DTL_OK)
        dtl_error_set(reterr, st, SIZE_MAX, "%s", dateline_status_string(dtl_public_status(st)));
    return st;
}
