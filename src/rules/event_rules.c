/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_rules: the event taxonomy, and what only rules about events have: arguments, reality,
 * links.
 *
 * Where an argument comes from is a small language of its own, one source per line:
 *
 *   actor | undergoer | subject | object | possessor | modifier | complement   [KIND]
 *   prep(in at near)                                                           [KIND]
 *   before PATTERN [within N]  and the same with after, near, sentence
 *   $capture                                                                   [KIND]
 *
 * Roles are free names; each one feeds a slot (who, where, what) that names and output know.
 */
#include "rules/builder.h"

#include <string.h>

#define SOURCES_MAX 16u
#define WITHIN_MAX 60

/* ---- types and roles ---- */

static const char *const template_slots[] = {"year", "where", "who",  "who1",    "who2",
                                             "noun", "what",  "type", "trigger", "own"};
#define NSLOTS (sizeof template_slots / sizeof template_slots[0])

/* Role names as C strings, for did-you-mean; NULL when there is no memory. */
static const char **role_list(dtl_builder *b, size_t more) {
    const char **names = DTL_NEW_ARRAY(&b->scratch, b->role_names.n + more, const char *);
    for (uint32_t i = 1; names && i <= b->role_names.n; i++) {
        names[i - 1] =
            dtl_arena_strndup(&b->scratch, b->role_names.keys[i].p, b->role_names.keys[i].n);
    }
    return names;
}

static void unknown_slot(dtl_builder *b, const dtl_source *source, uint32_t start, uint32_t end,
                         dtl_slice name) {
    const char **names = role_list(b, NSLOTS);
    for (size_t i = 0; names && i < NSLOTS; i++) {
        names[b->role_names.n + i] = template_slots[i];
    }
    const char *near = names ? dtl_nearest(name.p, name.n, names, b->role_names.n + NSLOTS) : NULL;
    const char *hint = near ? dtl_arena_printf(&b->scratch, "did you mean {%s}?", near)
                            : "year where who who1 who2 noun own what type trigger, or a role";
    dtl_diag_add(b->diags, DTL_ERROR, "R115", source, start, end, NULL, hint,
                 "a name template has no slot {%.*s}", (int)name.n, name.p);
}

/* A template is text with {slots}, each a term above or a role. */
static void check_template(dtl_builder *b, const dtl_source *source, const dtl_yaml *n) {
    dtl_slice s = n->text;
    uint32_t base = n->exact ? n->inner : n->start;
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] == '}') {
            dtl_diag_add(b->diags, DTL_ERROR, "R115", source, base + i, base + i + 1, NULL, NULL,
                         "} without {");
            return;
        }
        if (s.p[i] != '{') {
            continue;
        }
        uint32_t start = i + 1;
        while (i < s.n && s.p[i] != '}') {
            i++;
        }
        if (i == s.n) {
            dtl_diag_add(b->diags, DTL_ERROR, "R115", source, base + start - 1, base + s.n, NULL,
                         NULL, "{ without }");
            return;
        }
        dtl_slice name = {s.p + start, i - start};
        bool known = dtl_intern_find(&b->role_names, name.p, name.n) != 0;
        for (size_t k = 0; k < NSLOTS; k++) {
            known = known || dtl_slice_is(name, template_slots[k]);
        }
        if (!known) {
            unknown_slot(b, source, base + start - 1, base + i + 1, name);
        }
    }
}

static bool add_role(dtl_builder *b, dtl_slice name, dtl_role slot) {
    return dtl_intern_add(&b->role_names, name.p, name.n) &&
           dtl_vec_push(&b->scratch, &b->role_slots, slot);
}

static bool init_types(dtl_builder *b) {
    if (b->role_names.arena) {
        return true;
    }
    if (!dtl_intern_init(&b->role_names, &b->scratch) ||
        !dtl_intern_init(&b->type_names, &b->scratch) ||
        !dtl_intern_init(&b->family_names, &b->scratch)) {
        return false;
    }
    for (const dtl_keyword *k = dtl_kw_slots; k->name; k++) {
        if (!add_role(b, dtl_slice_of(k->name), (dtl_role)k->value)) {
            return false;
        }
    }
    return true;
}

