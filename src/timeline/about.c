/* SPDX-License-Identifier: Apache-2.0 */
/*
 * about: which events concern one person, organisation, place or topic.
 *
 * The name that is asked for is compared with what the document calls its entities, so that "Mr
 * Weber", "the minister" and "he" are found for "Paul Weber": an event concerns an entity that
 * fills one of its roles.  A person is found by the end of the name as well ("Weber"); an
 * organisation or a place only by a whole name, because "Apple" is not "Apple Corps".  What is no
 * entity of the document is a topic: the words have to stand in a phrase of the event.
 */
#include "text/tagger.h"
#include "timeline/build.h"

#include <string.h>

enum { WORDS_MAX = 24, TAIL = 4 };

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Punctuation at the edge of a word. */
static bool is_mark(char c) {
    return c > 0 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
}

/* Words without the punctuation around them, folded; at most WORDS_MAX.  0: none, or no memory. */
static uint32_t split(dtl_arena *arena, const char *p, size_t n, dtl_slice *words) {
    uint32_t count = 0;
    for (size_t i = 0; i < n;) {
        while (i < n && is_blank(p[i]))
            i++;
        size_t from = i;
        while (i < n && !is_blank(p[i]))
            i++;
        size_t end = i;
        while (end > from && is_mark(p[end - 1]))
            end--;
        while (from < end && is_mark(p[from]))
            from++;
        if (from == end)
            continue;
        if (count == WORDS_MAX)
            break;
        if (!dtl_fold(arena, p + from, (uint32_t)(end - from), &words[count]))
            return 0;
        count++;
    }
    return count;
}

static bool same(const dtl_slice *a, const dtl_slice *b, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (a[i].n != b[i].n || memcmp(a[i].p, b[i].p, a[i].n) != 0)
            return false;
    return true;
}

static bool is_called(dtl_arena *arena, const dtl_entity *e, dtl_slice name,
                      const dtl_slice *wanted, uint32_t n) {
    dtl_slice words[WORDS_MAX];
    uint32_t k = split(arena, name.p, name.n, words);
    /* "Apple Corps" may be the Beatles' Apple Corps; one word of several only names a person */
    if (k == 0 || (k != n && e->kind != DTL_KIND_PERSON && (k > n || k == 1)))
        return false;
    /* one is the end of the other: "Weber" of "Paul Weber" */
    return k >= n ? same(words + (k - n), wanted, n) : same(words, wanted + (n - k), k);
}

bool dtl_about_init(dtl_about *a, const dtl_story *s, const char *name) {
    *a = (dtl_about){.story = s};
    size_t len = strlen(name);
    a->words = DTL_NEW_ARRAY(s->arena, WORDS_MAX, dtl_slice);
    a->entities = DTL_NEW_ARRAY(s->arena, s->entities.n + 1u, bool);
    if (!a->words || !a->entities)
        return false;
    a->nwords = split(s->arena, name, len, a->words);
    for (uint32_t i = 0; i < s->entities.n; i++) {
        const dtl_entity *e = &s->entities.at[i];
        a->entities[i] = a->nwords && (is_called(s->arena, e, e->full, a->words, a->nwords) ||
                                       is_called(s->arena, e, e->brief, a->words, a->nwords));
    }
    return true;
}

/* Do the words stand in tokens [first, end), in order and with at most one other between two? */
static bool says(const dtl_about *a, uint32_t first, uint32_t end) {
    dtl_slice words[WORDS_MAX];
    if (!a->nwords || end <= first)
        return false;
    dtl_slice text = dtl_tokens_text(a->story->doc, first, end);
    uint32_t n = split(a->story->arena, text.p, text.n, words);
    for (uint32_t t = 0; t < n; t++) {
        uint32_t at = t, k = 0;
        while (k < a->nwords && at < n) {
            if (same(&words[at], &a->words[k], 1)) {
                k++;
                at++;
            } else if (k > 0 && at + 1 < n && same(&words[at + 1], &a->words[k], 1)) {
                at++; /* "iTunes Music Store" is the iTunes store */
            } else {
                break;
            }
        }
        if (k == a->nwords)
            return true;
    }
    return false;
}

/* The phrase, with what its noun is said to be on or about: "the accord on mackerel". */
static bool in_phrase(const dtl_about *a, uint32_t np) {
    const dtl_story *s = a->story;
    const dtl_np *p = &s->nps.at[np];
    uint32_t end = p->end, limit = s->doc->sentences[p->sentence].end;
    while (end < limit && end < p->end + TAIL && s->group_of[end] == DTL_NONE &&
           s->clause_of[end] == p->clause)
        end++;
    if (says(a, p->first, end))
        return true;
    return p->possessor != DTL_NONE &&
           says(a, a->story->nps.at[p->possessor].first, a->story->nps.at[p->possessor].end);
}

static bool filler_fits(const dtl_about *a, const dtl_filler *f) {
    if (f->entity != DTL_NONE && a->entities[f->entity])
        return true;
    return f->np != DTL_NONE ? in_phrase(a, f->np) : says(a, f->first, f->end);
}

bool dtl_is_about(const dtl_about *a, const dtl_event *e) {
    const dtl_story *s = a->story;
    for (uint32_t i = 0; i < e->args.n; i++)
        if (filler_fits(a, &e->args.at[i]))
            return true;
    for (uint32_t i = 0; i < e->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[e->mentions.at[i]];
        for (uint32_t k = 0; k < m->args.n; k++)
            if (filler_fits(a, &m->args.at[k]))
                return true;
        if (m->np != DTL_NONE && in_phrase(a, m->np))
            return true;
    }
    return false;
}
