"""What the research graph remembers between its steps: plain JSON, ids in the place of texts.

What steps hand to each other beyond that is kept in the run's `Frontier`, where it is settled before it is used.
"""

from operator import add
from typing import Annotated, Any, TypedDict


class Run(TypedDict):
    """A whole run."""

    question: str
    plan: dict[str, Any]
    """A `Plan`."""
    branches: list[dict[str, Any]]
    """Every `Branch` so far, in the order of their places; those of the last wave are at work."""
    short: bool
    """Whether the question is answered without a plan."""
    further: bool
    """Whether a wave follows."""
    findings: Annotated[list[list[Any]], add]
    """Pairs of a claim's id and the place of the sub-question that it answers."""
    outline: list[dict[str, Any]]
    """`Outlined` sections: what the report will take up, in its order."""
    drafts: Annotated[list[int], add]
    """Places of the sections that are written and checked."""


class BranchRun(TypedDict):
    """One branch on its way from queries to claims."""

    question: str
    plan: dict[str, Any]
    branches: list[dict[str, Any]]
    place: int
    findings: Annotated[list[list[Any]], add]


class BranchOutput(TypedDict):
    """What a branch hands back to the run."""

    findings: Annotated[list[list[Any]], add]


class SectionRun(TypedDict):
    """One section on its way from claims to checked sentences."""

    question: str
    section: dict[str, Any]
    """The `Outlined` section."""


def start(question: str) -> Run:
    """Return the state that a run begins with."""
    return Run(
        question=question,
        plan={},
        branches=[],
        short=False,
        further=False,
        findings=[],
        outline=[],
        drafts=[],
    )
