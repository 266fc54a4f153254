/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of base: what the rest of the program relies on without looking.  Memory is aligned, zeroed
 * and given back; ids are dense; broken UTF-8 is found where it begins; a message shows the right
 * line with the caret under the right character; a failed allocation is reported and leaks nothing.
 */
#include "failing_mem.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

/* ---- arena -------------------------------------------------------------------------------- */

Test(arena, blocks_are_aligned_zeroed_and_apart) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    unsigned char *last = NULL;
    size_t last_size = 0;
    for (size_t i = 0; i < 5000; i++) {
        size_t size = i * 7 % 513;
        unsigned char *p = dtl_arena_alloc(&a, size);
        cr_assert_not_null(p);
        cr_assert_eq((uintptr_t)p % alignof(max_align_t), 0);
        cr_assert_neq(p, last);
        for (size_t k = 0; k < size; k++)
            cr_assert_eq(p[k], 0);
        memset(p, 0xFF, size);
        for (size_t k = 0; k < last_size; k++)
            cr_assert_eq(last[k], 0xFF);
        last = p;
        last_size = size;
    }
    dtl_arena_free(&a);
}

Test(arena, reset_keeps_one_chunk_and_zeroes_again) {
    failing_mem f;
    failing_mem_init(&f, SIZE_MAX);
    dtl_arena a;
    dtl_arena_init(&a, &f.mem);
    for (int i = 0; i < 1000; i++)
        memset(dtl_arena_alloc(&a, 1000), 0xFF, 1000);
    cr_assert_geq(a.used, 1000u * 1000u);
    size_t before = f.live;
    dtl_arena_reset(&a);
    cr_assert_eq(a.used, 0);
    cr_assert_lt(f.live, before);
    cr_assert_gt(f.live, 0);
    size_t kept = f.left;
    unsigned char *p = dtl_arena_alloc(&a, 1000);
    cr_assert_eq(f.left, kept, "the kept chunk serves the next document");
    for (size_t k = 0; k < 1000; k++)
        cr_assert_eq(p[k], 0);
    dtl_arena_free(&a);
    cr_assert_eq(f.live, 0);
}

Test(arena, a_large_block_does_not_waste_the_chunk_in_use) {
    failing_mem f;
    failing_mem_init(&f, SIZE_MAX);
    dtl_arena a;
    dtl_arena_init(&a, &f.mem);
    char *small = dtl_arena_alloc(&a, 16);
    cr_assert_not_null(dtl_arena_alloc(&a, 10u << 20));
    size_t left = f.left;
    char *next = dtl_arena_alloc(&a, 16);
    cr_assert_eq(f.left, left);
    cr_assert_eq(next - small, 16);
    dtl_arena_free(&a);
    cr_assert_eq(f.live, 0);
}

Test(arena, impossible_sizes_are_refused) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    cr_assert_null(dtl_arena_array(&a, SIZE_MAX / 2, 3));
    cr_assert_null(dtl_arena_alloc(&a, SIZE_MAX));
    cr_assert_null(dtl_arena_alloc(&a, SIZE_MAX - 64));
    cr_assert_null(dtl_arena_strndup(&a, "", SIZE_MAX));
    cr_assert_not_null(dtl_arena_alloc(&a, 1));
    dtl_arena_free(&a);
}

Test(arena, strings_and_vectors) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    cr_assert_str_eq(dtl_arena_strndup(&a, "Istanbul talks", 8), "Istanbul");
    cr_assert_str_eq(dtl_arena_printf(&a, "%04d-%02d", 2025, 8), "2025-08");
    DTL_VEC(uint16_t) v = {0};
    for (uint32_t i = 0; i < 10000; i++)
        cr_assert(dtl_vec_push(&a, &v, (uint16_t)i));
    cr_assert_eq(v.n, 10000);
    for (uint32_t i = 0; i < 10000; i++)
        cr_assert_eq(v.at[i], i);
    dtl_arena_free(&a);
}

/* ---- slices and buffers ------------------------------------------------------------------- */

Test(slice, equality) {
    cr_assert(dtl_slice_is((dtl_slice){"March 1999", 5}, "March"));
    cr_assert_not(dtl_slice_is((dtl_slice){"March", 5}, "Marc"));
    cr_assert_not(dtl_slice_is((dtl_slice){"March", 5}, "april"));
    cr_assert(dtl_slice_eq((dtl_slice){NULL, 0}, dtl_slice_of("")));
}

