/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output: a timeline in, bytes out.
 *
 * YAML and JSON are one shape: document.c walks the value once and tells a sink (map, key, string,
 * number ...); yaml.c and json.c are sinks.  text.c draws for a terminal, timeml.c writes inline
 * TimeML.  The difference of two timelines goes the same ways (diff_document.c, diff_text.c).
 * The same value gives the same bytes on every machine: no locale, no clock, no float formatting.
 * Knows nothing but timelines.
 */
#ifndef DTL_OUTPUT_H
#define DTL_OUTPUT_H

#include "base/base.h"
#include "dateline/dateline.h"
#include "timeline/timeline.h"

/* ---- sinks ----------------------------------------------------------------------------------- */

/** How a collection is laid out in YAML; JSON has its own layout. */
typedef enum dtl_layout { DTL_BLOCK, DTL_FLOW } dtl_layout;

#define DTL_SINK_DEPTH_MAX 16

/**
 * What a document is told to.  Calls nest as the document does; inside a map a key comes before
 * each value.  A failure is kept in `failed` and later calls do nothing.
 */
typedef struct dtl_sink dtl_sink;
struct dtl_sink {
    void (*open_map)(dtl_sink *s, dtl_layout layout);
    void (*open_list)(dtl_sink *s, dtl_layout layout);
    void (*close)(dtl_sink *s);
    void (*key)(dtl_sink *s, const char *name);
    void (*string)(dtl_sink *s, const char *p,
                   size_t n); /* quoted where YAML would read another type */
    void (*quote)(dtl_sink *s, const char *p, size_t n); /* always quoted: words of a text */
    void (*date)(dtl_sink *s, const char *p, size_t n);  /* 2025-08-20: plain in YAML */
    void (*integer)(dtl_sink *s, int64_t v);
    void (*hundredths)(dtl_sink *s, int v); /* 93 is 0.93 */
    void (*boolean)(dtl_sink *s, bool v);
    dtl_buf scratch; /* for whoever fills: what is written of a value before it is told */
    bool failed;
};

/** A `fill` callback tells a whole document to a sink. */
typedef void (*dtl_fill)(dtl_sink *s, const void *value, const dateline_write_options *opts);

dtl_status dtl_yaml_write(dtl_fill fill, const void *value, const dateline_write_options *opts,
                          dtl_buf *out);
dtl_status dtl_json_write(dtl_fill fill, const void *value, const dateline_write_options *opts,
                          dtl_buf *out);

/** key and string; nothing when s is NULL. */
void dtl_sink_pair(dtl_sink *s, const char *key, const char *value);
/** key and flow list of strings. */
void dtl_sink_names(dtl_sink *s, const char *key, const char *const *names, uint32_t n);
/** key and quoted string. */
void dtl_sink_quote(dtl_sink *s, const char *key, const char *p, size_t n);
/** key and date; nothing when value is NULL. */
void dtl_sink_date(dtl_sink *s, const char *key, const char *value);
/** confidence as hundredths, rounded half up, within 0..100. */
int dtl_hundredths(double v);

/** value is a dateline_timeline. */
void dtl_timeline_fill(dtl_sink *s, const void *value, const dateline_write_options *opts);
/** value is a dateline_diff. */
void dtl_diff_fill(dtl_sink *s, const void *value, const dateline_write_options *opts);
/** The value of `when`, as a flow map; nothing is written for an undated one. */
void dtl_when_fill(dtl_sink *s, const dtl_when *when);

/** What an entry says, inside an open map: name to conflicts. */
void dtl_told_fill(dtl_sink *s, const dtl_entry *e, dtl_layout conflicts);
/** [e1, before, e2, "words", P3D] */
void dtl_link_fill(dtl_sink *s, const dtl_order_link *l);

/* ---- merged timelines (merge_document.c) ------------------------------------------------------
 */

/** The key `documents`. */
void dtl_origins_fill(dtl_sink *s, const dateline_timeline *tl);
/** The keys `agreement` and `alternatives` of an entry. */
void dtl_agreement_fill(dtl_sink *s, const dateline_timeline *tl, const dtl_merged *m);
/** The key `claims` of an entry. */
void dtl_claims_fill(dtl_sink *s, const dateline_timeline *tl, const dtl_merged *m);
/** How people know a document: outlet, id, source, title or key, the first that is there. */
const char *dtl_origin_label(const dtl_origin *o);
/** How many articles agree on the date: two timelines of one article count once. */
uint32_t dtl_merged_agreeing(const dtl_merged *m);
/** The evidence to show when there is room for one: of a document that says what is shown.  The
 * entry has evidence. */
