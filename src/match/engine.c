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

dtl_engine *dtl_engine_new(const dtl_rules *rules, dtl_arena *arena) {
    dtl_engine *e = DTL_NEW(arena, dtl_engine);
    if (!e || !regex_scratch(e, arena))
        return NULL;
    const dtl_triggers *t = rules->index[DTL_PASS_PHRASE]->triggers;
    e->builtin_of = t->builtin_of;
    e->parent = t->parent;
    e->class_bits = t->stands;
    e->node_bits = t->node_bits;
    e->class_sweeps = t->classes;
    e->class_runs = t->class_runs;
    return e;
}

bool dtl_engine_regex(dtl_engine *e, const void *code, dtl_slice text) {
    return pcre2_match(code, (PCRE2_SPTR8)text.p, text.n, 0, PCRE2_NO_UTF_CHECK, e->match_data,
                       e->match_context) > 0;
}
