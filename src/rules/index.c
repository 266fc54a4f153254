/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trigger index: which rules to try at a token, and where they would begin.
 *
 * For each alternative of each rule the index holds one set of symbols (words, lemmas, classes) of
 * which every match contains at least one.  The set is the cheapest the tree offers: an item that
 * must occur gives itself, a choice gives the union of its branches.  Cheap means rare, weighted
 * with how many starting points a hit leaves open.  How common words are is counted in the examples
 * of the rules (frequency.c); a lexicon counts by its forms.
 *
 * All symbols of an alternative share one distance range.  The matcher may then remember a single
 * number per alternative, the next start not yet tried, and tries no start twice.
 *
 * Where a trigger lies inside a pattern, most starts it allows cannot be one, and most places have
 * the trigger without the rest: needs.c rules them out.  Each word has one bit for each sweep that
 * it can trigger something in, so a sentence without a trigger of a sweep costs one test, and a
 * rule that is never triggered nothing.  Rules that make building
 * blocks run in sweeps of their own before the rest; blocks that use blocks come later.
 */
#include "match/match.h"
#include "rules/pattern_program.h"

#include <stdlib.h>
#include <string.h>

#define NO_TRIGGER 1e9
#define SHAPE_TOKENS 24 /* a shape sees 64 bytes */
#define LEXICON_MAX 0.1
#define LEMMA_FORMS 4 /* a lemma stands for that many words as common as itself */
#define FORM 0.7      /* a form of a lexicon against a word of the same length in a pattern */
/* A trigger commoner than this gets W301.  What must stand beside it (needs.c) turns most of its
 * places away before a try: a number, one token in fifteen, leads to a try of "three days" in one
 * of ninety. */
#define WEAK 0.08

typedef enum symbol_kind { SYMBOL_WORD, SYMBOL_LEMMA, SYMBOL_CLASS } symbol_kind;

typedef struct symbol {
    uint32_t key; /* word * 2, lemma * 2 + 1, or class */
    bool is_class;
    uint8_t form; /* of a lemma */
    uint16_t near, far;
} symbol;

typedef DTL_VEC(symbol) symbols;

/* An alternative under one symbol. */
typedef struct entry {
    bool is_class;
    uint8_t sweep, form;
    uint32_t key, number; /* of the symbol; of the alternative in its pass */
    uint8_t near, far;
    const dtl_index_alt *alt;
} entry;

#define ALL_SWEEPS_MAX (DTL_SWEEPS_MAX * DTL_PASS__COUNT)

typedef struct builder {
    dtl_arena *arena;  /* the rule set's */
    dtl_arena scratch; /* freed at the end */
    const dtl_rules *rules;
    uint32_t first, end;
    dtl_diags *warn;
    double *word_rate;      /* how common each word is, per token */
    double *frequency;      /* of each class, per token */
    uint8_t *tokens;        /* most tokens a node of each class covers */
    uint8_t *depth;         /* sweep of each rule in [first, end) */
    DTL_VEC(entry) entries; /* of all passes */
    dtl_triggers *triggers;
    dtl_index_sweep *sweeps[ALL_SWEEPS_MAX]; /* by number */
    unsigned nsweeps;
    bool failed;
} builder;

/* ---- what is known of classes -------------------------------------------------------------- */

/*
 * Tokens a node of a built-in class can cover when the engine or its caller makes it.  Generous,
 * because a match whose trigger lies farther away is lost.
 */
static const uint8_t builtin_tokens[DTL_B__COUNT] = {
    [DTL_B_INT] = 1,   [DTL_B_NUM] = 1,    [DTL_B_DAY] = 1,    [DTL_B_YEAR] = 1,
    [DTL_B_WORD] = 1,  [DTL_B_CAP] = 1,    [DTL_B_NAME] = 12,  [DTL_B_PERSON] = 12,
    [DTL_B_ORG] = 12,  [DTL_B_PLACE] = 12, [DTL_B_NP] = 16,    [DTL_B_VERB] = 8,
    [DTL_B_EVENT] = 8, [DTL_B_DATE] = 24,  [DTL_B_TIME] = 24,  [DTL_B_DURATION] = 24,
    [DTL_B_SET] = 24,  [DTL_B_SPAN] = 32,  [DTL_B_TIMEX] = 32,
};

