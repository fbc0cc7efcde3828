# Made of _async/pages.py by tools/make_sync.py: do not edit.
"""All rows of a list."""

from __future__ import annotations

from .._pages import Iterator, PageAt, T


def items(page_at: PageAt[T]) -> Iterator[T]:
    """The rows of all pages, each page fetched when its first row is wanted."""
    cursor: str | None = None
    while True:
        page = page_at(cursor)
        for row in page.data:
            yield row
        cursor = page.next_cursor
        if cursor is None:
            return
