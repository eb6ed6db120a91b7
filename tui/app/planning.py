"""Editing a plan: edits as values, the draft that they make, undo and redo. Pure functions.

A draft knows more than its plan: what was dropped stays in sight, and can be taken up again. Whatever is done to a
draft, its plan can be followed; an edit after which it could not is refused in words.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeVar

from assistant.base import Frozen
from assistant.errors import SetupError
from assistant.identity import normalised
from assistant.plan import Plan, SubQuestion
from assistant.printable import one_line, shortened
from assistant.tasks.plan import DETAILS, PLAN, PlanInput
from assistant.words import search_terms

T = TypeVar("T")

Kind = Literal["part", "query", "detail"]
NAMES: dict[Kind, str] = {"part": "sub-question", "query": "query", "detail": "query for details"}


class Place(NamedTuple):
    """Where a line of a draft stands, from 0."""

    part: int
    kind: Kind = "part"
    at: int = 0
    """Among the queries, or the queries for details, of its sub-question."""

    @property
    def nth(self) -> int:
        """Its place among its like."""
        return self.part if self.kind == "part" else self.at


class Line(Frozen):
    text: str
    dropped: bool = False
    """Whether the plan goes without it."""


class Part(Frozen):
    """A sub-question with what is to be asked for it."""

    line: Line
    queries: tuple[Line, ...]
    details: tuple[Line, ...] = ()


class Draft(Frozen):
    """A plan in the making."""

    parts: tuple[Part, ...]

    @property
    def plan(self) -> Plan:
        """What is left of it without what was dropped."""
        return Plan(subquestions=tuple(_subquestion(part) for part in self.parts if not part.line.dropped))

    @property
    def places(self) -> list[Place]:
        """Every line, in the order in which they are read."""
        return [
            place
            for number, part in enumerate(self.parts)
            for place in (
                Place(number),
                *(Place(number, "query", at) for at in range(len(part.queries))),
                *(Place(number, "detail", at) for at in range(len(part.details))),
            )
        ]

    def line(self, place: Place) -> Line:
        part = self.parts[place.part]
        return part.line if place.kind == "part" else _lines(part, place.kind)[place.at]

    def is_dropped(self, place: Place) -> bool:
        """Tell whether the plan goes without a line, by itself or because its sub-question is dropped."""
        return self.line(place).dropped or self.parts[place.part].line.dropped


def drafted(plan: Plan) -> Draft:
    """Return a draft of which nothing is dropped."""
    return Draft(
        parts=tuple(
            Part(line=Line(text=part.text), queries=_undropped(part.queries), details=_undropped(part.details))
            for part in plan.subquestions
        )
    )


class Reword(Frozen):
    place: Place
    text: str


class Add(Frozen):
    """A line of the same kind comes behind the place; a sub-question brings a query of its own words."""

    place: Place
    text: str


class Delete(Frozen):
    place: Place


class Move(Frozen):
    """A line changes places with others of its kind in its sub-question; past the first or the last, it stays there."""

    place: Place
    by: int


class Drop(Frozen):
    """The plan is to go without a line, or, if it does already, to have it again."""

    place: Place


Edit = Reword | Add | Delete | Move | Drop


class Moment(NamedTuple):
    """A draft, and the line that is looked at."""

    draft: Draft
    place: Place


def edited(draft: Draft, edit: Edit) -> Moment:
    """Return what an edit makes of a draft, and the line to look at next.

    Raises:
        SetupError: the plan could not be followed any more.
    """
    made = _made(draft, edit)
    _require_a_plan(made.draft)
    return made


class History(NamedTuple):
    """A draft with what it was before, and what was undone."""

    now: Moment
    past: tuple[Moment, ...] = ()
    """The latest last; each at the line that was edited then."""
    future: tuple[Moment, ...] = ()
    """What was undone last comes last."""

    def after(self, edit: Edit) -> "History":
        """Return the history with one edit more; one that changes nothing is none.

        Raises:
            SetupError: the plan could not be followed any more.
        """
        made = edited(self.now.draft, edit)
        if made.draft == self.now.draft:
            return self
        return History(made, (*self.past, Moment(self.now.draft, edit.place)))

    def undone(self) -> "History":
        return History(self.past[-1], self.past[:-1], (*self.future, self.now)) if self.past else self

    def redone(self) -> "History":
        return History(self.future[-1], (*self.past, self.now), self.future[:-1]) if self.future else self


def history(plan: Plan) -> History:
    """Return the beginning of one."""
    return History(Moment(drafted(plan), Place(0)))


def place_for(draft: Draft, place: Place, kind: Kind) -> Place:
    """Return the place of a kind behind which something is added when a line is looked at."""
    if kind == "part" or place.kind == kind:
        return place if place.kind == kind else Place(place.part)
    return Place(place.part, kind, len(_lines(draft.parts[place.part], kind)) - 1)


def _made(draft: Draft, edit: Edit) -> Moment:
    match edit:
        case Reword(place=place, text=text):
            line = draft.line(place).model_copy(update={"text": _new(draft, place, text, besides=place)})
            return Moment(_changed(draft, place, line), place)
        case Add(place=place, text=text):
            return _added(draft, place, Line(text=_new(draft, place, text)))
        case Delete(place=place):
            return _deleted(draft, place)
        case Move(place=place, by=by):
            return _moved(draft, place, by)
        case Drop(place=place):
            line = draft.line(place)
            return Moment(_changed(draft, place, line.model_copy(update={"dropped": not line.dropped})), place)


def _added(draft: Draft, place: Place, line: Line) -> Moment:
    at = place.nth + 1
    if place.kind != "part":
        return Moment(_among(draft, place, lambda lines: (*lines[:at], line, *lines[at:])), place._replace(at=at))
    query = " ".join(search_terms(line.text)) or line.text
    part = Part(line=line, queries=(Line(text=query),))
    return Moment(Draft(parts=(*draft.parts[:at], part, *draft.parts[at:])), Place(at))


def _deleted(draft: Draft, place: Place) -> Moment:
    at = place.nth
    if place.kind == "part":
        left = Draft(parts=_without(draft.parts, at))
        return Moment(left, Place(max(0, min(at, len(left.parts) - 1))))
    made = _among(draft, place, lambda lines: _without(lines, at))
    rest = len(_lines(made.parts[place.part], place.kind))
    return Moment(made, place._replace(at=min(at, rest - 1)) if rest else Place(place.part))


def _moved(draft: Draft, place: Place, by: int) -> Moment:
    def moved(items: Sequence[T]) -> tuple[T, ...]:
        rest = _without(items, place.nth)
        return (*rest[:to], items[place.nth], *rest[to:])

    like = draft.parts if place.kind == "part" else _lines(draft.parts[place.part], place.kind)
    to = max(0, min(place.nth + by, len(like) - 1))
    if place.kind == "part":
        return Moment(Draft(parts=moved(draft.parts)), Place(to))
    return Moment(_among(draft, place, moved), place._replace(at=to))


def _changed(draft: Draft, place: Place, line: Line) -> Draft:
    if place.kind == "part":
        return _with_part(draft, place.part, draft.parts[place.part].model_copy(update={"line": line}))
    return _among(draft, place, lambda lines: (*lines[: place.at], line, *lines[place.at + 1 :]))


def _among(draft: Draft, place: Place, change: Callable[[tuple[Line, ...]], tuple[Line, ...]]) -> Draft:
    """Return the draft with other lines of the place's kind in its sub-question."""
    part = draft.parts[place.part]
    field = "queries" if place.kind == "query" else "details"
    return _with_part(draft, place.part, part.model_copy(update={field: change(_lines(part, place.kind))}))


