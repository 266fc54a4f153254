/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline_rules_test: every example of every rule, run against the whole set.
 *
 * An example holds when its rule wins the marked extent and gives what stands right of the arrow.
 * A rule whose extent another rule wins is shadowed and fails (R503); two rules that only the order
 * of their ids decides between, with different values, are ambiguous (W401); `never` fails when the
 * rule wins anything in its text; a `todo` that holds is reported, since the gap is closed.
 *
 * What is compared, by stage: times their short form (2025-W33, P3Y mod:more); parts their value;
 * events `type` (of a rule without a type its TimeML class) or `type{role=words time=short
 * status=...}`, where only what is listed is compared;
 * status rules the status; links `x REL y [lag]`; names their kind; of a rule with `emit: none`, in
 * any stage, that it keeps the marked words from being anything: `none`.
 */
#include "timeline/pipeline.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS_MAX = 64 };

typedef struct tester {
    dateline_context *ctx;
    const dtl_rules *rules;
    dtl_buf *out;
    char date[16];
    size_t total, failed;
    bool colour, nomem;
    const dtl_rule *pairs[PAIRS_MAX][2]; /* ambiguous pairs reported already */
    unsigned npairs;
} tester;

static bool same_extent(const dtl_document *d, uint32_t first, uint32_t end, const dtl_example *x) {
    if (x->mark_start == x->mark_end)
        return true;
    return end > first && d->tokens[first].start == x->mark_start &&
           d->tokens[end - 1].end == x->mark_end;
}

static void put_value(dtl_buf *out, const dtl_value *v) {
    switch (v->type) {
    case DTL_T_DATE:
    case DTL_T_DUR:
    case DTL_T_SET:
    case DTL_T_SPAN: dtl_timex_short(&v->t, out); break;
    case DTL_T_TEXT:
    case DTL_T_NAME: dtl_buf_put(out, v->s.p, v->s.n); break;
    case DTL_T_UNIT: dtl_buf_puts(out, dtl_unit_name((dtl_unit)v->i)); break;
    case DTL_T_NUM:
        dtl_buf_printf(out, "%lld", (long long)(v->i / 1000));
        if (v->i % 1000)
            dtl_buf_printf(out, ".%03lld", (long long)(v->i % 1000));
        break;
    default: dtl_buf_printf(out, "%lld", (long long)v->i); break;
    }
}

/* ---- what a rule gave: writes it to got; true when it won the marked extent ---------------------
 */

static bool got_time(const dtl_run *run, const dtl_rule *r, const dtl_example *x, dtl_buf *got,
                     const dtl_rule **winner) {
    for (uint32_t i = 0; i < run->times.list.n; i++) {
        const dtl_time_mention *t = &run->times.list.at[i];
        if (!same_extent(&run->doc, t->first, t->end, x))
            continue;
        if (x->mark_start == x->mark_end && t->candidate->rule != r)
            continue;
        dtl_timex_short(&t->timex, got);
        *winner = t->candidate->rule;
        return true;
    }
    return false;
}

/* Whether a rule with `emit: none` kept the marked words from being anything. */
static bool got_none(const dtl_run *run, const dtl_rule *r, const dtl_example *x, dtl_buf *got) {
    const dtl_candidates *won = r->stage == DTL_STAGE_EVENT ? &run->story.blocked : &run->all;
    for (uint32_t i = 0; i < won->list.n; i++) {
        const dtl_candidate *c = won->list.at[i];
        if (c->rule != r || !(c->won || r->stage == DTL_STAGE_EVENT) ||
            !same_extent(&run->doc, c->mark_first, c->mark_end, x))
            continue;
        dtl_buf_puts(got, "none");
        return true;
    }
    return false;
}

