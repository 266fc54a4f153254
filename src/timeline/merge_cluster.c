/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which nodes are one event: pairs that can be, scores, agglomeration under constraints.
 *
 * Pairs.  Comparing all with all is quadratic, so only nodes that share a key meet: a word of the
 * name, a rare word of the quote, or type, interval and a person or place.  A key that more than
 * BLOCK_ALL nodes have is a sorted neighbourhood instead (Hernandez and Stolfo 1995): each node
 * meets the next BLOCK_WINDOW that have it, in order of date.  So each node meets a bounded number
 * of others, and the work is linear but for the sorts.
 *
 * Scores are those of diff (similar.c), with word frequencies over all that is merged.
 *
 * Agglomeration.  Pairs are taken by falling score, those that agree in people and places
 * first; between equals by how much else they are like, then in canonical order.  Two clusters
 * become one unless they share a document (a document that tells two events means two), hold two
 * nodes that cannot be one event by their dates and people, or are alike only at one corner (the
 * mean score of samples is below enough_mean).  First what has dates; then what has none among
 * itself; then an undated cluster joins a dated one if there is just one it can be.
 */
#include "timeline/diff.h"
#include "timeline/merge.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_ALL 40u
#define BLOCK_WINDOW 10u
#define NAME_WORDS 8u
#define QUOTE_WORDS 4u
#define LIST_KEYS 6u /* people and places of a node that make keys */
#define SAMPLE 8u    /* nodes of a cluster that are compared with another's */
#define DAY ((int64_t)86400)

static const int64_t enough_mean = DTL_SCORE_ONE / 4;
/* The score is a mean over what both have, so claims that name nobody look alike too easily: in the
 * order of joining they come after those that agree in people and places. */
static const int32_t unknown_who = DTL_SCORE_ONE * 8 / 100, unknown_place = DTL_SCORE_ONE * 5 / 100;

typedef struct clustering {
    dtl_merge_work *w;
    dateline_timeline all; /* the nodes as entries */
    dtl_profiles profiles;
    DTL_VEC(dtl_merge_edge) edges;
    /* disjoint sets: */
    uint32_t *parent, *next, *last, *size; /* size: claims */
    uint64_t *members;                     /* open addressing: cluster << 32 | source + 1 */
    uint64_t nmembers, capacity;
} clustering;

/* ---- profiles ----------------------------------------------------------------------------------
 */

static bool make_profiles(clustering *c) {
    dtl_merge_work *w = c->w;
    const struct dateline_merger *m = w->m;
    c->all.events = DTL_NEW_ARRAY(w->arena, w->nnodes, dtl_entry);
    dtl_evidence *quotes = DTL_NEW_ARRAY(w->arena, w->nnodes, dtl_evidence);
    if (!c->all.events || !quotes)
        return false;
    c->all.nevents = w->nnodes;
    for (uint32_t i = 0; i < w->nnodes; i++) {
        const dtl_merge_claim *first = &m->claims.at[w->by_node[w->nodes[i].claim]];
        c->all.events[i] = *m->body.at[w->nodes[i].body - 1];
        c->all.events[i].id = "";
        if (first->nevidence > 0) {
            quotes[i].text = m->strings.keys[m->evidence.at[first->evidence].text];
            c->all.events[i].evidence = &quotes[i];
            c->all.events[i].nevidence = 1;
        }
    }
    static const dateline_timeline none;
    if (!dtl_profiles_init(&c->profiles, w->arena, &c->all, &none))
        return false;
    /* What a document told as done was not after it: the oldest of a node decides. */
    for (uint32_t i = 0; i < w->nnodes; i++) {
        const dtl_merge_claim *first = &m->claims.at[w->by_node[w->nodes[i].claim]];
        const dtl_origin *head = &m->sources.at[first->source].head;
        dtl_bounds b;
        if (head->has_created && dtl_timex_bounds(&head->created, &b))
            /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): one for each node */
            c->profiles.a[i].told = b.end_max;
    }
    return true;
}

static const dtl_entry *entry(const clustering *c, uint32_t node) {
    return &c->all.events[node];
}

static bool dated(const clustering *c, uint32_t node) {
    return entry(c, node)->when.basis != DTL_BASIS_NONE;
}

