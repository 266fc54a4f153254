/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of the pattern engine over small rule sets that are written to a folder and loaded as any
 * set is: lexicons, shapes, triggers, guards, conflicts, bounds.
 */
#include "match/engine.h"

#include "failing_mem.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char manifest[] = "language: en\nversion: 1.0.0\ntest_date: 2025-08-18\nfiles:\n"
                               "  - lexicon.yaml\n  - shapes.yaml\n  - phrase.yaml\n"
                               "  - compose.yaml\n";
static const char lexicon[] =
    "lexicon: month\ntype: month\ncase: keep\nentries:\n"
    "  mar: [March]\n  may: [May]\n  aug: [August]\n---\n"
    "lexicon: weekday\ntype: weekday\nentries:\n  mon: [Monday]\n  fri: [Friday]\n---\n"
    "lexicon: unit\ntype: unit\nentries:\n  day: [day, days]\n  week: [week, weeks]\n"
    "  year: [year, years]\n---\n"
    "lexicon: num\ntype: int\nentries:\n  2: [two]\n  3: [three]\n  10: [ten]\n---\n"
    "lexicon: rel\ntype: int\nentries:\n  -1: [last]\n  1: [next]\n---\n"
    "lexicon: eve\ntype: int\ncase: keep\nentries:\n  1: [New Year's Eve]\n  2: [New Year]\n";
static const char shapes[] =
    "stage: shape\nrules:\n"
    "  - id: shape.iso\n    class: iso\n    regex: (?<y>\\d{4})-(?<m>\\d\\d)-(?<d>\\d\\d)\n"
    "    emit: date\n    value: date(int(y), int(m), int(d))\n"
    "    examples:\n      - on _2025-08-15_ => 2025-08-15\n"
    "  - id: shape.clock\n    class: clock\n    regex: (?<h>\\d\\d?):(?<n>\\d\\d)\n"
    "    emit: part\n    value: clock(int(h), int(n))\n"
    "    examples:\n      - at _15:30_ => T15:30\n"
    "  - id: shape.phone\n    regex: \\d{3}-\\d{4}-\\d\\d-\\d\\d-\\d+\n    emit: none\n"
    "    examples:\n      - call _555-2025-08-15-77_ => none\n";

#define EXAMPLE "    examples:\n      - x _y_ z => 2025\n"
#define RULE(id, match, rest) "  - id: " id "\n    match: " match "\n" rest EXAMPLE

typedef struct bench {
    dtl_arena messages, arena;
    dtl_diags diags;
    dtl_rules *rules;
    dtl_document doc;
    dtl_lattice lattice;
    dtl_candidates all, winners;
    char *shown;
} bench;

static void put(const char *dir, const char *name, const char *text) {
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    cr_assert(f);
    fputs(text, f);
    fclose(f);
}

/* Loads the common lexicons and shapes with these phrase and compose rules. */
static void load(bench *b, const char *phrase, const char *compose) {
    static const char *const files[] = {"manifest.yaml", "lexicon.yaml", "shapes.yaml",
                                        "phrase.yaml", "compose.yaml"};
    char root[] = "/tmp/dateline-match-XXXXXX", dir[64], text[20000], path[200];
    memset(b, 0, sizeof *b);
    dtl_arena_init(&b->messages, &dtl_mem_default);
    dtl_arena_init(&b->arena, &dtl_mem_default);
    dtl_diags_init(&b->diags, &b->messages);
    cr_assert(mkdtemp(root));
    snprintf(dir, sizeof dir, "%s/en", root);
    cr_assert_eq(mkdir(dir, 0700), 0);
    put(dir, files[0], manifest);
    put(dir, files[1], lexicon);
    put(dir, files[2], shapes);
    snprintf(text, sizeof text, "stage: phrase\nrules:\n%s", phrase);
    put(dir, files[3], text);
    snprintf(text, sizeof text, "stage: compose\nrules:\n%s",
             compose ? compose : RULE("c.none", "$date to $date $date", "    emit: none\n"));
    if (!compose)
        snprintf(
            text, sizeof text,
            "stage: compose\nrules:\n" RULE("c.none", "a=$date zz b=$date", "    emit: none\n"));
    put(dir, files[4], text);
    const char *roots[] = {root};
    dtl_status st = dtl_rules_load(&dtl_mem_default, roots, 1, "en", &b->diags, &b->rules);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        unlink(path);
    }
    rmdir(dir);
    rmdir(root);
    for (uint32_t i = 0; i < b->diags.list.n; i++)
        if (b->diags.list.at[i].severity == DTL_ERROR)
            cr_log_error("%s: %s", b->diags.list.at[i].code, b->diags.list.at[i].message);
    cr_assert_eq(st, DTL_OK);
}

