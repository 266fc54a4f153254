#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs the Debian packages that dateline's build (`tools/setup.sh build`), build and tests
# (`tools/setup.sh test`) or the checks at scale (`tools/setup.sh scale`) need and that are not there yet. Says nothing and changes nothing when all
# are there. What counts is that a thing works, not which package it came from, so a compiler or
# library installed in another way is fine.
set -euo pipefail

missing=()

need() { # need PACKAGE COMMAND...: PACKAGE is missing unless COMMAND succeeds
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

has() { command -v "$1"; }
has_library() { pkg-config --exists "$1"; }
has_libc() { echo '#include <stdio.h>' | cc -E -; }
has_python_modules() {
    local python
    for python in /usr/bin/python3 python3; do
        "$python" -c 'import yaml, jsonschema' && return 0
    done
    return 1
}
has_clang_runtime() {
    local asan
    asan=$(find "$(clang -print-resource-dir)/" -name 'libclang_rt.asan*.a' -print -quit)
    [ -n "$asan" ]
}

find_missing() { # find_missing build|test|scale
    missing=()
    need gcc has cc
    need libc6-dev has_libc
    need cmake has cmake
    need ninja-build has ninja
    need pkg-config has pkg-config
    need libyaml-dev has_library yaml-0.1
    need libpcre2-dev has_library libpcre2-8
    need libicu-dev has_library icu-i18n
    need libjansson-dev has_library jansson
    need libxml2-dev has_library libxml-2.0
    need libmd4c-dev has_library md4c
    if [ "$1" = scale ]; then
        need python3 has python3
        need parallel has parallel
        need slurm-wlm has slurmctld
    fi
    if [ "$1" = test ]; then
        need gcc has gcc
        need g++ has c++
        need g++ has g++
        need clang has clang
        need libclang-rt-dev has_clang_runtime
        need libcriterion-dev has_library criterion
        need parallel has parallel
        need git has git
        need wordnet-base test -e /usr/share/wordnet/data.noun
        need iso-codes test -d /usr/share/iso-codes/json
        if ! has_python_modules >/dev/null 2>&1; then
            missing+=(python3 python3-yaml python3-jsonschema)
        fi
    fi
}

fail() {
    echo "setup: $1" >&2
    echo "setup: these packages are needed: ${missing[*]}" >&2
    exit 1
}

what=${1:-build}
case $what in
build | test | scale) ;;
*)
    echo "usage: tools/setup.sh [build|test|scale]" >&2
    exit 2
    ;;
esac

find_missing "$what"
[ ${#missing[@]} -gt 0 ] || exit 0

echo "setup: installing ${missing[*]}"
command -v apt-get >/dev/null || fail "there is no apt-get here to install packages with"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "installing packages needs root or sudo"
    as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y "$@" </dev/null >>"$log" 2>&1; }

# Without pkg-config every library looks missing; installing one that is there already does no harm.
# The package lists are fetched only when the ones at hand do not do.
if ! apt install --no-install-recommends "${missing[@]}"; then
    : >"$log"
    if ! { apt update && apt install --no-install-recommends "${missing[@]}"; }; then
        cat "$log" >&2
        fail "apt-get failed (its words are above)"
    fi
fi

find_missing "$what"
[ ${#missing[@]} -eq 0 ] || fail "still missing after the installation"
