/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dictionary look-ups and lemmas.
 *
 * wordnet.bin holds the base forms (as 32-bit hashes: one wrong hit in some 50,000 look-ups of
 * words that are not there), the irregular forms, and the inflection rules of the language.  A rule
 * applies when the word it makes is in the dictionary with the right class; else the default rules
 * guess. The tag chooses the class, so that one spelling can have two lemmas.
 */
#include "text/tagger_tables.h"

#include <string.h>

/* A stem is at least this long: no rule makes "is" a plural. */
#define STEM_MIN 2u

static const uint8_t kind_bit[DTL_FORM__COUNT] = {DTL_WORDNET_NOUN, DTL_WORDNET_VERB,
                                                  DTL_WORDNET_ADJ, DTL_WORDNET_ADV, 0};
/* The mark an irregular form of a kind gives: plural, -ed, -er, -er. */
static const uint8_t irregular_mark[DTL_FORM__COUNT] = {5, 7, 9, 9, 0};

/* ---- look-ups ----------------------------------------------------------------------------- */

static unsigned info_of(const dtl_tagger *t, uint32_t hash) {
    if (!t->has_wordnet)
        return 0;
    const uint8_t *bucket = t->directory + 4 * (size_t)(hash >> t->directory_shift);
    uint32_t i = dtl_le32(bucket), end = dtl_le32(bucket + 4);

    for (; i < end; i++) {
        uint32_t h = dtl_le32(t->hashes + 4 * (size_t)i);
        if (h >= hash)
            return h == hash ? dtl_le16(t->info + 2 * (size_t)i) : 0;
    }
    return 0;
}

/* First irregular form with this hash, or nforms. */
static uint32_t form_find(const dtl_tagger *t, uint32_t hash) {
    uint32_t low = 0, high = t->nforms;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (dtl_le32(t->forms + 8 * (size_t)mid) < hash)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t->nforms && dtl_le32(t->forms + 8 * (size_t)low) == hash ? low : t->nforms;
}

/* The base form a rule makes of word, if the dictionary has it: length in out, or 0. */
static uint32_t apply(const dtl_tagger *t, const dtl_inflection *r, const char *word, uint32_t len,
                      char out[DTL_WORD_MAX + DTL_AFFIX_MAX]) {
    /* Most rules fall at the last byte. */
    if ((r->flags & DTL_INFLECTION_DEFAULT) || len < r->suffix_len ||
        (r->suffix_len && word[len - 1] != r->suffix[r->suffix_len - 1]) ||
        memcmp(word + len - r->suffix_len, r->suffix, r->suffix_len) != 0)
        return 0;
    uint32_t stem = len - r->suffix_len;
    if (r->flags & DTL_INFLECTION_UNDOUBLE) {
        if (stem < STEM_MIN + 1 || word[stem - 1] != word[stem - 2])
            return 0;
        stem--;
    }
    if (stem < STEM_MIN)
        return 0;
    memcpy(out, word, stem);
    memcpy(out + stem, r->repl, r->repl_len);
    stem += r->repl_len;
    return (info_of(t, dtl_word_hash(out, stem)) & kind_bit[r->kind]) ? stem : 0;
}

uint32_t dtl_word_normalize(const char *folded, uint32_t len, bool digits, char out[DTL_WORD_MAX]) {
    uint32_t n = 0, i = len > DTL_WORD_MAX ? len - DTL_WORD_MAX : 0;

    while (i < len) {
        uint8_t c = (uint8_t)folded[i];
        if (c == 0xe2 && i + 2 < len && (uint8_t)folded[i + 1] == 0x80) {
            const char *plain = NULL;
            switch ((uint8_t)folded[i + 2]) {
            case 0x93: plain = "-"; break;  /* en dash */
            case 0x94: plain = "--"; break; /* em dash */
            case 0x98:
            case 0x99: plain = "'"; break;
            case 0x9c:
            case 0x9d: plain = "\""; break;
            case 0xa6: plain = "..."; break;
            default: break;
            }
            if (plain) {
                for (; *plain; plain++)
                    out[n++] = *plain;
                i += 3;
                continue;
            }
        }
        out[n++] = digits && c >= '0' && c <= '9' ? '0' : folded[i];
        i++;
    }
    return n;
}

unsigned dtl_word_class(const dtl_tagger *t, const char *word, uint32_t len) {
    char base[DTL_WORD_MAX + DTL_AFFIX_MAX];

    if (!t->has_wordnet)
        return 0;
    uint32_t hash = dtl_word_hash(word, len);
    unsigned info = info_of(t, hash), r = (info & 31u) | (info >> 14) << 11;

    for (uint32_t i = form_find(t, hash); i < t->nforms; i++) {
        const uint8_t *p = t->forms + 8 * (size_t)i;
        if (dtl_le32(p) != hash)
            break;
        if (p[5] >> 5 != DTL_FORM_ANY)
            r |= 1u << irregular_mark[p[5] >> 5];
    }
    for (uint32_t i = 0; i < t->ninflections; i++) {
        const dtl_inflection *rule = &t->inflections[i];
        if (rule->mark && !(r >> rule->mark & 1u) && apply(t, rule, word, len, base))
            r |= 1u << rule->mark;
    }
    return r;
}

/* ---- lemma -------------------------------------------------------------------------------- */

static uint32_t copy(const char *p, uint32_t n, char *out, uint32_t cap) {
    n = n < cap ? n : cap;
    memcpy(out, p, n);
    return n;
}

