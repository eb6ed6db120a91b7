"""Files and folders as a source: Markdown, text, PDF, BibTeX and JSON lines."""

import asyncio
import logging
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from assistant.base import Frozen
from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.fulltext import pdf
from assistant.fulltext.article import Article, record
from assistant.identity import identifier
from assistant.sources import Query
from assistant.sources.filters import admitted
from assistant.study import Record, Text
from assistant.words import content_words, overlap

LARGEST_FILE = 20_000_000
"""Bytes; a larger file is told and skipped."""


class Reading(NamedTuple):
    """What files hold, and what of them could not be read, in words."""

    records: list[Record]
    problems: list[str]


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
        found, problems = await asyncio.to_thread(read, self.path)
        records = ranked(admitted(query.filters, found), query)
        if problems:
            more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
            raise PartialAnswer("; ".join(problems[:3]) + more, records)
        return records


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
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as error:
        raise SetupError(f"{path} cannot be looked at ({error}).") from None
    if not (is_file or is_folder):
        raise SetupError(f"There is no file or folder {path}.")
    if is_file and path.suffix.lower() not in READERS:
        raise SetupError(f"{path} is not a kind of file that can be read; these are: {', '.join(sorted(READERS))}.")
    records: list[Record] = []
    problems: list[str] = []
    for file in [path] if is_file else _files(path, problems):
        try:
            found, wrong = _read(file)
        except (OSError, UnicodeDecodeError) as error:
            found, wrong = [], [f"{file}: it cannot be read ({error})"]
        records += found
        problems += wrong
    return Reading(records, problems)


def _files(folder: Path, problems: list[str]) -> list[Path]:
    """Return supported files in order; hidden ones, and links that lead out of the folder, are left alone."""

    def closed(error: OSError) -> None:
        problems.append(f"{error.filename}: it cannot be read ({error})")

    files: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(parent, name) for name in names if not name.startswith(".")]
    return sorted(file for file in files if file.suffix.lower() in READERS and _inside(file, folder))


def _inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _read(file: Path) -> Reading:
    if not file.is_file():
        return Reading([], [f"{file}: it is no file that can be read"])
    if file.stat().st_size > LARGEST_FILE:
        return Reading([], [f"{file}: it is larger than {LARGEST_FILE // 1_000_000} MB"])
    content = file.read_bytes()
    return READERS[file.suffix.lower()](file, content) if content.strip() else Reading([], [f"{file}: it is empty"])


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


def _json_lines(file: Path, content: bytes) -> Reading:
    records, problems = [], []
    for number, line in enumerate(_decoded(content).split("\n"), 1):
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
    ".jsonl": _json_lines,
}
"""How each kind of file is read, by its suffix."""
