"""Events: each once, in order, whatever happens to connections."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import LOST, Answer, Client, Server, problem

import tallybook
from tallybook.models import Event


def event(seq: int, **members: Any) -> dict[str, Any]:
    made = {"seq": seq, "type": "transfer.posted", "recorded_at": "2026-04-02T09:15:00Z", "object": {}, "hash": "9f"}
    return made | members


def stream(*parts: str) -> Answer:
    return Answer(200, "".join(parts), {"Content-Type": "text/event-stream"})


def told(seq: int, **members: Any) -> str:
    data = json.dumps(event(seq, **members), ensure_ascii=False)
    return f"id: {seq}\nevent: transfer.posted\ndata: {data}\n\n"


def listen(client: Any) -> Any:
    return client.ledger("demo").events.stream(after=16, types=["transfer.posted", "transfer.captured"])


def listen_to_the_end(client: Client, call: Any = listen) -> list[Event]:
    """The events until the service refuses, which ends a test's stream."""
    heard: list[Event] = []

    def keep(tallybook: Any) -> Any:
        rows = call(tallybook)
        if client.kind == "blocking":
            heard.extend(iter_all(rows, heard))
            return None

        async def run() -> None:
            async for row in rows:
                heard.append(row)

        return run()

    with pytest.raises(tallybook.problems.Unauthenticated):
        client(keep)
    return heard


def iter_all(rows: Any, heard: list[Event]) -> list[Event]:
    for row in rows:
        heard.append(row)
    return []


def test_a_stream_goes_on_where_it_was_and_tells_nothing_twice(client: Client, server: Server) -> None:
    server.script = [
        stream("retry: 1\nid: 16\n\n", told(17), ":\nid: 20\n\n", told(21)),
        LOST,
        problem(503, "overloaded"),
        stream("retry: 1\nid: 21\n\n", told(21), told(22)),
        problem(401, "unauthenticated"),
    ]
    assert [one.seq for one in listen_to_the_end(client)] == [17, 21, 22]
    assert [request.headers["last-event-id"] for request in server.heard] == ["16", "21", "21", "21", "22"]
    assert server.heard[0].target.endswith("/events/stream?after=16&types=transfer.posted%2Ctransfer.captured")


def test_an_event_that_ends_in_the_middle_is_none(client: Client, server: Server) -> None:
    server.script = [stream("retry: 1\nid: 16\n\n", told(17)[:-1]), problem(401, "unauthenticated")]
    assert listen_to_the_end(client) == []
    assert server.heard[1].headers["last-event-id"] == "16"


def test_lines_end_where_the_standard_says(client: Client, server: Server) -> None:
    server.script = [
        stream("retry: 1\n\n", told(17, object={"text": "a\u2028b\x85c"})),
        problem(401, "unauthenticated"),
    ]
    (one,) = listen_to_the_end(client)
    assert one.object == {"text": "a\u2028b\x85c"}


def test_a_stream_that_never_comes_ends_at_last(client: Client, server: Server) -> None:
    server.script = [LOST]
    client.options["retries"] = tallybook.Retries(tries=2, first_pause=0.001)
    with pytest.raises(tallybook.ConnectionLost):
        client(listen)
    assert len(server.heard) == 2


def test_a_stream_that_was_there_comes_back_however_long_it_takes(client: Client, server: Server) -> None:
    client.options["retries"] = tallybook.Retries(tries=2, within=0.0, first_pause=0.001, longest_pause=0.001)
    outage: list[Answer | str] = [LOST, problem(503, "overloaded")]
    server.script = [
        stream("retry: 1\nid: 16\n\n", told(17)),
        *outage * 5,
        stream(told(18)),
        problem(401, "unauthenticated"),
    ]
    assert [one.seq for one in listen_to_the_end(client)] == [17, 18]


def test_a_page_of_a_proxy_is_no_stream(client: Client, server: Server) -> None:
    server.script = [Answer(200, "<html>Welcome to the airport</html>", {"Content-Type": "text/html"})]
    client.options["retries"] = tallybook.Retries(tries=2, first_pause=0.001)
    with pytest.raises(tallybook.ConnectionLost, match="text/event-stream"):
        client(listen)


def test_pulling_goes_on_after_what_was_looked_at(client: Client, server: Server) -> None:
    server.script = [
        Answer(200, {"data": [event(17), event(18)], "next_after": 30, "last_seq": 40}),
        Answer(200, {"data": [], "next_after": 40, "last_seq": 40}),
        LOST,
        Answer(200, {"data": [event(41)], "next_after": 41, "last_seq": 41}),
        problem(401, "unauthenticated"),
    ]
    heard = listen_to_the_end(client, lambda tallybook: tallybook.ledger("demo").events.consume(after=16, account="a"))
    assert [one.seq for one in heard] == [17, 18, 41]
    asked = [request.target.partition("?")[2] for request in server.heard]
    assert asked == [f"after={after}&account=a&wait=20&limit=500" for after in (16, 30, 40, 40, 41)]


def test_pulling_outlasts_a_service_that_is_away_once_it_was_there(client: Client, server: Server) -> None:
    client.options["retries"] = tallybook.Retries(tries=2, within=0.0, first_pause=0.001, longest_pause=0.001)
    outage: list[Answer | str] = [LOST, problem(503, "overloaded")]
    server.script = [
        Answer(200, {"data": [event(17)], "next_after": 17, "last_seq": 17}),
        *outage * 5,
        Answer(200, {"data": [event(18)], "next_after": 18, "last_seq": 18}),
        problem(401, "unauthenticated"),
    ]
    heard = listen_to_the_end(client, lambda tallybook: tallybook.ledger("demo").events.consume(after=16))
    assert [one.seq for one in heard] == [17, 18]


def test_pulling_fails_where_nobody_is_there_at_first(client: Client, server: Server) -> None:
    client.options["retries"] = tallybook.Retries(tries=2, first_pause=0.001)
    server.script = [LOST]
    with pytest.raises(tallybook.ConnectionLost):
        client(lambda tallybook: tallybook.ledger("demo").events.consume())
    assert len(server.heard) == 2


def posted(*versions: tuple[str, int]) -> Event:
    postings = [{"account_id": account, "account_version": version} for account, version in versions]
    return Event.model_validate(event(1, object={"postings": postings}))


def test_versions_tell_repeats_from_news() -> None:
    versions = tallybook.AccountVersions()
    assert versions.is_news(posted(("bank", 1), ("anna", 1)))
    assert not versions.is_news(posted(("bank", 1), ("anna", 1)))
    assert versions.is_news(posted(("bank", 2), ("bert", 1)))
    assert versions.is_news(posted(("anna", 2), ("bank", 1)))
    assert versions.versions == {"bank": 2, "anna": 2, "bert": 1}


def test_two_postings_of_one_account_are_one_event() -> None:
    versions = tallybook.AccountVersions()
    assert versions.is_news(posted(("anna", 2), ("anna", 1)))
    assert versions.versions == {"anna": 2}
    assert not versions.is_news(posted(("anna", 2), ("anna", 1)))


def test_versions_go_on_from_what_was_kept() -> None:
    assert not tallybook.AccountVersions({"anna": 3}).is_news(posted(("anna", 3)))


def test_what_has_no_versions_is_always_news() -> None:
    versions = tallybook.AccountVersions()
    alert = Event.model_validate(event(1, type="balance.alert", object={"account_id": "anna", "account_version": 1}))
    assert versions.is_news(alert)
    assert versions.is_news(alert)
    assert versions.is_news(posted(("anna", 1)))
