"""The list of docs/decisions."""

from __future__ import annotations

from places import CHECKOUT


def titles() -> str:
    """Each decision by its title."""
    lines = []
    for file in sorted((CHECKOUT / "docs" / "decisions").glob("[0-9]*.md")):
        title = file.read_text().splitlines()[0].removeprefix("# ")
        lines.append(f"- [{title}]({file.name})")
    return "\n".join(lines) + "\n"
