# Made of _async/events.py by tools/make_sync.py: do not edit.
"""Events as they come: pushed by the service, or pulled."""

from __future__ import annotations

from collections.abc import Sequence

import httpx
from httpx_sse import EventSource

from .._call import Operation
from .._pages import Iterator
from .._sleep import sleep
from .._tries import Tries
from ..models import Event, EventList
from .resources import Events

_LIST = Operation("get_events", "GET", "/v1/ledgers/{ledger}/events")
_STREAM = Operation("get_event_stream", "GET", "/v1/ledgers/{ledger}/events/stream")
_SILENCE_SECONDS = 45.0
_LONG_POLL_SECONDS = 20
_PAGE_ROWS = 500


class EventFeed(Events):
    """The public record of every accepted change, in order: a page of it, a stream, or pulled."""

    def consume(
        self,
        *,
        after: int = 0,
        types: Sequence[str] | None = None,
        account: str | None = None,
        wait: int = _LONG_POLL_SECONDS,
    ) -> Iterator[Event]:
        """Every event after number `after`, each once and in order, for ever: where there is none yet, it is waited for.

        Keep the `seq` of the last event that you have acted on, and give it as `after` when you begin anew. Where the service is
        away it is asked again for as long as it takes; it raises where the service refuses, and where nobody is there at first.
        """
        query = {"types": types, "account": account, "wait": wait, "limit": _PAGE_ROWS}
        retries = self._transport.retries
        while True:
            call = self._call(_LIST, {}, {"after": after, **query}, timeout=self._transport.timeout + wait)
            page = self._transport.ask(call, EventList, retries)
            retries = self._transport.retries.endless()
            for event in page.data:
                yield event
            after = page.next_after

    def stream(
        self,
        *,
        after: int = 0,
        types: Sequence[str] | None = None,
        account: str | None = None,
    ) -> Iterator[Event]:
        """Every event after number `after`, each once and in order, as it happens, for ever.

        Where the connection ends, it comes back by itself and goes on where it was, for as long as it takes. It raises where the
        service refuses, and where the first connection can't be made within the client's retries.
        """
        query = {"types": types, "account": account}
        retries = self._transport.retries
        tries: Tries | None = None
        pause: float | None
        retry = 1.0
        while True:
            call = self._call(_STREAM, {}, {"after": after, **query}, timeout=_SILENCE_SECONDS)
            try:
                with self._transport.stream(call, {"Last-Event-ID": str(after)}) as answer:
                    tries = tries or Tries(retries, call)
                    pause = tries.answered(answer)
                    if pause is None:
                        for message in EventSource(answer).iter_sse():
                            retries, tries = retries.endless(), None
                            retry = retry if message.retry is None else message.retry / 1000
                            seq = int(message.id or after)
                            if message.data and seq > after:
                                yield Event.model_validate_json(message.data)
                            after = max(after, seq)
                        pause = retry
            except httpx.RequestError as failure:
                tries = tries or Tries(retries, call)
                pause = max(retry, tries.failed(failure))
            sleep(pause)
