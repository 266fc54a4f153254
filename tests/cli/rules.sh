# SPDX-License-Identifier: Apache-2.0
# The rule author's loop: what `rules test`, `explain` and `stats` say of good and bad rules.
# shellcheck source=tests/cli/lib.sh
source "$(dirname "$0")/lib.sh"

mkdir "$work/pack"
cat >"$work/pack/times.yaml" <<'EOF'
stage: phrase
rules:
  - id: test.festival
    about: An invented fair, always on the first of May.
    match: the Walpole fair
    emit: date
    value: date(_, may, 1)
    resolve: future
    examples:
      - They meet at _the Walpole fair_. => 2026-05-01
    never:
      - They met at the county fair.
    todo:
      - It opens on _Walpole fair eve_. => 2026-04-30
EOF
check 0 "a good pack" "$bin" rules test --rules "$root/rules" --rules "$work/pack"
cat "$work/err" >>"$work/out"
says out " 0 failed"

cat >"$work/pack/wrong.yaml" <<'EOF'
stage: phrase
rules:
  - id: test.wrong
    match: the Ludlow fair
    emit: date
    value: date(_, may, 2)
    resolve: future
    examples:
      - They meet at _the Ludlow fair_. => 2026-05-01
  - id: test.shadowed
    match: the Walpole $word
    emit: date
    value: date(_, may, 3)
    resolve: future
    examples:
      - They meet at _the Walpole fair_. => 2026-05-03
  - id: test.two
    match: the Ripon fair
    emit: date
    value: date(_, may, 4)
    resolve: future
    examples:
      - They meet at _the Ripon fair_. => 2026-05-04
  - id: test.two-again
    match: the Ripon fair
    emit: date
    value: date(_, may, 5)
    resolve: future
    examples:
      - They meet at _the Ripon fair_. => 2026-05-05
EOF
check 1 "a pack whose examples fail" "$bin" rules test --rules "$root/rules" --rules "$work/pack"
cat "$work/out" "$work/err" >"$work/all"
says all "error R502: example of test.wrong failed"
says all "got 2026-05-02"
says all "wrong.yaml:9:9"
says all "error R503: example of test.shadowed failed"
says all "test.festival"
says all "warning W401: two readings for 'the Ripon fair'"

# A rule that blocks is held to its examples as any other, in every stage that can tell.
rm "$work/pack/wrong.yaml"
cat >"$work/pack/blocks.yaml" <<'EOF'
stage: phrase
rules:
  - id: test.no-fair
    match: the Monday fair
    emit: none
    examples:
      - They met at _the Monday fair_. => none
      - They met at _the Tuesday fair_. => none
    never:
      - They met at the Monday market.
      - They met again at the Monday fair.
---
stage: event
rules:
  - id: test.no-strike
    trigger: strike a balance
    emit: none
    examples:
      - They _strike a balance_ between both. => none
      - They _strike a deal_ with them. => none
    never:
      - The workers went on strike.
      - They will strike a balance in May.
---
stage: status
rules:
  - id: test.no-status
    match: allegedly $event
    emit: none
    examples:
      - He _allegedly met_ her. => none
      - He _reportedly met_ her. => none
    never:
      - He met her.
      - He allegedly left.
EOF
check 1 "blocks" "$bin" rules test --rules "$root/rules" --rules "$work/pack"
cat "$work/out" "$work/err" >"$work/all"
for place in 8:9 11:9 20:9 23:9 32:9 35:9; do says all "blocks.yaml:$place: error R502"; done
says all " 6 failed"
printf 'stage: event\nrules:\n  - id: test.none\n    trigger: strike a balance\n    emit: none\n    never: [They met.]\n' \
    >"$work/pack/blocks.yaml"
check 1 "a block without an example" "$bin" rules check --rules "$root/rules" --rules "$work/pack"
cat "$work/out" "$work/err" >"$work/all"
says all "blocks.yaml:3:9: error R118"
rm "$work/pack/blocks.yaml"

# A name rule decides what a name is, here against the list of places, and everywhere in the text.
cat >"$work/pack/ships.yaml" <<'EOF'
stage: name
rules:
  - id: test.ship
    match: the (steamer | frigate) n=$Name
    mark: $n
    kind: org
    class: Ship
    examples:
      - The frigate _Georgia_ arrived. => org
      - The barge _Georgia_ arrived. => org
    never:
      - They flew to Georgia.
      - They boarded the steamer Georgia.
---
stage: event
rules:
  - id: test.sails
    event: visit
    trigger: $Ship <sail.v>
    examples:
      - The steamer Vega _sailed_ to Oslo. => visit
EOF
check 1 "name rules" "$bin" rules test --rules "$root/rules" --rules "$work/pack"
cat "$work/out" "$work/err" >"$work/all"
says all "ships.yaml:10:9: error R502"
says all "got place"
says all "ships.yaml:13:9: error R502"
says all "got place"
says all " failed"
sed -i '/barge/d; /boarded/d' "$work/pack/ships.yaml"
check 0 "good name rules" "$bin" rules test --rules "$root/rules" --rules "$work/pack"
echo 'Prices rose in the frigate Georgia on Monday. Anna Holm visited Georgia on Tuesday.' >"$work/ship.txt"
extract() { check 0 "a ship" "$bin" extract -f text --date 2024-05-17 --rules "$root/rules" "$@" "$work/ship.txt"; }
extract
says out "Anna Holm · Georgia"
extract --rules "$work/pack"
! grep -q "· Georgia" "$work/out" || fail "a visit to a ship is one to a place"
sed -i 's/n=\$Name/n=$Person/' "$work/pack/ships.yaml"
check 1 "kinds are not known yet" "$bin" rules check --rules "$root/rules" --rules "$work/pack"
says err "ships.yaml:4:38: error R230"
rm "$work/pack/ships.yaml"

check 0 "explain" "$bin" rules explain --rules "$root/rules" --date 2025-08-20 "They met last Friday."
says out 'time   "last Friday" = 2025-08-15'
says out "from the publication date"
says out "rules/en/times/"
says out "lost"

# A word that only TimeML calls an event has no type.
check 0 "explain a state" "$bin" rules explain --rules "$root/rules" "They own it."
says out 'event  "own" = STATE, '

check 0 "stats" "$bin" rules stats --rules "$root/rules" "$root/fixtures/articles/summit.txt"
says out "tries"
says out "were not tried"
