/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Value expressions: what they evaluate to, what they refuse, and where the caret stands.
 *
 * The document of these tests is dated Monday 2025-08-18; the last time mentioned is 2025-08-15.
 */
#include "rules/expr.h"

#include "failing_mem.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- surroundings -------------------------------------------------------------------------------
 */

static const char *const names[] = {"weekday", "month", "d",   "year", "num",  "unit", "rel",
                                    "word",    "feast", "any", "date", "none", "ord",  "every"};
static const dtl_type types[] = {DTL_T_WEEKDAY, DTL_T_MONTH, DTL_T_INT,  DTL_T_INT,   DTL_T_NUM,
                                 DTL_T_UNIT,    DTL_T_INT,   DTL_T_NONE, DTL_T_FEAST, DTL_T_ANY,
                                 DTL_T_DATE,    DTL_T_INT,   DTL_T_INT,  DTL_T_QUANT};

enum { N_NAMES = sizeof names / sizeof names[0], N_FEASTS = 4 };

static bool constant(void *ctx, dtl_slice name, dtl_value *ret) {
    (void)ctx;
    static const char *const feasts[N_FEASTS] = {"easter_day", "ramadan", "thanksgiving", "xmas"};
    for (int i = 0; i < N_FEASTS; i++)
        if (dtl_slice_is(name, feasts[i])) {
            *ret = (dtl_value){.type = DTL_T_FEAST, .i = i};
            return true;
        }
    return false;
}

static bool get(void *ctx, uint16_t capture, dtl_value *ret) {
    (void)ctx;
    static const int64_t values[N_NAMES] = {5, 8, 15, 2025, 2500, DTL_WEEK, -1,
                                            0, 1, 0,  0,    0,    3,        2};
    *ret = (dtl_value){.type = types[capture], .i = values[capture]};
    ret->s = dtl_slice_of("Word");
    if (strcmp(names[capture], "any") == 0) {
        ret->type = DTL_T_WEEKDAY;
        ret->i = 5;
    }
    if (strcmp(names[capture], "date") == 0) {
        ret->t.kind = DTL_TX_DATE;
        ret->t.a = dtl_date_of_day(2024, 2, 29);
    }
    return strcmp(names[capture], "none") != 0;
}

static bool test_predicate(void *ctx, dtl_predicate predicate, uint16_t capture, bool *ret) {
    (void)ctx;
    *ret = predicate == DTL_IS_TITLE && strcmp(names[capture], "none") != 0;
    return true;
}

static bool group(void *ctx, dtl_slice name, dtl_slice *ret) {
    (void)ctx;
    *ret = dtl_slice_of(dtl_slice_is(name, "y") ? "2031" : "08");
    return true;
}

typedef struct world {
    dtl_arena arena;
    dtl_diags diags;
    dtl_source source;
    const dtl_expr *feasts[N_FEASTS];
    dtl_anchor anchor;
    dtl_scope scope;
    dtl_env env;
    char out[160];
} world;

static const dtl_expr *compile_feast(world *w, const char *text) {
    static const char *const y[] = {"y"};
    static const dtl_type year[] = {DTL_T_INT};
    dtl_scope scope = {.names = y, .types = year, .n = 1};
    return dtl_expr_compile(&w->arena, &w->diags, NULL, 0, dtl_slice_of(text), &scope, DTL_T_DATE,
                            NULL);
}

static void setup(world *w) {
    memset(w, 0, sizeof *w);
    dtl_arena_init(&w->arena, &dtl_mem_default);
    dtl_diags_init(&w->diags, &w->arena);
    w->feasts[0] = compile_feast(w, "easter(y)");
    w->feasts[1] = compile_feast(w, "cal(islamic-umalqura, y, 9)");
    w->feasts[2] = compile_feast(w, "nth(4, thu, month(y, 11))");
    w->feasts[3] = compile_feast(w, "date(y, 12, 25)");
    w->scope = (dtl_scope){.names = names, .types = types, .n = N_NAMES, .constant = constant};
    w->anchor.has_dct = true;
    w->anchor.dct = dtl_date_of_day(2025, 8, 18);
    w->anchor.has_ref = true;
    w->anchor.ref = dtl_date_of_day(2025, 8, 15);
    w->anchor.has_day = true;
    w->anchor.day = w->anchor.ref;
    w->anchor.policy = DTL_POLICY_TENSE;
    w->env = (dtl_env){.get = get,
                       .group = group,
                       .test = test_predicate,
                       .anchor = &w->anchor,
                       .feasts = w->feasts,
                       .nfeasts = N_FEASTS};
}

