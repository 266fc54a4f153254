/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline_explain and dateline_rules_stats: what the rules did with a text.
 *
 * Both listen to the matcher through a dtl_trace.  explain prints every try (how far it got, or the
 * guard that refused it), every candidate with what beat it, and the outcome with the rule's
 * position.  stats counts tries, matches and time per rule: a rule that is tried often and never
 * matches has a bad trigger.
 */
#include "timeline/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRIES_MAX = 400 };

typedef struct listener {
    const dtl_run *run;
    dtl_buf *out;
    unsigned printed, dropped;
} listener;

static void put_words(dtl_buf *out, const dtl_document *d, uint32_t first, uint32_t end) {
    dtl_slice t = dtl_tokens_text(d, first, end);
    for (uint32_t i = 0; i < t.n; i++)
        dtl_buf_putc(out, t.p[i] == '\n' ? ' ' : t.p[i]);
}

static void heard(void *ctx, const dtl_rule *r, uint32_t at, uint32_t reached, bool matched,
                  const char *why) {
    listener *l = ctx;
    if (matched && !why)
        return; /* shown below as a candidate */
    if (l->printed >= TRIES_MAX) {
        l->dropped++;
        return;
    }
    l->printed++;
    const dtl_document *d = &l->run->doc;
    dtl_buf_printf(l->out, "  %-24s at \"", r->id);
    put_words(l->out, d, at, at + 1);
    dtl_buf_putc(l->out, '"');
    if (why) {
        dtl_buf_printf(l->out, ": %s", why);
    } else if (reached > at && reached < d->ntokens) {
        dtl_buf_puts(l->out, ": stopped at \"");
        put_words(l->out, d, reached, reached + 1);
        dtl_buf_putc(l->out, '"');
    } else {
        dtl_buf_puts(l->out, ": first item does not match");
    }
    dtl_buf_putc(l->out, '\n');
}

static void put_place(dtl_buf *out, const dtl_rule *r) {
    dtl_buf_printf(out, "%s (%s:%u)", r->id, r->source->name, (unsigned)r->line);
}

static void put_candidates(const dtl_run *run, dtl_buf *out) {
    for (uint32_t i = 0; i < run->all.list.n; i++) {
        const dtl_candidate *c = run->all.list.at[i];
        dtl_buf_printf(out, "  %s \"", c->won ? "won " : "lost");
        put_words(out, &run->doc, c->mark_first, c->mark_end);
        dtl_buf_puts(out, "\"  ");
        put_place(out, c->rule);
        const dtl_anchor none = {.policy = DTL_POLICY_NONE};
        dtl_value v = {0};
        const char *why = NULL;
        dtl_eval e = c->rule->value ? dtl_candidate_value(c, &none, false, run->arena, &v, &why)
                                    : DTL_EVAL_MISSING;
        if (e == DTL_EVAL_OK && v.type >= DTL_T_DATE && v.type <= DTL_T_SPAN) {
            dtl_buf_puts(out, "  ");
            dtl_timex_short(&v.t, out);
        } else if (why) {
            dtl_buf_printf(out, "  impossible: %s", why);
        }
        if (c->lost_why)
            dtl_buf_printf(out, "  %s", c->lost_why);
        if (c->lost_to)
            dtl_buf_printf(out, "  to %s", c->lost_to->rule->id);
        dtl_buf_putc(out, '\n');
    }
}

static void put_outcome(const dtl_run *run, dtl_buf *out) {
    for (uint32_t i = 0; i < run->times.list.n; i++) {
        const dtl_time_mention *t = &run->times.list.at[i];
        dtl_buf_puts(out, "  time   \"");
        put_words(out, &run->doc, t->first, t->end);
        dtl_buf_puts(out, "\" = ");
        dtl_timex_short(&t->timex, out);
        dtl_buf_puts(out, t->anchor == -1  ? ", from the publication date, "
                          : t->anchor >= 0 ? ", from an earlier time, "
                                           : ", ");
        put_place(out, t->candidate->rule);
        dtl_buf_putc(out, '\n');
    }
    for (uint32_t i = 0; i < run->story.mentions.n; i++) {
        const dtl_mention *m = &run->story.mentions.at[i];
        if (!m->rule)
            continue;
        dtl_buf_puts(out, "  event  \"");
        put_words(out, &run->doc, m->first, m->end);
        dtl_buf_printf(out, "\" = %s, %s, ",
                       m->type == UINT16_MAX ? dtl_event_class_name(m->timeml_class)
                                             : run->rules->types[m->type].id,
                       dtl_status_name(m->status));
        put_place(out, m->rule);
        dtl_buf_putc(out, '\n');
    }
    for (uint32_t i = 0; i < run->links.n; i++) {
        const dtl_link *l = &run->links.at[i];
        dtl_buf_puts(out, "  link   \"");
        put_words(out, &run->doc, l->first, l->end);
        dtl_buf_printf(out, "\" = %s, ", dtl_relation_name(l->relation));
        put_place(out, l->rule);
        dtl_buf_putc(out, '\n');
    }
}

