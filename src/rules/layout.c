/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout: the drafts of a load become the immutable set.
 *
 * Rules are sorted by stage, level and id, so that a pass is a range and the last tie-break of
 * conflicts is an integer; then come the tables of the tagger and of TLINKs, the digest and the
 * trigger indexes.
 */
#include "rules/builder.h"

#include "match/match.h"
#include "rules/files.h"
#include "rules/weights.h"
#include "text/tagger.h"

#include <stdlib.h>
#include <string.h>

static int by_id(const void *x, const void *y) {
    return strcmp((*(dtl_draft *const *)x)->rule.id, (*(dtl_draft *const *)y)->rule.id);
}

static int by_pass(const void *x, const void *y) {
    const dtl_rule *a = x;
    const dtl_rule *c = y;
    if (a->stage != c->stage) {
        return a->stage < c->stage ? -1 : 1;
    }
    if (a->level != c->level) {
        return a->level < c->level ? -1 : 1;
    }
    return a->order < c->order ? -1 : a->order > c->order;
}

static dtl_pass pass_of(const dtl_rule *r) {
    switch (r->stage) {
    case DTL_STAGE_PHRASE: return DTL_PASS_PHRASE;
    case DTL_STAGE_COMPOSE: return (dtl_pass)(DTL_PASS_COMPOSE1 + r->level - 1);
    case DTL_STAGE_NAME: return DTL_PASS_NAME;
    case DTL_STAGE_EVENT: return DTL_PASS_EVENT;
    case DTL_STAGE_STATUS: return DTL_PASS_STATUS;
    case DTL_STAGE_LINK: return DTL_PASS_LINK;
    case DTL_STAGE_SHAPE:
    case DTL_STAGE__COUNT: break;
    }
    return DTL_PASS__COUNT;
}

static bool lay_out_rules(dtl_builder *b) {
    dtl_rules *r = b->rules;
    uint32_t n = 0;
    r->rules = DTL_NEW_ARRAY(b->keep, b->drafts.n, dtl_rule);
    dtl_draft **sorted = DTL_NEW_ARRAY(&b->scratch, b->drafts.n, dtl_draft *);
    if (!r->rules || !sorted) {
        return false;
    }
    for (uint32_t i = 0; i < b->drafts.n; i++) {
        if (!b->drafts.at[i]->dead) {
            sorted[n++] = b->drafts.at[i];
        }
    }
    if (n > 0) {
        qsort(sorted, n, sizeof *sorted, by_id);
    }
    for (uint32_t i = 0; i < n; i++) {
        r->rules[i] = sorted[i]->rule;
        r->rules[i].order = (uint16_t)i;
    }
    r->nrules = n;
    if (n > 0) {
        qsort(r->rules, n, sizeof *r->rules, by_pass);
    }
    uint32_t at = 0;
    for (int s = 0; s <= DTL_STAGE__COUNT; s++) {
        while (at < n && (int)r->rules[at].stage < s) {
            at++;
        }
        r->stage_first[s] = at;
    }
    for (uint32_t i = n; i-- > 0;) {
        dtl_pass p = pass_of(&r->rules[i]);
        if (p == DTL_PASS__COUNT) {
            continue;
        }
        if (r->pass_end[p] == 0) {
            r->pass_end[p] = i + 1;
        }
        r->pass_first[p] = i;
    }
    return true;
}

static bool lay_out_words(dtl_builder *b) {
    dtl_rules *r = b->rules;
    r->word_flags = DTL_NEW_ARRAY(b->keep, r->words.n + 1, uint8_t);
    if (!r->word_flags) {
        return false;
    }
    if (b->word_flags.n > 0) {
        memcpy(r->word_flags, b->word_flags.at, b->word_flags.n);
    }
    return true;
}

static bool lay_out_rest(dtl_builder *b) {
    dtl_rules *r = b->rules;
    r->classes = b->classes.at;
    r->nclasses = b->classes.n;
    r->common_words = b->common_words.at;
    r->ncommon_words = b->common_words.n;
    r->types = b->types.at;
    r->ntypes = b->types.n;
    r->sources = DTL_NEW_ARRAY(b->keep, b->files.n, dtl_source);
    r->nsources = b->files.n;
    if (!r->sources) {
        return false;
    }
    for (uint32_t i = 0; i < b->files.n; i++) {
        r->sources[i] = *b->files.at[i].source;
    }
    for (uint32_t c = 1; c < b->classes.n; c++) {
        for (uint32_t i = 0; b->info.at[c].source && i < b->files.n; i++) {
            if (b->files.at[i].source == b->info.at[c].source) {
                r->classes[c].source = i;
            }
        }
    }
    return true;
}

static dtl_status load_tagger(dtl_builder *b) {
    dtl_slice weights = {NULL, 0};
    dtl_slice wordnet = {NULL, 0};
    dtl_status s = b->weights.source ? dtl_read_table(b, &b->weights, &weights) : DTL_OK;
    if (s == DTL_OK && b->wordnet.source) {
        s = dtl_read_table(b, &b->wordnet, &wordnet);
    }
    if (s != DTL_OK || (!weights.p && !wordnet.p)) {
        return s;
    }
    dtl_tagger *t = NULL;
    if (dtl_tagger_load(&b->rules->mem, weights.p, weights.n, wordnet.p, wordnet.n, &t)) {
        b->rules->tagger = t;
        return DTL_OK;
    }
    /* A damaged table and a lack of memory look alike from here; only memory can be tried. */
    void *probe = dtl_alloc(&b->rules->mem, 4096);
    if (!probe) {
        return DTL_E_NOMEM;
    }
    dtl_free(&b->rules->mem, probe, 4096);
    const dtl_located *at = b->weights.source ? &b->weights : &b->wordnet;
    dtl_diag_add(b->diags, DTL_ERROR, "R108", at->source, at->offset, at->offset + at->text.n, NULL,
                 "make the tables again", "a table of the tagger is damaged or of another version");
    return DTL_OK;
}

static dtl_status load_tlinks(dtl_builder *b) {
    dtl_slice table = {NULL, 0};
    uint32_t line = 0;
    dtl_status s = b->tlinks.source ? dtl_read_table(b, &b->tlinks, &table) : DTL_OK;
    if (s == DTL_OK && table.p) {
        s = dtl_weights_read(b->keep, table, &b->rules->tlinks, &line);
    }
    if (s != DTL_E_RULES) {
        return s;
    }
    dtl_diag_add(b->diags, DTL_ERROR, "R108", b->tlinks.source, b->tlinks.offset,
                 b->tlinks.offset + b->tlinks.text.n, NULL, NULL,
                 "line %u of the table is no kind, feature and up to %d weights, or repeats one",
                 (unsigned)line, DTL_WEIGHTS_RELATIONS);
    return DTL_OK;
}

dtl_status dtl_layout(dtl_builder *b) {
    dtl_status s = load_tagger(b);
    if (s == DTL_OK) {
        s = load_tlinks(b);
    }
    if (s != DTL_OK) {
        return s;
    }
    if (!lay_out_rules(b) || !lay_out_rest(b)) {
        return DTL_E_NOMEM;
    }
    if (b->diags->errors > b->errors_before) {
        return DTL_E_RULES;
    }
    if (!lay_out_words(b) || !dtl_files_digest(b)) {
        return DTL_E_NOMEM;
    }
    if (!dtl_index_build(b->keep, b->rules, b->diags, b->rules->index)) {
        return DTL_E_NOMEM;
    }
    return b->diags->errors > b->errors_before ? DTL_E_RULES : DTL_OK;
}
