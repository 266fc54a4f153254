/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrases: base noun phrases from tags, and the links between them.
 *
 * A phrase is determiner, modifiers, nouns; it ends at its last noun.  A possessor is a phrase of
 * its own ("Ukraine | 's president", "his | assistant"), linked by `possessor`; the preposition
 * before a possessor belongs to what it possesses.  Time expressions without determiner make their
 * own phrases, so that "in Alaska last week" does not end in "week".
 *
 * dtl_phrases_link, run once the clauses are known, joins conjuncts ("A, B and C"), of-phrases and
 * appositions ("the prime minister, X," and "X, a town on the coast,").  A comma alone never makes
 * a conjunct: the list must end in a conjunction.
 */
#include "events/syntax.h"
#include "text/tagger.h"

#include <string.h>

#define NP_TOKENS_MAX 12u
#define REACH 60u /* tokens looked back for a verb */

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

static bool has_flag(const dtl_story *s, uint32_t t, unsigned flag) {
    return (s->doc->tokens[t].flags & flag) != 0;
}

/* Tags of what phrases are made of. */
#define NOUNISH                                                                                    \
    (DTL_POS_NOUNS | DTL_POS_BIT(DTL_POS_FW) | DTL_POS_BIT(DTL_POS_GW) | DTL_POS_BIT(DTL_POS_ADD))
#define NUMBERS (DTL_POS_BIT(DTL_POS_CD) | DTL_POS_BIT(DTL_POS_DOLLAR))
#define MODIFIERS                                                                                  \
    (DTL_POS_ADJS | NUMBERS | DTL_POS_BIT(DTL_POS_VBN) | DTL_POS_BIT(DTL_POS_VBG) |                \
     DTL_POS_BIT(DTL_POS_AFX))
#define PRONOUNS                                                                                   \
    (DTL_POS_BIT(DTL_POS_PRP) | DTL_POS_BIT(DTL_POS_EX) | DTL_POS_BIT(DTL_POS_PRP_POSS))
/* Tags that a phrase can start with; any other starts one in a time or quantity only. */
#define STARTERS                                                                                   \
    (NOUNISH | MODIFIERS | PRONOUNS | DTL_POS_ADVS | DTL_POS_BIT(DTL_POS_NONE) |                   \
     DTL_POS_BIT(DTL_POS_DT) | DTL_POS_BIT(DTL_POS_PDT) | DTL_POS_BIT(DTL_POS_CC))
/* Tags that a form of the list of quantities can start with. */
#define AMOUNTS (DTL_POS_ADJS | DTL_POS_ADVS | DTL_POS_BIT(DTL_POS_IN) | DTL_POS_BIT(DTL_POS_DT))

/* Noun, or a word in capitals that the tagger took for something a name can be made of. */
static inline bool nounish(const dtl_story *s, uint32_t t) {
    unsigned p = pos_at(s, t);
    return dtl_pos_in(p, NOUNISH) || (p == DTL_POS_NONE && has_flag(s, t, DTL_TOK_ALPHA));
}

static inline bool number(const dtl_story *s, uint32_t t) {
    unsigned p = pos_at(s, t);
    return dtl_pos_in(p, NUMBERS) || (p == DTL_POS_NONE && has_flag(s, t, DTL_TOK_DIGIT));
}

/* "Calypso 2", but "fined the firm | 310 million", "| 310,000", "| 3.5 per cent" */
static bool names_one(const dtl_story *s, uint32_t t, uint32_t end) {
    dtl_slice w = dtl_token_text(s->doc, t);
    return has_flag(s, t, DTL_TOK_DIGIT) && !memchr(w.p, ',', w.n) && !memchr(w.p, '.', w.n) &&
           (t + 1 == end || !number(s, t + 1));
}

/* "so-called", "once-proud" */
static bool adverb_tied(const dtl_story *s, uint32_t t) {
    return t + 2 < s->doc->ntokens && pos_at(s, t + 1) == DTL_POS_HYPH &&
           has_flag(s, t + 1, DTL_TOK_GLUED) && has_flag(s, t + 2, DTL_TOK_GLUED);
}

static inline bool modifier(const dtl_story *s, uint32_t t) {
    unsigned p = pos_at(s, t);
    if (dtl_pos_in(p, MODIFIERS))
        return true;
    return p == DTL_POS_NONE ? has_flag(s, t, DTL_TOK_DIGIT)
                             : dtl_pos_is_adv(p) && adverb_tied(s, t);
}

