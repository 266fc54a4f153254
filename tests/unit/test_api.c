/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public API as a whole: every allocation on the way from folder to timeline to comparison may
 * fail, and threads may share a rule set.
 *
 * The countdown refuses the n-th allocation and all after it.  Each step is counted on its own over
 * what the steps before it made, so that a failure late in the writing does not need the rules to
 * be read again.  Reading the shipped rules takes thousands of allocations: there the first 200 are
 * taken one by one and then a sample.
 */
#include "failing_mem.h"

#include <dateline/dateline.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

static const char text_a[] =
    "GENEVA - Anna Brandt met Boris Orlov in Oslo on 12 May 2024. \"We hope for "
    "peace,\" said Anna Brandt. Two days later they signed an agreement.";
static const char text_b[] = "Anna Brandt met Boris Orlov in Oslo on 13 May 2024.";

static const dateline_options options = {.date = "2024-05-20", .id = "a", .source = "a.txt"};

static dateline_allocator allocator_of(failing_mem *f) {
    return (dateline_allocator){f->mem.resize, f->mem.ctx};
}

static const char *rules_folder(void) {
    const char *dir = getenv("DATELINE_RULES");
    return dir ? dir : "rules";
}

/* Reads a folder with an allocator; NULL allocator: malloc.  The rule set is in *ret. */
static dateline_status load(const dateline_allocator *alloc, const char *dir,
                            dateline_rules **ret) {
    dateline_rules_builder *b = dateline_rules_builder_new(alloc);
    if (!b)
        return DATELINE_E_NOMEM;
    dateline_status st = dateline_rules_builder_add_dir(b, dir);
    if (st == DATELINE_OK)
        st = dateline_rules_builder_build(b, "en", ret);
    if (st != DATELINE_OK) {
        /* what can still be asked of it */
        dateline_free(dateline_rules_builder_report(b, 0));
        for (size_t i = 0; i < dateline_rules_builder_diagnostic_count(b); i++)
            cr_assert_not_null(dateline_rules_builder_diagnostic(b, i).message);
    }
    dateline_rules_builder_free(b);
    return st;
}

static dateline_rules *shipped(void) {
    dateline_rules *rules = NULL;
    cr_assert_eq(load(NULL, rules_folder(), &rules), DATELINE_OK);
    return rules;
}

Test(api, reading_the_rules_survives_every_failure) {
    for (size_t granted = 0;; granted += granted < 200 ? 1 : granted / 5) {
        failing_mem f;
        failing_mem_init(&f, granted);
        dateline_allocator alloc = allocator_of(&f);
        dateline_rules *rules = NULL;
        dateline_status st = load(&alloc, rules_folder(), &rules);
        if (st == DATELINE_OK) {
            dateline_rules_free(rules);
            cr_assert_eq(f.live, 0, "%zu bytes are left after success", f.live);
            cr_assert_gt(granted, 50, "the rules took too few allocations to test anything");
            break;
        }
        cr_assert_eq(st, DATELINE_E_NOMEM, "allocation %zu: %s", granted,
                     dateline_status_string(st));
        cr_assert_null(rules);
        cr_assert(f.refused);
        cr_assert_eq(f.live, 0, "allocation %zu: %zu bytes are left", granted, f.live);
    }
}

/* Everything that a context can do for a text; the first failure ends it. */
static dateline_status use(const dateline_rules *rules) {
    dateline_context *ctx = dateline_context_new(rules);
    dateline_timeline *tl = NULL;
    dateline_status st = ctx ? DATELINE_OK : DATELINE_E_NOMEM;
    dateline_error e;
    if (st == DATELINE_OK)
        st = dateline_extract(ctx, text_a, strlen(text_a), &options, &tl, &e);
    for (int step = 0; step <= DATELINE_STEP_PAIRS && st == DATELINE_OK; step++) {
        char *out = NULL;
        st = dateline_dump(ctx, (dateline_step)step, text_b, strlen(text_b), &options, &out, &e);
        dateline_free(out);
    }
    dateline_timeline_free(tl);
    dateline_context_free(ctx);
    return st;
}

