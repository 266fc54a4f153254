/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes: everything a pattern can say after $, and the callbacks by which patterns and
 * expressions ask for it.
 *
 * A class is a name for "a node of this kind stands here".  Several producers may feed one class
 * (a lexicon, a shape and a rule all make `num`), as long as its values have one type.  A class is
 * visible from the pass after the one that makes it; building blocks (emit: part) are visible
 * within their own pass, where the index orders them.
 */
#include "rules/builder.h"

#include "match/match.h"

#include <limits.h>
#include <string.h>

typedef struct builtin {
    dtl_builtin id;
    const char *name;
    dtl_type type;
    dtl_stage since;
} builtin;

/* clang-format off */
static const builtin builtins[] = {
    {DTL_B_INT, "int", DTL_T_INT, DTL_STAGE_PHRASE},
    {DTL_B_NUM, "num", DTL_T_NUM, DTL_STAGE_PHRASE},
    {DTL_B_DAY, "day", DTL_T_INT, DTL_STAGE_PHRASE},
    {DTL_B_YEAR, "year", DTL_T_INT, DTL_STAGE_PHRASE},
    {DTL_B_WORD, "word", DTL_T_TEXT, DTL_STAGE_PHRASE},
    {DTL_B_CAP, "cap", DTL_T_TEXT, DTL_STAGE_PHRASE},
    {DTL_B_NAME, "Name", DTL_T_NAME, DTL_STAGE_NAME},
    {DTL_B_PERSON, "Person", DTL_T_NAME, DTL_STAGE_EVENT},
    {DTL_B_ORG, "Org", DTL_T_NAME, DTL_STAGE_EVENT},
    {DTL_B_PLACE, "Place", DTL_T_NAME, DTL_STAGE_EVENT},
    {DTL_B_NP, "NP", DTL_T_TEXT, DTL_STAGE_NAME},
    {DTL_B_VERB, "verb", DTL_T_TEXT, DTL_STAGE_NAME},
    {DTL_B_EVENT, "event", DTL_T_EVENT, DTL_STAGE_STATUS},
    {DTL_B_DATE, "date", DTL_T_DATE, DTL_STAGE_PHRASE},
    {DTL_B_TIME, "time", DTL_T_DATE, DTL_STAGE_PHRASE},
    {DTL_B_DURATION, "duration", DTL_T_DUR, DTL_STAGE_PHRASE},
    {DTL_B_SET, "set", DTL_T_SET, DTL_STAGE_PHRASE},
    {DTL_B_SPAN, "span", DTL_T_SPAN, DTL_STAGE_PHRASE},
    {DTL_B_TIMEX, "timex", DTL_T_ANY, DTL_STAGE_PHRASE},
};
/* clang-format on */

unsigned dtl_rank(dtl_stage stage, unsigned level) {
    switch (stage) {
    case DTL_STAGE_SHAPE: return 0;
    case DTL_STAGE_PHRASE: return 1;
    case DTL_STAGE_COMPOSE: return 1 + (level ? level : 1);
    case DTL_STAGE_NAME: return 5;
    case DTL_STAGE_EVENT: return 6;
    case DTL_STAGE_STATUS: return 7;
    case DTL_STAGE_LINK: return 8;
    case DTL_STAGE__COUNT: break;
    }
    return DTL_RANK__COUNT;
}

uint16_t dtl_class_find(const dtl_builder *b, dtl_slice name) {
    uint32_t id = dtl_intern_find(&b->class_names, name.p, name.n);
    return id ? b->class_ids.at[id - 1] : 0;
}

static uint16_t class_new(dtl_builder *b, dtl_slice name) {
    if (b->classes.n >= UINT16_MAX) {
        b->diags->failed = true;
        return 0;
    }
    const char *copy = dtl_arena_strndup(b->keep, name.p, name.n);
    uint32_t id = copy ? dtl_intern_add(&b->class_names, name.p, name.n) : 0;
    uint16_t cls = (uint16_t)b->classes.n;
    dtl_class c = {.name = copy};
    dtl_class_info info = {.visible = UINT_MAX, .made_in = UINT_MAX};
    if (!id || !dtl_vec_push(&b->scratch, &b->class_ids, cls) ||
        !dtl_vec_push(b->keep, &b->classes, c) || !dtl_vec_push(&b->scratch, &b->info, info)) {
        return 0;
    }
    return cls;
}

