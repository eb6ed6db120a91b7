"""What a run took: model calls by step, task and expert, and requests to sources. A pure function of its events."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.base import Frozen
from assistant.usage import Usage

if TYPE_CHECKING:  # events hold reports, and reports hold ledgers
    from assistant.events import Event

STEPS = ("gauge", "plan", "gather", "screen", "choose", "read", "deepen", "outline", "write", "check", "report")
"""In the order in which a run comes to them."""


class Row(Frozen):
    """What one expert took for one task in one step."""

    step: str
    task: str
    expert: str
    usage: Usage


class Searches(Frozen):
    """How often a source was needed."""

    source: str
    asked: int = 0
    """Requests for a query, or along citations, that it was asked, and answered at least in part."""
    recorded: int = 0
    """Queries that were answered from the recordings, and cost nothing."""
    failed: int = 0
    """Times that it did not answer, or not in full."""


class Ledger(Frozen):
    """What all sittings of a run took together; what was done again from recordings counts as recorded."""

    rows: tuple[Row, ...] = ()
    searches: tuple[Searches, ...] = ()
    seconds: float = 0.0
    """From the first step to the last event, pauses of the whole run left out."""
    waited: float = 0.0
    """Seconds that requests to models stood in queues, those of all requests added up."""

    @property
    def total(self) -> Usage:
        return sum((row.usage for row in self.rows), Usage())

    def step(self, name: str) -> Usage:
        """Return what one step took."""
        return sum((row.usage for row in self.rows if row.step == name), Usage())


def ledger(events: Iterable["Event"]) -> Ledger:
    """Return what the events of a run, of all its sittings, say that it took.

    A reply counts when it arrives, whatever it was worth; a request that got none costs nothing that is known.
    """
    usage: dict[tuple[str, str, str], Usage] = defaultdict(Usage)
    sources: dict[str, list[str]] = defaultdict(list)
    seconds = waited = 0.0
    for event in events:
        seconds = max(seconds, event.seconds)
        if event.kind == "called":
            usage[event.step, event.task, event.expert] += event.usage
        elif event.kind == "waited":
            waited += event.waited
        elif event.kind == "searched":
            sources[event.source].append("recorded" if event.recorded else "asked")
        elif event.kind == "expanded":
            sources[event.source].append("asked")
        elif event.kind == "source_failed" and not event.expected:
            sources[event.source].append("failed")
    return Ledger(
        rows=tuple(Row(step=step, task=task, expert=expert, usage=usage[step, task, expert])
                   for step, task, expert in sorted(usage, key=_place)),
        searches=tuple(_searches(name, sources[name]) for name in sorted(sources)),
        seconds=seconds,
        waited=waited,
    )  # fmt: skip


def _place(row: tuple[str, str, str]) -> tuple[int, str, str, str]:
    """Return where a row stands: steps in the order of a run, others behind them."""
    step, task, expert = row
    return STEPS.index(step) if step in STEPS else len(STEPS), step, task, expert


def _searches(source: str, told: list[str]) -> Searches:
    return Searches(source=source, **{kind: told.count(kind) for kind in ("asked", "recorded", "failed")})
