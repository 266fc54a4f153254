/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weights: what features are worth for each relation, read from a table of text.
 *
 * A line is a kind of pair, a feature, and one integer for each relation of DTL_WEIGHTS_RELATIONS;
 * fields are separated by tabs, lines that begin with # are comments.  A weight is in sixteenths of
 * a bit: 16 more for a relation doubles its odds.  The line "KIND<tab>threshold<tab>N" says how
 * many per cent a relation has to reach to be written.  tools/train_links.py writes such a table;
 * whoever edits it by hand sees what each line does.
 *
 * Sums are integers and their shares come from integers, so that every machine decides alike.
 */
#ifndef DTL_RULES_WEIGHTS_H
#define DTL_RULES_WEIGHTS_H

#include "base/base.h"
#include "rules/rules.h"

/** Columns of the table; against "no relation", which has no column and weighs 0. */
#define DTL_WEIGHTS_RELATIONS 7
extern const dtl_relation dtl_weights_relations[DTL_WEIGHTS_RELATIONS];

typedef struct dtl_weights dtl_weights;

/**
 * Reads a table into the arena.  DTL_E_RULES: *ret_line has the line that is no line of a table.
 */
dtl_status dtl_weights_read(dtl_arena *arena, dtl_slice text, const dtl_weights **ret,
                            uint32_t *ret_line);
/**
 * The number of a feature is the hash of its kind, a tab and its name; this adds bytes to such a
 * hash, which starts as DTL_FEATURE_START.
 */
uint64_t dtl_feature_add(uint64_t h, const char *p, size_t n);
#define DTL_FEATURE_START UINT64_C(0xcbf29ce484222325)

/** The likeliest relation given the features, and its share of all in per cent. */
dtl_relation dtl_weights_choose(const dtl_weights *w, const uint64_t *features, uint32_t n,
                                unsigned *ret_percent);
/** Per cent asked for by "KIND<tab>threshold"; above 100 where the table has no such line. */
unsigned dtl_weights_threshold(const dtl_weights *w, const char *kind);

#endif
