"""Tests the SDKs: compiled or type-checked strictly, unit tests, the scenario and the README's example on a live service."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from processes import run_step, say
from sdk_language import Language

_STAGES = ("install", "check", "unit", "scenario", "readme", "example")
_QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "NO_COLOR": "1"}


@dataclass(frozen=True)
class Outcome:
    """How a stage ended, or why it was not run."""

    language: str
    stage: str
    result: str
    seconds: float = 0.0

    def __str__(self) -> str:
        took = f"{self.seconds:7.1f} s" if self.result in ("passed", "FAILED") else ""
        return f"  {self.language:<12}{self.stage:<10}{self.result:<8}{took}".rstrip()


def run(languages: list[Language], environment: Mapping[str, str]) -> int:
    """0 where nothing failed; a language that lacks its tools is skipped, by name."""
    outcomes = [outcome for language in languages for outcome in _test(language, environment)]
    print("\n".join(["", "SDKs:", *map(str, outcomes)]), flush=True)
    failed = sorted({outcome.language for outcome in outcomes if outcome.result == "FAILED"})
    skipped = [outcome.language for outcome in outcomes if outcome.result.startswith("skipped")]
    passed = [language.name for language in languages if language.name not in (*failed, *skipped)]
    for what, names in (("passed", passed), ("failed", failed), ("skipped", skipped)):
        print(f"{what}: {', '.join(names) or 'none'}", flush=True)
    return 1 if failed else 0


def install(language: Language) -> None:
    """What its commands need, where it is not there."""
    for command in language.commands("install"):
        run_step(command, directory=language.folder, environment={**os.environ, **_QUIET})


def fresh_run() -> dict[str, str]:
    """A name for one run, which no other has."""
    return {"TALLYBOOK_RUN": secrets.token_hex(4)}


def _test(language: Language, environment: Mapping[str, str]) -> Iterator[Outcome]:
    """The stages in order, up to the first that fails."""
    lacking = language.lacks()
    if lacking:
        yield Outcome(language.name, "all", f"skipped: {language.name} (no {', '.join(lacking)})")
        return
    for stage in _STAGES:
        begin = time.monotonic()
        say(f"{language.name}: {stage} …")
        passed = _pass(language, stage, environment)
        yield Outcome(language.name, stage, "passed" if passed else "FAILED", time.monotonic() - begin)
        if not passed:
            return


def _pass(language: Language, stage: str, environment: Mapping[str, str]) -> bool:
    match stage:
        case "readme":
            return _readme_shows_example(language)
        case "example":
            return _example_tells_balance(language, environment)
        case _:
            return _run_stage(language, stage, environment)


def _run_stage(language: Language, stage: str, environment: Mapping[str, str]) -> bool:
    """Whether all commands of the stage ended well; no commands would prove nothing."""
    commands = language.commands(stage)
    for command in commands:
        if _run_command(language, command, environment) is None:
            return False
    return bool(commands) or stage == "install"


def _run_command(language: Language, command: list[str], environment: Mapping[str, str]) -> str | None:
    """What it printed; None where it did not end well."""
    given = {**os.environ, **_QUIET, **environment, **fresh_run()}
    printed = ""
    try:
        with subprocess.Popen(command, cwd=language.folder, env=given, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(f"{language.name}: {line}", end="", flush=True)
                printed += line
    except OSError as error:
        say(f"{language.name}: can't run {command[0]}: {error.strerror}")
        return None
    if process.returncode != 0:
        say(f"{language.name}: `{' '.join(command)}` ended with exit code {process.returncode}")
        return None
    return printed


def _example_tells_balance(language: Language, environment: Mapping[str, str]) -> bool:
    printed = [_run_command(language, command, environment) for command in language.commands("example")]
    return bool(printed) and all(text is not None and re.search(r"\b\d+\.\d\d\b", text) for text in printed)


def _readme_shows_example(language: Language) -> bool:
    """Whether the README has the example that is run, line by line."""
    (example,) = (language.folder / "examples").glob("**/first_transfer.*")
    return f"\n{example.read_text().strip()}\n```" in (language.folder / "README.md").read_text()
