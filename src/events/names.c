/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names: runs of capitals become names, each with a first guess of its kind.
 *
 * A run is extended over particles ("von der"), hyphens, initials and, after words like Ministry,
 * over "of".  Then it is cut: a demonym, country or organisation before a role is a name of its
 * own ("US | President Donald Trump"), titles and roles belong to the name but not to its core.
 * Capitals are evidence only where they are a choice: at the start of a sentence and in headlines
 * the tag, the lexicons and the rest of the document decide.  Time expressions hold no names.
 *
 * Kinds come from titles, lexicons (place, org, demonym), heads (Court, Lake) and shape; what is a
 * default is marked `guessed`, and entities.c may overrule it.
 */
#include "events/entities.h"
#include "text/tagger.h"

#define RUN_TOKENS_MAX 12u

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

static bool flagged(const dtl_story *s, uint32_t t, unsigned flags) {
    return (s->doc->tokens[t].flags & flags) != 0;
}

static bool capital(const dtl_story *s, uint32_t t) {
    return flagged(s, t, DTL_TOK_TITLE | DTL_TOK_UPPER) && flagged(s, t, DTL_TOK_ALPHA);
}

bool dtl_same_word(const dtl_document *d, uint32_t a, uint32_t b) {
    return d->tokens[a].hash == d->tokens[b].hash &&
           dtl_slice_eq(dtl_token_folded(d, a), dtl_token_folded(d, b));
}

/* ---- lexicon hits -----------------------------------------------------------------------------
 */

/* End of the form of a lexicon at t, or 0; *ret_entry is its entry + 1. */
static uint32_t form_at(const dtl_story *s, dtl_word_list list, uint32_t t, uint32_t *ret_entry) {
    const dtl_node *n =
        &s->lattice->nodes.at[dtl_lattice_find(s->lattice, s->lexis->lists[list], t)];
    /* "US" and "WHO" are names, "Us" and "Who" are none wherever they stand */
    if (n->end == t + 1 && !flagged(s, t, DTL_TOK_UPPER) && dtl_is_listed(s, DTL_L_FUNCTION, t))
        return 0;
    if (ret_entry)
        *ret_entry = n->entry;
    return n->end;
}

static inline uint32_t hit(const dtl_story *s, dtl_word_list list, uint32_t t,
                           uint32_t *ret_entry) {
    return dtl_is_listed(s, list, t) ? form_at(s, list, t, ret_entry) : 0;
}

static bool in_lexicon(const dtl_story *s, uint32_t t) {
    return hit(s, DTL_L_PLACE, t, NULL) || hit(s, DTL_L_DEMONYM, t, NULL) ||
           hit(s, DTL_L_ORG, t, NULL) || (s->words[t] & (DTL_W_TITLE | DTL_W_GIVEN));
}

static bool closed_class(unsigned p) {
    switch (p) {
    case DTL_POS_DT:
    case DTL_POS_IN:
    case DTL_POS_PRP:
    case DTL_POS_PRP_POSS:
    case DTL_POS_CC:
    case DTL_POS_TO:
    case DTL_POS_WDT:
    case DTL_POS_WP:
    case DTL_POS_WRB:
    case DTL_POS_MD:
    case DTL_POS_EX:
    case DTL_POS_PDT: return true;
    default: return false;
    }
}

