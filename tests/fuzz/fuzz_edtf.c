/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an EDTF string.  What is read and can be written is read again and means the same.
 */
#include "calendar/calendar.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    dtl_timex t, back;
    const char *error = NULL;
    if (!dtl_edtf_parse((const char *)data, size, &t, &error))
        return error == NULL ? (abort(), 0) : 0;
    dtl_buf out;
    dtl_buf_init(&out, &dtl_mem_default);
    if (dtl_timex_edtf(&t, &out)) {
        dtl_bounds a, b;
        if (!dtl_edtf_parse(out.at, out.n, &back, NULL))
            abort();
        bool known = dtl_timex_bounds(&t, &a);
        if (known && (!dtl_timex_bounds(&back, &b) || a.start_min != b.start_min ||
                      a.start_max != b.start_max))
            abort();
    }
    dtl_buf_free(&out);
    return 0;
}
