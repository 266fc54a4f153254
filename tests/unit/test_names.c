/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names: which words are one, what kind of thing it is, and what refers to the same thing.
 *
 * tests/data/names.tsv measures: 60 sentences of news, each read alone, and the names in them.  A
 * name is right when its words, titles and roles aside, and its kind are.  88 of 90 are; the test
 * asks for nine in ten.  The table is of the authors' making and no measure of foreign text.
 */
#include "syntax_fixture.h"

TestSuite(names, .init = fixture_load, .fini = fixture_unload);

#define check_kind(f, word, want)                                                                  \
    do {                                                                                           \
        const dtl_entity *k_ = known_entity((f), (word), 0);                                       \
        cr_expect_eq(k_->kind, (want), "%s has kind %d", (word), (int)k_->kind);                   \
    } while (0)

Test(names, kinds) {
    syntax_fixture f;
    fixture_open(&f, "Mr Holm met officials of the Oslo City Council at Lake Mjosa. "
                     "Holm then flew to Vienna, and the NATO envoy Kari Lund followed him.");
    check_kind(&f, "Holm", DTL_KIND_PERSON);
    check_kind(&f, "Council", DTL_KIND_ORG);
    check_kind(&f, "Mjosa", DTL_KIND_PLACE);
    check_kind(&f, "Vienna", DTL_KIND_PLACE);
    check_kind(&f, "NATO", DTL_KIND_ORG);
    check_kind(&f, "Lund", DTL_KIND_PERSON);
    fixture_close(&f);
}

Test(names, modifiers_are_names_of_their_own) {
    syntax_fixture f;
    fixture_open(&f, "The French President Kari Lund and EU Commissioner Nils Berg spoke.");
    check_entity(&f, "French", 0, "France");
    check_entity(&f, "Lund", 0, "Kari Lund");
    check_entity(&f, "EU", 0, "EU");
    check_entity(&f, "Berg", 0, "Nils Berg");
    const dtl_entity *e = known_entity(&f, "Lund", 0);
    cr_assert_neq(e->country, DTL_NONE);
    cr_expect(dtl_slice_is(f.story.entities.at[e->country].full, "France"));
    cr_expect(e->leader);
    e = known_entity(&f, "Berg", 0);
    cr_expect_not(e->leader);
    fixture_close(&f);
}

Test(names, particles_and_of) {
    syntax_fixture f;
    fixture_open(&f, "Greta van der Berg left the Ministry of Labour. Ms van der Berg was tired.");
    check_entity(&f, "Greta", 0, "Greta van der Berg");
    check_entity(&f, "Labour", 0, "Ministry of Labour");
    check_entity(&f, "Berg", 1, "Greta van der Berg");
    cr_expect(dtl_slice_is(known_entity(&f, "Greta", 0)->brief, "van der Berg"));
    fixture_close(&f);
}

Test(names, short_forms_join_full_ones) {
    syntax_fixture f;
    fixture_open(&f, "Holm won. The mayor, Kari Holm, thanked Solberg Timber Ltd. on Monday. "
                     "Solberg said that Holm was right.");
    check_entity(&f, "Holm", 0, "Kari Holm");
    check_entity(&f, "Solberg", 1, "Solberg Timber Ltd.");
    fixture_close(&f);
}

Test(names, two_people_of_one_surname) {
    syntax_fixture f;
    fixture_open(&f, "Kari Holm met Nils Holm. Mr Holm left early, and Ms Holm followed.");
    cr_expect_neq(f.story.name_of[token_of(&f, "Kari")], DTL_NONE);
    cr_expect_neq(entity_at(&f, "Kari", 0), entity_at(&f, "Nils", 0));
    fixture_close(&f);
}

Test(names, roles_from_appositions) {
    syntax_fixture f;
    fixture_open(&f,
                 "Norway's foreign minister, Kari Lund, arrived. The Norwegian foreign minister "
                 "was late. Then the Chilean president, Jorge Vidal, spoke.");
    const dtl_entity *e = known_entity(&f, "Lund", 0);
    cr_assert_neq(e->country, DTL_NONE);
    cr_expect(dtl_slice_is(f.story.entities.at[e->country].full, "Norway"));
    cr_expect(dtl_slice_is(e->role, "foreign minister"));
    cr_expect_not(e->leader);
    check_entity(&f, "minister", 1, "Kari Lund");
    cr_expect(known_entity(&f, "Vidal", 0)->leader);
    fixture_close(&f);
}

Test(names, descriptions_keep_countries_apart) {
    syntax_fixture f;
    fixture_open(&f, "Kari Lund met Jorge Vidal in Oslo, and US President Ben Ross called both. "
                     "The Chilean president, Jorge Vidal, left. The US president was angry.");
    check_entity(&f, "president", 1, "Ben Ross");
    fixture_close(&f);
}

