"""`make run`: the services, the release build of Tallybook, a key and a demo ledger, watched until Ctrl-C.

Whatever of it dies is started again on its port and with its data, so that killing parts of it is a fair test.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import docker_services
import postgres_server
import redis_server
from places import CHECKOUT, DEV_ENV, STATE, Lock, erase_data, server_home, state, write_secret
from processes import Failure, Server, Stopped, StopRequest, is_listening, say, server_user, start_server

_LEDGER = "demo"
_ACCOUNTS = (
    {"path": "assets:bank", "type": "asset", "asset": "USD"},
    {"path": "users:42", "type": "liability", "asset": "USD"},
)
_POSTGRES_SETTINGS = {"max_connections": "200", "shared_buffers": "512MB", "max_wal_size": "4GB"}
_KEY_FILE = STATE / "dev-key"
_READY_SECONDS = 120
_DRAIN_SECONDS = 40
_MOST_RESTARTS = 5
_RESTART_WINDOW_SECONDS = 30


def run(stop: StopRequest) -> int:
    """Run until somebody stops us (0) or something can't be kept alive (1)."""
    lock = Lock(state() / "lock")
    if not lock.take():
        raise Failure(
            f"this checkout runs already (pid {lock.holder()}); stop that one first, or source .tallybook/dev.env to use it"
        )
    DEV_ENV.unlink(missing_ok=True)
    settings = _Settings.from_environment()
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(lock.release)
        try:
            _start_and_watch(settings, stop, cleanup)
            raise AssertionError("watching ends only by an exception")
        except Stopped:
            exit_code = 0
        except Failure as failure:
            say(str(failure))
            exit_code = 1
        say("stopping …")
    say("stopped")
    return exit_code


def reset() -> int:
    """Erase what earlier runs stored."""
    lock = Lock(state() / "lock")
    if not lock.take():
        raise Failure(f"this checkout is running (pid {lock.holder()}); stop it before erasing its data")
    docker_services.erase()
    erase_data()
    lock.release()
    say("erased the data of earlier runs")
    return 0


@dataclass(frozen=True)
class _Settings:
    """What the caller's environment says."""

    port: int
    binary: Path
    database_url: str | None
    redis_url: str | None
    postgres: str
    redis: str

    @staticmethod
    def from_environment() -> _Settings:
        text = os.environ.get("PORT") or "8080"
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise Failure(f"PORT={text} is no port; try PORT=8081")
        port = int(text)
        if is_listening(port):
            raise Failure(f"port {port} is taken by another program; choose another: make run PORT={port + 1}")
        target = Path(os.environ.get("CARGO_TARGET_DIR") or "target")
        binary = CHECKOUT / target / "release" / "tallybook"
        if not os.access(binary, os.X_OK):
            raise Failure(f"{binary} is missing; `make run` builds it")
        return _Settings(
            port,
            binary,
            os.environ.get("DATABASE_URL") or None,
            os.environ.get("REDIS_URL") or None,
            os.environ.get("TALLYBOOK_POSTGRES") or "auto",
            os.environ.get("TALLYBOOK_REDIS") or "auto",
        )


class _Part(Protocol):
    """What is watched and restarted: a cluster, a cache, the service."""

    name: str
    server: Server | None

    def start(self, stop: StopRequest) -> Server: ...

    def stop(self) -> None: ...


@dataclass
class _Services:
    """The addresses that the service is given, and what of it is ours to watch."""

    owner_url: str = ""
    service_url: str = ""
    superuser_url: str | None = None
    redis_url: str | None = None
    insecure: bool = False
    cluster: postgres_server.Cluster | None = None
    cache: redis_server.Cache | None = None


