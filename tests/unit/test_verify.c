/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verdicts: one claim at a time against a short article, then several articles, order, and every
 * allocation that may fail.
 */
#include "failing_mem.h"
#include "timeline/verify.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char article[] =
    "Leaders shake hands in Bergen\n\n"
    "BERGEN, March 22, 2023 - Ingrid Solvang met Jon Arnarson in Bergen on Tuesday. They will sign "
    "an agreement in Reykjavik on April 30.\n\n"
    "Talks in Oslo had collapsed in November 2021. A visit to Akureyri, planned for May 1, was "
    "cancelled. Lars Moen denied that he met the trawler owner Kaspar Holm on March 19.\n\n"
    "The museum bought a tapestry. The quarrel began in 2009.\n";

static dateline_rules *rules;
static dateline_context *ctx;

static dateline_status load(const dateline_allocator *alloc, dateline_rules **ret) {
    const char *dir = getenv("DATELINE_RULES");
    dateline_rules_builder *b = dateline_rules_builder_new(alloc);
    if (!b)
        return DATELINE_E_NOMEM;
    dateline_status st = dateline_rules_builder_add_dir(b, dir ? dir : "rules");
    if (st == DATELINE_OK)
        st = dateline_rules_builder_build(b, "en", ret);
    dateline_rules_builder_free(b);
    return st;
}

static void set_up(void) {
    cr_assert_eq(load(NULL, &rules), DATELINE_OK);
    ctx = dateline_context_new(rules);
    cr_assert_not_null(ctx);
}

static void tear_down(void) {
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}

TestSuite(verify, .init = set_up, .fini = tear_down);

static dateline_claims *read_claims(const char *yaml) {
    dateline_claims *c = NULL;
    dateline_error e = {.message = ""};
    cr_assert_eq(dateline_claims_read(ctx, yaml, strlen(yaml), "t", &c, &e), DATELINE_OK, "%s",
                 e.message);
    return c;
}

static dateline_article with(const char *text, const char *date, const char *id) {
    return (dateline_article){text, strlen(text), {.date = date, .id = id}};
}

/* The verdicts of all entries, joined by blanks. */
static void expect_in(const char *text, const char *yaml, const char *date, const char *want) {
    dateline_claims *c = read_claims(yaml);
    dateline_article a = with(text, date, "a");
    dateline_verify *v = NULL;
    cr_assert_eq(dateline_verify_new(ctx, c, &a, 1, &v, NULL, NULL), DATELINE_OK);
    char got[512] = "";
    for (size_t i = 0; i < dateline_verify_count(v); i++) {
        strncat(got, i ? " " : "", sizeof got - strlen(got) - 1);
        strncat(got, dateline_verdict_name(dateline_verify_check(v, i).verdict),
                sizeof got - strlen(got) - 1);
    }
    cr_expect_str_eq(got, want, "%s\ngave `%s`", yaml, got);
    dateline_verify_free(v);
    dateline_claims_free(c);
}

static void expect(const char *yaml, const char *date, const char *want) {
    expect_in(article, yaml, date, want);
}

