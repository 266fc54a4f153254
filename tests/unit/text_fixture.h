/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_fixture: a document out of a string, with a small hand-made rule set, for the tests of text.
 */
#ifndef DTL_TEST_TEXT_FIXTURE_H
#define DTL_TEST_TEXT_FIXTURE_H

#include "rules/rules.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

#define FIXTURE_WORDS 256

typedef struct text_fixture {
    dtl_arena arena, words;
    dtl_rules rules;
    uint8_t flags[FIXTURE_WORDS];
    dtl_document doc;
    const char *message;
    size_t offset;
    dtl_status status;
} text_fixture;

static inline uint32_t fixture_word(text_fixture *f, const char *word, uint8_t flags) {
    uint32_t id = dtl_intern_add(&f->rules.words, word, (uint32_t)strlen(word));
    if (id && id < FIXTURE_WORDS)
        f->flags[id] |= flags;
    return id;
}

static inline void fixture_open(text_fixture *f, const dtl_mem *mem) {
    static const char *const inside[] = {"mr", "gen", "aug", "u.s", "jan", "st"};
    static const char *const final[] = {"inc", "p.m", "a.m", "etc"};
    static const char *const plain[] = {"the", "he", "said", "don", "do", "'s", "n't", "café"};
    memset(f, 0, sizeof *f);
    dtl_arena_init(&f->arena, mem);
    dtl_arena_init(&f->words, &dtl_mem_default);
    dtl_intern_init(&f->rules.words, &f->words);
    f->rules.word_flags = f->flags;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        fixture_word(f, inside[i], DTL_WORD_ABBREV);
    for (size_t i = 0; i < sizeof final / sizeof *final; i++)
        fixture_word(f, final[i], DTL_WORD_ABBREV | DTL_WORD_ABBREV_END);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        fixture_word(f, plain[i], 0);
}

static inline void fixture_close(text_fixture *f) {
    dtl_arena_free(&f->arena);
    dtl_arena_free(&f->words);
}

/** Reads and analyses; the result is in f->status, f->doc. */
static inline dtl_status fixture_run(text_fixture *f, const char *bytes, size_t n,
                                     dtl_format format) {
    dtl_arena_reset(&f->arena);
    f->message = NULL;
    f->status = dtl_document_read(&f->doc, &f->arena, bytes, n, format, &f->message, &f->offset);
    if (f->status == DTL_OK)
        f->status = dtl_document_analyse(&f->doc, &f->rules);
    return f->status;
}

static inline dtl_status fixture_text(text_fixture *f, const char *text) {
    return fixture_run(f, text, strlen(text), DTL_FORMAT_PLAIN);
}

/** The tokens with blanks between, "+" before a glued one, "/" between sentences.  Malloced. */
static inline char *fixture_show(const text_fixture *f, bool sentences) {
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_buf_puts(&b, "");
    for (uint32_t i = 0; i < f->doc.ntokens; i++) {
        const dtl_token *t = &f->doc.tokens[i];
        if (sentences && i && (t->flags & DTL_TOK_FIRST))
            dtl_buf_puts(&b, " /");
        if (i)
            dtl_buf_putc(&b, ' ');
        if (t->flags & DTL_TOK_GLUED)
            dtl_buf_putc(&b, '+');
        dtl_slice s = dtl_token_text(&f->doc, i);
        dtl_buf_put(&b, s.p, s.n);
    }
    if (!b.at)
        b.at = calloc(1, 1);
    return b.at;
}

#endif
