"""The answer to a research question: sentences that name their claims, and everything those claims rest on."""

from typing import Literal

from assistant.base import Frozen
from assistant.claim import Claim
from assistant.estimate import Deviation, Estimate
from assistant.flow import Flow
from assistant.ledger import Ledger
from assistant.plan import Plan
from assistant.sources.filters import Filters
from assistant.study import Passage, Study
from assistant.trace import Trace
from assistant.usage import Usage
from assistant.verification.support import Support

Status = Literal["complete", "abstained", "partial", "budget"]


class Sentence(Frozen):
    """One sentence of the prose, without citation marks: those are computed from `claims`."""

    text: str
    claims: tuple[str, ...]
    """Ids of the claims it rests on; never empty in a report."""
    opens_paragraph: bool = False
    support: Support | None = None
    """Who vouches for it; None: the report is older than this."""


class Section(Frozen):
    heading: str
    sentences: tuple[Sentence, ...]

    @property
    def paragraphs(self) -> list[list[Sentence]]:
        """The sentences in order, cut where one opens a paragraph."""
        cut: list[list[Sentence]] = []
        for sentence in self.sentences:
            if sentence.opens_paragraph or not cut:
                cut.append([])
            cut[-1].append(sentence)
        return cut


class Removed(Frozen):
    """A sentence that did not pass the checks, or a finding that nobody could write about, and why."""

    text: str
    faults: tuple[str, ...]
    instead: str = ""
    """What stands in its place; empty: nothing does."""


class Counts(Frozen):
    """How many studies reached each step of the run."""

    found: int = 0
    """Records that sources returned."""
    distinct: int = 0
    """Studies after records of one work were merged."""
    relevant: int = 0
    read: int = 0
    read_in_full: int = 0
    """Of those that were read, how many as a full text rather than an abstract or a summary."""
    cited: int = 0


class Report(Frozen):
    """A whole run's answer; self-contained, so that every quote in it can be checked without the library."""

    run: str = ""
    """Id of the run that it is from; empty: it was not saved."""
    question: str
    plan: Plan = Plan(subquestions=())
    status: Status
    sections: tuple[Section, ...] = ()
    claims: tuple[Claim, ...] = ()
    """The claims that the sentences name."""
    passages: tuple[Passage, ...] = ()
    """The passages that those claims quote."""
    studies: tuple[Study, ...] = ()
    """The cited studies, in the order of their reference numbers."""
    removed: tuple[Removed, ...] = ()
    missing: tuple[str, ...] = ()
    """What failed, one sentence each; what it would have given may be missing from the report."""
    notes: tuple[str, ...] = ()
    """What a reader must know about how it was made, one sentence each."""
    filters: Filters = Filters()
    """What was wanted of studies beyond their subject."""
    counts: Counts = Counts()
    flow: Flow = Flow()
    usage: Usage = Usage()
    ledger: Ledger = Ledger()
    """What it took, by step, task and expert."""
    trace: Trace = Trace()
    """How the run went, in figures."""
    estimate: Estimate | None = None
    """What the run was expected to take; None: nothing was estimated."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All of them, in order."""
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    deviations: tuple[Deviation, ...] = ()
    """How far off that was: for each step, and last for the whole run."""
