/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolve: putting partial dates together, and completing them from an anchor.
 *
 * A partial date is a set of components.  Meeting two of them is a union that must not contradict
 * itself.  Resolving enumerates the few complete units that have all the given components near the
 * anchor (the years around it for "15 August", the months for "the 15th", the days for "Friday")
 * and takes the one the policy asks for:
 *
 *   PAST     the latest that has begun by the end of the anchor, so the anchor's own day counts
 *   FUTURE   the earliest that has not ended before the anchor
 *   NEAREST  the closest first day, the earlier of two; for quarters, halves and seasons, which a
 *            text names looking back, the same as PAST
 *
 * A clock time or a part of a day without a day takes the anchor's day.  What was filled in is
 * marked in `inferred`.
 */
#include "calendar/calendar.h"

enum {
    CLOCK_BITS = DTL_HAS_DAYPART | DTL_HAS_HOUR | DTL_HAS_MINUTE | DTL_HAS_SECOND | DTL_HAS_ZONE,
    YEARLY_BITS = DTL_HAS_MONTH | DTL_HAS_QUARTER | DTL_HAS_HALF | DTL_HAS_SEASON | DTL_HAS_WEEK,
    YEARS_AROUND = 8, /* 29 February recurs after at most eight years */
    MONTHS_AROUND = 2 /* every second month has a 31st, or the one after it */
};

/* ---- meeting ----------------------------------------------------------------------------------
 */

/* One component of both dates: taken from the one that has it; false when they disagree. */
#define MERGE(bit, field)                                                                          \
    do {                                                                                           \
        if ((b->known & (bit)) && (r.known & (bit)) && r.field != b->field)                        \
            return false;                                                                          \
        if (b->known & (bit))                                                                      \
            r.field = b->field;                                                                    \
    } while (0)

/* Removes components that follow from others; false when they contradict each other. */
static bool normalise(dtl_date *d) {
    uint16_t full = DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY;
    uint16_t by_week = DTL_HAS_YEAR | DTL_HAS_WEEK | DTL_HAS_WEEKDAY;
    if ((d->known & by_week) == by_week && !(d->known & (DTL_HAS_MONTH | DTL_HAS_DAY))) {
        if (!dtl_date_valid(d))
            return false;
        dtl_date day;
        if (!dtl_date_from_days(dtl_days_from_iso_week(d->year, d->week) + d->weekday - 1, &day))
            return false;
        d->year = day.year;
        d->month = day.month;
        d->day = day.day;
        d->known = (uint16_t)((d->known & ~by_week) | full);
        if (d->inferred)
            d->inferred |= full;
    }
    if (d->known & DTL_HAS_MONTH) {
        if (d->known & DTL_HAS_QUARTER && d->quarter != 0 && (d->month + 2) / 3 != d->quarter)
            return false;
        if (d->known & DTL_HAS_HALF && d->half != 0 && (d->month + 5) / 6 != d->half)
            return false;
        if (d->known & DTL_HAS_SEASON && d->month % 12 / 3 != d->season % 4)
            return false;
        d->known &= (uint16_t) ~(DTL_HAS_QUARTER | DTL_HAS_HALF | DTL_HAS_SEASON);
    }
    if ((d->known & full) == full)
        d->known &= (uint16_t) ~(DTL_HAS_WEEK | DTL_HAS_WEEKDAY);
    d->inferred &= d->known;
    return dtl_date_valid(d);
}