/* Is the capital of token t the sign of a name? */
static bool namely(const dtl_story *s, uint32_t t) {
    if (!capital(s, t) || (s->words[t] & DTL_W_TIME))
        return false;
    const dtl_token *k = &s->doc->tokens[t];
    const dtl_lexeme *sp = dtl_spelling_of(s, t);
    bool loose = dtl_headline(s, k->sentence);
    bool listed = in_lexicon(s, t);
    /* all in capitals where the others are not: a choice also at the start of a sentence */
    bool shout = flagged(s, t, DTL_TOK_UPPER) && t + 1 < s->doc->ntokens &&
                 !flagged(s, t + 1, DTL_TOK_UPPER) && listed;
    if ((!dtl_opening(s, t) || shout) && !loose)
        return listed ||
               (!closed_class(k->pos) &&
                (dtl_pos_is_noun(k->pos) || dtl_pos_is_adj(k->pos) || k->pos == DTL_POS_FW ||
                 k->pos == DTL_POS_NONE || sp->capital > sp->small ||
                 flagged(s, t, DTL_TOK_UPPER) || (t + 1 < s->doc->ntokens && capital(s, t + 1))));
    if (sp->capital > 0 && sp->capital >= sp->small)
        return !closed_class(k->pos) || listed;
    /* "Us they ignored": a function word, unless it opens a longer name */
    if (!flagged(s, t, DTL_TOK_UPPER) && dtl_listed(s, DTL_L_FUNCTION, t) &&
        !(t + 1 < s->doc->ntokens && capital(s, t + 1)))
        return false;
    if (listed && !(sp->small > sp->capital) && !closed_class(k->pos))
        return true;
    if (closed_class(k->pos) || sp->small > 0)
        return false;
    if (loose)
        return dtl_pos_is_proper(k->pos) && !dtl_common_word(s, t);
    /* "Prime Minister X": the first word of a role */
    if ((s->words[t] & DTL_W_ROLE_START) && t + 1 < s->doc->ntokens && capital(s, t + 1) &&
        !loose && !flagged(s, t + 1, DTL_TOK_FIRST))
        return true;
    if (!dtl_pos_is_proper(k->pos))
        return !dtl_common_word(s, t) && dtl_pos_is_noun(k->pos) && !flagged(s, t, DTL_TOK_ABBREV);
    if (!dtl_common_word(s, t) || (s->words[t] & DTL_W_ROLE))
        return true;
    /* a common word may still open a longer name: "Royal Mail", "Planetary Letters" */
    return t + 1 < s->doc->ntokens && capital(s, t + 1) && dtl_pos_is_proper(pos_at(s, t + 1)) &&
           !flagged(s, t + 1, DTL_TOK_FIRST);
}

/* ---- runs -------------------------------------------------------------------------------------
 */

/* End of a lexicon form of several words that starts at t, or 0. */
static uint32_t listed_end(const dtl_story *s, uint32_t t, uint32_t end) {
    uint32_t best = 0;
    static const dtl_word_list lists[] = {DTL_L_PLACE, DTL_L_ORG, DTL_L_ROLE, DTL_L_DEMONYM};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        uint32_t e = hit(s, lists[i], t, NULL);
        if (e > best && e <= end && e > t + 1)
            best = e;
    }
    return best;
}

static bool letter_gap(const dtl_story *s, uint32_t t) {
    return !flagged(s, t, DTL_TOK_GLUED);
}

/* End of the run of capitals that starts at i. */
static uint32_t run_end(const dtl_story *s, uint32_t i, uint32_t end) {
    uint32_t limit = i + RUN_TOKENS_MAX < end ? i + RUN_TOKENS_MAX : end;
    uint32_t j = i;
    while (j < limit) {
        uint32_t e = listed_end(s, j, limit);
        if (e && (capital(s, e - 1) || capital(s, j))) {
            j = e;
        } else if (j == i && flagged(s, j, DTL_TOK_DIGIT)) {
            j++;
        } else if (capital(s, j) && (j == i || namely(s, j)) &&
                   !(j > i && flagged(s, j, DTL_TOK_NEWLINE))) {
            j++;
        } else {
            break;
        }
        if (j >= limit)
            break;
        /* what may stand between two capitals of one name */
        unsigned p = pos_at(s, j);
        if (p == DTL_POS_HYPH && flagged(s, j, DTL_TOK_GLUED) && j + 1 < limit &&
            flagged(s, j + 1, DTL_TOK_GLUED) && capital(s, j + 1)) {
            /* "Iran-Iraq": two names */
            if ((hit(s, DTL_L_PLACE, j - 1, NULL) || hit(s, DTL_L_DEMONYM, j - 1, NULL)) &&
                (hit(s, DTL_L_PLACE, j + 1, NULL) || hit(s, DTL_L_DEMONYM, j + 1, NULL)))
                break;
            j++;
            continue;
        }
        /* "Boatmen's Union": a common noun as owner inside the name */
        if (p == DTL_POS_POS && j == i + 1 && j + 1 < limit && capital(s, j + 1) &&
            (s->words[j + 1] & (DTL_W_ORG_HEAD | DTL_W_PLACE_HEAD)) &&
            !hit(s, DTL_L_PLACE, i, NULL) && !hit(s, DTL_L_ORG, i, NULL) && dtl_common_word(s, i)) {
            j++;
            continue;
        }
        uint32_t k = j;
        while (k < limit && k < j + 3 && (s->words[k] & DTL_W_PARTICLE) && !capital(s, k))
            k++;
        if (k > j && k < limit && capital(s, k) && !(s->words[k] & DTL_W_TIME)) {
            j = k;
            continue;
        }
        if ((s->words[j - 1] & DTL_W_ORG_OF) && (s->words[j] & DTL_W_GENITIVE)) {
            k = j + 1;
            while (k < limit && k < j + 2 && (s->words[k] & DTL_W_DEFINITE))
                k++;
            if (k < limit && capital(s, k) && !(s->words[k] & DTL_W_TIME)) {
                j = k;
                continue;
            }
        }
        if (p == DTL_POS_CC && s->doc->tokens[j].end - s->doc->tokens[j].start == 1 &&
            j + 1 < limit && capital(s, j + 1)) {
            j++;
            continue;
        }
        /* the number of a ship, a probe, a motorway */
        if (flagged(s, j, DTL_TOK_DIGIT) && letter_gap(s, j) && !(s->words[j] & DTL_W_TIME) &&
            s->doc->tokens[j].end - s->doc->tokens[j].start <= 3 &&
            !(j + 1 < end && dtl_pos_is_noun(pos_at(s, j + 1)) && !capital(s, j + 1)) &&
            !(j + 1 < end &&
              (pos_at(s, j + 1) == DTL_POS_HYPH || pos_at(s, j + 1) == DTL_POS_CD)) &&
            !hit(s, DTL_L_PLACE, j - 1, NULL)) {
            j++;
            break;
        }
    }
    return j > i ? j : i + 1;
}

