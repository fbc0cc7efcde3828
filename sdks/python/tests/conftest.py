"""A server that answers as a test tells it, and the client in all its kinds: blocking, on asyncio, and on trio."""

from __future__ import annotations

import inspect
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anyio
import httpx
import pytest

import tallybook

LOST = "lost"
"""An answer that never comes: the connection ends."""
SILENCE = "silence"
"""An answer that comes too late."""

_TLS = ssl.create_default_context()  # made once, as it is what takes longest about a client

TRANSFER = {
    "id": "0198c5a0-7b1e-7cc3-9d5a-3f1b2c4d5e6f",
    "ledger": "demo",
    "seq": 17,
    "kind": "transfer",
    "status": "posted",
    "effective_at": "2026-04-02T09:15:00.123456Z",
    "recorded_at": "2026-04-02T09:15:00.123456Z",
    "metadata": {},
    "postings": [],
}


def problem(status: int, code: str, **members: Any) -> Answer:
    """A problem document, as the service words it."""
    body = {"type": f"urn:tallybook:problem:{code}", "title": code, "status": status, "code": code}
    body |= {"detail": f"It is {code}.", "request_id": "req-1", **members}
    return Answer(status, body, {"Content-Type": "application/problem+json"})


@dataclass
class Answer:
    """What the server says: JSON, or text as it is."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass
class Request:
    """What the server heard."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float


class Server:
    """Gives the scripted answers in turn, the last one for ever, and keeps what it heard."""

    def __init__(self) -> None:
        self.script: list[Answer | str] = []
        self.heard: list[Request] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def keys(self) -> list[str | None]:
        return [request.headers.get("idempotency-key") for request in self.heard]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _next(self) -> Answer | str:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None: ...

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.heard.append(Request(self.command, self.path, headers, body, time.monotonic()))
                answer = server._next()
                if isinstance(answer, str):
                    time.sleep(0.5 if answer is SILENCE else 0)
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                content = answer.content()
                self.send_response_only(answer.status)
                for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

        return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that has heard nothing yet."""
    one = Server()
    yield one
    one.close()


class Client:
    """Any kind of client, used as if it blocked."""

    def __init__(self, kind: str, url: str) -> None:
        self.kind = kind
        self.url = url
        self.options: dict[str, Any] = {"retries": tallybook.Retries(first_pause=0.001, longest_pause=0.002)}

    def __call__(self, do: Callable[[Any], Any]) -> Any:
        """What `do` makes of a client; of an iterator, a list of it."""
        if self.kind == "blocking":
            options = {"transport": httpx.HTTPTransport(verify=_TLS), **self.options}
            with tallybook.Tallybook(self.url, "tb_secret", **options) as client:
                result = do(client)
                return list(result) if inspect.isgenerator(result) else result

        async def run() -> Any:
            options = {"transport": httpx.AsyncHTTPTransport(verify=_TLS), **self.options}
            if hook := options.get("on_idempotency_key"):

                async def slow_hook(key: str, operation: str) -> None:
                    await anyio.sleep(0.01)
                    hook(key, operation)

                options["on_idempotency_key"] = slow_hook
            async with tallybook.AsyncTallybook(self.url, "tb_secret", **options) as client:
                result = do(client)
                return [row async for row in result] if inspect.isasyncgen(result) else await result

        return anyio.run(run, backend=self.kind)


@pytest.fixture(params=["blocking", "asyncio", "trio"])
def client(request: pytest.FixtureRequest, server: Server) -> Client:
    """A client of the server, of every kind in turn."""
    return Client(request.param, server.url)


def pay(client: Any, **options: Any) -> Any:
    """The call that most tests make."""
    transfers = client.ledger("demo").transfers
    return transfers.create(debit_account="assets:bank", credit_account="users:42", amount="12.30", **options)
