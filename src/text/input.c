/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input: the bytes of a document are checked, and its format is found.
 *
 * Everything behind this file may rely on valid UTF-8 without NUL bytes; a web page is decoded into
 * that, other formats have to be it.  What is refused is named, with the byte where it begins and
 * the way to go on.  A byte order mark is skipped; line ends stay as they are.  An empty document
 * is a document: its timeline is empty.
 */
#include "text/text.h"

#include <string.h>

#include "text/tokens.h"

#define BOM "\xEF\xBB\xBF"

/* message NULL: it could not be allocated. */
static dtl_status fail(dtl_status status, const char *message, size_t offset,
                       const char **ret_message, size_t *ret_offset) {
    if (!message)
        return DTL_E_NOMEM;
    *ret_message = message;
    *ret_offset = offset;
    return status;
}

static bool starts(const char *p, size_t n, const char *magic, size_t length) {
    return n >= length && memcmp(p, magic, length) == 0;
}

/* As starts, but letters of either case; `word` is lower case. */
static bool starts_word(const char *p, size_t n, const char *word) {
    size_t length = strlen(word);
    if (n < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] | 0x20) : p[i];
        if (c != word[i])
            return false;
    }
    return true;
}

/* Names what is known by its first bytes and is not UTF-8 text; NULL for anything else. */
static const char *not_text(const char *p, size_t n) {
    if (starts(p, n, "\xFF\xFE\0\0", 4) || starts(p, n, "\0\0\xFE\xFF", 4))
        return "the input is UTF-32 (byte order mark at offset 0); convert it with "
               "iconv -f utf-32 -t utf-8";
    if (starts(p, n, "\xFF\xFE", 2) || starts(p, n, "\xFE\xFF", 2))
        return "the input is UTF-16 (byte order mark at offset 0); convert it with "
               "iconv -f utf-16 -t utf-8";
    if (starts(p, n, "%PDF-", 5))
        return "the input is a PDF file; convert it with pdftotext";
    if (starts(p, n, "PK\x03\x04", 4))
        return "the input is a ZIP archive (or a word processor's file); extract its text first";
    if (starts(p, n, "\x1F\x8B", 2))
        return "the input is compressed with gzip; decompress it with gzip -dc";
    return NULL;
}

/* Whether p[0..n), which is not UTF-8, is the beginning of a character. */
static bool is_cut(const char *p, size_t n) {
    unsigned char c = (unsigned char)p[0];
    size_t length = c < 0xC2 || c > 0xF4 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < n && i < length; i++)
        if (((unsigned char)p[i] & 0xC0) != 0x80)
            return false;
    return n > 1 && n < length;
}

static dtl_status check(dtl_arena *arena, const char *p, size_t n, const char **ret_message,
                        size_t *ret_offset) {
    if (n > DTL_TEXT_MAX) {
        const char *message = dtl_arena_printf(
            arena, "the input has %zu bytes, more than the limit of %u", n, (unsigned)DTL_TEXT_MAX);
        return fail(DTL_E_LIMIT, message, DTL_TEXT_MAX, ret_message, ret_offset);
    }
    const char *what = not_text(p, n);
    if (what)
        return fail(DTL_E_UTF8, what, 0, ret_message, ret_offset);
    const char *nul = n ? memchr(p, 0, n) : NULL;
    size_t bad = dtl_utf8_check(p, n);
    if (nul && (size_t)(nul - p) <= bad) {
        size_t offset = (size_t)(nul - p);
        const char *message = dtl_arena_printf(
            arena,
            "a NUL byte at offset %zu: the input is not text, or it is UTF-16 (then convert "
            "it with iconv -f utf-16 -t utf-8)",
            offset);
        return fail(DTL_E_UTF8, message, offset, ret_message, ret_offset);
    }
    if (bad < n && is_cut(p + bad, n - bad))
        return fail(DTL_E_UTF8, "the input ends inside a character: it was cut off", bad,
                    ret_message, ret_offset);
    if (bad < n) {
        const char *message =
            dtl_arena_printf(arena,
                             "byte 0x%02X at offset %zu is not UTF-8; convert the input with "
                             "iconv -f latin1 -t utf-8",
                             (unsigned)(unsigned char)p[bad], bad);
        return fail(DTL_E_UTF8, message, bad, ret_message, ret_offset);
    }
    return DTL_OK;
}

