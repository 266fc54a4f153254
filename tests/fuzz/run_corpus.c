/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over the files it is given, once each, with any compiler: the seeds, and what
 * once made a target fail, are a test like every other.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path) {
    FILE *f = fopen(path, "rb");
    long size = -1;
    if (f && fseek(f, 0, SEEK_END) == 0)
        size = ftell(f);
    uint8_t *data = size >= 0 ? malloc((size_t)size + 1) : NULL;
    int good =
        data && fseek(f, 0, SEEK_SET) == 0 && fread(data, 1, (size_t)size, f) == (size_t)size;
    if (good)
        LLVMFuzzerTestOneInput(data, (size_t)size);
    else
        fprintf(stderr, "cannot read %s\n", path);
    free(data);
    if (f)
        fclose(f);
    return good;
}

int main(int argc, char **argv) {
    int good = argc > 1;
    for (int i = 1; i < argc; i++)
        good = run_file(argv[i]) && good;
    printf("%d inputs\n", argc - 1);
    return good ? 0 : 1;
}
