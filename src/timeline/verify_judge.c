/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verdict of one article on one claim.
 *
 * Every place that covers enough of the claim is judged by date and status; one that supports the
 * claim wins over a slightly better place that does not, because an article may tell of an event
 * more than once.  A place that covers only part of the claim is believed when its date is the
 * claim's, otherwise it makes the verdict unclear: a wrong verdict is worse than none.
 *
 * An event's date is its interval as extracted, or that of any of its mentions ("in 2024", cut at
 * publication, is still 2024).  Where no event is recognised, the dates in the sentence serve.
 */
#include "timeline/verify.h"

#include <string.h>

static const double enough = 0.52, /* believed without further signs */
    perhaps = 0.42,                /* believed when the date agrees */
    nearly = 0.82,                 /* of the best place: may be chosen in its stead */
    clearly = 0.65,                /* likewise, when it has the very day */
    of_event = 0.6;                /* likeness from which an event stands for its sentence */

/* ---- dates ----------------------------------------------------------------------------------- */

typedef enum relation { R_DIFFERS, R_MORE, R_LESS, R_SAME } relation;

static bool open_end(const dtl_bounds *b) {
    return b->end_max == DTL_TIME_MAX;
}

static bool within(int64_t a, int64_t b, int64_t c, int64_t d) {
    return a >= c && b <= d;
}

static relation compare(int64_t a, int64_t b, int64_t c, int64_t d) {
    if (a == c && b == d)
        return R_SAME;
    return within(c, d, a, b) ? R_LESS : within(a, b, c, d) ? R_MORE : R_DIFFERS;
}

/* The last instant at which it can have begun. */
static int64_t last_start(const dtl_bounds *b) {
    return open_end(b) || b->start_max < b->end_max ? b->start_max : b->end_max - 1;
}

/* How a claimed date stands to what the text says.  "Since March" and "in March it began" agree. */
static relation relate(const dtl_when *claim, const dtl_when *text) {
    const dtl_bounds *x = &claim->bounds, *y = &text->bounds;
    bool whole = claim->granularity <= DTL_DAY && text->granularity < DTL_DAY;
    if (open_end(x) || open_end(y)) {
        if (x->start_min == DTL_TIME_MIN || y->start_min == DTL_TIME_MIN)
            return x->start_min == y->start_min && open_end(x) == open_end(y) ? R_SAME : R_DIFFERS;
        int64_t xe = last_start(x), ye = last_start(y);
        if (xe == DTL_TIME_MAX || ye == DTL_TIME_MAX || xe < x->start_min || ye < y->start_min)
            return x->start_min == y->start_min ? R_SAME : R_DIFFERS;
        return compare(x->start_min, xe, y->start_min, ye);
    }
    relation r = compare(x->start_min, x->end_max, y->start_min, y->end_max);
    /* a night belongs to the day on which it begins */
    bool begins_within = y->start_min >= x->start_min && y->start_min < x->end_max;
    return whole && (r == R_LESS || (r == R_DIFFERS && begins_within)) ? R_SAME : r;
}

/* ---- status ---------------------------------------------------------------------------------- */

static int family(dtl_event_status s) {
    switch (s) {
    case DTL_STATUS_PLANNED:
    case DTL_STATUS_POSSIBLE: return 1;
    case DTL_STATUS_CANCELLED:
    case DTL_STATUS_DENIED: return 2;
    case DTL_STATUS_NONE:
    case DTL_STATUS_HAPPENED:
    case DTL_STATUS_ONGOING: break;
    }
    return 0;
}

/* A claim that says nothing of it may be a plan, but not what the text calls off. */
static bool status_agrees(dtl_event_status claim, dtl_event_status text) {
    if (text == DTL_STATUS_NONE)
        return true;
    if (claim == DTL_STATUS_NONE)
        return family(text) != 2;
    return family(claim) == family(text);
}

int dtl_verdict_rank(dateline_verdict v) {
    return v == DATELINE_STATUS_DIFFERS ? 2 * DATELINE_LESS_PRECISE + 1 : 2 * (int)v;
}

