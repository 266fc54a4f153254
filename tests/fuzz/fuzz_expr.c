/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a value expression, compiled in a scope of every type and evaluated with and without
 * an anchor.
 */
#include "rules/expr.h"

#include <stdint.h>

enum { TYPES = DTL_T_ANY };

static bool get(void *ctx, uint16_t capture, dtl_value *ret) {
    const uint8_t *seed = ctx;
    *ret = (dtl_value){.type = (dtl_type)capture, .i = (int64_t)(*seed % 9) - 1};
    ret->s = dtl_slice_of("12");
    if (capture == DTL_T_DATE || capture == DTL_T_SPAN) {
        ret->t.kind = capture == DTL_T_DATE ? DTL_TX_DATE : DTL_TX_SPAN;
        ret->t.a = dtl_date_of_day(2024, 2, 29);
        ret->t.b = dtl_date_of_year(2025);
        ret->t.has_a = ret->t.has_b = true;
    } else if (capture == DTL_T_DUR) {
        ret->t.kind = DTL_TX_DURATION;
        ret->t.dur = (dtl_duration){.n = *seed * 500, .unit = (dtl_unit)(*seed % DTL_UNIT__COUNT)};
    } else if (capture == DTL_T_UNIT) {
        ret->i = 1 + *seed % DTL_MILLENNIUM;
    }
    return (*seed & 64) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1)
        return 0;
    uint8_t seed = data[0];
    const char *names[TYPES];
    dtl_type types[TYPES];
    for (int i = 0; i < TYPES; i++) {
        names[i] = dtl_type_name((dtl_type)i);
        types[i] = seed & 128 ? DTL_T_ANY : (dtl_type)i;
    }
    dtl_arena arena;
    dtl_diags diags;
    dtl_arena_init(&arena, &dtl_mem_default);
    dtl_diags_init(&diags, &arena);
    dtl_scope scope = {.names = names, .types = types, .n = TYPES};
    dtl_slice text = {(const char *)data + 1, (uint32_t)(size - 1)};
    const dtl_expr *e = dtl_expr_compile(&arena, &diags, NULL, 0, text, &scope, DTL_T_ANY, NULL);
    dtl_anchor anchor = {.has_dct = true, .dct = dtl_date_of_day(2025, 8, 18)};
    anchor.tense = (dtl_clause_tense)(seed % 4);
    for (int i = 0; e != NULL && i < 2; i++) {
        dtl_env env = {.ctx = &seed, .get = get, .anchor = i == 0 ? &anchor : NULL};
        dtl_value v;
        if (dtl_expr_eval(e, &env, &v, NULL) != DTL_EVAL_OK)
            continue;
        dtl_value_resolve(&v, &anchor);
        dtl_buf out;
        dtl_bounds bounds;
        dtl_buf_init(&out, &dtl_mem_default);
        dtl_timex_short(&v.t, &out);
        (void)dtl_timex_edtf(&v.t, &out);
        (void)dtl_timex_bounds(&v.t, &bounds);
        (void)dtl_bounds_edtf(&bounds, DTL_MINUTE, &out);
        dtl_buf_free(&out);
    }
    dtl_arena_free(&arena);
    return 0;
}
