"""Full texts in a run: what is found is read and cited with its place; what is not found is told and costs no more."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import politeness
from assistant.events import Event, Fetched
from assistant.export import FORMATS
from assistant.report import Report
from assistant.web import Web
from tests.agents.test_research import told, unsound
from tests.fakes import Memory, bench
from tests.samples import record
from tests.servers.paper_server import PaperServer, latexml, page

QUESTION = "How are tokens routed to balanced experts?"
RECORDS = [
    record("Balanced Routing of Experts", "Tokens are routed to experts that are balanced.", ids=("arxiv:2401.00001",)),
    record("Routing of Tokens to Experts", "Experts get tokens by balanced routing.", ids=("arxiv:2401.00002",)),
]


@pytest.fixture
def server() -> Iterator[PaperServer]:
    politeness.forget()
    with PaperServer({"/html/2401.00001": page(latexml())}) as made:
        yield made


async def run(folder: Path, server: PaperServer, full_texts: int) -> tuple[Report, list[Event]]:
    web = Web(deadline=2, interval=0, private_hosts=frozenset({"127.0.0.1"}))
    with bench(folder, [Memory(RECORDS)]) as made:
        laid = replace(made, web=web, arxiv_pages=server.url, full_texts=full_texts)
        events = await told(QUESTION, laid)
    return events[-1].report, events  # type: ignore[union-attr]


async def test_what_is_found_is_read_and_cited_with_its_section(tmp_path: Path, server: PaperServer) -> None:
    report, events = await run(tmp_path, server, full_texts=2)
    fetched = {event.study: event for event in events if isinstance(event, Fetched)}
    assert sorted(bool(event.url) for event in fetched.values()) == [False, True]
    assert all(event.failures for event in fetched.values() if not event.url)
    assert report.counts.read_in_full == 1
    assert report.status == "complete", "a study without a free full text is no failure"
    assert unsound(report) == []
    assert {passage.kind for passage in report.passages} >= {"full_text"}
    assert "full text, § " in FORMATS["md"](report)
    assert any(note.startswith("Full texts that could not be had: 1 (") for note in report.notes)


async def test_none_is_fetched_unless_wanted(tmp_path: Path, server: PaperServer) -> None:
    report, _ = await run(tmp_path, server, full_texts=0)
    assert server.requests == []
    assert report.counts.read_in_full == 0
    assert report.studies


async def test_a_text_that_is_held_is_not_fetched_again(tmp_path: Path, server: PaperServer) -> None:
    for _ in range(2):
        await run(tmp_path, server, full_texts=2)
    assert server.asked.count("/html/2401.00001") == 1


def test_offline_nothing_is_fetched() -> None:
    from assistant.settings import Settings
    from assistant.workbench import open_workbench

    with open_workbench(Settings(offline=True)) as made:
        assert made.full_texts == 0
        assert made.notices is None
