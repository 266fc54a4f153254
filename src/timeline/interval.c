/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interval of an event before the network is solved.
 *
 * An event lies within the time that dates it; since, until, by and after bound one end.  What has
 * happened ended by the day of publication, what goes on had begun by then; "earlier this week" is
 * thereby cut at publication without a rule of its own.  A duration on something that goes on
 * dates its beginning: ongoing for over three years.
 *
 * An event with no time of its own that the lead of a news story reports as done has the day of
 * the story, marked as inferred: the day that the lead gives, else that of publication or, of a
 * simple past, the day before it as well.  Nothing else borrows a date.
 */
#include "events/syntax.h"
#include "timeline/build.h"

const dtl_bounds dtl_unbounded = {DTL_TIME_MIN, DTL_TIME_MAX, DTL_TIME_MIN, DTL_TIME_MAX};

static const int64_t DAY = 86400;
enum {
    LEAD_SENTENCES = 2, /* that may say on which day */
    LEAD_TIMES = 8      /* looked at for it */
};

static bool publication(const dtl_story *s, int64_t *start, int64_t *end) {
    return s->times && s->times->has_dct && dtl_date_interval(&s->times->dct, start, end);
}

static void raise(int64_t *x, int64_t low) {
    if (*x < low)
        *x = low;
}

static void lower(int64_t *x, int64_t high) {
    if (*x > high)
        *x = high;
}

/* Days that only touch have nothing in common: what is left must have a length. */
static bool sane(const dtl_bounds *b) {
    return b->start_min <= b->start_max && b->end_min <= b->end_max && b->start_min < b->end_max;
}

/*
 * "They agreed before dawn on Sunday": what a clock or a part of the day bounds was on that day,
 * where it is told as done; a deadline leaves the days before it open.
 */
static void on_its_day(const dtl_time_mention *t, const dtl_mention *m, dtl_bounds *b) {
    dtl_timex day = {.kind = DTL_TX_DATE};
    dtl_bounds whole;
    if (m->status != DTL_STATUS_HAPPENED || t->timex.kind != DTL_TX_DATE ||
        t->timex.a.grain >= DTL_DAY || !dtl_date_to_grain(&t->timex.a, DTL_DAY, &day.a) ||
        !dtl_timex_bounds(&day, &whole))
        return;
    if (m->time_relation == DTL_REL_BEFORE)
        b->start_min = b->end_min = whole.start_min;
    else if (whole.end_max > t->bounds.end_max)
        b->start_max = b->end_max = whole.end_max;
}

/* What a mention's time says of its event. */
static dtl_bounds from_time(const dtl_time_mention *t, const dtl_mention *m) {
    dtl_bounds b = dtl_unbounded;
    const dtl_bounds *x = &t->bounds;
    switch (m->time_relation) {
    case DTL_REL_STARTS:
    case DTL_REL_BEGUN_BY:
        b.start_min = x->start_min;
        b.start_max = x->end_max - 1; /* the last instant inside it */
        b.end_min = x->start_min;
        break;
    case DTL_REL_ENDS:
    case DTL_REL_ENDED_BY:
        b.end_min = x->start_min;
        b.end_max = x->end_max;
        b.start_max = x->end_max;
        break;
    case DTL_REL_BEFORE:
        b.start_max = b.end_max = x->end_max;
        on_its_day(t, m, &b);
        break;
    case DTL_REL_AFTER:
        b.start_min = b.end_min = x->end_min;
        on_its_day(t, m, &b);
        break;
    case DTL_REL_NONE:
    case DTL_REL_INCLUDES:
    case DTL_REL_DURING:
    case DTL_REL_SAME:
        b.start_min = b.end_min = x->start_min;
        b.start_max = b.end_max = x->end_max;
        break;
    }
    return b;
}

static bool meet(dtl_bounds *a, const dtl_bounds *b) {
    dtl_bounds m = *a;
    raise(&m.start_min, b->start_min);
    lower(&m.start_max, b->start_max);
    raise(&m.end_min, b->end_min);
    lower(&m.end_max, b->end_max);
    if (!sane(&m))
        return false;
    *a = m;
    return true;
}

