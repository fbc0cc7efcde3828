"""The client: one service, one API key."""

from __future__ import annotations

import os
import re

import httpx
from typing_extensions import Self

from .._hooks import AsyncKeyHook
from .._tries import Retries
from .events import AsyncEventFeed
from .resources import (
    AsyncAccounts,
    AsyncApprovals,
    AsyncAssets,
    AsyncBalances,
    AsyncHolds,
    AsyncLedgers,
    AsyncLimits,
    AsyncMonitors,
    AsyncTransfers,
    AsyncWebhooks,
)
from .transport import AsyncTransport


class AsyncTallybook:
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
        on_idempotency_key: AsyncKeyHook | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        api_key = _given(api_key, "TALLYBOOK_API_KEY")
        if not re.fullmatch(r"[!-~]+", api_key):  # or the error of whoever sends it would show it
            raise ValueError("the API key holds blanks, line breaks or other characters that no key has")
        self._transport = AsyncTransport(
            _given(url, "TALLYBOOK_URL"),
            api_key,
            timeout=timeout,
            retries=retries or Retries(),
            on_idempotency_key=on_idempotency_key,
            transport=transport,
        )
        self.ledgers = AsyncLedgers(self._transport)

    def ledger(self, name: str) -> AsyncLedgerHandle:
        """What can be done in a ledger, by its name or id; nothing is sent yet."""
        return AsyncLedgerHandle(self._transport, name)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._transport.http.base_url)!r})"


class AsyncLedgerHandle:
    """One ledger's accounts, transfers, and all else in it."""

    def __init__(self, transport: AsyncTransport, name: str) -> None:
        self.name = name
        self.accounts = AsyncAccounts(transport, name)
        self.approvals = AsyncApprovals(transport, name)
        self.assets = AsyncAssets(transport, name)
        self.balances = AsyncBalances(transport, name)
        self.events = AsyncEventFeed(transport, name)
        self.holds = AsyncHolds(transport, name)
        self.limits = AsyncLimits(transport, name)
        self.monitors = AsyncMonitors(transport, name)
        self.transfers = AsyncTransfers(transport, name)
        self.webhooks = AsyncWebhooks(transport, name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


def _given(value: str | None, variable: str) -> str:
    found = value or os.environ.get(variable)
    if not found:
        raise ValueError(f"it is neither given nor in the environment as {variable}")
    return found
