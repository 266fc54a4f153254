/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: English that reads like news, as much of it as is asked for, the same for every run.
 *
 * Sentences are templates with slots ($P a person, $C a city, $D a date ...); a slot is filled from
 * a list, or from a template again, so that few templates give many sentences.  Surnames, villages
 * and company names are made of syllables: a real text has thousands of words that no list holds,
 * and a bench without them would measure the cache.  Persons of an article come back in it, as they
 * do in a report.  An article is 3,000 to 5,000 bytes; articles are independent of each other.
 *
 * Everything here is written for this bench.
 */
#ifndef DTL_BENCH_GENERATE_H
#define DTL_BENCH_GENERATE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GENERATE_CAST 5

typedef struct generator {
    uint64_t state;
    char *at;
    size_t n, cap;
    char cast[GENERATE_CAST][48];
    unsigned depth;
} generator;

static inline uint32_t generate_number(generator *g, uint32_t below) {
    g->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = g->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ (z >> 31)) >> 33) % below;
}

static inline void generate_put(generator *g, const char *p) {
    size_t n = strlen(p);
    if (g->n + n > g->cap)
        n = g->cap - g->n;
    memcpy(g->at + g->n, p, n);
    g->n += n;
}

#define GENERATE_PICK(g, list) ((list)[generate_number((g), sizeof(list) / sizeof *(list))])

static inline void generate_invent(generator *g, char *to, size_t size, const char *ending) {
    static const char *const heads[] = {"Bar", "Cal", "Dor", "Fen", "Gar",  "Hal", "Ist", "Jor",
                                        "Kel", "Lor", "Mar", "Nor", "Ost",  "Pel", "Rav", "Sel",
                                        "Tam", "Ulm", "Ver", "Wol", "Zan",  "Bre", "Cro", "Dru",
                                        "Fla", "Gri", "Kra", "Ple", "Stra", "Tre"};
    static const char *const middles[] = {"",   "an", "ber", "den", "el", "ic", "is", "lo",
                                          "mi", "ne", "or",  "ri",  "se", "ta", "us", "ven"};
    static const char *const ends[] = {"berg", "dale", "dov", "er",   "ez",  "field", "ic",
                                       "idis", "ini",  "ko",  "land", "man", "nen",   "ova",
                                       "sen",  "son",  "ski", "ston", "ton", "wick"};
    const char *head = GENERATE_PICK(g, heads), *middle = GENERATE_PICK(g, middles);
    snprintf(to, size, "%s%s%s", head, middle, ending ? ending : GENERATE_PICK(g, ends));
}

static inline void generate_fill(generator *g, const char *template);

