"""Typed values to and from the text that models read and write. Pure functions.

Models wrap JSON in fences, think aloud before it and add a line after it. All of that is tolerated here; what the
JSON says is not: it must have the shape of the type, and nothing that the type does not know.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.base import Frozen
from assistant.task import Out

_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)


class Unreadable(ValueError):
    """A reply that does not hold the wanted value; `faults` says why in words a model can act on."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def render(value: Frozen) -> str:
    """Return a typed input as text: a heading per field, numbered entries for its lists."""
    return "\n\n".join(f"# {_title(name)}\n{_render(part)}" for name, part in value if part not in ((), ""))


def schema(output: type[BaseModel]) -> dict[str, Any]:
    """Return the output's JSON schema in the subset that strict structured-output endpoints accept."""
    strict: dict[str, Any] = _strict(output.model_json_schema())
    return strict


def shape(output: type[BaseModel]) -> str:
    """Return how to ask for the output in words, for endpoints that take no schema."""
    return (
        "Reply with one JSON object and nothing else: no explanation, no code fence. It must fit this JSON schema:\n"
        + json.dumps(schema(output), ensure_ascii=False)
    )


def parse(reply: str, output: type[Out]) -> Out:
    """Return the value that a reply holds.

    Raises:
        Unreadable: there is no JSON in it, or none of it fits the type.
    """
    faults: tuple[str, ...] = ("the reply holds no JSON object",)
    for candidate in _values(_THINKING.sub("", reply)):
        try:
            return output.model_validate_json(json.dumps(_wrapped(candidate, output)), strict=False)
        except ValidationError as error:
            faults = tuple(_in_words(detail) for detail in error.errors()[:8])
    raise Unreadable(*faults)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _render(part: object) -> str:
    if isinstance(part, tuple):
        return "\n\n".join(f"[{number}] {_entry(entry)}" for number, entry in enumerate(part, 1))
    return str(part)


def _entry(entry: object) -> str:
    if not isinstance(entry, Frozen):
        return str(entry)
    return "\n".join(f"{_title(name)}: {_joined(part)}" for name, part in entry if part not in ((), ""))


def _joined(part: object) -> str:
    return "; ".join(map(str, part)) if isinstance(part, tuple) else str(part)


def _strict(node: Any) -> Any:
    """Require every property, and drop what strict mode refuses and our own validation checks anyway."""
    if isinstance(node, list):
        return [_strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    dropped = {"default", "minItems", "maxItems", "minimum", "minLength"}
    kept = {
        key: _strict(part)
        for key, part in node.items()
        if key not in dropped and not (key == "title" and isinstance(part, str))
    }
    return kept | {"required": list(kept["properties"])} if "properties" in kept else kept


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON objects and lists in a text, outermost first, in order."""
    decoder, at = json.JSONDecoder(), 0
    while match := re.compile(r"[{\[]").search(text, at):
        try:
            value, at = decoder.raw_decode(text, match.start())
        except (json.JSONDecodeError, RecursionError):
            at = match.start() + 1
        else:
            yield value


def _wrapped(value: Any, output: type[BaseModel]) -> Any:
    """A bare list stands for the only field of an output that has one field."""
    fields = list(output.model_fields)
    return {fields[0]: value} if isinstance(value, list) and len(fields) == 1 else value


def _in_words(detail: Any) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "the reply"
    return f"{place}: {detail['msg']}"
