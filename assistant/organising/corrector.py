"""Learning from corrections, at once and on this machine: which category a study belongs to.

A conditional logit (McFadden 1974) over a few features of study and category: how well the name fits, how near the
studies are that a person put there, and how many these are. Few weights, so that a dozen corrections are enough, and
with a prior that keeps to the names while there are fewer.
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Vectors
from assistant.organising.placing import Scores

PRIOR = np.array([10.0, 10.0, 5.0, 5.0, 0.2, 0.5])
"""Weights before anything is learnt: of the fit of the name, the fit with the studies that stand for it, nearness to
the middle and to the nearest of what a person put there, and the logarithms of their number and of the share of all
that stands there."""
SPREAD = np.array([5.0, 5.0, 2.5, 2.5, 0.25, 0.25])
"""How far corrections may move each weight from that: standard deviations of a normal prior."""
ROUNDS = 30
NEAREST = 3

Known = Mapping[int, int]
"""From the row of a study to the column of the category that a person put it into."""


def learned(
    named: Scores, fitted: Scores, given: Vectors, known: Known, refused: Collection[tuple[int, int]] = ()
) -> Scores:
    """Return the logarithm of the probability of each category (column) for each study (row), given the corrections.

    Args:
        named: how well each study fits the names, `placing.named`.
        fitted: the same with feedback, `placing.refined`.
        given: features of the studies, unit rows.
        known: what a person decided; those studies keep their category.
        refused: studies and categories that a person said do not belong together.
    """
    made = np.zeros_like(fitted)
    current = fitted
    for _ in range(2):  # once more, with what was learnt deciding how many stand where
        described = _described(named, fitted, current, given, known)
        weights = _fit(described, known)
        made = np.asarray(described @ weights, dtype=np.float32)
        made -= _logsum(made)
        current = made
    for row, column in refused:
        made[row, column] = -np.inf
    for row, column in known.items():
        made[row] = np.where(np.arange(made.shape[1]) == column, 0, -1e9)
    return made


def _described(named: Scores, fitted: Scores, current: Scores, given: Vectors, known: Known) -> NDArray[np.float64]:
    """Return the features of each pair, shape (studies, categories, 6); what is known never counts for itself."""
    count = named.shape[1]
    rows = np.array(sorted(known), dtype=np.int64)
    labels = np.array([known[row] for row in rows], dtype=np.int64)
    near = given @ given[rows].T
    near[rows, np.arange(len(rows))] = -np.inf
    middle = np.zeros(named.shape)
    nearest = np.zeros(named.shape)
    number = np.zeros(named.shape)
    for column in range(count):
        theirs = near[:, labels == column]
        held = np.isfinite(theirs)
        number[:, column] = held.sum(axis=1)
        if theirs.shape[1]:
            sums = np.where(held, theirs, 0).sum(axis=1)
            middle[:, column] = sums / np.maximum(number[:, column], 1)
            best = np.sort(np.where(held, theirs, 0), axis=1)[:, -NEAREST:]
            nearest[:, column] = best.mean(axis=1)
    share = np.bincount(current.argmax(axis=1), minlength=count) / len(current)
    return np.stack(
        [
            named - named.mean(axis=1, keepdims=True),
            fitted - fitted.mean(axis=1, keepdims=True),
            middle,
            nearest,
            np.log1p(number),
            np.broadcast_to(np.log(share + 1 / len(current)), named.shape),
        ],
        axis=2,
    )


def _fit(described: NDArray[np.float64], known: Known) -> NDArray[np.float64]:
    """Return the weights of highest posterior probability (Newton's method)."""
    rows = np.array(sorted(known), dtype=np.int64)
    weights = PRIOR.copy()
    if not len(rows):
        return weights
    given = described[rows]
    chosen = given[np.arange(len(rows)), [known[row] for row in rows]]
    for _ in range(ROUNDS):
        utility = given @ weights
        chance = np.exp(utility - _logsum(utility))
        expected = (chance[:, :, None] * given).sum(axis=1)
        slope = (chosen - expected).sum(axis=0) - (weights - PRIOR) / SPREAD**2
        second = np.einsum("rc,rci,rcj->ij", chance, given, given) - expected.T @ expected + np.diag(1 / SPREAD**2)
        step = np.linalg.solve(second, slope)
        weights = weights + step * min(1.0, 10 / max(np.abs(step).max(), 1e-9))
        if np.abs(step).max() < 1e-4:
            break
    return weights


def _logsum(values: NDArray[np.float64] | Scores) -> NDArray[np.float64]:
    top = values.max(axis=1, keepdims=True)
    return np.asarray(top + np.log(np.exp(values - top).sum(axis=1, keepdims=True)), dtype=np.float64)


def doubtful(scores: Scores) -> NDArray[np.int64]:
    """Return the rows, those first about which the scores are least sure: what is best corrected next."""
    two = np.sort(scores, axis=1)[:, -2:]
    return np.argsort(two[:, -1] - two[:, 0], kind="stable")
