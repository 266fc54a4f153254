/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groups: verb groups from tags.
 *
 * A group is a chain of auxiliaries and the verb they lead to: "has now been ongoing", "will not
 * be signed", "to end".  Its first finite token gives the tense, the chain the aspect and voice.
 * Participles before a noun belong to the noun phrase and make no group.  A coordinated verb
 * without auxiliary of its own ("was arrested and charged") takes over what the group before it
 * says.  Infinitives know their governor.
 */
#include "events/syntax.h"
#include "text/tagger.h"

#define GROUP_GAP_MAX 4u    /* adverbs and quotes between two verbs of one group */
#define GROUPS_NEAR 12u     /* groups looked at to find another verb of the clause */
#define GOVERNOR_GAP_MAX 8u /* tokens between a verb and its infinitive */

static unsigned pos_at(const dtl_story *s, uint32_t t) {
    return s->doc->tokens[t].pos;
}

static bool is_adverb(const dtl_story *s, uint32_t t) {
    unsigned p = pos_at(s, t);
    return (dtl_pos_is_adv(p) && p != DTL_POS_WRB) || (s->words[t] & DTL_W_NEGATION);
}

static bool is_quote(unsigned p) {
    return p == DTL_POS_OPEN_QUOTE || p == DTL_POS_CLOSE_QUOTE;
}

static bool is_aux(const dtl_story *s, uint32_t t) {
    const dtl_token *k = &s->doc->tokens[t];
    return k->pos == DTL_POS_MD || (s->words[t] & DTL_W_AUX) || k->upos == DTL_UPOS_AUX;
}

/* A noun follows within the phrase, adjectives and numbers allowed between. */
static bool noun_follows(const dtl_story *s, uint32_t t, uint32_t end) {
    for (uint32_t k = t + 1; k < end && k < t + 4; k++) {
        unsigned p = pos_at(s, k);
        if (dtl_pos_is_noun(p))
            return true;
        if (!dtl_pos_is_adj(p) && p != DTL_POS_VBN && p != DTL_POS_VBG)
            return false;
    }
    return false;
}

/* Is the participle at t part of a noun phrase: "collapsed houses", "the worst-hit villages"? */
static bool prenominal(const dtl_story *s, uint32_t t, uint32_t first, uint32_t end) {
    unsigned p = pos_at(s, t);
    if (p != DTL_POS_VBN && p != DTL_POS_VBG)
        return false;
    bool noun = noun_follows(s, t, end);
    if (t == first && p == DTL_POS_VBG) {
        /* "Fishing boats sank": with its noun the subject of the verb that follows */
        uint32_t k = t + 1;
        while (k < end && k < t + 4 && dtl_pos_is_noun(pos_at(s, k)))
            k++;
        return k > t + 1 && k < end && dtl_pos_is_finite(pos_at(s, k));
    }
    if (t == first)
        return noun && p == DTL_POS_VBN;
    unsigned prev = pos_at(s, t - 1);
    if (s->words[t - 1] & DTL_W_COMPLEMENT)
        return noun; /* "says that fishing villages" */
    switch (prev) {
    case DTL_POS_DT:
    case DTL_POS_PRP_POSS:
    case DTL_POS_POS:
    case DTL_POS_PDT: return true;
    case DTL_POS_JJ:
    case DTL_POS_JJR:
    case DTL_POS_JJS:
    case DTL_POS_CD:
    case DTL_POS_HYPH: return noun;
    case DTL_POS_IN:
    case DTL_POS_TO: return noun && p == DTL_POS_VBN;
    case DTL_POS_RB:
    case DTL_POS_RBS:
    case DTL_POS_RBR: {
        if (!noun || t < first + 2)
            return false;
        unsigned before = pos_at(s, t - 2);
        return before == DTL_POS_DT || before == DTL_POS_PRP_POSS || before == DTL_POS_POS ||
               before == DTL_POS_CD || dtl_pos_is_adj(before) ||
               (before == DTL_POS_IN && p == DTL_POS_VBN);
    }
    case DTL_POS_CC:
        return noun && t >= first + 2 &&
               (dtl_pos_is_adj(pos_at(s, t - 2)) ||
                (s->group_of[t - 2] == DTL_NONE && pos_at(s, t - 2) == DTL_POS_VBN));
    case DTL_POS_VBD:
    case DTL_POS_VBZ:
    case DTL_POS_VBP:
    case DTL_POS_VB:
    case DTL_POS_VBG: return noun && p == DTL_POS_VBN && !is_aux(s, t - 1);
    default: return false;
    }
}

