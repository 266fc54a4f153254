/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline verify: do articles support a timeline?
 *
 * The timeline may be of any origin; what its reader had to guess is said on standard error and in
 * the output.  A mistake in it is shown with its line.
 */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: dateline verify [OPTION]... TIMELINE ARTICLE...\n"
    "\n"
    "Says of each entry of a timeline whether the articles support it. The timeline\n"
    "may be written by hand or by a program: YAML or JSON with keys such as date and\n"
    "event, CSV, Markdown, or lines such as `2023-03-21: what happened`. An article\n"
    "may carry the date of its publication: article.txt@2025-08-20.\n"
    "\n"
    "      --date DATE      when the articles were published, unless their names say\n"
    "  -f, --format F       text (default), yaml, json or html\n"
    "      --fail-on LIST   verdicts that make the exit status 1, separated by commas;\n"
    "                       without it all but supported and less-precise\n"
    "      --domain D       what relative times refer to: news (publication),\n"
    "                       narrative (the story itself) or auto (default)\n"
    "      --offsets UNIT   spans of quotes count bytes (default) or codepoints\n"
    "      --schema         print the JSON Schema of the output instead\n" CLI_RULES_HELP
    "  -o, --output OUT     write to a file, which appears whole or not at all\n"
    "      --color WHEN     auto (default), always or never\n"
    "  -q, --quiet          no warnings\n"
    "\n"
    "Verdicts: supported, less-precise (supported: the text says more), more-precise\n"
    "(than the text allows), date-differs, order-differs, status-differs,\n"
    "undated-in-text, unclear, not-in-text.\n"
    "\n"
    "Example:\n"
    "  dateline verify timeline.json article.txt@2023-03-22\n"
    "\n"
    "Exit status: 0 all supported, 1 something is not, 2 trouble.\n";

enum { VERDICTS = DATELINE_NOT_IN_TEXT + 1 };

typedef struct settings {
    const char *date, *output;
    dateline_domain domain;
    dateline_write_options write;
    cli_rules_options rules;
    cli_colour colour;
    bool quiet, schema;
    bool fails[VERDICTS];
} settings;

enum {
    OPT_DATE = 256,
    OPT_FAIL_ON,
    OPT_DOMAIN,
    OPT_OFFSETS,
    OPT_SCHEMA,
    OPT_RULES,
    OPT_LANG,
    OPT_COLOUR
};

static const struct option options[] = {{"date", required_argument, NULL, OPT_DATE},
                                        {"format", required_argument, NULL, 'f'},
                                        {"fail-on", required_argument, NULL, OPT_FAIL_ON},
                                        {"domain", required_argument, NULL, OPT_DOMAIN},
                                        {"offsets", required_argument, NULL, OPT_OFFSETS},
                                        {"schema", no_argument, NULL, OPT_SCHEMA},
                                        {"rules", required_argument, NULL, OPT_RULES},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"output", required_argument, NULL, 'o'},
                                        {"color", optional_argument, NULL, OPT_COLOUR},
                                        {"colour", optional_argument, NULL, OPT_COLOUR},
                                        {"quiet", no_argument, NULL, 'q'},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

/* "date-differs,not-in-text" */
static bool choose_failures(settings *s, const char *value) {
    const char *names[VERDICTS];
    for (int i = 0; i < VERDICTS; i++) {
        names[i] = dateline_verdict_name((dateline_verdict)i);
        s->fails[i] = false;
    }
    for (const char *p = value;;) {
        size_t n = strcspn(p, ",");
        char one[32] = "";
        int i;
        memcpy(one, p, n < sizeof one ? n : sizeof one - 1);
        if (!cli_choose("--fail-on", one, names, VERDICTS, &i))
            return false;
        s->fails[i] = true;
        if (!p[n])
            return true;
        p += n + 1;
    }
}

static bool choose_offsets(settings *s, const char *value) {
    static const char *const names[] = {"bytes", "codepoints"};
    return cli_choose("--offsets", value, names, 2, &s->write.codepoints);
}

/* One option; false: wrong usage. */
static bool take_option(settings *s, int c, const char *value) {
    switch (c) {
    case OPT_DATE: s->date = value; return true;
    case 'f': return cli_report_format(value, &s->write.format);
    case OPT_FAIL_ON: return choose_failures(s, value);
    case OPT_DOMAIN: return cli_domain(value, &s->domain);
    case OPT_OFFSETS: return choose_offsets(s, value);
    case OPT_SCHEMA: s->schema = true; return true;
    case OPT_RULES: return cli_rules_option(&s->rules, value);
    case OPT_LANG: s->rules.language = value; return true;
    case 'o': s->output = value; return true;
    case OPT_COLOUR: return cli_colour_option(value, &s->colour);
    case 'q': s->quiet = true; return true;
    case 'v': s->rules.verbose = true; return true;
    default: return false;
    }
}

static dateline_claims *read_claims(dateline_context *ctx, const settings *s, const char *path,
                                    const char *bytes, size_t n) {
    dateline_claims *claims = NULL;
    dateline_error e = {.offset = SIZE_MAX};
    dateline_status st = dateline_claims_read(ctx, bytes, n, cli_input_name(path), &claims, &e);
    if (st != DATELINE_OK) {
        cli_complain("%s", cli_what(st, &e));
        if (st != DATELINE_E_UTF8)
            cli_show_place(bytes, n, e.offset);
        return NULL;
    }
    bool text = s->write.format == DATELINE_FORMAT_TEXT;
    for (size_t i = 0; !s->quiet && !text && i < dateline_claims_note_count(claims); i++)
        cli_complain("%s: note: %s", cli_input_name(path), dateline_claims_note(claims, i));
    return claims;
}

