/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The YAML sink, on libyaml's emitter.
 *
 * YAML 1.1 readers turn plain scalars into numbers, booleans, nulls and dates.  A string is
 * therefore left plain only when it is made of characters that cannot start anything else and does
 * not look like one of those types; everything else is double-quoted.  Dates of the format
 * (created, start, end) are plain on purpose: readers may take them as dates.
 * Lines are never folded and Unicode stays as it is, so a quote can be searched for.
 */
#include "output/output.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

typedef struct yaml_sink {
    dtl_sink sink;
    yaml_emitter_t emitter;
    bool is_map[DTL_SINK_DEPTH_MAX];
    unsigned depth;
} yaml_sink;

static void emit(yaml_sink *y, yaml_event_t *event, int made) {
    /* The emitter takes over the event, also when it fails. */
    if (!made || !yaml_emitter_emit(&y->emitter, event))
        y->sink.failed = true;
}

static void open_collection(yaml_sink *y, bool map, dtl_layout layout) {
    if (y->sink.failed || y->depth == DTL_SINK_DEPTH_MAX) {
        y->sink.failed = true;
        return;
    }
    y->is_map[y->depth++] = map;
    yaml_event_t event;
    int made;
    if (map)
        made = yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
                                                   layout == DTL_FLOW ? YAML_FLOW_MAPPING_STYLE
                                                                      : YAML_BLOCK_MAPPING_STYLE);
    else
        made = yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
                                                    layout == DTL_FLOW ? YAML_FLOW_SEQUENCE_STYLE
                                                                       : YAML_BLOCK_SEQUENCE_STYLE);
    emit(y, &event, made);
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
    yaml_event_t event;
    int made = y->is_map[--y->depth] ? yaml_mapping_end_event_initialize(&event)
                                     : yaml_sequence_end_event_initialize(&event);
    emit(y, &event, made);
}

static void scalar(dtl_sink *s, const char *p, size_t n, yaml_scalar_style_t style) {
    if (s->failed)
        return;
    if (n > DTL_TEXT_MAX) {
        s->failed = true;
        return;
    }
    yaml_event_t event;
    bool plain = style == YAML_PLAIN_SCALAR_STYLE;
    int made = yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)p, (int)n,
                                            plain, 1, style);
    emit((yaml_sink *)s, &event, made);
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

static bool is_plain(const char *p, size_t n) {
    if (n == 0 || is_reserved_word(p, n) || (looks_numeric(p, n) && !is_version(p, n)))
        return false;
    if (!is_digit(p[0]) && !is_letter(p[0]) && (unsigned char)p[0] < 0x80)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (!is_letter(c) && !is_digit(c) && (unsigned char)c < 0x80 && !strchr(" _./()'+-", c))
            return false;
    }
    /* The emitter looks at the rest: control and unprintable characters, blanks at the ends. */
    return p[n - 1] != ' ';
}

static void yaml_string(dtl_sink *s, const char *p, size_t n) {
    scalar(s, p, n, is_plain(p, n) ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

static void yaml_quote(dtl_sink *s, const char *p, size_t n) {
    scalar(s, p, n, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

/* A whole day is a date in YAML; a bare year would be an integer, and an instant has colons. */
static void yaml_date(dtl_sink *s, const char *p, size_t n) {
    bool day = n == 10 && p[4] == '-' && p[7] == '-';
    for (size_t i = 0; day && i < n; i++)
        day = is_digit(p[i]) || i == 4 || i == 7;
    scalar(s, p, n, day ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

static void yaml_key(dtl_sink *s, const char *name) {
    scalar(s, name, strlen(name), YAML_PLAIN_SCALAR_STYLE);
}

static void yaml_integer(dtl_sink *s, int64_t v) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)v);
    scalar(s, digits, (size_t)n, YAML_PLAIN_SCALAR_STYLE);
}

/* As JSON writes it: 0.93, 0.9, 1.0. */
static void yaml_hundredths(dtl_sink *s, int v) {
    char number[5] = {(char)('0' + v / 100), '.', (char)('0' + v / 10 % 10), (char)('0' + v % 10),
                      0};
    scalar(s, number, number[3] == '0' ? 3 : 4, YAML_PLAIN_SCALAR_STYLE);
}

static void yaml_boolean(dtl_sink *s, bool v) {
    scalar(s, v ? "true" : "false", v ? 4 : 5, YAML_PLAIN_SCALAR_STYLE);
}

static int append(void *out, unsigned char *p, size_t n) {
    dtl_buf *b = out;
    dtl_buf_put(b, (const char *)p, n);
    return !b->failed;
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
                            .boolean = yaml_boolean}};
    if (!yaml_emitter_initialize(&y.emitter))
        return DTL_E_NOMEM;
    yaml_emitter_set_output(&y.emitter, append, out);
    yaml_emitter_set_unicode(&y.emitter, 1);
    yaml_emitter_set_width(&y.emitter, -1);
    yaml_emitter_set_break(&y.emitter, YAML_LN_BREAK);

    yaml_event_t event;
    emit(&y, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    if (!y.sink.failed)
        emit(&y, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    if (!y.sink.failed)
        fill(&y.sink, value, opts);
    if (!y.sink.failed)
        emit(&y, &event, yaml_document_end_event_initialize(&event, 1));
    if (!y.sink.failed)
        emit(&y, &event, yaml_stream_end_event_initialize(&event));
    if (!y.sink.failed && !yaml_emitter_flush(&y.emitter))
        y.sink.failed = true;
    yaml_emitter_delete(&y.emitter);
    return y.sink.failed || out->failed ? DTL_E_NOMEM : DTL_OK;
}