Test(names, descriptions_by_noun) {
    syntax_fixture f;
    fixture_open(&f, "The operator, Fjordlink, refused to pay. Crews marched to the Karo dam. "
                     "The dam was closed. The operator apologised.");
    check_entity(&f, "dam", 1, "Karo dam");
    check_entity(&f, "operator", 1, "Fjordlink");
    check_kind(&f, "Fjordlink", DTL_KIND_ORG);
    fixture_close(&f);
}

Test(names, pronouns) {
    syntax_fixture f;
    fixture_open(&f, "Mr Berg was arrested on Monday. He denied it. Ms Lund defended him. "
                     "She said he was ill.");
    check_entity(&f, "He", 0, "Mr Berg");
    check_entity(&f, "him", 0, "Mr Berg");
    check_entity(&f, "She", 0, "Ms Lund");
    check_entity(&f, "he", 0, "Mr Berg");
    fixture_close(&f);
}

Test(names, pronoun_of_somebody_unnamed) {
    syntax_fixture f;
    fixture_open(&f, "Mr Berg spoke on Monday. Norway recalled its ambassador and sent him back.");
    cr_expect_null(entity_at(&f, "him", 0), "the ambassador is meant");
    fixture_close(&f);
}

Test(names, pairs) {
    syntax_fixture f;
    fixture_open(&f,
                 "President Kari Lund and President Jorge Vidal met in Oslo. They shook hands.");
    uint32_t np = f.story.np_of[token_of(&f, "They")];
    cr_assert_neq(np, DTL_NONE);
    check_entity(&f, "They", 0, "Kari Lund");
    cr_assert_neq(f.story.nps.at[np].next, DTL_NONE);
    uint32_t second = dtl_np_entity(&f.story, f.story.nps.at[np].next);
    cr_assert_neq(second, DTL_NONE);
    cr_expect(dtl_slice_is(f.story.entities.at[second].full, "Jorge Vidal"));
    fixture_close(&f);
}

Test(names, capitals_of_headlines_are_no_evidence) {
    syntax_fixture f;
    fixture_open(&f, "Rescue Teams Search For Missing Climbers In Norway\n\n"
                     "Rescue teams searched the mountains of Norway on Monday.");
    cr_expect_null(entity_at(&f, "Rescue", 0));
    cr_expect_null(entity_at(&f, "Climbers", 0));
    check_entity(&f, "Norway", 0, "Norway");
    fixture_close(&f);
}

Test(names, months_are_no_names) {
    syntax_fixture f;
    fixture_open(&f, "The Senate votes on 12 May. Voters in March will decide.");
    cr_expect_eq(f.story.name_of[token_of(&f, "May")], DTL_NONE);
    cr_expect_eq(f.story.name_of[token_of(&f, "March")], DTL_NONE);
    fixture_close(&f);
}

Test(names, datelines_are_places) {
    syntax_fixture f;
    fixture_open(&f, "OSLO, Nov 6 - Norway closed the border on Monday. Oslo was calm.");
    check_entity(&f, "OSLO", 0, "Oslo");
    cr_expect_eq(entity_at(&f, "OSLO", 0), entity_at(&f, "Oslo", 0));
    fixture_close(&f);
}

Test(names, nodes_for_the_rules) {
    syntax_fixture f;
    fixture_open(&f, "Kari Lund flew to Vienna.");
    const uint16_t *cls = fixture_rules->cls;
    cr_expect_neq(dtl_lattice_find(&f.lattice, cls[DTL_B_PERSON], token_of(&f, "Kari")), 0u);
    cr_expect_neq(dtl_lattice_find(&f.lattice, cls[DTL_B_PLACE], token_of(&f, "Vienna")), 0u);
    cr_expect_neq(dtl_lattice_find(&f.lattice, cls[DTL_B_NAME], token_of(&f, "Vienna")), 0u);
    cr_expect_neq(dtl_lattice_find(&f.lattice, cls[DTL_B_VERB], token_of(&f, "flew")), 0u);
    cr_expect_eq(dtl_lattice_find(&f.lattice, cls[DTL_B_PERSON], token_of(&f, "Vienna")), 0u);
    fixture_close(&f);
}

Test(names, subject_of_the_nearest_clause_above) {
    syntax_fixture f;
    fixture_open(&f, "Norwegian Foreign Minister Nils Berg and Jorge Vidal spoke on Monday. "
                     "Mr Berg said that the Chilean president has said repeatedly he is ready.");
    check_entity(&f, "president", 0, "Jorge Vidal");
    check_entity(&f, "he", 0, "Jorge Vidal");
    fixture_close(&f);
}

Test(names, description_is_nobody_above_it) {
    syntax_fixture f;
    fixture_open(&f, "Mr Berg said that the Chilean president had left.");
    cr_expect_null(entity_at(&f, "president", 0));
    fixture_close(&f);
}

Test(names, presidents_are_no_ministers) {
    syntax_fixture f;
    fixture_open(&f, "Chilean Prime Minister Kari Lund spoke. Jorge Vidal spoke in Oslo. Jorge "
                     "Vidal left. The Chilean president was tired. The Chilean leader slept.");
    check_entity(&f, "president", 0, "Jorge Vidal");
    cr_expect_neq(entity_at(&f, "Lund", 0), entity_at(&f, "president", 0));
    fixture_close(&f);
}