static void close_bench(bench *b) {
    free(b->shown);
    dtl_rules_free(b->rules);
    dtl_arena_free(&b->arena);
    dtl_arena_free(&b->messages);
}

static void show(dtl_buf *out, const bench *b, const dtl_candidate *c) {
    dtl_slice s = dtl_tokens_text(&b->doc, c->mark_first, c->mark_end);
    dtl_buf_printf(out, "%s%s[%.*s]", out->n ? " " : "", c->rule->id, (int)s.n, s.p);
    const dtl_anchor anchor = {.policy = DTL_POLICY_NONE};
    dtl_value v = {0};
    if (dtl_candidate_value(c, &anchor, false, b->lattice.arena, &v, NULL) == DTL_EVAL_OK) {
        dtl_buf_putc(out, '=');
        dtl_timex_short(&v.t, out);
    }
}

static dtl_status run_passes(bench *b, const char *text, size_t n, const dtl_trace *trace) {
    dtl_arena_reset(&b->arena);
    memset(&b->all, 0, sizeof b->all);
    memset(&b->winners, 0, sizeof b->winners);
    const char *message;
    size_t offset;
    dtl_status st =
        dtl_document_read(&b->doc, &b->arena, text, n, DTL_FORMAT_PLAIN, &message, &offset);
    if (st == DTL_OK)
        st = dtl_document_analyse(&b->doc, b->rules);
    if (st == DTL_OK)
        st = dtl_lattice_init(&b->lattice, b->rules, &b->doc, &b->arena);
    b->lattice.trace = trace;
    for (uint32_t s = 0; st == DTL_OK && s < b->doc.nsentences; s++)
        for (int p = DTL_PASS_PHRASE; st == DTL_OK && p <= DTL_PASS_COMPOSE3; p++)
            st = dtl_match_pass(&b->lattice, (dtl_pass)p, b->doc.sentences[s].first,
                                b->doc.sentences[s].end, true, &b->winners, &b->all);
    return st;
}

/* Winners of text, as "rule[extent]=value" with blanks between. */
static const char *run(bench *b, const char *text) {
    cr_assert_eq(run_passes(b, text, strlen(text), NULL), DTL_OK);
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    for (uint32_t i = 0; i < b->winners.list.n; i++)
        show(&out, b, b->winners.list.at[i]);
    free(b->shown);
    b->shown = out.at ? out.at : calloc(1, 1);
    return b->shown;
}

#define CHECK(b, text, want)                                                                       \
    do {                                                                                           \
        const char *got_ = run((b), (text));                                                       \
        cr_expect_str_eq(got_, (want), "%s\n got %s\nwant %s", (text), got_, (want));              \
    } while (0)

static const char *why_lost(const bench *b, const char *rule) {
    for (uint32_t i = 0; i < b->all.list.n; i++)
        if (strcmp(b->all.list.at[i]->rule->id, rule) == 0 && !b->all.list.at[i]->won)
            return b->all.list.at[i]->lost_why ? b->all.list.at[i]->lost_why : "";
    return "it did not lose";
}

#define DUR "    emit: duration\n    value: dur($num, $unit)\n"
#define YEAR "    emit: date\n    value: year(2000)\n"

/* ---- items ---------------------------------------------------------------------------------- */

Test(items, words_classes_options_and_numbers) {
    bench b;
    load(&b, RULE("d.simple", "$num -? $unit", DUR) RULE("d.half", "half a $unit", YEAR), NULL);
    CHECK(&b, "a 40-minute call", "");
    CHECK(&b, "a 40-day siege and three weeks", "d.simple[40-day]=P40D d.simple[three weeks]=P3W");
    CHECK(&b, "1,500 days, 2.5 years", "d.simple[1,500 days]=P1500D d.simple[2.5 years]=P2Y6M");
    CHECK(&b, "THREE Days", "d.simple[THREE Days]=P3D");
    CHECK(&b, "HALF a year", "d.half[HALF a year]=2000");
    CHECK(&b, "three. Years passed", "");
    close_bench(&b);
}

