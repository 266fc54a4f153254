/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order of merged entries, and the order that documents tell.
 *
 * Each link of a document becomes one between merged entries.  A link is refused, and both entries
 * say so, when its document refused it, when another document (or the same) says what cannot hold
 * beside it, when the dates shown exclude it, or when it lies on a circle of such links.  No side
 * is preferred.  Circles are found by taking away, again and again, what has nothing before it or
 * nothing after it; links between what is left are on a circle or between two.
 *
 * Entries stand by earliest start; what is known only to end before a day just before that day;
 * then by links that hold, then by content.
 */
#include "timeline/diff.h"
#include "timeline/merge.h"

#include <stdlib.h>
#include <string.h>

#define CONFLICTS_MAX 8u

/** A link of one document between merged entries. */
typedef struct link {
    uint32_t x, y;         /* entries */
    uint32_t low, high;    /* the same, for comparing both directions */
    dtl_relation relation; /* never AFTER, INCLUDES, BEGUN_BY, ENDED_BY: those are turned round */
    uint32_t origin;
    const dtl_order_link *told; /* as its document says it */
    bool refused, told_refused, turned;
} link;

typedef struct ordering {
    dtl_merge_work *w;
    dtl_arena *arena; /* of the result */
    DTL_VEC(link) links;
    uint32_t *place; /* by entry: where it stands */
} ordering;

/* ---- links -------------------------------------------------------------------------------------
 */

static dtl_relation turned(dtl_relation r) {
    switch (r) {
    case DTL_REL_AFTER: return DTL_REL_BEFORE;
    case DTL_REL_INCLUDES: return DTL_REL_DURING;
    case DTL_REL_BEGUN_BY: return DTL_REL_STARTS;
    case DTL_REL_ENDED_BY: return DTL_REL_ENDS;
    case DTL_REL_NONE:
    case DTL_REL_BEFORE:
    case DTL_REL_DURING:
    case DTL_REL_SAME:
    case DTL_REL_STARTS:
    case DTL_REL_ENDS: break;
    }
    return r;
}

/* The claim of a source with that id; its claims ascend by id. */
static uint32_t find_claim(const struct dateline_merger *m, const dtl_merge_source *s,
                           const char *id) {
    uint32_t lo = s->claim, hi = s->claim + s->nclaims;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int c = strcmp(m->strings.keys[m->claims.at[mid].id].p, id);
        if (c == 0)
            return mid;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return DTL_MERGE_NONE;
}

static bool gather(ordering *o) {
    const dtl_merge_work *w = o->w;
    const struct dateline_merger *m = w->m;
    for (uint32_t r = 0; r < m->sources.n; r++) {
        const dtl_merge_source *s = &m->sources.at[w->source_at[r]];
        for (uint32_t i = 0; i < s->head.norder; i++) {
            const dtl_order_link *t = &s->head.order[i];
            uint32_t x = find_claim(m, s, t->x), y = find_claim(m, s, t->y);
            if (x == DTL_MERGE_NONE || y == DTL_MERGE_NONE)
                continue; /* extraction and reading make sure that there is none */
            link l = {.x = w->entry_of_claim[x],
                      .y = w->entry_of_claim[y],
                      .origin = r,
                      .told = t,
                      .told_refused = t->refused,
                      .refused = t->refused};
            l.relation = turned(t->relation);
            l.turned = l.relation != t->relation;
            if (l.turned) {
                uint32_t swap = l.x;
                l.x = l.y;
                l.y = swap;
            }
            if (l.relation == DTL_REL_SAME && l.x > l.y) {
                uint32_t swap = l.x;
                l.x = l.y;
                l.y = swap;
                l.turned = true;
            }
            l.low = l.x < l.y ? l.x : l.y;
            l.high = l.x < l.y ? l.y : l.x;
            if (!dtl_vec_push(w->arena, &o->links, l))
                return false;
        }
    }
    return true;
}

static int compare_optional(const char *x, const char *y) {
    return strcmp(x ? x : "", y ? y : "");
}