/* ---- kinds ------------------------------------------------------------------------------------
 */

static dtl_name name_of(uint32_t first, uint32_t core, uint32_t end, dtl_arg_kind kind,
                        bool guessed) {
    return (dtl_name){.first = first,
                      .core = core,
                      .end = end,
                      .kind = kind,
                      .guessed = guessed,
                      .entity = DTL_NONE};
}

static bool initial(const dtl_story *s, uint32_t t) {
    const dtl_token *k = &s->doc->tokens[t];
    return capital(s, t) &&
           (k->end - k->start == 1 || (k->end - k->start == 2 && (k->flags & DTL_TOK_ABBREV)));
}

/* Kind of a run without title or role, by its words. */
static dtl_name classify(const dtl_story *s, uint32_t first, uint32_t end) {
    uint32_t n = end - first;
    uint32_t last = end - 1;
    uint32_t entry = 0;
    uint32_t e = hit(s, DTL_L_ORG, first, &entry);
    if (e == end) {
        dtl_name r = name_of(first, first, end, DTL_KIND_ORG, false);
        r.entry = entry;
        return r;
    }
    bool small_particle = false;
    bool org_of = false;
    bool inner_initial = false;
    bool amp = false;
    for (uint32_t t = first; t < end; t++) {
        small_particle =
            small_particle || ((s->words[t] & DTL_W_PARTICLE) && t > first && !capital(s, t));
        org_of = org_of ||
                 ((s->words[t] & DTL_W_GENITIVE) && t > first && (s->words[t - 1] & DTL_W_ORG_OF));
        inner_initial = inner_initial || (t < last && initial(s, t));
        amp = amp || pos_at(s, t) == DTL_POS_CC;
    }
    if (org_of || amp)
        return name_of(first, first, end, DTL_KIND_ORG, false);
    if (n >= 2 && (s->words[last] & DTL_W_ORG_HEAD))
        return name_of(first, first, end, DTL_KIND_ORG, false);
    for (uint32_t t = first + 1; t < end; t++)
        if ((s->words[t] & DTL_W_ORG_HEAD) && flagged(s, t, DTL_TOK_ABBREV))
            return name_of(first, first, end, DTL_KIND_ORG,
                           false); /* "Service Corp. International" */
    if (n == 1 && dtl_is_listed(s, DTL_L_PLACE_ABBREVIATION, first) &&
        (flagged(s, first, DTL_TOK_ABBREV) || (first > 0 && pos_at(s, first - 1) == DTL_POS_COMMA)))
        return name_of(first, first, end, DTL_KIND_PLACE, false);
    e = hit(s, DTL_L_PLACE, first, &entry);
    if (e == end && !(n == 1 && (s->words[first] & DTL_W_GIVEN) && !dtl_entry_country(s, entry))) {
        dtl_name r = name_of(first, first, end, DTL_KIND_PLACE, false);
        r.entry = entry;
        return r;
    }
    if (n >= 2 &&
        ((s->words[last] & DTL_W_PLACE_HEAD) || dtl_is_listed(s, DTL_L_PLACE_FRONT, first)))
        return name_of(first, first, end, DTL_KIND_PLACE, false);
    if (flagged(s, last, DTL_TOK_DIGIT))
        return name_of(first, first, end, DTL_KIND_NAME, true);
    if (n >= 2 && (s->words[first] & DTL_W_GIVEN))
        return name_of(first, first, end, DTL_KIND_PERSON, false);
    if (inner_initial)
        return name_of(first, first, end, DTL_KIND_PERSON, false);
    if (n >= 2 && n <= 5) {
        if (hit(s, DTL_L_PLACE, first, NULL) || hit(s, DTL_L_DEMONYM, first, NULL))
            return name_of(first, first, end, DTL_KIND_NAME, true);
        /* a plural or a noun for a thing ends the name of a firm; surnames are words for people too
         */
        bool common = dtl_common_word(s, last) && !small_particle &&
                      dtl_noun_file(s, last) != DTL_LEX_NOUN_PERSON;
        return name_of(first, first, end, common ? DTL_KIND_ORG : DTL_KIND_PERSON, true);
    }
    if (n == 1 && flagged(s, first, DTL_TOK_UPPER) &&
        !dtl_headline(s, s->doc->tokens[first].sentence) &&
        s->doc->tokens[first].end - s->doc->tokens[first].start <= 6)
        return name_of(first, first, end, DTL_KIND_ORG, true);
    if (n == 1 && (s->words[first] & DTL_W_ORG_HEAD))
        return name_of(first, first, end, DTL_KIND_ORG, true);
    unsigned file = n == 1 ? dtl_noun_file(s, first) : 0;
    if (file && !dtl_common_word(s, first)) {
        /* a single historical name; peoples and faiths are adjectives too, or plural */
        if (file == DTL_LEX_NOUN_PERSON && !dtl_adjective_word(s, first) &&
            pos_at(s, first) != DTL_POS_NNPS)
            return name_of(first, first, end, DTL_KIND_PERSON, true);
        if (file == DTL_LEX_NOUN_LOCATION)
            return name_of(first, first, end, DTL_KIND_PLACE, true);
    }
    if (n == 1 && (s->words[first] & DTL_W_GIVEN))
        return name_of(first, first, end, DTL_KIND_PERSON, true);
    return name_of(first, first, end, DTL_KIND_NAME, true);
}

