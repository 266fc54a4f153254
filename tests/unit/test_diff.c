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

/* Beyond DTL_ASSIGN_EXACT_MAX entries: all find themselves, in well under the time limit. */
Test(diff, large_timelines, .timeout = 20) {
    enum { N = 3000 };
    size_t cap = (size_t)N * 120 + 64, n = 0;
    char *yaml = malloc(cap);
    cr_assert_not_null(yaml);
    n += (size_t)snprintf(yaml, cap, "dateline: 1\nevents:\n");
    for (int i = 0; i < N; i++)
        n +=
            (size_t)snprintf(yaml + n, cap - n,
                             "- {id: e%d, name: Meeting %05d, type: meeting, when: 2025-08-%02d}\n",
                             i, i < N / 2 ? 0 : i * 7919 % 99991, i % 28 + 1);
    dateline_timeline *a = read_yaml(yaml);
    dateline_diff *d = compare(a, a);
    cr_expect(dateline_diff_same(d));
    cr_expect_eq(dateline_diff_count(d), N);
    dateline_diff_free(d);
    dateline_timeline_free(a);
    free(yaml);
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