Test(items, repetition_gap_glue_regex_and_choice) {
    bench b;
    load(&b,
         RULE("r.rep", "so very+3 big", YEAR) RULE("r.gap", "from ..2 to $unit", YEAR)
             RULE("r.glue", "x ~ - ~ y", YEAR) RULE("r.regex", "code /[a-z]\\d+/", YEAR)
                 RULE("r.alt", "(red | dark blue) box", YEAR),
         NULL);
    CHECK(&b, "so very very big", "r.rep[so very very big]=2000");
    CHECK(&b, "so very very very very big", "");
    CHECK(&b, "from a b to day to year", "r.gap[from a b to day]=2000");
    CHECK(&b, "from to day", "r.gap[from to day]=2000");
    CHECK(&b, "from a b c to day", "");
    CHECK(&b, "x-y but x - y", "r.glue[x-y]=2000");
    CHECK(&b, "code b12 but code 12b", "r.regex[code b12]=2000");
    CHECK(&b, "a dark blue box, blue box", "r.alt[dark blue box]=2000");
    close_bench(&b);
}

Test(items, a_choice_of_words_and_lemmas_is_any_of_them) {
    bench b;
    load(&b,
         RULE("s.words", "m=(first | second | dark blue | <third> | fourth | $weekday) box",
              "    mark: $m\n" YEAR),
         NULL);
    CHECK(&b, "a first box", "s.words[first]=2000");
    CHECK(&b, "a Second box, the FOURTH box", "s.words[Second]=2000 s.words[FOURTH]=2000");
    CHECK(&b, "a dark blue box", "s.words[dark blue]=2000");
    CHECK(&b, "the third box", "s.words[third]=2000");
    CHECK(&b, "the fifth box, a first bag", "");
    CHECK(&b, "a Monday box", "s.words[Monday]=2000");
    close_bench(&b);
}

Test(items, a_gap_is_as_short_as_possible_and_everything_else_as_long) {
    bench b;
    load(&b, RULE("g.rule", "stop ..4 go now?", YEAR) RULE("l.rule", "(old | old red) car?", YEAR),
         NULL);
    CHECK(&b, "stop a go b go now", "g.rule[stop a go]=2000");
    CHECK(&b, "stop go now", "g.rule[stop go now]=2000");
    CHECK(&b, "old red car", "l.rule[old red car]=2000");
    close_bench(&b);
}

Test(items, lexicon_forms_of_several_words_and_written_capitals) {
    bench b;
    load(&b,
         RULE("l.month", "$month", "    emit: date\n    value: month(_, $month)\n")
             RULE("l.eve", "on $eve", YEAR),
         NULL);
    CHECK(&b, "In March they may march. MAY came.", "l.month[March]=XXXX-03 l.month[MAY]=XXXX-05");
    CHECK(&b, "on New Year's Eve", "l.eve[on New Year's Eve]=2000");
    CHECK(&b, "on New Year’s day", "l.eve[on New Year]=2000");
    CHECK(&b, "on new year's eve", "");
    close_bench(&b);
}

Test(items, year_and_day_are_numbers_of_the_right_size) {
    bench b;
    load(&b, RULE("i.year", "in $year", YEAR) RULE("i.day", "the $day of", YEAR), NULL);
    CHECK(&b, "in 1999, in 999, in 3000, in 2,000, in $ 2000", "i.year[in 1999]=2000");
    CHECK(&b, "the 31 of, the 32 of, the 0 of", "i.day[the 31 of]=2000");
    close_bench(&b);
}

/* ---- shapes --------------------------------------------------------------------------------- */

Test(shapes, match_whole_tokens_and_drop_impossible_dates) {
    bench b;
    load(&b, RULE("s.clock", "at $clock", "    emit: time\n    value: at(_, $clock)\n"), NULL);
    CHECK(&b, "on 2025-08-15.", "shape.iso[2025-08-15]=2025-08-15");
    CHECK(&b, "part 2025-08-1547 or v2025-08-15", "");
    CHECK(&b, "on 2025-13-45", "");
    CHECK(&b, "call 555-2025-08-15-77", "");
    close_bench(&b);
}

Test(shapes, phrase_rules_build_on_them) {
    bench b;
    load(&b, RULE("s.at", "at $clock", "    emit: time\n    value: $clock\n"), NULL);
    CHECK(&b, "at 15:30 today", "s.at[at 15:30]=T15:30");
    CHECK(&b, "at 15:300", "");
    close_bench(&b);
}

