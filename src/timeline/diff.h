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
#define DTL_ASSIGN_ALL_MAX                                                                         \
    160000 /* pairs of entries; beyond, only those with a common word near in time are looked at   \
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
    uint32_t *who, *where; /* last words of the names, in their order */
    uint32_t nwho, nwhere;
    int64_t told; /* end of the day its document was written; DTL_TIME_MAX: not known */
} dtl_profile;

/** What two entries agree in. */
enum {
    DTL_BY_NAME = 1u << 0,
    DTL_BY_QUOTE = 1u << 1,
    DTL_BY_TYPE = 1u << 2,
    DTL_BY_DATES = 1u << 3, /* a common instant */
    DTL_BY_WHO = 1u << 4,
    DTL_BY_PLACE = 1u << 5
};
#define DTL_BY_COUNT 6

/** Two entries as one event: how surely, and why.  score 0: they are not one. */
typedef struct dtl_match {
    int32_t score; /* 0..DTL_SCORE_ONE and a tie-break below 4 */
    uint32_t by;
} dtl_match;

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
/** Are the entries the same event?  The same from both sides; x and y may be of one timeline. */
dtl_match dtl_match_entries(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y);
/** Its score alone. */
int32_t dtl_similarity(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y);
/** Do the intervals share no instant? */
bool dtl_bounds_disjoint(const dtl_bounds *x, const dtl_bounds *y);
/** Does each name a participant (a place) whom the other does not? */
bool dtl_other_people(const dtl_profile *x, const dtl_profile *y);
bool dtl_other_places(const dtl_profile *x, const dtl_profile *y);
/** planned or possible: its date may still move. */
bool dtl_is_plan(const dtl_entry *e);

/**
 * Pairs entries one to one for the greatest sum of scores.  match[i] is the index in b of entry i
 * of a, or DTL_UNMATCHED.  false: no memory.
 */
bool dtl_assign(const dtl_profiles *p, dtl_arena *arena, uint32_t *match);

#endif
