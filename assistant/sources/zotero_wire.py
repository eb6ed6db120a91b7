"""What Zotero says of the items in a library, as records."""

import re

from pydantic import Field

from assistant.bibliography.entry import identifiers, medical, year
from assistant.identity import link
from assistant.names import Name, written
from assistant.sources.foreign import Foreign
from assistant.study import Record, Text

_NO_WORKS = ("attachment", "note", "annotation")
_READABLE = ("application/pdf", "application/epub+zip", "application/xhtml+xml", "text/html", "text/plain")
_EXTRA = re.compile(r"^(doi|arxiv|pmid|pmcid):\s*(\S+)", re.IGNORECASE | re.MULTILINE)
"""Identifiers in the field `extra`, for which many kinds of items have no field of their own."""


class _Creator(Foreign):
    kind: str = Field(default="", alias="creatorType")
    given: str = Field(default="", alias="firstName")
    family: str = Field(default="", alias="lastName")
    name: str = ""


class _Tag(Foreign):
    tag: str = ""


class _Data(Foreign):
    kind: str = Field(default="", alias="itemType")
    title: str = ""
    creators: tuple[_Creator, ...] = ()
    abstract: str = Field(default="", alias="abstractNote")
    journal: str = Field(default="", alias="publicationTitle")
    proceedings: str = Field(default="", alias="proceedingsTitle")
    book: str = Field(default="", alias="bookTitle")
    conference: str = Field(default="", alias="conferenceName")
    date: str = ""
    doi: str = Field(default="", alias="DOI")
    url: str = ""
    archive: str = Field(default="", alias="archiveID")
    extra: str = ""
    tags: tuple[_Tag, ...] = ()
    content_type: str = Field(default="", alias="contentType")


class _Meta(Foreign):
    children: int = Field(default=1, alias="numChildren")
    """Attachments and notes; where Zotero does not count them, there may be one."""


class Item(Foreign):
    """An item of a library: a work, or what is attached to one."""

    key: str
    version: int = 0
    data: _Data
    meta: _Meta = _Meta()

    @property
    def is_work(self) -> bool:
        return self.data.kind not in _NO_WORKS and bool(self.data.title.strip())

    @property
    def is_readable(self) -> bool:
        """Whether it is a file with text in it."""
        return self.data.content_type in _READABLE


class FullText(Foreign):
    """What Zotero read in an attachment."""

    content: str = ""


def record(item: Item, full_texts: tuple[Text, ...] = ()) -> Record:
    """Return what an item says, and the texts of its attachments, as a record."""
    data = item.data
    abstract = data.abstract.strip()
    extra = {kind.lower(): name for kind, name in _EXTRA.findall(data.extra)}
    names = (data.doi, extra.get("doi", ""), data.archive, extra.get("arxiv", ""), data.url)
    ids = tuple(dict.fromkeys((*identifiers(names), *medical(extra.get("pmid", ""), extra.get("pmcid", "")))))
    return Record(
        title=" ".join(data.title.split()),
        authors=_authors(data.creators),
        year=year(data.date),
        venue=data.journal or data.proceedings or data.book or data.conference,
        ids=ids,
        url=data.url or link(ids),
        fields=tuple(tag.tag for tag in data.tags if tag.tag),
        texts=(*full_texts, *((Text(kind="abstract", content=abstract),) if abstract else ())),
        source="Zotero",
    )


def _authors(creators: tuple[_Creator, ...]) -> tuple[str, ...]:
    """Return the authors; where there are none (a talk, a patent), all who made the work."""
    authors = [each for each in creators if each.kind == "author"] or creators
    names = (Name(each.family or each.name, each.given if each.family else "") for each in authors)
    return tuple(written(name) for name in names if name.family)
