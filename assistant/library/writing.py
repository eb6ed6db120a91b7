"""Records into studies: the writing half of the truth. Every function is called inside one writing transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from sqlite3 import Connection
from typing import NamedTuple

from assistant.claim import Claim
from assistant.identity import Work, is_key
from assistant.library import keywords
from assistant.library.merging import BLOCK, describe, linked, names, partition
from assistant.library.reading import abstracts_of, claim_of, records_of, texts_of
from assistant.library.rows import marks, plain
from assistant.passages import cut
from assistant.study import Record, Study, Text, digest


class Slice(NamedTuple):
    """A passage as it is stored; without a text it stands for a study that is known by its title only."""

    title: str
    text: str | None
    start: int
    stop: int


def put_records(connection: Connection, records: Sequence[Record]) -> list[int]:
    """Store the records that are new, settle which studies they make, and return the row of every given record."""
    known = connection.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0]
    rows = [_put_record(connection, record) for record in records]
    settle(connection, dict.fromkeys([*(row for row in rows if row > known), *_crowded(connection, known)]))
    return rows


def put_claims(connection: Connection, claims: Iterable[Claim]) -> None:
    """Keep the claims; one that is there already takes over the status of the given one."""
    connection.executemany("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", map(claim_of, claims))


def settle(connection: Connection, records: Iterable[int]) -> None:
    """Bring the studies of the records, and of all that are linked to them, in line with what the records say."""
    works = _Works(connection)
    settled: set[int] = set()
    for record in records:
        if record not in settled:
            component = _component(connection, record, works)
            settled |= component.keys()
            _regroup(connection, component)


def remove_study(connection: Connection, study: int) -> None:
    """Forget the study: its records, keys, texts that no other study has, passages and claims."""
    keys = [
        key
        for (key,) in connection.execute(
            "SELECT k.key FROM keys k JOIN records r ON r.id = k.record WHERE r.study = ?", (study,)
        )
    ]
    records = [row for (row,) in connection.execute("SELECT id FROM records WHERE study = ?", (study,))]
    _replace_passages(connection, {study}, {})
    connection.execute(f"DELETE FROM claims WHERE study IN {marks(keys)}", keys)
    for table in ("keys", "aliases", "record_texts"):
        connection.execute(f"DELETE FROM {table} WHERE record IN {marks(records)}", records)
    connection.execute(f"DELETE FROM records WHERE id IN {marks(records)}", records)
    connection.execute("DELETE FROM studies WHERE id = ?", (study,))
    connection.execute("DELETE FROM texts WHERE id NOT IN (SELECT text FROM record_texts)")


def _put_record(connection: Connection, record: Record) -> int:
    body = json.dumps(record.model_dump(exclude={"texts"}, exclude_defaults=True), sort_keys=True)
    texts = [text for text in record.texts if text.content.strip()]
    name = digest("\n".join([body, *sorted(f"{text.kind} {text.id}" for text in texts)]))
    if known := connection.execute("SELECT id FROM records WHERE digest = ?", (name,)).fetchone():
        return int(known[0])
    row = connection.execute(
        "INSERT INTO records (digest, body, source, url) VALUES (?, ?, ?, ?)",
        (name, body, plain(record.source), plain(record.url)),
    ).lastrowid
    assert row is not None
    connection.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(alias, row) for alias in names(record)])
    for text in texts:
        _put_text(connection, text)
        connection.execute("INSERT OR IGNORE INTO record_texts VALUES (?, ?, ?)", (row, text.id, text.kind))
    return row


def _put_text(connection: Connection, text: Text) -> None:
    """Keep the text; of one content, the marks that tell most."""
    content = text.content.encode("utf-8", "surrogatepass")
    marks = json.dumps([(mark.start, mark.heading, mark.page) for mark in text.marks])
    connection.execute(
        "INSERT INTO texts (id, content, marks) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET marks = excluded.marks WHERE length(excluded.marks) > length(marks)",
        (text.id, content, marks),
    )


class _Works(dict[int, Work]):
    """What records say of their works, by row; read when it is first asked for."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, row: int) -> Work:
        (record,) = records_of(self._connection, [row])
        self[row] = work = Work(record.model_copy(update={"texts": abstracts_of(self._connection, row)}))
        return work


def _component(connection: Connection, record: int, works: Mapping[int, Work]) -> dict[int, Work]:
    """Return every record to which a chain of links leads."""
    found: dict[int, Work] = {}
    open_records = [record]
    while open_records:
        row = open_records.pop()
        if row not in found:
            found[row] = works[row]
            near = (other for other in _sharing(connection, row) if other not in found)
            open_records += [other for other in near if linked(works[row], works[other])]
    return found


def _sharing(connection: Connection, row: int) -> set[int]:
    """Return the records that share an identifier with the given one, or a key that tells something."""
    found: set[int] = set()
    for (alias,) in connection.execute("SELECT alias FROM aliases WHERE record = ?", (row,)).fetchall():
        most = BLOCK + 1 if is_key(alias) else -1
        holders = connection.execute("SELECT record FROM aliases WHERE alias = ? LIMIT ?", (alias, most)).fetchall()
        if most < 0 or len(holders) <= BLOCK:
            found.update(other for (other,) in holders)
    return found - {row}


