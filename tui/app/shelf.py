"""What the evidence screen asks of a library; a report can be looked at without one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Protocol

from assistant.claim import Claim
from assistant.errors import SetupError
from assistant.events import Checked
from assistant.library.finding import Hit
from assistant.places import home, made
from assistant.report import Report
from assistant.settings import Settings
from assistant.study import Study, Text
from tui.app.evidence import Candidate, Held, candidates, contexts

OFFERED = 12
"""The largest number of studies in which other words for a claim are looked for."""


class Shelf(Protocol):
    """A library, as far as it is needed here."""

    def study(self, name: str) -> Study: ...

    def text(self, name: str) -> Text: ...

    def find(self, query: str, limit: int) -> Sequence[Hit]: ...


Opener = Callable[[], AbstractContextManager[Shelf]]
"""Opens a library for as long as it is needed; takes time, and is called in threads."""


@contextmanager
def library(settings: Settings) -> Iterator[Shelf]:
    """Open the user's library.

    Raises:
        LibraryError: it cannot be used.
    """
    from assistant.embedding import open_embedder
    from assistant.library import Library
    from assistant.reranking import open_reranker

    embedder = open_embedder(settings.embedder, offline=settings.offline)
    reranker = open_reranker(settings.reranker, offline=settings.offline)
    folder = made(home().data) / "library"
    with Library.open(folder, embedder, url=settings.library_url, reranker=reranker) as opened:
        yield opened


def held(report: Report, shelf: Shelf) -> Held:
    """Return what the library knows of a report's studies and passages; what it does not know is left out."""
    studies: dict[str, Study] = {}
    texts: dict[str, Text] = {}
    for study in report.studies:
        with suppress(SetupError):
            studies[study.key] = shelf.study(study.key)
    for name in dict.fromkeys(passage.text for passage in report.passages):
        with suppress(SetupError):
            texts[name] = shelf.text(name)
    return Held(studies, contexts(report, texts))


def checks(run: str) -> list[Checked]:
    """Return what the checks of the sections of a saved run came to."""
    from tui.saved import opened

    with opened() as store:
        return [event for event in store.events(run, "checked") if isinstance(event, Checked)]


def better(claim: Claim, shelf: Shelf) -> list[Candidate]:
    """Return other words of the library that may show a claim."""
    found = shelf.find(claim.text, OFFERED)
    return candidates(claim, [(shelf.study(hit.study), hit.passage) for hit in found if hit.passage])
