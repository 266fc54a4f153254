/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the claims of one event say together.  Nothing is averaged: each value shown is one that a
 * document gives, the others stand beside it as alternatives (docs/merge.md has the rules).
 *
 * Claims come ascending by document, which is from the oldest report to the newest.  Votes count
 * articles, so that two timelines of one article have one.
 */
#include "timeline/diff.h"
#include "timeline/merge.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#define DATES_MAX 64u /* distinct dates of one event that stand for election */

/** Scratch of one event. */
typedef struct gathering {
    dtl_merge_work *w;
    dtl_arena *arena; /* of the result */
    dtl_source_claim *claims;
    uint32_t n;
    uint32_t *seen; /* by article: the last count that saw it */
    uint32_t counts;
    dtl_entry *out;
    dtl_merged *merged;
} gathering;

/** One way in which documents tell a value. */
typedef struct version {
    const char *text; /* names: the string */
    uint32_t claim;   /* first that tells it */
    uint32_t votes, newest;
} version;

static const dtl_entry *told(const gathering *g, uint32_t i) {
    return g->claims[i].told;
}

static bool dated(const gathering *g, uint32_t i) {
    return told(g, i)->when.basis != DTL_BASIS_NONE;
}

static void begin_count(gathering *g) {
    g->counts++;
}

/* Whether the article of claim i was not counted yet; it is then. */
static bool count_once(gathering *g, uint32_t i) {
    uint32_t article = g->w->article[g->claims[i].origin];
    if (g->seen[article] == g->counts)
        return false;
    g->seen[article] = g->counts;
    return true;
}

static int64_t created(const gathering *g, uint32_t i) {
    const dtl_origin *o = &g->w->m->sources.at[g->w->source_at[g->claims[i].origin]].head;
    dtl_bounds b;
    return o->has_created && dtl_timex_bounds(&o->created, &b) ? b.start_min : DTL_TIME_MIN;
}

/* ---- names -------------------------------------------------------------------------------------
 */

/* More votes, then the shorter, then the alphabet. */
static int by_votes(const void *px, const void *py) {
    const version *x = px, *y = py;
    int c = (y->votes > x->votes) - (y->votes < x->votes);
    size_t nx = strlen(x->text), ny = strlen(y->text);
    c = c ? c : (nx > ny) - (nx < ny);
    return c ? c : strcmp(x->text, y->text);
}

static int by_text(const void *px, const void *py) {
    const version *x = px, *y = py;
    int c = strcmp(x->text, y->text);
    return c ? c : (x->claim > y->claim) - (x->claim < y->claim);
}

/* Puts equal strings together with the articles that vote for each, the most voted first. */
static uint32_t elect(gathering *g, version *list, uint32_t n) {
    if (n > 1)
        qsort(list, n, sizeof *list, by_text);
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (k == 0 || strcmp(list[k - 1].text, list[i].text) != 0) {
            begin_count(g);
            list[k] = list[i];
            list[k++].votes = 0;
        }
        list[k - 1].votes += count_once(g, list[i].claim);
    }
    if (k > 1)
        qsort(list, k, sizeof *list, by_votes);
    return k;
}

static void choose_name(gathering *g, version *list) {
    for (uint32_t i = 0; i < g->n; i++)
        list[i] = (version){.text = told(g, i)->name, .claim = i};
    elect(g, list, g->n);
    g->out->name = list[0].text;
    for (uint32_t i = 0; i < g->n; i++)
        list[i] = (version){.text = told(g, i)->type, .claim = i};
    uint32_t n = elect(g, list, g->n);
    /* What a hand-written entry without a type has gives way to any type. */
    g->out->type = list[n > 1 && strcmp(list[0].text, "other") == 0].text;
}

typedef struct names {
    const char **list;
    uint32_t n;
} names;

enum { NAMES_WHO, NAMES_WHERE, NAMES_WHAT };
#define NAMES_COMPARED 64u

static names names_of(const dtl_entry *e, int which) {
    switch (which) {
    case NAMES_WHO: return (names){e->who, e->nwho};
    case NAMES_WHERE: return (names){e->where, e->nwhere};
    default: return (names){e->what, e->nwhat};
    }
}

