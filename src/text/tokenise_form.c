/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenise_form: tokens that are no words: numbers, addresses, pieces of scripts without spaces.
 *
 * An address is one token so that no rule sees a date in a URL; its length is not known in advance,
 * so it is cut like any long token.  ICU's word breaker gets scripts without spaces in pieces of
 * UNSPACED_MAX bytes: its dictionaries take memory in proportion to what they are given.
 */
#include "text/scanner.h"

#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#define LOCAL_MAX 64     /* bytes of an e-mail address before its @ */
#define UNSPACED_MAX 768 /* bytes of one piece given to the word breaker */

/* ---- numbers -------------------------------------------------------------------------------- */

static uint32_t digits_end(const dtl_scanner *s, uint32_t i, uint32_t limit) {
    while (i < limit && (dtl_byte_class[s->p[i]] & DTL_CH_DIGIT))
        i++;
    return i;
}

/* Whether an ordinal ending stands at i and the word ends behind it. */
static bool is_ordinal(const dtl_scanner *s, uint32_t i) {
    unsigned a = dtl_byte_at(s, i) | 0x20u, b = dtl_byte_at(s, i + 1) | 0x20u;
    bool ending = (a == 's' && b == 't') || (a == 'n' && b == 'd') || (a == 'r' && b == 'd') ||
                  (a == 't' && b == 'h');
    return ending && !dtl_is_wordy(s, i + 2);
}

/* The number that starts at `start` with a digit, or with a point and a digit.  Returns its end. */
uint32_t dtl_scan_number(dtl_scanner *s, uint32_t start) {
    uint32_t limit = start + DTL_TOKEN_MAX;
    if (limit > s->n || limit < start)
        limit = s->n;
    uint32_t i = digits_end(s, start, limit), first = i - start;
    bool whole = true;
    while (first <= 3 && i + 4 <= limit && s->p[i] == ',' && digits_end(s, i + 1, i + 4) == i + 4 &&
           !(dtl_class_at(s, i + 4) & DTL_CH_DIGIT))
        i += 4;
    if (i < limit && s->p[i] == '.' && (dtl_class_at(s, i + 1) & DTL_CH_DIGIT) &&
        i >= s->points_end) {
        uint32_t end = digits_end(s, i + 1, limit);
        if (dtl_byte_at(s, end) == '.' && (dtl_class_at(s, end + 1) & DTL_CH_DIGIT)) {
            uint32_t chain = end;
            while (chain + 1 < s->n && s->p[chain] == '.' &&
                   (dtl_byte_class[s->p[chain + 1]] & DTL_CH_DIGIT))
                chain = digits_end(s, chain + 1, s->n);
            s->points_end = chain;
        } else {
            i = end;
            whole = false;
        }
    }
    if (whole && i + 2 <= limit && is_ordinal(s, i)) {
        dtl_scan_add(s, start, i + 2, 0);
        return i + 2;
    }
    if (i == start) { /* a point that begins a chain of numbers */
        dtl_scan_add(s, start, start + 1, DTL_TOK_PUNCT);
        return start + 1;
    }
    dtl_scan_add(s, start, i, DTL_TOK_DIGIT);
    return i;
}

/* ---- addresses ------------------------------------------------------------------------------ */

static void add_address(dtl_scanner *s, uint32_t start, uint32_t end) {
    while (start < end && !s->no_memory) {
        uint32_t stop = end - start > DTL_TOKEN_MAX ? start + DTL_TOKEN_MAX : end;
        while (stop < end && (s->p[stop] & 0xC0) == 0x80)
            stop--;
        dtl_scan_add(s, start, stop, DTL_TOK_ADDRESS);
        start = stop;
    }
}

static bool is_quote_or_space(const dtl_scanner *s, uint32_t i, uint32_t *ret_next) {
    size_t next = i;
    int32_t cp = dtl_utf8_next((const char *)s->p, s->n, &next);
    *ret_next = (uint32_t)next;
    return (cp >= 0x2018 && cp <= 0x201F) || dtl_kind_of(cp) <= DTL_CP_NEWLINE;
}

