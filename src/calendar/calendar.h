/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar: what a time is.
 *
 * A time is an interval with a granularity, never a bare instant.  dtl_date is one calendar unit,
 * fully or partly known ("August 15" knows month and day); dtl_timex is what a temporal expression
 * denotes (a date, a clock time, a duration, a set, a span, a reference).  dtl_bounds is what the
 * constraint network works with: four instants.
 *
 * Years are astronomical (0 is 1 BC, -43 is 44 BC), Gregorian proleptic, within DTL_YEAR_MAX either
 * side.  Instants are seconds since 0000-01-01T00:00:00 of that calendar, without leap seconds, so
 * the same on every machine.  Intervals are half-open: a day ends where the next begins.
 * Knows nothing of text or rules.  All functions are pure; none allocates unless it says so.
 */
#ifndef DTL_CALENDAR_H
#define DTL_CALENDAR_H

#include "base/base.h"

#define DTL_YEAR_MAX 9999
#define DTL_COUNT_MAX 1000000000 /* units in a duration */

/** Granularities and units, finest first; comparing them as numbers compares coarseness. */
typedef enum DTL_BYTE dtl_unit {
    DTL_UNIT_NONE,
    DTL_SECOND,
    DTL_MINUTE,
    DTL_HOUR,
    DTL_DAYPART,
    DTL_DAY,
    DTL_WEEKEND,
    DTL_WEEK,
    DTL_FORTNIGHT,
    DTL_MONTH,
    DTL_SEASON,
    DTL_QUARTER,
    DTL_HALF,
    DTL_YEAR,
    DTL_DECADE,
    DTL_CENTURY,
    DTL_MILLENNIUM,
    DTL_UNIT__COUNT
} dtl_unit;

/** TIMEX3 tokens MO MI AF EV NI DT (TIDES 1.0.2, 4.2.1). */
typedef enum dtl_daypart {
    DTL_DAYPART_NONE,
    DTL_MORNING,
    DTL_MIDDAY,
    DTL_AFTERNOON,
    DTL_EVENING,
    DTL_NIGHT,
    DTL_DAYTIME
} dtl_daypart;

/** TIMEX3 mod (TimeML 1.2.1). */
typedef enum DTL_BYTE dtl_mod {
    DTL_MOD_NONE,
    DTL_MOD_START,
    DTL_MOD_MID,
    DTL_MOD_END,
    DTL_MOD_APPROX,
    DTL_MOD_LESS_THAN,
    DTL_MOD_MORE_THAN,
    DTL_MOD_EQUAL_OR_LESS,
    DTL_MOD_EQUAL_OR_MORE,
    DTL_MOD_BEFORE,
    DTL_MOD_AFTER,
    DTL_MOD_ON_OR_BEFORE,
    DTL_MOD_ON_OR_AFTER
} dtl_mod;

/** Components of a date, as bits of dtl_date.known and .inferred. */
enum {
    DTL_HAS_YEAR = 1u << 0,
    DTL_HAS_MONTH = 1u << 1,
    DTL_HAS_DAY = 1u << 2,
    DTL_HAS_WEEK = 1u << 3, /* ISO week; year is then the ISO week-year */
    DTL_HAS_WEEKDAY = 1u << 4,
    DTL_HAS_QUARTER = 1u << 5,
    DTL_HAS_HALF = 1u << 6,
    DTL_HAS_SEASON = 1u << 7,
    DTL_HAS_DAYPART = 1u << 8,
    DTL_HAS_HOUR = 1u << 9,
    DTL_HAS_MINUTE = 1u << 10,
    DTL_HAS_SECOND = 1u << 11,
    DTL_HAS_ZONE = 1u << 12
};

/**
 * One calendar unit.  `grain` says which; `known` which components are given.  A decade, century
 * or millennium keeps its first year in `year`.  Without a year (or with only a weekday) the date
 * is underspecified and has no bounds until it is resolved.
 */
