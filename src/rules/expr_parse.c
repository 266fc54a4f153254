/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expr_parse: from the text of an expression to a tree.
 *
 *   expr    = and { "or" and } ;         and  = not { "and" not } ;    not = "not" not | cmp ;
 *   cmp     = range [ ("=="|"!="|"<"|"<="|">"|">="|"in") range ] ;
 *   range   = sum [ ".." sum ] ;         sum  = product { ("+"|"-") product } ;
 *   product = meet { ("*"|"/") meet } ;  meet = prim { "&" prim } ;
 *   prim    = number [ unit ] | "_" | "$" name [ "." field ] | name | name "(" [ args ] ")"
 *           | "'" text "'" | "-" prim | "(" expr { "," expr } ")" ;
 *
 * Recursive descent without a token array: the lexer is a cursor that looks one symbol ahead.  A
 * hyphen followed by a letter belongs to the name before it (islamic-umalqura), so a subtraction of
 * names needs spaces.  A parenthesised list means something only on the right of `in`.  Depth and
 * the number of nodes are bounded, hence so is all later work.
 */
#include "rules/expr_tree.h"

#include <string.h>

typedef struct parser {
    dtl_expr_compiler *c;
    uint32_t at;   /* start of the symbol ahead */
    uint32_t end;  /* its end */
    uint32_t last; /* end of the symbol before it */
    unsigned depth;
    bool failed;
} parser;

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_name_char(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}

static char char_at(const parser *p, uint32_t i) {
    return i < p->c->text.n ? p->c->text.p[i] : '\0';
}

static dtl_slice symbol(const parser *p) {
    return (dtl_slice){p->c->text.p + p->at, p->end - p->at};
}

/* Finds the extent of the symbol that starts after the one ahead. */
static void advance(parser *p) {
    p->last = p->end;
    uint32_t i = p->end;
    while (char_at(p, i) == ' ' || char_at(p, i) == '\t' || char_at(p, i) == '\n' ||
           char_at(p, i) == '\r')
        i++;
    p->at = i;
    char c = char_at(p, i), d = char_at(p, i + 1);
    if (i >= p->c->text.n) {
        p->end = i;
    } else if (is_letter(c) || c == '_') {
        while (is_name_char(char_at(p, i)) ||
               (char_at(p, i) == '-' && is_letter(char_at(p, i + 1))))
            i++;
        p->end = i;
    } else if (is_digit(c)) {
        while (is_digit(char_at(p, i)))
            i++;
        if (char_at(p, i) == '.' && is_digit(char_at(p, i + 1)))
            for (i++; is_digit(char_at(p, i));)
                i++;
        p->end = i;
    } else if (c == '$') {
        for (i++; is_name_char(char_at(p, i));)
            i++;
        p->end = i;
    } else if (c == '\'' || c == '"') {
        for (i++; i < p->c->text.n && char_at(p, i) != c;)
            i++;
        p->end = i < p->c->text.n ? i + 1 : i;
    } else {
        bool two =
            (c == '.' && d == '.') || ((c == '=' || c == '!' || c == '<' || c == '>') && d == '=');
        p->end = i + (two ? 2 : 1);
    }
}

static bool ahead(const parser *p, const char *s) {
    return dtl_slice_is(symbol(p), s);
}

static bool accept(parser *p, const char *s) {
    if (!ahead(p, s))
        return false;
    advance(p);
    return true;
}

static dtl_expr *fail_at(parser *p, uint32_t start, uint32_t end, const char *hint,
                         const char *message) {
    if (!p->failed && !p->c->no_memory)
        DTL_EXPR_ERROR(p->c, "R301", start, end, NULL, hint, "%s", message);
    p->failed = true;
    return NULL;
}

