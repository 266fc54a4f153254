/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lattice: which classes stand where.
 *
 * Nodes of one token form a list, longest first, then in the order they came; so "the" node of a
 * class at a token is the first that fits.  Numbers, words and capitals are not stored but read off
 * the token (numbers.c): the lattice of a text holds about one node for every token.
 *
 * Lexicons are walked from every token through the trie of the rule set.  The first step is an
 * array lookup by word id, which decides for most tokens that nothing begins there.
 */
#include "match/engine.h"

/* Adds the node at its place in the list of its first token.  0: no memory. */
static uint32_t link_node(dtl_lattice *l, const dtl_node *n, uint32_t after) {
    if (!dtl_vec_reserve(l->arena, &l->nodes))
        return 0;
    uint32_t index = l->nodes.n++;
    l->nodes.at[index] = *n;
    l->symbols[n->first].classes |= l->engine->node_bits[n->cls];
    l->sweeps[n->first] |= l->engine->class_sweeps[n->cls];
    l->engine->seen_sweeps |= l->engine->class_sweeps[n->cls];
    if (after) {
        l->nodes.at[index].next = l->nodes.at[after].next;
        l->nodes.at[after].next = index;
    } else {
        l->nodes.at[index].next = l->at[n->first];
        l->at[n->first] = index;
    }
    return index;
}

/* The node after which one that ends at `end` belongs; 0: in front.  Counts those at the token. */
static uint32_t place_of(const dtl_lattice *l, uint32_t first, uint32_t end, uint32_t *count) {
    uint32_t after = 0;
    *count = 0;
    for (uint32_t k = l->at[first]; k; k = l->nodes.at[k].next) {
        if (l->nodes.at[k].end >= end)
            after = k;
        ++*count;
    }
    return after;
}

uint32_t dtl_lattice_put(dtl_lattice *l, const dtl_node *n, bool *limited) {
    uint32_t count, after = place_of(l, n->first, n->end, &count);
    *limited = count >= DTL_NODES_PER_TOKEN;
    if (*limited) {
        l->limited = true;
        return 0;
    }
    return link_node(l, n, after);
}

uint32_t dtl_lattice_add(dtl_lattice *l, uint16_t cls, uint32_t first, uint32_t end,
                         uint32_t payload) {
    dtl_node n = {.cls = cls, .first = first, .end = end, .payload = payload};
    uint32_t count, after = place_of(l, first, end, &count);
    return link_node(l, &n, after);
}

uint32_t dtl_lattice_find(const dtl_lattice *l, uint16_t cls, uint32_t at) {
    if (!(l->symbols[at].classes & l->engine->class_bits[cls]))
        return 0;
    for (uint32_t k = l->at[at]; k; k = l->nodes.at[k].next)
        if (dtl_class_is(l->engine, l->nodes.at[k].cls, cls))
            return k;
    return 0;
}

/* Whether tokens [first, end) are written with a capital: judged on the first word among them. */
static bool written_titled(const dtl_document *doc, uint32_t first, uint32_t end) {
    for (uint32_t t = first; t < end; t++)
        if (doc->tokens[t].flags & DTL_TOK_ALPHA)
            return (doc->tokens[t].flags & (DTL_TOK_TITLE | DTL_TOK_UPPER)) != 0;
    return true;
}

/*
 * Adds what ends at a node of the trie, in front of what is there: a walk comes to longer forms
 * later, and nothing else has nodes yet.  *count is how many the token has.
 */
static bool add_hits(dtl_lattice *l, const dtl_lex_node *at, uint32_t first, uint32_t end,
                     uint32_t *count) {
    const dtl_rules *r = l->rules;
    uint32_t before = 0; /* the hit put in last */
    int titled = -1;
    for (uint32_t h = 0; h < at->count; h++) {
        const dtl_lex_hit *hit = &r->lex_hits[at->first + h];
        if (hit->titled) {
            if (titled < 0)
                titled = written_titled(l->doc, first, end);
            if (!titled)
                continue;
        }
        if (*count >= DTL_NODES_PER_TOKEN) {
            l->limited = true;
            return true;
        }
        if (!dtl_vec_reserve(l->arena, &l->nodes))
            return false;
        uint32_t index = l->nodes.n++;
        uint32_t *link = before ? &l->nodes.at[before].next : &l->at[first];
        l->nodes.at[index] = (dtl_node){
            .cls = hit->cls, .first = first, .end = end, .next = *link, .entry = hit->entry + 1};
        *link = index;
        before = index;
        l->symbols[first].classes |= l->engine->node_bits[hit->cls];
        l->sweeps[first] |= l->engine->class_sweeps[hit->cls];
        ++*count;
    }
    return true;
}

