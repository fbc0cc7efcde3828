"""The fenced blocks of a Markdown page, in order, and which of them belong together.

A block is run by its language: `sh` by bash, `sql` by psql, `http` as a request in the recipes' form, which a block
`json expect STATUS` follows. A block `text` or `json` right behind one of `sh` or `sql` is what it must print; any other `json`
is read, and must be JSON. Anything else needs the line `<!-- not run: WHY -->` above its fence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from processes import Failure

_FENCE = re.compile(r"^( *)(`{3,})(.*)$")
_REASON = re.compile(r"^ *<!-- not run: (.+) -->$")
_RUN = ("sh", "sql", "http")


@dataclass(frozen=True)
class Block:
    """One fenced block; `printed` says that it follows its predecessor with nothing between them."""

    line: int
    language: str
    info: str
    text: str
    why_not_run: str | None
    follows: bool


@dataclass(frozen=True)
class Step:
    """Something to do, and the block that says what must come of it."""

    block: Block
    expected: Block | None = None


def blocks(file: Path) -> list[Block]:
    """All blocks of the page."""
    found: list[Block] = []
    lines = file.read_text().splitlines()
    at, since = 0, 0
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        if not opening:
            at += 1
            continue
        indent, ticks, info = opening[1], opening[2], opening[3].strip()
        end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == ticks), None)
        if end is None:
            raise Failure(f"{file}:{at + 1}: the block has no end")
        reason = _REASON.match(lines[at - 1]) if at else None
        between = "".join(lines[since:at]).strip()
        text = "\n".join(line.removeprefix(indent) for line in lines[at + 1 : end])
        language = info.split(" ")[0]
        found.append(Block(at + 1, language, info, text, reason[1] if reason else None, bool(found) and not between))
        at = since = end + 1
    return found


def steps(file: Path) -> list[Step]:
    """What there is to do on the page, and what not; a block that is neither is a failure."""
    todo: list[Step] = []
    for block in blocks(file):
        before = todo[-1] if todo else None
        if block.why_not_run or block.language in _RUN:
            todo.append(Step(block))
        elif before and block.follows and before.expected is None and _is_answer(before.block, block):
            todo[-1] = Step(before.block, block)
        elif block.info == "json":
            todo.append(Step(block))
        else:
            raise Failure(
                f"{file}:{block.line}: nobody knows how to run `{block.info}`; say `<!-- not run: WHY -->` above it"
            )
    for step in todo:
        if step.block.language == "http" and not step.block.why_not_run and step.expected is None:
            raise Failure(f"{file}:{step.block.line}: a request needs a block `json expect STATUS` behind it")
    return todo


def _is_answer(asked: Block, answer: Block) -> bool:
    if asked.why_not_run:
        return False
    return answer.info.startswith("json expect ") if asked.language == "http" else answer.info in ("text", "json")
