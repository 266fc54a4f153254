/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiling regular expressions: shapes and the token tests of patterns.
 *
 * PCRE2 takes its memory from the rule set's arena, so a compiled expression is freed with it; only
 * the machine code of the just-in-time compiler lies outside and is why there is a free function.
 * Where that compiler is not available the interpreter gives the same matches.
 *
 * The first-byte set comes from a second, unanchored compilation: PCRE2 keeps no such set for an
 * expression that is anchored by option.  When it knows no set, every byte may start a match.
 */
#include "rules/shape.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#define REGEX_MAX 2000 /* bytes of one regex */

static void *arena_malloc(size_t size, void *arena) {
    return dtl_arena_alloc(arena, size);
}

static void arena_no_free(void *p, void *arena) {
    (void)p;
    (void)arena;
}

/* A compile context whose memory is the arena; NULL: no memory.  Lives as long as the arena. */
static pcre2_compile_context *context_new(dtl_arena *arena) {
    pcre2_general_context *g = pcre2_general_context_create(arena_malloc, arena_no_free, arena);
    pcre2_compile_context *c = g ? pcre2_compile_context_create(g) : NULL;
    if (c)
        pcre2_set_parens_nest_limit(c, 40);
    return c;
}

static void report(dtl_diags *diags, const dtl_source *source, uint32_t offset, dtl_slice text,
                   int code, size_t at) {
    PCRE2_UCHAR8 message[160];
    if (pcre2_get_error_message(code, message, sizeof message) < 0)
        message[0] = 0;
    uint32_t start = offset + (uint32_t)(at < text.n ? at : text.n);
    dtl_diag_add(diags, DTL_ERROR, "R221", source, start, start + (at < text.n), NULL, NULL,
                 "regex: %s", (const char *)message);
}

/* `before` + text + `after`, compiled; an error's offset is that in text.  NULL after a message. */
static pcre2_code *compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                           uint32_t offset, dtl_slice text, const char *before, const char *after,
                           uint32_t options) {
    if (text.n > REGEX_MAX) {
        dtl_diag_add(diags, DTL_ERROR, "R222", source, offset, offset + text.n, NULL, NULL,
                     "regex longer than %d bytes", REGEX_MAX);
        return NULL;
    }
    pcre2_compile_context *context = context_new(arena);
    size_t lead = strlen(before), tail = strlen(after);
    char *whole = dtl_arena_alloc(arena, lead + text.n + tail + 1);
    if (!context || !whole) {
        diags->failed = true;
        return NULL;
    }
    int error;
    size_t at;
    /* Alone first: an unbalanced parenthesis must not pair with ours. */
    if (!pcre2_compile((PCRE2_SPTR8)text.p, text.n, options, &error, &at, context)) {
        if (error == PCRE2_ERROR_HEAP_FAILED)
            diags->failed = true;
        else
            report(diags, source, offset, text, error, at);
        return NULL;
    }
    memcpy(whole, before, lead);
    memcpy(whole + lead, text.p, text.n);
    memcpy(whole + lead + text.n, after, tail);
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR8)whole, lead + text.n + tail, options, &error, &at, context);
    if (!code) {
        report(diags, source, offset, text, error, at > lead ? at - lead : 0);
        return NULL;
    }
    /* No machine code is no error: the interpreter takes over. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

void *dtl_regex_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                        uint32_t offset, dtl_slice text) {
    return compile(arena, diags, source, offset, text, "", "",
                   PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED | PCRE2_ENDANCHORED);
}

void dtl_regex_free(void *code) {
    pcre2_code_free(code);
}

static void add_byte(uint64_t set[4], unsigned b) {
    set[b >> 6] |= UINT64_C(1) << (b & 63);
}

static void first_bytes_of(dtl_arena *arena, dtl_slice text, uint64_t set[4]) {
    memset(set, 0xff, 4 * sizeof set[0]);
    pcre2_compile_context *context = context_new(arena);
    int error;
    size_t at;
    pcre2_code *probe =
        context ? pcre2_compile((PCRE2_SPTR8)text.p, text.n, PCRE2_UTF, &error, &at, context)
                : NULL;
    if (!probe)
        return;
    uint32_t type = 0, unit = 0;
    const uint8_t *map = NULL;
    if (pcre2_pattern_info(probe, PCRE2_INFO_FIRSTCODETYPE, &type) == 0 && type == 1 &&
        pcre2_pattern_info(probe, PCRE2_INFO_FIRSTCODEUNIT, &unit) == 0 && unit < 128) {
        memset(set, 0, 4 * sizeof set[0]);
        add_byte(set, unit);
        /* PCRE2 does not say whether the unit is caseless: take both cases, and the first bytes of
           U+017F and U+212A, which fold to s and k. */
        if ((unit | 32u) >= 'a' && (unit | 32u) <= 'z') {
            add_byte(set, unit ^ 32u);
            add_byte(set, 0xc5);
            add_byte(set, 0xe2);
        }
    } else if (pcre2_pattern_info(probe, PCRE2_INFO_FIRSTBITMAP, &map) == 0 && map) {
        memset(set, 0, 4 * sizeof set[0]);
        for (unsigned b = 0; b < 256; b++)
            if (map[b / 8] & (1u << (b % 8)))
                add_byte(set, b);
    }
    pcre2_code_free(probe);
}

