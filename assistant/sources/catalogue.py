"""The sources that can be named: a line each. A source is imported when it is made."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from assistant.settings import Settings
from assistant.sources import Source
from assistant.web import Web


class Kit(NamedTuple):
    """What sources are made of."""

    settings: Settings
    web: Web
    environment: Mapping[str, str]

    def key(self, variable: str) -> str:
        """Return a key without the line break that files of settings leave behind it."""
        return self.environment.get(variable, "").strip()


class Entry(NamedTuple):
    """How a source is made, and what a key to it is worth."""

    make: Callable[[Kit], Source]
    about: str
    """What it holds, in a few words."""
    key: str = ""
    """The environment variable that holds the user's key; empty: it takes none."""
    gain: str = ""
    """What a key adds, in a few words."""


def _arxiv(kit: Kit) -> Source:
    from assistant.sources.arxiv import Arxiv

    return Arxiv(kit.settings.arxiv_url, kit.web)


def _openalex(kit: Kit) -> Source:
    from assistant.sources.openalex import OpenAlex

    return OpenAlex(kit.settings.openalex_url, kit.key("OPENALEX_API_KEY"), kit.web)


def _semantic_scholar(kit: Kit) -> Source:
    from assistant.sources.semantic_scholar import SemanticScholar

    return SemanticScholar(kit.settings.semantic_scholar_url, kit.key("SEMANTIC_SCHOLAR_API_KEY"), kit.web)


def _crossref(kit: Kit) -> Source:
    from assistant.sources.crossref import Crossref

    return Crossref(kit.settings.crossref_url, kit.web)


def _europe_pmc(kit: Kit) -> Source:
    from assistant.sources.europe_pmc import EuropePmc

    return EuropePmc(kit.settings.europe_pmc_url, kit.web)


def _zotero(kit: Kit) -> Source:
    from assistant.sources.zotero import Zotero

    settings = kit.settings
    interval = 0.1 if settings.source_interval is None else settings.source_interval
    return Zotero(
        settings.zotero_library, kit.key("ZOTERO_API_KEY"), settings.zotero_url, interval, settings.source_timeout
    )


CATALOGUE: dict[str, Entry] = {
    "arxiv": Entry(_arxiv, "preprints in physics, mathematics, computing and more"),
    "openalex": Entry(
        _openalex,
        "250 million works of all fields, and who cites whom",
        "OPENALEX_API_KEY",
        "1,000 searches a day instead of 100; it is free",
    ),
    "semantic-scholar": Entry(
        _semantic_scholar,
        "200 million papers of all fields, and who cites whom",
        "SEMANTIC_SCHOLAR_API_KEY",
        "a request a second of one's own; without, all share one pool and are often refused",
    ),
    "crossref": Entry(_crossref, "what publishers register: articles, books, proceedings; retractions"),
    "europe-pmc": Entry(_europe_pmc, "the life sciences: PubMed, PubMed Central, preprints"),
    "zotero": Entry(
        _zotero,
        "your Zotero library, with the texts of its attachments",
        "ZOTERO_API_KEY",
        "libraries that are not public",
    ),
}
