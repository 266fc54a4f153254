/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a value expression sees of a match.
 *
 * A capture that holds a node has the node's value: that of its lexicon entry, or that of the rule
 * which made it, evaluated under the same anchor.  A capture of a bare token is a number where its
 * class says so, else text.  Values made of values nest at most DTL_VALUE_DEPTH_MAX deep; the
 * stages allow fewer, so the limit only guards against a damaged rule set.
 *
 * Predicates such as title($x) look at the tokens of the capture.
 */
#include "match/engine.h"
#include "rules/shape.h"
#include "text/tagger.h"

static const dtl_anchor no_anchor = {.policy = DTL_POLICY_NONE};

static bool node_value(const dtl_lattice *l, uint32_t index, const dtl_anchor *anchor,
                       unsigned depth, dtl_value *ret);

static dtl_eval evaluate(const dtl_expr *e, const dtl_candidate *c, const dtl_anchor *anchor,
                         unsigned depth, dtl_value *ret, const char **ret_reason) {
    if (depth > DTL_VALUE_DEPTH_MAX)
        return DTL_EVAL_LIMIT;
    dtl_env_ctx ctx;
    dtl_env env;
    dtl_env_fill(&ctx, c, anchor, depth, &env);
    return dtl_expr_eval(e, &env, ret, ret_reason);
}

static bool token_value(const dtl_candidate *c, uint16_t capture, const dtl_capture *k,
                        dtl_value *ret) {
    const dtl_lattice *l = c->lattice;
    uint16_t cls = c->rule->capture_class[capture];
    unsigned builtin = cls ? l->engine->builtin_of[cls] : 0;
    bool numeric = !cls || (builtin && builtin - 1 <= DTL_B_YEAR);
    *ret = (dtl_value){.type = DTL_T_TEXT};
    if (numeric && k->end == k->first + 1)
        (void)dtl_token_number(l->doc, k->first, ret);
    ret->s = dtl_tokens_text(l->doc, k->first, k->end);
    return true;
}

static bool env_get(void *p, uint16_t capture, dtl_value *ret) {
    const dtl_env_ctx *ctx = p;
    const dtl_candidate *c = ctx->c;
    if (c->rule->stage == DTL_STAGE_SHAPE || capture >= c->rule->ncaptures)
        return false;
    const dtl_capture *k = &c->captures[capture];
    if (k->first == k->end)
        return false;
    if (k->node)
        return node_value(c->lattice, k->node, ctx->anchor, ctx->depth + 1, ret);
    return token_value(c, capture, k, ret);
}

static bool env_group(void *p, dtl_slice name, dtl_slice *ret) {
    const dtl_env_ctx *ctx = p;
    const dtl_candidate *c = ctx->c;
    if (c->rule->stage != DTL_STAGE_SHAPE || !c->rule->regex)
        return false;
    uint16_t g = dtl_shape_group(c->rule->regex, name);
    const dtl_capture *k = &c->captures[g];
    if (g == 0 || k->end == k->first)
        return false;
    *ret = (dtl_slice){c->lattice->doc->text + k->first, k->end - k->first};
    return true;
}

static bool env_test(void *p, dtl_predicate predicate, uint16_t capture, bool *ret) {
    const dtl_env_ctx *ctx = p;
    const dtl_candidate *c = ctx->c;
    *ret = false;
    if (c->rule->stage == DTL_STAGE_SHAPE || capture >= c->rule->ncaptures)
        return false;
    const dtl_capture *k = &c->captures[capture];
    if (k->first == k->end)
        return true; /* nothing is no title, no plural ... */
    const dtl_token *t = &c->lattice->doc->tokens[k->first];
    const dtl_token *last = &c->lattice->doc->tokens[k->end - 1];
    unsigned capital = DTL_TOK_TITLE | DTL_TOK_UPPER;
    switch (predicate) {
    case DTL_IS_TITLE: *ret = (t->flags & capital) != 0; break;
    case DTL_IS_UPPER: *ret = (t->flags & DTL_TOK_UPPER) != 0; break;
    case DTL_IS_LOWER: *ret = (t->flags & DTL_TOK_ALPHA) && !(t->flags & capital); break;
    case DTL_IS_PLURAL: *ret = dtl_pos_is_plural(last->pos); break;
    case DTL_IS_GLUED: *ret = (t->flags & DTL_TOK_GLUED) != 0; break;
    case DTL_IS_QUOTED: *ret = (t->flags & DTL_TOK_QUOTED) != 0; break;
    case DTL_IS_VERB: *ret = dtl_pos_is_verb(last->pos); break;
    case DTL_IS_NOUN: *ret = dtl_pos_is_noun(last->pos); break;
    case DTL_IS_ADJECTIVE: *ret = dtl_pos_is_adj(last->pos); break;
    case DTL_IS_FIRST: *ret = k->first == c->lattice->doc->sentences[t->sentence].first; break;
    case DTL_IS_HASDIGIT: *ret = (t->flags & (DTL_TOK_HASDIGIT | DTL_TOK_DIGIT)) != 0; break;
    case DTL_PREDICATE__COUNT: return false;
    }
    return true;
}

