/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An article as verify asks it: sentences and events as sets of words, and where each word stands.
 *
 * A sentence has its content words and, for every name in it, the words of the name's fullest form,
 * so that "she" in a claim's article is found through the events (their arguments are resolved) and
 * "Norwegian" through Norway.  Expressions of time are left out: dates are compared as dates.
 */
#include "timeline/verify.h"

#include "text/tagger.h"

#include <string.h>
#include <unicode/uchar.h>

enum { STEM_LETTERS = 4, LIKE_LETTERS = 5, WORD_BYTES = 96, SET_MAX = 4096 };

/* ---- words ----------------------------------------------------------------------------------- */

static bool is_content(unsigned upos) {
    return upos == DTL_UPOS_NOUN || upos == DTL_UPOS_PROPN || upos == DTL_UPOS_VERB ||
           upos == DTL_UPOS_ADJ || upos == DTL_UPOS_NUM;
}

dtl_slice dtl_content_word(const dtl_run *run, uint32_t token) {
    const dtl_token *t = &run->doc.tokens[token];
    dtl_slice none = {NULL, 0};
    if (t->flags & DTL_TOK_PUNCT || !is_content(t->upos) || dtl_times_at(&run->times, token))
        return none;
    dtl_slice w = t->lemma ? run->rules->words.keys[t->lemma] : dtl_token_folded(&run->doc, token);
    return w.n > WORD_BYTES ? none : w;
}

bool dtl_each_word(const char *text, bool (*add)(void *ctx, dtl_slice word), void *ctx) {
    char bytes[WORD_BYTES];
    uint32_t n = 0, letters = 0;
    size_t length = strlen(text);
    for (size_t i = 0; i <= length;) {
        int32_t cp = i < length ? dtl_utf8_next(text, length, &i) : (i++, ' ');
        if (u_isalnum(cp)) {
            char utf8[4];
            unsigned k = dtl_utf8_put(u_foldCase(cp, U_FOLD_CASE_DEFAULT), utf8);
            if (n + k <= sizeof bytes) {
                memcpy(bytes + n, utf8, k);
                n += k;
            }
            letters++;
        } else if (n > 0) {
            if ((letters > 1 || u_isdigit((unsigned char)bytes[0])) &&
                !add(ctx, (dtl_slice){bytes, n}))
                return false;
            n = letters = 0;
        }
    }
    return true;
}

bool dtl_word_set_has(const dtl_word_set *s, uint32_t id) {
    uint32_t lo = 0, hi = s->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (s->ids[mid] < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->n && s->ids[lo] == id;
}

/* Bytes of the first `letters` code points. */
static uint32_t prefix_bytes(dtl_slice w, unsigned letters) {
    size_t i = 0;
    while (i < w.n && letters--)
        dtl_utf8_next(w.p, w.n, &i);
    return (uint32_t)i;
}

dtl_slice dtl_word_stem(dtl_slice word) {
    uint32_t n = prefix_bytes(word, STEM_LETTERS);
    bool enough = dtl_utf8_count(word.p, n) == STEM_LETTERS && !u_isdigit((unsigned char)word.p[0]);
    return (dtl_slice){word.p, enough ? n : 0};
}

double dtl_word_likeness(dtl_slice a, dtl_slice b) {
    if (dtl_slice_eq(a, b))
        return 1;
    size_t i = 0;
    while (i < a.n && i < b.n && a.p[i] == b.p[i])
        i++;
    if (u_isdigit((unsigned char)a.p[0]))
        return 0;
    while (i > 0 && i < a.n && ((unsigned char)a.p[i] & 0xC0) == 0x80)
        i--; /* not inside a code point */
    size_t common = dtl_utf8_count(a.p, i), x = dtl_utf8_count(a.p, a.n),
           y = dtl_utf8_count(b.p, b.n);
    size_t shorter = x < y ? x : y, longer = x < y ? y : x;
    bool whole = common == shorter && shorter >= STEM_LETTERS; /* sign, signing */
    if (common >= LIKE_LETTERS && 2 * common >= longer)
        return whole ? 0.9 : 0.8;
    return whole && longer <= 2 * shorter + 1 ? 0.85 : 0;
}

/* ---- sets ------------------------------------------------------------------------------------ */

typedef struct collector {
    dtl_arena *arena;
    dtl_intern *words;
    DTL_VEC(uint32_t) ids;
    bool failed;
} collector;

static bool collect(void *ctx, dtl_slice word) {
    collector *c = ctx;
    if (c->ids.n >= SET_MAX)
        return true;
    uint32_t id = dtl_intern_add(c->words, word.p, word.n);
    if (!id || !dtl_vec_push(c->arena, &c->ids, id))
        c->failed = true;
    return !c->failed;
}

static void sift(uint32_t *at, uint32_t root, uint32_t n) {
    for (uint32_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && at[child + 1] > at[child])
            child++;
        if (at[root] >= at[child])
            return;
        uint32_t swap = at[root];
        at[root] = at[child];
        at[child] = swap;
    }
}

