/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TIMEX3 attributes, short forms and bounds of values.
 */
#include "calendar/calendar.h"

#include <criterion/criterion.h>
#include <string.h>

typedef void writer(const dtl_timex *t, dtl_buf *out);

static const char *written(writer *write, const dtl_timex *t) {
    static char out[96];
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    write(t, &b);
    memset(out, 0, sizeof out);
    if (b.at != NULL && b.n < sizeof out)
        memcpy(out, b.at, b.n);
    dtl_buf_free(&b);
    return out;
}

static dtl_timex of_date(dtl_date d) {
    return (dtl_timex){.kind = DTL_TX_DATE, .a = d};
}

static dtl_date unit_of(int32_t y, int m, int d, dtl_unit grain) {
    dtl_date day = dtl_date_of_day(y, m, d), r;
    cr_assert(dtl_date_to_grain(&day, grain, &r));
    return r;
}

static dtl_date at(dtl_date d, int hour, int minute) {
    d.grain = DTL_MINUTE;
    d.known |= DTL_HAS_HOUR | DTL_HAS_MINUTE;
    d.hour = (int8_t)hour;
    d.minute = (int8_t)minute;
    return d;
}

static dtl_date in(dtl_date d, dtl_daypart part) {
    d.grain = DTL_DAYPART;
    d.known |= DTL_HAS_DAYPART;
    d.daypart = (int8_t)part;
    return d;
}

