/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline diff: what changed from one timeline to another.
 *
 * Each side is a timeline file or an article; which one it is shows in its first line.  Rules are
 * loaded when there is an article.
 */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: dateline diff [OPTION]... A B\n"
    "\n"
    "Says what changed from timeline A to timeline B. Each is a timeline file (YAML\n"
    "or JSON, as extract writes it) or an article, which may carry the date of its\n"
    "publication: article.txt@2025-08-20.\n"
    "\n"
    "      --date DATE      when both articles were published\n"
    "      --date-a DATE    when article A was published\n"
    "      --date-b DATE    when article B was published\n"
    "  -f, --format F       text (default), yaml or json\n" CLI_RULES_HELP
    "  -o, --output OUT     write to a file, which appears whole or not at all\n"
    "      --color WHEN     auto (default), always or never\n"
    "  -q, --quiet          no warnings\n"
    "\n"
    "Changes: added, dropped, reworded, more precise, less precise, another date,\n"
    "contradiction, status changed, now dated, no longer dated, another order.\n"
    "\n"
    "Example:\n"
    "  dateline diff first.txt@2024-05-17 update.txt@2024-05-24\n"
    "\n"
    "Exit status: 0 they tell the same, 1 they differ, 2 trouble.\n";

typedef struct input {
    const char *path; /* without its date */
    const char *date; /* NULL: none given */
    char *owned;      /* storage of path and date, or NULL */
    char *bytes;
    size_t n;
    dateline_timeline *timeline;
} input;

typedef struct settings {
    const char *date, *date_of[2];
    dateline_write_options write;
    cli_rules_options rules;
    cli_colour colour;
    const char *output;
    bool quiet;
} settings;

enum { OPT_DATE = 256, OPT_DATE_A, OPT_DATE_B, OPT_RULES, OPT_LANG, OPT_COLOUR };

static const struct option options[] = {{"date", required_argument, NULL, OPT_DATE},
                                        {"date-a", required_argument, NULL, OPT_DATE_A},
                                        {"date-b", required_argument, NULL, OPT_DATE_B},
                                        {"format", required_argument, NULL, 'f'},
                                        {"rules", required_argument, NULL, OPT_RULES},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"output", required_argument, NULL, 'o'},
                                        {"color", optional_argument, NULL, OPT_COLOUR},
                                        {"colour", optional_argument, NULL, OPT_COLOUR},
                                        {"quiet", no_argument, NULL, 'q'},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

static bool choose_format(settings *s, const char *value) {
    static const char *const names[] = {"text", "yaml", "json"};
    static const dateline_format formats[] = {DATELINE_FORMAT_TEXT, DATELINE_FORMAT_YAML,
                                              DATELINE_FORMAT_JSON};
    int i;
    if (!cli_choose("--format", value, names, 3, &i))
        return false;
    s->write.format = formats[i];
    return true;
}

static bool take_option(settings *s, int c, const char *value) {
    switch (c) {
    case OPT_DATE: s->date = value; return true;
    case OPT_DATE_A: s->date_of[0] = value; return true;
    case OPT_DATE_B: s->date_of[1] = value; return true;
    case 'f': return choose_format(s, value);
    case OPT_RULES: return cli_rules_option(&s->rules, value);
    case OPT_LANG: s->rules.language = value; return true;
    case 'o': s->output = value; return true;
    case OPT_COLOUR: return cli_colour_option(value, &s->colour);
    case 'q': s->quiet = true; return true;
    case 'v': s->rules.verbose = true; return true;
    default: return false;
    }
}

/* Parts "article.txt@2025-08-20", unless a file has that very name. */
static bool part_date(input *in, const char *argument) {
    const char *at = strrchr(argument, '@');
    in->path = argument;
    if (!at || at == argument || !at[1] || access(argument, F_OK) == 0)
        return true;
    size_t size = strlen(argument) + 1;
    in->owned = malloc(size);
    if (!in->owned) {
        cli_complain("out of memory");
        return false;
    }
    memcpy(in->owned, argument, size);
    in->owned[at - argument] = '\0';
    in->path = in->owned;
    in->date = in->owned + (at - argument) + 1;
    return true;
}

static bool begins(const char *p, size_t n, const char *what) {
    size_t k = strlen(what);
    return n >= k && memcmp(p, what, k) == 0;
}

/* The first line that is no comment or document mark. */
static void skip_preamble(const char **p, size_t *n) {
    if (begins(*p, *n, "\xEF\xBB\xBF")) {
        *p += 3;
        *n -= 3;
    }
    while (*n > 0) {
        if (strchr(" \t\r\n", **p)) {
            ++*p;
            --*n;
        } else if (**p == '#' || **p == '%' || begins(*p, *n, "---")) {
            const char *nl = memchr(*p, '\n', *n);
            size_t k = nl ? (size_t)(nl - *p) + 1 : *n;
            *p += k;
            *n -= k;
        } else {
            return;
        }
    }
}