Test(verify, one_verdict_at_a_time) {
    static const char *const cases[][2] = {
        {"- {date: 2023-03-21, event: Solvang and Arnarson meet in Bergen}", "supported"},
        {"- {date: 2023-03, event: Meeting of Solvang and Arnarson in Bergen}", "less-precise"},
        {"- {date: 2023-03-22, event: Solvang and Arnarson meet in Bergen}", "date-differs"},
        {"- {date: 2021-11-08, event: Talks in Oslo collapse}", "more-precise"},
        {"- {date: 2021-11, event: Collapse of the Oslo talks}", "supported"},
        {"- {date: 2023-04-30, event: Agreement signed in Reykjavik, status: happened}",
         "status-differs"},
        {"- {date: 2023-04-30, event: Signing of the agreement in Reykjavik}", "supported"},
        {"- {date: 2023-05-01, event: Visit to Akureyri}", "status-differs"},
        {"- {date: 2023-05-01, event: Visit to Akureyri, status: cancelled}", "supported"},
        {"- {date: 2023-03-19, event: Moen met the trawler owner Kaspar Holm}", "status-differs"},
        {"- {date: 2023-03-02, event: The museum buys a tapestry}", "undated-in-text"},
        {"- {event: The museum buys a tapestry}", "supported"},
        {"- {date: 2023-03-21, event: Greenpeace activists occupy an oil platform}", "not-in-text"},
        {"- {date: 2009, event: The quarrel begins}", "supported"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(cases[i][0], "2023-03-22", cases[i][1]);
}

Test(verify, without_a_publication_date_relative_dates_have_no_place) {
    expect_in("Ingrid Solvang met Jon Arnarson in Bergen on Tuesday.\n",
              "- {date: 2023-03-21, event: Solvang and Arnarson meet in Bergen}", NULL,
              "undated-in-text");
    /* the date line of the article gives one */
    expect("- {date: 2023-03-21, event: Solvang and Arnarson meet in Bergen}", NULL, "supported");
    expect("- {date: 2021-11, event: Talks in Oslo collapse}", NULL, "supported");
}

Test(verify, order) {
    expect("- {date: 2023-03-21, event: Solvang and Arnarson meet in Bergen}\n"
           "- {date: 2009, event: The quarrel begins}\n"
           "- {date: 2021-11, event: Talks in Oslo collapse}\n"
           "- {date: 2023-04-30, event: Signing of the agreement in Reykjavik}\n",
           "2023-03-22", "order-differs supported supported supported");
    /* late to early as a whole is an order too */
    expect("- {date: 2023-04-30, event: Signing of the agreement in Reykjavik}\n"
           "- {date: 2023-03-21, event: Solvang and Arnarson meet in Bergen}\n"
           "- {date: 2021-11, event: Talks in Oslo collapse}\n",
           "2023-03-22", "supported supported supported");
}

Test(verify, quotations) {
    dateline_claims *c = read_claims("- {date: 2021-11, event: A dispute, quote: Talks in Oslo had "
                                     "collapsed}\n- {event: Talks in Oslo, quote: broke down}\n");
    dateline_article a = with(article, "2023-03-22", "a");
    dateline_verify *v = NULL;
    cr_assert_eq(dateline_verify_new(ctx, c, &a, 1, &v, NULL, NULL), DATELINE_OK);
    cr_expect_eq(v->checks[0].verdict, DATELINE_SUPPORTED);
    cr_expect_not(v->checks[0].quote_missing);
    cr_expect(v->checks[1].quote_missing);
    dateline_verify_free(v);
    dateline_claims_free(c);
}

Test(verify, several_articles) {
    static const char other[] =
        "Solvang met Arnarson in Bergen on 20 March 2023. Norway and Iceland "
        "signed an agreement in Reykjavik on 12 May 2023.";
    dateline_claims *c =
        read_claims("- {date: 2023-03-21, event: Solvang and Arnarson meet in Bergen}\n"
                    "- {date: 2023-04-30, event: Agreement signed in Reykjavik}\n");
    dateline_article a[] = {with(article, "2023-03-22", "a"), with(other, "2023-05-13", "b")};
    dateline_verify *v = NULL;
    cr_assert_eq(dateline_verify_new(ctx, c, a, 2, &v, NULL, NULL), DATELINE_OK);
    dateline_check first = dateline_verify_check(v, 0), second = dateline_verify_check(v, 1);
    cr_expect_eq(first.verdict, DATELINE_SUPPORTED);
    cr_expect_str_eq(first.source, "a");
    cr_expect_str_eq(first.found, "2023-03-21");
    cr_expect(strstr(first.quote, "on Tuesday"));
    cr_expect_eq(strncmp(article + first.start, first.quote, first.end - first.start), 0);
    cr_assert_eq(v->checks[0].nothers, 1);
    cr_expect_eq(v->checks[0].others[0].verdict, DATELINE_DATE_DIFFERS);
    /* what came about outweighs what was planned */
    cr_expect_eq(second.verdict, DATELINE_DATE_DIFFERS);
    cr_expect_str_eq(second.found, "2023-05-12");
    cr_expect_not(dateline_verify_good(v));
    cr_expect_eq(dateline_verify_tally(v, DATELINE_SUPPORTED), 1);
    cr_expect_eq(dateline_verify_check(v, 9).verdict, DATELINE_UNCLEAR);
    dateline_verify_free(v);
    dateline_claims_free(c);
}

Test(verify, the_chain_ends_at_publication) {
    dateline_claims *c =
        read_claims("- {date: 2023-03-21, event: Solvang and Arnarson meet in Bergen}\n");
    dateline_article a = with(article, "2023-03-22", "a");
    dateline_verify *v = NULL;
    cr_assert_eq(dateline_verify_new(ctx, c, &a, 1, &v, NULL, NULL), DATELINE_OK);
    const dtl_finding *f = &v->checks[0].best;
    cr_assert_eq(f->nchain, 2);
    cr_expect_str_eq(f->chain[0].kind, "time");
    cr_expect_str_eq(f->chain[0].edtf, "2023-03-21");
    cr_expect_str_eq(f->chain[1].kind, "published");
    cr_expect_str_eq(f->chain[1].edtf, "2023-03-22");
    dateline_verify_free(v);
    dateline_claims_free(c);
}

Test(verify, words_that_begin_alike) {
    static const struct {
        const char *a, *b;
        bool alike;
    } cases[] = {
        {"resign", "resignation", true}, {"sign", "signing", true},
        {"norway", "norwegian", false},  {"meet", "meeting", true},
        {"collapse", "collapsed", true}, {"port", "portrait", true},
        {"bergen", "berlin", false},     {"2023", "20231", false},
        {"talk", "walk", false},         {"cart", "carthaginian", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dtl_slice a = dtl_slice_of(cases[i].a), b = dtl_slice_of(cases[i].b);
        cr_expect_eq(dtl_word_likeness(a, b) > 0, cases[i].alike, "%s %s", cases[i].a, cases[i].b);
        cr_expect_eq(dtl_word_likeness(b, a) > 0, cases[i].alike, "%s %s", cases[i].b, cases[i].a);
    }
}

Test(verify, arguments_and_bad_articles) {
    dateline_claims *c = read_claims("- {event: They met}\n");
    dateline_article good = with(article, "2023-03-22", "a"), bad = with("x\xFF", NULL, "b");
    dateline_article both[] = {good, bad};
    dateline_verify *v = NULL;
    dateline_error e = {.message = ""};
    size_t which = 9;
    cr_expect_eq(dateline_verify_new(ctx, c, NULL, 0, &v, &which, &e), DATELINE_E_ARG);
    cr_expect_eq(dateline_verify_new(ctx, c, both, 2, &v, &which, &e), DATELINE_E_UTF8);
    cr_expect_eq(which, 1);
    cr_expect_null(v);
    cr_expect_eq(dateline_verify_write(NULL, NULL, NULL, NULL), DATELINE_E_ARG);
    dateline_verify_free(NULL);
    dateline_claims_free(c);
}

/* Claims and check with memory for `granted` allocations; the status of what failed. */
static dateline_status work(dateline_context *c) {
    static const char yaml[] =
        "- {date: 21 March 2023, event: Solvang and Arnarson meet in Bergen, who: [Ingrid Solvang], "
        "description: in the city hall}\n- {date: 2009, event: The quarrel begins}\n";
    dateline_claims *claims = NULL;
    dateline_verify *v = NULL;
    dateline_article a = with(article, "2023-03-22", "a");
    dateline_status st = dateline_claims_read(c, yaml, strlen(yaml), "t", &claims, NULL);
    if (st == DATELINE_OK)
        st = dateline_verify_new(c, claims, &a, 1, &v, NULL, NULL);
    dateline_verify_free(v);
    dateline_claims_free(claims);
    return st;
}

Test(verify, every_allocation_may_fail) {
    failing_mem f;
    failing_mem_init(&f, SIZE_MAX);
    dateline_allocator alloc = {f.mem.resize, f.mem.ctx};
    dateline_rules *own = NULL;
    cr_assert_eq(load(&alloc, &own), DATELINE_OK);
    size_t before = f.live;
    for (size_t granted = 0;; granted += granted < 60 ? 1 : granted / 12) {
        f.left = SIZE_MAX;
        dateline_context *c = dateline_context_new(own);
        cr_assert_not_null(c);
        f.left = granted;
        f.refused = false;
        dateline_status st = work(c);
        bool refused = f.refused;
        dateline_context_free(c);
        cr_assert_eq(f.live, before, "allocation %zu: %zu bytes are left", granted,
                     f.live - before);
        if (st == DATELINE_OK) {
            cr_assert_gt(granted, 20);
            break;
        }
        cr_assert_eq(st, DATELINE_E_NOMEM, "allocation %zu: %s", granted,
                     dateline_status_string(st));
        cr_assert(refused);
    }
    f.left = SIZE_MAX;
    dateline_rules_free(own);
}

Test(verify, every_format_is_written) {
    dateline_claims *c = read_claims("- {date: 2021-11, event: <b>Talks</b> in Oslo collapse}\n");
    dateline_article a = with(article, "2023-03-22", "a");
    dateline_verify *v = NULL;
    cr_assert_eq(dateline_verify_new(ctx, c, &a, 1, &v, NULL, NULL), DATELINE_OK);
    static const dateline_format formats[] = {DATELINE_FORMAT_YAML, DATELINE_FORMAT_JSON,
                                              DATELINE_FORMAT_TEXT, DATELINE_FORMAT_HTML};
    for (size_t i = 0; i < 4; i++) {
        dateline_write_options o = {.format = formats[i]};
        char *text = NULL;
        size_t n = 0;
        cr_assert_eq(dateline_verify_write(v, &o, &text, &n), DATELINE_OK);
        cr_expect_eq(strlen(text), n);
        cr_expect(strstr(text, "Oslo"));
        if (formats[i] == DATELINE_FORMAT_HTML)
            cr_expect(strstr(text, "&lt;b&gt;Talks") && !strstr(text, "<b>"));
        dateline_free(text);
    }
    dateline_write_options csv = {.format = DATELINE_FORMAT_CSV};
    char *text = NULL;
    cr_expect_eq(dateline_verify_write(v, &csv, &text, NULL), DATELINE_E_ARG);
    char *schema = dateline_verify_schema();
    cr_expect(schema && strstr(schema, "\"date-differs\""));
    dateline_free(schema);
    dateline_verify_free(v);
    dateline_claims_free(c);
}