/* The short form of the value, or what became of it. */
static const char *evaluate(world *w, const char *text, bool resolve) {
    const dtl_expr *e = dtl_expr_compile(&w->arena, &w->diags, NULL, 0, dtl_slice_of(text),
                                         &w->scope, DTL_T_ANY, NULL);
    if (e == NULL)
        return w->diags.list.n > 0 ? w->diags.list.at[w->diags.list.n - 1].message : "not compiled";
    dtl_value v;
    const char *reason = "no reason";
    switch (dtl_expr_eval(e, &w->env, &v, &reason)) {
    case DTL_EVAL_MISSING: return "missing";
    case DTL_EVAL_IMPOSSIBLE: return reason;
    case DTL_EVAL_LIMIT: return "limit";
    case DTL_EVAL_OK: break;
    }
    if (resolve)
        dtl_value_resolve(&v, w->env.anchor);
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    if (v.t.kind != DTL_TX_NONE)
        dtl_timex_short(&v.t, &b);
    else if (v.type == DTL_T_BOOL)
        dtl_buf_puts(&b, v.i ? "true" : "false");
    else if (v.type == DTL_T_TEXT)
        dtl_buf_put(&b, v.s.p, v.s.n);
    else
        dtl_buf_printf(&b, "%s %lld", dtl_type_name(v.type), (long long)v.i);
    memset(w->out, 0, sizeof w->out);
    memcpy(w->out, b.at, b.n < sizeof w->out - 1 ? b.n : sizeof w->out - 1);
    dtl_buf_free(&b);
    return w->out;
}

typedef struct sample {
    const char *text, *want;
} sample;

static void check(world *w, const sample *s, size_t n, bool resolve) {
    for (size_t i = 0; i < n; i++) {
        const char *got = evaluate(w, s[i].text, resolve);
        cr_expect(strcmp(got, s[i].want) == 0, "%s: want %s, got %s", s[i].text, s[i].want, got);
    }
}

#define CHECK(w, samples, resolve)                                                                 \
    check((w), (samples), sizeof(samples) / sizeof(samples)[0], resolve)

/* ---- values -------------------------------------------------------------------------------------
 */

Test(expr, names_of_dates) {
    world w;
    setup(&w);
    static const sample samples[] = {
        {"date(2025, 8, 15)", "2025-08-15"},
        {"date($year, $month, $d)", "2025-08-15"},
        {"date(_, $month, $d)", "XXXX-08-15"},
        {"date(_, aug, 15)", "XXXX-08-15"},
        {"date($year, $month, $none)", "2025-08"},
        {"date(_, 2, 29)", "XXXX-02-29"},
        {"year($year)", "2025"},
        {"year($none)", "2025"},
        {"month(2025, $month)", "2025-08"},
        {"quarter(2019, 3)", "2019-Q3"},
        {"quarter(_, 3)", "XXXX-Q3"},
        {"quarter(_, _)", "XXXX-QX"},
        {"quarter(last(year), 3)", "2024-Q3"},
        {"half(1998, 1)", "1998-H1"},
        {"season(1998, summer)", "1998-SU"},
        {"week(2025, 33)", "2025-W33"},
        {"weekday($weekday)", "XXXX-WXX-5"},
        {"decade(1990)", "199X"},
        {"decade(1994)", "199X"},
        {"decade(short_year(80))", "198X"},
        {"century(20)", "19XX"},
        {"millennium(3)", "2XXX"},
        {"short_year(97)", "int 1997"},
        {"short_year(45)", "int 2045"},
        {"era(44, bc)", "-0043"},
        {"era(date(44, mar, 15), bc)", "-0043-03-15"},
        {"era(century(3), bc)", "-0299/-0200"},
        {"era(decade(40), bc)", "-0048/-0039"},
        {"era(1066, ad)", "1066"},
        {"era(year(1066), _)", "1066"},
        {"easter(2025)", "2025-04-20"},
        {"orthodox_easter(2024)", "2024-05-05"},
        {"cal(islamic-umalqura, 2025, 9)", "2025-03-01/2025-03-29"},
        {"cal(islamic-umalqura, 2025, 9, 1)", "2025-03-01"},
        {"cal(hebrew, 2025, 8, 15)", "2025-04-13"},
        {"cal(chinese, 2025, 1, 1)", "2025-01-29"},
        {"new_moon(date(2024, 10, 17), -13)", "2024-10-31"},
        {"full_moon(date(2024, 10, 17))", "2024-10-17"},
        {"easter(2025) - 2 days", "2025-04-18"},
    };
    CHECK(&w, samples, false);
    dtl_arena_free(&w.arena);
}

