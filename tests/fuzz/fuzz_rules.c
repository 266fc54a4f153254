/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a rule file: a pack over the small rule set of the unit tests.  A set that is
 * refused says why; one that is taken runs its examples and reads a sentence.
 */
#include "dateline/dateline.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef FUZZ_SMALL_RULES
#define FUZZ_SMALL_RULES "tests/data/rules"
#endif

static char folder[64], file[80];

static void clean(void) {
    unlink(file);
    rmdir(folder);
}

static void start(void) {
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.30s/dateline-fuzz-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(folder))
        abort();
    snprintf(file, sizeof file, "%s/p.yaml", folder);
    atexit(clean);
}

static void use(const dateline_rules *rules) {
    static const char text[] =
        "The talks in Oslo began on Monday, 3 May 2021, and ended two days later.";
    char *report = NULL;
    size_t total, failed;
    if (dateline_rules_test(rules, 0, &report, &total, &failed) == DATELINE_OK && failed > total)
        abort();
    dateline_free(report);
    dateline_context *ctx = dateline_context_new(rules);
    dateline_timeline *tl = NULL;
    if (ctx && dateline_extract(ctx, text, sizeof text - 1, NULL, &tl, NULL) != DATELINE_OK)
        abort();
    dateline_timeline_free(tl);
    dateline_context_free(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!*folder)
        start();
    FILE *f = fopen(file, "wb");
    if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
        abort();
    dateline_rules *rules = NULL;
    dateline_rules_builder *b = dateline_rules_builder_new(NULL);
    if (!b || dateline_rules_builder_add_dir(b, FUZZ_SMALL_RULES) != DATELINE_OK ||
        dateline_rules_builder_add_dir(b, folder) != DATELINE_OK)
        abort();
    dateline_status st = dateline_rules_builder_build(b, NULL, &rules);
    if (st != DATELINE_OK && dateline_rules_builder_diagnostic_count(b) == 0)
        abort();
    char *report = dateline_rules_builder_report(b, 0);
    if (!report)
        abort();
    dateline_free(report);
    dateline_rules_builder_free(b);
    if (st == DATELINE_OK)
        use(rules);
    dateline_rules_free(rules);
    return 0;
}
