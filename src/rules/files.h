/* SPDX-License-Identifier: Apache-2.0 */
/* files: finds, reads and identifies the files of a rule set, for the builder. */
#ifndef DTL_RULES_FILES_H
#define DTL_RULES_FILES_H

#include "rules/builder.h"

/**
 * Fills b->files in loading order and reads the manifests.  Faults are diagnostics; the status is
 * DTL_OK, DTL_E_IO (there is no rule set at dirs[0]) or DTL_E_NOMEM.
 */
dtl_status dtl_files_read(dtl_builder *b, const char *const *dirs, size_t ndirs,
                          const char *language);
/** A table named in the manifest, kept with the rule set; empty when there is no such file.
 */
dtl_status dtl_read_table(dtl_builder *b, const dtl_located *path, dtl_slice *ret);
/** Fills rules->sha256.  false: no memory. */
bool dtl_files_digest(dtl_builder *b);

#endif
