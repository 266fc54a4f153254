/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml: a rule file as a tree of nodes with byte positions.
 *
 * The tree lives in a scratch arena; the text of scalars lies in the source where it can, and in
 * the caller's long-lived arena where it cannot (escapes, folded lines), so slices of it may be
 * kept.  Bounded: see the limits below.  Aliases, anchors and tags are refused: a rule file is
 * plain data, and a reference that is expanded is the usual way to blow up a loader.
 */
#ifndef DTL_RULES_YAML_H
#define DTL_RULES_YAML_H

#include "base/base.h"

#define DTL_YAML_BYTES_MAX 0x800000u /* one file */
#define DTL_YAML_NODES_MAX 400000u   /* of one file */
#define DTL_YAML_DEPTH_MAX 16u

typedef enum dtl_yaml_kind { DTL_YAML_SCALAR, DTL_YAML_LIST, DTL_YAML_MAP } dtl_yaml_kind;

typedef struct dtl_yaml dtl_yaml;
struct dtl_yaml {
    dtl_yaml_kind kind;
    bool plain;          /* an unquoted scalar */
    bool exact;          /* text is source[inner .. inner + text.n) byte for byte */
    bool bare;           /* nothing written at all: "key:" */
    uint32_t start, end; /* bytes in the source, quotes included */
    uint32_t inner;
    uint32_t count;  /* children: items or pairs */
    dtl_slice text;  /* of a scalar */
    dtl_yaml *first; /* first item, or first key */
    dtl_yaml *next;  /* next item or key of the parent; next document for a root */
    dtl_yaml *value; /* of a key */
};

/**
 * Parses all documents of `source`.  *ret_docs is the first root (NULL: an empty file).  Syntax
 * errors, duplicate keys and passed limits become diagnostics; the tree then holds the documents
 * before the error.  Returns DTL_OK (look at diags), or DTL_E_NOMEM.
 */
dtl_status dtl_yaml_parse(dtl_arena *scratch, dtl_arena *keep, dtl_diags *diags,
                          const dtl_source *source, dtl_yaml **ret_docs);
/** "text", "a list", "a mapping", "nothing": for messages. */
const char *dtl_yaml_kind_name(const dtl_yaml *n);

#endif
