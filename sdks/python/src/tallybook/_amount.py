"""Money: exact decimals, and never floats."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, PlainSerializer


def _exact(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        return Decimal(value)
    raise ValueError("an amount is a Decimal or a string, never a number that may have been rounded")


def plain(amount: Decimal) -> str:
    """All digits, as the amount has them, and no exponent."""
    if not amount.is_finite():
        raise ValueError(f"{amount} is no amount")
    return format(amount, "f")


Amount = Annotated[Decimal, BeforeValidator(_exact), PlainSerializer(plain, return_type=str, when_used="json")]
"""A decimal in major units with as many decimals as the asset has: "12.30" stays 12.30."""

AmountLike: TypeAlias = Decimal | str
"""What is taken where an amount is sent."""
