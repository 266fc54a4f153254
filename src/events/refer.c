/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refer: descriptions and pronouns that stand for a named person, organisation or place.
 *
 * Phrases are read in text order.  A description is resolved by what it says: country and role
 * ("the Russian president"), the head noun of a name or of an earlier apposition ("the dam" after
 * "the Karo dam", "the operator" after "the operator, X").  A pronoun takes the best earlier
 * candidate by a fixed score: close, subject, topic of the sentence before.  Two sentences back is
 * the limit; nothing is resolved rather than anything guessed across that.
 *
 * A resolved phrase points to a dtl_name with `description` set.  "They" and "the two leaders" take
 * a pair: the phrase points to the first of it, and its `next` to the second conjunct.
 */
#include "events/entities.h"
#include "text/tagger.h"

#define LOOK_BACK 48u       /* phrases */
#define DESCRIBED_BACK 400u /* phrases that a description may look back */
#define ALIASES_MAX 256u
#define SENTENCES_BACK 2u
#define ENTITIES_NEAR 512u /* entities looked through for one that is described only later */
#define GOVERNORS_MAX 6u   /* clauses above a phrase */

/* A common noun that the text has tied to an entity. */
typedef struct alias {
    uint32_t token; /* the noun */
    uint32_t entity;
} alias;

typedef struct resolver {
    dtl_story *s;
    uint8_t *subject; /* per phrase: 1 subject of a finite verb, 2 of a main clause */
    uint32_t topic;   /* the only person that the title names, or DTL_NONE */
    DTL_VEC(alias) aliases;
} resolver;

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

static uint32_t entity_of(const dtl_story *s, uint32_t np) {
    uint32_t n = s->nps.at[np].name;
    return n == DTL_NONE ? DTL_NONE : s->names.at[n].entity;
}

uint32_t dtl_np_entity(const dtl_story *s, uint32_t np) {
    return np == DTL_NONE ? DTL_NONE : entity_of(s, np);
}

static bool point(resolver *r, uint32_t np, uint32_t entity) {
    dtl_story *s = r->s;
    dtl_np *p = &s->nps.at[np];
    dtl_name n = {.first = p->first,
                  .core = p->first,
                  .end = p->end,
                  .sentence = p->sentence,
                  .kind = s->entities.at[entity].kind,
                  .entity = entity,
                  .description = true};
    p->name = s->names.n;
    return dtl_vec_push(s->arena, &s->names, n);
}

/* ---- aliases ----------------------------------------------------------------------------------
 */

static bool add_alias(resolver *r, uint32_t token, uint32_t entity) {
    if (r->aliases.n >= ALIASES_MAX)
        return true;
    alias a = {token, entity};
    return dtl_vec_push(r->s->arena, &r->aliases, a);
}

static uint32_t find_alias(const resolver *r, uint32_t token) {
    const dtl_token *k = r->s->doc->tokens;
    for (uint32_t i = r->aliases.n; i > 0; i--)
        if (k[r->aliases.at[i - 1].token].hash == k[token].hash &&
            dtl_same_word(r->s->doc, r->aliases.at[i - 1].token, token))
            return r->aliases.at[i - 1].entity;
    return DTL_NONE;
}

/* Notes the common nouns that phrase np ties to the entity of its name. */
static bool note(resolver *r, uint32_t np) {
    dtl_story *s = r->s;
    const dtl_np *p = &s->nps.at[np];
    uint32_t n = s->name_of[p->head];
    if (n != DTL_NONE && !s->names.at[n].demonym && s->names.at[n].entity != DTL_NONE) {
        const dtl_name *nm = &s->names.at[n];
        uint32_t e = nm->entity;
        /* words of the name itself: Union, Lake, dam */
        uint32_t w = s->words[nm->end - 1];
        if (nm->end - nm->core >= 2 && (w & (DTL_W_ORG_HEAD | DTL_W_PLACE_HEAD)) &&
            !add_alias(r, nm->end - 1, e))
            return false;
        w = s->words[nm->core];
        if (nm->end - nm->core >= 2 && (w & (DTL_W_ORG_OF | DTL_W_PLACE_HEAD)) &&
            !add_alias(r, nm->core, e))
            return false;
        /* a noun before it: "the space probe X" */
        if (nm->first > p->first && dtl_pos_is_noun(pos_at(s, nm->first - 1)) &&
            s->name_of[nm->first - 1] == DTL_NONE && !add_alias(r, nm->first - 1, e))
            return false;
        if (p->apposed != DTL_NONE && s->name_of[s->nps.at[p->apposed].head] == DTL_NONE &&
            !add_alias(r, s->nps.at[p->apposed].head, e))
            return false;
        return true;
    }
    if (p->apposed != DTL_NONE && entity_of(s, p->apposed) != DTL_NONE && !p->pronoun &&
        dtl_pos_is_noun(pos_at(s, p->head)))
        return add_alias(r, p->head, entity_of(s, p->apposed));
    return true;
}

