/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tagger: a linear classifier over hashed features, left to right, one decision per token.
 *
 * Some 600 frequent words have one label in practice and skip the classifier; they are a third of a
 * text.  For every other token the weights of the features below are added up for the labels of
 * open classes, or for all labels where it is no word or may be of a closed class; labels that do
 * not come into question have scores out of reach.
 *
 * Weights of features that read one word come ready summed from tagger_words.c; those of features
 * that join two words, or a word and a label given before, are looked up here.  The words of a
 * sentence are all found first, so that their memory is there when they are decided about.
 *
 * The features are those of tools/tagger_model.py, bit for bit; weights are useless otherwise.  All
 * arithmetic is integer and ties go to the lower label, so results are the same everywhere.
 */
#include "text/tagger_tables.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ---- scores ------------------------------------------------------------------------------- */

/* DTL_CASE_*: headlines are spelt in title case or capitals. */
static uint32_t sentence_case(uint32_t census) {
    uint32_t words = census & DTL_CENSUS_MASK;
    uint32_t capital = census / DTL_CENSUS_CAPITAL & DTL_CENSUS_MASK;
    uint32_t upper = census / DTL_CENSUS_UPPER & DTL_CENSUS_MASK;

    if (words < 2)
        return DTL_CASE_RUNNING;
    return upper * 10 >= words * 7     ? DTL_CASE_CAPITALS
           : capital * 10 >= words * 7 ? DTL_CASE_TITLE
                                       : DTL_CASE_RUNNING;
}

/* What a decision reads. */
typedef struct place {
    const dtl_word *word;          /* that of the token; [-2] .. [2] are there */
    const int16_t *self;           /* its own scores */
    uint32_t first, sentence_case; /* first: it begins the sentence */
    uint32_t l1, l2;               /* labels of the two tokens before */
} place;

/*
 * Labels are dealt with by halves, those of open classes and the others: loops over a half have a
 * fixed length and no branch, so that compilers make vector code of them.
 */
enum { HALF = DTL_OPEN_LABELS };

/* Sums up the scores of half the labels. */
static inline void sum_half(const dtl_tagger *t, const place *p, uint32_t half, int16_t *score) {
    const dtl_word *w = p->word;
    const dtl_few_values *f = t->few;
    uint32_t cap = w[0].entry->cap, cap_before = w[-1].entry->cap, cap_after = w[1].entry->cap;
    const int16_t *self = p->self + half * HALF;
    const int16_t *before = w[-1].rows->half[half].before, *after = w[1].rows->half[half].after;
    const int8_t *before2 = w[-2].rows->half[half].before2, *after2 = w[2].rows->half[half].after2;
    const int8_t *labels = f->by_labels[p->l1][p->l2].at + half * HALF;
    const int8_t *label_cap = f->by_label_cap[p->l1][cap].at + half * HALF;
    const int8_t *caps =
        f->by_caps[p->first][p->sentence_case][cap_before][cap][cap_after].at + half * HALF;

    for (uint32_t l = 0; l < HALF; l++)
        score[l] = (int16_t)(self[l] + before[l] + after[l] + before2[l] + after2[l] + caps[l] +
                             label_cap[l] + labels[l]);
}

static inline void add_half(const int8_t *row, int16_t *score) {
    for (uint32_t l = 0; l < HALF; l++)
        score[l] = (int16_t)(score[l] + row[l]);
}

/*
 * Features that join two words, or a word and a label.  Whether one exists is close to a coin toss,
 * so the list grows without a branch, and look-ups have a loop of their own.
 */
