/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tagger: a linear classifier over hashed features, left to right, one decision per token.
 *
 * Some 600 frequent words have one label in practice and skip the classifier; they are a third of a
 * text.  For every other token the features below are hashed to 32 bits and their weights added up
 * per label.  What depends on one word alone (hashes, affixes, shape, ambiguity class) is computed
 * once, when the word comes into the window of two tokens on either side; the window is a ring of
 * five, so a sentence of any length needs no memory.
 *
 * The features are those of tools/tagger_model.py, bit for bit; weights are useless otherwise.  All
 * arithmetic is integer and ties go to the lower label, so results are the same everywhere.
 */
#include "text/tagger_tables.h"

#include <string.h>

/* ---- what a word is on its own ------------------------------------------------------------ */

typedef struct word_view {
    uint32_t hash;
    uint32_t suffix2, suffix3, suffix4, prefix3;
    uint32_t shape, cap;
    uint32_t cls;   /* ambiguity class, 0: unknown word */
    uint32_t kinds; /* dtl_word_class */
    uint8_t info;   /* DTL_WORD_CLOSED and DTL_WORD_FIXED, high byte */
} word_view;

/* What stands before the first and after the last token. */
static const word_view edge = {0};

/* The first (up to) n bytes from p as a little-endian number. */
static uint32_t affix(const char *p, uint32_t n) {
    uint32_t r = 0;

    for (uint32_t i = 0; i < n; i++)
        r |= (uint32_t)(uint8_t)p[i] << 8 * i;
    return r;
}

static uint32_t suffix(const char *word, uint32_t len, uint32_t n) {
    return len > n ? affix(word + len - n, n) : affix(word, len);
}

enum { CAP_NONE, CAP_TITLE, CAP_ALL, CAP_LETTER, CAP_INNER };

static uint32_t cap_of(const dtl_tag_token *t) {
    if (t->flags & DTL_TAGTOK_ALLCAPS)
        return CAP_ALL;
    if (t->flags & DTL_TAGTOK_TITLECASE)
        return t->len == 1 ? CAP_LETTER : CAP_TITLE;
    return t->len != t->folded_len || memcmp(t->text, t->folded, t->len) != 0 ? CAP_INNER
                                                                              : CAP_NONE;
}

static uint32_t shape_of(uint32_t cap, const char *word, uint32_t len) {
    unsigned digit = 0, letter = 0, other = 0, dot = 0;

    for (uint32_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)word[i];
        if (c >= 0x80 || (uint8_t)((c | 0x20) - 'a') < 26)
            letter = 1;
        else if (c == '0')
            digit = 1;
        else
            other = 1;
        dot |= c == '.';
    }
    return cap + 5 * (digit + 2 * letter + 4 * other) + 40 * dot;
}

static const dtl_tagger_word *word_find(const dtl_tagger *t, uint32_t hash) {
    for (uint32_t slot = hash & t->word_mask;; slot = (slot + 1) & t->word_mask) {
        const dtl_tagger_word *w = &t->words[slot];
        if (w->hash == hash || !w->info)
            return w->info ? w : NULL;
    }
}

static void view_word(const dtl_tagger *t, const dtl_tag_token *token, word_view *v) {
    char word[DTL_WORD_MAX];
    uint32_t n = dtl_word_normalize(token->folded, token->folded_len, true, word);

    v->hash = dtl_word_hash(word, n);
    v->suffix2 = suffix(word, n, 2);
    v->suffix3 = suffix(word, n, 3);
    v->suffix4 = suffix(word, n, 4);
    v->prefix3 = affix(word, n < 3 ? n : 3);
    v->cap = cap_of(token);
    v->shape = shape_of(v->cap, word, n);

    const dtl_tagger_word *known = word_find(t, v->hash);
    if (known) {
        v->cls = known->info & DTL_WORD_CLASS;
        v->kinds = known->kinds;
        v->info = (uint8_t)(known->info >> 8 & (DTL_WORD_CLOSED | DTL_WORD_FIXED) >> 8);
    } else {
        v->cls = 0;
        v->kinds = dtl_word_class(t, word, n);
        v->info = 0;
    }
}

