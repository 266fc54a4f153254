/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cache_lines: arrays whose items do not share a processor's cache line with their neighbours.
 *
 * What a context remembers of words is megabytes, most of which is not near the processor when it
 * is asked for; an item that starts in the middle of a line would take two waits for one.  The
 * memory is not cleared: a short text touches little of it.
 *
 * The arrays are as large as the system's large pages, where the default allocator takes those:
 * thousands of small pages would not be near the processor either.
 */
#ifndef DTL_CACHE_LINES_H
#define DTL_CACHE_LINES_H

#include "base/base.h"

#define DTL_CACHE_LINE 64u
#define DTL_LINES_SIZE                                                                             \
    (DTL_HUGE_PAGE - DTL_HUGE_PAGE / 32) /* bytes of an array, for a large page */

/** A block for an array; zero-initialise. */
typedef struct dtl_lines {
    void *block;
    size_t size;
} dtl_lines;

/** Where the first line at or behind p starts. */
static inline unsigned char *dtl_line_at(unsigned char *p) {
    return p + (DTL_CACHE_LINE - (uintptr_t)p % DTL_CACHE_LINE) % DTL_CACHE_LINE;
}

/** The array, at the start of a line; NULL: no memory. */
static inline void *dtl_lines_new(const dtl_mem *mem, size_t size, dtl_lines *ret) {
    unsigned char *p = mem->resize(mem->ctx, NULL, 0, size + DTL_CACHE_LINE - 1);

    if (!p)
        return NULL;
    *ret = (dtl_lines){p, size + DTL_CACHE_LINE - 1};
    return dtl_line_at(p);
}

static inline void dtl_lines_free(const dtl_mem *mem, dtl_lines *lines) {
    dtl_free(mem, lines->block, lines->size);
    *lines = (dtl_lines){0};
}

#endif
