"""What the Java templates want of the document beyond the marks that all languages have.

Operations: `x-name`, `x-query` and `x-body` (the method, the records of its parameters and of its body),
`x-empty-body`, `x-consumes` (the list of events). All on the operation, for inside of a parameter a template sees
that parameter's marks. Parameters: `x-cursor`, and references instead of enumerations of their own. Schemas:
`x-copies` where there are lists or maps, and what only AsyncAPI describes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_ASYNCAPI = Path(__file__).resolve().parent.parent / "asyncapi.json"
_ENUMERATIONS = {"order": "Order", "by": "BalancesBy"}


def prepare(document: dict[str, Any]) -> None:
    """Change the document in place."""
    schemas = document["components"]["schemas"]
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        _prepare_operation(operation, schemas)
    for schema in schemas.values():
        for property_ in schema.get("properties", {}).values():
            _say_of_property_what_null_does(property_, schemas)
    _add_what_is_told(schemas)
    _call_decimals_so(document)
    for schema in schemas.values():
        schema["x-copies"] = "allOf" in schema or any(map(_is_container, schema.get("properties", {}).values()))


def _prepare_operation(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    method = "void_hold" if operation["x-method"] == "void" else operation["x-method"]
    operation["x-name"] = _camel(method)
    operation["x-query"] = f"{_camel('_' + method)}Query"
    if "requestBody" in operation:
        body = _referred(operation["requestBody"]["content"]["application/json"]["schema"])
        operation["x-body" if schemas[body].get("properties") else "x-empty-body"] = body
    operation["x-consumes"] = operation["operationId"] == "get_events"
    operation["description"] = operation.get("description", "").partition("\n\nNeeds the scope")[0]
    # Headers are the transport's, and CallOptions has the dry run.
    operation["parameters"] = [
        parameter
        for parameter in operation.get("parameters", [])
        if parameter["in"] != "header" and parameter["name"] != "dry_run"
    ]
    for parameter in operation["parameters"]:
        name, schema = parameter["name"], parameter["schema"]
        if name == "cursor":
            parameter["x-cursor"] = True
        if name == "types":
            parameter |= {"schema": {"type": "array", "items": schema}, "style": "form", "explode": False}
        if "enum" in schema:
            parameter["schema"] = {"$ref": f"#/components/schemas/{_enumeration(name, schema, schemas)}"}


def _enumeration(name: str, schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    for known, other in schemas.items():
        if other.get("enum") == schema["enum"]:
            return known
    schemas[_ENUMERATIONS[name]] = schema
    return _ENUMERATIONS[name]


def _is_container(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "array" or "additionalProperties" in schema or _referred(schema) == "StringMap"


def _say_of_property_what_null_does(property_: dict[str, Any], schemas: dict[str, Any]) -> None:
    """The document says it of what is referred to, where the generator does not look."""
    referred = _referred(property_)
    if referred and schemas[referred].get("nullable"):
        property_.pop("$ref", None)
        property_ |= {"allOf": [{"$ref": f"#/components/schemas/{referred}"}], "nullable": True}


def _referred(schema: dict[str, Any]) -> str:
    return (schema.get("$ref") or schema.get("allOf", [{}])[0].get("$ref", "")).rpartition("/")[2]


def _add_what_is_told(schemas: dict[str, Any]) -> None:
    """The envelope of an event, what an event has only there, and the alert, which no answer of the API holds."""
    told = json.loads(_ASYNCAPI.read_text())["components"]["schemas"]
    schemas["CloudEvent"] = told["Envelope"]
    schemas["CloudEvent"]["description"] = "An event as webhooks and brokers bring it: a CloudEvents 1.0 envelope."
    schemas["CloudEvent"]["properties"]["data"] = {"$ref": "#/components/schemas/Event"}
    for name in ("ledger", "truncated", "link"):
        schemas["Event"]["properties"][name] = told["data-balance.alert"]["properties"][name]
    schemas["BalanceAlert"] = told["BalanceAlert"]
    for schema in (told["Envelope"], schemas["Event"], told["BalanceAlert"]):
        for property_ in schema["properties"].values():
            _say_type_of_constant(property_)
    for name in ("amount", "before", "threshold"):
        schemas["BalanceAlert"]["properties"][name]["format"] = "decimal"
    schemas["BalanceAlert"]["properties"]["recorded_at"]["format"] = "date-time"


def _call_decimals_so(node: Any) -> None:
    """The generator knows decimals in strings as `format: number`."""
    if isinstance(node, dict):
        if node.get("format") == "decimal":
            node["format"] = "number"
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            _call_decimals_so(child)


def _say_type_of_constant(schema: dict[str, Any]) -> None:
    """OpenAPI 3.0 has no `const`."""
    value = schema.pop("const", None)
    if value is not None:
        schema["type"] = {bool: "boolean", int: "integer", str: "string"}[type(value)]


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)