/* Skips what may stand between two verbs of a group. */
static uint32_t skip_between(const dtl_story *s, uint32_t t, uint32_t end) {
    for (uint32_t n = 0; t < end && n < GROUP_GAP_MAX; n++) {
        if (is_adverb(s, t) || is_quote(pos_at(s, t))) {
            t++;
            continue;
        }
        if (pos_at(s, t) != DTL_POS_IN)
            break;
        uint32_t e = dtl_listed(s, DTL_L_ADVERBIAL, t);
        if (!e || e >= end)
            break;
        t = e; /* "was at last defeated" */
    }
    return t;
}

/* Can the verb at t follow the auxiliary at `aux`?  Tolerates the usual confusions of taggers. */
static bool continues(const dtl_story *s, uint32_t aux, uint32_t t) {
    unsigned p = pos_at(s, t);
    if (!dtl_pos_is_verb(p))
        return false;
    uint32_t w = s->words[aux];
    if (pos_at(s, aux) == DTL_POS_MD)
        return p == DTL_POS_VB || p == DTL_POS_VBP || (w == 0 && p == DTL_POS_VBN);
    if ((w & DTL_W_COPULA) && (p == DTL_POS_VBG || p == DTL_POS_VBN || p == DTL_POS_VBD))
        return true;
    if ((w & DTL_W_PERFECT) && (p == DTL_POS_VBN || p == DTL_POS_VBD))
        return true;
    return (w & DTL_W_SUPPORT) && (p == DTL_POS_VB || p == DTL_POS_VBP);
}

/* Where a subject stands between auxiliary and verb ("Did the two meet?"): the verb, or 0. */
static uint32_t inverted_verb(const dtl_story *s, uint32_t aux, uint32_t first, uint32_t end) {
    if (aux > first) {
        unsigned p = pos_at(s, aux - 1);
        if (p != DTL_POS_WRB && p != DTL_POS_WP && p != DTL_POS_WDT && !is_quote(p) &&
            p != DTL_POS_COMMA)
            return 0;
    }
    uint32_t t = aux + 1;
    for (; t < end && t < aux + 4; t++) {
        unsigned p = pos_at(s, t);
        if (p != DTL_POS_PRP && p != DTL_POS_DT && !dtl_pos_is_noun(p))
            break;
        if (p == DTL_POS_PRP) {
            t++;
            break;
        }
    }
    if (t == aux + 1)
        return 0;
    t = skip_between(s, t, end);
    return t < end && continues(s, aux, t) ? t : 0;
}

/* Base form after "to": the verb, or 0. */
static uint32_t infinitive_verb(const dtl_story *s, uint32_t to, uint32_t end) {
    uint32_t t = skip_between(s, to + 1, end);
    if (t >= end)
        return 0;
    unsigned p = pos_at(s, t);
    if (p == DTL_POS_VB)
        return t;
    return pos_at(s, to) == DTL_POS_TO && (p == DTL_POS_VBP || p == DTL_POS_VBN) ? t : 0;
}

/* Tags that a verb group can start with. */
#define STARTERS                                                                                   \
    (DTL_POS_VERBS | DTL_POS_BIT(DTL_POS_MD) | DTL_POS_BIT(DTL_POS_TO) | DTL_POS_BIT(DTL_POS_IN))

