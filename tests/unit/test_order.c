/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of order: what follows from dates and links is found, what contradicts is refused and
 * blamed on the right link, and the list respects both.  Times are small numbers of seconds.
 */
#include "failing_mem.h"
#include "order/order.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define MIN DTL_TIME_MIN
#define MAX DTL_TIME_MAX
#define DATES UINT32_MAX

static dtl_arena arena;

static void setup(void) {
    dtl_arena_init(&arena, &dtl_mem_default);
}

static void teardown(void) {
    dtl_arena_free(&arena);
}

TestSuite(order, .init = setup, .fini = teardown);

static uint32_t add(dtl_network *n, int64_t start_min, int64_t start_max, int64_t end_min,
                    int64_t end_max) {
    dtl_bounds b = {start_min, start_max, end_min, end_max};
    uint32_t i = dtl_network_add(n, &b);
    cr_assert_neq(i, UINT32_MAX);
    return i;
}

/* An interval exactly known; something within one; something undated. */
static uint32_t fixed(dtl_network *n, int64_t start, int64_t end) {
    return add(n, start, start, end, end);
}
static uint32_t within(dtl_network *n, int64_t start, int64_t end) {
    return add(n, start, end, start, end);
}
static uint32_t undated(dtl_network *n) {
    return add(n, MIN, MAX, MIN, MAX);
}

static dtl_edge edge(uint32_t x, dtl_edge_relation r, uint32_t y, double confidence, uint32_t tag) {
    return (dtl_edge){.x = x, .y = y, .relation = r, .confidence = confidence, .tag = tag};
}
static dtl_edge lagged(uint32_t x, dtl_edge_relation r, uint32_t y, int64_t min, int64_t max) {
    dtl_edge e = edge(x, r, y, 1, 0);
    e.has_lag = true;
    e.lag_min = min;
    e.lag_max = max;
    return e;
}

static void expect_bounds(const dtl_network *n, uint32_t node, int64_t start_min, int64_t start_max,
                          int64_t end_min, int64_t end_max) {
    dtl_bounds b = dtl_network_bounds(n, node);
    cr_expect_eq(b.start_min, start_min, "node %u start_min %lld", node, (long long)b.start_min);
    cr_expect_eq(b.start_max, start_max, "node %u start_max %lld", node, (long long)b.start_max);
    cr_expect_eq(b.end_min, end_min, "node %u end_min %lld", node, (long long)b.end_min);
    cr_expect_eq(b.end_max, end_max, "node %u end_max %lld", node, (long long)b.end_max);
}

static void expect_order(const dtl_network *n, uint32_t count, const uint32_t *want) {
    uint32_t nodes[64], position[64], perm[64];
    for (uint32_t i = 0; i < count; i++)
        nodes[i] = position[i] = i;
    cr_assert_eq(dtl_network_order(n, nodes, position, count, perm), DTL_OK);
    for (uint32_t i = 0; i < count; i++)
        cr_expect_eq(perm[i], want[i], "place %u: %u, not %u", i, perm[i], want[i]);
}

/* ---- bounds ------------------------------------------------------------------------------- */

Test(order, before_bounds_both_sides) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = fixed(n, 100, 200), x = undated(n), b = fixed(n, 500, 600);
    dtl_edge e[] = {edge(a, DTL_EDGE_BEFORE, x, 1, 0), edge(b, DTL_EDGE_AFTER, x, 1, 1)};
    cr_assert_eq(dtl_network_solve(n, e, 2), DTL_OK);
    cr_expect_not(e[0].refused || e[1].refused);
    expect_bounds(n, x, 200, 500, 200, 500);
    expect_bounds(n, a, 100, 100, 200, 200);
}

Test(order, lags_add_up_along_a_chain) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = fixed(n, 1000, 1000), b = undated(n), c = undated(n);
    dtl_edge e[] = {lagged(a, DTL_EDGE_BEFORE, b, 100, 110), lagged(c, DTL_EDGE_AFTER, b, 30, MAX),
                    lagged(c, DTL_EDGE_STARTS_AFTER, a, MIN, 500)};
    cr_assert_eq(dtl_network_solve(n, e, 3), DTL_OK);
    expect_bounds(n, b, 1100, 1110, 1100, 1470);
    expect_bounds(n, c, 1130, 1500, 1130, MAX);
}

