/* SPDX-License-Identifier: Apache-2.0 */
/*
 * links: TLINKs between event mentions, and between a mention and publication, from link rules.
 */
#ifndef DTL_ORDER_LINKS_H
#define DTL_ORDER_LINKS_H

#include "events/events.h"

typedef struct dtl_link {
    uint32_t x, y;         /* mentions; DTL_NONE: publication */
    dtl_relation relation; /* x REL y */
    bool has_lag;
    dtl_duration lag;
    const dtl_rule *rule;
    uint32_t first, end; /* tokens of the match: the signal lies in it */
    double confidence;
} dtl_link;

typedef DTL_VEC(dtl_link) dtl_links;

/** Runs the link pass over every sentence of the story; appends in text order. */
dtl_status dtl_links_find(const dtl_story *s, dtl_links *out);
/**
 * Shortest and longest reading of a lag in seconds: "two weeks" lies within half a unit either
 * side; "days" between one day and a week; "over three years" has no upper bound.
 */
void dtl_lag_range(const dtl_duration *d, int64_t *ret_min, int64_t *ret_max);

#endif
