/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_facts: the title of a page, its outlet, and the day on which it was published.
 *
 * The date is taken from, in this order: JSON-LD (datePublished of an article, then of anything
 * else), OpenGraph, <time> or <meta> marked as the publication, other <meta> conventions, the first
 * <time> before the end of the article's head.  The output names the one that was taken.  What
 * cannot be read as a date is passed over, and a note says so.  The day is the one written: a
 * clock and a zone are dropped, because the readers of the page were told that day.
 */
#include "text/html.h"

#include <string.h>

#include <jansson.h>

#define NODES_MAX 10000 /* JSON values looked at on the way to a date */
#define NESTED_MAX 16
#define CDATA "<![CDATA["

static bool digits(const char *p, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

bool dtl_day_of(dtl_slice value, dtl_timex *ret) {
    char day[16];
    const char *p = value.p;
    uint32_t n = value.n;
    while (n > 0 && strchr(" \t\r\n", p[0])) {
        p++;
        n--;
    }
    while (n > 0 && strchr(" \t\r\n", p[n - 1]))
        n--;
    uint32_t length = 0; /* the date without its clock */
    while (length < n && !strchr("Tt \t", p[length]))
        length++;
    if (length == 8 && digits(p, 8)) {
        memcpy(day, p, 4);
        day[4] = '-';
        memcpy(day + 5, p + 4, 2);
        day[7] = '-';
        memcpy(day + 8, p + 6, 2);
        length = 10;
    } else if (length >= 4 && length <= 10 && digits(p, 4)) {
        memcpy(day, p, length);
        for (uint32_t i = 4; i < length; i++)
            if (day[i] == '/')
                day[i] = '-';
    } else {
        return false;
    }
    return dtl_edtf_parse(day, length, ret, NULL) && ret->kind == DTL_TX_DATE &&
           dtl_date_complete(&ret->a);
}

/* ---- JSON-LD -------------------------------------------------------------------------------- */

/* The first of each that is found: of an article, and of anything. */
typedef struct linked {
    json_t *date, *any_date, *headline, *publisher; /* borrowed */
    unsigned seen;
} linked;

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

/* schema.org calls them NewsArticle, OpinionNewsArticle, BlogPosting, Report ... */
static bool is_article_type(const json_t *type) {
    const char *s = json_string_value(type);
    return s && (ends_with(s, "Article") || ends_with(s, "Posting") || ends_with(s, "Report"));
}

static bool is_article(const json_t *node) {
    const json_t *type = json_object_get(node, "@type");
    for (size_t i = 0; i < json_array_size(type); i++)
        if (is_article_type(json_array_get(type, i)))
            return true;
    return is_article_type(type);
}

/* Depth first over arrays, @graph and what a page is about; bounded by NESTED_MAX and NODES_MAX. */
static void search(linked *l, json_t *node, int depth) {
    static const char *const inner[] = {"@graph", "mainEntity", "mainEntityOfPage",
                                        "itemListElement", "liveBlogUpdate"};
    if (depth > NESTED_MAX || ++l->seen > NODES_MAX)
        return;
    for (size_t i = 0; i < json_array_size(node); i++)
        search(l, json_array_get(node, i), depth + 1);
    if (!json_is_object(node))
        return;
    json_t *date = json_object_get(node, "datePublished");
    json_t *headline = json_object_get(node, "headline");
    json_t *publisher = json_object_get(json_object_get(node, "publisher"), "name");
    bool article = is_article(node);
    if (json_is_string(publisher) && article && !l->publisher)
        l->publisher = publisher;
    if (json_is_string(date) && article && !l->date)
        l->date = date;
    if (json_is_string(date) && !l->any_date)
        l->any_date = date;
    if (json_is_string(headline) && article && !l->headline)
        l->headline = headline;
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        json_t *child = json_object_get(node, inner[i]);
        if (child)
            search(l, child, depth + 1);
    }
}

/* ---- choosing ------------------------------------------------------------------------------- */

typedef struct choice {
    dtl_document *d;
    dtl_slice title, linked_title, linked_outlet;
    bool failed; /* no memory */
} choice;

static dtl_slice keep(choice *c, const char *p, size_t n) {
    dtl_slice ret = {dtl_arena_strndup(c->d->arena, p, n), (uint32_t)n};
    c->failed |= !ret.p;
    return ret;
}

