"""Webhooks: believing them only where they are ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import standardwebhooks
from pydantic import ValidationError

from ._errors import WebhookInvalid
from ._model import Model
from .models import Event


class WebhookEventData(Event):
    """The event, and which ledger it is of."""

    ledger: str
    """The ledger's name."""
    truncated: bool = False
    """Whether the event was too large to be told whole: its object has no postings then."""
    link: str | None = None
    """Where the whole of a truncated event is."""


class WebhookEvent(Model):
    """What a webhook, or any sink, tells: a CloudEvents 1.0 envelope."""

    id: str
    """The ledger's id and the event's `seq`: the same whenever and wherever it is told."""
    source: str
    type: str
    """`tallybook.transfer.posted.v1`, for one."""
    subject: str | None = None
    """The id of what changed."""
    time: datetime
    data: WebhookEventData


def verify_webhook(payload: bytes | str, headers: Mapping[str, str], secret: str | Sequence[str]) -> WebhookEvent:
    """The event of a request that an endpoint's `secret` signed in the last five minutes; raises WebhookInvalid for others.

    `payload` is the body as it came, byte for byte. Several secrets are for the time when one replaces another.
    """
    secrets = [secret] if isinstance(secret, str) else secret
    plain = {str(name): str(value) for name, value in headers.items()}
    if not any(_is_genuine(payload, plain, one) for one in secrets):
        raise WebhookInvalid("no secret fits the webhook's signature, or it is not of the last five minutes")
    try:
        return WebhookEvent.model_validate_json(payload)
    except ValidationError as error:
        raise WebhookInvalid(f"the webhook is signed, but no event: {error}") from error


def _is_genuine(payload: bytes | str, headers: dict[str, str], secret: str) -> bool:
    try:
        standardwebhooks.Webhook(secret).verify(payload, headers, json_parse=False)
    except (
        standardwebhooks.WebhookVerificationError,
        ValueError,
    ):  # ValueError: headers or bytes that are no such thing
        return False
    return True