Test(order, dates_flow_backwards_through_lags) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = undated(n), b = undated(n), c = within(n, 1000, 1010);
    dtl_edge e[] = {lagged(a, DTL_EDGE_BEFORE, b, 100, 100), lagged(b, DTL_EDGE_BEFORE, c, 50, 60)};
    cr_assert_eq(dtl_network_solve(n, e, 2), DTL_OK);
    expect_bounds(n, b, MIN, 960, 940, 960);
    expect_bounds(n, a, MIN, 860, MIN, 860);
}

Test(order, a_chain_of_containers_narrows) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t year = fixed(n, 0, 1000), summit = within(n, 100, 300), x = undated(n), y = undated(n);
    dtl_edge e[] = {edge(x, DTL_EDGE_DURING, summit, 1, 0), edge(year, DTL_EDGE_INCLUDES, x, 1, 1),
                    edge(y, DTL_EDGE_DURING, x, 1, 2)};
    cr_assert_eq(dtl_network_solve(n, e, 3), DTL_OK);
    expect_bounds(n, x, 100, 300, 100, 300);
    expect_bounds(n, y, 100, 300, 100, 300);
}

Test(order, sameness_carries_dates_and_ends_are_shared) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = fixed(n, 100, 200), b = undated(n), c = undated(n), d = undated(n);
    dtl_edge e[] = {edge(b, DTL_EDGE_SAME, a, 1, 0), edge(c, DTL_EDGE_STARTS_WITH, b, 1, 1),
                    edge(d, DTL_EDGE_ENDS_WITH, b, 1, 2)};
    cr_assert_eq(dtl_network_solve(n, e, 3), DTL_OK);
    expect_bounds(n, b, 100, 100, 200, 200);
    expect_bounds(n, c, 100, 100, 100, MAX);
    expect_bounds(n, d, MIN, 200, 200, 200);
}

Test(order, overlap_reaches_into_the_interval) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = fixed(n, 100, 200), x = undated(n);
    dtl_edge e = edge(x, DTL_EDGE_OVERLAPS, a, 1, 0);
    cr_assert_eq(dtl_network_solve(n, &e, 1), DTL_OK);
    expect_bounds(n, x, MIN, 200, 100, MAX);
}

Test(order, strictness_never_shows_in_bounds) {
    dtl_network *n = dtl_network_new(&arena);
    enum { N = 2000 };
    static dtl_edge e[N];
    uint32_t first = within(n, 100, 200);
    for (uint32_t i = 0; i < N; i++)
        e[i] = edge(first + i, DTL_EDGE_BEFORE, within(n, 100, 200), 1, i);
    cr_assert_eq(dtl_network_solve(n, e, N), DTL_OK);
    for (uint32_t i = 0; i < N; i++)
        cr_assert_not(e[i].refused);
    expect_bounds(n, first + N, 100, 200, 100, 200);
}

Test(order, bounds_no_interval_has_say_nothing) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = add(n, 10, 20, 1, 5), b = add(n, MIN + 1, MAX - 1, MIN, MAX);
    cr_assert_eq(dtl_network_solve(n, NULL, 0), DTL_OK);
    expect_bounds(n, a, MIN, MAX, MIN, MAX);
    expect_bounds(n, b, MIN + 1, MAX - 1, MIN, MAX);
    expect_order(n, 2, (uint32_t[]){0, 1});
}

/* ---- contradictions ----------------------------------------------------------------------- */

