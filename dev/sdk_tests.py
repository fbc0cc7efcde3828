"""Tests the SDKs: compiled or type-checked strictly, unit tests, the scenario and the README's example on a live service."""

from __future__ import annotations

import os
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
        passed = _readme_shows_example(language) if stage == "readme" else _run_stage(language, stage, environment)
        yield Outcome(language.name, stage, "passed" if passed else "FAILED", time.monotonic() - begin)
        if not passed:
            return


def _run_stage(language: Language, stage: str, environment: Mapping[str, str]) -> bool:
    """Whether all commands of the stage ended well; no commands would prove nothing."""
    commands = language.commands(stage)
    for command in commands:
        given = {**os.environ, **_QUIET, **environment, **fresh_run()}
        try:
            code = subprocess.run(command, cwd=language.folder, env=given, check=False).returncode
        except OSError as error:
            say(f"{language.name}: can't run {command[0]}: {error.strerror}")
            return False
        if code != 0:
            say(f"{language.name}: `{' '.join(command)}` ended with exit code {code}")
            return False
    return bool(commands) or stage == "install"


def _readme_shows_example(language: Language) -> bool:
    """Whether the README has the example that is run, line by line."""
    (example,) = (language.folder / "examples").glob("**/first_transfer.*")
    return f"\n{example.read_text().strip()}\n```" in (language.folder / "README.md").read_text()
