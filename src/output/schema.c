/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON Schema of a timeline document, made from one table of its fields.
 *
 * The table is the list of what document.c writes, in that order, with what each field means; the
 * enumerations come from the same name tables as the output.  schema/timeline.schema.json is this
 * output, checked in so that people can read it and link to it; a test compares the two.
 */
#include "output/output.h"

#include <jansson.h>
#include <string.h>

/** What a value is. */
typedef enum kind {
    K_STRING,
    K_WORDS, /* a string that is not empty */
    K_DATE,  /* a day or an instant */
    K_EDTF,
    K_DURATION, /* ISO 8601 */
    K_SHA256,
    K_INDEX, /* integer from 0 */
    K_SHARE, /* 0..1 */
    K_TRUE,
    K_VERSION,
    K_STRINGS, /* list of strings */
    K_ANY,     /* a string, an integer or null */
    K_SPAN,
    K_STATUS,
    K_BASIS,
    K_GRANULARITY,
    K_TIMEX_TYPE,
    K_OFFSETS,
    K_DOMAIN,
    K_STATUS_WHY,
    K_CHANGE,
    K_REF,  /* one object of `of` */
    K_REFS, /* list of them */
    K_LINKS
} kind;

typedef struct field {
    const char *name;
    kind kind;
    bool required;
    const char *of;
    const char *about;
} field;

typedef struct object {
    const char *name, *about;
    const field *fields;
    size_t nfields;
} object;

static const field document_fields[] = {
    {"id", K_STRING, false, NULL, "Identifier of the article"},
    {"title", K_STRING, false, NULL, "Headline"},
    {"outlet", K_STRING, false, NULL, "Who published it"},
    {"created", K_STRING, false, NULL,
     "When the article was written (EDTF); relative expressions are resolved against it"},
    {"created_source", K_STRING, false, NULL, "Where that date comes from: option, timeml:DCT ..."},
    {"language", K_STRING, false, NULL, "BCP 47 tag"},
    {"source", K_STRING, false, NULL, "File or address of the article"},
    {"sha256", K_SHA256, false, NULL, "Of the bytes that spans point into"},
    {"domain", K_DOMAIN, false, NULL, "News is anchored at its creation, a narrative in itself"},
    {"offsets", K_OFFSETS, false, NULL,
     "Present when spans count code points; otherwise they count bytes"},
};

static const field origin_fields[] = {
    {"key", K_WORDS, true, NULL, "d1, d2 ... from the oldest document; what `document` refers to"},
    {"id", K_STRING, false, NULL, "Identifier of the article"},
    {"title", K_STRING, false, NULL, "Headline"},
    {"outlet", K_STRING, false, NULL, "Who published it"},
    {"created", K_STRING, false, NULL, "When the article was written (EDTF)"},
    {"created_source", K_STRING, false, NULL, "Where that date comes from: option, timeml:DCT ..."},
    {"language", K_STRING, false, NULL, "BCP 47 tag"},
    {"source", K_STRING, false, NULL, "File or address of the article"},
    {"sha256", K_SHA256, false, NULL, "Of the bytes that spans point into"},
    {"domain", K_DOMAIN, false, NULL, "News is anchored at its creation, a narrative in itself"},
    {"offsets", K_OFFSETS, false, NULL,
     "Present when spans count code points; otherwise they count bytes"},
    {"rules", K_REF, false, "rules", NULL},
    {"order", K_LINKS, false, NULL, "Order it gives, by the ids its entries have in itself"},
    {"refused", K_LINKS, false, NULL, "Order it gives that contradicts what is better supported"},
};

static const field agreement_fields[] = {
    {"documents", K_INDEX, true, NULL, "How many articles tell the event"},
    {"dated", K_INDEX, false, NULL, "How many of them date it"},
    {"agree", K_STRINGS, false, NULL,
     "Documents whose date is the one shown, lies within it, or around it"},
    {"first", K_STRINGS, false, NULL, "Documents that told it first, several when of one day"},
    {"status_from", K_STRING, false, NULL, "Document whose status is shown"},
    {"status_why", K_STATUS_WHY, false, NULL,
     "unanimous: all say so; newest-report: the newest does; tie: several are newest"},
};

