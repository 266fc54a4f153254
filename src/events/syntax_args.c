/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syntax_args: who does what to whom, from phrases, groups and clauses.
 *
 * Objects come first, because a phrase that is the object of one verb cannot be the subject of the
 * next ("the firm, citing costs, said").  Subjects are the nearest free phrase to the left inside
 * the clause, else what the kind of clause says: the antecedent of a relative pronoun, the subject
 * of the verb before for coordination, the governor's object or subject for an infinitive.
 * Everything is looked up once and kept in the groups; syntax.c only reads.
 */
#include "events/syntax.h"
#include "text/tagger.h"

#include <string.h>

#define AGENT_REACH 14u
#define SUBJECT_REACH 120u /* tokens from a verb back to its subject */
#define GROUPS_NEAR 40u    /* groups looked through for one to share or depend on */

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

/*
 * The word with what hyphens tie to its front: "son-in-law"; 0 when it is a plain word.  *ret_head
 * is the noun that such a word is about: the first one where a preposition follows, else the last.
 */
static uint32_t compound(const dtl_story *s, uint32_t token, char *out, uint32_t cap,
                         uint32_t *ret_head) {
    uint32_t first = token;
    const dtl_token *k = s->doc->tokens;
    while (first >= 2 && k[first - 1].pos == DTL_POS_HYPH && (k[first].flags & DTL_TOK_GLUED) &&
           (k[first - 1].flags & DTL_TOK_GLUED) && token - first < 6)
        first -= 2;
    uint32_t n = 0;
    *ret_head = token;
    if (token - first >= 4 && (k[first + 2].pos == DTL_POS_IN || k[first + 2].pos == DTL_POS_RB ||
                               k[first + 2].pos == DTL_POS_RP))
        *ret_head = first;
    for (uint32_t t = first; first < token && t <= token; t++) {
        dtl_slice w = dtl_token_folded(s->doc, t);
        if (n + w.n > cap)
            return 0;
        memcpy(out + n, w.p, w.n);
        n += w.n;
    }
    return n;
}

static unsigned wordnet_file(const dtl_story *s, uint32_t token, bool verb) {
    const dtl_tagger *tg = s->rules->tagger;
    if (!tg)
        return 0;
    char lemma[128];
    uint32_t n = verb ? 0 : compound(s, token, lemma, sizeof lemma, &token);
    unsigned file = n ? dtl_wordnet_noun_file(tg, lemma, n) : 0;
    if (file)
        return file;
    if (!verb)
        return dtl_word_noun_file(s, token, dtl_pos_is_plural(pos_at(s, token)));
    unsigned pos = pos_at(s, token);
    return dtl_word_verb_file(s, token,
                              !dtl_pos_is_verb(pos) || pos == DTL_POS_VB || pos == DTL_POS_VBP);
}

unsigned dtl_noun_file(const dtl_story *s, uint32_t token) {
    return wordnet_file(s, token, false);
}

unsigned dtl_verb_file(const dtl_story *s, uint32_t token) {
    return wordnet_file(s, token, true);
}

bool dtl_np_animate(const dtl_story *s, uint32_t np) {
    const dtl_np *n = &s->nps.at[np];
    if (n->timed)
        return false;
    if (n->pronoun)
        return !(s->words[n->head] & DTL_W_THING);
    if (dtl_pos_is_proper(pos_at(s, n->head)) || (s->words[n->head] & DTL_W_ROLE))
        return true;
    unsigned f = dtl_noun_file(s, n->head);
    return f == DTL_LEX_NOUN_PERSON || f == DTL_LEX_NOUN_GROUP;
}

/* Somebody who can be told or made to do something. */
static bool person_like(const dtl_story *s, uint32_t np) {
    const dtl_np *n = &s->nps.at[np];
    return dtl_np_animate(s, np) &&
           (n->pronoun || dtl_pos_is_proper(pos_at(s, n->head)) ||
            (s->words[n->head] & DTL_W_ROLE) || dtl_noun_file(s, n->head) == DTL_LEX_NOUN_PERSON ||
            dtl_listed(s, DTL_L_ORG_NOUN, n->head));
}

/* ---- links inside noun phrases ----------------------------------------------------------------
 */

/* Is the head a proper noun, or its number: "Calypso 2"? */
static bool named(const dtl_story *s, const dtl_np *n) {
    uint32_t t = n->head;
    if ((s->doc->tokens[t].flags & DTL_TOK_DIGIT) && t > n->first)
        t--;
    return dtl_pos_is_proper(pos_at(s, t));
}

