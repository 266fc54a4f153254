/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syntax: what the files of the light grammar share, and the questions other files ask of it.
 *
 * Order: dtl_words (closed-class facts per token) and dtl_spellings_gather for the document, then
 * for each sentence dtl_tags_repair, dtl_groups_find, dtl_phrases_find, dtl_clauses_find,
 * dtl_phrases_link, dtl_arguments_find; dtl_syntax runs them.
 * Then, with the times known, dtl_names_find runs names.c (runs of capitals and a first guess of
 * their kinds), entities.c (what they refer to), kinds.c (guesses settled) and refer.c
 * (descriptions and pronouns).  Each step is one pass over the tokens with small windows.
 */
#ifndef DTL_SYNTAX_H
#define DTL_SYNTAX_H

#include "events/events.h"

/** What the lexicons of closed classes say of a token; names of classes and entries in words.c. */
enum {
    DTL_W_COPULA = 1u << 0,
    DTL_W_PERFECT = 1u << 1,
    DTL_W_SUPPORT = 1u << 2,
    DTL_W_MODAL_PLANNED = 1u << 3,
    DTL_W_MODAL_POSSIBLE = 1u << 4,
    DTL_W_NEGATION = 1u << 5,
    DTL_W_NO = 1u << 6,          /* negative determiners and pronouns */
    DTL_W_AGENT = 1u << 7,       /* by */
    DTL_W_GENITIVE = 1u << 8,    /* of */
    DTL_W_CONDITIONAL = 1u << 9, /* if, unless */
    DTL_W_TEMPORAL = 1u << 10,   /* after, as, because: a conjunction only before a finite clause */
    DTL_W_CONTRAST = 1u << 11,
    DTL_W_COMPLEMENT = 1u << 12, /* that */
    DTL_W_TITLE = 1u << 13,
    DTL_W_ROLE = 1u << 14,
    DTL_W_ROLE_START = 1u << 15,
    DTL_W_ORG_HEAD = 1u << 16,
    DTL_W_ORG_OF = 1u << 17,
    DTL_W_PLACE_HEAD = 1u << 18,
    DTL_W_PLACE_PREP = 1u << 19,
    DTL_W_PARTICLE = 1u << 20,
    DTL_W_MALE = 1u << 21,    /* he, father; with TITLE or GIVEN: of a man */
    DTL_W_FEMALE = 1u << 22,  /* she */
    DTL_W_THING = 1u << 23,   /* it */
    DTL_W_SEVERAL = 1u << 24, /* they */
    DTL_W_GIVEN = 1u << 25,   /* given name */
    DTL_W_TIME = 1u << 26,    /* inside a time expression */
    DTL_W_LEADER = 1u << 27,  /* role of a head of state or government */
    DTL_W_FORMER = 1u << 28,  /* former, ex-: undoes a role */
    DTL_W_DEPUTY = 1u << 29,  /* deputy, acting: weakens a role */
    DTL_W_DEFINITE = 1u << 30
};
#define DTL_W_INDEFINITE (1u << 31)
#define DTL_W_AUX (DTL_W_COPULA | DTL_W_PERFECT | DTL_W_SUPPORT)
#define DTL_W_MODAL (DTL_W_MODAL_PLANNED | DTL_W_MODAL_POSSIBLE)

/** Is a form of the lexicon at the token?  Numbers are asked by dtl_listed_end only. */
static inline bool dtl_is_listed(const dtl_story *s, dtl_word_list list, uint32_t token) {
    return s->listed[token] >> list & 1u;
}
/** End of the longest form of the lexicon that starts at token, or 0. */
uint32_t dtl_listed_end(const dtl_story *s, dtl_word_list list, uint32_t token);
/** The same with a quick no. */
static inline uint32_t dtl_listed(const dtl_story *s, dtl_word_list list, uint32_t token) {
    return list == DTL_L_NUMBER || dtl_is_listed(s, list, token) ? dtl_listed_end(s, list, token)
                                                                 : 0;
}

dtl_status dtl_words(dtl_story *s);

/** What rules of the name stage say of the names (name_rules.c). */
dtl_status dtl_name_rules(dtl_story *s);

/** Finds words and spellings of the whole document, which the tags of a sentence depend on. */
bool dtl_spellings_gather(dtl_story *s);
/**
 * Corrects tags from spelling, lexicons and dictionary, in the document itself.  *suspect is the
 * first of s->suspects that lies in the sentence or after it, and moves on to those after it.
 */
void dtl_tags_repair(dtl_story *s, uint32_t sentence, const uint32_t **suspect);
/** The word of a token: how often it is written with and without a capital. */
const dtl_lexeme *dtl_spelling_of(const dtl_story *s, uint32_t token);
/** Is the sentence written like a headline, so that its capitals mean nothing? */
static inline bool dtl_headline(const dtl_story *s, uint32_t sentence) {
    return s->headlines[sentence];
}
/** A place where anything is written with a capital: start of a sentence or quotation. */
bool dtl_opening(const dtl_story *s, uint32_t token);
/** Does the dictionary know the word as a common word of any class? */
bool dtl_common_word(const dtl_story *s, uint32_t token);
bool dtl_adjective_word(const dtl_story *s, uint32_t token);
/** Noun sense of the word alone, read as singular or plural: DTL_LEX_NOUN_*, 0 unknown; and its
 * verb sense, read as base form or as inflected. */
unsigned dtl_word_noun_file(const dtl_story *s, uint32_t token, bool plural);
unsigned dtl_word_verb_file(const dtl_story *s, uint32_t token, bool base);