/* The unit a date is precise to. */
static dtl_unit grain_of(const dtl_timex *x) {
    return x->kind == DTL_TX_DATE ? x->a.grain : DTL_DAY;
}

static void take_mention(const dtl_story *s, uint32_t index, dtl_dating *d) {
    const dtl_mention *m = &s->mentions.at[index];
    if (m->duration != DTL_NONE && d->duration == DTL_NONE)
        d->duration = m->duration;
    dtl_bounds own;
    if (m->own && dtl_timex_bounds(m->own, &own) && meet(&d->bounds, &own)) {
        d->basis = DTL_BASIS_EXPLICIT;
        d->granularity = grain_of(m->own);
        d->time = m->time;
        d->mention = index;
        return;
    }
    if (m->time == DTL_NONE)
        return;
    const dtl_time_mention *t = &s->times->list.at[m->time];
    if (!t->bounded) {
        if (d->time == DTL_NONE) {
            d->time = m->time;
            d->mention = index;
        }
        return;
    }
    dtl_bounds b = from_time(t, m);
    if (!meet(&d->bounds, &b)) {
        d->conflict = true;
        d->conflict_time = m->time;
        return;
    }
    bool finer = d->basis == DTL_BASIS_NONE || grain_of(&t->timex) < d->granularity;
    if (finer) {
        d->time = m->time;
        d->mention = index;
        d->granularity = grain_of(&t->timex);
        d->basis = t->timex.from_dct || t->timex.from_ref ? DTL_BASIS_ANCHORED : DTL_BASIS_EXPLICIT;
    }
}

/* "ongoing for over three years": the duration, counted back from publication, bounds the start. */
static void count_back(const dtl_story *s, dtl_dating *d) {
    int64_t pub, pub_end;
    if (d->duration == DTL_NONE || d->basis != DTL_BASIS_NONE || !publication(s, &pub, &pub_end))
        return;
    const dtl_timex *x = &s->times->list.at[d->duration].timex;
    int64_t n = x->dur.n / 1000;
    dtl_date from = s->times->dct, start;
    if (x->dur.unknown || n <= 0 || !dtl_date_shift(&from, -n, x->dur.unit, &start))
        return;
    int64_t a, b;
    if (!dtl_date_interval(&start, &a, &b))
        return;
    bool more = x->dur.mod == DTL_MOD_MORE_THAN || x->dur.mod == DTL_MOD_EQUAL_OR_MORE;
    dtl_date unit;
    lower(&d->bounds.start_max, b - 1);
    if (!more && dtl_date_to_grain(&start, x->dur.unit, &unit) &&
        dtl_date_interval(&unit, &a, &b)) {
        raise(&d->bounds.start_min, a);
        d->bounds.start_max = b - 1;
    }
    d->basis = DTL_BASIS_ANCHORED;
    d->granularity = x->dur.unit;
    d->time = d->duration;
}

/* "The siege lasted three years": what lasts ends its length after it began. */
static void add_length(const dtl_story *s, const dtl_event *e, dtl_dating *d) {
    if (d->duration == DTL_NONE || d->time == DTL_NONE || d->time == d->duration ||
        !s->rules->types[e->type].state)
        return;
    const dtl_timex *x = &s->times->list.at[d->duration].timex;
    const dtl_timex *from = &s->times->list.at[d->time].timex;
    dtl_date end;
    int64_t a, b, start_a, start_b;
    int64_t n = x->dur.n / 1000;
    if (x->dur.unknown || n <= 0 || from->kind != DTL_TX_DATE ||
        !dtl_date_interval(&from->a, &start_a, &start_b) ||
        !dtl_date_shift(&from->a, n, x->dur.unit, &end) || !dtl_date_interval(&end, &a, &b))
        return;
    d->bounds = (dtl_bounds){start_a, start_b, a, b};
}

/* The first day that the lead tells of, unless it is to come; the date line is none. */
static uint32_t day_of_lead(const dtl_story *s, int64_t published) {
    const dtl_times *x = s->times;
    uint32_t first = x->has_lead ? x->lead : x->list.n;
    for (uint32_t i = first; i < x->list.n && i < first + LEAD_TIMES; i++) {
        const dtl_time_mention *t = &x->list.at[i];
        if (t->sentence >= s->lead + LEAD_SENTENCES)
            break;
        if (t->sentence >= s->lead && t->bounded && t->timex.kind == DTL_TX_DATE &&
            t->timex.a.grain <= DTL_DAY && t->bounds.start_min < published)
            return i;
    }
    return DTL_NONE;
}

