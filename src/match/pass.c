/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over one sentence: triggers, tries, guards, conflicts, nodes.
 *
 * The sentence is walked once per sweep of the index that has a trigger in it.  A token fires the
 * rules that asked for its word, its lemma, or a class that begins there; each fired alternative is
 * tried at the starts its trigger allows, and at no start twice.  Matches pass the guards (`where`,
 * `unless`), their value is computed without an anchor, and what remains competes (conflict.c).
 * Winners become nodes.
 *
 * Sentences longer than DTL_SENTENCE_TOKENS_MAX are cut into windows of that size, so that one line
 * of ten megabytes costs no more per token than ordinary text.
 */
#include "match/engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct runner {
    dtl_lattice *l;
    dtl_engine *e;
    const dtl_index *ix;
    dtl_pass pass;
    uint32_t first, end;   /* the sentence */
    uint32_t wfirst, wend; /* the window */
    dtl_alt_state *alts;
    dtl_candidates *all; /* or NULL */
    bool every;          /* who asks why a rule did not match wants to see every try */
    bool failed;
} runner;

static bool is_time(dtl_emit e) {
    return e >= DTL_EMIT_DATE && e <= DTL_EMIT_SPAN;
}

static bool is_time_pass(dtl_pass p) {
    return p <= DTL_PASS_COMPOSE3;
}

/* ---- guards -------------------------------------------------------------------------------- */

static bool where_holds(const dtl_candidate *c) {
    dtl_env_ctx ctx;
    dtl_env env;
    if (c->rule->nwhere)
        dtl_env_fill(&ctx, c, NULL, 0, &env);
    for (uint16_t k = 0; k < c->rule->nwhere; k++)
        if (!dtl_expr_holds(c->rule->where[k], &env))
            return false;
    return true;
}

/* Whether the context pattern u stands around the match; it may look at the whole sentence. */
static bool context_holds(const runner *r, const dtl_pattern *u, const dtl_candidate *c) {
    if (u->code) {
        dtl_try t = {.at = c->end, .first = r->first, .end = r->end};
        if (c->end >= r->end || !dtl_stands_at(r->l, &u->begins, c->end) ||
            !dtl_run(r->l, u, u->code, &t, NULL))
            return false;
    }
    if (!u->before)
        return true;
    for (uint32_t n = u->before_min; n <= u->before_max && n <= c->first - r->first; n++) {
        dtl_try t = {.at = c->first - n, .first = r->first, .end = c->first, .must_end = c->first};
        if (dtl_stands_at(r->l, &u->before_begins, t.at) && dtl_run(r->l, u, u->before, &t, NULL))
            return true;
    }
    return false;
}

static bool unless_holds(const runner *r, const dtl_candidate *c) {
    for (uint16_t k = 0; k < c->rule->nunless; k++)
        if (context_holds(r, c->rule->unless[k], c))
            return true;
    return false;
}

/* Computes the value without an anchor; false with a reason when it cannot be. */
static bool value_stands(const runner *r, dtl_candidate *c, dtl_value *v) {
    c->known = false;
    if (!c->rule->value || !(is_time(c->rule->emit) || c->rule->emit == DTL_EMIT_PART))
        return true;
    const char *reason;
    switch (dtl_candidate_value(c, NULL, false, r->l->arena, v, &reason)) {
    case DTL_EVAL_OK:
        c->known = dtl_value_known(v);
        c->value = v;
        return true;
    case DTL_EVAL_MISSING: c->lost_why = "its value needs a part that is not there"; return false;
    case DTL_EVAL_IMPOSSIBLE: c->lost_why = reason ? reason : "no such time"; return false;
    case DTL_EVAL_LIMIT: break;
    }
    /* A time beyond the years and counts known here keeps its words, without a value. */
    if (is_time(c->rule->emit))
        return true;
    c->lost_why = reason ? reason : "outside the years known here";
    return false;
}

/* ---- tries --------------------------------------------------------------------------------- */

