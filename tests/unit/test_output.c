/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writers: a hand-built timeline in, exact bytes out.
 */
#include "output/output.h"
#include "timeline/timeline.h"
#include "timeline/tree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dtl_when when_of(const char *edtf, dtl_basis basis) {
    dtl_timex t;
    dtl_when w = {.basis = basis, .edtf = edtf};
    const char *why = "";
    cr_assert(dtl_edtf_parse(edtf, strlen(edtf), &t, &why), "%s: %s", edtf, why);
    cr_assert(dtl_timex_bounds(&t, &w.bounds), "%s has no bounds", edtf);
    w.granularity = t.kind == DTL_TX_DATE || t.has_a ? t.a.grain : t.b.grain;
    return w;
}

static const char *who[] = {"Russia", "Ukraine"};
static const char *where[] = {"Istanbul"};
static const char text[] = "Talks in \xC3\x8Fstanbul back in 2022 & <more>.";

static dtl_evidence evidence = {.text = {text, 31},
                                .start = 0,
                                .end = 31,
                                .cp_start = 0,
                                .cp_end = 30,
                                .sentence = 6,
                                .rule = "event.meeting-at",
                                .time = "t4"};

/* One dated event, one undated, a link, a time. */
static dateline_timeline *make(void) {
    dateline_timeline *tl = dtl_timeline_new(&dtl_mem_default);
    cr_assert_not_null(tl);
    tl->doc_id = "lavrov";
    tl->title = "No: a title";
    tl->language = "no";
    tl->has_created = true;
    tl->created_edtf = "2025-08-20";
    cr_assert(dtl_edtf_parse("2025-08-20", 10, &tl->created, NULL));
    tl->rules_set = "en";
    tl->rules_version = "1.0.0";
    tl->events = DTL_NEW_ARRAY(&tl->arena, 1, dtl_entry);
    tl->nevents = 1;
    tl->events[0] = (dtl_entry){.id = "e1",
                                .name = "2022 Istanbul talks",
                                .type = "meeting",
                                .when = when_of("2022", DTL_BASIS_EXPLICIT),
                                .who = who,
                                .nwho = 2,
                                .where = where,
                                .nwhere = 1,
                                .status = DTL_STATUS_HAPPENED,
                                .confidence = 0.9349,
                                .evidence = &evidence,
                                .nevidence = 1};
    tl->undated = DTL_NEW_ARRAY(&tl->arena, 1, dtl_entry);
    tl->nundated = 1;
    tl->undated[0] = (dtl_entry){.id = "u1",
                                 .name = "yes",
                                 .type = "meeting",
                                 .when.relative = "last week",
                                 .status = DTL_STATUS_POSSIBLE,
                                 .confidence = 1};
    tl->order = DTL_NEW_ARRAY(&tl->arena, 2, dtl_order_link);
    tl->norder = 2;
    tl->order[0] =
        (dtl_order_link){.x = "e1", .relation = DTL_REL_BEFORE, .y = "u1", .signal = "back in"};
    tl->order[1] = (dtl_order_link){
        .x = "u1", .relation = DTL_REL_BEFORE, .y = "e1", .lag = "P3D", .refused = true};
    tl->times = DTL_NEW_ARRAY(&tl->arena, 1, dtl_time_entry);
    tl->ntimes = 1;
    tl->times[0] = (dtl_time_entry){.id = "t4",
                                    .text = {text + 27, 4},
                                    .start = 27,
                                    .end = 31,
                                    .cp_start = 26,
                                    .cp_end = 30,
                                    .text_start = 27,
                                    .text_end = 31,
                                    .sentence = 6,
                                    .type = "DATE",
                                    .value = "2022",
                                    .edtf = "2022",
                                    .anchor = "t0",
                                    .rule = "year"};
    tl->text = text;
    tl->text_len = (uint32_t)strlen(text);
    return tl;
}

static char *write_as(const dateline_timeline *tl, dateline_write_options opts) {
    char *out = NULL;
    size_t n = 0;
    cr_assert_eq(dateline_timeline_write(tl, &opts, &out, &n), DATELINE_OK);
    cr_assert_eq(strlen(out), n);
    return out;
}

static void expect(const dateline_timeline *tl, dateline_write_options opts, const char *expected) {
    char *out = write_as(tl, opts);
    cr_assert_str_eq(out, expected);
    dateline_free(out);
}

