"""All rows of a list."""

from __future__ import annotations

from .._pages import AsyncIterator, AsyncPageAt, T


async def async_items(page_at: AsyncPageAt[T]) -> AsyncIterator[T]:
    """The rows of all pages, each page fetched when its first row is wanted."""
    cursor: str | None = None
    while True:
        page = await page_at(cursor)
        for row in page.data:
            yield row
        cursor = page.next_cursor
        if cursor is None:
            return
