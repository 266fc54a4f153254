/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clause_links: what a clause needs to know of the words around its conjunction or pronoun.
 *
 * Whether a finite verb follows (a preposition and a conjunction often look alike), where a
 * relative clause starts ("many of whom", "in which"), and which phrase it describes: the nearest
 * one, unless agreement, a pronoun for people or the kind of verb speaks for the phrase before it.
 */
#include "events/syntax.h"
#include "text/tagger.h"

#define LOOK_AHEAD 30u /* tokens in which a conjunction must find its finite verb */

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

static bool quote_mark(unsigned p) {
    return p == DTL_POS_OPEN_QUOTE || p == DTL_POS_CLOSE_QUOTE;
}

bool dtl_finite_at(const dtl_story *s, uint32_t t) {
    uint32_t g = s->group_of[t];
    return g != DTL_NONE && s->groups.at[g].first == t && s->groups.at[g].finite;
}

/*
 * Does a finite verb follow before the clause can end?  With `subject` set it must be that of the
 * phrase right after t: a second free phrase means that the first is the object of a preposition.
 */
bool dtl_finite_follows(const dtl_story *s, uint32_t t, uint32_t end, bool subject) {
    uint32_t limit = t + LOOK_AHEAD < end ? t + LOOK_AHEAD : end;
    uint32_t free_nps = 0;
    uint32_t last_end = t;
    for (uint32_t k = t; k < limit; k++) {
        if (dtl_finite_at(s, k)) {
            /* "after the accident and returned": a second verb of the clause before */
            bool joined = subject && k > t && pos_at(s, k - 1) == DTL_POS_CC;
            return !joined && (!subject || free_nps > 0 || k == t);
        }
        unsigned p = pos_at(s, k);
        /* "after the operator, X, refused": over an apposition */
        if (p == DTL_POS_COMMA && subject && free_nps == 1 && k + 2 < limit &&
            s->np_of[k + 1] != DTL_NONE) {
            uint32_t e = s->nps.at[s->np_of[k + 1]].end;
            if (e + 1 < limit && pos_at(s, e) == DTL_POS_COMMA && dtl_finite_at(s, e + 1))
                return true;
        }
        if (p == DTL_POS_COMMA || p == DTL_POS_COLON || p == DTL_POS_PERIOD)
            return false;
        if (subject && (p == DTL_POS_WDT || p == DTL_POS_WP || p == DTL_POS_WRB))
            return false;
        uint32_t np = s->np_of[k];
        if (np == DTL_NONE || s->nps.at[np].first != k)
            continue;
        const dtl_np *n = &s->nps.at[np];
        if (n->possessive || (n->timed && free_nps > 0)) {
            last_end = n->end;
            continue;
        }
        bool prepped = n->prep != DTL_NONE && n->prep >= t;
        bool owned = n->possessor != DTL_NONE;
        if (!prepped && owned)
            free_nps++;
        if (!prepped && !owned && ++free_nps > 1 && last_end == k && subject)
            return false;
        if (!prepped && n->timed && free_nps == 1 && subject)
            return false;
        last_end = n->end;
    }
    return false;
}

/* The phrase that ends before token t, over commas and quotes: antecedent of a relative clause. */
static uint32_t phrase_before(const dtl_story *s, uint32_t t, uint32_t low) {
    while (t > low && (pos_at(s, t - 1) == DTL_POS_COMMA || quote_mark(pos_at(s, t - 1)) ||
                       pos_at(s, t - 1) == DTL_POS_COLON))
        t--;
    /* skip time phrases and -of-them- quantifiers have their own phrase: take the first real one */
    while (t > low) {
        uint32_t np = s->np_of[t - 1];
        if (np == DTL_NONE)
            return DTL_NONE;
        if (!s->nps.at[np].timed || s->nps.at[np].first <= low)
            return np;
        t = s->nps.at[np].first;
        if (s->nps.at[np].prep != DTL_NONE)
            t = s->nps.at[np].prep;
    }
    return DTL_NONE;
}

