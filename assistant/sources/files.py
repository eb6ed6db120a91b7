"""Files and folders as a source: Markdown, text, PDF, BibTeX and JSON lines."""

import asyncio
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nlargest
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from assistant.base import Frozen
from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.fulltext import pdf
from assistant.fulltext.article import Article, record
from assistant.identity import identifier
from assistant.sources import Query
from assistant.sources.blocks import LONGEST_LINE, blocks
from assistant.sources.filters import admitted
from assistant.study import Record, Text
from assistant.words import content_words, overlap

LARGEST_FILE = 20_000_000
"""Bytes; a larger file is told and skipped, unless it is one of lines, which is read piece by piece."""

_LINES = ".jsonl"


class Reading(NamedTuple):
    """What files hold, and what of them could not be read, in words."""

    records: list[Record]
    problems: list[str]


class Part(NamedTuple):
    """A piece of a file: what it holds, and how many of the file's bytes it is."""

    reading: Reading
    size: int


@dataclass(frozen=True)
class Files:
    """Answers from a file, or from all files under a folder."""

    path: Path
    online: bool = False

    @property
    def name(self) -> str:
        return f"files:{self.path.name}"

    async def search(self, query: Query) -> list[Record]:
        """Return the records that share the most words with the query.

        Raises:
            PartialAnswer: some of the files, or parts of them, could not be read.
            SetupError: there is nothing at the path.
        """
        records, problems = await asyncio.to_thread(self._search, query)
        if problems:
            more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
            raise PartialAnswer("; ".join(problems[:3]) + more, records)
        return records

    def _search(self, query: Query) -> Reading:
        """Rank records as they are read, so that a large file need not be held."""
        files, problems = supported(self.path)

        def told() -> Iterator[Record]:
            for file in files:
                for part in parts(file):
                    problems.extend(part.reading.problems)
                    yield from admitted(query.filters, part.reading.records)

        return Reading(ranked(told(), query), problems)


def ranked(records: Iterable[Record], query: Query) -> list[Record]:
    """Return the records that share content words with the query, those that share most of them first."""
    wanted = content_words(query.text)
    scored = ((overlap(wanted, " ".join((r.title, *(t.content for t in r.texts)))), r) for r in records)
    best = nlargest(query.limit, (pair for pair in scored if pair[0]), key=lambda pair: pair[0])
    return [record for _, record in best]


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
    files, problems = supported(path)
    records: list[Record] = []
    for file in files:
        for part in parts(file):
            records += part.reading.records
            problems += part.reading.problems
    return Reading(records, problems)


class Supported(NamedTuple):
    """Files of kinds that can be read, in order, and what could not be looked at, in words."""

    files: list[Path]
    problems: list[str]


def supported(path: Path) -> Supported:
    """Return the file, or every supported file under the folder.

    Raises:
        SetupError: there is nothing at the path, or it is a file of a kind that is not supported.
    """
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as error:
        raise SetupError(f"{path} cannot be looked at ({error}).") from None
    if not (is_file or is_folder):
        raise SetupError(f"There is no file or folder {path}.")
    if is_file and path.suffix.lower() not in SUFFIXES:
        raise SetupError(f"{path} is not a kind of file that can be read; these are: {', '.join(sorted(SUFFIXES))}.")
    problems: list[str] = []
    return Supported([path] if is_file else _files(path, problems), problems)


def obstacle(file: Path) -> str:
    """Return why the file cannot be read, in words; empty if there is no reason not to try. It is not opened."""
    try:
        size = file.stat().st_size if file.is_file() else None
    except OSError as error:
        return f"it cannot be read ({error})"
    if size is None:
        return "it is no file that can be read"
    if size > LARGEST_FILE and file.suffix.lower() != _LINES:
        return f"it is larger than {LARGEST_FILE // 1_000_000} MB"
    return "" if size else "it is empty"


def parts(file: Path) -> Iterator[Part]:
    """Read a file; one of lines piece by piece, so that it may be of any size."""
    if why := obstacle(file):
        yield Part(Reading([], [f"{file}: {why}"]), 0)
        return
    try:
        yield from _lines(file) if file.suffix.lower() == _LINES else [_whole(file)]
    except (OSError, UnicodeDecodeError) as error:
        yield Part(Reading([], [f"{file}: it cannot be read ({error})"]), 0)


def _files(folder: Path, problems: list[str]) -> list[Path]:
    """Return supported files in order; hidden ones, and links that lead out of the folder, are left alone."""

    def closed(error: OSError) -> None:
        problems.append(f"{error.filename}: it cannot be read ({error})")

    files: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(parent, name) for name in names if not name.startswith(".")]
    return sorted(file for file in files if file.suffix.lower() in SUFFIXES and _inside(file, folder))


def _inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _whole(file: Path) -> Part:
    content = file.read_bytes()
    reader = READERS[file.suffix.lower()]
    reading = reader(file, content) if content.strip() else Reading([], [f"{file}: it is empty"])
    return Part(reading, len(content))


