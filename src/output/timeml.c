/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TimeML 1.2.1: the text with EVENT and TIMEX3 inline, then MAKEINSTANCE and TLINK.
 *
 * The characters of TEXT are those of the document, so tools that compare annotations by place can
 * line them up.  Elements never nest: where two mentions overlap a TIMEX3 wins over an EVENT, and
 * the earlier over the later.  A link whose end was left out is left out too.  XML 1.0 has no form
 * for control characters; each becomes a blank.
 */
#include "output/output.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <string.h>

#define DCT_ID "t0"

/** An element to write: a time or a mention by its index. */
typedef struct piece {
    uint32_t start, end, index;
    bool is_time;
} piece;

typedef struct timeml {
    xmlTextWriterPtr w;
    const dateline_timeline *tl;
    dtl_arena arena;
    piece *pieces;
    uint32_t npieces;
    uint32_t *mention_of; /* by id in mention_ids: index + 1 of a mention that was written */
    dtl_intern mention_ids, time_ids; /* time ids: those that were written, and DCT_ID */
    bool failed;
} timeml;

static void check(timeml *t, int written) {
    if (written < 0)
        t->failed = true;
}

static void start(timeml *t, const char *name) {
    check(t, xmlTextWriterStartElement(t->w, (const xmlChar *)name));
}

static void end(timeml *t) {
    check(t, xmlTextWriterEndElement(t->w));
}

static void attribute(timeml *t, const char *name, const char *value) {
    if (value)
        check(t, xmlTextWriterWriteAttribute(t->w, (const xmlChar *)name, (const xmlChar *)value));
}

static void newline(timeml *t) {
    check(t, xmlTextWriterWriteRaw(t->w, (const xmlChar *)"\n"));
}

static bool is_xml_char(int32_t cp) {
    return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= 0x20 && cp != 0xFFFE && cp != 0xFFFF);
}

/* Text with what XML cannot hold replaced; the writer escapes the rest. */
static void text(timeml *t, const char *p, size_t n) {
    if (n == 0)
        return;
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    for (size_t i = 0; i < n;) {
        size_t at = i;
        if (is_xml_char(dtl_utf8_next(p, n, &i)))
            dtl_buf_put(&b, p + at, i - at);
        else
            dtl_buf_putc(&b, ' ');
    }
    if (b.failed)
        t->failed = true;
    else
        check(t, xmlTextWriterWriteString(t->w, (const xmlChar *)b.at));
    dtl_buf_free(&b);
}

/* ---- what is written ------------------------------------------------------------------------- */

/* Start first, longer first, times before events: the order in which overlaps are decided. */
static int compare_pieces(const piece *x, const piece *y) {
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->is_time != y->is_time)
        return x->is_time ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/* Bottom-up merge sort: stable in time whatever the order given, and without recursion. */
static bool sort_pieces(dtl_arena *arena, piece *at, uint32_t n) {
    piece *spare = DTL_NEW_ARRAY(arena, n, piece);
    if (!spare)
        return false;
    for (uint32_t width = 1; width < n; width *= 2) {
        for (uint32_t lo = 0; lo < n; lo += 2 * width) {
            uint32_t mid = n - lo < width ? n : lo + width;
            uint32_t hi = n - lo < 2 * width ? n : lo + 2 * width;
            for (uint32_t i = lo, j = mid, k = lo; k < hi; k++)
                spare[k] =
                    j >= hi || (i < mid && compare_pieces(&at[i], &at[j]) <= 0) ? at[i++] : at[j++];
        }
        memcpy(at, spare, n * sizeof *at);
    }
    return true;
}

static bool inside_text(const dateline_timeline *tl, uint32_t from, uint32_t to) {
    return from < to && to <= tl->text_len;
}

