/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running the shapes of a rule set over a text.
 *
 * A shape is tried at a token if its first byte is in the shape's set, if the token does not begin
 * inside a word (a letter or digit glued to a letter or digit before it), and if the glued run
 * that begins there has as many bytes as the shape needs: two sets of shapes, met with each other,
 * leave few.  What it can see ends at the sentence,
 * at DTL_SHAPE_WINDOW bytes, and, unless it may match white space, at the next blank.  A match must
 * end where a token ends.
 *
 * Among overlapping matches the longer wins, then the leftmost; of equal spans the higher priority
 * wins within a class, and different classes both stay.  A winner with emit: none leaves no node:
 * it is there to keep others out (telephone numbers, scores).  A value that cannot be (month 13)
 * drops the match.  Winners that emit a time compete again in the phrase pass.
 */
#include "match/engine.h"
#include "rules/shape.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#define STRETCH_MAX 128 /* overlapping matches decided together; more are cut apart */

typedef struct runner {
    dtl_lattice *l;
    const dtl_rule *first; /* the shape rules */
    uint32_t n;
    const dtl_triggers *triggers;
    dtl_candidates run; /* matches of the stretch being scanned */
} runner;

static bool in_set(const uint64_t set[4], unsigned char b) {
    return (set[b >> 6] >> (b & 63)) & 1;
}

/* One past the token of [from, end) that ends at the byte, or 0. */
static uint32_t token_ending_at(const dtl_document *doc, uint32_t from, uint32_t end,
                                uint32_t byte) {
    for (uint32_t t = from; t < end && doc->tokens[t].start < byte; t++)
        if (doc->tokens[t].end == byte)
            return t + 1;
    return 0;
}

static bool is_wordy(const dtl_token *t) {
    return (t->flags & (DTL_TOK_ALPHA | DTL_TOK_HASDIGIT | DTL_TOK_DIGIT)) != 0;
}

/* Records the match of a rule at token t; the groups are in the engine's match data. */
static bool record(runner *r, const dtl_rule *rule, uint32_t t, uint32_t stop) {
    const dtl_shape *s = rule->regex;
    dtl_candidate *c = DTL_NEW(r->l->arena, dtl_candidate);
    dtl_capture *groups = DTL_NEW_ARRAY(r->l->arena, (size_t)s->ngroups + 1, dtl_capture);
    if (!c || !groups)
        return false;
    const size_t *at = pcre2_get_ovector_pointer(r->l->engine->match_data);
    for (size_t g = 0; g <= s->ngroups; g++)
        if (at[2 * g] != PCRE2_UNSET)
            groups[g] = (dtl_capture){(uint32_t)at[2 * g], (uint32_t)at[2 * g + 1], 0};
    c->rule = rule;
    c->first = c->mark_first = t;
    c->end = c->mark_end = stop;
    c->captures = groups;
    c->lattice = r->l;
    c->won = true;
    return dtl_vec_push(r->l->arena, &r->run.list, c);
}

/* Tries one shape at token t.  false: no memory. */
static bool try_shape(runner *r, const dtl_rule *rule, uint32_t t, uint32_t run_end, uint32_t end) {
    const dtl_document *doc = r->l->doc;
    const dtl_shape *s = rule->regex;
    uint32_t from = doc->tokens[t].start;
    uint32_t last = s->spaced ? end : run_end;
    uint32_t limit = doc->tokens[last - 1].end;
    if (limit - from > DTL_SHAPE_WINDOW) {
        limit = from + DTL_SHAPE_WINDOW;
        while (limit > from && ((unsigned char)doc->text[limit] & 0xc0u) == 0x80u)
            limit--; /* not inside a character */
    }
    if (limit - from < s->min_length ||
        (s->required && !memchr(doc->text + from, s->required, limit - from)))
        return true;
    PCRE2_SPTR8 text = (PCRE2_SPTR8)doc->text;
    dtl_engine *e = r->l->engine;
    int rc = s->jit ? pcre2_jit_match(s->code, text, limit, from, PCRE2_NO_UTF_CHECK, e->match_data,
                                      e->match_context)
                    : pcre2_match(s->code, text, limit, from, PCRE2_NO_UTF_CHECK, e->match_data,
                                  e->match_context);
    if (rc <= 0) {
        if (rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT ||
            rc == PCRE2_ERROR_DEPTHLIMIT || rc == PCRE2_ERROR_JIT_STACKLIMIT)
            r->l->limited = true;
        return true;
    }
    const size_t *at = pcre2_get_ovector_pointer(r->l->engine->match_data);
    if (at[0] != from || at[1] <= from)
        return true;
    uint32_t stop = token_ending_at(doc, t, last, (uint32_t)at[1]);
    return !stop || record(r, rule, t, stop);
}

