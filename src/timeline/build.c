/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From events to entries: date, link, solve, choose, order, write.
 *
 * The network is asked twice: for the narrowest interval of each event and for the order of the
 * entries.  A link that contradicts what is better supported is kept and shown on the events
 * concerned, never dropped silently.
 *
 * Whether an event is worth an entry is a sum (salience): what its rule or type says, plus a date
 * of its own, plus a place in the lead, minus quotation and the lack of any named thing.  The
 * weights are few and stand in one table; calibration against edited timelines is in
 * docs/accuracy.md.
 */
#include "timeline/build.h"
#include "events/steps.h"
#include "text/tagger.h"

#include <math.h>
#include <string.h>

/* a hair lower than said: a sum of tenths falls short of its tenths */
static const double ENTRY_THRESHOLD = 0.5 - 1e-9, ABOUT_THRESHOLD = 0.4 - 1e-9;
static const double WITH_DATE = 0.15, IN_LEAD = 0.10, NAMED = 0.05, NAMELESS = -0.20,
                    ALL_QUOTED = -0.25, UNREAL_UNDATED = -0.10, DONE_UNDATED = -0.25,
                    PART_UNDATED = -0.30;
static const int64_t DAY = 86400;
enum { LEAD_SENTENCES = 2, EVIDENCE_TOKENS = 40, EVIDENCE_MAX = 8, CONFLICTS_MAX = 32 };

typedef struct builder {
    const dtl_story *s;
    const dtl_links *links;
    const dtl_build_options *o;
    dateline_timeline *tl;
    dtl_arena *a;       /* the timeline's */
    dtl_dating *dating; /* per event */
    bool *dated_lag;    /* per link: its lag has become a date */
    uint32_t *node;     /* per event */
    dtl_edge *edges;
    uint32_t nedges;
    dtl_network *net;
    bool *is_entry; /* per event */
    bool *is_part;  /* per event: it fills a role of another event ("the collapse of the talks") */
    uint32_t *slot; /* per event: index in tl->events or tl->undated */
    dtl_code_points cp;
    dtl_buf text; /* for what is put together before it is kept */
} builder;

static bool publication(const dtl_story *s, int64_t *start, int64_t *end) {
    return s->times->has_dct && dtl_date_interval(&s->times->dct, start, end);
}

/* ---- the network ---------------------------------------------------------------------------- */

static uint32_t event_of(const dtl_story *s, uint32_t mention) {
    return mention == DTL_NONE ? DTL_NONE : s->mentions.at[mention].event;
}

static bool edge_relation(dtl_relation r, dtl_edge_relation *ret) {
    switch (r) {
    case DTL_REL_BEFORE: *ret = DTL_EDGE_BEFORE; return true;
    case DTL_REL_AFTER: *ret = DTL_EDGE_AFTER; return true;
    case DTL_REL_INCLUDES: *ret = DTL_EDGE_INCLUDES; return true;
    case DTL_REL_DURING: *ret = DTL_EDGE_DURING; return true;
    case DTL_REL_SAME: *ret = DTL_EDGE_SAME; return true;
    case DTL_REL_STARTS:
    case DTL_REL_BEGUN_BY: *ret = DTL_EDGE_STARTS_WITH; return true;
    case DTL_REL_ENDS:
    case DTL_REL_ENDED_BY: *ret = DTL_EDGE_ENDS_WITH; return true;
    case DTL_REL_NONE: break;
    }
    return false;
}

static void narrow(dtl_bounds *b, const dtl_bounds *by) {
    dtl_bounds m = *b;
    if (by->start_min > m.start_min)
        m.start_min = by->start_min;
    if (by->start_max < m.start_max)
        m.start_max = by->start_max;
    if (by->end_min > m.end_min)
        m.end_min = by->end_min;
    if (by->end_max < m.end_max)
        m.end_max = by->end_max;
    if (m.start_min <= m.start_max && m.end_min <= m.end_max && m.start_min < m.end_max)
        *b = m;
}