Test(expr, movement_from_the_document) {
    world w;
    setup(&w);
    static const sample samples[] = {
        {"unit(week, -1)", "2025-W33"},
        {"unit(week, $rel)", "2025-W33"},
        {"unit($unit, $rel)", "2025-W33"},
        {"unit(day, 0)", "2025-08-18"},
        {"unit(weekend, 0)", "2025-W34-WE"},
        {"unit(month, 1)", "2025-09"},
        {"unit(quarter, -1)", "2025-Q2"},
        {"unit(season, 0)", "2025-SU"},
        {"unit(decade, 0)", "202X"},
        {"unit(century, -1)", "19XX"},
        {"unit(day, 1, ref)", "2025-08-16"},
        {"unit(week, -1, ref)", "2025-W32"},
        {"last(night)", "2025-08-17TNI"},
        {"this(morning)", "2025-08-18TMO"},
        {"last(fri)", "2025-08-15"},
        {"last(mon)", "2025-08-11"},
        {"next(mon)", "2025-08-25"},
        {"this(fri)", "2025-08-22"},
        {"last(aug)", "2024-08"},
        {"this(aug)", "2025-08"},
        {"next(may)", "2026-05"},
        {"last(summer)", "2024-SU"},
        {"last(spring)", "2025-SP"},
        {"unit(fri, -2)", "2025-08-08"},
        {"last(easter_day)", "2025-04-20"},
        {"next(easter_day)", "2026-04-05"},
        {"last(xmas)", "2024-12-25"},
        {"last(thanksgiving)", "2024-11-28"},
        {"this(thanksgiving)", "2025-11-27"},
        {"unit(xmas, -2)", "2023-12-25"},
        {"last(quarter(_, 3))", "2024-Q3"},
        {"shift(dct, 1 day)", "2025-08-19"},
        {"shift(ref, 1 day)", "2025-08-16"},
        {"ago(dur(3, year))", "2022"},
        {"ago(dur(3, day))", "2025-08-15"},
        {"ago(dur(3, week))", "2025-W31"},
        {"ago(3 months)", "2025-05"},
        {"ago(1.5 year)", "2024-02"},
        {"exact(ago(1 year))", "2024-08-18"},
        {"ago(3 hour)", "2025-08-18"},
        {"ago(dur(_, year))", "PAST_REF"},
        {"later(dur(_, day))", "FUTURE_REF"},
        {"later(2 weeks, ref)", "2025-W35"},
        {"dct - 1 month", "2025-07-18"},
        {"$date + 1 year", "2025-02-28"},
        {"last_quarter()", "2025-Q2"},
        {"last_quarter() - 1 year", "2024-Q2"},
        {"if(quarter_known(), last_quarter(), unit(year, -1))", "2024"},
        {"past(3 year)", "P3Y"},
        {"grain(ref, month)", "2025-08"},
    };
    CHECK(&w, samples, false);
    dtl_arena_free(&w.arena);
}

Test(expr, without_an_anchor_values_stay_open) {
    world w;
    setup(&w);
    w.env.anchor = NULL;
    static const sample samples[] = {
        {"unit(week, -1)", "XXXX-WXX"},
        {"unit(day, 0)", "XXXX-XX-XX"},
        {"unit(month, 1)", "XXXX-XX"},
        {"unit(year, -1)", "XXXX"},
        {"weekday(fri)", "XXXX-WXX-5"},
        {"last(fri)", "XXXX-WXX-5"},
        {"last(night)", "XXXX-XX-XXTNI"},
        {"ago(3 years)", "XXXX"},
        {"ago(3 days)", "XXXX-XX-XX"},
        {"shift(ref, 1 day)", "XXXX-XX-XX"},
        {"quarter(last(year), 3)", "XXXX-Q3"},
        {"feast(xmas)", "XXXX-12-25"},
        {"feast(easter_day)", "XXXX-XX-XX"},
        {"feast(easter_day, 2025)", "2025-04-20"},
        {"clock(17, 0)", "T17:00"},
        {"last_quarter()", "XXXX-QX"},
        {"past(3 year)", "P3Y"},
    };
    CHECK(&w, samples, true);
    dtl_arena_free(&w.arena);
}

