/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules: YAML in, an immutable compiled rule set out.
 *
 * A dtl_rules is built once (builder.c), owns one arena, and is then shared read-only by any number
 * of threads.  It holds the vocabulary (folded words -> ids), the classes that a pattern can name,
 * the lexicons behind them, and the rules of each stage with compiled patterns (pattern.h) and
 * typed value expressions (expr.h).  Errors are collected as diagnostics with positions; a set with
 * an error is refused whole.  Knows nothing of documents.
 */
#ifndef DTL_RULES_H
#define DTL_RULES_H

#include "base/base.h"
#include "calendar/calendar.h"
#include "rules/expr.h"
#include "rules/pattern.h"

/** Stages in the order they run.  A stage sees only nodes of earlier stages. */
typedef enum DTL_BYTE dtl_stage {
    DTL_STAGE_SHAPE,   /* character forms: PCRE2 at token starts -> nodes */
    DTL_STAGE_PHRASE,  /* token patterns over words, lexicons, shapes -> time candidates, parts */
    DTL_STAGE_COMPOSE, /* over phrase nodes; levels 1..3 */
    DTL_STAGE_NAME,    /* over names found by capitals: people, places, organisations, roles */
    DTL_STAGE_EVENT,   /* triggers and arguments */
    DTL_STAGE_STATUS,  /* reality of an event, from the words around it */
    DTL_STAGE_LINK,    /* TLINKs from signals */
    DTL_STAGE__COUNT
} dtl_stage;

/** What is matched in one sweep over a sentence: a stage, or one level of compose. */
typedef enum dtl_pass {
    DTL_PASS_PHRASE,
    DTL_PASS_COMPOSE1,
    DTL_PASS_COMPOSE2,
    DTL_PASS_COMPOSE3,
    DTL_PASS_NAME,
    DTL_PASS_EVENT,
    DTL_PASS_STATUS,
    DTL_PASS_LINK,
    DTL_PASS__COUNT
} dtl_pass;

typedef enum DTL_BYTE dtl_emit {
    DTL_EMIT_NONE, /* blocks what it covers: "may" the verb, "the Times" */
    DTL_EMIT_PART, /* building block for later rules of the same or a later stage level */
    DTL_EMIT_DATE,
    DTL_EMIT_TIME,
    DTL_EMIT_DURATION,
    DTL_EMIT_SET,
    DTL_EMIT_SPAN,
    DTL_EMIT_NAME, /* name stage: kind of a name */
    DTL_EMIT_EVENT,
    DTL_EMIT_STATUS,
    DTL_EMIT_LINK
} dtl_emit;

/** What a class is made of.  Class ids are dense from 1; 0 is "no class". */
typedef enum dtl_class_kind {
    DTL_CLASS_BUILTIN, /* int, num, day, year, Name, Person, Place, Org, NP, event, ... see
                          classes.c */
    DTL_CLASS_LEXICON,
    DTL_CLASS_SHAPE,
    DTL_CLASS_NODE /* produced by rules: date, time, duration, set, span, or a rule's `class:` */
} dtl_class_kind;

typedef struct dtl_class {
    const char *name;
    dtl_class_kind kind;
    dtl_type type;   /* of its value in expressions */
    dtl_stage since; /* first stage that can see it: rules of the stage that produces it cannot */
    uint32_t source, line; /* where declared, for did-you-mean hints; 0 = built in */
} dtl_class;

/** One lexicon entry: a value and the forms that mean it. */
typedef struct dtl_lex_entry {
    uint16_t cls;
    dtl_value value;
    const char *name; /* the key in the file */
    dtl_slice attrs;  /* unused by the engine; kept for expressions: $x.attr */
} dtl_lex_entry;

/**
 * Words to lexicon entries: a token trie.  Node 0 is the root; a document walks it from each
 * token.  Edges are found by (node, word) in one hash table; `first`/`count` index lex_hits.
 */