static int32_t next_folded(const char *s, size_t n, size_t *i) {
    return *i < n ? u_foldCase(dtl_utf8_next(s, n, i), U_FOLD_CASE_DEFAULT) : 0;
}

static bool same_letters(const char *x, const char *y) {
    size_t nx = strlen(x), ny = strlen(y), i = 0, k = 0;
    while (i < nx || k < ny)
        if (next_folded(x, nx, &i) != next_folded(y, ny, &k))
            return false;
    return true;
}

static bool names_has(names list, const char *name) {
    for (uint32_t i = 0; i < list.n; i++)
        if (strcmp(list.list[i], name) == 0)
            return true;
    return false;
}

/*
 * x is how y is called for short: its last words ("Arnarson" of "Jon Arnarson"), and no document
 * that tells of the event names both.
 */
static bool is_short_for(const gathering *g, const char *x, const char *y) {
    const char *tail = y;
    do {
        tail = strchr(tail, ' ');
        tail = tail ? tail + 1 : NULL;
    } while (tail && !same_letters(x, tail));
    if (!tail || !*x)
        return false;
    for (uint32_t i = 0; i < g->n; i++) {
        names list = names_of(told(g, i), NAMES_WHO);
        if (names_has(list, x) && names_has(list, y))
            return false;
    }
    return true;
}

/* All that any document names, the most named first and once in whatever case; of people, the short
 * forms go. */
static bool unite(gathering *g, int which, const char ***ret, uint32_t *ret_n) {
    uint32_t total = 0, n = 0;
    for (uint32_t i = 0; i < g->n; i++)
        total += names_of(told(g, i), which).n;
    version *list = DTL_NEW_ARRAY(g->w->arena, total, version);
    if (!list)
        return false;
    for (uint32_t i = 0; i < g->n; i++) {
        names from = names_of(told(g, i), which);
        for (uint32_t k = 0; k < from.n; k++)
            list[n++] = (version){.text = from.list[k], .claim = i};
    }
    n = elect(g, list, n);
    const char **out = DTL_NEW_ARRAY(g->arena, n, const char *);
    if (!out)
        return false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool part = false;
        for (uint32_t k = 0; k < kept && k < NAMES_COMPARED && !part; k++)
            part = same_letters(list[i].text, out[k]);
        for (uint32_t k = 0; which == NAMES_WHO && k < n && k < NAMES_COMPARED && !part; k++)
            part = is_short_for(g, list[i].text, list[k].text);
        if (!part)
            out[kept++] = list[i].text;
    }
    *ret = out;
    *ret_n = kept;
    return true;
}

/* ---- status ------------------------------------------------------------------------------------
 */

/* The order in which output.md lets mentions of one article decide. */
static int precedence(dtl_event_status s) {
    switch (s) {
    case DTL_STATUS_CANCELLED: return 0;
    case DTL_STATUS_DENIED: return 1;
    case DTL_STATUS_ONGOING: return 2;
    case DTL_STATUS_HAPPENED: return 3;
    case DTL_STATUS_PLANNED: return 4;
    case DTL_STATUS_POSSIBLE:
    case DTL_STATUS_NONE: break;
    }
    return 5;
}

static void choose_status(gathering *g) {
    int64_t newest = DTL_TIME_MIN;
    bool unanimous = true, tie = false;
    for (uint32_t i = 0; i < g->n; i++) {
        int64_t t = created(g, i);
        newest = t > newest ? t : newest;
        unanimous = unanimous && told(g, i)->status == told(g, 0)->status;
    }
    uint32_t best = DTL_MERGE_NONE;
    for (uint32_t i = 0; i < g->n; i++) {
        if (created(g, i) != newest)
            continue;
        if (best == DTL_MERGE_NONE) {
            best = i;
            continue;
        }
        tie = tie || told(g, i)->status != told(g, best)->status;
        if (precedence(told(g, i)->status) < precedence(told(g, best)->status))
            best = i;
    }
    g->out->status = told(g, best)->status;
    g->merged->status_from = g->claims[best].origin;
    g->merged->status_reason = unanimous ? DTL_STATUS_UNANIMOUS
                               : tie     ? DTL_STATUS_TIE
                                         : DTL_STATUS_NEWEST;
}

