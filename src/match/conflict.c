/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who wins where candidates overlap.
 *
 * Extents are those of the marks (what a rule reports), not of the context around them.  One total
 * order ranks all candidates of a pass in a sentence:
 *
 *   1 longer mark           4 longer whole match, so more context   7 rule order
 *   2 higher priority       5 value known before value that needs   8 alternative, start
 *   3 more literal words      an anchor
 *                           6 further left
 *
 * They are accepted from the strongest down; one that shares a token with an accepted one loses to
 * it.  Steps 1 to 5 and 7 decide between equal spans, step 6 between neighbours of equal strength.
 * Building blocks exclude each other only within their class.
 *
 * Work: a sort, and one look per token of each mark; marks are at most DTL_PATTERN_TOKENS_MAX long.
 */
#include "match/engine.h"

#include <stdlib.h>

/* Larger is better, compared in this order. */
enum { STEPS = 5 };
static void strength(const dtl_candidate *c, int64_t ret[STEPS]) {
    ret[0] = (int64_t)c->mark_end - c->mark_first;
    ret[1] = c->rule->priority;
    ret[2] = c->literals;
    ret[3] = (int64_t)c->end - c->first;
    ret[4] = c->known;
}

static const char *const reasons[STEPS] = {
    "a longer match covers it", "a rule of higher priority matches here",
    "a rule with more literal words matches here", "a rule that sees more context matches here",
    "a reading that is fully known matches here"};

static int rank(const dtl_candidate *a, const dtl_candidate *b) {
    int64_t x[STEPS], y[STEPS];
    strength(a, x);
    strength(b, y);
    for (int k = 0; k < STEPS; k++)
        if (x[k] != y[k])
            return x[k] > y[k] ? -1 : 1;
    if (a->mark_first != b->mark_first)
        return a->mark_first < b->mark_first ? -1 : 1;
    if (a->rule->order != b->rule->order)
        return a->rule->order < b->rule->order ? -1 : 1;
    if (a->alternative != b->alternative)
        return a->alternative < b->alternative ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static int by_rank(const void *pa, const void *pb) {
    return rank(*(dtl_candidate *const *)pa, *(dtl_candidate *const *)pb);
}

static int by_class_and_rank(const void *pa, const void *pb) {
    const dtl_candidate *a = *(dtl_candidate *const *)pa, *b = *(dtl_candidate *const *)pb;
    if (a->rule->cls != b->rule->cls)
        return a->rule->cls < b->rule->cls ? -1 : 1;
    return rank(a, b);
}

static void lose(dtl_candidate *c, const dtl_candidate *to) {
    int64_t x[STEPS], y[STEPS];
    strength(c, x);
    strength(to, y);
    c->won = false;
    c->lost_to = to;
    c->lost_why = c->mark_first != to->mark_first ? "a match further left overlaps it"
                                                  : "an earlier rule matches here";
    for (int k = 0; k < STEPS; k++)
        if (x[k] != y[k]) {
            c->lost_why = reasons[k];
            return;
        }
}

void dtl_sort_candidates(dtl_candidate **at, uint32_t n, int (*order)(const void *, const void *)) {
    enum { FEW = 12 };
    if (n > FEW) {
        qsort(at, n, sizeof *at, order);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        dtl_candidate *c = at[i];
        uint32_t k = i;
        for (; k > 0 && order(&at[k - 1], &c) > 0; k--)
            at[k] = at[k - 1];
        at[k] = c;
    }
}

void dtl_resolve_conflicts(dtl_engine *e, dtl_candidate **at, uint32_t n, uint32_t window,
                           bool compete_by_class) {
    if (n > 1)
        dtl_sort_candidates(at, n, compete_by_class ? by_class_and_rank : by_rank);
    for (uint32_t i = 0; i < n; i++) {
        dtl_candidate *c = at[i];
        if (i == 0 || (compete_by_class && at[i - 1]->rule->cls != c->rule->cls))
            e->occupied_stamp++;
        const dtl_candidate *owner = NULL;
        for (uint32_t t = c->mark_first; t < c->mark_end && !owner; t++)
            if (e->occupied[t - window] == e->occupied_stamp)
                owner = e->owner[t - window];
        if (owner) {
            lose(c, owner);
            continue;
        }
        c->won = true;
        for (uint32_t t = c->mark_first; t < c->mark_end; t++) {
            e->occupied[t - window] = e->occupied_stamp;
            e->owner[t - window] = c;
        }
    }
}

static dtl_capture side(const dtl_candidate *c, int capture) {
    if (capture >= 0 && capture < c->rule->ncaptures)
        return c->captures[capture];
    return (dtl_capture){0, 0, 0};
}

/* What a status or link candidate says, as numbers: the rule and the ends of what it relates. */
static void says(const dtl_candidate *c, uint32_t ret[5]) {
    bool link = c->rule->emit == DTL_EMIT_LINK;
    dtl_capture x = side(c, c->rule->link_x), y = side(c, c->rule->link_y);
    ret[0] = c->rule->order;
    ret[1] = link ? x.first : c->mark_first;
    ret[2] = link ? x.end : c->mark_end;
    ret[3] = link ? y.first : 0;
    ret[4] = link ? y.end : 0;
}

static int compare_says(const dtl_candidate *a, const dtl_candidate *b) {
    uint32_t x[5], y[5];
    says(a, x);
    says(b, y);
    for (int k = 0; k < 5; k++)
        if (x[k] != y[k])
            return x[k] < y[k] ? -1 : 1;
    return 0;
}

static int by_saying(const void *pa, const void *pb) {
    const dtl_candidate *a = *(dtl_candidate *const *)pa, *b = *(dtl_candidate *const *)pb;
    int c = compare_says(a, b);
    return c ? c : rank(a, b);
}

void dtl_drop_doubles(dtl_candidate **at, uint32_t n) {
    if (n > 1)
        dtl_sort_candidates(at, n, by_saying);
    dtl_candidate *kept = NULL;
    for (uint32_t i = 0; i < n; i++) {
        at[i]->won = !kept || compare_says(kept, at[i]) != 0;
        if (at[i]->won) {
            kept = at[i];
            continue;
        }
        at[i]->lost_to = kept;
        at[i]->lost_why = "the same rule says the same here";
    }
}
