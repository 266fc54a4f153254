/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_decode: the bytes of a page become UTF-8.
 *
 * The order is that of the WHATWG Encoding and HTML standards: byte order mark, <meta charset> or
 * http-equiv within the first kilobyte, else UTF-8 where the bytes are that, else windows-1252;
 * what calls itself latin1 is windows-1252.  As in a browser one bad byte does not cost the page:
 * U+FFFD stands for it, it is counted, and the page is refused only when more than one byte in
 * REPLACED_SHARE is bad.  ICU decodes; its offsets give the map back to the bytes.
 */
#include "text/html.h"

#include <string.h>

#include <unicode/ucnv.h>
#include <unicode/utf16.h>

#define META_BYTES 1024u
#define LABEL_MAX 40
#define REPLACED_SHARE 20 /* one byte in so many may be bad */
#define CHUNK 4096

typedef struct decoder {
    dtl_arena *arena;
    const char *bytes;
    uint32_t n;
    dtl_html_text *ret;
    dtl_chars out;
} decoder;

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Offset behind the first `word` in [i, n), or n; `word` is lower case. */
static uint32_t behind_word(const char *p, uint32_t i, uint32_t n, const char *word) {
    uint32_t length = (uint32_t)strlen(word);
    for (; i + length <= n; i++) {
        uint32_t k = 0;
        while (k < length && lower(p[i + k]) == word[k])
            k++;
        if (k == length)
            return i + length;
    }
    return n;
}

/* The label that a <meta> within the first bytes gives; "" when none does. */
static void declared(const char *p, uint32_t n, char label[LABEL_MAX]) {
    uint32_t end = n < META_BYTES ? n : META_BYTES;
    label[0] = '\0';
    for (uint32_t i = behind_word(p, 0, end, "<meta"); i < end;
         i = behind_word(p, i, end, "<meta")) {
        const char *close = memchr(p + i, '>', end - i);
        uint32_t stop = close ? (uint32_t)(close - p) : end;
        uint32_t k = behind_word(p, i, stop, "charset");
        while (k < stop && strchr(" \t\r\n\"'=", p[k]))
            k++;
        uint32_t length = 0;
        while (k < stop && length + 1 < LABEL_MAX && !strchr(" \t\r\n\"';/>", p[k]))
            label[length++] = lower(p[k++]);
        label[length] = '\0';
        if (length > 0)
            return;
    }
}

/* The name that ICU knows for a label of the Encoding standard; NULL: unknown. */
static const char *converter_name(const char *label) {
    static const char *const western[] = {"iso-8859-1", "latin1",   "iso8859-1", "iso_8859-1",
                                          "ascii",      "us-ascii", "cp1252",    "windows-1252"};
    if (!label[0])
        return NULL;
    for (size_t i = 0; i < sizeof western / sizeof *western; i++)
        if (strcmp(label, western[i]) == 0)
            return "windows-1252";
    /* A page whose <meta> can be read byte by byte is not in UTF-16. */
    if (strncmp(label, "utf-16", 6) == 0 || strncmp(label, "utf-32", 6) == 0 ||
        strcmp(label, "utf8") == 0)
        return "utf-8";
    return label;
}

static bool map(decoder *c, uint32_t input) {
    dtl_offsets *m = &c->ret->map;
    uint32_t text = c->out.n;
    if (m->n > 0) {
        dtl_offset last = m->at[m->n - 1];
        if (last.text == text) {
            m->at[m->n - 1].input = input;
            return true;
        }
        if (last.input + (text - last.text) == input)
            return true;
    } else if (text == input) {
        return true;
    }
    return dtl_vec_push(c->arena, m, ((dtl_offset){text, input}));
}

static bool put(decoder *c, int32_t cp, uint32_t input) {
    char utf8[4];
    unsigned length = dtl_utf8_put(cp, utf8);
    if (!map(c, input) || !dtl_chars_reserve(c->arena, &c->out, length))
        return false;
    memcpy(c->out.at + c->out.n, utf8, length);
    c->out.n += length;
    return true;
}

static void count_replaced(decoder *c, uint32_t input) {
    if (c->ret->replaced++ == 0)
        c->ret->first_replaced = input;
}

/* UTF-8 that is not wholly valid, or has NUL bytes. */
static dtl_status repair(decoder *c, uint32_t from) {
    uint32_t i = from, stop = from; /* the next NUL is at stop */
    while (i < c->n) {
        if (i >= stop) {
            const char *nul = memchr(c->bytes + i, 0, c->n - i);
            stop = nul ? (uint32_t)(nul - c->bytes) : c->n;
        }
        uint32_t good = (uint32_t)dtl_utf8_check(c->bytes + i, stop - i);
        if (good > 0) {
            if (!map(c, i) || !dtl_chars_reserve(c->arena, &c->out, good))
                return DTL_E_NOMEM;
            memcpy(c->out.at + c->out.n, c->bytes + i, good);
            c->out.n += good;
            i += good;
        } else {
            count_replaced(c, i);
            if (!put(c, 0xFFFD, i))
                return DTL_E_NOMEM;
            stop = i == stop ? i : stop; /* a NUL: look for the next one */
            i++;
        }
    }
    return map(c, c->n) ? DTL_OK : DTL_E_NOMEM;
}