bool dtl_classes_init(dtl_builder *b) {
    dtl_class none = {.name = ""};
    dtl_class_info info = {.visible = UINT_MAX, .made_in = UINT_MAX};
    if (!dtl_intern_init(&b->class_names, &b->scratch) ||
        !dtl_intern_init(&b->macro_names, &b->scratch) ||
        !dtl_vec_push(b->keep, &b->classes, none) || !dtl_vec_push(&b->scratch, &b->info, info)) {
        return false;
    }
    for (size_t i = 0; i < sizeof builtins / sizeof builtins[0]; i++) {
        uint16_t cls = class_new(b, dtl_slice_of(builtins[i].name));
        if (!cls) {
            return false;
        }
        dtl_class *c = &b->classes.at[cls];
        c->kind = DTL_CLASS_BUILTIN;
        c->type = builtins[i].type;
        c->since = builtins[i].since;
        b->info.at[cls].visible = dtl_rank(c->since, 0);
        b->info.at[cls].builtin = true;
        b->info.at[cls].typed = true;
        b->rules->cls[builtins[i].id] = cls;
    }
    return true;
}

/* INT is a NUM with nothing after the point; the evaluator converts. */
static bool compatible(dtl_type have, dtl_type add) {
    return have == add || have == DTL_T_ANY || (have == DTL_T_NUM && add == DTL_T_INT) ||
           (have == DTL_T_NAME && add == DTL_T_TEXT);
}

uint16_t dtl_class_declare(dtl_builder *b, dtl_slice name, dtl_class_kind kind, dtl_type type,
                           dtl_stage since, unsigned visible, const dtl_source *source,
                           const dtl_yaml *at) {
    uint16_t cls = dtl_class_find(b, name);
    bool fresh = cls == 0;
    if (fresh) {
        cls = class_new(b, name);
        if (!cls) {
            return 0;
        }
    }
    dtl_class *c = &b->classes.at[cls];
    dtl_class_info *info = &b->info.at[cls];
    if (fresh) {
        uint32_t col;
        c->kind = kind;
        c->since = since;
        info->source = source;
        info->start = at->start;
        info->end = at->end;
        dtl_source_locate(source, at->start, &c->line, &col);
    }
    if (since < c->since) {
        c->since = since;
    }
    if (visible < info->visible) {
        info->visible = visible;
    }
    if (type != DTL_T_NONE) {
        dtl_class_settle(b, cls, type, source, at);
    }
    return cls;
}

void dtl_class_settle(dtl_builder *b, uint16_t cls, dtl_type type, const dtl_source *source,
                      const dtl_yaml *at) {
    dtl_class *c = &b->classes.at[cls];
    dtl_class_info *info = &b->info.at[cls];
    if (!info->typed) {
        c->type = type;
        info->typed = true;
        return;
    }
    if (compatible(c->type, type)) {
        return;
    }
    const char *where = info->source ? dtl_place(b, info->source, info->start) : "the engine";
    DTL_ERR(b, "R117", source, at, "give this one another name",
            "class %s has values of type %s here, but %s elsewhere (%s)", c->name,
            dtl_type_name(type), dtl_type_name(c->type), where ? where : "");
}

bool dtl_macro_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *map) {
    for (const dtl_yaml *k = map->first; k; k = k->next) {
        if (!k->value) {
            continue;
        }
        if (dtl_intern_find(&b->macro_names, k->text.p, k->text.n)) {
            DTL_ERR(b, "R110", source, k, NULL, "the macro %.*s is defined twice", (int)k->text.n,
                    k->text.p);
            continue;
        }
        dtl_macro m = {.name = k->text};
        if (!dtl_locate(b, source, k->value, &m.text) ||
            !dtl_intern_add(&b->macro_names, k->text.p, k->text.n) ||
            !dtl_vec_push(&b->scratch, &b->macros, m)) {
            return false;
        }
    }
    return true;
}

