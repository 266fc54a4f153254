/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timelines of any origin: what the lenient reader takes, what it guesses, and how it refuses.
 */
#include "timeline/claims.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dateline_rules *rules;
static dateline_context *ctx;

static void set_up(void) {
    const char *dir = getenv("DATELINE_RULES");
    dateline_rules_builder *b = dateline_rules_builder_new(NULL);
    cr_assert_eq(dateline_rules_builder_add_dir(b, dir ? dir : "rules"), DATELINE_OK);
    cr_assert_eq(dateline_rules_builder_build(b, "en", &rules), DATELINE_OK);
    dateline_rules_builder_free(b);
    ctx = dateline_context_new(rules);
    cr_assert_not_null(ctx);
}

static void tear_down(void) {
    dateline_context_free(ctx);
    dateline_rules_free(rules);
}

TestSuite(claims, .init = set_up, .fini = tear_down);

/* "form | date text | date text": dates as EDTF, - for none. */
static void expect(const char *file, const char *want) {
    dateline_claims *c = NULL;
    dateline_error e = {.message = ""};
    cr_assert_eq(dateline_claims_read(ctx, file, strlen(file), "t", &c, &e), DATELINE_OK, "%s\n%s",
                 file, e.message);
    char got[1024];
    size_t n = (size_t)snprintf(got, sizeof got, "%s", c->form);
    for (uint32_t i = 0; i < c->list.n && n < sizeof got; i++) {
        const dtl_claim *x = &c->list.at[i];
        n += (size_t)snprintf(got + n, sizeof got - n, " | %s %s",
                              x->when.basis == DTL_BASIS_NONE ? "-" : x->when.edtf, x->text);
    }
    cr_expect_str_eq(got, want, "%s\ngave `%s`", file, got);
    dateline_claims_free(c);
}

Test(claims, yaml_and_json) {
    expect("- {date: 2023-03-21, event: They met}\n- {when: \"2010\", title: Ports closed}\n",
           "yaml | 2023-03-21 They met | 2010 Ports closed");
    expect("[{\"date\": \"2023-03-21\", \"event\": \"They met\"}]", "json | 2023-03-21 They met");
    expect(
        "{\"timeline\": {\"events\": [{\"Date\": \"March 2023\", \"Description\": \"They met\"}]}}",
        "json | 2023-03 They met");
    expect(
        "dateline: 1\ndocument: {id: a}\nevents:\n- {id: e1, name: Talks, type: meeting, when: "
        "{edtf: \"2022\", start: 2022-01-01, end: 2022-12-31}}\nundated:\n- {id: u1, name: Call, "
        "type: call}\n",
        "yaml | 2022 Talks | - Call");
    expect("- 2023-03-21: They met\n- 2010: Ports closed\n",
           "markdown | 2023-03-21 They met | 2010 Ports closed");
    expect("[\"2023-03-21: They met\", \"They parted\"]",
           "json | 2023-03-21 They met | - They parted");
    expect("{\"2023-03-21\": \"They met\", \"2023-03-22\": [\"He left\", \"She stayed\"]}",
           "json | 2023-03-21 They met | 2023-03-22 He left | 2023-03-22 She stayed");
    expect("{\"events\": [{\"start_date\": {\"year\": \"2023\", \"month\": \"3\"}, \"text\": "
           "{\"headline\": \"They met\", \"text\": \"In Bergen\"}}]}",
           "json | 2023-03 They met");
    expect("- {date: {year: 2023, month: 3, day: 21}, event: They met}\n"
           "- {date: {year: 2024}, event: He left}\n",
           "yaml | 2023-03-21 They met | 2024 He left");
    expect("- {start: 2023-03-20, end: 2023-03-22, name: Protests}\n",
           "yaml | 2023-03-20/2023-03-22 Protests");
    expect("- {date: null, event: They met}\n", "yaml | - They met");
    /* beside a date the start may be no date; it is then no business of ours */
    expect("- {date: 2023-03-20, start: \"09:00\", end: noon, event: They met}\n",
           "yaml | 2023-03-20 They met");
    expect("- {when: {edtf: 2023-03, start: 2023-03-01, end: 2023-03-31}, event: They met}\n"
           "- {when: {edtf: 2023-03-20/.., start: 2023-03-20}, event: It lasts}\n",
           "yaml | 2023-03 They met | 2023-03-20/.. It lasts");
    expect("[{\"event\": \"A \\uD83D\\uDE00 day\", \"date\": \"2010\"}]",
           "json | 2010 A \xF0\x9F\x98\x80 day");
}