uint64_t dtl_date_gap(const dtl_when *a, const dtl_when *b) {
    if (a->basis == DTL_BASIS_NONE || b->basis == DTL_BASIS_NONE)
        return UINT64_MAX;
    const dtl_bounds *x = &a->bounds, *y = &b->bounds;
    if (x->end_max <= y->start_min)
        return (uint64_t)y->start_min - (uint64_t)x->end_max;
    return y->end_max <= x->start_min ? (uint64_t)x->start_min - (uint64_t)y->end_max : 0;
}

/* ---- one place ------------------------------------------------------------------------------- */

typedef struct verdict_of {
    dateline_verdict verdict;
    const dtl_time_entry *time; /* that was compared, or NULL */
    dtl_when when;
    dtl_event_status status;
    bool dated, no_anchor;
    bool elsewhere; /* the sentence has dates, but of other events */
} verdict_of;

static const dtl_time_entry *time_by_id(const dateline_timeline *tl, const char *id) {
    uint32_t k = 0;
    if (!id)
        return NULL;
    for (const char *p = id + 1; *p >= '0' && *p <= '9'; p++)
        k = k * 10 + (uint32_t)(*p - '0');
    for (uint32_t i = k < tl->ntimes ? k : tl->ntimes; i-- > 0;)
        if (strcmp(tl->times[i].id, id) == 0)
            return &tl->times[i];
    return NULL;
}

static bool when_of_time(const dtl_time_entry *t, dtl_when *w) {
    *w = (dtl_when){.basis = t->timex.from_dct || t->timex.from_ref ? DTL_BASIS_ANCHORED
                                                                    : DTL_BASIS_EXPLICIT};
    if (t->timex.kind == DTL_TX_SET || !dtl_timex_bounds(&t->timex, &w->bounds))
        return false;
    if (t->timex.kind != DTL_TX_DATE && t->timex.kind != DTL_TX_SPAN)
        return false;
    w->granularity = t->timex.kind == DTL_TX_DATE ? t->timex.a.grain : DTL_DAY;
    w->edtf = t->edtf;
    return true;
}

static dateline_verdict verdict_of_relation(relation r) {
    return r == R_SAME   ? DATELINE_SUPPORTED
           : r == R_LESS ? DATELINE_LESS_PRECISE
           : r == R_MORE ? DATELINE_MORE_PRECISE
                         : DATELINE_DATE_DIFFERS;
}

/* Takes a date of the place when it speaks for the claim more than what was there. */
static void offer(const dtl_claim *c, const dtl_when *when, const dtl_time_entry *t,
                  verdict_of *ret) {
    dateline_verdict v = c->when.basis == DTL_BASIS_NONE
                             ? DATELINE_SUPPORTED
                             : verdict_of_relation(relate(&c->when, when));
    if (ret->dated && v >= ret->verdict)
        return;
    *ret = (verdict_of){.verdict = v, .time = t, .when = *when, .dated = true};
}

static void offer_event(const dtl_source_text *s, const dtl_claim *c, const dtl_source_event *e,
                        verdict_of *ret) {
    const dtl_entry *entry = e->entry;
    const dtl_time_entry *own = NULL;
    for (uint32_t i = 0; i < entry->nevidence && !own; i++)
        own = time_by_id(s->tl, entry->evidence[i].time);
    if (entry->when.basis != DTL_BASIS_NONE)
        offer(c, &entry->when, own, ret);
    for (uint32_t i = 0; i < entry->nevidence; i++) {
        const dtl_time_entry *t = time_by_id(s->tl, entry->evidence[i].time);
        dtl_when w;
        if (t && when_of_time(t, &w))
            offer(c, &w, t, ret);
    }
    if (!ret->dated && entry->when.relative && !s->tl->has_created)
        ret->no_anchor = true;
}

/* The date of the newspaper in the lead ("BERGEN, March 22, 2023 -") dates nothing that is told:
 * the day of publication or, where that is not known, a full date beside another one. */
