/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tagger against what its training tool predicted, the lemmatizer, and damaged tables.
 *
 * The tables are the shipped ones (DATELINE_RULES); tests/data/tagger_expected.tsv is written by
 * tools/train_tagger.py together with the weights.
 */
#include "text/tagger.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct blob {
    unsigned char *at;
    size_t n;
} blob;

typedef struct tables {
    blob weights, wordnet;
    dtl_tagger *tagger;
} tables;

static blob slurp(const char *folder, const char *name) {
    char path[1024];
    blob b = {0};

    cr_assert_lt(snprintf(path, sizeof path, "%s/%s", folder, name), (int)sizeof path);
    FILE *f = fopen(path, "rb");
    cr_assert_not_null(f, "cannot open %s", path);
    cr_assert_eq(fseek(f, 0, SEEK_END), 0);
    long size = ftell(f);
    cr_assert_gt(size, 0);
    rewind(f);
    b.n = (size_t)size;
    b.at = malloc(b.n + 1);
    cr_assert_not_null(b.at);
    cr_assert_eq(fread(b.at, 1, b.n, f), b.n);
    b.at[b.n] = '\0';
    fclose(f);
    return b;
}

static const char *env_or(const char *name, const char *otherwise) {
    const char *v = getenv(name);

    return v && *v ? v : otherwise;
}

static tables open_tables(void) {
    const char *rules = env_or("DATELINE_RULES", "rules");
    tables t = {.weights = slurp(rules, "en/tagger/weights.bin"),
                .wordnet = slurp(rules, "en/tagger/wordnet.bin")};

    cr_assert(dtl_tagger_load(&dtl_mem_default, t.weights.at, t.weights.n, t.wordnet.at,
                              t.wordnet.n, &t.tagger));
    return t;
}

static void close_tables(tables *t) {
    dtl_tagger_free(t->tagger);
    free(t->weights.at);
    free(t->wordnet.at);
}

enum { SENTENCE_MAX = 64 };

/* A token by itself: what the tagger is told and what it says. */
typedef struct word {
    dtl_tag_token token;
    uint32_t known;
    uint8_t tag, upos;
} word;

/* A plain lower-case word as the tokenizer would hand it over. */
static word plain(const char *text) {
    dtl_slice slice = {text, (uint32_t)strlen(text)};

    return (word){.token = {.text = slice, .folded = slice}};
}

static dtl_tag_token token_of(const void *words, size_t i) {
    return ((const word *)words)[i].token;
}

static void run(const dtl_tagger *tagger, dtl_tagger_scratch *scratch, word *words, size_t n) {
    dtl_tag_source source = {words, token_of};
    dtl_token tokens[SENTENCE_MAX] = {0};

    cr_assert_leq(n, (size_t)SENTENCE_MAX);
    for (size_t i = 0; i < n; i++)
        tokens[i].known = words[i].known;
    dtl_tagger_run(tagger, scratch, &source, tokens, n);
    for (size_t i = 0; i < n; i++) {
        words[i].tag = tokens[i].pos;
        words[i].upos = tokens[i].upos;
    }
}

/* ---- agreement with the training tool ----------------------------------------------------- */

typedef struct expected {
    word word;
    const char *xpos, *upos, *lemma;
} expected;

static char *field(char **at) {
    char *p = *at, *end = strchr(p, '\t');

    if (end)
        *end = '\0';
    *at = end ? end + 1 : p + strlen(p);
    return p;
}

/*
 * Whether tags are the same with words met before.  The same words under ever new keys fill the
 * scratch memory, up to and past the last key that it keeps; key 0 keeps none.
 */
static void check_scratch(const tables *t, const word *want, size_t n, dtl_intern *ids,
                          dtl_tagger_scratch *scratch) {
    for (uint32_t round = 0; round < 40; round++) {
        word words[SENTENCE_MAX];
        for (size_t i = 0; i < n; i++) {
            uint32_t id = dtl_intern_add(ids, want[i].token.text.p, want[i].token.text.n);
            words[i] = want[i];
            words[i].known = round == 39 ? 0 : id + round / 2 * (DTL_TAGGER_KEYS / 18);
        }
        run(t->tagger, scratch, words, n);
        for (size_t i = 0; i < n; i++) {
            cr_assert_eq(words[i].tag, want[i].tag, "%s", want[i].token.text.p);
            cr_assert_eq(words[i].upos, want[i].upos, "%s", want[i].token.text.p);
        }
    }
}