Test(expr, composition) {
    world w;
    setup(&w);
    static const sample samples[] = {
        {"weekday(fri) & date(_, 8, 15)", "XXXX-08-15"},
        {"fri & 2025", "2025-WXX-5"},
        {"$any & last(week)", "2025-08-15"},
        {"aug & last(year)", "2024-08"},
        {"$none & date(2025, 8, 15)", "2025-08-15"},
        {"date(2025, 8, 15) & date(2025, 8, 16)", "the parts contradict each other"},
        {"fri & date(2025, 8, 16)", "2025-08-16"},
        {"date(2025, 8, 15) & night", "2025-08-15TNI"},
        {"at(fri, night)", "XXXX-WXX-5TNI"},
        {"at(date(2025, 8, 15), clock(3, 30, pm))", "2025-08-15T15:30"},
        {"at(unit(day, -1), night)", "2025-08-17TNI"},
        {"at(date(2025,8,15) & night, clock(10))", "2025-08-15T22:00"},
        {"clock(12, am)", "T00:00"},
        {"clock(12, 30, pm)", "T12:30"},
        {"clock(clock(3, 30), pm, zone('-04:00'))", "T15:30-04:00"},
        {"clock(10, morning)", "T10:00"},
        {"clock(9, evening)", "T21:00"},
        {"at(_, clock(24, 0))", "T24:00"},
        {"nth(3, quarter, year(2019))", "2019-Q3"},
        {"nth(3, quarter, _)", "XXXX-Q3"},
        {"nth(-1, mon, month(2025, 5))", "2025-05-26"},
        {"nth(4, thu, month(2024, 11))", "2024-11-28"},
        {"nth(5, mon, month(2025, 2))", "the container does not have so many"},
        {"nth(15, day, month(_, 8))", "XXXX-08-15"},
        {"nth(1, week, month(2025, 5))", "2025-W18"},
        {"nth(2, half, year(1998))", "1998-H2"},
        {"nth(-1, day, month(2024, 2))", "2024-02-29"},
        {"nth(1, decade, century(20))", "190X"},
        {"nth($ord, quarter, year($none))", "2025-Q3"},
        {"part(early, year(2022))", "2022 mod:start"},
        {"part(mid, decade(1990))", "199X mod:mid"},
        {"part($d, year(2022))", "part() wants edge for argument 1, got int"},
        {"part(_, year(2022))", "2022"},
        {"bounded(more, dur(3, year))", "P3Y mod:more"},
        {"bounded(more, ago(3 year))", "2022 mod:before"},
        {"bounded(less, ago(3 year))", "2022 mod:after"},
        {"ago(bounded(more, 3 year))", "2022 mod:before"},
        {"bounded(approx, ago(10 day))", "2025-08-08 mod:approx"},
        {"approx(year(1999))", "1999 mod:approx"},
    };
    CHECK(&w, samples, false);
    dtl_arena_free(&w.arena);
}

Test(expr, lengths_spans_sets) {
    world w;
    setup(&w);
    static const sample samples[] = {
        {"dur(3, year)", "P3Y"},
        {"dur($num, year)", "P2Y6M"},
        {"dur(1.5, hour)", "PT1H30M"},
        {"dur(_, day)", "PXD"},
        {"dur(_, _)", "PXX"},
        {"dur(40, minute)", "PT40M"},
        {"dur(2, decade)", "P20Y"},
        {"dur(_, century)", "PXC"},
        {"dur(-1, day)", "a length cannot be negative"},
        {"2 years + 6 months", "P2Y6M"},
        {"1 hour + 20 minutes", "PT80M"},
        {"1 year + 1 day", "days and months have no common measure"},
        {"span(date(2025,3,1), date(2025,3,29))", "2025-03-01/2025-03-29"},
        {"span(date(_,_,5), date(2025,8,8))", "2025-08-05/2025-08-08"},
        {"month(_, mar) .. month(2024, may)", "2024-03/2024-05"},
        {"month(_, nov) .. month(2025, mar)", "2024-11/2025-03"},
        {"span(year(2021), year(2019))", "the span ends before it begins"},
        {"since(year(2019))", "2019/.."},
        {"until(date(2025, 8, 15))", "../2025-08-15"},
        {"every(mon)", "XXXX-WXX-1 every:1"},
        {"every(mon, 2)", "XXXX-WXX-1 every:2"},
        {"every(jul)", "XXXX-07 every:1"},
        {"every(day)", "P1D every:1"},
        {"every(4 year)", "P4Y every:4"},
        {"every(at(tue, night))", "XXXX-WXX-2TNI every:1"},
        {"every(quarter(_, 2))", "XXXX-Q2 every:1"},
        {"every(date(2025, 8, 15))", "one date does not recur"},
        {"times(2, week)", "P1W every:1 times:2"},
        {"feast(ramadan, 2025)", "2025-03-01/2025-03-29"},
    };
    CHECK(&w, samples, false);
    dtl_arena_free(&w.arena);
}

