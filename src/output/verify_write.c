/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public writing functions of a check, and the JSON Schema of its document.
 */
#include "output/verify.h"
#include "timeline/api.h"

#include <jansson.h>

dateline_status dateline_verify_write(const dateline_verify *v, const dateline_write_options *opts,
                                      char **ret, size_t *ret_len) {
    static const dateline_write_options defaults = {.format = DATELINE_FORMAT_YAML};
    if (!v || !ret)
        return DATELINE_E_ARG;
    const dateline_write_options *o = opts ? opts : &defaults;
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_status status = DTL_OK;
    switch (o->format) {
    case DATELINE_FORMAT_YAML: status = dtl_yaml_write(dtl_verify_fill, v, o, &out); break;
    case DATELINE_FORMAT_JSON: status = dtl_json_write(dtl_verify_fill, v, o, &out); break;
    case DATELINE_FORMAT_TEXT: dtl_verify_text_write(v, o, &out); break;
    case DATELINE_FORMAT_HTML: dtl_verify_html_write(v, &out); break;
    case DATELINE_FORMAT_TIMEML:
    case DATELINE_FORMAT_CSV: status = DTL_E_ARG; break;
    }
    return dtl_hand_over(status, &out, ret, ret_len);
}

/* ---- schema ---------------------------------------------------------------------------------- */

static json_t *typed(const char *type) {
    return json_pack("{ss}", "type", type);
}

static json_t *list_of(json_t *items) {
    return json_pack("{ssso}", "type", "array", "items", items);
}

static json_t *object(json_t *properties, json_t *required) {
    return json_pack("{sssosbso}", "type", "object", "properties", properties,
                     "additionalProperties", 0, "required", required);
}

static json_t *names(const char *(*name)(unsigned), unsigned first, unsigned end) {
    json_t *list = json_array();
    for (unsigned i = first; list && i < end; i++)
        json_array_append_new(list, json_string(name(i)));
    return json_pack("{so}", "enum", list);
}

static const char *verdict_name(unsigned i) {
    return dateline_verdict_name((dateline_verdict)i);
}

static const char *status_name(unsigned i) {
    return dtl_status_name((dtl_event_status)i);
}

static json_t *verdicts(void) {
    return names(verdict_name, 0, DTL_VERDICT_COUNT);
}

static json_t *statuses(void) {
    return names(status_name, DTL_STATUS_HAPPENED, DTL_STATUS_DENIED + 1);
}

static json_t *summary(void) {
    json_t *properties = json_object();
    for (unsigned i = 0; properties && i < DTL_VERDICT_COUNT; i++)
        json_object_set_new(properties, verdict_name(i), typed("integer"));
    return object(properties, json_array());
}

static json_t *chain(void) {
    return list_of(object(
        json_pack("{sosososo}", "kind", json_pack("{s[sss]}", "enum", "time", "link", "published"),
                  "text", typed("string"), "edtf", typed("string"), "rule", typed("string")),
        json_pack("[s]", "kind")));
}

static json_t *finding(void) {
    json_t *span = json_pack("{sssisiso}", "type", "array", "minItems", 2, "maxItems", 2, "items",
                             typed("integer"));
    json_t *p =
        json_pack("{sososososososososososososo}", "article", typed("string"), "verdict", verdicts(),
                  "when", typed("object"), "status", statuses(), "event", typed("string"), "type",
                  typed("string"), "quote", typed("string"), "span", span, "context",
                  typed("string"), "sentence", typed("integer"), "score", typed("number"),
                  "no_publication_date", json_pack("{sb}", "const", 1), "chain", chain());
    return object(p, json_pack("[sssss]", "article", "quote", "span", "sentence", "score"));
}

static json_t *check(void) {
    json_t *order =
        object(json_pack("{soso}", "text_has_it", json_pack("{s[ss]}", "enum", "before", "after"),
                         "other", typed("string")),
               json_pack("[ss]", "text_has_it", "other"));
    json_t *ref = json_pack("{ss}", "$ref", "#/definitions/finding");
    json_t *p = json_pack(
        "{sososososososososososo}", "id", typed("string"), "text", typed("string"), "date",
        typed("string"), "read_as", typed("string"), "line", typed("integer"), "status", statuses(),
        "verdict", verdicts(), "quote_missing", json_pack("{sb}", "const", 1), "order", order,
        "found", ref, "others", list_of(json_pack("{ss}", "$ref", "#/definitions/finding")));
    return object(p, json_pack("[ssss]", "id", "text", "line", "verdict"));
}

static json_t *make_schema(void) {
    json_t *timeline =
        object(json_pack("{sosososo}", "source", typed("string"), "form",
                         json_pack("{s[ssss]}", "enum", "yaml", "json", "csv", "markdown"),
                         "entries", typed("integer"), "read_as", list_of(typed("string"))),
               json_pack("[sss]", "source", "form", "entries"));
    json_t *article =
        object(json_pack("{sososososo}", "id", typed("string"), "title", typed("string"), "created",
                         typed("string"), "source", typed("string"), "sha256", typed("string")),
               json_pack("[ss]", "id", "sha256"));
    json_t *p =
        json_pack("{sososososo}", "dateline_verify", json_pack("{si}", "const", DTL_VERIFY_VERSION),
                  "timeline", timeline, "articles", list_of(article), "summary", summary(),
                  "checks", list_of(json_pack("{ss}", "$ref", "#/definitions/check")));
    json_t *required =
        json_pack("[sssss]", "dateline_verify", "timeline", "articles", "summary", "checks");
    return json_pack("{sssssssbsosos{soso}}", "$schema", "http://json-schema.org/draft-07/schema#",
                     "title", "dateline verify", "type", "object", "additionalProperties", 0,
                     "properties", p, "required", required, "definitions", "finding", finding(),
                     "check", check());
}

static int append(const char *p, size_t n, void *out) {
    dtl_buf *b = out;
    dtl_buf_put(b, p, n);
    return b->failed ? -1 : 0;
}

dtl_status dtl_verify_schema(dtl_buf *out) {
    json_t *root = make_schema();
    if (!root)
        return DTL_E_NOMEM;
    int bad = json_dump_callback(root, append, out, JSON_INDENT(2));
    json_decref(root);
    dtl_buf_putc(out, '\n');
    return bad || out->failed ? DTL_E_NOMEM : DTL_OK;
}

char *dateline_verify_schema(void) {
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    char *ret = NULL;
    return dtl_hand_over(dtl_verify_schema(&out), &out, &ret, NULL) == DATELINE_OK ? ret : NULL;
}
