"""Looking up what the library holds: the reading half of the truth. Every function is called inside a transaction."""

import json
import re
from collections.abc import Collection, Sequence
from sqlite3 import Connection

from assistant import identity
from assistant.claim import Claim
from assistant.errors import SetupError
from assistant.library import editions, keywords
from assistant.library.merging import best_first
from assistant.library.rows import AMONG, packed, plain
from assistant.passages import cut, place
from assistant.study import TEXT_KINDS, Mark, Passage, Record, Study, Text

SHORTEST_PREFIX = 4

_PASSAGE_ID = re.compile(r"([0-9a-f]{32})#(\d+)-(\d+)")
_SELECT = "SELECT DISTINCT s.facts FROM studies s JOIN records r ON r.study = s.id"


def records_of(connection: Connection, rows: Collection[int]) -> dict[int, Record]:
    """Return the records of the rows without their texts, in the order in which they were added."""
    found = connection.execute(f"SELECT id, body FROM records WHERE id {AMONG} ORDER BY id", (packed(rows),))
    return {row: Record.model_validate(json.loads(body)) for row, body in found}


def studies(connection: Connection) -> list[Study]:
    """Return every study, in the order in which they were added."""
    return [_study(facts) for (facts,) in connection.execute("SELECT facts FROM studies ORDER BY id")]


def studies_of_records(connection: Connection, records: Sequence[int]) -> list[Study]:
    """Return the study of each of the records, in their order."""
    query = f"SELECT r.id, s.facts FROM records r JOIN studies s ON s.id = r.study WHERE r.id {AMONG}"
    found = {row: _study(facts) for row, facts in connection.execute(query, (packed(set(records)),))}
    return [found[record] for record in records]


def records_with_keys(connection: Connection, keys: Collection[str]) -> list[int]:
    """Return the records that got the keys."""
    return [row for (row,) in connection.execute(f"SELECT record FROM keys WHERE key {AMONG}", (packed(keys),))]


def study(connection: Connection, name: str) -> Study:
    """Return the study that the name names.

    Raises:
        SetupError: no study has it, or several do.
    """
    found = _named(connection, plain(name.strip()))
    if len(found) == 1:
        return found[0]
    if found:
        raise SetupError(f"{name!r} names {len(found)} studies in the library: {_listed(found)}.")
    near = _near(connection, name)
    raise SetupError(f"There is no study {name!r} in the library{f'; near it are {_listed(near)}' if near else ''}.")


def row_of(connection: Connection, name: str) -> int:
    """Return the row of the study that the name names.

    Raises:
        SetupError: no study has it, or several do.
    """
    key = study(connection, name).key
    return int(connection.execute("SELECT id FROM studies WHERE key = ?", (key,)).fetchone()[0])


def texts_of(connection: Connection, study: int) -> list[Text]:
    """Return the texts of a study, best first."""
    return texts_of_all(connection, [study])[study]


def texts_of_all(connection: Connection, studies: Collection[int]) -> dict[int, list[Text]]:
    """Return the texts of each of the studies, best first, without those that only earlier editions of files held."""
    found = connection.execute(
        "SELECT DISTINCT r.study, t.id, rt.kind, t.content, t.marks FROM records r"
        f" JOIN record_texts rt ON rt.record = r.id JOIN texts t ON t.id = rt.text WHERE r.study {AMONG}",
        (packed(studies),),
    )
    texts: dict[int, list[Text]] = {study: [] for study in studies}
    outdated = editions.outdated(connection, studies)
    for study, name, kind, content, marks in found:
        if (study, name) not in outdated:
            texts[study].append(Text(kind=kind, content=content.decode("utf-8", "surrogatepass"), marks=_marks(marks)))
    return {study: best_first(some) for study, some in texts.items()}


def abstracts_of(connection: Connection, record: int) -> list[str]:
    """Return the abstracts that one record gave."""
    found = connection.execute(
        "SELECT t.content FROM record_texts rt JOIN texts t ON t.id = rt.text"
        " WHERE rt.record = ? AND rt.kind = 'abstract' ORDER BY t.id",
        (record,),
    )
    return [content.decode("utf-8", "surrogatepass") for (content,) in found]


def text(connection: Connection, name: str) -> Text:
    """Return the text of an id, of the best kind that any record gives it.

    Raises:
        SetupError: the library does not hold it.
    """
    row = connection.execute("SELECT content, marks FROM texts WHERE id = ?", (name,)).fetchone()
    kinds = {kind for (kind,) in connection.execute("SELECT kind FROM record_texts WHERE text = ?", (name,))}
    if not (row and kinds):
        raise SetupError(f"There is no text {name!r} in the library.")
    content = row[0].decode("utf-8", "surrogatepass")
    return Text(kind=min(kinds, key=TEXT_KINDS.index), content=content, marks=_marks(row[1]))


