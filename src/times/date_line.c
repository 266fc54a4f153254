/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The publication date that the article itself gives, where nobody else does.
 *
 * Newspapers write it in two ways, both at the top: the date line of an agency, a place and a day
 * before a dash ("GENEVA, March 4, 2019 (Agency) -"), and a line of its own ("Published 4 March
 * 2019").  Only a full date counts, so nothing is guessed.  A chronicle begins its lines with dates
 * as well ("4 July 1776 - ..."): hence a date line needs the place or, in brackets, the agency, and
 * a line without a word that says what the date is for does not count.
 */
#include "text/tagger.h"
#include "times/times.h"

enum {
    TOP_SENTENCES = 6,    /* of the text: title, standfirst, byline, first sentence */
    DATE_LINE_TOKENS = 10 /* before the date, and from it to the dash */
};

/* The day that a candidate names in full, or NULL. */
static const dtl_timex *full_day(const dtl_candidate *c) {
    if (c->rule->emit != DTL_EMIT_DATE && c->rule->emit != DTL_EMIT_TIME)
        return NULL;
    const dtl_timex *x = c->value ? &c->value->t : NULL;
    return x && x->kind == DTL_TX_DATE && x->a.grain <= DTL_DAY && (x->a.known & DTL_HAS_YEAR) &&
                   dtl_date_complete(&x->a)
               ? x
               : NULL;
}

/* By its characters: the tagger takes "--" for a comma. */
static bool is_dash(const dtl_document *d, uint32_t at) {
    return !(d->tokens[at].flags & DTL_TOK_GLUED) && dtl_is_dash(dtl_token_text(d, at));
}

/* Names, commas and brackets, as between a place, a date and an agency; no "On" or "The". */
static bool belongs(const dtl_token *t) {
    bool small = t->pos == DTL_POS_IN || t->pos == DTL_POS_DT || t->pos == DTL_POS_PRP ||
                 (t->pos == DTL_POS_RB && (t->flags & DTL_TOK_FIRST));
    return dtl_pos_is_proper(t->pos) || dtl_pos_is_punct(t->pos) ||
           (!small && (t->flags & (DTL_TOK_TITLE | DTL_TOK_UPPER)));
}

bool dtl_in_date_line(const dtl_document *d, const dtl_candidate *c) {
    uint32_t s = d->tokens[c->first].sentence;
    const dtl_sentence *sn = &d->sentences[s];
    uint32_t k = sn->first;
    if (s >= TOP_SENTENCES || c->first - sn->first > DATE_LINE_TOKENS)
        return false;
    bool agency = c->end < sn->end && d->tokens[c->end].pos == DTL_POS_LRB;
    if (c->first == sn->first && !agency)
        return false;
    while (k < c->first && belongs(&d->tokens[k]) && !is_dash(d, k))
        k++;
    if (k < c->first)
        return false;
    uint32_t end = c->end + DATE_LINE_TOKENS < sn->end ? c->end + DATE_LINE_TOKENS : sn->end;
    for (k = c->end; k < end && !is_dash(d, k); k++)
        if (!belongs(&d->tokens[k]))
            return false;
    return k < end;
}

/* The tokens after `at` that a word for publication covers; 0: none begins there. */
static uint32_t publication_word(const dtl_lattice *l, uint16_t cls, uint32_t at) {
    uint32_t end = at;
    for (uint32_t n = l->at[at]; n; n = l->nodes.at[n].next)
        if (l->nodes.at[n].cls == cls && l->nodes.at[n].end > end)
            end = l->nodes.at[n].end;
    return end - at;
}

/* Whether a word for publication stands before the date, and nothing else does. */
static bool after_publication_word(const dtl_lattice *l, uint16_t cls, const dtl_sentence *sn,
                                   const dtl_candidate *c) {
    uint32_t k = sn->first, n = 0;
    while (k < c->first && (n = publication_word(l, cls, k)) > 0)
        k += n;
    bool said = k > sn->first;
    while (k < c->first && dtl_pos_is_punct(l->doc->tokens[k].pos))
        k++;
    return said && k == c->first;
}

const dtl_timex *dtl_date_line(const dtl_lattice *l, const dtl_candidates *winners) {
    const dtl_document *d = l->doc;
    uint16_t cls = dtl_rules_class(l->rules, "publication_word");
    for (uint32_t i = 0; i < winners->list.n; i++) {
        const dtl_candidate *c = winners->list.at[i];
        uint32_t s = d->tokens[c->first].sentence;
        if (s >= TOP_SENTENCES)
            break;
        const dtl_timex *x = full_day(c);
        const dtl_sentence *sn = &d->sentences[s];
        if (x && c->end <= sn->end &&
            (dtl_in_date_line(d, c) || (cls && after_publication_word(l, cls, sn, c))))
            return x;
    }
    return NULL;
}
