"""Files and folders as a source: Markdown, text, PDF, and bibliographies in every format."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from assistant import bibliography
from assistant.bibliography.entry import damage
from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.fulltext import pdf
from assistant.fulltext.article import Article, record
from assistant.sources import Query, prose
from assistant.sources.blocks import LONGEST_LINE, Block, blocks
from assistant.sources.filters import admitted
from assistant.sources.letters import decoded
from assistant.study import Record
from assistant.words import content_words, overlap

LARGEST_FILE = 20_000_000
"""Bytes; a larger file is told and skipped, unless it is read piecewise."""

_LINES = ".jsonl"


class Reading(NamedTuple):
    """What files hold, and what of them could not be read, in words."""

    records: list[Record]
    problems: list[str]


class Part(NamedTuple):
    """A piece of a file: what it holds, and how many of the file's bytes it is."""

    reading: Reading
    size: int


Reader = Callable[[Path, bytes], Reading]
"""Reads the content of a file, of which the path is only the name."""


@dataclass(frozen=True)
class Files:
    """Answers from a file, or from all files under a folder, as they are when it is first asked."""

    path: Path
    online: bool = False
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        return f"files:{self.path.resolve().name or self.path.resolve()}"

    async def search(self, query: Query) -> list[Record]:
        """Return the records that share the most words with the query.

        Raises:
            PartialAnswer: some of the files, or parts of them, could not be read.
            SetupError: there is nothing at the path.
        """
        found, problems = await asyncio.to_thread(self._once)
        records = ranked(admitted(query.filters, found), query)
        if problems:
            more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
            raise PartialAnswer("; ".join(problems[:3]) + more, records)
        return records

    def _once(self) -> Reading:
        with self._lock:
            return self._reading

    @cached_property
    def _reading(self) -> Reading:
        return read(self.path)


def ranked(records: Iterable[Record], query: Query) -> list[Record]:
    """Return the records that share content words with the query, those that share most of them first."""
    wanted = content_words(query.text)
    scored = [(overlap(wanted, " ".join((r.title, *(t.content for t in r.texts)))), r) for r in records]
    order = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [record for _, record in order[: query.limit]]


def existing(name: str) -> Path | None:
    """Return the path that a name is, None if nothing is there."""
    try:
        path = Path(name).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long for a path, no path, or `~somebody` that nobody is
        return None


def read(path: Path) -> Reading:
    """Read a file, or every supported file under a folder; what cannot be read is a problem, and the rest arrives.

    Raises:
        SetupError: there is nothing at the path, or it is a file of a kind that is not supported.
    """
    files, problems, _ = supported(path)
    records: list[Record] = []
    for file in files:
        found, wrong = _opened(file, READERS[file.suffix.lower()])
        records += found
        problems += wrong
    return Reading(records, problems)


def parts(file: Path) -> Iterator[Part]:
    """Read a file as `read` does, but JSON lines piece by piece, so that such a file may be of any size."""
    if why := obstacle(file, piecewise=True):
        yield Part(Reading([], [f"{file}: {why}"]), 0)
    elif file.suffix.lower() == _LINES:
        yield from _lines(file)
    else:
        yield Part(_opened(file, READERS[file.suffix.lower()]), file.stat().st_size)


def obstacle(file: Path, piecewise: bool = False) -> str:
    """Return why a file cannot be read, as a whole or piecewise; empty if it seems that it can. It is not opened."""
    try:
        size = file.stat().st_size if file.is_file() else None
    except OSError as error:
        return f"it cannot be read ({error})"
    if size is None:
        return "it is no file that can be read"
    if size > LARGEST_FILE and not (piecewise and file.suffix.lower() == _LINES):
        return f"it is larger than {LARGEST_FILE // 1_000_000} MB; split it into several"
    return "" if size else "it is empty"


class Supported(NamedTuple):
    """Files of kinds that can be read, in order."""

    files: list[Path]
    problems: list[str]
    """What could not be looked at, in words."""
    passed_over: Mapping[str, int]
    """How many files there are of each other kind, by their suffix in lower case."""


def supported(path: Path) -> Supported:
    """Return the file, or every supported file under the folder.

    Raises:
        SetupError: there is nothing at the path, or it is a file of a kind that is not supported.
    """
    is_file = _is_file(path)
    if is_file and path.suffix.lower() not in READERS:
        raise SetupError(f"{path} is not a kind of file that can be read; these are: {', '.join(sorted(READERS))}.")
    problems: list[str] = []
    files = [path] if is_file else _files(path, problems)
    known = [file for file in files if file.suffix.lower() in READERS]
    others = Counter(file.suffix.lower() for file in files if file.suffix.lower() not in READERS)
    return Supported([file for file in known if is_file or _inside(file, path)], problems, others)


