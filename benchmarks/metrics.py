"""Measures of rankings and of verdicts: pure functions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import ceil, log2
from typing import NamedTuple, TypeVar

import numpy as np

Outcome = TypeVar("Outcome")


class Interval(NamedTuple):
    """Where a measure lies with a confidence of 95 %."""

    low: float
    high: float


def ndcg(ranked: Sequence[str], gains: Mapping[str, float], depth: int) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` places (Järvelin and Kekäläinen 2002).

    Gains count as they are given (linear), discounted by log2(place + 1); what has no gain counts nothing. The ideal
    is the best order of all gains. It is 0 when nothing has a gain.
    """
    found = _discounted([gains.get(name, 0.0) for name in ranked[:depth]])
    ideal = _discounted(sorted(gains.values(), reverse=True)[:depth])
    return found / ideal if ideal else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """Return the share of the relevant that stands in the first `depth` places; 0 when nothing is relevant."""
    return len(set(ranked[:depth]) & set(relevant)) / len(relevant) if relevant else 0.0


def average_precision(relevant: Sequence[bool]) -> float:
    """Return the mean, over the relevant places of a ranking, of the precision down to each; 0 if none is relevant."""
    places = [place for place, is_relevant in enumerate(relevant, 1) if is_relevant]
    return mean([found / place for found, place in enumerate(places, 1)])


def f1(pairs: Sequence[tuple[str, str]], label: str) -> float:
    """Return the harmonic mean of precision and recall of a label, over pairs of the true and the given one.

    It is 0 when the label is neither true nor given anywhere.
    """
    both = sum(true == given == label for true, given in pairs)
    either = sum((true == label) + (given == label) for true, given in pairs)
    return 2 * both / either if either else 0.0


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the mean F1 of the labels that are true somewhere."""
    return mean([f1(pairs, label) for label in sorted({true for true, _ in pairs})])


def bootstrap(
    outcomes: Sequence[Outcome], measure: Callable[[Sequence[Outcome]], float], samples: int = 1000
) -> Interval:
    """Return the percentile interval of a measure over outcomes that are drawn again with replacement (Efron 1979)."""
    draw = np.random.default_rng(0)
    values = [
        measure([outcomes[place] for place in draw.integers(len(outcomes), size=len(outcomes))]) for _ in range(samples)
    ]
    return Interval(percentile(values, 0.025), percentile(values, 0.975))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))