uint32_t dtl_np_canonical(const dtl_story *s, uint32_t np) {
    if (np == DTL_NONE)
        return np;
    const dtl_np *n = &s->nps.at[np];
    if (n->apposed != DTL_NONE && !(named(s, n) && !named(s, &s->nps.at[n->apposed])))
        return n->apposed;
    return np;
}

/* First conjunct of the list that np is in; conjuncts stand within a small window before it. */
static uint32_t list_head(const dtl_story *s, uint32_t np) {
    for (unsigned guard = 0; guard < 24 && s->nps.at[np].is_next; guard++) {
        uint32_t found = DTL_NONE;
        for (uint32_t k = np; k > 0 && np - k < 8; k--) {
            if (s->nps.at[k - 1].sentence != s->nps.at[np].sentence)
                break;
            if (s->nps.at[k - 1].next == np) {
                found = k - 1;
                break;
            }
        }
        if (found == DTL_NONE)
            break;
        np = found;
    }
    return np;
}

uint32_t dtl_of_phrase(const dtl_story *s, uint32_t np) {
    if (!s->nps.at[np].has_of)
        return DTL_NONE;
    for (uint32_t k = np + 1; k < s->nps.n && k < np + 6; k++)
        if (s->nps.at[k].of == np)
            return k;
    return DTL_NONE;
}

/* ---- objects ----------------------------------------------------------------------------------
 */

static bool passive(const dtl_group *g) {
    return g->passive || (g->participle && g->tense == DTL_TML_PASTPART);
}

static bool free_phrase(const dtl_np *n) {
    return n->prep == DTL_NONE && !n->timed && !n->possessive;
}

static void find_object(dtl_story *s, uint32_t gi, uint32_t end) {
    dtl_group *g = &s->groups.at[gi];
    if (passive(g))
        return;
    uint32_t t = g->end;
    for (unsigned n = 0; t < end && n < 4; n++) {
        unsigned p = pos_at(s, t);
        if (s->np_of[t] != DTL_NONE && !(dtl_pos_is_adv(p)))
            break;
        if (p != DTL_POS_RP && !dtl_pos_is_adv(p) && p != DTL_POS_OPEN_QUOTE)
            return;
        if (s->np_of[t] != DTL_NONE)
            break;
        t++;
    }
    if (t >= end || s->np_of[t] == DTL_NONE || s->clause_of[t] != s->clause_of[g->head])
        return;
    uint32_t np = s->np_of[t];
    /* possessors lead to what they possess */
    for (unsigned n = 0; n < 3 && s->nps.at[np].possessive && np + 1 < s->nps.n &&
                         s->nps.at[np + 1].possessor == np;
         n++)
        np++;
    if (s->nps.at[np].possessor == DTL_NONE ? !free_phrase(&s->nps.at[np])
                                            : s->nps.at[np].prep != DTL_NONE)
        return;
    /* "told reporters the results": the second phrase is what was told, the first the listener;
       the first is kept, as it is the one that an event needs */
    g->object = np;
    s->nps.at[np].object_of = gi;
}

/* ---- agents -----------------------------------------------------------------------------------
 */

static void find_agent(dtl_story *s, uint32_t gi, uint32_t end) {
    dtl_group *g = &s->groups.at[gi];
    if (!passive(g))
        return;
    uint32_t limit = g->end + AGENT_REACH < end ? g->end + AGENT_REACH : end;
    for (uint32_t t = g->end; t < limit; t++) {
        uint32_t h = s->group_of[t];
        if (h != DTL_NONE && s->groups.at[h].finite && h != gi)
            return;
        if (!(s->words[t] & DTL_W_AGENT) || (s->words[t] & DTL_W_TIME) || t + 1 >= end)
            continue;
        uint32_t np = s->np_of[t + 1];
        for (unsigned n = 0; n < 3 && np != DTL_NONE && s->nps.at[np].possessive &&
                             np + 1 < s->nps.n && s->nps.at[np + 1].possessor == np;
             n++)
            np++;
        if (np == DTL_NONE || s->nps.at[np].timed)
            continue;
        if (h == DTL_NONE && s->clause_of[t] != s->clause_of[g->head])
            return;
        g->agent = np;
        return;
    }
}

/* ---- subjects ---------------------------------------------------------------------------------
 */