typedef struct dtl_lex_node {
    uint32_t first, count; /* entries that end here */
    uint32_t next;         /* dtl_lex_bit() of the words of its edges: rules most steps out */
    bool titled;           /* all hits need the written capitals: see dtl_lex_hit */
} dtl_lex_node;

static inline uint32_t dtl_lex_bit(uint32_t word) {
    return UINT32_C(1) << (word * UINT32_C(2654435761) >> 27);
}

/** Edge of the trie: from `node` by `word` to `to`; node 0 and word 0: a free slot. */
typedef struct dtl_lex_edge {
    uint32_t node, word, to;
} dtl_lex_edge;

typedef struct dtl_lex_hit {
    uint32_t entry; /* index into lex_entries */
    uint16_t cls;   /* of that entry */
    bool titled; /* the form has a capital in the file: the text must have one too (March, May, Sun)
                  */
} dtl_lex_hit;

/** Where an argument of an event rule comes from. */
typedef enum dtl_arg_from {
    DTL_ARG_CAPTURE,   /* $name: a capture of the trigger pattern */
    DTL_ARG_ACTOR,     /* who does it: active subject, passive by-phrase, possessor of a noun */
    DTL_ARG_UNDERGOER, /* to whom: active object, passive subject, of-phrase of a noun */
    DTL_ARG_SUBJECT,
    DTL_ARG_OBJECT,
    DTL_ARG_POSSESSOR, /* 's or possessive pronoun */
    DTL_ARG_MODIFIER,  /* noun or adjective before a noun trigger: "Alaska summit" */
    DTL_ARG_PREP,      /* noun phrase after one of `words`: prep(in at) */
    DTL_ARG_BEFORE,    /* pattern, searched leftwards within the clause */
    DTL_ARG_AFTER,
    DTL_ARG_NEAR,      /* nearest either side */
    DTL_ARG_SENTENCE,  /* pattern, anywhere in the sentence */
    DTL_ARG_COMPLEMENT /* the verb of the infinitive or that-clause that depends on the trigger */
} dtl_arg_from;

/** Filter on what fills an argument. */
typedef enum DTL_BYTE dtl_arg_kind {
    DTL_KIND_ANY,
    DTL_KIND_PERSON,
    DTL_KIND_ORG,
    DTL_KIND_PLACE,
    DTL_KIND_PARTY, /* person, organisation or country as an actor */
    DTL_KIND_NAME,  /* any named thing */
    DTL_KIND_EVENT  /* a noun event */
} dtl_arg_kind;

typedef struct dtl_arg_source {
    dtl_arg_from from;
    dtl_arg_kind kind;
    uint8_t within;  /* tokens, for BEFORE AFTER NEAR; 0: the clause */
    uint32_t *words; /* PREP: word ids */
    uint16_t nwords;
    uint16_t capture; /* CAPTURE: index */
    dtl_pattern *pattern;
} dtl_arg_source;

/** `role: [source, source ...]`: the first source that finds something fills the role; all names of
 * a list are taken. */
typedef struct dtl_arg {
    const char *role; /* who, where, what, or a rule's own: host, guest */
    dtl_role slot;    /* which of who/where/what it feeds */
    dtl_arg_source *sources;
    uint16_t nsources;
    bool required;
} dtl_arg;

/** What link_x and link_y can be beside captures. */
enum {
    DTL_LINK_DCT = -1,  /* publication */
    DTL_LINK_MAIN = -2, /* the main event of the clause that the match stands in */
    DTL_LINK_PREV = -3  /* the event told before it */
};

/** TLINK relations of link rules: first argument REL second. */
typedef enum DTL_BYTE dtl_relation {
    DTL_REL_NONE,
    DTL_REL_BEFORE,
    DTL_REL_AFTER,
    DTL_REL_INCLUDES,
    DTL_REL_DURING, /* first lies within second */
    DTL_REL_SAME,
    DTL_REL_STARTS, /* first begins when second begins: since */
    DTL_REL_ENDS,   /* first ends when second does: until */
    DTL_REL_BEGUN_BY,
    DTL_REL_ENDED_BY
} dtl_relation;

