"""Answers that come in pages: as many as are needed, and what had come when one could not be had."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import NamedTuple

from assistant.errors import PartialAnswer, SourceError
from assistant.sources import Query
from assistant.sources.filters import admitted
from assistant.study import Record


class Page(NamedTuple):
    """The records of a page, and how many more were on it that cannot be read."""

    records: list[Record]
    unread: int


async def collected(who: str, pages: AsyncGenerator[Page, None], query: Query) -> list[Record]:
    """Return the records that fulfil the query, taking no more pages than that needs.

    Raises:
        PartialAnswer: a page after the first could not be had, or records could not be read.
        SourceError: the first page could not be had.
    """
    records: list[Record] = []
    unread = 0
    try:
        async with aclosing(pages):
            async for page in pages:
                records += admitted(query.filters, page.records)
                unread += page.unread
                if len(records) >= query.limit:
                    break
    except SourceError as error:
        if not records:
            raise
        raise PartialAnswer(f"{error}; what it sent before that is there", records[: query.limit]) from None
    if unread:
        raise PartialAnswer(f"{who} sent {unread} records that cannot be read", records[: query.limit])
    return records[: query.limit]