/* The phrase that ends before the comma before np, if it is a name that no preposition governs. */
static uint32_t name_before_comma(const dtl_story *s, uint32_t np, uint32_t low) {
    uint32_t first = s->nps.at[np].first;
    if (first < low + 2 || pos_at(s, first - 1) != DTL_POS_COMMA)
        return DTL_NONE;
    uint32_t end = first - 1; /* the full stop of "Inc." may stand between */
    if (end > low + 1 && pos_at(s, end - 1) == DTL_POS_PERIOD)
        end--;
    uint32_t left = s->np_of[end - 1];
    return left != DTL_NONE && s->nps.at[left].end == end && named(s, &s->nps.at[left]) &&
                   free_phrase(&s->nps.at[left])
               ? left
               : DTL_NONE;
}

/* "Cilcorp Inc., Peoria, Ill., said": before a verb, a state and its town stand where a firm is. */
static uint32_t before_address(const dtl_story *s, uint32_t np, uint32_t low) {
    uint32_t t = s->nps.at[np].first;
    if (!dtl_is_listed(s, DTL_L_PLACE_ABBREVIATION, t) && !dtl_is_listed(s, DTL_L_PLACE, t))
        return np;
    uint32_t town = name_before_comma(s, np, low);
    uint32_t firm = town == DTL_NONE ? DTL_NONE : name_before_comma(s, town, low);
    return firm != DTL_NONE ? firm : np;
}

/*
 * "X, worth 640 million, was": with a comma before the verb, the phrase between the commas says
 * something of the one before them.
 */
static uint32_t before_insertion(const dtl_story *s, const dtl_group *g, uint32_t np) {
    uint32_t t = g->first;
    uint32_t low = s->clauses.at[g->clause].first;
    while (t > low && (dtl_pos_is_adv(pos_at(s, t - 1)) || pos_at(s, t - 1) == DTL_POS_CLOSE_QUOTE))
        t--;
    if (t <= low || pos_at(s, t - 1) != DTL_POS_COMMA)
        return np;
    uint32_t firm = before_address(s, np, low);
    if (firm != np)
        return firm;
    const dtl_np *n = &s->nps.at[np];
    uint32_t first = dtl_np_full_first(s, np);
    if (named(s, n) || n->apposed != DTL_NONE || first < low + 2 ||
        pos_at(s, first - 1) != DTL_POS_COMMA)
        return np;
    uint32_t left = s->np_of[first - 2];
    if (left == DTL_NONE || s->nps.at[left].end != first - 1 || s->nps.at[left].timed ||
        s->clause_of[s->nps.at[left].head] != g->clause)
        return np;
    for (unsigned k = 0; k < 4 && s->nps.at[left].prep != DTL_NONE && s->nps.at[left].prep > low;
         k++) {
        uint32_t up = s->np_of[s->nps.at[left].prep - 1];
        if (up == DTL_NONE)
            return np;
        left = up;
    }
    return free_phrase(&s->nps.at[left]) && s->nps.at[left].object_of == DTL_NONE ? left : np;
}

/* Nearest free phrase to the left in the clause that is no other verb's object. */
static uint32_t left_subject(const dtl_story *s, const dtl_group *g, uint32_t first_np) {
    const dtl_clause *c = &s->clauses.at[g->clause];
    uint32_t low = g->first > c->first + SUBJECT_REACH ? g->first - SUBJECT_REACH : c->first;
    for (uint32_t t = g->first; t > low;) {
        t--;
        uint32_t np = s->np_of[t];
        if (np == DTL_NONE || np < first_np)
            continue;
        const dtl_np *n = &s->nps.at[np];
        t = n->first;
        if (s->clause_of[n->head] != g->clause)
            continue;
        bool owned = n->possessor != DTL_NONE && n->prep == DTL_NONE && !n->possessive;
        if ((!free_phrase(n) && !owned) || n->timed)
            continue;
        if (s->nps.at[list_head(s, np)].object_of != DTL_NONE)
            continue;
        return before_insertion(s, g, np);
    }
    return DTL_NONE;
}

/* First free phrase right after the group: "said X", "there was one lunch", "among them were X". */
static uint32_t right_subject(const dtl_story *s, const dtl_group *g) {
    uint32_t end = s->doc->sentences[g->sentence].end;
    if (g->end >= end || s->np_of[g->end] == DTL_NONE)
        return DTL_NONE;
    uint32_t np = s->np_of[g->end];
    for (unsigned n = 0; n < 3 && s->nps.at[np].possessive && np + 1 < s->nps.n &&
                         s->nps.at[np + 1].possessor == np;
         n++)
        np++;
    return s->nps.at[np].prep == DTL_NONE && !s->nps.at[np].timed ? np : DTL_NONE;
}

