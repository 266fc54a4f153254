/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys_check: a mapping of a rule file against its key table.
 *
 * Everything wrong is reported and the rest is handed on, so that one run shows all faults.  A key
 * that is there but wrong counts as absent for the caller, who must not look at it, and as present
 * for the list of missing keys, so that a fault is reported once.
 */
#include "rules/keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool dtl_parse_int(dtl_slice s, int64_t *ret) {
    char text[24];
    if (s.n == 0 || s.n >= sizeof text) {
        return false;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        bool sign = i == 0 && s.n > 1 && (s.p[i] == '-' || s.p[i] == '+');
        if (!sign && (s.p[i] < '0' || s.p[i] > '9')) {
            return false;
        }
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    errno = 0;
    long long v = strtoll(text, NULL, 10);
    *ret = v;
    return errno == 0;
}

/* Digits with one point, read without the locale. */
bool dtl_parse_number(dtl_slice s, double *ret) {
    uint32_t i = 0;
    bool negative = s.n > 0 && s.p[0] == '-';
    i += negative;
    double v = 0;
    double scale = 1;
    bool point = false;
    uint32_t digits = 0;
    for (; i < s.n; i++) {
        if (s.p[i] == '.' && !point) {
            point = true;
        } else if (s.p[i] >= '0' && s.p[i] <= '9' && digits < 15) {
            v = v * 10 + (s.p[i] - '0');
            scale *= point ? 10 : 1;
            digits++;
        } else {
            return false;
        }
    }
    *ret = (negative ? -v : v) / scale;
    return digits > 0;
}

int64_t dtl_key_int(const dtl_yaml *n) {
    int64_t v = 0;
    return dtl_parse_int(n->text, &v) ? v : 0;
}

double dtl_key_number(const dtl_yaml *n) {
    double v = 0;
    return dtl_parse_number(n->text, &v) ? v : 0;
}

