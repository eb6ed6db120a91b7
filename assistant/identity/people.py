"""Names of authors: `Family, Given`, `Given Family`, initials and truncated lists, and whether two lists can agree."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from assistant.identity.slips import distance
from assistant.identity.spelling import folded, normalised

MOST = 40
"""Authors of a list that are looked at: truncated lists keep the beginning, some also the last."""
LONGEST = 2_000
"""Characters of an author's field that are looked at."""

_PARTICLES = frozenset(
    """af al ap auf aus bin ben bint da dal das de dei del della dem den der des di do dos du el het ibn la las le los
    mac of op san st ten ter the till tot und van vande vanden vander vom von vor zu zum zur""".split()
)
_TITLES = frozenset("dr prof professor phd md msc bsc mr mrs ms jr sr ii iii iv esq sir mph".split())
_NO_ONE = re.compile(
    r"^\W*(?:(?:et\s+al|and\s+others|others|etc)\b.*|anonymous|anon|unknown|no authors? listed|n/?a|various|staff"
    r"|none|null|author|editor|editors)\W*$|^\W*$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:collaborations?|consortium|group|team|committee|network|society|association|organi[sz]ation|institute?"
    r"|universit\w+|department|ministry|agency|initiative|investigators|foundation|project|council|commission|company"
    r"|inc|ltd|gmbh|openai|deepmind|google|microsoft|meta ai|nvidia|centre|center|office|federation)\b",
    re.IGNORECASE,
)
_COLLABORATION = re.compile(r"(\w+)\W+collaborations?\b")
_MORE = re.compile(r"[\s,;]*\b(?:et\.?\s*al\b\.?|and\s+others\b|u\.\s?a\.|…|\.\.\.)\W*$", re.IGNORECASE)
"""Says that a list goes on."""
_MEDLINE = re.compile(r"[^\W\d_].*[a-z].* [A-Z]{1,3}")
"""`Smith JA`."""
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[-‐ ]?){1,4}")


class Agreement(Enum):
    """What two lists of authors say of two works."""

    STRONG = "strong"
    """Several people are the same, or one whose given name or initial also fits."""
    WEAK = "weak"
    """A family name is the same, and nothing speaks against it."""
    UNKNOWN = "unknown"
    """At least one of the lists names nobody."""
    PARTIAL = "partial"
    """Some of the people are the same and as many are not."""
    CONTRARY = "contrary"
    """They are other people."""


class Person(NamedTuple):
    """A name in pieces, folded."""

    family: tuple[str, ...]
    """Words that can be the family name."""
    given: tuple[str, ...]
    """All other words and initials, in order."""


@lru_cache(maxsize=1 << 15)
def person(name: str) -> Person | None:
    """Return the pieces of an author's name; None if it names no single person."""
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|\d+|\S+@\S+", " ", name[:200])
    if _NO_ONE.match(plain) or _BODY.search(plain):
        return None
    before, comma, after = plain.partition(",")
    if comma and (given := [word for word in _pieces(after, plain) if word not in _TITLES]):
        return Person(_full(_pieces(before, "")), tuple(given))
    return _uninverted(before, plain)


def people(authors: Sequence[str]) -> tuple[Person, ...]:
    """Return the persons of a list of authors; one text that holds several names is taken apart."""
    names = [name for author in (*authors[: MOST - 3], *authors[-3:]) for name in _split(author[:LONGEST])]
    return tuple(dict.fromkeys(found for name in names if (found := person(name))))


def alike(ours: Person, theirs: Person) -> bool:
    """Tell whether two names can be one person's: they share a family name, and the rest does not contradict."""
    shared = _shared_family(ours, theirs)
    if shared is None:
        return False
    left, right = ([word for word in (*each.given, *each.family) if word not in shared] for each in (ours, theirs))
    if not left or not right or "".join(left) == "".join(right):
        return True
    few, many = sorted((left, right), key=len)
    begins_alike = _fits(few[0], many[0]) or few[0] in many
    return begins_alike and all(any(_fits(word, other) for other in many) for word in few)


def collaborations(authors: Iterable[str]) -> frozenset[str]:
    """Return the names of the collaborations among the authors, as `atlas` for `The ATLAS Collaboration`."""
    found = (_COLLABORATION.search(folded(author[:LONGEST])) for author in authors)
    return frozenset(match[1] for match in found if match)


