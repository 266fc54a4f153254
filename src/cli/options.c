/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of options that several commands share, and what the terminal can do.
 */
#include "cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80
#define PROGRESS_FIRST_MS 500 /* what is done by then needs no progress */
#define PROGRESS_EACH_MS 200
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

void cli_complain(const char *fmt, ...) {
    va_list ap;
    fputs("dateline: ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

int cli_usage_error(const char *command) {
    fprintf(stderr, "Try `dateline %s --help`.\n", command);
    return EXIT_TROUBLE;
}

bool cli_choose(const char *option, const char *value, const char *const *names, size_t n,
                int *ret) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(value, names[i]) == 0) {
            *ret = (int)i;
            return true;
        }
    char list[160] = "";
    for (size_t i = 0; i < n; i++) {
        strncat(list, i == 0 ? "" : i + 1 == n ? " or " : ", ", sizeof list - strlen(list) - 1);
        strncat(list, names[i], sizeof list - strlen(list) - 1);
    }
    cli_complain("%s %s: it is one of %s", option, value, list);
    return false;
}

bool cli_format(const char *value, dateline_format *ret, bool *ret_rows) {
    static const char *const names[] = {"yaml", "json", "jsonl", "text", "timeml"};
    static const dateline_format formats[] = {DATELINE_FORMAT_YAML, DATELINE_FORMAT_JSON,
                                              DATELINE_FORMAT_JSON, DATELINE_FORMAT_TEXT,
                                              DATELINE_FORMAT_TIMEML};
    int i = 0;
    if (!cli_choose("--format", value, names, COUNT(names), &i))
        return false;
    *ret = formats[i];
    *ret_rows = i == 2;
    return true;
}

bool cli_input(const char *value, dateline_input *ret, bool *ret_rows) {
    static const char *const names[] = {"auto", "plain", "timeml", "html", "markdown", "jsonl"};
    int i = 0;
    if (!cli_choose("--input", value, names, COUNT(names), &i))
        return false;
    *ret_rows = i == COUNT(names) - 1;
    *ret = *ret_rows ? DATELINE_INPUT_AUTO : (dateline_input)i;
    return true;
}

bool cli_report_format(const char *value, dateline_format *ret) {
    static const char *const names[] = {"text", "yaml", "json", "html"};
    static const dateline_format formats[] = {DATELINE_FORMAT_TEXT, DATELINE_FORMAT_YAML,
                                              DATELINE_FORMAT_JSON, DATELINE_FORMAT_HTML};
    int i;
    if (!cli_choose("--format", value, names, COUNT(names), &i))
        return false;
    *ret = formats[i];
    return true;
}

bool cli_domain(const char *value, dateline_domain *ret) {
    static const char *const names[] = {"auto", "news", "narrative"};
    int i = 0;
    if (!cli_choose("--domain", value, names, COUNT(names), &i))
        return false;
    *ret = (dateline_domain)i;
    return true;
}

bool cli_colour_option(const char *value, cli_colour *ret) {
    static const char *const names[] = {"auto", "always", "never"};
    int i = CLI_COLOUR_ALWAYS;
    if (value && !cli_choose("--color", value, names, COUNT(names), &i))
        return false;
    *ret = (cli_colour)i;
    return true;
}

bool cli_use_colour(cli_colour wish, FILE *stream) {
    if (wish != CLI_COLOUR_AUTO)
        return wish == CLI_COLOUR_ALWAYS;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return !(no && *no) && !(term && strcmp(term, "dumb") == 0) && isatty(fileno(stream));
}

unsigned cli_width(FILE *stream) {
    struct winsize size;
    if (isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return WIDTH_DEFAULT;
}

/* ---- progress -------------------------------------------------------------------------------- */

static struct timespec later(long ms) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += ms * 1000000L;
    t.tv_sec += t.tv_nsec / 1000000000L;
    t.tv_nsec %= 1000000000L;
    return t;
}

static bool is_past(const struct timespec *t) {
    struct timespec now = later(0);
    return now.tv_sec > t->tv_sec || (now.tv_sec == t->tv_sec && now.tv_nsec >= t->tv_nsec);
}

cli_progress cli_progress_begin(size_t total, bool quiet, const char *output) {
    bool alone = output ? strcmp(output, "-") != 0 : !isatty(STDOUT_FILENO);
    return (cli_progress){.shows = total > 1 && !quiet && alone && isatty(STDERR_FILENO),
                          .total = total,
                          .next = later(PROGRESS_FIRST_MS)};
}

void cli_progress_step(cli_progress *p, size_t done) {
    if (!p->shows || !is_past(&p->next))
        return;
    fprintf(stderr, "\033[K%zu of %zu files\r", done, p->total);
    p->next = later(PROGRESS_EACH_MS);
}

void cli_progress_end(cli_progress *p) {
    if (p->shows)
        fputs("\033[K", stderr);
    p->shows = false;
}
