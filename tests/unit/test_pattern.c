/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of the pattern compiler: what it accepts, where its messages point, what it captures.
 */
#include "rules/pattern_program.h"
#include "rules/shape.h"

#include "failing_mem.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

typedef struct bench {
    dtl_arena arena;
    dtl_intern words;
    dtl_diags diags;
    dtl_source source;
    const char *names[DTL_CAPTURES_MAX];
    uint16_t classes[DTL_CAPTURES_MAX], ncaptures;
    dtl_pattern_scope scope;
} bench;

static const char *const class_names[] = {"", "month", "day", "year", "unit", "num", "ord"};
#define NCLASSES (sizeof class_names / sizeof *class_names)

static uint32_t ask_word(void *ctx, dtl_slice w) {
    bench *b = ctx;
    return dtl_intern_add(&b->words, w.p, w.n);
}

static uint16_t ask_class(void *ctx, dtl_slice name) {
    (void)ctx;
    for (uint16_t i = 1; i < NCLASSES; i++)
        if (dtl_slice_is(name, class_names[i]))
            return i;
    return 0;
}

static const char *ask_suggestion(void *ctx, dtl_slice name) {
    (void)ctx;
    return dtl_nearest(name.p, name.n, class_names + 1, NCLASSES - 1);
}

static bool ask_macro(void *ctx, dtl_slice name, dtl_slice *text, const dtl_source **source,
                      uint32_t *offset) {
    static dtl_source macros = {.name = "macros", .text = "in | on $nope", .len = 13};
    bench *b = ctx;
    if (!macros.lines && !dtl_source_init(&macros, &b->arena, "macros", "in | on $nope", 13))
        return false;
    *source = &macros;
    *offset = 0;
    if (dtl_slice_is(name, "at"))
        *text = dtl_slice_of("in | on");
    else if (dtl_slice_is(name, "bad"))
        *text = dtl_slice_of("in | on $nope");
    else if (dtl_slice_is(name, "loop"))
        *text = dtl_slice_of("a $loop");
    else
        return false;
    return true;
}

/* day and ord are both whole numbers, month and unit are of their own kind. */
static bool ask_same_type(void *ctx, uint16_t a, uint16_t c) {
    (void)ctx;
    bool ia = a == 2 || a == 3 || a == 6, ic = c == 2 || c == 3 || c == 6;
    return a == c || (ia && ic);
}

static void open_bench(bench *b, const dtl_mem *mem) {
    memset(b, 0, sizeof *b);
    dtl_arena_init(&b->arena, mem);
    dtl_diags_init(&b->diags, &b->arena);
    b->scope = (dtl_pattern_scope){.ctx = b,
                                   .word = ask_word,
                                   .lemma = ask_word,
                                   .class_of = ask_class,
                                   .suggest = ask_suggestion,
                                   .macro = ask_macro,
                                   .same_type = ask_same_type};
}

static dtl_pattern *compile(bench *b, const char *text) {
    if (!dtl_intern_init(&b->words, &b->arena) ||
        !dtl_source_init(&b->source, &b->arena, "t.yaml", text, (uint32_t)strlen(text)))
        return NULL;
    b->ncaptures = 0;
    return dtl_pattern_compile(&b->arena, &b->diags, &b->source, 0, dtl_slice_of(text), &b->scope,
                               b->names, b->classes, &b->ncaptures);
}

typedef struct bad {
    const char *text, *code;
    unsigned start, end;
} bad;

static void check_bad(const bad *rows, size_t n, bool context) {
    for (size_t i = 0; i < n; i++) {
        bench b;
        open_bench(&b, &dtl_mem_default);
        b.scope.allow_context = context;
        dtl_pattern *p = compile(&b, rows[i].text);
        cr_expect_null(p, "%s compiles", rows[i].text);
        cr_assert_eq(b.diags.list.n, 1, "%s: %u messages", rows[i].text, b.diags.list.n);
        const dtl_diag *d = &b.diags.list.at[0];
        cr_expect_str_eq(d->code, rows[i].code, "%s: %s %s", rows[i].text, d->code, d->message);
        cr_expect(d->start == rows[i].start && d->end == rows[i].end, "%s: %s at %u..%u",
                  rows[i].text, d->code, d->start, d->end);
        dtl_arena_free(&b.arena);
    }
}
#define CHECK_BAD(context, ...)                                                                    \
    check_bad((bad[]){__VA_ARGS__}, sizeof((bad[]){__VA_ARGS__}) / sizeof(bad), context)

