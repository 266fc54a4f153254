/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The YAML sink.
 *
 * It writes the part of YAML 1.1 (1.2 reads it the same) that a document of ours needs: block maps
 * and lists, flow ones on a single line, plain and double-quoted scalars.  A general emitter looks
 * at every character several times, because it may have to choose among five styles; here one table
 * look-up per byte decides, and what needs no escape is copied whole.
 *
 * YAML 1.1 readers turn plain scalars into numbers, booleans, nulls and dates.  A string is
 * therefore left plain only when it is made of characters that cannot start anything else and does
 * not look like one of those types; everything else is double-quoted.  Dates of the format
 * (created, start, end) are plain on purpose: readers may take them as dates.
 * Lines are never folded and Unicode stays as it is, so a quote can be searched for.  Line breaks
 * and what YAML calls unprintable (4-byte characters too, for old readers) are escaped.
 *
 * A block collection is written with its first item, since an empty one is [] or {}.
 */
#include "output/output.h"

#include <string.h>

typedef struct level {
    bool map, flow;
    bool started; /* something stands in it */
    uint32_t indent;
} level;

typedef struct yaml_sink {
    dtl_sink sink;
    dtl_buf *out;
    level open[DTL_SINK_DEPTH_MAX];
    unsigned depth;
    bool fresh; /* a block may go on where the line stands: at the beginning and behind "- " */
} yaml_sink;

/* ---- places ---------------------------------------------------------------------------------- */

static void new_line(yaml_sink *y, uint32_t indent) {
    char *p = y->fresh ? NULL : dtl_buf_room(y->out, indent + 1u);
    y->fresh = false;
    if (!p)
        return;
    p[0] = '\n';
    memset(p + 1, ' ', indent);
    dtl_buf_wrote(y->out, indent + 1u);
}

/* What stands between the value to come and what was written last. */
static void separate(yaml_sink *y) {
    if (y->depth == 0)
        return;
    level *l = &y->open[y->depth - 1];
    if (l->map) {
        dtl_buf_putc(y->out, ' ');
    } else if (!l->flow) {
        new_line(y, l->indent);
        dtl_buf_put(y->out, "- ", 2);
    } else if (l->started) {
        dtl_buf_put(y->out, ", ", 2);
    }
    l->started = true;
}

static void open_collection(yaml_sink *y, bool map, dtl_layout layout) {
    if (y->sink.failed || y->depth == DTL_SINK_DEPTH_MAX) {
        y->sink.failed = true;
        return;
    }
    const level *in = y->depth ? &y->open[y->depth - 1] : NULL;
    level l = {.map = map, .flow = layout == DTL_FLOW || (in && in->flow)};
    if (l.flow) {
        separate(y);
        dtl_buf_putc(y->out, map ? '{' : '[');
    } else if (!in) {
        y->fresh = true;
    } else if (in->map) { /* the space behind the colon waits: there may be nothing on this line */
        l.indent = in->indent + (map ? 2u : 0u);
    } else {
        separate(y);
        y->fresh = true;
        l.indent = in->indent + 2u;
    }
    y->open[y->depth++] = l;
}

static void yaml_open_map(dtl_sink *s, dtl_layout layout) {
    open_collection((yaml_sink *)s, true, layout);
}

static void yaml_open_list(dtl_sink *s, dtl_layout layout) {
    open_collection((yaml_sink *)s, false, layout);
}

static void yaml_close(dtl_sink *s) {
    yaml_sink *y = (yaml_sink *)s;
    if (s->failed || y->depth == 0) {
        s->failed = true;
        return;
    }
    level l = y->open[--y->depth];
    if (l.flow) {
        dtl_buf_putc(y->out, l.map ? '}' : ']');
    } else if (!l.started) {
        y->fresh = false;
        if (y->depth && y->open[y->depth - 1].map)
            dtl_buf_putc(y->out, ' ');
        dtl_buf_put(y->out, l.map ? "{}" : "[]", 2);
    }
}

static void yaml_key(dtl_sink *s, const char *name) {
    yaml_sink *y = (yaml_sink *)s;
    if (s->failed || y->depth == 0)
        return;
    level *l = &y->open[y->depth - 1];
    if (!l->flow)
        new_line(y, l->indent);
    size_t n = strlen(name);
    char *p = dtl_buf_room(y->out, n + 3);
    if (!p)
        return;
    char *at = p;
    if (l->flow && l->started) {
        *at++ = ',';
        *at++ = ' ';
    }
    memcpy(at, name, n);
    at[n] = ':';
    dtl_buf_wrote(y->out, (size_t)(at - p) + n + 1);
    l->started = true;
}

