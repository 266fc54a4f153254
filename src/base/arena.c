/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: memory that is freed all at once, and the growable arrays that live in it.
 *
 * An arena is a list of chunks; the head is the one being filled.  Chunks double up to a limit, so
 * that a short document costs one small block and a long one few calls.  A request too large for
 * the next chunk gets a chunk to itself, linked behind the head: what is left of the head stays
 * usable.
 *
 * Memory is zeroed ahead of what is handed out, some kilobytes at a time: most blocks are a few
 * words, and to clear each on its own costs more than all the rest of handing it out.
 *
 * Invariants: every block handed out is zeroed and aligned for max_align_t; at, ready and left are
 * multiples of that alignment (at: counted from the chunk's data), ready <= left, and at + left is
 * the end of the head; without a head all three are 0.  reset keeps one chunk at most.
 */
#include "base/base.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CHUNK_FIRST ((size_t)8 << 10)
#define CHUNK_LAST ((size_t)1 << 20)
#define CHUNK_LARGE (DTL_HUGE_PAGE - sizeof(dtl_arena_chunk))
#define ZEROED_AHEAD ((size_t)4 << 10)
#define VEC_FIRST 8u

struct dtl_arena_chunk {
    dtl_arena_chunk *next;
    size_t size; /* of data, in bytes: a multiple of the alignment */
    alignas(max_align_t) unsigned char data[];
};

void dtl_arena_init(dtl_arena *a, const dtl_mem *mem) {
    *a = (dtl_arena){.mem = mem, .largest = CHUNK_LAST};
}

void dtl_arena_init_large(dtl_arena *a, const dtl_mem *mem) {
    *a = (dtl_arena){.mem = mem, .largest = CHUNK_LARGE};
}

static void chunk_free(const dtl_arena *a, dtl_arena_chunk *c) {
    dtl_free(a->mem, c, sizeof *c + c->size);
}

/*
 * A chunk with room for `need` bytes, linked into the list; NULL on failure.  One for a single
 * request is zero: the array in it may be filled in part only, and what is not touched of fresh
 * memory costs nothing.
 */
static dtl_arena_chunk *chunk_new(dtl_arena *a, size_t need) {
    size_t size = CHUNK_FIRST;
    if (a->head)
        size = a->head->size <= CHUNK_LAST / 2 ? a->head->size * 2 : a->largest;
    bool own = need > size;
    if (own)
        size = need;
    size_t total;
    if (__builtin_add_overflow(size, sizeof(dtl_arena_chunk), &total) || total > PTRDIFF_MAX)
        return NULL;
    dtl_arena_chunk *c =
        own ? dtl_alloc(a->mem, total) : a->mem->resize(a->mem->ctx, NULL, 0, total);
    if (!c)
        return NULL;
    c->size = size;
    if (own && a->head) {
        c->next = a->head->next;
        a->head->next = c;
    } else {
        c->next = a->head;
        a->head = c;
        a->at = c->data;
        a->ready = own ? size : 0;
        a->left = size;
    }
    return c;
}

void *dtl_arena_more(dtl_arena *a, size_t size) {
    size_t need;
    if (__builtin_add_overflow(size ? size : 1, DTL_ARENA_ALIGN - 1, &need))
        return NULL;
    need &= ~(DTL_ARENA_ALIGN - 1);
    if (need > a->left) {
        dtl_arena_chunk *c = chunk_new(a, need);
        if (!c)
            return NULL;
        if (c != a->head) { /* all of it for this */
            a->used += need;
            return c->data;
        }
    }
    if (need > a->ready) {
        size_t ready = need > ZEROED_AHEAD ? need : ZEROED_AHEAD;
        if (ready > a->left)
            ready = a->left;
        memset(a->at + a->ready, 0, ready - a->ready);
        a->ready = ready;
    }
    return dtl_arena_alloc(a, need);
}

void *dtl_arena_array(dtl_arena *a, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return dtl_arena_alloc(a, total);
}

char *dtl_arena_strndup(dtl_arena *a, const char *p, size_t n) {
    size_t total;
    if (__builtin_add_overflow(n, (size_t)1, &total))
        return NULL;
    char *s = dtl_arena_alloc(a, total);
    if (s && n)
        memcpy(s, p, n);
    return s;
}

char *dtl_arena_printf(dtl_arena *a, const char *fmt, ...) {
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *s = n < 0 ? NULL : dtl_arena_alloc(a, (size_t)n + 1);
    if (s)
        vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return s;
}

void dtl_arena_reset(dtl_arena *a) {
    dtl_arena_chunk *keep = a->head;
    for (dtl_arena_chunk *c = a->head; c; c = c->next)
        if (c->size > keep->size)
            keep = c;
    for (dtl_arena_chunk *c = a->head, *next; c; c = next) {
        next = c->next;
        if (c != keep)
            chunk_free(a, c);
    }
    if (keep)
        keep->next = NULL;
    a->head = keep;
    a->at = keep ? keep->data : NULL;
    a->left = keep ? keep->size : 0;
    a->ready = a->used = 0;
}

void dtl_arena_free(dtl_arena *a) {
    for (dtl_arena_chunk *c = a->head, *next; c; c = next) {
        next = c->next;
        chunk_free(a, c);
    }
    a->head = NULL;
    a->at = NULL;
    a->ready = a->left = a->used = 0;
}

/*
 * *at is read and written as bytes: it is a pointer to the caller's item type, and to touch it as a
 * void * would break the aliasing rules.
 */
bool dtl_vec_grow(dtl_arena *a, void **at, uint32_t n, uint32_t *cap, size_t size) {
    if (n < *cap)
        return true;
    uint32_t more = VEC_FIRST;
    if (*cap && __builtin_mul_overflow(*cap, 2u, &more))
        return false;
    void *block = dtl_arena_array(a, more, size);
    if (!block)
        return false;
    void *old;
    memcpy(&old, at, sizeof old);
    if (n)
        memcpy(block, old, (size_t)n * size);
    memcpy(at, &block, sizeof block);
    *cap = more;
    return true;
}