static dtl_expr *node(parser *p, dtl_op op, uint32_t start) {
    if (++p->c->nodes > DTL_EXPR_NODES_MAX)
        return fail_at(p, start, start, NULL, "the expression is too long");
    dtl_expr *e = DTL_NEW(p->c->arena, dtl_expr);
    if (e == NULL) {
        p->c->no_memory = p->failed = true;
        return NULL;
    }
    if (op == DTL_OP_CONST && (e->value = DTL_NEW(p->c->arena, dtl_value)) == NULL) {
        p->c->no_memory = p->failed = true;
        return NULL;
    }
    e->op = op;
    e->start = start;
    e->end = p->last;
    return e;
}

static dtl_expr *with_args(parser *p, dtl_expr *e, dtl_expr *const *args, unsigned n) {
    if (e == NULL)
        return NULL;
    e->args = DTL_NEW_ARRAY(p->c->arena, n, dtl_expr *);
    if (e->args == NULL) {
        p->c->no_memory = p->failed = true;
        return NULL;
    }
    for (unsigned i = 0; i < n; i++)
        e->args[i] = args[i];
    e->nargs = (uint8_t)n;
    return e;
}

static dtl_expr *binary(parser *p, dtl_op op, dtl_expr *a, dtl_expr *b) {
    if (a == NULL || b == NULL)
        return NULL;
    dtl_expr *args[2] = {a, b};
    return with_args(p, node(p, op, a->start), args, 2);
}

static dtl_expr *parse_or(parser *p);

/* "12", "1.5", "3 day": an int, a count, a duration. */
static dtl_expr *parse_number(parser *p) {
    uint32_t start = p->at;
    dtl_slice s = symbol(p);
    int64_t whole = 0, thousandths = 0, scale = 100;
    bool fraction = false;
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.') {
            fraction = true;
            continue;
        }
        int digit = s.p[i] - '0';
        if (!fraction) {
            whole = whole * 10 + digit;
        } else {
            thousandths += digit * scale;
            scale /= 10;
        }
        if (whole > DTL_COUNT_MAX)
            return fail_at(p, start, p->end, NULL, "numbers go up to 1000000000");
    }
    advance(p);
    dtl_expr *e = node(p, DTL_OP_CONST, start);
    if (e == NULL)
        return NULL;
    dtl_slice word = symbol(p);
    dtl_unit unit = dtl_unit_from_name(word);
    if (unit == DTL_UNIT_NONE && word.n > 1 && word.p[word.n - 1] == 's')
        unit = dtl_unit_from_name((dtl_slice){word.p, word.n - 1});
    if (unit != DTL_UNIT_NONE) {
        advance(p);
        e->end = p->last;
        e->value->type = DTL_T_DUR;
        e->value->t.kind = DTL_TX_DURATION;
        e->value->t.dur.n = whole * 1000 + thousandths;
        e->value->t.dur.unit = unit;
    } else if (fraction) {
        e->value->type = DTL_T_NUM;
        e->value->i = whole * 1000 + thousandths;
    } else {
        e->value->type = DTL_T_INT;
        e->value->i = whole;
    }
    e->type = e->value->type;
    return e;
}

static dtl_expr *parse_call(parser *p, dtl_slice name, uint32_t start) {
    dtl_expr *args[DTL_EXPR_ARGS_MAX];
    unsigned n = 0;
    uint32_t open = p->at;
    advance(p);
    if (!ahead(p, ")")) {
        do {
            if (n == DTL_EXPR_ARGS_MAX)
                return fail_at(p, p->at, p->end, NULL, "too many arguments");
            args[n] = parse_or(p);
            if (args[n] == NULL)
                return NULL;
            n++;
        } while (accept(p, ","));
    }
    if (!accept(p, ")"))
        return fail_at(
            p, p->at < p->c->text.n ? p->at : open, p->at < p->c->text.n ? p->end : open + 1, NULL,
            p->at < p->c->text.n ? "expected ',' or ')'" : "this parenthesis is not closed");
    dtl_expr *e = with_args(p, node(p, DTL_OP_CALL, start), args, n);
    if (e != NULL)
        e->name = name;
    return e;
}

