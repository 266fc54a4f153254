/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline merge: one timeline of many.
 *
 * An input is read piece by piece and each timeline in it is added at once, so that what is held
 * is the merged set and one timeline.  What kind of input it is shows in its first line with
 * content: a JSON object on one line begins JSON Lines, `dateline:` or `{` a timeline (several YAML
 * documents in one file are several timelines), anything else is an article.
 *
 * What cannot be read is always said, with its place.  Then nothing is written, unless
 * --keep-going asks for the merge of the rest; the exit status is 2 all the same.
 */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "Usage: dateline merge [OPTION]... FILE...\n"
    "\n"
    "Makes one timeline of many: what several documents tell is one entry with all\n"
    "its sources, who agrees, and what the others say. The result is the same for\n"
    "any order and grouping of the inputs; merged timelines can be merged again.\n"
    "\n"
    "FILE is a timeline (YAML or JSON, several in a file too), JSON Lines of\n"
    "timelines, or an article, which may carry the date of its publication:\n"
    "article.txt@2025-08-20. - is standard input.\n"
    "\n"
    "      --date DATE      when the articles were published\n"
    "  -f, --format F       yaml (default), json, text or html: the timeline;\n"
    "                       matrix, matrix-csv or matrix-html: a row for each event,\n"
    "                       a column for each outlet, the date as it reports it\n"
    "      --by WHAT        columns of the matrix: outlet (default) or document\n"
    "  -k, --keep-going     merge the rest when an input cannot be read; the exit\n"
    "                       status is still 2\n" CLI_RULES_HELP
    "  -o, --output OUT     write to a file, which appears whole or not at all\n"
    "      --color WHEN     auto (default), always or never\n"
    "  -q, --quiet          no warnings, notes and progress\n"
    "\n"
    "Example:\n"
    "  dateline merge monday.yaml tuesday.yaml rival.txt@2023-03-22 -f matrix\n"
    "\n"
    "Exit status: 0 done, 2 trouble.\n";

typedef enum output_kind { OUTPUT_TIMELINE, OUTPUT_MATRIX } output_kind;

typedef struct settings {
    const char *date;
    output_kind kind;
    dateline_matrix_columns columns;
    dateline_write_options write;
    cli_rules_options rules;
    cli_colour colour;
    const char *output;
    bool keep_going, quiet;
} settings;

/** What the run holds and has seen. */
typedef struct run_state {
    const settings *s;
    dateline_merger *merger;
    dateline_rules *rules; /* loaded for the first article */
    dateline_context *ctx;
    size_t bad, repeated;
    char *first_repeated; /* name of the first input that added nothing */
    bool stop;            /* no memory, or no rules: nothing more can be done */
} run_state;

enum { OPT_DATE = 256, OPT_RULES, OPT_LANG, OPT_COLOUR, OPT_BY };

static const struct option options[] = {{"date", required_argument, NULL, OPT_DATE},
                                        {"format", required_argument, NULL, 'f'},
                                        {"by", required_argument, NULL, OPT_BY},
                                        {"keep-going", no_argument, NULL, 'k'},
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
    static const char *const names[] = {"yaml",   "json",       "text",       "html",
                                        "matrix", "matrix-csv", "matrix-html"};
    static const dateline_format formats[] = {
        DATELINE_FORMAT_YAML, DATELINE_FORMAT_JSON, DATELINE_FORMAT_TEXT, DATELINE_FORMAT_HTML,
        DATELINE_FORMAT_TEXT, DATELINE_FORMAT_CSV,  DATELINE_FORMAT_HTML};
    int i;
    if (!cli_choose("--format", value, names, sizeof names / sizeof names[0], &i))
        return false;
    s->write.format = formats[i];
    s->kind = i < 4 ? OUTPUT_TIMELINE : OUTPUT_MATRIX;
    return true;
}

static bool choose_columns(settings *s, const char *value) {
    static const char *const names[] = {"outlet", "document"};
    int i;
    if (!cli_choose("--by", value, names, 2, &i))
        return false;
    s->columns = i == 0 ? DATELINE_MATRIX_OUTLETS : DATELINE_MATRIX_DOCUMENTS;
    return true;
}

