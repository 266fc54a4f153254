/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deeds: what happened on a date that no typed event explains.
 *
 * A taxonomy never names everything that people do, and a date that a writer gives is seldom idle:
 * a verb dated in its own clause, told as done or as planned, with a party that does it, is worth
 * an entry even if no rule knows the verb ("Iceland raised its quota in 2009").  The rules that say
 * so are marked `fallback` and are asked here, after every other rule has had its turn and the
 * times are attached: not where a typed event has that date already, and not a verb
 * that only carries an event noun ("held talks").
 *
 * The verb of a news story's lead needs no date: a writer begins with what is new.
 *
 * Where every event is asked for (story.all), every verb that is told gets its turn.
 *
 * Verbs that tell, think, see or describe a state date something else than a deed (their TimeML
 * class says so) and stay what they are.
 */
#include "events/steps.h"
#include "events/syntax.h"
#include "text/tagger.h"

#include <string.h>

enum {
    IN_LEAD = 32,      /* mentions either side that may tell the news of a lead */
    AROUND = 8,        /* mentions either side that may explain the date */
    GOVERNOR_REACH = 3 /* tokens between a verb and the one that begins it */
};

static bool is_typed(const dtl_mention *m) {
    return m->type != UINT16_MAX && m->rule && m->rule->entry;
}

static bool is_event_noun(const dtl_story *s, uint32_t np) {
    if (np == DTL_NONE)
        return false;
    uint32_t m = s->mention_of[s->nps.at[np].head];
    return m != DTL_NONE && is_typed(&s->mentions.at[m]);
}

/* A finite verb, or one that goes on or begins in a finite one: "began filling the lake". */
static bool is_told(const dtl_story *s, const dtl_mention *m, const dtl_group *g) {
    if (g->finite)
        return true;
    if (m->status == DTL_STATUS_PLANNED && m->status_rule && g->infinitive)
        return true; /* "both are due to fly on Friday" */
    uint32_t before = g->first ? s->mention_of[g->first - 1] : DTL_NONE;
    if (g->tense == DTL_TML_PRESPART && before != DTL_NONE) { /* "began digging" */
        const dtl_mention *b = &s->mentions.at[before];
        return b->timeml_class == DTL_CLASS_ASPECTUAL && b->group != DTL_NONE &&
               s->groups.at[b->group].finite;
    }
    uint32_t v = g->governor == DTL_NONE ? DTL_NONE : s->mention_of[s->groups.at[g->governor].head];
    return v != DTL_NONE && s->mentions.at[v].timeml_class == DTL_CLASS_ASPECTUAL &&
           s->groups.at[g->governor].finite;
}

/*
 * A type without salience only says how the verb lies to other events: "refused", "began".  It
 * hides no deed, unless it judges an event: "Farmers blocked the road", but not "the vote".
 */
static bool for_annotations(const dtl_story *s, const dtl_mention *m) {
    return s->rules->types[m->type].salience <= 0 &&
           (m->rule->status == DTL_STATUS_NONE || dtl_event_argument(s, m) == DTL_NONE);
}

/* "Teams were searching on Monday": what was going on when something else happened. */
static bool sets_scene(const dtl_mention *m) {
    return m->tense == DTL_TML_PAST && m->aspect == DTL_ASPECT_PROGRESSIVE;
}

/* "The firm said that it has sold its yard": the clause is what somebody says. */
static bool is_told_of(const dtl_story *s, const dtl_clause *c) {
    uint32_t g = c->parent == DTL_NONE ? DTL_NONE : s->clauses.at[c->parent].group;
    uint32_t m = g == DTL_NONE ? DTL_NONE : s->mention_of[s->groups.at[g].head];
    return m != DTL_NONE && s->mentions.at[m].timeml_class == DTL_CLASS_REPORTING &&
           s->mentions.at[m].status == DTL_STATUS_HAPPENED && !c->conditional;
}

/*
 * The verb of the first sentence of a news story says what is new, with or without a day.  What the
 * sentence has a typed event for is told by that one.
 */