static dtl_status convert(decoder *c, UConverter *converter, uint32_t from) {
    const char *p = c->bytes + from, *end = c->bytes + c->n;
    UErrorCode error = U_ZERO_ERROR;
    do {
        UChar units[CHUNK];
        int32_t offsets[CHUNK];
        UChar *out = units;
        const char *start = p;
        error = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &out, units + CHUNK, &p, end, offsets, p == end, &error);
        if (U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR)
            return DTL_E_NOMEM;
        uint32_t base = (uint32_t)(start - c->bytes), at = base;
        for (int32_t i = 0, count = (int32_t)(out - units); i < count;) {
            if (offsets[i] >= 0)
                at = base + (uint32_t)offsets[i];
            UChar32 cp = units[i++];
            if (cp >= 0xD800 && cp < 0xDC00 && i < count && U16_IS_TRAIL(units[i]))
                cp = 0x10000 + ((cp - 0xD800) << 10) + (units[i++] - 0xDC00);
            if (cp == 0xFFFD || cp == 0 || (cp >= 0xD800 && cp <= 0xDFFF)) {
                count_replaced(c, at);
                cp = 0xFFFD;
            }
            if (!put(c, cp, at))
                return DTL_E_NOMEM;
        }
    } while (error == U_BUFFER_OVERFLOW_ERROR || p < end);
    return map(c, c->n) ? DTL_OK : DTL_E_NOMEM;
}

static dtl_status decode_as(decoder *c, const char *name, uint32_t from, bool *known) {
    UErrorCode error = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &error);
    *known = U_SUCCESS(error) && converter;
    if (!*known)
        return error == U_MEMORY_ALLOCATION_ERROR ? DTL_E_NOMEM : DTL_OK;
    dtl_status status = convert(c, converter, from);
    ucnv_close(converter);
    c->ret->text = c->out.at;
    c->ret->n = c->out.n;
    return status;
}

static dtl_status decode_utf8(decoder *c, uint32_t from) {
    dtl_html_text *ret = c->ret;
    ret->charset = "utf-8";
    if (!memchr(c->bytes, 0, c->n) && dtl_utf8_check(c->bytes + from, c->n - from) == c->n - from) {
        ret->text = c->bytes + from;
        ret->n = c->n - from;
        return from == 0 || dtl_vec_push(c->arena, &ret->map, ((dtl_offset){0, from}))
                   ? DTL_OK
                   : DTL_E_NOMEM;
    }
    dtl_status status = repair(c, from);
    ret->text = c->out.at;
    ret->n = c->out.n;
    return status;
}

static bool starts(const decoder *c, const char *mark, uint32_t n) {
    return c->n >= n && memcmp(c->bytes, mark, n) == 0;
}

static dtl_status decode(decoder *c) {
    char label[LABEL_MAX];
    bool known = false;
    if (starts(c, "\xEF\xBB\xBF", 3))
        return decode_utf8(c, 3);
    bool little = starts(c, "\xFF\xFE", 2);
    if (little || starts(c, "\xFE\xFF", 2)) {
        c->ret->charset = little ? "utf-16le" : "utf-16be";
        return decode_as(c, c->ret->charset, 2, &known);
    }
    declared(c->bytes, c->n, label);
    const char *name = converter_name(label);
    if (name && strcmp(name, "utf-8") != 0) {
        c->ret->charset = dtl_arena_strndup(c->arena, name, strlen(name));
        if (!c->ret->charset)
            return DTL_E_NOMEM;
        dtl_status status = decode_as(c, name, 0, &known);
        if (known || status != DTL_OK)
            return status;
    }
    if ((name && strcmp(name, "utf-8") == 0) || dtl_utf8_check(c->bytes, c->n) == c->n)
        return decode_utf8(c, 0);
    c->ret->charset = "windows-1252";
    return decode_as(c, "windows-1252", 0, &known);
}

/* Length of what libxml2 would drop or change at p[i]: control characters, U+FFFE, U+FFFF; or 0. */
static uint32_t unparsed(const char *p, uint32_t i, uint32_t n) {
    unsigned char c = (unsigned char)p[i];
    if (c < 0x20)
        return c != '\t' && c != '\n';
    return c == 0xEF && n - i >= 3 && (unsigned char)p[i + 1] == 0xBF &&
                   (unsigned char)p[i + 2] >= 0xBE
               ? 3
               : 0;
}

/*
 * Puts blanks, and U+FFFD, in the place of what a parser would leave out, so that what it reports
 * is what stands in the source, byte for byte.
 */
static dtl_status settle(decoder *c) {
    dtl_html_text *ret = c->ret;
    char *own = ret->text == c->out.at ? c->out.at : NULL;
    for (uint32_t i = 0; i < ret->n; i++) {
        uint32_t length = unparsed(ret->text, i, ret->n);
        if (length == 0)
            continue;
        if (!own) {
            own = dtl_arena_strndup(c->arena, ret->text, ret->n);
            if (!own)
                return DTL_E_NOMEM;
            ret->text = own;
        }
        if (length == 1)
            own[i] = ' ';
        else
            own[i + 2] = (char)0xBD;
    }
    return DTL_OK;
}

dtl_status dtl_html_decode(dtl_arena *arena, const char *bytes, uint32_t n, dtl_html_text *ret,
                           const char **ret_message, size_t *ret_offset) {
    *ret = (dtl_html_text){.text = ""};
    decoder c = {.arena = arena, .bytes = bytes, .n = n, .ret = ret};
    if (n == 0)
        return DTL_OK;
    dtl_status status = decode(&c);
    if (status != DTL_OK)
        return status;
    if (ret->replaced > n / REPLACED_SHARE) {
        *ret_message = dtl_arena_printf(
            arena,
            "%u bytes of the page are not characters of its encoding, %s; the first stands at "
            "offset %u. Convert it to UTF-8, or correct its <meta charset>",
            ret->replaced, ret->charset, ret->first_replaced);
        *ret_offset = ret->first_replaced;
        return *ret_message ? DTL_E_UTF8 : DTL_E_NOMEM;
    }
    if (!ret->text)
        ret->text = "";
    return settle(&c);
}
