"""Finding the records that may describe one work, by the names that they share. Called inside a writing transaction."""

from collections.abc import Iterable
from sqlite3 import Connection

from assistant.identity import Work, is_key
from assistant.library import editions
from assistant.library.merging import BLOCK, linked, partition
from assistant.library.reading import abstracts_of, records_of


def grouped(connection: Connection, records: Iterable[int]) -> list[list[int]]:
    """Return the studies, as groups of records, of the given records and of all to which links lead from them."""
    works = _Works(connection)
    settled: set[int] = set()
    groups: list[list[int]] = []
    for record in records:
        if record not in settled:
            found = _component(connection, record, works)
            settled |= found
            groups += partition({row: works[row] for row in found}) if len(found) > 1 else [[record]]
    return groups


def crowded(connection: Connection, known: int) -> list[int]:
    """Return the records of the keys that, through records after `known`, are shared by so many that they link none.

    What they had linked before may come apart.
    """
    more = "EXISTS (SELECT 1 FROM aliases b WHERE b.alias = a.alias {} LIMIT 1 OFFSET ?)"
    grown = connection.execute(
        f"SELECT DISTINCT alias FROM aliases a WHERE record > ? AND {more.format('')}"
        f" AND NOT {more.format('AND b.record <= ?')}",
        (known, BLOCK, known, BLOCK),
    ).fetchall()
    keys = [alias for (alias,) in grown if is_key(alias)]
    found = (connection.execute("SELECT record FROM aliases WHERE alias = ?", (key,)).fetchall() for key in keys)
    return sorted({record for rows in found for (record,) in rows})


class _Works(dict[int, Work]):
    """What records say of their works, by row; each is read when it is first asked for."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, row: int) -> Work:
        record = records_of(self._connection, [row])[row]
        also = editions.aliases(self._connection, row)
        self[row] = work = Work(record, lambda: abstracts_of(self._connection, row), also)
        return work


def _component(connection: Connection, record: int, works: _Works) -> set[int]:
    """Return every record to which a chain of links leads."""
    found = {record}
    fresh = [record]
    while fresh:
        row = fresh.pop()
        near = [other for other in _sharing(connection, row) if other not in found and linked(works[row], works[other])]
        found.update(near)
        fresh += near
    return found


def _sharing(connection: Connection, row: int) -> set[int]:
    """Return the records that share an identifier with the given one, or a key that links."""
    shared = connection.execute(
        "SELECT alias FROM aliases a WHERE record = ?1"
        " AND EXISTS (SELECT 1 FROM aliases b WHERE b.alias = a.alias AND b.record <> ?1)",
        (row,),
    ).fetchall()
    found: set[int] = set()
    for (alias,) in shared:
        bound = BLOCK + 1 if is_key(alias) else -1
        rows = connection.execute("SELECT record FROM aliases WHERE alias = ? LIMIT ?", (alias, bound)).fetchall()
        if len(rows) != bound:
            found.update(record for (record,) in rows)
    return found - {row}