/* "days after x", told on the day of publication, dates x itself. */
static void apply_lags(builder *b) {
    for (uint32_t i = 0; i < b->links->n; i++) {
        const dtl_link *l = &b->links->at[i];
        uint32_t e = event_of(b->s, l->x == DTL_NONE ? l->y : l->x);
        dtl_bounds lag;
        if (e == DTL_NONE || !dtl_lag_from_publication(b->s, l, &lag))
            continue;
        dtl_dating *d = &b->dating[e];
        narrow(&d->bounds, &lag);
        if (d->basis == DTL_BASIS_NONE || d->basis == DTL_BASIS_INFERRED) {
            d->basis = DTL_BASIS_ANCHORED;
            d->granularity = DTL_DAY;
        }
    }
}

/* "the day after x" is dated by a date of x. */
static void apply_dated_lags(builder *b) {
    const dtl_story *s = b->s;
    for (uint32_t i = 0; i < b->links->n; i++) {
        const dtl_link *l = &b->links->at[i];
        uint32_t x = event_of(s, l->x), y = event_of(s, l->y);
        if (!l->has_lag || x == DTL_NONE || y == DTL_NONE || x == y ||
            (l->relation != DTL_REL_AFTER && l->relation != DTL_REL_BEFORE))
            continue;
        bool forward = b->dating[x].basis == DTL_BASIS_NONE || b->dating[x].time == DTL_NONE;
        const dtl_dating *from = &b->dating[forward ? y : x];
        dtl_dating *to = &b->dating[forward ? x : y];
        dtl_bounds lag;
        if (from->time == DTL_NONE || from->mention == DTL_NONE || to->time != DTL_NONE ||
            from->basis == DTL_BASIS_NONE ||
            s->mentions.at[from->mention].time_relation != DTL_REL_NONE ||
            !dtl_lag_from_date(&l->lag, &s->times->list.at[from->time].timex,
                               forward == (l->relation == DTL_REL_AFTER), &lag))
            continue;
        narrow(&to->bounds, &lag);
        to->basis = DTL_BASIS_ANCHORED;
        to->granularity = l->lag.unit;
        b->dated_lag[i] = true;
    }
}

static dtl_status solve(builder *b) {
    const dtl_story *s = b->s;
    if (s->events.n >= DTL_NETWORK_NODES_MAX) /* the day of publication is one as well */
        return DTL_E_LIMIT;
    b->net = dtl_network_new(s->arena);
    b->node = DTL_NEW_ARRAY(s->arena, s->events.n + 1u, uint32_t);
    b->edges = DTL_NEW_ARRAY(s->arena, b->links->n + 1u, dtl_edge);
    if (!b->net || !b->node || !b->edges)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < s->events.n; i++) {
        b->node[i] = dtl_network_add(b->net, &b->dating[i].bounds);
        if (b->node[i] == UINT32_MAX)
            return DTL_E_NOMEM;
    }
    int64_t pub, pub_end;
    uint32_t dct = DTL_NONE;
    if (publication(s, &pub, &pub_end)) {
        dtl_bounds day = {pub, pub, pub_end, pub_end};
        dct = dtl_network_add(b->net, &day);
        if (dct == UINT32_MAX)
            return DTL_E_NOMEM;
    }
    for (uint32_t i = 0; i < b->links->n; i++) {
        const dtl_link *l = &b->links->at[i];
        uint32_t x = event_of(s, l->x), y = event_of(s, l->y);
        dtl_edge e = {.confidence = l->confidence, .tag = i};
        e.x = l->x == DTL_NONE ? dct : x == DTL_NONE ? DTL_NONE : b->node[x];
        e.y = l->y == DTL_NONE ? dct : y == DTL_NONE ? DTL_NONE : b->node[y];
        if (e.x == DTL_NONE || e.y == DTL_NONE || e.x == e.y ||
            !edge_relation(l->relation, &e.relation))
            continue;
        if (l->has_lag && !b->dated_lag[i] && l->x != DTL_NONE && l->y != DTL_NONE) {
            e.has_lag = true;
            dtl_lag_range(&l->lag, &e.lag_min, &e.lag_max);
        }
        b->edges[b->nedges++] = e;
    }
    return dtl_network_solve(b->net, b->edges, b->nedges);
}