/* A timeline's first key is `dateline`, in YAML and in JSON. */
static bool is_timeline(const char *p, size_t n) {
    skip_preamble(&p, &n);
    if (n > 0 && *p == '{') {
        ++p;
        --n;
        while (n > 0 && strchr(" \t\r\n", *p)) {
            ++p;
            --n;
        }
        return begins(p, n, "\"dateline\"") || begins(p, n, "dateline:");
    }
    return n > 10 && begins(p, n, "dateline: ") && p[10] >= '0' && p[10] <= '9';
}

static bool read_timeline(input *in) {
    dateline_error e = {.message = ""};
    dateline_status status = dateline_timeline_read(in->bytes, in->n, cli_input_name(in->path),
                                                    /* alloc= */ NULL, &in->timeline, &e);
    if (status == DATELINE_OK)
        return true;
    cli_complain("%s", e.message[0] ? e.message : dateline_status_string(status));
    return false;
}

static bool extract(const settings *s, dateline_context *ctx, input *in) {
    const char *name = cli_input_name(in->path);
    dateline_options opts = {.date = in->date, .source = name, .id = name, .entries_only = 1};
    dateline_error e = {.offset = SIZE_MAX};
    dateline_status status = dateline_extract(ctx, in->bytes, in->n, &opts, &in->timeline, &e);
    if (status != DATELINE_OK) {
        cli_complain("%s: %s", name, e.message[0] ? e.message : dateline_status_string(status));
        return false;
    }
    for (size_t i = 0; !s->quiet && i < dateline_timeline_warning_count(in->timeline); i++)
        cli_complain("%s: warning: %s", name, dateline_timeline_warning(in->timeline, i));
    return true;
}

static bool extract_articles(const settings *s, input *in) {
    dateline_rules *rules = cli_rules_load(&s->rules, /* ret_status= */ NULL);
    dateline_context *ctx = rules ? dateline_context_new(rules) : NULL;
    bool good = ctx != NULL;
    if (rules && !ctx)
        cli_complain("out of memory");
    for (int i = 0; good && i < 2; i++)
        if (!in[i].timeline)
            good = extract(s, ctx, &in[i]);
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    return good;
}

static bool read_inputs(const settings *s, char **arguments, input *in) {
    bool articles = false;
    for (int i = 0; i < 2; i++) {
        if (!part_date(&in[i], arguments[i]))
            return false;
        if (!in[i].date)
            in[i].date = s->date_of[i] ? s->date_of[i] : s->date;
        if (!cli_read(in[i].path, &in[i].bytes, &in[i].n))
            return false;
        if (!is_timeline(in[i].bytes, in[i].n))
            articles = true;
        else if (!read_timeline(&in[i]))
            return false;
    }
    return !articles || extract_articles(s, in);
}

static int compare(const settings *s, const input *in) {
    dateline_diff *d = NULL;
    char *text = NULL;
    size_t n = 0;
    dateline_status status = dateline_diff_new(in[0].timeline, in[1].timeline, &d);
    if (status == DATELINE_OK)
        status = dateline_diff_write(d, &s->write, &text, &n);
    int code = EXIT_TROUBLE;
    cli_output out;
    if (status != DATELINE_OK) {
        cli_complain("%s", dateline_status_string(status));
    } else if (cli_output_open(&out, s->output)) {
        cli_output_write(&out, text, n);
        if (cli_output_commit(&out))
            code = dateline_diff_same(d) ? EXIT_GOOD : EXIT_DIFFERENT;
    }
    dateline_free(text);
    dateline_diff_free(d);
    return code;
}

static int run(int argc, char **argv) {
    settings s = {.write.format = DATELINE_FORMAT_TEXT};
    for (int c; (c = getopt_long(argc, argv, "f:o:qvh", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_diff);
        if (!take_option(&s, c, optarg))
            return cli_usage_error("diff");
    }
    if (argc - optind != 2) {
        cli_complain("diff compares two timelines, but %d %s given", argc - optind,
                     argc - optind == 1 ? "is" : "are");
        return cli_usage_error("diff");
    }
    if (strcmp(argv[optind], "-") == 0 && strcmp(argv[optind + 1], "-") == 0) {
        cli_complain("standard input can be one side only");
        return cli_usage_error("diff");
    }
    FILE *stream = s.output ? NULL : stdout;
    s.write.colour = stream ? cli_use_colour(s.colour, stream) : s.colour == CLI_COLOUR_ALWAYS;
    s.write.width = stream ? cli_width(stream) : 0;

    input in[2] = {{.path = NULL}, {.path = NULL}};
    int code = read_inputs(&s, argv + optind, in) ? compare(&s, in) : EXIT_TROUBLE;
    for (int i = 0; i < 2; i++) {
        dateline_timeline_free(in[i].timeline);
        free(in[i].bytes);
        free(in[i].owned);
    }
    return code;
}

const cli_command cli_diff = {"diff", "say what changed between two timelines", run, help};
