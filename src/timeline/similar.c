/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How surely two entries of different timelines tell of the same event.
 *
 * Five features are compared, each from 0 to 1, and averaged by weight over those that both entries
 * have: an article that names no place is not held against one that does.
 *
 *     feature  weight  full score
 *     name     .35     the same words, or nearly the same quote; rare words count more
 *     type     .20     the same type
 *     time     .20     the same interval; less for one within the other, overlapping, or a plan
 *                      that moved by days
 *     who      .15     every name of the shorter list is on the other
 *     where    .10     likewise
 *
 * Sharing a type and a week is not enough: the name, or people and places, must agree as well
 * (`shares_enough`).  Intervals without a common instant block the match, unless the event is a
 * plan that may have moved, or they lie so near that one article is likely to err
 * (`may_contradict`). Words are cut to their first letters, which makes "Kenyan" and "Kenya" one
 * without knowing any language; short words count half, being mostly grammar.
 */
#include "timeline/diff.h"

#include <math.h>
#include <string.h>
#include <unicode/uchar.h>

#define NAME_PREFIX 5  /* letters of a word of an event's name that are compared */
#define SHORT_WORD 3   /* letters */
#define WORD_BYTES 128 /* longer words are cut */
#define DAY ((int64_t)86400)

enum { WEIGHT_NAME = 35, WEIGHT_TYPE = 20, WEIGHT_TIME = 20, WEIGHT_WHO = 15, WEIGHT_WHERE = 10 };
static const double enough = 0.5; /* of the weighted mean */
static const double quote_share = 0.8;

/* ---- words ----------------------------------------------------------------------------------- */

/** One word of a string, folded. */
typedef struct word {
    char bytes[WORD_BYTES];
    uint32_t n, letters;
} word;

/* The next word of p from *i on, cut to `prefix` letters (0: whole); false at the end. */
static bool next_word(const char *p, size_t n, size_t *i, uint32_t prefix, word *w) {
    *w = (word){.n = 0};
    while (*i < n) {
        size_t at = *i;
        int32_t cp = dtl_utf8_next(p, n, i);
        if (!u_isalnum(cp)) {
            if (w->letters == 0)
                continue;
            *i = at;
            break;
        }
        w->letters++;
        if (prefix && w->letters > prefix)
            continue;
        char utf8[4];
        unsigned k = dtl_utf8_put(u_foldCase(cp, U_FOLD_CASE_DEFAULT), utf8);
        if (w->n + k <= WORD_BYTES) {
            memcpy(w->bytes + w->n, utf8, k);
            w->n += k;
        }
    }
    return w->letters > 0;
}

static void insert_sorted(uint32_t *ids, uint32_t *n, uint32_t id) {
    uint32_t i = *n;
    while (i > 0 && ids[i - 1] > id)
        i--;
    if (i > 0 && ids[i - 1] == id)
        return;
    memmove(ids + i + 1, ids + i, (*n - i) * sizeof *ids);
    ids[i] = id;
    (*n)++;
}

#define PROFILE_WORDS_MAX 32 /* of a name or a quote that are compared */

/* Single letters are what clitics leave behind ("s"), and say nothing. */
static bool collect_words(dtl_profiles *p, const char *text, size_t length, uint32_t **ret,
                          uint32_t *ret_n) {
    uint32_t ids[PROFILE_WORDS_MAX + 1], n = 0;
    size_t at = 0;
    word w;
    while (n < PROFILE_WORDS_MAX && next_word(text, length, &at, NAME_PREFIX, &w)) {
        if (w.letters < 2 && !u_isdigit((unsigned char)w.bytes[0]))
            continue;
        uint32_t id = dtl_intern_add(&p->words, w.bytes, w.n);
        if (!id)
            return false;
        insert_sorted(ids, &n, id);
    }
    *ret = DTL_NEW_ARRAY(p->arena, n, uint32_t);
    if (!*ret)
        return false;
    memcpy(*ret, ids, n * sizeof *ids);
    *ret_n = n;
    return true;
}

static bool profile_init(dtl_profiles *p, dtl_profile *profile, const dtl_entry *e) {
    profile->entry = e;
    if (!collect_words(p, e->name, strlen(e->name), &profile->words, &profile->nwords))
        return false;
    if (e->nevidence == 0)
        return true;
    dtl_slice quote = e->evidence[0].text;
    return collect_words(p, quote.p, quote.n, &profile->quote, &profile->nquote);
}

