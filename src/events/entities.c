/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entities: what the names of a document refer to.
 *
 * Full names make entities first; a surname, a prefix of a firm's name or an acronym then joins the
 * entity it shortens.  kinds.c settles the kinds that were guesses.  A person's role and country
 * come from words before the name and from appositions; refer.c then resolves descriptions and
 * pronouns to these entities.
 */
#include "events/entities.h"
#include "text/tagger.h"

#include <string.h>

static bool upper(const dtl_story *s, uint32_t t) {
    return (s->doc->tokens[t].flags & DTL_TOK_UPPER) != 0;
}

static bool capital(const dtl_story *s, uint32_t t) {
    return (s->doc->tokens[t].flags & (DTL_TOK_TITLE | DTL_TOK_UPPER)) != 0;
}

static uint32_t core_len(const dtl_name *n) {
    return n->end - n->core;
}

/* Words of [af, ae) stand at the start of [bf, be). */
static bool prefix_of(const dtl_story *s, uint32_t af, uint32_t ae, uint32_t bf, uint32_t be) {
    if (ae - af > be - bf)
        return false;
    for (uint32_t i = 0; i < ae - af; i++)
        if (!dtl_same_word(s->doc, af + i, bf + i))
            return false;
    return true;
}

static bool same_core(const dtl_story *s, const dtl_name *a, const dtl_name *b) {
    return core_len(a) == core_len(b) && prefix_of(s, a->core, a->end, b->core, b->end);
}

/* ---- lexicon entries --------------------------------------------------------------------------
 */

/* Name that the lexicon gives to all forms of the entry, or empty where it only sorts them. */
static dtl_slice entry_name(const dtl_story *s, uint32_t entry) {
    if (!entry || entry > s->rules->nlex_entries)
        return (dtl_slice){NULL, 0};
    const dtl_lex_entry *e = &s->rules->lex_entries[entry - 1];
    return dtl_slice_of(e->name ? e->name : "");
}

bool dtl_entry_country(const dtl_story *s, uint32_t entry) {
    if (!entry || entry > s->rules->nlex_entries)
        return false;
    const dtl_lex_entry *e = &s->rules->lex_entries[entry - 1];
    return e->value.type == DTL_T_TEXT && dtl_slice_is(e->value.s, "country");
}

bool dtl_entry_sorts(const dtl_story *s, uint32_t entry) {
    const dtl_lex_entry *e = &s->rules->lex_entries[entry - 1];
    return e->cls == s->lexis->lists[DTL_L_PLACE] && e->value.type == DTL_T_TEXT &&
           dtl_slice_is(e->value.s, e->name);
}

/* ---- entities ---------------------------------------------------------------------------------
 */

/* What is known of the entities while names are assigned to them. */
typedef struct maker {
    dtl_story *s;
    uint32_t *leader; /* per entity: index of its fullest name, with which others are compared */
    dtl_entity_index *index;
} maker;

uint32_t dtl_surname(const dtl_story *s, const dtl_name *n) {
    uint32_t t = n->end - 1;
    while (t > n->core && dtl_listed(s, DTL_L_SUFFIX, t))
        t--;
    return t;
}

static uint32_t new_entity(maker *m, uint32_t name, dtl_slice full) {
    dtl_story *s = m->s;
    const dtl_name *n = &s->names.at[name];
    dtl_entity e = {.kind = n->kind,
                    .full = full,
                    .brief = full,
                    .country = DTL_NONE,
                    .first_sentence = n->sentence};
    if (!dtl_vec_push(s->arena, &s->entities, e))
        return DTL_NONE;
    m->leader[s->entities.n - 1] = name;
    return s->entities.n - 1;
}

static unsigned gender_of(const dtl_story *s, const dtl_name *n) {
    for (uint32_t t = n->first; t < n->end; t++) {
        uint32_t w = s->words[t];
        if ((t < n->core && (w & DTL_W_TITLE)) || (t == n->core && (w & DTL_W_GIVEN))) {
            if (w & DTL_W_MALE)
                return DTL_GENDER_MALE;
            if (w & DTL_W_FEMALE)
                return DTL_GENDER_FEMALE;
        }
    }
    return DTL_GENDER_NONE;
}

