"""What the Python SDK's templates want beside the common marks."""

from __future__ import annotations

import keyword
from typing import Any


def prepare(document: dict[str, Any]) -> None:
    """Name an exception a problem, mark what a class can't say, and make lists of what is separated by commas."""
    schemas = document["components"]["schemas"]
    codes = schemas["ProblemCode"]
    # No answer is ever raised as this one: it is settled, or becomes the SDK's own OutcomeUnknown.
    codes["x-problems"] = [
        {"code": code, "class": "".join(map(str.capitalize, code.split("_"))), "meaning": meaning}
        for code, meaning in zip(codes["enum"], codes["x-enum-descriptions"], strict=True)
        if code != "outcome_unknown"
    ]
    schemas["Transfer"]["x-parent"] = True
    for schema in schemas.values():
        names = [name for name in schema.get("properties", {}) if keyword.iskeyword(name)]
        if names and schema.get("x-request"):
            schema["x-has-keyword"] = True
    told = {tag["name"]: tag["description"] for tag in document["tags"]}
    for path in document["paths"].values():
        for operation in path.values():
            operation["x-resource-description"] = told[operation["x-resource"]]
            operation["x-iterate"] = operation["x-method"].replace("list", "iterate", 1)
            if operation["operationId"] == "post_simulate":
                operation["x-changes-nothing"] = True
            if operation["operationId"] == "post_rotate_secret":  # its body has no fields
                del operation["requestBody"]
                operation["x-empty-body"] = True
            for parameter in operation["parameters"]:
                if parameter["name"] == "types":
                    parameter["schema"] = {"type": "array", "items": {"type": "string"}}
                    parameter["style"], parameter["explode"] = "form", False
                    parameter["description"] = "Only events of these types."
                if parameter["name"] == "cursor":
                    parameter["x-cursor"] = True
