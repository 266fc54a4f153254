/* SPDX-License-Identifier: Apache-2.0 */
/*
 * events: what happened, to whom, where, and whether it did.
 *
 * In order: verb groups (groups.c) and noun phrases (phrases.c) give a light syntax; names.c finds
 * people, places and organisations and what refers to them; mentions.c runs the event rules and
 * fills their arguments (args.c); status.c judges reality; coref.c joins the mentions of one event.
 * The grammar is deliberately shallow: nearest phrase to the left and right within the clause, with
 * coordination and by-phrases.  It needs tags and closed-class words from the rule set, no parser.
 * Knows nothing of the order of events.
 */
#ifndef DTL_EVENTS_H
#define DTL_EVENTS_H

#include "events/lexis.h"
#include "match/match.h"
#include "times/times.h"

#define DTL_NONE UINT32_MAX

/* ---- light syntax ------------------------------------------------------------------------- */

typedef enum dtl_tense {
    DTL_TENSE_NONE,
    DTL_TML_PAST,
    DTL_TML_PRESENT,
    DTL_TML_FUTURE,
    DTL_TML_INFINITIVE,
    DTL_TML_PRESPART,
    DTL_TML_PASTPART
} dtl_tense;
typedef enum dtl_aspect {
    DTL_ASPECT_NONE,
    DTL_ASPECT_PROGRESSIVE,
    DTL_ASPECT_PERFECTIVE,
    DTL_ASPECT_PERFECTIVE_PROGRESSIVE
} dtl_aspect;

/** A verb group: "has now been ongoing", "will have to be resolved", "to end". */
typedef struct dtl_group {
    uint32_t first, end, head; /* tokens; head is the main verb */
    uint32_t sentence, clause;
    dtl_tense tense;
    dtl_aspect aspect;
    bool passive, negated, infinitive, finite;
    bool participle;   /* bare -ing or -ed form that modifies or continues: "accusing them", "made
                          between" */
    uint32_t modal;    /* token of the modal, or DTL_NONE */
    int8_t modality;   /* dtl_event_status that the modal gives (lexicon `modal`), DTL_STATUS_NONE
                          without */
    uint32_t governor; /* group whose infinitive complement this is ("hopes to meet", "scheduled to
                          end"), or DTL_NONE */
    bool copular;      /* its head is a copula: "is the capital", "was ready" */
    uint32_t subject, object, agent; /* np or DTL_NONE; see syntax.h for what each covers */
} dtl_group;

/** A base noun phrase. */
typedef struct dtl_np {
    uint32_t first, end, head; /* tokens; head is the last noun */
    uint32_t sentence, clause;
    uint32_t prep; /* token of the preposition right before it, or DTL_NONE */
    uint32_t
        possessor; /* np whose 's stands before the head ("Ukraine's president"), or DTL_NONE */
    uint32_t of;   /* np it is the of-object of: "president OF Ukraine" gives that of the right one;
                      or DTL_NONE */
    uint32_t next; /* next conjunct: "A, B and C"; or DTL_NONE */
    uint32_t apposed; /* np it stands in apposition to, or DTL_NONE */
    uint32_t name;    /* index of the name its head belongs to, or DTL_NONE */
    bool definite, indefinite, plural, pronoun,
        possessive; /* possessive: followed by 's, or a possessive pronoun */
    bool negated;   /* "no talks", "nobody" */
    bool timed;     /* a time expression: "last week", "the same day" */
    /* some other phrase has it as `of`, `apposed`, `next`: else nobody need look for one */
    bool has_of, has_apposed, is_next;
    uint32_t object_of; /* group it is the object of, or DTL_NONE */
} dtl_np;

/** A clause: tokens between boundaries; nesting is kept only as `parent`. */
typedef struct dtl_clause {
    uint32_t first, end, sentence;
    uint32_t parent; /* clause it interrupts or depends on, or DTL_NONE */
    bool relative, subordinate, conditional;
    bool quote;          /* the words of a quotation */
    uint32_t opener;     /* token of the conjunction or relative pronoun, or DTL_NONE */
    uint32_t antecedent; /* np that a relative clause describes, or DTL_NONE */
    uint32_t group;      /* its finite verb group, or DTL_NONE */
} dtl_clause;

/* ---- names -------------------------------------------------------------------------------- */

/** One occurrence of a name. */
typedef struct dtl_name {
    uint32_t first, end; /* tokens, titles included */
    uint32_t core;       /* first token without titles and roles */
    uint32_t sentence;
    dtl_arg_kind kind;    /* PERSON ORG PLACE, or NAME when unknown */
    uint32_t entity;      /* what it refers to */
    bool demonym;         /* "Russian": the place as an adjective */
    bool description;     /* "the Russian president": refers, is no name */
    bool guessed;         /* its kind is a default, not said by the text or a lexicon */
    uint32_t entry;       /* lexicon entry that names it + 1, or 0 */
    const dtl_rule *rule; /* of the name stage, which says its kind; or NULL */
} dtl_name;

typedef enum dtl_gender { DTL_GENDER_NONE, DTL_GENDER_MALE, DTL_GENDER_FEMALE } dtl_gender;

