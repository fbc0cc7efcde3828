"""Where things lie: the checkout, what we keep below `.tallybook/`, and locks.

Servers that we start as root run as somebody else (`processes.server_user`), and that user may be unable to enter
the checkout, say below `/root`. Then what servers need lies below `/var/tmp`, with a link to it in `.tallybook/`;
we never widen the access to directories that aren't ours.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import stat
import tempfile
import time
from pathlib import Path
from typing import TextIO

from processes import Failure, can, say

CHECKOUT = Path(__file__).resolve().parent.parent
STATE = CHECKOUT / ".tallybook"
DEV_ENV = STATE / "dev.env"

_LINK = STATE / "servers"
_STORED = ("postgres", "redis.log", "dev-key", "dev.env", "docker-passwords.json")
_SETTLE_SECONDS = 60


def state() -> Path:
    """`.tallybook/`, made where absent: others may pass through it, but not list it."""
    STATE.mkdir(exist_ok=True)
    STATE.chmod(0o711)
    return STATE


def server_home(user: pwd.struct_passwd | None) -> Path:
    """The folder for what servers read and write: `.tallybook/`, or a private one where the server user can't get there."""
    if can(user, "-x", state()):
        return STATE
    home = _outside_home()
    if not _LINK.is_symlink() or Path(os.readlink(_LINK)) != home:
        _LINK.unlink(missing_ok=True)
        _LINK.symlink_to(home)
        say(
            f"user `{user.pw_name if user else '?'}` can't enter {CHECKOUT}; servers' files lie in {home} (linked from .tallybook/servers)"
        )
    return home


def _outside_home() -> Path:
    """A folder below `/var/tmp` whose name follows from the checkout's; refused unless it is really ours."""
    home = Path("/var/tmp") / f"tallybook-{hashlib.sha256(bytes(CHECKOUT)).hexdigest()[:10]}"
    home.mkdir(mode=0o711, exist_ok=True)
    found = home.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Failure(f"{home} exists and belongs to somebody else; remove it")
    home.chmod(0o711)
    return home


def erase_data() -> None:
    """Remove what `make run` stored. Wheels are merely a cache, and folders of tests belong to tests that may be running."""
    for home in (STATE, _LINK):
        for name in _STORED:
            entry = home / name
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink(missing_ok=True)


def open_the_way(folder: Path) -> None:
    """Let others pass through `folder`, not list it; and through those above it that a test made in a place for such things."""
    places = {Path(tempfile.gettempdir()).resolve(), STATE, _LINK.resolve()}
    way = [folder.resolve()]
    while way[-1].parent not in places and any(place in way[-1].parents for place in places):
        way.append(way[-1].parent)
    for ours in way:
        found = ours.stat()
        if found.st_uid == os.geteuid():
            ours.chmod(stat.S_IMODE(found.st_mode) | 0o711)


def write_secret(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


def kept_password(path: Path) -> str:
    """The password in a file that only we can read, made up at the first call."""
    if not path.exists():
        write_secret(path, secrets.token_hex(16))
    return path.read_text()


class Lock:
    """A lock that the system drops when its holder dies, so that it is never stale; the file names the holder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def _open(self) -> TextIO:
        return open(self._path, "a+", opener=lambda path, flags: os.open(path, flags, 0o600))

    def take(self) -> bool:
        """Whether it is ours now."""
        file = self._open()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file
        return True

    def wait(self) -> None:
        """Take it, however long another holder keeps it."""
        self._file = self._open()
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def holder(self) -> str:
        """The holder's process id, for messages."""
        try:
            return self._path.read_text().strip() or "unknown"
        except OSError:
            return "unknown"

    def release(self) -> None:
        """Let others have it."""
        if self._file is not None:
            self._file.close()
            self._file = None


class PrivateFolder:
    """A folder for one run of tests, removed afterwards; a run that was killed leaves it to the next one to remove."""

    def __init__(self, user: pwd.struct_passwd | None) -> None:
        home = server_home(user)
        _remove_abandoned(home)
        self.path = Path(tempfile.mkdtemp(prefix="test-", dir=home))
        self.path.chmod(0o711)
        self._lock = Lock(self.path / "lock")
        self._lock.take()

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


def _remove_abandoned(home: Path) -> None:
    for folder in home.glob("test-*"):
        if time.time() - folder.stat().st_mtime < _SETTLE_SECONDS:
            continue  # its owner may be about to lock it
        lock = Lock(folder / "lock")
        if lock.take():
            say(f"removing {folder}, left behind by a test run that was killed")
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()