/* The finite group before g on the same level: whose subject a coordinated verb shares. */
static uint32_t level_before(const dtl_story *s, uint32_t gi, uint32_t first_group) {
    const dtl_group *g = &s->groups.at[gi];
    uint32_t parent = s->clauses.at[g->clause].parent;
    for (uint32_t k = gi; k > first_group && gi - k < GROUPS_NEAR; k--) {
        const dtl_group *h = &s->groups.at[k - 1];
        if (!h->finite || s->clauses.at[h->clause].quote)
            continue;
        if (h->clause == g->clause || s->clauses.at[h->clause].parent == parent)
            return k - 1;
    }
    return DTL_NONE;
}

static bool is_expletive(const dtl_story *s, uint32_t np) {
    return np != DTL_NONE && pos_at(s, s->nps.at[np].head) == DTL_POS_EX;
}

static uint32_t finite_subject(const dtl_story *s, uint32_t gi, uint32_t first_group,
                               uint32_t first_np) {
    const dtl_group *g = &s->groups.at[gi];
    const dtl_clause *c = &s->clauses.at[g->clause];
    uint32_t np = left_subject(s, g, first_np);
    if (is_expletive(s, np))
        return g->object != DTL_NONE ? g->object : right_subject(s, g);
    if (np != DTL_NONE)
        return np;
    if (c->relative && c->antecedent != DTL_NONE)
        return c->antecedent;
    if (c->quote && c->parent != DTL_NONE && s->clauses.at[c->parent].group != DTL_NONE) {
        /* "These, A said, 'will have to go'": the phrase that the frame leaves over */
        const dtl_clause *frame = &s->clauses.at[c->parent];
        uint32_t taken = s->groups.at[frame->group].subject;
        uint32_t found = DTL_NONE;
        uint32_t from =
            c->first > frame->first + SUBJECT_REACH ? c->first - SUBJECT_REACH : frame->first;
        for (uint32_t t = from; t < c->first; t++) {
            uint32_t k = s->np_of[t];
            if (k == DTL_NONE || s->clause_of[t] != c->parent || s->nps.at[k].first != t)
                continue;
            const dtl_np *n = &s->nps.at[k];
            if (free_phrase(n) && k != taken && n->object_of == DTL_NONE &&
                n->apposed == DTL_NONE) {
                found = k;
                break;
            }
        }
        if (found != DTL_NONE && s->nps.at[found].first < s->groups.at[frame->group].first)
            return found;
    }
    /* "...," said X; the words before are the quotation or a complement */
    uint32_t right = right_subject(s, g);
    uint32_t before = level_before(s, gi, first_group);
    unsigned file = dtl_verb_file(s, g->head);
    if (right != DTL_NONE && !passive(g) &&
        ((file == DTL_LEX_VERB_COMMUNICATION &&
          (c->opener == DTL_NONE || pos_at(s, c->opener) != DTL_POS_CC) &&
          dtl_np_animate(s, right)) ||
         (g->copular && g->object != DTL_NONE && before == DTL_NONE && g->first > c->first)))
        return right;
    /* a verb of its own level shares the subject; one after a conjunction of time does not */
    bool conjunction =
        c->subordinate && c->opener != DTL_NONE && pos_at(s, c->opener) != DTL_POS_CC;
    if (before != DTL_NONE && before < gi && !conjunction)
        return s->groups.at[before].subject;
    return DTL_NONE;
}

/* "told her to leave", "accused them of lying": the object in between acts, if it can. */
static uint32_t controlled(const dtl_story *s, uint32_t governor, uint32_t at) {
    const dtl_group *h = &s->groups.at[governor];
    if (h->object != DTL_NONE && s->nps.at[h->object].end <= at && person_like(s, h->object))
        return h->object;
    return h->subject;
}

/* The group before gi in its sentence that it can depend on. */
static uint32_t group_left(const dtl_story *s, uint32_t gi, uint32_t first_group, bool finite) {
    for (uint32_t k = gi; k > first_group && gi - k < GROUPS_NEAR; k--) {
        const dtl_group *h = &s->groups.at[k - 1];
        if (h->clause == s->groups.at[gi].clause && (!finite || h->finite))
            return k - 1;
    }
    return DTL_NONE;
}

