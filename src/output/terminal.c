/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a terminal needs to know of text: how wide it is, how it is coloured, where it may be cut.
 *
 * Width follows Unicode's East Asian Width and general categories (ICU), enough for columns to line
 * up; it is not a layout engine.  Control characters of a document never reach the terminal.
 */
#include "output/output.h"

#include <string.h>
#include <unicode/uchar.h>

static const char *const escapes[] = {
    [DTL_INK_PLAIN] = "",        [DTL_INK_STRONG] = "\x1b[1m", [DTL_INK_DIM] = "\x1b[2m",
    [DTL_INK_DATE] = "\x1b[36m", [DTL_INK_GOOD] = "\x1b[32m",  [DTL_INK_WARN] = "\x1b[33m",
    [DTL_INK_BAD] = "\x1b[31m",
};

static unsigned width_of(int32_t cp) {
    int8_t category = u_charType(cp);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
        category == U_FORMAT_CHAR || category == U_CONTROL_CHAR)
        return 0;
    int wide = u_getIntPropertyValue(cp, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_FULLWIDTH || wide == U_EA_WIDE ? 2 : 1;
}

size_t dtl_display_width(const char *p, size_t n) {
    size_t width = 0;
    for (size_t i = 0; i < n;)
        width += width_of(dtl_utf8_next(p, n, &i));
    return width;
}

void dtl_pad(dtl_buf *out, size_t from, size_t to) {
    for (; from < to; from++)
        dtl_buf_putc(out, ' ');
}

/* Copies p without control characters: an escape sequence in an article stays an article. */
static void put_clean(dtl_buf *out, const char *p, size_t n) {
    for (size_t i = 0; i < n;) {
        size_t at = i;
        int32_t cp = dtl_utf8_next(p, n, &i);
        if (u_charType(cp) != U_CONTROL_CHAR)
            dtl_buf_put(out, p + at, i - at);
    }
}

void dtl_ink_put(dtl_buf *out, bool colour, dtl_ink ink, const char *p, size_t n) {
    if (colour && ink != DTL_INK_PLAIN)
        dtl_buf_puts(out, escapes[ink]);
    put_clean(out, p, n);
    if (colour && ink != DTL_INK_PLAIN)
        dtl_buf_puts(out, "\x1b[0m");
}

static const char quote_open[] = "\xE2\x80\x9C", quote_close[] = "\xE2\x80\x9D";
static const char ellipsis[] = "\xE2\x80\xA6";

/* The quote without line breaks: what is measured is what is printed. */
static void put_one_line(dtl_buf *line, const char *p, size_t n) {
    bool space = false;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        int32_t cp = dtl_utf8_next(p, n, &i);
        if (u_isUWhiteSpace(cp) || u_charType(cp) == U_CONTROL_CHAR) {
            space = line->n > 0;
            continue;
        }
        if (space)
            dtl_buf_putc(line, ' ');
        space = false;
        dtl_buf_put(line, p + at, i - at);
    }
}

size_t dtl_fitting(const char *p, size_t n, size_t columns) {
    size_t width = 0, word_end = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        int32_t cp = dtl_utf8_next(p, n, &i);
        if (cp == ' ')
            word_end = at;
        width += width_of(cp);
        if (width > columns)
            return word_end ? word_end : at;
    }
    return n;
}

void dtl_put_quote(dtl_buf *out, bool colour, const char *p, size_t n, size_t columns) {
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    put_one_line(&line, p, n);
    if (line.failed) {
        out->failed = true;
    } else if (line.n > 0) {
        if (colour)
            dtl_buf_puts(out, escapes[DTL_INK_DIM]);
        dtl_buf_puts(out, quote_open);
        size_t room = columns > 3 ? columns - 2 : 1;
        size_t fits = dtl_fitting(line.at, line.n, room);
        if (fits < line.n) {
            fits = dtl_fitting(line.at, line.n, room > 1 ? room - 1 : 1);
            dtl_buf_put(out, line.at, fits);
            dtl_buf_puts(out, ellipsis);
        } else {
            dtl_buf_put(out, line.at, line.n);
        }
        dtl_buf_puts(out, quote_close);
        if (colour)
            dtl_buf_puts(out, "\x1b[0m");
    }
    dtl_buf_free(&line);
}

bool dtl_status_ink(dtl_event_status s, dtl_ink *ret) {
    switch (s) {
    case DTL_STATUS_ONGOING: *ret = DTL_INK_GOOD; return true;
    case DTL_STATUS_PLANNED:
    case DTL_STATUS_POSSIBLE: *ret = DTL_INK_WARN; return true;
    case DTL_STATUS_CANCELLED:
    case DTL_STATUS_DENIED: *ret = DTL_INK_BAD; return true;
    case DTL_STATUS_NONE:
    case DTL_STATUS_HAPPENED: break;
    }
    return false;
}
