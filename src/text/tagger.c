/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tagger: a linear classifier over hashed features, left to right, one decision per token.
 *
 * Some 600 frequent words have one label in practice and skip the classifier; they are a third of a
 * text.  Another third are words whose few labels the training data tells, and only these are
 * scored.  For every other token the weights of the features below are added up for the labels of
 * open classes, or for all labels where it is no word or may be of a closed class.
 *
 * Weights of features that read one word come ready summed from tagger_words.c; those of features
 * that join two words, or a word and a label given before, are looked up here.  Entries of words
 * come into a window of two tokens on either side, so a sentence of any length needs no memory.
 *
 * The features are those of tools/tagger_model.py, bit for bit; weights are useless otherwise.  All
 * arithmetic is integer and ties go to the lower label, so results are the same everywhere.
 */
#include "text/tagger_tables.h"

#include <string.h>

/* ---- scores ------------------------------------------------------------------------------- */

/* DTL_CASE_*: headlines are spelt in title case or capitals. */
static uint32_t sentence_case(const dtl_tag_token *tokens, size_t n) {
    size_t words = 0, capital = 0, upper = 0;

    for (size_t i = 0; i < n; i++) {
        /* Sums without branches: words are long or short as it comes. */
        const dtl_tag_token *t = &tokens[i];
        uint8_t c = t->folded_len ? (uint8_t)t->folded[0] : 0;
        unsigned word = (unsigned)(t->folded_len >= 4) & ((unsigned)((uint8_t)(c - 'a') < 26) |
                                                          (unsigned)((uint8_t)(c - 0xc3) < 29));
        words += word;
        capital += word & ((t->flags & (DTL_TAGTOK_TITLECASE | DTL_TAGTOK_ALLCAPS)) != 0);
        upper += word & ((t->flags & DTL_TAGTOK_ALLCAPS) != 0);
    }
    if (words < 2)
        return DTL_CASE_RUNNING;
    return upper * 10 >= words * 7     ? DTL_CASE_CAPITALS
           : capital * 10 >= words * 7 ? DTL_CASE_TITLE
                                       : DTL_CASE_RUNNING;
}

/* The window: tokens i-2 .. i+2. */
typedef struct window {
    const dtl_word_entry *p2, *p1, *t, *n1, *n2;
    const int16_t *self, *n1_self, *n2_self; /* of t, n1, n2 */
    bool first;
    uint32_t sentence_case;
    uint32_t l1, l2; /* labels of the two tokens before */
} window;

/*
 * Features that join two words, or a word and a label.  Whether one exists is close to a coin toss,
 * so the list grows without a branch, and look-ups have a loop of their own.
 */
static void add_joined(const dtl_tagger *t, const window *w, int16_t score[DTL_SCORES]) {
    const dtl_word_entry *e = w->t, *p1 = w->p1, *n1 = w->n1;
    uint32_t ll = w->l1 | w->l2 << 8;
    const uint32_t hash[] = {
        dtl_feature_hash(13, e->cls, n1->cls),     dtl_feature_hash(18, n1->kinds, e->kinds),
        dtl_feature_hash(19, p1->kinds, e->kinds), dtl_feature_hash(23, p1->cls, e->cls),
        dtl_feature_hash(43, ll, e->cls),          dtl_feature_hash(46, w->l1, e->kinds),
        dtl_feature_hash(47, w->l1, e->suffix3),
    };
    enum { HASHES = sizeof hash / sizeof *hash };
    uint32_t maybe[HASHES + 1], n = 0;

    for (uint32_t i = 0; i < HASHES; i++) {
        maybe[n] = hash[i];
        n += dtl_filter_has(t->maybe_joined, hash[i]);
    }
    for (uint32_t i = 0; i < n; i++)
        __builtin_prefetch(&t->joined[maybe[i] >> 8 & t->joined_mask]);
    for (uint32_t i = 0; i < n; i++) {
        const dtl_joined_feature *f = dtl_joined_find(t, maybe[i]);
        dtl_group_add(&f->group, score);
        for (uint32_t k = 0; k < f->more; k++)
            dtl_group_add(&t->groups[f->rest + k], score);
    }
}

