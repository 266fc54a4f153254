/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline rules: for the people who write rules.
 */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: dateline rules check [OPTION]... [DIR]...\n"
    "       dateline rules test [OPTION]... [DIR]...\n"
    "       dateline rules explain [OPTION]... TEXT|-\n"
    "       dateline rules stats [OPTION]... FILE...\n"
    "       dateline rules schema [-o OUT]\n"
    "\n"
    "check    reads the rules in use and reports every mistake with its place\n"
    "test     runs the examples of every rule\n"
    "explain  says which rules match a text, and why others do not\n"
    "stats    counts how often each rule is tried and matches in articles\n"
    "schema   prints the JSON Schema of rule files, for editors\n"
    "\n"
    "A DIR is what --rules takes: a rule set, or a pack, which is read together with\n"
    "the rules in use.\n"
    "\n" CLI_RULES_HELP "      --date DATE      publication date of the text (explain, stats)\n"
    "  -o, --output OUT     write to a file\n"
    "      --color WHEN     auto (default), always or never\n"
    "\n"
    "Example:\n"
    "  dateline rules explain --date 2025-08-20 \"They met in Geneva last Friday.\"\n"
    "\n"
    "Exit status: 0 good, 1 the rules have errors or an example fails, 2 trouble.\n";

typedef struct settings {
    cli_rules_options rules;
    dateline_options extract;
    cli_colour colour;
    const char *output;
} settings;

enum { OPT_DATE = 256, OPT_RULES, OPT_LANG, OPT_COLOUR };

static const struct option options[] = {{"date", required_argument, NULL, OPT_DATE},
                                        {"rules", required_argument, NULL, OPT_RULES},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"output", required_argument, NULL, 'o'},
                                        {"color", optional_argument, NULL, OPT_COLOUR},
                                        {"colour", optional_argument, NULL, OPT_COLOUR},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

static bool take_option(settings *s, int c, const char *value) {
    switch (c) {
    case OPT_DATE: s->extract.date = value; return true;
    case OPT_RULES: return cli_rules_option(&s->rules, value);
    case OPT_LANG: s->rules.language = value; return true;
    case 'o': s->output = value; return true;
    case OPT_COLOUR: return cli_colour_option(value, &s->colour);
    case 'v': s->rules.verbose = true; return true;
    default: return false;
    }
}

/* Takes over `text`. */
static bool put_result(const settings *s, char *text) {
    cli_output out;
    bool good = cli_output_open(&out, s->output);
    if (good) {
        cli_output_write(&out, text, strlen(text));
        good = cli_output_commit(&out);
    }
    dateline_free(text);
    return good;
}

static int colour_of(const settings *s) {
    return s->output ? s->colour == CLI_COLOUR_ALWAYS : cli_use_colour(s->colour, stdout);
}

/* Loads the set; *ret_code tells a broken one (1) from trouble (2). */
static dateline_rules *load(settings *s, char **dirs, int n, int *ret_code) {
    for (int i = 0; i < n; i++)
        if (!cli_rules_option(&s->rules, dirs[i])) {
            *ret_code = EXIT_TROUBLE;
            return NULL;
        }
    dateline_status status;
    dateline_rules *rules = cli_rules_load(&s->rules, &status);
    *ret_code = rules ? EXIT_GOOD : status == DATELINE_E_RULES ? EXIT_DIFFERENT : EXIT_TROUBLE;
    return rules;
}

static int failed(dateline_status status, const dateline_error *e) {
    cli_complain("%s", cli_what(status, e));
    return EXIT_TROUBLE;
}

static int check(settings *s, int n, char **arguments) {
    int code;
    s->rules.warnings = true;
    dateline_rules_free(load(s, arguments, n, &code));
    return code;
}

static int test(settings *s, int n, char **arguments) {
    int code;
    s->rules.warnings = true;
    dateline_rules *rules = load(s, arguments, n, &code);
    if (!rules)
        return code;
    char *report = NULL;
    size_t total = 0, bad = 0;
    dateline_status status = dateline_rules_test(rules, colour_of(s), &report, &total, &bad);
    dateline_rules_free(rules);
    if (status != DATELINE_OK) {
        cli_complain("%s", dateline_status_string(status));
        return EXIT_TROUBLE;
    }
    if (!put_result(s, report))
        return EXIT_TROUBLE;
    fprintf(stderr, "%zu examples, %zu failed\n", total, bad);
    return bad ? EXIT_DIFFERENT : EXIT_GOOD;
}