Test(expr, conditions) {
    world w;
    setup(&w);
    static const sample samples[] = {
        {"$year in 1000..2999", "true"},
        {"$year in (2024, 2026)", "false"},
        {"$rel == 0", "false"},
        {"not $rel == 0", "true"},
        {"$month == aug and $d <= 15", "true"},
        {"$month in jan..jun", "false"},
        {"$num > 2", "true"},
        {"$unit in (day, week)", "true"},
        {"$unit >= month", "false"},
        {"$weekday == fri or $none == 1", "true"},
        {"$none == 1", "missing"},
        {"present($none)", "false"},
        {"present($word)", "true"},
        {"not present($none)", "true"},
        {"present($none) and $none > 3", "false"},
        {"title($word)", "true"},
        {"plural($word)", "false"},
        {"title($none)", "false"},
        {"$word.text == 'Word'", "true"},
        {"year(2024) < year(2025)", "true"},
        {"date(2025, 8, 15) in month(2025, 8)", "true"},
        {"date(2025, 9, 15) in month(2025, 8)", "false"},
        {"known(weekday(fri))", "false"},
        {"known(year(2025))", "true"},
        {"past_tense()", "false"},
        {"$date.year", "int 2024"},
        {"$date.month == feb", "true"},
        {"$date.weekday", "weekday 4"},
        {"int('2,025')", "int 2025"},
        {"num('2.5')", "num 2500"},
        {"int('x')", "that is not a number"},
        {"20 * 3 + 5", "int 65"},
        {"7 / 2", "num 3500"},
        {"1000000000 * 1000000000", "limit"},
        {"either($none, 3)", "int 3"},
    };
    CHECK(&w, samples, false);
    dtl_arena_free(&w.arena);
}

Test(expr, impossible_values_say_why) {
    world w;
    setup(&w);
    static const sample samples[] = {
        {"date(_, 2, 30)", "that month has no such day"},
        {"date(2025, 2, 29)", "that month has no such day"},
        {"date(2025, 13, 1)", "a month is between 1 and 12"},
        {"date(2025, 1, 32)", "a day is between 1 and 31"},
        {"clock(27, 0)", "there is no such time of day"},
        {"clock(15, 75)", "there is no such time of day"},
        {"clock(15, am)", "there is no such time of day"},
        {"week(2025, 53)", "that year has no such week"},
        {"quarter(2025, 5)", "a year has four quarters"},
        {"year(10000)", "limit"},
        {"shift(year(9999), 1 year)", "limit"},
        {"unit(year, 100000)", "limit"},
        {"at(month(2025, 8), clock(3, pm))", "a clock time needs a day"},
        {"past_ref & fri", "a vague reference has no date"},
        {"century(0)", "limit"},
        {"era(0, bc)", "years before Christ are counted from 1"},
        {"nth(0, day, month(2025, 8))", "the container does not have so many"},
        {"cal(islamic-umalqura, 2025, 9, 31)", "that day does not fall in that year"},
        {"new_moon(date(2024, 10, 17), 25)", "a day has 24 hours"},
    };
    CHECK(&w, samples, false);
    dtl_arena_free(&w.arena);
}

/* ---- resolution ---------------------------------------------------------------------------------
 */

Test(expr, a_weekday_ahead_of_a_past_clause_is_the_nearest) {
    world w;
    setup(&w);
    static const dtl_clause_tense tenses[] = {DTL_TENSE_PROSPECTIVE, DTL_TENSE_PRESENT};
    for (int k = 0; k < 2; k++) {
        w.anchor.tense = tenses[k];
        cr_expect_str_eq(evaluate(&w, "weekday(thu)", true), "2025-08-21");
        cr_expect_str_eq(evaluate(&w, "weekday(fri)", true), "2025-08-15");
        cr_expect_str_eq(evaluate(&w, "quarter(_, 4)", true), "2024-Q4");
    }
    dtl_arena_free(&w.arena);
}

