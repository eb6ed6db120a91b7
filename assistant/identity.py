"""Which records describe the same work.

An alias names a work: `arxiv:` and `doi:` identifiers, or a normalised title with the first author's surname. Two
records that share an identifier are one study; two that share a title are, unless their identifiers contradict.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from assistant.study import Record

_ARXIV = re.compile(
    r"(?:^|arxiv[:./]|arxiv\.org/(?:abs|pdf|html)/)\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?$",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_DOI = re.compile(r"(?:^|doi:|doi\.org/)\s*(10\.\d{4,9}/\S+)$", re.IGNORECASE)


def identifier(text: str) -> str | None:
    """Return the alias that a DOI, an arXiv id or a link to either names, or None for any other text.

    arXiv versions are dropped and DOIs lower-cased: `arXiv:2504.21776v2` and
    `https://doi.org/10.48550/arXiv.2504.21776` both name `arxiv:2504.21776`.
    """
    text = text.strip()
    if doi := _DOI.search(text):
        name = unquote(doi[1]).lower().rstrip(".,;")
        registered = name.removeprefix("10.48550/arxiv.")
        return identifier(registered) if registered != name else f"doi:{name}"
    if arxiv := _ARXIV.search(text):
        return f"arxiv:{arxiv[1].lower()}"
    return None


def normalised(text: str) -> str:
    """Return the letters and digits of a title, folded to lower case without accents, single-spaced."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c))))


def surname(author: str) -> str:
    """Return the family name of `Family, Given` or `Given Family`, normalised."""
    family = author.split(",")[0] if "," in author else (author.split() or [""])[-1]
    return normalised(family)


def aliases(record: Record) -> tuple[str, ...]:
    """Return every name of the record's work, identifiers first.

    A record without authors gets a title alias that also holds its year: a title alone is shared by too many works.
    """
    known = dict.fromkeys(
        alias for name in (*record.ids, record.url) if (alias := identifier(name) or _own_alias(name))
    )
    person = surname(record.authors[0]) if record.authors else str(record.year or "")
    return (*known, f"title:{normalised(record.title)}|{person}")


def contradict(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Tell whether two sets of aliases name different works: they hold different identifiers of one kind."""
    left, right = _by_kind(ours), _by_kind(theirs)
    return any(left[kind].isdisjoint(right[kind]) for kind in left.keys() & right.keys())


def link(ids: Iterable[str], url: str = "") -> str:
    """Return where a person can read the work: its DOI, its arXiv page, or the given address if it is a web one."""
    names = dict(alias.split(":", 1) for alias in ids)
    if "doi" in names:
        return f"https://doi.org/{names['doi']}"
    if "arxiv" in names:
        return f"https://arxiv.org/abs/{names['arxiv']}"
    return url if _WEB.fullmatch(url) else ""


def _own_alias(name: str) -> str | None:
    """Accept identifiers of other kinds (`openalex:W123`) as they are; addresses name pages, not works."""
    return name if re.fullmatch(r"(?!https?:)[a-z0-9]+:\S+", name) else None


def _by_kind(names: Iterable[str]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for name in names:
        kind, value = name.split(":", 1)
        if kind != "title":
            kinds.setdefault(kind, set()).add(value)
    return kinds
