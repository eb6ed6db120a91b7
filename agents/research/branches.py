"""Branches: what each of them looks for, what it knows of the studies that it found, and how many it may read."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Literal

from assistant.base import Frozen
from assistant.study import Study
from assistant.tasks.excerpt import named

OPENING = 0.75
"""Share of the studies still to be read that a wave may take while another one may follow."""
LINKED = 9
"""One in so many studies of a wave is kept for what citations lead to."""


class Branch(Frozen):
    """One line of searching and reading."""

    place: int
    """Its number in the run, from 0; what it may know of others comes from those before it."""
    wave: int = 1
    kind: Literal["search", "citations"] = "search"
    """`citations`: it follows those of the studies that the branches before it want."""
    text: str
    """What it looks for: a sub-question, or the question itself."""
    queries: tuple[str, ...] = ()
    reason: str = ""
    """Why it was opened after the plan."""


class Lead(Frozen):
    """A study as a branch found it; what others find out about it meanwhile does not change what this branch does."""

    study: str
    """Its key."""
    title: str
    year: int | None
    text: str
    """Id of its best text; empty if it is known by its title only."""

    @property
    def label(self) -> str:
        """Its name for prose and prompts."""
        return named(self.title, self.year)


class Batch(Frozen):
    """What one branch reads."""

    leads: tuple[Lead, ...] = ()
    in_full: int = 0
    """So many of them, the first ones, are looked for in full."""


class Allowance(Frozen):
    """How many studies may have been read, altogether, when a wave has ended."""

    studies: int
    in_full: int


def lead(study: Study, text: str) -> Lead:
    return Lead(study=study.key, title=study.title, year=study.year, text=text)


def allowance(limit: int, in_full: int, taken: int, last: bool) -> Allowance:
    """Return what a wave may take: all that is left of the limits if no other wave can follow, else most of it."""
    left = limit - taken
    return Allowance(studies=taken + (left if last else ceil(OPENING * left)), in_full=in_full)


def batch(
    branch: Branch, wave: Sequence[Branch], wanted: Iterable[Lead], before: Sequence[Batch], upto: Allowance
) -> Batch:
    """Return what a branch reads of what it wants, best first.

    The allowance is divided among the branches of the wave that have not chosen yet; what an earlier one left is for
    the later ones, and a study that an earlier one reads is not read again.
    """
    taken = {lead.study for each in before for lead in each.leads}
    after = [other for other in wave if other.place >= branch.place]
    searches = sum(other.kind == "search" for other in after)
    kept = upto.studies // LINKED if branch.kind == "search" and searches < len(after) else 0
    among = searches if branch.kind == "search" else 1
    share = max(0, ceil((upto.studies - kept - len(taken)) / among))
    chosen = [lead for lead in wanted if lead.study not in taken][:share]
    full = max(0, ceil((upto.in_full - sum(each.in_full for each in before)) / len(after)))
    return Batch(leads=tuple(chosen), in_full=min(full, len(chosen)))