dtl_status dtl_groups_find(dtl_story *s, uint32_t sentence);
/** Turns participles that can only be past tenses into such; needs phrases. */
void dtl_groups_promote(dtl_story *s, uint32_t sentence, uint32_t first_group);
/** A participle in -ed without auxiliary. */
bool dtl_group_lone_participle(const dtl_story *s, uint32_t group);
void dtl_group_make_past(dtl_story *s, uint32_t group);
void dtl_group_make_participle(dtl_story *s, uint32_t group);
/** The phrase that ends right before token t, adverbs and times skipped, or DTL_NONE. */
uint32_t dtl_phrase_before(const dtl_story *s, uint32_t t, uint32_t low);
dtl_status dtl_phrases_find(dtl_story *s, uint32_t sentence);
/** Does a finite group start at t? */
bool dtl_finite_at(const dtl_story *s, uint32_t t);
/**
 * Does a finite verb follow before the clause can end?  With `subject` it must be that of the
 * phrase right after t: a second free phrase means that the first is the object of a preposition.
 */
bool dtl_finite_follows(const dtl_story *s, uint32_t t, uint32_t end, bool subject);
/** Where a relative clause with its pronoun at wh starts: "in which", "many of whom". */
uint32_t dtl_relative_start(const dtl_story *s, uint32_t wh, uint32_t low);
/** The phrase that a relative clause which starts at `first`, pronoun at wh, describes. */
uint32_t dtl_antecedent(const dtl_story *s, uint32_t first, uint32_t wh, uint32_t low);
/**
 * Looks in clauses from first_clause on for one without a finite verb that has a participle to
 * serve, and makes it a past tense; true when one was changed, and the sentence must be read again.
 */
bool dtl_clauses_repair(dtl_story *s, uint32_t sentence, uint32_t first_clause,
                        uint32_t first_group);
/** May turn participles into past tenses and back where a clause has no verb or two. */
dtl_status dtl_clauses_find(dtl_story *s, uint32_t sentence, uint32_t first_group);
/** Coordination, of-phrases and apposition; needs clauses. */
void dtl_phrases_link(dtl_story *s, uint32_t first_np, uint32_t end_np);
/** Objects, subjects and agents of the groups of one sentence. */
void dtl_arguments_find(dtl_story *s, uint32_t sentence, uint32_t first_group, uint32_t end_group,
                        uint32_t first_np, uint32_t end_np);

/* ---- names: shared by names.c and entities.c --------------------------------------------------
 */

/** Capitalised runs to names with a first guess of their kind. */
dtl_status dtl_names_scan(dtl_story *s);
/** Names to entities, kinds agreed over the document, roles, countries, descriptions, pronouns. */
dtl_status dtl_entities_find(dtl_story *s);
/** Are the folded forms of two tokens equal? */
bool dtl_same_word(const dtl_document *d, uint32_t a, uint32_t b);
/** Coarse WordNet sense of the lemma of a noun (verb) token: DTL_LEX_*, 0 unknown. */
unsigned dtl_noun_file(const dtl_story *s, uint32_t token);
unsigned dtl_verb_file(const dtl_story *s, uint32_t token);
/** Does the head noun mean a person, or is it capitalised as a name? */
bool dtl_np_animate(const dtl_story *s, uint32_t np);

/* ---- questions of mentions.c and args.c -------------------------------------------------------
 */

/*
 * All of these return an np or DTL_NONE.  Of a coordination they return the first conjunct (follow
 * dtl_np.next); of an apposition the member with the name.
 */

/**
 * Grammatical subject: across relative clauses and parentheses, through relative pronouns to their
 * antecedent, from the governor for infinitives and participles, from the clause before for
 * coordinated verbs without one of their own.  None for a participle that modifies a noun
 * ("progress made"): ask dtl_undergoer_of.
 */
uint32_t dtl_subject_of(const dtl_story *s, uint32_t group);
/** Direct object or predicate noun; none for passives. */
uint32_t dtl_object_of(const dtl_story *s, uint32_t group);
/** By-phrase of a passive or of a participle in -ed. */
uint32_t dtl_agent_of(const dtl_story *s, uint32_t group);
/** Who does it: by-phrase of passives, else the subject. */
uint32_t dtl_actor_of(const dtl_story *s, uint32_t group);
/** To whom: subject of passives, noun of a participle, else the object. */
uint32_t dtl_undergoer_of(const dtl_story *s, uint32_t group);
/** Of a noun that means an event: possessor, else by-phrase after it. */
uint32_t dtl_np_actor(const dtl_story *s, uint32_t np);
/** Of a noun that means an event: its of-phrase. */
uint32_t dtl_np_undergoer(const dtl_story *s, uint32_t np);
/** The of-phrase right after np. */
uint32_t dtl_of_phrase(const dtl_story *s, uint32_t np);
/**
 * Nearest np of the clause (DTL_NONE: of the sentence) after `from_token`, else before it, whose
 * preposition is one of words[0..n) (vocabulary ids).
 */
uint32_t dtl_prep_np(const dtl_story *s, uint32_t from_token, uint32_t clause,
                     const uint32_t *words, uint32_t n);
/** First token of the phrase with its possessors and determiner. */
uint32_t dtl_np_full_first(const dtl_story *s, uint32_t np);
/** First conjunct, and the member of an apposition that carries the name. */
uint32_t dtl_np_canonical(const dtl_story *s, uint32_t np);
/** Entity a phrase refers to, through names, descriptions and pronouns; or DTL_NONE. */
uint32_t dtl_np_entity(const dtl_story *s, uint32_t np);

/** Groups, clauses, phrases, names and entities, for people. */
void dtl_syntax_dump(const dtl_story *s, dtl_buf *out);

#endif
