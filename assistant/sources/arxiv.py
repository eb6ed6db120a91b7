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
from assistant.identity import identifier
from assistant.politeness import host
from assistant.sources import Query
from assistant.study import Record, Text
from assistant.words import content_words

PAGE = 100
LARGEST_ANSWER = 20_000_000
"""Bytes; a page of a hundred records has a few hundred thousand."""
TERMS = 12
"""Content words of a query that are sent."""


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
        words = terms(query.text)
        if not words:
            return []
        return await asyncio.to_thread(self._search, {"query": words}, query.limit)

    async def record(self, name: str) -> Record | None:
        """Return the record of a paper by its id, without `arxiv:`; None if arXiv does not have it.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        return next(iter(await asyncio.to_thread(self._search, {"id_list": [name]}, 1)), None)

    def _search(self, asked: Mapping[str, Any], limit: int) -> list[Record]:
        import arxiv
        import requests

        client = arxiv.Client(page_size=min(limit, PAGE), delay_seconds=0, num_retries=0)
        client.query_url_format = f"{self.base_url}?{{}}"
        client._session = session = _session(self)
        try:
            results = client.results(arxiv.Search(**asked, max_results=limit))
            records = [_record(result) for result in itertools.islice(results, limit)]
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
    words = [word for word in content_words(re.sub(r"[\"():]", " ", text)) if word not in ("andnot",)]
    return " OR ".join(f"all:{word}" for word in words[:TERMS])


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
