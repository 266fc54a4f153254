/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells of CSV (RFC 4180).
 *
 * Names, quotations and outlets come from pages that anybody may have written, and a spreadsheet
 * runs a cell that begins with =, +, - or @ as a formula, also one in quotation marks, and also
 * after white space that it removes.  Such a text gets an apostrophe in front, which spreadsheets
 * show as text (OWASP, "CSV Injection").  What this program writes itself (ids, EDTF, numbers) is
 * left as it is, so that a year BC stays one for the programs that read the file.
 */
#include "output/csv.h"

#include <string.h>

static void quoted(dtl_buf *out, const char *before, const char *s) {
    dtl_buf_printf(out, "\"%s", before);
    for (; *s; s++) {
        if (*s == '"')
            dtl_buf_putc(out, '"');
        dtl_buf_putc(out, *s);
    }
    dtl_buf_putc(out, '"');
}

void dtl_csv_cell(dtl_buf *out, const char *s) {
    if (strpbrk(s, ",\"\r\n") || s[0] == ' ')
        quoted(out, "", s);
    else
        dtl_buf_puts(out, s);
}

void dtl_csv_text(dtl_buf *out, const char *s) {
    const char *first = s + strspn(s, " \t\r\n");
    if (*first && strchr("=+-@", *first))
        quoted(out, "'", s);
    else
        dtl_csv_cell(out, s);
}