static bool quote(unsigned p) {
    return p == DTL_POS_OPEN_QUOTE || p == DTL_POS_CLOSE_QUOTE;
}

/* May the phrase reach over the token at t, given that something useful follows? */
static bool bridges(const dtl_story *s, uint32_t t, uint32_t end, bool noun_seen, bool started) {
    if (t + 1 >= end || s->group_of[t + 1] != DTL_NONE)
        return false;
    unsigned p = pos_at(s, t);
    unsigned q = pos_at(s, t + 1);
    bool next = nounish(s, t + 1) || modifier(s, t + 1);
    const dtl_token *k = s->doc->tokens;
    if (p == DTL_POS_HYPH || (p == DTL_POS_SYM && started))
        return (k[t + 1].flags & DTL_TOK_GLUED) &&
               (next || q == DTL_POS_IN || q == DTL_POS_RP || q == DTL_POS_DT || dtl_pos_is_adv(q));
    if (p == DTL_POS_POS)
        return false;
    if (quote(p))
        return started && !noun_seen && next;
    if (dtl_pos_is_adv(p) && p != DTL_POS_WRB)
        return !noun_seen &&
               (modifier(s, t + 1) || (started && nounish(s, t + 1) && q != DTL_POS_NNP)) &&
               !(s->words[t] & DTL_W_NEGATION);
    if (p == DTL_POS_CC && started && t > 0) {
        unsigned before = pos_at(s, t - 1);
        bool amp = k[t].end - k[t].start == 1; /* a sign, as in the names of firms */
        if (amp && dtl_pos_is_proper(before) && dtl_pos_is_proper(q))
            return true;
        /* "European and NATO leaders": an adjective needs the noun that comes */
        return !noun_seen && dtl_pos_is_adj(before) && t + 2 < end &&
               (dtl_pos_is_adj(q) || nounish(s, t + 1)) && nounish(s, t + 2);
    }
    /* "US foreign policy" */
    return false;
}

/* State of the phrase that is being built. */
typedef struct building {
    uint32_t first, head, t, end;
    bool noun, det, any;
    bool relative; /* after a relative possessive */
} building;

/* Takes tokens while they can belong to the phrase; b->head is the last noun. */
static void grow(const dtl_story *s, building *b) {
    uint32_t limit = b->first + NP_TOKENS_MAX;
    while (b->t < b->end && b->t < limit) {
        uint32_t t = b->t;
        if (s->group_of[t] != DTL_NONE)
            break;
        uint32_t time = s->time_end[t];
        if (time > t) {
            if (b->noun)
                break;
            b->head = time - 1;
            b->any = true;
            b->t = time;
            continue;
        }
        if (b->t > b->first && (s->words[t] & DTL_W_NO))
            break;
        if (nounish(s, t)) {
            /* "whose reservoir | Ethiopia filled" */
            if (b->noun && dtl_pos_is_proper(pos_at(s, t)) &&
                !dtl_pos_is_proper(pos_at(s, t - 1)) &&
                (b->relative || dtl_noun_file(s, b->head) == DTL_LEX_NOUN_TIME))
                break;
            b->noun = b->any = true;
            b->head = t;
        } else if (number(s, t)) {
            /* after a noun only the number of a name or list: "Calypso 2" */
            bool inside = b->det && t + 1 < b->end && nounish(s, t + 1) && s->time_end[t] <= t;
            if (b->noun && !inside &&
                (!dtl_pos_is_proper(pos_at(s, t - 1)) || !names_one(s, t, b->end)))
                break;
            if (!b->noun || dtl_pos_is_proper(pos_at(s, t - 1)))
                b->head = t;
            b->any = true;
        } else if (modifier(s, t)) {
            bool joined = t > b->first && pos_at(s, t - 1) == DTL_POS_HYPH;
            if (joined)
                b->noun = false; /* "nine-year-old girl" */
            if (b->noun &&
                !(t + 1 < b->end && nounish(s, t + 1) && pos_at(s, t - 1) == DTL_POS_NNP &&
                  dtl_pos_is_adj(pos_at(s, t)) && s->time_end[t + 1] == 0))
                break;
            if (!b->noun)
                b->head = t; /* "the poor", "the two" */
            b->any = true;
        } else if (!bridges(s, t, b->end, b->noun, b->any || b->det)) {
            break;
        } else if (pos_at(s, t) == DTL_POS_HYPH) {
            /* "son-in-law": the middle is glued too */
            b->t++;
            if (!nounish(s, b->t) && !modifier(s, b->t) && b->t + 1 < b->end)
                b->t++;
            continue;
        }
        b->t++;
    }
}

