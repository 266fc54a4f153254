/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelling: the questions that only tags.c asks of spelling.c; the others are in syntax.h.
 */
#ifndef DTL_EVENTS_SPELLING_H
#define DTL_EVENTS_SPELLING_H

#include "events/syntax.h"
#include "text/tagger.h"

/** Counts capitals and finds headlines, as s->spellings; false: no memory. */
bool dtl_spellings_gather(dtl_story *s);
/** DTL_WORDNET_* of the lemma of token t read with tag `pos`; *ret_same: the lemma is the word. */
unsigned dtl_kinds_as(const dtl_story *s, uint32_t t, unsigned pos, bool *ret_same);
/** May the word be a noun, verb, adjective in any form?  These need a dictionary. */
bool dtl_is_noun_word(const dtl_story *s, uint32_t t);
bool dtl_is_verb_word(const dtl_story *s, uint32_t t);
bool dtl_is_adjective_word(const dtl_story *s, uint32_t t);
/** Can the word be this inflected form of a verb? */
bool dtl_is_verb_form(const dtl_story *s, uint32_t t, unsigned pos);
/** Can it be a plural? */
bool dtl_is_plural_form(const dtl_story *s, uint32_t t);

#endif
