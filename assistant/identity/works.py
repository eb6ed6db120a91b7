"""Whether two records describe one work: the weight of all that they agree and disagree on."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cached_property

from assistant.identity.abstracts import Abstract, Sameness, sameness
from assistant.identity.identifiers import contradict, identifiers, naming
from assistant.identity.likeness import Comparison, Likeness, compared
from assistant.identity.people import Agreement, Person, agreement, people
from assistant.identity.titles import Title, title
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

    def __init__(self, record: Record, abstracts: Callable[[], Iterable[str]] | None = None) -> None:
        """Everything is worked out when it is first asked for; `abstracts` fetches what is not with the record."""
        self._record = record
        self._abstracts = abstracts or (lambda: (text.content for text in record.texts if text.kind == "abstract"))
        self.year = record.year

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(naming(identifiers(self._record)))

    @cached_property
    def title(self) -> Title:
        return title(self._record.title)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return people(self._record.authors)

    @cached_property
    def abstract(self) -> Abstract:
        return Abstract(self._abstracts())


ENOUGH = 4
"""Points that make one work of two records."""

_PEOPLE = {Agreement.STRONG: 4, Agreement.WEAK: 2, Agreement.UNKNOWN: 0, Agreement.PARTIAL: -4}
_TEXTS = {Sameness.IDENTICAL: 9, Sameness.SIMILAR: 6, Sameness.UNKNOWN: 0, Sameness.RELATED: -3}
_YEARS = {0: 0, 1: 0, 2: -1, 3: -2}
_FAR_APART = -8
_FAR = 5
"""Years after which the same title is rather another edition."""
_MOST_FOR_A_TITLE = 6


def judged(ours: Work, theirs: Work) -> Verdict:
    """Return whether two records describe one work; symmetric.

    Identifiers, a telling difference of the titles, other authors or quite another abstract decide that they do not.
    Otherwise what they have in common is weighed, as in Fellegi and Sunter, "A theory for record linkage", 1969, with
    weights that were set by hand: a title of four telling words is enough, a lesser one needs authors or abstracts.
    """
    if contradict(ours.ids, theirs.ids):
        return Verdict.DIFFERENT
    titles = compared(ours.title, theirs.title)
    if titles.likeness is Likeness.OTHER:
        return Verdict.UNSURE
    persons = agreement(ours.people, theirs.people)
    if titles.likeness is Likeness.CONTRARY or persons is Agreement.CONTRARY:
        return Verdict.DIFFERENT
    texts = sameness(ours.abstract, theirs.abstract)
    if texts is Sameness.CONTRARY or (texts < Sameness.IDENTICAL and _comes_again(ours, theirs)):
        return Verdict.DIFFERENT
    points = _title_points(titles) + _PEOPLE[persons] + _TEXTS[texts] + _year_points(ours, theirs)
    if points < ENOUGH or texts < _least(titles):
        return (
            Verdict.UNLIKE if titles.likeness is Likeness.UNLIKE or (_gap(ours, theirs) or 0) > _FAR else Verdict.UNSURE
        )
    return Verdict.CERTAIN if texts is Sameness.IDENTICAL else Verdict.SAME


def _least(titles: Comparison) -> Sameness:
    """Return how much abstracts must agree: a title that tells nothing, or another one, is not enough without them."""
    if titles.likeness in (Likeness.ALTERED, Likeness.UNLIKE):
        return Sameness.IDENTICAL
    return Sameness.RELATED if titles.weight else Sameness.SIMILAR


def _title_points(titles: Comparison) -> int:
    weight = min(titles.weight, _MOST_FOR_A_TITLE)
    match titles.likeness:
        case Likeness.EQUAL:
            return weight
        case Likeness.NEAR:
            return weight - titles.slips
        case Likeness.PART:
            return weight - 1 - titles.slips
        case _:
            return -5


def _year_points(ours: Work, theirs: Work) -> int:
    gap = _gap(ours, theirs)
    return 0 if gap is None else _YEARS.get(gap, _FAR_APART)


def _gap(ours: Work, theirs: Work) -> int | None:
    return None if ours.year is None or theirs.year is None else abs(ours.year - theirs.year)


def _comes_again(ours: Work, theirs: Work) -> bool:
    """Tell whether the two may be a report of one year and that of another."""
    nobody = not ours.people and not theirs.people
    periodic = all(each.title.is_periodic or (nobody and each.title.is_report) for each in (ours, theirs))
    return bool(_gap(ours, theirs)) and periodic
