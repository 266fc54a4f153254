/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenise: one pass over the bytes; what a token is stands in text.h.
 *
 * A table of 256 byte classes decides what a token starts with and how far an ASCII run goes; code
 * points above ASCII are asked of ICU.  Only scripts written without spaces go through ICU's word
 * breaker, opened when the first such run is met.  Every look ahead or back is bounded by
 * DTL_TOKEN_MAX, or is remembered (the end of a chain of numbers and points), so the pass is linear
 * for any input.
 *
 * Clitics (tokenise_word.c) and ordinal endings (tokenise_form.c) are those of the Penn Treebank's
 * tokenisation, which the rule language fixes; words of a language come from the rule set only.
 *
 * Invariants: tokens do not overlap, ascend, and are never empty; bytes between them are white
 * space or invisible; a token ends at a code point's end.
 */
#include "text/scanner.h"

#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>

#define TOKENS_FIRST 65536 /* most tokens to make room for at first */

/*
 * Makes room for a token that starts at `start`.  A full list grows to what the text needs if the
 * rest is like the part before, so that most lists are never copied twice and none is much too
 * long.
 */
static bool grow(dtl_scanner *s, uint32_t start) {
    dtl_token_list *l = s->list;
    uint32_t n = l->tokens.n;
    uint64_t cap = (uint64_t)s->n / 5 + 3;
    if (n == 0)
        cap = cap < TOKENS_FIRST ? cap : TOKENS_FIRST;
    else
        cap = (uint64_t)n * s->n / (start ? start : 1) * 17 / 16 + 16;
    if (cap < (uint64_t)n + n / 4 + 16)
        cap = (uint64_t)n + n / 4 + 16;
    if (cap > s->n + UINT64_C(1) + 16) /* no token is empty */
        cap = s->n + UINT64_C(1) + 16;
    dtl_token *tokens = DTL_NEW_ARRAY(l->arena, cap, dtl_token);
    if (!tokens)
        return false;
    if (n)
        memcpy(tokens, l->tokens.at, n * sizeof *tokens);
    l->tokens.at = tokens;
    l->tokens.cap = (uint32_t)cap;
    return true;
}

/* Appends the token [start, end); in place, as every token does it. */
static inline void add(dtl_scanner *s, uint32_t start, uint32_t end, unsigned flags) {
    dtl_token_list *l = s->list;
    if (l->tokens.n == l->tokens.cap && !grow(s, start)) {
        s->no_memory = true;
        return;
    }
    flags |= s->last_end == start ? DTL_TOK_GLUED : 0;
    flags |= s->newline ? DTL_TOK_NEWLINE : 0;
    s->newline = false;
    s->last_end = end;
    dtl_token *t = &l->tokens.at[l->tokens.n++]; /* the rest of it is 0 until it is spelt */
    t->start = start;
    t->end = end;
    t->flags = (uint16_t)flags;
}

void dtl_scan_add(dtl_scanner *s, uint32_t start, uint32_t end, unsigned flags) {
    add(s, start, end, flags);
}

/* ---- the pass ------------------------------------------------------------------------------- */

/* A mark of one code point with the combining marks and joiners on it (emoji). */
static uint32_t symbol(dtl_scanner *s, uint32_t start, uint32_t end) {
    bool joined = false;
    while (end < s->n && s->p[end] >= 0x80 && end - start < DTL_TOKEN_MAX - 4) {
        size_t next = end;
        int32_t cp = dtl_utf8_next((const char *)s->p, s->n, &next);
        bool mark = (U_MASK(u_charType(cp)) & U_GC_M_MASK) || cp == 0x200D;
        if (!mark && !(joined && dtl_kind_of(cp) == DTL_CP_MARK))
            break;
        joined = cp == 0x200D;
        end = (uint32_t)next;
    }
    dtl_scan_add(s, start, end, DTL_TOK_PUNCT);
    return end;
}

static uint32_t high(dtl_scanner *s, uint32_t start) {
    uint32_t next, end;
    switch (dtl_kind_at(s, start, &next)) {
    case DTL_CP_NEWLINE: s->newline = true; return next;
    case DTL_CP_SPACE: return next;
    case DTL_CP_LETTER: return dtl_scan_word(s, start);
    case DTL_CP_UNSPACED: return dtl_scan_unspaced(s, start);
    case DTL_CP_DIGIT:
        end = next;
        while (end < s->n && s->p[end] >= 0x80 && dtl_kind_at(s, end, &next) == DTL_CP_DIGIT &&
               next - start <= DTL_TOKEN_MAX)
            end = next;
        dtl_scan_add(s, start, end, DTL_TOK_HASDIGIT);
        return end;
    case DTL_CP_APOSTROPHE:
        end = dtl_clitic_end(s, start);
        if (end && (s->p[end - 1] | 0x20) != 't') {
            dtl_scan_add(s, start, end, 0);
            return end;
        }
        break;
    case DTL_CP_MARK: break;
    }
    return symbol(s, start, next);
}

