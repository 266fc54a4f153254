/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_resolve: the policy by which a whole value is completed.
 *
 *   what is open            past clause     future clause    present or ahead (+)   tense unknown
 *   ----------------------  --------------  ---------------  ---------------------  -------------
 *   weekday                 most recent     next             nearest                most recent
 *   month, month and day    nearest (*)     nearest (*)      nearest (*)            nearest (*)
 *   day of the month        most recent     next             nearest                nearest
 *   season, quarter, half   most recent     next             most recent            most recent
 *   clock, part of the day  the anchor's day
 *
 * The document's own day counts as most recent and as next.  (+) Ahead of a past clause: "they
 * planned to meet Friday".  (*) Unless that lies more than AGAINST_TENSE days on the wrong side of
 * the document: then the tense decides; with `resolve: told` it always does.  `resolve: past`,
 * `future` and `nearest` put one column everywhere; `context` takes the last time mentioned as the
 * anchor, where there is one, and otherwise works as `tense`; so does a month or a day without a
 * year in a narrative, which has no day of its own: the next after what was told last; weekdays
 * always count from the document.  The table is what the annotations of TimeBank and AQUAINT show:
 * their weekdays are the document's own day in half the cases and a coming day in one of ten, and
 * months and days without a year are the nearest in 136 of 145.  Both ends of a span are completed,
 * the second from the first.
 */
#include "rules/expr_tree.h"

/* Days. A quarter that would begin later than this is one that is over and yet to be reported. */
enum { AGAINST_TENSE = 30, REPORTED_LATER = 190 };

static const uint16_t clock_bits =
    DTL_HAS_DAYPART | DTL_HAS_HOUR | DTL_HAS_MINUTE | DTL_HAS_SECOND | DTL_HAS_ZONE;

dtl_resolve dtl_policy_for(const dtl_date *d, const dtl_anchor *anchor) {
    switch (anchor->policy) {
    case DTL_POLICY_PAST: return DTL_RESOLVE_PAST;
    case DTL_POLICY_FUTURE: return DTL_RESOLVE_FUTURE;
    case DTL_POLICY_NEAREST: return DTL_RESOLVE_NEAREST;
    case DTL_POLICY_NONE: return DTL_RESOLVE_NONE;
    default: break;
    }
    uint16_t has = d->known & (uint16_t)~clock_bits;
    bool month_day = (has & DTL_HAS_MONTH) && (has & DTL_HAS_DAY);
    bool looked_back_on =
        (has & (DTL_HAS_QUARTER | DTL_HAS_HALF | DTL_HAS_SEASON)) || has == DTL_HAS_WEEKDAY;
    if (month_day || has == DTL_HAS_MONTH)
        return DTL_RESOLVE_NEAREST;
    if (anchor->tense == DTL_TENSE_FUTURE)
        return DTL_RESOLVE_FUTURE;
    bool near = anchor->tense == DTL_TENSE_PRESENT && has == DTL_HAS_WEEKDAY;
    if (near || anchor->tense == DTL_TENSE_PROSPECTIVE)
        return DTL_RESOLVE_NEAREST;
    if (anchor->tense == DTL_TENSE_PAST || looked_back_on)
        return DTL_RESOLVE_PAST;
    return DTL_RESOLVE_NEAREST;
}

/* The nearest 5 March in a clause about the future can still be half a year back. */
dtl_resolve dtl_against_tense(const dtl_value *found, const dtl_date *from,
                              const dtl_anchor *anchor) {
    int64_t slack = anchor->policy == DTL_POLICY_TOLD ? 0 : AGAINST_TENSE;
    int64_t f0, f1, a0, a1;
    if (!dtl_value_days(found, &f0, &f1) || !dtl_date_days(from, &a0, &a1))
        return DTL_RESOLVE_NEAREST;
    if (anchor->tense == DTL_TENSE_FUTURE && f1 + slack <= a0)
        return DTL_RESOLVE_FUTURE;
    if (anchor->tense == DTL_TENSE_PAST && f0 - slack >= a1)
        return DTL_RESOLVE_PAST;
    return DTL_RESOLVE_NEAREST;
}

/* A narrative has no day of its own: its "14 July" and "in October" are the next after what it told
 * of last.  So are they in a stretch of news that tells of old days. */
static bool goes_on(const dtl_date *d, const dtl_anchor *anchor) {
    bool old = anchor->going_on &&
               (anchor->policy == DTL_POLICY_TENSE || anchor->policy == DTL_POLICY_TOLD);
    return (!anchor->has_dct || old) && anchor->has_ref && d->rel_unit == DTL_UNIT_NONE &&
           (d->known & (DTL_HAS_MONTH | DTL_HAS_SEASON)) && !(d->known & DTL_HAS_YEAR);
}

