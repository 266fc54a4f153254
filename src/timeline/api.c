/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public functions that read a timeline, and the small ones: version, status names, memory.
 *
 * Strings given out belong to the timeline.  What dateline_free() takes comes from malloc whatever
 * allocator the objects use, so that a caller needs nothing but the pointer.
 */
#include "timeline/api.h"
#include "timeline/timeline.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef DATELINE_VERSION
#define DATELINE_VERSION "0.0.0"
#endif

const char *dateline_version(void) {
    return DATELINE_VERSION;
}

const char *dateline_status_string(dateline_status status) {
    switch (status) {
    case DATELINE_OK: return "success";
    case DATELINE_E_NOMEM: return "out of memory";
    case DATELINE_E_IO: return "a file could not be read or written";
    case DATELINE_E_UTF8: return "the input is not UTF-8 text";
    case DATELINE_E_INPUT: return "the input cannot be understood";
    case DATELINE_E_RULES: return "the rule set has errors";
    case DATELINE_E_LIMIT: return "a limit was passed";
    case DATELINE_E_ARG: return "an argument is unusable";
    }
    return "unknown status";
}

void dateline_free(char *p) {
    free(p);
}

dtl_mem dtl_mem_of(const dateline_allocator *alloc) {
    if (!alloc)
        return dtl_mem_default;
    return (dtl_mem){.resize = alloc->resize, .ctx = alloc->ctx};
}

void dtl_step_done(const dateline_context *ctx, const char *step) {
    if (ctx->watch.done)
        ctx->watch.done(ctx->watch.ctx, step);
}

dateline_status dtl_public_status(dtl_status s) {
    switch (s) {
    case DTL_OK: return DATELINE_OK;
    case DTL_E_NOMEM: return DATELINE_E_NOMEM;
    case DTL_E_IO: return DATELINE_E_IO;
    case DTL_E_UTF8: return DATELINE_E_UTF8;
    case DTL_E_INPUT: return DATELINE_E_INPUT;
    case DTL_E_RULES: return DATELINE_E_RULES;
    case DTL_E_LIMIT: return DATELINE_E_LIMIT;
    case DTL_E_ARG: break;
    }
    return DATELINE_E_ARG;
}

void dtl_error_set(dateline_error *e, dtl_status status, size_t offset, const char *fmt, ...) {
    if (!e)
        return;
    e->status = dtl_public_status(status);
    e->offset = offset;
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(e->message, sizeof e->message, fmt, ap);
    va_end(ap);
    if (n < 0)
        e->message[0] = '\0';
    /* A message that was cut must not end inside a code point. */
    size_t end = strlen(e->message);
    size_t good = dtl_utf8_check(e->message, end);
    if (good < end && end - good < 4)
        e->message[good] = '\0';
}

dateline_timeline *dtl_timeline_new(const dtl_mem *mem) {
    dateline_timeline *tl = dtl_alloc(mem, sizeof *tl);
    if (!tl)
        return NULL;
    tl->mem = *mem;
    dtl_arena_init(&tl->arena, &tl->mem);
    return tl;
}

void dateline_timeline_free(dateline_timeline *tl) {
    if (!tl)
        return;
    dtl_arena_free(&tl->arena);
    dtl_mem mem = tl->mem;
    dtl_free(&mem, tl, sizeof *tl);
}

size_t dateline_timeline_count(const dateline_timeline *tl) {
    return (size_t)tl->nevents + tl->nundated;
}

static const dtl_entry *entry_at(const dateline_timeline *tl, size_t index) {
    if (index < tl->nevents)
        return &tl->events[index];
    index -= tl->nevents;
    return index < tl->nundated ? &tl->undated[index] : NULL;
}

static const char *or_empty(const char *s) {
    return s ? s : "";
}

/* The quote is NUL-terminated in the arena: every dtl_evidence.text is made by dtl_arena_strndup.
 */
dateline_event dateline_timeline_event(const dateline_timeline *tl, size_t index) {
    dateline_event ev = {.id = "", .name = "", .type = "", .status = "", .quote = ""};
    const dtl_entry *e = entry_at(tl, index);
    if (!e)
        return ev;
    ev.id = or_empty(e->id);
    ev.name = or_empty(e->name);
    ev.type = or_empty(e->type);
    ev.status = dtl_status_name(e->status);
    ev.confidence = e->confidence;
    if (e->when.basis != DTL_BASIS_NONE) {
        ev.edtf = e->when.edtf;
        ev.basis = dtl_basis_name(e->when.basis);
    }
    if (e->nevidence > 0) {
        ev.quote = or_empty(e->evidence[0].text.p);
        ev.start = e->evidence[0].start;
        ev.end = e->evidence[0].end;
    }
    return ev;
}

const char *dateline_timeline_name(const dateline_timeline *tl, size_t index, int place, size_t k) {
    const dtl_entry *e = entry_at(tl, index);
    if (!e)
        return NULL;
    if (place)
        return k < e->nwhere ? e->where[k] : NULL;
    return k < e->nwho ? e->who[k] : NULL;
}

size_t dateline_timeline_warning_count(const dateline_timeline *tl) {
    return tl->nwarnings;
}

const char *dateline_timeline_warning(const dateline_timeline *tl, size_t index) {
    return index < tl->nwarnings ? tl->warnings[index] : NULL;
}

dateline_status dateline_timeline_read(const char *bytes, size_t len, const char *name,
                                       const dateline_allocator *alloc, dateline_timeline **ret_tl,
                                       dateline_error *reterr) {
    dtl_mem mem = dtl_mem_of(alloc);
    if (!ret_tl || (!bytes && len > 0)) {
        dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX, "no bytes to read");
        return DATELINE_E_ARG;
    }
    return dtl_public_status(
        dtl_timeline_read(bytes, len, name ? name : "timeline", &mem, ret_tl, reterr));
}
