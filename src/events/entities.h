/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entities: what entities.c, kinds.c and refer.c share.
 */
#ifndef DTL_EVENTS_ENTITIES_H
#define DTL_EVENTS_ENTITIES_H

#include "events/syntax.h"

/** Entities of one document; later names stay without one. Bounds the comparison of names. */
#define DTL_ENTITIES_MAX 512u

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
/** Kinds that were guesses, by a vote of all occurrences (kinds.c); false: no memory. */
bool dtl_kinds_settle(dtl_story *s);
/** Descriptions and pronouns (refer.c). */
dtl_status dtl_refer(dtl_story *s);

#endif
