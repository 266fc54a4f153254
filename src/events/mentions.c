/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event mentions: what the event rules find, and every other verb.
 *
 * Of the rules that match at one trigger the best in the conflict order whose required arguments
 * can be filled makes the mention; a rule whose requirement fails leaves the trigger to the next.
 * Verbs without a rule become mentions as well, since a tagger of TimeML events wants them and the
 * status of what depends on them ("hopes to meet") can only be read from them; they carry no type
 * and are no entries by themselves.  Of nouns and adjectives only those with a rule are mentions.
 *
 * A rule with `timeml` and without `event` says no more than that a word is an event and of which
 * TimeML class; it takes part in no timeline.  Its class, as that of any rule that makes no entry,
 * holds for a typed rule at the same head that has none of its own.  Such a noun counts only where
 * it heads its phrase and is no name
 * ("the sale", not "sale price").  A rule with `emit: none` says that a word is no event.
 */
#include "events/steps.h"
#include "events/syntax.h"
#include "text/tagger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CARRIER_REACH = 8, /* tokens between a verb and the noun it carries */
    MOVES_MAX = 64     /* choices over which another one is moved to its place */
};

static uint32_t head_of(const dtl_story *s, const dtl_candidate *c) {
    uint32_t noun = DTL_NONE;
    for (uint32_t t = c->mark_first; t < c->mark_end; t++) {
        uint32_t g = s->group_of[t];
        if (g != DTL_NONE && s->groups.at[g].head == t)
            return t;
        if (dtl_pos_is_noun(s->doc->tokens[t].pos))
            noun = t;
    }
    return noun != DTL_NONE ? noun : c->mark_end - 1;
}

static void set_syntax(dtl_story *s, dtl_mention *m) {
    const dtl_token *tok = &s->doc->tokens[m->head];
    m->sentence = tok->sentence;
    m->clause = s->clause_of[m->head];
    m->group = s->group_of[m->head];
    if (m->group != DTL_NONE && s->groups.at[m->group].head != m->head)
        m->group = DTL_NONE;
    m->np = m->group == DTL_NONE ? s->np_of[m->head] : DTL_NONE;
    m->carrier = DTL_NONE;
    for (uint32_t t = m->candidate ? m->candidate->first : 0;
         m->group == DTL_NONE && m->candidate && t < m->candidate->end; t++)
        if (s->group_of[t] != DTL_NONE && s->groups.at[s->group_of[t]].head == t)
            m->carrier = s->group_of[t];
    m->quoted = (tok->flags & DTL_TOK_QUOTED) != 0;
    m->modal = DTL_NONE;
    m->time = DTL_NONE;
    m->duration = DTL_NONE;
    m->event = DTL_NONE;
    m->type = m->rule ? m->rule->type : UINT16_MAX;
    if (m->group != DTL_NONE) {
        const dtl_group *g = &s->groups.at[m->group];
        m->tense = g->tense;
        m->aspect = g->aspect;
        m->negated = g->negated;
        m->modal = g->modal;
    }
    if (m->np != DTL_NONE) {
        const dtl_np *p = &s->nps.at[m->np];
        m->definite = p->definite;
        m->negated = p->negated;
    }
    m->named = m->rule && m->rule->named;
    if (m->rule)
        m->timeml_class = m->rule->event_class;
}