def agreement(ours: Sequence[Person], theirs: Sequence[Person]) -> Agreement:
    """Return what two lists say; the shorter may be any part of the longer one, or the first person alone."""
    if not ours or not theirs or not _one_script(ours, theirs):
        return Agreement.UNKNOWN
    short, long = sorted((ours, theirs), key=len)
    found = [(each, other) for each in short if (other := next((p for p in long if alike(each, p)), None))]
    if 3 * len(found) <= len(short):
        return Agreement.CONTRARY
    if 2 * len(found) <= len(short) or (len(short) == 1 and not alike(short[0], long[0])):
        return Agreement.PARTIAL
    if len(found) > 1 or all(pair[0].given and pair[1].given for pair in found):
        return Agreement.STRONG
    return Agreement.WEAK


def surname(author: str) -> str:
    """Return the family name of `Family, Given` or `Given Family`, normalised."""
    family = author.split(",")[0] if "," in author else (author.split() or [""])[-1]
    return normalised(family)


def _pieces(text: str, whole: str) -> list[str]:
    """Return the folded words of a part of a name; capitals such as `JA` are two initials unless all is in capitals."""
    mixed = any(character.islower() for character in whole)
    pieces: list[str] = []
    for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text):
        plain = re.sub(r"[^\w]", "", folded(word))
        if mixed and word.isupper() and len(word) <= 3:
            pieces += plain
        elif plain:
            pieces.append(_without_umlaut(plain))
    return pieces


def _without_umlaut(word: str) -> str:
    return re.sub(r"([aou])e", r"\1", word) if len(word) > 3 else word


def _full(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a family name without particles, unless it is nothing else."""
    listed = [word for word in words if word not in _TITLES]
    return tuple(word for word in listed if word not in _PARTICLES and len(word) > 1) or tuple(listed)


def _uninverted(name: str, whole: str) -> Person | None:
    """Read `Given Family`, or `Family I` with initials last."""
    parts = [words for part in name.split() if (words := [w for w in _pieces(part, whole) if w not in _TITLES])]
    words = [word for part in parts for word in part]
    if not words:
        return None
    initials = next((n for n, word in enumerate(reversed(words)) if len(word) > 1), len(words))
    if 0 < initials < len(words):
        return Person(_full(words[:-initials]), tuple(words[-initials:]))
    return Person(_full(parts[-1]), tuple(word for part in parts[:-1] for word in part if word not in _PARTICLES))


def _shared_family(ours: Person, theirs: Person) -> set[str] | None:
    """Return the words by which two names share a family name, in either order of the name."""
    left, right = {*ours.family, *ours.given}, {*theirs.family, *theirs.given}
    exact = {word for word in left & right if len(word) > 1 and (word in ours.family or word in theirs.family)}
    if exact:
        return exact
    ends = [(a, b) for a in ours.family for b in theirs.family if min(len(a), len(b)) > 5 and a[0] == b[0]]
    near = next(((a, b) for a, b in ends if distance(a, b, 1) == 1), None)
    if near:
        return set(near)
    joined = "".join(ours.family) == "".join(theirs.family)
    return {*ours.family, *theirs.family} if joined else None


def _fits(word: str, other: str) -> bool:
    """Tell whether two given names can be one, cut short or written in Latin letters by another custom."""
    if word.startswith(other) or other.startswith(word):
        return True
    return min(len(word), len(other)) > 3 and _transliterated(word) == _transliterated(other)


def _transliterated(word: str) -> str:
    """Return one form for `Sergey` and `Sergei`, for `Alexey` and `Aleksei`, for `Yuri` and `Yurii`."""
    return re.sub(r"[ijy]+$", "i", word.replace("x", "ks"))


def _one_script(ours: Sequence[Person], theirs: Sequence[Person]) -> bool:
    """Tell whether both lists are in Latin letters, or neither; names in two scripts cannot be compared."""
    latin = [any("".join(each.family).isascii() for each in some) for some in (ours, theirs)]
    return latin[0] == latin[1]


def _split(author: str) -> list[str]:
    """Return the names in one author's field: usually one, but some sources put the whole list there."""
    author = _MORE.sub("", author)
    if ";" in author:
        return author.split(";")
    parts = re.split(r"\s+(?:and|&)\s+", author)
    return [name for part in parts for name in _at_commas(part)]


def _at_commas(text: str) -> list[str]:
    """Take `A. Smith, B. Jones, C. Wu` apart, and leave `Smith, A.` and `van der Berg, Jan Willem` whole."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if len(names) > 2 and all(len(name.split()) > 1 for name in names):
        return names
    if len(names) == 2 and all(map(_MEDLINE.fullmatch, names)):
        return names
    if len(names) > 3 and all(_INITIALS.fullmatch(name) for name in names[1::2]):
        return [", ".join(names[at : at + 2]) for at in range(0, len(names), 2)]
    return [text]
