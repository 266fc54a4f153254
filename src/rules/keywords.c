/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keywords: the closed word lists of the rule language.
 *
 * These are terms of the format, as `static` is a term of C: they name a month, a modality or a
 * stage to the engine whatever language the rules describe.  The words of that language stand in
 * the lexicons, with these terms as their values.
 */
#include "rules/keys.h"

#define END                                                                                        \
    { NULL, 0, NULL }

const dtl_keyword dtl_kw_stages[] = {
    {"shape", DTL_STAGE_SHAPE, "character forms such as 2025-08-15"},
    {"phrase", DTL_STAGE_PHRASE, "time expressions over words, lexicons and shapes"},
    {"compose", DTL_STAGE_COMPOSE, "time expressions made of time expressions"},
    {"name", DTL_STAGE_NAME, "people, places, organisations"},
    {"event", DTL_STAGE_EVENT, "event triggers and their arguments"},
    {"status", DTL_STAGE_STATUS, "whether an event happened"},
    {"link", DTL_STAGE_LINK, "order of events that the words state"},
    END};

const dtl_keyword dtl_kw_emits[] = {
    {"date", DTL_EMIT_DATE, NULL},
    {"time", DTL_EMIT_TIME, NULL},
    {"duration", DTL_EMIT_DURATION, NULL},
    {"set", DTL_EMIT_SET, NULL},
    {"span", DTL_EMIT_SPAN, NULL},
    {"part", DTL_EMIT_PART, "a building block for later stages; reported nowhere"},
    {"none", DTL_EMIT_NONE, "blocks everything inside the match"},
    END};

const dtl_keyword dtl_kw_policies[] = {
    {"past", DTL_POLICY_PAST, "the last one, publication day included"},
    {"future", DTL_POLICY_FUTURE, "the next one"},
    {"nearest", DTL_POLICY_NEAREST, NULL},
    {"told", DTL_POLICY_TOLD, "as tense, which then decides months and days without a year too"},
    {"tense", DTL_POLICY_TENSE, "past in a past clause, future in a future one, else the nearest"},
    {"context", DTL_POLICY_CONTEXT, "from the last time mentioned, then as tense"},
    {"none", DTL_POLICY_NONE, "missing parts stay missing"},
    END};

const dtl_keyword dtl_kw_kinds[] = {{"person", DTL_KIND_PERSON, NULL},
                                    {"org", DTL_KIND_ORG, NULL},
                                    {"place", DTL_KIND_PLACE, NULL},
                                    END};

const dtl_keyword dtl_kw_arg_kinds[] = {
    {"any", DTL_KIND_ANY, NULL},
    {"person", DTL_KIND_PERSON, NULL},
    {"org", DTL_KIND_ORG, NULL},
    {"place", DTL_KIND_PLACE, NULL},
    {"party", DTL_KIND_PARTY, "a person, an organisation, or a country that acts"},
    {"name", DTL_KIND_NAME, NULL},
    {"event", DTL_KIND_EVENT, NULL},
    END};

const dtl_keyword dtl_kw_event_classes[] = {
    {"OCCURRENCE", DTL_CLASS_OCCURRENCE, NULL}, {"STATE", DTL_CLASS_STATE, NULL},
    {"REPORTING", DTL_CLASS_REPORTING, NULL},   {"I_ACTION", DTL_CLASS_I_ACTION, NULL},
    {"I_STATE", DTL_CLASS_I_STATE, NULL},       {"ASPECTUAL", DTL_CLASS_ASPECTUAL, NULL},
    {"PERCEPTION", DTL_CLASS_PERCEPTION, NULL}, END};

const dtl_keyword dtl_kw_statuses[] = {{"happened", DTL_STATUS_HAPPENED, NULL},
                                       {"ongoing", DTL_STATUS_ONGOING, NULL},
                                       {"planned", DTL_STATUS_PLANNED, NULL},
                                       {"possible", DTL_STATUS_POSSIBLE, NULL},
                                       {"cancelled", DTL_STATUS_CANCELLED, NULL},
                                       {"denied", DTL_STATUS_DENIED, NULL},
                                       END};

const dtl_keyword dtl_kw_relations[] = {
    {"before", DTL_REL_BEFORE, NULL},
    {"after", DTL_REL_AFTER, NULL},
    {"includes", DTL_REL_INCLUDES, NULL},
    {"during", DTL_REL_DURING, "the first lies within the second"},
    {"same", DTL_REL_SAME, NULL},
    {"starts", DTL_REL_STARTS, "the first begins when the second begins"},
    {"ends", DTL_REL_ENDS, "the first ends when the second ends"},
    {"begun_by", DTL_REL_BEGUN_BY, NULL},
    {"ended_by", DTL_REL_ENDED_BY, NULL},
    END};

const dtl_keyword dtl_kw_slots[] = {{"who", DTL_ROLE_WHO, NULL},
                                    {"where", DTL_ROLE_WHERE, NULL},
                                    {"what", DTL_ROLE_WHAT, NULL},
                                    END};

