"""The cited studies of a report as BibTeX."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import count
from urllib.parse import quote

from assistant.export.prose import address
from assistant.identity import link, normalised, surname
from assistant.report import Report
from assistant.study import Study
from assistant.words import content_words


def bibtex(report: Report) -> str:
    """Return one entry per cited study, in the order of the reference numbers."""
    from bibtexparser import BibtexFormat, write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    form = BibtexFormat()
    form.indent = "  "
    keys = _distinct(map(citation_key, report.studies))
    entries = [
        Entry("article" if study.venue else "misc", key, [Field(*fact) for fact in fields(study)])
        for key, study in zip(keys, report.studies, strict=True)
    ]
    return write_string(Library(entries), bibtex_format=form) or "\n"


def citation_key(study: Study) -> str:
    """Return first author, year and first word of the title, in plain ASCII letters and digits."""
    author = surname(study.authors[0]) if study.authors else ""
    word = next(iter(content_words(study.title)), "untitled")
    ascii_only = unicodedata.normalize("NFKD", f"{author}{study.year or ''}{normalised(word)}").encode(
        "ascii", "ignore"
    )
    return re.sub(r"[^A-Za-z0-9]", "", ascii_only.decode()) or study.key


def fields(study: Study) -> list[tuple[str, str]]:
    """Return the facts of a study as BibTeX fields, those that are unknown left out; prose is escaped for LaTeX."""
    names = dict(alias.split(":", 1) for alias in study.ids)
    facts = {
        "title": _latex(study.title),
        "author": " and ".join(map(_person, study.authors)),
        "year": str(study.year or ""),
        "journal": _latex(study.venue),
        "doi": _name(names.get("doi", "")),
        "eprint": _name(names.get("arxiv", "")),
        "archiveprefix": "arXiv" if "arxiv" in names else "",
        "url": address(link(study.ids, study.url)),
    }
    return [(name, value) for name, value in facts.items() if value]


def _latex(text: str) -> str:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    # Control characters have no form in LaTeX.
    line = re.sub(r"\s+", " ", "".join(c for c in text if c.isprintable() or c.isspace())).strip()
    encoder = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False)
    encoded: str = encoder.unicode_to_latex(line)
    # BibTeX counts braces also where LaTeX does not.
    return encoded.replace(r"\{", r"{\textbraceleft}").replace(r"\}", r"{\textbraceright}")


def _person(name: str) -> str:
    """Return a name in braces where BibTeX would take it for two people."""
    escaped = _latex(name)
    return f"{{{escaped}}}" if re.search(r"\band\b", escaped, re.IGNORECASE) else escaped


def _name(identifier: str) -> str:
    """Return an identifier as it is, but for what would end the field or act in LaTeX."""
    return re.sub(r"[\\{}%\s]|[^ -~]", lambda found: quote(found[0], errors="replace"), identifier)


def _distinct(keys: Iterable[str]) -> Sequence[str]:
    """Tell equal keys apart: the first stays as it is, the next get a, b, c …"""
    used: dict[str, None] = {}
    for key in keys:
        endings = (f"{key}{_letters(number)}" for number in count())
        used[key if key not in used else next(name for name in endings if name not in used)] = None
    return list(used)


def _letters(number: int) -> str:
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)
