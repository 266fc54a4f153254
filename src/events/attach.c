/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which time dates which event.
 *
 * A time inside a noun phrase dates its head ("the 2022 Istanbul talks", "Monday's meeting").  Else
 * it dates the nearest verb to its left in the clause, or the first to its right when it opens the
 * clause; a typed noun between that verb and the time takes it when the verb is only its carrier
 * ("held talks in Vienna on Monday") or when the noun stands right before it ("talks in 2022").
 * The order follows measurements on the training corpora: a verb within three tokens of a time in
 * its clause is right in 80 to 96 of 100 related pairs, one further off in 73 to 90.
 * A noun event without a time of its own takes that of the carrier verb of its clause.
 *
 * The word before the time says how it bounds the event: since, until, by, after (lexicon
 * time_signal); without one the event lies within the time.
 */
#include "events/steps.h"
#include "events/syntax.h"
#include "text/tagger.h"

enum {
    REACH = 64 /* tokens either side of a time or noun that are looked at */
};

/* The node of class cls that ends right before `at`, of at most three tokens. */
static uint32_t node_before(const dtl_story *s, uint16_t cls, uint32_t at, uint32_t low) {
    for (uint32_t n = 3; cls && n > 0; n--) {
        if (at < low + n)
            continue;
        uint32_t node = dtl_lattice_find(s->lattice, cls, at - n);
        if (node && s->lattice->nodes.at[node].end == at)
            return node;
    }
    return 0;
}

static bool is_carrier(const dtl_mention *m) {
    return m->type == UINT16_MAX || m->timeml_class == DTL_CLASS_ASPECTUAL;
}

/* A verb that tells of something: its date is the telling's, not that of what is told. */
static bool tells(const dtl_mention *m) {
    return m->timeml_class == DTL_CLASS_REPORTING;
}

/*
 * "Two years ago, in September 2011, ...": of two times in apposition the one that lies within the
 * other says more.
 */
static uint32_t narrower(const dtl_story *s, uint32_t time) {
    if (time + 1 >= s->times->list.n)
        return time;
    const dtl_time_mention *t = &s->times->list.at[time], *next = t + 1;
    if (next->sentence != t->sentence || next->first > t->end + 3 || !t->bounded ||
        !next->bounded || next->timex.kind != DTL_TX_DATE || t->timex.kind != DTL_TX_DATE)
        return time;
    for (uint32_t k = t->end; k < next->first; k++) {
        unsigned pos = s->doc->tokens[k].pos;
        if (k == t->end ? pos != DTL_POS_COMMA : pos != DTL_POS_IN)
            return time;
    }
    bool within = next->first > t->end && next->timex.a.grain < t->timex.a.grain &&
                  next->bounds.start_min >= t->bounds.start_min &&
                  next->bounds.end_max <= t->bounds.end_max;
    return within ? time + 1 : time;
}

static void date(dtl_story *s, uint32_t m, uint32_t time, dtl_relation rel) {
    dtl_mention *e = &s->mentions.at[m];
    if (e->negated && rel == DTL_REL_ENDS)
        rel = DTL_REL_NONE; /* "did not return until March": returned then */
    const dtl_timex *x = &s->times->list.at[time].timex;
    if (rel == DTL_REL_STARTS && x->kind == DTL_TX_SPAN)
        rel = DTL_REL_NONE; /* "from 1955 to 1961" has its end */
    if (rel == DTL_REL_STARTS && e->group == DTL_NONE && e->type != UINT16_MAX &&
        !s->rules->types[e->type].state)
        return; /* "the seventh coup since 2020": counted from then, not begun */
    if (x->kind == DTL_TX_DURATION || x->kind == DTL_TX_SET) {
        if (x->kind == DTL_TX_DURATION && e->duration == DTL_NONE)
            e->duration = time;
        return;
    }
    if (e->time != DTL_NONE)
        return;
    e->time = narrower(s, time);
    e->time_relation = rel;
}

/*
 * "The strike began on 20 January": the time of an aspectual verb (lexicon aspect_signal) is that
 * of the beginning or end of what lasts.
 */
