/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Link rules name two of their captures (or publication) and a relation; a match becomes a link
 * between the event mentions that those captures hold.  A gap in a pattern takes the nearest event
 * first, so that "after" links to the verb of its own clause.
 */
#include "order/links.h"

#include <math.h>

enum { CARRIED_WITHIN = 3 }; /* mentions between a verb and its noun */
static const int64_t DAY = 86400;
static const double DEFAULT_CONFIDENCE = 0.7;

/* The mention in a capture: its last event head. */
static uint32_t mention_in(const dtl_story *s, const dtl_capture *c) {
    for (uint32_t t = c->end; t-- > c->first;)
        if (s->mention_of[t] != DTL_NONE)
            return s->mention_of[t];
    return DTL_NONE;
}

/* "to TAKE a call": a verb that only carries a noun event stands for that event. */
static uint32_t carried_by(const dtl_story *s, uint32_t m) {
    if (m == DTL_NONE || s->mentions.at[m].event != DTL_NONE)
        return m;
    for (uint32_t k = m + 1; k < s->mentions.n && k <= m + CARRIED_WITHIN; k++)
        if (s->mentions.at[k].carrier != DTL_NONE &&
            s->mentions.at[k].carrier == s->mentions.at[m].group)
            return k;
    return m;
}

/* The first verb of the sentence that heads a main clause. */
static uint32_t main_of(const dtl_story *s, uint32_t sentence) {
    const dtl_sentence *sn = &s->doc->sentences[sentence];
    for (uint32_t t = sn->first; t < sn->end; t++) {
        uint32_t m = s->mention_of[t];
        if (m == DTL_NONE || s->mentions.at[m].group == DTL_NONE)
            continue;
        const dtl_clause *c = &s->clauses.at[s->mentions.at[m].clause];
        if (s->groups.at[s->mentions.at[m].group].finite && !c->relative && !c->subordinate)
            return m;
    }
    return DTL_NONE;
}

/* One end of a link; false: the rule names something that is not there. */
static bool end_of(const dtl_story *s, const dtl_candidate *c, int16_t which, uint32_t *ret) {
    uint32_t sentence = s->doc->tokens[c->first].sentence;
    *ret = DTL_NONE;
    if (which == DTL_LINK_DCT)
        return true;
    if (which == DTL_LINK_MAIN)
        *ret = main_of(s, sentence);
    else if (which == DTL_LINK_PREV)
        *ret = sentence ? main_of(s, sentence - 1) : DTL_NONE;
    else
        *ret = carried_by(s, mention_in(s, &c->captures[which]));
    return *ret != DTL_NONE;
}

static dtl_relation relation_of(const dtl_candidate *c) {
    const dtl_rule *r = c->rule;
    if (r->link_signal < 0)
        return r->relation;
    uint32_t node = c->captures[r->link_signal].node;
    const dtl_value *v = node ? dtl_node_stored(c->lattice, &c->lattice->nodes.at[node]) : NULL;
    return v ? (dtl_relation)v->i : DTL_REL_NONE;
}

static bool lag_of(const dtl_story *s, const dtl_candidate *c, dtl_duration *ret) {
    if (!c->rule->lag)
        return false;
    dtl_env env;
    dtl_value v = {0};
    const dtl_anchor none = {.policy = DTL_POLICY_NONE};
    if (dtl_candidate_env(c, &none, s->arena, &env) != DTL_OK ||
        dtl_expr_eval(c->rule->lag, &env, &v, NULL) != DTL_EVAL_OK || v.type != DTL_T_DUR)
        return false;
    *ret = v.t.dur;
    return true;
}

/*
 * "Officials said the army had left before the attack": what is told was before it, not the
 * telling.  The last finite verb between the two, if the first tells.
 */
static uint32_t told(const dtl_story *s, uint32_t x, uint32_t y) {
    if (x == DTL_NONE || y == DTL_NONE || x >= y)
        return x;
    const dtl_mention *teller = &s->mentions.at[x], *other = &s->mentions.at[y];
    if (teller->timeml_class != DTL_CLASS_REPORTING || teller->group == DTL_NONE)
        return x;
    for (uint32_t k = y; k-- > x + 1;) {
        const dtl_mention *m = &s->mentions.at[k];
        if (m->group != DTL_NONE && s->groups.at[m->group].finite &&
            (other->group == DTL_NONE || m->clause != other->clause))
            return k;
    }
    return x;
}