def passages_of(connection: Connection, name: str) -> list[Passage]:
    """Return the passages of the study's best text, in order; none for a study known by its title only."""
    found = study(connection, name)
    texts = texts_of(connection, row_of(connection, found.key))
    return cut(found.key, texts[0]) if texts else []


def passage(connection: Connection, name: str) -> Passage:
    """Return the slice that a passage id names, also when texts are cut otherwise today than when it was saved.

    Raises:
        SetupError: the library does not hold it.
    """
    if named := _PASSAGE_ID.fullmatch(name):
        text, start, stop = named[1], int(named[2]), int(named[3])
        owner = connection.execute(
            "SELECT r.study FROM record_texts rt JOIN records r ON r.id = rt.record WHERE rt.text = ? ORDER BY r.id",
            (text,),
        ).fetchone()
        if owner and (found := slice_of(connection, owner[0], text, start, stop)):
            return found
    raise SetupError(f"There is no passage {name!r} in the library.")


def slice_of(connection: Connection, study: int, text: str, start: int, stop: int) -> Passage | None:
    """Return the slice of the study's text, or None if the text is shorter than that."""
    (key,) = connection.execute("SELECT key FROM studies WHERE id = ?", (study,)).fetchone()
    content, marks = connection.execute("SELECT content, marks FROM texts WHERE id = ?", (text,)).fetchone()
    kinds = connection.execute(
        "SELECT rt.kind FROM record_texts rt JOIN records r ON r.id = rt.record WHERE r.study = ? AND rt.text = ?",
        (study, text),
    )
    kind = min((kind for (kind,) in kinds), key=TEXT_KINDS.index)
    piece = content.decode("utf-8", "surrogatepass")[start:stop]
    if len(piece) < stop - start:
        return None
    where = place(_marks(marks), start)
    return Passage(study=key, kind=kind, text=text, start=start, end=stop, content=piece, **where)


def claims(connection: Connection, ids: Sequence[str]) -> list[Claim]:
    """Return the claims in the given order.

    Raises:
        SetupError: the library does not hold one of them.
    """
    rows = connection.execute(f"SELECT id, body FROM claims WHERE id {AMONG}", (packed(ids),))
    found = {name: Claim.model_validate(json.loads(body)) for name, body in rows}
    if missing := [name for name in ids if name not in found]:
        raise SetupError(f"There is no claim {missing[0]!r} in the library.")
    return [found[name] for name in ids]


def claim_of(claim: Claim) -> tuple[str, str, str]:
    return claim.id, claim.study, json.dumps(claim.model_dump())


def _marks(stored: str) -> tuple[Mark, ...]:
    return tuple(Mark(start=start, heading=heading, page=page) for start, heading, page in json.loads(stored))


def _study(facts: str) -> Study:
    return Study.model_validate(json.loads(facts))


def _named(connection: Connection, name: str) -> list[Study]:
    """Try the kinds of names in turn; the first kind that finds anything decides."""
    tries = [
        (f"{_SELECT} JOIN keys k ON k.record = r.id WHERE k.key = ?", name.lower()),
        (f"{_SELECT} JOIN aliases a ON a.record = r.id WHERE a.alias = ?", identity.name(name)),
        (f"{_SELECT} WHERE r.url = ?", name),
    ]
    if len(name) >= SHORTEST_PREFIX and re.fullmatch(r"[0-9a-f]+", name.lower()):
        tries.append((f"{_SELECT} JOIN keys k ON k.record = r.id WHERE k.key GLOB ?", f"{name.lower()}*"))
    for query, value in tries if name else ():
        if found := [_study(facts) for (facts,) in connection.execute(query, (value,))]:
            return found
    return []


def _near(connection: Connection, name: str) -> list[Study]:
    """Return studies whose words are those of the name."""
    rows = keywords.near(connection, keywords.terms(name), 3)
    found = connection.execute(
        f"SELECT DISTINCT s.facts FROM passages p JOIN studies s ON s.id = p.study WHERE p.id {AMONG}", (packed(rows),)
    )
    return [_study(facts) for (facts,) in found]


def _listed(studies: Sequence[Study]) -> str:
    return ", ".join(f"{study.key} ({study.title})" for study in studies)
