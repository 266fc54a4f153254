/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entity_index: which entities a name could be a form of, without comparing it with all.
 *
 * Two forms of one thing share their first word, their last word, their lexicon entry or their
 * initials.  Each entity stands under the hashes of those of its fullest name; a name asks under
 * its own.  The answer holds everything that can match and, by accidents of hashing, a little
 * more: the caller compares.  Of very many bearers of one word only the nearest CANDIDATES_MAX are
 * returned, so that the cost of a name does not grow with the document; the one that is spelt
 * exactly like it is found however many there are.
 */
#include "events/entities.h"

/* What a key was made of, so that "Un" and the initials of United Nations stay apart. */
enum { KEY_WORD = 1, KEY_CORE, KEY_ENTRY, KEY_INITIALS, KEY_PLACE };

#define INITIALS_MAX 12u
#define CHAIN_MAX 256u /* links followed under one key */

typedef struct link {
    uint32_t key, entity, next; /* next: index + 1 */
} link;

struct dtl_entity_index {
    uint32_t *head; /* index of a link + 1 */
    uint32_t mask;
    DTL_VEC(link) links;
};

static uint32_t mix(uint32_t kind, uint32_t x) {
    x = (x ^ (kind * 0x9e3779b9u)) * 0x85ebca6bu;
    return x ^ (x >> 15);
}

dtl_entity_index *dtl_entity_index_new(dtl_arena *arena, uint32_t names) {
    dtl_entity_index *x = DTL_NEW(arena, dtl_entity_index);
    uint32_t size = 64;
    while (size < names * 2u && size < (1u << 24))
        size *= 2;
    if (!x || !(x->head = DTL_NEW_ARRAY(arena, size, uint32_t)))
        return NULL;
    x->mask = size - 1;
    return x;
}

static bool add(dtl_story *s, dtl_entity_index *x, uint32_t key, uint32_t entity) {
    uint32_t *head = &x->head[key & x->mask];
    if (*head && x->links.at[*head - 1].key == key && x->links.at[*head - 1].entity == entity)
        return true;
    link l = {key, entity, *head};
    if (!dtl_vec_push(s->arena, &x->links, l))
        return false;
    *head = x->links.n;
    return true;
}

static uint32_t word_key(const dtl_story *s, uint32_t t) {
    return mix(KEY_WORD, s->doc->tokens[t].hash);
}

static uint32_t core_key(const dtl_story *s, const dtl_name *n) {
    uint32_t h = 0;
    for (uint32_t t = n->core; t < n->end; t++)
        h = mix(KEY_CORE, h * 31u + s->doc->tokens[t].hash);
    return h;
}

/* Hash of the initials of a name of several words, or of the letters of an acronym; 0: neither. */
static uint32_t initials_key(const dtl_story *s, const dtl_name *n) {
    char out[INITIALS_MAX];
    uint32_t k = 0;
    if (n->end - n->core == 1) {
        dtl_slice w = dtl_token_folded(s->doc, n->core);
        if (!(s->doc->tokens[n->core].flags & DTL_TOK_UPPER))
            return 0;
        for (uint32_t i = 0; i < w.n; i++) {
            if (w.p[i] == '.')
                continue;
            if (k == INITIALS_MAX)
                return 0;
            out[k++] = w.p[i];
        }
    } else {
        for (uint32_t t = n->core; t < n->end; t++) {
            dtl_slice f = dtl_token_folded(s->doc, t);
            if (!(s->doc->tokens[t].flags & (DTL_TOK_TITLE | DTL_TOK_UPPER)) || f.n == 0)
                continue;
            if (k == INITIALS_MAX)
                return 0;
            out[k++] = f.p[0];
        }
    }
    return k < 2 ? 0 : mix(KEY_INITIALS, dtl_hash(out, k));
}

bool dtl_entity_index_add(dtl_story *s, dtl_entity_index *x, uint32_t entity, const dtl_name *n) {
    uint32_t initials = initials_key(s, n);
    return add(s, x, word_key(s, n->core), entity) && add(s, x, word_key(s, n->end - 1), entity) &&
           add(s, x, word_key(s, dtl_surname(s, n)), entity) && add(s, x, core_key(s, n), entity) &&
           (!n->entry || add(s, x, mix(KEY_ENTRY, n->entry), entity)) &&
           (!initials || add(s, x, initials, entity));
}

/* Puts the entities under key into out, ascending and each once; returns how many there are then.
 */
static uint32_t collect(const dtl_entity_index *x, uint32_t key, uint32_t *out, uint32_t n) {
    uint32_t steps = 0;
    for (uint32_t i = x->head[key & x->mask]; i && steps < CHAIN_MAX && n < DTL_CANDIDATES_MAX;
         i = x->links.at[i - 1].next, steps++) {
        const link *l = &x->links.at[i - 1];
        if (l->key != key)
            continue;
        uint32_t at = n;
        while (at > 0 && out[at - 1] > l->entity)
            at--;
        if (at > 0 && out[at - 1] == l->entity)
            continue;
        for (uint32_t k = n; k > at; k--)
            out[k] = out[k - 1];
        out[at] = l->entity;
        n++;
    }
    return n;
}

uint32_t dtl_entity_index_find(const dtl_story *s, const dtl_entity_index *x, const dtl_name *n,
                               uint32_t out[DTL_CANDIDATES_MAX]) {
    uint32_t initials = initials_key(s, n);
    uint32_t last = dtl_surname(s, n);
    uint32_t k = collect(x, core_key(s, n), out, 0);
    if (n->entry)
        k = collect(x, mix(KEY_ENTRY, n->entry), out, k);
    if (initials)
        k = collect(x, initials, out, k);
    k = collect(x, word_key(s, n->core), out, k);
    return last == n->core ? k : collect(x, word_key(s, last), out, k);
}

static uint32_t place_key(dtl_slice name) {
    return mix(KEY_PLACE, dtl_hash(name.p, name.n));
}

bool dtl_entity_index_add_place(dtl_story *s, dtl_entity_index *x, uint32_t entity,
                                dtl_slice name) {
    return name.n == 0 || add(s, x, place_key(name), entity);
}

uint32_t dtl_entity_index_find_place(const dtl_entity_index *x, dtl_slice name,
                                     uint32_t out[DTL_CANDIDATES_MAX]) {
    return name.n == 0 ? 0 : collect(x, place_key(name), out, 0);
}
