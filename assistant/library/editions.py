"""A file that was edited: what it says now and what it said before are one work. Called inside a transaction.

Both records get an alias that no source gives. What only an earlier edition says stays, for what was quoted from it,
but is neither searched nor read nor shown as a text of the study; `Library.text` and `Library.passage` have it.
"""

from collections.abc import Collection
from sqlite3 import Connection

from assistant.identity import contradict, identifiers, normalised
from assistant.library.rows import AMONG, packed
from assistant.study import Record, digest

_ALIAS = "file"
_IS_ALIAS = f"GLOB '{_ALIAS}:*'"


def are_one_work(now: Record, before: Record) -> bool:
    """Tell whether two records of one file are one work's: under one title, and no identifier speaks against it."""
    title = normalised(now.title)
    one = bool(title) and title == normalised(before.title)
    return one and not contradict(identifiers(now), identifiers(before))


def join(connection: Connection, name: str, records: Collection[int]) -> None:
    """Give the records a name in common by which they are one study."""
    alias = f"{_ALIAS}:{digest(name)}"
    connection.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(alias, record) for record in records])


def aliases(connection: Connection, record: int) -> list[str]:
    """Return the names that the record has in common with other editions."""
    query = f"SELECT alias FROM aliases WHERE record = ? AND alias {_IS_ALIAS}"
    return [alias for (alias,) in connection.execute(query, (record,))]


def outdated(connection: Connection, studies: Collection[int]) -> set[tuple[int, str]]:
    """Return study and text of each text that only records give of which a file says something else by now."""
    found = connection.execute(
        f"SELECT r.study, t.text FROM records r JOIN record_texts t ON t.record = r.id WHERE r.study {AMONG}"
        f" GROUP BY r.study, t.text HAVING min({_IS_OUTDATED})",
        (packed(studies),),
    )
    return set(found)


_IS_OUTDATED = f"""
    NOT EXISTS (SELECT 1 FROM files WHERE record = r.id) AND EXISTS (
        SELECT 1 FROM aliases own JOIN aliases other ON other.alias = own.alias
        WHERE own.record = r.id AND own.alias {_IS_ALIAS}
        AND (other.record > r.id OR EXISTS (SELECT 1 FROM files WHERE record = other.record))
    )
"""
