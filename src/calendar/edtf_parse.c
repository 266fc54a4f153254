/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edtf_parse: EDTF and everyday ISO 8601, as people type it for a document date or in a timeline.
 *
 * Reads everything edtf_write writes for a single unit or an interval, and what is commonly typed
 * beside it: a clock time without seconds or with a space before it, an ISO week (2025-W33), an
 * uncertain date (2025?), which is taken as approximate.  A week interval comes back as a span, not
 * as a week.  The reader is one pass over at most TEXT_MAX bytes; the first thing that does not fit
 * decides the message.
 */
#include "calendar/calendar.h"

enum { TEXT_MAX_BYTES = 128 };

typedef struct reader {
    const char *p;
    size_t n, i;
    const char *error;
} reader;

static const char expected_date[] = "expected YYYY, YYYY-MM or YYYY-MM-DD";

static bool fail(reader *r, const char *message) {
    if (r->error == NULL)
        r->error = message;
    return false;
}

static bool at_end(const reader *r) {
    return r->i >= r->n;
}

static char peek(const reader *r, size_t ahead) {
    return r->i + ahead < r->n ? r->p[r->i + ahead] : '\0';
}

static bool take(reader *r, char c) {
    if (peek(r, 0) != c)
        return false;
    r->i++;
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Exactly two digits. */
static bool two_digits(reader *r, int *ret) {
    if (!is_digit(peek(r, 0)) || !is_digit(peek(r, 1)) || is_digit(peek(r, 2)))
        return false;
    *ret = (r->p[r->i] - '0') * 10 + (r->p[r->i + 1] - '0');
    r->i += 2;
    return true;
}

static bool two_unknown(reader *r) {
    if (peek(r, 0) != 'X' || peek(r, 1) != 'X')
        return false;
    r->i += 2;
    return true;
}

/* YYYY, -YYYY, XXXX, 198X, 19XX, 2XXX. */
static bool read_year(reader *r, dtl_date *d) {
    bool negative = take(r, '-');
    size_t digits = 0, open = 0;
    int32_t value = 0;
    while (is_digit(peek(r, digits)) && digits < 5)
        digits++;
    while (peek(r, digits + open) == 'X' && open < 5)
        open++;
    if (digits == 0 && open == 0)
        return fail(r, peek(r, 0) == 'Y' ? "years beyond four digits are not supported"
                                         : expected_date);
    if (digits + open > 4)
        return fail(r, "a year has four digits; put hyphens between year, month and day");
    if (digits + open < 4)
        return fail(r, "a year has four digits");
    for (size_t k = 0; k < digits; k++)
        value = value * 10 + (r->p[r->i + k] - '0');
    r->i += 4;
    if (negative && (value == 0 || open > 0))
        return fail(r, open > 0 ? "a decade or century before year 0 is written as an interval"
                                : "year 0 has no sign");
    d->grain = DTL_YEAR;
    if (digits == 0)
        return true;
    d->known = DTL_HAS_YEAR;
    d->year = negative ? -value : value;
    static const int32_t span[] = {1, 10, 100, 1000};
    d->year *= span[open];
    d->grain = open == 0   ? DTL_YEAR
               : open == 1 ? DTL_DECADE
               : open == 2 ? DTL_CENTURY
                           : DTL_MILLENNIUM;
    return true;
}

static bool read_week(reader *r, dtl_date *d) {
    int week;
    if (!(d->known & DTL_HAS_YEAR) || !two_digits(r, &week))
        return fail(r, "expected a week as 2025-W33");
    d->grain = DTL_WEEK;
    d->week = (int8_t)week;
    d->known |= DTL_HAS_WEEK;
    if (!dtl_date_valid(d))
        return fail(r, "that year has no such week");
    if (!take(r, '-'))
        return true;
    char c = peek(r, 0);
    if (c < '1' || c > '7')
        return fail(r, "a day of a week is 1 (Monday) to 7 (Sunday)");
    r->i++;
    if (!dtl_date_from_days(dtl_days_from_iso_week(d->year, week) + (c - '1'), d))
        return fail(r, "years beyond four digits are not supported");
    return true;
}

/* The two digits after the year: a month, or a season, quarter or half. */
static bool read_month(reader *r, dtl_date *d) {
    int n;
    if (two_unknown(r)) {
        d->grain = DTL_MONTH;
        return true;
    }
    if (!two_digits(r, &n))
        return fail(r, "a month has two digits: 2025-08");
    d->grain = DTL_MONTH;
    if (n >= 1 && n <= 12) {
        d->month = (int8_t)n;
        d->known |= DTL_HAS_MONTH;
        return true;
    }
    if (!(d->known & DTL_HAS_YEAR) ||
        !((n >= 21 && n <= 24) || (n >= 33 && n <= 36) || n == 40 || n == 41)) {
        return fail(r, n == 0
                           ? "month 00 is not between 01 and 12"
                           : "a month is between 01 and 12 (seasons 21 to 24, quarters 33 to 36, "
                             "halves 40 and 41)");
    }
    if (n <= 24) {
        d->grain = DTL_SEASON;
        d->season = (int8_t)(n - 20);
        d->known |= DTL_HAS_SEASON;
    } else if (n <= 36) {
        d->grain = DTL_QUARTER;
        d->quarter = (int8_t)(n - 32);
        d->known |= DTL_HAS_QUARTER;
    } else {
        d->grain = DTL_HALF;
        d->half = (int8_t)(n - 39);
        d->known |= DTL_HAS_HALF;
    }
    return true;
}

static bool read_day(reader *r, dtl_date *d) {
    int n;
    if (d->grain != DTL_MONTH)
        return fail(r, "a season, quarter or half has no days");
    if (two_unknown(r)) {
        d->grain = DTL_DAY;
        return true;
    }
    if (!two_digits(r, &n))
        return fail(r, "a day has two digits: 2025-08-05");
    d->grain = DTL_DAY;
    d->day = (int8_t)n;
    d->known |= DTL_HAS_DAY;
    if (n < 1 || n > 31)
        return fail(r, "a day is between 01 and 31");
    if (!dtl_date_valid(d))
        return fail(r, "that month has no such day");
    return true;
}

static bool read_zone(reader *r, dtl_date *d) {
    int h, m = 0;
    if (take(r, 'Z')) {
        d->known |= DTL_HAS_ZONE;
        return true;
    }
    bool west = peek(r, 0) == '-';
    if (!west && peek(r, 0) != '+')
        return true;
    r->i++;
    if (!is_digit(peek(r, 0)) || !is_digit(peek(r, 1)))
        return fail(r, "expected a zone as Z or +02:00");
    h = (r->p[r->i] - '0') * 10 + (r->p[r->i + 1] - '0');
    r->i += 2;
    (void)take(r, ':');
    if (is_digit(peek(r, 0)) && !two_digits(r, &m))
        return fail(r, "expected a zone as Z or +02:00");
    if (m > 59 || h > 18)
        return fail(r, "that is not a time zone: offsets go up to 18:00");
    int zone = h * 60 + m;
    d->zone = (int16_t)(west ? -zone : zone);
    d->known |= DTL_HAS_ZONE;
    return true;
}

static bool read_clock(reader *r, dtl_date *d) {
    int h, m, s;
    if (!dtl_date_complete(d) || d->grain != DTL_DAY)
        return fail(r, "a clock time needs a whole date before it");
    if (!two_digits(r, &h) || !take(r, ':') || !two_digits(r, &m))
        return fail(r, "expected a clock time as T15:30 or T15:30:00");
    d->hour = (int8_t)h;
    d->minute = (int8_t)m;
    d->known |= DTL_HAS_HOUR | DTL_HAS_MINUTE;
    d->grain = DTL_MINUTE;
    if (take(r, ':')) {
        if (!two_digits(r, &s))
            return fail(r, "expected seconds as two digits");
        d->second = (int8_t)s;
        d->known |= DTL_HAS_SECOND;
        /* Writers of EDTF must give seconds; zero ones say nothing of precision. */
        if (s != 0)
            d->grain = DTL_SECOND;
        else
            d->known &= (uint16_t)~DTL_HAS_SECOND;
        if (take(r, '.'))
            while (is_digit(peek(r, 0)))
                r->i++;
    }
    if (!dtl_date_valid(d))
        return fail(r, "that is not a time of day: hours 00 to 23, minutes and seconds 00 to 59");
    return read_zone(r, d);
}

/* One date with its qualifier. */
static bool read_date(reader *r, dtl_date *d) {
    *d = (dtl_date){0};
    if (!read_year(r, d))
        return false;
    if (d->grain == DTL_YEAR && take(r, '-')) {
        if (take(r, 'W')) {
            if (!read_week(r, d))
                return false;
        } else {
            if (!read_month(r, d))
                return false;
            if (take(r, '-') && !read_day(r, d))
                return false;
            bool clock = peek(r, 0) == 'T' || (peek(r, 0) == ' ' && is_digit(peek(r, 1)));
            if (clock) {
                r->i++;
                if (!read_clock(r, d))
                    return false;
            }
        }
    }
    if (!(d->known & (DTL_HAS_YEAR | DTL_HAS_MONTH)))
        return fail(r, "that date says nothing");
    if (take(r, '~') || take(r, '?') || take(r, '%'))
        d->mod = DTL_MOD_APPROX;
    return true;
}

/* "[..2025-08]" and "[2025-08..]" */
static bool read_one_sided(reader *r, dtl_date *d) {
    static const char wanted[] = "expected [..date] or [date..]";
    bool before = false;
    r->i++;
    if (peek(r, 0) == '.' && peek(r, 1) == '.') {
        before = true;
        r->i += 2;
    }
    if (!read_date(r, d))
        return false;
    if (d->mod != DTL_MOD_NONE)
        return fail(r, "a date in brackets cannot be approximate");
    for (int dots = before ? 2 : 0; dots < 2; dots++)
        if (!take(r, '.'))
            return fail(r, wanted);
    if (!take(r, ']'))
        return fail(r, wanted);
    d->mod = before ? DTL_MOD_ON_OR_BEFORE : DTL_MOD_ON_OR_AFTER;
    return true;
}

/* An end of an interval; `..` and nothing are open. */
static bool read_end(reader *r, bool first, dtl_date *d, bool *ret_has) {
    *ret_has = false;
    if (peek(r, 0) == '.' && peek(r, 1) == '.') {
        r->i += 2;
        return true;
    }
    if (first ? peek(r, 0) == '/' : at_end(r))
        return true;
    *ret_has = true;
    return read_date(r, d);
}

static bool read_all(reader *r, dtl_timex *t) {
    if (r->n == 0)
        return fail(r, expected_date);
    if (r->n > TEXT_MAX_BYTES)
        return fail(r, "that is too long for a date");
    if (peek(r, 0) == '[') {
        t->kind = DTL_TX_DATE;
        return read_one_sided(r, &t->a) && (at_end(r) || fail(r, "nothing may follow the bracket"));
    }
    bool approximate;
    if (!read_end(r, true, &t->a, &t->has_a))
        return false;
    if (at_end(r)) {
        if (!t->has_a)
            return fail(r, expected_date);
        t->kind = DTL_TX_DATE;
        t->has_a = false;
        return true;
    }
    if (!take(r, '/'))
        return fail(r, t->a.grain == DTL_MONTH && is_digit(peek(r, 0))
                           ? "a month has two digits: 2025-08"
                           : expected_date);
    if (!read_end(r, false, &t->b, &t->has_b))
        return false;
    if (!at_end(r))
        return fail(r, "an interval has two ends: 2025-08-01/2025-08-15");
    if (!t->has_a && !t->has_b)
        return fail(r, "an interval needs at least one date");
    int64_t s, e, s2, e2;
    if (t->has_a && t->has_b && dtl_date_interval(&t->a, &s, &e) &&
        dtl_date_interval(&t->b, &s2, &e2) && s >= e2)
        return fail(r, "the interval ends before it begins");
    approximate = t->a.mod == DTL_MOD_APPROX || t->b.mod == DTL_MOD_APPROX;
    t->a.mod = t->b.mod = DTL_MOD_NONE;
    t->mod = approximate ? DTL_MOD_APPROX : DTL_MOD_NONE;
    t->kind = DTL_TX_SPAN;
    return true;
}

bool dtl_edtf_parse(const char *p, size_t n, dtl_timex *ret, const char **reterr) {
    reader r = {.p = p, .n = n};
    dtl_timex t = {0};
    if (!read_all(&r, &t)) {
        if (reterr != NULL)
            *reterr = r.error != NULL ? r.error : expected_date;
        return false;
    }
    *ret = t;
    return true;
}
