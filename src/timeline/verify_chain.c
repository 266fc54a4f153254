/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a date stands on, step by step: the expression in the text, the one it was resolved against,
 * and so on down to the publication of the article.
 *
 * An event without an expression of its own has its date from a link ("the day before") to another
 * event: the signal is a step, and the other event's expression the next.
 */
#include "timeline/verify.h"

#include <string.h>

static bool push(dtl_finding *f, const char *kind, const char *text, const char *edtf,
                 const char *rule) {
    if (f->nchain == DTL_CHAIN_MAX)
        return false;
    f->chain[f->nchain++] = (dtl_chain_step){kind, text, edtf, rule};
    return true;
}

static const dtl_time_entry *find_time(const dateline_timeline *tl, const char *id) {
    for (uint32_t i = 0; id && i < tl->ntimes; i++)
        if (strcmp(tl->times[i].id, id) == 0)
            return &tl->times[i];
    return NULL;
}

static void follow(const dateline_timeline *tl, const dtl_time_entry *t, dtl_finding *f) {
    while (t && push(f, "time", t->text.p, t->edtf ? t->edtf : t->value, t->rule)) {
        if (!t->anchor)
            return;
        if (strcmp(t->anchor, "t0") == 0) {
            push(f, "published", NULL, tl->created_edtf, tl->created_source);
            return;
        }
        const dtl_time_entry *next = find_time(tl, t->anchor);
        t = next == t ? NULL : next;
    }
}

/* An entry by its id: "e3" is the third dated one. */
static const dtl_entry *entry_by_id(const dateline_timeline *tl, const char *id) {
    uint32_t k = 0;
    for (const char *p = id + 1; *p >= '0' && *p <= '9'; p++)
        k = k * 10 + (uint32_t)(*p - '0');
    if (*id == 'e')
        return k >= 1 && k <= tl->nevents ? &tl->events[k - 1] : NULL;
    return k >= 1 && k <= tl->nundated ? &tl->undated[k - 1] : NULL;
}

static const dtl_time_entry *time_of(const dateline_timeline *tl, const dtl_entry *e) {
    for (uint32_t i = 0; e && i < e->nevidence; i++) {
        const dtl_time_entry *t = find_time(tl, e->evidence[i].time);
        if (t)
            return t;
    }
    return NULL;
}

/* The link that dates an entry: one with a lag if there is one. */
static const dtl_order_link *link_of(const dateline_timeline *tl, const char *id,
                                     const char **ret_other) {
    const dtl_order_link *found = NULL;
    for (uint32_t i = 0; i < tl->norder; i++) {
        const dtl_order_link *l = &tl->order[i];
        bool x = strcmp(l->x, id) == 0;
        if (l->refused || (!x && strcmp(l->y, id) != 0) || (found && !(l->lag && !found->lag)))
            continue;
        found = l;
        *ret_other = x ? l->y : l->x;
    }
    return found;
}

dtl_status dtl_chain_fill(const dtl_source_text *source, const dtl_time_entry *time,
                          dtl_arena *arena, dtl_finding *f) {
    const dateline_timeline *tl = source->tl;
    (void)arena;
    if (time) {
        follow(tl, time, f);
        return DTL_OK;
    }
    if (!f->event || f->when.basis == DTL_BASIS_NONE)
        return DTL_OK;
    const char *other = NULL;
    const dtl_order_link *l = link_of(tl, f->event->entry->id, &other);
    if (l && l->signal) {
        push(f, "link", l->signal, f->when.edtf, l->rule);
        follow(tl, time_of(tl, entry_by_id(tl, other)), f);
    } else if (tl->has_created) {
        push(f, "published", NULL, tl->created_edtf, tl->created_source);
    }
    return DTL_OK;
}
