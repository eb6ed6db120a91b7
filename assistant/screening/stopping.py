"""When to stop screening: how much may have been missed, by a test that assumes nothing about the ranking.

Callaghan and Müller-Hansen 2020, "Statistical stopping criteria for automated screening in systematic reviews":
whatever stretch of the reading order is taken, a ranking that is no worse than chance would have brought up relevant
studies at least as often as drawing at random. If so many were missed that a stretch as poor as the one seen would be
improbable, so many were not missed.
"""

from collections.abc import Sequence
from math import exp, lgamma

CONFIDENCE = 0.95


def recall_bound(decisions: Sequence[bool], total: int, confidence: float = CONFIDENCE) -> float:
    """Return the recall that is reached at least, with the given confidence, in [0, 1].

    Args:
        decisions: whether each study that was read was accepted, in the order of reading.
        total: how many studies there are, read or not.
    """
    found = sum(decisions)
    if len(decisions) >= total:
        return 1.0
    return found / (found + missed_at_most(decisions, total, confidence)) if found else 0.0


def percent(bound: float) -> int:
    """Return a bound in whole per cent, rounded down; never 100, because not all were read that it speaks of."""
    return min(99, int(100 * bound))


def missed_at_most(decisions: Sequence[bool], total: int, confidence: float = CONFIDENCE) -> int:
    """Return the largest number of relevant unread studies that the reading so far does not refute."""
    low, high = 0, total - len(decisions)
    while low < high:
        middle = (low + high + 1) // 2
        if _refuted(middle, decisions, total, 1 - confidence):
            high = middle - 1
        else:
            low = middle
    return low


def _refuted(missed: int, decisions: Sequence[bool], total: int, level: float) -> bool:
    """Test every stretch that begins at the start or behind an accepted study and ends at the last one read."""
    starts = [0, *(place + 1 for place, accepted in enumerate(decisions) if accepted)]
    found = sum(decisions)
    return any(
        _at_most(found - place, total - start, found - place + missed, len(decisions) - start) < level
        for place, start in enumerate(starts)
    )


def _at_most(found: int, population: int, relevant: int, drawn: int) -> float:
    """Return the chance to draw at most `found` relevant ones at random without replacement (hypergeometric)."""
    lowest = max(0, drawn - (population - relevant))
    return sum(
        exp(_choose(relevant, k) + _choose(population - relevant, drawn - k) - _choose(population, drawn))
        for k in range(lowest, min(found, drawn) + 1)
    )


def _choose(n: int, k: int) -> float:
    """Return the logarithm of the binomial coefficient."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
