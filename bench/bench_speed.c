/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Speed on news: the whole of an extraction and each of its steps, against two references in the
 * same run: ICU's sentences and words on the same text, and the time rules as PCRE2 patterns
 * (regex_reference.h), one after the other.
 *
 * The text comes as articles of some 4 kB, which is how the library is used, and once more as one
 * document.  With file names as arguments those files are the articles, over and over until there
 * are as many megabytes: what the generator makes has three times the dates of real news.  Each
 * measure is the best of three rounds.  The ratio to ICU is the figure to compare between machines;
 * nothing is asserted.
 */
#include "generate.h"
#include "icu_reference.h"
#include "measure.h"
#include "regex_reference.h"
#include "timeline/api.h"

#define BYTES ((size_t)10 << 20)
#define ROUNDS 3
#define ENDS_MAX (BYTES / 512)
#define STEPS_MAX 16

typedef struct steps {
    double last, seconds[STEPS_MAX];
    const char *name[STEPS_MAX];
    unsigned n;
} steps;

static void step_done(void *ctx, const char *name) {
    steps *s = ctx;
    double now = measure_now();
    unsigned i = 0;
    while (i < s->n && strcmp(s->name[i], name) != 0)
        i++;
    if (i == s->n && s->n < STEPS_MAX)
        s->name[s->n++] = name;
    if (i < s->n)
        s->seconds[i] += now - s->last;
    s->last = now;
}

/* Runs every document through; seconds per step in *ret, sum of all as the result. */
static double run_documents(dateline_context *ctx, const char *text, const size_t *ends,
                            size_t count, steps *ret) {
    double start = measure_now();
    *ret = (steps){.last = start};
    ctx->watch = (dtl_watch){ret, step_done};
    for (size_t i = 0; i < count; i++) {
        size_t from = i ? ends[i - 1] : 0, out_n;
        dateline_options opts = {.date = "2025-08-20", .entries_only = 1};
        dateline_write_options write = {.format = DATELINE_FORMAT_YAML};
        dateline_timeline *tl = NULL;
        char *out = NULL;
        ret->last = measure_now();
        if (dateline_extract(ctx, text + from, ends[i] - from, &opts, &tl, NULL) != DATELINE_OK ||
            dateline_timeline_write(tl, &write, &out, &out_n) != DATELINE_OK)
            return -1;
        step_done(ret, "write");
        dateline_free(out);
        dateline_timeline_free(tl);
    }
    return measure_now() - start;
}

/* What finding times costs without events: tokens, lattice, passes and values. */
static double times_alone(const steps *s) {
    static const char *const parts[] = {"tokens", "lattice", "time passes", "times"};
    double sum = 0;
    for (unsigned i = 0; i < s->n; i++)
        for (unsigned k = 0; k < sizeof parts / sizeof *parts; k++)
            if (strcmp(s->name[i], parts[k]) == 0)
                sum += s->seconds[i];
    return sum;
}

static void print_table(const char *title, const steps *s, double total, double mb, double icu) {
    printf("\n%s\n%-14s %9s %8s %7s\n", title, "step", "MB/s", "x ICU", "share");
    for (unsigned i = 0; i < s->n; i++)
        if (s->seconds[i] > 0)
            printf("%-14s %9.1f %8.2f %6.1f%%\n", s->name[i], mb / s->seconds[i],
                   icu / s->seconds[i], 100 * s->seconds[i] / total);
    double times = times_alone(s);
    if (times > 0)
        printf("%-14s %9.1f %8.2f\n", "times alone", mb / times, icu / times);
    printf("%-14s %9.2f %8.3f\n", "whole", mb / total, icu / total);
}

static double best_icu(const char *text, const size_t *ends, size_t count, icu_reference *sum) {
    double best = -1;
    for (int round = 0; round < ROUNDS; round++) {
        double start = measure_now();
        *sum = (icu_reference){0};
        for (size_t i = 0; i < count; i++) {
            size_t from = i ? ends[i - 1] : 0;
            icu_reference one;
            if (!icu_reference_run(text + from, ends[i] - from, &one))
                return -1;
            sum->sentences += one.sentences;
            sum->tokens += one.tokens;
        }
        double seconds = measure_now() - start;
        if (best < 0 || seconds < best)
            best = seconds;
    }
    return best;
}

static bool measure_way(dateline_context *ctx, const char *title, const char *text,
                        const size_t *ends, size_t count, int rounds) {
    double mb = (double)ends[count - 1] / 1e6, best = -1;
    icu_reference sum;
    double icu = best_icu(text, ends, count, &sum);
    steps s = {0};
    for (int round = 0; round < rounds; round++) {
        steps one;
        double seconds = run_documents(ctx, text, ends, count, &one);
        if (seconds < 0)
            return false;
        if (best < 0 || seconds < best) {
            best = seconds;
            s = one;
        }
    }
    print_table(title, &s, best, mb, icu);
    printf("%-14s %9.1f %8.2f   (%zu sentences, %zu words)\n", "ICU", mb / icu, 1.0, sum.sentences,
           sum.tokens);
    return icu > 0;
}

static bool measure_regex(const dateline_rules *rules, const char *text, size_t n) {
    regex_reference r;
    if (!regex_reference_init(&r, rules->rules))
        return false;
    double start = measure_now();
    uint64_t hits = regex_reference_run(&r, text, n);
    double seconds = measure_now() - start;
    printf("\n%u time rules as %u PCRE2 patterns, one by one: %.3f MB/s, %llu hits\n", r.rules, r.n,
           (double)n / 1e6 / seconds, (unsigned long long)hits);
    regex_reference_free(&r);
    return true;
}

/* Appends a file to text[*n ..BYTES); false: it cannot be read.  A file that does not fit is left
 * out. */
static bool append_file(const char *path, char *text, size_t *n) {
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    size_t got = fread(text + *n, 1, BYTES - *n, in);
    bool good = !ferror(in), whole = feof(in);
    fclose(in);
    *n += whole ? got : 0;
    return good;
}

/* The files over and over, up to BYTES; shaped as generate_news() does. */
static char *read_articles(char *const *paths, size_t *ret_n, size_t *ends, size_t *count) {
    char *text = malloc(BYTES);
    *ret_n = *count = 0;
    for (size_t before = 1; text && *ret_n != before && *ret_n < BYTES;) {
        before = *ret_n;
        for (char *const *p = paths; *p && *count < ENDS_MAX; p++) {
            size_t start = *ret_n;
            if (!append_file(*p, text, ret_n)) {
                perror(*p);
                free(text);
                return NULL;
            }
            if (*ret_n > start)
                ends[(*count)++] = *ret_n;
        }
    }
    return text;
}

int main(int argc, char **argv) {
    size_t n = 0, count = 0;
    size_t *ends = malloc(ENDS_MAX * sizeof *ends);
    char *text = NULL;
    if (ends && argc > 1)
        text = read_articles(argv + 1, &n, ends, &count);
    else if (ends)
        text = generate_news(BYTES, &n, ends, &count);
    dateline_rules *rules = measure_rules(/* pack= */ NULL);
    dateline_context *ctx = rules ? dateline_context_new(rules) : NULL;
    bool good = false;
    if (text && count && ctx) {
        char title[128];
        snprintf(title, sizeof title, "%zu articles, %.1f MB", count, (double)n / 1e6);
        good = measure_way(ctx, title, text, ends, count, ROUNDS) &&
               measure_way(ctx, "the same as one document", text, &n, 1, 1) &&
               measure_regex(rules, text, n / 10);
    }
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    free(text);
    free(ends);
    return good ? 0 : 1;
}
