"""The SDKs' examples, as the SDKs' own tests run them: beside each other in tabs, or one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from places import CHECKOUT

_LANGUAGES = {"python": "Python", "typescript": "TypeScript", "go": "Go", "java": "Java", "rust": "Rust"}
_LEXERS = {".py": "python", ".ts": "typescript", ".mjs": "javascript", ".go": "go", ".java": "java", ".rs": "rust"}


def tabs(example: str) -> str:
    """A tab for each language whose SDK has the example; nothing where none has."""
    items = [
        f"`````{{tab-item}} {language}\n:sync: {language}\n\n````{{code-block}} {_LEXERS[file.suffix]}\n{_text(file)}\n````\n`````"
        for language, file in _files(example)
    ]
    return "\n".join(["``````{tab-set}", *items, "``````"]) if items else ""


def listed(example: str) -> str:
    """The same for readers without tabs."""
    return "\n\n".join(
        f"{language}:\n\n```{_LEXERS[file.suffix]}\n{_text(file)}\n```" for language, file in _files(example)
    )


def _files(example: str) -> Iterator[tuple[str, Path]]:
    """An SDK keeps its example as a file of this name, spelt as its language spells names, or in a folder of it."""
    capitalised = "".join(word.capitalize() for word in example.split("_"))
    for folder, language in _LANGUAGES.items():
        examples = CHECKOUT / "sdks" / folder / "examples"
        for pattern in (f"{example}.*", f"{capitalised}.*", f"{example}/main.*"):
            files = sorted(file for file in examples.glob(pattern) if file.suffix in _LEXERS)
            if files:
                yield language, files[0]
                break


def _text(file: Path) -> str:
    return file.read_text().rstrip()
