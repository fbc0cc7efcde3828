"""Webhooks are believed only where they are signed, and lately."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest

from tallybook import WebhookInvalid, verify_webhook

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
OTHER = "whsec_OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2"
PAYLOAD = json.dumps(
    {
        "specversion": "1.0",
        "id": "0198:17",
        "source": "urn:tallybook:ledger:0198",
        "type": "tallybook.transfer.posted.v1",
        "time": "2026-04-02T09:15:00.123456Z",
        "data": {
            "ledger": "demo",
            "seq": 17,
            "type": "transfer.posted",
            "recorded_at": "2026-04-02T09:15:00.123456Z",
            "object": {"description": "Größe\u2028"},
            "hash": "9f",
        },
    },
    ensure_ascii=False,
).encode()


def signed(secret: str = SECRET, seconds_ago: int = 0) -> dict[str, str]:
    at = str(int(time.time()) - seconds_ago)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, b"0198:17." + at.encode() + b"." + PAYLOAD, hashlib.sha256)).decode()
    return {"webhook-id": "0198:17", "webhook-timestamp": at, "webhook-signature": f"v1,{signature}"}


def test_a_signed_webhook_is_its_event() -> None:
    event = verify_webhook(PAYLOAD, signed(), SECRET)
    assert (event.id, event.data.ledger, event.data.seq, event.data.truncated) == ("0198:17", "demo", 17, False)
    assert event.to_json() == json.loads(PAYLOAD)


def test_headers_are_called_as_servers_call_them() -> None:
    assert verify_webhook(PAYLOAD, {name.title(): value for name, value in signed().items()}, SECRET).data.seq == 17


def test_either_of_two_secrets_will_do_while_one_replaces_the_other() -> None:
    assert verify_webhook(PAYLOAD, signed(OTHER), [SECRET, OTHER]).data.seq == 17
    both = signed()
    both["webhook-signature"] = f"{signed(OTHER)['webhook-signature']} {both['webhook-signature']}"
    assert verify_webhook(PAYLOAD, both, SECRET).data.seq == 17


@pytest.mark.parametrize("seconds_ago", [301, -310])
def test_old_and_future_webhooks_are_refused(seconds_ago: int) -> None:
    with pytest.raises(WebhookInvalid):
        verify_webhook(PAYLOAD, signed(seconds_ago=seconds_ago), SECRET)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-signature": "v1,bm8="},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": ""},
        {"webhook-timestamp": "yesterday"},
        {"webhook-timestamp": "nan"},
        {"webhook-id": "0198:18"},
    ],
    ids=lambda changed: "-".join(map(str, changed.items())),
)
def test_headers_that_do_not_fit_are_refused(changed: dict[str, str]) -> None:
    with pytest.raises(WebhookInvalid):
        verify_webhook(PAYLOAD, signed() | changed, SECRET)


def test_missing_headers_are_refused() -> None:
    with pytest.raises(WebhookInvalid):
        verify_webhook(PAYLOAD, {}, SECRET)


@pytest.mark.parametrize("payload", [PAYLOAD + b" ", PAYLOAD.replace(b"17", b"18"), b"\xff\xfe"])
def test_other_bodies_are_refused(payload: bytes) -> None:
    with pytest.raises(WebhookInvalid):
        verify_webhook(payload, signed(), SECRET)


def test_no_secret_believes_nothing() -> None:
    with pytest.raises(WebhookInvalid):
        verify_webhook(PAYLOAD, signed(), [])