static dtl_profile *profile_all(dtl_profiles *p, const dateline_timeline *tl, uint32_t *ret_n) {
    uint32_t n = tl->nevents + tl->nundated;
    dtl_profile *at = DTL_NEW_ARRAY(p->arena, n, dtl_profile);
    for (uint32_t i = 0; at && i < n; i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        if (!profile_init(p, &at[i], e))
            return NULL;
    }
    *ret_n = n;
    return at;
}

/* Once per entry: a word of both name and quote counts where it stands in the name. */
static void count_words(dtl_profiles *p, const dtl_profile *at, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = 0;
        for (uint32_t w = 0; w < at[i].nwords; w++)
            p->frequency[at[i].words[w]]++;
        for (uint32_t q = 0; q < at[i].nquote; q++) {
            while (k < at[i].nwords && at[i].words[k] < at[i].quote[q])
                k++;
            if (k == at[i].nwords || at[i].words[k] != at[i].quote[q])
                p->frequency[at[i].quote[q]]++;
        }
    }
}

bool dtl_profiles_init(dtl_profiles *p, dtl_arena *arena, const dateline_timeline *a,
                       const dateline_timeline *b) {
    *p = (dtl_profiles){.arena = arena};
    if (!dtl_intern_init(&p->words, arena))
        return false;
    p->a = profile_all(p, a, &p->na);
    p->b = profile_all(p, b, &p->nb);
    if (!p->a || !p->b)
        return false;
    p->frequency = DTL_NEW_ARRAY(arena, (size_t)p->words.n + 2, uint32_t);
    if (!p->frequency)
        return false;
    count_words(p, p->a, p->na);
    count_words(p, p->b, p->nb);
    return true;
}

/* ---- features -------------------------------------------------------------------------------- */

/* Only + / and sqrt, which every IEEE machine rounds the same way. */
static double word_weight(const dtl_profiles *p, uint32_t id) {
    double weight = 1 / sqrt((double)p->frequency[id]);
    dtl_slice key = p->words.keys[id];
    bool number = key.n > 0 && u_isdigit((unsigned char)key.p[0]);
    return key.n <= SHORT_WORD && !number ? weight / 2 : weight;
}

/* Dice over weighted words, both lists ascending. */
static double dice(const dtl_profiles *p, const uint32_t *x, uint32_t nx, const uint32_t *y,
                   uint32_t ny) {
    double all = 0, shared = 0;
    uint32_t i = 0, k = 0;
    while (i < nx || k < ny) {
        if (k == ny || (i < nx && x[i] < y[k])) {
            all += word_weight(p, x[i++]);
        } else if (i == nx || y[k] < x[i]) {
            all += word_weight(p, y[k++]);
        } else {
            double weight = word_weight(p, x[i++]);
            all += 2 * weight;
            shared += 2 * weight;
            k++;
        }
    }
    return all > 0 ? shared / all : 0;
}

/* The better of name and quote: the words of the text weigh less than what the event is called. */
static double name_similarity(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    if (strcmp(x->entry->name, y->entry->name) == 0)
        return 1;
    double name = dice(p, x->words, x->nwords, y->words, y->nwords);
    double quote = quote_share * dice(p, x->quote, x->nquote, y->quote, y->nquote);
    return name > quote ? name : quote;
}

/* The last word of a name, which is what later mentions of a person keep. */
static void last_word(const char *name, word *ret) {
    size_t at = 0, n = strlen(name);
    word w;
    ret->n = 0;
    while (next_word(name, n, &at, 0, &w))
        *ret = w;
}

/* "Mr Zelensky" is "Volodymyr Zelensky", "Russia" is not "Russia's embassy". */
static bool same_name(const char *x, const char *y) {
    if (strcmp(x, y) == 0)
        return true;
    word a, b;
    last_word(x, &a);
    last_word(y, &b);
    return a.n > 0 && a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0;
}

#define LIST_MAX 32 /* names of one entry that are compared */

/* Share of the shorter list that is on the other. */
static double list_similarity(const char *const *x, uint32_t nx, const char *const *y,
                              uint32_t ny) {
    nx = nx < LIST_MAX ? nx : LIST_MAX;
    ny = ny < LIST_MAX ? ny : LIST_MAX;
    if (nx > ny)
        return list_similarity(y, ny, x, nx);
    uint32_t shared = 0;
    for (uint32_t i = 0; i < nx; i++)
        for (uint32_t k = 0; k < ny; k++)
            if (same_name(x[i], y[k])) {
                shared++;
                break;
            }
    return nx ? (double)shared / nx : 0;
}

bool dtl_bounds_disjoint(const dtl_bounds *x, const dtl_bounds *y) {
    return x->end_max <= y->start_min || y->end_max <= x->start_min;
}

