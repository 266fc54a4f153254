/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging 1,250 to 10,000 timelines of ten entries: seconds of processor time, the most memory, and
 * what comes out.
 *
 *     story       each tells ten events of a world that has one event for two timelines; some are
 *                 told often, most seldom; names and dates vary
 *     one event   all tell the same ten events in words of their own
 *     one report  all print the same ten entries
 *     strangers   no two tell the same, but all names share a word and all places are one
 *
 * Each size runs in a process of its own, because the most memory never goes down.  The exponent is
 * that of two doublings, as in bench_growth.c: 1 is linear.
 */
#include "base/base.h"
#include "measure.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZES 4
#define FIRST 1250u
#define ENTRIES 10u

enum { STORY, ONE_EVENT, ONE_REPORT, STRANGERS, KINDS };
static const char *const kind_names[KINDS] = {"story", "one event", "one report", "strangers"};

typedef struct result {
    double read, merge, write, peak;
    size_t bytes_in, bytes_out, events;
    bool good;
} result;

static uint32_t number(uint64_t *state, uint32_t below) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % below;
}

/* The same invented name for the same number. */
static void put_name(dtl_buf *b, uint32_t n) {
    static const char *const syllables[] = {"ba", "do",  "ri", "mel", "ka", "no", "su", "ter",
                                            "vi", "lan", "go", "pe",  "fa", "zu", "he", "mi"};
    uint32_t v = n * UINT32_C(2654435761) + 977;
    dtl_buf_putc(b, (char)('A' + v % 26));
    for (int i = 0; i < 4; i++, v >>= 5)
        dtl_buf_puts(b, syllables[v % 16]);
}

static void put_entry(dtl_buf *b, uint64_t *state, int kind, uint32_t event, unsigned i,
                      uint32_t document) {
    static const char *const types[] = {"meeting", "signing", "protest", "attack",
                                        "visit",   "vote",    "call",    "release"};
    const char *type = types[event % 8];
    uint32_t place = kind == STRANGERS ? 7 : event / 3, voice = kind == ONE_REPORT ? 0 : document;
    bool varies = kind == STORY || kind == ONE_EVENT;
    uint32_t day = 1 + event * 7 % 27, month = 1 + event * 5 % 12, year = 2000 + event % 25;
    day += varies && number(state, 20) == 0;
    dtl_buf_printf(b, "%s{\"id\":\"e%u\",\"type\":\"%s\",\"name\":\"", i ? "," : "", i + 1, type);
    switch (varies ? number(state, 4) : 0) {
    case 0:
    case 1:
        put_name(b, place);
        dtl_buf_printf(b, " %s", type);
        break;
    case 2:
        dtl_buf_printf(b, "%s in ", type);
        put_name(b, place);
        break;
    default:
        put_name(b, event + 100000);
        dtl_buf_printf(b, " %s", type);
        break;
    }
    if (kind == STRANGERS) {
        dtl_buf_puts(b, " of ");
        put_name(b, event + 200000);
    }
    dtl_buf_printf(b, "\",\"when\":\"%" PRIu32 "-%02" PRIu32, year, month);
    if (!varies || number(state, 5) > 0)
        dtl_buf_printf(b, "-%02" PRIu32, day);
    dtl_buf_puts(b, "\",\"who\":[\"Anna ");
    put_name(b, event + 100000);
    dtl_buf_puts(b, "\"],\"where\":[\"");
    put_name(b, place);
    dtl_buf_puts(b, "\"],\"confidence\":0.9,\"evidence\":[{\"text\":\"");
    put_name(b, event + 100000);
    dtl_buf_printf(b, " was there for the %s in ", type);
    put_name(b, place);
    dtl_buf_printf(b, ", as voice %" PRIu32 " of many says\",\"span\":[%u,%u],\"sentence\":%u}]}",
                   voice % 97, i * 90, i * 90 + 60, i);
}

