/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8: checking, reading and writing UTF-8 (Unicode 15, table 3-7: well-formed sequences).
 *
 * Text is checked once, where it comes in; every later reader may rely on it.  The reader is kept
 * safe on broken bytes all the same, since a message about broken text has to show the text: it
 * gives U+FFFD for the byte and goes on with the next.
 */
#include "base/base.h"

#include <string.h>

#define REPLACEMENT 0xFFFD

/* Length of the well-formed sequence at p[0..n), n > 0; 0 when there is none. */
static unsigned sequence(const unsigned char *p, size_t n) {
    unsigned char c = p[0];
    if (c < 0x80)
        return 1;
    if (c < 0xC2 || c > 0xF4)
        return 0;
    unsigned len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (n < len)
        return 0;
    /* The second byte alone tells overlong forms, surrogates and what lies above U+10FFFF. */
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 0;
    for (unsigned i = 2; i < len; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

size_t dtl_utf8_check(const char *p, size_t n) {
    const unsigned char *u = (const unsigned char *)p;
    size_t i = 0;
    while (i < n) {
        uint64_t eight;
        if (n - i >= sizeof eight) {
            memcpy(&eight, u + i, sizeof eight);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                i += sizeof eight;
                continue;
            }
        }
        unsigned len = sequence(u + i, n - i);
        if (!len)
            return i;
        i += len;
    }
    return n;
}

int32_t dtl_utf8_next(const char *p, size_t n, size_t *i) {
    const unsigned char *u = (const unsigned char *)p + *i;
    unsigned len = sequence(u, n - *i);
    *i += len ? len : 1;
    switch (len) {
    case 1: return u[0];
    case 2: return (u[0] & 0x1F) << 6 | (u[1] & 0x3F);
    case 3: return (u[0] & 0x0F) << 12 | (u[1] & 0x3F) << 6 | (u[2] & 0x3F);
    case 4: return (u[0] & 0x07) << 18 | (u[1] & 0x3F) << 12 | (u[2] & 0x3F) << 6 | (u[3] & 0x3F);
    default: return REPLACEMENT;
    }
}

size_t dtl_utf8_count(const char *p, size_t n) {
    const uint64_t each = UINT64_C(0x0101010101010101);
    size_t count = 0, i = 0;
    for (; n - i >= 8; i += 8) { /* 8 less the bytes of 10xxxxxx */
        uint64_t x;
        memcpy(&x, p + i, 8);
        count += 8 - ((x >> 7 & ~x >> 6 & each) * each >> 56);
    }
    for (; i < n; i++)
        count += ((unsigned char)p[i] & 0xC0) != 0x80;
    return count;
}

unsigned dtl_utf8_put(int32_t cp, char out[4]) {
    uint32_t c = (uint32_t)cp;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (c >> 18 & 0x07));
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}
