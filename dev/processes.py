"""Starting, watching and stopping processes.

Servers run in sessions of their own, so that a Ctrl-C in the terminal reaches only us and the order of the
stop is ours. A server that we start as root gives up root first. If we are killed without a chance to clean
up, Linux stops the servers for us (the parent-death signal); elsewhere the next start finds and stops them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


class Failure(Exception):
    """Something a person has to act on; its text says what, and what to do about it."""


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or a closed terminal."""

    def __init__(self, signum: int) -> None:
        super().__init__(f"stopped by {signal.Signals(signum).name}")
        self.signum = signum


def say(text: str) -> None:
    """Tell the person at the terminal; stderr, because stdout belongs to what tools read."""
    print(f"tallybook: {text}", file=sys.stderr, flush=True)


class StopRequest:
    """Turns signals into an exception at the points where we wait, never in the middle of a step.

    A handler that raised at once could lose a server between its start and the note that it must be stopped. The
    handler takes no lock (as setting an `Event` would): it runs in the thread that may be holding it.
    """

    def __init__(self) -> None:
        self._signum = 0
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._note)

    def _note(self, signum: int, _frame: object) -> None:
        self._signum = signum

    def pause(self, seconds: float) -> None:
        """Sleep, but raise `Stopped` within a tenth of a second once somebody asks for it."""
        until = time.monotonic() + seconds
        while self._signum == 0 and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))
        if self._signum != 0:
            raise Stopped(self._signum)


def server_user() -> pwd.struct_passwd | None:
    """The user to run servers as: ourselves (None), or somebody harmless when we are root.

    PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure("running as root, but there is neither a user `postgres` nor `nobody` to run servers as")


def can(user: pwd.struct_passwd | None, test: str, path: Path) -> bool:
    """Whether `user` passes the shell's `test -x path`, `-r`, …: asked as that user, since modes alone don't tell."""
    if user is None:
        flag = {"-x": os.X_OK, "-r": os.R_OK, "-w": os.W_OK}[test]
        return os.access(path, flag)
    return subprocess.run(["test", test, str(path)], cwd="/", check=False, **_identity(user)).returncode == 0


def give(path: Path, user: pwd.struct_passwd | None) -> None:
    """Make `path` the server user's own; nothing to do where the server runs as ourselves."""
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def _identity(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """What makes `subprocess` change to that user."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _die_with_parent(signum: int) -> Callable[[], None]:
    """A hook for the child that asks Linux to send it `signum` when we die, even by SIGKILL."""
    parent = os.getpid()

    def hook() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signum, 0, 0, 0)
            if os.getppid() != parent:  # we died before the line above
                os.kill(os.getpid(), signum)

    return hook


@dataclass
class Server:
    """A running server and how it likes to be stopped."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: int

    @property
    def pid(self) -> int:
        """The process to signal."""
        return self.process.pid

    def ended(self) -> int | None:
        """Its exit code (negative: the signal that killed it), None while it runs."""
        return self.process.poll()

    def stop(self, grace: float) -> None:
        """Ask it to stop, insist after `grace` seconds; does nothing where it has ended."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not stop within {grace:.0f} s; killing it")
            self.process.kill()
            self.process.wait()


def start_server(
    name: str,
    command: Sequence[str],
    *,
    stop_signal: int,
    user: pwd.struct_passwd | None = None,
    output: IO[bytes] | None = None,
    stdin: int = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
    directory: str = "/",
) -> Server:
    """Start a server in a session of its own; call only from the main thread (the parent-death signal is per thread)."""
    process = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        env=environment,
        cwd=directory,
        start_new_session=True,
        umask=0o077,
        preexec_fn=_die_with_parent(stop_signal),
        **_identity(user),
    )
    return Server(name, process, stop_signal)


def run_step(
    command: Sequence[str],
    *,
    user: pwd.struct_passwd | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: str | None = None,
    directory: str | Path = "/",
) -> str:
    """Run a short command to its end and answer its output; a failure quotes what it said."""
    result: subprocess.CompletedProcess[str] = subprocess.run(
        command,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        env=environment,
        cwd=directory,
        umask=0o022,
        start_new_session=True,
        check=False,
        **_identity(user),
    )
    if result.returncode != 0:
        said = (result.stderr.strip() or result.stdout.strip() or "it said nothing")[-2000:]
        raise Failure(f"`{Path(command[0]).name}` failed with exit code {result.returncode}:\n{said}")
    return result.stdout


def free_port() -> int:
    """A port that nobody used a moment ago; the caller retries should somebody be faster.

    It lies below those that systems hand out to outgoing connections: one of these could take a killed server's
    port before the restart.
    """
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def is_listening(port: int) -> bool:
    """Whether something on this machine accepts connections at `port`."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def command_of(pid: int) -> str:
    """The command line of a living process, empty where there is none."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    return subprocess.run(
        ["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False
    ).stdout.strip()