static bool is_news(const dtl_story *s, uint32_t i) {
    const dtl_mention *m = &s->mentions.at[i];
    if (m->sentence != s->lead || !dtl_is_story(s) || s->times->domain != DTL_DOMAIN_NEWS ||
        !s->times->has_dct || m->time != DTL_NONE || m->quoted || m->negated ||
        m->status != DTL_STATUS_HAPPENED)
        return false;
    const dtl_clause *c = &s->clauses.at[m->clause];
    const dtl_group *g = &s->groups.at[m->group];
    unsigned file = dtl_verb_file(s, g->head); /* "has learned that" is no news yet */
    bool inserted = s->doc->tokens[g->first - (g->first > 0)].pos == DTL_POS_COMMA;
    if (c->group != m->group || c->relative || c->quote || (c->subordinate && !is_told_of(s, c)) ||
        inserted || !g->finite || g->copular ||
        (m->timeml_class != DTL_CLASS_OCCURRENCE && m->timeml_class != DTL_CLASS_I_ACTION) ||
        file == DTL_LEX_VERB_COGNITION || file == DTL_LEX_VERB_PERCEPTION)
        return false;
    uint32_t lo = i > IN_LEAD ? i - IN_LEAD : 0;
    for (uint32_t k = lo; k < s->mentions.n && k <= i + IN_LEAD; k++) {
        const dtl_mention *x = &s->mentions.at[k];
        bool fact = x->status == DTL_STATUS_HAPPENED || x->status == DTL_STATUS_ONGOING;
        if (x->sentence == m->sentence && is_typed(x) && fact)
            return false;
    }
    return true;
}

static bool is_deed(const dtl_story *s, uint32_t i) {
    const dtl_mention *m = &s->mentions.at[i];
    if (m->group == DTL_NONE || (m->type != UINT16_MAX && !for_annotations(s, m)))
        return false;
    if (s->all)
        return is_told(s, m, &s->groups.at[m->group]) && !s->groups.at[m->group].copular;
    if (is_news(s, i))
        return true;
    if (m->time == DTL_NONE || m->negated || m->quoted || sets_scene(m))
        return false;
    if (m->timeml_class != DTL_CLASS_OCCURRENCE && m->timeml_class != DTL_CLASS_ASPECTUAL &&
        m->timeml_class != DTL_CLASS_I_ACTION)
        return false;
    if (m->status == DTL_STATUS_POSSIBLE || m->status == DTL_STATUS_DENIED)
        return false;
    const dtl_time_mention *t = &s->times->list.at[m->time];
    if (t->sentence != m->sentence ||
        (t->timex.kind != DTL_TX_DATE && t->timex.kind != DTL_TX_SPAN))
        return false;
    const dtl_group *g = &s->groups.at[m->group];
    if (!is_told(s, m, g) || is_event_noun(s, dtl_subject_of(s, m->group)) ||
        is_event_noun(s, dtl_object_of(s, m->group)))
        return false;
    /* "it began in 2009, when Iceland raised its quota": beginning says least */
    const dtl_clause *c = &s->clauses.at[m->clause];
    bool behind = c->opener != DTL_NONE && t->end <= c->opener;
    uint32_t lo = i > AROUND ? i - AROUND : 0;
    for (uint32_t k = lo; k < s->mentions.n && k <= i + AROUND; k++) {
        const dtl_mention *x = &s->mentions.at[k];
        if (k != i && is_typed(x) && x->time == m->time &&
            !(behind && x->timeml_class == DTL_CLASS_ASPECTUAL))
            return false;
    }
    return true;
}

/* The first fallback rule, in the order of their ids, that matches at the verb and is complete. */
static bool fall_back(dtl_story *s, dtl_mention *m) {
    const dtl_sentence *sn = &s->doc->sentences[m->sentence];
    for (uint32_t k = 0; k < s->lexis->nfallbacks; k++) {
        const dtl_rule *rule = s->lexis->fallbacks[k];
        uint32_t end = 0;
        for (uint16_t a = 0; a < rule->nmatch && end <= m->head; a++)
            end = dtl_match_at(s->lattice, rule->match[a], m->head, sn->first, sn->end, NULL);
        if (end <= m->head)
            continue;
        dtl_mention was = *m;
        if (end > m->end)
            m->end = end; /* "took over" */
        m->rule = rule;
        m->type = rule->type;
        memset(&m->args, 0, sizeof m->args); /* those of a rule for the annotations */
        bool complete = false;
        if (!dtl_fill_args(s, m, &complete))
            return false;
        if (complete) {
            /* "began to fill" names the deed better than "fill" */
            uint32_t governor = s->groups.at[m->group].governor;
            uint32_t first = governor == DTL_NONE ? m->first : s->groups.at[governor].head;
            bool says = governor != DTL_NONE && !s->groups.at[governor].copular;
            if (says && first < m->first && m->first - first <= GOVERNOR_REACH)
                m->first = first;
            return true;
        }
        *m = was;
    }
    return true;
}

dtl_status dtl_deeds_find(dtl_story *s) {
    for (uint32_t i = 0; s->times && i < s->mentions.n; i++)
        if (is_deed(s, i) && !fall_back(s, &s->mentions.at[i]))
            return DTL_E_NOMEM;
    return DTL_OK;
}
