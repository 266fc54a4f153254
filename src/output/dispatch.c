/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public writing functions: a format to its writer, the result to the caller.
 *
 * What is given out comes from malloc, so that dateline_free() needs no more than the pointer.
 */
#include "output/output.h"
#include "timeline/api.h"

static const dateline_write_options defaults;

dateline_status dtl_hand_over(dtl_status status, dtl_buf *out, char **ret, size_t *ret_len) {
    if (status == DTL_OK && !out->at)
        dtl_buf_puts(out, "");
    if (status == DTL_OK && out->failed)
        status = DTL_E_NOMEM;
    if (status != DTL_OK) {
        dtl_buf_free(out);
        return dtl_public_status(status);
    }
    *ret = out->at;
    if (ret_len)
        *ret_len = out->n;
    return DATELINE_OK;
}

dateline_status dateline_timeline_write(const dateline_timeline *tl,
                                        const dateline_write_options *opts, char **ret,
                                        size_t *ret_len) {
    if (!tl || !ret)
        return DATELINE_E_ARG;
    const dateline_write_options *o = opts ? opts : &defaults;
    if (tl->entries_only && (o->times || o->mentions))
        return DATELINE_E_ARG;
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_status status = DTL_E_ARG;
    switch (o->format) {
    case DATELINE_FORMAT_YAML: status = dtl_yaml_write(dtl_timeline_fill, tl, o, &out); break;
    case DATELINE_FORMAT_JSON: status = dtl_json_write(dtl_timeline_fill, tl, o, &out); break;
    case DATELINE_FORMAT_TIMEML: status = dtl_timeml_write(tl, &out); break;
    case DATELINE_FORMAT_TEXT:
        dtl_text_write(tl, o, &out);
        status = DTL_OK;
        break;
    case DATELINE_FORMAT_HTML:
        if (tl->is_merged) {
            dtl_merged_html(&out, tl);
            status = DTL_OK;
        }
        break;
    case DATELINE_FORMAT_CSV: break;
    }
    return dtl_hand_over(status, &out, ret, ret_len);
}

dateline_status dateline_diff_write(const dateline_diff *d, const dateline_write_options *opts,
                                    char **ret, size_t *ret_len) {
    if (!d || !ret)
        return DATELINE_E_ARG;
    const dateline_write_options *o = opts ? opts : &defaults;
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    dtl_status status = DTL_E_ARG;
    switch (o->format) {
    case DATELINE_FORMAT_YAML: status = dtl_yaml_write(dtl_diff_fill, d, o, &out); break;
    case DATELINE_FORMAT_JSON: status = dtl_json_write(dtl_diff_fill, d, o, &out); break;
    case DATELINE_FORMAT_TEXT:
        dtl_diff_text_write(d, o, &out);
        status = DTL_OK;
        break;
    case DATELINE_FORMAT_HTML:
        dtl_diff_html_write(d, o, &out);
        status = DTL_OK;
        break;
    case DATELINE_FORMAT_TIMEML:
    case DATELINE_FORMAT_CSV: break;
    }
    return dtl_hand_over(status, &out, ret, ret_len);
}

char *dateline_timeline_schema(void) {
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    char *ret = NULL;
    return dtl_hand_over(dtl_timeline_schema(&out), &out, &ret, NULL) == DATELINE_OK ? ret : NULL;
}