static unsigned class_tokens(const void *ctx, uint16_t cls) {
    const builder *b = ctx;
    return b->tokens[cls] ? b->tokens[cls] : 1;
}

static void at_least(builder *b, uint32_t cls, unsigned tokens) {
    if (tokens > DTL_PATTERN_TOKENS_MAX)
        tokens = DTL_PATTERN_TOKENS_MAX;
    if (b->tokens[cls] < tokens)
        b->tokens[cls] = (uint8_t)tokens;
}

/* Longest form of each lexicon (the depth of its hits in the trie), and how common its forms are.
 */
static bool learn_forms(builder *b) {
    const dtl_rules *r = b->rules;
    uint32_t *edge = DTL_NEW_ARRAY(&b->scratch, (size_t)r->nlex_nodes + 1, uint32_t);
    if (!edge)
        return false;
    for (uint32_t k = 0; k < r->nlex_edges; k++)
        if (r->lex_edges[k].word && r->lex_edges[k].to < r->nlex_nodes)
            edge[r->lex_edges[k].to] = k + 1;
    for (uint32_t n = 1; n < r->nlex_nodes; n++) {
        unsigned depth = 0;
        double rarest = 1;
        for (uint32_t k = n; edge[k] && depth < DTL_PATTERN_TOKENS_MAX; depth++) {
            const dtl_lex_edge *e = &r->lex_edges[edge[k] - 1];
            double one = b->word_rate[e->word];
            rarest = one < rarest ? one : rarest;
            k = e->node;
        }
        for (uint32_t h = 0; h < r->lex_nodes[n].count; h++) {
            uint16_t cls = r->lex_entries[r->lex_hits[r->lex_nodes[n].first + h].entry].cls;
            at_least(b, cls, depth);
            b->frequency[cls] += rarest * FORM;
        }
    }
    return true;
}

/* Longest match of the rules that make a class; blocks are made of blocks, hence the rounds. */
static void learn_rules(builder *b) {
    const dtl_rules *r = b->rules;
    for (unsigned round = 0; round < DTL_SWEEPS_MAX; round++)
        for (uint32_t k = 0; k < r->nrules; k++) {
            const dtl_rule *rule = &r->rules[k];
            if (!rule->cls)
                continue;
            if (rule->stage == DTL_STAGE_SHAPE)
                at_least(b, rule->cls, SHAPE_TOKENS);
            for (uint16_t a = 0; a < rule->nmatch; a++) {
                unsigned min, max;
                dtl_pattern_extent(rule->match[a]->tree, class_tokens, b, &min, &max);
                at_least(b, rule->cls, max);
            }
        }
}

static bool learn_classes(builder *b) {
    const dtl_rules *r = b->rules;
    b->frequency = DTL_NEW_ARRAY(&b->scratch, r->nclasses + 1, double);
    b->tokens = DTL_NEW_ARRAY(&b->scratch, r->nclasses + 1, uint8_t);
    b->word_rate = dtl_word_frequencies(r, &b->scratch);
    if (!b->frequency || !b->tokens || !b->word_rate || !learn_forms(b))
        return false;
    for (uint32_t c = 1; c < r->nclasses; c++) {
        if (r->classes[c].kind == DTL_CLASS_SHAPE)
            b->frequency[c] = 0.002;
        else if (r->classes[c].kind == DTL_CLASS_NODE)
            b->frequency[c] = 0.005;
        if (b->frequency[c] > LEXICON_MAX)
            b->frequency[c] = LEXICON_MAX;
    }
    for (unsigned k = 0; k < DTL_B__COUNT; k++)
        if (r->cls[k] && r->cls[k] < r->nclasses) {
            b->frequency[r->cls[k]] += dtl_builtin_frequency(k);
            at_least(b, r->cls[k], builtin_tokens[k]);
        }
    learn_rules(b);
    return true;
}

