"""What holds for every source, whatever it is: the contract of `assistant.sources.Source`."""

import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pytest

import assistant.sources
from assistant import politeness
from assistant.embedding import Hashing
from assistant.errors import SourceError
from assistant.identity import identifier
from assistant.library import Library
from assistant.sources import Query, Source
from assistant.sources.arxiv import Arxiv
from assistant.sources.crossref import Crossref
from assistant.sources.europe_pmc import EuropePmc
from assistant.sources.files import Files
from assistant.sources.library import LibrarySource
from assistant.sources.zotero import Zotero
from assistant.study import Record
from assistant.web import Web
from tests.fakes import Memory
from tests.samples import record
from tests.servers import crossref_server, europe_pmc_server, zotero_server
from tests.servers.arxiv_server import ArxivServer, Paper

RECORDS = [
    record(f"Routing experts, part {n}", f"Tokens & experts <{n}>.", ids=(f"arxiv:2401.{n:05}",), authors=("Ada Lee",))
    for n in range(1, 6)
]
ODD = [
    "routing " * 20_000,
    "r" * 100_000,
    '"routing" (experts',
    "routing) OR (all:* AND NOT x",
    "ti:routing* ^2 {!x} [1 TO 2]",
    "?!… -- () \"'",
    "the of and",
    "маршрутизация 专家 🙂 e\u0301",
    "routing\x00\n",
    "100% $routing; DROP TABLE studies; --",
]


@contextmanager
def arxiv(_: Path, records: Sequence[Record]) -> Iterator[Source]:
    politeness.forget()
    papers = [
        Paper(r.ids[0].removeprefix("arxiv:"), r.title, r.texts[0].content, authors=r.authors, doi="10.1000/A")
        for r in records
    ]
    with ArxivServer(papers) as server:
        yield Arxiv(server.api, interval=0.0, deadline=5.0)


@contextmanager
def files(folder: Path, records: Sequence[Record]) -> Iterator[Source]:
    for number, each in enumerate(records):
        facts = {"title": each.title, "authors": each.authors, "ids": each.ids, "abstract": each.texts[0].content}
        (folder / f"{number}.jsonl").write_text(json.dumps(facts))
    yield Files(folder)


@contextmanager
def library(folder: Path, records: Sequence[Record]) -> Iterator[Source]:
    with Library.open(folder / "library", Hashing()) as opened:
        opened.add(records)
        yield LibrarySource(opened)


@contextmanager
def crossref(_: Path, records: Sequence[Record]) -> Iterator[Source]:
    politeness.forget()
    works = [
        crossref_server.work(
            f"10.48550/{r.ids[0].replace(':', '.')}", escape(r.title), escape(r.texts[0].content), author=_people(r)
        )
        for r in records
    ]
    with crossref_server.CrossrefServer(works) as server:
        yield Crossref(Web(deadline=5.0, interval=0.0), server.url)


@contextmanager
def europe_pmc(_: Path, records: Sequence[Record]) -> Iterator[Source]:
    politeness.forget()
    works = []
    for n, r in enumerate(records, 1):
        preprint: dict[str, Any] = {
            "id": f"PPR{n}",
            "source": "PPR",
            "pmid": None,
            "doi": f"10.48550/{r.ids[0].replace(':', '.')}",
        }
        works.append(europe_pmc_server.result(n, r.title, r.texts[0].content, **preprint))
    with europe_pmc_server.EuropePmcServer(works) as server:
        yield EuropePmc(Web(deadline=5.0, interval=0.0), server.url)


@contextmanager
def zotero(_: Path, records: Sequence[Record]) -> Iterator[Source]:
    politeness.forget()
    items = [
        zotero_server.item(f"KEY{n}", r.title, r.texts[0].content, archiveID=r.ids[0]) for n, r in enumerate(records)
    ]
    with zotero_server.ZoteroServer(items) as server:
        yield Zotero("users/123", base_url=server.url, interval=0.0, deadline=5.0)


def _people(record: Record) -> list[dict[str, str]]:
    return [dict(zip(("given", "family"), name.split(), strict=True)) for name in record.authors]


@contextmanager
def memory(_: Path, records: Sequence[Record]) -> Iterator[Source]:
    yield Memory(records)


class Kind(NamedTuple):
    made: type[Source]
    holding: Callable[[Path, Sequence[Record]], AbstractContextManager[Source]]
    credits: str
    """What its records name as where they are from, as a pattern of `Path.match`."""


KINDS = {
    "arxiv": Kind(Arxiv, arxiv, "arXiv"),
    "crossref": Kind(Crossref, crossref, "Crossref"),
    "europe_pmc": Kind(EuropePmc, europe_pmc, "Europe PMC"),
    "zotero": Kind(Zotero, zotero, "Zotero"),
    "files": Kind(Files, files, "file:?.jsonl"),
    "library": Kind(LibrarySource, library, "test"),
    "memory": Kind(Memory, memory, "test"),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def source(kind: Kind, tmp_path: Path) -> Iterator[Source]:
    """A source that holds RECORDS."""
    with kind.holding(tmp_path, RECORDS) as made:
        yield made


def test_no_source_is_forgotten_here() -> None:
    there: set[type] = set()
    for _, name, _ in pkgutil.iter_modules(assistant.sources.__path__, "assistant.sources."):
        classes = inspect.getmembers(import_module(name), inspect.isclass)
        there |= {made for _, made in classes if hasattr(made, "search") and made.__module__ == name}
    assert there <= {kind.made for kind in KINDS.values()}


def test_it_has_a_name_and_says_whether_it_leaves_this_machine(source: Source) -> None:
    assert source.name.strip()
    assert isinstance(source.online, bool)


@pytest.mark.parametrize("limit", [1, 3, 5, 100])
async def test_it_gives_what_it_has_up_to_the_limit_and_the_same_again(source: Source, limit: int) -> None:
    query = Query(text="How does routing choose experts?", limit=limit)
    found = await source.search(query)
    assert len(found) == min(limit, len(RECORDS))
    assert await source.search(query) == found


async def test_a_record_says_what_the_work_is_and_where_it_is_from(source: Source, kind: Kind) -> None:
    found = await source.search(Query(text="routing experts"))
    held = {each.ids[0]: each for each in RECORDS}
    assert {each.ids[0] for each in found} == set(held)
    for each in found:
        known = held[each.ids[0]]
        assert (each.title, each.authors, each.texts) == (known.title, known.authors, known.texts)
        assert [identifier(name) for name in each.ids] == list(each.ids)
        assert Path(each.source).match(kind.credits)


async def test_where_nothing_is_held_nothing_is_found(kind: Kind, tmp_path: Path) -> None:
    with kind.holding(tmp_path, ()) as empty:
        assert await empty.search(Query(text="routing")) == []


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:24]))
async def test_any_string_may_be_asked(source: Source, text: str) -> None:
    with suppress(SourceError):
        assert len(await source.search(Query(text=text, limit=3))) <= 3
    assert len(await source.search(Query(text="routing", limit=1))) == 1, "it still answers"
