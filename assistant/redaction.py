"""Keeping secrets out of everything that is shown, logged or saved.

Two nets: values known to be secret (from the environment and the settings), and the shapes that keys have. Providers
echo keys in their error messages, so every text from outside passes here before it reaches an event or an error.
"""

import os
import re
from collections.abc import Iterable

_SHAPES = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|pplx|tvly|r8|hf|ghp|gho|github_pat|glpat|xox[abp])[-_][A-Za-z0-9_-]{8,}"
    r"|\bAIza[A-Za-z0-9_-]{20,}"
    r"|\bAKIA[A-Z0-9]{12,}"
    r"|(?<=[Bb]earer )[^\s'\",;]{6,}"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?i:(?<=api_key=)|(?<=apikey=)|(?<=token=)|(?<=key=))[^\s&'\",;]{6,}"
)
_SECRET_NAME = re.compile(r"(?:API_?KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$", re.IGNORECASE)
_SHORTEST = 6
"""Shorter values (`test`, `none`) would blank out ordinary words."""

MASK = "[secret]"


def secrets(extra: Iterable[str] = ()) -> frozenset[str]:
    """Return the values that must never be shown: those of the environment's secret-looking variables, and `extra`."""
    environment = (value for name, value in os.environ.items() if _SECRET_NAME.search(name))
    return frozenset(value for value in (*environment, *extra) if len(value) >= _SHORTEST)


def redact(text: str, known: Iterable[str] = ()) -> str:
    """Return the text with every secret replaced by a mask."""
    for secret in sorted(secrets(known), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _SHAPES.sub(MASK, text)