static void expect_contains(const dateline_timeline *tl, dateline_write_options opts,
                            const char *part) {
    char *out = write_as(tl, opts);
    cr_assert(strstr(out, part), "no `%s` in:\n%s", part, out);
    dateline_free(out);
}

static const char yaml[] =
    "dateline: 1\n"
    "document: {id: lavrov, title: \"No: a title\", created: 2025-08-20, language: \"no\"}\n"
    "rules: {set: en, version: 1.0.0}\n"
    "events:\n"
    "- id: e1\n"
    "  name: 2022 Istanbul talks\n"
    "  type: meeting\n"
    "  when: {edtf: \"2022\", start: 2022-01-01, end: 2022-12-31, granularity: year, basis: explicit}\n"
    "  who: [Russia, Ukraine]\n"
    "  where: [Istanbul]\n"
    "  status: happened\n"
    "  confidence: 0.93\n"
    "  evidence:\n"
    "  - {text: \"Talks in \xC3\x8Fstanbul back in 2022\", span: [0, 31], sentence: 6, rule: event.meeting-at, time: t4}\n"
    "undated:\n"
    "- id: u1\n"
    "  name: \"yes\"\n"
    "  type: meeting\n"
    "  relative: \"last week\"\n"
    "  who: []\n"
    "  where: []\n"
    "  status: possible\n"
    "  confidence: 1.0\n"
    "  evidence: []\n"
    "order:\n"
    "- [e1, before, u1, \"back in\"]\n"
    "refused:\n"
    "- [u1, before, e1, \"\", P3D]\n";

Test(output, yaml_is_the_contract) {
    dateline_timeline *tl = make();
    expect(tl, (dateline_write_options){.format = DATELINE_FORMAT_YAML}, yaml);
    dateline_timeline_free(tl);
}

Test(output, times_are_listed_on_request) {
    dateline_timeline *tl = make();
    expect_contains(
        tl, (dateline_write_options){.times = 1},
        "times:\n- {id: t4, text: \"2022\", span: [27, 31], sentence: 6, type: DATE, value: \"2022\", "
        "edtf: \"2022\", anchor: t0, rule: year}\n");
    dateline_timeline_free(tl);
}

Test(output, spans_in_code_points) {
    dateline_timeline *tl = make();
    expect_contains(tl, (dateline_write_options){.codepoints = 1, .times = 1}, "span: [26, 30]");
    expect_contains(tl, (dateline_write_options){.codepoints = 1}, "offsets: codepoints");
    dateline_timeline_free(tl);
}

Test(output, json_is_the_same_document) {
    dateline_timeline *tl = make(), *back = NULL;
    char *json = write_as(tl, (dateline_write_options){.format = DATELINE_FORMAT_JSON});
    cr_assert(strstr(json, "\n      \"confidence\": 0.93,\n"), "%s", json);
    dateline_error e;
    cr_assert_eq(dateline_timeline_read(json, strlen(json), "json", NULL, &back, &e), DATELINE_OK,
                 "%s", e.message);
    expect(back, (dateline_write_options){.format = DATELINE_FORMAT_YAML}, yaml);
    dateline_free(json);
    dateline_timeline_free(back);

    json = write_as(tl, (dateline_write_options){.format = DATELINE_FORMAT_JSON, .compact = 1});
    cr_assert_eq(strchr(json, '\n'), json + strlen(json) - 1, "compact JSON is one line");
    dateline_free(json);
    dateline_timeline_free(tl);
}

