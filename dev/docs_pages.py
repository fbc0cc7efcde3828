"""What the site is made of: the pages in docs/, others of the repository, generated ones, and their order.

Pages are written so that they read well as plain Markdown. What only a site can show (pictures that follow its theme,
tabs, an answer's status as a caption) is made of them here.
"""

from __future__ import annotations

import http
import os
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import docs_generated
from places import CHECKOUT
from processes import Failure

Pages = dict[str, str]
"""Markdown by path below the site's root, without `.md`."""

_DOCS = CHECKOUT / "docs"
_SDKS = CHECKOUT / "sdks"
_OTHERS = {
    "architecture": CHECKOUT / "ARCHITECTURE.md",
    "changelog": CHECKOUT / "CHANGELOG.md",
    "sdks/index": _SDKS / "README.md",
    **{f"sdks/{file.parent.name}": file for file in sorted(_SDKS.glob("*/README.md"))},
}

_DECISIONS = sorted(f"decisions/{file.stem}" for file in (_DOCS / "decisions").glob("[0-9]*.md"))
NAVIGATION = {
    "Start": ["quickstart", "concepts", "time", "faq"],
    "Build": ["sdks/index", "cli", "api", "reference/index", "problems", "recipes/index", "events"],
    "Choose": ["comparison", "migration/index", "benchmarks"],
    "Run": ["operations", "console", "security", "data-model", "architecture", "changelog", "decisions/index"],
}
"""Captions and pages of the menu, in order; a page that is not there is left out."""
_BELOW = {
    "sdks/index": [name for name in _OTHERS if name.startswith("sdks/") and name != "sdks/index"],
    "reference/index": [*docs_generated.reference_pages(), "reference/event-types"],
    "recipes/index": [
        f"recipes/{file.stem}" for file in sorted((_DOCS / "recipes").glob("*.md")) if file.stem != "README"
    ],
    "migration/index": [f"migration/{name}" for name in ("formance", "blnk", "tigerbeetle", "modern-treasury")],
    "decisions/index": _DECISIONS,
}

_LINK = re.compile(r"(?<!\\)\]\(([^()\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"^!\[([^\]]*)\]\(([^)]*pictures/[^)]+\.svg)\)$", re.MULTILINE)
_ANSWER = re.compile(r"^````.*?^````$|^```json expect (\d+)( eventually)?$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"^<!-- .*? -->\n", re.MULTILINE | re.DOTALL)
_MADE = re.compile(r"^<!-- made: (\w+) -->$.*?^<!-- /made -->$", re.MULTILINE | re.DOTALL)
_TABS = re.compile(r"^<!-- tabs: (\w+) -->$", re.MULTILINE)


def collect() -> Pages:
    """All pages, as Markdown whose links lead from page to page."""
    sources = {_name(file): file for file in _DOCS.rglob("*.md")} | _OTHERS
    _with_links("README", CHECKOUT / "README.md", sources)  # no page of the site, but it may lead nowhere as well
    pages = {name: _with_links(name, file, sources) for name, file in sources.items()}
    pages = {name: _MADE.sub(lambda match: docs_generated.made(match[1]), text) for name, text in pages.items()}
    pages |= docs_generated.pages()
    return {name: pages[name] for name in sorted(pages)}


def in_order(pages: Pages) -> list[str]:
    """The pages' names as the menu has them, from the first to the last."""
    names = ["index"]
    for listed in NAVIGATION.values():
        for name in listed:
            names += [name, *_BELOW.get(name, [])]
    lost = pages.keys() - set(names)
    if lost:
        raise Failure(f"pages that no menu leads to: {', '.join(sorted(lost))} (dev/docs_pages.py)")
    return [name for name in names if name in pages]


def write(pages: Pages, folder: Path) -> None:
    """Write what Sphinx reads."""
    in_order(pages)
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in pages.items():
        file = folder / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_for_sphinx(name, text) + _menu(name, pages))
    shutil.copytree(_DOCS / "benchmarks", folder / "benchmarks")
    # Drawings become part of their page.
    shutil.copytree(_DOCS / "pictures", folder / "pictures", ignore=shutil.ignore_patterns("*.svg"))


def _name(file: Path) -> str:
    path = file.relative_to(_DOCS).with_suffix("")
    return str(path.with_name("index") if path.name == "README" else path)


def _with_links(name: str, file: Path, sources: dict[str, Path]) -> str:
    """Its text; links to other pages lead there, links to anything else in the repository to where that is kept."""
    names = {source.resolve(): page for page, source in sources.items()}

    def lead(match: re.Match[str]) -> str:
        target, hash_, anchor = match[1].partition("#")
        if not target or re.match(r"[a-z]+:", target) or target.endswith((".svg", ".webp")):
            return match[0]
        path = Path(os.path.normpath(file.parent / target))
        if path in names:
            return f"]({_relative(name, names[path])}.md{hash_}{anchor})"
        if not path.exists():
            raise Failure(f"{file.relative_to(CHECKOUT)} leads to {target}, which is not there")
        return f"]({_repository()}/{'tree' if path.is_dir() else 'blob'}/main/{path.relative_to(CHECKOUT)})"

    return _outside_code(file.read_text(), lambda text: _LINK.sub(lead, text))


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, at = [], 0
    for code in _CODE.finditer(text):
        parts += [change(text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, change(text[at:])])


def _relative(page: str, target: str) -> str:
    return os.path.relpath(PurePosixPath(target), PurePosixPath(page).parent)


def _repository() -> str:
    return str(tomllib.loads((CHECKOUT / "Cargo.toml").read_text())["workspace"]["package"]["repository"])


def as_markdown(text: str) -> str:
    """The page for readers of plain Markdown, who see examples one after the other and no comments."""
    return _COMMENT.sub("", _TABS.sub(lambda match: docs_generated.listed_examples(match[1]), text))


def _for_sphinx(name: str, text: str) -> str:
    text = _TABS.sub(lambda match: docs_generated.tabs(match[1]), text)
    text = _ANSWER.sub(_captioned, text)
    text = _PICTURE.sub(lambda match: _picture(_DOCS / name, match[1], match[2]), text)
    return _COMMENT.sub("", text)


def _captioned(answer: re.Match[str]) -> str:
    """An answer with its status above it; what stands in a longer fence is about such blocks and stays."""
    if not answer[1]:
        return answer[0]
    return f"```{{code-block}} json\n:caption: {answer[1]} {http.HTTPStatus(int(answer[1])).phrase}\n"


def _picture(page: Path, description: str, target: str) -> str:
    """The drawing itself, so that it takes the colours of the site's theme; empty lines would end it in Markdown."""
    drawing = (page.parent / target).read_text()
    drawing = "\n".join(line for line in drawing.splitlines() if line.strip())
    return f'<figure class="picture" role="img" aria-label="{description}">\n{drawing}\n</figure>\n'


def _menu(name: str, pages: Pages) -> str:
    if name == "index":
        return "".join(_toctree(name, listed, pages, caption) for caption, listed in NAVIGATION.items())
    return _toctree(name, _BELOW[name], pages) if name in _BELOW else ""


def _toctree(page: str, listed: list[str], pages: Pages, caption: str | None = None) -> str:
    options = [":hidden:", *([f":caption: {caption}"] if caption else [])]
    entries = [_relative(page, name) for name in listed if name in pages]
    return "\n".join(["", "```{toctree}", *options, "", *entries, "```", ""])