Test(order, a_cycle_is_refused_and_blames_its_weakest_edge) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = undated(n), b = undated(n), c = undated(n), d = undated(n);
    dtl_edge e[] = {edge(c, DTL_EDGE_BEFORE, a, 0.3, 13), edge(a, DTL_EDGE_BEFORE, b, 0.9, 10),
                    edge(b, DTL_EDGE_BEFORE, c, 0.5, 11), edge(c, DTL_EDGE_BEFORE, d, 0.4, 12)};
    cr_assert_eq(dtl_network_solve(n, e, 4), DTL_OK);
    cr_expect(e[0].refused && !e[0].limited);
    cr_expect_eq(e[0].against, 11, "%u", e[0].against);
    for (int i = 1; i < 4; i++)
        cr_expect_not(e[i].refused);
    cr_expect_eq(dtl_network_compare(n, a, d), -1);
    cr_expect_eq(dtl_network_compare(n, d, a), 1);
}

Test(order, dates_win_over_links) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = within(n, 100, 200), b = within(n, 300, 400), x = undated(n);
    dtl_edge e[] = {edge(b, DTL_EDGE_BEFORE, a, 1, 7), edge(b, DTL_EDGE_BEFORE, x, 0.9, 8),
                    edge(x, DTL_EDGE_BEFORE, a, 0.8, 9)};
    cr_assert_eq(dtl_network_solve(n, e, 3), DTL_OK);
    cr_expect(e[0].refused);
    cr_expect_eq(e[0].against, DATES);
    cr_expect_not(e[1].refused);
    cr_expect(e[2].refused);
    cr_expect_eq(e[2].against, 8);
    cr_expect_eq(dtl_network_compare(n, a, b), -1);
}

Test(order, a_refused_edge_leaves_no_trace) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = fixed(n, 100, 200), x = undated(n), y = add(n, MIN, MAX, MIN, 150);
    /* The start could be raised; the end cannot. */
    dtl_edge e[] = {edge(x, DTL_EDGE_BEFORE, y, 1, 0), edge(x, DTL_EDGE_SAME, a, 0.5, 1),
                    edge(y, DTL_EDGE_SAME, a, 0.4, 2)};
    cr_assert_eq(dtl_network_solve(n, e, 3), DTL_OK);
    cr_expect_not(e[0].refused);
    cr_expect(e[1].refused && e[2].refused);
    cr_expect_eq(e[1].against, 0);
    cr_expect_eq(e[2].against, DATES);
    expect_bounds(n, x, MIN, 150, MIN, 150);
    expect_bounds(n, y, MIN, 150, MIN, 150);
}

Test(order, lags_contradict_without_any_date) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = undated(n), b = undated(n), c = undated(n);
    dtl_edge e[] = {lagged(a, DTL_EDGE_BEFORE, b, 100, 100),
                    lagged(b, DTL_EDGE_BEFORE, c, 100, 100), lagged(a, DTL_EDGE_BEFORE, c, 10, 50),
                    lagged(a, DTL_EDGE_BEFORE, c, 50, 10)};
    e[1].tag = 5;
    cr_assert_eq(dtl_network_solve(n, e, 4), DTL_OK);
    cr_expect_not(e[0].refused || e[1].refused);
    cr_expect(e[2].refused && e[3].refused);
    cr_expect_eq(e[2].against, 5);
}

Test(order, touching_is_neither_during_nor_overlap) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t day = fixed(n, 100, 200), x = within(n, 0, 100), y = fixed(n, 200, 300);
    uint32_t z = within(n, 200, 300);
    dtl_edge e[] = {edge(y, DTL_EDGE_OVERLAPS, day, 1, 0), edge(z, DTL_EDGE_DURING, day, 1, 1),
                    edge(day, DTL_EDGE_BEFORE, z, 1, 2), edge(z, DTL_EDGE_BEFORE, x, 1, 3)};
    cr_assert_eq(dtl_network_solve(n, e, 4), DTL_OK);
    cr_expect(e[0].refused && e[1].refused && e[3].refused);
    cr_expect_not(e[2].refused);
}

Test(order, an_edge_to_itself_is_refused_unless_harmless) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = undated(n);
    dtl_edge e[] = {edge(a, DTL_EDGE_BEFORE, a, 1, 0), edge(a, DTL_EDGE_SAME, a, 1, 1)};
    cr_assert_eq(dtl_network_solve(n, e, 2), DTL_OK);
    cr_expect(e[0].refused && !e[1].refused);
}

