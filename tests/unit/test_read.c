/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timeline files: what people write by hand is read, what is wrong is said with its place.
 */
#include "failing_mem.h"
#include "timeline/timeline.h"
#include "timeline/tree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dateline_status read_as(const char *text, size_t n, dateline_timeline **ret,
                               dateline_error *e) {
    return dateline_timeline_read(text, n, "t.yaml", /* alloc= */ NULL, ret, e);
}

static dateline_timeline *read_good(const char *text) {
    dateline_timeline *tl = NULL;
    dateline_error e = {.message = ""};
    cr_assert_eq(read_as(text, strlen(text), &tl, &e), DATELINE_OK, "%s", e.message);
    return tl;
}

static const char full[] =
    "dateline: 1\n"
    "document: {id: lavrov, title: \"A: title\", created: 2025-08-20, created_source: option, language: en, "
    "source: lavrov.txt, domain: news}\n"
    "rules: {set: en, version: 1.0.0}\n"
    "events:\n"
    "- id: e1\n"
    "  name: 2022 Istanbul talks\n"
    "  type: meeting\n"
    "  when: {edtf: \"2022\", start: 2022-01-01, end: 2022-12-31, granularity: year, basis: explicit}\n"
    "  who: [Russia]\n"
    "  where: [Istanbul]\n"
    "  what: [security guarantees]\n"
    "  status: happened\n"
    "  confidence: 0.93\n"
    "  conflicts:\n"
    "  - \"said to be in 2023\"\n"
    "  evidence:\n"
    "  - {text: \"talks in Istanbul back in 2022\", span: [1180, 1210], sentence: 6, rule: event.meeting-at, time: t4}\n"
    "- id: e2\n"
    "  name: Call\n"
    "  type: call\n"
    "  when: {edtf: \"2025-08-18T15:30\", start: \"2025-08-18T15:30\", end: \"2025-08-18T16:10\", granularity: minute, "
    "basis: anchored, duration: PT40M}\n"
    "  who: []\n"
    "  where: []\n"
    "  status: ongoing\n"
    "  confidence: 0.5\n"
    "  evidence: []\n"
    "- id: e3\n"
    "  name: War\n"
    "  type: war\n"
    "  when: {edtf: \"../2022-08-20\", latest_start: 2022-08-20, earliest_end: 2025-08-20, open: true, granularity: day, "
    "basis: inferred}\n"
    "  who: []\n"
    "  where: []\n"
    "  status: ongoing\n"
    "  confidence: 0.05\n"
    "  evidence: []\n"
    "undated:\n"
    "- id: u1\n"
    "  name: Hope\n"
    "  type: other\n"
    "  relative: \"last week\"\n"
    "  duration: P3D\n"
    "  who: []\n"
    "  where: []\n"
    "  status: denied\n"
    "  confidence: 1.0\n"
    "  evidence: []\n"
    "order:\n"
    "- [e1, before, e2, \"back in\"]\n"
    "- [e2, after, u1, \"\", P3D]\n"
    "refused:\n"
    "- [u1, same, e1]\n"
    "times:\n"
    "- {id: t4, text: \"2022\", span: [1206, 1210], sentence: 6, type: DATE, value: \"2022\", mod: APPROX, edtf: \"2022\", "
    "anchor: t0, rule: year, note: limit}\n";

static void expect_round_trip(const char *text, dateline_write_options through) {
    dateline_timeline *tl = read_good(text), *back = NULL;
    char *out = NULL;
    size_t n;
    dateline_error e;
    through.times = 1;
    cr_assert_eq(dateline_timeline_write(tl, &through, &out, &n), DATELINE_OK);
    cr_assert_eq(read_as(out, n, &back, &e), DATELINE_OK, "%s\n%s", e.message, out);
    dateline_free(out);
    cr_assert_eq(dateline_timeline_write(back, &(dateline_write_options){.times = 1}, &out, &n),
                 DATELINE_OK);
    cr_expect_str_eq(out, text);
    dateline_free(out);
    dateline_timeline_free(tl);
    dateline_timeline_free(back);
}