/* ---- triggers ------------------------------------------------------------------------------ */

/*
 * Cheapest set of symbols that every match of n contains, n beginning near..far tokens from the
 * start of the match.  Returns its cost, NO_TRIGGER when there is none.
 */
static double best(builder *b, const dtl_pnode *n, unsigned near, unsigned far, symbols *ret) {
    symbol s = {0};
    double rate;
    *ret = (symbols){0};
    switch (n->kind) {
    case DTL_P_WORD:
    case DTL_P_LEMMA:
        s.key = n->word * 2 + (n->kind == DTL_P_LEMMA);
        s.form = n->kind == DTL_P_LEMMA ? n->form : DTL_FORM_ANY;
        rate = b->word_rate[n->word] * (n->kind == DTL_P_LEMMA ? LEMMA_FORMS : 1);
        break;
    case DTL_P_CLASS:
        s.key = n->cls;
        s.is_class = true;
        rate = b->frequency[n->cls];
        break;
    case DTL_P_REPEAT: return n->lo ? best(b, n->child, near, far, ret) : NO_TRIGGER;
    case DTL_P_SEQ: {
        double cost = NO_TRIGGER;
        for (const dtl_pnode *k = n->child; k; k = k->next) {
            symbols one;
            unsigned min, max;
            double c = best(b, k, near, far, &one);
            if (c < cost) {
                cost = c;
                *ret = one;
            }
            dtl_pattern_extent(k, class_tokens, b, &min, &max);
            near += min;
            far += max;
        }
        return cost;
    }
    case DTL_P_ALT: {
        double cost = 0;
        for (const dtl_pnode *k = n->child; k; k = k->next) {
            symbols one;
            double c = best(b, k, near, far, &one);
            if (c >= NO_TRIGGER)
                return NO_TRIGGER;
            cost += c;
            for (uint32_t i = 0; i < one.n; i++)
                if (!dtl_vec_push(&b->scratch, ret, one.at[i]))
                    b->failed = true;
        }
        return cost;
    }
    case DTL_P_REGEX:
    case DTL_P_GAP:
    case DTL_P_GLUE:
    case DTL_P_CONTEXT:
    default: return NO_TRIGGER;
    }
    s.near = (uint16_t)(near < DTL_PATTERN_TOKENS_MAX ? near : DTL_PATTERN_TOKENS_MAX);
    s.far = (uint16_t)(far < DTL_PATTERN_TOKENS_MAX ? far : DTL_PATTERN_TOKENS_MAX);
    if (!dtl_vec_push(&b->scratch, ret, s))
        b->failed = true;
    return rate * (1.0 + 0.3 * (double)(s.far - s.near));
}

/*
 * Share of tokens that surely fire the set: built-in classes and very short words.  Lexicons are
 * left out: what is known of them is good enough to compare triggers, not to warn an author.
 */
static double sure_frequency(const builder *b, const symbols *set) {
    double sum = 0;
    for (uint32_t i = 0; i < set->n; i++) {
        const symbol *s = &set->at[i];
        if (!s->is_class)
            sum += b->rules->words.keys[s->key / 2].n <= 2
                       ? dtl_length_frequency(b->rules, s->key / 2)
                       : 0;
        else if (b->triggers->builtin_of[s->key])
            sum += dtl_builtin_frequency(b->triggers->builtin_of[s->key] - 1u);
    }
    return sum;
}

