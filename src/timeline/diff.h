/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: the parts of comparing two timelines: how alike two entries are (similar.c), which belong
 * together (assign.c), what changed between them (diff.c).
 *
 * Scores are parts per million in integers, so that every machine decides the same.
 */
#ifndef DTL_DIFF_H
#define DTL_DIFF_H

#include "base/base.h"
#include "timeline/timeline.h"

#define DTL_SCORE_ONE 1000000
#define DTL_ASSIGN_EXACT_MAX                                                                       \
    400 /* entries on the larger side; beyond, the assignment is greedy                            \
         */
#define DTL_UNMATCHED UINT32_MAX

/** A word of a name, by its folded first letters. */
typedef DTL_VEC(uint32_t) dtl_word_ids;

/** What is compared of an entry. */
typedef struct dtl_profile {
    const dtl_entry *entry;
    uint32_t *words; /* of the name: ascending, no doubles */
    uint32_t *quote; /* of the first evidence, likewise */
    uint32_t nwords, nquote;
} dtl_profile;

/** The entries of both timelines with their words. */
typedef struct dtl_profiles {
    dtl_arena *arena;
    dtl_intern words;
    uint32_t *frequency; /* entries that have the word in name or quote, by word id */
    dtl_profile *a, *b;  /* dated, then undated */
    uint32_t na, nb;
} dtl_profiles;

/** false: no memory. */
bool dtl_profiles_init(dtl_profiles *p, dtl_arena *arena, const dateline_timeline *a,
                       const dateline_timeline *b);
/** How surely the entries are the same event, 0..DTL_SCORE_ONE and a tie-break below 4; 0 when they
 * cannot or should not be. */
int32_t dtl_similarity(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y);
/** Do the intervals share no instant? */
bool dtl_bounds_disjoint(const dtl_bounds *x, const dtl_bounds *y);
/** planned or possible: its date may still move. */
bool dtl_is_plan(const dtl_entry *e);

/**
 * Pairs entries one to one for the greatest sum of scores.  match[i] is the index in b of entry i
 * of a, or DTL_UNMATCHED; scores[i] its score.  false: no memory.
 */
bool dtl_assign(const dtl_profiles *p, dtl_arena *arena, uint32_t *match, int32_t *scores);

#endif