Test(api, extracting_survives_every_failure) {
    failing_mem f;
    failing_mem_init(&f, SIZE_MAX);
    dateline_allocator alloc = allocator_of(&f);
    dateline_rules *rules = NULL;
    cr_assert_eq(load(&alloc, rules_folder(), &rules), DATELINE_OK);
    size_t held = f.live;
    size_t granted = 0;
    for (;; granted++) {
        f.left = granted;
        f.refused = false;
        dateline_status st = use(rules);
        cr_assert_eq(f.live, held, "allocation %zu: the rule set holds %zu bytes, then %zu",
                     granted, held, f.live);
        if (st == DATELINE_OK)
            break;
        cr_assert_eq(st, DATELINE_E_NOMEM, "allocation %zu: %s", granted,
                     dateline_status_string(st));
        cr_assert(f.refused);
    }
    cr_assert_gt(granted, 3);
    f.left = SIZE_MAX;
    dateline_rules_free(rules);
    cr_assert_eq(f.live, 0);
}

static char *yaml_of(const dateline_timeline *tl, size_t *n) {
    char *out = NULL;
    cr_assert_eq(dateline_timeline_write(tl, NULL, &out, n), DATELINE_OK);
    return out;
}

/* The timeline of a text as YAML; the caller frees it. */
static char *yaml_of_text(dateline_context *ctx, const char *text, const dateline_options *o) {
    dateline_timeline *tl = NULL;
    size_t n;
    cr_assert_eq(dateline_extract(ctx, text, strlen(text), o, &tl, NULL), DATELINE_OK);
    char *yaml = yaml_of(tl, &n);
    dateline_timeline_free(tl);
    return yaml;
}

/* Reading back and comparing, with an allocator of its own each time. */
Test(api, reading_back_and_comparing_survive_every_failure) {
    dateline_rules *rules = shipped();
    dateline_context *ctx = dateline_context_new(rules);
    dateline_timeline *a = NULL, *b = NULL;
    cr_assert_eq(dateline_extract(ctx, text_a, strlen(text_a), &options, &a, NULL), DATELINE_OK);
    cr_assert_eq(dateline_extract(ctx, text_b, strlen(text_b), &options, &b, NULL), DATELINE_OK);
    size_t n;
    char *yaml = yaml_of(a, &n);
    for (size_t granted = 0;; granted++) {
        failing_mem f;
        failing_mem_init(&f, granted);
        dateline_allocator alloc = allocator_of(&f);
        dateline_timeline *back = NULL;
        dateline_diff *d = NULL;
        dateline_error e;
        char *out = NULL;
        size_t out_n = 0;
        dateline_status st = dateline_timeline_read(yaml, n, "a.yaml", &alloc, &back, &e);
        if (st == DATELINE_OK)
            st = dateline_diff_new(back, b, &d);
        if (st == DATELINE_OK)
            st = dateline_diff_write(d, &(dateline_write_options){.format = DATELINE_FORMAT_JSON},
                                     &out, &out_n);
        dateline_free(out);
        dateline_diff_free(d);
        dateline_timeline_free(back);
        cr_assert_eq(f.live, 0, "allocation %zu: %zu bytes are left", granted, f.live);
        if (st == DATELINE_OK)
            break;
        cr_assert_eq(st, DATELINE_E_NOMEM, "allocation %zu: %s", granted,
                     dateline_status_string(st));
    }
    dateline_free(yaml);
    dateline_timeline_free(b);
    dateline_timeline_free(a);
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}

/* ---- threads -------------------------------------------------------------------------------- */

#define THREADS 4

typedef struct job {
    pthread_t thread;
    const dateline_rules *rules;
    char *yaml; /* of the last round */
    int failures;
} job;

static void *work(void *arg) {
    job *j = arg;
    dateline_context *ctx = dateline_context_new(j->rules);
    for (int round = 0; ctx && round < 20; round++) {
        dateline_timeline *tl = NULL;
        size_t n;
        const char *text = round % 2 ? text_a : text_b;
        dateline_free(j->yaml);
        j->yaml = NULL;
        if (dateline_extract(ctx, text, strlen(text), &options, &tl, NULL) != DATELINE_OK ||
            dateline_timeline_write(tl, NULL, &j->yaml, &n) != DATELINE_OK)
            j->failures++;
        dateline_timeline_free(tl);
    }
    dateline_context_free(ctx);
    return NULL;
}

