"""The list of event types, from openapi/events: what each carries, and its schema."""

from __future__ import annotations

import json
from typing import Any

import docs_reference
from places import CHECKOUT

_HEAD = """| type | `object` | | schema |
|---|---|---|---|
"""


def table() -> str:
    """A row for each type."""
    rows = []
    for file in sorted((CHECKOUT / "openapi" / "events").glob("*.json")):
        name, text = _object(json.loads(file.read_text()))
        schema = f'<a href="../openapi/events/{file.name}">{file.name}</a>'
        rows.append(f"| `{file.stem}` | {name} | {text} | {schema} |\n")
    return _HEAD + "".join(rows)


def _object(schema: dict[str, Any]) -> tuple[str, str]:
    """The object's name and what it is."""
    name = schema["else"]["properties"]["object"]["$ref"].rsplit("/", 1)[1]
    return docs_reference.link_to_object(name), " ".join(schema["$defs"][name].get("description", "").split())