bool dtl_date_meet(const dtl_date *a, const dtl_date *b, dtl_date *ret) {
    if (dtl_date_complete(a) && dtl_date_complete(b)) {
        const dtl_date *fine = a->grain <= b->grain ? a : b, *coarse = fine == a ? b : a;
        int64_t f0, f1, c0, c1;
        if (!dtl_date_days(fine, &f0, &f1) || !dtl_date_days(coarse, &c0, &c1) || f1 <= c0 ||
            c1 <= f0)
            return false;
        if (fine->grain >= DTL_DAY || coarse->grain >= DTL_DAY) {
            dtl_date r = *fine;
            if (r.mod == DTL_MOD_NONE && coarse->grain == fine->grain)
                r.mod = coarse->mod;
            *ret = r;
            return true;
        }
    }
    bool group = a->grain >= DTL_DECADE || b->grain >= DTL_DECADE;
    if (group && !(dtl_date_complete(a) && dtl_date_complete(b)))
        return false;

    dtl_date r = *a;
    MERGE(DTL_HAS_YEAR, year);
    MERGE(DTL_HAS_MONTH, month);
    MERGE(DTL_HAS_DAY, day);
    MERGE(DTL_HAS_WEEK, week);
    MERGE(DTL_HAS_SEASON, season);
    MERGE(DTL_HAS_DAYPART, daypart);
    MERGE(DTL_HAS_HOUR, hour);
    MERGE(DTL_HAS_MINUTE, minute);
    MERGE(DTL_HAS_SECOND, second);
    MERGE(DTL_HAS_ZONE, zone);
    /* One of the quarters, which is not said, gives way to the one that is. */
    if ((b->known & DTL_HAS_QUARTER) && b->quarter != 0) {
        if ((r.known & DTL_HAS_QUARTER) && r.quarter != 0 && r.quarter != b->quarter)
            return false;
        r.quarter = b->quarter;
    }
    if ((b->known & DTL_HAS_HALF) && b->half != 0) {
        if ((r.known & DTL_HAS_HALF) && r.half != 0 && r.half != b->half)
            return false;
        r.half = b->half;
    }
    if (b->known & DTL_HAS_WEEKDAY) {
        if ((r.known & DTL_HAS_WEEKDAY) && r.weekday != b->weekday)
            return false;
        r.weekday = b->weekday;
    }
    /* A component given outright in either date is not inferred. */
    r.inferred = (uint16_t)((a->inferred & ~b->known) | (b->inferred & ~a->known) |
                            (a->inferred & b->inferred));
    r.known |= b->known;
    if (b->grain != DTL_UNIT_NONE && (r.grain == DTL_UNIT_NONE || b->grain < r.grain))
        r.grain = b->grain;
    if (b->rel_unit != DTL_UNIT_NONE) {
        if (a->rel_unit != DTL_UNIT_NONE && (a->rel_unit != b->rel_unit || a->rel_n != b->rel_n))
            return false;
        r.rel_unit = b->rel_unit;
        r.rel_n = b->rel_n;
    }
    if (r.rel_unit != DTL_UNIT_NONE && r.rel_unit <= DTL_YEAR && (r.known & DTL_HAS_YEAR))
        return false;
    if (r.mod == DTL_MOD_NONE)
        r.mod = b->mod;
    if (!normalise(&r))
        return false;
    *ret = r;
    return true;
}

/* ---- resolving --------------------------------------------------------------------------------
 */

/* The best candidate so far. */
typedef struct choice {
    dtl_resolve how;
    int64_t first, end; /* the anchor, in days */
    int64_t origin; /* first day of the anchor at the candidates' grain: distances count from it */
    bool found;
    int64_t best_first;
    dtl_date best;
} choice;

static int64_t distance(int64_t a, int64_t b) {
    return a < b ? b - a : a - b;
}

/* Offers one complete unit; candidates come earliest first. */
static void offer(choice *c, const dtl_date *candidate) {
    int64_t first, end;
    if (!dtl_date_days(candidate, &first, &end))
        return;
    bool better;
    switch (c->how) {
    case DTL_RESOLVE_PAST: better = first < c->end; break;
    case DTL_RESOLVE_FUTURE: better = end > c->first && !c->found; break;
    default:
        better = !c->found || distance(first, c->origin) < distance(c->best_first, c->origin);
        break;
    }
    if (better) {
        c->found = true;
        c->best = *candidate;
        c->best_first = first;
    }
}

static void offer_years(choice *c, const dtl_date *d, int32_t year) {
    for (int32_t y = year - YEARS_AROUND; y <= year + YEARS_AROUND; y++) {
        dtl_date x = *d;
        x.known |= DTL_HAS_YEAR;
        x.year = y;
        if (normalise(&x))
            offer(c, &x);
    }
}

/* "the 15th", or with the year given. */
static void offer_months(choice *c, const dtl_date *d, int32_t year, int month) {
    bool fixed = (d->known & DTL_HAS_YEAR) != 0;
    int64_t base = (int64_t)year * 12 + month - 1;
    int64_t from = fixed ? (int64_t)d->year * 12 : base - MONTHS_AROUND;
    int64_t to = fixed ? from + 11 : base + MONTHS_AROUND;
    for (int64_t i = from; i <= to; i++) {
        dtl_date x = *d;
        int64_t y = i / 12 - (i % 12 < 0 ? 1 : 0);
        x.known |= DTL_HAS_YEAR | DTL_HAS_MONTH;
        x.year = (int32_t)y;
        x.month = (int8_t)(i - y * 12 + 1);
        if (normalise(&x))
            offer(c, &x);
    }
}

