/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a timeline file.  What is read is written, read back and written again: both
 * writings must be the same, and a timeline differs in nothing from itself.  Merging it gives the
 * same as merging its file, and merging the merged file.
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

/* The merge of one timeline as YAML. */
static char *merge(const dateline_timeline *tl, size_t *n) {
    dateline_timeline *all = NULL;
    dateline_merger *m = dateline_merger_new(NULL);
    if (!m || dateline_merger_add(m, tl, NULL) != DATELINE_OK ||
        dateline_merger_finish(m, &all) != DATELINE_OK)
        abort();
    char *out = write_as(all, DATELINE_FORMAT_YAML, n), *matrix = NULL;
    size_t html_n;
    dateline_free(write_as(all, DATELINE_FORMAT_HTML, &html_n));
    if (dateline_matrix_write(all, DATELINE_MATRIX_OUTLETS, NULL, &matrix, NULL) != DATELINE_OK)
        abort();
    dateline_free(matrix);
    dateline_timeline_free(all);
    dateline_merger_free(m);
    return out;
}

static void check_merge(const dateline_timeline *tl, const dateline_timeline *back) {
    size_t n, same_n, again_n;
    char *merged = merge(tl, &n), *same = merge(back, &same_n);
    dateline_timeline *read = NULL;
    dateline_error e;
    if (same_n != n || memcmp(merged, same, n) != 0 ||
        dateline_timeline_read(merged, n, "merged", NULL, &read, &e) != DATELINE_OK)
        abort();
    char *again = merge(read, &again_n);
    if (again_n != n || memcmp(merged, again, n) != 0)
        abort();
    dateline_free(again);
    dateline_free(same);
    dateline_free(merged);
    dateline_timeline_free(read);
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
    check_merge(tl, back);
    dateline_free(again);
    dateline_free(json);
    dateline_free(yaml);
    dateline_timeline_free(back);
    dateline_timeline_free(tl);
    return 0;
}