static dtl_relation through(const dtl_story *s, const dtl_mention *noun, const dtl_mention *verb,
                            uint16_t aspect, dtl_relation rel) {
    bool lasts = noun->type != UINT16_MAX && s->rules->types[noun->type].state;
    uint32_t node = aspect && lasts ? dtl_lattice_find(s->lattice, aspect, verb->head) : 0;
    const dtl_value *v = node ? dtl_node_stored(s->lattice, &s->lattice->nodes.at[node]) : NULL;
    return v ? (dtl_relation)v->i : rel;
}

/*
 * Head of the noun phrase that the time modifies, as a mention, or DTL_NONE.  The time belongs to a
 * phrase when it lies inside it, follows its determiner, or possesses it ("Monday's meeting").
 */
static uint32_t modified(const dtl_story *s, const dtl_time_mention *t, bool *ret_attributive) {
    uint32_t n = t->end, end = s->doc->sentences[t->sentence].end;
    bool inside = false;
    if (n < end && s->doc->tokens[n].pos == DTL_POS_POS) {
        n++;
        inside = true;
    }
    if (n < end && s->doc->tokens[n].pos == DTL_POS_HYPH)
        n++;
    if (n >= end || s->np_of[n] == DTL_NONE)
        return DTL_NONE;
    const dtl_np *p = &s->nps.at[s->np_of[n]];
    unsigned pos = s->doc->tokens[n].pos;
    if (pos == DTL_POS_DT || pos == DTL_POS_PRP || pos == DTL_POS_PRP_POSS || n > p->head)
        return DTL_NONE;
    unsigned before = t->first > s->doc->sentences[t->sentence].first
                          ? s->doc->tokens[t->first - 1].pos
                          : DTL_POS_NONE;
    inside = inside || p->first <= t->first || before == DTL_POS_DT || before == DTL_POS_PRP_POSS ||
             before == DTL_POS_POS;
    *ret_attributive = inside;
    return inside ? s->mention_of[p->head] : DTL_NONE;
}

/* "..., and in August Kenya withdrew": the time opens what follows, past a preposition or two. */
static bool opens(const dtl_story *s, const dtl_time_mention *t, uint32_t low) {
    uint32_t k = t->first;
    for (unsigned n = 0; n < 3 && k > low; n++) {
        unsigned pos = s->doc->tokens[k - 1].pos;
        if (pos == DTL_POS_COMMA || pos == DTL_POS_CC || pos == DTL_POS_COLON)
            return true;
        if (pos != DTL_POS_IN && pos != DTL_POS_RB && pos != DTL_POS_DT)
            return false;
        k--;
    }
    return k == low;
}

/* "on sharing the waters": a gerund after a preposition takes no date from a finite verb. */
static bool is_gerund(const dtl_story *s, uint32_t m) {
    const dtl_group *g = &s->groups.at[s->mentions.at[m].group];
    return g->tense == DTL_TML_PRESPART && !g->finite && g->first > 0 &&
           s->doc->tokens[g->first - 1].pos == DTL_POS_IN;
}

typedef struct around {
    uint32_t left_verb, left_noun, right_verb, any_noun; /* mentions */
    uint32_t gerund;                                     /* between the time and left_verb */
} around;

/* What stands around a time in [lo, hi); a verb after it only if it is of `clause` (DTL_NONE: any).
 */
static around look(const dtl_story *s, uint32_t lo, uint32_t hi, const dtl_time_mention *t,
                   uint32_t clause) {
    around a = {DTL_NONE, DTL_NONE, DTL_NONE, DTL_NONE, DTL_NONE};
    if (t->first > lo + REACH)
        lo = t->first - REACH;
    if (hi > t->end + REACH)
        hi = t->end + REACH;
    for (uint32_t k = t->first; k-- > lo;) {
        uint32_t m = s->mention_of[k];
        if (m == DTL_NONE)
            continue;
        if (s->mentions.at[m].group != DTL_NONE) {
            if (a.left_verb == DTL_NONE || !s->mentions.at[m].negated)
                a.left_verb = m;
            if (is_gerund(s, m)) {
                if (a.gerund == DTL_NONE)
                    a.gerund = m;
                continue;
            }
            break;
        }
        if (a.left_noun == DTL_NONE && s->mentions.at[m].type != UINT16_MAX)
            a.left_noun = m;
    }
    for (uint32_t k = t->end; k < hi && a.right_verb == DTL_NONE; k++) {
        uint32_t m = s->mention_of[k];
        if (m == DTL_NONE)
            continue;
        if (s->mentions.at[m].group != DTL_NONE) {
            if (clause == DTL_NONE || s->clause_of[k] == clause)
                a.right_verb = m;
        } else if (a.any_noun == DTL_NONE && s->mentions.at[m].type != UINT16_MAX)
            a.any_noun = m;
    }
    return a;
}

