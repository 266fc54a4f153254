/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file dateline.h
 * dateline: articles in, timelines out.  This header is the whole public API and its manual.
 *
 * ## Objects
 *
 * A mutable **rules builder** collects folders of YAML rules and the diagnostics about them.  It
 * gives an immutable **rule set**, which any number of threads may share.  Each thread has its own
 * **context** with scratch memory that is reused from document to document.  A **timeline** is the
 * result: it owns everything in it and lives as long as you want, independent of the other three.
 *
 *     dateline_rules_builder *b = dateline_rules_builder_new(NULL);
 *     dateline_rules_builder_add_dir(b, "/usr/share/dateline/rules");
 *     dateline_rules *rules;
 *     if (dateline_rules_builder_build(b, "en", &rules) != DATELINE_OK) ...print diagnostics...
 *     dateline_context *ctx = dateline_context_new(rules);
 *     dateline_timeline *tl;
 *     dateline_extract(ctx, text, len, NULL, &tl, NULL);
 *
 * ## Conventions
 *
 * Text is UTF-8.  Offsets are bytes, 0-based, into the input as given.  Functions that can fail
 * return a dateline_status; `ret_` parameters are written on success only, `reterr_` on failure
 * only.  NULL for an option means its default.  Nothing here reads the clock, the environment
 * or prints.  No function aborts; out of memory is
 * DATELINE_E_NOMEM.  Each object is freed once, by the function named for it; freeing NULL is fine.
 */
#ifndef DATELINE_H
#define DATELINE_H

#include <stddef.h>
#include <stdint.h>

#if defined(DATELINE_STATIC) || !defined(__GNUC__)
#define DATELINE_EXPORT
#else
#define DATELINE_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ## Status and errors ------------------------------------------------------------------------ */

typedef enum dateline_status {
    DATELINE_OK = 0,
    DATELINE_E_NOMEM, /**< an allocation failed */
    DATELINE_E_IO,    /**< a file could not be read or written */
    DATELINE_E_UTF8,  /**< the input is not text: invalid UTF-8, NUL bytes, UTF-16 */
    DATELINE_E_INPUT, /**< the input cannot be understood: broken TimeML, an impossible date */
    DATELINE_E_RULES, /**< the rule set has errors: see the diagnostics */
    DATELINE_E_LIMIT, /**< a named limit was passed */
    DATELINE_E_ARG    /**< an argument is unusable */
} dateline_status;

/** A short English name for a status; never NULL. */
DATELINE_EXPORT const char *dateline_status_string(dateline_status status);

/** What went wrong.  `message` is NUL-terminated and may be cut; `offset` is SIZE_MAX when unknown.
 */
typedef struct dateline_error {
    dateline_status status;
    size_t offset;
    char message[256];
} dateline_error;

/** The version of the library, "0.1.0". */
DATELINE_EXPORT const char *dateline_version(void);

/* ## Memory ------------------------------------------------------------------------------------ */

/**
 * An allocator.  `resize` has realloc's contract with the old size given: ptr NULL allocates;
 * size 0 frees and returns NULL; NULL otherwise means failure, and the old block stays.
 * Must outlive every object made with it.
 */
typedef struct dateline_allocator {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t size);
    void *ctx;
} dateline_allocator;

/* ## Rules ------------------------------------------------------------------------------------- */

typedef struct dateline_rules_builder dateline_rules_builder;
typedef struct dateline_rules dateline_rules;

typedef enum dateline_severity {
    DATELINE_NOTE,
    DATELINE_WARNING,
    DATELINE_ERROR
} dateline_severity;

/** One message about a rule file.  Strings live as long as the builder. */
typedef struct dateline_diagnostic {
    const char *code; /**< "R203" */
    dateline_severity severity;
    const char *file;                  /**< NULL when it concerns no file */
    uint32_t line, column, end_column; /**< 1-based; columns count code points */
    const char *message, *hint;        /**< hint may be NULL */
} dateline_diagnostic;

/** NULL allocator: malloc.  NULL on failure. */
DATELINE_EXPORT dateline_rules_builder *dateline_rules_builder_new(const dateline_allocator *alloc);
DATELINE_EXPORT void dateline_rules_builder_free(dateline_rules_builder *b);
/**
 * Adds a folder.  The first is the base set (a folder with one folder per language:
 * en/manifest.yaml); later ones are packs that add or override rules by id.
 */
DATELINE_EXPORT dateline_status dateline_rules_builder_add_dir(dateline_rules_builder *b,
                                                               const char *dir);
/**
 * Reads, checks and compiles.  All errors of all files are collected (see the diagnostics).
 * @param language  BCP 47 tag of a folder in the base set; NULL means "en".
 * @param ret_rules On success: the rule set, freed with dateline_rules_free().
 */
DATELINE_EXPORT dateline_status dateline_rules_builder_build(dateline_rules_builder *b,
                                                             const char *language,
                                                             dateline_rules **ret_rules);