const dtl_keyword dtl_kw_lexicon_types[] = {
    {"int", DTL_T_INT, "a whole number"},
    {"num", DTL_T_NUM, "a count, fractions allowed"},
    {"unit", DTL_T_UNIT, "second .. millennium"},
    {"weekday", DTL_T_WEEKDAY, "mon .. sun, or 1 .. 7 from Monday"},
    {"month", DTL_T_MONTH, "jan .. dec, or 1 .. 12"},
    {"season", DTL_T_SEASON, "spring summer autumn winter"},
    {"daypart", DTL_T_DAYPART, "morning midday afternoon evening night daytime"},
    {"ampm", DTL_T_AMPM, "am pm"},
    {"zone", DTL_T_ZONE, "offset from UTC, as -05:00"},
    {"era", DTL_T_ERA, "bc ad"},
    {"bound", DTL_T_BOUND, "more less at_least at_most approx"},
    {"edge", DTL_T_EDGE, "start mid end early late"},
    {"feast", DTL_T_FEAST, "a day or period of the year, computed by `when`"},
    {"relation", DTL_T_RELATION, "before after includes during same starts ends begun_by ended_by"},
    {"quant", DTL_T_QUANT, "quantifier of a set: every n-th"},
    {"text", DTL_T_TEXT, "the key itself"},
    {"kind", DTL_LEX_T_KIND, "person org place party"},
    {"status", DTL_LEX_T_STATUS, "happened ongoing planned possible cancelled denied"},
    {"lemma", DTL_LEX_T_LEMMA, "base form and its listed inflections"},
    END};

const dtl_keyword dtl_kw_cases[] = {
    {"fold", 0, "capitals in a form mean nothing"},
    {"keep", 1, "a form written with a capital needs one in the text: May, Turkey"},
    END};

const dtl_keyword dtl_kw_weekdays[] = {
    {"mon", 1, NULL}, {"tue", 2, NULL}, {"wed", 3, NULL}, {"thu", 4, NULL},
    {"fri", 5, NULL}, {"sat", 6, NULL}, {"sun", 7, NULL}, END};

const dtl_keyword dtl_kw_months[] = {{"jan", 1, NULL},
                                     {"feb", 2, NULL},
                                     {"mar", 3, NULL},
                                     {"apr", 4, NULL},
                                     {"may", 5, NULL},
                                     {"jun", 6, NULL},
                                     {"jul", 7, NULL},
                                     {"aug", 8, NULL},
                                     {"sep", 9, NULL},
                                     {"oct", 10, NULL},
                                     {"nov", 11, NULL},
                                     {"dec", 12, NULL},
                                     END};

const dtl_keyword dtl_kw_seasons[] = {
    {"spring", 1, NULL}, {"summer", 2, NULL}, {"autumn", 3, NULL}, {"winter", 4, NULL}, END};

const dtl_keyword dtl_kw_dayparts[] = {{"morning", DTL_MORNING, NULL},
                                       {"midday", DTL_MIDDAY, NULL},
                                       {"afternoon", DTL_AFTERNOON, NULL},
                                       {"evening", DTL_EVENING, NULL},
                                       {"night", DTL_NIGHT, NULL},
                                       {"daytime", DTL_DAYTIME, NULL},
                                       END};

const dtl_keyword dtl_kw_ampm[] = {{"am", 0, NULL}, {"pm", 12, NULL}, END};
const dtl_keyword dtl_kw_eras[] = {{"bc", 1, NULL}, {"ad", 0, NULL}, END};

const dtl_keyword dtl_kw_bounds[] = {
    {"more", DTL_MOD_MORE_THAN, NULL},         {"less", DTL_MOD_LESS_THAN, NULL},
    {"at_least", DTL_MOD_EQUAL_OR_MORE, NULL}, {"at_most", DTL_MOD_EQUAL_OR_LESS, NULL},
    {"approx", DTL_MOD_APPROX, NULL},          END};

const dtl_keyword dtl_kw_edges[] = {{"start", DTL_MOD_START, NULL}, {"mid", DTL_MOD_MID, NULL},
                                    {"end", DTL_MOD_END, NULL},     {"early", DTL_MOD_START, NULL},
                                    {"late", DTL_MOD_END, NULL},    END};

const dtl_keyword dtl_kw_units[] = {{"second", DTL_SECOND, NULL},
                                    {"minute", DTL_MINUTE, NULL},
                                    {"hour", DTL_HOUR, NULL},
                                    {"daypart", DTL_DAYPART, NULL},
                                    {"day", DTL_DAY, NULL},
                                    {"weekend", DTL_WEEKEND, NULL},
                                    {"week", DTL_WEEK, NULL},
                                    {"fortnight", DTL_FORTNIGHT, NULL},
                                    {"month", DTL_MONTH, NULL},
                                    {"season", DTL_SEASON, NULL},
                                    {"quarter", DTL_QUARTER, NULL},
                                    {"half", DTL_HALF, NULL},
                                    {"year", DTL_YEAR, NULL},
                                    {"decade", DTL_DECADE, NULL},
                                    {"century", DTL_CENTURY, NULL},
                                    {"millennium", DTL_MILLENNIUM, NULL},
                                    END};

const dtl_keyword *dtl_keyword_find(const dtl_keyword *list, dtl_slice name) {
    for (const dtl_keyword *k = list; k->name; k++) {
        if (dtl_slice_is(name, k->name)) {
            return k;
        }
    }
    return NULL;
}

size_t dtl_keyword_names(const dtl_keyword *list, const char **names, size_t cap) {
    size_t n = 0;
    for (const dtl_keyword *k = list; k->name && n < cap; k++) {
        names[n++] = k->name;
    }
    return n;
}
