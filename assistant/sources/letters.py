"""From the bytes of a text file to its text: UTF-8, UTF-16 by its mark, else Windows-1252 if that can be meant."""

import re
from typing import NamedTuple

GUESSED = "it is not UTF-8, and was read as Windows-1252; if letters in it are wrong, save it as UTF-8"

_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_FOREIGN = 1 / 3
"""The share of letters beyond ASCII from which on it is no western language that is written."""


class Decoded(NamedTuple):
    """A text, and what a reader must know of how it was read, if anything."""

    text: str
    told: str = ""


def decoded(content: bytes) -> Decoded:
    """Return the text; bytes that are none stand in it as lone surrogates (`errors="surrogateescape"`).

    Raises:
        UnicodeDecodeError: a mark says UTF-16, but it is not.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(content.decode("utf-16"))
    text = content.decode("utf-8-sig", "surrogateescape")
    western = "" if text.isascii() else _western(content, text)
    return Decoded(western, GUESSED) if western else Decoded(text)


def _western(content: bytes, text: str) -> str:
    """Return the text as Windows-1252, which holds all letters of latin-1; empty where that would be made up.

    A text in which some letters are UTF-8 is a damaged one, and one of strange letters or control characters is
    written in another encoding or is none.
    """
    if not all(letter.isascii() or "\udc80" <= letter <= "\udcff" for letter in text) or _CONTROLS.search(text):
        return ""
    try:
        read = content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    letters = [letter for letter in read if letter.isalpha()]
    return read if sum(not letter.isascii() for letter in letters) < _FOREIGN * len(letters) else ""
