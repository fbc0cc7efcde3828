#!/usr/bin/env python3
"""`make console-test`: the console in headless Chromium, against a service on throw-away servers.

Pictures of every view, at phone and desktop width, light and dark, are left in .tallybook/console/. CONSOLE_CROWD says how
many accounts the large ledger has, 3,000 unless given.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import chromium
import live_service
import node_packages
from places import CHECKOUT, state
from processes import Failure, say

_CHECKS = CHECKOUT / "dev" / "console"
_READ = ("ledgers:read", "accounts:read", "balances:read", "transfers:read", "events:read")
_NARROW = ("accounts:read",)


def _run(browser: str, pictures: Path, arguments: list[str]) -> int:
    """The exit code of the checks."""
    binary = live_service.built("debug")
    with live_service.throw_away(binary, pictures / "service.log") as address:
        environment = {
            **os.environ,
            "CONSOLE_URL": address.url,
            "CONSOLE_CHROMIUM": browser,
            "CONSOLE_PICTURES": str(pictures),
            "CONSOLE_KEY_ALL": address.key,
            "CONSOLE_KEY_READ": live_service.create_key(binary, "console, reads", _READ),
            "CONSOLE_KEY_NARROW": live_service.create_key(binary, "console, reads accounts", _NARROW),
        }
        command = ["node", "--test", "--test-reporter=spec", *arguments, "console.test.js"]
        return subprocess.run(command, cwd=_CHECKS, env=environment, check=False).returncode


def main() -> int:
    """0 where every check passed, or where there is nothing to check with."""
    arguments = sys.argv[1:]
    try:
        if "--throw-away" not in arguments:
            if shutil.which("node") is None or shutil.which("npm") is None:
                say("SKIPPED console-test: there is no Node; it needs 20.19 or newer with npm")
                return 0
            if chromium.find() is None:
                say("SKIPPED console-test: there is no Chromium, and none can be installed here")
                return 0
            node_packages.install(_CHECKS, "playwright-core, axe-core and the console's libraries")
            # What is vendored is what the lock file pins.
            subprocess.run(["node", "vendor.js", "--check"], cwd=_CHECKS, check=True)
            live_service.become_private("console_test.py", ["--throw-away", *arguments])
        browser = chromium.find()
        if browser is None:
            raise Failure("Chromium was there a moment ago")
        pictures = state() / "console"
        pictures.mkdir(exist_ok=True)
        return _run(browser, pictures, [argument for argument in arguments if argument != "--throw-away"])
    except Failure as failure:
        say(str(failure))
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode


if __name__ == "__main__":
    sys.exit(main())