/* Copies a candidate from the stack into the arena. */
static bool keep(runner *r, const dtl_candidate *c, bool competes) {
    dtl_candidate *copy = DTL_NEW(r->l->arena, dtl_candidate);
    dtl_capture *captures = DTL_NEW_ARRAY(r->l->arena, c->rule->ncaptures, dtl_capture);
    if (!copy || !captures)
        return false;
    *copy = *c;
    if (c->value) {
        dtl_value *value = DTL_NEW(r->l->arena, dtl_value);
        if (!value)
            return false;
        *value = *c->value;
        copy->value = value;
    }
    if (c->rule->ncaptures)
        memcpy(captures, c->captures, c->rule->ncaptures * sizeof *captures);
    copy->captures = captures;
    return (!competes || dtl_vec_push(r->l->arena, &r->e->found.list, copy)) &&
           (!r->all || dtl_vec_push(r->l->arena, &r->all->list, copy));
}

static void match_from(runner *r, const dtl_index_alt *alt, uint32_t start, dtl_try *t,
                       const char **ret_why, bool *ret_hit) {
    const dtl_pattern *p = alt->pattern;
    dtl_capture captures[DTL_CAPTURES_MAX];
    *t = (dtl_try){.at = start, .first = r->wfirst, .end = r->wend};
    uint32_t end = dtl_run(r->l, p, p->code, t, captures);
    *ret_hit = end != 0;
    *ret_why = NULL;
    if (!end)
        return;
    const dtl_rule *rule = &r->l->rules->rules[alt->rule];
    for (uint16_t k = p->ncaptures; k < rule->ncaptures; k++)
        captures[k] = (dtl_capture){0, 0, 0};
    dtl_candidate c = {.rule = rule,
                       .first = start,
                       .end = end,
                       .mark_first = start,
                       .mark_end = end,
                       .alternative = alt->alternative,
                       .literals = p->literals,
                       .captures = captures,
                       .lattice = r->l};
    if (rule->mark >= 0 && captures[rule->mark].end > captures[rule->mark].first) {
        c.mark_first = captures[rule->mark].first;
        c.mark_end = captures[rule->mark].end;
    }
    dtl_value v; /* set where c.value points to it */
    bool stands = false;
    if (!where_holds(&c))
        c.lost_why = "a guard (where) does not hold";
    else if (unless_holds(r, &c))
        c.lost_why = "its context is excluded (unless)";
    else
        stands = value_stands(r, &c, &v);
    *ret_why = c.lost_why;
    if ((stands || r->all) && !keep(r, &c, stands))
        r->failed = true;
}

static uint64_t now(void) {
    struct timespec ts;
    if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
        return 0;
    return (uint64_t)ts.tv_sec * UINT64_C(1000000000) + (uint64_t)ts.tv_nsec;
}

static void try_traced(runner *r, const dtl_index_alt *alt, uint32_t start) {
    const dtl_trace *tr = r->l->trace;
    const char *why;
    bool hit;
    dtl_try t;
    uint64_t before = tr->nanoseconds ? now() : 0;
    match_from(r, alt, start, &t, &why, &hit);
    if (tr->nanoseconds)
        tr->nanoseconds[alt->rule] += now() - before;
    if (tr->tries)
        tr->tries[alt->rule]++;
    if (tr->hits && hit && !why)
        tr->hits[alt->rule]++;
    if (tr->tried)
        tr->tried(tr->ctx, &r->l->rules->rules[alt->rule], start, t.reached, hit, why);
}

