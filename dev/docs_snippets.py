#!/usr/bin/env python3
"""Runs every block of README.md, ARCHITECTURE.md and docs/**/*.md from top to bottom, each page against a service of its own.

The recipes are left to the Rust test `recipes`. What is not run is listed at the end with the reason that the page gives. Give names
of pages to run only those: `python3 dev/services.py with --private -- python3 dev/docs_snippets.py docs/time.md`.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import docs_compare
import docs_service
from docs_blocks import Step, steps
from docs_compare import Difference
from docs_service import Service
from places import CHECKOUT
from processes import Failure, free_port, say

_SHOWN_URL = "http://127.0.0.1:8080"
_BLOCK_SECONDS = 60
_EVENTUALLY_SECONDS = 30
_HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class _Shell:
    """One bash for a page: what a block sets, later ones see. The first command that fails ends it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            ["bash", "-e", "-o", "pipefail"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )

    def run(self, script: str) -> str:
        """What the block printed, on both ways."""
        block, output = self._folder / ".block.sh", self._folder / ".output"
        block.write_text(script + "\n")
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f". ./{block.name} >{output.name} 2>&1 </dev/null\necho done\n")
            self._process.stdin.flush()
        answered, _, _ = select.select([self._process.stdout], [], [], _BLOCK_SECONDS)
        if not answered:
            raise Difference(f"it did not end within {_BLOCK_SECONDS} seconds")
        said = output.read_text() if output.exists() else ""
        if self._process.stdout.readline() != "done\n":
            raise Difference(f"it failed with exit code {self._process.wait()}:\n{said}")
        return said

    def close(self) -> None:
        """End it with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class _Page:
    """A page on its way from top to bottom."""

    def __init__(self, service: Service, folder: Path) -> None:
        self._service = service
        self._names: dict[str, Any] = {}
        tools = folder / "bin"
        tools.mkdir()
        (tools / "tallybook").symlink_to(docs_service.binary())
        (tools / "psql").symlink_to(Path(docs_service.psql())) if "/" in docs_service.psql() else None
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
        environment |= service.variables() | {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "RECEIVER_PORT": str(free_port()),
        }
        self._shell = _Shell(folder, environment)

    def take(self, step: Step) -> None:
        """Do it, and compare."""
        match step.block.language:
            case "sh":
                self._compare(step, self._shell.run(step.block.text))
            case "sql":
                self._compare(step, _run_sql(self._service.scratch_url, step.block.text))
            case "http":
                self._ask(step)
            case "json":
                docs_compare.parse(step.block.text)

    def close(self) -> None:
        self._shell.close()

    def _compare(self, step: Step, came: str) -> None:
        came = came.replace(self._service.url, _SHOWN_URL).replace(self._service.key, "tb_…")
        if step.expected is None:
            return
        if step.expected.language == "json":
            docs_compare.same_json(step.expected.text, came, self._names)
        else:
            docs_compare.same_text(step.expected.text, came)

    def _ask(self, step: Step) -> None:
        assert step.expected
        words = step.expected.info.split(" ")
        deadline = time.monotonic() + (_EVENTUALLY_SECONDS if "eventually" in words else 0)
        request = docs_compare.filled_in(step.block.text, self._names)
        while True:
            status, body = self._send(request)
            names = dict(self._names)
            try:
                if status != int(words[2]):
                    raise Difference(f"expected {words[2]}, came {status}: {body}")
                docs_compare.same_json(step.expected.text, body, names)
            except Difference:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(0.05)
                continue
            self._names = names
            return

    def _send(self, text: str) -> tuple[int, str]:
        head, _, body = text.partition("\n\n")
        first, *headers = head.splitlines()
        method, path = first.split(" ")
        fields = dict(line.split(": ", 1) for line in headers)
        fields |= {"Authorization": f"Bearer {self._service.key}", "Content-Type": "application/json"}
        data = body.encode() if body else None
        request = urllib.request.Request(self._service.url + path, data=data, headers=fields, method=method)
        try:
            with _HTTP.open(request, timeout=_BLOCK_SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def _run_sql(url: str, script: str) -> str:
    command = [docs_service.psql(), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", url]
    result = subprocess.run(command, input=script, capture_output=True, text=True, check=False, timeout=_BLOCK_SECONDS)
    if result.returncode:
        raise Difference(result.stderr)
    return result.stdout


def _pages(arguments: list[str]) -> list[Path]:
    if arguments:
        return [Path(argument).resolve() for argument in arguments]
    pages = [CHECKOUT / "README.md", CHECKOUT / "ARCHITECTURE.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
    return [page for page in pages if "recipes" not in page.parts]


def _follow(page: Path, todo: list[Step]) -> tuple[int, str | None]:
    """How many blocks of the page do what it says, and the first that does not, where it is left."""
    shown = page.relative_to(CHECKOUT)
    with tempfile.TemporaryDirectory(prefix="tallybook-docs-") as name:
        folder = Path(name)
        with docs_service.fresh(re.sub(r"\W", "_", str(shown.with_suffix(""))).lower(), folder) as service:
            runner = _Page(service, folder)
            try:
                for done, step in enumerate(todo):
                    try:
                        runner.take(step)
                    except Difference as difference:
                        return done, f"{shown}:{step.block.line}: {difference}"
                return len(todo), None
            finally:
                runner.close()


def main() -> int:
    """0 where every page does what it says."""
    wrong: list[str] = []
    passed, not_run = 0, []
    try:
        for page in _pages(sys.argv[1:]):
            todo = steps(page)
            live = [step for step in todo if not step.block.why_not_run]
            not_run += [
                f"{page.relative_to(CHECKOUT)}:{s.block.line}: {s.block.why_not_run}"
                for s in todo
                if s.block.why_not_run
            ]
            if live:
                done, difference = _follow(page, live)
                passed += done
                wrong += [difference] if difference else []
                say(f"{page.relative_to(CHECKOUT)}: {done} of {len(live)} blocks do what they say")
    except Failure as failure:
        say(str(failure))
        return 1
    for line in not_run:
        say(f"not run: {line}")
    for difference in wrong:
        print(f"\n{difference}", file=sys.stderr)

    print(f"{passed} passed, {len(wrong)} failed, {len(not_run)} skipped")
    return 1 if wrong or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