bool dtl_key_bool(const dtl_yaml *n) {
    return dtl_slice_is(n->text, "true");
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(dtl_slice s) {
    if (s.n == 0 || s.n > 40 || !is_letter(s.p[0])) {
        return false;
    }
    for (uint32_t i = 1; i < s.n; i++) {
        if (!is_letter(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '_') {
            return false;
        }
    }
    return true;
}

/* topic.name: lower-case parts joined by points, at least two. */
static bool is_id(dtl_slice s) {
    bool point = false;
    if (s.n > 80) {
        return false;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool begins = i == 0 || s.p[i - 1] == '.';
        if (c == '.') {
            if (begins || i + 1 == s.n) {
                return false;
            }
            point = true;
        } else if (c >= '0' && c <= '9') {
            if (i == 0) {
                return false;
            }
        } else if (c == '-') {
            if (begins) {
                return false;
            }
        } else if (c < 'a' || c > 'z') {
            return false;
        }
    }
    return point;
}

static bool is_date(dtl_slice s) {
    if (s.n != 10) {
        return false;
    }
    for (uint32_t i = 0; i < 10; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? s.p[i] != '-' : s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return true;
}

typedef struct check {
    dtl_diags *diags;
    const dtl_source *source;
    bool ok;
} check;

#define BAD(c, code, node, hint, ...)                                                              \
    ((c)->ok = false, dtl_diag_add((c)->diags, DTL_ERROR, (code), (c)->source, (node)->start,      \
                                   (node)->end, NULL, (hint), __VA_ARGS__))

static void bad_word(check *c, const dtl_key *key, const dtl_yaml *n) {
    const char *names[64];
    size_t count = dtl_keyword_names(key->words, names, 64);
    const char *near = dtl_nearest(n->text.p, n->text.n, names, count);
    char list[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(names[i]);
        if (used + len + 6 >= sizeof list) {
            memcpy(list + used, " ...", 5);
            break;
        }
        if (i > 0) {
            list[used++] = ' ';
        }
        memcpy(list + used, names[i], len + 1);
        used += len;
    }
    char hint[300];
    const char *prefix = near ? "did you mean " : "one of: ";
    size_t plen = strlen(prefix);
    const char *rest = near ? near : list;
    size_t rlen = strlen(rest);
    memcpy(hint, prefix, plen);
    memcpy(hint + plen, rest, rlen + 1);
    if (near) {
        memcpy(hint + plen + rlen, "?", 2);
    }
    BAD(c, "R104", n, hint, "'%.*s' is not a value of %s", (int)n->text.n, n->text.p, key->name);
}

static void check_scalar(check *c, const dtl_key *key, dtl_key_type type, const dtl_yaml *n) {
    if (n->kind != DTL_YAML_SCALAR || n->bare || n->text.n == 0) {
        BAD(c, "R102", n, NULL, "%s wants text here, not %s", key->name,
            n->kind == DTL_YAML_SCALAR ? "nothing" : dtl_yaml_kind_name(n));
        return;
    }
    int64_t i;
    double d;
    dtl_slice name = n->text;
    if (type == DTL_KEY_CAPTURE && name.p[0] == '$') {
        name.p++;
        name.n--;
    }
    switch (type) {
    case DTL_KEY_CAPTURE:
    case DTL_KEY_NAME:
        if (!is_name(name)) {
            BAD(c, "R104", n, "a letter, then letters, digits and _", "'%.*s' is not a name",
                (int)n->text.n, n->text.p);
        }
        break;
    case DTL_KEY_ID:
        if (!is_id(n->text)) {
            BAD(c, "R104", n, "lower case, as topic.name or date.day-month",
                "'%.*s' is not a rule id", (int)n->text.n, n->text.p);
        }
        break;
    case DTL_KEY_WORD:
        if (!dtl_keyword_find(key->words, n->text)) {
            bad_word(c, key, n);
        }
        break;
    case DTL_KEY_INT:
        if (!dtl_parse_int(n->text, &i) || (double)i < key->min || (double)i > key->max) {
            BAD(c, "R104", n, NULL, "%s is a whole number from %g to %g", key->name, key->min,
                key->max);
        }
        break;
    case DTL_KEY_NUMBER:
        if (!dtl_parse_number(n->text, &d) || d < key->min || d > key->max) {
            BAD(c, "R104", n, NULL, "%s is a number from %g to %g", key->name, key->min, key->max);
        }
        break;
    case DTL_KEY_BOOL:
        if (!dtl_slice_is(n->text, "true") && !dtl_slice_is(n->text, "false")) {
            BAD(c, "R104", n, NULL, "%s is true or false", key->name);
        }
        break;
    case DTL_KEY_DATE:
        if (!is_date(n->text)) {
            BAD(c, "R104", n, NULL, "%s is a date written yyyy-mm-dd", key->name);
        }
        break;
    default: break;
    }
}

static void check_value(check *c, const dtl_key *key, dtl_key_type type, unsigned flags,
                        const dtl_yaml *n) {
    if (flags & DTL_KEY_LIST) {
        if (n->kind == DTL_YAML_LIST) {
            for (const dtl_yaml *item = n->first; item; item = item->next) {
                check_value(c, key, type, 0, item);
            }
            return;
        }
        if (!(flags & DTL_KEY_ONE)) {
            BAD(c, "R102", n, "put '- ' before each item", "%s is a list, not %s", key->name,
                dtl_yaml_kind_name(n));
            return;
        }
    }
    switch (type) {
    case DTL_KEY_OBJECT:
        if (n->kind != DTL_YAML_MAP) {
            BAD(c, "R102", n, NULL, "%s is a mapping, not %s", key->name, dtl_yaml_kind_name(n));
        }
        break; /* its keys are checked by whoever reads it */
    case DTL_KEY_MAP:
        if (n->kind != DTL_YAML_MAP) {
            BAD(c, "R102", n, NULL, "%s is a mapping, not %s", key->name, dtl_yaml_kind_name(n));
            break;
        }
        for (const dtl_yaml *k = n->first; k; k = k->next) {
            if (!is_name(k->text)) {
                BAD(c, "R104", k, "a letter, then letters, digits and _", "'%.*s' is not a name",
                    (int)k->text.n, k->text.p);
            }
            if (k->value) {
                check_value(c, key, key->item, key->item_flags, k->value);
            }
        }
        break;
    case DTL_KEY_ENTRIES:
        if (n->kind == DTL_YAML_SCALAR) {
            BAD(c, "R102", n, NULL, "%s is a mapping of values to forms, or a list of forms",
                key->name);
        }
        break;
    default: check_scalar(c, key, type, n); break;
    }
}

static const dtl_key *find_key(const dtl_key_table *table, dtl_slice name) {
    for (uint16_t i = 0; i < table->nkeys; i++) {
        if (dtl_slice_is(name, table->keys[i].name)) {
            return &table->keys[i];
        }
    }
    return NULL;
}

static bool in_stages(const dtl_key *key, unsigned stages) {
    return key->stages == 0 || (key->stages & stages) != 0;
}

static void unknown_key(check *c, const dtl_key_table *table, unsigned stages, const dtl_yaml *k) {
    const char *names[64];
    size_t n = 0;
    for (uint16_t i = 0; i < table->nkeys && n < 64; i++) {
        if (in_stages(&table->keys[i], stages)) {
            names[n++] = table->keys[i].name;
        }
    }
    const char *near = dtl_nearest(k->text.p, k->text.n, names, n);
    char hint[80] = "did you mean ";
    if (near) {
        size_t len = strlen(near);
        memcpy(hint + 13, near, len);
        memcpy(hint + 13 + len, "?", 2);
    }
    BAD(c, "R101", k, near ? hint : NULL, "unknown key '%.*s' in %s", (int)k->text.n, k->text.p,
        table->said);
}

bool dtl_keys_check(dtl_diags *diags, const dtl_source *source, const dtl_yaml *map,
                    const dtl_key_table *table, unsigned stages, const dtl_yaml **ret_values) {
    check c = {diags, source, true};
    memset(ret_values, 0, table->nkeys * sizeof *ret_values);
    if (map->kind != DTL_YAML_MAP) {
        BAD(&c, "R102", map, NULL, "a %s is a mapping, not %s", table->name,
            dtl_yaml_kind_name(map));
        return false;
    }
    for (const dtl_yaml *k = map->first; k; k = k->next) {
        const dtl_key *key = find_key(table, k->text);
        if (!key) {
            unknown_key(&c, table, stages, k);
            continue;
        }
        if (!in_stages(key, stages)) {
            BAD(&c, "R121", k, NULL, "the key '%s' is not for rules of this stage", key->name);
            continue;
        }
        if (!k->value) {
            continue;
        }
        bool before = c.ok;
        c.ok = true;
        check_value(&c, key, key->type, key->flags, k->value);
        if (c.ok) {
            ret_values[key - table->keys] = k->value;
        }
        c.ok = c.ok && before;
    }
    for (uint16_t i = 0; i < table->nkeys; i++) {
        const dtl_key *key = &table->keys[i];
        if (!(key->flags & DTL_KEY_REQUIRED) || !in_stages(key, stages) || ret_values[i]) {
            continue;
        }
        bool written = false;
        for (const dtl_yaml *k = map->first; k && !written; k = k->next) {
            written = dtl_slice_is(k->text, key->name);
        }
        if (!written) {
            uint32_t end = map->first ? map->first->end : map->end;
            dtl_diag_add(diags, DTL_ERROR, "R103", source, map->start, end, NULL, NULL,
                         "the key '%s' is missing in %s", key->name, table->said);
            c.ok = false;
        }
    }
    return c.ok;
}
