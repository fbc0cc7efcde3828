"""The catalogue of problems, from docs/problems.json: an anchor for each code, named as the code is."""

from __future__ import annotations

from typing import Any

import docs_reference

_JSON = '<a href="problems.json">problems.json</a>'
_STORED = "The answer belongs to its key: a retry with the same key gets it again, whatever has changed."
_NOT_STORED = "Nothing is kept: the same request with the same key is judged anew."
_RETRY = "Send the same request again with the same key."


def entries(problems: list[dict[str, Any]]) -> str:
    """All codes by their status, and an entry for each, in order of precedence."""
    by_status: dict[int, list[str]] = {}
    for problem in problems:
        by_status.setdefault(problem["status"], []).append(f"[`{problem['code']}`](#{problem['code']})")
    overview = ["| status | codes |", "|---|---|"]
    overview += [f"| {status} | {' · '.join(codes)} |" for status, codes in sorted(by_status.items())]
    operations = docs_reference.operations()
    found = [_entry(problem, operations) for problem in problems]
    return "For programs: " + _JSON + ".\n\n" + "\n".join(overview) + "\n\n" + "\n".join(found)


def _entry(problem: dict[str, Any], operations: dict[str, str]) -> str:
    code = problem["code"]
    return f"""<a id="{code}"></a>

## {code}

**{problem["status"]}** · {problem["title"]}

- **What to do.** {problem["meaning"]}
- **The same key again.** {_again(problem)}
- **Where.** {_where(problem["where"], operations)}
"""


def _again(problem: dict[str, Any]) -> str:
    if problem["stored"]:
        return _STORED
    passing = problem["status"] in (429, 500, 503) or problem["code"] == "idempotency_in_progress"
    return _RETRY if passing else _NOT_STORED


def _where(where: list[str], operations: dict[str, str]) -> str:
    """Operations by name; a code of all, or of nearly all, is said to be so."""
    if where == ["*"]:
        return "Any path."
    missing = [name for name in operations if name not in where]
    if not missing:
        return "Every operation."
    if len(missing) <= 3:
        return f"Every operation but {', '.join(operations[name] for name in missing)}."
    return ", ".join(operations[name] for name in where if name in operations) + "."
