/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: a whole file in, a whole file out.
 *
 * Messages are static strings of our own, not strerror's, which threads may not share.  They name
 * the trouble without the path: the caller has it and knows how to show it.
 */
#ifndef DTL_FILE_H
#define DTL_FILE_H

#include "base/base.h"

/**
 * Reads all of `path`; "-" or NULL is standard input.  *ret holds *ret_n bytes and a NUL after
 * them; the caller frees it with dtl_free(mem, *ret, *ret_n + 1).  More than `max` bytes are
 * refused with DTL_E_LIMIT; DTL_E_IO: the system refused; DTL_E_NOMEM.  On failure *ret is NULL,
 * *ret_n is 0 and *reterr (reterr may be NULL) says why.
 */
dtl_status dtl_file_read(const dtl_mem *mem, const char *path, size_t max, char **ret,
                         size_t *ret_n, const char **reterr);
/**
 * Writes data[0..n) as the whole of `path`: either all of it is there afterwards, or the file is
 * what it was before.  An existing file keeps its permissions; a symbolic link stays and its target
 * is replaced.  What is not a regular file (a device, a pipe) is written to directly.  "-" or NULL
 * is standard output.  DTL_E_IO with *reterr (may be NULL) when the system refuses any part of it.
 */
dtl_status dtl_file_write_whole(const char *path, const char *data, size_t n, const char **reterr);

#endif