/* ---- candidates -------------------------------------------------------------------------------
 */

static bool gender_fits(const dtl_entity *e, uint32_t w) {
    if ((w & DTL_W_MALE) && e->gender == DTL_GENDER_FEMALE)
        return false;
    return !((w & DTL_W_FEMALE) && e->gender == DTL_GENDER_MALE);
}

/* Two arguments of one verb are two people, reflexives aside. */
static bool coargument(const dtl_story *s, uint32_t np, uint32_t other) {
    const dtl_np *p = &s->nps.at[np];
    const dtl_np *o = &s->nps.at[other];
    if (p->possessive || o->possessive || p->sentence != o->sentence)
        return false;
    for (uint32_t i = 0; i < 2; i++) {
        const dtl_np *x = i ? o : p;
        if (x->object_of == DTL_NONE)
            continue;
        uint32_t other_np = i ? np : other;
        uint32_t g = x->object_of;
        if (s->groups.at[g].subject == other_np || s->groups.at[g].agent == other_np)
            return true;
    }
    return p->clause == o->clause && o->prep == DTL_NONE && p->prep == DTL_NONE;
}

/* Subject of the nearest clause that governs clause ci and has one; *ret_clause is that clause. */
static uint32_t governing_subject(const dtl_story *s, uint32_t ci, uint32_t *ret_clause) {
    for (unsigned depth = 0; depth < GOVERNORS_MAX && ci != DTL_NONE; depth++) {
        ci = s->clauses.at[ci].parent;
        uint32_t g = ci == DTL_NONE ? DTL_NONE : s->clauses.at[ci].group;
        if (g != DTL_NONE && s->groups.at[g].subject != DTL_NONE) {
            *ret_clause = ci;
            return s->groups.at[g].subject;
        }
    }
    return DTL_NONE;
}

/*
 * Is the entity the subject of a clause that governs phrase k?  "X said that the president ...": a
 * description below its own antecedent would have been a pronoun.
 */
static bool governed_by(const dtl_story *s, uint32_t k, uint32_t entity) {
    uint32_t ci = s->nps.at[k].clause;
    for (unsigned depth = 0; depth < GOVERNORS_MAX && ci != DTL_NONE; depth++) {
        uint32_t above = DTL_NONE;
        uint32_t subject = governing_subject(s, ci, &above);
        if (subject == DTL_NONE)
            break;
        if (subject != k && entity_of(s, subject) == entity)
            return true;
        ci = above;
    }
    return false;
}

/* Score of phrase j as antecedent of the pronoun k; below zero: none. */
static int score(const resolver *r, uint32_t k, uint32_t j) {
    const dtl_story *s = r->s;
    const dtl_np *p = &s->nps.at[k];
    const dtl_np *o = &s->nps.at[j];
    uint32_t back = p->sentence - o->sentence;
    bool topic = r->topic != DTL_NONE && entity_of(s, j) == r->topic;
    if (back > SENTENCES_BACK && !topic)
        return -1;
    int points = 100 - (int)(back < SENTENCES_BACK ? back : SENTENCES_BACK) * 30;
    points += topic ? 25 : 0;
    if (r->subject[j])
        points += 18 + 4 * r->subject[j];
    /* a report goes on with whom its last sentence was about, not with whom that one spoke of */
    if (back > 0 && r->subject[k] == 2 && r->subject[j] == 2)
        points += 12;
    if (o->possessive)
        points -= 8;
    if (o->prep != DTL_NONE)
        points -= 6;
    if (o->pronoun)
        points += 6;
    if (s->doc->has_title && s->doc->sentences[o->sentence].paragraph == 0)
        points -= 40;
    if (s->doc->sentences[p->sentence].paragraph != s->doc->sentences[o->sentence].paragraph)
        points -= 6;
    points -= (int)(k - j);
    return points;
}