/* The best of n labels, the lower one of equals, and how many are less than `margin` behind. */
static inline uint32_t best_label(const int16_t *score, uint32_t n, int16_t margin,
                                  int16_t *ret_near) {
    /* cppcheck-suppress uninitvar ; the first n are set */
    int16_t top = score[0], best = DTL_LABEL_MAX, near = 0;

    for (uint32_t l = 0; l < n; l++)
        top = score[l] > top ? score[l] : top;
    int16_t far = (int16_t)(top - margin);
    for (uint32_t l = 0; l < n; l++) {
        int16_t here = score[l] == top ? (int16_t)l : (int16_t)DTL_LABEL_MAX;
        best = here < best ? here : best;
        near = (int16_t)(near + (score[l] > far ? 1 : 0));
    }
    *ret_near = near;
    return (uint32_t)best;
}

/*
 * The place of the best of a few scores and how far it is ahead.  The list is always full: what
 * fills it up is impossible, and no branch depends on it.
 */
static uint32_t best_of_few(const int score[DTL_FEW_LABELS], int *ret_ahead) {
    int top = score[0], second = 4 * DTL_SCORE_NEVER;
    uint32_t best = 0;

    for (uint32_t i = 1; i < DTL_FEW_LABELS; i++) {
        int lower = score[i] > top ? top : score[i];
        best = score[i] > top ? i : best;
        top = score[i] > top ? score[i] : top;
        second = lower > second ? lower : second;
    }
    *ret_ahead = top - second;
    return best;
}

/* What joined features add to a few scores. */
static void add_joined_to_few(const dtl_tagger *t, const window *w, int few[DTL_FEW_LABELS]) {
    int16_t score[DTL_SCORES] = {0};

    add_joined(t, w, score);
    for (uint32_t i = 0; i < DTL_FEW_LABELS; i++)
        few[i] += score[w->t->few[i]];
}

static uint32_t decide_few(const dtl_tagger *t, const window *w) {
    int score[DTL_FEW_LABELS], ahead;
    const dtl_few_values *f = t->few;
    const dtl_word_entry *e = w->t;
    const dtl_word_rows *p1 = w->p1->rows, *n1 = w->n1->rows;
    const int8_t *before2 = w->p2->rows->before2.at, *after2 = w->n2->rows->after2.at;
    const int8_t *labels = f->by_labels[w->l1][w->l2].at;
    const int8_t *label_cap = f->by_label_cap[w->l1][e->cap].at;
    const int8_t *caps = f->by_caps[w->first][w->sentence_case][w->p1->cap][e->cap][w->n1->cap].at;

    for (uint32_t i = 0; i < DTL_FEW_LABELS; i++) {
        uint32_t l = e->few[i];
        score[i] = w->self[i] + p1->before[l] + n1->after[l] + before2[l] + after2[l] + labels[l] +
                   label_cap[l] + caps[l];
    }
    uint32_t best = best_of_few(score, &ahead);
    if (ahead < t->margin) {
        add_joined_to_few(t, w, score);
        best = best_of_few(score, &ahead);
    }
    return e->few[best];
}

/*
 * Decides among the first n labels.  Loops over labels have a fixed length and no branch, so that
 * compilers make vector code of them.  Most tokens are settled by the first best label.
 */
