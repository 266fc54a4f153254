/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read: what reading a timeline file is made of: fields of a map, scalars, dates (read_values.c).
 *
 * The first failure is kept with its place and nothing is read after it, so a caller need not
 * check after each value.  Strings are copied into the timeline.
 */
#ifndef DTL_READ_H
#define DTL_READ_H

#include "timeline/timeline.h"
#include "timeline/tree.h"

typedef struct dtl_reader {
    const char *bytes, *name;
    size_t n;
    dateline_timeline *tl;
    dtl_arena scratch; /* the tree and the ids */
    dtl_intern ids;
    dtl_intern keys;   /* of the documents of a merged timeline */
    dtl_intern claims; /* "document id" of each claim seen: none twice */
    dateline_error *reterr;
    dtl_status status; /* first failure; nothing is read after it */
} dtl_reader;

/** A table and its length, as dtl_read_fields() takes them. */
#define DTL_FIELDS(table) table, sizeof(table) / sizeof((table)[0])

/** Keeps a failure at a node, unless there is one already. */
void dtl_read_fail(dtl_reader *r, const dtl_tree_node *at, const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;
/** p; when it is NULL the failure is no memory. */
void *dtl_read_need(dtl_reader *r, void *p);
/**
 * Sorts the values of a map by field: values[i] belongs to names[i], NULL when it is absent or
 * null.  A key that is no field, or is there twice, is an error; at most 32 fields.
 */
bool dtl_read_fields(dtl_reader *r, const dtl_tree_node *map, const char *what,
                     const char *const *names, size_t n, const dtl_tree_node **values);
bool dtl_read_is_scalar(dtl_reader *r, const dtl_tree_node *v, const char *what);
/** NULL when v is NULL. */
const char *dtl_read_string(dtl_reader *r, const dtl_tree_node *v, const char *what);
/** A string that must be there and not be empty; "" after a failure. */
const char *dtl_read_required(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node *v,
                              const char *owner, const char *field);
uint32_t dtl_read_index(dtl_reader *r, const dtl_tree_node *v, const char *what);
/** 0..1. */
double dtl_read_share(dtl_reader *r, const dtl_tree_node *v);
void dtl_read_names(dtl_reader *r, const dtl_tree_node *v, const char *what, const char ***ret,
                    uint32_t *ret_n);
void dtl_read_span(dtl_reader *r, const dtl_tree_node *v, uint32_t *start, uint32_t *end);
bool dtl_read_edtf(dtl_reader *r, const dtl_tree_node *v, const char *what, dtl_timex *ret);
/** A map, or a bare EDTF string. */
void dtl_read_when(dtl_reader *r, const dtl_tree_node *v, dtl_when *w);
/** Links as tl->order has them; check: both ids are those of entries read before. */
void dtl_read_links(dtl_reader *r, const dtl_tree_node *order, const dtl_tree_node *refused,
                    bool check, dtl_order_link **ret, uint32_t *ret_n);
/** One of `documents`. */
void dtl_read_origin(dtl_reader *r, const dtl_tree_node *map, dtl_origin *o);
/** One of `claims`, and the node that names its document (NULL: none). */
void dtl_read_claim(dtl_reader *r, const dtl_tree_node *map, dtl_entry *e,
                    const dtl_tree_node **ret_document);

/* ---- read_merged.c ----------------------------------------------------------------------------
 */

/** `documents`. */
void dtl_read_origins(dtl_reader *r, const dtl_tree_node *list);
/** What an entry has in a merged timeline; its evidence is there. */
void dtl_read_merged(dtl_reader *r, const dtl_tree_node *map, const dtl_tree_node *agreement,
                     const dtl_tree_node *alternatives, const dtl_tree_node *claims, dtl_entry *e);
/** When all entries are read: what the documents' own links name is there. */
void dtl_check_merged(dtl_reader *r, const dtl_tree_node *documents);

#endif
