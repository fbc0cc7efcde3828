"""Idempotency keys: made, kept, and shown before anything is sent."""

from __future__ import annotations

import json
import uuid

import pytest
from conftest import LOST, TRANSFER, Answer, Client, Server, pay, problem

from tallybook import ConnectionLost


def test_every_try_carries_the_same_fresh_key(client: Client, server: Server) -> None:
    server.script = [LOST, problem(503, "outcome_unknown"), Answer(201, TRANSFER)]
    client(pay)
    assert len(server.keys) == 3
    (key,) = set(server.keys)
    assert uuid.UUID(key).version == 4


def test_another_call_has_another_key(client: Client, server: Server) -> None:
    server.script = [Answer(201, TRANSFER)]
    client(pay)
    client(pay)
    assert len(set(server.keys)) == 2


def test_the_callers_key_is_used(client: Client, server: Server) -> None:
    server.script = [LOST, Answer(201, TRANSFER)]
    client(lambda tallybook: pay(tallybook, idempotency_key="order-42"))
    assert server.keys == ["order-42", "order-42"]


def test_the_hook_hears_of_the_key_before_the_server_does(client: Client, server: Server) -> None:
    heard = []

    def hook(key: str, operation: str) -> None:
        heard.append((key, operation, len(server.heard)))

    client.options["on_idempotency_key"] = hook
    server.script = [LOST, Answer(201, TRANSFER)]
    client(pay)
    assert heard == [(server.keys[0], "post_transfer", 0)]


def test_nothing_is_sent_where_the_key_could_not_be_kept(client: Client, server: Server) -> None:
    def hook(_key: str, _operation: str) -> None:
        raise OSError("the disk is full")

    client.options["on_idempotency_key"] = hook
    with pytest.raises(OSError, match="the disk is full"):
        client(pay)
    assert server.heard == []


def test_items_with_keys_of_their_own_go_without_a_header_and_are_repeated(client: Client, server: Server) -> None:
    item = {"debit_account": "a", "credit_account": "b", "amount": "1.00", "idempotency_key": "item-1"}
    server.script = [LOST, Answer(200, {"results": []})]
    client(lambda tallybook: tallybook.ledger("demo").transfers.create_batch(atomic=False, transfers=[item]))
    assert server.keys == [None, None]
    assert json.loads(server.heard[1].body)["transfers"][0]["idempotency_key"] == "item-1"


@pytest.mark.parametrize("key", ["", "naïve", "line\nbreak", "x" * 256])
def test_what_is_no_key_is_refused_before_it_is_kept(client: Client, server: Server, key: str) -> None:
    client.options["on_idempotency_key"] = lambda *_: pytest.fail("it was kept")
    with pytest.raises(ValueError, match="printable ASCII"):
        client(lambda tallybook: pay(tallybook, idempotency_key=key))
    assert server.heard == []


def test_operations_that_take_no_key_get_none(client: Client, server: Server) -> None:
    server.script = [Answer(200, {"results": []})]
    client(lambda tallybook: tallybook.ledger("demo").transfers.simulate(transfers=[]))
    assert server.keys == [None]


def test_a_dry_run_needs_no_key_and_has_no_outcome(client: Client, server: Server) -> None:
    client.options["on_idempotency_key"] = lambda *_: pytest.fail("there is no key to keep")
    server.script = [LOST, Answer(201, TRANSFER)]
    client(lambda tallybook: pay(tallybook, dry_run=True))
    assert server.keys == [None, None]
    server.script = [LOST]
    with pytest.raises(ConnectionLost):
        client(lambda tallybook: pay(tallybook, dry_run=True))


def test_a_dry_run_may_ask_about_an_earlier_key(client: Client, server: Server) -> None:
    server.script = [Answer(201, TRANSFER)]
    client(lambda tallybook: pay(tallybook, dry_run=True, idempotency_key="order-42"))
    assert server.keys == ["order-42"]
