"""The library: every study that is known, its texts, and how they are found."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.claim import Claim
from assistant.embedding import Embedder
from assistant.errors import LibraryError
from assistant.library import hierarchies, keywords, known_files, reading, vectors, writing
from assistant.library.backup import back_up
from assistant.library.database import Database, connect, is_current
from assistant.library.finding import Hit, find
from assistant.library.health import Health
from assistant.library.indexing import Indexing
from assistant.library.known_files import KnownFile
from assistant.library.lock import WriteLock
from assistant.library.pending import Pending
from assistant.library.portions import Portion, portioned
from assistant.library.progress import Step, Told, silent
from assistant.library.statistics import Statistics, statistics
from assistant.library.stores import Folder, Server, Store, address
from assistant.organising.history import Logged
from assistant.reranking import Reranker
from assistant.study import Passage, Record, Study, Text


def _unheard(_: str) -> None:
    """Say nothing."""


class Library:
    """Studies on disk. Its methods block, may be called from any thread, and agree with other processes.

    A SQLite file is the truth; a Chroma index beside it answers what is near, and is rebuilt when it is lost.
    """

    def __init__(
        self,
        database: Database,
        lock: WriteLock,
        indexing: Indexing,
        pending: Pending,
        embedder: Embedder,
        reranker: Reranker | None,
    ) -> None:
        self._database = database
        self._lock = lock
        self._indexing = indexing
        self._pending = pending
        self._embedder = embedder
        self._reranker = reranker

    @property
    def embedder(self) -> Embedder:
        """What its passages are embedded with."""
        return self._embedder

    @classmethod
    def open(
        cls,
        path: Path,
        embedder: Embedder,
        notice: Callable[[str], None] = _unheard,
        url: str = "",
        reranker: Reranker | None = None,
    ) -> Self:
        """Open the library in the folder `path`, or make it; `notice` is told what takes time or had to be mended.

        Its vector index is in that folder too, or on the Chroma server at `url`. Opening is cheap: Chroma, the
        embedder and the reranker, which has the last word on what a search finds, are met at the first search.

        Raises:
            LibraryError: what is there is no library, or one of a newer version; it is left as it is.
            SetupError: `url` is no address of a server.
        """
        if url:
            address(url)
        file = path / "library.db"
        current = is_current(file)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"The library {path} cannot be made: {error}.") from error
        lock = WriteLock(path / "library.lock")
        if current:
            database = connect(file)
        else:
            with lock.held():
                database = connect(file)
                with database.writing() as connection:
                    writing.rename(connection)
        indexing = Indexing(path, _store(path, database, url), database, lock, embedder, notice)
        pending = Pending(path / "embedding.lock", indexing, database, lock, embedder, notice)
        return cls(database, lock, indexing, pending, embedder, reranker)

    def keep(self, records: Sequence[Record]) -> list[Study]:
        """Add what the records say as `add` does, but leave it to `catch_up` or a later search to embed it."""
        rows = self._put(records)
        self._pending.look_again()
        with self._database.reading() as connection:
            return reading.studies_of_records(connection, rows)

    def catch_up(self, told: Told = silent, at_a_time: int = 16) -> None:
        """Embed and index whatever still waits for it, telling after so many passages each."""
        self._pending.embed_all(told, at_a_time)

    def add(self, records: Sequence[Record]) -> list[Study]:
        """Add what the records say, and return the study of each, in their order.

        A record joins the study whose alias it shares; one that joins two makes them one, under the key of the one
        that was there first, and the other key leads there too. Adding the same again changes nothing.

        Raises:
            LibraryError: another process is writing and does not finish.
        """
        with self._pending.adding():
            rows = self._put(records)
            self._pending.embed(rows)
        with self._database.reading() as connection:
            return reading.studies_of_records(connection, rows)

    def fill(self, portions: Iterable[Portion], told: Told = silent) -> int:
        """Add many records, portion by portion, as they come; then embed and index all that waits for it.

        The records are never held together, and others see each portion as soon as it is added. Killed in the middle,
        the same again goes on where this ended. Returns the number of records, known ones included.

        Raises:
            LibraryError: another process is writing and does not finish.
        """
        done = 0
        with self._pending.adding():
            for portion in portions:
                with self._lock.held(), self._database.writing() as connection:
                    writing.put_records(connection, portion.records)
                    writing.put_files(connection, portion.files)
                done += len(portion.records)
                told(Step("storing", done, "records", portion.share))
        self._pending.embed_all(told)
        return done

    def known_files(self, paths: Iterable[Path]) -> dict[Path, KnownFile]:
        """Return those of the files that have been read to their end, as they were then."""
        with self._database.reading() as connection:
            return known_files.known(connection, paths)

    def __len__(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM studies").fetchone()[0])

    def studies(self) -> list[Study]:
        """Return every study, in the order in which they were added."""
        with self._database.reading() as connection:
            return reading.studies(connection)

    def study(self, name: str) -> Study:
        """Return the study of a key, of the beginning of one, of an identifier such as a DOI, or of an address.

        Raises:
            SetupError: there is none, or more than one; the message names those that are near.
        """
        with self._database.reading() as connection:
            return reading.study(connection, name)

    def holds_own(self, borrowed: str) -> bool:
        """Tell whether anything here came from another source than the one named."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT 1 FROM records WHERE source <> ? LIMIT 1", (borrowed,)).fetchone()
        return found is not None

    def count_own(self, borrowed: str) -> int:
        """Return how many studies came from another source than the one named, or from another one too."""
        with self._database.reading() as connection:
            query = "SELECT count(DISTINCT study) FROM records WHERE source <> ?"
            return int(connection.execute(query, (borrowed,)).fetchone()[0])

    def texts(self, key: str) -> list[Text]:
        """Return the texts of a study, the best one first, without what only earlier editions of a file said."""
        with self._database.reading() as connection:
            return reading.texts_of(connection, reading.row_of(connection, key))

    def text(self, name: str) -> Text:
        """Return the text of an id.

        Raises:
            SetupError: the library does not hold it.
        """
        with self._database.reading() as connection:
            return reading.text(connection, name)

    def passages(self, key: str) -> list[Passage]:
        """Return the passages of the study's best text, in order; none if it is known by its title only."""
        with self._database.reading() as connection:
            return reading.passages_of(connection, key)

    def passage(self, name: str) -> Passage:
        """Return the passage that an id names, whenever that id was made.

        Raises:
            SetupError: the library does not hold it.
        """
        with self._database.reading() as connection:
            return reading.passage(connection, name)

    def find(self, query: str, limit: int, among: Collection[str] | None = None) -> list[Hit]:
        """Return the studies that fit the query best, best first; of the keys `among` only, if they are given.

        Any text may be asked for; nothing is found for a blank one. Given `among`, every study of it is ranked.

        Raises:
            LibraryError: the index is broken and too large to be rebuilt without being asked.
        """
        if among is not None:
            with self._database.reading() as connection:
                records = reading.records_with_keys(connection, among)
            self._pending.embed(records)
        return find(self._database, self._embedder, self._pending.nearest, self._reranker, query, limit, among)

    def keep_claims(self, claims: Iterable[Claim]) -> None:
        """Keep the claims; one that is kept already takes over the status of the given one."""
        with self._lock.held(), self._database.writing() as connection:
            writing.put_claims(connection, claims)

    def claims(self, ids: Iterable[str]) -> list[Claim]:
        """Return the claims of the ids, in their order.

        Raises:
            SetupError: the library does not hold one of them.
        """
        with self._database.reading() as connection:
            return reading.claims(connection, list(ids))

    def log_hierarchy(self, name: str, entries: Sequence[Logged]) -> None:
        """Add to what was done to a hierarchy; the first of all is that it was made."""
        with self._lock.held(), self._database.writing() as connection:
            hierarchies.append(connection, name, entries)

    def hierarchy_log(self, name: str, until: float | None = None) -> list[Logged]:
        """Return what was done to a hierarchy, in order; until a time, in seconds since 1970, if one is given.

        Raises:
            SetupError: there is none of that name.
        """
        with self._database.reading() as connection:
            return hierarchies.log(connection, name, until)

    def hierarchies(self) -> Sequence[hierarchies.Listed]:
        """Return the hierarchies that are kept, the one that changed last first."""
        with self._database.reading() as connection:
            return hierarchies.listed(connection)

    def forget_hierarchy(self, name: str) -> None:
        """Forget a hierarchy and all that was done to it; its studies stay."""
        with self._lock.held(), self._database.writing() as connection:
            hierarchies.forget(connection, name)

    def _put(self, records: Sequence[Record]) -> list[int]:
        rows: list[int] = []
        for some in portioned(records):
            with self._lock.held(), self._database.writing() as connection:
                rows += writing.put_records(connection, some)
        return rows

    def remove(self, key: str) -> None:
        """Forget a study, its texts and its claims.

        Raises:
            SetupError: there is no such study.
        """
        with self._pending.adding():
            with self._lock.held(), self._database.writing() as connection:
                writing.remove_study(connection, reading.row_of(connection, key))
            self._pending.embed([])

    def check(self) -> Health:
        """Return how things stand, changing nothing."""
        indexed, problems = self._indexing.problems()
        with self._database.reading() as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0]
            embedded = vectors.count(connection, self._embedder.id)
            backlog = vectors.backlog(connection, self._embedder.id)
            wordless = keywords.missing(connection)
        if wordless:
            problems.append(f"{wordless} passages are not in the keyword index; rebuild it.")
        if sound != "ok":
            problems.append(f"The database is damaged: {sound}.")
        return Health(
            studies=len(self),
            passages=embedded + backlog.unembedded,
            vectors=embedded,
            unembedded=backlog.unembedded,
            indexed=indexed,
            unindexed=backlog.unindexed + backlog.stale,
            problems=tuple(problems),
        )

    def statistics(self) -> Statistics:
        """Return what it holds, counted."""
        with self._database.reading() as connection:
            return statistics(connection, self._embedder.id, self._database.path.parent, self._indexing.folder)

    def back_up(self, target: Path) -> None:
        """Write a copy into one file, as `assistant.library.backup.back_up` does."""
        back_up(self._database.path, target)

    def rebuild(self, told: Told = silent) -> Health:
        """Throw keywords and vector index away, build them again from the database, and return how things stand."""
        with self._lock.held(), self._database.writing() as connection:
            keywords.rebuild(connection)
        self._indexing.rebuild(told)
        self._pending.embed_all(told)
        return self.check()

    def close(self) -> None:
        """Let go of the files. The library cannot be used afterwards."""
        self._indexing.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _store(folder: Path, database: Database, url: str) -> Store:
    if not url:
        return Folder(folder)
    with database.reading() as connection:
        (name,) = connection.execute("SELECT value FROM state WHERE name = 'library'").fetchone()
    return Server(url, name)
