/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_parse: the elements and the text of a page, in the order of its source.
 *
 * libxml2's HTML parser reads the tags and repairs them; its SAX events fill the arrays of
 * dtl_html_page, no tree is built.  The parser works on UTF-8 in memory, so the place it has
 * reached is a source offset: a run of text ends there, and is taken from the source itself once it
 * was compared with what libxml2 gave.  What differs is a decoded reference, whose source begins at
 * the & before it.
 *
 * Hostile pages: nothing is fetched and HTML has no entities of its own.  libxml2 looks through all
 * open elements at an end tag that closes none, and through all attributes of a tag for each of
 * them; hence the limits on depth and on the length of a tag.
 *
 * The names of elements, attributes and classes are those of the HTML standard, ARIA roles,
 * schema.org and what publishing systems write.
 */
#include "text/html.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#define REFERENCE_MAX 40 /* bytes of the longest named reference and more */
#define CLASS_MAX 64     /* bytes of a class that is looked at */

typedef struct parser {
    dtl_html_page *page;
    htmlParserCtxtPtr xml;
    uint32_t open[DTL_HTML_DEPTH_MAX + 1];
    uint32_t depth; /* number of open elements, the page included */
    uint32_t at;    /* source offset behind the last piece */
    dtl_chars facts;
    dtl_chars title;
    dtl_status status;
} parser;

static void stop(parser *r, dtl_status status, const char *message) {
    if (r->status != DTL_OK)
        return;
    r->status = status;
    r->page->message = message;
    xmlStopParser(r->xml);
}

static uint32_t position(const parser *r) {
    const xmlParserInput *in = r->xml->input;
    size_t at = (size_t)in->consumed + (size_t)(in->cur - in->base);
    return at < r->page->n ? (uint32_t)at : r->page->n;
}

/* ---- what an element is --------------------------------------------------------------------- */

typedef struct kind {
    const char *name;
    uint32_t flags;
} kind;

/* In ASCII order. */
static const kind kinds[] = {
    {"a", DTL_HTML_LINK},
    {"address", DTL_HTML_BLOCK | DTL_HTML_HEADER},
    {"article", DTL_HTML_BLOCK | DTL_HTML_ARTICLE | DTL_HTML_IN_ARTICLE},
    {"aside", DTL_HTML_BLOCK | DTL_HTML_SKIP},
    {"audio", DTL_HTML_SKIP},
    {"blockquote", DTL_HTML_BLOCK},
    {"body", DTL_HTML_BLOCK},
    {"br", DTL_HTML_BREAK},
    {"button", DTL_HTML_SKIP},
    {"canvas", DTL_HTML_SKIP},
    {"caption", DTL_HTML_BLOCK},
    {"center", DTL_HTML_BLOCK},
    {"dd", DTL_HTML_BLOCK},
    {"details", DTL_HTML_BLOCK},
    {"dialog", DTL_HTML_BLOCK | DTL_HTML_SKIP},
    {"div", DTL_HTML_BLOCK},
    {"dl", DTL_HTML_BLOCK},
    {"dt", DTL_HTML_BLOCK},
    {"fieldset", DTL_HTML_BLOCK},
    {"figcaption", DTL_HTML_BLOCK},
    {"figure", DTL_HTML_BLOCK},
    {"footer", DTL_HTML_BLOCK | DTL_HTML_SKIP},
    {"form", DTL_HTML_BLOCK | DTL_HTML_SKIP},
    {"h1", DTL_HTML_BLOCK | DTL_HTML_HEADING | DTL_HTML_H1},
    {"h2", DTL_HTML_BLOCK | DTL_HTML_HEADING},
    {"h3", DTL_HTML_BLOCK | DTL_HTML_HEADING},
    {"h4", DTL_HTML_BLOCK | DTL_HTML_HEADING},
    {"h5", DTL_HTML_BLOCK | DTL_HTML_HEADING},
    {"h6", DTL_HTML_BLOCK | DTL_HTML_HEADING},
    {"head", DTL_HTML_BLOCK},
    {"header", DTL_HTML_BLOCK | DTL_HTML_HEADER},
    {"hgroup", DTL_HTML_BLOCK},
    {"hr", DTL_HTML_BLOCK},
    {"iframe", DTL_HTML_SKIP},
    {"legend", DTL_HTML_BLOCK},
    {"li", DTL_HTML_BLOCK},
    {"main", DTL_HTML_BLOCK | DTL_HTML_MAIN},
    {"math", DTL_HTML_SKIP},
    {"menu", DTL_HTML_BLOCK | DTL_HTML_SKIP},
    {"nav", DTL_HTML_BLOCK | DTL_HTML_SKIP},
    {"noscript", DTL_HTML_SKIP},
    {"object", DTL_HTML_SKIP},
    {"ol", DTL_HTML_BLOCK},
    {"option", DTL_HTML_SKIP},
    {"p", DTL_HTML_BLOCK},
    {"pre", DTL_HTML_BLOCK},
    {"script", DTL_HTML_SKIP | DTL_HTML_RAW},
    {"search", DTL_HTML_BLOCK | DTL_HTML_SKIP},
    {"section", DTL_HTML_BLOCK},
    {"select", DTL_HTML_SKIP},
    {"style", DTL_HTML_SKIP | DTL_HTML_RAW},
    {"summary", DTL_HTML_BLOCK},
    {"svg", DTL_HTML_SKIP},
    {"table", DTL_HTML_BLOCK},
    {"tbody", DTL_HTML_BLOCK},
    {"td", DTL_HTML_BLOCK},
    {"template", DTL_HTML_SKIP},
    {"textarea", DTL_HTML_SKIP},
    {"th", DTL_HTML_BLOCK},
    {"title", DTL_HTML_SKIP | DTL_HTML_TITLE},
    {"tr", DTL_HTML_BLOCK},
    {"ul", DTL_HTML_BLOCK},
    {"video", DTL_HTML_SKIP},
};

