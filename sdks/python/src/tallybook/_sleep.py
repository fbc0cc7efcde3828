"""Waiting, in both worlds."""

from __future__ import annotations

from time import sleep

from anyio import sleep as async_sleep

__all__ = ["async_sleep", "sleep"]
