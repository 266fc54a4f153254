/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the matcher asks of classes, by class id: which are built in, which falls under which, and
 * their bits in the symbol sets; and of shapes, by the byte they begin with and their length.
 *
 * The tables belong to the rule set and not to the scratch memory of a document, because a document
 * is often shorter than they are.
 */
#include "match/match.h"
#include "rules/pattern_program.h"
#include "rules/shape.h"

static void mark_named(const dtl_pnode *n, uint8_t *named) {
    if (n->kind == DTL_P_CLASS)
        named[n->cls] = 1;
    for (const dtl_pnode *k = n->child; k; k = k->next)
        mark_named(k, named);
}

/* A bit of its own for each class that a pattern names, while there are bits. */
static bool give_bits(dtl_arena *scratch, const dtl_rules *rules, dtl_triggers *t) {
    uint8_t *named = DTL_NEW_ARRAY(scratch, rules->nclasses + 1, uint8_t);
    if (!named)
        return false;
    for (uint32_t i = 0; i < rules->nrules; i++) {
        const dtl_rule *r = &rules->rules[i];
        for (uint16_t k = 0; k < r->nmatch; k++)
            mark_named(r->match[k]->tree, named);
        for (uint16_t k = 0; k < r->nunless; k++)
            mark_named(r->unless[k]->tree, named);
        for (uint16_t k = 0; k < r->nargs; k++)
            for (uint16_t s = 0; s < r->args[k].nsources; s++)
                if (r->args[k].sources[s].pattern)
                    mark_named(r->args[k].sources[s].pattern->tree, named);
    }
    unsigned next = 0;
    for (uint32_t c = 1; c < rules->nclasses; c++)
        t->class_bits[c] =
            UINT64_C(1) << (named[c] ? next++ % (DTL_SYMBOL_CLASSES - 1) : DTL_SYMBOL_CLASSES - 1);
    return true;
}

/* The kind of token that a built-in class (+ 1) is read off. */
static uint64_t kind_bit(unsigned builtin) {
    switch (builtin) {
    case DTL_B_INT + 1:
    case DTL_B_NUM + 1:
    case DTL_B_DAY + 1:
    case DTL_B_YEAR + 1: return DTL_SYMBOL_DIGIT;
    case DTL_B_WORD + 1: return DTL_SYMBOL_ALPHA;
    case DTL_B_CAP + 1: return DTL_SYMBOL_CAPITAL;
    default: return 0;
    }
}

/* The built-in class that a built-in class falls under; DTL_B__COUNT: none. */
static unsigned parent_of(unsigned builtin) {
    switch (builtin) {
    case DTL_B_DATE:
    case DTL_B_TIME:
    case DTL_B_DURATION:
    case DTL_B_SET:
    case DTL_B_SPAN: return DTL_B_TIMEX;
    case DTL_B_PERSON:
    case DTL_B_ORG:
    case DTL_B_PLACE: return DTL_B_NAME;
    case DTL_B_INT: return DTL_B_NUM;
    default: return DTL_B__COUNT;
    }
}

bool dtl_class_tables(dtl_arena *arena, dtl_arena *scratch, const dtl_rules *rules,
                      dtl_triggers *t) {
    size_t n = (size_t)rules->nclasses + 1;
    t->builtin_of = DTL_NEW_ARRAY(arena, n, uint8_t);
    t->parent = DTL_NEW_ARRAY(arena, n, uint16_t);
    t->class_bits = DTL_NEW_ARRAY(arena, n, uint64_t);
    t->stands = DTL_NEW_ARRAY(arena, n, uint64_t);
    t->node_bits = DTL_NEW_ARRAY(arena, n, uint64_t);
    if (!t->builtin_of || !t->parent || !t->class_bits || !t->stands || !t->node_bits ||
        !give_bits(scratch, rules, t))
        return false;
    for (unsigned b = 0; b < DTL_B__COUNT; b++) {
        uint16_t cls = rules->cls[b];
        if (!cls || cls >= rules->nclasses)
            continue;
        t->builtin_of[cls] = (uint8_t)(b + 1);
        if (parent_of(b) < DTL_B__COUNT)
            t->parent[cls] = rules->cls[parent_of(b)];
    }
    for (uint32_t c = 1; c < rules->nclasses; c++) {
        t->stands[c] = t->class_bits[c] | kind_bit(t->builtin_of[c]);
        t->node_bits[c] = t->class_bits[c] | t->class_bits[t->parent[c]];
    }
    return true;
}

void dtl_shape_tables(const dtl_rules *rules, dtl_triggers *t) {
    uint32_t first = rules->stage_first[DTL_STAGE_SHAPE];
    uint32_t n = rules->stage_first[DTL_STAGE_SHAPE + 1] - first;
    for (uint32_t k = 0; k < n; k++) {
        const dtl_rule *r = &rules->rules[first + k];
        const dtl_shape *s = r->regex;
        uint64_t bit = UINT64_C(1) << (k < DTL_SHAPE_BITS ? k : DTL_SHAPE_BITS - 1);
        for (unsigned b = 0; s && b < 256; b++)
            if (r->first_bytes[b >> 6] >> (b & 63) & 1)
                t->shapes_of_byte[b] |= bit;
        for (unsigned l = 0; s && l < DTL_SHAPE_LENGTHS; l++)
            if (s->spaced || s->min_length <= l || l == DTL_SHAPE_LENGTHS - 1)
                t->shapes_of_length[l] |= bit;
    }
}
