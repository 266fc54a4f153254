/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arguments of an event: each role of a rule lists where its filler may come from, and the first
 * source that finds something fills it.
 *
 * Sources are grammatical (actor, undergoer, prep(in at) ...) or a pattern searched beside the
 * trigger.  A phrase that is found brings its conjuncts along ("the UK and France"), and each
 * phrase becomes one filler: an entity when it names one, else its words.
 */
#include "events/steps.h"
#include "events/syntax.h"
#include "text/tagger.h"

#include <string.h>

enum {
    FILLERS_USUAL = 3,
    OF_MAX = 3, /* of-phrases of an amount */
    FILLERS_MAX = 24,
    MODIFIER_REACH = 4,
    REACH = 64
};

static bool entity_fits(const dtl_story *s, uint32_t entity, dtl_arg_kind kind) {
    if (kind == DTL_KIND_ANY)
        return true;
    if (entity == DTL_NONE)
        return false;
    const dtl_entity *e = &s->entities.at[entity];
    switch (kind) {
    case DTL_KIND_PERSON:
    case DTL_KIND_ORG:
    case DTL_KIND_PLACE: return e->kind == kind;
    case DTL_KIND_PARTY:
        return e->kind == DTL_KIND_PERSON || e->kind == DTL_KIND_ORG || e->kind == DTL_KIND_PLACE;
    case DTL_KIND_NAME: return true;
    case DTL_KIND_ANY:
    case DTL_KIND_EVENT: break;
    }
    return false;
}

static bool kind_fits(const dtl_story *s, uint32_t np, dtl_arg_kind kind) {
    if (kind == DTL_KIND_EVENT)
        return s->mention_of[s->nps.at[np].head] != DTL_NONE;
    return entity_fits(s, dtl_np_entity(s, np), kind);
}

static bool add(dtl_story *s, dtl_mention *m, const dtl_arg *arg, uint32_t entity, uint32_t np,
                uint32_t first, uint32_t end) {
    if (m->args.n >= FILLERS_MAX)
        return true;
    for (uint32_t i = 0; i < m->args.n; i++) {
        const dtl_filler *f = &m->args.at[i];
        /* a place is not a party to what happens in it */
        if (entity != DTL_NONE && f->entity == entity && arg->slot == DTL_ROLE_WHO)
            return true;
        if (f->slot == arg->slot &&
            ((entity != DTL_NONE && f->entity == entity) || (np != DTL_NONE && f->np == np)))
            return true;
    }
    dtl_filler f = {arg->role, arg->slot, entity, first, end, np};
    if (m->args.cap == 0) {
        m->args.at = DTL_NEW_ARRAY(s->arena, FILLERS_USUAL, dtl_filler);
        m->args.cap = m->args.at ? FILLERS_USUAL : 0;
    }
    return dtl_vec_push(s->arena, &m->args, f);
}

/* "Starmer and Ukraine's allies": a conjunct that is a possessor stands for what it possesses. */
static uint32_t possessed(const dtl_story *s, uint32_t np) {
    for (uint32_t k = np + 1; k < s->nps.n && k <= np + 2; k++)
        if (s->nps.at[k].possessor == np)
            return k;
    return np;
}

/* "Tens of thousands of people", "the mayors of Graz and Linz": an amount, a role and a body are
 * named with what they are of. */
static uint32_t whole_end(const dtl_story *s, uint32_t np) {
    uint32_t end = s->nps.at[np].end;
    for (unsigned n = 0; n < OF_MAX; n++) {
        uint32_t head = s->nps.at[np].head;
        unsigned file = dtl_noun_file(s, head);
        bool partial = s->doc->tokens[head].pos == DTL_POS_CD || file == DTL_LEX_NOUN_QUANTITY ||
                       file == DTL_LEX_NOUN_PERSON || (s->words[head] & DTL_W_ROLE) ||
                       dtl_is_listed(s, DTL_L_ORG_NOUN, head);
        uint32_t of = partial ? dtl_of_phrase(s, np) : DTL_NONE;
        if (of == DTL_NONE || s->nps.at[of].end <= end)
            break;
        for (unsigned k = 0; s->nps.at[of].next != DTL_NONE && k < OF_MAX; k++)
            of = s->nps.at[of].next;
        np = of;
        end = s->nps.at[of].end;
    }
    return end;
}