static void check_sentence(const tables *t, const expected *e, size_t n, dtl_intern *ids,
                           dtl_tagger_scratch *scratch, size_t *checked) {
    word words[SENTENCE_MAX];

    for (size_t i = 0; i < n; i++)
        words[i] = e[i].word;
    run(t->tagger, NULL, words, n);
    check_scratch(t, words, n, ids, scratch);
    for (size_t i = 0; i < n; i++) {
        const char *text = words[i].token.text.p;
        dtl_slice folded = words[i].token.folded;
        char lemma[64];
        cr_assert_str_eq(dtl_pos_name(words[i].tag), e[i].xpos, "%s: %s, the tool says %s", text,
                         dtl_pos_name(words[i].tag), e[i].xpos);
        cr_assert_str_eq(dtl_upos_name(words[i].upos), e[i].upos, "%s: %s, the tool says %s", text,
                         dtl_upos_name(words[i].upos), e[i].upos);
        uint32_t len =
            dtl_lemma(t->tagger, folded.p, folded.n, words[i].tag, lemma, sizeof lemma - 1);
        lemma[len] = '\0';
        cr_assert_str_eq(lemma, e[i].lemma, "lemma of %s/%s: %s, the tool says %s", text, e[i].xpos,
                         lemma, e[i].lemma);
        ++*checked;
    }
}

Test(tagger, agrees_with_the_training_tool) {
    tables t = open_tables();
    blob b = slurp(env_or("DATELINE_SOURCE_DIR", "."), "tests/data/tagger_expected.tsv");
    expected e[SENTENCE_MAX];
    size_t n = 0, checked = 0;
    dtl_tagger_scratch *scratch = dtl_tagger_scratch_new(&dtl_mem_default);

    dtl_arena arena;
    dtl_intern words;

    cr_assert_not_null(scratch);
    dtl_arena_init(&arena, &dtl_mem_default);
    cr_assert(dtl_intern_init(&words, &arena));
    for (char *line = (char *)b.at, *next; *line; line = next) {
        next = strchr(line, '\n');
        cr_assert_not_null(next);
        *next++ = '\0';
        if (!*line) {
            check_sentence(&t, e, n, &words, scratch, &checked);
            n = 0;
            continue;
        }
        cr_assert_lt(n, (size_t)SENTENCE_MAX);
        e[n].word = plain(field(&line));
        e[n].word.token.folded = plain(field(&line)).token.folded;
        e[n].word.token.flags = (unsigned)atoi(field(&line));
        e[n].xpos = field(&line);
        e[n].upos = field(&line);
        e[n].lemma = field(&line);
        n++;
    }
    cr_assert_gt(checked, 200u);
    dtl_tagger_scratch_free(scratch);
    dtl_arena_free(&arena);
    free(b.at);
    close_tables(&t);
}

Test(tagger, verb_forms_that_carry_tense) {
    tables t = open_tables();
    const char *words[] = {"the", "talks", "had",  "been", "held",  "before", "they",
                           "met", "and",   "will", "meet", "again", "."};
    const dtl_pos want[] = {DTL_POS_DT, DTL_POS_NNS, DTL_POS_VBD,   DTL_POS_VBN, DTL_POS_VBN,
                            DTL_POS_IN, DTL_POS_PRP, DTL_POS_VBD,   DTL_POS_CC,  DTL_POS_MD,
                            DTL_POS_VB, DTL_POS_RB,  DTL_POS_PERIOD};
    word tokens[13];

    for (size_t i = 0; i < 13; i++)
        tokens[i] = plain(words[i]);
    run(t.tagger, NULL, tokens, 13);
    for (size_t i = 0; i < 13; i++)
        cr_expect_eq(tokens[i].tag, want[i], "%s: %s", words[i], dtl_pos_name(tokens[i].tag));
    cr_expect_eq(tokens[2].upos, DTL_UPOS_AUX);
    cr_expect_eq(tokens[4].upos, DTL_UPOS_VERB);
    close_tables(&t);
}

