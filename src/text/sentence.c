/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentence: paragraphs, sentences, the headline, quotations.
 *
 * A blank line ends a paragraph.  Inside a block without blank lines a line break is the writer's
 * when the lines are too long to be wrapped ones, or when the first word of the next line would
 * have fitted on this one; the others were made by a program and mean nothing.  That tells articles
 * with one paragraph per line from wrapped text, and finds headlines and lists.
 *
 * Within a paragraph a sentence ends at . ? ! or an ellipsis, closing marks included, unless what
 * follows says otherwise (a lower-case letter, a comma, glue).  After an abbreviation only a word
 * that opens sentences ends it: one the tagger knows as a function word.  Scripts without case give
 * no such sign; ICU splits paragraphs that are mostly written in them.
 *
 * Most tokens have no say in this: marks, abbreviations and the first tokens of lines are listed
 * once, and the steps go through the lists.
 *
 * Invariants: sentences cover all tokens, in order, none empty; a sentence lies in one paragraph.
 * Every step looks at a token a bounded number of times.
 */
#include "text/tokens.h"

#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include "rules/rules.h"
#include "text/tagger.h"
#include "text/word_cache.h"

#define WRAPPED_MAX 160 /* code points; a longer line was not wrapped by a program */
#define TITLE_MAX 200   /* code points of a headline */
#define DATELINE_MAX 60 /* code points of a line such as "GENEVA, March 4 -" */
#define SEEN_BITS_MAX (1u << 24)

typedef struct splitter {
    dtl_document *d;
    const dtl_rules *rules;
    DTL_VEC(uint32_t) lines; /* first tokens of lines, and behind them the end of the text */
    uint32_t *marks;         /* tokens that may stop a sentence or quote, and behind them the end */
    uint32_t mark_at;        /* the first one in the paragraph at hand, or behind it */
    bool high;               /* there are code points above ASCII */
    DTL_VEC(dtl_sentence) sentences;
    uint32_t paragraph;
    uint8_t
        *seen; /* lower-case words of the document by hash: one bit each; made when first asked */
    uint32_t seen_mask;
    UBreakIterator *breaker;
    dtl_status status;
} splitter;

/* ---- single tokens -------------------------------------------------------------------------- */

static const dtl_token *token(const splitter *s, uint32_t i) {
    return &s->d->tokens[i];
}

static bool has(const splitter *s, uint32_t i, unsigned flags) {
    return (s->d->tokens[i].flags & flags) != 0;
}

/* Code point a mark starts with; 0 for what is no mark. */
static int32_t mark(const splitter *s, uint32_t i) {
    const dtl_token *t = token(s, i);
    if (!(t->flags & DTL_TOK_PUNCT))
        return 0;
    size_t at = t->start;
    unsigned char c = (unsigned char)s->d->text[at];
    return c < 0x80 ? c : dtl_utf8_next(s->d->text, t->end, &at);
}

static bool is_double(const splitter *s, uint32_t i) { /* `` and '' */
    const dtl_token *t = token(s, i);
    return t->end - t->start == 2;
}

static bool is_lower(const splitter *s, uint32_t i) {
    return has(s, i, DTL_TOK_ALPHA) && !has(s, i, DTL_TOK_TITLE | DTL_TOK_UPPER);
}

static bool is_capital(const splitter *s, uint32_t i) {
    return has(s, i, DTL_TOK_ALPHA) && has(s, i, DTL_TOK_TITLE | DTL_TOK_UPPER);
}

/* Glued to what follows and not to what stands before. */
static bool opens_by_space(const splitter *s, uint32_t i) {
    return !has(s, i, DTL_TOK_GLUED) && i + 1 < s->d->ntokens && has(s, i + 1, DTL_TOK_GLUED);
}

static bool is_opener_mark(const splitter *s, uint32_t i) {
    switch (mark(s, i)) {
    case '(':
    case '[':
    case '{':
    case '"':
    case '\'':
    case '`':
    case 0x201C:
    case 0x2018:
    case 0x201E:
    case 0xAB:
    case 0xBF:
    case 0xA1: return true;
    default: return false;
    }
}

