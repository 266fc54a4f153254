/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builder: files in, rule set out.
 *
 * Every step looks at all files, so that one run reports the faults of all of them; a step that
 * rests on names (patterns, values) is left out when a file could not be read at all, because every
 * message would then be about the names that are missing.
 *
 * Texts of files live in the rule set, which is freed when the load fails, while diagnostics live
 * longer: at the end every source that a diagnostic points into is copied to the diagnostics'
 * arena.
 */
#include "rules/builder.h"

#include "rules/files.h"
#include "rules/shape.h"
#include "text/tagger.h"

#include <string.h>

/* ---- documents ---- */

typedef bool (*document_step)(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc);

static const dtl_yaml *key_of(const dtl_yaml *doc, const char *name) {
    for (const dtl_yaml *k = doc->kind == DTL_YAML_MAP ? doc->first : NULL; k; k = k->next) {
        if (dtl_slice_is(k->text, name)) {
            return k;
        }
    }
    return NULL;
}

static const dtl_key_table *table_of(const dtl_yaml *doc) {
    for (const dtl_document_kind *k = dtl_document_kinds; k->key; k++) {
        if (key_of(doc, k->key)) {
            return k->table;
        }
    }
    return NULL;
}

/* Runs `step` on every document of one kind, in loading order. */
static bool each_document(dtl_builder *b, const dtl_key_table *table, document_step step) {
    for (uint32_t i = 0; i < b->files.n; i++) {
        if (b->files.at[i].manifest) {
            continue;
        }
        b->in_pack = b->files.at[i].dir > 0;
        for (const dtl_yaml *doc = b->files.at[i].docs; doc; doc = doc->next) {
            if (table_of(doc) == table && !step(b, b->files.at[i].source, doc)) {
                return false;
            }
        }
    }
    return true;
}

static void check_kinds(dtl_builder *b) {
    for (uint32_t i = 0; i < b->files.n; i++) {
        for (const dtl_yaml *doc = b->files.at[i].docs; doc; doc = doc->next) {
            bool empty = doc->kind == DTL_YAML_SCALAR && doc->bare;
            if (empty || b->files.at[i].manifest || table_of(doc)) {
                continue;
            }
            uint32_t end = doc->kind == DTL_YAML_MAP && doc->first ? doc->first->end : doc->end;
            b->broken = true;
            dtl_diag_add(b->diags, DTL_ERROR, "R123", b->files.at[i].source, doc->start, end, NULL,
                         "it needs one of the keys stage, lexicon, macros, types, abbreviations",
                         "cannot tell what this document is");
        }
    }
}

static bool step_macros(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc) {
    const dtl_yaml *v[DTL_MC__COUNT];
    return !dtl_keys_check(b->diags, source, doc, &dtl_keys_macros, DTL_STAGES_ALL, v) ||
           dtl_macro_add(b, source, v[DTL_MC_MACROS]);
}

/* ---- rules ---- */

static bool step_rule_macros(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc) {
    const dtl_yaml *k = key_of(doc, "macros");
    return !k || !k->value || k->value->kind != DTL_YAML_MAP || dtl_macro_add(b, source, k->value);
}

/* A draft's class exists for later passes at once, its type only when the rule is compiled. */
static bool declare_class(dtl_builder *b, dtl_draft *d) {
    const dtl_yaml *n = d->v[DTL_RU_CLASS];
    if (!n) {
        return true;
    }
    const dtl_yaml *emit = d->v[DTL_RU_EMIT];
    bool part = emit && dtl_slice_is(emit->text, "part") && d->rule.stage != DTL_STAGE_SHAPE;
    unsigned visible = part ? d->rank : d->rank + 1;
    dtl_stage since = d->rule.stage;
    if (!part && d->rule.stage != DTL_STAGE_COMPOSE && since < DTL_STAGE_LINK) {
        since = (dtl_stage)((int)since + 1);
    }
    dtl_class_kind kind = d->rule.stage == DTL_STAGE_SHAPE ? DTL_CLASS_SHAPE : DTL_CLASS_NODE;
    uint16_t cls =
        dtl_class_declare(b, n->text, kind, DTL_T_NONE, since, visible, d->rule.source, n);
    if (cls && part) {
        b->info.at[cls].made_in = d->rank;
    }
    return cls != 0;
}

