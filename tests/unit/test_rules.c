/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading rule sets: what arrives in dtl_rules, how packs change it, what is refused and how.
 * The exact messages for faulty files are in tests/bad-rules and checked here too: each NAME.yaml
 * is loaded as a pack over tests/bad-rules/base and must give NAME.err.  DATELINE_ACCEPT=1 writes
 * the .err files anew.
 */
#include "base/file.h"
#include "failing_mem.h"
#include "match/match.h"
#include "rules/rules.h"
#include "rules/yaml.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct loaded {
    dtl_arena arena;
    dtl_diags diags;
    dtl_rules *rules;
    dtl_status status;
} loaded;

static void load(loaded *l, const char *base, const char *pack) {
    const char *dirs[] = {base, pack};
    dtl_arena_init(&l->arena, &dtl_mem_default);
    dtl_diags_init(&l->diags, &l->arena);
    l->rules = NULL;
    l->status = dtl_rules_load(&dtl_mem_default, dirs, pack ? 2 : 1, "en", &l->diags, &l->rules);
}

static void unload(loaded *l) {
    dtl_rules_free(l->rules);
    dtl_arena_free(&l->arena);
}

static char *report(const loaded *l) {
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    for (uint32_t i = 0; i < l->diags.list.n; i++)
        dtl_diag_print(&l->diags.list.at[i], &out, false);
    dtl_buf_puts(&out, "");
    return out.at;
}

static void load_good(loaded *l, const char *base, const char *pack) {
    load(l, base, pack);
    cr_assert_eq(l->status, DTL_OK, "status %d\n%s", (int)l->status, report(l));
}

/* A pack of one file with this text, in a folder of its own. */
static const char *pack_of(const char *text, size_t n) {
    static char path[64];
    char folder[] = "/tmp/dateline-test-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pack.yaml", folder);
    cr_assert_eq(dtl_file_write_whole(path, text, n, NULL), DTL_OK);
    return path;
}

static void drop_pack(const char *path) {
    char folder[64];
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    unlink(path);
    rmdir(folder);
}

static void load_pack(loaded *l, const char *text) {
    const char *path = pack_of(text, strlen(text));
    load(l, "tests/data/rules", path);
    drop_pack(path);
}

static const dtl_rule *rule(const loaded *l, const char *id) {
    const dtl_rule *r = dtl_rules_find(l->rules, id);
    cr_assert_not_null(r, "no rule %s", id);
    return r;
}