Test(read, what_is_written_is_read_back) {
    expect_round_trip(full, (dateline_write_options){.format = DATELINE_FORMAT_YAML});
    expect_round_trip(full, (dateline_write_options){.format = DATELINE_FORMAT_JSON});
    expect_round_trip(full, (dateline_write_options){.format = DATELINE_FORMAT_JSON, .compact = 1});
}

Test(read, public_view) {
    dateline_timeline *tl = read_good(full);
    cr_assert_eq(dateline_timeline_count(tl), 4);
    dateline_event e = dateline_timeline_event(tl, 0);
    cr_expect_str_eq(e.id, "e1");
    cr_expect_str_eq(e.name, "2022 Istanbul talks");
    cr_expect_str_eq(e.edtf, "2022");
    cr_expect_str_eq(e.basis, "explicit");
    cr_expect_str_eq(e.status, "happened");
    cr_expect_str_eq(e.quote, "talks in Istanbul back in 2022");
    cr_expect(e.start == 1180 && e.end == 1210 && e.confidence > 0.92 && e.confidence < 0.94);
    cr_expect_str_eq(dateline_timeline_name(tl, 0, 0, 0), "Russia");
    cr_expect_str_eq(dateline_timeline_name(tl, 0, 1, 0), "Istanbul");
    cr_expect_null(dateline_timeline_name(tl, 0, 0, 1));
    e = dateline_timeline_event(tl, 3);
    cr_expect(!e.edtf && !e.basis, "undated");
    cr_expect_str_eq(e.quote, "");
    cr_expect_null(dateline_timeline_name(tl, 4, 0, 0));
    cr_expect_str_eq(dateline_timeline_event(tl, 4).id, "");
    dateline_timeline_free(tl);
}

/* `when` as a bare EDTF string, and everything that can be left out left out. */
Test(read, short_forms) {
    dateline_timeline *tl = read_good("# by hand\n---\ndateline: 1\nevents:\n"
                                      "- {id: a, name: Talks, when: 2022-11}\n"
                                      "- {id: b, name: 2023, when: \"2023-03/..\"}\n"
                                      "- {id: c, name: C, when: {edtf: 2024}}\n");
    cr_assert_eq(tl->nevents, 3);
    const dtl_entry *e = tl->events;
    cr_expect_eq(e[0].when.granularity, DTL_MONTH);
    cr_expect_eq(e[0].when.bounds.end_max - e[0].when.bounds.start_min, (int64_t)30 * 86400);
    cr_expect_eq(e[0].when.basis, DTL_BASIS_EXPLICIT);
    cr_expect_eq(e[0].status, DTL_STATUS_HAPPENED);
    cr_expect(e[0].confidence == 1);
    cr_expect_str_eq(e[0].type, "other");
    cr_expect(e[1].when.open_end && e[1].when.bounds.end_max == DTL_TIME_MAX);
    cr_expect_str_eq(e[1].name, "2023");
    cr_expect_eq(e[2].when.granularity, DTL_YEAR);
    dateline_timeline_free(tl);
}

Test(read, json_spells_characters_as_surrogate_pairs) {
    dateline_timeline *tl =
        read_good("{\"dateline\": 1, \"events\": [{\"id\": \"a\", \"when\": \"2022\","
                  " \"name\": \"\\ud83d\\ude00 \\\\ud83d \\u00e9\"}]}");
    cr_expect_str_eq(tl->events[0].name, "\xF0\x9F\x98\x80 \\ud83d \xC3\xA9");
    dateline_timeline_free(tl);
}

