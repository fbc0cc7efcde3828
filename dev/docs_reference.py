"""The reference of all operations, from openapi/tallybook.json: a page for each tag, one for the objects."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

from places import CHECKOUT

_Schema = dict[str, Any]

_FOR_GENERATORS = """For generators: <a href="../openapi/tallybook.json">OpenAPI 3.1</a>,
<a href="../openapi/tallybook-3.0.json">OpenAPI 3.0</a>, <a href="../openapi/asyncapi.json">AsyncAPI</a>.

"""
_OBJECTS = """# Objects

What requests and answers are made of. Fields may be added to answers at any time: pass over those you do not know.

"""
_EVERYWHERE = {"Request-Id", "Tallybook-Seq", "Idempotent-Replayed", "Location"}


@functools.cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((CHECKOUT / "openapi" / "tallybook.json").read_text())
    return document


def names() -> list[str]:
    """The pages' names, in the menu's order."""
    return [*(f"reference/{tag['name']}" for tag in _document()["tags"]), "reference/objects"]


def operations() -> dict[str, str]:
    """A link to each operation by its id, from a page at the root."""
    links = {}
    for _, _, operation in _operations():
        name = operation["operationId"]
        links[name] = f"[`{name}`](reference/{operation['tags'][0]}.md#{_slug(operation['summary'])})"
    return links


def link_to_object(name: str) -> str:
    """A link from another page of the reference, where the object is in the document."""
    known = name in _document()["components"]["schemas"]
    return f"[{name}](objects.md#{_slug(name)})" if known else f"`{name}`"


def pages(problems: list[dict[str, Any]]) -> dict[str, str]:
    """Markdown by the page's name."""
    found = {f"reference/{tag['name']}": _tag_page(tag, problems) for tag in _document()["tags"]}
    return {**found, "reference/objects": _objects_page()}


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in _document()["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield method.upper(), path, operation


def index() -> str:
    """All operations by their request."""
    lines = ["| request | does |", "|---|---|"]
    for method, path, operation in _operations():
        place = f"{operation['tags'][0]}.md#{_slug(operation['summary'])}"
        lines.append(f"| `{method} {path}` | [{operation['summary']}]({place}) |")
    return _FOR_GENERATORS + "\n".join(lines) + "\n"


def _tag_page(tag: dict[str, str], problems: list[dict[str, Any]]) -> str:
    title = tag["name"].replace("_", " ").capitalize()
    mine = [_operation(*found, problems) for found in _operations() if tag["name"] in found[2]["tags"]]
    return f"# {title}\n\n{tag['description']}\n\n" + "\n".join(mine)


def _operation(method: str, path: str, operation: dict[str, Any], problems: list[dict[str, Any]]) -> str:
    name = operation["operationId"]
    parts = [
        f'<a id="{name}"></a>\n\n## {operation["summary"]}',
        f"`{method} {path}`",
        operation.get("description", ""),
    ]
    if operation.get("parameters"):
        parts.append(_table("parameter", [_parameter_row(parameter) for parameter in operation["parameters"]]))
    if "requestBody" in operation:
        schema = _content(operation["requestBody"])
        parts += [f"**Body**: {_type(schema)}", _fields(schema), _example(schema)]
    for status, answer in operation["responses"].items():
        if status < "400":
            parts.append(f"**{status}**: {_shown(_content(answer))}{_sentence(answer['description'])}")
            headers = [header for header in answer.get("headers", {}) if header not in _EVERYWHERE]
            if headers:
                parts.append("With " + ", ".join(f"`{header}`" for header in headers) + ".")
    mine = [problem["code"] for problem in problems if problem["where"] == ["*"] or name in problem["where"]]
    parts.append("**Problems**: " + ", ".join(f"[`{code}`](../problems.md#{code})" for code in mine))
    return "\n\n".join(part for part in parts if part) + "\n"


def _slug(heading: str) -> str:
    """The anchor that Markdown gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _content(container: dict[str, Any]) -> _Schema:
    contents = list(container.get("content", {}).values())
    schema: _Schema = contents[0].get("schema", {}) if contents else {}
    return schema


def _parameter_row(parameter: dict[str, Any]) -> tuple[str, str, str]:
    place = "" if parameter["in"] == "query" else f" ({parameter['in']})"
    needed = ", required" if parameter.get("required") and parameter["in"] != "path" else ""
    return f"`{parameter['name']}`{place}", f"{_type(parameter['schema'])}{needed}", parameter.get("description", "")


def _example(schema: _Schema) -> str:
    example = _resolved(schema).get("example")
    return f"```json\n{json.dumps(example, indent=2, ensure_ascii=False)}\n```" if example else ""


def _fields(schema: _Schema) -> str:
    """The body's fields, one level deep; what they are made of is on the page of objects."""
    return _properties(_resolved(schema))


def _properties(schema: _Schema) -> str:
    rows = []
    for part in [schema, *schema.get("allOf", [])]:
        part = _resolved(part)
        needed = part.get("required", [])
        for name, field in part.get("properties", {}).items():
            required = ", required" if name in needed else ""
            rows.append((f"`{name}`", f"{_type(field)}{required}", _described(field)))
    return _table("field", rows) if rows else ""


def _described(field: _Schema) -> str:
    text: str = field.get("description", "")
    choices = field.get("enum")
    return text + (
        f" One of {', '.join(f'`{choice}`' for choice in choices if choice is not None)}." if choices else ""
    )


def _objects_page() -> str:
    sections = []
    for name, schema in sorted(_document()["components"]["schemas"].items()):
        body = _properties(schema)
        if not body:
            choices = schema.get("enum") or [_type(kind) for kind in schema.get("oneOf", schema.get("anyOf", []))]
            shown = [f"`{choice}`" if schema.get("enum") else choice for choice in choices]
            body = "One of " + ", ".join(shown) + "." if shown else _type(schema)
        sections.append(f'<a id="{name}"></a>\n\n## {name}\n\n{schema.get("description", "")}\n\n{body}\n')
    return _OBJECTS + "\n".join(sections)


def _resolved(schema: _Schema) -> _Schema:
    reference = schema.get("$ref")
    return _document()["components"]["schemas"][reference.rsplit("/", 1)[1]] if reference else schema


def _shown(schema: _Schema) -> str:
    return f"{_type(schema)}. " if schema else ""


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _type(schema: _Schema) -> str:
    if "$ref" in schema:
        return link_to_object(schema["$ref"].rsplit("/", 1)[1])
    several = schema.get("oneOf") or schema.get("anyOf")
    if several:
        return " or ".join(dict.fromkeys(_type(kind) for kind in several))
    if len(schema.get("allOf", [])) == 1:
        return _type(schema["allOf"][0])
    kinds = schema.get("type", "any")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return " or ".join(_one_type(kind, schema) for kind in kinds)


def _one_type(kind: str, schema: _Schema) -> str:
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map to {_type(schema['additionalProperties'])}"
    formats = {"decimal": "decimal string", "date-time": "time", "uuid": "UUID", "uri": "URL"}
    return formats.get(schema.get("format", ""), kind) if kind == "string" else kind


def _table(first: str, rows: list[tuple[str, str, str]]) -> str:
    lines = [f"| {first} | type | |", "|---|---|---|"]
    lines += [
        f"| {name} | {kind} | {' '.join(text.split()).replace('|', chr(92) + '|')} |" for name, kind, text in rows
    ]
    return "\n".join(lines)