typedef struct dtl_date {
    int32_t year;
    uint16_t known, inferred; /* inferred is a subset of known: filled from an anchor */
    dtl_unit grain;
    dtl_mod mod;
    dtl_unit rel_unit;    /* see rel_n */
    int8_t month, day;    /* 1..12, 1..31 */
    int8_t week;          /* 1..53 */
    int8_t weekday;       /* ISO: 1 Monday .. 7 Sunday */
    int8_t quarter, half; /* 1..4, 1..2; 0 with the bit set: one of them, unknown which */
    int8_t season;  /* 1 spring 2 summer 3 autumn 4 winter (northern; winter counts to the year of
                       its start, as 1998-WI) */
    int8_t daypart; /* dtl_daypart */
    int8_t hour, minute, second; /* hour 24 only as 24:00 */
    int16_t zone;                /* minutes east of UTC */
    /* Relative and without an anchor: `rel_n` units of `rel_unit` from an unknown anchor. */
    int32_t rel_n;
} dtl_date;
_Static_assert(sizeof(dtl_date) <= 28 || sizeof(dtl_unit) > 1, "dates are copied all the time");

/** A length: n units, or an unknown number of them (n unknown: PXD). */
typedef struct dtl_duration {
    int64_t n;     /* in thousandths of a unit: 1.5 hours is 1500 */
    bool unknown;  /* "days", "several years": PXD, PXY */
    dtl_unit unit; /* UNIT_NONE with unknown: PXX */
    dtl_mod mod;
} dtl_duration;

typedef enum DTL_BYTE dtl_timex_kind {
    DTL_TX_NONE,
    DTL_TX_DATE, /* a: DATE, or TIME when it has an hour or a daypart */
    DTL_TX_SPAN, /* a .. b, either end may be open */
    DTL_TX_DURATION,
    DTL_TX_SET,
    DTL_TX_PAST_REF,
    DTL_TX_PRESENT_REF,
    DTL_TX_FUTURE_REF
} dtl_timex_kind;

/** What a temporal expression denotes.  Plain data; copied freely. */
typedef struct dtl_timex {
    dtl_timex_kind kind;
    bool has_a, has_b;  /* SPAN: an end is given.  DURATION: begin and end point known */
    dtl_unit freq_unit; /* SET: of freq ("3D"), UNIT_NONE for plain times ("2X") */
    dtl_mod mod;        /* SPAN, SET, REF; a DATE keeps it in a.mod, a DURATION in dur.mod */
    bool from_dct;      /* resolved against the document creation time (temporalFunction) */
    bool from_ref;      /* resolved against another expression */
    int32_t freq;       /* SET: times per period, 0 not said */
    dtl_date a, b; /* DATE: a.  SPAN: both.  SET: a is the calendar pattern (XXXX-WXX-1) if has_a */
    dtl_duration dur; /* DURATION; SET: the period, if !has_a */
    dtl_slice quant;  /* SET: the quantifier as written (EACH, EVERY); borrowed from the text */
} dtl_timex;

#define DTL_TIME_MIN INT64_MIN /* unbounded below */
#define DTL_TIME_MAX INT64_MAX /* unbounded above */

/** [earliest start, latest start, earliest end, latest end], seconds; MIN/MAX mean unbounded. */
typedef struct dtl_bounds {
    int64_t start_min, start_max, end_min, end_max;
} dtl_bounds;

/* ---- days and weeks (civil.c) --------------------------------------------------------------- */

/** Days since 0000-01-01 (Hinnant 2013, days_from_civil); year in +-DTL_YEAR_MAX+1, valid
 * month/day. */