#define HEAD "dateline: 1\nevents:\n"
Test(read, errors_have_a_place) {
    static const struct {
        const char *text;
        const char *message; /* how it begins */
    } cases[] = {
        {"", "t.yaml: the file is empty"},
        {"just words\n", "t.yaml:1:1: a timeline must be a map"},
        {"events: []\n", "t.yaml:1:1: this is no timeline"},
        {"dateline: 2\nevents: []\n", "t.yaml:1:11: version 2 of the timeline format"},
        {"dateline: 1\n", "t.yaml:1:1: a timeline has no `events`"},
        {"dateline: 1\nevents: {}\n", "t.yaml:2:9: `events` must be a list"},
        {"dateline: 1\nevents: []\nevents: []\n", "t.yaml:3:1: `events` is given twice"},
        {"dateline: 1\nevent: []\n",
         "t.yaml:2:1: a timeline has no field `event`; did you mean `events`?"},
        {HEAD "- {name: x, when: 2022}\n", "t.yaml:3:3: an event has no `id`"},
        {HEAD "- {id: a, when: 2022}\n", "t.yaml:3:3: an event has no `name`"},
        {HEAD "- {id: a, name: \"\", when: 2022}\n", "t.yaml:3:17: an event has no `name`"},
        {HEAD "- {id: a, name: x}\n",
         "t.yaml:3:3: event a has no `when`: without a date it belongs in `undated`"},
        {HEAD "- {id: a, name: x, when: ~}\n", "t.yaml:3:3: event a has no `when`"},
        {HEAD "- {id: a, name: x, when: 2022}\n- {id: a, name: y, when: 2023}\n",
         "t.yaml:4:8: two events have the id `a`"},
        {HEAD "- {id: a, name: x, when: 2022-13}\n", "t.yaml:3:26: `edtf`: `2022-13` is no date: "},
        {HEAD "- {id: a, name: x, when: 2022-02-30}\n",
         "t.yaml:3:26: `edtf`: `2022-02-30` is no date"},
        {HEAD "- {id: a, name: x, when: soon}\n", "t.yaml:3:26: `edtf`: `soon` is no date"},
        {HEAD "- {id: a, name: x, when: {}}\n", "t.yaml:3:26: `when` says nothing"},
        {HEAD "- {id: a, name: x, when: {edtf: 2022, start: 2023-01-01}}\n",
         "t.yaml:3:33: `edtf` says another time than `start` and `end`"},
        {HEAD "- {id: a, name: x, when: {start: 2023-01-02, end: 2023-01-01}}\n",
         "t.yaml:3:51: `end` lies before `start`"},
        {HEAD "- {id: a, name: x, when: {edtf: 2022, basis: guess}}\n",
         "t.yaml:3:46: `basis` must be"},
        {HEAD "- {id: a, name: x, when: {edtf: 2022, granularity: eon}}\n",
         "t.yaml:3:52: `eon` is no granularity"},
        {HEAD "- {id: a, name: \xC3\xA9\xC3\xA9, when: 2022, status: done}\n",
         "t.yaml:3:41: `status` must be"},
        {HEAD "- {id: a, name: x, when: 2022, confidence: 1.5}\n",
         "t.yaml:3:44: `confidence` must be"},
        {HEAD "- {id: a, name: x, when: 2022, confidence: nan}\n",
         "t.yaml:3:44: `confidence` must be"},
        {HEAD "- {id: a, name: x, when: 2022, who: Russia}\n", "t.yaml:3:37: `who` must be a list"},
        {HEAD "- {id: a, name: [x], when: 2022}\n", "t.yaml:3:17: name must be a string"},
        {HEAD "- {id: a, name: x, when: 2022, evidence: [{span: [0, 1]}]}\n",
         "t.yaml:3:43: an evidence has no `text`"},
        {HEAD "- {id: a, name: x, when: 2022, evidence: [{text: t, span: [5, 1]}]}\n",
         "t.yaml:3:59: `span` ends before it starts"},
        {HEAD "- {id: a, name: x, when: 2022, evidence: [{text: t, span: [0, 99999999999]}]}\n",
         "t.yaml:3:63: `span` must be a whole number"},
        {HEAD "- {id: a, name: x, when: 2022}\norder: [[a, before, b]]\n",
         "t.yaml:4:21: no event has the id `b`"},
        {HEAD
         "- {id: a, name: x, when: 2022}\nundated: [{id: b, name: y}]\norder: [[a, near, b]]\n",
         "t.yaml:5:13: `near` is no relation"},
        {HEAD "- {id: a, name: x, when: 2022}\norder: [[a, before, a]]\n",
         "t.yaml:4:21: event a cannot be ordered against itself"},
        {HEAD "- {id: a, name: x, when: 2022}\norder: [[a, before]]\n",
         "t.yaml:4:9: an item of `order` is"},
        {"dateline: 1\nevents: []\nundated:\n- {id: a, name: x, when: 2022}\n",
         "t.yaml:4:26: event a has a date: it belongs in `events`"},
        {HEAD "- &x {id: a}\n", "t.yaml:3:3: anchors and tags are not used"},
        {HEAD "- *x\n", "t.yaml:3:3: aliases are not used"},
        {HEAD "- !!str a\n", "t.yaml:3:3: anchors and tags are not used"},
        {HEAD "- [unclosed\n", "t.yaml:4:1: "},
        {"dateline: 1\nevents: []\n---\ndateline: 1\n",
         "t.yaml:3:1: a second document begins here"},
        {"dateline: 1\nevents: []\ndocument: {created: never}\n",
         "t.yaml:3:21: `created`: `never` is no date"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dateline_timeline *tl = NULL;
        dateline_error e = {.message = ""};
        dateline_status status = read_as(cases[i].text, strlen(cases[i].text), &tl, &e);
        cr_expect_eq(status, DATELINE_E_INPUT, "%s", cases[i].text);
        cr_expect_null(tl);
        cr_expect(strncmp(e.message, cases[i].message, strlen(cases[i].message)) == 0,
                  "expected `%s`, got `%s`", cases[i].message, e.message);
    }
}

Test(read, offset_is_in_bytes) {
    static const char text[] = HEAD "- {id: a, name: \xC3\xA9\xC3\xA9, when: 2022, status: done}\n";
    dateline_timeline *tl = NULL;
    dateline_error e;
    cr_assert_eq(read_as(text, strlen(text), &tl, &e), DATELINE_E_INPUT);
    cr_expect_eq(e.offset, (size_t)(strstr(text, "done") - text));
}

Test(read, what_is_not_text) {
    dateline_timeline *tl = NULL;
    dateline_error e;
    cr_expect_eq(read_as("dateline: 1\nevents: [\xFF]\n", 23, &tl, &e), DATELINE_E_UTF8);
    cr_expect_eq(e.offset, 21);
    cr_expect_eq(read_as("dateline: 1\n\0vents: []\n", 23, &tl, &e), DATELINE_E_INPUT);
    cr_expect_eq(read_as("\xFF\xFE"
                         "d\0",
                         4, &tl, &e),
                 DATELINE_E_UTF8);
}

/* Depth and size are bounded; refusing costs no more than reading. */
Test(read, hostile_files, .timeout = 20) {
    size_t n = 4 << 20;
    char *text = malloc(n);
    cr_assert_not_null(text);
    static const char openers[] = "[{-\"'&*!|>%@`?:,#";
    for (size_t i = 0; openers[i]; i++) {
        dateline_timeline *tl = NULL;
        dateline_error e = {.message = ""};
        memset(text, openers[i], n);
        cr_expect_neq(read_as(text, n, &tl, &e), DATELINE_OK, "%c", openers[i]);
    }
    for (size_t i = 0; i + 1 < n; i += 2)
        memcpy(text + i, "- ", 2);
    dateline_timeline *tl = NULL;
    dateline_error e = {.message = ""};
    cr_expect_eq(read_as(text, n, &tl, &e), DATELINE_E_LIMIT, "%s", e.message);
    free(text);
}

Test(read, every_allocation_may_fail) {
    failing_mem f;
    for (size_t granted = 0;; granted++) {
        dateline_timeline *tl = NULL;
        dateline_error e;
        failing_mem_init(&f, granted);
        dtl_status status = dtl_timeline_read(full, strlen(full), "t.yaml", &f.mem, &tl, &e);
        if (status == DTL_OK) {
            dateline_timeline_free(tl);
            cr_assert_eq(f.live, 0);
            break;
        }
        cr_assert_eq(status, DTL_E_NOMEM, "%zu: %s", granted, e.message);
        cr_assert_eq(f.live, 0, "%zu allocations", granted);
        cr_assert_lt(granted, 10000);
    }
}
