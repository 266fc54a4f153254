/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of web pages and Markdown as input: which text is the article, what title and date are
 * taken and from where, and that every span leads back to the bytes of the page.
 */
#include "text/html.h"
#include "text_fixture.h"

#include "failing_mem.h"

#include <criterion/criterion.h>
#include <stdio.h>

static dtl_status run(text_fixture *f, const char *page) {
    return fixture_run(f, page, strlen(page), DTL_FORMAT_HTML);
}

/* The text of a page; stays until the fixture is closed. */
static const char *text_of(text_fixture *f, const char *page) {
    cr_assert_eq(run(f, page), DTL_OK, "%s", f->message ? f->message : "");
    return dtl_arena_strndup(&f->arena, f->doc.text, f->doc.len);
}

static void check_text(const char *page, const char *text) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_expect_str_eq(text_of(&f, page), text);
    fixture_close(&f);
}

static void check_date(const char *page, const char *day, const char *source) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    text_of(&f, page);
    if (!day) {
        cr_expect_not(f.doc.has_dct, "a date was taken from %.*s", (int)f.doc.dct_source.n,
                      f.doc.dct_source.p);
    } else {
        dtl_timex want;
        cr_assert(dtl_edtf_parse(day, strlen(day), &want, NULL));
        cr_assert(f.doc.has_dct, "no date, expected %s", source);
        cr_expect_eq(f.doc.dct.a.day, want.a.day, "%s: day %d", source, (int)f.doc.dct.a.day);
        cr_expect_eq(f.doc.dct.a.month, want.a.month);
        cr_expect_eq(f.doc.dct.a.year, want.a.year);
        cr_expect(dtl_slice_is(f.doc.dct_source, source), "%.*s instead of %s",
                  (int)f.doc.dct_source.n, f.doc.dct_source.p, source);
    }
    fixture_close(&f);
}

#define STORY "Anna Holm met Paul Weber in Oslo last Friday."
#define LONG                                                                                       \
    "The council of the town met on Monday to speak about the bridge, which had been closed in "   \
    "March after an engineer found cracks in two of its pillars."

/* ---- the article ---------------------------------------------------------------------------- */

Test(html, marked_articles) {
    check_text(
        "<html><body><nav>Old news of 1999 and more</nav><article><h1>A headline</h1><p>" STORY
        "</article>",
        "A headline\n\n" STORY);
    check_text("<div><p>" LONG "</p><div itemprop='articleBody'><p>" STORY "</div></div>", STORY);
    check_text("<article><p>A teaser of five words</p></article><article><p>" LONG "</p></article>",
               LONG);
    check_text("<article><p>" LONG "</p><article><p>" STORY "</p></article></article>", LONG);
}

Test(html, what_is_no_article_is_left_out) {
    check_text("<article><p>" STORY "</p><aside><p>" LONG "</p></aside><footer><p>" LONG
               "</p></footer><form><p>" LONG "</p></form><div class='x Related-Posts'><p>" LONG
               "</p></div><div id=comments><p>" LONG "</p></div><div hidden><p>" LONG
               "</p></div><div role=complementary><p>" LONG
               "</p></div><p style='display:none'>" LONG "</p><noscript>" LONG
               "</noscript><template><p>" LONG "</p></template><p><a href=x>" LONG
               "</a></p><script>'<p>" LONG "</p>'</script><style>p{}</style><!-- <p>" LONG
               "</p> --></article>",
               STORY);
}

Test(html, headline_and_what_stands_before_it) {
    check_text(
        "<h1><a href=/>The Post</a></h1><article><p>Kicker</p><header><h1>A headline</h1>"
        "<p class=byline>By Ida Lund</p><p>A standfirst that says in ten words what will be "
        "told here.</p></header><p>" STORY "</p></article>",
        "A headline\n\nA standfirst that says in ten words what will be told here.\n\n" STORY);
    check_text("<header><h1>A headline</h1></header><article><p>" STORY "</p></article>",
               "A headline\n\n" STORY);
}

Test(html, paragraphs_and_white_space) {
    check_text(
        "<article><p>One  two\n\t three.<br>Four.<br><br>Five <b>six</b><i>x</i>\n</p>\n<ul><li>"
        "Item one of this list\n<li>Item two</ul>Tail of the text<h2>Heading</h2><table><tr><td>Cell"
        "<td>Cell</table></article>",
        "One two three. Four.\n\nFive sixx\n\nItem one of this list\n\nItem two\n\n"
        "Tail of the text\n\nHeading\n\nCell\n\nCell");
}