int64_t dtl_days_from_civil(int32_t y, int m, int d);
void dtl_civil_from_days(int64_t days, int32_t *y, int *m, int *d);
int dtl_days_in_month(int32_t y, int m);
/** ISO weekday 1..7 of a day number. */
int dtl_weekday_of_days(int64_t days);
/** ISO 8601 week and week-year of a day number. */
void dtl_iso_week(int64_t days, int32_t *week_year, int *week);
/** Day number of Monday of an ISO week. */
int64_t dtl_days_from_iso_week(int32_t week_year, int week);
int dtl_weeks_in_year(int32_t week_year);

/** Day number of Easter Sunday, Gregorian and Julian computus; y in 1..DTL_YEAR_MAX. */
int64_t dtl_easter(int32_t y);
int64_t dtl_orthodox_easter(int32_t y);

/* A complete year, month or day; the arguments are not checked (dtl_date_valid does that). */
dtl_date dtl_date_of_year(int32_t y);
dtl_date dtl_date_of_month(int32_t y, int m);
dtl_date dtl_date_of_day(int32_t y, int m, int d);
/** The unit u, n of them from an anchor that is not known. */
dtl_date dtl_date_relative(dtl_unit u, int64_t n);
/** A whole day as a date.  false when outside DTL_YEAR_MAX. */
bool dtl_date_from_days(int64_t days, dtl_date *ret);
/* ---- units (unit.c), combining and filling (resolve.c) ----------------------------------------
 */

/** Day numbers [first, end) the unit touches; false when the date is underspecified. */
bool dtl_date_days(const dtl_date *d, int64_t *ret_first, int64_t *ret_end);
/** First day of the unit; false when the date is underspecified. */
bool dtl_date_first_day(const dtl_date *d, int64_t *ret_days);
/** false when no such date exists (30 February, week 53 of a 52-week year, hour 27). */
bool dtl_date_valid(const dtl_date *d);
/** Year known and every component down to the grain known. */
bool dtl_date_complete(const dtl_date *d);
/** The unit of size `grain` that contains d (widening), or starts it; false when unknown. */
bool dtl_date_to_grain(const dtl_date *d, dtl_unit grain, dtl_date *ret);
/**
 * d moved by n units of u, the day clamped at the end of a month (31 January + 1 month).  The
 * result has the finer of the two grains; a coarser d is first replaced by its first unit u. false:
 * beyond DTL_YEAR_MAX, or d is underspecified (except relative in the same unit).
 */
bool dtl_date_shift(const dtl_date *d, int64_t n, dtl_unit u, dtl_date *ret);
/**
 * The calendar unit `u` that contains `anchor`, moved by n: "last week" is (week, -1).  Without an
 * anchor (NULL, underspecified, or coarser than u) the result is relative.  false: beyond
 * DTL_YEAR_MAX.
 */
bool dtl_date_unit(const dtl_date *anchor, dtl_unit u, int64_t n, dtl_date *ret);
/**
 * Intersection (Friday & 15 August & 2025); false when impossible.  A weekday that disagrees with a
 * full date gives way: writers get weekdays wrong more often than dates.
 */
bool dtl_date_meet(const dtl_date *a, const dtl_date *b, dtl_date *ret);
/**
 * Half-open [start, end) in seconds of wall-clock time (a zone does not move it); false when
 * underspecified.
 */
bool dtl_date_interval(const dtl_date *d, int64_t *ret_start, int64_t *ret_end);
/** The same unit with the same known components and modifier; how they were found does not matter.
 */
bool dtl_date_same(const dtl_date *a, const dtl_date *b);
/** -1: a ends before b begins; 1: after; 0: they overlap or one is underspecified.  A strict
 * partial order. */
int dtl_date_compare(const dtl_date *a, const dtl_date *b);

/** How missing components are filled, relative to an anchor. */
typedef enum dtl_resolve {
    DTL_RESOLVE_NONE,
    DTL_RESOLVE_PAST,
    DTL_RESOLVE_FUTURE,
    DTL_RESOLVE_NEAREST
} dtl_resolve;
/**
 * Fills what is missing in d (year of "15 August", date of "Friday", day of "17:00") so that it is
 * the latest such unit not after the anchor's (PAST: the anchor's own day counts), the earliest
 * not before it (FUTURE), or the nearest.  Filled components are marked inferred.
 * false: nothing to do or impossible; *ret is then *d.
 */