Test(names, report_goes_on_with_its_speaker) {
    syntax_fixture f;
    fixture_open(&f, "Mr Berg said that Mr Vidal was ill. He added that doctors were worried.");
    check_entity(&f, "He", 0, "Mr Berg");
    fixture_close(&f);
}

Test(names, countries_and_given_names) {
    syntax_fixture f;
    fixture_open(&f, "Jordan closed its border. A Parisian baker met European ministers. "
                     "US officials agreed. King Harald V slept.");
    const dtl_entity *e = known_entity(&f, "Jordan", 0);
    cr_expect_eq(e->kind, DTL_KIND_PLACE);
    cr_expect(e->country_place);
    cr_expect_not(known_entity(&f, "Parisian", 0)->country_place);
    cr_expect_not(known_entity(&f, "European", 0)->country_place);
    cr_expect(known_entity(&f, "US", 0)->country_place);
    cr_expect(dtl_slice_is(known_entity(&f, "Harald", 0)->brief, "Harald V"));
    fixture_close(&f);
}

Test(names, pronouns_are_no_countries) {
    syntax_fixture f;
    fixture_open(&f, "Us they ignored. Who said so?");
    cr_expect_null(entity_at(&f, "Us", 0));
    cr_expect_null(entity_at(&f, "Who", 0));
    fixture_close(&f);
}

Test(names, firms_without_suffix) {
    syntax_fixture f;
    fixture_open(&f, "Shearling Lohmann announced a merger. Torvald Brekke resigned. Brenner "
                     "Tolk's shareholders agreed. Kari Lund raised her offer.");
    check_kind(&f, "Lohmann", DTL_KIND_ORG);
    check_kind(&f, "Brekke", DTL_KIND_PERSON);
    check_kind(&f, "Tolk", DTL_KIND_ORG);
    check_kind(&f, "Lund", DTL_KIND_PERSON);
    fixture_close(&f);
}

/* A name in one hundred thousand: none is compared with all others. */
Test(names, many_names, .timeout = 30) {
    enum { N = 20000 };
    char *text = malloc(N * 48u);
    cr_assert_not_null(text);
    size_t n = 0;
    for (unsigned i = 0; i < N; i++)
        n += (size_t)snprintf(text + n, 48, "Kari Lund%c%c%c met Nils Holm. ", 'a' + (int)(i % 26),
                              'a' + (int)(i / 26 % 26), 'a' + (int)(i / 676 % 26));
    syntax_fixture f;
    fixture_open(&f, text);
    cr_expect_gt(f.story.entities.n, 15000u);
    check_entity(&f, "Holm", N - 1, "Nils Holm");
    fixture_close(&f);
    free(text);
}

/* Does the sentence give a name with these words and this kind? */
static bool has_name(const syntax_fixture *f, const char *words, const char *kind) {
    static const char *const kinds[] = {
        [DTL_KIND_PERSON] = "person", [DTL_KIND_ORG] = "org", [DTL_KIND_PLACE] = "place"};
    for (uint32_t i = 0; i < f->story.names.n; i++) {
        const dtl_name *n = &f->story.names.at[i];
        if (n->demonym || n->description || (size_t)n->kind >= sizeof kinds / sizeof *kinds ||
            !kinds[n->kind] || strcmp(kinds[n->kind], kind) != 0)
            continue;
        if (dtl_slice_is(dtl_tokens_text(&f->doc, n->core, n->end), words) ||
            dtl_slice_is(dtl_tokens_text(&f->doc, n->first, n->end), words))
            return true;
    }
    return false;
}

Test(names, measured) {
    const char *root = getenv("DATELINE_SOURCE_DIR");
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tests/data/names.tsv", root ? root : ".");
    FILE *in = fopen(path, "r");
    cr_assert_not_null(in, "%s is missing", path);
    char line[1024];
    unsigned right = 0;
    unsigned all = 0;
    while (fgets(line, sizeof line, in)) {
        char *want = strchr(line, '\t');
        if (line[0] == '#' || !want)
            continue;
        *want++ = '\0';
        want[strcspn(want, "\n")] = '\0';
        syntax_fixture f;
        fixture_open(&f, line);
        while (want && *want) {
            char *next = strstr(want, "; ");
            if (next) {
                *next = '\0';
                next += 2;
            }
            char *kind = strrchr(want, '=');
            cr_assert_not_null(kind, "no kind in '%s'", want);
            *kind++ = '\0';
            all++;
            if (has_name(&f, want, kind))
                right++;
            else
                fprintf(stderr, "not found: %s as %s in: %s\n", want, kind, line);
            want = next;
        }
        fixture_close(&f);
    }
    (void)fclose(in);
    cr_assert_geq(all, 80u);
    cr_expect_geq(right * 10, all * 9, "%u of %u names are right", right, all);
    fprintf(stderr, "%u of %u names\n", right, all);
}