/* Whether `next` can stand at the end of what the first item is, when that begins at start. */
static bool next_stands(const runner *r, const dtl_index_alt *alt, uint32_t start) {
    const dtl_lattice *l = r->l;
    if (dtl_stands_at(l, &alt->prefix, start))
        return true;
    const uint64_t kinds = DTL_SYMBOL_ALPHA | DTL_SYMBOL_CAPITAL | DTL_SYMBOL_DIGIT;
    dtl_symbol_set single = {alt->first.words, alt->first.classes & kinds};
    if (start + 1 < r->wend && dtl_stands_at(l, &single, start) &&
        dtl_stands_at(l, &alt->next, start + 1))
        return true;
    for (uint32_t n = l->at[start]; n; n = l->nodes.at[n].next) {
        const dtl_node *node = &l->nodes.at[n];
        if (node->end < r->wend && dtl_stands_at(l, &alt->next, node->end) &&
            (alt->first.classes & r->e->node_bits[node->cls]))
            return true;
    }
    return false;
}

/* Whether something of the set stands in the tokens low..high from t. */
static inline bool stands_around(const runner *r, const dtl_symbol_set *set, uint32_t t, int low,
                                 int high) {
    const dtl_symbol_set *at = r->l->symbols + t;
    int first = (int)(r->wfirst - t), last = (int)(r->wend - t) - 1;
    uint64_t words = 0, classes = 0; /* most ranges are too short for an early end to pay */
    if (low < first)
        low = first;
    if (high > last)
        high = last;
    for (int k = low; k <= high; k++) {
        words |= at[k].words;
        classes |= at[k].classes;
    }
    return ((set->words & words) | (set->classes & classes)) != 0;
}

/*
 * Whether an alternative can match at the token as far as its needs tell.  What it begins with, and
 * the need that an entry tests, were looked at before.
 */
static bool can_match(const runner *r, const dtl_index_entry *e, uint32_t start) {
    const dtl_index_alt *alt = e->alt;
    for (unsigned k = e->far == 0; k < alt->nneeds; k++)
        if (!stands_around(r, &alt->needs[k].set, start, alt->needs[k].near, alt->needs[k].far))
            return false;
    return !alt->has_next || next_stands(r, alt, start);
}

static void try_at(runner *r, const dtl_index_entry *e, uint32_t start) {
    const dtl_index_alt *alt = e->alt;
    if (!r->every && !can_match(r, e, start))
        return;
    if (r->l->trace) {
        try_traced(r, alt, start);
        return;
    }
    dtl_try unused;
    const char *why;
    bool hit;
    match_from(r, alt, start, &unused, &why, &hit);
}

/* Tries an alternative at the starts of [start, last]; each was not tried before. */
static void try_between(runner *r, const dtl_index_entry *e, uint32_t start, uint32_t last) {
    for (; start <= last && !r->failed; start++)
        if (r->every || e->far == 0 || dtl_stands_at(r->l, &e->check, start))
            try_at(r, e, start);
}

/* Tries the alternatives of a run at the starts that a trigger at token t allows. */
static void try_run(runner *r, const dtl_index_run *run, uint32_t t) {
    const dtl_token *token = &r->l->doc->tokens[t];
    const dtl_index_entry *e = run->entries, *end = e + run->n;
    for (; e < end && !r->failed; e++) {
        if (t < r->wfirst + e->near)
            continue;
        /* What would fail at once is not even noted as tried. */
        if (!r->every && ((e->form != DTL_FORM_ANY && !dtl_form_fits(token, e->form)) ||
                          !stands_around(r, &e->check, t, e->low, e->high)))
            continue;
        dtl_alt_state *state = &r->alts[e->number];
        if (state->stamp != r->e->stamp)
            *state = (dtl_alt_state){r->e->stamp, r->wfirst};
        uint32_t last = t - e->near;
        uint32_t start = t - r->wfirst > e->far ? t - e->far : r->wfirst;
        if (start < state->next)
            start = state->next;
        try_between(r, e, start, last);
        if (last + 1 > state->next)
            state->next = last + 1;
    }
}

static inline void fire(runner *r, const dtl_index_run *run, uint32_t t) {
    if (r->every || stands_around(r, &run->check, t, run->low, run->high))
        try_run(r, run, t);
}

