/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking claims against articles: the public functions and the way of the data.
 *
 * Articles are read first, one after the other; then each claim is analysed once and asked of every
 * article.  The best finding decides: an article that supports a claim outweighs one that does not,
 * and those that contradict are kept beside it.
 */
#include "timeline/verify.h"

#include <string.h>

static const char *const verdict_names[DTL_VERDICT_COUNT] = {
    "supported",      "less-precise",    "more-precise", "date-differs", "order-differs",
    "status-differs", "undated-in-text", "unclear",      "not-in-text",
};

const char *dateline_verdict_name(dateline_verdict verdict) {
    return (unsigned)verdict < DTL_VERDICT_COUNT ? verdict_names[verdict] : "unclear";
}

int dateline_verdict_good(dateline_verdict verdict) {
    return verdict == DATELINE_SUPPORTED || verdict == DATELINE_LESS_PRECISE;
}

/* Which of two findings speaks more for a claim; of two other dates the nearer, unless its place is
 * far less likely. */
static bool stronger(const dtl_claim *c, const dtl_finding *a, const dtl_finding *b) {
    int x = dtl_verdict_rank(a->verdict), y = dtl_verdict_rank(b->verdict);
    if (x != y)
        return x < y;
    if (a->verdict == DATELINE_DATE_DIFFERS && a->score >= 0.75 * b->score &&
        b->score >= 0.75 * a->score) {
        uint64_t p = dtl_date_gap(&c->when, &a->when), q = dtl_date_gap(&c->when, &b->when);
        if (p != q)
            return p < q;
    }
    return a->score > b->score;
}

static bool is_plan(dtl_event_status s) {
    return s == DTL_STATUS_PLANNED || s == DTL_STATUS_POSSIBLE;
}

/* A plan does not support an entry that is no plan when another article tells that it came about on
 * another day: the index of that article, else `best`. */
static uint32_t came_about(const dtl_claim_view *view, const dtl_finding *findings, uint32_t n,
                           uint32_t best) {
    const dtl_finding *b = &findings[best];
    bool right_day = dateline_verdict_good(b->verdict) || b->verdict == DATELINE_STATUS_DIFFERS;
    if (!right_day || !is_plan(b->status) || is_plan(view->status) ||
        view->claim->when.basis == DTL_BASIS_NONE)
        return best;
    for (uint32_t s = 0; s < n; s++) {
        const dtl_finding *f = &findings[s];
        if (f->verdict == DATELINE_DATE_DIFFERS && f->event && f->named &&
            f->status == DTL_STATUS_HAPPENED && f->score >= 0.75 * b->score)
            return s;
    }
    return best;
}

/* A month that leaves the entry open does not stand against an article that names another day of
 * it.
 */
static uint32_t narrower(const dtl_finding *findings, uint32_t n, uint32_t best) {
    const dtl_finding *b = &findings[best];
    for (uint32_t s = 0; b->verdict == DATELINE_MORE_PRECISE && s < n; s++) {
        const dtl_finding *f = &findings[s];
        if (f->verdict == DATELINE_DATE_DIFFERS && f->score >= 0.75 * b->score &&
            f->when.bounds.start_min >= b->when.bounds.start_min &&
            f->when.bounds.end_max <= b->when.bounds.end_max)
            return s;
    }
    return best;
}

/* One claim against all articles; findings has one place for each. */
static dtl_status check_claim(dateline_verify *v, dtl_matcher *matchers, const dtl_claim_view *view,
                              dtl_arena *scratch, dtl_finding *findings, dtl_check *check) {
    dtl_match matches[DTL_MATCHES_MAX + 1];
    uint32_t best = 0, told = 0;
    bool quoted = false;
    for (uint32_t s = 0; s < v->nsources; s++) {
        uint32_t n = 0;
        dtl_status st = dtl_match_claim(&matchers[s], view, scratch, matches, &n);
        if (st == DTL_OK)
            st = dtl_judge(&v->sources[s], view, matches, n, &v->arena, &findings[s]);
        if (st != DTL_OK)
            return st;
        for (uint32_t i = 0; i < n; i++)
            quoted = quoted || matches[i].quoted;
        findings[s].article = s;
        told += findings[s].verdict < DATELINE_UNCLEAR;
        if (s > 0 && stronger(view->claim, &findings[s], &findings[best]))
            best = s;
    }
    best = came_about(view, findings, v->nsources, best);
    best = narrower(findings, v->nsources, best);
    *check = (dtl_check){.claim = view->claim,
                         .best = findings[best],
                         .verdict = findings[best].verdict,
                         .status = view->status,
                         .quote_missing = view->claim->quote && !quoted};
    check->others = DTL_NEW_ARRAY(&v->arena, told, dtl_finding);
    if (!check->others)
        return DTL_E_NOMEM;
    for (uint32_t s = 0; s < v->nsources; s++)
        if (s != best && findings[s].verdict < DATELINE_UNCLEAR)
            check->others[check->nothers++] = findings[s];
    return DTL_OK;
}

