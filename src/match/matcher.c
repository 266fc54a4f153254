/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bounded backtracking matcher: one program, one starting token.
 *
 * All ways to match are explored, within a budget of steps, and the longest is kept; of two equally
 * long ones the first in the order of the pattern.  One exception keeps gaps short: once a gap of k
 * tokens has led to a match, longer gaps at that place are not tried.
 *
 * Choices wait on an explicit stack of frames; captures are undone from a trail.  Programs have no
 * loops, so the budget is only ever met by patterns with many nested options.  When it is, the best
 * match so far stands and the lattice says `limited`.
 */
#include "match/engine.h"
#include "text/tagger.h"

#include <string.h>

enum { FRAME_SPLIT, FRAME_NODE, FRAME_GAP };

#define NODE_TOKEN                                                                                 \
    UINT32_MAX /* in a NODE frame: the token itself comes next, as a built-in class */

typedef struct machine {
    dtl_lattice *l;
    dtl_engine *e;
    const dtl_pattern *p;
    dtl_try *t;
    uint32_t nframes, ntrail;
    uint32_t pos, node; /* node: matched last, for captures around it */
    uint32_t best, found, steps;
    bool limited;
    dtl_capture captures[DTL_CAPTURES_MAX];
    uint32_t open[DTL_CAPTURES_MAX];
} machine;

static bool push(machine *m, dtl_frame f) {
    if (m->nframes == DTL_FRAMES_MAX) {
        m->limited = true;
        return false;
    }
    f.trail = (uint16_t)m->ntrail;
    m->e->frames[m->nframes++] = f;
    return true;
}

static bool remember(machine *m, uint8_t capture) {
    if (m->ntrail == DTL_TRAIL_MAX) {
        m->limited = true;
        return false;
    }
    m->e->trail[m->ntrail++] = (dtl_undo){capture, m->open[capture], m->captures[capture]};
    return true;
}

bool dtl_form_fits(const dtl_token *t, unsigned form) {
    switch (form) {
    case DTL_FORM_ANY: return true;
    case DTL_FORM_VERB: return dtl_pos_is_verb(t->pos);
    case DTL_FORM_NOUN: return dtl_pos_is_noun(t->pos);
    case DTL_FORM_ADJ: return dtl_pos_is_adj(t->pos);
    case DTL_FORM_ADV: return dtl_pos_is_adv(t->pos);
    default: return t->pos == form - DTL_FORM_POS;
    }
}

/* The next node at m->pos, from node n on, of the class and another end than `end`; 0: none. */
static uint32_t next_node(const machine *m, uint16_t cls, uint32_t n, uint32_t end) {
    const dtl_node *nodes = m->l->nodes.at;
    for (; n; n = nodes[n].next)
        if (nodes[n].end != end && nodes[n].end <= m->t->end &&
            dtl_class_is(m->e, nodes[n].cls, cls))
            return n;
    return 0;
}

/*
 * Matches a class at m->pos: the node n (0: the first there is), or the token itself.  Leaves a
 * frame for the next possibility.  false: nothing fits.
 */
static bool match_class(machine *m, const dtl_instr *in, uint16_t pc, uint32_t n, uint32_t end) {
    if (m->pos >= m->t->end)
        return false;
    unsigned builtin = m->e->builtin_of[in->arg];
    bool as_token =
        builtin && builtin - 1 <= DTL_B_CAP && dtl_token_is(m->l->doc, m->pos, builtin - 1);
    uint32_t start = m->pos;
    if (n != NODE_TOKEN) {
        n = next_node(m, in->arg, n ? n : m->l->at[m->pos], end);
        if (n == 0 && as_token)
            n = NODE_TOKEN;
    }
    if (n == 0)
        return false;
    if (n != NODE_TOKEN) {
        uint32_t stop = m->l->nodes.at[n].end;
        uint32_t after = next_node(m, in->arg, m->l->nodes.at[n].next, stop);
        if (after == 0 && as_token && stop != start + 1)
            after = NODE_TOKEN;
        if (after &&
            !push(m,
                  (dtl_frame){
                      .pc = pc, .kind = FRAME_NODE, .pos = start, .node = after, .node_end = stop}))
            return false;
        m->pos = stop;
        m->node = n;
    } else {
        m->pos = start + 1;
        m->node = 0;
    }
    if (in->capture != DTL_NO_CAPTURE) {
        if (!remember(m, in->capture))
            return false;
        m->captures[in->capture] = (dtl_capture){start, m->pos, m->node};
    }
    return true;
}

