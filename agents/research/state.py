"""What the research graph remembers between its steps: plain JSON, ids in the place of texts."""

from operator import add
from typing import Annotated, Any, TypedDict

from agents.journal import Story


class Run(TypedDict):
    """A whole run."""

    question: str
    plan: dict[str, Any]
    """A `Plan`."""
    relevant: Annotated[list[tuple[int, list[str]]], add]
    """Of each branch, by the place of its sub-question: the studies that it wants read, best first."""
    batches: list[list[str]]
    """Of each branch, and last of the wave along citations: the studies that are read for it."""
    in_full: list[str]
    """Of those: the studies whose full text is looked for."""
    findings: Annotated[list[tuple[str, int]], add]
    """Claim ids, each with the place of the sub-question that it answers."""
    outline: list[dict[str, Any]]
    """`Outlined` sections: what the report will take up, in its order."""
    drafts: Annotated[list[dict[str, Any]], add]
    """Checked sections (`Drafted`)."""
    story: Annotated[Story, add]
    report: dict[str, Any]
    """A `Report`."""


class Branch(TypedDict):
    """One sub-question on its way from queries to relevant studies."""

    question: str
    plan: dict[str, Any]
    branch: int
    """Place of the sub-question in the plan."""
    studies: list[str]
    """Keys of what was gathered."""
    relevant: Annotated[list[tuple[int, list[str]]], add]
    story: Annotated[Story, add]


class Batch(TypedDict):
    """Studies to be read."""

    question: str
    plan: dict[str, Any]
    branch: int
    """The branch whose find they are."""
    studies: list[str]
    in_full: list[str]
    """Those of them whose full text is looked for."""


class Vetting(TypedDict):
    """Studies to be looked up for retractions."""

    studies: list[str]


class SectionRun(TypedDict):
    """One section on its way from claims to checked sentences."""

    question: str
    section: dict[str, Any]
    """The `Outlined` section."""
    sentences: list[dict[str, Any]]
    """`Sentence`s as written, before the check."""
    drafts: Annotated[list[dict[str, Any]], add]
    story: Annotated[Story, add]


class BranchOutput(TypedDict):
    """What a branch hands back to the run."""

    relevant: Annotated[list[tuple[int, list[str]]], add]
    story: Annotated[Story, add]


class SectionOutput(TypedDict):
    """What a section hands back to the run."""

    drafts: Annotated[list[dict[str, Any]], add]
    story: Annotated[Story, add]
