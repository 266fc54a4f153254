/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The match language, from text to tree.
 *
 * A recursive-descent parser with two explicit limits: parentheses nest PAREN_MAX deep and macros
 * MACRO_MAX deep.  Words go through the document tokeniser, so that a pattern and a text are cut
 * at the same places and fold to the same ids.  A macro is parsed in its own file: a mistake inside
 * it is shown where it stands.
 *
 * Every item remembers its bytes in the source; all messages point at an item.  Parsing stops at
 * the first error of a pattern: what follows a bad item is mostly noise.
 */
#include "rules/pattern_program.h"
#include "rules/shape.h"
#include "text/tagger.h"
#include "text/text.h"

#include <string.h>

#define PAREN_MAX 12
#define MACRO_MAX 4
#define NODES_MAX 400 /* of one pattern, macros included */

typedef struct parser {
    dtl_arena *arena;
    dtl_diags *diags;
    const dtl_source *source;
    uint32_t offset; /* of p in source */
    const char *p;
    uint32_t n, i;
    const dtl_pattern_scope *scope;
    dtl_regexes *regexes;
    unsigned parens, macros;
    uint32_t *nodes;
} parser;

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(char c) {
    return is_name_start(c) || is_digit(c);
}

/* The byte k places on, or 0. */
static char peek(const parser *ps, uint32_t k) {
    return k < ps->n - ps->i ? ps->p[ps->i + k] : 0;
}

static void skip_space(parser *ps) {
    while (ps->i < ps->n && is_space(ps->p[ps->i]))
        ps->i++;
}

static dtl_slice name_at(const parser *ps, uint32_t i) {
    uint32_t end = i;
    if (end < ps->n && is_name_start(ps->p[end]))
        while (end < ps->n && is_name(ps->p[end]))
            end++;
    return (dtl_slice){ps->p + i, end - i};
}

/* One error at bytes [start, end) of the text being parsed; always NULL. */
static dtl_pnode *fail(parser *ps, const char *code, uint32_t start, uint32_t end,
                       const char *label, const char *hint, const char *message) {
    dtl_diag_add(ps->diags, DTL_ERROR, code, ps->source, ps->offset + start, ps->offset + end,
                 label, hint, "%s", message);
    return NULL;
}

static dtl_pnode *no_memory(parser *ps) {
    ps->diags->failed = true;
    return NULL;
}

static dtl_pnode *node_new(parser *ps, dtl_pkind kind, uint32_t start) {
    if (*ps->nodes >= NODES_MAX)
        return fail(ps, "R209", start, ps->n, NULL, "split the rule", "pattern has too many items");
    dtl_pnode *n = DTL_NEW(ps->arena, dtl_pnode);
    if (!n)
        return no_memory(ps);
    ++*ps->nodes;
    n->kind = kind;
    n->capture = DTL_NO_CAPTURE;
    n->source = ps->source;
    n->start = ps->offset + start;
    n->end = ps->offset + ps->i;
    return n;
}

static dtl_pnode *parse_choice(parser *ps);

/* ---- atoms --------------------------------------------------------------------------------- */

static dtl_pnode *macro(parser *ps, dtl_slice name, uint32_t start) {
    dtl_slice text;
    const dtl_source *source;
    uint32_t offset;
    if (!ps->scope->macro || !ps->scope->macro(ps->scope->ctx, name, &text, &source, &offset)) {
        const char *near = ps->scope->suggest ? ps->scope->suggest(ps->scope->ctx, name) : NULL;
        char *hint = near ? dtl_arena_printf(ps->arena, "did you mean $%s?", near) : NULL;
        dtl_diag_add(ps->diags, DTL_ERROR, "R203", ps->source, ps->offset + start,
                     ps->offset + ps->i, "not a lexicon, shape, macro or node of an earlier stage",
                     hint, "unknown class $%.*s", (int)name.n, name.p);
        return NULL;
    }
    if (ps->macros >= MACRO_MAX)
        return fail(ps, "R212", start, ps->i, NULL, "does a macro use itself?",
                    "macros nest too deep");
    parser inner = *ps;
    inner.source = source;
    inner.offset = offset;
    inner.p = text.p;
    inner.n = text.n;
    inner.i = 0;
    inner.macros++;
    dtl_pnode *body = parse_choice(&inner);
    if (body && inner.i < inner.n)
        return fail(&inner, "R201", inner.i, inner.i + 1, NULL, NULL, "unexpected )");
    return body;
}

static dtl_pnode *class_atom(parser *ps) {
    uint32_t start = ps->i;
    dtl_slice name = name_at(ps, start + 1);
    ps->i = start + 1 + name.n;
    uint16_t cls = ps->scope->class_of(ps->scope->ctx, name);
    if (!cls)
        return macro(ps, name, start);
    dtl_pnode *n = node_new(ps, DTL_P_CLASS, start);
    if (n) {
        n->cls = cls;
        n->name = name;
    }
    return n;
}

