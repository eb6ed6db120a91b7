"""Names of authors: from one string to its parts, and back to the string that a record holds.

A record holds a name as people write it, `Ada Lovelace`, where that says which part is the family name; elsewhere as
`Family, Given` or `Family, Given, Suffix`: `García Márquez, Gabriel`, `King, Martin Luther, Jr.`. An institution is
its name, in braces where it could be taken for a person: `World Health Organization`, `{Médecins Sans Frontières}`.
"""

import re
from typing import NamedTuple


class Name(NamedTuple):
    """A name in its parts."""

    family: str
    """Of an institution, its whole name."""
    given: str = ""
    """Empty for an institution, and for a person who has one name."""
    suffix: str = ""


_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv|vi{0,3}", re.IGNORECASE)
_INSTITUTION = re.compile(
    r"\b(?:academy|agency|alliance|association|authors|board|bureau|cent(?:er|re)|collaborat(?:ion|ive|ors)|college|"
    r"commission|committee|community|companies|company|consortium|contributors|corp(?:oration)?|council|department|"
    r"federation|foundation|gmbh|group|hospital|inc|initiative|institut\w*|investigators|lab(?:s|orator\w+)|llc|ltd|"
    r"members|ministry|network|office|organi[sz]ation|panel|press|programme|project|school|service|society|team|"
    r"trust|union|universi\w+|working|of|for|and|the)\b|[\d&()]",
    re.IGNORECASE,
)
"""Words and signs that stand in the names of institutions, and not in those of people."""


def parse(text: str) -> Name:
    """Return the parts of a name in any of the forms above; `Given Family Jr.` and `Given Family, Jr.` are read too."""
    text = " ".join(text.split())
    if text.startswith("{") and text.endswith("}"):
        return Name(text[1:-1].strip())
    family, *others = (part.strip() for part in text.split(",", 2))
    if len(others) == 1 and _SUFFIX.fullmatch(others[0]):
        return _in_order(family)._replace(suffix=others[0])
    return Name(family, *others) if others else _in_order(text)


def written(name: Name) -> str:
    """Return the plainest string that `parse` reads as the same name."""
    if not (name.given or name.suffix):
        return name.family if parse(name.family) == name else f"{{{name.family}}}"
    plain = f"{name.given} {name.family}"
    if parse(plain) == name:
        return plain
    return ", ".join(part for part in name if part)


def canonical(text: str) -> str:
    """Return the string that a record holds for a name in any form."""
    return written(parse(text))


def _in_order(text: str) -> Name:
    """Return the parts of a name without commas: the family name is the last word, and the particles before it."""
    words = text.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2 or _INSTITUTION.search(text):
        return Name(text)
    particles = (at for at, word in enumerate(words) if at > 0 and word.islower())
    start = next(particles, len(words) - 1)
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)