Test(order, mutual_containment_is_sameness) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = fixed(n, 100, 200), b = undated(n), c = undated(n);
    dtl_edge e[] = {edge(a, DTL_EDGE_DURING, b, 1, 0), edge(b, DTL_EDGE_DURING, a, 1, 1),
                    edge(a, DTL_EDGE_BEFORE, c, 1, 2), edge(c, DTL_EDGE_DURING, b, 1, 3)};
    cr_assert_eq(dtl_network_solve(n, e, 4), DTL_OK);
    expect_bounds(n, b, 100, 100, 200, 200);
    cr_expect(e[3].refused, "it begins where b ends");
}

Test(order, what_followed_already_is_implied) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = undated(n), b = undated(n), c = undated(n), d1 = within(n, 0, 10);
    uint32_t d2 = within(n, 10, 20), x = undated(n);
    dtl_edge e[] = {edge(a, DTL_EDGE_BEFORE, b, 1, 0),   edge(b, DTL_EDGE_BEFORE, c, 1, 1),
                    edge(a, DTL_EDGE_BEFORE, c, 0.9, 2), edge(d1, DTL_EDGE_BEFORE, d2, 1, 3),
                    edge(d2, DTL_EDGE_BEFORE, x, 1, 4),  edge(b, DTL_EDGE_AFTER, a, 0.1, 5)};
    cr_assert_eq(dtl_network_solve(n, e, 6), DTL_OK);
    const bool want[] = {false, false, true, true, false, true};
    for (int i = 0; i < 6; i++)
        cr_expect_eq(e[i].implied, want[i], "edge %d", i);
}

Test(order, wrong_use_is_an_error) {
    dtl_network *n = dtl_network_new(&arena);
    uint32_t a = undated(n), perm;
    dtl_edge e = edge(a, DTL_EDGE_BEFORE, 7, 1, 0);
    cr_assert_eq(dtl_network_order(n, &a, &a, 1, &perm), DTL_E_ARG);
    cr_assert_eq(dtl_network_solve(n, &e, 1), DTL_E_ARG);
    cr_assert_eq(dtl_network_solve(n, NULL, 0), DTL_OK);
    cr_assert_eq(dtl_network_solve(n, NULL, 0), DTL_E_ARG);
    dtl_bounds b = {0};
    cr_assert_eq(dtl_network_add(n, &b), UINT32_MAX);
}

/* ---- the list ----------------------------------------------------------------------------- */

Test(order, listed_by_start_then_edges_then_position) {
    dtl_network *n = dtl_network_new(&arena);
    undated(n);          /* 0 */
    within(n, 300, 400); /* 1 */
    within(n, 100, 200); /* 2: after 3 by an edge */
    within(n, 100, 200); /* 3 */
    within(n, 100, 200); /* 4 */
    fixed(n, 50, 900);   /* 5 */
    undated(n);          /* 6: after 1 */
    undated(n);          /* 7: before 0 */
    dtl_edge e[] = {edge(3, DTL_EDGE_BEFORE, 2, 1, 0), edge(1, DTL_EDGE_BEFORE, 6, 1, 1),
                    edge(7, DTL_EDGE_BEFORE, 0, 1, 2)};
    cr_assert_eq(dtl_network_solve(n, e, 3), DTL_OK);
    expect_order(n, 8, (uint32_t[]){5, 3, 2, 4, 1, 6, 7, 0});
}

Test(order, only_known_to_be_before_lies_just_before) {
    dtl_network *n = dtl_network_new(&arena);
    within(n, 100, 200);         /* 0 */
    within(n, 1000, 1100);       /* 1 */
    add(n, MIN, MAX, MIN, 1000); /* 2: before 1000 */
    undated(n);                  /* 3: before 0 */
    within(n, 150, 160);         /* 4 */
    add(n, MIN, 155, MIN, MAX);  /* 5: began by 155 */
    undated(n);                  /* 6: before 2 */
    dtl_edge e[] = {edge(3, DTL_EDGE_BEFORE, 0, 1, 0), edge(6, DTL_EDGE_BEFORE, 2, 1, 1)};
    cr_assert_eq(dtl_network_solve(n, e, 2), DTL_OK);
    expect_order(n, 7, (uint32_t[]){3, 0, 4, 5, 6, 2, 1});
}