/* Whether the text is a web page: its first tag says so, XHTML behind the XML declaration. */
static bool is_page(const char *p, size_t n) {
    size_t i = 0;
    while (i < n) {
        const char *head = p + i;
        size_t rest = n - i;
        const char *end;
        if (starts_word(head, rest, "<!doctype html") || starts_word(head, rest, "<html") ||
            starts_word(head, rest, "<head") || starts_word(head, rest, "<body"))
            return true;
        bool comment = starts(head, rest, "<!--", 4);
        if (!comment && !starts(head, rest, "<?", 2))
            return false;
        end = memchr(head, '>', rest);
        while (comment && end && (end - head < 6 || end[-1] != '-' || end[-2] != '-'))
            end = memchr(end + 1, '>', (size_t)(p + n - end - 1));
        if (!end)
            return false;
        i = (size_t)(end - p) + 1;
        while (i < n && strchr(" \t\r\n", p[i]))
            i++;
    }
    return false;
}

/* What the ending of a file's name says; AUTO: nothing. */
static dtl_format format_of_name(const char *name) {
    static const struct {
        const char *ending;
        dtl_format format;
    } known[] = {{"html", DTL_FORMAT_HTML},         {"htm", DTL_FORMAT_HTML},
                 {"xhtml", DTL_FORMAT_HTML},        {"md", DTL_FORMAT_MARKDOWN},
                 {"markdown", DTL_FORMAT_MARKDOWN}, {"tml", DTL_FORMAT_TIMEML},
                 {"timeml", DTL_FORMAT_TIMEML}};
    const char *slash = name ? strrchr(name, '/') : NULL;
    const char *dot = name ? strrchr(slash ? slash : name, '.') : NULL;
    for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
        if (starts_word(dot + 1, strlen(dot + 1), known[i].ending) &&
            strlen(dot + 1) == strlen(known[i].ending))
            return known[i].format;
    return DTL_FORMAT_AUTO;
}

/* Offset behind a byte order mark and white space. */
static size_t first_mark(const char *p, size_t n) {
    size_t i = starts(p, n, BOM, 3) ? 3 : 0;
    while (i < n && strchr(" \t\r\n", p[i]))
        i++;
    return i;
}

dtl_format dtl_format_of(const char *bytes, size_t n, const char *name) {
    size_t head = first_mark(bytes, n);
    if (is_page(bytes + head, n - head))
        return DTL_FORMAT_HTML;
    if (starts(bytes + head, n - head, "<?xml", 5) || starts(bytes + head, n - head, "<TimeML", 7))
        return DTL_FORMAT_TIMEML;
    return format_of_name(name);
}

dtl_status dtl_document_read(dtl_document *d, dtl_arena *arena, const char *bytes, size_t n,
                             dtl_format format, const char **ret_message, size_t *ret_offset) {
    *d = (dtl_document){.arena = arena, .text = ""};
    if (n == 0)
        bytes = ""; /* the caller may have nothing to point to */
    /* Beyond the limit nothing is looked at. */
    size_t head = n <= DTL_TEXT_MAX ? first_mark(bytes, n) : 0;
    if (format == DTL_FORMAT_AUTO && n <= DTL_TEXT_MAX)
        format = dtl_format_of(bytes, n, NULL);
    if (format == DTL_FORMAT_HTML && n <= DTL_TEXT_MAX)
        return dtl_html_read(d, bytes, (uint32_t)n, ret_message, ret_offset);
    dtl_status status = check(arena, bytes, n, ret_message, ret_offset);
    if (status != DTL_OK)
        return status;
    uint32_t bom = starts(bytes, n, BOM, 3) ? 3 : 0;
    const char *text = bytes + bom;
    uint32_t len = (uint32_t)n - bom;
    if (format == DTL_FORMAT_TIMEML)
        return dtl_timeml_read(d, bytes, (uint32_t)n, (uint32_t)head, ret_message, ret_offset);
    if (format == DTL_FORMAT_MARKDOWN)
        return dtl_markdown_read(d, bytes, (uint32_t)n, bom, ret_message, ret_offset);
    d->text = len ? text : "";
    d->len = len;
    if (bom && !dtl_vec_push(arena, &d->map, ((dtl_offset){0, bom})))
        return DTL_E_NOMEM;
    return DTL_OK;
}
