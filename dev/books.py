"""One ledger with the journal in it: opened, posted over HTTP from several threads, and compared with beancount.

Every comparison is of what the API prints, to the last digit. `differences` holds what did not match.
"""

from __future__ import annotations

import random
import threading
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from http_client import Client
from journal import TIME_ZONE, Account, Journal, Transfer
from processes import Failure

_THREADS = 4
_CHUNK = 60
_SINGLES_EVERY = 4
_REPLAYED_CHUNKS = 4
_PAGE = 500

_Case = TypeVar("_Case")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class _Posted:
    """A transfer and where it came to stand."""

    transfer: Transfer
    id: str
    seq: int
    recorded_at: str

    def stood(self) -> str:
        """For messages and comparisons."""
        return f"{self.id}, seq {self.seq}, {self.recorded_at}"


@dataclass
class Books:
    """A ledger of its own."""

    client: Client
    journal: Journal
    name: str
    compared: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    _posted: list[_Posted] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def _path(self) -> str:
        return f"/v1/ledgers/{self.name}"

    def open(self) -> None:
        """Create the ledger, its assets and its accounts."""
        self.client.post("/v1/ledgers", {"name": self.name, "time_zone": TIME_ZONE})
        for code, scale in self.journal.scales.items():
            self.client.post(f"{self._path}/assets", {"code": code, "scale": scale})
        accounts = [{"path": a.path, "type": a.type, "asset": a.asset} for a in self.journal.accounts]
        self.client.post(f"{self._path}/accounts/batch", {"accounts": accounts})

    def post(self, transfers: Sequence[Transfer]) -> None:
        """Post in this order, as far as several threads keep it: most in batches, every few chunks one by one.

        Then some are sent again, singles as a batch and the other way round: they must be answered from the keys.
        """
        chunks = [transfers[start : start + _CHUNK] for start in range(0, len(transfers), _CHUNK)]
        first = _in_threads(self._post_chunk, list(enumerate(chunks)))
        self._posted = sorted((posted for chunk in first for posted in chunk), key=lambda posted: posted.seq)
        before = self._last_seq()
        for index in range(min(_REPLAYED_CHUNKS, len(chunks))):
            again = self._post_chunk((index + 1, chunks[index]))
            for was, now in zip(first[index], again, strict=True):
                self._compare({"replayed": was.transfer.key}, was.stood(), now.stood())
        self._compare({"replays": "add nothing"}, before, self._last_seq())

    def compare_accounts(self, months: int) -> None:
        """Every account at the end of every `months`-th month, one request each."""
        days = list(self.journal.month_ends)[months - 1 :: months]
        cases = [(day, account) for day in days for account in self.journal.accounts]
        _in_threads(lambda case: self._compare_account(*case), cases)

    def compare_lists(self) -> None:
        """Every account at every month's end, from the list of balances."""
        _in_threads(self._compare_list, list(self.journal.month_ends))

    def compare_history(self, seed: int, instants: int) -> None:
        """Every account as it was known in the middle of the posting: the sum of what had been posted by then.

        Half of the instants are `seq`s and half times; each is asked for all effective dates and for one month's end.
        """
        chosen = random.Random(seed)
        cases: list[tuple[str, Account, Mapping[str, Decimal]]] = []
        for index, middle in enumerate(chosen.sample(self._posted, instants)):
            if index % 2 == 0:
                known = f"at_seq={middle.seq}"
                by_then = [posted.transfer for posted in self._posted if posted.seq <= middle.seq]
            else:
                known = f"known_at={middle.recorded_at}"
                by_then = [posted.transfer for posted in self._posted if posted.recorded_at <= middle.recorded_at]
            day = chosen.choice(list(self.journal.month_ends))
            effective = [transfer for transfer in by_then if transfer.date <= day]
            for query, counted in ((known, by_then), (f"{known}&as_of={day}", effective)):
                expected = _sum(counted)
                cases += [(query, account, expected) for account in self.journal.accounts]
        _in_threads(lambda case: self._compare_known(*case), cases)

    def _compare_account(self, day: str, account: Account) -> None:
        found = self.client.get(f"{self._path}/accounts/{account.path}/balance?as_of={day}")
        self._compare_balance({"as_of": day}, account, found["balance"], self.journal.month_ends[day])

    def _compare_list(self, day: str) -> None:
        rows = {row["account"]: row["balance"] for row in self._balances(day)}
        expected = self.journal.month_ends[day]
        for account in self.journal.accounts:
            # An account that nothing has moved by then may be absent.
            self._compare_balance({"as_of": day, "list": "balances"}, account, rows.get(account.path), expected)

    def _balances(self, day: str) -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            page = self.client.get(f"{self._path}/balances?by=account&as_of={day}&limit={_PAGE}{cursor}")
            yield from page["data"]
            if page["next_cursor"] is None:
                return
            cursor = f"&cursor={urllib.parse.quote(page['next_cursor'])}"

    def _compare_known(self, query: str, account: Account, expected: Mapping[str, Decimal]) -> None:
        found = self.client.get(f"{self._path}/accounts/{account.path}/balance?{query}")
        self._compare_balance({"query": query}, account, found["balance"], expected)

    def _compare_balance(
        self, case: Mapping[str, str], account: Account, balance: dict[str, Any] | None, expected: Mapping[str, Decimal]
    ) -> None:
        """The printed amount, and debits less credits, so that a side mixed up twice is found too."""
        net = expected.get(account.path, Decimal())
        wanted = self.journal.printed(account.amount(net), account.asset)
        found = wanted if balance is None and net == 0 else None
        if balance is not None:
            posted = balance["posted"]
            found = posted["amount"]
            if Decimal(posted["debits"]) - Decimal(posted["credits"]) != net:
                found = f"{posted['debits']} debited, {posted['credits']} credited"
        self._compare({**case, "account": account.path, "asset": account.asset}, wanted, found)

    def _compare(self, case: Mapping[str, str], expected: object, found: object) -> None:
        with self._lock:
            self.compared += 1
            if expected != found:
                self.differences.append({"ledger": self.name, **case, "expected": expected, "found": found})

    def _last_seq(self) -> int:
        return int(self.client.get(self._path)["last_seq"])

    def _post_chunk(self, numbered: tuple[int, Sequence[Transfer]]) -> list[_Posted]:
        number, chunk = numbered
        if number % _SINGLES_EVERY == 0:
            answers = [self.client.post(f"{self._path}/transfers", t.body, t.key).body for t in chunk]
        else:
            items = [{**transfer.body, "idempotency_key": transfer.key} for transfer in chunk]
            batch = {"atomic": number % 2 == 0, "transfers": items}
            results = self.client.post(f"{self._path}/transfers/batch", batch).body["results"]
            for result in results:
                if result["status"] != "posted":
                    raise Failure(f"a transfer was refused: {result['problem']}")
            answers = [result["transfer"] for result in results]
        return [
            _Posted(transfer, answer["id"], answer["seq"], answer["recorded_at"])
            for transfer, answer in zip(chunk, answers, strict=True)
        ]


def _sum(transfers: Sequence[Transfer]) -> dict[str, Decimal]:
    """What these moved, per path."""
    net: defaultdict[str, Decimal] = defaultdict(Decimal)
    for transfer in transfers:
        for path, amount in transfer.moved.items():
            net[path] += amount
    return dict(net)


def _in_threads(work: Callable[[_Case], _Result], cases: Sequence[_Case]) -> list[_Result]:
    """The results in the cases' order; a failure ends it."""
    with ThreadPoolExecutor(_THREADS) as threads:
        futures = [threads.submit(work, case) for case in cases]
        try:
            return [future.result() for future in futures]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise
