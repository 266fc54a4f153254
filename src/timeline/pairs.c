/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which pairs of events and times are looked at, and their features.
 *
 * Only near things are paired: an event with the two times on either side of it in its sentence,
 * with the next event, with the day of the story or the last time told where its sentence has no
 * time.  So the pairs are linear in the text.  Features know tense, aspect, TimeML class, clause,
 * government and distance, and the closed-class words between the two; never the word of an event,
 * which a table fitted on a few hundred articles could only learn by heart.
 */
#include "timeline/pairs.h"

#include "events/syntax.h"
#include "rules/weights.h"
#include "text/tagger.h"
#include "timeline/build.h"

#include <stdio.h>
#include <string.h>

enum {
    SIDE_TIMES = 2,     /* times on either side of an event that it is paired with */
    BETWEEN_EVENTS = 3, /* events between two things, counted up to here */
    BETWEEN_REACH = 64, /* tokens that they are looked for in */
    BETWEEN_WORDS = 6,  /* closed-class words between two events that are looked at */
    SIGNAL_WORDS = 2,   /* so few are one signal: "only after" */
    RUNNING_REACH = 3,  /* sentences back for the last time told */
    WORD_MAX = 16       /* bytes of a closed-class word */
};

const char *dtl_pair_kind_name(dtl_pair_kind k) {
    static const char *const names[DTL_PAIR__COUNT] = {"time", "story", "running", "events",
                                                       "times"};
    return names[k];
}

/* ---- features ----------------------------------------------------------------------------- */

typedef struct finder {
    const dtl_story *s;
    dtl_buf *names;
    bool (*see)(void *ctx, const dtl_pair *p);
    void *ctx;
    bool has_publication;
    dtl_bounds publication;
    uint32_t *time_from; /* per sentence: its first time; one more at the end */
    uint32_t *owner;     /* per time: the first event that it dates or measures, or DTL_NONE */
    bool *main;          /* per mention: is it the main verb of its sentence? */
    bool *linked;        /* per mention: has a link rule related it and the next? */
    dtl_pair pair;
    uint64_t kind_hash;
} finder;

static void put_feature(finder *f, const char *const parts[]) {
    if (f->pair.nfeatures == DTL_PAIR_FEATURES_MAX)
        return;
    uint64_t h = f->kind_hash;
    for (size_t i = 0; parts[i]; i++) {
        if (i)
            h = dtl_feature_add(h, i == 1 ? "=" : ",", 1);
        h = dtl_feature_add(h, parts[i], strlen(parts[i]));
        if (f->names) {
            if (i)
                dtl_buf_putc(f->names, i == 1 ? '=' : ',');
            dtl_buf_puts(f->names, parts[i]);
        }
    }
    if (f->names)
        dtl_buf_putc(f->names, '\n');
    f->pair.features[f->pair.nfeatures++] = h;
}
/* A name and its values. */
#define FEATURE(f, ...) put_feature((f), (const char *const[]){__VA_ARGS__, NULL})

static void begin(finder *f, dtl_pair_kind kind, uint32_t x, uint32_t y) {
    const char *name = dtl_pair_kind_name(kind);
    f->pair.kind = kind;
    f->pair.x = x;
    f->pair.y = y;
    f->pair.nfeatures = 0;
    f->kind_hash = dtl_feature_add(dtl_feature_add(DTL_FEATURE_START, name, strlen(name)), "\t", 1);
    if (f->names)
        f->names->n = 0;
    FEATURE(f, "bias");
}

static bool end(finder *f) {
    return f->see(f->ctx, &f->pair);
}