/* Whether a no-break, typographic or ideographic space is written at i. */
static bool unicode_space(dtl_slice text, uint32_t i) {
    const unsigned char *p = (const unsigned char *)text.p + i;
    if (text.n - i >= 2 && p[0] == 0xc2 && p[1] == 0xa0)
        return true;
    return text.n - i >= 3 && ((p[0] == 0xe2 && p[1] == 0x80 && (p[2] <= 0x8a || p[2] == 0xaf)) ||
                               (p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80));
}

static int hex(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether at i, after a backslash, a visible character of ASCII is written as x27. */
static bool visible_escape(dtl_slice text, uint32_t i) {
    if (text.n - i < 3 || text.p[i] != 'x')
        return false;
    int high = hex(text.p[i + 1]), low = hex(text.p[i + 2]);
    return high >= 0 && low >= 0 && high * 16 + low > ' ' && high < 8;
}

/* Whether the text of a regex holds anything that could match white space.  Errs towards yes. */
static bool may_match_space(dtl_slice text) {
    bool in_class = false; /* where a full stop is itself */
    for (uint32_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ' ' || (c == '.' && !in_class) || c == '\t' || unicode_space(text, i))
            return true;
        if (c == '[' && i + 1 < text.n && text.p[i + 1] == '^')
            return true;
        if (c == '[' && i + 1 < text.n && text.p[i + 1] == ':')
            return true;
        if (c == '(' && i + 2 < text.n && text.p[i + 1] == '?' && !strchr("<:>=!|", text.p[i + 2]))
            return true;
        if (c == '[' || c == ']')
            in_class = c == '[';
        if (c != '\\')
            continue;
        if (++i >= text.n)
            return true;
        if (visible_escape(text, i)) {
            i += 2;
            continue;
        }
        c = text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter && c != 'd' && c != 'w' && c != 'b' && c != 'B' && c != 'K' &&
            !(c == 'p' && i + 1 < text.n && (text.p[i + 1] == 'L' || text.p[i + 1] == 'N')) &&
            !(c == 'p' && i + 2 < text.n && text.p[i + 1] == '{' &&
              (text.p[i + 2] == 'L' || text.p[i + 2] == 'N')))
            return true;
    }
    return false;
}

