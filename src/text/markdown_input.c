/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markdown_input: the prose of a Markdown document.
 *
 * md4c (CommonMark, with tables and struck-out text) reports text by pointers into the input, which
 * gives the spans.  Headings, paragraphs, items and cells are paragraphs; code blocks, raw HTML and
 * the alternative text of images are no prose and are left out.  YAML front matter gives title and
 * date.  md4c's own limits bound what hostile documents cost; the size is bounded here.
 */
#include "text/mapped.h"

#include <string.h>

#include <libxml/HTMLparser.h>
#include <md4c.h>
#include <yaml.h>

#define MARKDOWN_MAX 0x4000000u /* bytes: 64 MiB */
#define FRONT_MAX 65536u        /* bytes of front matter */
#define REFERENCE_MAX 40

typedef struct reader {
    dtl_document *d;
    dtl_mapped text;
    const char *body; /* the input behind the front matter */
    uint32_t start, n;
    unsigned silent; /* open blocks and spans whose text is left out */
    bool failed;     /* no memory */
} reader;

/* ---- front matter --------------------------------------------------------------------------- */

static bool is_fence(const char *p, uint32_t n, uint32_t i) {
    if (n - i < 3 || memcmp(p + i, "---", 3) != 0)
        return false;
    for (i += 3; i < n && p[i] != '\n'; i++)
        if (p[i] != ' ' && p[i] != '\t' && p[i] != '\r')
            return false;
    return true;
}

static uint32_t next_line(const char *p, uint32_t n, uint32_t i) {
    const char *end = memchr(p + i, '\n', n - i);
    return end ? (uint32_t)(end - p) + 1 : n;
}

/* Offset behind the front matter that begins at i; *ret_end: where its content ends. */
static uint32_t behind_front(const char *p, uint32_t n, uint32_t i, uint32_t *ret_end) {
    uint32_t start = i;
    if (i >= n || !is_fence(p, n, i))
        return start;
    for (i = next_line(p, n, i); i < n && i - start < FRONT_MAX; i = next_line(p, n, i))
        if (is_fence(p, n, i)) {
            *ret_end = i;
            return next_line(p, n, i);
        }
    return start;
}

static dtl_slice copy(reader *r, const char *p, size_t n) {
    dtl_slice ret = {dtl_arena_strndup(r->d->arena, p, n), (uint32_t)n};
    r->failed |= !ret.p;
    return ret;
}

/* One pair of the outermost mapping. */
static void take_pair(reader *r, const char *key, const char *value, size_t n) {
    static const struct {
        const char *key, *label;
    } dates[] = {{"date", "markdown:front matter date"},
                 {"published", "markdown:front matter published"},
                 {"pubDate", "markdown:front matter pubDate"},
                 {"publishDate", "markdown:front matter publishDate"},
                 {"datePublished", "markdown:front matter datePublished"}};
    dtl_document *d = r->d;
    if (strcmp(key, "title") == 0 && d->title.n == 0 && n > 0)
        d->title = copy(r, value, n);
    if (strcmp(key, "id") == 0 && d->id.n == 0 && n > 0)
        d->id = copy(r, value, n);
    for (size_t i = 0; i < sizeof dates / sizeof *dates && !d->has_dct; i++) {
        if (strcmp(key, dates[i].key) != 0)
            continue;
        if (dtl_day_of((dtl_slice){value, (uint32_t)n}, &d->dct)) {
            d->has_dct = true;
            d->dct_source = dtl_slice_of(dates[i].label);
        } else if (!d->note) {
            size_t cut = strnlen(value, 40);
            while (cut > 0 && ((unsigned char)value[cut] & 0xC0) == 0x80)
                cut--; /* between characters */
            d->note = dtl_arena_printf(d->arena, "%s is \"%.*s\", which is not a date; passed over",
                                       dates[i].label, (int)cut, value);
            r->failed |= !d->note;
        }
    }
}

/* Scalars of the outermost mapping; what libyaml cannot read is left alone. */
static void read_front(reader *r, const char *p, uint32_t n) {
    yaml_parser_t parser;
    yaml_event_t event;
    char key[32] = "";
    unsigned depth = 0;
    bool at_key = true, done = false;
    if (!yaml_parser_initialize(&parser)) {
        r->failed = true;
        return;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)p, n);
    while (!done && yaml_parser_parse(&parser, &event)) {
        switch (event.type) {
        case YAML_MAPPING_START_EVENT:
        case YAML_SEQUENCE_START_EVENT: depth++; break;
        case YAML_MAPPING_END_EVENT:
        case YAML_SEQUENCE_END_EVENT:
            depth--;
            at_key = at_key || depth == 1;
            break;
        case YAML_ALIAS_EVENT: at_key = at_key || depth == 1; break;
        case YAML_SCALAR_EVENT:
            if (depth != 1)
                break;
            if (at_key) {
                size_t length = event.data.scalar.length;
                length = length < sizeof key ? length : sizeof key - 1;
                memcpy(key, event.data.scalar.value, length);
                key[length] = '\0';
            } else {
                take_pair(r, key, (const char *)event.data.scalar.value, event.data.scalar.length);
            }
            at_key = !at_key;
            break;
        default: done = event.type == YAML_STREAM_END_EVENT; break;
        }
        yaml_event_delete(&event);
    }
    r->failed |= parser.error == YAML_MEMORY_ERROR;
    yaml_parser_delete(&parser);
}

