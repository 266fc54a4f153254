#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Rules of one's own, without a compiler: a pack teaches a new event type, replaces a rule, switches
# one off; a broken pack is refused with positions.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

date="--date=2025-08-20"
cat >"$work/hives.txt" <<'END'
A beekeeper moved 40 hives from Lyon to Geneva on Monday. A swarm settled on the roof of the
town hall in Geneva on 12 May 2024.
END

pack=$work/pack
mkdir "$pack"
cat >"$pack/bees.yaml" <<'END'
types:
  - id: swarming
    about: Bees look for a new home.
    noun: swarming
    salience: 0.9
    names: ["{where} {noun}", "{noun}"]
---
stage: event
rules:
  - id: swarming.settle
    event: swarming
    trigger: swarm <settle.v>
    args:
      place: [prep(in) place]
    examples:
      - A _swarm settled_ on a roof in Geneva. => swarming{place=Geneva}
END

# Without the pack nobody knows about bees; with it, the same binary does, wherever the pack lies.
check 0 "without the pack" "$bin" extract "$date" "$work/hives.txt"
! grep -q swarming "$work/out" || fail "swarming without the pack"
taught() { # taught NAME
    says out "type: swarming"
    says out "start: 2024-05-12"
    says out "Geneva"
    says out "swarming.settle"
    silent err
}
check 0 "--rules" "$bin" extract "$date" --rules "$pack" "$work/hives.txt"
taught
cp "$work/out" "$work/first"
check 0 "DATELINE_RULES" env DATELINE_RULES="$pack:$DATELINE_RULES" "$bin" extract "$date" "$work/hives.txt"
taught
mkdir -p "$work/config/dateline"
cp -r "$pack" "$work/config/dateline/rules"
check 0 "the user's folder" env XDG_CONFIG_HOME="$work/config" "$bin" extract "$date" "$work/hives.txt"
taught
cmp -s "$work/first" "$work/out" || fail "the pack works differently from the user's folder"
# The examples of the pack are run with all others, and one that does not hold is reported.
examples() { check 0 "rules test" "$bin" rules test "$@" && sed -n 's/^\([0-9]*\) examples, 0 failed$/\1/p' "$work/err"; }
[ "$(examples --rules "$pack")" -eq $(($(examples) + 1)) ] || fail "the pack's own example was not run"
mkdir "$work/wrong"
sed 's/=> swarming{place=Geneva}/=> swarming{place=Paris}/' "$pack/bees.yaml" >"$work/wrong/bees.yaml"
check 1 "a wrong example in a pack" "$bin" rules test --rules "$work/wrong"
says out "example of swarming.settle failed"

# The timeline says which rules made it: another set, another digest.
sum() { sed -n 's/^rules: .*sha256: \([0-9a-f]*\).*/\1/p' "$1"; }
check 0 "without the pack again" "$bin" extract "$date" "$work/hives.txt"
[ -n "$(sum "$work/out")" ] || fail "no digest of the rules"
[ "$(sum "$work/out")" != "$(sum "$work/first")" ] || fail "the digest does not know of the pack"

# --- Replace a rule, switch it off -----------------------------------------------------------

other=$work/other
mkdir "$other"
cat >"$other/o.yaml" <<'END'
stage: event
rules:
  - override: swarming.settle
    event: swarming
    trigger: swarm <gather.v>
    examples:
      - A _swarm gathered_ on a roof. => swarming
END
check 0 "override" "$bin" extract "$date" --rules "$pack" --rules "$other" "$work/hives.txt"
! grep -q swarming "$work/out" || fail "the replaced rule still fires"
sed 's/settled/gathered/' "$work/hives.txt" >"$work/gathered.txt"
check 0 "override fires" "$bin" extract "$date" --rules "$pack" --rules "$other" "$work/gathered.txt"
says out "type: swarming"

printf 'stage: event\ndisable: [swarming.settle]\n' >"$other/o.yaml"
check 0 "disable" "$bin" extract "$date" --rules "$pack" --rules "$other" "$work/hives.txt"
! grep -q swarming "$work/out" || fail "a disabled rule fires"

# A lexicon grows by a form; the rest of it stays.
cat >"$other/o.yaml" <<'END'
lexicon: month
extend: true
entries:
  5: [honeymonth]
END
sed 's/12 May 2024/12 Honeymonth 2024/' "$work/hives.txt" >"$work/month.txt"
check 0 "extend" "$bin" extract "$date" --rules "$pack" --rules "$other" "$work/month.txt"
says out "start: 2024-05-12"

# A place that only these readers know.
cat >"$other/o.yaml" <<'END'
lexicon: place
extend: true
entries: [Zzyzx Hollow]
END
echo "Anna Holm met Paul Weber in Zzyzx Hollow on Monday." >"$work/zzyzx.txt"
check 0 "no such place" "$bin" extract "$date" "$work/zzyzx.txt"
! grep -q "where: \[Zzyzx Hollow\]" "$work/out" || fail "Zzyzx Hollow is known without the pack"
check 0 "a place" "$bin" extract "$date" --rules "$other" "$work/zzyzx.txt"
says out "where: [Zzyzx Hollow]"

# --- Refused ---------------------------------------------------------------------------------

broken() { # broken NAME TEXT...
    local name=$1
    shift
    check 2 "$name" "$bin" extract "$date" --rules "$pack" --rules "$other" "$work/hives.txt"
    silent out
    for text in "$@"; do says err "$text"; done
    check 1 "$name (rules check)" "$bin" rules check --rules "$pack" --rules "$other"
}
cat >"$other/o.yaml" <<'END'
stage: event
rules:
  - id: bees.buzz
    event: swarming
    trigger: $swarn <buzz.v>
    examples: [a _swarm buzzed_ => swarming]
  - id: bees.hum
    event: swarmin
    trigger: <hum.v>
    examples: [a swarm _hummed_ => swarming]
  - id: swarming.settle
    event: swarming
    trigger: <sting.v>
    examples: [It _stung_ him. => swarming]
END
broken "three mistakes" "o.yaml:5:14: error R203" "o.yaml:8:12: error R112" "o.yaml:11:9: error R110" \
    "did you mean swarming?" "^^^"
printf 'stage: event\ndisable: [swarming.settel]\n' >"$other/o.yaml"
broken "disables what is not there" "o.yaml:2:" "R111"
printf 'stage: event\nrules:\n\t- id: x\n' >"$other/o.yaml"
broken "a tab" "o.yaml:3:" "R100"
rm "$other/o.yaml"
broken "an empty folder" "no rule files in the folder $other"
