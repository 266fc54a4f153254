/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a web page or as Markdown.  The first byte chooses which.  What is read is UTF-8,
 * and the places of its tokens lie in the input, in ascending order.
 */
#include "text/text.h"

#include <stdint.h>
#include <stdlib.h>

static void check(const dtl_document *d, size_t n) {
    if (dtl_utf8_check(d->text, d->len) != d->len)
        abort();
    uint32_t before = 0;
    for (uint32_t i = 0; i < d->ntokens; i++) {
        uint32_t start = dtl_input_offset(d, d->tokens[i].start);
        uint32_t end = dtl_input_end(d, d->tokens[i].end);
        if (start < before || end < start || end > n)
            abort();
        before = start;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1)
        return 0;
    const char *bytes = (const char *)data + 1, *message = NULL;
    size_t n = size - 1, offset = 0;
    dtl_arena arena;
    dtl_document d;
    dtl_arena_init(&arena, &dtl_mem_default);
    dtl_status status =
        dtl_document_read(&d, &arena, bytes, n, data[0] & 1 ? DTL_FORMAT_MARKDOWN : DTL_FORMAT_HTML,
                          &message, &offset);
    if (status == DTL_OK)
        status = dtl_document_split(&d, NULL);
    if (status == DTL_OK)
        check(&d, n);
    else if (!message || offset > n)
        abort();
    dtl_arena_free(&arena);
    return 0;
}
