/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a check for people, shared by the terminal and HTML.
 */
#include "output/verify.h"

#include <string.h>

static const struct look {
    const char *label, *sign;
    dtl_ink ink;
} looks[DTL_VERDICT_COUNT] = {
    [DATELINE_SUPPORTED] = {"supported", "\xE2\x9C\x93", DTL_INK_GOOD},
    [DATELINE_LESS_PRECISE] = {"supported, the text is more precise", "\xE2\x9C\x93", DTL_INK_GOOD},
    [DATELINE_MORE_PRECISE] = {"more precise than the text", "\xE2\x9C\x97", DTL_INK_BAD},
    [DATELINE_DATE_DIFFERS] = {"another date", "\xE2\x9C\x97", DTL_INK_BAD},
    [DATELINE_ORDER_DIFFERS] = {"another order", "\xE2\x9C\x97", DTL_INK_BAD},
    [DATELINE_STATUS_DIFFERS] = {"another status", "\xE2\x9C\x97", DTL_INK_BAD},
    [DATELINE_UNDATED_IN_TEXT] = {"the text gives no date", "?", DTL_INK_WARN},
    [DATELINE_UNCLEAR] = {"unclear", "?", DTL_INK_WARN},
    [DATELINE_NOT_IN_TEXT] = {"not in the text", "\xE2\x9C\x97", DTL_INK_BAD},
};

const char *dtl_verdict_label(dateline_verdict v) {
    return looks[v].label;
}

dtl_ink dtl_verdict_ink(dateline_verdict v) {
    return looks[v].ink;
}

const char *dtl_verdict_sign(dateline_verdict v) {
    return looks[v].sign;
}

void dtl_verify_date(const char *edtf, dtl_buf *out) {
    dtl_timex t;
    dtl_when w = {.basis = DTL_BASIS_EXPLICIT};
    size_t before = out->n;
    if (dtl_edtf_parse(edtf, strlen(edtf), &t, NULL) && dtl_timex_bounds(&t, &w.bounds)) {
        w.granularity = t.kind == DTL_TX_DATE ? t.a.grain : DTL_DAY;
        w.edtf = edtf;
        if (t.kind == DTL_TX_DATE)
            dtl_human_timex(&t, out);
        else
            dtl_human_when(&w, out);
    }
    if (out->n == before)
        dtl_buf_puts(out, edtf);
}

/* Words of the text on one line, in quotation marks. */
static void put_words(dtl_buf *out, const char *p) {
    dtl_put_quote(out, false, p, strlen(p), 400);
}

void dtl_verify_chain(const dtl_finding *f, dtl_buf *out) {
    for (uint32_t i = 0; i < f->nchain; i++) {
        const dtl_chain_step *c = &f->chain[i];
        bool published = strcmp(c->kind, "published") == 0;
        if (i > 0)
            dtl_buf_puts(out, " \xE2\x86\x90 ");
        if (published)
            dtl_buf_puts(out, "published ");
        if (c->text) {
            put_words(out, c->text);
            if (c->edtf)
                dtl_buf_puts(out, " = ");
        }
        if (c->edtf)
            dtl_verify_date(c->edtf, out);
    }
}

static const char *name_of(const dateline_timeline *tl) {
    return tl->doc_id ? tl->doc_id : "-";
}

static void put_separator(dtl_buf *out, size_t before) {
    if (out->n > before)
        dtl_buf_puts(out, "; ");
}

void dtl_verify_remark(const dateline_verify *v, const dtl_check *c, dtl_buf *out) {
    size_t before = out->n;
    const dtl_finding *f = &c->best;
    if (c->verdict == DATELINE_ORDER_DIFFERS && c->other) {
        dtl_buf_printf(out, "the text has it %s ", c->text_before ? "before" : "after");
        put_words(out, c->other->text);
    } else if (c->verdict == DATELINE_STATUS_DIFFERS) {
        dtl_buf_printf(out, "the text tells it as %s", dtl_status_name(f->status));
    } else if (f->sentence && f->status == DTL_STATUS_PLANNED && c->status == DTL_STATUS_NONE &&
               dateline_verdict_good(c->verdict)) {
        dtl_buf_puts(out, "told as planned");
    }
    if (f->no_anchor) {
        put_separator(out, before);
        dtl_buf_puts(out, "the text's date is relative, and the article has no date");
    }
    if (c->quote_missing) {
        put_separator(out, before);
        dtl_buf_puts(out, "the quotation is not in the text");
    }
    for (uint32_t i = 0; i < c->nothers; i++) {
        const dtl_finding *o = &c->others[i];
        if (dateline_verdict_good(o->verdict))
            continue;
        put_separator(out, before);
        dtl_buf_printf(out, "%s: %s", name_of(v->sources[o->article].tl),
                       dtl_verdict_label(o->verdict));
        if (o->when.basis != DTL_BASIS_NONE && o->when.edtf) {
            dtl_buf_puts(out, " (");
            dtl_verify_date(o->when.edtf, out);
            dtl_buf_puts(out, ")");
        } else if (o->verdict == DATELINE_STATUS_DIFFERS) {
            dtl_buf_printf(out, " (%s)", dtl_status_name(o->status));
        }
    }
}
