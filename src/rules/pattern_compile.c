/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the tree of a pattern to its program.
 *
 * Two walks.  The first hands out captures: a bare $class captures under the name of its class, so
 * two of them that can take part in one match need names (R206); branches of a choice exclude each
 * other and may share a capture.  The second writes the instructions; repetition is unrolled, so a
 * program has no loops and its length bounds the depth of any search.
 *
 * A context pattern (unless) is cut at $$ into two programs: the left one must end where the match
 * begins, the right one must begin where it ends.
 */
#include "rules/pattern_program.h"
#include "rules/shape.h"

#include <string.h>

#define NODE_TOKENS 12 /* assumed longest node where only a bound for looking back is needed */

typedef struct compiler {
    dtl_arena *arena;
    dtl_diags *diags;
    const dtl_pattern_scope *scope;
    const char **names; /* NULL: captures are not kept */
    uint16_t *classes, *ncaptures;
    dtl_instr code[DTL_PROGRAM_MAX];
    unsigned n;
    DTL_VEC(dtl_word_set) sets;
    DTL_VEC(const dtl_pnode *) set_of; /* the first word of each */
    bool too_long;
} compiler;

/* ---- captures ------------------------------------------------------------------------------ */

/* The one class all branches of a named item are, 0 when they differ in type or are no classes. */
static uint16_t class_of_tree(const compiler *c, const dtl_pnode *n) {
    switch (n->kind) {
    case DTL_P_CLASS: return n->cls;
    case DTL_P_REPEAT: return n->hi == 1 ? class_of_tree(c, n->child) : 0;
    case DTL_P_ALT: {
        uint16_t cls = 0;
        for (const dtl_pnode *b = n->child; b; b = b->next) {
            if (b->kind != DTL_P_CLASS)
                return 0;
            if (cls && cls != b->cls &&
                (!c->scope->same_type || !c->scope->same_type(c->scope->ctx, cls, b->cls)))
                return 0;
            if (!cls)
                cls = b->cls;
        }
        return cls;
    }
    default: return 0;
    }
}

/* Whether n is the sole content of a named item: its class name is then not a capture too. */
static bool unwraps(const dtl_pnode *n) {
    return n->kind == DTL_P_REPEAT || n->kind == DTL_P_ALT;
}

static bool capture_add(compiler *c, dtl_pnode *n, uint32_t *taken) {
    uint16_t k = 0;
    while (k < *c->ncaptures && !dtl_slice_is(n->name, c->names[k]))
        k++;
    uint16_t cls = class_of_tree(c, n);
    if (k == *c->ncaptures) {
        if (k == DTL_CAPTURES_MAX) {
            dtl_diag_add(c->diags, DTL_ERROR, "R208", n->source, n->start, n->end, NULL,
                         "split the rule, or write a class as a word where its value is not needed",
                         "more than %d captures", DTL_CAPTURES_MAX);
            return false;
        }
        c->names[k] = dtl_arena_strndup(c->arena, n->name.p, n->name.n);
        if (!c->names[k]) {
            c->diags->failed = true;
            return false;
        }
        c->classes[k] = cls;
        *c->ncaptures = (uint16_t)(k + 1);
    } else if (c->classes[k] != cls && (!c->classes[k] || !cls || !c->scope->same_type ||
                                        !c->scope->same_type(c->scope->ctx, c->classes[k], cls))) {
        c->classes[k] = 0;
    }
    if (*taken & (1u << k)) {
        const char *name = c->names[k];
        if (n->named)
            dtl_diag_add(c->diags, DTL_ERROR, "R207", n->source, n->start, n->end, "again here",
                         NULL, "%s= captures twice", name);
        else
            dtl_diag_add(c->diags, DTL_ERROR, "R206", n->source, n->start, n->end,
                         "captures as the other one does",
                         dtl_arena_printf(c->arena, "name them: a=$%s ... b=$%s", name, name),
                         "two unnamed captures of $%s", name);
        return false;
    }
    *taken |= 1u << k;
    n->capture = (uint8_t)k;
    return true;
}

/* Hands out captures below n; `taken` holds those that an item before may have set. */
static bool captures(compiler *c, dtl_pnode *n, bool inner, uint32_t *taken) {
    if (n->name.n && (n->named || !inner) && !capture_add(c, n, taken))
        return false;
    bool sole = (n->named || inner) && unwraps(n);
    if (n->kind == DTL_P_ALT) {
        uint32_t all = *taken;
        for (dtl_pnode *b = n->child; b; b = b->next) {
            uint32_t mine = *taken;
            if (!captures(c, b, sole, &mine))
                return false;
            all |= mine;
        }
        *taken = all;
        return true;
    }
    for (dtl_pnode *b = n->child; b; b = b->next)
        if (!captures(c, b, sole, taken))
            return false;
    return true;
}