/* ---- lemma and dictionary ----------------------------------------------------------------- */

Test(tagger, lemmas) {
    static const struct {
        const char *word;
        dtl_pos pos;
        const char *lemma;
    } cases[] = {
        {"children", DTL_POS_NNS, "child"}, {"talks", DTL_POS_NNS, "talk"},
        {"cities", DTL_POS_NNS, "city"},    {"crises", DTL_POS_NNS, "crisis"},
        {"bus", DTL_POS_NN, "bus"},         {"glasses", DTL_POS_NNS, "glass"},
        {"went", DTL_POS_VBD, "go"},        {"gone", DTL_POS_VBN, "go"},
        {"hosted", DTL_POS_VBD, "host"},    {"hoped", DTL_POS_VBD, "hope"},
        {"hopped", DTL_POS_VBD, "hop"},     {"planned", DTL_POS_VBN, "plan"},
        {"meeting", DTL_POS_VBG, "meet"},   {"meeting", DTL_POS_NN, "meeting"},
        {"singing", DTL_POS_VBG, "sing"},   {"dying", DTL_POS_VBG, "die"},
        {"carries", DTL_POS_VBZ, "carry"},  {"found", DTL_POS_VBD, "find"},
        {"found", DTL_POS_VB, "found"},     {"saw", DTL_POS_VBD, "see"},
        {"was", DTL_POS_VBD, "be"},         {"are", DTL_POS_VBP, "be"},
        {"'re", DTL_POS_VBP, "be"},         {"\xe2\x80\x99re", DTL_POS_VBP, "be"},
        {"'s", DTL_POS_VBZ, "be"},          {"'s", DTL_POS_POS, "'s"},
        {"'ll", DTL_POS_MD, "will"},        {"n't", DTL_POS_RB, "not"},
        {"better", DTL_POS_JJR, "good"},    {"better", DTL_POS_RBR, "well"},
        {"biggest", DTL_POS_JJS, "big"},    {"earlier", DTL_POS_RBR, "early"},
        {"googled", DTL_POS_VBD, "google"}, {"retweeted", DTL_POS_VBD, "retweet"},
        {"hoped", DTL_POS_NNP, "hoped"},    {"zzzz", DTL_POS_NN, "zzzz"},
    };
    tables t = open_tables();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[64];
        uint32_t n = dtl_lemma(t.tagger, cases[i].word, (uint32_t)strlen(cases[i].word),
                               cases[i].pos, out, sizeof out - 1);
        out[n] = '\0';
        cr_expect_str_eq(out, cases[i].lemma, "%s/%s: %s", cases[i].word,
                         dtl_pos_name(cases[i].pos), out);
    }
    close_tables(&t);
}

Test(tagger, a_lemma_never_passes_its_buffer) {
    tables t = open_tables();
    char out[4] = "...#", endless[300];

    cr_expect_eq(dtl_lemma(t.tagger, "children", 8, DTL_POS_NNS, out, 3), 3u);
    cr_expect_arr_eq(out, "chi#", 4);
    cr_expect_eq(dtl_lemma(t.tagger, "went", 4, DTL_POS_VBD, out, 0), 0u);
    memset(endless, 'x', sizeof endless);
    cr_expect_eq(dtl_lemma(t.tagger, endless, sizeof endless, DTL_POS_VBD, out, 3), 3u);
    close_tables(&t);
}

