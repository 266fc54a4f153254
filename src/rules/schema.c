/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema: the JSON Schema (draft-07) of rule files, written from the key tables.
 *
 * Editors use it for completion and hints; the loader does not.  A rule file may hold documents of
 * several kinds, so the root chooses by the key that only one kind has, and a rule's keys depend on
 * the stage named at the top of its document: one definition per stage.  A chain of if/then/else
 * instead of oneOf, because editors then report the fault itself and not "matches no alternative".
 *
 * It knows nothing of the contents of patterns and expressions: `dateline rules check` does.
 */
#include "rules/keys.h"

#include <string.h>

typedef struct writer {
    dtl_buf *out;
    unsigned depth;
    bool first; /* nothing written yet in the innermost collection */
} writer;

static void put_string(writer *w, const char *s) {
    dtl_buf_putc(w->out, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') {
            dtl_buf_putc(w->out, '\\');
        }
        dtl_buf_putc(w->out, *s);
    }
    dtl_buf_putc(w->out, '"');
}

static void put_break(writer *w) {
    dtl_buf_putc(w->out, '\n');
    for (unsigned i = 0; i < w->depth; i++) {
        dtl_buf_puts(w->out, "  ");
    }
}

/* The comma and line break before an item, and its key if it has one. */
static void put_key(writer *w, const char *key) {
    if (!w->first) {
        dtl_buf_putc(w->out, ',');
    }
    w->first = false;
    put_break(w);
    if (key) {
        put_string(w, key);
        dtl_buf_puts(w->out, ": ");
    }
}

static void put_open(writer *w, const char *key, char bracket) {
    put_key(w, key);
    dtl_buf_putc(w->out, bracket);
    w->depth++;
    w->first = true;
}

static void put_close(writer *w, char bracket) {
    w->depth--;
    if (!w->first) {
        put_break(w);
    }
    dtl_buf_putc(w->out, bracket);
    w->first = false;
}

/* A value that is JSON already. */
static void put_raw(writer *w, const char *key, const char *json) {
    put_key(w, key);
    dtl_buf_puts(w->out, json);
}

static void put_text(writer *w, const char *key, const char *text) {
    put_key(w, key);
    put_string(w, text);
}

static void put_ref(writer *w, const char *name) {
    put_key(w, "$ref");
    dtl_buf_printf(w->out, "\"#/definitions/%s\"", name);
}

/* ---- keys ---- */

#define ID_PATTERN "^[a-z][a-z0-9]*(-[a-z0-9]+)*(\\\\.[a-z0-9]+(-[a-z0-9]+)*)+$"

static void put_words(writer *w, const dtl_keyword *words) {
    put_open(w, "enum", '[');
    for (const dtl_keyword *k = words; k->name; k++) {
        put_key(w, NULL);
        put_string(w, k->name);
    }
    put_close(w, ']');
}

