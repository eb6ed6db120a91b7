"""What the words of a query bring, how common they are found to be, and that every passage keeps its words."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.embedding import Hashing
from assistant.library import Library, keywords
from assistant.library.database import MIGRATIONS, connect
from assistant.library.keywords import COUNTED, SEARCHED
from tests.assistant.library.making import numbered

PASSAGES = 3 * SEARCHED


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """More passages than are scored for one query: all hold `all`, every third `third`, one in a thousand `rare`."""
    with connect(tmp_path_factory.mktemp("large") / "library.db").writing() as connection:
        connection.execute("INSERT INTO studies VALUES (1, 'key', '{}')")
        connection.executemany(
            "INSERT INTO passages (id, study, title, start, stop) VALUES (?, 1, '', 0, 0)",
            [(row,) for row in range(1, PASSAGES + 1)],
        )
        for row in range(1, PASSAGES + 1):
            spoken = ["all", *["third"] * (row % 3 == 0), *["rare"] * (row % 1000 == 0)]
            keywords.put(connection, row, "", " ".join(spoken))
        yield connection


def test_rare_words_are_counted_and_common_ones_estimated(large: sqlite3.Connection) -> None:
    found = keywords.frequencies(large, ["rare", "third", "all", "absent"])
    assert found["rare"] == PASSAGES // 1000
    assert found["third"] == pytest.approx(PASSAGES / 3, rel=3 / COUNTED)
    assert found["all"] == pytest.approx(PASSAGES)
    assert "absent" not in found


def test_candidates_hold_a_rare_word_and_are_no_more_than_wanted(large: sqlite3.Connection) -> None:
    found = keywords.near(large, ["all", "rare"], 7)
    assert len(found) == 7
    assert all(row % 1000 == 0 for row in found)


def test_a_word_that_is_everywhere_brings_nothing_and_is_scored_all_the_same(large: sqlite3.Connection) -> None:
    words = ["third"]
    assert keywords.near(large, ["all"], 5) == []
    common = keywords.frequencies(large, words)
    assert [score > 0 for score in keywords.scores(large, [3, 4, 6], words, common)] == [True, False, True]


def test_scores_stand_in_the_order_of_the_rows(large: sqlite3.Connection) -> None:
    common = keywords.frequencies(large, ["rare", "third"])
    forth, back = (
        keywords.scores(large, rows, ["rare", "third"], common).tolist() for rows in ([1, 9, 3000], [3000, 9, 1])
    )
    assert forth == back[::-1] == sorted(forth)


def stems(folder: Path) -> list[tuple[int, bytes]]:
    with sqlite3.connect(folder / "library.db") as connection:
        return connection.execute("SELECT * FROM stems ORDER BY passage").fetchall()


def test_a_library_from_before_words_were_kept_gets_them_when_it_is_opened(tmp_path: Path) -> None:
    with Library.open(tmp_path, Hashing()) as library:
        library.add([numbered(number) for number in range(5)])
    before = stems(tmp_path)
    step = next(number for number, sql in enumerate(MIGRATIONS) if "CREATE TABLE stems" in sql)
    with sqlite3.connect(tmp_path / "library.db") as connection:
        later = "DROP INDEX files_record; ALTER TABLE files DROP COLUMN record;"
        connection.executescript(f"DROP TABLE stems; {later} PRAGMA user_version = {step};")
    with Library.open(tmp_path, Hashing()) as library:
        assert stems(tmp_path) == before
        assert len(before) == 5
        assert library.check().is_complete


def test_words_that_are_lost_are_told_and_come_back(tmp_path: Path) -> None:
    with Library.open(tmp_path, Hashing()) as library:
        library.add([numbered(number) for number in range(5)])
        before = stems(tmp_path)
        with sqlite3.connect(tmp_path / "library.db") as connection:
            connection.execute("DELETE FROM stems WHERE passage > 3")
        assert library.check().problems == ("2 passages are not in the keyword index; rebuild it.",)
        assert library.rebuild().problems == ()
        assert stems(tmp_path) == before