static bool form_of(dtl_slice name, uint8_t *ret) {
    static const char *const names[] = {"v", "n", "a", "r"};
    for (uint8_t i = 0; i < 4; i++)
        if (dtl_slice_is(name, names[i])) {
            *ret = (uint8_t)(DTL_FORM_VERB + i);
            return true;
        }
    char upper[8];
    if (name.n >= sizeof upper)
        return false;
    for (uint32_t i = 0; i < name.n; i++)
        upper[i] = name.p[i] >= 'a' && name.p[i] <= 'z' ? (char)(name.p[i] - 32) : name.p[i];
    dtl_pos pos = dtl_pos_find(upper, name.n);
    *ret = (uint8_t)(DTL_FORM_POS + pos);
    return pos != DTL_POS_NONE;
}

static dtl_pnode *lemma_atom(parser *ps) {
    uint32_t start = ps->i, end = start + 1;
    while (end < ps->n && ps->p[end] != '>' && !is_space(ps->p[end]))
        end++;
    if (end >= ps->n || ps->p[end] != '>')
        return fail(ps, "R201", start, start + 1, "opens here", "close the lemma with >",
                    "< without >");
    ps->i = end + 1;
    dtl_slice word = {ps->p + start + 1, end - start - 1};
    uint8_t form = DTL_FORM_ANY;
    for (uint32_t k = word.n; k-- > 1;)
        if (word.p[k] == '.') {
            dtl_slice suffix = {word.p + k + 1, word.n - k - 1};
            if (!form_of(suffix, &form))
                return fail(ps, "R204", start + 1 + k, end, "no such form",
                            "forms are v, n, a, r and tags such as vbd or vbg",
                            "unknown form of a lemma");
            word.n = k;
            break;
        }
    dtl_phrase phrase;
    if (dtl_tokenise_phrase(ps->arena, ps->scope->abbrevs, word.p, word.n, &phrase) != DTL_OK)
        return no_memory(ps);
    if (phrase.n != 1)
        return fail(ps, "R205", start, ps->i, NULL, "write the words of a phrase one by one",
                    "a lemma is one word");
    dtl_pnode *n = node_new(ps, DTL_P_LEMMA, start);
    if (!n)
        return NULL;
    n->form = form;
    n->word = ps->scope->lemma(ps->scope->ctx, phrase.words[0].folded);
    return n->word ? n : no_memory(ps);
}

/* End of the regex that begins at i (a slash), or 0 when the slash is an ordinary word. */
static uint32_t regex_end(const parser *ps) {
    bool in_class = false;
    for (uint32_t k = ps->i + 1; k < ps->n; k++) {
        char c = ps->p[k];
        if (c == '\\')
            k++;
        else if (is_space(c))
            return 0;
        else if (c == '[')
            in_class = true;
        else if (c == ']')
            in_class = false;
        else if (c == '/' && !in_class)
            return k > ps->i + 1 ? k + 1 : 0;
    }
    return 0;
}

static dtl_pnode *regex_atom(parser *ps, uint32_t end) {
    uint32_t start = ps->i;
    ps->i = end;
    dtl_slice text = {ps->p + start + 1, end - start - 2};
    void *code = dtl_regex_compile(ps->arena, ps->diags, ps->source, ps->offset + start + 1, text);
    if (!code)
        return NULL;
    dtl_pnode *n = node_new(ps, DTL_P_REGEX, start);
    if (n)
        n->regex = (uint16_t)ps->regexes->n;
    if (!dtl_vec_push(ps->arena, ps->regexes, code)) {
        dtl_regex_free(code);
        return no_memory(ps);
    }
    return n;
}

static dtl_pnode *group_atom(parser *ps) {
    uint32_t start = ps->i++;
    if (ps->parens >= PAREN_MAX)
        return fail(ps, "R209", start, ps->i, NULL, NULL, "parentheses nest too deep");
    ps->parens++;
    dtl_pnode *n = parse_choice(ps);
    ps->parens--;
    if (!n)
        return NULL;
    if (peek(ps, 0) != ')')
        return fail(ps, "R201", start, start + 1, "never closed", NULL, "( without )");
    ps->i++;
    return n;
}

/* The characters that end a run of ordinary word characters. */
static bool ends_word(const parser *ps, uint32_t start) {
    char c = peek(ps, 0), d = peek(ps, 1);
    if (is_space(c) || c == '(' || c == ')' || c == '|' || c == '?' || c == '~')
        return true;
    if (c == '$' && (is_name_start(d) || d == '$'))
        return true;
    if (c == '<' && is_name_start(d))
        return true;
    return c == '+' && is_digit(d) && ps->i > start;
}