/* The entry of class `cls` that the words lead to, or NULL. */
static const dtl_lex_entry *look_up(const loaded *l, const char *cls, const char *const *words,
                                    const dtl_lex_hit **ret_hit) {
    uint32_t node = 0;
    for (; *words; words++) {
        uint32_t id = dtl_intern_find(&l->rules->words, *words, (uint32_t)strlen(*words));
        node = id ? dtl_lex_step(l->rules, node, id) : 0;
        if (!node)
            return NULL;
    }
    const dtl_lex_node *n = &l->rules->lex_nodes[node];
    for (uint32_t i = n->first; i < n->first + n->count; i++) {
        const dtl_lex_entry *e = &l->rules->lex_entries[l->rules->lex_hits[i].entry];
        if (e->cls == dtl_rules_class(l->rules, cls)) {
            if (ret_hit)
                *ret_hit = &l->rules->lex_hits[i];
            return e;
        }
    }
    return NULL;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- what arrives -----------------------------------------------------------------------------
 */

Test(rules, shipped_set_loads_without_errors) {
    loaded l;
    load_good(&l, "rules", NULL);
    cr_expect_str_eq(l.rules->language, "en");
    cr_expect_eq(strlen(l.rules->sha256), 64);
    cr_expect_eq(l.rules->test_date.year, 2025);
    unload(&l);
}

Test(rules, lexicon_values_have_the_type_of_their_lexicon) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    static const struct {
        const char *cls, *word;
        dtl_type type;
        int64_t value;
    } cases[] = {{"rel", "last", DTL_T_INT, -1},
                 {"unit", "weeks", DTL_T_UNIT, DTL_WEEK},
                 {"month", "aug", DTL_T_MONTH, 8},
                 {"zone", "nst", DTL_T_ZONE, -210},
                 {"zone", "utc", DTL_T_ZONE, 0},
                 {"feast", "easter", DTL_T_FEAST, 0},
                 {"num", "several", DTL_T_NONE, 0},
                 {"signal", "before", DTL_T_RELATION, DTL_REL_BEFORE},
                 {"modal", "might", DTL_T_INT, DTL_STATUS_POSSIBLE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const dtl_lex_entry *e = look_up(&l, cases[i].cls, WORDS(cases[i].word), NULL);
        cr_assert_not_null(e, "%s is not in %s", cases[i].word, cases[i].cls);
        cr_expect_eq(e->value.type, cases[i].type, "%s", cases[i].word);
        cr_expect_eq(e->value.i, cases[i].value, "%s: %lld", cases[i].word, (long long)e->value.i);
    }
    const dtl_lex_entry *half = look_up(&l, "num", WORDS("half", "a"), NULL);
    cr_assert_not_null(half);
    cr_expect_eq(half->value.i, 500);
    const dtl_lex_entry *bound = look_up(&l, "bound", WORDS("no", "fewer", "than"), NULL);
    cr_assert_not_null(bound);
    cr_expect_eq(bound->value.i, DTL_MOD_EQUAL_OR_MORE);
    unload(&l);
}

Test(rules, forms_are_cut_as_text_is_and_hyphens_are_optional) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_lex_entry *a = look_up(&l, "num", WORDS("twenty", "-", "one"), NULL);
    const dtl_lex_entry *b = look_up(&l, "num", WORDS("twenty", "one"), NULL);
    cr_assert_not_null(a);
    cr_expect_eq(a, b);
    cr_expect_eq(a->value.i, 21000);
    cr_expect_not_null(look_up(&l, "feast", WORDS("new", "year", "'s", "eve"), NULL));
    cr_expect_null(look_up(&l, "num", WORDS("twenty"), NULL));
    unload(&l);
}

Test(rules, capitals_count_only_where_the_lexicon_keeps_case) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_lex_hit *hit = NULL;
    cr_assert_not_null(look_up(&l, "month", WORDS("may"), &hit));
    cr_expect(hit->titled);
    cr_assert_not_null(look_up(&l, "place", WORDS("turkey"), &hit));
    cr_expect(hit->titled);
    cr_assert_not_null(look_up(&l, "feast", WORDS("easter"), &hit));
    cr_expect_not(hit->titled);
    unload(&l);
}

Test(rules, abbreviations_become_word_flags) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_rules *r = l.rules;
    cr_expect_eq(r->word_flags[dtl_intern_find(&r->words, "mr", 2)], DTL_WORD_ABBREV);
    cr_expect_eq(r->word_flags[dtl_intern_find(&r->words, "gen", 3)], DTL_WORD_ABBREV);
    cr_expect_eq(r->word_flags[dtl_intern_find(&r->words, "p.m", 3)],
                 DTL_WORD_ABBREV | DTL_WORD_ABBREV_END);
    cr_expect_eq(r->word_flags[dtl_intern_find(&r->words, "week", 4)], 0);
    unload(&l);
}

Test(rules, rules_lie_in_the_order_of_passes) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_rules *r = l.rules;
    static const char *const order[] = {
        "shape.iso",      "part.length", "rel.ago",    "rel.unit",      "compose.first",
        "compose.second", "name.city",   "event.meet", "event.not-war", "event.war",
        "status.might",   "link.dct",    "link.signal"};
    cr_assert_eq(r->nrules, sizeof order / sizeof order[0]);
    for (uint32_t i = 0; i < r->nrules; i++)
        cr_expect_str_eq(r->rules[i].id, order[i]);
    cr_expect_eq(r->stage_first[DTL_STAGE_PHRASE], 1);
    cr_expect_eq(r->stage_first[DTL_STAGE__COUNT], r->nrules);
    cr_expect_eq(r->pass_first[DTL_PASS_COMPOSE2], 5);
    cr_expect_eq(r->pass_end[DTL_PASS_COMPOSE2], 6);
    cr_expect_eq(r->pass_first[DTL_PASS_COMPOSE3], r->pass_end[DTL_PASS_COMPOSE3]);
    for (int p = 0; p < DTL_PASS__COUNT; p++)
        cr_expect_not_null(r->index[p]);
    unload(&l);
}

