/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging: the same bytes for any order and grouping, every claim kept, nothing averaged.
 */
#include "failing_mem.h"
#include "timeline/merge.h"
#include "timeline/timeline.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dateline_timeline *read_text(const char *text, size_t n) {
    dateline_timeline *tl = NULL;
    dateline_error e = {.message = ""};
    cr_assert_eq(dateline_timeline_read(text, n, "t", NULL, &tl, &e), DATELINE_OK, "%s\n%s",
                 e.message, text);
    return tl;
}

static char *write_as(const dateline_timeline *tl, dateline_format format) {
    char *out = NULL;
    size_t n;
    cr_assert_eq(dateline_timeline_write(tl, &(dateline_write_options){.format = format}, &out, &n),
                 DATELINE_OK);
    return out;
}

static dateline_timeline *finish(dateline_merger *m) {
    dateline_timeline *tl = NULL;
    cr_assert_eq(dateline_merger_finish(m, &tl), DATELINE_OK);
    dateline_merger_free(m);
    return tl;
}

static size_t add_text(dateline_merger *m, const char *text) {
    dateline_timeline *tl = read_text(text, strlen(text));
    size_t fresh = 99;
    cr_assert_eq(dateline_merger_add(m, tl, &fresh), DATELINE_OK);
    dateline_timeline_free(tl);
    return fresh;
}

/* Up to four documents, each given as the lines below its head. */
static dateline_timeline *merge(const char *const *documents) {
    dateline_merger *m = dateline_merger_new(NULL);
    cr_assert_not_null(m);
    for (; *documents; documents++)
        add_text(m, *documents);
    return finish(m);
}

#define DOC(id, created) "dateline: 1\ndocument: {id: " id ", created: " created "}\nevents:\n"

static const dtl_entry *only_event(const dateline_timeline *tl) {
    cr_assert_eq(tl->nevents, 1, "%u events", tl->nevents);
    return &tl->events[0];
}

/* ---- the same bytes ----------------------------------------------------------------------------
 */