Test(html, density_finds_what_is_not_marked) {
    check_text(
        "<body><ul><li><a>News</a><li><a>Sport</a><li><a>All the culture</a></ul>"
        "<div><p>" LONG "</p><h2>Heading</h2><p>" LONG "</p></div><h2>More</h2>"
        "<ul><li><a>A story with a long title that is a link</a></li><li><a>And another</a></li></ul>",
        LONG "\n\nHeading\n\n" LONG);
    check_text(
        "<body><div><p>Impressum of the paper, a paragraph that is long enough to be taken for "
        "running text by any measure of words.</p></div><main><p>" LONG "</p></main>",
        LONG);
}

static void refused(const char *page, size_t n, dtl_status status, const char *part) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(fixture_run(&f, page, n, DTL_FORMAT_HTML), status, "%s: status %d", part,
                 (int)f.status);
    cr_expect(f.message && strstr(f.message, part), "\"%s\" not in: %s", part, f.message);
    cr_expect_leq(f.offset, n);
    fixture_close(&f);
}

Test(html, pages_without_an_article_are_refused) {
    const char *missing = "<html><head><title> 404 Not Found</title></head><body><h1>Not Found</h1>"
                          "<p>nginx</body></html>";
    refused(missing, strlen(missing), DTL_E_INPUT, "(\"404 Not Found\", 3 words) has no article");
    refused(missing, strlen(missing), DTL_E_INPUT, "itemprop=articleBody");
    const char *empty[] = {"", "<html><body></body></html>",
                           "<body><div id=app></div><script>x()</script>",
                           "<html><body><nav>" LONG "</nav>"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        refused(empty[i], strlen(empty[i]), DTL_E_INPUT, "no text outside navigation");
}

/* ---- what the page says of itself ----------------------------------------------------------- */

#define LD(json) "<script type='application/ld+json'>" json "</script>"
#define ARTICLE "<article><h1>From h1</h1><p>" STORY "</p></article>"
#define OG "<meta property='article:published_time' content='2024-02-02T10:00:00Z'>"
#define TIME "<time itemprop=datePublished datetime='2024-03-03'>March</time>"
#define META "<meta name='parsely-pub-date' content='2024-04-04'>"

Test(html, the_date_and_where_it_is_from) {
    check_date("<html>" META OG LD("{'@type':'NewsArticle'}") TIME
               "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":"
               "\"2024-01-01T23:30:00-05:00\"}</script>" ARTICLE,
               "2024-01-01", "html:json-ld datePublished");
    check_date("<html>" META TIME OG ARTICLE, "2024-02-02", "html:og article:published_time");
    check_date("<html>" META TIME ARTICLE, "2024-03-03", "html:time datePublished");
    check_date("<html>" META ARTICLE, "2024-04-04", "html:meta parsely-pub-date");
    check_date("<article><h1>H</h1><time datetime='2024-05-05'>x</time><p>" STORY "</p></article>",
               "2024-05-05", "html:time datetime");
    check_date("<article><h1>H</h1><p>" STORY
               " <time datetime='2024-05-05'>then</time></p></article>",
               NULL, NULL);
    check_date("<html>" ARTICLE, NULL, NULL);
}

Test(html, json_ld_in_its_shapes) {
    check_date(LD("[1,{\"@graph\":[{\"@type\":\"WebPage\",\"datePublished\":\"2001-01-01\"},"
                  "{\"@type\":[\"Thing\",\"BlogPosting\"],\"datePublished\":\"20240203T0405Z\"}]}]")
                   ARTICLE,
               "2024-02-03", "html:json-ld datePublished");
    check_date(LD("//<![CDATA[\n{\"@type\":\"WebPage\",\"datePublished\":\"2001-01-02\"};//]]>")
                   ARTICLE,
               "2001-01-02", "html:json-ld datePublished");
    check_date(LD("{\"@type\":\"Article\",\"datePublished\":\"soon\"}") OG ARTICLE, "2024-02-02",
               "html:og article:published_time");
    check_date(LD("{broken") LD("") OG ARTICLE, "2024-02-02", "html:og article:published_time");
}

Test(html, a_date_that_is_none_is_told) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    text_of(&f, LD("{\"@type\":\"Article\",\"datePublished\":\"2024-02-30\"}") ARTICLE);
    cr_expect_not(f.doc.has_dct);
    cr_assert_not_null(f.doc.note);
    cr_expect(strstr(f.doc.note, "\"2024-02-30\", which is not a date"), "%s", f.doc.note);
    fixture_close(&f);
}

