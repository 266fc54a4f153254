/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a timeline file.  What is read is written, read back and written again: both
 * writings must be the same, and a timeline differs in nothing from itself.
 */
#include "dateline/dateline.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static char *write_as(const dateline_timeline *tl, dateline_format format, size_t *n) {
    dateline_write_options opts = {.format = format, .times = 1};
    char *out = NULL;
    if (dateline_timeline_write(tl, &opts, &out, n) != DATELINE_OK)
        abort();
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    dateline_timeline *tl = NULL;
    dateline_error e;
    if (dateline_timeline_read((const char *)data, size, "fuzz", NULL, &tl, &e) != DATELINE_OK)
        return 0;
    size_t n, json_n, again_n;
    char *yaml = write_as(tl, DATELINE_FORMAT_YAML, &n);
    char *json = write_as(tl, DATELINE_FORMAT_JSON, &json_n);
    dateline_free(write_as(tl, DATELINE_FORMAT_TEXT, &again_n));

    dateline_timeline *back = NULL;
    if (dateline_timeline_read(json, json_n, "json", NULL, &back, &e) != DATELINE_OK)
        abort();
    dateline_timeline_free(back);
    if (dateline_timeline_read(yaml, n, "yaml", NULL, &back, &e) != DATELINE_OK)
        abort();
    char *again = write_as(back, DATELINE_FORMAT_YAML, &again_n);
    if (again_n != n || memcmp(yaml, again, n) != 0)
        abort();

    dateline_diff *d = NULL;
    if (dateline_diff_new(tl, back, &d) != DATELINE_OK || !dateline_diff_same(d))
        abort();
    dateline_diff_free(d);
    dateline_free(again);
    dateline_free(json);
    dateline_free(yaml);
    dateline_timeline_free(back);
    dateline_timeline_free(tl);
    return 0;
}
