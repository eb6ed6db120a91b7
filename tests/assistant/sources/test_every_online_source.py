"""What holds for every source that asks a service: whatever goes wrong there is told, and never taken for an answer."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from assistant import politeness
from assistant.errors import PartialAnswer, SourceError
from assistant.sources import Query, Source
from assistant.web import Web
from tests.assistant.sources.kinds import KEY, ONLINE, Online, web
from tests.samples import record
from tests.servers.source_server import FAULTS, SourceServer

RECORDS = [record(f"Routing experts, part {n}", "Tokens.", ids=(f"arxiv:2401.{n:05}",)) for n in range(1, 151)]
ROUTING = Query(text="routing experts")


@pytest.fixture(params=ONLINE)
def kind(request: pytest.FixtureRequest) -> Online:
    return ONLINE[request.param]


@pytest.fixture
def server(kind: Online) -> Iterator[SourceServer]:
    politeness.forget()
    with kind.server(RECORDS) as made:
        yield made


def asking(kind: Online, server: SourceServer, deadline: float = 5.0) -> Source:
    return kind.ask(server.url, web(deadline))


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "hang"])
async def test_every_failure_is_told_in_one_sentence_and_is_over_when_it_is_over(
    kind: Online, server: SourceServer, fault: str
) -> None:
    source = asking(kind, server)
    server.fault = fault
    with pytest.raises(SourceError) as raised:
        await source.search(ROUTING)
    assert str(raised.value).startswith(source.name)
    assert "\n" not in str(raised.value)
    assert KEY not in str(raised.value)
    assert len(server.requests) == 1, "nothing is tried twice"
    server.fault = None
    politeness.forget()
    assert len(await source.search(ROUTING)) == ROUTING.limit


async def test_a_service_that_hangs_is_left_at_the_deadline(kind: Online, server: SourceServer) -> None:
    server.fault = "hang"
    began = time.monotonic()
    with pytest.raises(SourceError, match="did not answer within"):
        await asking(kind, server, deadline=0.3).search(ROUTING)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("fault", ["429", "503"])
async def test_a_service_that_refuses_is_left_alone_for_as_long_as_it_says(
    kind: Online, server: SourceServer, fault: str
) -> None:
    server.fault = fault
    for _ in range(3):
        with pytest.raises(SourceError, match=r"\b[67] s" if fault == "429" else r"(60|5\d) s"):
            await asking(kind, server).search(ROUTING)
    assert len(server.requests) == 1


async def test_after_a_refusal_nothing_is_sent_that_waited_for_its_turn(kind: Online, server: SourceServer) -> None:
    server.fault = "429"
    source = kind.ask(server.url, Web(deadline=5.0, interval=0.5))
    asked = (source.search(Query(text=f"routing experts {word}")) for word in "one two three four five six".split())
    failed = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(error, SourceError) for error in failed)
    assert len(server.requests) == 1


async def test_without_a_network_the_failure_says_so(kind: Online) -> None:
    politeness.forget()
    with pytest.raises(SourceError, match="is there a network"):
        await kind.ask("http://127.0.0.1:9", web()).search(ROUTING)


@pytest.mark.parametrize("limit", [1, 100, 101, 150])
async def test_pages_are_followed_until_there_are_enough(kind: Online, server: SourceServer, limit: int) -> None:
    found = await asking(kind, server).search(Query(text="routing experts", limit=limit))
    assert [each.ids[0] for each in found] == [each.ids[0] for each in RECORDS[:limit]]
    assert len(server.requests) == kind.requests(limit)


async def test_what_came_before_a_failure_is_not_passed_off_as_all(kind: Online, server: SourceServer) -> None:
    server.fault, server.good = "500", 1
    with pytest.raises(SourceError, match="500") as raised:
        await asking(kind, server).search(Query(text="routing experts", limit=150))
    if isinstance(raised.value, PartialAnswer):
        assert [each.ids[0] for each in raised.value.records] == [each.ids[0] for each in RECORDS[:100]]