DATELINE_EXPORT size_t dateline_rules_builder_diagnostic_count(const dateline_rules_builder *b);
DATELINE_EXPORT dateline_diagnostic
dateline_rules_builder_diagnostic(const dateline_rules_builder *b, size_t index);
/** All diagnostics as a person reads them, with source lines and carets; free with dateline_free().
 * NULL: no memory. */
DATELINE_EXPORT char *dateline_rules_builder_report(const dateline_rules_builder *b, int colour);
/** Frees a rule set.  No context of it may be in use. */
DATELINE_EXPORT void dateline_rules_free(dateline_rules *rules);
/** JSON Schema (draft-07) of rule files; free with dateline_free(). */
DATELINE_EXPORT char *dateline_rules_schema(void);
/**
 * Runs every example of every rule of the set.
 * @param ret_report  What failed, as a person reads it; empty when all is well.  Free with
 * dateline_free().
 * @param ret_total   Examples run.
 * @param ret_failed  Of these, how many gave something else than expected.
 */
DATELINE_EXPORT dateline_status dateline_rules_test(const dateline_rules *rules, int colour,
                                                    char **ret_report, size_t *ret_total,
                                                    size_t *ret_failed);

/* ## Contexts ---------------------------------------------------------------------------------- */

typedef struct dateline_context dateline_context;

/** Scratch memory of one thread over a rule set that must outlive it.  NULL on failure. */
DATELINE_EXPORT dateline_context *dateline_context_new(const dateline_rules *rules);
DATELINE_EXPORT void dateline_context_free(dateline_context *ctx);

/* ## Extraction -------------------------------------------------------------------------------- */

typedef struct dateline_timeline dateline_timeline;

typedef enum dateline_input {
    DATELINE_INPUT_AUTO,
    DATELINE_INPUT_PLAIN,
    DATELINE_INPUT_TIMEML
} dateline_input;
typedef enum dateline_domain {
    DATELINE_DOMAIN_AUTO,
    DATELINE_DOMAIN_NEWS,
    DATELINE_DOMAIN_NARRATIVE
} dateline_domain;

/** Options of an extraction.  Zero-initialise, then set what you need. */
typedef struct dateline_options {
    const char *date;   /**< publication date, EDTF or ISO 8601 (2025-08-20); NULL: from the input,
                           else none */
    const char *id;     /**< document id; NULL: from the input or the source */
    const char *source; /**< shown in the output; NULL: none */
    dateline_input input;
    dateline_domain domain;
    int all;           /**< nonzero: every event is an entry */
    const char *about; /**< only entries that concern this person, organisation, place or topic, as
                          the text may call it; NULL: all of them */
    int entries_only;  /**< nonzero: only what YAML, JSON and text show without `times`: faster, but
                            writing `times` or TimeML then gives DATELINE_E_ARG */
} dateline_options;

/**
 * Extracts the timeline of one document.
 *
 * @param ctx     Not shared between threads; reused across calls.
 * @param text    UTF-8 bytes, need not be NUL-terminated; not retained.
 * @param opts    NULL means defaults.
 * @param ret_tl  On success: free with dateline_timeline_free().  Untouched on failure.
 * @param reterr  On failure: what and where.  May be NULL.
 */
DATELINE_EXPORT dateline_status dateline_extract(dateline_context *ctx, const char *text,
                                                 size_t len, const dateline_options *opts,
                                                 dateline_timeline **ret_tl,
                                                 dateline_error *reterr);
DATELINE_EXPORT void dateline_timeline_free(dateline_timeline *tl);

/* ## Looking inside ------------------------------------------------------------------------------
 */

/** A step of an extraction, to be printed.  The text is for people and may change between versions.
 */
typedef enum dateline_step {
    DATELINE_STEP_TOKENS,     /**< sentences, tokens, parts of speech */
    DATELINE_STEP_CANDIDATES, /**< what the rules matched, and why a match lost */
    DATELINE_STEP_TIMES,      /**< temporal expressions with their values and anchors */
    DATELINE_STEP_EVENTS,     /**< event mentions and their arguments */
    DATELINE_STEP_LINKS,      /**< TLINKs with the rule behind each */
    DATELINE_STEP_ORDER       /**< intervals after propagation, refused links */
} dateline_step;

/** Prints one step for one document.  Free *ret with dateline_free(). */
DATELINE_EXPORT dateline_status dateline_dump(dateline_context *ctx, dateline_step step,
                                              const char *text, size_t len,
                                              const dateline_options *opts, char **ret,
                                              dateline_error *reterr);
/** Which rules matched a text, where each stands, and what its parts gave.  Free *ret with
 * dateline_free(). */
DATELINE_EXPORT dateline_status dateline_explain(dateline_context *ctx, const char *text,
                                                 size_t len, const dateline_options *opts,
                                                 int colour, char **ret, dateline_error *reterr);
/**
 * Why entries are what they are: the rules behind them (file:line), the words of the text, the
 * chain of anchors from a date down to publication with what was said and what inferred, the links
 * that bound it, its status and confidence.
 * @param event  The id of an entry ("e3"), or words of its name or evidence; NULL or "": all.
 * @return DATELINE_E_ARG with a message that lists the entries when none fits.
 * Free *ret with dateline_free().
 */
