#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The commands in README.md, CONTRIBUTING.md and docs/ run, and print what these pages show.
# After a change that is meant: tools/refresh_readme.py
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

"$DATELINE_PYTHON" "$root/tools/refresh_readme.py" --check </dev/null ||
    fail "the pages show something else than the program prints"

# The check can fail: a page with another output, a dead link, and a command that fails.
mkdir -p "$work/repo/tools" "$work/repo/docs"
cp "$root/tools/refresh_readme.py" "$work/repo/tools/"
cat >"$work/repo/README.md" <<'END'
```sh
echo one
```
<!-- output -->
```text
two
```
<!-- end -->
[nowhere](docs/none.md)
END
check 1 "another output" "$DATELINE_PYTHON" "$work/repo/tools/refresh_readme.py" --check
says out "-two"
says out "+one"
says out "docs/none.md leads nowhere"
check 0 "refreshed" "$DATELINE_PYTHON" "$work/repo/tools/refresh_readme.py"
grep -qx one "$work/repo/README.md" || fail "the output was not written"
printf '<!-- output: false -->\n```\n```\n<!-- end -->\n' >"$work/repo/README.md"
check 1 "a command that fails" "$DATELINE_PYTHON" "$work/repo/tools/refresh_readme.py" --check
says out "exit status 1 instead of 0"