static bool add_name(dtl_story *s, dtl_name n) {
    n.sentence = s->doc->tokens[n.first].sentence;
    for (uint32_t t = n.first; t < n.end; t++)
        s->name_of[t] = s->names.n;
    return dtl_vec_push(s->arena, &s->names, n);
}

/* A place named by a common head that follows: "Omo river", "Karo dam", "Argostoli airport". */
static void take_place_head(const dtl_story *s, dtl_name *n, uint32_t end) {
    uint32_t t = n->end;
    if (t >= end || !(s->words[t] & DTL_W_PLACE_HEAD) || capital(s, t) || n->demonym ||
        !dtl_pos_is_noun(pos_at(s, t)) || n->kind == DTL_KIND_ORG)
        return;
    /* "the island nation", "Lisbon river services": the head must end its phrase */
    if (t + 1 < end && dtl_pos_is_noun(pos_at(s, t + 1)) && s->group_of[t + 1] == DTL_NONE &&
        !(s->words[t + 1] & DTL_W_TIME))
        return;
    if (n->kind == DTL_KIND_PERSON && !n->guessed)
        return;
    n->kind = DTL_KIND_PLACE;
    n->guessed = false;
    n->entry = 0;
    n->end = t + 1;
}

/* ---- cutting ----------------------------------------------------------------------------------
 */