Test(expr, resolution_follows_the_tense) {
    static const struct {
        const char *text, *past, *future, *unknown;
    } rows[] = {
        {"weekday(fri)", "2025-08-15", "2025-08-22", "2025-08-15"},
        {"date(_, 10, 15)", "2024-10-15", "2025-10-15", "2025-10-15"},
        {"weekday(mon)", "2025-08-18", "2025-08-18", "2025-08-18"},
        {"month(_, aug)", "2025-08", "2025-08", "2025-08"},
        {"month(_, oct)", "2024-10", "2025-10", "2025-10"},
        {"date(_, 8, 20)", "2025-08-20", "2025-08-20", "2025-08-20"},
        {"date(_, 3, 5)", "2025-03-05", "2026-03-05", "2025-03-05"},
        {"date(_, 12, 20)", "2024-12-20", "2025-12-20", "2025-12-20"},
        {"date(_, 2, 29)", "2024-02-29", "2028-02-29", "2024-02-29"},
        {"date(_, _, 20)", "2025-07-20", "2025-08-20", "2025-08-20"},
        {"quarter(_, 3)", "2025-Q3", "2025-Q3", "2025-Q3"},
        {"quarter(_, 4)", "2024-Q4", "2025-Q4", "2024-Q4"},
        {"quarter(_, _)", "2025-QX", "2025-QX", "2025-QX"},
        {"season(_, winter)", "2024-WI", "2025-WI", "2024-WI"},
        {"half(_, 2)", "2025-H2", "2025-H2", "2025-H2"},
        {"clock(17, 0)", "2025-08-18T17:00", "2025-08-18T17:00", "2025-08-18T17:00"},
        {"at(fri, clock(17, 0))", "2025-08-15T17:00", "2025-08-22T17:00", "2025-08-15T17:00"},
        {"feast(easter_day)", "2025-04-20", "2026-04-05", "2025-04-20"},
        {"span(mar, may)", "2025-03/2025-05", "2026-03/2026-05", "2025-03/2025-05"},
        {"span(nov, jan)", "2024-11/2025-01", "2025-11/2026-01", "2025-11/2026-01"},
        {"span(mon, wed)", "2025-08-18/2025-08-20", "2025-08-18/2025-08-20",
         "2025-08-18/2025-08-20"},
    };
    world w;
    setup(&w);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const dtl_clause_tense tenses[] = {DTL_TENSE_PAST, DTL_TENSE_FUTURE,
                                                  DTL_TENSE_UNKNOWN};
        const char *const want[] = {rows[i].past, rows[i].future, rows[i].unknown};
        for (int k = 0; k < 3; k++) {
            w.anchor.tense = tenses[k];
            const char *got = evaluate(&w, rows[i].text, true);
            cr_expect(strcmp(got, want[k]) == 0, "%s, tense %d: want %s, got %s", rows[i].text, k,
                      want[k], got);
        }
    }
    dtl_arena_free(&w.arena);
}

Test(expr, context_takes_the_day_last_mentioned) {
    world w;
    setup(&w);
    w.anchor.policy = DTL_POLICY_CONTEXT;
    static const sample samples[] = {
        {"clock(17, 0)", "2025-08-15T17:00"},
        {"weekday(sat)", "2025-08-16"},
    };
    CHECK(&w, samples, true);
    w.anchor.has_day = false;
    cr_expect_str_eq(evaluate(&w, "clock(17, 0)", true), "2025-08-18T17:00");
    w.anchor.policy = DTL_POLICY_NONE;
    cr_expect_str_eq(evaluate(&w, "weekday(sat)", true), "XXXX-WXX-6");
    dtl_arena_free(&w.arena);
}

Test(expr, marks_what_was_inferred_and_from_where) {
    world w;
    setup(&w);
    const dtl_expr *e = dtl_expr_compile(
        &w.arena, &w.diags, NULL, 0, dtl_slice_of("date(_, 8, 15)"), &w.scope, DTL_T_DATE, NULL);
    dtl_value v;
    cr_assert_eq(dtl_expr_eval(e, &w.env, &v, NULL), DTL_EVAL_OK);
    cr_expect(!v.t.from_dct);
    cr_expect(!dtl_value_known(&v));
    dtl_value_resolve(&v, &w.anchor);
    cr_expect(v.t.from_dct);
    cr_expect(dtl_value_known(&v));
    cr_expect_eq(v.t.a.inferred, DTL_HAS_YEAR);
    e = dtl_expr_compile(&w.arena, &w.diags, NULL, 0, dtl_slice_of("shift(ref, 1 day)"), &w.scope,
                         DTL_T_DATE, NULL);
    cr_assert_eq(dtl_expr_eval(e, &w.env, &v, NULL), DTL_EVAL_OK);
    cr_expect(v.t.from_ref && !v.t.from_dct);
    dtl_arena_free(&w.arena);
}