static bool take_option(settings *s, int c, const char *value) {
    switch (c) {
    case OPT_DATE: s->date = value; return true;
    case 'f': return choose_format(s, value);
    case OPT_BY: return choose_columns(s, value);
    case 'k': s->keep_going = true; return true;
    case OPT_RULES: return cli_rules_option(&s->rules, value);
    case OPT_LANG: s->rules.language = value; return true;
    case 'o': s->output = value; return true;
    case OPT_COLOUR: return cli_colour_option(value, &s->colour);
    case 'q': s->quiet = true; return true;
    case 'v': s->rules.verbose = true; return true;
    default: return false;
    }
}

static bool begins(const char *p, size_t n, const char *what) {
    size_t k = strlen(what);
    return n >= k && memcmp(p, what, k) == 0;
}

static bool ends(const char *s, const char *what) {
    size_t n = strlen(s), k = strlen(what);
    return n >= k && strcmp(s + n - k, what) == 0;
}

/* ---- one timeline ---------------------------------------------------------------------------- */

static void out_of_memory(run_state *r) {
    cli_complain("out of memory");
    r->bad++;
    r->stop = true;
}

static void add(run_state *r, const char *name, dateline_timeline *tl) {
    size_t fresh = 0;
    dateline_status status = dateline_merger_add(r->merger, tl, &fresh);
    dateline_timeline_free(tl);
    if (status != DATELINE_OK) {
        out_of_memory(r);
    } else if (fresh == 0 && r->repeated++ == 0) {
        size_t size = strlen(name) + 1;
        r->first_repeated = malloc(size);
        if (r->first_repeated)
            memcpy(r->first_repeated, name, size);
    }
}

/* A message that begins "name:line:" speaks of a piece of the file: the line is moved. */
static void complain_at(const char *name, const char *message, size_t lines_before) {
    size_t n = strlen(name);
    char *end = NULL;
    unsigned long line = 0;
    if (begins(message, strlen(message), name) && message[n] == ':')
        line = strtoul(message + n + 1, &end, 10);
    if (line > 0 && end && *end == ':')
        cli_complain("%s:%lu%s", name, line + (unsigned long)lines_before, end);
    else if (lines_before > 0 && begins(message, strlen(message), name))
        cli_complain("%s:%zu%s", name, lines_before + 1, message + n);
    else
        cli_complain("%s", message);
}

static void take_timeline(run_state *r, const char *name, const char *p, size_t n,
                          size_t lines_before) {
    dateline_timeline *tl = NULL;
    dateline_error e = {.message = ""};
    dateline_status status = dateline_timeline_read(p, n, name, /* alloc= */ NULL, &tl, &e);
    if (status == DATELINE_OK) {
        add(r, name, tl);
        return;
    }
    if (status == DATELINE_E_NOMEM) {
        out_of_memory(r);
        return;
    }
    r->bad++;
    complain_at(name, cli_what(status, &e), lines_before);
    if (status != DATELINE_E_UTF8)
        cli_show_place(p, n, e.offset);
}

static bool load_rules(run_state *r) {
    if (!r->rules)
        r->rules = cli_rules_load(&r->s->rules, /* ret_status= */ NULL);
    if (r->rules && !r->ctx) {
        r->ctx = dateline_context_new(r->rules);
        if (!r->ctx)
            cli_complain("out of memory");
    }
    return r->ctx != NULL;
}

static void take_article(run_state *r, const char *name, const char *date, const char *p,
                         size_t n) {
    if (!load_rules(r)) {
        r->bad++;
        r->stop = true;
        return;
    }
    dateline_options opts = {.date = date ? date : r->s->date, .source = name};
    dateline_error e = {.offset = SIZE_MAX};
    dateline_timeline *tl = NULL;
    dateline_status status = dateline_extract(r->ctx, p, n, &opts, &tl, &e);
    if (status != DATELINE_OK) {
        r->bad++;
        cli_document_failed(name, status, &e);
        return;
    }
    for (size_t i = 0; !r->s->quiet && i < dateline_timeline_warning_count(tl); i++)
        cli_complain("%s: warning: %s", name, dateline_timeline_warning(tl, i));
    add(r, name, tl);
}

/* ---- one input --------------------------------------------------------------------------------
 */

typedef enum input_kind { INPUT_UNKNOWN, INPUT_ROWS, INPUT_TIMELINES, INPUT_ARTICLE } input_kind;

