"""Finding a quote in the text that it claims to come from.

Models reproduce quotes with other quotation marks, dashes, white space or ligatures. Such a quote is anchored: the
exact slice of the text takes its place. Anything else, and any other word, is not a quote.
"""

import unicodedata
from collections.abc import Collection

from assistant.quotations import quoted

_MARKS = str.maketrans("‘’‚‛‹›“”„‟«»「」『』‐‑‒–—―−", "'" * 6 + '"' * 10 + "-" * 7)

SHORTEST = 12
"""Fewer characters than this are found in any text and prove nothing."""


def anchor(quote: str, text: str) -> str | None:
    """Return the slice of `text` that `quote` reproduces, or None.

    Differences in typography, white space and letter case are forgiven, as is an ellipsis at either end.
    """
    wanted, _ = _folded(
        quote.strip().strip("\"'“”„‟«»‘’‚‛‹›「」『』").strip().removeprefix("...").removesuffix("...").strip(" …")
    )
    folded, origin = _folded(text)
    at = folded.find(wanted)
    if len(wanted) < SHORTEST or at < 0:
        return None
    return text[origin[at] : origin[at + len(wanted) - 1] + 1]


def foreign_quotations(text: str, allowed: Collection[str]) -> list[str]:
    """Return what stands between quotation marks in `text` and in none of the `allowed` texts.

    A comma or stop before the closing mark may be the sentence's own.
    """
    return [
        words
        for words in quoted(text)
        if len(words) >= SHORTEST and not any(anchor(words.rstrip(",."), source) for source in allowed)
    ]


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
