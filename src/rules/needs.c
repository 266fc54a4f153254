/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must stand where for a pattern to match, as sets of bits.
 *
 * Every item that a pattern cannot do without gives a need: one of a set of symbols has to stand
 * between `near` and `far` tokens after the start of the match.  A trigger brings a rule to a
 * place; the needs turn it away from most of them for the price of a few bit tests, before the
 * matcher is set up.  The first need is what every match begins with.
 *
 * Needs are necessary, never sufficient: sets are hashed to 64 bits, and what is not known (a
 * regular expression) is left out.  The closest and smallest needs are kept, because a wide one
 * costs a look at each token of its range and is nearly always met.
 */
#include "match/match.h"
#include "rules/pattern_program.h"

#define EVERYTHING ((dtl_symbol_set){UINT64_MAX, UINT64_MAX})
#define RANGE_MAX 12 /* a need that may lie anywhere in more tokens than this is not worth a look  \
                      */

bool dtl_pattern_begins(const dtl_needs_scope *s, const dtl_pnode *n, dtl_symbol_set *set) {
    bool empty;
    switch (n->kind) {
    case DTL_P_WORD: set->words |= dtl_symbol_word(n->word * 2); return false;
    case DTL_P_LEMMA: set->words |= dtl_symbol_word(n->word * 2 + 1); return false;
    case DTL_P_CLASS:
        set->classes |= dtl_symbol_class(n->cls);
        switch (s->builtin_of[n->cls]) {
        case DTL_B_INT + 1:
        case DTL_B_NUM + 1:
        case DTL_B_DAY + 1:
        case DTL_B_YEAR + 1: set->classes |= DTL_SYMBOL_DIGIT; break;
        case DTL_B_WORD + 1: set->classes |= DTL_SYMBOL_ALPHA; break;
        case DTL_B_CAP + 1: set->classes |= DTL_SYMBOL_CAPITAL; break;
        default: break;
        }
        return false;
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
    if (far - near > RANGE_MAX)
        return;
    dtl_need need = {.near = (uint16_t)near, .far = (uint16_t)far};
    if (!dtl_pattern_begins(s, n, &need.set) && !is_everything(&need.set))
        keep(alt, need);
}

void dtl_pattern_needs(const dtl_needs_scope *s, const dtl_pnode *tree, dtl_index_alt *alt) {
    alt->nneeds = 0;
    alt->begins = (dtl_symbol_set){0, 0};
    if (dtl_pattern_begins(s, tree, &alt->begins))
        alt->begins = EVERYTHING;
    gather(s, tree, 0, 0, alt);
    /* What holds of the very start is tested first, and by itself. */
    unsigned kept = 0;
    for (unsigned k = 0; k < alt->nneeds; k++)
        if (alt->needs[k].far > 0)
            alt->needs[kept++] = alt->needs[k];
    alt->nneeds = (uint8_t)kept;
}