static bool got_part(const dtl_run *run, const dtl_rule *r, const dtl_example *x, dtl_buf *got) {
    for (uint32_t i = 1; i < run->lattice.nodes.n; i++) {
        const dtl_node *n = &run->lattice.nodes.at[i];
        if (n->cls != r->cls || !same_extent(&run->doc, n->first, n->end, x) ||
            (n->made_by && n->made_by->rule != r))
            continue;
        const dtl_anchor none = {.policy = DTL_POLICY_NONE};
        dtl_value v = {0};
        if (!dtl_node_value(&run->lattice, i, &none, &v))
            continue;
        put_value(got, &v);
        return true;
    }
    return false;
}

static void put_words(dtl_buf *out, const dtl_run *run, const dtl_filler *f) {
    dtl_slice t = f->entity != DTL_NONE ? run->story.entities.at[f->entity].full
                                        : dtl_tokens_text(&run->doc, f->first, f->end);
    dtl_buf_put(out, t.p, t.n);
}

/* Compares `key=words` pairs of the expectation with the mention; writes all that the mention has.
 */
static bool got_event(const dtl_run *run, const dtl_rule *r, const dtl_example *x, dtl_buf *got,
                      const dtl_rule **winner, bool *holds) {
    for (uint32_t i = 0; i < run->story.mentions.n; i++) {
        const dtl_mention *m = &run->story.mentions.at[i];
        bool extent =
            same_extent(&run->doc, m->first, m->end, x) ||
            (x->mark_start != x->mark_end && run->doc.tokens[m->head].start >= x->mark_start &&
             run->doc.tokens[m->head].end <= x->mark_end);
        if (!m->rule || !extent)
            continue;
        if (x->mark_start == x->mark_end && m->rule != r)
            continue;
        *winner = m->rule;
        const char *type = m->type == UINT16_MAX ? dtl_event_class_name(m->timeml_class)
                                                 : run->rules->types[m->type].id;
        const char *want = x->expected ? x->expected : "";
        size_t n = strlen(type);
        *holds = strncmp(want, type, n) == 0 && (want[n] == '\0' || want[n] == '{');
        dtl_buf_puts(got, type);
        dtl_buf_putc(got, '{');
        for (uint32_t k = 0; k < m->args.n; k++) {
            dtl_buf_puts(got, k ? " " : "");
            dtl_buf_printf(got, "%s=", m->args.at[k].role);
            put_words(got, run, &m->args.at[k]);
        }
        if (m->time != DTL_NONE) {
            dtl_buf_puts(got, m->args.n ? " time=" : "time=");
            dtl_timex_short(m->own ? m->own : &run->times.list.at[m->time].timex, got);
        }
        dtl_buf_printf(got, "%sstatus=%s}", m->args.n || m->time != DTL_NONE ? " " : "",
                       dtl_status_name(m->status));
        if (*holds && want[n] == '{' && got->at) {
            /* each pair of the expectation must stand in what was got */
            char *copy = dtl_arena_strndup(run->arena, want + n + 1, strlen(want + n + 1));
            if (!copy)
                return false;
            char *close = strrchr(copy, '}');
            if (close)
                *close = '\0';
            for (char *p = copy; *p && *holds;) {
                char *eq = strchr(p, '=');
                char *next = eq ? strchr(eq + 1, '=') : NULL;
                if (next)
                    while (next > eq && *next != ' ')
                        next--;
                size_t len = next ? (size_t)(next - p) : strlen(p);
                char *pair = dtl_arena_strndup(run->arena, p, len);
                *holds = pair && strstr(got->at, pair) != NULL;
                p += len;
                while (*p == ' ')
                    p++;
            }
        }
        return true;
    }
    return false;
}

static bool got_status(const dtl_run *run, const dtl_rule *r, const dtl_example *x, dtl_buf *got) {
    for (uint32_t i = 0; i < run->story.mentions.n; i++) {
        const dtl_mention *m = &run->story.mentions.at[i];
        const dtl_token *t = &run->doc.tokens[m->head];
        if (m->status_rule != r ||
            (x->mark_start != x->mark_end && (t->start < x->mark_start || t->end > x->mark_end)))
            continue;
        dtl_buf_puts(got, dtl_status_name(m->status));
        return true;
    }
    return false;
}