/* Takes a date unless there is one; says of an unreadable one that it was passed over. */
static void take_date(choice *c, dtl_slice value, const char *label) {
    dtl_document *d = c->d;
    if (d->has_dct)
        return;
    if (dtl_day_of(value, &d->dct)) {
        d->has_dct = true;
        d->dct_source = dtl_slice_of(label);
    } else if (!d->note) {
        uint32_t n = value.n < 40 ? value.n : 40;
        while (n > 0 && n < value.n && ((unsigned char)value.p[n] & 0xC0) == 0x80)
            n--;
        d->note = dtl_arena_printf(d->arena, "%s is \"%.*s\", which is not a date; passed over",
                                   label, (int)n, value.p);
        c->failed |= !d->note;
    }
}

static void take_string(choice *c, const json_t *value, const char *label) {
    if (value)
        take_date(c, (dtl_slice){json_string_value(value), (uint32_t)json_string_length(value)},
                  label);
}

static void read_linked(choice *c, const dtl_html_page *page) {
    static const char *const label = "html:json-ld datePublished";
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < page->scripts.n && !c->d->has_dct; i++) {
            /* Some publishing systems wrap the JSON in comments or end it with a semicolon. */
            dtl_slice s = page->scripts.at[i];
            const char *start = s.p, *end = s.p + s.n;
            while (start < end && *start != '{' && *start != '[') {
                bool section = (size_t)(end - start) > sizeof CDATA - 1 &&
                               memcmp(start, CDATA, sizeof CDATA - 1) == 0;
                start += section ? sizeof CDATA - 1 : 1;
            }
            json_t *root = json_loadb(start, (size_t)(end - start),
                                      JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
            linked l = {0};
            if (root)
                search(&l, root, 0);
            take_string(c, pass == 0 ? l.date : l.any_date, label);
            if (l.headline && c->linked_title.n == 0)
                c->linked_title =
                    keep(c, json_string_value(l.headline), json_string_length(l.headline));
            if (l.publisher && c->linked_outlet.n == 0)
                c->linked_outlet =
                    keep(c, json_string_value(l.publisher), json_string_length(l.publisher));
            json_decref(root);
        }
    }
}

static void read_marked(choice *c, const dtl_html_page *page, dtl_html_fact_kind kind,
                        uint32_t before) {
    for (uint32_t i = 0; i < page->facts.n; i++) {
        const dtl_html_fact *f = &page->facts.at[i];
        if (f->kind == kind && f->offset < before)
            take_date(c, f->value, f->label);
    }
}

/* Runs of white space become one blank. */
static dtl_slice tidy(choice *c, dtl_slice s) {
    char *p = dtl_arena_strndup(c->d->arena, s.p, s.n);
    uint32_t n = 0;
    if (!p) {
        c->failed = true;
        return s;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        bool blank = (unsigned char)s.p[i] <= ' ';
        if (!blank)
            p[n++] = s.p[i];
        else if (n > 0 && p[n - 1] != ' ')
            p[n++] = ' ';
    }
    while (n > 0 && p[n - 1] == ' ')
        n--;
    return (dtl_slice){p, n};
}

dtl_status dtl_html_read_facts(dtl_document *d, const dtl_html_page *page, uint32_t body,
                               dtl_slice headline) {
    choice c = {.d = d};
    read_linked(&c, page);
    read_marked(&c, page, DTL_HTML_OG_PUBLISHED, UINT32_MAX);
    read_marked(&c, page, DTL_HTML_TIME_PUBLISHED, UINT32_MAX);
    read_marked(&c, page, DTL_HTML_META_DATE, UINT32_MAX);
    read_marked(&c, page, DTL_HTML_TIME, body);
    for (uint32_t i = 0; i < page->facts.n && c.title.n == 0; i++)
        if (page->facts.at[i].kind == DTL_HTML_OG_TITLE)
            c.title = page->facts.at[i].value;
    if (c.linked_outlet.n > 0)
        d->outlet = tidy(&c, c.linked_outlet);
    for (uint32_t i = 0; i < page->facts.n && d->outlet.n == 0; i++)
        if (page->facts.at[i].kind == DTL_HTML_OG_SITE)
            d->outlet = tidy(&c, page->facts.at[i].value);
    const dtl_slice titles[] = {c.title, c.linked_title, headline, page->title};
    for (size_t i = 0; i < sizeof titles / sizeof *titles && d->title.n == 0; i++)
        if (titles[i].n > 0)
            d->title = tidy(&c, titles[i]);
    return c.failed ? DTL_E_NOMEM : DTL_OK;
}
