"""A draft of a plan, and what it is likely to take, as lines. Pure functions."""

from collections.abc import Iterator

from assistant.estimate import Estimate, Range, StepEstimate
from assistant.printable import one_line
from tui.app.drawing import Item, Line, Role, Span
from tui.app.planning import Draft, Place
from tui.app.words import count, cut, duration, money
from tui.app.wrapping import wrapped

COLUMNS = (9, 7, 9, 9, 8)
"""Cells of the columns of the table."""
UNPRICED = "What this model costs is not known."
MODELLESS = "No model is set up: the built-in expert does the work, and costs nothing."
ASIDE = "What is recorded costs nothing, and steps overlap in time."


def key(place: Place) -> str:
    return f"{place.part}/{place.kind}/{place.at}"


def place_of(key: str) -> Place:
    part, kind, at = key.split("/")
    return Place(int(part), "part" if kind == "part" else "query" if kind == "query" else "detail", int(at))


def tree(draft: Draft, width: int) -> list[Item]:
    """Return the sub-questions, each with its queries below it."""
    places = draft.places
    return [
        Item(key(place), tuple(_lines(draft, place, after, width)))
        for place, after in zip(places, [*places[1:], None], strict=True)
    ]


def table(estimate: Estimate, width: int) -> list[Line]:
    """Return a row for each step and three for all of them."""
    total = estimate.total
    title: Line = (("What it is likely to take", "strong"),)
    if not estimate.model:
        least, most = duration(total.seconds.low), duration(total.seconds.high)
        told = f"About {duration(total.seconds.expected)}; at least {least}, at most {most}."
        return [title, (), *wrapped([(told, "plain")], width), (), *wrapped([(MODELLESS, "quiet")], width)]
    return [
        title,
        *wrapped([(estimate.model, "quiet")], width),
        (),
        _row(("", "calls", "tokens", "dollars", "minutes"), "quiet"),
        *(_row(_cells(step.step, step, "expected"), "plain") for step in estimate.steps if _takes(step)),
        (),
        _row(_cells("in all", total, "expected"), "strong"),
        _row(_cells("at least", total, "low"), "quiet"),
        _row(_cells("at most", total, "high"), "quiet"),
        (),
        *(wrapped([(UNPRICED, "warning")], width) if total.dollars is None else ()),
        *wrapped([(ASIDE, "quiet")], width),
    ]


def summary(estimate: Estimate, width: int) -> list[Line]:
    """Return the estimate in a line or two, where there is no room for more."""
    total = estimate.total
    if not estimate.model:
        return wrapped([(f"No model, no cost · about {duration(total.seconds.expected)}", "quiet")], width)
    dollars = "cost unknown" if total.dollars is None else f"about {money(total.dollars.expected)}"
    told = f"{count(round(total.calls.expected), 'call')} · {total.tokens.expected:,.0f} tokens"
    return wrapped([(f"{told} · {dollars} · about {duration(total.seconds.expected)}", "quiet")], width)


def headline(question: str, draft: Draft, width: int) -> list[Line]:
    """Return the question, and the size of the plan."""
    plan = draft.plan
    asked = sum(len(part.queries) for part in plan.subquestions)
    size = f"{count(len(plan.subquestions), 'sub-question')}, {count(asked, 'query', 'queries')}"
    left_out = sum(draft.line(place).dropped for place in draft.places)
    told = f"Plan · {size}{f', {left_out} left out' if left_out else ''}"
    return [((cut(one_line(question), width), "strong"),), ((told, "quiet"),)]


def _lines(draft: Draft, place: Place, after: Place | None, width: int) -> Iterator[Line]:
    is_dropped = draft.is_dropped(place)
    text: Span = (one_line(draft.line(place).text), _role(place, is_dropped))
    aside: Span = ("  left out" if draft.line(place).dropped else "", "warning")
    ends = after is None or after.part != place.part
    if place.kind == "part":
        mark = f"{place.part + 1}. ".rjust(4)
        yield from wrapped([text, aside], width, ((mark, "link"),), ((" " * len(mark), "quiet"),))
    else:
        first, rest = ("    └ ", "      ") if ends else ("    ├ ", "    │ ")
        what: Span = ("later, for details: " if place.kind == "detail" else "", "quiet")
        yield from wrapped([what, text, aside], width, ((first, "quiet"),), ((rest, "quiet"),))
    if ends and after is not None:
        yield ()


def _role(place: Place, is_dropped: bool) -> Role:
    if is_dropped:
        return "quiet"
    return "strong" if place.kind == "part" else "plain"


def _takes(step: StepEstimate) -> bool:
    return bool(step.calls.high or step.seconds.high)


def _cells(name: str, step: StepEstimate, bound: str) -> tuple[str, ...]:
    def of(figure: Range) -> float:
        return float(getattr(figure, bound))

    dollars = "?" if step.dollars is None else f"{of(step.dollars):.4f}" if step.dollars.high else "–"
    calls = f"{of(step.calls):,.0f}" if step.calls.high else "–"
    tokens = f"{of(step.tokens):,.0f}" if step.tokens.high else "–"
    return (name, calls, tokens, dollars, f"{of(step.seconds) / 60:.1f}")


def _row(cells: tuple[str, ...], role: Role) -> Line:
    name, *figures = cells
    told = name.ljust(COLUMNS[0]) + "".join(
        figure.rjust(size) for figure, size in zip(figures, COLUMNS[1:], strict=True)
    )
    return ((told.rstrip(), role),)