/* "on 6 May, when soldiers boarded the ship": what the clause behind a time tells of was then. */
static void date_relative(dtl_story *s, uint32_t index) {
    const dtl_time_mention *t = &s->times->list.at[index];
    uint32_t end = s->doc->sentences[t->sentence].end, k = t->end;
    if (k < end && s->doc->tokens[k].pos == DTL_POS_COMMA)
        k++;
    if (k >= end || !dtl_is_listed(s, DTL_L_TIME_RELATIVE, k))
        return;
    const dtl_clause *c = &s->clauses.at[s->clause_of[k]];
    if (c->opener != k || c->group == DTL_NONE)
        return;
    uint32_t m = s->mention_of[s->groups.at[c->group].head];
    if (m != DTL_NONE)
        date(s, m, index, DTL_REL_NONE);
}

/* "versus net income of $5.3 million, or $1.61 a share, a year earlier": no time of the report. */
static bool is_compared(const dtl_story *s, const dtl_time_mention *t, uint32_t low) {
    if (t->first > low + REACH)
        low = t->first - REACH;
    for (uint32_t k = t->first; k-- > low && s->group_of[k] == DTL_NONE;)
        if (dtl_is_listed(s, DTL_L_COMPARISON, k))
            return true;
    return false;
}

static void attach(dtl_story *s, uint32_t index, uint16_t signal, uint16_t aspect) {
    const dtl_time_mention *t = &s->times->list.at[index];
    const dtl_sentence *sn = &s->doc->sentences[t->sentence];
    dtl_relation rel = DTL_REL_NONE;
    uint32_t node = node_before(s, signal, t->first, sn->first);
    const dtl_value *said = node ? dtl_node_stored(s->lattice, &s->lattice->nodes.at[node]) : NULL;
    /* "for the first time since 1993"; and the date line dates the report, no event of it */
    if ((said && said->type == DTL_T_NONE) || dtl_in_date_line(s->doc, t->candidate))
        return;
    if (is_compared(s, t, sn->first))
        return;
    if (said)
        rel = (dtl_relation)said->i;
    bool attributive = false;
    uint32_t m = modified(s, t, &attributive);
    if (m != DTL_NONE)
        date(s, m, index, DTL_REL_NONE);
    if (m != DTL_NONE || attributive)
        return; /* "third-quarter profit" dates the profit, no event */
    const dtl_clause *c = &s->clauses.at[s->clause_of[t->first]];
    around a = look(s, c->first, c->end, t, s->clause_of[t->first]);
    if (a.left_verb == DTL_NONE && a.left_noun == DTL_NONE && a.right_verb == DTL_NONE) {
        a = look(s, sn->first, sn->end, t, DTL_NONE);
    }
    if (a.right_verb != DTL_NONE && opens(s, t, c->first)) {
        date(s, a.right_verb, index, rel);
        return;
    }
    if (a.left_noun != DTL_NONE) {
        uint32_t gap = t->first - s->mentions.at[a.left_noun].head;
        bool carried = a.left_verb == DTL_NONE || is_carrier(&s->mentions.at[a.left_verb]);
        bool told = a.left_verb != DTL_NONE && tells(&s->mentions.at[a.left_verb]);
        if (gap <= 2 || (carried && !told)) {
            date(s, a.left_noun, index,
                 a.left_verb == DTL_NONE ? rel
                                         : through(s, &s->mentions.at[a.left_noun],
                                                   &s->mentions.at[a.left_verb], aspect, rel));
            if (carried && !told && a.left_verb != DTL_NONE)
                date(s, a.left_verb, index, rel);
            return;
        }
    }
    /* "was found guilty in March of killing X in July": the finite verb has its date */
    if (a.gerund != DTL_NONE && a.left_verb != DTL_NONE && a.gerund != a.left_verb &&
        s->mentions.at[a.left_verb].time != DTL_NONE) {
        date(s, a.gerund, index, rel);
        return;
    }
    if (a.left_verb != DTL_NONE) {
        /* "will vote at a meeting on Monday" dates both */
        if (a.left_noun != DTL_NONE && !tells(&s->mentions.at[a.left_verb]) && rel == DTL_REL_NONE)
            date(s, a.left_noun, index, rel);
        date(s, a.left_verb, index, rel);
    } else if (a.right_verb != DTL_NONE)
        date(s, a.right_verb, index, rel);
    else if (a.left_noun != DTL_NONE)
        date(s, a.left_noun, index, rel);
    else if (a.any_noun != DTL_NONE)
        date(s, a.any_noun, index, rel);
}

