/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml: libyaml's events into a positioned tree.
 *
 * libyaml's marks count characters, and its idea of a line break is wider than ours, so positions
 * are made from the character index alone: events come in text order, and a cursor that walks the
 * bytes once turns every index into a byte offset.  A byte order mark is not counted by libyaml;
 * the caller has removed it.
 *
 * The event loop keeps its own stack of open collections, of fixed size: no recursion, and a
 * nesting bomb ends at DTL_YAML_DEPTH_MAX.  The first syntax error ends the file, because what
 * follows a broken indentation is noise; errors of content are found later by walking the tree.
 */
#include "rules/yaml.h"

#include <string.h>
#include <yaml.h>

typedef struct frame {
    dtl_yaml *node;
    dtl_yaml *last; /* last item or key */
    dtl_yaml *key;  /* waits for its value */
} frame;

typedef struct reader {
    dtl_arena *scratch, *keep;
    dtl_diags *diags;
    const dtl_source *source;
    size_t cursor_index, cursor_byte;
    frame stack[DTL_YAML_DEPTH_MAX];
    unsigned depth;
    uint32_t nodes;
    dtl_yaml *docs, *last_doc;
    dtl_status status;
    bool stop; /* a diagnostic ended the file */
} reader;

/* Byte offset of libyaml's character index; indices mostly ascend. */
static uint32_t byte_at(reader *r, size_t index) {
    if (index < r->cursor_index) {
        r->cursor_index = 0;
        r->cursor_byte = 0;
    }
    const char *p = r->source->text;
    size_t i = r->cursor_byte;
    size_t at = r->cursor_index;
    while (at < index && i < r->source->len) {
        i++;
        while (i < r->source->len && ((unsigned char)p[i] & 0xC0u) == 0x80u) {
            i++;
        }
        at++;
    }
    r->cursor_index = at;
    r->cursor_byte = i;
    return (uint32_t)i;
}

static void fail_at(reader *r, const char *code, uint32_t start, uint32_t end, const char *hint,
                    const char *message) {
    dtl_diag_add(r->diags, DTL_ERROR, code, r->source, start, end, NULL, hint, "%s", message);
    r->stop = true;
}

/* Keys are compared by hash in a table twice as large as the mapping: linear for any size. */
static void check_duplicates(reader *r, const dtl_yaml *map) {
    if (map->count < 2) {
        return;
    }
    uint32_t slots = 4;
    while (slots < map->count * 2) {
        slots *= 2;
    }
    const dtl_yaml *few[64];
    const dtl_yaml **table = few;
    if (slots > 64) {
        table = DTL_NEW_ARRAY(r->scratch, slots, const dtl_yaml *);
        if (!table) {
            r->status = DTL_E_NOMEM;
            return;
        }
    } else {
        memset(few, 0, sizeof few);
    }
    for (const dtl_yaml *k = map->first; k; k = k->next) {
        uint32_t at = dtl_hash(k->text.p, k->text.n) & (slots - 1);
        while (table[at] && !dtl_slice_eq(table[at]->text, k->text)) {
            at = (at + 1) & (slots - 1);
        }
        if (table[at]) {
            uint32_t line, col;
            dtl_source_locate(r->source, table[at]->start, &line, &col);
            dtl_diag_add(r->diags, DTL_ERROR, "R105", r->source, k->start, k->end, NULL, NULL,
                         "the key '%.*s' is there twice; first on line %u", (int)k->text.n,
                         k->text.p, line);
        } else {
            table[at] = k;
        }
    }
}

/* Hangs a finished or opened node into the innermost collection. */
static void attach(reader *r, dtl_yaml *n) {
    if (r->depth == 0) {
        if (r->last_doc) {
            r->last_doc->next = n;
        } else {
            r->docs = n;
        }
        r->last_doc = n;
        return;
    }
    frame *f = &r->stack[r->depth - 1];
    if (f->node->kind == DTL_YAML_MAP && f->key) {
        f->key->value = n;
        f->key = NULL;
        return;
    }
    if (f->node->kind == DTL_YAML_MAP) {
        if (n->kind != DTL_YAML_SCALAR) {
            fail_at(r, "R102", n->start, n->end, NULL, "a key must be text, not a collection");
            return;
        }
        f->key = n;
    }
    if (f->last) {
        f->last->next = n;
    } else {
        f->node->first = n;
    }
    f->last = n;
    f->node->count++;
}

