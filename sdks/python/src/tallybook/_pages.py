"""What an iterator over pages needs to know of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Page(Protocol[T_co]):
    """Rows, and where the list goes on."""

    @property
    def data(self) -> Sequence[T_co]: ...

    @property
    def next_cursor(self) -> str | None: ...


AsyncPageAt = Callable[[str | None], Awaitable[Page[T]]]
PageAt = Callable[[str | None], Page[T]]

__all__ = ["AsyncIterator", "AsyncPageAt", "Iterator", "Page", "PageAt", "T"]
