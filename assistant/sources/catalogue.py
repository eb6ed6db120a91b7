"""The sources that can be named: one line each."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from assistant.settings import Settings
from assistant.sources import Source
from assistant.sources.arxiv import Arxiv
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
}


def _interval(kit: Kit, own: float) -> float:
    return own if kit.settings.source_interval is None else kit.settings.source_interval
