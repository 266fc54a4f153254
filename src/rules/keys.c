/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: the key tables of the rule format.
 *
 * Read the tables as the reference of the format: every key, where it may stand, what it holds.
 * A new key is one row here and one use in the builder; the schema follows by itself.
 */
#include "rules/keys.h"

#define REQ DTL_KEY_REQUIRED
#define LIST DTL_KEY_LIST
#define ONE DTL_KEY_ONE
#define S(stage) DTL_STAGE_BIT(DTL_STAGE_##stage)
#define TIMES (S(SHAPE) | S(PHRASE) | S(COMPOSE))
#define TOKENS (S(PHRASE) | S(COMPOSE) | S(NAME) | S(EVENT) | S(STATUS) | S(LINK))
#define TABLE(n, said_, keys_, about_)                                                             \
    {                                                                                              \
        .name = (n), .said = (said_), .about = (about_), .keys = (keys_),                          \
        .nkeys = sizeof(keys_) / sizeof((keys_)[0])                                                \
    }

/* ---- manifest ------------------------------------------------------------------------------- */

static const dtl_key defaults_keys[] = {
    [DTL_DF_RESOLVE] = {.name = "resolve",
                        .type = DTL_KEY_WORD,
                        .words = dtl_kw_policies,
                        .about =
                            "How missing parts of a time are filled unless a rule says otherwise."},
};
static const dtl_key_table defaults_table =
    TABLE("defaults", "the defaults", defaults_keys, "Policies of the whole set.");

static const dtl_key tagger_keys[] = {
    [DTL_TG_WEIGHTS] = {.name = "weights",
                        .type = DTL_KEY_TEXT,
                        .about =
                            "Table of the part-of-speech classifier, relative to the manifest."},
    [DTL_TG_WORDNET] = {.name = "wordnet",
                        .type = DTL_KEY_TEXT,
                        .about =
                            "Dictionary of word classes and lemmas, relative to the manifest."},
};
static const dtl_key_table tagger_table = TABLE(
    "tagger", "the tagger", tagger_keys, "Binary tables of the tagger; absent files are no error.");