/* Times that do not overlap each other, then the events that overlap none of them or each other. */
static bool choose_pieces(timeml *t) {
    const dateline_timeline *tl = t->tl;
    piece *all = DTL_NEW_ARRAY(&t->arena, (size_t)tl->ntimes + tl->nmentions, piece);
    piece *times = DTL_NEW_ARRAY(&t->arena, tl->ntimes, piece);
    if (!all || !times)
        return false;
    uint32_t n = 0, ntimes = 0;
    for (uint32_t i = 0; i < tl->ntimes; i++)
        if (inside_text(tl, tl->times[i].text_start, tl->times[i].text_end))
            times[n++] = (piece){tl->times[i].text_start, tl->times[i].text_end, i, true};
    if (!sort_pieces(&t->arena, times, n))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (ntimes == 0 || times[i].start >= times[ntimes - 1].end)
            times[ntimes++] = times[i];

    memcpy(all, times, ntimes * sizeof *all);
    n = ntimes;
    for (uint32_t i = 0; i < tl->nmentions; i++) {
        const dtl_mention_entry *m = &tl->mentions[i];
        if (inside_text(tl, m->text_start, m->text_end))
            all[n++] = (piece){m->text_start, m->text_end, i, false};
    }
    if (!sort_pieces(&t->arena, all, n))
        return false;
    uint32_t kept = 0, next_time = 0;
    for (uint32_t i = 0; i < n; i++) {
        while (next_time < ntimes && times[next_time].start < all[i].start)
            next_time++;
        bool blocked = kept > 0 && all[i].start < all[kept - 1].end;
        if (!all[i].is_time && next_time < ntimes && times[next_time].start < all[i].end)
            blocked = true;
        if (!blocked)
            all[kept++] = all[i];
    }
    t->pieces = all;
    t->npieces = kept;
    return true;
}

static bool remember_ids(timeml *t) {
    const dateline_timeline *tl = t->tl;
    if (!dtl_intern_init(&t->mention_ids, &t->arena) || !dtl_intern_init(&t->time_ids, &t->arena))
        return false;
    t->mention_of = DTL_NEW_ARRAY(&t->arena, (size_t)t->npieces + 1, uint32_t);
    if (!t->mention_of)
        return false;
    if (tl->has_created && !dtl_intern_add(&t->time_ids, DCT_ID, 2))
        return false;
    for (uint32_t i = 0; i < t->npieces; i++) {
        const piece *p = &t->pieces[i];
        const char *id = p->is_time ? tl->times[p->index].id : tl->mentions[p->index].id;
        uint32_t key =
            dtl_intern_add(p->is_time ? &t->time_ids : &t->mention_ids, id, (uint32_t)strlen(id));
        if (!key)
            return false;
        if (!p->is_time && key <= t->npieces)
            t->mention_of[key] = p->index + 1;
    }
    return true;
}

/* ---- elements -------------------------------------------------------------------------------- */

/* TimeML wants e1 and ei1 whatever the ids inside are called. */
static void mention_attribute(timeml *t, const char *name, const char *prefix, uint32_t index) {
    char id[24];
    snprintf(id, sizeof id, "%s%u", prefix, index + 1);
    attribute(t, name, id);
}

static void set_attributes(timeml *t, const dtl_timex *x) {
    if (x->kind != DTL_TX_SET)
        return;
    static const char *const letters[DTL_UNIT__COUNT] = {
        [DTL_HOUR] = "H", [DTL_DAY] = "D", [DTL_WEEK] = "W", [DTL_MONTH] = "M", [DTL_YEAR] = "Y"};
    if (x->quant.n > 0 && x->quant.n < 32) {
        char quant[32];
        memcpy(quant, x->quant.p, x->quant.n);
        quant[x->quant.n] = '\0';
        attribute(t, "quant", quant);
    }
    if (x->freq > 0) {
        char freq[24];
        const char *unit = x->freq_unit < DTL_UNIT__COUNT ? letters[x->freq_unit] : NULL;
        snprintf(freq, sizeof freq, "%d%s", (int)x->freq, unit ? unit : "X");
        attribute(t, "freq", freq);
    }
}

