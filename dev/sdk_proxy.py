"""A proxy in front of the service that loses, cuts, delays and forges answers as it is told, and counts what passes.

`POST /control` takes one JSON object:

- `{"reset": true}` forgets what was told and counted.
- `{"drop_answers": 2}`: the service does its work, and the connection ends without an answer.
- `{"cut_answers": 1}`: as above, after the head and half of the body.
- `{"drop_requests": 1}`: the connection ends, and the service hears nothing of the request.
- `{"cut_stream": {"after_events": 2, "times": 1}}`: a stream of server-sent events ends abruptly after so many.
- `{"delay": {"seconds": 1.5, "times": 1}}`: the answer comes later.
- `{"answer": {"status": 503, "headers": {…}, "body": …, "times": 1, "after_work": true}}`: the proxy's own answer, with
  `after_work` once the service did what was asked. A body that is no string is sent as JSON, as a problem document where
  the status is 400 or more.
- `{"count": true}` answers `requests`, their `idempotency_keys` in order (null: none) and how many `distinct_keys` these are.
- `{"receive_webhooks": true}` answers a `url` that acknowledges what is sent to it, and
  `{"received": {"url": …, "id": …}}` waits for the event of that id and answers its `payload` and `headers`.
- `{"sign": {"secret": "whsec_…", "payload": …, "seconds_ago": 600}}` answers `headers` as Standard Webhooks have them.

Each request takes the first thing that was told and is not used up; without one it passes as it is.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import socket
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_TIMEOUT_SECONDS = 90
_WEBHOOK_SECONDS = 20
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host", "content-length"}


@dataclass
class _Rule:
    """What happens to the next `times` requests."""

    kind: str
    times: int
    told: dict[str, Any] = field(default_factory=dict)


class _State:
    """What was told and counted, shared by the threads of all connections."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.rules: list[_Rule] = []
        self.keys: list[str | None] = []
        self.received: dict[str, list[dict[str, Any]]] = {}

    def next_rule(self, key: str | None) -> _Rule | None:
        """Count a request and say what becomes of it."""
        with self.changed:
            self.keys.append(key)
            if not self.rules:
                return None
            rule = self.rules[0]
            rule.times -= 1
            if rule.times <= 0:
                self.rules.pop(0)
            return rule

    def control(self, told: dict[str, Any], own_url: str) -> dict[str, Any]:
        """Do one thing of the module's list; KeyError or ValueError where it is none of them."""
        (name, value), *others = told.items()
        if others:
            raise ValueError("one thing at a time")
        with self.changed:
            match name:
                case "reset":
                    self.rules.clear()
                    self.keys.clear()
                case "drop_answers" | "cut_answers" | "drop_requests":
                    self.rules.append(_Rule(name, int(value)))
                case "delay" | "answer" | "cut_stream":
                    self.rules.append(_Rule(name, int(value.get("times", 1)), value))
                case "count":
                    keys = [key for key in self.keys if key is not None]
                    return {
                        "requests": len(self.keys),
                        "idempotency_keys": list(self.keys),
                        "distinct_keys": len(set(keys)),
                    }
                case "receive_webhooks":
                    path = f"/received/{len(self.received)}"
                    self.received[path] = []
                    return {"url": f"{own_url}{path}"}
                case "received":
                    return self._wait_received(urllib.parse.urlsplit(value["url"]).path, value["id"])
                case "sign":
                    return {"headers": _sign(value["secret"], value["payload"], int(value.get("seconds_ago", 0)))}
                case _:
                    raise ValueError(f"unknown: {name}")
        return {}

    def _wait_received(self, path: str, identity: str) -> dict[str, Any]:
        """The webhook of an event; the caller holds the lock, which is let go while it waits."""

        def found() -> dict[str, Any] | None:
            return next((one for one in self.received[path] if json.loads(one["payload"])["id"] == identity), None)

        self.changed.wait_for(lambda: found() is not None, _WEBHOOK_SECONDS)
        webhook = found()
        if webhook is None:
            raise ValueError(f"no {identity} came within {_WEBHOOK_SECONDS} s")
        return webhook


