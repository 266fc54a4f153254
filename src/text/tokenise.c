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

#include "rules/rules.h"
#include "text/word_cache.h"

#define TOKENS_FIRST 65536 /* most tokens to make room for at first */
#define FIGURE_MAX 4       /* bytes of a number, such as a year, that is worth remembering */

/* Letters of p[0..n): how many, how many upper case, whether the first byte starts one. */
typedef struct letters {
    uint32_t all, upper;
    bool first, first_upper;
} letters;

static letters count_letters(const unsigned char *p, uint32_t n) {
    letters c = {0};
    for (size_t i = 0; i < n;) {
        bool first = i == 0, letter, upper;
        if (p[i] < 0x80) {
            letter = (dtl_byte_class[p[i]] & DTL_CH_LETTER) != 0;
            upper = (dtl_byte_class[p[i]] & DTL_CH_UPPER) != 0;
            i++;
        } else {
            int32_t cp = dtl_utf8_next((const char *)p, n, &i);
            int8_t type = u_charType(cp);
            letter = (U_MASK(type) & U_GC_L_MASK) != 0 && cp != 0x02BC;
            upper = type == U_UPPERCASE_LETTER || type == U_TITLECASE_LETTER;
        }
        c.all += letter;
        c.upper += upper;
        if (first) {
            c.first = letter;
            c.first_upper = upper;
        }
    }
    return c;
}

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
    uint32_t *fold_at = DTL_NEW_ARRAY(l->arena, cap + 1, uint32_t);
    if (!tokens || !fold_at)
        return false;
    if (n) {
        memcpy(tokens, l->tokens.at, n * sizeof *tokens);
        memcpy(fold_at, l->fold_at.at, n * sizeof *fold_at);
    }
    l->tokens.at = tokens;
    l->tokens.cap = (uint32_t)cap;
    l->fold_at.at = fold_at;
    l->fold_at.cap = (uint32_t)cap + 1;
    return true;
}

/* The word of a token in the vocabulary, or 0. */
static uint32_t find_word(const dtl_token_list *l, const char *folded, uint32_t n, uint32_t hash,
                          unsigned flags) {
    uint32_t word = 0;
    if (!l->abbrevs.words)
        return 0;
    if (flags & DTL_TOK_ABBREV)
        word = dtl_intern_find(l->abbrevs.words, folded, n - 1);
    return word ? word : dtl_intern_find_hashed(l->abbrevs.words, folded, n, hash);
}

/* Folds a token of any kind and says how it is spelt.  false: no memory. */
static bool fold_any(dtl_token_list *l, dtl_token *t) {
    const char *text = l->text + t->start;
    uint32_t n = t->end - t->start;
    unsigned all = 0, flags = t->flags;
    uint32_t upper = 0, lower = 0;
    for (uint32_t i = 0; i < n; i++) {
        unsigned c = dtl_byte_class[(unsigned char)text[i]];
        all |= c;
        lower += c & DTL_CH_LOWER;
        upper += c >> 1 & 1;
    }
    if (all & DTL_CH_DIGIT)
        flags |= DTL_TOK_HASDIGIT;
    const char *folded = text;
    uint32_t nfolded = n;
    if (all & (DTL_CH_UPPER | DTL_CH_HIGH)) {
        uint32_t before = l->folded.n;
        if (!dtl_fold_append(l->arena, &l->folded, text, n))
            return false;
        folded = l->folded.at + before;
        nfolded = l->folded.n - before;
        if (nfolded == n && memcmp(folded, text, n) == 0)
            l->folded.n = before;
        letters c = {lower + upper, upper,
                     (dtl_byte_class[(unsigned char)*text] & DTL_CH_LETTER) != 0,
                     (dtl_byte_class[(unsigned char)*text] & DTL_CH_UPPER) != 0};
        if (all & DTL_CH_HIGH)
            c = count_letters((const unsigned char *)text, n);
        if (c.all > 1 && c.upper == c.all)
            flags |= DTL_TOK_UPPER;
        else if (c.first_upper)
            flags |= DTL_TOK_TITLE;
        if (c.first)
            flags |= DTL_TOK_ALPHA;
    } else if (dtl_byte_class[(unsigned char)*text] & DTL_CH_LETTER) {
        flags |= DTL_TOK_ALPHA;
    }
    t->hash = dtl_hash(folded, nfolded);
    t->word = find_word(l, folded, nfolded, t->hash, flags);
    t->flags = (uint16_t)flags;
    return true;
}

/* ---- words met before ------------------------------------------------------------------------ */

/* The first n of eight bytes; all from 8 on. */
static uint64_t first_bytes(uint32_t n) {
    return n >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * n) - 1;
}

/* Every digit a 0, as the tagger reads numbers; no text has all of them. */
static uint64_t hide_digits(uint64_t x) {
    uint64_t digits = (dtl_bytes_in(x, '0', '9') >> 7) * 0xFF;
    return (x & ~digits) | (DTL_EACH_BYTE * '0' & digits);
}

