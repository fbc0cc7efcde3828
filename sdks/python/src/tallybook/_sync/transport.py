# Made of _async/transport.py by tools/make_sync.py: do not edit.
"""Sending calls until they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import httpx
from pydantic import ValidationError

from .._call import Call
from .._errors import TransferProposed, UnexpectedAnswer
from .._hooks import KeyHook
from .._model import Headers, Model
from .._sleep import sleep
from .._tries import Retries, Tries
from .._version import __version__
from ..models import Proposal

M = TypeVar("M", bound=Model)


class Transport:
    """One service and one API key, with one pool of connections."""

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        timeout: float,
        retries: Retries,
        on_idempotency_key: KeyHook | None,
        transport: httpx.BaseTransport | None,
    ) -> None:
        self.timeout = timeout
        self.retries = retries
        self._on_idempotency_key = on_idempotency_key
        self.http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {api_key}", "User-Agent": f"tallybook-python/{__version__}"},
            transport=transport,
            follow_redirects=False,
        )

    def ask(self, call: Call, answers: type[M], retries: Retries | None = None) -> M:
        """The answer of a call, as its model."""
        answer = self.send(call, retries or self.retries)
        if call.operation.may_propose and answer.status_code == 202:
            raise TransferProposed(_read(answer, Proposal))
        return _read(answer, answers)

    def send(self, call: Call, retries: Retries) -> httpx.Response:
        """The answer of a call that the service did as it was asked to."""
        headers = {"Content-Type": "application/json"} if call.body is not None else {}
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
            if self._on_idempotency_key is not None and not call.changes_nothing:
                self._on_idempotency_key(call.idempotency_key, call.operation.name)
        tries = Tries(retries, call)
        while True:
            pause: float | None
            try:
                answer = self.http.request(
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
            sleep(pause)

    @contextmanager
    def stream(self, call: Call, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """One try of a call whose answer comes bit by bit; one that is an error has been read."""
        with self.http.stream(
            call.operation.method,
            call.path,
            params=call.query,
            headers={"Accept": "text/event-stream", **headers},
            timeout=httpx.Timeout(self.timeout, read=call.timeout),
        ) as answer:
            if not answer.is_success:
                answer.read()
            yield answer

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


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