static const field alternative_fields[] = {
    {"edtf", K_EDTF, false, NULL, "Another date"},
    {"change", K_CHANGE, false, NULL, "How it relates to the date shown, as in a diff"},
    {"status", K_STATUS, false, NULL, "Another status"},
    {"documents", K_STRINGS, true, NULL, "Documents that say so"},
};

static const field claim_fields[] = {
    {"document", K_WORDS, true, NULL, "Key of the document"},
    {"id", K_WORDS, true, NULL, "Id of the entry in that document"},
    {"name", K_WORDS, true, NULL, NULL},
    {"type", K_STRING, true, NULL, NULL},
    {"when", K_REF, false, "when", NULL},
    {"relative", K_STRING, false, NULL, "The expression as written, when nothing anchors it"},
    {"duration", K_DURATION, false, NULL, "How long the text says it lasted"},
    {"who", K_STRINGS, false, NULL, NULL},
    {"where", K_STRINGS, false, NULL, NULL},
    {"what", K_STRINGS, false, NULL, NULL},
    {"status", K_STATUS, false, NULL, NULL},
    {"confidence", K_SHARE, false, NULL, NULL},
    {"conflicts", K_STRINGS, false, NULL, NULL},
};

static const field rules_fields[] = {
    {"set", K_STRING, true, NULL, "Name of the rule set"},
    {"version", K_STRING, false, NULL, "Its version"},
    {"sha256", K_SHA256, false, NULL, "Of all its files"},
};

static const field when_fields[] = {
    {"edtf", K_EDTF, false, NULL, "The interval in EDTF (ISO 8601-2)"},
    {"start", K_DATE, false, NULL, "Earliest start; absent when it is not bounded"},
    {"end", K_DATE, false, NULL,
     "Latest end: the last day, or the instant of the end when clock times are given; absent when it is not bounded"},
    {"latest_start", K_DATE, false, NULL, "Only when it differs from start"},
    {"earliest_end", K_DATE, false, NULL, "Only when it differs from end"},
    {"open", K_TRUE, false, NULL, "The event goes on at publication"},
    {"granularity", K_GRANULARITY, false, NULL, "How finely the text says it"},
    {"basis", K_BASIS, true, NULL,
     "explicit: said of the event; anchored: relative to publication or to another event; inferred: follows from order"},
    {"duration", K_DURATION, false, NULL, "How long the text says it lasted"},
};

static const field evidence_fields[] = {
    {"text", K_STRING, true, NULL, "The words, as in the input"},
    {"span", K_SPAN, true, NULL, "Where they stand in the input, end excluded"},
    {"sentence", K_INDEX, false, NULL, "Number of the sentence, from 0"},
    {"rule", K_STRING, false, NULL, "Rule that found the event"},
    {"time", K_STRING, false, NULL, "Temporal expression that dates it"},
    {"document", K_STRING, false, NULL, "In a timeline of several articles: which one"},
};

static const field event_fields[] = {
    {"id", K_WORDS, true, NULL, "Unique in the document"},
    {"name", K_WORDS, true, NULL, "The shortest name a reader would use"},
    {"type", K_STRING, true, NULL, "From the taxonomy of the rule set"},
    {"when", K_REF, true, "when", NULL},
    {"who", K_STRINGS, false, NULL, "Participants"},
    {"where", K_STRINGS, false, NULL, "Places"},
    {"what", K_STRINGS, false, NULL, "Other arguments"},
    {"status", K_STATUS, false, NULL, NULL},
    {"confidence", K_SHARE, false, NULL, NULL},
    {"conflicts", K_STRINGS, false, NULL,
     "What the text says that cannot be true together with `when`"},
    {"agreement", K_REF, false, "agreement", NULL},
    {"alternatives", K_REFS, false, "alternative", "Dates and statuses that some documents give"},
    {"evidence", K_REFS, false, "evidence", NULL},
    {"claims", K_REFS, false, "claim", "What each document says, in a timeline of several"},
};