/* The conflict order of the matcher, without the span rule's leftmost tie: all share one head. */
static int by_rank(const void *pa, const void *pb) {
    const dtl_candidate *a = *(dtl_candidate *const *)pa, *b = *(dtl_candidate *const *)pb;
    uint32_t la = a->end - a->first, lb = b->end - b->first;
    if (a->rule->priority != b->rule->priority)
        return a->rule->priority > b->rule->priority ? -1 : 1;
    if (la != lb)
        return la > lb ? -1 : 1;
    if (a->rule->order != b->rule->order)
        return a->rule->order < b->rule->order ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

/* Says what TimeML calls a word, and nothing for a timeline. */
static bool annotates(const dtl_rule *r) {
    return r->emit == DTL_EMIT_EVENT && r->type == UINT16_MAX;
}

/* May lend its class to a typed rule at the same word. */
static bool gives_class(const dtl_rule *r) {
    return annotates(r) ||
           (r->emit == DTL_EMIT_EVENT && !r->entry && r->event_class != DTL_CLASS_OCCURRENCE);
}

static bool blocks(const dtl_rule *r) {
    return r->emit == DTL_EMIT_NONE;
}

/* A candidate that a guard refused never comes back; one that lost to another may. */
static bool eligible(const dtl_candidate *c) {
    return c->won || c->lost_to;
}

/*
 * Auxiliaries are no events whatever a rule says.  Nor, unless it makes an entry, is a participle
 * that only says how a thing is ("an estimated share": in no verb group), an adjective before its
 * noun, or a noun inside the name of somebody or of an organisation ("the Treaty Organization").
 * Where a rule makes no entry, a noun has to head its phrase and to be a common one ("the sale",
 * not "the sale price").
 */
static bool nameable(const dtl_story *s, const dtl_rule *r, uint32_t head) {
    uint32_t g = s->group_of[head];
    if (g != DTL_NONE)
        return s->groups.at[g].head == head || !(s->words[head] & (DTL_W_AUX | DTL_W_MODAL));
    uint32_t np = s->np_of[head], name = s->name_of[head];
    if (dtl_pos_is_adj(s->doc->tokens[head].pos))
        return np == DTL_NONE || s->nps.at[np].head <= head;
    if (!dtl_pos_is_noun(s->doc->tokens[head].pos))
        return r->entry || !dtl_pos_is_verb(s->doc->tokens[head].pos);
    if (annotates(r) || (!r->entry && !r->named))
        return np != DTL_NONE && s->nps.at[np].head == head && name == DTL_NONE;
    if (name == DTL_NONE || s->names.at[name].end == head + 1)
        return true;
    dtl_arg_kind kind = s->names.at[name].kind;
    return kind != DTL_KIND_ORG && kind != DTL_KIND_PERSON;
}

/* One provisional mention per trigger head: the candidates wait in `choices` for their arguments.
 */
typedef struct choice {
    uint32_t head;
    dtl_candidate *candidate;
} choice;
typedef DTL_VEC(choice) choices;

static int by_head(const void *pa, const void *pb) {
    const choice *a = pa, *b = pb;
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    return by_rank(&a->candidate, &b->candidate);
}

/* Moves the last choice to its place, which is near; false: not within MOVES_MAX. */
static bool insert(choices *cs) {
    choice c = cs->at[cs->n - 1];
    uint32_t i = cs->n - 1;
    for (; i > 0 && by_head(&cs->at[i - 1], &c) > 0; i--) {
        if (cs->n - 1 - i == MOVES_MAX) {
            cs->at[i] = c;
            return false;
        }
        cs->at[i] = cs->at[i - 1];
    }
    cs->at[i] = c;
    return true;
}

/* All choices, by head and rank.  Candidates come nearly in that order. */
static dtl_status collect(dtl_story *s, choices *out) {
    bool ordered = true;
    dtl_candidates winners = {0}, all = {0};
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        const dtl_sentence *sn = &s->doc->sentences[i];
        winners.list.n = all.list.n = 0;
        dtl_status st =
            dtl_match_pass(s->lattice, DTL_PASS_EVENT, sn->first, sn->end, false, &winners, &all);
        if (st != DTL_OK)
            return st;
        for (uint32_t k = 0; k < all.list.n; k++) {
            if (!eligible(all.list.at[k]))
                continue;
            choice c = {head_of(s, all.list.at[k]), all.list.at[k]};
            if (!nameable(s, c.candidate->rule, c.head))
                continue;
            if (!dtl_vec_push(s->arena, out, c))
                return DTL_E_NOMEM;
            ordered = ordered && insert(out);
        }
    }
    if (!ordered)
        qsort(out->at, out->n, sizeof *out->at, by_head);
    return DTL_OK;
}

/* The mention that choice k makes at head (k past the choices of head: none). */
static dtl_mention mention_of_choice(dtl_story *s, const choices *cs, uint32_t k, uint32_t head) {
    dtl_mention m = {.head = head, .first = head, .end = head + 1};
    if (k < cs->n && cs->at[k].head == head && !blocks(cs->at[k].candidate->rule)) {
        m.candidate = cs->at[k].candidate;
        m.rule = m.candidate->rule;
        m.first = m.candidate->mark_first;
        m.end = m.candidate->mark_end;
    }
    set_syntax(s, &m);
    if (m.timeml_class != DTL_CLASS_OCCURRENCE)
        return m;
    for (; k < cs->n && cs->at[k].head == head; k++)
        if (gives_class(cs->at[k].candidate->rule)) {
            m.timeml_class = cs->at[k].candidate->rule->event_class;
            break;
        }
    return m;
}

