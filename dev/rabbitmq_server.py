"""RabbitMQ, from PATH or from Debian's packages.

The packages are unpacked below `.tallybook/packages/`, not installed: nothing of the machine changes, and no system
service starts. The node has an epmd, a cookie and ports of its own.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
from pathlib import Path

from broker import Broker
from places import Lock, server_home
from processes import Failure, Server, StopRequest, free_port, is_listening, run_step, say, start_server

# RabbitMQ and those parts of Erlang it depends on.
_PACKAGES = """
    rabbitmq-server
    erlang-asn1 erlang-base erlang-crypto erlang-eldap erlang-ftp erlang-inets erlang-mnesia erlang-os-mon
    erlang-parsetools erlang-public-key erlang-runtime-tools erlang-snmp erlang-ssl erlang-syntax-tools
    erlang-tftp erlang-tools erlang-xmerl
"""
_EPMD_SECONDS = 10


class RabbitMq(Broker):
    """One node without plugins."""

    name = "RabbitMQ"
    start_seconds = 60
    _program: Path
    # Where its Erlang is, if not on PATH.
    _erlang: Path | None = None
    _epmd: Server | None = None
    _epmd_port = 0
    _between_nodes_port = 0

    @property
    def url(self) -> str:
        """The address with the password in it; no path, so the virtual host `/`."""
        return f"amqp://tallybook:{self.password}@127.0.0.1:{self.port}"

    def install(self) -> None:
        """Find it, or unpack Debian's packages once."""
        found = shutil.which("rabbitmq-server")
        if found:
            self._program = Path(found)
            return
        root = _unpacked(self.user)
        self._erlang = root / "usr/lib/erlang/bin"
        self._program = next(root.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))

    def command(self) -> list[str]:
        """Its shell script becomes Erlang, so the process is the node."""
        self._between_nodes_port = free_port()
        lines = (
            f"listeners.tcp.1 = 127.0.0.1:{self.port}",
            "default_user = tallybook",
            f"default_pass = {self.password}",
            "log.console = true",
            "log.console.level = warning",
            "log.file = false",
            "disk_free_limit.absolute = 50MB",
            "max_message_size = 131072",  # little, so that a test can exceed it
        )
        self.write("rabbitmq.conf", "\n".join(lines) + "\n")
        self.write("enabled_plugins", "[].\n")
        return ["sh", str(self._program)]

    def environment(self) -> dict[str, str]:
        """Everything of its own: home (for the cookie), data, ports."""
        path = os.environ["PATH"]
        return {
            "PATH": f"{self._erlang}:{path}" if self._erlang else path,
            "HOME": str(self.folder("home")),
            "LANG": "C.UTF-8",
            "RUNNING_UNDER_SYSTEMD": "true",  # its word for: replace the shell by the node
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "RABBITMQ_NODENAME": "tallybook@localhost",
            "RABBITMQ_DIST_PORT": str(self._between_nodes_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_CONF_ENV_FILE": str(self.directory / "none"),
            "RABBITMQ_CONFIG_FILE": str(self.directory / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.directory / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder("data")),
            "RABBITMQ_LOG_BASE": str(self.folder("logs")),
            "RABBITMQ_LOGS": "-",
        }

    def start(self, stop: StopRequest) -> Server:
        """Start the node, and before it the directory of nodes, which would else stay behind as a daemon."""
        self.install()
        self._epmd_port = free_port()
        program = str(self._erlang / "epmd") if self._erlang else "epmd"
        with open(os.devnull, "wb") as nowhere:
            self._epmd = start_server(
                "epmd",
                [program, "-port", str(self._epmd_port), "-address", "127.0.0.1"],
                stop_signal=signal.SIGKILL,
                user=self.user,
                output=nowhere,
            )
        for _ in range(_EPMD_SECONDS * 20):
            if is_listening(self._epmd_port):
                break
            stop.pause(0.05)
        return super().start(stop)

    def stop(self) -> None:
        """Stop the node, then the directory of nodes."""
        super().stop()
        if self._epmd is not None:
            self._epmd.stop(grace=1)


def _unpacked(user: pwd.struct_passwd | None) -> Path:
    home = server_home(user) / "packages"
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    target = home / "rabbitmq"
    lock = Lock(home / "rabbitmq.lock")
    lock.wait()
    try:
        if not target.exists():
            say("unpacking RabbitMQ and Erlang from Debian's packages (once) …")
            _unpack(target)
    finally:
        lock.release()
    return target


def _unpack(target: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise Failure("found no rabbitmq-server on PATH, and this is no Debian to take one from; install RabbitMQ")
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    packages = fresh / "packages"
    packages.mkdir(parents=True)
    fresh.chmod(0o755)
    try:
        # apt checks the packages by the archive's signed list.
        run_step(["apt-get", "--quiet", "download", *_PACKAGES.split()], directory=packages)
    except Failure as failure:
        raise Failure(f"could not fetch RabbitMQ (is `apt-get update` due?): {failure}") from failure
    for package in sorted(packages.glob("*.deb")):
        run_step(["dpkg-deb", "--extract", str(package), str(fresh)])
    shutil.rmtree(packages)
    # Erlang's scripts name the folder they were built for.
    erlang = fresh / "usr/lib/erlang"
    for script in [*erlang.glob("bin/*"), *erlang.glob("erts-*/bin/*")]:
        if script.is_file() and script.read_bytes().startswith(b"#!"):
            text = script.read_text()
            script.write_text(re.sub(r"(?<![\w/])/usr/lib/erlang", str(target / "usr/lib/erlang"), text))
    fresh.rename(target)