Test(order, an_undated_node_does_not_hold_up_a_dated_one) {
    dtl_network *n = dtl_network_new(&arena);
    within(n, 500, 600);  /* 0 */
    within(n, 100, 1000); /* 1 */
    undated(n);           /* 2: before 1, so by 1000 */
    dtl_edge e = edge(2, DTL_EDGE_BEFORE, 1, 1, 0);
    cr_assert_eq(dtl_network_solve(n, &e, 1), DTL_OK);
    expect_order(n, 3, (uint32_t[]){2, 1, 0});
}

Test(order, a_subset_is_listed_and_the_rest_still_counts) {
    dtl_network *n = dtl_network_new(&arena);
    for (int i = 0; i < 4; i++)
        undated(n);
    dtl_edge e[] = {edge(3, DTL_EDGE_BEFORE, 1, 1, 0), edge(1, DTL_EDGE_BEFORE, 0, 1, 1),
                    edge(2, DTL_EDGE_SAME, 0, 1, 2)};
    cr_assert_eq(dtl_network_solve(n, e, 3), DTL_OK);
    const uint32_t nodes[] = {0, 2, 3}, position[] = {9, 8, 10};
    uint32_t perm[3];
    cr_assert_eq(dtl_network_order(n, nodes, position, 3, perm), DTL_OK);
    cr_expect(perm[0] == 2 && perm[1] == 1 && perm[2] == 0);
}

/* ---- size --------------------------------------------------------------------------------- */

/* A chain told forwards, backwards or mixed, dated at one end only. */
static void long_chain(uint32_t stride, bool contradicted) {
    enum { N = 100000 };
    dtl_network *n = dtl_network_new(&arena);
    dtl_edge *e = DTL_NEW_ARRAY(&arena, N, dtl_edge);
    cr_assert(n && e);
    fixed(n, 100, 200);
    for (uint32_t i = 1; i < N; i++)
        undated(n);
    for (uint32_t i = 0; i + 1 < N; i++) {
        uint32_t k = (uint32_t)((uint64_t)i * stride % (N - 1));
        e[i] = edge(k, DTL_EDGE_BEFORE, k + 1, 1, k);
    }
    uint32_t nedges = N - 1;
    if (contradicted)
        e[nedges++] = edge(N - 1, DTL_EDGE_BEFORE, 0, 0.1, N);
    cr_assert_eq(dtl_network_solve(n, e, nedges), DTL_OK);
    for (uint32_t i = 0; i < N - 1; i++)
        cr_assert_not(e[i].refused);
    if (contradicted)
        cr_assert(e[N - 1].refused);
    else
        expect_bounds(n, N - 1, 200, MAX, 200, MAX);
}

Test(order, long_chains_finish) {
    long_chain(1, false);
    long_chain(99998, false);
    long_chain(77773, false);
}

Test(order, long_contradicted_chains_finish) {
    long_chain(1, true);
    long_chain(99998, true);
    long_chain(77773, true);
}

/* ---- properties --------------------------------------------------------------------------- */

static uint32_t random_below(uint64_t *state, uint32_t n) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % n);
}

typedef struct truth {
    int64_t start, end;
} truth;

/* A true edge between the two, if the relation drawn holds. */
static bool true_edge(uint64_t *r, const truth *t, uint32_t x, uint32_t y, dtl_edge *e) {
    *e = edge(x, (dtl_edge_relation)random_below(r, 9), y, random_below(r, 100) / 100.0, x);
    truth a = t[x], b = t[y];
    int64_t gap = 0;
    switch (e->relation) {
    case DTL_EDGE_BEFORE: gap = b.start - a.end; break;
    case DTL_EDGE_AFTER:
    case DTL_EDGE_STARTS_AFTER: gap = a.start - b.end; break;
    case DTL_EDGE_DURING: return b.start <= a.start && a.end <= b.end;
    case DTL_EDGE_INCLUDES: return a.start <= b.start && b.end <= a.end;
    case DTL_EDGE_SAME: return a.start == b.start && a.end == b.end;
    case DTL_EDGE_STARTS_WITH: return a.start == b.start;
    case DTL_EDGE_ENDS_WITH: return a.end == b.end;
    case DTL_EDGE_OVERLAPS: return a.start < b.end && b.start < a.end;
    }
    e->has_lag = random_below(r, 3) == 0;
    e->lag_min = random_below(r, 4) ? gap - random_below(r, 5) : MIN;
    e->lag_max = random_below(r, 4) ? gap + random_below(r, 5) : MAX;
    return gap >= 0;
}