static bool claim_id(dtl_builder *b, dtl_draft *d) {
    const dtl_source *source = d->rule.source;
    const dtl_yaml *id = d->v[DTL_RU_ID];
    const dtl_yaml *over = d->v[DTL_RU_OVERRIDE];
    const dtl_yaml *n = id ? id : over;
    uint32_t old = dtl_intern_find(&b->ids, n->text.p, n->text.n);
    if (id && old) {
        const dtl_rule *r = &b->by_id.at[old - 1]->rule;
        const char *place = dtl_place(b, r->source, r->start);
        DTL_ERR(b, "R110", source, id, "to replace it, write override: instead of id:",
                "the rule %.*s is there already (%s)", (int)id->text.n, id->text.p,
                place ? place : "");
        return true;
    }
    if (over && !old) {
        DTL_ERR(b, "R111", source, over, NULL, "there is no rule %.*s to override",
                (int)over->text.n, over->text.p);
        return true;
    }
    uint32_t col;
    d->rule.id = dtl_arena_strndup(b->keep, n->text.p, n->text.n);
    d->rule.start = n->start;
    d->rule.end = n->end;
    dtl_source_locate(source, n->start, &d->rule.line, &col);
    if (!d->rule.id) {
        return false;
    }
    if (old) {
        b->by_id.at[old - 1]->dead = true;
        b->by_id.at[old - 1] = d;
    } else if (!dtl_intern_add(&b->ids, n->text.p, n->text.n) ||
               !dtl_vec_push(&b->scratch, &b->by_id, d)) {
        return false;
    }
    return dtl_vec_push(&b->scratch, &b->drafts, d);
}

static bool add_draft(dtl_builder *b, const dtl_source *source, const dtl_yaml *node,
                      dtl_stage stage, const dtl_yaml *level) {
    dtl_draft *d = DTL_NEW(&b->scratch, dtl_draft);
    if (!d) {
        return false;
    }
    /* A rule with a fault in its keys still has its id and class, so that others find them. */
    d->compiled =
        !dtl_keys_check(b->diags, source, node, &dtl_keys_rule, DTL_STAGE_BIT(stage), d->v);
    const dtl_yaml *id = d->v[DTL_RU_ID];
    const dtl_yaml *over = d->v[DTL_RU_OVERRIDE];
    if ((id != NULL) == (over != NULL)) {
        b->broken = b->broken || d->v[DTL_RU_CLASS];
        if (d->compiled) {
            return true;
        }
        dtl_diag_add(b->diags, DTL_ERROR, "R103", source, node->start,
                     node->first ? node->first->end : node->end, NULL, NULL,
                     id ? "a rule has id or override, not both"
                        : "the key 'id' is missing in this rule");
        return true;
    }
    d->rule.source = source;
    d->rule.stage = stage;
    if (stage == DTL_STAGE_COMPOSE) {
        const dtl_yaml *own = d->v[DTL_RU_LEVEL] ? d->v[DTL_RU_LEVEL] : level;
        d->rule.level = own ? (uint8_t)dtl_key_int(own) : 1;
    }
    d->rank = dtl_rank(stage, d->rule.level);
    const dtl_yaml *about = d->v[DTL_RU_ABOUT];
    if (about) {
        d->rule.about = dtl_arena_strndup(b->keep, about->text.p, about->text.n);
        if (!d->rule.about) {
            return false;
        }
    }
    return claim_id(b, d);
}

static bool step_rules(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc) {
    const dtl_yaml *v[DTL_RF__COUNT];
    const dtl_yaml *stage = key_of(doc, "stage");
    const dtl_keyword *k = stage && stage->value && stage->value->kind == DTL_YAML_SCALAR
                               ? dtl_keyword_find(dtl_kw_stages, stage->value->text)
                               : NULL;
    unsigned bit = k ? DTL_STAGE_BIT(k->value) : DTL_STAGES_ALL;
    dtl_keys_check(b->diags, source, doc, &dtl_keys_rule_file, bit, v);
    if (!k) {
        b->broken = true;
        return true;
    }
    const dtl_yaml *off = v[DTL_RF_DISABLE];
    for (const dtl_yaml *n = off ? off->first : NULL; n; n = n->next) {
        dtl_disabled entry = {source, n};
        if (!dtl_vec_push(&b->scratch, &b->disabled, entry)) {
            return false;
        }
    }
    const dtl_yaml *rules = v[DTL_RF_RULES]; /* a document may only disable */
    for (const dtl_yaml *n = rules ? rules->first : NULL; n; n = n->next) {
        if (b->drafts.n >= DTL_RULES_MAX) {
            DTL_ERR(b, "R107", source, n, NULL, "more than %d rules", DTL_RULES_MAX);
            return true;
        }
        if (!add_draft(b, source, n, (dtl_stage)k->value, v[DTL_RF_LEVEL])) {
            return false;
        }
    }
    return true;
}

static bool apply_disabled(dtl_builder *b) {
    for (uint32_t i = 0; i < b->disabled.n; i++) {
        const dtl_yaml *n = b->disabled.at[i].id;
        uint32_t id = dtl_intern_find(&b->ids, n->text.p, n->text.n);
        if (id) {
            b->by_id.at[id - 1]->dead = true;
        } else {
            DTL_ERR(b, "R111", b->disabled.at[i].source, n, NULL,
                    "there is no rule %.*s to disable", (int)n->text.n, n->text.p);
        }
    }
    return true;
}

static bool declare_classes(dtl_builder *b) {
    for (uint32_t i = 0; i < b->drafts.n; i++) {
        if (!b->drafts.at[i]->dead && !declare_class(b, b->drafts.at[i])) {
            return false;
        }
    }
    for (uint32_t i = 0; i < b->macros.n; i++) {
        const dtl_macro *m = &b->macros.at[i];
        if (dtl_class_find(b, m->name)) {
            dtl_diag_add(b->diags, DTL_ERROR, "R110", m->text.source, m->text.offset,
                         m->text.offset + m->text.text.n, NULL, "give the macro another name",
                         "%.*s is a macro and a class", (int)m->name.n, m->name.p);
        }
    }
    return true;
}