/*
 * The interval of an event after propagation.  What does not last by its type and is dated by its
 * links alone ends on the day it begins, give or take one: "two months after the meeting" dates the
 * whole meeting, not its end.
 */
static dtl_bounds interval_of(const builder *b, uint32_t event) {
    dtl_bounds x = dtl_network_bounds(b->net, b->node[event]);
    if (b->s->rules->types[b->s->events.at[event].type].state || b->dating[event].time != DTL_NONE)
        return x;
    if (x.end_min != DTL_TIME_MIN && x.start_min < x.end_min - DAY)
        x.start_min = x.end_min - DAY;
    if (x.start_max != DTL_TIME_MAX && x.start_min != DTL_TIME_MIN && x.end_max > x.start_max + DAY)
        x.end_max = x.start_max + DAY;
    return x;
}

static bool is_closed(const dtl_bounds *x) {
    return x->start_min != DTL_TIME_MIN && x->end_max != DTL_TIME_MAX;
}

/* ---- which events are entries -----------------------------------------------------------------
 */

/* Does the text say when?  Without a publication date a relative time is as good as a date. */
static bool is_placed(const builder *b, uint32_t event) {
    const dtl_dating *d = &b->dating[event];
    dtl_bounds narrowed = interval_of(b, event);
    return d->basis != DTL_BASIS_NONE || d->time != DTL_NONE || is_closed(&narrowed);
}

static double salience(const builder *b, uint32_t index) {
    const dtl_story *s = b->s;
    const dtl_event *e = &s->events.at[index];
    const dtl_dating *d = &b->dating[index];
    double x = 0;
    bool quoted = true, lead = false, entry = false, headline = s->doc->has_title;
    for (uint32_t i = 0; i < e->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[e->mentions.at[i]];
        double own =
            isnan(m->rule->salience) ? s->rules->types[m->type].salience : m->rule->salience;
        if (own > x)
            x = own;
        quoted = quoted && m->quoted;
        lead = lead || m->sentence < s->lead + LEAD_SENTENCES;
        headline = headline && m->sentence == 0;
        entry = entry || m->rule->entry;
    }
    bool placed = is_placed(b, index);
    if (!entry || (headline && !placed))
        return 0; /* a headline sums up what the text tells with its time */
    bool named = false;
    for (uint32_t i = 0; i < e->args.n; i++)
        named = named || e->args.at[i].entity != DTL_NONE || e->args.at[i].slot == DTL_ROLE_WHAT ||
                (e->args.at[i].np != DTL_NONE && s->nps.at[e->args.at[i].np].definite);
    bool unreal = e->status == DTL_STATUS_POSSIBLE || e->status == DTL_STATUS_DENIED;
    bool news = lead && d->basis == DTL_BASIS_INFERRED;
    bool dated = d->basis == DTL_BASIS_EXPLICIT || d->basis == DTL_BASIS_ANCHORED ||
                 (news && s->mentions.at[e->main].rule->fallback);
    x += dated                                                  ? WITH_DATE
         : unreal                                               ? UNREAL_UNDATED
         : !placed && !lead && e->status == DTL_STATUS_HAPPENED ? DONE_UNDATED
                                                                : 0;
    x += lead ? IN_LEAD : 0;
    x += named ? NAMED : news || ((dated || d->time != DTL_NONE) && e->args.n) ? 0 : NAMELESS;
    x += quoted ? ALL_QUOTED : 0;
    x += !placed && b->is_part[index] && e->status == DTL_STATUS_HAPPENED ? PART_UNDATED : 0;
    return x;
}