/*
 * "The ministry said it would decide", "Officials said they had": a pronoun that stands for no name
 * and begins what somebody says is who says it.
 */
static uint32_t speaker_of(const dtl_story *s, uint32_t np) {
    const dtl_np *p = &s->nps.at[np];
    uint32_t w = s->words[p->head];
    if (!p->pronoun || p->possessive || dtl_np_entity(s, np) != DTL_NONE ||
        !(w & (DTL_W_THING | DTL_W_SEVERAL)))
        return np;
    uint32_t parent = s->clauses.at[p->clause].parent;
    uint32_t g = parent == DTL_NONE || s->clauses.at[p->clause].relative
                     ? DTL_NONE
                     : s->clauses.at[parent].group;
    uint32_t m = g == DTL_NONE ? DTL_NONE : s->mention_of[s->groups.at[g].head];
    uint32_t subject = g == DTL_NONE ? DTL_NONE : s->groups.at[g].subject;
    if (m == DTL_NONE || subject == DTL_NONE || subject > np ||
        s->mentions.at[m].timeml_class != DTL_CLASS_REPORTING)
        return np;
    const dtl_np *o = &s->nps.at[subject];
    return o->pronoun || o->plural != ((w & DTL_W_SEVERAL) != 0) ? np : subject;
}

/* Takes np and its conjuncts; *found counts what fitted. */
static bool take(dtl_story *s, dtl_mention *m, const dtl_arg *arg, const dtl_arg_source *src,
                 uint32_t np, unsigned *found) {
    for (unsigned guard = 0; np != DTL_NONE && guard < FILLERS_MAX; guard++) {
        if (guard)
            np = possessed(s, np);
        const dtl_np *p = &s->nps.at[np];
        if (kind_fits(s, np, src->kind) && p->head != m->head) {
            uint32_t entity = dtl_np_entity(s, np);
            uint32_t end = entity == DTL_NONE ? whole_end(s, np) : p->end;
            if (!add(s, m, arg, entity, np, p->first, end))
                return false;
            ++*found;
        }
        np = p->next;
    }
    return true;
}

static uint32_t actor_of(const dtl_story *s, const dtl_mention *m) {
    if (m->group != DTL_NONE)
        return dtl_actor_of(s, m->group);
    uint32_t np = m->np == DTL_NONE ? DTL_NONE : dtl_np_actor(s, m->np);
    return np == DTL_NONE && m->carrier != DTL_NONE ? dtl_actor_of(s, m->carrier) : np;
}

static uint32_t undergoer_of(const dtl_story *s, const dtl_mention *m) {
    if (m->group != DTL_NONE)
        return dtl_undergoer_of(s, m->group);
    return m->np == DTL_NONE ? DTL_NONE : dtl_np_undergoer(s, m->np);
}

static bool is_word(const dtl_arg_source *src, uint32_t word) {
    for (uint16_t i = 0; i < src->nwords; i++)
        if (src->words[i] == word)
            return true;
    return false;
}

/* First phrase of the wanted kind after one of the prepositions: to the right, then to the left. */
static uint32_t prep_of(const dtl_story *s, const dtl_mention *m, const dtl_arg_source *src) {
    const dtl_clause *c = &s->clauses.at[m->clause];
    bool noun = m->group == DTL_NONE;
    /* to the right; for a verb also to the left; last what opens the sentence ("In Oslo they met
     * and ...") */
    for (int where = 0; where < (noun ? 1 : 3); where++) {
        uint32_t t = m->head + 1, hi = c->end;
        if (where) {
            t = where == 1 ? c->first : s->doc->sentences[m->sentence].first;
            hi = m->first;
        }
        if (hi > t + REACH)
            hi = t + REACH;
        while (t < hi) {
            uint32_t np = s->np_of[t];
            /* what follows another verb belongs to that verb, not to the noun */
            if ((noun || where == 2) && s->group_of[t] != DTL_NONE && s->group_of[t] != m->carrier)
                break;
            if (np == DTL_NONE) {
                t++;
                continue;
            }
            const dtl_np *p = &s->nps.at[np];
            if (p->prep != DTL_NONE && is_word(src, s->doc->tokens[p->prep].word) &&
                kind_fits(s, np, src->kind))
                return np;
            t = p->end > t ? p->end : t + 1;
        }
    }
    return DTL_NONE;
}

