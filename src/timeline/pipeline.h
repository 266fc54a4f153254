/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pipeline: the way of a document, step by step, so that each step can be looked at.
 */
#ifndef DTL_PIPELINE_H
#define DTL_PIPELINE_H

#include "events/events.h"
#include "order/links.h"
#include "timeline/api.h"
#include "timeline/build.h"

/** Everything a run makes, in the context's arena; valid until the context's next run. */
typedef struct dtl_run {
    dtl_arena *arena;
    const dtl_rules *rules;
    dtl_document doc;
    dtl_lattice lattice;
    dtl_candidates winners; /* of the time passes */
    dtl_candidates all;     /* every candidate of them, when `explain` is set */
    dtl_times times;
    dtl_story story;
    dtl_links links;
    bool has_created;
    dtl_timex created;
    const char *created_source; /* "option", or what the input says; NULL: none */
    bool explain;               /* in: keep losing candidates */
    const dtl_trace *trace;     /* in: NULL none */
} dtl_run;

/**
 * Runs every step up to the links.  `run->explain` and `run->trace` are read.  On failure *reterr
 * (may be NULL) says what and where.
 */
dtl_status dtl_pipeline_run(dateline_context *ctx, const char *text, size_t len,
                            const dateline_options *opts, dtl_run *run, dateline_error *reterr);
/**
 * The whole extraction (extract.c): *ret_tl is the caller's, `run` shows what it was made from
 * until the context's next run.
 */
dtl_status dtl_timeline_extract(dateline_context *ctx, const char *text, size_t len,
                                const dateline_options *opts, dtl_run *run,
                                dateline_timeline **ret_tl, dateline_error *reterr);

/** Fills what the timeline says of its document and rules.  false: no memory. */
bool dtl_timeline_describe(dateline_timeline *tl, const dtl_run *run, const char *text, size_t len,
                           const dateline_options *o);

#endif