/* ---- scalars --------------------------------------------------------------------------------- */

/* Classes of bytes; those of a string are what all its bytes have in common. */
enum {
    PLAIN = 1, /* may stand in a plain scalar */
    START = 2, /* and at its beginning */
    BARE = 4,  /* may stand between quotation marks without an escape */
    ASCII = 8
};
/* clang-format off */
#define X8(c) c, c, c, c, c, c, c, c
#define NO    ASCII
#define QU    (ASCII | BARE)
#define IN    (ASCII | BARE | PLAIN)
#define AL    (ASCII | BARE | PLAIN | START)
#define HI    (BARE | PLAIN | START) /* if unprintable() finds nothing */
static const uint8_t byte_class[256] = {
    X8(NO), X8(NO), X8(NO), X8(NO),
    IN, QU, NO, QU, QU, QU, QU, IN,  IN, IN, QU, IN, QU, IN, IN, IN, /*  !"#$%&'()*+,-./ */
    X8(AL), AL, AL, QU, QU, QU, QU, QU, QU,                          /* 0-9 :;<=>? */
    QU, AL, AL, AL, AL, AL, AL, AL, X8(AL),
    X8(AL), AL, AL, AL, QU, NO, QU, QU, IN,                          /* P-Z [\]^_ */
    QU, AL, AL, AL, AL, AL, AL, AL, X8(AL),
    X8(AL), AL, AL, AL, QU, QU, QU, QU, NO,                          /* p-z {|}~ DEL */
    X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI),
    X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI), X8(HI)
};
/* clang-format on */

/* Code points from U+0080 on that have to be escaped. */
static bool is_escaped(int32_t c) {
    return c < 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c >= 0xFFFE;
}

static bool has_escaped(const char *p, size_t n) {
    for (size_t i = 0; i < n;) {
        if ((unsigned char)p[i] < 0x80)
            i++;
        else if (is_escaped(dtl_utf8_next(p, n, &i)))
            return true;
    }
    return false;
}

/* What may be done with the string as a whole. */
static unsigned class_of(const char *p, size_t n) {
    unsigned all = PLAIN | START | BARE | ASCII;
    for (size_t i = 0; i < n; i++)
        all &= byte_class[(unsigned char)p[i]];
    if (!(all & ASCII) && has_escaped(p, n))
        all = 0;
    return all;
}

static void put_escape(dtl_buf *out, int32_t c) {
    static const char digits[] = "0123456789ABCDEF", letters[] = "abtnvfr";
    char e[10] = {'\\'};
    size_t n = 2;
    if (c >= 0x07 && c <= 0x0D) {
        e[1] = letters[c - 0x07];
    } else if (c == '"' || c == '\\') {
        e[1] = (char)c;
    } else if (c == 0 || c == 0x1B || c == 0x85) {
        e[1] = c == 0 ? '0' : c == 0x1B ? 'e' : 'N';
    } else if (c == 0x2028 || c == 0x2029) {
        e[1] = c == 0x2028 ? 'L' : 'P';
    } else {
        unsigned width = c <= 0xFF ? 2 : c <= 0xFFFF ? 4 : 8;
        e[1] = c <= 0xFF ? 'x' : c <= 0xFFFF ? 'u' : 'U';
        for (unsigned k = width; k-- > 0;)
            e[n++] = digits[(uint32_t)c >> 4 * k & 15];
    }
    dtl_buf_put(out, e, n);
}

static void put_escaped(dtl_buf *out, const char *p, size_t n) {
    size_t done = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        unsigned char byte = (unsigned char)p[i];
        int32_t c = byte < 0x80 ? (int32_t)p[i++] : dtl_utf8_next(p, n, &i);
        if (byte < 0x80 ? (byte_class[byte] & BARE) != 0 : !is_escaped(c))
            continue;
        dtl_buf_put(out, p + done, at - done);
        put_escape(out, c);
        done = i;
    }
    dtl_buf_put(out, p + done, n - done);
}

