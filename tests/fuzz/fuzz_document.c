/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an article, with the rules of DATELINE_RULES.  The first byte chooses options.  What
 * is extracted can be written in every format, its quotes lie in the text, and YAML reads back.
 */
#include "dateline/dateline.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dateline_rules *rules;
static dateline_context *ctx;

/* Kept for the whole run; a context that remembers what it should forget shows as well. */
static void start(void) {
    const char *dir = getenv("DATELINE_RULES");
    dateline_rules_builder *b = dateline_rules_builder_new(NULL);
    if (!b || dateline_rules_builder_add_dir(b, dir ? dir : "rules") != DATELINE_OK ||
        dateline_rules_builder_build(b, NULL, &rules) != DATELINE_OK)
        abort();
    dateline_rules_builder_free(b);
    ctx = dateline_context_new(rules);
    if (!ctx)
        abort();
}

static void write_all(const dateline_timeline *tl) {
    for (int format = DATELINE_FORMAT_YAML; format <= DATELINE_FORMAT_TIMEML; format++) {
        dateline_write_options opts = {.format = (dateline_format)format, .times = 1};
        dateline_timeline *back = NULL;
        dateline_error e;
        char *out = NULL;
        size_t n = 0;
        if (dateline_timeline_write(tl, &opts, &out, &n) != DATELINE_OK)
            abort();
        if (format <= DATELINE_FORMAT_JSON &&
            dateline_timeline_read(out, n, "out", NULL, &back, &e) != DATELINE_OK) {
            fprintf(stderr, "%s\n%s\n", out, e.message);
            abort();
        }
        dateline_timeline_free(back);
        dateline_free(out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!ctx)
        start();
    if (size < 1)
        return 0;
    dateline_options opts = {.date = data[0] & 1 ? "2024-02-29" : NULL,
                             .input = data[0] & 2 ? DATELINE_INPUT_TIMEML : DATELINE_INPUT_AUTO,
                             .domain = (dateline_domain)(data[0] >> 2 & 3) % 3,
                             .all = data[0] >> 4 & 1};
    const char *text = (const char *)data + 1;
    size_t n = size - 1;
    dateline_timeline *tl = NULL;
    dateline_error e = {.offset = SIZE_MAX};
    dateline_status st = dateline_extract(ctx, text, n, &opts, &tl, &e);
    if (st != DATELINE_OK) {
        if (!e.message[0] || (e.offset != SIZE_MAX && e.offset > n))
            abort();
        return 0;
    }
    for (size_t i = 0; i < dateline_timeline_count(tl); i++) {
        dateline_event event = dateline_timeline_event(tl, i);
        if (event.start > event.end || event.end > n)
            abort();
    }
    write_all(tl);
    dateline_timeline_free(tl);
    return 0;
}
