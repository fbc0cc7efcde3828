"""Chromium, which the console is tested in: from PATH, or from Debian's packages where we may install them."""

from __future__ import annotations

import os
import shutil

from processes import Failure, run_step, say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The program, or None where none can be had; TALLYBOOK_CHROMIUM names another."""
    named = os.environ.get("TALLYBOOK_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise Failure(f"TALLYBOOK_CHROMIUM={named} is no program")
        return named
    return _on_path() or _installed()


def _on_path() -> str | None:
    return next((found for found in map(shutil.which, _NAMES) if found), None)


def _installed() -> str | None:
    """It depends on a hundred libraries, so it is installed, and not merely unpacked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    say("installing Debian's chromium (once) …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        run_step(["apt-get", "-qq", "update"], environment=environment)
        run_step(
            ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            environment=environment,
        )
    except Failure as failure:
        say(f"could not install it: {failure}")
    return _on_path()