Test(rules, a_rule_keeps_what_its_file_says) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_rule *r = rule(&l, "rel.unit");
    cr_expect_eq(r->nmatch, 2);
    cr_expect_eq(r->nwhere, 1);
    cr_expect_eq(r->nunless, 1);
    cr_expect_eq(r->ncaptures, 2);
    cr_assert_geq(r->mark, 0);
    cr_expect_str_eq(r->captures[r->mark], "unit");
    cr_expect_eq(r->resolve, DTL_POLICY_PAST);
    cr_expect_eq(r->priority, 2);
    cr_expect_eq(r->emit, DTL_EMIT_DATE);
    cr_expect_eq(r->cls, l.rules->cls[DTL_B_DATE]);
    cr_expect_not_null(r->value);
    cr_expect_eq(r->line, 30);
    const dtl_rule *ago = rule(&l, "rel.ago");
    cr_expect_eq(ago->resolve, DTL_POLICY_NEAREST, "the manifest's default");
    cr_expect_eq(ago->mark, -1);
    cr_expect_str_eq(ago->about, "Counted back from publication.");
    const dtl_rule *shape = rule(&l, "shape.iso");
    cr_expect_not_null(shape->regex);
    cr_expect(shape->first_bytes['2' / 64] >> ('2' % 64) & 1);
    cr_expect_not(shape->first_bytes['a' / 64] >> ('a' % 64) & 1);
    unload(&l);
}

Test(rules, classes_get_their_types_whatever_the_order_of_files) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_rules *r = l.rules;
    cr_expect_eq(r->classes[dtl_rules_class(r, "length")].type, DTL_T_DUR);
    cr_expect_eq(r->classes[dtl_rules_class(r, "longish")].type, DTL_T_DATE);
    cr_expect_eq(r->classes[dtl_rules_class(r, "iso_date")].kind, DTL_CLASS_SHAPE);
    cr_expect_eq(dtl_rules_class(r, "nothing"), 0);
    unload(&l);
}

Test(rules, examples_lose_their_marks) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_rule *r = rule(&l, "rel.unit");
    cr_assert_eq(r->nexamples, 3);
    const dtl_example *e = &r->examples[0];
    cr_expect_eq(e->kind, DTL_EXAMPLE);
    cr_expect_str_eq(e->text, "It stalled last week.");
    cr_expect_str_eq(e->expected, "2025-W33");
    cr_expect_eq(e->mark_start, 11);
    cr_expect_eq(e->mark_end, 20);
    cr_expect_eq(r->examples[1].kind, DTL_EXAMPLE_NEVER);
    cr_expect_str_eq(r->examples[1].text, "the snake_case_name of last");
    cr_expect_null(r->examples[1].expected);
    cr_expect_eq(r->examples[2].kind, DTL_EXAMPLE_TODO);
    const dtl_example *comma = &rule(&l, "event.war")->examples[1];
    cr_expect_str_eq(comma->text, "The two, at war since 1999, met.");
    cr_expect_eq(comma->mark_start, 7);
    cr_expect_eq(comma->mark_end, 15);
    unload(&l);
}