bool dtl_date_resolve(const dtl_date *d, const dtl_date *anchor, dtl_resolve how, dtl_date *ret);

/* ---- other calendars (foreign.c) --------------------------------------------------------------
 */

/** Whether the name is one of the calendars of dtl_calendar_find (islamic-umalqura, hebrew, chinese
 * ...). */
bool dtl_calendar_known(dtl_slice name);
/**
 * Month m (counted from 1 as ICU numbers them: Nisan is 8, Ramadan 9), day d, or the whole month
 * when d is 0, that begins in Gregorian year y: day numbers [first, end).  A lunar month can begin
 * twice in one year: `second` asks for the later one.  false: there is none, or y is not
 * in 1..4000. Calls ICU; thread-safe.
 */
bool dtl_calendar_find(dtl_slice name, int32_t y, int m, int d, bool second, int64_t *ret_first,
                       int64_t *ret_end);

/* ---- the moon (moon.c) ------------------------------------------------------------------------
 */

/**
 * The day of the first new moon (or full moon) at or after the beginning of the day `from`, both as
 * a clock `hours` ahead of UTC counts days.  Right but for moons within three minutes of midnight
 * (Meeus 1998, chapter 49).  false: hours beyond +-24, or not in the years 1..4000.
 */
bool dtl_moon_day(int64_t from, bool full, int hours, int64_t *ret);

/* ---- intervals and text forms (timex.c, edtf_write.c, edtf_parse.c) -----------------------------
 */

/** false for sets, unanchored durations, references and underspecified dates; *ret is then all
 * unbounded. */
bool dtl_timex_bounds(const dtl_timex *t, dtl_bounds *ret);
/** TIMEX3 type: "DATE" "TIME" "DURATION" "SET". */
const char *dtl_timex_type(const dtl_timex *t);
/** TIMEX3 value attribute (2025-W33, P3Y, XXXX-08-15, PAST_REF); shared/timex3 conventions. */
void dtl_timex_value(const dtl_timex *t, dtl_buf *out);
/** TIMEX3 mod of the expression, or NULL. */
const char *dtl_timex_mod(const dtl_timex *t);
/** EDTF (ISO 8601-2), or nothing written and false where none is exact. */
bool dtl_timex_edtf(const dtl_timex *t, dtl_buf *out);
/** The short form of examples and logs: `2025-W33`, `P3Y mod:more`, `2025-03-01/2025-03-29`,
 * `XXXX-WXX-1 every:1`. */
void dtl_timex_short(const dtl_timex *t, dtl_buf *out);
/** EDTF of an interval of instants, as narrow as the bounds allow: day precision unless it is
 * exactly a month or year. */
bool dtl_bounds_edtf(const dtl_bounds *b, dtl_unit grain, dtl_buf *out);
/**
 * Reads an EDTF / ISO 8601 string as people write them for --date and in timeline files
 * (2025-08-20, 2025-08, 2025, 2025-08-20T10:00Z, a/b, ../b, a/.., 1999~, -0044-03-15, 198X).
 * On failure *reterr (may be NULL) is a static message ("month 13 is not between 1 and 12").
 */
bool dtl_edtf_parse(const char *p, size_t n, dtl_timex *ret, const char **reterr);
const char *dtl_unit_name(dtl_unit u); /* "day", "week" ...; for output and rule names */
dtl_unit dtl_unit_from_name(dtl_slice name);
/** An instant as 2025-08-11 or 2025-08-11T15:30; nothing for MIN/MAX. */
void dtl_instant_iso(int64_t seconds, bool with_clock, dtl_buf *out);

#endif
