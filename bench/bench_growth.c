/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How time grows with a text that was made to be difficult: 1, 2, 4 and 8 MB of the same thing.
 *
 * The exponent is that of the last doublings (log2 of the time for 8 MB over that for 2 MB,
 * halved): 1 is linear, 2 quadratic.  Measured over extraction and writing together.
 */
#include "generate.h"
#include "measure.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define MB ((size_t)1000000)
#define SIZES 4

static const struct difficult {
    const char *name, *unit;
} texts[] = {
    {"news", NULL},
    {"digits", "7"},
    {"letters", "a"},
    {"last last last", "last "},
    {"Monday,", "Monday, "},
    {"from 3 to", "from 3 to "},
    {"((((", "("},
    {"and", "cats and dogs and "},
    {"names", "Anna Brandt "},
    {"one meeting", "Anna Brandt met Boris Orlov in Oslo on Monday. "},
    {"before", "he left before he came before "},
    {"quotes", "\"He said \"she left\" "},
    {"lines", "A\n\n"},
    {"a sentence", "the talks in Oslo on Monday between Ms Brandt and the minister said "}};

static char *repeat(const char *unit, size_t bytes) {
    char *text = malloc(bytes);
    size_t n = strlen(unit);
    for (size_t i = 0; text && i < bytes; i++)
        text[i] = unit[i % n];
    return text;
}

int main(int argc, char **argv) {
    dateline_rules *rules = measure_rules(/* pack= */ NULL);
    bool good = rules != NULL;
    printf("%-16s %8s %8s %8s %8s  %s\n", "seconds for", "1 MB", "2 MB", "4 MB", "8 MB",
           "exponent");
    for (size_t t = 0; good && t < sizeof texts / sizeof *texts; t++) {
        if (argc > 1 && strcmp(argv[1], texts[t].name) != 0)
            continue;
        double seconds[SIZES];
        printf("%-16s", texts[t].name);
        for (size_t k = 0; good && k < SIZES; k++) {
            size_t n = MB << k;
            char *text =
                texts[t].unit ? repeat(texts[t].unit, n) : generate_news(n, &n, NULL, NULL);
            dateline_context *ctx = dateline_context_new(rules);
            seconds[k] = text && ctx ? measure_extract(ctx, text, n, DATELINE_FORMAT_JSON) : -1;
            good = seconds[k] >= 0;
            dateline_context_free(ctx);
            free(text);
            printf(" %8.2f", seconds[k]);
            fflush(stdout);
        }
        if (good)
            printf("  %.2f\n", log2(seconds[3] / seconds[1]) / 2);
    }
    dateline_rules_free(rules);
    return good ? 0 : 1;
}
