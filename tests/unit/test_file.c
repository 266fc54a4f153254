/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of file and sha256: a file is read whole or refused with its own reason; a failed write
 * leaves the old file and no litter; digests agree with the standard's examples.
 */
#include "base/file.h"
#include "base/sha256.h"
#include "failing_mem.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

static void enter_folder(void) {
    strcpy(folder, "/tmp/dateline-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static unsigned count_entries(void) {
    unsigned n = 0;
    DIR *d = opendir(".");
    cr_assert_not_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void leave_folder(void) {
    static const char *const names[] = {"a", "b", "link", "sub/a", "fifo"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    rmdir("sub");
    cr_expect_eq(count_entries(), 0, "litter is left");
    cr_expect_eq(rmdir(folder), 0);
}

static void expect_content(const char *path, const char *want) {
    char *text;
    size_t n;
    cr_assert_eq(dtl_file_read(&dtl_mem_default, path, 1u << 20, &text, &n, NULL), DTL_OK);
    cr_expect_eq(n, strlen(want));
    cr_expect_str_eq(text, want);
    dtl_free(&dtl_mem_default, text, n + 1);
}

TestSuite(file, .init = enter_folder, .fini = leave_folder);

Test(file, what_is_written_is_read) {
    cr_assert_eq(dtl_file_write_whole("a", "events: []\n", 11, NULL), DTL_OK);
    expect_content("a", "events: []\n");
    cr_assert_eq(dtl_file_write_whole("a", "", 0, NULL), DTL_OK);
    expect_content("a", "");
    cr_assert_eq(mkdir("sub", 0777), 0);
    cr_assert_eq(dtl_file_write_whole("sub/a", "x", 1, NULL), DTL_OK);
    expect_content("sub/a", "x");
    cr_assert_eq(count_entries(), 2);
}

Test(file, the_limit_is_exact) {
    char *text;
    size_t n;
    const char *err = NULL;
    cr_assert_eq(dtl_file_write_whole("a", "12345", 5, NULL), DTL_OK);
    cr_assert_eq(dtl_file_read(&dtl_mem_default, "a", 5, &text, &n, &err), DTL_OK);
    cr_assert_eq(n, 5);
    dtl_free(&dtl_mem_default, text, n + 1);
    cr_assert_eq(dtl_file_read(&dtl_mem_default, "a", 4, &text, &n, &err), DTL_E_LIMIT);
    cr_assert_str_eq(err, "is too large");
    cr_assert_null(text);
}

Test(file, a_stream_without_a_size_is_read_whole_and_limited) {
    enum { SIZE = 300000 };
    char *text;
    size_t n;
    for (int round = 0; round < 2; round++) {
        int ends[2];
        cr_assert_eq(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]); /* or no SIGPIPE ends it when the reader has had enough */
            signal(SIGPIPE, SIG_DFL);
            for (int i = 0; i < SIZE; i++)
                if (write(ends[1], "x", 1) != 1)
                    break;
            _exit(0);
        }
        close(ends[1]);
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        dtl_status s =
            dtl_file_read(&dtl_mem_default, "-", round ? SIZE - 1 : SIZE, &text, &n, NULL);
        cr_assert_eq(s, round ? DTL_E_LIMIT : DTL_OK);
        if (!round) {
            cr_assert_eq(n, SIZE);
            dtl_free(&dtl_mem_default, text, n + 1);
        }
        cr_assert_not_null(freopen("/dev/null", "r", stdin)); /* ends the child's writing */
        waitpid(child, NULL, 0);
    }
}

Test(file, every_trouble_of_reading_has_its_message) {
    char *text;
    size_t n;
    const char *err = NULL;
    cr_assert_eq(dtl_file_read(&dtl_mem_default, "none", 9, &text, &n, &err), DTL_E_IO);
    cr_expect_str_eq(err, "no such file or folder");
    cr_assert_eq(dtl_file_read(&dtl_mem_default, ".", 9, &text, &n, &err), DTL_E_IO);
    cr_expect_str_eq(err, "is a folder, not a file");
    cr_assert_eq(dtl_file_write_whole("a", "x", 1, NULL), DTL_OK);
    cr_assert_eq(dtl_file_read(&dtl_mem_default, "a/b", 9, &text, &n, &err), DTL_E_IO);
    cr_expect_str_eq(err, "a part of the path is not a folder");
    if (geteuid() != 0) {
        cr_assert_eq(chmod("a", 0), 0);
        cr_assert_eq(dtl_file_read(&dtl_mem_default, "a", 9, &text, &n, &err), DTL_E_IO);
        cr_expect_str_eq(err, "permission denied");
    }
    close(STDIN_FILENO);
    cr_assert_eq(dtl_file_read(&dtl_mem_default, "-", 9, &text, &n, &err), DTL_E_IO);
    cr_expect_str_eq(err, "the stream is closed");
}

Test(file, a_refused_write_leaves_the_old_file) {
    const char *err = NULL;
    cr_assert_eq(dtl_file_write_whole("a", "old", 3, NULL), DTL_OK);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit full = {1000, 1000};
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &full), 0);
    static char big[5000];
    cr_assert_eq(dtl_file_write_whole("a", big, sizeof big, &err), DTL_E_IO);
    cr_expect_str_eq(err, "the file would be too large");
    cr_assert_eq(dtl_file_write_whole("b", big, sizeof big, &err), DTL_E_IO);
    expect_content("a", "old");
    cr_assert_eq(count_entries(), 1);
}