/* Sorts and removes what is there twice; the collector is empty again. */
static bool take_set(collector *c, dtl_word_set *ret) {
    uint32_t *at = c->ids.at, n = c->ids.n;
    for (uint32_t i = n / 2; i-- > 0;)
        sift(at, i, n);
    for (uint32_t k = n; k > 1; k--) {
        uint32_t swap = at[0];
        at[0] = at[k - 1];
        at[k - 1] = swap;
        sift(at, 0, k - 1);
    }
    uint32_t unique = 0;
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || at[i] != at[i - 1])
            at[unique++] = at[i];
    ret->ids = DTL_NEW_ARRAY(c->arena, unique, uint32_t);
    if (!ret->ids || c->failed)
        return false;
    if (unique)
        memcpy(ret->ids, at, unique * sizeof *at);
    ret->n = unique;
    c->ids.n = 0;
    return true;
}

/* A token and, where it is part of a name, the words of whom it names. */
static bool collect_token(collector *c, const dtl_run *run, uint32_t token) {
    dtl_slice w = dtl_content_word(run, token);
    if (w.n && !collect(c, w))
        return false;
    uint32_t name = run->story.name_of[token];
    if (name == DTL_NONE || run->story.names.at[name].first != token)
        return true;
    const dtl_name *x = &run->story.names.at[name];
    if (x->entity == DTL_NONE)
        return true;
    dtl_slice full = run->story.entities.at[x->entity].full;
    char *copy = dtl_arena_strndup(run->arena, full.p, full.n);
    return copy && dtl_each_word(copy, collect, c);
}

/* ---- sentences ------------------------------------------------------------------------------- */

static bool read_sentence(dtl_source_text *s, const dtl_run *run, const dtl_code_points *cp,
                          collector *c, uint32_t index) {
    const dtl_sentence *sn = &run->doc.sentences[index];
    dtl_source_sentence *out = &s->sentences[index];
    for (uint32_t t = sn->first; t < sn->end; t++)
        if (!collect_token(c, run, t))
            return false;
    if (!take_set(c, &out->words) || sn->first == sn->end)
        return sn->first == sn->end;
    dtl_slice text = dtl_tokens_text(&run->doc, sn->first, sn->end);
    uint32_t start = run->doc.tokens[sn->first].start, end = run->doc.tokens[sn->end - 1].end;
    out->text = (dtl_slice){dtl_arena_strndup(s->arena, text.p, text.n), text.n};
    out->start = dtl_input_offset(&run->doc, start);
    out->end = dtl_input_end(&run->doc, end);
    out->cp_start = dtl_code_points_at(cp, start);
    out->cp_end = dtl_code_points_at(cp, end);
    return out->text.p != NULL;
}

static bool read_sentences(dtl_source_text *s, const dtl_run *run, collector *c) {
    dtl_code_points cp;
    s->nsentences = run->doc.nsentences;
    s->sentences = DTL_NEW_ARRAY(s->arena, s->nsentences + 1u, dtl_source_sentence);
    if (!s->sentences || !dtl_code_points_init(&cp, &run->doc, run->arena))
        return false;
    for (uint32_t i = 0; i < s->nsentences; i++)
        if (!read_sentence(s, run, &cp, c, i))
            return false;
    uint32_t t = 0, m = 0;
    for (uint32_t i = 0; i < s->nsentences; i++) {
        dtl_source_sentence *sn = &s->sentences[i];
        while (t < s->tl->ntimes && s->tl->times[t].sentence < i)
            t++;
        sn->first_time = t;
        while (t < s->tl->ntimes && s->tl->times[t].sentence == i)
            t++;
        sn->end_time = t;
        while (m < s->tl->nmentions && s->tl->mentions[m].sentence < i)
            m++;
        sn->first_mention = m;
        while (m < s->tl->nmentions && s->tl->mentions[m].sentence == i)
            m++;
        sn->end_mention = m;
    }
    return true;
}

/* ---- events ---------------------------------------------------------------------------------- */

static const dtl_entry *entry_at(const dateline_timeline *tl, uint32_t i) {
    return i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
}

static bool collect_names(collector *c, const char *const *names, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (!dtl_each_word(names[i], collect, c))
            return false;
    return true;
}

/* The content words of the article between two bytes of the input. */
static bool collect_span(collector *c, const dtl_run *run, uint32_t sentence, uint32_t start,
                         uint32_t end) {
    const dtl_sentence *sn = &run->doc.sentences[sentence];
    for (uint32_t t = sn->first; t < sn->end; t++) {
        uint32_t at = dtl_input_offset(&run->doc, run->doc.tokens[t].start);
        if (at >= start && at < end && !collect_token(c, run, t))
            return false;
    }
    return true;
}

