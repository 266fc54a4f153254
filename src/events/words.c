/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: what the closed-class lexicons say of each token, as bits.
 *
 * The grammar asks the same few questions of a token many times: is it an auxiliary, can it open a
 * clause, is it part of a title.  One sweep over the lexicon nodes of the lattice answers them for
 * the document.  The names here are those of lexicons and of their entries, never words of a
 * language; a lexicon that the rule set lacks simply sets nothing.
 */
#include "events/syntax.h"

#include <string.h>

typedef struct word_class {
    const char *cls;
    const char *entry; /* NULL: any entry */
    uint32_t bits;
} word_class;

static const word_class word_classes[] = {
    {"aux", "copula", DTL_W_COPULA},
    {"aux", "perfect", DTL_W_PERFECT},
    {"aux", "either", DTL_W_COPULA | DTL_W_PERFECT},
    {"aux", "support", DTL_W_SUPPORT},
    {"modal", "planned", DTL_W_MODAL_PLANNED},
    {"modal", "possible", DTL_W_MODAL_POSSIBLE},
    {"negation", NULL, DTL_W_NEGATION},
    {"det_negation", NULL, DTL_W_NO},
    {"agent_marker", NULL, DTL_W_AGENT},
    {"genitive_marker", NULL, DTL_W_GENITIVE},
    {"clause_break", "conditional", DTL_W_CONDITIONAL},
    {"clause_break", "temporal", DTL_W_TEMPORAL},
    {"clause_break", "contrast", DTL_W_CONTRAST},
    {"clause_break", "complement", DTL_W_COMPLEMENT},
    {"title", "male", DTL_W_TITLE | DTL_W_MALE},
    {"title", "female", DTL_W_TITLE | DTL_W_FEMALE},
    {"title", NULL, DTL_W_TITLE},
    {"role", "leader", DTL_W_ROLE | DTL_W_LEADER},
    {"role", "vague_leader", DTL_W_ROLE | DTL_W_LEADER},
    {"role", NULL, DTL_W_ROLE},
    {"determiner", "definite", DTL_W_DEFINITE},
    {"determiner", "indefinite", DTL_W_INDEFINITE},
    {"org_head", NULL, DTL_W_ORG_HEAD},
    {"org_of", NULL, DTL_W_ORG_OF},
    {"place_head", NULL, DTL_W_PLACE_HEAD},
    {"place_prep", NULL, DTL_W_PLACE_PREP},
    {"particle", NULL, DTL_W_PARTICLE},
    {"pronoun", "male", DTL_W_MALE},
    {"pronoun", "female", DTL_W_FEMALE},
    {"pronoun", "thing", DTL_W_THING},
    {"pronoun", "several", DTL_W_SEVERAL},
    {"gender_noun", "male", DTL_W_MALE},
    {"gender_noun", "female", DTL_W_FEMALE},
    {"given_name", "male", DTL_W_GIVEN | DTL_W_MALE},
    {"given_name", "female", DTL_W_GIVEN | DTL_W_FEMALE},
    {"given_name", NULL, DTL_W_GIVEN},
    {"role_modifier", "former", DTL_W_FORMER},
    {"role_modifier", "deputy", DTL_W_DEPUTY},
};
#define NCLASSES (sizeof word_classes / sizeof *word_classes)

static const char *const list_names[DTL_L__COUNT] = {
    [DTL_L_ADVERBIAL] = "adverbial",
    [DTL_L_QUANTITY] = "quantity",
    [DTL_L_REFLEXIVE] = "reflexive",
    [DTL_L_PARTICLE] = "verb_particle",
    [DTL_L_FUNCTION] = "function_word",
    [DTL_L_SAME_PAST] = "same_past",
    [DTL_L_PAST_ALIKE] = "past_alike",
    [DTL_L_ORG_NOUN] = "org_noun",
    [DTL_L_ORG_STATE] = "org_state",
    [DTL_L_THING_NOUN] = "thing_noun",
    [DTL_L_ROLE] = "role",
    [DTL_L_SUFFIX] = "name_suffix",
    [DTL_L_ORG_VERB] = "org_verb",
    [DTL_L_ORG_OBJECT] = "org_object",
    [DTL_L_ORG_OWN] = "org_possession",
    [DTL_L_PERSON_VERB] = "person_verb",
    [DTL_L_PERSON_OWN] = "person_possession",
    [DTL_L_PLACE] = "place",
    [DTL_L_PLACE_FRONT] = "place_front",
    [DTL_L_PLACE_ABBREVIATION] = "place_abbreviation",
    [DTL_L_DEMONYM] = "demonym",
    [DTL_L_ORG] = "org",
    [DTL_L_OTHER_ONE] = "other_one",
    [DTL_L_TIME_SIGNAL] = "time_signal",
    [DTL_L_ASPECT_SIGNAL] = "aspect_signal",
    [DTL_L_TIME_GOAL] = "time_goal",
    [DTL_L_TIME_RELATIVE] = "time_relative",
    [DTL_L_COMPARISON] = "comparison",
    [DTL_L_NUMBER] = "num",
};

/* What the entry `name` of a lexicon means, by the lines from k on, which are those of its class.
 */
