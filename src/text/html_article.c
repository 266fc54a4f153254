/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_article: which paragraphs of a page are its article.
 *
 * A page that says so is believed: the element with itemprop=articleBody that holds the most
 * running text, else the <article> with the most that is not in an <article> inside it.  Otherwise
 * the paragraphs within <main>, or of the whole page, are told from boilerplate by their own number
 * of words and share of linked words and those of their neighbours: the decision tree over link
 * density and words of Kohlschütter, Fankhauser and Nejdl, Boilerplate Detection using Shallow Text
 * Features (WSDM 2010), with their thresholds.
 *
 * Navigation, forms, comments and the like were marked while the page was read.
 */
#include "text/html.h"

#include <string.h>

#define PROSE_WORDS 5        /* in a paragraph that counts as running text */
#define MARKED_WORDS_MIN 5   /* running text of an element that is marked as the article */
#define GUESSED_WORDS_MIN 20 /* of an article found by its density */
#define HEADINGS_MAX 4

/* ---- blocks --------------------------------------------------------------------------------- */

static bool is_space(unsigned char c) {
    return c <= ' ';
}

/* Words in a piece; *inside tells whether the text before it ended in a word. */
static uint32_t count_words(const dtl_html_page *page, const dtl_html_piece *piece, bool *inside) {
    const char *p = piece->replaced ? piece->replaced : page->source + piece->from;
    uint32_t n = piece->replaced ? piece->n : piece->to - piece->from, words = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool space = is_space((unsigned char)p[i]);
        words += !space && !*inside;
        *inside = !space;
    }
    return words;
}

static bool add_block(const dtl_html_page *page, dtl_html_article *a, uint32_t first,
                      uint32_t end) {
    const dtl_html_element *e = &page->elements.at[page->pieces.at[first].element];
    dtl_html_block b = {.first = first, .end = end, .article = e->article, .flags = e->flags};
    bool inside = false;
    for (uint32_t i = first; i < end; i++) {
        const dtl_html_piece *piece = &page->pieces.at[i];
        uint32_t flags = page->elements.at[piece->element].flags;
        if (piece->line_break) {
            inside = false;
            continue;
        }
        uint32_t words = count_words(page, piece, &inside);
        b.words += words;
        b.links += flags & DTL_HTML_LINK ? words : 0;
        b.flags &= flags | ~(uint32_t)DTL_HTML_HEADER; /* a byline is all byline */
    }
    return b.words == 0 || dtl_vec_push(page->arena, &a->blocks, b);
}

/* A block ends where another one begins, and at two line breaks in a row. */
static bool find_blocks(const dtl_html_page *page, dtl_html_article *a) {
    uint32_t first = 0, n = page->pieces.n;
    while (first < n) {
        uint32_t block = page->elements.at[page->pieces.at[first].element].block, end = first;
        uint32_t breaks = 0;
        for (; end < n && breaks < 2; end++) {
            const dtl_html_piece *piece = &page->pieces.at[end];
            bool inside = false;
            if (page->elements.at[piece->element].block != block)
                break;
            if (piece->line_break)
                breaks++;
            else if (count_words(page, piece, &inside) > 0)
                breaks = 0;
        }
        if (!add_block(page, a, first, end))
            return false;
        first = end;
    }
    return true;
}

static bool is_prose(const dtl_html_block *b) {
    return b->words >= PROSE_WORDS && b->links * 3 <= b->words &&
           !(b->flags & (DTL_HTML_HEADING | DTL_HTML_HEADER));
}

/* ---- articles that are marked --------------------------------------------------------------- */

/* Words of running text in the blocks that begin at pieces [first, end), by prefix sums. */
typedef struct sums {
    uint32_t *block_at; /* [pieces + 1] index of the first block at or behind a piece */
    uint32_t *words;    /* [blocks + 1] */
} sums;

static bool sum_up(const dtl_html_page *page, const dtl_html_article *a, sums *ret) {
    ret->block_at = DTL_NEW_ARRAY(page->arena, (size_t)page->pieces.n + 1, uint32_t);
    ret->words = DTL_NEW_ARRAY(page->arena, (size_t)a->blocks.n + 1, uint32_t);
    if (!ret->block_at || !ret->words)
        return false;
    uint32_t b = 0;
    for (uint32_t i = 0; i <= page->pieces.n; i++) {
        while (b < a->blocks.n && a->blocks.at[b].first < i)
            b++;
        ret->block_at[i] = b;
    }
    ret->words[0] = 0;
    for (uint32_t i = 0; i < a->blocks.n; i++)
        ret->words[i + 1] =
            ret->words[i] + (is_prose(&a->blocks.at[i]) ? a->blocks.at[i].words : 0);
    return true;
}

static uint32_t words_in(const sums *s, const dtl_html_element *e) {
    uint32_t first = s->block_at[e->first], end = s->block_at[e->end];
    return s->words[end] - s->words[first];
}

/* The element with a flag that has most running text, not less than `least`; 0: none. */
static uint32_t largest(const dtl_html_page *page, const sums *s, uint32_t flag, uint32_t least) {
    uint32_t best = 0, most = least - 1;
    for (uint32_t i = 1; i < page->elements.n; i++) {
        const dtl_html_element *e = &page->elements.at[i];
        if (!(e->flags & flag) || e->flags & DTL_HTML_SKIP)
            continue;
        uint32_t words = words_in(s, e);
        if (words > most) {
            most = words;
            best = i;
        }
    }
    return best;
}

