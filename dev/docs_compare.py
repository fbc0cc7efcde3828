"""Whether what came is what a page says. `…` stands for anything; ids, hashes and times of recording are never the same twice.

In JSON an object may have more fields than are shown, and an array that ends in `…` more items; `"{name}"` keeps what is there,
or, once it is kept, must be it.
"""

from __future__ import annotations

import json
import re
from typing import Any

_MASKS = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<hash>"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?!000000Z)\d{6}Z"), "<time>"),  # a client's time is a round one
)
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_MORE = "… more"


class Difference(Exception):
    """What was expected, and what came."""


def same_text(expected: str, actual: str) -> None:
    """Compare what was printed, line by line where it differs."""
    pattern = "[\\s\\S]*?".join(re.escape(part) for part in _masked(expected.strip()).split("…"))
    if not re.fullmatch(pattern, _masked(actual.strip())):
        raise Difference(f"expected:\n{expected.strip()}\n\ncame:\n{actual.strip()}")


def same_json(expected: str, actual: str, names: dict[str, Any]) -> None:
    """Compare JSON documents, one after the other."""
    wanted, came = _documents(_spelt_out(expected)), _documents(actual)
    if len(wanted) != len(came):
        raise Difference(f"expected {len(wanted)} JSON documents, came:\n{actual}")
    for one, other in zip(wanted, came, strict=True):
        try:
            _compare(one, other, "", names)
        except Difference as difference:
            raise Difference(f"{difference}\n\ncame:\n{actual.strip()}") from None


def parse(text: str) -> None:
    """Refuse what is no JSON, apart from `…`."""
    _documents(_spelt_out(text))


def filled_in(text: str, names: dict[str, Any]) -> str:
    """`{name}` replaced by what was kept; a string that is nothing but a name becomes the value itself."""
    for name, value in names.items():
        text = text.replace(f'"{{{name}}}"', json.dumps(value)).replace(f"{{{name}}}", str(value))
    missing = _NAME.search(text)
    if missing:
        raise Difference(f"{missing[0]} was not kept by an answer above")
    return text


def _masked(text: str) -> str:
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def _documents(text: str) -> list[Any]:
    decoder = json.JSONDecoder()
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise Difference(f"no JSON ({error}):\n{text}") from None
        found.append(value)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found


def _spelt_out(text: str) -> str:
    """JSON with each bare `…` made a field or an item that says so."""
    result, open_, in_string, escaped = [], [], False, False
    for char in text:
        if in_string:
            in_string = char != '"' or escaped
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_string = True
        elif char in "{[":
            open_.append(char)
        elif char in "}]" and open_:
            open_.pop()
        elif char == "…":
            char = f'"{_MORE}": null' if open_ and open_[-1] == "{" else f'"{_MORE}"'
        result.append(char)
    return "".join(result)


def _compare(expected: Any, actual: Any, where: str, names: dict[str, Any]) -> None:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key == _MORE:
                continue
            if key not in actual:
                raise Difference(f"{where}/{key}: is not there")
            _compare(value, actual[key], f"{where}/{key}", names)
        return
    if isinstance(expected, list) and isinstance(actual, list):
        more = bool(expected) and expected[-1] == _MORE
        items = expected[:-1] if more else expected
        if len(actual) < len(items) or (len(actual) > len(items) and not more):
            raise Difference(f"{where}: expected {len(items)} items, came {len(actual)}")
        for n, item in enumerate(items):
            _compare(item, actual[n], f"{where}/{n}", names)
        return
    if not _same_value(expected, actual, names):
        raise Difference(f"{where}: expected {expected!r}, came {actual!r}")


def _same_value(expected: Any, actual: Any, names: dict[str, Any]) -> bool:
    if isinstance(expected, str):
        name = _NAME.fullmatch(expected)
        if name and actual is not None:
            return bool(names.setdefault(name[1], actual) == actual)
        if expected == "…":
            return actual is not None
        if isinstance(actual, str):
            pattern = ".*".join(re.escape(part) for part in _masked(expected).split("…"))
            return bool(re.fullmatch(pattern, _masked(actual), re.DOTALL))
    return type(expected) is type(actual) and bool(expected == actual)
