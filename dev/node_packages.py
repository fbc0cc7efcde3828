"""npm packages of a folder of dev/, installed as its package-lock.json pins them."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from places import CHECKOUT
from processes import Failure, run_step, say


def install(folder: Path, what: str) -> None:
    """`npm ci`, when the lock file is not the one that was installed last. Packages run no scripts of theirs."""
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    installed = folder / "node_modules" / ".installed"
    if installed.exists() and installed.read_text() == wanted:
        return
    if shutil.which("npm") is None:
        raise Failure(f"npm is missing; {what} needs Node 20.19 or newer")
    say(f"installing {what} into {folder.relative_to(CHECKOUT)}/node_modules (once) …")
    run_step(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], directory=folder)
    installed.write_text(wanted)
