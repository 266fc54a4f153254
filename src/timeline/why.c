/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline_why: the account of an entry.
 *
 * Everything an entry says has a reason that the steps before have kept: a mention knows its rule,
 * a time the anchor it was resolved against, an event its dating, a link its rule and whether the
 * network refused it.  This file only walks these and prints them, from the entry down to the
 * publication date; it decides nothing, so what it says is what was done.
 *
 * A chain of anchors ends at publication or at a time that stands by itself; each step goes to an
 * earlier mention, so it is finite.
 */
#include "timeline/pipeline.h"

#include <string.h>

enum { NAMES_LISTED = 24, CHAIN_MAX = 8, DEPTH_MAX = 3, LINKS_TOLD = 8 };

typedef struct account {
    const dtl_run *run;
    const dtl_story *s;
    const dtl_build_record *record;
    const dateline_timeline *tl;
    dtl_buf *out;
    bool colour;
} account;

/* ---- words ------------------------------------------------------------------------------------
 */

static void put_words(const account *a, uint32_t first, uint32_t end) {
    dtl_slice t = dtl_tokens_text(a->s->doc, first, end);
    dtl_buf_putc(a->out, '"');
    for (uint32_t i = 0; i < t.n; i++)
        dtl_buf_putc(a->out, t.p[i] == '\n' || t.p[i] == '\r' ? ' ' : t.p[i]);
    dtl_buf_putc(a->out, '"');
}

static void put_rule(const account *a, const dtl_rule *r) {
    dtl_buf_printf(a->out, "%s (%s:%u)", r->id, r->source->name, (unsigned)r->line);
}

static void heading(const account *a, const char *word) {
    dtl_buf_printf(a->out, a->colour ? "\033[1m%s\033[0m\n" : "%s\n", word);
}

/* "year, month": the components of a mask, coarse first. */
static void put_parts(const account *a, uint16_t mask) {
    static const struct {
        uint16_t bit;
        const char *name;
    } parts[] = {{DTL_HAS_YEAR, "year"},
                 {DTL_HAS_HALF, "half"},
                 {DTL_HAS_QUARTER, "quarter"},
                 {DTL_HAS_SEASON, "season"},
                 {DTL_HAS_MONTH, "month"},
                 {DTL_HAS_WEEK, "week"},
                 {DTL_HAS_DAY, "day"},
                 {DTL_HAS_WEEKDAY, "weekday"},
                 {DTL_HAS_DAYPART, "part of the day"},
                 {DTL_HAS_HOUR, "hour"},
                 {DTL_HAS_MINUTE, "minute"},
                 {DTL_HAS_SECOND, "second"},
                 {DTL_HAS_ZONE, "zone"}};
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (mask & parts[i].bit) {
            dtl_buf_printf(a->out, "%s%s", any ? ", " : "", parts[i].name);
            any = true;
        }
}

static void put_bound(const account *a, const char *name, int64_t low, int64_t high) {
    dtl_buf_printf(a->out, "    %s ", name);
    if (low == DTL_TIME_MIN && high == DTL_TIME_MAX) {
        dtl_buf_puts(a->out, "unknown\n");
        return;
    }
    if (low != DTL_TIME_MIN) {
        dtl_buf_puts(a->out, "not before ");
        dtl_instant_iso(low, low % 86400 != 0, a->out);
    }
    if (low != DTL_TIME_MIN && high != DTL_TIME_MAX)
        dtl_buf_puts(a->out, ", ");
    if (high != DTL_TIME_MAX) {
        dtl_buf_puts(a->out, "not after ");
        dtl_instant_iso(high, high % 86400 != 0, a->out);
    }
    dtl_buf_putc(a->out, '\n');
}

/* ---- dates ------------------------------------------------------------------------------------
 */