static bool person_noun(const dtl_story *s, uint32_t head) {
    return (s->words[head] & DTL_W_ROLE) || dtl_noun_file(s, head) == DTL_LEX_NOUN_PERSON;
}

/* The finite or infinitive group that phrase k is the subject of, with an object; or DTL_NONE. */
static uint32_t predicate_of(const resolver *r, uint32_t k) {
    const dtl_story *s = r->s;
    uint32_t end = s->doc->sentences[s->nps.at[k].sentence].end;
    for (uint32_t t = s->nps.at[k].end; t < end && t < s->nps.at[k].end + 6; t++) {
        uint32_t g = s->group_of[t];
        if (g != DTL_NONE)
            return s->groups.at[g].subject == k && s->groups.at[g].object != DTL_NONE ? g
                                                                                      : DTL_NONE;
    }
    return DTL_NONE;
}

/* "X interrupted it to take a call ... he took the call": the same is said of the same person. */
static uint32_t said_before(const resolver *r, uint32_t k) {
    const dtl_story *s = r->s;
    uint32_t gi = predicate_of(r, k);
    if (gi == DTL_NONE || !s->nps.at[s->groups.at[gi].object].definite)
        return DTL_NONE;
    const dtl_group *g = &s->groups.at[gi];
    uint32_t object = s->nps.at[g->object].head;
    for (uint32_t i = gi; i > 0 && gi - i < 24; i--) {
        const dtl_group *b = &s->groups.at[i - 1];
        if (g->sentence - b->sentence > SENTENCES_BACK)
            break;
        if (b->subject == DTL_NONE || b->object == DTL_NONE || b->subject == k)
            continue;
        if (!dtl_same_word(s->doc, s->nps.at[b->object].head, object) ||
            s->doc->tokens[b->head].lemma == 0 ||
            s->doc->tokens[b->head].lemma != s->doc->tokens[g->head].lemma)
            continue;
        uint32_t e = entity_of(s, b->subject);
        if (e != DTL_NONE && s->entities.at[e].kind == DTL_KIND_PERSON)
            return e;
    }
    return DTL_NONE;
}

static uint32_t best_person(const resolver *r, uint32_t k) {
    const dtl_story *s = r->s;
    uint32_t again = said_before(r, k);
    if (again != DTL_NONE)
        return again;
    uint32_t w = s->words[s->nps.at[k].head];
    uint32_t best = DTL_NONE;
    int top = 0;
    /* "X said that Y has said he is ready": the nearest who says it */
    uint32_t above = DTL_NONE;
    uint32_t governor =
        r->subject[k] ? governing_subject(s, s->nps.at[k].clause, &above) : DTL_NONE;
    for (uint32_t j = k; j > 0 && k - j < LOOK_BACK; j--) {
        uint32_t c = j - 1;
        uint32_t e = entity_of(s, c);
        if (e == DTL_NONE) {
            /* somebody without a name: "its ambassador ... sent him back" */
            const dtl_np *o = &s->nps.at[c];
            uint32_t other = (w & DTL_W_MALE) ? DTL_W_FEMALE : DTL_W_MALE;
            if (o->pronoun || o->plural || o->timed || o->negated || o->name != DTL_NONE ||
                !dtl_pos_is_noun(pos_at(s, o->head)) || !person_noun(s, o->head) ||
                (s->words[o->head] & other) || coargument(s, k, c))
                continue;
        } else if (s->entities.at[e].kind != DTL_KIND_PERSON ||
                   !gender_fits(&s->entities.at[e], w) || coargument(s, k, c)) {
            continue;
        }
        int points = score(r, k, c) + (e != DTL_NONE ? 4 : 0) + (c == governor ? 25 : 0);
        if (points > top) {
            top = points;
            best = e;
        }
    }
    return best;
}

/* For "its" and "it": an organisation or a country that is the subject of what stands before. */
static uint32_t best_thing(const resolver *r, uint32_t k) {
    const dtl_story *s = r->s;
    for (uint32_t j = k; j > 0 && k - j < LOOK_BACK / 2; j--) {
        uint32_t c = j - 1;
        if (s->nps.at[k].sentence - s->nps.at[c].sentence > 1)
            break;
        uint32_t e = entity_of(s, c);
        const dtl_np *o = &s->nps.at[c];
        if (o->pronoun && !o->possessive && e == DTL_NONE && (s->words[o->head] & DTL_W_THING))
            return DTL_NONE; /* "Egypt nationalised it.  It": goes on with the same, unnamed */
        if (!r->subject[c] || coargument(s, k, c))
            continue;
        if (e == DTL_NONE || s->entities.at[e].kind == DTL_KIND_PERSON)
            return DTL_NONE; /* the nearest subject is another thing: unknown */
        return e;
    }
    return DTL_NONE;
}

