/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files: which files a rule set has, and their trees.
 *
 * The base folder lists its files in manifest.yaml, and the order there is the order of loading.
 * A user pack is one file, or a folder; without a manifest all its *.yaml files are read, sorted by
 * name, so that a set is the same on every machine.  A folder may hold a sub-folder per language.
 */
#include "rules/files.h"

#include "base/file.h"
#include "base/sha256.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDER_DEPTH_MAX 4u
#define TABLE_MAX (64u << 20) /* bytes of a table */

static bool file_exists(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

dtl_status dtl_read_table(dtl_builder *b, const dtl_located *path, dtl_slice *ret) {
    *ret = (dtl_slice){NULL, 0};
    const char *full =
        dtl_arena_printf(&b->scratch, "%s/%.*s", b->base, (int)path->text.n, path->text.p);
    if (!full) {
        return DTL_E_NOMEM;
    }
    if (!file_exists(full)) {
        return DTL_OK;
    }
    char *bytes;
    size_t n;
    const char *why = "";
    dtl_status s = dtl_file_read(&b->rules->mem, full, TABLE_MAX, &bytes, &n, &why);
    if (s == DTL_E_NOMEM) {
        return s;
    }
    if (s != DTL_OK) {
        dtl_diag_add(b->diags, DTL_ERROR, "R108", path->source, path->offset,
                     path->offset + path->text.n, NULL, NULL, "%s: %s", full, why);
        return DTL_OK;
    }
    char *copy = dtl_arena_alloc(b->keep, n);
    if (copy) {
        memcpy(copy, bytes, n);
        *ret = (dtl_slice){copy, (uint32_t)n};
    }
    dtl_free(&b->rules->mem, bytes, n + 1);
    return copy ? DTL_OK : DTL_E_NOMEM;
}

/* Reads and parses one file; `from` is where it was asked for, or NULL. */
static dtl_status add_file(dtl_builder *b, uint32_t dir, const char *folder, const char *name,
                           const dtl_source *asker, const dtl_yaml *from) {
    if (b->files.n >= DTL_FILES_MAX) {
        dtl_diag_add(b->diags, DTL_ERROR, "R107", asker, from ? from->start : 0,
                     from ? from->end : 0, NULL, NULL, "more than %d rule files", DTL_FILES_MAX);
        return DTL_OK;
    }
    char *path = dtl_arena_printf(b->keep, "%s/%s", folder, name);
    dtl_source *source = DTL_NEW(b->keep, dtl_source);
    if (!path || !source) {
        return DTL_E_NOMEM;
    }
    char *bytes;
    size_t n;
    const char *why = "";
    dtl_status s = dtl_file_read(&b->rules->mem, path, DTL_YAML_BYTES_MAX, &bytes, &n, &why);
    if (s == DTL_E_NOMEM) {
        return s;
    }
    if (s != DTL_OK) {
        b->broken = true;
        dtl_diag_add(b->diags, DTL_ERROR, s == DTL_E_LIMIT ? "R107" : "R108", asker,
                     from ? from->start : 0, from ? from->end : 0, NULL, NULL, "%s: %s", path, why);
        return DTL_OK;
    }
    size_t skip = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    const char *text = dtl_arena_strndup(b->keep, bytes + skip, n - skip);
    dtl_free(&b->rules->mem, bytes, n + 1);
    uint32_t len = (uint32_t)(n - skip);
    if (!text || !dtl_source_init(source, b->keep, path, text, len)) {
        return DTL_E_NOMEM;
    }
    dtl_rule_file f = {.source = source, .name = name, .dir = dir};
    size_t bad = dtl_utf8_check(text, len);
    if (bad < len || memchr(text, '\0', len)) {
        uint32_t at =
            (uint32_t)(bad < len ? bad : (size_t)((const char *)memchr(text, '\0', len) - text));
        b->broken = true;
        dtl_diag_add(b->diags, DTL_ERROR, "R109", NULL, 0, 0, NULL, "save the file as UTF-8",
                     "%s: not text: byte %u is not UTF-8", path, at);
        return DTL_OK;
    }
    uint32_t errors = b->diags->errors;
    s = dtl_yaml_parse(&b->scratch, b->keep, b->diags, source, &f.docs);
    if (s != DTL_OK) {
        return s;
    }
    if (b->diags->errors > errors) {
        b->broken = true;
        f.docs = NULL;
    }
    return dtl_vec_push(&b->scratch, &b->files, f) ? DTL_OK : DTL_E_NOMEM;
}

/* ---- manifests ------------------------------------------------------------------------------ */

static int32_t two_digits(const char *p) {
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static void read_test_date(dtl_builder *b, const dtl_source *source, const dtl_yaml *n) {
    const char *p = n->text.p;
    dtl_date d = {.grain = DTL_DAY, .known = DTL_HAS_YEAR | DTL_HAS_MONTH | DTL_HAS_DAY};
    d.year = two_digits(p) * 100 + two_digits(p + 2);
    d.month = (int8_t)two_digits(p + 5);
    d.day = (int8_t)two_digits(p + 8);
    if (dtl_date_valid(&d)) {
        b->rules->test_date = d;
    } else {
        DTL_ERR(b, "R104", source, n, NULL, "no such day");
    }
}

/* Names must stay below the folder of the manifest. */
static bool is_safe(dtl_slice name) {
    if (name.n == 0 || name.p[0] == '/') {
        return false;
    }
    for (uint32_t i = 0; i + 1 < name.n; i++) {
        bool begins = i == 0 || name.p[i - 1] == '/';
        if (begins && name.p[i] == '.' && name.p[i + 1] == '.' &&
            (i + 2 == name.n || name.p[i + 2] == '/')) {
            return false;
        }
    }
    return true;
}

static bool read_common_words(dtl_builder *b, const dtl_yaml *list) {
    for (const dtl_yaml *n = list ? list->first : NULL; n; n = n->next) {
        uint32_t word = dtl_intern_add(&b->rules->words, n->text.p, n->text.n);
        if (!word || !dtl_vec_push(b->keep, &b->common_words, word)) {
            return false;
        }
    }
    return true;
}

static dtl_status read_manifest(dtl_builder *b, uint32_t dir, const char *folder, uint32_t file) {
    const dtl_source *source = b->files.at[file].source;
    const dtl_yaml *doc = b->files.at[file].docs;
    b->files.at[file].manifest = true;
    if (!doc) {
        return DTL_OK;
    }
    const dtl_yaml *v[DTL_MF__COUNT];
    (void)dtl_keys_check(b->diags, source, doc, &dtl_keys_manifest, DTL_STAGES_ALL, v);
    if (doc->next) {
        DTL_ERR(b, "R102", source, doc->next, NULL, "a manifest is one document");
    }
    dtl_rules *r = b->rules;
    if (dir == 0) {
        const dtl_yaml *names[] = {v[DTL_MF_LANGUAGE], v[DTL_MF_VERSION]};
        const char **rets[] = {&r->language, &r->version};
        for (int i = 0; i < 2; i++) {
            if (names[i]) {
                *rets[i] = dtl_arena_strndup(b->keep, names[i]->text.p, names[i]->text.n);
                if (!*rets[i]) {
                    return DTL_E_NOMEM;
                }
            }
        }
        if (v[DTL_MF_TEST_DATE]) {
            read_test_date(b, source, v[DTL_MF_TEST_DATE]);
        }
    }
    const dtl_yaml *df[DTL_DF__COUNT];
    if (v[DTL_MF_DEFAULTS] &&
        dtl_keys_check(b->diags, source, v[DTL_MF_DEFAULTS],
                       dtl_keys_manifest.keys[DTL_MF_DEFAULTS].object, DTL_STAGES_ALL, df) &&
        df[DTL_DF_RESOLVE]) {
        b->resolve = (dtl_policy)dtl_keyword_find(dtl_kw_policies, df[DTL_DF_RESOLVE]->text)->value;
    }
    const dtl_yaml *tg[DTL_TG__COUNT];
    if (dir == 0 && v[DTL_MF_TAGGER] &&
        dtl_keys_check(b->diags, source, v[DTL_MF_TAGGER],
                       dtl_keys_manifest.keys[DTL_MF_TAGGER].object, DTL_STAGES_ALL, tg)) {
        if ((tg[DTL_TG_WEIGHTS] && !dtl_locate(b, source, tg[DTL_TG_WEIGHTS], &b->weights)) ||
            (tg[DTL_TG_WORDNET] && !dtl_locate(b, source, tg[DTL_TG_WORDNET], &b->wordnet))) {
            return DTL_E_NOMEM;
        }
    }
    if (dir == 0 && v[DTL_MF_TLINKS] && !dtl_locate(b, source, v[DTL_MF_TLINKS], &b->tlinks)) {
        return DTL_E_NOMEM;
    }
    if (dir == 0 && !read_common_words(b, v[DTL_MF_COMMON])) {
        return DTL_E_NOMEM;
    }
    const dtl_yaml *off = v[DTL_MF_DISABLE];
    for (const dtl_yaml *n = off ? off->first : NULL; n; n = n->next) {
        dtl_disabled d = {source, n};
        if (!dtl_vec_push(&b->scratch, &b->disabled, d)) {
            return DTL_E_NOMEM;
        }
    }
    const dtl_yaml *files = v[DTL_MF_FILES];
    for (const dtl_yaml *n = files ? files->first : NULL; n; n = n->next) {
        if (!is_safe(n->text)) {
            DTL_ERR(b, "R104", source, n, NULL, "files lie below the folder of the manifest");
            continue;
        }
        char *name = dtl_arena_strndup(b->keep, n->text.p, n->text.n);
        bool twice = false;
        for (uint32_t i = 0; name && i < b->files.n; i++) {
            twice = twice || (b->files.at[i].dir == dir && strcmp(b->files.at[i].name, name) == 0);
        }
        if (twice) {
            DTL_ERR(b, "R105", source, n, NULL, "the file is listed twice");
            continue;
        }
        dtl_status s = name ? add_file(b, dir, folder, name, source, n) : DTL_E_NOMEM;
        if (s != DTL_OK) {
            return s;
        }
    }
    return DTL_OK;
}

/* ---- folders -------------------------------------------------------------------------------- */

typedef DTL_VEC(const char *) name_list;

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s);
    size_t m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

/* Collects *.yaml below folder/below, unsorted. */
static bool list_folder(dtl_builder *b, const char *folder, const char *below, unsigned depth,
                        name_list *ret) {
    const char *path = *below ? dtl_arena_printf(&b->scratch, "%s/%s", folder, below) : folder;
    DIR *d = path ? opendir(path) : NULL;
    if (!d) {
        return path != NULL;
    }
    bool ok = true;
    for (struct dirent *e = readdir(d); ok && e; e = readdir(d)) {
        if (e->d_name[0] == '.') {
            continue;
        }
        char *name = *below ? dtl_arena_printf(b->keep, "%s/%s", below, e->d_name)
                            : dtl_arena_printf(b->keep, "%s", e->d_name);
        char *full = name ? dtl_arena_printf(&b->scratch, "%s/%s", folder, name) : NULL;
        struct stat st;
        if (!full) {
            ok = false;
        } else if (stat(full, &st) != 0) {
            continue;
        } else if (S_ISDIR(st.st_mode)) {
            ok = depth + 1 >= FOLDER_DEPTH_MAX || list_folder(b, folder, name, depth + 1, ret);
        } else if (S_ISREG(st.st_mode) && (ends_with(name, ".yaml") || ends_with(name, ".yml")) &&
                   ret->n <= DTL_FILES_MAX) {
            ok = dtl_vec_push(&b->scratch, ret, name);
        }
    }
    closedir(d);
    return ok;
}

static int by_text(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* A pack of one file: the part of its path after the last slash is its name. */
static dtl_status add_single(dtl_builder *b, uint32_t dir, const char *path) {
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 1;
    char *folder = dtl_arena_strndup(b->keep, slash ? path : ".", slash == path ? 1 : n);
    const char *name = slash ? slash + 1 : path;
    char *copy = dtl_arena_strndup(b->keep, name, strlen(name));
    return folder && copy ? add_file(b, dir, folder, copy, NULL, NULL) : DTL_E_NOMEM;
}

static dtl_status add_pack(dtl_builder *b, uint32_t dir, const char *folder) {
    name_list names = {0};
    if (!list_folder(b, folder, "", 0, &names)) {
        return DTL_E_NOMEM;
    }
    if (names.n == 0) {
        dtl_diag_add(b->diags, DTL_ERROR, "R108", NULL, 0, 0, NULL, NULL,
                     "no rule files in the folder %s", folder);
        return DTL_OK;
    }
    qsort(names.at, names.n, sizeof *names.at, by_text);
    for (uint32_t i = 0; i < names.n; i++) {
        dtl_status s = add_file(b, dir, folder, names.at[i], NULL, NULL);
        if (s != DTL_OK) {
            return s;
        }
    }
    return DTL_OK;
}

dtl_status dtl_files_read(dtl_builder *b, const char *const *dirs, size_t ndirs,
                          const char *language) {
    for (size_t i = 0; i < ndirs; i++) {
        uint32_t dir = (uint32_t)i;
        if (i > 0 && file_exists(dirs[i])) {
            dtl_status s = add_single(b, dir, dirs[i]);
            if (s != DTL_OK) {
                return s;
            }
            continue;
        }
        /* A folder of languages, or the folder of one. */
        const char *folder = dirs[i];
        if (language && *language) {
            char *below = dtl_arena_printf(b->keep, "%s/%s", dirs[i], language);
            struct stat st;
            if (!below) {
                return DTL_E_NOMEM;
            }
            if (stat(below, &st) == 0 && S_ISDIR(st.st_mode)) {
                folder = below;
            }
        }
        char *manifest = dtl_arena_printf(b->keep, "%s/manifest.yaml", folder);
        if (!manifest) {
            return DTL_E_NOMEM;
        }
        dtl_status s;
        if (file_exists(manifest)) {
            uint32_t file = b->files.n;
            s = add_file(b, dir, folder, "manifest.yaml", NULL, NULL);
            if (s == DTL_OK && b->files.n > file) {
                s = read_manifest(b, dir, folder, file);
            }
        } else if (i == 0) {
            dtl_diag_add(b->diags, DTL_ERROR, "R108", NULL, 0, 0, NULL,
                         "a rule set is a folder with a manifest.yaml", "no rule set at %s",
                         manifest);
            return DTL_E_IO;
        } else {
            s = add_pack(b, dir, folder);
        }
        if (s != DTL_OK) {
            return s;
        }
        if (i == 0) {
            b->base = folder;
        }
    }
    return DTL_OK;
}

/* ---- identity ------------------------------------------------------------------------------- */

static int by_file(const void *x, const void *y) {
    const dtl_rule_file *f = x;
    const dtl_rule_file *g = y;
    if (f->dir != g->dir) {
        return f->dir < g->dir ? -1 : 1;
    }
    return strcmp(f->name, g->name);
}

bool dtl_files_digest(dtl_builder *b) {
    dtl_rule_file *sorted = DTL_NEW_ARRAY(&b->scratch, b->files.n, dtl_rule_file);
    if (!sorted) {
        return false;
    }
    memcpy(sorted, b->files.at, b->files.n * sizeof *sorted);
    qsort(sorted, b->files.n, sizeof *sorted, by_file);
    dtl_sha256 s;
    dtl_sha256_init(&s);
    for (uint32_t i = 0; i < b->files.n; i++) {
        /* Name and length first, so that moving a line between files changes the digest. */
        char head[24];
        uint32_t n = sorted[i].source->len;
        for (int k = 0; k < 4; k++) {
            head[k] = (char)(unsigned char)(n >> (8 * k));
        }
        dtl_sha256_update(&s, sorted[i].name, strlen(sorted[i].name) + 1);
        dtl_sha256_update(&s, head, 4);
        dtl_sha256_update(&s, sorted[i].source->text, n);
    }
    unsigned char digest[DTL_SHA256_BYTES];
    dtl_sha256_final(&s, digest);
    dtl_sha256_to_hex(digest, b->rules->sha256);
    return true;
}