/** The bytes of the piece at hand. */
typedef struct piece {
    char *at;
    size_t n, capacity;
    size_t lines_before, lines; /* of the file: before it, and in it */
    bool content;               /* a line that is no comment, mark or blank */
} piece;

static bool append(piece *p, const char *bytes, size_t n) {
    if (n > CLI_INPUT_MAX - p->n)
        return false;
    if (p->n + n > p->capacity) {
        size_t capacity = (p->n + n) * 2;
        char *grown = realloc(p->at, capacity);
        if (!grown)
            return false;
        p->at = grown;
        p->capacity = capacity;
    }
    if (n > 0)
        memcpy(p->at + p->n, bytes, n);
    p->n += n;
    return true;
}

static size_t trimmed(const char *line, size_t n, size_t *ret_from) {
    size_t from = 0;
    while (from < n && strchr(" \t\r\n", line[from]) && line[from])
        from++;
    while (n > from && strchr(" \t\r\n", line[n - 1]) && line[n - 1])
        n--;
    *ret_from = from;
    return n - from;
}

/* A line that separates YAML documents. */
static bool is_mark(const char *line, size_t n) {
    return begins(line, n, "---") && (n == 3 || strchr(" \t\r\n", line[3]));
}

static input_kind kind_of(const char *name, const char *line, size_t n) {
    size_t from, k = trimmed(line, n, &from);
    const char *p = line + from;
    if (ends(name, ".jsonl") || ends(name, ".ndjson"))
        return INPUT_ROWS;
    if (k > 1 && p[0] == '{' && p[k - 1] == '}')
        return INPUT_ROWS;
    if (p[0] == '{' || begins(p, k, "dateline:") || ends(name, ".yaml") || ends(name, ".yml") ||
        ends(name, ".json"))
        return INPUT_TIMELINES;
    return INPUT_ARTICLE;
}

/* Hands the piece on when there is something in it, and begins the next. */
static void finish_piece(run_state *r, const char *name, const char *date, input_kind kind,
                         piece *p) {
    if (kind == INPUT_ARTICLE)
        take_article(r, name, date, p->at, p->n);
    else if (p->content)
        take_timeline(r, name, p->at, p->n, p->lines_before);
    p->lines_before += p->lines;
    p->lines = p->n = 0;
    p->content = false;
}

static bool take_line(run_state *r, const char *name, const char *date, const char *line, size_t n,
                      input_kind *kind, piece *p) {
    size_t from, k = trimmed(line, n, &from);
    bool mark = is_mark(line, n), blank = k == 0 || line[from] == '#' || line[from] == '%' || mark;
    if (*kind == INPUT_UNKNOWN && !blank)
        *kind = kind_of(name, line, n);
    if (*kind == INPUT_TIMELINES && mark && p->content)
        finish_piece(r, name, date, *kind, p);
    if (!append(p, line, n))
        return false;
    p->lines++;
    p->content = p->content || !blank;
    if (*kind == INPUT_ROWS && k > 0)
        finish_piece(r, name, date, *kind, p);
    return true;
}

static void read_stream(run_state *r, FILE *f, const char *name, const char *date) {
    input_kind kind = INPUT_UNKNOWN;
    piece p = {.at = NULL};
    char *line = NULL;
    size_t capacity = 0, before = r->bad, given = 0;
    bool room = true;
    errno = 0;
    for (ssize_t n; room && !r->stop && (n = getline(&line, &capacity, f)) >= 0;) {
        const char *from = line;
        size_t length = (size_t)n;
        if (given++ == 0 && begins(line, length, "\xEF\xBB\xBF")) {
            from += 3;
            length -= 3;
        }
        room = take_line(r, name, date, from, length, &kind, &p);
    }
    if (!room) {
        cli_complain("%s: out of memory, or larger than %zu MiB: split it", name,
                     CLI_INPUT_MAX >> 20);
        r->bad++;
    } else if (!r->stop && !feof(f)) {
        cli_complain("cannot read %s: %s", name, strerror(errno ? errno : EIO));
        r->bad++;
    } else if (kind == INPUT_UNKNOWN) {
        cli_complain("%s: the file is empty", name);
        r->bad++;
    } else if (!r->stop && (p.content || (kind == INPUT_ARTICLE && r->bad == before))) {
        finish_piece(r, name, date, kind, &p);
    }
    free(line);
    free(p.at);
}