/* Done, and told in the lead without a time: the day of the story. */
static void story_day(const dtl_story *s, const dtl_event *e, dtl_dating *d) {
    const dtl_mention *m = &s->mentions.at[e->mentions.at[0]];
    if (m->sentence < s->lead && e->mentions.n > 1)
        m = &s->mentions.at[e->mentions.at[1]]; /* the headline has no article and no tense */
    const dtl_clause *c = &s->clauses.at[m->clause];
    /* a noun that the lead brings up is of the day of its verb: "were killed in a stampede" */
    const dtl_np *np = m->group == DTL_NONE && m->np != DTL_NONE ? &s->nps.at[m->np] : NULL;
    bool noun = np && np->indefinite &&
                !(np->prep != DTL_NONE && dtl_is_listed(s, DTL_L_TIME_SIGNAL, np->prep));
    uint32_t verb = noun ? c->group : m->group;
    if (s->times->domain != DTL_DOMAIN_NEWS || verb == DTL_NONE || m->sentence > s->lead ||
        m->quoted || c->relative)
        return;
    const dtl_group *g = &s->groups.at[verb];
    if (!g->finite || (g->tense != DTL_TML_PAST && g->aspect != DTL_ASPECT_PERFECTIVE))
        return;
    int64_t a = 0, b = DTL_TIME_MAX;
    bool published = publication(s, &a, &b);
    uint32_t lead = g->tense == DTL_TML_PAST ? day_of_lead(s, b) : DTL_NONE;
    if (lead != DTL_NONE) {
        d->time = lead;
        a = s->times->list.at[lead].bounds.start_min;
        b = s->times->list.at[lead].bounds.end_max;
    } else if (!published || !dtl_is_story(s)) {
        return;
    } else if (g->aspect != DTL_ASPECT_PERFECTIVE) {
        a -= DAY; /* a paper tells of yesterday */
    }
    dtl_bounds day = {a, b, a, b};
    if (meet(&d->bounds, &day)) {
        d->basis = DTL_BASIS_INFERRED;
        d->granularity = DTL_DAY;
    }
}

dtl_dating dtl_date_event(const dtl_story *s, const dtl_event *e) {
    dtl_dating d = {.bounds = dtl_unbounded,
                    .time = DTL_NONE,
                    .mention = DTL_NONE,
                    .duration = DTL_NONE,
                    .conflict_time = DTL_NONE,
                    .granularity = DTL_DAY};
    for (uint32_t i = 0; i < e->mentions.n; i++)
        take_mention(s, e->mentions.at[i], &d);
    bool ongoing = e->status == DTL_STATUS_ONGOING;
    if (ongoing)
        count_back(s, &d);
    else
        add_length(s, e, &d);
    int64_t pub, pub_end;
    if (publication(s, &pub, &pub_end)) {
        dtl_bounds told = dtl_unbounded;
        if (e->status == DTL_STATUS_HAPPENED) {
            told.start_max = told.end_max = pub_end;
        } else if (ongoing) {
            told.start_max = pub_end;
            told.end_min = pub_end;
        }
        if (ongoing && d.basis != DTL_BASIS_NONE && d.bounds.end_max <= pub)
            d.bounds.end_max = DTL_TIME_MAX; /* dated by its beginning: it goes on */
        meet(&d.bounds, &told);
    }
    d.open_end = ongoing;
    if (d.basis == DTL_BASIS_NONE && d.time == DTL_NONE && e->status == DTL_STATUS_HAPPENED &&
        s->times)
        story_day(s, e, &d);
    return d;
}

/* A verb that a report tells as the next thing: past, in a main clause, no quotation. */
static bool tells_on(const dtl_story *s, const dtl_mention *m) {
    if (m->event == DTL_NONE || m->group == DTL_NONE || m->quoted || m->negated)
        return false;
    const dtl_clause *c = &s->clauses.at[m->clause];
    return s->groups.at[m->group].finite && m->tense == DTL_TML_PAST &&
           m->aspect == DTL_ASPECT_NONE && !c->relative && !c->subordinate;
}

