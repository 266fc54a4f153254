/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept of words from document to document: the same word is found again, its counts begin
 * anew, and neither many words nor a lack of memory changes an answer.
 */
#include "syntax_fixture.h"

#include "failing_mem.h"
#include "text/tagger.h"

#include <string.h>

TestSuite(lexis, .init = fixture_load, .fini = fixture_unload);

static const dtl_lexeme *word(dtl_lexis *x, const syntax_fixture *f, const char *text) {
    const dtl_lexeme *w = dtl_lexis_word(x, &f->doc, token_of(f, text));
    cr_assert_not_null(w);
    return w;
}

Test(lexis, one_word_in_any_case) {
    syntax_fixture f;
    fixture_open(&f, "The dam broke. The Zorvanex firm built the dam; ZORVANEX denies it.");
    dtl_lexis *x = dtl_lexis_new(&dtl_mem_default, fixture_rules);
    cr_assert(x && dtl_lexis_begin(x, NULL));
    cr_expect_eq(word(x, &f, "The"), word(x, &f, "the"));
    cr_expect_eq(word(x, &f, "Zorvanex"), word(x, &f, "ZORVANEX"), "not in the vocabulary");
    cr_expect_neq(word(x, &f, "dam"), word(x, &f, "firm"));
    dtl_lexis_free(x);
    fixture_close(&f);
}

/* "Dec." has the vocabulary number of "dec", and other bytes. */
Test(lexis, an_abbreviation_is_a_word_of_its_own) {
    syntax_fixture f;
    fixture_open(&f, "He left on Dec. 5 and wrote Dec without a stop.");
    dtl_lexis *x = dtl_lexis_new(&dtl_mem_default, fixture_rules);
    cr_assert(x && dtl_lexis_begin(x, NULL));
    cr_expect_eq(f.doc.tokens[token_of(&f, "Dec.")].word, f.doc.tokens[token_of(&f, "Dec")].word);
    const dtl_lexeme *with = word(x, &f, "Dec."), *without = word(x, &f, "Dec");
    cr_expect_eq(with->folded.n, without->folded.n + 1);
    dtl_lexis_free(x);
    fixture_close(&f);
}

Test(lexis, counts_begin_anew_and_readings_stay) {
    syntax_fixture f;
    fixture_open(&f, "They like the Harbour, and the harbour likes them: a Harbour of ships.");
    dtl_lexis *x = f.story.lexis;
    const dtl_lexeme *w = f.story.lexemes[token_of(&f, "harbour")];
    cr_expect_eq(w->capital, 2);
    cr_expect_eq(w->small, 1);
    dtl_lexeme *ships = dtl_lexis_word(x, &f.doc, token_of(&f, "ships"));
    cr_expect(dtl_lexis_read(x, ships, DTL_AS_NNS)->kinds & DTL_WORDNET_NOUN);
    cr_expect_not(dtl_lexis_read(x, ships, DTL_AS_NNS)->same);
    cr_expect(dtl_lexis_begin(x, NULL));
    cr_expect_eq(dtl_lexis_word(x, &f.doc, token_of(&f, "harbour")), w);
    cr_expect_eq(w->capital + w->small, 0);
    cr_expect(ships->as[DTL_AS_NNS].known);
    fixture_close(&f);
}

/* Reads a text with the numbers of a cache and looks at the word of each of its tokens. */
static void words_by_number(dtl_lexis *x, dtl_word_cache *cache, char *text) {
    dtl_arena arena;
    dtl_arena_init(&arena, &dtl_mem_default);
    dtl_document doc;
    const char *message;
    size_t offset;
    cr_assert_eq(
        dtl_document_read(&doc, &arena, text, strlen(text), DTL_FORMAT_PLAIN, &message, &offset),
        DTL_OK);
    doc.cache = cache;
    cr_assert_eq(dtl_document_split(&doc, fixture_rules), DTL_OK);
    cr_assert(dtl_lexis_begin(x, cache));
    for (unsigned again = 0; again < 2; again++)
        for (uint32_t t = 0; t < doc.ntokens; t++) {
            const dtl_lexeme *w = dtl_lexis_word(x, &doc, t);
            cr_expect(w && dtl_slice_eq(w->folded, dtl_token_folded(&doc, t)), "token %u", t);
        }
    dtl_arena_free(&arena);
}