/* One end of a span as an expression of its own; the second has the id of the first with a b. */
static void write_end(timeml *t, const dtl_time_entry *x, bool last) {
    dtl_timex one = {.kind = DTL_TX_DATE, .a = last ? x->timex.b : x->timex.a};
    dtl_buf b;
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_buf_printf(&b, "%s%s", x->id, last ? "b" : "");
    start(t, "TIMEX3");
    if (b.at && !b.failed)
        attribute(t, "tid", b.at);
    t->failed = t->failed || b.failed;
    dtl_buf_free(&b);
    dtl_buf_init(&b, &dtl_mem_default);
    dtl_timex_value(&one, &b);
    attribute(t, "type", dtl_timex_type(&one));
    attribute(t, "value", b.at && !b.failed ? b.at : "");
    t->failed = t->failed || b.failed;
    dtl_buf_free(&b);
    attribute(t, "temporalFunction", x->timex.from_dct || x->timex.from_ref ? "true" : "false");
    attribute(t, "functionInDocument", "NONE");
}

/* "from 5 to 8 August": TimeML tags the two ends, not what lies between them. */
static void write_span(timeml *t, const dtl_time_entry *x) {
    const char *p = t->tl->text;
    write_end(t, x, false);
    text(t, p + x->text_start, x->first_end - x->text_start);
    end(t);
    text(t, p + x->first_end, x->last_start - x->first_end);
    write_end(t, x, true);
    text(t, p + x->last_start, x->text_end - x->last_start);
    end(t);
}

static void write_time(timeml *t, const dtl_time_entry *x) {
    start(t, "TIMEX3");
    attribute(t, "tid", x->id);
    attribute(t, "type", x->type);
    attribute(t, "value", x->value ? x->value : "");
    attribute(t, "mod", x->mod);
    set_attributes(t, &x->timex);
    attribute(t, "temporalFunction", x->timex.from_dct || x->timex.from_ref ? "true" : "false");
    attribute(t, "functionInDocument", "NONE");
    if (!x->anchor || !dtl_intern_find(&t->time_ids, x->anchor, (uint32_t)strlen(x->anchor)))
        return;
    attribute(t, "anchorTimeID", x->anchor);
    /* A length that is known to begin or end somewhere does so at what it was counted from. */
    if (x->timex.kind == DTL_TX_DURATION && x->timex.has_a != x->timex.has_b)
        attribute(t, x->timex.has_a ? "beginPoint" : "endPoint", x->anchor);
}

static void write_text(timeml *t) {
    const dateline_timeline *tl = t->tl;
    uint32_t at = 0;
    start(t, "TEXT");
    for (uint32_t i = 0; i < t->npieces; i++) {
        const piece *p = &t->pieces[i];
        text(t, tl->text + at, p->start - at);
        at = p->end;
        if (p->is_time && tl->times[p->index].last_start) {
            write_span(t, &tl->times[p->index]);
            continue;
        }
        if (p->is_time) {
            write_time(t, &tl->times[p->index]);
        } else {
            start(t, "EVENT");
            mention_attribute(t, "eid", "e", p->index);
            attribute(t, "class", tl->mentions[p->index].timeml_class);
        }
        text(t, tl->text + p->start, p->end - p->start);
        end(t);
    }
    text(t, tl->text + at, tl->text_len - at);
    end(t);
    newline(t);
}

static void write_instances(timeml *t) {
    for (uint32_t i = 0; i < t->npieces; i++) {
        if (t->pieces[i].is_time)
            continue;
        const dtl_mention_entry *m = &t->tl->mentions[t->pieces[i].index];
        start(t, "MAKEINSTANCE");
        mention_attribute(t, "eventID", "e", t->pieces[i].index);
        mention_attribute(t, "eiid", "ei", t->pieces[i].index);
        attribute(t, "tense", m->tense ? m->tense : "NONE");
        attribute(t, "aspect", m->aspect ? m->aspect : "NONE");
        attribute(t, "polarity", m->polarity ? m->polarity : "POS");
        attribute(t, "pos", m->pos ? m->pos : "OTHER");
        attribute(t, "modality", m->modality);
        end(t);
        newline(t);
    }
}

