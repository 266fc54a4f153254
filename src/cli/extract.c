/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline extract: articles in, timelines out.
 *
 * Documents are independent: one that fails is reported and the others go on, but the exit code
 * says that not all went well.  With -o the file appears when all documents are through.
 */
#include "cli.h"
#include "jobs.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "Usage: dateline extract [OPTION]... [FILE|FOLDER|-]...\n"
    "\n"
    "Reads articles and writes their timelines.\n"
    "\n"
    "      --date DATE      when the articles were published (2025-08-20, or\n"
    "                       2025-08, 2025); without it `last week` stays undated\n"
    "      --input I        what the articles are: plain, html (web pages), markdown,\n"
    "                       timeml, jsonl (rows), or auto (default): by their first\n"
    "                       bytes, then by the ending of the file's name\n"
    "  -f, --format F       yaml (default), json, jsonl (one row for each document),\n"
    "                       text (to read here) or timeml\n"
    "  -j, --jobs N         with jsonl: so many threads; 0 is one for each core (1)\n"
    "      --times          list the temporal expressions as well (yaml, json)\n"
    "      --mentions       list every word that tells of an event as well, with its\n"
    "                       TimeML attributes and its entry (yaml, json)\n"
    "      --all            every event, not only those that are worth an entry\n"
    "      --about NAME     only what concerns a person, organisation, place or topic\n"
    "      --offsets UNIT   spans of evidence count bytes (default) or codepoints\n"
    "      --domain D       what relative times refer to: news (publication),\n"
    "                       narrative (the story itself) or auto (default)\n"
    "      --id ID          document id, instead of the file's name\n" CLI_RULES_HELP
    "      --dump STEP      print a step of the work instead of the timeline: tokens,\n"
    "                       candidates, times, events, links, order, pairs or text\n"
    "                       (what was read out of a page)\n"
    "  -o, --output OUT     write to a file, which appears whole or not at all\n"
    "      --color WHEN     auto (default), always or never (text)\n"
    "  -q, --quiet          no warnings, no progress\n"
    "\n"
    "Without a FILE, or for -, standard input is read. Several FILEs give several\n"
    "YAML documents, or one line of JSON each.\n"
    "With --format jsonl a FILE may be JSON Lines, rows with `text`, `html`, `markdown`\n"
    "or `timeml` and perhaps `id`, `date`, `title`, `outlet` and `source`; a FOLDER\n"
    "stands for the files below it. One row goes out for each document, in order; it\n"
    "has the `id`, and `error` where the document failed.\n"
    "Rules are looked for in --rules, DATELINE_RULES, ~/.config/dateline/rules and\n"
    "the installed data folder; the first folder with LANG/manifest.yaml is the rule\n"
    "set, folders without one are packs.\n"
    "\n"
    "Example:\n"
    "  dateline extract --date 2025-08-20 --format text article.txt\n"
    "  dateline extract --format jsonl --jobs 0 articles.jsonl > timelines.jsonl\n"
    "\n"
    "Exit status: 0 all done, 2 a document failed or the usage is wrong. With jsonl:\n"
    "0 all done, 1 a row has `error`, 2 trouble, 130 or 143 interrupted, 141 the\n"
    "reader of the output went away.\n";

typedef struct settings {
    dateline_options extract;
    dateline_write_options write;
    cli_rules_options rules_options;
    cli_colour colour;
    const char *output;
    int dump;  /* dateline_step, or -1 */
    bool rows; /* --input jsonl */
    bool jsonl;
    int jobs; /* -1: not given */
    bool quiet, many;
} settings;

enum {
    OPT_DATE = 256,
    OPT_TIMES,
    OPT_MENTIONS,
    OPT_ALL,
    OPT_ABOUT,
    OPT_OFFSETS,
    OPT_DOMAIN,
    OPT_INPUT,
    OPT_ID,
    OPT_RULES,
    OPT_LANG,
    OPT_DUMP,
    OPT_COLOUR
};

static const struct option options[] = {{"date", required_argument, NULL, OPT_DATE},
                                        {"format", required_argument, NULL, 'f'},
                                        {"jobs", required_argument, NULL, 'j'},
                                        {"times", no_argument, NULL, OPT_TIMES},
                                        {"mentions", no_argument, NULL, OPT_MENTIONS},
                                        {"all", no_argument, NULL, OPT_ALL},
                                        {"about", required_argument, NULL, OPT_ABOUT},
                                        {"offsets", required_argument, NULL, OPT_OFFSETS},
                                        {"domain", required_argument, NULL, OPT_DOMAIN},
                                        {"input", required_argument, NULL, OPT_INPUT},
                                        {"id", required_argument, NULL, OPT_ID},
                                        {"rules", required_argument, NULL, OPT_RULES},
                                        {"lang", required_argument, NULL, OPT_LANG},
                                        {"dump", required_argument, NULL, OPT_DUMP},
                                        {"output", required_argument, NULL, 'o'},
                                        {"color", optional_argument, NULL, OPT_COLOUR},
                                        {"colour", optional_argument, NULL, OPT_COLOUR},
                                        {"quiet", no_argument, NULL, 'q'},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};

