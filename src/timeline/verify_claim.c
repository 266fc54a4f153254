/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a claim says: its words, which of them tell the event, and whether it is told as done.
 *
 * The claim goes through the same steps as an article, without a publication date.  Words that
 * trigger an event weigh most, names a little more than the rest, and names from fields of their
 * own (who, where) and detail less: they repeat or go beyond what has to be in the text.
 */
#include "timeline/verify.h"

#include "text/tagger.h"

#include <string.h>

enum { WORDS_MAX = 64 };
static const double of_trigger = 1.5, of_name = 1.15, of_word = 1.0, of_field = 0.5,
                    of_detail = 0.25;

typedef struct builder {
    dtl_arena *arena;
    dtl_claim_view *v;
    double weight;
    bool failed;
} builder;

static dtl_slice keep(builder *b, dtl_slice s) {
    if (!s.n)
        return (dtl_slice){NULL, 0};
    char *p = dtl_arena_strndup(b->arena, s.p, s.n);
    b->failed = b->failed || !p;
    return (dtl_slice){p, p ? s.n : 0};
}

/* A word that is there already keeps its place and takes the greater weight. */
static dtl_view_word *add_word(builder *b, dtl_slice word, double weight) {
    for (uint32_t i = 0; i < b->v->nwords; i++) {
        dtl_view_word *w = &b->v->words[i];
        if (dtl_slice_eq(w->text, word) || (w->other.n && dtl_slice_eq(w->other, word))) {
            if (weight > w->weight)
                w->weight = weight;
            return w;
        }
    }
    if (b->v->nwords == WORDS_MAX)
        return NULL;
    dtl_view_word *w = &b->v->words[b->v->nwords++];
    *w = (dtl_view_word){.text = keep(b, word), .weight = weight};
    return w;
}

static bool add_field_word(void *ctx, dtl_slice word) {
    builder *b = ctx;
    add_word(b, word, b->weight);
    return !b->failed;
}

/* "Norwegian" also as "Norway": the last word of what its name refers to. */
static void add_demonym(builder *b, const dtl_run *run, uint32_t token, dtl_view_word *w) {
    uint32_t name = run->story.name_of[token];
    if (name == DTL_NONE || !run->story.names.at[name].demonym ||
        run->story.names.at[name].entity == DTL_NONE)
        return;
    dtl_slice full = run->story.entities.at[run->story.names.at[name].entity].full, folded;
    uint32_t from = full.n;
    while (from > 0 && full.p[from - 1] != ' ')
        from--;
    if (!dtl_fold(b->arena, full.p + from, full.n - from, &folded))
        b->failed = true;
    else
        w->other = keep(b, folded);
}

static void mark_triggers(builder *b, const dtl_run *run) {
    const dtl_story *s = &run->story;
    for (uint32_t i = 0; i < s->mentions.n; i++) {
        const dtl_mention *m = &s->mentions.at[i];
        dtl_slice word = dtl_content_word(run, m->head);
        if (!word.n)
            continue;
        dtl_view_word *w = add_word(b, word, of_trigger);
        if (!w)
            continue;
        w->trigger = true;
        if (m->rule && m->type != UINT16_MAX && !w->type) {
            const char *type = s->rules->types[m->type].id;
            w->type = dtl_arena_strndup(b->arena, type, strlen(type));
            b->failed = b->failed || !w->type;
        }
    }
}

static bool finite_past(const dtl_run *run, const dtl_mention *m) {
    if (m->group == DTL_NONE)
        return false;
    const dtl_group *g = &run->story.groups.at[m->group];
    return g->finite && !g->infinitive && m->tense == DTL_TML_PAST;
}

/* The wording of the first event: what is not told as done says so; a finite past says done; a bare
 * noun says nothing. */
static dtl_event_status wording(const dtl_run *run) {
    const dtl_mention *main = run->story.mentions.n ? &run->story.mentions.at[0] : NULL;
    if (!main || main->status == DTL_STATUS_ONGOING)
        return DTL_STATUS_NONE;
    if (main->status == DTL_STATUS_HAPPENED && !finite_past(run, main))
        return DTL_STATUS_NONE;
    return main->status;
}

dtl_status dtl_claim_view_read(dateline_context *ctx, const dtl_claim *claim, dtl_arena *arena,
                               dtl_claim_view *ret) {
    static const dateline_options options = {.input = DATELINE_INPUT_PLAIN};
    *ret =
        (dtl_claim_view){.claim = claim, .words = DTL_NEW_ARRAY(arena, WORDS_MAX, dtl_view_word)};
    if (!ret->words)
        return DTL_E_NOMEM;
    builder b = {.arena = arena, .v = ret};
    dtl_run run = {0};
    dateline_error e;
    dtl_status st = dtl_pipeline_run(ctx, claim->text, strlen(claim->text), &options, &run, &e);
    if (st != DTL_OK)
        return st;
    mark_triggers(&b, &run);
    for (uint32_t t = 0; t < run.doc.ntokens && !b.failed; t++) {
        dtl_slice word = dtl_content_word(&run, t);
        if (!word.n)
            continue;
        bool name = run.story.name_of[t] != DTL_NONE;
        dtl_view_word *w = add_word(&b, word, name ? of_name : of_word);
        if (w && name) {
            w->name = true;
            add_demonym(&b, &run, t, w);
        }
    }
    ret->status = claim->status != DTL_STATUS_NONE ? claim->status : wording(&run);
    b.weight = of_field;
    for (uint32_t i = 0; i < claim->nnames && !b.failed; i++)
        dtl_each_word(claim->names[i], add_field_word, &b);
    b.weight = of_detail;
    if (claim->detail && !b.failed) {
        st = dtl_pipeline_run(ctx, claim->detail, strlen(claim->detail), &options, &run, &e);
        if (st != DTL_OK)
            return st;
        for (uint32_t t = 0; t < run.doc.ntokens && !b.failed; t++) {
            dtl_slice word = dtl_content_word(&run, t);
            if (word.n)
                add_word(&b, word, of_detail);
        }
    }
    return b.failed ? DTL_E_NOMEM : DTL_OK;
}
