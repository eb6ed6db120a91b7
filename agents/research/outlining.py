"""Outline: which claims each section takes up. Until hierarchies exist, the plan is the outline."""

from collections.abc import Iterable

from assistant.base import Frozen
from assistant.library import Library
from assistant.plan import Plan


class Outlined(Frozen):
    """A section to be written."""

    place: int
    """Where it stands in the report, and in the plan."""
    heading: str
    claims: tuple[str, ...]
    """Ids in a canonical order, those of one study together: whoever read first, the writer is asked the same."""


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
    return tuple(claim.id for claim in sorted(library.claims(claims), key=lambda claim: (claim.study, claim.id)))