/* Fires what a word, as itself or as a lemma, or a class triggers in the sweep. */
static void fire_symbol(runner *r, const dtl_index_sweep *s, const dtl_index_run *run, bool lemma,
                        uint32_t t) {
    while (run->sweep != s->number || run->lemma != lemma)
        if (run++->last)
            return; /* sweeps beyond the last bit share it */
    fire(r, run, t);
}

/* Built-in classes are tested only when a rule of the sweep is triggered by one. */
static void fire_builtins(runner *r, const dtl_index_sweep *s, uint32_t t) {
    unsigned flags = r->l->doc->tokens[t].flags;
    uint32_t wanted = s->builtins;
    if (!(flags & DTL_TOK_DIGIT))
        wanted &= 1u << DTL_B_WORD | 1u << DTL_B_CAP;
    for (unsigned b = 0; wanted >> b; b++)
        if ((wanted >> b & 1) && dtl_token_is(r->l->doc, t, b))
            fire_symbol(r, s, r->e->class_runs[r->l->rules->cls[b]], false, t);
}

static void walk(runner *r, const dtl_index_sweep *s) {
    const dtl_token *tokens = r->l->doc->tokens;
    const dtl_word_entry *words = r->ix->triggers->words;
    const uint32_t nwords = r->ix->triggers->nwords;
    const uint16_t *sweeps = r->l->sweeps;
    const uint64_t four = s->bit * UINT64_C(0x0001000100010001);
    for (uint32_t t = r->wfirst; t < r->wend && !r->failed; t++) {
        uint64_t next;
        while (r->wend - t >= 4 && (memcpy(&next, sweeps + t, sizeof next), !(next & four)))
            t += 4;
        if (t == r->wend || !(sweeps[t] & s->bit))
            continue;
        uint32_t word = tokens[t].word, lemma = tokens[t].lemma;
        if (word <= nwords && words[word].sweeps[0] & s->bit)
            fire_symbol(r, s, words[word].runs, false, t);
        if (lemma <= nwords && words[lemma].sweeps[1] & s->bit)
            fire_symbol(r, s, words[lemma].runs, true, t);
        if (!s->any_class)
            continue;
        for (uint32_t n = r->l->at[t]; n; n = r->l->nodes.at[n].next) {
            uint16_t cls = r->l->nodes.at[n].cls;
            if (r->e->class_sweeps[cls] & s->bit)
                fire_symbol(r, s, r->e->class_runs[cls], false, t);
        }
        if (s->builtins)
            fire_builtins(r, s, t);
    }
}

/* ---- results ------------------------------------------------------------------------------- */

static uint16_t emitted_class(const dtl_rules *rules, dtl_emit e) {
    switch (e) {
    case DTL_EMIT_DATE: return rules->cls[DTL_B_DATE];
    case DTL_EMIT_TIME: return rules->cls[DTL_B_TIME];
    case DTL_EMIT_DURATION: return rules->cls[DTL_B_DURATION];
    case DTL_EMIT_SET: return rules->cls[DTL_B_SET];
    case DTL_EMIT_SPAN: return rules->cls[DTL_B_SPAN];
    default: return 0;
    }
}

static bool put_node(runner *r, const dtl_candidate *c, uint16_t cls) {
    dtl_node n = {.cls = cls, .first = c->mark_first, .end = c->mark_end, .made_by = c};
    bool limited;
    return dtl_lattice_put(r->l, &n, &limited) || limited;
}

/*
 * Makes the nodes of a winner.  What needs no anchor is not evaluated again; a length may still
 * get its ends from one ("the past two months").
 */
static bool publish(runner *r, dtl_candidate *c) {
    bool shape = c->rule->stage == DTL_STAGE_SHAPE;
    if (!shape && c->known && c->value && c->value->t.kind != DTL_TX_DURATION)
        c->stored = c->value;
    uint16_t own = c->rule->cls, emitted = emitted_class(r->l->rules, c->rule->emit);
    if (own && !shape && !put_node(r, c, own))
        return false;
    return !emitted || emitted == own || put_node(r, c, emitted);
}