/* Writes one end of a link, or only says whether it can be written. */
static bool link_end(timeml *t, const char *id, const char *event_name, const char *time_name,
                     bool write) {
    uint32_t n = (uint32_t)strlen(id);
    uint32_t key = dtl_intern_find(&t->mention_ids, id, n);
    if (key && key <= t->npieces && t->mention_of[key]) {
        if (write)
            mention_attribute(t, event_name, "ei", t->mention_of[key] - 1);
        return true;
    }
    if (!dtl_intern_find(&t->time_ids, id, n))
        return false;
    if (write)
        attribute(t, time_name, id);
    return true;
}

static void write_links(timeml *t) {
    uint32_t written = 0;
    for (uint32_t i = 0; i < t->tl->ntlinks; i++) {
        const dtl_tlink_entry *l = &t->tl->tlinks[i];
        if (!link_end(t, l->x, NULL, NULL, false) || !link_end(t, l->y, NULL, NULL, false))
            continue;
        char id[16];
        snprintf(id, sizeof id, "l%u", ++written);
        start(t, "TLINK");
        attribute(t, "lid", id);
        attribute(t, "relType", l->rel);
        link_end(t, l->x, "eventInstanceID", "timeID", true);
        link_end(t, l->y, "relatedToEventInstance", "relatedToTime", true);
        end(t);
        newline(t);
    }
}

static void write_dct(timeml *t) {
    const dateline_timeline *tl = t->tl;
    if (!tl->has_created)
        return;
    dtl_buf value;
    dtl_buf_init(&value, &dtl_mem_default);
    dtl_timex_value(&tl->created, &value);
    const char *v = value.at && !value.failed ? value.at : "";
    start(t, "DCT");
    start(t, "TIMEX3");
    attribute(t, "tid", DCT_ID);
    attribute(t, "type", dtl_timex_type(&tl->created));
    attribute(t, "value", v);
    attribute(t, "temporalFunction", "false");
    attribute(t, "functionInDocument", "CREATION_TIME");
    text(t, v, strlen(v));
    end(t);
    end(t);
    newline(t);
    t->failed = t->failed || value.failed;
    dtl_buf_free(&value);
}

static void write_document(timeml *t) {
    const dateline_timeline *tl = t->tl;
    check(t, xmlTextWriterStartDocument(t->w, NULL, "UTF-8", NULL));
    start(t, "TimeML");
    newline(t);
    if (tl->doc_id) {
        start(t, "DOCID");
        text(t, tl->doc_id, strlen(tl->doc_id));
        end(t);
        newline(t);
    }
    write_dct(t);
    if (tl->title) {
        start(t, "TITLE");
        text(t, tl->title, strlen(tl->title));
        end(t);
        newline(t);
    }
    write_text(t);
    write_instances(t);
    write_links(t);
    end(t);
    check(t, xmlTextWriterEndDocument(t->w));
}

static int append(void *out, const char *p, int n) {
    dtl_buf *b = out;
    dtl_buf_put(b, p, (size_t)n);
    return b->failed ? -1 : n;
}

dtl_status dtl_timeml_write(const dateline_timeline *tl, dtl_buf *out) {
    if (!tl->text)
        return DTL_E_ARG;
    timeml t = {.tl = tl};
    dtl_arena_init(&t.arena, &dtl_mem_default);
    dtl_status status = DTL_E_NOMEM;
    if (choose_pieces(&t) && remember_ids(&t)) {
        xmlOutputBufferPtr buffer = xmlOutputBufferCreateIO(append, NULL, out, NULL);
        t.w = buffer ? xmlNewTextWriter(buffer) : NULL;
        if (t.w) {
            write_document(&t);
            xmlFreeTextWriter(t.w);
            if (!t.failed && !out->failed)
                status = DTL_OK;
        } else if (buffer) {
            xmlOutputBufferClose(buffer);
        }
    }
    dtl_arena_free(&t.arena);
    return status;
}
