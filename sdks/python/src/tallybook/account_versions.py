"""Telling repeats of events from news, account by account."""

from __future__ import annotations

import threading

from .models import Event


class AccountVersions:
    """The highest `account_version` seen of every account, for who hears of events from several sides, or more than once.

    `versions` is what was seen before, by account id: keep `AccountVersions.versions` beside what you do with the events.
    """

    def __init__(self, versions: dict[str, int] | None = None) -> None:
        self.versions = dict(versions or {})
        self._lock = threading.Lock()

    def is_news(self, event: Event) -> bool:
        """Whether the event tells of a version of any account that was not seen yet; it counts as seen from now on.

        What has no postings with versions (an account's own events, alerts, proposals, truncated events) is always news: its
        repeats have the same `seq`.
        """
        told: dict[str, int] = {}
        for posting in event.object.get("postings") or ():
            if "account_version" in posting:
                account, version = posting["account_id"], posting["account_version"]
                told[account] = max(version, told.get(account, 0))
        with self._lock:
            news = not told or any(version > self.versions.get(account, 0) for account, version in told.items())
            for account, version in told.items():
                self.versions[account] = max(version, self.versions.get(account, 0))
        return news
