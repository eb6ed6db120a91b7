"""arXiv, through the `arxiv` package, with what it lacks: a deadline, a gate that all share, and honest errors."""

import asyncio
import itertools
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import SourceError
from assistant.identity import identifier, normalised, surname
from assistant.politeness import host
from assistant.sources import Query
from assistant.sources.filters import Filters, admits
from assistant.sources.paging import SIFTED
from assistant.study import Record, Text
from assistant.words import search_terms

PAGE = 100
LARGEST_ANSWER = 20_000_000
"""Bytes; a page of a hundred records has a few hundred thousand."""
_CATEGORY = re.compile(r"([a-z]+(?:-[a-z]+)*)(?:\.([a-z]+(?:-[a-z]+)*))?", re.IGNORECASE)


@dataclass(frozen=True)
class Arxiv:
    """Searches titles and abstracts; each search is one attempt with a deadline."""

    base_url: str = "https://export.arxiv.org/api/query"
    interval: float = 3.0
    """Seconds between two requests, as the terms of use ask."""
    deadline: float = 20.0
    """Seconds for a whole search, once it is its turn."""
    name: str = "arXiv"
    online: bool = True

    async def search(self, query: Query) -> list[Record]:
        asked = conjunction(terms(query.text), query.filters)
        return await asyncio.to_thread(self._search, {"query": asked}, query) if asked else []

    async def record(self, name: str) -> Record | None:
        """Return the record of a paper by its id, without `arxiv:`; None if arXiv does not have it.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        found = await asyncio.to_thread(self._search, {"id_list": [name]}, Query(text=name, limit=1))
        return next(iter(found), None)

    def _search(self, asked: Mapping[str, Any], query: Query) -> list[Record]:
        import arxiv
        import requests

        most = query.limit * (SIFTED if query.filters else 1)
        client = arxiv.Client(page_size=min(most, PAGE), delay_seconds=0, num_retries=0)
        client.query_url_format = f"{self.base_url}?{{}}"
        client._session = session = _session(self)
        try:
            found = map(_record, client.results(arxiv.Search(**asked, max_results=most)))
            records = list(itertools.islice((each for each in found if admits(query.filters, each)), query.limit))
        except arxiv.HTTPError as error:
            raise SourceError(f"arXiv answered with HTTP status {error.status}") from None
        except arxiv.UnexpectedEmptyPageError:
            raise SourceError("arXiv sent an empty page in the middle of its results; try again later") from None
        except requests.Timeout:
            raise SourceError(f"arXiv did not answer within {self.deadline:.0f} s") from None
        except requests.RequestException as error:
            raise SourceError(f"arXiv could not be reached ({type(error).__name__}); is there a network?") from None
        except (ValueError, AttributeError, TypeError) as error:
            raise SourceError(f"arXiv sent something that cannot be read ({error})") from None
        finally:
            session.close()
        return records


def terms(text: str) -> str:
    """Return a query in arXiv's language that asks for any of the content words of a text; operators in it are words.

    arXiv ranks what holds more of them higher. Asking for all of them finds nothing as soon as one is unusual.
    """
    words = [word for word in search_terms(re.sub(r"[\"():]", " ", text)) if word != "andnot"]
    return " OR ".join(f"all:{word}" for word in words)


def conjunction(words: str, filters: Filters) -> str:
    """Return the query that also asks for what the filters want; empty if nothing in arXiv can be what is asked for.

    Authors are asked for by family name, and fields by category: `cs.CL`, or `cs` for all its parts.
    """
    wanted = [
        (filters.authors, [f'au:"{name}"' for name in map(surname, filters.authors) if name]),
        (filters.fields, [f"cat:{form}" for name in filters.fields for form in _categories(name)]),
        (filters.venues, [f'jr:"{name}"' for name in map(normalised, filters.venues) if name]),
    ]
    if not words or any(names and not terms for names, terms in wanted):
        return ""
    parts = [f"({' OR '.join(terms)})" for _, terms in wanted if terms]
    if filters.since or filters.until:
        parts.append(f"submittedDate:[{filters.since or 1991}01010000 TO {filters.until or 2100}12312359]")
    return " AND ".join([f"({words})", *parts]) if parts else words


def _categories(name: str) -> list[str]:
    """Return the categories that a name can mean: `cs.CL` itself, all of `cs`, none for what is no category."""
    if not (found := _CATEGORY.fullmatch(name)):
        return []
    archive, part = found[1].lower(), found[2]
    if not part:
        return [archive, f"{archive}.*"]
    return [f"{archive}.{part.upper() if len(part) == 2 else part.lower()}"]


def _session(source: Arxiv) -> Any:
    """Return an HTTP session that waits its turn, keeps the deadline, bounds the answer and refuses what is no feed."""
    import requests

    gate = host(urlsplit(source.base_url).hostname or "")
    loopback = (urlsplit(source.base_url).hostname or "") in ("127.0.0.1", "localhost", "::1")
    ends: list[float] = []

    class Session(requests.Session):
        def get(self, url: Any, **options: Any) -> Any:  # type: ignore[override]  # as the package calls it
            time.sleep(gate.turn(source.interval))
            ends.append(time.monotonic() + source.deadline) if not ends else None
            left = max(0.1, ends[0] - time.monotonic())
            with super().get(url, timeout=left, stream=True, **options) as response:
                if response.status_code in (429, 503):
                    seconds = gate.rest(response.headers.get("Retry-After"))
                    raise SourceError(
                        f"arXiv answered with HTTP status {response.status_code}; it is left alone for {seconds:.0f} s"
                    )
                response._content = _bounded(response, ends[0])
            if response.status_code == 200:
                _require_feed(response.content)
            return response

    session = Session()
    session.trust_env = not loopback
    return session


def _bounded(response: Any, end: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(65_536):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise SourceError(f"arXiv sent more than {LARGEST_ANSWER // 1_000_000} MB")
        if time.monotonic() > end:
            raise SourceError("arXiv took too long to send its answer")
    return bytes(body)


def _require_feed(body: bytes) -> None:
    """Refuse what the package would take for an empty result."""
    from lxml import etree

    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise _no_feed(body) from None
    if etree.QName(root).localname != "feed":
        raise _no_feed(body)
    entries = root.findall("{*}entry")
    for entry in entries:
        if "/api/errors" in (entry.findtext("{*}id") or ""):
            raise SourceError(f"arXiv refused the query: {(entry.findtext('{*}summary') or '').strip()[:200]}")
    total, start = (int(root.findtext(f"{{*}}{name}") or 0) for name in ("totalResults", "startIndex"))
    if not entries and total > start:
        raise SourceError(f"arXiv sent an empty page though it has {total} results; try again later")


def _no_feed(body: bytes) -> SourceError:
    shown = " ".join(re.sub(r"<[^>]*>", " ", body[:300].decode("utf-8", "replace")).split())
    return SourceError(f"arXiv sent something that is no feed ({shown[:80]!r}); try again later")


def _record(result: Any) -> Record:
    address = "https://arxiv.org/abs/" + re.sub(r"v\d+$", "", result.get_short_id())
    ids = [identifier(address), identifier(f"doi:{result.doi}") if result.doi else None]
    abstract = " ".join(result.summary.split())
    return Record(
        title=" ".join(result.title.split()),
        authors=tuple(author.name for author in result.authors),
        year=result.published.year if result.published else None,
        venue=" ".join((result.journal_ref or "").split()),
        ids=tuple(alias for alias in ids if alias),
        url=address,
        fields=tuple(result.categories),
        open_texts=(address.replace("/abs/", "/pdf/"),),
        texts=(Text(kind="abstract", content=abstract),) if abstract else (),
        source="arXiv",
    )
