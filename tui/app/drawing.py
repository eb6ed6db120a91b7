"""Lines of a screen as plain data: stretches of text, each with the role that gives it its colour. Pure functions."""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Literal, NamedTuple

from tui.app.outline import MARKS, Row, line
from tui.app.state import Failure, Limits, RunView, Saying
from tui.app.words import clock, count, cut, money

Role = Literal["plain", "quiet", "busy", "good", "bad", "warning", "strong", "link", "quote"]
Span = tuple[str, Role]
Line = tuple[Span, ...]

ROLES: tuple[Role, ...] = ("plain", "quiet", "busy", "good", "bad", "warning", "strong", "link", "quote")
METER = 12
"""Cells of a meter."""


class Item(NamedTuple):
    """Something that a cursor stands on: one line or several."""

    key: str
    lines: tuple[Line, ...]


def tree(rows: Sequence[Row], folded: frozenset[str], width: int) -> list[Item]:
    """Return the rows that are seen when those in `folded` are shut."""
    parents = {row.key.rpartition("/")[0] for row in rows}
    return [
        Item(row.key, _row(row, row.key in parents, row.key in folded, width))
        for row in rows
        if not any(row.key.startswith(f"{shut}/") for shut in folded)
    ]


def _row(row: Row, has_more: bool, is_shut: bool, width: int) -> tuple[Line, ...]:
    """A sub-question that does not fit beside its figures has them below it."""
    indent = "  " * row.depth
    fold = ("▸" if is_shut else "▾") if has_more else " "
    head: Line = ((f"{indent}{fold} ", "quiet"), (f"{MARKS[row.tone]} ", row.tone))
    room = width - len(indent) - 4
    role: Role = "strong" if row.depth == 0 else "quiet" if row.tone == "quiet" else "plain"
    tone: Role = row.tone if row.tone in ("bad", "warning") else "quiet"
    if row.depth == 0 and row.figures and len(row.text) + 2 + len(row.figures) > room:
        below: Line = ((f"{indent}    ", "quiet"), (cut(row.figures, room), tone))
        return (*head, (cut(row.text, room), role)), below
    text, figures = line(row, room)
    return ((*head, (text, role), (f"  {figures}" if figures else "", tone)),)


def ticker(claims: Iterable[Saying], width: int) -> list[Item]:
    """Return the claims, the latest first."""
    return [saying(claim, width) for claim in reversed(tuple(claims))]


def saying(claim: Saying, width: int) -> Item:
    where = "" if claim.branch is None else f"{claim.branch + 1} · "
    head: Line = ((cut(f"{where}{claim.study}", width), "quiet"),)
    body: tuple[Line, ...] = tuple(((part, "plain"),) for part in wrap(claim.text, max(10, width)))
    return Item(f"{claim.branch}:{claim.claim}", (head, *body, ()))


def headline(view: RunView, live: bool) -> Line:
    """Return where the run stands, in a line; one that is not live goes on only when somebody goes on with it."""
    parts = [count(view.found, "record") + " found"] if view.found else []
    if view.relevant:
        parts.append(f"{view.relevant} relevant")
    if view.read:
        parts.append(f"{view.read} read")
    if view.claimed:
        parts.append(count(view.claimed, "claim"))
    name, role = phase(view)
    if not live and role == "busy":
        name, role = "‖ interrupted", "link"
    told: Span = (f"  {' · '.join(parts)}", "plain")
    return ((name, role), told)


def phase(view: RunView) -> Span:
    """Return the name of what the run is at."""
    if view.report is not None:
        return status(view.report.status)
    names: dict[str, Span] = {
        "opening": ("◌ opening", "busy"),
        "planning": ("◌ planning", "busy"),
        "searching": ("◌ searching", "busy"),
        "reading": ("◌ reading", "busy"),
        "writing": ("◌ writing", "busy"),
        "stopping": ("◌ ending with what is there", "warning"),
        "paused": ("● the plan waits for you", "link"),
    }
    name, role = names[view.phase]
    return (f"{name}, wave {view.wave}" if view.wave > 1 and role == "busy" else name, role)


def status(name: str) -> Span:
    """Return how a run stands, with a mark that says the same as the colour."""
    marks: dict[str, Span] = {
        "complete": ("✓ complete", "good"),
        "abstained": ("– nothing found", "quiet"),
        "partial": ("! partial", "warning"),
        "budget": ("! at its budget", "warning"),
        "running": ("◌ at work", "busy"),
        "interrupted": ("‖ interrupted", "link"),
        "paused": ("● waits at plan", "link"),
        "failed": ("✗ failed", "bad"),
    }
    return marks[name]


def meters(view: RunView, limits: Limits, elapsed: float) -> Line:
    """Return time and money that are used, of what may be used."""
    spent = view.spent
    parts: list[Span] = [("time ", "quiet"), *_meter(elapsed, limits.seconds, clock(elapsed), clock)]
    if spent.calls or limits.dollars is not None:
        parts += [("   cost ", "quiet"), *_meter(spent.dollars or 0.0, limits.dollars, money(spent.dollars), money)]
    if limits.tokens is not None or spent.tokens:
        parts += [("   tokens ", "quiet"), *_meter(spent.tokens, limits.tokens, _short(spent.tokens), _short)]
    if limits.calls is not None or spent.calls:
        parts += [("   calls ", "quiet"), *_meter(spent.calls, limits.calls, str(spent.calls), _short)]
    if spent.recorded:
        parts.append((f"   {spent.recorded} replies recorded", "quiet"))
    if not spent.calls and limits.dollars is None:
        parts.append(("   no model, no cost" if view.expert in ("", "extractive") else "   nothing spent yet", "quiet"))
    return tuple(parts)


def _meter(value: float, most: float | None, told: str, form: object) -> list[Span]:
    assert callable(form)
    if most is None:
        return [(told, "plain")]
    share = min(1.0, value / most) if most else 1.0
    filled = round(share * METER)
    role: Role = "bad" if share >= 1 else "warning" if share >= 0.8 else "good"
    return [("━" * filled, role), ("╌" * (METER - filled), "quiet"), (f" {told} of {form(most)}", "plain")]


def _short(number: float) -> str:
    return f"{number / 1000:.1f}k" if number >= 10_000 else f"{number:,.0f}"


def failures(found: Sequence[Failure], width: int, most: int) -> list[Line]:
    """Return what went wrong, the latest last; what the run was set up for is said once and quietly."""
    told = [_failure(failure, width) for failure in found if not failure.expected]
    spared = {failure.who: failure.reason for failure in found if failure.expected}
    if spared:
        told.insert(0, ((cut(f"– not asked, as set up: {', '.join(spared)} ({next(iter(spared.values()))})", width),
                         "quiet"),))  # fmt: skip
    if len(told) > most:
        rest: Line = ((f"and {len(told) - most + 1} more", "quiet"),)
        told = [*told[: most - 1], rest]
    return told


def _failure(failure: Failure, width: int) -> Line:
    times = f" ({failure.times} times)" if failure.times > 1 else ""
    return (("✗ ", "bad"), (cut(f"{failure.who}: {failure.reason}", width - 2 - len(times)) + times, "plain"))
