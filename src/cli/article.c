/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An article as it is named on the command line: a file, which may carry the date of its
 * publication: article.txt@2025-08-20.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool cli_article_name(cli_article *a, const char *argument) {
    const char *at = strrchr(argument, '@');
    *a = (cli_article){.path = argument};
    if (!at || at == argument || !at[1] || access(argument, F_OK) == 0)
        return true;
    size_t size = strlen(argument) + 1;
    a->owned = malloc(size);
    if (!a->owned) {
        cli_complain("out of memory");
        return false;
    }
    memcpy(a->owned, argument, size);
    a->owned[at - argument] = '\0';
    a->path = a->owned;
    a->date = a->owned + (at - argument) + 1;
    return true;
}

bool cli_article_read(cli_article *a) {
    return cli_read(a->path, &a->bytes, &a->n);
}

void cli_article_free(cli_article *a) {
    free(a->bytes);
    free(a->owned);
    *a = (cli_article){.path = NULL};
}
