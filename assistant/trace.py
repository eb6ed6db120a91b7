"""The course of a run in figures: queries, branches, and how much of what was planned bore fruit.

The figures are those by which courses of deep research are compared (Java et al. 2025, "Characterizing Deep Research"):
how often a search branches, turns back, and rests on what was found before. A pure function of a run's events.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.base import Frozen
from assistant.plan import Plan

if TYPE_CHECKING:  # events hold reports, and reports hold traces
    from assistant.events import Event


class Trace(Frozen):
    """How a run went; what was done again after a crash is counted once."""

    branches: int = 0
    backtracks: int = 0
    """Branches that were dropped, or came to nothing relevant."""
    waves: int = 0
    queries: int = 0
    """Queries of branches that went out; to how many sources makes no difference."""
    independent: int = 0
    """Those of the first wave."""
    dependent: int = 0
    """Those of later waves, which rest on what was found before."""
    planned: int = 0
    """Queries in the plan, and of branches opened after it."""
    fruitful: int = 0
    """Planned queries that went out and brought a relevant study."""
    sources: tuple[str, ...] = ()
    """Names of those that answered."""

    @property
    def coverage(self) -> float:
        """Share of the planned queries that bore fruit, in [0, 1]; 0 where none was planned."""
        return self.fruitful / self.planned if self.planned else 0.0


_Asked = tuple[int | None, str]
"""A query of a branch."""


def trace(events: Iterable["Event"]) -> Trace:
    """Return the figures of a run from the events of all its sittings; its last plan is the one that holds."""
    told = list(events)
    opened = {event.branch: event.wave for event in told if event.kind == "opened"}
    asked = _asked(told, opened)
    planned = _planned(told)
    fruitful = planned & _fruitful(told)
    ended = [event.wave for event in told if event.kind == "deepened"]
    return Trace(
        branches=len(opened),
        backtracks=len(opened.keys() & _turned_back(told)),
        waves=max((0, *opened.values(), *asked.values(), *ended)),
        queries=len(asked),
        independent=sum(wave == 1 for wave in asked.values()),
        dependent=sum(wave > 1 for wave in asked.values()),
        planned=len(planned),
        fruitful=len(fruitful),
        sources=tuple(sorted({event.source for event in told if event.kind in ("searched", "expanded")})),
    )


def _asked(told: Sequence["Event"], opened: Mapping[int | None, int]) -> dict[_Asked, int]:
    """Return the queries that went out, each with its wave."""
    answered = {(event.branch, event.query): opened.get(event.branch, 1) for event in told if event.kind == "searched"}
    return answered | {(event.branch, event.query): event.wave for event in told if event.kind == "queried"}


def _planned(told: Sequence["Event"]) -> set[_Asked]:
    plan = next((event.plan for event in reversed(told) if event.kind == "planned"), Plan(subquestions=()))
    first = {(place, query) for place, part in enumerate(plan.subquestions) for query in part.queries}
    return first | {(event.branch, query) for event in told if event.kind == "opened" for query in event.queries}


def _fruitful(told: Sequence["Event"]) -> set[_Asked]:
    """Return the queries that brought a study which is relevant to some branch."""
    relevant = {study for event in told if event.kind == "screened" for study in event.relevant}
    return {
        (event.branch, event.query)
        for event in told
        if event.kind == "searched" and not relevant.isdisjoint(event.studies)
    }


def _turned_back(told: Sequence["Event"]) -> set[int | None]:
    """Return the branches that were dropped, and those that were screened and held nothing relevant."""
    dropped = {event.branch for event in told if event.kind == "dropped"}
    screened = {event.branch for event in told if event.kind == "screened"}
    return dropped | screened - {event.branch for event in told if event.kind == "screened" and event.relevant}
