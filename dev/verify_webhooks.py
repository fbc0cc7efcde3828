"""Verifies signed requests, given as a JSON list on stdin, by the reference implementation of Standard Webhooks.

Each is `{"secret", "headers", "body"}`; answers a list of true and false on stdout.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import wheels
from processes import server_user

sys.path.insert(0, str(wheels.install("standardwebhooks", server_user())))

from standardwebhooks import Webhook, WebhookVerificationError  # noqa: E402  (installed just above)


def _is_genuine(request: dict[str, Any]) -> bool:
    try:
        Webhook(request["secret"]).verify(request["body"], request["headers"])
    except WebhookVerificationError:
        return False
    return True


if __name__ == "__main__":
    json.dump([_is_genuine(request) for request in json.load(sys.stdin)], sys.stdout)
