#!/usr/bin/env python3
"""Lints openapi/*.json with redocly and spectral, installed by npm as dev/lint/package-lock.json pins them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import node_packages
from places import CHECKOUT
from processes import Failure, say

_LINT = CHECKOUT / "dev" / "lint"
_PROGRAMS = _LINT / "node_modules" / ".bin"
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def _lint(documents: list[Path]) -> int:
    names = [str(document.relative_to(CHECKOUT)) for document in documents]
    # Spectral's rules for AsyncAPI end at version 2.
    openapi = [name for name in names if "asyncapi" not in name]
    commands = (
        [str(_PROGRAMS / "redocly"), "lint", "--config", "dev/lint/redocly.yaml", *names],
        [str(_PROGRAMS / "spectral"), "lint", "--ruleset", "dev/lint/spectral.yaml", "--fail-severity", "warn", *openapi],
    )
    codes = [
        subprocess.run(command, cwd=CHECKOUT, env={**os.environ, **_QUIET}, check=False).returncode
        for command in commands
    ]
    return max(codes)


def main() -> int:
    """0 where both linters are content."""
    documents = sorted((CHECKOUT / "openapi").glob("*.json"))
    try:
        if not documents:
            raise Failure("openapi/ holds no description; `make openapi` writes it")
        node_packages.install(_LINT, "redocly and spectral")
        return _lint(documents)
    except Failure as failure:
        say(str(failure))
        return 1


if __name__ == "__main__":
    sys.exit(main())
