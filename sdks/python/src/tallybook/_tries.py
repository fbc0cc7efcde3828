"""Which calls are tried again, when, and what it means when no try is left."""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import httpx
from pydantic import ValidationError

from . import problems
from ._call import Call
from ._errors import ConnectionLost, NotSent, OutcomeUnknown, ProblemError, TallybookError, UnexpectedAnswer
from .models import Problem

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""The failures after which the service has surely not heard of a request."""


@dataclass(frozen=True)
class Retries:
    """How long a call is tried. Pauses are random, up to `first_pause` and twice as long each time up to `longest_pause`,
    and never shorter than a Retry-After says. All times are in seconds.
    """

    tries: int = 8
    within: float = 60.0
    first_pause: float = 0.1
    longest_pause: float = 5.0

    def endless(self) -> Retries:
        """The same pauses, for as long as it takes."""
        return replace(self, tries=sys.maxsize, within=math.inf)

    def pause(self, failures: int) -> float:
        """How long to wait after so many failures."""
        longest: float = min(self.longest_pause, self.first_pause * 2.0 ** min(failures - 1, 32))
        return random.uniform(0.0, longest)  # noqa: S311  (no secret)


class Tries:
    """The tries of one call, and what follows from how they ended."""

    def __init__(self, retries: Retries, call: Call, now: Callable[[], float] = time.monotonic) -> None:
        self._retries = retries
        self._call = call
        self._now = now
        self._begin = now()
        self._failures = 0
        self._may_be_done = False

    def failed(self, failure: httpx.RequestError) -> float:
        """The seconds until the next try after one without an answer; raises where there is none."""
        sent = not isinstance(failure, NOT_SENT)
        self._may_be_done |= sent
        said = str(failure) or type(failure).__name__
        error: TallybookError
        if not sent:
            error = NotSent(f"{self._call.operation.name} could not be sent: {said}")
        else:
            error = ConnectionLost(f"{self._call.operation.name} got no answer: {said}")
        error.__cause__ = failure
        return self._again_or_raise(error, may_repeat=not sent or self._call.is_repeatable)

    def answered(self, answer: httpx.Response) -> float | None:
        """None where the answer is what was asked for, or the seconds until the next try; raises any other answer."""
        gone = answer.status_code == 404 and self._call.operation.method == "DELETE"
        if answer.is_success or (gone and self._may_be_done):  # an earlier try removed it
            return None
        error = _error_of(answer)
        code = error.code if isinstance(error, ProblemError) else None
        status = answer.status_code
        not_done = status == 429 or code == "overloaded"
        in_progress = code == "idempotency_in_progress" and self._call.is_keyed
        passing = not_done or in_progress or status in (502, 503, 504)
        if in_progress or status in (502, 504) or code == "outcome_unknown" or (status == 503 and code is None):
            self._may_be_done = True
        may_repeat = passing and (not_done or self._call.is_repeatable)
        # None of these is ever kept under a key, so they say nothing about the tries before.
        undecided = in_progress or status in (401, 403, 404, 429) or status >= 500
        return self._again_or_raise(error, may_repeat=may_repeat, undecided=undecided, at_least=_retry_after(answer))

    def _again_or_raise(
        self, error: TallybookError, *, may_repeat: bool, undecided: bool = True, at_least: float = 0.0
    ) -> float:
        self._failures += 1
        pause = max(self._retries.pause(self._failures), at_least)
        over = self._failures >= self._retries.tries or self._now() - self._begin + pause > self._retries.within
        if may_repeat and not over:
            return pause
        changes = not self._call.changes_nothing and self._call.operation.method != "DELETE"
        if changes and self._may_be_done and undecided:
            raise OutcomeUnknown(self._call.operation.name, self._call.idempotency_key, str(error)) from error
        raise error


def _error_of(answer: httpx.Response) -> TallybookError:
    if answer.headers.get("Content-Type", "").partition(";")[0].strip() == "application/problem+json":
        try:
            problem = Problem.model_validate_json(answer.content)
        except ValidationError:
            return UnexpectedAnswer(answer.status_code, answer.content)
        return problems.BY_CODE.get(problem.code, ProblemError)(problem)
    return UnexpectedAnswer(answer.status_code, answer.content)


def _retry_after(answer: httpx.Response) -> float:
    """In seconds; 0 where the answer does not say."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return 0.0
    if at.tzinfo is None:
        at = at.replace(tzinfo=timezone.utc)
    return max(0.0, (at - datetime.now(timezone.utc)).total_seconds())
