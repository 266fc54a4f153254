/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rule sets and contexts behind the public handles.
 *
 * The builder's arena holds the folders and everything the diagnostics point into; the rule set it
 * makes owns an arena of its own and does not need the builder any more.
 */
#include "events/lexis.h"
#include "timeline/api.h"

#include <string.h>

dateline_rules_builder *dateline_rules_builder_new(const dateline_allocator *alloc) {
    dtl_mem mem = dtl_mem_of(alloc);
    dateline_rules_builder *b = dtl_alloc(&mem, sizeof *b);
    if (!b)
        return NULL;
    b->mem = mem;
    dtl_arena_init(&b->arena, &b->mem);
    dtl_diags_init(&b->diags, &b->arena);
    return b;
}

void dateline_rules_builder_free(dateline_rules_builder *b) {
    if (!b)
        return;
    dtl_arena_free(&b->arena);
    dtl_mem mem = b->mem;
    dtl_free(&mem, b, sizeof *b);
}

dateline_status dateline_rules_builder_add_dir(dateline_rules_builder *b, const char *dir) {
    if (!dir || !*dir)
        return DATELINE_E_ARG;
    const char *copy = dtl_arena_strndup(&b->arena, dir, strlen(dir));
    if (!copy || !dtl_vec_push(&b->arena, &b->dirs, copy))
        return DATELINE_E_NOMEM;
    return DATELINE_OK;
}

dateline_status dateline_rules_builder_build(dateline_rules_builder *b, const char *language,
                                             dateline_rules **ret_rules) {
    if (!ret_rules || b->dirs.n == 0)
        return DATELINE_E_ARG;
    dateline_rules *r = dtl_alloc(&b->mem, sizeof *r);
    if (!r)
        return DATELINE_E_NOMEM;
    r->mem = b->mem;
    dtl_status s = dtl_rules_load(&b->mem, b->dirs.at, b->dirs.n, language ? language : "en",
                                  &b->diags, &r->rules);
    if (s == DTL_OK && b->diags.failed) {
        dtl_rules_free(r->rules);
        s = DTL_E_NOMEM;
    }
    if (s != DTL_OK) {
        dtl_free(&b->mem, r, sizeof *r);
        return dtl_public_status(s);
    }
    *ret_rules = r;
    return DATELINE_OK;
}

size_t dateline_rules_builder_diagnostic_count(const dateline_rules_builder *b) {
    return b->diags.list.n;
}

dateline_diagnostic dateline_rules_builder_diagnostic(const dateline_rules_builder *b,
                                                      size_t index) {
    dateline_diagnostic ret = {.code = "", .message = ""};
    if (index >= b->diags.list.n)
        return ret;
    const dtl_diag *d = &b->diags.list.at[index];
    ret.code = d->code;
    ret.severity = d->severity == DTL_NOTE      ? DATELINE_NOTE
                   : d->severity == DTL_WARNING ? DATELINE_WARNING
                                                : DATELINE_ERROR;
    ret.message = d->message;
    ret.hint = d->hint;
    if (d->source) {
        uint32_t end_line = 0;
        ret.file = d->source->name;
        dtl_source_locate(d->source, d->start, &ret.line, &ret.column);
        dtl_source_locate(d->source, d->end, &end_line, &ret.end_column);
        if (end_line != ret.line)
            ret.end_column = ret.column;
    }
    return ret;
}

char *dateline_rules_builder_report(const dateline_rules_builder *b, int colour) {
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    for (uint32_t i = 0; i < b->diags.list.n; i++)
        dtl_diag_print(&b->diags.list.at[i], &out, colour != 0);
    if (b->diags.dropped > 0)
        dtl_buf_printf(&out, "... and %u more\n", b->diags.dropped);
    if (!out.at)
        dtl_buf_puts(&out, "");
    if (out.failed) {
        dtl_buf_free(&out);
        return NULL;
    }
    return out.at;
}

void dateline_rules_free(dateline_rules *rules) {
    if (!rules)
        return;
    dtl_rules_free(rules->rules);
    dtl_mem mem = rules->mem;
    dtl_free(&mem, rules, sizeof *rules);
}

char *dateline_rules_schema(void) {
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_rules_schema(&out);
    if (out.failed || !out.at) {
        dtl_buf_free(&out);
        return NULL;
    }
    return out.at;
}

dateline_context *dateline_context_new(const dateline_rules *rules) {
    if (!rules)
        return NULL;
    dateline_context *ctx = dtl_alloc(&rules->mem, sizeof *ctx);
    if (!ctx)
        return NULL;
    ctx->mem = rules->mem;
    ctx->rules = rules->rules;
    dtl_arena_init(&ctx->arena, &ctx->mem);
    ctx->cache = dtl_word_cache_new(&ctx->mem);
    ctx->lexis = dtl_lexis_new(&ctx->mem, ctx->rules);
    if (!ctx->cache || !ctx->lexis) {
        dateline_context_free(ctx);
        return NULL;
    }
    return ctx;
}

void dateline_context_free(dateline_context *ctx) {
    if (!ctx)
        return;
    dtl_arena_free(&ctx->arena);
    dtl_word_cache_free(ctx->cache);
    dtl_lexis_free(ctx->lexis);
    dtl_mem mem = ctx->mem;
    dtl_free(&mem, ctx, sizeof *ctx);
}
