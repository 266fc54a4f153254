/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries that stand on the wrong side of another one.
 *
 * The claimed order is that of the list.  Each entry whose date the articles support has an
 * interval; the longest run of entries whose intervals do not decrease is taken as right, and what
 * stands outside it although the text clearly puts it before or after one of the others is marked.
 * A list that runs from late to early as a whole is read backwards.  Entries without a date of the
 * text are compared by the links of the article.  n log n in the entries, linear in the links.
 */
#include "timeline/verify.h"

#include <string.h>

typedef struct place {
    uint32_t check;
    int64_t start, end;
} place;

/* The claimed date, which the text supports.  An entry without a date may stand anywhere. */
static const dtl_bounds *bounds_of(const dtl_check *c) {
    const dtl_when *w = &c->claim->when;
    if (w->basis == DTL_BASIS_NONE || c->verdict > DATELINE_LESS_PRECISE ||
        w->bounds.start_min == DTL_TIME_MIN || w->bounds.end_max == DTL_TIME_MAX)
        return NULL;
    return &w->bounds;
}

/* Neighbours that clearly fall, against those that clearly rise. */
static bool runs_backwards(const place *p, uint32_t n) {
    uint32_t rise = 0, fall = 0;
    for (uint32_t i = 1; i < n; i++) {
        rise += p[i].start >= p[i - 1].end;
        fall += p[i].end <= p[i - 1].start;
    }
    return fall > rise && n > 2;
}

/* The longest run that does not decrease by start (patience sorting); `kept` marks it. */
static bool longest_run(dtl_arena *a, const place *p, uint32_t n, bool *kept) {
    uint32_t *tail = DTL_NEW_ARRAY(a, n + 1u, uint32_t);
    uint32_t *before = DTL_NEW_ARRAY(a, n + 1u, uint32_t);
    uint32_t length = 0;
    if (!tail || !before)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t lo = 0, hi = length;
        while (lo < hi) {
            uint32_t mid = lo + (hi - lo) / 2;
            if (p[tail[mid]].start <= p[i].start)
                lo = mid + 1;
            else
                hi = mid;
        }
        before[i] = lo ? tail[lo - 1] : UINT32_MAX;
        tail[lo] = i;
        if (lo == length)
            length++;
    }
    for (uint32_t i = length ? tail[length - 1] : UINT32_MAX; i != UINT32_MAX; i = before[i])
        kept[i] = true;
    return true;
}

static void mark(dateline_verify *v, uint32_t check, uint32_t other, bool before) {
    dtl_check *c = &v->checks[check];
    c->verdict = DATELINE_ORDER_DIFFERS;
    c->other = v->checks[other].claim;
    c->text_before = before;
}

/* Marks what is outside the run and clearly on the wrong side of a kept entry. */
static bool mark_outside(dateline_verify *v, dtl_arena *a, const place *p, uint32_t n,
                         const bool *kept) {
    uint32_t *below = DTL_NEW_ARRAY(a, n + 1u, uint32_t); /* kept entry after i that ends first */
    if (!below)
        return false;
    uint32_t low = UINT32_MAX, high = UINT32_MAX;
    for (uint32_t i = n; i-- > 0;) {
        below[i] = low;
        if (kept[i] && (low == UINT32_MAX || p[i].end < p[low].end))
            low = i;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (kept[i]) {
            if (high == UINT32_MAX || p[i].start >= p[high].start)
                high = i;
            continue;
        }
        if (high != UINT32_MAX && p[high].start >= p[i].end)
            mark(v, p[i].check, p[high].check, true);
        else if (below[i] != UINT32_MAX && p[below[i]].end <= p[i].start)
            mark(v, p[i].check, p[below[i]].check, false);
    }
    return true;
}

/* ---- links ----------------------------------------------------------------------------------- */

/* Checks by the entry of the first article that supports them. */
static bool mark_links(dateline_verify *v, dtl_arena *a) {
    for (uint32_t s = 0; s < v->nsources; s++) {
        const dtl_source_text *src = &v->sources[s];
        uint32_t *check_of = DTL_NEW_ARRAY(a, src->nevents + 1u, uint32_t);
        if (!check_of)
            return false;
        for (uint32_t i = 0; i < v->claims->list.n; i++) {
            const dtl_finding *f = &v->checks[i].best;
            if (v->checks[i].verdict <= DATELINE_LESS_PRECISE && f->article == s && f->event)
                check_of[f->event - src->events] = i + 1;
        }
        for (uint32_t k = 0; k < src->tl->norder; k++) {
            const dtl_order_link *l = &src->tl->order[k];
            if (l->refused || (l->relation != DTL_REL_BEFORE && l->relation != DTL_REL_AFTER))
                continue;
            uint32_t ends[2] = {0, 0};
            const char *ids[2] = {l->x, l->y};
            for (int e = 0; e < 2; e++) {
                uint32_t index = 0;
                for (const char *p = ids[e] + 1; *p >= '0' && *p <= '9'; p++)
                    index = index * 10 + (uint32_t)(*p - '0');
                index += *ids[e] == 'u' ? src->tl->nevents : 0;
                ends[e] = index >= 1 && index <= src->nevents ? check_of[index - 1] : 0;
            }
            uint32_t first = l->relation == DTL_REL_BEFORE ? ends[0] : ends[1];
            uint32_t later = l->relation == DTL_REL_BEFORE ? ends[1] : ends[0];
            if (!first || !later || first <= later)
                continue;
            const dtl_bounds *x = bounds_of(&v->checks[first - 1]);
            const dtl_bounds *y = bounds_of(&v->checks[later - 1]);
            /* those that their dates tell apart were compared by them */
            if (!x || !y || x->end_max <= y->start_min || y->end_max <= x->start_min)
                continue;
            mark(v, first - 1, later - 1, true);
        }
    }
    return true;
}

bool dtl_verify_order(dateline_verify *v) {
    uint32_t n = 0;
    dtl_arena a;
    dtl_arena_init(&a, &v->mem);
    place *p = DTL_NEW_ARRAY(&a, v->claims->list.n + 1u, place);
    bool *kept = DTL_NEW_ARRAY(&a, v->claims->list.n + 1u, bool);
    bool good = p && kept;
    const dtl_bounds *b;
    for (uint32_t i = 0; good && i < v->claims->list.n; i++)
        if ((b = bounds_of(&v->checks[i])) != NULL)
            p[n++] = (place){i, b->start_min, b->end_max};
    bool backwards = good && runs_backwards(p, n);
    for (uint32_t i = 0; backwards && i < n / 2; i++) {
        place swap = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = swap;
    }
    good = good && longest_run(&a, p, n, kept) && mark_outside(v, &a, p, n, kept);
    if (good && !backwards)
        good = mark_links(v, &a);
    dtl_arena_free(&a);
    return good;
}