/* ---- date --------------------------------------------------------------------------------------
 */

static bool same_interval(const dtl_bounds *x, const dtl_bounds *y) {
    return x->start_min == y->start_min && x->end_max == y->end_max;
}

static bool within(const dtl_bounds *x, const dtl_bounds *y) {
    return x->start_min >= y->start_min && x->end_max <= y->end_max;
}

static const dtl_bounds *bounds(const gathering *g, uint32_t i) {
    return &told(g, i)->when.bounds;
}

/* Does a claim with this status say when it was, given that it was (or that it is a plan)? */
static bool speaks(const gathering *g, uint32_t i) {
    bool is = told(g, i)->status == DTL_STATUS_HAPPENED || told(g, i)->status == DTL_STATUS_ONGOING;
    switch (g->out->status) {
    case DTL_STATUS_HAPPENED:
    case DTL_STATUS_ONGOING: return is;
    case DTL_STATUS_DENIED: return true;
    case DTL_STATUS_PLANNED:
    case DTL_STATUS_POSSIBLE:
    case DTL_STATUS_CANCELLED:
    case DTL_STATUS_NONE: break;
    }
    return !is;
}

/* Marks the claims whose date counts; false: none has a date. */
static bool choose_voters(const gathering *g, bool *votes) {
    for (int strictness = 3; strictness >= 0; strictness--) {
        bool any = false;
        for (uint32_t i = 0; i < g->n; i++) {
            bool firm = told(g, i)->when.basis != DTL_BASIS_INFERRED;
            votes[i] =
                dated(g, i) && (!(strictness & 1) || firm) && (!(strictness & 2) || speaks(g, i));
            any = any || votes[i];
        }
        if (any)
            return true;
    }
    return false;
}

static int by_interval(const void *px, const void *py, const gathering *g) {
    const version *x = px, *y = py;
    const dtl_bounds *a = bounds(g, x->claim), *b = bounds(g, y->claim);
    int c = (a->start_min > b->start_min) - (a->start_min < b->start_min);
    c = c ? c : (a->end_max > b->end_max) - (a->end_max < b->end_max);
    return c ? c : (x->claim > y->claim) - (x->claim < y->claim);
}

/* By interval, then claim; merge sort, because qsort passes no context. */
static void sort_versions(const gathering *g, version *list, version *scratch, uint32_t n) {
    for (uint32_t width = 1; width < n; width *= 2) {
        for (uint32_t lo = 0; lo < n; lo += 2 * width) {
            uint32_t mid = lo + width < n ? lo + width : n;
            uint32_t hi = mid + width < n ? mid + width : n, i = lo, k = mid;
            for (uint32_t o = lo; o < hi; o++)
                scratch[o] = i < mid && (k == hi || by_interval(&list[i], &list[k], g) <= 0)
                                 ? list[i++]
                                 : list[k++];
        }
        memcpy(list, scratch, n * sizeof *list);
    }
}

/* Distinct dates of the dated claims for which `wanted` is set (NULL: all), with those who tell
 * each. */
static uint32_t distinct_dates(gathering *g, const bool *wanted, version *list, version *scratch) {
    uint32_t n = 0, k = 0;
    for (uint32_t i = 0; i < g->n; i++)
        if (dated(g, i) && (!wanted || wanted[i]))
            list[n++] = (version){.claim = i, .newest = i};
    sort_versions(g, list, scratch, n);
    for (uint32_t i = 0; i < n; i++) {
        if (k == 0 || !same_interval(bounds(g, list[k - 1].claim), bounds(g, list[i].claim))) {
            begin_count(g);
            list[k] = list[i];
            list[k++].votes = 0;
        }
        list[k - 1].newest = list[i].claim;
        list[k - 1].votes += count_once(g, list[i].claim);
    }
    return k;
}

static bool is_event(dtl_event_status s) {
    return s == DTL_STATUS_HAPPENED || s == DTL_STATUS_ONGOING || s == DTL_STATUS_DENIED;
}

