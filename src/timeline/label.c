/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The name of an entry: the first template whose slots can all be filled.
 *
 * Templates belong to the rule ("{who} attacks {what}") or its type ("{year} {where} {noun}").
 * Slots: {who} {where} {what} {noun} {own} {type} {trigger} {year}, {who1} {who2}, and any role of
 * the rule ({host}).  Names are given in their brief form, as a headline does; a phrase that names
 * nothing is cut at its head and a few words before it.
 */
#include "events/syntax.h"
#include "text/tagger.h"
#include "timeline/build.h"

#include <stdlib.h>
#include <string.h>

enum { SLOT_MAX = 32, NAMES_IN_LABEL = 2, PHRASE_WORDS = 7, OWN_WORDS = 4, TRIES = 24 };

typedef struct label {
    const dtl_story *s;
    const dtl_event *e;
    const dtl_dating *d;
    dtl_arena *arena;
    dtl_buf *out;
    uint32_t taken[TRIES]; /* fillers already said: a name is not repeated */
    uint32_t ntaken;
    unsigned depth;    /* inside the name of another event */
    uint32_t verb_end; /* end of the trigger while it is the last thing said, else DTL_NONE */
} label;

const char *dtl_entity_name(const dtl_story *s, uint32_t entity, dtl_arena *arena) {
    const dtl_entity *x = &s->entities.at[entity];
    return dtl_arena_strndup(arena, x->full.p, x->full.n);
}

/*
 * Whether the token has its capital only from beginning a sentence, or what stands after a dash or
 * quotation mark, as "At" in "At least 14 people": no name, no adjective of a place.
 */
static bool capital_of_sentence(const dtl_story *s, uint32_t token) {
    const dtl_token *t = &s->doc->tokens[token];
    dtl_slice x = dtl_token_text(s->doc, token);
    bool opens = (t->flags & DTL_TOK_FIRST) || (token > 0 && dtl_pos_is_punct(t[-1].pos));
    return opens && (t->flags & DTL_TOK_TITLE) && x.n > 1 && x.p[0] >= 'A' && x.p[0] <= 'Z' &&
           !dtl_pos_is_proper(t->pos) && s->name_of[token] == DTL_NONE &&
           !dtl_listed(s, DTL_L_DEMONYM, token);
}

static void put_slice(dtl_buf *out, dtl_slice x) {
    for (uint32_t i = 0; i < x.n; i++) {
        char c = x.p[i];
        if (c == '\n' || c == '\r' || c == '\t')
            c = ' ';
        if (c == ' ' && out->n && out->at[out->n - 1] == ' ')
            continue;
        dtl_buf_putc(out, c);
    }
}

void dtl_put_mention(dtl_buf *out, const dtl_story *s, uint32_t first, uint32_t end) {
    size_t at = out->n;
    put_slice(out, dtl_tokens_text(s->doc, first, end));
    if (first < end && out->n > at && capital_of_sentence(s, first))
        out->at[at] = (char)(out->at[at] - 'A' + 'a');
}

static void put_tokens(label *l, uint32_t first, uint32_t end) {
    dtl_put_mention(l->out, l->s, first, end);
}

/* The phrase without its determiner, at most PHRASE_WORDS up to its head. */
static void put_phrase(label *l, const dtl_filler *f) {
    const dtl_story *s = l->s;
    uint32_t first = f->first, end = f->end;
    if (f->np != DTL_NONE) {
        const dtl_np *p = &s->nps.at[f->np];
        end = p->end > end ? p->end : end;
        uint32_t of = dtl_of_phrase(s, f->np);
        if (of != DTL_NONE && s->nps.at[of].end > end && s->nps.at[of].end - first <= PHRASE_WORDS)
            end = s->nps.at[of].end; /* "coalition of the willing" */
        if (p->possessor != DTL_NONE)
            first = dtl_np_full_first(s, f->np);
        else if (s->doc->tokens[first].pos == DTL_POS_DT && first + 1 < end)
            first++;
    }
    if (end - first > PHRASE_WORDS)
        first = end - PHRASE_WORDS;
    put_tokens(l, first, end);
}