Test(rules, event_rules_have_types_arguments_and_heads) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_rules *set = l.rules;
    cr_assert_eq(set->ntypes, 2);
    cr_expect_str_eq(set->types[0].noun, "meeting");
    cr_expect_str_eq(set->types[1].noun, "conflict");
    cr_expect(set->types[1].state);
    cr_expect_neq(set->types[0].family, set->types[1].family);
    const dtl_rule *r = rule(&l, "event.meet");
    cr_expect_eq(r->type, 0);
    cr_expect_eq(r->event_class, DTL_CLASS_I_ACTION);
    cr_expect_str_eq(r->captures[r->mark], "head");
    cr_expect_float_eq(r->salience, 0.9, 1e-9);
    cr_expect_str_eq(r->name, "{host} talks");
    cr_expect(r->entry);
    cr_assert_eq(r->nargs, 3);
    cr_expect_str_eq(r->args[0].role, "host");
    cr_expect_eq(r->args[0].slot, DTL_ROLE_WHO);
    cr_expect(r->args[0].required);
    cr_assert_eq(r->args[0].nsources, 2);
    cr_expect_eq(r->args[0].sources[0].from, DTL_ARG_ACTOR);
    cr_expect_eq(r->args[0].sources[0].kind, DTL_KIND_PARTY);
    cr_expect_eq(r->args[0].sources[1].from, DTL_ARG_BEFORE);
    cr_expect_eq(r->args[0].sources[1].within, 6);
    cr_expect_not_null(r->args[0].sources[1].pattern);
    const dtl_arg_source *in = &r->args[1].sources[0];
    cr_expect_eq(r->args[1].slot, DTL_ROLE_WHERE);
    cr_expect_eq(in->from, DTL_ARG_PREP);
    cr_expect_eq(in->kind, DTL_KIND_PLACE);
    cr_assert_eq(in->nwords, 3);
    cr_expect_eq(in->words[2], dtl_intern_find(&set->words, "near", 4));
    cr_expect_eq(r->args[2].sources[0].from, DTL_ARG_CAPTURE);
    cr_expect_str_eq(r->captures[r->args[2].sources[0].capture], "x");
    const dtl_rule *war = rule(&l, "event.war");
    cr_expect_eq(war->event_class, DTL_CLASS_OCCURRENCE);
    cr_expect(isnan(war->salience));
    cr_expect(war->named);
    cr_expect_not(war->entry);
    cr_expect_eq(rule(&l, "event.not-war")->emit, DTL_EMIT_NONE);
    unload(&l);
}

Test(rules, link_status_and_name_rules) {
    loaded l;
    load_good(&l, "tests/data/rules", NULL);
    const dtl_rule *r = rule(&l, "link.signal");
    cr_expect_str_eq(r->captures[r->link_x], "x");
    cr_expect_str_eq(r->captures[r->link_y], "y");
    cr_expect_str_eq(r->captures[r->link_signal], "signal");
    cr_expect_eq(r->relation, DTL_REL_NONE);
    cr_expect_not_null(r->lag);
    cr_expect_float_eq(r->confidence, 0.9, 1e-9);
    const dtl_rule *dct = rule(&l, "link.dct");
    cr_expect_eq(dct->link_x, DTL_LINK_DCT);
    cr_expect_eq(dct->relation, DTL_REL_AFTER);
    cr_expect_eq(dct->link_signal, -1);
    cr_expect_eq(rule(&l, "status.might")->status, DTL_STATUS_POSSIBLE);
    cr_expect_eq(rule(&l, "name.city")->kind, DTL_KIND_PLACE);
    unload(&l);
}

/* ---- packs ------------------------------------------------------------------------------------
 */

