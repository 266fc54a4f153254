/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli: the `dateline` command.  It uses the public header only.
 *
 * One file per subcommand; main.c is their table.  Each takes its own argc and argv (argv[0] is its
 * name) and returns an exit code.  Messages go to standard error and begin "dateline: "; results
 * go to standard output or -o.
 */
#ifndef DTL_CLI_H
#define DTL_CLI_H

#include "dateline/dateline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

/** Exit codes, the same for every subcommand. */
enum {
    EXIT_GOOD = 0,
    EXIT_DIFFERENT = 1, /* timelines differ, a check failed */
    EXIT_TROUBLE = 2    /* wrong usage, unreadable input, unwritable output */
};

typedef struct cli_command {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
    const char *help;
} cli_command;

extern const cli_command cli_extract, cli_diff, cli_merge, cli_verify, cli_why, cli_rules,
    cli_schema;

/** Prints "dateline: ..." and a line break to standard error. */
void cli_complain(const char *fmt, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;
/** What getopt_long found wrong: prints a pointer to --help; returns EXIT_TROUBLE. */
int cli_usage_error(const char *command);
/** Prints the help of a command to standard output; returns an exit code. */
int cli_print_help(const cli_command *command);

/* ---- files (file.c) -------------------------------------------------------------------------- */

#define CLI_INPUT_MAX ((size_t)1 << 30)

/** A whole file, or standard input for "-".  *ret is freed with free().  false: a message was
 * printed. */
bool cli_read(const char *path, char **ret, size_t *ret_len);
/** How messages call an input. */
const char *cli_input_name(const char *path);

/* ---- what is wrong with an input (failure.c) ------------------------------------------------- */

/** The message of a failure, or what its status says. */
const char *cli_what(dateline_status status, const dateline_error *e);
/** Complains of a document: its name, the byte where it is known, what is wrong. */
void cli_document_failed(const char *path, dateline_status status, const dateline_error *e);
/** Prints the line of an input that holds byte `offset`, and a caret below it, to standard error;
 * nothing when the offset is SIZE_MAX or past the end.  The bytes are UTF-8. */
void cli_show_place(const char *bytes, size_t n, size_t offset);

/* ---- articles (article.c) -------------------------------------------------------------------- */

/** An article on the command line (article.c). */
typedef struct cli_article {
    const char *path; /* without its date */
    const char *date; /* after the @; NULL: none given */
    char *owned;      /* storage of path and date, or NULL */
    char *bytes;
    size_t n;
} cli_article;

/** Parts "article.txt@2025-08-20", unless a file has that very name; false: a message was printed.
 */
bool cli_article_name(cli_article *a, const char *argument);
/** Reads its bytes; false: a message was printed. */
bool cli_article_read(cli_article *a);
void cli_article_free(cli_article *a);

/** Where results go.  A regular file appears whole when it is committed, or not at all. */
typedef struct cli_output {
    FILE *stream;
    const char *path; /* NULL: standard output */
    char *temporary;  /* renamed to `path` at the end; NULL: written in place */
    bool failed;
    bool closed; /* it failed because the reader of the pipe went away */
} cli_output;

/** path NULL or "-": standard output.  false: a message was printed. */
bool cli_output_open(cli_output *o, const char *path);
void cli_output_write(cli_output *o, const char *p, size_t n);
/** Makes what was written permanent; false: a message was printed (none for a closed pipe). */
bool cli_output_commit(cli_output *o);
/** Leaves the file as it was. */
void cli_output_abandon(cli_output *o);

/* ---- options that several commands have (options.c) ------------------------------------------ */

/** One of `names` by its index into `ret`; false: a message was printed. */
bool cli_choose(const char *option, const char *value, const char *const *names, size_t n,
                int *ret);
/** *ret_rows: the value is jsonl; *ret is then JSON. */
bool cli_format(const char *value, dateline_format *ret, bool *ret_rows);
/** Of what is found rather than extracted: text, yaml, json or html. */
bool cli_report_format(const char *value, dateline_format *ret);
bool cli_domain(const char *value, dateline_domain *ret);
/** --input; *ret_rows: the input is rows of JSON Lines, each a document of its own. */
bool cli_input(const char *value, dateline_input *ret, bool *ret_rows);

typedef enum cli_colour { CLI_COLOUR_AUTO, CLI_COLOUR_ALWAYS, CLI_COLOUR_NEVER } cli_colour;
bool cli_colour_option(const char *value, cli_colour *ret);
/** auto: a terminal that is not told otherwise (NO_COLOR, TERM=dumb). */
bool cli_use_colour(cli_colour wish, FILE *stream);
/** Columns of the terminal behind the stream, 80 when there is none. */
unsigned cli_width(FILE *stream);

/** How many of the inputs are through, on a terminal that shows nothing else.  The line stays
 * shorter than any message, which writes over it. */
typedef struct cli_progress {
    bool shows;
    size_t total;
    struct timespec next; /* when to show again */
} cli_progress;
/** output: where the result goes, NULL for standard output. */
cli_progress cli_progress_begin(size_t total, bool quiet, const char *output);
void cli_progress_step(cli_progress *p, size_t done);
void cli_progress_end(cli_progress *p);

/* ---- rules (ruleset.c) ----------------------------------------------------------------------- */

#define CLI_RULE_DIRS_MAX 16

/** What --rules, --lang and --verbose say. */
typedef struct cli_rules_options {
    const char *dirs[CLI_RULE_DIRS_MAX];
    size_t ndirs;
    const char *language; /* NULL: en */
    bool verbose;
    bool warnings; /* also what is no error; else only with `verbose` */
} cli_rules_options;

/** Adds one --rules; false: a message was printed. */
bool cli_rules_option(cli_rules_options *o, const char *dir);
/**
 * Finds the folders (see --help), builds the set, prints diagnostics to standard error.
 * NULL: a message was printed; *ret_status then tells why.
 */
dateline_rules *cli_rules_load(const cli_rules_options *o, dateline_status *ret_status);

/** The help text that goes with these options. */
#define CLI_RULES_HELP                                                                             \
    "      --rules DIR      a rule set (it holds LANG/manifest.yaml), or a pack that\n"            \
    "                       adds to it; may be given several times\n"                              \
    "      --lang LANG      language of the articles (en)\n"                                       \
    "  -v, --verbose        say which rules are used\n"

#endif