static bool add_type(dtl_builder *b, const dtl_source *source, const dtl_yaml *node) {
    const dtl_yaml *v[DTL_ET__COUNT];
    dtl_keys_check(b->diags, source, node, &dtl_keys_event_type, DTL_STAGES_ALL, v);
    if (!v[DTL_ET_ID]) {
        b->broken = true;
        return true;
    }
    dtl_slice id = v[DTL_ET_ID]->text;
    uint32_t old = dtl_intern_find(&b->type_names, id.p, id.n);
    if (old && !b->in_pack) {
        DTL_ERR(b, "R110", source, v[DTL_ET_ID], NULL, "the event type %.*s is defined twice",
                (int)id.n, id.p);
        return true;
    }
    dtl_slice family = v[DTL_ET_FAMILY] ? v[DTL_ET_FAMILY]->text : id;
    uint32_t family_id = dtl_intern_add(&b->family_names, family.p, family.n);
    dtl_slice noun = v[DTL_ET_NOUN] ? v[DTL_ET_NOUN]->text : id;
    dtl_event_type t = {.id = dtl_arena_strndup(b->keep, id.p, id.n),
                        .noun = dtl_arena_strndup(b->keep, noun.p, noun.n),
                        .salience = v[DTL_ET_SALIENCE] ? dtl_key_number(v[DTL_ET_SALIENCE]) : 0.5,
                        .family = (uint16_t)family_id,
                        .state = v[DTL_ET_STATE] && dtl_key_bool(v[DTL_ET_STATE]),
                        .once = v[DTL_ET_ONCE] && dtl_key_bool(v[DTL_ET_ONCE])};
    bool entry = !v[DTL_ET_ENTRY] || dtl_key_bool(v[DTL_ET_ENTRY]);
    uint32_t names = v[DTL_ET_NAMES] ? v[DTL_ET_NAMES]->count : 0;
    if (names > 64) {
        DTL_ERR(b, "R107", source, v[DTL_ET_NAMES], NULL, "more than 64 name templates");
        return true;
    }
    t.names = DTL_NEW_ARRAY(b->keep, names, const char *);
    if (!family_id || !t.id || !t.noun || !t.names) {
        return false;
    }
    for (const dtl_yaml *n = names ? v[DTL_ET_NAMES]->first : NULL; n; n = n->next) {
        check_template(b, source, n);
        t.names[t.nnames] = dtl_arena_strndup(b->keep, n->text.p, n->text.n);
        t.by_word = t.by_word || (t.names[t.nnames] && strstr(t.names[t.nnames], "{trigger}"));
        if (!t.names[t.nnames++]) {
            return false;
        }
    }
    if (old) {
        b->types.at[old - 1] = t;
        b->type_entry.at[old - 1] = entry;
        return true;
    }
    return dtl_intern_add(&b->type_names, id.p, id.n) && dtl_vec_push(b->keep, &b->types, t) &&
           dtl_vec_push(&b->scratch, &b->type_entry, entry);
}

bool dtl_types_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc) {
    const dtl_yaml *v[DTL_TY__COUNT];
    if (!init_types(b)) {
        return false;
    }
    if (!doc) {
        return true;
    }
    dtl_keys_check(b->diags, source, doc, &dtl_keys_types, DTL_STAGES_ALL, v);
    if (!v[DTL_TY_TYPES]) {
        b->broken = true;
        return true;
    }
    const dtl_yaml *roles = v[DTL_TY_ROLES];
    for (const dtl_yaml *k = roles ? roles->first : NULL; k; k = k->next) {
        const dtl_keyword *slot = dtl_keyword_find(dtl_kw_slots, k->value->text);
        uint32_t old = dtl_intern_find(&b->role_names, k->text.p, k->text.n);
        if (old) {
            b->role_slots.at[old - 1] = (dtl_role)slot->value;
        } else if (!add_role(b, k->text, (dtl_role)slot->value)) {
            return false;
        }
    }
    for (const dtl_yaml *n = v[DTL_TY_TYPES]->first; n; n = n->next) {
        if (b->types.n >= 4096) {
            DTL_ERR(b, "R107", source, n, NULL, "more than 4096 event types");
            return true;
        }
        if (!add_type(b, source, n)) {
            return false;
        }
    }
    return true;
}

/* ---- argument sources ---- */