/* Of what is done the date that most reports allow; of a plan the newest report's. */
static bool better(const gathering *g, const version *x, const version *y) {
    int64_t cx = created(g, x->newest), cy = created(g, y->newest);
    if (!is_event(g->out->status) && cx != cy)
        return cx > cy;
    if (x->votes != y->votes)
        return x->votes > y->votes;
    if (cx != cy)
        return cx > cy;
    return by_interval(x, y, g) < 0;
}

static void take_when(gathering *g, uint32_t claim) {
    const dtl_bounds *b = bounds(g, claim);
    const dtl_when *best = &told(g, claim)->when;
    const char *duration = NULL;
    for (uint32_t i = 0; i < g->n; i++) {
        const dtl_when *when = &told(g, i)->when;
        if (!dated(g, i) || !same_interval(&when->bounds, b))
            continue;
        if (when->basis < best->basis)
            best = when;
        if (when->duration)
            duration = when->duration;
    }
    g->out->when = *best;
    if (!g->out->when.duration)
        g->out->when.duration = duration;
}

/* The DATES_MAX with most votes to the front, in a stable order. */
static uint32_t keep_most_voted(version *list, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        version v = list[i];
        uint32_t at = kept < DATES_MAX ? kept++ : DATES_MAX;
        if (at == DATES_MAX && v.votes <= list[--at].votes)
            continue;
        for (; at > 0 && list[at - 1].votes < v.votes; at--)
            list[at] = list[at - 1];
        list[at] = v;
    }
    return kept;
}

static void choose_when(gathering *g, version *list, version *scratch, bool *votes) {
    if (!choose_voters(g, votes)) {
        for (uint32_t i = g->n; i-- > 0;) {
            const dtl_when *when = &told(g, i)->when;
            if (!g->out->when.relative)
                g->out->when.relative = when->relative;
            if (!g->out->when.duration)
                g->out->when.duration = when->duration;
        }
        return;
    }
    uint32_t n = distinct_dates(g, votes, list, scratch);
    if (n > DATES_MAX)
        n = keep_most_voted(list, n);
    /* A coarser date supports each finer one within it: 2021 allows November 2021. */
    uint32_t best = 0;
    for (uint32_t i = 0; i < n; i++) {
        list[i].votes = 0;
        begin_count(g);
        for (uint32_t k = 0; k < g->n; k++)
            if (votes[k] && within(bounds(g, list[i].claim), bounds(g, k)))
                list[i].votes += count_once(g, k);
        if (better(g, &list[i], &list[best]))
            best = i;
    }
    take_when(g, list[best].claim);
}

/* ---- agreement and alternatives ----------------------------------------------------------------
 */

static bool agrees(const gathering *g, uint32_t i) {
    const dtl_bounds *own = bounds(g, i), *shown = &g->out->when.bounds;
    return dated(g, i) && (within(own, shown) || within(shown, own));
}

static uint32_t change_of(const gathering *g, uint32_t claim) {
    const dtl_bounds *own = bounds(g, claim), *shown = &g->out->when.bounds;
    if (within(own, shown))
        return DTL_CHANGE_MORE_PRECISE;
    if (within(shown, own))
        return DTL_CHANGE_LESS_PRECISE;
    bool plan = dtl_is_plan(told(g, claim)) || dtl_is_plan(g->out);
    return dtl_bounds_disjoint(own, shown) && !plan ? DTL_CHANGE_CONTRADICTION : DTL_CHANGE_REDATED;
}

/* Origins of the claims for which `same` holds with claim `like`. */
static bool collect(gathering *g, uint32_t like,
                    bool (*same)(const gathering *, uint32_t, uint32_t), const uint32_t **ret,
                    uint32_t *ret_n) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->n; i++)
        n += same(g, i, like);
    uint32_t *list = DTL_NEW_ARRAY(g->arena, n, uint32_t);
    if (!list)
        return false;
    n = 0;
    for (uint32_t i = 0; i < g->n; i++)
        if (same(g, i, like))
            list[n++] = g->claims[i].origin;
    *ret = list;
    *ret_n = n;
    return true;
}

static bool same_date(const gathering *g, uint32_t i, uint32_t like) {
    return dated(g, i) && same_interval(bounds(g, i), bounds(g, like));
}

