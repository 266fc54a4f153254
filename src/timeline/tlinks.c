/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLINKs: which temporal relations are written to TimeML.
 *
 * They come from five places: the link rules of the rule set; a table of what tense alone says of
 * an event against publication; the calendar, which says what two dates are to each other; three
 * plain cases (one noun said twice, an infinitive and the verb that governs it, reports that follow
 * each other); and, for pairs of neighbours (pairs.h), a classifier whose weights are
 * rules/LANGUAGE/links/weights.tsv.  Words are the business of link rules; the rest knows tense,
 * aspect, class, syntax and closed-class words.
 *
 * A relation that the gold closure does not entail costs precision even where nobody annotated the
 * pair.  So what counts is not how often a relation is right but how many of those written are
 * borne out: the share behind each row, in per cent, measured on the two thirds of TimeBank and
 * AQUAINT that are open (mean of both, the second weighted 0.8).  Rows below a share of 15 are left
 * out: what they find is more noise than news in one of the corpora.  Measured and left out: nouns
 * before publication (.08 / .33), definite nouns before publication (.12 / .44: what it finds in
 * one corpus it costs in the other), states in the past (.17 / .23).  The classifier was fitted to
 * the same end: its shares are of all pairs, annotated or not.
 *
 * The timeline uses neither table nor classifier: its order rests on dates and link rules.
 */
#include "rules/weights.h"
#include "timeline/build.h"
#include "timeline/pairs.h"

#include <stdlib.h>
#include <string.h>

enum {
    SAME_REACH = 256, /* mentions looked back for the same noun */
    TIME_REACH = 16   /* times looked back for one of the same value */
};

/* Sets of classes: what a row asks of the event. */
enum {
    C_REPORTING = 1u << DTL_CLASS_REPORTING,
    C_STATIC = 1u << DTL_CLASS_STATE | 1u << DTL_CLASS_I_STATE,
    C_ALL = 0x7fu,
    C_DYNAMIC = C_ALL - C_REPORTING - C_STATIC
};

typedef enum timed { T_ANY, T_NO, T_YES } timed;

typedef struct publication_row {
    dtl_tense_aspect tense;
    unsigned classes;
    timed has_time;
    dtl_relation relation;
    const char *name;
} publication_row; /* and the share of each */

static const publication_row to_publication[] = {
    {DTL_TA_PAST_PERFECT, C_ALL, T_ANY, DTL_REL_BEFORE, "tense.past-perfect"},           /* 45 */
    {DTL_TA_PRESENT_PERFECT, C_ALL, T_ANY, DTL_REL_BEFORE, "tense.perfect"},             /* 45 */
    {DTL_TA_PAST, C_REPORTING, T_NO, DTL_REL_BEFORE, "tense.past-report"},               /* 55 */
    {DTL_TA_PAST, C_REPORTING, T_YES, DTL_REL_BEFORE, "tense.past-report"},              /* 31 */
    {DTL_TA_PAST, C_DYNAMIC, T_NO, DTL_REL_BEFORE, "tense.past"},                        /* 38 */
    {DTL_TA_PAST, C_DYNAMIC, T_YES, DTL_REL_BEFORE, "tense.past"},                       /* 29 */
    {DTL_TA_PROGRESSIVE, C_ALL, T_ANY, DTL_REL_INCLUDES, "tense.progressive"},           /* 31 */
    {DTL_TA_PRESENT, C_REPORTING, T_ANY, DTL_REL_BEFORE, "tense.present-report"},        /* 33 */
    {DTL_TA_PRESENT, C_STATIC, T_ANY, DTL_REL_INCLUDES, "tense.present-state"},          /* 18 */
    {DTL_TA_FUTURE, C_ALL, T_ANY, DTL_REL_AFTER, "tense.future"},                        /* 24 */
    {DTL_TA_PASTPART, C_ALL, T_ANY, DTL_REL_BEFORE, "tense.past-participle"},            /* 23 */
    {DTL_TA_PRESPART, C_REPORTING, T_ANY, DTL_REL_BEFORE, "tense.reporting-participle"}, /* 32 */
};