/* ---- the load ---- */

static bool read_documents(dtl_builder *b) {
    check_kinds(b);
    if (!each_document(b, &dtl_keys_abbreviations, dtl_abbreviations_add)) {
        return false;
    }
    b->abbrevs = (dtl_abbrevs){&b->rules->words, b->word_flags.at, b->word_flags.n};
    return dtl_types_add(b, NULL, NULL) && each_document(b, &dtl_keys_types, dtl_types_add) &&
           each_document(b, &dtl_keys_macros, step_macros) &&
           each_document(b, &dtl_keys_rule_file, step_rule_macros) &&
           each_document(b, &dtl_keys_lexicon, dtl_lexicon_add) &&
           each_document(b, &dtl_keys_rule_file, step_rules) && apply_disabled(b) &&
           declare_classes(b);
}

static dtl_status build(dtl_builder *b, const char *const *dirs, size_t ndirs,
                        const char *language) {
    dtl_rules *r = b->rules;
    if (!dtl_intern_init(&r->words, b->keep) || !dtl_intern_init(&b->ids, &b->scratch) ||
        !dtl_intern_init(&b->constants, &b->scratch) || !dtl_classes_init(b)) {
        return DTL_E_NOMEM;
    }
    r->language = "";
    r->version = "";
    dtl_status s = dtl_files_read(b, dirs, ndirs, language);
    if (s != DTL_OK) {
        return s;
    }
    if (!read_documents(b)) {
        return DTL_E_NOMEM;
    }
    if (!b->broken && !dtl_lexicon_finish(b)) {
        return DTL_E_NOMEM;
    }
    if (!b->broken && !dtl_rules_compile(b)) {
        return DTL_E_NOMEM;
    }
    return dtl_layout(b);
}

static void free_rule(dtl_rule *r) {
    for (uint16_t i = 0; i < r->nmatch; i++) {
        dtl_pattern_free(r->match[i]);
    }
    for (uint16_t i = 0; i < r->nunless; i++) {
        dtl_pattern_free(r->unless[i]);
    }
    for (uint16_t i = 0; i < r->nargs; i++) {
        for (uint16_t k = 0; k < r->args[i].nsources; k++) {
            if (r->args[i].sources[k].pattern) {
                dtl_pattern_free(r->args[i].sources[k].pattern);
            }
        }
    }
    dtl_shape_free(r->regex);
}

dtl_status dtl_rules_load(const dtl_mem *mem, const char *const *dirs, size_t ndirs,
                          const char *language, dtl_diags *diags, dtl_rules **ret) {
    if (ndirs == 0 || ndirs > 1000) {
        return DTL_E_ARG;
    }
    dtl_rules *r = dtl_alloc(mem, sizeof *r);
    if (!r) {
        return DTL_E_NOMEM;
    }
    r->mem = *mem;
    dtl_arena_init_large(&r->arena, &r->mem);
    dtl_builder b = {.rules = r,
                     .keep = &r->arena,
                     .diags = diags,
                     .resolve = DTL_POLICY_TENSE,
                     .errors_before = diags->errors};
    dtl_arena_init_large(&b.scratch, &r->mem);
    uint32_t first = diags->list.n;
    dtl_status s = build(&b, dirs, ndirs, language);
    if (diags->failed) {
        s = DTL_E_NOMEM;
    }
    dtl_diags_sort(&b, first);
    dtl_diags_adopt(diags, first);
    /* Rules that never came into the set hold compiled code outside the arena as well. */
    for (uint32_t i = 0; r->nrules == 0 && i < b.drafts.n; i++) {
        free_rule(&b.drafts.at[i]->rule);
    }
    dtl_arena_free(&b.scratch);
    if (s != DTL_OK) {
        dtl_rules_free(r);
        return s;
    }
    *ret = r;
    return DTL_OK;
}

void dtl_rules_free(dtl_rules *rules) {
    if (!rules) {
        return;
    }
    for (uint32_t i = 0; i < rules->nrules; i++) {
        free_rule(&rules->rules[i]);
    }
    dtl_tagger_free(rules->tagger);
    dtl_arena_free(&rules->arena);
    dtl_mem mem = rules->mem;
    dtl_free(&mem, rules, sizeof *rules);
}

uint16_t dtl_rules_class(const dtl_rules *rules, const char *name) {
    for (uint32_t i = 1; i < rules->nclasses; i++) {
        if (strcmp(rules->classes[i].name, name) == 0) {
            return (uint16_t)i;
        }
    }
    return 0;
}

const dtl_rule *dtl_rules_find(const dtl_rules *rules, const char *id) {
    for (uint32_t i = 0; i < rules->nrules; i++) {
        if (strcmp(rules->rules[i].id, id) == 0) {
            return &rules->rules[i];
        }
    }
    return NULL;
}
