"""The client of Tallybook, a double-entry ledger service: `Tallybook`, and `AsyncTallybook` for asyncio and trio."""

from . import models, problems, requests
from ._amount import Amount, AmountLike
from ._async.client import AsyncLedgerHandle, AsyncTallybook
from ._errors import (
    ConnectionLost,
    NotSent,
    OutcomeUnknown,
    ProblemError,
    TallybookError,
    TransferProposed,
    UnexpectedAnswer,
    WebhookInvalid,
)
from ._model import Headers, Model
from ._sync.client import LedgerHandle, Tallybook
from ._tries import Retries
from ._version import __version__
from .account_versions import AccountVersions
from .webhooks import WebhookEvent, verify_webhook

__all__ = [
    "AccountVersions",
    "Amount",
    "AmountLike",
    "AsyncLedgerHandle",
    "AsyncTallybook",
    "ConnectionLost",
    "Headers",
    "LedgerHandle",
    "Model",
    "NotSent",
    "OutcomeUnknown",
    "ProblemError",
    "Retries",
    "Tallybook",
    "TallybookError",
    "TransferProposed",
    "UnexpectedAnswer",
    "WebhookEvent",
    "WebhookInvalid",
    "__version__",
    "models",
    "problems",
    "requests",
    "verify_webhook",
]
