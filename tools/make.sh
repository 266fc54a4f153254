#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The recipes of the Makefile. Output is short when all goes well: a build writes to build*/log.txt,
# which is shown when it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

jobs=${JOBS:-2}

die() {
    echo "dateline: $1" >&2
    exit 1
}

require() { # require COMMAND PACKAGE
    command -v "$1" >/dev/null || die "$1 is missing; on Debian: sudo apt-get install $2"
}

folder() { # folder PRESET
    if [ "$1" = release ]; then echo build; else echo "build-$1"; fi
}

# Configures and builds one preset; further arguments go to the configuration.
build() { # build PRESET [ARGUMENT...]
    local preset=$1 dir
    shift
    dir=$(folder "$preset")
    require cmake cmake
    require cc gcc
    if [ "${CMAKE_GENERATOR:-}" != Ninja ]; then
        require make make
    fi
    mkdir -p "$dir"
    if ! cmake --preset "$preset" "$@" >"$dir/log.txt" 2>&1; then
        # A missing package has a line of its own and needs none of CMake's report around it.
        if grep -q 'sudo apt-get install' "$dir/log.txt"; then
            grep -E '^dateline: |^ +(dateline needs|The tests need)|sudo apt-get install' "$dir/log.txt" >&2
        else
            cat "$dir/log.txt" >&2
        fi
        die "configuring $preset failed"
    fi
    if ! cmake --build --preset "$preset" -j "$jobs" >"$dir/log.txt" 2>&1; then
        cat "$dir/log.txt" >&2
        die "building $preset failed"
    fi
    grep -E 'warning: ' "$dir/log.txt" >&2 || true
}

# Reads one number out of the root element of a JUnit report.
junit() { # junit FILE ATTRIBUTE
    sed -n "s/^[[:space:]]*$2=\"\([0-9]*\)\".*/\1/p; s/.*<testsuite [^>]*$2=\"\([0-9]*\)\".*/\1/p" \
        "$1" | head -n 1
}

# Builds and tests each preset, goes on after a failure, ends with the sum. A preset that does not
# build, or that has no tests, counts as one failure. A test that says it cannot run here (exit
# status 77, with its reason) is neither passed nor failed; one that was not run for any other
# reason has failed.
test_presets() { # test_presets PRESET...
    local passed=0 failed=0 preset dir report total bad skipped started
    for preset in "$@"; do
        dir=$(folder "$preset")
        started=$(date +%s)
        echo "== $preset: build"
        if ! (build "$preset"); then
            failed=$((failed + 1))
            continue
        fi
        echo "== $preset: test"
        report=$PWD/$dir/junit.xml
        rm -f "$report"
        # The report decides; the exit code says no more than that something failed.
        ctest --preset "$preset" -j "$jobs" --output-junit "$report" </dev/null |
            grep --line-buffered -vE '^(Test project| +Start +[0-9]+:|$)' || true
        total=$(junit "$report" tests 2>/dev/null || true)
        skipped=$(grep -c 'message="SKIP_RETURN_CODE=77"' "$report" 2>/dev/null || true)
        bad=$(($(junit "$report" failures 2>/dev/null || echo 0) + \
            $(junit "$report" disabled 2>/dev/null || echo 0) + \
            $(junit "$report" skipped 2>/dev/null || echo 0) - ${skipped:-0}))
        if [ "${total:-0}" -eq 0 ]; then
            echo "== $preset: no tests were run"
            failed=$((failed + 1))
            continue
        fi
        passed=$((passed + total - bad - skipped))
        failed=$((failed + bad))
        grep -o 'SKIPPED: .*' "$report" || true
        echo "== $preset: $((total - bad - skipped)) of $total passed, $skipped skipped, $(($(date +%s) - started)) s"
    done
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

demo() { # demo ARTICLE DATE [FLAG...]
    local article=$1 date=$2
    shift 2
    [ -x build/dateline ] || die "build/dateline was not built"
    [ -r "$article" ] || die "the article $article is not there"
    if [ -n "$date" ]; then
        set -- --date "$date" "$@"
    fi
    echo
    echo "\$ build/dateline extract $article $*"
    build/dateline extract "$article" "$@"
}

fuzz() { # fuzz SECONDS
    local target name seeds dict found=0
    case $1 in
    '' | *[!0-9]*) die "SECONDS must be a number, not '$1'" ;;
    esac
    require clang "clang libclang-rt-dev"
    build fuzz
    for target in tests/fuzz/fuzz_*.c; do
        [ -e "$target" ] || continue
        found=1
        name=$(basename "$target" .c)
        mkdir -p "build-fuzz/corpus/$name" "build-fuzz/artifacts"
        seeds=()
        [ ! -d "tests/fuzz/corpus/$name" ] || seeds=("tests/fuzz/corpus/$name")
        dict=()
        [ ! -e "tests/fuzz/$name.dict" ] || dict=("-dict=tests/fuzz/$name.dict")
        echo "== $name: $1 s"
        if ! DATELINE_RULES=$PWD/rules "build-fuzz/fuzz/$name" \
            -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
            -artifact_prefix="build-fuzz/artifacts/$name-" "${dict[@]}" \
            "build-fuzz/corpus/$name" "${seeds[@]}" </dev/null >"build-fuzz/$name.log" 2>&1; then
            tail -n 60 "build-fuzz/$name.log" >&2
            die "$name failed; the input is in build-fuzz/artifacts/"
        fi
        grep -E 'number_of_executed_units|average_exec_per_sec|peak_rss' "build-fuzz/$name.log"
    done
    [ "$found" -eq 1 ] || die "there are no fuzz targets in tests/fuzz/"
}