static dtl_pnode *word_atom(parser *ps) {
    uint32_t start = ps->i, n = 0;
    char *plain = dtl_arena_alloc(ps->arena, ps->n - start);
    if (!plain)
        return no_memory(ps);
    while (ps->i < ps->n && !ends_word(ps, start)) {
        if (ps->p[ps->i] == '\\' && ps->i + 1 < ps->n)
            ps->i++;
        plain[n++] = ps->p[ps->i++];
    }
    dtl_phrase phrase;
    if (dtl_tokenise_phrase(ps->arena, ps->scope->abbrevs, plain, n, &phrase) != DTL_OK)
        return no_memory(ps);
    if (phrase.n == 0)
        return fail(ps, "R201", start, ps->i > start ? ps->i : start + 1, NULL, NULL,
                    "not a word, not an item of a pattern");
    dtl_pnode *first = NULL, **link = &first;
    for (uint32_t k = 0; k < phrase.n; k++) {
        dtl_pnode *w = node_new(ps, DTL_P_WORD, start);
        if (!w)
            return NULL;
        w->word = ps->scope->word(ps->scope->ctx, phrase.words[k].folded);
        w->literal = (phrase.words[k].flags & DTL_TOK_PUNCT) == 0;
        if (!w->word)
            return no_memory(ps);
        *link = w;
        link = &w->next;
    }
    if (phrase.n == 1)
        return first;
    dtl_pnode *seq = node_new(ps, DTL_P_SEQ, start);
    if (seq)
        seq->child = first;
    return seq;
}

/* A number after the current place; 0 when there is none or it is absurd. */
static unsigned number(parser *ps) {
    unsigned v = 0;
    while (ps->i < ps->n && is_digit(ps->p[ps->i])) {
        if (v < 1000)
            v = v * 10 + (unsigned)(ps->p[ps->i] - '0');
        ps->i++;
    }
    return v;
}

static dtl_pnode *gap_atom(parser *ps) {
    uint32_t start = ps->i;
    ps->i += 2;
    unsigned most = number(ps);
    if (most < 1 || most > DTL_GAP_MAX)
        return fail(ps, "R213", start, ps->i, NULL, "a gap is ..1 to ..20 tokens",
                    "gap out of range");
    dtl_pnode *n = node_new(ps, DTL_P_GAP, start);
    if (n)
        n->hi = (uint8_t)most;
    return n;
}

static dtl_pnode *context_atom(parser *ps) {
    uint32_t start = ps->i;
    ps->i += 2;
    if (!ps->scope->allow_context)
        return fail(ps, "R211", start, ps->i, NULL, "$$ stands for the match in `unless` patterns",
                    "$$ outside unless");
    if (ps->parens || ps->macros)
        return fail(ps, "R211", start, ps->i, NULL, NULL, "$$ inside parentheses");
    return node_new(ps, DTL_P_CONTEXT, start);
}

static dtl_pnode *atom(parser *ps) {
    char c = peek(ps, 0), d = peek(ps, 1);
    if (c == '$' && d == '$')
        return context_atom(ps);
    if (c == '$' && is_name_start(d))
        return class_atom(ps);
    if (c == '<' && is_name_start(d))
        return lemma_atom(ps);
    if (c == '(')
        return group_atom(ps);
    if (c == '.' && d == '.' && is_digit(peek(ps, 2)))
        return gap_atom(ps);
    if (c == '~') {
        ps->i++;
        return node_new(ps, DTL_P_GLUE, ps->i - 1);
    }
    if (c == '?' || (c == '+' && is_digit(d)))
        return fail(ps, "R202", ps->i, ps->i + 1, NULL, "write \\? or \\+ for the character itself",
                    "nothing stands before this that could repeat");
    if (c == '/') {
        uint32_t end = regex_end(ps);
        if (end)
            return regex_atom(ps, end);
        if (d != 0 && !is_space(d) && d != '?' && d != ')' && d != '|')
            return fail(ps, "R201", ps->i, ps->i + 1, "opens here",
                        "close the regex with /, without spaces in it; \\/ is a plain slash",
                        "/ without /");
    }
    return word_atom(ps);
}

/* ---- items, sequences, choices ------------------------------------------------------------- */

/* name= before an atom: moves past it.  Empty when there is none. */
static dtl_slice capture_name(parser *ps) {
    dtl_slice name = name_at(ps, ps->i);
    uint32_t k = ps->i + name.n;
    if (name.n)
        while (k < ps->n && is_space(ps->p[k]))
            k++;
    if (name.n == 0 || k >= ps->n || ps->p[k] != '=')
        return (dtl_slice){NULL, 0};
    ps->i = k + 1;
    skip_space(ps);
    return name;
}