/* The people or parties named together last: for "they", "the two leaders". */
static uint32_t best_pair(const resolver *r, uint32_t k, bool people) {
    const dtl_story *s = r->s;
    bool counted = false; /* "the two leaders" are two */
    for (uint32_t t = s->nps.at[k].first; t < s->nps.at[k].end; t++)
        counted = counted || pos_at(s, t) == DTL_POS_CD;
    for (uint32_t j = k; j > 0 && k - j < LOOK_BACK; j--) {
        uint32_t c = j - 1;
        const dtl_np *o = &s->nps.at[c];
        if (s->nps.at[k].sentence - o->sentence > SENTENCES_BACK + 1)
            break;
        if (o->next == DTL_NONE || o->timed || o->next >= k)
            continue;
        uint32_t a = entity_of(s, c);
        uint32_t b = entity_of(s, o->next);
        if (a == DTL_NONE || b == DTL_NONE || (counted && s->nps.at[o->next].next != DTL_NONE))
            continue;
        bool inner = false; /* not the first of its list */
        for (uint32_t x = c; o->is_next && x > 0 && c - x < 8 && !inner; x--)
            inner = s->nps.at[x - 1].next == c;
        if (inner)
            continue;
        bool person = s->entities.at[a].kind == DTL_KIND_PERSON;
        if (people && !person)
            continue;
        if (person != (s->entities.at[b].kind == DTL_KIND_PERSON))
            continue;
        return c;
    }
    return DTL_NONE;
}

/* ---- descriptions -----------------------------------------------------------------------------
 */

/* May the organisation noun stand for the name?  "the company" is no court, "the army" no union. */
static bool same_body(const dtl_story *s, uint32_t noun, uint32_t name) {
    if (!dtl_listed(s, DTL_L_ORG_STATE, noun) && !dtl_listed(s, DTL_L_ORG_STATE, name))
        return true;
    return dtl_same_word(s->doc, noun, name);
}

static bool same_role(const dtl_story *s, const dtl_description *d, const dtl_entity *e) {
    if (!d->has_role || e->role.n == 0)
        return false;
    dtl_slice a = dtl_tokens_text(s->doc, d->role_first, d->role_end);
    if (a.n != e->role.n)
        return false;
    for (uint32_t i = 0; i < a.n; i++)
        if ((a.p[i] | 0x20) != (e->role.p[i] | 0x20))
            return false;
    return true;
}

static bool conflicts(const dtl_story *s, const dtl_description *d, const dtl_entity *e) {
    if (d->country != DTL_NONE && e->country != DTL_NONE && d->country != e->country)
        return true;
    /* "the leader" may be a president, but a president is no prime minister */
    bool loose = d->leader && e->leader && (d->vague || e->role_vague);
    if (d->has_role && e->role.n && !same_role(s, d, e) && !loose)
        return true;
    return d->leader && e->country != DTL_NONE && e->role.n && !e->leader;
}

/* The person before phrase k that the description fits best. */
static uint32_t described_person(const resolver *r, uint32_t k, const dtl_description *d) {
    const dtl_story *s = r->s;
    uint32_t open = DTL_NONE; /* most prominent near one without anything against it */
    for (uint32_t j = k; j > 0 && k - j < DESCRIBED_BACK; j--) {
        uint32_t c = j - 1;
        uint32_t ei = entity_of(s, c);
        if (ei == DTL_NONE || s->entities.at[ei].kind != DTL_KIND_PERSON)
            continue;
        const dtl_entity *e = &s->entities.at[ei];
        if (conflicts(s, d, e) || coargument(s, k, c) || governed_by(s, k, ei))
            continue;
        bool role = same_role(s, d, e) || (d->leader && e->leader);
        bool country = d->country != DTL_NONE && e->country == d->country;
        if (role && (country || d->country == DTL_NONE))
            return ei;
        if (country && !d->has_role)
            return ei;
        if (d->country != DTL_NONE && e->country == DTL_NONE && (role || e->role.n == 0) &&
            s->nps.at[k].sentence - s->nps.at[c].sentence <= SENTENCES_BACK &&
            (open == DTL_NONE || e->mentions > s->entities.at[open].mentions))
            open = ei;
    }
    /* those known only later: a role and country that fit exactly */
    for (uint32_t i = 0; i < s->entities.n && i < ENTITIES_NEAR; i++) {
        const dtl_entity *e = &s->entities.at[i];
        if (e->kind == DTL_KIND_PERSON && d->country != DTL_NONE && e->country == d->country &&
            (same_role(s, d, e) || (d->leader && e->leader)) && !conflicts(s, d, e) &&
            !governed_by(s, k, i))
            return i;
    }
    return open;
}

