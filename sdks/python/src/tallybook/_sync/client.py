# Made of _async/client.py by tools/make_sync.py: do not edit.
"""The client: one service, one API key."""

from __future__ import annotations

import os
import re

import httpx
from typing_extensions import Self

from .._hooks import KeyHook
from .._tries import Retries
from .events import EventFeed
from .resources import (
    Accounts,
    Approvals,
    Assets,
    Balances,
    Holds,
    Ledgers,
    Limits,
    Monitors,
    Transfers,
    Webhooks,
)
from .transport import Transport


class Tallybook:
    """A service and an API key, with one pool of connections; safe to share.

    - `url`, `api_key`: `TALLYBOOK_URL` and `TALLYBOOK_API_KEY` of the environment unless given.
    - `timeout`: seconds that one try may be silent.
    - `retries`: how often and how long a call is tried.
    - `on_idempotency_key`: called with a key and the operation's name before the first byte is sent, so that the key can be
      kept; the call waits for it.
    - `transport`: httpx's, for proxies, certificates and tests.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 10.0,
        retries: Retries | None = None,
        on_idempotency_key: KeyHook | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        api_key = _given(api_key, "TALLYBOOK_API_KEY")
        if not re.fullmatch(r"[!-~]+", api_key):  # or the error of whoever sends it would show it
            raise ValueError("the API key holds blanks, line breaks or other characters that no key has")
        self._transport = Transport(
            _given(url, "TALLYBOOK_URL"),
            api_key,
            timeout=timeout,
            retries=retries or Retries(),
            on_idempotency_key=on_idempotency_key,
            transport=transport,
        )
        self.ledgers = Ledgers(self._transport)

    def ledger(self, name: str) -> LedgerHandle:
        """What can be done in a ledger, by its name or id; nothing is sent yet."""
        return LedgerHandle(self._transport, name)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._transport.http.base_url)!r})"


class LedgerHandle:
    """One ledger's accounts, transfers, and all else in it."""

    def __init__(self, transport: Transport, name: str) -> None:
        self.name = name
        self.accounts = Accounts(transport, name)
        self.approvals = Approvals(transport, name)
        self.assets = Assets(transport, name)
        self.balances = Balances(transport, name)
        self.events = EventFeed(transport, name)
        self.holds = Holds(transport, name)
        self.limits = Limits(transport, name)
        self.monitors = Monitors(transport, name)
        self.transfers = Transfers(transport, name)
        self.webhooks = Webhooks(transport, name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


def _given(value: str | None, variable: str) -> str:
    found = value or os.environ.get(variable)
    if not found:
        raise ValueError(f"it is neither given nor in the environment as {variable}")
    return found
