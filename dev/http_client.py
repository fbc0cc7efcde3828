"""The API with a key: JSON over connections that stay open, one a thread; tries again where that is safe.

Whatever moves money here carries an idempotency key, so a request whose answer got lost is simply sent again.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes import Failure

_TIMEOUT_SECONDS = 30
_PATIENCE_SECONDS = 60
_PAUSE_SECONDS = 0.2
_TRY_AGAIN = (429, 503)


@dataclass(frozen=True)
class Answer:
    """A status and a body that was JSON."""

    status: int
    body: dict[str, Any]


class Client:
    """One service and one key."""

    def __init__(self, url: str, key: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "http" or parts.hostname is None:
            raise Failure(f"{url} is no http:// address")
        self._address = (parts.hostname, parts.port or 80)
        self._headers = {"Authorization": f"Bearer {key}"}
        self._threads = threading.local()

    def get(self, path: str) -> dict[str, Any]:
        """The body of a 200."""
        return self._expect("GET", path, (200,), self.send("GET", path))

    def post(self, path: str, body: Mapping[str, Any], idempotency_key: str | None = None) -> Answer:
        """A 200 or 201; anything else is a failure that quotes the problem."""
        answer = self.send("POST", path, body, idempotency_key)
        self._expect("POST", path, (200, 201), answer)
        return answer

    def send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, idempotency_key: str | None = None
    ) -> Answer:
        """Any answer, once there is one that isn't `try again`."""
        headers = dict(self._headers)
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        if body is not None:
            headers["Content-Type"] = "application/json"
        content = None if body is None else json.dumps(body).encode()
        begin = time.monotonic()
        while True:
            try:
                answer = self._send_once(method, path, content, headers)
                said = f"{answer.status} {answer.body.get('code', '')}"
            except (OSError, http.client.HTTPException) as error:
                answer, said = None, str(error) or type(error).__name__
                self._threads.connection = None
            if answer is not None and answer.status not in _TRY_AGAIN:
                return answer
            if time.monotonic() - begin > _PATIENCE_SECONDS:
                raise Failure(f"{method} {path} got no answer for {_PATIENCE_SECONDS} s: {said}")
            time.sleep(_PAUSE_SECONDS)

    def _send_once(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Answer:
        connection: http.client.HTTPConnection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = self._threads.connection = http.client.HTTPConnection(*self._address, timeout=_TIMEOUT_SECONDS)
        connection.request(method, path, content, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, json.loads(response.read()))

    @staticmethod
    def _expect(method: str, path: str, statuses: tuple[int, ...], answer: Answer) -> dict[str, Any]:
        if answer.status not in statuses:
            raise Failure(f"{method} {path} answered {answer.status}: {json.dumps(answer.body)}")
        return answer.body
