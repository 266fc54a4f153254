/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scratch memory of matching one document, and the two limits put on PCRE2: a regex that runs
 * wild on one token gives up and does not match.
 */
#include "match/engine.h"
#include "rules/shape.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define REGEX_STEPS_MAX 20000u
#define REGEX_HEAP_KIB_MAX 256u

static void *arena_malloc(size_t size, void *arena) {
    return dtl_arena_alloc(arena, size);
}

static void arena_no_free(void *p, void *arena) {
    (void)p;
    (void)arena;
}

static bool regex_scratch(dtl_engine *e, dtl_arena *arena) {
    pcre2_general_context *g = pcre2_general_context_create(arena_malloc, arena_no_free, arena);
    if (!g)
        return false;
    pcre2_match_context *c = pcre2_match_context_create(g);
    e->match_data = pcre2_match_data_create(DTL_SHAPE_GROUPS_MAX + 1, g);
    e->match_context = c;
    if (!c || !e->match_data)
        return false;
    pcre2_set_match_limit(c, REGEX_STEPS_MAX);
    pcre2_set_heap_limit(c, REGEX_HEAP_KIB_MAX);
    return true;
}

static void set_parent(dtl_engine *e, const dtl_rules *r, dtl_builtin child, dtl_builtin parent) {
    if (r->cls[child] && r->cls[child] < r->nclasses)
        e->parent[r->cls[child]] = r->cls[parent];
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

dtl_engine *dtl_engine_new(const dtl_rules *rules, dtl_arena *arena) {
    dtl_engine *e = DTL_NEW(arena, dtl_engine);
    if (!e)
        return NULL;
    e->builtin_of = DTL_NEW_ARRAY(arena, rules->nclasses + 1, uint8_t);
    e->parent = DTL_NEW_ARRAY(arena, rules->nclasses + 1, uint16_t);
    const dtl_index *ix = rules->index[DTL_PASS_PHRASE];
    e->class_sweeps =
        ix ? ix->triggers->classes : DTL_NEW_ARRAY(arena, rules->nclasses + 1, uint16_t);
    e->node_bits = DTL_NEW_ARRAY(arena, rules->nclasses + 1, uint64_t);
    e->class_bits = DTL_NEW_ARRAY(arena, rules->nclasses + 1, uint64_t);
    if (!e->builtin_of || !e->parent || !e->class_bits || !e->node_bits || !e->class_sweeps ||
        !regex_scratch(e, arena))
        return NULL;
    for (unsigned b = 0; b < DTL_B__COUNT; b++)
        if (rules->cls[b] && rules->cls[b] < rules->nclasses)
            e->builtin_of[rules->cls[b]] = (uint8_t)(b + 1);
    static const dtl_builtin times[] = {DTL_B_DATE, DTL_B_TIME, DTL_B_DURATION, DTL_B_SET,
                                        DTL_B_SPAN};
    static const dtl_builtin names[] = {DTL_B_PERSON, DTL_B_ORG, DTL_B_PLACE};
    for (unsigned k = 0; k < sizeof times / sizeof *times; k++)
        set_parent(e, rules, times[k], DTL_B_TIMEX);
    for (unsigned k = 0; k < sizeof names / sizeof *names; k++)
        set_parent(e, rules, names[k], DTL_B_NAME);
    set_parent(e, rules, DTL_B_INT, DTL_B_NUM);
    for (uint32_t c = 1; c < rules->nclasses; c++) {
        uint64_t own = ix ? ix->triggers->class_bits[c] : 1;
        e->class_bits[c] = own | kind_bit(e->builtin_of[c]);
        e->node_bits[c] = own | (ix ? ix->triggers->class_bits[e->parent[c]] : 0);
    }
    return e;
}

bool dtl_engine_regex(dtl_engine *e, const void *code, dtl_slice text) {
    return pcre2_match(code, (PCRE2_SPTR8)text.p, text.n, 0, PCRE2_NO_UTF_CHECK, e->match_data,
                       e->match_context) > 0;
}
