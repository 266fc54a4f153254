/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diag: messages with a position, and how they look.
 *
 *     rules/en/times/relative.yaml:14:22: error R203: unknown class $unti
 *        14 |     match: the? $rel $unti
 *           |                      ^^^^^ not a lexicon, shape or macro
 *           = help: did you mean $unit?
 *
 * The caret line repeats the tabs of the line above it and has one blank for every other code
 * point, so it lines up whatever the tab width.  A line may be a megabyte long: only a window
 * around the caret is shown.  Texts come from files, and a terminal obeys control characters: they
 * and broken UTF-8 are shown as U+FFFD.
 *
 * A list keeps the first DTL_DIAG_MAX messages but counts all of them, so whether a rule set has
 * errors never depends on how many warnings came before.
 */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define GUTTER 5         /* columns for the line number */
#define WINDOW_BEFORE 80 /* code points shown left of the caret in a long line */
#define WINDOW 160       /* code points shown of a long line */
#define NEAREST_MAX 64   /* bytes; a longer word is no misspelt name */

void dtl_diags_init(dtl_diags *d, dtl_arena *arena) {
    *d = (dtl_diags){.arena = arena};
}

static const char *copy(dtl_arena *a, const char *s, bool *failed) {
    if (!s)
        return NULL;
    const char *r = dtl_arena_strndup(a, s, strlen(s));
    if (!r)
        *failed = true;
    return r;
}

void dtl_diag_add(dtl_diags *d, dtl_severity severity, const char *code, const dtl_source *source,
                  uint32_t start, uint32_t end, const char *label, const char *hint,
                  const char *fmt, ...) {
    if (severity == DTL_ERROR)
        d->errors++;
    else if (severity == DTL_WARNING)
        d->warnings++;
    if (d->list.n >= DTL_DIAG_MAX) {
        d->dropped++;
        return;
    }
    char *message = NULL;
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n >= 0)
        message = dtl_arena_alloc(d->arena, (size_t)n + 1);
    if (message)
        vsnprintf(message, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);

    bool failed = message == NULL;
    dtl_diag g = {.severity = severity, .source = source, .message = message};
    g.code = copy(d->arena, code, &failed);
    g.label = copy(d->arena, label, &failed);
    g.hint = copy(d->arena, hint, &failed);
    if (source) {
        g.start = start < source->len ? start : source->len;
        g.end = end < source->len ? end : source->len;
        if (g.end < g.start)
            g.end = g.start;
    }
    if (failed || !dtl_vec_push(d->arena, &d->list, g))
        d->failed = true;
}

/* ---- printing ----------------------------------------------------------------------------- */

typedef enum style { PLAIN, BOLD, RED, YELLOW, CYAN, BLUE } style;

static void put_style(dtl_buf *out, style s, bool colour) {
    static const char *const codes[] = {
        [PLAIN] = "\033[0m",     [BOLD] = "\033[1m",    [RED] = "\033[1;31m",
        [YELLOW] = "\033[1;33m", [CYAN] = "\033[1;36m", [BLUE] = "\033[1;34m"};
    if (colour)
        dtl_buf_puts(out, codes[s]);
}

