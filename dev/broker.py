"""What the brokers that tests start have in common: a folder, a port, a password, a log, and one process.

A folder is for one broker. Started again in the same folder and on the same port it is the same broker, with what
it had kept.
"""

from __future__ import annotations

import os
import pwd
import signal
import time
from pathlib import Path
from typing import ClassVar

from places import kept_password, open_the_way
from processes import (
    Failure,
    Server,
    Stopped,
    StopRequest,
    can,
    free_port,
    give,
    is_listening,
    start_server,
)

_PORTS_TRIED = 5


class Broker:
    """One server on 127.0.0.1; a subclass says which."""

    name: ClassVar[str]
    start_seconds: ClassVar[int] = 30

    def __init__(self, directory: Path, user: pwd.struct_passwd | None, port: int = 0) -> None:
        self.directory = directory
        self.user = user
        self.port = port
        self.server: Server | None = None
        self._any_port = port == 0
        self._log = directory / "log"

    @property
    def url(self) -> str:
        """The address, with the password in it where there is one."""
        raise NotImplementedError

    def install(self) -> None:
        """Find the program, or install it."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """What runs it, once its configuration for the port is written."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """What it runs in."""
        return dict(os.environ)

    @property
    def password(self) -> str:
        """The same as long as the folder is."""
        return kept_password(self.directory / "password")

    def folder(self, name: str) -> Path:
        """A folder of the server's own."""
        path = self.directory / name
        path.mkdir(exist_ok=True, mode=0o700)
        give(path, self.user)
        return path

    def write(self, name: str, text: str) -> Path:
        """A file of configuration that only the server can read."""
        path = self.directory / name
        path.write_text(text)
        path.chmod(0o600)
        give(path, self.user)
        return path

    def start(self, stop: StopRequest) -> Server:
        """Start it and wait until it answers."""
        self.install()
        self.directory.mkdir(parents=True, exist_ok=True)
        open_the_way(self.directory)
        if not can(self.user, "-x", self.directory):
            raise Failure(f"{self.name}'s user can't enter {self.directory}; choose a folder below /tmp or /var/tmp")
        for _ in range(_PORTS_TRIED):
            if self._any_port:
                self.port = free_port()
            if self._try_start(stop):
                assert self.server is not None
                return self.server
            if not self._any_port:
                break
        raise Failure(f"{self.name} did not start; the end of {self._log}:\n{self._log.read_text()[-2000:]}")

    def _try_start(self, stop: StopRequest) -> bool:
        command = self.command()
        with open(self._log, "ab") as log:
            self.server = start_server(
                self.name,
                command,
                stop_signal=signal.SIGTERM,
                user=self.user,
                output=log,
                environment=self.environment(),
            )
        deadline = time.monotonic() + self.start_seconds
        while self.server.ended() is None and time.monotonic() < deadline:
            if is_listening(self.port):
                return True
            try:
                stop.pause(0.05)
            except Stopped:
                self.stop()
                raise
        self.stop()
        return False

    def stop(self) -> None:
        """Stop it; what it acknowledged stays in its folder."""
        if self.server is not None:
            self.server.stop(grace=20)