static const dtl_keyword from_words[] = {{"actor", DTL_ARG_ACTOR, NULL},
                                         {"undergoer", DTL_ARG_UNDERGOER, NULL},
                                         {"subject", DTL_ARG_SUBJECT, NULL},
                                         {"object", DTL_ARG_OBJECT, NULL},
                                         {"possessor", DTL_ARG_POSSESSOR, NULL},
                                         {"modifier", DTL_ARG_MODIFIER, NULL},
                                         {"complement", DTL_ARG_COMPLEMENT, NULL},
                                         {"prep", DTL_ARG_PREP, NULL},
                                         {"before", DTL_ARG_BEFORE, NULL},
                                         {"after", DTL_ARG_AFTER, NULL},
                                         {"near", DTL_ARG_NEAR, NULL},
                                         {"sentence", DTL_ARG_SENTENCE, NULL},
                                         {NULL, 0, NULL}};

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

/* Cuts leading and trailing white space, keeping the offset true. */
static dtl_located trimmed(dtl_located t) {
    while (t.text.n > 0 && is_space(t.text.p[0])) {
        t.text.p++;
        t.text.n--;
        t.offset++;
    }
    while (t.text.n > 0 && is_space(t.text.p[t.text.n - 1])) {
        t.text.n--;
    }
    return t;
}

/* Takes letters and underscores, or $name, off the front. */
static dtl_located take_word(dtl_located *t) {
    *t = trimmed(*t);
    dtl_located w = *t;
    uint32_t n = t->text.n > 0 && t->text.p[0] == '$';
    while (n < t->text.n && !is_space(t->text.p[n]) && !strchr("()$|", t->text.p[n])) {
        n++;
    }
    w.text.n = n;
    t->text.p += n;
    t->text.n -= n;
    t->offset += n;
    *t = trimmed(*t);
    return w;
}

static void bad_source(dtl_builder *b, const dtl_located *at, const char *hint,
                       const char *message) {
    dtl_diag_add(b->diags, DTL_ERROR, "R114", at->source, at->offset, at->offset + at->text.n, NULL,
                 hint, "%s", message);
}

static const char *near_hint(dtl_builder *b, const dtl_keyword *list, dtl_slice word) {
    const char *names[32];
    size_t n = dtl_keyword_names(list, names, 32);
    const char *near = dtl_nearest(word.p, word.n, names, n);
    return near ? dtl_arena_printf(&b->scratch, "did you mean %s?", near) : NULL;
}

/* prep(in at near): the words between the parentheses. */
static bool read_words(dtl_builder *b, dtl_located *t, dtl_arg_source *src) {
    uint32_t close = 0;
    while (close < t->text.n && t->text.p[close] != ')') {
        close++;
    }
    if (t->text.n == 0 || t->text.p[0] != '(' || close == t->text.n) {
        bad_source(b, t, "prep(in at near)", "prep needs its words in parentheses");
        return true;
    }
    dtl_phrase p;
    dtl_status s = dtl_tokenise_phrase(&b->scratch, &b->abbrevs, t->text.p + 1, close - 1, &p);
    if (s == DTL_E_NOMEM) {
        return false;
    }
    if (s != DTL_OK || p.n == 0 || p.n > 64) {
        bad_source(b, t, "prep(in at near)", "prep has 1 to 64 words");
        return true;
    }
    src->words = DTL_NEW_ARRAY(b->keep, p.n, uint32_t);
    if (!src->words) {
        return false;
    }
    for (uint32_t i = 0; i < p.n; i++) {
        uint32_t word = dtl_intern_add(&b->rules->words, p.words[i].folded.p, p.words[i].folded.n);
        if (!word) {
            return false;
        }
        src->words[src->nwords++] = word;
    }
    t->text.p += close + 1;
    t->text.n -= close + 1;
    t->offset += close + 1;
    *t = trimmed(*t);
    return true;
}

/* PATTERN [within N] */
static bool read_pattern(dtl_builder *b, dtl_located t, dtl_arg_source *src) {
    static const char within[] = " within ";
    const uint32_t len = sizeof within - 1;
    for (uint32_t i = 0; i + len < t.text.n; i++) {
        int64_t n;
        if (memcmp(t.text.p + i, within, len) != 0 ||
            !dtl_parse_int((dtl_slice){t.text.p + i + len, t.text.n - i - len}, &n)) {
            continue;
        }
        if (n < 1 || n > WITHIN_MAX) {
            bad_source(b, &t, NULL, "within is 1 to 60 tokens");
            return true;
        }
        src->within = (uint8_t)n;
        t.text.n = i;
        break;
    }
    dtl_pattern_scope scope = dtl_pattern_scope_of(b);
    b->used.n = 0;
    src->pattern = dtl_pattern_compile(b->keep, b->diags, t.source, t.offset, t.text, &scope, NULL,
                                       NULL, NULL);
    return !b->diags->failed;
}

