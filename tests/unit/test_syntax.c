/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The light grammar: verb groups with tense and voice, clauses, phrases, and who does what to whom.
 */
#include "syntax_fixture.h"

#include "failing_mem.h"

TestSuite(syntax, .init = fixture_load, .fini = fixture_unload);

static const dtl_group *group(const syntax_fixture *f, const char *word) {
    return &f->story.groups.at[group_of(f, word)];
}

Test(syntax, tense_and_aspect) {
    syntax_fixture f;
    fixture_open(&f, "The minister has been waiting. The board will not approve it. "
                     "They had signed it. She is leaving. The firm might sell the plant.");
    cr_expect_eq(group(&f, "waiting")->tense, DTL_TML_PRESENT);
    cr_expect_eq(group(&f, "waiting")->aspect, DTL_ASPECT_PERFECTIVE_PROGRESSIVE);
    cr_expect_eq(group(&f, "approve")->tense, DTL_TML_FUTURE);
    cr_expect_eq(group(&f, "approve")->modality, DTL_STATUS_PLANNED);
    cr_expect(group(&f, "approve")->negated);
    cr_expect_eq(group(&f, "signed")->tense, DTL_TML_PAST);
    cr_expect_eq(group(&f, "signed")->aspect, DTL_ASPECT_PERFECTIVE);
    cr_expect_eq(group(&f, "leaving")->aspect, DTL_ASPECT_PROGRESSIVE);
    cr_expect_eq(group(&f, "sell")->modality, DTL_STATUS_POSSIBLE);
    cr_expect_not(group(&f, "sell")->negated);
    fixture_close(&f);
}

Test(syntax, passive_with_agent) {
    syntax_fixture f;
    fixture_open(&f, "The treaty was at last signed by the two ministers on Monday. "
                     "The plan was dropped by Friday.");
    uint32_t g = group_of(&f, "signed");
    cr_expect(f.story.groups.at[g].passive);
    check_phrase(&f, dtl_subject_of(&f.story, g), "The treaty");
    check_phrase(&f, dtl_agent_of(&f.story, g), "the two ministers");
    check_phrase(&f, dtl_actor_of(&f.story, g), "the two ministers");
    check_phrase(&f, dtl_undergoer_of(&f.story, g), "The treaty");
    check_phrase(&f, dtl_agent_of(&f.story, group_of(&f, "dropped")), "-");
    fixture_close(&f);
}

Test(syntax, planned_infinitive) {
    syntax_fixture f;
    fixture_open(&f, "The court is to publish the report. The senate refused to pass the bill.");
    const dtl_group *g = group(&f, "publish");
    cr_expect_eq(g->tense, DTL_TML_INFINITIVE);
    cr_expect_eq(g->modality, DTL_STATUS_PLANNED);
    check_phrase(&f, g->subject, "The court");
    check_phrase(&f, g->object, "the report");
    g = group(&f, "pass");
    cr_expect_eq(g->governor, group_of(&f, "refused"));
    check_phrase(&f, g->subject, "The senate");
    fixture_close(&f);
}

Test(syntax, relative_clause_interrupts) {
    syntax_fixture f;
    fixture_open(&f, "The bank, which had lost half its clients, closed in March. "
                     "The bridge that the army destroyed will be rebuilt.");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "closed")), "The bank");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "lost")), "The bank");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "destroyed")), "the army");
    check_phrase(&f, dtl_object_of(&f.story, group_of(&f, "destroyed")), "The bridge");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "rebuilt")), "The bridge");
    fixture_close(&f);
}

Test(syntax, coordination) {
    syntax_fixture f;
    fixture_open(&f, "Norway and Chile signed the deal and left the talks. "
                     "The alliance was founded by Peru, Chile and Norway.");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "signed")), "Norway + Chile");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "left")), "Norway + Chile");
    check_phrase(&f, dtl_object_of(&f.story, group_of(&f, "left")), "the talks");
    check_phrase(&f, dtl_agent_of(&f.story, group_of(&f, "founded")), "Peru + Chile + Norway");
    fixture_close(&f);
}

Test(syntax, apposition_is_no_subject) {
    syntax_fixture f;
    fixture_open(&f, "The chairman, Henrik Solberg, resigned on Friday. "
                     "Henrik Solberg, 61, was arrested. The deal, worth 3 million euros, failed.");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "resigned")), "Henrik Solberg");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "arrested")), "Henrik Solberg");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "failed")), "The deal");
    fixture_close(&f);
}