static bool same_status(const gathering *g, uint32_t i, uint32_t like) {
    return told(g, i)->status == told(g, like)->status;
}

static bool same_day(const gathering *g, uint32_t i, uint32_t like) {
    return created(g, i) == created(g, like);
}

static bool is_agreeing(const gathering *g, uint32_t i, uint32_t like) {
    (void)like;
    return agrees(g, i);
}

/* Written the same: one says the morning, the other the day, and EDTF has the day for both. */
static bool is_shown(const gathering *g, uint32_t claim) {
    const char *own = told(g, claim)->when.edtf, *shown = g->out->when.edtf;
    return own && shown && strcmp(own, shown) == 0;
}

static bool fill_alternatives(gathering *g, version *list, version *scratch) {
    uint32_t n = distinct_dates(g, NULL, list, scratch);
    dtl_alternative *out =
        DTL_NEW_ARRAY(g->arena, (size_t)n + DTL_STATUS_DENIED + 1, dtl_alternative);
    if (!out)
        return false;
    uint32_t k = 0;
    for (uint32_t i = 0; i < n && k < DATES_MAX; i++) {
        uint32_t claim = list[i].claim;
        if (same_interval(bounds(g, claim), &g->out->when.bounds) || is_shown(g, claim))
            continue;
        out[k] =
            (dtl_alternative){.edtf = told(g, claim)->when.edtf, .change = change_of(g, claim)};
        if (!out[k].edtf)
            out[k].edtf = "../..";
        if (!collect(g, claim, same_date, &out[k].origins, &out[k].norigins))
            return false;
        k++;
    }
    for (int s = DTL_STATUS_HAPPENED; s <= (int)DTL_STATUS_DENIED; s++) {
        uint32_t i = 0;
        while (i < g->n && (int)told(g, i)->status != s)
            i++;
        if (i == g->n || s == (int)g->out->status)
            continue;
        out[k] = (dtl_alternative){.status = (dtl_event_status)s};
        if (!collect(g, i, same_status, &out[k].origins, &out[k].norigins))
            return false;
        k++;
    }
    g->merged->alternatives = out;
    g->merged->nalternatives = k;
    return true;
}

static bool fill_agreement(gathering *g) {
    dtl_merged *m = g->merged;
    begin_count(g);
    for (uint32_t i = 0; i < g->n; i++)
        m->documents += count_once(g, i);
    begin_count(g);
    for (uint32_t i = 0; i < g->n; i++)
        m->dated += dated(g, i) && count_once(g, i);
    if (created(g, 0) != DTL_TIME_MIN && !collect(g, 0, same_day, &m->first, &m->nfirst))
        return false;
    return collect(g, 0, is_agreeing, &m->agree, &m->nagree);
}

/* Of those who tell what is shown the surest; less when a document contradicts them. */
static void set_confidence(gathering *g) {
    int best = 0;
    for (uint32_t i = 0; i < g->n; i++) {
        bool shown = g->out->when.basis == DTL_BASIS_NONE || agrees(g, i);
        int own = (int)(told(g, i)->confidence * 100 + 0.5);
        best = shown && own > best ? own : best;
    }
    for (uint32_t i = 0; i < g->merged->nalternatives; i++)
        if (g->merged->alternatives[i].change == DTL_CHANGE_CONTRADICTION) {
            best = best > 25 ? best - 25 : 0;
            break;
        }
    g->out->confidence = best / 100.0;
}

/* ---- one event ---------------------------------------------------------------------------------
 */

