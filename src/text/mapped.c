/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mapped: see mapped.h.
 *
 * Where a piece follows on the one before it, in the text and in the input, nothing is recorded.
 * Where markup lies between the two there are two entries at the same text offset: where the text
 * before it ends and where the text behind it begins.  That is what dtl_input_end relies on.
 */
#include "text/mapped.h"

#include <string.h>

/* Number of entries of `decoded` at or below a source offset. */
static uint32_t entries_to(const dtl_mapped *m, uint32_t source) {
    uint32_t low = 0, high = m->decoded.n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (m->decoded.at[mid].text <= source)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

uint32_t dtl_mapped_input(const dtl_mapped *m, uint32_t source) {
    uint32_t n = entries_to(m, source);
    return n == 0 ? source : m->decoded.at[n - 1].input + (source - m->decoded.at[n - 1].text);
}

static bool record(dtl_mapped *m, uint32_t input) {
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): n is 0 while there is no array */
    return dtl_vec_push(m->d->arena, &m->d->map, ((dtl_offset){m->text.n, input}));
}

static bool append(dtl_mapped *m, const char *p, uint32_t n) {
    if (!dtl_chars_reserve(m->d->arena, &m->text, n))
        return false;
    if (n > 0)
        memcpy(m->text.at + m->text.n, p, n);
    m->text.n += n;
    return true;
}

/* Records where the text goes on in the input. */
static bool go_on(dtl_mapped *m, uint32_t from) {
    uint32_t input = dtl_mapped_input(m, from);
    bool inserted = m->text.n != m->ends;
    if (!inserted && input == m->input)
        return true;
    const dtl_offset *last = m->d->map.n ? &m->d->map.at[m->d->map.n - 1] : NULL;
    bool known = last && last->text == m->text.n && last->input == m->input;
    return (inserted || known || record(m, m->input)) && record(m, input);
}

bool dtl_mapped_put(dtl_mapped *m, uint32_t from, uint32_t to) {
    if (to <= from)
        return true;
    if (!go_on(m, from))
        return false;
    uint32_t at = from;
    for (uint32_t k = entries_to(m, from); k < m->decoded.n && m->decoded.at[k].text <= to; k++) {
        if (!append(m, m->source + at, m->decoded.at[k].text - at) ||
            !record(m, m->decoded.at[k].input))
            return false;
        at = m->decoded.at[k].text;
    }
    if (!append(m, m->source + at, to - at))
        return false;
    m->ends = m->text.n;
    m->source_end = to;
    m->input = dtl_mapped_input(m, to);
    return true;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool at_start(const dtl_mapped *m) {
    return m->text.n == 0 || m->text.at[m->text.n - 1] == '\n';
}

static bool pay_blank(dtl_mapped *m) {
    bool owed = m->blank && !at_start(m);
    m->blank = false;
    return !owed || append(m, " ", 1);
}

bool dtl_mapped_flow(dtl_mapped *m, uint32_t from, uint32_t to) {
    uint32_t i = from;
    while (i < to) {
        if (is_blank(m->source[i])) {
            /* A single blank inside a piece is part of it. */
            m->blank = true;
            i++;
            continue;
        }
        uint32_t end = i + 1;
        while (end < to && (!is_blank(m->source[end]) || (m->source[end] == ' ' && end + 1 < to &&
                                                          !is_blank(m->source[end + 1]))))
            end++;
        if (!pay_blank(m) || !dtl_mapped_put(m, i, end))
            return false;
        i = end;
    }
    return true;
}

bool dtl_mapped_replace(dtl_mapped *m, const char *p, uint32_t n, uint32_t from, uint32_t to) {
    if (n == 0)
        return true;
    if (!pay_blank(m) || !go_on(m, from))
        return false;
    uint32_t input = dtl_mapped_input(m, from);
    if (n > dtl_mapped_input(m, to) - input) {
        /* More text than input: all of it stands at `from`, and no place lies beyond `to`. */
        for (uint32_t i = 0; i < n; i++)
            if (!record(m, input) || !append(m, p + i, 1))
                return false;
    } else if (!append(m, p, n)) {
        return false;
    }
    m->ends = m->text.n;
    m->source_end = to;
    m->input = dtl_mapped_input(m, to);
    return record(m, m->input);
}

bool dtl_mapped_paragraph(dtl_mapped *m) {
    m->blank = false;
    return at_start(m) || append(m, "\n\n", 2);
}

void dtl_mapped_finish(dtl_mapped *m) {
    while (m->text.n > 0 && m->text.at[m->text.n - 1] == '\n')
        m->text.n--;
    m->d->text = m->text.n ? m->text.at : "";
    m->d->len = m->text.n;
}