/*
 * How likely a careful reader would have the entry with this date and status: the shares measured
 * on the fixture articles that were not kept aside (bench/calibrate.py, docs/accuracy.md).
 */
static const struct {
    double explicit_date, anchored, inferred, undated_plan, undated; /* by basis and status */
    double possible, nameless, quoted, conflict;                     /* less for each */
} CONFIDENCE = {.explicit_date = 0.93,
                .anchored = 0.89,
                .inferred = 0.65,
                .undated_plan = 0.35,
                .undated = 0.15,
                .possible = 0.35,
                .nameless = 0.06,
                .quoted = 0.10,
                .conflict = 0.35};

static double confidence(const builder *b, uint32_t index, dtl_basis basis) {
    const dtl_event *e = &b->s->events.at[index];
    bool happened = e->status == DTL_STATUS_HAPPENED;
    double c = basis == DTL_BASIS_EXPLICIT   ? CONFIDENCE.explicit_date
               : basis == DTL_BASIS_ANCHORED ? CONFIDENCE.anchored
               : basis == DTL_BASIS_INFERRED ? CONFIDENCE.inferred
               : happened                    ? CONFIDENCE.undated
                                             : CONFIDENCE.undated_plan;
    const dtl_mention *main = &b->s->mentions.at[e->main];
    if (main->rule && !isnan(main->rule->confidence))
        c *= main->rule->confidence;
    if (basis != DTL_BASIS_NONE && e->status == DTL_STATUS_POSSIBLE)
        c -= CONFIDENCE.possible;
    if (!e->args.n)
        c -= CONFIDENCE.nameless;
    if (main->quoted)
        c -= CONFIDENCE.quoted;
    if (b->dating[index].conflict)
        c -= CONFIDENCE.conflict;
    return c < 0.05 ? 0.05 : floor(c * 100 + 0.5) / 100;
}

/* ---- entries ----------------------------------------------------------------------------------
 */

static void spans(const builder *b, uint32_t start, uint32_t end, uint32_t *ret_start,
                  uint32_t *ret_end) {
    *ret_start = dtl_input_offset(b->s->doc, start);
    *ret_end = dtl_input_end(b->s->doc, end);
}

static dtl_slice keep(const builder *b, dtl_slice x) {
    char *p = dtl_arena_strndup(b->a, x.p, x.n);
    return (dtl_slice){p, p ? x.n : 0};
}

/* "t4": a letter and a number from 1. */
static const char *make_id(const builder *b, char letter, uint32_t index) {
    char id[12];
    unsigned first = sizeof id;
    for (uint32_t n = index + 1; n; n /= 10)
        id[--first] = (char)('0' + n % 10);
    id[--first] = letter;
    return dtl_arena_strndup(b->a, id + first, sizeof id - first);
}

/* Trigger, arguments and time of one mention, as far as they lie together in its sentence. */
static bool evidence_of(const builder *b, uint32_t mention, dtl_evidence *ev) {
    const dtl_story *s = b->s;
    const dtl_mention *m = &s->mentions.at[mention];
    uint32_t lo = m->first, hi = m->end;
    for (uint32_t i = 0; i < m->args.n; i++) {
        const dtl_filler *f = &m->args.at[i];
        if (s->doc->tokens[f->first].sentence != m->sentence)
            continue;
        uint32_t l = f->first < lo ? f->first : lo, h = f->end > hi ? f->end : hi;
        if (h - l <= EVIDENCE_TOKENS) {
            lo = l;
            hi = h;
        }
    }
    if (m->time != DTL_NONE) {
        const dtl_time_mention *t = &s->times->list.at[m->time];
        uint32_t l = t->first < lo ? t->first : lo, h = t->end > hi ? t->end : hi;
        if (t->sentence == m->sentence && h - l <= EVIDENCE_TOKENS) {
            lo = l;
            hi = h;
        }
        ev->time = make_id(b, 't', m->time); /* as --times lists it */
        if (!ev->time)
            return false;
    }
    uint32_t start = s->doc->tokens[lo].start, end = s->doc->tokens[hi - 1].end;
    ev->text = keep(b, (dtl_slice){s->doc->text + start, end - start});
    spans(b, start, end, &ev->start, &ev->end);
    ev->cp_start = dtl_code_points_at(&b->cp, start);
    ev->cp_end = dtl_code_points_at(&b->cp, end);
    ev->sentence = m->sentence;
    ev->rule = dtl_arena_strndup(b->a, m->rule->id, strlen(m->rule->id));
    return ev->text.p && ev->rule;
}

