/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The annotations behind a timeline, as TimeML has them: TIMEX3 and EVENT; tlinks.c adds TLINK.
 *
 * Tense and aspect are mapped to TimeML's values here and nowhere else.  A bare past participle is
 * PAST, a modal NONE, as the corpora annotate them.
 */
#include "text/tagger.h"
#include "timeline/build.h"

#include <string.h>

/* Code points that begin in p[0..n). */
static uint32_t count_begun(const char *p, uint32_t n) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += ((unsigned char)p[i] & 0xC0u) != 0x80u;
    return count;
}

bool dtl_code_points_init(dtl_code_points *c, const dtl_document *doc, dtl_arena *arena) {
    uint32_t blocks = doc->len / DTL_CODE_POINT_BLOCK + 1;
    c->doc = doc;
    c->before = DTL_NEW_ARRAY(arena, blocks, uint32_t);
    if (!c->before)
        return false;
    for (uint32_t i = 1; i < blocks; i++)
        c->before[i] = c->before[i - 1] + count_begun(doc->text + (i - 1) * DTL_CODE_POINT_BLOCK,
                                                      DTL_CODE_POINT_BLOCK);
    return true;
}

uint32_t dtl_code_points_at(const dtl_code_points *c, uint32_t offset) {
    uint32_t block = offset / DTL_CODE_POINT_BLOCK, start = block * DTL_CODE_POINT_BLOCK;
    return c->before[block] + count_begun(c->doc->text + start, offset - start);
}

typedef struct writer {
    const dtl_story *s;
    const dtl_code_points *cp;
    dateline_timeline *tl;
    dtl_arena *a;
} writer;

static const char *keep(dtl_arena *a, dtl_buf *buf) {
    const char *p = buf->failed ? NULL : dtl_arena_strndup(a, buf->at ? buf->at : "", buf->n);
    dtl_buf_free(buf);
    return p;
}

static void place(const writer *w, uint32_t start, uint32_t end, uint32_t out[4]) {
    out[0] = dtl_input_offset(w->s->doc, start);
    out[1] = dtl_input_end(w->s->doc, end);
    out[2] = dtl_code_points_at(w->cp, start);
    out[3] = dtl_code_points_at(w->cp, end);
}

/* A rule for spans calls the words of the two ends a and b. */
static void split_span(const writer *w, const dtl_time_mention *t, dtl_time_entry *e) {
    const dtl_candidate *c = t->candidate;
    dtl_capture a = {0, 0, 0}, b = {0, 0, 0};
    for (uint16_t i = 0; i < c->rule->ncaptures; i++) {
        if (strcmp(c->rule->captures[i], "a") == 0)
            a = c->captures[i];
        else if (strcmp(c->rule->captures[i], "b") == 0)
            b = c->captures[i];
    }
    if (t->timex.kind != DTL_TX_SPAN || a.first != t->first || a.end <= a.first ||
        b.first < a.end || b.end != t->end || b.end <= b.first)
        return;
    e->first_end = w->s->doc->tokens[a.end - 1].end;
    e->last_start = w->s->doc->tokens[b.first].start;
}

static bool write_time(writer *w, uint32_t index) {
    const dtl_time_mention *t = &w->s->times->list.at[index];
    dtl_time_entry *e = &w->tl->times[index];
    uint32_t p[4];
    place(w, t->start, t->stop, p);
    e->text_start = t->start;
    e->text_end = t->stop;
    split_span(w, t, e);
    e->start = p[0];
    e->end = p[1];
    e->cp_start = p[2];
    e->cp_end = p[3];
    e->sentence = t->sentence;
    char *text = dtl_arena_strndup(w->a, w->s->doc->text + t->start, t->stop - t->start);
    e->text = (dtl_slice){text, t->stop - t->start};
    e->id = dtl_arena_printf(w->a, "t%u", (unsigned)index + 1);
    e->rule = dtl_arena_strndup(w->a, t->candidate->rule->id, strlen(t->candidate->rule->id));
    e->timex = t->timex;
    char *quant =
        dtl_arena_strndup(w->a, t->timex.quant.p ? t->timex.quant.p : "", t->timex.quant.n);
    e->timex.quant = (dtl_slice){quant, t->timex.quant.n};
    e->note = t->note;
    if (!text || !e->id || !e->rule || !quant)
        return false;
    if (t->timex.kind == DTL_TX_NONE) {
        e->type = "DATE";
        e->value = "";
        return true;
    }
    e->type = dtl_timex_type(&t->timex);
    e->mod = dtl_timex_mod(&t->timex);
    dtl_buf v, x;
    dtl_buf_init(&v, w->a->mem);
    dtl_buf_init(&x, w->a->mem);
    dtl_timex_value(&t->timex, &v);
    bool exact = dtl_timex_edtf(&t->timex, &x);
    e->value = keep(w->a, &v);
    e->edtf = keep(w->a, &x);
    if (!e->value || !e->edtf)
        return false;
    if (!exact)
        e->edtf = NULL;
    if (t->anchor == -1)
        e->anchor = "t0";
    else if (t->anchor >= 0 && !(e->anchor = dtl_arena_printf(w->a, "t%d", (int)t->anchor + 1)))
        return false;
    return true;
}

