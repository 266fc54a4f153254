/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline diff: what changed from one timeline to another.
 *
 * Each side is a timeline file or an article; which one it is shows in its first line.  Rules are
 * loaded when there is an article.
 */
#include "cli.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: dateline diff [OPTION]... A B\n"
    "\n"
    "Says what changed from timeline A to timeline B. Each is a timeline file (YAML\n"
    "or JSON, as extract writes it) or an article, which may carry the date of its\n"
    "publication: article.txt@2025-08-20. One of them may be -, standard input.\n"
    "\n"
    "      --date DATE      when both articles were published\n"
    "      --date-a DATE    when article A was published\n"
    "      --date-b DATE    when article B was published\n"
    "  -f, --format F       text (default), yaml, json or html (one page, two columns)\n"
    "      --only KINDS     show these changes only, as if there were no others\n"
    "      --fail-on KINDS  exit with 1 when there is such a change, else with 0\n"
    "      --git            for git's external diff (see below)\n" CLI_RULES_HELP
    "                       and why two entries are taken for one event\n"
    "  -o, --output OUT     write to a file, which appears whole or not at all\n"
    "      --color WHEN     auto (default), always or never\n"
    "  -q, --quiet          no warnings\n"
    "\n"
    "KINDS, separated by commas: added, dropped, contradiction, redated,\n"
    "more-precise, less-precise, dated, undated, status-changed, reattributed,\n"
    "reordered, reworded. --fail-on sees what --only hides.\n"
    "\n"
    "Example:\n"
    "  dateline diff first.txt@2024-05-17 update.txt@2024-05-24\n"
    "  dateline diff --fail-on contradiction,redated old.yaml new.yaml\n"
    "  git config diff.dateline.command 'dateline diff --git'\n"
    "  echo '*.timeline.yaml diff=dateline' >>.gitattributes\n"
    "\n"
    "Exit status: 0 they tell the same, 1 they differ, 2 trouble. With --git a\n"
    "difference is 0, as git wants it.\n";

typedef struct input {
    cli_article file; /* a timeline or an article */
    dateline_timeline *timeline;
} input;

typedef struct settings {
    const char *date, *date_of[2];
    dateline_write_options write;
    cli_rules_options rules;
    cli_colour colour;
    const char *output;
    unsigned only, fail_on; /* kinds of change; 0: not given */
    bool quiet, git;
} settings;

enum {
    OPT_DATE = 256,
    OPT_DATE_A,
    OPT_DATE_B,
    OPT_ONLY,
    OPT_FAIL_ON,
    OPT_GIT,
    OPT_RULES,
    OPT_LANG,
    OPT_COLOUR
};

static const struct option options[] = {{"date", required_argument, NULL, OPT_DATE},
                                        {"date-a", required_argument, NULL, OPT_DATE_A},
                                        {"date-b", required_argument, NULL, OPT_DATE_B},
                                        {"format", required_argument, NULL, 'f'},
                                        {"only", required_argument, NULL, OPT_ONLY},
                                        {"fail-on", required_argument, NULL, OPT_FAIL_ON},
                                        {"git", no_argument, NULL, OPT_GIT},
                                        {"rules", required_argument, NULL, OPT_RULES},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"output", required_argument, NULL, 'o'},
                                        {"color", optional_argument, NULL, OPT_COLOUR},
                                        {"colour", optional_argument, NULL, OPT_COLOUR},
                                        {"quiet", no_argument, NULL, 'q'},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

static bool choose_kinds(const char *option, const char *value, unsigned *ret) {
    dateline_error e = {.message = ""};
    if (dateline_change_kinds(value, ret, &e) == DATELINE_OK)
        return true;
    cli_complain("%s: %s", option, e.message);
    return false;
}