bool dtl_is_plan(const dtl_entry *e) {
    return e->status == DTL_STATUS_PLANNED || e->status == DTL_STATUS_POSSIBLE ||
           e->status == DTL_STATUS_CANCELLED;
}

static bool within(const dtl_bounds *x, const dtl_bounds *y) {
    return x->start_min >= y->start_min && x->end_max <= y->end_max;
}

static double time_similarity(const dtl_bounds *x, const dtl_bounds *y) {
    if (x->start_min == y->start_min && x->end_max == y->end_max)
        return 1;
    if (dtl_bounds_disjoint(x, y))
        return 0;
    return within(x, y) || within(y, x) ? 0.7 : 0.5;
}

static int64_t length(const dtl_bounds *b) {
    if (b->start_min == DTL_TIME_MIN || b->end_max == DTL_TIME_MAX)
        return 0;
    return b->end_max - b->start_min;
}

/* Seconds between two intervals that share no instant. */
static int64_t gap_between(const dtl_bounds *a, const dtl_bounds *b) {
    return a->end_max <= b->start_min ? b->start_min - a->end_max : a->start_min - b->end_max;
}

static bool either_is_plan(const dtl_entry *x, const dtl_entry *y) {
    return dtl_is_plan(x) || dtl_is_plan(y);
}

/*
 * Disjoint intervals may be of one event when the gap is small against how finely they are told:
 * a week for days, two years for years.  A plan may move within a year or so.
 */
static bool may_contradict(const dtl_entry *x, const dtl_entry *y) {
    const dtl_bounds *a = &x->when.bounds, *b = &y->when.bounds;
    int64_t gap = gap_between(a, b);
    if (either_is_plan(x, y))
        return gap <= 400 * DAY;
    int64_t longest = length(a) > length(b) ? length(a) : length(b);
    return gap <= 7 * DAY || gap <= 2 * longest;
}

/** The five features; a negative one is not known. */
typedef struct features {
    double name, type, time, who, where;
    bool disjoint, plan;
} features;

static features compare(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    const dtl_entry *a = x->entry, *b = y->entry;
    features f = {.time = -1, .who = -1, .where = -1};
    f.name = name_similarity(p, x, y);
    f.type = strcmp(a->type, b->type) == 0;
    f.plan = either_is_plan(a, b);
    if (a->when.basis != DTL_BASIS_NONE && b->when.basis != DTL_BASIS_NONE) {
        f.time = time_similarity(&a->when.bounds, &b->when.bounds);
        f.disjoint = f.time == 0;
        if (f.disjoint && f.plan && gap_between(&a->when.bounds, &b->when.bounds) <= 31 * DAY)
            f.time = 0.4;
    }
    if (a->nwho && b->nwho)
        f.who = list_similarity(a->who, a->nwho, b->who, b->nwho);
    if (a->nwhere && b->nwhere)
        f.where = list_similarity(a->where, a->nwhere, b->where, b->nwhere);
    return f;
}

static bool shares_enough(const features *f) {
    bool people = f->who >= 0.5, place = f->where >= 0.5, clash = f->where == 0 || f->who == 0;
    if (f->type == 0)
        return f->name >= 0.6 && !clash;
    if (f->disjoint)
        return f->name >= (f->plan ? 0.25 : 0.4) && !clash;
    if (f->name >= 0.3)
        return f->name >= 0.6 || !clash;
    return f->time == 1 && (people || place) && !clash;
}

/* Decides between counterparts that are alike in everything compared. */
static int32_t tie_break(const dtl_entry *a, const dtl_entry *b) {
    return (a->status == b->status ? 2 : 0) + (strcmp(a->name, b->name) == 0 ? 1 : 0);
}

int32_t dtl_similarity(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    features f = compare(p, x, y);
    if (!shares_enough(&f) || (f.disjoint && !may_contradict(x->entry, y->entry)))
        return 0;
    const double values[] = {f.name, f.type, f.time, f.who, f.where};
    const int weights[] = {WEIGHT_NAME, WEIGHT_TYPE, WEIGHT_TIME, WEIGHT_WHO, WEIGHT_WHERE};
    double sum = 0;
    int weight = 0;
    for (size_t i = 0; i < sizeof weights / sizeof weights[0]; i++)
        if (values[i] >= 0) {
            sum += weights[i] * values[i];
            weight += weights[i];
        }
    double score = sum / weight;
    if (score < enough)
        return 0;
    return (int32_t)floor(score * DTL_SCORE_ONE + 0.5) + tie_break(x->entry, y->entry);
}