typedef struct writer {
    const dtl_story *s;
    dateline_timeline *tl;
    unsigned threshold[DTL_PAIR__COUNT]; /* per cent */
    DTL_VEC(dtl_tlink_entry) out;
} writer;

static bool has_class(const dtl_mention *m, unsigned classes) {
    return (classes >> m->timeml_class & 1u) != 0;
}

static const char *relation_name(dtl_relation r) {
    switch (r) {
    case DTL_REL_BEFORE: return "BEFORE";
    case DTL_REL_AFTER: return "AFTER";
    case DTL_REL_INCLUDES: return "INCLUDES";
    case DTL_REL_DURING: return "IS_INCLUDED";
    case DTL_REL_SAME: return "SIMULTANEOUS";
    case DTL_REL_STARTS: return "BEGINS";
    case DTL_REL_ENDS: return "ENDS";
    case DTL_REL_BEGUN_BY: return "BEGUN_BY";
    case DTL_REL_ENDED_BY: return "ENDED_BY";
    case DTL_REL_NONE: break;
    }
    return NULL;
}

/* "since May": the time bounds the event, so that it is the time that starts or ends it. */
static dtl_relation of_time(dtl_relation r) {
    switch (r) {
    case DTL_REL_NONE: return DTL_REL_DURING;
    case DTL_REL_STARTS: return DTL_REL_BEGUN_BY;
    case DTL_REL_ENDS: return DTL_REL_ENDED_BY;
    default: return r;
    }
}

static const char *mention_id(const writer *w, uint32_t m) {
    return m == DTL_NONE ? "t0" : w->tl->mentions[m].id;
}

static const char *time_id(const writer *w, uint32_t t) {
    return t == DTL_NONE ? "t0" : w->tl->times[t].id;
}

/* false: no memory. */
static bool put(writer *w, const char *x, dtl_relation r, const char *y, const char *rule) {
    dtl_tlink_entry e = {.x = x, .y = y, .rel = relation_name(r), .rule = rule};
    return !e.rel || dtl_vec_push(&w->tl->arena, &w->out, e);
}

/* Without a table of weights: what the times attached to an event say. */
static bool put_times(writer *w, uint32_t i) {
    const dtl_mention *m = &w->s->mentions.at[i];
    if (m->time != DTL_NONE &&
        !put(w, mention_id(w, i), of_time(m->time_relation), time_id(w, m->time), "pair.time"))
        return false;
    return m->duration == DTL_NONE ||
           put(w, mention_id(w, i), DTL_REL_DURING, time_id(w, m->duration), "pair.time");
}

static bool put_publication(writer *w, uint32_t i) {
    const dtl_mention *m = &w->s->mentions.at[i];
    dtl_tense_aspect tense = dtl_tense_aspect_of(m);
    timed t = m->time != DTL_NONE ? T_YES : T_NO;
    for (size_t k = 0; k < sizeof to_publication / sizeof *to_publication; k++) {
        const publication_row *r = &to_publication[k];
        if (r->tense == tense && has_class(m, r->classes) &&
            (r->has_time == T_ANY || r->has_time == t))
            return put(w, mention_id(w, i), r->relation, mention_id(w, DTL_NONE), r->name);
    }
    return true;
}

/* "told the crew to leave": an infinitive whose governor is not the mention before it. */
static bool put_governor(writer *w, uint32_t i) {
    const dtl_story *s = w->s;
    const dtl_mention *m = &s->mentions.at[i];
    if (m->group == DTL_NONE || m->tense != DTL_TML_INFINITIVE ||
        s->groups.at[m->group].governor == DTL_NONE)
        return true;
    uint32_t g = s->mention_of[s->groups.at[s->groups.at[m->group].governor].head];
    return g == DTL_NONE || g + 1 >= i ||
           put(w, mention_id(w, g), DTL_REL_BEFORE, mention_id(w, i), "pair.infinitive");
}

/* The first finite verb of a main clause among mentions [from, to), or DTL_NONE. */
static uint32_t main_verb(const dtl_story *s, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) {
        const dtl_mention *m = &s->mentions.at[i];
        const dtl_clause *c = &s->clauses.at[m->clause];
        if (m->group != DTL_NONE && s->groups.at[m->group].finite && !c->relative &&
            !c->subordinate)
            return i;
    }
    return DTL_NONE;
}