static bool choose_offsets(settings *s, const char *value) {
    static const char *const names[] = {"bytes", "codepoints"};
    return cli_choose("--offsets", value, names, 2, &s->write.codepoints);
}

static bool choose_step(settings *s, const char *value) {
    static const char *const names[] = {"tokens", "candidates", "times", "events",
                                        "links",  "order",      "text",  "pairs"};
    return cli_choose("--dump", value, names, sizeof names / sizeof names[0], &s->dump);
}

static bool choose_jobs(settings *s, const char *value) {
    char *end;
    long n = strtol(value, &end, 10);
    if (end == value || *end || n < 0 || n > JOBS_MAX) {
        cli_complain("--jobs %s: it is a number from 0 to %d", value, JOBS_MAX);
        return false;
    }
    s->jobs = (int)n;
    return true;
}

/* One option; false: wrong usage. */
static bool take_option(settings *s, int c, const char *value) {
    switch (c) {
    case OPT_DATE: s->extract.date = value; return true;
    case 'f': return cli_format(value, &s->write.format, &s->jsonl);
    case 'j': return choose_jobs(s, value);
    case OPT_TIMES: s->write.times = 1; return true;
    case OPT_MENTIONS: s->write.mentions = 1; return true;
    case OPT_ALL: s->extract.all = 1; return true;
    case OPT_ABOUT: s->extract.about = value; return true;
    case OPT_OFFSETS: return choose_offsets(s, value);
    case OPT_DOMAIN: return cli_domain(value, &s->extract.domain);
    case OPT_INPUT: return cli_input(value, &s->extract.input, &s->rows);
    case OPT_ID: s->extract.id = value; return true;
    case OPT_RULES: return cli_rules_option(&s->rules_options, value);
    case OPT_LANG: s->rules_options.language = value; return true;
    case OPT_DUMP: return choose_step(s, value);
    case 'o': s->output = value; return true;
    case OPT_COLOUR: return cli_colour_option(value, &s->colour);
    case 'q': s->quiet = true; return true;
    case 'v': s->rules_options.verbose = true; return true;
    default: return false;
    }
}

/* "dir/lavrov.txt" is lavrov. */
static char *id_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    char *id = malloc(n + 1);
    if (id) {
        memcpy(id, name, n);
        id[n] = '\0';
    }
    return id;
}

static void print_warnings(const char *path, const dateline_timeline *tl) {
    for (size_t i = 0; i < dateline_timeline_warning_count(tl); i++)
        cli_complain("%s: warning: %s", cli_input_name(path), dateline_timeline_warning(tl, i));
}

/* Writes what separates documents, then one of them. */
static void put_document(const settings *s, cli_output *out, size_t number, const char *p,
                         size_t n) {
    if (s->many && s->dump < 0 && s->write.format == DATELINE_FORMAT_YAML)
        cli_output_write(out, "---\n", 4);
    else if (number > 0 && (s->dump >= 0 || s->write.format == DATELINE_FORMAT_TEXT))
        cli_output_write(out, "\n", 1);
    cli_output_write(out, p, n);
}

/* The result for one article; NULL: a message was printed. */
static char *make_result(const settings *s, dateline_context *ctx, const char *path,
                         const char *text, size_t len, const dateline_options *opts,
                         size_t *ret_len) {
    dateline_error e = {.offset = SIZE_MAX};
    dateline_status status;
    char *result = NULL;
    if (s->dump >= 0) {
        status = dateline_dump(ctx, (dateline_step)s->dump, text, len, opts, &result, &e);
        if (status == DATELINE_OK)
            *ret_len = strlen(result);
    } else {
        dateline_timeline *tl = NULL;
        status = dateline_extract(ctx, text, len, opts, &tl, &e);
        if (status == DATELINE_OK) {
            if (!s->quiet)
                print_warnings(path, tl);
            status = dateline_timeline_write(tl, &s->write, &result, ret_len);
            dateline_timeline_free(tl);
        }
    }
    if (status == DATELINE_OK)
        return result;
    cli_document_failed(path, status, &e);
    return NULL;
}

static bool extract_file(const settings *s, dateline_context *ctx, const char *path, size_t number,
                         cli_output *out) {
    char *text, *id = NULL;
    size_t len, result_len = 0;
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        cli_complain("cannot read %s: it is a folder; --format jsonl takes the files below it",
                     path);
        return false;
    }
    if (!cli_read(path, &text, &len))
        return false;
    dateline_options opts = s->extract;
    if (strcmp(path, "-") != 0) {
        if (!opts.source)
            opts.source = path;
        if (!opts.id)
            opts.id = id = id_of(path);
    }
    char *result = make_result(s, ctx, path, text, len, &opts, &result_len);
    if (result)
        put_document(s, out, number, result, result_len);
    dateline_free(result);
    free(id);
    free(text);
    return result != NULL;
}