/* Does a verb group start at t? */
static bool starts(const dtl_story *s, uint32_t t, uint32_t first, uint32_t end) {
    const dtl_token *k = &s->doc->tokens[t];
    if (k->pos == DTL_POS_MD)
        return !((k->flags & DTL_TOK_TITLE) && t > first && (s->words[t] & DTL_W_TIME));
    if (k->pos == DTL_POS_TO ||
        (k->pos == DTL_POS_IN && k->upos == DTL_UPOS_PART && infinitive_verb(s, t, end) == t + 1))
        return infinitive_verb(s, t, end) != 0;
    if (!dtl_pos_is_verb(k->pos) || prenominal(s, t, first, end))
        return false;
    /* a verb inside a time expression ("the coming week") or glued by a hyphen is no predicate */
    if (s->words[t] & DTL_W_TIME)
        return false;
    if (t + 1 < end && pos_at(s, t + 1) == DTL_POS_HYPH &&
        (s->doc->tokens[t + 1].flags & DTL_TOK_GLUED))
        return false;
    return !(t > first && pos_at(s, t - 1) == DTL_POS_HYPH && k->pos != DTL_POS_VBD);
}

static void set_modality(const dtl_story *s, dtl_group *g, uint32_t t) {
    g->modal = t;
    if (s->words[t] & DTL_W_MODAL_PLANNED) {
        g->tense = DTL_TML_FUTURE;
        g->modality = DTL_STATUS_PLANNED;
    } else {
        g->tense = DTL_TENSE_NONE;
        g->modality = DTL_STATUS_POSSIBLE;
    }
}

/* Tense by the first verb of the group. */
static void set_tense(const dtl_story *s, dtl_group *g) {
    switch (pos_at(s, g->first)) {
    case DTL_POS_MD:
        set_modality(s, g, g->first);
        g->finite = true;
        break;
    case DTL_POS_VBD:
        g->tense = DTL_TML_PAST;
        g->finite = true;
        break;
    case DTL_POS_VBZ:
    case DTL_POS_VBP:
        g->tense = DTL_TML_PRESENT;
        g->finite = true;
        break;
    case DTL_POS_TO:
    case DTL_POS_IN:
        g->tense = DTL_TML_INFINITIVE;
        g->infinitive = true;
        break;
    case DTL_POS_VBG:
        g->tense = DTL_TML_PRESPART;
        g->participle = true;
        break;
    case DTL_POS_VBN:
        g->tense = DTL_TML_PASTPART;
        g->participle = true;
        break;
    default: break;
    }
}

/* One step of the chain: what verb `t` after auxiliary `aux` adds. */
static void set_step(const dtl_story *s, dtl_group *g, uint32_t aux, uint32_t t) {
    unsigned p = pos_at(s, t);
    uint32_t w = s->words[aux];
    bool perfect = (w & DTL_W_PERFECT) && !((w & DTL_W_COPULA) && p != DTL_POS_VBN);
    if (p == DTL_POS_VBG && (w & DTL_W_COPULA)) {
        g->aspect = g->aspect == DTL_ASPECT_PERFECTIVE ? DTL_ASPECT_PERFECTIVE_PROGRESSIVE
                                                       : DTL_ASPECT_PROGRESSIVE;
    } else if (p == DTL_POS_VBN || p == DTL_POS_VBD) {
        /* 's is both; a form of "be" after it settles that it was "has" */
        if (perfect && (!(w & DTL_W_COPULA) || (s->words[t] & DTL_W_COPULA)))
            g->aspect = DTL_ASPECT_PERFECTIVE;
        else if (w & DTL_W_COPULA)
            g->passive = true;
    }
}

/* Follows the chain of auxiliaries from g->first. */
static void extend(const dtl_story *s, dtl_group *g, uint32_t first, uint32_t end) {
    uint32_t last = g->first;
    if (g->infinitive)
        last = infinitive_verb(s, g->first, end);
    g->head = last;
    g->end = last + 1;
    for (;;) {
        if (!is_aux(s, last))
            break;
        uint32_t t = skip_between(s, last + 1, end);
        if (t >= end || !continues(s, last, t)) {
            t = last == g->first ? inverted_verb(s, last, first, end) : 0;
            if (!t)
                break;
        }
        /* "are growing concerns": after a form of "be" a participle before a noun is no verb only
           where a determiner stands between, and then the chain is broken already */
        set_step(s, g, last, t);
        last = t;
        g->head = t;
        g->end = t + 1;
    }
    g->copular = (s->words[g->head] & DTL_W_COPULA) != 0 && !g->passive;
    uint32_t from = g->first > first ? g->first - 1 : g->first;
    for (uint32_t t = from; t < g->end || (t == g->end && t < end); t++)
        if ((s->words[t] & DTL_W_NEGATION) && (t != g->end || g->head + 1 == t))
            g->negated = true;
}

