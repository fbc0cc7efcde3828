"""Runs the scenario that all SDKs share against a live service; `--async` runs it by the asynchronous client.

Whatever goes in is made of the types that people use (Decimal, datetime, date), and whatever comes out is read into the
models and printed back before it is compared.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, get_args, get_type_hints

import anyio
import httpx
from pydantic import ConfigDict, TypeAdapter

import tallybook
from tallybook.models import Event

_METHODS = {
    "post_ledger": "ledgers.create",
    "get_ledger": "ledgers.get",
    "post_asset": "assets.create",
    "post_account": "accounts.create",
    "post_accounts_batch": "accounts.create_batch",
    "get_accounts": "accounts.list",
    "patch_account": "accounts.update",
    "get_account_balance": "balances.get",
    "get_balances": "balances.list",
    "post_transfer": "transfers.create",
    "post_transfers_batch": "transfers.create_batch",
    "post_simulate": "transfers.simulate",
    "get_transfer": "transfers.get",
    "post_reverse": "transfers.reverse",
    "get_account_postings": "transfers.list_postings",
    "get_idempotency_key": "transfers.key_outcome",
    "post_capture": "holds.capture",
    "get_holds": "holds.list",
    "get_proposals": "approvals.list",
    "post_approve": "approvals.approve",
    "post_reject": "approvals.reject",
    "get_events": "events.list",
    "consume_events": "events.consume",
    "stream_events": "events.stream",
    "post_webhook_endpoint": "webhooks.create",
    "delete_webhook_endpoint": "webhooks.delete",
}
_ERRORS: dict[str, type[tallybook.TallybookError]] = {
    "outcome_unknown": tallybook.OutcomeUnknown,
    "transfer_proposed": tallybook.TransferProposed,
    "webhook_invalid": tallybook.WebhookInvalid,
}
_TIMES = {"as_of", "known_at", "effective_at"}


class Difference(Exception):
    """What came is not what the scenario expects."""


class Runner:
    """One run through the steps, with what they saved."""

    def __init__(self, client: tallybook.Tallybook | tallybook.AsyncTallybook) -> None:
        self._client = client
        self._saved: dict[str, Any] = {"run": os.environ["TALLYBOOK_RUN"]}

    async def step(self, step: dict[str, Any]) -> None:
        """Do one step; a Difference where it ends in another way than it should."""
        params, body = self._filled(step.get("params", {})), self._filled(step.get("body"))
        try:
            answer = await self._call(step["call"], params, body, self._filled(step.get("idempotency_key")))
        except tallybook.ProblemError as error:
            if "expect_problem" not in step:
                raise
            if type(error) is not tallybook.problems.BY_CODE[error.code]:
                raise Difference(f"{error.code} was raised as {type(error).__name__}") from error
            _compare(self._filled(step["expect_problem"]), error.problem.to_json())
            return
        except tallybook.TallybookError as error:
            if type(error) is not _ERRORS.get(step.get("expect_error", "")):
                raise
            return
        if "expect_problem" in step or "expect_error" in step:
            raise Difference(f"an error was expected, and this came: {answer}")
        _compare(self._filled(step.get("expect", {})), answer)
        for variable, pointer in step.get("save", {}).items():
            self._saved[variable] = _at(pointer, answer)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            whole = re.fullmatch(r"\{(\w+)\}", value)
            if whole:
                return self._saved[whole[1]]
            return re.sub(r"\{(\w+)\}", lambda found: str(self._saved[found[1]]), value)
        if isinstance(value, dict):
            return {name: self._filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._filled(part) for part in value]
        return value

    async def _call(self, call: str, params: dict[str, Any], body: Any, key: str | None) -> dict[str, Any]:
        match call:
            case "proxy":
                async with httpx.AsyncClient(timeout=60) as http:
                    answer = await http.post(f"{os.environ['TALLYBOOK_PROXY']}/control", json=params)
                return dict(answer.raise_for_status().json())
            case "account_versions":
                versions = tallybook.AccountVersions()
                return {"news": [versions.is_news(Event.model_validate(event)) for event in params["events"]]}
            case "verify_webhook":
                payload = params["payload"].encode()
                return tallybook.verify_webhook(payload, params["headers"], params["secret"]).to_json()
        iterates, _, operation = call.rpartition(":")
        resource, _, method = _METHODS[operation].partition(".")
        if iterates:
            method = method.replace("list", "iterate", 1)
        return await self._answer(getattr(self._resource(resource, params), method), params, body, key)

    def _resource(self, name: str, params: dict[str, Any]) -> Any:
        return self._client.ledgers if name == "ledgers" else getattr(self._client.ledger(params.pop("ledger")), name)

    async def _answer(self, method: Any, params: dict[str, Any], body: Any, key: str | None) -> dict[str, Any]:
        most = params.pop("take", None)
        signature = inspect.signature(method).parameters
        names = [params.pop(name) for name, one in signature.items() if one.kind is one.POSITIONAL_ONLY]
        given = {name: _time(value) if name in _TIMES else value for name, value in params.items()}
        if "idempotency_key" in signature:
            given["idempotency_key"] = key
        if body is not None:
            (request,) = get_args(get_type_hints(method, include_extras=True)["body"])
            given |= _typed(request, body)
        result = method(*names, **given)
        if inspect.isawaitable(result):
            result = await result
        if isinstance(result, (Iterator, AsyncIterator)):
            return {"data": [row.to_json() for row in await _take(result, most)]}
        return {} if result is None else dict(result.to_json())


def _typed(request: Any, body: dict[str, Any]) -> dict[str, Any]:
    """The body with amounts and times of their own types, once it fits the request's type to the letter."""
    request.__pydantic_config__ = ConfigDict(extra="forbid")
    TypeAdapter(request).validate_python(body)
    typed: dict[str, Any] = _with_types(body)
    TypeAdapter(request).validate_python(typed)
    return typed


