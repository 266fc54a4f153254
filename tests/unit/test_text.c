/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of the tokeniser, the sentence splitter and what a document answers.
 */
#include "text_fixture.h"

#include "failing_mem.h"
#include "text/tagger.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

typedef struct row {
    const char *text, *expected;
} row;

static void check_rows(const row *rows, size_t n, bool sentences) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    for (size_t i = 0; i < n; i++) {
        cr_assert_eq(fixture_text(&f, rows[i].text), DTL_OK, "%s", rows[i].text);
        char *shown = fixture_show(&f, sentences);
        cr_expect_str_eq(shown, rows[i].expected, "\n     %s\n got %s\nwant %s", rows[i].text,
                         shown, rows[i].expected);
        free(shown);
    }
    fixture_close(&f);
}
#define CHECK_TOKENS(...)                                                                          \
    check_rows((row[]){__VA_ARGS__}, sizeof((row[]){__VA_ARGS__}) / sizeof(row), false)
#define CHECK_SENTENCES(...)                                                                       \
    check_rows((row[]){__VA_ARGS__}, sizeof((row[]){__VA_ARGS__}) / sizeof(row), true)

/* ---- tokens --------------------------------------------------------------------------------- */

Test(tokens, clitics_split_as_in_the_penn_treebank) {
    CHECK_TOKENS({"Putin's plan", "Putin +'s plan"}, {"Putin’s plan", "Putin +’s plan"},
                 {"they don't, can't, won't", "they do +n't +, ca +n't +, wo +n't"},
                 {"we've they'll I'd you're I'm", "we +'ve they +'ll I +'d you +'re I +'m"},
                 {"workers' strike", "workers +' strike"}, {"DON'T", "DO +N'T"},
                 {"o'clock O'Reilly's Qur'an", "o'clock O'Reilly +'s Qur'an"},
                 {"I'd've", "I +'d +'ve"}, {"ca n't", "ca n't"}, {"1990's", "1990 +'s"});
}

Test(tokens, numbers_keep_one_point_and_thousands_commas) {
    CHECK_TOKENS({"1,500 and 3.5", "1,500 and 3.5"}, {"1,500,000.25,", "1,500,000.25 +,"},
                 {"March 4,2020", "March 4 +, +2020"}, {"2019,2020", "2019 +, +2020"},
                 {"15.8.2025.", "15 +. +8 +. +2025 +."}, {"a .300 average", "a .300 average"},
                 {".5.6", ". +5 +. +6"}, {"in 2022.", "in 2022 +."});
}

Test(tokens, digits_and_letters_are_glued_pieces) {
    CHECK_TOKENS({"5pm 40m 1990s", "5 +pm 40 +m 1990 +s"}, {"1.5m", "1.5 +m"},
                 {"1st 2nd 3rd 20th 2ND", "1st 2nd 3rd 20th 2ND"}, {"2nds", "2 +nds"},
                 {"Q3 MH17 G20", "Q3 MH17 G20"}, {"$5 US$40m €3", "$ +5 US +$ +40 +m € +3"},
                 {"’90s '90s", "’ +90 +s ' +90 +s"}, {"50% #1 @x", "50 +% # +1 @ +x"});
}

Test(tokens, dates_and_clocks_split_at_their_marks) {
    CHECK_TOKENS({"2025-08-15", "2025 +- +08 +- +15"}, {"12/25/2024", "12 +/ +25 +/ +2024"},
                 {"3:30", "3 +: +30"}, {"2025-08-15T10:00Z", "2025 +- +08 +- +15 +T10 +: +00 +Z"},
                 {"40-minute", "40 +- +minute"}, {"1999–2001", "1999 +– +2001"},
                 {"so -- yes — no…", "so -- yes — no +…"}, {"wait... now", "wait +... now"});
}

Test(tokens, abbreviations_keep_their_stop) {
    CHECK_TOKENS({"Mr. Putin", "Mr. Putin"}, {"in the U.S. today", "in the U.S. today"},
                 {"at 5 p.m.", "at 5 p.m."}, {"a Ph.D. there", "a Ph.D. there"},
                 {"U.S.-led", "U.S. +- +led"}, {"Aug. 5, Aug.5", "Aug. 5 +, Aug. +5"},
                 {"J. R. Smith J.R.R. Tolkien", "J. R. Smith J.R.R. Tolkien"},
                 {"J.Smith", "J. +Smith"}, {"vitamin C. it", "vitamin C +. it"},
                 {"p.m.The", "p.m. +The"}, {"war.The", "war +. +The"}, {"Aug...", "Aug +..."});
}

