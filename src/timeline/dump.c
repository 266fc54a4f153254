/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline_dump: one step of an extraction, printed for a person.
 *
 * One line per thing, tab-separated columns, no promise of stability: what a step sees, in the
 * order in which it sees it.
 */
#include "events/syntax.h"
#include "text/tagger.h"
#include "timeline/pairs.h"
#include "timeline/pipeline.h"

#include <string.h>

static void put_tokens(dtl_buf *out, const dtl_document *d, uint32_t first, uint32_t end) {
    dtl_slice t = dtl_tokens_text(d, first, end);
    for (uint32_t i = 0; i < t.n; i++)
        dtl_buf_putc(out, t.p[i] == '\n' || t.p[i] == '\t' ? ' ' : t.p[i]);
}

static void dump_tokens(const dtl_run *run, dtl_buf *out) {
    for (uint32_t i = 0; i < run->doc.nsentences; i++) {
        const dtl_sentence *sn = &run->doc.sentences[i];
        dtl_buf_printf(out, "# sentence %u, paragraph %u%s\n", (unsigned)i, (unsigned)sn->paragraph,
                       sn->quoted ? ", quoted" : "");
        for (uint32_t t = sn->first; t < sn->end; t++) {
            const dtl_token *k = &run->doc.tokens[t];
            dtl_buf_printf(out, "%u\t", (unsigned)k->start);
            put_tokens(out, &run->doc, t, t + 1);
            dtl_buf_printf(out, "\t%s", dtl_pos_name(k->pos));
            if (k->lemma)
                dtl_buf_printf(out, "\t%.*s", (int)run->rules->words.keys[k->lemma].n,
                               run->rules->words.keys[k->lemma].p);
            dtl_buf_putc(out, '\n');
        }
    }
}

static void dump_candidates(const dtl_run *run, dtl_buf *out) {
    for (uint32_t i = 0; i < run->all.list.n; i++) {
        const dtl_candidate *c = run->all.list.at[i];
        dtl_buf_printf(out, "%s\t%s\t", c->won ? "won" : "lost", c->rule->id);
        put_tokens(out, &run->doc, c->mark_first, c->mark_end);
        if (c->lost_why)
            dtl_buf_printf(out, "\t%s", c->lost_why);
        if (c->lost_to)
            dtl_buf_printf(out, "\tto %s", c->lost_to->rule->id);
        dtl_buf_putc(out, '\n');
    }
}

static void dump_times(const dtl_run *run, dtl_buf *out) {
    dtl_buf_printf(out, "# domain %s\n",
                   run->times.domain == DTL_DOMAIN_NEWS ? "news" : "narrative");
    for (uint32_t i = 0; i < run->times.list.n; i++) {
        const dtl_time_mention *t = &run->times.list.at[i];
        dtl_buf_printf(out, "t%u\t", (unsigned)i + 1);
        put_tokens(out, &run->doc, t->first, t->end);
        dtl_buf_putc(out, '\t');
        dtl_timex_short(&t->timex, out);
        dtl_buf_printf(out, "\t%s", t->candidate->rule->id);
        if (t->anchor == -1)
            dtl_buf_puts(out, "\tfrom t0");
        else if (t->anchor >= 0)
            dtl_buf_printf(out, "\tfrom t%d", (int)t->anchor + 1);
        if (t->note)
            dtl_buf_printf(out, "\t%s", t->note);
        dtl_buf_putc(out, '\n');
    }
}

static void dump_events(const dtl_run *run, dtl_buf *out) {
    const dtl_story *s = &run->story;
    dtl_syntax_dump(s, out);
    dtl_buf_puts(out, "# mentions\n");
    for (uint32_t i = 0; i < s->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[i];
        dtl_buf_printf(out, "e%u\t", (unsigned)i + 1);
        put_tokens(out, s->doc, m->first, m->end);
        dtl_buf_printf(out, "\t%s\t%s", m->rule ? m->rule->id : "-", dtl_status_name(m->status));
        if (m->status_rule)
            dtl_buf_printf(out, " (%s)", m->status_rule->id);
        if (m->event != DTL_NONE)
            dtl_buf_printf(out, "\tevent %u", (unsigned)m->event);
        if (m->time != DTL_NONE)
            dtl_buf_printf(out, "\tt%u", (unsigned)m->time + 1);
        for (uint32_t k = 0; k < m->args.n; k++) {
            const dtl_filler *f = &m->args.at[k];
            dtl_buf_printf(out, "\t%s=", f->role);
            if (f->entity != DTL_NONE)
                dtl_buf_put(out, s->entities.at[f->entity].full.p,
                            s->entities.at[f->entity].full.n);
            else
                put_tokens(out, s->doc, f->first, f->end);
        }
        dtl_buf_putc(out, '\n');
    }
}

static void put_mention(const dtl_run *run, uint32_t m, dtl_buf *out) {
    if (m == DTL_NONE) {
        dtl_buf_puts(out, "publication");
        return;
    }
    uint32_t head = run->story.mentions.at[m].head;
    put_tokens(out, &run->doc, head, head + 1);
    dtl_buf_printf(out, " (e%u)", (unsigned)m + 1);
}

