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

/**
 * What the input is.  HTML: a web page; its article is read, in any encoding that a browser reads.
 * The others are UTF-8.  Spans always count bytes of the input as given, markup included.
 */
typedef enum dateline_input {
    DATELINE_INPUT_AUTO, /**< by its first bytes, then by the ending of dateline_options.source */
    DATELINE_INPUT_PLAIN,
    DATELINE_INPUT_TIMEML,
    DATELINE_INPUT_HTML,    /**< DATELINE_E_INPUT when the page has no article */
    DATELINE_INPUT_MARKDOWN /**< CommonMark with tables; YAML front matter gives date and title */
} dateline_input;
typedef enum dateline_domain {
    DATELINE_DOMAIN_AUTO,
    DATELINE_DOMAIN_NEWS,
    DATELINE_DOMAIN_NARRATIVE
} dateline_domain;

/** Options of an extraction.  Zero-initialise, then set what you need. */
typedef struct dateline_options {
    const char *date;   /**< publication date, EDTF or ISO 8601 (2025-08-20); wins over the input's;
                           NULL: from the input, else none */
    const char *id;     /**< document id; NULL: from the input or the source */
    const char *source; /**< shown in the output; NULL: none */
    dateline_input input;
    dateline_domain domain;
    int all;           /**< nonzero: every event is an entry */
    const char *about; /**< only entries that concern this person, organisation, place or topic, as
                          the text may call it; NULL: all of them */
    int entries_only;  /**< nonzero: only what YAML, JSON and text show without lists: faster, but
                            writing `times`, `mentions` or TimeML then gives DATELINE_E_ARG */
    const char *title; /**< headline shown in the output; NULL: from the input */
    const char
        *outlet; /**< who published it, for the output and for merging; NULL: from the input */
    const char *date_source; /**< what the output says of where `date` is from; NULL: "option" */
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
    DATELINE_STEP_ORDER,      /**< intervals after propagation, refused links */
    DATELINE_STEP_TEXT,       /**< the text that was read out of the input */
    DATELINE_STEP_PAIRS       /**< what each TLINK that no rule gives was decided by */
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
    int times;    /**< nonzero: list the temporal expressions (YAML, JSON) */
    int mentions; /**< nonzero: list the event mentions with their TimeML attributes (YAML, JSON) */
    int codepoints; /**< nonzero: spans in code points instead of bytes */
    int colour;     /**< nonzero: ANSI colours (TEXT) */
    unsigned width; /**< columns (TEXT); 0: 80 */
    int compact;    /**< nonzero: one line (JSON) */
    int verbose;    /**< nonzero: say why entries were matched (TEXT of a comparison) */
    const char *label_a,
        *label_b; /**< what a comparison calls its sides (TEXT, HTML); NULL: source */
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
/** One entry of both timelines, or of one of them.  Strings live as long as the comparison. */
typedef struct dateline_change {
    int a, b; /**< index of the entry in each timeline (see dateline_timeline_event); -1: none */
    const char *changes; /**< "" when nothing changed, else names joined by a blank: "redated
                            status-changed" */
    double score;        /**< how surely the two are one event, 0..1; 0 when there is one only */
    const char *by;      /**< what they agree in, joined by a blank: name (or quote), type, dates,
                            who, place */
} dateline_change;

/** In the order of B; what was dropped stands where A had it. */
DATELINE_EXPORT size_t dateline_diff_count(const dateline_diff *d);
DATELINE_EXPORT dateline_change dateline_diff_change(const dateline_diff *d, size_t index);

/**
 * Reads a list of kinds of change, "contradiction,status-changed".  Kinds: added dropped
 * contradiction redated more-precise less-precise dated undated status-changed reattributed
 * reordered reworded; `status` stands for status-changed.
 * @param ret_kinds One bit for each.
 * @param reterr    DATELINE_E_ARG: names what is no kind, and the nearest that is.
 */
DATELINE_EXPORT dateline_status dateline_change_kinds(const char *list, unsigned *ret_kinds,
                                                      dateline_error *reterr);
/** From now on dateline_diff_write() and dateline_diff_same() know of these kinds only.  Not to be
 * called while another thread uses the comparison. */
DATELINE_EXPORT void dateline_diff_show(dateline_diff *d, unsigned kinds);
/** Number of entries with a change of these kinds, whatever is shown. */
DATELINE_EXPORT size_t dateline_diff_has(const dateline_diff *d, unsigned kinds);
/** Nonzero: they tell the same, as far as changes are shown. */
DATELINE_EXPORT int dateline_diff_same(const dateline_diff *d);
/** Formats YAML, JSON, TEXT and HTML. */
DATELINE_EXPORT dateline_status dateline_diff_write(const dateline_diff *d,
                                                    const dateline_write_options *opts, char **ret,
                                                    size_t *ret_len);
DATELINE_EXPORT void dateline_diff_free(dateline_diff *d);

/* ## Merging -----------------------------------------------------------------------------------
 *
 * A merger holds a set of timelines, and what it makes of them depends on that set alone: not on
 * the order in which they were added, nor on whether some were merged before.  A merged timeline
 * holds its sources whole; adding it adds them.  So parts can be merged on many machines and the
 * results merged again, with the same bytes in the end (docs/merge.md; the principle is that of
 * state-based replicated data types: Shapiro, Preguica, Baquero, Zawirski, "Conflict-free
 * Replicated Data Types", 2011).
 *
 *     dateline_merger *m = dateline_merger_new(NULL);
 *     for (...) dateline_merger_add(m, tl[i], NULL);
 *     dateline_timeline *all;
 *     if (dateline_merger_finish(m, &all) == DATELINE_OK) ...dateline_timeline_write(all, ...)...
 *     dateline_merger_free(m);
 *
 * A merger is used by one thread at a time; several may work on timelines they share.
 */

typedef struct dateline_merger dateline_merger;

/** An empty merger.  @param alloc NULL: malloc; must outlive the merger and what it gives.  NULL on
 * failure. */
DATELINE_EXPORT dateline_merger *dateline_merger_new(const dateline_allocator *alloc);
/**
 * Adds one timeline, or all that a merged one holds.  The timeline is copied and may be freed.
 * One that tells exactly what is there already, document head included, changes nothing.
 *
 * @param ret_new  On success: how many source timelines were not there before; 0 for one given
 *                 twice, and for a merged one without any.  May be NULL.
 * @return DATELINE_E_NOMEM leaves what was there as it was; of a merged timeline some sources may
 *         be in, and adding it again completes it.
 */
DATELINE_EXPORT dateline_status dateline_merger_add(dateline_merger *m, const dateline_timeline *tl,
                                                    size_t *ret_new);
/** How many source timelines are there. */
DATELINE_EXPORT size_t dateline_merger_count(const dateline_merger *m);
/**
 * One timeline of all that was added; the merger is empty afterwards and can be used again.
 * Time grows as n log n with the number of entries; memory with their distinct content.
 *
 * @param ret_tl  On success: freed with dateline_timeline_free(); written in YAML, JSON, TEXT and
 *                HTML.
 * @return DATELINE_E_NOMEM: the merger is as it was.
 */
DATELINE_EXPORT dateline_status dateline_merger_finish(dateline_merger *m,
                                                       dateline_timeline **ret_tl);
DATELINE_EXPORT void dateline_merger_free(dateline_merger *m);

/** What the columns of a source matrix are. */
typedef enum dateline_matrix_columns {
    DATELINE_MATRIX_OUTLETS,  /**< `outlet` of each document; documents without one by themselves */
    DATELINE_MATRIX_DOCUMENTS /**< each document */
} dateline_matrix_columns;

/**
 * The source matrix of a merged timeline: a row for each event, a column for each outlet, in it the
 * date and status as reported, with marks for the first report and for a contradiction.
 *
 * @param opts  Formats TEXT (colour, width), CSV (RFC 4180) and HTML; NULL: TEXT.
 * @param ret   Freed with dateline_free().
 * @return DATELINE_E_ARG: another format, or the timeline is not a merged one.
 */
DATELINE_EXPORT dateline_status dateline_matrix_write(const dateline_timeline *tl,
                                                      dateline_matrix_columns columns,
                                                      const dateline_write_options *opts,
                                                      char **ret, size_t *ret_len);

/* ## Checking a timeline against articles -------------------------------------------------------
 */

typedef struct dateline_claims dateline_claims;

/**
 * Reads a timeline that somebody else wrote, by hand or with a language model: a document of this
 * project, YAML or JSON with common names of keys (date, event, who ...), CSV, Markdown, or lines
 * such as "2023-03-21: what happened".  Dates are EDTF, or words that the rules of ctx read.
 *
 * @param ctx    Reads the dates; not shared between threads.  The claims live on without it.
 * @param bytes  UTF-8, need not be NUL-terminated; not retained.
 * @param name   How messages call it ("talks.csv"); NULL: "timeline".
 * @param ret    On success: free with dateline_claims_free().
 * @param reterr Its message begins with name:line:column; `offset` is the byte.  May be NULL.
 * @return DATELINE_E_INPUT: no timeline, an entry without text, an impossible date, an id twice.
 */
DATELINE_EXPORT dateline_status dateline_claims_read(dateline_context *ctx, const char *bytes,
                                                     size_t len, const char *name,
                                                     dateline_claims **ret, dateline_error *reterr);
DATELINE_EXPORT void dateline_claims_free(dateline_claims *claims);
DATELINE_EXPORT size_t dateline_claims_count(const dateline_claims *claims);
/** What the reader had to guess, as sentences for people; strings live as long as the claims. */
DATELINE_EXPORT size_t dateline_claims_note_count(const dateline_claims *claims);
/** NULL past the end. */
DATELINE_EXPORT const char *dateline_claims_note(const dateline_claims *claims, size_t index);

/** An article to check against.  `options` are those of dateline_extract(). */
typedef struct dateline_article {
    const char *text; /**< UTF-8; not retained */
    size_t len;
    dateline_options options;
} dateline_article;

/** What an article says of an entry. */
typedef enum dateline_verdict {
    DATELINE_SUPPORTED,       /**< the text says it, on that date */
    DATELINE_LESS_PRECISE,    /**< it does, and more precisely: supported */
    DATELINE_MORE_PRECISE,    /**< the date is more precise than the text allows */
    DATELINE_DATE_DIFFERS,    /**< the text gives another date */
    DATELINE_ORDER_DIFFERS,   /**< the text has it on the other side of another entry */
    DATELINE_STATUS_DIFFERS,  /**< it is told as planned, cancelled or denied */
    DATELINE_UNDATED_IN_TEXT, /**< the text tells of it without saying when */
    DATELINE_UNCLEAR,         /**< something in the text may be meant */
    DATELINE_NOT_IN_TEXT
} dateline_verdict;

/** "supported", "date-differs" ...; never NULL. */
DATELINE_EXPORT const char *dateline_verdict_name(dateline_verdict verdict);
/** Nonzero for DATELINE_SUPPORTED and DATELINE_LESS_PRECISE. */
DATELINE_EXPORT int dateline_verdict_good(dateline_verdict verdict);

typedef struct dateline_verify dateline_verify;

/**
 * Checks every claim against every article.  A claim is supported when one article supports it;
 * what the others say against it is kept.  Takes time linear in the articles plus, for each claim,
 * in the sentences that share a word with it.
 *
 * @param ctx      Reads the articles; not shared between threads.
 * @param claims   Must outlive the result.
 * @param articles `n` of them, at least one; the result keeps what it needs.
 * @param ret      On success: free with dateline_verify_free().
 * @param ret_bad  On failure: index of the article that could not be read, or n.  May be NULL.
 * @param reterr   On failure: what and where.  May be NULL.
 */
DATELINE_EXPORT dateline_status dateline_verify_new(dateline_context *ctx,
                                                    const dateline_claims *claims,
                                                    const dateline_article *articles, size_t n,
                                                    dateline_verify **ret, size_t *ret_bad,
                                                    dateline_error *reterr);
DATELINE_EXPORT void dateline_verify_free(dateline_verify *v);

/** One entry and what was found.  Strings live as long as the result and the claims. */
typedef struct dateline_check {
    const char *id, *text; /**< as in the timeline; without an id its number */
    const char *date;      /**< as written; NULL: it has none */
    dateline_verdict verdict;
    const char *found;    /**< EDTF of what the text says; NULL: nothing */
    const char *quote;    /**< words of the article that decide; NULL: none */
    const char *sentence; /**< the sentence they stand in */
    const char *source;   /**< the article; NULL: none */
    size_t start, end;    /**< byte span of the quote in it */
    double score;         /**< 0..1: how much of the entry the sentence covers */
} dateline_check;

/** One for each claim, in the order of the file. */
DATELINE_EXPORT size_t dateline_verify_count(const dateline_verify *v);
DATELINE_EXPORT dateline_check dateline_verify_check(const dateline_verify *v, size_t index);
/** Nonzero: every entry is supported. */
DATELINE_EXPORT int dateline_verify_good(const dateline_verify *v);
/** How many entries have this verdict. */
DATELINE_EXPORT size_t dateline_verify_tally(const dateline_verify *v, dateline_verdict verdict);
/** Formats TEXT, YAML, JSON and HTML; the shape is that of dateline_verify_schema(). */
DATELINE_EXPORT dateline_status dateline_verify_write(const dateline_verify *v,
                                                      const dateline_write_options *opts,
                                                      char **ret, size_t *ret_len);
/** JSON Schema (draft-07) of what YAML and JSON hold; free with dateline_free().  NULL: no memory.
 */
DATELINE_EXPORT char *dateline_verify_schema(void);

#ifdef __cplusplus
}
#endif
#endif
