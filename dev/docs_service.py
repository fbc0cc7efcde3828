"""A service with a fresh database for each page, on the private servers of `services.py with --private`."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import live_service
import run
from processes import Failure, run_step


@dataclass(frozen=True)
class Service:
    """A service as `make run` starts one, with its demo ledger."""

    url: str
    key: str = field(repr=False)
    database_url: str
    scratch_url: str

    def variables(self) -> dict[str, str]:
        """What `.tallybook/dev.env` holds."""
        return {
            "TALLYBOOK_URL": self.url,
            "TALLYBOOK_API_KEY": self.key,
            "TALLYBOOK_LEDGER": "demo",
            "TALLYBOOK_BIN": str(binary()),
            "DATABASE_URL": self.database_url,
        }


def binary() -> Path:
    """The program under test."""
    return live_service.built("debug")


@contextlib.contextmanager
def fresh(name: str, folder: Path) -> Iterator[Service]:
    """A service of its own for the page `name`, whose files lie in `folder`."""
    database_url, scratch_url = _database(f"{name}_books"), _database(f"{name}_scratch")
    # A page's receiver of webhooks is on this machine.
    options = ["--webhooks-anywhere"]
    with live_service.throw_away(binary(), folder / "service.log", options, database_url) as address:
        run.make_demo_ledger(run.Client(address.url, address.key))
        service = Service(address.url, address.key, database_url, scratch_url)
        _write_dev_env(service, folder)
        yield service


def psql() -> str:
    """The client of the servers' own version, else that of the PATH."""
    own = Path(os.environ.get("TEST_POSTGRES_BIN", "")) / "psql"
    return str(own) if own.is_file() else "psql"


def _database(name: str) -> str:
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        raise Failure("run it by `make docs-test`, which starts the servers")
    run_step([psql(), "--no-psqlrc", "--quiet", "--command", f'create database "{name}"', server])
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _write_dev_env(service: Service, folder: Path) -> None:
    lines = (f"{name}={shlex.quote(value)}\n" for name, value in service.variables().items())
    (folder / ".tallybook").mkdir()
    (folder / ".tallybook" / "dev.env").write_text("".join(lines))
