/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From two articles to two timelines and what differs between them, with the public API alone.
 *
 *     cc timeline.c $(pkg-config --cflags --libs dateline) -o timeline
 *     DATELINE_RULES=/usr/local/share/dateline/rules ./timeline
 */
#include <dateline/dateline.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char first[] = "Anna Brandt met Boris Orlov in Oslo on 12 May 2024. "
                            "Two days later they signed an agreement in Geneva.";
static const char second[] = "Anna Brandt met Boris Orlov in Oslo on 13 May 2024.";

/* A rule set is made once and shared by all threads. */
static dateline_rules *load_rules(const char *dir) {
    dateline_rules *rules = NULL;
    dateline_rules_builder *b = dateline_rules_builder_new(/* alloc= */ NULL);
    if (!b)
        return NULL;
    dateline_status status = dateline_rules_builder_add_dir(b, dir);
    if (status == DATELINE_OK)
        status = dateline_rules_builder_build(b, "en", &rules);
    if (status != DATELINE_OK) {
        char *report = dateline_rules_builder_report(b, /* colour= */ 0);
        fprintf(stderr, "%s: %s\n%s", dir, dateline_status_string(status), report ? report : "");
        dateline_free(report);
    }
    dateline_rules_builder_free(b);
    return rules;
}

/* A context belongs to one thread and is used for one document after the other. */
static dateline_timeline *extract(dateline_context *ctx, const char *text) {
    dateline_options opts = {.date = "2024-05-20"};
    dateline_timeline *tl = NULL;
    dateline_error e;
    if (dateline_extract(ctx, text, strlen(text), &opts, &tl, &e) != DATELINE_OK)
        fprintf(stderr, "%s\n", e.message);
    return tl;
}

static void print_events(const dateline_timeline *tl) {
    for (size_t i = 0; i < dateline_timeline_count(tl); i++) {
        dateline_event e = dateline_timeline_event(tl, i);
        printf("%-12s %s [%s]", e.edtf ? e.edtf : "undated", e.name, e.status);
        for (size_t k = 0; dateline_timeline_name(tl, i, /* place= */ 1, k); k++)
            printf("%s %s", k ? "," : " in", dateline_timeline_name(tl, i, 1, k));
        printf("\n    \"%s\"\n", e.quote);
    }
}

static int print_diff(const dateline_timeline *a, const dateline_timeline *b) {
    dateline_write_options opts = {.format = DATELINE_FORMAT_TEXT};
    dateline_diff *d = NULL;
    char *out = NULL;
    size_t n = 0;
    dateline_status status = dateline_diff_new(a, b, &d);
    if (status == DATELINE_OK)
        status = dateline_diff_write(d, &opts, &out, &n);
    if (status == DATELINE_OK)
        printf("\n%.*s", (int)n, out);
    dateline_free(out);
    dateline_diff_free(d);
    return status == DATELINE_OK;
}

int main(void) {
    const char *dir = getenv("DATELINE_RULES");
    dateline_rules *rules = load_rules(dir ? dir : "/usr/local/share/dateline/rules");
    dateline_context *ctx = rules ? dateline_context_new(rules) : NULL;
    dateline_timeline *a = ctx ? extract(ctx, first) : NULL;
    dateline_timeline *b = ctx ? extract(ctx, second) : NULL;
    int good = 0;
    if (a && b) {
        print_events(a);
        good = dateline_timeline_count(a) == 2 && print_diff(a, b);
    }
    /* Timelines do not need the context, nor a context's rules anything else. */
    dateline_timeline_free(b);
    dateline_timeline_free(a);
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    return good ? 0 : 1;
}
