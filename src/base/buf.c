/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf: borrowed slices, and the growing buffer that every writer writes to.
 *
 * A writer makes hundreds of small calls; checking each would hide what it writes.  So a failed
 * allocation sets `failed`, later writes do nothing, and the caller looks once at the end.  What
 * was written before the failure stays, NUL-terminated.
 *
 * Invariant: at is NULL with cap 0, or at[n] is NUL and n < cap.
 */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BUF_FIRST ((size_t)128)

/* A C string is cut at DTL_TEXT_MAX, which no text may pass. */
dtl_slice dtl_slice_of(const char *nul_terminated) {
    size_t n = strlen(nul_terminated);
    return (dtl_slice){nul_terminated, n < DTL_TEXT_MAX ? (uint32_t)n : DTL_TEXT_MAX};
}

bool dtl_slice_eq(dtl_slice a, dtl_slice b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool dtl_slice_is(dtl_slice a, const char *nul_terminated) {
    return dtl_slice_eq(a, dtl_slice_of(nul_terminated));
}

void dtl_buf_init(dtl_buf *b, const dtl_mem *mem) {
    *b = (dtl_buf){.mem = mem};
}

void dtl_buf_free(dtl_buf *b) {
    dtl_free(b->mem, b->at, b->cap);
    *b = (dtl_buf){.mem = b->mem};
}

/* Makes room for n more bytes and the NUL. */
static bool reserve(dtl_buf *b, size_t n) {
    if (b->failed)
        return false;
    size_t need;
    if (__builtin_add_overflow(b->n, n, &need) || __builtin_add_overflow(need, (size_t)1, &need)) {
        b->failed = true;
        return false;
    }
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : BUF_FIRST;
    while (cap < need)
        if (__builtin_mul_overflow(cap, (size_t)2, &cap))
            cap = need;
    char *at = b->mem->resize(b->mem->ctx, b->at, b->cap, cap);
    if (!at) {
        b->failed = true;
        return false;
    }
    b->at = at;
    b->cap = cap;
    b->at[b->n] = '\0';
    return true;
}

void dtl_buf_put_more(dtl_buf *b, const char *p, size_t n) {
    if (!reserve(b, n)) /* nothing is something to write: the buffer is a string after it */
        return;
    if (n > 0)
        memcpy(b->at + b->n, p, n);
    b->n += n;
    b->at[b->n] = '\0';
}

char *dtl_buf_room(dtl_buf *b, size_t n) {
    return reserve(b, n) ? b->at + b->n : NULL;
}

void dtl_buf_number(dtl_buf *b, uint64_t v, unsigned width) {
    char digits[20];
    unsigned first = sizeof digits;
    do {
        digits[--first] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    while (first > 0 && sizeof digits - first < width)
        digits[--first] = '0';
    dtl_buf_put(b, digits + first, sizeof digits - first);
}

void dtl_buf_puts(dtl_buf *b, const char *s) {
    dtl_buf_put(b, s, strlen(s));
}

void dtl_buf_printf(dtl_buf *b, const char *fmt, ...) {
    if (b->failed)
        return;
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    size_t room = b->cap - b->n;
    int n = vsnprintf(room ? b->at + b->n : NULL, room, fmt, ap);
    if (n < 0) {
        b->failed = true;
    } else if ((size_t)n < room) {
        b->n += (size_t)n;
    } else {
        if (room)
            b->at[b->n] = '\0';
        if (reserve(b, (size_t)n)) {
            vsnprintf(b->at + b->n, (size_t)n + 1, fmt, again);
            b->n += (size_t)n;
        }
    }
    if (b->failed && b->at)
        b->at[b->n] = '\0';
    va_end(again);
    va_end(ap);
}