/* Classes whose nodes a symbol of class `wanted` must fire on: itself and what is under it. */
static bool falls_under(const dtl_rules *r, uint16_t cls, uint16_t wanted) {
    if (cls == wanted)
        return true;
    const uint16_t *id = r->cls;
    if (wanted == id[DTL_B_TIMEX])
        return cls == id[DTL_B_DATE] || cls == id[DTL_B_TIME] || cls == id[DTL_B_DURATION] ||
               cls == id[DTL_B_SET] || cls == id[DTL_B_SPAN];
    if (wanted == id[DTL_B_NAME])
        return cls == id[DTL_B_PERSON] || cls == id[DTL_B_ORG] || cls == id[DTL_B_PLACE];
    return wanted == id[DTL_B_NUM] && cls == id[DTL_B_INT];
}

static void add_symbol(builder *b, const symbol *s, entry e) {
    e.is_class = s->is_class;
    e.key = s->key;
    e.form = s->form;
    if (!s->is_class && !dtl_vec_push(&b->scratch, &b->entries, e))
        b->failed = true;
    for (uint32_t c = 1; s->is_class && c < b->rules->nclasses; c++)
        if (falls_under(b->rules, (uint16_t)c, (uint16_t)s->key)) {
            e.key = c;
            if (!dtl_vec_push(&b->scratch, &b->entries, e))
                b->failed = true;
        }
}

/*
 * A copy of a pattern with its program and its sets of words, one after the other.  Where the
 * compiler left them they lie megabytes apart, between trees and messages, and a document is too
 * short to fetch each of them into the processor's cache for long.
 */
static const dtl_pattern *beside(builder *b, const dtl_pattern *p) {
    dtl_pattern *copy = DTL_NEW(b->arena, dtl_pattern);
    dtl_instr *code = DTL_NEW_ARRAY(b->arena, p->ncode, dtl_instr);
    dtl_word_set *sets = DTL_NEW_ARRAY(b->arena, p->nsets, dtl_word_set);
    if (!copy || !code || !sets)
        return NULL;
    memcpy(code, p->code, p->ncode * sizeof *code);
    for (uint16_t k = 0; k < p->nsets; k++) {
        size_t slots = (size_t)p->sets[k].mask + 1;
        dtl_word_key *keys = DTL_NEW_ARRAY(b->arena, slots, dtl_word_key);
        if (!keys)
            return NULL;
        memcpy(keys, p->sets[k].keys, slots * sizeof *keys);
        sets[k] = p->sets[k];
        sets[k].keys = keys;
    }
    *copy = *p;
    copy->code = code;
    copy->sets = sets;
    return copy;
}

/* An alternative with its pattern beside it; NULL: no memory. */
static dtl_index_alt *new_alt(builder *b, const dtl_needs_scope *scope, uint32_t rule,
                              uint16_t alternative) {
    const dtl_pattern *p = b->rules->rules[rule].match[alternative];
    dtl_index_alt *alt = DTL_NEW(b->arena, dtl_index_alt);
    if (!alt)
        return NULL;
    alt->rule = rule;
    alt->alternative = alternative;
    dtl_pattern_needs(scope, p->tree, alt);
    alt->pattern = beside(b, p);
    return alt->pattern ? alt : NULL;
}

/* What the patterns of a rule that are tried beside its match begin with. */
static void add_edges(const dtl_needs_scope *scope, const dtl_rule *r) {
    for (uint16_t k = 0; k < r->nunless; k++)
        dtl_pattern_edges(scope, r->unless[k]);
    for (uint16_t k = 0; k < r->nargs; k++)
        for (uint16_t i = 0; i < r->args[k].nsources; i++)
            if (r->args[k].sources[i].pattern)
                dtl_pattern_edges(scope, r->args[k].sources[i].pattern);
}

