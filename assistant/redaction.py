"""Keeping secrets out of everything that is shown, logged or saved.

Three nets: values known to be secret (from the environment, and those that were registered), values that stand under
a name that only secrets have, and the shapes that keys have. Providers echo keys in their error messages, so every
text from outside passes here before it reaches an event or an error.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import JsonValue

_SHAPES = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|pplx|tvly|r8|hf|ghp|gho|github_pat|glpat|xox[abp])[-_][A-Za-z0-9_-]{8,}"
    r"|\bAIza[A-Za-z0-9_-]{20,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{12,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*"  # a JSON web token
    r"|(?<=[Bb]earer )[^\s'\",;\[]{6,}"
    r"|(?<=[Bb]asic )(?=\S*(?:[\d+/=]|[a-z][A-Z]))[A-Za-z0-9+/]{8,}={0,2}"
    r"|(?<=://)[^/\s:@\[]+:[^/\s@]+(?=@)"
)
_VALUE = r"[^\s&'\",;(){}\[\]]{6,}"
_NAMED = re.compile(
    # api_key='…', ?key=…&, password = …
    r"((?<![\w-])[\w-]{0,40}(?:key|token|secret|password|passwd)[\w-]{0,20}\s{0,3}=\s{0,3}['\"]?"
    # "api_key": "…"
    r"|['\"][\w-]{0,40}(?:key|token|secret|password|passwd|credential)[\w-]{0,20}['\"]\s{0,3}:\s{0,3}['\"]"
    # x-api-key: …, password: …
    r"|(?<![\w-])[\w-]{0,40}(?:api[_-]?key|access[_-]?key|secret[_-]key|auth[_-]?token|password|passwd)\s{0,3}:\s{0,3}"
    r"['\"]?"
    r"|\bauthorization['\"]?\s{0,3}[:=]\s{0,3}['\"]?(?:(?:bearer|basic|token|apikey)\s+)?+)" + _VALUE,
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(
    r"KEY(?!BOARD|MAP|RING)|TOKEN(?!S|I[ZS]E)|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|AUTHORIZATION|COOKIE",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:bearer|basic|token|apikey)\s+", re.IGNORECASE)
_SHORTEST = 6
"""Shorter values (`test`, `none`) would blank out ordinary words."""

MASK = "[secret]"

_registered: set[str] = set()


def register(values: Iterable[str]) -> None:
    """Have these values masked from now on, wherever in this process something is said."""
    _registered.update(value for value in values if len(value) >= _SHORTEST)


def secrets(extra: Iterable[str] = ()) -> frozenset[str]:
    """Return the values that must never be shown: of the environment, registered, and `extra`."""
    environment = (value for name, value in os.environ.items() if _SECRET_NAME.search(name))
    values = (value.strip() for value in (*environment, *_registered, *extra))
    return frozenset(value for value in values if len(value) >= _SHORTEST)


def held(value: "JsonValue", name: str = "") -> Iterator[str]:
    """Yield the strings in a value that stand under a name that only secrets have."""
    match value:
        case str() if _SECRET_NAME.search(name):
            yield _SCHEME.sub("", value, count=1)
        case dict():
            for inner, part in value.items():
                yield from held(part, inner)
        case list():
            for part in value:
                yield from held(part, name)


def redact(text: str, known: Iterable[str] = ()) -> str:
    """Return the text with every secret replaced by a mask."""
    for secret in sorted(secrets(known), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _SHAPES.sub(MASK, _NAMED.sub(rf"\g<1>{MASK}", text))