/* A shape that lost in the phrase pass is no date any more. */
static void retract(runner *r, const dtl_candidate *c) {
    for (uint32_t n = r->l->at[c->first]; n; n = r->l->nodes.at[n].next) {
        dtl_node *node = &r->l->nodes.at[n];
        unsigned builtin = r->e->builtin_of[node->cls];
        if (node->made_by == c && builtin > DTL_B_DATE && builtin <= DTL_B_SPAN + 1)
            node->cls = 0;
    }
}

/* Adds the shapes of the window to the candidates of the phrase pass. */
static bool add_shapes(runner *r) {
    dtl_candidates *shapes = &r->e->shapes;
    uint32_t lo = 0, hi = shapes->list.n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (shapes->list.at[mid]->first < r->wfirst)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < shapes->list.n && shapes->list.at[lo]->first < r->wend; lo++) {
        dtl_candidate *c = shapes->list.at[lo];
        const dtl_trace *trace = r->l->trace;
        if (trace && trace->hits && c->won)
            trace->hits[c->rule - r->l->rules->rules]++;
        if (c->won && c->end <= r->wend && !dtl_vec_push(r->l->arena, &r->e->found.list, c))
            return false;
        if (r->all && !dtl_vec_push(r->l->arena, &r->all->list, c))
            return false;
    }
    return true;
}

/* Candidates inside what an earlier time pass blocked lose at once; returns how many remain. */
static uint32_t drop_covered(runner *r, dtl_candidate **at, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool covered = false;
        for (uint32_t t = at[i]->mark_first; t < at[i]->mark_end; t++)
            covered = covered || r->l->covered[t];
        if (covered)
            at[i]->lost_why = "a rule with emit: none covers it";
        else
            at[kept++] = at[i];
    }
    return kept;
}

