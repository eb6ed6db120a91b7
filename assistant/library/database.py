"""The SQLite file that is the truth about a library: opening it, its schema, and its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

from assistant.errors import LibraryError
from assistant.library import keywords
from assistant.sqlite_file import WRITABLE, is_unwritable

APPLICATION_ID = 0x52_41_4C_42
"""Written into the file's header, so that another program's database is never taken for a library."""

MIGRATIONS = (
    """
    CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE studies (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, facts TEXT NOT NULL);
    CREATE TABLE records (
        id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, body TEXT NOT NULL, source TEXT NOT NULL,
        url TEXT NOT NULL, study INTEGER REFERENCES studies
    );
    CREATE INDEX records_study ON records (study);
    CREATE INDEX records_url ON records (url);
    CREATE INDEX records_source ON records (source);
    CREATE TABLE keys (key TEXT PRIMARY KEY, record INTEGER NOT NULL REFERENCES records) WITHOUT ROWID;
    CREATE INDEX keys_record ON keys (record);
    CREATE TABLE aliases (alias TEXT, record INTEGER REFERENCES records, PRIMARY KEY (alias, record)) WITHOUT ROWID;
    CREATE INDEX aliases_record ON aliases (record);
    CREATE TABLE texts (id TEXT PRIMARY KEY, content BLOB NOT NULL);
    CREATE TABLE record_texts (
        record INTEGER REFERENCES records, text TEXT REFERENCES texts, kind TEXT NOT NULL,
        PRIMARY KEY (record, text, kind)
    ) WITHOUT ROWID;
    CREATE INDEX record_texts_text ON record_texts (text);
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, study INTEGER NOT NULL REFERENCES studies, title TEXT NOT NULL,
        text TEXT REFERENCES texts, start INTEGER NOT NULL, stop INTEGER NOT NULL
    );
    CREATE INDEX passages_study ON passages (study);
    CREATE TABLE vectors (
        passage INTEGER REFERENCES passages ON DELETE CASCADE, embedder TEXT, vector BLOB NOT NULL,
        indexed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (passage, embedder)
    );
    CREATE INDEX vectors_pending ON vectors (embedder, passage) WHERE indexed = 0;
    CREATE TABLE stale (passage INTEGER, embedder TEXT, PRIMARY KEY (passage, embedder)) WITHOUT ROWID;
    CREATE TABLE claims (id TEXT PRIMARY KEY, study TEXT NOT NULL, body TEXT NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5(
        title, body, content='', tokenize="porter unicode61 remove_diacritics 2"
    );
    """,
    "ALTER TABLE texts ADD COLUMN marks TEXT NOT NULL DEFAULT '[]';",
    """
    CREATE TABLE files (
        path BLOB PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, digest TEXT NOT NULL,
        source TEXT NOT NULL, problems TEXT NOT NULL
    );
    CREATE INDEX files_source ON files (source);
    CREATE INDEX passages_text ON passages (text);
    INSERT INTO state VALUES ('library', lower(hex(randomblob(4))));
    """,
    """
    CREATE TABLE stems (passage INTEGER PRIMARY KEY, stems BLOB NOT NULL);
    INSERT INTO stems SELECT p.id, stems_of(p.title, t.content, p.start, p.stop)
        FROM passages p LEFT JOIN texts t ON t.id = p.text;
    """,
    """
    ALTER TABLE files ADD COLUMN record INTEGER REFERENCES records ON DELETE SET NULL;
    CREATE INDEX files_record ON files (record);
    """,
    """
    CREATE TABLE IF NOT EXISTS hierarchy_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT, hierarchy TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL
    );
    CREATE INDEX IF NOT EXISTS hierarchy_log_hierarchy ON hierarchy_log (hierarchy);
    """,
)
"""Each step is applied once, in order; `PRAGMA user_version` counts them.

`passages.text` is null for a study that is known by its title only. `words` keeps no text of its own. `stale` lists
index entries whose passage is gone. `texts.marks` is a JSON list of `[start, heading, page]`. Row ids of passages are
never used twice, because the index knows them by these. `files` are those that were read to their end:
`modified` in nanoseconds, `source` as their records name it, `problems` a JSON list of sentences, `record` what was
read of a file that holds one work. The `library` in `state` is its own name. `stems` holds the words of each passage,
as `assistant.library.stems` codes them. `hierarchy_log` holds what was done to each hierarchy, in order.
"""


class Database:
    """One connection, shared by the threads of a process; every use of it is a transaction."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = RLock()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a view of one moment. Inside another transaction of the same thread, give that one."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Keep all that is done inside, or nothing of it."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def foreign_writes(self) -> int:
        """Return a number that changes whenever another connection has written."""
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            try:
                self._connection.execute(begin)
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if is_unwritable(error):
                    raise _unwritable(self.path, error) from error
                raise LibraryError(f"The library {self.path} cannot be used: {error}.") from error
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")


def is_current(path: Path) -> bool:
    """Tell whether the file is a library of this version. Nothing is written.

    Raises:
        LibraryError: it is something else, or a library that a newer version of this program made.
    """
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            owner = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        if is_unwritable(error):
            raise _unwritable(path, error) from error
        raise LibraryError(f"{path} is not a library: {error}.") from error
    if tables and owner != APPLICATION_ID:
        raise LibraryError(f"{path} is not a library, but the database of another program.")
    if version > len(MIGRATIONS):
        raise LibraryError(f"The library {path} was made by a newer version of this program; please update it.")
    return bool(version == len(MIGRATIONS))


def connect(path: Path) -> Database:
    """Open the file, bringing its schema up to date. To be called under the library's lock unless it `is_current`.

    Raises:
        LibraryError: it cannot be opened or written.
    """
    try:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA page_size = 8192")  # of a new file: five vectors a page; the usual 4096 hold two
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection)
    except sqlite3.Error as error:
        if is_unwritable(error):
            raise _unwritable(path, error) from error
        raise LibraryError(f"The library {path} cannot be opened: {error}.") from error
    return Database(path, connection)


def _unwritable(path: Path, error: sqlite3.Error) -> LibraryError:
    return LibraryError(f"The library {path} cannot be written ({error}); {WRITABLE}.")


def _migrate(connection: sqlite3.Connection) -> None:
    connection.create_function("stems_of", 4, keywords.stems_of, deterministic=True)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {step} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number}; COMMIT;"
        )
