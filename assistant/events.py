"""What happens in a run, as frozen data in one discriminated union.

Parts make events and hand them to a `Tell`; the run that they belong to gives them their sequence number and time.
Saved as JSON lines, they replay into any front.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from assistant.base import Frozen
from assistant.plan import Plan
from assistant.report import Report
from assistant.usage import Usage

SCHEMA = 1
"""Version of the saved form; raised when an event changes its meaning."""


class _Happened(Frozen):
    sequence: int = 0
    """Place in the run, from 1; given by the run."""
    seconds: float = 0.0
    """Since the run began; given by the run."""
    branch: int | None = None
    """Which branch it belongs to, from 0, first those of the plan's sub-questions; None for the run as a whole."""
    step: str = ""
    """Which step of the run told it; empty for the run as a whole."""


class Started(_Happened):
    kind: Literal["started"] = "started"
    schema_version: int = SCHEMA
    run: str
    question: str
    expert: str
    sources: tuple[str, ...]


class Resumed(_Happened):
    """The run goes on where it was left; what it did in mid-step then, it does again from what was recorded."""

    kind: Literal["resumed"] = "resumed"
    sitting: int
    """How many times the run was begun or gone on with, this time included."""


class Gauged(_Happened):
    """How much searching and reasoning the question seems to take, and the path chosen for it."""

    kind: Literal["gauged"] = "gauged"
    units: int
    """Pieces of literature that an answer needs."""
    queries: int
    short: bool
    """Whether it is answered without a plan: one search, one reading."""
    reason: str


class Planned(_Happened):
    kind: Literal["planned"] = "planned"
    plan: Plan


class Opened(_Happened):
    """A branch begins."""

    kind: Literal["opened"] = "opened"
    wave: int
    """From 1."""
    subquestion: str
    queries: tuple[str, ...]
    reason: str = ""
    """Why it was opened after the plan; empty for a branch of the plan."""


class Dropped(_Happened):
    """A branch ended without being read."""

    kind: Literal["dropped"] = "dropped"
    reason: str


class Queried(_Happened):
    """A query goes out to a source."""

    kind: Literal["queried"] = "queried"
    source: str
    query: str
    wave: int = 1
    """From the second wave on, a query rests on what was found before."""


class Searched(_Happened):
    kind: Literal["searched"] = "searched"
    source: str
    query: str
    recorded: bool = False
    """Whether the source was not asked, because its answer to the same was still good."""
    found: int
    """Records returned."""
    studies: tuple[str, ...]
    """Keys of the distinct studies that they are about, best first."""


class SourceFailed(_Happened):
    """A source did not answer, or not in full; what it did answer is told by `Searched`."""

    kind: Literal["source_failed"] = "source_failed"
    source: str
    query: str
    reason: str
    partly: bool = False
    expected: bool = False
    """Whether the run was set up to go like this: offline, a source answers only what it was asked before."""


class Excluded(Frozen):
    """A study that is not read for a branch."""

    study: str
    reason: str


class Screened(_Happened):
    kind: Literal["screened"] = "screened"
    relevant: tuple[str, ...]
    """Keys of the studies kept, best first."""
    excluded: tuple[Excluded, ...]
    judged: int = 0
    """How many an expert was asked about; the rest was clear, or not worth asking."""
    recall: float = 1.0
    """Share of the relevant among the unclear that were found at least, with 95 % confidence."""


class Expanded(_Happened):
    """Good studies led to others by citations."""

    kind: Literal["expanded"] = "expanded"
    source: str
    seeds: tuple[str, ...]
    """Keys of the studies whose citations were followed."""
    links: int
    """References and citations found."""
    studies: tuple[str, ...]
    """Keys of the studies that they led to, those with most links first."""


class Fetched(_Happened):
    """The full text of a study was looked for."""

    kind: Literal["fetched"] = "fetched"
    study: str
    url: str
    """Where it was found; empty if it was not."""
    failures: tuple[str, ...]
    """Each address that did not hold it, with the reason, and what of it could not be read."""


