/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clauses: which tokens belong together around one finite verb.
 *
 * A sentence is read once from left to right with a stack of open clauses.  Relative pronouns,
 * conjunctions before a finite verb and quotations push; what follows decides when they are left
 * again: a finite verb after a comma returns to the clause that still waits for its own, a comma
 * after a complete relative clause closes it, the end of a quotation ends it.  A finite verb too
 * many opens a clause at its subject (complement without "that", coordination).
 *
 * clause_of gives the innermost clause of a token; [first, end) of an outer clause covers the inner
 * ones.  Every finite group ends up in a clause of its own; tokens are never without a clause.
 */
#include "events/syntax.h"
#include "text/tagger.h"

#define STACK_MAX 24u
#define REPAIRS_MAX 3u /* readings of one sentence after the first */
#define LOOK_AHEAD 60u /* tokens in which a clause after a comma must find its finite verb */

typedef struct reader {
    dtl_story *s;
    uint32_t sentence, first, end;
    uint32_t stack[STACK_MAX]; /* clause indices; [0] is the main clause */
    uint32_t depth;
    uint32_t last; /* last finite group read, or DTL_NONE */
    bool failed;
} reader;

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

static bool quoted(const dtl_story *s, uint32_t t) {
    return (s->doc->tokens[t].flags & DTL_TOK_QUOTED) != 0;
}

static bool quote_mark(unsigned p) {
    return p == DTL_POS_OPEN_QUOTE || p == DTL_POS_CLOSE_QUOTE;
}

static dtl_clause *top(const reader *r) {
    return &r->s->clauses.at[r->stack[r->depth - 1]];
}

static bool waiting(const dtl_clause *c) {
    return c->group == DTL_NONE;
}

static bool push(reader *r, uint32_t first, dtl_clause c) {
    if (r->depth == STACK_MAX)
        return false;
    c.first = first;
    c.end = r->end;
    c.sentence = r->sentence;
    if (!dtl_vec_push(r->s->arena, &r->s->clauses, c)) {
        r->failed = true;
        return false;
    }
    r->stack[r->depth++] = r->s->clauses.n - 1;
    return true;
}

static dtl_clause empty_clause(uint32_t parent) {
    return (dtl_clause){
        .parent = parent, .opener = DTL_NONE, .antecedent = DTL_NONE, .group = DTL_NONE};
}

/* Leaves clauses until `depth` are open; tokens from `at` on belong to the outer ones. */
static void pop_to(reader *r, uint32_t depth, uint32_t at) {
    while (r->depth > depth && r->depth > 1) {
        dtl_clause *c = top(r);
        if (at > c->first)
            c->end = at;
        r->depth--;
    }
}

/* Gives the tokens [from, to) to the clause on top. */
static void assign(reader *r, uint32_t from, uint32_t to) {
    for (uint32_t t = from; t < to; t++)
        r->s->clause_of[t] = r->stack[r->depth - 1];
}

/* Replaces the clause on top by a new one beside it, from token `first` on. */
static void sibling(reader *r, uint32_t first, uint32_t opener) {
    dtl_clause old = *top(r);
    dtl_clause c = empty_clause(old.parent);
    c.relative = old.relative;
    c.subordinate = old.subordinate;
    c.conditional = old.conditional;
    c.antecedent = old.antecedent;
    c.opener = opener;
    if (r->depth > 1)
        pop_to(r, r->depth - 1, first);
    else {
        top(r)->end = first;
        r->depth = 0;
    }
    if (!push(r, first, c) && r->depth == 0)
        r->depth = 1; /* out of memory: the stack keeps its bottom */
}

/* The lowest open clause below `depth` and within the same quotation that waits for its verb. */
static uint32_t waiting_depth(const reader *r) {
    for (uint32_t d = r->depth; d > 0; d--) {
        const dtl_clause *c = &r->s->clauses.at[r->stack[d - 1]];
        if (waiting(c))
            return d;
        if (c->quote)
            return 0;
    }
    return 0;
}

/* Depth of the outermost clause of the present quotation, or 1. */
static uint32_t base_depth(const reader *r) {
    for (uint32_t d = r->depth; d > 1; d--)
        if (r->s->clauses.at[r->stack[d - 1]].quote)
            return d;
    return 1;
}

