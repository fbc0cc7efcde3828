#!/usr/bin/env python3
"""`make coverage`: line coverage by all tests, the processes that they start included.

Writes target/coverage/summary.json: llvm-cov's export of totals per file, with `crates` added. Fails where the
rules of money (crates/ledger) or its storage (crates/ledger-pg) are covered less than the floor.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import wheels
from places import CHECKOUT
from processes import Failure, run_step, say
from tools import tool

_FLOOR_PERCENT = 90.0
_GUARDED = ("ledger", "ledger-pg")
_BUILD = CHECKOUT / "target" / "coverage-build"
_SUMMARY = CHECKOUT / "target" / "coverage" / "summary.json"


def _environment(program: Path) -> dict[str, str]:
    """What makes cargo build instrumented programs, in a target folder of their own."""
    llvm = _llvm_tools()
    base = {**os.environ, **llvm, "CARGO_TARGET_DIR": str(_BUILD)}
    shown = run_step([str(program), "llvm-cov", "show-env", "--sh"], environment=base, directory=CHECKOUT)
    for line in shown.splitlines():
        name, equals, value = line.removeprefix("export ").partition("=")
        if equals:
            base[name] = shlex.split(value.rstrip(";"))[0] if value else ""
    # The wheel's llvm-cov can't read compressed names.
    flag = "-Cllvm-args=-enable-name-compression=false"
    if base.get("CARGO_ENCODED_RUSTFLAGS"):
        base["CARGO_ENCODED_RUSTFLAGS"] += f"\x1f{flag}"
    else:
        base["RUSTFLAGS"] = f"{base.get('RUSTFLAGS', '')} {flag}".strip()
    return base


def _llvm_tools() -> dict[str, str]:
    """llvm-cov and llvm-profdata of rustup's llvm-tools component, else of the pinned wheel."""
    sysroot = Path(run_step(["rustc", "--print", "sysroot"], directory=CHECKOUT).strip())
    found = next(sysroot.glob("lib/rustlib/*/bin/llvm-cov"), None)
    folder = found.parent if found else wheels.install("llvm-tools") / "llvm" / "bin"
    return {"LLVM_COV": str(folder / "llvm-cov"), "LLVM_PROFDATA": str(folder / "llvm-profdata")}


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    code = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode
    if code != 0:
        raise Failure(f"`{shlex.join(command)}` failed with exit code {code}")


def _measure() -> dict[str, Any]:
    program = tool("cargo-llvm-cov")
    environment = _environment(program)
    _SUMMARY.parent.mkdir(parents=True, exist_ok=True)
    _run([str(program), "llvm-cov", "clean", "--workspace"], environment)
    _run(["cargo", "build", "--workspace", "--locked", "--bin", "tallybook"], environment)
    services = [sys.executable, "dev/services.py", "with", "--private", "--"]
    _run([*services, "cargo", "test", "--workspace", "--locked"], environment)
    _run([str(program), "llvm-cov", "report", "--json", "--summary-only", "--output-path", str(_SUMMARY)], environment)
    summary: dict[str, Any] = json.loads(_SUMMARY.read_text())
    return summary


def _per_crate(summary: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Lines of each crate, summed over its files; a crate's tests are not its code."""
    crates: dict[str, dict[str, float]] = {}
    for file in summary["data"][0]["files"]:
        parts = Path(file["filename"]).parts
        if "crates" not in parts:
            continue
        lines = file["summary"]["lines"]
        crate = crates.setdefault(parts[parts.index("crates") + 1], {"lines": 0, "covered": 0})
        crate["lines"] += lines["count"]
        crate["covered"] += lines["covered"]
    for crate in crates.values():
        crate["percent"] = round(100 * crate["covered"] / crate["lines"], 2) if crate["lines"] else 100.0
    return crates


def main() -> int:
    """0 where the guarded crates reach the floor."""
    try:
        summary = _measure()
    except Failure as failure:
        say(str(failure))
        return 1
    crates = _per_crate(summary)
    _SUMMARY.write_text(json.dumps({**summary, "crates": crates}, indent=1) + "\n")
    for name, crate in sorted(crates.items()):
        print(f"{name:12} {crate['percent']:6.2f} % of {crate['lines']:.0f} lines")
    low = [name for name in _GUARDED if crates.get(name, {"percent": 0.0})["percent"] < _FLOOR_PERCENT]
    if low:
        say(f"below {_FLOOR_PERCENT:.0f} % of lines: {', '.join(low)}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
