"""The client: where it gets its settings, and what it never shows."""

from __future__ import annotations

import threading
from importlib.metadata import version

import pytest
from conftest import TRANSFER, Answer, Client, Server, pay, problem

import tallybook


def test_settings_come_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYBOOK_URL", server.url)
    monkeypatch.setenv("TALLYBOOK_API_KEY", "tb_of_environment")
    server.script = [Answer(201, TRANSFER)]
    with tallybook.Tallybook() as client:
        pay(client)
    assert server.heard[0].headers["authorization"] == "Bearer tb_of_environment"


def test_missing_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALLYBOOK_API_KEY", raising=False)
    with pytest.raises(ValueError, match="TALLYBOOK_API_KEY"):
        tallybook.Tallybook("http://127.0.0.1")


def test_requests_say_who_sends_them(client: Client, server: Server) -> None:
    server.script = [Answer(201, TRANSFER)]
    client(pay)
    assert server.heard[0].headers["user-agent"] == f"tallybook-python/{version('tallybook')}"
    assert server.heard[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize("kind", [tallybook.Tallybook, tallybook.AsyncTallybook])
def test_the_api_key_is_never_shown(kind: type[tallybook.Tallybook], server: Server) -> None:
    client = kind(server.url, "tb_secret")
    assert "tb_secret" not in repr(client) + repr(client.ledger("demo")) + repr(vars(client))
    server.script = [problem(401, "unauthenticated")]
    with pytest.raises(tallybook.ProblemError) as raised:
        Client("blocking", server.url)(pay)
    assert "tb_secret" not in f"{raised.value} {raised.value!r}"


@pytest.mark.parametrize("key", ["tb_secret\n", "tb secret", "tb_sécret"])
def test_what_is_no_api_key_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValueError, match="API key") as raised:
        tallybook.Tallybook("http://127.0.0.1", key)
    assert "secret" not in str(raised.value)


def test_threads_share_a_client(server: Server) -> None:
    server.script = [Answer(201, TRANSFER)]
    with tallybook.Tallybook(server.url, "tb_secret") as client:
        threads = [threading.Thread(target=lambda: [pay(client) for _ in range(20)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(set(server.keys)) == len(server.keys) == 80
