"""The journal of `make demo`: several years of an invented household, written by PyPI beancount's `bean-example`.

How beancount's books become a ledger's:

- A beancount account is an account of the same path, its type that of its root. One that holds several commodities
  becomes one per commodity, with the commodity as a last segment (`Assets:Broker` → `Assets:Broker:USD` …).
- A commodity is an asset; its scale is the most decimals that any posting shows.
- beancount balances a trade by what it cost, a ledger balances each asset by itself. So whatever a transaction
  leaves over in an asset, both legs of a trade and the rounding of a price alike, is posted to
  `Equity:Trading:<COMMODITY>`.
- A day is the evening of that day in New York, which is the next day already in UTC: so month ends come out right
  only where dates are read in the ledger's time zone.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import wheels
from processes import Failure, run_step, say

TIME_ZONE = "America/New_York"

_BEAN_EXAMPLE = ("--seed=7", "--date-birth=1980-05-12", "--date-begin=2019-01-01", "--date-end=2023-12-31")
_BEANCOUNT_SAYS = Path(__file__).with_name("beancount_says.py")
_EVENING = "T21:30:00-05:00"  # in summer an hour later by the clock, on the same day
_TYPES = {
    "assets": "asset",
    "liabilities": "liability",
    "equity": "equity",
    "income": "income",
    "expenses": "expense",
}


@dataclass(frozen=True)
class Account:
    """An account to open."""

    path: str
    type: str
    asset: str

    def amount(self, net: Decimal) -> Decimal:
        """What the account's balance shows where its debits less its credits are `net`."""
        return net if self.type in ("asset", "expense") else -net


@dataclass(frozen=True)
class Transfer:
    """A transaction to post; `moved` is debits less credits per path."""

    key: str
    date: str
    body: dict[str, Any]
    moved: dict[str, Decimal]


@dataclass(frozen=True)
class Journal:
    """All that is posted, and what beancount says of it at each month's end (debits less credits per path).

    `transfers` lacks those `empty` transactions that move nothing, for a ledger posts no zeros.
    """

    scales: dict[str, int]
    accounts: tuple[Account, ...]
    transfers: tuple[Transfer, ...]
    empty: int
    month_ends: dict[str, dict[str, Decimal]]

    def printed(self, amount: Decimal, asset: str) -> str:
        """An amount as the API prints it."""
        return f"{abs(amount) if amount == 0 else amount:.{self.scales[asset]}f}"


def make(folder: Path) -> Journal:
    """Write the journal into `folder`, let beancount load it, and translate what it says."""
    package = wheels.install("beancount")
    # Its package folder, and nothing that this shell or checkout adds; the same journal whatever the hash seed is.
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONHASHSEED": "0", "BEANCOUNT_DISABLE_LOAD_CACHE": "1"}
    if subprocess.run([sys.executable, "-c", "import beancount.core"], env=environment, check=False).returncode != 0:
        raise Failure(f"beancount does not load; remove {package} if another Python has installed it")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "journal.beancount"
    say(f"bean-example {' '.join(_BEAN_EXAMPLE)} → {path}")
    run_step(
        [sys.executable, str(package / "bin" / "bean-example"), *_BEAN_EXAMPLE, f"--output={path}"],
        environment=environment,
    )
    return _translate(json.loads(run_step([sys.executable, str(_BEANCOUNT_SAYS), str(path)], environment=environment)))


def trading(commodity: str) -> str:
    """The account that takes what a transaction leaves over in a commodity."""
    return f"Equity:Trading:{commodity}"


def _translate(said: dict[str, Any]) -> Journal:
    scales = dict.fromkeys(said["commodities"], 0)
    held: dict[str, set[str]] = {account["name"]: set(account["currencies"]) for account in said["accounts"]}
    for transaction in said["transactions"]:
        for account, number, commodity in transaction["postings"]:
            scales[commodity] = max(scales.get(commodity, 0), -int(Decimal(number).as_tuple().exponent))
            held[account].add(commodity)
    for commodities in held.values():
        # Opened without a commodity and never used: it may hold any, and holds nothing.
        commodities |= set() if commodities else {said["operating_currency"]}

    paths = {
        (name, commodity): name if len(commodities) == 1 else f"{name}:{commodity}"
        for name, commodities in held.items()
        for commodity in sorted(commodities)
    }
    accounts = [
        Account(path, _TYPES[said["roots"][name.partition(":")[0]]], commodity)
        for (name, commodity), path in paths.items()
    ]
    accounts += [Account(trading(commodity), "equity", commodity) for commodity in scales]
    if len({account.path for account in accounts}) != len(accounts):
        raise Failure("two accounts of the journal would have the same path")
    transactions = [_transfer(index, transaction, paths) for index, transaction in enumerate(said["transactions"])]
    transfers = tuple(transfer for transfer in transactions if transfer.moved)
    return Journal(
        scales,
        tuple(accounts),
        transfers,
        len(transactions) - len(transfers),
        {day: _net(balances, paths) for day, balances in said["balances"].items()},
    )


def _transfer(index: int, transaction: dict[str, Any], paths: dict[tuple[str, str], str]) -> Transfer:
    """The transaction with what each asset lacks; its key says which it is and what it says."""
    postings = []
    lacking: defaultdict[str, Decimal] = defaultdict(Decimal)
    for account, number, commodity in transaction["postings"]:
        postings.append((paths[account, commodity], Decimal(number)))
        lacking[commodity] -= Decimal(number)
    postings += [(trading(commodity), amount) for commodity, amount in lacking.items()]
    postings = [(path, amount) for path, amount in postings if amount != 0]
    moved: defaultdict[str, Decimal] = defaultdict(Decimal)
    for path, amount in postings:
        moved[path] += amount
    body = {
        "effective_at": transaction["date"] + _EVENING,
        "external_id": f"line-{transaction['line']}-{index}",
        "description": transaction["description"],
        "metadata": {"flag": transaction["flag"], "line": str(transaction["line"])},
        "postings": [
            {"account": path, "direction": "debit" if amount > 0 else "credit", "amount": f"{abs(amount):f}"}
            for path, amount in postings
        ],
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return Transfer(f"{index}-{digest[:32]}", transaction["date"], body, dict(moved))


def _net(balances: dict[str, dict[str, str]], paths: dict[tuple[str, str], str]) -> dict[str, Decimal]:
    """beancount's balances by path; the trading accounts hold what all the others together lack."""
    net: defaultdict[str, Decimal] = defaultdict(Decimal)
    for account, units in balances.items():
        for commodity, number in units.items():
            net[paths[account, commodity]] += Decimal(number)
            net[trading(commodity)] -= Decimal(number)
    return dict(net)
