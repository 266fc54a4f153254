/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile: the keys that rules of all stages share, rule by rule in the order of the passes.
 *
 * That order gives every class its type before a rule of a later pass asks for it.  Building blocks
 * may use each other within a pass; they are taken when what they use is known, in sweeps, and a
 * circle is an error.  A rule with a fault in its pattern is not looked at further: its value would
 * only complain about captures that the pattern failed to make.
 */
#include "rules/builder.h"

#include "match/match.h"
#include "rules/shape.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define LIST_MAX 64u

/* Items of a value that is a list or one alone. */
static const dtl_yaml *first_of(const dtl_yaml *n) {
    return n && n->kind == DTL_YAML_LIST ? n->first : n;
}

static const dtl_yaml *next_of(const dtl_yaml *list, const dtl_yaml *item) {
    return list->kind == DTL_YAML_LIST ? item->next : NULL;
}

static uint16_t count_of(const dtl_yaml *n) {
    uint32_t count = !n ? 0 : n->kind == DTL_YAML_LIST ? n->count : 1;
    return (uint16_t)(count < LIST_MAX ? count : LIST_MAX);
}

int dtl_capture_find(const dtl_rule *r, dtl_slice name) {
    for (uint16_t i = 0; i < r->ncaptures; i++) {
        if (dtl_slice_is(name, r->captures[i])) {
            return i;
        }
    }
    return -1;
}

/* Every class a pattern names must exist before the rule's pass (or within it, for parts). */
static void check_visible(dtl_builder *b, const dtl_draft *d, const dtl_located *t) {
    for (uint32_t i = 0; i < b->used.n; i++) {
        uint16_t cls = b->used.at[i];
        const dtl_class_info *info = &b->info.at[cls];
        if (info->visible <= d->rank) {
            continue;
        }
        const char *name = b->classes.at[cls].name;
        size_t len = strlen(name);
        uint32_t start = t->offset;
        uint32_t end = t->offset + t->text.n;
        for (uint32_t k = 0; k + len < t->text.n; k++) {
            if (t->text.p[k] == '$' && memcmp(t->text.p + k + 1, name, len) == 0) {
                start = t->offset + k;
                end = start + (uint32_t)len + 1;
                break;
            }
        }
        const char *stage = dtl_kw_stages[b->classes.at[cls].since].name;
        dtl_diag_add(b->diags, DTL_ERROR, "R230", t->source, start, end, NULL,
                     info->visible == UINT_MAX ? NULL
                                               : "rules see what earlier stages and levels made",
                     "$%s does not exist yet in this pass (known from stage %s on)", name, stage);
    }
}

/* Compiles a list of patterns; *ok is false when one had a fault. */
static bool compile_patterns(dtl_builder *b, dtl_draft *d, const dtl_yaml *n, bool context,
                             dtl_pattern ***ret, uint16_t *ret_n, bool *ok) {
    dtl_rule *r = &d->rule;
    uint16_t count = count_of(n);
    dtl_pattern **at = DTL_NEW_ARRAY(b->keep, count, dtl_pattern *);
    if (!at) {
        return false;
    }
    dtl_pattern_scope scope = dtl_pattern_scope_of(b);
    scope.allow_context = context;
    *ret = at;
    *ret_n = 0;
    for (const dtl_yaml *item = first_of(n); item && *ret_n < count; item = next_of(n, item)) {
        dtl_located t;
        if (!dtl_locate(b, r->source, item, &t)) {
            return false;
        }
        b->used.n = 0;
        dtl_pattern *p = dtl_pattern_compile(
            b->keep, b->diags, t.source, t.offset, t.text, &scope, context ? NULL : r->captures,
            context ? NULL : r->capture_class, context ? NULL : &r->ncaptures);
        if (!p) {
            *ok = false;
            if (b->diags->failed) {
                return false;
            }
            continue;
        }
        at[(*ret_n)++] = p;
        check_visible(b, d, &t);
    }
    return true;
}

static bool compile_shape(dtl_builder *b, dtl_draft *d, bool *ok) {
    dtl_rule *r = &d->rule;
    dtl_located t;
    if (!dtl_locate(b, r->source, d->v[DTL_RU_REGEX], &t)) {
        return false;
    }
    r->regex = dtl_shape_compile(b->keep, b->diags, t.source, t.offset, t.text, r->first_bytes);
    *ok = *ok && r->regex;
    return !b->diags->failed;
}

/* Bare names in the expressions of a shape: constants, or groups of its regex. */
typedef struct shape_names {
    dtl_builder *b;
    const dtl_shape *shape;
    dtl_slice unknown; /* first name that is neither */
} shape_names;