typedef enum DTL_BYTE dtl_event_status {
    DTL_STATUS_NONE,
    DTL_STATUS_HAPPENED,
    DTL_STATUS_ONGOING,
    DTL_STATUS_PLANNED,
    DTL_STATUS_POSSIBLE,
    DTL_STATUS_CANCELLED,
    DTL_STATUS_DENIED
} dtl_event_status;

typedef enum DTL_BYTE dtl_event_class { /* TimeML 1.2.1 EVENT class */
                                        DTL_CLASS_OCCURRENCE,
                                        DTL_CLASS_STATE,
                                        DTL_CLASS_REPORTING,
                                        DTL_CLASS_I_ACTION,
                                        DTL_CLASS_I_STATE,
                                        DTL_CLASS_ASPECTUAL,
                                        DTL_CLASS_PERCEPTION
} dtl_event_class;

/** An event type of the taxonomy. */
typedef struct dtl_event_type {
    const char *id;   /* meeting */
    const char *noun; /* default head for names: "meeting" */
    double salience;  /* 0..1: how surely an event of this type belongs on a timeline */
    const char *
        *names; /* name templates, first whose slots are all filled wins: "{year} {where} {noun}" */
    uint16_t nnames;
    uint16_t family; /* types of one family may be mentions of one event (aggression, war) */
    bool state;      /* lasts: war, term, strike; present tense makes it ongoing */
    bool by_word;    /* a catch-all named after its word: other verbs are other events */
    bool once;       /* happens to nobody twice: birth, death */
} dtl_event_type;

/** What the matcher reads of a rule comes first. */
typedef struct dtl_rule {
    const dtl_expr **where;
    dtl_pattern **unless;    /* context patterns with a $$ */
    const dtl_expr *value;   /* NULL: none */
    uint16_t *capture_class; /* class of each capture, 0 unknown */
    uint16_t nwhere, nunless, ncaptures;
    int16_t mark; /* capture whose span is reported, -1 the whole match */
    dtl_stage stage;
    dtl_emit emit;
    uint8_t level; /* compose level 1..3, else 0 */
    int8_t priority;
    dtl_policy resolve; /* from `resolve:` or the manifest */
    uint16_t cls;       /* class of the node it makes, 0 none */
    uint16_t order;     /* rank of the id among all rules: last tie-break */
    uint16_t nmatch;
    dtl_pattern **match;   /* alternatives; trigger pattern for event rules */
    const char **captures; /* names, shared by all alternatives */

    const char *id, *about;
    const dtl_source *source; /* file, for messages and `why` */
    uint32_t start, end;      /* byte span of the id in the file */
    uint32_t line;            /* 1-based, of the id */

    /* shapes */
    void *regex;             /* dtl_shape (shape.h): compiled, JIT if available */
    uint64_t first_bytes[4]; /* 256-bit set of bytes it can start with */

    /* names */
    dtl_arg_kind kind;

    /* events */
    uint16_t type; /* index into event types */
    dtl_event_class event_class;
    bool named;      /* "the Alaska summit": unify with the event of same type and place */
    bool joins;      /* only adds to the event of its family told of just before */
    bool fallback;   /* tried only where a verb has a date that no other event explains */
    bool entry;      /* may become a timeline entry of its own */
    double salience; /* NaN: that of the type */
    dtl_arg *args;
    uint16_t nargs;
    const char *name;     /* own name template, NULL: those of the type */
    const dtl_expr *time; /* explicit time of the event, NULL: found by anchoring */
    double confidence;    /* 0..1, NaN: derived */

    /* status */
    dtl_event_status status;

    /* links: captures x, y or the publication date */
    dtl_relation relation;
    int16_t link_x, link_y; /* capture index, or DTL_LINK_* */
    int16_t link_signal; /* capture whose lexicon value is the relation; -1: `relation` says it */
    const dtl_expr *lag; /* duration between the two, NULL none */

    struct dtl_example *examples;
    uint16_t nexamples;
} dtl_rule;