def _with_part(draft: Draft, at: int, part: Part) -> Draft:
    return Draft(parts=(*draft.parts[:at], part, *draft.parts[at + 1 :]))


def _lines(part: Part, kind: Kind) -> tuple[Line, ...]:
    return part.queries if kind == "query" else part.details


def _without(items: Sequence[T], at: int) -> tuple[T, ...]:
    return (*items[:at], *items[at + 1 :])


def _undropped(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(text=text) for text in texts)


def _left(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(line.text for line in lines if not line.dropped)


def _subquestion(part: Part) -> SubQuestion:
    return SubQuestion(text=part.line.text, queries=_left(part.queries), details=_left(part.details))


def _new(draft: Draft, place: Place, text: str, besides: Place | None = None) -> str:
    """Return a text for a line as it is kept; a blank one is refused, and one that its like say already."""
    text = one_line(text)
    if not normalised(text):
        raise SetupError(f"There is no word in this {NAMES[place.kind]}.")
    like = [
        draft.line(other)
        for other in draft.places
        if other != besides and (other.kind == "part") == (place.kind == "part")
        and (place.kind == "part" or other.part == place.part)
    ]  # fmt: skip
    if normalised(text) in (normalised(line.text) for line in like):
        raise SetupError(f"“{shortened(text, 60)}” is there already.")
    return text


def _require_a_plan(draft: Draft) -> None:
    live = [part for part in draft.parts if not part.line.dropped]
    for part in live:
        if not any(map(normalised, _left(part.queries))):
            raise SetupError("A sub-question needs a query; drop or delete the sub-question itself.")
        if len(_left(part.details)) > DETAILS:
            raise SetupError(f"A sub-question has at most {DETAILS} queries for details.")
    plan = draft.plan
    if found := PLAN.faults(PlanInput(question="", breadth=max(1, len(plan.subquestions))), plan):
        raise SetupError(f"This plan could not be followed: {'; '.join(found)}.")
