/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resolution of temporal expressions.
 *
 * One pass in text order: each winner of the time passes is evaluated under the anchor that holds
 * where it stands.  The anchor is the publication date in news and the running time of the story in
 * a narrative; a rule says which missing parts may be filled and how (`resolve:`).
 *
 * The running time is the last date of day to year granularity that was resolved, or the day of
 * a clock time.  References (now, the future), sets and bare durations do not move it, nor does
 * what a rule with `resolve: none` says (9/11, the name of an event).  News too tells stretches of
 * old stories; there a month without a year goes on from the running time.
 *
 * A document is a narrative when it has NARRATIVE_DATES dates with a written year and most of them
 * lie more than NARRATIVE_YEARS before publication, or no publication date is known, and few times
 * point at the day of writing: a chapter
 * published today about 1914 must not date "in August" to last summer (HeidelTime makes the same
 * distinction by hand: Stroetgen and Gertz 2013, domains "news" and "narratives").
 */
#include "times/times.h"

#include <stdlib.h>
#include <string.h>

enum { NARRATIVE_YEARS = 3, NARRATIVE_DATES = 5, NARRATIVE_SHARE = 5, LEAD_SENTENCES = 2 };
enum { LONG_PAST = 2 /* years */, OPENING = 2 /* tokens: "And in" */ };
enum { HALF_A_QUARTER = 45 /* days */, ENDED_IN = 2 /* tokens */ };

static bool emits_time(const dtl_candidate *c) {
    switch (c->rule->emit) {
    case DTL_EMIT_DATE:
    case DTL_EMIT_TIME:
    case DTL_EMIT_DURATION:
    case DTL_EMIT_SET:
    case DTL_EMIT_SPAN: return true;
    case DTL_EMIT_NONE:
    case DTL_EMIT_PART:
    case DTL_EMIT_NAME:
    case DTL_EMIT_EVENT:
    case DTL_EMIT_STATUS:
    case DTL_EMIT_LINK: break;
    }
    return false;
}

/*
 * "Friday", "Feb. 20", "last week", "this year": said by somebody who writes on a certain day. What
 * its rule counts from the story where there is one ("the following year") is told in any text.
 */
static bool points_at_publication(const dtl_timex *x) {
    const dtl_date *d = &x->a;
    bool month_day = (d->known & DTL_HAS_MONTH) && (d->known & DTL_HAS_DAY);
    bool relative = d->rel_unit != DTL_UNIT_NONE && (d->rel_unit <= DTL_WEEK || !x->from_ref);
    return (d->known & DTL_HAS_WEEKDAY) || month_day || relative;
}

/* Written years against the DCT: votes for the domain before anything is resolved. */
static void choose_domain(dtl_times *t, const dtl_candidates *winners) {
    t->domain = DTL_DOMAIN_NEWS;
    uint32_t dated = 0, old = 0, deictic = 0;
    for (uint32_t i = 0; i < winners->list.n; i++) {
        const dtl_candidate *c = winners->list.at[i];
        if (!emits_time(c) || !c->value || c->value->t.kind != DTL_TX_DATE)
            continue;
        const dtl_date *d = &c->value->t.a;
        if (!(d->known & DTL_HAS_YEAR)) {
            deictic += points_at_publication(&c->value->t);
            continue;
        }
        dated++;
        if (!t->has_dct || d->year < t->dct.year - NARRATIVE_YEARS)
            old++;
    }
    if (dated >= NARRATIVE_DATES && old * 3 > dated * 2 && old > deictic * NARRATIVE_SHARE)
        t->domain = DTL_DOMAIN_NARRATIVE;
}

static int by_position(const void *pa, const void *pb) {
    const dtl_candidate *a = *(dtl_candidate *const *)pa, *b = *(dtl_candidate *const *)pb;
    if (a->mark_first != b->mark_first)
        return a->mark_first < b->mark_first ? -1 : 1;
    return a->mark_end > b->mark_end ? -1 : a->mark_end < b->mark_end;
}