/* ---- measures ------------------------------------------------------------------------------ */

void dtl_pattern_extent(const dtl_pnode *n, dtl_class_length length, const void *ctx,
                        unsigned *ret_min, unsigned *ret_max) {
    unsigned min = 0, max = 0, a, b;
    switch (n->kind) {
    case DTL_P_WORD:
    case DTL_P_LEMMA:
    case DTL_P_REGEX: min = max = 1; break;
    case DTL_P_CLASS:
        min = 1;
        max = length ? length(ctx, n->cls) : 1;
        break;
    case DTL_P_GAP: max = n->hi; break;
    case DTL_P_GLUE:
    case DTL_P_CONTEXT: break;
    case DTL_P_SEQ:
        for (const dtl_pnode *k = n->child; k; k = k->next) {
            dtl_pattern_extent(k, length, ctx, &a, &b);
            min += a;
            max += b;
        }
        break;
    case DTL_P_ALT:
        min = UINT32_MAX;
        for (const dtl_pnode *k = n->child; k; k = k->next) {
            dtl_pattern_extent(k, length, ctx, &a, &b);
            min = a < min ? a : min;
            max = b > max ? b : max;
        }
        break;
    case DTL_P_REPEAT:
        dtl_pattern_extent(n->child, length, ctx, &a, &b);
        min = a * n->lo;
        max = b * n->hi;
        break;
    }
    /* Caps keep nested repetition from overflowing; a match is never longer anyway. */
    *ret_min = min > 10000 ? 10000 : min;
    *ret_max = max > 10000 ? 10000 : max;
}

static unsigned node_tokens(const void *ctx, uint16_t cls) {
    (void)ctx;
    (void)cls;
    return NODE_TOKENS;
}

static unsigned literals(const dtl_pnode *n) {
    unsigned sum = 0;
    switch (n->kind) {
    case DTL_P_WORD: return n->literal;
    case DTL_P_LEMMA: return 1;
    case DTL_P_SEQ:
        for (const dtl_pnode *k = n->child; k; k = k->next)
            sum += literals(k);
        return sum;
    case DTL_P_ALT:
        sum = UINT16_MAX;
        for (const dtl_pnode *k = n->child; k; k = k->next) {
            unsigned one = literals(k);
            sum = one < sum ? one : sum;
        }
        return sum;
    case DTL_P_REPEAT: return n->lo ? literals(n->child) : 0;
    default: return 0;
    }
}

/* ---- instructions -------------------------------------------------------------------------- */

static unsigned put(compiler *c, dtl_op op, unsigned capture, unsigned arg, uint32_t x) {
    if (c->n >= DTL_PROGRAM_MAX) {
        c->too_long = true;
        return 0;
    }
    c->code[c->n] = (dtl_instr){(uint8_t)op, (uint8_t)capture, (uint16_t)arg, x};
    return c->n++;
}

static void land(compiler *c, unsigned at) {
    c->code[at].arg = (uint16_t)c->n;
}

static void emit(compiler *c, const dtl_pnode *n);

/* Past the words and lemmas that follow each other among the branches from b on. */
static const dtl_pnode *words_end(const dtl_pnode *b) {
    while (b && (b->kind == DTL_P_WORD || b->kind == DTL_P_LEMMA) && b->capture == DTL_NO_CAPTURE)
        b = b->next;
    return b;
}

static bool set_new(compiler *c, const dtl_pnode *first, const dtl_pnode *end) {
    uint32_t n = 0, slots = 4;
    for (const dtl_pnode *b = first; b != end; b = b->next)
        n++;
    while (slots < n * 2)
        slots *= 2;
    dtl_word_key *keys = DTL_NEW_ARRAY(c->arena, slots, dtl_word_key);
    if (!keys)
        return false;
    uint64_t bits = 0;
    for (const dtl_pnode *b = first; b != end; b = b->next) {
        uint32_t key = b->word * 2 + (b->kind == DTL_P_LEMMA);
        uint32_t at = dtl_word_slot(key, slots - 1);
        while (keys[at].key)
            at = (at + 1) & (slots - 1);
        bits |= dtl_symbol_word(key);
        keys[at] = (dtl_word_key){key, b->kind == DTL_P_LEMMA ? b->form : 0};
    }
    return dtl_vec_push(c->arena, &c->sets, ((dtl_word_set){keys, slots - 1, bits})) &&
           dtl_vec_push(c->arena, &c->set_of, first);
}

/* One instruction for the words [first, end) of a choice. */
static void emit_set(compiler *c, const dtl_pnode *first, const dtl_pnode *end) {
    uint32_t k = 0;
    while (k < c->set_of.n && c->set_of.at[k] != first)
        k++;
    if (k == c->set_of.n && !set_new(c, first, end)) {
        c->diags->failed = true;
        return;
    }
    put(c, DTL_OP_SET, DTL_NO_CAPTURE, k, 0);
}