static uint32_t words_of(size_t k, const char *name) {
    const char *cls = word_classes[k].cls;
    uint32_t bits = 0;
    for (; k < NCLASSES && strcmp(word_classes[k].cls, cls) == 0; k++) {
        const char *want = word_classes[k].entry;
        if (!want || (name && strcmp(want, name) == 0))
            bits |= word_classes[k].bits;
    }
    return bits;
}

bool dtl_words_prepare(dtl_lexis *x) {
    const dtl_rules *rules = x->rules;
    x->lists_of = DTL_NEW_ARRAY(x->arena, rules->nclasses + 1u, uint32_t);
    x->kinds_of = DTL_NEW_ARRAY(x->arena, rules->nclasses + 1u, uint8_t);
    x->entry_words = DTL_NEW_ARRAY(x->arena, rules->nlex_entries + 1u, uint32_t);
    x->demonyms = DTL_NEW_ARRAY(x->arena, rules->nlex_entries + 1u, uint8_t);
    uint8_t *line = DTL_NEW_ARRAY(x->arena, rules->nclasses + 1u, uint8_t); /* of a class, + 1 */
    if (!x->lists_of || !x->kinds_of || !x->entry_words || !x->demonyms || !line)
        return false;
    for (size_t k = 0; k < DTL_L__COUNT; k++) {
        x->lists[k] = dtl_rules_class(rules, list_names[k]);
        /* digits are numbers without a node of that class: the list of numbers is always asked */
        if (k != DTL_L_NUMBER && x->lists[k]) {
            x->lists_of[x->lists[k]] |= UINT32_C(1) << k;
            x->kinds_of[x->lists[k]] |= DTL_CLASS_MEANS_LIST;
        }
    }
    for (size_t k = 0; k < NCLASSES; k++) {
        if (k > 0 && strcmp(word_classes[k].cls, word_classes[k - 1].cls) == 0)
            continue;
        uint16_t cls = dtl_rules_class(rules, word_classes[k].cls);
        line[cls] = cls ? (uint8_t)(k + 1) : 0;
        x->kinds_of[cls] |= cls ? DTL_CLASS_MEANS_WORDS : 0;
    }
    for (uint32_t e = 0; e < rules->nlex_entries; e++) {
        uint16_t cls = rules->lex_entries[e].cls;
        if (cls < rules->nclasses && line[cls])
            x->entry_words[e] = words_of(line[cls] - 1u, rules->lex_entries[e].name);
    }
    static const dtl_builtin times[] = {DTL_B_DATE, DTL_B_TIME, DTL_B_DURATION, DTL_B_SET,
                                        DTL_B_SPAN};
    for (size_t k = 0; k < sizeof times / sizeof *times; k++)
        if (rules->cls[times[k]] && rules->cls[times[k]] < rules->nclasses)
            x->kinds_of[rules->cls[times[k]]] = DTL_CLASS_MEANS_TIME;
    return true;
}

uint32_t dtl_listed_end(const dtl_story *s, dtl_word_list list, uint32_t token) {
    uint16_t cls = s->lexis->lists[list];
    uint32_t n = cls ? dtl_lattice_find(s->lattice, cls, token) : 0;
    return n ? s->lattice->nodes.at[n].end : 0;
}

/* Bits that a form of several words gives to its first word only. */
#define FIRST_ONLY                                                                                 \
    (DTL_W_CONDITIONAL | DTL_W_TEMPORAL | DTL_W_CONTRAST | DTL_W_COMPLEMENT | DTL_W_ROLE_START)

static void mark_times(dtl_story *s, const dtl_node *n) {
    if (n->end > n->first && n->end > s->time_end[n->first])
        s->time_end[n->first] = n->end;
    for (uint32_t i = n->first; i < n->end; i++)
        s->words[i] |= DTL_W_TIME;
}

static void mark_words(dtl_story *s, const dtl_node *n) {
    uint32_t bits = s->lexis->entry_words[n->entry - 1];
    s->words[n->first] |= bits | (bits & DTL_W_ROLE ? (uint32_t)DTL_W_ROLE_START : 0);
    for (uint32_t k = n->first + 1; k < n->end; k++)
        s->words[k] |= bits & ~(uint32_t)FIRST_ONLY;
}

dtl_status dtl_words(dtl_story *s) {
    const dtl_lexis *x = s->lexis;
    const dtl_lattice *l = s->lattice;
    uint32_t n = s->doc->ntokens;
    s->words = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    s->listed = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    s->time_end = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    if (!s->words || !s->listed || !s->time_end)
        return DTL_E_NOMEM;
    /* in the order they were made, not from token to token: nothing here depends on the order */
    for (uint32_t i = 1; i < l->nodes.n; i++) {
        const dtl_node *node = &l->nodes.at[i];
        unsigned kinds = x->kinds_of[node->cls];
        if (kinds & DTL_CLASS_MEANS_LIST)
            s->listed[node->first] |= x->lists_of[node->cls];
        if (kinds & DTL_CLASS_MEANS_TIME)
            mark_times(s, node);
        else if (kinds & DTL_CLASS_MEANS_WORDS && node->entry)
            mark_words(s, node);
    }
    return DTL_OK;
}
