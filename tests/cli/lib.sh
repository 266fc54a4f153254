# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
#
# Helpers of the command's tests. A test is a script that sources this file and calls `check` for
# each thing it expects; the first surprise ends it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bin=${DATELINE_BIN:?the tests run under ctest}
root=${DATELINE_SOURCE_DIR:?}
unset NO_COLOR XDG_CONFIG_HOME
export HOME=$work

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# check STATUS NAME COMMAND...: runs it, keeps $work/out and $work/err, wants that exit status.
check() {
    local want=$1 name=$2 got=0
    shift 2
    "$@" >"$work/out" 2>"$work/err" </dev/null || got=$?
    [ "$got" -eq "$want" ] || {
        cat "$work/err" >&2
        fail "$name: exit status $got, expected $want"
    }
}

# says FILE TEXT: the output or the messages of the last check hold TEXT.
says() {
    grep -qF -- "$2" "$work/$1" || {
        cat "$work/$1" >&2
        fail "no \`$2\` in $1"
    }
}

# closed_pipe NAME COMMAND...: its output is a pipe whose reader is gone; it ends as a pipeline's
# member does, killed by SIGPIPE or with that signal's status, and says nothing.
closed_pipe() {
    local name=$1
    shift
    "${DATELINE_PYTHON:?}" - "$@" <<'END' || fail "$name"
import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=writer, stderr=subprocess.PIPE)
if done.returncode not in (-13, 141) or done.stderr:
    sys.exit(f"exit status {done.returncode}, it says: {done.stderr.decode()}")
END
}

silent() {
    [ ! -s "$work/$1" ] || {
        cat "$work/$1" >&2
        fail "$1 should be empty"
    }
}
