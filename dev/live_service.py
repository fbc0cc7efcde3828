"""A service to send requests to: that of `make run`, or one that is gone afterwards with all it stored."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from places import CHECKOUT, DEV_ENV
from processes import Failure, Server, free_port, run_step, say, start_server

_READY_SECONDS = 60
_DRAIN_SECONDS = 20
_HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Address:
    """A service and a key with every scope."""

    url: str
    key: str = field(repr=False)


def of_make_run() -> Address | None:
    """What `make run` wrote down, if somebody answers there."""
    try:
        lines = DEV_ENV.read_text().splitlines()
    except OSError:
        return None
    values = {name: "".join(shlex.split(value)) for name, _, value in (line.partition("=") for line in lines)}
    address = Address(values["TALLYBOOK_URL"], values["TALLYBOOK_API_KEY"])
    if not _is_ready(address.url):
        say(f"{DEV_ENV.relative_to(CHECKOUT)} names {address.url}, but nobody is ready there")
        return None
    return address


def become_private(program: str, arguments: Sequence[str]) -> NoReturn:
    """Become `services.py with --private`, which starts `dev/{program}` with `arguments` beside servers of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
    services, again = (str(CHECKOUT / "dev" / name) for name in ("services.py", program))
    os.execve(
        sys.executable,
        [sys.executable, services, "with", "--private", "--", sys.executable, again, *arguments],
        environment,
    )


def built(profile: str) -> Path:
    """The program as cargo built it; TALLYBOOK_BIN names another."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or "target")
    binary = Path(os.environ.get("TALLYBOOK_BIN") or CHECKOUT / target / profile / "tallybook")
    if not os.access(binary, os.X_OK):
        raise Failure(f"{binary} is missing; the make target builds it")
    return binary


@contextlib.contextmanager
def throw_away(
    binary: Path, log: Path, options: Sequence[str] = (), database_url: str | None = None
) -> Iterator[Address]:
    """A service on the private servers, which must be there, in their own database or another; stopped at the end."""
    if "TEST_DATABASE_URL" not in os.environ:
        raise Failure("no private servers are here; `services.py with --private` starts them")
    environment = _private_environment(database_url)
    run_step([str(binary), "migrate"], environment=environment)
    key = create_key(binary, "live", ["all"], database_url)

    port = free_port()
    # The servers' own superuser is no role for real books, hence --insecure-dev.
    command = [str(binary), "serve", "--host", "127.0.0.1", "--port", str(port), "--insecure-dev", *options]
    with log.open("wb") as output:
        server = start_server(
            "the service", command, stop_signal=signal.SIGTERM, output=output, environment=environment
        )
    try:
        _wait_ready(server, f"http://127.0.0.1:{port}", log)
        yield Address(f"http://127.0.0.1:{port}", key)
    finally:
        server.stop(_DRAIN_SECONDS)


def create_key(binary: Path, name: str, scopes: Sequence[str], database_url: str | None = None) -> str:
    """A key for all ledgers on the private servers, once the database was migrated."""
    command = [str(binary), "keys", "create", "--name", name, "--all-ledgers", "--json"]
    for scope in scopes:
        command += ["--scope", scope]
    return str(json.loads(run_step(command, environment=_private_environment(database_url)))["key"])


def _private_environment(database_url: str | None) -> dict[str, str]:
    environment = {**os.environ, "DATABASE_URL": database_url or os.environ["TEST_DATABASE_URL"]}
    environment.pop("REDIS_URL", None)
    if "TEST_REDIS_URL" in os.environ:
        environment["REDIS_URL"] = os.environ["TEST_REDIS_URL"]
    return environment


def _wait_ready(server: Server, url: str, log: Path) -> None:
    begin = time.monotonic()
    while not _is_ready(url):
        if server.ended() is not None or time.monotonic() - begin > _READY_SECONDS:
            raise Failure(f"the service did not get ready; {log} says why")
        time.sleep(0.1)


def _is_ready(url: str) -> bool:
    try:
        with _HTTP.open(f"{url}/readyz", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
