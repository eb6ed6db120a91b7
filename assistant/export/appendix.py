"""The appendix of a report as Markdown: what was searched, what each search added, and why studies were left out."""

from collections.abc import Iterator, Sequence

from assistant.export.prose import cell, plain
from assistant.flow import Flow, Search
from assistant.printable import shortened

_BARS = "▁▂▃▄▅▆▇█"


def appendix(flow: Flow) -> Iterator[str]:
    """Yield the blocks of the appendix."""
    yield "\n".join(
        ["| source | query | found | new | of them relevant |", "|---|---|---|---|---|", *map(_row, flow.searches)]
    )
    yield saturation(flow.saturation)
    if flow.reasons:
        yield "\n".join(f"- {count} left out: {plain(reason)}" for reason, count in flow.reasons.items())


def saturation(curve: Sequence[int]) -> str:
    """Return the curve of relevant studies known after each search, drawn, with what its end says in words."""
    if not curve or not curve[-1]:
        return "No search found a relevant study."
    drawn = "".join(_BARS[round((len(_BARS) - 1) * value / curve[-1])] for value in curve)
    idle = len(curve) - 1 - curve.index(curve[-1])
    words = f"the last {idle} of {len(curve)} searches added none" if idle else "the last search still added some"
    return f"Relevant studies known after each search: {drawn} {curve[-1]}; {words}."


def _row(search: Search) -> str:
    found = f"failed: {search.failed}" if search.failed and not search.found else str(search.found)
    cells = (search.source, shortened(search.query), found, str(search.new), str(search.relevant))
    return f"| {' | '.join(map(cell, cells))} |"