static int extract_all(const settings *s, dateline_context *ctx, char **files, size_t n) {
    cli_output out;
    if (!cli_output_open(&out, s->output))
        return EXIT_TROUBLE;
    size_t good = 0;
    cli_progress progress = cli_progress_begin(n, s->quiet, s->output);
    for (size_t i = 0; i < n && !out.failed; i++) {
        good += extract_file(s, ctx, files[i], good, &out);
        cli_progress_step(&progress, i + 1);
    }
    cli_progress_end(&progress);
    if (good == 0) {
        cli_output_abandon(&out);
        return EXIT_TROUBLE;
    }
    return cli_output_commit(&out) && good == n ? EXIT_GOOD : EXIT_TROUBLE;
}

/* What cannot go together; false: a message was printed. */
static bool is_consistent(const settings *s, char **files, size_t n) {
    if (s->jsonl) {
        if (s->dump >= 0)
            cli_complain("--dump shows one document: leave --format jsonl away");
        else if (s->extract.id)
            cli_complain("--id names one document; rows have their own `id`");
        return s->dump < 0 && !s->extract.id;
    }
    if (s->jobs >= 0) {
        cli_complain("--jobs goes with --format jsonl");
        return false;
    }
    bool rows = s->rows;
    for (size_t i = 0; i < n && !rows && s->extract.input == DATELINE_INPUT_AUTO; i++) {
        const char *dot = strrchr(files[i], '.');
        rows = dot && (strcmp(dot, ".jsonl") == 0 || strcmp(dot, ".ndjson") == 0);
    }
    if (rows)
        cli_complain("rows of JSON Lines give rows: add --format jsonl");
    else if (s->many && s->extract.id)
        cli_complain("--id names one document, but there are %zu", n);
    else if (s->many && s->write.format == DATELINE_FORMAT_TIMEML && s->dump < 0)
        cli_complain("a TimeML file holds one document: give one FILE at a time");
    else
        return true;
    return false;
}

static int extract_rows(const settings *s, char **files, size_t n) {
    jobs_source *source = jobs_source_open(files, n, s->rows, s->extract.input);
    if (!source)
        return EXIT_TROUBLE;
    long cores = s->jobs == 0 ? sysconf(_SC_NPROCESSORS_ONLN) : s->jobs;
    jobs_settings j = {.extract = &s->extract,
                       .write = &s->write,
                       .input = s->extract.input,
                       .rows = s->rows,
                       .quiet = s->quiet,
                       .jobs = cores < 1          ? 1
                               : cores > JOBS_MAX ? JOBS_MAX
                                                  : (unsigned)cores,
                       .output = s->output};
    dateline_rules *rules = cli_rules_load(&s->rules_options, /* ret_status= */ NULL);
    j.rules = rules;
    int code = rules ? jobs_run(&j, source) : EXIT_TROUBLE;
    dateline_rules_free(rules);
    jobs_source_free(source);
    return code;
}

static int run(int argc, char **argv) {
    static char standard_input[] = "-";
    char *only_stdin[] = {standard_input};
    settings s = {.dump = -1, .jobs = -1};
    for (int c; (c = getopt_long(argc, argv, "f:j:o:qvh", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_extract);
        if (!take_option(&s, c, optarg))
            return cli_usage_error("extract");
    }
    char **files = optind < argc ? argv + optind : only_stdin;
    size_t n = optind < argc ? (size_t)(argc - optind) : 1;
    s.many = n > 1;
    s.write.compact = s.many || s.jsonl;
    s.extract.entries_only =
        !s.write.times && !s.write.mentions && s.write.format != DATELINE_FORMAT_TIMEML;
    if (!is_consistent(&s, files, n))
        return cli_usage_error("extract");
    if (s.jsonl)
        return extract_rows(&s, files, n);
    FILE *stream = s.output ? NULL : stdout;
    s.write.colour = stream ? cli_use_colour(s.colour, stream) : s.colour == CLI_COLOUR_ALWAYS;
    s.write.width = stream ? cli_width(stream) : 0;

    dateline_rules *rules = cli_rules_load(&s.rules_options, /* ret_status= */ NULL);
    if (!rules)
        return EXIT_TROUBLE;
    int code = EXIT_TROUBLE;
    dateline_context *ctx = dateline_context_new(rules);
    if (ctx)
        code = extract_all(&s, ctx, files, n);
    else
        cli_complain("out of memory");
    dateline_context_free(ctx);
    dateline_rules_free(rules);
    return code;
}

const cli_command cli_extract = {"extract", "write the timeline of articles", run, help};