static void put_publication(const account *a, const char *indent) {
    if (!a->tl->has_created) {
        dtl_buf_printf(a->out, "%spublication: not known\n", indent);
        return;
    }
    dtl_buf_printf(a->out, "%spublication %s (%s)\n", indent, a->tl->created_edtf,
                   a->tl->created_source);
}

/* A time, its rule, what was said and inferred; then what it was counted from. */
static void put_time(const account *a, uint32_t index, bool to_publication) {
    const dtl_times *times = a->s->times;
    for (unsigned depth = 0; depth < CHAIN_MAX; depth++) {
        const dtl_time_mention *t = &times->list.at[index];
        dtl_buf_puts(a->out, depth ? "    counted from " : "    ");
        put_words(a, t->first, t->end);
        dtl_buf_puts(a->out, " = ");
        dtl_timex_short(&t->timex, a->out);
        dtl_buf_puts(a->out, "  ");
        put_rule(a, t->candidate->rule);
        dtl_buf_putc(a->out, '\n');
        const dtl_date *d = &t->timex.a;
        if (t->timex.kind == DTL_TX_DATE) {
            uint16_t said = (uint16_t)(d->known & ~d->inferred);
            dtl_buf_puts(a->out, "      said: ");
            put_parts(a, said);
            if (!said)
                dtl_buf_puts(a->out, "a relative time");
            if (d->inferred) {
                dtl_buf_puts(a->out, "; inferred: ");
                put_parts(a, d->inferred);
            }
            dtl_buf_putc(a->out, '\n');
        }
        if (t->anchor < 0) {
            if (t->anchor == -1 && to_publication)
                put_publication(a, "    counted from ");
            return;
        }
        if ((uint32_t)t->anchor >= index)
            return;
        index = (uint32_t)t->anchor;
    }
}

static const char *relation_of(dtl_relation r) {
    switch (r) {
    case DTL_REL_STARTS:
    case DTL_REL_BEGUN_BY: return "begins then";
    case DTL_REL_ENDS:
    case DTL_REL_ENDED_BY: return "ends then";
    case DTL_REL_BEFORE: return "lies before it";
    case DTL_REL_AFTER: return "lies after it";
    case DTL_REL_NONE:
    case DTL_REL_INCLUDES:
    case DTL_REL_DURING:
    case DTL_REL_SAME: break;
    }
    return "lies within it";
}

static uint32_t event_of(const account *a, uint32_t mention) {
    return mention == DTL_NONE ? DTL_NONE : a->s->mentions.at[mention].event;
}

/* How messages call the event of a link's end: its entry, or its words. */
static void put_end(const account *a, uint32_t mention) {
    if (mention == DTL_NONE) {
        dtl_buf_puts(a->out, "publication");
        return;
    }
    uint32_t e = event_of(a, mention);
    const dtl_entry *entry = e == DTL_NONE ? NULL : a->record->entry[e];
    const dtl_mention *m = &a->s->mentions.at[mention];
    if (entry)
        dtl_buf_printf(a->out, "%s (%s)", entry->id, entry->name);
    else
        put_words(a, m->first, m->end);
}

static void put_link(const account *a, uint32_t index, uint32_t event) {
    const dtl_link *l = &a->run->links.at[index];
    dtl_buf_puts(a->out, "    ");
    put_words(a, l->first, l->end);
    dtl_buf_puts(a->out, ": ");
    put_end(a, l->x);
    dtl_buf_printf(a->out, " %s ", dtl_relation_name(l->relation));
    put_end(a, l->y);
    if (l->has_lag) {
        dtl_timex lag = {.kind = DTL_TX_DURATION, .dur = l->lag};
        dtl_buf_puts(a->out, " by ");
        dtl_timex_short(&lag, a->out);
    }
    dtl_buf_puts(a->out, "  ");
    put_rule(a, l->rule);
    dtl_buf_puts(a->out, a->record->refused[index]
                             ? "  refused: contradicts what is better supported\n"
                             : "\n");
    if ((l->x == DTL_NONE || l->y == DTL_NONE) && a->record->dating[event].time == DTL_NONE)
        put_publication(a, "    counted from ");
}