static void put_end(dtl_buf *out, const dtl_run *run, uint32_t mention) {
    if (mention == DTL_NONE) {
        dtl_buf_puts(out, "dct");
        return;
    }
    dtl_slice t = dtl_token_text(&run->doc, run->story.mentions.at[mention].head);
    dtl_buf_put(out, t.p, t.n);
}

static bool got_link(const dtl_run *run, const dtl_rule *r, dtl_buf *got) {
    for (uint32_t i = 0; i < run->links.n; i++) {
        const dtl_link *l = &run->links.at[i];
        if (l->rule != r)
            continue;
        put_end(got, run, l->x);
        dtl_buf_printf(got, " %s ", dtl_relation_name(l->relation));
        put_end(got, run, l->y);
        if (l->has_lag) {
            dtl_timex lag = {.kind = DTL_TX_DURATION, .dur = l->lag};
            dtl_buf_putc(got, ' ');
            dtl_timex_short(&lag, got);
        }
        return true;
    }
    return false;
}

static bool got_name(const dtl_run *run, const dtl_rule *r, const dtl_example *x, dtl_buf *got,
                     const dtl_rule **winner) {
    static const char *const kinds[] = {"any", "person", "org", "place", "party", "name", "event"};
    for (uint32_t i = 0; i < run->story.names.n; i++) {
        const dtl_name *n = &run->story.names.at[i];
        if (!same_extent(&run->doc, n->core, n->end, x) &&
            !same_extent(&run->doc, n->first, n->end, x))
            continue;
        if (x->mark_start == x->mark_end && n->rule != r)
            continue;
        *winner = n->rule;
        dtl_buf_puts(got, kinds[n->kind]);
        return true;
    }
    return false;
}

static bool wins_anything(const dtl_run *run, const dtl_rule *r) {
    if (r->emit == DTL_EMIT_NONE) {
        static const dtl_example anywhere = {.kind = DTL_EXAMPLE_NEVER};
        dtl_buf ignored;
        dtl_buf_init(&ignored, &dtl_mem_default);
        bool won = got_none(run, r, &anywhere, &ignored);
        dtl_buf_free(&ignored);
        return won;
    }
    for (uint32_t i = 0; i < run->times.list.n; i++)
        if (run->times.list.at[i].candidate->rule == r)
            return true;
    for (uint32_t i = 0; i < run->story.mentions.n; i++)
        if (run->story.mentions.at[i].rule == r || run->story.mentions.at[i].status_rule == r)
            return true;
    for (uint32_t i = 0; i < run->links.n; i++)
        if (run->links.at[i].rule == r)
            return true;
    for (uint32_t i = 0; i < run->story.names.n; i++)
        if (run->story.names.at[i].rule == r)
            return true;
    for (uint32_t i = 1; i < run->lattice.nodes.n; i++)
        if (run->lattice.nodes.at[i].made_by && run->lattice.nodes.at[i].made_by->rule == r)
            return true;
    /* shape nodes carry no candidate: their class is theirs alone */
    if (r->stage == DTL_STAGE_SHAPE && r->cls)
        for (uint32_t i = 1; i < run->lattice.nodes.n; i++)
            if (run->lattice.nodes.at[i].cls == r->cls)
                return true;
    return false;
}

/* ---- two readings -------------------------------------------------------------------------------
 */

