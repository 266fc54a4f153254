/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenise_word: words, their clitics, and the points that belong to them.
 *
 * A point after letters is the hard case: it stands inside an abbreviation (U.S), inside a domain,
 * behind an abbreviation or an initial, or ends a sentence.  It belongs to the word when the pieces
 * around it are short, when the rule set lists the word as an abbreviation, or when a capital
 * letter is followed by another capitalised word; else it is a token of its own.
 */
#include "text/scanner.h"

#include "rules/rules.h"

#define ABBREV_MAX 32 /* bytes of a word that is looked up as an abbreviation */
#define SCHEME_MAX 16 /* letters of a URL's scheme */

/*
 * End of the clitic whose apostrophe stands at i, or 0: one of s, d, m, re, ve, ll, or t, which the
 * caller has to join to the n before it.
 */
uint32_t dtl_clitic_end(const dtl_scanner *s, uint32_t i) {
    uint32_t k = i + dtl_apostrophe_at(s, i);
    if (k == i || !(dtl_class_at(s, k) & DTL_CH_LETTER))
        return 0;
    unsigned char a = s->p[k] | 0x20, b = dtl_byte_at(s, k + 1) | 0x20;
    if (dtl_is_wordy(s, k + 1)) {
        bool two = (a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l');
        return two && !dtl_is_wordy(s, k + 2) ? k + 2 : 0;
    }
    return a == 's' || a == 'd' || a == 'm' || a == 't' ? k + 1 : 0;
}

/* DTL_WORD_* flags of a word as an abbreviation. */
static unsigned abbrev_flags(dtl_scanner *s, uint32_t start, uint32_t end) {
    const dtl_abbrevs *a = &s->list->abbrevs;
    uint32_t n = end - start;
    if (!a->words || !a->flags || n > ABBREV_MAX)
        return 0;
    char lower[ABBREV_MAX];
    uint32_t word;
    for (uint32_t i = 0; i < n; i++) {
        unsigned char c = s->p[start + i];
        if (c >= 0x80) {
            dtl_slice folded;
            if (!dtl_fold(s->list->arena, (const char *)s->p + start, n, &folded)) {
                s->no_memory = true;
                return 0;
            }
            word = dtl_intern_find(a->words, folded.p, folded.n);
            return word && word < a->nflags ? a->flags[word] : 0;
        }
        lower[i] = (char)(dtl_byte_class[c] & DTL_CH_UPPER ? c | 0x20 : c);
    }
    word = dtl_intern_find(a->words, lower, n);
    return word && word < a->nflags ? a->flags[word] : 0;
}

/* Whether the capital letter [start, end) with its point is an initial: a capital follows. */
static bool is_initial(const dtl_scanner *s, uint32_t start, uint32_t point) {
    size_t next = start;
    dtl_utf8_next((const char *)s->p, s->n, &next);
    if (next != point || !dtl_is_upper_at(s, start))
        return false;
    uint32_t i = point + 1;
    while (dtl_byte_at(s, i) == ' ')
        i++;
    if (dtl_byte_at(s, i) == 0xC2 && dtl_byte_at(s, i + 1) == 0xA0)
        i += 2;
    return dtl_is_upper_at(s, i);
}

/*
 * The point at `point` after the word [start, point), whose last piece began at `piece`: the offset
 * where the word goes on, or 0.  *inner is set once the word is an abbreviation.
 */
static uint32_t inner_point(const dtl_scanner *s, uint32_t point, uint32_t piece, bool *inner) {
    uint32_t before = point - piece, after = dtl_letters_from(s, point + 1, 8);
    if (after == 0) /* a version: v2.0 */
        return before && (dtl_byte_class[s->p[point - 1]] & DTL_CH_DIGIT) &&
                       (dtl_class_at(s, point + 1) & DTL_CH_DIGIT)
                   ? point + 1
                   : 0;
    uint32_t behind = point + 1 + after;
    bool ends = !(dtl_class_at(s, behind) & (DTL_CH_DIGIT | DTL_CH_HIGH));
    if (ends && before <= 3 &&
        (after == 1 || (before == 1 && !*inner && after <= 4 && dtl_byte_at(s, behind) == '.'))) {
        *inner = true;
        return point + 1;
    }
    /* A domain; a sentence that follows without a space begins with a capital. */
    return !*inner && before >= 2 && after >= 2 && (dtl_class_at(s, point + 1) & DTL_CH_LOWER)
               ? point + 1
               : 0;
}

/* The end of the ASCII letters and digits from i on. */
static uint32_t alnum_end(const dtl_scanner *s, uint32_t i, uint32_t limit) {
    for (; i < limit && limit - i >= 8; i += 8) {
        uint64_t other = ~dtl_alnum_in(dtl_eight_bytes(s->p + i)) & DTL_BYTE_TOPS;
        if (other)
            return i + (uint32_t)__builtin_ctzll(other) / 8;
    }
    while (i < limit && (dtl_byte_class[s->p[i]] & DTL_CH_ALNUM))
        i++;
    return i;
}

/* The word that starts at `start` with a letter or a mark.  Returns its end. */
uint32_t dtl_scan_word(dtl_scanner *s, uint32_t start) {
    uint32_t i = start, piece = start, limit = start + DTL_TOKEN_MAX;
    bool inner = false;
    if (limit > s->n || limit < start)
        limit = s->n;
    for (;;) {
        i = alnum_end(s, i, limit);
        if (i >= limit || s->p[i] == ' ') /* nearly all words end so */
            break;
        unsigned char c = s->p[i];
        uint32_t apostrophe = dtl_apostrophe_at(s, i), next;
        if (apostrophe) {
            uint32_t clitic = dtl_clitic_end(s, i);
            bool negation = clitic && (s->p[clitic - 1] | 0x20) == 't';
            if (negation) {
                if (i > start && (s->p[i - 1] | 0x20) == 'n') {
                    i = i - 1 > start ? i - 1 : clitic;
                    break;
                }
            } else if (clitic) {
                break;
            }
            if (!dtl_is_wordy(s, i + apostrophe) || i + apostrophe > limit)
                break;
            i += apostrophe;
        } else if (c >= 0x80) {
            if (dtl_kind_at(s, i, &next) != DTL_CP_LETTER || next > limit)
                break;
            i = next;
        } else if (c == '.') {
            if (i == start + 3 && (s->p[start] | 0x20) == 'w' && s->p[start + 1] == s->p[start] &&
                s->p[start + 2] == s->p[start] && (dtl_class_at(s, i + 1) & DTL_CH_ALNUM))
                return dtl_scan_url(s, start, i);
            if (i + 1 < limit && (next = inner_point(s, i, piece, &inner)) != 0) {
                i = piece = next;
                continue;
            }
            if (dtl_byte_at(s, i + 1) != '.' &&
                (inner || is_initial(s, start, i) || abbrev_flags(s, start, i))) {
                dtl_scan_add(s, start, i + 1, DTL_TOK_ABBREV);
                return i + 1;
            }
            break;
        } else if (c == '&') {
            if (i == start || !(dtl_byte_class[s->p[i - 1]] & DTL_CH_UPPER) ||
                !(dtl_class_at(s, i + 1) & DTL_CH_UPPER))
                break;
            i++;
        } else if (c == ':' && dtl_byte_at(s, i + 1) == '/' && dtl_byte_at(s, i + 2) == '/' &&
                   i - start <= SCHEME_MAX && dtl_class_at(s, i + 3) != DTL_CH_SPACE) {
            return dtl_scan_url(s, start, i);
        } else {
            break;
        }
    }
    dtl_scan_add(s, start, i, 0);
    return i;
}
