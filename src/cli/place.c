/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows where in an input something is wrong: the line and a caret below it.
 *
 * The message itself names file, line and column; a person who edits the file by hand finds the
 * place faster by its words.
 */
#include "cli.h"

#include <stdint.h>
#include <string.h>

#define BEFORE 60 /* bytes of the line shown before the place, and after it */
#define AFTER 40

static bool continues(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

void cli_show_place(const char *bytes, size_t n, size_t offset) {
    if (offset == SIZE_MAX || offset >= n)
        return;
    size_t start = offset, end = offset;
    while (start > 0 && bytes[start - 1] != '\n' && offset - start < BEFORE)
        start--;
    while (end < n && bytes[end] != '\n' && bytes[end] != '\r' && end - offset < AFTER)
        end++;
    while (start < offset && continues(bytes[start]))
        start++;
    while (end < n && end > offset && continues(bytes[end]))
        end--;
    fputs("  ", stderr);
    for (size_t i = start; i < end; i++)
        fputc((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7F ? ' ' : bytes[i], stderr);
    fputs("\n  ", stderr);
    for (size_t i = start; i < offset; i++)
        if (!continues(bytes[i]))
            fputc(' ', stderr);
    fputs("^\n", stderr);
}
