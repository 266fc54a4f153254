/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed from one timeline to another.
 *
 * Entries are paired (assign.c); each pair gets every change that holds, an entry without a
 * counterpart is added or dropped.  Dates are compared as intervals, so "2022" against
 * "November 2022" is more precise and not another date.  A contradiction is kept for two reports of
 * something that took place at times that exclude each other: a plan that moved is redated.
 *
 * Pairing works on the two timelines in an order of its own, which their contents decide: compared
 * the other way round they give the same pairs, ties included.
 */
#include "timeline/diff.h"

#include <string.h>

/* What became of the date, for two dated entries. */
static uint32_t compare_dates(const dtl_entry *a, const dtl_entry *b) {
    const dtl_bounds *x = &a->when.bounds, *y = &b->when.bounds;
    if (x->start_min == y->start_min && x->end_max == y->end_max)
        return 0;
    if (dtl_bounds_disjoint(x, y))
        return dtl_is_plan(a) || dtl_is_plan(b) ? DTL_CHANGE_REDATED : DTL_CHANGE_CONTRADICTION;
    /* "since March" and "in March it began" agree on what they both say. */
    if (a->when.open_end != b->when.open_end && x->start_min == y->start_min)
        return 0;
    bool inside = y->start_min >= x->start_min && y->end_max <= x->end_max;
    bool outside = x->start_min >= y->start_min && x->end_max <= y->end_max;
    return inside    ? DTL_CHANGE_MORE_PRECISE
           : outside ? DTL_CHANGE_LESS_PRECISE
                     : DTL_CHANGE_REDATED;
}

static uint32_t compare_entries(const dtl_profile *x, const dtl_profile *y) {
    const dtl_entry *a = x->entry, *b = y->entry;
    uint32_t changes = 0;
    bool dated_a = a->when.basis != DTL_BASIS_NONE, dated_b = b->when.basis != DTL_BASIS_NONE;
    if (dated_a && dated_b)
        changes |= compare_dates(a, b);
    else if (dated_b)
        changes |= DTL_CHANGE_DATED;
    else if (dated_a)
        changes |= DTL_CHANGE_UNDATED;
    if (a->status != b->status && a->status != DTL_STATUS_NONE && b->status != DTL_STATUS_NONE)
        changes |= DTL_CHANGE_STATUS;
    if (dtl_other_people(x, y) || dtl_other_places(x, y))
        changes |= DTL_CHANGE_REATTRIBUTED;
    if (strcmp(a->name, b->name) != 0)
        changes |= DTL_CHANGE_REWORDED;
    return changes;
}

/* ---- order ----------------------------------------------------------------------------------- */

/** Ids of a timeline's entries to their indices (+ 1), and each entry's counterpart. */
typedef struct side {
    const dateline_timeline *tl;
    const dtl_profile *entries;
    dtl_intern ids;
    uint32_t *index_of;    /* by id: index + 1 */
    const uint32_t *other; /* by index: counterpart or DTL_UNMATCHED */
} side;

static bool side_init(side *s, dtl_arena *arena, const dateline_timeline *tl,
                      const dtl_profile *entries, uint32_t n, const uint32_t *other) {
    *s = (side){.tl = tl, .entries = entries, .other = other};
    s->index_of = DTL_NEW_ARRAY(arena, (size_t)n + 2, uint32_t);
    if (!s->index_of || !dtl_intern_init(&s->ids, arena))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        const char *id = entries[i].entry->id;
        uint32_t key = dtl_intern_add(&s->ids, id, (uint32_t)strlen(id));
        if (!key)
            return false;
        if (key <= n)
            s->index_of[key] = i + 1;
    }
    return true;
}

/* Index of the entry with that id, or DTL_UNMATCHED. */
static uint32_t index_of(const side *s, const char *id) {
    uint32_t key = dtl_intern_find(&s->ids, id, (uint32_t)strlen(id));
    return key ? s->index_of[key] - 1 : DTL_UNMATCHED;
}

/* Pairs (earlier, later) of a timeline's links, as one number each, sorted. */
typedef DTL_VEC(uint64_t) links;

static uint64_t link_of(uint32_t earlier, uint32_t later) {
    return (uint64_t)earlier << 32 | later;
}