const dtl_evidence *dtl_merged_quote(const dtl_entry *e);
/** How many documents, and when the first and last were published. */
void dtl_merged_text_head(dtl_buf *out, bool colour, const dateline_timeline *tl);
/** Lines with who agrees, who told it first, and what others say, from `column` on. */
void dtl_merged_text(dtl_buf *out, bool colour, size_t column, size_t width,
                     const dateline_timeline *tl, const dtl_merged *m);
/** A page of a merged timeline. */
void dtl_merged_html(dtl_buf *out, const dateline_timeline *tl);

/** The end of a public writing function (dispatch.c): hands the buffer over as *ret, or frees it
 * and gives the status, DATELINE_E_NOMEM when the buffer failed.  ret_len may be NULL. */
dateline_status dtl_hand_over(dtl_status status, dtl_buf *out, char **ret, size_t *ret_len);

/* ---- text ------------------------------------------------------------------------------------ */

void dtl_text_write(const dateline_timeline *tl, const dateline_write_options *opts, dtl_buf *out);
void dtl_diff_text_write(const dateline_diff *d, const dateline_write_options *opts, dtl_buf *out);

void dtl_diff_html_write(const dateline_diff *d, const dateline_write_options *opts, dtl_buf *out);

/* What a comparison says for people, on a terminal and on a page (diff_words.c). */

/** "contradiction", "only in B" ...; `many`: as it stands after a number ("3 contradictions"). */
const char *dtl_change_label(uint32_t bit, bool many);
/** The labels of all bits, "planned \u2192 happened, reworded": a changed status by its names. */
void dtl_change_labels(const dtl_diff_item *item, uint32_t changes, dtl_buf *out);
/** "name, type, dates". */
void dtl_match_reasons(const dtl_diff_item *item, dtl_buf *out);
/** A score as two decimals, "0.83". */
void dtl_score_put(double score, dtl_buf *out);
/** What a side is called: the caller's label, else where it came from, title, id, "-". */
const char *dtl_side_name(const dateline_timeline *tl, const char *label);
/** The date of an entry for people, "undated" without one; in `scratch` or of the entry. */
const char *dtl_entry_date(const dtl_entry *e, dtl_buf *scratch);
/** Entries with a change that is not among the shown ones. */
uint32_t dtl_diff_hidden(const dateline_diff *d);

/** Parts of a terminal view; each has one look. */
typedef enum dtl_ink {
    DTL_INK_PLAIN,
    DTL_INK_STRONG, /* names, titles */
    DTL_INK_DIM,    /* who, where, quotes, rules */
    DTL_INK_DATE,
    DTL_INK_GOOD, /* added, happened after all */
    DTL_INK_WARN, /* planned, possible, changed */
    DTL_INK_BAD   /* dropped, cancelled, denied, contradiction */
} dtl_ink;
/** Writes s in that look; without colour just s. */
void dtl_ink_put(dtl_buf *out, bool colour, dtl_ink ink, const char *p, size_t n);

/** The date of an entry for people: "Mon 11 – Sun 17 Aug 2025", "since 2022", "before 20 Aug 2025".
 */
void dtl_human_when(const dtl_when *when, dtl_buf *out);
/** Of a document's creation time, from its bounds. */
void dtl_human_timex(const dtl_timex *t, dtl_buf *out);

/** Columns that p[0..n) takes on a terminal: wide East Asian characters two, combining marks none.
 */
size_t dtl_display_width(const char *p, size_t n);
/** Bytes of p that fit `columns`, ending where a word ends unless one word fills the line. */
size_t dtl_fitting(const char *p, size_t n, size_t columns);
/** Spaces from column `from` to column `to`. */
void dtl_pad(dtl_buf *out, size_t from, size_t to);
/**
 * A quote on one line, in quotation marks, at most `columns` wide: white space runs become one
 * blank, and a long one ends at a word boundary with an ellipsis.
 */
void dtl_put_quote(dtl_buf *out, bool colour, const char *p, size_t n, size_t columns);
/** "planned" and its look; false for what needs no tag (happened). */
bool dtl_status_ink(dtl_event_status s, dtl_ink *ret);

/* ---- HTML ------------------------------------------------------------------------------------ */

/** Begins a page that needs no other file: head, style, a heading with the title; html.c names its
 * style classes.  lang: BCP 47. */
void dtl_html_open(dtl_buf *out, const char *title, const char *lang);
/** Text content or a quoted attribute value: & < > " ' escaped. */
void dtl_html_text(dtl_buf *out, const char *p, size_t n);
void dtl_html_close(dtl_buf *out);

/* ---- TimeML, schema -------------------------------------------------------------------------- */

/** DTL_E_ARG when the timeline has no text (it was read from a file). */
dtl_status dtl_timeml_write(const dateline_timeline *tl, dtl_buf *out);
/** JSON Schema (draft-07) of what dtl_timeline_fill writes. */
dtl_status dtl_timeline_schema(dtl_buf *out);

#endif
