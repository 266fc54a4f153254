#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps the outputs shown in README.md, CONTRIBUTING.md and docs/*.md equal to what the program prints.

    tools/refresh_readme.py           writes what the program prints now
    tools/refresh_readme.py --check   prints what differs; exit status 1 when something does

A shown output stands in a fenced block between two marks:

    <!-- output -->                   what the ```sh block right above prints
    <!-- output: COMMAND -->          what COMMAND prints
    ```text
    ...
    ```
    <!-- end -->

Options stand before the colon: `lines=A-B` shows only these lines (B may be missing), `from=X` and `until=Y`
those from the first that X is found in to the last before Y is found in the next (regular expressions
without blanks), `exit=N` is the exit status that is expected (0). Commands run under `bash -e`, with both outputs together, in a folder of their
own that holds links to the folders of the repository; the commands of one page run in it one after
the other, so that one may use a file that an earlier one wrote. `dateline` is DATELINE_BIN, else build/dateline.

--check also wants every relative link of these pages to lead to a file. Standard library only.
"""
import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINKED = ("bench", "docs", "fixtures", "include", "rules", "schema", "src", "tests", "tools")
MARK = re.compile(r"<!-- output((?: (?:lines|from|until|exit)=\S+)*)(?:: (.*))? -->\n")
END = "<!-- end -->"
SHELL_BLOCK = re.compile(r"```sh\n(.*?)```\n\s*\Z", re.DOTALL)
FENCED = re.compile(r"```(\w*)\n(.*)```\n\Z", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


class Mistake(Exception):
    """A mark that cannot be understood, or a command that fails."""


def pages():
    return [p for p in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))) if p.exists()]


def prepare(folder):
    """Fills the folder that commands run in; returns the environment they see."""
    for name in LINKED:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    program = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))
    if not os.access(program, os.X_OK):
        raise Mistake(f"{program} is not there: build it, or set DATELINE_BIN")
    tools = folder / ".bin"
    tools.mkdir()
    wrapper = tools / "dateline"
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.quote(os.path.abspath(program))} "$@"\n')
    wrapper.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "LC_", "LANG"))}
    environment.update(PATH=f"{tools}{os.pathsep}{os.environ.get('PATH', '')}", HOME=str(folder / ".home"),
                       DATELINE_RULES=str(ROOT / "rules"), LC_ALL="C.UTF-8", NO_COLOR="1")
    return environment


def run(command, expected, folder, environment):
    done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", command], cwd=folder, env=environment, text=True, encoding="utf-8",
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    if done.returncode != expected:
        raise Mistake(f"exit status {done.returncode} instead of {expected}: {command.strip()}\n{done.stdout}")
    return done.stdout.replace(f"{ROOT}/", "")


def index(lines, start, pattern):
    for i in range(start, len(lines)):
        if re.search(pattern, lines[i]):
            return i
    raise Mistake(f"no line with {pattern}")


def cut(text, options):
    lines = text.splitlines()
    if "lines" in options:
        first, _, last = options["lines"].partition("-")
        lines = lines[int(first) - 1 : int(last) if last else None]
    start = index(lines, 0, options["from"]) if "from" in options else 0
    end = index(lines, start + 1, options["until"]) if "until" in options else None
    return "\n".join(lines[start:end])


def refresh(page):
    """The text of a page with all outputs as they are now."""
    text = page.read_text(encoding="utf-8")
    out, at = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder, environment = pathlib.Path(name), None
        for mark in MARK.finditer(text):
            if mark.start() < at:
                continue
            end = text.find(END, mark.end())
            block = FENCED.match(text[mark.end() : end]) if end >= 0 else None
            if not block:
                raise Mistake(f"{page.name}: no fenced block and {END} after {mark.group().strip()}")
            options = dict(o.split("=", 1) for o in mark.group(1).split())
            command = mark.group(2)
            if command is None:
                above = SHELL_BLOCK.search(text[: mark.start()])
                command = above.group(1).rpartition("```sh\n")[2] if above else "```"
                if "```" in command:
                    raise Mistake(f"{page.name}: no ```sh block right above {mark.group().strip()}")
            environment = environment or prepare(folder)
            printed = run(command, int(options.get("exit", 0)), folder, environment)
            printed = cut(printed, options).rstrip("\n")
            out.append(f"{text[at : mark.end()]}```{block.group(1)}\n{printed}\n```\n")
            at = end
    return "".join(out) + text[at:], text


def dead_links(page):
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: tools/refresh_readme.py [--check]")
    bad = 0
    for page in pages():
        name = str(page.relative_to(ROOT))
        try:
            now, before = refresh(page)
        except Mistake as mistake:
            print(f"{name}: {mistake}")
            bad += 1
            continue
        if check and now != before:
            bad += 1
            sys.stdout.writelines(difflib.unified_diff(before.splitlines(keepends=True), now.splitlines(keepends=True), name, "now"))
        elif now != before:
            page.write_text(now, encoding="utf-8")
            print(f"{name}: refreshed")
        for link in dead_links(page) if check else []:
            print(f"{name}: the link {link} leads nowhere")
            bad += 1
    if check and bad:
        print("Run tools/refresh_readme.py if the new outputs are right.")
    sys.exit(1 if bad else 0)


main()