static void read_input(run_state *r, const char *argument) {
    cli_article a;
    if (!cli_article_name(&a, argument)) { /* a message was printed */
        r->bad++;
        r->stop = true;
        return;
    }
    const char *path = a.path;
    bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        cli_complain("cannot read %s: %s", path, strerror(errno));
        r->bad++;
    } else if (S_ISDIR(st.st_mode)) {
        cli_complain("cannot read %s: it is a folder", path);
        r->bad++;
    } else {
        read_stream(r, f, cli_input_name(path), a.date);
    }
    if (f && !standard)
        fclose(f);
    cli_article_free(&a);
}

/* ---- the result -------------------------------------------------------------------------------
 */

static bool write_result(const settings *s, const dateline_timeline *tl) {
    char *text = NULL;
    size_t n = 0;
    dateline_status status = s->kind == OUTPUT_MATRIX
                                 ? dateline_matrix_write(tl, s->columns, &s->write, &text, &n)
                                 : dateline_timeline_write(tl, &s->write, &text, &n);
    cli_output out;
    bool good = false;
    if (status != DATELINE_OK) {
        cli_complain("%s", dateline_status_string(status));
    } else if (cli_output_open(&out, s->output)) {
        cli_output_write(&out, text, n);
        good = cli_output_commit(&out);
    }
    dateline_free(text);
    return good;
}

static void note_repeated(const run_state *r) {
    if (r->s->quiet || r->repeated == 0)
        return;
    const char *name = r->first_repeated ? r->first_repeated : "an input";
    if (r->repeated == 1)
        cli_complain("%s: note: given before; it counts once", name);
    else
        cli_complain("note: %zu timelines were given before and count once; the first is %s",
                     r->repeated, name);
}

static int finish(run_state *r) {
    if (r->bad > 0 && (r->stop || !r->s->keep_going)) {
        if (!r->stop)
            cli_complain("%zu input%s cannot be read: nothing is written; --keep-going merges the "
                         "rest",
                         r->bad, r->bad == 1 ? "" : "s");
        return EXIT_TROUBLE;
    }
    note_repeated(r);
    if (dateline_merger_count(r->merger) == 0 && r->bad > 0)
        return EXIT_TROUBLE;
    dateline_timeline *tl = NULL;
    dateline_status status = dateline_merger_finish(r->merger, &tl);
    if (status != DATELINE_OK) {
        cli_complain("%s", dateline_status_string(status));
        return EXIT_TROUBLE;
    }
    bool good = write_result(r->s, tl);
    dateline_timeline_free(tl);
    return good && r->bad == 0 ? EXIT_GOOD : EXIT_TROUBLE;
}

static int run(int argc, char **argv) {
    settings s = {.write.format = DATELINE_FORMAT_YAML};
    for (int c; (c = getopt_long(argc, argv, "f:ko:qvh", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_merge);
        if (!take_option(&s, c, optarg))
            return cli_usage_error("merge");
    }
    if (optind == argc) {
        cli_complain("merge needs at least one timeline or article; - is standard input");
        return cli_usage_error("merge");
    }
    FILE *stream = s.output ? NULL : stdout;
    s.write.colour = stream ? cli_use_colour(s.colour, stream) : s.colour == CLI_COLOUR_ALWAYS;
    s.write.width = stream ? cli_width(stream) : 0;

    run_state r = {.s = &s, .merger = dateline_merger_new(/* alloc= */ NULL)};
    if (!r.merger)
        out_of_memory(&r);
    bool standard = false;
    cli_progress progress = cli_progress_begin((size_t)(argc - optind), s.quiet, s.output);
    for (int i = optind; i < argc && !r.stop; i++) {
        cli_progress_step(&progress, (size_t)(i - optind));
        if (strcmp(argv[i], "-") == 0 && standard) {
            cli_complain("standard input can be given once only");
            r.bad++;
            continue;
        }
        standard = standard || strcmp(argv[i], "-") == 0;
        read_input(&r, argv[i]);
    }
    cli_progress_end(&progress);
    int code = finish(&r);
    dateline_context_free(r.ctx);
    dateline_rules_free(r.rules);
    dateline_merger_free(r.merger);
    free(r.first_repeated);
    return code;
}

const cli_command cli_merge = {"merge", "make one timeline of many", run, help};