/* ---- what patterns ask ---------------------------------------------------------------------- */

static uint32_t ask_word(void *ctx, dtl_slice folded) {
    dtl_builder *b = ctx;
    return dtl_intern_add(&b->rules->words, folded.p, folded.n);
}

static uint16_t ask_class(void *ctx, dtl_slice name) {
    dtl_builder *b = ctx;
    uint16_t cls = dtl_class_find(b, name);
    if (cls && !dtl_vec_push(&b->scratch, &b->used, cls)) {
        b->diags->failed = true;
    }
    return cls;
}

static bool ask_macro(void *ctx, dtl_slice name, dtl_slice *ret_text, const dtl_source **ret_source,
                      uint32_t *ret_offset) {
    const dtl_builder *b = ctx;
    uint32_t id = dtl_intern_find(&b->macro_names, name.p, name.n);
    if (!id) {
        return false;
    }
    const dtl_located *t = &b->macros.at[id - 1].text;
    *ret_text = t->text;
    *ret_source = t->source;
    *ret_offset = t->offset;
    return true;
}

static bool ask_same_type(void *ctx, uint16_t x, uint16_t y) {
    const dtl_builder *b = ctx;
    return b->info.at[x].typed && b->info.at[y].typed &&
           b->classes.at[x].type == b->classes.at[y].type;
}

const char *dtl_class_suggest(void *builder, dtl_slice name) {
    dtl_builder *b = builder;
    size_t n = b->classes.n - 1 + b->macros.n;
    const char **names = DTL_NEW_ARRAY(&b->scratch, n, const char *);
    if (!names) {
        return NULL;
    }
    size_t k = 0;
    for (uint32_t i = 1; i < b->classes.n; i++) {
        names[k++] = b->classes.at[i].name;
    }
    for (uint32_t i = 0; i < b->macros.n; i++) {
        names[k] = dtl_arena_strndup(&b->scratch, b->macros.at[i].name.p, b->macros.at[i].name.n);
        k += names[k] != NULL;
    }
    return dtl_nearest(name.p, name.n, names, k);
}

dtl_pattern_scope dtl_pattern_scope_of(dtl_builder *b) {
    return (dtl_pattern_scope){.ctx = b,
                               .word = ask_word,
                               .lemma = ask_word,
                               .class_of = ask_class,
                               .suggest = dtl_class_suggest,
                               .macro = ask_macro,
                               .same_type = ask_same_type,
                               .abbrevs = &b->abbrevs};
}

/* ---- what expressions ask ------------------------------------------------------------------- */

/* Entry names first: a set may give a term a meaning of its own.  Then the terms of the format. */
bool dtl_constant_find(void *builder, dtl_slice name, dtl_value *ret) {
    const dtl_builder *b = builder;
    uint32_t id = dtl_intern_find(&b->constants, name.p, name.n);
    if (id) {
        *ret = b->entries.at[b->constant_entry.at[id - 1]].value;
        return true;
    }
    static const struct {
        const dtl_keyword *list;
        dtl_type type;
    } lists[] = {{dtl_kw_units, DTL_T_UNIT},       {dtl_kw_weekdays, DTL_T_WEEKDAY},
                 {dtl_kw_months, DTL_T_MONTH},     {dtl_kw_seasons, DTL_T_SEASON},
                 {dtl_kw_dayparts, DTL_T_DAYPART}, {dtl_kw_bounds, DTL_T_BOUND},
                 {dtl_kw_edges, DTL_T_EDGE},       {dtl_kw_ampm, DTL_T_AMPM},
                 {dtl_kw_eras, DTL_T_ERA},         {dtl_kw_relations, DTL_T_RELATION}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const dtl_keyword *k = dtl_keyword_find(lists[i].list, name);
        if (k) {
            *ret = (dtl_value){.type = lists[i].type, .i = k->value, .s = name};
            return true;
        }
    }
    return false;
}
