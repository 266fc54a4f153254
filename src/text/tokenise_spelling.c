/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenise_spelling: what the bytes of a token tell: its flags, its folded form, its word.
 *
 * Nearly all tokens are words met before, and all that there is to know of them is one look-up
 * away.  But other steps use the processor's caches between documents, so most look-ups wait for
 * memory: some dozens of tokens are asked about at a time, first where the number of the word
 * stands, then its line, and the answers are read when they are there.
 *
 * Everything else goes byte by byte through dtl_fold_append and the rule set's vocabulary.
 */
#include "text/scanner.h"

#include <string.h>

#include <unicode/uchar.h>

#include "text/word_cache.h"

#define FIGURE_MAX 4 /* bytes of a number, such as a year, that is worth remembering */
#define BATCH 32     /* tokens that are asked about at a time */

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
static bool spell_anew(dtl_token_list *l, dtl_token *t) {
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
    if (all & DTL_CH_HIGH)
        flags |= DTL_TOK_HIGH;
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
    if (flags & DTL_TOK_ADDRESS)
        flags &= ~(unsigned)(DTL_TOK_ALPHA | DTL_TOK_TITLE | DTL_TOK_UPPER);
    t->hash = dtl_hash(folded, nfolded);
    t->word = find_word(l, folded, nfolded, t->hash, flags);
    t->flags = (uint16_t)flags;
    return true;
}

/* ---- words met before ------------------------------------------------------------------------ */

/* Every digit a 0, as the tagger reads numbers; no text has all of them. */
static uint64_t hide_digits(uint64_t x) {
    uint64_t digits = (dtl_bytes_in(x, '0', '9') >> 7) * 0xFF;
    return (x & ~digits) | (DTL_EACH_BYTE * '0' & digits);
}

/* A token on its way: its key and where the search for it begins. */
typedef struct look_up {
    dtl_word_key key;
    uint32_t home;
    bool is_short, figure; /* figure: its digits do not count */
} look_up;

static bool is_ascii(const dtl_word_key *k) {
    return !((k->head | k->tail) & DTL_BYTE_TOPS);
}

static inline void look_up_of(const dtl_token_list *l, const dtl_token *t, look_up *u) {
    static const uint64_t first_bytes[9] = {
        0,          0xFF,         0xFFFF,         0xFFFFFF,
        UINT32_MAX, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF,
        UINT64_MAX};
    const unsigned char *text = (const unsigned char *)l->text + t->start;
    unsigned char last[DTL_KNOWN_MAX] = {0};
    uint32_t n = t->end - t->start;
    *u = (look_up){.is_short = n <= DTL_KNOWN_MAX};
    if (!u->is_short)
        return;
    if (l->len - t->start < DTL_KNOWN_MAX)
        text = memcpy(last, text, n);
    u->key = (dtl_word_key){.head = dtl_eight_bytes(text) & first_bytes[n < 8 ? n : 8],
                            .tail = dtl_eight_bytes(text + 8) & first_bytes[n < 8 ? 0 : n - 8],
                            .given = t->flags & DTL_KNOWN_GIVEN};
    if (n > FIGURE_MAX && (dtl_byte_class[text[0]] & DTL_CH_DIGIT) && is_ascii(&u->key)) {
        u->figure = true;
        u->key.head = hide_digits(u->key.head);
        u->key.tail = hide_digits(u->key.tail);
    }
    u->home = dtl_known_home(&u->key);
}

static void put_eight(char *to, uint64_t x) {
    to[0] = (char)(x & 0xFF);
    to[1] = (char)(x >> 8 & 0xFF);
    to[2] = (char)(x >> 16 & 0xFF);
    to[3] = (char)(x >> 24 & 0xFF);
    to[4] = (char)(x >> 32 & 0xFF);
    to[5] = (char)(x >> 40 & 0xFF);
    to[6] = (char)(x >> 48 & 0xFF);
    to[7] = (char)(x >> 56);
}

