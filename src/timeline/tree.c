/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML events to nodes, with an explicit stack: a hostile file costs no more than its length.
 *
 * libyaml counts positions in characters, so bytes are found again by walking the text; that is
 * done for a message only.  It also refuses the surrogate pairs by which JSON writers spell
 * characters beyond U+FFFF; a JSON input gets these replaced by the characters first.
 */
#include "timeline/tree.h"

#include "timeline/api.h"

#include <string.h>
#include <yaml.h>

typedef struct builder {
    const char *bytes;
    size_t n;
    const char *name;
    dtl_arena *arena;
    dateline_error *reterr;
    dtl_tree_node *open[DTL_TREE_DEPTH_MAX];
    unsigned depth;
    uint32_t nodes;
    dtl_tree_node *root;
} builder;

size_t dtl_tree_offset(const char *bytes, size_t n, uint32_t line, uint32_t col) {
    size_t at = 0;
    for (uint32_t l = 1; l < line; l++) {
        const char *nl = memchr(bytes + at, '\n', n - at);
        if (!nl)
            return n;
        at = (size_t)(nl - bytes) + 1;
    }
    for (uint32_t c = 1; c < col && at < n && bytes[at] != '\n'; c++)
        dtl_utf8_next(bytes, n, &at);
    return at;
}

static dtl_status fail(builder *b, dtl_status status, yaml_mark_t mark, const char *what) {
    uint32_t line = (uint32_t)mark.line + 1, col = (uint32_t)mark.column + 1;
    dtl_error_set(b->reterr, status, dtl_tree_offset(b->bytes, b->n, line, col), "%s:%u:%u: %s",
                  b->name, line, col, what);
    return status;
}

/* Hangs a node into the innermost open collection; NULL with the reason in *status. */
static dtl_tree_node *add(builder *b, const yaml_event_t *event, dtl_tree_kind kind,
                          dtl_status *status) {
    if (++b->nodes > DTL_TREE_NODES_MAX) {
        *status = fail(b, DTL_E_LIMIT, event->start_mark, "the file has too many values");
        return NULL;
    }
    dtl_tree_node *node = DTL_NEW(b->arena, dtl_tree_node);
    if (!node) {
        *status = DTL_E_NOMEM;
        return NULL;
    }
    node->kind = kind;
    node->line = (uint32_t)event->start_mark.line + 1;
    node->col = (uint32_t)event->start_mark.column + 1;
    if (b->depth == 0) {
        b->root = node;
    } else {
        dtl_tree_node *parent = b->open[b->depth - 1];
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): every level has its node */
        if (parent->last)
            parent->last->next = node;
        else
            parent->first = node;
        parent->last = node;
        parent->count++;
    }
    return node;
}

static dtl_status add_scalar(builder *b, const yaml_event_t *event) {
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return fail(b, DTL_E_INPUT, event->start_mark,
                    "anchors and tags are not used in a timeline");
    dtl_status status = DTL_OK;
    dtl_tree_node *node = add(b, event, DTL_TREE_SCALAR, &status);
    if (!node)
        return status;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->text.n = (uint32_t)event->data.scalar.length;
    if (memchr(event->data.scalar.value, 0, node->text.n))
        return fail(b, DTL_E_INPUT, event->start_mark, "a string holds a NUL character");
    node->text.p =
        dtl_arena_strndup(b->arena, (const char *)event->data.scalar.value, node->text.n);
    return node->text.p ? DTL_OK : DTL_E_NOMEM;
}

static dtl_status add_collection(builder *b, const yaml_event_t *event, bool map) {
    const yaml_char_t *anchor =
        map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag = map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    if (anchor || tag)
        return fail(b, DTL_E_INPUT, event->start_mark,
                    "anchors and tags are not used in a timeline");
    if (b->depth == DTL_TREE_DEPTH_MAX)
        return fail(b, DTL_E_LIMIT, event->start_mark, "values are nested too deeply");
    dtl_status status = DTL_OK;
    dtl_tree_node *node = add(b, event, map ? DTL_TREE_MAP : DTL_TREE_LIST, &status);
    if (node)
        b->open[b->depth++] = node;
    return status;
}