static bool links_have(const links *l, uint64_t link) {
    uint32_t lo = 0, hi = l->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (l->at[mid] < link)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < l->n && l->at[lo] == link;
}

static void sift(uint64_t *at, uint32_t root, uint32_t n) {
    for (;;) {
        uint32_t child = 2 * root + 1;
        if (child >= n)
            return;
        if (child + 1 < n && at[child + 1] > at[child])
            child++;
        if (at[root] >= at[child])
            return;
        uint64_t swap = at[root];
        at[root] = at[child];
        at[child] = swap;
        root = child;
    }
}

static void sort_links(links *l) {
    for (uint32_t i = l->n / 2; i-- > 0;)
        sift(l->at, i, l->n);
    for (uint32_t n = l->n; n > 1; n--) {
        uint64_t swap = l->at[0];
        l->at[0] = l->at[n - 1];
        l->at[n - 1] = swap;
        sift(l->at, 0, n - 1);
    }
}

static bool collect_links(const side *s, dtl_arena *arena, links *ret) {
    for (uint32_t i = 0; i < s->tl->norder; i++) {
        const dtl_order_link *l = &s->tl->order[i];
        if (l->refused || (l->relation != DTL_REL_BEFORE && l->relation != DTL_REL_AFTER))
            continue;
        uint32_t x = index_of(s, l->x), y = index_of(s, l->y);
        if (x == DTL_UNMATCHED || y == DTL_UNMATCHED)
            continue;
        bool before = l->relation == DTL_REL_BEFORE;
        if (!dtl_vec_push(arena, ret, before ? link_of(x, y) : link_of(y, x)))
            return false;
    }
    sort_links(ret);
    return true;
}

/* Does a side say that `earlier` comes first, by a link or by its dates? */
static bool says_before(const side *s, const links *l, uint32_t earlier, uint32_t later) {
    if (links_have(l, link_of(earlier, later)))
        return true;
    const dtl_when *e = &s->entries[earlier].entry->when, *f = &s->entries[later].entry->when;
    return e->basis != DTL_BASIS_NONE && f->basis != DTL_BASIS_NONE &&
           e->bounds.end_max <= f->bounds.start_min;
}

/* A side that contradicts itself says nothing. */
static bool clearly_before(const side *s, const links *l, uint32_t earlier, uint32_t later) {
    return says_before(s, l, earlier, later) && !says_before(s, l, later, earlier);
}

/* Marks, by index in a, the pairs on whose order the two disagree. */
static bool mark_reordered(const side *a, const side *b, dtl_arena *arena, bool *reordered) {
    const side *sides[2] = {a, b};
    links l[2] = {{0}, {0}};
    for (int s = 0; s < 2; s++)
        if (!collect_links(sides[s], arena, &l[s]))
            return false;
    for (int s = 0; s < 2; s++)
        for (uint32_t i = 0; i < l[s].n; i++) {
            uint32_t x = (uint32_t)(l[s].at[i] >> 32), y = (uint32_t)l[s].at[i];
            uint32_t ox = sides[s]->other[x], oy = sides[s]->other[y];
            if (ox == DTL_UNMATCHED || oy == DTL_UNMATCHED ||
                !clearly_before(sides[s], &l[s], x, y) ||
                !clearly_before(sides[!s], &l[!s], oy, ox))
                continue;
            reordered[s == 0 ? x : ox] = true;
            reordered[s == 0 ? y : oy] = true;
        }
    return true;
}

/* ---- items ----------------------------------------------------------------------------------- */

/* "redated status-changed", in the order of the bits. */
static const char *join_changes(dtl_arena *arena, uint32_t changes) {
    const char *joined = "";
    for (uint32_t i = 0; joined && i < DTL_CHANGE_COUNT; i++)
        if (changes & 1u << i)
            joined = dtl_arena_printf(arena, "%s%s%s", joined, *joined ? " " : "",
                                      dtl_change_name(1u << i));
    return joined;
}

static const char *join_reasons(dtl_arena *arena, uint32_t by) {
    const char *joined = "";
    for (uint32_t i = 0; joined && i < DTL_BY_COUNT; i++)
        if (by & 1u << i)
            joined =
                dtl_arena_printf(arena, "%s%s%s", joined, *joined ? " " : "", dtl_by_name(1u << i));
    return joined;
}

