"""`services.py with --private`: run a command, most often the tests, on throw-away servers.

Docker is not considered here: tests kill their servers and look at what is left, so they need the processes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

import postgres_server
import redis_server
from places import PrivateFolder
from processes import Failure, Stopped, StopRequest, say, server_user

# Many test processes, each with databases and pools of its own; durability stays as in production.
_TEST_SETTINGS = {"max_connections": "300", "shared_buffers": "256MB"}
_ANSWER_SECONDS = 20


def run(command: Sequence[str], settings: Mapping[str, str], stop: StopRequest) -> int:
    """Run `command` with TEST_… in its environment; answer its exit code once everything is stopped and removed."""
    with contextlib.ExitStack() as cleanup:
        user = server_user()
        folder = PrivateFolder(user)
        cleanup.callback(folder.remove)
        environment = {**os.environ, "TEST_DIR": str(folder.path)}
        try:
            environment |= _postgres(folder, settings, stop, cleanup)
            environment |= _redis(folder, stop, cleanup)
            stop.pause(0)
            return _run_command(command, environment, stop)
        except Stopped as stopped:
            return 128 + stopped.signum


def _postgres(
    folder: PrivateFolder, settings: Mapping[str, str], stop: StopRequest, cleanup: contextlib.ExitStack
) -> dict[str, str]:
    user = server_user()
    choice = os.environ.get("TALLYBOOK_POSTGRES", "auto")
    choice = "auto" if choice == "docker" else choice
    if os.environ.get("TEST_DATABASE_URL"):
        say("PostgreSQL: using TEST_DATABASE_URL")
        try:
            return {"TEST_POSTGRES_BIN": str(postgres_server.find(choice, user).directory)}
        except Failure:
            return {}
    binaries = postgres_server.find(choice, user)
    cluster = postgres_server.Cluster(binaries, folder.path / "postgres", user, settings={**_TEST_SETTINGS, **settings})
    cluster.create_if_empty()
    cleanup.callback(cluster.stop)
    cluster.start(stop)
    say(f"PostgreSQL {binaries.version} from {binaries.directory}, private, port {cluster.port}")
    return {
        "TEST_DATABASE_URL": cluster.url(postgres_server.SUPERUSER, "postgres"),
        "TEST_POSTGRES_BIN": str(binaries.directory),
    }


def _redis(folder: PrivateFolder, stop: StopRequest, cleanup: contextlib.ExitStack) -> dict[str, str]:
    user = server_user()
    found = redis_server.find(os.environ.get("TALLYBOOK_REDIS", "auto"), user)
    if found is None:
        say("Redis: none found; tests that need one will say so")
        return {}
    known = {"TEST_REDIS_BIN": str(found.binary)}
    if os.environ.get("TEST_REDIS_URL"):
        say("Redis: using TEST_REDIS_URL")
        return known
    cache = redis_server.Cache(found, folder.path, user)
    cleanup.callback(cache.stop)
    cache.start(stop)
    say(f"Redis from {found.origin}, private, port {cache.port}")
    return {**known, "TEST_REDIS_URL": cache.url}


def _run_command(command: Sequence[str], environment: Mapping[str, str], stop: StopRequest) -> int:
    """Run it in a process group of its own, so that a signal reaches cargo's children as well.

    At a terminal it stays in ours, or it could not read from the terminal; Ctrl-C reaches all of us there anyway.
    """
    own_group = not sys.stdin.isatty()
    try:
        process = subprocess.Popen(command, env=dict(environment), process_group=0 if own_group else None)
    except OSError as error:
        raise Failure(f"can't run {command[0]}: {error.strerror}") from error

    def send(signum: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signum) if own_group else process.send_signal(signum)

    try:
        while process.poll() is None:
            stop.pause(0.05)
    except Stopped as stopped:
        if own_group or stopped.signum != signal.SIGINT:
            send(stopped.signum)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_ANSWER_SECONDS)
        raise
    finally:
        if own_group:
            send(signal.SIGKILL)  # what the command left behind would keep using servers that are about to go
        elif process.poll() is None:
            process.kill()
        process.wait()
    return process.returncode if process.returncode >= 0 else 128 - process.returncode
