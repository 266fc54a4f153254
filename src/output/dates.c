/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates as people write them, for the terminal: "Mon 11 – Sun 17 Aug 2025", "2022",
 * "since before 20 Aug 2022", "149 BC".
 *
 * The words stand in tables of their own rather than in ICU's patterns: those change with ICU's
 * version, and the same timeline must print the same everywhere.  An interval that is exactly
 * months or years is written as such; a part that both ends share is written once.
 */
#include "output/output.h"

#include <string.h>

#define SECONDS_PER_DAY 86400
#define GREGORIAN_FROM 1583

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char label_about[] = "about ";
static const char label_before[] = "before ";
static const char label_by[] = "by ";
static const char label_after[] = "after ";
static const char label_since[] = "since ";
static const char label_since_before[] = "since before ";
static const char label_until[] = "until ";
static const char label_ongoing[] = "ongoing";
static const char label_bc[] = " BC";
static const char range[] = " \xE2\x80\x93 ";

/** A civil day with what is written of it. */
typedef struct day {
    int64_t number;
    int32_t year;
    int month, day;
} day;

static int64_t day_number(int64_t seconds) {
    int64_t q = seconds / SECONDS_PER_DAY;
    return seconds % SECONDS_PER_DAY < 0 ? q - 1 : q;
}

static day day_of(int64_t number) {
    day d = {.number = number};
    dtl_civil_from_days(number, &d.year, &d.month, &d.day);
    return d;
}

static bool bounded(int64_t t) {
    return t != DTL_TIME_MIN && t != DTL_TIME_MAX;
}

/* Within what the calendar can name; read timelines and far arithmetic stay inside, but only just.
 */
static bool nameable(int64_t t) {
    const int64_t limit = (int64_t)(DTL_YEAR_MAX + 1) * 366 * SECONDS_PER_DAY;
    return bounded(t) && t > -limit && t < limit;
}

/* Astronomical year 0 is 1 BC. */
static void put_year(dtl_buf *out, int32_t year) {
    if (year > 0)
        dtl_buf_printf(out, "%d", (int)year);
    else
        dtl_buf_printf(out, "%d%s", (int)(1 - year), label_bc);
}

static void put_month(dtl_buf *out, int month) {
    dtl_buf_puts(out, months[month - 1]);
}

/* Weekdays of the proleptic calendar are nobody's: none before Gregorian dates were in use. */
static void put_day(dtl_buf *out, day d, bool with_month, bool with_year) {
    if (d.year >= GREGORIAN_FROM)
        dtl_buf_printf(out, "%s ", weekdays[dtl_weekday_of_days(d.number) - 1]);
    dtl_buf_printf(out, "%d", d.day);
    if (with_month) {
        dtl_buf_putc(out, ' ');
        put_month(out, d.month);
    }
    if (with_year) {
        dtl_buf_putc(out, ' ');
        put_year(out, d.year);
    }
}

/* The finest unit that both ends of [first, last] fit: year, month or day. */
static dtl_unit fitting_unit(day first, day last) {
    if (first.day != 1 || last.day != dtl_days_in_month(last.year, last.month))
        return DTL_DAY;
    return first.month == 1 && last.month == 12 ? DTL_YEAR : DTL_MONTH;
}

/* Where a month or a year begins, an end can be written as one; elsewhere that would say too much.
 */
static dtl_unit aligned_unit(int64_t seconds, dtl_unit unit) {
    day d = day_of(day_number(seconds));
    if (d.day != 1 || seconds % SECONDS_PER_DAY != 0)
        return DTL_DAY;
    return unit >= DTL_YEAR && d.month != 1 ? DTL_MONTH : unit;
}

/* The day, month or year that an instant lies in. */
static void put_point(dtl_buf *out, int64_t seconds, dtl_unit unit) {
    day d = day_of(day_number(seconds));
    if (unit >= DTL_YEAR) {
        put_year(out, d.year);
    } else if (unit >= DTL_MONTH) {
        put_month(out, d.month);
        dtl_buf_putc(out, ' ');
        put_year(out, d.year);
    } else {
        put_day(out, d, true, true);
    }
}

static void put_boundary(dtl_buf *out, int64_t seconds, dtl_unit unit) {
    put_point(out, seconds, aligned_unit(seconds, unit));
}