Test(output, confidence_is_rounded_to_hundredths) {
    static const struct {
        double in;
        int out;
    } cases[] = {{0, 0}, {-1, 0}, {0.004, 0}, {0.005, 1}, {0.9349, 93}, {0.999, 100}, {7, 100}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(dtl_hundredths(cases[i].in), cases[i].out, "%g", cases[i].in);
}

/* A name that a YAML 1.1 reader would take for something else must be in quotation marks. */
Test(output, names_stay_strings) {
    static const struct {
        const char *name;
        bool plain;
    } cases[] = {
        {"Geneva summit", true},
        {"2022 Istanbul talks", true},
        {"Tesfaye's visit", true},
        {"\xC3\x89lys\xC3\xA9"
         "e talks",
         true},
        {"G7 summit (Hiroshima)", true},
        {"2022", false},
        {"1.5", false},
        {"1e5", false},
        {"0x1F", false},
        {"12:30:00", false},
        {"2025-08-20", false},
        {"Yes", false},
        {"off", false},
        {"null", false},
        {"~", false},
        {"", false},
        {" x", false},
        {"x ", false},
        {"a: b", false},
        {"a #b", false},
        {"- a", false},
        {"[a]", false},
        {"*a", false},
        {"a, b", false},
        {"tab\there", false},
        {"two\nlines", false},
        {"\xF0\x9F\x98\x80", false},
        {"'x'", false},
        {".5", false},
        {"\"q\" \\ b", false},
    };
    dateline_timeline *tl = make();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tl->events[0].who[0] = cases[i].name;
        char *out = write_as(tl, (dateline_write_options){.format = DATELINE_FORMAT_YAML});
        dtl_arena arena;
        dtl_arena_init(&arena, &dtl_mem_default);
        dtl_tree_node *node;
        dateline_error e;
        cr_assert_eq(dtl_tree_read(out, strlen(out), "yaml", &arena, &node, &e), DTL_OK, "%s\n%s",
                     e.message, out);
        for (node = node->first; !dtl_slice_is(node->text, "events"); node = node->next->next)
            ;
        for (node = node->next->first->first; !dtl_slice_is(node->text, "who");
             node = node->next->next)
            ;
        node = node->next->first;
        cr_expect(dtl_slice_is(node->text, cases[i].name), "`%s` came back as `%s`", cases[i].name,
                  node->text.p);
        if (cases[i].plain || (unsigned char)cases[i].name[0] < 0xF0)
            cr_expect_eq(node->plain, cases[i].plain, "`%s`", cases[i].name);
        dtl_arena_free(&arena);
        dateline_free(out);
    }
    tl->events[0].who[0] = "Russia";
    dateline_timeline_free(tl);
}

static void expect_when(dtl_when w, const char *expected) {
    dateline_timeline *tl = make();
    tl->events[0].when = w;
    expect_contains(tl, (dateline_write_options){.format = DATELINE_FORMAT_YAML}, expected);
    dateline_timeline_free(tl);
}

Test(output, days_are_inclusive_and_clock_times_are_instants) {
    expect_when(
        when_of("2025-08-15", DTL_BASIS_ANCHORED),
        "{edtf: \"2025-08-15\", start: 2025-08-15, end: 2025-08-15, granularity: day, basis: anchored}");
    expect_when(when_of("2025-08-15T15:30", DTL_BASIS_EXPLICIT),
                "start: \"2025-08-15T15:30\", end: \"2025-08-15T15:31\", granularity: minute");
    expect_when(when_of("-0043-03-15", DTL_BASIS_EXPLICIT),
                "start: \"-0043-03-15\", end: \"-0043-03-15\"");
}

Test(output, what_is_not_bounded_is_left_out) {
    dtl_when w = when_of("2022-02-24/..", DTL_BASIS_INFERRED);
    w.open_end = true;
    expect_when(
        w,
        "{edtf: \"2022-02-24/..\", start: 2022-02-24, open: true, granularity: day, basis: inferred}");
    int64_t day = 86400;
    w = when_of("2025-08-11/2025-08-17", DTL_BASIS_INFERRED);
    w.bounds.start_max = w.bounds.start_min + 2 * day;
    w.bounds.end_min = w.bounds.end_max - day;
    w.duration = "PT40M";
    expect_when(
        w,
        "start: 2025-08-11, end: 2025-08-17, latest_start: 2025-08-13, earliest_end: 2025-08-16, "
        "granularity: day, basis: inferred, duration: PT40M}");
}