static bool shape_constant(void *ctx, dtl_slice name, dtl_value *ret) {
    shape_names *s = ctx;
    if (dtl_shape_group(s->shape, name) != 0) {
        return false;
    }
    if (dtl_constant_find(s->b, name, ret)) {
        return true;
    }
    if (s->unknown.n == 0 && !dtl_calendar_known(name)) {
        s->unknown = name;
    }
    return false;
}

static void unknown_group(dtl_builder *b, const shape_names *s, const dtl_located *t) {
    bool inside = s->unknown.p >= t->text.p && s->unknown.p < t->text.p + t->text.n;
    uint32_t start = t->offset + (inside ? (uint32_t)(s->unknown.p - t->text.p) : 0);
    const char *near = dtl_nearest(s->unknown.p, s->unknown.n, s->shape->names, s->shape->nnames);
    const char *hint = near ? dtl_arena_printf(&b->scratch, "did you mean %s?", near) : NULL;
    dtl_diag_add(b->diags, DTL_ERROR, "R231", t->source, start, start + s->unknown.n, NULL, hint,
                 "the regex has no group %.*s", (int)s->unknown.n, s->unknown.p);
}

const dtl_expr *dtl_rule_expr(dtl_builder *b, dtl_draft *d, const dtl_yaml *n, dtl_type want,
                              dtl_type *ret_type) {
    const dtl_rule *r = &d->rule;
    const char *names[DTL_CAPTURES_MAX + DTL_SHAPE_GROUPS_MAX];
    dtl_type types[DTL_CAPTURES_MAX + DTL_SHAPE_GROUPS_MAX];
    dtl_scope scope = {.names = names, .types = types, .constant = dtl_constant_find, .ctx = b};
    for (uint16_t i = 0; i < r->ncaptures; i++) {
        uint16_t cls = r->capture_class[i];
        names[i] = r->captures[i];
        types[i] = cls && b->info.at[cls].typed ? b->classes.at[cls].type : DTL_T_ANY;
    }
    scope.n = r->ncaptures;
    scope.groups = r->stage == DTL_STAGE_SHAPE;
    dtl_located t;
    if (!dtl_locate(b, r->source, n, &t)) {
        b->diags->failed = true;
        return NULL;
    }
    shape_names names_of = {.b = b, .shape = r->regex};
    if (scope.groups) {
        scope.constant = shape_constant;
        scope.ctx = &names_of;
    }
    const dtl_expr *e =
        dtl_expr_compile(b->keep, b->diags, t.source, t.offset, t.text, &scope, want, ret_type);
    if (names_of.unknown.n > 0) {
        unknown_group(b, &names_of, &t);
    }
    return e;
}

/* ---- what a match is ---- */

static dtl_type wanted_type(dtl_emit emit) {
    switch (emit) {
    case DTL_EMIT_DATE:
    case DTL_EMIT_TIME: return DTL_T_DATE;
    case DTL_EMIT_DURATION: return DTL_T_DUR;
    case DTL_EMIT_SET: return DTL_T_SET;
    case DTL_EMIT_SPAN: return DTL_T_SPAN;
    default: return DTL_T_ANY;
    }
}

static uint16_t emitted_class(const dtl_rules *rules, const dtl_rule *r) {
    switch (r->emit) {
    case DTL_EMIT_DATE: return rules->cls[DTL_B_DATE];
    case DTL_EMIT_TIME: return rules->cls[DTL_B_TIME];
    case DTL_EMIT_DURATION: return rules->cls[DTL_B_DURATION];
    case DTL_EMIT_SET: return rules->cls[DTL_B_SET];
    case DTL_EMIT_SPAN: return rules->cls[DTL_B_SPAN];
    case DTL_EMIT_EVENT: return rules->cls[DTL_B_EVENT];
    case DTL_EMIT_NAME:
        return rules->cls[r->kind == DTL_KIND_PERSON ? DTL_B_PERSON
                          : r->kind == DTL_KIND_ORG  ? DTL_B_ORG
                                                     : DTL_B_PLACE];
    default: return 0;
    }
}

static bool compile_where(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    const dtl_yaml *list = d->v[DTL_RU_WHERE];
    if (!list) {
        return true;
    }
    r->where = DTL_NEW_ARRAY(b->keep, count_of(list), const dtl_expr *);
    if (!r->where) {
        return false;
    }
    for (const dtl_yaml *n = first_of(list); n && r->nwhere < LIST_MAX; n = next_of(list, n)) {
        const dtl_expr *e = dtl_rule_expr(b, d, n, DTL_T_BOOL, NULL);
        if (e) {
            r->where[r->nwhere++] = e;
        }
    }
    return !b->diags->failed;
}