/* Does the phrase mean something that happens, rather than somebody, a place or an amount? */
static bool happening(const dtl_story *s, uint32_t np) {
    if (dtl_pos_is_proper(pos_at(s, s->nps.at[np].head)))
        return false;
    switch (dtl_noun_file(s, s->nps.at[np].head)) {
    case DTL_LEX_NOUN_ACT:
    case DTL_LEX_NOUN_EVENT:
    case DTL_LEX_NOUN_COMMUNICATION:
    case DTL_LEX_NOUN_PROCESS:
    case DTL_LEX_NOUN_GROUP:
    case DTL_LEX_NOUN_STATE: return true;
    default: return false;
    }
}

/* "the leader of the union, who": a pronoun for people looks past a thing to the phrase before. */
uint32_t dtl_antecedent(const dtl_story *s, uint32_t first, uint32_t wh, uint32_t low) {
    uint32_t np = phrase_before(s, first, low);
    if (np == DTL_NONE)
        return np;
    uint32_t prep = s->nps.at[np].prep;
    bool person = pos_at(s, wh) == DTL_POS_WP;
    /* "Kim Lee, 42, of Hamilton, who": where somebody is from stands between commas */
    if (person && prep != DTL_NONE && prep > low + 1 && (s->words[prep] & DTL_W_GENITIVE) &&
        pos_at(s, prep - 1) == DTL_POS_COMMA) {
        uint32_t whose = phrase_before(s, prep, low);
        if (whose != DTL_NONE && pos_at(s, s->nps.at[whose].head) == DTL_POS_CD)
            whose = phrase_before(s, s->nps.at[whose].first, low);
        if (whose != DTL_NONE && dtl_np_animate(s, whose))
            return whose;
    }
    uint32_t left = prep != DTL_NONE && prep > low ? s->np_of[prep - 1] : DTL_NONE;
    if (left == DTL_NONE || s->nps.at[left].end != prep)
        return np;
    bool place = dtl_listed(s, DTL_L_PLACE, s->nps.at[np].first) == s->nps.at[np].end;
    if (person && (place || !dtl_np_animate(s, np)) && dtl_np_animate(s, left))
        return left;
    /* "guarantees for X, which have": the verb after the pronoun agrees with its antecedent */
    uint32_t v = wh + 1;
    while (v < s->doc->ntokens && dtl_pos_is_adv(pos_at(s, v)))
        v++;
    bool listed = v < s->doc->ntokens && first > 0 && s->nps.at[np].first > low &&
                  pos_at(s, s->nps.at[np].first - 1) == DTL_POS_CC;
    if (v < s->doc->ntokens && dtl_finite_at(s, v) && !listed) {
        unsigned p = pos_at(s, v);
        bool plural = s->nps.at[np].plural;
        if ((p == DTL_POS_VBP && !plural && s->nps.at[left].plural) ||
            (p == DTL_POS_VBZ && plural && !s->nps.at[left].plural))
            return left;
        /* "a strike by drivers, which was announced": an event, not who or where it was */
        const dtl_group *g = &s->groups.at[s->group_of[v]];
        bool proper = dtl_pos_is_proper(pos_at(s, s->nps.at[np].head));
        if (pos_at(s, wh) == DTL_POS_WDT && !g->copular && (!proper || g->passive) &&
            !happening(s, np) && happening(s, left))
            return left;
    }
    return np;
}

/* Where a relative clause with pronoun at wh starts: "in which", "many of whom", "most of which".
 */
uint32_t dtl_relative_start(const dtl_story *s, uint32_t wh, uint32_t low) {
    uint32_t t = wh;
    if (t > low && (pos_at(s, t - 1) == DTL_POS_IN || pos_at(s, t - 1) == DTL_POS_TO)) {
        t--;
        if (t > low && (s->words[t] & DTL_W_GENITIVE)) {
            uint32_t np = s->np_of[t - 1];
            if (np != DTL_NONE && s->nps.at[np].end == t && s->nps.at[np].first > low &&
                pos_at(s, s->nps.at[np].first - 1) == DTL_POS_COMMA)
                t = s->nps.at[np].first;
            else if (pos_at(s, t - 1) == DTL_POS_JJS || pos_at(s, t - 1) == DTL_POS_JJ ||
                     pos_at(s, t - 1) == DTL_POS_DT || pos_at(s, t - 1) == DTL_POS_CD)
                t--;
        }
    }
    return t;
}

