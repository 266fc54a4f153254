/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON sink, on jansson.
 *
 * A tree is built and then dumped: keys stay in the order given, two blanks of indentation, or one
 * line under `compact`.  Text is UTF-8 as it is.
 */
#include "output/output.h"

#include <jansson.h>
#include <string.h>

typedef struct json_sink {
    dtl_sink sink;
    json_t *open[DTL_SINK_DEPTH_MAX]; /* borrowed by their parents, but for the root */
    const char *key;                  /* for the next value of the innermost map */
    json_t *root;
    unsigned depth;
} json_sink;

/* Takes over `value`; NULL is a failed allocation. */
static bool put(json_sink *j, json_t *value) {
    if (!value || j->sink.failed) {
        json_decref(value);
        j->sink.failed = true;
        return false;
    }
    int bad;
    if (j->depth == 0) {
        bad = j->root != NULL;
        if (bad)
            json_decref(value);
        else
            j->root = value;
    } else if (json_is_object(j->open[j->depth - 1])) {
        bad = !j->key ? (json_decref(value), -1)
                      : json_object_set_new_nocheck(j->open[j->depth - 1], j->key, value);
        j->key = NULL;
    } else {
        bad = json_array_append_new(j->open[j->depth - 1], value);
    }
    if (bad)
        j->sink.failed = true;
    return !bad;
}

static void open_collection(json_sink *j, json_t *value) {
    if (j->depth == DTL_SINK_DEPTH_MAX) {
        json_decref(value);
        j->sink.failed = true;
    } else if (put(j, value)) {
        j->open[j->depth++] = value;
    }
}

static void json_open_map(dtl_sink *s, dtl_layout layout) {
    (void)layout;
    open_collection((json_sink *)s, json_object());
}

static void json_open_list(dtl_sink *s, dtl_layout layout) {
    (void)layout;
    open_collection((json_sink *)s, json_array());
}

static void json_close(dtl_sink *s) {
    json_sink *j = (json_sink *)s;
    if (j->depth == 0)
        s->failed = true;
    else if (!s->failed)
        j->depth--;
}

static void json_key(dtl_sink *s, const char *name) {
    ((json_sink *)s)->key = name;
}

static void json_text(dtl_sink *s, const char *p, size_t n) {
    put((json_sink *)s, json_stringn_nocheck(p, n));
}

static void json_int(dtl_sink *s, int64_t v) {
    put((json_sink *)s, json_integer(v));
}

static void json_hundredths(dtl_sink *s, int v) {
    put((json_sink *)s, json_real(v / 100.0));
}

static void json_bool(dtl_sink *s, bool v) {
    put((json_sink *)s, json_boolean(v));
}

/* What JSON allows in a string but YAML does not: our JSON is read back by a YAML parser. */
static bool is_unprintable(int32_t c) {
    return c == 0x7F || (c >= 0x80 && c < 0xA0 && c != 0x85) || c == 0xFEFF || c == 0xFFFE ||
           c == 0xFFFF;
}

/* jansson hands out whole characters; those beyond ASCII only inside strings. */
static int append(const char *p, size_t n, void *out) {
    dtl_buf *b = out;
    size_t done = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        int32_t c = (unsigned char)p[i] < 0x7F ? (unsigned char)p[i++] : dtl_utf8_next(p, n, &i);
        if (!is_unprintable(c))
            continue;
        dtl_buf_put(b, p + done, at - done);
        dtl_buf_printf(b, "\\u%04x", (unsigned)c);
        done = i;
    }
    dtl_buf_put(b, p + done, n - done);
    return b->failed ? -1 : 0;
}

dtl_status dtl_json_write(dtl_fill fill, const void *value, const dateline_write_options *opts,
                          dtl_buf *out) {
    json_sink j = {.sink = {.open_map = json_open_map,
                            .open_list = json_open_list,
                            .close = json_close,
                            .key = json_key,
                            .string = json_text,
                            .quote = json_text,
                            .date = json_text,
                            .integer = json_int,
                            .hundredths = json_hundredths,
                            .boolean = json_bool}};
    dtl_buf_init(&j.sink.scratch, out->mem);
    fill(&j.sink, value, opts);
    /* Two significant digits are exactly what hundredths have. */
    size_t flags = JSON_REAL_PRECISION(2) | (opts->compact ? JSON_COMPACT : JSON_INDENT(2));
    if (!j.sink.failed && j.root && json_dump_callback(j.root, append, out, flags) == 0)
        dtl_buf_putc(out, '\n');
    else
        j.sink.failed = true;
    json_decref(j.root);
    dtl_buf_free(&j.sink.scratch);
    return j.sink.failed || out->failed ? DTL_E_NOMEM : DTL_OK;
}
