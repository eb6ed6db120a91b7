"""What the literature is made of: works, their texts, and exact slices of those texts.

A `Record` is what one source says about a work. The library turns records into `Study`s, which keep one permanent
key however many records describe them. Texts are immutable and addressed by their content, so a passage id stays
valid for ever and any quote can be checked by code.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Literal, Self

from pydantic import model_validator

from assistant.base import Frozen

TextKind = Literal["summary", "abstract", "full_text"]
"""How much of a work a text holds; shown at every citation. A `summary` is somebody else's words about it."""

NoticeKind = Literal["retraction", "concern", "correction", "superseded"]

TEXT_KINDS: tuple[TextKind, ...] = ("full_text", "abstract", "summary")
"""Best first: what to read when a study has several texts."""


def digest(content: str) -> str:
    """Return the name of a content: 128 bits of BLAKE2b over its UTF-8 bytes, in hexadecimal."""
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Mark(Frozen):
    """From `start` on, until the next mark, a text stands under this heading and on this page."""

    start: int
    heading: str = ""
    page: int | None = None
    """As printed on the sheet's place in the file, from 1."""


class Text(Frozen):
    """An immutable text of a work."""

    kind: TextKind
    content: str
    marks: tuple[Mark, ...] = ()
    """Where its sections and pages begin, in order; empty where nothing is known of them."""

    @property
    def id(self) -> str:
        return digest(self.content)


class Passage(Frozen):
    """An exact slice of a text: `content == text[start:end]`."""

    study: str
    """Key of the study whose text this is."""
    kind: TextKind
    text: str
    """Id of the text."""
    start: int
    end: int
    content: str
    section: str = ""
    """The heading that it stands under, if known."""
    page: int | None = None
    """The page that it begins on, if known."""

    @property
    def id(self) -> str:
        return f"{self.text}#{self.start}-{self.end}"

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        if self.end - self.start != len(self.content):
            raise ValueError(f"passage {self.id} holds {len(self.content)} characters")
        return self


class Notice(Frozen):
    """What was announced about a work after it was published."""

    kind: NoticeKind
    by: str = ""
    """Identifier of the announcement, or of the work that takes its place; an alias, if known."""
    source: str
    """Who says so."""


class Record(Frozen):
    """What one source says about a work, before it has a key."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    ids: tuple[str, ...] = ()
    """Identifiers in the form of `assistant.identity`: `arxiv:2504.21776`, `doi:10.1000/xyz`."""
    url: str = ""
    fields: tuple[str, ...] = ()
    """Fields of study, in the source's own words."""
    open_texts: tuple[str, ...] = ()
    """Addresses at which its full text is free to read, the best first; empty: none is known."""
    notices: tuple[Notice, ...] = ()
    texts: tuple[Text, ...] = ()
    source: str
    """Name of the source that says so."""
    held: str = ""
    """Key of the study, if it is what the user's library holds of it already, and so nothing new there."""


class Study(Frozen):
    """One published work, under a key that never changes."""

    key: str
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    ids: tuple[str, ...] = ()
    url: str = ""
    fields: tuple[str, ...] = ()
    open_texts: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
    """Names of the sources that gave it, in the order in which they did."""

    def record(self, texts: Iterable[Text] = ()) -> Record:
        """Return the study with its texts as one record, from the first of its sources."""
        shared = {name: getattr(self, name) for name in Study.model_fields.keys() & Record.model_fields.keys()}
        return Record(**shared, texts=tuple(texts), source=self.sources[0] if self.sources else "library")