Test(pattern, errors_point_at_the_item) {
    CHECK_BAD(false, {"", "R200", 0, 0}, {"a ( ) b", "R200", 4, 5}, {"a (b c", "R201", 2, 3},
              {"a b) c", "R201", 3, 4}, {"? a", "R202", 0, 1}, {"a +9x", "R202", 2, 3},
              {"a+9", "R202", 1, 3}, {"a?? b", "R202", 2, 3}, {"the $unti", "R203", 4, 9},
              {"<host.q> x", "R204", 5, 7}, {"<don't>", "R205", 0, 7}, {"<host", "R201", 0, 1},
              {"$month x $month", "R206", 9, 15}, {"d=$day d=$ord", "R207", 7, 13},
              {"a? b?", "R210", 0, 5}, {"a $$", "R211", 2, 4}, {"$loop", "R212", 2, 7},
              {"a ..99 b", "R213", 2, 6}, {"a /b(/ c", "R221", 5, 5}, {"a /bc d", "R201", 2, 3},
              {"x= | b", "R201", 0, 3});
    CHECK_BAD(true, {"every", "R211", 0, 5}, {"$$", "R210", 0, 2}, {"a $$ b $$", "R211", 7, 9},
              {"(a $$)", "R211", 3, 5}, {"a? $$", "R210", 0, 5}, {"$$ a?", "R210", 0, 5});
}

Test(pattern, unknown_class_suggests_the_nearest) {
    bench b;
    open_bench(&b, &dtl_mem_default);
    cr_assert_null(compile(&b, "the $unti"));
    cr_assert_str_eq(b.diags.list.at[0].hint, "did you mean $unit?");
    dtl_arena_free(&b.arena);
}

Test(pattern, an_error_inside_a_macro_is_shown_in_its_own_file) {
    bench b;
    open_bench(&b, &dtl_mem_default);
    cr_assert_null(compile(&b, "met $bad"));
    const dtl_diag *d = &b.diags.list.at[0];
    cr_assert_str_eq(d->code, "R203");
    cr_assert_str_eq(d->source->name, "macros");
    cr_assert_eq(d->start, 8);
    dtl_arena_free(&b.arena);
}

Test(pattern, limits_are_errors) {
    char text[9000] = "";
    for (int i = 0; i < 45; i++)
        strcat(text, "a ");
    CHECK_BAD(false, {text, "R209", 0, 90});
    strcpy(text, "");
    for (int i = 0; i < 13; i++)
        strcat(text, "(");
    CHECK_BAD(false, {text, "R209", 12, 13});
    strcpy(text, "");
    for (int i = 0; i < 17; i++)
        snprintf(text + strlen(text), 20, "n%d=w ", i);
    CHECK_BAD(false, {text, "R208", (unsigned)strlen(text) - 6, (unsigned)strlen(text) - 1});
    strcpy(text, "(a");
    for (int i = 0; i < 50; i++)
        strcat(text, " | a b");
    strcat(text, ")+8");
    CHECK_BAD(false, {text, "R209", 0, (unsigned)strlen(text)});
    /* single words are a table, of any length */
    strcpy(text, "(a");
    for (int i = 0; i < 380; i++)
        snprintf(text + strlen(text), 20, " | w%d", i);
    strcat(text, ")");
    bench b;
    open_bench(&b, &dtl_mem_default);
    cr_expect_not_null(compile(&b, text));
    dtl_arena_free(&b.arena);
}

static int capture(const bench *b, const char *name) {
    for (uint16_t k = 0; k < b->ncaptures; k++)
        if (strcmp(b->names[k], name) == 0)
            return b->classes[k];
    return -1;
}

Test(pattern, captures_take_the_class_name_or_the_given_one) {
    bench b;
    open_bench(&b, &dtl_mem_default);
    cr_assert(compile(&b, "the? d=($day | $ord) of? $month (,? $year)?"));
    cr_expect_eq(b.ncaptures, 3);
    cr_expect_eq(capture(&b, "d"), 2, "same type: the first class stands for both");
    cr_expect_eq(capture(&b, "month"), 1);
    cr_expect_eq(capture(&b, "year"), 3);
    cr_assert(compile(&b, "x=($day | $month) neg=(no | not)?"));
    cr_expect_eq(capture(&b, "x"), 0, "types differ: no one class");
    cr_expect_eq(capture(&b, "neg"), 0);
    cr_expect_eq(capture(&b, "day"), -1, "a named choice of classes captures under its name only");
    cr_assert(compile(&b, "(in $year | $year exactly)"));
    cr_expect_eq(b.ncaptures, 1, "branches exclude each other");
    cr_assert(compile(&b, "a=$num to b=$num $unit"));
    cr_expect_eq(capture(&b, "a"), 5);
    cr_expect_eq(capture(&b, "b"), 5);
    dtl_arena_free(&b.arena);
}

