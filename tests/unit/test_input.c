/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of what comes in: bytes that are text or not, TimeML, and the way back from spans of the
 * text to the bytes of the input.
 */
#include "text_fixture.h"

#include "failing_mem.h"

#include <criterion/criterion.h>
#include <stdio.h>

static void check_refused(const char *bytes, size_t n, dtl_status status, size_t offset,
                          const char *part) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(fixture_run(&f, bytes, n, DTL_FORMAT_AUTO), status, "%s: status %d", part,
                 (int)f.status);
    cr_assert_not_null(f.message);
    cr_expect(strstr(f.message, part), "\"%s\" not in: %s", part, f.message);
    cr_expect_eq(f.offset, offset, "%s: offset %zu", part, f.offset);
    fixture_close(&f);
}
#define REFUSED(bytes, status, offset, part)                                                       \
    check_refused(bytes, sizeof(bytes) - 1, status, offset, part)

Test(input, what_is_not_utf8_is_named_with_its_offset) {
    REFUSED("caf\xE9 noir", DTL_E_UTF8, 3, "byte 0xE9 at offset 3 is not UTF-8; convert");
    REFUSED("caf\xE9 noir", DTL_E_UTF8, 3, "iconv -f latin1 -t utf-8");
    REFUSED("“x\xE2\x80", DTL_E_UTF8, 4, "cut off");
    REFUSED("ab\xED\xA0\x80", DTL_E_UTF8, 2, "0xED");
    REFUSED("\xFF\xFEh\0i\0", DTL_E_UTF8, 0, "UTF-16");
    REFUSED("\xFE\xFF\0h\0i", DTL_E_UTF8, 0, "UTF-16");
    REFUSED("\xFF\xFE\0\0h\0\0\0", DTL_E_UTF8, 0, "UTF-32");
    REFUSED("h\0i\0", DTL_E_UTF8, 1, "NUL byte at offset 1");
    REFUSED("%PDF-1.5 x", DTL_E_UTF8, 0, "pdftotext");
    REFUSED("\x1F\x8B\x08", DTL_E_UTF8, 0, "gzip");
    REFUSED("  <!DOCTYPE html><p>x", DTL_E_INPUT, 0, "has no article");
}

Test(input, too_long_is_a_limit) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    f.status = dtl_document_read(&f.doc, &f.arena, "", (size_t)DTL_TEXT_MAX + 1, DTL_FORMAT_PLAIN,
                                 &f.message, &f.offset);
    cr_expect_eq(f.status, DTL_E_LIMIT);
    cr_expect(strstr(f.message, "1073741825"));
    fixture_close(&f);
}

Test(input, empty_is_a_document) {
    const char *texts[] = {"", "\xEF\xBB\xBF", " \r\n\t\n", "\xC2\xA0"};
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(fixture_run(&f, texts[i], strlen(texts[i]), DTL_FORMAT_AUTO), DTL_OK);
        cr_expect_eq(f.doc.ntokens, 0);
        cr_expect_eq(f.doc.nsentences, 0);
        cr_expect_not(f.doc.has_title);
    }
    cr_assert_eq(fixture_run(&f, NULL, 0, DTL_FORMAT_AUTO), DTL_OK);
    fixture_close(&f);
}

Test(input, byte_order_mark_and_line_ends) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    const char *text = "\xEF\xBB\xBFOne two.\r\n\r\nThree.";
    cr_assert_eq(fixture_run(&f, text, strlen(text), DTL_FORMAT_AUTO), DTL_OK);
    cr_expect_eq(f.doc.nsentences, 2);
    cr_expect_eq(f.doc.text[8], '\r');
    for (uint32_t i = 0; i < f.doc.ntokens; i++) {
        dtl_slice s = dtl_token_text(&f.doc, i);
        uint32_t start = dtl_input_offset(&f.doc, f.doc.tokens[i].start);
        cr_expect_eq(memcmp(text + start, s.p, s.n), 0);
        cr_expect_eq(dtl_input_end(&f.doc, f.doc.tokens[i].end), start + s.n);
    }
    fixture_close(&f);
}

/* ---- TimeML --------------------------------------------------------------------------------- */

#define HEAD "<?xml version=\"1.0\" ?>\n<TimeML xmlns:x=\"http://x\">\n"
#define DCT(value)                                                                                 \
    "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"" value "\" "                                   \
    "functionInDocument=\"CREATION_TIME\">x</TIMEX3></DCT>\n"

