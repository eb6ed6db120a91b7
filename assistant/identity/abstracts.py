"""Whether two abstracts are one text: the resemblance and containment of their shingles (Broder 1997)."""

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property
from heapq import nsmallest
from zlib import crc32

from assistant.identity.spelling import folded
from assistant.words import STOPWORDS

WIDTH = 5
"""Words of a shingle."""
LONGEST = 10_000
"""Characters that are looked at."""
SHORTEST = 15
"""Words below which a text tells nothing."""

_WORD = re.compile(r"[^\W_]+")


class Sameness(IntEnum):
    """What two abstracts say of two works."""

    CONTRARY = -2
    """They have hardly a word in common."""
    RELATED = -1
    """They have a subject in common, but no wording."""
    UNKNOWN = 0
    """At least one is missing or too short, or they have only a little of their wording in common."""
    SIMILAR = 1
    """One holds much of the wording of the other, which may be shortened or rewritten."""
    IDENTICAL = 2
    """They are one text but for small differences."""


class Abstract:
    """A text, ready for comparing; of several texts, all that they say together."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._words = [word for text in texts for word in _WORD.findall(folded(text[:LONGEST]))]

    @property
    def is_telling(self) -> bool:
        return len(self._words) >= SHORTEST

    @cached_property
    def shingles(self) -> frozenset[str]:
        """All runs of `WIDTH` words."""
        words = self._words
        return frozenset(map(" ".join, zip(*(words[start:] for start in range(WIDTH)), strict=False)))

    @cached_property
    def content(self) -> frozenset[str]:
        """Its content words."""
        return frozenset(word for word in self._words if len(word) > 2 and word not in STOPWORDS)

    @cached_property
    def is_english(self) -> bool:
        return sum(word in STOPWORDS for word in self._words) * 5 > len(self._words)

    def sketch(self, size: int) -> list[str]:
        """Return the `size` shingles that come first in an order by hash; texts that resemble each other share some.

        Source: Broder, "On the resemblance and containment of documents", 1997, section 4.
        """
        if not self.is_telling:
            return []
        hashed = {crc32(shingle.encode("utf-8", "surrogatepass")): shingle for shingle in self.shingles}
        return [hashed[place] for place in nsmallest(size, hashed)]


def sameness(ours: Abstract, theirs: Abstract) -> Sameness:
    """Return what two abstracts say of two works; symmetric.

    On public data, two abstracts of one work share 12 % of the shingles of the shorter or far more, and 40 % of its
    content words; those of two works of one subject hardly ever 12 % and 30 %.
    """
    if not (ours.is_telling and theirs.is_telling):
        return Sameness.UNKNOWN
    common = len(ours.shingles & theirs.shingles)
    contained = common / min(len(ours.shingles), len(theirs.shingles))
    resembling = common / len(ours.shingles | theirs.shingles)
    if resembling >= 0.7 or contained >= 0.9:
        return Sameness.IDENTICAL
    if contained >= 0.4:
        return Sameness.SIMILAR
    if contained >= 0.1 or ours.is_english != theirs.is_english:
        return Sameness.UNKNOWN
    words = min(len(ours.content), len(theirs.content))
    few = contained < 0.05 and len(ours.content & theirs.content) < 0.3 * words
    return Sameness.CONTRARY if few else Sameness.RELATED