static bool put_item(dateline_diff *d, const dtl_profile *x, const dtl_profile *y, uint32_t changes,
                     dtl_match match) {
    const char *names = join_changes(&d->arena, changes);
    const char *by = join_reasons(&d->arena, match.by);
    if (!names || !by)
        return false;
    double score = match.score < DTL_SCORE_ONE ? (double)match.score / DTL_SCORE_ONE : 1;
    d->items[d->nitems++] = (dtl_diff_item){.a = x ? x->entry : NULL,
                                            .b = y ? y->entry : NULL,
                                            .changes = changes,
                                            .names = names,
                                            .score = score,
                                            .by = match.by,
                                            .reasons = by,
                                            .other_people = x && y && dtl_other_people(x, y),
                                            .other_places = x && y && dtl_other_places(x, y)};
    d->same += changes == 0;
    for (uint32_t i = 0; i < DTL_CHANGE_COUNT; i++)
        d->count[i] += (changes >> i) & 1;
    return true;
}

static const dtl_match no_match = {0, 0};

/* Where the walk through b stands in a. */
typedef struct walk {
    dateline_diff *d;
    const dtl_profiles *p;
    const uint32_t *match;
    uint32_t next; /* entries of a before this one have been dealt with */
} walk;

/* Puts what was dropped before entry `end` of a. */
static bool put_dropped(walk *w, uint32_t end) {
    for (; w->next < end; w->next++)
        if (w->match[w->next] == DTL_UNMATCHED &&
            !put_item(w->d, &w->p->a[w->next], NULL, DTL_CHANGE_DROPPED, no_match))
            return false;
    return true;
}

/* What was dropped and has an earlier date goes before an added entry k of b. */
static uint32_t dropped_before(const walk *w, uint32_t k) {
    const dtl_when *added = &w->p->b[k].entry->when;
    uint32_t end = w->next;
    for (; end < w->p->na; end++) {
        const dtl_when *other = &w->p->a[end].entry->when;
        bool dropped = w->match[end] == DTL_UNMATCHED;
        if (dropped ? added->basis == DTL_BASIS_NONE || other->basis == DTL_BASIS_NONE ||
                          other->bounds.start_min > added->bounds.start_min
                    : w->match[end] > k)
            break;
    }
    return end;
}

static bool put_pairs(walk *w, const uint32_t *back, const bool *reordered) {
    for (uint32_t k = 0; k < w->p->nb; k++) {
        uint32_t i = back[k];
        const dtl_profile *b = &w->p->b[k];
        if (!put_dropped(w, i == DTL_UNMATCHED ? dropped_before(w, k) : i))
            return false;
        if (i == DTL_UNMATCHED) {
            if (!put_item(w->d, NULL, b, DTL_CHANGE_ADDED, no_match))
                return false;
            continue;
        }
        uint32_t changes = compare_entries(&w->p->a[i], b);
        if (reordered[i])
            changes |= DTL_CHANGE_REORDERED;
        dtl_match found = dtl_match_entries(w->p, &w->p->a[i], b);
        if (!put_item(w->d, &w->p->a[i], b, changes, found))
            return false;
    }
    return put_dropped(w, w->p->na);
}

/* In the order of b; what was dropped stands before the first entry that it preceded in a. */
static bool put_items(dateline_diff *d, const dtl_profiles *p, const uint32_t *match) {
    dtl_arena *arena = &d->arena;
    uint32_t *back = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    bool *reordered = DTL_NEW_ARRAY(arena, p->na, bool);
    d->items = DTL_NEW_ARRAY(arena, (size_t)p->na + p->nb, dtl_diff_item);
    uint32_t *forth = DTL_NEW_ARRAY(arena, p->na, uint32_t);
    side a, b;
    if (!back || !reordered || !d->items || !forth)
        return false;
    for (uint32_t k = 0; k < p->nb; k++)
        back[k] = DTL_UNMATCHED;
    for (uint32_t i = 0; i < p->na; i++) {
        forth[i] = match[i];
        if (match[i] != DTL_UNMATCHED)
            back[match[i]] = i;
    }
    if (!side_init(&a, arena, d->a, p->a, p->na, forth) ||
        !side_init(&b, arena, d->b, p->b, p->nb, back) || !mark_reordered(&a, &b, arena, reordered))
        return false;

    walk w = {.d = d, .p = p, .match = match};
    return put_pairs(&w, back, reordered);
}

