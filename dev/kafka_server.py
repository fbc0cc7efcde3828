"""Apache Kafka, one node in KRaft mode, on a Java that is there.

Its jars come from Maven Central: `kafka/pom.xml` pins the version, `kafka/sha256.txt` what each jar must be. They
are kept below `.tallybook/jars/`.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
from pathlib import Path

from broker import Broker
from places import CHECKOUT, Lock, server_home
from processes import Failure, run_step, say

_PINS = CHECKOUT / "dev" / "kafka"
_OLDEST_JAVA = 17
_CLUSTER = "dGFsbHlib29rLXRlc3RzIQ"
# Small and quick to start; tests measure nothing here.
_JVM = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN"]


class Kafka(Broker):
    """One broker that is its own controller."""

    name = "Kafka"
    start_seconds = 120
    _java: str
    _classes: str

    def __init__(
        self,
        directory: Path,
        user: pwd.struct_passwd | None,
        port: int = 0,
        advertise: int | None = None,
        certificate: Path | None = None,
    ) -> None:
        """`advertise`: the port that clients are told, as of a proxy.

        `certificate`: a folder with `cert.pem`, `key.pem` and `authority.pem`, to speak TLS by; then clients need a
        password.
        """
        super().__init__(directory, user, port)
        self._advertise = advertise
        self._certificate = certificate

    @property
    def url(self) -> str:
        """The address, with the password in it where it is asked for."""
        if self._certificate:
            return f"kafkas://tallybook:{self.password}@localhost:{self.port}"
        return f"kafka://127.0.0.1:{self.port}"

    def install(self) -> None:
        """Find Java, and fetch the jars once."""
        self._java = _find_java()
        self._classes = f"{_jars(self.user)}/*"

    def command(self) -> list[str]:
        """Formats its storage at the first start."""
        logs = self.folder("data")
        configuration = self.write("server.properties", self._settings(logs))
        if not (logs / "meta.properties").exists():
            options = ["--standalone", "--cluster-id", _CLUSTER, "--config", str(configuration)]
            if self._certificate:
                options += ["--add-scram", f"SCRAM-SHA-512=[name=tallybook,password={self.password}]"]
            run_step([*self._program("kafka.tools.StorageTool"), "format", *options], user=self.user)
        return [*self._program("kafka.Kafka"), str(configuration)]

    def _program(self, name: str) -> list[str]:
        return [self._java, *_JVM, "-cp", self._classes, name]

    def _settings(self, logs: Path) -> str:
        # Beside the broker's port, below those that systems hand out to outgoing connections.
        controller = self.port + 1
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{controller}",
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self._advertise or self.port}",
            "log.dirs": str(logs),
            "num.partitions": "3",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "1",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
        }
        if self._certificate:
            settings |= self._secured(self._certificate, controller)
        return "".join(f"{name}={value}\n" for name, value in settings.items())

    def _secured(self, certificate: Path, controller: int) -> dict[str, str]:
        key, own, authority = ((certificate / f"{name}.pem").read_text() for name in ("key", "cert", "authority"))
        module = "org.apache.kafka.common.security"
        known = f'username="tallybook" password="{self.password}" user_tallybook="{self.password}"'
        return {
            "listeners": f"SASL_SSL://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"SASL_SSL://localhost:{self.port}",
            "listener.security.protocol.map": "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "SASL_SSL",
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
            "listener.name.sasl_ssl.plain.sasl.jaas.config": f"{module}.plain.PlainLoginModule required {known};",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": f"{module}.scram.ScramLoginModule required;",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self.write("keystore.pem", key + own)),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.write("truststore.pem", authority)),
        }


def _find_java() -> str:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        raise Failure(f"Kafka needs Java {_OLDEST_JAVA} or newer (Debian: apt-get install openjdk-17-jre-headless)")
    # With one dash it would say so on stderr.
    said = run_step([java, "--version"])
    found = re.search(r"^\S+ (\d+)", said)
    if found is None or int(found[1]) < _OLDEST_JAVA:
        raise Failure(f"Kafka needs Java {_OLDEST_JAVA} or newer; {java} is {said.splitlines()[0]}")
    return java


def _jars(user: pwd.struct_passwd | None) -> Path:
    version = re.search(r"<artifactId>kafka_2.13</artifactId>\s*<version>([\d.]+)", (_PINS / "pom.xml").read_text())
    assert version, "dev/kafka/pom.xml pins no version"
    home = server_home(user) / "jars"
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    target = home / f"kafka-{version[1]}"
    lock = Lock(home / "kafka.lock")
    lock.wait()
    try:
        if not target.exists():
            say(f"fetching Kafka {version[1]} (once) …")
            _fetch(target)
    finally:
        lock.release()
    return target


def _fetch(target: Path) -> None:
    if shutil.which("mvn") is None:
        raise Failure("Kafka's jars are fetched by Maven (Debian: apt-get install maven)")
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
    options = ["--batch-mode", "--quiet", "--strict-checksums", "--file", str(_PINS / "pom.xml")]
    run_step(["mvn", *options, goal, f"-DoutputDirectory={fresh}", "-DincludeScope=runtime"])
    wanted = {
        name: digest for digest, name in (line.split() for line in (_PINS / "sha256.txt").read_text().splitlines())
    }
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in fresh.glob("*.jar")}
    if found != wanted:
        wrong = sorted(name for name, _ in found.items() ^ wanted.items())
        raise Failure(f"not the jars that dev/kafka/sha256.txt lists: {', '.join(dict.fromkeys(wrong))}")
    fresh.chmod(0o755)
    fresh.rename(target)