static const dtl_key manifest_keys[] = {
    [DTL_MF_LANGUAGE] = {.name = "language",
                         .type = DTL_KEY_TEXT,
                         .flags = REQ,
                         .about = "Language of the texts, as BCP 47: en."},
    [DTL_MF_VERSION] = {.name = "version",
                        .type = DTL_KEY_TEXT,
                        .about = "Version of the set; shown in every timeline."},
    [DTL_MF_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
    [DTL_MF_TEST_DATE] = {.name = "test_date",
                          .type = DTL_KEY_DATE,
                          .about = "Publication date assumed by the examples of the rules."},
    [DTL_MF_DEFAULTS] = {.name = "defaults",
                         .type = DTL_KEY_OBJECT,
                         .object = &defaults_table,
                         .about = "Policies of the whole set."},
    [DTL_MF_FILES] = {.name = "files",
                      .type = DTL_KEY_TEXT,
                      .flags = LIST,
                      .about = "Rule files, relative to the manifest, in the order they are read."},
    [DTL_MF_TAGGER] = {.name = "tagger",
                       .type = DTL_KEY_OBJECT,
                       .object = &tagger_table,
                       .about = "Binary tables of the tagger; absent files are no error."},
    [DTL_MF_TLINKS] = {.name = "tlinks",
                       .type = DTL_KEY_TEXT,
                       .about = "Table of weights of TLINKs that no rule gives; an absent file is "
                                "no error."},
    [DTL_MF_COMMON] = {.name = "common_words",
                       .type = DTL_KEY_TEXT,
                       .flags = LIST,
                       .about = "The commonest words and marks of running text, the commonest "
                                "first: rules are looked for by rarer ones. Matters for speed "
                                "alone."},
    [DTL_MF_DISABLE] = {.name = "disable",
                        .type = DTL_KEY_ID,
                        .flags = LIST,
                        .about = "Ids of rules to leave out."},
};
const dtl_key_table dtl_keys_manifest =
    TABLE("manifest", "a manifest", manifest_keys,
          "manifest.yaml: what a rule set is and which files it has.");

/* ---- lexicons, macros, abbreviations ---- */

static const dtl_key lexicon_keys[] = {
    [DTL_LX_LEXICON] = {.name = "lexicon",
                        .type = DTL_KEY_NAME,
                        .flags = REQ,
                        .about = "Name of the word list; patterns say it as $name."},
    [DTL_LX_TYPE] = {.name = "type",
                     .type = DTL_KEY_WORD,
                     .words = dtl_kw_lexicon_types,
                     .about = "Type of the values. Required unless the lexicon extends another."},
    [DTL_LX_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
    [DTL_LX_CASE] = {.name = "case",
                     .type = DTL_KEY_WORD,
                     .words = dtl_kw_cases,
                     .about = "Whether capitals in the forms count."},
    [DTL_LX_EXTEND] =
        {.name = "extend",
         .type = DTL_KEY_BOOL,
         .about =
             "Adds to a lexicon that an earlier file defines; a form given again gets the new value."},
    [DTL_LX_ENTRIES] = {.name = "entries",
                        .type = DTL_KEY_ENTRIES,
                        .flags = REQ,
                        .about = "Value to forms; or a list, where each form is its own value."},
};
const dtl_key_table dtl_keys_lexicon = TABLE("lexicon", "a lexicon", lexicon_keys,
                                             "A word list: values and the forms that mean them.");

static const dtl_key entry_keys[] = {
    [DTL_EN_FORMS] = {.name = "forms",
                      .type = DTL_KEY_FORM,
                      .flags = REQ | LIST | ONE,
                      .about = "Words that mean this value."},
    [DTL_EN_VALUE] = {.name = "value",
                      .type = DTL_KEY_TEXT,
                      .about = "The value, if the key is only a name for it."},
    [DTL_EN_WHEN] = {.name = "when",
                     .type = DTL_KEY_EXPR,
                     .about = "A feast's date in Gregorian year y."},
    [DTL_EN_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
};
const dtl_key_table dtl_keys_entry =
    TABLE("entry", "a lexicon entry", entry_keys, "A lexicon entry in full.");

static const dtl_key macros_keys[] = {
    [DTL_MC_MACROS] = {.name = "macros",
                       .type = DTL_KEY_MAP,
                       .flags = REQ,
                       .item = DTL_KEY_PATTERN,
                       .about = "Names for patterns that many rules share; said as $name."},
    [DTL_MC_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
};
const dtl_key_table dtl_keys_macros =
    TABLE("macros", "a document of macros", macros_keys, "Patterns with a name.");

static const dtl_key abbreviation_keys[] = {
    [DTL_AI_INNER] = {.name = "inner",
                      .type = DTL_KEY_FORM,
                      .flags = LIST,
                      .about = "A full stop after these never ends a sentence: Mr, Gen."},
    [DTL_AI_FINAL] = {.name = "final",
                      .type = DTL_KEY_FORM,
                      .flags = LIST,
                      .about = "A full stop after these may end a sentence as well: etc, p.m."},
};
static const dtl_key_table abbreviation_table =
    TABLE("abbreviation_lists", "the lists of abbreviations", abbreviation_keys,
          "Abbreviations, without their final full stop.");

static const dtl_key abbreviations_keys[] = {
    [DTL_AB_ABBREVIATIONS] = {.name = "abbreviations",
                              .type = DTL_KEY_OBJECT,
                              .flags = REQ,
                              .object = &abbreviation_table,
                              .about = "Abbreviations, without their final full stop."},
    [DTL_AB_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
};
const dtl_key_table dtl_keys_abbreviations =
    TABLE("abbreviations", "a document of abbreviations", abbreviations_keys,
          "Words that keep a full stop.");

/* ---- event types ---- */

static const dtl_key event_type_keys[] = {
    [DTL_ET_ID] = {.name = "id",
                   .type = DTL_KEY_NAME,
                   .flags = REQ,
                   .about = "Name of the type; event rules say it after event:."},
    [DTL_ET_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
    [DTL_ET_NOUN] = {.name = "noun",
                     .type = DTL_KEY_TEXT,
                     .about = "Head of a name for such an event. Default: the id."},
    [DTL_ET_SALIENCE] =
        {.name = "salience",
         .type = DTL_KEY_NUMBER,
         .min = 0,
         .max = 1,
         .about = "How surely an event of this type belongs on a timeline, 0 to 1. Default 0.5."},
    [DTL_ET_FAMILY] =
        {.name = "family",
         .type = DTL_KEY_NAME,
         .about =
             "Types of one family may be mentions of one event. Default: a family of its own."},
    [DTL_ET_STATE] = {.name = "state",
                      .type = DTL_KEY_BOOL,
                      .about = "It lasts: a war, a strike, a term of office."},
    [DTL_ET_ONCE] = {.name = "once",
                     .type = DTL_KEY_BOOL,
                     .about = "It happens to nobody twice: a birth, a death."},
    [DTL_ET_ENTRY] = {.name = "entry",
                      .type = DTL_KEY_BOOL,
                      .about = "Whether it may become a timeline entry of its own. Default true."},
    [DTL_ET_NAMES] = {.name = "names",
                      .type = DTL_KEY_TEMPLATE,
                      .flags = LIST,
                      .about = "Name templates; the first whose slots are all filled is used."},
};
const dtl_key_table dtl_keys_event_type =
    TABLE("event_type", "an event type", event_type_keys, "A type of the event taxonomy.");

static const dtl_key types_keys[] = {
    [DTL_TY_TYPES] = {.name = "types",
                      .type = DTL_KEY_OBJECT,
                      .flags = REQ | LIST,
                      .object = &dtl_keys_event_type,
                      .about = "The event taxonomy."},
    [DTL_TY_ROLES] = {.name = "roles",
                      .type = DTL_KEY_MAP,
                      .item = DTL_KEY_WORD,
                      .words = dtl_kw_slots,
                      .about = "Role names of event rules and the slot each one feeds."},
    [DTL_TY_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
};
const dtl_key_table dtl_keys_types =
    TABLE("types", "a document of types", types_keys, "Event types and argument roles.");

/* ---- rules ---- */

static const dtl_key rule_keys[] = {
    [DTL_RU_ID] = {.name = "id",
                   .type = DTL_KEY_ID,
                   .about = "topic.name, unique in the whole set."},
    [DTL_RU_OVERRIDE] = {.name = "override",
                         .type = DTL_KEY_ID,
                         .about = "Instead of id: replaces the rule of this id."},
    [DTL_RU_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
    [DTL_RU_CLASS] = {.name = "class",
                      .type = DTL_KEY_NAME,
                      .stages = TIMES | S(NAME),
                      .about = "Class of the node a match makes; later stages say it as $name."},
    [DTL_RU_LEVEL] = {.name = "level",
                      .type = DTL_KEY_INT,
                      .stages = S(COMPOSE),
                      .min = 1,
                      .max = 3,
                      .about = "Level of a compose rule: it sees the nodes of lower levels."},
    [DTL_RU_REGEX] =
        {.name = "regex",
         .type = DTL_KEY_REGEX,
         .flags = REQ,
         .stages = S(SHAPE),
         .about = "PCRE2 with named groups, anchored at a token start and ending at a word edge."},
    [DTL_RU_MATCH] = {.name = "match",
                      .type = DTL_KEY_PATTERN,
                      .flags = LIST | ONE,
                      .stages = TOKENS,
                      .about = "Token pattern, or alternatives that share their captures."},
    [DTL_RU_TRIGGER] = {.name = "trigger",
                        .type = DTL_KEY_PATTERN,
                        .flags = LIST | ONE,
                        .stages = S(EVENT),
                        .about = "Pattern of the words that name the event."},
    [DTL_RU_HEAD] = {.name = "head",
                     .type = DTL_KEY_CAPTURE,
                     .stages = S(EVENT),
                     .about = "Capture that is the event's head word. Default: the whole trigger."},
    [DTL_RU_WHERE] = {.name = "where",
                      .type = DTL_KEY_EXPR,
                      .flags = LIST | ONE,
                      .about = "Guards: true-or-false expressions that must all hold."},
    [DTL_RU_UNLESS] = {.name = "unless",
                       .type = DTL_KEY_PATTERN,
                       .flags = LIST | ONE,
                       .stages = TOKENS,
                       .about = "Context patterns; $$ stands for the match; any hit cancels it."},
    [DTL_RU_MARK] = {.name = "mark",
                     .type = DTL_KEY_CAPTURE,
                     .stages = TOKENS,
                     .about = "Capture whose extent is reported. Default: the whole match."},
    [DTL_RU_EMIT] = {.name = "emit",
                     .type = DTL_KEY_WORD,
                     .words = dtl_kw_emits,
                     .about = "What a match is. Required for times; elsewhere only none is said."},
    [DTL_RU_VALUE] = {.name = "value",
                      .type = DTL_KEY_EXPR,
                      .stages = TIMES,
                      .about = "Typed value expression."},
    [DTL_RU_RESOLVE] = {.name = "resolve",
                        .type = DTL_KEY_WORD,
                        .words = dtl_kw_policies,
                        .stages = TIMES,
                        .about = "How missing parts of the value are filled."},
    [DTL_RU_KIND] = {.name = "kind",
                     .type = DTL_KEY_WORD,
                     .words = dtl_kw_kinds,
                     .stages = S(NAME),
                     .about = "What the name is."},
    [DTL_RU_EVENT] = {.name = "event",
                      .type = DTL_KEY_NAME,
                      .stages = S(EVENT),
                      .about = "Event type."},
    [DTL_RU_TIMEML] = {.name = "timeml",
                       .type = DTL_KEY_WORD,
                       .words = dtl_kw_event_classes,
                       .stages = S(EVENT),
                       .about = "TimeML class. Default OCCURRENCE."},
    [DTL_RU_NAMED] =
        {.name = "named",
         .type = DTL_KEY_BOOL,
         .stages = S(EVENT),
         .about = "The words are a name: joined with the event of the same type and place."},
    [DTL_RU_JOINS] =
        {.name = "joins",
         .type = DTL_KEY_BOOL,
         .stages = S(EVENT),
         .about =
             "Only adds to the event of its family told of just before: those present, the two sides."},
    [DTL_RU_FALLBACK] =
        {.name = "fallback",
         .type = DTL_KEY_BOOL,
         .stages = S(EVENT),
         .about = "Tried only where a verb has a date and no other rule says what happened then."},
    [DTL_RU_ENTRY] =
        {.name = "entry",
         .type = DTL_KEY_BOOL,
         .stages = S(EVENT),
         .about = "Whether it may become a timeline entry of its own. Default: as its type says."},
    [DTL_RU_SALIENCE] = {.name = "salience",
                         .type = DTL_KEY_NUMBER,
                         .max = 1,
                         .stages = S(EVENT),
                         .about = "Overrides the salience of the type, 0 to 1."},
    [DTL_RU_CONFIDENCE] = {.name = "confidence",
                           .type = DTL_KEY_NUMBER,
                           .max = 1,
                           .stages = S(EVENT) | S(LINK),
                           .about = "How far a match can be trusted, 0 to 1."},
    [DTL_RU_ARGS] =
        {.name = "args",
         .type = DTL_KEY_MAP,
         .item = DTL_KEY_SOURCE,
         .item_flags = LIST | ONE,
         .stages = S(EVENT),
         .about =
             "Role to where its filler comes from; the first source that finds something fills it."},
    [DTL_RU_REQUIRE] = {.name = "require",
                        .type = DTL_KEY_NAME,
                        .flags = LIST,
                        .stages = S(EVENT),
                        .about = "Roles without which there is no event."},
    [DTL_RU_NAME] = {.name = "name",
                     .type = DTL_KEY_TEMPLATE,
                     .stages = S(EVENT),
                     .about = "Name template of its own, instead of those of the type."},
    [DTL_RU_TIME] = {.name = "time",
                     .type = DTL_KEY_EXPR,
                     .stages = S(EVENT),
                     .about = "Time of the event, if its own words say it."},
    [DTL_RU_STATUS] = {.name = "status",
                       .type = DTL_KEY_WORD,
                       .words = dtl_kw_statuses,
                       .stages = S(EVENT) | S(STATUS),
                       .about = "Whether the event happened."},
    [DTL_RU_RELATE] = {.name = "relate",
                       .type = DTL_KEY_TEXT,
                       .flags = REQ,
                       .stages = S(LINK),
                       .about = "X RELATION Y, as in: x after y, x $signal y, dct after y."},
    [DTL_RU_LAG] = {.name = "lag",
                    .type = DTL_KEY_EXPR,
                    .stages = S(LINK),
                    .about = "Duration between the two."},
    [DTL_RU_PRIORITY] =
        {.name = "priority",
         .type = DTL_KEY_INT,
         .min = -9,
         .max = 9,
         .about = "Decides between matches of the same extent; default 0; say why in about."},
    [DTL_RU_EXAMPLES] =
        {.name = "examples",
         .type = DTL_KEY_EXAMPLE,
         .flags = LIST,
         .about = "text with _marked_ extent => expected; run by `dateline rules test`."},
    [DTL_RU_NEVER] = {.name = "never",
                      .type = DTL_KEY_NEVER,
                      .flags = LIST,
                      .about = "Texts in which the rule must not fire."},
    [DTL_RU_TODO] = {.name = "todo",
                     .type = DTL_KEY_EXAMPLE,
                     .flags = LIST,
                     .about = "Known gaps, written as examples."},
};
const dtl_key_table dtl_keys_rule = TABLE("rule", "a rule", rule_keys, "One rule.");

static const dtl_key rule_file_keys[] = {
    [DTL_RF_STAGE] = {.name = "stage",
                      .type = DTL_KEY_WORD,
                      .flags = REQ,
                      .words = dtl_kw_stages,
                      .about = "When the rules run."},
    [DTL_RF_LEVEL] = {.name = "level",
                      .type = DTL_KEY_INT,
                      .stages = S(COMPOSE),
                      .min = 1,
                      .max = 3,
                      .about = "Level of the compose rules in this document. Default 1."},
    [DTL_RF_ABOUT] = {.name = "about", .type = DTL_KEY_TEXT, .about = "One sentence for people."},
    [DTL_RF_MACROS] = {.name = "macros",
                       .type = DTL_KEY_MAP,
                       .item = DTL_KEY_PATTERN,
                       .about = "Names for patterns that many rules share; said as $name."},
    [DTL_RF_DISABLE] = {.name = "disable",
                        .type = DTL_KEY_ID,
                        .flags = LIST,
                        .about = "Ids of rules to leave out."},
    [DTL_RF_RULES] = {.name = "rules",
                      .type = DTL_KEY_OBJECT,
                      .flags = LIST,
                      .object = &dtl_keys_rule,
                      .about = "The rules."},
};
const dtl_key_table dtl_keys_rule_file =
    TABLE("rule_file", "a rule file", rule_file_keys, "Rules of one stage.");

const dtl_document_kind dtl_document_kinds[] = {
    {"language", &dtl_keys_manifest}, {"lexicon", &dtl_keys_lexicon},
    {"stage", &dtl_keys_rule_file},   {"rules", &dtl_keys_rule_file},
    {"types", &dtl_keys_types},       {"abbreviations", &dtl_keys_abbreviations},
    {"macros", &dtl_keys_macros},     {NULL, NULL}};