static void put_days(dtl_buf *out, day first, day last) {
    dtl_unit unit = fitting_unit(first, last);
    bool same_year = first.year == last.year;
    bool same_month = same_year && first.month == last.month;
    if (unit == DTL_YEAR) {
        if (!same_year) {
            /* "149 – 146 BC": the era once. */
            if (first.year <= 0 && last.year <= 0)
                dtl_buf_printf(out, "%d", (int)(1 - first.year));
            else
                put_year(out, first.year);
            dtl_buf_puts(out, range);
        }
        put_year(out, last.year);
        return;
    }
    if (unit == DTL_MONTH) {
        if (!same_month) {
            put_month(out, first.month);
            if (!same_year) {
                dtl_buf_putc(out, ' ');
                put_year(out, first.year);
            }
            dtl_buf_puts(out, range);
        }
        put_month(out, last.month);
        dtl_buf_putc(out, ' ');
        put_year(out, last.year);
        return;
    }
    if (first.number != last.number) {
        put_day(out, first, !same_month, !same_year);
        dtl_buf_puts(out, range);
    }
    put_day(out, last, true, true);
}

static void put_clock(dtl_buf *out, int64_t seconds) {
    int64_t s = seconds - day_number(seconds) * SECONDS_PER_DAY;
    dtl_buf_printf(out, "%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60));
}

/* A time of day, or the hours from one to another. */
static void put_clocks(dtl_buf *out, int64_t start, int64_t end, dtl_unit grain) {
    put_day(out, day_of(day_number(start)), true, true);
    dtl_buf_putc(out, ' ');
    put_clock(out, start);
    int64_t length = end - start;
    if (length <= 60 || (grain <= DTL_HOUR && length <= 3600))
        return;
    dtl_buf_puts(out, range);
    if (day_number(end) != day_number(start) &&
        (end % SECONDS_PER_DAY != 0 || length > SECONDS_PER_DAY)) {
        put_day(out, day_of(day_number(end)), true, true);
        dtl_buf_putc(out, ' ');
    }
    put_clock(out, end);
}

static void put_interval(dtl_buf *out, int64_t start, int64_t end, dtl_unit grain) {
    if (grain != DTL_UNIT_NONE && grain < DTL_DAY)
        put_clocks(out, start, end, grain);
    else
        put_days(out, day_of(day_number(start)), day_of(day_number(end > start ? end - 1 : end)));
}

/* No end is known, only that it had not come. */
static void put_open(dtl_buf *out, const dtl_bounds *b, dtl_unit unit) {
    if (nameable(b->start_min)) {
        dtl_buf_puts(out, label_since);
        put_boundary(out, b->start_min, unit);
    } else if (nameable(b->start_max)) {
        dtl_buf_puts(out, label_since_before);
        put_boundary(out, b->start_max, unit);
    } else {
        dtl_buf_puts(out, label_ongoing);
    }
}

/* "before 20 Aug": over when that day began; "by 20 Aug": that day may belong to it. */
static void put_upper(dtl_buf *out, int64_t end, dtl_unit unit) {
    bool whole = end % SECONDS_PER_DAY == 0;
    dtl_buf_puts(out, whole ? label_before : label_by);
    put_boundary(out, end, unit);
}

static void put_bounds(dtl_buf *out, const dtl_bounds *b, dtl_unit unit, bool open) {
    bool start = nameable(b->start_min), end = nameable(b->end_max);
    if (open && !end) {
        put_open(out, b, unit);
    } else if (start && end) {
        put_interval(out, b->start_min, b->end_max, unit);
    } else if (end) {
        put_upper(out, b->end_max, unit);
    } else if (start && b->start_max != b->start_min) {
        dtl_buf_puts(out, label_after);
        put_point(out, b->start_min - 1, aligned_unit(b->start_min, unit));
    } else if (start) {
        dtl_buf_puts(out, label_since);
        put_boundary(out, b->start_min, unit);
    } else if (nameable(b->start_max)) {
        dtl_buf_puts(out, label_before);
        put_boundary(out, b->start_max, unit);
    } else if (nameable(b->end_min)) {
        dtl_buf_puts(out, label_until);
        put_boundary(out, b->end_min, unit);
    }
}

void dtl_human_when(const dtl_when *w, dtl_buf *out) {
    if (w->basis == DTL_BASIS_NONE)
        return;
    if (w->edtf && (strchr(w->edtf, '~') || strchr(w->edtf, '%')))
        dtl_buf_puts(out, label_about);
    put_bounds(out, &w->bounds, w->granularity, w->open_end);
}

void dtl_human_timex(const dtl_timex *t, dtl_buf *out) {
    dtl_bounds b;
    if (dtl_timex_bounds(t, &b))
        put_bounds(out, &b, t->kind == DTL_TX_DATE ? t->a.grain : DTL_DAY, false);
}