/* By pair, direction, relation; then the oldest document first. */
static int by_pair(const void *px, const void *py) {
    const link *a = px, *b = py;
    int c = (a->low > b->low) - (a->low < b->low);
    c = c ? c : (a->high > b->high) - (a->high < b->high);
    c = c ? c : (a->x > b->x) - (a->x < b->x);
    c = c ? c : (int)a->relation - (int)b->relation;
    c = c ? c : (int)a->told_refused - (int)b->told_refused;
    c = c ? c : (a->origin > b->origin) - (a->origin < b->origin);
    c = c ? c : compare_optional(a->told->signal, b->told->signal);
    c = c ? c : compare_optional(a->told->lag, b->told->lag);
    c = c ? c : strcmp(a->told->x, b->told->x);
    return c ? c : strcmp(a->told->y, b->told->y);
}

static bool excluded_by_dates(const dtl_merge_work *w, const link *l) {
    const dtl_entry *x = &w->entries[l->x], *y = &w->entries[l->y];
    if (x->when.basis == DTL_BASIS_NONE || y->when.basis == DTL_BASIS_NONE)
        return false;
    const dtl_bounds *a = &x->when.bounds, *b = &y->when.bounds;
    if (l->relation == DTL_REL_BEFORE)
        return b->end_max <= a->start_min;
    if (l->relation == DTL_REL_DURING || l->relation == DTL_REL_SAME)
        return dtl_bounds_disjoint(a, b);
    return false;
}

static bool clash(const link *a, const link *b) {
    bool strict_a = a->relation == DTL_REL_BEFORE, strict_b = b->relation == DTL_REL_BEFORE;
    bool inner_a = a->relation == DTL_REL_DURING || a->relation == DTL_REL_SAME;
    bool inner_b = b->relation == DTL_REL_DURING || b->relation == DTL_REL_SAME;
    if (strict_a && strict_b)
        return a->x != b->x;
    return (strict_a && inner_b) || (strict_b && inner_a);
}

/* The links of one pair that say what cannot be true together. */
static void refuse_clashes(link *at, uint32_t n) {
    const link *before = NULL, *after = NULL, *inner = NULL;
    for (uint32_t i = 0; i < n; i++) {
        if (at[i].refused)
            continue;
        if (at[i].relation == DTL_REL_BEFORE) {
            if (at[i].x == at[i].low)
                before = &at[i];
            else
                after = &at[i];
        } else if (at[i].relation == DTL_REL_DURING || at[i].relation == DTL_REL_SAME) {
            inner = &at[i];
        }
    }
    bool clashes =
        (before && after && clash(before, after)) || (before && inner) || (after && inner);
    for (uint32_t i = 0; clashes && i < n; i++)
        if (at[i].relation == DTL_REL_BEFORE || at[i].relation == DTL_REL_DURING ||
            at[i].relation == DTL_REL_SAME)
            at[i].refused = true;
}

/* Takes entries away from one end until none can be: degree[] counts links that hold one back. */
static void peel(const ordering *o, bool forward, const uint32_t *first, const uint32_t *at,
                 uint32_t *degree, uint32_t *stack, bool *gone) {
    uint32_t n = o->w->nentries, top = 0;
    memset(degree, 0, n * sizeof *degree);
    for (uint32_t i = 0; i < o->links.n; i++) {
        const link *l = &o->links.at[i];
        if (!l->refused && l->relation == DTL_REL_BEFORE && !gone[l->x] && !gone[l->y])
            degree[forward ? l->y : l->x]++;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!gone[i] && degree[i] == 0) {
            gone[i] = true;
            stack[top++] = i;
        }
    while (top > 0) {
        uint32_t e = stack[--top];
        for (uint32_t k = first[e]; k < first[e + 1]; k++) {
            const link *l = &o->links.at[at[k]];
            uint32_t from = forward ? l->x : l->y, to = forward ? l->y : l->x;
            if (l->refused || from != e || gone[to])
                continue;
            if (--degree[to] == 0) {
                gone[to] = true;
                stack[top++] = to;
            }
        }
    }
}

