"""The shipped rules: no error, no warning that nobody has looked at, and every example holds."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get("DATELINE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))


def main():
    failed = 0
    for verb in ("check", "test"):
        run = subprocess.run([BIN, "rules", verb, "--rules", "rules"], cwd=ROOT, capture_output=True, text=True)
        if run.returncode:
            failed += 1
            print(f"dateline rules {verb}: exit {run.returncode}\n{run.stdout}{run.stderr}")
        else:
            print(run.stdout.strip().splitlines()[-1] if run.stdout.strip() else f"rules {verb}: no error")
    schema = subprocess.run([BIN, "rules", "schema"], cwd=ROOT, capture_output=True, text=True)
    if schema.stdout != (ROOT / "rules" / "schema" / "ruleset.schema.json").read_text():
        failed += 1
        print("rules/schema/ruleset.schema.json is not what `dateline rules schema` prints")
    print(f"{3 - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