/* The verb group before `t`, if it may govern an infinitive or share its auxiliaries. */
static const dtl_group *group_before(const dtl_story *s, uint32_t n0) {
    return s->groups.n > n0 ? &s->groups.at[s->groups.n - 1] : NULL;
}

static bool strong_boundary(unsigned p) {
    return p == DTL_POS_COLON || p == DTL_POS_PERIOD || p == DTL_POS_LRB || p == DTL_POS_RRB;
}

static void find_governor(const dtl_story *s, dtl_group *g, uint32_t n0) {
    const dtl_group *b = group_before(s, n0);
    if (!b || g->first - b->end > GOVERNOR_GAP_MAX)
        return;
    unsigned prev = pos_at(s, g->first - 1);
    if (prev == DTL_POS_CC && b->infinitive) {
        g->governor = b->governor; /* "to call and to write" */
        return;
    }
    for (uint32_t t = b->end; t < g->first; t++) {
        unsigned p = pos_at(s, t);
        if (strong_boundary(p) || p == DTL_POS_COMMA)
            return;
        if (p == DTL_POS_CC && b->infinitive) {
            g->governor = b->governor;
            return;
        }
    }
    g->governor = s->groups.n - 1;
    /* "is to publish", "was to last": a form of "be" right before an infinitive is a plan */
    if (b->copular && b->end == g->first) {
        g->modal = b->head;
        g->modality = DTL_STATUS_PLANNED;
    }
}

static void past(dtl_group *g) {
    g->tense = DTL_TML_PAST;
    g->finite = true;
    g->participle = false;
}

/* "was arrested and charged", "will lay off and close": no auxiliary of its own after CC. */
static void inherit(const dtl_story *s, dtl_group *g, uint32_t first, uint32_t n0) {
    const dtl_group *b = group_before(s, n0);
    /* "would study the ruling and decide": a base form, which looks like the present */
    bool base = b && b->modal != DTL_NONE && b->finite && pos_at(s, g->head) == DTL_POS_VBP;
    if (!b || g->first == first || (g->finite && !base) || g->infinitive || g->end - g->first != 1)
        return;
    uint32_t t = g->first;
    while (t > first && t > g->first - 3 && is_adverb(s, t - 1))
        t--;
    if (t == first || pos_at(s, t - 1) != DTL_POS_CC)
        return;
    unsigned p = pos_at(s, g->head);
    unsigned q = pos_at(s, b->head);
    if (p == DTL_POS_VBN && q == DTL_POS_VBD && !b->passive && b->end - b->first == 1) {
        past(g); /* "raised it and left": the tag is wrong */
        return;
    }
    bool same = p == q || base || (p == DTL_POS_VB && (b->modal != DTL_NONE || b->infinitive)) ||
                (p == DTL_POS_VBN && q == DTL_POS_VBD && b->passive);
    if (!same)
        return;
    g->tense = b->tense;
    g->aspect = b->aspect;
    g->passive = b->passive;
    g->finite = b->finite;
    g->infinitive = b->infinitive;
    g->participle = b->participle;
    g->modal = b->modal;
    g->modality = b->modality;
    g->governor = b->governor;
}

bool dtl_group_lone_participle(const dtl_story *s, uint32_t gi) {
    const dtl_group *g = &s->groups.at[gi];
    return g->end - g->first == 1 && g->participle && !g->finite &&
           pos_at(s, g->head) == DTL_POS_VBN;
}

void dtl_group_make_past(dtl_story *s, uint32_t group) {
    past(&s->groups.at[group]);
    s->doc->tokens[s->groups.at[group].head].pos = DTL_POS_VBD;
}

