"""What the research graph remembers between its steps: plain JSON, ids in the place of texts."""

from operator import add
from typing import Annotated, Any, TypedDict

from agents.journal import Story


class Run(TypedDict):
    """A whole run."""

    run: str
    """Names the run in the frontier."""
    question: str
    plan: dict[str, Any]
    """A `Plan`."""
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
    """One sub-question on its way from queries to claims."""

    run: str
    question: str
    plan: dict[str, Any]
    branch: int
    """Place of the sub-question in the plan."""
    studies: list[str]
    """Keys of what was gathered, then of what this branch reads."""
    findings: Annotated[list[tuple[str, int]], add]
    story: Annotated[Story, add]


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

    findings: Annotated[list[tuple[str, int]], add]
    story: Annotated[Story, add]


class SectionOutput(TypedDict):
    """What a section hands back to the run."""

    drafts: Annotated[list[dict[str, Any]], add]
    story: Annotated[Story, add]
