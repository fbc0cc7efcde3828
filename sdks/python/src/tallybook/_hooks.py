"""What callers may hand in, in both worlds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

KeyHook: TypeAlias = Callable[[str, str], object]
AsyncKeyHook: TypeAlias = Callable[[str, str], Awaitable[object]]

__all__ = ["AsyncKeyHook", "KeyHook"]
