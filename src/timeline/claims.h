/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claims: a timeline that somebody else wrote, as claims to be checked.
 *
 * The reader takes what people and language models write: documents of this project, YAML and JSON
 * with common key names, CSV, Markdown, plain lines.  Each form (claims_tree.c, claims_csv.c,
 * claims_lines.c) fills drafts of borrowed slices; dtl_claim_add() checks them and reads their
 * dates (claims_date.c), so that every form has the same errors.  What cannot be understood is an
 * error with its place; what was guessed is said in `notes` and in a claim's `read_as`.
 */
#ifndef DTL_CLAIMS_H
#define DTL_CLAIMS_H

#include "timeline/pipeline.h"
#include "timeline/timeline.h"

#define DTL_CLAIMS_MAX 100000
#define DTL_CLAIM_BYTES_MAX 65536 /* of one field */
#define DTL_CLAIM_NAMES_MAX 64
#define DTL_CLAIM_NOTES_MAX 32

/** One entry of the timeline that is to be checked.  Strings live as long as the claims. */
typedef struct dtl_claim {
    const char *id;     /* as in the file, else its number: "3" */
    const char *text;   /* what is said to have happened; never empty */
    const char *detail; /* more words of the same entry, or NULL */
    const char *date;   /* as written, or NULL */
    const char *quote;  /* words said to be in the article, or NULL */
    const char *type;   /* event type, in documents of this project; or NULL */
    const char **names; /* people, places, things */
    uint32_t nnames;
    dtl_event_status status; /* NONE: not said */
    dtl_when when;           /* basis NONE: undated */
    const char *read_as;     /* how a date that is not EDTF was understood, or NULL */
    uint32_t line, col;
} dtl_claim;

struct dateline_claims {
    dtl_mem mem;
    dtl_arena arena;
    const char *name; /* of the file */
    const char *form; /* "yaml", "json", "csv", "markdown", "lines" */
    DTL_VEC(dtl_claim) list;
    DTL_VEC(const char *) notes;
};

/** A place in the file; 1-based, columns count code points. */
typedef struct dtl_spot {
    uint32_t line, col;
} dtl_spot;

/** What one form found of one entry, borrowed from the file or the scratch arena.  `p` NULL: not
 * there. */
typedef struct dtl_claim_draft {
    dtl_spot at, date_at, start_at, end_at, id_at, text_at;
    dtl_slice id, text, detail, quote, type, status;
    dtl_slice date, start, end;
    dtl_slice names[DTL_CLAIM_NAMES_MAX];
    uint32_t nnames;
    bool date_in_text; /* no date of its own: one is looked for in the text */
} dtl_claim_draft;

typedef struct dtl_claims_reader {
    dateline_context *ctx;
    const char *bytes, *name;
    size_t n;
    dateline_claims *claims;
    dtl_arena scratch;
    dtl_intern ids;
    const char *seen; /* beginning of the line that was asked for last, or NULL */
    uint32_t seen_line;
    dateline_error *reterr;
    dtl_status status; /* first failure; nothing is read after it */
} dtl_claims_reader;

/** Keeps a failure at a place, unless there is one already.  hint may be NULL. */
void dtl_claims_fail(dtl_claims_reader *r, dtl_status status, dtl_spot at, const char *hint,
                     const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 6)))
#endif
    ;
