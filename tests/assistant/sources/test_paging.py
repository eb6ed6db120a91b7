"""Paging: enough, each once, no page too many, and nothing that is missing passed over."""

from collections.abc import AsyncGenerator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import PartialAnswer, SourceError
from assistant.sources import Query
from assistant.sources.filters import Filters, admitted
from assistant.sources.paging import SIFTED, collected, pages_at_most
from assistant.study import Record
from tests.samples import record

RECENT = Filters(since=2020)
PAGES = st.lists(
    st.lists(st.builds(lambda n, year: record(f"R{n}", year=year), st.integers(0, 9), st.integers(2018, 2022)))
)


class Book:
    """Pages that know how many of them were asked for; after the last comes an error, if one is given."""

    def __init__(self, pages: Sequence[Sequence[Record]], error: str = "") -> None:
        self.pages, self.error, self.asked = pages, error, 0

    async def turned(self) -> AsyncGenerator[Sequence[Record], None]:
        for page in self.pages:
            self.asked += 1
            yield page
        if self.error:
            raise SourceError(self.error)


@given(PAGES, st.integers(1, 12))
async def test_the_first_that_fulfil_the_filters_come_and_no_page_too_many(
    pages: list[list[Record]], limit: int
) -> None:
    book, query = Book(pages), Query(text="x", limit=limit, filters=RECENT)
    wanted = list(dict.fromkeys(admitted(RECENT, [each for page in pages for each in page])))
    assert await collected(query, book.turned()) == wanted[:limit]
    before = [each for page in pages[: max(0, book.asked - 1)] for each in page]
    assert len(set(admitted(RECENT, before))) < limit or book.asked == 0


async def test_what_there_is_comes_with_the_failure() -> None:
    held = [record("A", year=2021), record("B", year=2021)]
    with pytest.raises(PartialAnswer, match=r"^it broke$") as raised:
        await collected(Query(text="x", limit=9, filters=RECENT), Book([held], "it broke").turned())
    assert raised.value.records == tuple(held)
    with pytest.raises(SourceError, match=r"^it broke$") as nothing:
        await collected(Query(text="x", filters=RECENT), Book([[record("A", year=1999)]], "it broke").turned())
    assert not isinstance(nothing.value, PartialAnswer)


@pytest.mark.parametrize(
    ("limit", "filters", "size", "pages"),
    [(1, Filters(), 1, 1), (101, Filters(), 100, 2), (20, RECENT, 100, 1), (40, RECENT, 100, SIFTED * 40 // 100 + 1)],
)
def test_filters_make_for_more_pages(limit: int, filters: Filters, size: int, pages: int) -> None:
    assert pages_at_most(Query(text="x", limit=limit, filters=filters), size) == pages