Test(html, the_outlet) {
    static const struct {
        const char *page, *outlet;
    } cases[] = {
        {"<meta property=og:site_name content='The  Post'>" ARTICLE, "The Post"},
        {"<meta property=og:site_name content='From og'>" LD(
             "{\"@type\":\"NewsArticle\",\"publisher\":{\"name\":\"From ld\"}}") ARTICLE,
         "From ld"},
        {LD("{\"@type\":\"WebSite\",\"publisher\":{\"name\":\"No article\"}}") ARTICLE, ""},
        {"<meta property=og:site_name content='From og'>" LD(
             "{\"@type\":\"NewsArticle\",\"publisher\":{\"name\":\" \"}}") ARTICLE,
         "From og"},
        {ARTICLE, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_fixture f;
        fixture_open(&f, &dtl_mem_default);
        text_of(&f, cases[i].page);
        cr_expect(dtl_slice_is(f.doc.outlet, cases[i].outlet), "%.*s instead of %s",
                  (int)f.doc.outlet.n, f.doc.outlet.p ? f.doc.outlet.p : "", cases[i].outlet);
        fixture_close(&f);
    }
}

Test(html, the_title) {
    const struct {
        const char *page, *title;
    } cases[] = {
        {"<title>T</title><meta property=og:title content='From  og'>" ARTICLE, "From og"},
        {"<title>T</title>" LD("{\"@type\":\"Article\",\"headline\":\"From ld\"}") ARTICLE,
         "From ld"},
        {"<title>T</title>" ARTICLE, "From h1"},
        {"<title>From\n &lt;title></title><article><p>" STORY "</article>", "From <title>"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_fixture f;
        fixture_open(&f, &dtl_mem_default);
        text_of(&f, cases[i].page);
        cr_expect(dtl_slice_is(f.doc.title, cases[i].title), "%.*s instead of %s",
                  (int)f.doc.title.n, f.doc.title.p, cases[i].title);
        fixture_close(&f);
    }
}

/* ---- spans ---------------------------------------------------------------------------------- */

/* The bytes of each token in the input, joined by |. */
static const char *spans_of(text_fixture *f, const char *page, size_t n, dtl_format format) {
    cr_assert_eq(fixture_run(f, page, n, format), DTL_OK, "%s", f->message ? f->message : "");
    char *out = dtl_arena_alloc(&f->arena, n * 4 + 64);
    size_t at = 0;
    uint32_t before = 0;
    for (uint32_t i = 0; i < f->doc.ntokens; i++) {
        uint32_t start = dtl_input_offset(&f->doc, f->doc.tokens[i].start);
        uint32_t end = dtl_input_end(&f->doc, f->doc.tokens[i].end);
        cr_assert(before <= start && start < end && end <= n, "token %u: [%u, %u)", i, start, end);
        at += (size_t)snprintf(out + at, n * 4 + 64 - at, "%s%.*s", i ? "|" : "",
                               (int)(end - start), page + start);
        before = end;
    }
    return out;
}

static void check_spans(const char *page, dtl_format format, const char *spans) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_expect_str_eq(spans_of(&f, page, strlen(page), format), spans);
    fixture_close(&f);
}

Test(html, spans_point_into_the_page) {
    check_spans(
        "\xEF\xBB\xBF<article><p>He <b>met</b> R&amp;D&nbsp;men &eacute;t caf\xC3\xA9 &#8220;so&#x201D;"
        " <i>Os</i>lo AT&T &unknown; x&lt;y <em>in  \n March</em>.</p><p>End</p></article>",
        DTL_FORMAT_HTML,
        "He|met|R&amp;D|men|&eacute;t|caf\xC3\xA9|&#8220;|so|&#x201D;|Os</i>lo|AT&T|&|unknown|;|x|&lt;|y|in|"
        "March|.|End");
}

Test(html, spans_count_bytes_of_the_given_encoding) {
    check_spans(
        "<meta charset=iso-8859-1><article><p>caf\xE9 \x93so\x94 met na\xEFve men at noon</p></article>",
        DTL_FORMAT_HTML, "caf\xE9|\x93|so|\x94|met|na\xEFve|men|at|noon");
    /* No declaration, no UTF-8. */
    check_spans("<article><p>caf\xE9 met me at noon</p></article>", DTL_FORMAT_HTML,
                "caf\xE9|met|me|at|noon");
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    const char *ascii = "<article><p>Anna met five men there</p></article>";
    char wide[200] = "\xFF\xFE";
    size_t n = 2;
    for (const char *p = ascii; *p; p++, n += 2)
        wide[n] = *p;
    cr_assert_eq(fixture_run(&f, wide, n, DTL_FORMAT_HTML), DTL_OK);
    cr_assert_eq(f.doc.ntokens, 5);
    cr_expect_eq(dtl_input_offset(&f.doc, f.doc.tokens[1].start),
                 2 + 2 * (strstr(ascii, "met") - ascii));
    fixture_close(&f);
}

Test(html, bad_bytes_are_replaced_and_told) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    const char page[] =
        "<meta charset=utf-8><article><p>Anna \xFF met two \0 men in Oslo</p></article>";
    cr_assert_eq(fixture_run(&f, page, sizeof page - 1, DTL_FORMAT_HTML), DTL_OK);
    cr_assert_not_null(f.doc.note);
    cr_expect(strstr(f.doc.note, "2 bytes are not characters of the page's encoding, utf-8"), "%s",
              f.doc.note);
    fixture_close(&f);
    refused("<p>\xFF\xFF\xFF\0\0\0", 9, DTL_E_UTF8, "are not characters of its encoding");
}

