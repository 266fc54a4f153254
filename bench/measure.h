/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure: what the benches share: processor time, peak memory, the rule set of DATELINE_RULES.
 *
 * Processor time and not the clock on the wall: it does not count what else the machine does.
 */
#ifndef DTL_BENCH_MEASURE_H
#define DTL_BENCH_MEASURE_H

#include "dateline/dateline.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/** Seconds of processor time of this process. */
static inline double measure_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/** The most memory the process ever had, in MB. */
static inline double measure_peak_mb(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/** The shipped rules, with a pack more when `pack` is not NULL.  NULL: the report is printed. */
static inline dateline_rules *measure_rules(const char *pack) {
    const char *dir = getenv("DATELINE_RULES");
    dateline_rules *rules = NULL;
    dateline_rules_builder *b = dateline_rules_builder_new(NULL);
    if (b && dateline_rules_builder_add_dir(b, dir ? dir : "rules") == DATELINE_OK &&
        (!pack || dateline_rules_builder_add_dir(b, pack) == DATELINE_OK) &&
        dateline_rules_builder_build(b, NULL, &rules) != DATELINE_OK) {
        char *report = dateline_rules_builder_report(b, 0);
        fprintf(stderr, "%s\n", report ? report : "the rules cannot be read");
        dateline_free(report);
    }
    dateline_rules_builder_free(b);
    return rules;
}

/** Extracts and writes YAML; seconds, or -1 after a message. */
static inline double measure_extract(dateline_context *ctx, const char *text, size_t n,
                                     dateline_format format) {
    dateline_options opts = {.date = "2025-08-20", .entries_only = 1};
    dateline_write_options write = {.format = format};
    dateline_timeline *tl = NULL;
    dateline_error e = {.offset = SIZE_MAX};
    char *out = NULL;
    size_t out_n;
    double start = measure_now();
    if (dateline_extract(ctx, text, n, &opts, &tl, &e) != DATELINE_OK ||
        dateline_timeline_write(tl, &write, &out, &out_n) != DATELINE_OK) {
        fprintf(stderr, "extraction failed: %s\n", e.message);
        dateline_timeline_free(tl);
        return -1;
    }
    double end = measure_now();
    dateline_free(out);
    dateline_timeline_free(tl);
    return end - start;
}

#endif
