/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: pairs of events and times that may be related, and what the text shows of each.
 *
 * What it shows is a list of features, such as "x.tense=past,REPORTING" or "between=after".  The
 * table of weights (rules/weights.h) says what each is worth for each relation.  A feature is a
 * number, the hash of the beginning of its line in that table; its name is only written out where
 * somebody asks for it: `--dump pairs`, from which tools/train_links.py learns the table.
 */
#ifndef DTL_TIMELINE_PAIRS_H
#define DTL_TIMELINE_PAIRS_H

#include "order/links.h"

/** Features of a pair; those above are not seen. */
#define DTL_PAIR_FEATURES_MAX 64

typedef enum dtl_pair_kind {
    DTL_PAIR_TIME,    /* an event and a time of its sentence */
    DTL_PAIR_STORY,   /* an event in a sentence without times, and the day of the story */
    DTL_PAIR_RUNNING, /* the same, and the last time of the sentences before */
    DTL_PAIR_EVENTS,  /* an event and the next in its sentence */
    DTL_PAIR_TIMES,   /* a time and the next */
    DTL_PAIR__COUNT
} dtl_pair_kind;

typedef struct dtl_pair {
    dtl_pair_kind kind;
    uint32_t x, y; /* mention, or time where kind says so */
    uint32_t nfeatures;
    uint64_t features[DTL_PAIR_FEATURES_MAX];
} dtl_pair;

/** Tense and aspect of an event in one, or what stands in their place. */
typedef enum dtl_tense_aspect {
    DTL_TA_NOUN,
    DTL_TA_PAST,
    DTL_TA_PAST_PERFECT,
    DTL_TA_PRESENT,
    DTL_TA_PRESENT_PERFECT,
    DTL_TA_PROGRESSIVE, /* of the present */
    DTL_TA_FUTURE,
    DTL_TA_MODAL,
    DTL_TA_INFINITIVE,
    DTL_TA_PRESPART,
    DTL_TA_PASTPART,
    DTL_TA_OTHER,
    DTL_TA__COUNT
} dtl_tense_aspect;

dtl_tense_aspect dtl_tense_aspect_of(const dtl_mention *m);

/** The kind as the table of weights calls it: "time", "events" ... */
const char *dtl_pair_kind_name(dtl_pair_kind k);
/** Are x and y of such a pair times? */
static inline bool dtl_pair_x_is_time(dtl_pair_kind k) {
    return k == DTL_PAIR_TIMES;
}
static inline bool dtl_pair_y_is_time(dtl_pair_kind k) {
    return k != DTL_PAIR_EVENTS;
}

/**
 * Calls see for every pair but those of events that a link rule has related; stops when it returns
 * false, and returns false then or without memory.  names, if not NULL, holds the features of the
 * pair at hand as text, one a line, while see runs.
 */
bool dtl_pairs_each(const dtl_story *s, const dtl_links *links, dtl_arena *arena, dtl_buf *names,
                    bool (*see)(void *ctx, const dtl_pair *p), void *ctx);

#endif