Test(tagger, first_sense_files) {
    tables t = open_tables();

    cr_expect_eq(dtl_wordnet_noun_file(t.tagger, "war", 3), DTL_LEX_NOUN_ACT);
    cr_expect_eq(dtl_wordnet_noun_file(t.tagger, "storm", 5), DTL_LEX_NOUN_PHENOMENON);
    cr_expect_eq(dtl_wordnet_noun_file(t.tagger, "explosion", 9), DTL_LEX_NOUN_EVENT);
    cr_expect_eq(dtl_wordnet_verb_file(t.tagger, "say", 3), DTL_LEX_VERB_COMMUNICATION);
    cr_expect_eq(dtl_wordnet_verb_file(t.tagger, "postpone", 8), DTL_LEX_VERB_STATIVE);
    cr_expect_eq(dtl_wordnet_verb_file(t.tagger, "geneva", 6), 0u);
    cr_expect_eq(dtl_wordnet_noun_file(t.tagger, "qzxv", 4), 0u);
    cr_expect(dtl_wordnet_kinds(t.tagger, "geneva", 6) & DTL_WORDNET_PROPER);
    cr_expect_eq(dtl_wordnet_main_kind(t.tagger, "announce", 8), DTL_WORDNET_VERB);
    close_tables(&t);
}

/* ---- without tables, and with bad ones ---------------------------------------------------- */

Test(tagger, works_without_tables) {
    word s[] = {plain("talks"), plain("in"), plain("Geneva"), plain("2008"), plain(".")};
    char out[16];

    s[2].token.flags = DTL_TOK_TITLE;
    s[3].token.flags = DTL_TOK_HASDIGIT;
    s[4].token.flags = DTL_TOK_PUNCT;
    run(NULL, NULL, s, 5);
    cr_expect_eq(s[2].tag, DTL_POS_NNP);
    cr_expect_eq(s[3].tag, DTL_POS_CD);
    cr_expect_eq(s[4].tag, DTL_POS_PERIOD);
    cr_expect_eq(s[4].upos, DTL_UPOS_PUNCT);
    cr_expect_neq(s[0].tag, DTL_POS_NONE);
    run(NULL, NULL, NULL, 0);
    cr_expect_eq(dtl_lemma(NULL, "talks", 5, DTL_POS_NNS, out, sizeof out), 5u);
    cr_expect_eq(dtl_wordnet_noun_file(NULL, "talk", 4), 0u);
}

Test(tagger, works_with_either_table_alone) {
    tables t = open_tables();
    dtl_tagger *one;
    word s[] = {plain("they"), plain("announced"), plain("results")};

    cr_assert(dtl_tagger_load(&dtl_mem_default, t.weights.at, t.weights.n, NULL, 0, &one));
    run(one, NULL, s, 3);
    cr_expect_eq(s[1].tag, DTL_POS_VBD);
    dtl_tagger_free(one);
    cr_assert(dtl_tagger_load(&dtl_mem_default, NULL, 0, t.wordnet.at, t.wordnet.n, &one));
    run(one, NULL, s, 3);
    cr_expect_eq(s[1].tag, DTL_POS_VBD);
    cr_expect_eq(s[2].tag, DTL_POS_NNS);
    dtl_tagger_free(one);
    close_tables(&t);
}

Test(tagger, an_empty_or_endless_token_is_harmless) {
    tables t = open_tables();
    static char endless[100000];
    word s[] = {plain(""), plain("ended"), plain("")};

    memset(endless, 'a', sizeof endless);
    s[2].token.text = s[2].token.folded = (dtl_slice){endless, sizeof endless};
    run(t.tagger, NULL, s, 3);
    for (size_t i = 0; i < 3; i++)
        cr_expect_neq(s[i].tag, DTL_POS_NONE);
    close_tables(&t);
}

static void refused(const tables *t, const char *what) {
    dtl_tagger *r = NULL;

    cr_expect_not(dtl_tagger_load(&dtl_mem_default, t->weights.at, t->weights.n, t->wordnet.at,
                                  t->wordnet.n, &r),
                  "%s", what);
    cr_expect_null(r);
}

Test(tagger, damaged_tables_are_refused) {
    tables t = open_tables();
    blob *tables_of[] = {&t.weights, &t.wordnet};

    for (size_t k = 0; k < 2; k++) {
        blob *b = tables_of[k];
        size_t n = b->n;
        const size_t cut[] = {0, 1, 63, 64, n / 2, n - 1};
        for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
            b->n = cut[i];
            refused(&t, "cut short");
        }
        b->n = n;
        const size_t flip[] = {0, 8, 12, 16, 20, 64, n / 3, n - 9};
        for (size_t i = 0; i < sizeof flip / sizeof *flip; i++) {
            b->at[flip[i]] ^= 0x11;
            refused(&t, "a changed byte");
            b->at[flip[i]] ^= 0x11;
        }
    }
    close_tables(&t);
}

