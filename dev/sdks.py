#!/usr/bin/env python3
"""The SDKs below `sdks/`: generates them from `openapi/`, and tests them against a live service.

`sdks.py with -- COMMAND` runs a command with a throw-away service, a key with every scope, and the proxy that loses
answers (dev/sdk_proxy.py): TALLYBOOK_URL, TALLYBOOK_API_KEY, TALLYBOOK_PROXY, TALLYBOOK_RUN and TALLYBOOK_SCENARIO say where.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import live_service
import sdk_proxy
from places import CHECKOUT
from processes import Failure, Stopped, say

_SCENARIO = CHECKOUT / "sdks" / "scenario.json"


@contextlib.contextmanager
def live(log: Path) -> Iterator[dict[str, str]]:
    """The environment of a command that talks to a service through the proxy."""
    options = ["--webhooks-anywhere"]
    with (
        live_service.throw_away(live_service.built("debug"), log, options) as service,
        sdk_proxy.before(service.url) as proxy,
    ):
        yield {
            "TALLYBOOK_URL": proxy,
            "TALLYBOOK_API_KEY": service.key,
            "TALLYBOOK_PROXY": proxy,
            "TALLYBOOK_SCENARIO": str(_SCENARIO),
        }


def _with(command: list[str]) -> int:
    if "TEST_DATABASE_URL" not in os.environ:
        live_service.become_private("sdks.py", ["with", "--", *command])
    with live(Path(os.environ["TEST_DIR"]) / "service.log") as environment:
        run = {"TALLYBOOK_RUN": secrets.token_hex(4)}
        return subprocess.run(command, env={**os.environ, **environment, **run}, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    with_ = commands.add_parser("with", help="run a command with a service and the proxy: with -- COMMAND …")
    with_.add_argument("argv", nargs="+", metavar="COMMAND")
    return parser


def main() -> int:
    """The exit code: 1 for a failure that we explain, 128 + n for signal n."""
    arguments = _parser().parse_args()
    try:
        return _with(arguments.argv)
    except Failure as failure:
        say(str(failure))
        return 1
    except Stopped as stopped:
        return 128 + stopped.signum


if __name__ == "__main__":
    sys.exit(main())