static bool push_name(const char **list, uint32_t *n, const char *name) {
    if (!name)
        return false;
    for (uint32_t i = 0; i < *n; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    list[(*n)++] = name;
    return true;
}

/* Empties b->text for the next. */
static dtl_buf *new_text(builder *b) {
    b->text.n = 0;
    return &b->text;
}

static const char *keep_text(builder *b) {
    return b->text.failed ? NULL : dtl_arena_strndup(b->a, b->text.at, b->text.n);
}

static const char *filler_text(builder *b, const dtl_filler *f) {
    const dtl_story *s = b->s;
    if (f->entity != DTL_NONE)
        return dtl_entity_name(s, f->entity, b->a);
    dtl_put_mention(new_text(b), s, f->first, f->end);
    return keep_text(b);
}

static bool fill_arguments(builder *b, const dtl_event *e, dtl_entry *out) {
    size_t n = e->args.n + 1u;
    out->who = DTL_NEW_ARRAY(b->a, n, const char *);
    out->where = DTL_NEW_ARRAY(b->a, n, const char *);
    out->what = DTL_NEW_ARRAY(b->a, n, const char *);
    if (!out->who || !out->where || !out->what)
        return false;
    for (uint32_t i = 0; i < e->args.n; i++) {
        const dtl_filler *f = &e->args.at[i];
        if (dtl_names_nothing(b->s, f))
            continue;
        const char *name = filler_text(b, f);
        bool ok = f->slot == DTL_ROLE_WHO     ? push_name(out->who, &out->nwho, name)
                  : f->slot == DTL_ROLE_WHERE ? push_name(out->where, &out->nwhere, name)
                                              : push_name(out->what, &out->nwhat, name);
        if (!ok)
            return false;
    }
    return true;
}

static bool fill_when(builder *b, uint32_t index, dtl_entry *out) {
    const dtl_story *s = b->s;
    const dtl_dating *d = &b->dating[index];
    dtl_when *w = &out->when;
    w->bounds = interval_of(b, index);
    w->granularity = d->granularity;
    w->basis = d->basis;
    w->open_end = d->open_end && w->bounds.end_max == DTL_TIME_MAX;
    if (w->basis == DTL_BASIS_NONE && is_closed(&w->bounds))
        w->basis = DTL_BASIS_INFERRED;
    if (d->duration != DTL_NONE) {
        dtl_timex_value(&s->times->list.at[d->duration].timex, new_text(b));
        if (!(w->duration = keep_text(b)))
            return false;
    }
    if (d->time != DTL_NONE && !s->times->list.at[d->time].bounded) {
        const dtl_time_mention *t = &s->times->list.at[d->time];
        w->relative = dtl_arena_strndup(b->a, s->doc->text + t->start, t->stop - t->start);
        if (!w->relative)
            return false;
    }
    if (w->basis == DTL_BASIS_NONE)
        return true;
    dtl_buf *e = new_text(b);
    const dtl_timex *own = d->time == DTL_NONE ? NULL : &s->times->list.at[d->time].timex;
    dtl_bounds exact;
    /* the expression's own EDTF keeps what an interval cannot say (1999~, 198X) */
    bool same = own && own->kind == DTL_TX_DATE && dtl_timex_bounds(own, &exact) &&
                exact.start_min == w->bounds.start_min && exact.end_max == w->bounds.end_max;
    if (!(same && dtl_timex_edtf(own, e)))
        dtl_bounds_edtf(&w->bounds, w->granularity, e);
    if (!e->n && w->open_end)
        dtl_buf_puts(e, "/.."); /* unknown start, open end (ISO 8601-2, 4.4) */
    return (w->edtf = keep_text(b)) != NULL;
}

static dtl_status make_entry(builder *b, uint32_t index, dtl_entry *out) {
    const dtl_story *s = b->s;
    const dtl_event *e = &s->events.at[index];
    memset(out, 0, sizeof *out);
    if (!fill_when(b, index, out) || !fill_arguments(b, e, out))
        return DTL_E_NOMEM;
    out->name = dtl_label(s, e, &b->dating[index], b->a);
    const char *type = s->rules->types[s->mentions.at[e->main].type].id;
    out->type = dtl_arena_strndup(b->a, type, strlen(type));
    out->status = e->status;
    out->confidence = confidence(b, index, out->when.basis);
    uint32_t n = e->mentions.n < EVIDENCE_MAX ? e->mentions.n : EVIDENCE_MAX;
    out->evidence = DTL_NEW_ARRAY(b->a, n, dtl_evidence);
    if (!out->name || !out->type || !out->evidence)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < n; i++)
        if (!evidence_of(b, e->mentions.at[i], &out->evidence[out->nevidence++]))
            return DTL_E_NOMEM;
    return DTL_OK;
}