def _with_types(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_types(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_types(part) for part in value]
    if isinstance(value, str) and re.fullmatch(r"\d+\.\d+", value):
        return Decimal(value)
    return _time(value) if name in _TIMES else value


def _time(text: str) -> datetime | date:
    return TypeAdapter(datetime).validate_python(text) if "T" in text else date.fromisoformat(text)


async def _take(rows: Iterator[Any] | AsyncIterator[Any], most: int | None) -> list[Any]:
    if isinstance(rows, Iterator):
        return list(islice(rows, most))
    taken: list[Any] = []
    async for row in rows:
        taken.append(row)
        if len(taken) == most:
            break
    await rows.aclose()  # type: ignore[attr-defined]  # it is a generator
    return taken


def _at(pointer: str, value: Any) -> Any:
    for name in pointer.split("/")[1:]:
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def _compare(expected: Any, got: Any, where: str = "") -> None:
    if expected == "*":
        return
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, part in expected.items():
            if name not in got:
                raise Difference(f"{where}/{name} is missing in {json.dumps(got)}")
            _compare(part, got[name], f"{where}/{name}")
    elif isinstance(expected, dict) and "$length" in expected and isinstance(got, list):
        _compare(expected["$length"], len(got), f"{where} (length)")
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, (part, other) in enumerate(zip(expected, got, strict=True)):
            _compare(part, other, f"{where}/{index}")
    elif type(expected) is not type(got) or expected != got:
        raise Difference(f"{where or '/'}: expected {json.dumps(expected)}, got {json.dumps(got)}")


async def _run(asynchronous: bool, steps: list[dict[str, Any]]) -> int:
    client = tallybook.AsyncTallybook() if asynchronous else tallybook.Tallybook()
    runner = Runner(client)
    for step in steps:
        try:
            await runner.step(step)
        except Exception as error:  # noqa: BLE001  (whatever it is, it ends the run)
            print(f"FAILED  {step['name']} ({step['call']}): {type(error).__name__}: {error}")
            return 1
        print(f"ok      {step['name']}")
    print(f"{len(steps)} steps by {client!r}")
    return 0


if __name__ == "__main__":
    scenario = json.loads(Path(os.environ["TALLYBOOK_SCENARIO"]).read_text())
    sys.exit(anyio.run(_run, "--async" in sys.argv, scenario["steps"]))