Test(syntax, speech_before_its_speaker) {
    syntax_fixture f;
    fixture_open(&f, "\"We will not sell the farm,\" said Henrik Solberg, a teacher from Oslo. "
                     "He said the talks would resume in May.");
    uint32_t said = group_of(&f, "said");
    check_phrase(&f, dtl_subject_of(&f.story, said), "Henrik Solberg");
    check_phrase(&f, dtl_object_of(&f.story, said), "-");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "sell")), "We");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "resume")), "the talks");
    fixture_close(&f);
}

Test(syntax, participles) {
    syntax_fixture f;
    fixture_open(
        &f, "The union called a strike, accusing the firm of breaking its word. "
            "Talks hosted by Norway ended without a deal. Rescuers searched collapsed houses.");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "accusing")), "The union");
    check_phrase(&f, dtl_object_of(&f.story, group_of(&f, "accusing")), "the firm");
    const dtl_group *g = group(&f, "hosted");
    cr_expect_not(g->finite);
    check_phrase(&f, g->subject, "Talks");
    check_phrase(&f, g->agent, "Norway");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "ended")), "Talks");
    cr_expect_eq(f.story.group_of[token_of(&f, "collapsed")], DTL_NONE,
                 "a participle before its noun is no verb");
    fixture_close(&f);
}

Test(syntax, subordinate_clauses) {
    syntax_fixture f;
    fixture_open(&f, "When the dam broke, the army closed the road. "
                     "The talks ended after delegates walked out. "
                     "The trial will open if the judge agrees.");
    uint32_t broke = group_of(&f, "broke");
    uint32_t closed = group_of(&f, "closed");
    cr_expect_neq(f.story.groups.at[broke].clause, f.story.groups.at[closed].clause);
    cr_expect(f.story.clauses.at[f.story.groups.at[broke].clause].subordinate);
    check_phrase(&f, dtl_subject_of(&f.story, closed), "the army");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "walked")), "delegates");
    const dtl_group *g = group(&f, "agrees");
    cr_expect(f.story.clauses.at[g->clause].conditional);
    cr_expect_not(f.story.clauses.at[group(&f, "open")->clause].conditional);
    fixture_close(&f);
}

Test(syntax, tense_around_a_time) {
    syntax_fixture f;
    fixture_open(&f, "The minister said that the talks will resume on Friday. "
                     "The talks broke down on Tuesday.");
    uint32_t friday = token_of(&f, "Friday");
    uint32_t tuesday = token_of(&f, "Tuesday");
    cr_expect_eq(dtl_story_tense(&f.story, friday, friday + 1), DTL_TENSE_FUTURE);
    cr_expect_eq(dtl_story_tense(&f.story, tuesday, tuesday + 1), DTL_TENSE_PAST);
    cr_expect_eq(dtl_story_tense(&f.story, f.doc.ntokens, f.doc.ntokens + 1), DTL_TENSE_UNKNOWN);
    fixture_close(&f);
}

Test(syntax, phrases_stop_at_times) {
    syntax_fixture f;
    fixture_open(&f, "The presidents met in Alaska last week.");
    uint32_t np = f.story.np_of[token_of(&f, "Alaska")];
    cr_assert_neq(np, DTL_NONE);
    check_phrase(&f, np, "Alaska");
    cr_expect(f.story.nps.at[f.story.np_of[token_of(&f, "week")]].timed);
    fixture_close(&f);
}

/* The number of a name is a plain one; an amount after a name is a phrase of its own. */
Test(syntax, amounts_are_no_part_of_a_name) {
    static const char *const text[] = {"The regulator fined Halden Pharma 310 million kroner.",
                                       "The regulator fined Halden Pharma 310,000 kroner.",
                                       "The regulator fined Halden Pharma 3.5 kroner."};
    syntax_fixture f;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        fixture_open(&f, text[i]);
        check_phrase(&f, f.story.np_of[token_of(&f, "Pharma")], "Halden Pharma");
        fixture_close(&f);
    }
    fixture_open(&f, "The crew of Calypso 2 landed.");
    check_phrase(&f, f.story.np_of[token_of(&f, "Calypso")], "Calypso 2");
    fixture_close(&f);
}

