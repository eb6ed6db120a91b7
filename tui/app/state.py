"""What the screens show of a run: frozen values that stay small however much happens.

Nothing heavy is imported here, so that the first screen can be painted before anything else is loaded.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from assistant.plan import Plan
    from assistant.report import Report

CLAIMS_KEPT = 200
"""The latest claims; how many there were is counted."""
QUERIES_KEPT = 24
"""Of one branch."""
STUDIES_KEPT = 60
"""Of one branch."""
FAILURES_KEPT = 24
BRANCHES_KEPT = 200
NOTES_KEPT = 24

Phase = Literal["opening", "planning", "searching", "reading", "writing", "paused", "stopping", "ended"]
SearchState = Literal["asked", "answered", "partly", "failed", "left"]
"""`left`: the run was set up not to ask, as offline."""
BranchState = Literal["searching", "reading", "read", "shared", "empty", "dropped"]
"""`shared`: what it found is read for other branches. `empty`: nothing that it found is relevant."""


@dataclass(frozen=True, slots=True)
class Search:
    """One query at one source."""

    source: str
    state: SearchState = "asked"
    found: int = 0
    """Records that it returned."""
    studies: tuple[str, ...] = ()
    """Keys of what they are about, the best first."""
    recorded: bool = False
    reason: str = ""
    """Why it failed."""
    began: float = 0.0
    seconds: float | None = None
    """How long the answer took; None: it is waited for, or nothing was asked."""


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    searches: tuple[Search, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A study that a branch reads."""

    key: str
    label: str = ""
    """How it is called; empty until it was read."""
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """A sub-question, or a way along citations."""

    place: int
    """From 0."""
    question: str = ""
    wave: int = 1
    reason: str = ""
    """Why it was opened after the plan."""
    state: BranchState = "searching"
    queries: tuple[Query, ...] = ()
    queries_told: int = 0
    """How many there were, those that are not kept included."""
    studies: tuple[Reading, ...] = ()
    relevant: int = 0
    excluded: int = 0
    read: int = 0
    claims: int = 0
    full_texts: int = 0
    dollars: float | None = 0.0
    """None: a price is not known."""
    began: float = 0.0
    ended: float | None = None

    @property
    def found(self) -> int:
        return sum(search.found for query in self.queries for search in query.searches)


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim as the ticker shows it."""

    claim: str
    study: str
    """How the study is called."""
    text: str
    quote: str
    branch: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in plain words, and how often it did."""

    who: str
    reason: str
    times: int = 1
    expected: bool = False
    """Whether the run was set up to go like this."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What models took."""

    calls: int = 0
    recorded: int = 0
    tokens: int = 0
    dollars: float | None = 0.0
    """None: a price is not known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that the run may take; None: as much as it needs."""

    dollars: float | None = None
    tokens: int | None = None
    calls: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RunView:
    """Everything that is shown of one run."""

    run: str = ""
    question: str = ""
    expert: str = ""
    sources: tuple[str, ...] = ()
    phase: Phase = "opening"
    wave: int = 1
    sequence: int = 0
    """Of the last event that counts; earlier ones are known already."""
    seconds: float = 0.0
    sitting: int = 1
    doing: str = ""
    """What goes on, in a few words."""
    branches: tuple[Branch, ...] = ()
    claims: tuple[Saying, ...] = ()
    """The latest, in order."""
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    spent: Spent = field(default_factory=Spent)
    coverage: float = 0.0
    """Share of the sub-questions that are answered, as the last wave left it."""
    plan: "Plan | None" = None
    report: "Report | None" = None

    @property
    def found(self) -> int:
        return sum(branch.found for branch in self.branches)

    @property
    def relevant(self) -> int:
        return sum(branch.relevant for branch in self.branches)

    @property
    def read(self) -> int:
        return sum(branch.read for branch in self.branches)

    @property
    def claimed(self) -> int:
        """How many claims there were, those that are not kept included."""
        return sum(branch.claims for branch in self.branches)