Test(buf, grows_and_stays_terminated) {
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    cr_assert_null(b.at);
    for (int i = 0; i < 2000; i++)
        dtl_buf_printf(&b, "%d,", i);
    dtl_buf_putc(&b, '!');
    cr_assert_not(b.failed);
    cr_assert_eq(b.n, strlen(b.at));
    cr_assert_eq(strncmp(b.at, "0,1,2,3,", 8), 0);
    cr_assert_str_eq(b.at + b.n - 6, "1999,!");
    dtl_buf_free(&b);
    cr_assert_null(b.at);
}

Test(buf, printf_at_every_distance_from_the_end) {
    for (size_t fill = 100; fill < 160; fill++) {
        dtl_buf b;
        dtl_buf_init(&b, &dtl_mem_default);
        for (size_t i = 0; i < fill; i++)
            dtl_buf_putc(&b, 'x');
        dtl_buf_printf(&b, "<%s>", "0123456789");
        cr_assert_eq(b.n, fill + 12);
        cr_assert_str_eq(b.at + fill, "<0123456789>");
        dtl_buf_free(&b);
    }
}

/* ---- interning ---------------------------------------------------------------------------- */

Test(intern, a_hundred_thousand_keys_get_dense_ids) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_intern t;
    cr_assert(dtl_intern_init(&t, &a));
    char key[32];
    for (uint32_t i = 0; i < 100000; i++) {
        int n = snprintf(key, sizeof key, "key-%u", i);
        cr_assert_eq(dtl_intern_find(&t, key, (uint32_t)n), 0);
        cr_assert_eq(dtl_intern_add(&t, key, (uint32_t)n), i + 1);
    }
    for (uint32_t i = 0; i < 100000; i++) {
        int n = snprintf(key, sizeof key, "key-%u", i);
        cr_assert_eq(dtl_intern_add(&t, key, (uint32_t)n), i + 1);
        cr_assert_eq(dtl_intern_find_hashed(&t, key, (uint32_t)n, dtl_hash(key, (size_t)n)), i + 1);
        cr_assert(dtl_slice_is(t.keys[i + 1], key));
    }
    cr_assert_eq(t.n, 100000);
    dtl_arena_free(&a);
}

Test(intern, empty_key_and_prefixes_are_keys_of_their_own) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_intern t;
    cr_assert(dtl_intern_init(&t, &a));
    cr_assert_eq(dtl_intern_add(&t, "ab", 2), 1);
    cr_assert_eq(dtl_intern_add(&t, "ab", 1), 2);
    cr_assert_eq(dtl_intern_add(&t, "", 0), 3);
    cr_assert_eq(dtl_intern_add(&t, "a\0b", 3), 4);
    cr_assert_eq(dtl_intern_find(&t, "a\0c", 3), 0);
    cr_assert_eq(dtl_intern_find(&t, NULL, 0), 3);
    dtl_arena_free(&a);
}

Test(intern, hash_is_fixed) {
    cr_assert_eq(dtl_hash("", 0), UINT32_C(0x74141C20), "%#x", dtl_hash("", 0));
    cr_assert_eq(dtl_hash("timex", 5), UINT32_C(0xCE458035), "%#x", dtl_hash("timex", 5));
}

/* ---- UTF-8 -------------------------------------------------------------------------------- */

Test(utf8, broken_sequences_are_found_where_they_begin) {
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"plain text, longer than eight", 29},
        {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", 14},
        {"\xF4\x8F\xBF\xBF", 4},         /* U+10FFFF */
        {"\xED\x9F\xBF\xEE\x80\x80", 6}, /* around the surrogates */
        {"abc\x80", 3},                  /* continuation without a start */
        {"abcdefgh\xC3", 8},             /* cut */
        {"ab\xE2\x82", 2},               /* cut */
        {"a\xC0\x80", 1},                /* overlong NUL */
        {"a\xC1\xBF", 1},                /* overlong */
        {"a\xE0\x9F\xBF", 1},            /* overlong */
        {"a\xF0\x8F\xBF\xBF", 1},        /* overlong */
        {"a\xED\xA0\x80", 1},            /* surrogate D800 */
        {"a\xED\xBF\xBF", 1},            /* surrogate DFFF */
        {"a\xF4\x90\x80\x80", 1},        /* above U+10FFFF */
        {"a\xF5\x80\x80\x80", 1},        /* no such start */
        {"a\xFF\xFE", 1},                /* UTF-16 mark */
        {"a\xE2\x28\xA1", 1},            /* second byte is no continuation */
        {"a\xF0\x9F\x98\x28", 1},        /* fourth byte is none */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t at = dtl_utf8_check(cases[i].text, strlen(cases[i].text));
        cr_expect_eq(at, cases[i].at, "case %zu: %zu", i, at);
    }
    cr_assert_eq(dtl_utf8_check("a\0b", 3), 3, "NUL is UTF-8; who wants none looks for it");
}

