"""What holds for every source, whatever it is: the contract of `assistant.sources.Source`."""

import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

import assistant.sources
from assistant.errors import SourceError
from assistant.identity import identifiers
from assistant.sources import Query, Source
from assistant.sources.filters import Filters, admits
from assistant.study import Record
from tests.assistant.sources.kinds import KINDS, Kind
from tests.samples import record

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
    '!routing, | experts~2 wom?n "a"~3~"b"',
    "?!… -- () \"'",
    "the of and",
    "маршрутизация 专家 🙂 e\u0301",
    "routing\x00\n",
    "100% $routing; DROP TABLE studies; --",
]
FIELD = "(of the source)"
"""Stands for a field of study in the words of whatever source is asked."""
FILTERS = [
    Filters(since=2020),
    Filters(until=2020),
    Filters(since=2020, until=2021),
    Filters(venues=("nature",)),
    Filters(venues=("Journal of Routing", "Nature Communications")),
    Filters(authors=("Ada Lee",)),
    Filters(authors=("lee, a.", "Bo Li")),
    Filters(fields=(FIELD, "No such field")),
    Filters(open_access=True),
    Filters(since=2019, until=2022, venues=("Nature",), authors=("Ada Lee",), fields=(FIELD,), open_access=True),
]
HOPELESS = [Filters(venues=("Nowhere",)), Filters(authors=("Nobody",)), Filters(fields=("No such field",))]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def source(kind: Kind, tmp_path: Path) -> Iterator[Source]:
    """A source that holds RECORDS."""
    with kind.holding(tmp_path, RECORDS) as made:
        yield made


@pytest.fixture
def varied(kind: Kind, tmp_path: Path) -> Iterator[Source]:
    """A source whose records differ in all that can be filtered."""
    with kind.holding(tmp_path, variety(kind)) as made:
        yield made


def variety(kind: Kind) -> list[Record]:
    authors = [("Ada Lee", "Cy Young"), ("Bo Li",), ("A. M. Lee",), ("Dee Lee",), ("Bo Li", "Ada Lee")]
    venues = ["Nature", "Nature Communications", "The Journal of Routing, Part B", "Cell", "Nature"]
    return [
        record(
            f"Routing experts, part {n}", "Tokens.", ids=(f"arxiv:2401.{n:05}",), year=2018 + n, authors=authors[n - 1],
            venue=venues[n - 1], fields=kind.fields[n % 2], open_texts=("https://example.org/1.pdf",) if n % 2 else (),
        )
        for n in range(1, 6)
    ]  # fmt: skip


def worded(filters: Filters, kind: Kind) -> Filters:
    """Return the filters with fields in the words of the source."""
    fields = tuple(kind.fields[1][-1].upper() if name == FIELD else name for name in filters.fields)
    return filters.model_copy(update={"fields": fields})


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
        assert identifiers(each) == each.ids, "identifiers are in the one form in which they are compared"
        assert Path(each.source).match(kind.credits)


async def test_where_nothing_is_held_nothing_is_found(kind: Kind, tmp_path: Path) -> None:
    with kind.holding(tmp_path, ()) as empty:
        assert await empty.search(Query(text="routing")) == []


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:24]))
async def test_any_string_may_be_asked(source: Source, text: str) -> None:
    with suppress(SourceError):
        assert len(await source.search(Query(text=text, limit=3))) <= 3
    assert len(await source.search(Query(text="routing", limit=1))) == 1, "it still answers"


async def test_what_it_finds_with_filters_is_what_fulfils_them_of_what_it_finds_without(
    varied: Source, kind: Kind
) -> None:
    everything = await varied.search(Query(text="routing experts"))
    for filters in [worded(each, kind) for each in FILTERS]:
        found = await varied.search(Query(text="routing experts", filters=filters))
        assert set(found) == {each for each in everything if admits(filters, each)}, filters


async def test_what_filters_leave_out_does_not_use_up_the_limit(varied: Source, kind: Kind) -> None:
    everything = await varied.search(Query(text="routing experts"))
    for filters in [worded(each, kind) for each in FILTERS]:
        found = await varied.search(Query(text="routing experts", limit=1, filters=filters))
        assert len(found) == min(1, sum(admits(filters, each) for each in everything)), filters


async def test_what_nothing_fulfils_finds_nothing(varied: Source) -> None:
    for filters in HOPELESS:
        assert await varied.search(Query(text="routing experts", filters=filters)) == [], filters


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_the_filters_that_are_tried_keep_some_and_leave_some_out(kind: Kind, filters: Filters) -> None:
    kept = [admits(worded(filters, kind), each) for each in variety(kind)]
    assert 0 < sum(kept) < len(kept)