/* ---- hostile pages -------------------------------------------------------------------------- */

/* `times` copies of a piece between a head and a tail. */
static char *repeated(const char *head, const char *piece, size_t times, const char *tail,
                      size_t *n) {
    size_t h = strlen(head), p = strlen(piece), t = strlen(tail);
    char *page = malloc(h + p * times + t + 1);
    cr_assert_not_null(page);
    memcpy(page, head, h);
    for (size_t i = 0; i < times; i++)
        memcpy(page + h + i * p, piece, p);
    memcpy(page + h + p * times, tail, t + 1);
    *n = h + p * times + t;
    return page;
}

Test(html, hostile_pages_are_bounded, .timeout = 60) {
    const struct {
        const char *head, *piece, *tail;
        dtl_status status;
        const char *part;
    } cases[] = {
        {"<body>", "<div>", "<p>" LONG, DTL_E_LIMIT, "more than 1024 deep"},
        {"<body>", "</span></b>", "<article><p>" STORY, DTL_OK, ""},
        {"<body><p ", "a=b ", "><article><p>" STORY, DTL_E_LIMIT, "8192 bytes outside"},
        {"<body><p a==\"", "x y ", "><article><p>" STORY, DTL_E_LIMIT, "8192 bytes outside"},
        {"<body>", "<!--", "-->", DTL_E_INPUT, "no text"},
        {"<article>", "<p>" STORY "</p><b><i>", "</article>", DTL_OK, ""},
        {"<article><p>", "&amp;&lt;&#60;&", STORY, DTL_OK, ""},
        {"<article><p>", "<br>word", STORY, DTL_OK, ""},
        {"<article><p>" STORY "<script type=application/ld+json>", "[", "</script>", DTL_OK, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n;
        char *page = repeated(cases[i].head, cases[i].piece, 100000, cases[i].tail, &n);
        dtl_arena arena;
        dtl_document d;
        const char *message = "";
        size_t offset = 0;
        dtl_arena_init(&arena, &dtl_mem_default);
        dtl_status status =
            dtl_document_read(&d, &arena, page, n, DTL_FORMAT_HTML, &message, &offset);
        cr_expect_eq(status, cases[i].status, "case %zu: %d, %s", i, (int)status, message);
        cr_expect(strstr(message, cases[i].part), "case %zu: %s", i, message);
        cr_expect_leq(offset, n);
        dtl_arena_free(&arena);
        free(page);
    }
}

Test(html, a_failed_allocation_is_reported) {
    const char *page = "<meta charset=latin1><title>T &amp; t</title>" OG TIME LD(
        "{\"@type\":\"Article\",\"headline\":\"H\",\"datePublished\":\"2024-02-02\"}") "<article><h1>From h1</h1><p>He met R&amp;D caf\xE9 men <b>there</b></p></article>";
    bool done = false;
    for (size_t granted = 0; granted < 200 && !done; granted++) {
        failing_mem memory;
        failing_mem_init(&memory, granted);
        text_fixture f;
        fixture_open(&f, &memory.mem);
        dtl_status status = run(&f, page);
        cr_assert_eq(status, memory.refused ? DTL_E_NOMEM : DTL_OK, "%zu: %d", granted,
                     (int)status);
        done = status == DTL_OK;
        fixture_close(&f);
        cr_assert_eq(memory.live, 0);
    }
    cr_expect(done);
}

/* ---- Markdown ------------------------------------------------------------------------------- */

Test(markdown, prose_title_and_date) {
    const char *text =
        "\xEF\xBB\xBF---\ntitle: A title\nauthor: {date: 1999-01-01, title: no}\nlist: [a, b]\n"
        "date: 2024-05-17T23:00:00+02:00\n...: x\n---\n# Heading *one*\n\nHe **met** [her](x \"t\") &amp; "
        "R\\*D&#33;\nAgain.\n\n- item\n- two\n\n> quoted\n\n```\ncode\n```\n\n    more code\n\n"
        "<div>raw</div>\n\n![alt](x)\n\n| a | b |\n|---|---|\n| c | d |\n";
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(fixture_run(&f, text, strlen(text), DTL_FORMAT_MARKDOWN), DTL_OK);
    cr_expect_str_eq(
        dtl_arena_strndup(&f.arena, f.doc.text, f.doc.len),
        "Heading one\n\nHe met her & R*D! Again.\n\nitem\n\ntwo\n\nquoted\n\na\n\nb\n\nc\n\nd");
    cr_expect(dtl_slice_is(f.doc.title, "A title"));
    cr_assert(f.doc.has_dct);
    cr_expect_eq(f.doc.dct.a.day, 17);
    cr_expect(dtl_slice_is(f.doc.dct_source, "markdown:front matter date"));
    fixture_close(&f);
    check_spans(text, DTL_FORMAT_MARKDOWN,
                "Heading|one|He|met|her|&amp;|R|*|D|&#33;|Again|.|item|two|quoted|a|b|c|d");
}

Test(markdown, front_matter_that_is_none) {
    const char *texts[] = {"---\nnot: closed\n\nText",
                           "--- x\n\nText",
                           "---",
                           "",
                           "---\n---\nText",
                           "---\n[a: {\n---\nText",
                           "---\ndate: soon\n---\nText"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        text_fixture f;
        fixture_open(&f, &dtl_mem_default);
        cr_assert_eq(fixture_run(&f, texts[i], strlen(texts[i]), DTL_FORMAT_MARKDOWN), DTL_OK);
        cr_expect_not(f.doc.has_dct);
        cr_expect_eq(f.doc.note != NULL, i == 6);
        fixture_close(&f);
    }
}

Test(markdown, hostile_documents_are_bounded, .timeout = 60) {
    const char *pieces[] = {"> ", "[", "*a_", "`", "<b", "![", "| ", "[a](", "&#", "- "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t n;
        char *text = repeated("", pieces[i], 20000, "\nx", &n);
        dtl_arena arena;
        dtl_document d;
        const char *message = "";
        size_t offset;
        dtl_arena_init(&arena, &dtl_mem_default);
        cr_expect_eq(dtl_document_read(&d, &arena, text, n, DTL_FORMAT_MARKDOWN, &message, &offset),
                     DTL_OK, "%s: %s", pieces[i], message);
        dtl_arena_free(&arena);
        free(text);
    }
}

Test(markdown, a_failed_allocation_is_reported) {
    const char *text = "---\ntitle: T\nid: x\ndate: 2024-05-17\n---\n# H\n\nHe *met* &amp; her.\n";
    bool done = false;
    for (size_t granted = 0; granted < 200 && !done; granted++) {
        failing_mem memory;
        failing_mem_init(&memory, granted);
        text_fixture f;
        fixture_open(&f, &memory.mem);
        dtl_status status = fixture_run(&f, text, strlen(text), DTL_FORMAT_MARKDOWN);
        cr_assert_eq(status, memory.refused ? DTL_E_NOMEM : DTL_OK);
        done = status == DTL_OK;
        fixture_close(&f);
        cr_assert_eq(memory.live, 0);
    }
    cr_expect(done);
}

/* ---- formats -------------------------------------------------------------------------------- */

Test(formats, are_told_by_content_then_by_name) {
    const struct {
        const char *bytes, *name;
        dtl_format format;
    } cases[] = {{" \n<!DOCTYPE HTML><p>", NULL, DTL_FORMAT_HTML},
                 {"<!-- saved --><HTML>", "x.txt", DTL_FORMAT_HTML},
                 {"<?xml version='1.0'?>\n<!-- x --><html xmlns='y'>", NULL, DTL_FORMAT_HTML},
                 {"<?xml version='1.0'?><TimeML>", "x.html", DTL_FORMAT_TIMEML},
                 {"<p>x", "dir.md/x.HTM", DTL_FORMAT_HTML},
                 {"# x", "x.markdown", DTL_FORMAT_MARKDOWN},
                 {"# x", "x.md/readme", DTL_FORMAT_AUTO},
                 {"text", "x.txt", DTL_FORMAT_AUTO},
                 {"", "x.md", DTL_FORMAT_MARKDOWN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(dtl_format_of(cases[i].bytes, strlen(cases[i].bytes), cases[i].name),
                     cases[i].format, "case %zu", i);
}
