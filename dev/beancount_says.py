"""What beancount makes of a journal, as JSON on stdout; the one file that imports beancount, so it runs in a process of its own.

The entries are those of beancount's loader: booked, interpolated and padded. Balances come from its realization of
the accounts, not from our own sums, since they are what ours are compared with.
"""

from __future__ import annotations

import bisect
import datetime
import json
import sys
from collections.abc import Iterator
from typing import Any

from beancount import loader
from beancount.core import account_types, convert, data, realization
from beancount.parser import options


def _description(entry: data.Transaction) -> str:
    return " | ".join(part for part in (entry.payee, entry.narration) if part)


def _transaction(entry: data.Transaction) -> dict[str, Any]:
    postings = [(posting.account, f"{posting.units.number:f}", posting.units.currency) for posting in entry.postings]
    return {
        "date": entry.date.isoformat(),
        "line": entry.meta["lineno"],
        "flag": entry.flag,
        "description": _description(entry),
        "postings": postings,
    }


def _month_ends(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """The last day of every month that has a day from `first` to `last`."""
    day = first
    while day.replace(day=1) <= last:
        following = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
        yield following - datetime.timedelta(days=1)
        day = following


def _balances(entries: list[data.Directive], until: datetime.date) -> dict[str, dict[str, str]]:
    """Each account's units per commodity after the day `until`."""
    count = bisect.bisect_right(entries, until, key=lambda entry: entry.date)
    balances = {}
    for account in realization.iter_children(realization.realize(entries[:count])):
        units = account.balance.reduce(convert.get_units)
        if not units.is_empty():
            balances[account.account] = {
                position.units.currency: f"{position.units.number:f}" for position in units.get_positions()
            }
    return balances


def main() -> int:
    """0 where beancount itself finds nothing wrong with the journal."""
    entries, errors, settings = loader.load_file(sys.argv[1])
    for error in errors:
        print(f"{error.source['filename']}:{error.source['lineno']}: {error.message}", file=sys.stderr)
    roots = options.get_account_types(settings)
    transactions = [entry for entry in entries if isinstance(entry, data.Transaction)]
    opens = [entry for entry in entries if isinstance(entry, data.Open)]
    month_ends = list(_month_ends(transactions[0].date, transactions[-1].date))
    said = {
        "operating_currency": settings["operating_currency"][0],
        "commodities": [entry.currency for entry in entries if isinstance(entry, data.Commodity)],
        "roots": {account_types.get_account_type(root): kind for root, kind in zip(roots, roots._fields)},
        "accounts": [{"name": entry.account, "currencies": entry.currencies or []} for entry in opens],
        "transactions": [_transaction(entry) for entry in transactions],
        "balances": {day.isoformat(): _balances(entries, day) for day in month_ends},
    }
    json.dump(said, sys.stdout)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