static dtl_pnode *suffix(parser *ps, dtl_pnode *inner, uint32_t start) {
    char c = peek(ps, 0);
    uint8_t lo = 0, hi = 1;
    uint32_t at = ps->i;
    if (c == '?') {
        ps->i++;
    } else if (c == '+' && is_digit(peek(ps, 1))) {
        ps->i++;
        unsigned most = number(ps);
        if (most < 1 || most > DTL_REPEAT_MAX)
            return fail(ps, "R202", at, ps->i, NULL, "a repetition is +1 to +8",
                        "repetition out of range");
        lo = 1;
        hi = (uint8_t)most;
    } else {
        return inner;
    }
    if (inner->kind == DTL_P_CONTEXT || inner->kind == DTL_P_GAP || inner->kind == DTL_P_GLUE)
        return fail(ps, "R202", at, ps->i, NULL, NULL, "$$, ~ and gaps do not repeat");
    if (peek(ps, 0) == '?' || (peek(ps, 0) == '+' && is_digit(peek(ps, 1))))
        return fail(ps, "R202", ps->i, ps->i + 1, NULL, "use parentheses: (x+2)?",
                    "only one of ? and +n");
    dtl_pnode *n = node_new(ps, DTL_P_REPEAT, start);
    if (n) {
        n->lo = lo;
        n->hi = hi;
        n->child = inner;
        if (hi > 1 && inner->kind == DTL_P_CLASS && !inner->named) {
            /* $Name+4 captures the whole run, not its last node. */
            n->name = inner->name;
            inner->name = (dtl_slice){NULL, 0};
        }
    }
    return n;
}

static dtl_pnode *item(parser *ps) {
    uint32_t start = ps->i;
    dtl_slice name = capture_name(ps);
    if (name.n && (ps->i >= ps->n || peek(ps, 0) == ')' || peek(ps, 0) == '|'))
        return fail(ps, "R201", start, ps->i, NULL, "write \\= for the character itself",
                    "a name without an item");
    dtl_pnode *n = atom(ps);
    if (!n)
        return NULL;
    if (name.n && (n->kind == DTL_P_CONTEXT || n->kind == DTL_P_GLUE))
        return fail(ps, "R207", start, ps->i, NULL, NULL, "$$ and ~ cannot be captured");
    n = suffix(ps, n, start);
    if (!n || !name.n)
        return n;
    if (n->named) { /* x=(y=...): the inner name stays, the outer one wraps it */
        dtl_pnode *seq = node_new(ps, DTL_P_SEQ, start);
        if (!seq)
            return NULL;
        seq->child = n;
        n = seq;
    }
    n->name = name;
    n->named = true;
    n->start = ps->offset + start;
    return n;
}

static dtl_pnode *sequence(parser *ps) {
    uint32_t start = ps->i;
    dtl_pnode *first = NULL, **link = &first;
    for (;;) {
        skip_space(ps);
        if (ps->i >= ps->n || peek(ps, 0) == '|' || peek(ps, 0) == ')')
            break;
        dtl_pnode *n = item(ps);
        if (!n)
            return NULL;
        *link = n;
        link = &n->next;
    }
    if (!first)
        return fail(ps, "R200", ps->i, ps->i < ps->n ? ps->i + 1 : ps->i, NULL, NULL,
                    "nothing to match here");
    if (!first->next)
        return first;
    dtl_pnode *seq = node_new(ps, DTL_P_SEQ, start);
    if (seq)
        seq->child = first;
    return seq;
}

static dtl_pnode *parse_choice(parser *ps) {
    uint32_t start = ps->i;
    dtl_pnode *first = sequence(ps);
    if (!first)
        return NULL;
    if (peek(ps, 0) != '|') {
        /* A lone child may get a name or a suffix from outside; its own `next` must stay free. */
        return first;
    }
    dtl_pnode *last = first;
    while (peek(ps, 0) == '|') {
        ps->i++;
        last->next = sequence(ps);
        if (!last->next)
            return NULL;
        last = last->next;
    }
    dtl_pnode *alt = node_new(ps, DTL_P_ALT, start);
    if (alt)
        alt->child = first;
    return alt;
}

dtl_pnode *dtl_pattern_parse(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                             uint32_t offset, dtl_slice text, const dtl_pattern_scope *scope,
                             dtl_regexes *regexes) {
    uint32_t nodes = 0;
    parser ps = {.arena = arena,
                 .diags = diags,
                 .source = source,
                 .offset = offset,
                 .p = text.p,
                 .n = text.n,
                 .scope = scope,
                 .regexes = regexes,
                 .nodes = &nodes};
    dtl_pnode *tree = parse_choice(&ps);
    if (tree && ps.i < ps.n)
        return fail(&ps, "R201", ps.i, ps.i + 1, NULL, NULL, ") without (");
    return tree;
}
