/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timeml_input: the article inside a TimeML document.
 *
 * libxml2 decides whether the document is well-formed and gives DOCID, TITLE and DCT.  The text is
 * taken from the bytes a second time, by a walk over the markup, because libxml2 keeps no byte
 * offsets and spans are reported in the input; the result has to equal libxml2's own, so an
 * oversight of the walk is an error and never a wrong span.
 *
 * Hostile documents: no document type with declarations is read, so there are no entities to expand
 * but the five of XML; nothing is fetched; depth and node sizes have libxml2's default limits.
 * libxml2's global state is set up by xmlInitParser, which locks; parsers are per call.
 *
 * The map has two entries for each piece of markup in the text: where the text before it ends and
 * where the text behind it begins.
 */
#include "text/text.h"

#include <limits.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "text/tokens.h"

#define NAME_TEXT "TEXT"
#define ENTITY_MAX 12 /* bytes of &#x0010FFFF; */

typedef struct reader {
    dtl_document *d;
    const char *p;
    uint32_t n;
    dtl_chars text;
    const char *error;     /* first of libxml2, in the arena */
    uint32_t line, column; /* of it */
    bool no_memory;
    const char **ret_message;
    size_t *ret_offset;
} reader;

static dtl_status fail(reader *r, dtl_status status, size_t offset, const char *message) {
    if (!message)
        return DTL_E_NOMEM;
    *r->ret_message = message;
    *r->ret_offset = offset;
    return status;
}

/* ---- markup --------------------------------------------------------------------------------- */

static bool at(const reader *r, uint32_t i, const char *s) {
    size_t length = strlen(s);
    return r->n - i >= length && memcmp(r->p + i, s, length) == 0;
}

/* Offset behind the next `s` from i on, or n. */
static uint32_t behind(const reader *r, uint32_t i, const char *s) {
    size_t length = strlen(s);
    while (i < r->n) {
        const char *hit = memchr(r->p + i, s[0], r->n - i);
        if (!hit)
            return r->n;
        i = (uint32_t)(hit - r->p);
        if (at(r, i, s))
            return i + (uint32_t)length;
        i++;
    }
    return r->n;
}

