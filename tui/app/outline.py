"""The fan-out of a run as rows of a tree: sub-question, query, source, studies. Pure functions."""

from typing import Literal, NamedTuple

from tui.app.state import Branch, Query, RunView, Search
from tui.app.words import count, cut, duration, money

Tone = Literal["plain", "quiet", "busy", "good", "bad", "warning"]

MARKS: dict[Tone, str] = {"plain": " ", "quiet": "–", "busy": "◌", "good": "✓", "bad": "✗", "warning": "!"}
"""What says the same as the colour, for whoever does not see it."""


class Row(NamedTuple):
    """One row of the tree."""

    key: str
    """Stays the same while the run goes on; begins with the keys of the rows above it."""
    depth: int
    tone: Tone
    text: str
    figures: str
    """Shown dimmed after the text."""
    branch: int
    opens: bool = False
    """Whether it is shown with what is below it from the beginning."""


def outline(view: RunView) -> tuple[Row, ...]:
    """Return the rows, each below the one that it belongs to."""
    return tuple(row for branch in view.branches for row in _branch(branch))


def _branch(branch: Branch) -> list[Row]:
    key = str(branch.place)
    tone, figures = _state(branch)
    title = branch.question or "…"
    rows = [Row(key, 0, tone, f"{branch.place + 1}. {title}", figures, branch.place, opens=True)]
    if branch.reason:
        rows.append(Row(f"{key}/why", 1, "quiet", f"wave {branch.wave}: {branch.reason}", "", branch.place))
    taken: set[str] = set()
    for number, query in enumerate(branch.queries):
        rows += _query(branch, query, f"{key}/{number}", taken)
    if (unseen := branch.queries_told - len(branch.queries)) > 0:
        rows.append(
            Row(f"{key}/more", 1, "quiet", f"and {count(unseen, 'more query', 'more queries')}", "", branch.place)
        )
    return rows


def _query(branch: Branch, query: Query, key: str, taken: set[str]) -> list[Row]:
    found = sum(search.found for search in query.searches)
    states = {search.state for search in query.searches}
    tone: Tone = "quiet"
    if "asked" in states:
        tone = "busy"
    elif states & {"answered", "partly"}:
        tone = "good"
    elif "failed" in states:
        tone = "bad"
    rows = [Row(key, 1, tone, query.text, f"{found} found" if "asked" not in states else "", branch.place, opens=True)]
    for search in query.searches:
        if search.state != "left":
            rows += _search(branch, search, f"{key}/{search.source}", taken)
    if left := [search for search in query.searches if search.state == "left"]:
        names = ", ".join(search.source for search in left)
        rows.append(Row(f"{key}/left", 2, "quiet", f"not asked: {names}", "", branch.place))
    return rows


def _search(branch: Branch, search: Search, key: str, taken: set[str]) -> list[Row]:
    """A study stands below the search that found it first."""
    tones: dict[str, Tone] = {
        "asked": "busy",
        "answered": "good",
        "partly": "warning",
        "failed": "bad",
    }
    rows = [Row(key, 2, tones[search.state], search.source, _answer(search), branch.place, opens=True)]
    found = set(search.studies) - taken
    for study in branch.studies:
        if study.key in found and study.label:
            taken.add(study.key)
            figures = count(study.claims, "claim") if study.claims else ""
            rows.append(Row(f"{key}/{study.key}", 3, "plain", study.label, figures, branch.place))
    return rows


def _answer(search: Search) -> str:
    if search.state == "asked":
        return "asking"
    if search.state == "failed":
        return search.reason
    took = (
        "recorded" if search.recorded else duration(search.seconds) if search.seconds and search.seconds >= 0.05 else ""
    )
    parts = [f"{search.found} found", took, search.reason]
    return " · ".join(part for part in parts if part)


def _state(branch: Branch) -> tuple[Tone, str]:
    if branch.state == "dropped":
        return "quiet", f"left: {branch.reason}"
    if branch.state == "empty":
        return "quiet", f"nothing relevant among {branch.found} found" if branch.found else "nothing found"
    if branch.state == "shared":
        return "quiet", f"{branch.relevant} relevant, read elsewhere or left unread"
    parts = {
        "searching": [f"searching, {branch.found} found" if branch.found else "searching"],
        "reading": [f"reading {branch.relevant}", count(branch.claims, "claim") if branch.claims else ""],
        "read": [f"{branch.read} read", count(branch.claims, "claim")],
    }[branch.state]
    if branch.full_texts:
        parts.append(f"{branch.full_texts} in full")
    if branch.ended is not None:
        parts.append(duration(max(0.0, branch.ended - branch.began)))
    if branch.dollars is None or branch.dollars:
        parts.append(money(branch.dollars))
    return ("good" if branch.state == "read" else "busy"), " · ".join(part for part in parts if part)


def line(row: Row, width: int) -> tuple[str, str]:
    """Return text and figures of a row as they fit into so many characters; the figures are cut last."""
    figures = cut(row.figures, max(8, width * 2 // 3))
    room = width - (len(figures) + 2 if figures else 0)
    return cut(row.text, max(8, room)), figures