static inline void generate_slot(generator *g, char slot) {
    static const char *const first[] = {"Anna",  "Boris", "Carla",  "David",  "Elena",
                                        "Frank", "Grace", "Hugo",   "Irene",  "James",
                                        "Karin", "Louis", "Maria",  "Nathan", "Olivia",
                                        "Peter", "Rosa",  "Samuel", "Teresa", "Victor"};
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    static const char *const dates[] = {
        "on $W",       "last week",       "on $W morning",       "yesterday",
        "in $M",       "last month",      "earlier this week",   "on $M $N",
        "in $Y",       "last year",       "on $W evening",       "two days later",
        "in early $M", "three weeks ago", "in late $Y",          "on $N $M $Y",
        "last $W",     "this month",      "in the summer of $Y", "overnight"};
    static const char *const future[] = {
        "next week",       "on $W",          "next month",       "tomorrow",
        "later this year", "in $M",          "by the end of $M", "in the coming weeks",
        "next year",       "within ten days"};
    static const char *const cities[] = {
        "Paris", "Berlin", "Geneva",  "Vienna", "Madrid", "Warsaw",   "London", "Istanbul",
        "Cairo", "Tokyo",  "Nairobi", "Ottawa", "Lima",   "Brussels", "Athens", "Seoul"};
    static const char *const countries[] = {
        "France", "Germany", "Turkey", "Egypt", "Japan", "Kenya",  "Canada", "Peru",
        "Poland", "Spain",   "Greece", "India", "China", "Brazil", "Norway", "the United States"};
    static const char *const roles[] = {"prime minister", "foreign minister", "spokesman",
                                        "mayor",          "chief executive",  "prosecutor",
                                        "lawyer",         "analyst",          "trade union leader",
                                        "coach",          "police chief",     "finance minister"};
    static const char *const bodies[] = {"the government", "the ministry",
                                         "parliament",     "the central bank",
                                         "the opposition", "the company",
                                         "the police",     "the court",
                                         "the committee",  "a coalition of parties",
                                         "the airline",    "the rescue service",
                                         "the union",      "the army",
                                         "the university"};
    static const char *const things[] = {"the new budget",
                                         "a long-awaited agreement",
                                         "the ceasefire",
                                         "a merger worth $B",
                                         "the election result",
                                         "plans for a new railway",
                                         "a cut in taxes",
                                         "the trade deal",
                                         "a package of reforms",
                                         "the rescue operation",
                                         "a series of strikes",
                                         "the border dispute",
                                         "the terms of the contract",
                                         "a ban on exports",
                                         "the investigation"};
    static const char *const quotes[] = {"We will not accept this",
                                         "It was a difficult night for all of us",
                                         "There is no reason to wait until $M",
                                         "The talks were open and honest",
                                         "Nobody expected the result to be so clear",
                                         "We have lost too much time already",
                                         "The decision must be taken before $M $N",
                                         "Our people deserve an answer",
                                         "I have spoken to $P about it",
                                         "This is only the beginning"};
    static const char *const more[] = {"",
                                       "",
                                       "",
                                       ", after weeks of talks in $C",
                                       ", a day before the vote",
                                       ", as $P had promised",
                                       ", while thousands of people gathered in $C",
                                       ", according to a report published $D",
                                       ", despite the objections of $U",
                                       ", which began in $Y",
                                       " and left for $C"};
    char word[64];
    switch (slot) {
    case 'P': generate_put(g, g->cast[generate_number(g, GENERATE_CAST)]); break;
    case 'F': generate_put(g, GENERATE_PICK(g, first)); break;
    case 'S':
        generate_invent(g, word, sizeof word, NULL);
        generate_put(g, word);
        break;
    case 'V':
        generate_invent(g, word, sizeof word, "haven");
        generate_put(g, word);
        break;
    case 'C': generate_put(g, GENERATE_PICK(g, cities)); break;
    case 'L': generate_put(g, GENERATE_PICK(g, countries)); break;
    case 'R': generate_put(g, GENERATE_PICK(g, roles)); break;
    case 'U': generate_put(g, GENERATE_PICK(g, bodies)); break;
    case 'T': generate_fill(g, GENERATE_PICK(g, things)); break;
    case 'Q': generate_fill(g, GENERATE_PICK(g, quotes)); break;
    case 'X': generate_fill(g, GENERATE_PICK(g, more)); break;
    case 'D': generate_fill(g, GENERATE_PICK(g, dates)); break;
    case 'E': generate_fill(g, GENERATE_PICK(g, future)); break;
    case 'M': generate_put(g, GENERATE_PICK(g, months)); break;
    case 'W': generate_put(g, GENERATE_PICK(g, days)); break;
    case 'N':
        snprintf(word, sizeof word, "%u", 1 + generate_number(g, 28));
        generate_put(g, word);
        break;
    case 'Y':
        snprintf(word, sizeof word, "%u", 1985 + generate_number(g, 39));
        generate_put(g, word);
        break;
    case 'O':
        snprintf(word, sizeof word, "%u", 1940 + generate_number(g, 45));
        generate_put(g, word);
        break;
    case 'K':
        snprintf(word, sizeof word, "%u", 2 + generate_number(g, 96));
        generate_put(g, word);
        break;
    case 'H':
        snprintf(word, sizeof word, "%u,%03u", 1 + generate_number(g, 90),
                 generate_number(g, 1000));
        generate_put(g, word);
        break;
    case 'B':
        snprintf(word, sizeof word, "$%u.%u billion", 1 + generate_number(g, 40),
                 generate_number(g, 10));
        generate_put(g, word);
        break;
    default: break;
    }
}

static inline void generate_fill(generator *g, const char *template) {
    if (g->depth++ < 6)
        for (const char *p = template; *p; p++) {
            if (*p == '$' && p[1] >= 'A' && p[1] <= 'Z') {
                generate_slot(g, *++p);
            } else {
                char one[2] = {*p, '\0'};
                generate_put(g, one);
            }
        }
    g->depth--;
}