DATELINE_EXPORT dateline_status dateline_why(dateline_context *ctx, const char *text, size_t len,
                                             const dateline_options *opts, const char *event,
                                             int colour, char **ret, dateline_error *reterr);
/** How often each rule was tried, matched and won on a text.  Free *ret with dateline_free(). */
DATELINE_EXPORT dateline_status dateline_rules_stats(dateline_context *ctx, const char *text,
                                                     size_t len, const dateline_options *opts,
                                                     char **ret, dateline_error *reterr);

/* ## Reading a timeline -------------------------------------------------------------------------
 */

/** An entry of a timeline.  Strings live as long as the timeline; none is NULL unless it says so.
 */
typedef struct dateline_event {
    const char *id, *name, *type, *status;
    const char *edtf;  /**< NULL when undated */
    const char *basis; /**< explicit | anchored | inferred; NULL when undated */
    const char *quote; /**< first evidence */
    size_t start, end; /**< its byte span in the input */
    double confidence; /**< 0..1 */
} dateline_event;

/** Dated entries first, in order; then the undated. */
DATELINE_EXPORT size_t dateline_timeline_count(const dateline_timeline *tl);
DATELINE_EXPORT dateline_event dateline_timeline_event(const dateline_timeline *tl, size_t index);
/** Names of participants (`who` 0) or places (`who` 1) of an entry; NULL past the end. */
DATELINE_EXPORT const char *dateline_timeline_name(const dateline_timeline *tl, size_t index,
                                                   int place, size_t k);
DATELINE_EXPORT size_t dateline_timeline_warning_count(const dateline_timeline *tl);
DATELINE_EXPORT const char *dateline_timeline_warning(const dateline_timeline *tl, size_t index);

/**
 * Reads a timeline document (YAML or JSON of this project's schema) back.
 * @param name   How messages call it ("talks.yaml"); NULL: "timeline".
 * @param alloc  NULL: malloc.
 * @param reterr Its message begins with name:line:column.
 */
DATELINE_EXPORT dateline_status dateline_timeline_read(const char *bytes, size_t len,
                                                       const char *name,
                                                       const dateline_allocator *alloc,
                                                       dateline_timeline **ret_tl,
                                                       dateline_error *reterr);

/* ## Writing ----------------------------------------------------------------------------------- */

typedef enum dateline_format {
    DATELINE_FORMAT_YAML,
    DATELINE_FORMAT_JSON,
    DATELINE_FORMAT_TEXT,
    DATELINE_FORMAT_TIMEML,
    DATELINE_FORMAT_HTML, /**< one page that needs no other file */
    DATELINE_FORMAT_CSV   /**< RFC 4180 */
} dateline_format;

typedef struct dateline_write_options {
    dateline_format format;
    int times;      /**< nonzero: list the temporal expressions (YAML, JSON) */
    int codepoints; /**< nonzero: spans in code points instead of bytes */
    int colour;     /**< nonzero: ANSI colours (TEXT) */
    unsigned width; /**< columns (TEXT); 0: 80 */
    int compact;    /**< nonzero: one line (JSON) */
} dateline_write_options;

/**
 * Writes a timeline.  Free *ret with dateline_free().  DATELINE_E_ARG: a timeline has no such
 * format, or this one lacks what is asked for: TimeML needs one that was extracted, TimeML and
 * `times` one that was not extracted with entries_only.
 */
DATELINE_EXPORT dateline_status dateline_timeline_write(const dateline_timeline *tl,
                                                        const dateline_write_options *opts,
                                                        char **ret, size_t *ret_len);
/** JSON Schema (draft-07) of a timeline document; free with dateline_free(). */
DATELINE_EXPORT char *dateline_timeline_schema(void);
DATELINE_EXPORT void dateline_free(char *p);

/* ## Comparing --------------------------------------------------------------------------------- */

typedef struct dateline_diff dateline_diff;

/** Compares two timelines, which must outlive the result. */
DATELINE_EXPORT dateline_status dateline_diff_new(const dateline_timeline *a,
                                                  const dateline_timeline *b, dateline_diff **ret);
/** One entry of both timelines, or of one of them. */
typedef struct dateline_change {
    int a, b; /**< index of the entry in each timeline (see dateline_timeline_event); -1: none */
    const char *changes; /**< "" when nothing changed, else names joined by a blank: "redated
                            status-changed" */
} dateline_change;

DATELINE_EXPORT size_t dateline_diff_count(const dateline_diff *d);
DATELINE_EXPORT dateline_change dateline_diff_change(const dateline_diff *d, size_t index);
/** Nonzero: they tell the same. */
DATELINE_EXPORT int dateline_diff_same(const dateline_diff *d);
/** Formats YAML, JSON and TEXT. */
DATELINE_EXPORT dateline_status dateline_diff_write(const dateline_diff *d,
                                                    const dateline_write_options *opts, char **ret,
                                                    size_t *ret_len);
DATELINE_EXPORT void dateline_diff_free(dateline_diff *d);

#ifdef __cplusplus
}
#endif
#endif