/* ---- after a reading ---- */

static bool after_comma(const dtl_story *s, uint32_t t, uint32_t low) {
    return t > low && pos_at(s, t - 1) == DTL_POS_COMMA;
}

/* First participle of clause c, before group `before`, that can be its verb: a phrase precedes it.
 */
static uint32_t verb_candidate(const dtl_story *s, uint32_t ci, uint32_t first_group,
                               uint32_t before) {
    const dtl_clause *c = &s->clauses.at[ci];
    for (uint32_t i = first_group; i < before; i++) {
        const dtl_group *g = &s->groups.at[i];
        if (s->clause_of[g->first] != ci)
            continue;
        if (g->finite)
            return DTL_NONE;
        if (!dtl_group_lone_participle(s, i)) {
            if (g->infinitive || g->participle)
                continue;
            return DTL_NONE;
        }
        /* a free phrase must stand before it in the clause */
        for (uint32_t t = g->first; t > c->first; t--) {
            uint32_t np = s->np_of[t - 1];
            if (np == DTL_NONE || s->clause_of[t - 1] != ci)
                continue;
            const dtl_np *n = &s->nps.at[np];
            if (n->prep == DTL_NONE && !n->timed && !n->possessive)
                return i;
        }
        if (c->relative && c->antecedent != DTL_NONE)
            return i;
    }
    return DTL_NONE;
}

/* "X, which says that they lost it, recalled": the verb of clause ci after what interrupts it. */
static uint32_t resumed(const dtl_story *s, uint32_t sentence, uint32_t ci, uint32_t first_group) {
    uint32_t low = s->doc->sentences[sentence].first;
    const dtl_clause *c = &s->clauses.at[ci];
    bool subject = false;
    for (uint32_t t = c->first; t < c->end && !subject; t++) {
        uint32_t np = s->clause_of[t] == ci ? s->np_of[t] : DTL_NONE;
        subject = np != DTL_NONE && s->nps.at[np].prep == DTL_NONE && !s->nps.at[np].timed &&
                  !s->nps.at[np].possessive;
    }
    for (uint32_t i = first_group; subject && i < s->groups.n; i++) {
        const dtl_group *g = &s->groups.at[i];
        if (dtl_group_lone_participle(s, i) && g->first > c->first &&
            after_comma(s, g->first, low) && s->clause_of[g->first] != ci)
            return i;
    }
    return DTL_NONE;
}

/*
 * A clause without a finite verb, or one whose verb is only a conjunct ("... resumed on Thursday,
 * and went on"), has a participle that is none.  True when a group was changed.
 */
bool dtl_clauses_repair(dtl_story *s, uint32_t sentence, uint32_t first_clause,
                        uint32_t first_group) {
    uint32_t low = s->doc->sentences[sentence].first;
    for (uint32_t ci = first_clause; ci < s->clauses.n; ci++) {
        const dtl_clause *c = &s->clauses.at[ci];
        uint32_t before = s->groups.n;
        if (c->group != DTL_NONE && c->parent != DTL_NONE &&
            s->clauses.at[c->parent].group == DTL_NONE && !c->quote) {
            /* "that the army destroyed will be rebuilt": two verbs, one of them the parent's */
            before = c->group;
        } else if (c->group != DTL_NONE) {
            uint32_t t = s->groups.at[c->group].first;
            while (t > low && dtl_pos_is_adv(pos_at(s, t - 1)))
                t--;
            if (t == low || pos_at(s, t - 1) != DTL_POS_CC || t - 1 <= c->first)
                continue;
            before = c->group;
        }
        uint32_t g = verb_candidate(s, ci, first_group, before);
        /* a title without verb stays one: "Former chief found guilty" is past all the same */
        if (g == DTL_NONE && c->group == DTL_NONE && !c->quote)
            g = resumed(s, sentence, ci, first_group);
        if (g != DTL_NONE) {
            dtl_group_make_past(s, g);
            return true;
        }
    }
    return false;
}
