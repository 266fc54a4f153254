/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold: the one form in which words are compared.
 *
 * Full Unicode case folding, then NFC, so that a rule file and an article may spell a word in
 * different cases and normal forms.  Typographic apostrophes become ', because a rule author types
 * the plain one and newspapers print the other; soft hyphens vanish.  Quotation marks stay what
 * they are.
 *
 * ASCII never leaves the first loop.  Latin letters with accents are folded one by one; only what
 * can grow, combine or reorder goes through UTF-16 and ICU's string functions, in pieces that fit
 * the stack.
 */
#include "text/tokens.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define PIECE 256              /* bytes of UTF-8 folded at a time on the slow path */
#define FOLDED_MAX (3 * PIECE) /* UTF-16 units: full folding makes at most three of one */
#define NORMAL_MAX (3 * FOLDED_MAX)

bool dtl_chars_reserve(dtl_arena *arena, dtl_chars *v, uint32_t more) {
    uint32_t need;
    if (__builtin_add_overflow(v->n, more, &need))
        return false;
    if (need <= v->cap)
        return true;
    uint32_t cap = v->cap < 128 ? 256 : v->cap > UINT32_MAX / 2 ? UINT32_MAX : v->cap * 2;
    if (cap < need)
        cap = need;
    char *block = DTL_NEW_ARRAY(arena, cap, char);
    if (!block)
        return false;
    if (v->n)
        memcpy(block, v->at, v->n);
    v->at = block;
    v->cap = cap;
    return true;
}

static bool is_apostrophe(int32_t cp) {
    return cp == 0x2018 || cp == 0x2019 || cp == 0x02BC;
}

/* Folds to one code point, combines with nothing before it. */
static bool is_simple(int32_t cp) {
    return (cp < 0x300 && cp != 0xDF && cp != 0x130 && cp != 0x149 && cp != 0x1F0) ||
           (cp >= 0x2000 && cp < 0x20D0);
}

/* End of the piece that starts at i: at most PIECE bytes, not before a combining mark if possible.
 */
static size_t piece_end(const char *p, size_t n, size_t i) {
    if (n - i <= PIECE)
        return n;
    size_t end = i, safe = i;
    while (end < n) {
        size_t next = end;
        int32_t cp = dtl_utf8_next(p, n, &next);
        if (next - i > PIECE)
            break;
        if (cp < 0x80)
            safe = end;
        end = next;
    }
    return safe > i ? safe : end;
}

/* One piece through ICU: at most PIECE bytes. */
static bool fold_piece(dtl_arena *arena, dtl_chars *v, const char *p, uint32_t n) {
    UChar source[PIECE], folded[FOLDED_MAX], normal[NORMAL_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF8(source, PIECE, &length, p, (int32_t)n, &status);
    if (U_FAILURE(status))
        length = 0;
    int32_t kept = 0;
    for (int32_t i = 0; i < length; i++) {
        if (source[i] == 0xAD)
            continue;
        source[kept++] = is_apostrophe(source[i]) ? '\'' : source[i];
    }
    int32_t nfolded = u_strFoldCase(folded, FOLDED_MAX, source, kept, U_FOLD_CASE_DEFAULT, &status);
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    int32_t nnormal =
        U_SUCCESS(status) ? unorm2_normalize(nfc, folded, nfolded, normal, NORMAL_MAX, &status) : 0;
    if (status == U_MEMORY_ALLOCATION_ERROR)
        return false;
    if (U_FAILURE(status)) { /* no data for it: better unfolded than lost */
        if (!dtl_chars_reserve(arena, v, n))
            return false;
        memcpy(v->at + v->n, p, n);
        v->n += n;
        return true;
    }
    uint32_t most = (uint32_t)nnormal * 3;
    if (!dtl_chars_reserve(arena, v, most + 1))
        return false;
    int32_t bytes = 0;
    u_strToUTF8(v->at + v->n, (int32_t)most + 1, &bytes, normal, nnormal, &status);
    v->n += (uint32_t)bytes;
    return true;
}

bool dtl_fold_append(dtl_arena *arena, dtl_chars *v, const char *p, uint32_t n) {
    uint32_t start = v->n;
    if (!dtl_chars_reserve(arena, v, n + 4))
        return false;
    bool plain = true;
    for (size_t i = 0; i < n && plain;) {
        unsigned char c = (unsigned char)p[i];
        if (!dtl_chars_reserve(arena, v, 4))
            return false;
        if (c < 0x80) {
            /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is room */
            v->at[v->n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            i++;
            continue;
        }
        int32_t cp = dtl_utf8_next(p, n, &i);
        plain = is_simple(cp);
        if (plain && cp != 0xAD) {
            cp = is_apostrophe(cp) ? '\'' : u_foldCase(cp, U_FOLD_CASE_DEFAULT);
            v->n += dtl_utf8_put(cp, v->at + v->n);
        }
    }
    if (plain)
        return true;
    v->n = start;
    for (size_t at = 0; at < n;) {
        size_t end = piece_end(p, n, at);
        if (!fold_piece(arena, v, p + at, (uint32_t)(end - at)))
            return false;
        at = end;
    }
    return true;
}

bool dtl_fold(dtl_arena *arena, const char *p, uint32_t n, dtl_slice *ret) {
    uint32_t i = 0;
    while (i < n && (unsigned char)p[i] < 0x80 && !(p[i] >= 'A' && p[i] <= 'Z'))
        i++;
    if (i == n) {
        *ret = (dtl_slice){p, n};
        return true;
    }
    dtl_chars v = {0};
    if (!dtl_fold_append(arena, &v, p, n))
        return false;
    *ret = (dtl_slice){v.at, v.n};
    return true;
}
