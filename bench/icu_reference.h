/* SPDX-License-Identifier: Apache-2.0 */
/*
 * icu_reference: what a program does that reads text with ICU alone: sentences, and words in them.
 *
 * The measure of speed for dateline's own tokeniser.  The text is converted to UTF-16 once, because
 * ICU's break iterators are fastest there; the conversion counts.  Words are the segments whose
 * rule status is a word or a number, and every other segment that is not white space, so that both
 * sides count about the same things.  Nothing is folded, looked up, or kept.
 */
#ifndef DTL_BENCH_ICU_REFERENCE_H
#define DTL_BENCH_ICU_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

typedef struct icu_reference {
    size_t sentences, tokens;
} icu_reference;

/** Segments text[0..n), valid UTF-8, n <= INT32_MAX.  false: ICU or the allocator failed. */
static inline bool icu_reference_run(const char *text, size_t n, icu_reference *ret) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    *ret = (icu_reference){0};
    if (n > INT32_MAX / 2)
        return false;
    UChar *units = malloc((n + 1) * sizeof *units);
    if (!units)
        return false;
    u_strFromUTF8(units, (int32_t)n + 1, &length, text, (int32_t)n, &status);
    UBreakIterator *sentences = ubrk_open(UBRK_SENTENCE, "en", units, length, &status);
    UBreakIterator *words = ubrk_open(UBRK_WORD, "en", units, length, &status);
    if (U_SUCCESS(status)) {
        while (ubrk_next(sentences) != UBRK_DONE)
            ret->sentences++;
        int32_t start = 0;
        for (int32_t end = ubrk_next(words); end != UBRK_DONE; end = ubrk_next(words)) {
            if (ubrk_getRuleStatus(words) >= UBRK_WORD_NONE_LIMIT || !u_isUWhiteSpace(units[start]))
                ret->tokens++;
            start = end;
        }
    }
    ubrk_close(words);
    ubrk_close(sentences);
    free(units);
    return U_SUCCESS(status);
}

#endif