/*
 * An event that a verb judges has that verb's time when it has none of its own: a meeting called
 * off on 16 May was one of that day; a visit put off until 12 June is planned for it.
 */
static void date_judged(dtl_story *s, uint32_t i) {
    const dtl_mention *judge = &s->mentions.at[i];
    if (!judge->rule || judge->rule->status == DTL_STATUS_NONE || judge->time == DTL_NONE)
        return;
    uint32_t e = dtl_event_argument(s, judge);
    if (e == DTL_NONE || s->mentions.at[e].time != DTL_NONE)
        return;
    s->mentions.at[e].time = judge->time;
}

/* "In 149 BC they landed and besieged the town": the time before the first verb holds for the
 * second. */
static void share(dtl_story *s, uint32_t i) {
    dtl_mention *m = &s->mentions.at[i];
    if (m->group == DTL_NONE || m->time != DTL_NONE || !s->groups.at[m->group].finite)
        return;
    uint32_t subject = dtl_subject_of(s, m->group);
    for (uint32_t k = i; k-- > 0 && i - k <= 4;) {
        const dtl_mention *v = &s->mentions.at[k];
        if (v->sentence != m->sentence)
            return;
        if (v->group == DTL_NONE || v->time == DTL_NONE)
            continue;
        bool fronted = s->times->list.at[v->time].end <= v->head;
        if (fronted && v->tense == m->tense && dtl_subject_of(s, v->group) == subject) {
            m->time = v->time;
            m->time_relation = v->time_relation;
        }
        return;
    }
}

/* The verb mention at a token, or DTL_NONE. */
static uint32_t verb_at(const dtl_story *s, uint32_t token) {
    uint32_t m = s->mention_of[token];
    return m != DTL_NONE && s->mentions.at[m].group != DTL_NONE ? m : DTL_NONE;
}

/* "announced for Friday": the day is that of what is announced (lexicon time_goal). */
static bool is_set_for(const dtl_story *s, const dtl_mention *v) {
    if (v->time == DTL_NONE)
        return false;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): what has a time has it from the list */
    uint32_t first = s->times->list.at[v->time].first;
    return first > 0 && dtl_is_listed(s, DTL_L_TIME_GOAL, first - 1);
}

/* "after", "before", "since": what stands behind is at another time than the verb. */
static bool is_bound(const dtl_story *s, uint32_t prep) {
    uint16_t signal = s->lexis->lists[DTL_L_TIME_SIGNAL];
    uint32_t node = prep == DTL_NONE || !signal ? 0 : dtl_lattice_find(s->lattice, signal, prep);
    const dtl_value *v = node ? dtl_node_stored(s->lattice, &s->lattice->nodes.at[node]) : NULL;
    return v && v->type != DTL_T_NONE &&
           ((dtl_relation)v->i == DTL_REL_AFTER || (dtl_relation)v->i == DTL_REL_BEFORE);
}

/*
 * A typed noun takes the time of the verb that carries it; once the judging verbs have had their
 * turn ("postponed until June") also that of a plan ("planned for May").
 */
