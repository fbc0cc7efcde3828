"""Money goes in and out exactly."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from conftest import TRANSFER, Answer, Client, Server
from pydantic import ValidationError

from tallybook.models import BalanceSides

MOST = "12345678901234567890.123456789012345678"


def send(client: Any, amount: Any) -> Any:
    return client.ledger("demo").transfers.create(debit_account="a", credit_account="b", amount=amount)


@pytest.mark.parametrize(
    ("amount", "sent"),
    [
        (Decimal("12.30"), "12.30"),
        (Decimal(MOST), MOST),
        (Decimal("1E-18"), "0.000000000000000001"),
        (Decimal("1E+3"), "1000"),
        ("0.10", "0.10"),
    ],
)
def test_amounts_are_sent_with_all_their_digits_and_no_exponent(server: Server, amount: Any, sent: str) -> None:
    server.script = [Answer(201, TRANSFER)]
    Client("blocking", server.url)(lambda client: send(client, amount))
    assert json.loads(server.heard[0].body)["amount"] == sent


@pytest.mark.parametrize("amount", [0.1, float("nan"), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_exact_is_refused_before_anything_is_sent(server: Server, amount: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"never floats|is no amount"):
        Client("blocking", server.url)(lambda client: send(client, amount))
    assert server.heard == []


def test_amounts_are_read_with_the_decimals_they_have() -> None:
    text = json.dumps({"amount": MOST, "credits": "0.000000000000000001", "debits": "-12.30"})
    sides = BalanceSides.model_validate_json(text)
    assert (sides.amount, str(sides.debits)) == (Decimal(MOST), "-12.30")
    assert sides.to_json() == json.loads(text)


def test_numbers_are_not_read_as_amounts() -> None:
    with pytest.raises(ValidationError, match="never a number"):
        BalanceSides.model_validate_json('{"amount": 12.3, "credits": "1", "debits": "1"}')