static bool initial_of(const dtl_story *s, uint32_t a, uint32_t b) {
    dtl_slice x = dtl_token_folded(s->doc, a);
    dtl_slice y = dtl_token_folded(s->doc, b);
    return x.n > 0 && y.n > 0 && x.p[0] == y.p[0] && (x.n <= 2 || y.n <= 2);
}

/* May both be names of one person?  Same surname, and nothing against it in front. */
static bool same_person(const dtl_story *s, const dtl_name *a, const dtl_name *b) {
    uint32_t ae = dtl_surname(s, a) + 1;
    uint32_t be = dtl_surname(s, b) + 1;
    if (!dtl_same_word(s->doc, ae - 1, be - 1))
        return false;
    /* "Henry II" and "Henry IV" */
    if (ae < a->end && be < b->end && !dtl_same_word(s->doc, ae, be))
        return false;
    uint32_t n = ae - a->core;
    uint32_t k = be - b->core;
    uint32_t shorter = n < k ? n : k;
    bool suffix = n != k; /* "van der Berg" of "Greta van der Berg" */
    for (uint32_t i = 1; i <= shorter && suffix; i++)
        suffix = dtl_same_word(s->doc, ae - i, be - i);
    if (n == 1 || k == 1 || suffix)
        return true;
    return dtl_same_word(s->doc, a->core, b->core) || initial_of(s, a->core, b->core);
}

/* "UN" of "United Nations": the initials of the capitalised words. */
static bool acronym_of(const dtl_story *s, const dtl_name *a, const dtl_name *full) {
    if (core_len(a) != 1 || core_len(full) < 2 || !upper(s, a->core))
        return false;
    dtl_slice w = dtl_token_folded(s->doc, a->core);
    uint32_t i = 0;
    for (uint32_t t = full->core; t < full->end; t++) {
        if (!capital(s, t))
            continue;
        while (i < w.n && w.p[i] == '.')
            i++;
        dtl_slice f = dtl_token_folded(s->doc, t);
        if (i >= w.n || f.n == 0 || f.p[0] != w.p[i])
            return false;
        i++;
    }
    while (i < w.n && w.p[i] == '.')
        i++;
    return i == w.n;
}

static bool joins(const dtl_story *s, const dtl_name *n, const dtl_entity *e, const dtl_name *led) {
    if (n->entry && led->entry == n->entry && entry_name(s, n->entry).n &&
        n->demonym == led->demonym && !dtl_entry_sorts(s, n->entry))
        return true;
    if (led->demonym)
        return false;
    if (same_core(s, n, led))
        return n->kind == e->kind || n->guessed || led->guessed;
    bool single = core_len(n) == 1;
    switch (e->kind) {
    case DTL_KIND_PERSON:
        if (n->kind != DTL_KIND_PERSON && !(n->guessed && single))
            return false;
        if (same_person(s, n, led)) {
            unsigned g = gender_of(s, n);
            return g == DTL_GENDER_NONE || e->gender == DTL_GENDER_NONE || g == e->gender;
        }
        return single && n->guessed && core_len(led) >= 2 &&
               dtl_same_word(s->doc, n->core, led->core);
    case DTL_KIND_ORG:
        if (acronym_of(s, n, led) || acronym_of(s, led, n))
            return true;
        if (n->guessed && core_len(n) < core_len(led))
            return prefix_of(s, n->core, n->end, led->core, led->end);
        /* "the Commission" of the European Commission */
        return single && (s->words[n->core] & DTL_W_ORG_HEAD) && core_len(led) >= 2 &&
               dtl_same_word(s->doc, n->core, led->end - 1);
    case DTL_KIND_PLACE:
        /* "Washington DC", and "Karo" for "Karo dam" */
        return n->kind != DTL_KIND_PERSON && n->guessed && core_len(n) < core_len(led) &&
               prefix_of(s, n->core, n->end, led->core, led->end);
    default:
        return n->kind == DTL_KIND_NAME && n->guessed && core_len(n) >= 2 &&
               prefix_of(s, n->core, n->end, led->core, led->end);
    }
}

