"""From the name of a work to its record: a DOI, an arXiv id, or the address of its text on the web."""

from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from assistant.errors import SetupError, SourceError
from assistant.fulltext.article import Article, record
from assistant.fulltext.fetching import download
from assistant.fulltext.locations import given
from assistant.fulltext.quality import LEAST_PAGED, fault
from assistant.identity import identifier
from assistant.sources.catalogue import CATALOGUE, Kit
from assistant.study import Record

REGISTRIES = {"arxiv": "arxiv", "doi": "crossref"}
"""The source that knows works by identifiers of a kind, by its name in the catalogue."""


@runtime_checkable
class Registry(Protocol):
    """A source that knows a work by its identifier."""

    name: str

    async def record(self, name: str) -> Record | None:
        """Return the record of the work, None if it has none; `name` is a DOI or an arXiv id without its prefix.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        ...


def is_name(text: str) -> bool:
    """Tell whether a text has the form of a DOI, an arXiv id or a web address."""
    return identifier(text) is not None or _host(text) != ""


async def resolve(name: str, kit: Kit) -> Record:
    """Return the record of the work that a name means; one named by the address of its text holds that text.

    Raises:
        SetupError: it is no name of a work.
        SourceError: the work could not be found or read; the message says where and why.
    """
    if alias := identifier(name):
        return await _registered(alias, kit)
    if _host(name):
        return await _shown_at(name, kit)
    raise SetupError(f"{name[:200]!r} is neither a DOI, an arXiv id nor a web address.")


async def _registered(alias: str, kit: Kit) -> Record:
    kind, name = alias.split(":", 1)
    entry = CATALOGUE.get(REGISTRIES.get(kind, ""))
    registry = entry.make(kit) if entry else None
    if not isinstance(registry, Registry):
        raise SourceError(f"No source at hand knows works by names like {alias}.")
    if found := await registry.record(name):
        return found
    raise SourceError(f"{registry.name} does not know {alias}; is it written right?")


async def _shown_at(url: str, kit: Kit) -> Record:
    """Return the record of the work at an address; of a page about a work, that of the work."""
    try:
        article = await download(given(url), kit.web)
    except SourceError as error:
        raise SourceError(f"{url}: {error}") from None
    if article.ids and fault(article, ""):
        return _leading_to(article, await _registered(article.ids[0], kit))
    if len(article.text.content) < LEAST_PAGED:
        raise SourceError(f"{url}: {fault(article, '')}")
    return record(article, url, f"web:{_host(url)}", url)


def _leading_to(page: Article, work: Record) -> Record:
    """Return the record of a work with the address of its PDF that a page about it names."""
    return work.model_copy(update={"open_texts": (*work.open_texts, page.pdf)}) if page.pdf else work


def _host(text: str) -> str:
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""
