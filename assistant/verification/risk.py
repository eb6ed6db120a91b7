"""How much harm the errors of a paragraph may do: one to four, in the manner of MedVAL, and what is held back."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from assistant.verification.verdict import Fault, Kind, Verdict

Risk = Literal[1, 2, 3, 4]
"""1: no error; 2: unlikely to matter; 3: may mislead a reader; 4: may lead to a wrong decision."""

HOLD: Risk = 3
"""From this risk on a paragraph is not shown as it is."""

_SEVERITY: dict[Kind, Risk] = {
    "fabricated claim": 4,
    "false comparison": 4,
    "detail misidentification": 4,
    "misleading justification": 3,
    "over-stated intensity": 3,
    "under-stated intensity": 2,
    "missing context": 2,
    "other": 2,
}
_MANY = 3
"""So many errors of the highest severity are as bad as one of the next."""
_DOUBT = 0.35
"""A sentence of which no rule says what is wrong is as good as unsupported when its support is less probable."""


def weighs(fault: Fault) -> bool:
    """Tell whether one such error is enough to hold a paragraph back."""
    return _SEVERITY[fault.kind] >= HOLD


class Grade(NamedTuple):
    risk: Risk
    errors: tuple[Fault, ...]
    """All errors, the worst first."""

    @property
    def held(self) -> bool:
        return self.risk >= HOLD


def graded(verdicts: Sequence[Verdict]) -> Grade:
    """Return the risk of a paragraph, given what a judge says of each of its sentences."""
    errors = [error for verdict in verdicts for error in errors_of(verdict)]
    errors.sort(key=lambda error: -_SEVERITY[error.kind])
    return Grade(_risk([_SEVERITY[error.kind] for error in errors]), tuple(errors))


def errors_of(verdict: Verdict) -> tuple[Fault, ...]:
    """Return the faults that a judge names; or what its verdict amounts to, when it names none."""
    if verdict.faults or verdict.label == "supports":
        return verdict.faults
    if verdict.label == "contradicts":
        return (Fault(kind="false comparison", words=f"its evidence says otherwise: {verdict.sentence[:200]!r}"),)
    if verdict.support >= _DOUBT:
        return (Fault(kind="other", words="its evidence may not be enough for what it says"),)
    return (Fault(kind="misleading justification", words="its evidence does not say what it says"),)


def _risk(severities: Sequence[Risk]) -> Risk:
    if not severities:
        return 1
    worst = max(severities)
    return _NEXT[worst] if Counter(severities)[worst] >= _MANY else worst


_NEXT: dict[Risk, Risk] = {1: 2, 2: 3, 3: 4, 4: 4}
