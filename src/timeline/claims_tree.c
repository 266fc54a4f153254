/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims from YAML and JSON: a list of maps, a list of strings, or a map of dates to strings.
 *
 * The list may be the document or stand under a key (`events`, `timeline` ...), also one level
 * deeper.  `when` may be a map as in this project's documents, or {year, month, day} as TimelineJS
 * writes it.  Of several keys that mean the text the first of the table is the text and the others
 * are detail.  Keys that mean nothing here are passed over, and said once.
 */
#include "timeline/claims.h"
#include "timeline/tree.h"

#include <string.h>

enum { LIST_DEPTH_MAX = 4 };

static dtl_spot spot_of(const dtl_tree_node *v) {
    return (dtl_spot){v->line, v->col};
}

static const dtl_tree_node *member(const dtl_tree_node *map, const char *name) {
    for (const dtl_tree_node *key = map->first; key; key = key->next->next)
        if (key->kind == DTL_TREE_SCALAR && dtl_slice_is(key->text, name))
            return dtl_tree_is_null(key->next) ? NULL : key->next;
    return NULL;
}

static dtl_slice scalar(const dtl_tree_node *v) {
    return v && v->kind == DTL_TREE_SCALAR ? v->text : (dtl_slice){NULL, 0};
}

/* {year: 2023, month: 3, day: 21} as 2023-03-21. */
static dtl_slice from_parts(dtl_claims_reader *r, const dtl_tree_node *map) {
    dtl_slice year = scalar(member(map, "year")), month = scalar(member(map, "month")),
              day = scalar(member(map, "day"));
    if (!year.n || year.n > 6)
        return (dtl_slice){NULL, 0};
    if (!month.n)
        return year;
    char *p = dtl_arena_printf(&r->scratch, "%.*s-%s%.*s%s%s%.*s", (int)year.n, year.p,
                               month.n == 1 ? "0" : "", (int)month.n, month.p, day.n ? "-" : "",
                               day.n == 1 ? "0" : "", (int)day.n, day.n ? day.p : "");
    if (!p)
        r->status = DTL_E_NOMEM;
    return p ? (dtl_slice){p, (uint32_t)strlen(p)} : (dtl_slice){NULL, 0};
}

static void take_string(const dtl_tree_node *v, dtl_slice *into, dtl_spot *at) {
    *into = scalar(v);
    if (into->p)
        *at = spot_of(v);
}

/* A date: a string, or one of the maps above. */
static void take_date(dtl_claims_reader *r, dtl_claim_draft *d, const dtl_tree_node *v,
                      dtl_slice *into, dtl_spot *at) {
    *at = spot_of(v);
    if (v->kind == DTL_TREE_SCALAR) {
        *into = v->text;
        return;
    }
    if (v->kind == DTL_TREE_LIST && v->count == 2 && v->first->kind == DTL_TREE_SCALAR &&
        v->last->kind == DTL_TREE_SCALAR) {
        take_string(v->first, &d->start, &d->start_at);
        take_string(v->last, &d->end, &d->end_at);
        return;
    }
    if (v->kind == DTL_TREE_MAP) {
        dtl_slice parts = from_parts(r, v);
        if (parts.p) {
            *into = parts;
            return;
        }
        take_string(member(v, "edtf"), into, at);
        if (!into->p)
            take_string(member(v, "date"), into, at);
        take_string(member(v, "start"), &d->start, &d->start_at);
        take_string(member(v, "end"), &d->end, &d->end_at);
        if (into->p || d->start.p || d->end.p)
            return;
    }
    dtl_claims_fail(r, DTL_E_INPUT, spot_of(v), "write it as 2023-03-21", "this is no date");
}

static void take_names(dtl_claim_draft *d, const dtl_tree_node *v) {
    if (v->kind == DTL_TREE_SCALAR) {
        if (d->nnames < DTL_CLAIM_NAMES_MAX)
            d->names[d->nnames++] = v->text;
        return;
    }
    bool key = v->kind == DTL_TREE_MAP;
    for (const dtl_tree_node *item = v->first; item;
         item = item->next, key = !key && v->kind == DTL_TREE_MAP)
        if (item->kind == DTL_TREE_SCALAR && !key && d->nnames < DTL_CLAIM_NAMES_MAX)
            d->names[d->nnames++] = item->text;
}

/* The first words that are quoted: a string, a list of them, or a list of {text: ...}. */
static void take_quote(dtl_claim_draft *d, const dtl_tree_node *v) {
    while (v && v->kind == DTL_TREE_LIST)
        v = v->first;
    if (v && v->kind == DTL_TREE_MAP)
        v = member(v, member(v, "text") ? "text" : "quote");
    if (v && v->kind == DTL_TREE_SCALAR && !d->quote.p)
        d->quote = v->text;
}