/* Is the head of a verb group an event?  A copula is none: its predicate is. */
static bool is_verb_event(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].upos != DTL_UPOS_AUX && !(s->words[t] & DTL_W_COPULA) &&
           (s->doc->tokens[t].flags & DTL_TOK_ALPHA);
}

/*
 * Mentions in text order: the first choice at each head, and every verb that has none.  Choices and
 * verb groups both come in the order of their heads.
 */
static dtl_status make_mentions(dtl_story *s, const choices *cs) {
    s->mentions.cap = s->groups.n + cs->n + 1;
    s->mentions.at = DTL_NEW_ARRAY(s->arena, s->mentions.cap, dtl_mention);
    if (!s->mentions.at)
        return DTL_E_NOMEM;
    uint32_t covered = 0; /* verbs inside a trigger ("return to work") are part of it */
    for (uint32_t k = 0, g = 0; k < cs->n || g < s->groups.n;) {
        uint32_t chosen = k < cs->n ? cs->at[k].head : DTL_NONE;
        uint32_t verb = g < s->groups.n ? s->groups.at[g].head : DTL_NONE;
        uint32_t t = chosen < verb ? chosen : verb, first = k;
        g += t == verb;
        while (k < cs->n && cs->at[k].head == t)
            k++;
        bool ruled = first < k;
        if (!ruled && (t < covered || !is_verb_event(s, t)))
            continue;
        /* words of a time are no event, unless a rule reads one off them: "(1867-1934)" */
        bool timed = s->times && (s->words[t] & DTL_W_TIME);
        if (timed && !(ruled && cs->at[first].candidate->rule->time))
            continue;
        if (ruled && blocks(cs->at[first].candidate->rule)) {
            if (!dtl_vec_push(s->arena, &s->blocked.list, cs->at[first].candidate))
                return DTL_E_NOMEM;
            continue;
        }
        if (ruled && cs->at[first].candidate->mark_end > covered)
            covered = cs->at[first].candidate->mark_end;
        s->mention_of[t] = s->mentions.n;
        if (!dtl_vec_push(s->arena, &s->mentions, mention_of_choice(s, cs, first, t)) ||
            !dtl_lattice_add(s->lattice, s->rules->cls[DTL_B_EVENT], t, t + 1, s->mentions.n - 1))
            return DTL_E_NOMEM;
    }
    return DTL_OK;
}

/* "held merger talks": a verb without a rule of its own carries the noun that is its object. */
static void find_carrier(const dtl_story *s, dtl_mention *m) {
    if (m->group != DTL_NONE || m->np == DTL_NONE || m->carrier != DTL_NONE ||
        m->type == UINT16_MAX)
        return;
    const dtl_clause *c = &s->clauses.at[m->clause];
    for (uint32_t t = m->head; t-- > c->first && m->head - t <= CARRIER_REACH;) {
        uint32_t v = s->mention_of[t];
        if (v == DTL_NONE || s->mentions.at[v].group == DTL_NONE)
            continue;
        if (s->mentions.at[v].type == UINT16_MAX &&
            dtl_object_of(s, s->mentions.at[v].group) == m->np)
            m->carrier = s->mentions.at[v].group;
        return;
    }
}

/* Fills arguments; falls back to the next choice at the same head when a requirement fails. */
static dtl_status fill_all(dtl_story *s, const choices *cs) {
    uint32_t k = 0;
    for (uint32_t i = 0; i < s->mentions.n; i++) {
        dtl_mention *m = &s->mentions.at[i];
        while (k < cs->n && cs->at[k].head < m->head)
            k++;
        for (uint32_t c = k; m->rule; c++) {
            bool complete = false;
            find_carrier(s, m);
            if (!dtl_fill_args(s, m, &complete))
                return DTL_E_NOMEM;
            if (complete)
                break;
            *m = mention_of_choice(s, cs, c + 1, m->head);
        }
    }
    return DTL_OK;
}

dtl_status dtl_events_find(dtl_story *s) {
    choices cs = {0};
    dtl_status st = collect(s, &cs);
    if (st == DTL_OK)
        st = make_mentions(s, &cs);
    if (st == DTL_OK)
        st = fill_all(s, &cs);
    if (st == DTL_OK)
        st = dtl_status_judge(s);
    if (st == DTL_OK)
        st = dtl_times_attach(s);
    if (st == DTL_OK)
        dtl_status_goes_on(s);
    if (st == DTL_OK)
        st = dtl_deeds_find(s);
    if (st == DTL_OK)
        st = dtl_coref(s);
    return st;
}
