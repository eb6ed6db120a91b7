"""The cited studies of a report as BibTeX."""

import re
import unicodedata
from itertools import count

from assistant.identity import link, normalised, surname
from assistant.report import Report
from assistant.study import Study
from assistant.words import content_words

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def bibtex(report: Report) -> str:
    """Return one entry per cited study, in the order of the reference numbers."""
    keys = _distinct([citation_key(study) for study in report.studies])
    return "\n".join(entry(key, study) for key, study in zip(keys, report.studies, strict=True))


def citation_key(study: Study) -> str:
    """Return first author, year and first word of the title, in plain ASCII letters and digits."""
    author = surname(study.authors[0]) if study.authors else ""
    word = next(iter(content_words(study.title)), "untitled")
    ascii_only = unicodedata.normalize("NFKD", f"{author}{study.year or ''}{normalised(word)}").encode("ascii", "ignore")
    return re.sub(r"[^A-Za-z0-9]", "", ascii_only.decode()) or study.key


def entry(key: str, study: Study) -> str:
    """Return a study as one BibTeX entry; facts that are unknown are left out."""
    names = dict(alias.split(":", 1) for alias in study.ids)
    fields = {
        "title": f"{{{escaped(study.title)}}}",
        "author": " and ".join(map(escaped, study.authors)),
        "year": str(study.year or ""),
        "journal": escaped(study.venue),
        "doi": names.get("doi", ""),
        "eprint": names.get("arxiv", ""),
        "archiveprefix": "arXiv" if "arxiv" in names else "",
        "url": link(study.ids, study.url),
    }
    kind = "article" if study.venue else "misc"
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{body}}}\n"


def escaped(text: str) -> str:
    """Return text in which LaTeX finds no command, brace or comment."""
    return "".join(_SPECIAL.get(c, f"\\{c}" if c in "{}%$&#_" else c) for c in re.sub(r"\s+", " ", text).strip())


def _distinct(keys: list[str]) -> list[str]:
    """Tell equal keys apart: the first stays as it is, the next get a, b, c …"""
    used: dict[str, None] = {}
    for key in keys:
        endings = (f"{key}{_letters(number)}" for number in count())
        used[key if key not in used else next(name for name in endings if name not in used)] = None
    return list(used)


def _letters(number: int) -> str:
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)
