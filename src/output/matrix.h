/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matrix: the source matrix of a merged timeline: events by outlets, each cell what that outlet
 * reports.  matrix.c makes it, matrix_text.c and matrix_table.c write it.
 */
#ifndef DTL_OUTPUT_MATRIX_H
#define DTL_OUTPUT_MATRIX_H

#include "output/output.h"

typedef struct dtl_matrix_column {
    const char *label; /* outlet; else id, source or key of the document */
    uint32_t norigins;
} dtl_matrix_column;

/** One date and status that a column reports of an event. */
typedef struct dtl_report {
    const dtl_source_claim *claim; /* the first that says so */
    bool first;                    /* it told the event first of all */
    bool contradicts;              /* its date cannot be true together with the one shown */
} dtl_report;

typedef struct dtl_matrix {
    const dateline_timeline *tl;
    dtl_arena arena;
    dtl_matrix_column *columns;
    uint32_t ncolumns;
    uint32_t *column_of; /* by origin */
    dtl_report *reports; /* of the row at hand, grouped by column, in order of publication */
    uint32_t *first;     /* of a column in reports; ncolumns + 1 of them */
} dtl_matrix;

/** false: no memory.  Free with dtl_matrix_free() in either case. */
bool dtl_matrix_init(dtl_matrix *m, const dateline_timeline *tl, dateline_matrix_columns columns);
void dtl_matrix_free(dtl_matrix *m);
uint32_t dtl_matrix_rows(const dtl_matrix *m);
/** Fills reports and first for a row, and gives its entry. */
const dtl_entry *dtl_matrix_row(dtl_matrix *m, uint32_t row);
/** The date of an entry in EDTF; "" when it has none. */
const char *dtl_matrix_date(const dtl_entry *e);

void dtl_matrix_text(dtl_matrix *m, const dateline_write_options *opts, dtl_buf *out);
void dtl_matrix_csv(dtl_matrix *m, dtl_buf *out);
void dtl_matrix_html(dtl_matrix *m, dtl_buf *out);

#endif