static uint64_t next_random(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static unsigned below(uint64_t *state, unsigned n) {
    return (unsigned)(next_random(state) % n);
}

/* A document about a few events of a small world, with all that the format has. */
static char *random_document(uint64_t *s, unsigned number) {
    static const char *const names[] = {"Bergen meeting", "Oslo talks",     "Signing of the accord",
                                        "Strike in Oslo", "Bergen protest", "Visit to Nairobi"};
    static const char *const types[] = {"meeting", "meeting", "signing",
                                        "strike",  "protest", "visit"};
    static const char *const people[] = {"Ingrid Solvang", "Solvang", "Jon Arnarson", "Moen",
                                         "\xC3\x86gir \"the\" Elder"};
    static const char *const places[] = {"Bergen", "Oslo", "Reykjavik"};
    static const char *const whens[] = {
        "2023-03-DD",
        "2023-03",
        "{edtf: \"2023-03-DD\", basis: inferred}",
        "{edtf: \"2023-03-DDT10:00\", granularity: minute}",
        "{start: 2023-03-01, latest_start: 2023-03-DD, earliest_end: 2023-03-28, end: 2023-04-02}",
        "{edtf: \"2023-03-DD/..\", open: true}",
        "{edtf: \"/..\", open: true, basis: anchored}",
        "{edtf: \"2023\", duration: PT3H}",
        "{edtf: \"2023-21\"}",
        "\"-0043-03-DD\""};
    static const char *const statuses[] = {"happened", "planned",   "ongoing",
                                           "possible", "cancelled", "denied"};
    enum { SIZE = 16384 };
    char *out = malloc(SIZE);
    cr_assert_not_null(out);
    size_t n = (size_t)snprintf(out, SIZE, "dateline: 1\ndocument: {id: a%u", number % 7);
    if (below(s, 4) > 0)
        n += (size_t)snprintf(out + n, SIZE - n, ", created: 2023-03-%02u, created_source: option",
                              10 + below(s, 15));
    if (below(s, 2))
        n += (size_t)snprintf(out + n, SIZE - n, ", outlet: \"Paper %u\"", below(s, 3));
    if (below(s, 3) == 0)
        n += (size_t)snprintf(out + n, SIZE - n, ", sha256: %064u", below(s, 5));
    if (below(s, 5) == 0)
        n += (size_t)snprintf(out + n, SIZE - n, ", offsets: codepoints");
    n += (size_t)snprintf(out + n, SIZE - n, "}\n%sevents:%s\n",
                          below(s, 2) ? "rules: {set: en, version: 1.0.0}\n" : "", "");
    unsigned count = below(s, 6), undated = below(s, 3);
    if (count == 0)
        n -= 1, n += (size_t)snprintf(out + n, SIZE - n, " []\n");
    for (unsigned i = 0; i < count + undated; i++) {
        if (i == count)
            n += (size_t)snprintf(out + n, SIZE - n, "undated:\n");
        unsigned k = below(s, 6);
        n += (size_t)snprintf(out + n, SIZE - n, "- {id: x%u, name: %s, type: %s", i, names[k],
                              below(s, 9) ? types[k] : "other");
        if (i < count) {
            char when[128];
            snprintf(when, sizeof when, "%s", whens[below(s, 3) ? 0 : below(s, 10)]);
            char *day = strstr(when, "DD");
            if (day) {
                day[0] = '1' + (char)below(s, 2);
                day[1] = '5' + (char)below(s, 5);
            }
            n += (size_t)snprintf(out + n, SIZE - n, ", when: %s", when);
        } else if (below(s, 2)) {
            n += (size_t)snprintf(out + n, SIZE - n, ", relative: last week, duration: P2D");
        }
        if (below(s, 2))
            n += (size_t)snprintf(out + n, SIZE - n, ", who: ['%s', '%s']", people[below(s, 5)],
                                  people[below(s, 5)]);
        if (below(s, 2))
            n += (size_t)snprintf(out + n, SIZE - n, ", where: [%s]", places[below(s, 3)]);
        if (below(s, 4) == 0)
            n += (size_t)snprintf(out + n, SIZE - n, ", what: [quotas], conflicts: [\"in 2022\"]");
        n += (size_t)snprintf(out + n, SIZE - n, ", status: %s, confidence: 0.%02u",
                              statuses[below(s, 2) ? 0 : below(s, 6)], below(s, 100));
        if (below(s, 3))
            n += (size_t)snprintf(out + n, SIZE - n,
                                  ", evidence: [{text: \"words \\u00e9\\n%u\", span: [%u, %u], "
                                  "sentence: %u, rule: r, time: t1}]",
                                  below(s, 4), i, i + 9, i);
        n += (size_t)snprintf(out + n, SIZE - n, "}\n");
    }
    if (count > 1) {
        n += (size_t)snprintf(out + n, SIZE - n, "order:\n");
        for (unsigned i = 0; i + 1 < count; i++) {
            static const char *const relations[] = {"before", "after", "during", "same", "before"};
            n += (size_t)snprintf(out + n, SIZE - n, "- [x%u, %s, x%u, \"then\"%s]\n", i,
                                  relations[below(s, 5)], i + 1, below(s, 2) ? ", P1D" : "");
        }
    }
    return out;
}

/* Merges documents[list[0..n)], in groups of groups, some of them through a file. */
static dateline_timeline *merge_somehow(uint64_t *s, char *const *documents, const unsigned *list,
                                        unsigned n, unsigned depth) {
    dateline_merger *m = dateline_merger_new(NULL);
    cr_assert_not_null(m);
    for (unsigned from = 0; from < n;) {
        unsigned size = depth > 0 ? 1 + below(s, n) : 1;
        size = size < n - from ? size : n - from;
        if (size == 1) {
            add_text(m, documents[list[from]]);
        } else {
            dateline_timeline *part = merge_somehow(s, documents, list + from, size, depth - 1);
            if (below(s, 2)) {
                char *file =
                    write_as(part, below(s, 2) ? DATELINE_FORMAT_YAML : DATELINE_FORMAT_JSON);
                dateline_timeline_free(part);
                part = read_text(file, strlen(file));
                dateline_free(file);
            }
            cr_assert_eq(dateline_merger_add(m, part, NULL), DATELINE_OK);
            dateline_timeline_free(part);
        }
        from += size;
        if (below(s, 4) == 0) /* again: a set does not mind */
            add_text(m, documents[list[below(s, from)]]);
    }
    return finish(m);
}

Test(merge, any_order_and_grouping_gives_the_same_bytes, .timeout = 60) {
    enum { WORLDS = 40, WAYS = 6, MOST = 12 };
    uint64_t s = 2011;
    for (unsigned world = 0; world < WORLDS; world++) {
        char *documents[MOST], *expected = NULL;
        unsigned list[MOST], n = 2 + below(&s, MOST - 1);
        for (unsigned i = 0; i < n; i++) {
            documents[i] = random_document(&s, i);
            list[i] = i;
        }
        for (unsigned way = 0; way < WAYS; way++) {
            for (unsigned i = n; i > 1; i--) {
                unsigned k = below(&s, i), t = list[i - 1];
                list[i - 1] = list[k];
                list[k] = t;
            }
            dateline_timeline *tl = merge_somehow(&s, documents, list, n, way == 0 ? 0 : 3);
            char *out = write_as(tl, DATELINE_FORMAT_YAML);
            dateline_timeline_free(tl);
            if (!expected)
                expected = out;
            else
                cr_assert_str_eq(out, expected, "world %u, way %u", world, way);
            if (out != expected)
                dateline_free(out);
        }
        for (unsigned i = 0; i < n; i++)
            free(documents[i]);
        dateline_free(expected);
    }
}

/* Nothing is lost: each source timeline is in the result, claim by claim. */
Test(merge, every_claim_is_kept) {
    uint64_t s = 7;
    for (unsigned world = 0; world < 30; world++) {
        char *documents[6];
        unsigned claims = 0, found = 0;
        dateline_merger *m = dateline_merger_new(NULL);
        for (unsigned i = 0; i < 6; i++) {
            documents[i] = random_document(&s, i);
            dateline_timeline *tl = read_text(documents[i], strlen(documents[i]));
            size_t fresh;
            cr_assert_eq(dateline_merger_add(m, tl, &fresh), DATELINE_OK);
            claims += fresh ? tl->nevents + tl->nundated : 0;
            dateline_timeline_free(tl);
            free(documents[i]);
        }
        dateline_timeline *tl = finish(m);
        for (uint32_t i = 0; i < tl->nevents + tl->nundated; i++) {
            const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
            found += e->merged->nclaims;
            cr_expect_eq(e->when.basis == DTL_BASIS_NONE, i >= tl->nevents);
            for (uint32_t k = 1; k < e->merged->nclaims; k++)
                cr_expect_gt(e->merged->claims[k].origin, e->merged->claims[k - 1].origin,
                             "a document agrees with itself");
        }
        cr_expect_eq(found, claims);
        dateline_timeline_free(tl);
    }
}

/* What was extracted and what was written of it are one source. */
Test(merge, rounding_is_done_once) {
    dtl_when w = {.basis = DTL_BASIS_ANCHORED,
                  .granularity = DTL_DAY,
                  .bounds = {86400 * 10 + 3600, 86400 * 12 + 5, 86400 * 12 - 7, 86400 * 13 + 1},
                  .relative = "x"};
    dtl_when_normalise(&w);
    cr_expect_eq(w.bounds.start_min, 86400 * 10);
    cr_expect_eq(w.bounds.start_max, 86400 * 12);
    cr_expect_eq(w.bounds.end_min, 86400 * 12);
    cr_expect_eq(w.bounds.end_max, 86400 * 14);
    cr_expect_null(w.relative);
    dtl_when again = w;
    dtl_when_normalise(&again);
    cr_expect(memcmp(&again.bounds, &w.bounds, sizeof w.bounds) == 0);
}

/* ---- what a merged entry says -------------------------------------------------------------------
 */

#define MEETING "name: Bergen meeting, type: meeting, who: [Solvang, Arnarson], where: [Bergen]"

Test(merge, the_date_most_reports_allow_and_the_others_beside_it) {
    const char *const documents[] = {
        DOC("a", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-21}\n",
        DOC("b", "2023-03-23") "- {id: e1, " MEETING ", when: 2023-03}\n",
        DOC("c", "2023-03-24") "- {id: e1, " MEETING ", when: 2023-03-20}\n",
        DOC("d", "2023-03-25") "- {id: e1, " MEETING ", when: 2023-03-21}\n", NULL};
    dateline_timeline *tl = merge(documents);
    const dtl_entry *e = only_event(tl);
    const dtl_merged *m = e->merged;
    cr_expect_str_eq(e->when.edtf, "2023-03-21");
    cr_expect(m->documents == 4 && m->dated == 4 && m->nagree == 3);
    cr_assert_eq(m->nfirst, 1);
    cr_expect_eq(m->first[0], 0);
    cr_assert_eq(m->nalternatives, 2);
    cr_expect_str_eq(m->alternatives[0].edtf, "2023-03");
    cr_expect_eq(m->alternatives[0].change, DTL_CHANGE_LESS_PRECISE);
    cr_expect_str_eq(m->alternatives[1].edtf, "2023-03-20");
    cr_expect_eq(m->alternatives[1].change, DTL_CHANGE_CONTRADICTION);
    cr_assert_eq(m->alternatives[1].norigins, 1);
    cr_expect_str_eq(tl->origins[m->alternatives[1].origins[0]].id, "c");
    cr_expect_lt(e->confidence, 0.8, "a contradiction costs confidence");
    dateline_timeline_free(tl);
}

/* Four papers had the old date of a plan; it took place on another. */
Test(merge, what_happened_outweighs_what_was_planned) {
    static const char signing[] = "name: Signing of the accord, type: signing, where: [Oslo]";
    char text[5][256];
    const char *documents[6] = {NULL};
    for (int i = 0; i < 4; i++)
        snprintf(text[i], sizeof text[i],
                 "dateline: 1\ndocument: {id: p%d, created: 2023-03-2%d}\nevents:\n"
                 "- {id: e1, %s, when: 2023-04-30, status: planned}\n",
                 i, i, signing);
    snprintf(text[4], sizeof text[4],
             "dateline: 1\ndocument: {id: q, created: 2023-05-13}\nevents:\n"
             "- {id: e1, %s, when: 2023-05-12}\n",
             signing);
    for (int i = 0; i < 5; i++)
        documents[i] = text[i];
    dateline_timeline *tl = merge(documents);
    const dtl_entry *e = only_event(tl);
    cr_expect_str_eq(e->when.edtf, "2023-05-12");
    cr_expect_eq(e->status, DTL_STATUS_HAPPENED);
    cr_expect_eq(e->merged->status_reason, DTL_STATUS_NEWEST);
    cr_expect_eq(e->merged->status_from, 4);
    cr_assert_eq(e->merged->nalternatives, 2);
    cr_expect_eq(e->merged->alternatives[0].change, DTL_CHANGE_REDATED, "a plan that moved");
    cr_expect_eq(e->merged->alternatives[0].norigins, 4);
    cr_expect_eq(e->merged->alternatives[1].status, DTL_STATUS_PLANNED);
    dateline_timeline_free(tl);
}

Test(merge, of_a_plan_the_newest_date_and_status) {
    const char *const documents[] = {
        DOC("a",
            "2023-03-06") "- {id: e1, name: Signing of the accord, type: signing, where: [Oslo], when: 2023-04-30, status: planned}\n",
        DOC("b",
            "2023-03-22") "- {id: e1, name: Signing of the accord, type: signing, where: [Oslo], when: 2023-04-30, status: planned}\n",
        DOC("c",
            "2023-04-27") "- {id: e1, name: Signing of the accord, type: signing, where: [Oslo], when: 2023-05-12, status: cancelled}\n",
        NULL};
    dateline_timeline *tl = merge(documents);
    const dtl_entry *e = only_event(tl);
    cr_expect_str_eq(e->when.edtf, "2023-05-12");
    cr_expect_eq(e->status, DTL_STATUS_CANCELLED);
    dateline_timeline_free(tl);
}

Test(merge, reports_of_one_day_are_a_tie) {
    const char *const documents[] = {
        DOC("a", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-21}\n",
        DOC("b", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-21, status: denied}\n", NULL};
    dateline_timeline *tl = merge(documents);
    const dtl_entry *e = only_event(tl);
    cr_expect_eq(e->status, DTL_STATUS_DENIED);
    cr_expect_eq(e->merged->status_reason, DTL_STATUS_TIE);
    dateline_timeline_free(tl);
}

/* Two timelines of one article are one witness. */
Test(merge, an_article_votes_once) {
    static const char sha[] = "26dcd030db573c4d512b653c2570c0fdbd8a71b08aaf9d58718ba8491385bc22";
    char text[3][400];
    const char *documents[5] = {NULL};
    for (int i = 0; i < 3; i++) {
        snprintf(text[i], sizeof text[i],
                 "dateline: 1\ndocument: {id: a%d, created: 2023-03-22, sha256: %s}\nevents:\n"
                 "- {id: e1, " MEETING ", when: 2023-03-20}\n",
                 i, sha);
        documents[i] = text[i];
    }
    documents[3] = DOC("b", "2023-03-23") "- {id: e1, " MEETING ", when: 2023-03-21}\n";
    dateline_timeline *tl = merge(documents);
    const dtl_entry *e = only_event(tl);
    cr_expect_eq(e->merged->nclaims, 4);
    cr_expect_eq(e->merged->documents, 2);
    cr_expect_str_eq(e->when.edtf, "2023-03-21", "one against one: the newer report");
    dateline_timeline_free(tl);
}

Test(merge, names_are_elected_and_people_united) {
    const char *const documents[] = {
        DOC("a",
            "2023-03-22") "- {id: e1, name: Bergen meeting, type: other, who: [Jon Arnarson], where: [Bergen], when: 2023-03-21}\n",
        DOC("b",
            "2023-03-23") "- {id: e1, name: Bergen meeting, type: meeting, who: [Arnarson, Ingrid Solvang], where: [Bergen], when: 2023-03-21}\n",
        DOC("c",
            "2023-03-24") "- {id: e1, name: Great Bergen meeting, type: meeting, who: [jon arnarson], where: [Bergen], when: 2023-03-21}\n",
        NULL};
    dateline_timeline *tl = merge(documents);
    const dtl_entry *e = only_event(tl);
    cr_expect_str_eq(e->name, "Bergen meeting");
    cr_expect_str_eq(e->type, "meeting");
    cr_assert_eq(e->nwho, 2, "%u people", e->nwho);
    cr_expect_str_eq(e->who[0], "Jon Arnarson");
    cr_expect_str_eq(e->who[1], "Ingrid Solvang");
    dateline_timeline_free(tl);
}

/* ---- what is one event
 * --------------------------------------------------------------------------- */

Test(merge, a_document_that_tells_two_events_means_two) {
    const char *const documents[] = {
        DOC("a", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-20}\n"
                               "- {id: e2, " MEETING ", when: 2023-03-20}\n",
        DOC("b", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-20}\n", NULL};
    dateline_timeline *tl = merge(documents);
    cr_assert_eq(tl->nevents, 2);
    cr_expect_eq(tl->events[0].merged->nclaims + tl->events[1].merged->nclaims, 3);
    dateline_timeline_free(tl);
}

Test(merge, another_year_is_another_summit) {
    const char *const documents[] = {
        DOC("a",
            "2021-05-02") "- {id: e1, name: Geneva summit, type: meeting, where: [Geneva], when: 2021-05-01}\n",
        DOC("b",
            "2023-05-02") "- {id: e1, name: Geneva summit, type: meeting, where: [Geneva], when: 2023-05-01}\n",
        /* says either: it must not bind the two together */
        DOC("c",
            "2024-01-01") "- {id: e1, name: Geneva summit, type: meeting, where: [Geneva], when: 2021/2023}\n",
        NULL};
    dateline_timeline *tl = merge(documents);
    cr_expect_eq(tl->nevents, 2, "%u", tl->nevents);
    dateline_timeline_free(tl);
}

Test(merge, the_undated_never_borrows_a_date) {
    static const char undated[] = "dateline: 1\ndocument: {id: u, created: 2023-04-01}\n"
                                  "events: []\nundated:\n- {id: u1, " MEETING "}\n";
    /* One event it can be: it is listed there, without a date. */
    const char *const one[] = {DOC("a", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-21}\n",
                               undated, NULL};
    dateline_timeline *tl = merge(one);
    const dtl_entry *e = only_event(tl);
    cr_expect(e->merged->documents == 2 && e->merged->dated == 1 && e->merged->nagree == 1);
    cr_expect_eq(e->merged->claims[1].told->when.basis, DTL_BASIS_NONE);
    dateline_timeline_free(tl);
    /* Two: it stays by itself. */
    const char *const two[] = {DOC("a", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-21}\n",
                               DOC("b", "2023-06-22") "- {id: e1, " MEETING ", when: 2023-06-21}\n",
                               undated, NULL};
    tl = merge(two);
    cr_expect(tl->nevents == 2 && tl->nundated == 1);
    dateline_timeline_free(tl);
    /* Nobody dates it. */
    const char *const none[] = {undated, NULL};
    tl = merge(none);
    cr_assert(tl->nevents == 0 && tl->nundated == 1);
    cr_expect_str_eq(tl->undated[0].id, "u1");
    cr_expect_eq(tl->undated[0].merged->dated, 0);
    dateline_timeline_free(tl);
}

/* ---- order
 * --------------------------------------------------------------------------------------- */

#define TWO                                                                                        \
    "- {id: e1, name: Ceasefire, type: agreement, when: 2025-08}\n"                                \
    "- {id: e2, name: Prisoner exchange, type: release, when: 2025-08}\n"

static uint32_t kept_links(const dateline_timeline *tl) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < tl->norder; i++)
        n += !tl->order[i].refused;
    return n;
}

Test(merge, order_that_holds_is_kept_and_orders) {
    const char *const documents[] = {
        DOC("a", "2025-09-01") TWO "order:\n- [e1, after, e2, \"once\", P1D]\n",
        DOC("b", "2025-09-02") TWO "order:\n- [e2, before, e1]\n", NULL};
    dateline_timeline *tl = merge(documents);
    cr_assert_eq(tl->nevents, 2);
    cr_expect_str_eq(tl->events[0].name, "Prisoner exchange", "the links, not the alphabet");
    cr_assert(tl->norder == 1 && kept_links(tl) == 1);
    cr_expect_str_eq(tl->order[0].x, "e2");
    cr_expect_eq(tl->order[0].relation, DTL_REL_AFTER);
    cr_expect_str_eq(tl->order[0].signal, "once");
    cr_expect_str_eq(tl->order[0].lag, "P1D");
    cr_expect_eq(tl->events[0].nconflicts, 0);
    dateline_timeline_free(tl);
}

Test(merge, order_that_is_contradicted_is_a_conflict) {
    const char *const documents[] = {
        DOC("a", "2025-09-01") TWO "order:\n- [e1, before, e2, \"then\"]\n",
        DOC("b", "2025-09-02") TWO "order:\n- [e1, after, e2, \"once\"]\n", NULL};
    dateline_timeline *tl = merge(documents);
    cr_assert(tl->norder == 2 && kept_links(tl) == 0);
    cr_assert_eq(tl->events[0].nconflicts, 2);
    cr_expect_str_eq(tl->events[0].conflicts[0], "before e2: d1");
    cr_expect_str_eq(tl->events[0].conflicts[1], "after e2: d2");
    dateline_timeline_free(tl);
}

Test(merge, a_circle_over_three_documents_is_a_conflict) {
#define THREE TWO "- {id: e3, name: Border opens, type: measure, when: 2025-08}\n"
    const char *const documents[] = {DOC("a", "2025-09-01") THREE "order: [[e1, before, e2]]\n",
                                     DOC("b", "2025-09-01") THREE "order: [[e2, before, e3]]\n",
                                     DOC("c", "2025-09-01") THREE "order: [[e3, before, e1]]\n",
                                     NULL};
    dateline_timeline *tl = merge(documents);
    cr_expect_eq(tl->nevents, 3);
    cr_expect(tl->norder == 3 && kept_links(tl) == 0);
    dateline_timeline_free(tl);
}

/* ---- the set
 * ------------------------------------------------------------------------------------- */

Test(merge, adding_counts_what_is_new) {
    static const char a[] = DOC("a", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-21}\n";
    dateline_merger *m = dateline_merger_new(NULL);
    cr_expect_eq(add_text(m, a), 1);
    cr_expect_eq(add_text(m, a), 0);
    cr_expect_eq(dateline_merger_count(m), 1);
    /* Another opinion under the same name is another source. */
    cr_expect_eq(add_text(m, DOC("a", "2023-03-22") "- {id: e1, " MEETING ", when: 2023-03-20}\n"),
                 1);
    dateline_timeline *tl = NULL;
    cr_assert_eq(dateline_merger_finish(m, &tl), DATELINE_OK);
    cr_expect_eq(dateline_merger_count(m), 0, "empty after finish");
    size_t fresh;
    cr_assert_eq(dateline_merger_add(m, tl, &fresh), DATELINE_OK);
    cr_expect_eq(fresh, 2);
    dateline_timeline_free(tl);
    dateline_merger_free(m);
}

Test(merge, nothing_is_a_timeline_too) {
    dateline_timeline *tl = finish(dateline_merger_new(NULL));
    char *out = write_as(tl, DATELINE_FORMAT_YAML);
    cr_expect_str_eq(out, "dateline: 1\ndocuments: []\nevents: []\nundated: []\norder: []\n");
    dateline_timeline *back = read_text(out, strlen(out));
    cr_expect(back->is_merged && back->norigins == 0);
    dateline_free(out);
    dateline_timeline_free(back);
    dateline_timeline_free(tl);
}

Test(merge, wrong_arguments) {
    dateline_timeline *tl = read_text("dateline: 1\nevents: []\n", 23);
    char *out;
    cr_expect_eq(dateline_merger_add(NULL, tl, NULL), DATELINE_E_ARG);
    cr_expect_eq(dateline_merger_finish(NULL, &tl), DATELINE_E_ARG);
    cr_expect_eq(dateline_matrix_write(tl, DATELINE_MATRIX_OUTLETS, NULL, &out, NULL),
                 DATELINE_E_ARG, "not a merged one");
    dateline_timeline_free(tl);
    dateline_merger_free(NULL);
}

/* ---- files edited by hand
 * ------------------------------------------------------------------------ */

#define HEAD "dateline: 1\ndocuments:\n- {key: d1, id: a}\n- {key: d2, id: b}\nevents:\n"
#define EVENT "- id: e1\n  name: X\n  type: t\n  when: 2023\n"

Test(merge, errors_have_a_place) {
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"dateline: 1\ndocuments:\n- {id: a}\nevents: []\n", "t:3:3: a document has no `key`"},
        {"dateline: 1\ndocuments:\n- {key: d1}\n- {key: d1}\nevents: []\n",
         "t:4:3: two documents have the key `d1`"},
        {"dateline: 1\ndocument: {id: a}\ndocuments: []\nevents: []\n",
         "t:2:11: a timeline has `document` or `documents`, not both"},
        {HEAD EVENT, "t:6:3: event e1 has no `claims`"},
        {HEAD EVENT "  claims: []\n", "t:10:11: event e1 has no `claims`"},
        {HEAD EVENT "  claims:\n  - {document: d3, id: x, name: X}\n",
         "t:11:16: `documents` has no key `d3`"},
        {HEAD EVENT "  claims:\n  - {id: x, name: X}\n", "t:11:5: a claim has no `document`"},
        {HEAD EVENT "  claims:\n  - {document: d1, name: X}\n", "t:11:5: a claim has no `id`"},
        {HEAD EVENT "  claims:\n  - {document: d1, id: x, name: X, when: 2023-13}\n",
         "t:11:42: `edtf`: `2023-13` is no date"},
        {HEAD EVENT
         "  claims:\n  - {document: d2, id: x, name: X}\n  - {document: d1, id: x, name: X}\n",
         "t:12:16: the claims of an event stand in the order of `documents`"},
        {HEAD EVENT "  claims:\n  - {document: d1, id: x, name: X}\n"
                    "- {id: e2, name: Y, when: 2023, claims: [{document: d1, id: x, name: X}]}\n",
         "t:12:42: event x of document d1 is claimed twice"},
        {HEAD EVENT "  evidence: [{text: w, document: d2}]\n"
                    "  claims:\n  - {document: d1, id: x, name: X}\n",
         "t:6:3: event e1: evidence 1 names d2"},
        {"dateline: 1\ndocuments:\n- {key: d1, order: [[x, before, y]]}\nevents: []\n",
         "t:3:3: document d1 orders event x, which no claim has"},
        {"dateline: 1\nevents:\n- {id: e1, name: X, when: 2023, claims: []}\n",
         "t:3:41: `claims` stand in a timeline with `documents` only"},
        {HEAD EVENT "  agreement: {agree: [d9]}\n  claims: [{document: d1, id: x, name: X}]\n",
         "t:10:23: `documents` has no key `d9`"},
        {HEAD EVENT "  alternatives: [{documents: [d1]}]\n"
                    "  claims: [{document: d1, id: x, name: X}]\n",
         "t:10:18: an alternative has `edtf` or `status`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dateline_timeline *tl = NULL;
        dateline_error e = {.message = ""};
        cr_expect_eq(
            dateline_timeline_read(cases[i].text, strlen(cases[i].text), "t", NULL, &tl, &e),
            DATELINE_E_INPUT, "case %zu", i);
        cr_expect(strncmp(e.message, cases[i].message, strlen(cases[i].message)) == 0,
                  "case %zu: %s", i, e.message);
        dateline_timeline_free(tl);
    }
}