/* An event's own time; false: it has none. */
static bool put_own_time(const account *a, uint32_t event) {
    const dtl_dating *d = &a->record->dating[event];
    if (d->time == DTL_NONE && d->basis == DTL_BASIS_INFERRED) {
        dtl_buf_puts(a->out, "    told as done in the lead, without a time of its own\n");
        put_publication(a, "    counted from ");
        return true;
    }
    if (d->time == DTL_NONE)
        return false;
    put_time(a, d->time, /* to_publication= */ true);
    if (d->time == d->duration)
        put_publication(a, "    counted back from ");
    else if (d->mention != DTL_NONE)
        dtl_buf_printf(a->out, "      the event %s\n",
                       relation_of(a->s->mentions.at[d->mention].time_relation));
    else if (d->basis == DTL_BASIS_INFERRED)
        dtl_buf_puts(a->out, "      the day that the story is at\n");
    return true;
}

/*
 * An event's dates: its own time, and its links; without a time also the dates of what it hangs on.
 * `from` is the event whose account led here.
 */
static void put_dating(const account *a, uint32_t event, uint32_t from, unsigned depth) {
    bool own = put_own_time(a, event);
    if (own && depth)
        return;
    uint32_t told[LINKS_TOLD], n = 0;
    for (uint32_t i = 0; i < a->run->links.n; i++) {
        const dtl_link *l = &a->run->links.at[i];
        uint32_t x = event_of(a, l->x), y = event_of(a, l->y);
        if (x == y || (x != event && y != event))
            continue;
        uint32_t other = x == event ? y : x;
        bool to_publication = l->x == DTL_NONE || l->y == DTL_NONE;
        if (!to_publication && (other == from || other == DTL_NONE || !a->record->entry[other]))
            continue; /* what is no entry bounds nothing that a reader sees */
        put_link(a, i, event);
        own = own || (to_publication && l->has_lag);
        bool seen = to_publication || own || a->record->refused[i];
        for (uint32_t k = 0; k < n && !seen; k++)
            seen = told[k] == other;
        if (!seen && n < LINKS_TOLD)
            told[n++] = other;
    }
    for (uint32_t k = 0; k < n && !own && depth + 1 < DEPTH_MAX; k++) {
        const dtl_entry *e = a->record->entry[told[k]];
        if (!e || e->when.basis == DTL_BASIS_NONE)
            continue;
        dtl_buf_printf(a->out, "    %s (%s) has %s, %s:\n", e->id, e->name, e->when.edtf,
                       dtl_basis_name(e->when.basis));
        put_dating(a, told[k], event, depth + 1);
    }
}

static void put_when(const account *a, uint32_t event, const dtl_entry *e) {
    const dtl_dating *d = &a->record->dating[event];
    heading(a, "  When");
    if (e->when.basis == DTL_BASIS_NONE)
        dtl_buf_puts(a->out,
                     "    undated: no time of its own, and no link bounds it on both sides\n");
    else
        dtl_buf_printf(a->out, "    %s, %s\n", e->when.edtf, dtl_basis_name(e->when.basis));
    put_dating(a, event, DTL_NONE, 0);
    if (d->duration != DTL_NONE && d->duration != d->time) {
        dtl_buf_puts(a->out, "    for its length:\n");
        put_time(a, d->duration, false);
    }
    put_bound(a, "starts", e->when.bounds.start_min, e->when.bounds.start_max);
    put_bound(a, "ends  ", e->when.bounds.end_min, e->when.bounds.end_max);
    for (uint32_t i = 0; i < e->nconflicts; i++)
        dtl_buf_printf(a->out, "    conflict: %s\n", e->conflicts[i]);
}

/* ---- what, who, status -------------------------------------------------------------------------
 */

