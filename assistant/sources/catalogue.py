"""The sources that can be named: one line each."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from assistant.settings import Settings
from assistant.sources import Source
from assistant.sources.arxiv import Arxiv
from assistant.sources.crossref import Crossref
from assistant.sources.europe_pmc import EuropePmc
from assistant.sources.openalex import OpenAlex
from assistant.sources.semantic_scholar import SemanticScholar
from assistant.sources.zotero import Zotero
from assistant.web import Web


class Kit(NamedTuple):
    """What sources are made of."""

    settings: Settings
    web: Web
    environment: Mapping[str, str]


class Entry(NamedTuple):
    """How a source is made, and what a key to it is worth."""

    make: Callable[[Kit], Source]
    about: str
    """What it holds, in a few words."""
    key: str = ""
    """The environment variable that holds the user's key; empty: it takes none."""
    gain: str = ""
    """What a key adds, in a few words."""


CATALOGUE: dict[str, Entry] = {
    "arxiv": Entry(
        lambda kit: Arxiv(kit.settings.arxiv_url, kit.web),
        "preprints in physics, mathematics, computing and more",
    ),
    "openalex": Entry(
        lambda kit: OpenAlex(kit.settings.openalex_url, _key(kit, "OPENALEX_API_KEY"), kit.web),
        "250 million works of all fields, and who cites whom",
        "OPENALEX_API_KEY",
        "1,000 searches a day instead of 100; it is free",
    ),
    "semantic-scholar": Entry(
        lambda kit: SemanticScholar(kit.settings.semantic_scholar_url, _key(kit, "SEMANTIC_SCHOLAR_API_KEY"), kit.web),
        "200 million papers of all fields, and who cites whom",
        "SEMANTIC_SCHOLAR_API_KEY",
        "a request a second of one's own; without, all share one pool and are often refused",
    ),
    "crossref": Entry(
        lambda kit: Crossref(kit.settings.crossref_url, kit.web),
        "what publishers register: articles, books, proceedings; retractions",
    ),
    "europe-pmc": Entry(
        lambda kit: EuropePmc(kit.settings.europe_pmc_url, kit.web),
        "the life sciences: PubMed, PubMed Central, preprints",
    ),
    "zotero": Entry(
        lambda kit: Zotero(
            kit.settings.zotero_library,
            _key(kit, "ZOTERO_API_KEY"),
            kit.settings.zotero_url,
            _interval(kit, 0.1),
            kit.settings.source_timeout,
        ),
        "your Zotero library, with the texts of its attachments",
        "ZOTERO_API_KEY",
        "libraries that are not public",
    ),
}


def _key(kit: Kit, variable: str) -> str:
    """Return a key without the line break that files of settings leave behind it."""
    return kit.environment.get(variable, "").strip()


def _interval(kit: Kit, own: float) -> float:
    return own if kit.settings.source_interval is None else kit.settings.source_interval
