"""Places studies come from. A source is one file that implements `Source`, and one line in the catalogue."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

from pydantic import Field

from assistant.base import Frozen
from assistant.sources.filters import Filters
from assistant.study import Notice, Record, Study


class Query(Frozen):
    """What is asked of a source."""

    text: str = Field(min_length=1)
    limit: int = Field(default=20, ge=1)
    filters: Filters = Filters()


class Source(Protocol):
    """A place that answers queries with records, best first."""

    @property
    def name(self) -> str: ...

    @property
    def online(self) -> bool:
        """Whether asking it leaves this machine."""
        ...

    async def search(self, query: Query) -> list[Record]:
        """Return at most `query.limit` records; an empty list means that it has nothing on the query.

        A source asks its service for as many of the filters as that can apply, so that the limit is not used up by
        what is filtered out; whatever it returns fulfils all of them (`assistant.sources.filters.admits`).

        Raises:
            PartialAnswer: part of the answer could not be had; the error holds the rest.
            SourceError: it did not answer, or answered with something that is not its format.
        """
        ...


class Link(Frozen):
    """A citation between a study that a run has accepted and some other work."""

    study: str
    """Key of the study."""
    work: str
    """The other work, under the source's own name for it (`openalex:W123`)."""
    kind: Literal["reference", "citation"]
    """Whether the study cites the work, or is cited by it."""


@runtime_checkable
class CitationSource(Source, Protocol):
    """A source that also knows who cites whom."""

    async def links(self, studies: Sequence[Study]) -> list[Link]:
        """Return the references of the studies, and what cites them, in as few requests as can be.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        ...

    async def works(self, names: Sequence[str]) -> list[Record]:
        """Return the records of works that `links` named, those that it has, in the order of the names.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        ...


class NoticeSource(Protocol):
    """A source that knows what was announced about works after they were published."""

    @property
    def name(self) -> str: ...

    async def notices(self, dois: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        """Return the notices about the works that have any, by DOI.

        Raises:
            SourceError: it did not answer, or answered with something that is not its format.
        """
        ...