Test(api, threads_share_a_rule_set) {
    dateline_rules *rules = shipped();
    job jobs[THREADS + 1];
    memset(jobs, 0, sizeof jobs);
    for (int i = 0; i <= THREADS; i++)
        jobs[i].rules = rules;
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&jobs[i].thread, NULL, work, &jobs[i]), 0);
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_join(jobs[i].thread, NULL), 0);
    work(&jobs[THREADS]); /* alone */
    for (int i = 0; i <= THREADS; i++) {
        cr_assert_eq(jobs[i].failures, 0);
        cr_assert_not_null(jobs[i].yaml);
        cr_assert_str_eq(jobs[i].yaml, jobs[THREADS].yaml);
    }
    for (int i = 0; i <= THREADS; i++)
        dateline_free(jobs[i].yaml);
    dateline_rules_free(rules);
}

/* What one document leaves in a context does not show in the next. */
Test(api, a_context_forgets) {
    dateline_rules *rules = shipped();
    dateline_context *ctx = dateline_context_new(rules);
    dateline_timeline *tl = NULL;
    size_t n;
    cr_assert_eq(dateline_extract(ctx, text_a, strlen(text_a), &options, &tl, NULL), DATELINE_OK);
    char *first = yaml_of(tl, &n);
    dateline_timeline_free(tl);
    cr_assert_eq(dateline_extract(ctx, text_b, strlen(text_b), &options, &tl, NULL), DATELINE_OK);
    dateline_timeline_free(tl);
    tl = NULL;
    dateline_error e = {.status = DATELINE_OK};
    cr_assert_eq(dateline_extract(ctx, "a\xff", 2, &options, &tl, &e), DATELINE_E_UTF8);
    cr_assert_null(tl);
    cr_assert_eq(e.status, DATELINE_E_UTF8);
    cr_assert_eq(e.offset, 1);
    cr_assert_eq(dateline_extract(ctx, text_a, strlen(text_a), &options, &tl, NULL), DATELINE_OK);
    char *second = yaml_of(tl, &n);
    cr_assert_str_eq(first, second);
    dateline_free(first);
    dateline_free(second);
    dateline_timeline_free(tl);
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}

/* Entries alone are the same entries, and what was left out is refused, not shown as empty. */
Test(api, entries_only_leaves_out_the_annotations) {
    dateline_rules *rules = shipped();
    dateline_context *ctx = dateline_context_new(rules);
    dateline_options lean = options;
    lean.entries_only = 1;
    dateline_timeline *full = NULL, *tl = NULL;
    cr_assert_eq(dateline_extract(ctx, text_a, strlen(text_a), &options, &full, NULL), DATELINE_OK);
    cr_assert_eq(dateline_extract(ctx, text_a, strlen(text_a), &lean, &tl, NULL), DATELINE_OK);
    size_t n;
    char *all = yaml_of(full, &n), *some = yaml_of(tl, &n), *none = NULL;
    cr_assert_str_eq(all, some);
    dateline_write_options times = {.times = 1}, timeml = {.format = DATELINE_FORMAT_TIMEML};
    cr_assert_eq(dateline_timeline_write(tl, &times, &none, &n), DATELINE_E_ARG);
    cr_assert_eq(dateline_timeline_write(tl, &timeml, &none, &n), DATELINE_E_ARG);
    cr_assert_null(none);
    dateline_free(all);
    dateline_free(some);
    dateline_timeline_free(full);
    dateline_timeline_free(tl);
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}