static void put_mentions(const account *a, const dtl_event *e) {
    heading(a, "  What");
    for (uint32_t i = 0; i < e->mentions.n; i++) {
        const dtl_mention *m = &a->s->mentions.at[e->mentions.at[i]];
        dtl_buf_puts(a->out, "    ");
        put_words(a, m->first, m->end);
        dtl_buf_printf(a->out, " in sentence %u: ", (unsigned)m->sentence + 1);
        put_rule(a, m->rule);
        dtl_buf_putc(a->out, '\n');
        if (m->rule->about)
            dtl_buf_printf(a->out, "      %s\n", m->rule->about);
        for (uint32_t k = 0; k < m->args.n; k++) {
            const dtl_filler *f = &m->args.at[k];
            dtl_buf_printf(a->out, "      %s: ", f->role);
            put_words(a, f->first, f->end);
            if (f->entity != DTL_NONE) {
                const dtl_entity *x = &a->s->entities.at[f->entity];
                dtl_buf_printf(a->out, " = %.*s", (int)x->full.n, x->full.p);
            }
            dtl_buf_putc(a->out, '\n');
        }
    }
}

static const char *tense_of(const dtl_group *g) {
    switch (g->tense) {
    case DTL_TML_FUTURE: return "future";
    case DTL_TML_PRESENT: return "present";
    case DTL_TML_INFINITIVE: return "infinitive";
    case DTL_TML_PAST: return "past";
    case DTL_TML_PRESPART: return "present participle";
    case DTL_TML_PASTPART: return "past participle";
    case DTL_TENSE_NONE: break;
    }
    return "none";
}

static void put_status(const account *a, const dtl_event *e, const dtl_entry *entry) {
    heading(a, "  Status");
    dtl_buf_printf(a->out, "    %s\n", dtl_status_name(entry->status));
    for (uint32_t i = 0; i < e->mentions.n; i++) {
        const dtl_mention *m = &a->s->mentions.at[e->mentions.at[i]];
        dtl_buf_puts(a->out, "      ");
        put_words(a, m->first, m->end);
        dtl_buf_printf(a->out, ": %s", dtl_status_name(m->status));
        if (m->status_rule) {
            dtl_buf_puts(a->out, ", ");
            put_rule(a, m->status_rule);
        } else if (m->group != DTL_NONE) {
            const dtl_group *g = &a->s->groups.at[m->group];
            dtl_buf_printf(a->out, ", tense %s%s%s", tense_of(g),
                           g->modal != DTL_NONE ? " with a modal verb" : "",
                           m->negated ? ", negated" : "");
            if (a->s->clauses.at[m->clause].conditional)
                dtl_buf_puts(a->out, ", in a condition");
        } else {
            dtl_buf_puts(a->out, ", a noun: as its clause");
        }
        dtl_buf_puts(a->out, m->quoted ? ", in a quotation\n" : "\n");
    }
}

static void put_account(const account *a, uint32_t event) {
    const dtl_entry *e = a->record->entry[event];
    const dtl_event *x = &a->s->events.at[event];
    dtl_buf_printf(a->out, a->colour ? "\033[1m%s  %s\033[0m" : "%s  %s", e->id, e->name);
    dtl_buf_printf(a->out, "  (%s, confidence %.2f)\n", e->type, e->confidence);
    put_mentions(a, x);
    put_when(a, event, e);
    put_status(a, x, e);
}

/* ---- which -------------------------------------------------------------------------------------
 */

static bool contains(const char *text, size_t n, dtl_slice folded, dtl_arena *arena) {
    dtl_slice t;
    if (!dtl_fold(arena, text, (uint32_t)n, &t))
        return false;
    for (uint32_t i = 0; folded.n && i + folded.n <= t.n; i++)
        if (memcmp(t.p + i, folded.p, folded.n) == 0)
            return true;
    return false;
}

static bool in_evidence(const dtl_entry *e, dtl_slice folded, dtl_arena *arena) {
    for (uint32_t i = 0; i < e->nevidence; i++)
        if (contains(e->evidence[i].text.p, e->evidence[i].text.n, folded, arena))
            return true;
    return false;
}

