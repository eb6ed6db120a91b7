"""The numbers that a text states, whether in digits, in signs (½) or in words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))")
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
_TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]
_WORDS = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS[2:])})(?:[-\s](?P<ones>{'|'.join(_SMALL[1:10])}))?|(?P<small>{'|'.join(_SMALL)}))"
    r"(?P<hundred>[-\s]hundred)?(?:\b|(?=fold\b))"
    r"(?P<measured>(?=[-\s]*(?:%|per\s?cent|percentage|points\b|times\b|fold\b|thousand|million|billion|trillion)))?",
    re.IGNORECASE,
)
SPELT = 10
"""Smaller numbers in words mostly count what a sentence goes on to name (`two ways`), and are then no facts."""


class Number(NamedTuple):
    value: str
    """In decimal notation, without thousands separators."""
    fact: bool
    """Whether it states something that can be wrong, rather than counting what the sentence itself names."""


def foreign_numbers(text: str, allowed: Iterable[str]) -> list[str]:
    """Return the numbers that `text` states as facts and that occur in none of the `allowed` texts.

    In words, those from ten on are facts, and smaller ones before a measure (`three percent`, `twofold`). Not compared
    are `half`, `twice`, `a dozen` and their like, ordinals in words, and what a number counts.
    """
    known = {number.value for source in allowed for number in numbers(source)}
    return sorted({number.value for number in numbers(text) if number.fact} - known)


def numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a text."""
    for digits in _DIGITS.findall(text):
        yield Number(_THOUSANDS.sub("", unicodedata.normalize("NFKC", digits)), fact=True)
    for sign in text:
        if unicodedata.category(sign) in ("No", "Nl"):
            yield Number(f"{unicodedata.numeric(sign):g}", fact=True)
    for words in _WORDS.finditer(text):
        value = _value(words)
        yield Number(str(value), fact=value >= SPELT or words["measured"] is not None)


def _value(words: re.Match[str]) -> int:
    tens, ones, small = (words[name].lower() if words[name] else "" for name in ("tens", "ones", "small"))
    value = 10 * _TENS.index(tens) + (_SMALL.index(ones) if ones else 0) if tens else _SMALL.index(small)
    return value * (100 if words["hundred"] else 1)
