/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem: the default allocator, and the two calls everything else makes of an allocator.
 *
 * There is one entry, `resize`, so that an allocator of one's own is one function.  The old size
 * goes with every call: a counting allocator needs no header in front of its blocks.  What has to
 * be zero comes from calloc where it can: memory fresh from the system is zero already, and a page
 * of it that is never used is never there.
 *
 * Where the system has huge pages, a block that just fills one (dtl_arena_init_large) is asked for
 * in one: loading the rules touches 20 MB once, and a page fault for each 4 kB of it was a third of
 * the start-up time.  Larger blocks are not: a document of megabytes would wait for the system to
 * gather its pages.
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise */
#endif
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

/* A new block in a huge page, for one that just fills it; NULL: the caller asks for a common one.
 */
static void *huge_block(size_t size) {
#if defined(MADV_HUGEPAGE)
    if (size <= DTL_HUGE_PAGE && size > DTL_HUGE_PAGE - (DTL_HUGE_PAGE >> 4)) {
        void *p = aligned_alloc(DTL_HUGE_PAGE, DTL_HUGE_PAGE);
        if (p)
            (void)madvise(p, DTL_HUGE_PAGE, MADV_HUGEPAGE); /* only advice */
        return p;
    }
#endif
    (void)size;
    return NULL;
}

static void *default_resize(void *ctx, void *ptr, size_t old_size, size_t size) {
    (void)ctx;
    (void)old_size;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    void *p = ptr ? NULL : huge_block(size);
    return p ? p : realloc(ptr, size);
}

const dtl_mem dtl_mem_default = {default_resize, NULL};

void *dtl_alloc(const dtl_mem *mem, size_t size) {
    if (size == 0)
        return NULL;
    if (mem->resize == default_resize)
        return calloc(1, size);
    void *p = mem->resize(mem->ctx, NULL, 0, size);
    if (p)
        memset(p, 0, size);
    return p;
}

void dtl_free(const dtl_mem *mem, void *ptr, size_t size) {
    if (ptr)
        mem->resize(mem->ctx, ptr, size, 0);
}
