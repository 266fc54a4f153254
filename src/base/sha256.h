/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sha256: the digest by which a timeline names its document and its rule set (FIPS 180-4).
 * Identification only; nothing here guards a secret.
 */
#ifndef DTL_SHA256_H
#define DTL_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define DTL_SHA256_BYTES 32
#define DTL_SHA256_HEX 65 /* with the NUL */

typedef struct dtl_sha256 {
    uint32_t state[8];
    uint64_t n;              /* bytes so far */
    unsigned char block[64]; /* the unfinished block: n % 64 bytes */
} dtl_sha256;

void dtl_sha256_init(dtl_sha256 *s);
void dtl_sha256_update(dtl_sha256 *s, const void *data, size_t n);
/** The digest of all that was given; s is used up. */
void dtl_sha256_final(dtl_sha256 *s, unsigned char digest[DTL_SHA256_BYTES]);
/** The digest of data[0..n) in lower-case hexadecimal. */
void dtl_sha256_hex(const void *data, size_t n, char out[DTL_SHA256_HEX]);
/** A digest in lower-case hexadecimal. */
void dtl_sha256_to_hex(const unsigned char digest[DTL_SHA256_BYTES], char out[DTL_SHA256_HEX]);

#endif