def _sign(secret: str, payload: str, seconds_ago: int) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    identity, timestamp = "signed-by-the-proxy", str(int(time.time()) - seconds_ago)
    digest = hmac.digest(key, f"{identity}.{timestamp}.{payload}".encode(), hashlib.sha256)
    return {
        "webhook-id": identity,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Tests speak for themselves."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def _serve(self) -> None:
        body = self._body()
        if self.path == "/control":
            self._control(body)
        elif self.path.startswith("/received/"):
            self._receive(body)
        else:
            self._pass_on(body)

    do_GET = do_POST = do_PATCH = do_DELETE = _serve

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def _control(self, body: bytes) -> None:
        try:
            status, answer = 200, self.server.state.control(json.loads(body), self.server.url)
        except (KeyError, TypeError, ValueError) as error:
            status, answer = 400, {"error": f"{type(error).__name__}: {error}"}
        self._answer(status, {"Content-Type": "application/json"}, json.dumps(answer).encode())

    def _receive(self, body: bytes) -> None:
        state = self.server.state
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower().startswith("webhook-")}
        with state.changed:
            received = state.received.get(self.path)
            if received is not None:
                received.append({"payload": body.decode(), "headers": headers})
                state.changed.notify_all()
        self._answer(204 if received is not None else 404, {}, b"")

    def _pass_on(self, body: bytes) -> None:
        rule = self.server.state.next_rule(self.headers.get("Idempotency-Key"))
        kind = rule.kind if rule else "pass"
        if kind == "drop_requests":
            return self._hang_up()
        if rule and kind == "answer" and not rule.told.get("after_work"):
            return self._forge(rule.told)
        if rule and kind == "delay":
            time.sleep(float(rule.told["seconds"]))
        with self._ask_service(body) as answer:
            if kind == "drop_answers":
                answer.read()
                self._hang_up()
            elif kind == "cut_answers":
                self._cut(answer)
            elif rule and kind == "answer":
                answer.read()
                self._forge(rule.told)
            elif rule and kind == "cut_stream":
                self._stream(answer, int(rule.told["after_events"]))
                self._hang_up()
            else:
                self._stream(answer)

    @contextlib.contextmanager
    def _ask_service(self, body: bytes) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection(*self.server.service, timeout=_TIMEOUT_SECONDS)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        try:
            connection.request(self.command, self.path, body or None, {**headers, "Connection": "close"})
            yield connection.getresponse()
        finally:
            connection.close()

    def _stream(self, answer: http.client.HTTPResponse, most_events: int | None = None) -> None:
        """Hand on an answer as it comes, so that event streams stay streams; of these at most so many events."""
        length = answer.getheader("Content-Length")
        chunked = length is None and answer.status != 204
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", length)
        elif chunked:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while part := answer.read1(65536) if most_events is None else answer.readline():
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
            self.wfile.flush()
            if most_events is not None and part.startswith(b"data:"):
                most_events -= 1
                if most_events == 0:  # its last line is missing, so that it is no event yet
                    return
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _cut(self, answer: http.client.HTTPResponse) -> None:
        body = answer.read()
        self.send_response_only(answer.status, answer.reason)
        self.send_header("Content-Type", answer.getheader("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self._hang_up()

    def _forge(self, told: dict[str, Any]) -> None:
        body, status = told.get("body", ""), int(told["status"])
        if isinstance(body, str):
            kind, content = "text/html", body.encode()
        else:
            kind = "application/problem+json" if status >= 400 else "application/json"
            content = json.dumps(body).encode()
        self._answer(status, {"Content-Type": kind, **told.get("headers", {})}, content)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, service_url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        parts = urllib.parse.urlsplit(service_url)
        assert parts.hostname and parts.port
        self.service = (parts.hostname, parts.port)
        self.state = _State()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


@contextlib.contextmanager
def before(service_url: str) -> Iterator[str]:
    """A proxy before the service, at the URL that is answered, until the context ends."""
    server = _Server(service_url)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.url
    finally:
        server.shutdown()
        server.server_close()