/* ---- the pairs, from either side --------------------------------------------------------------
 */

static int compare_names(const char *const *x, uint32_t nx, const char *const *y, uint32_t ny) {
    for (uint32_t i = 0; i < nx && i < ny; i++) {
        int c = strcmp(x[i], y[i]);
        if (c)
            return c;
    }
    return nx < ny ? -1 : nx > ny;
}

static int compare_numbers(int64_t x, int64_t y) {
    return x < y ? -1 : x > y;
}

/* By all that pairing looks at. */
static int compare_contents(const dtl_entry *x, const dtl_entry *y) {
    int c = strcmp(x->name, y->name);
    c = c ? c : strcmp(x->type, y->type);
    c = c ? c : compare_numbers(x->when.basis != DTL_BASIS_NONE, y->when.basis != DTL_BASIS_NONE);
    c = c ? c : compare_numbers(x->when.bounds.start_min, y->when.bounds.start_min);
    c = c ? c : compare_numbers(x->when.bounds.end_max, y->when.bounds.end_max);
    c = c ? c : compare_numbers((int64_t)x->status, (int64_t)y->status);
    c = c ? c : compare_names(x->who, x->nwho, y->who, y->nwho);
    c = c ? c : compare_names(x->where, x->nwhere, y->where, y->nwhere);
    if (c || !x->nevidence || !y->nevidence)
        return c ? c : compare_numbers(x->nevidence > 0, y->nevidence > 0);
    dtl_slice p = x->evidence[0].text, q = y->evidence[0].text;
    c = memcmp(p.p, q.p, p.n < q.n ? p.n : q.n);
    return c ? c : compare_numbers(p.n, q.n);
}

static const dtl_entry *entry_at(const dateline_timeline *tl, uint32_t i) {
    return i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
}

/* Does b come first?  The shorter one, and among equals the one whose contents sort first. */
static bool is_turned(const dateline_timeline *a, const dateline_timeline *b) {
    uint32_t na = a->nevents + a->nundated, nb = b->nevents + b->nundated;
    if (na != nb)
        return nb < na;
    for (uint32_t i = 0; i < na; i++) {
        int c = compare_contents(entry_at(a, i), entry_at(b, i));
        if (c)
            return c > 0;
    }
    return false;
}

/* match[i] for the entries of a; profiles with a and b in their places. */
static bool pair_up(dateline_diff *d, dtl_profiles *p, uint32_t **ret) {
    dtl_arena *arena = &d->arena;
    bool turned = is_turned(d->a, d->b);
    if (!dtl_profiles_init(p, arena, turned ? d->b : d->a, turned ? d->a : d->b))
        return false;
    uint32_t *match = DTL_NEW_ARRAY(arena, p->na, uint32_t);
    *ret = match;
    if (!match || !dtl_assign(p, arena, match))
        return false;
    if (!turned)
        return true;
    uint32_t *back = DTL_NEW_ARRAY(arena, p->nb, uint32_t);
    if (!back)
        return false;
    for (uint32_t k = 0; k < p->nb; k++)
        back[k] = DTL_UNMATCHED;
    for (uint32_t i = 0; i < p->na; i++)
        if (match[i] != DTL_UNMATCHED)
            back[match[i]] = i;
    dtl_profile *a = p->a;
    uint32_t na = p->na;
    p->a = p->b;
    p->na = p->nb;
    p->b = a;
    p->nb = na;
    *ret = back;
    return true;
}

dateline_diff *dtl_diff_new(const dateline_timeline *a, const dateline_timeline *b) {
    dateline_diff *d = dtl_alloc(&a->mem, sizeof *d);
    if (!d)
        return NULL;
    *d = (dateline_diff){.mem = a->mem, .a = a, .b = b, .shown = DTL_CHANGE_ALL};
    dtl_arena_init(&d->arena, &d->mem);
    dtl_profiles p;
    uint32_t *match;
    if (pair_up(d, &p, &match) && put_items(d, &p, match))
        return d;
    dateline_diff_free(d);
    return NULL;
}
