/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intern: strings to small dense ids, so that the rest of the program compares integers and
 * indexes arrays.
 *
 * Open addressing with linear probing over a power of two of slots, at most half full; the hash is
 * kept beside each key, so probing touches a key's bytes only when the hashes agree, and growing
 * hashes nothing again.  The hash is FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv) with a final
 * mix, computed bytewise: ids and stored hashes do not depend on the machine's byte order.  It is
 * not keyed: a table is meant for rule sets and for the words of one document, not for keys that
 * an adversary adds without end.
 *
 * Invariants: ids run 1..n in the order added; slots holds each once; a failed add changes nothing
 * that a later find can see.
 */
#include "base/base.h"

#include <string.h>

#define SLOTS_FIRST 64u
#define IDS_MAX (UINT32_C(1) << 30)

uint32_t dtl_hash(const char *p, size_t n) {
    uint32_t h = UINT32_C(2166136261);
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * UINT32_C(16777619);
    /* FNV's low bits alone are weak for short keys, and they pick the slot. */
    h ^= h >> 16;
    h *= UINT32_C(0x7feb352d);
    h ^= h >> 15;
    h *= UINT32_C(0x846ca68b);
    h ^= h >> 16;
    return h;
}

bool dtl_intern_init(dtl_intern *t, dtl_arena *arena) {
    *t = (dtl_intern){.arena = arena};
    t->slots = DTL_NEW_ARRAY(arena, SLOTS_FIRST, uint32_t);
    if (!t->slots)
        return false;
    t->nslots = SLOTS_FIRST;
    return true;
}

/* The slot that holds the key, or the free slot where it belongs.  nslots > 0. */
static uint32_t probe(const dtl_intern *t, const char *p, uint32_t n, uint32_t hash) {
    uint32_t mask = t->nslots - 1, s = hash & mask;
    for (uint32_t id; (id = t->slots[s]) != 0; s = (s + 1) & mask)
        if (t->hashes[id] == hash && t->keys[id].n == n &&
            (n == 0 || memcmp(t->keys[id].p, p, n) == 0))
            break;
    return s;
}

uint32_t dtl_intern_find_hashed(const dtl_intern *t, const char *p, uint32_t n, uint32_t hash) {
    return t->nslots ? t->slots[probe(t, p, n, hash)] : 0;
}

uint32_t dtl_intern_find(const dtl_intern *t, const char *p, uint32_t n) {
    return dtl_intern_find_hashed(t, p, n, dtl_hash(p, n));
}

static bool grow_slots(dtl_intern *t) {
    uint32_t nslots = t->nslots * 2, mask = nslots - 1;
    uint32_t *slots = DTL_NEW_ARRAY(t->arena, nslots, uint32_t);
    if (!slots)
        return false;
    for (uint32_t id = 1; id <= t->n; id++) {
        uint32_t s = t->hashes[id] & mask;
        while (slots[s])
            s = (s + 1) & mask;
        slots[s] = id;
    }
    t->slots = slots;
    t->nslots = nslots;
    return true;
}

/* Room for keys[n + 1]; index 0 is never used. */
static bool grow_keys(dtl_intern *t) {
    uint32_t cap = t->cap ? t->cap * 2 : SLOTS_FIRST / 2;
    dtl_slice *keys = DTL_NEW_ARRAY(t->arena, cap, dtl_slice);
    uint32_t *hashes = DTL_NEW_ARRAY(t->arena, cap, uint32_t);
    if (!keys || !hashes)
        return false;
    if (t->n) {
        memcpy(keys, t->keys, ((size_t)t->n + 1) * sizeof *keys);
        memcpy(hashes, t->hashes, ((size_t)t->n + 1) * sizeof *hashes);
    }
    t->keys = keys;
    t->hashes = hashes;
    t->cap = cap;
    return true;
}

uint32_t dtl_intern_add(dtl_intern *t, const char *p, uint32_t n) {
    if (!t->nslots || t->n >= IDS_MAX)
        return 0;
    uint32_t hash = dtl_hash(p, n), s = probe(t, p, n, hash);
    if (t->slots[s])
        return t->slots[s];
    if (t->n + 1 >= t->cap && !grow_keys(t))
        return 0;
    if (t->n + 1 > t->nslots / 2) {
        if (!grow_slots(t))
            return 0;
        s = probe(t, p, n, hash);
    }
    char *copy = dtl_arena_strndup(t->arena, p, n);
    if (!copy)
        return 0;
    uint32_t id = ++t->n;
    t->keys[id] = (dtl_slice){copy, n};
    t->hashes[id] = hash;
    t->slots[s] = id;
    return id;
}