Test(utf8, every_scalar_value_survives_a_round_trip) {
    for (int32_t cp = 0; cp <= 0x10FFFF; cp++) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        char out[4];
        unsigned n = dtl_utf8_put(cp, out);
        size_t i = 0;
        if (dtl_utf8_check(out, n) != n || dtl_utf8_next(out, n, &i) != cp || i != n)
            cr_assert_fail("U+%04X", (unsigned)cp);
    }
}

Test(utf8, counting_and_reading_broken_text) {
    const char *t = "caf\xC3\xA9 \xE2\x82\xAC";
    cr_assert_eq(dtl_utf8_count(t, strlen(t)), 6);
    size_t i = 0;
    cr_assert_eq(dtl_utf8_next("\xE2\x82", 2, &i), 0xFFFD);
    cr_assert_eq(i, 1);
}

/* ---- sources ------------------------------------------------------------------------------ */

Test(source, lines_and_columns_both_ways) {
    const char *text = "one\ntw\xC3\xB6 x\r\n\nfour\rfive\xE2\x80\xA8six";
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_source s;
    cr_assert(dtl_source_init(&s, &a, "f", text, (uint32_t)strlen(text)));
    cr_assert_eq(s.nlines, 6);
    static const struct {
        const char *at;
        uint32_t line, col;
    } cases[] = {{"one", 1, 1},  {"\ntw", 1, 4}, {"tw", 2, 1},  {" x", 2, 4},    {"x\r", 2, 5},
                 {"four", 4, 1}, {"five", 5, 1}, {"six", 6, 1}, {"ve\xE2", 5, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t offset = (uint32_t)(strstr(text, cases[i].at) - text), line, col;
        dtl_source_locate(&s, offset, &line, &col);
        cr_expect_eq(line, cases[i].line, "%zu: line %u", i, line);
        cr_expect_eq(col, cases[i].col, "%zu: col %u", i, col);
        cr_expect_eq(dtl_source_offset(&s, line - 1, col - 1), offset, "%zu", i);
    }
    uint32_t line, col;
    dtl_source_locate(&s, 7, &line, &col); /* the second byte of o-umlaut */
    cr_assert_eq(col, 3);
    dtl_source_locate(&s, UINT32_MAX, &line, &col);
    cr_assert_eq(line, 6);
    cr_assert_eq(col, 4);
    cr_assert_eq(dtl_source_offset(&s, 1, 100), 10, "a column past the end stays on its line");
    cr_assert_eq(dtl_source_offset(&s, 100, 0), s.len);
    dtl_arena_free(&a);
}

Test(source, a_byte_order_mark_is_not_a_column) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_source s;
    cr_assert(dtl_source_init(&s, &a, "f", "\xEF\xBB\xBFid: x", 8));
    uint32_t line, col;
    dtl_source_locate(&s, 7, &line, &col);
    cr_assert_eq(col, 5);
    cr_assert_eq(dtl_source_offset(&s, 0, 4), 7);
    dtl_arena_free(&a);
}

/* ---- diagnostics -------------------------------------------------------------------------- */

/* Prints one diagnostic over `text`, for the span of the first `mark` in it. */
static void expect_print(const char *text, const char *mark, const char *label, const char *hint,
                         const char *want) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_source s;
    cr_assert(
        dtl_source_init(&s, &a, "rules/en/times/relative.yaml", text, (uint32_t)strlen(text)));
    dtl_diags d;
    dtl_diags_init(&d, &a);
    uint32_t at = (uint32_t)(strstr(text, mark) - text);
    dtl_diag_add(&d, DTL_ERROR, "R203", &s, at, at + (uint32_t)strlen(mark), label, hint,
                 "unknown class %s", "$unti");
    cr_assert_eq(d.list.n, 1);
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_diag_print(&d.list.at[0], &b, false);
    cr_expect_str_eq(b.at, want, "got:\n%s", b.at);
    dtl_buf_free(&b);
    dtl_arena_free(&a);
}