static bool compile_value(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    const dtl_yaml *n = d->v[DTL_RU_VALUE];
    const dtl_yaml *at = d->v[DTL_RU_EMIT];
    dtl_type type = DTL_T_TEXT;
    if (!d->v[DTL_RU_EMIT]) {
        return true;
    }
    if (n && r->emit == DTL_EMIT_NONE) {
        DTL_ERR(b, "R121", r->source, n, NULL, "a rule with emit: none has no value");
        return true;
    }
    if (!n && wanted_type(r->emit) != DTL_T_ANY) {
        DTL_ERR(b, "R103", r->source, at, NULL, "the key 'value' is missing in this rule");
        return true;
    }
    if (n) {
        r->value = dtl_rule_expr(b, d, n, wanted_type(r->emit), &type);
        if (!r->value) {
            return !b->diags->failed;
        }
    }
    if (d->v[DTL_RU_CLASS] && r->cls) {
        dtl_class_settle(b, r->cls, type, r->source, d->v[DTL_RU_CLASS]);
    }
    return true;
}

static void read_mark(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    const dtl_yaml *n = d->v[DTL_RU_MARK] ? d->v[DTL_RU_MARK] : d->v[DTL_RU_HEAD];
    r->mark = -1;
    if (d->v[DTL_RU_MARK] && d->v[DTL_RU_HEAD]) {
        DTL_ERR(b, "R121", r->source, d->v[DTL_RU_HEAD], NULL,
                "mark and head say the same; keep one");
    }
    if (!n) {
        return;
    }
    dtl_slice name = n->text;
    if (name.p[0] == '$') {
        name.p++;
        name.n--;
    }
    int c = dtl_capture_find(r, name);
    if (c < 0) {
        const char *near = dtl_nearest(name.p, name.n, r->captures, r->ncaptures);
        const char *hint = near ? dtl_arena_printf(&b->scratch, "did you mean %s?", near) : NULL;
        DTL_ERR(b, "R122", r->source, n, hint, "the pattern has no capture %.*s", (int)name.n,
                name.p);
    }
    r->mark = (int16_t)c;
}

/* Name rules say what kind of name; the others leave `emit` to their stage. */
static void read_emit(dtl_builder *b, dtl_draft *d) {
    static const dtl_emit by_stage[] = {[DTL_STAGE_NAME] = DTL_EMIT_NAME,
                                        [DTL_STAGE_EVENT] = DTL_EMIT_EVENT,
                                        [DTL_STAGE_STATUS] = DTL_EMIT_STATUS,
                                        [DTL_STAGE_LINK] = DTL_EMIT_LINK};
    dtl_rule *r = &d->rule;
    const dtl_yaml *n = d->v[DTL_RU_EMIT];
    const dtl_yaml *id = d->v[DTL_RU_ID] ? d->v[DTL_RU_ID] : d->v[DTL_RU_OVERRIDE];
    if (n) {
        r->emit = (dtl_emit)dtl_keyword_find(dtl_kw_emits, n->text)->value;
    }
    if (r->stage <= DTL_STAGE_COMPOSE) {
        if (!n) {
            DTL_ERR(b, "R103", r->source, id, NULL, "the key 'emit' is missing in this rule");
        }
        return;
    }
    if (n && r->emit != DTL_EMIT_NONE) {
        DTL_ERR(b, "R121", r->source, n, NULL, "rules of this stage say emit: none or nothing");
    }
    if (!n) {
        r->emit = by_stage[r->stage];
    }
    const dtl_yaml *kind = d->v[DTL_RU_KIND];
    r->kind = kind ? (dtl_arg_kind)dtl_keyword_find(dtl_kw_kinds, kind->text)->value : DTL_KIND_ANY;
    if (r->emit == DTL_EMIT_NAME && !kind) {
        DTL_ERR(b, "R103", r->source, id, NULL, "the key 'kind' is missing in this rule");
    }
}

/* ---- one rule ---- */

static bool compile_match(dtl_builder *b, dtl_draft *d, bool *ok) {
    dtl_rule *r = &d->rule;
    if (r->stage == DTL_STAGE_SHAPE) {
        return compile_shape(b, d, ok);
    }
    const dtl_yaml *match = d->v[DTL_RU_TRIGGER] ? d->v[DTL_RU_TRIGGER] : d->v[DTL_RU_MATCH];
    if (d->v[DTL_RU_TRIGGER] && d->v[DTL_RU_MATCH]) {
        DTL_ERR(b, "R121", r->source, d->v[DTL_RU_TRIGGER], NULL,
                "a rule has match or trigger, not both");
    }
    if (!match) {
        const dtl_yaml *id = d->v[DTL_RU_ID] ? d->v[DTL_RU_ID] : d->v[DTL_RU_OVERRIDE];
        DTL_ERR(b, "R103", r->source, id, NULL, "the key '%s' is missing in this rule",
                r->stage == DTL_STAGE_EVENT ? "trigger" : "match");
        *ok = false;
        return true;
    }
    r->captures = DTL_NEW_ARRAY(b->keep, DTL_CAPTURES_MAX, const char *);
    r->capture_class = DTL_NEW_ARRAY(b->keep, DTL_CAPTURES_MAX, uint16_t);
    if (!r->captures || !r->capture_class ||
        !compile_patterns(b, d, match, false, &r->match, &r->nmatch, ok)) {
        return false;
    }
    const dtl_yaml *unless = d->v[DTL_RU_UNLESS];
    return !unless || compile_patterns(b, d, unless, true, &r->unless, &r->nunless, ok);
}

