/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says what is wrong with an input, and where: the line and a caret below it.
 *
 * The message itself names file, line and column; a person who edits the file by hand finds the
 * place faster by its words.
 */
#include "cli.h"

#include <stdint.h>
#include <string.h>

#define SHOWN 60 /* bytes of the line shown before the place, and after it */

const char *cli_what(dateline_status status, const dateline_error *e) {
    return e->message[0] ? e->message : dateline_status_string(status);
}

void cli_document_failed(const char *path, dateline_status status, const dateline_error *e) {
    if (e->offset != SIZE_MAX && e->message[0])
        cli_complain("%s: byte %zu: %s", cli_input_name(path), e->offset, e->message);
    else
        cli_complain("%s: %s", cli_input_name(path), cli_what(status, e));
}

static bool continues(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

void cli_show_place(const char *bytes, size_t n, size_t offset) {
    static const char cut[] = "…";
    if (offset == SIZE_MAX || offset >= n)
        return;
    size_t start = offset, end = offset;
    while (start > 0 && bytes[start - 1] != '\n' && offset - start < SHOWN)
        start--;
    while (end < n && bytes[end] != '\n' && bytes[end] != '\r' && end - offset < SHOWN)
        end++;
    while (start < offset && continues(bytes[start]))
        start++;
    while (end < n && end > offset && continues(bytes[end]))
        end--;
    bool left = start > 0 && bytes[start - 1] != '\n';
    bool right = end < n && bytes[end] != '\n' && bytes[end] != '\r';
    fprintf(stderr, "  %s", left ? cut : "");
    for (size_t i = start; i < end; i++)
        fputc((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7F ? ' ' : bytes[i], stderr);
    fprintf(stderr, "%s\n  %s", right ? cut : "", left ? " " : "");
    for (size_t i = start; i < offset; i++)
        if (!continues(bytes[i]))
            fputc(' ', stderr);
    fputs("^\n", stderr);
}