static void add_rule(builder *b, dtl_index *ix, uint32_t rule) {
    const dtl_rule *r = &b->rules->rules[rule];
    dtl_needs_scope scope = {b->triggers->stands, class_tokens, b};
    add_edges(&scope, r);
    if (r->fallback)
        return; /* asked for at single verbs, after all others */
    for (uint16_t a = 0; a < r->nmatch && !b->failed; a++) {
        symbols set;
        double cost = best(b, r->match[a]->tree, 0, 0, &set);
        if (cost >= NO_TRIGGER) {
            dtl_diag_add(b->warn, DTL_ERROR, "R214", r->source, r->start, r->end, NULL,
                         "at least one word, lemma or class must occur in every match",
                         "rule %s has no trigger", r->id);
            continue;
        }
        double frequency = sure_frequency(b, &set);
        if (frequency > WEAK)
            dtl_diag_add(b->warn, DTL_WARNING, "W301", r->source, r->start, r->end, NULL,
                         "begin with, or require, a rarer word or class",
                         "rule %s is tried about once in %d tokens", r->id,
                         (int)(1.0 / (frequency < 1 ? frequency : 1)));
        dtl_index_alt *alt = new_alt(b, &scope, rule, a);
        if (!alt) {
            b->failed = true;
            return;
        }
        entry one = {.sweep = b->depth[rule - b->first], .near = UINT8_MAX, .alt = alt};
        one.sweep = ix->sweeps[one.sweep].number;
        one.number = ix->nalts++;
        if (ix->nalts > DTL_INDEX_ALTS_MAX)
            b->failed = true;
        for (uint32_t i = 0; i < set.n; i++) {
            one.near = set.at[i].near < one.near ? (uint8_t)set.at[i].near : one.near;
            one.far = set.at[i].far > one.far ? (uint8_t)set.at[i].far : one.far;
        }
        for (uint32_t i = 0; i < set.n; i++)
            add_symbol(b, &set.at[i], one);
    }
}

/* ---- sweeps -------------------------------------------------------------------------------- */

/* Deepest sweep of the building blocks below n, other than blocks of class `own`. */
static unsigned deepest(const dtl_pnode *n, const uint8_t *of_class, uint16_t own) {
    unsigned max = 0;
    if (n->kind == DTL_P_CLASS && n->cls != own)
        max = of_class[n->cls];
    for (const dtl_pnode *k = n->child; k; k = k->next) {
        unsigned one = deepest(k, of_class, own);
        max = one > max ? one : max;
    }
    return max;
}

/* Sets the sweep of each rule; returns how many sweeps there are, 0: no memory. */
static unsigned order_sweeps(builder *b) {
    const dtl_rules *r = b->rules;
    uint32_t n = b->end - b->first;
    /* 1 + sweep of the blocks that make a class; 0: made by no block of this pass. */
    uint8_t *of_class = DTL_NEW_ARRAY(&b->scratch, r->nclasses + 1, uint8_t);
    b->depth = DTL_NEW_ARRAY(&b->scratch, n + 1, uint8_t);
    if (!of_class || !b->depth)
        return 0;
    unsigned last = 0;
    for (unsigned round = 0; round < DTL_SWEEPS_MAX - 1; round++)
        for (uint32_t k = 0; k < n; k++) {
            const dtl_rule *rule = &r->rules[b->first + k];
            if (rule->emit != DTL_EMIT_PART)
                continue;
            unsigned depth = 0;
            for (uint16_t a = 0; a < rule->nmatch; a++) {
                unsigned one = deepest(rule->match[a]->tree, of_class, rule->cls);
                depth = one > depth ? one : depth;
            }
            if (depth > DTL_SWEEPS_MAX - 2)
                depth = DTL_SWEEPS_MAX - 2;
            b->depth[k] = (uint8_t)depth;
            if (of_class[rule->cls] < depth + 1)
                of_class[rule->cls] = (uint8_t)(depth + 1);
            if (last < depth + 1)
                last = depth + 1;
        }
    for (uint32_t k = 0; k < n; k++)
        if (r->rules[b->first + k].emit != DTL_EMIT_PART)
            b->depth[k] = (uint8_t)last;
    return last + 1;
}

