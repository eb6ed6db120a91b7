"""Numbers with what they are numbers of, as far as that is a unit of measure."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.numbers import numbers

_UNITS = {
    "percent": r"%|percent|per\s?cent",
    "points": r"percentage\spoints?|points?|pp",
    "times": r"times|fold|[x×](?!\w)",
    "thousand": r"thousand|k(?!\w)",
    "million": r"million|m(?!\w)",
    "billion": r"billion|bn|b(?!\w)",
    "trillion": r"trillion",
    "milliseconds": r"milliseconds?|ms(?!\w)",
    "seconds": r"seconds?|s(?!\w)",
    "minutes": r"minutes?|min(?!\w)",
    "hours": r"hours?|h(?!\w)",
    "days": r"days?",
    "weeks": r"weeks?",
    "months": r"months?",
    "years": r"years?",
    "megabytes": r"megabytes?|MB",
    "gigabytes": r"gigabytes?|GB",
    "terabytes": r"terabytes?|TB",
    "milligrams": r"milligrams?|mg(?!\w)",
    "grams": r"grams?|g(?!\w)",
    "kilograms": r"kilograms?|kg(?!\w)",
}
_MEASURE = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS.items())
_AMOUNT = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*|[a-z]+(?:-[a-z]+)?)(?P<unit>[\s-]*(?:{_MEASURE}))?(?!\w)", re.IGNORECASE
)


class Amount(NamedTuple):
    value: str
    unit: str
    """Empty: none that is known."""


def amounts(text: str) -> Iterator[Amount]:
    """Yield each number of a text, in digits or in words, with its unit."""
    for match in _AMOUNT.finditer(text):
        values = [number.value for number in numbers(match["number"])]
        if len(values) == 1:
            yield Amount(values[0], next((name for name in _UNITS if match[name]), ""))


def foreign_units(text: str, allowed: Sequence[str]) -> list[str]:
    """Return in words which numbers of a text have a unit that they never have in the allowed texts.

    A number that stands there without a unit, as the first of a range does, may be of any.
    """
    known: dict[str, set[str]] = {}
    for value, unit in (amount for source in allowed for amount in amounts(source)):
        known.setdefault(value, set()).add(unit)
    return [
        f"{value} is a number of {unit} here, and of {' or '.join(sorted(known[value]))} in its quotes"
        for value, unit in dict.fromkeys(amounts(text))
        if unit and value in known and not {unit, ""} & known[value]
    ]