static bool read_source(dtl_builder *b, const dtl_draft *d, const dtl_yaml *n,
                        dtl_arg_source *src) {
    dtl_located t;
    if (!dtl_locate(b, d->rule.source, n, &t)) {
        return false;
    }
    dtl_located word = take_word(&t);
    if (word.text.n > 1 && word.text.p[0] == '$') {
        dtl_slice name = {word.text.p + 1, word.text.n - 1};
        int c = dtl_capture_find(&d->rule, name);
        src->from = DTL_ARG_CAPTURE;
        src->capture = (uint16_t)(c < 0 ? 0 : c);
        if (c < 0) {
            const char *near = dtl_nearest(name.p, name.n, d->rule.captures, d->rule.ncaptures);
            bad_source(b, &word,
                       near ? dtl_arena_printf(&b->scratch, "did you mean $%s?", near) : NULL,
                       "the trigger has no such capture");
        }
    } else {
        const dtl_keyword *from = dtl_keyword_find(from_words, word.text);
        if (!from) {
            bad_source(b, &word, near_hint(b, from_words, word.text),
                       "not a place where an argument comes from");
            return true;
        }
        src->from = (dtl_arg_from)from->value;
    }
    switch (src->from) {
    case DTL_ARG_BEFORE:
    case DTL_ARG_AFTER:
    case DTL_ARG_NEAR:
    case DTL_ARG_SENTENCE: return read_pattern(b, t, src);
    case DTL_ARG_PREP:
        if (!read_words(b, &t, src)) {
            return false;
        }
        if (src->nwords == 0) {
            return true;
        }
        break;
    default: break;
    }
    if (t.text.n == 0) {
        return true;
    }
    dtl_located kind = take_word(&t);
    const dtl_keyword *k = dtl_keyword_find(dtl_kw_arg_kinds, kind.text);
    if (!k) {
        const char *hint = near_hint(b, dtl_kw_arg_kinds, kind.text);
        bad_source(b, kind.text.n ? &kind : &t,
                   hint ? hint : "any person org place party name event", "not a kind of filler");
        return true;
    }
    src->kind = (dtl_arg_kind)k->value;
    if (t.text.n > 0) {
        bad_source(b, &t, "write several sources as a list", "nothing may follow the kind");
    }
    return true;
}

static bool read_args(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    const dtl_yaml *args = d->v[DTL_RU_ARGS];
    if (args->count > 32) {
        DTL_ERR(b, "R107", r->source, args, NULL, "more than 32 arguments");
        return true;
    }
    r->args = DTL_NEW_ARRAY(b->keep, args->count, dtl_arg);
    if (!r->args) {
        return false;
    }
    for (const dtl_yaml *k = args->first; k; k = k->next) {
        uint32_t role = dtl_intern_find(&b->role_names, k->text.p, k->text.n);
        if (!role) {
            const char **names = role_list(b, 0);
            const char *near =
                names ? dtl_nearest(k->text.p, k->text.n, names, b->role_names.n) : NULL;
            DTL_ERR(b, "R113", r->source, k,
                    near ? dtl_arena_printf(&b->scratch, "did you mean %s?", near)
                         : "add it to `roles` beside the event types",
                    "unknown role %.*s", (int)k->text.n, k->text.p);
            continue;
        }
        bool list = k->value->kind == DTL_YAML_LIST;
        uint32_t count = list ? k->value->count : 1;
        if (count > SOURCES_MAX) {
            DTL_ERR(b, "R107", r->source, k->value, NULL, "more than %u sources", SOURCES_MAX);
            continue;
        }
        dtl_arg *a = &r->args[r->nargs++];
        a->role = dtl_arena_strndup(b->keep, k->text.p, k->text.n);
        a->slot = b->role_slots.at[role - 1];
        a->sources = DTL_NEW_ARRAY(b->keep, count, dtl_arg_source);
        if (!a->role || !a->sources) {
            return false;
        }
        for (const dtl_yaml *n = list ? k->value->first : k->value; n; n = list ? n->next : NULL) {
            if (!read_source(b, d, n, &a->sources[a->nsources++])) {
                return false;
            }
        }
    }
    return true;
}

