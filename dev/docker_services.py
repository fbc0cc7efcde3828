"""PostgreSQL and Redis from docker-compose.yml, where a Docker engine answers.

Only these two: the service itself runs from the checkout. Docker restarts them, so we don't watch them; their data
stays in a volume until `make reset`.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess

from places import CHECKOUT, STATE, write_secret
from processes import Failure, StopRequest, run_step, say

_PASSWORDS = STATE / "docker-passwords.json"
_PASSWORD_VARIABLES = {
    "postgres": "POSTGRES_PASSWORD",
    "tallybook_owner": "TALLYBOOK_OWNER_PASSWORD",
    "tallybook_service": "TALLYBOOK_SERVICE_PASSWORD",
    "valkey": "REDIS_PASSWORD",
}
_COMPOSE = [
    "docker",
    "compose",
    "--project-name",
    "tallybook-dev",
    "--file",
    "docker-compose.yml",
    "--file",
    "dev/docker-compose.ports.yml",
]
_ENGINE_SECONDS = 5


def answers() -> bool:
    """Whether there is an engine with the compose plugin; a client alone is no help."""
    if shutil.which("docker") is None:
        return False
    try:
        for command in (["docker", "info", "--format", "{{.ServerVersion}}"], ["docker", "compose", "version"]):
            subprocess.run(command, capture_output=True, timeout=_ENGINE_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        return False
    return True


class DockerServices:
    """The containers of one checkout; `wanted` is `postgres`, `valkey`, or both."""

    def __init__(self, wanted: list[str]) -> None:
        self._wanted = wanted
        if not _PASSWORDS.exists():
            write_secret(
                _PASSWORDS, json.dumps({role: secrets.token_hex(16) for role in _PASSWORD_VARIABLES}, indent=1) + "\n"
            )
        self._passwords: dict[str, str] = json.loads(_PASSWORDS.read_text())

    def start(self, stop: StopRequest) -> None:
        """Start them and wait until they are healthy."""
        say(f"waiting for Docker to start {' and '.join(self._wanted)} (the first time it fetches the images) …")
        self._compose("up", "--detach", "--wait", *self._wanted)
        stop.pause(0)

    def stop(self) -> None:
        """Stop the containers; their data stays."""
        try:
            self._compose("stop", *self._wanted)
        except Failure as failure:
            say(f"could not stop the containers: {failure}")

    def database_url(self, role: str, database: str) -> str:
        """The address for `role`, by the port that Docker chose."""
        return f"postgres://{role}:{self._passwords[role]}@127.0.0.1:{self._port('postgres', 5432)}/{database}"

    def redis_url(self) -> str:
        """The address of the cache."""
        return f"redis://:{self._passwords['valkey']}@127.0.0.1:{self._port('valkey', 6379)}/0"

    def _port(self, service: str, inside: int) -> int:
        return int(self._compose("port", service, str(inside)).strip().rpartition(":")[2])

    def _compose(self, *arguments: str) -> str:
        passwords = {variable: self._passwords[role] for role, variable in _PASSWORD_VARIABLES.items()}
        return run_step([*_COMPOSE, *arguments], environment={**os.environ, **passwords}, directory=CHECKOUT)


def erase() -> None:
    """Remove containers and data that an earlier run made; nothing to do where Docker was never used."""
    if _PASSWORDS.exists() and answers():
        run_step([*_COMPOSE, "down", "--volumes"], directory=CHECKOUT)
