/* SPDX-License-Identifier: Apache-2.0 */
/*
 * api: what stands behind the opaque handles of dateline.h.
 *
 * The public types are thin: a rule set is a dtl_rules with its allocator, a context a rule set and
 * an arena that is reset for each document.  Only files that implement dateline_ functions include
 * this header.
 */
#ifndef DTL_API_H
#define DTL_API_H

#include "base/base.h"
#include "dateline/dateline.h"
#include "rules/rules.h"
#include "text/text.h"

struct dateline_rules_builder {
    dtl_mem mem;
    dtl_arena arena; /* folders, diagnostics and the sources they point into */
    DTL_VEC(const char *) dirs;
    dtl_diags diags;
    bool failed; /* a folder could not be stored */
};

struct dateline_rules {
    dtl_mem mem;
    dtl_rules *rules;
};

/** Told at the end of each step of an extraction; the bench reads its clock there, the library
 * reads none. */
typedef struct dtl_watch {
    void *ctx;
    void (*done)(void *ctx, const char *step);
} dtl_watch;

struct dateline_context {
    dtl_mem mem;
    const dtl_rules *rules;
    dtl_arena arena;         /* of the document at hand */
    dtl_word_cache *cache;   /* outlives documents */
    struct dtl_lexis *lexis; /* the same for the grammar */
    dtl_watch watch;         /* done NULL: none */
};

void dtl_step_done(const dateline_context *ctx, const char *step);

/** NULL gives dtl_mem_default. */
dtl_mem dtl_mem_of(const dateline_allocator *alloc);
/** The two enumerations have the same members in the same order. */
dateline_status dtl_public_status(dtl_status s);
/** Fills *e when it is not NULL; the message is cut at a code point. */
void dtl_error_set(dateline_error *e, dtl_status status, size_t offset, const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

#endif
