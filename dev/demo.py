#!/usr/bin/env python3
"""`make demo`: an invented household's books of five years, posted over HTTP and compared with beancount.

Twice, into ledgers of their own: in the journal's order, and shuffled, where almost every transfer is back-dated.
Into the service of `make run` where one runs, else into a throw-away one. Writes target/demo/report.json, and fails
where any balance differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

import journal
import live_service
from books import Books
from http_client import Client
from places import CHECKOUT
from processes import Failure, Stopped, say

_REPORT = CHECKOUT / "target" / "demo" / "report.json"
_SEED = 7
_INSTANTS = 8
_SHOWN = 20


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="demo.py", description=__doc__)
    parser.add_argument("--url", default=os.environ.get("TALLYBOOK_URL"), help="a service (default: TALLYBOOK_URL)")
    parser.add_argument(
        "--key", default=os.environ.get("TALLYBOOK_API_KEY"), help="with every scope (default: TALLYBOOK_API_KEY)"
    )
    parser.add_argument("--report", type=Path, default=_REPORT, help="where to write it, and the journal beside it")
    parser.add_argument("--throw-away", action="store_true", help=argparse.SUPPRESS)
    return parser


def _demonstrate(address: live_service.Address, report: Path) -> int:
    """0 where nothing differs."""
    begin = time.monotonic()
    entries = journal.make(report.parent)
    say(
        f"{len(entries.transfers)} transactions (and {entries.empty} of zeros), {len(entries.accounts)} accounts, {len(entries.scales)} commodities, "
        f"{len(entries.month_ends)} month ends"
    )
    shuffled = list(entries.transfers)
    random.Random(_SEED).shuffle(shuffled)
    name = f"demo-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.getpid()}"
    client = Client(address.url, address.key)
    # Lists cover every month in both; the second time around, single accounts are asked for quarterly.
    passes = (
        (Books(client, entries, name), entries.transfers, "in the journal's order", 1),
        (Books(client, entries, f"{name}-shuffled"), shuffled, "shuffled", 3),
    )
    for books, transfers, order, months in passes:
        say(f"ledger {books.name} at {address.url}: posting {order} …")
        books.open()
        books.post(transfers)
        say("comparing every account at every month's end with beancount …")
        books.compare_accounts(months)
        books.compare_lists()
        say("comparing what was known in the middle of the posting …")
        books.compare_history(_SEED, _INSTANTS)

    differences = [difference for books, *_ in passes for difference in books.differences]
    summary = {
        "accounts": len(entries.accounts),
        "transactions": len(entries.transfers),
        "month_ends": len(entries.month_ends),
        "ledgers": [books.name for books, *_ in passes],
        "compared": sum(books.compared for books, *_ in passes),
        "differences": differences,
        "seconds": round(time.monotonic() - begin, 1),
    }
    report.write_text(json.dumps(summary, indent=1) + "\n")
    for difference in differences[:_SHOWN]:
        say(f"differs: {json.dumps(difference)}")
    say(
        f"{summary['compared']} compared, {len(differences)} differences, in {summary['seconds']} s; details in {report}"
    )
    return 1 if differences else 0


def _run(arguments: argparse.Namespace) -> int:
    report: Path = arguments.report.absolute()
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)  # that of an earlier run would hide that this one failed
    if arguments.throw_away:
        with live_service.throw_away(live_service.built("release"), report.with_name("service.log")) as address:
            return _demonstrate(address, report)
    if arguments.url:
        if not arguments.key:
            raise Failure(f"a key for {arguments.url} is missing: --key or TALLYBOOK_API_KEY")
        return _demonstrate(live_service.Address(arguments.url, arguments.key), report)
    running = live_service.of_make_run()
    if running:
        return _demonstrate(running, report)
    say("no `make run` is running; starting a throw-away service …")
    live_service.become_private("demo.py", ["--throw-away", "--report", str(report)])


def _stop(signum: int, _frame: object) -> NoReturn:
    raise Stopped(signum)


def main() -> int:
    """The exit code: 1 for a difference or a failure that we explain, 128 + n for signal n."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _stop)
    try:
        return _run(_parser().parse_args())
    except Failure as failure:
        say(str(failure))
        return 1
    except Stopped as stopped:
        return 128 + stopped.signum


if __name__ == "__main__":
    sys.exit(main())
