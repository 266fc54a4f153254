/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jobs: extract over many documents, one row of JSON out for each.
 *
 * source (jobs_source.c, one thread) -> ring of items -> workers (jobs_row.c, N threads) -> writer
 * (jobs.c, the main thread), which writes the rows in the order in which the source gave them.
 */
#ifndef DTL_CLI_JOBS_H
#define DTL_CLI_JOBS_H

#include "cli.h"

#include <stdint.h>

#define JOBS_MAX 1024
#define JOBS_ROW_MAX ((size_t)50 << 20) /* bytes of one row or document */

typedef struct jobs_settings {
    const dateline_options *extract; /* of every document; `id` and `source` are per document */
    const dateline_write_options *write;
    const dateline_rules *rules;
    dateline_input input; /* of documents that are files */
    bool rows;            /* every input is JSON Lines */
    bool quiet;
    unsigned jobs; /* threads, at least 1 */
    const char *output;
} jobs_settings;

/** A document on its way through. */
typedef struct jobs_item {
    const char *file; /* as named; borrowed from the source */
    uint64_t line;    /* 1-based number of the row in it; 0: the whole file is the document */
    char *bytes;      /* malloc; NULL when there are none */
    size_t n;
    size_t length; /* bytes that it takes in the input, n or more */
    bool too_long; /* it has more than JOBS_ROW_MAX bytes; `bytes` are not kept */
    int io_error;  /* errno of reading, or 0 */
    char *out;     /* the row for it, malloc; NULL: no memory */
    size_t out_n;
    bool failed; /* the row says `error` */
    bool done;
} jobs_item;

/* ---- source (jobs_source.c) ------------------------------------------------------------------ */

typedef struct jobs_source jobs_source;
typedef enum jobs_next { JOBS_ITEM, JOBS_END, JOBS_STOPPED, JOBS_NOMEM } jobs_next;

/**
 * Files, folders (all files below them whose ending is known, by name) and - for standard input.
 * NULL: a message was printed.
 */
jobs_source *jobs_source_open(char **paths, size_t n, bool rows, dateline_input input);
void jobs_source_free(jobs_source *s);
/**
 * The next document.  Blocks; a byte readable at `wake` ends that.  The caller frees item->bytes.
 */
jobs_next jobs_source_next(jobs_source *s, int wake, jobs_item *item);
/** Bytes of all inputs, or 0 when one is no regular file. */
uint64_t jobs_source_size(const jobs_source *s);

/* ---- rows (jobs_row.c) ----------------------------------------------------------------------- */

/** Fills out, out_n and failed of an item. */
void jobs_work(const jobs_settings *s, dateline_context *ctx, jobs_item *item);

/* ---- the whole (jobs.c) ---------------------------------------------------------------------- */

/** Returns the exit code; closes nothing of the source. */
int jobs_run(const jobs_settings *s, jobs_source *source);

#endif