Test(diag, prints_line_caret_label_and_help) {
    expect_print("\n\n\n\n\n\n\n\n\n\n\n\n\n    match: the? $rel $unti\nnext", "$unti",
                 "not a lexicon, shape or macro", "did you mean $unit?",
                 "rules/en/times/relative.yaml:14:22: error R203: unknown class $unti\n"
                 "   14 |     match: the? $rel $unti\n"
                 "      |                      ^^^^^ not a lexicon, shape or macro\n"
                 "      = help: did you mean $unit?\n");
}

Test(diag, tabs_and_wide_characters_keep_the_caret_in_place) {
    expect_print("\tk\xC3\xA9\tv: \xE6\x97\xA5\xE6\x9C\xAC x", "\xE6\x9C\xAC", NULL, NULL,
                 "rules/en/times/relative.yaml:1:9: error R203: unknown class $unti\n"
                 "    1 | \tk\xC3\xA9\tv: \xE6\x97\xA5\xE6\x9C\xAC x\n"
                 "      | \t  \t    ^\n");
}

Test(diag, a_span_over_lines_is_marked_on_its_first) {
    expect_print("a: b c\r\nd", "b c\r\nd", NULL, NULL,
                 "rules/en/times/relative.yaml:1:4: error R203: unknown class $unti\n"
                 "    1 | a: b c\n"
                 "      |    ^^^\n");
}

Test(diag, control_characters_do_not_reach_the_terminal) {
    expect_print("a\033[2J b", "b", NULL, NULL,
                 "rules/en/times/relative.yaml:1:7: error R203: unknown class $unti\n"
                 "    1 | a\xEF\xBF\xBD[2J b\n"
                 "      |       ^\n");
    expect_print("a\xFF b", "b", NULL, NULL,
                 "rules/en/times/relative.yaml:1:4: error R203: unknown class $unti\n"
                 "    1 | a\xEF\xBF\xBD b\n"
                 "      |    ^\n");
}

Test(diag, end_of_text_and_empty_text_have_a_caret) {
    expect_print("abc", "", NULL, NULL,
                 "rules/en/times/relative.yaml:1:1: error R203: unknown class $unti\n"
                 "    1 | abc\n"
                 "      | ^\n");
    expect_print("", "", "expected a mapping", NULL,
                 "rules/en/times/relative.yaml:1:1: error R203: unknown class $unti\n"
                 "    1 |\n"
                 "      | ^ expected a mapping\n");
}

Test(diag, a_long_line_is_shown_around_the_caret) {
    static char text[2000001];
    memset(text, 'x', sizeof text - 1);
    memcpy(text + 1000000, "HERE", 4);
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_source s;
    cr_assert(dtl_source_init(&s, &a, "f", text, sizeof text - 1));
    dtl_diag d = {"R100", DTL_ERROR, &s, 1000000, 1000004, "m", "l", NULL};
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_diag_print(&d, &b, false);
    cr_assert_lt(b.n, 500);
    const char *here = strstr(b.at, "HERE"), *caret = strstr(b.at, "^^^^ l\n");
    cr_assert(here && caret);
    const char *line = strchr(b.at, '\n') + 1, *below = strchr(line, '\n') + 1;
    cr_assert_eq(here - line, caret - below);
    cr_assert(strstr(line, "| ...xxx"));
    cr_assert(strstr(line, "xxx...\n"));
    dtl_buf_free(&b);
    dtl_arena_free(&a);
}

Test(diag, without_a_source_and_in_colour) {
    dtl_diag d = {"R100", DTL_WARNING, NULL, 0, 0, "no rules found", NULL, "give a folder"};
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_diag_print(&d, &b, false);
    cr_expect_str_eq(b.at, "warning R100: no rules found\n      = help: give a folder\n");
    cr_expect_null(strchr(b.at, '\033'));
    dtl_diag_print(&d, &b, true);
    cr_expect_not_null(strchr(b.at, '\033'));
    dtl_buf_free(&b);
}