/* The anchor a date is completed from: the last time mentioned only where the rule asks for it. */
static const dtl_date *anchor_for(const dtl_date *d, const dtl_anchor *anchor, bool *ret_is_ref) {
    uint16_t has = d->known & (uint16_t)~clock_bits;
    bool clock = has == 0, by_day = has == DTL_HAS_DAY;
    int64_t first, end;
    bool context = anchor->policy == DTL_POLICY_CONTEXT && d->rel_unit == DTL_UNIT_NONE;
    if (clock && context && anchor->has_day && dtl_date_days(&anchor->day, &first, &end)) {
        *ret_is_ref = true;
        return &anchor->day;
    }
    bool ref = context && !clock && anchor->has_ref && has != DTL_HAS_WEEKDAY &&
               dtl_date_days(&anchor->ref, &first, &end) &&
               (!by_day || anchor->ref.grain <= DTL_MONTH);
    ref |= goes_on(d, anchor);
    *ret_is_ref = ref;
    return ref ? &anchor->ref : anchor->has_dct ? &anchor->dct : NULL;
}

static bool resolve_date(dtl_date *d, const dtl_anchor *anchor, dtl_timex *t) {
    bool is_ref;
    const dtl_date *from = anchor_for(d, anchor, &is_ref);
    dtl_resolve how = goes_on(d, anchor) ? DTL_RESOLVE_FUTURE : dtl_policy_for(d, anchor);
    dtl_date found;
    if (from == NULL || how == DTL_RESOLVE_NONE || !dtl_date_resolve(d, from, how, &found))
        return false;
    bool yearless = (d->known & DTL_HAS_MONTH) && !(d->known & DTL_HAS_YEAR);
    if (yearless && how == DTL_RESOLVE_NEAREST && anchor->policy != DTL_POLICY_NEAREST) {
        dtl_value v = {.type = DTL_T_DATE, .t.kind = DTL_TX_DATE, .t.a = found};
        dtl_resolve again = dtl_against_tense(&v, from, anchor);
        if (again != how && !dtl_date_resolve(d, from, again, &found))
            return false;
    }
    bool quarter = (d->known & DTL_HAS_QUARTER) && !(d->known & DTL_HAS_YEAR);
    int64_t first, end, from_first, from_end;
    if (quarter && how == DTL_RESOLVE_FUTURE && anchor->policy != DTL_POLICY_FUTURE &&
        dtl_date_days(&found, &first, &end) && dtl_date_days(from, &from_first, &from_end) &&
        first - from_end > REPORTED_LATER && !dtl_date_resolve(d, from, DTL_RESOLVE_PAST, &found))
        return false;
    *d = found;
    t->from_ref |= is_ref;
    t->from_dct |= !is_ref;
    return true;
}

/* "From 10 p.m. to 6 a.m." ends on the next day. */
static bool earlier_in_the_day(const dtl_date *end, const dtl_date *start) {
    uint16_t clock = DTL_HAS_DAY | DTL_HAS_HOUR;
    return (end->known & clock) == clock && (start->known & clock) == clock &&
           end->day == start->day &&
           end->hour * 60 + end->minute < start->hour * 60 + start->minute;
}

static void resolve_span(dtl_timex *t, const dtl_anchor *anchor) {
    if (t->has_a)
        (void)resolve_date(&t->a, anchor, t);
    if (!t->has_b || dtl_date_complete(&t->b))
        return;
    int64_t first, end;
    if (t->has_a && anchor->policy != DTL_POLICY_NONE && dtl_date_days(&t->a, &first, &end)) {
        dtl_date found;
        if (dtl_date_resolve(&t->b, &t->a, DTL_RESOLVE_FUTURE, &found) &&
            (!earlier_in_the_day(&found, &t->a) || dtl_date_shift(&found, 1, DTL_DAY, &found)))
            t->b = found;
        return;
    }
    (void)resolve_date(&t->b, anchor, t);
}

void dtl_value_resolve(dtl_value *v, const dtl_anchor *anchor) {
    if (anchor == NULL)
        return;
    if (v->t.kind == DTL_TX_DATE && (v->type == DTL_T_DATE || v->type == DTL_T_SPAN))
        (void)resolve_date(&v->t.a, anchor, &v->t);
    else if (v->t.kind == DTL_TX_SPAN && (v->type == DTL_T_SPAN || v->type == DTL_T_DATE))
        resolve_span(&v->t, anchor);
}

bool dtl_value_known(const dtl_value *v) {
    switch (v->t.kind) {
    case DTL_TX_DATE: return dtl_date_complete(&v->t.a);
    case DTL_TX_SPAN:
        return (!v->t.has_a || dtl_date_complete(&v->t.a)) &&
               (!v->t.has_b || dtl_date_complete(&v->t.b));
    default: return true;
    }
}