def _crowded(connection: Connection, known: int) -> list[int]:
    """Return the records of keys that have come to tell nothing through records after `known`: they may come apart."""
    found = connection.execute(
        "SELECT alias FROM aliases WHERE alias IN (SELECT alias FROM aliases WHERE record > ?)"
        " AND (alias GLOB 'title:*' OR alias GLOB 'text:*')"
        " GROUP BY alias HAVING count(*) > ? AND sum(record <= ?) <= ?",
        (known, BLOCK, known, BLOCK),
    ).fetchall()
    aliases = [alias for (alias,) in found]
    query = f"SELECT DISTINCT record FROM aliases WHERE alias IN {marks(aliases)} ORDER BY record"
    return [row for (row,) in connection.execute(query, aliases)]


def _regroup(connection: Connection, works: Mapping[int, Work]) -> None:
    rows = list(works)
    before = {
        study
        for (study,) in connection.execute(
            f"SELECT DISTINCT study FROM records WHERE study IS NOT NULL AND id IN {marks(rows)}", rows
        )
    }
    slices: dict[int, list[Slice]] = {}
    for group in partition(works):
        root = _root(connection, group)
        study = _describe(connection, root, group)
        connection.executemany("UPDATE records SET study = ? WHERE id = ?", [(root, row) for row in group])
        slices[root] = _slices(study, texts_of(connection, root))
    _replace_passages(connection, before | slices.keys(), slices)
    connection.executemany("DELETE FROM studies WHERE id = ?", [(gone,) for gone in before - slices.keys()])


def _root(connection: Connection, group: Sequence[int]) -> int:
    """Return the record whose key the study bears: the first that ever got one, else the first, which gets one."""
    row = connection.execute(f"SELECT min(record) FROM keys WHERE record IN {marks(group)}", group).fetchone()[0]
    if row is None:
        row = min(group)
        (record,) = records_of(connection, [row])
        connection.execute("INSERT INTO keys VALUES (?, ?)", (_new_key(connection, names(record)[0]), row))
    return int(row)


def _new_key(connection: Connection, alias: str) -> str:
    candidates = (digest(f"{alias}{'' if number == 0 else f' {number}'}")[:12] for number in count())
    return next(k for k in candidates if not connection.execute("SELECT 1 FROM keys WHERE key = ?", (k,)).fetchone())


def _describe(connection: Connection, root: int, group: Sequence[int]) -> Study:
    (key,) = connection.execute("SELECT key FROM keys WHERE record = ?", (root,)).fetchone()
    study = describe(key, records_of(connection, group))
    connection.execute(
        "INSERT INTO studies VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET facts = excluded.facts",
        (root, key, json.dumps(study.model_dump())),
    )
    return study


def _slices(study: Study, texts: Sequence[Text]) -> list[Slice]:
    title = plain(study.title)
    found = [Slice(title, p.text, p.start, p.end) for text in texts for p in cut(study.key, text)]
    return found or [Slice(title, None, 0, 0)]


def _replace_passages(connection: Connection, studies: Iterable[int], wanted: Mapping[int, Sequence[Slice]]) -> None:
    """Give the studies the wanted passages. One that only changes its study keeps its row, and so its vectors."""
    listed = list(studies)
    found = connection.execute(
        f"SELECT id, study, title, text, start, stop FROM passages WHERE study IN {marks(listed)} ORDER BY id", listed
    ).fetchall()
    spare: dict[Slice, list[tuple[int, int]]] = {}
    for row, study, *rest in found:
        spare.setdefault(Slice(*rest), []).append((row, study))
    for study, slices in wanted.items():
        for piece in slices:
            if matching := spare.get(piece):
                row, owner = matching.pop(0)
                if owner != study:
                    connection.execute("UPDATE passages SET study = ? WHERE id = ?", (study, row))
            else:
                _insert(connection, study, piece)
    for piece, rows in spare.items():
        for row, _ in rows:
            _delete(connection, row, piece)


def _insert(connection: Connection, study: int, piece: Slice) -> None:
    row = connection.execute(
        "INSERT INTO passages (study, title, text, start, stop) VALUES (?, ?, ?, ?, ?)", (study, *piece)
    ).lastrowid
    assert row is not None
    keywords.put(connection, row, piece.title, _body(connection, piece))


def _delete(connection: Connection, row: int, piece: Slice) -> None:
    keywords.drop(connection, row, piece.title, _body(connection, piece))
    connection.execute("INSERT OR IGNORE INTO stale SELECT passage, embedder FROM vectors WHERE passage = ?", (row,))
    connection.execute("DELETE FROM passages WHERE id = ?", (row,))


def _body(connection: Connection, piece: Slice) -> str:
    if piece.text is None:
        return ""
    (content,) = connection.execute("SELECT content FROM texts WHERE id = ?", (piece.text,)).fetchone()
    return plain(content.decode("utf-8", "surrogatepass")[piece.start : piece.stop])
