"""Sending calls until they are answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx
from pydantic import ValidationError

from .._call import Call
from .._errors import TransferProposed, UnexpectedAnswer
from .._hooks import AsyncKeyHook
from .._model import Headers, Model
from .._sleep import async_sleep
from .._tries import Retries, Tries
from .._version import __version__
from ..models import Proposal

M = TypeVar("M", bound=Model)


class AsyncTransport:
    """One service and one API key, with one pool of connections."""

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        timeout: float,
        retries: Retries,
        on_idempotency_key: AsyncKeyHook | None,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self.timeout = timeout
        self.retries = retries
        self._on_idempotency_key = on_idempotency_key
        self.http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {api_key}", "User-Agent": f"tallybook-python/{__version__}"},
            transport=transport,
            follow_redirects=False,
        )

    async def ask(self, call: Call, answers: type[M], retries: Retries | None = None) -> M:
        """The answer of a call, as its model."""
        answer = await self.send(call, retries or self.retries)
        if call.operation.may_propose and answer.status_code == 202:
            raise TransferProposed(_read(answer, Proposal))
        return _read(answer, answers)

    async def send(self, call: Call, retries: Retries) -> httpx.Response:
        """The answer of a call that the service did as it was asked to."""
        headers = {"Content-Type": "application/json"} if call.body is not None else {}
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
            if self._on_idempotency_key is not None and not call.changes_nothing:
                await self._on_idempotency_key(call.idempotency_key, call.operation.name)
        tries = Tries(retries, call)
        while True:
            pause: float | None
            try:
                answer = await self.http.request(
                    call.operation.method,
                    call.path,
                    params=call.query,
                    content=call.body,
                    headers=headers,
                    timeout=call.timeout,
                )
            except (httpx.LocalProtocolError, httpx.UnsupportedProtocol):
                raise
            except httpx.RequestError as failure:
                pause = tries.failed(failure)
            else:
                pause = tries.answered(answer)
                if pause is None:
                    return answer
            await async_sleep(pause)

    @asynccontextmanager
    async def stream(self, call: Call, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """One try of a call whose answer comes bit by bit; one that is an error has been read."""
        async with self.http.stream(
            call.operation.method,
            call.path,
            params=call.query,
            headers={"Accept": "text/event-stream", **headers},
            timeout=httpx.Timeout(self.timeout, read=call.timeout),
        ) as answer:
            if not answer.is_success:
                await answer.aread()
            yield answer

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()


def _read(answer: httpx.Response, model: type[M]) -> M:
    try:
        read = model.model_validate_json(answer.content)
    except ValidationError as error:
        raise UnexpectedAnswer(answer.status_code, answer.content) from error
    headers = answer.headers
    seq = headers.get("Tallybook-Seq")
    read._headers = Headers(
        request_id=headers.get("Request-Id"),
        seq=int(seq) if seq else None,
        replayed=headers.get("Idempotent-Replayed") == "true",
        dry_run=headers.get("Tallybook-Dry-Run") == "true",
    )
    return read