/* The bucket that n falls into: the first bound that is not below it. */
static const char *bucket(uint32_t n, const uint32_t *bounds, size_t count) {
    static const char *const names[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    size_t i = 0;
    while (i < count && n > bounds[i])
        i++;
    return names[i];
}
#define BUCKET(n, ...)                                                                             \
    bucket((n), (const uint32_t[]){__VA_ARGS__},                                                   \
           sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static const char *yes(bool b) {
    return b ? "yes" : "no";
}

/* ---- what is said of one thing ------------------------------------------------------------ */

dtl_tense_aspect dtl_tense_aspect_of(const dtl_mention *m) {
    if (m->group == DTL_NONE)
        return DTL_TA_NOUN;
    bool perfect =
        m->aspect == DTL_ASPECT_PERFECTIVE || m->aspect == DTL_ASPECT_PERFECTIVE_PROGRESSIVE;
    switch (m->tense) {
    case DTL_TML_PAST: return perfect ? DTL_TA_PAST_PERFECT : DTL_TA_PAST;
    case DTL_TML_PRESENT:
        if (perfect)
            return DTL_TA_PRESENT_PERFECT;
        return m->aspect == DTL_ASPECT_PROGRESSIVE ? DTL_TA_PROGRESSIVE : DTL_TA_PRESENT;
    case DTL_TML_FUTURE: return DTL_TA_FUTURE;
    case DTL_TML_INFINITIVE: return DTL_TA_INFINITIVE;
    case DTL_TML_PRESPART: return DTL_TA_PRESPART;
    case DTL_TML_PASTPART: return DTL_TA_PASTPART;
    case DTL_TENSE_NONE: break;
    }
    return m->modal != DTL_NONE ? DTL_TA_MODAL : DTL_TA_OTHER;
}

static const char *tense_of(const dtl_mention *m) {
    static const char *const names[DTL_TA__COUNT] = {
        [DTL_TA_NOUN] = "noun",
        [DTL_TA_PAST] = "past",
        [DTL_TA_PAST_PERFECT] = "past-perfect",
        [DTL_TA_PRESENT] = "present",
        [DTL_TA_PRESENT_PERFECT] = "perfect",
        [DTL_TA_PROGRESSIVE] = "progressive",
        [DTL_TA_FUTURE] = "future",
        [DTL_TA_MODAL] = "modal",
        [DTL_TA_INFINITIVE] = "infinitive",
        [DTL_TA_PRESPART] = "prespart",
        [DTL_TA_PASTPART] = "pastpart",
        [DTL_TA_OTHER] = "other",
    };
    return names[dtl_tense_aspect_of(m)];
}

static const char *clause_of(const finder *f, const dtl_mention *m) {
    const dtl_clause *c = &f->s->clauses.at[m->clause];
    if (c->relative)
        return "relative";
    if (c->subordinate)
        return "subordinate";
    return c->quote ? "quote" : "main";
}

static const char *timed(const dtl_mention *m) {
    if (m->time != DTL_NONE)
        return "dated";
    return m->duration != DTL_NONE ? "measured" : "undated";
}

static const char *word(const finder *f, uint32_t token, char out[WORD_MAX]) {
    if (token == DTL_NONE)
        return "-";
    dtl_slice t = dtl_token_folded(f->s->doc, token);
    snprintf(out, WORD_MAX, "%.*s", (int)t.n, t.p);
    for (char *p = out; *p; p++)
        if ((unsigned char)*p <= ' ')
            *p = '_';
    return out;
}

/* Conjunctions, prepositions and the like, and what cuts a sentence into parts. */
static bool is_closed(const dtl_token *t) {
    switch (t->pos) {
    case DTL_POS_IN:
    case DTL_POS_TO:
    case DTL_POS_CC:
    case DTL_POS_WDT:
    case DTL_POS_WP:
    case DTL_POS_WRB:
    case DTL_POS_COMMA:
    case DTL_POS_COLON:
    case DTL_POS_OPEN_QUOTE:
    case DTL_POS_CLOSE_QUOTE: return true;
    default: return false;
    }
}

typedef struct names_of_event {
    const char *tense, *class_of, *clause, *timed, *noun, *main, *definite, *governor, *prep;
} names_of_event;

/* The names of an event's features, which differ by its place in the pair. */
static const names_of_event of_x = {"x.tense", "x.class",    "x.clause",   "x.timed", "x.noun",
                                    "x.main",  "x.definite", "x.governor", "x.prep"};
static const names_of_event of_y = {"y.tense", "y.class",    "y.clause",   "y.timed", "y.noun",
                                    "y.main",  "y.definite", "y.governor", "y.prep"};

static void put_event(finder *f, const names_of_event *n, uint32_t i) {
    const dtl_story *s = f->s;
    const dtl_mention *m = &s->mentions.at[i];
    const char *tense = tense_of(m), *class_of = dtl_event_class_name(m->timeml_class);
    FEATURE(f, n->tense, tense);
    FEATURE(f, n->class_of, class_of);
    FEATURE(f, n->tense, tense, class_of);
    FEATURE(f, n->clause, clause_of(f, m), tense);
    FEATURE(f, n->main, yes(f->main[i]), tense);
    FEATURE(f, n->timed, timed(m), tense);
    if (m->group != DTL_NONE) {
        uint32_t g = s->groups.at[m->group].governor;
        uint32_t by = g == DTL_NONE ? DTL_NONE : s->mention_of[s->groups.at[g].head];
        if (by != DTL_NONE)
            FEATURE(f, n->governor, tense_of(&s->mentions.at[by]), tense);
        return;
    }
    uint32_t np = m->np != DTL_NONE ? m->np : s->np_of[m->head];
    if (np == DTL_NONE)
        return;
    const dtl_np *p = &s->nps.at[np];
    char buf[WORD_MAX];
    FEATURE(f, n->definite,
            m->named      ? "named"
            : m->definite ? "definite"
                          : "other",
            p->plural ? "plural" : "singular");
    FEATURE(f, n->prep, word(f, p->prep, buf));
    FEATURE(f, n->noun, yes(p->object_of != DTL_NONE), yes(p->of != DTL_NONE));
}

static const char *lies(const dtl_time_mention *x, const dtl_bounds *b, bool known) {
    if (!x->bounded || !known)
        return "unknown";
    const dtl_bounds *a = &x->bounds;
    if (a->start_min == b->start_min && a->end_max == b->end_max)
        return "same";
    if (a->end_max <= b->start_min)
        return "before";
    if (b->end_max <= a->start_min)
        return "after";
    if (a->start_min <= b->start_min && b->end_max <= a->end_max)
        return "around";
    return b->start_min <= a->start_min && a->end_max <= b->end_max ? "within" : "across";
}

static const char *type_of(const dtl_time_mention *t) {
    return t->timex.kind == DTL_TX_NONE ? "none" : dtl_timex_type(&t->timex);
}

static const char *unit_of(const dtl_time_mention *t) {
    return t->timex.kind == DTL_TX_DATE ? dtl_unit_name(t->timex.a.grain) : "-";
}

static void put_time(finder *f, const dtl_time_mention *t) {
    FEATURE(f, "t.type", type_of(t));
    FEATURE(f, "t.unit", type_of(t), unit_of(t));
    FEATURE(f, "t.from-publication", yes(t->anchor == -1), type_of(t));
}

/* ---- an event and a time ------------------------------------------------------------------ */

/* Events (or verbs) with heads in tokens [from, to), counted up to BETWEEN_EVENTS. */
static uint32_t events_between(const finder *f, uint32_t from, uint32_t to, bool verbs) {
    uint32_t n = 0;
    for (uint32_t t = from; t < to && t - from < BETWEEN_REACH && n < BETWEEN_EVENTS; t++) {
        uint32_t m = f->s->mention_of[t];
        n += m != DTL_NONE && f->s->mentions.at[m].head == t &&
             (!verbs || f->s->mentions.at[m].group != DTL_NONE);
    }
    return n;
}

static void put_owner(finder *f, uint32_t i, uint32_t owner, const char *tense) {
    const dtl_story *s = f->s;
    const dtl_mention *m = &s->mentions.at[i], *o = &s->mentions.at[owner];
    uint32_t np = m->group != DTL_NONE ? DTL_NONE : s->np_of[m->head];
    bool object = np != DTL_NONE && o->group != DTL_NONE && s->nps.at[np].object_of == o->group;
    bool governed =
        m->group != DTL_NONE && o->group != DTL_NONE && s->groups.at[m->group].governor == o->group;
    bool governs =
        m->group != DTL_NONE && o->group != DTL_NONE && s->groups.at[o->group].governor == m->group;
    FEATURE(f, "owner", tense_of(o), tense, owner < i ? "before" : "after");
    FEATURE(f, "owner.class", dtl_event_class_name(o->timeml_class),
            dtl_event_class_name(m->timeml_class));
    FEATURE(f, "owner.clause", yes(o->clause == m->clause), tense);
    FEATURE(f, "owner.syntax",
            object     ? "object"
            : governed ? "governed"
            : governs  ? "governs"
                       : "none");
}

static bool see_time(finder *f, uint32_t i, uint32_t time) {
    const dtl_story *s = f->s;
    const dtl_mention *m = &s->mentions.at[i];
    const dtl_time_mention *t = &s->times->list.at[time];
    if (t->first <= m->head && m->head < t->end)
        return true;
    bool left = t->end <= m->head;
    uint32_t from = left ? t->end : m->head + 1, to = left ? m->head : t->first;
    const char *side = left ? "left" : "right", *tense = tense_of(m),
               *verb = yes(m->group != DTL_NONE);
    const char *own = m->time == time ? "date" : m->duration == time ? "length" : "none";
    const char *relation = m->time == time && m->time_relation != DTL_REL_NONE
                               ? dtl_relation_name(m->time_relation)
                               : "-";
    char buf[WORD_MAX];
    const char *same = yes(s->clause_of[t->first] == m->clause);
    const char *before =
        t->first > s->doc->sentences[t->sentence].first ? word(f, t->first - 1, buf) : "^";
    if (t->first > 0 && *before != '^' && !is_closed(&s->doc->tokens[t->first - 1]))
        before = "*";
    begin(f, DTL_PAIR_TIME, i, time);
    put_event(f, &of_x, i);
    put_time(f, t);
    FEATURE(f, "attached", own, relation);
    FEATURE(f, "attached.tense", own, relation, tense);
    FEATURE(f, "attached.type", own, relation, type_of(t));
    FEATURE(f, "attached.timed", own, yes(f->owner[time] != DTL_NONE && f->owner[time] != i),
            timed(m));
    FEATURE(f, "word", before);
    FEATURE(f, "word.attached", before, own, type_of(t));
    FEATURE(f, "distance", side, BUCKET(to - from, 0, 1, 2, 4, 8, 15));
    FEATURE(f, "distance.attached", side, BUCKET(to - from, 2, 4, 8), own, verb);
    FEATURE(f, "events", side, BUCKET(events_between(f, from, to, false), 0, 1, 2), own);
    FEATURE(f, "verbs", side, BUCKET(events_between(f, from, to, true), 0, 1), own, verb, same);
    FEATURE(f, "clause", same, own);
    FEATURE(f, "opens", yes(t->first == s->doc->sentences[t->sentence].first), own);
    FEATURE(f, "publication", lies(t, &f->publication, f->has_publication), own, tense);
    if (*own == 'n' && f->owner[time] != DTL_NONE)
        put_owner(f, i, f->owner[time], tense);
    return end(f);
}

/* The times nearest to event i; *next is the first time of the sentence right of it, and moves on.
 */
static bool see_times_of_sentence(finder *f, uint32_t i, uint32_t *next) {
    const dtl_story *s = f->s;
    const dtl_mention *m = &s->mentions.at[i];
    uint32_t first = f->time_from[m->sentence], last = f->time_from[m->sentence + 1];
    if (*next < first)
        *next = first;
    while (*next < last && s->times->list.at[*next].first < m->head)
        ++*next;
    uint32_t from = *next > first + SIDE_TIMES ? *next - SIDE_TIMES : first;
    uint32_t to = last - *next > SIDE_TIMES ? *next + SIDE_TIMES : last;
    for (uint32_t t = from; t < to; t++)
        if (!see_time(f, i, t))
            return false;
    return true;
}

/* An event that its sentence gives no time. */
static bool see_times_before(finder *f, uint32_t i) {
    const dtl_story *s = f->s;
    const dtl_times *times = s->times;
    const dtl_mention *m = &s->mentions.at[i];
    const char *tense = tense_of(m), *class_of = dtl_event_class_name(m->timeml_class);
    uint32_t run = f->time_from[m->sentence]; /* the time before is the last one told */
    if (times->has_lead && times->list.at[times->lead].sentence < m->sentence) {
        const dtl_time_mention *t = &times->list.at[times->lead];
        uint32_t away = m->sentence - t->sentence;
        const char *lie = lies(t, &f->publication, f->has_publication);
        begin(f, DTL_PAIR_STORY, i, times->lead);
        put_event(f, &of_x, i);
        FEATURE(f, "sentences", BUCKET(away, 1, 2, 4, 8, 16));
        FEATURE(f, "sentences.tense", BUCKET(away, 1, 4), tense, class_of);
        FEATURE(f, "publication", lie);
        FEATURE(f, "publication.tense", lie, tense);
        if (!end(f))
            return false;
    }
    if (run == 0 || m->sentence - times->list.at[run - 1].sentence > RUNNING_REACH ||
        (times->has_lead && run - 1 == times->lead))
        return true;
    const dtl_time_mention *t = &times->list.at[run - 1];
    begin(f, DTL_PAIR_RUNNING, i, run - 1);
    put_event(f, &of_x, i);
    put_time(f, t);
    FEATURE(f, "sentences.tense", BUCKET(m->sentence - t->sentence, 1, 2), tense);
    FEATURE(f, "publication.tense", lies(t, &f->publication, f->has_publication), tense);
    return end(f);
}

/* ---- two events --------------------------------------------------------------------------- */

static void put_words_between(finder *f, const dtl_mention *x, const dtl_mention *y, const char *tx,
                              const char *ty) {
    const dtl_story *s = f->s;
    char buf[WORD_MAX], signal[(WORD_MAX + 1) * SIGNAL_WORDS] = "";
    uint32_t n = 0;
    for (uint32_t t = x->head + 1; t < y->head && n < BETWEEN_WORDS; t++) {
        if (!is_closed(&s->doc->tokens[t]) || s->words[t] & DTL_W_TIME)
            continue;
        const char *w = word(f, t, buf);
        FEATURE(f, "between", w);
        FEATURE(f, "between.tenses", w, tx, ty);
        if (n++ < SIGNAL_WORDS) {
            size_t at = strlen(signal);
            snprintf(signal + at, sizeof signal - at, "%s%s", at ? "_" : "", w);
        }
    }
    if (n <= SIGNAL_WORDS) {
        FEATURE(f, "signal", signal);
        FEATURE(f, "signal.tenses", signal, tx, ty);
    }
}

static void put_syntax(finder *f, const dtl_mention *x, const dtl_mention *y, const char *tx,
                       const char *ty) {
    const dtl_story *s = f->s;
    const char *cx = dtl_event_class_name(x->timeml_class);
    const char *cy = dtl_event_class_name(y->timeml_class);
    char buf[WORD_MAX];
    uint32_t xn = x->group == DTL_NONE ? s->np_of[x->head] : DTL_NONE;
    uint32_t yn = y->group == DTL_NONE ? s->np_of[y->head] : DTL_NONE;
    if (y->group != DTL_NONE && x->group != DTL_NONE) {
        if (s->groups.at[y->group].governor == x->group) {
            FEATURE(f, "governs", cx, cy);
            FEATURE(f, "governs", tx);
        }
        if (s->groups.at[x->group].governor == y->group)
            FEATURE(f, "governed", cx, cy);
    }
    if (yn != DTL_NONE && x->group != DTL_NONE && s->nps.at[yn].object_of == x->group) {
        FEATURE(f, "object", cx, ty);
        FEATURE(f, "object.tense", tx, cx);
    }
    if (xn != DTL_NONE && y->group != DTL_NONE && s->groups.at[y->group].subject == xn)
        FEATURE(f, "subject", cy, ty);
    const dtl_clause *a = &s->clauses.at[x->clause], *b = &s->clauses.at[y->clause];
    if (a != b) {
        FEATURE(f, "y.opener", word(f, b->opener, buf));
        FEATURE(f, "x.opener", word(f, a->opener, buf));
        if (b->parent == x->clause)
            FEATURE(f, "child", clause_of(f, y), tx, ty);
        if (a->parent == y->clause)
            FEATURE(f, "parent", clause_of(f, x), tx, ty);
    }
}

static bool see_events(finder *f, uint32_t i, uint32_t k) {
    const dtl_story *s = f->s;
    const dtl_mention *x = &s->mentions.at[i], *y = &s->mentions.at[k];
    const char *tx = tense_of(x), *ty = tense_of(y);
    const char *cx = dtl_event_class_name(x->timeml_class);
    const char *cy = dtl_event_class_name(y->timeml_class);
    begin(f, DTL_PAIR_EVENTS, i, k);
    put_event(f, &of_x, i);
    put_event(f, &of_y, k);
    FEATURE(f, "tenses", tx, ty);
    FEATURE(f, "tenses.class", tx, cx, ty);
    FEATURE(f, "tenses.classes", tx, cx, ty, cy);
    FEATURE(f, "same-clause", yes(x->clause == y->clause), tx, ty);
    FEATURE(f, "clauses", clause_of(f, x), clause_of(f, y), tx, ty);
    FEATURE(f, "timed", timed(x), timed(y));
    FEATURE(f, "distance", BUCKET(y->head - x->head, 1, 2, 3, 5, 8, 12));
    if (x->time != DTL_NONE && y->time != DTL_NONE) {
        const dtl_time_mention *b = &s->times->list.at[y->time];
        FEATURE(f, "times",
                x->time == y->time ? "one"
                                   : lies(&s->times->list.at[x->time], &b->bounds, b->bounded));
    }
    put_words_between(f, x, y, tx, ty);
    put_syntax(f, x, y, tx, ty);
    return end(f);
}

/* ---- two times ---------------------------------------------------------------------------- */

static bool see_times(finder *f, uint32_t i) {
    const dtl_time_mention *x = &f->s->times->list.at[i], *y = x + 1;
    const char *lie = lies(x, &y->bounds, y->bounded);
    uint32_t away = y->sentence - x->sentence;
    begin(f, DTL_PAIR_TIMES, i, i + 1);
    FEATURE(f, "lies", lie);
    FEATURE(f, "lies.types", lie, type_of(x), type_of(y));
    FEATURE(f, "lies.units", lie, unit_of(x), unit_of(y));
    FEATURE(f, "lies.sentences", lie, BUCKET(away, 0, 1, 3));
    return end(f);
}

/* ---- all ---------------------------------------------------------------------------------- */

/* The first finite verb of a main clause in each sentence. */
static void find_main_verbs(finder *f) {
    const dtl_story *s = f->s;
    uint32_t done = DTL_NONE;
    for (uint32_t i = 0; i < s->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[i];
        const dtl_clause *c = &s->clauses.at[m->clause];
        f->main[i] = m->sentence != done && m->group != DTL_NONE && s->groups.at[m->group].finite &&
                     !c->relative && !c->subordinate;
        if (f->main[i])
            done = m->sentence;
    }
}

static bool prepare(finder *f, const dtl_links *links, dtl_arena *arena) {
    const dtl_story *s = f->s;
    uint32_t n = s->mentions.n, nt = s->times->list.n, ns = s->doc->nsentences;
    f->time_from = DTL_NEW_ARRAY(arena, (size_t)ns + 1, uint32_t);
    f->owner = DTL_NEW_ARRAY(arena, (size_t)nt + 1, uint32_t);
    f->main = DTL_NEW_ARRAY(arena, (size_t)n + 1, bool);
    f->linked = DTL_NEW_ARRAY(arena, (size_t)n + 1, bool);
    if (!f->time_from || !f->owner || !f->main || !f->linked)
        return false;
    for (uint32_t k = 0, t = 0; k <= ns; k++) {
        while (t < nt && s->times->list.at[t].sentence < k)
            t++;
        f->time_from[k] = t;
    }
    for (uint32_t t = 0; t < nt; t++)
        f->owner[t] = DTL_NONE;
    for (uint32_t i = n; i-- > 0;) {
        const dtl_mention *m = &s->mentions.at[i];
        if (m->time != DTL_NONE)
            f->owner[m->time] = i;
        if (m->duration != DTL_NONE)
            f->owner[m->duration] = i;
        f->linked[i] = false;
    }
    for (uint32_t i = 0; i < links->n; i++) {
        uint32_t x = links->at[i].x, y = links->at[i].y;
        if (x != DTL_NONE && y != DTL_NONE && (x + 1 == y || y + 1 == x))
            f->linked[x < y ? x : y] = true;
    }
    find_main_verbs(f);
    return true;
}

bool dtl_pairs_each(const dtl_story *s, const dtl_links *links, dtl_arena *arena, dtl_buf *names,
                    bool (*see)(void *ctx, const dtl_pair *p), void *ctx) {
    finder f = {.s = s, .names = names, .see = see, .ctx = ctx};
    dtl_timex publication = {.kind = DTL_TX_DATE, .a = s->times->dct};
    f.has_publication = s->times->has_dct && dtl_timex_bounds(&publication, &f.publication);
    if (!prepare(&f, links, arena))
        return false;
    for (uint32_t i = 0, next = 0; i < s->mentions.n; i++) {
        uint32_t sentence = s->mentions.at[i].sentence;
        bool ok = f.time_from[sentence] == f.time_from[sentence + 1]
                      ? see_times_before(&f, i)
                      : see_times_of_sentence(&f, i, &next);
        if (ok && i + 1 < s->mentions.n && s->mentions.at[i + 1].sentence == sentence &&
            !f.linked[i])
            ok = see_events(&f, i, i + 1);
        if (!ok)
            return false;
    }
    for (uint32_t i = 0; i + 1 < s->times->list.n; i++)
        if (!see_times(&f, i))
            return false;
    return true;
}