static bool fill_claims(gathering *g, const uint32_t *from) {
    const struct dateline_merger *m = g->w->m;
    uint32_t total = 0;
    for (uint32_t i = 0; i < g->n; i++)
        total += m->claims.at[from[i]].nevidence;
    g->out->evidence = DTL_NEW_ARRAY(g->arena, total, dtl_evidence);
    g->claims = DTL_NEW_ARRAY(g->arena, g->n, dtl_source_claim);
    if (!g->out->evidence || !g->claims)
        return false;
    for (uint32_t i = 0; i < g->n; i++) {
        const dtl_merge_claim *c = &m->claims.at[from[i]];
        g->claims[i] = (dtl_source_claim){.origin = g->w->rank[c->source],
                                          .id = m->strings.keys[c->id].p,
                                          .told = m->body.at[c->body - 1],
                                          .evidence = &g->out->evidence[g->out->nevidence],
                                          .nevidence = c->nevidence};
        for (uint32_t k = 0; k < c->nevidence; k++) {
            const dtl_merge_evidence *e = &m->evidence.at[c->evidence + k];
            g->out->evidence[g->out->nevidence++] =
                (dtl_evidence){.text = m->strings.keys[e->text],
                               .start = e->start,
                               .end = e->end,
                               .cp_start = e->start,
                               .cp_end = e->end,
                               .sentence = e->sentence,
                               .rule = e->rule ? m->strings.keys[e->rule].p : NULL,
                               .time = e->time ? m->strings.keys[e->time].p : NULL,
                               .document = m->tl->origins[g->claims[i].origin].key};
        }
    }
    g->merged->claims = g->claims;
    g->merged->nclaims = g->n;
    return true;
}

static bool make_entry(gathering *g, const uint32_t *claims, uint32_t n) {
    g->n = n;
    g->merged = DTL_NEW(g->arena, dtl_merged);
    version *list = DTL_NEW_ARRAY(g->w->arena, n, version);
    version *scratch = DTL_NEW_ARRAY(g->w->arena, n, version);
    bool *votes = DTL_NEW_ARRAY(g->w->arena, n, bool);
    if (!g->merged || !list || !scratch || !votes || !fill_claims(g, claims))
        return false;
    g->out->merged = g->merged;
    choose_name(g, list);
    choose_status(g);
    choose_when(g, list, scratch, votes);
    dtl_entry *e = g->out;
    if (!unite(g, NAMES_WHO, &e->who, &e->nwho) || !unite(g, NAMES_WHERE, &e->where, &e->nwhere) ||
        !unite(g, NAMES_WHAT, &e->what, &e->nwhat) || !fill_alternatives(g, list, scratch) ||
        !fill_agreement(g))
        return false;
    set_confidence(g);
    return true;
}

/** A claim by cluster and document. */
typedef struct placed {
    uint32_t cluster, rank, claim;
} placed;

static int by_place(const void *px, const void *py) {
    const placed *x = px, *y = py;
    int c = (x->cluster > y->cluster) - (x->cluster < y->cluster);
    return c ? c : (x->rank > y->rank) - (x->rank < y->rank);
}

bool dtl_merge_entries(dtl_merge_work *w) {
    const struct dateline_merger *m = w->m;
    uint32_t n = m->claims.n, k = 0;
    placed *list = DTL_NEW_ARRAY(w->arena, n, placed);
    uint32_t *claims = DTL_NEW_ARRAY(w->arena, n, uint32_t);
    w->entry_of_claim = DTL_NEW_ARRAY(w->arena, n, uint32_t);
    w->entries = DTL_NEW_ARRAY(w->arena, w->nclusters, dtl_entry);
    gathering g = {.w = w, .arena = &m->tl->arena};
    g.seen = DTL_NEW_ARRAY(w->arena, w->narticles, uint32_t);
    if (!list || !claims || !w->entry_of_claim || !w->entries || !g.seen)
        return false;
    for (uint32_t i = 0; i < w->nnodes; i++)
        for (uint32_t c = 0; c < w->nodes[i].nclaims; c++) {
            uint32_t claim = w->by_node[w->nodes[i].claim + c];
            list[k++] = (placed){w->cluster[i], w->rank[m->claims.at[claim].source], claim};
        }
    if (n > 1)
        qsort(list, n, sizeof *list, by_place);
    for (uint32_t i = 0; i < n; i++)
        claims[i] = list[i].claim;
    for (uint32_t i = 0; i < n;) {
        uint32_t from = i, cluster = list[i].cluster;
        for (; i < n && list[i].cluster == cluster; i++)
            w->entry_of_claim[list[i].claim] = w->nentries;
        g.out = &w->entries[w->nentries++];
        if (!make_entry(&g, claims + from, i - from))
            return false;
    }
    return true;
}