/*
 * <head> is not left out: libxml2 knows HTML 4, and where a page leaves <body> away it takes an
 * <article> behind a <meta> for a part of the head.
 */
static uint32_t kind_of(const char *name) {
    size_t low = 0, high = sizeof kinds / sizeof *kinds;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(kinds[mid].name, name);
        if (order == 0)
            return kinds[mid].flags;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Whether a list of names separated by blanks has one of `names`, in any case of the letters. */
static bool lists(const char *value, const char *const *names, size_t n) {
    while (value && *value) {
        char word[CLASS_MAX];
        size_t length = 0;
        while (*value && strchr(" \t\r\n\f", *value))
            value++;
        for (; *value && !strchr(" \t\r\n\f", *value); value++)
            if (length + 1 < sizeof word)
                word[length++] = lower(*value);
        word[length] = '\0';
        for (size_t i = 0; length > 0 && i < n; i++)
            if (strcmp(word, names[i]) == 0)
                return true;
    }
    return false;
}
#define LISTS(value, names) lists(value, names, sizeof(names) / sizeof *(names))

/* What a class, an id or a role says of an element. */
static uint32_t named_kind(const char *classes, const char *id, const char *role) {
    static const char *const skipped[] = {"ad",
                                          "ads",
                                          "advert",
                                          "advertisement",
                                          "breadcrumb",
                                          "breadcrumbs",
                                          "comment-list",
                                          "comments",
                                          "comments-area",
                                          "cookie-banner",
                                          "cookie-notice",
                                          "disqus_thread",
                                          "newsletter",
                                          "newsletter-signup",
                                          "pagination",
                                          "promo",
                                          "related",
                                          "related-articles",
                                          "related-links",
                                          "related-posts",
                                          "related-stories",
                                          "screen-reader-text",
                                          "share",
                                          "share-buttons",
                                          "sharing",
                                          "sidebar",
                                          "social",
                                          "social-share",
                                          "sr-only",
                                          "tags",
                                          "visually-hidden",
                                          "widget"};
    static const char *const bylines[] = {"author",       "authors",    "byline",
                                          "article-meta", "entry-meta", "post-meta",
                                          "published",    "pubdate",    "timestamp"};
    static const char *const roles[] = {"navigation", "complementary", "contentinfo", "search",
                                        "form",       "dialog",        "alertdialog", "menu",
                                        "menubar",    "toolbar"};
    static const char *const mains[] = {"main"};
    if (LISTS(classes, skipped) || LISTS(id, skipped) || LISTS(role, roles))
        return DTL_HTML_SKIP;
    if (LISTS(classes, bylines))
        return DTL_HTML_HEADER;
    return LISTS(role, mains) ? DTL_HTML_MAIN : 0;
}

static const char *attribute(const xmlChar **list, const char *name) {
    for (size_t i = 0; list && list[i]; i += 2)
        if (strcmp((const char *)list[i], name) == 0)
            return list[i + 1] ? (const char *)list[i + 1] : "";
    return NULL;
}

static bool has_word(const char *value, const char *word) {
    return lists(value, &word, 1);
}

static bool is_hidden(const xmlChar **list) {
    const char *style = attribute(list, "style");
    return attribute(list, "hidden") || has_word(attribute(list, "aria-hidden"), "true") ||
           (style && (strstr(style, "display:none") || strstr(style, "display: none")));
}

/* ---- what the page says of itself ----------------------------------------------------------- */

static void add_fact(parser *r, dtl_html_fact_kind what, const char *value, const char *label) {
    size_t n = strlen(value);
    if (n == 0 || n > DTL_HTML_TAG_MAX)
        return;
    const char *copy = dtl_arena_strndup(r->page->arena, value, n);
    dtl_html_fact fact = {what, position(r), {copy, (uint32_t)n}, label};
    if (!copy || !dtl_vec_push(r->page->arena, &r->page->facts, fact))
        stop(r, DTL_E_NOMEM, NULL);
}

static void read_meta(parser *r, const xmlChar **list) {
    static const struct {
        const char *name, *label;
        dtl_html_fact_kind what;
    } known[] = {
        {"og:title", "html:og:title", DTL_HTML_OG_TITLE},
        {"og:site_name", "html:og:site_name", DTL_HTML_OG_SITE},
        {"article:published_time", "html:og article:published_time", DTL_HTML_OG_PUBLISHED},
        {"og:article:published_time", "html:og article:published_time", DTL_HTML_OG_PUBLISHED},
        {"datepublished", "html:meta datePublished", DTL_HTML_TIME_PUBLISHED},
        {"parsely-pub-date", "html:meta parsely-pub-date", DTL_HTML_META_DATE},
        {"sailthru.date", "html:meta sailthru.date", DTL_HTML_META_DATE},
        {"dc.date.issued", "html:meta dc.date.issued", DTL_HTML_META_DATE},
        {"dcterms.issued", "html:meta dcterms.issued", DTL_HTML_META_DATE},
        {"dc.date", "html:meta dc.date", DTL_HTML_META_DATE},
        {"citation_publication_date", "html:meta citation_publication_date", DTL_HTML_META_DATE},
        {"pubdate", "html:meta pubdate", DTL_HTML_META_DATE},
        {"date", "html:meta date", DTL_HTML_META_DATE},
    };
    const char *content = attribute(list, "content");
    const char *names[] = {attribute(list, "property"), attribute(list, "name"),
                           attribute(list, "itemprop")};
    for (size_t i = 0; content && i < sizeof known / sizeof *known; i++)
        for (size_t k = 0; k < 3; k++)
            if (has_word(names[k], known[i].name)) {
                add_fact(r, known[i].what, content, known[i].label);
                return;
            }
}

static void read_time(parser *r, const xmlChar **list) {
    const char *value = attribute(list, "datetime");
    if (!value)
        return;
    if (has_word(attribute(list, "itemprop"), "datepublished"))
        add_fact(r, DTL_HTML_TIME_PUBLISHED, value, "html:time datePublished");
    else if (attribute(list, "pubdate"))
        add_fact(r, DTL_HTML_TIME_PUBLISHED, value, "html:time pubdate");
    else
        add_fact(r, DTL_HTML_TIME, value, "html:time datetime");
}

/* ---- events --------------------------------------------------------------------------------- */

static uint32_t flags_of(const char *name, const xmlChar **list, uint32_t inherited) {
    uint32_t flags = kind_of(name);
    flags |= named_kind(attribute(list, "class"), attribute(list, "id"), attribute(list, "role"));
    if (has_word(attribute(list, "itemprop"), "articlebody"))
        flags |= DTL_HTML_BODY;
    if (has_word(attribute(list, "rel"), "author") ||
        has_word(attribute(list, "itemprop"), "author"))
        flags |= DTL_HTML_HEADER;
    if (is_hidden(list))
        flags |= DTL_HTML_SKIP;
    /* What marks the article itself may have any class. */
    if (flags & (DTL_HTML_BODY | DTL_HTML_ARTICLE | DTL_HTML_MAIN) || strcmp(name, "body") == 0 ||
        strcmp(name, "html") == 0)
        flags &= ~(uint32_t)DTL_HTML_SKIP;
    if (strcmp(name, "script") == 0 && has_word(attribute(list, "type"), "application/ld+json"))
        flags |= DTL_HTML_FACTS;
    return flags | inherited;
}

static void on_start(void *context, const xmlChar *xml_name, const xmlChar **list) {
    parser *r = ((htmlParserCtxtPtr)context)->_private;
    dtl_html_page *page = r->page;
    const char *name = (const char *)xml_name;
    if (r->status != DTL_OK)
        return;
    if (r->depth > DTL_HTML_DEPTH_MAX) {
        page->offset = position(r);
        stop(r, DTL_E_LIMIT,
             dtl_arena_printf(page->arena,
                              "elements lie within each other more than %d deep: this is no page "
                              "that a person wrote",
                              DTL_HTML_DEPTH_MAX));
        return;
    }
    uint32_t parent = r->open[r->depth - 1], index = page->elements.n;
    const dtl_html_element *above = &page->elements.at[parent];
    uint32_t flags = flags_of(name, list, above->flags & DTL_HTML_INHERITED);
    dtl_html_element e = {.parent = parent,
                          .block = flags & DTL_HTML_BLOCK ? index : above->block,
                          .article = kind_of(name) & DTL_HTML_ARTICLE ? index : above->article,
                          .first = page->pieces.n,
                          .end = page->pieces.n,
                          .flags = flags};
    if (!dtl_vec_push(page->arena, &page->elements, e)) {
        stop(r, DTL_E_NOMEM, NULL);
        return;
    }
    r->open[r->depth++] = index;
    if (flags & DTL_HTML_FACTS)
        r->facts = (dtl_chars){0};
    if (flags & DTL_HTML_BREAK) {
        dtl_html_piece piece = {.element = index, .from = r->at, .to = r->at, .line_break = true};
        if (!dtl_vec_push(page->arena, &page->pieces, piece))
            stop(r, DTL_E_NOMEM, NULL);
    }
    if (strcmp(name, "meta") == 0)
        read_meta(r, list);
    else if (strcmp(name, "time") == 0)
        read_time(r, list);
}

static void on_end(void *context, const xmlChar *name) {
    parser *r = ((htmlParserCtxtPtr)context)->_private;
    dtl_html_page *page = r->page;
    (void)name;
    if (r->status != DTL_OK || r->depth <= 1)
        return;
    dtl_html_element *e = &page->elements.at[r->open[--r->depth]];
    e->end = page->pieces.n;
    if (e->flags & DTL_HTML_FACTS && r->facts.n > 0 &&
        !dtl_vec_push(page->arena, &page->scripts, ((dtl_slice){r->facts.at, r->facts.n})))
        stop(r, DTL_E_NOMEM, NULL);
    if (e->flags & DTL_HTML_TITLE && !page->title.p && r->title.n > 0)
        page->title = (dtl_slice){r->title.at, r->title.n};
}

static bool gather(dtl_arena *arena, dtl_chars *v, const char *p, uint32_t n) {
    if (v->n + (uint64_t)n > DTL_HTML_FACTS_MAX)
        return true;
    if (!dtl_chars_reserve(arena, v, n))
        return false;
    memcpy(v->at + v->n, p, n);
    v->n += n;
    return true;
}

/* The source of a reference that libxml2 decoded: from the & before its end. */
static dtl_html_piece reference(const parser *r, const char *p, uint32_t n, uint32_t end) {
    const char *source = r->page->source;
    uint32_t low = end - r->at > REFERENCE_MAX ? end - REFERENCE_MAX : r->at, at = end;
    while (at > low && source[at - 1] != '&')
        at--;
    at = at > low ? at - 1 : low;
    dtl_html_piece piece = {.from = at, .to = end};
    /* An & that begins no reference stands for itself. */
    if (n == 1 && p[0] == '&' && at < end && source[at] == '&' && end - at > 1 &&
        source[at + 1] != '#' && lower(source[at + 1]) != 'a')
        piece.to = at + 1;
    return piece;
}

static void on_text(void *context, const xmlChar *text, int length) {
    parser *r = ((htmlParserCtxtPtr)context)->_private;
    dtl_html_page *page = r->page;
    if (r->status != DTL_OK || length <= 0)
        return;
    const char *p = (const char *)text;
    uint32_t n = (uint32_t)length, element = r->open[r->depth - 1], end = position(r);
    const dtl_html_element *e = &page->elements.at[element];
    bool good = true;
    if (e->flags & DTL_HTML_FACTS)
        good = gather(page->arena, &r->facts, p, n);
    else if (e->flags & DTL_HTML_TITLE && !page->title.p)
        good = gather(page->arena, &r->title, p, n);
    if (good && !(e->flags & (DTL_HTML_SKIP | DTL_HTML_RAW))) {
        dtl_html_piece piece = {.from = end - n, .to = end};
        if (end < r->at || n > end - r->at || memcmp(page->source + end - n, p, n) != 0) {
            piece = reference(r, p, n, end < r->at ? r->at : end);
            piece.n = n;
            piece.replaced = dtl_arena_strndup(page->arena, p, n);
            good = piece.replaced != NULL;
        }
        piece.element = element;
        r->at = piece.to;
        good = good && dtl_vec_push(page->arena, &page->pieces, piece);
    }
    if (!good)
        stop(r, DTL_E_NOMEM, NULL);
}

/* ---- the length of tags --------------------------------------------------------------------- */

static bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool at_word(const dtl_html_page *page, uint32_t i, const char *word) {
    for (; *word; word++, i++)
        if (i >= page->n || lower(page->source[i]) != *word)
            return false;
    return true;
}

static uint32_t behind(const dtl_html_page *page, uint32_t i, const char *word) {
    while (i < page->n) {
        const char *hit = memchr(page->source + i, word[0], page->n - i);
        if (!hit)
            break;
        i = (uint32_t)(hit - page->source);
        if (at_word(page, i, word))
            return i + (uint32_t)strlen(word);
        i++;
    }
    return page->n;
}

/* Offset of the > of the tag at i; *ret_bare: its bytes outside quoted values. */
static uint32_t end_of_tag(const dtl_html_page *page, uint32_t i, uint32_t *ret_bare) {
    const char *p = page->source;
    uint32_t bare = 0;
    while (i < page->n && p[i] != '>' && bare <= DTL_HTML_TAG_MAX) {
        bare++;
        if (p[i++] != '=')
            continue;
        while (i < page->n && is_blank(p[i]))
            i++;
        if (i >= page->n)
            break;
        if (p[i] == '"' || p[i] == '\'') {
            const char *close = memchr(p + i + 1, p[i], page->n - i - 1);
            i = close ? (uint32_t)(close - p) + 1 : page->n;
        } else {
            while (i < page->n && !is_blank(p[i]) && p[i] != '>') {
                i++;
                bare++;
            }
        }
    }
    *ret_bare = bare;
    return i;
}

static dtl_status check_tags(dtl_html_page *page) {
    uint32_t i = 0;
    while (i < page->n) {
        const char *hit = memchr(page->source + i, '<', page->n - i);
        if (!hit)
            break;
        i = (uint32_t)(hit - page->source);
        if (at_word(page, i, "<!--")) {
            i = behind(page, i + 4, "-->");
        } else if (i + 1 < page->n && is_letter(page->source[i + 1])) {
            uint32_t bare, start = i;
            i = end_of_tag(page, i + 1, &bare);
            if (bare > DTL_HTML_TAG_MAX) {
                page->offset = start;
                page->message = dtl_arena_printf(page->arena,
                                                 "a tag has more than %d bytes outside its quoted "
                                                 "values",
                                                 DTL_HTML_TAG_MAX);
                return page->message ? DTL_E_LIMIT : DTL_E_NOMEM;
            }
            if (at_word(page, start, "<script"))
                i = behind(page, i, "</script");
            else if (at_word(page, start, "<style"))
                i = behind(page, i, "</style");
        } else {
            i++;
        }
    }
    return DTL_OK;
}

/* ---- the page ------------------------------------------------------------------------------- */

static dtl_status run(parser *r) {
    dtl_html_page *page = r->page;
    xmlInitParser();
    r->xml = htmlNewParserCtxt();
    if (!r->xml)
        return DTL_E_NOMEM;
    r->xml->_private = r;
    /* Only these events: no tree is built, and no error goes anywhere. */
    memset(r->xml->sax, 0, sizeof *r->xml->sax);
    r->xml->sax->startElement = on_start;
    r->xml->sax->endElement = on_end;
    r->xml->sax->characters = on_text;
    r->xml->sax->ignorableWhitespace = on_text;
    r->xml->sax->cdataBlock = on_text;
    xmlDoc *doc =
        htmlCtxtReadMemory(r->xml, page->source, (int)page->n, NULL, "UTF-8",
                           HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                               HTML_PARSE_NOWARNING | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC);
    if (r->xml->errNo == XML_ERR_NO_MEMORY)
        stop(r, DTL_E_NOMEM, NULL);
    xmlFreeDoc(doc);
    htmlFreeParserCtxt(r->xml);
    return r->status;
}

dtl_status dtl_html_parse(dtl_html_page *page) {
    dtl_html_element top = {0};
    if (!dtl_vec_push(page->arena, &page->elements, top))
        return DTL_E_NOMEM;
    dtl_status status = page->n ? check_tags(page) : DTL_OK;
    if (status != DTL_OK || page->n == 0)
        return status;
    parser r = {.page = page, .depth = 1};
    status = run(&r);
    if (status != DTL_OK)
        return page->message ? status : DTL_E_NOMEM;
    for (uint32_t i = 0; i < r.depth; i++)
        page->elements.at[r.open[i]].end = page->pieces.n;
    return DTL_OK;
}