/* Of one start: longer first; else in text order. */
static int by_place(const void *pa, const void *pb) {
    const dtl_candidate *a = *(dtl_candidate *const *)pa, *b = *(dtl_candidate *const *)pb;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    if (a->rule->priority != b->rule->priority)
        return a->rule->priority > b->rule->priority ? -1 : 1;
    return a->rule->order < b->rule->order ? -1 : a->rule->order > b->rule->order;
}

static bool overlap(const dtl_candidate *a, const dtl_candidate *b) {
    return a->first < b->end && b->first < a->end;
}

/* Strongest first; a total order. */
static int by_strength(const void *pa, const void *pb) {
    const dtl_candidate *a = *(dtl_candidate *const *)pa, *b = *(dtl_candidate *const *)pb;
    uint32_t la = a->end - a->first, lb = b->end - b->first;
    if (la != lb)
        return la > lb ? -1 : 1;
    return by_place(pa, pb);
}

/* Decides among the matches of one stretch (at most STRETCH_MAX and those of one token). */
static void decide(const runner *r) {
    dtl_candidate **at = r->run.list.at;
    uint32_t n = r->run.list.n;
    if (n < 2)
        return;
    dtl_sort_candidates(at, n, by_strength);
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = 0; k < i; k++) {
            bool rivals = at[k]->first != at[i]->first || at[k]->end != at[i]->end ||
                          at[k]->rule->cls == at[i]->rule->cls ||
                          at[k]->rule->emit == DTL_EMIT_NONE || at[i]->rule->emit == DTL_EMIT_NONE;
            if (!at[k]->won || !rivals || !overlap(at[k], at[i]))
                continue;
            at[i]->won = false;
            at[i]->lost_why = "a stronger shape covers it";
            at[i]->lost_to = at[k];
            break;
        }
    dtl_sort_candidates(at, n, by_place);
}

static bool is_time(dtl_emit e) {
    return e >= DTL_EMIT_DATE && e <= DTL_EMIT_SPAN;
}

/* Makes the node of a winner; what emits something goes on to the phrase pass, won or lost. */
static bool publish(runner *r, dtl_candidate *c) {
    dtl_lattice *l = r->l;
    if (c->won && c->rule->value) {
        dtl_value v = {0};
        dtl_eval e = dtl_candidate_value(c, NULL, false, l->arena, &v, &c->lost_why);
        if (e == DTL_EVAL_IMPOSSIBLE || e == DTL_EVAL_LIMIT) {
            c->won = false;
            if (!c->lost_why)
                c->lost_why = "no such time";
        } else if (e == DTL_EVAL_OK) {
            dtl_value *copy = DTL_NEW(l->arena, dtl_value);
            if (!copy)
                return false;
            *copy = v;
            c->value = copy;
            c->known = dtl_value_known(&v);
            if (c->known)
                c->stored = copy;
        }
    }
    if (c->won && c->rule->cls) {
        dtl_node n = {.cls = c->rule->cls, .first = c->first, .end = c->end, .made_by = c};
        bool limited;
        if (!dtl_lattice_put(l, &n, &limited) && !limited)
            return false;
    }
    if (!is_time(c->rule->emit) && c->rule->emit != DTL_EMIT_NONE)
        return true;
    const dtl_index *ix = l->rules->index[DTL_PASS_PHRASE];
    if (ix) /* the last sweep of the phrase pass collects it */
        l->sweeps[c->first] |= ix->sweeps[ix->nsweeps - 1].bit;
    return dtl_vec_push(l->arena, &l->engine->shapes.list, c);
}