/* 0 running text, 1 title case, 2 capitals throughout: headlines are spelt so. */
static uint32_t sentence_case(const dtl_tag_token *tokens, size_t n) {
    size_t words = 0, capital = 0, upper = 0;

    for (size_t i = 0; i < n; i++) {
        const dtl_tag_token *t = &tokens[i];
        if (t->folded_len < 4)
            continue;
        uint8_t c = (uint8_t)t->folded[0];
        if ((uint8_t)(c - 'a') < 26 || (c >= 0xc3 && c < 0xe0)) {
            words++;
            capital += (t->flags & (DTL_TAGTOK_TITLECASE | DTL_TAGTOK_ALLCAPS)) != 0;
            upper += (t->flags & DTL_TAGTOK_ALLCAPS) != 0;
        }
    }
    if (words < 2)
        return 0;
    return upper * 10 >= words * 7 ? 2 : capital * 10 >= words * 7 ? 1 : 0;
}

/* ---- scores ------------------------------------------------------------------------------- */

/* More than there are templates. */
enum { FEATURES_MAX = 48 };

typedef struct scorer {
    const dtl_tagger *tagger;
    uint32_t n; /* features that may have weights */
    uint32_t feature[FEATURES_MAX];
    int32_t score[DTL_LABEL_MAX];
} scorer;

/*
 * Notes the feature (template, a, b) if the filter has seen it.  Whether it has is close to a coin
 * toss, so the count goes up without a branch; look-ups follow in a loop of their own.
 */
static inline void add(scorer *s, uint32_t template, uint32_t a, uint32_t b) {
    uint32_t h = (a ^ template * 0x9e3779b9u) * 0x85ebca6bu;

    h ^= h >> 15;
    h = (h + b) * 0xc2b2ae35u;
    h ^= h >> 16;
    uint32_t bit = h & ((1u << DTL_FILTER_BITS) - 1);
    s->feature[s->n] = h;
    s->n += (uint32_t)s->tagger->maybe[bit / 8] >> bit % 8 & 1u;
}

static void add_weights(scorer *s) {
    const dtl_tagger *t = s->tagger;

    memset(s->score, 0, sizeof s->score);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t h = s->feature[i], slot = h >> 8 & t->feature_mask;
        while (t->features[slot].hash != h && t->features[slot].count)
            slot = (slot + 1) & t->feature_mask;
        const uint8_t *w = t->weights + 2 * (size_t)t->features[slot].first;
        for (uint32_t k = t->features[slot].count; k; k--, w += 2)
            s->score[w[0] & (DTL_LABEL_MAX - 1)] += (int8_t)w[1];
    }
}

/* The training data marks informal text, whose capitals mean little; what we read is edited. */
#define EDITED 1u

/* The window: tokens i-2 .. i+2. */
typedef struct window {
    const word_view *p2, *p1, *t, *n1, *n2;
    bool first;
    uint32_t sentence_case;
    uint32_t l1, l2; /* labels of the two tokens before */
} window;

static void add_features(scorer *s, const window *w) {
    const word_view *t = w->t, *p1 = w->p1, *n1 = w->n1;
    uint32_t cap = t->cap | w->sentence_case << 4 | (uint32_t)w->first << 8;
    uint32_t caps = p1->cap | t->cap << 4 | n1->cap << 8 | w->sentence_case << 12;
    uint32_t ll = w->l1 | w->l2 << 8;

    add(s, 1, t->hash, 0);
    add(s, 2, p1->hash, 0);
    add(s, 3, n1->hash, 0);
    add(s, 4, w->p2->hash, 0);
    add(s, 5, w->n2->hash, 0);
    add(s, 6, p1->hash, t->hash);
    add(s, 7, t->hash, n1->hash);
    add(s, 8, t->suffix2, 0);
    add(s, 9, t->suffix3, cap);
    add(s, 10, t->suffix4, 0);
    add(s, 11, t->prefix3, 0);
    add(s, 12, t->shape | w->sentence_case << 8, w->first);
    add(s, 13, t->cls, n1->cls);
    add(s, 14, t->cls, cap);
    add(s, 15, n1->cls, 0);
    add(s, 16, w->n2->cls, n1->cls);
    add(s, 17, t->kinds, cap);
    add(s, 18, n1->kinds, t->kinds);
    add(s, 19, p1->kinds, t->kinds);
    add(s, 20, n1->suffix3, 0);
    add(s, 21, p1->suffix3, 0);
    add(s, 22, caps, w->first);
    add(s, 23, p1->cls, t->cls);
    add(s, 24, t->kinds, t->suffix3);
    add(s, 25, p1->hash, t->kinds);
    add(s, 26, n1->hash, t->kinds);
    add(s, 27, caps | EDITED << 16, w->first);
    add(s, 28, t->shape | w->sentence_case << 8 | EDITED << 12, w->first);

    add(s, 40, w->l1, t->cap);
    add(s, 41, ll, 0);
    add(s, 42, w->l1, t->hash);
    add(s, 43, ll, t->cls);
    add(s, 44, w->l1 | t->cls << 8, n1->cls);
    add(s, 45, w->l1, n1->hash);
    add(s, 46, w->l1, t->kinds);
    add(s, 47, w->l1, t->suffix3);
    add(s, 48, ll, p1->hash);
    add(s, 49, w->l1 | n1->kinds << 8, t->kinds);
}

