/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name_rules: what the rules of the name stage say of the names that were found by their form.
 *
 * They run before names are joined to entities, so that a kind which one place in the text tells
 * ("the city of X") holds for the name everywhere.  A rule wins over the form and over the lists:
 * it has seen the words around.  It is about a name when the mark of its match ends with it; with
 * `emit: none` it only keeps other rules away.
 */
#include "events/syntax.h"

static void settle(dtl_story *s, const dtl_candidate *c) {
    uint32_t i = s->name_of[c->mark_end - 1];
    if (i == DTL_NONE || s->names.at[i].end != c->mark_end || s->names.at[i].demonym)
        return;
    s->names.at[i].kind = c->rule->kind;
    s->names.at[i].rule = c->rule;
    s->names.at[i].guessed = false;
}

dtl_status dtl_name_rules(dtl_story *s) {
    dtl_candidates winners = {0};
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        const dtl_sentence *sn = &s->doc->sentences[i];
        winners.list.n = 0;
        dtl_status st =
            dtl_match_pass(s->lattice, DTL_PASS_NAME, sn->first, sn->end, true, &winners, s->heard);
        if (st != DTL_OK)
            return st;
        for (uint32_t k = 0; k < winners.list.n; k++)
            settle(s, winners.list.at[k]);
    }
    return DTL_OK;
}
