"""Records into studies: the writing half of the truth. Every function is called inside one writing transaction."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count
from sqlite3 import Connection
from typing import NamedTuple

from assistant.claim import Claim
from assistant.identity import normalised
from assistant.library import editions, keywords, known_files
from assistant.library.known_files import KnownFile
from assistant.library.linking import crowded, grouped
from assistant.library.merging import describe, names, seed
from assistant.library.reading import abstracts_of, claim_of, records_of, records_with_keys, texts_of_all
from assistant.library.rows import AMONG, packed, plain
from assistant.passages import cut
from assistant.study import Record, Study, Text, digest


class Slice(NamedTuple):
    """A passage as it is stored; without a text it stands for a study that is known by its title only."""

    title: str
    text: str | None
    start: int
    stop: int


Slices = Mapping[Slice, str]
"""The passages of a study, each with its words."""


def put_records(connection: Connection, records: Sequence[Record]) -> list[int]:
    """Store the records that are new, settle which studies they make, and return the row of every given record."""
    known = connection.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0]
    rows = [_put_record(connection, record) for record in records]
    settle(connection, dict.fromkeys([*(row for row in rows if row > known), *crowded(connection, known)]))
    return rows


def put_files(connection: Connection, files: Iterable[KnownFile]) -> None:
    """Remember the files. What one that was edited says now joins the study of what it said under the same title."""
    for file in files:
        before = known_files.record_of(connection, file.path)
        now = _put_record(connection, file.document) if file.document else before
        known_files.remember(connection, file, now)
        if now is not None and before is not None and now != before:
            _put_edition(connection, str(file.path), now, before)


def rename(connection: Connection) -> None:
    """Give all records the names that identity goes by today, if they have those of an older version."""
    if not connection.execute("SELECT 1 FROM aliases WHERE alias GLOB 'title:*|*' LIMIT 1").fetchone():
        return
    rows = [row for (row,) in connection.execute("SELECT id FROM records ORDER BY id")]
    kept = [(alias, row) for row in rows for alias in editions.aliases(connection, row)]
    connection.execute("DELETE FROM aliases")
    connection.executemany("INSERT INTO aliases VALUES (?, ?)", kept)
    for row, record in records_of(connection, rows).items():
        abstracts = tuple(Text(kind="abstract", content=content) for content in abstracts_of(connection, row))
        told = record.model_copy(update={"texts": abstracts})
        connection.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(name, row) for name in names(told)])
    settle(connection, rows)


def put_claims(connection: Connection, claims: Iterable[Claim]) -> None:
    """Keep the claims; one that is there already takes over the status of the given one."""
    connection.executemany("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", map(claim_of, claims))


def settle(connection: Connection, records: Iterable[int]) -> None:
    """Bring the studies of the records, and of all that are linked to them, in line with what the records say."""
    groups = grouped(connection, records)
    rows = packed([row for group in groups for row in group])
    found = connection.execute(f"SELECT id, study FROM records WHERE id {AMONG}", (rows,))
    held = {record: study for record, study in found if study is not None}
    changed = _changed(groups, held)
    before = {held[record] for group in changed for record in group if record in held}
    studies = _write_down(connection, changed, before)
    connection.executemany("DELETE FROM studies WHERE id = ?", [(gone,) for gone in before - set(studies)])


def remove_study(connection: Connection, study: int) -> None:
    """Forget the study: its records, keys, texts that no other study has, passages and claims.

    The files that its records came from are forgotten too, so that adding them again brings it back.
    """
    _replace_passages(connection, {study}, {})
    records = packed([row for (row,) in connection.execute("SELECT id FROM records WHERE study = ?", (study,))])
    texts = {text for (text,) in connection.execute(f"SELECT text FROM record_texts WHERE record {AMONG}", (records,))}
    for forgotten in (
        f"DELETE FROM claims WHERE study IN (SELECT key FROM keys WHERE record {AMONG})",
        f"DELETE FROM files WHERE source IN (SELECT source FROM records WHERE id {AMONG})",
        f"DELETE FROM keys WHERE record {AMONG}",
        f"DELETE FROM aliases WHERE record {AMONG}",
        f"DELETE FROM record_texts WHERE record {AMONG}",
        f"DELETE FROM records WHERE id {AMONG}",
    ):
        connection.execute(forgotten, (records,))
    connection.execute("DELETE FROM studies WHERE id = ?", (study,))
    left = "NOT EXISTS (SELECT 1 FROM record_texts WHERE text = texts.id)"
    connection.execute(f"DELETE FROM texts WHERE id {AMONG} AND {left}", (packed(texts),))


def _put_record(connection: Connection, record: Record) -> int:
    if record.held and (held := records_with_keys(connection, [record.held])):
        return held[0]
    body = json.dumps(record.model_dump(exclude={"texts", "held"}, exclude_defaults=True), sort_keys=True)
    texts = [(text.id, text) for text in record.texts if text.content.strip()]
    name = digest("\n".join([body, *sorted(f"{text.kind} {row}" for row, text in texts)]))
    if known := connection.execute("SELECT id FROM records WHERE digest = ?", (name,)).fetchone():
        return int(known[0])
    record_row = connection.execute(
        "INSERT INTO records (digest, body, source, url) VALUES (?, ?, ?, ?)",
        (name, body, plain(record.source), plain(record.url)),
    ).lastrowid
    assert record_row is not None
    connection.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(a, record_row) for a in names(record)])
    for row, text in texts:
        _put_text(connection, row, text)
        connection.execute("INSERT OR IGNORE INTO record_texts VALUES (?, ?, ?)", (record_row, row, text.kind))
    return record_row


def _put_edition(connection: Connection, path: str, now: int, before: int) -> None:
    records = records_of(connection, [now, before])
    if editions.are_one_work(records[now], records[before]):
        editions.join(connection, f"{path}\n{normalised(records[now].title)}", (now, before))
        settle(connection, [now])
        group = connection.execute(
            "SELECT id FROM records WHERE study = (SELECT study FROM records WHERE id = ?) ORDER BY id", (now,)
        )
        _write_down(connection, [[row for (row,) in group]])


def _put_text(connection: Connection, row: str, text: Text) -> None:
    """Keep the text; of one content, the marks that tell most."""
    content = text.content.encode("utf-8", "surrogatepass")
    marks = json.dumps([(mark.start, mark.heading, mark.page) for mark in text.marks])
    connection.execute(
        "INSERT INTO texts (id, content, marks) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET marks = excluded.marks WHERE length(excluded.marks) > length(marks)",
        (row, content, marks),
    )


def _changed(groups: Iterable[list[int]], held: Mapping[int, int]) -> list[list[int]]:
    """Return the groups that are not, record for record, a study already; `held` gives the study that a record has."""
    members: dict[int, set[int]] = {}
    for record, study in held.items():
        members.setdefault(study, set()).add(record)
    whole = {frozenset(records) for records in members.values()}
    return [group for group in groups if frozenset(group) not in whole]


def _write_down(
    connection: Connection, groups: Sequence[Sequence[int]], before: Collection[int] = ()
) -> Collection[int]:
    """Make a study of each group of records, with its passages, and return their rows; those `before` lose theirs."""
    studies = _describe(connection, groups)
    _replace_passages(connection, {*before, *studies}, _slices(connection, studies))
    return studies.keys()


def _describe(connection: Connection, groups: Sequence[Sequence[int]]) -> dict[int, Study]:
    """Write down what the records of each group say together, and return it by the row of the study.

    A study bears the key of the first of its records that ever got one; if none did, the first record gets one.
    """
    rows = [row for group in groups for row in group]
    keys = dict(connection.execute(f"SELECT record, key FROM keys WHERE record {AMONG}", (packed(rows),)))
    records = records_of(connection, rows)
    studies: dict[int, Study] = {}
    belongs: list[tuple[int, int]] = []
    for group in groups:
        root = min((row for row in group if row in keys), default=min(group))
        key = keys.get(root) or _new_key(connection, root, seed(records[root]))
        studies[root] = describe(key, [records[row] for row in group])
        belongs += [(root, row) for row in group]
    connection.executemany(
        "INSERT INTO studies VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET facts = excluded.facts",
        [(root, study.key, json.dumps(study.model_dump())) for root, study in studies.items()],
    )
    connection.executemany("UPDATE records SET study = ?1 WHERE id = ?2 AND study IS NOT ?1", belongs)
    return studies


def _new_key(connection: Connection, record: int, name: str) -> str:
    candidates = (digest(f"{name}{'' if number == 0 else f' {number}'}")[:12] for number in count())
    key = next(k for k in candidates if not connection.execute("SELECT 1 FROM keys WHERE key = ?", (k,)).fetchone())
    connection.execute("INSERT INTO keys VALUES (?, ?)", (key, record))
    return key


def _slices(connection: Connection, studies: Mapping[int, Study]) -> dict[int, Slices]:
    texts = texts_of_all(connection, studies)
    return {row: _cut(study, texts[row]) for row, study in studies.items()}


def _cut(study: Study, texts: Sequence[Text]) -> Slices:
    title = plain(study.title)
    pieces = [piece for text in texts for piece in cut(study.key, text)]
    return {Slice(title, p.text, p.start, p.end): plain(p.content) for p in pieces} or {Slice(title, None, 0, 0): ""}


def _replace_passages(connection: Connection, studies: Collection[int], wanted: Mapping[int, Slices]) -> None:
    """Give the studies the wanted passages. One that only changes its study keeps its row, and so its vectors."""
    spare = _passages(connection, studies)
    moved: list[tuple[int, int]] = []
    new: list[tuple[int, Slice, str]] = []
    for study, slices in wanted.items():
        for piece, words in slices.items():
            if rows := spare.get(piece):
                moved.append((study, rows.pop(0)))
            else:
                new.append((study, piece, words))
    connection.executemany("UPDATE passages SET study = ?1 WHERE id = ?2 AND study <> ?1", moved)
    _insert(connection, new)
    for piece, rows in spare.items():
        for row in rows:
            _delete(connection, row, piece)


def _passages(connection: Connection, studies: Collection[int]) -> dict[Slice, list[int]]:
    found = connection.execute(
        f"SELECT id, title, text, start, stop FROM passages WHERE study {AMONG} ORDER BY id", (packed(studies),)
    )
    rows: dict[Slice, list[int]] = {}
    for row, *piece in found:
        rows.setdefault(Slice(*piece), []).append(row)
    return rows


def _insert(connection: Connection, new: Sequence[tuple[int, Slice, str]]) -> None:
    used = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    first = 1 + (used[0] if used else 0)
    connection.executemany(
        "INSERT INTO passages (id, study, title, text, start, stop) VALUES (?, ?, ?, ?, ?, ?)",
        [(row, study, *piece) for row, (study, piece, _) in enumerate(new, first)],
    )
    for row, (_, piece, words) in enumerate(new, first):
        keywords.put(connection, row, piece.title, words)


def _delete(connection: Connection, row: int, piece: Slice) -> None:
    keywords.drop(connection, row, piece.title, _body(connection, piece))
    connection.execute("INSERT OR IGNORE INTO stale SELECT passage, embedder FROM vectors WHERE passage = ?", (row,))
    connection.execute("DELETE FROM passages WHERE id = ?", (row,))


def _body(connection: Connection, piece: Slice) -> str:
    if piece.text is None:
        return ""
    (content,) = connection.execute("SELECT content FROM texts WHERE id = ?", (piece.text,)).fetchone()
    return plain(content.decode("utf-8", "surrogatepass")[piece.start : piece.stop])
