"""The sources that can be named: one line each."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from assistant.settings import Settings
from assistant.sources import Source
from assistant.sources.arxiv import Arxiv
from assistant.sources.crossref import Crossref
from assistant.sources.europe_pmc import EuropePmc
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
        lambda kit: Arxiv(kit.settings.arxiv_url, _interval(kit, 3.0), kit.settings.source_timeout),
        "preprints in physics, mathematics, computing and more",
    ),
    "crossref": Entry(
        lambda kit: Crossref(kit.web, kit.settings.crossref_url),
        "what publishers register: articles, books, proceedings; retractions",
    ),
    "europe_pmc": Entry(
        lambda kit: EuropePmc(kit.web, kit.settings.europe_pmc_url),
        "the life sciences: PubMed, PubMed Central, preprints",
    ),
    "zotero": Entry(
        lambda kit: Zotero(
            kit.settings.zotero_library,
            kit.environment.get("ZOTERO_API_KEY", ""),
            kit.settings.zotero_url,
            _interval(kit, 0.1),
            kit.settings.source_timeout,
        ),
        "your Zotero library, with the texts of its attachments",
        "ZOTERO_API_KEY",
        "libraries that are not public",
    ),
}


def _interval(kit: Kit, own: float) -> float:
    return own if kit.settings.source_interval is None else kit.settings.source_interval
