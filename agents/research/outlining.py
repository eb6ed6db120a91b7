"""Outline: which claims each section takes up. Until hierarchies exist, the plan is the outline."""

from collections.abc import Iterable
from math import ceil

from assistant.base import Frozen
from assistant.claim import Claim
from assistant.library import Library
from assistant.plan import Plan
from assistant.study import digest

LONGEST = 12
"""Claims that a model writes about at a time; a reply on more is waited for longer than it is worth."""


class Outlined(Frozen):
    """A section to be written."""

    place: int
    """Where it stands in the report, and in the plan."""
    part: int = 0
    """A long section is written in parts, side by side; they stand in this order under one heading."""
    heading: str
    claims: tuple[str, ...]
    """Ids, by study as they were read and by their place in its text, so that the writer is always asked the same."""

    @property
    def name(self) -> int:
        """A number that is another one for another section: a report that was cut short may have had fewer claims."""
        return int(digest(self.model_dump_json())[:12], 16)


def outline(library: Library, plan: Plan, findings: Iterable[tuple[str, int]], in_parts: bool) -> list[Outlined]:
    """Return a section for each sub-question that claims were found for.

    Args:
        in_parts: whether long sections are written in parts, as is wise where a model writes them.
    """
    found = list(findings)
    claims = {claim.id: claim for claim in library.claims(dict.fromkeys(claim for claim, _ in found))}
    studies = list(dict.fromkeys(claims[claim].study for claim, _ in found))
    ordered = sorted(claims.values(), key=lambda claim: (studies.index(claim.study), *_place(library, claim)))
    places: dict[int, set[str]] = {}
    for claim, place in found:
        places.setdefault(place, set()).add(claim)
    return [
        Outlined(place=place, part=part, heading=plan.subquestions[place].text, claims=tuple(claims))
        for place in sorted(places)
        for part, claims in enumerate(_parts([claim.id for claim in ordered if claim.id in places[place]], in_parts))
    ]


def _parts(claims: list[str], several: bool) -> list[list[str]]:
    """Return the claims as one part, or in as few as need be, none of more than `LONGEST`, all about equally long."""
    number = ceil(len(claims) / LONGEST) if several else 1
    size = ceil(len(claims) / number)
    return [claims[start : start + size] for start in range(0, len(claims), size)]


def _place(library: Library, claim: Claim) -> tuple[int, str]:
    evidence = claim.evidence[0]
    passage = library.passage(evidence.passage)
    return passage.start + passage.content.find(evidence.quote), claim.id
