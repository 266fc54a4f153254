/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syntax: runs the steps of the light grammar over a document, and answers questions about it.
 *
 * The answers were looked up when the sentence was read (syntax_args.c); the functions here only
 * read groups, phrases and clauses, within fixed windows.
 */
#include "events/syntax.h"
#include "text/tagger.h"

#include <string.h>

#define REACH 120u           /* tokens looked through for a phrase or a verb */
#define CHAIN_MAX 6u         /* links followed from verb to verb, clause to clause */
#define LINES_BEFORE_LEAD 6u /* headline apart: byline, place, date, caption */
#define STORY_SENTENCES 3u   /* fewer, from the lead on, are no story */

static bool passive(const dtl_group *g) {
    return g->passive || (g->participle && g->tense == DTL_TML_PASTPART);
}

/* ---- questions --------------------------------------------------------------------------------
 */

uint32_t dtl_subject_of(const dtl_story *s, uint32_t group) {
    return s->groups.at[group].subject;
}

uint32_t dtl_object_of(const dtl_story *s, uint32_t group) {
    return s->groups.at[group].object;
}

uint32_t dtl_agent_of(const dtl_story *s, uint32_t group) {
    return s->groups.at[group].agent;
}

uint32_t dtl_actor_of(const dtl_story *s, uint32_t group) {
    const dtl_group *g = &s->groups.at[group];
    return passive(g) ? g->agent : g->subject;
}

uint32_t dtl_undergoer_of(const dtl_story *s, uint32_t group) {
    const dtl_group *g = &s->groups.at[group];
    return passive(g) ? g->subject : g->object;
}

uint32_t dtl_np_actor(const dtl_story *s, uint32_t np) {
    const dtl_np *n = &s->nps.at[np];
    if (n->possessor != DTL_NONE && !s->nps.at[n->possessor].timed)
        return n->possessor;
    for (uint32_t k = np + 1; k < s->nps.n && k < np + 4; k++) {
        const dtl_np *m = &s->nps.at[k];
        if (m->sentence != n->sentence || m->clause != n->clause)
            break;
        if (m->prep != DTL_NONE && (s->words[m->prep] & DTL_W_AGENT) && !m->timed &&
            !m->possessive) {
            /* "the meeting and was succeeded by X": the phrase is that of a verb */
            for (uint32_t t = n->end; t < m->prep; t++)
                if (s->group_of[t] != DTL_NONE)
                    return DTL_NONE;
            return k;
        }
        if (m->prep == DTL_NONE && m->possessor == DTL_NONE && !m->possessive)
            break;
    }
    return DTL_NONE;
}

uint32_t dtl_np_undergoer(const dtl_story *s, uint32_t np) {
    return dtl_of_phrase(s, np);
}

static bool has_prep(const dtl_story *s, const dtl_np *n, const uint32_t *words, uint32_t count) {
    if (n->prep == DTL_NONE || n->timed)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (s->doc->tokens[n->prep].word == words[i])
            return true;
    return false;
}

uint32_t dtl_prep_np(const dtl_story *s, uint32_t from_token, uint32_t clause,
                     const uint32_t *words, uint32_t n) {
    const dtl_sentence *st = &s->doc->sentences[s->doc->tokens[from_token].sentence];
    uint32_t first = clause == DTL_NONE ? st->first : s->clauses.at[clause].first;
    uint32_t end = clause == DTL_NONE ? st->end : s->clauses.at[clause].end;
    for (uint32_t t = from_token; t < end && t < from_token + REACH; t++) {
        uint32_t np = s->np_of[t];
        if (np != DTL_NONE && s->nps.at[np].first >= from_token &&
            has_prep(s, &s->nps.at[np], words, n))
            return np;
    }
    for (uint32_t t = from_token; t > first && from_token - t < REACH; t--) {
        uint32_t np = s->np_of[t - 1];
        if (np != DTL_NONE && has_prep(s, &s->nps.at[np], words, n))
            return np;
    }
    return DTL_NONE;
}

/* ---- tense around a time ----------------------------------------------------------------------
 */

/* Tense of one group by itself; *ret_next is the group to ask instead, or DTL_NONE. */
static dtl_clause_tense own_tense(const dtl_story *s, uint32_t gi, uint32_t *ret_next) {
    const dtl_group *g = &s->groups.at[gi];
    *ret_next = DTL_NONE;
    if (g->modality == DTL_STATUS_PLANNED)
        return g->governor != DTL_NONE && s->groups.at[g->governor].tense == DTL_TML_PAST
                   ? DTL_TENSE_PAST
                   : DTL_TENSE_FUTURE;
    if (g->modal != DTL_NONE)
        return g->aspect == DTL_ASPECT_PERFECTIVE ? DTL_TENSE_PAST : DTL_TENSE_FUTURE;
    switch (g->tense) {
    case DTL_TML_PAST: return DTL_TENSE_PAST;
    case DTL_TML_FUTURE: return DTL_TENSE_FUTURE;
    case DTL_TML_PRESENT:
        return g->aspect == DTL_ASPECT_PERFECTIVE ? DTL_TENSE_PAST : DTL_TENSE_PRESENT;
    case DTL_TML_INFINITIVE: *ret_next = g->governor; break;
    case DTL_TML_PRESPART:
    case DTL_TENSE_NONE:
        if (s->clauses.at[g->clause].group != gi)
            *ret_next = s->clauses.at[g->clause].group;
        break;
    case DTL_TML_PASTPART: break;
    }
    return DTL_TENSE_UNKNOWN;
}