static dtl_status take(const dtl_story *s, const dtl_candidate *c, dtl_links *out) {
    const dtl_rule *r = c->rule;
    dtl_link l = {.relation = relation_of(c), .rule = r};
    if (!end_of(s, c, r->link_x, &l.x) || !end_of(s, c, r->link_y, &l.y) || l.x == l.y ||
        l.relation == DTL_REL_NONE)
        return DTL_OK;
    l.x = told(s, l.x, l.y);
    l.first = c->first;
    l.end = c->end;
    l.confidence = isnan(r->confidence) ? DEFAULT_CONFIDENCE : r->confidence;
    l.has_lag = lag_of(s, c, &l.lag);
    return dtl_vec_push(s->arena, out, l) ? DTL_OK : DTL_E_NOMEM;
}

dtl_status dtl_links_find(const dtl_story *s, dtl_links *out) {
    dtl_candidates winners = {0};
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        const dtl_sentence *sn = &s->doc->sentences[i];
        winners.list.n = 0;
        dtl_status st = dtl_match_pass(s->lattice, DTL_PASS_LINK, sn->first, sn->end, false,
                                       &winners, s->heard);
        for (uint32_t k = 0; st == DTL_OK && k < winners.list.n; k++)
            st = take(s, winners.list.at[k], out);
        if (st != DTL_OK)
            return st;
    }
    return DTL_OK;
}

static int64_t unit_seconds(dtl_unit u) {
    switch (u) {
    case DTL_SECOND: return 1;
    case DTL_MINUTE: return 60;
    case DTL_HOUR: return 3600;
    case DTL_WEEK: return 7 * DAY;
    case DTL_FORTNIGHT: return 14 * DAY;
    case DTL_MONTH: return 30 * DAY;
    case DTL_SEASON:
    case DTL_QUARTER: return 91 * DAY;
    case DTL_HALF: return 182 * DAY;
    case DTL_YEAR: return 365 * DAY;
    case DTL_DECADE: return 3652 * DAY;
    case DTL_CENTURY: return 36524 * DAY;
    case DTL_MILLENNIUM: return 365242 * DAY;
    case DTL_UNIT_NONE:
    case DTL_DAYPART:
    case DTL_DAY:
    case DTL_WEEKEND:
    case DTL_UNIT__COUNT: break;
    }
    return DAY;
}

/* "days" are fewer than a week, "weeks" than a month or so, "months" than a year ... */
static int64_t few(dtl_unit u) {
    switch (u) {
    case DTL_SECOND:
    case DTL_MINUTE: return 60;
    case DTL_HOUR: return 24;
    case DTL_WEEK: return 8;
    case DTL_MONTH: return 12;
    case DTL_YEAR:
    case DTL_DECADE: return 10;
    case DTL_UNIT_NONE:
    case DTL_DAYPART:
    case DTL_DAY:
    case DTL_WEEKEND:
    case DTL_FORTNIGHT:
    case DTL_SEASON:
    case DTL_QUARTER:
    case DTL_HALF:
    case DTL_CENTURY:
    case DTL_MILLENNIUM:
    case DTL_UNIT__COUNT: break;
    }
    return 7;
}

void dtl_lag_range(const dtl_duration *d, int64_t *ret_min, int64_t *ret_max) {
    int64_t unit = unit_seconds(d->unit);
    if (d->unknown) {
        *ret_min = unit;
        *ret_max = unit * few(d->unit);
        return;
    }
    int64_t n = d->n > (int64_t)DTL_COUNT_MAX ? (int64_t)DTL_COUNT_MAX : d->n;
    int64_t length = unit * (n / 1000) + unit * (n % 1000) / 1000;
    *ret_min = length - unit / 2;
    *ret_max = length + unit / 2;
    if (d->mod == DTL_MOD_MORE_THAN || d->mod == DTL_MOD_EQUAL_OR_MORE) {
        *ret_min = length;
        *ret_max = DTL_TIME_MAX;
    } else if (d->mod == DTL_MOD_LESS_THAN || d->mod == DTL_MOD_EQUAL_OR_LESS) {
        *ret_min = 0;
        *ret_max = length;
    }
    if (*ret_min < 0)
        *ret_min = 0;
}
