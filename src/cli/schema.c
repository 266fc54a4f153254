/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dateline schema: the JSON Schema of a timeline document.
 */
#include "cli.h"

#include <getopt.h>
#include <string.h>

static const char help[] =
    "Usage: dateline schema [-o OUT]\n"
    "\n"
    "Prints the JSON Schema (draft-07) of a timeline document, which editors use to\n"
    "check YAML as it is typed. The schema of rule files is `dateline rules schema`.\n"
    "\n"
    "  -o, --output OUT     write to a file\n"
    "\n"
    "Example:\n"
    "  dateline schema -o timeline.schema.json\n";

static int run(int argc, char **argv) {
    static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    const char *path = NULL;
    for (int c; (c = getopt_long(argc, argv, "o:h", options, NULL)) != -1;) {
        if (c == 'h')
            return cli_print_help(&cli_schema);
        if (c != 'o')
            return cli_usage_error("schema");
        path = optarg;
    }
    if (optind < argc) {
        cli_complain("schema takes no argument");
        return cli_usage_error("schema");
    }
    char *schema = dateline_timeline_schema();
    if (!schema) {
        cli_complain("out of memory");
        return EXIT_TROUBLE;
    }
    cli_output out;
    bool good = cli_output_open(&out, path);
    if (good) {
        cli_output_write(&out, schema, strlen(schema));
        good = cli_output_commit(&out);
    }
    dateline_free(schema);
    return good ? EXIT_GOOD : EXIT_TROUBLE;
}

const cli_command cli_schema = {"schema", "print the JSON Schema of a timeline", run, help};