static int32_t score(const clustering *c, uint32_t x, uint32_t y) {
    return dtl_similarity(&c->profiles, &c->profiles.a[x], &c->profiles.a[y]);
}

/* ---- pairs -------------------------------------------------------------------------------------
 */

typedef DTL_VEC(uint32_t) ids;
typedef struct posting {
    uint32_t key, node;
} posting;

typedef struct index {
    dtl_intern places; /* keys of type, interval and a name */
    DTL_VEC(posting) list;
    uint32_t *first, *nodes, nkeys;
} index;

static bool add_posting(clustering *c, index *x, uint32_t key, uint32_t node) {
    posting p = {key, node};
    if (key >= x->nkeys)
        x->nkeys = key + 1;
    return dtl_vec_push(c->w->arena, &x->list, p);
}

/* The rarest `most` words, each as key 2 * word + odd. */
static bool add_words(clustering *c, index *x, uint32_t node, const uint32_t *words, uint32_t n,
                      uint32_t most, uint32_t odd) {
    uint32_t best[NAME_WORDS], k = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = k < most ? k++ : most;
        uint32_t frequency = c->profiles.frequency[words[i]];
        /* cppcheck-suppress uninitvar ; at of them are set */
        if (at == most && c->profiles.frequency[best[most - 1]] <= frequency)
            continue;
        if (at == most)
            at--;
        for (; at > 0 && c->profiles.frequency[best[at - 1]] > frequency; at--)
            best[at] = best[at - 1];
        best[at] = words[i];
    }
    for (uint32_t i = 0; i < k; i++)
        if (c->profiles.frequency[best[i]] > 1 && !add_posting(c, x, 2 * best[i] + odd, node))
            return false;
    return true;
}

/* Type, interval, and the last eight bytes of a name: enough to meet, the score decides. */
static bool add_names(clustering *c, index *x, uint32_t node, const char *const *names,
                      uint32_t n) {
    const dtl_entry *e = entry(c, node);
    uint32_t words = 2 * (c->profiles.words.n + 1);
    for (uint32_t i = 0; i < n && i < LIST_KEYS; i++) {
        char key[256];
        size_t at = 0, length = strlen(names[i]), tail = length < 8 ? length : 8;
        const int64_t span[2] = {e->when.bounds.start_min, e->when.bounds.end_max};
        size_t type = strlen(e->type) < 64 ? strlen(e->type) : 64;
        memcpy(key, span, sizeof span);
        at += sizeof span;
        memcpy(key + at, names[i] + length - tail, tail);
        at += tail;
        memcpy(key + at, e->type, type);
        at += type;
        uint32_t id = dtl_intern_add(&x->places, key, (uint32_t)at);
        if (!id || !add_posting(c, x, words + id, node))
            return false;
    }
    return true;
}

static bool make_index(clustering *c, index *x) {
    dtl_arena *a = c->w->arena;
    uint32_t n = c->w->nnodes;
    if (!dtl_intern_init(&x->places, a))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        const dtl_profile *p = &c->profiles.a[i];
        const dtl_entry *e = entry(c, i);
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): one for each node */
        if (!add_words(c, x, i, p->words, p->nwords, NAME_WORDS, 0) ||
            !add_words(c, x, i, p->quote, p->nquote, QUOTE_WORDS, 1) ||
            (dated(c, i) &&
             (!add_names(c, x, i, e->who, e->nwho) || !add_names(c, x, i, e->where, e->nwhere))))
            return false;
    }
    x->first = DTL_NEW_ARRAY(a, (size_t)x->nkeys + 1, uint32_t);
    x->nodes = DTL_NEW_ARRAY(a, x->list.n, uint32_t);
    uint32_t *at = DTL_NEW_ARRAY(a, (size_t)x->nkeys + 1, uint32_t);
    if (!x->first || !x->nodes || !at)
        return false;
    for (uint32_t i = 0; i < x->list.n; i++)
        x->first[x->list.at[i].key + 1]++;
    for (uint32_t k = 0; k < x->nkeys; k++) {
        x->first[k + 1] += x->first[k];
        at[k] = x->first[k];
    }
    /* Ascending by node under each key, because the list is. */
    for (uint32_t i = 0; i < x->list.n; i++)
        x->nodes[at[x->list.at[i].key]++] = x->list.at[i].node;
    return true;
}