/* ---- boundaries ------------------------------------------------------------------------------ */

static bool after_comma(const dtl_story *s, uint32_t t, uint32_t low) {
    return t > low && pos_at(s, t - 1) == DTL_POS_COMMA;
}

/* A comma before a new dependent clause ends complete dependent clauses before it. */
static void close_complete(reader *r, uint32_t at) {
    uint32_t base = base_depth(r);
    uint32_t d = r->depth;
    while (d > base && !waiting(&r->s->clauses.at[r->stack[d - 1]]))
        d--;
    pop_to(r, d, at);
}

static bool tells(const dtl_story *s, uint32_t group) {
    unsigned f = dtl_verb_file(s, s->groups.at[group].head);
    return f == DTL_LEX_VERB_COMMUNICATION || f == DTL_LEX_VERB_COGNITION ||
           f == DTL_LEX_VERB_PERCEPTION;
}

static void open_relative(reader *r, uint32_t t) {
    dtl_story *s = r->s;
    uint32_t start = dtl_relative_start(s, t, r->first);
    if (after_comma(s, start, r->first) && top(r)->relative)
        close_complete(r, start);
    dtl_clause c = empty_clause(r->stack[r->depth - 1]);
    c.relative = true;
    c.opener = t;
    c.antecedent = dtl_antecedent(s, start, t, r->first);
    /* "a treaty was concluded that spring which left": over a verb and its times */
    if (c.antecedent == DTL_NONE && r->last != DTL_NONE &&
        !((s->words[t] & DTL_W_COMPLEMENT) && tells(s, r->last)) && pos_at(s, t) == DTL_POS_WDT &&
        s->groups.at[r->last].passive)
        c.antecedent = dtl_phrase_before(s, s->groups.at[r->last].first, r->first);
    /* "said outside the court that her client would": told, not said of the court */
    bool told = (s->words[t] & DTL_W_COMPLEMENT) && r->last != DTL_NONE && tells(s, r->last) &&
                t + 1 < r->end && s->np_of[t + 1] != DTL_NONE;
    /* a question word after a verb opens a complement: "said what", "asked how much" */
    if (told || c.antecedent == DTL_NONE ||
        (start > r->first && s->group_of[start - 1] != DTL_NONE)) {
        c.relative = false;
        c.subordinate = true;
        c.antecedent = DTL_NONE;
    }
    if (push(r, start, c))
        assign(r, start, t);
}

/* Words that can open a clause. */
#define OPENERS (DTL_W_COMPLEMENT | DTL_W_CONDITIONAL | DTL_W_TEMPORAL)

/* Is the conjunction at t one that opens a clause here? */
static bool opens_clause(const reader *r, uint32_t t) {
    const dtl_story *s = r->s;
    uint32_t w = s->words[t];
    unsigned p = pos_at(s, t);
    if (!(w & OPENERS) || p == DTL_POS_DT || p == DTL_POS_WDT ||
        (p == DTL_POS_CC && !(w & DTL_W_CONTRAST)) || s->group_of[t] != DTL_NONE)
        return false;
    if (s->np_of[t] != DTL_NONE && s->nps.at[s->np_of[t]].head >= t && p != DTL_POS_IN)
        return false;
    if (w & DTL_W_COMPLEMENT)
        return p == DTL_POS_IN;
    if (w & DTL_W_CONDITIONAL)
        return dtl_finite_follows(s, t + 1, r->end, false);
    if (w & DTL_W_TEMPORAL) {
        if (!dtl_finite_follows(s, t + 1, r->end, true))
            return false;
        /* "the illegitimacy as president could prevent": the verb belongs to the subject before */
        const dtl_clause *c = top(r);
        if (waiting(c) && t > c->first && !after_comma(s, t, r->first)) {
            uint32_t b = t;
            while (b > c->first + 1 && quote_mark(pos_at(s, b - 1)))
                b--;
            uint32_t before = s->np_of[b - 1];
            if (before != DTL_NONE && !s->nps.at[before].timed && !s->nps.at[before].possessive)
                return false;
        }
        return true;
    }
    return false;
}