/** What the names of a document refer to. */
typedef struct dtl_entity {
    dtl_arg_kind kind;
    dtl_slice full;   /* fullest form seen, without titles: "Volodymyr Zelensky" */
    dtl_slice brief;  /* how a headline says it: "Zelensky", "Washington", "EU" */
    uint32_t country; /* entity of the country a person acts for, or DTL_NONE */
    bool leader;      /* head of state or government, by title or description */
    dtl_slice role;   /* "foreign minister", as written; empty if not said */
    bool role_vague;  /* the role is no office: "leader", "ruler" */
    uint32_t mentions, first_sentence;
    bool country_place; /* the place is a country */
    uint8_t gender;     /* dtl_gender, from titles, given names and pronouns */
} dtl_entity;

/* ---- events ------------------------------------------------------------------------------- */

/** A filled argument. */
typedef struct dtl_filler {
    const char *role; /* as the rule calls it */
    dtl_role slot;
    uint32_t entity;     /* or DTL_NONE */
    uint32_t first, end; /* tokens of the phrase */
    uint32_t np;         /* or DTL_NONE */
} dtl_filler;

/** One mention of an event. */
typedef struct dtl_mention {
    const dtl_rule *rule; /* NULL: a verb without a rule of its own (TimeML only) */
    const dtl_candidate *candidate;
    uint32_t first, end, head; /* tokens of the trigger; head as TimeML tags it */
    uint32_t sentence, clause;
    uint32_t carrier;   /* verb group in the trigger of a noun: "TOOK a call"; or DTL_NONE */
    uint32_t group, np; /* the verb group or noun phrase it heads, or DTL_NONE */
    uint16_t type;      /* event type, UINT16_MAX: none */
    dtl_event_class timeml_class;
    dtl_tense tense;
    dtl_aspect aspect;
    bool negated;
    uint32_t modal; /* token or DTL_NONE */
    dtl_event_status status;
    const dtl_rule *status_rule;
    DTL_VEC(dtl_filler) args;
    uint32_t time; /* time mention that dates it, or DTL_NONE */
    dtl_relation
        time_relation;    /* STARTS since, ENDS until, BEFORE by, AFTER; NONE: within the time */
    const dtl_timex *own; /* the date that its rule reads off its own words, or NULL */
    uint32_t duration;    /* time mention that says how long, or DTL_NONE */
    uint32_t event;       /* the event it belongs to */
    bool named, definite; /* "the Alaska summit"; "the talks" */
    bool quoted;
} dtl_mention;

/** Mentions of one thing that happened. */
typedef struct dtl_event {
    DTL_VEC(uint32_t) mentions;
    uint32_t main; /* the mention that names it best */
    uint16_t type;
    dtl_event_status status;
    DTL_VEC(dtl_filler) args; /* union, fullest form first; at most DTL_EVENT_ARGS_MAX */
    /* over the mentions with a bounded time of their own (`timed`: there are some) */
    bool timed;
    int64_t earliest_end, latest_start;
} dtl_event;

#define DTL_EVENT_ARGS_MAX 128

/** Everything known of one document after this step. */
typedef struct dtl_story {
    dtl_arena *arena;
    const dtl_rules *rules;
    const dtl_document *doc;
    dtl_lattice *lattice;
    const dtl_times *times;
    bool all; /* in: every verb that is told makes an event, dated or not */
    DTL_VEC(dtl_clause) clauses;
    DTL_VEC(dtl_group) groups;
    DTL_VEC(dtl_np) nps;
    DTL_VEC(dtl_name) names;
    DTL_VEC(dtl_entity) entities;
    DTL_VEC(dtl_mention) mentions;
    DTL_VEC(dtl_event) events;
    dtl_candidates blocked; /* rules with `emit: none` that said of a word that it is no event */
    dtl_candidates *heard;  /* in: keeps every match of the name, status and link passes; or NULL */
    uint32_t *clause_of;    /* per token */
    uint32_t *group_of, *np_of, *name_of, *mention_of; /* per token, DTL_NONE where none */
    uint32_t *words;                                   /* per token: DTL_W_* of syntax.h */
    uint32_t *listed;     /* per token: 1 << dtl_word_list of what starts there, numbers left out */
    dtl_lexeme **lexemes; /* per token: its word; NULL for punctuation */
    bool *headlines;      /* per sentence: see dtl_headline */
    uint32_t *suspects;   /* tokens whose tags tags.c looks at, ascending, then UINT32_MAX */
    dtl_lexis *lexis;     /* borrowed; NULL: dtl_syntax makes one for this document */
    uint32_t *time_end;   /* per token: end of the time expression that starts there, or 0 */
    uint32_t lead; /* first sentence behind headline, byline and date: where a story begins */
} dtl_story;

/** Clauses, verb groups, noun phrases: everything that needs only tags and closed-class words. */
dtl_status dtl_syntax(dtl_story *s);
/** Names and entities; adds Name, Person, Org, Place, NP and verb nodes to the lattice. */
dtl_status dtl_names_find(dtl_story *s);
/** Runs the event and status passes, fills arguments, joins mentions. */
dtl_status dtl_events_find(dtl_story *s);
/** Are there sentences enough, from the lead on, for a news story? */
bool dtl_is_story(const dtl_story *s);
/** Tense of the clause around tokens [first, end): dtl_tense_source for times. */
dtl_clause_tense dtl_story_tense(const dtl_story *s, uint32_t first, uint32_t end);

#endif