/* What is written is read back: as YAML and JSON, with all fields. */
Test(merge, files_round_trip) {
    uint64_t s = 99;
    for (int i = 0; i < 20; i++) {
        dateline_merger *m = dateline_merger_new(NULL);
        for (unsigned k = 0; k < 5; k++) {
            char *text = random_document(&s, k);
            add_text(m, text);
            free(text);
        }
        dateline_timeline *tl = finish(m);
        char *yaml = write_as(tl, DATELINE_FORMAT_YAML), *json = write_as(tl, DATELINE_FORMAT_JSON);
        dateline_timeline *from_yaml = read_text(yaml, strlen(yaml));
        dateline_timeline *from_json = read_text(json, strlen(json));
        char *again = write_as(from_yaml, DATELINE_FORMAT_JSON);
        cr_expect_str_eq(again, json);
        dateline_free(again);
        again = write_as(from_json, DATELINE_FORMAT_YAML);
        cr_expect_str_eq(again, yaml);
        dateline_free(again);
        dateline_free(yaml);
        dateline_free(json);
        dateline_timeline_free(from_yaml);
        dateline_timeline_free(from_json);
        dateline_timeline_free(tl);
    }
}

/* ---- memory
 * -------------------------------------------------------------------------------------- */

static const char first_text[] =
    DOC("a", "2025-09-01") TWO "- {id: e3, " MEETING ", when: 2023-03-20, evidence: [{text: w}]}\n"
                               "undated:\n- {id: u1, name: Hope, what: [x]}\n"
                               "order:\n- [e1, before, e2, \"then\"]\n";
