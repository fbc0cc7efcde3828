"""One server in the foreground, for a caller that reads `ready URL PID` and ends us by SIGTERM."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from processes import Server, Stopped, StopRequest, say


class Part(Protocol):
    """What can be started and stopped."""

    @property
    def name(self) -> str:
        """What to call it in messages."""

    def start(self, stop: StopRequest) -> Server:
        """Start it and wait until it answers."""

    def stop(self) -> None:
        """Stop it; does nothing where it has ended."""


def serve(part: Part, url: Callable[[], str], stop: StopRequest) -> int:
    """Run it until somebody stops us, our caller is gone, or it ends by itself; answer the exit code."""
    parent = os.getppid()
    try:
        server = part.start(stop)
        print(f"ready {url()} {server.pid}", flush=True)
        while server.ended() is None and os.getppid() == parent:
            stop.pause(0.1)
    except Stopped:
        return 0
    finally:
        part.stop()
    say(f"{part.name} (pid {server.pid}) ended by itself" if os.getppid() == parent else "the caller is gone")
    return 1