static dtl_status run_timeml(text_fixture *f, const char *xml) {
    return fixture_run(f, xml, strlen(xml), DTL_FORMAT_AUTO);
}

Test(timeml, text_title_id_and_creation_time) {
    const char *xml = HEAD "<DOCID> wsj_1 </DOCID>" DCT(
        "1998-03-04") "<TITLE>A &amp; B</TITLE>"
                      "<EXTRAINFO>not this</EXTRAINFO>\n<TEXT>\nHe <EVENT eid=\"e1\" class=\"X>Y\">met</EVENT> "
                      "her <SIGNAL sid=\"s1\">on</SIGNAL> <TIMEX3 tid=\"t1\" value=\"1998-03-02\">Monday</TIMEX3>."
                      "\n</TEXT>\n<MAKEINSTANCE eiid=\"ei1\"/></TimeML>";
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(run_timeml(&f, xml), DTL_OK, "%s", f.message ? f.message : "");
    cr_expect_eq(f.doc.len, strlen("\nHe met her on Monday.\n"));
    cr_expect_eq(memcmp(f.doc.text, "\nHe met her on Monday.\n", f.doc.len), 0);
    cr_expect(dtl_slice_is(f.doc.id, "wsj_1"));
    cr_expect(dtl_slice_is(f.doc.title, "A & B"));
    cr_expect_not(f.doc.has_title, "the title is not part of the text");
    cr_expect(f.doc.has_dct);
    cr_expect_eq(f.doc.dct.a.year, 1998);
    cr_expect_eq(f.doc.dct.a.month, 3);
    cr_expect_eq(f.doc.dct.a.day, 4);
    cr_expect(dtl_slice_is(f.doc.dct_source, "timeml:DCT"));
    fixture_close(&f);
}

Test(timeml, creation_time_with_a_clock_keeps_the_day) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(run_timeml(&f, HEAD DCT("1998-03-04T08:30") "<TEXT>x</TEXT></TimeML>"), DTL_OK);
    cr_expect(f.doc.has_dct);
    cr_expect_eq(f.doc.dct.a.day, 4);
    cr_expect_eq(f.doc.dct.a.hour, 8);
    cr_assert_eq(run_timeml(&f, HEAD DCT("1998-03-04TXX") "<TEXT>x</TEXT></TimeML>"), DTL_OK);
    cr_expect_eq(f.doc.dct.a.day, 4);
    cr_assert_eq(run_timeml(&f, HEAD DCT("") "<TEXT>x</TEXT></TimeML>"), DTL_OK);
    cr_expect_not(f.doc.has_dct);
    cr_assert_eq(run_timeml(&f, HEAD "<TEXT>x</TEXT></TimeML>"), DTL_OK);
    cr_expect_not(f.doc.has_dct);
    cr_assert_eq(run_timeml(&f, HEAD "<TEXT>On <TIMEX3 value=\"2001-02-03\" functionInDocument="
                                     "\"PUBLICATION_TIME\">3/2/01</TIMEX3> x</TEXT></TimeML>"),
                 DTL_OK);
    cr_expect(f.doc.has_dct);
    cr_expect_eq(f.doc.dct.a.year, 2001);
    cr_expect_eq(run_timeml(&f, HEAD DCT("someday") "<TEXT>x</TEXT></TimeML>"), DTL_E_INPUT);
    cr_expect(strstr(f.message, "'someday' is not a date"), "%s", f.message);
    fixture_close(&f);
}

/* Every token's span in the input holds its text, entities and tags apart. */
Test(timeml, spans_point_into_the_input) {
    const char *xml =
        "\xEF\xBB\xBF" HEAD "<TEXT a='>'>R&amp;D caf\xC3\xA9 <EVENT>met</EVENT>"
        "<EVENT/><!-- <TEXT> x --> AT&#38;T &#x201C;so&#8221; <![CDATA[a<b & c]]>.<?pi x?> End"
        "</TEXT></TimeML>";
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(run_timeml(&f, xml), DTL_OK, "%s", f.message ? f.message : "");
    char *text = dtl_arena_strndup(&f.arena, f.doc.text, f.doc.len);
    cr_expect_str_eq(text, "R&D café met AT&T “so” a<b & c. End");
    const char *spans[] = {"R&amp;D", "caf\xC3\xA9", "met", "AT&#38;T", "&#x201C;", "so", "&#8221;",
                           "a",       "<",           "b",   "&",        "c",        ".",  "End"};
    cr_assert_eq(f.doc.ntokens, sizeof spans / sizeof *spans);
    for (uint32_t i = 0; i < f.doc.ntokens; i++) {
        uint32_t start = dtl_input_offset(&f.doc, f.doc.tokens[i].start);
        uint32_t end = dtl_input_end(&f.doc, f.doc.tokens[i].end);
        cr_expect(end - start == strlen(spans[i]) &&
                      memcmp(xml + start, spans[i], end - start) == 0,
                  "token %u: %.*s", i, (int)(end - start), xml + start);
    }
    for (uint32_t i = 1; i < f.doc.map.n; i++)
        cr_expect(f.doc.map.at[i - 1].text <= f.doc.map.at[i].text &&
                  f.doc.map.at[i - 1].input <= f.doc.map.at[i].input);
    fixture_close(&f);
}

