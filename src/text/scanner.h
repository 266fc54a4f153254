/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scanner: the state of one tokenisation, shared by characters.c and tokenise*.c and nobody else.
 *
 * A function that scans takes the offset where its token starts, appends one or more tokens, and
 * returns the offset behind them, always above the start.  Running out of memory sets no_memory;
 * the pass then stops, so scanning functions need not look.
 */
#ifndef DTL_SCANNER_H
#define DTL_SCANNER_H

#include "text/tokens.h"

struct UBreakIterator;

/** Classes of bytes. */
enum {
    DTL_CH_LOWER = 1,
    DTL_CH_UPPER = 2,
    DTL_CH_DIGIT = 4,
    DTL_CH_SPACE = 8,
    DTL_CH_HIGH = 16,  /* part of a code point above ASCII */
    DTL_CH_RUN = 32,   /* a mark whose repetitions are one token */
    DTL_CH_INNER = 64, /* a mark that words may have inside or at their end */
    DTL_CH_LETTER = DTL_CH_LOWER | DTL_CH_UPPER,
    DTL_CH_ALNUM = DTL_CH_LETTER | DTL_CH_DIGIT
};
extern const uint8_t dtl_byte_class[256];

typedef struct dtl_scanner {
    dtl_token_list *list;
    const unsigned char *p;
    uint32_t n;
    uint32_t points_end; /* no decimal points before this offset: 15.8.2025 */
    uint32_t last_end;   /* of the token before; UINT32_MAX: there is none */
    bool newline;        /* a line break stands before the next token */
    bool no_memory;
    struct UBreakIterator *breaker;
    bool no_breaker; /* ICU has none; asked once */
} dtl_scanner;

/* The byte at i; 0 behind the end. */
static inline unsigned char dtl_byte_at(const dtl_scanner *s, uint32_t i) {
    return i < s->n ? s->p[i] : 0;
}

/* Its class; white space behind the end. */
static inline uint8_t dtl_class_at(const dtl_scanner *s, uint32_t i) {
    return i < s->n ? dtl_byte_class[s->p[i]] : DTL_CH_SPACE;
}

/* ---- eight bytes at a time ------------------------------------------------------------------ */

#define DTL_EACH_BYTE UINT64_C(0x0101010101010101)
#define DTL_BYTE_TOPS (DTL_EACH_BYTE * 0x80)

/** Eight bytes as a number, the first lowest; compilers make one load of it. */
static inline uint64_t dtl_eight_bytes(const unsigned char *p) {
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/**
 * The top bits of the bytes of x that are in low..high, both ASCII.  It holds up to the first byte
 * that is not ASCII; that one and those behind it may be anything.
 */
static inline uint64_t dtl_bytes_in(uint64_t x, unsigned low, unsigned high) {
    return (x + DTL_EACH_BYTE * (0x80 - low)) & ~(x + DTL_EACH_BYTE * (0x7F - high)) &
           DTL_BYTE_TOPS;
}

/** The top bits of those of eight bytes, none of them behind the end, that go on a word of ASCII.
 */
static inline uint64_t dtl_alnum_in(uint64_t x) {
    return (dtl_bytes_in(x | DTL_EACH_BYTE * 0x20, 'a', 'z') | dtl_bytes_in(x, '0', '9')) & ~x;
}

/* ---- characters.c --------------------------------------------------------------------------- */

/** What a code point above ASCII is; the two kinds of white space come first. */
typedef enum dtl_cp_kind {
    DTL_CP_SPACE,
    DTL_CP_NEWLINE,
    DTL_CP_LETTER,   /* letter, combining mark, joiner */
    DTL_CP_UNSPACED, /* letter of a script written without spaces */
    DTL_CP_DIGIT,
    DTL_CP_APOSTROPHE,
    DTL_CP_MARK
} dtl_cp_kind;

dtl_cp_kind dtl_kind_of(int32_t cp);
/** Kind of the code point at i < n and the offset behind it. */
dtl_cp_kind dtl_kind_at(const dtl_scanner *s, uint32_t i, uint32_t *ret_next);
/** Whether a letter or digit starts at i. */
bool dtl_is_wordy(const dtl_scanner *s, uint32_t i);
bool dtl_is_upper_at(const dtl_scanner *s, uint32_t i);
/** Bytes of the apostrophe at i; 0: none there. */
uint32_t dtl_apostrophe_at(const dtl_scanner *s, uint32_t i);
/** Number of ASCII letters from i on, counted up to `most`. */
uint32_t dtl_letters_from(const dtl_scanner *s, uint32_t i, uint32_t most);

/* ---- tokenise.c ----------------------------------------------------------------------------- */

/** Appends the token [start, end) with these DTL_TOK_* flags and those its spelling gives. */
void dtl_scan_add(dtl_scanner *s, uint32_t start, uint32_t end, unsigned flags);

/* ---- tokenise_word.c ------------------------------------------------------------------------ */

/**
 * End of the clitic whose apostrophe stands at i, or 0: one of s, d, m, re, ve, ll, or t, which the
 * caller has to join to the n before it.
 */
uint32_t dtl_clitic_end(const dtl_scanner *s, uint32_t i);
/** The word that starts at `start` with a letter or a mark. */
uint32_t dtl_scan_word(dtl_scanner *s, uint32_t start);

/* ---- tokenise_form.c ------------------------------------------------------------------------ */

/** The number that starts at `start` with a digit, or with a point and a digit. */
uint32_t dtl_scan_number(dtl_scanner *s, uint32_t start);
/** The URL that starts at `start`; `i` is inside it. */
uint32_t dtl_scan_url(dtl_scanner *s, uint32_t start, uint32_t i);
/** Joins the tokens before the @ at i with the domain behind it.  0: no address, nothing done. */
uint32_t dtl_scan_email(dtl_scanner *s, uint32_t i);
/** A run in a script without spaces, or its first part. */
uint32_t dtl_scan_unspaced(dtl_scanner *s, uint32_t start);

#endif