/* Equal in everything that the conflict order asks before the id, yet of another value. */
static bool ambiguous(const tester *t, const dtl_run *run, const dtl_candidate *lost) {
    const dtl_candidate *won = lost->lost_to;
    if (!won || won->rule == lost->rule || lost->rule->emit != won->rule->emit ||
        lost->mark_first != won->mark_first || lost->mark_end != won->mark_end ||
        lost->end - lost->first != won->end - won->first || lost->known != won->known ||
        lost->rule->priority != won->rule->priority ||
        dtl_pattern_literals(lost->rule->match[lost->alternative]) !=
            dtl_pattern_literals(won->rule->match[won->alternative]))
        return false;
    const dtl_anchor day = {.has_dct = true, .dct = t->rules->test_date, .policy = DTL_POLICY_PAST};
    dtl_value a = {0}, b = {0};
    if (dtl_candidate_value(lost, &day, true, run->arena, &a, NULL) != DTL_EVAL_OK ||
        dtl_candidate_value(won, &day, true, run->arena, &b, NULL) != DTL_EVAL_OK)
        return false;
    dtl_buf x, y;
    dtl_buf_init(&x, &dtl_mem_default);
    dtl_buf_init(&y, &dtl_mem_default);
    put_value(&x, &a);
    put_value(&y, &b);
    bool differ = x.at && y.at && strcmp(x.at, y.at) != 0;
    dtl_buf_free(&x);
    dtl_buf_free(&y);
    return differ;
}

/* W401: only the order of their ids decides between two rules. */
static void report_ambiguous(tester *t, const dtl_run *run) {
    for (uint32_t i = 0; i < run->all.list.n; i++) {
        const dtl_candidate *c = run->all.list.at[i];
        if (!ambiguous(t, run, c))
            continue;
        bool known = false;
        for (unsigned k = 0; k < t->npairs && !known; k++)
            known = t->pairs[k][0] == c->rule && t->pairs[k][1] == c->lost_to->rule;
        if (known || t->npairs == PAIRS_MAX)
            continue;
        t->pairs[t->npairs][0] = c->rule;
        t->pairs[t->npairs++][1] = c->lost_to->rule;
        dtl_slice words = dtl_tokens_text(&run->doc, c->mark_first, c->mark_end);
        dtl_arena a;
        dtl_arena_init(&a, &dtl_mem_default);
        dtl_diags d;
        dtl_diags_init(&d, &a);
        const char *hint = dtl_arena_printf(
            &a,
            "%s (%s:%u) wins by its id alone: raise a priority, add a guard, or merge the rules",
            c->lost_to->rule->id, c->lost_to->rule->source->name, (unsigned)c->lost_to->rule->line);
        dtl_diag_add(&d, DTL_WARNING, "W401", c->rule->source, c->rule->start, c->rule->end, NULL,
                     hint, "two readings for '%.*s'", (int)words.n, words.p);
        for (uint32_t k = 0; k < d.list.n; k++)
            dtl_diag_print(&d.list.at[k], t->out, t->colour);
        dtl_arena_free(&a);
    }
}

/* ---- running ------------------------------------------------------------------------------------
 */

static void complain(tester *t, const dtl_rule *r, const dtl_example *x, const char *got,
                     const dtl_rule *winner) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_diags d;
    dtl_diags_init(&d, &a);
    const char *label = NULL;
    const char *hint = NULL;
    if (winner && winner != r)
        hint = dtl_arena_printf(
            &a, "%s (%s:%u) wins here: raise a priority, add a guard, or move the example",
            winner->id, winner->source->name, (unsigned)winner->line);
    if (x->kind == DTL_EXAMPLE_NEVER)
        label = "the rule fires here";
    else if (x->kind == DTL_EXAMPLE_TODO)
        label = "this gap is closed: make it an example";
    else
        label = dtl_arena_printf(&a, "got %s", *got ? got : "nothing");
    dtl_diag_add(&d, x->kind == DTL_EXAMPLE_TODO ? DTL_WARNING : DTL_ERROR,
                 x->kind == DTL_EXAMPLE_TODO ? "W502"
                 : winner && winner != r     ? "R503"
                                             : "R502",
                 r->source, x->start, x->end, label, hint,
                 x->kind == DTL_EXAMPLE_TODO ? "a todo of %s holds" : "example of %s failed",
                 r->id);
    for (uint32_t i = 0; i < d.list.n; i++)
        dtl_diag_print(&d.list.at[i], t->out, t->colour);
    dtl_arena_free(&a);
}