static void open_subordinate(reader *r, uint32_t t) {
    dtl_story *s = r->s;
    if (after_comma(s, t, r->first))
        close_complete(r, t);
    dtl_clause c = empty_clause(r->stack[r->depth - 1]);
    c.subordinate = true;
    c.conditional = (s->words[t] & DTL_W_CONDITIONAL) != 0;
    c.opener = t;
    /* "the bridge that the army destroyed will": a relative, unless the noun is a message */
    uint32_t np = t > r->first ? s->np_of[t - 1] : DTL_NONE;
    if ((s->words[t] & DTL_W_COMPLEMENT) && waiting(top(r)) && np != DTL_NONE &&
        s->nps.at[np].end == t && !s->nps.at[np].timed) {
        unsigned file = dtl_noun_file(s, s->nps.at[np].head);
        if (file != DTL_LEX_NOUN_COMMUNICATION && file != DTL_LEX_NOUN_COGNITION &&
            file != DTL_LEX_NOUN_FEELING) {
            c.subordinate = false;
            c.relative = true;
            c.antecedent = np;
        }
    }
    push(r, t, c);
}

/* Quotation with a finite verb that starts at t: a clause of its own. */
static void open_quote(reader *r, uint32_t t) {
    const dtl_story *s = r->s;
    bool finite = false;
    uint32_t k = t;
    for (; k < r->end && quoted(s, k); k++)
        finite = finite || dtl_finite_at(s, k);
    if (!finite || k >= r->end)
        return; /* no clause, or all the rest: nothing to separate */
    /* "has said repeatedly he is ready": the verb of the frame is inside the quotation marks */
    uint32_t g = s->group_of[t + 1 < r->end ? t + 1 : t];
    if (g != DTL_NONE && s->groups.at[g].first < t)
        return;
    g = s->group_of[t];
    if (g != DTL_NONE && s->groups.at[g].first < t)
        return;
    dtl_clause c = empty_clause(r->depth > 1 || t > r->first ? r->stack[r->depth - 1] : DTL_NONE);
    c.quote = true;
    if (t == r->first)
        c.parent = r->stack[0];
    push(r, t, c);
}

static void close_quote(reader *r, uint32_t t) {
    uint32_t d = base_depth(r);
    if (d > 1)
        pop_to(r, d - 1, t);
}

/* ---- finite verbs ---------------------------------------------------------------------------- */

/* What lies between the last finite verb and the one at t. */
typedef struct gap {
    uint32_t mark;    /* last comma, conjunction or dash; DTL_NONE without */
    bool comma, cc;   /* of what the mark consists: ", and" is both */
    uint32_t subject; /* last free phrase after the mark (or in the whole gap), or DTL_NONE */
    uint32_t frees;   /* free phrases in the gap */
} gap;

static gap look_back(const reader *r, uint32_t from, uint32_t t) {
    const dtl_story *s = r->s;
    gap g = {.mark = DTL_NONE, .subject = DTL_NONE};
    for (uint32_t k = t; k > from; k--) {
        uint32_t i = k - 1;
        unsigned p = pos_at(s, i);
        uint32_t np = s->np_of[i];
        if (np != DTL_NONE) {
            const dtl_np *n = &s->nps.at[np];
            if (n->first == i && n->prep == DTL_NONE && !n->timed && !n->possessive) {
                if (g.subject == DTL_NONE)
                    g.subject = np;
                g.frees++;
            }
            continue;
        }
        if (p == DTL_POS_CC) {
            /* "Kenya and Ethiopia signed": inside the subject, not before it, unless the phrase
               to the left is the object of a verb */
            uint32_t left = i > from ? s->np_of[i - 1] : DTL_NONE;
            uint32_t lf = left == DTL_NONE ? 0 : dtl_np_full_first(s, left);
            bool object = left == DTL_NONE || s->nps.at[left].prep != DTL_NONE ||
                          (lf > r->first && s->group_of[lf - 1] != DTL_NONE &&
                           !tells(s, s->group_of[lf - 1]));
            bool inside =
                g.frees == 1 && g.subject != DTL_NONE && !object && !(s->words[i] & DTL_W_CONTRAST);
            if (inside)
                continue;
            g.mark = i;
            g.cc = true;
            g.comma = i > from && pos_at(s, i - 1) == DTL_POS_COMMA;
            break;
        }
        if (p == DTL_POS_COMMA || p == DTL_POS_COLON || p == DTL_POS_RRB) {
            g.mark = i;
            g.comma = true;
            break;
        }
    }
    return g;
}