static bool is_past_report(const dtl_mention *m) {
    return has_class(m, C_REPORTING) && dtl_tense_aspect_of(m) == DTL_TA_PAST;
}

/* Reports in the past that follow each other, as main verbs of their sentences: one telling. */
static bool put_reports(writer *w) {
    const dtl_story *s = w->s;
    uint32_t before = DTL_NONE; /* main verb of the sentence before */
    for (uint32_t from = 0, to; from < s->mentions.n; from = to) {
        uint32_t sentence = s->mentions.at[from].sentence;
        for (to = from + 1; to < s->mentions.n && s->mentions.at[to].sentence == sentence;)
            to++;
        uint32_t now = main_verb(s, from, to);
        if (now != DTL_NONE && before != DTL_NONE) {
            const dtl_mention *x = &s->mentions.at[before], *y = &s->mentions.at[now];
            if (y->sentence == x->sentence + 1 && is_past_report(x) && is_past_report(y) &&
                !put(w, mention_id(w, before), DTL_REL_SAME, mention_id(w, now), "pair.reports"))
                return false;
        }
        if (now != DTL_NONE)
            before = now;
    }
    return true;
}

/* "the attack" after an attack: definite nouns of one lemma (shares .5 near, .2 further off). */
static bool put_same(writer *w, uint32_t i) {
    const dtl_story *s = w->s;
    const dtl_mention *m = &s->mentions.at[i];
    uint32_t lemma = s->doc->tokens[m->head].lemma;
    if (m->group != DTL_NONE || !m->definite || !lemma)
        return true;
    for (uint32_t k = i; k-- > 0 && i - k <= SAME_REACH;) {
        const dtl_mention *e = &s->mentions.at[k];
        if (e->group == DTL_NONE && s->doc->tokens[e->head].lemma == lemma)
            return put(w, mention_id(w, k), DTL_REL_SAME, mention_id(w, i), "same.noun");
    }
    return true;
}

static bool same_bounds(const dtl_bounds *a, const dtl_bounds *b) {
    return a->start_min == b->start_min && a->start_max == b->start_max &&
           a->end_min == b->end_min && a->end_max == b->end_max;
}

/* Two names of one day, month or year.  Publication is not among them: a day that is named again
 * beside its date is hardly ever annotated. */
static bool put_equal_times(writer *w, uint32_t i) {
    const dtl_time_mention *t = &w->s->times->list.at[i];
    if (!t->bounded || strcmp(dtl_timex_type(&t->timex), "DATE") != 0)
        return true;
    for (uint32_t k = i; k-- > 0 && i - k <= TIME_REACH;) {
        const dtl_time_mention *e = &w->s->times->list.at[k];
        if (e->bounded && same_bounds(&e->bounds, &t->bounds))
            return put(w, w->tl->times[k].id, DTL_REL_SAME, w->tl->times[i].id, "time.equal");
    }
    return true;
}

/* A time that the calendar places: its mention, DTL_NONE for publication. */
typedef struct placed {
    dtl_bounds bounds;
    uint32_t time;
} placed;

/* By start; an interval before its parts; publication and then the first mention before others. */
static int by_start(const void *x, const void *y) {
    const placed *p = x, *q = y;
    if (p->bounds.start_min != q->bounds.start_min)
        return p->bounds.start_min < q->bounds.start_min ? -1 : 1;
    if (p->bounds.end_max != q->bounds.end_max)
        return p->bounds.end_max > q->bounds.end_max ? -1 : 1;
    uint32_t m = p->time + 1, n = q->time + 1; /* DTL_NONE + 1 is 0 */
    return m < n ? -1 : m > n;
}

static bool exact(const dtl_bounds *b) {
    return b->start_min == b->start_max && b->end_min == b->end_max &&
           b->start_min != DTL_TIME_MIN && b->end_max != DTL_TIME_MAX;
}

/* What the calendar says of the dates of a document: each before the next that is no part of it.
 * Neighbours only, each by its first mention: the closure has the rest.  Shares .05 and .32. */
