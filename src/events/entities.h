/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entities: what entities.c, kinds.c and refer.c share.
 */
#ifndef DTL_EVENTS_ENTITIES_H
#define DTL_EVENTS_ENTITIES_H

#include "events/syntax.h"

/** Entities that one name is compared with. */
#define DTL_CANDIDATES_MAX 32u

/** What a phrase says of a person: "Russia's foreign minister", "the former chief executive of X".
 */
typedef struct dtl_description {
    uint32_t country, org; /* entities or DTL_NONE */
    uint32_t role_first, role_end;
    bool has_role, leader, former, deputy;
    bool vague; /* the role is no office: "leader", "ruler" */
} dtl_description;

/** Reads the part of np before token hi, its possessor and its of-phrase. */
dtl_description dtl_describe(const dtl_story *s, uint32_t np, uint32_t hi);
/** Adds what is not known yet to a person. */
void dtl_take_description(dtl_story *s, uint32_t entity, const dtl_description *d);
uint32_t dtl_country_of_name(const dtl_story *s, uint32_t name);
/** Is the lexicon entry (+ 1) that of a country? */
bool dtl_entry_country(const dtl_story *s, uint32_t entry);
/** Does the entry only sort forms (its value is its own name), so that they are not one thing? */
bool dtl_entry_sorts(const dtl_story *s, uint32_t entry);
/** Token of the surname of a person: the last of the core that is no suffix ("II", "Jr"). */
uint32_t dtl_surname(const dtl_story *s, const dtl_name *n);

/** Entities by the words of their names (entity_index.c). */
typedef struct dtl_entity_index dtl_entity_index;
/** NULL: no memory. */
dtl_entity_index *dtl_entity_index_new(dtl_arena *arena, uint32_t names);
/** Enters an entity under the words of name n; false: no memory. */
bool dtl_entity_index_add(dtl_story *s, dtl_entity_index *x, uint32_t entity, const dtl_name *n);
/** The entities that n may be a form of, in the order they were made; returns how many. */
uint32_t dtl_entity_index_find(const dtl_story *s, const dtl_entity_index *x, const dtl_name *n,
                               uint32_t out[DTL_CANDIDATES_MAX]);
/** Places by what a lexicon or the text calls them, for demonyms. */
bool dtl_entity_index_add_place(dtl_story *s, dtl_entity_index *x, uint32_t entity, dtl_slice name);
uint32_t dtl_entity_index_find_place(const dtl_entity_index *x, dtl_slice name,
                                     uint32_t out[DTL_CANDIDATES_MAX]);

/** Kinds that were guesses, by a vote of all occurrences (kinds.c); false: no memory. */
bool dtl_kinds_settle(dtl_story *s);
/** Descriptions and pronouns (refer.c). */
dtl_status dtl_refer(dtl_story *s);

#endif
