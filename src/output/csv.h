/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv: cells of comma-separated values, for the formats that write them.
 */
#ifndef DTL_OUTPUT_CSV_H
#define DTL_OUTPUT_CSV_H

#include "base/base.h"

/** Writes a cell that this program made, quoted where it has to be. */
void dtl_csv_cell(dtl_buf *out, const char *s);
/** Writes words of a text so that no spreadsheet takes them for a formula. */
void dtl_csv_text(dtl_buf *out, const char *s);

#endif
