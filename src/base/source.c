/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source: from byte offsets to lines and columns and back.
 *
 * Everything inside the program is a byte offset; lines and columns exist for messages, and for
 * the marks of libyaml, which counts characters.  A line ends where libyaml ends one: LF, CR, CRLF,
 * NEL, LS or PS.  A byte order mark is not part of the first line, as libyaml does not count it.
 *
 * Invariant: lines[] is strictly ascending and lines[0] is where the first line starts.
 */
#include "base/base.h"

#include <string.h>

/* Length of the line break at text[i], 0 if there is none. */
static uint32_t line_break(const char *text, uint32_t len, uint32_t i) {
    uint32_t left = len - i;
    switch ((unsigned char)text[i]) {
    case '\n': return 1;
    case '\r': return left > 1 && text[i + 1] == '\n' ? 2 : 1;
    case 0xC2: return left > 1 && (unsigned char)text[i + 1] == 0x85 ? 2 : 0;
    case 0xE2:
        return left > 2 && (unsigned char)text[i + 1] == 0x80 &&
                       ((unsigned char)text[i + 2] & 0xFE) == 0xA8
                   ? 3
                   : 0;
    default: return 0;
    }
}

static bool is_continuation(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Does a line break begin with the byte `lead` anywhere? */
static bool breaks_after(const char *text, uint32_t len, int lead) {
    const char *end = text + len;
    for (const char *p = text; (p = memchr(p, lead, (size_t)(end - p))); p++)
        if (line_break(text, len, (uint32_t)(p - text)))
            return true;
    return false;
}

/* The next line break at or after i, or len; *ret_length is its length.  `plain`: LF only. */
static uint32_t next_break(const char *text, uint32_t len, uint32_t i, bool plain,
                           uint32_t *ret_length) {
    *ret_length = 1;
    if (plain) {
        const char *p = i < len ? memchr(text + i, '\n', len - i) : NULL;
        return p ? (uint32_t)(p - text) : len;
    }
    while (i < len && !(*ret_length = line_break(text, len, i)))
        i++;
    return i;
}

bool dtl_source_init(dtl_source *s, dtl_arena *a, const char *name, const char *text,
                     uint32_t len) {
    *s = (dtl_source){.name = name, .text = text, .len = len};
    uint32_t first = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    /* nearly all files have no other line break: then the C library finds them, many at a time */
    bool plain = len && !breaks_after(text, len, '\r') && !breaks_after(text, len, 0xC2) &&
                 !breaks_after(text, len, 0xE2);
    uint32_t nlines = 1, n;
    for (uint32_t i = first; (i = next_break(text, len, i, plain, &n)) < len; i += n)
        nlines++;
    s->lines = DTL_NEW_ARRAY(a, nlines, uint32_t);
    if (!s->lines)
        return false;
    s->lines[s->nlines++] = first;
    for (uint32_t i = first; (i = next_break(text, len, i, plain, &n)) < len; i += n)
        s->lines[s->nlines++] = i + n;
    return true;
}

void dtl_source_locate(const dtl_source *s, uint32_t offset, uint32_t *line, uint32_t *col) {
    *line = *col = 1;
    if (!s->nlines)
        return;
    if (offset > s->len)
        offset = s->len;
    uint32_t low = 0, high = s->nlines; /* lines[low] <= offset < lines[high], or low is 0 */
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (s->lines[mid] <= offset)
            low = mid;
        else
            high = mid;
    }
    *line = low + 1;
    uint32_t start = s->lines[low];
    while (offset > start && offset < s->len && is_continuation(s->text[offset]))
        offset--;
    if (offset > start)
        *col = 1 + (uint32_t)dtl_utf8_count(s->text + start, offset - start);
}

uint32_t dtl_source_offset(const dtl_source *s, size_t line, size_t col) {
    if (line >= s->nlines)
        return s->len;
    size_t i = s->lines[line];
    while (col-- > 0 && i < s->len && !line_break(s->text, s->len, (uint32_t)i))
        dtl_utf8_next(s->text, s->len, &i);
    return (uint32_t)i;
}