static bool is_byline(const dtl_source_text *s, const dtl_source_sentence *sn,
                      const dtl_time_entry *t) {
    dtl_bounds day, b;
    if (t->sentence > 1 || t->timex.from_dct || t->timex.from_ref ||
        t != &s->tl->times[sn->first_time] || !dtl_timex_bounds(&t->timex, &b))
        return false;
    if (!s->tl->has_created)
        return t->timex.kind == DTL_TX_DATE && t->timex.a.grain == DTL_DAY &&
               sn->end_time - sn->first_time > 1;
    return dtl_timex_bounds(&s->tl->created, &day) && day.start_min == b.start_min &&
           day.end_max == b.end_max;
}

/* Bytes between a time and a mention. */
static uint32_t distance(const dtl_time_entry *t, const dtl_mention_entry *m) {
    return m->end <= t->start ? t->start - m->end : m->start >= t->end ? m->start - t->end : 0;
}

static uint32_t nearest_mention(const dtl_source_text *s, const dtl_source_sentence *sn,
                                const char *entry, const dtl_time_entry *t) {
    uint32_t best = UINT32_MAX;
    for (uint32_t i = sn->first_mention; i < sn->end_mention; i++) {
        const dtl_mention_entry *m = &s->tl->mentions[i];
        if (m->entry && strcmp(m->entry, entry) == 0 && distance(t, m) < best)
            best = distance(t, m);
    }
    return best;
}

static bool dates(const dtl_entry *e, const dtl_time_entry *t) {
    for (uint32_t k = 0; k < e->nevidence; k++)
        if (e->evidence[k].time && strcmp(e->evidence[k].time, t->id) == 0)
            return true;
    return false;
}

/* Whether a time of the sentence dates an event that stands nearer to it than what the claim means.
 */
static bool owned(const dtl_source_text *s, const dtl_match *m, const dtl_time_entry *t) {
    const dtl_source_sentence *sn = &s->sentences[m->sentence];
    bool known = m->event || (m->mention && m->mention->entry); /* the rules gave it no time */
    uint32_t own = m->mention ? distance(t, m->mention)
                   : m->event ? nearest_mention(s, sn, m->event->entry->id, t)
                              : UINT32_MAX;
    if (own == UINT32_MAX)
        return sn->end_time - sn->first_time > 1;
    for (uint32_t i = 0; i < sn->events.n; i++) {
        const dtl_source_event *e = &s->events[sn->events.at[i]];
        if (e != m->event && dates(e->entry, t) &&
            (known || nearest_mention(s, sn, e->entry->id, t) < own))
            return true;
    }
    return false;
}

/* Bytes between a time and what the claim means; 0 where that is not known. */
static uint32_t own_distance(const dtl_source_text *s, const dtl_match *m,
                             const dtl_time_entry *t) {
    if (m->mention)
        return distance(t, m->mention);
    if (!m->event)
        return 0;
    uint32_t d = nearest_mention(s, &s->sentences[m->sentence], m->event->entry->id, t);
    return d == UINT32_MAX ? 0 : d;
}

/* Dates of the sentence: any of them may support a claim; against it speaks only the nearest one
 * that does not belong to another event. */
static void offer_sentence(const dtl_source_text *s, const dtl_claim *c, const dtl_match *m,
                           verdict_of *ret) {
    const dtl_source_sentence *sn = &s->sentences[m->sentence];
    const dtl_time_entry *nearest = NULL;
    dtl_when w, of_nearest = {.basis = DTL_BASIS_NONE};
    uint32_t ndates = 0;
    for (uint32_t i = sn->first_time; i < sn->end_time; i++)
        ndates += !is_byline(s, sn, &s->tl->times[i]) && when_of_time(&s->tl->times[i], &w);
    bool only = ndates == 1; /* whatever the sentence tells, it tells of that day */
    for (uint32_t i = sn->first_time; i < sn->end_time; i++) {
        const dtl_time_entry *t = &s->tl->times[i];
        if (is_byline(s, sn, t))
            continue;
        if (!when_of_time(t, &w)) {
            if (!s->tl->has_created && !t->edtf)
                ret->no_anchor = true;
            continue;
        }
        verdict_of one = {.verdict = DATELINE_UNDATED_IN_TEXT};
        offer(c, &w, t, &one);
        if (dateline_verdict_good(one.verdict)) {
            offer(c, &w, t, ret);
        } else if (!only && owned(s, m, t)) {
            ret->elsewhere = true;
        } else if (!nearest || own_distance(s, m, t) < own_distance(s, m, nearest)) {
            nearest = t;
            of_nearest = w;
        }
    }
    if (nearest && !ret->dated)
        offer(c, &of_nearest, nearest, ret);
    ret->no_anchor = ret->no_anchor && !ret->dated;
}