static bool wanted(const dtl_filler *f, dtl_slice slot) {
    if (dtl_slice_is(slot, "who"))
        return f->slot == DTL_ROLE_WHO;
    if (dtl_slice_is(slot, "where"))
        return f->slot == DTL_ROLE_WHERE;
    if (dtl_slice_is(slot, "what"))
        return f->slot == DTL_ROLE_WHAT;
    return dtl_slice_is(slot, f->role);
}

static bool said(const label *l, uint32_t entity) {
    for (uint32_t i = 0; i < l->ntaken; i++)
        if (l->taken[i] == entity)
            return true;
    return false;
}

/* "Washington DC" is Washington in a headline. */
static dtl_slice brief_name(const dtl_entity *e) {
    dtl_slice b = e->brief;
    uint32_t cut = b.n;
    while (cut > 0 && (b.p[cut - 1] >= 'A' && b.p[cut - 1] <= 'Z'))
        cut--;
    if (e->kind == DTL_KIND_PLACE && cut > 1 && cut < b.n && b.p[cut - 1] == ' ')
        b.n = cut - 1;
    return b;
}

static const char *label_of(const label *l, const dtl_event *e);

/* A phrase that is itself an event: its adjectives and its own name ("possible Oslo meeting"). */
static bool put_event(label *l, const dtl_filler *f) {
    const dtl_story *s = l->s;
    if (f->np == DTL_NONE || l->depth > 0)
        return false;
    const dtl_np *p = &s->nps.at[f->np];
    uint32_t m = s->mention_of[p->head];
    if (m == DTL_NONE || s->mentions.at[m].event == DTL_NONE)
        return false;
    const dtl_event *e = &s->events.at[s->mentions.at[m].event];
    const char *name = e == l->e ? NULL : label_of(l, e);
    if (!name)
        return false;
    for (uint32_t t = p->first; t < p->head; t++)
        if (dtl_pos_is_adj(s->doc->tokens[t].pos) && s->name_of[t] == DTL_NONE) {
            put_slice(l->out, dtl_token_text(s->doc, t));
            dtl_buf_putc(l->out, ' ');
        }
    dtl_buf_puts(l->out, name);
    return true;
}

bool dtl_names_nothing(const dtl_story *s, const dtl_filler *f) {
    if (f->np == DTL_NONE || f->entity != DTL_NONE)
        return false;
    const dtl_np *p = &s->nps.at[f->np];
    if (p->pronoun)
        return true;
    uint32_t of = dtl_of_phrase(s, f->np);
    return s->doc->tokens[p->head].pos == DTL_POS_CD && f->slot == DTL_ROLE_WHO &&
           (of == DTL_NONE || s->nps.at[of].pronoun);
}

static bool put_filler(label *l, const dtl_filler *f) {
    const dtl_story *s = l->s;
    if (dtl_names_nothing(s, f))
        return false;
    if (f->np != DTL_NONE && s->nps.at[f->np].timed && f->entity == DTL_NONE)
        return false; /* "vote on Thursday": the day is no matter */
    if (f->entity != DTL_NONE) {
        if (said(l, f->entity))
            return false;
        if (l->ntaken < TRIES)
            l->taken[l->ntaken++] = f->entity;
        put_slice(l->out, brief_name(&s->entities.at[f->entity]));
        return true;
    }
    if (!put_event(l, f))
        put_phrase(l, f);
    return true;
}

/* "signing of the mackerel agreement, the agreement": the last word is said already. */
static bool slot_repeats(const label *l, const dtl_filler *f, size_t start) {
    if (f->entity != DTL_NONE || f->np == DTL_NONE)
        return false;
    const dtl_story *s = l->s;
    dtl_slice head = dtl_token_text(s->doc, s->nps.at[f->np].head);
    size_t n = l->out->n - start;
    return n >= head.n && memcmp(l->out->at + l->out->n - head.n, head.p, head.n) == 0;
}

/* Beside a name a party that is only described is left out: "Holm meeting", not "Holm, mayors". */
static bool is_described(const dtl_filler *f) {
    return f->slot == DTL_ROLE_WHO && f->entity == DTL_NONE;
}

