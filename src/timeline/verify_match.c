/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an article tells of what a claim says.
 *
 * First the sentences that share words with the claim are summed up through the index; the best of
 * them, and the events in them, are then looked at closely.  What is found in the event itself (its
 * words, its name, its resolved arguments) counts in full, elsewhere in the sentence less, in the
 * sentence before or after least: a pronoun often points there.  The word that tells the event has
 * to be there, in a form of its own or as an event of the same type, and so do its names.
 */
#include "timeline/verify.h"

#include <math.h>
#include <string.h>

enum { CLOSE_MAX = 12, LIKE_MAX = 32, STEM_SCAN_MAX = 256 };
static const double in_sentence = 0.8, in_neighbour = 0.4, of_same_type = 0.9,
                    without_trigger = 0.7, without_names = 0.85, rarest = 1.0;

/** A word of the article that may be one of the claim's. */
typedef struct like {
    uint32_t id;
    double likeness;
} like;

typedef struct likes {
    like at[LIKE_MAX];
    uint32_t n;
    double weight; /* of the claim's word, by its frequency here */
} likes;

bool dtl_matcher_init(dtl_matcher *m, const dtl_source_text *source, dtl_arena *arena) {
    *m = (dtl_matcher){.source = source, .arena = arena};
    m->sum = DTL_NEW_ARRAY(arena, source->nsentences + 1u, double);
    m->touched = DTL_NEW_ARRAY(arena, source->nsentences + 1u, uint32_t);
    return m->sum && m->touched;
}

static void add_like(likes *l, uint32_t id, double likeness) {
    for (uint32_t i = 0; i < l->n; i++)
        if (l->at[i].id == id) {
            l->at[i].likeness = fmax(l->at[i].likeness, likeness);
            return;
        }
    if (l->n < LIKE_MAX)
        l->at[l->n++] = (like){id, likeness};
}

static void find_likes(const dtl_source_text *s, dtl_slice word, likes *l) {
    if (!word.n)
        return;
    uint32_t exact = dtl_intern_find(&s->words, word.p, word.n);
    if (exact)
        add_like(l, exact, 1);
    dtl_slice stem = dtl_word_stem(word);
    uint32_t k = stem.n ? dtl_intern_find(&s->stems, stem.p, stem.n) : 0;
    unsigned scanned = 0;
    for (uint32_t id = k ? s->stem_first[k] : 0; id && scanned++ < STEM_SCAN_MAX;
         id = s->stem_next[id]) {
        double likeness = dtl_word_likeness(word, s->words.keys[id]);
        if (likeness > 0 && id != exact)
            add_like(l, id, likeness);
    }
}

/* The rarer a word is here, the more it tells; what is not here at all tells most. */
static double weight_of(const dtl_source_text *s, const likes *l) {
    uint32_t frequency = 0;
    for (uint32_t i = 0; i < l->n; i++)
        if (l->at[i].likeness >= 0.8)
            frequency += s->frequency[l->at[i].id];
    return frequency ? fmax(1 / sqrt(sqrt((double)frequency)), 0.4) : rarest;
}

/* ---- the sentences that come into question --------------------------------------------------- */

static void touch(dtl_matcher *m, uint32_t sentence, double weight) {
    if (m->sum[sentence] <= 0)
        m->touched[m->ntouched++] = sentence;
    m->sum[sentence] += weight;
}

static void sum_up(dtl_matcher *m, const likes *all, uint32_t n) {
    const dtl_source_text *s = m->source;
    for (uint32_t w = 0; w < n; w++)
        for (uint32_t i = 0; i < all[w].n; i++) {
            uint32_t id = all[w].at[i].id;
            double weight = all[w].weight * all[w].at[i].likeness;
            for (uint32_t k = 0; k < s->frequency[id]; k++) {
                uint32_t at = s->postings[s->postings_at[id] + k];
                touch(m, at, weight);
                if (at > 0)
                    touch(m, at - 1, in_neighbour * weight);
                if (at + 1 < s->nsentences)
                    touch(m, at + 1, in_neighbour * weight);
            }
        }
}

/* The best sentences, best first; among equals the earlier one. */
static uint32_t best_sentences(dtl_matcher *m, uint32_t *ret) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->ntouched; i++) {
        uint32_t s = m->touched[i], k = n;
        while (k > 0 && (m->sum[ret[k - 1]] < m->sum[s] ||
                         (m->sum[ret[k - 1]] <= m->sum[s] && ret[k - 1] > s)))
            k--;
        if (k == CLOSE_MAX)
            continue;
        uint32_t last = n < CLOSE_MAX ? n++ : CLOSE_MAX - 1;
        memmove(ret + k + 1, ret + k, (last - k) * sizeof *ret);
        ret[k] = s;
    }
    for (uint32_t i = 0; i < m->ntouched; i++)
        m->sum[m->touched[i]] = 0;
    m->ntouched = 0;
    return n;
}

/* ---- a close look ---------------------------------------------------------------------------- */

static double found_in(const likes *l, const dtl_word_set *set) {
    double best = 0;
    for (uint32_t i = 0; i < l->n; i++)
        if (l->at[i].likeness > best && dtl_word_set_has(set, l->at[i].id))
            best = l->at[i].likeness;
    return best;
}