/* The best label, the lower one of equals. */
static uint32_t best_label(const scorer *s, const word_view *v) {
    const dtl_tagger *t = s->tagger;
    uint32_t best;

    if (!(v->info & DTL_WORD_CLOSED >> 8)) {
        best = 0;
        for (uint32_t l = 1; l < t->nlabels; l++)
            if (s->score[l] > s->score[best])
                best = l;
        return best;
    }
    const dtl_label_class *c = &t->classes[v->cls];
    best = DTL_LABEL_MAX;
    for (uint32_t half = 0; half < 2; half++)
        for (uint32_t l = 64 * half, m = 0; m < 64 && c->mask[half] >> m; m++, l++)
            if ((c->mask[half] >> m & 1u) &&
                (best == DTL_LABEL_MAX || s->score[l] > s->score[best]))
                best = l;
    return best;
}

/* ---- without weights ---------------------------------------------------------------------- */

/* A mark's tag by its character. */
static dtl_pos punctuation(const dtl_tag_token *t) {
    switch (t->len ? t->text[0] : 0) {
    case ',': return DTL_POS_COMMA;
    case '.':
    case '!':
    case '?': return DTL_POS_PERIOD;
    case '(':
    case '[':
    case '{': return DTL_POS_LRB;
    case ')':
    case ']':
    case '}': return DTL_POS_RRB;
    case '$': return DTL_POS_DOLLAR;
    case '%':
    case '#':
    case '+':
    case '=': return DTL_POS_SYM;
    case '-': return DTL_POS_HYPH;
    case '"':
    case '\'': return DTL_POS_CLOSE_QUOTE;
    default: return DTL_POS_COLON;
    }
}

/* Shape first, then what the dictionary says, if there is one. */
static dtl_pos fallback(const dtl_tagger *t, const dtl_tag_token *token, bool first) {
    char word[DTL_WORD_MAX];
    unsigned kinds = 0;

    if (token->flags & DTL_TAGTOK_IS_PUNCT)
        return punctuation(token);
    if (token->flags & DTL_TAGTOK_HAS_DIGIT)
        return DTL_POS_CD;
    if (!first && (token->flags & (DTL_TAGTOK_TITLECASE | DTL_TAGTOK_ALLCAPS)))
        return DTL_POS_NNP;
    if (t)
        kinds = dtl_word_class(t, word,
                               dtl_word_normalize(token->folded, token->folded_len, true, word));
    if (kinds & DTL_KIND_ING)
        return DTL_POS_VBG;
    if (kinds & DTL_KIND_ED)
        return DTL_POS_VBD;
    if (!(kinds & 15u))
        return kinds & DTL_KIND_PLURAL ? DTL_POS_NNS : DTL_POS_NN;
    switch (kinds >> 11) {
    case 1: return DTL_POS_VB;
    case 2: return DTL_POS_JJ;
    case 3: return DTL_POS_RB;
    default: return DTL_POS_NN;
    }
}

