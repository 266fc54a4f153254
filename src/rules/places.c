/* SPDX-License-Identifier: Apache-2.0 */
/*
 * places: where a message about a rule file points.
 *
 * Text that stands in its file as it was written is pointed into; text that YAML decoded (escapes,
 * folded lines) becomes a source of its own, named after its place.
 *
 * Texts of files live in the rule set, which is freed when the load fails, while diagnostics live
 * longer: at the end every source that a diagnostic points into is copied to the diagnostics'
 * arena.
 */
#include "rules/builder.h"

#include <string.h>

const char *dtl_place(dtl_builder *b, const dtl_source *source, uint32_t offset) {
    uint32_t line, col;
    dtl_source_locate(source, offset, &line, &col);
    return dtl_arena_printf(&b->scratch, "%s:%u", source->name, line);
}

bool dtl_locate(dtl_builder *b, const dtl_source *source, const dtl_yaml *n, dtl_located *ret) {
    if (n->plain) {
        uint32_t i = n->end;
        while (i < source->len && (source->text[i] == ' ' || source->text[i] == '\t')) {
            i++;
        }
        if (i < source->len && source->text[i] == '#' && i > n->end) {
            dtl_diag_add(b->diags, DTL_WARNING, "W105", source, i, i + 1, NULL,
                         "put the comment on a line of its own, or the text in single quotes",
                         "the text ends here: what follows is a YAML comment");
        }
    }
    if (n->exact) {
        *ret = (dtl_located){source, n->inner, n->text};
        return true;
    }
    dtl_diag_add(b->diags, DTL_WARNING, "W106", source, n->start, n->end, NULL,
                 "write it on one line, plain or in single quotes",
                 "escapes or folded lines: messages cannot point into the file here");
    const char *name = dtl_place(b, source, n->start);
    dtl_source *own = DTL_NEW(b->keep, dtl_source);
    name = name && own ? dtl_arena_printf(b->keep, "%s: text", name) : NULL;
    if (!name || !dtl_source_init(own, b->keep, name, n->text.p, n->text.n)) {
        return false;
    }
    dtl_decoded d = {own, source, n->start};
    *ret = (dtl_located){own, 0, n->text};
    return dtl_vec_push(&b->scratch, &b->decoded, d);
}

/* Where a diagnostic belongs in the order of files: rank of its file, offset in it. */
static uint64_t place_of(const dtl_builder *b, const dtl_diag *d) {
    const dtl_source *s = d->source;
    uint32_t offset = d->start;
    for (uint32_t i = 0; s && i < b->decoded.n; i++) {
        if (b->decoded.at[i].own == s) {
            s = b->decoded.at[i].file;
            offset = b->decoded.at[i].offset;
            break;
        }
    }
    uint64_t rank = s ? UINT32_MAX : 0;
    for (uint32_t i = 0; s && i < b->files.n; i++) {
        if (b->files.at[i].source == s) {
            rank = i + 1;
        }
    }
    return rank << 32 | offset;
}

/* Into the order of files and places: the passes found them in another.  A short list. */
void dtl_diags_sort(const dtl_builder *b, uint32_t first) {
    dtl_diag *at = b->diags->list.at;
    for (uint32_t i = first + 1; i < b->diags->list.n; i++) {
        dtl_diag d = at[i];
        uint32_t k = i;
        for (; k > first && place_of(b, &at[k - 1]) > place_of(b, &d); k--) {
            at[k] = at[k - 1];
        }
        at[k] = d;
    }
}

/* Copies every source that diagnostics from `first` on point into to their arena. */
void dtl_diags_adopt(dtl_diags *diags, uint32_t first) {
    for (uint32_t i = first; i < diags->list.n; i++) {
        const dtl_source *old = diags->list.at[i].source;
        if (!old) {
            continue;
        }
        dtl_source *own = DTL_NEW(diags->arena, dtl_source);
        char *text = dtl_arena_strndup(diags->arena, old->text, old->len);
        char *name = dtl_arena_strndup(diags->arena, old->name, strlen(old->name));
        bool ok = own && text && name && dtl_source_init(own, diags->arena, name, text, old->len);
        diags->failed = diags->failed || !ok;
        for (uint32_t k = i; k < diags->list.n; k++) {
            if (diags->list.at[k].source == old) {
                diags->list.at[k].source = ok ? own : NULL;
            }
        }
        /* What was just set must not be taken for an old source: go on behind it. */
        while (ok && i + 1 < diags->list.n && diags->list.at[i + 1].source == own) {
            i++;
        }
    }
}
