"""Follows every link of a built site: to a page, to an anchor on it, to a picture, a style or a script.

Links to other sites are looked at for their form alone; nothing but links may lead out, so that a page shows the same
without a network.
"""

from __future__ import annotations

import html.parser
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from processes import Failure

_LEADING = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src"}
_MAY_LEAD_OUT = {"a"}


@dataclass
class _Page(html.parser.HTMLParser):
    """The anchors and links of a page."""

    anchors: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.anchors |= {value for name in ("id", "name") if (value := attributes.get(name))}
        target = attributes.get(_LEADING.get(tag, ""))
        if target:
            self.links.append((tag, target))


def check(site: Path) -> int:
    """How many links there are; a failure names all that lead nowhere."""
    pages = {file: _read(file) for file in sorted(site.rglob("*.html"))}
    wrong = []
    count = 0
    for file, page in pages.items():
        for tag, target in page.links:
            count += 1
            complaint = _complaint(file, tag, target, pages, site)
            if complaint:
                wrong.append(f"{file.relative_to(site)}: {target}: {complaint}")
    if wrong:
        raise Failure("links that lead nowhere:\n" + "\n".join(wrong))
    if not count:
        raise Failure(f"{site} has no links at all")
    return count


def _read(file: Path) -> _Page:
    page = _Page()
    page.feed(file.read_text())
    return page


def _complaint(file: Path, tag: str, target: str, pages: dict[Path, _Page], site: Path) -> str | None:
    url = urlsplit(target)
    if url.scheme or url.netloc:
        if url.scheme == "data" and tag == "img":
            return None
        if tag not in _MAY_LEAD_OUT:
            return "is loaded from elsewhere"
        return None if url.scheme == "https" and url.hostname and "." in url.hostname else "is no https URL"
    path = (file.parent / unquote(url.path)).resolve() if url.path else file
    if not path.is_relative_to(site.resolve()) or not path.is_file():
        return "there is no such file"
    if url.fragment and path.suffix == ".html" and unquote(url.fragment) not in pages[path].anchors:
        return "there is no such anchor"
    return None