/* Ends a stretch in which matches can overlap. */
static bool flush(runner *r) {
    if (r->run.list.n == 0)
        return true;
    decide(r);
    for (uint32_t i = 0; i < r->run.list.n; i++)
        if (!publish(r, r->run.list.at[i]))
            return false;
    r->run.list.n = 0;
    return true;
}

/* Tries the shapes of a set of dtl_triggers at token t. */
static bool try_shapes(runner *r, uint64_t shapes, uint32_t t, uint32_t run_end, uint32_t end) {
    unsigned char byte = (unsigned char)r->l->doc->text[r->l->doc->tokens[t].start];
    for (; shapes; shapes &= shapes - 1) {
        uint32_t k = (uint32_t)__builtin_ctzll(shapes), last = k;
        if (k == DTL_SHAPE_BITS - 1)
            last = r->n - 1;
        for (; k <= last; k++)
            if (r->first[k].regex && in_set(r->first[k].first_bytes, byte) &&
                !try_shape(r, &r->first[k], t, run_end, end))
                return false;
    }
    return true;
}

static bool sentence(runner *r, const dtl_sentence *sn) {
    const dtl_document *doc = r->l->doc;
    uint32_t run_end = sn->first, reach = run_end;
    for (uint32_t t = sn->first; t < sn->end; t++) {
        const dtl_token *tok = &doc->tokens[t];
        unsigned char byte = (unsigned char)doc->text[tok->start];
        uint64_t shapes = r->triggers->shapes_of_byte[byte];
        if (!shapes)
            continue;
        if (t > sn->first && (tok->flags & DTL_TOK_GLUED) && is_wordy(tok) &&
            is_wordy(&doc->tokens[t - 1]))
            continue;
        if (t >= run_end)
            for (run_end = t + 1;
                 run_end < sn->end && (doc->tokens[run_end].flags & DTL_TOK_GLUED);)
                run_end++;
        uint32_t room = doc->tokens[run_end - 1].end - tok->start;
        shapes &=
            r->triggers->shapes_of_length[room < DTL_SHAPE_LENGTHS ? room : DTL_SHAPE_LENGTHS - 1];
        if (!shapes)
            continue;
        if ((t >= reach || r->run.list.n > STRETCH_MAX) && !flush(r))
            return false;
        if (!try_shapes(r, shapes, t, run_end, sn->end))
            return false;
        for (uint32_t k = r->run.list.n; k-- > 0 && r->run.list.at[k]->first == t;)
            if (r->run.list.at[k]->end > reach)
                reach = r->run.list.at[k]->end;
    }
    return flush(r);
}

dtl_status dtl_lattice_shapes(dtl_lattice *l) {
    const dtl_rules *rules = l->rules;
    uint32_t first = rules->stage_first[DTL_STAGE_SHAPE];
    uint32_t end = rules->stage_first[DTL_STAGE_SHAPE + 1];
    runner r = {.l = l, .first = rules->rules + first, .n = end - first};
    if (r.n == 0)
        return DTL_OK;
    r.triggers = rules->index[DTL_PASS_PHRASE]->triggers;
    for (uint32_t s = 0; s < l->doc->nsentences; s++)
        if (!sentence(&r, &l->doc->sentences[s]))
            return DTL_E_NOMEM;
    return DTL_OK;
}
