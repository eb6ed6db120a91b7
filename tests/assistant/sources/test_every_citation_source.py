"""What holds for every source that knows who cites whom: the contract of `assistant.sources.CitationSource`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import politeness
from assistant.errors import SourceError
from assistant.recordings import Recordings
from assistant.sources import CitationSource, Link, Query, Source
from assistant.sources.recorded import recorded
from assistant.study import Study
from tests.assistant.sources.kinds import HORIZON, ONLINE, Online, web
from tests.samples import record, study
from tests.servers.source_server import FAULTS, SourceServer

IDS = [f"arxiv:2401.{n:05}" for n in range(8)]
RECORDS = [record(f"Routing, part {n}", "Tokens.", ids=(name,), year=2024) for n, name in enumerate(IDS)]
CITES = {0: [1, 2, 3], 1: [2], 4: [0, 1], 5: [0], 6: [7]}
STUDIES = [study("zero", ids=IDS[0:1]), study("one", ids=IDS[1:2])]
LINKS = {
    ("zero", 2, "reference"),
    ("zero", 3, "reference"),
    ("one", 2, "reference"),
    ("zero", 4, "citation"),
    ("one", 4, "citation"),
    ("zero", 5, "citation"),
}


@pytest.fixture(params=[name for name, kind in ONLINE.items() if hasattr(kind.made, "links")])
def kind(request: pytest.FixtureRequest) -> Online:
    return ONLINE[request.param]


@pytest.fixture(params=["itself", "recorded"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Source], Source]]:
    """The source as it is, or with recordings."""
    with Recordings(tmp_path / "recordings.db") as recordings:
        yield lambda source: source if request.param == "itself" else recorded(source, recordings, HORIZON)


@pytest.fixture
def server(kind: Online) -> Iterator[SourceServer]:
    politeness.forget()
    with kind.server(RECORDS) as made:
        made.cites = {IDS[citing]: [IDS[n] for n in cited] for citing, cited in CITES.items()}
        yield made


@pytest.fixture
def source(kind: Online, server: SourceServer, kept: Callable[[Source], Source]) -> CitationSource:
    made = kept(kind.ask(server.url, web()))
    assert isinstance(made, CitationSource)
    return made


async def numbered(source: CitationSource, links: list[Link]) -> set[tuple[str, int, str]]:
    """Return the links with the numbers of the works that they lead to."""
    numbers = {}
    for name in {link.work for link in links}:
        (found,) = await source.works([name])
        assert name in found.ids
        numbers[name] = IDS.index(found.ids[0])
    return {(link.study, numbers[link.work], link.kind) for link in links}


async def test_links_are_references_and_citations_and_never_among_the_studies(source: CitationSource) -> None:
    links = await source.links(STUDIES)
    assert len(links) == len(set(links))
    assert await numbered(source, links) == LINKS


async def test_few_requests_are_enough(source: CitationSource, server: SourceServer) -> None:
    await source.works([link.work for link in await source.links(STUDIES)])
    assert len(server.requests) <= 4


async def test_the_names_that_a_source_gives_are_understood_by_it(source: CitationSource) -> None:
    records = await source.search(Query(text="routing"))
    own = {IDS.index(each.ids[0]): each.ids[-1] for each in records}
    named = [study("zero", ids=(own[0],)), study("one", ids=(own[1],))]
    assert await numbered(source, await source.links(named)) == LINKS


@pytest.mark.parametrize(
    "studies", [[], [study(ids=())], [study(ids=("arxiv:1999.99999", "doi:10.9999/x|y,z", "openalex:x,y"))]]
)
async def test_of_studies_that_are_not_known_there_are_no_links(source: CitationSource, studies: list[Study]) -> None:
    assert await source.links(studies) == []


async def test_works_come_in_the_order_of_their_names_each_once(source: CitationSource) -> None:
    names = sorted({link.work for link in await source.links(STUDIES)}, reverse=True)
    odd = [names[0], "elsewhere:W1", *names, "doi:10.1000/x", names[0]]
    assert [next(name for name in each.ids if name in names) for each in await source.works(odd)] == names


async def test_nothing_is_asked_for_nothing(source: CitationSource, server: SourceServer) -> None:
    assert await source.links([]) == []
    assert await source.works(["elsewhere:W1"]) == []
    assert server.requests == []


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in ("hang", "huge")])
@pytest.mark.parametrize("good", [0, 1])
async def test_every_failure_is_told(source: CitationSource, server: SourceServer, fault: str, good: int) -> None:
    server.fault, server.good = fault, good
    with pytest.raises(SourceError, match=source.name):
        await source.links(STUDIES)