Test(rules, a_pack_overrides_disables_and_extends) {
    loaded l;
    load_pack(&l, "lexicon: rel\n"
                  "extend: true\n"
                  "entries: {-1: [bygone], 2: [past]}\n"
                  "---\n"
                  "stage: phrase\n"
                  "disable: [rel.ago]\n"
                  "rules:\n"
                  "  - override: rel.unit\n"
                  "    match: $rel $unit\n"
                  "    emit: date\n"
                  "    value: unit($unit, $rel)\n"
                  "    examples:\n"
                  "      - _bygone week_ => 2025-W33\n");
    cr_assert_eq(l.status, DTL_OK, "%s", report(&l));
    cr_expect_null(dtl_rules_find(l.rules, "rel.ago"));
    cr_expect_eq(rule(&l, "rel.unit")->nmatch, 1);
    cr_expect_eq(look_up(&l, "rel", WORDS("bygone"), NULL)->value.i, -1);
    cr_expect_eq(look_up(&l, "rel", WORDS("past"), NULL)->value.i, 2);
    cr_expect_eq(look_up(&l, "rel", WORDS("last"), NULL)->value.i, -1);
    unload(&l);
}

Test(rules, the_digest_names_the_content_not_the_place) {
    loaded a, b, c;
    load_good(&a, "tests/data/rules", NULL);
    load_good(&b, "tests/../tests/data/rules", NULL);
    load_pack(&c, "lexicon: extra\ntype: text\nentries: [word]\n");
    cr_assert_eq(c.status, DTL_OK);
    cr_expect_str_eq(a.rules->sha256, b.rules->sha256);
    cr_expect_str_neq(a.rules->sha256, c.rules->sha256);
    unload(&a);
    unload(&b);
    unload(&c);
}

Test(rules, a_byte_order_mark_is_no_fault) {
    loaded l;
    load_pack(&l, "\xEF\xBB\xBFlexicon: extra\ntype: text\nentries: [word]\n");
    cr_expect_eq(l.status, DTL_OK);
    unload(&l);
}

Test(rules, diagnostics_outlive_the_set_they_are_about) {
    loaded l;
    load_pack(
        &l, "lexicon: extra\ntype: text\nabout: \"a \\\n  b\"\nentries: [word, word two, word]\n");
    cr_assert_eq(l.status, DTL_OK);
    dtl_rules_free(l.rules);
    l.rules = NULL;
    cr_expect_eq(l.diags.warnings, 1);
    cr_assert_not_null(l.diags.list.at[0].source);
    char *text = report(&l);
    cr_expect_not_null(strstr(text, "W107"), "%s", text);
    free(text);
    unload(&l);
}

/* ---- refusals ---------------------------------------------------------------------------------
 */

static void expect_code(const char *text, size_t n, const char *code) {
    loaded l;
    const char *path = pack_of(text, n);
    load(&l, "tests/data/rules", path);
    drop_pack(path);
    cr_expect_eq(l.status, DTL_E_RULES, "%s: status %d", code, (int)l.status);
    bool found = false;
    for (uint32_t i = 0; i < l.diags.list.n; i++)
        found = found || strcmp(l.diags.list.at[i].code, code) == 0;
    cr_expect(found, "no %s but:\n%s", code, report(&l));
    cr_expect_null(l.rules);
    unload(&l);
}

Test(rules, hostile_files_are_refused) {
    expect_code("lexicon: \xFF\n", 11, "R109");
    expect_code("lexicon: a\0b\n", 13, "R109");
    char deep[400] = "macros: ";
    memset(deep + 8, '[', 300);
    expect_code(deep, strlen(deep), "R107");
    static const char bomb[] = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    expect_code(bomb, strlen(bomb), "R106");

    size_t n = DTL_YAML_BYTES_MAX + 100;
    char *big = malloc(n);
    cr_assert_not_null(big);
    memset(big, '#', n);
    expect_code(big, n, "R107");
    for (size_t i = 0; i < n; i += 2)
        memcpy(big + i, "x,", 2);
    memcpy(big, "entries: [", 10);
    expect_code(big, DTL_YAML_BYTES_MAX - 100, "R107");
    free(big);
}

Test(rules, a_folder_without_a_set_is_an_io_error) {
    loaded l;
    load(&l, "tests/data/no-such-folder", NULL);
    cr_expect_eq(l.status, DTL_E_IO);
    cr_expect_eq(l.diags.errors, 1);
    unload(&l);
    load(&l, "tests/data/rules", "tests/data/no-such-pack");
    cr_expect_eq(l.status, DTL_E_RULES);
    unload(&l);
}