static bool is_closer_mark(const splitter *s, uint32_t i) {
    switch (mark(s, i)) {
    case ')':
    case ']':
    case '}':
    case 0x201D:
    case 0xBB: return true;
    case '\'': return has(s, i, DTL_TOK_GLUED) || (is_double(s, i) && !opens_by_space(s, i));
    case '"':
    case 0x2019: return has(s, i, DTL_TOK_GLUED);
    default: return false;
    }
}

static bool is_dash(const splitter *s, uint32_t i) {
    int32_t c = mark(s, i);
    return c == '-' || c == '_' || (c >= 0x2010 && c <= 0x2015);
}

typedef enum stop { NO_STOP, POINT, STRONG, ELLIPSIS, ABBREV } stop;

static stop stop_of(const splitter *s, uint32_t i) {
    if (has(s, i, DTL_TOK_ABBREV))
        return ABBREV;
    switch (mark(s, i)) {
    case '.': return token(s, i)->end - token(s, i)->start == 1 ? POINT : ELLIPSIS;
    case '?':
    case '!':
    case 0x203D:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0x61F: return STRONG;
    case 0x2026: return ELLIPSIS;
    default: return NO_STOP;
    }
}

/* ---- which words open sentences ------------------------------------------------------------- */

/* Remembers the words of the document that are written in lower case. */
static bool make_seen(splitter *s) {
    uint32_t bits = 1024, n = s->d->ntokens;
    while (bits < SEEN_BITS_MAX && bits / 8 < n)
        bits *= 2;
    s->seen = dtl_arena_alloc(s->d->arena, bits / 8);
    if (!s->seen)
        return false;
    s->seen_mask = bits - 1;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t bit = token(s, i)->hash & s->seen_mask;
        if (is_lower(s, i))
            s->seen[bit / 8] |= (uint8_t)(1u << bit % 8);
    }
    return true;
}

static dtl_tag_token in_small_letters(const void *folded, size_t i) {
    (void)i;
    const dtl_slice *word = folded;
    return (dtl_tag_token){*word, *word, 0};
}

static bool is_function_word(const dtl_tagger *tagger, dtl_slice folded) {
    dtl_tag_source source = {&folded, in_small_letters};
    dtl_token t = {0};
    dtl_tagger_run(tagger, NULL, &source, &t, 1);
    switch (t.pos) {
    case DTL_POS_DT:
    case DTL_POS_PDT:
    case DTL_POS_WDT:
    case DTL_POS_PRP:
    case DTL_POS_PRP_POSS:
    case DTL_POS_WP:
    case DTL_POS_WP_POSS:
    case DTL_POS_WRB:
    case DTL_POS_IN:
    case DTL_POS_CC:
    case DTL_POS_EX:
    case DTL_POS_RB:
    case DTL_POS_TO: return true;
    default: return false;
    }
}

/*
 * Whether the capitalised token i is a word that opens a sentence rather than a name: a function
 * word by the tagger.  Without a tagger: a word that the document also writes in lower case.
 */
static bool opens_sentence(splitter *s, uint32_t i) {
    const dtl_tagger *tagger = s->rules ? s->rules->tagger : NULL;
    uint32_t known = token(s, i)->known;
    if (tagger && s->d->cache && known) {
        uint8_t *opens = &s->d->cache->words[known].opens_sentences;
        if (!*opens)
            *opens = is_function_word(tagger, dtl_token_folded(s->d, i)) ? 2 : 1;
        return *opens == 2;
    }
    if (tagger)
        return is_function_word(tagger, dtl_token_folded(s->d, i));
    if (!s->seen && !make_seen(s)) {
        s->status = DTL_E_NOMEM;
        return false;
    }
    uint32_t bit = token(s, i)->hash & s->seen_mask;
    return (s->seen[bit / 8] >> bit % 8 & 1) != 0;
}

/* ---- quotations ----------------------------------------------------------------------------- */

static void mark_quoted(splitter *s, uint32_t first, uint32_t end) {
    for (uint32_t i = first; i < end; i++)
        s->d->tokens[i].flags |= DTL_TOK_QUOTED;
}