Test(expr, groups_of_a_shape_are_texts) {
    world w;
    setup(&w);
    w.scope = (dtl_scope){.groups = true};
    cr_expect_str_eq(evaluate(&w, "date(int(y), int(m), int(d))", false), "2031-08-08");
    dtl_arena_free(&w.arena);
}

/* ---- documentation ------------------------------------------------------------------------------
 */

/* Copies what stands between the next two backticks at *p and moves behind them. */
static bool quoted(const char **p, char *out, size_t size) {
    const char *from = strchr(*p, '`'), *to = from != NULL ? strchr(from + 1, '`') : NULL;
    if (to == NULL || (size_t)(to - from) > size)
        return false;
    memcpy(out, from + 1, (size_t)(to - from - 1));
    out[to - from - 1] = '\0';
    *p = to + 1;
    return true;
}

/* Every `expression` → `value` in the manual. */
Test(expr, the_manual_is_true) {
    const char *root = getenv("DATELINE_SOURCE_DIR");
    char path[1024], line[2048], text[256], want[256];
    (void)snprintf(path, sizeof path, "%s/docs/expressions.md", root != NULL ? root : ".");
    FILE *f = fopen(path, "r");
    cr_assert_not_null(f, "%s", path);
    world w;
    setup(&w);
    int examples = 0;
    while (fgets(line, (int)sizeof line, f) != NULL) {
        static const char arrow[] = " \xE2\x86\x92 ";
        const char *p = line;
        while (quoted(&p, text, sizeof text)) {
            if (strncmp(p, arrow, sizeof arrow - 1) != 0)
                continue;
            cr_assert(quoted(&p, want, sizeof want));
            const char *got = evaluate(&w, text, false);
            cr_expect(strcmp(got, want) == 0, "%s: the manual says %s, got %s", text, want, got);
            examples++;
        }
    }
    (void)fclose(f);
    cr_expect(examples > 50, "%d examples", examples);
    dtl_arena_free(&w.arena);
}

/* ---- errors -------------------------------------------------------------------------------------
 */

typedef struct mistake {
    const char *text, *code, *at, *message;
    dtl_type want;
} mistake;

Test(expr, errors_point_at_the_part) {
    static const mistake mistakes[] = {
        {"nth($unit, quarter, year(1))", "R311", "$unit",
         "nth() wants int for argument 1, got unit", 0},
        {"dat(2025, 8, 15)", "R304", "dat(2025, 8, 15)", "unknown function dat", 0},
        {"year($yaer)", "R305", "$yaer", "the pattern has no capture $yaer", 0},
        {"unit(wek, 1)", "R303", "wek", "unknown name wek", 0},
        {"year(1, 2)", "R306", "year(1, 2)", "year() takes 1 argument, got 2", 0},
        {"date(2025, 8, 15", "R301", "(", "this parenthesis is not closed", 0},
        {"$year = 3", "R301", "=", "expected an operator or the end of the expression", 0},
        {"", "R301", "", "the expression ends too early", 0},
        {"1 +", "R301", "", "the expression ends too early", 0},
        {"dur(3, year) & fri", "R313", "dur(3, year) & fri",
         "& does not go with duration and weekday", 0},
        {"$year and $d", "R313", "$year", "expected a condition, got int", 0},
        {"$unit == 3", "R313", "$unit == 3", "cannot compare unit with int", 0},
        {"dur(3, year)", "R314", "dur(3, year)", "expected date, got duration", DTL_T_DATE},
        {"$d.year", "R312", "$d.year", "a int has no .year", 0},
        {"exact(year(2025))", "R311", "year(2025)",
         "exact() wants a call of shift(), ago() or later()", 0},
        {"shift(dct, _)", "R311", "_", "shift() wants duration for argument 2, got nothing", 0},
        {"title(3)", "R311", "3", "title() wants a capture, written with $", 0},
        {"'open", "R301", "'open", "this quotation is not closed", 0},
        {"99999999999", "R301", "99999999999", "numbers go up to 1000000000", 0},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        const mistake *m = &mistakes[i];
        world w;
        setup(&w);
        char file[256];
        (void)snprintf(file, sizeof file, "value: %s\n", m->text);
        cr_assert(dtl_source_init(&w.source, &w.arena, "rules.yaml", file, (uint32_t)strlen(file)));
        dtl_slice text = {file + 7, (uint32_t)strlen(m->text)};
        const dtl_expr *e = dtl_expr_compile(&w.arena, &w.diags, &w.source, 7, text, &w.scope,
                                             m->want == DTL_T_NONE ? DTL_T_ANY : m->want, NULL);
        cr_expect_null(e, "%s compiles", m->text);
        cr_assert_eq(w.diags.list.n, 1, "%s: %u diagnostics", m->text, w.diags.list.n);
        const dtl_diag *d = &w.diags.list.at[0];
        cr_expect_str_eq(d->code, m->code, "%s: %s %s", m->text, d->code, d->message);
        cr_expect_str_eq(d->message, m->message);
        char got[64] = {0};
        memcpy(got, file + d->start, d->end - d->start);
        cr_expect_str_eq(got, m->at, "%s: caret under '%s'", m->text, got);
        dtl_arena_free(&w.arena);
    }
}