/* A conflict of the entry, as words of the text. */
static bool push_conflict(builder *b, dtl_entry *out, const char *words) {
    if (out->nconflicts == CONFLICTS_MAX)
        return words != NULL;
    const char **list = DTL_NEW_ARRAY(b->a, out->nconflicts + 1u, const char *);
    if (!list || !words)
        return false;
    if (out->nconflicts)
        memcpy(list, out->conflicts, out->nconflicts * sizeof *list);
    list[out->nconflicts++] = words;
    out->conflicts = list;
    return true;
}

/* A second date that cannot be true together with the entry's. */
static bool add_conflict(builder *b, uint32_t index, dtl_entry *out) {
    const dtl_dating *d = &b->dating[index];
    if (!d->conflict)
        return true;
    const dtl_time_mention *t = &b->s->times->list.at[d->conflict_time];
    return push_conflict(b, out,
                         dtl_arena_strndup(b->a, b->s->doc->text + t->start, t->stop - t->start));
}

static dtl_entry *entry_of(builder *b, uint32_t event);

/* Refused links are shown on the entries at both their ends. */
static bool add_refused(builder *b) {
    for (uint32_t i = 0; i < b->nedges; i++) {
        if (!b->edges[i].refused)
            continue;
        const dtl_link *l = &b->links->at[b->edges[i].tag];
        dtl_slice words = dtl_tokens_text(b->s->doc, l->first, l->end);
        dtl_entry *ends[] = {entry_of(b, event_of(b->s, l->x)), entry_of(b, event_of(b->s, l->y))};
        for (int k = 0; k < 2; k++)
            if (ends[k] && !push_conflict(b, ends[k],
                                          dtl_arena_printf(b->a, "%.*s (%s)", (int)words.n, words.p,
                                                           l->rule->id)))
                return false;
    }
    return true;
}