/* "moved to Oslo", "served as minister": the preposition between the trigger and its filler. */
static void put_preposition(label *l, const dtl_filler *f) {
    const dtl_story *s = l->s;
    uint32_t at = l->verb_end;
    l->verb_end = DTL_NONE;
    if (at == DTL_NONE || at + 1 >= s->doc->ntokens)
        return;
    dtl_pos pos = s->doc->tokens[at].pos;
    uint32_t first = f->np != DTL_NONE ? s->nps.at[f->np].first : f->first;
    if ((pos == DTL_POS_IN || pos == DTL_POS_TO) && first == at + 1) {
        put_tokens(l, at, first);
        dtl_buf_putc(l->out, ' ');
    }
}

/* who, where, what and roles: up to NAMES_IN_LABEL names; `index` picks one (who1, who2). */
static bool put_names(label *l, dtl_slice slot, unsigned index) {
    unsigned n = 0, want = dtl_slice_is(slot, "where") ? 1 : NAMES_IN_LABEL, k = 0;
    size_t start = l->out->n;
    for (uint32_t i = 0; i < l->e->args.n && n < want; i++) {
        const dtl_filler *f = &l->e->args.at[i];
        if (!wanted(f, slot))
            continue;
        if (index && ++k != index)
            continue;
        size_t before = l->out->n;
        if (n && (slot_repeats(l, f, start) || is_described(f)))
            continue;
        if (n)
            dtl_buf_puts(l->out,
                         f->slot == DTL_ROLE_WHO && f->entity != DTL_NONE ? "\xE2\x80\x93" : ", ");
        put_preposition(l, f);
        if (put_filler(l, f))
            n++;
        else if (l->out->at) {
            l->out->n = before;
            l->out->at[before] = '\0';
        }
    }
    return n > 0;
}

static bool put_year(label *l) {
    if (l->d->time == DTL_NONE || l->d->basis == DTL_BASIS_NONE)
        return false;
    const dtl_timex *x = &l->s->times->list.at[l->d->time].timex;
    bool dct = l->s->times->has_dct;
    if (x->kind != DTL_TX_DATE || !(x->a.known & DTL_HAS_YEAR) || (x->a.inferred & DTL_HAS_YEAR) ||
        x->a.grain > DTL_YEAR || x->a.year < 1 || (dct && x->a.year == l->s->times->dct.year))
        return false;
    dtl_buf_printf(l->out, "%d", (int)x->a.year);
    return true;
}

/* The noun that a mention of the event uses, else the type's. */
static bool put_noun(label *l) {
    const dtl_story *s = l->s;
    const dtl_mention *main = &s->mentions.at[l->e->main];
    const dtl_mention *best = main->np != DTL_NONE ? main : NULL;
    for (uint32_t i = 0; !best && i < l->e->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[l->e->mentions.at[i]];
        if (m->np != DTL_NONE && m->type == main->type)
            best = m;
    }
    if (best) {
        uint32_t first = best->first < best->head ? best->first : best->head;
        put_tokens(l, first, best->head + 1);
        return true;
    }
    const char *noun = s->rules->types[l->e->type].noun;
    if (!noun)
        return false;
    dtl_buf_puts(l->out, noun);
    return true;
}

/* A name of letters alone, or of an organisation: a person or place has a slot of its own. */
static bool names_event(const dtl_story *s, uint32_t token) {
    uint32_t name = s->name_of[token];
    if (name == DTL_NONE)
        return (s->doc->tokens[token].flags & DTL_TOK_UPPER) != 0;
    uint32_t entity = s->names.at[name].entity;
    return entity != DTL_NONE && s->entities.at[entity].kind == DTL_KIND_ORG;
}

/* What the event's own phrase calls it: "NATO" of "the NATO summit", "UN climate" of "the UN
 * climate conference". */
static bool put_own(label *l) {
    const dtl_story *s = l->s;
    for (uint32_t i = 0; i < l->e->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[l->e->mentions.at[i]];
        if (m->np == DTL_NONE || m->type != s->mentions.at[l->e->main].type)
            continue;
        uint32_t low = s->nps.at[m->np].first, end = m->first < m->head ? m->first : m->head;
        if (end > low + OWN_WORDS)
            low = end - OWN_WORDS;
        uint32_t first = end;
        for (uint32_t t = low; t < end && first == end; t++)
            if (names_event(s, t))
                first = t;
        if (first == end)
            continue;
        put_tokens(l, first, end);
        return true;
    }
    return false;
}