/* "at least 14", "more than 80": end of a phrase of amount before a number at t, or 0. */
static uint32_t amount_end(const dtl_story *s, uint32_t t, uint32_t end) {
    if (!dtl_is_listed(s, DTL_L_QUANTITY, t) || !dtl_pos_in(pos_at(s, t), AMOUNTS) ||
        s->group_of[t] != DTL_NONE || s->time_end[t] > t)
        return 0;
    uint32_t e = dtl_listed_end(s, DTL_L_QUANTITY, t);
    return e && e < end && number(s, e) && s->group_of[e] == DTL_NONE && s->time_end[e] <= e ? e
                                                                                             : 0;
}

static bool determiner(const dtl_story *s, uint32_t t, uint32_t end) {
    unsigned p = pos_at(s, t);
    if (p == DTL_POS_DT || p == DTL_POS_PDT)
        return true;
    /* "in either city": tagged as a conjunction */
    return p == DTL_POS_CC && (s->words[t] & (DTL_W_INDEFINITE | DTL_W_DEFINITE | DTL_W_NO)) &&
           t + 1 < end && nounish(s, t + 1);
}

static bool starts_phrase(const dtl_story *s, uint32_t t, uint32_t end) {
    unsigned p = pos_at(s, t);
    if (s->group_of[t] != DTL_NONE)
        return false;
    if (s->time_end[t] > t || nounish(s, t) || modifier(s, t))
        return true;
    if (determiner(s, t, end) || amount_end(s, t, end))
        return true;
    return dtl_pos_is_adv(p) && p != DTL_POS_WRB && t + 1 < end && s->group_of[t + 1] == DTL_NONE &&
           number(s, t + 1);
}

static dtl_np blank(uint32_t sentence, uint32_t t) {
    return (dtl_np){.first = t,
                    .end = t + 1,
                    .head = t,
                    .sentence = sentence,
                    .clause = DTL_NONE,
                    .prep = DTL_NONE,
                    .possessor = DTL_NONE,
                    .of = DTL_NONE,
                    .next = DTL_NONE,
                    .apposed = DTL_NONE,
                    .name = DTL_NONE,
                    .object_of = DTL_NONE};
}

/* Reads one phrase at t into *np; false when none starts there. */
static bool read_phrase(const dtl_story *s, uint32_t t, uint32_t end, uint32_t sentence,
                        dtl_np *np) {
    unsigned p = pos_at(s, t);
    if (dtl_pos_in(p, PRONOUNS)) {
        *np = blank(sentence, t);
        np->pronoun = true;
        np->possessive = p == DTL_POS_PRP_POSS;
        np->plural = (s->words[t] & DTL_W_SEVERAL) != 0;
        np->negated = (s->words[t] & DTL_W_NO) != 0;
        return true;
    }
    if (!starts_phrase(s, t, end))
        return false;
    *np = blank(sentence, t);
    if (s->time_end[t] > t) {
        uint32_t e = s->time_end[t];
        bool hyphen = false;
        for (uint32_t k = t; k < e; k++)
            hyphen = hyphen || pos_at(s, k) == DTL_POS_HYPH;
        if (!hyphen || e >= end || s->group_of[e] != DTL_NONE || !nounish(s, e)) {
            np->end = e;
            np->head = e - 1;
            np->timed = true;
            return true;
        }
    }
    building b = {.first = t, .head = t, .t = t, .end = end};
    b.relative = t > s->doc->sentences[sentence].first && pos_at(s, t - 1) == DTL_POS_WP_POSS;
    bool quantified = false;
    uint32_t amount = amount_end(s, t, end);
    if (amount) {
        b.t = amount;
        b.det = true;
    }
    while (b.t < end && determiner(s, b.t, end) && s->group_of[b.t] == DTL_NONE && b.t < t + 3 &&
           s->time_end[b.t] <= b.t) {
        np->negated = np->negated || (s->words[b.t] & DTL_W_NO);
        b.det = true;
        quantified = pos_at(s, b.t) == DTL_POS_PDT;
        b.t++;
    }
    /* "all his", "both their": the possessor is a phrase of its own */
    grow(s, &b);
    if (b.any) {
        np->head = b.head;
        np->end = b.head + 1;
        np->timed = !b.noun && (s->words[b.head] & DTL_W_TIME) != 0;
        /* "most of them"; but a predicate adjective is no phrase: "was ready" */
        bool part = np->end < end && (s->words[np->end] & DTL_W_GENITIVE) && np->end == t + 1 &&
                    (pos_at(s, t) == DTL_POS_JJS || (s->words[t] & DTL_W_INDEFINITE));
        if (!b.noun && !np->timed && !b.det && !number(s, b.head) && !part)
            return false;
    } else if (b.det && b.t < end && pos_at(s, b.t) == DTL_POS_PRP_POSS) {
        return false; /* "half their catch": the possessive opens the phrase */
    } else if (b.det) {
        np->head = b.t - 1;
        np->end = b.t;
        np->pronoun = !quantified; /* "this", "those", "both" */
    } else {
        return false;
    }
    if (b.det) {
        np->indefinite = (s->words[t] & DTL_W_INDEFINITE) != 0;
        np->definite = (s->words[t] & DTL_W_DEFINITE) != 0;
    }
    np->plural = dtl_pos_is_plural(pos_at(s, np->head));
    np->negated = np->negated || (s->words[np->head] & DTL_W_NO);
    return true;
}

