/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: what may be written in a rule file, as data.
 *
 * One table per mapping of the format lists its keys with type, bounds, closed word lists and a
 * sentence for people.  The loader checks files against it and the JSON Schema is written from it,
 * so the two cannot drift.  A checked mapping comes back as an array of nodes indexed by the enum
 * that names the rows of its table.
 */
#ifndef DTL_RULES_KEYS_H
#define DTL_RULES_KEYS_H

#include "rules/rules.h"
#include "rules/yaml.h"

/** A word of a closed list and what it stands for. */
typedef struct dtl_keyword {
    const char *name;
    int value;
    const char *about; /* for editors; may be NULL */
} dtl_keyword;

/* Closed lists end with a NULL name. */
extern const dtl_keyword dtl_kw_stages[], dtl_kw_emits[], dtl_kw_policies[], dtl_kw_kinds[],
    dtl_kw_arg_kinds[], dtl_kw_event_classes[], dtl_kw_statuses[], dtl_kw_relations[],
    dtl_kw_slots[], dtl_kw_lexicon_types[], dtl_kw_cases[], dtl_kw_weekdays[], dtl_kw_months[],
    dtl_kw_seasons[], dtl_kw_dayparts[], dtl_kw_ampm[], dtl_kw_eras[], dtl_kw_bounds[],
    dtl_kw_edges[], dtl_kw_units[];

const dtl_keyword *dtl_keyword_find(const dtl_keyword *list, dtl_slice name);
/** Names of a list, for did-you-mean; at most `cap` of them. Returns how many. */
size_t dtl_keyword_names(const dtl_keyword *list, const char **names, size_t cap);

/** Types that only lexicons know, beyond dtl_type: their values are stored as numbers. */
enum { DTL_LEX_T_KIND = DTL_T__COUNT, DTL_LEX_T_STATUS, DTL_LEX_T_LEMMA };

typedef enum dtl_key_type {
    DTL_KEY_TEXT,
    DTL_KEY_NAME,     /* a name of the rule language: letter, then letters, digits, _ */
    DTL_KEY_CAPTURE,  /* a name, with or without $ */
    DTL_KEY_ID,       /* topic.name */
    DTL_KEY_WORD,     /* one of `words` */
    DTL_KEY_INT,      /* min..max */
    DTL_KEY_NUMBER,   /* min..max */
    DTL_KEY_BOOL,     /* true or false */
    DTL_KEY_DATE,     /* yyyy-mm-dd */
    DTL_KEY_PATTERN,  /* match language */
    DTL_KEY_REGEX,    /* PCRE2 */
    DTL_KEY_EXPR,     /* value expression */
    DTL_KEY_TEMPLATE, /* name template */
    DTL_KEY_EXAMPLE,  /* text => expected */
    DTL_KEY_NEVER,    /* text */
    DTL_KEY_SOURCE,   /* where an argument comes from */
    DTL_KEY_FORM,     /* words of a lexicon */
    DTL_KEY_OBJECT,   /* a mapping with the keys of `object` */
    DTL_KEY_MAP,      /* a mapping with free keys, each value as `item` says */
    DTL_KEY_ENTRIES   /* lexicon entries */
} dtl_key_type;

enum {
    DTL_KEY_REQUIRED = 1u << 0,
    DTL_KEY_LIST = 1u << 1, /* a list of them */
    DTL_KEY_ONE = 1u << 2   /* with LIST: one alone may be written without the list */
};

struct dtl_key_table;

typedef struct dtl_key {
    const char *name;
    dtl_key_type type;
    unsigned flags;
    unsigned stages; /* bits (1 << dtl_stage) of the rules that may have it; 0: all */
    const dtl_keyword *words;
    double min, max;
    const struct dtl_key_table *object;
    dtl_key_type item;   /* MAP: type of the values */
    unsigned item_flags; /* MAP: LIST, ONE */
    const char *about;
} dtl_key;

typedef struct dtl_key_table {
    const char *name; /* "rule", "event_type": of its schema definition */
    const char *said; /* "a rule", "an event type": in messages */
    const char *about;
    const dtl_key *keys;
    uint16_t nkeys;
} dtl_key_table;