/* ---- tables -------------------------------------------------------------------------------- */

/* By symbol; of one symbol by sweep, the word before the lemma. */
static int by_key(const void *pa, const void *pb) {
    const entry *a = pa, *b = pb;
    uint32_t x = a->is_class ? a->key : a->key / 2, y = b->is_class ? b->key : b->key / 2;
    if (a->is_class != b->is_class)
        return a->is_class ? 1 : -1;
    if (x != y)
        return x < y ? -1 : 1;
    if (a->sweep != b->sweep)
        return a->sweep < b->sweep ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return a->form < b->form ? -1 : a->form > b->form;
}

static bool same_symbol(const entry *a, const entry *b) {
    return a->is_class == b->is_class &&
           (a->is_class ? a->key == b->key : a->key / 2 == b->key / 2);
}

static bool same_run(const entry *a, const entry *b) {
    return a->is_class == b->is_class && a->key == b->key && a->sweep == b->sweep;
}

/*
 * Where the start is known from the trigger, what follows tells more than what begins there; else
 * what begins must stand at one of the starts.
 */
static dtl_index_entry entry_of(const entry *e) {
    const dtl_index_alt *alt = e->alt;
    dtl_index_entry ret = {.check = alt->begins,
                           .alt = alt,
                           .number = e->number & DTL_INDEX_ALTS_MAX,
                           .form = e->form,
                           .near = e->near,
                           .far = e->far,
                           .low = (int8_t)-e->far,
                           .high = (int8_t)-e->near};
    if (e->far == 0 && alt->nneeds) {
        ret.check = alt->needs[0].set;
        ret.low = (int8_t)alt->needs[0].near;
        ret.high = (int8_t)alt->needs[0].far;
    }
    return ret;
}

/* A start before the trigger can be anywhere, so a run with one is never ruled out. */
static dtl_index_run run_of(const dtl_index_entry *entries, uint16_t n) {
    dtl_index_run run = {.entries = entries, .n = n, .low = INT8_MAX};
    for (uint16_t k = 0; k < n; k++) {
        const dtl_index_entry *e = &entries[k];
        if (e->far > 0) {
            run.check = (dtl_symbol_set){UINT64_MAX, UINT64_MAX};
            run.low = run.high = 0;
            break;
        }
        run.check.words |= e->check.words;
        run.check.classes |= e->check.classes;
        run.low = e->low < run.low ? e->low : run.low;
        run.high = e->high > run.high ? e->high : run.high;
    }
    return run;
}

/* Notes that the sweep has rules that the symbol triggers. */
static void announce(builder *b, const entry *e) {
    dtl_triggers *t = b->triggers;
    dtl_index_sweep *s = b->sweeps[e->sweep];
    if (!e->is_class) {
        t->words[e->key / 2].sweeps[e->key % 2] |= s->bit;
        return;
    }
    s->any_class = true;
    t->classes[e->key] |= s->bit;
    unsigned builtin = t->builtin_of[e->key];
    if (builtin && builtin - 1 <= DTL_B_CAP) {
        s->builtins |= 1u << (builtin - 1);
        if (builtin - 1 >= DTL_B_WORD)
            t->alphas |= s->bit;
        else
            t->digits |= s->bit;
    }
}