/* How a sentence tells the word that the claim uses. */
static dtl_event_status told_as(const dtl_mention_entry *m) {
    if (!m)
        return DTL_STATUS_NONE;
    if (m->polarity && strcmp(m->polarity, "NEG") == 0)
        return DTL_STATUS_DENIED;
    if ((m->tense && strcmp(m->tense, "FUTURE") == 0) || (m->modality && *m->modality))
        return DTL_STATUS_PLANNED;
    return m->tense && strcmp(m->tense, "PAST") == 0 ? DTL_STATUS_HAPPENED : DTL_STATUS_NONE;
}

static verdict_of judge_place(const dtl_source_text *s, const dtl_claim_view *v,
                              const dtl_match *m) {
    verdict_of ret = {.verdict = DATELINE_UNDATED_IN_TEXT};
    if (m->event)
        offer_event(s, v->claim, m->event, &ret);
    if (!ret.dated)
        offer_sentence(s, v->claim, m, &ret);
    if (!ret.dated && v->claim->when.basis == DTL_BASIS_NONE)
        ret.verdict = DATELINE_SUPPORTED;
    ret.status = m->event ? m->event->entry->status : told_as(m->mention);
    bool good = dateline_verdict_good(ret.verdict) || ret.verdict == DATELINE_UNDATED_IN_TEXT;
    bool sure = m->event ? m->trigger >= of_event : m->mention != NULL;
    bool dated = ret.dated || family(ret.status) == 2; /* what never was needs no date */
    if (good && dated && sure && !status_agrees(v->status, ret.status))
        ret.verdict = DATELINE_STATUS_DIFFERS;
    /* that something was called off has to stand in the text */
    if (good && family(v->status) == 2 && !(sure && family(ret.status) == 2))
        ret.verdict = sure ? DATELINE_STATUS_DIFFERS : DATELINE_UNCLEAR;
    return ret;
}

/*
 * A sentence as a whole gives way to an event in it that the claim names and that has a date.
 * *own_date: the date stands in that sentence; else another date in it may still support the claim.
 */
static bool event_stands_for(const dtl_match *matches, uint32_t n, const dtl_match *whole,
                             bool *own_date) {
    bool stands = false;
    for (uint32_t i = 0; i < n; i++) {
        const dtl_match *m = &matches[i];
        if (!m->event || m->sentence != whole->sentence || m->trigger < of_event ||
            m->cover < 0.6 * whole->cover)
            continue;
        const dtl_entry *e = m->event->entry;
        stands = stands || e->when.basis != DTL_BASIS_NONE || family(e->status) == 2;
        if (family(e->status) == 2)
            *own_date = true;
        for (uint32_t k = 0; k < e->nevidence; k++)
            if (e->evidence[k].sentence == whole->sentence && e->evidence[k].time)
                *own_date = true;
    }
    return stands;
}

/* ---- the claim ------------------------------------------------------------------------------- */

/* Words that leave out the date that decides are no proof of it. */
static bool shows(const dtl_evidence *e, const dtl_time_entry *t) {
    return !t || t->sentence != e->sentence || (t->start >= e->start && t->end <= e->end);
}

