"""What a page says of the article that it shows: the tags that scholarly search engines read, and its title.

The `citation_…` tags are those of Highwire Press, which journals, repositories and arXiv give since Google Scholar asks
for them.
"""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from assistant.fulltext.article import Article
from assistant.identity import identifier
from assistant.study import Text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

LONGEST = 1000
"""Characters of a fact that are kept."""


def described(root: Element, address: str) -> Article:
    """Return what the page says of its article; the text is left to others."""
    said = _tags(root)
    year = re.search(r"\b(\d{4})\b", " ".join(_first(said, name) for name in _DATES))
    pdf = _first(said, "citation_pdf_url")
    return Article(
        text=Text(kind="full_text", content=""),
        title=_title(root, said),
        authors=tuple(said.get("citation_author", ()))
        or tuple(filter(None, map(str.strip, _first(said, "citation_authors").split(";")))),
        year=int(year[1]) if year else None,
        venue=_first(said, "citation_journal_title") or _first(said, "citation_conference_title"),
        ids=_ids(said, address),
        pdf=_address(address, pdf) if pdf else "",
    )


_DATES = ("citation_publication_date", "citation_date", "citation_year", "citation_online_date")


def _tags(root: Element) -> dict[str, list[str]]:
    """Return what the meta tags say, by their names in lower case."""
    said: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = str(tag.get("name") or tag.get("property") or "").lower()
        if content := _plain(str(tag.get("content") or "")):
            said.setdefault(name, []).append(content)
    return said


def _title(root: Element, said: dict[str, list[str]]) -> str:
    for name in ("citation_title", "dc.title"):
        if title := _first(said, name):
            return title
    headings = [*root.xpath("//h1[contains(@class, 'ltx_title_document')]"), *root.iter("h1")]
    for heading in headings:
        if title := _plain("".join(heading.itertext())):
            return title
    return _first(said, "og:title") or next((_plain("".join(each.itertext())) for each in root.iter("title")), "")


def _ids(said: dict[str, list[str]], address: str) -> tuple[str, ...]:
    doi = _first(said, "citation_doi") or _first(said, "prism.doi")
    names = (doi, f"arxiv:{_first(said, 'citation_arxiv_id')}", address)
    return tuple(dict.fromkeys(alias for name in names if (alias := identifier(name))))


def _address(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _first(said: dict[str, list[str]], name: str) -> str:
    return next(iter(said.get(name, ())), "")


def _plain(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
