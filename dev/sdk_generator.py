"""Generates the models and operations of an SDK from `openapi/tallybook-3.0.json` by openapi-generator.

For a language there are `openapi/generators/LANG.yaml` (the generator's own settings), `openapi/templates/LANG/`, and
`LANG.py` beside the settings where that language wants the document changed further: its `prepare(document)` does that.
`sdks/LANG/sdk.json` says which of what is generated goes where ("generated"), and how it is formatted ("format").
"""

from __future__ import annotations

import json
import runpy
import shutil
import tempfile
from pathlib import Path
from typing import Any

import wheels
from places import CHECKOUT
from processes import Failure, run_step, server_user
from sdk_language import Language

_OPENAPI = CHECKOUT / "openapi"
_GENERATORS = _OPENAPI / "generators"
_MOMENTS = {"as_of", "known_at", "effective_from", "effective_to", "recorded_from", "recorded_to"}

# What a method is called where the operation id does not say it: the verb, then what it is about.
_METHODS = {
    "post_accounts_batch": "create_batch",
    "post_transfers_batch": "create_batch",
    "get_account_balance": "get",
    "get_account_postings": "list_postings",
    "get_idempotency_key": "key_outcome",
    "get_monitor_accounts": "list_accounts",
    "get_event_stream": "stream",
    "get_attempts": "list_attempts",
    "get_dead_letters": "list_dead_letters",
    "delete_webhook_endpoint": "delete",
}
_ACTIONS = {"simulate", "capture", "void", "increment", "extend", "reverse", "approve", "reject"}
_ACTIONS |= {"replay", "redrive", "rotate_secret"}


def generate(language: Language) -> None:
    """Write what is generated of a language anew, formatted."""
    with tempfile.TemporaryDirectory(prefix="tallybook-sdk-") as folder:
        document, output = Path(folder) / "tallybook.json", Path(folder) / "output"
        document.write_text(json.dumps(prepare(language.name), indent=1))
        _run_generator(language.name, document, output)
        _take_over(language, output)
    for command in language.commands("format"):
        run_step(command, directory=language.folder)


def drift(language: Language) -> list[str]:
    """The files that generating anew would change; they stay as they are."""
    before = _generated_files(language)
    try:
        generate(language)
        after = _generated_files(language)
    finally:
        for path in _generated_files(language):
            path.unlink()
        for path, content in before.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    return sorted(str(path.relative_to(CHECKOUT)) for path in changed)


def prepare(language: str) -> dict[str, Any]:
    """The document as templates want it: one success an operation, and marks where a template could only test names.

    Operations: `x-resource` and `x-method` (names), `x-in-ledger`, `x-takes-key`, `x-takes-dry-run`, `x-may-propose` (202),
    `x-event-stream`, and `x-page-item` (the model of a list's rows) where a cursor leads on. Parameters: `x-bound` (the
    one that a ledger's handle knows), `x-moment` (a time or a date). Schemas: `x-request` where clients send it,
    `x-problem-code` at a problem's code; and one more, ProblemCode.
    """
    document: dict[str, Any] = json.loads((_OPENAPI / "tallybook-3.0.json").read_text())
    schemas = document["components"]["schemas"]
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        _prepare_operation(operation, schemas)
    for schema in schemas.values():
        if schema.get("additionalProperties") is False:
            schema["x-request"] = True
    problems = json.loads((CHECKOUT / "docs" / "problems.json").read_text())["problems"]
    schemas["Problem"]["properties"]["code"]["x-problem-code"] = True
    schemas["ProblemCode"] = {
        "description": "What a program can rely on in a problem.",
        "type": "string",
        "enum": [problem["code"] for problem in problems],
        "x-enum-descriptions": [problem["meaning"] for problem in problems],
    }
    own = _GENERATORS / f"{language}.py"
    if own.exists():
        runpy.run_path(str(own))["prepare"](document)
    return document


def _prepare_operation(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    (resource,) = operation["tags"]
    operation["x-resource"] = resource
    operation["x-method"] = _method(operation["operationId"], resource)
    parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
    if resource != "ledgers":
        operation["x-in-ledger"] = True
        parameters["ledger"]["x-bound"] = True
    if "Idempotency-Key" in parameters:
        operation["x-takes-key"] = True
    if "dry_run" in parameters:
        operation["x-takes-dry-run"] = True
    for name in _MOMENTS & parameters.keys():
        parameters[name]["x-moment"] = True

    answers = operation["responses"]
    if "201" in answers:
        answers.pop("200", None)  # the same body: what was made before
        if answers.pop("202", None):
            operation["x-may-propose"] = True
    if "text/event-stream" in answers.get("200", {}).get("content", {}):
        operation["x-event-stream"] = True
    if "cursor" in parameters:
        page = schemas[_referred(answers["200"]["content"]["application/json"]["schema"])]
        operation["x-page-item"] = _referred(page["properties"]["data"]["items"])


def _method(operation: str, resource: str) -> str:
    if operation in _METHODS:
        return _METHODS[operation]
    verb, _, about = operation.partition("_")
    if about in _ACTIONS:
        return about
    if verb == "get" and about.endswith("s"):
        return "list"
    return {"post": "create", "get": "get", "patch": "update"}[verb]


def _referred(schema: dict[str, str]) -> str:
    return schema["$ref"].rpartition("/")[2]


def _run_generator(language: str, document: Path, output: Path) -> None:
    if shutil.which("java") is None:
        raise Failure("java is missing; openapi-generator needs Java 11 or newer")
    jar = wheels.install("openapi-generator-cli", server_user()) / "openapi_generator_cli" / "openapi-generator.jar"
    command = ["java", "-jar", str(jar), "generate", "--input-spec", str(document), "--output", str(output)]
    command += ["--config", str(_GENERATORS / f"{language}.yaml")]
    templates = _OPENAPI / "templates" / language
    if templates.is_dir():
        command += ["--template-dir", str(templates)]
    run_step(command, directory=CHECKOUT)


def _take_over(language: Language, output: Path) -> None:
    """Put what was generated where it belongs, in place of what is there."""
    for path in _generated_files(language):
        path.unlink()
    for pattern, target in language.generated.items():
        found = _files(output, pattern)
        if not found:
            raise Failure(f"{language.name}: the generator made nothing that is called {pattern}")
        for name, file in found.items():
            place = language.folder / target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, place)


def _generated_files(language: Language) -> dict[Path, bytes]:
    """What is there of it now, and what is in it."""
    places = [_files(language.folder / target, _inside(pattern)) for pattern, target in language.generated.items()]
    places += [_files(language.folder, derived) for derived in language.derived]
    return {path: path.read_bytes() for place in places for path in place.values()}


def _inside(pattern: str) -> str:
    """What to look for below a target: files by their pattern, all of a folder, or the target itself."""
    return Path(pattern).name if "*" in pattern else ""


def _files(folder: Path, pattern: str) -> dict[Path, Path]:
    """The files that a pattern means (a folder: all in it), by the names they have below it."""
    if "*" in pattern:
        return {Path(path.name): path for path in folder.glob(pattern) if path.is_file()}
    root = folder / pattern
    if root.is_file():
        return {Path(): root}
    return {
        path.relative_to(root): path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