static bool close_capture(machine *m, uint8_t c) {
    if (!remember(m, c))
        return false;
    uint32_t first = m->open[c];
    if (first == m->pos) { /* an option that took nothing */
        m->captures[c] = (dtl_capture){0, 0, 0};
        return true;
    }
    const dtl_node *n = &m->l->nodes.at[m->node];
    uint32_t node = m->node && n->first == first && n->end == m->pos ? m->node : 0;
    m->captures[c] = (dtl_capture){first, m->pos, node};
    return true;
}

static void accept(machine *m, dtl_capture *captures) {
    m->found++;
    if (m->pos <= m->best)
        return;
    m->best = m->pos;
    if (captures && m->p->ncaptures)
        memcpy(captures, m->captures, m->p->ncaptures * sizeof *captures);
}

/* Tries a gap of k tokens at m->pos, and leaves a frame for k + 1. */
static bool open_gap(machine *m, const dtl_instr *in, uint16_t pc, uint8_t k) {
    if (m->t->end - m->pos < k)
        return false;
    if (k < in->arg && !push(m, (dtl_frame){.pc = pc,
                                            .kind = FRAME_GAP,
                                            .gap = (uint8_t)(k + 1),
                                            .pos = m->pos,
                                            .node = m->node,
                                            .found = m->found}))
        return false;
    m->pos += k;
    return true;
}

/* Takes up the last open choice; returns the instruction to go on at, or -1 when none is left. */
static int backtrack(machine *m, const dtl_instr *code) {
    while (m->nframes) {
        dtl_frame f = m->e->frames[--m->nframes];
        while (m->ntrail > f.trail) {
            const dtl_undo *u = &m->e->trail[--m->ntrail];
            m->captures[u->capture] = u->old;
            m->open[u->capture] = u->open;
        }
        m->pos = f.pos;
        switch (f.kind) {
        case FRAME_SPLIT: m->node = f.node; return code[f.pc].arg;
        case FRAME_NODE:
            if (match_class(m, &code[f.pc], f.pc, f.node, f.node_end))
                return f.pc + 1;
            break;
        default:
            m->node = f.node;
            if (m->found == f.found && open_gap(m, &code[f.pc], f.pc, f.gap))
                return f.pc + 1;
            break;
        }
    }
    return -1;
}

static bool in_set(const dtl_word_set *set, const dtl_token *t) {
    if (!(set->bits & dtl_word_bits(t)))
        return false;
    uint32_t key = t->word * 2, at = dtl_word_slot(key, set->mask);
    for (; set->keys[at].key; at = (at + 1) & set->mask)
        if (set->keys[at].key == key && key)
            return true;
    key = t->lemma * 2 + 1;
    for (at = dtl_word_slot(key, set->mask); set->keys[at].key; at = (at + 1) & set->mask)
        if (set->keys[at].key == key && dtl_form_fits(t, set->keys[at].form))
            return true;
    return false;
}

/* Whether the token is one of the words, or has one of the lemmas in its form. */
static bool fits(const dtl_pattern *p, const dtl_instr *in, const dtl_token *t) {
    switch ((dtl_op)in->op) {
    case DTL_OP_WORD: return t->word == in->x;
    case DTL_OP_LEMMA: return t->lemma == in->x && dtl_form_fits(t, in->arg);
    default: return in_set(&p->sets[in->arg], t);
    }
}

/*
 * Whether the instruction at pc surely fails at m->pos: one that consumes nothing is looked
 * through.  Saves most choices the frame that would only be taken up to fail.
 */
static bool hopeless(const machine *m, const dtl_instr *code, int pc) {
    while (code[pc].op == DTL_OP_OPEN)
        pc++;
    const dtl_instr *in = &code[pc];
    if (in->op > DTL_OP_CLASS)
        return false;
    if (m->pos >= m->t->end)
        return true;
    if (in->op == DTL_OP_CLASS)
        return !(m->e->class_bits[in->arg] & m->l->symbols[m->pos].classes);
    return !fits(m->p, in, &m->l->doc->tokens[m->pos]);
}