/* ---- event rules ---- */

static const dtl_yaml *id_of(const dtl_draft *d) {
    return d->v[DTL_RU_ID] ? d->v[DTL_RU_ID] : d->v[DTL_RU_OVERRIDE];
}

static void find_type(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    const dtl_yaml *n = d->v[DTL_RU_EVENT];
    uint32_t id = n ? dtl_intern_find(&b->type_names, n->text.p, n->text.n) : 0;
    if (id) {
        r->type = (uint16_t)(id - 1);
        return;
    }
    r->type = UINT16_MAX;
    if (!n && (r->emit == DTL_EMIT_NONE || d->v[DTL_RU_TIMEML])) {
        return;
    }
    if (!n) {
        DTL_ERR(b, "R103", r->source, id_of(d), NULL,
                "the key 'event' (or 'timeml' alone) is missing in this rule");
        return;
    }
    const char **names = DTL_NEW_ARRAY(&b->scratch, b->types.n, const char *);
    for (uint32_t i = 0; names && i < b->types.n; i++) {
        names[i] = b->types.at[i].id;
    }
    const char *near = names ? dtl_nearest(n->text.p, n->text.n, names, b->types.n) : NULL;
    DTL_ERR(b, "R112", r->source, n,
            near ? dtl_arena_printf(&b->scratch, "did you mean %s?", near) : NULL,
            "unknown event type %.*s", (int)n->text.n, n->text.p);
}

static void read_required(dtl_builder *b, dtl_draft *d) {
    const dtl_yaml *list = d->v[DTL_RU_REQUIRE];
    for (const dtl_yaml *n = list ? list->first : NULL; n; n = n->next) {
        bool found = false;
        for (uint16_t i = 0; i < d->rule.nargs; i++) {
            if (dtl_slice_is(n->text, d->rule.args[i].role)) {
                d->rule.args[i].required = true;
                found = true;
            }
        }
        if (!found) {
            DTL_ERR(b, "R113", d->rule.source, n, NULL, "%.*s is required but not in args",
                    (int)n->text.n, n->text.p);
        }
    }
}

static dtl_event_status status_of(const dtl_yaml *n) {
    return n ? (dtl_event_status)dtl_keyword_find(dtl_kw_statuses, n->text)->value
             : DTL_STATUS_NONE;
}

bool dtl_event_rule(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    find_type(b, d);
    bool typed = r->type != UINT16_MAX;
    const dtl_yaml *timeml = d->v[DTL_RU_TIMEML];
    r->event_class = DTL_CLASS_OCCURRENCE;
    if (timeml) {
        r->event_class =
            (dtl_event_class)dtl_keyword_find(dtl_kw_event_classes, timeml->text)->value;
    }
    r->named = d->v[DTL_RU_NAMED] && dtl_key_bool(d->v[DTL_RU_NAMED]);
    r->fallback = d->v[DTL_RU_FALLBACK] && dtl_key_bool(d->v[DTL_RU_FALLBACK]);
    r->joins = d->v[DTL_RU_JOINS] && dtl_key_bool(d->v[DTL_RU_JOINS]);
    r->entry =
        d->v[DTL_RU_ENTRY] ? dtl_key_bool(d->v[DTL_RU_ENTRY]) : typed && b->type_entry.at[r->type];
    if (d->v[DTL_RU_SALIENCE]) {
        r->salience = dtl_key_number(d->v[DTL_RU_SALIENCE]);
    }
    r->status = status_of(d->v[DTL_RU_STATUS]);
    const dtl_yaml *name = d->v[DTL_RU_NAME];
    if (name) {
        check_template(b, r->source, name);
        r->name = dtl_arena_strndup(b->keep, name->text.p, name->text.n);
        if (!r->name) {
            return false;
        }
    }
    if (d->v[DTL_RU_TIME]) {
        r->time = dtl_rule_expr(b, d, d->v[DTL_RU_TIME], DTL_T_DATE, NULL);
        if (b->diags->failed) {
            return false;
        }
    }
    if (d->v[DTL_RU_ARGS] && !read_args(b, d)) {
        return false;
    }
    read_required(b, d);
    return true;
}

