"""A Zotero library as a source: on zotero.org, or in the Zotero that runs on this machine."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assistant.errors import PartialAnswer, SetupError, SourceError
from assistant.sources import Query
from assistant.sources.filters import admits
from assistant.sources.zotero_api import PAGE, Api, Place
from assistant.sources.zotero_wire import Item, record
from assistant.study import Record, Text
from assistant.words import search_terms

WORDS = 6
"""Words of a query that are asked for, each by itself: Zotero takes several for a phrase, which no title is."""
PAGES = 5
"""Pages that are read for a word; under a word that is more common than that, the items changed last are found."""
TEXTS = 20
"""Items of an answer whose full text is fetched."""

_LIBRARY = re.compile(r"(user|group)s/(\d+)")


@dataclass(frozen=True)
class Zotero:
    """Finds items by their fields and by the text of their attachments; what holds most of the words comes first.

    Raises:
        SetupError: it is not said which library, or the key is none.
    """

    library: str
    """`users/12345` or `groups/12345`."""
    key: str = field(default="", repr=False)
    base_url: str = "https://api.zotero.org"
    interval: float = 0.1
    """Seconds between two requests."""
    deadline: float = 20.0
    """Seconds for a request, once it is its turn."""
    name: str = "Zotero"
    _texts: dict[tuple[str, int], tuple[Text, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Full texts by item and version: the queries of a run find the same items again and again."""

    def __post_init__(self) -> None:
        if not (self.key.isascii() and self.key.isprintable()):
            raise SetupError("ZOTERO_API_KEY holds a line break or an odd letter; copy the key anew.")
        if not _LIBRARY.fullmatch(self.library):
            raise SetupError(
                f"zotero_library is {self.library!r}; set it to users/NUMBER or groups/NUMBER, and ZOTERO_API_KEY to a"
                " key (https://www.zotero.org/settings/keys has your number and your keys). For the Zotero on this"
                " machine: zotero_library to users/0, and zotero_url to http://127.0.0.1:23119/api."
            )

    @property
    def online(self) -> bool:
        return not self._place.local

    @property
    def _place(self) -> Place:
        kind, number = self.library.split("/")
        return Place(kind.removesuffix("s"), number, self.base_url, self.key, self.interval, self.deadline)

    async def search(self, query: Query) -> list[Record]:
        words = search_terms(query.text)[:WORDS]
        return await asyncio.to_thread(self._search, words, query) if words else []

    def _search(self, words: Iterable[str], query: Query) -> list[Record]:
        """Search for the words one by one.

        Raises:
            PartialAnswer: not all words, or not all texts, could be asked for.
        """
        failures: list[SourceError] = []
        with Api(self._place) as api:
            items = _holding(api, words, failures)
            records = self._answer(api, items, query, failures)
        if failures and not items:
            raise failures[0]
        if failures:
            raise PartialAnswer(f"not all of the library could be asked for: {failures[0]}", records)
        return records

    def _answer(self, api: Api, items: Iterable[Item], query: Query, failures: list[SourceError]) -> list[Record]:
        """Return the records that fulfil the filters, with the texts of their attachments until one cannot be had."""
        records: list[Record] = []
        attached = query.filters.model_copy(update={"open_access": False})  # a text that is attached is free to read
        for item in (item for item in items if admits(attached, record(item))):
            texts: tuple[Text, ...] = ()
            if not failures and len(records) < TEXTS:
                try:
                    texts = self._full_texts(api, item)
                except SourceError as error:
                    failures.append(error)
            found = record(item, texts)
            records += [found] if admits(query.filters, found) else []
            if len(records) == query.limit:
                break
        return records

    def _full_texts(self, api: Api, item: Item) -> tuple[Text, ...]:
        known = (item.key, item.version)
        if known not in self._texts:
            attached = api.children(item.key) if item.meta.children else []
            contents = [api.full_text(each.key) for each in attached if each.is_readable]
            self._texts[known] = tuple(Text(kind="full_text", content=text) for text in dict.fromkeys(contents) if text)
        return self._texts[known]


def _holding(api: Api, words: Iterable[str], failures: list[SourceError]) -> list[Item]:
    """Return the items that hold any of the words, those that hold most of them first."""
    items: dict[str, Item] = {}
    hits: Counter[str] = Counter()
    try:
        for word in words:
            for item in _under(api, word):
                items[item.key] = item
                hits[item.key] += 1
    except SourceError as error:
        failures.append(error)
    return sorted(items.values(), key=lambda item: -hits[item.key])


def _under(api: Api, word: str) -> Iterator[Item]:
    """Yield the works that hold the word, those changed last first."""
    for start in range(0, PAGES * PAGE, PAGE):
        items, total = api.page(word, start)
        yield from (item for item in items if item.is_work)
        if start + PAGE >= total:
            return