/* Which mark closes what the mark of token i opens; 0: it opens nothing. */
static int32_t closing_of(const splitter *s, uint32_t i) {
    switch (mark(s, i)) {
    case 0x201C: return 0x201D;
    case 0x201E: return 0x201C;
    case 0xAB: return 0xBB;
    case '"': return opens_by_space(s, i) || !has(s, i, DTL_TOK_GLUED) ? '"' : 0;
    case '`': return is_double(s, i) ? '\'' : 0;
    case '\'': return is_double(s, i) && opens_by_space(s, i) ? '\'' : 0;
    default: return 0;
    }
}

/*
 * Flags what stands inside double quotation marks of the paragraph.  A mark that opens by its
 * spacing while one of its kind is open starts anew: the earlier one was never closed.
 */
static void find_double_quotes(splitter *s, uint32_t end) {
    uint32_t open = 0, i;
    int32_t closing = 0; /* 0: nothing is open */
    for (uint32_t m = s->mark_at; (i = s->marks[m]) < end; m++) {
        int32_t c = mark(s, i);
        if (c == 0 || (c == '\'' && !is_double(s, i)))
            continue;
        bool straight = c == '"' || c == '\'';
        if (closing && c == closing && !(straight && opens_by_space(s, i))) {
            mark_quoted(s, open + 1, i);
            closing = 0;
        } else if (closing_of(s, i) && (!closing || closing == closing_of(s, i))) {
            open = i;
            closing = closing_of(s, i);
        }
    }
}

/*
 * The same for single typographic marks.  The closing one is also the apostrophe of a plural
 * possessive; one that follows an s and a space with a small letter counts only if no other comes.
 */
static void find_single_quotes(splitter *s, uint32_t end) {
    uint32_t open = 0, maybe = 0, i;
    bool is_open = false;
    for (uint32_t m = s->mark_at; (i = s->marks[m]) < end; m++) {
        int32_t c = mark(s, i);
        if (c == 0x2018) {
            if (is_open && maybe)
                mark_quoted(s, open + 1, maybe);
            open = i;
            maybe = 0;
            is_open = true;
        } else if (c == 0x2019 && is_open && has(s, i, DTL_TOK_GLUED)) {
            bool possessive = s->d->text[token(s, i)->start - 1] == 's' && i + 1 < end &&
                              is_lower(s, i + 1) && !has(s, i + 1, DTL_TOK_GLUED);
            maybe = i;
            if (possessive)
                continue;
            mark_quoted(s, open + 1, i);
            is_open = false;
            maybe = 0;
        }
    }
    if (is_open && maybe)
        mark_quoted(s, open + 1, maybe);
}

/* ---- sentences ------------------------------------------------------------------------------ */

/* Whether tokens [first, end) are inside quotation marks, but for marks. */
static bool is_quotation(const splitter *s, uint32_t first, uint32_t end) {
    bool quoted = false;
    for (uint32_t i = first; i < end; i++) {
        if (has(s, i, DTL_TOK_QUOTED))
            quoted = true;
        else if (!has(s, i, DTL_TOK_PUNCT))
            return false;
    }
    return quoted;
}

static void add_sentence(splitter *s, uint32_t first, uint32_t end) {
    uint32_t index = s->sentences.n;
    for (uint32_t i = first; i < end; i++)
        s->d->tokens[i].sentence = index;
    s->d->tokens[first].flags |= DTL_TOK_FIRST;
    dtl_sentence sentence = {first, end, s->paragraph, is_quotation(s, first, end)};
    if (!dtl_vec_push(s->d->arena, &s->sentences, sentence))
        s->status = DTL_E_NOMEM;
}

/*
 * Whether a sentence ends with the stop at `at`; `next` is the first token behind it and its
 * closing marks, in the same paragraph.  `first` is the first token of the sentence.
 */
