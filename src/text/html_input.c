/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_input: the article of a web page as a document.
 *
 * The text is the headline and the paragraphs of the article, an empty line between them, white
 * space as a browser shows it.  Spans lead back to the bytes of the page, through markup,
 * references and encoding.  A page without an article is refused: a timeline of its menus would
 * look like a result.
 */
#include "text/html.h"

#include <string.h>

typedef struct input {
    dtl_document *d;
    dtl_html_page page;
    dtl_html_article article;
    dtl_mapped text;
    const char **ret_message;
    size_t *ret_offset;
} input;

static dtl_status fail(const input *in, dtl_status status, size_t offset, const char *message) {
    if (!message)
        return DTL_E_NOMEM;
    *in->ret_message = message;
    *in->ret_offset = offset;
    return status;
}

static bool put_block(input *in, const dtl_html_block *b) {
    dtl_mapped *m = &in->text;
    if (!dtl_mapped_paragraph(m))
        return false;
    for (uint32_t i = b->first; i < b->end; i++) {
        const dtl_html_piece *piece = &in->page.pieces.at[i];
        bool good = true;
        if (piece->line_break)
            m->blank = true;
        else if (piece->replaced)
            good = dtl_mapped_replace(m, piece->replaced, piece->n, piece->from, piece->to);
        else
            good = dtl_mapped_flow(m, piece->from, piece->to);
        if (!good)
            return false;
    }
    return true;
}

/* The text; *ret_headline is the headline in it. */
static bool put_article(input *in, dtl_slice *ret_headline) {
    uint32_t headline_end = 0;
    for (uint32_t i = 0; i < in->article.blocks.n; i++) {
        const dtl_html_block *b = &in->article.blocks.at[i];
        if (b->keep && !put_block(in, b))
            return false;
        if (i == in->article.headline)
            headline_end = in->text.text.n;
    }
    dtl_mapped_finish(&in->text);
    *ret_headline = (dtl_slice){in->d->text, headline_end < in->d->len ? headline_end : in->d->len};
    return true;
}

static dtl_status no_article(const input *in) {
    const dtl_html_page *page = &in->page;
    uint32_t words = 0;
    for (uint32_t i = 0; i < in->article.blocks.n; i++)
        words += in->article.blocks.at[i].words;
    if (words == 0)
        return fail(in, DTL_E_INPUT, 0,
                    "the page has no text outside navigation, forms and scripts: it may be built "
                    "by scripts in the browser, or be an error page. Save the page as a browser "
                    "shows it");
    dtl_slice title = page->title;
    while (title.n > 0 && (unsigned char)title.p[0] <= ' ') {
        title.p++;
        title.n--;
    }
    int length = (int)(title.n < 60 ? title.n : 60);
    while (length > 0 && (uint32_t)length < title.n &&
           ((unsigned char)title.p[length] & 0xC0) == 0x80)
        length--;
    return fail(in, DTL_E_INPUT, 0,
                dtl_arena_printf(page->arena,
                                 "the page (\"%.*s\", %u words) has no article: neither "
                                 "itemprop=articleBody nor <article> with running text, nor "
                                 "paragraphs of 20 words together. It may be an error page or an "
                                 "index; --input plain reads it as it is",
                                 length, title.p ? title.p : "", words));
}

static dtl_status read_page(input *in, const dtl_html_text *decoded) {
    dtl_html_page *page = &in->page;
    dtl_status status = dtl_html_parse(page);
    if (status != DTL_OK)
        return fail(in, status, dtl_mapped_input(&in->text, page->offset), page->message);
    status = dtl_html_find_article(page, &in->article);
    if (status != DTL_OK)
        return status;
    if (in->article.kept == 0)
        return no_article(in);
    dtl_slice headline;
    uint32_t body = UINT32_MAX;
    for (uint32_t i = 0; i < in->article.blocks.n; i++)
        if (in->article.blocks.at[i].keep && i != in->article.headline) {
            body = page->pieces.at[in->article.blocks.at[i].first].from;
            break;
        }
    if (!put_article(in, &headline))
        return DTL_E_NOMEM;
    status = dtl_html_read_facts(in->d, page, body, headline);
    if (status == DTL_OK && decoded->replaced > 0) {
        in->d->note =
            dtl_arena_printf(page->arena,
                             "%u bytes are not characters of the page's encoding, %s; "
                             "the first at offset %u",
                             decoded->replaced, decoded->charset, decoded->first_replaced);
        status = in->d->note ? DTL_OK : DTL_E_NOMEM;
    }
    return status;
}

dtl_status dtl_html_read(dtl_document *d, const char *bytes, uint32_t n, const char **ret_message,
                         size_t *ret_offset) {
    input in = {.d = d, .ret_message = ret_message, .ret_offset = ret_offset};
    if (n > DTL_HTML_MAX)
        return fail(&in, DTL_E_LIMIT, DTL_HTML_MAX,
                    dtl_arena_printf(d->arena, "the page has %u bytes, more than the limit of %u",
                                     n, DTL_HTML_MAX));
    dtl_html_text decoded;
    dtl_status status = dtl_html_decode(d->arena, bytes, n, &decoded, ret_message, ret_offset);
    if (status != DTL_OK)
        return status;
    in.page = (dtl_html_page){.arena = d->arena, .source = decoded.text, .n = decoded.n};
    in.text = (dtl_mapped){.d = d, .source = decoded.text, .decoded = decoded.map};
    return read_page(&in, &decoded);
}
