/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must stand where for a pattern to match, as sets of bits.
 *
 * Every item that a pattern cannot do without gives a need: one of a set of symbols has to stand
 * between `near` and `far` tokens after the start of the match.  A trigger brings a rule to a
 * place; the needs turn it away from most of them for the price of a few bit tests, before the
 * matcher is set up.  The first need is what every match begins with.
 *
 * Ranges after a class are wide, because its node may cover many tokens.  Where the first
 * obligatory item is a class, or a choice of classes and words, `next` is what must follow at the
 * end of the node that stands there.
 *
 * Needs are necessary, never sufficient: sets are hashed to 64 bits, and what is not known (a
 * regular expression) is left out.  The closest and smallest needs are kept, because a wide one
 * costs a look at each token of its range and is nearly always met.
 */
#include "match/match.h"
#include "rules/pattern_program.h"

#define EVERYTHING ((dtl_symbol_set){UINT64_MAX, UINT64_MAX})
/* A need that may lie anywhere in more tokens than this is not worth the look. */
#define RANGE_MAX 60
#define FAR_MAX INT8_MAX /* see dtl_index_entry */

bool dtl_pattern_begins(const dtl_needs_scope *s, const dtl_pnode *n, dtl_symbol_set *set) {
    bool empty;
    switch (n->kind) {
    case DTL_P_WORD: set->words |= dtl_symbol_word(n->word * 2); return false;
    case DTL_P_LEMMA: set->words |= dtl_symbol_word(n->word * 2 + 1); return false;
    case DTL_P_CLASS: set->classes |= s->stands[n->cls]; return false;
    case DTL_P_GLUE: return true;
    case DTL_P_SEQ:
        empty = true;
        for (const dtl_pnode *k = n->child; k && empty; k = k->next)
            empty = dtl_pattern_begins(s, k, set);
        return empty;
    case DTL_P_ALT:
        empty = false;
        for (const dtl_pnode *k = n->child; k; k = k->next)
            empty = dtl_pattern_begins(s, k, set) || empty;
        return empty;
    case DTL_P_REPEAT: return dtl_pattern_begins(s, n->child, set) || n->lo == 0;
    case DTL_P_REGEX:
    case DTL_P_GAP:
    case DTL_P_CONTEXT: break;
    }
    *set = EVERYTHING;
    return false;
}

static bool is_everything(const dtl_symbol_set *s) {
    return s->words == UINT64_MAX || s->classes == UINT64_MAX;
}

static unsigned bits(uint64_t x) {
    unsigned n = 0;
    for (; x; x &= x - 1)
        n++;
    return n;
}

/* Rough chance that a need is met by accident: symbols wanted, over all tokens of the range. */
static unsigned weakness(const dtl_need *n) {
    return (bits(n->set.words) + bits(n->set.classes)) * (1u + n->far - n->near);
}

/* Keeps the need among the strongest. */
static void keep(dtl_index_alt *alt, dtl_need need) {
    unsigned at = alt->nneeds;
    while (at > 0 && weakness(&alt->needs[at - 1]) > weakness(&need))
        at--;
    if (at == DTL_NEEDS_MAX)
        return;
    if (alt->nneeds < DTL_NEEDS_MAX)
        alt->nneeds++;
    for (unsigned k = alt->nneeds - 1u; k > at; k--)
        alt->needs[k] = alt->needs[k - 1];
    alt->needs[at] = need;
}

static void gather(const dtl_needs_scope *s, const dtl_pnode *n, unsigned near, unsigned far,
                   dtl_index_alt *alt);

/*
 * Adds what a choice needs beyond its beginning, whichever branch matches: the strongest need of
 * each.  A branch that is one token long has its beginning only.
 */
static void gather_choice(const dtl_needs_scope *s, const dtl_pnode *n, unsigned near, unsigned far,
                          dtl_index_alt *alt) {
    dtl_need all = {.near = UINT8_MAX};
    for (const dtl_pnode *k = n->child; k; k = k->next) {
        dtl_index_alt branch = {.nneeds = 0};
        gather(s, k, near, far, &branch);
        if (branch.nneeds == 0)
            return;
        const dtl_need *one = branch.needs;
        for (unsigned i = branch.nneeds; i-- > 0;)
            if (branch.needs[i].far > far)
                one = &branch.needs[i];
        all.set.words |= one->set.words;
        all.set.classes |= one->set.classes;
        all.near = one->near < all.near ? one->near : all.near;
        all.far = one->far > all.far ? one->far : all.far;
    }
    if (all.far > far && all.far - all.near <= RANGE_MAX && !is_everything(&all.set))
        keep(alt, all);
}