Test(pattern, literals_count_the_words_of_the_shortest_match) {
    bench b;
    open_bench(&b, &dtl_mem_default);
    cr_expect_eq(dtl_pattern_literals(compile(&b, "back? (in | as of) $year , ..3 <host>")), 2);
    cr_expect_eq(dtl_pattern_literals(compile(&b, "don't")), 2, "cut as a text is cut");
    cr_expect_eq(dtl_pattern_min_tokens(compile(&b, "$num -? $unit+3 ago")), 3);
    dtl_arena_free(&b.arena);
}

Test(pattern, odd_characters_are_words) {
    static const char *const texts[] = {
        "$month / $day", "$day /? $month", "\\$ $num",      "5\\+ $unit", "a = $day", "< $num",
        "$ $num",        "US\\=x",         "U.S.-led $day", "'s $unit",   "p.m.",     "/\\d+\\/x/"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bench b;
        open_bench(&b, &dtl_mem_default);
        dtl_pattern *p = compile(&b, texts[i]);
        cr_expect(p, "%s: %s", texts[i], b.diags.list.n ? b.diags.list.at[0].message : "");
        dtl_pattern_free(p);
        dtl_arena_free(&b.arena);
    }
}

Test(pattern, no_memory_is_reported_and_nothing_leaks) {
    size_t granted = 0;
    for (bool done = false; !done; granted++) {
        failing_mem mem;
        failing_mem_init(&mem, granted);
        bench b;
        open_bench(&b, &mem.mem);
        dtl_pattern *p = compile(&b, "the? d=($day | $ord) of? $month /\\d{4}/ <host.v> ..3 $at");
        done = p != NULL;
        cr_assert(done || mem.refused, "refused without reason");
        dtl_pattern_free(p);
        dtl_arena_free(&b.arena);
        cr_assert_eq(mem.live, 0);
        cr_assert_lt(granted, 1000);
    }
    cr_expect_gt(granted, 1);
}

/* ---- shapes -------------------------------------------------------------------------------- */

static dtl_shape *shape(bench *b, const char *regex, uint64_t first[4]) {
    if (!dtl_source_init(&b->source, &b->arena, "s.yaml", regex, (uint32_t)strlen(regex)))
        return NULL;
    return dtl_shape_compile(&b->arena, &b->diags, &b->source, 0, dtl_slice_of(regex), first);
}

static bool starts(const uint64_t first[4], char c) {
    return first[(unsigned char)c / 64] >> ((unsigned char)c % 64) & 1;
}

Test(shape, knows_its_first_bytes_and_groups) {
    bench b;
    open_bench(&b, &dtl_mem_default);
    uint64_t first[4];
    dtl_shape *s = shape(&b, "(?<y>[12]\\d{3})-(?<m>0[1-9]|1[0-2])", first);
    cr_assert(s);
    cr_expect(starts(first, '1') && starts(first, '2') && !starts(first, '3') &&
              !starts(first, 'a'));
    cr_expect_eq(s->min_length, 7);
    cr_expect_not(s->spaced);
    cr_expect_neq(dtl_shape_group(s, dtl_slice_of("m")), 0);
    cr_expect_eq(dtl_shape_group(s, dtl_slice_of("d")), 0);
    dtl_shape_free(s);
    s = shape(&b, "(?i)q[1-4]", first);
    cr_expect(starts(first, 'q') && starts(first, 'Q') && !starts(first, 'r'));
    dtl_shape_free(s);
    s = shape(&b, "\\d+ ?pm", first);
    cr_assert(s);
    cr_expect(s->spaced && !starts(first, 'p'));
    dtl_shape_free(s);
    dtl_arena_free(&b.arena);
}

Test(shape, errors_keep_pcre2s_place) {
    static const bad rows[] = {{"(?<y>\\d{4}", "R221", 10, 10},
                               {"\\d{4}-[", "R221", 7, 7},
                               {"a)", "R221", 1, 2},
                               {"\\d*", "R222", 0, 3},
                               {"(\\d)x", "R222", 0, 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bench b;
        open_bench(&b, &dtl_mem_default);
        uint64_t first[4];
        cr_expect_null(shape(&b, rows[i].text, first));
        cr_assert_eq(b.diags.list.n, 1, "%s", rows[i].text);
        const dtl_diag *d = &b.diags.list.at[0];
        cr_expect_str_eq(d->code, rows[i].code, "%s: %s", rows[i].text, d->message);
        cr_expect(d->start == rows[i].start && d->end == rows[i].end, "%s: %u..%u", rows[i].text,
                  d->start, d->end);
        dtl_arena_free(&b.arena);
    }
}