/* Long figures share a number, and another cache has other words under the same numbers. */
Test(lexis, words_by_their_numbers) {
    char first[] = "The dam of 1234567 tons; 7654321 fish, said the Dam and the DAM.";
    char second[] = "Zorvanex dam sold 5554321 fish to the firm.";
    dtl_lexis *x = dtl_lexis_new(&dtl_mem_default, fixture_rules);
    dtl_word_cache *a = dtl_word_cache_new(&dtl_mem_default);
    dtl_word_cache *b = dtl_word_cache_new(&dtl_mem_default);
    cr_assert(x && a && b);
    words_by_number(x, a, first);
    words_by_number(x, b, second);
    words_by_number(x, a, second);
    words_by_number(x, b, first);
    dtl_word_cache_free(b);
    dtl_word_cache_free(a);
    dtl_lexis_free(x);
}

/* More words than are kept: they are forgotten between documents, and found inside one. */
Test(lexis, very_many_words) {
    enum { WORDS = 40000 };
    char *text = malloc(WORDS * 12);
    size_t n = 0;
    for (unsigned i = 0; i < WORDS; i++) {
        unsigned v = i;
        for (unsigned k = 0; k < 4; k++, v /= 20)
            text[n++] = "bcdfghjklmnpqrstvwxz"[v % 20];
        memcpy(text + n, i % 10 ? "ao " : "ao. ", i % 10 ? 3 : 4);
        n += i % 10 ? 3 : 4;
    }
    text[n] = '\0';
    dtl_arena arena;
    dtl_arena_init(&arena, &dtl_mem_default);
    dtl_document doc;
    const char *message;
    size_t offset;
    cr_assert_eq(dtl_document_read(&doc, &arena, text, n, DTL_FORMAT_PLAIN, &message, &offset),
                 DTL_OK);
    cr_assert_eq(dtl_document_split(&doc, fixture_rules), DTL_OK);
    dtl_lexis *x = dtl_lexis_new(&dtl_mem_default, fixture_rules);
    cr_assert(x && dtl_lexis_begin(x, NULL));
    dtl_lexeme *first = dtl_lexis_word(x, &doc, 0);
    for (uint32_t t = 0; t < doc.ntokens; t++) {
        const dtl_lexeme *w = dtl_lexis_word(x, &doc, t);
        cr_assert(w && dtl_slice_eq(w->folded, dtl_token_folded(&doc, t)));
    }
    cr_expect_eq(dtl_lexis_word(x, &doc, 0), first);
    uint32_t all = x->nwords;
    cr_expect_gt(all, WORDS - 1);
    cr_expect(dtl_lexis_begin(x, NULL));
    cr_expect_eq(x->nwords, 0);
    const dtl_lexeme *again = dtl_lexis_word(x, &doc, 0);
    cr_expect(again && dtl_slice_eq(again->folded, dtl_token_folded(&doc, 0)));
    dtl_lexis_free(x);
    dtl_arena_free(&arena);
    free(text);
}

/* The document before leaves nothing behind that changes the one after it. */
Test(lexis, one_for_two_documents_as_one_for_each) {
    static const char after[] = "Apple said on Monday it would close the Marten plant in Cork.";
    syntax_fixture alone, before, next = {0};
    fixture_open(&alone, after);
    fixture_open(&before, "An apple fell in the plant. The Cork marten said monday is apple day.");
    next.story.lexis = dtl_lexis_new(&dtl_mem_default, fixture_rules);
    dtl_arena_init(&next.arena, &dtl_mem_default);
    cr_assert(next.story.lexis && dtl_lexis_begin(next.story.lexis, NULL));
    for (uint32_t t = 0; t < before.doc.ntokens; t++)
        cr_assert(dtl_lexis_word(next.story.lexis, &before.doc, t) != NULL);
    cr_assert_eq(fixture_steps(&next, after), DTL_OK);
    cr_assert_eq(next.doc.ntokens, alone.doc.ntokens);
    for (uint32_t t = 0; t < next.doc.ntokens; t++)
        cr_expect_eq(next.doc.tokens[t].pos, alone.doc.tokens[t].pos);
    cr_expect_eq(next.story.names.n, alone.story.names.n);
    dtl_lexis_free(next.story.lexis);
    fixture_close(&next);
    fixture_close(&before);
    fixture_close(&alone);
}

Test(lexis, no_memory) {
    for (size_t granted = 0;; granted++) {
        failing_mem f;
        failing_mem_init(&f, granted);
        dtl_lexis *x = dtl_lexis_new(&f.mem, fixture_rules);
        bool good = x && dtl_lexis_begin(x, NULL);
        dtl_lexis_free(x);
        cr_assert_eq(f.live, 0);
        if (good)
            break;
        cr_assert(f.refused && granted < 100);
    }
}