Test(tokens, addresses_are_one_token_without_numbers_inside) {
    CHECK_TOKENS(
        {"see http://example.com/2024/08/15?a=b.", "see http://example.com/2024/08/15?a=b +."},
        {"(www.example.org/2024)", "( +www.example.org/2024 +)"},
        {"mail john.doe-2024@mail.example.com.", "mail john.doe-2024@mail.example.com +."},
        {"me @ home, a@b", "me @ home +, a +@ +b"}, {"Amazon.com's", "Amazon.com +'s"});
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(fixture_text(&f, "Http://example.com/2024"), DTL_OK);
    cr_expect_eq(f.doc.tokens[0].flags & (DTL_TOK_ALPHA | DTL_TOK_DIGIT | DTL_TOK_PUNCT), 0);
    fixture_close(&f);
}

Test(tokens, quotes_and_brackets_stand_alone) {
    CHECK_TOKENS({"``so'' he said", "`` +so +'' he said"}, {"“so-called”", "“ +so +- +called +”"},
                 {"AT&T R&D a&b", "AT&T R&D a +& +b"}, {"(AP) _ x", "( +AP +) _ x"});
}

Test(tokens, other_scripts) {
    CHECK_TOKENS({"l’été naïve", "l’été naïve"}, {"Путин встретил", "Путин встретил"},
                 {"他们在北京会晤。", "他们 +在 +北京 +会晤 +。"}, {"e\xCC\x81t", "e\xCC\x81t"},
                 {"a\xC2\xA0"
                  "b\xE2\x80\x8B"
                  "c",
                  "a b c"},
                 {"½ 20°C", "½ 20 +° +C"});
}

static unsigned flags_of(text_fixture *f, const char *text, uint32_t token) {
    cr_assert_eq(fixture_text(f, text), DTL_OK);
    cr_assert_lt(token, f->doc.ntokens);
    return f->doc.tokens[token].flags;
}

Test(tokens, flags) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    unsigned form = DTL_TOK_TITLE | DTL_TOK_UPPER | DTL_TOK_ALPHA | DTL_TOK_DIGIT |
                    DTL_TOK_HASDIGIT | DTL_TOK_PUNCT | DTL_TOK_ABBREV;
    cr_expect_eq(flags_of(&f, "Russia", 0) & form, DTL_TOK_TITLE | DTL_TOK_ALPHA);
    cr_expect_eq(flags_of(&f, "NATO", 0) & form, DTL_TOK_UPPER | DTL_TOK_ALPHA);
    cr_expect_eq(flags_of(&f, "A", 0) & form, DTL_TOK_TITLE | DTL_TOK_ALPHA);
    cr_expect_eq(flags_of(&f, "McDonald", 0) & form, DTL_TOK_TITLE | DTL_TOK_ALPHA);
    cr_expect_eq(flags_of(&f, "iPhone", 0) & form, DTL_TOK_ALPHA);
    cr_expect_eq(flags_of(&f, "Élysée", 0) & form, DTL_TOK_TITLE | DTL_TOK_ALPHA);
    cr_expect_eq(flags_of(&f, "U.S. x", 0) & form, DTL_TOK_UPPER | DTL_TOK_ALPHA | DTL_TOK_ABBREV);
    cr_expect_eq(flags_of(&f, "1,500.5", 0) & form, DTL_TOK_DIGIT | DTL_TOK_HASDIGIT);
    cr_expect_eq(flags_of(&f, "2nd", 0) & form, DTL_TOK_HASDIGIT);
    cr_expect_eq(flags_of(&f, "—", 0) & form, DTL_TOK_PUNCT);
    cr_expect_eq(flags_of(&f, "a\nb", 1) & (DTL_TOK_NEWLINE | DTL_TOK_GLUED), DTL_TOK_NEWLINE);
    cr_expect_eq(flags_of(&f, "a b", 1) & (DTL_TOK_NEWLINE | DTL_TOK_GLUED), 0);
    fixture_close(&f);
}