/* Of two forms the one that says more: more words, and no bare acronym. */
static void take_forms(const dtl_story *s, dtl_entity *e, const dtl_name *n) {
    dtl_slice text = dtl_tokens_text(s->doc, n->core, n->end);
    uint32_t words = core_len(n);
    if (n->demonym)
        return;
    bool shout = upper(s, n->core) && words == 1 && e->kind == DTL_KIND_PLACE;
    bool shouted = e->full.n == text.n && !shout && e->kind == DTL_KIND_PLACE;
    if ((text.n > e->full.n && words > 0) || shouted)
        e->full = text;
    if (e->brief.n == 0 || text.n < e->brief.n || (text.n == e->brief.n && shouted))
        e->brief = text;
}

static bool assign(maker *m, uint32_t i) {
    dtl_story *s = m->s;
    dtl_name *n = &s->names.at[i];
    if (n->entity != DTL_NONE)
        return true;
    uint32_t best = DTL_NONE;
    uint32_t candidates[DTL_CANDIDATES_MAX];
    uint32_t count = dtl_entity_index_find(s, m->index, n, candidates);
    for (uint32_t k = 0; k < count; k++) {
        uint32_t e = candidates[k];
        const dtl_name *led = &s->names.at[m->leader[e]];
        if (!joins(s, n, &s->entities.at[e], led))
            continue;
        /* several bearers of one surname: the one named last before */
        if (best == DTL_NONE || same_core(s, n, led) ||
            (led->first < n->first && !same_core(s, n, &s->names.at[m->leader[best]])))
            best = e;
    }
    if (best == DTL_NONE) {
        dtl_slice full = dtl_tokens_text(s->doc, n->core, n->end);
        best = new_entity(m, i, full);
        if (best == DTL_NONE || !dtl_entity_index_add(s, m->index, best, n))
            return false;
        s->entities.at[best].country_place =
            n->kind == DTL_KIND_PLACE && dtl_entry_country(s, n->entry);
    }
    n->entity = best;
    dtl_entity *e = &s->entities.at[best];
    const dtl_name *led = &s->names.at[m->leader[best]];
    if (led->guessed && !n->guessed) {
        e->kind = n->kind;
        m->leader[best] = core_len(n) >= core_len(led) ? i : m->leader[best];
        if (!dtl_entity_index_add(s, m->index, best, n))
            return false;
    }
    n->kind = e->kind;
    take_forms(s, e, n);
    unsigned g = gender_of(s, n);
    if (g != DTL_GENDER_NONE && e->gender == DTL_GENDER_NONE)
        e->gender = (uint8_t)g;
    return true;
}

/* Is there a country of this name in the gazetteer? */
static bool names_country(const dtl_story *s, dtl_slice name) {
    uint16_t place = s->lexis->lists[DTL_L_PLACE];
    bool listed = false;
    for (uint32_t i = 0; i < s->rules->nlex_entries; i++) {
        const dtl_lex_entry *e = &s->rules->lex_entries[i];
        if (e->cls != place || e->value.type != DTL_T_TEXT || !e->name)
            continue;
        listed = true;
        if (dtl_slice_is(name, e->name))
            return dtl_slice_is(e->value.s, "country");
    }
    return !listed;
}

/* Does the demonym (an entry + 1, or 0) belong to a country?  All places are read once for each. */
static bool is_country(const dtl_story *s, uint32_t entry, dtl_slice name) {
    if (!entry)
        return names_country(s, name);
    uint8_t *known = &s->lexis->demonyms[entry - 1];
    if (*known == DTL_DEMONYM_UNASKED)
        *known = names_country(s, name) ? DTL_DEMONYM_COUNTRY : DTL_DEMONYM_OTHER;
    return *known == DTL_DEMONYM_COUNTRY;
}

/* The entity of the country (or place) that a demonym belongs to. */
static bool assign_demonym(maker *m, uint32_t i) {
    dtl_story *s = m->s;
    dtl_name *n = &s->names.at[i];
    dtl_slice country = {NULL, 0};
    uint32_t entry = n->entry <= s->rules->nlex_entries ? n->entry : 0;
    if (entry) {
        const dtl_lex_entry *le = &s->rules->lex_entries[entry - 1];
        country = le->value.type == DTL_T_TEXT ? le->value.s : dtl_slice_of(le->name);
    }
    uint32_t found[DTL_CANDIDATES_MAX];
    uint32_t count = dtl_entity_index_find_place(m->index, country, found);
    for (uint32_t k = 0; k < count; k++) {
        uint32_t e = found[k];
        const dtl_name *led = &s->names.at[m->leader[e]];
        bool same = dtl_slice_eq(s->entities.at[e].full, country) ||
                    dtl_slice_eq(entry_name(s, led->demonym ? 0 : led->entry), country) ||
                    (led->demonym && led->entry == n->entry);
        if (same) {
            n->entity = e;
            return true;
        }
    }
    uint32_t e = new_entity(m, i, country);
    if (e == DTL_NONE || !dtl_entity_index_add_place(s, m->index, e, country))
        return false;
    s->entities.at[e].country_place = is_country(s, entry, country);
    n->entity = e;
    return true;
}

