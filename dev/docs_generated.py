"""What nobody writes: the reference of operations, the catalogue of problems, lists of event types and decisions, tabs of examples."""

from __future__ import annotations

import json
from typing import Any

import docs_decisions
import docs_event_types
import docs_examples
import docs_problems
import docs_reference
from places import CHECKOUT

tabs = docs_examples.tabs
listed_examples = docs_examples.listed
reference_pages = docs_reference.names


def pages() -> dict[str, str]:
    """Whole pages, Markdown by name."""
    return docs_reference.pages(_problems())


def made(what: str) -> str:
    """What a page has in the place of `<!-- made: WHAT -->`."""
    makers = {
        "promises": _promises,
        "problems": lambda: docs_problems.entries(_problems()),
        "operations": docs_reference.index,
        "event_types": docs_event_types.table,
        "decisions": docs_decisions.titles,
    }
    return makers[what]()


def _promises() -> str:
    """The list at the top of README.md, whose links lead into docs/."""
    lines = (CHECKOUT / "README.md").read_text().splitlines()
    return "\n".join(line.replace("](docs/", "](") for line in lines if line.startswith("- **")) + "\n"


def _problems() -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = json.loads((CHECKOUT / "docs" / "problems.json").read_text())["problems"]
    return problems
