/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html: a web page on its way to a text; what the html_*.c files share.
 *
 * bytes -> decoded UTF-8 (html_decode) -> elements and pieces of text in the order of the source
 * (html_parse, on libxml2) -> the blocks that are the article (html_article) and what the page says
 * of itself, title and date (html_facts) -> the document (html_input).
 *
 * Nothing here is a tree of pointers: elements are numbered in the order in which they open, so a
 * subtree is a range of elements and a range of pieces, and every question is answered by a walk
 * along an array.
 */
#ifndef DTL_HTML_H
#define DTL_HTML_H

#include "text/mapped.h"

#define DTL_HTML_MAX 0x4000000u /* bytes of a page: 64 MiB */
#define DTL_HTML_DEPTH_MAX 1024 /* open elements; libxml2 looks through them at a stray end tag */
#define DTL_HTML_TAG_MAX 8192   /* bytes of a tag outside its quoted values */
#define DTL_HTML_FACTS_MAX 0x400000u /* bytes of JSON-LD read */

/** What an element is to us. */
enum {
    DTL_HTML_BLOCK = 1u << 0,   /* begins a paragraph */
    DTL_HTML_SKIP = 1u << 1,    /* not part of any article: navigation, scripts, forms ... */
    DTL_HTML_LINK = 1u << 2,    /* inside <a> */
    DTL_HTML_HEADING = 1u << 3, /* inside h1 to h6 */
    DTL_HTML_H1 = 1u << 4,
    DTL_HTML_HEADER = 1u << 5, /* inside <header>, or what looks like a byline */
    DTL_HTML_ARTICLE = 1u << 6,
    DTL_HTML_BODY = 1u << 7, /* itemprop=articleBody */
    DTL_HTML_MAIN = 1u << 8,
    DTL_HTML_RAW = 1u << 9,    /* script or style: its content is no text */
    DTL_HTML_FACTS = 1u << 10, /* a script of JSON-LD */
    DTL_HTML_TITLE = 1u << 11, /* <title> */
    DTL_HTML_IN_ARTICLE = 1u << 12,
    DTL_HTML_BREAK = 1u << 13
};
/* What the elements inside an element take over from it. */
#define DTL_HTML_INHERITED                                                                         \
    (DTL_HTML_SKIP | DTL_HTML_LINK | DTL_HTML_HEADING | DTL_HTML_H1 | DTL_HTML_HEADER |            \
     DTL_HTML_RAW | DTL_HTML_IN_ARTICLE)

typedef struct dtl_html_element {
    uint32_t parent;     /* index; the first is its own parent */
    uint32_t block;      /* nearest element that begins a paragraph, itself included */
    uint32_t article;    /* nearest <article>, itself included; 0: none */
    uint32_t first, end; /* its pieces: [first, end) */
    uint32_t flags;
} dtl_html_element;

/** A run of text.  The source offsets ascend. */
typedef struct dtl_html_piece {
    uint32_t element;
    uint32_t from, to;    /* in the source */
    const char *replaced; /* what stands for [from, to): a decoded reference; NULL: itself */
    uint32_t n;           /* of `replaced`; */
    bool line_break;      /* <br>; no text */
} dtl_html_piece;

/** A date or title that a page gives, in the order of the page. */
typedef enum dtl_html_fact_kind {
    DTL_HTML_OG_TITLE,
    DTL_HTML_OG_SITE, /* name of the outlet */
    DTL_HTML_OG_PUBLISHED,
    DTL_HTML_TIME_PUBLISHED, /* <time> or <meta> with itemprop=datePublished or pubdate */
    DTL_HTML_TIME,           /* <time datetime> in an article's head or before it */
    DTL_HTML_META_DATE       /* <meta> of other conventions */
} dtl_html_fact_kind;

typedef struct dtl_html_fact {
    dtl_html_fact_kind kind;
    uint32_t offset; /* in the source, near it */
    dtl_slice value;
    const char *label; /* how the output calls it; static */
} dtl_html_fact;

typedef struct dtl_html_page {
    dtl_arena *arena;
    const char *source; /* decoded */
    uint32_t n;
    DTL_VEC(dtl_html_element) elements; /* [0] is the page itself */
    DTL_VEC(dtl_html_piece) pieces;
    DTL_VEC(dtl_html_fact) facts;
    DTL_VEC(dtl_slice) scripts; /* of JSON-LD */
    dtl_slice title;            /* of <title>, white space as it is */
    const char *message;        /* of a failure, in the arena or static */
    uint32_t offset;            /* of it, in the source */
} dtl_html_page;

/** The text of a page and how it was decoded. */
typedef struct dtl_html_text {
    const char *text; /* valid UTF-8 without NUL; borrowed from the bytes where it can */
    uint32_t n;
    dtl_offsets map;         /* to the bytes; empty: identical */
    const char *charset;     /* name of the encoding */
    uint32_t replaced;       /* bytes that are no characters of it: U+FFFD stands for them */
    uint32_t first_replaced; /* byte offset of the first */
} dtl_html_text;

/**
 * Decodes a page: byte order mark, then <meta charset>, then UTF-8 if it is that, then
 * windows-1252, as browsers do.  DTL_E_UTF8 with *ret_message when too little of it is text.
 */
dtl_status dtl_html_decode(dtl_arena *arena, const char *bytes, uint32_t n, dtl_html_text *ret,
                           const char **ret_message, size_t *ret_offset);

/** Fills the page from page->source.  On DTL_E_LIMIT and DTL_E_INPUT page->message says why. */
dtl_status dtl_html_parse(dtl_html_page *page);

/** A paragraph of the page: consecutive pieces of one block. */
typedef struct dtl_html_block {
    uint32_t first, end;   /* pieces [first, end) */
    uint32_t words, links; /* words; those of them inside links */
    uint32_t article;
    uint32_t flags; /* of the element of its first piece */
    bool keep;      /* part of the article */
} dtl_html_block;

typedef struct dtl_html_article {
    DTL_VEC(dtl_html_block) blocks;
    uint32_t headline; /* index of the block, or DTL_HTML_NONE */
    uint32_t kept;     /* number of blocks with `keep` */
    uint32_t words;    /* in them */
} dtl_html_article;
#define DTL_HTML_NONE UINT32_MAX

/** Finds the article.  kept is 0 when there is none.  DTL_OK or DTL_E_NOMEM. */
dtl_status dtl_html_find_article(const dtl_html_page *page, dtl_html_article *ret);

/** Title and date of publication; `body` is the source offset at which the article begins. */
dtl_status dtl_html_read_facts(dtl_document *d, const dtl_html_page *page, uint32_t body,
                               dtl_slice headline);

#endif