static void heading(dtl_buf *out, const char *text, int colour) {
    dtl_buf_printf(out, colour ? "\033[1m%s\033[0m\n" : "%s\n", text);
}

static dateline_status finish(dtl_buf *out, dtl_status st, char **ret, dateline_error *reterr) {
    if (out->failed)
        st = DTL_E_NOMEM;
    if (st != DTL_OK) {
        dtl_buf_free(out);
        if (st == DTL_E_NOMEM)
            dtl_error_set(reterr, st, SIZE_MAX, "out of memory");
        return dtl_public_status(st);
    }
    *ret = out->at;
    return DATELINE_OK;
}

dateline_status dateline_explain(dateline_context *ctx, const char *text, size_t len,
                                 const dateline_options *opts, int colour, char **ret,
                                 dateline_error *reterr) {
    if (!ctx || (!text && len) || !ret)
        return DATELINE_E_ARG;
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_run run = {.explain = true};
    listener l = {.run = &run, .out = &out};
    const dtl_trace trace = {.ctx = &l, .tried = heard};
    run.trace = &trace;
    heading(&out, "Tried", colour);
    dtl_status st = dtl_pipeline_run(ctx, text, len, opts, &run, reterr);
    if (st == DTL_OK) {
        if (l.dropped)
            dtl_buf_printf(&out, "  ... and %u more\n", l.dropped);
        heading(&out, "Matched", colour);
        put_candidates(&run, &out);
        heading(&out, "Outcome", colour);
        put_outcome(&run, &out);
    }
    return finish(&out, st, ret, reterr);
}

typedef struct row {
    const dtl_rule *rule;
    uint64_t tries, hits, ns;
} row;

static int by_tries(const void *pa, const void *pb) {
    const row *a = pa, *b = pb;
    if (a->tries != b->tries)
        return a->tries > b->tries ? -1 : 1;
    return strcmp(a->rule->id, b->rule->id);
}

dateline_status dateline_rules_stats(dateline_context *ctx, const char *text, size_t len,
                                     const dateline_options *opts, char **ret,
                                     dateline_error *reterr) {
    if (!ctx || (!text && len) || !ret)
        return DATELINE_E_ARG;
    uint32_t n = ctx->rules->nrules;
    const dtl_mem *mem = &dtl_mem_default;
    uint64_t *counts = dtl_alloc(mem, ((size_t)n * 3 + 1) * sizeof *counts);
    row *rows = dtl_alloc(mem, ((size_t)n + 1) * sizeof *rows);
    dtl_buf out;
    dtl_buf_init(&out, mem);
    dtl_status st = counts && rows ? DTL_OK : DTL_E_NOMEM;
    if (st == DTL_OK) {
        const dtl_trace trace = {
            .tries = counts, .hits = counts + n, .nanoseconds = counts + 2 * (size_t)n};
        dtl_run run = {.trace = &trace};
        st = dtl_pipeline_run(ctx, text, len, opts, &run, reterr);
    }
    if (st == DTL_OK) {
        for (uint32_t i = 0; i < n; i++)
            rows[i] =
                (row){&ctx->rules->rules[i], counts[i], counts[n + i], counts[2 * (size_t)n + i]};
        qsort(rows, n, sizeof *rows, by_tries);
        dtl_buf_printf(&out, "%10s %10s %12s  %s\n", "tries", "matches", "microseconds", "rule");
        unsigned silent = 0;
        for (uint32_t i = 0; i < n; i++) {
            if (!rows[i].tries) {
                silent++;
                continue;
            }
            dtl_buf_printf(&out, "%10llu %10llu %12llu  %s (%s:%u)\n",
                           (unsigned long long)rows[i].tries, (unsigned long long)rows[i].hits,
                           (unsigned long long)(rows[i].ns / 1000), rows[i].rule->id,
                           rows[i].rule->source->name, (unsigned)rows[i].rule->line);
        }
        dtl_buf_printf(&out, "%u of %u rules were not tried\n", silent, (unsigned)n);
    }
    dtl_free(mem, counts, ((size_t)n * 3 + 1) * sizeof *counts);
    dtl_free(mem, rows, ((size_t)n + 1) * sizeof *rows);
    return finish(&out, st, ret, reterr);
}