static int explain(settings *s, int n, char **arguments) {
    if (n != 1) {
        cli_complain("rules explain takes one TEXT (in quotation marks), or - to read it");
        return cli_usage_error("rules");
    }
    char *bytes = NULL;
    const char *text = arguments[0];
    size_t len = strlen(text);
    if (strcmp(text, "-") == 0) {
        if (!cli_read("-", &bytes, &len))
            return EXIT_TROUBLE;
        text = bytes;
    }
    int code;
    dateline_rules *rules = load(s, NULL, 0, &code);
    dateline_context *ctx = rules ? dateline_context_new(rules) : NULL;
    dateline_error e = {.message = ""};
    char *report = NULL;
    if (ctx) {
        dateline_status status =
            dateline_explain(ctx, text, len, &s->extract, colour_of(s), &report, &e);
        if (status != DATELINE_OK)
            code = failed(status, &e);
        else if (!put_result(s, report))
            code = EXIT_TROUBLE;
    } else if (rules) {
        cli_complain("out of memory");
        code = EXIT_TROUBLE;
    }
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    free(bytes);
    return code;
}

/* The articles as one text, a blank line between them. */
static bool join_files(int n, char **paths, char **ret, size_t *ret_len) {
    char *all = NULL;
    size_t len = 0;
    for (int i = 0; i < n; i++) {
        char *bytes, *grown;
        size_t k;
        if (!cli_read(paths[i], &bytes, &k)) {
            free(all);
            return false;
        }
        grown = realloc(all, len + k + 2);
        if (!grown) {
            cli_complain("out of memory");
            free(all);
            free(bytes);
            return false;
        }
        all = grown;
        memcpy(all + len, bytes, k);
        all[len + k] = all[len + k + 1] = '\n';
        len += k + 2;
        free(bytes);
    }
    *ret = all;
    *ret_len = len;
    return true;
}

static int stats(settings *s, int n, char **arguments) {
    if (n == 0) {
        cli_complain("rules stats needs articles");
        return cli_usage_error("rules");
    }
    char *text = NULL, *report = NULL;
    size_t len = 0;
    if (!join_files(n, arguments, &text, &len))
        return EXIT_TROUBLE;
    int code;
    dateline_rules *rules = load(s, NULL, 0, &code);
    dateline_context *ctx = rules ? dateline_context_new(rules) : NULL;
    dateline_error e = {.message = ""};
    if (ctx) {
        dateline_status status = dateline_rules_stats(ctx, text, len, &s->extract, &report, &e);
        if (status != DATELINE_OK)
            code = failed(status, &e);
        else if (!put_result(s, report))
            code = EXIT_TROUBLE;
    } else if (rules) {
        cli_complain("out of memory");
        code = EXIT_TROUBLE;
    }
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    free(text);
    return code;
}

static int schema(settings *s, int n, char **arguments) {
    (void)arguments;
    if (n > 0) {
        cli_complain("rules schema takes no argument");
        return cli_usage_error("rules");
    }
    char *text = dateline_rules_schema();
    if (!text) {
        cli_complain("out of memory");
        return EXIT_TROUBLE;
    }
    return put_result(s, text) ? EXIT_GOOD : EXIT_TROUBLE;
}

static int run(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(settings *s, int n, char **arguments);
    } verbs[] = {{"check", check},
                 {"test", test},
                 {"explain", explain},
                 {"stats", stats},
                 {"schema", schema}};
    settings s = {.output = NULL};
    for (int c; (c = getopt_long(argc, argv, "o:vh", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_rules);
        if (!take_option(&s, c, optarg))
            return cli_usage_error("rules");
    }
    const char *verb = optind < argc ? argv[optind] : "";
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verb, verbs[i].name) == 0)
            return verbs[i].run(&s, argc - optind - 1, argv + optind + 1);
    cli_complain("rules needs one of check, test, explain, stats or schema");
    return cli_usage_error("rules");
}

const cli_command cli_rules = {"rules", "check, test and explain rules", run, help};