/* ---- guards --------------------------------------------------------------------------------- */

Test(guards, where_and_unless_look_at_the_match_and_around_it) {
    bench b;
    load(&b,
         RULE("g.day", "$weekday",
              "    emit: date\n    value: weekday($weekday)\n    unless:\n"
              "      - every (single | other)? $$\n      - $$ (club | night out)\n"
              "      - \"not $$ either\"\n")
             RULE("g.num", "$num $unit", DUR "    where:\n      - $num < 100\n"),
         NULL);
    CHECK(&b, "every Monday, every single Monday, Friday club, Friday night out", "");
    CHECK(&b, "every big Monday", "g.day[Monday]=XXXX-WXX-1");
    CHECK(&b, "not Friday", "g.day[Friday]=XXXX-WXX-5");
    CHECK(&b, "not Friday either", "");
    CHECK(&b, "99 days and 100 days", "g.num[99 days]=P99D");
    cr_expect_str_eq(why_lost(&b, "g.num"), "a guard (where) does not hold");
    close_bench(&b);
}

/* ---- conflicts ------------------------------------------------------------------------------ */

Test(conflicts, longer_then_priority_then_literals_then_known) {
    bench b;
    load(&b,
         RULE("c.long", "$num $unit ago", "    emit: date\n    value: ago(dur($num, $unit))\n")
             RULE("c.short", "$num $unit", DUR) RULE("p.low", "alpha beta", YEAR)
                 RULE("p.high", "alpha $word", YEAR "    priority: 2\n")
                     RULE("w.class", "$word delta", YEAR) RULE("w.words", "gamma delta", YEAR)
                         RULE("k.open", "kappa", "    emit: date\n    value: weekday(mon)\n")
                             RULE("k.shut", "kappa", YEAR),
         NULL);
    CHECK(&b, "three days ago", "c.long[three days ago]=XXXX-XX-XX");
    cr_expect_str_eq(why_lost(&b, "c.short"), "a longer match covers it");
    CHECK(&b, "alpha beta", "p.high[alpha beta]=2000");
    cr_expect_str_eq(why_lost(&b, "p.low"), "a rule of higher priority matches here");
    CHECK(&b, "gamma delta", "w.words[gamma delta]=2000");
    CHECK(&b, "kappa", "k.shut[kappa]=2000");
    cr_expect_str_eq(why_lost(&b, "k.open"), "a reading that is fully known matches here");
    close_bench(&b);
}

Test(conflicts, only_marks_overlap_and_a_block_wins_like_any_rule) {
    bench b;
    load(&b,
         RULE("m.in", "in y=$year", YEAR "    mark: $y\n") RULE("m.day", "on $weekday in", YEAR)
             RULE("b.block", "the Friday paper", "    emit: none\n")
                 RULE("b.day", "$weekday", "    emit: date\n    value: weekday($weekday)\n"),
         NULL);
    CHECK(&b, "on Monday in 1999", "m.day[on Monday in]=2000 m.in[1999]=2000");
    CHECK(&b, "the Friday paper", "");
    CHECK(&b, "the Friday", "b.day[Friday]=XXXX-WXX-5");
    close_bench(&b);
}

Test(conflicts, neighbours_of_equal_strength_go_to_the_left) {
    bench b;
    load(&b, RULE("n.pair", "one one", YEAR), NULL);
    CHECK(&b, "one one one", "n.pair[one one]=2000");
    CHECK(&b, "one one one one", "n.pair[one one]=2000 n.pair[one one]=2000");
    close_bench(&b);
}

/* ---- stages --------------------------------------------------------------------------------- */

Test(stages, parts_feed_parts_and_phrases_and_compose_sees_dates) {
    bench b;
    load(
        &b,
        RULE("p.hundred", "$num hundred", "    emit: part\n    class: big\n    value: $num * 100\n")
            RULE("p.thousand", "$big thousand",
                 "    emit: part\n    class: huge\n    value: $big * 1000\n")
                RULE("p.use", "(n=$huge | n=$big) $unit",
                     "    emit: duration\n    value: dur($n, $unit)\n")
                    RULE("p.in", "in $year",
                         "    emit: date\n    value: year($year)\n"
                         "    mark: $year\n"),
        RULE("k.to", "from? in a=$date (to | until) in b=$date",
             "    emit: span\n    value: span($a, $b)\n"));
    CHECK(&b, "two hundred years", "p.use[two hundred years]=P200Y");
    CHECK(&b, "two hundred thousand years", "p.use[two hundred thousand years]=P200000Y");
    CHECK(&b, "from in 1999 to in 2003",
          "p.in[1999]=1999 p.in[2003]=2003 k.to[from in 1999 to in 2003]=1999/2003");
    close_bench(&b);
}