/* In the sentence, or less surely beside it. */
static double found_around(const dtl_source_text *s, const likes *l, uint32_t sentence,
                           double here) {
    double best = here * found_in(l, &s->sentences[sentence].words);
    if (sentence > 0)
        best = fmax(best, in_neighbour * found_in(l, &s->sentences[sentence - 1].words));
    if (sentence + 1 < s->nsentences)
        best = fmax(best, in_neighbour * found_in(l, &s->sentences[sentence + 1].words));
    return best;
}

/* The mention of a sentence that is most like a claim's word, if it is more than `*likeness`. */
static void find_mention(const dtl_source_text *s, uint32_t sentence, dtl_slice word,
                         double *likeness, const dtl_mention_entry **ret) {
    const dtl_source_sentence *sn = &s->sentences[sentence];
    for (uint32_t i = sn->first_mention; i < sn->end_mention; i++) {
        double x = dtl_word_likeness(word, dtl_slice_of(s->tl->mentions[i].lemma));
        if (x > *likeness) {
            *likeness = x;
            *ret = &s->tl->mentions[i];
        }
    }
}

static dtl_match look(const dtl_source_text *s, const dtl_claim_view *v, const likes *all,
                      uint32_t sentence, const dtl_source_event *e) {
    dtl_match m = {.sentence = sentence, .event = e};
    double found = 0, total = 0, names = 0, names_found = 0;
    double likeness = 0.5;
    bool triggers = false;
    for (uint32_t i = 0; i < v->nwords; i++) {
        const dtl_view_word *w = &v->words[i];
        double x = found_around(s, &all[i], sentence, e ? in_sentence : 1);
        if (e)
            x = fmax(x, found_in(&all[i], &e->core));
        if (w->trigger) {
            double own =
                e ? found_in(&all[i], &e->head) : found_in(&all[i], &s->sentences[sentence].words);
            if (e && w->type && strcmp(w->type, e->entry->type) == 0)
                own = fmax(own, of_same_type);
            if (!e)
                find_mention(s, sentence, w->text, &likeness, &m.mention);
            x = fmax(x, own);
            triggers = true;
            m.trigger = fmax(m.trigger, own);
        }
        if (w->name && !w->trigger) {
            names += all[i].weight;
            names_found += all[i].weight * x;
        }
        found += w->weight * all[i].weight * x;
        total += w->weight * all[i].weight;
    }
    if (!triggers)
        m.trigger = 1;
    m.cover = total > 0 ? found / total : 0;
    if (m.trigger < 0.5)
        m.cover *= without_trigger;
    if (names_found < 0.3 * names)
        m.cover *= without_names;
    return m;
}

static void keep(dtl_match *ret, uint32_t *n, dtl_match m) {
    uint32_t k = *n;
    while (k > 0 && (ret[k - 1].cover < m.cover ||
                     (ret[k - 1].cover <= m.cover && !ret[k - 1].event && m.event)))
        k--;
    if (k == DTL_MATCHES_MAX)
        return;
    uint32_t last = *n < DTL_MATCHES_MAX ? (*n)++ : DTL_MATCHES_MAX - 1;
    memmove(ret + k + 1, ret + k, (last - k) * sizeof *ret);
    ret[k] = m;
}

/* ---- quotations ------------------------------------------------------------------------------ */

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Whether the words of `quote` stand in `text`, whatever the white space between them. */
static bool holds(dtl_slice text, const char *quote) {
    while (is_space(*quote))
        quote++;
    if (!*quote)
        return false;
    for (uint32_t from = 0; from < text.n; from++) {
        uint32_t i = from;
        const char *q = quote;
        while (*q && i < text.n) {
            if (is_space(*q) && is_space(text.p[i])) {
                while (is_space(*q))
                    q++;
                while (i < text.n && is_space(text.p[i]))
                    i++;
            } else if (*q == text.p[i]) {
                q++;
                i++;
            } else {
                break;
            }
        }
        while (is_space(*q))
            q++;
        if (!*q)
            return true;
    }
    return false;
}

dtl_status dtl_match_claim(dtl_matcher *m, const dtl_claim_view *view, dtl_arena *scratch,
                           dtl_match *ret, uint32_t *ret_n) {
    const dtl_source_text *s = m->source;
    *ret_n = 0;
    likes *all = DTL_NEW_ARRAY(scratch, view->nwords + 1u, likes);
    if (!all)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < view->nwords; i++) {
        find_likes(s, view->words[i].text, &all[i]);
        find_likes(s, view->words[i].other, &all[i]);
        all[i].weight = weight_of(s, &all[i]);
    }
    sum_up(m, all, view->nwords);
    uint32_t close[CLOSE_MAX + 1], n = best_sentences(m, close);
    const char *quote = view->claim->quote;
    for (uint32_t i = 0; quote && i < s->nsentences; i++) {
        if (!holds(s->sentences[i].text, quote))
            continue;
        close[n < CLOSE_MAX ? n++ : CLOSE_MAX - 1] = i;
        break;
    }
    for (uint32_t i = 0; i < n; i++) {
        const dtl_source_sentence *sn = &s->sentences[close[i]];
        bool quoted = quote && holds(sn->text, quote);
        dtl_match whole = look(s, view, all, close[i], NULL);
        whole.quoted = quoted;
        keep(ret, ret_n, whole);
        for (uint32_t k = 0; k < sn->events.n; k++) {
            dtl_match one = look(s, view, all, close[i], &s->events[sn->events.at[k]]);
            one.quoted = quoted;
            keep(ret, ret_n, one);
        }
    }
    return DTL_OK;
}