/* The preposition right before the phrase, over a quote or an adverb of number. */
static uint32_t prep_before(const dtl_story *s, uint32_t first, uint32_t low) {
    uint32_t t = first;
    while (t > low && first - t < 3) {
        unsigned p = pos_at(s, t - 1);
        if (quote(p) || (dtl_pos_is_adv(p) && p != DTL_POS_WRB && number(s, first))) {
            t--;
            continue;
        }
        if ((p == DTL_POS_IN || p == DTL_POS_TO) && s->group_of[t - 1] == DTL_NONE &&
            !(s->words[t - 1] & (DTL_W_CONDITIONAL | DTL_W_COMPLEMENT)))
            return t - 1;
        break;
    }
    return DTL_NONE;
}

/*
 * "from Irving, Texas, was": a place between commas behind the name after a preposition says where
 * that is, and is governed by the same preposition.  Not where the list goes on.
 */
static uint32_t prep_of_address(const dtl_story *s, const dtl_np *np, uint32_t low, uint32_t end) {
    if (np->first < low + 2 || pos_at(s, np->first - 1) != DTL_POS_COMMA ||
        !dtl_pos_is_proper(pos_at(s, np->head)) || dtl_listed(s, DTL_L_PLACE, np->first) != np->end)
        return DTL_NONE;
    uint32_t left = s->np_of[np->first - 2];
    if (left == DTL_NONE || s->nps.at[left].end != np->first - 1 || s->nps.at[left].timed ||
        !dtl_pos_is_proper(pos_at(s, s->nps.at[left].head)))
        return DTL_NONE;
    bool closed = np->end < end && pos_at(s, np->end) == DTL_POS_COMMA && np->end + 1 < end &&
                  !dtl_pos_is_proper(pos_at(s, np->end + 1)) &&
                  pos_at(s, np->end + 1) != DTL_POS_CC;
    return closed ? s->nps.at[left].prep : DTL_NONE;
}

dtl_status dtl_phrases_find(dtl_story *s, uint32_t sentence) {
    uint32_t first = s->doc->sentences[sentence].first;
    uint32_t end = s->doc->sentences[sentence].end;
    const dtl_token *tokens = s->doc->tokens;
    uint32_t owner = DTL_NONE; /* possessor that waits for its noun */
    for (uint32_t t = first; t < end;) {
        dtl_np np;
        if ((!dtl_pos_in(tokens[t].pos, STARTERS) && !s->time_end[t] &&
             !dtl_is_listed(s, DTL_L_QUANTITY, t)) ||
            !read_phrase(s, t, end, sentence, &np)) {
            if (tokens[t].pos != DTL_POS_POS && !quote(tokens[t].pos))
                owner = DTL_NONE;
            t++;
            continue;
        }
        np.prep = prep_before(s, np.first, first);
        if (np.prep == DTL_NONE)
            np.prep = prep_of_address(s, &np, first, end);
        uint32_t self = s->nps.n;
        if (owner != DTL_NONE && !np.pronoun) {
            dtl_np *o = &s->nps.at[owner];
            np.possessor = owner;
            np.prep = o->prep;
            np.definite = true;
            o->prep = DTL_NONE;
        }
        owner = DTL_NONE;
        if (np.possessive) {
            owner = self;
        } else if (np.end < end && pos_at(s, np.end) == DTL_POS_POS) {
            np.possessive = true;
            owner = self;
        }
        for (uint32_t k = np.first; k < np.end; k++)
            s->np_of[k] = self;
        if (!dtl_vec_push(s->arena, &s->nps, np))
            return DTL_E_NOMEM;
        t = np.end;
    }
    return DTL_OK;
}

