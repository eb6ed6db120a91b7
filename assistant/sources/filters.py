"""What a person wants of studies beyond their subject: when, where, by whom, in which field, free to read."""

from collections.abc import Iterable

from pydantic import Field

from assistant.base import Frozen
from assistant.identity import normalised, surname
from assistant.study import Record


class Filters(Frozen):
    """Every condition that is set must hold. What a record does not say, it does not fulfil."""

    since: int | None = Field(default=None, ge=1000, le=9999)
    """The earliest year."""
    until: int | None = Field(default=None, ge=1000, le=9999)
    """The latest year."""
    venues: tuple[str, ...] = ()
    """Names, or parts of names, of journals and conferences, one of which must fit."""
    authors: tuple[str, ...] = ()
    """Names, one of which must be among the authors."""
    fields: tuple[str, ...] = ()
    """Fields of study, one of which must fit."""
    open_access: bool = False
    """Only what is free to read."""

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def words(self) -> str:
        """What is wanted, in words that can follow `studies`: `of 2020 or later, by Ada Lovelace`."""
        parts = (
            self.since and f"of {self.since} or later",
            self.until and f"of {self.until} or earlier",
            self.venues and f"in {' or '.join(self.venues)}",
            self.authors and f"by {' or '.join(self.authors)}",
            self.fields and f"on {' or '.join(self.fields)}",
            self.open_access and "that are free to read",
        )
        return ", ".join(part for part in parts if part)


def admits(filters: Filters, record: Record) -> bool:
    """Return whether a record fulfils the filters, as far as it says what it is."""
    free = bool(record.open_texts) or any(text.kind == "full_text" for text in record.texts)
    return all(
        (
            filters.since is None or (record.year is not None and record.year >= filters.since),
            filters.until is None or (record.year is not None and record.year <= filters.until),
            not filters.venues or any_within(filters.venues, [record.venue]),
            not filters.authors or any(_is(wanted, author) for wanted in filters.authors for author in record.authors),
            not filters.fields or any_within(filters.fields, record.fields),
            not filters.open_access or free,
        )
    )


def admitted(filters: Filters, records: Iterable[Record]) -> list[Record]:
    """Return the records that fulfil the filters, in their order."""
    return [record for record in records if admits(filters, record)]


def any_within(wanted: Iterable[str], said: Iterable[str]) -> bool:
    """Return whether the words of one wanted name stand in one that is said, in their order."""
    spaced = [f" {normalised(name)} " for name in said]
    return any(f" {normalised(name)} " in other for name in wanted for other in spaced)


def _is(wanted: str, author: str) -> bool:
    """Return whether two names can be one person's: the same family name, and initials that do not contradict."""
    if surname(wanted) != surname(author):
        return False
    ours, theirs = _initials(wanted), _initials(author)
    return ours.startswith(theirs) or theirs.startswith(ours)


def _initials(name: str) -> str:
    family = surname(name)
    return "".join(word[0] for word in normalised(name).split() if word not in family.split())