/* Which events are what happens to, or in, another event that has a date. */
static bool find_parts(builder *b) {
    const dtl_story *s = b->s;
    b->is_part = DTL_NEW_ARRAY(s->arena, s->events.n + 1u, bool);
    for (uint32_t i = 0; b->is_part && i < s->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[i];
        uint32_t part =
            m->event == DTL_NONE || !m->rule->entry ? DTL_NONE : dtl_event_argument(s, m);
        uint32_t e = part == DTL_NONE ? DTL_NONE : s->mentions.at[part].event;
        if (e != DTL_NONE && e != m->event && b->dating[m->event].basis != DTL_BASIS_NONE)
            b->is_part[e] = true;
    }
    return b->is_part != NULL;
}

static dtl_status write_entries(builder *b) {
    const dtl_story *s = b->s;
    uint32_t n = s->events.n, chosen = 0;
    uint32_t *list = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    uint32_t *nodes = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    uint32_t *position = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    uint32_t *perm = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    b->is_entry = DTL_NEW_ARRAY(s->arena, n + 1u, bool);
    if (!find_parts(b))
        return DTL_E_NOMEM;
    b->slot = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    if (!list || !nodes || !position || !perm || !b->is_entry || !b->slot)
        return DTL_E_NOMEM;
    dtl_about about;
    if (b->o->about && !dtl_about_init(&about, s, b->o->about))
        return DTL_E_NOMEM;
    double threshold = b->o->about ? ABOUT_THRESHOLD : ENTRY_THRESHOLD;
    for (uint32_t i = 0; i < n; i++) {
        b->is_entry[i] = (b->o->all || salience(b, i) >= threshold) &&
                         (!b->o->about || dtl_is_about(&about, &s->events.at[i]));
        if (!b->is_entry[i])
            continue;
        list[chosen] = i;
        nodes[chosen] = b->node[i];
        position[chosen++] =
            s->doc->tokens[s->mentions.at[s->events.at[i].mentions.at[0]].head].start;
    }
    b->tl->events = DTL_NEW_ARRAY(b->a, chosen + 1u, dtl_entry);
    b->tl->undated = DTL_NEW_ARRAY(b->a, chosen + 1u, dtl_entry);
    if (!b->tl->events || !b->tl->undated)
        return DTL_E_NOMEM;
    dtl_status st = dtl_network_order(b->net, nodes, position, chosen, perm);
    for (uint32_t i = 0; st == DTL_OK && i < chosen; i++) {
        uint32_t index = list[perm[i]];
        dtl_entry e;
        st = make_entry(b, index, &e);
        if (st == DTL_OK && !add_conflict(b, index, &e))
            st = DTL_E_NOMEM;
        if (st != DTL_OK)
            return st;
        bool is_dated = e.when.basis != DTL_BASIS_NONE;
        uint32_t k = is_dated ? b->tl->nevents++ : b->tl->nundated++;
        e.id = make_id(b, is_dated ? 'e' : 'u', k);
        if (!e.id)
            return DTL_E_NOMEM;
        b->slot[index] = k;
        (is_dated ? b->tl->events : b->tl->undated)[k] = e;
    }
    return st;
}

/* The entry of an event, or NULL: it is in one of the two lists, the dated one when it got a date.
 */
static dtl_entry *entry_of(builder *b, uint32_t event) {
    if (event == DTL_NONE || !b->is_entry[event])
        return NULL;
    uint32_t k = b->slot[event];
    dtl_bounds x = interval_of(b, event);
    bool dated = b->dating[event].basis != DTL_BASIS_NONE || is_closed(&x);
    return dated ? &b->tl->events[k] : &b->tl->undated[k];
}

static const char *entry_id(builder *b, uint32_t event) {
    const dtl_entry *e = entry_of(b, event);
    return e ? e->id : NULL;
}

static const char *signal_of(builder *b, const dtl_link *l) {
    dtl_slice words = dtl_tokens_text(b->s->doc, l->first, l->end);
    return dtl_arena_strndup(b->a, words.p, words.n);
}