/* How well an entry answers: 3 id, 2 name, 1 evidence, 0 not. */
static int answers(const dtl_entry *e, const char *wanted, dtl_slice folded, dtl_arena *arena) {
    if (strcmp(e->id, wanted) == 0)
        return 3;
    if (contains(e->name, strlen(e->name), folded, arena))
        return 2;
    return in_evidence(e, folded, arena) ? 1 : 0;
}

static void list_entries(const dateline_timeline *tl, const char *wanted, dateline_error *reterr) {
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    uint32_t n = tl->nevents + tl->nundated;
    for (uint32_t i = 0; i < n && i < NAMES_LISTED; i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        dtl_buf_printf(&b, "%s%s %s", i ? ", " : "", e->id, e->name);
    }
    dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX,
                  n ? "no entry `%.60s`; there are: %s" : "no entry `%.60s`%s", wanted,
                  n ? (b.at ? b.at : "") : ": the text tells of no event");
    dtl_buf_free(&b);
}

/* The accounts of the entries that answer best, in the order of the timeline. */
static dtl_status put_accounts(const account *a, const char *wanted, dateline_error *reterr) {
    const dateline_timeline *tl = a->tl;
    dtl_slice folded = {"", 0};
    bool all = !wanted || !*wanted;
    if (!all && !dtl_fold(a->run->arena, wanted, (uint32_t)strlen(wanted), &folded))
        return DTL_E_NOMEM;
    int best = all ? 0 : 1;
    uint32_t printed = 0, n = tl->nevents + tl->nundated;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < n; i++) {
            const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
            int how = all ? 0 : answers(e, wanted, folded, a->run->arena);
            if (pass == 0) {
                best = how > best ? how : best;
                continue;
            }
            if (how != best)
                continue;
            for (uint32_t k = 0; k < a->s->events.n; k++)
                if (a->record->entry[k] == e) {
                    if (printed++)
                        dtl_buf_putc(a->out, '\n');
                    put_account(a, k);
                }
        }
    if (!printed && !all) {
        list_entries(tl, wanted, reterr);
        return DTL_E_ARG;
    }
    return DTL_OK;
}

dateline_status dateline_why(dateline_context *ctx, const char *text, size_t len,
                             const dateline_options *opts, const char *event, int colour,
                             char **ret, dateline_error *reterr) {
    if (!ctx || (!text && len) || !ret) {
        dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX, "no context, text or result");
        return DATELINE_E_ARG;
    }
    dtl_run run = {0};
    dtl_status st = dtl_pipeline_run(ctx, text, len, opts, &run, reterr);
    if (st != DTL_OK)
        return dtl_public_status(st);
    dateline_timeline *tl = dtl_timeline_new(&ctx->mem);
    dtl_build_record record = {0};
    dtl_build_options build = {
        .all = opts && opts->all, .about = opts ? opts->about : NULL, .record = &record};
    st = tl && dtl_timeline_describe(tl, &run, text, len, opts) ? DTL_OK : DTL_E_NOMEM;
    if (st == DTL_OK)
        st = dtl_timeline_build(&run.story, &run.links, &build, tl);
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_buf_puts(&out, "");
    account a = {&run, &run.story, &record, tl, &out, colour != 0};
    dtl_status chosen = DTL_OK;
    if (st == DTL_OK)
        st = chosen = put_accounts(&a, event, reterr);
    if (st == DTL_OK && out.failed)
        st = DTL_E_NOMEM;
    dateline_timeline_free(tl);
    if (st != DTL_OK) {
        dtl_buf_free(&out);
        if (chosen == DTL_OK)
            dtl_error_set(reterr, st, SIZE_MAX, "%s",
                          dateline_status_string(dtl_public_status(st)));
        return dtl_public_status(st);
    }
    *ret = out.at;
    return DATELINE_OK;
}