void dtl_group_make_participle(dtl_story *s, uint32_t group) {
    dtl_group *g = &s->groups.at[group];
    g->tense = DTL_TML_PASTPART;
    g->finite = false;
    g->participle = true;
    s->doc->tokens[g->head].pos = DTL_POS_VBN;
}

/* The phrase that ends right before t, adverbs and times skipped. */
uint32_t dtl_phrase_before(const dtl_story *s, uint32_t t, uint32_t low) {
    while (t > low) {
        uint32_t np = s->np_of[t - 1];
        if (np != DTL_NONE && s->nps.at[np].timed) {
            t = s->nps.at[np].first;
            if (s->nps.at[np].prep != DTL_NONE && s->nps.at[np].prep < t)
                t = s->nps.at[np].prep;
            continue;
        }
        if (np != DTL_NONE)
            return np;
        if (!is_adverb(s, t - 1))
            return DTL_NONE;
        t--;
    }
    return DTL_NONE;
}

/* Is a conjunction of time right before the subject phrase: "after crews voted"? */
static bool after_conjunction(const dtl_story *s, uint32_t np, uint32_t low) {
    for (unsigned n = 0; n < 4; n++) {
        uint32_t prep = s->nps.at[np].prep;
        if (prep == DTL_NONE) {
            /* "after the operator, X, refused": an apposition in between */
            uint32_t first = dtl_np_full_first(s, np);
            if (first < low + 2 || pos_at(s, first - 1) != DTL_POS_COMMA)
                return false;
            np = s->np_of[first - 2];
            if (np == DTL_NONE)
                return false;
            continue;
        }
        if (s->words[prep] & DTL_W_TEMPORAL)
            return true;
        if (prep <= low || s->np_of[prep - 1] == DTL_NONE)
            return false;
        np = s->np_of[prep - 1];
    }
    return false;
}

/* "killed 14 people and left thousands": after a past tense, with an object of its own. */
static bool follows_past(const dtl_story *s, uint32_t gi, uint32_t n0, uint32_t low) {
    const dtl_group *g = &s->groups.at[gi];
    if (gi == n0 || !dtl_group_lone_participle(s, gi))
        return false;
    uint32_t t = g->first;
    while (t > low && is_adverb(s, t - 1))
        t--;
    const dtl_group *b = &s->groups.at[gi - 1];
    return t > low && pos_at(s, t - 1) == DTL_POS_CC && b->finite && b->tense == DTL_TML_PAST &&
           b->end - b->first == 1 && g->end < s->doc->ntokens && s->np_of[g->end] != DTL_NONE;
}

/* ", and the command passed to him": a whole clause after comma and conjunction. */
static bool second_clause(const dtl_story *s, uint32_t gi, uint32_t np, uint32_t end) {
    const dtl_group *g = &s->groups.at[gi];
    const dtl_sentence *st = &s->doc->sentences[g->sentence];
    uint32_t first = dtl_np_full_first(s, np);
    if (s->nps.at[np].prep != DTL_NONE || first < st->first + 2 ||
        pos_at(s, first - 1) != DTL_POS_CC || pos_at(s, first - 2) != DTL_POS_COMMA)
        return false;
    if (g->end < end && (s->words[g->end] & DTL_W_AGENT))
        return false;
    for (uint32_t k = gi + 1; k < s->groups.n && k < gi + GROUPS_NEAR; k++)
        if (s->groups.at[k].finite)
            return false;
    return true;
}

/* "the moment the two sides sign": a base form with a plural subject is a present tense. */
static bool base_with_subject(const dtl_story *s, uint32_t gi, uint32_t n0, uint32_t low) {
    const dtl_group *g = &s->groups.at[gi];
    if (g->finite || g->infinitive || g->participle || pos_at(s, g->first) != DTL_POS_VB)
        return false;
    uint32_t np = dtl_phrase_before(s, g->first, low);
    if (np == DTL_NONE || s->nps.at[np].prep != DTL_NONE || s->nps.at[np].possessive)
        return false;
    uint32_t first = dtl_np_full_first(s, np);
    bool listed = first > low && pos_at(s, first - 1) == DTL_POS_CC;
    if (listed && first > low + 1 && s->np_of[first - 2] != DTL_NONE)
        first = dtl_np_full_first(s, s->np_of[first - 2]);
    bool plural = listed || s->nps.at[np].plural;
    /* "make prices fall": the object of the verb before */
    bool object = first > low && s->group_of[first - 1] != DTL_NONE && s->group_of[first - 1] >= n0;
    return plural && !object;
}

