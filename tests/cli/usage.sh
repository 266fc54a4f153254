#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Help, version and wrong usage: results on standard output, complaints on standard error.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

check 0 "version" "$bin" --version
says out "dateline $DATELINE_VERSION"

for command in extract diff merge verify why rules schema; do
    check 0 "$command --help" "$bin" "$command" --help
    says out "Usage: dateline $command"
    says out "Example:"
    silent err
    cp "$work/out" "$work/help"
    check 0 "help $command" "$bin" help "$command"
    cmp -s "$work/out" "$work/help" || fail "help $command differs from $command --help"
    check 2 "$command --bogus" "$bin" "$command" --bogus
    silent out
    says err "dateline $command --help"
done

# What --help lists, the command takes; the manual page has the same options, and no other.
"$DATELINE_PYTHON" - "$bin" "$root/docs/dateline.1" "$work" <<'END' || fail "help, manual page and command differ"
import re, subprocess, sys
binary, page, work = sys.argv[1:]
page = open(page, encoding="utf-8").read().replace("\\-", "-")
commands, _, rest = page.partition(".SH COMMON OPTIONS")
common = set(re.findall(r"--[a-z-]+", rest.partition(".SH ENVIRONMENT")[0]))
manual = dict(re.findall(r"^\.SS dateline (\w+)\n(.*?)(?=^\.SS|\Z)", commands, flags=re.M | re.S))
wrong = []
for command in ("extract", "diff", "merge", "verify", "why", "rules", "schema"):
    def run(*arguments):
        return subprocess.run([binary, command, *arguments], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, cwd=work) # --output takes anything for a file
    shown = run("--help").stdout
    options = set(re.findall(r"^ {2,6}(?:-[a-z], )?(--[a-z-]+)", shown, flags=re.M))
    written = set(re.findall(r"--[a-z-]+", "\n".join(re.findall(r"^\.B.*", manual[command], flags=re.M))))
    wrong += [f"{command} {o}: not in the manual page" for o in options - common - written]
    wrong += [f"{command} {o}: in the manual page only" for o in written - options - common]
    wrong += [f"{command} {o}: not taken" for o in options if "unrecognized" in run(o, "--help").stderr]
    for option in {"--only", "--fail-on"} & options:
        names = re.split("there are|it is one of", run(option, "none", "a", "b").stderr)[1].partition("\n")[0]
        wrong += [f"{command} {option} {n}: not in --help" for n in re.findall("[a-z-]{5,}", names) if n not in shown]
sys.exit("\n".join(wrong) or 0)
END

check 2 "no command" "$bin"
silent out
check 2 "unknown command" "$bin" extrat
says err "no command"
check 2 "unknown format" "$bin" extract -f xml x.txt
says err "yaml, json, jsonl, text or timeml"
check 2 "one side" "$bin" diff x.yaml
check 2 "standard input twice" "$bin" diff - -
check 2 "no verb" "$bin" rules
check 2 "no rules for the language" "$bin" extract --lang xx x.txt
says err "xx/manifest.yaml"
check 2 "rules folder that is not there" "$bin" extract --rules "$work/none" x.txt
says err "$work/none"
: >"$work/rules.yaml"
check 2 "rules that are a file" "$bin" rules check "$work/rules.yaml"
says err "rules.yaml is a file; give the folder that it is in"
# The folder of the language stands for the set that it belongs to, whoever names it how.
check 0 "the folder of a language" "$bin" rules check "$root/rules/en"
silent err
(cd "$root/rules/en" && check 0 "in the folder of a language" env -u DATELINE_RULES "$bin" rules check .)
silent err

# On a terminal that shows nothing else, many files show how many are through.
cd "$work"
echo "They met in Oslo on 3 May 2024." >a.txt
slow() { script -qec "(sleep 1; cat a.txt) | '$bin' $1" typescript >out; }
slow "extract -o o.yaml a.txt - a.txt"
says out "2 of 3 files"
slow "merge -o o.yaml a.txt - a.txt"
says out "2 of 3 files"
slow "extract -q -o o.yaml a.txt - a.txt"
! grep -q "files" out || fail "-q shows progress"
(sleep 1; cat a.txt) | "$bin" extract --date 2024-05-17 -o o.yaml a.txt - a.txt 2>err
silent err
# A terminal is told that it is waited for.
script -qec "'$bin' extract -f text" typescript <a.txt >out
says out "end the text with Ctrl-D"
check 2 "a folder" "$bin" extract "$work"
says err "--format jsonl takes the files below it"

# What is printed is lost on a full disk: that must show.
if [ -w /dev/full ]; then
    for command in --version "help diff" schema; do
        # shellcheck disable=SC2086
        check 2 "$command to a full disk" bash -c "\"$bin\" $command >/dev/full"
        says err "No space left"
    done
fi
