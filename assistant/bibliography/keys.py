"""Keys for works that have none: readable, in plain ASCII, and different from each other."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count

from assistant.identity import normalised, surname
from assistant.study import Record, digest
from assistant.words import content_words


def citation_key(record: Record) -> str:
    """Return first author, year and first word of the title, in plain ASCII letters and digits."""
    author = surname(record.authors[0]) if record.authors else ""
    word = next(iter(content_words(record.title)), "untitled")
    letters = unicodedata.normalize("NFKD", f"{author}{record.year or ''}{normalised(word)}")
    return re.sub(r"[^A-Za-z0-9]", "", letters.encode("ascii", "ignore").decode()) or digest(record.title)[:8]


def distinct(keys: Iterable[str]) -> list[str]:
    """Tell equal keys apart: the first stays as it is, the next get a, b, c …"""
    used: dict[str, None] = {}
    endings: dict[str, Iterator[int]] = {}
    for key in keys:
        candidate = key
        while candidate in used:
            candidate = f"{key}{_letters(next(endings.setdefault(key, count())))}"
        used[candidate] = None
    return list(used)


def _letters(number: int) -> str:
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)
