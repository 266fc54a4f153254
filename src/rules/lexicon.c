/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexicon: values and the forms that mean them.
 *
 * Every form is cut into words exactly as a document is, and the words become a path in one trie
 * shared by all lexicons.  A form written with hyphens gets a second path without them, because
 * newspapers write both.  Edges lie in one hash table keyed by (node, word): a step costs one
 * probe whatever the size of the lexicons, and nothing is scanned while building.
 *
 * The meaning of a key depends on the lexicon's type (keywords.c lists the terms); `_` is a value
 * that is not known, as for "several".  The key of an entry is also a constant of expressions.
 */
#include "rules/builder.h"

#include <string.h>

#define FORM_WORDS_MAX 12
#define FORMS_MAX 500000u

/* ---- trie ----------------------------------------------------------------------------------- */

static uint32_t edge_hash(uint32_t node, uint32_t word) {
    uint32_t h = node * UINT32_C(0x9E3779B1) ^ word * UINT32_C(0x85EBCA77);
    h ^= h >> 15;
    h *= UINT32_C(0x2C1B3C6D);
    return h ^ (h >> 13);
}

/* Slot of the edge, or the free slot where it belongs. */
static uint32_t edge_slot(const dtl_trie *t, uint32_t node, uint32_t word) {
    uint32_t at = edge_hash(node, word) & (t->nslots - 1);
    while (t->slots[at]) {
        const dtl_lex_edge *e = &t->edges.at[t->slots[at] - 1];
        if (e->node == node && e->word == word) {
            break;
        }
        at = (at + 1) & (t->nslots - 1);
    }
    return at;
}

static bool trie_reserve(dtl_builder *b) {
    dtl_trie *t = &b->trie;
    if (t->nslots && t->edges.n * 2 < t->nslots) {
        return true;
    }
    uint32_t n = t->nslots ? t->nslots * 2 : 4096;
    uint32_t *slots = DTL_NEW_ARRAY(&b->scratch, n, uint32_t);
    if (!slots) {
        return false;
    }
    t->slots = slots;
    t->nslots = n;
    for (uint32_t i = 0; i < t->edges.n; i++) {
        slots[edge_slot(t, t->edges.at[i].node, t->edges.at[i].word)] = i + 1;
    }
    return t->head.n > 0 || dtl_vec_push(&b->scratch, &t->head, 0u);
}

/* The node after `word`, made when new.  false: no memory. */
static bool trie_step(dtl_builder *b, uint32_t *node, uint32_t word) {
    dtl_trie *t = &b->trie;
    if (!trie_reserve(b)) {
        return false;
    }
    uint32_t at = edge_slot(t, *node, word);
    if (t->slots[at]) {
        *node = t->edges.at[t->slots[at] - 1].to;
        return true;
    }
    dtl_lex_edge e = {*node, word, t->head.n};
    if (!dtl_vec_push(&b->scratch, &t->edges, e) || !dtl_vec_push(&b->scratch, &t->head, 0u)) {
        return false;
    }
    t->slots[at] = t->edges.n;
    *node = e.to;
    return true;
}

/* ---- forms ---------------------------------------------------------------------------------- */

typedef struct lexicon {
    const dtl_source *source;
    uint16_t cls;
    int type; /* dtl_type or DTL_LEX_T_* */
    bool keep_case, extend;
} lexicon;

static bool same_value(const dtl_lex_entry *x, const dtl_lex_entry *y) {
    return x->value.type == y->value.type && x->value.i == y->value.i &&
           (x->value.type != DTL_T_TEXT || dtl_slice_eq(x->value.s, y->value.s));
}