static dtl_yaml *new_node(reader *r, dtl_yaml_kind kind, const yaml_event_t *e) {
    if (++r->nodes > DTL_YAML_NODES_MAX) {
        uint32_t at = byte_at(r, e->start_mark.index);
        fail_at(r, "R107", at, at, "split the file", "too many entries in one file");
        return NULL;
    }
    dtl_yaml *n = DTL_NEW(r->scratch, dtl_yaml);
    if (!n) {
        r->status = DTL_E_NOMEM;
        return NULL;
    }
    n->kind = kind;
    n->start = byte_at(r, e->start_mark.index);
    n->end = n->start;
    return n;
}

/* Offset of the content when the decoded text stands in the source as it is; UINT32_MAX if not. */
static uint32_t find_exact(const reader *r, const dtl_yaml *n, yaml_scalar_style_t style,
                           const char *text, size_t len) {
    const char *raw = r->source->text;
    uint32_t at = n->start;
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
        at++;
        if (n->end < at + len + 1) {
            return UINT32_MAX;
        }
    } else if (style == YAML_LITERAL_SCALAR_STYLE) {
        while (at < n->end && raw[at] != '\n') {
            at++;
        }
        at++;
        while (at < n->end && raw[at] == ' ') {
            at++;
        }
    } else if (style == YAML_FOLDED_SCALAR_STYLE) {
        return UINT32_MAX;
    }
    if (at > r->source->len || r->source->len - at < len || memcmp(raw + at, text, len) != 0) {
        return UINT32_MAX;
    }
    return at;
}

static void on_scalar(reader *r, const yaml_event_t *e) {
    if (e->data.scalar.anchor || e->data.scalar.tag) {
        uint32_t at = byte_at(r, e->start_mark.index);
        fail_at(r, "R106", at, at, "quote the text if it begins with & or !",
                "anchors and tags are not used in rule files");
        return;
    }
    dtl_yaml *n = new_node(r, DTL_YAML_SCALAR, e);
    if (!n) {
        return;
    }
    n->end = byte_at(r, e->end_mark.index);
    const char *text = (const char *)e->data.scalar.value;
    size_t len = e->data.scalar.length;
    yaml_scalar_style_t style = e->data.scalar.style;
    if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
        while (len > 0 && text[len - 1] == '\n') {
            len--;
        }
        uint32_t stop = n->end > r->source->len ? r->source->len : n->end;
        while (stop > n->start &&
               (r->source->text[stop - 1] == '\n' || r->source->text[stop - 1] == ' ')) {
            stop--;
        }
        n->end = stop;
    }
    n->plain = style == YAML_PLAIN_SCALAR_STYLE;
    n->bare = n->plain && len == 0;
    uint32_t at = find_exact(r, n, style, text, len);
    if (at != UINT32_MAX) {
        n->exact = true;
        n->inner = at;
        n->text = (dtl_slice){r->source->text + at, (uint32_t)len};
    } else {
        const char *copy = dtl_arena_strndup(r->keep, text, len);
        if (!copy) {
            r->status = DTL_E_NOMEM;
            return;
        }
        n->text = (dtl_slice){copy, (uint32_t)len};
    }
    attach(r, n);
}

static void on_open(reader *r, const yaml_event_t *e, dtl_yaml_kind kind) {
    bool marked = kind == DTL_YAML_LIST
                      ? e->data.sequence_start.anchor || e->data.sequence_start.tag
                      : e->data.mapping_start.anchor || e->data.mapping_start.tag;
    dtl_yaml *n = new_node(r, kind, e);
    if (!n) {
        return;
    }
    if (marked) {
        fail_at(r, "R106", n->start, n->start, NULL, "anchors and tags are not used in rule files");
        return;
    }
    if (r->depth == DTL_YAML_DEPTH_MAX) {
        fail_at(r, "R107", n->start, n->start, NULL, "nested too deeply");
        return;
    }
    attach(r, n);
    r->stack[r->depth++] = (frame){.node = n};
}

static void on_close(reader *r, const yaml_event_t *e) {
    dtl_yaml *n = r->stack[--r->depth].node;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): libyaml closes what it opened */
    n->end = byte_at(r, e->end_mark.index);
    /* A block collection ends where the next thing begins; its own end is that of its last child.
     */
    const frame *f = &r->stack[r->depth];
    const dtl_yaml *child = f->last && f->last->value ? f->last->value : f->last;
    if (child &&
        r->source->text[n->end > 0 ? n->end - 1 : 0] != (n->kind == DTL_YAML_MAP ? '}' : ']')) {
        n->end = child->end;
    }
    if (n->kind == DTL_YAML_MAP) {
        check_duplicates(r, n);
    }
}