Test(tokens, words_are_found_in_the_vocabulary_whatever_their_case) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    uint32_t aug = fixture_word(&f, "aug", 0), the = fixture_word(&f, "the", 0),
             us = fixture_word(&f, "u.s", 0), s = fixture_word(&f, "'s", 0),
             cafe = fixture_word(&f, "café", 0);
    cr_assert_eq(fixture_text(&f, "THE Aug. aug U.S. Xyz dog’s Cafe\xCC\x81"), DTL_OK);
    cr_assert_eq(f.doc.ntokens, 8);
    uint32_t expected[] = {the, aug, aug, us, 0, 0, s, cafe};
    for (uint32_t i = 0; i < 8; i++)
        cr_expect_eq(f.doc.tokens[i].word, expected[i], "token %u", i);
    cr_expect(dtl_slice_is(dtl_token_folded(&f.doc, 1), "aug."));
    cr_expect(dtl_slice_is(dtl_token_folded(&f.doc, 4), "xyz"));
    cr_expect(dtl_slice_is(dtl_token_folded(&f.doc, 6), "'s"));
    cr_expect_eq(f.doc.tokens[4].hash, dtl_hash("xyz", 3));
    cr_expect(dtl_slice_is(dtl_tokens_text(&f.doc, 0, 2), "THE Aug."));
    fixture_close(&f);
}

Test(tokens, phrases_are_tokenised_like_documents) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    dtl_abbrevs abbrevs = {&f.rules.words, f.flags, f.rules.words.n + 1};
    dtl_phrase p;
    cr_assert_eq(dtl_tokenise_phrase(&f.arena, &abbrevs, "It’s Aug. U.S.", 16, &p), DTL_OK);
    cr_assert_eq(p.n, 4);
    cr_expect(dtl_slice_is(p.words[0].folded, "it"));
    cr_expect(dtl_slice_is(p.words[1].folded, "'s"));
    cr_expect(dtl_slice_is(p.words[2].folded, "aug"));
    cr_expect(dtl_slice_is(p.words[3].folded, "u.s"));
    cr_expect(p.words[0].flags & DTL_TOK_TITLE);
    cr_expect(p.words[1].flags & DTL_TOK_GLUED);
    cr_expect_eq(p.words[2].start, 7);
    cr_expect_eq(p.words[2].end, 11);
    cr_assert_eq(dtl_tokenise_phrase(&f.arena, NULL, "", 0, &p), DTL_OK);
    cr_expect_eq(p.n, 0);
    cr_assert_eq(dtl_tokenise_phrase(&f.arena, NULL, "Mr. X", 5, &p), DTL_OK);
    cr_expect_eq(p.n, 3, "no abbreviation is known");
    fixture_close(&f);
}

Test(fold, folds_case_apostrophes_and_normal_forms) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    row rows[] = {
        {"NATO", "nato"},      {"plain", "plain"},       {"ÉTÉ", "été"}, {"STRASSE", "strasse"},
        {"Straße", "strasse"}, {"it’s", "it's"},         {"‘a’", "'a'"}, {"“a”", "“a”"},
        {"E\xCC\x81", "é"},    {"co\xC2\xADop", "coop"}, {"Ω", "ω"},     {"", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dtl_slice s;
        cr_assert(dtl_fold(&a, rows[i].text, (uint32_t)strlen(rows[i].text), &s));
        cr_expect(dtl_slice_is(s, rows[i].expected), "%s: %.*s", rows[i].text, (int)s.n, s.p);
    }
    char long_text[4000];
    for (size_t i = 0; i < sizeof long_text; i += 2)
        memcpy(long_text + i, "\xCE\xA9", 2);
    dtl_slice s;
    cr_assert(dtl_fold(&a, long_text, sizeof long_text, &s));
    cr_expect_eq(s.n, sizeof long_text);
    cr_expect_eq(dtl_utf8_check(s.p, s.n), s.n);
    dtl_arena_free(&a);
}

/* ---- sentences ------------------------------------------------------------------------------ */

Test(sentences, stops_and_what_follows) {
    CHECK_SENTENCES(
        {"It fell. He left.", "It fell +. / He left +."},
        {"Up 3.5 percent. So.", "Up 3.5 percent +. / So +."},
        {"In 2022. 15 died.", "In 2022 +. / 15 died +."},
        {"He left (at ten). We saw.", "He left ( +at ten +) +. / We saw +."},
        {"He left.) We saw.", "He left +. +) / We saw +."},
        {"Yahoo! said so.", "Yahoo +! said so +."}, {"What?! No.", "What +? +! / No +."},
        {"He left... And came.", "He left +... / And came +."},
        {"He left ... and came.", "He left ... and came +."},
        {"against ... Americans", "against ... Americans"},
        {"the war.The end.", "the war +. / +The end +."}, {"1. The talks.", "1 +. The talks +."});
}