Test(expr, hints_name_what_was_meant) {
    world w;
    setup(&w);
    (void)evaluate(&w, "weekdey(fri)", false);
    (void)evaluate(&w, "year($yaer)", false);
    (void)evaluate(&w, "unit(mnth, 1)", false);
    cr_assert_eq(w.diags.list.n, 3);
    cr_expect_str_eq(w.diags.list.at[0].hint, "did you mean weekday?");
    cr_expect_str_eq(w.diags.list.at[1].hint, "did you mean $year?");
    cr_expect_str_eq(w.diags.list.at[2].hint, "did you mean month?");
    dtl_arena_free(&w.arena);
}

/* Every allocation fails once: no expression, no crash, nothing kept. */
Test(expr, survives_want_of_memory) {
    bool done = false;
    for (size_t granted = 0; !done && granted < 1000; granted++) {
        failing_mem mem;
        dtl_arena arena;
        dtl_diags diags;
        failing_mem_init(&mem, granted);
        dtl_arena_init(&arena, &mem.mem);
        dtl_diags_init(&diags, &arena);
        dtl_scope scope = {.names = names, .types = types, .n = N_NAMES, .constant = constant};
        const dtl_expr *e = NULL;
        for (int i = 0; i < 40; i++) {
            e = dtl_expr_compile(&arena, &diags, NULL, 0,
                                 dtl_slice_of("nth(4, thu, month($year, 11)) & (fri | night)"),
                                 &scope, DTL_T_ANY, NULL);
            cr_expect_null(e);
            e = dtl_expr_compile(&arena, &diags, NULL, 0,
                                 dtl_slice_of("cal(hebrew, last(year), 8, 15) + 2 days"), &scope,
                                 DTL_T_DATE, NULL);
            if (mem.refused)
                break;
            cr_expect_not_null(e);
        }
        cr_expect(!mem.refused || diags.failed || e != NULL);
        done = !mem.refused;
        dtl_arena_free(&arena);
        cr_expect_eq(mem.live, 0);
    }
    cr_expect(done);
}

/* Deep, long and broken input ends with a message, never with a crash. */
Test(expr, bounded_by_construction) {
    world w;
    setup(&w);
    static char deep[4000];
    memset(deep, '(', sizeof deep - 1);
    (void)evaluate(&w, deep, false);
    for (size_t i = 0; i + 4 < sizeof deep; i += 4)
        memcpy(deep + i, "not ", 4);
    (void)evaluate(&w, deep, false);
    memset(deep, '-', sizeof deep - 1);
    (void)evaluate(&w, deep, false);
    for (size_t i = 0; i + 2 < sizeof deep; i += 2)
        memcpy(deep + i, "1+", 2);
    (void)evaluate(&w, deep, false);
    cr_expect_eq(w.diags.errors, 4);
    dtl_arena_free(&w.arena);
}

Test(expr, random_input_ends) {
    static const char *const words[] = {
        "date",  "(",    ")",     ",",    "$year", "$any", "&",    "..",   "2025", "8",     "1.5",
        "_",     "unit", "week",  "-",    "+",     "nth",  "last", "fri",  "dct",  "ref",   "day",
        "in",    "and",  "not",   "==",   "<",     "ago",  "dur",  "year", "at",   "clock", "pm",
        "every", "span", "feast", "xmas", "'a'",   "$",    ".",    "if",   "era",  "bc",    "*"};
    uint64_t state = 20250818;
    world w;
    setup(&w);
    for (int i = 0; i < 20000; i++) {
        char text[256] = {0};
        size_t n = 0;
        for (int k = 0; k < 14; k++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const char *word = words[(state >> 33) % (sizeof words / sizeof words[0])];
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", word,
                                  (state >> 60) & 1 ? " " : "");
        }
        if (i % 500 == 0) {
            dtl_arena_free(&w.arena);
            setup(&w);
        }
        (void)evaluate(&w, text, true);
    }
    dtl_arena_free(&w.arena);
}
