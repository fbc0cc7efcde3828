"""What is tried again, how often, when, and how it ends."""

from __future__ import annotations

import random
import socket
import time
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from conftest import LOST, SILENCE, TRANSFER, Answer, Client, Server, pay, problem

import tallybook

HTML = "<html><body>Bad gateway</body></html>"


def get(client: Any) -> Any:
    return client.ledger("demo").transfers.list()


def delete(client: Any) -> Any:
    return client.ledger("demo").webhooks.delete("0198")


def patch(client: Any) -> Any:
    return client.ledger("demo").accounts.update("users:42", status="frozen")


def keyless(client: Any) -> Any:
    return client.ledger("demo").webhooks.create(url="https://example.com")


def simulate(client: Any) -> Any:
    return client.ledger("demo").transfers.simulate(transfers=[])


REPEATABLE = (get, delete, pay, simulate)
OTHERS = (patch, keyless)
ALL = (*REPEATABLE, *OTHERS)

AGAIN = [
    (LOST, REPEATABLE),
    (problem(429, "rate_limited"), ALL),
    (problem(503, "overloaded"), ALL),
    (problem(503, "database_unavailable"), REPEATABLE),
    (problem(503, "not_yet_visible"), REPEATABLE),
    (problem(503, "outcome_unknown"), REPEATABLE),
    (Answer(502, HTML, {"Content-Type": "text/html"}), REPEATABLE),
    (Answer(503, HTML, {"Content-Type": "text/html"}), REPEATABLE),
    (Answer(504, HTML, {"Content-Type": "text/html"}), REPEATABLE),
    (problem(409, "idempotency_in_progress"), (pay,)),
    (problem(500, "internal"), ()),
    (problem(400, "invalid_field"), ()),
    (problem(401, "unauthenticated"), ()),
    (problem(403, "forbidden"), ()),
    (problem(404, "not_found"), ()),
    (problem(409, "already_exists"), ()),
    (problem(409, "version_conflict"), ()),
    (problem(422, "insufficient_balance"), ()),
    (problem(422, "idempotency_key_reused"), ()),
    (Answer(301, HTML, {"Location": "https://elsewhere.example"}), ()),
]


def name(value: Any) -> str:
    if isinstance(value, Answer):
        return f"{value.status}-{value.body['code'] if isinstance(value.body, dict) else 'html'}"
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(
    ("answer", "call", "again"),
    [(answer, call, call in repeated) for answer, repeated in AGAIN for call in ALL],
    ids=name,
)
def test_only_what_may_pass_is_tried_again(server: Server, answer: Answer | str, call: Any, again: bool) -> None:
    client = Client("blocking", server.url)
    server.script = [answer]
    with pytest.raises(tallybook.TallybookError):
        client(call)
    assert len(server.heard) == (8 if again else 1)


def test_a_try_that_is_silent_for_too_long_is_over(client: Client, server: Server) -> None:
    client.options["timeout"] = 0.1
    server.script = [SILENCE, Answer(201, TRANSFER)]
    assert client(pay).seq == 17
    assert len(server.heard) == 2


@pytest.mark.parametrize("said", ["1", formatdate(time.time() + 3, usegmt=True)], ids=["seconds", "date"])
def test_retry_after_is_a_minimum(server: Server, said: str) -> None:
    said = said if said == "1" else formatdate(time.time() + 3, usegmt=True)
    answer = problem(429, "rate_limited")
    answer.headers["Retry-After"] = said
    server.script = [answer, Answer(201, TRANSFER)]
    Client("blocking", server.url)(pay)
    first, second = server.heard
    assert second.at - first.at >= 0.99


def test_who_asks_for_more_time_than_there_is_gets_no_second_try(server: Server) -> None:
    answer = problem(429, "rate_limited")
    answer.headers["Retry-After"] = "61"
    server.script = [answer]
    with pytest.raises(tallybook.problems.RateLimited):
        Client("blocking", server.url)(pay)
    assert len(server.heard) == 1


def test_pauses_are_random_and_grow_up_to_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    leasts = set()

    def uniform(least: float, most: float) -> float:
        leasts.add(least)
        return most

    monkeypatch.setattr(random, "uniform", uniform)
    assert [tallybook.Retries().pause(failures) for failures in range(1, 9)] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert leasts == {0.0}


