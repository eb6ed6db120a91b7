"""arXiv over the real client and the real wire format; never a silent nothing."""

import time
from collections.abc import Iterator

import pytest

from assistant import politeness
from assistant.errors import SourceError
from assistant.sources import Query
from assistant.sources.arxiv import Arxiv, conjunction, terms
from assistant.sources.filters import Filters
from assistant.study import Text
from assistant.web import Web
from tests.servers.arxiv_server import ArxivServer, Paper
from tests.servers.raw_server import RawServer

ABSTRACT = "Routing tokens & experts, {} times <b>."
PAPERS = [
    Paper(f"2401.{n:05}", f"Routing experts, part {n}", ABSTRACT.format(n), doi="10.1000/A" if n == 1 else "")
    for n in range(1, 251)
]  # fmt: skip


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    politeness.forget()
    with ArxivServer(PAPERS) as made:
        yield made


def source(server: ArxivServer, deadline: float = 5.0) -> Arxiv:
    return Arxiv(server.api, Web(deadline=deadline, interval=0.0))


async def test_entries_become_records(server: ArxivServer) -> None:
    (found,) = await source(server).search(Query(text="routing experts part", limit=1))
    assert found.title == "Routing experts, part 1"
    assert found.authors == ("Ada Lovelace", "Alan Turing")
    assert found.year == 2024
    assert found.ids == ("arxiv:2401.00001", "doi:10.1000/a")
    assert found.url == "https://arxiv.org/abs/2401.00001"
    assert found.texts == (Text(kind="abstract", content="Routing tokens & experts, 1 times <b>."),)


async def test_a_paper_is_found_by_its_id(server: ArxivServer) -> None:
    found = await source(server).record("2401.00007")
    assert found is not None
    assert found.ids == ("arxiv:2401.00007",)
    assert await source(server).record("2499.00001") is None
    assert [request.query["id_list"] for request in server.requests] == ["2401.00007", "2499.00001"]


@pytest.mark.parametrize(("limit", "pages"), [(1, 1), (100, 1), (101, 2), (240, 3), (400, 3)])
async def test_pages_are_followed_until_there_are_enough(server: ArxivServer, limit: int, pages: int) -> None:
    found = await source(server).search(Query(text="routing", limit=limit))
    assert [record.ids[0] for record in found] == [f"arxiv:{paper.id}" for paper in PAPERS[:limit]]
    assert len(server.requests) == pages


async def test_nothing_found_is_an_empty_list(server: ArxivServer) -> None:
    assert await source(server).search(Query(text="volcanoes")) == []


@pytest.mark.parametrize("text", ["the of and", "??", "AND OR"])
async def test_a_query_without_content_asks_nothing(server: ArxivServer, text: str) -> None:
    assert await source(server).search(Query(text=text)) == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("429", "429"),
        ("503", "503"),
        ("html", "Rate exceeded"),
        ("empty page", "empty page"),
        ("late empty page", "empty page"),
        ("broken", "no feed"),
        ("error entry", "malformed query"),
        ("huge", "20 MB"),
        ("cut", "broke off"),
    ],
)
async def test_every_failure_is_named(server: ArxivServer, fault: str, words: str) -> None:
    server.fault = fault
    with pytest.raises(SourceError, match=words):
        await source(server).search(Query(text="routing", limit=150))


async def test_a_server_that_hangs_is_left_at_the_deadline(server: ArxivServer) -> None:
    server.fault = "hang"
    began = time.monotonic()
    with pytest.raises(SourceError, match="did not answer"):
        await source(server, deadline=0.3).search(Query(text="routing"))
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml\r\n\r\n"])
async def test_a_drip_does_not_outlast_the_deadline(head: bytes) -> None:
    politeness.forget()

    def drip(_: bytes) -> Iterator[bytes]:
        yield head
        while True:
            time.sleep(0.05)
            yield b"x"

    began = time.monotonic()
    with RawServer(drip) as server, pytest.raises(SourceError, match=r"did not answer within 0\.5 s"):
        await Arxiv(f"{server.url}/api/query", Web(deadline=0.5)).search(Query(text="routing"))
    assert time.monotonic() - began < 2


async def test_after_a_refusal_the_host_is_not_asked_again(server: ArxivServer) -> None:
    server.fault = "429"
    for _ in range(2):
        with pytest.raises(SourceError, match=r"7 s"):
            await source(server).search(Query(text="routing"))
    assert len(server.requests) == 1


async def test_without_a_network_the_failure_says_so() -> None:
    politeness.forget()
    with pytest.raises(SourceError, match="is there a network"):
        await Arxiv("http://127.0.0.1:9/api/query").search(Query(text="routing"))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("How do experts route?", "all:experts OR all:route"),
        ('ti:secret ANDNOT "x y" (OR)', "all:ti OR all:secret"),
        ("mixture-of-experts", "all:mixture-of-experts"),
    ],
)
def test_the_users_words_are_words_and_never_operators(text: str, query: str) -> None:
    assert terms(text) == query


def test_long_queries_are_cut_to_the_first_content_words() -> None:
    assert terms(" ".join(f"word{n}" for n in range(30))).count(" OR ") == 11


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        (Filters(), "all:x OR all:y"),
        (Filters(open_access=True), "all:x OR all:y"),
        (Filters(since=2020), "(all:x OR all:y) AND submittedDate:[202001010000 TO 210012312359]"),
        (Filters(until=2020), "(all:x OR all:y) AND submittedDate:[199101010000 TO 202012312359]"),
        (Filters(authors=("Ada Lee", "del Maestro, A.")), '(all:x OR all:y) AND (au:"lee" OR au:"del maestro")'),
        (Filters(fields=("cs.CL", "Robotics and more")), "(all:x OR all:y) AND (cat:cs.CL)"),
        (Filters(fields=("hep-th", "COND-MAT.Stat-Mech")),
         "(all:x OR all:y) AND (cat:hep-th OR cat:hep-th.* OR cat:cond-mat.stat-mech)"),
        (Filters(venues=('Phys. Rev. "B"',)), '(all:x OR all:y) AND (jr:"phys rev b")'),
        (Filters(fields=("Computer Science",)), ""),
        (Filters(venues=("!?",)), ""),
    ],
)  # fmt: skip
def test_filters_are_part_of_the_query(filters: Filters, query: str) -> None:
    assert conjunction("all:x OR all:y", filters) == query


async def test_what_cannot_be_there_is_not_asked_for(server: ArxivServer) -> None:
    assert await source(server).search(Query(text="routing", filters=Filters(fields=("Computer Science",)))) == []
    assert server.requests == []