static dtl_known_word key_of(const dtl_token_list *l, const dtl_token *t) {
    const unsigned char *text = (const unsigned char *)l->text + t->start;
    unsigned char last[DTL_KNOWN_MAX] = {0};
    uint32_t n = t->end - t->start;
    if (l->len - t->start < DTL_KNOWN_MAX)
        text = memcpy(last, text, n);
    return (dtl_known_word){.head = dtl_eight_bytes(text) & first_bytes(n),
                            .tail = dtl_eight_bytes(text + 8) & first_bytes(n > 8 ? n - 8 : 0),
                            .given = t->flags & DTL_KNOWN_GIVEN};
}

static void put_eight(char *to, uint64_t x) {
    for (unsigned i = 0; i < 8; i++)
        to[i] = (char)(x >> 8 * i & 0xFF);
}

/* Appends the folded form of a word of ASCII.  false: no memory. */
static bool lower(dtl_token_list *l, const dtl_known_word *w, uint32_t n) {
    if (!dtl_chars_reserve(l->arena, &l->folded, DTL_KNOWN_MAX))
        return false;
    char *to = l->folded.at + l->folded.n; /* 0x80 becomes 0x20 */
    put_eight(to, w->head | dtl_bytes_in(w->head, 'A', 'Z') >> 2);
    put_eight(to + 8, w->tail | dtl_bytes_in(w->tail, 'A', 'Z') >> 2);
    l->folded.n += n;
    return true;
}

/*
 * The same as fold_any, by the words met before.  A word comes to them when its folded form is its
 * text or differs in capitals of ASCII alone, which is nearly all words of nearly all texts.
 */
static bool fold(dtl_token_list *l, dtl_token *t) {
    uint32_t n = t->end - t->start, before = l->folded.n;
    if (!l->cache || n > DTL_KNOWN_MAX)
        return fold_any(l, t);
    dtl_known_word key = key_of(l, t);
    bool ascii = !((key.head | key.tail) & DTL_BYTE_TOPS);
    bool figure = n > FIGURE_MAX && ascii && dtl_bytes_in(key.head, '0', '9') & 0x80;
    if (figure) {
        key.head = hide_digits(key.head);
        key.tail = hide_digits(key.tail);
    }
    uint32_t slot = dtl_known_slot(l->cache, &key);
    t->known = l->cache->slots[slot];
    if (t->known && !figure) {
        const dtl_known_word *w = &l->cache->words[t->known];
        t->flags |= w->flags;
        t->hash = w->hash;
        t->word = w->word;
        return !w->capitals || lower(l, w, n);
    }
    if (!fold_any(l, t))
        return false;
    key.capitals = l->folded.n != before;
    if (t->known || (key.capitals && !ascii))
        return true;
    key.flags = t->flags & (uint16_t) ~(DTL_TOK_GLUED | DTL_TOK_NEWLINE);
    key.hash = t->hash;
    key.word = t->word;
    t->known = dtl_known_add(l->cache, slot, &key);
    return true;
}

/* Appends the token [start, end). */
void dtl_scan_add(dtl_scanner *s, uint32_t start, uint32_t end, unsigned flags) {
    dtl_token_list *l = s->list;
    uint32_t ntokens = l->tokens.n;
    if (s->no_memory || (ntokens == l->tokens.cap && !grow(s, start))) {
        s->no_memory = true;
        return;
    }
    if (ntokens && l->tokens.at[ntokens - 1].end == start)
        flags |= DTL_TOK_GLUED;
    if (s->newline)
        flags |= DTL_TOK_NEWLINE;
    s->newline = false;
    l->fold_at.at[l->fold_at.n++] = l->folded.n;
    dtl_token *t = &l->tokens.at[l->tokens.n++];
    *t = (dtl_token){.start = start, .end = end, .flags = (uint16_t)flags};
    s->no_memory = !fold(l, t);
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

bool dtl_tokenise(dtl_token_list *l) {
    dtl_scanner s = {.list = l, .p = (const unsigned char *)l->text, .n = l->len};
    for (uint32_t i = 0; i < s.n && !s.no_memory;) {
        uint8_t c = dtl_byte_class[s.p[i]];
        if (c & DTL_CH_SPACE) {
            s.newline |= s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\f';
            i++;
        } else if (c & DTL_CH_LETTER) {
            i = dtl_scan_word(&s, i);
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
    if (s.no_memory || (l->fold_at.cap == 0 && !grow(&s, 0)))
        return false;
    l->fold_at.at[l->fold_at.n++] = l->folded.n;
    return true;
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
        uint32_t first = l.fold_at.at[i], end = l.fold_at.at[i + 1];
        dtl_slice folded = first == end ? (dtl_slice){p + t->start, t->end - t->start}
                                        : (dtl_slice){l.folded.at + first, end - first};
        if (t->flags & DTL_TOK_ABBREV)
            folded.n--;
        words[i] = (dtl_phrase_word){folded, t->start, t->end, t->flags};
    }
    *ret = (dtl_phrase){words, l.tokens.n};
    return DTL_OK;
}