static const field undated_fields[] = {
    {"id", K_WORDS, true, NULL, "Unique in the document"},
    {"name", K_WORDS, true, NULL, "The shortest name a reader would use"},
    {"type", K_STRING, true, NULL, "From the taxonomy of the rule set"},
    {"relative", K_STRING, false, NULL, "The expression as written, when nothing anchors it"},
    {"duration", K_DURATION, false, NULL, "How long the text says it lasted"},
    {"who", K_STRINGS, false, NULL, "Participants"},
    {"where", K_STRINGS, false, NULL, "Places"},
    {"what", K_STRINGS, false, NULL, "Other arguments"},
    {"status", K_STATUS, false, NULL, NULL},
    {"confidence", K_SHARE, false, NULL, NULL},
    {"conflicts", K_STRINGS, false, NULL, "What the text says that cannot be true together"},
    {"agreement", K_REF, false, "agreement", NULL},
    {"alternatives", K_REFS, false, "alternative", "Dates and statuses that some documents give"},
    {"evidence", K_REFS, false, "evidence", NULL},
    {"claims", K_REFS, false, "claim", "What each document says, in a timeline of several"},
};

static const field time_fields[] = {
    {"id", K_WORDS, true, NULL, "t1, t2 ...; t0 is the creation time"},
    {"text", K_STRING, true, NULL, "The expression, as in the input"},
    {"span", K_SPAN, true, NULL, "Where it stands in the input, end excluded"},
    {"sentence", K_INDEX, false, NULL, "Number of the sentence, from 0"},
    {"type", K_TIMEX_TYPE, false, NULL, "TIMEX3 type"},
    {"value", K_STRING, false, NULL, "TIMEX3 value"},
    {"mod", K_STRING, false, NULL, "TIMEX3 mod"},
    {"edtf", K_EDTF, false, NULL, "The same in EDTF, where it has a form there"},
    {"anchor", K_STRING, false, NULL, "Time it was resolved against"},
    {"rule", K_STRING, false, NULL, "Rule that found it"},
    {"note", K_STRING, false, NULL, "Why it has no value"},
};

static const field mention_fields[] = {
    {"id", K_WORDS, true, NULL, "m1, m2 ..."},
    {"text", K_STRING, true, NULL, "The word that tells of the event"},
    {"span", K_SPAN, true, NULL, "Where it stands in the input, end excluded"},
    {"sentence", K_INDEX, false, NULL, "Number of the sentence, from 0"},
    {"class", K_STRING, false, NULL, "TimeML class"},
    {"tense", K_STRING, false, NULL, "TimeML tense"},
    {"aspect", K_STRING, false, NULL, "TimeML aspect"},
    {"polarity", K_STRING, false, NULL, "POS or NEG"},
    {"modality", K_STRING, false, NULL, "Modal verb"},
    {"pos", K_STRING, false, NULL, "TimeML part of speech"},
    {"entry", K_STRING, false, NULL, "Id of the entry it belongs to"},
    {"rule", K_STRING, false, NULL, "Rule that found it"},
};

static const field timeline_fields[] = {
    {"id", K_ANY, false, NULL, "In JSON Lines: the id of the row that came in"},
    {"warnings", K_STRINGS, false, NULL, "In JSON Lines: what to know of this document"},
    {"dateline", K_VERSION, true, NULL, "Version of this format"},
    {"document", K_REF, false, "document", NULL},
    {"documents", K_REFS, false, "origin", "In a merged timeline, instead of `document`"},
    {"rules", K_REF, false, "rules", NULL},
    {"events", K_REFS, true, "event", "Dated events, in order"},
    {"undated", K_REFS, false, "undated", "Events without a date"},
    {"order", K_LINKS, false, NULL, "Order that dates alone do not imply"},
    {"refused", K_LINKS, false, NULL,
     "Order the text gives that contradicts what is better supported"},
    {"times", K_REFS, false, "time", "Temporal expressions"},
    {"mentions", K_REFS, false, "mention", "Words that tell of events"},
};

