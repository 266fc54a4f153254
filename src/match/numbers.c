/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-in classes that are read off a token when asked for: numbers, words, capitals.  They
 * are not stored as nodes; a text would have more of them than of everything else together.
 *
 * Digits are ASCII.  A comma groups three digits, a point is a decimal point.  A year is four
 * digits from 1000 to 2999 that follow no currency or number sign.
 */
#include "match/engine.h"

#include <unicode/uchar.h>

#define VALUE_MAX INT64_C(1000000000000)

bool dtl_token_number(const dtl_document *doc, uint32_t token, dtl_value *ret) {
    const dtl_token *t = &doc->tokens[token];
    if (!(t->flags & DTL_TOK_DIGIT))
        return false;
    const char *p = doc->text + t->start;
    uint32_t n = t->end - t->start, i = 0, group = 0;
    int64_t whole = 0, part = 0;
    bool grouped = false;
    for (; i < n && p[i] != '.'; i++) {
        if (p[i] == ',') {
            if (i == 0 || group > 3 || (grouped && group != 3))
                return false;
            grouped = true;
            group = 0;
            continue;
        }
        if (p[i] < '0' || p[i] > '9')
            return false;
        whole = whole * 10 + (p[i] - '0');
        group++;
        if (whole > VALUE_MAX)
            return false;
    }
    if ((grouped && group != 3) || i == 0)
        return false;
    bool decimal = i < n;
    if (decimal) {
        unsigned digits = 0;
        for (i++; i < n; i++) {
            if (p[i] < '0' || p[i] > '9')
                return false;
            if (digits < 3)
                part = part * 10 + (p[i] - '0');
            digits++;
        }
        if (digits == 0)
            return false;
        for (; digits < 3; digits++)
            part *= 10;
    }
    ret->type = decimal ? DTL_T_NUM : DTL_T_INT;
    ret->i = decimal ? whole * 1000 + part : whole;
    return true;
}

/* Whether the token is a currency or number sign. */
static bool is_sign(const dtl_document *doc, uint32_t token) {
    const dtl_token *t = &doc->tokens[token];
    if (!(t->flags & DTL_TOK_PUNCT))
        return false;
    size_t i = 0;
    int32_t c = dtl_utf8_next(doc->text + t->start, t->end - t->start, &i);
    return c == '#' || c == 0x2116 || u_charType(c) == U_CURRENCY_SYMBOL;
}

static bool is_year(const dtl_document *doc, uint32_t token) {
    const dtl_token *t = &doc->tokens[token];
    if (t->end - t->start != 4)
        return false;
    const char *p = doc->text + t->start;
    for (unsigned i = 0; i < 4; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    if (p[0] != '1' && p[0] != '2')
        return false;
    return token == 0 || doc->tokens[token - 1].sentence != t->sentence || !is_sign(doc, token - 1);
}

static bool is_day(const dtl_document *doc, uint32_t token) {
    const dtl_token *t = &doc->tokens[token];
    const char *p = doc->text + t->start;
    unsigned v = 0, n = t->end - t->start;
    for (unsigned i = 0; i < n && i < 3; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        v = v * 10 + (unsigned)(p[i] - '0');
    }
    return n <= 2 && v >= 1 && v <= 31;
}

bool dtl_token_is(const dtl_document *doc, uint32_t token, unsigned builtin) {
    unsigned flags = doc->tokens[token].flags;
    dtl_value v;
    switch (builtin) {
    case DTL_B_INT:
        return (flags & DTL_TOK_DIGIT) && dtl_token_number(doc, token, &v) && v.type == DTL_T_INT;
    case DTL_B_NUM: return (flags & DTL_TOK_DIGIT) && dtl_token_number(doc, token, &v);
    case DTL_B_DAY: return (flags & DTL_TOK_DIGIT) && is_day(doc, token);
    case DTL_B_YEAR: return (flags & DTL_TOK_DIGIT) && is_year(doc, token);
    case DTL_B_WORD: return (flags & DTL_TOK_ALPHA) != 0;
    case DTL_B_CAP: return (flags & DTL_TOK_ALPHA) && (flags & (DTL_TOK_TITLE | DTL_TOK_UPPER));
    default: return false;
    }
}
