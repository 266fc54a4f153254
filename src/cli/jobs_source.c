/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents of files, folders and standard input, one after the other.
 *
 * Folders are listed before anything is read, in the order of the bytes of the names, so that the
 * order does not depend on the file system or the locale.  A file of JSON Lines gives one document
 * for each line, any other file is one document; which it is shows in its first character.  What
 * cannot be read is an item as well: it becomes a row that says so.
 */
#include "jobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDERS_DEEP_MAX 64
#define CHUNK ((size_t)128 << 10)

struct jobs_source {
    char **files;
    size_t nfiles, cap, at;
    uint64_t size;
    bool sized, rows;
    dateline_input input;
    int fd; /* -1: none is open */
    bool by_line;
    uint64_t line;
    char *chunk;
    size_t pos, have;
    bool ended;
};

/* ---- the list -------------------------------------------------------------------------------- */

static bool add_file(jobs_source *s, const char *path) {
    if (s->nfiles == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        char **grown = realloc(s->files, cap * sizeof *grown);
        if (!grown)
            return false;
        s->files = grown;
        s->cap = cap;
    }
    char *copy = strdup(path);
    if (copy)
        s->files[s->nfiles++] = copy;
    return copy != NULL;
}

static bool has_known_ending(const char *name) {
    static const char *const known[] = {".txt",      ".html", ".htm",    ".xhtml", ".md",
                                        ".markdown", ".tml",  ".timeml", ".jsonl", ".ndjson"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && dot > name && i < sizeof known / sizeof known[0]; i++)
        if (strcmp(dot, known[i]) == 0)
            return true;
    return false;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, size_t n) {
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

/* The entries of a folder with its path before them, sorted; hidden ones are left out. */
static bool list_folder(const char *path, char ***ret, size_t *ret_n) {
    DIR *folder = opendir(path);
    char **names = NULL;
    size_t n = 0, cap = 0;
    bool good = folder != NULL;
    if (!folder)
        cli_complain("cannot read the folder %s: %s", path, strerror(errno));
    for (struct dirent *e; good && (e = readdir(folder));) {
        if (e->d_name[0] == '.')
            continue;
        if (n == cap) {
            cap = cap ? cap * 2 : 64;
            char **grown = realloc(names, cap * sizeof *grown);
            good = grown != NULL;
            names = good ? grown : names;
        }
        size_t size = strlen(path) + 1 + strlen(e->d_name) + 1;
        char *name = good ? malloc(size) : NULL;
        good = name != NULL;
        if (!good) {
            cli_complain("out of memory");
            break;
        }
        bool slash = *path && path[strlen(path) - 1] == '/';
        snprintf(name, size, "%s%s%s", path, slash ? "" : "/", e->d_name);
        names[n++] = name;
    }
    if (folder)
        closedir(folder);
    if (!good) {
        free_names(names, n);
        return false;
    }
    if (n > 1)
        qsort(names, n, sizeof *names, by_bytes);
    *ret = names;
    *ret_n = n;
    return true;
}

/* Links to folders are not followed: they may lead in circles. */
static bool add_folder(jobs_source *s, const char *path, int deep) {
    char **names;
    size_t n;
    if (deep > FOLDERS_DEEP_MAX) {
        cli_complain("%s: folders lie within each other more than %d deep", path, FOLDERS_DEEP_MAX);
        return false;
    }
    if (!list_folder(path, &names, &n))
        return false;
    bool good = true;
    for (size_t i = 0; good && i < n; i++) {
        struct stat st;
        if (lstat(names[i], &st) != 0)
            continue; /* it went away */
        if (S_ISDIR(st.st_mode))
            good = add_folder(s, names[i], deep + 1);
        else if (has_known_ending(names[i]) && (good = add_file(s, names[i])) == false)
            cli_complain("out of memory");
    }
    free_names(names, n);
    return good;
}

static bool add_path(jobs_source *s, const char *path) {
    struct stat st;
    if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        if (add_file(s, path))
            return true;
        cli_complain("out of memory");
        return false;
    }
    size_t before = s->nfiles;
    if (!add_folder(s, path, 0))
        return false;
    if (s->nfiles > before)
        return true;
    cli_complain("the folder %s has no file whose name ends in .txt, .html, .htm, .xhtml, .md, "
                 ".markdown, .tml, .timeml, .jsonl or .ndjson",
                 path);
    return false;
}

static void measure(jobs_source *s) {
    s->sized = true;
    for (size_t i = 0; i < s->nfiles; i++) {
        struct stat st;
        bool standard = strcmp(s->files[i], "-") == 0;
        if ((standard ? fstat(STDIN_FILENO, &st) : stat(s->files[i], &st)) != 0)
            continue;
        if (S_ISREG(st.st_mode) && st.st_size > 0)
            s->size += (uint64_t)st.st_size;
        else if (!S_ISREG(st.st_mode))
            s->sized = false;
    }
}

jobs_source *jobs_source_open(char **paths, size_t n, bool rows, dateline_input input) {
    jobs_source *s = calloc(1, sizeof *s);
    if (s)
        s->chunk = malloc(CHUNK);
    if (!s || !s->chunk) {
        cli_complain("out of memory");
        jobs_source_free(s);
        return NULL;
    }
    s->fd = -1;
    s->rows = rows;
    s->input = input;
    for (size_t i = 0; i < n; i++)
        if (!add_path(s, paths[i])) {
            jobs_source_free(s);
            return NULL;
        }
    measure(s);
    return s;
}

