/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing timelines: which entries belong together, and what changed.
 */
#include "failing_mem.h"
#include "timeline/diff.h"
#include "timeline/timeline.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dateline_timeline *read_yaml(const char *yaml) {
    dateline_timeline *tl = NULL;
    dateline_error e = {.message = ""};
    cr_assert_eq(dateline_timeline_read(yaml, strlen(yaml), "test", NULL, &tl, &e), DATELINE_OK,
                 "%s", e.message);
    return tl;
}

static dateline_diff *compare(const dateline_timeline *a, const dateline_timeline *b) {
    dateline_diff *d = NULL;
    cr_assert_eq(dateline_diff_new(a, b, &d), DATELINE_OK);
    return d;
}

/* The two events, each the only one of its timeline, and what became of the first. */
static void expect_change(const char *a, const char *b, const char *changes) {
    char yaml[2][1024];
    dateline_timeline *tl[2];
    const char *events[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        bool undated = !strstr(events[i], "when:");
        snprintf(yaml[i], sizeof yaml[i], "dateline: 1\nevents: [%s]\nundated: [%s]\n",
                 undated ? "" : events[i], undated ? events[i] : "");
        tl[i] = read_yaml(yaml[i]);
    }
    dateline_diff *d = compare(tl[0], tl[1]);
    char got[256] = "";
    for (size_t i = 0; i < dateline_diff_count(d); i++) {
        strncat(got, i ? " | " : "", sizeof got - strlen(got) - 1);
        strncat(got, dateline_diff_change(d, i).changes, sizeof got - strlen(got) - 1);
    }
    cr_expect_str_eq(got, changes, "%s\n%s\ngave `%s`", a, b, got);
    cr_expect_eq(dateline_diff_same(d), *changes == '\0');
    dateline_diff_free(d);
    dateline_timeline_free(tl[0]);
    dateline_timeline_free(tl[1]);
}

#define TALKS "id: e1, name: Geneva talks, type: meeting, who: [Kenya, Ethiopia], where: [Geneva]"

