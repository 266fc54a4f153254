/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mentions of one event.
 *
 * A typed mention joins an earlier event of the same family when nothing speaks against it (other
 * day, other place, other people) and something speaks for it: it refers back by its form ("the
 * talks", "this crunch meeting"), or it shares people, places or the time.  Indefinite nouns
 * introduce; reporting verbs never join by lemma (measured on the training corpora: definite nouns
 * of one lemma within three sentences are the same event in 90 to 96 of 100 related pairs, verbs
 * of one lemma in fewer than 80, and most of those are "said").
 *
 * Every check is against the whole cluster, not the last mention, so that a chain of compatible
 * pairs cannot join two days (Cybulska and Vossen 2014 on two similar events in one topic).
 * A mention is compared with at most CANDIDATES earlier events of its family, latest first.
 */
#include "events/steps.h"
#include "events/syntax.h"

#include <string.h>

enum { CANDIDATES = 16, LOOK_BACK = 512, NEAR = 2, SAME_TIME = 32 };

typedef struct overlap {
    unsigned shared, only_a, only_b; /* entities */
} overlap;

static overlap compare(const dtl_event *e, const dtl_mention *m, dtl_role slot) {
    overlap o = {0, 0, 0};
    for (uint32_t i = 0; i < m->args.n; i++) {
        const dtl_filler *f = &m->args.at[i];
        if (f->slot != slot || f->entity == DTL_NONE)
            continue;
        bool hit = false;
        for (uint32_t k = 0; k < e->args.n && !hit; k++)
            hit = e->args.at[k].slot == slot && e->args.at[k].entity == f->entity;
        if (hit)
            o.shared++;
        else
            o.only_b++;
    }
    for (uint32_t k = 0; k < e->args.n; k++)
        if (e->args.at[k].slot == slot && e->args.at[k].entity != DTL_NONE)
            o.only_a++;
    o.only_a -= o.shared < o.only_a ? o.shared : o.only_a;
    return o;
}

static const dtl_time_mention *time_of(const dtl_story *s, const dtl_mention *m) {
    return m->time == DTL_NONE ? NULL : &s->times->list.at[m->time];
}

typedef enum match_time { TIME_FREE, TIME_SAME, TIME_OTHER } match_time;

/* Whether the time of a mention says by itself when the event was. */
static bool tells_time(const dtl_time_mention *t, const dtl_mention *m) {
    return t && t->bounded && m->time_relation == DTL_REL_NONE;
}

/*
 * The times of a cluster are kept as their earliest end and latest start: a time is apart from one
 * of them if and only if it is apart from these.  The very same time mention is looked for among
 * the latest mentions only, as it lies in the sentence or the one before.
 */
static match_time compare_time(const dtl_story *s, const dtl_event *e, const dtl_mention *m) {
    const dtl_time_mention *t = time_of(s, m);
    if (!t)
        return TIME_FREE;
    bool tells = tells_time(t, m) && e->timed;
    if (tells && (e->earliest_end <= t->bounds.start_min || t->bounds.end_max <= e->latest_start))
        return TIME_OTHER;
    uint32_t low = e->mentions.n > SAME_TIME ? e->mentions.n - SAME_TIME : 0;
    for (uint32_t i = e->mentions.n; !tells && i-- > low;)
        tells = s->mentions.at[e->mentions.at[i]].time == m->time;
    return tells ? TIME_SAME : TIME_FREE;
}

static void add_time(const dtl_story *s, dtl_event *e, const dtl_mention *m) {
    const dtl_time_mention *t = time_of(s, m);
    if (!tells_time(t, m))
        return;
    if (!e->timed || t->bounds.end_max < e->earliest_end)
        e->earliest_end = t->bounds.end_max;
    if (!e->timed || t->bounds.start_min > e->latest_start)
        e->latest_start = t->bounds.start_min;
    e->timed = true;
}

static bool unreal(dtl_event_status st) {
    return st == DTL_STATUS_PLANNED || st == DTL_STATUS_POSSIBLE || st == DTL_STATUS_CANCELLED ||
           st == DTL_STATUS_DENIED;
}

/* Refers to something told already: "the talks", and the past progressive that sets a scene. */
static bool refers_back(const dtl_mention *m) {
    if (m->group == DTL_NONE)
        return m->definite;
    return m->tense == DTL_TML_PAST && m->aspect == DTL_ASPECT_PROGRESSIVE;
}

/* "another meeting", "a further round": says itself that it is not the one before. */
static bool introduces(const dtl_story *s, const dtl_mention *m) {
    if (m->np == DTL_NONE)
        return false;
    const dtl_np *p = &s->nps.at[m->np];
    for (uint32_t t = p->first; t < p->head; t++)
        if (dtl_is_listed(s, DTL_L_OTHER_ONE, t))
            return true;
    return false;
}

static bool in_title(const dtl_story *s, const dtl_mention *m) {
    return s->doc->has_title && m->sentence == 0;
}

/* Is the event called by nouns only, and none of them the noun of m? */
static bool other_noun(const dtl_story *s, const dtl_event *e, const dtl_mention *m) {
    if (m->group != DTL_NONE)
        return false;
    uint32_t low = e->mentions.n > SAME_TIME ? e->mentions.n - SAME_TIME : 0;
    for (uint32_t i = e->mentions.n; i-- > low;) {
        const dtl_mention *x = &s->mentions.at[e->mentions.at[i]];
        if (x->group != DTL_NONE || s->doc->tokens[x->head].hash == s->doc->tokens[m->head].hash)
            return false;
    }
    return true;
}

/* "the meeting": says of itself neither when it is nor whether it is real. */
static bool is_bare(const dtl_mention *m) {
    return m->group == DTL_NONE && m->definite && !m->status_rule && m->time == DTL_NONE;
}

/* Of a catch-all type ("studied", "moved") another verb tells of another event. */
static bool other_verb(const dtl_story *s, const dtl_event *e, const dtl_mention *m) {
    const dtl_mention *x = &s->mentions.at[e->mentions.at[0]];
    return s->rules->types[m->type].by_word && m->type == x->type && m->group != DTL_NONE &&
           x->group != DTL_NONE && s->doc->tokens[m->head].lemma != s->doc->tokens[x->head].lemma;
}

static bool same_event(const dtl_story *s, const dtl_event *e, const dtl_mention *m) {
    if (m->rule->joins)
        return true;
    match_time t = compare_time(s, e, m);
    if (t == TIME_OTHER || other_verb(s, e, m))
        return false;
    overlap where = compare(e, m, DTL_ROLE_WHERE);
    if (where.only_a && where.only_b && !where.shared)
        return false;
    overlap who = compare(e, m, DTL_ROLE_WHO);
    if (who.only_a && who.only_b && !who.shared)
        return false;
    const dtl_mention *first = &s->mentions.at[e->mentions.at[0]];
    const dtl_mention *last = &s->mentions.at[e->mentions.at[e->mentions.n - 1]];
    unsigned shared = who.shared + where.shared;
    if (s->rules->types[m->type].once && who.shared && m->type == first->type)
        return true;
    bool brings_nothing = !who.only_b && !where.only_b;
    bool repeats = is_bare(m) && brings_nothing && !other_noun(s, e, m);
    if (unreal(e->status) != unreal(m->status) && t != TIME_SAME && who.shared < 2 && !repeats)
        return false;
    if (in_title(s, first) && m->type == first->type && e->mentions.n == 1)
        return shared || brings_nothing || !(who.only_a + where.only_a);
    if (refers_back(m) && (shared || brings_nothing))
        return true;
    if (m->named || first->named)
        return where.shared > 0;
    if (who.shared > 1 || shared > 1 || (shared && t == TIME_SAME))
        return true;
    uint32_t distance = m->sentence - last->sentence;
    /* what may come is spoken of again and again */
    if (unreal(e->status) && unreal(m->status) && brings_nothing &&
        (m->status == DTL_STATUS_DENIED) == (e->status == DTL_STATUS_DENIED) &&
        (shared || distance <= NEAR))
        return true;
    if (distance <= NEAR && who.shared && brings_nothing)
        return true;
    if (distance <= 1 && m->type == last->type && m->group == DTL_NONE && brings_nothing &&
        m->time == DTL_NONE)
        return true;
    bool nominal_and_verbal = (m->group == DTL_NONE) != (last->group == DTL_NONE);
    if (m->clause == last->clause && m->type == last->type && nominal_and_verbal)
        return brings_nothing;
    /* told twice with other verbs: "was found guilty ... was convicted" */
    return distance <= 1 && m->type == last->type && m->group != DTL_NONE &&
           last->group != DTL_NONE && !who.only_a && m->time == DTL_NONE &&
           s->doc->tokens[m->head].hash != s->doc->tokens[last->head].hash;
}

static dtl_status join(dtl_story *s, dtl_event *e, uint32_t index) {
    dtl_mention *m = &s->mentions.at[index];
    if (!dtl_vec_push(s->arena, &e->mentions, index))
        return DTL_E_NOMEM;
    add_time(s, e, m);
    if (!e->args.n) { /* the fillers of a mention differ, and most events have one mention */
        e->args.at = m->args.at;
        e->args.n = e->args.cap = m->args.n;
        return DTL_OK;
    }
    for (uint32_t i = 0; i < m->args.n; i++) {
        const dtl_filler *f = &m->args.at[i];
        bool have = false;
        for (uint32_t k = 0; k < e->args.n && !have; k++)
            have = e->args.at[k].slot == f->slot && f->entity != DTL_NONE &&
                   e->args.at[k].entity == f->entity;
        if (!have && e->args.n < DTL_EVENT_ARGS_MAX && !dtl_vec_push(s->arena, &e->args, *f))
            return DTL_E_NOMEM;
    }
    return DTL_OK;
}

/* The statuses of one event's mentions, most telling first: a later cancellation beats the plan. */
static int weight(dtl_event_status st) {
    switch (st) {
    case DTL_STATUS_CANCELLED: return 6;
    case DTL_STATUS_DENIED: return 5;
    case DTL_STATUS_ONGOING: return 4;
    case DTL_STATUS_HAPPENED: return 3;
    case DTL_STATUS_PLANNED: return 2;
    case DTL_STATUS_POSSIBLE: return 1;
    case DTL_STATUS_NONE: break;
    }
    return 0;
}

dtl_status dtl_coref(dtl_story *s) {
    /* the latest event of each family, and of each event the one of its family before it */
    uint32_t *latest = DTL_NEW_ARRAY(s->arena, s->rules->ntypes + 1u, uint32_t);
    uint32_t typed = 0;
    for (uint32_t i = 0; i < s->mentions.n; i++)
        typed += s->mentions.at[i].type != UINT16_MAX;
    uint32_t *before = DTL_NEW_ARRAY(s->arena, typed + 1u, uint32_t);
    s->events.at = DTL_NEW_ARRAY(s->arena, typed + 1u, dtl_event);
    s->events.cap = s->events.at ? typed + 1u : 0;
    if (!latest || !before || !s->events.at)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < s->mentions.n; i++) {
        dtl_mention *m = &s->mentions.at[i];
        if (m->type == UINT16_MAX || !m->rule || m->rule->status != DTL_STATUS_NONE)
            continue;
        uint16_t family = s->rules->types[m->type].family;
        uint32_t found = DTL_NONE;
        unsigned seen = 0;
        uint32_t low = s->events.n > LOOK_BACK ? s->events.n - LOOK_BACK : 0;
        bool alone = m->rule->fallback || (!m->rule->joins && introduces(s, m));
        for (uint32_t k = alone ? 0 : latest[family]; k > low && seen < CANDIDATES;
             k = before[k - 1], seen++) {
            const dtl_event *e = &s->events.at[k - 1];
            if (!same_event(s, e, m))
                continue;
            /* "the meeting" is rather a meeting than the talks told of last */
            bool likely = !refers_back(m) || !other_noun(s, e, m);
            if (found == DTL_NONE || likely)
                found = k - 1;
            if (likely)
                break;
        }
        if (found == DTL_NONE && m->rule->joins)
            continue;
        if (found == DTL_NONE) {
            dtl_event e = {.type = m->type, .status = m->status, .main = i};
            before[s->events.n] = latest[family];
            if (!dtl_vec_push(s->arena, &s->events, e))
                return DTL_E_NOMEM;
            found = s->events.n - 1;
            latest[family] = s->events.n;
        }
        dtl_event *e = &s->events.at[found];
        dtl_status st = join(s, e, i);
        if (st != DTL_OK)
            return st;
        m->event = found;
        bool silent = m->rule->joins || (is_bare(m) && unreal(e->status));
        if (!silent && weight(m->status) > weight(e->status))
            e->status = m->status;
        const dtl_mention *main = &s->mentions.at[e->main];
        if (s->rules->types[m->type].salience > s->rules->types[main->type].salience ||
            (m->named && !main->named))
            e->main = i;
    }
    return DTL_OK;
}
