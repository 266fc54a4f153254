/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading whole files and writing results that are whole or not there.
 *
 * A result for a regular file is written next to it, flushed to the disk and renamed over it, so a
 * full disk or a crash leaves the old file.  What is no regular file (a device, a pipe) is written
 * in place.  A reader that goes away (`| head`) is no error worth a message.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_FIRST ((size_t)64 << 10)

const char *cli_input_name(const char *path) {
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* Reads to the end; the size that fstat gave is only where to begin. */
static bool read_all(int fd, const char *name, size_t expected, char **ret, size_t *ret_len) {
    size_t cap = expected + 1 > READ_FIRST ? expected + 1 : READ_FIRST, n = 0;
    char *buffer = malloc(cap);
    while (buffer) {
        ssize_t got = read(fd, buffer + n, cap - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            cli_complain("cannot read %s: %s", name, strerror(errno));
            free(buffer);
            return false;
        }
        if (got == 0) {
            *ret = buffer;
            *ret_len = n;
            return true;
        }
        n += (size_t)got;
        if (n > CLI_INPUT_MAX) {
            cli_complain("%s is larger than %zu MiB: split it", name, CLI_INPUT_MAX >> 20);
            free(buffer);
            return false;
        }
        if (n == cap) {
            cap *= 2;
            char *grown = realloc(buffer, cap);
            if (!grown)
                free(buffer);
            buffer = grown;
        }
    }
    cli_complain("cannot read %s: out of memory", name);
    return false;
}

bool cli_read(const char *path, char **ret, size_t *ret_len) {
    const char *name = cli_input_name(path);
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        cli_complain("cannot read %s: %s", name, strerror(errno));
        if (fd >= 0 && !standard)
            close(fd);
        return false;
    }
    bool good = false;
    if (standard && isatty(fd) && isatty(STDERR_FILENO))
        cli_complain("standard input is this terminal: end the text with Ctrl-D");
    if (S_ISDIR(st.st_mode))
        cli_complain("cannot read %s: it is a folder", name);
    else if (st.st_size > 0 && (uintmax_t)st.st_size > CLI_INPUT_MAX)
        cli_complain("%s is larger than %zu MiB: split it", name, CLI_INPUT_MAX >> 20);
    else
        good = read_all(fd, name, S_ISREG(st.st_mode) ? (size_t)st.st_size : 0, ret, ret_len);
    if (!standard)
        close(fd);
    return good;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void cannot_write(cli_output *o, int error) {
    o->closed = error == EPIPE;
    if (error != EPIPE)
        cli_complain("cannot write %s: %s", o->path ? o->path : "standard output", strerror(error));
}

/* A new file beside `path`, with the permissions of the old one or those the umask gives. */
static bool open_temporary(cli_output *o, const struct stat *old) {
    size_t n = strlen(o->path);
    o->temporary = malloc(n + sizeof ".XXXXXX");
    if (!o->temporary) {
        cannot_write(o, ENOMEM);
        return false;
    }
    memcpy(o->temporary, o->path, n);
    memcpy(o->temporary + n, ".XXXXXX", sizeof ".XXXXXX");
    int fd = mkstemp(o->temporary);
    if (fd >= 0) {
        mode_t mask = umask(0);
        umask(mask);
        if (fchmod(fd, old ? old->st_mode & 07777 : 0666 & ~mask) == 0)
            o->stream = fdopen(fd, "wb");
        if (!o->stream) {
            int error = errno;
            close(fd);
            unlink(o->temporary);
            errno = error;
        }
    }
    if (!o->stream) {
        cannot_write(o, errno);
        free(o->temporary);
        o->temporary = NULL;
    }
    return o->stream != NULL;
}

bool cli_output_open(cli_output *o, const char *path) {
    *o = (cli_output){.path = path};
    if (!path || strcmp(path, "-") == 0) {
        o->path = NULL;
        o->stream = stdout;
        return true;
    }
    struct stat st;
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode)) {
        cannot_write(o, EISDIR);
        return false;
    }
    if (!there || S_ISREG(st.st_mode))
        return open_temporary(o, there ? &st : NULL);
    o->stream = fopen(path, "wb");
    if (!o->stream)
        cannot_write(o, errno);
    return o->stream != NULL;
}

void cli_output_write(cli_output *o, const char *p, size_t n) {
    if (o->failed || n == 0)
        return;
    errno = 0;
    if (fwrite(p, 1, n, o->stream) != n || (!o->path && fflush(o->stream) != 0)) {
        o->failed = true;
        cannot_write(o, errno ? errno : EIO);
    }
}

bool cli_output_commit(cli_output *o) {
    if (o->failed) {
        cli_output_abandon(o);
        return false;
    }
    errno = 0;
    int error = fflush(o->stream) != 0 ? errno : 0;
    if (o->temporary && !error && fsync(fileno(o->stream)) != 0)
        error = errno;
    if (o->path) {
        errno = 0;
        if (fclose(o->stream) != 0 && !error)
            error = errno ? errno : EIO;
        o->stream = NULL;
    }
    if (o->temporary && !error && rename(o->temporary, o->path) != 0)
        error = errno;
    if (error) {
        o->failed = true;
        cannot_write(o, error);
        cli_output_abandon(o);
        return false;
    }
    free(o->temporary);
    o->temporary = NULL;
    return true;
}

void cli_output_abandon(cli_output *o) {
    if (o->path && o->stream)
        fclose(o->stream);
    o->stream = NULL;
    if (o->temporary)
        unlink(o->temporary);
    free(o->temporary);
    o->temporary = NULL;
}