class Vetted(_Happened):
    """Studies were looked up for retractions and other notices."""

    kind: Literal["vetted"] = "vetted"
    studies: tuple[str, ...]
    flagged: tuple[str, ...]
    """Keys of those about which something was announced."""
    nameless: tuple[str, ...] = ()
    """Keys of those that were not looked up, because they have no DOI."""
    failed: str = ""
    """Why it could not be found out; empty if it could."""


class Waited(_Happened):
    """A request to a model stood in a queue before it was sent."""

    kind: Literal["waited"] = "waited"
    expert: str
    task: str
    waited: float
    """Seconds."""
    reason: str


class Asked(_Happened):
    """A request to a model is about to be sent; nothing was recorded that answers it."""

    kind: Literal["asked"] = "asked"
    expert: str
    task: str


class Called(_Happened):
    """One request to a model, answered."""

    kind: Literal["called"] = "called"
    expert: str
    task: str
    attempt: int
    usage: Usage


class Retried(_Happened):
    """A reply with faults was sent back, or a request that failed in transport was sent again."""

    kind: Literal["retried"] = "retried"
    expert: str
    task: str
    reasons: tuple[str, ...]


class Mended(_Happened):
    """Parts of a reply that stayed faulty were left out."""

    kind: Literal["mended"] = "mended"
    expert: str
    task: str
    faults: tuple[str, ...]


class ExpertFailed(_Happened):
    kind: Literal["expert_failed"] = "expert_failed"
    expert: str
    task: str
    reason: str
    expected: bool = False
    """Whether the run was set up to go like this: offline, or at its budget, a model answers what is recorded only."""


class Performed(_Happened):
    kind: Literal["performed"] = "performed"
    expert: str
    task: str
    usage: Usage


class Read(_Happened):
    kind: Literal["read"] = "read"
    studies: tuple[str, ...]
    claims: tuple[str, ...]


class Claimed(_Happened):
    """A claim was found, as the front shows it; the library keeps it whole."""

    kind: Literal["claimed"] = "claimed"
    claim: str
    """Its id."""
    study: str
    """Key of the study that makes it."""
    label: str
    """How the study is called."""
    text: str
    quote: str
    subquestion: int
    """Place in the plan, from 0, of the sub-question that it answers."""


class Deepened(_Happened):
    """A wave has ended: what it brought, and whether another one follows."""

    kind: Literal["deepened"] = "deepened"
    wave: int
    """The one that has ended, from 1."""
    claims: int
    """New claims that it brought."""
    queries: int
    """Queries that it took."""
    coverage: float
    """Share of the plan's sub-questions that are answered by now, in [0, 1]."""
    further: bool
    reason: str


class Streamed(_Happened):
    """A piece of the report arrived from whoever writes it; it is not checked yet."""

    kind: Literal["streamed"] = "streamed"
    heading: str
    text: str


class Paused(_Happened):
    """The last event of a sitting: the plan waits for a person to look at it."""

    kind: Literal["paused"] = "paused"
    run: str
    plan: Plan


class Stopping(_Happened):
    """No more is searched and read; the report is written from what is there."""

    kind: Literal["stopping"] = "stopping"
    reason: Literal["interrupted", "budget"]
    told: str


class Checked(_Happened):
    kind: Literal["checked"] = "checked"
    heading: str
    sentences: int
    repaired: int
    removed: int
    undecided: int = 0
    """How many stay that no judge could decide on."""


class Noticed(_Happened):
    """Something a person should know that is no failure, such as an index that was rebuilt."""

    kind: Literal["noticed"] = "noticed"
    text: str


class Reported(_Happened):
    """The last event of a run that came to its end."""

    kind: Literal["reported"] = "reported"
    report: Report


Event = Annotated[
    Started
    | Resumed
    | Gauged
    | Planned
    | Opened
    | Dropped
    | Queried
    | Searched
    | SourceFailed
    | Screened
    | Expanded
    | Fetched
    | Vetted
    | Waited
    | Asked
    | Called
    | Retried
    | Mended
    | ExpertFailed
    | Performed
    | Claimed
    | Read
    | Deepened
    | Paused
    | Streamed
    | Stopping
    | Checked
    | Noticed
    | Reported,
    Field(discriminator="kind"),
]

Tell = Callable[[Event], None]
"""Takes what happened; safe to call from any thread."""


def silent(_: Event) -> None:
    """Tell nobody."""
