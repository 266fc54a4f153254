#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# extract --format jsonl: one row out for each document in, in order, whatever the number of threads
# and whatever is wrong with some of them; interrupted, closed and full outputs.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

python=${DATELINE_PYTHON:?}
cd "$work"

rows() { # rows N: N good rows
    "$python" - "$1" "$root"/fixtures/articles/*.txt <<'END'
import json, sys
texts = [open(f, encoding="utf-8").read() for f in sys.argv[2:]]
for i in range(int(sys.argv[1])):
    print(json.dumps({"id": i, "date": "2024-05-17", "text": texts[i % len(texts)]}))
END
}

# --- Rows, good and bad ----------------------------------------------------------------------

{
    echo '{"id":"a","date":"2024-05-17","title":"T","outlet":"O","text":"Anna Holm met Paul Weber in Oslo last Friday."}'
    echo '{"id":7,"text":"Anna Holm met Paul Weber in Oslo on 3 May 2024."}'
    echo 'no json'
    echo
    echo '{"id":"none","body":"a"}'
    echo '{"id":"two","text":"a","html":"b"}'
    echo '{"id":"number","text":5}'
    echo '{"id":[1],"text":"a"}'
    echo '{"id":"date","date":"2024-02-31","text":"a"}'
    echo '{"id":"page","html":"<html><body><h1>Not found</h1>"}'
    echo '{"id":"nul","text":"a\u0000b"}'
    printf '{"id":"utf8","text":"caf\xe9"}\n'
    printf '{"id":"raw nul","text":"a\0b"}\n'
    echo '[1]'
    echo '{"id":"markdown","markdown":"---\ndate: 2024-05-17\n---\n# H\n\nAnna Holm met *Paul Weber* in Oslo last Friday."}'
    echo '{"id":"empty","date":"","text":""}'
    printf '{"id":"last","date":null,"text":"Rome fell in 410."}'
} >rows.jsonl
check 1 "bad rows" "$bin" extract -f jsonl rows.jsonl
cp out one
"$python" - <<'END' || fail "the rows are not what they should be"
import json
rows = [json.loads(line) for line in open("out", encoding="utf-8")]
want = ["a", 7, None, None, "none", "two", "number", None, "date", "page", "nul", None, None, None,
        "markdown", "empty", "last"]
assert [r["id"] for r in rows] == want, [r["id"] for r in rows]
errors = {i + 1: r["error"] for i, r in enumerate(rows) if "error" in r}
assert sorted(errors) == list(range(3, 15)), sorted(errors)
parts = {3: "column", 4: "empty", 5: "`markdown`", 6: "besides", 7: "not a string", 8: "integer",
         9: "no such day", 10: "no article", 11: "NUL", 12: "decode", 13: "not JSON", 14: "a list"}
for line, part in parts.items():
    assert part in errors[line]["message"], (line, errors[line])
    assert rows[line - 1]["line"] == line
assert rows[0]["document"]["created_source"] == "jsonl:date"
assert rows[0]["document"]["title"] == "T"
assert rows[0]["document"]["outlet"] == "O"
assert rows[0]["events"][0]["when"]["start"] == "2024-05-10", rows[0]
assert rows[1]["document"]["id"] == "7" and "no publication date" in rows[1]["warnings"][0]
assert rows[14]["document"]["created_source"] == "markdown:front matter date"
span = rows[14]["events"][0]["evidence"][0]["span"]
text = json.loads(open("rows.jsonl", "rb").read().split(b"\n")[14])["markdown"].encode()
assert text[slice(*span)].startswith(b"Anna Holm met *Paul Weber* in Oslo"), text[slice(*span)]
END
says err "12 of 17 rows failed"
check 1 "quiet" "$bin" extract -q -f jsonl rows.jsonl
silent err
check 1 "standard input" bash -c "'$bin' extract -f jsonl <rows.jsonl"
cmp -s one out || fail "standard input gives other rows"
check 1 "--date wins" "$bin" extract -q -f jsonl --date 2024-05-24 rows.jsonl
says out '"created":"2024-05-24","created_source":"option"'
says out '"option (over 2024-05-17, markdown:front matter date)"'

# --- The same bytes for any number of threads ------------------------------------------------

rows 60 >many.jsonl
cat rows.jsonl >>many.jsonl
check 1 "one thread" "$bin" extract -q -f jsonl --jobs 1 many.jsonl
cp out many
for jobs in 0 2 7; do
    check 1 "$jobs threads" "$bin" extract -q -f jsonl --jobs $jobs many.jsonl
    cmp -s many out || fail "--jobs $jobs gives other bytes"
done
check 1 "-o" "$bin" extract -q -f jsonl --jobs 2 -o into.jsonl many.jsonl
cmp -s many into.jsonl || fail "-o gives other bytes"

# --- Files and folders -----------------------------------------------------------------------

mkdir -p tree/b/c tree/.hidden
cp "$root/fixtures/articles/summit.txt" tree/b/c/Z.txt
cp "$root/fixtures/articles/trial.txt" tree/b/a.txt
cp "$root/fixtures/pages/tower.html" tree/a.html
cp "$root/fixtures/pages/ferry.md" tree/.hidden/no.md
head -n 2 rows.jsonl >tree/c.jsonl
echo '{"not": "known"}' >tree/x.json
ln -s .. tree/b/circle
check 1 "a folder, a file, one that is not there" "$bin" extract -q -f jsonl -j 2 tree none.txt rows.jsonl
"$python" - <<'END' || fail "the files are not what they should be"
import json
ids = [json.loads(line)["id"] for line in open("out", encoding="utf-8")]
assert ids[:7] == ["tree/a.html", "tree/b/a.txt", "tree/b/c/Z.txt", "a", 7, "none.txt", "a"], ids
END
says out '"error":{"status":"io","message":"No such file or directory"}'
says out '"created_source":"html:json-ld datePublished"'
mkdir empty
check 2 "a folder with nothing in it" "$bin" extract -f jsonl empty
says err "no file whose name ends in"
check 0 "no rows" "$bin" extract -f jsonl --input jsonl -
silent out
check 0 "an article on standard input" bash -c "'$bin' extract -f jsonl --date 2024-05-17 <'$root/fixtures/articles/summit.txt'"
says out '{"id":null,"dateline":1'

# --- Usage -----------------------------------------------------------------------------------

check 2 "rows without jsonl" "$bin" extract rows.jsonl
says err "add --format jsonl"
check 2 "jobs without jsonl" "$bin" extract --jobs 2 x.txt
says err "--jobs goes with --format jsonl"
check 2 "many jobs" "$bin" extract -f jsonl --jobs 5000 x.txt
check 2 "no number" "$bin" extract -f jsonl --jobs two x.txt
check 2 "--dump" "$bin" extract -f jsonl --dump tokens x.txt
check 2 "--id" "$bin" extract -f jsonl --id x x.txt

# --- A row that is too long; the others are unharmed ------------------------------------------

{
    head -n 1 rows.jsonl
    printf '{"id":"long","text":"'
    head -c 53000000 /dev/zero | tr '\0' 'a'
    echo '"}'
    head -n 2 rows.jsonl | tail -n 1
} >long.jsonl
check 1 "a row of 53 MB" "$bin" extract -q -f jsonl long.jsonl
[ "$(wc -l <out)" -eq 3 ] || fail "a long row cost another one"
says out '"line":2,"error":{"status":"limit","message":"the row has 53000024 bytes, more than the limit of 52428800'
rm long.jsonl

# --- Outputs that end early ------------------------------------------------------------------

rows 300 >many.jsonl
for disposition in SIG_DFL SIG_IGN; do
    "$python" - "$bin" "$disposition" <<'END' || fail "a closed pipe ($disposition)"
import signal, subprocess, sys
p = subprocess.Popen([sys.argv[1], "extract", "-f", "jsonl", "-j", "2", "many.jsonl"],
                     stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                     preexec_fn=lambda: signal.signal(signal.SIGPIPE, getattr(signal, sys.argv[2])))
p.stdout.readline()
p.stdout.close()
err = p.stderr.read()
assert p.wait() == 141 and err == b"", (p.returncode, err)
END
done
if [ -w /dev/full ]; then
    check 2 "full disk" bash -c "'$bin' extract -f jsonl many.jsonl >/dev/full"
    says err "No space left"
fi

# --- Signals ---------------------------------------------------------------------------------

# The source is a pipe that stays open: what was read is finished and written whole.
"$python" - "$bin" <<'END' || fail "an interrupted run"
import glob, json, signal, subprocess, sys, time
def begun():
    """Until the file beside kept.jsonl is there: the handlers are then in place."""
    for _ in range(600):
        if glob.glob("kept.jsonl.*"):
            return
        time.sleep(0.1)
    sys.exit("no output file after a minute")
lines = open("many.jsonl", "rb").read().splitlines(True)[:20]
for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
    for extra in ([], ["-o", "kept.jsonl"]):
        open("kept.jsonl", "w").write("old\n")
        p = subprocess.Popen([sys.argv[1], "extract", "-q", "-f", "jsonl", "-j", "2", *extra],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
        p.stdin.write(b"".join(lines) + b'{"id": "half')
        p.stdin.flush()
        first = p.stdout.readline() if not extra else begun()
        p.send_signal(number)
        out, err = p.communicate()
        assert p.returncode == code and err == b"", (p.returncode, err)
        assert open("kept.jsonl").read() == "old\n"
        if not extra:
            out = (first + out).splitlines(True)
            assert all(o.endswith(b"\n") for o in out)
            assert [json.loads(o)["id"] for o in out] == list(range(len(out))), out
END
[ "$(find . -name 'kept.jsonl.*' | wc -l)" -eq 0 ] || fail "an interrupted run left a file"

# --- Progress --------------------------------------------------------------------------------

check 0 "on a terminal" script -qec "(cat many.jsonl; sleep 1) | '$bin' extract -f jsonl -j 2 -o t.jsonl" typescript
says typescript "rows/s"
says typescript "300 rows, 0 failed"
check 0 "quiet on a terminal" script -qec "'$bin' extract -q -f jsonl -j 2 -o t.jsonl many.jsonl" typescript
! grep -q "rows" typescript || fail "-q shows progress"
check 0 "no terminal" "$bin" extract -f jsonl -j 2 many.jsonl
silent err

# --- Memory does not grow with the number of rows --------------------------------------------

if [ -z "${DATELINE_SANITIZE:-}" ]; then
    "$python" - "$bin" <<'END' || fail "memory grows with the number of rows"
import resource, subprocess, sys
def peak(times):
    p = subprocess.Popen([sys.argv[1], "extract", "-q", "-f", "jsonl", "-j", "2"], stdin=subprocess.PIPE,
                         stdout=subprocess.DEVNULL)
    row = b'{"id":1,"text":"' + b"x " * 4000 + b'"}\n'
    for _ in range(times):
        p.stdin.write(row)
    p.stdin.close()
    assert p.wait() == 0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
few = peak(100)
many = peak(1000)
assert many < few * 1.3 + 20000, (few, many)
END
fi

# --- Rows are timelines ----------------------------------------------------------------------

head -n 2 rows.jsonl >good.jsonl
check 0 "rows with an id and warnings" "$bin" extract -f jsonl -o timelines.jsonl good.jsonl
grep -q '"warnings"' timelines.jsonl || fail "no row has warnings"
check 0 "rows are read back" "$bin" merge -q timelines.jsonl
