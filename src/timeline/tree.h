/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree: a YAML or JSON document as nodes with positions, bounded in depth and number.
 *
 * JSON is read as the YAML it is.  Aliases, tags and anchors are refused: a timeline needs none,
 * and they are how small files become large.
 */
#ifndef DTL_TREE_H
#define DTL_TREE_H

#include "base/base.h"
#include "dateline/dateline.h"

#define DTL_TREE_DEPTH_MAX 32
#define DTL_TREE_NODES_MAX 16000000

typedef enum dtl_tree_kind { DTL_TREE_SCALAR, DTL_TREE_MAP, DTL_TREE_LIST } dtl_tree_kind;

typedef struct dtl_tree_node {
    dtl_tree_kind kind;
    bool plain;                                /* scalar without quotes */
    uint32_t line, col;                        /* 1-based, col in code points */
    dtl_slice text;                            /* scalar; NUL-terminated */
    struct dtl_tree_node *first, *last, *next; /* children; a map has key, value, key, value */
    uint32_t count;                            /* of children */
} dtl_tree_node;

/**
 * Parses exactly one document.  Nodes are in the arena.  On DTL_E_UTF8, DTL_E_INPUT and DTL_E_LIMIT
 * *reterr (may be NULL) has a message that begins with name:line:col.
 */
dtl_status dtl_tree_read(const char *bytes, size_t n, const char *name, dtl_arena *arena,
                         dtl_tree_node **ret, dateline_error *reterr);
/** Byte offset of a 1-based line and column. */
size_t dtl_tree_offset(const char *bytes, size_t n, uint32_t line, uint32_t col);

/** Nothing is written there, or `null` or `~` without quotation marks. */
static inline bool dtl_tree_is_null(const dtl_tree_node *v) {
    return v->kind == DTL_TREE_SCALAR && v->plain &&
           (v->text.n == 0 || dtl_slice_is(v->text, "null") || dtl_slice_is(v->text, "~"));
}

#endif