Test(diff, one_change_at_a_time) {
    static const char *const cases[][3] = {
        {"{" TALKS ", when: \"2022\"}", "{" TALKS ", when: \"2022\"}", ""},
        {"{" TALKS ", when: \"2022\"}", "{" TALKS ", when: 2022-11}", "more-precise"},
        {"{" TALKS ", when: 2022-11-03}", "{" TALKS ", when: 2022-11}", "less-precise"},
        {"{" TALKS ", when: 2022-11-03/2022-11-05}", "{" TALKS ", when: 2022-11-04/2022-11-07}",
         "redated"},
        {"{" TALKS ", when: 2022-11-03}", "{" TALKS ", when: 2022-11-04}", "contradiction"},
        {"{" TALKS ", when: \"2021\"}", "{" TALKS ", when: \"2022\"}", "contradiction"},
        {"{" TALKS ", when: 2022-11-03}", "{" TALKS "}", "undated"},
        {"{" TALKS "}", "{" TALKS ", when: 2022-11-03}", "dated"},
        {"{" TALKS "}", "{" TALKS "}", ""},
        {"{" TALKS ", status: planned, when: 2022-11-03}",
         "{" TALKS ", status: happened, when: 2022-11-10}", "redated status-changed"},
        {"{" TALKS ", status: planned, when: 2022-11-03}",
         "{" TALKS ", status: cancelled, when: 2022-11-03}", "status-changed"},
        {"{" TALKS ", when: 2022-11}",
         "{id: e1, name: Talks in Geneva, type: meeting, who: [Kenya], when: 2022-11}", "reworded"},
        /* a month told with the wrong year */
        {"{" TALKS ", when: 2020-11}", "{" TALKS ", when: 2021-11}", "contradiction"},
        /* the same day and place with another guest; a name more or less is no change */
        {"{" TALKS ", when: 2022-11-03}",
         "{id: e1, name: Geneva talks, type: meeting, who: [Kenya, Sudan], where: [Geneva], when: 2022-11-03}",
         "reattributed"},
        {"{" TALKS ", when: 2022-11-03}",
         "{id: e1, name: Geneva talks, type: meeting, who: [Kenya], when: 2022-11-03}", ""},
        /* a plan that came about later, told by the states and not by their ministers */
        {"{id: e1, name: signing of agreement, type: signing, who: [Solvang], where: [Reykjavik], when: 2023-04-30, status: planned}",
         "{id: e1, name: signing of agreement, type: signing, who: [Norway], where: [Reykjavik], when: 2023-05-12}",
         "redated status-changed reattributed"},
        {"{" TALKS ", status: ongoing, when: 2022-11/..}",
         "{" TALKS ", status: ongoing, when: 2022-11}", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_change(cases[i][0], cases[i][1], cases[i][2]);
}

/* What must not be taken for the same event. */
Test(diff, different_events_stay_apart) {
    static const char *const cases[][2] = {
        /* another year's summit */
        {"{" TALKS ", when: 2022-11-03}", "{" TALKS ", when: 2023-11-03}"},
        /* another place on the same day */
        {"{" TALKS ", when: 2022-11-03}",
         "{id: e1, name: Vienna talks, type: meeting, who: [Kenya, Ethiopia], where: [Vienna], when: 2022-11-03}"},
        /* two earthquakes */
        {"{id: e1, name: Kefalonia earthquake, type: disaster, where: [Kefalonia], when: 2023-11-05}",
         "{id: e1, name: Zakynthos earthquake, type: disaster, where: [Zakynthos], when: 2023-11-05}"},
        /* nothing but the type and the day in common */
        {"{id: e1, name: Strike at the port, type: strike, when: 2023-11-05}",
         "{id: e1, name: Walkout of teachers, type: strike, when: 2023-11-05}"},
        /* the same words of another kind of event, elsewhere in time */
        {"{id: e1, name: Arrest of Jones, type: arrest, who: [Jones], when: 2023-01}",
         "{id: e1, name: Release of Jones, type: release, who: [Jones], when: 2023-05}"},
        /* one person's two meetings in a town on two days */
        {"{id: e1, name: Bergen meeting, type: meeting, who: [Arnarson, Holm], where: [Bergen], when: 2023-03-19}",
         "{id: e1, name: Bergen meeting, type: meeting, who: [Arnarson, Solvang], where: [Bergen], when: 2023-03-21}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_change(cases[i][0], cases[i][1], "dropped | added");
}

Test(diff, people_are_known_by_their_last_name) {
    expect_change(
        "{id: e1, name: Summit, type: meeting, who: [Volodymyr Zelensky], when: 2025-08-18}",
        "{id: e1, name: White House meeting, type: meeting, who: [Mr Zelensky, Donald Trump], when: 2025-08-18}",
        "reworded");
}

/* The whole story of fixtures/README.md: each change that its table names, and no other. */
static const char first_report[] =
    "dateline: 1\n"
    "events:\n"
    "- {id: e1, name: Addis Ababa talks, type: meeting, when: '2022', who: [Kenya, Ethiopia], where: [Addis Ababa]}\n"
    "- {id: e2, name: Geneva summit, type: meeting, when: 2024-05-10, who: [Daniel Kiprono, Selam Tesfaye], where: [Geneva]}\n"
    "- {id: e3, name: Vienna talks, type: meeting, when: 2024-05-13/2024-05-14, who: [Kenya, Ethiopia], where: [Vienna]}\n"
    "- {id: e4, name: Kiprono-Tesfaye phone call, type: call, when: 2024-05-15, who: [Daniel Kiprono, Selam Tesfaye]}\n"
    "- {id: e5, name: Signing of the Lake Turkana agreement, type: agreement, when: 2024-05-23, who: [Kenya, Ethiopia], where: [Geneva], status: planned}\n"
    "- {id: e6, name: Tesfaye's visit to Nairobi, type: visit, when: 2024-06-12, who: [Selam Tesfaye], where: [Nairobi], status: planned}\n";
static const char second_report[] =
    "dateline: 1\n"
    "events:\n"
    "- {id: e1, name: Addis Ababa negotiations, type: meeting, when: 2022-11, who: [Kenya, Ethiopia], where: [Addis Ababa]}\n"
    "- {id: e2, name: Geneva summit, type: meeting, when: 2024-05-10, who: [Mr Kiprono, Ms Tesfaye], where: [Geneva]}\n"
    "- {id: e3, name: Kiprono-Tesfaye phone call, type: call, when: 2024-05-14, who: [Daniel Kiprono, Selam Tesfaye]}\n"
    "- {id: e4, name: Signing of the Lake Turkana accord, type: agreement, when: 2024-05-23, who: [Kenya, Ethiopia], where: [Geneva]}\n"
    "- {id: e5, name: Tesfaye's visit to Kenya, type: visit, when: 2024-06-12, who: [Selam Tesfaye], where: [Kenya, Nairobi], status: cancelled}\n"
    "- {id: e6, name: Kenyan Senate vote, type: vote, when: 2024-06-18, who: [Kenyan Senate], where: [Kenya], status: planned}\n";

Test(diff, a_story_a_week_later) {
    static const struct {
        int a, b;
        const char *changes;
    } expected[] = {{0, 0, "more-precise reworded"},
                    {1, 1, ""},
                    {2, -1, "dropped"},
                    {3, 2, "contradiction"},
                    {4, 3, "status-changed reworded"},
                    {5, 4, "status-changed reworded"},
                    {-1, 5, "added"}};
    dateline_timeline *a = read_yaml(first_report), *b = read_yaml(second_report);
    dateline_diff *d = compare(a, b);
    cr_assert_eq(dateline_diff_count(d), sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        dateline_change c = dateline_diff_change(d, i);
        cr_expect(c.a == expected[i].a && c.b == expected[i].b, "item %zu: %d, %d", i, c.a, c.b);
        cr_expect_str_eq(c.changes, expected[i].changes, "item %zu: %s", i, c.changes);
    }
    cr_expect_not(dateline_diff_same(d));
    dateline_diff_free(d);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

/* What took place after an article was written is not what it reported. */
Test(diff, a_later_event_is_another) {
    static const char report[] =
        "dateline: 1\ndocument: {created: %s}\nevents:\n"
        "- {id: e1, name: Strike on Kyiv, type: attack, when: %s, where: [Kyiv]}\n";
    static const struct {
        const char *b_day, *changes;
    } cases[] = {{"2025-08-21", "contradiction"}, {"2025-08-23", "dropped"}};
    for (size_t i = 0; i < 2; i++) {
        char yaml[2][256];
        snprintf(yaml[0], sizeof yaml[0], report, "2025-08-21", "2025-08-20");
        snprintf(yaml[1], sizeof yaml[1], report, "2025-08-24", cases[i].b_day);
        dateline_timeline *a = read_yaml(yaml[0]), *b = read_yaml(yaml[1]);
        dateline_diff *d = compare(a, b);
        cr_expect_str_eq(dateline_diff_change(d, 0).changes, cases[i].changes);
        dateline_diff_free(d);
        dateline_timeline_free(a);
        dateline_timeline_free(b);
    }
}

/* Each of two alike events has its own counterpart, though one would also fit the other's. */
Test(diff, alike_events_are_paired_for_the_best_sum) {
    dateline_timeline *a = read_yaml(
        "dateline: 1\nevents:\n"
        "- {id: e1, name: Strike on Kyiv, type: attack, when: 2025-08-20, where: [Kyiv]}\n"
        "- {id: e2, name: Strike on Kyiv, type: attack, when: 2025-08-21, where: [Kyiv]}\n");
    dateline_timeline *b = read_yaml(
        "dateline: 1\nevents:\n"
        "- {id: e1, name: Strike on Kyiv, type: attack, when: 2025-08-21, where: [Kyiv]}\n");
    dateline_diff *d = compare(a, b);
    cr_expect_eq(d->same, 1);
    cr_expect_eq(dateline_diff_change(d, 0).a, 0);
    cr_expect_str_eq(dateline_diff_change(d, 0).changes, "dropped");
    dateline_diff_free(d);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

Test(diff, order_that_is_contradicted) {
    static const char events[] =
        "dateline: 1\nevents:\n"
        "- {id: e1, name: Ceasefire, type: agreement, when: 2025-08}\n"
        "- {id: e2, name: Prisoner exchange, type: release, when: 2025-08}\n"
        "order:\n- [e1, %s, e2, after]\n";
    char yaml[2][512];
    snprintf(yaml[0], sizeof yaml[0], events, "before");
    snprintf(yaml[1], sizeof yaml[1], events, "after");
    dateline_timeline *a = read_yaml(yaml[0]), *b = read_yaml(yaml[1]);
    dateline_diff *d = compare(a, b), *same = compare(a, a);
    cr_expect_str_eq(dateline_diff_change(d, 0).changes, "reordered");
    cr_expect_str_eq(dateline_diff_change(d, 1).changes, "reordered");
    cr_expect(dateline_diff_same(same));
    dateline_diff_free(d);
    dateline_diff_free(same);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

Test(diff, both_directions_pair_the_same) {
    dateline_timeline *a = read_yaml(first_report), *b = read_yaml(second_report);
    dateline_diff *forth = compare(a, b), *back = compare(b, a);
    cr_assert_eq(dateline_diff_count(forth), dateline_diff_count(back));
    for (size_t i = 0; i < dateline_diff_count(forth); i++) {
        dateline_change c = dateline_diff_change(forth, i);
        bool found = false;
        for (size_t k = 0; k < dateline_diff_count(back); k++) {
            dateline_change r = dateline_diff_change(back, k);
            found = found || (r.a == c.b && r.b == c.a);
        }
        cr_expect(found, "pair %d, %d", c.a, c.b);
    }
    dateline_diff_free(forth);
    dateline_diff_free(back);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

/* ---- what holds for every two timelines -------------------------------------------------------
 */

/* A generator of our own, so that a failure can be repeated. */
static unsigned roll(uint64_t *state, unsigned n) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % n;
}

/* n entries of few names, places, people and days: many alike, some undated, some twice. */
static dateline_timeline *random_timeline(uint64_t *state, unsigned n) {
    static const char *const names[] = {"Bergen meeting", "Oslo meeting", "Bergen protest",
                                        "signing of agreement", "Moen resigns"};
    static const char *const types[] = {"meeting", "meeting", "protest", "signing", "resignation"};
    static const char *const people[] = {"[]", "[Solvang]", "[Ingrid Solvang, Arnarson]", "[Moen]"};
    static const char *const places[] = {"[]", "[Bergen]", "[Oslo]", "[Oslo, Bergen]"};
    static const char *const states[] = {"happened", "planned", "cancelled", "denied"};
    size_t cap = (size_t)n * 200 + 64, at = 0;
    char *yaml = malloc(cap);
    cr_assert_not_null(yaml);
    at += (size_t)snprintf(yaml, cap, "dateline: 1\nevents: []\n");
    unsigned undated = roll(state, n / 4 + 1), dated = n - undated;
    at = (size_t)snprintf(yaml, cap, "dateline: 1\nevents:%s\n", dated ? "" : " []");
    for (unsigned i = 0; i < n; i++) {
        unsigned kind = roll(state, 5);
        char when[40] = "";
        if (i == dated)
            at += (size_t)snprintf(yaml + at, cap - at, "undated:\n");
        if (i < dated && roll(state, 3) == 0)
            snprintf(when, sizeof when, ", when: 2023-%02u", roll(state, 3) + 1);
        else if (i < dated)
            snprintf(when, sizeof when, ", when: 2023-%02u-%02u", roll(state, 3) + 1,
                     roll(state, 6) + 1);
        at +=
            (size_t)snprintf(yaml + at, cap - at,
                             "- {id: e%u, name: %s, type: %s%s, who: %s, where: %s, status: %s}\n",
                             i, names[kind], types[kind], when, people[roll(state, 4)],
                             places[roll(state, 4)], states[roll(state, 4)]);
    }
    for (unsigned i = 0; n > 1 && i < 3; i++) {
        unsigned x = roll(state, n), y = (x + 1 + roll(state, n - 1)) % n;
        at += (size_t)snprintf(yaml + at, cap - at, "%s- [e%u, before, e%u]\n",
                               i == 0 ? "order:\n" : "", x, y);
    }
    dateline_timeline *tl = read_yaml(yaml);
    free(yaml);
    return tl;
}

/* The name that a change has when the sides are exchanged. */
static const char *turned(const char *kind) {
    static const char *const both[][2] = {
        {"added", "dropped"}, {"more-precise", "less-precise"}, {"dated", "undated"}};
    for (size_t i = 0; i < 3; i++)
        for (int k = 0; k < 2; k++)
            if (strcmp(kind, both[i][k]) == 0)
                return both[i][!k];
    return kind;
}

static unsigned turned_kinds(const char *changes) {
    char list[256];
    unsigned kinds = 0;
    snprintf(list, sizeof list, "%s", changes);
    for (char *word = strtok(list, " "); word; word = strtok(NULL, " ")) {
        unsigned one = 0;
        cr_assert_eq(dateline_change_kinds(turned(word), &one, NULL), DATELINE_OK, "%s", word);
        kinds |= one;
    }
    return kinds;
}

static unsigned kinds_of(const char *changes) {
    char list[256];
    unsigned kinds = 0;
    snprintf(list, sizeof list, "%s", changes);
    for (char *p = list; *p; p++)
        *p = *p == ' ' ? ',' : *p;
    if (*list)
        cr_assert_eq(dateline_change_kinds(list, &kinds, NULL), DATELINE_OK, "%s", list);
    return kinds;
}

static bool has_change(const dateline_diff *d, const dateline_change *wanted) {
    for (size_t i = 0; i < dateline_diff_count(d); i++) {
        dateline_change c = dateline_diff_change(d, i);
        if (c.a == wanted->b && c.b == wanted->a)
            return kinds_of(c.changes) == turned_kinds(wanted->changes) &&
                   (int)(c.score * 1e6) == (int)(wanted->score * 1e6) &&
                   strcmp(c.by, wanted->by) == 0;
    }
    return false;
}

Test(diff, every_timeline_is_the_same_as_itself_and_both_directions_agree) {
    uint64_t state = 42;
    for (int round = 0; round < 300; round++) {
        dateline_timeline *a = random_timeline(&state, 1 + roll(&state, 20));
        dateline_timeline *b = random_timeline(&state, 1 + roll(&state, 20));
        dateline_diff *self = compare(a, a), *forth = compare(a, b), *back = compare(b, a);
        cr_assert(dateline_diff_same(self), "round %d: a timeline differs from itself", round);
        for (size_t i = 0; i < dateline_diff_count(self); i++)
            cr_assert_eq(dateline_diff_change(self, i).a, dateline_diff_change(self, i).b);
        cr_assert_eq(dateline_diff_count(forth), dateline_diff_count(back), "round %d", round);
        for (size_t i = 0; i < dateline_diff_count(forth); i++) {
            dateline_change c = dateline_diff_change(forth, i);
            cr_assert(has_change(back, &c), "round %d: %d, %d `%s` has no mirror", round, c.a, c.b,
                      c.changes);
        }
        dateline_diff_free(self);
        dateline_diff_free(forth);
        dateline_diff_free(back);
        dateline_timeline_free(a);
        dateline_timeline_free(b);
    }
}

/* The greatest sum over entries i.. of a and the entries of b that are free, by trying all. */
static int64_t best_sum(const dtl_profiles *p, const uint32_t *skip, uint32_t i, uint32_t used) {
    if (i == p->na)
        return 0;
    int64_t best = best_sum(p, skip, i + 1, used);
    for (uint32_t k = 0; skip[i] == DTL_UNMATCHED && k < p->nb; k++) {
        int32_t score = used & 1u << k ? 0 : dtl_similarity(p, &p->a[i], &p->b[k]);
        if (score <= 0)
            continue;
        int64_t sum = score + best_sum(p, skip, i + 1, used | 1u << k);
        best = sum > best ? sum : best;
    }
    return best;
}

/* Same in all that pairing looks at. */
static bool identical(const dtl_profile *x, const dtl_profile *y) {
    const dtl_entry *a = x->entry, *b = y->entry;
    bool same = strcmp(a->name, b->name) == 0 && a->status == b->status &&
                a->when.basis == b->when.basis && a->nwho == b->nwho && a->nwhere == b->nwhere &&
                a->when.bounds.start_min == b->when.bounds.start_min &&
                a->when.bounds.end_max == b->when.bounds.end_max;
    for (uint32_t i = 0; same && i < a->nwho; i++)
        same = strcmp(a->who[i], b->who[i]) == 0;
    for (uint32_t i = 0; same && i < a->nwhere; i++)
        same = strcmp(a->where[i], b->where[i]) == 0;
    return same;
}

Test(diff, no_other_pairing_has_a_greater_sum) {
    uint64_t state = 7;
    for (int round = 0; round < 200; round++) {
        dateline_timeline *a = random_timeline(&state, 1 + roll(&state, 7));
        dateline_timeline *b = random_timeline(&state, 1 + roll(&state, 7));
        dtl_arena arena;
        dtl_profiles p;
        uint32_t match[16], skip[16], used = 0;
        dtl_arena_init(&arena, &dtl_mem_default);
        cr_assert(dtl_profiles_init(&p, &arena, a, b));
        cr_assert(dtl_assign(&p, &arena, match));
        int64_t got = 0;
        for (uint32_t i = 0; i < p.na; i++) {
            bool twins = match[i] != DTL_UNMATCHED && identical(&p.a[i], &p.b[match[i]]);
            skip[i] = twins ? match[i] : DTL_UNMATCHED;
            used |= twins ? 1u << match[i] : 0;
            if (!twins && match[i] != DTL_UNMATCHED)
                got += dtl_similarity(&p, &p.a[i], &p.b[match[i]]);
        }
        cr_assert_eq(got, best_sum(&p, skip, 0, used), "round %d", round);
        dtl_arena_free(&arena);
        dateline_timeline_free(a);
        dateline_timeline_free(b);
    }
}

/* n entries, each found by a rare and a common word; every third moved by a day in b. */
static dateline_timeline *large_timeline(int n, bool moved) {
    size_t cap = (size_t)n * 140 + 64, at = 0;
    char *yaml = malloc(cap);
    cr_assert_not_null(yaml);
    at += (size_t)snprintf(yaml, cap, "dateline: 1\nevents:\n");
    for (int i = 0; i < n; i++)
        at += (size_t)snprintf(
            yaml + at, cap - at,
            "- {id: e%d, name: Meeting %05d, type: meeting, when: %d-%02d-%02d, where: [Bergen]}\n",
            i, i % 2 ? 0 : i * 7919 % 99991, 1900 + i / 360, i / 30 % 12 + 1,
            i % 27 + 1 + (moved && i % 3 == 0));
    dateline_timeline *tl = read_yaml(yaml);
    free(yaml);
    return tl;
}

/* Ten thousand entries on a side, half of them of one name: found, and in well under the limit. */
Test(diff, large_timelines) {
    enum { N = 10000 };
    dateline_timeline *a = large_timeline(N, false), *b = large_timeline(N, true);
    dateline_diff *self = compare(a, a), *d = compare(a, b);
    unsigned apart = 0;
    cr_expect(dateline_diff_same(self));
    cr_expect_eq(dateline_diff_count(self), N);
    cr_assert_eq(dateline_change_kinds("added,dropped", &apart, NULL), DATELINE_OK);
    cr_expect_eq(dateline_diff_count(d), N, "%zu", dateline_diff_count(d));
    cr_expect_eq(dateline_diff_has(d, apart), 0, "%zu are not paired", dateline_diff_has(d, apart));
    dateline_diff_free(self);
    dateline_diff_free(d);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

Test(diff, kinds_of_change_by_name) {
    unsigned kinds = 0, status = 0;
    dateline_error e = {.message = ""};
    cr_expect_eq(dateline_change_kinds("contradiction, status", &kinds, &e), DATELINE_OK);
    cr_expect_eq(dateline_change_kinds("status-changed", &status, &e), DATELINE_OK);
    cr_expect_eq(kinds & status, status);
    cr_expect_neq(kinds, status);
    cr_expect_eq(dateline_change_kinds("contradiction,", &kinds, &e), DATELINE_E_ARG);
    cr_expect_eq(dateline_change_kinds("reword", &kinds, &e), DATELINE_E_ARG);
    cr_expect(strstr(e.message, "did you mean `reworded`?"), "%s", e.message);
    cr_expect_eq(dateline_change_kinds("zzz", &kinds, &e), DATELINE_E_ARG);
    cr_expect(strstr(e.message, "there are added, dropped"), "%s", e.message);
}

Test(diff, what_is_shown) {
    dateline_timeline *a = read_yaml(first_report), *b = read_yaml(second_report);
    dateline_diff *d = compare(a, b);
    unsigned undated = 0, added = 0;
    cr_assert_eq(dateline_change_kinds("undated", &undated, NULL), DATELINE_OK);
    cr_assert_eq(dateline_change_kinds("added", &added, NULL), DATELINE_OK);
    dateline_diff_show(d, undated);
    cr_expect(dateline_diff_same(d));
    cr_expect_eq(dateline_diff_has(d, added), 1);
    dateline_diff_show(d, undated | added);
    cr_expect_not(dateline_diff_same(d));
    dateline_diff_free(d);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

/* One match and why, on the story's own cases. */
Test(diff, reasons) {
    static const struct {
        const char *a, *b, *by;
    } cases[] = {
        {"{" TALKS ", when: \"2022\"}", "{" TALKS ", when: \"2022\"}", "name type dates who place"},
        {"{" TALKS ", when: 2022-11-03}", "{" TALKS ", when: 2022-11-04}", "name type who place"},
        {"{id: e1, name: Summit, type: meeting, who: [X Kim], where: [Geneva], when: 2022-11-03}",
         "{id: e1, name: Lakeside talks, type: meeting, who: [Mr Kim], where: [Geneva], when: 2022-11}",
         "type dates who place"},
        {"{id: e1, name: Oslo talks, type: meeting, when: 2020-11}",
         "{id: e1, name: Oslo talks, type: meeting, when: 2021-11}", "name type"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *events[2] = {cases[i].a, cases[i].b};
        dateline_timeline *tl[2];
        for (int k = 0; k < 2; k++) {
            char yaml[1024];
            snprintf(yaml, sizeof yaml, "dateline: 1\nevents: [%s]\n", events[k]);
            tl[k] = read_yaml(yaml);
        }
        dateline_diff *d = compare(tl[0], tl[1]);
        cr_expect_str_eq(dateline_diff_change(d, 0).by, cases[i].by, "%s", cases[i].a);
        dateline_diff_free(d);
        dateline_timeline_free(tl[0]);
        dateline_timeline_free(tl[1]);
    }
}

Test(diff, formats) {
    dateline_timeline *a = read_yaml(first_report), *b = read_yaml(second_report);
    dateline_diff *d = compare(a, b);
    char *out = NULL;
    size_t n;
    cr_assert_eq(
        dateline_diff_write(d, &(dateline_write_options){.format = DATELINE_FORMAT_YAML}, &out, &n),
        DATELINE_OK);
    cr_expect(strstr(out,
                     "summary: {same: 1, added: 1, dropped: 1, contradiction: 1, more-precise: 1, "
                     "status-changed: 2, reworded: 3}\n"),
              "%s", out);
    dateline_free(out);
    cr_assert_eq(
        dateline_diff_write(d, &(dateline_write_options){.format = DATELINE_FORMAT_TEXT}, &out, &n),
        DATELINE_OK);
    cr_expect(strstr(out, "! Kiprono-Tesfaye phone call  [contradiction]\n"), "%s", out);
    dateline_free(out);
    cr_expect_eq(dateline_diff_write(d, &(dateline_write_options){.format = DATELINE_FORMAT_TIMEML},
                                     &out, &n),
                 DATELINE_E_ARG);
    dateline_diff_free(d);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

Test(diff, every_allocation_may_fail) {
    failing_mem f;
    failing_mem_init(&f, SIZE_MAX);
    dateline_timeline *a = NULL, *b = NULL;
    dateline_error e;
    cr_assert_eq(dtl_timeline_read(first_report, strlen(first_report), "a", &f.mem, &a, &e),
                 DTL_OK);
    cr_assert_eq(dtl_timeline_read(second_report, strlen(second_report), "b", &f.mem, &b, &e),
                 DTL_OK);
    size_t live = f.live;
    dateline_diff *d = NULL;
    for (size_t granted = 0; !d; granted++) {
        f.left = granted;
        d = dtl_diff_new(a, b);
        if (!d)
            cr_assert_eq(f.live, live, "%zu allocations", granted);
        cr_assert_lt(granted, 10000);
    }
    dateline_diff_free(d);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
    cr_expect_eq(f.live, 0);
}