static void check_truth(const dtl_network *n, const truth *t, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        dtl_bounds b = dtl_network_bounds(n, i);
        cr_assert(b.start_min <= t[i].start && t[i].start <= b.start_max, "node %u start", i);
        cr_assert(b.end_min <= t[i].end && t[i].end <= b.end_max, "node %u end", i);
    }
}

enum { NODES = 60, EDGES = 150 };

static uint32_t true_network(uint64_t *r, dtl_network *n, truth *t, dtl_edge *e) {
    for (uint32_t i = 0; i < NODES; i++) {
        t[i].start = random_below(r, 100);
        t[i].end = t[i].start + 1 + random_below(r, 30);
        add(n, random_below(r, 3) ? MIN : t[i].start - random_below(r, 20),
            random_below(r, 3) ? MAX : t[i].start + random_below(r, 20),
            random_below(r, 3) ? MIN : t[i].end - random_below(r, 20),
            random_below(r, 3) ? MAX : t[i].end + random_below(r, 20));
    }
    uint32_t nedges = 0;
    while (nedges < EDGES) {
        uint32_t x = random_below(r, NODES), y = random_below(r, NODES);
        if (x != y && true_edge(r, t, x, y, &e[nedges]))
            nedges++;
    }
    return nedges;
}

Test(order, true_edges_are_accepted_and_bounds_hold_the_truth) {
    uint64_t r = 20250815;
    for (int round = 0; round < 300; round++) {
        dtl_arena_reset(&arena);
        dtl_network *n = dtl_network_new(&arena);
        truth t[NODES];
        dtl_edge e[EDGES];
        uint32_t nedges = true_network(&r, n, t, e);
        cr_assert_eq(dtl_network_solve(n, e, nedges), DTL_OK);
        for (uint32_t i = 0; i < nedges; i++)
            cr_assert_not(e[i].refused, "round %d: edge %u, relation %d", round, i, e[i].relation);
        check_truth(n, t, NODES);
        uint32_t nodes[NODES], position[NODES], perm[NODES], place[NODES];
        for (uint32_t i = 0; i < NODES; i++) {
            nodes[i] = i;
            position[i] = random_below(&r, 20);
        }
        cr_assert_eq(dtl_network_order(n, nodes, position, NODES, perm), DTL_OK);
        memset(place, 0xFF, sizeof place);
        for (uint32_t i = 0; i < NODES; i++) {
            cr_assert_eq(place[perm[i]], UINT32_MAX, "a permutation");
            place[perm[i]] = i;
        }
        for (uint32_t i = 0; i < nedges; i++) {
            if (e[i].relation == DTL_EDGE_BEFORE)
                cr_assert_lt(place[e[i].x], place[e[i].y]);
            if (e[i].relation == DTL_EDGE_AFTER)
                cr_assert_gt(place[e[i].x], place[e[i].y]);
        }
        for (uint32_t x = 0; x < NODES; x++)
            for (uint32_t y = 0; y < NODES; y++)
                if (dtl_network_compare(n, x, y) == -1)
                    cr_assert_leq(t[x].end, t[y].start);
    }
}