/* ---- roles and countries ----------------------------------------------------------------------
 */

/* A country for the entity `name` stands for: the place itself, or nothing for organisations. */
uint32_t dtl_country_of_name(const dtl_story *s, uint32_t name) {
    const dtl_name *n = &s->names.at[name];
    if (n->entity == DTL_NONE)
        return DTL_NONE;
    const dtl_entity *e = &s->entities.at[n->entity];
    return e->kind == DTL_KIND_PLACE && (e->country_place || n->demonym) ? n->entity : DTL_NONE;
}

/* Tokens [*first, *end) of the last role word between lo and hi; false: none. */
static bool role_between(const dtl_story *s, uint32_t lo, uint32_t hi, uint32_t *first,
                         uint32_t *end) {
    bool found = false;
    for (uint32_t t = lo; t < hi; t++) {
        uint32_t e = (s->words[t] & DTL_W_ROLE_START) ? dtl_listed(s, DTL_L_ROLE, t) : 0;
        if (!e || e > hi)
            continue;
        *first = t;
        *end = e;
        found = true;
        t = *end - 1;
    }
    return found;
}

/* "leader", "ruler": says that somebody leads, not in which office. */
static bool vague_role(const dtl_story *s, uint32_t t) {
    uint32_t n = dtl_lattice_find(s->lattice, s->lexis->lists[DTL_L_ROLE], t);
    uint32_t entry = n ? s->lattice->nodes.at[n].entry : 0;
    return entry && entry <= s->rules->nlex_entries && s->rules->lex_entries[entry - 1].name &&
           strcmp(s->rules->lex_entries[entry - 1].name, "vague_leader") == 0;
}

dtl_description dtl_describe(const dtl_story *s, uint32_t np, uint32_t hi) {
    dtl_description d = {.country = DTL_NONE, .org = DTL_NONE};
    const dtl_np *p = &s->nps.at[np];
    if (hi > p->end)
        hi = p->end;
    for (uint32_t t = p->first; t < hi; t++) {
        uint32_t n = s->name_of[t];
        d.former = d.former || (s->words[t] & DTL_W_FORMER);
        d.deputy = d.deputy || (s->words[t] & DTL_W_DEPUTY);
        if (n == DTL_NONE || s->names.at[n].description)
            continue;
        uint32_t c = dtl_country_of_name(s, n);
        if (c != DTL_NONE)
            d.country = c;
        else if (s->names.at[n].kind == DTL_KIND_ORG)
            d.org = s->names.at[n].entity;
    }
    d.has_role = role_between(s, p->first, hi, &d.role_first, &d.role_end);
    d.vague = d.has_role && vague_role(s, d.role_first);
    if (d.has_role && d.role_end == hi)
        d.leader = (s->words[d.role_end - 1] & DTL_W_LEADER) != 0;
    uint32_t from[2] = {p->possessor, dtl_of_phrase(s, np)};
    for (int k = 0; k < 2; k++) {
        if (from[k] == DTL_NONE)
            continue;
        uint32_t n = s->name_of[s->nps.at[from[k]].head];
        if (n == DTL_NONE)
            continue;
        uint32_t c = dtl_country_of_name(s, n);
        if (c != DTL_NONE)
            d.country = c;
        else if (s->names.at[n].kind == DTL_KIND_ORG)
            d.org = s->names.at[n].entity;
    }
    return d;
}

void dtl_take_description(dtl_story *s, uint32_t entity, const dtl_description *d) {
    dtl_entity *e = &s->entities.at[entity];
    if (e->kind != DTL_KIND_PERSON)
        return;
    if (e->country == DTL_NONE && d->country != entity)
        e->country = d->country;
    if (d->has_role && (e->role.n == 0 || (e->role_vague && !d->vague)) && !d->former) {
        e->role = dtl_tokens_text(s->doc, d->role_first, d->role_end);
        e->role_vague = d->vague;
    }
    if (d->leader && !d->former && !d->deputy && d->org == DTL_NONE)
        e->leader = true;
}

