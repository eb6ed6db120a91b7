"""What a person decided about claims: that one is right, that it is wrong, or that other words show it better.

Decisions are kept in one SQLite file of their own, whole, so that they outlive the run and the studies that they are
about. The latest one of a claim holds; taking it back lets the one before it hold again.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import Literal, Self

from pydantic import model_validator

from assistant.base import Frozen
from assistant.cases import Bearing, Case
from assistant.claim import Evidence
from assistant.sqlite_file import SqliteFile
from assistant.study import TextKind
from assistant.tasks import CHECK
from assistant.tasks.check import CheckInput, Cited

FILE = "decisions.db"

Ruling = Literal["accepted", "wrong", "better"]


class Quoted(Frozen):
    """Evidence, with what names and qualifies it where the study is no longer known."""

    evidence: Evidence
    study: str
    """Key of the study that is quoted."""
    label: str
    """How it is called."""
    kind: TextKind | None
    """Of the text that is quoted; None: it is not known."""


class Decision(Frozen):
    """What somebody decided about a claim."""

    ruling: Ruling
    claim: str
    """Its id: the same claim in another run has the same."""
    text: str
    """What it says."""
    sentence: str
    """The sentence that rests on it, in which it was looked at."""
    quotes: tuple[Quoted, ...]
    """What it rests on."""
    better: Quoted | None = None
    """What shows it better, if that is what was decided."""
    reason: str = ""
    run: str = ""
    """Id of the run whose report it is from; empty: it was not saved."""
    when: float
    """Seconds since the epoch."""

    @model_validator(mode="after")
    def _better_is_named(self) -> Self:
        if (self.ruling == "better") != (self.better is not None):
            raise ValueError("better evidence is named where that is what was decided, and nowhere else")
        return self


def standing(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the decision that holds for each claim, of decisions in the order in which they were made."""
    return {decision.claim: decision for decision in decisions}


def cases(decisions: Iterable[Decision]) -> list[Case[CheckInput, Bearing]]:
    """Return what holds as cases of CHECK: the claims that follow from their quotes, and those that do not.

    Better words are a case in which the claim follows from them; nothing is said of those in whose place they came.
    """
    return [_case(decision) for decision in standing(decisions).values()]


class Decisions(SqliteFile):
    """The decisions of a person, in the order in which they were made; None for a path: while it is open."""

    what = "decisions"

    def add(self, decision: Decision) -> None:
        with self._lock, self._in_words():
            self._db.execute(
                "INSERT INTO decisions (claim, body) VALUES (?, ?)", (decision.claim, json.dumps(decision.model_dump()))
            )

    def undo(self, claim: str) -> Decision | None:
        """Take the latest decision of a claim back, and return it; None: there is none."""
        with self._lock, self._in_words():
            row = self._db.execute(
                "DELETE FROM decisions WHERE id = (SELECT max(id) FROM decisions WHERE claim = ?) RETURNING body",
                (claim,),
            ).fetchall()
        return _read(row[0][0]) if row else None

    def of(self, claims: Collection[str]) -> list[Decision]:
        """Return the decisions of some claims."""
        return self._found("WHERE claim IN (SELECT value FROM json_each(?))", json.dumps(list(claims)))

    def all(self) -> list[Decision]:
        return self._found("")

    def _found(self, where: str, *values: str) -> list[Decision]:
        with self._lock, self._in_words():
            rows = self._db.execute(f"SELECT body FROM decisions {where} ORDER BY id", values).fetchall()
        return [_read(body) for (body,) in rows]

    def _lay_out(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS decisions"
                " (id INTEGER PRIMARY KEY AUTOINCREMENT, claim TEXT NOT NULL, body TEXT NOT NULL)"
            )
            self._db.execute("CREATE INDEX IF NOT EXISTS decisions_claim ON decisions (claim)")
            self._db.execute("PRAGMA user_version = 1")
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError:
            self._db.execute("ROLLBACK")
            raise


def _read(body: str) -> Decision:
    return Decision.model_validate(json.loads(body))


def _case(decision: Decision) -> Case[CheckInput, Bearing]:
    quotes = (decision.better,) if decision.better else decision.quotes
    cited = Cited(sentence=decision.text, quotes=tuple(each.evidence.quote for each in quotes))
    return Case[CheckInput, Bearing](
        task=CHECK.name,
        input=CheckInput(sentences=(cited,)),
        expected=Bearing(follows=decision.ruling != "wrong", reason=decision.reason),
        provenance=f"a person's decision on run {decision.run}" if decision.run else "a person's decision",
    )