Test(sentences, abbreviations) {
    CHECK_SENTENCES({"Mr. Putin met Gen. The.", "Mr. Putin met Gen. The +."},
                    {"J. Smith left. He ran.", "J. Smith left +. / He ran +."},
                    {"By 5 p.m. the end.", "By 5 p.m. the end +."},
                    {"By 5 p.m. Tuesday", "By 5 p.m. Tuesday"},
                    {"the man left at 5 p.m. The end.", "the man left at 5 p.m. / The end +."},
                    {"the U.S. President", "the U.S. President"},
                    {"the end in the U.S. The end.", "the end in the U.S. / The end +."},
                    {"Acme Inc., said", "Acme Inc. +, said"},
                    {"At Acme Inc.\n\nHe left.", "At Acme Inc. / He left +."});
}

Test(sentences, quotations) {
    CHECK_SENTENCES({"“It fails,” he said. “Yes.” He left.",
                     "“ +It fails +, +” he said +. / “ +Yes +. +” / He left +."},
                    {"\"Why?\" he asked.", "\" +Why +? +\" he asked +."},
                    {"\"I go.\" \"You stay.\"", "\" +I go +. +\" / \" +You stay +. +\""},
                    {"``Yes.'' He left.", "`` +Yes +. +'' / He left +."},
                    {"He left. ''It fell.''", "He left +. / '' +It fell +. +''"});
}

static char *quoted_words(text_fixture *f, const char *text) {
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    cr_assert_eq(fixture_text(f, text), DTL_OK);
    for (uint32_t i = 0; i < f->doc.ntokens; i++) {
        dtl_slice s = dtl_token_text(&f->doc, i);
        if (f->doc.tokens[i].flags & DTL_TOK_QUOTED && !(f->doc.tokens[i].flags & DTL_TOK_PUNCT)) {
            dtl_buf_put(&b, s.p, s.n);
            dtl_buf_putc(&b, ' ');
        }
    }
    return b.at ? b.at : calloc(1, 1);
}

Test(sentences, what_is_quoted) {
    row rows[] = {{"the “so-called” plan", "so called "},
                  {"he said \"yes and\" no", "yes and "},
                  {"``one two'' three", "one two "},
                  {"‘one two’ three", "one two "},
                  {"‘the workers’ strike’ ended", "the workers strike "},
                  {"«eins» zwei", "eins "},
                  {"“open in this\n\nclosed here” x", ""},
                  {"6\" pipe and a 7\" one", ""},
                  {"say \"open and \"this one\" x", "this one "}};
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *shown = quoted_words(&f, rows[i].text);
        cr_expect_str_eq(shown, rows[i].expected, "%s: %s", rows[i].text, shown);
        free(shown);
    }
    cr_assert_eq(fixture_text(&f, "“One. Two.” He left."), DTL_OK);
    cr_assert_eq(f.doc.nsentences, 3);
    cr_expect(f.doc.sentences[0].quoted);
    cr_expect(f.doc.sentences[1].quoted);
    cr_expect_not(f.doc.sentences[2].quoted);
    cr_assert_eq(fixture_text(&f, "“One,” he said."), DTL_OK);
    cr_expect_not(f.doc.sentences[0].quoted);
    fixture_close(&f);
}

#define LONG_LINE                                                                                  \
    "Ferries will cross the Tagus again on Thursday after crews voted by a large majority to "     \
    "accept a pay agreement, ending the longest strike in the history of the river services of "   \
    "the whole city"