static bool resolve_description(resolver *r, uint32_t k) {
    dtl_story *s = r->s;
    dtl_np *p = &s->nps.at[k];
    if (pos_at(s, p->head) == DTL_POS_CD && p->definite && p->end - p->first == 2 &&
        p->next == DTL_NONE) {
        uint32_t both = best_pair(r, k, false); /* "the two" */
        if (both == DTL_NONE)
            return true;
        p->next = s->nps.at[both].next;
        return point(r, k, entity_of(s, both));
    }
    if (!dtl_pos_is_noun(pos_at(s, p->head)) || p->indefinite || p->negated)
        return true;
    /* an apposition or a place in an of-phrase names it outright */
    if (p->apposed != DTL_NONE && entity_of(s, p->apposed) != DTL_NONE)
        return point(r, k, entity_of(s, p->apposed));
    for (uint32_t j = k + 1; p->has_apposed && j < s->nps.n && j < k + 4; j++)
        if (s->nps.at[j].apposed == k && entity_of(s, j) != DTL_NONE)
            return point(r, k, entity_of(s, j));
    uint32_t of = dtl_of_phrase(s, k);
    if (of != DTL_NONE && (s->words[p->head] & DTL_W_PLACE_HEAD) && !p->plural &&
        entity_of(s, of) != DTL_NONE && s->entities.at[entity_of(s, of)].kind == DTL_KIND_PLACE) {
        return add_alias(r, p->head, entity_of(s, of)) && point(r, k, entity_of(s, of));
    }
    if (!p->definite)
        return true;
    bool person = person_noun(s, p->head);
    if (p->plural) {
        uint32_t pair = person ? best_pair(r, k, true) : DTL_NONE;
        if (pair == DTL_NONE || p->next != DTL_NONE || p->possessor != DTL_NONE)
            return true;
        p->next = s->nps.at[pair].next;
        return point(r, k, entity_of(s, pair));
    }
    if (person) {
        dtl_description d = dtl_describe(s, k, p->end);
        if (d.former)
            return true;
        if ((d.has_role && d.role_end == p->end) || d.country != DTL_NONE) {
            uint32_t e = described_person(r, k, &d);
            if (e != DTL_NONE) {
                dtl_take_description(s, e, &d);
                return point(r, k, e);
            }
        }
    }
    /* "the dam", "the operator": bare, or with nothing but its determiner */
    if (p->possessor == DTL_NONE && of == DTL_NONE && p->end - p->first <= 2) {
        uint32_t e = find_alias(r, p->head);
        if (e != DTL_NONE)
            return point(r, k, e);
        if (dtl_listed(s, DTL_L_ORG_NOUN, p->head)) {
            for (uint32_t j = k; j > 0 && k - j < LOOK_BACK; j--) {
                uint32_t o = entity_of(s, j - 1);
                if (o != DTL_NONE && s->entities.at[o].kind == DTL_KIND_ORG && r->subject[j - 1] &&
                    same_body(s, p->head, s->nps.at[j - 1].head))
                    return point(r, k, o);
            }
        }
    }
    return true;
}

static bool resolve_pronoun(resolver *r, uint32_t k) {
    dtl_story *s = r->s;
    dtl_np *p = &s->nps.at[k];
    uint32_t w = s->words[p->head];
    uint32_t e = DTL_NONE;
    if (w & (DTL_W_MALE | DTL_W_FEMALE)) {
        e = best_person(r, k);
        if (e != DTL_NONE && s->entities.at[e].gender == DTL_GENDER_NONE)
            s->entities.at[e].gender = (w & DTL_W_MALE) ? DTL_GENDER_MALE : DTL_GENDER_FEMALE;
    } else if (w & DTL_W_THING) {
        e = best_thing(r, k);
    } else if (w & DTL_W_SEVERAL) {
        uint32_t pair = best_pair(r, k, false);
        if (pair != DTL_NONE && p->next == DTL_NONE) {
            e = entity_of(s, pair);
            p->next = s->nps.at[pair].next;
        }
    }
    return e == DTL_NONE || point(r, k, e);
}