/* An infinitive lies ahead of its governor: "hopes to meet", "planned to meet". */
static dtl_clause_tense tense_of(const dtl_story *s, uint32_t gi) {
    bool ahead = false;
    for (unsigned depth = 0; depth < CHAIN_MAX && gi != DTL_NONE; depth++) {
        ahead = ahead || s->groups.at[gi].infinitive;
        dtl_clause_tense t = own_tense(s, gi, &gi);
        if (t != DTL_TENSE_UNKNOWN)
            return ahead && t == DTL_TENSE_PRESENT ? DTL_TENSE_FUTURE
                   : ahead && t == DTL_TENSE_PAST  ? DTL_TENSE_PROSPECTIVE
                                                   : t;
    }
    return DTL_TENSE_UNKNOWN;
}

dtl_clause_tense dtl_story_tense(const dtl_story *s, uint32_t first, uint32_t end) {
    if (first >= s->doc->ntokens || end <= first)
        return DTL_TENSE_UNKNOWN;
    uint32_t clause = s->clause_of[first];
    for (unsigned depth = 0; depth < CHAIN_MAX && clause != DTL_NONE; depth++) {
        const dtl_clause *c = &s->clauses.at[clause];
        /* the nearest group to the left in the clause, else the first to the right */
        for (uint32_t t = first, n = 0; t > c->first && n < REACH; t--, n++)
            if (s->group_of[t - 1] != DTL_NONE && s->clause_of[t - 1] == clause)
                return tense_of(s, s->group_of[t - 1]);
        for (uint32_t t = end, n = 0; t < c->end && n < REACH; t++, n++)
            if (s->group_of[t] != DTL_NONE && s->clause_of[t] == clause)
                return tense_of(s, s->group_of[t]);
        clause = c->parent;
    }
    return DTL_TENSE_UNKNOWN;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static uint32_t *none_array(dtl_arena *arena, uint32_t n) {
    uint32_t *a = DTL_NEW_ARRAY(arena, n + 1u, uint32_t);
    return a ? memset(a, 0xFF, (n + 1u) * sizeof *a) : NULL; /* DTL_NONE is all ones */
}

/* A line that ends without a full stop (byline, place, date) is no sentence of the story. */
static uint32_t lead_of(const dtl_document *d) {
    uint32_t body = d->has_title ? 1 : 0;
    for (uint32_t i = body; i < d->nsentences && i < body + LINES_BEFORE_LEAD; i++) {
        uint32_t last = d->sentences[i].end - 1;
        while (last > d->sentences[i].first && d->tokens[last].pos == DTL_POS_CLOSE_QUOTE)
            last--;
        if (d->tokens[last].pos == DTL_POS_PERIOD)
            return i;
    }
    return body;
}

bool dtl_is_story(const dtl_story *s) {
    return s->doc->nsentences >= s->lead + STORY_SENTENCES;
}

dtl_status dtl_syntax(dtl_story *s) {
    uint32_t n = s->doc->ntokens;
    if (!s->lexis)
        s->lexis = dtl_lexis_in(s->arena, s->rules);
    if (!s->lexis || !dtl_lexis_begin(s->lexis, s->doc->cache))
        return DTL_E_NOMEM;
    s->clause_of = none_array(s->arena, n);
    s->group_of = none_array(s->arena, n);
    s->np_of = none_array(s->arena, n);
    s->name_of = none_array(s->arena, n);
    s->mention_of = none_array(s->arena, n);
    if (!s->clause_of || !s->group_of || !s->np_of || !s->name_of || !s->mention_of)
        return DTL_E_NOMEM;
    /* what text usually needs, so that the lists need not grow by copying */
    s->nps.at = DTL_NEW_ARRAY(s->arena, n / 3u + 8u, dtl_np);
    s->nps.cap = s->nps.at ? n / 3u + 8u : 0;
    s->groups.at = DTL_NEW_ARRAY(s->arena, n / 7u + 8u, dtl_group);
    s->groups.cap = s->groups.at ? n / 7u + 8u : 0;
    if (!s->nps.at || !s->groups.at)
        return DTL_E_NOMEM;
    s->lead = lead_of(s->doc);
    dtl_status st = dtl_words(s);
    if (st == DTL_OK && !dtl_spellings_gather(s))
        st = DTL_E_NOMEM;
    const uint32_t *suspect = s->suspects;
    for (uint32_t i = 0; st == DTL_OK && i < s->doc->nsentences; i++) {
        uint32_t groups = s->groups.n;
        uint32_t nps = s->nps.n;
        dtl_tags_repair(s, i, &suspect);
        st = dtl_groups_find(s, i);
        if (st == DTL_OK)
            st = dtl_phrases_find(s, i);
        if (st != DTL_OK)
            break;
        dtl_groups_promote(s, i, groups);
        st = dtl_clauses_find(s, i, groups);
        if (st != DTL_OK)
            break;
        dtl_phrases_link(s, nps, s->nps.n);
        dtl_arguments_find(s, i, groups, s->groups.n, nps, s->nps.n);
    }
    return st;
}