static void on_event(reader *r, const yaml_event_t *e) {
    switch (e->type) {
    case YAML_SCALAR_EVENT: on_scalar(r, e); break;
    case YAML_SEQUENCE_START_EVENT: on_open(r, e, DTL_YAML_LIST); break;
    case YAML_MAPPING_START_EVENT: on_open(r, e, DTL_YAML_MAP); break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: on_close(r, e); break;
    case YAML_ALIAS_EVENT: {
        uint32_t at = byte_at(r, e->start_mark.index);
        fail_at(r, "R106", at, byte_at(r, e->end_mark.index),
                "write it out, or quote the text if it begins with *",
                "aliases are not used in rule files");
        break;
    }
    default: break;
    }
}

/* Characters that cannot begin a plain scalar, or that make it something else. */
static bool is_indicator(char c) {
    return c != '\0' && strchr("[]{},@`%&*!|>\"'", c);
}

/* The first character of the value that stands on the line of `at`: after the key or dash. */
static char first_of_value(const dtl_source *s, uint32_t at) {
    uint32_t i = at;
    while (i > 0 && s->text[i - 1] != '\n') {
        i--;
    }
    for (; i + 1 < at; i++) {
        if ((s->text[i] == ':' || s->text[i] == '-') && s->text[i + 1] == ' ') {
            for (i += 2; i < at && (s->text[i] == ' ' || s->text[i] == '-'); i++) {}
            return i < at ? s->text[i] : '\0';
        }
    }
    return '\0';
}

static void syntax_error(reader *r, const yaml_parser_t *p) {
    if (p->error == YAML_MEMORY_ERROR) {
        r->status = DTL_E_NOMEM;
        return;
    }
    size_t index = p->problem_mark.index;
    if (p->error == YAML_READER_ERROR) {
        /* the reader knows a byte offset only */
        uint32_t at = p->problem_offset < r->source->len ? (uint32_t)p->problem_offset : 0;
        dtl_diag_add(r->diags, DTL_ERROR, "R100", r->source, at, at, NULL, NULL, "%s",
                     p->problem ? p->problem : "unreadable character");
        return;
    }
    uint32_t at = byte_at(r, index);
    if (at >= r->source->len && r->source->len > 0) {
        at = r->source->len - 1;
    }
    const char *hint = NULL;
    char c = at < r->source->len ? r->source->text[at] : '\0';
    if (c == '\t') {
        hint = "indent with spaces, never with a tab";
    } else if (is_indicator(c) || is_indicator(first_of_value(r->source, at))) {
        hint = "put the text in single quotes: '...'";
    } else if (p->problem && strstr(p->problem, "mapping values are not allowed")) {
        hint = "text with ': ' in it must be in single quotes";
    }
    dtl_diag_add(r->diags, DTL_ERROR, "R100", r->source, at, at, p->context, hint, "%s",
                 p->problem ? p->problem : "not YAML");
}

dtl_status dtl_yaml_parse(dtl_arena *scratch, dtl_arena *keep, dtl_diags *diags,
                          const dtl_source *source, dtl_yaml **ret_docs) {
    *ret_docs = NULL;
    if (source->len > DTL_YAML_BYTES_MAX) {
        dtl_diag_add(diags, DTL_ERROR, "R107", source, 0, 0, NULL, "split the file",
                     "the file is larger than %u bytes", DTL_YAML_BYTES_MAX);
        return DTL_OK;
    }
    reader r = {.scratch = scratch, .keep = keep, .diags = diags, .source = source};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return DTL_E_NOMEM;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->len);
    bool done = false;
    while (!done && !r.stop && r.status == DTL_OK) {
        yaml_event_t e;
        if (!yaml_parser_parse(&parser, &e)) {
            syntax_error(&r, &parser);
            break;
        }
        done = e.type == YAML_STREAM_END_EVENT;
        on_event(&r, &e);
        yaml_event_delete(&e);
    }
    yaml_parser_delete(&parser);
    *ret_docs = r.docs;
    return r.status;
}

const char *dtl_yaml_kind_name(const dtl_yaml *n) {
    switch (n->kind) {
    case DTL_YAML_LIST: return "a list";
    case DTL_YAML_MAP: return "a mapping";
    case DTL_YAML_SCALAR: break;
    }
    return n->bare ? "nothing" : "text";
}