void dtl_env_fill(dtl_env_ctx *ctx, const dtl_candidate *c, const dtl_anchor *anchor,
                  unsigned depth, dtl_env *ret) {
    *ctx = (dtl_env_ctx){c, anchor ? anchor : &no_anchor, depth};
    *ret = (dtl_env){.ctx = ctx,
                     .get = env_get,
                     .group = env_group,
                     .test = env_test,
                     .anchor = ctx->anchor,
                     .feasts = c->lattice->rules->feasts,
                     .nfeasts = c->lattice->rules->nfeasts};
}

static bool node_value(const dtl_lattice *l, uint32_t index, const dtl_anchor *anchor,
                       unsigned depth, dtl_value *ret) {
    const dtl_node *n = &l->nodes.at[index];
    const dtl_value *stored = dtl_node_stored(l, n);
    if (stored) {
        *ret = *stored;
    } else if (n->made_by && n->made_by->rule->value) {
        if (evaluate(n->made_by->rule->value, n->made_by, anchor, depth, ret, NULL) != DTL_EVAL_OK)
            return false;
    } else {
        *ret = (dtl_value){.type = DTL_T_TEXT};
        unsigned builtin = l->engine->builtin_of[n->cls];
        if (builtin && builtin - 1 >= DTL_B_NAME && builtin - 1 <= DTL_B_PLACE)
            ret->type = DTL_T_NAME;
        else if (builtin == DTL_B_EVENT + 1)
            ret->type = DTL_T_EVENT;
        ret->i = n->payload;
    }
    ret->s = dtl_tokens_text(l->doc, n->first, n->end);
    return true;
}

bool dtl_node_value(const dtl_lattice *l, uint32_t node, const dtl_anchor *anchor, dtl_value *ret) {
    return node_value(l, node, anchor ? anchor : &no_anchor, 0, ret);
}

dtl_status dtl_candidate_env(const dtl_candidate *c, const dtl_anchor *anchor, dtl_arena *arena,
                             dtl_env *ret) {
    dtl_env_ctx *ctx = DTL_NEW(arena, dtl_env_ctx);
    if (!ctx)
        return DTL_E_NOMEM;
    dtl_env_fill(ctx, c, anchor, 0, ret);
    return DTL_OK;
}

bool dtl_candidate_time(const dtl_candidate *c, dtl_value *ret) {
    return c->rule->time && evaluate(c->rule->time, c, &no_anchor, 0, ret, NULL) == DTL_EVAL_OK &&
           dtl_value_known(ret);
}

dtl_eval dtl_candidate_value(const dtl_candidate *c, const dtl_anchor *anchor, bool resolve,
                             dtl_arena *arena, dtl_value *ret, const char **ret_reason) {
    (void)arena;
    if (ret_reason)
        *ret_reason = NULL;
    if (!c->rule->value)
        return DTL_EVAL_MISSING;
    dtl_anchor own;
    dtl_policy policy = c->rule->resolve;
    if (!anchor)
        anchor = &no_anchor;
    if (resolve && policy != DTL_POLICY_DEFAULT && policy != anchor->policy) {
        own = *anchor;
        own.policy = policy;
        anchor = &own;
    }
    dtl_eval e = evaluate(c->rule->value, c, anchor, 0, ret, ret_reason);
    if (e == DTL_EVAL_OK && resolve)
        dtl_value_resolve(ret, anchor);
    return e;
}
