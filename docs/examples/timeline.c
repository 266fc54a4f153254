/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library in one page: rules, context, timeline.
 *
 *     timeline [RULES [ARTICLE DATE]]
 *
 * RULES is the folder with en/manifest.yaml; default: DATELINE_RULES.  Without an ARTICLE it reads
 * a sentence of its own.  Exit status 0 when the timeline has an entry.
 */
#include <dateline/dateline.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads at most size - 1 bytes; a program of yours may want more. */
static size_t read_file(const char *path, char *buffer, size_t size) {
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(buffer, 1, size - 1, f) : 0;
    if (f)
        fclose(f);
    return n;
}

int main(int argc, char **argv) {
    static char text[1 << 20] = "Anna Holm met Paul Weber in Geneva last Friday.";
    size_t len = strlen(text);
    const char *folder = argc > 1 ? argv[1] : getenv("DATELINE_RULES");
    if (argc > 3)
        len = read_file(argv[2], text, sizeof text);
    dateline_options options = {.date = argc > 3 ? argv[3] : "2025-08-20"};
    dateline_error error = {.message = ""};

    dateline_rules_builder *builder = dateline_rules_builder_new(NULL);
    dateline_rules *rules = NULL;
    if (!builder || !folder || dateline_rules_builder_add_dir(builder, folder) != DATELINE_OK ||
        dateline_rules_builder_build(builder, "en", &rules) != DATELINE_OK) {
        char *report = builder ? dateline_rules_builder_report(builder, 0) : NULL;
        fprintf(stderr, "no rules\n%s", report ? report : "");
        dateline_free(report);
        dateline_rules_builder_free(builder);
        return 2;
    }
    dateline_rules_builder_free(builder);

    dateline_context *context = dateline_context_new(rules); /* one per thread */
    dateline_timeline *timeline = NULL;
    if (!context ||
        dateline_extract(context, text, len, &options, &timeline, &error) != DATELINE_OK)
        fprintf(stderr, "%s\n", error.message);

    size_t n = timeline ? dateline_timeline_count(timeline) : 0;
    for (size_t i = 0; i < n; i++) {
        dateline_event e = dateline_timeline_event(timeline, i);
        printf("%s  %s (%s), bytes %zu to %zu\n", e.edtf ? e.edtf : "undated", e.name, e.status,
               e.start, e.end);
    }

    dateline_timeline_free(timeline); /* independent of the other two */
    dateline_context_free(context);
    dateline_rules_free(rules);
    return n > 0 ? 0 : 1;
}