static bool groups_of(dtl_shape *s, dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                      uint32_t offset, dtl_slice text) {
    uint32_t count = 0, names = 0, entry = 0;
    PCRE2_SPTR8 table = NULL;
    pcre2_pattern_info(s->code, PCRE2_INFO_CAPTURECOUNT, &count);
    pcre2_pattern_info(s->code, PCRE2_INFO_NAMECOUNT, &names);
    pcre2_pattern_info(s->code, PCRE2_INFO_NAMEENTRYSIZE, &entry);
    pcre2_pattern_info(s->code, PCRE2_INFO_NAMETABLE, &table);
    if (count > DTL_SHAPE_GROUPS_MAX || names > DTL_SHAPE_GROUPS_MAX) {
        dtl_diag_add(diags, DTL_ERROR, "R222", source, offset, offset + text.n, NULL, NULL,
                     "regex has more than %d groups", DTL_SHAPE_GROUPS_MAX);
        return false;
    }
    if (names < count) {
        dtl_diag_add(diags, DTL_ERROR, "R222", source, offset, offset + text.n, NULL,
                     "name it, (?<y>...), to use it in value:, or write (?:...)",
                     "regex has a group without a name");
        return false;
    }
    for (uint32_t i = 0; i < names; i++) {
        const uint8_t *e = table + (size_t)i * entry;
        const char *name = (const char *)e + 2;
        s->numbers[i] = (uint16_t)(e[0] << 8 | e[1]);
        s->names[i] = dtl_arena_strndup(arena, name, strlen(name));
        if (!s->names[i]) {
            diags->failed = true;
            return false;
        }
    }
    s->nnames = (uint16_t)names;
    s->ngroups = (uint16_t)count;
    return true;
}

/* Letters are left out: PCRE2 does not say whether they are caseless. */
static uint8_t required_byte(const pcre2_code *code) {
    uint32_t type = 0, unit = 0;
    if (pcre2_pattern_info(code, PCRE2_INFO_LASTCODETYPE, &type) != 0 || type != 1 ||
        pcre2_pattern_info(code, PCRE2_INFO_LASTCODEUNIT, &unit) != 0 || unit >= 128 ||
        ((unit | 32u) >= 'a' && (unit | 32u) <= 'z'))
        return 0;
    return (uint8_t)unit;
}

dtl_shape *dtl_shape_compile(dtl_arena *arena, dtl_diags *diags, const dtl_source *source,
                             uint32_t offset, dtl_slice text, uint64_t first_bytes[4]) {
    dtl_shape *s = DTL_NEW(arena, dtl_shape);
    if (!s) {
        diags->failed = true;
        return NULL;
    }
    /* The edge: no letter or digit may follow one.  The start edge is checked on the token.
       \d and \w are ASCII here: int() reads ASCII digits, and first bytes stay few. */
    s->code = compile(arena, diags, source, offset, text, "(?:", ")(?!(?<=[\\pL\\pN])[\\pL\\pN])",
                      PCRE2_UTF | PCRE2_ANCHORED | PCRE2_NEVER_BACKSLASH_C);
    if (!s->code)
        return NULL;
    uint32_t empty = 0;
    pcre2_pattern_info(s->code, PCRE2_INFO_MATCHEMPTY, &empty);
    pcre2_pattern_info(s->code, PCRE2_INFO_MINLENGTH, &s->min_length);
    if (empty || s->min_length == 0) {
        dtl_diag_add(diags, DTL_ERROR, "R222", source, offset, offset + text.n, NULL,
                     "make at least one part of it obligatory", "regex can match nothing");
        dtl_shape_free(s);
        return NULL;
    }
    if (!groups_of(s, arena, diags, source, offset, text)) {
        dtl_shape_free(s);
        return NULL;
    }
    s->spaced = may_match_space(text);
    size_t jit = 0;
    s->jit = pcre2_pattern_info(s->code, PCRE2_INFO_JITSIZE, &jit) == 0 && jit > 0;
    s->required = required_byte(s->code);
    first_bytes_of(arena, text, first_bytes);
    return s;
}

void dtl_shape_free(dtl_shape *s) {
    if (s) {
        pcre2_code_free(s->code);
        s->code = NULL;
    }
}

uint16_t dtl_shape_group(const dtl_shape *s, dtl_slice name) {
    for (uint16_t i = 0; i < s->nnames; i++)
        if (dtl_slice_is(name, s->names[i]))
            return s->numbers[i];
    return 0;
}