def test_both_budgets_can_be_set(client: Client, server: Server) -> None:
    server.script = [LOST]
    client.options["retries"] = tallybook.Retries(tries=3, first_pause=0.001)
    with pytest.raises(tallybook.OutcomeUnknown):
        client(pay)
    assert len(server.heard) == 3
    client.options["retries"] = tallybook.Retries(within=0.0)
    with pytest.raises(tallybook.OutcomeUnknown):
        client(pay)
    assert len(server.heard) == 4


@pytest.mark.parametrize("lost", [LOST, problem(503, "outcome_unknown"), Answer(504, HTML)], ids=name)
def test_an_outcome_that_stays_unknown_carries_its_key(client: Client, server: Server, lost: Answer | str) -> None:
    server.script = [lost]
    with pytest.raises(tallybook.OutcomeUnknown, match="repeat the call with idempotency_key='order-42'") as raised:
        client(lambda tallybook: pay(tallybook, idempotency_key="order-42"))
    assert raised.value.idempotency_key == "order-42"
    assert raised.value.operation == "post_transfer"


def test_the_wait_for_an_earlier_request_may_end_without_an_outcome(client: Client, server: Server) -> None:
    server.script = [problem(409, "idempotency_in_progress")]
    with pytest.raises(tallybook.OutcomeUnknown):
        client(pay)


@pytest.mark.parametrize(
    "last", [problem(401, "unauthenticated"), problem(403, "forbidden"), problem(500, "internal")], ids=name
)
def test_an_answer_that_decides_nothing_leaves_the_outcome_unknown(
    client: Client, server: Server, last: Answer
) -> None:
    server.script = [LOST, last]
    with pytest.raises(tallybook.OutcomeUnknown) as raised:
        client(pay)
    assert isinstance(raised.value.__cause__, tallybook.ProblemError)
    assert len(server.heard) == 2


def test_an_answer_that_decides_settles_the_outcome(client: Client, server: Server) -> None:
    server.script = [LOST, problem(422, "insufficient_balance")]
    with pytest.raises(tallybook.problems.InsufficientBalance):
        client(pay)


def test_what_a_lost_try_removed_is_removed(client: Client, server: Server) -> None:
    server.script = [LOST, problem(404, "not_found")]
    assert client(delete) is None
    server.script = [problem(503, "overloaded"), problem(404, "not_found")]
    with pytest.raises(tallybook.problems.NotFound):
        client(delete)


def test_what_was_lost_once_is_not_undone_by_what_could_not_be_sent_later(server: Server) -> None:
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        raise httpx.ReadError("lost") if len(heard) == 1 else httpx.ConnectError("refused")

    client = Client("blocking", server.url)
    client.options["transport"] = httpx.MockTransport(answer)
    with pytest.raises(tallybook.OutcomeUnknown):
        client(pay)
    assert len(heard) == 8


@pytest.mark.parametrize("call", OTHERS, ids=name)
def test_what_has_no_key_may_be_done_and_is_not_repeated(client: Client, server: Server, call: Any) -> None:
    server.script = [LOST]
    with pytest.raises(tallybook.OutcomeUnknown, match="read what it was to change") as raised:
        client(call)
    assert raised.value.idempotency_key is None
    assert len(server.heard) == 1


def test_a_read_that_gets_no_answer_is_a_lost_connection(client: Client, server: Server) -> None:
    server.script = [LOST]
    with pytest.raises(tallybook.ConnectionLost):
        client(get)


@pytest.mark.parametrize("call", ALL, ids=name)
def test_what_could_not_be_sent_is_known_not_to_be_done(client: Client, call: Any) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        client.url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(tallybook.NotSent):
            client(call)


def test_a_page_of_a_proxy_shows_its_status_and_beginning(client: Client, server: Server) -> None:
    server.script = [Answer(502, HTML, {"Content-Type": "text/html"})]
    with pytest.raises(tallybook.UnexpectedAnswer, match=r"status 502.*Bad gateway") as raised:
        client(get)
    assert raised.value.status == 502


def test_redirects_are_not_followed(client: Client, server: Server) -> None:
    server.script = [Answer(307, HTML, {"Location": f"{server.url}/elsewhere"})]
    with pytest.raises(tallybook.UnexpectedAnswer):
        client(get)
    assert len(server.heard) == 1
