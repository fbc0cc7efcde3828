#!/usr/bin/env python3
"""Counts the instructions of the micro-benchmarks and compares them with what is recorded.

Seconds depend on the machine and its mood, instructions hardly: a case that takes 2 % more than recorded
fails. `--write` records what was counted. Needs valgrind (Debian: apt-get install valgrind).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "crates/tallybook-bench"
RECORD = BENCH / "instructions.json"
ALLOWED = 0.02


def _executable() -> Path:
    command = ["cargo", "bench", "--locked", "--no-run", "-p", "tallybook-bench", "--bench", "micro"]
    built = subprocess.run([*command, "--message-format=json"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    artifacts = (json.loads(line) for line in built.stdout.splitlines())
    return next(
        Path(artifact["executable"])
        for artifact in artifacts
        if artifact.get("executable") and artifact["target"]["name"] == "micro"
    )


def _cases() -> dict[str, str]:
    """The cases' names, each with the function that counts."""
    source = (BENCH / "benches/micro.rs").read_text()
    return dict(re.findall(r'^    \("(\w+)", \|\| (\w+)\(', source, re.MULTILINE))


def _count(executable: Path, case: str, function: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        arguments = ["--tool=callgrind", f"--toggle-collect=micro::{function}*", f"--callgrind-out-file={out}"]
        subprocess.run(
            ["valgrind", *arguments, executable, case], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        totals = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
    if totals is None or int(totals[1]) == 0:
        sys.exit(f"instructions: {case} was not met while it ran")
    return int(totals[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="record what was counted")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        sys.exit("instructions: valgrind is not on the PATH (Debian: apt-get install valgrind)")
    executable = _executable()
    counted = {case: _count(executable, case, function) for case, function in _cases().items()}
    if arguments.write:
        RECORD.write_text(json.dumps(counted, indent=2) + "\n")
    recorded = json.loads(RECORD.read_text())
    worse = False
    for case, count in counted.items():
        before = recorded.get(case)
        change = count / before - 1 if before else float("inf")
        too_many = change > ALLOWED
        worse |= too_many
        print(f"{case:<16} {count:>12,} instructions  {change:+7.1%}{'  too many' if too_many else ''}")
    return int(worse)


if __name__ == "__main__":
    sys.exit(main())