dtl_status dtl_times_merge(const dtl_candidates *passes, unsigned npasses, dtl_candidates *out,
                           dtl_arena *arena) {
    dtl_candidates kept = {0};
    unsigned used = 0, only = 0;
    for (unsigned p = 0; p < npasses; p++)
        if (passes[p].list.n) {
            used++;
            only = p;
        }
    if (used < 2) { /* in text order already, and without overlaps */
        for (uint32_t i = 0; i < passes[only].list.n; i++)
            if (emits_time(passes[only].list.at[i]) &&
                !dtl_vec_push(arena, &out->list, passes[only].list.at[i]))
                return DTL_E_NOMEM;
        return DTL_OK;
    }
    for (unsigned p = npasses; p-- > 0;) {
        uint32_t stronger = kept.list.n; /* winners of later passes, in text order */
        if (stronger)
            qsort(kept.list.at, stronger, sizeof *kept.list.at, by_position);
        uint32_t k = 0;
        for (uint32_t i = 0; i < passes[p].list.n; i++) {
            dtl_candidate *c = passes[p].list.at[i];
            if (!emits_time(c))
                continue;
            while (k < stronger && kept.list.at[k]->mark_end <= c->mark_first)
                k++;
            if (k < stronger && kept.list.at[k]->mark_first < c->mark_end)
                continue;
            if (!dtl_vec_push(arena, &kept.list, c))
                return DTL_E_NOMEM;
        }
    }
    if (kept.list.n)
        qsort(kept.list.at, kept.list.n, sizeof *kept.list.at, by_position);
    for (uint32_t i = 0; i < kept.list.n; i++)
        if (!dtl_vec_push(arena, &out->list, kept.list.at[i]))
            return DTL_E_NOMEM;
    return DTL_OK;
}

static bool moves_running_time(const dtl_timex *x) {
    return x->kind == DTL_TX_DATE && x->a.grain >= DTL_DAYPART && x->a.grain <= DTL_YEAR &&
           dtl_date_complete(&x->a);
}

static bool is_day(const dtl_timex *x) {
    return x->kind == DTL_TX_DATE && dtl_date_complete(&x->a) && x->a.grain <= DTL_DAY;
}

static bool is_clock(const dtl_timex *x) {
    return x->kind == DTL_TX_DATE && (x->a.known & (DTL_HAS_HOUR | DTL_HAS_DAYPART)) != 0;
}

static bool is_quarter(const dtl_timex *x) {
    return x->kind == DTL_TX_DATE && x->a.grain == DTL_QUARTER && dtl_date_complete(&x->a);
}

/* "The nine months": what was "a year earlier" is then no quarter. */
static bool is_longer_period(const dtl_timex *x) {
    return x->kind == DTL_TX_DURATION && x->dur.unit == DTL_MONTH && !x->dur.unknown &&
           x->dur.n >= 6000 && x->dur.n <= 11000;
}

/*
 * Whether a quarter is only looked back on from the one under discussion, or lies ahead: neither
 * is what "the quarter" means.
 */
static bool compared(const dtl_anchor *anchor, const dtl_timex *x) {
    int64_t start, end, first, after;
    bool ahead = anchor->has_dct && anchor->tense != DTL_TENSE_PAST &&
                 dtl_date_days(&x->a, &start, &end) &&
                 dtl_date_days(&anchor->dct, &first, &after) && end > first;
    return x->from_ref || ahead ||
           (anchor->has_quarter &&
            x->a.year * 4 + x->a.quarter < anchor->quarter.year * 4 + anchor->quarter.quarter);
}

/* First sentence of the body: the title, if any, is sentence 0. */
static uint32_t body_start(const dtl_document *doc) {
    return doc->has_title ? 1 : 0;
}

/*
 * "The three months to September": a quarter by another name, said as its length and its end; it is
 * the one that holds the middle of those months.
 */
static bool quarter_that_ends(const dtl_time_mention *length, const dtl_time_mention *end,
                              dtl_date *ret) {
    const dtl_duration *d = &length->timex.dur;
    bool quarter = length->timex.kind == DTL_TX_DURATION && d->unit == DTL_MONTH && !d->unknown &&
                   d->n == 3000;
    dtl_date day;
    int64_t first, after;
    return quarter && end->first - length->end <= ENDED_IN && end->timex.kind == DTL_TX_DATE &&
           end->timex.a.grain <= DTL_MONTH && dtl_date_days(&end->timex.a, &first, &after) &&
           dtl_date_from_days(after - HALF_A_QUARTER, &day) &&
           dtl_date_unit(&day, DTL_QUARTER, 0, ret);
}

/* A time of the story and the mention that brought it up. */
typedef struct stand {
    bool known;
    int side; /* of publication: -1 before it, 1 after it, 0 in it or not known */
    dtl_date date;
    int32_t mention;
} stand;

static const stand nowhere = {.mention = -2};

/*
 * The anchors in force, and the mentions they came from.  A date ahead of publication is a detour
 * of the story: what a clause in the past says next goes on from the last time that has come.
 */