/* Appends to the detail. */
static void add_detail(dtl_claims_reader *r, dtl_claim_draft *d, dtl_slice more) {
    if (more.n == 0 || more.n > DTL_CLAIM_BYTES_MAX || d->detail.n > DTL_CLAIM_BYTES_MAX)
        return;
    if (!d->detail.n) {
        d->detail = more;
        return;
    }
    char *p = dtl_arena_printf(&r->scratch, "%.*s. %.*s", (int)d->detail.n, d->detail.p,
                               (int)more.n, more.p);
    if (!p)
        r->status = DTL_E_NOMEM;
    else
        d->detail = (dtl_slice){p, (uint32_t)strlen(p)};
}

static void take_text(dtl_claims_reader *r, dtl_claim_draft *d, const dtl_tree_node *v,
                      unsigned rank, unsigned *best) {
    if (v->kind == DTL_TREE_MAP) { /* TimelineJS: {headline, text} */
        dtl_slice head = scalar(member(v, "headline")), text = scalar(member(v, "text"));
        d->text = head.n ? head : text;
        if (head.n)
            add_detail(r, d, text);
        d->text_at = spot_of(v);
        *best = 0;
        return;
    }
    if (v->kind == DTL_TREE_LIST) { /* `what` of this project */
        take_names(d, v);
        return;
    }
    if (d->text.p && rank >= *best) {
        add_detail(r, d, v->text);
        return;
    }
    if (d->text.p)
        add_detail(r, d, d->text);
    d->text = v->text;
    d->text_at = spot_of(v);
    *best = rank;
}

static void take_field(dtl_claims_reader *r, dtl_claim_draft *d, const dtl_tree_node *key,
                       const dtl_tree_node *v, unsigned *best_text, unsigned *best_date,
                       bool *ignored) {
    unsigned rank = 0;
    dtl_slice old = d->date;
    switch (key->kind == DTL_TREE_SCALAR ? dtl_claim_key_of(key->text, &rank) : DTL_CLAIM_OTHER) {
    case DTL_CLAIM_ID:
        d->id = scalar(v);
        d->id_at = spot_of(v);
        break;
    case DTL_CLAIM_DATE:
        if (rank < *best_date) {
            take_date(r, d, v, &d->date, &d->date_at);
            *best_date = rank;
        } else {
            d->date = old;
        }
        break;
    case DTL_CLAIM_START: take_date(r, d, v, &d->start, &d->start_at); break;
    case DTL_CLAIM_END: take_date(r, d, v, &d->end, &d->end_at); break;
    case DTL_CLAIM_TEXT: take_text(r, d, v, rank, best_text); break;
    case DTL_CLAIM_DETAIL: add_detail(r, d, scalar(v)); break;
    case DTL_CLAIM_NAMES: take_names(d, v); break;
    case DTL_CLAIM_QUOTE: take_quote(d, v); break;
    case DTL_CLAIM_STATUS: d->status = scalar(v); break;
    case DTL_CLAIM_TYPE: d->type = scalar(v); break;
    case DTL_CLAIM_LIST:
    case DTL_CLAIM_OTHER: *ignored = true; break;
    }
}

/* {2023-03-21: The leaders met}: no key of ours, one string. */
static bool is_dated_pair(dtl_claims_reader *r, const dtl_tree_node *key) {
    return key->kind == DTL_TREE_SCALAR && key->next->kind != DTL_TREE_MAP &&
           dtl_claim_key_of(key->text, NULL) == DTL_CLAIM_OTHER && dtl_claim_is_date(r, key->text);
}

static void add_pair(dtl_claims_reader *r, const dtl_tree_node *key) {
    const dtl_tree_node *v = key->next;
    dtl_claim_draft d = {.at = spot_of(key), .date_at = spot_of(key), .date = key->text};
    if (v->kind == DTL_TREE_SCALAR) {
        d.text = v->text;
        d.text_at = spot_of(v);
        dtl_claim_add(r, &d);
        return;
    }
    if (v->kind == DTL_TREE_MAP) {
        dtl_claims_fail(r, DTL_E_INPUT, spot_of(v), "write what happened, or a list of it",
                        "a map stands under a date");
        return;
    }
    for (const dtl_tree_node *item = v->first; item && r->status == DTL_OK; item = item->next) {
        d.text = scalar(item);
        d.at = d.text_at = spot_of(item);
        dtl_claim_add(r, &d);
    }
}