/* Explores the ways on from pc. */
static void run_on(machine *m, const dtl_instr *code, int pc, dtl_capture *captures) {
    const dtl_token *tokens = m->l->doc->tokens;
    uint32_t end = m->t->end;
    while (pc >= 0 && ++m->steps <= DTL_TRY_STEPS_MAX && !m->limited) {
        const dtl_instr *in = &code[pc];
        int next = -1;
        switch ((dtl_op)in->op) {
        case DTL_OP_WORD:
        case DTL_OP_LEMMA:
        case DTL_OP_SET:
            if (m->pos < end && fits(m->p, in, &tokens[m->pos])) {
                m->pos++;
                next = pc + 1;
            }
            break;
        case DTL_OP_CLASS:
            if (m->pos < end && (m->e->class_bits[in->arg] & m->l->symbols[m->pos].classes) &&
                match_class(m, in, (uint16_t)pc, 0, UINT32_MAX))
                next = pc + 1;
            break;
        case DTL_OP_REGEX:
            if (m->pos < end &&
                dtl_engine_regex(m->e, m->p->regexes[in->arg], dtl_token_text(m->l->doc, m->pos))) {
                m->pos++;
                next = pc + 1;
            }
            break;
        case DTL_OP_GAP:
            if (open_gap(m, in, (uint16_t)pc, 0))
                next = pc + 1;
            break;
        case DTL_OP_GLUE:
            if (m->pos < end && m->pos > m->t->first && (tokens[m->pos].flags & DTL_TOK_GLUED))
                next = pc + 1;
            break;
        case DTL_OP_SPLIT:
            /* A list of choices is gone through at once, up to the first that can match. */
            while (hopeless(m, code, pc + 1) && code[in->arg].op == DTL_OP_SPLIT) {
                pc = in->arg;
                in = &code[pc];
            }
            if (hopeless(m, code, pc + 1))
                next = in->arg;
            else if (hopeless(m, code, in->arg))
                next = pc + 1;
            else if (push(m, (dtl_frame){.pc = (uint16_t)pc,
                                         .kind = FRAME_SPLIT,
                                         .pos = m->pos,
                                         .node = m->node}))
                next = pc + 1;
            break;
        case DTL_OP_JUMP: next = in->arg; break;
        case DTL_OP_OPEN:
            if (remember(m, in->capture)) {
                m->open[in->capture] = m->pos;
                next = pc + 1;
            }
            break;
        case DTL_OP_CLOSE:
            if (close_capture(m, in->capture))
                next = pc + 1;
            break;
        case DTL_OP_MATCH:
            if (m->pos > m->t->at && m->pos - m->t->at <= DTL_PATTERN_TOKENS_MAX &&
                (m->t->must_end == 0 || m->pos == m->t->must_end))
                accept(m, captures);
            break;
        }
        pc = next;
        if (pc < 0) {
            if (m->pos > m->t->reached)
                m->t->reached = m->pos;
            pc = backtrack(m, code);
        }
    }
    if (pc >= 0)
        m->l->limited = true;
}

uint32_t dtl_run(dtl_lattice *l, const dtl_pattern *p, const dtl_instr *code, dtl_try *t,
                 dtl_capture *captures) {
    machine m;
    m.l = l;
    m.e = l->engine;
    m.p = p;
    m.t = t;
    m.nframes = m.ntrail = 0;
    m.pos = t->at;
    m.node = 0;
    m.best = m.found = m.steps = 0;
    m.limited = false;
    t->reached = t->at;
    for (unsigned k = 0; k < p->ncaptures; k++) {
        m.captures[k] = (dtl_capture){0, 0, 0};
        m.open[k] = 0;
    }
    run_on(&m, code, 0, captures);
    return m.best;
}

uint32_t dtl_match_at(dtl_lattice *l, const dtl_pattern *p, uint32_t at, uint32_t first,
                      uint32_t end, dtl_capture *captures) {
    if (!p->code || at < first || at >= end)
        return 0;
    if (!(p->begins.classes & l->symbols[at].classes) &&
        !(p->begins.words & dtl_word_bits(&l->doc->tokens[at])))
        return 0;
    dtl_try t = {.at = at, .first = first, .end = end};
    if (captures)
        memset(captures, 0, DTL_CAPTURES_MAX * sizeof *captures);
    return dtl_run(l, p, p->code, &t, captures);
}
