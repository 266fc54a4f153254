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
    {"role", "ruler", DTL_W_ROLE | DTL_W_LEADER},
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
    {"given_name", "male", DTL_W_GIVEN | DTL_W_MALE},
    {"given_name", "female", DTL_W_GIVEN | DTL_W_FEMALE},
    {"given_name", NULL, DTL_W_GIVEN},
    {"role_modifier", "former", DTL_W_FORMER},
    {"role_modifier", "deputy", DTL_W_DEPUTY},
};
#define NCLASSES (sizeof word_classes / sizeof *word_classes)
#define WANTED_TIME 255u /* a class of time expressions, not of words */
_Static_assert(NCLASSES < WANTED_TIME, "an index fits a byte");

uint16_t dtl_class_named(const dtl_rules *rules, const char *name) {
    for (uint32_t i = 1; i < rules->nclasses; i++)
        if (rules->classes[i].name && strcmp(rules->classes[i].name, name) == 0)
            return (uint16_t)i;
    return 0;
}

static const char *const list_names[DTL_L__COUNT] = {
    [DTL_L_ADVERBIAL] = "adverbial",
    [DTL_L_QUANTITY] = "quantity",
    [DTL_L_REFLEXIVE] = "reflexive",
    [DTL_L_PARTICLE] = "verb_particle",
    [DTL_L_FUNCTION] = "function_word",
    [DTL_L_SAME_PAST] = "same_past",
    [DTL_L_ORG_NOUN] = "org_noun",
    [DTL_L_THING_NOUN] = "thing_noun",
    [DTL_L_ROLE] = "role",
    [DTL_L_SUFFIX] = "name_suffix",
    [DTL_L_ORG_VERB] = "org_verb",
    [DTL_L_ORG_OBJECT] = "org_object",
    [DTL_L_ORG_OWN] = "org_possession",
    [DTL_L_PERSON_VERB] = "person_verb",
    [DTL_L_PERSON_OWN] = "person_possession",
    [DTL_L_PLACE] = "place",
    [DTL_L_DEMONYM] = "demonym",
    [DTL_L_NUMBER] = "num",
};

_Static_assert(DTL_L__COUNT <= sizeof((dtl_story *)0)->lists / sizeof(uint16_t), "room for all");

uint32_t dtl_listed(const dtl_story *s, dtl_word_list list, uint32_t token) {
    uint32_t n = s->lists[list] ? dtl_lattice_find(s->lattice, s->lists[list], token) : 0;
    return n ? s->lattice->nodes.at[n].end : 0;
}

/* Bits of one lexicon hit, whose class has its lines in word_classes from k on; `ids` are theirs.
 */
static uint32_t bits_of(const dtl_rules *rules, const uint16_t *ids, size_t k, const dtl_node *n) {
    if (!n->entry || n->entry > rules->nlex_entries)
        return 0;
    const char *name = rules->lex_entries[n->entry - 1].name;
    uint32_t bits = 0;
    for (; k < NCLASSES && ids[k] == n->cls; k++) {
        const char *want = word_classes[k].entry;
        if (!want || (name && strcmp(want, name) == 0))
            bits |= word_classes[k].bits;
    }
    return bits;
}

/* Bits that a form of several words gives to its first word only. */
#define FIRST_ONLY                                                                                 \
    (DTL_W_CONDITIONAL | DTL_W_TEMPORAL | DTL_W_CONTRAST | DTL_W_COMPLEMENT | DTL_W_ROLE_START)

static void mark_times(dtl_story *s, const dtl_node *n, uint32_t t) {
    if (n->end > s->time_end[t])
        s->time_end[t] = n->end;
    for (uint32_t i = n->first; i < n->end && i < s->doc->ntokens; i++)
        s->words[i] |= DTL_W_TIME;
}

dtl_status dtl_words(dtl_story *s) {
    const dtl_rules *rules = s->rules;
    uint32_t n = s->doc->ntokens;
    s->words = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    s->time_end = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    /* which classes matter at all, as 1 + their first line above: most nodes are of others */
    uint8_t *wanted = DTL_NEW_ARRAY(s->arena, rules->nclasses + 1u, uint8_t);
    if (!s->words || !s->time_end || !wanted)
        return DTL_E_NOMEM;
    for (size_t k = 0; k < DTL_L__COUNT; k++)
        s->lists[k] = dtl_class_named(rules, list_names[k]);
    uint16_t ids[NCLASSES];
    for (size_t k = 0; k < NCLASSES; k++) {
        bool again = k > 0 && strcmp(word_classes[k].cls, word_classes[k - 1].cls) == 0;
        ids[k] = again ? ids[k - 1] : dtl_class_named(rules, word_classes[k].cls);
        if (!again)
            wanted[ids[k]] = (uint8_t)(k + 1);
    }
    static const dtl_builtin times[] = {DTL_B_DATE, DTL_B_TIME, DTL_B_DURATION, DTL_B_SET,
                                        DTL_B_SPAN};
    for (size_t k = 0; k < sizeof times / sizeof *times; k++)
        if (rules->cls[times[k]] < rules->nclasses)
            wanted[rules->cls[times[k]]] = WANTED_TIME;
    wanted[0] = 0;

    const dtl_lattice *l = s->lattice;
    for (uint32_t t = 0; t < n; t++) {
        for (uint32_t i = l->at[t]; i; i = l->nodes.at[i].next) {
            const dtl_node *node = &l->nodes.at[i];
            if (node->cls >= rules->nclasses || !wanted[node->cls] || node->end <= t)
                continue;
            if (wanted[node->cls] == WANTED_TIME) {
                mark_times(s, node, t);
                continue;
            }
            uint32_t bits = bits_of(rules, ids, wanted[node->cls] - 1u, node);
            for (uint32_t k = t; k < node->end && k < n; k++)
                s->words[k] |= k == t ? bits : bits & ~(uint32_t)FIRST_ONLY;
            if (bits & DTL_W_ROLE)
                s->words[t] |= DTL_W_ROLE_START;
        }
    }
    return DTL_OK;
}