Test(diag, a_full_list_goes_on_counting) {
    dtl_arena a;
    dtl_arena_init(&a, &dtl_mem_default);
    dtl_diags d;
    dtl_diags_init(&d, &a);
    for (int i = 0; i < DTL_DIAG_MAX + 7; i++)
        dtl_diag_add(&d, DTL_WARNING, "W101", NULL, 0, 0, NULL, NULL, "w");
    dtl_diag_add(&d, DTL_ERROR, "R101", NULL, 0, 0, NULL, NULL, "e");
    cr_assert_eq(d.list.n, DTL_DIAG_MAX);
    cr_assert_eq(d.dropped, 8);
    cr_assert_eq(d.warnings, DTL_DIAG_MAX + 7);
    cr_assert_eq(d.errors, 1);
    dtl_arena_free(&a);
}

Test(nearest, finds_slips_and_nothing_else) {
    static const char *const names[] = {"unit", "month", "weekday", "season", "ordinal", NULL, "y"};
    static const struct {
        const char *word, *want;
    } cases[] = {{"unti", "unit"},
                 {"mont", "month"},
                 {"monthh", "month"},
                 {"Unit", "unit"},
                 {"weekdya", "weekday"},
                 {"wekkdya", "weekday"},
                 {"seasons", "season"},
                 {"ordnal", "ordinal"},
                 {"decade", NULL},
                 {"un", NULL},
                 {"x", NULL},
                 {"y", "y"},
                 {"", NULL},
                 {"mnoth", "month"},
                 {"ordinary", "ordinal"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = dtl_nearest(cases[i].word, (uint32_t)strlen(cases[i].word), names, 7);
        cr_expect_eq(got == NULL, cases[i].want == NULL, "%s -> %s", cases[i].word,
                     got ? got : "none");
        if (got && cases[i].want)
            cr_expect_str_eq(got, cases[i].want);
    }
    static const char *const two[] = {"cat", "car"};
    cr_expect_str_eq(dtl_nearest("caz", 3, two, 2), "cat", "the first of equals");
    cr_expect_str_eq(dtl_nearest("car", 3, two, 2), "car", "the nearest");
    char longword[70];
    memset(longword, 'a', sizeof longword);
    cr_expect_null(dtl_nearest(longword, sizeof longword, two, 2));
}

/* ---- memory runs out ---------------------------------------------------------------------- */

/* Uses everything that allocates; true when all of it worked. */
static bool work(const dtl_mem *mem) {
    dtl_arena a;
    dtl_arena_init(&a, mem);
    dtl_buf b;
    dtl_buf_init(&b, mem);
    dtl_intern t;
    bool ok = dtl_intern_init(&t, &a);
    DTL_VEC(uint64_t) v = {0};
    for (uint32_t i = 0; i < 3000; i++) {
        char key[16];
        int n = snprintf(key, sizeof key, "k%u", i);
        uint32_t id = dtl_intern_add(&t, key, (uint32_t)n);
        cr_assert_eq(dtl_intern_find(&t, key, (uint32_t)n), id);
        ok = id && ok;
        ok = dtl_vec_push(&a, &v, i) && ok;
    }
    dtl_source s;
    ok = dtl_source_init(&s, &a, "f", "a\nb\nc", 5) && ok;
    dtl_diags d;
    dtl_diags_init(&d, &a);
    for (int i = 0; i < 60; i++)
        dtl_diag_add(&d, DTL_ERROR, "R101", &s, 2, 3, "label", "hint", "message %d", i);
    cr_assert_eq(d.errors, 60);
    ok = ok && !d.failed;
    for (uint32_t i = 0; i < d.list.n; i++)
        dtl_diag_print(&d.list.at[i], &b, true);
    dtl_buf_printf(&b, "%5000d", 1);
    if (b.at)
        cr_assert_eq(strlen(b.at), b.n);
    ok = ok && !b.failed;
    void *p = dtl_alloc(mem, 64);
    ok = p && ok;
    dtl_free(mem, p, 64);
    dtl_buf_free(&b);
    dtl_arena_free(&a);
    return ok;
}

Test(memory, every_allocation_may_fail) {
    bool done = false;
    for (size_t granted = 0; !done; granted++) {
        cr_assert_lt(granted, 1000);
        failing_mem f;
        failing_mem_init(&f, granted);
        done = work(&f.mem);
        cr_assert_eq(done, !f.refused, "a refused allocation is reported");
        cr_assert_eq(f.live, 0, "%zu bytes leaked after %zu", f.live, granted);
    }
}
