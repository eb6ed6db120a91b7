"""Outline: which claims each section takes up. Until hierarchies exist, the plan is the outline."""

from collections.abc import Iterable

from assistant.base import Frozen
from assistant.claim import Claim
from assistant.library import Library
from assistant.plan import Plan


class Outlined(Frozen):
    """A section to be written."""

    place: int
    """Where it stands in the report, and in the plan."""
    heading: str
    claims: tuple[str, ...]
    """Ids by study and place in its text: whoever read first, the writer is asked the same."""


def outline(library: Library, plan: Plan, findings: Iterable[tuple[str, int]]) -> list[Outlined]:
    """Return a section for each sub-question that claims were found for."""
    places: dict[int, set[str]] = {}
    for claim, place in findings:
        places.setdefault(place, set()).add(claim)
    return [
        Outlined(place=place, heading=plan.subquestions[place].text, claims=_ordered(library, places[place]))
        for place in sorted(places)
    ]


def _ordered(library: Library, claims: Iterable[str]) -> tuple[str, ...]:
    return tuple(claim.id for claim in sorted(library.claims(claims), key=lambda claim: _place(library, claim)))


def _place(library: Library, claim: Claim) -> tuple[str, int, str]:
    evidence = claim.evidence[0]
    passage = library.passage(evidence.passage)
    return claim.study, passage.start + passage.content.find(evidence.quote), claim.id
