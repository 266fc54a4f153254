/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reality: happened, ongoing, planned, possible, cancelled, denied.
 *
 * First what grammar says: modality, negation, tense, the verb that governs an infinitive, the
 * condition it stands in.  Then what the rule set says: status rules over the words around an
 * event ("scheduled to $event"), and event rules with a `status:` that judge the event they take
 * as an argument ("the visit was cancelled").  The later step wins, because it is the more
 * specific.
 *
 * A noun event is as real as the verb it depends on: "will hold talks" are planned talks.
 */
#include "events/steps.h"
#include "events/syntax.h"
#include "text/tagger.h"

static dtl_event_status of_tense(const dtl_story *s, const dtl_mention *m, const dtl_group *g) {
    if (g->modal != DTL_NONE && g->modality != DTL_STATUS_NONE)
        return (dtl_event_status)g->modality;
    bool state = m->type != UINT16_MAX && s->rules->types[m->type].state;
    switch (g->tense) {
    case DTL_TML_FUTURE: return DTL_STATUS_PLANNED;
    case DTL_TML_PRESENT:
        if (g->aspect == DTL_ASPECT_PROGRESSIVE || g->aspect == DTL_ASPECT_PERFECTIVE_PROGRESSIVE)
            return DTL_STATUS_ONGOING;
        return state && g->aspect == DTL_ASPECT_NONE ? DTL_STATUS_ONGOING : DTL_STATUS_HAPPENED;
    case DTL_TML_INFINITIVE: return DTL_STATUS_POSSIBLE;
    case DTL_TENSE_NONE:
    case DTL_TML_PAST:
    case DTL_TML_PRESPART:
    case DTL_TML_PASTPART: break;
    }
    return DTL_STATUS_HAPPENED;
}

enum { REACH = 64 }; /* tokens either side of a noun that are looked at */

/*
 * Nearest verb mention of the clause: to the left, else to the right.  What comes after a temporal
 * preposition hangs on the finite verb: "agreed to share the catch after a meeting".
 */
static const dtl_mention *verb_of_clause(const dtl_story *s, const dtl_mention *m,
                                         uint16_t signal) {
    uint32_t prep = m->np == DTL_NONE ? DTL_NONE : s->nps.at[m->np].prep;
    bool placed = signal && prep != DTL_NONE && dtl_lattice_find(s->lattice, signal, prep);
    const dtl_clause *c = &s->clauses.at[m->clause];
    uint32_t lo = m->head > c->first + REACH ? m->head - REACH : c->first;
    uint32_t hi = c->end > m->head + REACH ? m->head + REACH : c->end;
    for (uint32_t t = m->head; t-- > lo;) {
        uint32_t v = s->mention_of[t];
        if (v != DTL_NONE && s->mentions.at[v].group != DTL_NONE &&
            !(placed && s->groups.at[s->mentions.at[v].group].infinitive))
            return &s->mentions.at[v];
    }
    for (uint32_t t = m->head + 1; t < hi; t++) {
        uint32_t v = s->mention_of[t];
        if (v != DTL_NONE && s->mentions.at[v].group != DTL_NONE)
            return &s->mentions.at[v];
    }
    return NULL;
}

static void judge_verb(dtl_story *s, dtl_mention *m) {
    const dtl_group *g = &s->groups.at[m->group];
    m->status = of_tense(s, m, g);
    if (g->infinitive && g->governor != DTL_NONE) {
        const dtl_group *gov = &s->groups.at[g->governor];
        uint32_t v = s->mention_of[gov->head];
        /* "began to rise" rose; "will try to rise" is no more real than the trying */
        if (v != DTL_NONE && (s->mentions.at[v].timeml_class == DTL_CLASS_ASPECTUAL ||
                              s->mentions.at[v].status > DTL_STATUS_ONGOING))
            m->status = s->mentions.at[v].status;
    }
    bool headline = s->doc->has_title && m->sentence == 0;
    if (headline && g->infinitive && g->governor == DTL_NONE && g->subject != DTL_NONE)
        m->status = DTL_STATUS_PLANNED; /* "Kenya to meet Norway" is to come */
    if (g->negated || (g->subject != DTL_NONE && s->nps.at[g->subject].negated))
        m->status = DTL_STATUS_DENIED; /* also "nobody met" */
    else if (s->clauses.at[m->clause].conditional)
        m->status = DTL_STATUS_POSSIBLE;
}

static void judge_noun(const dtl_story *s, dtl_mention *m, uint16_t signal) {
    bool state = m->type != UINT16_MAX && s->rules->types[m->type].state;
    m->status = DTL_STATUS_HAPPENED;
    const dtl_mention *v = verb_of_clause(s, m, signal);
    if (v) {
        if (v->status == DTL_STATUS_PLANNED || v->status == DTL_STATUS_POSSIBLE ||
            v->status == DTL_STATUS_CANCELLED)
            /* "the talks will show" says nothing against talks that are known already */
            m->status = m->definite ? DTL_STATUS_HAPPENED : v->status;
        else if (state && v->tense == DTL_TML_PRESENT)
            m->status = DTL_STATUS_ONGOING;
    }
    if (m->negated)
        m->status = DTL_STATUS_DENIED;
}

