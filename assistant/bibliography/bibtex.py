"""BibTeX, through `bibtexparser`, with what it lacks: joined strings, forgotten commas noticed, names and LaTeX."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from assistant.bibliography.entry import Entry, Fault, abstract, identifiers, kind, medical, one_line, year
from assistant.bibliography.keys import citation_key, distinct
from assistant.bibliography.latex import latex_of, text_of
from assistant.identity import link
from assistant.names import Name, parse, written
from assistant.study import Record, Text

if TYPE_CHECKING:
    from bibtexparser import model

_LEFT_OVER = re.compile(r'[\s,]*\w+\s*=\s*[{"\w]|\s*\}')
"""How the rest of an entry begins that was closed too early."""
_UNOPENED = re.compile(r"^\s*@\w+", re.MULTILINE)
"""How an entry begins, among comments if no brace follows."""
_BARE = re.compile(r"[^\s{}\"#,=]+")
"""A number, or the name of a string."""


def read(text: str, source: str) -> Iterator[Entry | Fault]:
    """Read entries; what cannot be read is told with the line on which its entry begins."""
    import bibtexparser
    from bibtexparser import model

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it would write over the screen is told here
    library = bibtexparser.parse_string(text)
    strings = {key.lower(): str(block.value) for key, block in library.strings_dict.items()}
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        match block:
            case model.ParsingFailedBlock():
                yield Fault(line, f"this entry cannot be read ({_reason(block)})")
            case model.Entry():
                yield _read(block, line, strings, source)
            case model.ImplicitComment():
                yield from _lost(block.comment, line)


def write(records: Iterable[Record]) -> str:
    """Return an entry for each record, in their order; keys are made of author, year and title, and differ."""
    from bibtexparser import BibtexFormat, write_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares import default_unparse_stack
    from bibtexparser.model import Entry as Block
    from bibtexparser.model import Field

    form = BibtexFormat()
    form.indent = "  "
    listed = list(records)
    kinds = {"article": "article", "conference": "inproceedings", "other": "misc"}
    blocks = [
        Block(kinds[kind(record)], key, [Field(*fact) for fact in _facts(record).items()])
        for key, record in zip(distinct(map(citation_key, listed)), listed, strict=True)
    ]
    stack = default_unparse_stack(allow_inplace_modification=True)
    text: str = write_string(Library(blocks), unparse_stack=stack, bibtex_format=form)
    return text or "\n"


def _facts(record: Record) -> dict[str, str]:
    """Return what is known of a record as BibTeX fields; prose is escaped for LaTeX."""
    names = dict(reversed([alias.split(":", 1) for alias in record.ids]))
    others = [alias for alias in record.ids if alias not in (f"doi:{names.get('doi')}", f"arxiv:{names.get('arxiv')}")]
    known = {
        "title": latex_of(record.title),
        "author": " and ".join(_written(parse(author)) for author in record.authors),
        "year": str(record.year or ""),
        "booktitle" if kind(record) == "conference" else "journal": latex_of(record.venue),
        "doi": _address(names.get("doi", "")),
        "eprint": names.get("arxiv", ""),
        "archiveprefix": "arXiv" if "arxiv" in names else "",
        "url": _address(record.url or link(record.ids)),
        "identifiers": " ".join(map(_address, others)),
        "keywords": ", ".join(map(_keyword, record.fields)),
        "abstract": latex_of(abstract(record)),
    }
    return {name: value for name, value in known.items() if value}


def _read(block: "model.Entry", line: int, strings: Mapping[str, str], source: str) -> Entry | Fault:
    key = one_line(block.key)[:60]
    try:
        found = {name.lower(): _value(name, field, strings) for name, field in block.fields_dict.items()}
        record = _record(found, source)
    except ValueError as error:
        return Fault(line, f"the entry {key} cannot be read: {error}")
    return Entry(line, record) if record.title else Fault(line, f"the entry {key} has no title")


def _lost(comment: str, line: int) -> Iterator[Fault]:
    """Tell what stands between entries, where comments may stand, and looks like an entry or a part of one."""
    if _LEFT_OVER.match(comment):
        yield Fault(line, "this stands outside of any entry; the one before it is closed too early")
    for found in _UNOPENED.finditer(comment):
        yield Fault(line + comment.count("\n", 0, found.end()), f"{found[0].strip()} is no entry without a brace")


def _value(name: str, field: "model.Field", strings: Mapping[str, str]) -> str:
    """Return the value of a field.

    Raises:
        ValueError: it is no value; its parts are not joined.
    """
    value = str(field.value)
    made = value if field.enclosing != "no-enclosing" else _joined(value, strings)
    if made is None:
        raise ValueError(f"is there a comma missing after {name}?")
    return made


def _record(found: Mapping[str, str], source: str) -> Record:
    prose = {
        name: text_of(found.get(name, "")) for name in ("title", "journal", "booktitle", "abstract", "journaltitle")
    }
    places = {name: _place(found.get(name, "")) for name in ("doi", "eprint", "url", "identifiers", "pmid", "pmcid")}
    venue = prose["journal"] or prose["journaltitle"] or prose["booktitle"]
    others = (name for name in places["identifiers"].split() if ":" in name)
    known = identifiers((places["doi"], places["eprint"], places["url"], venue))
    return Record(
        title=prose["title"],
        authors=tuple(_names(found.get("author", ""))),
        year=year(found.get("year", ""), found.get("date", "")),
        venue=venue,
        ids=tuple(dict.fromkeys((*known, *others, *medical(places["pmid"], places["pmcid"])))),
        url=places["url"],
        fields=tuple(_keywords(found.get("keywords", ""))),
        texts=(Text(kind="abstract", content=prose["abstract"]),) if prose["abstract"] else (),
        source=source,
    )


def _joined(value: str, strings: Mapping[str, str]) -> str | None:
    """Return what strings joined by `#` make together, None if the value is none of the kind."""
    made = ""
    for piece in map(str.strip, _split(value, "#")):
        if _enclosed(piece) or (len(piece) > 1 and piece[0] == piece[-1] == '"' and '"' not in piece[1:-1]):
            made += piece[1:-1]
        elif _BARE.fullmatch(piece):
            made += strings.get(piece.lower(), piece)
        else:
            return None
    return made


def _names(people: str) -> Iterator[str]:
    """Read `Family, Given`, `Family, Suffix, Given`, `Given Family` and `{Institution}`, joined by `and`."""
    for person in _split(people.strip(), r"(?i:\s+and\s+)"):
        parts = [text_of(part) for part in _split(person, ",")]
        if _enclosed(person):
            yield written(Name(parts[0]))
        elif len(parts) > 2:
            yield written(Name(parts[0], ", ".join(parts[2:]), parts[1]))
        elif parts not in ([""], ["others"]):
            yield written(parse(", ".join(parts)))


def _written(name: Name) -> str:
    family, given, suffix = (_braced(part, r",| and ") for part in name)
    if not (given or suffix):
        return f"{{{latex_of(name.family)}}}" if " " in name.family else family
    return ", ".join(part for part in (family, suffix, given) if part)


def _keywords(value: str) -> Iterator[str]:
    separator = ";" if len(_split(value, ";")) > 1 else ","
    return (word for part in _split(value, separator) if (word := text_of(part)))


def _keyword(word: str) -> str:
    return _braced(word, r"[,;]")


def _braced(text: str, protected: str) -> str:
    """Return a text as LaTeX, in braces if it holds what would take it apart."""
    made = latex_of(text)
    return f"{{{made}}}" if re.search(protected, made, re.IGNORECASE) else made


def _split(value: str, separator: str) -> list[str]:
    """Split where the separator, a pattern, stands outside of braces."""
    parts, depth = [""], 0
    for piece in re.split(f"({separator})", value):
        if depth <= 0 and re.fullmatch(separator, piece):
            parts.append("")
        else:
            parts[-1] += piece
            depth += piece.count("{") - piece.count("}")
    return parts


def _enclosed(text: str) -> bool:
    """Tell whether a brace opens at the beginning that closes at the end."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return letter == "}" and at == len(text) - 1
    return False


def _place(value: str) -> str:
    """Return an address or identifier without the backslashes that some writers put into it."""
    return one_line(re.sub(r"\\([%&_#$~{}])|[{}]", r"\1", re.sub(r"\\url\b", "", value)))


def _address(place: str) -> str:
    """Return an address so that no brace or backslash in it is taken for LaTeX."""
    return re.sub(r"[{}\\\s]", lambda found: quote(found[0]), place)


def _reason(block: "model.ParsingFailedBlock") -> str:
    reason = getattr(block.error, "abort_reason", None) or str(block.error)
    return one_line(reason).split(". ")[0][:120]