static int by_place(const void *pa, const void *pb) {
    const dtl_candidate *a = *(dtl_candidate *const *)pa, *b = *(dtl_candidate *const *)pb;
    if (a->mark_first != b->mark_first)
        return a->mark_first < b->mark_first ? -1 : 1;
    if (a->mark_end != b->mark_end)
        return a->mark_end > b->mark_end ? -1 : 1;
    if (a->rule->order != b->rule->order)
        return a->rule->order < b->rule->order ? -1 : 1;
    if (a->alternative != b->alternative)
        return a->alternative < b->alternative ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static void decide(runner *r, bool parts) {
    dtl_candidate **at = r->e->found.list.at;
    uint32_t n = r->e->found.list.n;
    if (parts) {
        dtl_resolve_conflicts(r->e, at, n, r->wfirst, true);
        return;
    }
    if (r->pass == DTL_PASS_STATUS || r->pass == DTL_PASS_LINK) {
        dtl_drop_doubles(at, n);
        return;
    }
    if (is_time_pass(r->pass) && r->pass != DTL_PASS_PHRASE)
        n = r->e->found.list.n = drop_covered(r, at, n);
    dtl_resolve_conflicts(r->e, at, n, r->wfirst, false);
}

static bool deliver(runner *r, bool parts, bool add_nodes, dtl_candidates *winners) {
    dtl_candidate **at = r->e->found.list.at;
    uint32_t n = r->e->found.list.n;
    if (n > 1)
        dtl_sort_candidates(at, n, by_place);
    for (uint32_t i = 0; i < n; i++) {
        dtl_candidate *c = at[i];
        if (!c->won) {
            if (c->rule->stage == DTL_STAGE_SHAPE)
                retract(r, c);
            continue;
        }
        if (c->rule->emit == DTL_EMIT_NONE) {
            if (is_time_pass(r->pass))
                memset(r->l->covered + c->mark_first, 1, c->mark_end - c->mark_first);
            continue;
        }
        if ((parts || add_nodes) && !publish(r, c))
            return false;
        if (!parts && !dtl_vec_push(r->l->arena, &winners->list, c))
            return false;
    }
    return true;
}

static bool window(runner *r, bool add_nodes, dtl_candidates *winners) {
    for (unsigned s = 0; s < r->ix->nsweeps; s++) {
        bool parts = r->ix->sweeps[s].parts;
        if (!(r->e->seen_sweeps & r->ix->sweeps[s].bit))
            continue;
        r->e->found.list.n = 0;
        r->e->stamp++;
        walk(r, &r->ix->sweeps[s]);
        if (r->failed || (!parts && r->pass == DTL_PASS_PHRASE && !add_shapes(r)))
            return false;
        if (r->e->found.list.n == 0)
            continue;
        decide(r, parts);
        if (!deliver(r, parts, add_nodes, winners))
            return false;
    }
    return true;
}

/*
 * Reads the lemmas again, which tagging may have changed since the time passes.  Once is enough for
 * all later passes: they run after tagging, each over all sentences in order, so what was read is
 * one stretch of tokens from the start of the text.
 */
static void read_again(dtl_lattice *l, const dtl_triggers *tr, uint32_t first, uint32_t end) {
    dtl_engine *e = l->engine;
    if (end <= e->read_again)
        return;
    for (uint32_t t = first; t < end; t++) {
        const dtl_token *token = &l->doc->tokens[t];
        l->symbols[t].words = dtl_word_bits(token);
        if (token->lemma <= tr->nwords)
            l->sweeps[t] |= tr->words[token->lemma].sweeps[1];
    }
    if (first <= e->read_again)
        e->read_again = end;
}

/* All sweeps with a trigger at one of the tokens, four tokens at a time. */
static uint32_t sweeps_among(const uint16_t *sweeps, uint32_t n) {
    uint64_t four = 0, next;
    uint32_t t = 0;
    for (; n - t >= 4; t += 4) {
        memcpy(&next, sweeps + t, sizeof next);
        four |= next;
    }
    for (; t < n; t++)
        four |= sweeps[t];
    four |= four >> 32;
    return (uint16_t)(four | four >> 16);
}

/*
 * Or-s the sweeps that the tokens have triggers of.  The time passes of a sentence follow each
 * other and share one look.
 */
static void look(dtl_lattice *l, const dtl_triggers *tr, dtl_pass pass, uint32_t first,
                 uint32_t end) {
    dtl_engine *e = l->engine;
    if (pass != DTL_PASS_PHRASE && is_time_pass(pass) && e->seen_first == first &&
        e->seen_end == end)
        return;
    if (!is_time_pass(pass))
        read_again(l, tr, first, end);
    e->seen_first = first;
    e->seen_end = end;
    e->seen_sweeps = sweeps_among(l->sweeps + first, end - first);
}

dtl_status dtl_match_pass(dtl_lattice *l, dtl_pass pass, uint32_t first, uint32_t end,
                          bool add_nodes, dtl_candidates *winners, dtl_candidates *all) {
    const dtl_index *ix = l->rules->index[pass];
    if (!ix || first >= end)
        return DTL_OK;
    dtl_engine *e = l->engine;
    look(l, ix->triggers, pass, first, end);
    if (!(e->seen_sweeps & ix->bits))
        return DTL_OK;
    if (!e->alts[pass])
        e->alts[pass] = DTL_NEW_ARRAY(l->arena, (size_t)ix->nalts + 1, dtl_alt_state);
    if (!e->alts[pass])
        return DTL_E_NOMEM;
    runner r = {.l = l,
                .e = e,
                .ix = ix,
                .pass = pass,
                .first = first,
                .end = end,
                .alts = e->alts[pass],
                .every = l->trace && l->trace->tried,
                .all = all};
    for (r.wfirst = first; r.wfirst < end; r.wfirst = r.wend) {
        r.wend =
            end - r.wfirst > DTL_SENTENCE_TOKENS_MAX ? r.wfirst + DTL_SENTENCE_TOKENS_MAX : end;
        if (!window(&r, add_nodes, winners))
            return DTL_E_NOMEM;
    }
    return DTL_OK;
}