static bool pair_up(clustering *c, uint32_t x, uint32_t y) {
    const dtl_merge_work *w = c->w;
    const dtl_merge_node *a = &w->nodes[x], *b = &w->nodes[y];
    if (a->nclaims == 1 && b->nclaims == 1 &&
        w->m->claims.at[w->by_node[a->claim]].source ==
            w->m->claims.at[w->by_node[b->claim]].source)
        return true;
    dtl_match match = dtl_match_entries(&c->profiles, &c->profiles.a[x], &c->profiles.a[y]);
    dtl_merge_edge e = {.score = match.score, .x = x, .y = y};
    if (e.score <= 0)
        return true;
    e.score -= match.by & DTL_BY_WHO ? 0 : unknown_who;
    e.score -= match.by & DTL_BY_PLACE ? 0 : unknown_place;
    return dtl_vec_push(w->arena, &c->edges, e);
}

/* Between equals, the pair that more is like: a claim that could be of either goes to the event
 * that is told more often. */
static bool count_support(clustering *c) {
    uint32_t *support = DTL_NEW_ARRAY(c->w->arena, c->w->nnodes, uint32_t);
    if (!support)
        return false;
    for (uint32_t i = 0; i < c->edges.n; i++) {
        const dtl_merge_edge *e = &c->edges.at[i];
        support[e->x] += c->w->nodes[e->y].nclaims;
        support[e->y] += c->w->nodes[e->x].nclaims;
    }
    for (uint32_t i = 0; i < c->edges.n; i++) {
        dtl_merge_edge *e = &c->edges.at[i];
        e->support = support[e->x] + support[e->y];
    }
    return true;
}

static bool find_pairs(clustering *c) {
    dtl_arena *a = c->w->arena;
    index x = {.nkeys = 0};
    if (!make_index(c, &x))
        return false;
    uint32_t n = c->w->nnodes;
    uint32_t *at = DTL_NEW_ARRAY(a, (size_t)x.nkeys + 1, uint32_t); /* of the node at hand */
    uint32_t *met = DTL_NEW_ARRAY(a, n, uint32_t);
    if (!at || !met)
        return false;
    /* The list is grouped by node: walk it, and for each key look ahead under that key. */
    for (uint32_t i = 0; i < x.list.n; i++) {
        uint32_t key = x.list.at[i].key, node = x.list.at[i].node;
        uint32_t from = x.first[key] + ++at[key], end = x.first[key + 1];
        if (end - x.first[key] > BLOCK_ALL && end - from > BLOCK_WINDOW)
            end = from + BLOCK_WINDOW;
        for (uint32_t k = from; k < end; k++) {
            uint32_t other = x.nodes[k];
            if (other == node || met[other] == node + 1)
                continue;
            met[other] = node + 1;
            if (!pair_up(c, node, other))
                return false;
        }
    }
    return true;
}

static int by_score(const void *px, const void *py) {
    const dtl_merge_edge *x = px, *y = py;
    int c = (y->score > x->score) - (y->score < x->score);
    c = c ? c : (y->support > x->support) - (y->support < x->support);
    c = c ? c : (x->x > y->x) - (x->x < y->x);
    return c ? c : (x->y > y->y) - (x->y < y->y);
}

/* ---- disjoint sets with their documents --------------------------------------------------------
 */

static uint32_t find(const clustering *c, uint32_t x) {
    while (c->parent[x] != x) {
        c->parent[x] = c->parent[c->parent[x]];
        x = c->parent[x];
    }
    return x;
}

static uint64_t slot_of(const clustering *c, uint64_t key) {
    uint64_t s = key * UINT64_C(0x9E3779B97F4A7C15);
    s = (s ^ s >> 29) & (c->capacity - 1);
    while (c->members[s] && c->members[s] != key)
        s = (s + 1) & (c->capacity - 1);
    return s;
}

static uint64_t member_key(uint32_t root, uint32_t source) {
    return (uint64_t)root << 32 | (source + 1u);
}

