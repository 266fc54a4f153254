/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rules cost: reading and compiling the shipped set; a thousand more that never fire; and
 * that memory does not grow with the number of documents.
 */
#include "generate.h"
#include "measure.h"

#include <stdbool.h>
#include <unistd.h>

#define BYTES ((size_t)2 << 20)
#define ROUNDS 5
#define SILENT 1000

/* Writes a pack of SILENT rules whose words no text has; false: cannot. */
static bool write_pack(char *dir, char *file, size_t size) {
    if (!mkdtemp(dir))
        return false;
    snprintf(file, size, "%s/silent.yaml", dir);
    FILE *f = fopen(file, "w");
    if (!f)
        return false;
    fputs("stage: phrase\nrules:\n", f);
    for (int i = 0; i < SILENT / 2; i++)
        fprintf(f,
                "  - id: silent.t%d\n    match: (in | on) the? $num? qz%dx (of | after) $year\n"
                "    emit: date\n    value: date($year)\n"
                "    examples:\n      - _in the qz%dx of 2024_ => 2024\n",
                i, i, i);
    fputs("---\nstage: event\nrules:\n", f);
    for (int i = 0; i < SILENT / 2; i++)
        fprintf(
            f,
            "  - id: silent.e%d\n    event: meeting\n    trigger: (<qz%dify.v> | qz%dx ..3 talks)\n"
            "    args:\n      who: [subject]\n      place: [prep(in) place]\n"
            "    examples:\n      - _qz%dx talks_ => meeting\n",
            i, i, i, i);
    return fclose(f) == 0;
}

static double run_all(const dateline_rules *rules, const char *text, const size_t *ends,
                      size_t count) {
    dateline_context *ctx = dateline_context_new(rules);
    double best = -1;
    for (int round = 0; ctx && round < ROUNDS; round++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++) {
            size_t from = i ? ends[i - 1] : 0;
            sum += measure_extract(ctx, text + from, ends[i] - from, DATELINE_FORMAT_JSON);
        }
        if (best < 0 || sum < best)
            best = sum;
    }
    dateline_context_free(ctx);
    return best;
}

static void measure_start(void) {
    double best = -1;
    for (int round = 0; round < 4 * ROUNDS; round++) {
        double start = measure_now();
        dateline_rules *rules = measure_rules(/* pack= */ NULL);
        double seconds = measure_now() - start;
        dateline_rules_free(rules);
        if (best < 0 || seconds < best)
            best = seconds;
    }
    printf("start-up, shipped rules        %8.1f ms\n", 1e3 * best);
}

static void measure_memory(const dateline_rules *rules, const char *text, const size_t *ends,
                           size_t count) {
    dateline_context *ctx = dateline_context_new(rules);
    double ten = 0, all = 0;
    size_t done = 0;
    for (size_t i = 0; ctx && done < 2000; i = (i + 1) % count) {
        size_t from = i ? ends[i - 1] : 0;
        (void)measure_extract(ctx, text + from, ends[i] - from, DATELINE_FORMAT_JSON);
        if (++done == 10)
            ten = measure_peak_mb();
    }
    all = measure_peak_mb();
    dateline_context_free(ctx);
    printf("peak memory, 10 articles       %8.1f MB\n", ten);
    printf("peak memory, 2000 articles     %8.1f MB   x %.2f\n", all, all / ten);
}

int main(void) {
    char dir[] = "/tmp/dateline-bench-XXXXXX", file[64];
    size_t n, count = 0, ends[BYTES / 2048 + 2];
    char *text = generate_news(BYTES, &n, ends, &count);
    dateline_rules *rules = measure_rules(/* pack= */ NULL), *more = NULL;
    bool good = text && rules && write_pack(dir, file, sizeof file);
    if (good) {
        measure_memory(rules, text, ends, count);
        measure_start();
        double start = measure_now();
        more = measure_rules(dir);
        printf("start-up, %d rules more      %8.1f ms\n", SILENT, 1e3 * (measure_now() - start));
        good = more != NULL;
        unlink(file);
        rmdir(dir);
    }
    if (good) {
        double without = run_all(rules, text, ends, count), with = run_all(more, text, ends, count);
        printf("%d rules that never fire     %+8.1f %%\n", SILENT, 100 * (with / without - 1));
    }
    dateline_rules_free(more);
    dateline_rules_free(rules);
    free(text);
    return good ? 0 : 1;
}
