"""What an agent has in front of it, and how it is laid out from the settings."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.budget import Budget
from assistant.bundled import BUNDLED, bundled_library, is_borrowed
from assistant.control import Control
from assistant.embedding import open_embedder
from assistant.errors import SetupError
from assistant.events import Noticed, Tell, silent
from assistant.experts.endpoint import Endpoint
from assistant.experts.extractive import Extractive
from assistant.experts.language_model import LanguageModel
from assistant.experts.llm import LLM
from assistant.experts.pool import pool
from assistant.experts.request import Patience
from assistant.experts.router import Router
from assistant.experts.transport.process import PROCESS
from assistant.library import Library
from assistant.recordings import Recordings
from assistant.reranking import open_reranker
from assistant.settings import Settings, home
from assistant.sources import NoticeSource, Source
from assistant.sources.catalogue import CATALOGUE, Kit
from assistant.sources.crossref import Crossref
from assistant.sources.files import Files, existing
from assistant.sources.filters import Filters
from assistant.sources.library import LibrarySource
from assistant.task import Expert
from assistant.web import Web

BUNDLED_NAME = "bundled"
"""How settings name the bundled library, where it is wanted whatever the user's own holds."""
_SUMMARISED = (
    ": its texts are summaries in our own words, not the authors’ words. To fill yours: assistant library add PATH."
)


@dataclass(frozen=True)
class Workbench:
    """Concrete parts, chosen once; agents take them as they are."""

    expert: Expert
    library: Library
    sources: tuple[Source, ...]
    breadth: int = Settings().breadth
    """The largest number of sub-questions."""
    max_studies: int = Settings().max_studies
    """The largest number of studies that a run reads."""
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
    recordings: Recordings | None = None
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
    data = data or home().data

    def notice(text: str) -> None:
        tell(Noticed(text=text))

    endpoints = _endpoints(settings)
    if endpoints and not settings.offline:
        PROCESS.start()  # it takes seconds until it is ready
    with ExitStack() as stack:
        embedder = open_embedder(settings.embedder, data / "vectors.db", offline=settings.offline, notice=notice)
        reranker = open_reranker(settings.reranker, offline=settings.offline)
        library = stack.enter_context(Library.open(data / "library", embedder, notice, settings.library_url, reranker))
        recordings = stack.enter_context(Recordings(data / "recordings.db"))
        web = open_web(settings)
        bundled = bundled_library(data, embedder, reranker)
        names = _named(settings, library)
        sources, notes = _sources(settings, names, web, library, _once(lambda: stack.enter_context(bundled)))
        models = [_model(endpoint, settings, recordings) for endpoint in endpoints]
        yield Workbench(
            expert=Router((*models, Extractive(embedder))),
            library=library,
            sources=sources,
            breadth=settings.breadth,
            max_studies=settings.max_studies,
            web=web,
            notices=None if settings.offline else Crossref(settings.crossref_url, web),
            filters=settings.filters,
            arxiv_pages=settings.arxiv_pages_url,
            neighbours=settings.neighbours,
            full_texts=0 if settings.offline else settings.full_texts,
            depth=settings.depth,
            path=settings.path,
            budget=Budget(settings.caps),
            review=settings.review,
            runs=data / "runs",
            recordings=recordings,
            # What a run adds to an empty library must not change who answers when the run goes on.
            settings=settings.model_copy(update={"sources": names}),
            notes=notes,
            tell=tell,
        )


def _once(make: Callable[[], Library]) -> Callable[[], Library]:
    """Return what makes a thing when it is asked for, and gives the same ever after; safe for threads."""
    made: list[Library] = []
    lock = threading.Lock()

    def given() -> Library:
        with lock:
            if not made:
                made.append(make())
            return made[0]

    return given


def open_web(settings: Settings) -> Web:
    """Return the way out of this machine that the settings describe."""
    return Web(
        deadline=settings.source_timeout,
        interval=settings.source_interval,
        contact=settings.contact,
        private_hosts=frozenset(settings.private_hosts),
    )


def _endpoints(settings: Settings) -> tuple[Endpoint, ...]:
    if settings.fresh and settings.offline:
        raise SetupError("Offline, no model can be asked again: leave --fresh out, or go online.")
    endpoints = pool(settings).endpoints
    if settings.max_dollars is not None and not settings.offline:
        _require_prices(endpoints)
    return endpoints


def _model(endpoint: Endpoint, settings: Settings, recordings: Recordings) -> LanguageModel:
    patience = Patience(settings.model_timeout)
    return LanguageModel(LLM(endpoint, recordings, settings.offline, settings.fresh, patience))


def _require_prices(endpoints: Sequence[Endpoint]) -> None:
    """A cap on dollars can be kept only if it is known what a call costs."""
    if unknown := [endpoint.name for endpoint in endpoints if endpoint.price is None]:
        raise SetupError(
            f"What {', '.join(unknown)} costs is not known, so max_dollars cannot be kept: give input_cost_per_token"
            " and output_cost_per_token in a models file, or set max_tokens instead."
        )


def _sources(
    settings: Settings, names: Sequence[str], web: Web, library: Library, bundled: Callable[[], Library]
) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    sources: list[Source] = []
    notes: list[str] = []
    for given, name in zip(settings.sources, names, strict=True):
        if name == BUNDLED_NAME:
            sources.append(LibrarySource(bundled, BUNDLED))
            who = "The bundled library" if given == BUNDLED_NAME else "Your library is empty, so the bundled one"
            notes.append(f"{who} answers{_SUMMARISED}")
        else:
            sources.append(_source(name, Kit(settings, web, os.environ), library))
    if not sources:
        raise SetupError("No source is named; name one with --source, or leave the setting `sources` out.")
    return tuple(sources), tuple(notes)


def _named(settings: Settings, library: Library) -> tuple[str, ...]:
    """Return the sources by the names that lead to the same ones later."""
    own = "library" not in settings.sources or library.holds_own(BUNDLED)
    return tuple(BUNDLED_NAME if name == "library" and not own else name for name in settings.sources)


def _source(name: str, kit: Kit, library: Library) -> Source:
    if name == "library":
        return LibrarySource(lambda: library, skip=is_borrowed)
    if entry := CATALOGUE.get(name):
        return entry.make(kit)
    if path := existing(name):
        return Files(path)
    names = ", ".join(("library", BUNDLED_NAME, *CATALOGUE))
    raise SetupError(f"There is no source {name!r}: name {names}, or an existing file or folder.")