Test(output, dates_for_people) {
    static const struct {
        const char *edtf;
        bool open;
        const char *shown;
    } cases[] = {
        {"2022", false, "2022"},
        {"2022/2024", false, "2022 \xE2\x80\x93 2024"},
        {"2025-08", false, "Aug 2025"},
        {"2023-03/2023-05", false, "Mar \xE2\x80\x93 May 2023"},
        {"2023-11/2024-02", false, "Nov 2023 \xE2\x80\x93 Feb 2024"},
        {"2025-08-15", false, "Fri 15 Aug 2025"},
        {"2025-08-11/2025-08-17", false, "Mon 11 \xE2\x80\x93 Sun 17 Aug 2025"},
        {"2024-07-30/2024-08-02", false, "Tue 30 Jul \xE2\x80\x93 Fri 2 Aug 2024"},
        {"2024-12-30/2025-01-02", false, "Mon 30 Dec 2024 \xE2\x80\x93 Thu 2 Jan 2025"},
        {"2023-11-05T04:12", false, "Sun 5 Nov 2023 04:12"},
        {"-0043-03-15", false, "15 Mar 44 BC"},
        {"-0148/-0145", false, "149 \xE2\x80\x93 146 BC"},
        {"1999~", false, "about 1999"},
        {"2023-03/..", true, "since Mar 2023"},
        {"2025-08-20/..", false, "since Wed 20 Aug 2025"},
        {"../2025-08-19", false, "before Wed 20 Aug 2025"},
        {"../2024", false, "before 2025"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dtl_when w = when_of(cases[i].edtf, DTL_BASIS_EXPLICIT);
        w.open_end = cases[i].open;
        dtl_buf b;
        dtl_buf_init(&b, &dtl_mem_default);
        dtl_human_when(&w, &b);
        cr_expect_str_eq(b.at ? b.at : "", cases[i].shown, "%s gave %s", cases[i].edtf,
                         b.at ? b.at : "");
        dtl_buf_free(&b);
    }
    dtl_when w = when_of("2022-08-20", DTL_BASIS_INFERRED);
    w.bounds = (dtl_bounds){DTL_TIME_MIN, w.bounds.start_min, DTL_TIME_MIN, DTL_TIME_MAX};
    w.open_end = true;
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_human_when(&w, &b);
    cr_expect_str_eq(b.at, "since before Sat 20 Aug 2022");
    dtl_buf_free(&b);

    /* What the text says in years can still end on a day: a year would say too much. */
    w.granularity = DTL_YEAR;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_human_when(&w, &b);
    cr_expect_str_eq(b.at, "since before Sat 20 Aug 2022");
    dtl_buf_free(&b);
}

Test(output, text_view) {
    dateline_timeline *tl = make();
    expect(
        tl, (dateline_write_options){.format = DATELINE_FORMAT_TEXT, .width = 40},
        "No: a title\n"
        "Wed 20 Aug 2025\n"
        "\n"
        "2022          2022 Istanbul talks\n"
        "              Russia, Ukraine \xC2\xB7 Istanbul\n"
        "              \xE2\x80\x9CTalks in \xC3\x8Fstanbul back\xE2\x80\xA6\xE2\x80\x9D\n"
        "\n"
        "\xE2\x94\x80\xE2\x94\x80 undated "
        "\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80"
        "\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80"
        "\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80"
        "\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\n"
        "\n"
        "last week     yes  [possible]\n");
    char *out = write_as(tl, (dateline_write_options){.format = DATELINE_FORMAT_TEXT});
    cr_expect(!strchr(out, '\x1b'), "no colours unless asked for");
    dateline_free(out);
    expect_contains(tl, (dateline_write_options){.format = DATELINE_FORMAT_TEXT, .colour = 1},
                    "\x1b[33mpossible\x1b[0m");
    dateline_timeline_free(tl);
}

Test(output, an_article_cannot_write_escape_sequences) {
    dateline_timeline *tl = make();
    dtl_evidence e = evidence;
    e.text = dtl_slice_of("a\x1b[31m\x07  \n b");
    tl->events[0].evidence = &e;
    tl->events[0].name = "x\x1b[0my";
    char *out = write_as(tl, (dateline_write_options){.format = DATELINE_FORMAT_TEXT});
    cr_expect(!strchr(out, '\x1b') && !strchr(out, '\x07'));
    cr_expect(strstr(out, "\xE2\x80\x9C"
                          "a [31m b\xE2\x80\x9D"),
              "%s", out);
    dateline_free(out);
    dateline_timeline_free(tl);
}

Test(output, width_of_text) {
    cr_expect_eq(dtl_display_width("abc", 3), 3);
    cr_expect_eq(dtl_display_width("e\xCC\x81", 3), 1, "a combining accent takes no column");
    cr_expect_eq(dtl_display_width("\xE6\x97\xA5\xE6\x9C\xAC", 6), 4, "ideographs take two");
}

Test(output, timeml) {
    dateline_timeline *tl = make();
    dtl_mention_entry mentions[] = {
        {.id = "ev1",
         .text_start = 0,
         .text_end = 5,
         .timeml_class = "OCCURRENCE",
         .tense = "NONE",
         .aspect = "NONE",
         .polarity = "POS",
         .pos = "NOUN",
         .modality = "may"},
        {.id = "ev2",
         .text_start = 20,
         .text_end = 28,
         .timeml_class = "STATE"}, /* overlaps the time */
        {.id = "ev3", .text_start = 27, .text_end = 31, .timeml_class = "STATE"}, /* is the time */
        {.id = "ev4", .text_start = 2, .text_end = 6, .timeml_class = "STATE"},   /* overlaps ev1 */
    };
    dtl_tlink_entry links[] = {{.x = "ev1", .y = "t4", .rel = "IS_INCLUDED"},
                               {.x = "ev2", .y = "t4", .rel = "BEFORE"},
                               {.x = "ev1", .y = "t0", .rel = "BEFORE"}};
    tl->mentions = mentions;
    tl->nmentions = 4;
    tl->tlinks = links;
    tl->ntlinks = 3;
    tl->times[0].timex.from_dct = true;
    expect(
        tl, (dateline_write_options){.format = DATELINE_FORMAT_TIMEML},
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<TimeML>\n"
        "<DOCID>lavrov</DOCID>\n"
        "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2025-08-20\" temporalFunction=\"false\" "
        "functionInDocument=\"CREATION_TIME\">2025-08-20</TIMEX3></DCT>\n"
        "<TITLE>No: a title</TITLE>\n"
        "<TEXT><EVENT eid=\"e1\" class=\"OCCURRENCE\">Talks</EVENT> in \xC3\x8Fstanbul back in "
        "<TIMEX3 tid=\"t4\" type=\"DATE\" value=\"2022\" temporalFunction=\"true\" functionInDocument=\"NONE\" "
        "anchorTimeID=\"t0\">2022</TIMEX3> &amp; &lt;more&gt;.</TEXT>\n"
        "<MAKEINSTANCE eventID=\"e1\" eiid=\"ei1\" tense=\"NONE\" aspect=\"NONE\" polarity=\"POS\" pos=\"NOUN\" "
        "modality=\"may\"/>\n"
        "<TLINK lid=\"l1\" relType=\"IS_INCLUDED\" eventInstanceID=\"ei1\" relatedToTime=\"t4\"/>\n"
        "<TLINK lid=\"l2\" relType=\"BEFORE\" eventInstanceID=\"ei1\" relatedToTime=\"t0\"/>\n"
        "</TimeML>\n");
    tl->text = NULL;
    char *out = NULL;
    cr_expect_eq(dateline_timeline_write(
                     tl, &(dateline_write_options){.format = DATELINE_FORMAT_TIMEML}, &out, NULL),
                 DATELINE_E_ARG, "without its text there is no TimeML");
    dateline_timeline_free(tl);
}

Test(output, timeml_replaces_what_xml_cannot_hold) {
    dateline_timeline *tl = make();
    tl->text = "a\x01\x0b"
               "b\r\n]]>";
    tl->text_len = 9;
    tl->ntimes = 0;
    expect_contains(tl, (dateline_write_options){.format = DATELINE_FORMAT_TIMEML},
                    "<TEXT>a  b&#13;\n]]&gt;</TEXT>");
    dateline_timeline_free(tl);
}

/* schema/timeline.schema.json is what the library gives out. */
Test(output, schema_file_is_current) {
    const char *root = getenv("DATELINE_SOURCE_DIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/schema/timeline.schema.json", root ? root : ".");
    FILE *f = fopen(path, "rb");
    cr_assert_not_null(f, "%s", path);
    static char file[1 << 18];
    size_t n = fread(file, 1, sizeof file - 1, f);
    fclose(f);
    file[n] = '\0';
    char *schema = dateline_timeline_schema();
    cr_assert_not_null(schema);
    cr_expect_str_eq(schema, file, "`dateline schema` and the file differ: write it again with -o");
    dateline_free(schema);
}