static bool ends_here(splitter *s, uint32_t first, uint32_t at, uint32_t next, uint32_t end) {
    stop kind = stop_of(s, at);
    bool glued = has(s, next, DTL_TOK_GLUED) && next == at + 1;
    uint32_t word = next; /* the first word behind opening marks */
    for (uint32_t k = 0; k < 3 && word < end && is_opener_mark(s, word); k++)
        word++;
    if (word >= end)
        return kind != ABBREV;
    if (is_lower(s, word) || (mark(s, word) && word == next))
        return false;
    switch (kind) {
    case POINT:
        if (at == first + 1 && has(s, first, DTL_TOK_DIGIT) &&
            token(s, first)->end - token(s, first)->start <= 3)
            return false; /* a numbered item */
        if (at > first && mark(s, at - 1) == '.')
            return is_capital(s, word); /* . . . */
        if (glued)                      /* a missing space */
            return word == next && is_capital(s, word) && at > first && is_lower(s, at - 1);
        return true;
    case STRONG: return !glued;
    case ELLIPSIS: /* an omission stands between spaces, but for four points */
        return !glued && is_capital(s, word) &&
               (has(s, at, DTL_TOK_GLUED) || token(s, at)->end - token(s, at)->start == 4);
    case ABBREV: {
        if (!is_capital(s, word) || glued)
            return false;
        const dtl_token *t = token(s, at);
        uint32_t id = t->word;
        unsigned flags = s->rules && s->rules->word_flags && id && id <= s->rules->words.n
                             ? s->rules->word_flags[id]
                             : 0;
        uint32_t length = t->end - t->start;
        bool inner = memchr(s->d->text + t->start, '.', length - 1) != NULL;
        bool initial = !inner && is_capital(s, at) && !has(s, at, DTL_TOK_UPPER) &&
                       (length == 2 || !(flags & (DTL_WORD_ABBREV | DTL_WORD_ABBREV_END)));
        if (initial && at > first && is_capital(s, at - 1))
            return false;
        if (!(flags & DTL_WORD_ABBREV_END) && !inner && !initial && !is_lower(s, at))
            return false; /* Mr. */
        return opens_sentence(s, word);
    }
    case NO_STOP: break;
    }
    return false;
}

static void split_by_stops(splitter *s, uint32_t first, uint32_t end) {
    uint32_t start = first, next = first, i;
    for (uint32_t m = s->mark_at; (i = s->marks[m]) < end && s->status == DTL_OK; m++) {
        if (i < next || stop_of(s, i) == NO_STOP)
            continue;
        next = i + 1;
        while (next < end && (stop_of(s, next) == STRONG || is_closer_mark(s, next)))
            next++;
        if (next < end && ends_here(s, start, i, next, end)) {
            add_sentence(s, start, next);
            start = next;
        }
    }
    if (start < end)
        add_sentence(s, start, end);
}

static void split_by_icu(splitter *s, uint32_t first, uint32_t end) {
    UErrorCode status = U_ZERO_ERROR;
    UText text = UTEXT_INITIALIZER;
    uint32_t from = token(s, first)->start, to = token(s, end - 1)->end, start = first;
    if (!s->breaker)
        s->breaker = ubrk_open(UBRK_SENTENCE, "", NULL, 0, &status);
    utext_openUTF8(&text, s->d->text + from, to - from, &status);
    if (U_SUCCESS(status))
        ubrk_setUText(s->breaker, &text, &status);
    if (status == U_MEMORY_ALLOCATION_ERROR) {
        s->status = DTL_E_NOMEM;
    } else if (U_FAILURE(status)) {
        split_by_stops(s, first, end);
    } else {
        for (int32_t b = ubrk_next(s->breaker); b != UBRK_DONE; b = ubrk_next(s->breaker)) {
            uint32_t next = start;
            while (next < end && token(s, next)->start < from + (uint32_t)b)
                next++;
            if (next > start)
                add_sentence(s, start, next);
            start = next;
        }
        if (start < end)
            add_sentence(s, start, end);
    }
    utext_close(&text);
}

/* Which quotation marks there may be: passes over the paragraph have work to do. */
typedef struct quotes {
    bool any, single;
} quotes;