uint32_t dtl_np_full_first(const dtl_story *s, uint32_t np) {
    for (unsigned depth = 0; depth < 4; depth++) {
        uint32_t p = s->nps.at[np].possessor;
        /* a relative possessor ("X, whose Y") stands apart */
        if (p == DTL_NONE ||
            (s->nps.at[p].end < s->nps.at[np].first && pos_at(s, s->nps.at[p].end) != DTL_POS_POS))
            break;
        np = p;
    }
    return s->nps.at[np].first;
}

/* ---- links ------------------------------------------------------------------------------------
 */

static bool proper(const dtl_story *s, const dtl_np *np) {
    uint32_t t = np->head;
    if (has_flag(s, t, DTL_TOK_DIGIT) && t > np->first)
        t--; /* "Calypso 2" */
    return dtl_pos_is_proper(pos_at(s, t)) && has_flag(s, t, DTL_TOK_TITLE | DTL_TOK_UPPER);
}

/* A role, possibly with name ("Foreign Minister X"), or a common noun for a person. */
static bool describes(const dtl_story *s, const dtl_np *np) {
    if (np->timed || np->pronoun)
        return false;
    if (np->definite || np->indefinite || np->possessor != DTL_NONE)
        return true;
    return !proper(s, np) && (s->words[np->head] & DTL_W_ROLE);
}

/* "Julian Ashcombe, 58," */
static bool age(const dtl_story *s, const dtl_np *np) {
    return np->end - np->first == 1 && has_flag(s, np->head, DTL_TOK_DIGIT) &&
           s->doc->tokens[np->head].end - s->doc->tokens[np->head].start <= 3;
}

/* The phrase that an of-phrase hangs on, transitively: "a town on the coast of Spain". */
static uint32_t root_of(const dtl_story *s, uint32_t np, uint32_t low) {
    for (unsigned depth = 0; depth < 4 && np > low; depth++) {
        const dtl_np *p = &s->nps.at[np];
        if (p->prep == DTL_NONE)
            break;
        uint32_t first = dtl_np_full_first(s, np);
        uint32_t k = np - 1;
        while (k > low && s->nps.at[k].first >= first)
            k--;
        if (s->nps.at[k].end != p->prep || s->nps.at[k].timed)
            break;
        np = k;
    }
    return np;
}

/* Index of the phrase that ends at token t (exclusive), else DTL_NONE. */
static uint32_t np_ending(const dtl_story *s, uint32_t t, uint32_t low) {
    if (t == 0 || t <= low)
        return DTL_NONE;
    uint32_t np = s->np_of[t - 1];
    return np != DTL_NONE && s->nps.at[np].end == t ? np : DTL_NONE;
}

static void link_of(dtl_story *s, uint32_t i, uint32_t low) {
    dtl_np *np = &s->nps.at[i];
    if (np->prep == DTL_NONE || !(s->words[np->prep] & DTL_W_GENITIVE))
        return;
    uint32_t left = np_ending(s, np->prep, low);
    if (left == DTL_NONE || s->nps.at[left].possessive)
        return;
    np->of = left;
    s->nps.at[left].has_of = true;
}

/* What stands right after the phrase and the of- and other prepositional phrases that follow it. */
static uint32_t after_chain(const dtl_story *s, uint32_t i, uint32_t end_np) {
    uint32_t at = s->nps.at[i].end;
    for (uint32_t k = i + 1; k < end_np && k < i + 6; k++) {
        const dtl_np *n = &s->nps.at[k];
        if (n->possessive) {
            continue;
        }
        if (n->prep == DTL_NONE || n->prep != at)
            break;
        at = n->end;
    }
    /* "the maker of cutting machines": a gerund with its object */
    uint32_t end = s->doc->sentences[s->nps.at[i].sentence].end;
    if (at + 2 < end && (s->words[at] & DTL_W_GENITIVE) && s->group_of[at + 1] != DTL_NONE &&
        s->groups.at[s->group_of[at + 1]].end == at + 2 && s->np_of[at + 2] != DTL_NONE)
        at = s->nps.at[s->np_of[at + 2]].end;
    return at;
}