/* Makes the runs of one symbol, which has the n entries at `of`. */
static bool fill_symbol(builder *b, const entry *of, uint32_t n) {
    uint32_t nruns = 1;
    for (uint32_t i = 1; i < n; i++)
        nruns += !same_run(&of[i - 1], &of[i]);
    dtl_index_run *runs = DTL_NEW_ARRAY(b->arena, nruns, dtl_index_run);
    dtl_index_entry *entries = DTL_NEW_ARRAY(b->arena, n, dtl_index_entry);
    if (!runs || !entries)
        return false;
    for (uint32_t i = 0; i < n; i++)
        entries[i] = entry_of(&of[i]);
    dtl_index_run *run = runs;
    for (uint32_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && k - i < UINT16_MAX && same_run(&of[i], &of[k]);)
            k++;
        *run = run_of(entries + i, (uint16_t)(k - i));
        run->sweep = of[i].sweep;
        run->lemma = !of[i].is_class && of[i].key % 2;
        run->last = k == n;
        run++;
        announce(b, &of[i]);
    }
    if (of->is_class)
        b->triggers->class_runs[of->key] = runs;
    else
        b->triggers->words[of->key / 2].runs = runs;
    return true;
}

static bool fill(builder *b) {
    entry *all = b->entries.at;
    uint32_t n = 0;
    if (b->entries.n)
        qsort(all, b->entries.n, sizeof *all, by_key);
    for (uint32_t i = 0; i < b->entries.n; i++) /* drop doubles: (x | x y) */
        if (i == 0 || by_key(&all[i - 1], &all[i]) != 0)
            all[n++] = all[i];
    for (uint32_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && same_symbol(&all[i], &all[k]);)
            k++;
        if (!fill_symbol(b, &all[i], k - i))
            return false;
    }
    return true;
}

/* The index of the rules [b->first, b->end), but for what triggers them; NULL: no memory. */
static dtl_index *build_pass(builder *b) {
    dtl_index *ix = DTL_NEW(b->arena, dtl_index);
    if (!ix)
        return NULL;
    ix->triggers = b->triggers;
    ix->nsweeps = order_sweeps(b);
    b->failed = ix->nsweeps == 0;
    for (unsigned s = 0; s < ix->nsweeps; s++) {
        dtl_index_sweep *sweep = &ix->sweeps[s];
        sweep->number = (uint8_t)b->nsweeps;
        sweep->bit = (uint16_t)(1u << (b->nsweeps < 15 ? b->nsweeps : 15));
        sweep->parts = s + 1 < ix->nsweeps;
        ix->bits |= sweep->bit;
        b->sweeps[b->nsweeps++] = sweep;
    }
    for (uint32_t r = b->first; r < b->end && !b->failed; r++)
        add_rule(b, ix, r);
    return b->failed ? NULL : ix;
}

static bool new_triggers(builder *b) {
    dtl_triggers *t = b->triggers = DTL_NEW(b->arena, dtl_triggers);
    if (!t)
        return false;
    t->nwords = b->rules->words.n;
    t->words = DTL_NEW_ARRAY(b->arena, (size_t)t->nwords + 1, dtl_word_entry);
    t->classes = DTL_NEW_ARRAY(b->arena, b->rules->nclasses + 1, uint16_t);
    t->class_runs = DTL_NEW_ARRAY(b->arena, b->rules->nclasses + 1, const dtl_index_run *);
    dtl_shape_tables(b->rules, t);
    for (uint32_t w = 1; t->words && w <= t->nwords; w++)
        t->words[w].lexicon = dtl_lex_step(b->rules, 0, w);
    return t->words && t->classes && t->class_runs;
}

bool dtl_index_build(dtl_arena *arena, const dtl_rules *rules, dtl_diags *warn, dtl_index **ret) {
    builder b = {.arena = arena, .rules = rules, .warn = warn};
    dtl_arena_init(&b.scratch, arena->mem);
    bool ok = new_triggers(&b) && dtl_class_tables(arena, &b.scratch, rules, b.triggers) &&
              learn_classes(&b);
    for (int p = 0; p < DTL_PASS__COUNT && ok; p++) {
        b.first = rules->pass_first[p];
        b.end = rules->pass_end[p];
        ret[p] = build_pass(&b);
        ok = ret[p] != NULL;
    }
    ok = ok && fill(&b);
    dtl_arena_free(&b.scratch);
    return ok;
}