static dtl_expr *parse_capture(parser *p) {
    uint32_t start = p->at;
    dtl_slice name = {p->c->text.p + p->at + 1, p->end - p->at - 1};
    if (name.n == 0)
        return fail_at(p, p->at, p->end, NULL, "expected the name of a capture after $");
    advance(p);
    dtl_expr *e = node(p, DTL_OP_CAPTURE, start);
    if (e == NULL)
        return NULL;
    e->name = name;
    if (char_at(p, p->last) != '.' || !is_letter(char_at(p, p->last + 1)))
        return e;
    advance(p); /* the name of the field is now ahead */
    dtl_expr *field = node(p, DTL_OP_FIELD, start);
    if (field == NULL)
        return NULL;
    field->name = symbol(p);
    advance(p);
    field->end = p->last;
    return with_args(p, field, &e, 1);
}

static dtl_expr *parse_group(parser *p) {
    uint32_t open = p->at;
    dtl_expr *items[DTL_EXPR_ARGS_MAX * 2];
    unsigned n = 0;
    advance(p);
    do {
        if (n == DTL_EXPR_ARGS_MAX * 2)
            return fail_at(p, p->at, p->end, NULL, "the list is too long");
        items[n] = parse_or(p);
        if (items[n] == NULL)
            return NULL;
        n++;
    } while (accept(p, ","));
    if (!accept(p, ")"))
        return fail_at(
            p, p->at < p->c->text.n ? p->at : open, p->at < p->c->text.n ? p->end : open + 1, NULL,
            p->at < p->c->text.n ? "expected ',' or ')'" : "this parenthesis is not closed");
    if (n == 1)
        return items[0];
    return with_args(p, node(p, DTL_OP_LIST, open), items, n);
}

static dtl_expr *parse_text(parser *p) {
    uint32_t start = p->at, end = p->end;
    if (end - start < 2 || p->c->text.p[end - 1] != p->c->text.p[start])
        return fail_at(p, start, end, NULL, "this quotation is not closed");
    advance(p);
    dtl_expr *e = node(p, DTL_OP_CONST, start);
    if (e == NULL)
        return NULL;
    char *copy = dtl_arena_strndup(p->c->arena, p->c->text.p + start + 1, end - start - 2);
    if (copy == NULL) {
        p->c->no_memory = p->failed = true;
        return NULL;
    }
    e->type = e->value->type = DTL_T_TEXT;
    e->value->s = (dtl_slice){copy, end - start - 2};
    return e;
}

static dtl_expr *parse_prim(parser *p) {
    char c = char_at(p, p->at);
    uint32_t start = p->at;
    if (p->at >= p->c->text.n)
        return fail_at(p, p->at, p->at, NULL, "the expression ends too early");
    if (is_digit(c))
        return parse_number(p);
    if (c == '$')
        return parse_capture(p);
    if (c == '(')
        return parse_group(p);
    if (c == '\'' || c == '"')
        return parse_text(p);
    if (accept(p, "-")) {
        if (++p->depth > DTL_EXPR_DEPTH_MAX)
            return fail_at(p, start, p->end, NULL, "the expression is nested too deeply");
        dtl_expr *x = parse_prim(p);
        p->depth--;
        return x == NULL ? NULL : with_args(p, node(p, DTL_OP_NEG, start), &x, 1);
    }
    if (accept(p, "_"))
        return node(p, DTL_OP_CONST, start); /* type NONE */
    if (!is_letter(c) && c != '_')
        return fail_at(p, p->at, p->end, c == '=' ? "equality is written ==" : NULL,
                       "expected a value here");
    dtl_slice name = symbol(p);
    if (dtl_slice_is(name, "and") || dtl_slice_is(name, "or") || dtl_slice_is(name, "in") ||
        dtl_slice_is(name, "not"))
        return fail_at(p, p->at, p->end, NULL, "expected a value here");
    advance(p);
    if (ahead(p, "(") && p->at == p->last)
        return parse_call(p, name, start);
    dtl_expr *e = node(p, DTL_OP_NAME, start);
    if (e != NULL)
        e->name = name;
    return e;
}