/* The verb of the infinitive or that-clause that depends on the trigger, as a noun-less filler. */
static uint32_t complement_of(const dtl_story *s, const dtl_mention *m) {
    uint32_t sentence_end = s->doc->sentences[m->sentence].end;
    for (uint32_t t = m->end; t < sentence_end; t++) {
        uint32_t g = s->group_of[t];
        if (g == DTL_NONE || s->groups.at[g].head != t || g == m->group)
            continue;
        const dtl_group *v = &s->groups.at[g];
        if (v->infinitive && m->group != DTL_NONE && v->governor == m->group)
            return v->head;
        if (v->finite)
            return v->clause != m->clause && s->clauses.at[v->clause].subordinate ? v->head
                                                                                  : DTL_NONE;
    }
    return DTL_NONE;
}

/* Names before a noun trigger inside its phrase: "the 2022 Istanbul talks". */
static bool take_modifiers(dtl_story *s, dtl_mention *m, const dtl_arg *arg,
                           const dtl_arg_source *src, unsigned *found) {
    uint32_t low = m->np != DTL_NONE ? s->nps.at[m->np].first : m->first;
    if (m->first - low > MODIFIER_REACH && m->first > MODIFIER_REACH)
        low = m->first - MODIFIER_REACH;
    for (uint32_t t = low; t < m->end; t++) {
        uint32_t n = s->name_of[t];
        if (n == DTL_NONE || s->names.at[n].first != t)
            continue;
        const dtl_name *name = &s->names.at[n];
        bool fits = entity_fits(s, name->entity, src->kind);
        if (!fits)
            continue;
        if (!add(s, m, arg, name->entity, DTL_NONE, name->first, name->end))
            return false;
        ++*found;
    }
    return true;
}

static bool take_tokens(dtl_story *s, dtl_mention *m, const dtl_arg *arg, const dtl_arg_source *src,
                        uint32_t first, uint32_t end, unsigned *found) {
    if (first >= end)
        return true;
    uint32_t np = s->np_of[end - 1];
    if (np != DTL_NONE && s->nps.at[np].head < end)
        return take(s, m, arg, src, np, found);
    uint32_t n = s->name_of[first];
    if (src->kind != DTL_KIND_ANY && n == DTL_NONE)
        return true;
    ++*found;
    return add(s, m, arg, n == DTL_NONE ? DTL_NONE : s->names.at[n].entity, DTL_NONE, first, end);
}

/* A pattern beside the trigger: the nearest hit inside the clause (or the sentence). */
static bool take_pattern(dtl_story *s, dtl_mention *m, const dtl_arg *arg,
                         const dtl_arg_source *src, unsigned *found) {
    uint32_t lo = s->clauses.at[m->clause].first, hi = s->clauses.at[m->clause].end;
    if (src->from == DTL_ARG_SENTENCE) {
        lo = s->doc->sentences[m->sentence].first;
        hi = s->doc->sentences[m->sentence].end;
    }
    /* a trigger may begin before its clause or end after it */
    lo = lo < m->first ? lo : m->first;
    hi = hi > m->end ? hi : m->end;
    uint32_t within = src->within ? src->within : REACH;
    if (m->first - lo > within)
        lo = m->first - within;
    if (hi - m->end > within)
        hi = m->end + within;
    bool left = src->from != DTL_ARG_AFTER, right = src->from != DTL_ARG_BEFORE;
    uint32_t reach = m->first - lo > hi - m->end ? m->first - lo : hi - m->end;
    for (uint32_t d = 0; d <= reach; d++) {
        uint32_t at[2] = {DTL_NONE, DTL_NONE};
        if (right && m->end + d < hi)
            at[0] = m->end + d;
        if (left && d > 0 && m->first >= lo + d)
            at[1] = m->first - d;
        for (int k = 0; k < 2; k++) {
            if (at[k] == DTL_NONE)
                continue;
            uint32_t end = dtl_match_at(s->lattice, src->pattern, at[k], lo, hi, NULL);
            if (end > at[k])
                return take_tokens(s, m, arg, src, at[k], end, found);
        }
    }
    return true;
}