static const char *tense_name(dtl_tense t) {
    switch (t) {
    case DTL_TML_PAST:
    case DTL_TML_PASTPART: return "PAST";
    case DTL_TML_PRESENT: return "PRESENT";
    case DTL_TML_FUTURE: return "FUTURE";
    case DTL_TML_INFINITIVE: return "INFINITIVE";
    case DTL_TML_PRESPART: return "PRESPART";
    case DTL_TENSE_NONE: break;
    }
    return "NONE";
}

static const char *aspect_name(dtl_aspect a) {
    static const char *const names[] = {"NONE", "PROGRESSIVE", "PERFECTIVE",
                                        "PERFECTIVE_PROGRESSIVE"};
    return names[a];
}

const char *dtl_event_class_name(dtl_event_class c) {
    static const char *const names[] = {"OCCURRENCE", "STATE",     "REPORTING", "I_ACTION",
                                        "I_STATE",    "ASPECTUAL", "PERCEPTION"};
    return names[c];
}

static const char *pos_name(unsigned pos) {
    if (dtl_pos_is_verb(pos) || pos == DTL_POS_MD)
        return "VERB";
    if (dtl_pos_is_noun(pos))
        return "NOUN";
    if (dtl_pos_is_adj(pos))
        return "ADJECTIVE";
    return pos == DTL_POS_IN ? "PREPOSITION" : "OTHER";
}

static bool write_mention(writer *w, uint32_t index) {
    const dtl_story *s = w->s;
    const dtl_mention *m = &s->mentions.at[index];
    const dtl_token *tok = &s->doc->tokens[m->head];
    dtl_mention_entry *e = &w->tl->mentions[index];
    uint32_t p[4];
    place(w, tok->start, tok->end, p);
    e->text_start = tok->start;
    e->text_end = tok->end;
    e->start = p[0];
    e->end = p[1];
    e->cp_start = p[2];
    e->cp_end = p[3];
    e->sentence = m->sentence;
    char *text = dtl_arena_strndup(w->a, s->doc->text + tok->start, tok->end - tok->start);
    e->text = (dtl_slice){text, tok->end - tok->start};
    e->id = dtl_arena_printf(w->a, "e%u", (unsigned)index + 1);
    e->timeml_class = dtl_event_class_name(m->timeml_class);
    e->tense = tense_name(m->tense);
    e->aspect = aspect_name(m->aspect);
    e->polarity = m->negated ? "NEG" : "POS";
    e->pos = pos_name(tok->pos);
    dtl_slice lemma =
        tok->lemma ? s->rules->words.keys[tok->lemma] : dtl_token_folded(s->doc, m->head);
    e->lemma = dtl_arena_strndup(w->a, lemma.p, lemma.n);
    if (m->modal != DTL_NONE) {
        dtl_slice modal = dtl_token_folded(s->doc, m->modal);
        if (!(e->modality = dtl_arena_strndup(w->a, modal.p, modal.n)))
            return false;
    }
    if (m->rule)
        e->rule = dtl_arena_strndup(w->a, m->rule->id, strlen(m->rule->id));
    return text && e->id && e->lemma && (!m->rule || e->rule);
}

dtl_status dtl_timeline_annotations(const dtl_story *s, const dtl_links *links,
                                    const dtl_code_points *cp, dateline_timeline *tl) {
    writer w = {s, cp, tl, &tl->arena};
    tl->ntimes = s->times->list.n;
    tl->nmentions = s->mentions.n;
    tl->times = DTL_NEW_ARRAY(w.a, tl->ntimes + 1u, dtl_time_entry);
    tl->mentions = DTL_NEW_ARRAY(w.a, tl->nmentions + 1u, dtl_mention_entry);
    if (!tl->times || !tl->mentions)
        return DTL_E_NOMEM;
    for (uint32_t i = 0; i < tl->ntimes; i++)
        if (!write_time(&w, i))
            return DTL_E_NOMEM;
    for (uint32_t i = 0; i < tl->nmentions; i++)
        if (!write_mention(&w, i))
            return DTL_E_NOMEM;
    return dtl_timeline_tlinks(s, links, tl);
}