Test(sentences, lines_and_paragraphs) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(fixture_text(&f, "Ferries to sail\n\nThey sail. They land.\n\nIt ends."), DTL_OK);
    cr_assert_eq(f.doc.nsentences, 4);
    cr_expect(f.doc.has_title);
    cr_expect(dtl_slice_is(f.doc.title, "Ferries to sail"));
    uint32_t paragraphs[] = {0, 1, 1, 2};
    for (uint32_t i = 0; i < 4; i++)
        cr_expect_eq(f.doc.sentences[i].paragraph, paragraphs[i]);

    cr_assert_eq(fixture_text(&f, "Ferries to sail\r\n" LONG_LINE ".\r\nIt ends.\r\n"), DTL_OK);
    cr_assert_eq(f.doc.nsentences, 3);
    cr_expect(dtl_slice_is(f.doc.title, "Ferries to sail"));
    cr_expect_eq(f.doc.sentences[2].paragraph, 2);

    /* wrapped lines, also before a name, are no breaks */
    cr_assert_eq(fixture_text(&f, "The ferries of the city of Lisbon will sail again\n"
                                  "Thursday, said the operator Travessia after talks\n"
                                  "that went on for days. The boats are ready now.\n"),
                 DTL_OK);
    cr_expect_eq(f.doc.nsentences, 2);
    cr_expect_not(f.doc.has_title);

    /* a headline over wrapped text; a list */
    cr_assert_eq(fixture_text(&f, "Ferries sail\nThe ferries of the city will sail again on\n"
                                  "Thursday, said the operator after long talks.\n"),
                 DTL_OK);
    cr_expect_eq(f.doc.nsentences, 2);
    cr_expect(f.doc.has_title);
    cr_assert_eq(fixture_text(&f, "Two things\n- one boat\n- two boats\n"), DTL_OK);
    cr_expect_eq(f.doc.nsentences, 3);
    fixture_close(&f);
}

Test(sentences, datelines_belong_to_the_sentence) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    const char *texts[] = {"GENEVA, March 4 - The talks ended.",
                           "WASHINGTON (AP) _\n\nThe talks ended.",
                           "NAIROBI, May 24 (RVN) -- The talks ended."};
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(fixture_text(&f, texts[i]), DTL_OK);
        cr_expect_eq(f.doc.nsentences, 1, "%s", texts[i]);
        cr_expect_not(f.doc.has_title);
    }
    fixture_close(&f);
}

Test(sentences, scripts_without_case_are_split_too) {
    CHECK_SENTENCES({"会议举行。他们离开。", "会议 +举行 +。 / +他们 +离开 +。"});
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(fixture_text(&f, "यह एक वाक्य है। यह दूसरा है।"), DTL_OK);
    cr_expect_eq(f.doc.nsentences, 2);
    fixture_close(&f);
}

/* What other stages rely on, for any text. */
static void check_invariants(const dtl_document *d) {
    uint32_t next = 0, last = 0;
    for (uint32_t i = 0; i < d->ntokens; i++) {
        const dtl_token *t = &d->tokens[i];
        cr_assert(t->start < t->end && t->end <= d->len && t->start >= last);
        cr_assert_leq(t->end - t->start, DTL_TOKEN_MAX + 4);
        cr_assert(((unsigned char)d->text[t->start] & 0xC0) != 0x80);
        cr_assert_eq((t->flags & DTL_TOK_GLUED) != 0, i > 0 && t->start == last);
        last = t->end;
    }
    for (uint32_t k = 0; k < d->nsentences; k++) {
        const dtl_sentence *s = &d->sentences[k];
        cr_assert(s->first == next && s->end > s->first);
        cr_assert(d->tokens[s->first].flags & DTL_TOK_FIRST);
        for (uint32_t i = s->first; i < s->end; i++)
            cr_assert_eq(d->tokens[i].sentence, k);
        cr_assert(k == 0 || s->paragraph == d->sentences[k - 1].paragraph ||
                  s->paragraph == d->sentences[k - 1].paragraph + 1);
        next = s->end;
    }
    cr_assert_eq(next, d->ntokens);
}