/* Words that follow each other become one set: which of them stands there makes no difference. */
static void emit_choice(compiler *c, const dtl_pnode *n) {
    unsigned jumps[DTL_PROGRAM_MAX / 2], njumps = 0;
    for (const dtl_pnode *b = n->child, *next; b && !c->too_long; b = next) {
        const dtl_pnode *end = words_end(b);
        bool set = end != b && end != b->next;
        next = set ? end : b->next;
        unsigned split = next ? put(c, DTL_OP_SPLIT, DTL_NO_CAPTURE, 0, 0) : 0;
        if (set)
            emit_set(c, b, end);
        else
            emit(c, b);
        if (next && njumps < DTL_PROGRAM_MAX / 2) {
            jumps[njumps++] = put(c, DTL_OP_JUMP, DTL_NO_CAPTURE, 0, 0);
            land(c, split);
        }
    }
    while (njumps)
        land(c, jumps[--njumps]);
}

static void emit_repeat(compiler *c, const dtl_pnode *n) {
    unsigned splits[DTL_REPEAT_MAX], nsplits = 0;
    for (unsigned k = 0; k < n->hi && !c->too_long; k++) {
        if (k >= n->lo)
            splits[nsplits++] = put(c, DTL_OP_SPLIT, DTL_NO_CAPTURE, 0, 0);
        emit(c, n->child);
    }
    while (nsplits)
        land(c, splits[--nsplits]);
}

static void emit(compiler *c, const dtl_pnode *n) {
    if (n->kind == DTL_P_CLASS) {
        put(c, DTL_OP_CLASS, n->capture, n->cls, 0);
        return;
    }
    if (n->capture != DTL_NO_CAPTURE)
        put(c, DTL_OP_OPEN, n->capture, 0, 0);
    switch (n->kind) {
    case DTL_P_WORD: put(c, DTL_OP_WORD, DTL_NO_CAPTURE, 0, n->word); break;
    case DTL_P_LEMMA: put(c, DTL_OP_LEMMA, DTL_NO_CAPTURE, n->form, n->word); break;
    case DTL_P_REGEX: put(c, DTL_OP_REGEX, DTL_NO_CAPTURE, n->regex, 0); break;
    case DTL_P_GAP: put(c, DTL_OP_GAP, DTL_NO_CAPTURE, n->hi, 0); break;
    case DTL_P_GLUE: put(c, DTL_OP_GLUE, DTL_NO_CAPTURE, 0, 0); break;
    case DTL_P_SEQ:
        for (const dtl_pnode *k = n->child; k && !c->too_long; k = k->next)
            emit(c, k);
        break;
    case DTL_P_ALT: emit_choice(c, n); break;
    case DTL_P_REPEAT: emit_repeat(c, n); break;
    case DTL_P_CLASS:
    case DTL_P_CONTEXT: break;
    }
    if (n->capture != DTL_NO_CAPTURE)
        put(c, DTL_OP_CLOSE, n->capture, 0, 0);
}

/* The program of the items [first, stop); NULL with *ret_n 0 when there are none or on failure. */
static const dtl_instr *program(compiler *c, const dtl_pnode *first, const dtl_pnode *stop,
                                uint16_t *ret_n) {
    *ret_n = 0;
    if (first == stop)
        return NULL;
    c->n = 0;
    for (const dtl_pnode *k = first; k != stop && !c->too_long; k = k->next)
        emit(c, k);
    put(c, DTL_OP_MATCH, DTL_NO_CAPTURE, 0, 0);
    if (c->too_long)
        return NULL;
    dtl_instr *code = DTL_NEW_ARRAY(c->arena, c->n, dtl_instr);
    if (!code) {
        c->diags->failed = true;
        return NULL;
    }
    memcpy(code, c->code, c->n * sizeof *code);
    *ret_n = (uint16_t)c->n;
    return code;
}

/* ---- the whole ----------------------------------------------------------------------------- */

typedef struct place {
    const dtl_source *source;
    uint32_t start, end;
} place;

static bool reject(compiler *c, place at, const char *code, const char *hint, const char *text) {
    dtl_diag_add(c->diags, DTL_ERROR, code, at.source, at.start, at.end, NULL, hint, "%s", text);
    return false;
}