static uint32_t punctuation(dtl_scanner *s, uint32_t start) {
    unsigned char c = s->p[start];
    uint32_t end = start + 1;
    if (dtl_byte_class[c] & DTL_CH_RUN) {
        bool alone =
            start == 0 || !(dtl_byte_class[s->p[start - 1]] & (DTL_CH_ALNUM | DTL_CH_HIGH));
        if (c == '.' && alone && dtl_byte_at(s, end) != '.' &&
            (dtl_class_at(s, end) & DTL_CH_DIGIT) && start >= s->points_end)
            return dtl_scan_number(s, start);
        while (end < s->n && s->p[end] == c && end - start < DTL_TOKEN_MAX)
            end++;
    } else if ((c == '`' || c == '\'') && dtl_byte_at(s, end) == c) {
        end++;
    } else if (c == '\'') {
        uint32_t clitic = dtl_clitic_end(s, start);
        if (clitic && s->p[clitic - 1] != 't' && s->p[clitic - 1] != 'T') {
            dtl_scan_add(s, start, clitic, 0);
            return clitic;
        }
    } else if (c == '@') {
        uint32_t address = dtl_scan_email(s, start);
        if (address)
            return address;
    }
    dtl_scan_add(s, start, end, DTL_TOK_PUNCT);
    return end;
}

/*
 * End of a word that is all there is to it: up to 16 letters and digits of ASCII, and what follows
 * belongs to no word.  0: it takes a closer look.
 */
static inline uint32_t plain_word_end(const dtl_scanner *s, uint32_t start) {
    for (uint32_t i = start; i <= start + 8 && s->n - i > 8; i += 8) {
        uint64_t other = ~dtl_alnum_in(dtl_eight_bytes(s->p + i)) & DTL_BYTE_TOPS;
        if (other) {
            uint32_t end = i + (uint32_t)__builtin_ctzll(other) / 8;
            return dtl_byte_class[s->p[end]] & (DTL_CH_INNER | DTL_CH_HIGH) ? 0 : end;
        }
    }
    return 0;
}

bool dtl_tokenise(dtl_token_list *l) {
    dtl_scanner s = {
        .list = l, .p = (const unsigned char *)l->text, .n = l->len, .last_end = UINT32_MAX};
    for (uint32_t i = 0; i < s.n && !s.no_memory;) {
        uint8_t c = dtl_byte_class[s.p[i]];
        if (c & DTL_CH_SPACE) {
            s.newline |= s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\f';
            i++;
        } else if (c & DTL_CH_LETTER) {
            uint32_t end = plain_word_end(&s, i);
            if (end) {
                add(&s, i, end, 0);
                i = end + (s.p[end] == ' '); /* most words are followed by one */
            } else {
                i = dtl_scan_word(&s, i);
            }
        } else if (c & DTL_CH_DIGIT) {
            i = dtl_scan_number(&s, i);
        } else if (c & DTL_CH_HIGH) {
            i = high(&s, i);
        } else {
            i = punctuation(&s, i);
        }
    }
    if (s.breaker)
        ubrk_close(s.breaker);
    return !s.no_memory && dtl_spell(l);
}

dtl_status dtl_tokenise_phrase(dtl_arena *arena, const dtl_abbrevs *abbrevs, const char *p,
                               uint32_t n, dtl_phrase *ret) {
    if (n > DTL_TEXT_MAX)
        return DTL_E_LIMIT;
    dtl_token_list l = {.arena = arena, .text = p, .len = n};
    if (abbrevs)
        l.abbrevs = *abbrevs;
    if (!dtl_tokenise(&l))
        return DTL_E_NOMEM;
    dtl_phrase_word *words = DTL_NEW_ARRAY(arena, l.tokens.n, dtl_phrase_word);
    if (!words)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < l.tokens.n; i++) {
        const dtl_token *t = &l.tokens.at[i];
        uint32_t first = l.fold_at[i], end = l.fold_at[i + 1];
        dtl_slice folded = first == end ? (dtl_slice){p + t->start, t->end - t->start}
                                        : (dtl_slice){l.folded.at + first, end - first};
        if (t->flags & DTL_TOK_ABBREV)
            folded.n--;
        words[i] = (dtl_phrase_word){folded, t->start, t->end, t->flags};
    }
    *ret = (dtl_phrase){words, l.tokens.n};
    return DTL_OK;
}