/* The <article> with most running text outside other <article>s in it. */
static bool largest_article(const dtl_html_page *page, const dtl_html_article *a, uint32_t *ret) {
    uint32_t *words = DTL_NEW_ARRAY(page->arena, page->elements.n, uint32_t);
    if (!words)
        return false;
    *ret = 0;
    for (uint32_t i = 0; i < a->blocks.n; i++) {
        const dtl_html_block *b = &a->blocks.at[i];
        words[b->article] += is_prose(b) ? b->words : 0;
    }
    for (uint32_t i = 1; i < page->elements.n; i++)
        if (words[i] >= MARKED_WORDS_MIN && (*ret == 0 || words[i] > words[*ret]))
            *ret = i;
    return true;
}

/* What stands in a marked article and is none of it: lists of links, bylines. */
static bool is_aside(const dtl_html_block *b) {
    if (b->flags & DTL_HTML_HEADER)
        return b->words < PROSE_WORDS * 2 || b->links * 3 > b->words;
    return b->links * 2 > b->words && !(b->flags & DTL_HTML_HEADING);
}

static void keep_marked(dtl_html_article *a, uint32_t first, uint32_t end, uint32_t article) {
    for (uint32_t i = first; i < end; i++) {
        dtl_html_block *b = &a->blocks.at[i];
        b->keep = b->article == article && !is_aside(b);
    }
}

/* ---- articles that are not ------------------------------------------------------------------ */

static double density(const dtl_html_block *b) {
    return b ? (double)b->links / b->words : 0;
}

static bool is_content(const dtl_html_block *before, const dtl_html_block *b,
                       const dtl_html_block *after) {
    uint32_t words_before = before ? before->words : 0, words_after = after ? after->words : 0;
    if (density(b) > 0.333333)
        return false;
    if (density(before) <= 0.555556)
        return b->words > 16 || words_after > 15 || words_before > 4;
    return b->words > 40 || words_after > 17;
}

/* Runs of short paragraphs around nothing are no article: some long one has to stand near. */
static void keep_dense(dtl_html_article *a, uint32_t first, uint32_t end) {
    const dtl_html_block *before = NULL;
    for (uint32_t i = first; i < end; i++) {
        dtl_html_block *b = &a->blocks.at[i];
        uint32_t next = i + 1;
        /* Headings between paragraphs are no neighbours; there are not many in a row. */
        while (next < end && next < i + HEADINGS_MAX && a->blocks.at[next].flags & DTL_HTML_HEADING)
            next++;
        b->keep = is_content(before, b, next < end ? &a->blocks.at[next] : NULL) &&
                  !(b->flags & DTL_HTML_HEADER);
        if (!(b->flags & DTL_HTML_HEADING))
            before = b;
    }
    /* A heading belongs to what it stands above. */
    for (uint32_t i = end; i > first; i--) {
        dtl_html_block *b = &a->blocks.at[i - 1];
        if (b->flags & DTL_HTML_HEADING && !(b->flags & DTL_HTML_H1))
            b->keep = i < end && a->blocks.at[i].keep;
    }
    uint32_t prose = 0;
    for (uint32_t i = first; i < end; i++)
        prose += a->blocks.at[i].keep && is_prose(&a->blocks.at[i]) ? a->blocks.at[i].words : 0;
    if (prose < GUESSED_WORDS_MIN)
        for (uint32_t i = first; i < end; i++)
            a->blocks.at[i].keep = false;
}

/* ---- the headline --------------------------------------------------------------------------- */

/*
 * The last h1 before the first running paragraph that is kept, else none.  Everything between it
 * and what stands before is dropped: a kicker, the name of the section.
 */
static void find_headline(dtl_html_article *a) {
    uint32_t first = 0;
    while (first < a->blocks.n && !(a->blocks.at[first].keep && is_prose(&a->blocks.at[first])))
        first++;
    a->headline = DTL_HTML_NONE;
    for (uint32_t i = 0; i < first && i < a->blocks.n; i++)
        if (a->blocks.at[i].flags & DTL_HTML_H1)
            a->headline = i;
    if (a->headline == DTL_HTML_NONE)
        return;
    for (uint32_t i = 0; i < a->headline; i++)
        a->blocks.at[i].keep = false;
    a->blocks.at[a->headline].keep = true;
}

dtl_status dtl_html_find_article(const dtl_html_page *page, dtl_html_article *ret) {
    sums s;
    uint32_t element, article;
    *ret = (dtl_html_article){.headline = DTL_HTML_NONE};
    if (!find_blocks(page, ret) || !sum_up(page, ret, &s) || !largest_article(page, ret, &article))
        return DTL_E_NOMEM;
    element = largest(page, &s, DTL_HTML_BODY, MARKED_WORDS_MIN);
    if (element) {
        const dtl_html_element *e = &page->elements.at[element];
        keep_marked(ret, s.block_at[e->first], s.block_at[e->end], e->article);
    } else if (article) {
        keep_marked(ret, 0, ret->blocks.n, article);
    } else {
        element = largest(page, &s, DTL_HTML_MAIN, GUESSED_WORDS_MIN);
        const dtl_html_element *e = &page->elements.at[element];
        keep_dense(ret, s.block_at[e->first], s.block_at[e->end]);
    }
    for (uint32_t i = 0; i < ret->blocks.n; i++) {
        ret->kept += ret->blocks.at[i].keep;
        ret->words += ret->blocks.at[i].keep ? ret->blocks.at[i].words : 0;
    }
    if (ret->kept > 0)
        find_headline(ret);
    return DTL_OK;
}