static dtl_status write_order(builder *b) {
    b->tl->order = DTL_NEW_ARRAY(b->a, b->nedges + 1u, dtl_order_link);
    if (!b->tl->order)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < b->nedges; i++) {
        const dtl_edge *e = &b->edges[i];
        const dtl_link *l = &b->links->at[e->tag];
        const char *x = entry_id(b, event_of(b->s, l->x)), *y = entry_id(b, event_of(b->s, l->y));
        if (!x || !y)
            continue;
        dtl_order_link o = {.x = x, .y = y, .relation = l->relation, .refused = e->refused};
        o.signal = signal_of(b, l);
        o.rule = dtl_arena_strndup(b->a, l->rule->id, strlen(l->rule->id));
        if (!o.signal || !o.rule)
            return DTL_E_NOMEM;
        if (l->has_lag) {
            dtl_timex lag = {.kind = DTL_TX_DURATION, .dur = l->lag};
            dtl_timex_value(&lag, new_text(b));
            if (!(o.lag = keep_text(b)))
                return DTL_E_NOMEM;
        }
        b->tl->order[b->tl->norder++] = o;
    }
    return DTL_OK;
}

static bool fill_record(builder *b) {
    uint32_t n = b->s->events.n;
    bool *refused = DTL_NEW_ARRAY(b->s->arena, b->links->n + 1u, bool);
    const dtl_entry **entry = DTL_NEW_ARRAY(b->s->arena, n + 1u, const dtl_entry *);
    if (!refused || !entry)
        return false;
    for (uint32_t i = 0; i < n; i++)
        entry[i] = entry_of(b, i);
    for (uint32_t i = 0; i < b->nedges; i++)
        refused[b->edges[i].tag] = b->edges[i].refused;
    *b->o->record = (dtl_build_record){b->dating, entry, refused, b->dated_lag};
    return true;
}

static dtl_status build(builder *b) {
    const dtl_story *s = b->s;
    int64_t pub, pub_end;
    bool dct = publication(s, &pub, &pub_end);
    for (uint32_t i = 0; i < s->events.n; i++) {
        dtl_event *e = &s->events.at[i];
        b->dating[i] = dtl_date_event(s, e);
        if (dct && e->status == DTL_STATUS_HAPPENED && b->dating[i].bounds.start_min >= pub_end)
            e->status = DTL_STATUS_PLANNED; /* a noun with a date to come */
    }
    apply_lags(b);
    apply_dated_lags(b);
    dtl_date_sequence(s, b->dating);
    dtl_status st = solve(b);
    if (st == DTL_OK)
        st = write_entries(b);
    if (st == DTL_OK && !add_refused(b))
        st = DTL_E_NOMEM;
    if (st == DTL_OK)
        st = write_order(b);
    if (st == DTL_OK && b->o->record && !fill_record(b))
        st = DTL_E_NOMEM;
    if (st == DTL_OK && !b->o->entries_only)
        st = dtl_timeline_annotations(s, b->links, &b->cp, b->tl);
    for (uint32_t i = 0; st == DTL_OK && i < b->tl->nmentions; i++)
        b->tl->mentions[i].entry = entry_id(b, event_of(s, i)); /* same order as in the story */
    return st;
}

dtl_status dtl_timeline_build(const dtl_story *s, const dtl_links *links,
                              const dtl_build_options *o, dateline_timeline *tl) {
    builder b = {.s = s, .links = links, .o = o, .tl = tl, .a = &tl->arena};
    b.dating = DTL_NEW_ARRAY(s->arena, s->events.n + 1u, dtl_dating);
    b.dated_lag = DTL_NEW_ARRAY(s->arena, links->n + 1u, bool);
    if (!b.dating || !b.dated_lag || !dtl_code_points_init(&b.cp, s->doc, s->arena))
        return DTL_E_NOMEM;
    dtl_buf_init(&b.text, tl->arena.mem);
    dtl_status st = build(&b);
    dtl_buf_free(&b.text);
    return st;
}
