"""Whether two records describe one work: the weight of all that they agree and disagree on."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cached_property

from assistant.identity.abstracts import Abstract, Sameness, sameness
from assistant.identity.identifiers import contradict, identifiers, naming
from assistant.identity.likeness import Comparison, Likeness, compared
from assistant.identity.people import Agreement, Person, agreement, collaborations, people
from assistant.identity.titles import LONGEST, Title, title
from assistant.study import Record


class Verdict(IntEnum):
    """What two records say together."""

    DIFFERENT = -2
    """They describe two works."""
    UNLIKE = -1
    """They describe two works, unless more than they say speaks for one."""
    UNSURE = 0
    """Nothing decides it."""
    SAME = 1
    """They describe one work, as far as can be told."""
    CERTAIN = 2
    """They do, and their texts are one."""


class Work:
    """What a record says of its work, ready for comparing."""

    def __init__(
        self, record: Record, abstracts: Callable[[], Iterable[str]] | None = None, also: Iterable[str] = ()
    ) -> None:
        """Everything is worked out when it is first asked for.

        Args:
            abstracts: fetches those that are not with the record.
            also: identifiers that are known besides those of the record.
        """
        self._record = record
        self._also = also
        self._abstracts = abstracts or (lambda: (text.content for text in record.texts if text.kind == "abstract"))
        self.year = record.year

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset((*naming(identifiers(self._record)), *self._also))

    @cached_property
    def title(self) -> Title:
        return title(self._record.title[:LONGEST])

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return people(self._record.authors)

    @cached_property
    def collaborations(self) -> frozenset[str]:
        return collaborations(self._record.authors)

    @cached_property
    def abstract(self) -> Abstract:
        return Abstract(self._abstracts())


ENOUGH = 4
"""Points that make one work of two records."""

_PEOPLE = {Agreement.STRONG: 4, Agreement.WEAK: 2, Agreement.UNKNOWN: 0, Agreement.PARTIAL: -4}
_TEXTS = {Sameness.IDENTICAL: 9, Sameness.SIMILAR: 6, Sameness.UNKNOWN: 0, Sameness.RELATED: -3}
_YEARS = (0, 0, -1, -2)
"""By the years between the two."""
_YEARS_OF_NOBODY = (0, -1, -2, -3)
"""The same when nothing is known of the people."""
_MANY_YEARS = -8
_ANOTHER_EDITION = 5
"""Years after which the same title is rather another edition."""
_MOST_FOR_A_TITLE = 6
_NOTHING_TOLD = -2
_ALTERED = -7
_UNLIKE = -9


def judged(ours: Work, theirs: Work) -> Verdict:
    """Return whether two records describe one work; symmetric.

    Identifiers, a telling difference of the titles, other authors or quite another abstract decide that they do not.
    Otherwise what they have in common is weighed, as in Fellegi and Sunter, "A theory for record linkage", 1969, with
    weights that were set by hand. So a title of four telling words is enough, a lesser one needs authors or abstracts,
    and another one needs both.
    """
    if contradict(ours.ids, theirs.ids):
        return Verdict.DIFFERENT
    titles = compared(ours.title, theirs.title)
    if titles.likeness is Likeness.OTHER:
        return Verdict.UNSURE
    persons = _agreement(ours, theirs)
    if titles.likeness is Likeness.CONTRARY or persons is Agreement.CONTRARY:
        return Verdict.DIFFERENT
    texts = sameness(ours.abstract, theirs.abstract)
    if texts is Sameness.CONTRARY or (texts < Sameness.IDENTICAL and _comes_again(ours, theirs)):
        return Verdict.DIFFERENT
    gap = _gap(ours, theirs)
    if _title_points(titles, persons) + _PEOPLE[persons] + _TEXTS[texts] + _year_points(gap, persons) >= ENOUGH:
        return Verdict.CERTAIN if texts is Sameness.IDENTICAL else Verdict.SAME
    return Verdict.UNLIKE if titles.likeness is Likeness.UNLIKE or gap > _ANOTHER_EDITION else Verdict.UNSURE


def _agreement(ours: Work, theirs: Work) -> Agreement:
    """Return what the authors say; rival experiments publish under one title, and their people are often not named."""
    if ours.collaborations and theirs.collaborations and ours.collaborations.isdisjoint(theirs.collaborations):
        return Agreement.CONTRARY
    return agreement(ours.people, theirs.people)


def _title_points(titles: Comparison, persons: Agreement) -> int:
    """Return how much titles speak for one work; a difference counts more when nothing is known of the people."""
    if titles.likeness in (Likeness.ALTERED, Likeness.UNLIKE):
        return _ALTERED if titles.likeness is Likeness.ALTERED else _UNLIKE
    told = min(titles.weight, _MOST_FOR_A_TITLE) or _NOTHING_TOLD
    if titles.likeness is Likeness.EQUAL:
        return told
    return told - titles.slips - (titles.likeness is Likeness.PART) - (persons is Agreement.UNKNOWN)


def _year_points(gap: int, persons: Agreement) -> int:
    points = _YEARS_OF_NOBODY if persons is Agreement.UNKNOWN else _YEARS
    return points[gap] if gap < len(points) else _MANY_YEARS


def _gap(ours: Work, theirs: Work) -> int:
    """Return the years between the two, as far as both are known."""
    return 0 if ours.year is None or theirs.year is None else abs(ours.year - theirs.year)


def _comes_again(ours: Work, theirs: Work) -> bool:
    """Tell whether the two may be a report of one year and that of another."""
    nobody = not ours.people and not theirs.people
    periodic = all(each.title.is_periodic or (nobody and each.title.is_report) for each in (ours, theirs))
    return periodic and _gap(ours, theirs) > 0
