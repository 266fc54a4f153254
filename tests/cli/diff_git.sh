#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# dateline diff as git's external diff, and extract as its textconv, in a repository of its own.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

command -v git >/dev/null || {
    echo "SKIPPED: git is not installed (Debian: git)" >&2
    exit 77
}
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_PAGER=cat
export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@example.org GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@example.org
export GIT_AUTHOR_DATE="2024-05-24T12:00:00Z" GIT_COMMITTER_DATE="2024-05-24T12:00:00Z"
story="$root/fixtures/story"
mkdir "$work/repo"
cd "$work/repo"
git init -q .

# As docs/diff.md says it.
git config diff.dateline.command "'$bin' diff --git"
git config diff.article.textconv "'$bin' extract --quiet --format text --date 2023-03-22"
echo '*.timeline.yaml diff=dateline' >.gitattributes
echo '*.article diff=article' >>.gitattributes
cp "$story/timelines/meeting.yaml" talks.timeline.yaml
cp "$story/meeting.txt" talks.article
git add .
git commit -qm first
cp "$story/timelines/rival.yaml" talks.timeline.yaml
check 0 "not committed" git diff talks.timeline.yaml
says out "A  talks.timeline.yaml ($(git rev-parse HEAD:talks.timeline.yaml | cut -c1-7))"
says out "B  talks.timeline.yaml (as it is)"
says out "! Bergen meeting  [contradiction]"
git commit -qam second
check 0 "git log" git log -p --ext-diff -1 -- talks.timeline.yaml
says out "3 contradictions"

# A new file, one that goes away, one that is renamed.
cp "$story/timelines/denial.yaml" denial.timeline.yaml
git add denial.timeline.yaml
check 0 "a new file" git diff --cached
says out "A  denial.timeline.yaml (not there)"
says out "0 the same · 7 only in B"
git commit -qm third
git rm -q denial.timeline.yaml
check 0 "a file that goes away" git diff --cached
says out "0 the same · 7 only in A"
git commit -qm fourth
git mv talks.timeline.yaml bergen.timeline.yaml
sed -i 's/name: Bergen protest/name: Protest in Bergen/' bergen.timeline.yaml
git add -A
check 0 "a renamed file" git diff --cached -M
says out "B  bergen.timeline.yaml"
says out "[reworded]"
git commit -qm fifth

# A file that is no timeline stops git with the message.
echo 'dateline: 2' >bergen.timeline.yaml
got=0
git diff >"$work/out" 2>"$work/err" || got=$?
[ "$got" -ne 0 ] || fail "git went on with a broken timeline"
says err "version 2 of the timeline format"
git checkout -q bergen.timeline.yaml

# Articles go through textconv: git compares their timelines line by line.
cp "$story/rival.txt" talks.article
check 0 "textconv" git diff talks.article
says out "@@"
grep -q '^-.*Nov 2021' "$work/out" && grep -q '^+.*Nov 2020' "$work/out" || fail "no timeline in git's diff"

check 2 "--git by hand" "$bin" diff --git a b
says err "--git is for git to call"