#define INFLECTED(form) (2 * ((form) + 1))
#define BASE(form) (INFLECTED(form) + 1)
const uint8_t dtl_lemma_kinds[DTL_POS__COUNT] = {
    [DTL_POS_NNS] = INFLECTED(DTL_FORM_NOUN), [DTL_POS_NN] = BASE(DTL_FORM_NOUN),
    [DTL_POS_VBD] = INFLECTED(DTL_FORM_VERB), [DTL_POS_VBG] = INFLECTED(DTL_FORM_VERB),
    [DTL_POS_VBN] = INFLECTED(DTL_FORM_VERB), [DTL_POS_VBZ] = INFLECTED(DTL_FORM_VERB),
    [DTL_POS_VB] = BASE(DTL_FORM_VERB),       [DTL_POS_VBP] = BASE(DTL_FORM_VERB),
    [DTL_POS_JJR] = INFLECTED(DTL_FORM_ADJ),  [DTL_POS_JJS] = INFLECTED(DTL_FORM_ADJ),
    [DTL_POS_JJ] = BASE(DTL_FORM_ADJ),        [DTL_POS_RBR] = INFLECTED(DTL_FORM_ADV),
    [DTL_POS_RBS] = INFLECTED(DTL_FORM_ADV),  [DTL_POS_RB] = BASE(DTL_FORM_ADV)};

/* Kind of word under a tag, and whether the tag says that it is the base form. */
static unsigned kind_of(unsigned pos, bool *is_base) {
    unsigned kind = pos < DTL_POS__COUNT ? dtl_lemma_kinds[pos] : 0;

    *is_base = kind == 0 || kind == BASE(kind / 2 - 1);
    return kind ? kind / 2 - 1 : DTL_FORM_ANY;
}

/* The irregular form of this kind, or else of any kind; its lemma's length in out, or 0. */
static uint32_t irregular(const dtl_tagger *t, const char *word, uint32_t len, uint32_t hash,
                          unsigned kind, char out[DTL_WORD_MAX + 32]) {
    uint32_t found = t->nforms;

    for (uint32_t i = form_find(t, hash); i < t->nforms; i++) {
        const uint8_t *p = t->forms + 8 * (size_t)i;
        if (dtl_le32(p) != hash)
            break;
        if (p[5] >> 5 == kind || (p[5] >> 5 == DTL_FORM_ANY && found == t->nforms))
            found = i;
    }
    if (found == t->nforms)
        return 0;
    const uint8_t *hit = t->forms + 8 * (size_t)found;
    if (hit[4] > len)
        return 0;
    uint32_t add = hit[5] & 31u;
    memcpy(out, word, hit[4]);
    memcpy(out + hit[4], t->strings + dtl_le16(hit + 6), add);
    return hit[4] + add;
}

uint32_t dtl_lemma(const dtl_tagger *t, const char *folded, uint32_t len, unsigned pos, char *out,
                   uint32_t cap) {
    char word[DTL_WORD_MAX], made[DTL_WORD_MAX + 32];
    bool is_base;
    unsigned kind = kind_of(pos, &is_base);

    if (!t || !t->has_wordnet || len == 0 || len > DTL_WORD_MAX || dtl_pos_is_proper(pos))
        return copy(folded, len, out, cap);
    uint32_t n = dtl_word_normalize(folded, len, false, word), hash = dtl_word_hash(word, n);
    bool own = info_of(t, hash) & kind_bit[kind];
    if (is_base && own)
        return copy(folded, len, out, cap);

    uint32_t m = irregular(t, word, n, hash, kind, made);
    if (m)
        return copy(made, m, out, cap);
    if (is_base)
        return copy(folded, len, out, cap);
    for (uint32_t i = 0; i < t->ninflections; i++)
        if (t->inflections[i].kind == kind &&
            (m = apply(t, &t->inflections[i], word, n, made)) != 0)
            return copy(made, m, out, cap);
    if (own)
        return copy(folded, len, out, cap);
    for (uint32_t i = 0; i < t->ninflections; i++) {
        const dtl_inflection *r = &t->inflections[i];
        if (r->kind == kind && (r->flags & DTL_INFLECTION_DEFAULT) &&
            n >= r->suffix_len + STEM_MIN &&
            memcmp(word + n - r->suffix_len, r->suffix, r->suffix_len) == 0) {
            memcpy(made, word, n - r->suffix_len);
            memcpy(made + n - r->suffix_len, r->repl, r->repl_len);
            return copy(made, n - r->suffix_len + r->repl_len, out, cap);
        }
    }
    return copy(folded, len, out, cap);
}

/* ---- senses ------------------------------------------------------------------------------- */

static unsigned info_of_word(const dtl_tagger *t, const char *lemma, uint32_t len) {
    char word[DTL_WORD_MAX];

    if (!t || !t->has_wordnet || len > DTL_WORD_MAX)
        return 0;
    uint32_t n = dtl_word_normalize(lemma, len, false, word);
    return info_of(t, dtl_word_hash(word, n));
}

unsigned dtl_wordnet_kinds(const dtl_tagger *t, const char *lemma, uint32_t len) {
    return info_of_word(t, lemma, len) & 31u;
}

unsigned dtl_wordnet_main_kind(const dtl_tagger *t, const char *lemma, uint32_t len) {
    unsigned info = info_of_word(t, lemma, len);

    return (info & 31u) ? 1u << (info >> 14) : 0;
}

unsigned dtl_wordnet_noun_file(const dtl_tagger *t, const char *lemma, uint32_t len) {
    return info_of_word(t, lemma, len) >> 5 & 31u;
}

unsigned dtl_wordnet_verb_file(const dtl_tagger *t, const char *lemma, uint32_t len) {
    unsigned file = info_of_word(t, lemma, len) >> 10 & 15u;

    return file ? file + 28 : 0;
}