Test(claims, tables) {
    expect("date,event\n2023-03-21,They met\n", "csv | 2023-03-21 They met");
    expect("\"Event\";\"Date\"\r\n\"They met; twice\";\"21 March 2023\"\r\n",
           "csv | 2023-03-21 They met; twice");
    expect("2023-03-21\tThey met\n", "markdown | 2023-03-21 They met");
    expect("2023-03-21,\"They said \"\"yes\"\",\nat last\"\n",
           "csv | 2023-03-21 They said \"yes\", at last");
    expect("| Date | What happened |\n|---|---|\n| March 2023 | They met |\n",
           "markdown | 2023-03 They met");
}

Test(claims, lines_and_markdown) {
    expect("2023-03-21: They met\nMarch 22, 2023 \xE2\x80\x93 He left\n",
           "markdown | 2023-03-21 They met | 2023-03-22 He left");
    expect("Here it is:\n\n* **March 21, 2023**: They met\n  in Bergen\n* early 2024: He left\n",
           "markdown | 2023-03-21 They met in Bergen | 2024 He left");
    expect("## 21 March 2023\n\n1. They met\n2. He left\n\n## Later\n\n- She left in May 2024\n",
           "markdown | 2023-03-21 They met | 2023-03-21 He left | 2024-05 She left in May 2024");
    expect("- 21 March 2023\n  - They met\n- 2024: He left\n",
           "markdown | 2023-03-21 They met | 2024 He left");
}

Test(claims, a_fence_is_taken_out) {
    expect(
        "Sure!\n\n```json\n[{\"date\": \"2010\", \"event\": \"They met\"}]\n```\nAnything else?\n",
        "json | 2010 They met");
}

Test(claims, fields_and_remarks) {
    static const char file[] =
        "- {id: a, date: 21 March 2023, event: They met, description: For six hours, who: [Anna, "
        "Bo], where: Bergen, quote: met in Bergen, status: planned, colour: red}\n";
    dateline_claims *c = NULL;
    cr_assert_eq(dateline_claims_read(ctx, file, strlen(file), NULL, &c, NULL), DATELINE_OK);
    const dtl_claim *x = &c->list.at[0];
    cr_expect_str_eq(x->id, "a");
    cr_expect_str_eq(x->detail, "For six hours");
    cr_expect_str_eq(x->read_as, "2023-03-21");
    cr_expect_str_eq(x->quote, "met in Bergen");
    cr_expect_eq(x->nnames, 3);
    cr_expect_eq(x->status, DTL_STATUS_PLANNED);
    cr_expect_eq(dateline_claims_count(c), 1);
    cr_expect_eq(dateline_claims_note_count(c), 1); /* colour */
    cr_expect_null(dateline_claims_note(c, 1));
    dateline_claims_free(c);
    dateline_claims_free(NULL);
}

static void refuse(const char *file, size_t n, dateline_status status, const char *message) {
    dateline_claims *c = NULL;
    dateline_error e = {.message = ""};
    cr_expect_eq(dateline_claims_read(ctx, file, n, "t", &c, &e), status, "%.60s: %s", file,
                 e.message);
    cr_expect(strstr(e.message, message), "%.60s\ngave `%s`\nnot  `%s`", file, e.message, message);
    cr_expect_null(c);
}

