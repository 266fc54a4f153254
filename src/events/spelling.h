/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelling: the questions that only tags.c asks of spelling.c; the others are in syntax.h.
 *
 * They are asked of every token, so the answers that are there already are read in place.
 */
#ifndef DTL_EVENTS_SPELLING_H
#define DTL_EVENTS_SPELLING_H

#include "events/syntax.h"
#include "text/tagger_tables.h"

/**
 * tags.c: the tag of the mark at token t of the sentence [first, end).  Called while spellings are
 * gathered, because what stands after a mark depends on its tag.
 */
void dtl_mark_fix(dtl_story *s, uint32_t t, uint32_t first, uint32_t end);
/** tags.c: computes w->settled for the word w of token t. */
void dtl_tags_settle(const dtl_story *s, dtl_lexeme *w, uint32_t t);
/** The reading DTL_AS_* of the word of token t. */
dtl_reading dtl_reading_of(const dtl_story *s, uint32_t t, unsigned as);
/** dtl_word_class of the word of token t, asked of the dictionary. */
unsigned dtl_marks_ask(const dtl_story *s, uint32_t t);

static inline unsigned dtl_marks_of(const dtl_story *s, uint32_t t) {
    const dtl_lexeme *w = s->lexemes[t];
    return w && (w->marks & DTL_MARKS_KNOWN) ? w->marks & ~DTL_MARKS_KNOWN : dtl_marks_ask(s, t);
}

/** May the word be a noun, verb in any form?  These need a dictionary. */
static inline bool dtl_is_noun_word(const dtl_story *s, uint32_t t) {
    return dtl_marks_of(s, t) & (DTL_WORDNET_NOUN | DTL_KIND_PLURAL);
}
static inline bool dtl_is_verb_word(const dtl_story *s, uint32_t t) {
    return dtl_marks_of(s, t) & (DTL_WORDNET_VERB | DTL_KIND_S | DTL_KIND_ED | DTL_KIND_ING);
}
/** May it be an adjective, compared ones included? */
bool dtl_is_adjective_word(const dtl_story *s, uint32_t t);

/** Can the word be this inflected form of a verb? */
static inline bool dtl_is_verb_form(const dtl_story *s, uint32_t t, unsigned pos) {
    unsigned mark = pos == DTL_POS_VB || pos == DTL_POS_VBP ? (unsigned)DTL_WORDNET_VERB
                    : pos == DTL_POS_VBZ                    ? (unsigned)DTL_KIND_S
                    : pos == DTL_POS_VBG                    ? (unsigned)DTL_KIND_ING
                                                            : (unsigned)DTL_KIND_ED;
    return dtl_marks_of(s, t) & mark;
}
/** Can it be a plural? */
static inline bool dtl_is_plural_form(const dtl_story *s, uint32_t t) {
    return dtl_marks_of(s, t) & DTL_KIND_PLURAL;
}

#endif