def _start_and_watch(settings: _Settings, stop: StopRequest, cleanup: contextlib.ExitStack) -> None:
    services = _start_services(settings, stop, cleanup)
    _migrate(settings, services, stop)
    service = _Service(settings, services)
    cleanup.callback(service.stop)
    service.start(stop)
    service.wait_ready(stop)
    client = Client(service.url, _usable_key(settings, services, service.url))
    make_demo_ledger(client)
    cleanup.callback(DEV_ENV.unlink, missing_ok=True)

    def publish() -> None:
        _write_dev_env(settings, services, service, client.key)

    publish()
    _announce(service.url, client.key)
    parts: list[_Part] = [part for part in (services.cluster, services.cache, service) if part is not None]
    _Watch(parts, service, publish).forever(stop)


def _start_services(settings: _Settings, stop: StopRequest, cleanup: contextlib.ExitStack) -> _Services:
    """Given addresses first, then Docker, then what the machine has, then pinned wheels."""
    services = _Services()
    docker = _docker_for(settings)
    if docker:
        containers = docker_services.DockerServices(docker)
        cleanup.callback(containers.stop)
        containers.start(stop)
        if "postgres" in docker:
            services.owner_url = containers.database_url("tallybook_owner", "tallybook")
            services.service_url = containers.database_url("tallybook_service", "tallybook")
            services.superuser_url = containers.database_url("postgres", "tallybook")
            say("PostgreSQL: in Docker")
        if "valkey" in docker:
            services.redis_url = containers.redis_url()
            say("Redis: Valkey in Docker")
    if settings.database_url:
        services.owner_url = services.service_url = settings.database_url
        services.insecure = True
        say("PostgreSQL: using DATABASE_URL, for migrations and for the service alike")
    elif not services.owner_url:
        _start_cluster(settings, services, stop, cleanup)
    if settings.redis_url:
        services.redis_url = settings.redis_url
        say("Redis: using REDIS_URL")
    elif services.redis_url is None:
        _start_cache(settings, services, stop, cleanup)
    return services


def _docker_for(settings: _Settings) -> list[str]:
    """Which services Docker is to run."""
    wanted = []
    if settings.database_url is None and settings.postgres in ("auto", "docker"):
        wanted.append("postgres")
    if settings.redis_url is None and settings.redis in ("auto", "docker"):
        wanted.append("valkey")
    if not wanted or docker_services.answers():
        return wanted
    if "docker" in (settings.postgres, settings.redis):
        raise Failure(
            "no Docker engine with the compose plugin answers (TALLYBOOK_POSTGRES or TALLYBOOK_REDIS says `docker`)"
        )
    return []


def _start_cluster(settings: _Settings, services: _Services, stop: StopRequest, cleanup: contextlib.ExitStack) -> None:
    user = server_user()
    directory = server_home(user) / "postgres"
    binaries = postgres_server.find(settings.postgres, user, postgres_server.major_of_data(directory))
    runs_as = f", as user `{user.pw_name}`" if user else ""
    say(f"PostgreSQL: found {binaries.version} in {binaries.directory}{runs_as}")
    cluster = postgres_server.Cluster(binaries, directory, user, settings=_POSTGRES_SETTINGS)
    cluster.create_if_empty()
    cleanup.callback(cluster.stop)
    server = cluster.start(stop)
    say(f"PostgreSQL: ready on 127.0.0.1:{cluster.port} (pid {server.pid}), data in {directory}")
    cluster.run_sql(
        (CHECKOUT / "deploy" / "postgres" / "init.sql").read_text(),
        {
            "TALLYBOOK_OWNER_PASSWORD": cluster.password("tallybook_owner"),
            "TALLYBOOK_SERVICE_PASSWORD": cluster.password("tallybook_service"),
        },
    )
    services.cluster = cluster
    services.owner_url = cluster.url("tallybook_owner", "tallybook")
    services.service_url = cluster.url("tallybook_service", "tallybook")
    services.superuser_url = cluster.url(postgres_server.SUPERUSER, "tallybook")