static dtl_expr *parse_meet(parser *p) {
    dtl_expr *a = parse_prim(p);
    while (a != NULL && accept(p, "&"))
        a = binary(p, DTL_OP_MEET, a, parse_prim(p));
    return a;
}

static dtl_expr *parse_product(parser *p) {
    dtl_expr *a = parse_meet(p);
    while (a != NULL && (ahead(p, "*") || ahead(p, "/"))) {
        dtl_op op = ahead(p, "*") ? DTL_OP_MUL : DTL_OP_DIV;
        advance(p);
        a = binary(p, op, a, parse_meet(p));
    }
    return a;
}

static dtl_expr *parse_sum(parser *p) {
    dtl_expr *a = parse_product(p);
    while (a != NULL && (ahead(p, "+") || ahead(p, "-"))) {
        dtl_op op = ahead(p, "+") ? DTL_OP_ADD : DTL_OP_SUB;
        advance(p);
        a = binary(p, op, a, parse_product(p));
    }
    return a;
}

static dtl_expr *parse_range(parser *p) {
    dtl_expr *a = parse_sum(p);
    if (a != NULL && accept(p, ".."))
        a = binary(p, DTL_OP_RANGE, a, parse_sum(p));
    return a;
}

static dtl_expr *parse_cmp(parser *p) {
    static const struct {
        const char *sign;
        dtl_op op;
    } signs[] = {{"==", DTL_OP_EQ}, {"!=", DTL_OP_NE}, {"<", DTL_OP_LT}, {"<=", DTL_OP_LE},
                 {">", DTL_OP_GT},  {">=", DTL_OP_GE}, {"in", DTL_OP_IN}};
    dtl_expr *a = parse_range(p);
    for (size_t i = 0; a != NULL && i < sizeof signs / sizeof signs[0]; i++)
        if (accept(p, signs[i].sign))
            return binary(p, signs[i].op, a, parse_range(p));
    return a;
}

static dtl_expr *parse_not(parser *p) {
    uint32_t start = p->at;
    if (!ahead(p, "not"))
        return parse_cmp(p);
    advance(p);
    if (++p->depth > DTL_EXPR_DEPTH_MAX)
        return fail_at(p, start, p->end, NULL, "the expression is nested too deeply");
    dtl_expr *x = parse_not(p);
    p->depth--;
    return x == NULL ? NULL : with_args(p, node(p, DTL_OP_NOT, start), &x, 1);
}

static dtl_expr *parse_and(parser *p) {
    dtl_expr *a = parse_not(p);
    while (a != NULL && accept(p, "and"))
        a = binary(p, DTL_OP_AND, a, parse_not(p));
    return a;
}

static dtl_expr *parse_or(parser *p) {
    if (++p->depth > DTL_EXPR_DEPTH_MAX)
        return fail_at(p, p->at, p->end, NULL, "the expression is nested too deeply");
    dtl_expr *a = parse_and(p);
    while (a != NULL && accept(p, "or"))
        a = binary(p, DTL_OP_OR, a, parse_and(p));
    p->depth--;
    return a;
}

dtl_expr *dtl_expr_parse(dtl_expr_compiler *c) {
    parser p = {.c = c};
    if (c->text.n > DTL_EXPR_TEXT_MAX)
        return fail_at(&p, 0, 0, NULL, "the expression is too long");
    if (c->text.n > 0 && memchr(c->text.p, '\0', c->text.n) != NULL)
        return fail_at(&p, 0, 0, NULL, "the expression contains a NUL byte");
    advance(&p);
    dtl_expr *e = parse_or(&p);
    if (e != NULL && p.at < c->text.n)
        return fail_at(&p, p.at, p.end, char_at(&p, p.at) == '=' ? "equality is written ==" : NULL,
                       "expected an operator or the end of the expression");
    return e;
}