static inline uint32_t decide(const dtl_tagger *t, const window *w, uint32_t n) {
    int16_t score[DTL_SCORES], near;

    const dtl_few_values *f = t->few;
    const int16_t *self = w->self, *before = w->p1->rows->before, *after = w->n1->rows->after;
    const int8_t *before2 = w->p2->rows->before2.at, *after2 = w->n2->rows->after2.at;
    const int8_t *labels = f->by_labels[w->l1][w->l2].at;
    const int8_t *label_cap = f->by_label_cap[w->l1][w->t->cap].at;
    const int8_t *caps =
        f->by_caps[w->first][w->sentence_case][w->p1->cap][w->t->cap][w->n1->cap].at;

    for (uint32_t l = 0; l < n; l++)
        score[l] = (int16_t)(self[l] + before[l] + after[l] + before2[l] + after2[l] + caps[l] +
                             label_cap[l] + labels[l]);
    uint32_t best = best_label(score, n, t->margin, &near);
    if (near > 1) {
        for (uint32_t l = n; l < DTL_SCORES; l++)
            score[l] = 0;
        add_joined(t, w, score);
        best = best_label(score, n, 0, &near);
    }
    return best;
}

static uint32_t decide_open(const dtl_tagger *t, const window *w) {
    return decide(t, w, DTL_OPEN_LABELS);
}

static uint32_t decide_any(const dtl_tagger *t, const window *w) {
    return decide(t, w, DTL_LABEL_MAX);
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

/* Asks for what deciding will read of a word: it is two tokens away, and memory is slow. */
static void fetch(const dtl_word *w) {
    const dtl_word_rows *rows = w->entry->rows;

    __builtin_prefetch(rows->before);
    __builtin_prefetch(rows->after);
    __builtin_prefetch(&rows->before2);
    __builtin_prefetch(&rows->after2);
    __builtin_prefetch(w->self);
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

void dtl_tagger_run(const dtl_tagger *t, dtl_tagger_scratch *scratch, dtl_tag_token *tokens,
                    size_t n) {
    enum { RING = 5, AHEAD = 6 };
    dtl_word_spare spare[RING];

    if (!t || !t->has_weights) {
        run_fallback(t, tokens, n);
        return;
    }
    if (scratch)
        dtl_tagger_scratch_begin(scratch, t);
    window w = {.p2 = &t->edge,
                .p1 = &t->edge,
                .t = &t->edge,
                .n1 = &t->edge,
                .n2 = &t->edge,
                .l1 = DTL_LABEL_START,
                .l2 = DTL_LABEL_START};
    w.sentence_case = sentence_case(tokens, n);
    for (size_t i = 0; i < n + 2; i++) {
        /* Token i comes in, token i - 2 is decided. */
        dtl_word next = {&t->edge, NULL};
        if (i < n) {
            uint32_t variant = w.sentence_case + (i == 0 ? DTL_VARIANT_FIRST : 0);
            next = dtl_word_at(t, scratch, &tokens[i], variant, &spare[i % RING]);
            fetch(&next);
        }
        if (scratch && i + AHEAD < n && tokens[i + AHEAD].key < DTL_TAGGER_KEYS)
            __builtin_prefetch(&scratch->entries[tokens[i + AHEAD].key]);
        w.p2 = w.p1;
        w.p1 = w.t;
        w.t = w.n1;
        w.self = w.n1_self;
        w.n1 = w.n2;
        w.n1_self = w.n2_self;
        w.n2 = next.entry;
        w.n2_self = next.self;
        if (i < 2)
            continue;
        dtl_tag_token *token = &tokens[i - 2];
        uint32_t label;
        if (token->fixed) {
            label = label_for(t, token->tag);
            token->upos = (uint8_t)upos_of(token->tag);
        } else {
            w.first = i == 2;
            label = w.t->nfew == 1                    ? w.t->few[0]
                    : w.t->nfew                       ? decide_few(t, &w)
                    : w.t->nscores == DTL_OPEN_LABELS ? decide_open(t, &w)
                                                      : decide_any(t, &w);
            token->tag = t->labels[label].pos;
            token->upos = t->labels[label].upos;
        }
        w.l2 = w.l1;
        w.l1 = label;
    }
}