static void dump_links(const dtl_run *run, dtl_buf *out) {
    for (uint32_t i = 0; i < run->links.n; i++) {
        const dtl_link *l = &run->links.at[i];
        put_mention(run, l->x, out);
        dtl_buf_printf(out, "\t%s\t", dtl_relation_name(l->relation));
        put_mention(run, l->y, out);
        if (l->has_lag) {
            dtl_timex lag = {.kind = DTL_TX_DURATION, .dur = l->lag};
            dtl_buf_puts(out, "\tlag ");
            dtl_timex_short(&lag, out);
        }
        dtl_buf_printf(out, "\t%.2f\t%s\n", l->confidence, l->rule->id);
    }
}

typedef struct pair_dump {
    dtl_buf *out, *names;
} pair_dump;

static bool dump_pair(void *ctx, const dtl_pair *p) {
    pair_dump *d = ctx;
    dtl_buf_printf(d->out, "%s\t%c%u\t%c%u\t", dtl_pair_kind_name(p->kind),
                   dtl_pair_x_is_time(p->kind) ? 't' : 'e', (unsigned)p->x + 1,
                   dtl_pair_y_is_time(p->kind) ? 't' : 'e', (unsigned)p->y + 1);
    for (size_t i = 0; i < d->names->n; i++)
        dtl_buf_putc(d->out,
                     d->names->at[i] == '\n' && i + 1 < d->names->n ? ' ' : d->names->at[i]);
    return !d->out->failed && !d->names->failed;
}

static dtl_status dump_pairs(dtl_run *run, dtl_buf *out) {
    dtl_buf names;
    dtl_buf_init(&names, &dtl_mem_default);
    pair_dump d = {out, &names};
    bool ok = dtl_pairs_each(&run->story, &run->links, run->story.arena, &names, dump_pair, &d);
    dtl_buf_free(&names);
    return ok ? DTL_OK : DTL_E_NOMEM;
}

static dtl_status dump_order(const dtl_run *run, const dtl_mem *mem, dtl_buf *out) {
    dateline_timeline *tl = dtl_timeline_new(mem);
    if (!tl)
        return DTL_E_NOMEM;
    dtl_build_options all = {.all = true};
    dtl_status st = dtl_timeline_build(&run->story, &run->links, &all, tl);
    for (uint32_t i = 0; st == DTL_OK && i < tl->nevents + tl->nundated; i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        dtl_buf_printf(out, "%s\t%s\t[", e->id, e->name);
        dtl_instant_iso(e->when.bounds.start_min, false, out);
        dtl_buf_puts(out, ", ");
        dtl_instant_iso(e->when.bounds.start_max, false, out);
        dtl_buf_puts(out, " | ");
        dtl_instant_iso(e->when.bounds.end_min, false, out);
        dtl_buf_puts(out, ", ");
        dtl_instant_iso(e->when.bounds.end_max, false, out);
        dtl_buf_printf(out, "]\t%s\n", dtl_basis_name(e->when.basis));
    }
    for (uint32_t i = 0; st == DTL_OK && i < tl->norder; i++)
        dtl_buf_printf(out, "%s\t%s\t%s\t%s%s\n", tl->order[i].x,
                       dtl_relation_name(tl->order[i].relation), tl->order[i].y, tl->order[i].rule,
                       tl->order[i].refused ? "\trefused" : "");
    dateline_timeline_free(tl);
    return st;
}

dateline_status dateline_dump(dateline_context *ctx, dateline_step step, const char *text,
                              size_t len, const dateline_options *opts, char **ret,
                              dateline_error *reterr) {
    if (!ctx || (!text && len) || !ret)
        return DATELINE_E_ARG;
    dtl_run run = {.explain = true};
    dtl_status st = dtl_pipeline_run(ctx, text, len, opts, &run, reterr);
    if (st != DTL_OK)
        return dtl_public_status(st);
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_buf_puts(&out, "");
    switch (step) {
    case DATELINE_STEP_TOKENS: dump_tokens(&run, &out); break;
    case DATELINE_STEP_CANDIDATES: dump_candidates(&run, &out); break;
    case DATELINE_STEP_TIMES: dump_times(&run, &out); break;
    case DATELINE_STEP_EVENTS: dump_events(&run, &out); break;
    case DATELINE_STEP_LINKS: dump_links(&run, &out); break;
    case DATELINE_STEP_ORDER: st = dump_order(&run, &ctx->mem, &out); break;
    case DATELINE_STEP_PAIRS: st = dump_pairs(&run, &out); break;
    case DATELINE_STEP_TEXT:
        dtl_buf_put(&out, run.doc.text, run.doc.len);
        if (run.doc.len > 0 && run.doc.text[run.doc.len - 1] != '\n')
            dtl_buf_putc(&out, '\n');
        break;
    }
    if (out.failed)
        st = DTL_E_NOMEM;
    if (st != DTL_OK) {
        dtl_buf_free(&out);
        dtl_error_set(reterr, st, SIZE_MAX, "%s", dateline_status_string(dtl_public_status(st)));
        return dtl_public_status(st);
    }
    *ret = out.at;
    return DATELINE_OK;
}