/* What one scalar of this type may be. */
static void put_scalar(writer *w, const dtl_key *key, dtl_key_type type) {
    switch (type) {
    case DTL_KEY_TEXT:
    case DTL_KEY_FORM:
    case DTL_KEY_NEVER: put_raw(w, "type", "[\"string\", \"number\", \"boolean\"]"); break;
    case DTL_KEY_EXPR: put_raw(w, "type", "[\"string\", \"number\", \"boolean\"]"); break;
    case DTL_KEY_PATTERN: put_raw(w, "type", "[\"string\", \"number\"]"); break;
    case DTL_KEY_NAME:
        put_raw(w, "type", "\"string\"");
        put_raw(w, "pattern", "\"^[A-Za-z][A-Za-z0-9_]*$\"");
        break;
    case DTL_KEY_CAPTURE:
        put_raw(w, "type", "\"string\"");
        put_raw(w, "pattern", "\"^[$]?[A-Za-z][A-Za-z0-9_]*$\"");
        break;
    case DTL_KEY_ID:
        put_raw(w, "type", "\"string\"");
        put_raw(w, "pattern", "\"" ID_PATTERN "\"");
        break;
    case DTL_KEY_WORD: put_words(w, key->words); break;
    case DTL_KEY_INT:
    case DTL_KEY_NUMBER:
        put_raw(w, "type", type == DTL_KEY_INT ? "\"integer\"" : "\"number\"");
        put_key(w, "minimum");
        dtl_buf_printf(w->out, "%g", key->min);
        put_key(w, "maximum");
        dtl_buf_printf(w->out, "%g", key->max);
        break;
    case DTL_KEY_BOOL: put_raw(w, "type", "\"boolean\""); break;
    case DTL_KEY_DATE:
        put_raw(w, "type", "\"string\"");
        put_raw(w, "pattern", "\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"");
        break;
    case DTL_KEY_EXAMPLE:
        put_raw(w, "type", "\"string\"");
        put_raw(w, "pattern", "\" => \"");
        break;
    case DTL_KEY_REGEX:
    case DTL_KEY_TEMPLATE:
    case DTL_KEY_SOURCE:
    case DTL_KEY_OBJECT:
    case DTL_KEY_MAP:
    case DTL_KEY_ENTRIES: put_raw(w, "type", "\"string\""); break;
    }
}

static void put_item(writer *w, const dtl_key *key, dtl_key_type type, const char *suffix) {
    if (type != DTL_KEY_OBJECT) {
        put_scalar(w, key, type);
        return;
    }
    char name[64];
    size_t n = strlen(key->object->name);
    size_t m = suffix && key->object == &dtl_keys_rule ? strlen(suffix) : 0;
    memcpy(name, key->object->name, n);
    if (m) {
        name[n++] = '_';
        memcpy(name + n, suffix, m);
        n += m;
    }
    name[n] = '\0';
    put_ref(w, name);
}

/* The schema of a value with its LIST and ONE flags; into an open object. */
static void put_value(writer *w, const dtl_key *key, dtl_key_type type, unsigned flags,
                      const char *suffix) {
    bool list = (flags & DTL_KEY_LIST) != 0;
    bool one = !list || (flags & DTL_KEY_ONE);
    if (list && one) {
        put_open(w, "anyOf", '[');
        put_open(w, NULL, '{');
        put_item(w, key, type, suffix);
        put_close(w, '}');
        put_open(w, NULL, '{');
    }
    if (list) {
        put_raw(w, "type", "\"array\"");
        put_open(w, "items", '{');
        put_item(w, key, type, suffix);
        put_close(w, '}');
    } else {
        put_item(w, key, type, suffix);
    }
    if (list && one) {
        put_close(w, '}');
        put_close(w, ']');
    }
}

static void put_entries(writer *w) {
    put_open(w, "anyOf", '[');
    put_open(w, NULL, '{');
    put_raw(w, "type", "\"object\"");
    put_open(w, "additionalProperties", '{');
    put_open(w, "anyOf", '[');
    put_open(w, NULL, '{');
    put_raw(w, "type", "\"array\"");
    put_raw(w, "items", "{\"type\": [\"string\", \"number\", \"boolean\"]}");
    put_close(w, '}');
    put_open(w, NULL, '{');
    put_ref(w, dtl_keys_entry.name);
    put_close(w, '}');
    put_close(w, ']');
    put_close(w, '}');
    put_close(w, '}');
    put_open(w, NULL, '{');
    put_raw(w, "type", "\"array\"");
    put_raw(w, "items", "{\"type\": [\"string\", \"number\", \"boolean\"]}");
    put_close(w, '}');
    put_close(w, ']');
}

static void put_property(writer *w, const dtl_key *key, const char *suffix) {
    put_open(w, key->name, '{');
    if (key->about) {
        put_text(w, "description", key->about);
    }
    if (key->type == DTL_KEY_ENTRIES) {
        put_entries(w);
    } else if (key->type == DTL_KEY_MAP) {
        put_raw(w, "type", "\"object\"");
        put_open(w, "additionalProperties", '{');
        put_value(w, key, key->item, key->item_flags, suffix);
        put_close(w, '}');
    } else {
        put_value(w, key, key->type, key->flags, suffix);
    }
    put_close(w, '}');
}

/* ---- tables ---- */

/* What the tables cannot say: keys that need each other. */
static void put_rule_conditions(writer *w, int stage) {
    put_open(w, "allOf", '[');
    put_raw(w, NULL, "{\"anyOf\": [{\"required\": [\"id\"]}, {\"required\": [\"override\"]}]}");
    put_raw(w, NULL, "{\"anyOf\": [{\"required\": [\"examples\"]}, {\"required\": [\"never\"]}]}");
    if (stage <= DTL_STAGE_COMPOSE) {
        put_raw(w, NULL, "{\"required\": [\"emit\"]}");
        put_raw(w, NULL,
                "{\"if\": {\"properties\": {\"emit\": {\"enum\": [\"date\", \"time\", "
                "\"duration\", \"set\", \"span\"]}}}, \"then\": {\"required\": [\"value\"]}}");
        put_raw(w, NULL,
                "{\"if\": {\"properties\": {\"emit\": {\"const\": \"part\"}}}, "
                "\"then\": {\"required\": [\"class\"]}}");
    }
    if (stage == DTL_STAGE_EVENT) {
        put_raw(w, NULL,
                "{\"anyOf\": [{\"required\": [\"trigger\"]}, {\"required\": [\"match\"]}]}");
        put_raw(w, NULL,
                "{\"anyOf\": [{\"required\": [\"event\"]}, {\"required\": [\"timeml\"]}, "
                "{\"required\": [\"emit\"]}]}");
    } else if (stage != DTL_STAGE_SHAPE) {
        put_raw(w, NULL, "{\"required\": [\"match\"]}");
    }
    put_close(w, ']');
}

static void put_table(writer *w, const char *name, const dtl_key_table *table, int stage) {
    unsigned stages = stage < 0 ? DTL_STAGES_ALL : DTL_STAGE_BIT(stage);
    const char *suffix = stage < 0 ? NULL : dtl_kw_stages[stage].name;
    put_open(w, name, '{');
    put_text(w, "description", table->about);
    put_raw(w, "type", "\"object\"");
    put_raw(w, "additionalProperties", "false");
    put_open(w, "properties", '{');
    for (uint16_t i = 0; i < table->nkeys; i++) {
        const dtl_key *key = &table->keys[i];
        if (key->stages == 0 || (key->stages & stages)) {
            put_property(w, key, suffix);
        }
    }
    put_close(w, '}');
    bool any = false;
    for (uint16_t i = 0; i < table->nkeys; i++) {
        const dtl_key *key = &table->keys[i];
        if (!(key->flags & DTL_KEY_REQUIRED) || (key->stages && !(key->stages & stages))) {
            continue;
        }
        if (!any) {
            put_open(w, "required", '[');
            any = true;
        }
        put_key(w, NULL);
        put_string(w, key->name);
    }
    if (any) {
        put_close(w, ']');
    }
    if (table == &dtl_keys_rule) {
        put_rule_conditions(w, stage);
    }
    put_close(w, '}');
}

static void put_objects(writer *w, const dtl_key_table *table) {
    for (uint16_t i = 0; i < table->nkeys; i++) {
        const dtl_key_table *object = table->keys[i].object;
        if (object && object != &dtl_keys_rule) {
            put_table(w, object->name, object, -1);
        }
    }
}

static void put_definitions(writer *w) {
    put_open(w, "definitions", '{');
    for (const dtl_document_kind *k = dtl_document_kinds; k->key; k++) {
        if (k->table != &dtl_keys_rule_file) {
            put_table(w, k->table->name, k->table, -1);
            put_objects(w, k->table);
        }
    }
    put_table(w, dtl_keys_entry.name, &dtl_keys_entry, -1);
    char name[64];
    for (int s = 0; s < DTL_STAGE__COUNT; s++) {
        const dtl_key_table *tables[] = {&dtl_keys_rule_file, &dtl_keys_rule};
        for (int t = 0; t < 2; t++) {
            size_t n = strlen(tables[t]->name);
            memcpy(name, tables[t]->name, n);
            name[n] = '_';
            memcpy(name + n + 1, dtl_kw_stages[s].name, strlen(dtl_kw_stages[s].name) + 1);
            put_table(w, name, tables[t], s);
        }
    }
    put_close(w, '}');
}

/* if this kind, then its definition, else the next kind. */
static void put_choice(writer *w) {
    unsigned open = 0;
    for (const dtl_document_kind *k = dtl_document_kinds; k->key; k++) {
        if (k->table == &dtl_keys_rule_file) {
            continue;
        }
        put_open(w, "if", '{');
        put_open(w, "required", '[');
        put_key(w, NULL);
        put_string(w, k->key);
        put_close(w, ']');
        put_close(w, '}');
        put_open(w, "then", '{');
        put_ref(w, k->table->name);
        put_close(w, '}');
        put_open(w, "else", '{');
        open++;
        if (k->table != &dtl_keys_lexicon) {
            continue;
        }
        /* Rule files may have macros of their own, so they are told apart first. */
        for (int s = 0; s < DTL_STAGE__COUNT; s++) {
            put_open(w, "if", '{');
            put_raw(w, "required", "[\"stage\"]");
            put_open(w, "properties", '{');
            put_open(w, "stage", '{');
            put_text(w, "const", dtl_kw_stages[s].name);
            put_close(w, '}');
            put_close(w, '}');
            put_close(w, '}');
            put_open(w, "then", '{');
            put_key(w, "$ref");
            dtl_buf_printf(w->out, "\"#/definitions/rule_file_%s\"", dtl_kw_stages[s].name);
            put_close(w, '}');
            put_open(w, "else", '{');
            open++;
        }
    }
    put_open(w, "properties", '{');
    put_open(w, "stage", '{');
    put_words(w, dtl_kw_stages);
    put_close(w, '}');
    put_close(w, '}');
    put_raw(w, "required", "[\"stage\"]");
    while (open-- > 0) {
        put_close(w, '}');
    }
}

void dtl_rules_schema(dtl_buf *out) {
    writer w = {.out = out, .first = true};
    dtl_buf_putc(out, '{');
    w.depth = 1;
    put_text(&w, "$schema", "http://json-schema.org/draft-07/schema#");
    put_text(&w, "title", "dateline rule file");
    put_text(&w, "description",
             "A document of a rule set: manifest, lexicon, macros, event types, "
             "abbreviations or rules. Written by `dateline rules schema`.");
    put_raw(&w, "type", "\"object\"");
    put_choice(&w);
    put_definitions(&w);
    put_close(&w, '}');
    dtl_buf_putc(out, '\n');
}