/* Adds the forms that begin at a token, from the trie node of its word on. */
static bool walk_lexicon(dtl_lattice *l, uint32_t first, uint32_t end, uint32_t node) {
    const dtl_rules *r = l->rules;
    uint32_t count = 0;
    for (uint32_t t = first + 1; node; t++) {
        const dtl_lex_node *at = &r->lex_nodes[node];
        bool fitting = at->count && (!at->titled || written_titled(l->doc, first, t));
        if (fitting && !add_hits(l, at, first, t, &count))
            return false;
        uint32_t word = t < end ? l->doc->tokens[t].word : 0;
        node = word && (at->next & dtl_lex_bit(word)) ? dtl_lex_step(r, node, word) : 0;
    }
    return true;
}

static bool lexicons(dtl_lattice *l) {
    const dtl_index *ix = l->rules->index[DTL_PASS_PHRASE];
    const dtl_triggers *tr = ix ? ix->triggers : NULL;
    for (uint32_t s = 0; s < l->doc->nsentences; s++) {
        const dtl_sentence *sn = &l->doc->sentences[s];
        for (uint32_t t = sn->first; t < sn->end; t++) {
            uint32_t word = l->doc->tokens[t].word;
            uint32_t node = tr && word <= tr->nwords ? tr->words[word].lexicon
                                                     : dtl_lex_step(l->rules, 0, word);
            if (node && !walk_lexicon(l, t, sn->end, node))
                return false;
        }
    }
    return true;
}

/* The kinds of token that built-in classes are read off, and the triggers of words. */
static void mark_tokens(dtl_lattice *l) {
    const dtl_index *ix = l->rules->index[DTL_PASS_PHRASE];
    const dtl_triggers *tr = ix ? ix->triggers : NULL;
    for (uint32_t t = 0; t < l->doc->ntokens; t++) {
        unsigned flags = l->doc->tokens[t].flags;
        uint32_t word = l->doc->tokens[t].word, lemma = l->doc->tokens[t].lemma;
        l->symbols[t].words = dtl_word_bits(&l->doc->tokens[t]);
        if (tr)
            l->sweeps[t] = (uint16_t)((word <= tr->nwords ? tr->words[word].sweeps[0] : 0) |
                                      (lemma <= tr->nwords ? tr->words[lemma].sweeps[1] : 0) |
                                      (flags & DTL_TOK_DIGIT ? tr->digits : 0) |
                                      (flags & DTL_TOK_ALPHA ? tr->alphas : 0));
        l->symbols[t].classes = (flags & DTL_TOK_DIGIT ? DTL_SYMBOL_DIGIT : 0) |
                                (flags & DTL_TOK_ALPHA ? DTL_SYMBOL_ALPHA : 0) |
                                (flags & (DTL_TOK_TITLE | DTL_TOK_UPPER) ? DTL_SYMBOL_CAPITAL : 0);
    }
}

dtl_status dtl_lattice_init(dtl_lattice *l, const dtl_rules *rules, const dtl_document *doc,
                            dtl_arena *arena) {
    *l = (dtl_lattice){.rules = rules, .doc = doc, .arena = arena};
    l->at = DTL_NEW_ARRAY(arena, (size_t)doc->ntokens + 1, uint32_t);
    l->symbols = DTL_NEW_ARRAY(arena, (size_t)doc->ntokens + 1, dtl_symbol_set);
    l->sweeps = DTL_NEW_ARRAY(arena, (size_t)doc->ntokens + 1, uint16_t);
    l->covered = DTL_NEW_ARRAY(arena, (size_t)doc->ntokens + 1, uint8_t);
    l->engine = dtl_engine_new(rules, arena);
    /* Room for most texts at once: growing would copy, and leave the smaller blocks behind. */
    l->nodes.cap = doc->ntokens * 2 + 64;
    l->nodes.at = DTL_NEW_ARRAY(arena, l->nodes.cap, dtl_node);
    if (!l->at || !l->symbols || !l->sweeps || !l->covered || !l->engine || !l->nodes.at)
        return DTL_E_NOMEM;
    l->nodes.n = 1;
    mark_tokens(l);
    if (rules->nlex_nodes && !lexicons(l))
        return DTL_E_NOMEM;
    return dtl_lattice_shapes(l);
}
