/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the terminal view says of a merged timeline beyond names and dates: who agrees, who told it
 * first, and what the others say.
 */
#include "output/output.h"

#include <inttypes.h>
#include <string.h>

#define LABELS_MAX 6u /* documents named in a line; the rest is counted */

static const char middle_dot[] = " \xC2\xB7 ";

const char *dtl_origin_label(const dtl_origin *o) {
    const char *const names[] = {o->outlet, o->id, o->source, o->title};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i] && *names[i])
            return names[i];
    return o->key;
}

static bool agrees(const dtl_merged *m, uint32_t origin) {
    for (uint32_t i = 0; i < m->nagree; i++)
        if (m->agree[i] == origin)
            return true;
    return false;
}

uint32_t dtl_merged_agreeing(const dtl_merged *m) {
    return m->nagree < m->documents ? m->nagree : m->documents;
}

const dtl_evidence *dtl_merged_quote(const dtl_entry *e) {
    const dtl_merged *m = e->merged;
    for (uint32_t i = 0; i < m->nclaims; i++) {
        const dtl_source_claim *c = &m->claims[i];
        bool same_date =
            e->when.basis == DTL_BASIS_NONE ||
            (agrees(m, c->origin) && c->told->when.bounds.start_min == e->when.bounds.start_min &&
             c->told->when.bounds.end_max == e->when.bounds.end_max);
        if (c->nevidence > 0 && c->told->status == e->status && same_date)
            return &c->evidence[0];
    }
    return e->evidence;
}

static void put(dtl_buf *out, bool colour, dtl_ink ink, const char *s) {
    dtl_ink_put(out, colour, ink, s, strlen(s));
}

static void put_created(dtl_buf *out, bool colour, const dtl_origin *o) {
    dtl_buf date;
    dtl_buf_init(&date, &dtl_mem_default);
    dtl_human_timex(&o->created, &date);
    put(out, colour, DTL_INK_DIM, date.n && !date.failed ? date.at : o->created_edtf);
    out->failed = out->failed || date.failed;
    dtl_buf_free(&date);
}

void dtl_merged_text_head(dtl_buf *out, bool colour, const dateline_timeline *tl) {
    dtl_buf line;
    dtl_buf_init(&line, &dtl_mem_default);
    dtl_buf_printf(&line, "%" PRIu32 " document%s", tl->norigins, tl->norigins == 1 ? "" : "s");
    put(out, colour, DTL_INK_STRONG, line.failed ? "" : line.at);
    out->failed = out->failed || line.failed;
    dtl_buf_free(&line);
    uint32_t dated = 0;
    while (dated < tl->norigins && tl->origins[dated].has_created)
        dated++;
    if (dated > 0) {
        put(out, colour, DTL_INK_DIM, middle_dot);
        put_created(out, colour, &tl->origins[0]);
    }
    if (dated > 1) {
        put(out, colour, DTL_INK_DIM, " \xE2\x80\x93 ");
        put_created(out, colour, &tl->origins[dated - 1]);
    }
    dtl_buf_putc(out, '\n');
}

/* "rival, meeting +3": an outlet that is there twice is named once. */
static void put_labels(dtl_buf *out, const dateline_timeline *tl, const uint32_t *origins,
                       uint32_t n) {
    uint32_t named = 0, i = 0;
    const char *seen[LABELS_MAX];
    for (; i < n && named < LABELS_MAX; i++) {
        const char *label = dtl_origin_label(&tl->origins[origins[i]]);
        uint32_t k = 0;
        while (k < named && strcmp(seen[k], label) != 0)
            k++;
        if (k < named)
            continue;
        if (named > 0)
            dtl_buf_puts(out, ", ");
        dtl_buf_puts(out, label);
        seen[named++] = label;
    }
    if (i < n)
        dtl_buf_printf(out, " +%" PRIu32, n - i);
}

static void put_line(dtl_buf *out, bool colour, size_t column, const dtl_buf *line) {
    dtl_pad(out, 0, column);
    put(out, colour, DTL_INK_DIM, line->failed ? "" : line->at);
    dtl_buf_putc(out, '\n');
}

void dtl_merged_text(dtl_buf *out, bool colour, size_t column, size_t width,
                     const dateline_timeline *tl, const dtl_merged *m) {
    dtl_buf line, first;
    dtl_buf_init(&line, &dtl_mem_default);
    dtl_buf_init(&first, &dtl_mem_default);
    dtl_buf_printf(&line, "%" PRIu32 " document%s", m->documents, m->documents == 1 ? "" : "s");
    if (m->documents > 1 && m->dated > 0) {
        line.n = 0;
        dtl_buf_printf(&line, "%" PRIu32 " of %" PRIu32 " documents agree on the date",
                       dtl_merged_agreeing(m), m->documents);
    }
    if (m->nfirst > 0) {
        dtl_buf_puts(&first, m->documents > 1 ? "first " : "");
        put_labels(&first, tl, m->first, m->nfirst);
        if (tl->origins[m->first[0]].has_created) /* a file may say otherwise */
            dtl_buf_printf(&first, ", %s", tl->origins[m->first[0]].created_edtf);
    }
    if (first.n > 0 && !first.failed && !line.failed) {
        size_t both = dtl_display_width(line.at, line.n) + 3 + dtl_display_width(first.at, first.n);
        if (column + both > width) {
            put_line(out, colour, column, &line);
            line.n = 0;
        } else {
            dtl_buf_puts(&line, middle_dot);
        }
        dtl_buf_put(&line, first.at, first.n);
    }
    put_line(out, colour, column, &line);
    for (uint32_t i = 0; i < m->nalternatives; i++) {
        const dtl_alternative *a = &m->alternatives[i];
        bool contradiction = a->change == DTL_CHANGE_CONTRADICTION;
        line.n = 0;
        dtl_buf_printf(&line, "%s: ", a->edtf ? a->edtf : dtl_status_name(a->status));
        put_labels(&line, tl, a->origins, a->norigins);
        if (a->edtf)
            dtl_buf_printf(&line, " (%s)", dtl_change_name(a->change));
        dtl_pad(out, 0, column);
        put(out, colour, contradiction ? DTL_INK_BAD : DTL_INK_WARN, line.failed ? "" : line.at);
        dtl_buf_putc(out, '\n');
    }
    out->failed = out->failed || line.failed || first.failed;
    dtl_buf_free(&line);
    dtl_buf_free(&first);
}
