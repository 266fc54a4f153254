/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of subcommands.
 */
#include "cli.h"

#include <locale.h>
#include <string.h>

static const cli_command *const commands[] = {&cli_extract, &cli_diff,  &cli_merge, &cli_verify,
                                              &cli_why,     &cli_rules, &cli_schema};
#define NCOMMANDS (sizeof commands / sizeof commands[0])

static const char overview[] =
    "Usage: dateline COMMAND [OPTION]... [ARGUMENT]...\n"
    "\n"
    "Reads articles and writes the timeline they tell: what happened, when, in what\n"
    "order, and by which words of the text.\n"
    "\n"
    "Commands:\n";

static const char more[] =
    "  help [COMMAND]  how to use a command\n"
    "  version         print the version\n"
    "\n"
    "Example:\n"
    "  dateline extract --date 2025-08-20 --format text article.txt\n"
    "\n"
    "`dateline help extract` lists all options of extract; `man dateline` has it all.\n"
    "\n"
    "Exit status: 0 done, 1 a difference or a failed check, 2 wrong usage or trouble.\n";

int cli_print_help(const cli_command *command) {
    cli_output out;
    cli_output_open(&out, NULL);
    cli_output_write(&out, command->help, strlen(command->help));
    return cli_output_commit(&out) ? EXIT_GOOD : EXIT_TROUBLE;
}

static void print_overview(FILE *stream) {
    fputs(overview, stream);
    for (size_t i = 0; i < NCOMMANDS; i++)
        fprintf(stream, "  %-14s  %s\n", commands[i]->name, commands[i]->summary);
    fputs(more, stream);
}

static int finish(void) {
    cli_output out;
    cli_output_open(&out, NULL);
    return cli_output_commit(&out) ? EXIT_GOOD : EXIT_TROUBLE;
}

static const cli_command *find(const char *name) {
    for (size_t i = 0; i < NCOMMANDS; i++)
        if (strcmp(name, commands[i]->name) == 0)
            return commands[i];
    return NULL;
}

static int unknown(const char *name) {
    cli_complain("there is no command `%s`", name);
    fputs("Try `dateline --help`.\n", stderr);
    return EXIT_TROUBLE;
}

int main(int argc, char **argv) {
    /* Messages of the system in the user's language; numbers stay as they are. */
    setlocale(LC_MESSAGES, "");
    if (argc < 2) {
        print_overview(stderr);
        return EXIT_TROUBLE;
    }
    const char *name = argv[1];
    const cli_command *command = find(name);
    if (command) {
        char title[64]; /* what getopt's messages begin with */
        snprintf(title, sizeof title, "dateline %s", command->name);
        argv[1] = title;
        return command->run(argc - 1, argv + 1);
    }
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        printf("dateline %s\n", dateline_version());
        return finish();
    }
    if (strcmp(name, "help") != 0 && strcmp(name, "--help") != 0 && strcmp(name, "-h") != 0)
        return unknown(name);
    if (argc > 2) {
        command = find(argv[2]);
        return command ? cli_print_help(command) : unknown(argv[2]);
    }
    print_overview(stdout);
    return finish();
}