/* ---- status and links ---- */

static bool has_class(const dtl_builder *b, const dtl_rule *r, const char *name) {
    uint16_t cls = dtl_class_find(b, dtl_slice_of(name));
    for (uint16_t i = 0; i < r->ncaptures; i++) {
        if (r->capture_class[i] == cls) {
            return true;
        }
    }
    return false;
}

bool dtl_status_rule(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    r->status = status_of(d->v[DTL_RU_STATUS]);
    if (r->emit == DTL_EMIT_NONE) {
        return true;
    }
    if (r->status == DTL_STATUS_NONE) {
        DTL_ERR(b, "R103", r->source, id_of(d), NULL, "the key 'status' is missing in this rule");
    }
    if (!has_class(b, r, "event")) {
        DTL_ERR(b, "R122", r->source, id_of(d), "will not $event",
                "the pattern of a status rule names the event as $event");
    }
    return true;
}

/* A capture, dct, main or prev. */
static int16_t read_end(dtl_builder *b, const dtl_draft *d, const dtl_located *w) {
    static const dtl_keyword fixed[] = {{"dct", DTL_LINK_DCT, NULL},
                                        {"main", DTL_LINK_MAIN, NULL},
                                        {"prev", DTL_LINK_PREV, NULL},
                                        {NULL, 0, NULL}};
    dtl_slice name = w->text;
    if (name.n > 0 && name.p[0] == '$') {
        name.p++;
        name.n--;
    }
    int c = dtl_capture_find(&d->rule, name);
    if (c >= 0) {
        return (int16_t)c;
    }
    const dtl_keyword *k = dtl_keyword_find(fixed, name);
    if (!k) {
        dtl_diag_add(b->diags, DTL_ERROR, "R120", w->source, w->offset, w->offset + w->text.n, NULL,
                     "a capture of the pattern, or dct, main, prev", "%.*s is nothing to relate",
                     (int)w->text.n, w->text.p);
    }
    return k ? (int16_t)k->value : (int16_t)DTL_LINK_DCT;
}

bool dtl_link_rule(dtl_builder *b, dtl_draft *d) {
    dtl_rule *r = &d->rule;
    dtl_located t;
    if (!dtl_locate(b, r->source, d->v[DTL_RU_RELATE], &t)) {
        return false;
    }
    dtl_located x = take_word(&t);
    dtl_located relation = take_word(&t);
    dtl_located y = take_word(&t);
    if (y.text.n == 0 || t.text.n > 0) {
        DTL_ERR(b, "R120", r->source, d->v[DTL_RU_RELATE], "x after y",
                "relate wants X RELATION Y");
        return true;
    }
    r->link_x = read_end(b, d, &x);
    r->link_y = read_end(b, d, &y);
    if (relation.text.p[0] == '$') {
        dtl_slice name = {relation.text.p + 1, relation.text.n - 1};
        int c = dtl_capture_find(r, name);
        uint16_t cls = c >= 0 ? r->capture_class[c] : 0;
        r->link_signal = (int16_t)c;
        if (!cls || b->classes.at[cls].type != DTL_T_RELATION) {
            dtl_diag_add(b->diags, DTL_ERROR, "R120", relation.source, relation.offset,
                         relation.offset + relation.text.n, NULL,
                         "capture a lexicon of type relation", "%.*s holds no relation",
                         (int)relation.text.n, relation.text.p);
        }
    } else {
        const dtl_keyword *k = dtl_keyword_find(dtl_kw_relations, relation.text);
        r->relation = k ? (dtl_relation)k->value : DTL_REL_NONE;
        if (!k) {
            const char *hint = near_hint(b, dtl_kw_relations, relation.text);
            dtl_diag_add(b->diags, DTL_ERROR, "R120", relation.source, relation.offset,
                         relation.offset + relation.text.n, NULL,
                         hint ? hint
                              : "before after includes during same starts ends begun_by ended_by",
                         "%.*s is not a relation", (int)relation.text.n, relation.text.p);
        }
    }
    if (d->v[DTL_RU_LAG]) {
        r->lag = dtl_rule_expr(b, d, d->v[DTL_RU_LAG], DTL_T_DUR, NULL);
    }
    return !b->diags->failed;
}
