#!/usr/bin/env python3
"""Fails where openapi/tallybook.json breaks clients of openapi/published/tallybook.json and CHANGELOG.md does not say so.

A bullet of the changelog's "Unreleased" states a breaking change when it is marked **breaking** and names, in backquotes,
the rule that found it and the operation's id, or `*` for all: - **breaking** `request-property-removed` `post_transfer`: …
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from places import CHECKOUT
from processes import Failure, say

_PUBLISHED = CHECKOUT / "openapi" / "published" / "tallybook.json"
_PRESENT = CHECKOUT / "openapi" / "tallybook.json"
_TOOL = CHECKOUT / "dev" / "oasdiff"


def breaking_changes(published: Path, present: Path) -> list[dict[str, Any]]:
    """What oasdiff says breaks clients."""
    if shutil.which("go") is None:
        raise Failure("go is missing; oasdiff, which compares the OpenAPI documents, is built by Go 1.24 or newer")
    command = ["go", "tool", "oasdiff", "breaking", "--flatten-allof", "--format", "json", str(published), str(present)]
    done = subprocess.run(
        command, cwd=_TOOL, env={**os.environ, "GOFLAGS": "-mod=readonly"}, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise Failure(f"oasdiff failed: {done.stderr.decode().strip()}")
    changes: list[dict[str, Any]] = json.loads(done.stdout or b"[]")
    return changes


def stated(changelog: str) -> list[set[str]]:
    """What each bullet marked **breaking** of "Unreleased" has in backquotes."""
    unreleased = re.search(r"^## Unreleased\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    bullets = re.split(r"^- ", unreleased.group(1), flags=re.MULTILINE) if unreleased else []
    return [set(re.findall(r"`([^`]+)`", bullet)) for bullet in bullets if bullet.startswith("**breaking**")]


def unstated(changes: list[dict[str, Any]], statements: list[set[str]]) -> list[dict[str, Any]]:
    """The changes that no statement covers."""
    return [
        change
        for change in changes
        if not any(change["id"] in names and {change.get("operationId"), "*"} & names for names in statements)
    ]


def main() -> int:
    """0 where every breaking change is stated."""
    try:
        changes = breaking_changes(_PUBLISHED, _PRESENT)
    except Failure as failure:
        say(str(failure))
        return 1
    missing = unstated(changes, stated((CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")))
    for change in missing:
        operation = f"{change.get('operation')} {change.get('path')} ({change.get('operationId')})"
        say(f"{operation}: {change['text']} [{change['id']}]")
    if missing:
        say(
            "These changes break clients. Undo them, or state each in CHANGELOG.md under Unreleased (see dev/openapi_changes.py)."
        )
        return 1
    say(f"openapi/: {len(changes)} breaking changes since what was published, all stated in CHANGELOG.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
