"""What can go wrong, by what a caller can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Problem, Proposal


class TallybookError(Exception):
    """The parent of all errors of this package."""


class ProblemError(TallybookError):
    """The service refused: `problem` says why. Every code has an exception of its own in `tallybook.problems`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail} (request {problem.request_id})")
        self.problem = problem

    @property
    def code(self) -> str:
        """What a program can rely on."""
        return self.problem.code

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status


class UnexpectedAnswer(TallybookError):
    """Not the service's: no problem document, nor what the operation answers. A proxy's page, most often."""

    def __init__(self, status: int, content: bytes) -> None:
        self.status = status
        self.beginning = content[:200].decode(errors="replace")
        super().__init__(f"an answer of status {status} that is not the service's: {self.beginning!r}")


class NotSent(TallybookError):
    """The service could not be reached, and has surely not heard of the request."""


class ConnectionLost(TallybookError):
    """The connection broke or nothing came in time, at a request that is safe to repeat."""


class OutcomeUnknown(TallybookError):
    """The request may have been done or not. Where it has an idempotency key, the same call with that key settles it:
    it is done once, and answered. `transfers.key_outcome(key)` only looks.
    """

    def __init__(self, operation: str, idempotency_key: str | None, said: str) -> None:
        if idempotency_key is not None:
            advice = f"repeat the call with idempotency_key={idempotency_key!r}, or look with transfers.key_outcome()"
        else:
            advice = "read what it was to change before repeating it"
        super().__init__(f"nobody knows whether {operation} was done ({said}): {advice}")
        self.operation = operation
        self.idempotency_key = idempotency_key


class TransferProposed(TallybookError):
    """Nothing has moved: a second person has to agree, by `approvals.approve()` with another API key."""

    def __init__(self, proposal: Proposal) -> None:
        wanted = ", ".join(f"{rule.rule} of {rule.account}" for rule in proposal.wanted_by)
        super().__init__(f"transfer {proposal.id} was proposed and waits for approvals.approve(), as {wanted} wants")
        self.proposal = proposal


class WebhookInvalid(TallybookError):
    """Not a webhook of ours, or one that is more than five minutes old: do not believe it."""