Test(bounds, any_text_gives_ordered_tokens_in_sentences) {
    static const char *const pieces[] = {
        "a",   "Z",     "9",        ".",    ",",   "'",       "’",
        "\"",  "“",     "”",        "``",   "''",  "-",       "@",
        " ",   "\n",    "\r",       "\t",   ":",   "//",      "www.",
        "n't", "é",     "\xCC\x81", "中",   "ไทย", "😀",       "\xE2\x80\x8D",
        "½",   "1,000", "3.5",      "U.S.", "Mr.", "http://", "?",
        "!",   "…",     "‘",        "(",    ")"};
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    uint32_t seed = 12345;
    for (int round = 0; round < 3000; round++) {
        char text[400];
        size_t n = 0;
        for (int k = 0; k < 40; k++) {
            seed = seed * 1664525u + 1013904223u;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        char *exact = malloc(n); /* so that a sanitizer sees a read behind the end */
        memcpy(exact, text, n);
        cr_assert_eq(fixture_run(&f, exact, n, DTL_FORMAT_PLAIN), DTL_OK);
        check_invariants(&f.doc);
        free(exact);
    }
    fixture_close(&f);
}

static double seconds_for(text_fixture *f, const char *piece, size_t bytes) {
    size_t n = strlen(piece);
    char *text = malloc(bytes + n);
    size_t at = 0;
    while (at < bytes) {
        memcpy(text + at, piece, n);
        at += n;
    }
    clock_t start = clock();
    cr_assert_eq(fixture_run(f, text, at, DTL_FORMAT_PLAIN), DTL_OK, "%s", piece);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    check_invariants(&f->doc);
    free(text);
    return seconds;
}

/* Eight times the text must not take much more than eight times as long. */
Test(bounds, time_is_linear_whatever_the_text, .timeout = 100) {
    static const char *const pieces[] = {"a",
                                         "A",
                                         "é",
                                         "e\xCC\x81",
                                         "中",
                                         "ก",
                                         "1",
                                         ".",
                                         "1.",
                                         "1,",
                                         ".1",
                                         "a.",
                                         "a.b",
                                         "'",
                                         "’",
                                         "\"",
                                         "“",
                                         "`",
                                         "@",
                                         "a@",
                                         "a.@",
                                         "-",
                                         "(",
                                         "x\n",
                                         "\n",
                                         "Mr. ",
                                         "A. ",
                                         "http://",
                                         "http://a ",
                                         "www.",
                                         "a'",
                                         "n't",
                                         "? ",
                                         "\xCC\x81",
                                         "\xF0\x9F\x98\x80\xE2\x80\x8D",
                                         "‘a’ ",
                                         "- a\n",
                                         "GENEVA -\n\n",
                                         "A.\n\n",
                                         "\r",
                                         "ab. Cd "};
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        double small = seconds_for(&f, pieces[i], 32 << 10);
        double large = seconds_for(&f, pieces[i], 256 << 10);
        cr_expect_lt(large, 32 * small + 0.2, "%s: %.3f s, then %.3f s", pieces[i], small, large);
    }
    fixture_close(&f);
}

Test(bounds, long_runs_are_cut_into_glued_tokens) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    char text[1000];
    memset(text, 'a', sizeof text);
    cr_assert_eq(fixture_run(&f, text, sizeof text, DTL_FORMAT_PLAIN), DTL_OK);
    cr_expect_eq(f.doc.ntokens, 4);
    cr_expect(f.doc.tokens[3].flags & DTL_TOK_GLUED);
    fixture_close(&f);
}

Test(bounds, a_failed_allocation_is_reported) {
    const char *text =
        "Ferries to Élysée sail\n\nMr. Putin’s “U.S. visit” at 5 p.m. The end. 会议举行。\n\n"
        "他们在北京会晤。会议举行。\n";
    bool done = false;
    for (size_t granted = 0; granted < 200 && !done; granted++) {
        failing_mem memory;
        failing_mem_init(&memory, granted);
        text_fixture f;
        fixture_open(&f, &memory.mem);
        dtl_status status = fixture_text(&f, text);
        cr_assert(status == DTL_OK || status == DTL_E_NOMEM);
        cr_assert_eq(status == DTL_E_NOMEM, memory.refused);
        done = status == DTL_OK;
        if (done)
            check_invariants(&f.doc);
        fixture_close(&f);
        cr_assert_eq(memory.live, 0);
    }
    cr_expect(done);
}

Test(document, works_without_rules) {
    dtl_arena a;
    dtl_document d;
    const char *message;
    size_t offset;
    dtl_arena_init(&a, &dtl_mem_default);
    cr_assert_eq(
        dtl_document_read(&d, &a, "The end. Mr. X left.", 20, DTL_FORMAT_AUTO, &message, &offset),
        DTL_OK);
    cr_assert_eq(dtl_document_analyse(&d, NULL), DTL_OK);
    cr_expect_gt(d.nsentences, 1);
    cr_expect_eq(d.tokens[0].word, 0);
    cr_expect_neq(d.tokens[2].pos, DTL_POS_NONE);
    dtl_arena_free(&a);
}
