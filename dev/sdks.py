#!/usr/bin/env python3
"""The SDKs below `sdks/`: generates them from `openapi/`, and tests them against a live service.

`sdks.py with -- COMMAND` runs a command with a throw-away service, a key with every scope, and the proxy that loses
answers (dev/sdk_proxy.py): TALLYBOOK_URL, TALLYBOOK_API_KEY, TALLYBOOK_PROXY, TALLYBOOK_RUN and TALLYBOOK_SCENARIO say where.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import live_service
import sdk_generator
import sdk_proxy
import sdk_tests
from processes import Failure, Stopped, say
from sdk_language import SDKS, Language, languages


def _generate(wanted: list[Language], check: bool) -> int:
    """0 where all is as it would be generated."""
    outcomes = {language.name: _generate_one(language, check) for language in wanted}
    for name, outcome in outcomes.items():
        say(f"{name}: {outcome or 'as generated'}")
    return 1 if any(outcome.startswith("differs") for outcome in outcomes.values()) else 0


def _generate_one(language: Language, check: bool) -> str:
    lacking = language.lacks("java")
    if lacking:
        return f"skipped, no {', '.join(lacking)}"
    sdk_tests.install(language)
    if not check:
        sdk_generator.generate(language)
        return "generated"
    changed = sdk_generator.drift(language)
    return f"differs from what is generated, `make sdks` writes it: {', '.join(changed)}" if changed else ""


@contextlib.contextmanager
def _live(log: Path) -> Iterator[dict[str, str]]:
    """The environment of a command that talks to a service through the proxy."""
    service_at = live_service.throw_away(live_service.built("debug"), log, ["--webhooks-anywhere"])
    with service_at as service, sdk_proxy.before(service.url) as proxy:
        yield {
            "TALLYBOOK_URL": proxy,
            "TALLYBOOK_API_KEY": service.key,
            "TALLYBOOK_PROXY": proxy,
            "TALLYBOOK_SCENARIO": str(SDKS / "scenario.json"),
        }


def _with_service(arguments: argparse.Namespace) -> int:
    if "TEST_DATABASE_URL" not in os.environ:
        live_service.become_private("sdks.py", sys.argv[1:])
    with _live(Path(os.environ["TEST_DIR"]) / "service.log") as environment:
        if arguments.command == "test":
            return sdk_tests.run(languages(arguments.languages), environment)
        environment = {**os.environ, **environment, **sdk_tests.fresh_run()}
        return subprocess.run(arguments.argv, env=environment, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    generate = commands.add_parser("generate", help="write what is generated of the languages named, or of all")
    generate.add_argument("--check", action="store_true", help="only say what would change")
    test = commands.add_parser("test", help="check the languages named, or all, and run them against a service")
    for command in (generate, test):
        command.add_argument("languages", nargs="*", metavar="LANG")
    with_ = commands.add_parser("with", help="run a command with a service and the proxy: with -- COMMAND …")
    with_.add_argument("argv", nargs="+", metavar="COMMAND")
    return parser


def _stop(signum: int, _frame: object) -> NoReturn:
    raise Stopped(signum)


def main() -> int:
    """The exit code: 1 for a failure that we explain, 128 + n for signal n."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _stop)
    arguments = _parser().parse_args()
    try:
        if arguments.command == "generate":
            return _generate(languages(arguments.languages), arguments.check)
        return _with_service(arguments)
    except Failure as failure:
        say(str(failure))
        return 1
    except Stopped as stopped:
        return 128 + stopped.signum


if __name__ == "__main__":
    sys.exit(main())