static const char second_text[] =
    DOC("b", "2025-09-02") TWO "- {id: e3, " MEETING ", when: 2023-03-21}\n"
                               "order:\n- [e1, after, e2, \"once\"]\n";

Test(merge, every_allocation_may_fail, .timeout = 60) {
    dateline_timeline *a = read_text(first_text, strlen(first_text));
    dateline_timeline *b = read_text(second_text, strlen(second_text));
    char *expected = NULL;
    for (size_t granted = 0, done = 0; !done; granted++) {
        failing_mem f;
        failing_mem_init(&f, granted);
        dateline_allocator alloc = {.resize = f.mem.resize, .ctx = &f};
        dateline_merger *m = dateline_merger_new(&alloc);
        if (m) {
            dateline_status status[3];
            dateline_timeline *tl = NULL;
            status[0] = dateline_merger_add(m, a, NULL);
            status[1] = dateline_merger_add(m, b, NULL);
            status[2] = dateline_merger_finish(m, &tl);
            bool good = true;
            for (int i = 0; i < 3; i++) {
                cr_assert(status[i] == DATELINE_OK || status[i] == DATELINE_E_NOMEM);
                good = good && status[i] == DATELINE_OK;
            }
            if (!good) {
                /* With memory again it goes on from where it was. */
                f.left = SIZE_MAX;
                dateline_timeline_free(tl);
                cr_assert_eq(dateline_merger_add(m, a, NULL), DATELINE_OK);
                cr_assert_eq(dateline_merger_add(m, b, NULL), DATELINE_OK);
                cr_assert_eq(dateline_merger_finish(m, &tl), DATELINE_OK);
            }
            char *out = write_as(tl, DATELINE_FORMAT_YAML);
            if (!expected)
                expected = out;
            else {
                cr_assert_str_eq(out, expected, "%zu allocations", granted);
                dateline_free(out);
            }
            done = good;
            dateline_timeline_free(tl);
            dateline_merger_free(m);
        }
        cr_assert_eq(f.live, 0, "%zu allocations: %zu bytes held", granted, f.live);
        cr_assert_lt(granted, 10000);
    }
    dateline_free(expected);
    dateline_timeline_free(a);
    dateline_timeline_free(b);
}

Test(merge, reading_may_run_out_of_memory) {
    const char *const documents[] = {first_text, second_text, NULL};
    dateline_timeline *tl = merge(documents);
    char *yaml = write_as(tl, DATELINE_FORMAT_YAML);
    dateline_timeline_free(tl);
    for (size_t granted = 0;; granted++) {
        failing_mem f;
        failing_mem_init(&f, granted);
        tl = NULL;
        dateline_error e;
        dtl_status status = dtl_timeline_read(yaml, strlen(yaml), "t", &f.mem, &tl, &e);
        dateline_timeline_free(tl);
        cr_assert_eq(f.live, 0);
        if (status == DTL_OK)
            break;
        cr_assert_eq(status, DTL_E_NOMEM);
        cr_assert_lt(granted, 10000);
    }
    dateline_free(yaml);
}
