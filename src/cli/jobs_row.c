/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One document in, one row of JSON out.
 *
 * A row that came in has `text`, `html`, `markdown` or `timeml`, and may have `id`, `date`,
 * `title`, `outlet` and `source`; other members are left alone.  The row that goes out is the
 * timeline with the same `id` before it, or `id` and `error`.  Nothing here depends on the thread
 * or on the rows before.
 */
#include "jobs.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define MESSAGE_MAX 320

/* A document with what its row says of it; `root` owns the strings. */
typedef struct row {
    json_t *root;
    json_t *id; /* borrowed, or NULL */
    char id_text[32];
    const char *text;
    size_t n;
    dateline_options options;
} row;

typedef struct trouble {
    const char *status;
    char message[MESSAGE_MAX];
    size_t offset; /* SIZE_MAX: unknown */
} trouble;

static const char *status_name(dateline_status status) {
    switch (status) {
    case DATELINE_OK: break;
    case DATELINE_E_NOMEM: return "memory";
    case DATELINE_E_IO: return "io";
    case DATELINE_E_UTF8: return "utf8";
    case DATELINE_E_INPUT: return "input";
    case DATELINE_E_RULES: return "rules";
    case DATELINE_E_LIMIT: return "limit";
    case DATELINE_E_ARG: return "argument";
    }
    return "error";
}

/* ---- rows that come in ----------------------------------------------------------------------- */

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static bool
refuse(trouble *t, const char *status, const char *fmt, ...) {
    va_list ap;
    t->status = status;
    t->offset = SIZE_MAX;
    va_start(ap, fmt);
    vsnprintf(t->message, sizeof t->message, fmt, ap);
    va_end(ap);
    return false;
}

/* A member that is a string or not there.  false: it is something else. */
static bool string_of(const row *r, const char *name, const char **ret, trouble *t) {
    const json_t *value = json_object_get(r->root, name);
    *ret = NULL;
    if (!value || json_is_null(value))
        return true;
    if (!json_is_string(value))
        return refuse(t, "input", "`%s` is not a string", name);
    if (strlen(json_string_value(value)) != json_string_length(value))
        return refuse(t, "input", "`%s` has a NUL character", name);
    if (json_string_length(value) > 0)
        *ret = json_string_value(value);
    return true;
}

static bool take_id(row *r, trouble *t) {
    r->id = json_object_get(r->root, "id");
    if (!r->id || json_is_null(r->id))
        return true;
    if (json_is_integer(r->id)) {
        snprintf(r->id_text, sizeof r->id_text, "%" JSON_INTEGER_FORMAT, json_integer_value(r->id));
        r->options.id = r->id_text;
        return true;
    }
    if (json_is_string(r->id))
        return string_of(r, "id", &r->options.id, t);
    r->id = NULL;
    return refuse(t, "input", "`%s` is neither a string nor an integer", "id");
}

/* The one member that holds the document. */
static bool take_text(row *r, trouble *t) {
    static const struct {
        const char *name;
        dateline_input input;
    } kinds[] = {{"text", DATELINE_INPUT_PLAIN},
                 {"html", DATELINE_INPUT_HTML},
                 {"markdown", DATELINE_INPUT_MARKDOWN},
                 {"timeml", DATELINE_INPUT_TIMEML}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const json_t *value = json_object_get(r->root, kinds[i].name);
        if (!value || json_is_null(value))
            continue;
        if (!json_is_string(value))
            return refuse(t, "input", "`%s` is not a string", kinds[i].name);
        if (r->text)
            return refuse(t, "input", "the row has `%s` besides another text; one is meant",
                          kinds[i].name);
        r->text = json_string_value(value);
        r->n = json_string_length(value);
        r->options.input = kinds[i].input;
    }
    return r->text || refuse(t, "input", "the row has no `text`, `html`, `markdown` or `timeml`");
}

static bool is_empty(const jobs_item *item) {
    for (size_t i = 0; i < item->n; i++)
        if (!strchr(" \t\r", item->bytes[i]) || !item->bytes[i])
            return false;
    return true;
}