uint32_t dtl_event_argument(const dtl_story *s, const dtl_mention *m) {
    for (uint32_t i = 0; i < m->args.n; i++) {
        const dtl_filler *f = &m->args.at[i];
        uint32_t head = f->np != DTL_NONE ? s->nps.at[f->np].head : f->end - 1;
        uint32_t e = s->mention_of[head];
        if (e != DTL_NONE && &s->mentions.at[e] != m)
            return e;
    }
    return DTL_NONE;
}

/* Status rules: the capture that is an event node names the mention. */
static dtl_status run_rules(dtl_story *s) {
    dtl_candidates winners = {0};
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        const dtl_sentence *sn = &s->doc->sentences[i];
        winners.list.n = 0;
        dtl_status st = dtl_match_pass(s->lattice, DTL_PASS_STATUS, sn->first, sn->end, false,
                                       &winners, s->heard);
        if (st != DTL_OK)
            return st;
        for (uint32_t k = 0; k < winners.list.n; k++) {
            const dtl_candidate *c = winners.list.at[k];
            for (uint16_t x = 0; x < c->rule->ncaptures; x++) {
                if (c->rule->capture_class[x] != s->rules->cls[DTL_B_EVENT] ||
                    c->captures[x].end == c->captures[x].first)
                    continue;
                uint32_t e = s->mention_of[c->captures[x].end - 1];
                if (e == DTL_NONE)
                    continue;
                s->mentions.at[e].status = c->rule->status;
                s->mentions.at[e].status_rule = c->rule;
            }
        }
    }
    return DTL_OK;
}

/* What a rule says of "take" holds for the call that is taken. */
static void follow_carrier(dtl_story *s, dtl_mention *m) {
    if (m->group != DTL_NONE || m->status_rule || m->carrier == DTL_NONE)
        return;
    uint32_t v = s->mention_of[s->groups.at[m->carrier].head];
    if (v == DTL_NONE || !s->mentions.at[v].status_rule)
        return;
    m->status = s->mentions.at[v].status;
    m->status_rule = s->mentions.at[v].status_rule;
}

/* "Delayed twice, the trial opened": a participle does not judge what a finite past verb tells as
 * done. */
static bool done_after_all(const dtl_story *s, const dtl_mention *judge, const dtl_mention *event) {
    if (judge->group == DTL_NONE || s->groups.at[judge->group].finite || event->group != DTL_NONE)
        return false;
    const dtl_clause *c = &s->clauses.at[event->clause];
    for (uint32_t t = event->head + 1; t < c->end && t <= event->head + REACH; t++) {
        uint32_t v = s->mention_of[t];
        if (v != DTL_NONE && s->mentions.at[v].group != DTL_NONE)
            return &s->mentions.at[v] != judge && s->mentions.at[v].tense == DTL_TML_PAST &&
                   s->groups.at[s->mentions.at[v].group].finite;
    }
    return false;
}

dtl_status dtl_status_judge(dtl_story *s) {
    uint16_t signal = s->lexis->lists[DTL_L_TIME_SIGNAL];
    for (uint32_t i = 0; i < s->mentions.n; i++)
        if (s->mentions.at[i].group != DTL_NONE)
            judge_verb(s, &s->mentions.at[i]);
    for (uint32_t i = 0; i < s->mentions.n; i++)
        if (s->mentions.at[i].group == DTL_NONE)
            judge_noun(s, &s->mentions.at[i], signal);
    dtl_status st = run_rules(s);
    if (st != DTL_OK)
        return st;
    for (uint32_t i = 0; i < s->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[i];
        if (!m->rule || m->rule->status == DTL_STATUS_NONE || m->negated)
            continue;
        uint32_t e = dtl_event_argument(s, m);
        if (e == DTL_NONE)
            continue;
        if (done_after_all(s, m, &s->mentions.at[e]))
            continue;
        s->mentions.at[e].status = m->rule->status;
        s->mentions.at[e].status_rule = m->rule;
    }
    for (uint32_t i = 0; i < s->mentions.n; i++)
        follow_carrier(s, &s->mentions.at[i]);
    return DTL_OK;
}

/*
 * "Has fought the state since 1991": what began then goes on, unless the verb tells of a single act
 * ("has resigned").
 */
void dtl_status_goes_on(dtl_story *s) {
    for (uint32_t i = 0; i < s->mentions.n; i++) {
        dtl_mention *m = &s->mentions.at[i];
        bool lasts = m->type == UINT16_MAX || s->rules->types[m->type].state ||
                     s->rules->types[m->type].by_word;
        if (m->group != DTL_NONE && m->status == DTL_STATUS_HAPPENED && !m->status_rule && lasts &&
            m->tense == DTL_TML_PRESENT && m->aspect == DTL_ASPECT_PERFECTIVE &&
            m->time != DTL_NONE && m->time_relation == DTL_REL_STARTS)
            m->status = DTL_STATUS_ONGOING;
    }
}