static bool put_calendar(writer *w) {
    const dtl_times *times = w->s->times;
    placed *at = DTL_NEW_ARRAY(&w->tl->arena, (size_t)times->list.n + 1, placed);
    if (!at)
        return false;
    uint32_t n = 0;
    dtl_timex publication = {.kind = DTL_TX_DATE, .a = times->dct};
    if (times->has_dct && dtl_timex_bounds(&publication, &at[0].bounds))
        at[n++].time = DTL_NONE;
    for (uint32_t i = 0; i < times->list.n; i++) {
        const dtl_time_mention *t = &times->list.at[i];
        if (t->bounded && exact(&t->bounds) && strcmp(dtl_timex_type(&t->timex), "DATE") == 0)
            at[n++] = (placed){t->bounds, i};
    }
    if (n > 1)
        qsort(at, n, sizeof *at, by_start);
    for (uint32_t i = 1, last = 0; i < n; i++) {
        if (same_bounds(&at[last].bounds, &at[i].bounds))
            continue;
        if (at[last].bounds.end_max <= at[i].bounds.start_min &&
            !put(w, time_id(w, at[last].time), DTL_REL_BEFORE, time_id(w, at[i].time),
                 "time.calendar"))
            return false;
        last = i;
    }
    return true;
}

static bool put_links(writer *w, const dtl_links *links) {
    for (uint32_t i = 0; i < links->n; i++) {
        const dtl_link *l = &links->at[i];
        if ((l->x == DTL_NONE || l->y == DTL_NONE) && !w->s->times->has_dct)
            continue;
        const char *rule = dtl_arena_strndup(&w->tl->arena, l->rule->id, strlen(l->rule->id));
        if (!rule || !put(w, mention_id(w, l->x), l->relation, mention_id(w, l->y), rule))
            return false;
    }
    return true;
}

/* What the classifier is sure enough of. */
static bool put_pair(void *ctx, const dtl_pair *p) {
    static const char *const rules[DTL_PAIR__COUNT] = {
        [DTL_PAIR_TIME] = "pair.time",       [DTL_PAIR_STORY] = "pair.story",
        [DTL_PAIR_RUNNING] = "pair.running", [DTL_PAIR_EVENTS] = "pair.events",
        [DTL_PAIR_TIMES] = "pair.times",
    };
    writer *w = ctx;
    unsigned percent;
    dtl_relation r = dtl_weights_choose(w->s->rules->tlinks, p->features, p->nfeatures, &percent);
    if (percent < w->threshold[p->kind])
        return true;
    return put(w, dtl_pair_x_is_time(p->kind) ? time_id(w, p->x) : mention_id(w, p->x), r,
               dtl_pair_y_is_time(p->kind) ? time_id(w, p->y) : mention_id(w, p->y),
               rules[p->kind]);
}

static bool put_pairs(writer *w, const dtl_links *links) {
    if (!w->s->rules->tlinks) {
        for (uint32_t i = 0; i < w->s->mentions.n; i++)
            if (!put_times(w, i))
                return false;
        return true;
    }
    for (int k = 0; k < DTL_PAIR__COUNT; k++)
        w->threshold[k] =
            dtl_weights_threshold(w->s->rules->tlinks, dtl_pair_kind_name((dtl_pair_kind)k));
    return dtl_pairs_each(w->s, links, &w->tl->arena, NULL, put_pair, w);
}

dtl_status dtl_timeline_tlinks(const dtl_story *s, const dtl_links *links, dateline_timeline *tl) {
    writer w = {.s = s, .tl = tl};
    bool ok = put_links(&w, links);
    for (uint32_t i = 0; ok && i < s->mentions.n; i++)
        ok = (!s->times->has_dct || put_publication(&w, i)) && put_same(&w, i) &&
             put_governor(&w, i);
    for (uint32_t i = 0; ok && i < s->times->list.n; i++)
        ok = put_equal_times(&w, i);
    ok = ok && put_calendar(&w) && put_reports(&w) && put_pairs(&w, links);
    tl->tlinks = w.out.at;
    tl->ntlinks = ok ? (uint32_t)w.out.n : 0;
    return ok ? DTL_OK : DTL_E_NOMEM;
}