#define FIELDS(table) table, sizeof(table) / sizeof((table)[0])
static const object objects[] = {
    {"document", "The article", FIELDS(document_fields)},
    {"origin", "A document of a merged timeline", FIELDS(origin_fields)},
    {"agreement", "How far the documents of a merged entry agree", FIELDS(agreement_fields)},
    {"alternative", "What some documents say otherwise", FIELDS(alternative_fields)},
    {"claim", "What one document says of a merged entry, whole", FIELDS(claim_fields)},
    {"rules", "The rule set that was used", FIELDS(rules_fields)},
    {"when", "When an event happened, as far as the text says", FIELDS(when_fields)},
    {"evidence", "Words of the article that show the event", FIELDS(evidence_fields)},
    {"event", "A dated event", FIELDS(event_fields)},
    {"undated", "An event without a date", FIELDS(undated_fields)},
    {"time", "A temporal expression (TIMEX3)", FIELDS(time_fields)},
    {"mention", "A temporal expression (TIMEX3)", FIELDS(mention_fields)},
};

/* All below hand over what they make; a failed allocation anywhere gives NULL in the end. */

static json_t *typed(const char *type) {
    return json_pack("{ss}", "type", type);
}

static json_t *pattern(const char *regex) {
    return json_pack("{ssss}", "type", "string", "pattern", regex);
}

/* Names of [first, end). */
static json_t *enumeration(const char *(*name)(unsigned), unsigned first, unsigned end) {
    json_t *names = json_array();
    for (unsigned i = first; names && i < end; i++)
        json_array_append_new(names, json_string(name(i)));
    return names ? json_pack("{so}", "enum", names) : NULL;
}

static const char *status_name(unsigned i) {
    return dtl_status_name((dtl_event_status)i);
}

static const char *basis_name(unsigned i) {
    return dtl_basis_name((dtl_basis)i);
}

static const char *relation_name(unsigned i) {
    return dtl_relation_name((dtl_relation)i);
}

static const char *unit_name(unsigned i) {
    return dtl_unit_name((dtl_unit)i);
}

static const char *reason_name(unsigned i) {
    return dtl_status_reason_name((dtl_status_reason)i);
}

static const char *change_name(unsigned i) {
    return dtl_change_name(1u << i);
}

static json_t *reference(const char *name) {
    return json_pack("{ss+}", "$ref", "#/definitions/", name);
}

static json_t *list_of(json_t *item) {
    return json_pack("{ssso}", "type", "array", "items", item);
}

/* [x, relation, y, signal, lag]; the last two may be absent. */
static json_t *links(void) {
    json_t *items = json_pack("[ooooo]", typed("string"),
                              enumeration(relation_name, DTL_REL_BEFORE, DTL_REL_ENDED_BY + 1),
                              typed("string"), typed("string"), typed("string"));
    return list_of(
        json_pack("{sssisiso}", "type", "array", "minItems", 3, "maxItems", 5, "items", items));
}