static bool read_articles(const settings *s, char **arguments, size_t n, cli_article *files,
                          dateline_article *articles) {
    for (size_t i = 0; i < n; i++) {
        if (!cli_article_name(&files[i], arguments[i]) || !cli_article_read(&files[i]))
            return false;
        const char *source = strcmp(files[i].path, "-") == 0 ? NULL : files[i].path;
        articles[i] =
            (dateline_article){.text = files[i].bytes,
                               .len = files[i].n,
                               .options = {.date = files[i].date ? files[i].date : s->date,
                                           .source = source,
                                           .domain = s->domain}};
    }
    return true;
}

static int write_result(const settings *s, const dateline_verify *v) {
    char *text = NULL;
    size_t n = 0;
    cli_output out;
    dateline_status st = dateline_verify_write(v, &s->write, &text, &n);
    if (st != DATELINE_OK) {
        cli_complain("%s", dateline_status_string(st));
        return EXIT_TROUBLE;
    }
    int code = EXIT_TROUBLE;
    if (cli_output_open(&out, s->output)) {
        cli_output_write(&out, text, n);
        if (cli_output_commit(&out)) {
            code = EXIT_GOOD;
            for (int i = 0; i < VERDICTS; i++)
                if (s->fails[i] && dateline_verify_tally(v, (dateline_verdict)i) > 0)
                    code = EXIT_DIFFERENT;
        }
    }
    dateline_free(text);
    return code;
}

static int check(const settings *s, dateline_context *ctx, const dateline_claims *claims,
                 const cli_article *files, const dateline_article *articles, size_t n) {
    dateline_verify *v = NULL;
    dateline_error e = {.offset = SIZE_MAX};
    size_t bad = n;
    dateline_status st = dateline_verify_new(ctx, claims, articles, n, &v, &bad, &e);
    if (st != DATELINE_OK) {
        if (bad < n)
            cli_document_failed(files[bad].path, st, &e);
        else
            cli_complain("%s", cli_what(st, &e));
        return EXIT_TROUBLE;
    }
    int code = write_result(s, v);
    dateline_verify_free(v);
    return code;
}

static int verify(const settings *s, char **arguments, size_t n) {
    char *bytes = NULL;
    size_t length = 0;
    cli_article *files = calloc(n, sizeof *files);
    dateline_article *articles = calloc(n, sizeof *articles);
    dateline_rules *rules = NULL;
    dateline_context *ctx = NULL;
    dateline_claims *claims = NULL;
    int code = EXIT_TROUBLE;
    if (!files || !articles)
        cli_complain("out of memory");
    else if (cli_read(arguments[0], &bytes, &length) &&
             read_articles(s, arguments + 1, n, files, articles) &&
             (rules = cli_rules_load(&s->rules, /* ret_status= */ NULL)) != NULL) {
        ctx = dateline_context_new(rules);
        if (!ctx)
            cli_complain("out of memory");
        else if ((claims = read_claims(ctx, s, arguments[0], bytes, length)) != NULL)
            code = check(s, ctx, claims, files, articles, n);
    }
    dateline_claims_free(claims);
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    for (size_t i = 0; files && i < n; i++)
        cli_article_free(&files[i]);
    free(articles);
    free(files);
    free(bytes);
    return code;
}

static int print_schema(const settings *s) {
    char *schema = dateline_verify_schema();
    cli_output out;
    if (!schema) {
        cli_complain("out of memory");
        return EXIT_TROUBLE;
    }
    bool good = cli_output_open(&out, s->output);
    if (good) {
        cli_output_write(&out, schema, strlen(schema));
        good = cli_output_commit(&out);
    }
    dateline_free(schema);
    return good ? EXIT_GOOD : EXIT_TROUBLE;
}

static int run(int argc, char **argv) {
    settings s = {.write.format = DATELINE_FORMAT_TEXT};
    for (int i = 0; i < VERDICTS; i++)
        s.fails[i] = !dateline_verdict_good((dateline_verdict)i);
    for (int c; (c = getopt_long(argc, argv, "f:o:qvh", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_verify);
        if (!take_option(&s, c, optarg))
            return cli_usage_error("verify");
    }
    if (s.schema)
        return print_schema(&s);
    if (argc - optind < 2) {
        cli_complain(optind == argc ? "verify needs a timeline and an article"
                                    : "verify needs an article to check the timeline against");
        return cli_usage_error("verify");
    }
    unsigned standard = 0;
    for (int i = optind; i < argc; i++)
        standard += strcmp(argv[i], "-") == 0;
    if (standard > 1) {
        cli_complain("standard input can be one file only");
        return cli_usage_error("verify");
    }
    FILE *stream = s.output ? NULL : stdout;
    s.write.colour = stream ? cli_use_colour(s.colour, stream) : s.colour == CLI_COLOUR_ALWAYS;
    s.write.width = stream ? cli_width(stream) : 0;
    return verify(&s, argv + optind, (size_t)(argc - optind - 1));
}

const cli_command cli_verify = {"verify", "check a timeline against articles", run, help};
