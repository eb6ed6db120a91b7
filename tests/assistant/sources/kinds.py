"""Every kind of source, holding any records: one entry each, and the contract tests take it up."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from assistant import politeness
from assistant.embedding import Hashing
from assistant.library import Library
from assistant.recordings import Recordings
from assistant.sources import Source
from assistant.sources.arxiv import Arxiv
from assistant.sources.crossref import Crossref
from assistant.sources.europe_pmc import EuropePmc
from assistant.sources.files import Files
from assistant.sources.library import LibrarySource
from assistant.sources.openalex import OpenAlex
from assistant.sources.recorded import Horizon, Recorded, RecordedCitations, recorded
from assistant.sources.semantic_scholar import SemanticScholar
from assistant.sources.zotero import Zotero
from assistant.study import Record
from assistant.web import Web
from tests.fakes import Memory
from tests.servers.arxiv_server import ArxivServer
from tests.servers.crossref_server import CrossrefServer
from tests.servers.europe_pmc_server import EuropePmcServer
from tests.servers.openalex_server import OpenAlexServer
from tests.servers.semantic_scholar_server import SemanticScholarServer
from tests.servers.source_server import SourceServer
from tests.servers.zotero_server import ZoteroServer

KEY = "right"
"""The key that servers know, as it must never be shown."""
Fields = tuple[tuple[str, ...], tuple[str, ...]]
"""What two works may be about, in the words of the source."""


class Local(NamedTuple):
    """A source on this machine, or one whose service is played by whoever makes it."""

    made: type[Source]
    holding: Callable[[Path, Sequence[Record]], AbstractContextManager[Source]]
    credits: str
    """What its records name as where they are from, as a pattern of `Path.match`."""
    fields: Fields = (("Computer Science",), ("Biology",))


class Online(NamedTuple):
    """A source that asks a service, which a server on loopback plays."""

    made: type[Source]
    server: Callable[[Sequence[Record]], SourceServer]
    ask: Callable[[str, Web], Source]
    """How the source is made for the address of the service."""
    credits: str
    fields: Fields
    requests: Callable[[int], int] = lambda limit: -(-limit // 100)
    """How many are made for a limit, where there is more than that to be found."""

    @contextmanager
    def holding(self, _: Path, records: Sequence[Record]) -> Iterator[Source]:
        politeness.forget()
        with self.server(records) as server:
            yield self.ask(server.url, web())


def web(deadline: float = 5.0) -> Web:
    return Web(deadline=deadline, interval=0.0)


@contextmanager
def files(folder: Path, records: Sequence[Record]) -> Iterator[Source]:
    for number, each in enumerate(records):
        facts = each.model_dump(include={"title", "authors", "ids", "year", "venue"})
        (folder / f"{number}.jsonl").write_text(json.dumps(facts | {"abstract": each.texts[0].content}))
    yield Files(folder)


@contextmanager
def library(folder: Path, records: Sequence[Record]) -> Iterator[Source]:
    with Library.open(folder / "library", Hashing()) as opened:
        opened.add(records)
        yield LibrarySource(lambda: opened)


@contextmanager
def memory(_: Path, records: Sequence[Record]) -> Iterator[Source]:
    yield Memory(records)


HORIZON = Horizon(run="run-1", began=0.0)


@contextmanager
def recorded_memory(folder: Path, records: Sequence[Record]) -> Iterator[Source]:
    with Recordings(folder / "recordings.db") as recordings:
        yield recorded(Memory(records), recordings, HORIZON)


@contextmanager
def recorded_openalex(folder: Path, records: Sequence[Record]) -> Iterator[Source]:
    with ONLINE["openalex"].holding(folder, records) as source, Recordings(folder / "recordings.db") as recordings:
        yield recorded(source, recordings, HORIZON)


LOCAL = {
    "files": Local(Files, files, "file:?.jsonl"),
    "library": Local(LibrarySource, library, "test"),
    "memory": Local(Memory, memory, "test"),
}

ONLINE = {
    "arxiv": Online(
        Arxiv,
        ArxivServer.holding,
        lambda url, web: Arxiv(f"{url}/api/query", web),
        "arXiv",
        (("cs.CL",), ("math.CO", "q-bio.BM")),
    ),
    "crossref": Online(
        Crossref,
        CrossrefServer.holding,
        lambda url, web: Crossref(url, web),
        "Crossref",
        (("(it knows of none)",), ("(nor of this)",)),
    ),
    "europe-pmc": Online(
        EuropePmc,
        EuropePmcServer.holding,
        lambda url, web: EuropePmc(url, web),
        "Europe PMC",
        (("Decision Making",), ("Cognition", "Brain")),
    ),
    "zotero": Online(
        Zotero,
        ZoteroServer.holding,
        lambda url, web: Zotero("users/123", base_url=url, interval=web.interval or 0.0, deadline=web.deadline),
        "Zotero",
        (("routing",), ("my thesis", "to read")),
        lambda _: 4,  # all that holds one of the two words, and all that holds the other
    ),
    "openalex": Online(
        OpenAlex,
        OpenAlexServer,
        lambda url, web: OpenAlex(url, KEY, web),
        "OpenAlex",
        (("Computer Science", "Artificial Intelligence"), ("Medicine", "Oncology")),
    ),
    "semantic-scholar": Online(
        SemanticScholar,
        SemanticScholarServer,
        lambda url, web: SemanticScholar(url, KEY, web),
        "Semantic Scholar",
        (("Computer Science",), ("Biology",)),
    ),
}

Kind = Local | Online
RECORDED = {
    "recorded": Local(Recorded, recorded_memory, "test"),
    "recorded citations": Local(RecordedCitations, recorded_openalex, "OpenAlex", ONLINE["openalex"].fields),
}
KINDS: dict[str, Kind] = {**LOCAL, **ONLINE, **RECORDED}