static bool read_row(row *r, const jobs_item *item, trouble *t) {
    json_error_t error;
    if (is_empty(item))
        return refuse(t, "json", "the row is empty");
    r->root = json_loadb(item->bytes, item->n, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
    if (!r->root) {
        t->status = json_error_code(&error) == json_error_out_of_memory ? "memory" : "json";
        t->offset = error.position > 0 ? (size_t)error.position : 0;
        snprintf(t->message, sizeof t->message, "the row is not JSON: column %d: %s",
                 error.column > 0 ? error.column : 1, error.text);
        return false;
    }
    if (!json_is_object(r->root))
        return refuse(t, "json", "the row is %s, not an object",
                      json_is_array(r->root) ? "a list" : "a single value");
    const char *date;
    if (!take_id(r, t) || !string_of(r, "date", &date, t) ||
        !string_of(r, "title", &r->options.title, t) ||
        !string_of(r, "outlet", &r->options.outlet, t) ||
        !string_of(r, "source", &r->options.source, t) || !take_text(r, t))
        return false;
    /* --date wins over the row, as it does over any other input. */
    if (date && !r->options.date) {
        r->options.date = date;
        r->options.date_source = "jsonl:date";
    }
    return true;
}

static bool read_item(row *r, const jobs_item *item, trouble *t) {
    if (item->io_error) {
        t->offset = SIZE_MAX;
        t->status = "io";
        if (strerror_r(item->io_error, t->message, sizeof t->message) != 0)
            snprintf(t->message, sizeof t->message, "error %d", item->io_error);
        return false;
    }
    if (item->too_long) {
        t->offset = JOBS_ROW_MAX;
        t->status = "limit";
        snprintf(t->message, sizeof t->message,
                 "the %s has %zu bytes, more than the limit of %zu; split the document",
                 item->line ? "row" : "file", item->length, JOBS_ROW_MAX);
        return false;
    }
    if (item->line > 0)
        return read_row(r, item, t);
    r->text = item->bytes ? item->bytes : "";
    r->n = item->n;
    if (strcmp(item->file, "-") != 0 && !r->options.source)
        r->options.source = item->file;
    return true;
}

/* ---- rows that go out ------------------------------------------------------------------------ */

/* The id that a row goes out with; a new reference, NULL: no memory. */
static json_t *id_of(const row *r, const jobs_item *item) {
    if (r->id)
        return json_incref(r->id);
    if (item->line > 0 || strcmp(item->file, "-") == 0)
        return json_null();
    json_t *id = json_string(item->file);
    return id ? id : json_null(); /* a name that is no UTF-8 */
}

/* {"id":...,"line":3,"error":{...}} */
static void put_error(const row *r, jobs_item *item, const trouble *t) {
    json_t *error = json_object(), *out = json_object();
    bool bad = !error || !out;
    bad = bad || json_object_set_new(out, "id", id_of(r, item));
    if (item->line > 0)
        bad = bad || json_object_set_new(out, "line", json_integer((json_int_t)item->line));
    bad = bad || json_object_set_new(error, "status", json_string(t->status));
    /* A message may quote the input; what is no UTF-8 in it must not cost the message. */
    json_t *message = json_string(t->message);
    bad = bad || json_object_set_new(error, "message", message ? message : json_string(t->status));
    if (t->offset != SIZE_MAX)
        bad = bad || json_object_set_new(error, "offset", json_integer((json_int_t)t->offset));
    bad = bad || json_object_set(out, "error", error);
    item->out = bad ? NULL : json_dumps(out, JSON_COMPACT);
    item->out_n = item->out ? strlen(item->out) : 0;
    item->failed = true;
    json_decref(error);
    json_decref(out);
    if (item->out) {
        char *line = realloc(item->out, item->out_n + 2);
        if (!line)
            free(item->out);
        else
            memcpy(line + item->out_n++, "\n", 2);
        item->out = line;
    }
}

/* "id":...,"warnings":[...], */
static char *head_of(const row *r, const jobs_item *item, const dateline_timeline *tl) {
    json_t *head = json_object(), *warnings = json_array();
    bool bad = !head || !warnings || json_object_set_new(head, "id", id_of(r, item));
    for (size_t i = 0; !bad && i < dateline_timeline_warning_count(tl); i++)
        bad = json_array_append_new(warnings, json_string(dateline_timeline_warning(tl, i)));
    if (!bad && json_array_size(warnings) > 0)
        bad = json_object_set(head, "warnings", warnings);
    char *text = bad ? NULL : json_dumps(head, JSON_COMPACT);
    json_decref(warnings);
    json_decref(head);
    return text;
}

/* The head without its closing brace, then the timeline without its opening one. */
static void put_timeline(const row *r, jobs_item *item, const dateline_timeline *tl,
                         const char *json, size_t n) {
    char *head = head_of(r, item, tl);
    size_t head_n = head ? strlen(head) - 1 : 0;
    item->out = head ? malloc(head_n + n + 1) : NULL;
    if (item->out) {
        memcpy(item->out, head, head_n);
        item->out[head_n] = ',';
        memcpy(item->out + head_n + 1, json + 1, n - 1);
        item->out_n = head_n + n;
    }
    free(head);
}

void jobs_work(const jobs_settings *s, dateline_context *ctx, jobs_item *item) {
    row r = {.options = *s->extract};
    trouble t = {.offset = SIZE_MAX};
    dateline_timeline *tl = NULL;
    char *json = NULL;
    size_t n = 0;
    r.options.input = s->input;
    bool good = read_item(&r, item, &t);
    if (good) {
        dateline_error e = {.offset = SIZE_MAX};
        dateline_status status = dateline_extract(ctx, r.text, r.n, &r.options, &tl, &e);
        if (status == DATELINE_OK)
            status = dateline_timeline_write(tl, s->write, &json, &n);
        good = status == DATELINE_OK;
        if (!good) {
            t.status = status_name(status);
            t.offset = e.offset;
            snprintf(t.message, sizeof t.message, "%s", cli_what(status, &e));
        }
    }
    if (good)
        put_timeline(&r, item, tl, json, n);
    else
        put_error(&r, item, &t);
    dateline_free(json);
    dateline_timeline_free(tl);
    json_decref(r.root);
}