static void inherit(dtl_story *s, uint32_t i, uint16_t aspect, bool judged) {
    dtl_mention *m = &s->mentions.at[i];
    if (m->group != DTL_NONE || m->time != DTL_NONE || m->type == UINT16_MAX)
        return;
    const dtl_clause *c = &s->clauses.at[m->clause];
    if (m->np != DTL_NONE && is_bound(s, s->nps.at[m->np].prep))
        return; /* "after the war it was renamed in 1948" */
    uint32_t lo = m->head > c->first + REACH ? m->head - REACH : c->first;
    uint32_t hi = c->end > m->head + REACH ? m->head + REACH : c->end;
    uint32_t verb = DTL_NONE;
    for (uint32_t k = m->head; k-- > lo && verb == DTL_NONE;)
        verb = verb_at(s, k);
    for (uint32_t k = m->head + 1; k < hi; k++) {
        uint32_t v = verb_at(s, k);
        if (v == DTL_NONE)
            continue;
        /* the verb that it is the subject of, before the one it follows */
        if (verb == DTL_NONE || dtl_subject_of(s, s->mentions.at[v].group) == m->np)
            verb = v;
        break;
    }
    if (verb == DTL_NONE)
        return;
    const dtl_mention *v = &s->mentions.at[verb];
    /* "a visit that had been planned for 1 May" */
    const dtl_group *g = &s->groups.at[v->group];
    bool set_for = is_set_for(s, v);
    bool meant = judged && (v->timeml_class == DTL_CLASS_I_STATE || set_for) &&
                 (g->passive || g->participle) && dtl_subject_of(s, v->group) == m->np;
    if (v->time == DTL_NONE || !(is_carrier(v) || meant) || (tells(v) && !set_for))
        return;
    m->time = v->time;
    m->time_relation = through(s, m, v, aspect, v->time_relation);
}

/* "Tomorrow he plans to meet the mayor": a day to come is that of what is wanted. */
static void hand_on(dtl_story *s, uint32_t i) {
    dtl_mention *m = &s->mentions.at[i];
    if (m->group == DTL_NONE || m->time != DTL_NONE || !s->groups.at[m->group].infinitive)
        return;
    uint32_t governor = s->groups.at[m->group].governor;
    uint32_t v = governor == DTL_NONE ? DTL_NONE : verb_at(s, s->groups.at[governor].head);
    int64_t start, end;
    if (v == DTL_NONE || s->mentions.at[v].time == DTL_NONE ||
        s->mentions.at[v].timeml_class != DTL_CLASS_I_STATE || !s->times->has_dct ||
        !dtl_date_interval(&s->times->dct, &start, &end))
        return;
    const dtl_time_mention *t = &s->times->list.at[s->mentions.at[v].time];
    if (!t->bounded || t->bounds.start_min < end)
        return;
    m->time = s->mentions.at[v].time;
    m->time_relation = s->mentions.at[v].time_relation;
    s->mentions.at[v].time = DTL_NONE;
}

/* What a rule reads off its own words (`time:`) dates the event before any time around it does. */
static dtl_status date_itself(dtl_story *s, dtl_mention *m) {
    dtl_value v = {0};
    if (!m->candidate || !m->rule->time || !dtl_candidate_time(m->candidate, &v))
        return DTL_OK;
    dtl_timex *own = DTL_NEW(s->arena, dtl_timex);
    if (!own)
        return DTL_E_NOMEM;
    *own = v.t;
    m->own = own;
    const dtl_time_mention *in = s->times ? dtl_times_at(s->times, m->head) : NULL;
    if (in) /* "1867-1934", which the text has them in */
        m->time = (uint32_t)(in - s->times->list.at);
    return DTL_OK;
}

dtl_status dtl_times_attach(dtl_story *s) {
    for (uint32_t i = 0; i < s->mentions.n; i++)
        if (s->mentions.at[i].rule && date_itself(s, &s->mentions.at[i]) != DTL_OK)
            return DTL_E_NOMEM;
    uint16_t signal = s->lexis->lists[DTL_L_TIME_SIGNAL];
    uint16_t aspect = s->lexis->lists[DTL_L_ASPECT_SIGNAL];
    for (uint32_t i = 0; s->times && i < s->times->list.n; i++)
        attach(s, i, signal, aspect);
    for (uint32_t i = 0; s->times && i < s->times->list.n; i++)
        date_relative(s, i);
    for (uint32_t i = 0; s->times && i < s->mentions.n; i++)
        hand_on(s, i);
    for (uint32_t i = 0; i < s->mentions.n; i++)
        share(s, i);
    for (uint32_t i = 0; i < s->mentions.n; i++)
        inherit(s, i, aspect, false);
    for (uint32_t i = 0; i < s->mentions.n; i++)
        date_judged(s, i);
    for (uint32_t i = 0; i < s->mentions.n; i++)
        inherit(s, i, aspect, true);
    return DTL_OK;
}
