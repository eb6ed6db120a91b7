"""What a run took, as Markdown: calls and their cost, sources, its course in figures, and how good the estimate was."""

from collections.abc import Iterator

from assistant.estimate import Deviation, Estimate, Range
from assistant.export.prose import cell, plain
from assistant.ledger import Ledger, Row
from assistant.report import Report
from assistant.trace import Trace
from assistant.usage import Usage

UNKNOWN = "price unknown"


def costs(report: Report) -> Iterator[str]:
    """Yield the blocks; none where nothing is known of it."""
    if report.ledger.rows:
        yield _table(report.ledger)
    lines = [*_asking(report.ledger), *_course(report.trace)]
    if report.estimate is not None and report.estimate.total.calls.high:
        lines += _expectation(report.estimate, report.deviations)
    if lines:
        yield "\n".join(f"- {plain(line)}" for line in lines)


def price(usage: Usage) -> str:
    """Return what calls cost, in words where that is not known, or nothing was asked."""
    if not usage.calls:
        return "nothing"
    return UNKNOWN if usage.dollars is None else f"${usage.dollars:.4f}"


def _table(ledger: Ledger) -> str:
    head = ["| step | expert | calls | recorded | tokens | cost |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *map(_row, ledger.rows), _line("in all", "", ledger.total)])


def _row(row: Row) -> str:
    return _line(row.step if row.task in (row.step, "") else f"{row.step}: {row.task}", row.expert, row.usage)


def _line(step: str, expert: str, usage: Usage) -> str:
    tokens = usage.prompt_tokens + usage.completion_tokens
    cells = (step, expert, str(usage.calls), str(usage.recorded), f"{tokens:,}", price(usage))
    return f"| {' | '.join(map(cell, cells))} |"


def _asking(ledger: Ledger) -> Iterator[str]:
    """Say what recordings saved, and what of the costs is known where not all is."""
    if ledger.searches:
        each = (f"{s.source} {s.asked} ({s.recorded} more recorded)" for s in ledger.searches)
        yield f"Requests to sources: {', '.join(each)}."
    if ledger.total.recorded or any(search.recorded for search in ledger.searches):
        yield "What was recorded cost nothing."
    if ledger.total.dollars is None:
        known = sum(row.usage.dollars or 0.0 for row in ledger.rows)
        yield f"Not every price is known; what is known comes to ${known:.4f}."
    if ledger.seconds:
        yield f"It took {_time(ledger.seconds)}."


def _course(trace: Trace) -> Iterator[str]:
    if trace.branches:
        yield (
            f"Waves: {trace.waves}. Branches: {trace.branches}, without result: {trace.backtracks}. Queries:"
            f" {trace.queries}, resting on earlier finds: {trace.dependent}; {trace.coverage:.0%} of those planned"
            " brought a relevant study."
        )


def _expectation(estimate: Estimate, deviations: tuple[Deviation, ...]) -> Iterator[str]:
    total = estimate.total
    dollars = UNKNOWN if total.dollars is None else f"${total.dollars.expected:.4f}"
    yield (
        f"Expected were {_between(total.calls)} calls, {total.tokens.expected:,.0f} tokens, {dollars} and"
        f" {_time(total.seconds.expected)}."
    )
    if deviations:
        last = deviations[-1]
        figures = {"calls": last.calls, "tokens": last.tokens, "dollars": last.dollars, "time": last.seconds}
        known = (f"{name} {value:+.0%}" for name, value in figures.items() if value is not None)
        if told := ", ".join(known):
            yield f"What it took differs from that by: {told}."


def _between(figure: Range) -> str:
    return f"{figure.expected:,.0f} ({figure.low:,.0f} to {figure.high:,.0f})"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"