static void run_example(tester *t, const dtl_rule *r, const dtl_example *x) {
    dateline_options o = {.date = t->date};
    dtl_run run = {.explain = true};
    dateline_error err;
    t->total++;
    dtl_status st = dtl_pipeline_run(t->ctx, x->text, strlen(x->text), &o, &run, &err);
    if (st != DTL_OK) {
        t->nomem = t->nomem || st == DTL_E_NOMEM;
        complain(t, r, x, err.message, NULL);
        t->failed++;
        return;
    }
    report_ambiguous(t, &run);
    if (x->kind == DTL_EXAMPLE_NEVER) {
        if (wins_anything(&run, r)) {
            complain(t, r, x, "", NULL);
            t->failed++;
        }
        return;
    }
    dtl_buf got;
    dtl_buf_init(&got, &dtl_mem_default);
    const dtl_rule *winner = r;
    bool holds = false, found = false;
    switch (r->emit == DTL_EMIT_NONE ? DTL_STAGE__COUNT : r->stage) {
    case DTL_STAGE__COUNT: found = got_none(&run, r, x, &got); break;
    case DTL_STAGE_SHAPE:
    case DTL_STAGE_PHRASE:
    case DTL_STAGE_COMPOSE:
        found = r->emit == DTL_EMIT_PART ? got_part(&run, r, x, &got)
                                         : got_time(&run, r, x, &got, &winner);
        if (!found && r->emit != DTL_EMIT_PART && r->stage == DTL_STAGE_SHAPE)
            found = got_part(&run, r, x, &got);
        break;
    case DTL_STAGE_EVENT: found = got_event(&run, r, x, &got, &winner, &holds); break;
    case DTL_STAGE_STATUS: found = got_status(&run, r, x, &got); break;
    case DTL_STAGE_LINK: found = got_link(&run, r, &got); break;
    case DTL_STAGE_NAME: found = got_name(&run, r, x, &got, &winner); break;
    }
    const char *text = got.at ? got.at : "";
    if (r->stage != DTL_STAGE_EVENT || r->emit == DTL_EMIT_NONE)
        holds = found && strcmp(text, x->expected ? x->expected : "") == 0;
    /* a shape or part wins through the phrase built on it */
    bool own = winner == r || r->stage == DTL_STAGE_SHAPE;
    bool ok = found && holds && own;
    if (ok == (x->kind == DTL_EXAMPLE_TODO)) {
        complain(t, r, x, text, winner);
        t->failed += x->kind != DTL_EXAMPLE_TODO;
    }
    dtl_buf_free(&got);
}

dateline_status dateline_rules_test(const dateline_rules *rules, int colour, char **ret_report,
                                    size_t *ret_total, size_t *ret_failed) {
    if (!rules || !ret_report)
        return DATELINE_E_ARG;
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    tester t = {.rules = rules->rules, .out = &out, .colour = colour != 0};
    t.ctx = dateline_context_new(rules);
    if (!t.ctx)
        return DATELINE_E_NOMEM;
    dtl_buf date;
    dtl_buf_init(&date, &dtl_mem_default);
    dtl_timex day = {.kind = DTL_TX_DATE, .a = rules->rules->test_date};
    dtl_timex_edtf(&day, &date);
    if (date.at && date.n < sizeof t.date)
        memcpy(t.date, date.at, date.n + 1);
    dtl_buf_free(&date);
    dtl_buf_puts(&out, "");
    for (uint32_t i = 0; i < t.rules->nrules; i++)
        for (uint16_t k = 0; k < t.rules->rules[i].nexamples; k++)
            run_example(&t, &t.rules->rules[i], &t.rules->rules[i].examples[k]);
    dateline_context_free(t.ctx);
    if (out.failed || t.nomem) {
        dtl_buf_free(&out);
        return DATELINE_E_NOMEM;
    }
    *ret_report = out.at;
    if (ret_total)
        *ret_total = t.total;
    if (ret_failed)
        *ret_failed = t.failed;
    return DATELINE_OK;
}