static void add_joined(const dtl_tagger *t, const place *p, bool all, int16_t score[DTL_SCORES]) {
    const dtl_word_entry *e = p->word[0].entry, *p1 = p->word[-1].entry, *n1 = p->word[1].entry;
    uint32_t ll = p->l1 | p->l2 << 8;
    const uint32_t hash[] = {
        dtl_feature_hash(13, e->cls, n1->cls),     dtl_feature_hash(18, n1->kinds, e->kinds),
        dtl_feature_hash(19, p1->kinds, e->kinds), dtl_feature_hash(23, p1->cls, e->cls),
        dtl_feature_hash(43, ll, e->cls),          dtl_feature_hash(46, p->l1, e->kinds),
        dtl_feature_hash(47, p->l1, e->suffix3),
    };
    enum { HASHES = sizeof hash / sizeof *hash };
    uint32_t maybe[HASHES + 1], count = 0;

    for (uint32_t i = 0; i < HASHES; i++) {
        maybe[count] = hash[i];
        count += dtl_filter_has(t->maybe_joined, hash[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&t->joined[maybe[i] >> 8 & t->joined_mask]);
    for (uint32_t i = 0; i < count; i++) {
        const dtl_joined_feature *f = dtl_joined_find(t, maybe[i]);
        add_half(t->rows[f->row].at, score);
        if (all)
            add_half(t->rows[f->row].at + HALF, score + HALF);
        dtl_group_add(&f->group, score);
    }
}

/* The labels of a half whose scores are above a floor, a bit each. */
static inline uint64_t labels_above(const int16_t *score, int16_t floor) {
    uint64_t labels = 0;
#ifdef __SSE2__
    const __m128i floors = _mm_set1_epi16(floor);
    for (uint32_t l = 0; l < HALF; l += 16) {
        __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(score + l));
        __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(score + l + 8));
        __m128i above =
            _mm_packs_epi16(_mm_cmpgt_epi16(low, floors), _mm_cmpgt_epi16(high, floors));
        labels |= (uint64_t)(uint32_t)_mm_movemask_epi8(above) << l;
    }
#else
    for (uint32_t l = 0; l < HALF; l++)
        labels |= (uint64_t)(score[l] > floor) << l;
#endif
    return labels;
}

static inline int16_t highest(const int16_t *score) {
    int16_t top = score[0];

    for (uint32_t l = 0; l < HALF; l++)
        top = score[l] > top ? score[l] : top;
    return top;
}

/* The labels that are less than `margin` behind the best one. */
static inline uint64_t near_best(const int16_t *score, bool all, int16_t margin) {
    int16_t top = highest(score), other = all ? highest(score + HALF) : top;
    int16_t floor = (int16_t)((other > top ? other : top) - margin);

    return labels_above(score, floor) | (all ? labels_above(score + HALF, floor) << HALF : 0);
}

/* Decides among the labels of open classes or among all; the lower one of equals wins. */
static uint32_t decide(const dtl_tagger *t, const place *p, bool all) {
    int16_t score[DTL_SCORES];

    sum_half(t, p, 0, score);
    if (all)
        sum_half(t, p, 1, score + HALF);
    uint64_t labels = near_best(score, all, t->margin);
    if (labels & (labels - 1)) { /* most tokens are settled by one label that is far ahead */
        if (!all)
            memset(score + HALF, 0, HALF * sizeof *score);
        memset(score + DTL_LABEL_MAX, 0, (DTL_SCORES - DTL_LABEL_MAX) * sizeof *score);
        add_joined(t, p, all, score);
        labels = near_best(score, all, 1);
    }
    return (uint32_t)__builtin_ctzll(labels);
}

/* ---- without weights ---------------------------------------------------------------------- */

/* A mark's tag by its character. */
static dtl_pos punctuation(const dtl_tag_token *t) {
    switch (t->text.n ? t->text.p[0] : 0) {
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

    if (token->flags & DTL_TOK_PUNCT)
        return punctuation(token);
    if (token->flags & DTL_TOK_HASDIGIT)
        return DTL_POS_CD;
    if (!first && (token->flags & (DTL_TOK_TITLE | DTL_TOK_UPPER)))
        return DTL_POS_NNP;
    if (t)
        kinds = dtl_word_class(t, word,
                               dtl_word_normalize(token->folded.p, token->folded.n, true, word));
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

void dtl_tagger_fetch_word(const dtl_tagger_scratch *s, uint32_t known) {
    __builtin_prefetch(&s->entries[known % DTL_TAGGER_KEYS]);
}

void dtl_tagger_fetch(const dtl_tagger_scratch *s, const dtl_token *tokens, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!dtl_word_is_kept(s, tokens[i].known))
            continue;
        const dtl_word_entry *e = &s->entries[tokens[i].known];
        const dtl_half_rows *rows = &s->rows[e->rows].half[0];
        __builtin_prefetch(rows->before);
        __builtin_prefetch(rows->after);
        __builtin_prefetch(rows->before2);
        __builtin_prefetch(&s->selves[e->self[DTL_CASE_RUNNING]]);
    }
}

static void run_fallback(const dtl_tagger *t, const dtl_tag_source *source, dtl_token *tokens,
                         size_t n) {
    for (size_t i = 0; i < n; i++) {
        dtl_tag_token token = source->token(source->ctx, i);
        tokens[i].pos = (uint8_t)fallback(t, &token, i == 0);
        tokens[i].upos = (uint8_t)upos_of(tokens[i].pos);
    }
}