/* Appends the folded form of a word of ASCII.  false: no memory. */
static inline bool lower(dtl_token_list *l, const dtl_word_key *w, uint32_t n) {
    if (l->folded.cap - l->folded.n < DTL_KNOWN_MAX &&
        !dtl_chars_reserve(l->arena, &l->folded, DTL_KNOWN_MAX))
        return false;
    char *to = l->folded.at + l->folded.n; /* 0x80 becomes 0x20 */
    put_eight(to, w->head | dtl_bytes_in(w->head, 'A', 'Z') >> 2);
    put_eight(to + 8, w->tail | dtl_bytes_in(w->tail, 'A', 'Z') >> 2);
    l->folded.n += n;
    return true;
}

/* Spells a token whose word is not known, or that is a figure, and keeps a word that is new. */
static bool spell_new(dtl_token_list *l, dtl_token *t, const look_up *u, uint32_t slot) {
    uint32_t before = l->folded.n;
    if (!spell_anew(l, t))
        return false;
    if (!t->known) {
        unsigned flags = t->flags & ~(unsigned)(DTL_TOK_GLUED | DTL_TOK_NEWLINE);
        dtl_known_word w = {.key = u->key,
                            .flags = (uint16_t)flags,
                            .hash = t->hash,
                            .word = t->word,
                            .folding = l->folded.n == before ? DTL_FOLDING_NONE
                                       : is_ascii(&u->key)   ? DTL_FOLDING_CAPITALS
                                                             : DTL_FOLDING_ANY};
        t->known = dtl_known_add(l->cache, slot, &w);
    }
    return true;
}

/* Spells a token by the words met before. */
static inline bool spell_by(dtl_token_list *l, dtl_token *t, const look_up *u) {
    dtl_word_cache *c = l->cache;
    if (!u->is_short)
        return spell_anew(l, t);
    uint32_t slot = dtl_known_slot(c, &u->key, u->home), n = t->end - t->start;
    t->known = c->slots[slot];
    if (!t->known || u->figure)
        return spell_new(l, t, u, slot);
    const dtl_known_word *w = &c->words[t->known];
    dtl_tagger_fetch_word(c->scratch, t->known);
    t->flags |= w->flags;
    t->hash = w->hash;
    t->word = w->word;
    if (w->folding == DTL_FOLDING_NONE)
        return true;
    return w->folding == DTL_FOLDING_CAPITALS
               ? lower(l, &w->key, n)
               : dtl_fold_append(l->arena, &l->folded, l->text + t->start, n);
}

/* Spells n tokens from `first` on, at most BATCH. */
static bool spell_batch(dtl_token_list *l, uint32_t first, uint32_t n) {
    look_up ups[BATCH];
    const dtl_word_cache *c = l->cache;
    dtl_token *tokens = l->tokens.at + first;
    for (uint32_t i = 0; i < n; i++) {
        look_up_of(l, &tokens[i], &ups[i]);
        __builtin_prefetch(&c->slots[ups[i].home]);
    }
    for (uint32_t i = 0; i < n; i++)
        __builtin_prefetch(&c->words[c->slots[ups[i].home]]);
    for (uint32_t i = 0; i < n; i++) {
        l->fold_at[first + i] = l->folded.n;
        if (!spell_by(l, &tokens[i], &ups[i]))
            return false;
    }
    return true;
}

bool dtl_spell(dtl_token_list *l) {
    uint32_t n = l->tokens.n;
    l->fold_at = DTL_NEW_ARRAY(l->arena, n + UINT64_C(1), uint32_t);
    if (!l->fold_at)
        return false;
    for (uint32_t i = 0; i < n; i += l->cache ? BATCH : 1) {
        l->fold_at[i] = l->folded.n;
        if (!(l->cache ? spell_batch(l, i, n - i < BATCH ? n - i : BATCH)
                       : spell_anew(l, &l->tokens.at[i])))
            return false;
    }
    l->fold_at[n] = l->folded.n;
    return true;
}