Test(file, a_full_device_is_an_error) {
    const char *err = NULL;
    if (access("/dev/full", W_OK) != 0)
        cr_skip("there is no /dev/full here");
    cr_assert_eq(dtl_file_write_whole("/dev/full", "x", 1, &err), DTL_E_IO);
    cr_expect_str_eq(err, "no space left on the device");
    struct stat st;
    cr_assert_eq(stat("/dev/full", &st), 0);
    cr_expect(S_ISCHR(st.st_mode));
    cr_assert_not_null(freopen("/dev/full", "w", stdout));
    cr_assert_eq(dtl_file_write_whole("-", "x", 1, &err), DTL_E_IO);
    cr_expect_str_eq(err, "no space left on the device");
}

Test(file, impossible_targets_are_named) {
    const char *err = NULL;
    cr_assert_eq(dtl_file_write_whole(".", "x", 1, &err), DTL_E_IO);
    cr_expect_str_eq(err, "is a folder, not a file");
    cr_assert_eq(dtl_file_write_whole("none/a", "x", 1, &err), DTL_E_IO);
    cr_expect_str_eq(err, "no such file or folder");
    cr_assert_eq(dtl_file_write_whole("", "x", 1, &err), DTL_E_IO);
}

Test(file, permissions_and_links_survive) {
    struct stat st;
    cr_assert_eq(dtl_file_write_whole("a", "old", 3, NULL), DTL_OK);
    cr_assert_eq(chmod("a", 0640), 0);
    cr_assert_eq(symlink("a", "link"), 0);
    cr_assert_eq(dtl_file_write_whole("link", "new", 3, NULL), DTL_OK);
    expect_content("a", "new");
    cr_assert_eq(lstat("link", &st), 0);
    cr_expect(S_ISLNK(st.st_mode));
    cr_assert_eq(stat("a", &st), 0);
    cr_expect_eq(st.st_mode & 0777u, 0640u);
    unlink("a");
    cr_assert_eq(dtl_file_write_whole("link", "made", 4, NULL), DTL_OK);
    expect_content("a", "made");
}

Test(file, memory_may_run_out_while_reading) {
    cr_assert_eq(dtl_file_write_whole("a", "12345", 5, NULL), DTL_OK);
    dtl_status s = DTL_E_NOMEM;
    for (size_t granted = 0; s != DTL_OK; granted++) {
        cr_assert_lt(granted, 10);
        failing_mem f;
        failing_mem_init(&f, granted);
        char *text;
        size_t n;
        s = dtl_file_read(&f.mem, "a", 100, &text, &n, NULL);
        cr_assert_eq(s, f.refused ? DTL_E_NOMEM : DTL_OK);
        dtl_free(&f.mem, text, text ? n + 1 : 0);
        cr_assert_eq(f.live, 0);
    }
}

Test(sha256, examples_of_the_standard) {
    char hex[DTL_SHA256_HEX];
    dtl_sha256_hex("abc", 3, hex);
    cr_expect_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    dtl_sha256_hex("", 0, hex);
    cr_expect_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    dtl_sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hex);
    cr_expect_str_eq(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

Test(sha256, a_million_letters_in_pieces_of_every_size) {
    static char a[1000];
    memset(a, 'a', sizeof a);
    for (size_t piece = 1; piece < 1000; piece = piece * 3 + 1) {
        dtl_sha256 s;
        dtl_sha256_init(&s);
        for (size_t left = 1000000; left > 0;) {
            size_t n = left < piece ? left : piece;
            dtl_sha256_update(&s, a, n);
            left -= n;
        }
        unsigned char digest[DTL_SHA256_BYTES];
        char hex[DTL_SHA256_HEX];
        dtl_sha256_final(&s, digest);
        dtl_sha256_to_hex(digest, hex);
        cr_expect_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
}