/* Start of the subject phrase, conjuncts "A and B" included. */
static uint32_t subject_start(const reader *r, uint32_t np, uint32_t low) {
    const dtl_story *s = r->s;
    uint32_t first = dtl_np_full_first(s, np);
    for (unsigned n = 0; n < 3; n++) {
        if (first < low + 2 || pos_at(s, first - 1) != DTL_POS_CC)
            break;
        uint32_t left = s->np_of[first - 2];
        if (left == DTL_NONE || s->nps.at[left].prep != DTL_NONE || s->nps.at[left].first < low)
            break;
        first = dtl_np_full_first(s, left);
    }
    while (first > low && dtl_pos_is_adv(pos_at(s, first - 1)) &&
           s->group_of[first - 1] == DTL_NONE)
        first--;
    return first < low ? low : first;
}

/* Reassigns tokens [from, to) that were read before the clause was known. */
static void reassign(reader *r, uint32_t from, uint32_t to) {
    assign(r, from, to);
}

/* May the finite verb be a participle after its noun?  `comma`: a comma ends it. */
static bool reduced(const dtl_story *s, uint32_t group, bool comma, uint32_t low) {
    const dtl_group *g = &s->groups.at[group];
    if (g->end - g->first != 1 || pos_at(s, g->head) != DTL_POS_VBD || g->first == low)
        return false;
    uint32_t after = g->end < s->doc->ntokens ? g->end : g->head;
    if (pos_at(s, g->first - 1) == DTL_POS_COMMA)
        return comma && (s->np_of[after] == DTL_NONE);
    return !comma && s->np_of[g->first - 1] != DTL_NONE && (s->np_of[after] == DTL_NONE);
}

/*
 * "..., and X, unable to feed them, gave up": the subject stands before what the last comma ends.
 * Where its clause starts, or DTL_NONE.
 */
static uint32_t interrupted(const reader *r, uint32_t from, uint32_t mark) {
    const dtl_story *s = r->s;
    for (uint32_t t = from; t < mark; t++) {
        uint32_t np = s->np_of[t];
        if (np == DTL_NONE || s->nps.at[np].first != t || t <= r->first)
            continue;
        const dtl_np *n = &s->nps.at[np];
        uint32_t first = dtl_np_full_first(s, np);
        bool owned = n->possessor != DTL_NONE && !n->possessive;
        if ((n->prep != DTL_NONE && !owned) || n->timed || n->possessive || n->prep != DTL_NONE ||
            first <= from)
            continue;
        unsigned p = pos_at(s, first - 1);
        bool ends = n->end < r->end && (pos_at(s, n->end) == DTL_POS_COMMA || n->end == mark);
        if (p == DTL_POS_CC && ends && first - 1 > from)
            return first - 1;
        if (p == DTL_POS_COMMA && ends)
            return first;
    }
    return DTL_NONE;
}

/* "collapsed in 2022, and nine months later, in August, X left": the times before the last comma
   belong to the new clause when a conjunction opens them.  Returns the token before its start. */
static uint32_t leading(const reader *r, uint32_t from, uint32_t comma) {
    const dtl_story *s = r->s;
    bool timed = false;
    for (uint32_t t = comma; t > from; t--) {
        uint32_t np = s->np_of[t - 1];
        unsigned p = pos_at(s, t - 1);
        if (p == DTL_POS_CC && timed)
            return t >= 2 ? t - 2 : comma;
        if (np != DTL_NONE ? !s->nps.at[np].timed
                           : p != DTL_POS_COMMA && p != DTL_POS_IN && !dtl_pos_is_adv(p))
            break;
        timed = timed || np != DTL_NONE;
    }
    return comma;
}