Test(claims, what_cannot_be_understood_is_refused_at_its_place) {
    static const struct {
        const char *file, *message;
    } cases[] = {
        {"", "t:1:1: there is nothing in it"},
        {" \n\n", "t:1:1: there is nothing in it"},
        {"The leaders met in Bergen and parted as friends.\n", "t:1:1: this is no timeline"},
        {"- {date: 2023-02-30, event: x}\n", "t:1:10: there is no date `2023-02-30`"},
        {"- {date: 2023-03-01, event: x}\n- {date: soonish, event: y}\n",
         "t:2:10: `soonish` is no date"},
        {"- {date: last Friday, event: x}\n", "t:1:10: `last Friday` depends on a day"},
        {"- {date: 2023-03-01}\n", "t:1:3: entry 1 has no text"},
        {"- {id: a, event: x}\n- {id: a, event: y}\n", "t:2:8: two entries have the id `a`"},
        {"[{\"date\": \"2010\", \"event\": \"x\"", "t:2:1: did not find expected"},
        {"{\"a\": 1}", "t:1:1: this is no timeline"},
        {"events: []\n", "t:1:1: there is no entry"},
        {"- {start: 2023-03-02, end: 2023-03-01, event: x}\n", "the end lies before the start"},
        {"- {start: 2023-02-30, end: 2023-03-01, event: x}\n", "t:1:11: there is no date"},
        {"- {start: 2023-03-01, end: 2023-02-30, event: x}\n", "t:1:28: there is no date"},
        {"- {when: {edtf: 2024-05-17, start: 2023-05-17, end: 2023-05-17}, event: x}\n",
         "t:1:17: `2024-05-17` says another time than its start and end"},
        {"- {date: 2023-03-04, event: x, start: 2023-03-01, end: 2023-03-03}\n",
         "t:1:10: `2023-03-04` says another time than its start and end"},
        {"- {date: 2022, start: 2023-03-01, event: x}\n",
         "t:1:10: `2022` says another time than its start"},
        {"event,start,end,date\nx,2023-03-01,2023-03-03,2024\n",
         "t:2:25: `2024` says another time than its start and end"},
        {"- {date: {year: 2023, month: x, day: 4}, event: x}\n", "t:1:10: `2023-0x-04` is no date"},
        {"- {date: {year: 2023, month: 99999999999}, event: x}\n",
         "t:1:10: `2023-99999999999` is no date"},
        {"date,event\n2023-02-30,x\n", "t:2:1: there is no date `2023-02-30`"},
        {"date,event\n2023-02-03,\"x\n", "t:2:12: a quoted field has no end"},
        {"date,event\n2023-02-03,x,y\n", "t:2:14: 3 fields where there are 2 columns"},
        {"date,event\n\"2023-02-03\"x,y\n", "t:2:13: text after a quoted field"},
        {"a,b\nc,d\n", "t:1:1: this is no timeline: no column holds a date"},
        {"- 2023-02-30: They met\n- 2023-03-01: x\n", "t:1:3: there is no date `2023-02-30`"},
        {"- &a {date: 2010, event: x}\n- *a\n", "t:"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        refuse(cases[i].file, strlen(cases[i].file), DATELINE_E_INPUT, cases[i].message);
    refuse("date,event\n2010,\xFF\n", 17, DATELINE_E_UTF8, "t:2:6: this is no text");
    refuse("date,event\n2010,\0\n", 18, DATELINE_E_UTF8, "t:2:6: this is no text");
}

Test(claims, a_huge_field_is_refused) {
    enum { N = DTL_CLAIM_BYTES_MAX + 100 };
    char *file = malloc(N);
    cr_assert_not_null(file);
    memset(file, 'x', N);
    memcpy(file, "date,event\n2010,\"", 17);
    refuse(file, N, DATELINE_E_LIMIT, "t:2:6: a field of more than 65536 bytes");
    memcpy(file, "- {event: xxxxxxx", 17);
    file[N - 2] = '}';
    file[N - 1] = '\n';
    refuse(file, N, DATELINE_E_LIMIT, "t:1:11: a field of");
    free(file);
}

Test(claims, arguments) {
    dateline_claims *c = NULL;
    cr_expect_eq(dateline_claims_read(NULL, "x", 1, NULL, &c, NULL), DATELINE_E_ARG);
    cr_expect_eq(dateline_claims_read(ctx, NULL, 1, NULL, &c, NULL), DATELINE_E_ARG);
    cr_expect_eq(dateline_claims_read(ctx, "x", 1, NULL, NULL, NULL), DATELINE_E_ARG);
}
