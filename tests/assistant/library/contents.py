"""Everything that a library holds, in a form that two libraries can be compared by."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

QUERIES = {
    "studies": "SELECT key, facts FROM studies",
    "records": "SELECT r.digest, s.key FROM records r JOIN studies s ON s.id = r.study",
    "keys": "SELECT k.key, r.digest FROM keys k JOIN records r ON r.id = k.record",
    "aliases": "SELECT a.alias, r.digest FROM aliases a JOIN records r ON r.id = a.record",
    "texts": "SELECT id, content, marks FROM texts",
    "record texts": "SELECT r.digest, t.text, t.kind FROM record_texts t JOIN records r ON r.id = t.record",
    "vectors": "SELECT s.key, p.title, p.text, p.start, p.stop, v.embedder, v.vector, v.indexed"
    " FROM passages p JOIN studies s ON s.id = p.study LEFT JOIN vectors v ON v.passage = p.id",
    "stale": "SELECT * FROM stale",
    "files": "SELECT path, size, digest, source, problems FROM files",
    "unworded": "SELECT id FROM passages EXCEPT SELECT rowid FROM words",
    "worded too much": "SELECT rowid FROM words EXCEPT SELECT id FROM passages",
    "unsettled": "SELECT id FROM records WHERE study IS NULL",
}


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables without the numbers of rows, sorted."""
    with closing(sqlite3.connect(f"{(folder / 'library.db').as_uri()}?mode=ro", uri=True)) as connection:
        return {name: sorted(connection.execute(query), key=repr) for name, query in QUERIES.items()}


def groups(folder: Path) -> set[frozenset[str]]:
    """Return which records, by what they say, are one study."""
    with closing(sqlite3.connect(f"{(folder / 'library.db').as_uri()}?mode=ro", uri=True)) as connection:
        return {frozenset(json.loads(row)) for row in _grouped(connection)}


def _grouped(connection: sqlite3.Connection) -> Iterator[str]:
    for (row,) in connection.execute("SELECT json_group_array(digest) FROM records GROUP BY study"):
        yield row