/* ---- bounds --------------------------------------------------------------------------------- */

typedef struct counter {
    uint64_t tries[64];
} counter;

Test(bounds, a_rule_whose_trigger_is_absent_is_never_tried) {
    bench b;
    load(&b,
         RULE("t.ago", "$num $unit ago", "    emit: date\n    value: ago(dur($num, $unit))\n")
             RULE("t.rel", "$rel $unit", "    emit: date\n    value: unit($unit, $rel)\n"),
         NULL);
    counter c = {0};
    dtl_trace trace = {.tries = c.tries};
    const char *text = "Three days before that, two weeks later, ten years on, nothing happened.";
    cr_assert_eq(run_passes(&b, text, strlen(text), &trace), DTL_OK);
    uint64_t sum = 0;
    for (size_t i = 0; i < 64; i++)
        sum += c.tries[i];
    cr_expect_eq(sum, 0, "%llu tries", (unsigned long long)sum);
    close_bench(&b);
}

/* What the matcher does with a text: rules tried, matches that compete, nodes kept. */
typedef struct work {
    uint64_t tries, matches, nodes;
} work;

static work work_for(bench *b, const char *piece, size_t times) {
    size_t n = strlen(piece);
    char *text = malloc(n * times);
    cr_assert(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * n, piece, n);
    counter c = {0};
    dtl_trace trace = {.tries = c.tries};
    cr_assert_eq(run_passes(b, text, n * times, &trace), DTL_OK);
    work w = {.matches = b->all.list.n, .nodes = b->lattice.nodes.n};
    for (size_t i = 0; i < 64; i++)
        w.tries += c.tries[i];
    free(text);
    return w;
}

/* A try has a budget of its own (DTL_TRY_STEPS_MAX), so linear tries are linear time. */
Test(bounds, hostile_texts_take_linear_work) {
    static const char *const pieces[] = {"last ",       "two three days ", "Monday, ",
                                         "2025-08-15-", "in 1999 to ",     "three days ",
                                         "New Year's ", "11:30 "};
    bench b;
    load(&b,
         RULE("h.rel", "a=$rel+8 (b=$rel? c=$rel? d=$rel? e=$rel? $unit)?", YEAR)
             RULE("h.dur", "a=$num ..8 b=$num ..8 $unit+4 ago?", YEAR)
                 RULE("h.day", "($weekday ,?)+8", YEAR)
                     RULE("h.in", "in $year", "    emit: date\n    value: year($year)\n"),
         RULE("k.to", "a=$date to b=$date", "    emit: span\n    value: span($a, $b)\n"));
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        work small = work_for(&b, pieces[i], 4000), large = work_for(&b, pieces[i], 32000);
        cr_expect_gt(small.tries + small.nodes, 4000, "\"%s\" is no work", pieces[i]);
        cr_expect_leq(large.tries, small.tries * 9, "\"%s\": tries", pieces[i]);
        cr_expect_leq(large.matches, small.matches * 9, "\"%s\": matches", pieces[i]);
        cr_expect_leq(large.nodes, small.nodes * 9, "\"%s\": nodes", pieces[i]);
    }
    close_bench(&b);
}

Test(bounds, no_memory_is_a_status) {
    bench b;
    load(&b, RULE("m.in", "in y=$year", YEAR "    mark: $y\n") RULE("m.num", "$num $unit", DUR),
         NULL);
    const char *text = "in 1999 three days and 2025-08-15 on Monday";
    bool done = false;
    for (size_t granted = 0; !done; granted++) {
        failing_mem mem;
        failing_mem_init(&mem, granted);
        dtl_arena_free(&b.arena);
        dtl_arena_init(&b.arena, &mem.mem);
        dtl_status st = run_passes(&b, text, strlen(text), NULL);
        cr_assert(st == DTL_OK || (st == DTL_E_NOMEM && mem.refused));
        done = st == DTL_OK;
        dtl_arena_free(&b.arena);
        cr_assert_eq(mem.live, 0);
        cr_assert_lt(granted, 2000);
    }
    dtl_arena_init(&b.arena, &dtl_mem_default);
    close_bench(&b);
}
