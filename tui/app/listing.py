"""Saved runs as lines of a list. Pure functions."""

from collections.abc import Collection, Sequence

from tui.app.drawing import Item, Line, status
from tui.app.overview import Listed
from tui.app.words import age, cut, money

EXAMPLES = (
    "How are experts routed in mixture-of-experts models?",
    "How do language models judge other models?",
    "How do deep research agents plan their searches?",
)
"""Questions to begin with, on which the bundled library has something."""


def examples() -> list[Item]:
    """Return a line for each question to begin with."""
    return [Item(question, (((" ", "plain"), (question, "plain")),)) for question in EXAMPLES]


def listing(runs: Sequence[Listed], now: float, width: int, marked: Collection[str] = ()) -> list[Item]:
    """Return a line for each run: how it stands, its age, what it cost, and what was asked."""
    return [Item(run.run, (_line(run, now, width, run.run in marked),)) for run in runs]


def _line(run: Listed, now: float, width: int, is_marked: bool) -> Line:
    told, role = status(run.standing)
    mark = "▌" if is_marked else " "
    cost = money(run.dollars) if run.told else "–"
    figures = f"{age(now - run.began):>8}  {cost:>8}  "
    return (
        (mark, "link"),
        (f"{told:<16}", role),
        (figures, "quiet"),
        (cut(run.question, max(10, width - 17 - len(figures))), "plain"),
    )


def banner(run: Listed, now: float, width: int) -> Line:
    """Return the offer to go on with a run that was interrupted."""
    head = "‖ Interrupted "
    tail = "  ^r goes on with it"
    when = age(now - run.began)
    when = when if when == "just now" else f"{when} ago"
    asked = cut(run.question, max(10, width - len(head) - len(when) - len(tail) - 4))
    return ((head, "link"), (f"{when}: “{asked}”", "plain"), (tail, "link"))