static inline void generate_sentence(generator *g) {
    static const char *const templates[] = {
        "$P met $P in $C $D to discuss $T$X.",
        "The $R of $L, $P, said $D that $U would review $T.",
        "\"$Q,\" $P said$X.",
        "At least $K people were killed and $H injured when a storm hit the town of $V $D.",
        "$U announced $D that it had approved $T$X.",
        "$P, who had been in office since $Y, resigned $D.",
        "Shares of the $S group fell $K percent $D after it reported a loss of $B.",
        "The meeting between $P and the $R is expected to take place in $C $E.",
        "$P told reporters that talks with $L could resume $E$X.",
        "Police arrested $K suspects in $V $D$X.",
        "In $Y, $U signed an agreement with $L, but it was never ratified.",
        "The war began in $Y and has cost the lives of more than $H people.",
        "\"$Q. $Q,\" said $F $S, a $R from $C.",
        "Before the vote, $P had warned that $T might fail.",
        "Thousands marched through $C $D in protest against $T.",
        "$U did not comment on the reports, which were first published by a newspaper in $C $D.",
        "Rescue workers searched the ruins of a school in $V for $K hours, until $W night.",
        "The court sentenced $P to $K years in prison $D; the defence said it would appeal $E.",
        "Since then, prices in $L have risen by $K percent and wages by only $N percent.",
        "Mr $S and Ms $S flew to $C $D, where they were received by the $R.",
        "$U plans to open $K new offices in $L $E, creating $H jobs.",
        "A spokeswoman for $U declined to say whether $P would attend the summit in $C.",
        "The earthquake, which struck at $N:30 a.m. $D, was felt as far away as $C.",
        "According to $P, the decision was taken during a telephone call $D that lasted $K minutes.",
        "$C and $C have been at odds over $T for more than $N years.",
        "If parliament rejects $T, an election will be held $E.",
        "It was the first visit of a $R of $L since $Y.",
        "$P is scheduled to testify $E, two months after $T collapsed.",
        "The team won the final against $L by $N points $D, its first title since $Y.",
        "Critics say $T will do little to help the $H families who lost their homes in the flood of $Y.",
        "From $O to $Y, $P worked as a $R in $C; later $P joined $U.",
        "The moment $T is signed, observers will be sent to $V, the $R said.",
        "He hopes that $U will keep its promise$X.",
        "They added that $K of the $H documents remained secret$X."};
    size_t start = g->n;
    generate_fill(g, GENERATE_PICK(g, templates));
    if (start < g->n && g->at[start] >= 'a' && g->at[start] <= 'z')
        g->at[start] = (char)(g->at[start] - 'a' + 'A');
}

static inline void generate_article(generator *g, size_t bytes) {
    size_t end = g->n + bytes;
    for (unsigned i = 0; i < GENERATE_CAST; i++) {
        generator name = {.state = g->state + i, .at = g->cast[i], .cap = sizeof g->cast[i] - 1};
        generate_fill(&name, generate_number(g, 4) ? "$F $S" : "Mr $S");
        g->cast[i][name.n] = '\0';
    }
    generate_fill(g, "$C talks end as $L and $L agree on $T\n\n");
    while (g->n < end && g->n + 512 < g->cap) {
        for (uint32_t k = 2 + generate_number(g, 4); k > 0; k--) {
            generate_sentence(g);
            generate_put(g, k > 1 ? " " : "\n\n");
        }
    }
}

/**
 * About `bytes` of news.  `ends`, when not NULL, has room for bytes / 2048 + 2 article ends and is
 * filled with `*count` of them.  NULL: no memory; else freed with free().
 */
static inline char *generate_news(size_t bytes, size_t *ret_n, size_t *ends, size_t *count) {
    generator g = {.state = 20250820, .cap = bytes + 16384};
    g.at = malloc(g.cap);
    if (!g.at)
        return NULL;
    if (count)
        *count = 0;
    while (g.n < bytes) {
        generate_article(&g, 3000 + generate_number(&g, 2000));
        if (ends)
            ends[(*count)++] = g.n;
    }
    *ret_n = g.n;
    return g.at;
}

#endif