static uint32_t phrase_ending_at(const dtl_story *s, uint32_t t, uint32_t low) {
    while (t > low && (dtl_pos_is_adv(pos_at(s, t - 1)) || pos_at(s, t - 1) == DTL_POS_OPEN_QUOTE ||
                       pos_at(s, t - 1) == DTL_POS_CLOSE_QUOTE))
        t--;
    if (t <= low)
        return DTL_NONE;
    uint32_t np = s->np_of[t - 1];
    return np != DTL_NONE && s->nps.at[np].end == t && !s->nps.at[np].timed ? np : DTL_NONE;
}

/* Subject of the next finite group of the clause: "Delayed twice, the trial opened". */
static uint32_t later_subject(const dtl_story *s, uint32_t gi, uint32_t end_group) {
    for (uint32_t k = gi + 1; k < end_group && k < gi + GROUPS_NEAR; k++)
        if (s->groups.at[k].finite)
            return k;
    return DTL_NONE;
}

/* "talks in X, hosted by": what the prepositional phrase before the participle belongs to. */
static uint32_t root_phrase(const dtl_story *s, uint32_t np, uint32_t low) {
    for (unsigned n = 0; n < 4; n++) {
        uint32_t prep = s->nps.at[np].prep;
        if (prep == DTL_NONE || prep <= low || prep > s->nps.at[np].first)
            break;
        uint32_t t = prep;
        uint32_t left = s->np_of[t - 1];
        /* "between A and B" has its preposition before A */
        if (left == DTL_NONE || s->nps.at[left].timed || s->nps.at[left].possessive)
            break;
        np = left;
    }
    return np;
}

static uint32_t participle_subject(const dtl_story *s, uint32_t gi, uint32_t first_group,
                                   uint32_t end_group, uint32_t low) {
    const dtl_group *g = &s->groups.at[gi];
    uint32_t near = phrase_ending_at(s, g->first, low);
    if (near != DTL_NONE) {
        if (g->tense == DTL_TML_PASTPART && s->nps.at[near].prep != DTL_NONE &&
            dtl_pos_is_proper(pos_at(s, s->nps.at[near].head)))
            near = root_phrase(s, near, low);
        return dtl_np_canonical(s, near);
    }
    if (g->tense == DTL_TML_PASTPART && g->first > low + 1 &&
        pos_at(s, g->first - 1) == DTL_POS_COLON) {
        near = phrase_ending_at(s, g->first - 1, low);
        if (near != DTL_NONE)
            return dtl_np_canonical(s, root_phrase(s, near, low));
    }
    uint32_t left = group_left(s, gi, first_group, false);
    unsigned prev = g->first > low ? pos_at(s, g->first - 1) : DTL_POS_NONE;
    if (left == DTL_NONE && group_left(s, gi, first_group, true) == DTL_NONE) {
        uint32_t k = later_subject(s, gi, end_group);
        if (k != DTL_NONE)
            return s->groups.at[k].subject;
    }
    if (left == DTL_NONE)
        return DTL_NONE;
    if (prev == DTL_POS_COMMA && g->tense == DTL_TML_PASTPART) {
        /* "X, founded in Y, employs": the phrase before the comma */
        near = phrase_ending_at(s, g->first - 1, low);
        if (near != DTL_NONE && s->nps.at[near].object_of == DTL_NONE &&
            (s->nps.at[near].prep == DTL_NONE))
            return dtl_np_canonical(s, near);
    }
    if (prev == DTL_POS_IN)
        return controlled(s, left, g->first);
    uint32_t finite = group_left(s, gi, first_group, true);
    return s->groups.at[finite != DTL_NONE ? finite : left].subject;
}