static json_t *value_of(const field *f) {
    static const char iso[] = "^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(T[0-9:]+)?$";
    switch (f->kind) {
    case K_STRING: return typed("string");
    case K_WORDS: return json_pack("{sssi}", "type", "string", "minLength", 1);
    case K_DATE: return pattern(iso);
    case K_EDTF: return pattern("^[-0-9TXZ:./~?%+Y]+$");
    case K_DURATION: return pattern("^P[0-9XTYMWDHS.]+$");
    case K_SHA256: return pattern("^[0-9a-f]{64}$");
    case K_INDEX: return json_pack("{sssi}", "type", "integer", "minimum", 0);
    case K_SHARE: return json_pack("{sssisi}", "type", "number", "minimum", 0, "maximum", 1);
    case K_TRUE: return json_pack("{sb}", "const", 1);
    case K_VERSION: return json_pack("{si}", "const", DTL_TIMELINE_VERSION);
    case K_ANY: return json_pack("{s[sss]}", "type", "string", "integer", "null");
    case K_STRINGS: return list_of(typed("string"));
    case K_SPAN:
        return json_pack("{sssisiso}", "type", "array", "minItems", 2, "maxItems", 2, "items",
                         json_pack("{sssi}", "type", "integer", "minimum", 0));
    case K_STATUS: return enumeration(status_name, DTL_STATUS_HAPPENED, DTL_STATUS_DENIED + 1);
    case K_BASIS: return enumeration(basis_name, DTL_BASIS_EXPLICIT, DTL_BASIS_INFERRED + 1);
    case K_GRANULARITY: return enumeration(unit_name, DTL_SECOND, DTL_UNIT__COUNT);
    case K_TIMEX_TYPE: return json_pack("{s[ssss]}", "enum", "DATE", "TIME", "DURATION", "SET");
    case K_OFFSETS: return json_pack("{s[s]}", "enum", "codepoints");
    case K_DOMAIN: return json_pack("{s[ss]}", "enum", "news", "narrative");
    case K_STATUS_WHY: return enumeration(reason_name, DTL_STATUS_UNANIMOUS, DTL_STATUS_TIE + 1);
    case K_CHANGE: return enumeration(change_name, 2, 6);
    case K_REF: return reference(f->of);
    case K_REFS: return list_of(reference(f->of));
    case K_LINKS: return links();
    }
    return NULL;
}

/* Adds type, properties and required of one object to `target`, which is borrowed. */
static bool describe(json_t *target, const field *fields, size_t n) {
    json_t *properties = json_object(), *required = json_array();
    bool good = properties && required;
    for (size_t i = 0; good && i < n; i++) {
        json_t *value = value_of(&fields[i]);
        /* Draft 7 ignores what stands beside a $ref. */
        if (value && fields[i].about && fields[i].kind != K_REF)
            good = json_object_set_new(value, "description", json_string(fields[i].about)) == 0;
        good = json_object_set_new(properties, fields[i].name, value) == 0 && good;
        if (good && fields[i].required)
            good = json_array_append_new(required, json_string(fields[i].name)) == 0;
    }
    good = json_object_set_new(target, "type", json_string("object")) == 0 && good;
    good = json_object_set_new(target, "properties", properties) == 0 && good;
    if (required && json_array_size(required) > 0)
        good = json_object_set_new(target, "required", required) == 0 && good;
    else
        json_decref(required);
    return json_object_set_new(target, "additionalProperties", json_false()) == 0 && good;
}

static json_t *make_schema(void) {
    json_t *root = json_pack("{ssssss}", "$schema", "http://json-schema.org/draft-07/schema#",
                             "title", "dateline timeline", "description",
                             "The timeline of an article: events with dates, evidence and order");
    json_t *definitions = json_object();
    bool good = root && definitions && describe(root, FIELDS(timeline_fields));
    for (size_t i = 0; good && i < sizeof objects / sizeof objects[0]; i++) {
        json_t *definition = json_pack("{ss}", "description", objects[i].about);
        good = definition && describe(definition, objects[i].fields, objects[i].nfields);
        good = json_object_set_new(definitions, objects[i].name, definition) == 0 && good;
    }
    if (root)
        good = json_object_set_new(root, "definitions", definitions) == 0 && good;
    else
        json_decref(definitions);
    if (!good) {
        json_decref(root);
        return NULL;
    }
    return root;
}

static int append(const char *p, size_t n, void *out) {
    dtl_buf *b = out;
    dtl_buf_put(b, p, n);
    return b->failed ? -1 : 0;
}

dtl_status dtl_timeline_schema(dtl_buf *out) {
    json_t *root = make_schema();
    if (!root)
        return DTL_E_NOMEM;
    int bad = json_dump_callback(root, append, out, JSON_INDENT(2));
    json_decref(root);
    dtl_buf_putc(out, '\n');
    return bad || out->failed ? DTL_E_NOMEM : DTL_OK;
}