def _start_cache(settings: _Settings, services: _Services, stop: StopRequest, cleanup: contextlib.ExitStack) -> None:
    user = server_user()
    found = redis_server.find(settings.redis, user)
    if found is None:
        say("Redis: none; going on without, it is optional (answers stay right, some take longer)")
        return
    cache = redis_server.Cache(found, server_home(user), user)
    cleanup.callback(cache.stop)
    server = cache.start(stop)
    say(f"Redis: {found.origin}, ready on 127.0.0.1:{cache.port} (pid {server.pid}), keeps nothing on disk")
    services.cache = cache
    services.redis_url = cache.url


def _migrate(settings: _Settings, services: _Services, stop: StopRequest) -> None:
    say("migrating the database …")
    process = subprocess.Popen(
        [settings.binary, "migrate"], env=_environment(services.owner_url, None), cwd=CHECKOUT, start_new_session=True
    )
    try:
        while process.poll() is None:
            stop.pause(0.05)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if process.returncode != 0:
        raise Failure(f"`tallybook migrate` failed with exit code {process.returncode}; its message is above")


def _environment(database_url: str, redis_url: str | None) -> dict[str, str]:
    # As the image: thousands of connections use what is free again within that time.
    environment = {"MIMALLOC_PURGE_DELAY": "500", **os.environ, "DATABASE_URL": database_url}
    environment.pop("REDIS_URL", None)
    return environment | ({"REDIS_URL": redis_url} if redis_url else {})


class _Service:
    """`tallybook serve`."""

    name = "the service"

    def __init__(self, settings: _Settings, services: _Services) -> None:
        self.server: Server | None = None
        self.url = f"http://127.0.0.1:{settings.port}"
        self._command = [str(settings.binary), "serve", "--host", "127.0.0.1", "--port", str(settings.port)]
        if services.insecure:
            self._command.append("--insecure-dev")
        self._environment = _environment(services.service_url, services.redis_url)

    def start(self, stop: StopRequest) -> Server:
        """Start it; whether it is ready is another question, so that a restart can't hold up that of others."""
        self.server = start_server(
            self.name, self._command, stop_signal=signal.SIGTERM, environment=self._environment, directory=str(CHECKOUT)
        )
        return self.server

    def wait_ready(self, stop: StopRequest) -> None:
        """Wait until it says that it can serve."""
        assert self.server is not None
        begin = told = time.monotonic()
        while True:
            status, said = _get(f"{self.url}/readyz")
            if status == 200:
                return
            code = self.server.ended()
            if code is not None:
                raise Failure(f"the service {_ending(code)} before it was ready; its message is above")
            if time.monotonic() - begin > _READY_SECONDS:
                raise Failure(f"the service is not ready after {_READY_SECONDS} s; /readyz says: {said}")
            if time.monotonic() - told > 3:
                told = time.monotonic()
                say(f"waiting for {self.url}/readyz ({said}) …")
            stop.pause(0.1)

    def stop(self) -> None:
        """Let it finish the requests that it has."""
        if self.server is not None:
            self.server.stop(_DRAIN_SECONDS)


# Proxies of the environment are no way to our own machine.
_HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _get(url: str, key: str | None = None) -> tuple[int, str]:
    """Status and body; 0 and the reason where nobody answers."""
    return _request(urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {}))


def _request(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with _HTTP.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(getattr(error, "reason", error))


@dataclass(frozen=True)
class Client:
    """The API with the developer's key."""

    url: str
    key: str = field(repr=False)

    def create(self, path: str, body: Mapping[str, Any]) -> None:
        """POST something that may exist: the same again answers 200; something else under its name is left as it is."""
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
            method="POST",
        )
        status, said = _request(request)
        if status == 409:
            say(f"POST {path}: exists already, changed since; left as it is")
        elif status not in (200, 201):
            raise Failure(f"POST {path} answered {status}: {said}")