Test(syntax, possessors) {
    syntax_fixture f;
    fixture_open(&f, "Critics of Norway's foreign minister met his deputy.");
    uint32_t minister = f.story.np_of[token_of(&f, "minister")];
    cr_assert_neq(minister, DTL_NONE);
    check_phrase(&f, f.story.nps.at[minister].possessor, "Norway");
    cr_expect_eq(f.story.nps.at[minister].prep, token_of(&f, "of"),
                 "the preposition belongs to the minister, not to Norway");
    check_phrase(&f, dtl_np_actor(&f.story, minister), "Norway");
    check_phrase(&f, dtl_object_of(&f.story, group_of(&f, "met")), "his deputy");
    fixture_close(&f);
}

Test(syntax, prepositional_phrases) {
    syntax_fixture f;
    fixture_open(&f, "The ministers held talks with rebels in Vienna.");
    uint32_t in = f.doc.tokens[token_of(&f, "in")].word;
    cr_assert_neq(in, 0u);
    check_phrase(&f, dtl_prep_np(&f.story, token_of(&f, "talks"), DTL_NONE, &in, 1), "Vienna");
    fixture_close(&f);
}

Test(syntax, an_address_does_not_act) {
    syntax_fixture f;
    fixture_open(&f, "Anna Holm, a student from Irving, Texas, was arrested. "
                     "The other was Paul Weber, 42, of Hamilton, who was killed. "
                     "Terhorst Inc., Peoria, Ill., bought the plant.");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "arrested")), "Anna Holm");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "killed")), "Paul Weber");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "bought")), "Terhorst Inc.");
    fixture_close(&f);
}

Test(syntax, relative_clause_over_a_time) {
    syntax_fixture f;
    fixture_open(&f, "A peace treaty was concluded in the spring of 1921 which left Peru with ten "
                     "ships.");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "left")), "A peace treaty");
    fixture_close(&f);
}

Test(syntax, participle_phrase_after_the_subject) {
    syntax_fixture f;
    fixture_open(&f, "A navy ship carrying blankets, water and field kitchens arrived on Monday. "
                     "Fishing boats searched the bay.");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "arrived")), "A navy ship");
    check_phrase(&f, dtl_object_of(&f.story, group_of(&f, "carrying")),
                 "blankets + water + field kitchens");
    check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, "searched")), "Fishing boats");
    fixture_close(&f);
}

Test(syntax, headlines_have_verbs) {
    static const struct {
        const char *title, *verb, *subject;
    } cases[] = {
        {"Terhorst lifts forecast", "lifts", "Terhorst"},
        {"Fourteen dead as strong earthquake shakes Kefalonia", "shakes", "strong earthquake"},
        {"Storm batters coast, two feared dead", "batters", "Storm"},
        {"Minister quits over leaked letters", "quits", "Minister"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        syntax_fixture f;
        char text[256];
        (void)snprintf(text, sizeof text, "%s\n\nIt happened on Monday.", cases[i].title);
        fixture_open(&f, text);
        check_phrase(&f, dtl_subject_of(&f.story, group_of(&f, cases[i].verb)), cases[i].subject);
        fixture_close(&f);
    }
}

Test(syntax, every_token_has_a_clause) {
    syntax_fixture f;
    fixture_open(&f, "; : ) which - which, which and and, \"said\" said of of the. If if when.");
    for (uint32_t t = 0; t < f.doc.ntokens; t++) {
        uint32_t c = f.story.clause_of[t];
        cr_assert_lt(c, f.story.clauses.n);
        cr_expect_eq(f.story.clauses.at[c].sentence, f.doc.tokens[t].sentence);
    }
    fixture_close(&f);
}

Test(syntax, survives_failing_allocations) {
    for (size_t n = 0; n < 400; n++) {
        failing_mem fail;
        syntax_fixture f;
        failing_mem_init(&fail, n);
        fixture_open_with(&f, "Norway's president, Kari Holm, met Peru's leader in Oslo on Friday.",
                          &fail.mem);
        cr_expect(f.status == DTL_OK || f.status == DTL_E_NOMEM);
        bool done = f.status == DTL_OK;
        fixture_close(&f);
        if (done)
            return;
    }
}