static bool compile_rule(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    bool ok = true;
    d->compiled = true;
    r->salience = NAN;
    r->confidence = NAN;
    r->link_signal = -1;
    if (d->v[DTL_RU_PRIORITY]) {
        r->priority = (int8_t)dtl_key_int(d->v[DTL_RU_PRIORITY]);
    }
    if (d->v[DTL_RU_CONFIDENCE]) {
        r->confidence = dtl_key_number(d->v[DTL_RU_CONFIDENCE]);
    }
    const dtl_yaml *resolve = d->v[DTL_RU_RESOLVE];
    r->resolve =
        resolve ? (dtl_policy)dtl_keyword_find(dtl_kw_policies, resolve->text)->value : b->resolve;
    read_emit(b, d);
    const dtl_yaml *cls = d->v[DTL_RU_CLASS];
    r->cls = cls ? dtl_class_find(b, cls->text) : emitted_class(b->rules, r);
    if (r->emit == DTL_EMIT_PART && !cls) {
        const dtl_yaml *id = d->v[DTL_RU_ID] ? d->v[DTL_RU_ID] : d->v[DTL_RU_OVERRIDE];
        DTL_ERR(b, "R103", r->source, id, "class: name, so that later rules can say $name",
                "a part needs the key 'class'");
    }
    if (!dtl_examples_read(b, d) || !compile_match(b, d, &ok)) {
        return false;
    }
    if (!ok) {
        return true;
    }
    read_mark(b, d);
    if (!compile_where(b, d)) {
        return false;
    }
    switch (r->stage) {
    case DTL_STAGE_EVENT: return dtl_event_rule(b, d);
    case DTL_STAGE_STATUS: return dtl_status_rule(b, d);
    case DTL_STAGE_LINK: return dtl_link_rule(b, d);
    case DTL_STAGE_NAME: return true;
    default: return compile_value(b, d);
    }
}

/* ---- order ---- */

static bool is_part(const dtl_draft *d) {
    const dtl_yaml *n = d->v[DTL_RU_EMIT];
    return n && dtl_slice_is(n->text, "part");
}

/* Whether the text names a class that parts of this pass make and whose type is still open. */
static bool waits(const dtl_builder *b, dtl_slice text, unsigned rank, unsigned depth) {
    for (uint32_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] != '$') {
            continue;
        }
        uint32_t start = ++i;
        while (i < text.n &&
               (text.p[i] == '_' || (text.p[i] >= '0' && text.p[i] <= '9') ||
                (text.p[i] >= 'a' && text.p[i] <= 'z') || (text.p[i] >= 'A' && text.p[i] <= 'Z'))) {
            i++;
        }
        dtl_slice name = {text.p + start, i - start};
        i--;
        uint16_t cls = dtl_class_find(b, name);
        if (cls && !b->info.at[cls].typed && b->info.at[cls].made_in == rank) {
            return true;
        }
        uint32_t macro = cls ? 0 : dtl_intern_find(&b->macro_names, name.p, name.n);
        if (macro && depth < 4 && waits(b, b->macros.at[macro - 1].text.text, rank, depth + 1)) {
            return true;
        }
    }
    return false;
}

static bool draft_waits(const dtl_builder *b, const dtl_draft *d) {
    const dtl_yaml *match = d->v[DTL_RU_MATCH];
    for (const dtl_yaml *n = first_of(match); n; n = next_of(match, n)) {
        if (waits(b, n->text, d->rank, 0)) {
            return true;
        }
    }
    return false;
}

bool dtl_rules_compile(dtl_builder *b) {
    for (unsigned rank = 0; rank < DTL_RANK__COUNT; rank++) {
        bool again = true;
        for (unsigned sweep = 0; again && sweep < 8; sweep++) {
            again = false;
            for (uint32_t i = 0; i < b->drafts.n; i++) {
                dtl_draft *d = b->drafts.at[i];
                if (d->rank != rank || d->dead || d->compiled || !is_part(d) || draft_waits(b, d)) {
                    continue;
                }
                if (!compile_rule(b, d)) {
                    return false;
                }
                again = true;
            }
        }
        for (uint32_t i = 0; i < b->drafts.n; i++) {
            dtl_draft *d = b->drafts.at[i];
            if (d->rank == rank && !d->dead && !d->compiled && !compile_rule(b, d)) {
                return false;
            }
        }
    }
    return true;
}
