"""A call before it is sent: which operation, under which idempotency key, with which bytes."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import quote

from ._amount import plain

Moment: TypeAlias = datetime | date | str
"""An instant, or a day: `as_of` means its end in the ledger's time zone, everything else its start."""


@dataclass(frozen=True)
class Operation:
    """An operation of the API."""

    name: str
    method: str
    path: str
    takes_key: bool = False
    may_propose: bool = False
    changes_nothing: bool = False


@dataclass(frozen=True)
class Call:
    """One call, the same at every try."""

    operation: Operation
    path: str
    query: tuple[tuple[str, str], ...]
    body: bytes | None
    idempotency_key: str | None
    has_keyed_items: bool
    changes_nothing: bool
    timeout: float

    @property
    def is_keyed(self) -> bool:
        """Whether sending it again does nothing twice, though it changes something."""
        return self.idempotency_key is not None or self.has_keyed_items

    @property
    def is_repeatable(self) -> bool:
        """Whether it may be sent again though nobody knows what became of it."""
        return self.changes_nothing or self.operation.method == "DELETE" or self.is_keyed


def prepare(
    operation: Operation,
    *,
    names: Mapping[str, str],
    query: Mapping[str, object],
    body: Mapping[str, Any] | None,
    idempotency_key: str | None,
    timeout: float,
) -> Call:
    """Make the call, with a fresh key where the operation takes one and none is given."""
    changes_nothing = operation.changes_nothing or operation.method == "GET" or bool(query.get("dry_run"))
    items = (body or {}).get("transfers", ())
    has_keyed_items = operation.takes_key and any("idempotency_key" in item for item in items)
    if idempotency_key is not None:
        if not re.fullmatch(r"[ -~]{1,255}", idempotency_key):
            raise ValueError("an idempotency key is 1 to 255 printable ASCII characters")
    elif operation.takes_key and not has_keyed_items and not changes_nothing:
        idempotency_key = str(uuid.uuid4())
    return Call(
        operation=operation,
        path=operation.path.format_map({name: _segment(value) for name, value in names.items()}),
        query=tuple((name, _parameter(value)) for name, value in query.items() if value is not None),
        body=None if body is None else json.dumps(_plain(body), ensure_ascii=False, allow_nan=False).encode(),
        idempotency_key=idempotency_key,
        has_keyed_items=has_keyed_items,
        changes_nothing=changes_nothing,
        timeout=timeout,
    )


def _segment(name: str) -> str:
    if name in ("", ".", ".."):  # the path would lead elsewhere
        raise ValueError(f"{name!r} is the name of nothing")
    return quote(name, safe=":")


def _parameter(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(map(str, value))
    return str(_plain(value))


def _plain(value: object) -> Any:
    """What JSON has for a value; a TypeError for what would lose something."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: datetime.now(timezone.utc), for one, has")
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        raise TypeError("amounts are decimal.Decimal or strings, never floats, which are rounded")
    raise TypeError(f"a request can't hold a {type(value).__name__}")