typedef struct story_clock {
    dtl_anchor anchor;
    bool dated;                       /* the day numbers of publication are known */
    int64_t published, published_end; /* they are [published, published_end) */
    stand ref, told_ref;              /* last time; last that lies not after publication */
    stand day, told_day;              /* last day, the same */
    int32_t ref_mention, day_mention, quarter_mention; /* of the anchors */
} story_clock;

static void stand_at(const story_clock *w, const dtl_date *d, uint32_t index, stand *last,
                     stand *told) {
    int64_t start, end;
    *last = (stand){.known = true, .date = *d, .mention = (int32_t)index};
    if (w->dated && dtl_date_days(d, &start, &end))
        last->side = start >= w->published_end ? 1 : end <= w->published ? -1 : 0;
    if (last->side <= 0)
        *told = *last;
}

/* The anchors for a clause: none is better than one on the wrong side of publication. */
static void look_from(story_clock *w, dtl_clause_tense tense) {
    const stand *ref = &w->ref, *day = &w->day;
    if (tense == DTL_TENSE_PAST && ref->known && ref->side > 0)
        ref = &w->told_ref;
    if (tense == DTL_TENSE_PAST && day->known && day->side > 0)
        day = &w->told_day;
    if (tense == DTL_TENSE_FUTURE && day->known && day->side < 0)
        day = &nowhere;
    w->anchor.tense = tense;
    w->anchor.has_ref = ref->known;
    w->anchor.ref = ref->date;
    w->anchor.has_day = day->known;
    w->anchor.day = day->date;
    w->ref_mention = ref->mention;
    w->day_mention = day->mention;
}

/* "A plant crippled by Friday's quake": a day without a finite verb is background to the news. */
static bool told_of(const dtl_anchor *anchor) {
    return !anchor->has_dct || anchor->tense != DTL_TENSE_UNKNOWN;
}

static bool opens_sentence(const dtl_document *doc, uint32_t token) {
    return token - doc->sentences[doc->tokens[token].sentence].first <= OPENING;
}

/*
 * Whether a past clause goes on from the time before it, which is long past: "In 1917 he left.  In
 * March he was back, and in July he fled".  That time is one the story has come to, by opening a
 * sentence or by going on itself, not one named in passing ("has grown since 1980.  In June it
 * said"); and the new one follows in its sentence or opens the next.
 */
static bool goes_on_from(const story_clock *w, const dtl_times *t, const dtl_document *doc,
                         const dtl_candidate *c) {
    const dtl_anchor *a = &w->anchor;
    if (w->ref_mention < 0 || (uint32_t)w->ref_mention + 1 != t->list.n || !a->has_dct ||
        !a->has_ref || a->tense != DTL_TENSE_PAST || a->ref.year > a->dct.year - LONG_PAST)
        return false;
    const dtl_time_mention *before = &t->list.at[w->ref_mention];
    if (!before->timex.from_ref && !opens_sentence(doc, before->first))
        return false;
    uint32_t sentence = doc->tokens[c->mark_first].sentence;
    return sentence == before->sentence ||
           (sentence == before->sentence + 1 && opens_sentence(doc, c->mark_first));
}

/* A quarter, said by the index-th mention, is the one under discussion. */
static void discuss(story_clock *w, const dtl_timex *quarter, uint32_t index) {
    if (compared(&w->anchor, quarter))
        return;
    w->anchor.has_quarter = true;
    w->anchor.other_period = false;
    w->anchor.quarter = quarter->a;
    w->quarter_mention = (int32_t)index;
}

/* What a mention, the index-th, changes for those after it. */
static void advance(story_clock *w, const dtl_timex *x, uint32_t index) {
    dtl_date day;
    if (is_clock(x) && x->a.grain < DTL_DAYPART && dtl_date_complete(&x->a) &&
        dtl_date_to_grain(&x->a, DTL_DAY, &day)) /* "three minutes later" is on that day */
        stand_at(w, &day, index, &w->ref, &w->told_ref);
    if (moves_running_time(x))
        stand_at(w, &x->a, index, &w->ref, &w->told_ref);
    if (is_day(x) && told_of(&w->anchor))
        stand_at(w, &x->a, index, &w->day, &w->told_day);
    if (is_quarter(x))
        discuss(w, x, index);
    w->anchor.other_period |= is_longer_period(x);
}

/* "At 6:10 a.m. (2110 GMT Monday)": another name for a time, from which the story does not go on.
 */