static quotes look_for_quotes(const splitter *s, uint32_t end) {
    quotes q = {0};
    uint32_t i;
    for (uint32_t m = s->mark_at; (i = s->marks[m]) < end; m++) {
        unsigned char c = (unsigned char)s->d->text[token(s, i)->start];
        q.any |= c == '"' || c == '`' || c == '\'' || c >= 0x80;
        q.single |= c >= 0x80;
    }
    return q;
}

/* Whether most words of [first, end) are in a script without case. */
static bool is_caseless(const splitter *s, uint32_t first, uint32_t end) {
    uint32_t words = 0, caseless = 0;
    for (uint32_t i = first; i < end; i++) {
        const dtl_token *t = token(s, i);
        size_t at = t->start;
        if (!(t->flags & DTL_TOK_ALPHA) || (t->flags & DTL_TOK_PUNCT))
            continue;
        words++;
        if ((unsigned char)s->d->text[at] >= 0x80)
            caseless += u_charType(dtl_utf8_next(s->d->text, t->end, &at)) == U_OTHER_LETTER;
    }
    return caseless > words / 2;
}

static void add_paragraph(splitter *s, uint32_t first, uint32_t end) {
    if (s->status != DTL_OK)
        return;
    quotes q = look_for_quotes(s, end);
    if (q.any)
        find_double_quotes(s, end);
    if (q.single)
        find_single_quotes(s, end);
    if (s->high && is_caseless(s, first, end))
        split_by_icu(s, first, end);
    else
        split_by_stops(s, first, end);
    s->paragraph++;
    while (s->marks[s->mark_at] < end)
        s->mark_at++;
}

/* ---- lines ---------------------------------------------------------------------------------- */

typedef enum gap { NO_BREAK, LINE_BREAK, BLANK_LINE } gap;

/* What stands before token i > 0. */
static gap gap_before(const splitter *s, uint32_t i) {
    if (!has(s, i, DTL_TOK_NEWLINE))
        return NO_BREAK;
    const unsigned char *p = (const unsigned char *)s->d->text;
    unsigned breaks = 0;
    for (uint32_t at = token(s, i - 1)->end; at < token(s, i)->start && breaks < 2; at++) {
        if (p[at] == '\n' || (p[at] == '\r' && p[at + 1] != '\n'))
            breaks++;
        else if (p[at] == '\f' || (p[at] == 0xE2 && p[at + 1] == 0x80 && p[at + 2] == 0xA9))
            breaks = 2;
    }
    return breaks < 2 ? LINE_BREAK : BLANK_LINE;
}

/* Code points from the start of token `first` to the end of token `last`, counted up to a limit. */
static uint32_t width(const splitter *s, uint32_t first, uint32_t last) {
    uint32_t from = token(s, first)->start, n = token(s, last)->end - from;
    if (n > 8 * WRAPPED_MAX)
        return n / 4;
    return (uint32_t)dtl_utf8_count(s->d->text + from, n);
}

/* A line such as "GENEVA, March 4 -": the sentence goes on behind it. */
static bool is_dateline(const splitter *s, uint32_t first, uint32_t end) {
    return end - first >= 2 && is_dash(s, end - 1) && is_capital(s, first) &&
           width(s, first, end - 1) <= DATELINE_MAX;
}

/* Whether the stop at the end of the line [first, end) can end a sentence. */
static bool line_ends(const splitter *s, uint32_t first, uint32_t end) {
    uint32_t i = end - 1;
    while (i > first && is_closer_mark(s, i))
        i--;
    return stop_of(s, i) != NO_STOP;
}

static bool is_bullet(const splitter *s, uint32_t i, uint32_t end) {
    if (i + 1 >= end || has(s, i + 1, DTL_TOK_GLUED))
        return false;
    int32_t c = mark(s, i);
    return c == '*' || c == '-' || c == 0x2013 || c == 0x2014 || c == 0x2022 || c == 0x2023 ||
           c == 0x25AA || c == 0x25CF || c == 0x25E6 || c == 0xB7;
}

