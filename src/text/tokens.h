/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokens: what the files of this folder share and nobody else sees.
 *
 * A dtl_token_list is a tokenisation in the making: of a document or of a phrase from a rule file.
 * The folded forms lie one after the other in `folded`; a token whose text is its folded form has
 * an empty piece there, which is most tokens of most texts.
 */
#ifndef DTL_TOKENS_H
#define DTL_TOKENS_H

#include "text/text.h"

typedef DTL_VEC(char) dtl_chars;

typedef struct dtl_token_list {
    dtl_arena *arena;
    const char *text;
    uint32_t len;
    dtl_abbrevs abbrevs;
    dtl_word_cache *cache; /* NULL: none */
    DTL_VEC(dtl_token) tokens;
    dtl_chars folded;
    uint32_t *fold_at; /* [tokens.n + 1] start of each token's piece of `folded` */
} dtl_token_list;

/** Fills tokens, fold_at and folded from the other members.  false: no memory. */
bool dtl_tokenise(dtl_token_list *list);

/**
 * The last step of it: flags, folded form and word of each token, whose flags so far say what the
 * bytes do not.  false: no memory.
 */
bool dtl_spell(dtl_token_list *list);

/** Room for `more` items beyond n.  false: no memory. */
bool dtl_chars_reserve(dtl_arena *arena, dtl_chars *v, uint32_t more);
/** Appends the folded form of p[0..n).  false: no memory. */
bool dtl_fold_append(dtl_arena *arena, dtl_chars *v, const char *p, uint32_t n);

/** Cuts the tokens of `d` into sentences and paragraphs; title, quotation and sentence flags. */
dtl_status dtl_find_sentences(dtl_document *d, const struct dtl_rules *rules);

/** Reads TimeML that starts at bytes[from]; the input bytes[0..n) is valid UTF-8. */
dtl_status dtl_timeml_read(dtl_document *d, const char *bytes, uint32_t n, uint32_t from,
                           const char **ret_message, size_t *ret_offset);
/** Reads the article of an HTML page; any bytes. */
dtl_status dtl_html_read(dtl_document *d, const char *bytes, uint32_t n, const char **ret_message,
                         size_t *ret_offset);
/** Reads Markdown that starts at bytes[from]; the input bytes[0..n) is valid UTF-8. */
dtl_status dtl_markdown_read(dtl_document *d, const char *bytes, uint32_t n, uint32_t from,
                             const char **ret_message, size_t *ret_offset);
/**
 * The day of a date or a date with a clock, as data formats write it (2024-05-17T08:30:00+02:00,
 * 20240517, 2024/05/17): the day as written, in the zone in which it is written.  false: it is
 * none.
 */
bool dtl_day_of(dtl_slice value, dtl_timex *ret);

#endif