/* What is to come is called with its modal or infinitive: "ministry will decide". */
static uint32_t first_of_plan(const dtl_story *s, const dtl_mention *m) {
    if (m->status != DTL_STATUS_PLANNED || m->group == DTL_NONE)
        return m->first;
    const dtl_group *g = &s->groups.at[m->group];
    if (g->first >= m->first || !(g->modal == g->first || g->infinitive))
        return m->first;
    for (uint32_t t = g->first; t < m->first; t++)
        if (dtl_pos_is_adv(s->doc->tokens[t].pos))
            return m->first;
    return g->first;
}

static bool put_slot(label *l, dtl_slice slot) {
    if (dtl_slice_is(slot, "year"))
        return put_year(l);
    if (dtl_slice_is(slot, "noun"))
        return put_noun(l);
    if (dtl_slice_is(slot, "own"))
        return put_own(l);
    if (dtl_slice_is(slot, "type")) {
        const char *noun = l->s->rules->types[l->e->type].noun;
        dtl_buf_puts(l->out, noun ? noun : l->s->rules->types[l->e->type].id);
        return true;
    }
    if (dtl_slice_is(slot, "trigger")) {
        const dtl_mention *m = &l->s->mentions.at[l->e->main];
        uint32_t end = m->end;
        if (m->np == DTL_NONE && end < l->s->doc->ntokens &&
            l->s->doc->tokens[end].pos == DTL_POS_RP)
            end++; /* "spun off" */
        put_tokens(l, first_of_plan(l->s, m), end);
        l->verb_end = m->np == DTL_NONE ? end : DTL_NONE;
        return true;
    }
    if (dtl_slice_is(slot, "who1"))
        return put_names(l, dtl_slice_of("who"), 1);
    if (dtl_slice_is(slot, "who2"))
        return put_names(l, dtl_slice_of("who"), 2);
    return put_names(l, slot, 0);
}

static bool try_template(label *l, const char *t) {
    l->out->n = 0;
    l->ntaken = 0;
    l->verb_end = DTL_NONE;
    while (*t) {
        if (*t != '{') {
            dtl_buf_putc(l->out, *t++);
            continue;
        }
        const char *close = strchr(t, '}');
        if (!close || close - t > SLOT_MAX)
            return false;
        dtl_slice slot = {t + 1, (uint32_t)(close - t - 1)};
        if (!put_slot(l, slot))
            return false;
        t = close + 1;
    }
    return l->out->n > 0;
}

static const char *make_label(const dtl_story *s, const dtl_event *e, const dtl_dating *d,
                              dtl_arena *arena, unsigned depth) {
    dtl_buf out;
    dtl_buf_init(&out, arena->mem);
    label l = {.s = s, .e = e, .d = d, .arena = arena, .out = &out, .depth = depth};
    const dtl_mention *main = &s->mentions.at[e->main];
    bool ok = false;
    for (uint32_t i = 0; !ok && i < e->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[e->mentions.at[i]];
        if (m->rule->name && (m == main || !main->rule->name))
            ok = try_template(&l, m->rule->name);
    }
    const dtl_event_type *type = &s->rules->types[e->type];
    for (uint16_t i = 0; !ok && i < type->nnames; i++)
        ok = try_template(&l, type->names[i]);
    if (!ok) {
        out.n = 0;
        put_tokens(&l, main->first, main->end);
    }
    char *name = out.failed ? NULL : dtl_arena_strndup(arena, out.at ? out.at : "", out.n);
    dtl_buf_free(&out);
    return name;
}

static const char *label_of(const label *l, const dtl_event *e) {
    const dtl_dating undated = {.time = DTL_NONE};
    return make_label(l->s, e, &undated, l->arena, l->depth + 1);
}

const char *dtl_label(const dtl_story *s, const dtl_event *e, const dtl_dating *d,
                      dtl_arena *arena) {
    return make_label(s, e, d, arena, 0);
}