/* Offset behind the tag at i; a > inside an attribute's quotes does not end it. */
static uint32_t behind_tag(const reader *r, uint32_t i) {
    char quote = 0;
    for (; i < r->n; i++) {
        char c = r->p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    return r->n;
}

/* Whether the tag at i (behind its < or </) has this name. */
static bool is_named(const reader *r, uint32_t i, const char *name) {
    uint32_t length = (uint32_t)strlen(name);
    if (!at(r, i, name) || i + length >= r->n)
        return false;
    char c = r->p[i + length];
    return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Refuses a document type with declarations; they come before the first element. */
static dtl_status check_prolog(reader *r, uint32_t i) {
    while (i < r->n) {
        const char *hit = memchr(r->p + i, '<', r->n - i);
        if (!hit)
            return DTL_OK;
        i = (uint32_t)(hit - r->p);
        if (at(r, i, "<!--")) {
            i = behind(r, i + 4, "-->");
        } else if (at(r, i, "<?")) {
            i = behind(r, i + 2, "?>");
        } else if (at(r, i, "<!DOCTYPE")) {
            uint32_t end = behind_tag(r, i);
            const char *bracket = memchr(r->p + i, '[', end - i);
            if (bracket)
                return fail(r, DTL_E_INPUT, (size_t)(bracket - r->p),
                            "the document type has declarations of its own, which are not read; "
                            "remove everything from [ to ] in it");
            i = end;
        } else {
            return DTL_OK;
        }
    }
    return DTL_OK;
}

/* ---- the text ------------------------------------------------------------------------------- */

static bool put(reader *r, uint32_t from, uint32_t to) {
    if (!dtl_chars_reserve(r->d->arena, &r->text, to - from))
        return false;
    if (to > from)
        memcpy(r->text.at + r->text.n, r->p + from, to - from);
    r->text.n += to - from;
    return true;
}

/* The text read so far ends at input offset `end`; what comes next begins at `next`. */
static bool map_gap(reader *r, uint32_t end, uint32_t next) {
    dtl_document *d = r->d;
    uint32_t n = d->map.n, text = r->text.n;
    if (n >= 2 && d->map.at[n - 1].text == text && d->map.at[n - 2].text == text) {
        d->map.at[n - 1].input = next;
        return true;
    }
    if (n == 0 || d->map.at[n - 1].text != text)
        if (!dtl_vec_push(d->arena, &d->map, ((dtl_offset){text, end})))
            return false;
    return dtl_vec_push(d->arena, &d->map, ((dtl_offset){text, next}));
}

/* The code point of the reference at i, and the offset behind it; 0: not a known one. */
static int32_t reference(const reader *r, uint32_t i, uint32_t *ret_next) {
    static const struct {
        const char *name;
        char c;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (at(r, i, known[k].name)) {
            *ret_next = i + (uint32_t)strlen(known[k].name);
            return known[k].c;
        }
    }
    if (!at(r, i, "&#"))
        return 0;
    uint32_t k = i + 2, base = 10;
    if (k < r->n && r->p[k] == 'x') {
        base = 16;
        k++;
    }
    int32_t cp = 0;
    for (; k < r->n && cp <= 0x10FFFF; k++) {
        char c = r->p[k];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : 99;
        if (digit >= (int)base)
            break;
        cp = cp * (int32_t)base + digit;
    }
    if (k >= r->n || r->p[k] != ';' || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        return 0;
    *ret_next = k + 1;
    return cp;
}

static dtl_status put_reference(reader *r, uint32_t i, uint32_t *ret_next) {
    int32_t cp = reference(r, i, ret_next);
    if (cp == 0) {
        const char *end = memchr(r->p + i, ';', r->n - i < ENTITY_MAX ? r->n - i : ENTITY_MAX);
        int length = end ? (int)(end - r->p - i) + 1 : 1;
        return fail(r, DTL_E_INPUT, i,
                    dtl_arena_printf(r->d->arena,
                                     "the entity %.*s is not known; XML itself has only &amp; &lt; "
                                     "&gt; &quot; &apos; and numbers",
                                     length, r->p + i));
    }
    char utf8[4];
    uint32_t n = dtl_utf8_put(cp, utf8);
    if (!map_gap(r, i, i) || !dtl_chars_reserve(r->d->arena, &r->text, n))
        return DTL_E_NOMEM;
    memcpy(r->text.at + r->text.n, utf8, n);
    r->text.n += n;
    return map_gap(r, *ret_next, *ret_next) ? DTL_OK : DTL_E_NOMEM;
}

/* Appends the content of the element whose start tag ends at i. */
static dtl_status collect(reader *r, uint32_t i) {
    uint32_t depth = 1;
    if (!map_gap(r, i, i))
        return DTL_E_NOMEM;
    while (i < r->n) {
        uint32_t end = i, next;
        while (end < r->n && r->p[end] != '<' && r->p[end] != '&')
            end++;
        if (!put(r, i, end))
            return DTL_E_NOMEM;
        i = end;
        if (i >= r->n)
            break;
        if (r->p[i] == '&') {
            dtl_status status = put_reference(r, i, &next);
            if (status != DTL_OK)
                return status;
            i = next;
            continue;
        }
        bool ok = true;
        if (at(r, i, "<![CDATA[")) {
            next = behind(r, i, "]]>");
            ok = map_gap(r, i, i + 9) && put(r, i + 9, next - 3) && map_gap(r, next - 3, next);
        } else {
            if (at(r, i, "<!--")) {
                next = behind(r, i + 4, "-->");
            } else if (at(r, i, "<?")) {
                next = behind(r, i + 2, "?>");
            } else {
                next = behind_tag(r, i);
                if (is_named(r, i + 2, NAME_TEXT) && r->p[i + 1] == '/')
                    depth--;
                else if (is_named(r, i + 1, NAME_TEXT) && r->p[next - 2] != '/')
                    depth++;
                if (depth == 0)
                    return map_gap(r, i, i) ? DTL_OK : DTL_E_NOMEM;
            }
            ok = map_gap(r, i, next);
        }
        if (!ok)
            return DTL_E_NOMEM;
        i = next;
    }
    return DTL_OK;
}

/* Walks to the first TEXT element and collects it. */
static dtl_status read_text(reader *r, uint32_t i) {
    while (i < r->n) {
        const char *hit = memchr(r->p + i, '<', r->n - i);
        if (!hit)
            break;
        i = (uint32_t)(hit - r->p);
        if (at(r, i, "<!--")) {
            i = behind(r, i + 4, "-->");
        } else if (at(r, i, "<![CDATA[")) {
            i = behind(r, i, "]]>");
        } else if (at(r, i, "<?")) {
            i = behind(r, i + 2, "?>");
        } else {
            uint32_t end = behind_tag(r, i);
            if (is_named(r, i + 1, NAME_TEXT))
                return r->p[end - 2] == '/' ? DTL_OK : collect(r, end);
            i = end;
        }
    }
    return DTL_OK;
}

/* Equal up to the line ends, which XML makes one line feed. */
static bool same_text(const dtl_chars *text, const char *xml) {
    for (uint32_t i = 0; i < text->n; i++) {
        char c = text->at[i];
        if (c == '\r' && *xml != '\r') {
            if (i + 1 < text->n && text->at[i + 1] == '\n')
                continue;
            c = '\n';
        }
        if (c != *xml++)
            return false;
    }
    return *xml == 0;
}

/* ---- what libxml2 says ---------------------------------------------------------------------- */

static bool named(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* The node after `node` in document order below `root`; NULL at the end. */
static const xmlNode *following(const xmlNode *root, const xmlNode *node) {
    if (node->type == XML_ELEMENT_NODE && node->children)
        return node->children;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

static const xmlNode *find(const xmlNode *root, const char *name) {
    for (const xmlNode *node = root; node; node = following(root, node))
        if (named(node, name))
            return node;
    return NULL;
}

/* A copy of s without white space around; freed is what libxml2 allocated.  .p NULL: no memory. */
static dtl_slice take(dtl_arena *arena, xmlChar *s) {
    if (!s)
        return (dtl_slice){NULL, 0};
    const char *p = (const char *)s;
    size_t n = strlen(p);
    while (n && strchr(" \t\r\n", p[0])) {
        p++;
        n--;
    }
    while (n && strchr(" \t\r\n", p[n - 1]))
        n--;
    dtl_slice ret = {dtl_arena_strndup(arena, p, n), (uint32_t)n};
    xmlFree(s);
    return ret;
}

static dtl_status read_content(reader *r, const xmlNode *root, const char *name, dtl_slice *ret) {
    const xmlNode *node = find(root, name);
    if (!node)
        return DTL_OK;
    *ret = take(r->d->arena, xmlNodeGetContent(node));
    return ret->p ? DTL_OK : DTL_E_NOMEM;
}

/* The TIMEX3 that gives the creation time: the one in DCT, or the one that says so of itself. */
static const xmlNode *find_creation(const xmlNode *root) {
    const xmlNode *dct = find(root, "DCT");
    if (dct) {
        const xmlNode *timex = find(dct, "TIMEX3");
        return timex ? timex : dct;
    }
    static const char *const functions[] = {"CREATION_TIME", "PUBLICATION_TIME"};
    for (size_t k = 0; k < 2; k++) {
        for (const xmlNode *node = root; node; node = following(root, node)) {
            if (!named(node, "TIMEX3"))
                continue;
            xmlChar *function = xmlGetProp(node, (const xmlChar *)"functionInDocument");
            bool hit = function && strcmp((const char *)function, functions[k]) == 0;
            xmlFree(function);
            if (hit)
                return node;
        }
    }
    return NULL;
}

static dtl_status read_creation(reader *r, const xmlNode *root) {
    const xmlNode *node = find_creation(root);
    if (!node)
        return DTL_OK;
    xmlChar *raw = named(node, "TIMEX3") ? xmlGetProp(node, (const xmlChar *)"value")
                                         : xmlNodeGetContent(node);
    if (!raw)
        return DTL_OK;
    dtl_slice value = take(r->d->arena, raw);
    if (!value.p)
        return DTL_E_NOMEM;
    if (value.n == 0)
        return DTL_OK;
    const char *why = NULL;
    const char *clock = memchr(value.p, 'T', value.n);
    bool ok = dtl_edtf_parse(value.p, value.n, &r->d->dct, &why) ||
              (clock && dtl_edtf_parse(value.p, (size_t)(clock - value.p), &r->d->dct, NULL));
    if (!ok)
        return fail(r, DTL_E_INPUT, 0,
                    dtl_arena_printf(r->d->arena, "the creation time '%.*s' is not a date%s%s",
                                     (int)(value.n < 64 ? value.n : 64), value.p, why ? ": " : "",
                                     why ? why : ""));
    r->d->has_dct = true;
    r->d->dct_source = dtl_slice_of("timeml:DCT");
    return DTL_OK;
}

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_pointer;
#else
typedef xmlErrorPtr error_pointer;
#endif

/* Keeps the first error of a parser: later ones are its consequences. */
static void note_error(void *context, error_pointer error) {
    reader *r = ((xmlParserCtxtPtr)context)->_private;
    if (error->code == XML_ERR_NO_MEMORY)
        r->no_memory = true;
    if (error->level < XML_ERR_ERROR || r->error || !error->message)
        return;
    size_t length = strlen(error->message);
    while (length && error->message[length - 1] == '\n')
        length--;
    r->error = dtl_arena_strndup(r->d->arena, error->message, length < 200 ? length : 200);
    r->no_memory |= !r->error;
    r->line = error->line > 0 ? (uint32_t)error->line : 1;
    r->column = error->int2 > 0 ? (uint32_t)error->int2 : 1;
}

/* The error as line:column: message.  libxml2 counts lines from `from` and columns in bytes. */
static dtl_status xml_error(reader *r, uint32_t from) {
    if (r->no_memory || !r->error)
        return DTL_E_NOMEM;
    uint32_t line = r->line, start = from;
    for (uint32_t i = 0; i < from; i++)
        line += r->p[i] == '\n';
    for (uint32_t k = 1; k < r->line && start < r->n; k++)
        start = behind(r, start, "\n");
    size_t offset = r->column - 1 < r->n - start ? start + r->column - 1 : r->n;
    return fail(r, DTL_E_INPUT, offset,
                dtl_arena_printf(r->d->arena, "%u:%u: broken XML: %s", line, r->column, r->error));
}

static dtl_status read_tree(reader *r, xmlDoc *doc, uint32_t from) {
    const xmlNode *root = xmlDocGetRootElement(doc);
    if (!root || !named(root, "TimeML"))
        return fail(r, DTL_E_INPUT, from,
                    dtl_arena_printf(r->d->arena,
                                     "the root element is <%.40s>, not <TimeML>; other XML has to "
                                     "be turned into text first",
                                     root ? (const char *)root->name : ""));
    const xmlNode *text = find(root, NAME_TEXT);
    if (!text)
        return fail(r, DTL_E_INPUT, from, "the TimeML document has no TEXT element");
    dtl_status status = read_text(r, from);
    if (status != DTL_OK)
        return status;
    xmlChar *content = xmlNodeGetContent(text);
    if (!content)
        return DTL_E_NOMEM;
    bool same = same_text(&r->text, (const char *)content);
    xmlFree(content);
    if (!same)
        return fail(r, DTL_E_LIMIT, from,
                    "the text of this TimeML document uses XML in a way that is not supported");
    status = read_content(r, root, "DOCID", &r->d->id);
    if (status == DTL_OK)
        status = read_content(r, root, "TITLE", &r->d->title);
    return status == DTL_OK ? read_creation(r, root) : status;
}

dtl_status dtl_timeml_read(dtl_document *d, const char *bytes, uint32_t n, uint32_t from,
                           const char **ret_message, size_t *ret_offset) {
    reader r = {.d = d, .p = bytes, .n = n, .ret_message = ret_message, .ret_offset = ret_offset};
    dtl_status status = check_prolog(&r, from);
    if (status != DTL_OK)
        return status;
    if (n - from == 0)
        return fail(&r, DTL_E_INPUT, from, "the TimeML document is empty");
    if (n > INT_MAX)
        return DTL_E_LIMIT;
    xmlInitParser();
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (!parser)
        return DTL_E_NOMEM;
    parser->_private = &r;
    if (parser->sax)
        parser->sax->serror = note_error;
    xmlDoc *doc = xmlCtxtReadMemory(parser, bytes + from, (int)(n - from), NULL, "UTF-8",
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                        XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
    status = doc ? read_tree(&r, doc, from) : xml_error(&r, from);
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(parser);
    if (status == DTL_OK) {
        d->text = r.text.n ? r.text.at : "";
        d->len = r.text.n;
    }
    return status;
}