/* Cuts the run [i, j) into names. */
static bool cut(dtl_story *s, uint32_t i, uint32_t j, uint32_t end) {
    uint32_t p = i;
    while (p < j) {
        uint32_t entry = 0;
        uint32_t e;
        uint32_t core = p;
        bool titled = false;
        bool role = false;
        /* titles and roles in front */
        while (core < j) {
            if ((s->words[core] & DTL_W_ROLE_START) &&
                (e = hit(s, DTL_L_ROLE, core, NULL)) > core) {
                role = true;
                core = e < j ? e : j;
            } else if ((s->words[core] & DTL_W_TITLE) &&
                       !(core + 1 == j && core > p && !titled && !role)) {
                titled = true;
                core++;
            } else {
                break;
            }
        }
        if (core > p) {
            if (core >= j)
                return true; /* a role alone is a description, no name */
            /* "Prime Minister of X", "Justice Department" */
            if (!capital(s, core) && !(s->words[core] & DTL_W_PARTICLE)) {
                p = core + 1;
                continue;
            }
            if (role && !titled && (s->words[j - 1] & DTL_W_ORG_HEAD) &&
                !(s->words[core] & DTL_W_GIVEN)) {
                dtl_name n = name_of(p, p, j, DTL_KIND_ORG, false);
                return add_name(s, n);
            }
            dtl_name n = name_of(p, core, j, DTL_KIND_PERSON, false);
            return add_name(s, n);
        }
        /* a role further on: what stands before it is a modifier */
        uint32_t stop = j;
        for (uint32_t q = p + 1; q < j; q++) {
            if ((s->words[q] & DTL_W_ROLE_START) && hit(s, DTL_L_ROLE, q, NULL) > q &&
                !(q + 1 == j && (s->words[q] & DTL_W_ORG_HEAD))) {
                stop = q;
                break;
            }
            if ((s->words[q] & DTL_W_TITLE) && q + 1 < j &&
                (s->words[q] & (DTL_W_MALE | DTL_W_FEMALE))) {
                stop = q;
                break;
            }
        }
        e = hit(s, DTL_L_DEMONYM, p, &entry);
        if (e && e <= stop && hit(s, DTL_L_PLACE, p, NULL) <= e &&
            hit(s, DTL_L_ORG, p, NULL) <= e) {
            bool whole = e < stop && (s->words[stop - 1] & (DTL_W_ORG_HEAD | DTL_W_PLACE_HEAD));
            if (!whole) {
                dtl_name n = name_of(p, p, e, DTL_KIND_PLACE, false);
                n.demonym = true;
                n.entry = entry;
                if (!add_name(s, n))
                    return false;
                p = e;
                continue;
            }
        }
        /* "UK Donald", "NATO Mark": a listed name before a given name */
        uint32_t o = hit(s, DTL_L_ORG, p, &entry);
        uint32_t pl = hit(s, DTL_L_PLACE, p, NULL);
        uint32_t listed = o > pl ? o : pl;
        if (listed && listed < stop && (s->words[listed] & DTL_W_GIVEN) && stop - listed >= 2 &&
            !(s->words[p] & DTL_W_GIVEN))
            stop = listed;
        if (o && o < stop && !(s->words[stop - 1] & (DTL_W_ORG_HEAD | DTL_W_PLACE_HEAD)))
            stop = o;
        dtl_name n = classify(s, p, stop);
        if (stop == j)
            take_place_head(s, &n, end);
        if (!add_name(s, n))
            return false;
        p = n.end > stop ? n.end : stop;
    }
    return true;
}

/* A lower-case role right before a name belongs to it: "the former judge X", "consul X". */
static void take_role_before(const dtl_story *s, uint32_t from) {
    for (uint32_t i = from; i < s->names.n; i++) {
        dtl_name *n = &s->names.at[i];
        uint32_t low = s->doc->sentences[n->sentence].first;
        if (n->demonym || n->first == low || n->kind == DTL_KIND_PLACE)
            continue;
        uint32_t t = n->first - 1;
        if (!(s->words[t] & DTL_W_ROLE) || capital(s, t) || s->name_of[t] != DTL_NONE)
            continue;
        if (n->kind != DTL_KIND_PERSON && !n->guessed)
            continue;
        uint32_t start = t;
        while (start > low && !(s->words[start] & DTL_W_ROLE_START))
            start--;
        uint32_t better = start;
        for (unsigned k = 1; k <= 3 && start >= low + k; k++)
            if ((s->words[start - k] & DTL_W_ROLE_START) &&
                hit(s, DTL_L_ROLE, start - k, NULL) == n->first)
                better = start - k;
        n->first = better;
        n->kind = DTL_KIND_PERSON;
        n->guessed = false;
        for (uint32_t k = n->first; k < n->core; k++)
            s->name_of[k] = i;
    }
}

dtl_status dtl_names_scan(dtl_story *s) {
    for (uint32_t i = 0; i < s->doc->nsentences; i++) {
        uint32_t end = s->doc->sentences[i].end;
        for (uint32_t t = s->doc->sentences[i].first; t < end;) {
            if (!flagged(s, t, DTL_TOK_TITLE | DTL_TOK_UPPER | DTL_TOK_DIGIT)) {
                t++;
                continue;
            }
            /* "the 25 de Abril bridge" */
            bool digits = flagged(s, t, DTL_TOK_DIGIT) && !(s->words[t] & DTL_W_TIME) &&
                          t + 2 < end && (s->words[t + 1] & DTL_W_PARTICLE) && capital(s, t + 2) &&
                          pos_at(s, t + 1) != DTL_POS_IN;
            if (!namely(s, t) && !digits) {
                t++;
                continue;
            }
            uint32_t j = run_end(s, t, end);
            if (!cut(s, t, j, end))
                return DTL_E_NOMEM;
            t = j;
        }
    }
    take_role_before(s, 0);
    return DTL_OK;
}
