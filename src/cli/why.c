/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline why: the reasons behind an entry of a timeline.
 */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: dateline why [OPTION]... EVENT [FILE|-]\n"
    "\n"
    "Says why an entry of an article's timeline is what it is: the rules behind it\n"
    "with file and line, the words of the text, the chain of times from its date down\n"
    "to publication with what was said and what was inferred, the links to other\n"
    "events, its status. EVENT is the id of the entry (e3) or words of its name or of\n"
    "its evidence; with '' every entry is explained.\n"
    "\n"
    "      --date DATE      when the article was published\n"
    "      --domain D       news, narrative or auto (default), as in extract\n"
    "      --all            also events that are no entries\n" CLI_RULES_HELP
    "  -o, --output OUT     write to a file, which appears whole or not at all\n"
    "      --color WHEN     auto (default), always or never\n"
    "\n"
    "Example:\n"
    "  dateline why --date 2025-08-20 'Alaska summit' article.txt\n"
    "\n"
    "Exit status: 0 explained, 1 the article has no such entry, 2 trouble.\n";

enum { OPT_DATE = 256, OPT_DOMAIN, OPT_ALL, OPT_RULES, OPT_LANG, OPT_COLOUR };

static const struct option options[] = {{"date", required_argument, NULL, OPT_DATE},
                                        {"domain", required_argument, NULL, OPT_DOMAIN},
                                        {"all", no_argument, NULL, OPT_ALL},
                                        {"rules", required_argument, NULL, OPT_RULES},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"output", required_argument, NULL, 'o'},
                                        {"color", optional_argument, NULL, OPT_COLOUR},
                                        {"colour", optional_argument, NULL, OPT_COLOUR},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

typedef struct settings {
    dateline_options extract;
    cli_rules_options rules;
    cli_colour colour;
    const char *output;
} settings;

static bool take_option(settings *s, int c, const char *value) {
    switch (c) {
    case OPT_DATE: s->extract.date = value; return true;
    case OPT_DOMAIN: return cli_domain(value, &s->extract.domain);
    case OPT_ALL: s->extract.all = 1; return true;
    case OPT_RULES: return cli_rules_option(&s->rules, value);
    case OPT_LANG: s->rules.language = value; return true;
    case OPT_COLOUR: return cli_colour_option(value, &s->colour);
    case 'o': s->output = value; return true;
    case 'v': s->rules.verbose = true; return true;
    default: return false;
    }
}

static int explain(const settings *s, dateline_context *ctx, const char *event, const char *path) {
    char *text, *report = NULL;
    size_t len;
    if (!cli_read(path, &text, &len))
        return EXIT_TROUBLE;
    dateline_options opts = s->extract;
    opts.source = strcmp(path, "-") == 0 ? NULL : path;
    dateline_error e = {.offset = SIZE_MAX};
    int colour = s->output ? s->colour == CLI_COLOUR_ALWAYS : cli_use_colour(s->colour, stdout);
    dateline_status status = dateline_why(ctx, text, len, &opts, event, colour, &report, &e);
    free(text);
    if (status != DATELINE_OK) {
        cli_document_failed(path, status, &e);
        return status == DATELINE_E_ARG ? EXIT_DIFFERENT : EXIT_TROUBLE;
    }
    cli_output out;
    bool good = cli_output_open(&out, s->output);
    if (good) {
        cli_output_write(&out, report, strlen(report));
        good = cli_output_commit(&out);
    }
    dateline_free(report);
    return good ? EXIT_GOOD : EXIT_TROUBLE;
}

static int run(int argc, char **argv) {
    settings s = {.output = NULL};
    for (int c; (c = getopt_long(argc, argv, "o:vh", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_why);
        if (!take_option(&s, c, optarg))
            return cli_usage_error("why");
    }
    if (argc - optind < 1 || argc - optind > 2) {
        cli_complain("why takes an EVENT and one FILE");
        return cli_usage_error("why");
    }
    dateline_rules *rules = cli_rules_load(&s.rules, /* ret_status= */ NULL);
    if (!rules)
        return EXIT_TROUBLE;
    int code = EXIT_TROUBLE;
    dateline_context *ctx = dateline_context_new(rules);
    if (ctx)
        code = explain(&s, ctx, argv[optind], optind + 1 < argc ? argv[optind + 1] : "-");
    else
        cli_complain("out of memory");
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    return code;
}

const cli_command cli_why = {"why", "say why an entry is what it is", run, help};