static void roles(dtl_story *s) {
    for (uint32_t i = 0; i < s->names.n; i++) {
        const dtl_name *n = &s->names.at[i];
        if (n->kind != DTL_KIND_PERSON || n->demonym || n->entity == DTL_NONE)
            continue;
        uint32_t np = s->np_of[n->end - 1];
        /* words before the name in its own phrase: "US President X", "the finance director X" */
        if (np != DTL_NONE && s->nps.at[np].head == n->end - 1 && n->core > s->nps.at[np].first) {
            dtl_description d = dtl_describe(s, np, n->core);
            dtl_take_description(s, n->entity, &d);
        } else if (n->core > n->first) {
            dtl_description d = {.country = DTL_NONE, .org = DTL_NONE};
            d.has_role = role_between(s, n->first, n->core, &d.role_first, &d.role_end);
            d.leader = d.has_role && (s->words[d.role_end - 1] & DTL_W_LEADER);
            dtl_take_description(s, n->entity, &d);
        }
        if (np == DTL_NONE)
            continue;
        uint32_t other = s->nps.at[np].apposed;
        bool sought = other == DTL_NONE && s->nps.at[np].has_apposed;
        for (uint32_t k = np + 1; sought && other == DTL_NONE && k < s->nps.n && k < np + 4; k++)
            if (s->nps.at[k].apposed == np)
                other = k;
        if (other != DTL_NONE) {
            dtl_description d = dtl_describe(s, other, s->nps.at[other].end);
            dtl_take_description(s, n->entity, &d);
        }
    }
}

/* ---- forms ------------------------------------------------------------------------------------
 */

/* A place that only the dateline names is written as in a sentence: "ATHENS". */
static bool unshout(dtl_story *s, dtl_entity *e) {
    if (e->kind != DTL_KIND_PLACE || e->full.n < 5)
        return true;
    for (uint32_t i = 0; i < e->full.n; i++)
        if (!(e->full.p[i] >= 'A' && e->full.p[i] <= 'Z') && e->full.p[i] != ' ')
            return true;
    char *p = dtl_arena_strndup(s->arena, e->full.p, e->full.n);
    if (!p)
        return false;
    for (uint32_t i = 1; i < e->full.n; i++)
        if (p[i] != ' ' && p[i - 1] != ' ')
            p[i] = (char)(p[i] | 0x20);
    if (dtl_slice_eq(e->full, e->brief))
        e->brief.p = p;
    e->full.p = p;
    return true;
}

/* How a headline says it: the surname of a person, the shortest form of the others. */
static bool brief_forms(maker *m) {
    dtl_story *s = m->s;
    for (uint32_t i = 0; i < s->names.n; i++) {
        const dtl_name *n = &s->names.at[i];
        if (n->entity == DTL_NONE || n->demonym || n->description)
            continue;
        dtl_entity *e = &s->entities.at[n->entity];
        e->mentions++;
        if (n->sentence < e->first_sentence)
            e->first_sentence = n->sentence;
        if (!unshout(s, e))
            return false;
        if (e->kind != DTL_KIND_PERSON || m->leader[n->entity] != i)
            continue;
        uint32_t t = dtl_surname(s, n);
        while (t > n->core && ((s->words[t - 1] & DTL_W_PARTICLE) && !capital(s, t - 1)))
            t--;
        e->brief = dtl_tokens_text(s->doc, t, n->end);
        /* a person who is only ever named with a title keeps it */
        if (core_len(n) == 1 && n->first < n->core && e->full.n == e->brief.n &&
            (s->words[n->first] & DTL_W_TITLE))
            e->full = dtl_tokens_text(s->doc, n->first, n->end);
    }
    return true;
}

static void set_phrases(dtl_story *s) {
    for (uint32_t i = 0; i < s->nps.n; i++) {
        dtl_np *p = &s->nps.at[i];
        uint32_t n = s->name_of[p->head];
        /* a name may end in lower case ("Omo river") or the head be one token off ("Calypso 2") */
        if (n != DTL_NONE && !(s->names.at[n].demonym && p->end - p->first > 1))
            p->name = n;
    }
}

