"""`llms.txt`, the site's contents for language models, `llms-full.txt`, all of it in one file, and each page's Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import docs_pages

_SUMMARY = """# Tallybook

> A double-entry ledger service over Postgres: transfers by HTTP in one order a ledger, exactly once, balances at any instant of
> both time axes, events that reach everybody. Money is always a decimal string; every POST that moves money needs an Idempotency-Key.

Every page is Markdown at its address with `.md` for `.html`. All of them in one file: [llms-full.txt](llms-full.txt).
The API for machines: [OpenAPI 3.1](openapi/tallybook.json), [problem codes](problems.json).
"""


def write(pages: dict[str, str], site: Path) -> None:
    """Both files, and the pages beside their HTML."""
    pages = {name: docs_pages.as_markdown(text) for name, text in pages.items()}
    for name, text in pages.items():
        (site / f"{name}.md").write_text(text)
    lines = [_SUMMARY]
    for caption, listed in docs_pages.NAVIGATION.items():
        lines += [f"## {caption}\n", *(_line(name, pages[name]) for name in listed if name in pages), ""]
    (site / "llms.txt").write_text("\n".join(lines))
    whole = [f"<!-- {name}.md -->\n\n{pages[name]}" for name in docs_pages.in_order(pages)]
    (site / "llms-full.txt").write_text("\n\n".join(whole))


def _line(name: str, text: str) -> str:
    title, _, rest = text.removeprefix("# ").partition("\n")
    return f"- [{title.strip()}]({name}.md): {_first_sentence(rest)}"


def _first_sentence(text: str) -> str:
    paragraphs = [part for part in text.split("\n\n") if re.match(r"[A-Z\[*]|`[^`]", part.strip())]
    plain = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", " ".join(paragraphs[0].split())) if paragraphs else ""
    return re.split(r"(?<=[.:?])\s", plain, maxsplit=1)[0]