Test(rules, every_failed_allocation_ends_the_load_cleanly) {
    const char *dirs[] = {"tests/data/rules", "tests/bad-rules/base/extra.yaml"};
    size_t n = 0;
    for (bool refused = true; refused; n++) {
        failing_mem f;
        failing_mem_init(&f, n);
        dtl_arena arena;
        dtl_diags diags;
        dtl_arena_init(&arena, &dtl_mem_default);
        dtl_diags_init(&diags, &arena);
        dtl_rules *r = NULL;
        dtl_status s = dtl_rules_load(&f.mem, dirs, 2, "en", &diags, &r);
        refused = f.refused;
        cr_assert_eq(s, refused ? DTL_E_NOMEM : DTL_OK, "after %zu allocations: status %d", n,
                     (int)s);
        cr_assert_eq(refused, r == NULL);
        dtl_rules_free(r);
        cr_assert_eq(f.live, 0, "after %zu allocations: %zu bytes still held", n, f.live);
        dtl_arena_free(&arena);
        cr_assert_lt(n, 100000);
    }
    cr_expect_gt(n, 10);
}

static int by_name(const void *x, const void *y) {
    return strcmp(*(char *const *)x, *(char *const *)y);
}

Test(rules, bad_rules_give_exactly_these_messages) {
    DIR *d = opendir("tests/bad-rules");
    cr_assert_not_null(d, "run from the root of the source tree");
    char *names[200];
    size_t n = 0;
    for (struct dirent *e = readdir(d); e && n < 200; e = readdir(d)) {
        size_t len = strlen(e->d_name);
        if (len > 5 && strcmp(e->d_name + len - 5, ".yaml") == 0)
            names[n++] = strndup(e->d_name, len - 5);
    }
    closedir(d);
    qsort(names, n, sizeof *names, by_name);
    cr_assert_gt(n, 10);
    for (size_t i = 0; i < n; i++) {
        char pack[300], err[300];
        snprintf(pack, sizeof pack, "tests/bad-rules/%s.yaml", names[i]);
        snprintf(err, sizeof err, "tests/bad-rules/%s.err", names[i]);
        loaded l;
        load(&l, "tests/bad-rules/base", pack);
        char *got = report(&l);
        char *want = NULL;
        size_t want_n = 0;
        if (getenv("DATELINE_ACCEPT"))
            dtl_file_write_whole(err, got, strlen(got), NULL);
        dtl_file_read(&dtl_mem_default, err, 1 << 20, &want, &want_n, NULL);
        cr_expect_str_eq(got, want ? want : "", "%s: expected\n%sgot\n%s", names[i],
                         want ? want : "nothing\n", got);
        cr_expect_eq(l.status, l.diags.errors ? DTL_E_RULES : DTL_OK, "%s", names[i]);
        for (uint32_t k = 0; k < l.diags.list.n; k++)
            cr_expect_not_null(dtl_rules_code_about(l.diags.list.at[k].code), "%s has no page",
                               l.diags.list.at[k].code);
        dtl_free(&dtl_mem_default, want, want_n + 1);
        free(got);
        free(names[i]);
        unload(&l);
    }
}

/* ---- schema -----------------------------------------------------------------------------------
 */

Test(rules, the_checked_in_schema_is_the_one_of_the_key_tables) {
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_rules_schema(&b);
    char *file = NULL;
    size_t n = 0;
    static const char path[] = "rules/schema/ruleset.schema.json";
    if (getenv("DATELINE_ACCEPT"))
        dtl_file_write_whole(path, b.at, b.n, NULL);
    cr_assert_eq(dtl_file_read(&dtl_mem_default, path, 1 << 24, &file, &n, NULL), DTL_OK);
    cr_expect_str_eq(b.at, file, "write it anew: dateline rules schema -o %s", path);
    dtl_free(&dtl_mem_default, file, n + 1);
    dtl_buf_free(&b);
}