static void add_map(dtl_claims_reader *r, const dtl_tree_node *map, bool *ignored) {
    if (map->count == 2 && is_dated_pair(r, map->first)) {
        add_pair(r, map->first);
        return;
    }
    dtl_claim_draft d = {.at = spot_of(map), .date_at = spot_of(map), .id_at = spot_of(map)};
    d.text_at = d.at;
    unsigned best_text = 1000, best_date = 1000;
    for (const dtl_tree_node *key = map->first; key && r->status == DTL_OK; key = key->next->next)
        if (!dtl_tree_is_null(key->next))
            take_field(r, &d, key, key->next, &best_text, &best_date, ignored);
    dtl_claim_add(r, &d);
}

static void add_string(dtl_claims_reader *r, const dtl_tree_node *v) {
    dtl_claim_draft d = {.at = spot_of(v), .date_at = spot_of(v), .text_at = spot_of(v)};
    if (!dtl_claim_split(r, v->text, &d.date, &d.text)) {
        d.text = v->text;
        d.date_in_text = true;
    }
    dtl_claim_add(r, &d);
}

static void add_list(dtl_claims_reader *r, const dtl_tree_node *list) {
    bool ignored = false;
    for (const dtl_tree_node *item = list->first; item && r->status == DTL_OK; item = item->next) {
        if (item->kind == DTL_TREE_MAP)
            add_map(r, item, &ignored);
        else if (item->kind == DTL_TREE_SCALAR)
            add_string(r, item);
        else
            dtl_claims_fail(r, DTL_E_INPUT, spot_of(item),
                            "an entry is a map (date, event) or a string",
                            "a list within the list of entries");
    }
    if (ignored)
        dtl_claims_note(r, "some keys of the entries are not used in checking");
}

static void read_root(dtl_claims_reader *r, const dtl_tree_node *node, unsigned depth);

/* Every list of entries in a map; false: there is none. */
static bool read_lists(dtl_claims_reader *r, const dtl_tree_node *map, unsigned depth) {
    bool any = false;
    for (const dtl_tree_node *key = map->first; key && r->status == DTL_OK; key = key->next->next) {
        if (key->kind != DTL_TREE_SCALAR || key->next->kind == DTL_TREE_SCALAR ||
            dtl_claim_key_of(key->text, NULL) != DTL_CLAIM_LIST)
            continue;
        any = true;
        read_root(r, key->next, depth + 1);
    }
    return any;
}

static void read_root(dtl_claims_reader *r, const dtl_tree_node *node, unsigned depth) {
    if (node->kind == DTL_TREE_LIST) {
        add_list(r, node);
        return;
    }
    if (node->kind == DTL_TREE_MAP && depth < LIST_DEPTH_MAX) {
        if (read_lists(r, node, depth))
            return;
        if (node->first && is_dated_pair(r, node->first)) {
            for (const dtl_tree_node *key = node->first; key && r->status == DTL_OK;
                 key = key->next->next)
                add_pair(r, key);
            return;
        }
        const dtl_tree_node *list = NULL;
        for (const dtl_tree_node *key = node->first; key; key = key->next->next)
            if (key->next->kind == DTL_TREE_LIST && !list)
                list = key->next;
        if (list) {
            add_list(r, list);
            return;
        }
    }
    dtl_claims_fail(r, DTL_E_INPUT, spot_of(node),
                    "give a list of entries, or put it under `events`",
                    "this is no timeline: there is no list of entries in it");
}

/* A timeline of this project in a version that this program does not know is not guessed at. */
static void check_version(dtl_claims_reader *r, const dtl_tree_node *root) {
    const dtl_tree_node *key = root->kind == DTL_TREE_MAP ? root->first : NULL;
    for (; key && r->status == DTL_OK; key = key->next->next) {
        const dtl_tree_node *v = key->next;
        if (key->kind == DTL_TREE_SCALAR && dtl_slice_is(key->text, "dateline") &&
            v->kind == DTL_TREE_SCALAR && !dtl_slice_is(v->text, "1"))
            dtl_claims_fail(r, DTL_E_INPUT, spot_of(v), "remove the key to have it read leniently",
                            "version %.*s of the timeline format; this program reads version %d",
                            (int)(v->text.n < 20 ? v->text.n : 20), v->text.p,
                            DTL_TIMELINE_VERSION);
    }
}

static bool is_json(const char *bytes, size_t n) {
    size_t i = 0;
    while (i < n && strchr(" \t\r\n", bytes[i]))
        i++;
    return i < n && strchr("{[", bytes[i]);
}

void dtl_claims_tree(dtl_claims_reader *r, const char *bytes) {
    dtl_tree_node *root = NULL;
    r->claims->form = is_json(bytes, r->n) ? "json" : "yaml";
    r->status = dtl_tree_read(bytes, r->n, r->name, &r->scratch, &root, r->reterr);
    if (r->status == DTL_OK)
        check_version(r, root);
    if (r->status == DTL_OK)
        read_root(r, root, 0);
}
