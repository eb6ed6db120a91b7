"""Finding a quote in the text that it claims to come from.

Models reproduce quotes with other quotation marks, dashes, white space or ligatures. Such a quote is anchored: the
exact slice of the text takes its place. Anything else, and any other word, is not a quote.
"""

import re
import unicodedata
from collections.abc import Iterable

_MARKS = str.maketrans("‘’‚‛“”„‟«»‐‑‒–—―−", '\'\'\'\'""""""-------')
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

SHORTEST = 12
"""Fewer characters than this are found in any text and prove nothing."""


def anchor(quote: str, text: str) -> str | None:
    """Return the slice of `text` that `quote` reproduces, or None.

    Differences in typography, white space and letter case are forgiven, as is an ellipsis at either end.
    """
    wanted, _ = _folded(quote.strip().strip("\"'“”‘’").strip().removeprefix("...").removesuffix("...").strip(" …"))
    folded, origin = _folded(text)
    at = folded.find(wanted)
    if len(wanted) < SHORTEST or at < 0:
        return None
    return text[origin[at] : origin[at + len(wanted) - 1] + 1]


def numbers(text: str) -> set[str]:
    """Return the numbers in a text, without thousands separators and trailing zeros' commas: `1,024` is `1024`."""
    return {_plain(number) for number in _NUMBER.findall(text)}


def foreign_numbers(text: str, allowed: Iterable[str]) -> list[str]:
    """Return the numbers of `text` that occur in none of the `allowed` texts."""
    known = set().union(*(numbers(source) for source in allowed))
    return sorted(numbers(text) - known)


def _plain(number: str) -> str:
    return re.sub(r",(?=\d{3}(?:\D|$))", "", number)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in one typography, and for each of its characters the index that it comes from."""
    folded: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        for piece in unicodedata.normalize("NFKC", character).translate(_MARKS).casefold():
            if piece.isspace():
                if folded and folded[-1] == " ":
                    continue
                piece = " "
            folded.append(piece)
            origin.append(index)
    return "".join(folded), origin
