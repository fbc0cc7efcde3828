"""What the Go templates want to know of the document beyond the common marks.

`x-pointer`: an optional number or truth value whose zero says something of its own, so that only nil can say that it is
left out. `x-times`: a schema with times, which are to be cut to microseconds. `x-empty-body`: an operation whose body has no
field. And a schema more, EventType.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_INITIALISMS = {"id": "ID", "json": "JSON"}
_EVENTS = Path(__file__).resolve().parents[1] / "events"


def prepare(document: dict[str, Any]) -> None:
    """Change the document in place."""
    schemas = document["components"]["schemas"]
    schemas["Transfer"]["x-parent"] = True  # What is a transfer and more embeds it.
    schemas["EventType"] = {
        "description": "The type of an event.",
        "type": "string",
        "enum": sorted(path.stem for path in _EVENTS.glob("*.json")),
    }
    for name, schema in schemas.items():
        _prepare_schema(name, schema)
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        _prepare_operation(operation, schemas)


def _prepare_schema(name: str, schema: dict[str, Any]) -> None:
    properties = schema.get("properties", {})
    for field, kind in properties.items():
        if field == "if_metadata":
            kind["nullable"] = False  # Null is the same as leaving it out.
        if field not in schema.get("required", []) and _says_something_when_zero(name, field, kind, schema):
            kind["x-pointer"] = True
    if "enum" in schema:
        schema["x-enum-varnames"] = [_go_name(value) for value in schema["enum"]]
    if schema.get("x-request") and any(kind.get("format") == "date-time" for kind in properties.values()):
        schema["x-times"] = True


def _prepare_operation(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter["name"] in {"at_seq", "alerting"}:
            parameter["x-pointer"] = True
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in body and "properties" not in schemas[body["$ref"].rpartition("/")[2]]:
        operation["x-empty-body"] = True
        del operation["requestBody"]


def _says_something_when_zero(name: str, field: str, kind: dict[str, Any], schema: dict[str, Any]) -> bool:
    match kind.get("type"):
        case "boolean":
            is_changed_alone = name.startswith("Patch") and name != "PatchApprovalRequest"
            return is_changed_alone or field == "active"  # true unless given
        case "integer":
            return not schema.get("x-request") or kind.get("minimum", 0) == 0
        case _:
            return False


def _go_name(value: str) -> str:
    """The value of an enumeration as Go writes names: invalid_json is InvalidJSON."""
    return "".join(_INITIALISMS.get(word, word.capitalize()) for word in re.split("[._]", value))
