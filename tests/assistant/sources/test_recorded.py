"""Sources with recordings: what is good enough is not asked again, and nothing else is kept."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.errors import PartialAnswer, SourceError
from assistant.recordings import Recordings
from assistant.sources import CitationSource, Link, Query
from assistant.sources.files import Files
from assistant.sources.filters import Filters
from assistant.sources.recorded import DAY, Horizon, Recorded, RecordedNotices, own, recorded
from assistant.study import Notice, Record, Study
from tests.fakes import Memory
from tests.samples import record, study

BEGAN = 100 * DAY
HORIZON = Horizon(run="run-1", began=BEGAN, freshness=7)
RECORDS = [record("Routing experts", "Tokens are routed.", ids=("arxiv:2401.00001",), open_texts=("https://x.org/1",))]
ROUTING = Query(text="routing")


class Clock:
    now = BEGAN

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def recordings(tmp_path: Path, clock: Clock) -> Iterator[Recordings]:
    with Recordings(tmp_path / "recordings.db", clock) as made:
        yield made


def online(records: Sequence[Record] = RECORDS, name: str = "memory") -> Memory:
    return Memory(records, name, online=True)


@dataclass
class Citing(Memory):
    """A source that knows one citation."""

    followed: int = 0

    async def links(self, studies: Sequence[Study]) -> list[Link]:
        self.followed += 1
        return [Link(study=each.key, work="openalex:W1", kind="citation") for each in studies]

    async def works(self, names: Sequence[str]) -> list[Record]:
        self.followed += 1
        return [record(name) for name in names]


@dataclass
class Announcing:
    """A source of notices."""

    name: str = "announcing"
    asked: list[Sequence[str]] = field(default_factory=list)

    async def notices(self, dois: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        self.asked.append(dois)
        return {doi: (Notice(kind="retraction", by="10.1/r", source="announcing"),) for doi in dois}


async def test_an_answer_is_the_same_from_the_recordings_and_says_that_it_is_from_there(recordings: Recordings) -> None:
    source = online()
    first = await recorded(source, recordings, HORIZON).answer(ROUTING)
    again = await recorded(source, recordings, HORIZON).answer(ROUTING)
    assert (first.records, again.records) == (tuple(RECORDS), tuple(RECORDS))
    assert (first.recorded, again.recorded) == (False, True)
    assert len(source.asked) == 1


async def test_that_there_is_nothing_is_an_answer_too(recordings: Recordings) -> None:
    source = online(())
    for _ in range(2):
        assert await recorded(source, recordings, HORIZON).search(ROUTING) == []
    assert len(source.asked) == 1


@pytest.mark.parametrize(
    ("age", "horizon", "holds"),
    [
        (6.9, HORIZON, True),
        (7.1, HORIZON, False),
        (-3.0, HORIZON, True),  # recorded while the run went on, or before it was resumed
        (0.1, replace(HORIZON, freshness=0), False),
        (0.0, replace(HORIZON, freshness=0), True),
        (0.1, replace(HORIZON, fresh=True), False),
        (-0.1, replace(HORIZON, fresh=True), True),
        (90.0, replace(HORIZON, offline=True), True),
    ],
)
async def test_what_holds_is_told_by_when_it_was_recorded_and_when_the_run_began(
    recordings: Recordings, clock: Clock, age: float, horizon: Horizon, holds: bool
) -> None:
    source = online()
    clock.now = BEGAN - age * DAY
    await recorded(source, recordings, HORIZON).search(ROUTING)
    clock.now = BEGAN + 1
    assert (await recorded(source, recordings, horizon).answer(ROUTING)).recorded is holds
    assert len(source.asked) == (1 if holds else 2)


async def test_an_answer_asked_for_again_takes_the_place_of_the_one_that_holds_no_more(
    recordings: Recordings, clock: Clock
) -> None:
    clock.now = BEGAN - 30 * DAY
    await recorded(online(()), recordings, HORIZON).search(ROUTING)
    clock.now = BEGAN + 1
    for _ in range(2):
        assert await recorded(online(), recordings, HORIZON).search(ROUTING) == RECORDS


async def test_offline_what_was_never_asked_is_an_error_and_no_request(recordings: Recordings) -> None:
    source = online()
    with pytest.raises(SourceError, match="memory: offline, and this was never asked"):
        await recorded(source, recordings, replace(HORIZON, offline=True)).search(ROUTING)
    assert source.asked == []


async def test_offline_a_source_on_this_machine_is_asked_all_the_same(recordings: Recordings) -> None:
    source = Memory(RECORDS)
    assert await recorded(source, recordings, replace(HORIZON, offline=True)).search(ROUTING) == RECORDS


async def test_what_a_source_on_this_machine_says_holds_for_one_run_only_and_can_be_forgotten(
    recordings: Recordings, clock: Clock
) -> None:
    first = recorded(Memory(RECORDS), recordings, HORIZON)
    assert await first.search(ROUTING) == RECORDS
    clock.now = BEGAN + 1
    emptied = Memory(())
    resumed = recorded(emptied, recordings, HORIZON)
    assert await resumed.answer(ROUTING) == (tuple(RECORDS), True)
    assert await recorded(emptied, recordings, replace(HORIZON, run="run-2")).search(ROUTING) == []
    recordings.forget(own("run-1"))
    assert await resumed.search(ROUTING) == []


@pytest.mark.parametrize("error", [SourceError("no"), PartialAnswer("half", RECORDS)])
async def test_a_failure_and_half_an_answer_are_passed_on_and_not_kept(
    recordings: Recordings, error: SourceError
) -> None:
    class Failing(Memory):
        async def search(self, query: Query) -> list[Record]:
            self.asked.append(query)
            raise error

    source = Failing(RECORDS, online=True)
    for number in (1, 2):
        with pytest.raises(type(error)) as raised:
            await recorded(source, recordings, HORIZON).search(ROUTING)
        assert raised.value is error
        assert len(source.asked) == number


async def test_another_query_source_or_address_is_another_question(recordings: Recordings, tmp_path: Path) -> None:
    @dataclass
    class Placed(Memory):
        base_url: str = ""

    sources = [online(), online(name="other"), Placed(RECORDS, online=True, base_url="https://x.org")]
    queries = [ROUTING, Query(text="routing", limit=3), Query(text="routing", filters=Filters(since=2020))]
    for source in sources:
        for query in queries:
            assert not (await recorded(source, recordings, HORIZON).answer(query)).recorded
            assert (await recorded(source, recordings, HORIZON).answer(query)).recorded


async def test_files_elsewhere_are_another_question(recordings: Recordings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name / "papers"
        folder.mkdir(parents=True)
        (folder / "a.md").write_text(f"# Routing {name}\n\nTokens are routed.")
        (found,) = await recorded(Files(folder), recordings, HORIZON).search(ROUTING)
        assert name in found.title


async def test_the_same_query_asked_at_once_goes_out_once(recordings: Recordings) -> None:
    class Slow(Memory):
        async def search(self, query: Query) -> list[Record]:
            await asyncio.sleep(0.05)
            return await super().search(query)

    source = Slow(RECORDS, online=True)
    made = recorded(source, recordings, HORIZON)
    answers = await asyncio.gather(*(made.answer(ROUTING) for _ in range(4)))
    assert len(source.asked) == 1
    assert [answer.records for answer in answers] == [tuple(RECORDS)] * 4
    assert sorted(answer.recorded for answer in answers) == [False, True, True, True]


async def test_a_record_in_the_form_of_another_version_is_asked_for_again(
    recordings: Recordings, tmp_path: Path
) -> None:
    await recorded(online(), recordings, HORIZON).search(ROUTING)
    with sqlite3.connect(tmp_path / "recordings.db") as db:
        db.execute("""UPDATE answers SET answer = '[{"titel": "x"}]'""")
    db.close()
    assert (await recorded(online(), recordings, HORIZON).answer(ROUTING)) == (tuple(RECORDS), False)


async def test_citations_are_recorded_too_and_only_where_there_are_any(recordings: Recordings) -> None:
    source = Citing(RECORDS, online=True)
    told = []
    for _ in range(2):
        made = recorded(source, recordings, HORIZON)
        assert isinstance(made, CitationSource)
        told.append((await made.links([study("a"), study("b")]), await made.works(["openalex:W1"])))
    assert told[0] == told[1]
    assert source.followed == 2
    assert not isinstance(recorded(online(), recordings, HORIZON), CitationSource)


async def test_notices_are_recorded_whatever_the_order_of_the_dois(recordings: Recordings) -> None:
    source = Announcing()
    first = await RecordedNotices(source, recordings, HORIZON).notices(["10.1/a", "10.1/b"])
    again = await RecordedNotices(source, recordings, HORIZON).notices(["10.1/b", "10.1/a"])
    assert first == again
    assert len(source.asked) == 1
    with pytest.raises(SourceError, match="never asked"):
        await RecordedNotices(source, recordings, replace(HORIZON, offline=True)).notices(["10.1/c"])


async def test_no_secret_is_kept_and_another_key_gets_the_same_answer(recordings: Recordings, tmp_path: Path) -> None:
    @dataclass
    class Keyed(Memory):
        key: str = field(default="", repr=False)
        base_url: str = "https://me:swordfish@x.org"

    for key in ("sk-very-secret-1", "sk-very-secret-2"):
        await Recorded(Keyed(RECORDS, online=True, key=key), recordings, HORIZON).search(ROUTING)
        assert key not in repr(Recorded(Keyed(RECORDS, key=key), recordings, HORIZON))
    with sqlite3.connect(tmp_path / "recordings.db") as db:
        (kept,) = db.execute("SELECT * FROM answers").fetchall()
    db.close()
    assert "Tokens are routed." in str(kept)
    assert "secret" not in str(kept)
    assert "swordfish" not in str(kept)