/* A compact JSON document. */
static void put_document(dtl_buf *b, int kind, uint32_t document, uint32_t all) {
    uint64_t state = document * UINT64_C(977) + 13;
    uint32_t world = all / 2 > ENTRIES * 4 ? all / 2 : ENTRIES * 4, told[ENTRIES];
    b->n = 0;
    dtl_buf_printf(b,
                   "{\"dateline\":1,\"document\":{\"id\":\"doc%" PRIu32
                   "\",\"created\":\"2025-%02u-%02u\",\"source\":\"doc%" PRIu32
                   ".txt\",\"sha256\":\"%064" PRIx32 "\"},\"events\":[",
                   document, 1 + number(&state, 12), 1 + number(&state, 28), document, document);
    for (unsigned i = 0; i < ENTRIES; i++) {
        bool again = true;
        while (again) {
            /* The square makes some events common and most rare. */
            uint64_t x = number(&state, 1000000);
            told[i] = kind == STORY       ? (uint32_t)(x * x / 1000000 * world / 1000000)
                      : kind == STRANGERS ? document * ENTRIES + i
                                          : i;
            again = false;
            for (unsigned k = 0; k < i; k++)
                again = again || told[k] == told[i];
        }
        put_entry(b, &state, kind, told[i], i, document);
    }
    dtl_buf_puts(b, "]}");
}

static result run(int kind, uint32_t n) {
    result r = {.good = true};
    dateline_merger *m = dateline_merger_new(/* alloc= */ NULL);
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    for (uint32_t i = 0; r.good && i < n; i++) {
        dateline_timeline *tl = NULL;
        dateline_error e = {.message = ""};
        put_document(&b, kind, i, n);
        r.bytes_in += b.n;
        double start = measure_now();
        r.good =
            !b.failed && dateline_timeline_read(b.at, b.n, "bench", NULL, &tl, &e) == DATELINE_OK;
        double read = measure_now();
        r.read += read - start;
        r.good = r.good && m && dateline_merger_add(m, tl, NULL) == DATELINE_OK;
        r.merge += measure_now() - read;
        if (!r.good)
            fprintf(stderr, "%s\n", e.message);
        dateline_timeline_free(tl);
    }
    dateline_timeline *all = NULL;
    char *out = NULL;
    double start = measure_now();
    r.good = r.good && dateline_merger_finish(m, &all) == DATELINE_OK;
    double finished = measure_now();
    dateline_write_options yaml = {.format = DATELINE_FORMAT_YAML};
    r.good = r.good && dateline_timeline_write(all, &yaml, &out, &r.bytes_out) == DATELINE_OK;
    r.merge += finished - start;
    r.write = measure_now() - finished;
    r.events = r.good ? dateline_timeline_count(all) : 0;
    r.peak = measure_peak_mb();
    dateline_free(out);
    dateline_timeline_free(all);
    dateline_merger_free(m);
    dtl_buf_free(&b);
    return r;
}

/* In a process of its own. */
static result run_apart(int kind, uint32_t n) {
    result r = {.good = false};
    int ends[2];
    if (pipe(ends) != 0)
        return r;
    pid_t child = fork();
    if (child == 0) {
        r = run(kind, n);
        _exit(write(ends[1], &r, sizeof r) == (ssize_t)sizeof r ? 0 : 1);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &r, sizeof r) != (ssize_t)sizeof r)
        r.good = false;
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    return r;
}

int main(int argc, char **argv) {
    bool good = true;
    printf("%-11s %9s %6s %6s %6s %6s %7s %7s %7s %9s\n", "", "timelines", "MB in", "read", "merge",
           "write", "MB out", "events", "peak MB", "exponent");
    for (int kind = 0; good && kind < KINDS; kind++) {
        if (argc > 1 && strcmp(argv[1], kind_names[kind]) != 0)
            continue;
        double merge[SIZES];
        for (int k = 0; good && k < SIZES; k++) {
            result r = run_apart(kind, FIRST << k);
            merge[k] = r.merge;
            good = r.good;
            printf("%-11s %9u %6.1f %6.2f %6.2f %6.2f %7.1f %7zu %7.0f", k ? "" : kind_names[kind],
                   FIRST << k, (double)r.bytes_in / 1e6, r.read, r.merge, r.write,
                   (double)r.bytes_out / 1e6, r.events, r.peak);
            if (k == SIZES - 1)
                printf(" %9.2f", log2(merge[k] / merge[k - 2]) / 2);
            printf("\n");
            fflush(stdout);
        }
    }
    if (!good)
        fprintf(stderr, "a merge failed\n");
    return good ? 0 : 1;
}
