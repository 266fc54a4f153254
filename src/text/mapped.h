/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mapped: a text in the making, out of pieces of a source, with the way back to the input.
 *
 * Two maps are joined here.  The source is UTF-8 and may itself have been decoded from another
 * encoding; `decoded` leads from it to the bytes of the input.  The text is put together from
 * pieces of the source, in ascending order, with white space and decoded references in between;
 * the document's map leads from it to the bytes of the input directly.
 */
#ifndef DTL_MAPPED_H
#define DTL_MAPPED_H

#include "text/tokens.h"

typedef DTL_VEC(dtl_offset) dtl_offsets;

typedef struct dtl_mapped {
    dtl_document *d;     /* its map is filled */
    const char *source;  /* valid UTF-8 */
    dtl_offsets decoded; /* source offset -> input offset, ascending; empty: identical */
    dtl_chars text;      /* in the arena of d */
    uint32_t input;      /* input offset at which the text so far ends */
    uint32_t ends;       /* text offset of that end; what lies behind it was inserted */
    uint32_t source_end; /* source offset of it */
    bool blank;          /* white space is owed before the next piece */
} dtl_mapped;

/** Input offset of a source offset. */
uint32_t dtl_mapped_input(const dtl_mapped *m, uint32_t source);
/** Appends source[from..to), from not below m->source_end.  false: no memory. */
bool dtl_mapped_put(dtl_mapped *m, uint32_t from, uint32_t to);
/** The same, each run of white space as one blank and none at the beginning of a paragraph. */
bool dtl_mapped_flow(dtl_mapped *m, uint32_t from, uint32_t to);
/** Appends p[0..n), which stands for source[from..to). */
bool dtl_mapped_replace(dtl_mapped *m, const char *p, uint32_t n, uint32_t from, uint32_t to);
/** The next piece begins a new paragraph.  false: no memory. */
bool dtl_mapped_paragraph(dtl_mapped *m);
/** Gives the text to the document. */
void dtl_mapped_finish(dtl_mapped *m);

#endif