def read_bibliography(path: Path, form: str | None = None) -> Reading:
    """Read a file as a bibliography in a format, by default that of its suffix.

    Raises:
        SetupError: there is no file at the path, or nothing says in which format it is.
    """
    form = form or bibliography.format_of(path.suffix)
    if not _is_file(path):
        raise SetupError(f"{path} is a folder; name the files in it, or use `assistant library add`.")
    if form is None:
        known = ", ".join(sorted(each.suffix for each in bibliography.FORMATS.values()))
        raise SetupError(
            f"{path} does not say what bibliography it is: name its format, or a file that ends with {known}."
        )
    return _opened(path, READERS[bibliography.FORMATS[form].suffix])


def _is_file(path: Path) -> bool:
    """Tell whether there is a file at the path, or else a folder.

    Raises:
        SetupError: there is neither.
    """
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as error:
        raise SetupError(f"{path} cannot be looked at ({error}).") from None
    if not (is_file or is_folder):
        raise SetupError(f"There is no file or folder {path}.")
    return is_file


def _files(folder: Path, problems: list[str]) -> list[Path]:
    """Return the files in order; hidden ones are left alone."""

    def closed(error: OSError) -> None:
        problems.append(f"{error.filename}: it cannot be read ({error})")

    files: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(parent, name) for name in names if not name.startswith(".")]
    return sorted(files)


def _inside(file: Path, folder: Path) -> bool:
    """Tell whether a file is no link that leads out of the folder."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except RuntimeError:  # it leads round and round, as will be told when it is to be read
        return True


def _opened(file: Path, reader: Reader) -> Reading:
    """Read a file; what cannot be read is a problem, told with its name."""
    if why := obstacle(file):
        return Reading([], [f"{file}: {why}"])
    try:
        content = file.read_bytes()
        return reader(file, content) if content.strip() else Reading([], [f"{file}: it is empty"])
    except (OSError, UnicodeDecodeError) as error:
        return Reading([], [f"{file}: it cannot be read ({error})"])


def _lines(file: Path) -> Iterator[Part]:
    holds_something = False
    try:
        for block in blocks(file):
            reading = _block(file, block)
            holds_something = holds_something or any(reading)
            yield Part(reading, block.size)
    except OSError as error:
        yield Part(Reading([], [f"{file}: it cannot be read ({error})"]), 0)
        return
    if not holds_something:
        yield Part(Reading([], [f"{file}: it is empty"]), 0)


def _block(file: Path, block: Block) -> Reading:
    if block.content is None:
        return Reading([], [f"{file}:{block.first}: the line is longer than {LONGEST_LINE // 1_000_000} MB"])
    text = block.content.decode("utf-8", "surrogateescape")
    return _references("jsonl", file, text, block.first) if text.strip() else Reading([], [])


def _prose(file: Path, content: bytes) -> Reading:
    """One document of prose."""
    text, told = decoded(content)
    if what := damage(text):
        return Reading([], [f"{file}: it is no text ({what}); if it should be one, save it as UTF-8"])
    record, fault = prose.read(text, file.stem, _source(file))
    faults = [told, fault] if record else ["it is empty"]
    return Reading([record] if record else [], [f"{file}: {each}" for each in faults if each])


def _bibliography(form: str, file: Path, content: bytes) -> Reading:
    """Every reference that can be read; bytes that are no text cost only the entry they stand in."""
    text, told = decoded(content)
    reading = _references(form, file, text)
    return Reading(reading.records, [*([f"{file}: {told}"] if told else []), *reading.problems])


def _json_lines(file: Path, content: bytes) -> Reading:
    """Every line that can be read; JSON is UTF-8 and nothing else."""
    return _references("jsonl", file, content.decode("utf-8-sig", "surrogateescape"))


def _references(form: str, file: Path, text: str, first: int = 1) -> Reading:
    """Read lines of a file, of which the first has that number."""
    found = bibliography.read(form, text, _source(file))
    return Reading(found.records, [f"{file}:{first - 1 + fault.line}: {fault.what}" for fault in found.faults])


def _pdf(file: Path, content: bytes) -> Reading:
    """One document: what it says of itself is believed as far as that can be checked."""
    match _article(content):
        case Article() as article:
            gaps = [f"{file}: {gap}" for gap in article.gaps]
            return Reading([record(article, file.stem, _source(file))], gaps)
        case error:
            return Reading([], [f"{file}: {error}"])


_KEPT = 500
_articles: dict[str, Article | SourceError] = {}
"""What the last PDFs held, by the hash of their bytes: a PDF takes its time."""


def _article(content: bytes) -> Article | SourceError:
    name = blake2b(content).hexdigest()
    if known := _articles.get(name):
        return known
    try:
        found: Article | SourceError = pdf.read(content)
    except SourceError as error:
        found = error
    if len(_articles) >= _KEPT:
        _articles.clear()
    _articles[name] = found
    return found


def _source(file: Path) -> str:
    return f"file:{file.name}"


READERS: dict[str, Reader] = {
    ".md": _prose,
    ".markdown": _prose,
    ".txt": _prose,
    ".pdf": _pdf,
    **{form.suffix: partial(_bibliography, name) for name, form in bibliography.FORMATS.items()},
    _LINES: _json_lines,
}
"""How each kind of file is read, by its suffix."""
