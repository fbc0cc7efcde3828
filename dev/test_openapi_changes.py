#!/usr/bin/env python3
"""Tests of openapi_changes.py: a breaking change is found, and a statement covers what it names and nothing else."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from openapi_changes import breaking_changes, stated, unstated
from places import CHECKOUT

_DOCUMENT = CHECKOUT / "openapi" / "tallybook.json"


class OpenapiChanges(unittest.TestCase):
    def test_what_breaks_is_found_and_what_is_added_is_not(self) -> None:
        document = json.loads(_DOCUMENT.read_text(encoding="utf-8"))
        transfer = document["components"]["schemas"]["Transfer"]
        transfer["properties"]["more"] = {"type": "string"}
        with tempfile.TemporaryDirectory() as folder:
            changed = Path(folder) / "changed.json"
            changed.write_text(json.dumps(document), encoding="utf-8")
            self.assertEqual(breaking_changes(_DOCUMENT, changed), [])
            del transfer["properties"]["seq"]
            transfer["required"].remove("seq")
            changed.write_text(json.dumps(document), encoding="utf-8")
            changes = breaking_changes(_DOCUMENT, changed)
        found = {(change["id"], change["operationId"]) for change in changes}
        self.assertIn(("response-required-property-removed", "post_transfer"), found)
        one = stated(
            "## Unreleased\n\n- **breaking** `response-required-property-removed` `post_transfer`: no `seq`.\n"
        )
        self.assertEqual(len(unstated(changes, one)), len(changes) - 1)
        every = stated("## Unreleased\n\n- **breaking** `response-required-property-removed` `*`: no `seq`.\n")
        self.assertEqual(unstated(changes, every), [])
        unmarked = "## Unreleased\n\n- `response-required-property-removed` `*`\n"
        earlier = "## Unreleased\n\n## 0.1.0\n\n- **breaking** `response-required-property-removed` `*`\n"
        for changelog in (unmarked, earlier):
            self.assertEqual(len(unstated(changes, stated(changelog))), len(changes))


if __name__ == "__main__":
    unittest.main()