static bool add_member(clustering *c, uint32_t root, uint32_t source) {
    if (c->nmembers * 2 >= c->capacity) {
        uint64_t *old = c->members, n = c->capacity;
        uint64_t capacity = n ? n * 2 : 1024;
        uint64_t *grown = DTL_NEW_ARRAY(c->w->arena, capacity, uint64_t);
        if (!grown)
            return false;
        c->members = grown;
        c->capacity = capacity;
        for (uint64_t i = 0; i < n; i++)
            /* What a cluster had before it went into another is not looked up again. */
            if (old[i] && find(c, (uint32_t)(old[i] >> 32)) == (uint32_t)(old[i] >> 32))
                c->members[slot_of(c, old[i])] = old[i];
        c->nmembers = 0;
        for (uint64_t i = 0; i < capacity; i++)
            c->nmembers += c->members[i] != 0;
    }
    uint64_t key = member_key(root, source), s = slot_of(c, key);
    c->nmembers += c->members[s] == 0;
    c->members[s] = key;
    return true;
}

/* Tells `visit` the source of each claim of a cluster until it says no. */
static bool each_source(clustering *c, uint32_t root, uint32_t other,
                        bool (*visit)(clustering *c, uint32_t root, uint32_t source)) {
    const dtl_merge_work *w = c->w;
    for (uint32_t node = root; node != DTL_MERGE_NONE; node = c->next[node])
        for (uint32_t i = 0; i < w->nodes[node].nclaims; i++)
            if (!visit(c, other, w->m->claims.at[w->by_node[w->nodes[node].claim + i]].source))
                return false;
    return true;
}

static bool is_no_member(clustering *c, uint32_t root, uint32_t source) {
    return !c->members[slot_of(c, member_key(root, source))];
}

static bool sets_init(clustering *c) {
    uint32_t n = c->w->nnodes;
    c->parent = DTL_NEW_ARRAY(c->w->arena, n, uint32_t);
    c->next = DTL_NEW_ARRAY(c->w->arena, n, uint32_t);
    c->last = DTL_NEW_ARRAY(c->w->arena, n, uint32_t);
    c->size = DTL_NEW_ARRAY(c->w->arena, n, uint32_t);
    if (!c->parent || !c->next || !c->last || !c->size)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        c->parent[i] = c->last[i] = i;
        c->next[i] = DTL_MERGE_NONE;
        c->size[i] = c->w->nodes[i].nclaims;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!each_source(c, i, i, add_member))
            return false;
    return true;
}

/* ---- constraints -------------------------------------------------------------------------------
 */

/* Told too far apart in time to be one event; a plan may move. */
static bool too_far(const dtl_entry *x, const dtl_entry *y) {
    if (x->when.basis == DTL_BASIS_NONE || y->when.basis == DTL_BASIS_NONE)
        return false;
    const dtl_bounds *a = &x->when.bounds, *b = &y->when.bounds;
    if (!dtl_bounds_disjoint(a, b) || dtl_is_plan(x) || dtl_is_plan(y))
        return false;
    int64_t gap =
        a->end_max <= b->start_min ? b->start_min - a->end_max : a->start_min - b->end_max;
    bool open = a->start_min == DTL_TIME_MIN || b->start_min == DTL_TIME_MIN ||
                a->end_max == DTL_TIME_MAX || b->end_max == DTL_TIME_MAX;
    int64_t longest = 0;
    if (!open) {
        int64_t la = a->end_max - a->start_min, lb = b->end_max - b->start_min;
        longest = la > lb ? la : lb;
    }
    return gap > 7 * DAY && gap > 2 * longest;
}

/* What is not one event however like others are to both: too far apart, or at another time with
 * other people or elsewhere. */
static bool excludes(const clustering *c, uint32_t x, uint32_t y) {
    const dtl_entry *a = entry(c, x), *b = entry(c, y);
    const dtl_profile *p = &c->profiles.a[x], *q = &c->profiles.a[y];
    if (a->when.basis == DTL_BASIS_NONE || b->when.basis == DTL_BASIS_NONE)
        return false;
    bool others = dtl_other_people(p, q) || dtl_other_places(p, q);
    return too_far(a, b) || (others && dtl_bounds_disjoint(&a->when.bounds, &b->when.bounds));
}