bench() {
    local source name found=0
    build release
    cmake --build --preset bench -j "$jobs" >build/log.txt 2>&1 || {
        cat build/log.txt >&2
        die "building the benchmarks failed"
    }
    for source in bench/*.c; do
        [ -e "$source" ] || continue
        found=1
        name=$(basename "$source" .c)
        name=${name#bench_}
        echo "== $name"
        DATELINE_RULES=$PWD/rules DATELINE_BIN=$PWD/build/dateline "build/bench/bench-$name"
    done
    [ "$found" -eq 1 ] || die "there are no benchmarks in bench/"
}

scale() { # scale ROWS
    local script rc=0
    case $1 in
    '' | *[!0-9]*) die "ROWS must be a number, not '$1'" ;;
    esac
    build release
    for script in tests/scale/processes.sh tests/scale/slurm.sh; do
        echo "== $(basename "$script" .sh)"
        ROWS=$1 DATELINE_RULES=$PWD/rules DATELINE_BIN=$PWD/build/dateline "$script" || rc=1
    done
    [ "$rc" -eq 0 ] || die "not everything was run, see above"
}

find_python() {
    local python
    for python in /usr/bin/python3 python3; do
        if "$python" -c 'import yaml, jsonschema' >/dev/null 2>&1; then
            command -v "$python"
            return 0
        fi
    done
    die "python3 with yaml and jsonschema is missing; on Debian: sudo apt-get install python3-yaml python3-jsonschema"
}

evaluate() { # evaluate SCRIPT DATA
    local python
    [ -n "$2" ] || die "make eval needs DATA=FOLDER, the annotated corpus to score against"
    [ -d "$2" ] || die "the folder $2 is not there"
    [ -e "$1" ] || die "the script $1 is not there"
    python=$(find_python)
    build release
    DATELINE_RULES=$PWD/rules DATELINE_BIN=$PWD/build/dateline "$python" "$1" "$2"
}

c_files() {
    find src include tests bench docs tools -type f \( -name '*.c' -o -name '*.h' \) -print0 | sort -z
}

format() {
    require clang-format clang-format
    c_files | xargs -0 -r clang-format -i
}

lint() {
    local rc=0
    require clang-format clang-format
    require clang-tidy clang-tidy
    require cppcheck cppcheck
    build dev
    echo "== format"
    c_files | xargs -0 -r clang-format --dry-run --Werror || rc=1
    echo "== clang-tidy"
    find src -name '*.c' -print0 | sort -z |
        xargs -0 -r -n 1 -P "$jobs" clang-tidy -p build-dev --quiet 2>build-dev/clang-tidy.log || rc=1
    echo "== cppcheck"
    cppcheck --project=build-dev/compile_commands.json --quiet -j "$jobs" --std=c11 \
        --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
        --suppress=missingIncludeSystem --suppress='*:*/tests/*' --suppress='*:/usr/*' \
        -i tests -i docs || rc=1
    [ "$rc" -eq 0 ] || die "lint found problems"
    echo "lint: clean"
}

coverage() {
    require gcov gcc
    find build-coverage -name '*.gcda' -delete 2>/dev/null || true
    test_presets coverage
    echo "== lines covered, per file"
    find build-coverage/CMakeFiles/dateline-objects.dir -name '*.gcda' -print0 |
        xargs -0 -r gcov -n 2>/dev/null |
        awk -v root="$PWD/" '
            /^File / { file = $2; gsub(/\047/, "", file); sub(root, "", file) }
            /^Lines executed/ && file ~ /^src\/.*\.c$/ {
                split($0, part, /[:% ]+/); percent = part[3]; count = part[5]
                printf "%6.1f%% of %5d  %s\n", percent, count, file
                lines += count; hit += count * percent / 100
                file = ""
            }
            END { if (lines) printf "%6.1f%% of %5d  all\n", 100 * hit / lines, lines }' | sort -k 4
}

install_release() { # install_release PREFIX
    build release -DCMAKE_INSTALL_PREFIX="${1:-/usr/local}"
    cmake --install build
}

verb=${1:?usage: tools/make.sh VERB [ARGUMENT...]}
shift
case $verb in
build)
    build "$@"
    [ ! -x "$(folder "$1")/dateline" ] || echo "built $(folder "$1")/dateline"
    ;;
test) test_presets "$@" ;;
demo) demo "$@" ;;
fuzz) fuzz "$@" ;;
bench) bench ;;
scale) scale "$@" ;;
eval) evaluate "$@" ;;
lint) lint ;;
format) format ;;
coverage) coverage ;;
install) install_release "$@" ;;
*) die "unknown verb $verb" ;;
esac