static bool read_event(dtl_source_text *s, const dtl_run *run, collector *c, uint32_t index) {
    dtl_source_event *e = &s->events[index];
    const dtl_entry *entry = e->entry = entry_at(s->tl, index);
    for (uint32_t i = 0; i < entry->nevidence; i++) {
        const dtl_evidence *v = &entry->evidence[i];
        dtl_source_sentence *sn = &s->sentences[v->sentence];
        if (!collect_span(c, run, v->sentence, v->start, v->end))
            return false;
        if ((sn->events.n == 0 || sn->events.at[sn->events.n - 1] != index) &&
            !dtl_vec_push(s->arena, &sn->events, index))
            return false;
    }
    return collect_names(c, entry->who, entry->nwho) &&
           collect_names(c, entry->where, entry->nwhere) &&
           collect_names(c, entry->what, entry->nwhat) && dtl_each_word(entry->name, collect, c) &&
           take_set(c, &e->core);
}

/* The mentions of an entry: those of its rule within its evidence. */
static bool read_heads(dtl_source_text *s, collector *c, uint32_t index) {
    const dtl_entry *entry = s->events[index].entry;
    for (uint32_t i = 0; i < entry->nevidence; i++) {
        const dtl_evidence *v = &entry->evidence[i];
        const dtl_source_sentence *sn = &s->sentences[v->sentence];
        for (uint32_t k = sn->first_mention; k < sn->end_mention; k++) {
            dtl_mention_entry *m = &s->tl->mentions[k];
            if (!m->rule || strcmp(m->rule, v->rule) != 0 || m->start < v->start ||
                m->start >= v->end)
                continue;
            m->entry = entry->id;
            if (!dtl_each_word(m->lemma, collect, c))
                return false;
        }
    }
    return take_set(c, &s->events[index].head);
}

static bool read_events(dtl_source_text *s, const dtl_run *run, collector *c) {
    s->nevents = s->tl->nevents + s->tl->nundated;
    s->events = DTL_NEW_ARRAY(s->arena, s->nevents + 1u, dtl_source_event);
    if (!s->events)
        return false;
    for (uint32_t i = 0; i < s->nevents; i++)
        if (!read_event(s, run, c, i) || !read_heads(s, c, i))
            return false;
    return true;
}

/* ---- where words stand ----------------------------------------------------------------------- */

static bool index_words(dtl_source_text *s) {
    uint32_t n = s->words.n + 2;
    s->frequency = DTL_NEW_ARRAY(s->arena, n, uint32_t);
    s->postings_at = DTL_NEW_ARRAY(s->arena, n + 1u, uint32_t);
    s->stem_first = DTL_NEW_ARRAY(s->arena, n, uint32_t);
    s->stem_next = DTL_NEW_ARRAY(s->arena, n, uint32_t);
    if (!s->frequency || !s->postings_at || !s->stem_first || !s->stem_next ||
        !dtl_intern_init(&s->stems, s->arena))
        return false;
    uint32_t total = 0;
    for (uint32_t i = 0; i < s->nsentences; i++)
        for (uint32_t k = 0; k < s->sentences[i].words.n; k++, total++)
            s->frequency[s->sentences[i].words.ids[k]]++;
    s->postings = DTL_NEW_ARRAY(s->arena, total + 1u, uint32_t);
    uint32_t *filled = DTL_NEW_ARRAY(s->arena, n, uint32_t);
    if (!s->postings || !filled)
        return false;
    for (uint32_t id = 1, at = 0; id <= s->words.n; at += s->frequency[id++])
        s->postings_at[id] = at;
    for (uint32_t i = 0; i < s->nsentences; i++)
        for (uint32_t k = 0; k < s->sentences[i].words.n; k++) {
            uint32_t id = s->sentences[i].words.ids[k];
            s->postings[s->postings_at[id] + filled[id]++] = i;
        }
    for (uint32_t id = s->words.n; id >= 1; id--) {
        dtl_slice stem = dtl_word_stem(s->words.keys[id]);
        if (!stem.n)
            continue;
        uint32_t k = dtl_intern_add(&s->stems, stem.p, stem.n);
        if (!k)
            return false;
        s->stem_next[id] = s->stem_first[k];
        s->stem_first[k] = id;
    }
    return true;
}

dtl_status dtl_source_read(dateline_context *ctx, const dateline_article *article, dtl_arena *arena,
                           dtl_source_text *ret, dateline_error *reterr) {
    dtl_run run = {0};
    dateline_options options = article->options;
    options.all = 1;
    *ret = (dtl_source_text){.arena = arena};
    dtl_status st =
        dtl_timeline_extract(ctx, article->text, article->len, &options, &run, &ret->tl, reterr);
    if (st != DTL_OK)
        return st;
    collector c = {.arena = arena, .words = &ret->words};
    if (!dtl_intern_init(&ret->words, arena) || !read_sentences(ret, &run, &c) ||
        !read_events(ret, &run, &c) || !index_words(ret)) {
        dtl_error_set(reterr, DTL_E_NOMEM, SIZE_MAX, "out of memory");
        return DTL_E_NOMEM;
    }
    return DTL_OK;
}
