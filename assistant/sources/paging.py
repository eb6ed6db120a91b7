"""Pages of records until there are enough of them that fulfil the filters."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from assistant.errors import PartialAnswer, SourceError
from assistant.sources import Query
from assistant.sources.filters import admitted
from assistant.study import Record

SIFTED = 3
"""How many times as many records are looked at when filters may leave some out."""


async def collected(query: Query, pages: AsyncGenerator[Sequence[Record], None]) -> list[Record]:
    """Return the first records that fulfil the filters, each once; no page is asked for that is not needed.

    Raises:
        PartialAnswer: a later page could not be had; it holds what the earlier ones gave.
        SourceError: the first pages could not be had, so that there is nothing.
    """
    found: dict[Record, None] = {}
    async with aclosing(pages):
        try:
            async for page in pages:
                found |= dict.fromkeys(admitted(query.filters, page))
                if len(found) >= query.limit:
                    break
        except SourceError as error:
            if not found:
                raise
            raise PartialAnswer(str(error), list(found)[: query.limit]) from None
    return list(found)[: query.limit]


def pages_at_most(query: Query, size: int) -> int:
    """Return how many pages of a size are looked at for a query."""
    return -(-query.limit * (SIFTED if query.filters else 1) // size)
