"""What Home shows beside the question: what is at hand, what is lacking, and the latest runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.bundled import BUNDLED, records
from assistant.errors import AssistantError
from assistant.experts.pool import pool
from assistant.redaction import redact
from assistant.settings import Resolved, resolve
from assistant.workbench import open_workbench
from tui.app.words import count
from tui.saved import Standing, opened, standing

RECENT = 200
"""Runs that are listed."""


@dataclass(frozen=True)
class Listed:
    """A saved run in a list."""

    run: str
    question: str
    standing: Standing
    began: float
    """Seconds since the epoch."""
    seconds: float
    """How long it was at work."""
    dollars: float | None
    """What it cost; None: a price is not known."""
    told: bool = True
    """Whether it is known what it cost."""


@dataclass(frozen=True)
class Overview:
    """What is at hand."""

    experts: tuple[str, ...] = ()
    """Models in the order in which they are tried; none: the built-in expert does the work."""
    library: int = 0
    """The user's own studies."""
    bundled: int = 0
    """Studies that come along."""
    sources: tuple[str, ...] = ()
    offline: bool = False
    lacks: tuple[str, ...] = ()
    """What is not set up, and how to set it up; a sentence each."""


def look(flags: Mapping[str, object]) -> tuple[Overview, Resolved | None]:
    """Return what is at hand, and the settings if they can be used."""
    try:
        resolved = resolve(flags)
        models = pool(resolved.settings)
        with open_workbench(resolved.settings) as bench:
            own, names = bench.library.count_own(BUNDLED), tuple(source.name for source in bench.sources)
    except AssistantError as error:
        return Overview(lacks=(redact(str(error)),)), None
    experts = tuple(endpoint.name for endpoint in models.endpoints)
    lacks = [*map(redact, models.problems)]
    return Overview(experts, own, len(records()), names, resolved.settings.offline, tuple(lacks)), resolved


def runs() -> list[Listed]:
    """Return the saved runs, the newest first."""
    with opened() as store:
        taken = store.taken()
        return [
            Listed(
                saved.run,
                saved.question,
                standing(saved),
                saved.began,
                saved.seconds,
                taken[saved.run].dollars if saved.run in taken else None,
                saved.run in taken,
            )
            for saved in store.all()[:RECENT]
        ]


def questions(listed: Sequence[Listed]) -> list[str]:
    """Return what was asked, each question once, the latest first."""
    return list(dict.fromkeys(run.question for run in listed))


def welcome(overview: Overview) -> list[str]:
    """Return what somebody should know who has set nothing up, three lines at most."""
    if overview.lacks and not overview.sources:
        return list(overview.lacks)
    lines = []
    if not overview.experts:
        lines.append("No model is set up, and none is needed: the built-in expert reads and quotes.")
    if not overview.library:
        lines.append(f"Your library is empty, {overview.bundled} bundled summaries answer: assistant library add PATH")
    if not overview.experts:
        lines.append("For better prose name a model: assistant tui --model PROVIDER/NAME")
    return [*lines, *overview.lacks][:3]


def summary(overview: Overview) -> str:
    """Return what is at hand in a line."""
    expert = ", ".join(overview.experts) or "built-in expert"
    library = count(overview.library, "study", "studies") if overview.library else "library empty"
    return " · ".join((expert, library, "offline" if overview.offline else f"{len(overview.sources)} sources"))