typedef enum dtl_example_kind { DTL_EXAMPLE, DTL_EXAMPLE_NEVER, DTL_EXAMPLE_TODO } dtl_example_kind;
typedef struct dtl_example {
    dtl_example_kind kind;
    const char *text;              /* without the _marks_ */
    uint32_t mark_start, mark_end; /* bytes of the marked extent in text; equal: none */
    const char *expected;          /* right of "=>", NULL for never */
    uint32_t start, end;           /* byte span in the file */
} dtl_example;

typedef struct dtl_rules {
    dtl_mem mem;
    dtl_arena arena;
    const char *language, *version;
    char sha256[65];    /* of all files, in order of their names */
    dtl_date test_date; /* for examples */

    dtl_intern words;             /* vocabulary of folded words */
    uint8_t *word_flags;          /* DTL_WORD_* per word id */
    const uint32_t *common_words; /* the commonest of all texts, in that order */
    uint32_t ncommon_words;
    dtl_class *classes; /* [1..nclasses) */
    uint32_t nclasses;
    dtl_lex_entry *lex_entries;
    uint32_t nlex_entries;
    dtl_lex_node *lex_nodes;
    uint32_t nlex_nodes;
    dtl_lex_hit *lex_hits;
    dtl_lex_edge *lex_edges; /* open addressing by (node, word) */
    uint32_t nlex_edges;     /* slots, a power of two */

    dtl_rule *rules; /* sorted by stage, level, order */
    uint32_t nrules;
    uint32_t stage_first[DTL_STAGE__COUNT + 1];
    uint32_t pass_first[DTL_PASS__COUNT], pass_end[DTL_PASS__COUNT];

    dtl_event_type *types;
    uint32_t ntypes;
    const dtl_expr **feasts; /* `when` of each feast, indexed by the feast value */
    uint32_t nfeasts;

    struct dtl_index *index[DTL_PASS__COUNT]; /* trigger index per pass, pattern.h */
    struct dtl_tagger *tagger;                /* NULL: fall-back by shape */
    const struct dtl_weights *tlinks;         /* of weights.h; NULL: there is no table */
    uint16_t cls[64];                         /* ids of the built-in classes by enum dtl_builtin */

    dtl_source *sources; /* the rule files */
    uint32_t nsources;
} dtl_rules;

enum {
    DTL_WORD_ABBREV = 1u << 0,    /* a full stop after it does not end a sentence: Mr, Aug, U.S */
    DTL_WORD_ABBREV_END = 1u << 1 /* it may: etc., p.m., Inc. */
};

/* ---- building (builder.c) -------------------------------------------------------------------- */

/**
 * Loads a rule set: `dirs[0]` is the base set (a folder with manifest.yaml, or with a folder of it
 * per language), later ones are user packs, folders or single files, that add or override by id.
 * All errors of all files go to `diags` (which must have its own arena and outlive the printing;
 * its sources point into it).  Returns DTL_OK and *ret owned by the caller (dtl_rules_free), or
 * DTL_E_RULES / DTL_E_IO / DTL_E_NOMEM with *ret untouched.
 */
dtl_status dtl_rules_load(const dtl_mem *mem, const char *const *dirs, size_t ndirs,
                          const char *language, dtl_diags *diags, dtl_rules **ret);
void dtl_rules_free(dtl_rules *rules);

/** Walks the lexicon trie: the node reached from `node` by `word`, or 0. */
uint32_t dtl_lex_step(const dtl_rules *rules, uint32_t node, uint32_t word);
/** Id of the class called `name`, or 0. */
uint16_t dtl_rules_class(const dtl_rules *rules, const char *name);
const dtl_rule *dtl_rules_find(const dtl_rules *rules, const char *id);
/** One paragraph on a diagnostic code ("R203"): what is wrong and how to mend it; NULL: no such
 * code. */
const char *dtl_rules_code_about(const char *code);
/** Writes the JSON Schema of rule files (draft-07) from the key tables. */
void dtl_rules_schema(dtl_buf *out);

#endif