/*
 * "Protesters blocked the bridge on Friday.  Eleven people were arrested": what a report tells of
 * right after a dated event, without a time, is of the same day.
 */
void dtl_date_sequence(const dtl_story *s, dtl_dating *dating) {
    const dtl_mention *last = NULL; /* told on, and with a day */
    for (uint32_t i = 0; s->times && s->times->domain == DTL_DOMAIN_NEWS && i < s->mentions.n;
         i++) {
        const dtl_mention *m = &s->mentions.at[i];
        bool noun = m->group == DTL_NONE && m->event != DTL_NONE && m->time != DTL_NONE &&
                    m->rule->entry && !m->quoted;
        if (!noun && !tells_on(s, m))
            continue;
        dtl_dating *d = &dating[m->event];
        if (m->time != DTL_NONE) {
            bool day = d->granularity <= DTL_DAY && m->time_relation == DTL_REL_NONE &&
                       d->basis != DTL_BASIS_NONE && d->basis != DTL_BASIS_INFERRED;
            last = day ? m : NULL;
            continue;
        }
        const dtl_sentence *at = &s->doc->sentences[m->sentence];
        if (!last || d->basis != DTL_BASIS_NONE || d->time != DTL_NONE || !m->rule->entry ||
            s->events.at[m->event].status != DTL_STATUS_HAPPENED ||
            m->sentence > last->sentence + 1 ||
            at->paragraph != s->doc->sentences[last->sentence].paragraph)
            continue;
        const dtl_dating *day = &dating[last->event];
        if (!meet(&d->bounds, &day->bounds))
            continue;
        d->time = day->time;
        d->basis = DTL_BASIS_INFERRED;
        d->granularity = DTL_DAY;
    }
}

bool dtl_lag_from_publication(const dtl_story *s, const dtl_link *l, dtl_bounds *ret) {
    int64_t pub, pub_end;
    if (!l->has_lag || (l->x != DTL_NONE && l->y != DTL_NONE) || !publication(s, &pub, &pub_end))
        return false;
    /* y of "publication after y" lies before it; x of "x before publication" too */
    bool back = (l->x == DTL_NONE && l->relation == DTL_REL_AFTER) ||
                (l->y == DTL_NONE && l->relation == DTL_REL_BEFORE);
    bool ahead = (l->x == DTL_NONE && l->relation == DTL_REL_BEFORE) ||
                 (l->y == DTL_NONE && l->relation == DTL_REL_AFTER);
    if (!back && !ahead)
        return false;
    int64_t min, max;
    dtl_lag_range(&l->lag, &min, &max);
    int64_t a = DTL_TIME_MIN, b = DTL_TIME_MAX;
    if (back) {
        if (max != DTL_TIME_MAX)
            a = pub - max;
        b = pub - min + DAY;
    } else {
        a = pub + min;
        if (max != DTL_TIME_MAX)
            b = pub_end + max;
    }
    *ret = (dtl_bounds){a, b, a, b};
    return true;
}

bool dtl_lag_from_date(const dtl_duration *lag, const dtl_timex *from, bool ahead,
                       dtl_bounds *ret) {
    if (from->kind != DTL_TX_DATE || lag->unknown || lag->mod != DTL_MOD_NONE || lag->n <= 0 ||
        lag->n % 1000 || lag->unit < DTL_DAY || from->a.grain > lag->unit)
        return false;
    int64_t n = lag->n / 1000, start, end;
    dtl_date day, moved, whole;
    if (!dtl_date_to_grain(&from->a, DTL_DAY, &day) ||
        !dtl_date_shift(from->a.grain < DTL_DAY ? &day : &from->a, ahead ? n : -n, lag->unit,
                        &moved) ||
        !dtl_date_to_grain(&moved, lag->unit, &whole) || !dtl_date_interval(&whole, &start, &end))
        return false;
    *ret = (dtl_bounds){start, end, start, end};
    return true;
}
