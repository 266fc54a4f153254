/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem: the default allocator, and the two calls everything else makes of an allocator.
 *
 * There is one entry, `resize`, so that an allocator of one's own is one function.  The old size
 * goes with every call: a counting allocator needs no header in front of its blocks.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

static void *default_resize(void *ctx, void *ptr, size_t old_size, size_t size) {
    (void)ctx;
    (void)old_size;
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, size);
}

const dtl_mem dtl_mem_default = {default_resize, NULL};

void *dtl_alloc(const dtl_mem *mem, size_t size) {
    if (size == 0)
        return NULL;
    void *p = mem->resize(mem->ctx, NULL, 0, size);
    if (p)
        memset(p, 0, size);
    return p;
}

void dtl_free(const dtl_mem *mem, void *ptr, size_t size) {
    if (ptr)
        mem->resize(mem->ctx, ptr, size, 0);
}
