"""Places studies come from. A source is one file that implements `Source` and one line in `assistant.settings`."""

from typing import Protocol

from pydantic import Field

from assistant.base import Frozen
from assistant.study import Record


class Query(Frozen):
    """What is asked of a source."""

    text: str = Field(min_length=1)
    limit: int = Field(default=20, ge=1)


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

        Raises:
            PartialAnswer: part of the answer could not be had; the error holds the rest.
            SourceError: it did not answer, or answered with something that is not its format.
        """
        ...