static bool add_hit(dtl_builder *b, const lexicon *l, uint32_t node, uint32_t entry, bool titled,
                    const dtl_yaml *form) {
    dtl_trie *t = &b->trie;
    const dtl_lex_entry *add = &b->entries.at[entry];
    for (uint32_t i = t->head.at[node]; i; i = t->next.at[i - 1]) {
        dtl_lex_hit *h = &t->hits.at[i - 1];
        const dtl_lex_entry *old = &b->entries.at[h->entry];
        if (old->cls != add->cls || h->titled != titled) {
            continue;
        }
        if (h->entry == entry) {
            return true; /* the form with and without its hyphens, or its capitals */
        }
        if (l->extend) {
            h->entry = entry;
        } else if (same_value(old, add)) {
            dtl_diag_add(b->diags, DTL_WARNING, "W107", l->source, form->start, form->end, NULL,
                         NULL, "'%.*s' stands in lexicon %s twice", (int)form->text.n, form->text.p,
                         b->classes.at[l->cls].name);
        } else {
            DTL_ERR(b, "R401", l->source, form, "a form has one value in one lexicon",
                    "'%.*s' already means %s in lexicon %s", (int)form->text.n, form->text.p,
                    old->name, b->classes.at[l->cls].name);
        }
        return true;
    }
    dtl_lex_hit h = {entry, add->cls, titled};
    if (!dtl_vec_push(&b->scratch, &t->hits, h) ||
        !dtl_vec_push(&b->scratch, &t->next, t->head.at[node])) {
        return false;
    }
    t->head.at[node] = t->hits.n;
    return true;
}

static bool add_path(dtl_builder *b, const lexicon *l, const dtl_phrase *p, bool hyphens,
                     uint32_t entry, bool titled, const dtl_yaml *form) {
    uint32_t node = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        if (!hyphens && dtl_slice_is(p->words[i].folded, "-")) {
            continue;
        }
        uint32_t word =
            dtl_intern_add(&b->rules->words, p->words[i].folded.p, p->words[i].folded.n);
        if (!word || !trie_step(b, &node, word)) {
            return false;
        }
    }
    return node == 0 || add_hit(b, l, node, entry, titled, form);
}

static bool add_form(dtl_builder *b, const lexicon *l, uint32_t entry, const dtl_yaml *form) {
    dtl_phrase p;
    dtl_status s = dtl_tokenise_phrase(&b->scratch, &b->abbrevs, form->text.p, form->text.n, &p);
    if (s == DTL_E_NOMEM) {
        return false;
    }
    if (s != DTL_OK || p.n == 0 || p.n > FORM_WORDS_MAX) {
        DTL_ERR(b, "R116", l->source, form, NULL, "a form has 1 to %d words", FORM_WORDS_MAX);
        return true;
    }
    bool titled = false;
    unsigned hyphens = 0;
    for (uint32_t i = 0; i < p.n; i++) {
        titled |= (p.words[i].flags & (DTL_TOK_TITLE | DTL_TOK_UPPER)) != 0;
        hyphens += dtl_slice_is(p.words[i].folded, "-");
    }
    titled = titled && l->keep_case;
    if (!add_path(b, l, &p, true, entry, titled, form)) {
        return false;
    }
    return hyphens == 0 || hyphens == p.n || add_path(b, l, &p, false, entry, titled, form);
}

/* ---- values --------------------------------------------------------------------------------- */