/* Adds the needs of n, which begins near..far tokens after the start of the match. */
static void gather(const dtl_needs_scope *s, const dtl_pnode *n, unsigned near, unsigned far,
                   dtl_index_alt *alt) {
    if (n->kind == DTL_P_REPEAT && n->lo > 0) {
        gather(s, n->child, near, far, alt);
        return;
    }
    if (n->kind == DTL_P_SEQ) {
        for (const dtl_pnode *k = n->child; k; k = k->next) {
            unsigned min, max;
            gather(s, k, near, far, alt);
            dtl_pattern_extent(k, s->class_tokens, s->ctx, &min, &max);
            near += min;
            far += max;
        }
        return;
    }
    if (n->kind == DTL_P_ALT)
        gather_choice(s, n, near, far, alt);
    if (far - near > RANGE_MAX || far > FAR_MAX)
        return;
    dtl_need need = {.near = (uint8_t)near, .far = (uint8_t)far};
    if (!dtl_pattern_begins(s, n, &need.set) && !is_everything(&need.set))
        keep(alt, need);
}

/* Whether n is one word or node, whichever branch matches. */
static bool is_single(const dtl_pnode *n) {
    if (n->kind == DTL_P_ALT) {
        for (const dtl_pnode *k = n->child; k; k = k->next)
            if (!is_single(k))
                return false;
        return true;
    }
    return n->kind == DTL_P_WORD || n->kind == DTL_P_LEMMA || n->kind == DTL_P_CLASS;
}

/*
 * Walks the items in order, into sequences, and fills prefix, first and next.  Returns true when
 * the walk is over.
 */
static bool lead(const dtl_needs_scope *s, const dtl_pnode *n, dtl_index_alt *alt, bool *past) {
    if (n->kind == DTL_P_SEQ) {
        for (const dtl_pnode *k = n->child; k; k = k->next)
            if (lead(s, k, alt, past))
                return true;
        return false;
    }
    if (*past) {
        bool empty = dtl_pattern_begins(s, n, &alt->next);
        alt->has_next = !empty;
        return !empty || is_everything(&alt->next);
    }
    dtl_symbol_set set = {0, 0};
    if (dtl_pattern_begins(s, n, &set)) {
        alt->prefix.words |= set.words;
        alt->prefix.classes |= set.classes;
        return false;
    }
    if (!is_single(n))
        return true;
    alt->first = set;
    *past = true;
    return false;
}

/* What the items [first, stop) can begin with. */
static dtl_symbol_set edge(const dtl_needs_scope *s, const dtl_pnode *first,
                           const dtl_pnode *stop) {
    dtl_symbol_set set = {0, 0};
    for (const dtl_pnode *k = first; k != stop; k = k->next)
        if (!dtl_pattern_begins(s, k, &set))
            return set;
    return EVERYTHING;
}

void dtl_pattern_edges(const dtl_needs_scope *s, dtl_pattern *p) {
    const dtl_pnode *tree = p->tree, *mark = NULL;
    if (!p->context) {
        p->begins = edge(s, tree, tree->next);
        return;
    }
    const dtl_pnode *first = tree->kind == DTL_P_SEQ ? tree->child : tree;
    for (mark = first; mark && mark->kind != DTL_P_CONTEXT;)
        mark = mark->next;
    if (!mark)
        return;
    if (mark->next)
        p->begins = edge(s, mark->next, NULL);
    if (mark != first)
        p->before_begins = edge(s, first, mark);
}

void dtl_pattern_needs(const dtl_needs_scope *s, const dtl_pnode *tree, dtl_index_alt *alt) {
    alt->nneeds = 0;
    alt->has_next = false;
    alt->begins = alt->prefix = alt->first = alt->next = (dtl_symbol_set){0, 0};
    if (dtl_pattern_begins(s, tree, &alt->begins))
        alt->begins = EVERYTHING;
    gather(s, tree, 0, 0, alt);
    bool past = false;
    (void)lead(s, tree, alt, &past);
    alt->has_next = alt->has_next && !is_everything(&alt->next) && !is_everything(&alt->prefix);
    /* What holds of the very start is tested first, and by itself. */
    unsigned kept = 0;
    for (unsigned k = 0; k < alt->nneeds; k++)
        if (alt->needs[k].far > 0)
            alt->needs[kept++] = alt->needs[k];
    alt->nneeds = (uint8_t)kept;
}
