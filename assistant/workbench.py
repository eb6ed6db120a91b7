"""What an agent has in front of it: the parts, chosen once from the settings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.budget import Budget
from assistant.control import Control
from assistant.errors import SetupError
from assistant.events import Tell, silent
from assistant.experts.endpoint import Endpoint
from assistant.experts.pool import pool
from assistant.experts.transport.process import PROCESS
from assistant.settings import Settings, home
from assistant.sources import NoticeSource, Source
from assistant.sources.filters import Filters
from assistant.task import Expert
from assistant.verification.verdict import Verifier
from assistant.web import Web

if TYPE_CHECKING:
    from assistant.library import Library
    from assistant.recordings import Recordings

BUNDLED_NAME = "bundled"
"""How settings name the bundled library, where it is wanted whatever the user's own holds."""


def _built_in() -> Verifier:
    from assistant.verification.local import Local

    return Local()


@dataclass(frozen=True)
class Workbench:
    """Concrete parts, chosen once; agents take them as they are."""

    expert: Expert
    library: "Library"
    sources: tuple[Source, ...]
    breadth: int = Settings().breadth
    """The largest number of sub-questions."""
    max_studies: int = Settings().max_studies
    """The largest number of studies that a run reads."""
    verifier: Verifier = field(default_factory=_built_in)
    """Who judges on this machine whether a sentence follows from its quotes."""
    web: Web = field(default_factory=Web, compare=False)
    notices: NoticeSource | None = None
    """Who is asked whether works were retracted; None: nobody, as offline."""
    filters: Filters = Settings().filters
    """What a run wants of studies beyond their subject."""
    neighbours: int = Settings().neighbours
    """The largest number of citation neighbours that a run looks at."""
    arxiv_pages: str = Settings().arxiv_pages_url
    """Where arXiv shows its papers."""
    full_texts: int = 0
    """The largest number of full texts that a run fetches."""
    depth: int = Settings().depth
    """The largest number of waves."""
    path: Literal["auto", "short", "full"] = "auto"
    """Whether a question may be, or is, answered without a plan."""
    budget: Budget = field(default_factory=Budget, compare=False)
    """What one run may take; whoever begins a run gives it a purse of its own, with these caps."""
    review: bool = False
    """Whether a run stops at its plan, for a person to look at."""
    runs: Path | None = None
    """The folder in which runs are saved; None: each is forgotten when it ends."""
    recordings: "Recordings | None" = None
    """What sources were asked before."""
    settings: Settings = field(default_factory=Settings)
    """What it was laid out from; saved with a run, so that it can be gone on with as it was begun."""
    control: Control = field(default_factory=Control, compare=False)
    """How a run is steered while it goes on; each needs one of its own."""
    notes: tuple[str, ...] = ()
    """What a reader of its reports must know about it, one sentence each."""
    tell: Tell = field(default=silent, compare=False)


@contextmanager
def open_workbench(settings: Settings, data: Path | None = None, tell: Tell = silent) -> Iterator[Workbench]:
    """Lay out the parts that the settings name, and put them away afterwards.

    Raises:
        SetupError: the settings name something that does not exist.
        LibraryError: the library on disk cannot be used.
    """
    endpoints = _endpoints(settings)
    if endpoints and not settings.offline:
        PROCESS.start()  # it takes seconds until it is ready, so it begins before all else
    from assistant.layout import laid_out  # this too takes time

    with laid_out(settings, endpoints, data or home().data, tell) as bench:
        yield bench


def _endpoints(settings: Settings) -> tuple[Endpoint, ...]:
    if settings.fresh and settings.offline:
        raise SetupError("Offline, no model can be asked again: leave --fresh out, or go online.")
    endpoints = pool(settings).endpoints
    if settings.max_dollars is not None and not settings.offline:
        _require_prices(endpoints)
    return endpoints


def _require_prices(endpoints: Sequence[Endpoint]) -> None:
    """A cap on dollars can be kept only if it is known what a call costs."""
    if unknown := [endpoint.name for endpoint in endpoints if endpoint.price is None]:
        raise SetupError(
            f"What {', '.join(unknown)} costs is not known, so max_dollars cannot be kept: give input_cost_per_token"
            " and output_cost_per_token in a models file, or set max_tokens instead."
        )