def _usable_key(settings: _Settings, services: _Services, url: str) -> str:
    """The developer's key: the earlier one where it is still accepted, else a new one."""
    with contextlib.suppress(OSError):
        key = _KEY_FILE.read_text().strip()
        if _get(f"{url}/v1/ledgers?limit=1", key)[0] == 200:
            return key
    command = [str(settings.binary), "keys", "create", "--name", "dev", "--all-ledgers", "--scope", "all", "--json"]
    result = subprocess.run(
        command,
        env=_environment(services.owner_url, None),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        check=False,
    )
    if result.returncode != 0:
        raise Failure(f"`tallybook keys create` failed with exit code {result.returncode}; its message is above")
    key = str(json.loads(result.stdout)["key"])
    write_secret(_KEY_FILE, f"{key}\n")
    return key


def make_demo_ledger(client: Client) -> None:
    client.create("/v1/ledgers", {"name": _LEDGER})
    for account in _ACCOUNTS:
        client.create(f"/v1/ledgers/{_LEDGER}/accounts", account)


def _write_dev_env(settings: _Settings, services: _Services, service: _Service, key: str) -> None:
    """For tools and people: `set -a; . .tallybook/dev.env`. What is not there has no line."""

    def pid(part: _Part | None) -> str | None:
        return str(part.server.pid) if part is not None and part.server is not None else None

    values = {
        "TALLYBOOK_URL": service.url,
        "TALLYBOOK_API_KEY": key,
        "TALLYBOOK_LEDGER": _LEDGER,
        "TALLYBOOK_BIN": str(settings.binary),
        "TALLYBOOK_PID": pid(service),
        "DATABASE_URL": services.service_url,
        "TALLYBOOK_OWNER_DATABASE_URL": services.owner_url if services.superuser_url else None,
        "TALLYBOOK_SUPERUSER_DATABASE_URL": services.superuser_url,
        "POSTGRES_PID": pid(services.cluster),
        "REDIS_URL": services.redis_url,
        "REDIS_PID": pid(services.cache),
    }
    write_secret(DEV_ENV, "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items() if value))


def _announce(url: str, key: str) -> None:
    body = json.dumps({"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"})
    print(
        f"\ntallybook: ready at {url} with key {key} (also in .tallybook/dev.env)\n"
        f"reference at {url}/docs, console at {url}/console\n\n"
        f"Post a transfer:\n\n"
        f"curl -sS {url}/v1/ledgers/{_LEDGER}/transfers \\\n"
        f"  -H 'Authorization: Bearer {key}' \\\n"
        f'  -H "Idempotency-Key: $(uuidgen 2>/dev/null || date +%s%N)" \\\n'
        f"  -H 'Content-Type: application/json' \\\n"
        f"  -d '{body}'\n",
        flush=True,
    )


class _Watch:
    """Restarts what dies, in the order of the parts: the database first, then what needs it."""

    def __init__(self, parts: list[_Part], service: _Service, publish: Callable[[], None]) -> None:
        self._parts = parts
        self._service = service
        self._publish = publish
        self._restarts: list[tuple[float, _Part]] = []

    def forever(self, stop: StopRequest) -> None:
        """Until somebody stops us (Stopped) or restarting does not help (Failure)."""
        while True:
            for part in self._parts:
                code = part.server.ended() if part.server is not None else None
                if code is not None:
                    self._restart(part, code, stop)
            stop.pause(0.1)

    def _restart(self, part: _Part, code: int, stop: StopRequest) -> None:
        now = time.monotonic()
        self._restarts = [(at, which) for at, which in self._restarts if now - at < _RESTART_WINDOW_SECONDS]
        if part is self._service and code > 0 and not self._restarts:
            # It gave up for a reason of its own, which no restart cures; after something else was killed just now, one may.
            raise Failure(f"the service {_ending(code)}; its message is above")
        if sum(which is part for _, which in self._restarts) >= _MOST_RESTARTS:
            raise Failure(
                f"{part.name} {_ending(code)}, and {_MOST_RESTARTS} restarts within {_RESTART_WINDOW_SECONDS} s did not help"
            )
        self._restarts.append((now, part))
        say(f"{part.name} {_ending(code)}; starting it again …")
        server = part.start(stop)
        self._publish()
        say(f"{part.name} is back (pid {server.pid}); .tallybook/dev.env is up to date")


def _ending(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