/** Keeps a remark on what was guessed; the first DTL_CLAIM_NOTES_MAX. */
void dtl_claims_note(dtl_claims_reader *r, const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/** Checks a draft and appends its claim. */
void dtl_claim_add(dtl_claims_reader *r, const dtl_claim_draft *d);
/** The place of a byte of the file. */
dtl_spot dtl_claims_spot(dtl_claims_reader *r, const char *p);

/** What a key of a map, or the head of a column, stands for. */
typedef enum dtl_claim_key {
    DTL_CLAIM_OTHER,
    DTL_CLAIM_ID,
    DTL_CLAIM_DATE,
    DTL_CLAIM_START,
    DTL_CLAIM_END,
    DTL_CLAIM_TEXT,
    DTL_CLAIM_DETAIL,
    DTL_CLAIM_NAMES,
    DTL_CLAIM_QUOTE,
    DTL_CLAIM_STATUS,
    DTL_CLAIM_TYPE,
    DTL_CLAIM_LIST /* holds the entries */
} dtl_claim_key;
/** *ret_rank (may be NULL): among keys that mean the same the lowest is the best. */
dtl_claim_key dtl_claim_key_of(dtl_slice key, unsigned *ret_rank);

/* ---- dates (claims_date.c) ------------------------------------------------------------------- */

typedef enum dtl_claim_date_result {
    DTL_CLAIM_DATE_GOOD,
    DTL_CLAIM_DATE_NONE,       /* no date in it */
    DTL_CLAIM_DATE_RELATIVE,   /* needs an anchor that a timeline does not have */
    DTL_CLAIM_DATE_IMPOSSIBLE, /* in the form of a date, but no such day */
    DTL_CLAIM_DATE_FAILED      /* r->status is set */
} dtl_claim_date_result;
/** How a string was read as a date. */
typedef struct dtl_claim_reading {
    dtl_when when;    /* strings in the arena of the claims */
    bool guessed;     /* it was not EDTF: the rules read it */
    uint32_t besides; /* letters and digits in bytes that are not part of the date */
    const char *why;  /* IMPOSSIBLE: why, or NULL */
} dtl_claim_reading;
/** Reads a whole string as a date: EDTF, else what the rules make of the words. */
dtl_claim_date_result dtl_claim_date(dtl_claims_reader *r, dtl_slice text, dtl_claim_reading *ret);
/** Whether a string is a date, possible or not, and next to nothing else. */
bool dtl_claim_is_date(dtl_claims_reader *r, dtl_slice text);
/** The one date that a text names; DATE_NONE when there are several or none. */
dtl_claim_date_result dtl_claim_date_within(dtl_claims_reader *r, dtl_slice text, dtl_when *ret);
/** From the start of one to the end of the other; either basis may be NONE. */
bool dtl_claim_span(dtl_claims_reader *r, const dtl_when *from, const dtl_when *to, dtl_when *ret);

/* ---- forms ----------------------------------------------------------------------------------- */

/** Finds out which form the file has and reads it. */
void dtl_claims_any(dtl_claims_reader *r);
/** YAML or JSON; `bytes` has the length of the file. */
void dtl_claims_tree(dtl_claims_reader *r, const char *bytes);
/** Markdown lists and tables, and lines that begin with a date. */
void dtl_claims_lines(dtl_claims_reader *r, const char *bytes);
/** A table of cells. */
void dtl_claims_csv(dtl_claims_reader *r, const char *bytes);
/** Whether the first record of the table names a date or text column; *ret_separator is then set.
 */
bool dtl_claims_csv_head(const char *bytes, size_t n, char *ret_separator);
/** Reads one table row of the same cells as CSV; the head decides what they are. */
typedef struct dtl_claim_table {
    dtl_claim_key keys[64];
    unsigned ranks[64];
    uint32_t n;
    bool known; /* there is a text column */
} dtl_claim_table;
void dtl_claim_table_head(dtl_claim_table *t, const dtl_slice *cells, uint32_t n);
/** Without a head: the first column whose cell is a date, and the longest other one. */
bool dtl_claim_table_guess(dtl_claims_reader *r, dtl_claim_table *t, const dtl_slice *cells,
                           uint32_t n);
void dtl_claim_table_row(dtl_claims_reader *r, const dtl_claim_table *t, const dtl_slice *cells,
                         const dtl_spot *spots, uint32_t n);

/** Without white space at either end. */
dtl_slice dtl_trim(dtl_slice s);
/** "2023-03-21: The leaders met" at its date; false when it does not begin with one. */
bool dtl_claim_split(dtl_claims_reader *r, dtl_slice line, dtl_slice *ret_date,
                     dtl_slice *ret_text);

/** Whole reading.  On failure *reterr (may be NULL) begins with name:line:column. */
dtl_status dtl_claims_read(dateline_context *ctx, const char *bytes, size_t n, const char *name,
                           dateline_claims **ret, dateline_error *reterr);

#endif
