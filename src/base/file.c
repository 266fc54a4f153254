/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: a whole file in, a whole file out.
 *
 * Reading goes by what read() delivers, never by the size the file system tells: pipes have none
 * and files grow meanwhile.  The size is only a first guess of the buffer.
 *
 * Writing goes to a temporary file in the folder of the target, is flushed to the disk, and renamed
 * over the target, so a full disk or a crash leaves the old file.  A target that cannot be renamed
 * over (a device, a pipe, a dangling link) is written in place.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_FIRST ((size_t)64 << 10)
#define TEMPORARY_TRIES 1000

static const char *explain(int error, const char *otherwise) {
    switch (error) {
    case ENOENT: return "no such file or folder";
    case EACCES:
    case EPERM: return "permission denied";
    case EISDIR: return "is a folder, not a file";
    case ENOTDIR: return "a part of the path is not a folder";
    case ELOOP: return "too many symbolic links";
    case ENAMETOOLONG: return "the path is too long";
    case EMFILE:
    case ENFILE: return "too many open files";
    case ENOSPC: return "no space left on the device";
    case EDQUOT: return "the disk quota is used up";
    case EFBIG: return "the file would be too large";
    case EROFS: return "the file system is read-only";
    case EPIPE: return "the reader has gone away";
    case EBADF: return "the stream is closed";
    case EIO: return "input/output error";
    case ENOMEM: return "out of memory";
    default: return otherwise;
    }
}

static dtl_status fail(dtl_status status, const char *why, const char **reterr) {
    if (reterr)
        *reterr = why;
    return status;
}

/* Reads fd to its end into *at (capacity *cap, filled to *n). */
static dtl_status read_all(const dtl_mem *mem, int fd, size_t max, char **at, size_t *cap,
                           size_t *n, const char **reterr) {
    for (;;) {
        if (*n == *cap) {
            /* One byte above max is asked for: its arrival tells that there is too much. */
            size_t more = *cap ? *cap : READ_FIRST / 2;
            more = more <= max / 2 ? more * 2 : max + 1;
            char *p = mem->resize(mem->ctx, *at, *cap, more);
            if (!p)
                return fail(DTL_E_NOMEM, "out of memory", reterr);
            *at = p;
            *cap = more;
        }
        ssize_t got = read(fd, *at + *n, *cap - *n);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return fail(DTL_E_IO, explain(errno, "cannot be read"), reterr);
        }
        if (got == 0)
            return DTL_OK;
        *n += (size_t)got;
        if (*n > max)
            return fail(DTL_E_LIMIT, "is too large", reterr);
    }
}

dtl_status dtl_file_read(const dtl_mem *mem, const char *path, size_t max, char **ret,
                         size_t *ret_n, const char **reterr) {
    *ret = NULL;
    *ret_n = 0;
    if (max > PTRDIFF_MAX - 1)
        max = PTRDIFF_MAX - 1;
    bool is_stdin = !path || strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(DTL_E_IO, explain(errno, "cannot be opened"), reterr);

    char *at = NULL;
    size_t cap = 0, n = 0;
    dtl_status status = DTL_OK;
    struct stat st;
    if (fstat(fd, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            status = fail(DTL_E_IO, explain(EISDIR, NULL), reterr);
        else if (S_ISREG(st.st_mode) && st.st_size > 0) {
            if ((uintmax_t)st.st_size > max)
                status = fail(DTL_E_LIMIT, "is too large", reterr);
            else if ((at = mem->resize(mem->ctx, NULL, 0, (size_t)st.st_size + 1)) != NULL)
                cap = (size_t)st.st_size + 1;
            else
                status = fail(DTL_E_NOMEM, "out of memory", reterr);
        }
    }
    if (status == DTL_OK)
        status = read_all(mem, fd, max, &at, &cap, &n, reterr);
    if (!is_stdin)
        close(fd);
    if (status == DTL_OK && cap != n + 1) {
        char *exact = mem->resize(mem->ctx, at, cap, n + 1);
        if (exact) {
            at = exact;
            cap = n + 1;
        } else {
            status = fail(DTL_E_NOMEM, "out of memory", reterr);
        }
    }
    if (status != DTL_OK) {
        dtl_free(mem, at, cap);
        return status;
    }
    at[n] = '\0';
    *ret = at;
    *ret_n = n;
    return DTL_OK;
}

/* 0, or errno. */
static int write_all(int fd, const char *data, size_t n) {
    while (n > 0) {
        ssize_t put = write(fd, data, n);
        if (put < 0) {
            if (errno == EINTR)
                continue;
            return errno;
        }
        data += put;
        n -= (size_t)put;
    }
    return 0;
}

/* Writes, flushes if asked, and closes; 0, or the first errno. */
static int write_close(int fd, const char *data, size_t n, bool flush) {
    int error = write_all(fd, data, n);
    /* Some file systems cannot flush; that is no failure of the write. */
    if (!error && flush && fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP)
        error = errno;
    if (close(fd) != 0 && !error && errno != EINTR)
        error = errno;
    return error;
}

static int write_in_place(const char *path, const char *data, size_t n) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return fd < 0 ? errno : write_close(fd, data, n, false);
}

/* Opens a new file beside `path`; its name is left in `name`.  -1 with errno on failure. */
static int open_temporary(const char *path, dtl_buf *name) {
    const char *slash = strrchr(path, '/');
    for (unsigned i = 0; i < TEMPORARY_TRIES; i++) {
        name->n = 0;
        if (slash)
            dtl_buf_put(name, path, (size_t)(slash - path) + 1);
        dtl_buf_printf(name, ".dateline-%ld-%u.tmp", (long)getpid(), i);
        if (name->failed) {
            errno = ENOMEM;
            return -1;
        }
        /* Not mkstemp: a new file gets the permissions the user's mask allows. */
        int fd = open(name->at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* `old` describes the file that is replaced, or is NULL. */
static int write_and_rename(const char *path, const struct stat *old, const char *data, size_t n) {
    if (old && access(path, W_OK) != 0)
        return errno;
    dtl_buf name;
    dtl_buf_init(&name, &dtl_mem_default);
    int error = 0, fd = open_temporary(path, &name);
    if (fd < 0) {
        error = errno;
    } else {
        if (old && fchmod(fd, old->st_mode & 07777) != 0)
            error = errno;
        int written = write_close(fd, data, n, true);
        error = error ? error : written;
        if (!error && rename(name.at, path) != 0)
            error = errno;
        if (error)
            unlink(name.at);
    }
    dtl_buf_free(&name);
    return error;
}

static int write_path(const char *path, const char *data, size_t n) {
    struct stat st;
    if (stat(path, &st) != 0) {
        if (errno != ENOENT)
            return errno;
        bool dangling = lstat(path, &st) == 0;
        return dangling ? write_in_place(path, data, n) : write_and_rename(path, NULL, data, n);
    }
    if (!S_ISREG(st.st_mode))
        return write_in_place(path, data, n);
    char *target = realpath(path, NULL);
    if (!target)
        return errno;
    int error = write_and_rename(target, &st, data, n);
    free(target);
    return error;
}

dtl_status dtl_file_write_whole(const char *path, const char *data, size_t n, const char **reterr) {
    int error = 0;
    if (!path || strcmp(path, "-") == 0) {
        errno = 0;
        if ((n && fwrite(data, 1, n, stdout) != n) || fflush(stdout) != 0)
            error = errno ? errno : EIO;
    } else {
        error = write_path(path, data, n);
    }
    return error ? fail(DTL_E_IO, explain(error, "cannot be written"), reterr) : DTL_OK;
}