/* The URL that starts at `start`; `i` is inside it.  Returns its end. */
uint32_t dtl_scan_url(dtl_scanner *s, uint32_t start, uint32_t i) {
    bool paren = false;
    while (i < s->n) {
        unsigned char c = s->p[i];
        if ((dtl_byte_class[c] & DTL_CH_SPACE) || c == '<' || c == '>' || c == '"')
            break;
        uint32_t next = i + 1;
        if (c >= 0x80 && is_quote_or_space(s, i, &next))
            break;
        paren |= c == '(';
        i = next;
    }
    while (i > start && (strchr(".,;:!?'`]}", s->p[i - 1]) || (s->p[i - 1] == ')' && !paren)))
        i--;
    add_address(s, start, i);
    return i;
}

static bool is_local(unsigned char c) {
    return (dtl_byte_class[c] & DTL_CH_ALNUM) || c == '.' || c == '_' || c == '%' || c == '+' ||
           c == '-';
}

/* Joins the tokens before the @ at i with the domain behind it.  Returns the end, or 0: no address.
 */
uint32_t dtl_scan_email(dtl_scanner *s, uint32_t i) {
    uint32_t start = i, end = i + 1, point = 0;
    while (start > 0 && i - start < LOCAL_MAX && is_local(s->p[start - 1]))
        start--;
    while (end < s->n && end - start < DTL_TOKEN_MAX &&
           ((dtl_byte_class[s->p[end]] & DTL_CH_ALNUM) || s->p[end] == '-' || s->p[end] == '.')) {
        if (s->p[end] == '.')
            point = end;
        end++;
    }
    while (end > i && !(dtl_byte_class[s->p[end - 1]] & DTL_CH_ALNUM))
        end--;
    if (start == i || !point ||
        dtl_letters_from(s, i + 1, 1) + (dtl_class_at(s, i + 1) & DTL_CH_DIGIT) == 0)
        return 0;
    if (point >= end) { /* the last point was the end of a sentence */
        for (point = end - 1; point > i && s->p[point] != '.'; point--)
            ;
        if (point == i)
            return 0;
    }
    if (dtl_letters_from(s, point + 1, 2) < 2)
        return 0;
    dtl_token_list *l = s->list;
    uint32_t k = l->tokens.n;
    while (k > 0 && l->tokens.at[k - 1].start > start)
        k--;
    if (k == 0 || l->tokens.at[k - 1].start != start)
        return 0;
    s->newline = (l->tokens.at[k - 1].flags & DTL_TOK_NEWLINE) != 0;
    l->tokens.n = k - 1;
    s->last_end = k > 1 ? l->tokens.at[k - 2].end : UINT32_MAX;
    add_address(s, start, end);
    return end;
}

/* ---- scripts without spaces ----------------------------------------------------------------- */

/* Cuts a run of at most UNSPACED_MAX bytes at ICU's word boundaries. */
static void cut_unspaced(dtl_scanner *s, uint32_t start, uint32_t end) {
    UChar units[UNSPACED_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF8(units, UNSPACED_MAX, &length, (const char *)s->p + start, (int32_t)(end - start),
                  &status);
    if (!s->breaker && !s->no_breaker && U_SUCCESS(status)) {
        s->breaker = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
        s->no_breaker = U_FAILURE(status);
    }
    if (s->breaker && U_SUCCESS(status))
        ubrk_setText(s->breaker, units, length, &status);
    if (status == U_MEMORY_ALLOCATION_ERROR) {
        s->no_memory = true;
        return;
    }
    int32_t unit = 0;
    while (start < end && !s->no_memory) {
        uint32_t stop = start;
        int32_t to = length;
        if (s->breaker && U_SUCCESS(status)) {
            to = ubrk_following(s->breaker, unit);
            if (to == UBRK_DONE || to <= unit)
                to = length;
        }
        while (unit < to && stop < end) {
            size_t next = stop;
            int32_t cp = dtl_utf8_next((const char *)s->p, s->n, &next);
            if (next - start > DTL_TOKEN_MAX)
                break;
            stop = (uint32_t)next;
            unit += cp > 0xFFFF ? 2 : 1;
        }
        dtl_scan_add(s, start, stop, 0);
        start = stop;
    }
}

uint32_t dtl_scan_unspaced(dtl_scanner *s, uint32_t start) {
    uint32_t i = start, next;
    while (i < s->n && s->p[i] >= 0x80 && dtl_kind_at(s, i, &next) == DTL_CP_UNSPACED &&
           next - start <= UNSPACED_MAX)
        i = next;
    cut_unspaced(s, start, i);
    return i;
}