/* +hh:mm, -hh:mm, +hh or Z. */
static bool parse_zone(dtl_slice s, int64_t *ret) {
    if (dtl_slice_is(s, "Z")) {
        *ret = 0;
        return true;
    }
    bool minutes = s.n == 6 && s.p[3] == ':';
    if ((s.n != 3 && !minutes) || (s.p[0] != '+' && s.p[0] != '-')) {
        return false;
    }
    int64_t h, m = 0;
    if (!dtl_parse_int((dtl_slice){s.p + 1, 2}, &h) ||
        (minutes && !dtl_parse_int((dtl_slice){s.p + 4, 2}, &m)) || h < 0 || h > 14 || m < 0 ||
        m > 59) {
        return false;
    }
    *ret = (s.p[0] == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

static const dtl_keyword *terms_of(int type) {
    switch (type) {
    case DTL_T_UNIT: return dtl_kw_units;
    case DTL_T_WEEKDAY: return dtl_kw_weekdays;
    case DTL_T_MONTH: return dtl_kw_months;
    case DTL_T_SEASON: return dtl_kw_seasons;
    case DTL_T_DAYPART: return dtl_kw_dayparts;
    case DTL_T_AMPM: return dtl_kw_ampm;
    case DTL_T_ERA: return dtl_kw_eras;
    case DTL_T_BOUND: return dtl_kw_bounds;
    case DTL_T_EDGE: return dtl_kw_edges;
    case DTL_T_RELATION: return dtl_kw_relations;
    case DTL_LEX_T_KIND: return dtl_kw_arg_kinds;
    case DTL_LEX_T_STATUS: return dtl_kw_statuses;
    default: return NULL;
    }
}

/* How the engine stores values of a lexicon type. */
static dtl_type stored_type(int type) {
    switch (type) {
    case DTL_LEX_T_KIND:
    case DTL_LEX_T_STATUS: return DTL_T_INT;
    case DTL_LEX_T_LEMMA: return DTL_T_TEXT;
    default: return (dtl_type)type;
    }
}

static bool parse_value(int type, dtl_slice s, dtl_value *ret) {
    *ret = (dtl_value){.type = stored_type(type), .s = s};
    if (dtl_slice_is(s, "_")) {
        *ret = (dtl_value){.type = DTL_T_NONE};
        return true;
    }
    const dtl_keyword *terms = terms_of(type);
    const dtl_keyword *term = terms ? dtl_keyword_find(terms, s) : NULL;
    if (term) {
        ret->i = term->value;
        return true;
    }
    double d;
    switch (type) {
    case DTL_T_INT:
    case DTL_T_QUANT: return dtl_parse_int(s, &ret->i);
    case DTL_T_NUM:
        if (!dtl_parse_number(s, &d) || d < 0 || d > DTL_COUNT_MAX) {
            return false;
        }
        ret->i = (int64_t)(d * 1000 + 0.5);
        return true;
    case DTL_T_WEEKDAY: return dtl_parse_int(s, &ret->i) && ret->i >= 1 && ret->i <= 7;
    case DTL_T_MONTH: return dtl_parse_int(s, &ret->i) && ret->i >= 1 && ret->i <= 12;
    case DTL_T_SEASON: return dtl_parse_int(s, &ret->i) && ret->i >= 1 && ret->i <= 4;
    case DTL_T_ZONE: return parse_zone(s, &ret->i);
    case DTL_T_TEXT:
    case DTL_LEX_T_LEMMA: return true;
    default: return false;
    }
}

static void bad_value(dtl_builder *b, const lexicon *l, const dtl_yaml *at) {
    const char *type = "";
    const char *what = NULL;
    for (const dtl_keyword *k = dtl_kw_lexicon_types; k->name; k++) {
        if (k->value == l->type) {
            type = k->name;
            what = k->about;
        }
    }
    DTL_ERR(b, "R116", l->source, at, what, "'%.*s' is not a value of type %s", (int)at->text.n,
            at->text.p, type);
}

static bool is_number(dtl_slice s) {
    double d;
    int64_t i;
    return dtl_parse_number(s, &d) || parse_zone(s, &i) || dtl_slice_is(s, "_");
}

/* ---- entries -------------------------------------------------------------------------------- */

static bool new_entry(dtl_builder *b, const lexicon *l, dtl_slice name, dtl_value value) {
    dtl_lex_entry e = {.cls = l->cls, .value = value};
    e.name = dtl_arena_strndup(b->keep, name.p, name.n);
    if (!e.name || !dtl_vec_push(b->keep, &b->entries, e)) {
        return false;
    }
    if (is_number(name) || value.type == DTL_T_TEXT || value.type == DTL_T_NONE ||
        dtl_intern_find(&b->constants, name.p, name.n)) {
        return true;
    }
    return dtl_intern_add(&b->constants, name.p, name.n) &&
           dtl_vec_push(&b->scratch, &b->constant_entry, b->entries.n - 1);
}

static bool add_forms(dtl_builder *b, const lexicon *l, const dtl_yaml *forms) {
    uint32_t entry = b->entries.n - 1;
    if (forms->kind == DTL_YAML_SCALAR) {
        return forms->bare || add_form(b, l, entry, forms);
    }
    for (const dtl_yaml *f = forms->first; f; f = f->next) {
        if (f->kind != DTL_YAML_SCALAR || f->bare) {
            DTL_ERR(b, "R102", l->source, f, NULL, "a form is text, not %s", dtl_yaml_kind_name(f));
        } else if (b->trie.hits.n >= FORMS_MAX) {
            DTL_ERR(b, "R107", l->source, f, NULL, "more than %u forms in all lexicons", FORMS_MAX);
            return true;
        } else if (!add_form(b, l, entry, f)) {
            return false;
        }
    }
    return true;
}

/* `key: {forms: .., value: .., when: ..}` or `key: [forms]`. */
static bool add_entry(dtl_builder *b, const lexicon *l, const dtl_yaml *key) {
    const dtl_yaml *v[DTL_EN__COUNT] = {NULL};
    const dtl_yaml *forms = key->value;
    const dtl_yaml *value_at = key;
    if (!forms) {
        return true;
    }
    if (forms->kind == DTL_YAML_MAP) {
        if (!dtl_keys_check(b->diags, l->source, forms, &dtl_keys_entry, DTL_STAGES_ALL, v)) {
            return true;
        }
        forms = v[DTL_EN_FORMS];
        value_at = v[DTL_EN_VALUE] ? v[DTL_EN_VALUE] : key;
    } else if (forms->kind == DTL_YAML_SCALAR) {
        DTL_ERR(b, "R102", l->source, forms, "write [form, form] or a list",
                "an entry is a list of forms, not %s", dtl_yaml_kind_name(forms));
        return true;
    }
    dtl_value value;
    if (l->type == DTL_T_FEAST) {
        value = (dtl_value){.type = DTL_T_FEAST, .i = b->feasts.n, .s = key->text};
        dtl_feast f = {{0}};
        if (!v[DTL_EN_WHEN]) {
            DTL_ERR(b, "R103", l->source, key, "when: easter(y)", "the feast %.*s has no `when`",
                    (int)key->text.n, key->text.p);
            return true;
        }
        if (!dtl_locate(b, l->source, v[DTL_EN_WHEN], &f.when) ||
            !dtl_vec_push(&b->scratch, &b->feasts, f)) {
            return false;
        }
    } else {
        if (v[DTL_EN_WHEN]) {
            DTL_ERR(b, "R121", l->source, v[DTL_EN_WHEN], NULL,
                    "`when` is for lexicons of type feast");
        }
        if (!parse_value(l->type, value_at->text, &value)) {
            bad_value(b, l, value_at);
            return true;
        }
    }
    return new_entry(b, l, key->text, value) && add_forms(b, l, forms);
}

static bool add_listed(dtl_builder *b, const lexicon *l, const dtl_yaml *item) {
    if (item->kind != DTL_YAML_SCALAR || item->bare) {
        DTL_ERR(b, "R102", l->source, item, NULL, "a form is text, not %s",
                dtl_yaml_kind_name(item));
        return true;
    }
    dtl_value value;
    if (l->type == DTL_T_FEAST || !parse_value(l->type, item->text, &value)) {
        bad_value(b, l, item);
        return true;
    }
    return new_entry(b, l, item->text, value) && add_forms(b, l, item);
}

static bool key_written(const dtl_yaml *map, const char *name) {
    for (const dtl_yaml *k = map->first; k; k = k->next) {
        if (dtl_slice_is(k->text, name)) {
            return true;
        }
    }
    return false;
}

bool dtl_lexicon_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc) {
    const dtl_yaml *v[DTL_LX__COUNT];
    dtl_keys_check(b->diags, source, doc, &dtl_keys_lexicon, DTL_STAGES_ALL, v);
    const dtl_yaml *name = v[DTL_LX_LEXICON];
    if (!name || !v[DTL_LX_ENTRIES]) {
        b->broken = true;
        return true;
    }
    lexicon l = {.source = source};
    l.keep_case = v[DTL_LX_CASE] && dtl_slice_is(v[DTL_LX_CASE]->text, "keep");
    l.extend = v[DTL_LX_EXTEND] && dtl_key_bool(v[DTL_LX_EXTEND]);
    uint16_t old = dtl_class_find(b, name->text);
    if (old && b->info.at[old].lexicon && !l.extend) {
        DTL_ERR(b, "R110", source, name, "say extend: true to add to it",
                "the lexicon %.*s is defined twice", (int)name->text.n, name->text.p);
        return true;
    }
    if (!old && l.extend) {
        DTL_ERR(b, "R111", source, name, NULL, "there is no lexicon %.*s to extend",
                (int)name->text.n, name->text.p);
        return true;
    }
    const dtl_keyword *type =
        v[DTL_LX_TYPE] ? dtl_keyword_find(dtl_kw_lexicon_types, v[DTL_LX_TYPE]->text) : NULL;
    if (type) {
        l.type = type->value;
    } else if (old && b->info.at[old].lexicon) {
        l.type = b->info.at[old].lexicon_type;
    } else {
        if (!key_written(doc, "type")) {
            DTL_ERR(b, "R103", source, name, NULL, "the key 'type' is missing in this lexicon");
        }
        b->broken = true;
        return true;
    }
    l.cls = dtl_class_declare(b, name->text, DTL_CLASS_LEXICON, stored_type(l.type),
                              DTL_STAGE_SHAPE, 0, source, name);
    if (!l.cls) {
        return false;
    }
    b->info.at[l.cls].lexicon = true;
    b->info.at[l.cls].lexicon_type = l.type;
    const dtl_yaml *entries = v[DTL_LX_ENTRIES];
    bool listed = entries->kind == DTL_YAML_LIST;
    for (const dtl_yaml *e = entries->first; e; e = e->next) {
        if (!(listed ? add_listed(b, &l, e) : add_entry(b, &l, e))) {
            return false;
        }
    }
    return true;
}

/* ---- abbreviations -------------------------------------------------------------------------- */

static bool add_abbreviations(dtl_builder *b, const dtl_source *source, const dtl_yaml *list,
                              unsigned flags) {
    for (const dtl_yaml *f = list ? list->first : NULL; f; f = f->next) {
        dtl_slice s = f->text;
        if (s.n > 1 && s.p[s.n - 1] == '.') {
            s.n--;
        }
        if (s.n == 0 || memchr(s.p, ' ', s.n)) {
            DTL_ERR(b, "R116", source, f, NULL, "an abbreviation is one word");
            continue;
        }
        dtl_slice folded;
        if (!dtl_fold(b->keep, s.p, s.n, &folded)) {
            return false;
        }
        uint32_t word = dtl_intern_add(&b->rules->words, folded.p, folded.n);
        if (!word) {
            return false;
        }
        while (b->word_flags.n <= word) {
            if (!dtl_vec_push(b->keep, &b->word_flags, 0)) {
                return false;
            }
        }
        b->word_flags.at[word] |= (uint8_t)flags;
    }
    return true;
}

bool dtl_abbreviations_add(dtl_builder *b, const dtl_source *source, const dtl_yaml *doc) {
    const dtl_yaml *v[DTL_AB__COUNT];
    const dtl_yaml *lists[DTL_AI__COUNT];
    const dtl_key *key = &dtl_keys_abbreviations.keys[DTL_AB_ABBREVIATIONS];
    if (!dtl_keys_check(b->diags, source, doc, &dtl_keys_abbreviations, DTL_STAGES_ALL, v) ||
        !dtl_keys_check(b->diags, source, v[DTL_AB_ABBREVIATIONS], key->object, DTL_STAGES_ALL,
                        lists)) {
        return true;
    }
    return add_abbreviations(b, source, lists[DTL_AI_INNER], DTL_WORD_ABBREV) &&
           add_abbreviations(b, source, lists[DTL_AI_FINAL], DTL_WORD_ABBREV | DTL_WORD_ABBREV_END);
}

/* ---- finishing ------------------------------------------------------------------------------ */

static bool compile_feasts(dtl_builder *b) {
    const dtl_expr **feasts = DTL_NEW_ARRAY(b->keep, b->feasts.n, const dtl_expr *);
    if (!feasts) {
        return false;
    }
    static const char *const names[] = {"y"};
    static const dtl_type types[] = {DTL_T_INT};
    dtl_scope scope = {
        .names = names, .types = types, .n = 1, .constant = dtl_constant_find, .ctx = b};
    for (uint32_t i = 0; i < b->feasts.n; i++) {
        const dtl_located *w = &b->feasts.at[i].when;
        dtl_type type = DTL_T_ANY;
        feasts[i] = dtl_expr_compile(b->keep, b->diags, w->source, w->offset, w->text, &scope,
                                     DTL_T_ANY, &type);
        if (feasts[i] && type != DTL_T_DATE && type != DTL_T_SPAN && type != DTL_T_ANY) {
            dtl_diag_add(b->diags, DTL_ERROR, "R315", w->source, w->offset, w->offset + w->text.n,
                         NULL, NULL, "a feast is a date or a span, not %s", dtl_type_name(type));
        }
    }
    b->rules->feasts = feasts;
    b->rules->nfeasts = b->feasts.n;
    return true;
}

bool dtl_lexicon_finish(dtl_builder *b) {
    dtl_trie *t = &b->trie;
    dtl_rules *r = b->rules;
    if (!compile_feasts(b) || !trie_reserve(b)) {
        return false;
    }
    r->lex_entries = b->entries.at;
    r->nlex_entries = b->entries.n;
    r->nlex_nodes = t->head.n;
    r->lex_nodes = DTL_NEW_ARRAY(b->keep, r->nlex_nodes, dtl_lex_node);
    r->lex_hits = DTL_NEW_ARRAY(b->keep, t->hits.n, dtl_lex_hit);
    uint32_t slots = 16;
    while (slots < t->edges.n * 2) {
        slots *= 2;
    }
    r->lex_edges = DTL_NEW_ARRAY(b->keep, slots, dtl_lex_edge);
    r->nlex_edges = slots;
    if (!r->lex_nodes || !r->lex_hits || !r->lex_edges) {
        return false;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->nlex_nodes; i++) {
        dtl_lex_node *node = &r->lex_nodes[i];
        node->first = n;
        node->titled = t->head.at[i] != 0;
        for (uint32_t h = t->head.at[i]; h; h = t->next.at[h - 1]) {
            r->lex_hits[n++] = t->hits.at[h - 1];
            node->titled = node->titled && t->hits.at[h - 1].titled;
        }
        node->count = n - node->first;
        /* The chain runs backwards; entries are to come in the order of the files. */
        for (uint32_t x = node->first, y = n; x + 1 < y; x++) {
            dtl_lex_hit swap = r->lex_hits[x];
            r->lex_hits[x] = r->lex_hits[--y];
            r->lex_hits[y] = swap;
        }
    }
    for (uint32_t i = 0; i < t->edges.n; i++) {
        const dtl_lex_edge *e = &t->edges.at[i];
        r->lex_nodes[e->node].next |= dtl_lex_bit(e->word);
        uint32_t at = edge_hash(e->node, e->word) & (slots - 1);
        while (r->lex_edges[at].word) {
            at = (at + 1) & (slots - 1);
        }
        r->lex_edges[at] = *e;
    }
    return true;
}

uint32_t dtl_lex_step(const dtl_rules *rules, uint32_t node, uint32_t word) {
    if (!rules->nlex_edges || !word) {
        return 0;
    }
    uint32_t mask = rules->nlex_edges - 1;
    for (uint32_t at = edge_hash(node, word) & mask; rules->lex_edges[at].word;
         at = (at + 1) & mask) {
        const dtl_lex_edge *e = &rules->lex_edges[at];
        if (e->node == node && e->word == word) {
            return e->to;
        }
    }
    return 0;
}
