#!/usr/bin/env python3
"""Lints openapi/*.json with redocly and spectral, installed by npm as dev/lint/package-lock.json pins them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from places import CHECKOUT
from processes import Failure, run_step, say

_LINT = CHECKOUT / "dev" / "lint"
_PROGRAMS = _LINT / "node_modules" / ".bin"
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def _install() -> None:
    """`npm ci`, when the lock file is not the one that was installed last."""
    wanted = hashlib.sha256((_LINT / "package-lock.json").read_bytes()).hexdigest()
    installed = _LINT / "node_modules" / ".installed"
    if installed.exists() and installed.read_text() == wanted:
        return
    if shutil.which("npm") is None:
        raise Failure("npm is missing; the linters of the OpenAPI description need Node 20.19 or newer")
    say("installing redocly and spectral into dev/lint/node_modules (once) …")
    run_step(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], directory=_LINT)
    installed.write_text(wanted)


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
        _install()
        return _lint(documents)
    except Failure as failure:
        say(str(failure))
        return 1


if __name__ == "__main__":
    sys.exit(main())
