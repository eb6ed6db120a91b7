"""What is added to a library at once: enough that little time goes into transactions, and little enough to hold."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.library.known_files import KnownFile
from assistant.study import Record

RECORDS = 500
CHARACTERS = 5_000_000
SECONDS = 1.0
"""How long records wait for others when they come slowly, as from PDFs."""


class Portion(NamedTuple):
    """Records, and the files whose last records these are."""

    records: Sequence[Record]
    files: Sequence[KnownFile] = ()
    share: float = 1.0
    """How much of all that is to be added is added with this portion, in [0, 1]."""


class Filling:
    """Records that wait until they are a portion."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._characters = 0
        self._began = time.monotonic()

    def put(self, record: Record) -> None:
        self.records.append(record)
        self._characters += sum(len(text.content) for text in record.texts)

    @property
    def is_full(self) -> bool:
        late = time.monotonic() - self._began >= SECONDS
        return late or len(self.records) >= RECORDS or self._characters >= CHARACTERS


def portioned(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the records, in their order, as lists of a portion's size."""
    filling = Filling()
    for record in records:
        filling.put(record)
        if filling.is_full:
            yield filling.records
            filling = Filling()
    if filling.records:
        yield filling.records