/* A scalar of this class; plain: without quotation marks. */
static void scalar(dtl_sink *s, const char *p, size_t n, unsigned class, bool plain) {
    yaml_sink *y = (yaml_sink *)s;
    if (s->failed)
        return;
    separate(y);
    size_t mark = plain ? 0 : 1;
    char *to = class & BARE ? dtl_buf_room(y->out, n + 2) : NULL;
    if (to) {
        to[0] = '"';
        memcpy(to + mark, p, n);
        to[n + 1] = '"';
        dtl_buf_wrote(y->out, n + 2 * mark);
        return;
    }
    dtl_buf_putc(y->out, '"');
    put_escaped(y->out, p, n);
    dtl_buf_putc(y->out, '"');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Words that YAML 1.1 reads as null or boolean, in any of the three spellings. */
static bool is_reserved_word(const char *p, size_t n) {
    static const char *const words[] = {"null", "true", "false", "yes", "no",
                                        "on",   "off",  "y",     "n"};
    if (n > 5 || !memchr("ntfyoNTFYO", p[0], 10))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i]) != n)
            continue;
        size_t k = 0;
        while (k < n && (p[k] | 0x20) == words[i][k])
            k++;
        if (k == n)
            return true;
    }
    return false;
}

/*
 * Numbers (also 1_000, 0x1F, 1e5, 12:30:00) and dates start with a digit and have no letters but
 * those of an exponent, of a base, or of an instant: "2022 Istanbul talks" is no number.
 */
static bool looks_numeric(const char *p, size_t n) {
    if (!is_digit(p[0]))
        return false;
    bool hex = n > 1 && (p[1] | 0x20) == 'x';
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if ((unsigned char)c >= 0x80)
            return false;
        if (is_letter(c) && !strchr(hex ? "xXabcdefABCDEF" : "eEoTtZz", c))
            return false;
    }
    return true;
}

/* A version (1.0.0) has two points and stays a string in every YAML. */
static bool is_version(const char *p, size_t n) {
    size_t points = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '.')
            points++;
        else if (!is_digit(p[i]))
            return false;
    }
    return points == 2;
}

static bool is_plain(const char *p, size_t n, unsigned class) {
    return n > 0 && (class & PLAIN) && (byte_class[(unsigned char)p[0]] & START) &&
           p[n - 1] != ' ' && !is_reserved_word(p, n) && (!looks_numeric(p, n) || is_version(p, n));
}

static void yaml_string(dtl_sink *s, const char *p, size_t n) {
    unsigned class = class_of(p, n);
    scalar(s, p, n, class, is_plain(p, n, class));
}

static void yaml_quote(dtl_sink *s, const char *p, size_t n) {
    scalar(s, p, n, class_of(p, n), false);
}

/* A whole day is a date in YAML; a bare year would be an integer, and an instant has colons. */
static void yaml_date(dtl_sink *s, const char *p, size_t n) {
    bool day = n == 10 && p[4] == '-' && p[7] == '-';
    for (size_t i = 0; day && i < n; i++)
        day = is_digit(p[i]) || i == 4 || i == 7;
    scalar(s, p, n, class_of(p, n), day);
}

static void yaml_integer(dtl_sink *s, int64_t v) {
    yaml_sink *y = (yaml_sink *)s;
    if (s->failed)
        return;
    separate(y);
    if (v < 0)
        dtl_buf_putc(y->out, '-');
    dtl_buf_number(y->out, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 1);
}

/* As JSON writes it: 0.93, 0.9, 1.0. */
static void yaml_hundredths(dtl_sink *s, int v) {
    const char number[] = {(char)('0' + v / 100), '.', (char)('0' + v / 10 % 10),
                           (char)('0' + v % 10)};
    scalar(s, number, number[3] == '0' ? 3 : 4, BARE, true);
}

static void yaml_boolean(dtl_sink *s, bool v) {
    scalar(s, v ? "true" : "false", v ? 4 : 5, BARE, true);
}

dtl_status dtl_yaml_write(dtl_fill fill, const void *value, const dateline_write_options *opts,
                          dtl_buf *out) {
    yaml_sink y = {.sink = {.open_map = yaml_open_map,
                            .open_list = yaml_open_list,
                            .close = yaml_close,
                            .key = yaml_key,
                            .string = yaml_string,
                            .quote = yaml_quote,
                            .date = yaml_date,
                            .integer = yaml_integer,
                            .hundredths = yaml_hundredths,
                            .boolean = yaml_boolean},
                   .out = out};
    dtl_buf_init(&y.sink.scratch, out->mem);
    fill(&y.sink, value, opts);
    dtl_buf_putc(out, '\n');
    dtl_buf_free(&y.sink.scratch);
    return y.sink.failed || out->failed ? DTL_E_NOMEM : DTL_OK;
}
