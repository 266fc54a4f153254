/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regex_reference: the time rules as PCRE2 patterns, to be run one after the other.
 *
 * This is what a rule set costs without a trigger index: every rule looks at all of the text.  Each
 * alternative of each rule of the phrase pass becomes one pattern, compiled with JIT:
 *
 *   word, lemma      the word; a lemma with a regular ending
 *   lexicon class    the first words of its forms as alternatives
 *   number           digits
 *   other class      one word (a name, what another rule made)
 *   gap, glue        up to n words; nothing
 *
 * The approximation is lenient: values, guards and longest-match contests are left out, a class
 * made by rules costs one word, and the result is thrown away.  It is faster than the real thing.
 */
#ifndef DTL_BENCH_REGEX_REFERENCE_H
#define DTL_BENCH_REGEX_REFERENCE_H

#include "rules/pattern_program.h"

#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

typedef struct regex_reference {
    pcre2_code **code;
    unsigned n, rules;
} regex_reference;

static inline void regex_escape(dtl_buf *out, const char *p, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] < 0x80 && !((p[i] | 0x20) >= 'a' && (p[i] | 0x20) <= 'z') &&
            !(p[i] >= '0' && p[i] <= '9'))
            dtl_buf_puts(out, "\\");
        dtl_buf_put(out, p + i, 1);
    }
}

static inline void regex_word(dtl_buf *out, const dtl_rules *r, uint32_t word) {
    dtl_slice s = r->words.keys[word];
    regex_escape(out, s.p, s.n);
}

/* First words of the forms of a lexicon, found at the root of the trie. */
static inline void regex_lexicon(dtl_buf *out, const dtl_rules *r, uint16_t cls) {
    bool any = false;
    dtl_buf_puts(out, "(?:");
    for (uint32_t w = 1; w <= r->words.n; w++) {
        uint32_t node = dtl_lex_step(r, 0, w);
        const dtl_lex_node *at = &r->lex_nodes[node];
        for (uint32_t h = 0; node && h < at->count; h++)
            if (r->lex_entries[r->lex_hits[at->first + h].entry].cls == cls) {
                dtl_buf_puts(out, any ? "|" : "");
                regex_word(out, r, w);
                any = true;
                break;
            }
    }
    dtl_buf_puts(out, any ? ")" : "\\w+)");
}

static inline void regex_node(dtl_buf *out, const dtl_rules *r, const dtl_pnode *p) {
    const dtl_class *c = p->kind == DTL_P_CLASS ? &r->classes[p->cls] : NULL;
    switch (p->kind) {
    case DTL_P_WORD: regex_word(out, r, p->word); break;
    case DTL_P_LEMMA:
        regex_word(out, r, p->word);
        dtl_buf_puts(out, "(?:s|es|d|ed|ing)?");
        break;
    case DTL_P_CLASS:
        if (c->kind == DTL_CLASS_LEXICON)
            regex_lexicon(out, r, p->cls);
        else
            dtl_buf_puts(out, c->type == DTL_T_INT ? "\\d+" : "\\w+");
        break;
    case DTL_P_REGEX: dtl_buf_puts(out, "\\w+"); break;
    case DTL_P_GAP: dtl_buf_printf(out, "(?:\\w+\\W+){0,%u}?", (unsigned)p->hi); break;
    case DTL_P_SEQ:
        for (const dtl_pnode *c2 = p->child; c2; c2 = c2->next) {
            regex_node(out, r, c2);
            dtl_buf_puts(out, c2->next ? "\\s*" : "");
        }
        break;
    case DTL_P_ALT:
        dtl_buf_puts(out, "(?:");
        for (const dtl_pnode *c2 = p->child; c2; c2 = c2->next) {
            regex_node(out, r, c2);
            dtl_buf_puts(out, c2->next ? "|" : "");
        }
        dtl_buf_puts(out, ")");
        break;
    case DTL_P_REPEAT:
        dtl_buf_puts(out, "(?:");
        regex_node(out, r, p->child);
        dtl_buf_printf(out, "\\s*){%u,%u}", (unsigned)p->lo, (unsigned)p->hi);
        break;
    case DTL_P_GLUE:
    case DTL_P_CONTEXT: break;
    }
}

static inline bool regex_reference_add(regex_reference *x, const dtl_rules *r,
                                       const dtl_pattern *p) {
    dtl_buf text;
    int error;
    PCRE2_SIZE at;
    dtl_buf_init(&text, &dtl_mem_default);
    dtl_buf_puts(&text, "\\b");
    regex_node(&text, r, p->tree);
    pcre2_code **grown = realloc(x->code, (x->n + 1) * sizeof(pcre2_code *));
    if (text.failed || !grown) {
        dtl_buf_free(&text);
        return false;
    }
    x->code = grown;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)text.at, text.n, PCRE2_CASELESS | PCRE2_UTF, &error, &at, NULL);
    dtl_buf_free(&text);
    if (!code)
        return false;
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    x->code[x->n++] = code;
    return true;
}

static inline void regex_reference_free(regex_reference *x) {
    for (unsigned i = 0; i < x->n; i++)
        pcre2_code_free(x->code[i]);
    free(x->code);
}

static inline bool regex_reference_init(regex_reference *x, const dtl_rules *r) {
    *x = (regex_reference){0};
    for (uint32_t i = r->pass_first[DTL_PASS_PHRASE]; i < r->pass_end[DTL_PASS_PHRASE]; i++) {
        x->rules++;
        for (uint16_t k = 0; k < r->rules[i].nmatch; k++)
            if (!regex_reference_add(x, r, r->rules[i].match[k])) {
                regex_reference_free(x);
                return false;
            }
    }
    return true;
}

/* All matches of all patterns in text. */
static inline uint64_t regex_reference_run(const regex_reference *x, const char *text, size_t n) {
    uint64_t hits = 0;
    for (unsigned i = 0; i < x->n; i++) {
        pcre2_match_data *data = pcre2_match_data_create_from_pattern(x->code[i], NULL);
        for (size_t at = 0; data && at < n; hits++) {
            if (pcre2_match(x->code[i], (PCRE2_SPTR)text, n, at, PCRE2_NO_UTF_CHECK, data, NULL) <
                0)
                break;
            size_t end = pcre2_get_ovector_pointer(data)[1];
            at = end > at ? end : at + 1;
        }
        pcre2_match_data_free(data);
    }
    return hits;
}

#endif
