"""What answers become: models, problems, proposals; and what newer services may add to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import TRANSFER, Answer, Client, Server, pay, problem

import tallybook

PROPOSAL = {
    "id": "0198c5a0",
    "kind": "transfer",
    "ledger": "demo",
    "metadata": {},
    "postings": [{"account": "vault", "amount": "1000.01", "asset": "USD", "direction": "debit"}],
    "proposed_at": "2026-04-02T09:15:00.123456Z",
    "proposed_by": "6671c07b2aaa0755",
    "request_sha256": "f7" * 32,
    "seq": 26,
    "status": "proposed",
    "wanted_by": [{"account": "vault", "posting": 0, "rule": "above"}],
}


def balance(client: Any, **options: Any) -> Any:
    return client.ledger("demo").balances.get("users:42", **options)


def test_a_refusal_is_an_exception_of_its_code_with_typed_members(client: Client, server: Server) -> None:
    server.script = [
        problem(422, "insufficient_balance", required="12.30", available="2.66", rule="min_balance", limit="0.00")
    ]
    with pytest.raises(tallybook.problems.InsufficientBalance, match="It is insufficient_balance") as raised:
        client(pay)
    refused = raised.value
    assert (refused.code, refused.status, refused.problem.request_id) == ("insufficient_balance", 422, "req-1")
    assert refused.problem.required == Decimal("12.30")
    assert str(refused.problem.required) == "12.30"
    assert refused.problem.rule == "min_balance"


def test_a_code_that_is_not_known_yet_is_still_a_problem(client: Client, server: Server) -> None:
    server.script = [problem(422, "moon_is_full", phase="0.99")]
    with pytest.raises(tallybook.ProblemError) as raised:
        client(pay)
    assert raised.value.code == "moon_is_full"
    assert raised.value.problem.to_json()["phase"] == "0.99"


def test_a_proposal_is_no_transfer(client: Client, server: Server) -> None:
    server.script = [Answer(202, PROPOSAL)]
    with pytest.raises(tallybook.TransferProposed, match="approvals") as raised:
        client(pay)
    assert raised.value.proposal.postings[0].amount == Decimal("1000.01")
    server.script = [Answer(202, PROPOSAL)]
    with pytest.raises(tallybook.TransferProposed):
        client(lambda tallybook: tallybook.ledger("demo").transfers.reverse("0198"))


def test_other_answers_of_202_are_what_was_asked_for(client: Client, server: Server) -> None:
    server.script = [Answer(202, {"events": 3})]
    assert client(lambda tallybook: tallybook.ledger("demo").webhooks.replay("0198", after=0)).events == 3


def test_values_and_fields_that_are_not_known_yet_pass(client: Client, server: Server) -> None:
    server.script = [Answer(201, {**TRANSFER, "kind": "teleport", "colour": "red"})]
    transfer = client(pay)
    assert transfer.kind == "teleport"
    assert transfer.to_json() == {**TRANSFER, "kind": "teleport", "colour": "red"}


def test_headers_are_told(client: Client, server: Server) -> None:
    headers = {"Tallybook-Seq": "17", "Idempotent-Replayed": "true", "Request-Id": "req-7"}
    server.script = [Answer(201, TRANSFER, headers)]
    assert client(pay).headers == tallybook.Headers(request_id="req-7", seq=17, replayed=True, dry_run=False)


def test_an_answer_that_is_not_the_services_is_refused(client: Client, server: Server) -> None:
    server.script = [Answer(200, "<html>Welcome to the airport</html>", {"Content-Type": "text/html"})]
    with pytest.raises(tallybook.UnexpectedAnswer, match="airport"):
        client(balance)


def test_times_are_sent_to_the_microsecond_and_days_as_days(client: Client, server: Server) -> None:
    server.script = [problem(404, "not_found")]
    berlin = timezone(timedelta(hours=2))
    with pytest.raises(tallybook.problems.NotFound):
        client(
            lambda tallybook: balance(
                tallybook, as_of=date(2026, 3, 5), known_at=datetime(2026, 3, 5, 12, 0, 0, 1, berlin)
            )
        )
    query = parse_qs(urlsplit(server.heard[0].target).query)
    assert query == {"as_of": ["2026-03-05"], "known_at": ["2026-03-05T10:00:00.000001+00:00"]}


def test_times_without_a_zone_are_refused(client: Client) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        client(lambda tallybook: balance(tallybook, as_of=datetime(2026, 3, 5)))  # noqa: DTZ001


def test_rows_come_from_page_to_page_even_past_an_empty_one(client: Client, server: Server) -> None:
    pages = [([1, 2], "a"), ([], "b"), ([3], None)]
    server.script = [
        Answer(200, {"data": [{**TRANSFER, "seq": seq} for seq in rows], "next_cursor": cursor})
        for rows, cursor in pages
    ]
    rows = client(lambda tallybook: tallybook.ledger("demo").transfers.iterate(account="users:42", limit=2))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [request.target for request in server.heard] == [
        "/v1/ledgers/demo/transfers?account=users%3A42&limit=2",
        "/v1/ledgers/demo/transfers?account=users%3A42&limit=2&cursor=a",
        "/v1/ledgers/demo/transfers?account=users%3A42&limit=2&cursor=b",
    ]


def test_names_stand_in_the_path_as_one_segment(client: Client, server: Server) -> None:
    server.script = [problem(404, "not_found")]
    with pytest.raises(tallybook.problems.NotFound):
        client(lambda tallybook: tallybook.ledger("demo").accounts.get("users:42/../7?x"))
    assert server.heard[0].target == "/v1/ledgers/demo/accounts/users:42%2F..%2F7%3Fx"


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_names_that_lead_elsewhere_are_refused(client: Client, server: Server, name: str) -> None:
    with pytest.raises(ValueError, match="the name of nothing"):
        client(lambda tallybook: tallybook.ledger("demo").accounts.get(name))
    assert server.heard == []
