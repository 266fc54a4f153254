/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EDTF: what is written, what is read back, what is refused and with which words.
 */
#include "calendar/calendar.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *edtf_of(const dtl_timex *t) {
    static char out[96];
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    bool ok = dtl_timex_edtf(t, &b);
    memset(out, 0, sizeof out);
    if (b.at != NULL && b.n < sizeof out)
        memcpy(out, b.at, b.n);
    dtl_buf_free(&b);
    cr_expect_eq(ok, out[0] != '\0', "%s", out);
    return out;
}

static dtl_date unit_of(int32_t y, int m, int d, dtl_unit grain, dtl_mod mod) {
    dtl_date day = dtl_date_of_day(y, m, d), r;
    cr_assert(dtl_date_to_grain(&day, grain, &r));
    r.mod = mod;
    return r;
}

Test(edtf, written_where_exact) {
    const struct {
        dtl_date d;
        const char *want;
    } rows[] = {
        {unit_of(2025, 8, 15, DTL_DAY, DTL_MOD_NONE), "2025-08-15"},
        {unit_of(2025, 8, 15, DTL_MONTH, DTL_MOD_APPROX), "2025-08~"},
        {unit_of(1999, 8, 15, DTL_YEAR, DTL_MOD_APPROX), "1999~"},
        {unit_of(1998, 7, 1, DTL_SEASON, DTL_MOD_NONE), "1998-22"},
        {unit_of(1999, 1, 1, DTL_SEASON, DTL_MOD_NONE), "1998-24"},
        {unit_of(1998, 7, 1, DTL_SEASON, DTL_MOD_APPROX), "1998-06~/1998-08~"},
        {unit_of(1989, 8, 1, DTL_QUARTER, DTL_MOD_NONE), "1989-35"},
        {unit_of(1998, 8, 1, DTL_HALF, DTL_MOD_NONE), "1998-41"},
        {unit_of(1985, 8, 1, DTL_DECADE, DTL_MOD_NONE), "198X"},
        {unit_of(1985, 8, 1, DTL_DECADE, DTL_MOD_APPROX), "1980~/1989~"},
        {unit_of(1985, 8, 1, DTL_CENTURY, DTL_MOD_NONE), "19XX"},
        {unit_of(2025, 8, 1, DTL_MILLENNIUM, DTL_MOD_NONE), "2XXX"},
        {unit_of(50, 8, 1, DTL_CENTURY, DTL_MOD_NONE), "0001/0099"},
        {unit_of(-250, 8, 1, DTL_CENTURY, DTL_MOD_NONE), "-0299/-0200"},
        {unit_of(-43, 3, 15, DTL_DAY, DTL_MOD_NONE), "-0043-03-15"},
        {unit_of(0, 3, 15, DTL_YEAR, DTL_MOD_NONE), "0000"},
        {unit_of(2000, 2, 16, DTL_WEEK, DTL_MOD_NONE), "2000-02-14/2000-02-20"},
        {unit_of(2000, 2, 16, DTL_WEEKEND, DTL_MOD_NONE), "2000-02-19/2000-02-20"},
        {unit_of(2022, 1, 1, DTL_YEAR, DTL_MOD_START), "2022"},
        {unit_of(2022, 1, 1, DTL_YEAR, DTL_MOD_ON_OR_BEFORE), "[..2022]"},
        {unit_of(2022, 1, 1, DTL_YEAR, DTL_MOD_BEFORE), "[..2021]"},
        {unit_of(2022, 5, 1, DTL_MONTH, DTL_MOD_AFTER), "[2022-06..]"},
        {unit_of(2022, 5, 1, DTL_QUARTER, DTL_MOD_ON_OR_AFTER), "[2022-04..]"},
        {{.grain = DTL_DAY, .known = DTL_HAS_MONTH | DTL_HAS_DAY, .month = 8, .day = 15},
         "XXXX-08-15"},
        {{.grain = DTL_DAY, .known = DTL_HAS_YEAR | DTL_HAS_MONTH, .year = 2025, .month = 8},
         "2025-08-XX"},
        {{.grain = DTL_DAY, .known = DTL_HAS_WEEKDAY, .weekday = 5}, ""},
        {{.grain = DTL_WEEK, .rel_unit = DTL_WEEK, .rel_n = -1}, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dtl_timex t = {.kind = DTL_TX_DATE, .a = rows[i].d};
        cr_expect_str_eq(edtf_of(&t), rows[i].want);
    }
}

Test(edtf, clock_times_have_seconds_and_the_zone_given) {
    dtl_timex t = {.kind = DTL_TX_DATE, .a = dtl_date_of_day(2025, 8, 18)};
    t.a.grain = DTL_MINUTE;
    t.a.known |= DTL_HAS_HOUR | DTL_HAS_MINUTE;
    t.a.hour = 15;
    t.a.minute = 30;
    cr_expect_str_eq(edtf_of(&t), "2025-08-18T15:30:00");
    t.a.known |= DTL_HAS_ZONE;
    t.a.zone = -240;
    cr_expect_str_eq(edtf_of(&t), "2025-08-18T15:30:00-04:00");
    t.a.zone = 0;
    cr_expect_str_eq(edtf_of(&t), "2025-08-18T15:30:00Z");
    t.a.known &= (uint16_t)~DTL_HAS_ZONE;
    t.a.hour = 24;
    t.a.minute = 0;
    cr_expect_str_eq(edtf_of(&t), "2025-08-19T00:00:00");
    t.a.mod = DTL_MOD_APPROX;
    cr_expect_str_eq(edtf_of(&t), "");
}

Test(edtf, spans_and_durations) {
    dtl_timex t = {.kind = DTL_TX_SPAN, .a = dtl_date_of_year(1987), .has_a = true};
    cr_expect_str_eq(edtf_of(&t), "1987/..");
    t.b = unit_of(1999, 8, 1, DTL_QUARTER, DTL_MOD_NONE);
    t.has_b = true;
    cr_expect_str_eq(edtf_of(&t), "1987/1999-09");
    t.has_a = false;
    cr_expect_str_eq(edtf_of(&t), "../1999-09");
    t = (dtl_timex){.kind = DTL_TX_DURATION, .dur = {.n = 3000, .unit = DTL_YEAR}};
    cr_expect_str_eq(edtf_of(&t), "");
    t.kind = DTL_TX_SET;
    cr_expect_str_eq(edtf_of(&t), "");
    t.kind = DTL_TX_PAST_REF;
    cr_expect_str_eq(edtf_of(&t), "");
}

static const char *bounds_of(int64_t start, int64_t end, dtl_unit grain) {
    static char out[96];
    dtl_bounds x = {start, start, end, end};
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    memset(out, 0, sizeof out);
    if (dtl_bounds_edtf(&x, grain, &b) && b.n < sizeof out)
        memcpy(out, b.at, b.n);
    dtl_buf_free(&b);
    return out;
}

Test(edtf, bounds_are_as_narrow_as_they_can_be) {
#define DAY(y, m, d) (dtl_days_from_civil(y, m, d) * 86400)
    cr_expect_str_eq(bounds_of(DAY(2025, 8, 15), DAY(2025, 8, 16), DTL_DAY), "2025-08-15");
    cr_expect_str_eq(bounds_of(DAY(2025, 8, 1), DAY(2025, 9, 1), DTL_DAY), "2025-08");
    cr_expect_str_eq(bounds_of(DAY(2025, 1, 1), DAY(2026, 1, 1), DTL_DAY), "2025");
    cr_expect_str_eq(bounds_of(DAY(2019, 1, 1), DAY(2022, 1, 1), DTL_DAY), "2019/2021");
    cr_expect_str_eq(bounds_of(DAY(2019, 3, 1), DAY(2022, 1, 1), DTL_DAY), "2019-03/2021-12");
    cr_expect_str_eq(bounds_of(DAY(2025, 8, 11), DAY(2025, 8, 18), DTL_DAY),
                     "2025-08-11/2025-08-17");
    cr_expect_str_eq(bounds_of(DTL_TIME_MIN, DAY(2025, 8, 18), DTL_DAY), "../2025-08-17");
    cr_expect_str_eq(bounds_of(DAY(2025, 8, 18), DTL_TIME_MAX, DTL_DAY), "2025-08-18/..");
    cr_expect_str_eq(bounds_of(DTL_TIME_MIN, DTL_TIME_MAX, DTL_DAY), "");
    cr_expect_str_eq(bounds_of(DAY(2025, 8, 18) + 3600, DAY(2025, 8, 18) + 7200, DTL_DAY),
                     "2025-08-18");
    cr_expect_str_eq(bounds_of(DAY(2025, 8, 18) + 3600, DAY(2025, 8, 18) + 7200, DTL_MINUTE),
                     "2025-08-18T01:00:00/2025-08-18T02:00:00");
    cr_expect_str_eq(bounds_of(DAY(2025, 8, 18) + 3600, DAY(2025, 8, 18) + 3660, DTL_MINUTE),
                     "2025-08-18T01:00:00");
    cr_expect_str_eq(bounds_of(INT64_MIN + 1, INT64_MAX - 1, DTL_DAY), "");
}

/* ---- reading ------------------------------------------------------------------------------------
 */

Test(edtf, reads_what_people_type) {
    static const struct {
        const char *text, *edtf;
    } rows[] = {
        {"2025-08-20", "2025-08-20"},
        {"2025-08", "2025-08"},
        {"2025", "2025"},
        {"2025-08-20T10:00Z", "2025-08-20T10:00:00Z"},
        {"2025-08-20T10:00:30+02:00", "2025-08-20T10:00:30+02:00"},
        {"2025-08-20T10:00:30.123+0200", "2025-08-20T10:00:30+02:00"},
        {"2025-08-20 10:00", "2025-08-20T10:00:00"},
        {"2025-08-20T24:00", "2025-08-21T00:00:00"},
        {"2025-08-01/2025-08-15", "2025-08-01/2025-08-15"},
        {"../2025", "../2025"},
        {"2025/..", "2025/.."},
        {"/2025", "../2025"},
        {"1999~", "1999~"},
        {"1999?", "1999~"},
        {"-0044-03-15", "-0044-03-15"},
        {"198X", "198X"},
        {"19XX", "19XX"},
        {"1998-22", "1998-22"},
        {"1998-35", "1998-35"},
        {"1998-41", "1998-41"},
        {"2025-W33", "2025-08-11/2025-08-17"},
        {"2025-W33-5", "2025-08-15"},
        {"[..2025-08]", "[..2025-08]"},
        {"[2025..]", "[2025..]"},
        {"2025-08-XX", "2025-08-XX"},
        {"XXXX-08-15", "XXXX-08-15"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dtl_timex t;
        const char *error = NULL;
        cr_expect(dtl_edtf_parse(rows[i].text, strlen(rows[i].text), &t, &error), "%s: %s",
                  rows[i].text, error != NULL ? error : "");
        cr_expect_str_eq(edtf_of(&t), rows[i].edtf);
    }
}

Test(edtf, refusals_say_what_is_wrong) {
    static const struct {
        const char *text, *error;
    } rows[] = {
        {"2025-02-30", "that month has no such day"},
        {"2025-02-29", "that month has no such day"},
        {"2025-8-5", "a month has two digits: 2025-08"},
        {"2025-13-01", "a month is between 01 and 12 (seasons 21 to 24, quarters 33 to 36, halves "
                       "40 and 41)"},
        {"2025-00", "month 00 is not between 01 and 12"},
        {"2025-08-32", "a day is between 01 and 31"},
        {"yesterday", "expected YYYY, YYYY-MM or YYYY-MM-DD"},
        {"15 August 2025", "a year has four digits"},
        {"08/15/2025", "a year has four digits"},
        {"20250815", "a year has four digits; put hyphens between year, month and day"},
        {"", "expected YYYY, YYYY-MM or YYYY-MM-DD"},
        {"2025-08-20T25:00",
         "that is not a time of day: hours 00 to 23, minutes and seconds 00 to 59"},
        {"2025-08T10:00", "a clock time needs a whole date before it"},
        {"2025-08-20T10", "expected a clock time as T15:30 or T15:30:00"},
        {"2025-08-20T10:00+25:00", "that is not a time zone: offsets go up to 18:00"},
        {"2025-W60", "that year has no such week"},
        {"2025/2024", "the interval ends before it begins"},
        {"2025/2026/2027", "an interval has two ends: 2025-08-01/2025-08-15"},
        {"../..", "an interval needs at least one date"},
        {"Y12000", "years beyond four digits are not supported"},
        {"XXXX", "that date says nothing"},
        {"[2025]", "expected [..date] or [date..]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dtl_timex t;
        const char *error = "";
        cr_expect(!dtl_edtf_parse(rows[i].text, strlen(rows[i].text), &t, &error), "%s is read",
                  rows[i].text);
        cr_expect_str_eq(error, rows[i].error, "%s: %s", rows[i].text, error);
    }
}

/* Dates, months, years, seasons, quarters, halves, decades, centuries, clock times. */
Test(edtf, reading_undoes_writing) {
    uint64_t state = 5;
    static const dtl_unit grains[] = {DTL_DAY,        DTL_MONTH, DTL_SEASON, DTL_QUARTER,
                                      DTL_HALF,       DTL_YEAR,  DTL_DECADE, DTL_CENTURY,
                                      DTL_MILLENNIUM, DTL_MINUTE};
    for (int i = 0; i < 20000; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        dtl_unit grain = grains[(state >> 40) % (sizeof grains / sizeof grains[0])];
        /* Groups of years before 1000 share no digits with all their years. */
        int64_t low = grain >= DTL_DECADE && grain <= DTL_MILLENNIUM
                          ? dtl_days_from_civil(1000, 1, 1)
                          : dtl_days_from_civil(-4712, 1, 1);
        int64_t high = dtl_days_from_civil(9998, 12, 31);
        dtl_date day;
        cr_assert(
            dtl_date_from_days(low + (int64_t)((state >> 12) % (uint64_t)(high - low)), &day));
        dtl_timex t = {.kind = DTL_TX_DATE}, back;
        cr_assert(dtl_date_to_grain(&day, grain, &t.a));
        if (grain == DTL_MINUTE) {
            t.a.hour = (int8_t)((state >> 20) % 24);
            t.a.minute = (int8_t)((state >> 25) % 60);
            if (state >> 63) {
                t.a.known |= DTL_HAS_ZONE;
                t.a.zone = (int16_t)((int)((state >> 30) % 48) * 30 - 720);
            }
        } else if ((grain == DTL_DAY || grain == DTL_MONTH || grain == DTL_YEAR) && state >> 63) {
            t.a.mod = DTL_MOD_APPROX;
        }
        const char *text = edtf_of(&t), *error = NULL;
        cr_assert(dtl_edtf_parse(text, strlen(text), &back, &error), "%s: %s", text,
                  error != NULL ? error : "");
        cr_assert(dtl_date_same(&t.a, &back.a), "%s", text);
    }
}

Test(edtf, random_bytes_are_read_or_refused) {
    static const char alphabet[] = "0123456789-/.XTWZ:~?[]+ Y";
    uint64_t state = 6;
    for (int i = 0; i < 200000; i++) {
        char text[24];
        size_t n = 0;
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t length = (state >> 50) % sizeof text;
        for (; n < length; n++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text[n] = alphabet[(state >> 33) % (sizeof alphabet - 1)];
        }
        dtl_timex t;
        const char *error = NULL;
        if (!dtl_edtf_parse(text, n, &t, &error)) {
            cr_assert_not_null(error);
            continue;
        }
        dtl_buf b;
        dtl_bounds bounds;
        dtl_buf_init(&b, &dtl_mem_default);
        (void)dtl_timex_edtf(&t, &b);
        dtl_timex_value(&t, &b);
        (void)dtl_timex_bounds(&t, &bounds);
        dtl_buf_free(&b);
    }
}