/* One event; *done is set at the end of the stream. */
static dtl_status take(builder *b, const yaml_event_t *event, bool *done) {
    switch (event->type) {
    case YAML_STREAM_END_EVENT: *done = true; return DTL_OK;
    case YAML_DOCUMENT_START_EVENT:
        if (b->root)
            return fail(b, DTL_E_INPUT, event->start_mark,
                        "a second document begins here: a file holds one timeline");
        return DTL_OK;
    case YAML_ALIAS_EVENT:
        return fail(b, DTL_E_INPUT, event->start_mark, "aliases are not used in a timeline");
    case YAML_SCALAR_EVENT: return add_scalar(b, event);
    case YAML_MAPPING_START_EVENT: return add_collection(b, event, true);
    case YAML_SEQUENCE_START_EVENT: return add_collection(b, event, false);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT: b->depth--; return DTL_OK;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT: break;
    }
    return DTL_OK;
}

static int hex4(const char *p) {
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        v = v * 16 + digit;
    }
    return v;
}

/* *bytes with \uD83D\uDE00 replaced by its character; as it was where it is no JSON or has none. */
static bool join_surrogates(dtl_arena *arena, const char **bytes, size_t *n) {
    const char *p = *bytes;
    size_t first = 0;
    while (first < *n && strchr(" \t\r\n", p[first]))
        first++;
    if (first == *n || (p[first] != '{' && p[first] != '['))
        return true;
    bool any = false;
    for (const char *at = p; !any && (at = memchr(at, '\\', *n - (size_t)(at - p))); at++)
        any = *n - (size_t)(at - p) >= 12 && at[1] == 'u' && (at[2] == 'd' || at[2] == 'D');
    if (!any)
        return true;
    char *out = dtl_arena_alloc(arena, *n + 1);
    if (!out)
        return false;
    size_t w = 0;
    for (size_t i = 0; i < *n;) {
        if (p[i] == '\\' && *n - i >= 12 && p[i + 1] == 'u' && p[i + 6] == '\\' &&
            p[i + 7] == 'u') {
            int high = hex4(p + i + 2), low = hex4(p + i + 8);
            if (high >= 0xD800 && high < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
                w += dtl_utf8_put(0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00), out + w);
                i += 12;
                continue;
            }
        }
        if (p[i] == '\\' && i + 1 < *n)
            out[w++] = p[i++];
        out[w++] = p[i++];
    }
    *bytes = out;
    *n = w;
    return true;
}

static dtl_status parse(builder *b) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return DTL_E_NOMEM;
    yaml_parser_set_input_string(&parser, (const unsigned char *)b->bytes, b->n);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    dtl_status status = DTL_OK;
    for (bool done = false; status == DTL_OK && !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = parser.error == YAML_MEMORY_ERROR
                         ? DTL_E_NOMEM
                         : fail(b, DTL_E_INPUT, parser.problem_mark,
                                parser.problem ? parser.problem : "not YAML");
            break;
        }
        status = take(b, &event, &done);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

dtl_status dtl_tree_read(const char *bytes, size_t n, const char *name, dtl_arena *arena,
                         dtl_tree_node **ret, dateline_error *reterr) {
    if (n > DTL_TEXT_MAX) {
        dtl_error_set(reterr, DTL_E_LIMIT, SIZE_MAX, "%s: larger than %u MiB", name,
                      DTL_TEXT_MAX >> 20);
        return DTL_E_LIMIT;
    }
    size_t bad = dtl_utf8_check(bytes, n);
    if (bad < n) {
        uint32_t line = 1;
        for (size_t i = 0; i < bad; i++)
            line += bytes[i] == '\n';
        dtl_error_set(reterr, DTL_E_UTF8, bad, "%s:%u: not UTF-8 text at byte %zu", name, line,
                      bad);
        return DTL_E_UTF8;
    }
    builder b = {.bytes = bytes, .n = n, .name = name, .arena = arena, .reterr = reterr};
    if (!join_surrogates(arena, &b.bytes, &b.n))
        return DTL_E_NOMEM;
    dtl_status status = parse(&b);
    if (status == DTL_OK && !b.root) {
        dtl_error_set(reterr, DTL_E_INPUT, 0, "%s: the file is empty", name);
        status = DTL_E_INPUT;
    }
    if (status == DTL_OK)
        *ret = b.root;
    return status;
}