static bool may_join(clustering *c, uint32_t x, uint32_t y) {
    bool smaller = c->size[x] < c->size[y];
    if (!each_source(c, smaller ? x : y, smaller ? y : x, is_no_member))
        return false;
    int64_t sum = 0, pairs = 0;
    uint32_t i = x, ni = 0;
    for (; i != DTL_MERGE_NONE && ni < SAMPLE; i = c->next[i], ni++) {
        uint32_t k = y, nk = 0;
        for (; k != DTL_MERGE_NONE && nk < SAMPLE; k = c->next[k], nk++) {
            int32_t one = score(c, i < k ? i : k, i < k ? k : i);
            if (one == 0 && excludes(c, i, k))
                return false;
            sum += one;
            pairs++;
        }
    }
    return sum >= enough_mean * pairs;
}

static bool join(clustering *c, uint32_t x, uint32_t y) {
    /* The larger one keeps its root: each claim moves at most log2(claims) times. */
    uint32_t root = c->size[x] >= c->size[y] ? x : y, gone = root == x ? y : x;
    if (!each_source(c, gone, root, add_member))
        return false;
    c->parent[gone] = root;
    c->next[c->last[root]] = gone;
    c->last[root] = c->last[gone];
    c->size[root] += c->size[gone];
    return true;
}

/* Joins along the pairs whose two nodes are dated or not as asked. */
static bool agglomerate(clustering *c, bool with_dates) {
    for (uint32_t i = 0; i < c->edges.n; i++) {
        const dtl_merge_edge *e = &c->edges.at[i];
        if (dated(c, e->x) != with_dates || dated(c, e->y) != with_dates)
            continue;
        uint32_t x = find(c, e->x), y = find(c, e->y);
        if (x != y && may_join(c, x, y) && !join(c, x, y))
            return false;
    }
    return true;
}

/* An undated cluster that could be two dated ones stays by itself: it never borrows a date. */
static bool attach_undated(clustering *c) {
    enum { NOBODY = 0 };
    uint32_t n = c->w->nnodes;
    uint32_t *target = DTL_NEW_ARRAY(c->w->arena, n, uint32_t);
    uint32_t *root = DTL_NEW_ARRAY(c->w->arena, n, uint32_t);
    if (!target || !root)
        return false;
    for (uint32_t i = 0; i < n; i++)
        root[i] = find(c, i);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < c->edges.n; i++) {
            const dtl_merge_edge *e = &c->edges.at[i];
            if (dated(c, e->x) == dated(c, e->y))
                continue;
            uint32_t x = root[dated(c, e->x) ? e->y : e->x], y = root[dated(c, e->x) ? e->x : e->y];
            if (pass == 0) {
                if (target[x] == NOBODY)
                    target[x] = y + 1;
                else if (target[x] != y + 1)
                    target[x] = DTL_MERGE_NONE;
            } else if (target[x] == y + 1) {
                uint32_t a = find(c, x), b = find(c, y);
                if (a != b && may_join(c, a, b) && !join(c, a, b))
                    return false;
            }
        }
    return true;
}

bool dtl_merge_cluster(dtl_merge_work *w) {
    clustering c = {.w = w};
    if (!make_profiles(&c) || !find_pairs(&c) || !count_support(&c) || !sets_init(&c))
        return false;
    if (c.edges.n > 1)
        qsort(c.edges.at, c.edges.n, sizeof *c.edges.at, by_score);
    if (!agglomerate(&c, true) || !agglomerate(&c, false) || !attach_undated(&c))
        return false;
    /* Numbered by their first node. */
    w->cluster = DTL_NEW_ARRAY(w->arena, w->nnodes, uint32_t);
    uint32_t *number = DTL_NEW_ARRAY(w->arena, w->nnodes, uint32_t);
    if (!w->cluster || !number)
        return false;
    for (uint32_t i = 0; i < w->nnodes; i++) {
        uint32_t root = find(&c, i);
        if (!number[root])
            number[root] = ++w->nclusters;
        w->cluster[i] = number[root] - 1;
    }
    return true;
}