def _lines(file: Path) -> Iterator[Part]:
    holds_something = False
    for block in blocks(file):
        if block.content is None:
            reading = Reading([], [f"{file}:{block.first}: the line is longer than {LONGEST_LINE // 1_000_000} MB"])
        else:
            reading = _json_lines(file, block.content, block.first)
        holds_something = holds_something or any(reading)
        yield Part(reading, block.size)
    if not holds_something:
        yield Part(Reading([], [f"{file}: it is empty"]), 0)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _prose(file: Path, content: bytes) -> Reading:
    """One document: its first heading or short first line is its title."""
    text = _decoded(content)
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    if not body.strip():
        return Reading([], [f"{file}: it is empty"])
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    heading = re.search(r"^#[ \t]+(\S.*)$", body, re.MULTILINE)
    title = heading[1].strip() if heading else first if 0 < len(first) <= 120 else file.stem
    full = Text(kind="full_text", content=body.strip())
    return Reading([Record(title=title, texts=(full,), source=f"file:{file.name}")], [])


def _pdf(file: Path, content: bytes) -> Reading:
    """One document: what it says of itself is believed as far as that can be checked."""
    match _article(content):
        case Article() as article:
            gaps = [f"{file}: {gap}" for gap in article.gaps]
            return Reading([record(article, file.stem, f"file:{file.name}")], gaps)
        case error:
            return Reading([], [f"{file}: {error}"])


_KEPT = 500
_articles: dict[str, Article | SourceError] = {}
"""What the last PDFs held, by the hash of their bytes: every query reads all files, and a PDF takes its time."""


def _article(content: bytes) -> Article | SourceError:
    name = blake2b(content).hexdigest()
    if name not in _articles:
        if len(_articles) >= _KEPT:
            _articles.clear()
        try:
            _articles[name] = pdf.read(content)
        except SourceError as error:
            _articles[name] = error
    return _articles[name]


def _bibtex(file: Path, content: bytes) -> Reading:
    import bibtexparser
    from bibtexparser.middlewares import LatexDecodingMiddleware

    for name in ("bibtexparser", "pylatexenc"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they would write over the screen is told below
    text = re.sub(
        r"(?<!\\)%", r"\%", _decoded(content)
    )  # a bare percent sign in a field is meant, and begins no comment
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    records, problems = [], []
    for block in library.failed_blocks:
        problems.append(f"{file}:{(block.start_line or 0) + 1}: this entry cannot be read")
    for entry in library.entries:
        facts = {name.lower(): " ".join(str(field.value).split()) for name, field in entry.fields_dict.items()}
        if facts.get("title"):
            records.append(_from_bibtex(file, facts))
        else:
            problems.append(f"{file}:{(entry.start_line or 0) + 1}: the entry {entry.key} has no title")
    if not (records or problems):
        problems.append(f"{file}: it holds no entry")
    return Reading(records, problems)


def _from_bibtex(file: Path, facts: dict[str, str]) -> Record:
    plain = {name: re.sub(r"[{}]", "", value) for name, value in facts.items()}
    names = (plain.get("doi", ""), plain.get("eprint", ""), plain.get("url", ""))
    year = re.search(r"\d{4}", plain.get("year", "") or plain.get("date", ""))
    abstract = plain.get("abstract", "")
    return Record(
        title=plain["title"],
        authors=tuple(name for name in re.split(r"\s+and\s+", plain.get("author", "")) if name not in ("", "others")),
        year=int(year[0]) if year else None,
        venue=plain.get("journal", "") or plain.get("booktitle", ""),
        ids=tuple(dict.fromkeys(alias for name in names if (alias := identifier(name)))),
        url=plain.get("url", ""),
        texts=(Text(kind="abstract", content=abstract),) if abstract else (),
        source=f"file:{file.name}",
    )


class Line(Frozen):
    """One line of a JSON-lines file."""

    title: str = Field(pattern=r"\S")
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    ids: tuple[str, ...] = ()
    arxiv: str = ""
    doi: str = ""
    url: str = ""
    abstract: str = ""
    summary: str = ""
    text: str = ""


def _json_lines(file: Path, content: bytes, first: int) -> Reading:
    records, problems = [], []
    for number, line in enumerate(content.split(b"\n"), first):
        if not line.strip():
            continue
        try:
            records.append(_from_line(file, Line.model_validate_json(line)))
        except ValidationError as error:
            detail = error.errors()[0]
            place = ".".join(map(str, detail["loc"])) or "the line"
            problems.append(f"{file}:{number}: {place}: {detail['msg']}")
    return Reading(records, problems)


def _from_line(file: Path, line: Line) -> Record:
    names = (line.arxiv and f"arxiv:{line.arxiv}", line.doi and f"doi:{line.doi}", *line.ids)
    texts = (("full_text", line.text), ("abstract", line.abstract), ("summary", line.summary))
    return Record(
        title=line.title,
        authors=line.authors,
        year=line.year,
        venue=line.venue,
        ids=tuple(dict.fromkeys(identifier(name) or name for name in names if name)),
        url=line.url,
        texts=tuple(Text.model_validate({"kind": kind, "content": content}) for kind, content in texts if content),
        source=f"file:{file.name}",
    )


READERS: dict[str, Callable[[Path, bytes], Reading]] = {
    ".md": _prose,
    ".markdown": _prose,
    ".txt": _prose,
    ".pdf": _pdf,
    ".bib": _bibtex,
}
"""How each kind of file is read that is read as a whole, by its suffix."""

SUFFIXES = (*READERS, _LINES)
"""Of every kind of file that can be read."""