/* The coarse tag a Penn tag has most often. */
static dtl_upos upos_of(unsigned pos) {
    static const uint8_t map[DTL_POS__COUNT] = {
        [DTL_POS_NN] = DTL_UPOS_NOUN,       [DTL_POS_NNS] = DTL_UPOS_NOUN,
        [DTL_POS_NNP] = DTL_UPOS_PROPN,     [DTL_POS_NNPS] = DTL_UPOS_PROPN,
        [DTL_POS_VB] = DTL_UPOS_VERB,       [DTL_POS_VBD] = DTL_UPOS_VERB,
        [DTL_POS_VBG] = DTL_UPOS_VERB,      [DTL_POS_VBN] = DTL_UPOS_VERB,
        [DTL_POS_VBP] = DTL_UPOS_VERB,      [DTL_POS_VBZ] = DTL_UPOS_VERB,
        [DTL_POS_MD] = DTL_UPOS_AUX,        [DTL_POS_JJ] = DTL_UPOS_ADJ,
        [DTL_POS_JJR] = DTL_UPOS_ADJ,       [DTL_POS_JJS] = DTL_UPOS_ADJ,
        [DTL_POS_RB] = DTL_UPOS_ADV,        [DTL_POS_RBR] = DTL_UPOS_ADV,
        [DTL_POS_RBS] = DTL_UPOS_ADV,       [DTL_POS_RP] = DTL_UPOS_ADP,
        [DTL_POS_IN] = DTL_UPOS_ADP,        [DTL_POS_TO] = DTL_UPOS_PART,
        [DTL_POS_DT] = DTL_UPOS_DET,        [DTL_POS_PDT] = DTL_UPOS_DET,
        [DTL_POS_WDT] = DTL_UPOS_PRON,      [DTL_POS_PRP] = DTL_UPOS_PRON,
        [DTL_POS_PRP_POSS] = DTL_UPOS_PRON, [DTL_POS_WP] = DTL_UPOS_PRON,
        [DTL_POS_WP_POSS] = DTL_UPOS_PRON,  [DTL_POS_WRB] = DTL_UPOS_ADV,
        [DTL_POS_EX] = DTL_UPOS_PRON,       [DTL_POS_POS] = DTL_UPOS_PART,
        [DTL_POS_CC] = DTL_UPOS_CCONJ,      [DTL_POS_CD] = DTL_UPOS_NUM,
        [DTL_POS_UH] = DTL_UPOS_INTJ,       [DTL_POS_LS] = DTL_UPOS_NUM,
        [DTL_POS_SYM] = DTL_UPOS_SYM,       [DTL_POS_DOLLAR] = DTL_UPOS_SYM,
        [DTL_POS_ADD] = DTL_UPOS_PROPN,
    };

    return dtl_pos_is_punct(pos) ? DTL_UPOS_PUNCT : (dtl_upos)map[pos < DTL_POS__COUNT ? pos : 0];
}

/* ---- a sentence --------------------------------------------------------------------------- */

static void run_fallback(const dtl_tagger *t, dtl_tag_token *tokens, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!tokens[i].fixed)
            tokens[i].tag = (uint8_t)fallback(t, &tokens[i], i == 0);
        tokens[i].upos = (uint8_t)upos_of(tokens[i].tag);
    }
}

/* The label that stands for a tag given from outside: any with this tag. */
static uint32_t label_for(const dtl_tagger *t, unsigned pos) {
    return pos < DTL_POS__COUNT ? t->label_of[pos] : DTL_LABEL_START;
}

void dtl_tagger_run(const dtl_tagger *t, dtl_tag_token *tokens, size_t n) {
    enum { RING = 5 };
    word_view ring[RING];
    window w = {.l1 = DTL_LABEL_START, .l2 = DTL_LABEL_START};
    scorer s = {.tagger = t};

    if (!t || !t->has_weights) {
        run_fallback(t, tokens, n);
        return;
    }
    w.sentence_case = sentence_case(tokens, n);
    for (size_t i = 0; i < 2 && i < n; i++)
        view_word(t, &tokens[i], &ring[i]);
    for (size_t i = 0; i < n; i++) {
        dtl_tag_token *token = &tokens[i];
        uint32_t label;

        if (i + 2 < n)
            view_word(t, &tokens[i + 2], &ring[(i + 2) % RING]);
        w.t = &ring[i % RING];
        if (token->fixed) {
            label = label_for(t, token->tag);
            token->upos = (uint8_t)upos_of(token->tag);
        } else {
            if (w.t->info & DTL_WORD_FIXED >> 8) {
                label = t->classes[w.t->cls].top;
            } else {
                w.p2 = i > 1 ? &ring[(i - 2) % RING] : &edge;
                w.p1 = i > 0 ? &ring[(i - 1) % RING] : &edge;
                w.n1 = i + 1 < n ? &ring[(i + 1) % RING] : &edge;
                w.n2 = i + 2 < n ? &ring[(i + 2) % RING] : &edge;
                w.first = i == 0;
                s.n = 0;
                add_features(&s, &w);
                add_weights(&s);
                label = best_label(&s, w.t);
            }
            token->tag = t->labels[label].pos;
            token->upos = t->labels[label].upos;
        }
        w.l2 = w.l1;
        w.l1 = label;
    }
}
