#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Help, version and wrong usage: results on standard output, complaints on standard error.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

check 0 "version" "$bin" --version
says out "dateline $DATELINE_VERSION"

for command in extract diff why rules schema; do
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

# What is printed is lost on a full disk: that must show.
if [ -w /dev/full ]; then
    for command in --version "help diff" schema; do
        # shellcheck disable=SC2086
        check 2 "$command to a full disk" bash -c "\"$bin\" $command >/dev/full"
        says err "No space left"
    done
fi