/* Can an apposition end before the token at t? */
static bool closes(const dtl_story *s, uint32_t t, uint32_t end) {
    if (t >= end)
        return true;
    switch (pos_at(s, t)) {
    case DTL_POS_COMMA:
    case DTL_POS_PERIOD:
    case DTL_POS_COLON:
    case DTL_POS_RRB:
    case DTL_POS_CLOSE_QUOTE:
    case DTL_POS_WDT:
    case DTL_POS_WP:
    case DTL_POS_WP_POSS:
    case DTL_POS_WRB:
    case DTL_POS_NFP: return true;
    default: return false;
    }
}

/* A verb stands before the phrase in its sentence: it does not open it. */
static bool verb_before(const dtl_story *s, const dtl_np *np) {
    for (uint32_t t = np->first, n = 0; t > s->doc->sentences[np->sentence].first && n < REACH;
         t--, n++)
        if (s->group_of[t - 1] != DTL_NONE)
            return true;
    return false;
}

static void link_apposition(dtl_story *s, uint32_t i, uint32_t first_np, uint32_t low,
                            uint32_t end_np) {
    dtl_np *np = &s->nps.at[i];
    if (np->timed || np->pronoun || np->possessive || np->prep != DTL_NONE)
        return;
    uint32_t first = dtl_np_full_first(s, i);
    if (first == 0 || pos_at(s, first - 1) != DTL_POS_COMMA)
        return;
    uint32_t left = np_ending(s, first - 1, low);
    if (left == DTL_NONE || s->nps.at[left].possessive)
        return;
    uint32_t root = root_of(s, left, first_np);
    uint32_t end = s->doc->sentences[np->sentence].end;
    uint32_t after = after_chain(s, i, end_np);
    bool closed = closes(s, after, end) || closes(s, np->end, end);
    /* "X, A's partner and heir, was": two descriptions of one */
    if (!closed && after + 1 < end && pos_at(s, after) == DTL_POS_CC && !proper(s, np)) {
        uint32_t second = s->np_of[after + 1];
        closed = second != DTL_NONE && !proper(s, &s->nps.at[second]) &&
                 !s->nps.at[second].definite && closes(s, s->nps.at[second].end, end);
    }
    const dtl_np *l = &s->nps.at[left];
    const dtl_np *r = &s->nps.at[root];
    bool named = proper(s, np);
    uint32_t to = DTL_NONE;
    if (age(s, np) && closed && proper(s, l))
        to = left;
    else if (closed && named && describes(s, r) && !proper(s, r))
        to = root;
    else if (closed && named && describes(s, l) && !proper(s, l))
        to = left;
    else if (closed && !named && describes(s, np) && proper(s, l) &&
             (r->prep == DTL_NONE || verb_before(s, r)))
        to = left;
    /* "A, the B and C" is a list */
    if (to == DTL_NONE || s->nps.at[to].apposed == i)
        return;
    np->apposed = to;
    s->nps.at[to].has_apposed = true;
}

/* Left member of "L and i", or DTL_NONE. */
static uint32_t left_conjunct(const dtl_story *s, uint32_t i, uint32_t first_np, uint32_t low) {
    const dtl_np *np = &s->nps.at[i];
    uint32_t at = dtl_np_full_first(s, i);
    if (np->possessive)
        return DTL_NONE;
    if (np->prep != DTL_NONE && np->prep < at)
        at = np->prep;
    if (at == 0 || pos_at(s, at - 1) != DTL_POS_CC || (s->words[at - 1] & DTL_W_CONTRAST))
        return DTL_NONE;
    uint32_t cc = at - 1;
    while (cc > 0 && (pos_at(s, cc - 1) == DTL_POS_COMMA || quote(pos_at(s, cc - 1))))
        cc--;
    uint32_t left = np_ending(s, cc, low);
    if (left == DTL_NONE || s->nps.at[left].clause != np->clause || s->nps.at[left].possessive)
        return DTL_NONE;
    const dtl_np *l = &s->nps.at[left];
    if (np->prep != DTL_NONE)
        return l->prep != DTL_NONE && s->doc->tokens[l->prep].hash == s->doc->tokens[np->prep].hash
                   ? left
                   : DTL_NONE;
    if (l->timed != np->timed)
        return DTL_NONE;
    uint32_t root = root_of(s, left, first_np);
    if (root == left)
        return left;
    const dtl_np *r = &s->nps.at[root];
    bool like_left = proper(s, l) == proper(s, np) && l->definite == np->definite;
    bool like_root = proper(s, r) == proper(s, np) && r->definite == np->definite &&
                     r->indefinite == np->indefinite;
    return !like_left && like_root && r->clause == np->clause ? root : left;
}