/* Whether the line break before token i was meant: `first` starts the line before it. */
static bool is_meant(const splitter *s, uint32_t first, uint32_t i, uint32_t end, uint32_t widest) {
    if (is_dateline(s, first, i))
        return false;
    if (widest > WRAPPED_MAX)
        return !is_lower(s, i) || line_ends(s, first, i);
    if (is_bullet(s, i, end))
        return true;
    if (is_lower(s, i))
        return false;
    uint32_t last = i;
    while (last + 1 < end && has(s, last + 1, DTL_TOK_GLUED))
        last++;
    return width(s, first, i - 1) + 1 + width(s, i, last) <= widest - widest / 8;
}

/* A run of lines without a blank one between: those of index [from, to). */
static void add_block(splitter *s, uint32_t from, uint32_t to) {
    const uint32_t *line = s->lines.at;
    uint32_t widest = 0, start = line[from], end = line[to];
    for (uint32_t k = from; k < to && to - from > 1; k++) {
        uint32_t w = width(s, line[k], line[k + 1] - 1);
        widest = w > widest ? w : widest;
    }
    for (uint32_t k = from + 1; k < to; k++) {
        if (is_meant(s, line[k - 1], line[k], end, widest)) {
            add_paragraph(s, start, line[k]);
            start = line[k];
        }
    }
    add_paragraph(s, start, end);
}

/* Lists the lines and marks.  false: no memory. */
static bool look_over(splitter *s) {
    uint32_t n = s->d->ntokens, marks = 0;
    unsigned all = 0;
    s->marks = DTL_NEW_ARRAY(s->d->arena, n + UINT64_C(1), uint32_t);
    if (!s->marks)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        unsigned flags = token(s, i)->flags;
        all |= flags;
        s->marks[marks] = i;
        marks += (flags & (DTL_TOK_PUNCT | DTL_TOK_ABBREV)) != 0;
        if ((i == 0 || flags & DTL_TOK_NEWLINE) && !dtl_vec_push(s->d->arena, &s->lines, i))
            return false;
    }
    s->marks[marks] = UINT32_MAX;
    s->high = (all & DTL_TOK_HIGH) != 0;
    return dtl_vec_push(s->d->arena, &s->lines, n);
}

/* ---- the headline --------------------------------------------------------------------------- */

/* The first paragraph is a headline when it is one short sentence without a full stop. */
static void find_title(splitter *s) {
    dtl_document *d = s->d;
    if (s->sentences.n < 2 || s->sentences.at[1].paragraph == 0)
        return;
    uint32_t first = s->sentences.at[0].first, end = s->sentences.at[0].end, last = end - 1;
    if (width(s, first, last) > TITLE_MAX || is_dash(s, last))
        return;
    while (last > first && is_closer_mark(s, last))
        last--;
    stop kind = stop_of(s, last);
    int32_t c = mark(s, last);
    bool question = kind == STRONG && gap_before(s, end) == BLANK_LINE;
    if ((kind != NO_STOP && kind != ABBREV && !question) || c == ':' || c == ',' || c == ';')
        return;
    for (uint32_t i = first; i < end; i++) {
        if (has(s, i, DTL_TOK_ALPHA)) {
            d->has_title = true;
            if (d->title.n == 0)
                d->title = dtl_tokens_text(d, first, end);
            return;
        }
    }
}

dtl_status dtl_find_sentences(dtl_document *d, const struct dtl_rules *rules) {
    splitter s = {.d = d, .rules = rules};
    if (!look_over(&s))
        return DTL_E_NOMEM;
    const uint32_t *line = s.lines.at;
    for (uint32_t from = 0, k = 1; k < s.lines.n; k++) {
        bool goes_on = k + 1 < s.lines.n && (gap_before(&s, line[k]) != BLANK_LINE ||
                                             is_dateline(&s, line[from], line[k]));
        if (goes_on)
            continue;
        add_block(&s, from, k);
        from = k;
    }
    if (s.breaker)
        ubrk_close(s.breaker);
    d->sentences = s.sentences.at;
    d->nsentences = s.sentences.n;
    if (s.status == DTL_OK)
        find_title(&s);
    return s.status;
}