static bool refuse_circles(ordering *o) {
    dtl_arena *a = o->w->arena;
    uint32_t n = o->w->nentries;
    uint32_t *first = DTL_NEW_ARRAY(a, (size_t)n + 1, uint32_t);
    uint32_t *at = DTL_NEW_ARRAY(a, (size_t)o->links.n * 2, uint32_t);
    uint32_t *next = DTL_NEW_ARRAY(a, (size_t)n + 1, uint32_t);
    uint32_t *degree = DTL_NEW_ARRAY(a, n, uint32_t), *stack = DTL_NEW_ARRAY(a, n, uint32_t);
    bool *gone = DTL_NEW_ARRAY(a, n, bool);
    if (!first || !at || !next || !degree || !stack || !gone)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < o->links.n; i++) {
            const link *l = &o->links.at[i];
            if (l->relation != DTL_REL_BEFORE)
                continue;
            if (pass == 0) {
                first[l->x + 1]++;
                first[l->y + 1]++;
            } else {
                at[next[l->x]++] = i;
                at[next[l->y]++] = i;
            }
        }
        for (uint32_t e = 0; pass == 0 && e < n; e++) {
            first[e + 1] += first[e];
            next[e] = first[e];
        }
    }
    peel(o, true, first, at, degree, stack, gone);
    peel(o, false, first, at, degree, stack, gone);
    for (uint32_t i = 0; i < o->links.n; i++) {
        link *l = &o->links.at[i];
        if (l->relation == DTL_REL_BEFORE && !gone[l->x] && !gone[l->y])
            l->refused = true;
    }
    return true;
}

static bool judge(ordering *o) {
    link *at = o->links.at;
    uint32_t n = o->links.n;
    if (n > 1)
        qsort(at, n, sizeof *at, by_pair);
    for (uint32_t i = 0; i < n; i++)
        at[i].refused = at[i].refused || excluded_by_dates(o->w, &at[i]);
    for (uint32_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && at[k].low == at[i].low && at[k].high == at[i].high; k++) {}
        refuse_clashes(at + i, k - i);
    }
    return refuse_circles(o);
}

/* ---- order of entries --------------------------------------------------------------------------
 */

typedef struct ranked {
    const dtl_entry *e;
    int64_t key;
    uint32_t entry;
} ranked;

static int64_t sort_key(const dtl_entry *e) {
    if (e->when.basis == DTL_BASIS_NONE)
        return 0;
    const dtl_bounds *b = &e->when.bounds;
    if (b->start_min != DTL_TIME_MIN)
        return b->start_min;
    return b->end_max != DTL_TIME_MAX ? b->end_max - 1 : DTL_TIME_MAX;
}

static int by_time(const void *px, const void *py) {
    const ranked *x = px, *y = py;
    const dtl_entry *a = x->e, *b = y->e;
    int c = (a->when.basis == DTL_BASIS_NONE) - (b->when.basis == DTL_BASIS_NONE);
    c = c ? c : (x->key > y->key) - (x->key < y->key);
    c = c ? c
          : (a->when.bounds.end_max > b->when.bounds.end_max) -
                (a->when.bounds.end_max < b->when.bounds.end_max);
    c = c ? c : strcmp(a->name, b->name);
    c = c ? c : strcmp(a->type, b->type);
    /* No claim is in two entries, so document and id decide. */
    uint32_t da = a->merged->claims[0].origin, db = b->merged->claims[0].origin;
    c = c ? c : (da > db) - (da < db);
    return c ? c : strcmp(a->merged->claims[0].id, b->merged->claims[0].id);
}

typedef struct heap {
    uint32_t *at, n;
} heap;

static void heap_push(heap *h, uint32_t v) {
    uint32_t i = h->n++;
    for (; i > 0 && h->at[(i - 1) / 2] > v; i = (i - 1) / 2)
        h->at[i] = h->at[(i - 1) / 2];
    h->at[i] = v;
}