static void fill(const dtl_source_text *s, const dtl_match *m, const verdict_of *v,
                 dtl_finding *f) {
    f->event = m->event;
    f->sentence = &s->sentences[m->sentence];
    f->sentence_index = m->sentence;
    const dtl_entry *e = m->event ? m->event->entry : NULL;
    for (uint32_t i = 0; e && i < e->nevidence && !f->evidence; i++)
        if (e->evidence[i].sentence == m->sentence && shows(&e->evidence[i], v->time))
            f->evidence = &e->evidence[i];
    f->status = v->status;
    f->named = m->trigger >= of_event;
    f->score = m->cover;
    f->verdict = v->verdict;
    f->no_anchor = v->no_anchor;
    f->when = v->dated ? v->when : (dtl_when){.bounds = dtl_unbounded};
}

dtl_slice dtl_finding_quote(const dtl_finding *f, uint32_t bytes[2], uint32_t code_points[2]) {
    const dtl_evidence *e = f->evidence;
    const dtl_source_sentence *s = f->sentence;
    if (bytes) {
        bytes[0] = e ? e->start : s->start;
        bytes[1] = e ? e->end : s->end;
    }
    if (code_points) {
        code_points[0] = e ? e->cp_start : s->cp_start;
        code_points[1] = e ? e->cp_end : s->cp_end;
    }
    return e ? e->text : s->text;
}

/* Of two places that are about as likely and both have another date, the one with the nearer. */
static bool better(const dtl_claim_view *view, const dtl_match *m, const verdict_of *v,
                   const dtl_match *chosen, const verdict_of *of_chosen) {
    int a = dtl_verdict_rank(v->verdict), b = dtl_verdict_rank(of_chosen->verdict);
    if (a != b || v->verdict != DATELINE_DATE_DIFFERS || m->cover < 0.9 * chosen->cover)
        return a < b;
    return dtl_date_gap(&view->claim->when, &v->when) <
           dtl_date_gap(&view->claim->when, &of_chosen->when);
}

dtl_status dtl_judge(const dtl_source_text *source, const dtl_claim_view *view,
                     const dtl_match *matches, uint32_t n, dtl_arena *arena, dtl_finding *ret) {
    *ret = (dtl_finding){.verdict = DATELINE_NOT_IN_TEXT, .when = {.bounds = dtl_unbounded}};
    double best = n ? matches[0].cover : 0;
    const dtl_match *chosen = NULL;
    verdict_of of_chosen = {.verdict = DATELINE_NOT_IN_TEXT};
    for (uint32_t i = 0; i < n; i++) {
        const dtl_match *m = &matches[i];
        if (!m->quoted && (m->cover < perhaps || m->cover < clearly * best))
            continue;
        bool own_date = false;
        bool other = !m->event || m->trigger < of_event; /* not the claim's own word */
        bool stands = other && event_stands_for(matches, n, m, &own_date);
        if (stands && own_date)
            continue;
        verdict_of v = judge_place(source, view, m);
        bool same_day = v.verdict == DATELINE_SUPPORTED && v.dated &&
                        view->claim->when.basis != DTL_BASIS_NONE &&
                        view->claim->when.granularity <= DTL_DAY;
        if ((stands && !dateline_verdict_good(v.verdict)) ||
            (!m->quoted && m->cover < nearly * best && !same_day))
            continue;
        bool stronger = !chosen || (m->quoted && !chosen->quoted) ||
                        (m->quoted == chosen->quoted && better(view, m, &v, chosen, &of_chosen));
        if (!stronger)
            continue;
        chosen = m;
        of_chosen = v;
    }
    if (!chosen)
        return DTL_OK;
    fill(source, chosen, &of_chosen, ret);
    bool good = ret->verdict <= DATELINE_LESS_PRECISE && view->claim->when.basis != DTL_BASIS_NONE;
    if (!good && !chosen->quoted && chosen->cover < enough)
        ret->verdict = DATELINE_UNCLEAR;
    if (ret->verdict == DATELINE_UNDATED_IN_TEXT && of_chosen.elsewhere)
        ret->verdict = DATELINE_UNCLEAR;
    return dtl_chain_fill(source, of_chosen.time, arena, ret);
}
