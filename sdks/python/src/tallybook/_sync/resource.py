# Made of _async/resource.py by tools/make_sync.py: do not edit.
"""What all resources have in common: how an operation becomes a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from .._call import Call, Operation, prepare
from .._model import Model
from .transport import Transport

M = TypeVar("M", bound=Model)


class Resource:
    """The operations of one kind, in one ledger where there is one."""

    def __init__(self, transport: Transport, ledger: str | None = None) -> None:
        self._transport = transport
        self._ledger = {} if ledger is None else {"ledger": ledger}

    def _send(
        self,
        operation: Operation,
        answers: type[M],
        *,
        names: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> M:
        call = self._call(operation, names or {}, query or {}, body, idempotency_key, timeout)
        return self._transport.ask(call, answers)

    def _send_away(self, operation: Operation, *, names: Mapping[str, str], timeout: float | None = None) -> None:
        self._transport.send(self._call(operation, names, timeout=timeout), self._transport.retries)

    def _call(
        self,
        operation: Operation,
        names: Mapping[str, str],
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Call:
        return prepare(
            operation,
            names={**self._ledger, **names},
            query=query or {},
            body=body,
            idempotency_key=idempotency_key,
            timeout=timeout or self._transport.timeout,
        )