static uint32_t heap_pop(heap *h) {
    uint32_t top = h->at[0], v = h->at[--h->n], i = 0;
    for (uint32_t k; (k = 2 * i + 1) < h->n; i = k) {
        k += k + 1 < h->n && h->at[k + 1] < h->at[k];
        if (h->at[k] >= v)
            break;
        h->at[i] = h->at[k];
    }
    h->at[i] = v;
    return top;
}

/* Within entries of one key, links that hold decide before content does. */
static bool by_links(ordering *o, ranked *list, uint32_t n, ranked *sorted) {
    dtl_arena *a = o->w->arena;
    uint32_t *rank = DTL_NEW_ARRAY(a, n, uint32_t), *run = DTL_NEW_ARRAY(a, n, uint32_t);
    uint32_t *first = DTL_NEW_ARRAY(a, (size_t)n + 1, uint32_t);
    uint32_t *next = DTL_NEW_ARRAY(a, (size_t)n + 1, uint32_t);
    uint32_t *degree = DTL_NEW_ARRAY(a, n, uint32_t);
    uint32_t *later = DTL_NEW_ARRAY(a, o->links.n, uint32_t);
    heap h = {.at = DTL_NEW_ARRAY(a, n, uint32_t)};
    if (!rank || !run || !first || !next || !degree || !later || !h.at)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        rank[list[i].entry] = i;
        bool same = i > 0 && list[i].key == list[i - 1].key &&
                    (list[i].e->when.basis == DTL_BASIS_NONE) ==
                        (list[i - 1].e->when.basis == DTL_BASIS_NONE);
        run[i] = same ? run[i - 1] : i;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < o->links.n; i++) {
            const link *l = &o->links.at[i];
            uint32_t x = rank[l->x], y = rank[l->y];
            if (l->refused || l->relation != DTL_REL_BEFORE || run[x] != run[y])
                continue;
            if (pass == 0) {
                first[x + 1]++;
                degree[y]++;
            } else {
                later[next[x]++] = y;
            }
        }
        for (uint32_t i = 0; pass == 0 && i < n; i++) {
            first[i + 1] += first[i];
            next[i] = first[i];
        }
    }
    uint32_t done = 0;
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && run[end] == run[i]; end++)
            if (degree[end] == 0)
                heap_push(&h, end);
        while (h.n > 0) {
            uint32_t at = heap_pop(&h);
            sorted[done++] = list[at];
            for (uint32_t k = first[at]; k < first[at + 1]; k++)
                if (--degree[later[k]] == 0)
                    heap_push(&h, later[k]);
        }
    }
    return done == n;
}

static bool place_entries(ordering *o) {
    dtl_merge_work *w = o->w;
    dateline_timeline *tl = w->m->tl;
    uint32_t n = w->nentries;
    ranked *list = DTL_NEW_ARRAY(w->arena, n, ranked), *sorted = DTL_NEW_ARRAY(w->arena, n, ranked);
    dtl_entry *out = DTL_NEW_ARRAY(o->arena, n, dtl_entry);
    o->place = DTL_NEW_ARRAY(w->arena, n, uint32_t);
    if (!list || !sorted || !out || !o->place)
        return false;
    for (uint32_t i = 0; i < n; i++)
        list[i] = (ranked){&w->entries[i], sort_key(&w->entries[i]), i};
    if (n > 1)
        qsort(list, n, sizeof *list, by_time);
    if (!by_links(o, list, n, sorted))
        return false;
    uint32_t events = 0;
    for (uint32_t i = 0; i < n; i++) {
        out[i] = *sorted[i].e;
        o->place[sorted[i].entry] = i;
        bool is_dated = out[i].when.basis != DTL_BASIS_NONE;
        events += is_dated;
        out[i].id = dtl_arena_printf(o->arena, "%c%u", is_dated ? 'e' : 'u',
                                     (unsigned)(is_dated ? i + 1 : i - events + 1));
        if (!out[i].id)
            return false;
    }
    w->entries = out;
    tl->events = out;
    tl->nevents = events;
    tl->undated = out + events;
    tl->nundated = n - events;
    return true;
}