/*
 * The lead of a report may describe before it names: "The former chief executive of X was found
 * guilty.  A B, 58, was convicted".  The subject of the next sentence is then whom it meant.
 */
static bool resolve_lead(resolver *r, uint32_t k) {
    dtl_story *s = r->s;
    const dtl_np *p = &s->nps.at[k];
    if (p->name != DTL_NONE || !p->definite || p->plural || r->subject[k] != 2 ||
        !person_noun(s, p->head) || p->next != DTL_NONE)
        return true;
    enum { REACH = 128 }; /* phrases between the description and the name */
    for (uint32_t j = k + 1; j < s->nps.n && j <= k + REACH; j++) {
        const dtl_np *o = &s->nps.at[j];
        if (o->sentence > p->sentence + 1)
            break;
        if (o->sentence == p->sentence || !r->subject[j])
            continue;
        uint32_t e = entity_of(s, j);
        if (e == DTL_NONE || s->entities.at[e].kind != DTL_KIND_PERSON || o->next != DTL_NONE)
            return true;
        if (s->entities.at[e].first_sentence < p->sentence &&
            !(s->doc->has_title && s->entities.at[e].first_sentence == 0))
            return true;
        dtl_description d = dtl_describe(s, k, p->end);
        if (s->entities.at[e].role.n)
            return true;
        if (d.has_role && s->entities.at[e].role.n == 0)
            s->entities.at[e].role = dtl_tokens_text(s->doc, d.role_first, d.role_end);
        return point(r, k, e);
    }
    return true;
}

static void mark_subjects(resolver *r) {
    dtl_story *s = r->s;
    for (uint32_t i = 0; i < s->groups.n; i++) {
        const dtl_group *g = &s->groups.at[i];
        if (!g->finite || g->subject == DTL_NONE || s->nps.at[g->subject].sentence != g->sentence)
            continue;
        const dtl_clause *c = &s->clauses.at[g->clause];
        uint8_t rank = c->parent == DTL_NONE && !c->relative && !c->subordinate ? 2 : 1;
        for (uint32_t np = g->subject, n = 0; np != DTL_NONE && n < 24;
             np = s->nps.at[np].next, n++) {
            if (r->subject[np] < rank)
                r->subject[np] = rank;
            uint32_t other = s->nps.at[np].apposed;
            if (other != DTL_NONE && r->subject[other] < rank)
                r->subject[other] = rank;
        }
    }
}

/* A life is told of the person in its title: pronouns go on with that one across sentences. */
static uint32_t topic_of(const dtl_story *s) {
    uint32_t topic = DTL_NONE;
    for (uint32_t i = 0; s->doc->has_title && i < s->entities.n && i < ENTITIES_NEAR; i++) {
        const dtl_entity *e = &s->entities.at[i];
        if (e->first_sentence != 0 || e->kind != DTL_KIND_PERSON || e->mentions == 0)
            continue;
        if (topic != DTL_NONE)
            return DTL_NONE;
        topic = i;
    }
    return topic;
}

dtl_status dtl_refer(dtl_story *s) {
    resolver r = {
        .s = s, .subject = DTL_NEW_ARRAY(s->arena, s->nps.n + 1u, uint8_t), .topic = topic_of(s)};
    if (!r.subject)
        return DTL_E_NOMEM;
    mark_subjects(&r);
    uint32_t n = s->nps.n;
    for (uint32_t k = 0; k < n; k++) {
        dtl_np *p = &s->nps.at[k];
        /* most phrases refer to nothing and nothing refers to them */
        bool plain = !p->definite && !p->pronoun && !p->has_of && !p->has_apposed &&
                     p->apposed == DTL_NONE && p->name == DTL_NONE &&
                     s->name_of[p->head] == DTL_NONE;
        if (p->timed || plain)
            continue;
        bool ok = true;
        if (p->name == DTL_NONE)
            ok = p->pronoun ? resolve_pronoun(&r, k) : resolve_description(&r, k);
        if (!ok || !note(&r, k))
            return DTL_E_NOMEM;
    }
    uint32_t lead = s->lead;
    for (uint32_t k = 0; k < n && s->nps.at[k].sentence <= lead; k++)
        if (s->nps.at[k].sentence == lead && !resolve_lead(&r, k))
            return DTL_E_NOMEM;
    return DTL_OK;
}
