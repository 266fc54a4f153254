/* SPDX-License-Identifier: Apache-2.0 */
/*
 * failing_mem: an allocator that refuses the n-th allocation and every later one, and counts what
 * is still held.  A test runs the same work with n = 1, 2, 3 ... until it succeeds; after each
 * round `live` must be 0.
 */
#ifndef DTL_TEST_FAILING_MEM_H
#define DTL_TEST_FAILING_MEM_H

#include "base/base.h"

#include <stdlib.h>

typedef struct failing_mem {
    dtl_mem mem;
    size_t left; /* allocations still granted */
    size_t live; /* bytes held, by the sizes the caller gave */
    bool refused;
} failing_mem;

static void *failing_resize(void *ctx, void *ptr, size_t old_size, size_t size) {
    failing_mem *f = ctx;
    if (size == 0) {
        free(ptr);
        f->live -= ptr ? old_size : 0;
        return NULL;
    }
    if (f->left == 0) {
        f->refused = true;
        return NULL;
    }
    f->left--;
    void *p = realloc(ptr, size);
    if (p) {
        if (!ptr) /* what the caller must not rely on */
            for (size_t i = 0; i < size; i++)
                ((unsigned char *)p)[i] = 0xA5;
        f->live += size - (ptr ? old_size : 0);
    }
    return p;
}

static inline void failing_mem_init(failing_mem *f, size_t granted) {
    *f = (failing_mem){.left = granted};
    f->mem = (dtl_mem){failing_resize, f};
}

#endif