static uint32_t crc32_slow(const unsigned char *p, size_t n) {
    uint32_t c = 0xffffffffu;

    for (size_t i = 0; i < n; i++) {
        c ^= p[i];
        for (int k = 0; k < 8; k++)
            c = (c & 1u) ? c >> 1 ^ 0xedb88320u : c >> 1;
    }
    return ~c;
}

/* Changes one byte and makes the checksum right again: whatever loads must not crash. */
Test(tagger, forged_tables_do_no_harm) {
    tables t = open_tables();
    blob *tables_of[] = {&t.weights, &t.wordnet};
    unsigned loaded = 0, refusals = 0;

    for (size_t k = 0; k < 2; k++) {
        blob *b = tables_of[k];
        for (uint32_t i = 0; i < 60; i++) {
            size_t at = i < 24 ? 20 + i : 64 + (size_t)i * 2654435761u % (b->n - 64);
            unsigned char old = b->at[at];
            b->at[at] = (unsigned char)(old ^ (i % 2 ? 0xff : 0x01));
            uint32_t crc = crc32_slow(b->at + 64, b->n - 64);
            for (size_t j = 0; j < 4; j++)
                b->at[12 + j] = (unsigned char)(crc >> 8 * j);
            dtl_tagger *r;
            if (dtl_tagger_load(&dtl_mem_default, t.weights.at, t.weights.n, t.wordnet.at,
                                t.wordnet.n, &r)) {
                word s[] = {plain("the"), plain("children"), plain("were"), plain("overhauling"),
                            plain("it")};
                char out[64];
                run(r, NULL, s, 5);
                for (size_t j = 0; j < 5; j++)
                    dtl_lemma(r, s[j].token.folded.p, s[j].token.folded.n, s[j].tag, out,
                              sizeof out);
                dtl_tagger_free(r);
                loaded++;
            } else {
                cr_expect_null(r);
                refusals++;
            }
            b->at[at] = old;
        }
        uint32_t crc = crc32_slow(b->at + 64, b->n - 64);
        for (size_t j = 0; j < 4; j++)
            b->at[12 + j] = (unsigned char)(crc >> 8 * j);
    }
    cr_expect_gt(loaded, 0u);
    cr_expect_gt(refusals, 20u);
    close_tables(&t);
}

static void *no_memory(void *ctx, void *ptr, size_t old_size, size_t size) {
    (void)ctx, (void)ptr, (void)old_size, (void)size;
    return NULL;
}

Test(tagger, no_memory_is_reported) {
    tables t = open_tables();
    dtl_mem none = {no_memory, NULL};
    dtl_tagger *r;

    cr_expect_not(dtl_tagger_load(&none, t.weights.at, t.weights.n, t.wordnet.at, t.wordnet.n, &r));
    cr_expect_null(r);
    cr_expect_null(dtl_tagger_scratch_new(&none));
    dtl_tagger_scratch_free(NULL);
    close_tables(&t);
}

Test(tagger, names_of_tags) {
    for (unsigned i = 1; i < DTL_POS__COUNT; i++) {
        const char *name = dtl_pos_name(i);
        cr_expect_eq((unsigned)dtl_pos_find(name, strlen(name)), i, "%s", name);
    }
    cr_expect_str_eq(dtl_pos_name(DTL_POS_VBD), "VBD");
    cr_expect_str_eq(dtl_pos_name(999), "-");
    cr_expect_eq(dtl_pos_find("VB?", 3), DTL_POS_NONE);
    cr_expect(dtl_pos_is_verb(DTL_POS_VBG) && !dtl_pos_is_verb(DTL_POS_MD));
    cr_expect(dtl_pos_is_punct(DTL_POS_HYPH) && !dtl_pos_is_punct(DTL_POS_CD));
}