Test(timex, values_of_dates) {
    dtl_date day = dtl_date_of_day(1998, 2, 27);
    dtl_date friday = {.grain = DTL_DAY, .known = DTL_HAS_WEEKDAY, .weekday = 5};
    dtl_date half = unit_of(1998, 2, 27, DTL_QUARTER);
    half.quarter = 0;
    dtl_date seconds = at(day, 9, 5);
    seconds.grain = DTL_SECOND;
    seconds.second = 7;
    const struct {
        dtl_date d;
        const char *value, *type;
    } rows[] = {
        {day, "1998-02-27", "DATE"},
        {dtl_date_of_month(1998, 2), "1998-02", "DATE"},
        {dtl_date_of_year(1998), "1998", "DATE"},
        {dtl_date_of_year(476), "0476", "DATE"},
        {dtl_date_of_year(0), "BC0001", "DATE"},
        {dtl_date_of_day(-43, 3, 15), "BC0044-03-15", "DATE"},
        {unit_of(1989, 8, 1, DTL_QUARTER), "1989-Q3", "DATE"},
        {half, "1998-QX", "DATE"},
        {unit_of(1998, 3, 1, DTL_HALF), "1998-H1", "DATE"},
        {unit_of(1998, 7, 1, DTL_SEASON), "1998-SU", "DATE"},
        {unit_of(1999, 1, 15, DTL_SEASON), "1998-WI", "DATE"},
        {unit_of(2025, 8, 15, DTL_WEEK), "2025-W33", "DATE"},
        {unit_of(2025, 8, 15, DTL_WEEKEND), "2025-W33-WE", "DATE"},
        {unit_of(1985, 1, 1, DTL_DECADE), "198", "DATE"},
        {unit_of(1985, 1, 1, DTL_CENTURY), "19", "DATE"},
        {unit_of(1985, 1, 1, DTL_MILLENNIUM), "1", "DATE"},
        {unit_of(-250, 1, 1, DTL_CENTURY), "BC02", "DATE"},
        {unit_of(-43, 1, 1, DTL_DECADE), "BC004", "DATE"},
        {in(day, DTL_NIGHT), "1998-02-27TNI", "TIME"},
        {at(day, 17, 0), "1998-02-27T17:00", "TIME"},
        {at(day, 24, 0), "1998-02-27T24:00", "TIME"},
        {seconds, "1998-02-27T09:05:07", "TIME"},
        {friday, "XXXX-WXX-5", "DATE"},
        {in(friday, DTL_NIGHT), "XXXX-WXX-5TNI", "TIME"},
        {{.grain = DTL_WEEK, .rel_unit = DTL_WEEK, .rel_n = -1}, "XXXX-WXX", "DATE"},
        {{.grain = DTL_DAY, .rel_unit = DTL_DAY, .rel_n = -1}, "XXXX-XX-XX", "DATE"},
        {{.grain = DTL_DAY, .known = DTL_HAS_MONTH | DTL_HAS_DAY, .month = 8, .day = 15},
         "XXXX-08-15",
         "DATE"},
        {{.grain = DTL_HOUR, .known = DTL_HAS_HOUR, .hour = 15}, "T15:00", "TIME"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dtl_timex t = of_date(rows[i].d);
        cr_expect_str_eq(written(dtl_timex_value, &t), rows[i].value);
        cr_expect_str_eq(dtl_timex_type(&t), rows[i].type, "%s", rows[i].value);
    }
}

Test(timex, values_of_durations) {
    static const struct {
        dtl_duration d;
        const char *value;
    } rows[] = {
        {{.n = 3000, .unit = DTL_YEAR}, "P3Y"},
        {{.n = 2500, .unit = DTL_YEAR}, "P2Y6M"},
        {{.n = 500, .unit = DTL_YEAR}, "P6M"},
        {{.n = 18000, .unit = DTL_MONTH}, "P18M"},
        {{.n = 1500, .unit = DTL_MONTH}, "P1.5M"},
        {{.n = 2000, .unit = DTL_WEEK}, "P2W"},
        {{.n = 1000, .unit = DTL_FORTNIGHT}, "P2W"},
        {{.n = 24000, .unit = DTL_HOUR}, "PT24H"},
        {{.n = 5500, .unit = DTL_HOUR}, "PT5H30M"},
        {{.n = 1500, .unit = DTL_MINUTE}, "PT1M30S"},
        {{.n = 500, .unit = DTL_HOUR}, "PT30M"},
        {{.n = 1500, .unit = DTL_DAY}, "P1DT12H"},
        {{.n = 500, .unit = DTL_DAY}, "PT12H"},
        {{.n = 1234, .unit = DTL_SECOND}, "PT1.234S"},
        {{.n = 2300, .unit = DTL_YEAR}, "P2.3Y"},
        {{.n = 2000, .unit = DTL_DECADE}, "P20Y"},
        {{.n = 2500, .unit = DTL_DECADE}, "P25Y"},
        {{.n = 1000, .unit = DTL_CENTURY}, "P100Y"},
        {{.n = 3000, .unit = DTL_QUARTER}, "P3Q"},
        {{.unknown = true, .unit = DTL_DAY}, "PXD"},
        {{.unknown = true, .unit = DTL_MINUTE}, "PTXM"},
        {{.unknown = true, .unit = DTL_CENTURY}, "PXC"},
        {{.unknown = true, .unit = DTL_DECADE}, "PXE"},
        {{.unknown = true}, "PXX"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dtl_timex t = {.kind = DTL_TX_DURATION, .dur = rows[i].d};
        cr_expect_str_eq(written(dtl_timex_value, &t), rows[i].value);
        cr_expect_str_eq(dtl_timex_type(&t), "DURATION");
    }
}

Test(timex, short_forms) {
    dtl_timex t = of_date(at(dtl_date_of_day(2025, 8, 18), 15, 30));
    t.a.known |= DTL_HAS_ZONE;
    t.a.zone = -240;
    cr_expect_str_eq(written(dtl_timex_short, &t), "2025-08-18T15:30-04:00");
    t = (dtl_timex){.kind = DTL_TX_DURATION,
                    .dur = {.n = 3000, .unit = DTL_YEAR, .mod = DTL_MOD_MORE_THAN}};
    cr_expect_str_eq(written(dtl_timex_short, &t), "P3Y mod:more");
    cr_expect_str_eq(dtl_timex_mod(&t), "MORE_THAN");
    t = of_date(unit_of(1995, 1, 1, DTL_DECADE));
    t.a.mod = DTL_MOD_MID;
    cr_expect_str_eq(written(dtl_timex_short, &t), "199X mod:mid");
    t = (dtl_timex){.kind = DTL_TX_SPAN,
                    .a = dtl_date_of_day(2025, 3, 1),
                    .b = dtl_date_of_day(2025, 3, 29),
                    .has_a = true,
                    .has_b = true};
    cr_expect_str_eq(written(dtl_timex_short, &t), "2025-03-01/2025-03-29");
    t = (dtl_timex){.kind = DTL_TX_SET,
                    .a = {.grain = DTL_DAY, .known = DTL_HAS_WEEKDAY, .weekday = 1},
                    .has_a = true,
                    .dur = {.n = 1000, .unit = DTL_WEEK}};
    cr_expect_str_eq(written(dtl_timex_short, &t), "XXXX-WXX-1 every:1");
    cr_expect_str_eq(dtl_timex_type(&t), "SET");
    t = (dtl_timex){.kind = DTL_TX_PAST_REF};
    cr_expect_str_eq(written(dtl_timex_short, &t), "PAST_REF");
    cr_expect_null(dtl_timex_mod(&t));
}

static int64_t instant(int32_t y, int m, int d) {
    return dtl_days_from_civil(y, m, d) * 86400;
}

Test(timex, bounds_of_a_unit_and_its_modifiers) {
    int64_t s = instant(2022, 1, 1), e = instant(2023, 1, 1);
    const struct {
        dtl_mod mod;
        dtl_bounds want;
    } rows[] = {{DTL_MOD_NONE, {s, s, e, e}},
                {DTL_MOD_APPROX, {s, s, e, e}},
                {DTL_MOD_START, {s, s, s, e}},
                {DTL_MOD_END, {s, e, e, e}},
                {DTL_MOD_MID, {s, e, s, e}},
                {DTL_MOD_BEFORE, {DTL_TIME_MIN, s, DTL_TIME_MIN, s}},
                {DTL_MOD_ON_OR_BEFORE, {DTL_TIME_MIN, e, DTL_TIME_MIN, e}},
                {DTL_MOD_AFTER, {e, DTL_TIME_MAX, e, DTL_TIME_MAX}},
                {DTL_MOD_ON_OR_AFTER, {s, DTL_TIME_MAX, s, DTL_TIME_MAX}}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dtl_timex t = of_date(dtl_date_of_year(2022));
        dtl_bounds b;
        t.a.mod = rows[i].mod;
        cr_assert(dtl_timex_bounds(&t, &b));
        cr_expect_eq(memcmp(&b, &rows[i].want, sizeof b), 0, "mod %s", dtl_timex_mod(&t));
    }
}

Test(timex, bounds_of_spans_and_anchored_durations) {
    dtl_bounds b;
    dtl_timex t = {.kind = DTL_TX_SPAN, .a = dtl_date_of_year(2019), .has_a = true};
    cr_assert(dtl_timex_bounds(&t, &b));
    cr_expect(b.start_min == instant(2019, 1, 1) && b.start_max == b.start_min);
    cr_expect(b.end_min == b.start_min && b.end_max == DTL_TIME_MAX);
    t.b = dtl_date_of_month(2020, 5);
    t.has_b = true;
    cr_assert(dtl_timex_bounds(&t, &b));
    cr_expect(b.end_min == instant(2020, 6, 1) && b.end_max == b.end_min);

    t = (dtl_timex){.kind = DTL_TX_DURATION,
                    .dur = {.n = 3000, .unit = DTL_YEAR},
                    .b = dtl_date_of_day(2025, 8, 18),
                    .has_b = true};
    cr_assert(dtl_timex_bounds(&t, &b));
    cr_expect(b.start_min == instant(2022, 8, 18) && b.end_max == instant(2025, 8, 19));
    t.has_b = false;
    cr_expect(!dtl_timex_bounds(&t, &b));
    cr_expect(b.start_min == DTL_TIME_MIN && b.end_max == DTL_TIME_MAX);
    t.kind = DTL_TX_PAST_REF;
    cr_expect(!dtl_timex_bounds(&t, &b));
}

Test(timex, clock_times_bound_what_they_name) {
    dtl_bounds b;
    dtl_timex t = of_date(at(dtl_date_of_day(2025, 8, 18), 24, 0));
    cr_assert(dtl_timex_bounds(&t, &b));
    cr_expect_eq(b.start_min, instant(2025, 8, 19));
    t = of_date(in(dtl_date_of_day(2025, 8, 18), DTL_NIGHT));
    cr_assert(dtl_timex_bounds(&t, &b));
    cr_expect(b.start_min == instant(2025, 8, 18) + 18 * 3600);
    cr_expect(b.end_max == instant(2025, 8, 19) + 6 * 3600);
}

Test(timex, instants_print_as_dates) {
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_instant_iso(instant(2025, 8, 11) + 15 * 3600 + 30 * 60, true, &b);
    dtl_buf_putc(&b, ' ');
    dtl_instant_iso(instant(-43, 3, 15), false, &b);
    dtl_buf_putc(&b, ' ');
    dtl_instant_iso(DTL_TIME_MAX, true, &b);
    dtl_instant_iso(INT64_MAX - 1, true, &b);
    cr_expect_str_eq(b.at, "2025-08-11T15:30 -0043-03-15 ");
    dtl_buf_free(&b);
}