/* A weekday among days [from, to]. */
static void offer_weekdays(choice *c, const dtl_date *d, int64_t from, int64_t to) {
    for (int64_t day = from; day <= to; day++) {
        dtl_date on;
        if (dtl_weekday_of_days(day) != d->weekday || !dtl_date_from_days(day, &on))
            continue;
        dtl_date x = *d;
        x.known = (uint16_t)((x.known & ~DTL_HAS_WEEKDAY) | on.known);
        x.year = on.year;
        x.month = on.month;
        x.day = on.day;
        offer(c, &x);
    }
}

/* A unit relative to an unknown anchor, now that there is one. */
static bool resolve_relative(const dtl_date *d, const dtl_date *anchor, dtl_date *ret) {
    dtl_date unit, rest = *d;
    if (!dtl_date_unit(anchor, d->rel_unit, d->rel_n, &unit) || !dtl_date_complete(&unit))
        return false;
    rest.rel_unit = DTL_UNIT_NONE;
    rest.rel_n = 0;
    if (rest.known == 0) {
        unit.mod = d->mod;
        if (d->grain != unit.grain && !dtl_date_to_grain(&unit, d->grain, &unit))
            return false;
    } else if (!dtl_date_meet(&rest, &unit, &unit)) {
        return false;
    }
    unit.inferred = (uint16_t)(unit.known & ~d->known);
    *ret = unit;
    return true;
}

bool dtl_date_resolve(const dtl_date *d, const dtl_date *anchor, dtl_resolve how, dtl_date *ret) {
    dtl_date given = *d;
    *ret = given;
    choice c = {.how = how};
    if (how == DTL_RESOLVE_NONE || anchor == NULL || dtl_date_complete(&given) ||
        !dtl_date_days(anchor, &c.first, &c.end))
        return false;
    if (given.rel_unit != DTL_UNIT_NONE)
        return resolve_relative(&given, anchor, ret);

    uint16_t has = given.known & (uint16_t)~CLOCK_BITS;
    int32_t year;
    int month, day;
    dtl_civil_from_days(c.first, &year, &month, &day);
    c.origin = c.first;
    dtl_date at_grain;
    if (given.grain > anchor->grain && dtl_date_to_grain(anchor, given.grain, &at_grain))
        (void)dtl_date_first_day(&at_grain, &c.origin);

    if (has == 0) {
        dtl_date today;
        if (given.known == 0 || anchor->grain > DTL_DAY || !dtl_date_from_days(c.first, &today) ||
            !dtl_date_meet(&given, &today, &c.best))
            return false;
        c.found = true;
    } else if (has & DTL_HAS_YEAR) {
        if ((has & DTL_HAS_DAY) && !(has & DTL_HAS_MONTH)) {
            offer_months(&c, &given, year, month);
        } else if ((has & DTL_HAS_WEEKDAY) && (has & DTL_HAS_MONTH) && dtl_date_valid(&given)) {
            int64_t from = dtl_days_from_civil(given.year, given.month, 1);
            offer_weekdays(&c, &given, from, from + dtl_days_in_month(given.year, given.month) - 1);
        }
    } else if (((has & DTL_HAS_QUARTER) && given.quarter == 0) ||
               ((has & DTL_HAS_HALF) && given.half == 0)) {
        c.best = given;
        c.best.known |= DTL_HAS_YEAR;
        c.best.year = year;
        c.found = true;
    } else if (has & YEARLY_BITS) {
        bool looked_back_on = (has & (DTL_HAS_QUARTER | DTL_HAS_HALF | DTL_HAS_SEASON)) != 0;
        if (how == DTL_RESOLVE_NEAREST && looked_back_on && !(has & DTL_HAS_MONTH))
            c.how = DTL_RESOLVE_PAST;
        offer_years(&c, &given, year);
    } else if (has & DTL_HAS_DAY) {
        offer_months(&c, &given, year, month);
    } else if (has & DTL_HAS_WEEKDAY) {
        if (anchor->grain <= DTL_DAY)
            offer_weekdays(&c, &given, c.first - 7, c.first + 7);
    }
    if (!c.found)
        return false;
    c.best.inferred = (uint16_t)(c.best.known & ~given.known) | given.inferred;
    c.best.mod = given.mod;
    *ret = c.best;
    return true;
}