enum {
    PIECE = 256, /* tokens whose words are at hand; a longer sentence is read as several */
    SIDE = 2,    /* words that a decision reads on either side */
    SPARES = 2 * SIDE + 1
};
_Static_assert((unsigned)PIECE < (unsigned)DTL_CENSUS_MASK, "a count of words fits");

/* A sentence, or a piece of one. */
typedef struct piece {
    const dtl_tagger *tagger;
    dtl_tagger_scratch *scratch;
    const dtl_tag_source *source;
    dtl_token *tokens;
    size_t start, n;                    /* start: of the first token, as the source counts */
    dtl_word word[SIDE + PIECE + SIDE]; /* from SIDE on */
    dtl_word_spare spare[SPARES];       /* of those near the token at hand, in turns */
} piece;

static dtl_tag_token token_of(const piece *p, size_t i) {
    return p->source->token(p->source->ctx, p->start + i);
}

/* Finds the words that are kept and makes new ones.  Returns the census of the piece. */
static uint32_t find_words(piece *p) {
    dtl_tagger_scratch *s = p->scratch;
    uint32_t census = 0;

    for (size_t i = 0; i < p->n; i++) {
        uint32_t key = p->tokens[i].known;
        dtl_word *w = &p->word[SIDE + i];
        if (!s || !dtl_word_is_kept(s, key)) {
            dtl_tag_token token = token_of(p, i);
            if (!s || !dtl_word_keep(p->tagger, s, key, &token)) {
                *w = (dtl_word){0};
                census += dtl_word_census(&token);
                continue;
            }
        }
        *w = (dtl_word){&s->entries[key], &s->rows[s->entries[key].rows]};
        census += w->entry->census;
    }
    for (size_t i = 0; i < SIDE; i++)
        p->word[i] = p->word[SIDE + p->n + i] = (dtl_word){&p->tagger->edge, &p->tagger->edge_rows};
    return census;
}

/* Sees to it that the word of token i is there, if only for a while. */
static inline void have_word(piece *p, size_t i) {
    if (p->word[SIDE + i].entry)
        return;
    dtl_tag_token token = token_of(p, i);
    p->word[SIDE + i] = dtl_word_make(p->tagger, &token, &p->spare[i % SPARES]);
}

static const int16_t *own_scores(piece *p, size_t i, uint32_t variant) {
    uint32_t at = p->word[SIDE + i].entry->self[variant];

    if (at)
        return p->scratch->selves[at].at;
    dtl_tag_token token = token_of(p, i);
    return dtl_word_sum(p->tagger, p->scratch, p->tokens[i].known, &token, variant,
                        &p->spare[i % SPARES]);
}

static void run_piece(piece *p) {
    const dtl_tagger *t = p->tagger;
    place at = {.sentence_case = sentence_case(find_words(p)),
                .l1 = DTL_LABEL_START,
                .l2 = DTL_LABEL_START};

    for (size_t i = 0; i < SIDE && i < p->n; i++)
        have_word(p, i);
    for (size_t i = 0; i < p->n; i++) {
        have_word(p, i + SIDE);
        at.word = &p->word[SIDE + i];
        const dtl_word_entry *e = at.word->entry;
        uint32_t label = e->only;
        if (label == DTL_LABEL_START) {
            at.first = i == 0;
            at.self = own_scores(p, i, at.sentence_case + (i == 0 ? DTL_VARIANT_FIRST : 0));
            label = decide(t, &at, e->nscores > HALF);
        }
        p->tokens[i].pos = t->labels[label].pos;
        p->tokens[i].upos = t->labels[label].upos;
        at.l2 = at.l1;
        at.l1 = label;
    }
}

void dtl_tagger_run(const dtl_tagger *t, dtl_tagger_scratch *scratch, const dtl_tag_source *source,
                    dtl_token *tokens, size_t n) {
    piece p;

    if (!t || !t->has_weights) {
        run_fallback(t, source, tokens, n);
        return;
    }
    p.tagger = t;
    p.scratch = scratch;
    p.source = source;
    for (size_t start = 0; start < n; start += PIECE) {
        if (scratch)
            dtl_tagger_scratch_begin(scratch, t);
        p.tokens = tokens + start;
        p.start = start;
        p.n = n - start < PIECE ? n - start : PIECE;
        run_piece(&p);
    }
}
