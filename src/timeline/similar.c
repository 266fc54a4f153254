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
#define PLAN_MOVES_MAX (400 * DAY)

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

/*
 * What a name of a person or place is known by: its last word, which is what later mentions of a
 * person keep.  "Mr Zelensky" is "Volodymyr Zelensky", "Russia" is not "Russia's embassy".
 */
static uint32_t key_of(dtl_profiles *p, const char *name) {
    word w, last = {.n = 0};
    size_t at = 0, n = strlen(name);
    while (next_word(name, n, &at, 0, &w))
        last = w;
    return last.n ? dtl_intern_add(&p->words, last.bytes, last.n)
                  : dtl_intern_add(&p->words, name, (uint32_t)n);
}

#define LIST_MAX 32 /* names of one entry that are compared */

static bool collect_keys(dtl_profiles *p, const char *const *names, uint32_t n, uint32_t **ret,
                         uint32_t *ret_n) {
    n = n < LIST_MAX ? n : LIST_MAX;
    *ret = DTL_NEW_ARRAY(p->arena, n, uint32_t);
    for (uint32_t i = 0; *ret && i < n; i++)
        if (!((*ret)[i] = key_of(p, names[i])))
            return false;
    *ret_n = n;
    return *ret != NULL;
}

static bool profile_init(dtl_profiles *p, dtl_profile *profile, const dtl_entry *e) {
    profile->entry = e;
    if (!collect_keys(p, e->who, e->nwho, &profile->who, &profile->nwho) ||
        !collect_keys(p, e->where, e->nwhere, &profile->where, &profile->nwhere))
        return false;
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
    dtl_bounds created = {.end_max = DTL_TIME_MAX};
    if (tl->has_created)
        dtl_timex_bounds(&tl->created, &created);
    for (uint32_t i = 0; at && i < n; i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        if (!profile_init(p, &at[i], e))
            return NULL;
        at[i].told = created.end_max;
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

static double name_similarity(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    if (strcmp(x->entry->name, y->entry->name) == 0)
        return 1;
    return dice(p, x->words, x->nwords, y->words, y->nwords);
}

static double quote_similarity(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    return dice(p, x->quote, x->nquote, y->quote, y->nquote);
}

/* Ids of list[i] and list[k] are equal when the names are one (see key_of). */
static bool is_on(uint32_t id, const uint32_t *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == id)
            return true;
    return false;
}

static uint32_t shared_names(const uint32_t *x, uint32_t nx, const uint32_t *y, uint32_t ny) {
    uint32_t shared = 0;
    for (uint32_t i = 0; i < nx; i++)
        shared += is_on(x[i], y, ny);
    return shared;
}

/* Share of the shorter list that is on the other; the same from both sides. */
static double list_similarity(const uint32_t *x, uint32_t nx, const uint32_t *y, uint32_t ny) {
    if (nx > ny)
        return list_similarity(y, ny, x, nx);
    uint32_t shared = shared_names(x, nx, y, ny);
    if (nx == ny) {
        uint32_t back = shared_names(y, ny, x, nx);
        shared = back < shared ? back : shared;
    }
    return nx ? (double)shared / nx : 0;
}

/* Does each list have a name that the other has not? */
static bool lists_differ(const uint32_t *x, uint32_t nx, const uint32_t *y, uint32_t ny) {
    return shared_names(x, nx, y, ny) < nx && shared_names(y, ny, x, nx) < ny;
}

bool dtl_other_people(const dtl_profile *x, const dtl_profile *y) {
    return lists_differ(x->who, x->nwho, y->who, y->nwho);
}

bool dtl_other_places(const dtl_profile *x, const dtl_profile *y) {
    return lists_differ(x->where, x->nwhere, y->where, y->nwhere);
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

/* An article cannot have reported as done what took place after it; a day for time zones. */
static bool came_later(const dtl_profile *x, const dtl_profile *y) {
    return x->told != DTL_TIME_MAX && y->entry->when.bounds.start_min >= x->told + DAY;
}

/* The same month, or longer part of a year, one year apart: the year is what people get wrong. */
static bool other_year(const dtl_bounds *a, const dtl_bounds *b) {
    int64_t apart =
        a->start_min < b->start_min ? b->start_min - a->start_min : a->start_min - b->start_min;
    int64_t months = length(a) < length(b) ? length(a) : length(b);
    return months >= 28 * DAY && (apart == 365 * DAY || apart == 366 * DAY);
}

/*
 * Disjoint intervals may be of one event when the gap is small against how finely they are told:
 * a week for days, two years for years.  A plan may move within a year or so.
 */
static bool may_contradict(const dtl_profile *x, const dtl_profile *y, bool alike) {
    const dtl_bounds *a = &x->entry->when.bounds, *b = &y->entry->when.bounds;
    int64_t gap = gap_between(a, b);
    if (either_is_plan(x->entry, y->entry))
        return gap <= PLAN_MOVES_MAX;
    if (came_later(x, y) || came_later(y, x))
        return false;
    int64_t longest = length(a) > length(b) ? length(a) : length(b);
    return gap <= 7 * DAY || gap <= 2 * longest || (alike && other_year(a, b));
}

/** The five features; a negative one is not known. */
typedef struct features {
    double name, type, time, who, where;
    bool by_name, disjoint, plan, others;
} features;

static features compare(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    const dtl_entry *a = x->entry, *b = y->entry;
    features f = {.time = -1, .who = -1, .where = -1};
    /* The better of the two: the words of the text weigh less than what the event is called. */
    double name = name_similarity(p, x, y), quote = quote_share * quote_similarity(p, x, y);
    f.by_name = name >= quote;
    f.name = f.by_name ? name : quote;
    f.type = strcmp(a->type, b->type) == 0;
    f.plan = either_is_plan(a, b);
    if (a->when.basis != DTL_BASIS_NONE && b->when.basis != DTL_BASIS_NONE) {
        f.time = time_similarity(&a->when.bounds, &b->when.bounds);
        f.disjoint = f.time == 0;
        if (f.disjoint && f.plan && gap_between(&a->when.bounds, &b->when.bounds) <= 31 * DAY)
            f.time = 0.4;
    }
    if (a->nwho && b->nwho)
        f.who = list_similarity(x->who, x->nwho, y->who, y->nwho);
    if (a->nwhere && b->nwhere)
        f.where = list_similarity(x->where, x->nwhere, y->where, y->nwhere);
    f.others = dtl_other_people(x, y);
    return f;
}

static const double some_words = 0.3, most_words = 0.6;

/* Other people at another time are another event, unless it is a plan of that name for that
 * place. */
static bool shares_enough_apart(const features *f, bool clash) {
    if (f->plan && f->type == 1 && f->name >= most_words && f->where == 1)
        return true;
    if (clash || f->others)
        return false;
    if (f->type == 0)
        return f->name >= most_words;
    return f->name >= (f->plan ? 0.25 : 0.4) || (f->who == 1 && f->where == 1);
}

static bool shares_enough(const features *f) {
    bool people = f->who >= 0.5, place = f->where >= 0.5, clash = f->where == 0 || f->who == 0;
    if (f->disjoint)
        return shares_enough_apart(f, clash);
    if (f->type == 0)
        return f->name >= most_words && !clash;
    if (f->name >= some_words)
        return f->name >= most_words || !clash;
    return !clash && ((f->time == 1 && (people || place)) || (people && place));
}

/* Decides between counterparts that are alike in everything compared. */
static int32_t tie_break(const dtl_entry *a, const dtl_entry *b) {
    return (a->status == b->status ? 2 : 0) + (strcmp(a->name, b->name) == 0 ? 1 : 0);
}

static uint32_t reasons(const features *f) {
    return (f->name < some_words ? 0u
            : f->by_name         ? DTL_BY_NAME
                                 : DTL_BY_QUOTE) |
           (f->type == 1 ? DTL_BY_TYPE : 0u) | (f->time >= 0 && !f->disjoint ? DTL_BY_DATES : 0u) |
           (f->who >= 0.5 ? DTL_BY_WHO : 0u) | (f->where >= 0.5 ? DTL_BY_PLACE : 0u);
}

dtl_match dtl_match_entries(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    static const dtl_match none = {0, 0};
    features f = compare(p, x, y);
    bool agree = (f.who < 0 || f.who == 1) && (f.where < 0 || f.where == 1);
    bool alike = f.type == 1 && f.name >= most_words && agree;
    if (!shares_enough(&f) || (f.disjoint && !may_contradict(x, y, alike)))
        return none;
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
        return none;
    return (dtl_match){(int32_t)floor(score * DTL_SCORE_ONE + 0.5) + tie_break(x->entry, y->entry),
                       reasons(&f)};
}

int32_t dtl_similarity(const dtl_profiles *p, const dtl_profile *x, const dtl_profile *y) {
    return dtl_match_entries(p, x, y).score;
}
