"""Tests the SDKs: as generated, checked strictly, unit tests, then the scenario and the README's example on a live service."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sdk_generator
from processes import Failure, run_step, say
from sdk_language import Language

_QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "NO_COLOR": "1"}
_COMMAND_SECONDS = 900
_STAGES = ("install", "drift", "check", "unit", "scenario", "readme", "example")


@dataclass(frozen=True)
class _Outcome:
    """How a stage ended; where it was not run, why."""

    language: str
    stage: str
    result: str
    seconds: float | None = None

    def __str__(self) -> str:
        took = "" if self.seconds is None else f"{self.seconds:8.1f} s"
        return f"  {self.language:<12}{self.stage:<10}{self.result:<8}{took}".rstrip()


def run(languages: list[Language], environment: Mapping[str, str]) -> int:
    """0 where nothing failed; what lacks its tools is skipped, by name."""
    outcomes = [outcome for language in languages for outcome in _test(language, environment)]
    print("\n".join(["", "SDKs:", *map(str, outcomes)]), flush=True)
    failed = {outcome.language for outcome in outcomes if outcome.result == "failed"}
    skipped = {outcome.language for outcome in outcomes if outcome.stage == "all"}
    passed = {language.name for language in languages} - failed - skipped
    for result, names in (("passed", passed), ("failed", failed), ("skipped", skipped)):
        print(f"{result}: {', '.join(sorted(names)) or 'none'}", flush=True)
    return 1 if failed else 0


def install(language: Language) -> None:
    """What its commands need, where it is not there."""
    for command in language.commands("install"):
        run_step(command, directory=language.folder, environment={**os.environ, **_QUIET})


def fresh_run() -> dict[str, str]:
    """A name for one run, which no other has."""
    return {"TALLYBOOK_RUN": secrets.token_hex(4)}


def _test(language: Language, environment: Mapping[str, str]) -> Iterator[_Outcome]:
    """The stages in order, up to the first that fails."""
    lacking = language.lacks()
    if lacking:
        yield _Outcome(language.name, "all", f"skipped, no {', '.join(lacking)}")
        return
    for stage in _STAGES:
        lacking = language.lacks("java") if stage == "drift" else []
        if lacking:
            yield _Outcome(language.name, stage, f"skipped, no {', '.join(lacking)}")
            continue
        say(f"{language.name}: {stage} …")
        begin = time.monotonic()
        try:
            _run_stage(language, stage, environment)
            result = "passed"
        except Failure as failure:
            say(f"{language.name}: {stage}: {failure}")
            result = "failed"
        yield _Outcome(language.name, stage, result, time.monotonic() - begin)
        if result == "failed":
            return


def _run_stage(language: Language, stage: str, environment: Mapping[str, str]) -> None:
    """A Failure where it does not pass."""
    if stage == "install":
        install(language)
    elif stage == "drift":
        changed = sdk_generator.drift(language)
        if changed:
            raise Failure(f"`make sdks` would change {', '.join(changed)}")
    elif stage == "readme":
        _expect_example_in_readme(language)
    else:
        printed = [_run_command(language, command, environment) for command in language.commands(stage)]
        if not printed:
            raise Failure("sdk.json has no command for it, which proves nothing")
        if stage == "example" and not re.search(r"\b\d+\.\d\d\b", printed[-1]):
            raise Failure("it prints no balance")


def _run_command(language: Language, command: list[str], environment: Mapping[str, str]) -> str:
    """What it printed, which is shown as it comes; what it leaves behind, or what takes too long, is killed."""
    given = {**os.environ, **_QUIET, **environment, **fresh_run()}
    try:
        process = subprocess.Popen(
            command, cwd=language.folder, env=given, stdout=subprocess.PIPE, text=True, process_group=0
        )
    except OSError as error:
        raise Failure(f"can't run {command[0]}: {error.strerror}") from error
    patience = threading.Timer(_COMMAND_SECONDS, _kill_group, [process.pid])
    patience.start()
    try:
        printed = _show(language, process)
        code = process.wait()
    finally:
        in_time = patience.is_alive()
        patience.cancel()
        _kill_group(process.pid)
        process.wait()
    if code != 0:
        how = f"ended with exit code {code}" if in_time else f"did not end within {_COMMAND_SECONDS} s"
        raise Failure(f"`{' '.join(command)}` {how}")
    return printed


def _show(language: Language, process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        print(f"{language.name}: {line}", end="", flush=True)
        lines.append(line)
    return "".join(lines)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _expect_example_in_readme(language: Language) -> None:
    """The README shows the example that is run, line by line."""
    examples = list((language.folder / "examples").glob("**/first_transfer.*"))
    if len(examples) != 1:
        raise Failure(f"examples/ has {len(examples)} files that are called first_transfer")
    fenced = f"\n{examples[0].read_text().strip()}\n```"
    if fenced not in (language.folder / "README.md").read_text():
        raise Failure(f"README.md does not show {examples[0].name} as it is")
