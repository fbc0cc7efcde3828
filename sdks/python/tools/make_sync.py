"""Makes `_sync` of `_async`: the same code without `async` and `await`, so that no line of it is written twice."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent / "src" / "tallybook"
_WORDS = (
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\basync_(?=\w)", ""),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"\ba(close|read|iter_sse)\b", r"\1"),
)


def main() -> None:
    """Write every module of `_sync` anew."""
    target = _PACKAGE / "_sync"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for source in sorted((_PACKAGE / "_async").glob("*.py")):
        text = source.read_text()
        for pattern, replacement in _WORDS:
            text = re.sub(pattern, replacement, text)
        note = f"# Made of _async/{source.name} by tools/make_sync.py: do not edit.\n"
        (target / source.name).write_text(note + text)
    (target / "__init__.py").write_text('"""The client that blocks, made of `_async` by tools/make_sync.py."""\n')


if __name__ == "__main__":
    main()
