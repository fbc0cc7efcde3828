"""What the templates of TypeScript want of the document beyond the marks that all languages share."""

from __future__ import annotations

from typing import Any


def prepare(document: dict[str, Any]) -> None:
    """Decimals by the generator's own name, one line a description, camel case; the stream is written by hand."""
    _simplify(document)
    about = {tag["name"]: tag["description"] for tag in document["tags"]}
    for path in document["paths"].values():
        for method, operation in list(path.items()):
            if operation.get("x-event-stream"):
                del path[method]
            operation["x-about"] = about[operation["x-resource"]]
            first, *others = operation["x-method"].split("_")
            operation["x-method"] = first + "".join(other.capitalize() for other in others)


def _simplify(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("format") == "decimal":
            node["format"] = "number"
        if isinstance(node.get("description"), str):
            node["description"] = " ".join(node["description"].split())
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _simplify(child)
