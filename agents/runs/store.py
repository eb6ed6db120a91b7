"""The runs database: every run, what happened in it, and what its steps left for each other.

What a step tells or keeps is on disk before the step ends, so whatever LangGraph counts as done can be accounted for
after a crash.
"""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.base import Frozen
from assistant.errors import SetupError
from assistant.events import Event
from assistant.redaction import redact
from assistant.report import Report
from assistant.settings import Settings
from assistant.sqlite_file import SqliteFile
from assistant.usage import Usage

RunStatus = Literal["open", "paused", "failed", "complete", "abstained", "partial", "budget"]
"""`open`: it has not come to an end, because it is at work or because it was killed. `paused`: at its plan."""

FILE = "runs.db"

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    run TEXT PRIMARY KEY, question TEXT NOT NULL, settings TEXT NOT NULL, status TEXT NOT NULL,
    began REAL NOT NULL, ended REAL, sittings INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0, report TEXT
);
CREATE TABLE IF NOT EXISTS events (
    run TEXT NOT NULL, sequence INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (run, sequence)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wishes (run TEXT NOT NULL, branch INTEGER);
CREATE TABLE IF NOT EXISTS kept (
    run TEXT NOT NULL, part TEXT NOT NULL, place INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, part, place)
) WITHOUT ROWID;
"""


class Saved(Frozen):
    """One run, as it is listed."""

    run: str
    """Its name."""
    question: str
    status: RunStatus
    began: float
    """Seconds since the epoch."""
    ended: float | None
    sittings: int
    """How often it was begun or gone on with."""
    seconds: float
    """How long it was at work, all sittings together."""


class RunStore(SqliteFile):
    """What is known of every run, in one SQLite file; None for a path: for as long as the store is open."""

    what = "saved runs"

    def _lay_out(self) -> None:
        self._db.executescript(_SCHEMA)

    def create(self, run: str, question: str, settings: Settings, began: float) -> Saved:
        """Enter a new run. Settings that hold a secret are not kept: who goes on with it must give them again."""
        given = settings.model_dump(mode="json", exclude_defaults=True)
        body = json.dumps({name: value for name, value in given.items() if _is_public(value)})
        self._write(
            "INSERT INTO runs (run, question, settings, status, began) VALUES (?, ?, ?, 'open', ?)",
            (run, question, body, began),
        )
        return self.get(run)

    def get(self, name: str) -> Saved:
        """Return the run of that name, or of the only name that begins so.

        Raises:
            SetupError: there is none, or more than one.
        """
        matching = "WHERE substr(run, 1, length(?1)) = ?1 AND ?1 <> '' ORDER BY run"
        rows = self._read(f"SELECT {_COLUMNS} FROM runs {matching}", (name,))
        exact = [row for row in rows if row[0] == name] or rows
        if not exact:
            raise SetupError(f"There is no run {name!r}; `assistant runs list` shows those that there are.")
        if len(exact) > 1:
            raise SetupError(f"{name!r} is the beginning of {len(exact)} runs; give more of the name.")
        return _saved(exact[0])

    def all(self) -> list[Saved]:
        """Return every run, the newest first."""
        return [_saved(row) for row in self._read(f"SELECT {_COLUMNS} FROM runs ORDER BY began DESC, run")]

    def settings(self, run: str) -> dict[str, JsonValue]:
        """Return the settings that the run was begun with, those left out that had their default."""
        ((body,),) = self._read("SELECT settings FROM runs WHERE run = ?", (run,))
        found: dict[str, JsonValue] = json.loads(body)
        return found

    def sit(self, run: str) -> int:
        """Begin a sitting of the run, and return its number, from 1."""
        self._write("UPDATE runs SET sittings = sittings + 1, status = 'open', ended = NULL WHERE run = ?", (run,))
        return self.get(run).sittings

    def end(self, run: str, status: RunStatus, seconds: float, report: Report | None = None) -> None:
        """Enter how a sitting ended, and the seconds that it took."""
        body = report.model_dump_json() if report else None
        self._write(
            "UPDATE runs SET status = ?, ended = ?, seconds = seconds + ?, report = coalesce(?, report) WHERE run = ?",
            (status, time.time(), seconds, body, run),
        )

    def report(self, run: str) -> Report | None:
        """Return the report of the run; None if it never came to one.

        Raises:
            SetupError: it was saved by another version of the program.
        """
        ((body,),) = self._read("SELECT report FROM runs WHERE run = ?", (run,))
        with _understood():
            return Report.model_validate_json(body) if body else None

    def taken(self) -> dict[str, Usage]:
        """Return what the models took in each run that came to a report."""
        rows = self._read("SELECT run, json_extract(report, '$.usage') FROM runs WHERE report IS NOT NULL")
        with _understood():
            return {run: Usage.model_validate_json(usage) for run, usage in rows}

    def append(self, run: str, event: Event) -> None:
        """Keep what happened."""
        self._write("INSERT INTO events VALUES (?, ?, ?)", (run, event.sequence, event.model_dump_json()))

    def events(self, run: str, kind: str = "") -> Iterator[Event]:
        """Yield what happened in the run, in order; of one kind only, if that is given.

        Raises:
            SetupError: it was saved by another version of the program.
        """
        wanted = "AND json_extract(event, '$.kind') = ?" if kind else ""
        values = (run, kind) if kind else (run,)
        for (body,) in self._read(f"SELECT event FROM events WHERE run = ? {wanted} ORDER BY sequence", values):
            with _understood():
                yield _EVENT.validate_json(body)

    def keep(self, run: str, part: str, place: int, value: JsonValue) -> None:
        """Keep what a step made, under the name of the part and its place; what was kept there first stays."""
        self._write("INSERT OR IGNORE INTO kept VALUES (?, ?, ?, ?)", (run, part, place, json.dumps(value)))

    def wish(self, run: str, branch: int | None) -> None:
        """Leave word for the process that works on the run: to drop a branch, or (None) to end with what is there."""
        self._write("INSERT INTO wishes VALUES (?, ?)", (run, branch))

    def wishes(self, run: str) -> list[int | None]:
        """Take what was left word of."""
        with self._lock, self._in_words():
            rows = self._db.execute("DELETE FROM wishes WHERE run = ? RETURNING branch", (run,)).fetchall()
        return [branch for (branch,) in rows]

    def reset(self, run: str) -> None:
        """Forget what steps kept, so that they are done anew."""
        self._write("DELETE FROM kept WHERE run = ?", (run,))

    def kept(self, run: str) -> dict[tuple[str, int], JsonValue]:
        """Return everything that steps kept, by part and place."""
        rows = self._read("SELECT part, place, value FROM kept WHERE run = ?", (run,))
        return {(part, place): json.loads(value) for part, place, value in rows}

    def delete(self, run: str) -> None:
        """Forget the run."""
        with self._lock, self._in_words(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for table in ("events", "kept", "wishes", "runs"):
                self._db.execute(f"DELETE FROM {table} WHERE run = ?", (run,))

    def _read(self, statement: str, values: Iterable[object] = ()) -> list[Any]:
        with self._lock, self._in_words():
            return self._db.execute(statement, tuple(values)).fetchall()

    def _write(self, statement: str, values: Iterable[object]) -> None:
        with self._lock, self._in_words():
            self._db.execute(statement, tuple(values))


_COLUMNS = "run, question, status, began, ended, sittings, seconds"


def _saved(row: tuple[object, ...]) -> Saved:
    return Saved.model_validate(dict(zip(_COLUMNS.split(", "), row, strict=True)))


@contextmanager
def _understood() -> Iterator[None]:
    """Say it in words that what was saved has another form than it has today."""
    try:
        yield
    except ValidationError as error:
        detail = error.errors(include_input=False)[0]
        raise SetupError(
            f"This run was saved by another version of the program ({detail['msg']}); it can be deleted."
        ) from None


def _is_public(value: JsonValue) -> bool:
    written = json.dumps(value, ensure_ascii=False)
    return redact(written) == written