static bool take_option(settings *s, int c, const char *value) {
    switch (c) {
    case OPT_DATE: s->date = value; return true;
    case OPT_DATE_A: s->date_of[0] = value; return true;
    case OPT_DATE_B: s->date_of[1] = value; return true;
    case 'f': return cli_report_format(value, &s->write.format);
    case OPT_ONLY: return choose_kinds("--only", value, &s->only);
    case OPT_FAIL_ON: return choose_kinds("--fail-on", value, &s->fail_on);
    case OPT_GIT: s->git = true; return true;
    case OPT_RULES: return cli_rules_option(&s->rules, value);
    case OPT_LANG: s->rules.language = value; return true;
    case 'o': s->output = value; return true;
    case OPT_COLOUR: return cli_colour_option(value, &s->colour);
    case 'q': s->quiet = true; return true;
    case 'v':
        s->rules.verbose = true;
        s->write.verbose = 1;
        return true;
    default: return false;
    }
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

/* A timeline's first key is `dateline` in YAML; in JSON, where a row of JSON Lines begins with its
 * id, any object will do: no article is one. */
static bool is_timeline(const char *p, size_t n) {
    skip_preamble(&p, &n);
    if (n > 0 && *p == '{') {
        ++p;
        --n;
        while (n > 0 && strchr(" \t\r\n", *p)) {
            ++p;
            --n;
        }
        return begins(p, n, "\"") || begins(p, n, "dateline:");
    }
    return n > 10 && begins(p, n, "dateline: ") && p[10] >= '0' && p[10] <= '9';
}

/* What is named like a timeline is one, so that a slip in its first key is told as such. */
static bool is_named_timeline(const char *path) {
    static const char *const endings[] = {".yaml", ".yml", ".json"};
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t k = strlen(endings[i]);
        if (n > k && strcmp(path + n - k, endings[i]) == 0)
            return true;
    }
    return false;
}

static bool read_timeline(input *in) {
    dateline_error e = {.offset = SIZE_MAX};
    dateline_status status =
        dateline_timeline_read(in->file.bytes, in->file.n, cli_input_name(in->file.path),
                               /* alloc= */ NULL, &in->timeline, &e);
    if (status == DATELINE_OK)
        return true;
    cli_complain("%s", cli_what(status, &e));
    if (status != DATELINE_E_UTF8)
        cli_show_place(in->file.bytes, in->file.n, e.offset);
    return false;
}

