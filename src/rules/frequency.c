/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How common words and built-in classes are, per token of a text: what a trigger is chosen by
 * (index.c).
 *
 * The commonest words are listed in the manifest, and how common each is follows from its rank
 * (Zipf's law, as Mandelbrot mended it for the first ranks).  The examples of the rules would
 * mislead there: they are full of words of time and short of "of" and "said".  Other words are
 * counted in the examples, which are phrases and sentences of the language.  What they do not have,
 * and a rule set without examples, is estimated: short words are common, long ones rare.  Built-in
 * classes have fixed estimates.  All of it is rough, and may be: a bad trigger costs time, never a
 * match.
 */
#include "match/match.h"
#include "rules/pattern_program.h"

#define PRIOR 1000.0 /* tokens that the estimate by length counts for, beside the examples */

/* The share of the word of a rank, from 1 on, is ZIPF / (rank + MANDELBROT). */
#define ZIPF 0.2
#define MANDELBROT 2.7

static const double builtin_frequency[DTL_B__COUNT] = {
    [DTL_B_INT] = 0.03,   [DTL_B_NUM] = 0.035,  [DTL_B_DAY] = 0.02,   [DTL_B_YEAR] = 0.008,
    [DTL_B_WORD] = 0.8,   [DTL_B_CAP] = 0.15,   [DTL_B_NAME] = 0.05,  [DTL_B_PERSON] = 0.03,
    [DTL_B_ORG] = 0.02,   [DTL_B_PLACE] = 0.02, [DTL_B_NP] = 0.2,     [DTL_B_VERB] = 0.12,
    [DTL_B_EVENT] = 0.05, [DTL_B_DATE] = 0.015, [DTL_B_TIME] = 0.003, [DTL_B_DURATION] = 0.005,
    [DTL_B_SET] = 0.001,  [DTL_B_SPAN] = 0.001, [DTL_B_TIMEX] = 0.02,
};

double dtl_builtin_frequency(unsigned builtin) {
    return builtin_frequency[builtin];
}

double dtl_length_frequency(const dtl_rules *rules, uint32_t word) {
    static const double by_length[] = {0.02, 0.02, 0.01, 0.005, 0.001, 0.0005};
    uint32_t n = rules->words.keys[word].n;
    return n < sizeof by_length / sizeof *by_length ? by_length[n] : 0.0001;
}

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_letter(unsigned char c) {
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Counts the words of an example, cut and folded roughly; returns how many tokens it has. */
static uint32_t count_words(const dtl_rules *rules, const char *text, uint32_t *counts) {
    char word[64];
    uint32_t tokens = 0;
    for (const char *p = text; *p;) {
        uint32_t n = 0;
        bool begins = is_letter((unsigned char)*p) || *p == '\''; /* 's is a token */
        if (*p != ' ')
            word[n++] = lower(*p);
        for (p++; begins && is_letter((unsigned char)*p) && n < sizeof word; p++)
            word[n++] = lower(*p);
        if (n) {
            counts[dtl_intern_find(&rules->words, word, n)]++;
            tokens++;
        }
    }
    return tokens;
}

double *dtl_word_frequencies(const dtl_rules *rules, dtl_arena *arena) {
    uint32_t *counts = DTL_NEW_ARRAY(arena, (size_t)rules->words.n + 1, uint32_t);
    double *ret = DTL_NEW_ARRAY(arena, (size_t)rules->words.n + 1, double);
    if (!counts || !ret)
        return NULL;
    uint32_t tokens = 0;
    for (uint32_t r = 0; r < rules->nrules; r++)
        for (uint16_t k = 0; k < rules->rules[r].nexamples; k++)
            tokens += count_words(rules, rules->rules[r].examples[k].text, counts);
    for (uint32_t w = 1; w <= rules->words.n; w++)
        ret[w] = (counts[w] + dtl_length_frequency(rules, w) * PRIOR) / (tokens + PRIOR);
    for (uint32_t k = 0; k < rules->ncommon_words; k++)
        ret[rules->common_words[k]] = ZIPF / (k + 1 + MANDELBROT);
    return ret;
}