static void link_list(dtl_story *s, uint32_t i, uint32_t first_np, uint32_t low) {
    uint32_t left = left_conjunct(s, i, first_np, low);
    if (left == DTL_NONE)
        return;
    if (s->nps.at[left].apposed != DTL_NONE && s->nps.at[left].clause == s->nps.at[i].clause)
        left = s->nps.at[left].apposed;
    if (s->nps.at[left].next != DTL_NONE || left == i)
        return;
    s->nps.at[left].next = i;
    s->nps.at[i].is_next = true;
    uint32_t head = left;
    for (unsigned n = 0; n < 24; n++) {
        const dtl_np *h = &s->nps.at[head];
        uint32_t first = dtl_np_full_first(s, head);
        if (h->prep != DTL_NONE || first == 0 || pos_at(s, first - 1) != DTL_POS_COMMA)
            break;
        uint32_t k = np_ending(s, first - 1, low);
        if (k == DTL_NONE || s->nps.at[k].clause != h->clause || s->nps.at[k].possessive ||
            s->nps.at[k].timed != h->timed)
            break;
        /* a subject before the list's comma: "On Friday, A and B" has no conjunct "Friday" */
        if (s->nps.at[k].apposed != DTL_NONE)
            k = s->nps.at[k].apposed;
        if (s->nps.at[k].next != DTL_NONE || proper(s, &s->nps.at[k]) != proper(s, h) ||
            s->nps.at[k].pronoun)
            break;
        if (h->apposed == k)
            break;
        s->nps.at[k].next = head;
        s->nps.at[head].is_next = true;
        head = k;
    }
    uint32_t prep = s->nps.at[head].prep;
    for (uint32_t k = s->nps.at[head].next, n = 0; k != DTL_NONE && n < 32;
         k = s->nps.at[k].next, n++)
        if (s->nps.at[k].prep == DTL_NONE)
            s->nps.at[k].prep = prep;
    if (prep != DTL_NONE && (s->words[prep] & DTL_W_GENITIVE))
        for (uint32_t k = s->nps.at[head].next, n = 0; k != DTL_NONE && n < 32;
             k = s->nps.at[k].next, n++)
            s->nps.at[k].of = s->nps.at[head].of;
}

void dtl_phrases_link(dtl_story *s, uint32_t first_np, uint32_t end_np) {
    if (first_np >= end_np)
        return;
    uint32_t low = s->doc->sentences[s->nps.at[first_np].sentence].first;
    for (uint32_t i = first_np; i < end_np; i++) {
        dtl_np *np = &s->nps.at[i];
        np->clause = s->clause_of[np->head];
        /* a conjunction is no preposition */
        if (np->prep != DTL_NONE && s->clauses.at[s->clause_of[np->prep]].opener == np->prep)
            np->prep = DTL_NONE;
    }
    for (uint32_t i = first_np; i < end_np; i++) {
        link_of(s, i, low);
        dtl_np *np = &s->nps.at[i];
        /* "the asteroid itself": no phrase beside the noun */
        uint32_t left =
            np->pronoun && np->prep == DTL_NONE ? np_ending(s, np->first, low) : DTL_NONE;
        if (left != DTL_NONE && dtl_is_listed(s, DTL_L_REFLEXIVE, np->head)) {
            np->apposed = left;
            s->nps.at[left].has_apposed = true;
        }
    }
    for (uint32_t i = first_np; i < end_np; i++)
        link_apposition(s, i, first_np, low, end_np);
    for (uint32_t i = first_np; i < end_np; i++)
        link_list(s, i, first_np, low);
}