/* ---- writing links -----------------------------------------------------------------------------
 */

static int by_place(const void *px, const void *py) {
    const link *a = px, *b = py;
    int c = (a->x > b->x) - (a->x < b->x);
    c = c ? c : (a->y > b->y) - (a->y < b->y);
    c = c ? c : (int)a->refused - (int)b->refused;
    return c ? c : by_pair(a, b);
}

static bool add_conflict(ordering *o, dtl_entry *e, const char *words) {
    if (e->nconflicts == CONFLICTS_MAX)
        return true;
    const char **list = DTL_NEW_ARRAY(o->arena, e->nconflicts + 1u, const char *);
    if (!list || !words)
        return false;
    if (e->nconflicts)
        memcpy(list, e->conflicts, e->nconflicts * sizeof *list);
    list[e->nconflicts++] = words;
    e->conflicts = list;
    return true;
}

/* "before e4: d1, d2" on the one, "after e3: d1, d2" on the other. */
static bool tell_conflict(ordering *o, const link *at, uint32_t n) {
    static const dtl_relation other[] = {
        [DTL_REL_BEFORE] = DTL_REL_AFTER,  [DTL_REL_DURING] = DTL_REL_INCLUDES,
        [DTL_REL_SAME] = DTL_REL_SAME,     [DTL_REL_STARTS] = DTL_REL_BEGUN_BY,
        [DTL_REL_ENDS] = DTL_REL_ENDED_BY,
    };
    dtl_entry *x = &o->w->entries[at->x], *y = &o->w->entries[at->y];
    for (int side = 0; side < 2; side++) {
        dtl_buf b;
        dtl_buf_init(&b, o->arena->mem);
        dtl_buf_printf(&b, "%s %s: ", dtl_relation_name(side ? other[at->relation] : at->relation),
                       side ? x->id : y->id);
        for (uint32_t i = 0; i < n; i++)
            if (i == 0 || at[i].origin != at[i - 1].origin)
                dtl_buf_printf(&b, "%s%s", i ? ", " : "", o->w->m->tl->origins[at[i].origin].key);
        const char *words = b.failed ? NULL : dtl_arena_strndup(o->arena, b.at, b.n);
        dtl_buf_free(&b);
        if (!add_conflict(o, side ? y : x, words))
            return false;
    }
    return true;
}

/* One link for each pair and relation: what the oldest document says of it. */
static bool write_links(ordering *o) {
    dateline_timeline *tl = o->w->m->tl;
    uint32_t n = o->links.n;
    link *at = o->links.at;
    for (uint32_t i = 0; i < n; i++) {
        at[i].x = o->place[at[i].x];
        at[i].y = o->place[at[i].y];
        at[i].low = at[i].x < at[i].y ? at[i].x : at[i].y;
        at[i].high = at[i].x < at[i].y ? at[i].y : at[i].x;
    }
    if (n > 1)
        qsort(at, n, sizeof *at, by_place);
    tl->order = DTL_NEW_ARRAY(o->arena, n, dtl_order_link);
    if (!tl->order)
        return false;
    for (uint32_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && at[k].x == at[i].x && at[k].y == at[i].y &&
                        at[k].relation == at[i].relation && at[k].refused == at[i].refused;
             k++) {}
        const link *l = &at[i];
        dtl_order_link *out = &tl->order[tl->norder++];
        *out = *l->told;
        out->refused = l->refused;
        out->x = o->w->entries[l->turned ? l->y : l->x].id;
        out->y = o->w->entries[l->turned ? l->x : l->y].id;
        if (l->refused && !tell_conflict(o, at + i, k - i))
            return false;
    }
    return true;
}

bool dtl_merge_order(dtl_merge_work *w) {
    ordering o = {.w = w, .arena = &w->m->tl->arena};
    return gather(&o) && judge(&o) && place_entries(&o) && write_links(&o);
}