static void find_subject(dtl_story *s, uint32_t gi, uint32_t first_group, uint32_t end_group,
                         uint32_t first_np, uint32_t low) {
    dtl_group *g = &s->groups.at[gi];
    if (g->finite) {
        g->subject = finite_subject(s, gi, first_group, first_np);
    } else if (g->infinitive && g->governor != DTL_NONE) {
        uint32_t near = phrase_ending_at(s, g->first, low);
        if (near != DTL_NONE && s->nps.at[near].prep != DTL_NONE && s->nps.at[near].prep > low &&
            s->np_of[s->nps.at[near].prep - 1] != DTL_NONE &&
            (s->words[s->nps.at[near].prep] & DTL_W_AGENT))
            g->subject = near; /* "a request by X to have" */
        else
            g->subject = controlled(s, g->governor, g->first);
    } else if (g->infinitive) {
        uint32_t left = group_left(s, gi, first_group, true);
        uint32_t near = phrase_ending_at(s, g->first, low);
        if (left != DTL_NONE)
            g->subject = s->groups.at[left].subject; /* "... and to put on" */
        else if (s->doc->has_title && g->sentence == 0 && near != DTL_NONE)
            g->subject = dtl_np_canonical(s, near); /* headline: "Kenya to meet Norway" */
    } else if (g->participle) {
        g->subject = participle_subject(s, gi, first_group, end_group, low);
    } else {
        uint32_t left = group_left(s, gi, first_group, false);
        if (left != DTL_NONE)
            g->subject = controlled(s, left, g->first);
    }
    if (g->subject == DTL_NONE)
        return;
    if (g->object == g->subject && !g->copular) {
        g->object = DTL_NONE; /* "said X" */
        s->nps.at[g->subject].object_of = DTL_NONE;
    }
    uint32_t np = dtl_np_canonical(s, g->subject);
    uint32_t head = list_head(s, np);
    /* "the A, X, and the B, Y, met": the list is one of the descriptions */
    if (head == np && s->nps.at[np].apposed != DTL_NONE && s->nps.at[np].next == DTL_NONE) {
        uint32_t other = list_head(s, s->nps.at[np].apposed);
        if (other != s->nps.at[np].apposed)
            head = other;
    }
    g->subject = head;
}

/* A relative clause with its own subject: its antecedent is the object of its verb. */
static void relative_objects(dtl_story *s, uint32_t first_group, uint32_t end_group) {
    for (uint32_t i = first_group; i < end_group; i++) {
        dtl_group *g = &s->groups.at[i];
        const dtl_clause *c = &s->clauses.at[g->clause];
        if (!c->relative || c->antecedent == DTL_NONE || g->subject == c->antecedent ||
            g->object != DTL_NONE || passive(g) || g->copular)
            continue;
        if (c->opener != DTL_NONE && pos_at(s, c->opener) == DTL_POS_WRB)
            continue;
        if (c->opener != DTL_NONE && c->opener > c->first)
            continue; /* "in which" */
        /* of a chain of verbs the last one has it: "began to fill" */
        bool last = true;
        for (uint32_t k = i + 1; k < end_group && k < i + 4; k++)
            last = last && s->groups.at[k].governor != i;
        if (!last || g->subject == DTL_NONE)
            continue;
        g->object = c->antecedent;
        if (c->opener != DTL_NONE && pos_at(s, c->opener) == DTL_POS_WP_POSS) {
            uint32_t owned = s->np_of[c->opener + 1];
            if (owned != DTL_NONE && owned != g->subject)
                g->object = owned;
        }
    }
}

void dtl_arguments_find(dtl_story *s, uint32_t sentence, uint32_t first_group, uint32_t end_group,
                        uint32_t first_np, uint32_t end_np) {
    uint32_t low = s->doc->sentences[sentence].first;
    uint32_t end = s->doc->sentences[sentence].end;
    (void)end_np;
    for (uint32_t i = first_group; i < end_group; i++) {
        s->groups.at[i].clause = s->clause_of[s->groups.at[i].first];
        find_object(s, i, end);
        find_agent(s, i, end);
    }
    for (uint32_t i = first_group; i < end_group; i++)
        if (s->groups.at[i].finite)
            find_subject(s, i, first_group, end_group, first_np, low);
    for (uint32_t i = first_group; i < end_group; i++)
        if (!s->groups.at[i].finite)
            find_subject(s, i, first_group, end_group, first_np, low);
    relative_objects(s, first_group, end_group);
    for (uint32_t i = first_group; i < end_group; i++) {
        const dtl_clause *c = &s->clauses.at[s->groups.at[i].clause];
        if (!c->relative || c->antecedent == DTL_NONE || c->opener == DTL_NONE ||
            pos_at(s, c->opener) != DTL_POS_WP_POSS || c->opener + 1 >= end)
            continue;
        uint32_t owned = s->np_of[c->opener + 1];
        if (owned != DTL_NONE && s->nps.at[owned].possessor == DTL_NONE && owned != c->antecedent)
            s->nps.at[owned].possessor = c->antecedent; /* "whose acquisition" */
    }
}
