/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where rules are found.
 *
 * Folders are looked at in this order: --rules, DATELINE_RULES, the user's configuration folder,
 * the data folder beside the executable (an installed tree may be moved), the one that was
 * configured, and the source tree around a build folder.  The first that holds LANG/manifest.yaml
 * is the base set.  Those before the installed ones that hold none are packs, which add to the base
 * set.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

#ifndef DATELINE_RULES_INSTALLED
#define DATELINE_RULES_INSTALLED "/usr/local/share/dateline/rules"
#endif

/** The folders of a set: base[0] and the packs after it. */
typedef struct folders {
    char base[PATH_BYTES];
    char packs[CLI_RULE_DIRS_MAX][PATH_BYTES];
    size_t npacks;
    const char *language;
    bool failed;
} folders;

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool same_folder(const char *a, const char *b) {
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool is_base(const char *dir, const char *language) {
    char manifest[PATH_BYTES + 64];
    int n = snprintf(manifest, sizeof manifest, "%s/%s/manifest.yaml", dir, language);
    return n > 0 && (size_t)n < sizeof manifest && access(manifest, F_OK) == 0;
}

/* Whether dir is the LANG of a rule set; ret is then the folder of the set. */
static bool is_language_of_base(const char *dir, const char *language, char ret[PATH_BYTES]) {
    char back[PATH_BYTES];
    int n = snprintf(ret, PATH_BYTES, "%s/..", dir);
    int k = snprintf(back, sizeof back, "%s/../%s", dir, language);
    return n > 0 && n < PATH_BYTES && k > 0 && k < PATH_BYTES && same_folder(dir, back) &&
           is_base(ret, language);
}

/*
 * Looks at one folder.  `named` by a person: it must be there, and without a manifest it is a pack,
 * but the LANG of a rule set stands for that set.
 */
static void consider(folders *f, const char *dir, const char *named) {
    char above[PATH_BYTES];
    if (f->failed || !*dir || strlen(dir) >= PATH_BYTES)
        return;
    if (!is_folder(dir)) {
        if (named) {
            if (access(dir, F_OK) == 0)
                cli_complain("%s: %s is a file; give the folder that it is in", named, dir);
            else
                cli_complain("%s: there is no folder %s", named, dir);
            f->failed = true;
        }
        return;
    }
    if (named && is_language_of_base(dir, f->language, above))
        dir = above;
    if (is_base(dir, f->language)) {
        if (!*f->base)
            memcpy(f->base, dir, strlen(dir) + 1);
    } else if (named) {
        if (f->npacks == CLI_RULE_DIRS_MAX) {
            cli_complain("more than %d packs of rules", CLI_RULE_DIRS_MAX);
            f->failed = true;
            return;
        }
        memcpy(f->packs[f->npacks++], dir, strlen(dir) + 1);
    }
}

/* DATELINE_RULES may list several folders, with colons between them. */
static void consider_environment(folders *f) {
    const char *list = getenv("DATELINE_RULES");
    while (list && *list) {
        size_t n = strcspn(list, ":");
        char dir[PATH_BYTES];
        if (n > 0 && n < sizeof dir) {
            memcpy(dir, list, n);
            dir[n] = '\0';
            consider(f, dir, "DATELINE_RULES");
        }
        list += n;
        list += *list == ':';
    }
}

static void consider_configuration(folders *f) {
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char dir[PATH_BYTES];
    int n = -1;
    if (config && *config)
        n = snprintf(dir, sizeof dir, "%s/dateline/rules", config);
    else if (home && *home)
        n = snprintf(dir, sizeof dir, "%s/.config/dateline/rules", home);
    if (n > 0 && (size_t)n < sizeof dir && is_folder(dir))
        consider(f, dir, "configuration");
}

/* The folder that the running executable lies in, without its last slash; "" when unknown. */
static void executable_folder(char *dir, size_t size) {
    ssize_t n = readlink("/proc/self/exe", dir, size - 1);
    dir[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(dir, '/');
    if (slash)
        *slash = '\0';
}

static void consider_beside(folders *f, const char *relative) {
    char dir[PATH_BYTES], path[PATH_BYTES];
    executable_folder(dir, sizeof dir);
    int n = snprintf(path, sizeof path, "%s%s", dir, relative);
    if (!*dir || n <= 0 || (size_t)n >= sizeof path)
        return;
    char *whole = realpath(path, NULL); /* messages name it, without the .. */
    if (whole)
        consider(f, whole, NULL);
    free(whole);
}

bool cli_rules_option(cli_rules_options *o, const char *dir) {
    if (o->ndirs == CLI_RULE_DIRS_MAX) {
        cli_complain("--rules is given more than %d times", CLI_RULE_DIRS_MAX);
        return false;
    }
    o->dirs[o->ndirs++] = dir;
    return true;
}

static bool find_folders(const cli_rules_options *o, folders *f) {
    f->language = o->language ? o->language : "en";
    if (!*f->language || strchr(f->language, '/') || strlen(f->language) > 35) {
        cli_complain("--lang %s: a language tag such as en or pt-BR", f->language);
        return false;
    }
    for (size_t i = 0; i < o->ndirs; i++)
        consider(f, o->dirs[i], "--rules");
    consider_environment(f);
    consider_configuration(f);
    consider_beside(f, "/../share/dateline/rules");
    consider(f, DATELINE_RULES_INSTALLED, NULL);
    consider_beside(f, "/../rules");
    if (!f->failed && !*f->base) {
        cli_complain(
            "no rules for the language `%s`: give the folder that holds %s/manifest.yaml with --rules or DATELINE_RULES",
            f->language, f->language);
        return false;
    }
    return !f->failed;
}

static void print_report(const dateline_rules_builder *b) {
    char *report = dateline_rules_builder_report(b, cli_use_colour(CLI_COLOUR_AUTO, stderr));
    if (report)
        fputs(report, stderr);
    dateline_free(report);
}

static dateline_status build(const cli_rules_options *o, const folders *f, dateline_rules **ret) {
    dateline_rules_builder *b = dateline_rules_builder_new(/* alloc= */ NULL);
    if (!b) {
        cli_complain("out of memory");
        return DATELINE_E_NOMEM;
    }
    dateline_status status = dateline_rules_builder_add_dir(b, f->base);
    if (o->verbose)
        cli_complain("rules: %s/%s", f->base, f->language);
    for (size_t i = 0; i < f->npacks && status == DATELINE_OK; i++) {
        status = dateline_rules_builder_add_dir(b, f->packs[i]);
        if (o->verbose)
            cli_complain("rules: %s (pack)", f->packs[i]);
    }
    if (status == DATELINE_OK)
        status = dateline_rules_builder_build(b, f->language, ret);
    if (status != DATELINE_OK || o->warnings || o->verbose)
        print_report(b);
    if (status != DATELINE_OK && dateline_rules_builder_diagnostic_count(b) == 0)
        cli_complain("%s: %s", f->base, dateline_status_string(status));
    dateline_rules_builder_free(b);
    return status;
}

dateline_rules *cli_rules_load(const cli_rules_options *o, dateline_status *ret_status) {
    folders *f = calloc(1, sizeof *f);
    dateline_rules *rules = NULL;
    dateline_status status = DATELINE_E_ARG;
    if (!f)
        cli_complain("out of memory");
    else if (find_folders(o, f))
        status = build(o, f, &rules);
    free(f);
    if (ret_status)
        *ret_status = status;
    return status == DATELINE_OK ? rules : NULL;
}
