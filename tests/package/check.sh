#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs the build into an empty folder and uses it as strangers do: through pkg-config, through
# find_package, and by moving the tree elsewhere and running the command.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset DATELINE_RULES

fail() {
    echo "package: $1" >&2
    exit 1
}

"$CMAKE" --install "$DATELINE_BUILD_DIR" --prefix "$work/first" >"$work/log" || {
    cat "$work/log" >&2
    fail "installation failed"
}

mv "$work/first" "$work/moved"
prefix=$work/moved
[ -x "$prefix/bin/dateline" ] || fail "no command was installed"
[ -f "$prefix/include/dateline/dateline.h" ] || fail "no header was installed"
[ -n "$(find "$prefix/share/dateline/rules" -name '*.yaml' -print -quit)" ] || fail "no rules were installed"
if grep -qaF "$DATELINE_SOURCE_DIR/rules" "$prefix/bin/dateline"; then
    fail "the installed command knows the source tree's rules"
fi

# The configured prefix is written into dateline.pc; a prefix given at installation is not.
pc=$work/pc
mkdir "$pc"
sed -e "s|^prefix=.*|prefix=$prefix|" \
    -e "s|^libdir=.*|libdir=$prefix/$DATELINE_LIBDIR|" \
    -e "s|^includedir=.*|includedir=$prefix/include|" \
    "$prefix/$DATELINE_LIBDIR/pkgconfig/dateline.pc" >"$pc/dateline.pc"

cat >"$work/use.c" <<'END'
#include <dateline/dateline.h>
int main(void)
{
    return dateline_version() == 0;
}
END
export PKG_CONFIG_PATH=$pc
[ "$(pkg-config --modversion dateline)" = "$DATELINE_VERSION" ] || fail "dateline.pc has another version"
# Word splitting is what these variables are for.
# shellcheck disable=SC2046
"$CC" "$work/use.c" -o "$work/use-pc" $(pkg-config --cflags --libs dateline) || fail "pkg-config flags do not link"
LD_LIBRARY_PATH=$prefix/$DATELINE_LIBDIR "$work/use-pc" || fail "the program built with pkg-config fails"

cat >"$work/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(use C)
find_package(dateline $DATELINE_VERSION REQUIRED)
add_executable(use use.c)
target_link_libraries(use PRIVATE dateline::dateline)
END
unset PKG_CONFIG_PATH
{
    "$CMAKE" -S "$work" -B "$work/build" -DCMAKE_C_COMPILER="$CC" -DCMAKE_PREFIX_PATH="$prefix" &&
        "$CMAKE" --build "$work/build"
} >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "find_package(dateline) does not work"
}
"$work/build/use" || fail "the program built with find_package fails"

article=$DATELINE_SOURCE_DIR/fixtures/articles/summit.txt
if [ -f "$article" ]; then
    cd /
    "$prefix/bin/dateline" extract "$article" >"$work/out" || fail "the moved command does not find its rules"
fi
echo "package: good"