/* Lies among the truth, less trusted: whatever is accepted agrees, and truth stays within. */
Test(order, less_trusted_lies_do_not_shake_the_truth) {
    uint64_t r = 44;
    uint32_t refused = 0;
    for (int round = 0; round < 200; round++) {
        dtl_arena_reset(&arena);
        dtl_network *n = dtl_network_new(&arena);
        truth t[NODES];
        dtl_edge e[2 * EDGES];
        uint32_t nedges = true_network(&r, n, t, e);
        for (uint32_t i = 0; i < nedges; i++)
            e[i].confidence += 1;
        for (uint32_t i = 0; i < EDGES; i++) {
            dtl_edge lie = edge(random_below(&r, NODES), (dtl_edge_relation)random_below(&r, 9),
                                random_below(&r, NODES), 0.5, 1000 + i);
            e[nedges++] = lie;
        }
        cr_assert_eq(dtl_network_solve(n, e, nedges), DTL_OK);
        for (uint32_t i = 0; i < EDGES; i++)
            cr_assert_not(e[i].refused, "round %d: edge %u", round, i);
        for (uint32_t i = EDGES; i < nedges; i++) {
            refused += e[i].refused;
            cr_assert_not(e[i].limited);
        }
        for (uint32_t i = 0; i < NODES; i++) {
            dtl_bounds b = dtl_network_bounds(n, i);
            cr_assert(b.start_min <= b.start_max && b.end_min <= b.end_max);
        }
    }
    cr_assert_gt(refused, 0);
}

/* Together or one by one, the same edges give the same bounds. */
Test(order, a_refused_edge_changes_nothing_for_the_others) {
    uint64_t r = 7;
    for (int round = 0; round < 200; round++) {
        dtl_arena_reset(&arena);
        uint64_t again = r;
        dtl_network *n = dtl_network_new(&arena), *m = dtl_network_new(&arena);
        truth t[NODES];
        dtl_edge e[EDGES + 1], f[EDGES + 1];
        uint32_t nedges = true_network(&r, n, t, e);
        true_network(&again, m, t, f);
        uint32_t self = random_below(&r, NODES);
        f[nedges] = edge(self, DTL_EDGE_BEFORE, self, -1, 0);
        cr_assert_eq(dtl_network_solve(n, e, nedges), DTL_OK);
        cr_assert_eq(dtl_network_solve(m, f, nedges + 1), DTL_OK);
        cr_assert(f[nedges].refused);
        for (uint32_t i = 0; i < nedges; i++) {
            cr_assert_not(f[i].refused);
            cr_assert_eq(e[i].implied, f[i].implied);
        }
        for (uint32_t i = 0; i < NODES; i++) {
            dtl_bounds a = dtl_network_bounds(n, i), b = dtl_network_bounds(m, i);
            cr_assert(memcmp(&a, &b, sizeof a) == 0, "round %d node %u", round, i);
        }
    }
}

/* ---- memory runs out ---------------------------------------------------------------------- */

static dtl_status work(const dtl_mem *mem) {
    dtl_arena a;
    dtl_arena_init(&a, mem);
    dtl_status status = DTL_E_NOMEM;
    dtl_network *n = dtl_network_new(&a);
    bool ok = n != NULL;
    enum { N = 3000 };
    dtl_edge *e = malloc(N * sizeof *e);
    uint32_t *nodes = malloc(N * sizeof *nodes), *perm = malloc(N * sizeof *perm);
    cr_assert(e && nodes && perm);
    for (uint32_t i = 0; ok && i < N; i++) {
        dtl_bounds b = {i, MAX, MIN, 2 * N};
        ok = dtl_network_add(n, &b) == i;
        nodes[i] = i;
        e[i] = edge(i, DTL_EDGE_BEFORE, (i + 1) % N, 1.0 / (i + 1), i);
    }
    if (ok)
        status = dtl_network_solve(n, e, N);
    if (status == DTL_OK)
        status = dtl_network_order(n, nodes, nodes, N, perm);
    free(e);
    free(nodes);
    free(perm);
    dtl_arena_free(&a);
    return status;
}

Test(order, every_allocation_may_fail) {
    bool done = false;
    for (size_t granted = 0; !done; granted++) {
        cr_assert_lt(granted, 1000);
        failing_mem f;
        failing_mem_init(&f, granted);
        dtl_status s = work(&f.mem);
        done = s == DTL_OK;
        cr_assert_eq(s, f.refused ? DTL_E_NOMEM : DTL_OK);
        cr_assert_eq(f.live, 0);
    }
}