/* The clause on top already has its verb; finds or makes the one for the group that starts at t. */
static void next_clause(reader *r, uint32_t t) {
    dtl_story *s = r->s;
    const dtl_group *last = r->last == DTL_NONE ? NULL : &s->groups.at[r->last];
    uint32_t from = last ? last->end : r->first;
    if (top(r)->first > from)
        from = top(r)->first;
    gap g = look_back(r, from, t);
    uint32_t wait = waiting_depth(r);
    if (g.subject == DTL_NONE && !g.cc && !wait && last && top(r)->group == r->last &&
        reduced(s, r->last, g.mark != DTL_NONE, r->first)) {
        /* "X, founded in 1951, employs": the first of the two is a participle */
        dtl_group_make_participle(s, r->last);
        return;
    }
    if (g.mark != DTL_NONE && !g.cc && g.subject == DTL_NONE && !wait && last &&
        tells(s, r->last) && last->end < t && s->np_of[last->end] != DTL_NONE &&
        s->clause_of[last->end] == r->stack[r->depth - 1]) {
        /* "said the group, an alliance of six, are": the subject is before the apposition */
        dtl_clause c = empty_clause(r->stack[r->depth - 1]);
        c.subordinate = true;
        if (push(r, last->end, c))
            reassign(r, last->end, t);
        return;
    }
    if (g.mark != DTL_NONE && !g.cc && g.subject == DTL_NONE && !wait) {
        uint32_t start = interrupted(r, from, g.mark);
        if (start != DTL_NONE) {
            uint32_t opener = pos_at(s, start) == DTL_POS_CC ? start : DTL_NONE;
            pop_to(r, base_depth(r), start);
            sibling(r, start, opener);
            reassign(r, start, t);
            return;
        }
    }
    if (g.mark != DTL_NONE) {
        uint32_t start = g.cc && g.comma ? g.mark - 1 : g.mark;
        if (!g.cc && g.subject != DTL_NONE && !wait)
            start = leading(r, from, start);
        if (wait && (g.comma || !g.cc)) {
            pop_to(r, wait, start + 1);
            reassign(r, start + 1, t);
            return;
        }
        if (g.cc && !g.comma) {
            sibling(r, g.mark, g.mark);
            reassign(r, g.mark, t);
            return;
        }
        /* a comma: back to the main line, unless the clause is coordinated inside a complement */
        pop_to(r, base_depth(r), start + 1);
        sibling(r, start + 1,
                g.cc                                 ? g.mark
                : pos_at(s, start + 1) == DTL_POS_CC ? start + 1
                                                     : DTL_NONE);
        reassign(r, start + 1, t);
        return;
    }
    bool complement = last && (tells(s, r->last) || top(r)->quote) && g.subject != DTL_NONE;
    if (wait && !(complement && g.frees > 0 && dtl_np_full_first(s, g.subject) <= last->end + 2)) {
        pop_to(r, wait, t);
        return;
    }
    if (g.subject == DTL_NONE) {
        sibling(r, t, DTL_NONE);
        return;
    }
    uint32_t start = subject_start(r, g.subject, from);
    dtl_clause c = empty_clause(r->stack[r->depth - 1]);
    c.subordinate = true;
    /* "the largest army Rome had ever put": two phrases side by side, the first not told to */
    uint32_t before = start > from ? s->np_of[start - 1] : DTL_NONE;
    if (before != DTL_NONE && last && !tells(s, r->last) && s->nps.at[before].end == start &&
        !s->nps.at[before].timed) {
        c.subordinate = false;
        c.relative = true;
        c.antecedent = before;
    }
    if (push(r, start, c))
        reassign(r, start, t);
}

/* ---- commas ---------------------------------------------------------------------------------- */

/* A complete relative clause that a comma opened ends at the next comma, lists excepted. */
static void at_comma(reader *r, uint32_t t) {
    const dtl_story *s = r->s;
    const dtl_clause *c = top(r);
    if (r->depth < 2 || waiting(c) || !c->relative || !after_comma(s, c->first, r->first))
        return;
    if (t + 1 >= r->end)
        return;
    unsigned p = pos_at(s, t + 1);
    uint32_t left = t > 0 ? s->np_of[t - 1] : DTL_NONE;
    uint32_t right = s->np_of[t + 1];
    if (p == DTL_POS_VBG || p == DTL_POS_WDT || p == DTL_POS_WP)
        return;
    /* "A, B and C" inside it: another comma or conjunction must join phrases of one kind */
    if (left != DTL_NONE && right != DTL_NONE) {
        uint32_t e = s->nps.at[right].end;
        if (e < r->end && pos_at(s, e) == DTL_POS_CC &&
            s->doc->tokens[s->nps.at[left].head].pos == s->doc->tokens[s->nps.at[right].head].pos)
            return;
    }
    pop_to(r, r->depth - 1, t);
}

