/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syntax_fixture: a text taken through tokens, times, light syntax and names with the shipped rule
 * set, and short ways to ask what came out.  The rule set is loaded once per test program.
 */
#ifndef DTL_TEST_SYNTAX_FIXTURE_H
#define DTL_TEST_SYNTAX_FIXTURE_H

#include "events/syntax.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct syntax_fixture {
    dtl_arena arena;
    dtl_document doc;
    dtl_lattice lattice;
    dtl_times times;
    dtl_story story;
    dtl_status status;
} syntax_fixture;

static dtl_rules *fixture_rules;
static dtl_arena fixture_messages;

static inline void fixture_load(void) {
    const char *root = getenv("DATELINE_RULES");
    char dir[512];
    (void)snprintf(dir, sizeof dir, "%s/en", root ? root : "rules");
    const char *dirs[] = {dir};
    dtl_diags diags;
    dtl_arena_init(&fixture_messages, &dtl_mem_default);
    dtl_diags_init(&diags, &fixture_messages);
    dtl_status st = dtl_rules_load(&dtl_mem_default, dirs, 1, "en", &diags, &fixture_rules);
    cr_assert_eq(st, DTL_OK, "the rule set in %s does not load: %s", dir,
                 diags.list.n ? diags.list.at[0].message : "");
}

static inline void fixture_unload(void) {
    dtl_rules_free(fixture_rules);
    fixture_rules = NULL;
    dtl_arena_free(&fixture_messages);
}

static inline dtl_clause_tense fixture_tense(void *ctx, uint32_t first, uint32_t end) {
    return dtl_story_tense(ctx, first, end);
}

static inline dtl_status fixture_steps(syntax_fixture *f, const char *text) {
    const char *message;
    size_t offset;
    dtl_candidates winners = {0};
    dtl_tense_source tense = {&f->story, fixture_tense};
    dtl_status st = dtl_document_read(&f->doc, &f->arena, text, strlen(text), DTL_FORMAT_PLAIN,
                                      &message, &offset);
    if (st == DTL_OK)
        st = dtl_document_analyse(&f->doc, fixture_rules);
    if (st == DTL_OK)
        st = dtl_lattice_init(&f->lattice, fixture_rules, &f->doc, &f->arena);
    for (uint32_t s = 0; st == DTL_OK && s < f->doc.nsentences; s++)
        for (int p = DTL_PASS_PHRASE; st == DTL_OK && p <= DTL_PASS_COMPOSE3; p++)
            st = dtl_match_pass(&f->lattice, (dtl_pass)p, f->doc.sentences[s].first,
                                f->doc.sentences[s].end, true, &winners, NULL);
    f->story.arena = &f->arena;
    f->story.rules = fixture_rules;
    f->story.doc = &f->doc;
    f->story.lattice = &f->lattice;
    if (st == DTL_OK)
        st = dtl_syntax(&f->story);
    if (st == DTL_OK)
        st = dtl_times_find(&f->times, &f->lattice, &winners, NULL, DTL_DOMAIN_NEWS, false, &tense,
                            &f->arena);
    f->story.times = &f->times;
    if (st == DTL_OK)
        st = dtl_names_find(&f->story);
    return st;
}

/** Runs everything with an allocator; free with fixture_close also after a failure. */
static inline void fixture_open_with(syntax_fixture *f, const char *text, const dtl_mem *mem) {
    memset(f, 0, sizeof *f);
    dtl_arena_init(&f->arena, mem);
    f->status = fixture_steps(f, text);
}

static inline void fixture_open(syntax_fixture *f, const char *text) {
    fixture_open_with(f, text, &dtl_mem_default);
    cr_assert_eq(f->status, DTL_OK);
}

static inline void fixture_close(syntax_fixture *f) {
    dtl_arena_free(&f->arena);
}

/** First token with these bytes. */
static inline uint32_t token_of(const syntax_fixture *f, const char *word) {
    for (uint32_t t = 0; t < f->doc.ntokens; t++)
        if (dtl_slice_is(dtl_token_text(&f->doc, t), word))
            return t;
    cr_assert_fail("no token %s", word);
    return 0;
}

/** The verb group whose head is the first token `word`. */
static inline uint32_t group_of(const syntax_fixture *f, const char *word) {
    uint32_t t = token_of(f, word);
    uint32_t g = f->story.group_of[t];
    cr_assert_neq(g, DTL_NONE, "%s is in no verb group", word);
    cr_assert_eq(f->story.groups.at[g].head, t, "%s is no head", word);
    return g;
}

/** Text of a phrase and its conjuncts, as "the UK + France"; "-" for none.  Static buffer. */
static inline const char *phrase(const syntax_fixture *f, uint32_t np) {
    static char out[4][256];
    static unsigned turn;
    char *p = out[turn++ % 4];
    size_t n = 0;
    if (np == DTL_NONE)
        return "-";
    for (unsigned i = 0; np != DTL_NONE && i < 8; i++, np = f->story.nps.at[np].next) {
        dtl_slice s =
            dtl_tokens_text(&f->doc, dtl_np_full_first(&f->story, np), f->story.nps.at[np].end);
        n += (size_t)snprintf(p + n, 256 - n, "%s%.*s", i ? " + " : "", (int)s.n, s.p);
        if (n > 200)
            break;
    }
    return p;
}

#define check_phrase(f, np, want)                                                                  \
    do {                                                                                           \
        const char *got_ = phrase((f), (np));                                                      \
        cr_expect_str_eq(got_, (want), "got '%s', not '%s'", got_, (want));                        \
    } while (0)

/** Entity of the first name or resolved phrase that starts at the n-th token `word`; or NULL. */
static inline const dtl_entity *entity_at(const syntax_fixture *f, const char *word, unsigned nth) {
    const dtl_story *s = &f->story;
    for (uint32_t t = 0; t < f->doc.ntokens; t++) {
        if (!dtl_slice_is(dtl_token_text(&f->doc, t), word) || nth-- > 0)
            continue;
        uint32_t name = s->name_of[t];
        if (name != DTL_NONE && s->names.at[name].entity != DTL_NONE)
            return &s->entities.at[s->names.at[name].entity];
        uint32_t e = s->np_of[t] == DTL_NONE ? DTL_NONE : dtl_np_entity(s, s->np_of[t]);
        return e == DTL_NONE ? NULL : &s->entities.at[e];
    }
    return NULL;
}

/** As entity_at, for names that must be there. */
static inline const dtl_entity *known_entity(const syntax_fixture *f, const char *word,
                                             unsigned nth) {
    static const dtl_entity nothing;
    const dtl_entity *e = entity_at(f, word, nth);
    cr_assert(e != NULL, "%s is no name", word);
    return e ? e : &nothing;
}

#define check_entity(f, word, nth, want)                                                           \
    do {                                                                                           \
        const dtl_entity *e_ = entity_at((f), (word), (nth));                                      \
        cr_expect(e_ &&dtl_slice_is(e_->full, (want)), "%s is '%.*s', not '%s'", (word),           \
                  e_ ? (int)e_->full.n : 1, e_ ? e_->full.p : "-", (want));                        \
    } while (0)

#endif
