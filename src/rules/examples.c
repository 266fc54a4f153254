/* SPDX-License-Identifier: Apache-2.0 */
/*
 * examples: `text with a _marked_ extent => expected`.
 *
 * A mark opens with an underscore at the start of a word or sign and closes with one at the end of
 * it, so that names such as some_file stay as they are.  The text is stored without the marks. What
 * is expected is compared as text by the runner; here only its presence is checked.
 */
#include "rules/builder.h"

#include <string.h>

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           ((unsigned char)c & 0x80) != 0;
}

/* Offsets of the two underscores; false when there is no pair. */
static bool find_marks(dtl_slice s, uint32_t *open, uint32_t *close) {
    for (uint32_t i = 0; i + 2 < s.n; i++) {
        bool begins =
            i == 0 || (!is_word_byte(s.p[i - 1]) && s.p[i - 1] != '_') || !is_word_byte(s.p[i + 1]);
        if (s.p[i] != '_' || s.p[i + 1] == ' ' || s.p[i + 1] == '_' || !begins) {
            continue;
        }
        for (uint32_t k = i + 2; k < s.n; k++) {
            if (s.p[k] == '_' && s.p[k - 1] != ' ' && (k + 1 == s.n || !is_word_byte(s.p[k + 1]))) {
                *open = i;
                *close = k;
                return true;
            }
        }
    }
    return false;
}

static dtl_slice trim(dtl_slice s) {
    while (s.n > 0 && s.p[0] == ' ') {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && s.p[s.n - 1] == ' ') {
        s.n--;
    }
    return s;
}

/* Offset of the last " => ", or UINT32_MAX. */
static uint32_t find_arrow(dtl_slice s) {
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i + 4 <= s.n; i++) {
        if (memcmp(s.p + i, " => ", 4) == 0) {
            found = i;
        }
    }
    return found;
}

static bool read_example(dtl_builder *b, dtl_draft *d, dtl_example_kind kind, const dtl_yaml *n) {
    dtl_rule *r = &d->rule;
    dtl_example *e = &r->examples[r->nexamples];
    dtl_slice text = n->text;
    *e = (dtl_example){.kind = kind, .start = n->start, .end = n->end};
    if (kind != DTL_EXAMPLE_NEVER) {
        uint32_t arrow = find_arrow(text);
        if (arrow == UINT32_MAX) {
            DTL_ERR(b, "R119", r->source, n, "text with the _extent_ => value",
                    "an example needs ' => ' and what is expected");
            return true;
        }
        dtl_slice expected = trim((dtl_slice){text.p + arrow + 4, text.n - arrow - 4});
        text.n = arrow;
        e->expected = dtl_arena_strndup(b->keep, expected.p, expected.n);
        if (!e->expected) {
            return false;
        }
    }
    text = trim(text);
    char *copy = dtl_arena_strndup(b->keep, text.p, text.n);
    if (!copy) {
        return false;
    }
    uint32_t open, close;
    if (find_marks(text, &open, &close)) {
        memmove(copy + open, copy + open + 1, close - open - 1);
        memmove(copy + close - 1, copy + close + 1, text.n - close);
        e->mark_start = open;
        e->mark_end = close - 1;
    } else if (kind != DTL_EXAMPLE_NEVER && r->stage <= DTL_STAGE_COMPOSE) {
        DTL_ERR(b, "R119", r->source, n, "put _ before and after the words that are found",
                "an example marks the extent");
        return true;
    }
    e->text = copy;
    r->nexamples++;
    return true;
}

bool dtl_examples_read(dtl_builder *b, dtl_draft *d) {
    static const struct {
        int key;
        dtl_example_kind kind;
    } lists[] = {{DTL_RU_EXAMPLES, DTL_EXAMPLE},
                 {DTL_RU_NEVER, DTL_EXAMPLE_NEVER},
                 {DTL_RU_TODO, DTL_EXAMPLE_TODO}};
    dtl_rule *r = &d->rule;
    uint32_t total = 0;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const dtl_yaml *list = d->v[lists[i].key];
        total += list ? list->count : 0;
    }
    const dtl_yaml *id = d->v[DTL_RU_ID] ? d->v[DTL_RU_ID] : d->v[DTL_RU_OVERRIDE];
    const dtl_yaml *wanted = d->v[DTL_RU_EXAMPLES];
    if (!wanted || wanted->count == 0) {
        DTL_ERR(b, "R118", r->source, id, "examples are run by `dateline rules test`",
                "the rule has no example");
    }
    if (total > 1000) {
        DTL_ERR(b, "R107", r->source, id, NULL, "more than 1000 examples");
        return true;
    }
    r->examples = DTL_NEW_ARRAY(b->keep, total, dtl_example);
    if (!r->examples) {
        return false;
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const dtl_yaml *list = d->v[lists[i].key];
        for (const dtl_yaml *n = list ? list->first : NULL; n; n = n->next) {
            if (!read_example(b, d, lists[i].kind, n)) {
                return false;
            }
        }
    }
    return true;
}