static bool is_dash(const dtl_story *s, uint32_t t) {
    unsigned p = pos_at(s, t);
    if (p != DTL_POS_COLON && p != DTL_POS_HYPH && p != DTL_POS_NFP)
        return false;
    return !(s->doc->tokens[t].flags & DTL_TOK_GLUED) && t + 1 < s->doc->ntokens &&
           !(s->doc->tokens[t + 1].flags & DTL_TOK_GLUED);
}

static bool any_finite(const dtl_story *s, uint32_t t, uint32_t end) {
    for (uint32_t n = 0; t < end && n < LOOK_AHEAD; t++, n++)
        if (dtl_finite_at(s, t))
            return true;
    return false;
}

/* Tags at which something can open or close; at others a clause just goes on. */
#define TURNS                                                                                      \
    (DTL_POS_BIT(DTL_POS_WDT) | DTL_POS_BIT(DTL_POS_WP) | DTL_POS_BIT(DTL_POS_WP_POSS) |           \
     DTL_POS_BIT(DTL_POS_WRB) | DTL_POS_BIT(DTL_POS_COMMA) | DTL_POS_BIT(DTL_POS_COLON) |          \
     DTL_POS_BIT(DTL_POS_HYPH) | DTL_POS_BIT(DTL_POS_NFP))

/* One reading of the sentence; clauses are appended. */
static bool read_clauses(dtl_story *s, uint32_t sentence) {
    reader r = {.s = s,
                .sentence = sentence,
                .first = s->doc->sentences[sentence].first,
                .end = s->doc->sentences[sentence].end,
                .last = DTL_NONE};
    push(&r, r.first, empty_clause(DTL_NONE));
    bool in_quote = false;
    uint32_t dash = 0; /* depth outside a pair of dashes */
    const dtl_token *tokens = s->doc->tokens;
    for (uint32_t t = r.first; t < r.end && !r.failed; t++) {
        unsigned p = tokens[t].pos;
        bool q = tokens[t].flags & DTL_TOK_QUOTED;
        if (q == in_quote && s->group_of[t] == DTL_NONE && !dtl_pos_in(p, TURNS) &&
            !(s->words[t] & OPENERS)) {
            s->clause_of[t] = r.stack[r.depth - 1];
            continue;
        }
        if (q && !in_quote)
            open_quote(&r, t);
        else if (!q && in_quote)
            close_quote(&r, t);
        in_quote = q;
        uint32_t g = s->group_of[t];
        if (p == DTL_POS_WDT || p == DTL_POS_WP || p == DTL_POS_WP_POSS ||
            (p == DTL_POS_WRB && (dtl_finite_follows(s, t + 1, r.end, false) ||
                                  (after_comma(s, t, r.first) && any_finite(s, t + 1, r.end)))))
            open_relative(&r, t);
        else if (opens_clause(&r, t))
            open_subordinate(&r, t);
        else if (p == DTL_POS_COMMA)
            at_comma(&r, t);
        else if (is_dash(s, t)) {
            if (dash && r.depth > dash)
                pop_to(&r, dash, t);
            dash = r.depth;
        } else if (p == DTL_POS_COLON && !waiting(top(&r)) && r.depth > 1) {
            close_complete(&r, t);
        }
        if (g != DTL_NONE && s->groups.at[g].first == t && s->groups.at[g].finite) {
            if (!waiting(top(&r)))
                next_clause(&r, t);
            top(&r)->group = g;
            r.last = g;
        }
        s->clause_of[t] = r.stack[r.depth - 1];
    }
    return !r.failed;
}

dtl_status dtl_clauses_find(dtl_story *s, uint32_t sentence, uint32_t first_group) {
    uint32_t first_clause = s->clauses.n;
    for (unsigned round = 0;; round++) {
        s->clauses.n = first_clause;
        if (!read_clauses(s, sentence))
            return DTL_E_NOMEM;
        bool plain = s->doc->sentences[sentence].end - s->doc->sentences[sentence].first <=
                     DTL_SENTENCE_TOKENS_MAX;
        if (!plain || round == REPAIRS_MAX ||
            !dtl_clauses_repair(s, sentence, first_clause, first_group))
            return DTL_OK;
    }
}