/* Where nobody gives the date, the first lines of the article may; a day told is not one. */
Test(api, a_date_line_gives_the_date) {
    static const struct {
        const char *text, *date, *created;
    } cases[] = {
        {"OSLO, May 12, 2024 (Agency) - The minister resigned on Friday.", NULL, "2024-05-12"},
        {"OSLO, 12 May 2024 \u2014 The minister resigned on Friday.", NULL, "2024-05-12"},
        {"A resignation\n\nPublished: 12 May 2024\n\nThe minister resigned on Friday.", NULL,
         "2024-05-12"},
        {"OSLO, May 12, 2024 (Agency) - The minister resigned on Friday.", "2024-06-01",
         "2024-06-01"},
        {"OSLO, May 12, 2024 (Agency) -- The minister resigned on Friday.", NULL, "2024-05-12"},
        {"OSLO, May 12 (Agency) - The minister resigned on Friday.", NULL, NULL},
        {"On 12 May 2024 - the day of the vote - the minister resigned.", NULL, NULL},
        {"12 May 2024 - The minister resigned on Friday.", NULL, NULL},
        {"The report was published on 12 May 2024 - a Sunday.", NULL, NULL},
        {"The minister resigned in Oslo on May 12, 2024 - too late.", NULL, NULL},
    };
    dateline_rules *rules = shipped();
    dateline_context *ctx = dateline_context_new(rules);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dateline_options o = {.date = cases[i].date};
        char *yaml = yaml_of_text(ctx, cases[i].text, &o), want[32] = "created: ";
        if (cases[i].created)
            strcat(want, cases[i].created);
        cr_assert_eq(strstr(yaml, want) != NULL, cases[i].created != NULL, "%s: %s", cases[i].text,
                     yaml);
        dateline_free(yaml);
    }
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}

/* "At least" at the head of a sentence is "at least" within a name; a name keeps its capital. */
Test(api, names_drop_the_capital_of_a_sentence) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"At least 14 people died in Luzon on 1 October 2013.", "death of at least 14 people"},
        {"Workers marched through Oslo on 7 October 2013.", "[workers"},
        {"French students marched through Oslo on 1 October 2013.", "[French students"},
    };
    dateline_rules *rules = shipped();
    dateline_context *ctx = dateline_context_new(rules);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *yaml = yaml_of_text(ctx, cases[i].text, NULL);
        cr_assert_not_null(strstr(yaml, cases[i].want), "%s", yaml);
        dateline_free(yaml);
    }
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}

/* What of a story becomes an entry, and what it is called. */
Test(api, entries_a_reader_would_list) {
    static const struct {
        const char *text, *want, *never;
    } cases[] = {
        /* the lead stands behind headline and date line; what it tells of is of that day */
        {"Ships change colour\n\nMonday, May 6, 2024\n\nThe Greek army has cleaned its ships. "
         "They are blue. Many like them.",
         "army cleaned its ships", NULL},
        {"The Greek army has cleaned its ships.", NULL, "cleaned"},
        /* a headline dates nothing that the text does not tell */
        {"Paul Weber wins Oslo prize\n\nThe town is small. It has a harbour. Few live there.", NULL,
         "prize"},
        /* a year that a figure is compared with */
        {"Terhorst posted a loss of 2 million euros, versus a profit of 3 million a year earlier. "
         "Its shares fell. Nobody was surprised.",
         NULL, "\"2023"},
        {"Tomorrow Paul Weber plans to meet Anna Holm in Oslo.", "\"2024-05-07\"", NULL},
        {"The ministry will decide on Tuesday.", "name: ministry will decide", NULL},
        {"Iceland took over the patrols in 2009.", "name: Iceland took over patrols", NULL},
        {"In 1956 Egypt nationalised it. It was closed in 1967.", NULL, "Egypt closed"},
        {"More than 500 people died on Sunday.", "death of more than 500 people", NULL},
    };
    dateline_rules *rules = shipped();
    dateline_context *ctx = dateline_context_new(rules);
    dateline_options o = {.date = "2024-05-06"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *yaml = yaml_of_text(ctx, cases[i].text, &o);
        char *entries = strstr(yaml, "events:");
        cr_assert_not_null(entries);
        if (cases[i].want)
            cr_expect_not_null(strstr(entries, cases[i].want), "%s", yaml);
        if (cases[i].never)
            cr_expect_null(strstr(entries, cases[i].never), "%s", yaml);
        dateline_free(yaml);
    }
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}
