"""What `sdks/LANG/sdk.json` says of a language's SDK.

- `needs`: programs that must be there; a machine that lacks one skips the language, by name.
- `generated`: what openapi-generator makes and where in `sdks/LANG` it goes; a folder, a file, or files by a pattern.
- `derived`: what its `format` commands make of that: files and folders, as much generated as the rest.
- `install`, `format`, `check`, `unit`, `scenario`, `example`: commands, run in `sdks/LANG`.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from places import CHECKOUT
from processes import Failure

SDKS = CHECKOUT / "sdks"


@dataclass(frozen=True)
class Language:
    """One SDK."""

    name: str
    settings: dict[str, Any]

    @property
    def folder(self) -> Path:
        """Where it lies, and its commands run."""
        return SDKS / self.name

    @property
    def generated(self) -> dict[str, str]:
        """Paths of the generator's output, and where in the folder they go."""
        return dict(self.settings["generated"])

    @property
    def derived(self) -> list[str]:
        """Paths in the folder."""
        return list(self.settings.get("derived", []))

    def commands(self, stage: str) -> list[list[str]]:
        """The commands of a stage, in order."""
        return list(self.settings.get(stage, []))

    def lacks(self, *more: str) -> list[str]:
        """The programs that it needs, and `more`, of which this machine has none."""
        return [program for program in (*self.settings["needs"], *more) if shutil.which(program) is None]


def languages(wanted: list[str]) -> list[Language]:
    """Those that are wanted, or all."""
    there = {path.parent.name: path for path in sorted(SDKS.glob("*/sdk.json"))}
    unknown = [name for name in wanted if name not in there]
    if unknown:
        raise Failure(f"there is no SDK for {', '.join(unknown)}; there are {', '.join(there) or 'none'}")
    return [Language(name, json.loads(there[name].read_text())) for name in wanted or there]
