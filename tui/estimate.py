"""What a run is likely to take, as a table of plain text."""

from collections.abc import Sequence

from assistant.estimate import Estimate, Range, StepEstimate
from tui.table import table


def shown(estimate: Estimate) -> str:
    """Return a row for each step and one for all of them: what is expected, and between which bounds."""
    steps = [*estimate.steps, estimate.total]
    rows = [("STEP", "CALLS", "TOKENS", "DOLLARS", "MINUTES"), *map(_row, steps)]
    model = (
        f"Model: {estimate.model}."
        if estimate.model
        else "No model: the built-in expert does the work, and costs nothing."
    )
    return f"{model}\n{table(rows)}\nExpected (from – to); what is recorded makes it less, and steps overlap in time.\n"


def _row(step: StepEstimate) -> Sequence[str]:
    dollars = "unknown" if step.dollars is None else _between(step.dollars, ".3f")
    minutes = _between(step.seconds * Range(low=1 / 60, expected=1 / 60, high=1 / 60), ".1f")
    return (step.step or "in all", _between(step.calls, ",.0f"), _between(step.tokens, ",.0f"), dollars, minutes)


def _between(figure: Range, form: str) -> str:
    if not figure.high:
        return "-"
    return f"{figure.expected:{form}} ({figure.low:{form}} – {figure.high:{form}})"