static bool context_program(compiler *c, dtl_pattern *p, const dtl_pnode *tree, place at) {
    const dtl_pnode *mark = NULL, *first = tree;
    if (tree->kind == DTL_P_CONTEXT)
        return reject(c, at, "R210", "say what stands before or after $$", "$$ alone");
    if (tree->kind == DTL_P_SEQ)
        for (const dtl_pnode *k = first = tree->child; k; k = k->next) {
            if (k->kind != DTL_P_CONTEXT)
                continue;
            if (mark)
                return reject(c, (place){k->source, k->start, k->end}, "R211", NULL, "$$ twice");
            mark = k;
        }
    if (!mark)
        return reject(c, at, "R211", "write the context around $$, which stands for the match",
                      "unless pattern without $$");
    for (const dtl_pnode *k = first; k; k = k->next) {
        unsigned min, max;
        dtl_pattern_extent(k, node_tokens, NULL, &min, &max);
        if (k == mark) {
            if (p->before_min == 0 && k != first)
                return reject(c, at, "R210", NULL, "what stands before $$ can match nothing");
            p->before_max =
                p->before_max > DTL_PATTERN_TOKENS_MAX ? DTL_PATTERN_TOKENS_MAX : p->before_max;
            p->min_tokens = 0;
        } else if (p->min_tokens == UINT16_MAX) {
            p->before_min = (uint16_t)(p->before_min + min);
            p->before_max = (uint16_t)(p->before_max + (max > 1000 ? 1000 : max));
        } else {
            p->min_tokens = (uint16_t)(p->min_tokens + min);
        }
    }
    if (p->min_tokens == 0 && mark->next)
        return reject(c, at, "R210", NULL, "what stands after $$ can match nothing");
    p->before = program(c, first, mark, &p->nbefore);
    p->code = program(c, mark->next, NULL, &p->ncode);
    return !c->too_long && !c->diags->failed;
}

static bool plain_program(compiler *c, dtl_pattern *p, const dtl_pnode *tree, place at) {
    unsigned min, max;
    dtl_pattern_extent(tree, NULL, NULL, &min, &max);
    if (min == 0)
        return reject(c, at, "R210", "make at least one item obligatory",
                      "pattern can match nothing");
    if (max > DTL_PATTERN_TOKENS_MAX)
        return reject(c, at, "R209", "shorten gaps and repetitions",
                      "pattern can cover more than 40 tokens");
    p->min_tokens = (uint16_t)min;
    p->literals = (uint16_t)literals(tree);
    p->code = program(c, tree, NULL, &p->ncode);
    return p->code != NULL;
}

dtl_pattern *dtl_pattern_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                                 uint32_t offset, dtl_slice text, const dtl_pattern_scope *scope,
                                 const char **capture_names, uint16_t *capture_classes,
                                 uint16_t *ncaptures) {
    dtl_pattern *p = DTL_NEW(arena, dtl_pattern);
    if (!p) {
        diags->failed = true;
        return NULL;
    }
    compiler state, *c = &state;
    p->begins = p->before_begins = (dtl_symbol_set){UINT64_MAX, UINT64_MAX};
    state.arena = arena;
    state.diags = diags;
    state.scope = scope;
    state.names = capture_names;
    state.classes = capture_classes;
    state.ncaptures = ncaptures;
    state.n = 0;
    memset(&state.sets, 0, sizeof state.sets);
    memset(&state.set_of, 0, sizeof state.set_of);
    state.too_long = false;
    dtl_regexes regexes = {0};
    dtl_pnode *tree = dtl_pattern_parse(arena, diags, source, offset, text, scope, &regexes);
    p->regexes = regexes.at;
    p->nregexes = (uint16_t)regexes.n;
    uint32_t taken = 0;
    place at = {source, offset, offset + text.n};
    bool ok = tree && (!capture_names || captures(c, tree, false, &taken));
    if (ok) {
        p->tree = tree;
        p->context = scope->allow_context;
        p->min_tokens = UINT16_MAX;
        for (unsigned k = 0; k < DTL_CAPTURES_MAX; k++)
            if (taken & (1u << k))
                p->ncaptures = (uint8_t)(k + 1);
        ok = p->context ? context_program(c, p, tree, at) : plain_program(c, p, tree, at);
        p->sets = c->sets.at;
        p->nsets = (uint16_t)c->sets.n;
        if (c->too_long)
            ok = reject(c, at, "R209", "shorten repetitions or split the rule",
                        "pattern is too long");
    }
    if (!ok) {
        dtl_pattern_free(p);
        return NULL;
    }
    return p;
}

unsigned dtl_pattern_literals(const dtl_pattern *p) {
    return p->literals;
}

unsigned dtl_pattern_min_tokens(const dtl_pattern *p) {
    return p->min_tokens;
}

void dtl_pattern_free(dtl_pattern *p) {
    if (!p)
        return;
    for (uint16_t k = 0; k < p->nregexes; k++)
        dtl_regex_free(p->regexes[k]);
    p->nregexes = 0;
}