/* Rows of the tables. */
/* clang-format off */
enum {
    DTL_MF_LANGUAGE, DTL_MF_VERSION, DTL_MF_ABOUT, DTL_MF_TEST_DATE, DTL_MF_DEFAULTS, DTL_MF_FILES,
    DTL_MF_TAGGER, DTL_MF_TLINKS, DTL_MF_COMMON, DTL_MF_DISABLE, DTL_MF__COUNT
};
enum { DTL_DF_RESOLVE, DTL_DF__COUNT };
enum { DTL_TG_WEIGHTS, DTL_TG_WORDNET, DTL_TG__COUNT };
enum {
    DTL_LX_LEXICON, DTL_LX_TYPE, DTL_LX_ABOUT, DTL_LX_CASE, DTL_LX_EXTEND, DTL_LX_ENTRIES,
    DTL_LX__COUNT
};
enum { DTL_EN_FORMS, DTL_EN_VALUE, DTL_EN_WHEN, DTL_EN_ABOUT, DTL_EN__COUNT };
enum { DTL_MC_MACROS, DTL_MC_ABOUT, DTL_MC__COUNT };
enum { DTL_AB_ABBREVIATIONS, DTL_AB_ABOUT, DTL_AB__COUNT };
enum { DTL_AI_INNER, DTL_AI_FINAL, DTL_AI__COUNT };
enum { DTL_TY_TYPES, DTL_TY_ROLES, DTL_TY_ABOUT, DTL_TY__COUNT };
enum {
    DTL_ET_ID, DTL_ET_ABOUT, DTL_ET_NOUN, DTL_ET_SALIENCE, DTL_ET_FAMILY, DTL_ET_STATE,
    DTL_ET_ONCE, DTL_ET_ENTRY, DTL_ET_NAMES, DTL_ET__COUNT
};
enum {
    DTL_RF_STAGE, DTL_RF_LEVEL, DTL_RF_ABOUT, DTL_RF_MACROS, DTL_RF_DISABLE, DTL_RF_RULES,
    DTL_RF__COUNT
};
enum {
    DTL_RU_ID, DTL_RU_OVERRIDE, DTL_RU_ABOUT, DTL_RU_CLASS, DTL_RU_LEVEL, DTL_RU_REGEX,
    DTL_RU_MATCH, DTL_RU_TRIGGER, DTL_RU_HEAD, DTL_RU_WHERE, DTL_RU_UNLESS, DTL_RU_MARK,
    DTL_RU_EMIT, DTL_RU_VALUE, DTL_RU_RESOLVE, DTL_RU_KIND, DTL_RU_EVENT, DTL_RU_TIMEML,
    DTL_RU_NAMED, DTL_RU_JOINS, DTL_RU_FALLBACK, DTL_RU_ENTRY, DTL_RU_SALIENCE, DTL_RU_CONFIDENCE, DTL_RU_ARGS, DTL_RU_REQUIRE,
    DTL_RU_NAME, DTL_RU_TIME, DTL_RU_STATUS, DTL_RU_RELATE, DTL_RU_LAG, DTL_RU_PRIORITY,
    DTL_RU_EXAMPLES, DTL_RU_NEVER, DTL_RU_TODO, DTL_RU__COUNT
};
/* clang-format on */

extern const dtl_key_table dtl_keys_manifest, dtl_keys_lexicon, dtl_keys_entry, dtl_keys_macros,
    dtl_keys_abbreviations, dtl_keys_types, dtl_keys_event_type, dtl_keys_rule_file, dtl_keys_rule;

/** Kinds of document in a rule file, told apart by a key only they have. */
typedef struct dtl_document_kind {
    const char *key;
    const dtl_key_table *table;
} dtl_document_kind;
extern const dtl_document_kind dtl_document_kinds[]; /* ends with a NULL key */

#define DTL_STAGE_BIT(stage) (1u << (unsigned)(stage))
#define DTL_STAGES_ALL (DTL_STAGE_BIT(DTL_STAGE__COUNT) - 1u)

/**
 * Checks mapping `map` against `table` and fills ret_values[table->nkeys] with the value nodes
 * (NULL: absent, or wrong and reported).  `stages` limits keys to those of these stages
 * (DTL_STAGES_ALL: no limit).  Returns false when anything was wrong.
 */
bool dtl_keys_check(dtl_diags *diags, const dtl_source *source, const dtl_yaml *map,
                    const dtl_key_table *table, unsigned stages, const dtl_yaml **ret_values);

/** Readers for checked scalars. */
int64_t dtl_key_int(const dtl_yaml *n);
double dtl_key_number(const dtl_yaml *n);
bool dtl_key_bool(const dtl_yaml *n);
/** false when the text is no number of this kind. */
bool dtl_parse_int(dtl_slice s, int64_t *ret);
bool dtl_parse_number(dtl_slice s, double *ret);

#endif