/* Does the phrase name a state, an organisation or a person, and not only a place? */
static bool acts(const dtl_story *s, uint32_t np) {
    uint32_t i = dtl_np_entity(s, np);
    const dtl_entity *e = i == DTL_NONE ? NULL : &s->entities.at[i];
    return e && (e->kind == DTL_KIND_PERSON || e->kind == DTL_KIND_ORG || e->country_place);
}

static bool take_source(dtl_story *s, dtl_mention *m, const dtl_arg *arg, const dtl_arg_source *src,
                        unsigned *found) {
    uint32_t np = DTL_NONE;
    switch (src->from) {
    case DTL_ARG_CAPTURE: {
        const dtl_capture *c = &m->candidate->captures[src->capture];
        return take_tokens(s, m, arg, src, c->first, c->end, found);
    }
    case DTL_ARG_ACTOR: np = actor_of(s, m); break;
    case DTL_ARG_UNDERGOER: np = undergoer_of(s, m); break;
    case DTL_ARG_SUBJECT: {
        uint32_t g = m->group != DTL_NONE ? m->group : m->carrier;
        np = g == DTL_NONE ? DTL_NONE : dtl_subject_of(s, g);
        break;
    }
    case DTL_ARG_OBJECT: np = m->group == DTL_NONE ? DTL_NONE : dtl_object_of(s, m->group); break;
    case DTL_ARG_POSSESSOR: np = m->np == DTL_NONE ? DTL_NONE : s->nps.at[m->np].possessor; break;
    case DTL_ARG_MODIFIER: return take_modifiers(s, m, arg, src, found);
    case DTL_ARG_PREP: np = prep_of(s, m, src); break;
    case DTL_ARG_BEFORE:
    case DTL_ARG_AFTER:
    case DTL_ARG_NEAR:
    case DTL_ARG_SENTENCE: return take_pattern(s, m, arg, src, found);
    case DTL_ARG_COMPLEMENT: {
        uint32_t head = complement_of(s, m);
        if (head == DTL_NONE)
            return true;
        ++*found;
        return add(s, m, arg, DTL_NONE, DTL_NONE, head, head + 1);
    }
    }
    if (np != DTL_NONE && (src->from == DTL_ARG_ACTOR || src->from == DTL_ARG_SUBJECT))
        np = speaker_of(s, np);
    if (!take(s, m, arg, src, np, found))
        return false;
    /* "the ministers of Kenya and Norway": a plural that names nobody stands for what it is of, if
     * that is a state or a body: "the mayors of Almada and Lisbon" are no towns */
    uint32_t of = np == DTL_NONE || *found || src->kind != DTL_KIND_PARTY || !s->nps.at[np].plural
                      ? DTL_NONE
                      : dtl_of_phrase(s, np);
    return of == DTL_NONE || !acts(s, of) || take(s, m, arg, src, of, found);
}

bool dtl_fill_args(dtl_story *s, dtl_mention *m, bool *ret_complete) {
    *ret_complete = true;
    const dtl_rule *r = m->rule;
    for (uint16_t i = 0; r && i < r->nargs; i++) {
        const dtl_arg *arg = &r->args[i];
        unsigned found = 0;
        for (uint16_t k = 0; k < arg->nsources && !found; k++)
            if (!take_source(s, m, arg, &arg->sources[k], &found))
                return false;
        if (arg->required && !found)
            *ret_complete = false;
    }
    return true;
}
