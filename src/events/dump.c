/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dump: the light syntax and the names of a document as text for people.
 */
#include "events/syntax.h"
#include "text/tagger.h"

static const char *const tense_names[] = {"none",       "past",     "present", "future",
                                          "infinitive", "prespart", "pastpart"};
static const char *const aspect_names[] = {"", " progressive", " perfective",
                                           " perfective-progressive"};
static const char *const kind_names[] = {"any", "person", "org", "place", "party", "name", "event"};

static void words(const dtl_story *s, dtl_buf *out, uint32_t first, uint32_t end) {
    dtl_slice t = dtl_tokens_text(s->doc, first, end);
    for (uint32_t i = 0; i < t.n; i++)
        dtl_buf_putc(out, t.p[i] == '\n' ? ' ' : t.p[i]);
}

static void phrase(const dtl_story *s, dtl_buf *out, const char *label, uint32_t np) {
    if (np == DTL_NONE)
        return;
    dtl_buf_printf(out, " %s=[", label);
    for (unsigned n = 0; np != DTL_NONE && n < 8; n++) {
        if (n)
            dtl_buf_puts(out, " + ");
        words(s, out, dtl_np_full_first(s, np), s->nps.at[np].end);
        uint32_t e = dtl_np_entity(s, np);
        if (e != DTL_NONE)
            dtl_buf_printf(out, " #%u", (unsigned)e);
        np = s->nps.at[np].next;
    }
    dtl_buf_puts(out, "]");
}

static void dump_group(const dtl_story *s, dtl_buf *out, uint32_t i) {
    const dtl_group *g = &s->groups.at[i];
    dtl_buf_printf(out, "  g%u c%u \"", (unsigned)i, (unsigned)g->clause);
    words(s, out, g->first, g->end);
    dtl_buf_printf(out, "\" %s%s%s%s%s%s", tense_names[g->tense], aspect_names[g->aspect],
                   g->passive ? " passive" : "", g->negated ? " negated" : "",
                   g->copular ? " copular" : "", g->participle ? " participle" : "");
    if (g->modality)
        dtl_buf_printf(out, " modality=%d", g->modality);
    if (g->governor != DTL_NONE)
        dtl_buf_printf(out, " <g%u", (unsigned)g->governor);
    phrase(s, out, "S", g->subject);
    phrase(s, out, "O", g->object);
    phrase(s, out, "BY", g->agent);
    dtl_buf_puts(out, "\n");
}

static void dump_np(const dtl_story *s, dtl_buf *out, uint32_t i) {
    const dtl_np *n = &s->nps.at[i];
    dtl_buf_printf(out, "  n%u c%u \"", (unsigned)i, (unsigned)n->clause);
    words(s, out, n->first, n->end);
    dtl_buf_puts(out, "\"");
    if (n->timed)
        dtl_buf_puts(out, " time");
    if (n->prep != DTL_NONE) {
        dtl_buf_puts(out, " prep=");
        words(s, out, n->prep, n->prep + 1);
    }
    if (n->possessor != DTL_NONE)
        dtl_buf_printf(out, " possessor=n%u", (unsigned)n->possessor);
    if (n->of != DTL_NONE)
        dtl_buf_printf(out, " of=n%u", (unsigned)n->of);
    if (n->apposed != DTL_NONE)
        dtl_buf_printf(out, " apposed=n%u", (unsigned)n->apposed);
    if (n->next != DTL_NONE)
        dtl_buf_printf(out, " next=n%u", (unsigned)n->next);
    dtl_buf_printf(out, "%s%s%s%s%s%s", n->definite ? " def" : "", n->indefinite ? " indef" : "",
                   n->plural ? " pl" : "", n->pronoun ? " pron" : "", n->possessive ? " poss" : "",
                   n->negated ? " neg" : "");
    uint32_t e = dtl_np_entity(s, i);
    if (e != DTL_NONE)
        dtl_buf_printf(out, " -> #%u", (unsigned)e);
    dtl_buf_puts(out, "\n");
}

static void dump_clause(const dtl_story *s, dtl_buf *out, uint32_t i) {
    const dtl_clause *c = &s->clauses.at[i];
    dtl_buf_printf(out, "  c%u", (unsigned)i);
    if (c->parent != DTL_NONE)
        dtl_buf_printf(out, " in c%u", (unsigned)c->parent);
    dtl_buf_printf(out, "%s%s%s%s \"", c->relative ? " relative" : "",
                   c->subordinate ? " subordinate" : "", c->conditional ? " conditional" : "",
                   c->quote ? " quote" : "");
    uint32_t end = c->end;
    bool gap = false;
    for (uint32_t t = c->first; t < end; t++) {
        if (s->clause_of[t] != i) {
            if (!gap)
                dtl_buf_puts(out, "... ");
            gap = true;
            continue;
        }
        gap = false;
        words(s, out, t, t + 1);
        if (t + 1 < end)
            dtl_buf_putc(out, ' ');
    }
    dtl_buf_puts(out, "\"\n");
}

static void dump_name(const dtl_story *s, dtl_buf *out, uint32_t i) {
    const dtl_name *n = &s->names.at[i];
    dtl_buf_printf(out, "  \"");
    words(s, out, n->first, n->end);
    dtl_buf_printf(out, "\" %s #%d%s%s%s\n", kind_names[n->kind],
                   n->entity == DTL_NONE ? -1 : (int)n->entity, n->demonym ? " demonym" : "",
                   n->description ? " description" : "", n->guessed ? " guessed" : "");
}

void dtl_syntax_dump(const dtl_story *s, dtl_buf *out) {
    uint32_t g = 0, c = 0, n = 0;
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        const dtl_sentence *st = &s->doc->sentences[i];
        dtl_buf_printf(out, "--- s%u ", (unsigned)i);
        for (uint32_t t = st->first; t < st->end; t++) {
            words(s, out, t, t + 1);
            dtl_buf_printf(out, "/%s ", dtl_pos_name(s->doc->tokens[t].pos));
        }
        dtl_buf_puts(out, "\n");
        for (; c < s->clauses.n && s->clauses.at[c].sentence == i; c++)
            dump_clause(s, out, c);
        for (; g < s->groups.n && s->groups.at[g].sentence == i; g++)
            dump_group(s, out, g);
        for (; n < s->nps.n && s->nps.at[n].sentence == i; n++)
            dump_np(s, out, n);
    }
    dtl_buf_puts(out, "=== names\n");
    for (uint32_t i = 0; i < s->names.n; i++)
        dump_name(s, out, i);
    dtl_buf_puts(out, "=== entities\n");
    for (uint32_t i = 0; i < s->entities.n; i++) {
        const dtl_entity *e = &s->entities.at[i];
        dtl_buf_printf(out, "  #%u %s \"%.*s\" brief \"%.*s\" x%u%s", (unsigned)i,
                       kind_names[e->kind], (int)e->full.n, e->full.p, (int)e->brief.n, e->brief.p,
                       (unsigned)e->mentions, e->country_place ? " country" : "");
        if (e->country != DTL_NONE)
            dtl_buf_printf(out, " of #%u", (unsigned)e->country);
        if (e->role.n)
            dtl_buf_printf(out, " role \"%.*s\"", (int)e->role.n, e->role.p);
        dtl_buf_printf(out, "%s%s\n", e->leader ? " leader" : "",
                       e->gender == DTL_GENDER_MALE     ? " m"
                       : e->gender == DTL_GENDER_FEMALE ? " f"
                                                        : "");
    }
}