static dtl_status check_all(dateline_verify *v, dateline_context *ctx) {
    uint32_t n = v->claims->list.n;
    dtl_arena scratch;
    dtl_arena_init(&scratch, &v->mem);
    v->checks = DTL_NEW_ARRAY(&v->arena, n + 1u, dtl_check);
    dtl_matcher *matchers = DTL_NEW_ARRAY(&v->arena, v->nsources, dtl_matcher);
    dtl_finding *findings = DTL_NEW_ARRAY(&v->arena, v->nsources, dtl_finding);
    dtl_status st = v->checks && matchers && findings ? DTL_OK : DTL_E_NOMEM;
    for (uint32_t s = 0; st == DTL_OK && s < v->nsources; s++)
        if (!dtl_matcher_init(&matchers[s], &v->sources[s], &v->arena))
            st = DTL_E_NOMEM;
    for (uint32_t i = 0; st == DTL_OK && i < n; i++) {
        dtl_claim_view view;
        dtl_arena_reset(&scratch);
        st = dtl_claim_view_read(ctx, &v->claims->list.at[i], &scratch, &view);
        if (st == DTL_OK)
            st = check_claim(v, matchers, &view, &scratch, findings, &v->checks[i]);
    }
    dtl_arena_free(&scratch);
    if (st == DTL_OK && !dtl_verify_order(v))
        st = DTL_E_NOMEM;
    for (uint32_t i = 0; st == DTL_OK && i < n; i++)
        v->tally[v->checks[i].verdict]++;
    return st;
}

dateline_status dateline_verify_new(dateline_context *ctx, const dateline_claims *claims,
                                    const dateline_article *articles, size_t n,
                                    dateline_verify **ret, size_t *ret_bad,
                                    dateline_error *reterr) {
    if (ret_bad)
        *ret_bad = n;
    if (!ctx || !claims || !articles || !n || n > UINT16_MAX || !ret) {
        dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX, "no context, claims, articles or result");
        return DATELINE_E_ARG;
    }
    dateline_verify *v = dtl_alloc(&ctx->mem, sizeof *v);
    if (!v) {
        dtl_error_set(reterr, DTL_E_NOMEM, SIZE_MAX, "out of memory");
        return DATELINE_E_NOMEM;
    }
    v->mem = ctx->mem;
    v->claims = claims;
    dtl_arena_init(&v->arena, &v->mem);
    v->sources = DTL_NEW_ARRAY(&v->arena, n, dtl_source_text);
    dtl_status st = v->sources ? DTL_OK : DTL_E_NOMEM;
    for (size_t i = 0; st == DTL_OK && i < n; i++) {
        v->nsources++;
        st = dtl_source_read(ctx, &articles[i], &v->arena, &v->sources[i], reterr);
        if (st != DTL_OK && ret_bad)
            *ret_bad = i;
    }
    if (st == DTL_OK)
        st = check_all(v, ctx);
    if (st == DTL_OK) {
        *ret = v;
    } else {
        if (st == DTL_E_NOMEM)
            dtl_error_set(reterr, st, SIZE_MAX, "out of memory");
        dateline_verify_free(v);
    }
    return dtl_public_status(st);
}

void dateline_verify_free(dateline_verify *v) {
    if (!v)
        return;
    for (uint32_t i = 0; i < v->nsources; i++)
        dateline_timeline_free(v->sources[i].tl);
    dtl_arena_free(&v->arena);
    dtl_mem mem = v->mem;
    dtl_free(&mem, v, sizeof *v);
}

size_t dateline_verify_count(const dateline_verify *v) {
    return v->claims->list.n;
}

dateline_check dateline_verify_check(const dateline_verify *v, size_t index) {
    dateline_check ret = {.id = "", .text = "", .verdict = DATELINE_UNCLEAR};
    if (index >= v->claims->list.n)
        return ret;
    const dtl_check *c = &v->checks[index];
    ret.id = c->claim->id;
    ret.text = c->claim->text;
    ret.date = c->claim->date;
    ret.verdict = c->verdict;
    ret.score = c->best.score;
    if (c->best.when.basis != DTL_BASIS_NONE)
        ret.found = c->best.when.edtf;
    if (c->best.sentence) {
        uint32_t span[2];
        ret.quote = dtl_finding_quote(&c->best, span, NULL).p;
        ret.sentence = c->best.sentence->text.p;
        ret.start = span[0];
        ret.end = span[1];
        const dateline_timeline *tl = v->sources[c->best.article].tl;
        ret.source = tl->source ? tl->source : tl->doc_id;
    }
    return ret;
}

size_t dateline_verify_tally(const dateline_verify *v, dateline_verdict verdict) {
    return (unsigned)verdict < DTL_VERDICT_COUNT ? v->tally[verdict] : 0;
}

int dateline_verify_good(const dateline_verify *v) {
    return v->tally[DATELINE_SUPPORTED] + v->tally[DATELINE_LESS_PRECISE] == v->claims->list.n;
}