/* ---- text ----------------------------------------------------------------------------------- */

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context) {
    reader *r = context;
    (void)detail;
    r->silent += type == MD_BLOCK_CODE || type == MD_BLOCK_HTML;
    r->failed |= !dtl_mapped_paragraph(&r->text);
    return r->failed;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context) {
    reader *r = context;
    (void)detail;
    r->silent -= type == MD_BLOCK_CODE || type == MD_BLOCK_HTML;
    r->failed |= !dtl_mapped_paragraph(&r->text);
    return r->failed;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context) {
    (void)detail;
    ((reader *)context)->silent += type == MD_SPAN_IMG;
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context) {
    (void)detail;
    ((reader *)context)->silent -= type == MD_SPAN_IMG;
    return 0;
}

/* The characters of a reference, as UTF-8 in out; 0: not known, it stands for itself. */
static unsigned decode(const char *p, uint32_t n, char out[4]) {
    char name[REFERENCE_MAX];
    if (n < 3 || n > REFERENCE_MAX)
        return 0;
    memcpy(name, p + 1, n - 2);
    name[n - 2] = '\0';
    if (name[0] != '#') {
        const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
        return entity ? dtl_utf8_put((int32_t)entity->value, out) : 0;
    }
    int32_t cp = 0;
    bool hexadecimal = name[1] == 'x' || name[1] == 'X';
    for (const char *c = name + (hexadecimal ? 2 : 1); *c && cp <= 0x10FFFF; c++) {
        int digit = *c <= '9' ? *c - '0' : (*c | 0x20) - 'a' + 10;
        cp = cp * (hexadecimal ? 16 : 10) + digit;
    }
    if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = 0xFFFD;
    return dtl_utf8_put(cp, out);
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE size, void *context) {
    reader *r = context;
    dtl_mapped *m = &r->text;
    char utf8[4];
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        m->blank = true;
    if (r->silent > 0 || type == MD_TEXT_BR || type == MD_TEXT_SOFTBR || type == MD_TEXT_HTML ||
        size == 0)
        return 0;
    /* What does not point into the body was made by md4c: white space. */
    uintptr_t low = (uintptr_t)r->body, at = (uintptr_t)p;
    if (at < low || at - low > r->n || size > r->n - (at - low)) {
        m->blank = true;
        return 0;
    }
    uint32_t from = r->start + (uint32_t)(at - low), to = from + size;
    if (from < m->source_end)
        return 0;
    unsigned length = type == MD_TEXT_ENTITY ? decode(p, size, utf8) : 0;
    r->failed |=
        length ? !dtl_mapped_replace(m, utf8, length, from, to) : !dtl_mapped_flow(m, from, to);
    return r->failed;
}

dtl_status dtl_markdown_read(dtl_document *d, const char *bytes, uint32_t n, uint32_t from,
                             const char **ret_message, size_t *ret_offset) {
    if (n > MARKDOWN_MAX) {
        *ret_message = dtl_arena_printf(
            d->arena, "the Markdown document has %u bytes, more than the limit of %u", n,
            MARKDOWN_MAX);
        *ret_offset = MARKDOWN_MAX;
        return *ret_message ? DTL_E_LIMIT : DTL_E_NOMEM;
    }
    reader r = {.d = d, .text = {.d = d, .source = bytes}};
    uint32_t front_end = from;
    r.start = behind_front(bytes, n, from, &front_end);
    if (r.start > from) {
        uint32_t front = next_line(bytes, n, from);
        read_front(&r, bytes + front, front_end - front);
    }
    r.body = bytes + r.start;
    r.n = n - r.start;
    MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
                        .enter_block = enter_block,
                        .leave_block = leave_block,
                        .enter_span = enter_span,
                        .leave_span = leave_span,
                        .text = on_text};
    if (!r.failed && md_parse(r.body, r.n, &parser, &r) != 0)
        r.failed = true;
    if (r.failed)
        return DTL_E_NOMEM;
    dtl_mapped_finish(&r.text);
    return DTL_OK;
}
