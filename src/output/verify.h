/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writers of a checked timeline: the document (YAML, JSON), its schema, the terminal and HTML.
 */
#ifndef DTL_OUTPUT_VERIFY_H
#define DTL_OUTPUT_VERIFY_H

#include "output/output.h"
#include "timeline/verify.h"

/** value is a dateline_verify. */
void dtl_verify_fill(dtl_sink *s, const void *value, const dateline_write_options *opts);
void dtl_verify_text_write(const dateline_verify *v, const dateline_write_options *opts,
                           dtl_buf *out);
void dtl_verify_html_write(const dateline_verify *v, dtl_buf *out);
/** JSON Schema (draft-07) of what dtl_verify_fill writes. */
dtl_status dtl_verify_schema(dtl_buf *out);

/** What people read for a verdict: "another date"; and its look. */
const char *dtl_verdict_label(dateline_verdict v);
dtl_ink dtl_verdict_ink(dateline_verdict v);
/** A sign of one column: a check mark, a cross, ~ or ?. */
const char *dtl_verdict_sign(dateline_verdict v);
/** "on Tuesday = Tue 21 Mar 2023, from publication on Wed 22 Mar 2023": how a date follows. */
void dtl_verify_chain(const dtl_finding *f, dtl_buf *out);
/** A date for people, from EDTF; as it is when it is none. */
void dtl_verify_date(const char *edtf, dtl_buf *out);
/** What goes with the verdict in words ("the text has it before 3"); nothing when there is nothing.
 */
void dtl_verify_remark(const dateline_verify *v, const dtl_check *c, dtl_buf *out);

#endif
