"""Where the full text of a work may be: pure, in the order in which it is worth trying."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from assistant.identity import identifier

ARXIV_INTERVAL = 3.0
"""Seconds between two requests, as arXiv's terms of use ask."""
INTERVAL = 1.0


class Location(NamedTuple):
    """An address to try."""

    url: str
    interval: float = INTERVAL
    """Seconds between two requests to its host."""
    public: bool = True
    """Whether it came from a record or a page, and may therefore lead nowhere but to public hosts."""


def locations(ids: Iterable[str], open_texts: Iterable[str], arxiv: str) -> list[Location]:
    """Return the addresses to try: arXiv's HTML, which is read best, its PDF, then what records say is free to read.

    Args:
        ids: aliases of the work.
        open_texts: addresses from its records, the best first.
        arxiv: where arXiv's pages are, `https://arxiv.org`.
    """
    papers = [name.removeprefix("arxiv:") for name in ids if name.startswith("arxiv:")]
    base = arxiv.rstrip("/")
    own = [Location(f"{base}/{form}/{paper}", ARXIV_INTERVAL, False) for paper in papers for form in ("html", "pdf")]
    others = (given(url) for url in open_texts if not _is_arxiv_copy(url, papers))
    return list(_distinct([*own, *others]))


def given(url: str) -> Location:
    """Return an address from outside as a location."""
    return Location(url, ARXIV_INTERVAL if _is_arxiv(url) else INTERVAL)


def _is_arxiv_copy(url: str, papers: Iterable[str]) -> bool:
    """Tell whether an address is one of those that a paper of arXiv is tried under anyway."""
    return _is_arxiv(url) and (identifier(url) or "").removeprefix("arxiv:") in papers


def _is_arxiv(url: str) -> bool:
    try:
        name = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return name == "arxiv.org" or name.endswith(".arxiv.org")


def _distinct(found: Iterable[Location]) -> Iterator[Location]:
    seen: set[str] = set()
    for location in found:
        if location.url not in seen:
            seen.add(location.url)
            yield location