static bool extract(const settings *s, dateline_context *ctx, input *in) {
    const char *name = cli_input_name(in->file.path);
    dateline_options opts = {.date = in->file.date, .source = name, .id = name, .entries_only = 1};
    dateline_error e = {.offset = SIZE_MAX};
    dateline_status status =
        dateline_extract(ctx, in->file.bytes, in->file.n, &opts, &in->timeline, &e);
    if (status != DATELINE_OK) {
        cli_document_failed(in->file.path, status, &e);
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

/* git's name for the side of a file that is not there. */
static bool is_nothing(const settings *s, const char *path) {
    return s->git && strcmp(path, "/dev/null") == 0;
}

static bool read_inputs(const settings *s, char *const *arguments, input *in) {
    static const char nothing[] = "dateline: 1\nevents: []\n";
    bool articles = false;
    for (int i = 0; i < 2; i++) {
        if (!cli_article_name(&in[i].file, arguments[i]))
            return false;
        if (!in[i].file.date)
            in[i].file.date = s->date_of[i] ? s->date_of[i] : s->date;
        if (!cli_article_read(&in[i].file))
            return false;
        if (is_nothing(s, in[i].file.path)) {
            if (dateline_timeline_read(nothing, sizeof nothing - 1, NULL, NULL, &in[i].timeline,
                                       NULL) != DATELINE_OK)
                return false;
        } else if (!is_timeline(in[i].file.bytes, in[i].file.n) &&
                   !is_named_timeline(in[i].file.path)) {
            articles = true;
        } else if (!read_timeline(&in[i])) {
            return false;
        }
    }
    return !articles || extract_articles(s, in);
}

static int exit_code(const settings *s, const dateline_diff *d) {
    bool differ = s->fail_on ? dateline_diff_has(d, s->fail_on) > 0 : !dateline_diff_same(d);
    return differ && !s->git ? EXIT_DIFFERENT : EXIT_GOOD;
}

static int compare(const settings *s, const input *in) {
    dateline_diff *d = NULL;
    char *text = NULL;
    size_t n = 0;
    dateline_status status = dateline_diff_new(in[0].timeline, in[1].timeline, &d);
    if (status == DATELINE_OK && s->only)
        dateline_diff_show(d, s->only);
    if (status == DATELINE_OK)
        status = dateline_diff_write(d, &s->write, &text, &n);
    int code = EXIT_TROUBLE;
    cli_output out;
    if (status != DATELINE_OK) {
        cli_complain("%s", dateline_status_string(status));
    } else if (cli_output_open(&out, s->output)) {
        cli_output_write(&out, text, n);
        if (cli_output_commit(&out))
            code = exit_code(s, d);
    }
    dateline_free(text);
    dateline_diff_free(d);
    return code;
}

/* ---- git --------------------------------------------------------------------------------------
 */

#define LABEL_MAX 512

typedef struct labels {
    char text[2][LABEL_MAX];
} labels;

/* "talks.yaml (4b9d378)"; what is not stored yet has no name but zeros. */
static void label_side(char *label, const char *path, const char *file, const char *hex) {
    bool stored = hex[strspn(hex, "0")] != '\0';
    if (strcmp(file, "/dev/null") == 0)
        snprintf(label, LABEL_MAX, "%.400s (not there)", path);
    else if (stored)
        snprintf(label, LABEL_MAX, "%.400s (%.7s)", path, hex);
    else
        snprintf(label, LABEL_MAX, "%.400s (as it is)", path);
}

/*
 * git calls: path old-file old-hex old-mode new-file new-hex new-mode [new-path message].  Points
 * sides at the two files.
 */
static bool take_git_arguments(settings *s, int n, char **given, labels *names, char **sides) {
    if (n != 7 && n != 9) {
        cli_complain("--git is for git to call, with 7 arguments, but %d %s given", n,
                     n == 1 ? "is" : "are");
        return false;
    }
    sides[0] = given[1];
    sides[1] = given[4];
    label_side(names->text[0], given[0], given[1], given[2]);
    label_side(names->text[1], n == 9 ? given[7] : given[0], given[4], given[5]);
    s->write.label_a = names->text[0];
    s->write.label_b = names->text[1];
    return true;
}

static bool take_arguments(int n, char **given, char **sides) {
    if (n != 2) {
        cli_complain("diff compares two timelines, but %d %s given", n, n == 1 ? "is" : "are");
        return false;
    }
    if (strcmp(given[0], "-") == 0 && strcmp(given[1], "-") == 0) {
        cli_complain("standard input can be one side only");
        return false;
    }
    sides[0] = given[0];
    sides[1] = given[1];
    return true;
}

static int run(int argc, char **argv) {
    settings s = {.write.format = DATELINE_FORMAT_TEXT};
    for (int c; (c = getopt_long(argc, argv, "f:o:qvh", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_diff);
        if (!take_option(&s, c, optarg))
            return cli_usage_error("diff");
    }
    labels names;
    char *sides[2];
    int n = argc - optind;
    if (s.git && n == 1) {
        cli_complain("%s has a merge conflict: there is nothing to compare", argv[optind]);
        return EXIT_GOOD;
    }
    if (!(s.git ? take_git_arguments(&s, n, argv + optind, &names, sides)
                : take_arguments(n, argv + optind, sides)))
        return cli_usage_error("diff");
    FILE *stream = s.output ? NULL : stdout;
    s.write.colour = stream ? cli_use_colour(s.colour, stream) : s.colour == CLI_COLOUR_ALWAYS;
    s.write.width = stream ? cli_width(stream) : 0;

    input in[2] = {{.timeline = NULL}, {.timeline = NULL}};
    int code = read_inputs(&s, sides, in) ? compare(&s, in) : EXIT_TROUBLE;
    for (int i = 0; i < 2; i++) {
        dateline_timeline_free(in[i].timeline);
        cli_article_free(&in[i].file);
    }
    return code;
}

const cli_command cli_diff = {"diff", "say what changed between two timelines", run, help};
