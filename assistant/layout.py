"""How a workbench is laid out from the settings. To import all that is used here takes time."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from assistant.budget import Budget
from assistant.bundled import BUNDLED, bundled_library
from assistant.embedding import open_embedder
from assistant.errors import SetupError
from assistant.events import Noticed, Tell
from assistant.experts.endpoint import Endpoint
from assistant.experts.extractive import Extractive
from assistant.experts.language_model import LanguageModel
from assistant.experts.llm import LLM
from assistant.experts.request import Patience
from assistant.experts.router import Router
from assistant.library import Library
from assistant.recordings import Recordings
from assistant.reranking import open_reranker
from assistant.settings import Settings
from assistant.sources import Source
from assistant.sources.catalogue import CATALOGUE, Kit
from assistant.sources.crossref import Crossref
from assistant.sources.library import LibrarySource
from assistant.verification.judges import open_verifier
from assistant.web import Web
from assistant.workbench import BUNDLED_NAME, Workbench

_SUMMARISED = (
    ": its texts are summaries in our own words, not the authors’ words. To fill yours: assistant library add PATH."
)


@contextmanager
def laid_out(settings: Settings, endpoints: Sequence[Endpoint], data: Path, tell: Tell) -> Iterator[Workbench]:
    """Lay out the parts, and put them away afterwards.

    Raises:
        SetupError: the settings name something that does not exist.
        LibraryError: the library on disk cannot be used.
    """

    def notice(text: str) -> None:
        tell(Noticed(text=text))

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
            verifier=open_verifier(settings.verifier, offline=settings.offline),
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


def open_web(settings: Settings) -> Web:
    """Return the way out of this machine that the settings describe."""
    return Web(
        deadline=settings.source_timeout,
        interval=settings.source_interval,
        contact=settings.contact,
        private_hosts=frozenset(settings.private_hosts),
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


def _model(endpoint: Endpoint, settings: Settings, recordings: Recordings) -> LanguageModel:
    patience = Patience(settings.model_timeout)
    return LanguageModel(LLM(endpoint, recordings, settings.offline, patience))


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
        return LibrarySource(lambda: library, own=True)
    if entry := CATALOGUE.get(name):
        return entry.make(kit)
    from assistant.sources.files import Files, existing  # which knows every format of bibliographies

    if path := existing(name):
        return Files(path)
    names = ", ".join(("library", BUNDLED_NAME, *CATALOGUE))
    raise SetupError(f"There is no source {name!r}: name {names}, or an existing file or folder.")
