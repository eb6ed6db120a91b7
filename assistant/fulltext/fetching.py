"""Fetching the full text of a work: one address after another, politely, until one holds it."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from assistant.errors import SourceError
from assistant.fulltext import html, pdf
from assistant.fulltext.article import Article
from assistant.fulltext.locations import Location, given, locations
from assistant.fulltext.quality import fault
from assistant.study import Record, Study, Text
from assistant.web import Answer, Request, Web

LARGEST = 40_000_000
"""Bytes of a document; papers with many figures have tens of millions."""
PATIENCE = 3.0
"""How many times as long as an answer of a service a document may take."""
ADDRESSES = 6
"""The largest number of addresses that are tried for one work."""

_TYPES = {
    "pdf": ("application/pdf", "application/x-pdf", "application/octet-stream", "binary/octet-stream"),
    "html": ("text/html", "application/xhtml+xml"),
}


class Fetched(NamedTuple):
    """What came of looking for a full text; that there is none is no error, but it is told why."""

    text: Text | None = None
    url: str = ""
    """Where it was found."""
    failures: tuple[str, ...] = ()
    """Why no address that was tried before held it: the address and the reason."""
    gaps: tuple[str, ...] = ()
    """What of the text could not be read, in words."""


async def fetch(work: Study | Record, web: Web, arxiv: str = "https://arxiv.org") -> Fetched:
    """Look for the full text of a work where it may be found, and say what came of it.

    A page about the work that names the address of its PDF (`citation_pdf_url`) leads there. What is found under an
    address from a record must name the title of the work; what arXiv holds under its id is believed.
    """
    waiting = locations(work.ids, work.open_texts, arxiv)
    tried: set[str] = set()
    failures: list[str] = []
    while waiting and len(tried) < ADDRESSES:
        place = waiting.pop(0)
        tried.add(place.url)
        try:
            article = await download(place, web)
        except SourceError as error:
            failures.append(f"{place.url}: {error}")
            continue
        if not (wrong := fault(article, work.title if place.public else "")):
            return Fetched(article.text, place.url, tuple(failures), article.gaps)
        failures.append(f"{place.url}: {wrong}")
        if article.pdf and article.pdf not in tried:
            waiting.insert(0, given(article.pdf))
    if not failures:
        failures.append("no address is known at which it is free to read")
    return Fetched(failures=tuple(failures))


async def download(place: Location, web: Web) -> Article:
    """Return the article at an address, be it HTML or PDF.

    Raises:
        SourceError: it could not be had, is neither, or cannot be read; the message does not name the address.
    """
    patient = replace(web, deadline=PATIENCE * web.deadline)
    answer = await patient.get("it", Request(place.url), interval=place.interval, largest=LARGEST, public=place.public)
    if answer.status == 404:
        raise SourceError("it does not exist there")
    return await asyncio.to_thread(reader(answer))


def reader(answer: Answer) -> Callable[[], Article]:
    """Return what reads an answer: its content type and its first bytes must say the same.

    Raises:
        SourceError: they say that it is neither HTML nor a PDF, or contradict each other.
    """
    start = answer.body[:1024]
    if answer.kind in _TYPES["pdf"] and b"%PDF-" in start:
        return lambda: pdf.read(answer.body)
    if answer.kind in _TYPES["html"] and re.match(rb"(?:\xef\xbb\xbf)?\s*<", start):
        charset = re.search(r"charset=[\"']?([\w.:-]+)", answer.headers.get("content-type", ""), re.IGNORECASE)
        return lambda: html.read(answer.body, answer.url, charset[1] if charset else "")
    if any(answer.kind in types for types in _TYPES.values()):
        raise SourceError(f"it is sent as {answer.kind}, but its first bytes say otherwise")
    raise SourceError(f"it is neither HTML nor a PDF but {answer.kind[:60] or 'of a kind that it does not say'}")
