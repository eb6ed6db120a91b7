"""Who reads which study of a run.

Branches search at the same time and find the same studies. Each takes its batch here, once: what is taken is frozen,
so no study is read twice, and a branch that runs again after a crash is given the same batch and asks the same.
"""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Self


class Frontier:
    """The table (run, study) → branch, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS frontier"
            " (run TEXT, study TEXT, branch INTEGER, place INTEGER, PRIMARY KEY (run, study)) WITHOUT ROWID"
        )
        self._db.execute("CREATE TABLE IF NOT EXISTS batches (run TEXT, branch INTEGER, PRIMARY KEY (run, branch))")

    def take(self, run: str, branch: int, studies: Sequence[str], limit: int) -> list[str]:
        """Return the batch of a branch: of `studies`, best first, the first `limit` that no other branch reads."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                if self._db.execute("INSERT OR IGNORE INTO batches VALUES (?, ?)", (run, branch)).rowcount:
                    self._grant(run, branch, studies, limit)
            finally:
                self._db.execute("COMMIT")
            rows = self._db.execute(
                "SELECT study FROM frontier WHERE run = ? AND branch = ? ORDER BY place", (run, branch)
            )
            return [study for (study,) in rows]

    def _grant(self, run: str, branch: int, studies: Sequence[str], limit: int) -> None:
        taken = {study for (study,) in self._db.execute("SELECT study FROM frontier WHERE run = ?", (run,))}
        free = [study for study in dict.fromkeys(studies) if study not in taken][:limit]
        self._db.executemany(
            "INSERT INTO frontier VALUES (?, ?, ?, ?)",
            [(run, study, branch, place) for place, study in enumerate(free)],
        )

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