Test(timeml, carriage_returns_stay) {
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(run_timeml(&f, HEAD "<TEXT>One.\r\n\r\nTwo.\rThree.</TEXT></TimeML>"), DTL_OK);
    cr_expect_eq(f.doc.len, 19);
    cr_expect_eq(f.doc.nsentences, 3);
    cr_assert_eq(run_timeml(&f, HEAD "<TEXT/></TimeML>"), DTL_OK);
    cr_expect_eq(f.doc.ntokens, 0);
    fixture_close(&f);
}

#define LAUGHS                                                                                     \
    "<?xml version=\"1.0\"?>\n<!DOCTYPE TimeML [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;\">" \
    "<!ENTITY c \"&b;&b;&b;&b;&b;\">]>\n<TimeML><TEXT>&c;</TEXT></TimeML>"

Test(timeml, hostile_and_broken_documents_are_refused) {
    REFUSED(LAUGHS, DTL_E_INPUT, 39, "declarations");
    REFUSED("<?xml version=\"1.0\"?><!DOCTYPE TimeML SYSTEM \"http://127.0.0.1:1/x.dtd\">"
            "<TimeML><TEXT>a &foo; b</TEXT></TimeML>",
            DTL_E_INPUT, 88, "&foo;");
    REFUSED(HEAD "<TEXT>a <EVENT>b</TEXT></TimeML>", DTL_E_INPUT, 74,
            "3:24: broken XML: Opening and");
    REFUSED(HEAD "<TEXT>a & b</TEXT></TimeML>", DTL_E_INPUT, 60, "3:10: broken XML");
    REFUSED(HEAD "<BODY>a</BODY></TimeML>", DTL_E_INPUT, 0, "no TEXT element");
    REFUSED("<?xml version=\"1.0\"?><rss/>", DTL_E_INPUT, 0, "<rss>, not <TimeML>");
    REFUSED("<?xml", DTL_E_INPUT, 5, "broken XML");
    char deep[9000] = "<?xml version=\"1.0\"?><TimeML><TEXT>";
    for (size_t i = strlen(deep); i + 3 < sizeof deep; i += 3)
        memcpy(deep + i, "<a>", 3);
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_expect_eq(run_timeml(&f, deep), DTL_E_INPUT);
    fixture_close(&f);
}

Test(timeml, plain_on_request) {
    const char *xml = "<?xml version=\"1.0\"?><TimeML/>";
    text_fixture f;
    fixture_open(&f, &dtl_mem_default);
    cr_assert_eq(fixture_run(&f, xml, strlen(xml), DTL_FORMAT_PLAIN), DTL_OK);
    cr_expect_eq(f.doc.len, strlen(xml));
    fixture_close(&f);
}

Test(timeml, a_failed_allocation_is_reported) {
    const char *xml = HEAD "<DOCID>d</DOCID>" DCT(
        "1998-03-04") "<TITLE>T</TITLE>"
                      "<TEXT>He <EVENT>met</EVENT> A &amp; B.</TEXT></TimeML>";
    bool done = false;
    for (size_t granted = 0; granted < 100 && !done; granted++) {
        failing_mem memory;
        failing_mem_init(&memory, granted);
        text_fixture f;
        fixture_open(&f, &memory.mem);
        dtl_status status = run_timeml(&f, xml);
        cr_assert_eq(status, memory.refused ? DTL_E_NOMEM : DTL_OK);
        done = status == DTL_OK;
        fixture_close(&f);
        cr_assert_eq(memory.live, 0);
    }
    cr_expect(done);
}