/* C0, DEL, C1, the line separators and the bidirectional controls; a tab is allowed. */
static bool is_control(int32_t cp) {
    return (cp < 0x20 && cp != '\t') || (cp >= 0x7F && cp < 0xA0) ||
           (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Writes p[0..n) so that a terminal can be trusted with it. */
static void put_text(dtl_buf *out, const char *p, size_t n) {
    for (size_t i = 0; i < n;) {
        char utf8[4];
        int32_t cp = dtl_utf8_next(p, n, &i);
        dtl_buf_put(out, utf8, dtl_utf8_put(is_control(cp) ? 0xFFFD : cp, utf8));
    }
}

static void put_string(dtl_buf *out, const char *s) {
    put_text(out, s, strlen(s));
}

/* End of the line that starts at `start`, without its break. */
static uint32_t line_end(const dtl_source *s, uint32_t line) {
    uint32_t start = s->lines[line - 1];
    uint32_t end = line < s->nlines ? s->lines[line] : s->len;
    if (line == s->nlines || end == start)
        return end;
    /* The break is LF, CR, CRLF, or NEL, LS, PS, whose last byte continues a sequence. */
    end--;
    if (s->text[end] == '\n')
        return end > start && s->text[end - 1] == '\r' ? end - 1 : end;
    while (end > start && ((unsigned char)s->text[end] & 0xC0) == 0x80)
        end--;
    return end;
}

/* The byte `count` code points before `from`, not before `start`. */
static uint32_t step_back(const dtl_source *s, uint32_t start, uint32_t from, unsigned count) {
    while (count-- > 0 && from > start)
        do
            from--;
        while (from > start && ((unsigned char)s->text[from] & 0xC0) == 0x80);
    return from;
}

static void put_excerpt(const dtl_diag *d, uint32_t line, dtl_buf *out, style s, bool colour) {
    const dtl_source *src = d->source;
    uint32_t start = src->lines[line - 1], end = line_end(src, line);
    uint32_t caret = d->start < start ? start : d->start < end ? d->start : end;
    uint32_t caret_end = d->end < end ? d->end : end;

    uint32_t from = start, to = end;
    if (end - start > WINDOW) {
        from = step_back(src, start, caret, WINDOW_BEFORE);
        size_t i = from;
        for (unsigned n = 0; n < WINDOW && i < end; n++)
            dtl_utf8_next(src->text, end, &i);
        to = (uint32_t)i;
    }
    const char *before = from > start ? "..." : "", *after = to < end ? "..." : "";

    put_style(out, BLUE, colour);
    dtl_buf_printf(out, "%*u |", GUTTER, line);
    put_style(out, PLAIN, colour);
    if (to > from) {
        dtl_buf_putc(out, ' ');
        dtl_buf_puts(out, before);
        put_text(out, src->text + from, to - from);
        dtl_buf_puts(out, after);
    }
    dtl_buf_putc(out, '\n');

    int gutter = snprintf(NULL, 0, "%*u", GUTTER, line);
    put_style(out, BLUE, colour);
    dtl_buf_printf(out, "%*s | ", gutter, "");
    put_style(out, PLAIN, colour);
    dtl_buf_printf(out, "%*s", (int)strlen(before), "");
    size_t i = from;
    while (i < caret)
        dtl_buf_putc(out, dtl_utf8_next(src->text, end, &i) == '\t' ? '\t' : ' ');
    put_style(out, s, colour);
    do {
        dtl_buf_putc(out, '^');
        if (i < end)
            dtl_utf8_next(src->text, end, &i);
        else
            break;
    } while (i < caret_end && i < to);
    if (d->label) {
        dtl_buf_putc(out, ' ');
        put_string(out, d->label);
    }
    put_style(out, PLAIN, colour);
    dtl_buf_putc(out, '\n');
}

void dtl_diag_print(const dtl_diag *d, dtl_buf *out, bool colour) {
    static const char *const words[] = {
        [DTL_NOTE] = "note", [DTL_WARNING] = "warning", [DTL_ERROR] = "error"};
    style s = d->severity == DTL_ERROR ? RED : d->severity == DTL_WARNING ? YELLOW : CYAN;
    uint32_t line = 0, col = 0;
    if (d->source) {
        dtl_source_locate(d->source, d->start, &line, &col);
        put_style(out, BOLD, colour);
        put_string(out, d->source->name ? d->source->name : "-");
        dtl_buf_printf(out, ":%u:%u:", line, col);
        put_style(out, PLAIN, colour);
        dtl_buf_putc(out, ' ');
    }
    put_style(out, s, colour);
    dtl_buf_puts(out, words[d->severity]);
    if (d->code && *d->code) {
        dtl_buf_putc(out, ' ');
        dtl_buf_puts(out, d->code);
    }
    dtl_buf_putc(out, ':');
    put_style(out, PLAIN, colour);
    dtl_buf_putc(out, ' ');
    put_string(out, d->message);
    dtl_buf_putc(out, '\n');

    if (d->source && d->source->nlines)
        put_excerpt(d, line, out, s, colour);
    if (d->hint) {
        int gutter = snprintf(NULL, 0, "%*u", GUTTER, line);
        put_style(out, BLUE, colour);
        dtl_buf_printf(out, "%*s =", gutter, "");
        put_style(out, PLAIN, colour);
        dtl_buf_puts(out, " help: ");
        put_string(out, d->hint);
        dtl_buf_putc(out, '\n');
    }
}

/* ---- did you mean ------------------------------------------------------------------------- */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* How many slips a word of this length may hold and still be recognized. */
static unsigned slips(uint32_t len) {
    return len < 2 ? 0 : len < 6 ? 1 : len < 10 ? 2 : 3;
}

/*
 * Edit distance with swapped neighbours (Damerau 1964, restricted: optimal string alignment), ASCII
 * case aside; anything above `limit` is given as limit + 1.  Both words are at most NEAREST_MAX
 * plus the slips allowed.
 */
static unsigned distance(const char *a, size_t n, const char *b, size_t m, unsigned limit) {
    unsigned rows[3][NEAREST_MAX + 8];
    if ((n > m ? n - m : m - n) > limit)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
        unsigned least = row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            char x = lower(a[i - 1]), y = lower(b[j - 1]);
            unsigned best = up[j - 1] + (x != y);
            if (up[j] + 1 < best)
                best = up[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]) &&
                up2[j - 2] + 1 < best)
                best = up2[j - 2] + 1;
            row[j] = best;
            if (best < least)
                least = best;
        }
        /* A swap reaches over one row, but costs one more and that row is at most one better. */
        if (least > limit)
            return limit + 1;
    }
    unsigned d = rows[n % 3][m];
    return d < limit + 1 ? d : limit + 1;
}

const char *dtl_nearest(const char *word, uint32_t len, const char *const *candidates, size_t n) {
    if (len == 0 || len > NEAREST_MAX)
        return NULL;
    unsigned limit = slips(len);
    const char *best = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!candidates[i])
            continue;
        unsigned d = distance(word, len, candidates[i], strlen(candidates[i]), limit);
        if (d > limit)
            continue;
        best = candidates[i];
        if (d == 0)
            break;
        limit = d - 1; /* only a nearer one can replace it; the first of equals stays */
    }
    return best;
}
