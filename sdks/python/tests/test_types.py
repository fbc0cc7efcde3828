"""What type checkers refuse. Nothing here runs: mypy fails where one of these mistakes is no mistake any more."""

from __future__ import annotations

from decimal import Decimal

from tallybook import AsyncTallybook, LedgerHandle, models


def mistakes(ledger: LedgerHandle) -> None:
    ledger.transfers.create(debit_account="a", credit_account="b", amount=0.1)  # type: ignore[arg-type]
    ledger.transfers.create(debit_acount="a", credit_account="b", amount="0.10")  # type: ignore[call-arg]
    ledger.transfers.create(postings=[{"account": "a", "amount": "1.00"}])  # type: ignore[typeddict-item]
    ledger.accounts.create(path="a", type="assets", asset="USD")  # type: ignore[arg-type]
    ledger.accounts.create(path="a", type="asset")  # type: ignore[call-arg]
    ledger.accounts.list(order="up")  # type: ignore[arg-type]


def fine(ledger: LedgerHandle) -> Decimal:
    transfer = ledger.transfers.create(
        postings=[
            {"account": "a", "direction": "debit", "amount": Decimal("1.00"), "if": {"available": {"gte": "5.00"}}},
            {"account": "b", "direction": "credit", "amount": "1.00"},
        ]
    )
    return transfer.postings[0].balance.available


async def fine_without_blocking(client: AsyncTallybook) -> list[models.Account]:
    return [account async for account in client.ledger("demo").accounts.iterate(path_prefix="users")]