static bool in_brackets(const dtl_document *doc, const dtl_candidate *c) {
    return c->first > 0 && doc->text[doc->tokens[c->first - 1].start] == '(';
}

static dtl_time_mention mention_of(const dtl_lattice *l, const dtl_candidate *c) {
    dtl_time_mention m = {.candidate = c, .first = c->mark_first, .end = c->mark_end, .anchor = -2};
    m.start = l->doc->tokens[m.first].start;
    m.stop = l->doc->tokens[m.end - 1].end;
    m.sentence = l->doc->tokens[m.first].sentence;
    m.node = dtl_lattice_find(l, l->rules->cls[DTL_B_TIMEX], m.first);
    return m;
}

dtl_status dtl_times_find(dtl_times *t, dtl_lattice *l, const dtl_candidates *winners,
                          const dtl_date *dct, dtl_domain domain, bool auto_domain,
                          const dtl_tense_source *tense, dtl_arena *arena) {
    memset(t, 0, sizeof *t);
    t->has_dct = dct != NULL;
    if (dct)
        t->dct = *dct;
    t->domain = domain;
    if (auto_domain)
        choose_domain(t, winners);
    story_clock w = {.quarter_mention = -2};
    w.ref = w.told_ref = w.day = w.told_day = nowhere;
    w.anchor.has_dct = t->has_dct && t->domain == DTL_DOMAIN_NEWS;
    w.anchor.dct = t->dct;
    w.dated = w.anchor.has_dct && dtl_date_days(&w.anchor.dct, &w.published, &w.published_end);
    t->list.cap = winners->list.n; /* mentions are large: to grow would copy them */
    t->list.at = DTL_NEW_ARRAY(arena, t->list.cap, dtl_time_mention);
    if (!t->list.at)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < winners->list.n; i++) {
        const dtl_candidate *c = winners->list.at[i];
        if (!emits_time(c))
            continue;
        look_from(&w, tense && tense->tense_at
                          ? tense->tense_at(tense->ctx, c->mark_first, c->mark_end)
                          : DTL_TENSE_UNKNOWN);
        w.anchor.policy = c->rule->resolve;
        w.anchor.going_on = goes_on_from(&w, t, l->doc, c);
        dtl_value v = {0};
        const char *reason = NULL;
        dtl_eval e = dtl_candidate_value(c, &w.anchor, true, arena, &v, &reason);
        if (e == DTL_EVAL_IMPOSSIBLE || e == DTL_EVAL_MISSING)
            continue; /* the matcher has reported it; nothing to say of the text */
        dtl_time_mention m = mention_of(l, c);
        if (e == DTL_EVAL_LIMIT) {
            m.note = "limit";
        } else {
            m.timex = v.t;
            m.bounded = dtl_timex_bounds(&m.timex, &m.bounds);
            if (m.timex.from_dct)
                m.anchor = -1;
            else if (m.timex.from_ref)
                m.anchor = is_clock(&m.timex)     ? w.day_mention
                           : is_quarter(&m.timex) ? w.quarter_mention
                                                  : w.ref_mention;
            if (!m.bounded && m.timex.kind == DTL_TX_DATE && !dtl_date_complete(&m.timex.a))
                t->unresolved++;
        }
        if (!dtl_vec_push(arena, &t->list, m))
            return DTL_E_NOMEM;
        if (!in_brackets(l->doc, c) && c->rule->resolve != DTL_POLICY_NONE)
            advance(&w, &m.timex, t->list.n - 1);
        dtl_timex quarter = {.kind = DTL_TX_DATE};
        if (t->list.n > 1 && quarter_that_ends(&t->list.at[t->list.n - 2], &m, &quarter.a))
            discuss(&w, &quarter, t->list.n - 1);
        uint32_t body = body_start(l->doc);
        if (!t->has_lead && is_day(&m.timex) && m.sentence >= body &&
            m.sentence < body + LEAD_SENTENCES && !dtl_in_date_line(l->doc, c)) {
            t->has_lead = true;
            t->lead = t->list.n - 1;
        }
    }
    return DTL_OK;
}

const dtl_time_mention *dtl_times_at(const dtl_times *t, uint32_t token) {
    uint32_t lo = 0, hi = t->list.n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        const dtl_time_mention *m = &t->list.at[mid];
        if (token < m->first)
            hi = mid;
        else if (token >= m->end)
            lo = mid + 1;
        else
            return m;
    }
    return NULL;
}