/*
 * Participles that only a past tense explains: those with an object of their own, and those that
 * are the only verb after a conjunction of time.
 */
void dtl_groups_promote(dtl_story *s, uint32_t sentence, uint32_t first_group) {
    uint32_t first = s->doc->sentences[sentence].first;
    uint32_t end = s->doc->sentences[sentence].end;
    for (uint32_t i = first_group; i < s->groups.n; i++) {
        const dtl_group *g = &s->groups.at[i];
        if (g->head == first)
            continue;
        if (follows_past(s, i, first_group, first)) {
            dtl_group_make_past(s, i);
            continue;
        }
        if (base_with_subject(s, i, first_group, first)) {
            s->groups.at[i].tense = DTL_TML_PRESENT;
            s->groups.at[i].finite = true;
            continue;
        }
        if (!dtl_group_lone_participle(s, i))
            continue;
        uint32_t np = dtl_phrase_before(s, g->first, first);
        if (np == DTL_NONE || s->nps.at[np].possessive)
            continue;
        uint32_t t = g->end;
        while (t < end && (is_adverb(s, t) || pos_at(s, t) == DTL_POS_RP || is_quote(pos_at(s, t))))
            t++;
        uint32_t object = t < end ? s->np_of[t] : DTL_NONE;
        if (object != DTL_NONE && (s->nps.at[object].timed || s->nps.at[object].prep != DTL_NONE ||
                                   s->nps.at[object].first < t))
            object = DTL_NONE;
        bool pronoun = s->nps.at[np].pronoun && s->nps.at[np].prep == DTL_NONE &&
                       pos_at(s, s->nps.at[np].head) == DTL_POS_PRP;
        /* "a man named X" */
        bool naming = object != DTL_NONE && dtl_pos_is_proper(pos_at(s, s->nps.at[object].head)) &&
                      !dtl_pos_is_proper(pos_at(s, s->nps.at[np].head));
        bool joined = after_conjunction(s, np, first) &&
                      (dtl_np_animate(s, np) || (t < end && pos_at(s, t) == DTL_POS_TO) ||
                       pos_at(s, t - 1) == DTL_POS_RP);
        if (pronoun || (object != DTL_NONE && !naming) || joined || second_clause(s, i, np, end))
            dtl_group_make_past(s, i);
    }
}

dtl_status dtl_groups_find(dtl_story *s, uint32_t sentence) {
    uint32_t first = s->doc->sentences[sentence].first;
    uint32_t end = s->doc->sentences[sentence].end;
    uint32_t n0 = s->groups.n;
    const dtl_token *tokens = s->doc->tokens;
    for (uint32_t t = first; t < end; t++) {
        if (!dtl_pos_in(tokens[t].pos, STARTERS) || !starts(s, t, first, end))
            continue;
        dtl_group g = {.first = t,
                       .sentence = sentence,
                       .clause = DTL_NONE,
                       .modal = DTL_NONE,
                       .modality = DTL_STATUS_NONE,
                       .governor = DTL_NONE,
                       .subject = DTL_NONE,
                       .object = DTL_NONE,
                       .agent = DTL_NONE};
        set_tense(s, &g);
        extend(s, &g, first, end);
        if (g.infinitive)
            find_governor(s, &g, n0);
        else
            inherit(s, &g, first, n0);
        for (uint32_t k = g.first; k < g.end; k++)
            s->group_of[k] = s->groups.n;
        if (!dtl_vec_push(s->arena, &s->groups, g))
            return DTL_E_NOMEM;
        t = g.end - 1;
    }
    return DTL_OK;
}
