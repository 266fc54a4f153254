/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLINKs as TimeML gets them, and the table of weights that decides most of them.
 */
#include "rules/weights.h"

#include <criterion/criterion.h>
#include <dateline/dateline.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the table ---------------------------------------------------------------------------- */

static dtl_status read_table(dtl_arena *arena, const char *text, const dtl_weights **ret,
                             uint32_t *line) {
    return dtl_weights_read(arena, dtl_slice_of(text), ret, line);
}

static uint64_t feature(const char *name) {
    return dtl_feature_add(DTL_FEATURE_START, name, strlen(name));
}

Test(weights, sixteen_more_double_the_odds) {
    dtl_arena arena;
    dtl_arena_init(&arena, &dtl_mem_default);
    const dtl_weights *w = NULL;
    uint32_t line;
    cr_assert_eq(read_table(&arena,
                            "# a comment\n"
                            "time\tbias\t-160\t-160\t-160\t-160\t-160\t-160\t-160\n"
                            "time\tnear\t0\t0\t0\t160\n"
                            "time\tfar\t0\t0\t0\t16\n",
                            &w, &line),
                 DTL_OK);
    uint64_t f[] = {feature("time\tbias"), feature("time\tnear"), feature("time\tfar"),
                    feature("time\tnever seen")};
    unsigned percent;
    dtl_weights_choose(w, f, 1, &percent);
    cr_expect_eq(percent, 0, "%u: nothing is likely", percent);
    cr_expect_eq(dtl_weights_choose(w, f, 2, &percent), DTL_REL_DURING);
    cr_expect_eq(percent, 49, "%u: as likely as none, and some are left for the others", percent);
    cr_expect_eq(dtl_weights_choose(w, f, 4, &percent), DTL_REL_DURING);
    cr_expect_eq(percent, 66, "%u: twice as likely as none", percent);
    dtl_arena_free(&arena);
}

Test(weights, a_kind_without_a_threshold_is_never_written) {
    dtl_arena arena;
    dtl_arena_init(&arena, &dtl_mem_default);
    const dtl_weights *w = NULL;
    uint32_t line;
    cr_assert_eq(read_table(&arena, "time\tthreshold\t18\n", &w, &line), DTL_OK);
    cr_expect_eq(dtl_weights_threshold(w, "time"), 18);
    cr_expect_gt(dtl_weights_threshold(w, "events"), 100);
    dtl_arena_free(&arena);
}

Test(weights, a_bad_line_is_refused_by_its_number) {
    static const char *const bad[] = {"time",
                                      "time\tbias",
                                      "\tbias\t1",
                                      "time\tbias\t",
                                      "time\tbias\t1.5",
                                      "time\tbias\t99999",
                                      "time\tbias\t1-",
                                      "time\tbias\t1\t\t",
                                      "time\tbias\t1\t1\t1\t1\t1\t1\t1\t1",
                                      "time\ta\t1\ntime\ta\t2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dtl_arena arena;
        dtl_arena_init(&arena, &dtl_mem_default);
        const dtl_weights *w = NULL;
        uint32_t line = 0;
        char text[128];
        snprintf(text, sizeof text, "# one\nevents\tbias\t1\n%s", bad[i]);
        cr_expect_eq(read_table(&arena, text, &w, &line), DTL_E_RULES, "\"%s\"", bad[i]);
        cr_expect_eq(line, strchr(bad[i], '\n') ? 4 : 3);
        dtl_arena_free(&arena);
    }
}

/* ---- what is written ---------------------------------------------------------------------- */

static dateline_rules *rules;
static dateline_context *context;

static void open_rules(void) {
    const char *folder = getenv("DATELINE_RULES");
    dateline_rules_builder *b = dateline_rules_builder_new(NULL);
    cr_assert_not_null(b);
    cr_assert_eq(dateline_rules_builder_add_dir(b, folder ? folder : "rules"), DATELINE_OK);
    cr_assert_eq(dateline_rules_builder_build(b, "en", &rules), DATELINE_OK);
    dateline_rules_builder_free(b);
    context = dateline_context_new(rules);
    cr_assert_not_null(context);
}

static void close_rules(void) {
    dateline_context_free(context);
    dateline_rules_free(rules);
}

static char *timeml_of(const char *text) {
    dateline_options options = {.date = "2025-08-20"};
    dateline_write_options timeml = {.format = DATELINE_FORMAT_TIMEML};
    dateline_timeline *tl = NULL;
    dateline_error e;
    char *out = NULL;
    size_t n = 0;
    cr_assert_eq(dateline_extract(context, text, strlen(text), &options, &tl, &e), DATELINE_OK);
    cr_assert_eq(dateline_timeline_write(tl, &timeml, &out, &n), DATELINE_OK);
    dateline_timeline_free(tl);
    return out;
}

/* The number of the event or time whose words are `word`. */
static unsigned number_of(const char *timeml, const char *word, const char *tag, const char *id) {
    char end[64], start[16];
    snprintf(end, sizeof end, ">%s</%s>", word, tag);
    snprintf(start, sizeof start, "%s=\"%c", id, *id == 't' ? 't' : 'e');
    const char *stop = strstr(timeml, end), *found = NULL;
    cr_assert_not_null(stop, "%s in %s", end, timeml);
    for (const char *p = timeml; (p = strstr(p, start)) && p < stop; p++)
        found = p;
    cr_assert_not_null(found);
    return (unsigned)strtoul(found + strlen(start), NULL, 10);
}

typedef struct expected {
    const char *text, *x, *relation, *y;
    bool time; /* y is a time */
} expected;

static void check_link(const expected *e) {
    char *timeml = timeml_of(e->text);
    char link[160];
    unsigned x = number_of(timeml, e->x, "EVENT", "eid");
    unsigned y = e->time ? number_of(timeml, e->y, "TIMEX3", "tid")
                         : number_of(timeml, e->y, "EVENT", "eid");
    snprintf(link, sizeof link, "relType=\"%s\" eventInstanceID=\"ei%u\" relatedTo%s%u\"",
             e->relation, x, e->time ? "Time=\"t" : "EventInstance=\"ei", y);
    cr_expect_not_null(strstr(timeml, link), "%s %s %s in %s", e->x, e->relation, e->y, timeml);
    dateline_free(timeml);
}

Test(tlinks, neighbours_are_related, .init = open_rules, .fini = close_rules) {
    static const expected links[] = {
        {"Rebels attacked the town on Monday.", "attacked", "IS_INCLUDED", "Monday", true},
        /* A participle shares the time of the verb it goes with. */
        {"Rebels attacked the town on Monday, killing two people.", "killing", "IS_INCLUDED",
         "Monday", true},
        {"Officials said the army had left.", "said", "AFTER", "left", false},
        {"The governor wants to rebuild the town.", "wants", "BEFORE", "rebuild", false},
        {"He told reporters that he would resign in June.", "told", "BEFORE", "resign", false},
        {"He told reporters that he would resign in June.", "resign", "IS_INCLUDED", "June", true},
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        check_link(&links[i]);
}

/* The time of what is still to come is not that of its announcement. */
Test(tlinks, a_report_does_not_share_the_time_of_what_it_tells, .init = open_rules,
     .fini = close_rules) {
    char *timeml = timeml_of("He told reporters that he would resign in June.");
    char link[96];
    snprintf(link, sizeof link, "eventInstanceID=\"ei%u\" relatedToTime=\"t%u\"",
             number_of(timeml, "told", "EVENT", "eid"), number_of(timeml, "June", "TIMEX3", "tid"));
    cr_expect_null(strstr(timeml, link), "%s", timeml);
    dateline_free(timeml);
}
