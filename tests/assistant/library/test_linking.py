"""Laws of joining: batches and order do not matter, and a name that too many share links nobody."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from sqlite3 import Connection
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library import Library
from assistant.library.database import connect
from assistant.library.merging import BLOCK
from assistant.library.reading import records_of
from assistant.library.writing import put_records
from assistant.study import Record
from tests.assistant.identity.test_abstracts import SLEEP
from tests.assistant.identity.test_works import PEOPLE, RECORDS, TITLE, record


@settings(max_examples=25, deadline=None)
@given(st.lists(RECORDS, max_size=7), st.randoms(use_true_random=False), st.integers(1, 7))
def test_records_make_the_same_studies_in_any_order_and_any_batches(
    records: list[Record], random: Random, size: int
) -> None:
    shuffled = random.sample(records, len(records))
    batches = [shuffled[start : start + size] for start in range(0, len(shuffled), size)]
    assert _studies([records]) == _studies(batches) == _studies([*batches, records])


@pytest.mark.parametrize("first", [0, 1])
def test_a_title_that_very_many_share_links_none_of_them(first: int) -> None:
    twins = [record(TITLE, (), 2020), record(f"{TITLE}.", (), 2020)]
    others = [record(TITLE, (), 1000 + 7 * number) for number in range(BLOCK)]
    assert len(_studies([twins, others[:2]])) == 3
    batches = [twins, others] if first else [others[: BLOCK // 2], twins, others[BLOCK // 2 :]]
    assert len(_studies(batches)) == BLOCK + 2


def test_an_identifier_links_however_many_share_it() -> None:
    records = [record(f"Title {number}", (), None, "", "doi:10.1000/1") for number in range(BLOCK + 2)]
    assert len(_studies([records[:-1], records[-1:]])) == 1


def test_what_a_later_record_shows_to_be_doubtful_leaves_its_study_and_no_key_changes(shelf: Library) -> None:
    (ours,) = shelf.add([record(TITLE, PEOPLE, 2020, SLEEP)])
    (joined,) = shelf.add([record(TITLE, (), 2020)])
    assert joined.key == ours.key
    (theirs,) = shelf.add([record(TITLE, ("Alan Turing",), 2020)])
    (alone,) = shelf.add([record(TITLE, (), 2020)])
    assert len({ours.key, theirs.key, alone.key}) == len(shelf) == 3
    assert shelf.study(ours.key).authors == PEOPLE
    assert [text.content for text in shelf.texts(ours.key)] == [SLEEP]
    assert shelf.texts(alone.key) == []
    assert shelf.check().is_complete


def test_a_study_is_found_by_any_version_of_its_doi(shelf: Library) -> None:
    (study,) = shelf.add([record(TITLE, PEOPLE, 2020, "", "doi:10.21203/rs.3.rs-1/v1")])
    for name in ("10.21203/rs.3.rs-1/v2", "https://doi.org/10.21203/RS.3.RS-1/v1", "doi:10.21203/rs.3.rs-1"):
        assert shelf.study(name) == study


def _studies(batches: Sequence[Sequence[Record]]) -> list[list[str]]:
    """Return what the records of each study say, in a library to which the batches were added one by one."""
    with _database() as connection:
        for batch in batches:
            put_records(connection, batch)
        groups: dict[int, list[int]] = {}
        for row, study in connection.execute("SELECT id, study FROM records"):
            groups.setdefault(study, []).append(row)
        return sorted(sorted(map(repr, records_of(connection, rows).values())) for rows in groups.values())


@contextmanager
def _database() -> Iterator[Connection]:
    with (
        TemporaryDirectory() as folder,
        closing(connect(Path(folder) / "library.db")) as database,
        database.writing() as connection,
    ):
        yield connection
