/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source matrix: which outlet reports which event with which date.
 *
 * Columns stand in the order in which outlets first appear; in a cell the reports of an outlet
 * follow each other as they were published, and what it says again is not repeated.
 */
#include "output/matrix.h"

#include <string.h>

static bool given(const char *s) {
    return s && *s;
}

/* What makes two documents one column. */
static const char *label_of(const dtl_origin *o, dateline_matrix_columns columns) {
    if (columns == DATELINE_MATRIX_OUTLETS)
        return dtl_origin_label(o);
    return given(o->id) ? o->id : given(o->source) ? o->source : o->key;
}

bool dtl_matrix_init(dtl_matrix *m, const dateline_timeline *tl, dateline_matrix_columns columns) {
    *m = (dtl_matrix){.tl = tl};
    dtl_arena_init(&m->arena, &dtl_mem_default);
    uint32_t most = 0;
    for (uint32_t i = 0; i < dtl_matrix_rows(m); i++) {
        const dtl_entry *e = i < tl->nevents ? &tl->events[i] : &tl->undated[i - tl->nevents];
        most = e->merged->nclaims > most ? e->merged->nclaims : most;
    }
    dtl_intern outlets;
    m->columns = DTL_NEW_ARRAY(&m->arena, tl->norigins, dtl_matrix_column);
    m->column_of = DTL_NEW_ARRAY(&m->arena, tl->norigins, uint32_t);
    m->reports = DTL_NEW_ARRAY(&m->arena, most, dtl_report);
    if (!m->columns || !m->column_of || !m->reports || !dtl_intern_init(&outlets, &m->arena))
        return false;
    for (uint32_t i = 0; i < tl->norigins; i++) {
        const dtl_origin *o = &tl->origins[i];
        uint32_t column = m->ncolumns;
        if (columns == DATELINE_MATRIX_OUTLETS && given(o->outlet)) {
            uint32_t before = outlets.n;
            uint32_t id = dtl_intern_add(&outlets, o->outlet, (uint32_t)strlen(o->outlet));
            if (!id)
                return false;
            for (uint32_t k = 0; id <= before && k < i && column == m->ncolumns; k++)
                if (given(tl->origins[k].outlet) && strcmp(tl->origins[k].outlet, o->outlet) == 0)
                    column = m->column_of[k];
        }
        if (column == m->ncolumns)
            m->columns[m->ncolumns++] = (dtl_matrix_column){.label = label_of(o, columns)};
        m->columns[column].norigins++;
        m->column_of[i] = column;
    }
    m->first = DTL_NEW_ARRAY(&m->arena, (size_t)m->ncolumns + 1, uint32_t);
    return m->first != NULL;
}

void dtl_matrix_free(dtl_matrix *m) {
    dtl_arena_free(&m->arena);
}

uint32_t dtl_matrix_rows(const dtl_matrix *m) {
    return m->tl->nevents + m->tl->nundated;
}

static bool is_one_of(uint32_t origin, const uint32_t *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == origin)
            return true;
    return false;
}

static bool contradicts(const dtl_merged *merged, uint32_t origin) {
    for (uint32_t i = 0; i < merged->nalternatives; i++) {
        const dtl_alternative *a = &merged->alternatives[i];
        if (a->change == DTL_CHANGE_CONTRADICTION && is_one_of(origin, a->origins, a->norigins))
            return true;
    }
    return false;
}

const char *dtl_matrix_date(const dtl_entry *e) {
    return e->when.basis == DTL_BASIS_NONE ? "" : e->when.edtf ? e->when.edtf : "../..";
}

/* As far as the matrix shows it. */
static bool says_the_same(const dtl_entry *x, const dtl_entry *y) {
    return x->status == y->status && strcmp(dtl_matrix_date(x), dtl_matrix_date(y)) == 0;
}

const dtl_entry *dtl_matrix_row(dtl_matrix *m, uint32_t row) {
    const dateline_timeline *tl = m->tl;
    const dtl_entry *e = row < tl->nevents ? &tl->events[row] : &tl->undated[row - tl->nevents];
    const dtl_merged *merged = e->merged;
    memset(m->first, 0, ((size_t)m->ncolumns + 1) * sizeof *m->first);
    for (uint32_t i = 0; i < merged->nclaims; i++)
        m->first[m->column_of[merged->claims[i].origin] + 1]++;
    for (uint32_t c = 0; c < m->ncolumns; c++)
        m->first[c + 1] += m->first[c];
    /* Filling moves each start to its end, which is the start of the next: shifted back below. */
    for (uint32_t i = 0; i < merged->nclaims; i++) {
        const dtl_source_claim *c = &merged->claims[i];
        m->reports[m->first[m->column_of[c->origin]]++] =
            (dtl_report){.claim = c,
                         .first = is_one_of(c->origin, merged->first, merged->nfirst),
                         .contradicts = contradicts(merged, c->origin)};
    }
    for (uint32_t c = m->ncolumns; c > 0; c--)
        m->first[c] = m->first[c - 1];
    m->first[0] = 0;
    uint32_t kept = 0;
    for (uint32_t c = 0, from = 0; c < m->ncolumns; c++) {
        uint32_t end = m->first[c + 1], start = kept;
        for (uint32_t i = from; i < end; i++)
            if (kept == start ||
                !says_the_same(m->reports[kept - 1].claim->told, m->reports[i].claim->told))
                m->reports[kept++] = m->reports[i];
        from = end;
        m->first[c + 1] = kept;
    }
    return e;
}

dateline_status dateline_matrix_write(const dateline_timeline *tl, dateline_matrix_columns columns,
                                      const dateline_write_options *opts, char **ret,
                                      size_t *ret_len) {
    static const dateline_write_options defaults = {.format = DATELINE_FORMAT_TEXT};
    const dateline_write_options *o = opts ? opts : &defaults;
    if (!tl || !ret || !tl->is_merged ||
        (o->format != DATELINE_FORMAT_TEXT && o->format != DATELINE_FORMAT_CSV &&
         o->format != DATELINE_FORMAT_HTML))
        return DATELINE_E_ARG;
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_matrix m;
    if (!dtl_matrix_init(&m, tl, columns))
        out.failed = true;
    else if (o->format == DATELINE_FORMAT_TEXT)
        dtl_matrix_text(&m, o, &out);
    else if (o->format == DATELINE_FORMAT_CSV)
        dtl_matrix_csv(&m, &out);
    else
        dtl_matrix_html(&m, &out);
    dtl_matrix_free(&m);
    if (out.failed || !out.at) {
        dtl_buf_free(&out);
        return DATELINE_E_NOMEM;
    }
    *ret = out.at;
    if (ret_len)
        *ret_len = out.n;
    return DATELINE_OK;
}
