/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: the character-level forms of a rule set (2025-08-15, 3:30, 1990s), as PCRE2 programs.
 *
 * A shape is matched anchored at the start of a token, inside a short window, and must end where a
 * token ends.  Two facts derived at load keep it cheap: the set of bytes it can begin with, and the
 * fewest bytes it needs.  A compiled shape is immutable and shared between threads; the scratch
 * memory of a match belongs to the document.
 */
#ifndef DTL_SHAPE_H
#define DTL_SHAPE_H

#include "base/base.h"

#define DTL_SHAPE_GROUPS_MAX 16
#define DTL_SHAPE_WINDOW 64 /* bytes a shape can see from its start */

/** What rule->regex of a shape rule points to. */
typedef struct dtl_shape {
    void *code;          /* pcre2_code */
    uint32_t min_length; /* bytes of the shortest match */
    bool spaced;         /* may match white space: the window then reaches past the next blank */
    bool jit;            /* has machine code: pcre2_jit_match may be called */
    uint8_t required; /* a byte, no letter, that is in every match after its start; 0: none known */
    const char *names[DTL_SHAPE_GROUPS_MAX]; /* named groups, for the scope of `value` */
    uint16_t numbers[DTL_SHAPE_GROUPS_MAX];  /* their group numbers */
    uint16_t nnames;
    uint16_t ngroups; /* highest group number */
} dtl_shape;

/**
 * Compiles the regex `text`, which lies in `source` at `offset`.  Word edges are added at both
 * ends. Fills first_bytes, a 256-bit set.  On error adds R221 (syntax, caret at PCRE2's offset) or
 * R222 (can match nothing, unnamed or too many groups) and returns NULL.  Free with dtl_shape_free.
 */
dtl_shape *dtl_shape_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                             uint32_t offset, dtl_slice text, uint64_t first_bytes[4]);
/** Releases what is outside the arena; NULL is fine. */
void dtl_shape_free(dtl_shape *s);
/** Group number of a named group, or 0. */
uint16_t dtl_shape_group(const dtl_shape *s, dtl_slice name);

/**
 * Compiles a token test /text/ of a pattern: it must match the whole token.  NULL after R221.
 * Free with dtl_regex_free.
 */
void *dtl_regex_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                        uint32_t offset, dtl_slice text);
void dtl_regex_free(void *code);

#endif