void jobs_source_free(jobs_source *s) {
    if (!s)
        return;
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    free_names(s->files, s->nfiles);
    free(s->chunk);
    free(s);
}

uint64_t jobs_source_size(const jobs_source *s) {
    return s->sized ? s->size : 0;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* More bytes into the empty chunk; `ended` at the end.  An errno, 0, or ECANCELED for `wake`. */
static int fill(jobs_source *s, int wake) {
    struct pollfd fds[2] = {{.fd = s->fd, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
    s->pos = s->have = 0;
    for (;;) {
        if (poll(fds, 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            return errno;
        }
        if (fds[1].revents)
            return ECANCELED;
        ssize_t got = read(s->fd, s->chunk, CHUNK);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0)
            return errno;
        s->ended = got == 0;
        s->have = (size_t)got;
        return 0;
    }
}

/* Whether the first character that is no white space begins a JSON object. */
static bool begins_row(const jobs_source *s) {
    size_t i = s->have >= 3 && memcmp(s->chunk, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < s->have && (s->chunk[i] == ' ' || s->chunk[i] == '\n' || s->chunk[i] == '\r' ||
                           s->chunk[i] == '\t'))
        i++;
    return i < s->have && s->chunk[i] == '{';
}

static bool named_rows(const char *file) {
    const char *dot = strrchr(file, '.');
    return dot && (strcmp(dot, ".jsonl") == 0 || strcmp(dot, ".ndjson") == 0);
}

/* Opens the next file and looks at its beginning.  An errno, or 0. */
static int open_next(jobs_source *s, int wake) {
    const char *file = s->files[s->at];
    s->fd = strcmp(file, "-") == 0 ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0)
        return errno;
    s->ended = false;
    s->line = 0;
    int error = fill(s, wake);
    if (error)
        return error;
    s->by_line =
        s->rows || (s->input == DATELINE_INPUT_AUTO && (named_rows(file) || begins_row(s)));
    if (s->by_line && s->have >= 3 && memcmp(s->chunk, "\xEF\xBB\xBF", 3) == 0)
        s->pos = 3;
    return 0;
}

static void close_file(jobs_source *s) {
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    s->fd = -1;
    s->at++;
}

/* Appends p[0..n) to the item, or only counts it when the item is too long. */
static bool keep(jobs_item *item, size_t *cap, const char *p, size_t n) {
    item->length += n;
    if (item->too_long)
        return true;
    if (n > JOBS_ROW_MAX - item->n) {
        item->too_long = true;
        free(item->bytes);
        item->bytes = NULL;
        item->n = 0;
        return true;
    }
    if (!item->bytes || item->n + n > *cap) {
        size_t grown_cap = *cap * 2 > item->n + n ? *cap * 2 : item->n + n + 1;
        char *grown = realloc(item->bytes, grown_cap);
        if (!grown)
            return false;
        item->bytes = grown;
        *cap = grown_cap;
    }
    if (n > 0)
        memcpy(item->bytes + item->n, p, n);
    item->n += n;
    return true;
}

/* One line or the rest of the file into the item.  JOBS_END: nothing is left. */
static jobs_next read_item(jobs_source *s, int wake, jobs_item *item) {
    size_t cap = 0;
    bool any = !s->by_line;
    for (;;) {
        if (s->pos == s->have && !s->ended) {
            int error = fill(s, wake);
            if (error == ECANCELED)
                return JOBS_STOPPED;
            if (error) {
                item->io_error = error;
                s->ended = true;
                return JOBS_ITEM;
            }
        }
        if (s->pos == s->have && s->ended)
            return any ? JOBS_ITEM : JOBS_END;
        any = true;
        const char *p = s->chunk + s->pos;
        size_t n = s->have - s->pos;
        const char *end = s->by_line ? memchr(p, '\n', n) : NULL;
        n = end ? (size_t)(end - p) : n;
        s->pos += n + (end != NULL);
        item->length += end != NULL;
        if (!keep(item, &cap, p, n))
            return JOBS_NOMEM;
        if (end)
            return JOBS_ITEM;
    }
}

jobs_next jobs_source_next(jobs_source *s, int wake, jobs_item *item) {
    while (s->at < s->nfiles) {
        *item = (jobs_item){.file = s->files[s->at]};
        if (s->fd < 0) {
            int error = open_next(s, wake);
            if (error == ECANCELED)
                return JOBS_STOPPED;
            if (error) {
                item->io_error = error;
                close_file(s);
                return JOBS_ITEM;
            }
        }
        jobs_next next = read_item(s, wake, item);
        if (next != JOBS_ITEM) {
            /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): every round begins with a new item */
            free(item->bytes);
            item->bytes = NULL;
        }
        if (next == JOBS_STOPPED || next == JOBS_NOMEM)
            return next;
        item->line = s->by_line ? ++s->line : 0;
        if (next == JOBS_END || !s->by_line || item->io_error)
            close_file(s);
        if (next == JOBS_ITEM)
            return JOBS_ITEM;
    }
    return JOBS_END;
}