/* Names, phrases and verbs, as soon as they are known. */
static bool add_nodes(dtl_story *s) {
    dtl_lattice *l = s->lattice;
    const uint16_t *cls = s->rules->cls;
    for (uint32_t i = 0; i < s->names.n; i++) {
        const dtl_name *n = &s->names.at[i];
        if (!n->demonym && !dtl_lattice_add(l, cls[DTL_B_NAME], n->first, n->end, i))
            return false;
    }
    for (uint32_t i = 0; i < s->nps.n; i++) {
        uint32_t first = dtl_np_full_first(s, i);
        if (!s->nps.at[i].timed && !dtl_lattice_add(l, cls[DTL_B_NP], first, s->nps.at[i].end, i))
            return false;
    }
    for (uint32_t i = 0; i < s->groups.n; i++) {
        uint32_t h = s->groups.at[i].head;
        if (!dtl_lattice_add(l, cls[DTL_B_VERB], h, h + 1, i))
            return false;
    }
    return true;
}

/* What the names are, once all of them have been heard. */
static bool add_kinds(dtl_story *s) {
    const uint16_t *cls = s->rules->cls;
    for (uint32_t i = 0; i < s->names.n; i++) {
        const dtl_name *n = &s->names.at[i];
        uint16_t kind = n->kind == DTL_KIND_PERSON  ? cls[DTL_B_PERSON]
                        : n->kind == DTL_KIND_ORG   ? cls[DTL_B_ORG]
                        : n->kind == DTL_KIND_PLACE ? cls[DTL_B_PLACE]
                                                    : 0;
        if (kind && !n->demonym && !n->description &&
            !dtl_lattice_add(s->lattice, kind, n->first, n->end, i))
            return false;
    }
    return true;
}

dtl_status dtl_entities_find(dtl_story *s) {
    maker m = {.s = s};
    m.leader = DTL_NEW_ARRAY(s->arena, s->names.n + 1u, uint32_t);
    m.index = dtl_entity_index_new(s->arena, s->names.n);
    if (!m.leader || !m.index)
        return DTL_E_NOMEM;
    /* listed and full names first, so that short forms find what they shorten */
    for (unsigned round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < s->names.n; i++) {
            const dtl_name *n = &s->names.at[i];
            bool full = core_len(n) >= 2;
            bool now = round == 0 ? !n->guessed && full : round == 1 ? full || !n->guessed : true;
            if (n->demonym || !now)
                continue;
            if (!assign(&m, i))
                return DTL_E_NOMEM;
        }
    }
    for (uint32_t e = 0; e < s->entities.n; e++) {
        const dtl_entity *x = &s->entities.at[e];
        if (x->kind == DTL_KIND_PLACE &&
            (!dtl_entity_index_add_place(s, m.index, e, x->full) ||
             !dtl_entity_index_add_place(s, m.index, e,
                                         entry_name(s, s->names.at[m.leader[e]].entry))))
            return DTL_E_NOMEM;
    }
    for (uint32_t i = 0; i < s->names.n; i++)
        if (s->names.at[i].demonym && !assign_demonym(&m, i))
            return DTL_E_NOMEM;
    if (!dtl_kinds_settle(s))
        return DTL_E_NOMEM;
    set_phrases(s);
    roles(s);
    return brief_forms(&m) ? DTL_OK : DTL_E_NOMEM;
}

dtl_status dtl_names_find(dtl_story *s) {
    /* the times that were found are what counts now, not every candidate */
    if (s->times) {
        for (uint32_t t = 0; t < s->doc->ntokens; t++)
            s->words[t] &= ~(uint32_t)DTL_W_TIME;
        for (uint32_t i = 0; i < s->times->list.n; i++)
            for (uint32_t t = s->times->list.at[i].first; t < s->times->list.at[i].end; t++)
                s->words[t] |= DTL_W_TIME;
    }
    dtl_status st = dtl_names_scan(s);
    if (st == DTL_OK)
        st = add_nodes(s) ? dtl_name_rules(s) : DTL_E_NOMEM;
    if (st == DTL_OK)
        st = dtl_entities_find(s);
    if (st == DTL_OK)
        st = dtl_refer(s);
    if (st == DTL_OK && !add_kinds(s))
        st = DTL_E_NOMEM;
    return st;
}
