/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of an HTML page: one file, no script, no font, nothing fetched, so that a page can be
 * mailed, archived or printed and still says the same.
 *
 * The style knows these classes: `date` (tabular figures), `quote`, `source`, `tag`, and for what
 * changed or what a check found `good`, `warn`, `bad`, `dim`.  Colours follow the reader's choice
 * of a light or dark page, and no meaning hangs on colour alone: writers put a word beside it.
 */
#include "output/output.h"

#include <string.h>

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.5rem 0 .25rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;"
    "border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}"
    "thead th{position:sticky;top:0;background:Canvas}"
    ".date{font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".quote{font-style:italic}.source,.dim{opacity:.7}"
    ".tag{border:1px solid;border-radius:.3em;padding:0 .3em;font-size:.8em}"
    ".good{color:light-dark(#17692b,#6fcf87)}.warn{color:light-dark(#8a5a00,#e6b450)}"
    ".bad{color:light-dark(#a8201a,#ff8078)}"
    "@media print{body{max-width:none;margin:0}thead th{position:static}}";

void dtl_html_text(dtl_buf *out, const char *p, size_t n) {
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        const char *entity = p[i] == '&'    ? "&amp;"
                             : p[i] == '<'  ? "&lt;"
                             : p[i] == '>'  ? "&gt;"
                             : p[i] == '"'  ? "&quot;"
                             : p[i] == '\'' ? "&#39;"
                                            : NULL;
        if (!entity)
            continue;
        dtl_buf_put(out, p + from, i - from);
        dtl_buf_puts(out, entity);
        from = i + 1;
    }
    dtl_buf_put(out, p + from, n - from);
}

void dtl_html_open(dtl_buf *out, const char *title, const char *lang) {
    dtl_buf_puts(out, "<!DOCTYPE html>\n<html lang=\"");
    dtl_html_text(out, lang, strlen(lang));
    dtl_buf_puts(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    dtl_html_text(out, title, strlen(title));
    dtl_buf_puts(out, "</title>\n<style>");
    dtl_buf_puts(out, style);
    dtl_buf_puts(out, "</style>\n</head>\n<body>\n<h1>");
    dtl_html_text(out, title, strlen(title));
    dtl_buf_puts(out, "</h1>\n");
}

void dtl_html_close(dtl_buf *out) {
    dtl_buf_puts(out, "</body>\n</html>\n");
}
