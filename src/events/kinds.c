/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds: settles what kind of thing a name is where its form did not say.
 *
 * Every occurrence of an entity votes: a noun beside the name ("the operator, X", "the village of
 * X") counts most, then what it owns and does ("X's shareholders", "X resigned"), the pronoun that
 * takes it up ("its forecast", "his city"), and verbs and prepositions of place.  A single name
 * that acts and is nothing else is an organisation: reports introduce people by their full names.
 */
#include "events/entities.h"
#include "text/tagger.h"

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

static bool capital(const dtl_story *s, uint32_t t) {
    return (s->doc->tokens[t].flags & (DTL_TOK_TITLE | DTL_TOK_UPPER)) != 0;
}

static uint32_t core_len(const dtl_name *n) {
    return n->end - n->core;
}

/* What a common noun says of the thing it is said of. */
static dtl_arg_kind kind_of_noun(const dtl_story *s, uint32_t head) {
    if (dtl_listed(s, DTL_L_THING_NOUN, head))
        return DTL_KIND_NAME;
    if (dtl_listed(s, DTL_L_ORG_NOUN, head))
        return DTL_KIND_ORG;
    if (s->words[head] & DTL_W_ROLE)
        return DTL_KIND_PERSON;
    if (s->words[head] & DTL_W_PLACE_HEAD)
        return DTL_KIND_PLACE;
    if (s->words[head] & DTL_W_ORG_HEAD)
        return DTL_KIND_ORG;
    switch (dtl_noun_file(s, head)) {
    case DTL_LEX_NOUN_PERSON: return DTL_KIND_PERSON;
    case DTL_LEX_NOUN_GROUP: return DTL_KIND_ORG;
    case DTL_LEX_NOUN_LOCATION: return DTL_KIND_PLACE;
    case DTL_LEX_NOUN_ARTIFACT:
    case DTL_LEX_NOUN_COMMUNICATION:
    case DTL_LEX_NOUN_OBJECT: return DTL_KIND_NAME;
    default: return DTL_KIND_ANY;
    }
}

/* The noun that says what a name is: apposed to it, or right before it in its phrase. */
static dtl_arg_kind kind_by_noun(const dtl_story *s, const dtl_name *n) {
    uint32_t np = s->np_of[n->end - 1];
    if (np == DTL_NONE)
        return DTL_KIND_ANY;
    const dtl_np *p = &s->nps.at[np];
    /* "the village of X" */
    if (p->of != DTL_NONE && p->head == n->end - 1 && !s->nps.at[p->of].plural &&
        (s->words[s->nps.at[p->of].head] & DTL_W_PLACE_HEAD))
        return DTL_KIND_PLACE;
    if (p->head == n->end - 1 && n->first > p->first) {
        uint32_t t = n->first - 1;
        if (dtl_pos_is_noun(pos_at(s, t)) && s->name_of[t] == DTL_NONE && !capital(s, t)) {
            dtl_arg_kind k = kind_of_noun(s, t);
            if (k != DTL_KIND_ANY)
                return k;
        }
    }
    uint32_t other = DTL_NONE;
    if (p->apposed != DTL_NONE)
        other = p->apposed;
    for (uint32_t k = np + 1; other == DTL_NONE && k < s->nps.n && k < np + 4; k++)
        if (s->nps.at[k].apposed == np)
            other = k;
    if (other == DTL_NONE)
        return DTL_KIND_ANY;
    const dtl_np *o = &s->nps.at[other];
    if ((s->doc->tokens[o->head].flags & DTL_TOK_DIGIT))
        return DTL_KIND_PERSON; /* an age */
    if (s->name_of[o->head] != DTL_NONE && !s->names.at[s->name_of[o->head]].demonym)
        return DTL_KIND_ANY;
    return kind_of_noun(s, o->head);
}

/* The pronoun that takes the subject up inside its sentence, and before another name can. */
static dtl_arg_kind kind_by_pronoun(const dtl_story *s, uint32_t name) {
    const dtl_name *n = &s->names.at[name];
    uint32_t np = s->np_of[n->end - 1];
    if (np == DTL_NONE || s->nps.at[np].head != n->end - 1)
        return DTL_KIND_ANY;
    bool subject = false;
    uint32_t end = s->doc->sentences[n->sentence].end;
    for (uint32_t t = n->end; t < end && t < n->end + 60; t++) {
        uint32_t g = s->group_of[t];
        subject = subject || (g != DTL_NONE && s->groups.at[g].subject == np);
        if (s->name_of[t] != DTL_NONE && s->names.at[s->name_of[t]].entity != n->entity &&
            !s->names.at[s->name_of[t]].demonym && s->np_of[t] != DTL_NONE &&
            s->nps.at[s->np_of[t]].prep == DTL_NONE)
            return DTL_KIND_ANY;
        unsigned p = pos_at(s, t);
        if (!subject || (p != DTL_POS_PRP && p != DTL_POS_PRP_POSS))
            continue;
        uint32_t w = s->words[t];
        if (w & (DTL_W_MALE | DTL_W_FEMALE))
            return DTL_KIND_PERSON;
        if ((w & DTL_W_THING) && p == DTL_POS_PRP_POSS)
            return DTL_KIND_ORG;
        return DTL_KIND_ANY;
    }
    return DTL_KIND_ANY;
}

/* Acts like somebody: subject or agent of a verb of saying, deciding, owning. */
static bool acts(const dtl_story *s, const dtl_name *n) {
    uint32_t np = s->np_of[n->end - 1];
    if (np == DTL_NONE)
        return false;
    uint32_t t = s->nps.at[np].first;
    uint32_t end = s->doc->sentences[n->sentence].end;
    for (; t < end && t < n->end + 20; t++) {
        uint32_t gi = s->group_of[t];
        if (gi == DTL_NONE || s->groups.at[gi].head != t)
            continue;
        const dtl_group *g = &s->groups.at[gi];
        if (dtl_actor_of(s, gi) != np)
            continue;
        switch (dtl_verb_file(s, g->head)) {
        case DTL_LEX_VERB_COMMUNICATION:
        case DTL_LEX_VERB_COGNITION:
        case DTL_LEX_VERB_SOCIAL:
        case DTL_LEX_VERB_POSSESSION: return true;
        default: break;
        }
    }
    return false;
}

/* What the verb that the phrase is subject of, and its object, say: "posted a loss", "resigned". */
static dtl_arg_kind kind_by_verb(const dtl_story *s, uint32_t np, const dtl_name *n) {
    uint32_t end = s->doc->sentences[n->sentence].end;
    for (uint32_t t = n->end; t < end && t < n->end + 20; t++) {
        uint32_t gi = s->group_of[t];
        if (gi == DTL_NONE || s->groups.at[gi].head != t)
            continue;
        const dtl_group *g = &s->groups.at[gi];
        if (g->subject != np)
            continue;
        if (dtl_listed(s, DTL_L_PERSON_VERB, t))
            return DTL_KIND_PERSON;
        if (!g->passive &&
            (dtl_listed(s, DTL_L_ORG_VERB, t) ||
             (g->object != DTL_NONE && dtl_listed(s, DTL_L_ORG_OBJECT, s->nps.at[g->object].head))))
            return DTL_KIND_ORG;
    }
    return DTL_KIND_ANY;
}

/* Does one of the words [first, end) mean what only an organisation (a person) has? */
static bool any_listed(const dtl_story *s, dtl_word_list list, uint32_t first, uint32_t end) {
    for (uint32_t t = first; t < end; t++)
        if (dtl_listed(s, list, t))
            return true;
    return false;
}

static dtl_arg_kind kind_of_owner(const dtl_story *s, uint32_t first, uint32_t end) {
    if (any_listed(s, DTL_L_PERSON_OWN, first, end))
        return DTL_KIND_PERSON;
    return any_listed(s, DTL_L_ORG_OWN, first, end) ? DTL_KIND_ORG : DTL_KIND_ANY;
}

/* "X's shareholders", "X shares", "the chief executive of X"; "X's widow". */
static dtl_arg_kind kind_by_property(const dtl_story *s, uint32_t np, const dtl_name *n) {
    const dtl_np *p = &s->nps.at[np];
    if (p->head != n->end - 1)
        return n->end < p->end ? kind_of_owner(s, n->end, p->end) : DTL_KIND_ANY;
    if (p->possessive && np + 1 < s->nps.n && s->nps.at[np + 1].possessor == np)
        return kind_of_owner(s, s->nps.at[np + 1].first, s->nps.at[np + 1].end);
    uint32_t left = p->prep != DTL_NONE && p->prep > 0 ? s->np_of[p->prep - 1] : DTL_NONE;
    if (left == DTL_NONE || s->nps.at[left].end != p->prep || (s->words[p->prep] & DTL_W_AGENT))
        return DTL_KIND_ANY;
    return kind_of_owner(s, s->nps.at[left].first, s->nps.at[left].end);
}

/* How much the verb and preposition before the name speak for a place: "marched from X". */
static uint16_t placed(const dtl_story *s, const dtl_name *n) {
    uint32_t np = s->np_of[n->end - 1];
    if (np == DTL_NONE || s->nps.at[np].head != n->end - 1 || s->nps.at[np].possessive)
        return 0;
    const dtl_np *p = &s->nps.at[np];
    bool prep = p->prep != DTL_NONE && (s->words[p->prep] & DTL_W_PLACE_PREP);
    uint32_t t = p->prep != DTL_NONE ? p->prep : dtl_np_full_first(s, np);
    if (t == 0 || (p->prep != DTL_NONE && !prep))
        return 0;
    uint32_t g = s->group_of[t - 1];
    if (g == DTL_NONE && t > 1 && pos_at(s, t - 1) == DTL_POS_RP)
        g = s->group_of[t - 2];
    bool motion = g != DTL_NONE && s->groups.at[g].sentence == n->sentence &&
                  dtl_verb_file(s, s->groups.at[g].head) == DTL_LEX_VERB_MOTION;
    if (!prep)
        return motion && p->object_of == g && core_len(n) == 1 ? 1 : 0;
    return motion ? 4 : core_len(n) == 1 && !dtl_common_word(s, n->core) ? 1 : 0;
}

typedef struct votes {
    uint16_t person, org, place, name, act;
} votes;

static void vote(votes *v, dtl_arg_kind k, uint16_t weight) {
    switch (k) {
    case DTL_KIND_PERSON: v->person = (uint16_t)(v->person + weight); break;
    case DTL_KIND_ORG: v->org = (uint16_t)(v->org + weight); break;
    case DTL_KIND_PLACE: v->place = (uint16_t)(v->place + weight); break;
    case DTL_KIND_NAME: v->name = (uint16_t)(v->name + weight); break;
    default: break;
    }
}

/* Settles the kinds that are guesses by a vote of all occurrences. */
bool dtl_kinds_settle(dtl_story *s) {
    votes *all = DTL_NEW_ARRAY(s->arena, s->entities.n + 1u, votes);
    bool *sure = DTL_NEW_ARRAY(s->arena, s->entities.n + 1u, bool);
    if (!all || !sure)
        return false;
    for (uint32_t i = 0; i < s->names.n; i++)
        if (s->names.at[i].entity != DTL_NONE && !s->names.at[i].guessed)
            sure[s->names.at[i].entity] = true;
    for (uint32_t i = 0; i < s->names.n; i++) {
        const dtl_name *n = &s->names.at[i];
        if (n->entity == DTL_NONE || sure[n->entity])
            continue;
        votes *v = &all[n->entity];
        vote(v, kind_by_noun(s, n), 8);
        vote(v, kind_by_pronoun(s, i), 2);
        if (acts(s, n) && v->act < 100)
            v->act++;
        if (n->guessed && s->np_of[n->end - 1] != DTL_NONE) {
            vote(v, kind_by_verb(s, s->np_of[n->end - 1], n), 3);
            vote(v, kind_by_property(s, s->np_of[n->end - 1], n), 4);
        }
        vote(v, DTL_KIND_PLACE, placed(s, n));
        /* "X of Norway" */
        uint32_t np = s->np_of[n->end - 1];
        uint32_t of = np == DTL_NONE || core_len(n) > 1 ? DTL_NONE : dtl_of_phrase(s, np);
        if (of != DTL_NONE && s->name_of[s->nps.at[of].head] != DTL_NONE &&
            s->names.at[s->name_of[s->nps.at[of].head]].kind == DTL_KIND_PLACE && v->act < 100)
            v->act++;
    }
    for (uint32_t i = 0; i < s->entities.n; i++) {
        dtl_entity *e = &s->entities.at[i];
        const votes *v = &all[i];
        if (sure[i])
            continue;
        dtl_arg_kind guess = e->kind;
        uint16_t top = 0;
        if (v->person > top) {
            top = v->person;
            e->kind = DTL_KIND_PERSON;
        }
        if (v->org > top) {
            top = v->org;
            e->kind = DTL_KIND_ORG;
        }
        if (v->name > top) {
            top = v->name;
            e->kind = DTL_KIND_NAME;
        }
        /* "at Cannae" twice is a place; once is, when nothing else was seen */
        if (v->place > top && (guess == DTL_KIND_NAME || guess == DTL_KIND_PLACE || v->place >= 4))
            e->kind = DTL_KIND_PLACE;
        else if (top == 0 && guess == DTL_KIND_NAME && v->act > 0)
            e->kind = DTL_KIND_ORG;
    }
    for (uint32_t i = 0; i < s->names.n; i++)
        if (s->names.at[i].entity != DTL_NONE)
            s->names.at[i].kind = s->entities.at[s->names.at[i].entity].kind;
    return true;
}
