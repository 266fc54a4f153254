/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline_extract: the pipeline, then the timeline with where it came from.
 */
#include "base/sha256.h"
#include "timeline/pipeline.h"

#include <string.h>

static const char *keep(dtl_arena *a, const char *p, size_t n) {
    return dtl_arena_strndup(a, p, n);
}

/* "dir/lavrov.txt" is called lavrov. */
static const char *id_of(dtl_arena *a, const char *source) {
    const char *base = strrchr(source, '/');
    base = base ? base + 1 : source;
    const char *dot = strrchr(base, '.');
    return keep(a, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

bool dtl_timeline_describe(dateline_timeline *tl, const dtl_run *run, const char *text, size_t len,
                           const dateline_options *o) {
    dtl_arena *a = &tl->arena;
    char digest[65];
    dtl_sha256_hex(text, len, digest);
    tl->sha256 = keep(a, digest, 64);
    tl->language = keep(a, run->rules->language, strlen(run->rules->language));
    tl->rules_set = tl->language;
    tl->rules_version = keep(a, run->rules->version, strlen(run->rules->version));
    tl->rules_sha256 = keep(a, run->rules->sha256, strlen(run->rules->sha256));
    tl->domain = run->times.domain == DTL_DOMAIN_NEWS ? "news" : "narrative";
    if (o && o->source && !(tl->source = keep(a, o->source, strlen(o->source))))
        return false;
    const dtl_slice id = run->doc.id;
    tl->doc_id = o && o->id   ? keep(a, o->id, strlen(o->id))
                 : id.n       ? keep(a, id.p, id.n)
                 : tl->source ? id_of(a, tl->source)
                              : keep(a, "document", 8);
    const dtl_slice title = o && o->title ? dtl_slice_of(o->title) : run->doc.title;
    if (title.n > 0 && !(tl->title = keep(a, title.p, title.n)))
        return false;
    const dtl_slice outlet = o && o->outlet ? dtl_slice_of(o->outlet) : run->doc.outlet;
    if (outlet.n > 0 && !(tl->outlet = keep(a, outlet.p, outlet.n)))
        return false;
    if (run->has_created) {
        tl->has_created = true;
        tl->created = run->created;
        dtl_buf e;
        dtl_buf_init(&e, a->mem);
        dtl_timex_edtf(&run->created, &e);
        tl->created_edtf = e.failed || !e.at ? NULL : keep(a, e.at, e.n);
        dtl_buf_free(&e);
        tl->created_source = keep(a, run->created_source, strlen(run->created_source));
        if (!tl->created_edtf || !tl->created_source)
            return false;
    }
    tl->entries_only = o && o->entries_only;
    if (!tl->entries_only) {
        tl->text = keep(a, run->doc.text, run->doc.len);
        tl->text_len = run->doc.len;
    }
    return tl->sha256 && tl->language && tl->rules_version && tl->rules_sha256 && tl->doc_id &&
           (tl->text || tl->entries_only);
}

/* What the reader of a timeline has to know, such as relative times with nothing to stand on. */
static bool warn(dateline_timeline *tl, const dtl_run *run) {
    tl->warnings = DTL_NEW_ARRAY(&tl->arena, 3, const char *);
    if (!tl->warnings)
        return false;
    if (!run->has_created) {
        const char *w =
            run->times.unresolved
                ? dtl_arena_printf(&tl->arena,
                                   "no publication date: %u relative expression%s left undated; "
                                   "give one with --date",
                                   (unsigned)run->times.unresolved,
                                   run->times.unresolved == 1 ? " is" : "s are")
                : dtl_arena_printf(&tl->arena, "no publication date; give one with --date");
        if (!w)
            return false;
        tl->warnings[tl->nwarnings++] = w;
    }
    if (run->doc.note) {
        const char *note = keep(&tl->arena, run->doc.note, strlen(run->doc.note));
        if (!note)
            return false;
        tl->warnings[tl->nwarnings++] = note;
    }
    if (run->lattice.limited) {
        tl->warnings[tl->nwarnings++] =
            "a matching limit was reached: some expressions may be missing";
    }
    return true;
}

dtl_status dtl_timeline_extract(dateline_context *ctx, const char *text, size_t len,
                                const dateline_options *opts, dtl_run *run,
                                dateline_timeline **ret_tl, dateline_error *reterr) {
    dtl_status st = dtl_pipeline_run(ctx, text, len, opts, run, reterr);
    if (st != DTL_OK)
        return st;
    dateline_timeline *tl = dtl_timeline_new(&ctx->mem);
    st = tl ? DTL_OK : DTL_E_NOMEM;
    dtl_build_options build = {.all = opts && opts->all,
                               .about = opts ? opts->about : NULL,
                               .entries_only = opts && opts->entries_only};
    if (st == DTL_OK && !(dtl_timeline_describe(tl, run, text, len, opts) && warn(tl, run)))
        st = DTL_E_NOMEM;
    if (st == DTL_OK)
        st = dtl_timeline_build(&run->story, &run->links, &build, tl);
    dtl_step_done(ctx, "build");
    if (st != DTL_OK) {
        dateline_timeline_free(tl);
        dtl_error_set(reterr, st, SIZE_MAX, "%s", dateline_status_string(dtl_public_status(st)));
        return st;
    }
    *ret_tl = tl;
    return DTL_OK;
}

dateline_status dateline_extract(dateline_context *ctx, const char *text, size_t len,
                                 const dateline_options *opts, dateline_timeline **ret_tl,
                                 dateline_error *reterr) {
    if (!ctx || (!text && len) || !ret_tl) {
        dtl_error_set(reterr, DTL_E_ARG, SIZE_MAX, "no context, text or result");
        return DATELINE_E_ARG;
    }
    dtl_run run = {0};
    return dtl_public_status(dtl_timeline_extract(ctx, text, len, opts, &run, ret_tl, reterr));
}
