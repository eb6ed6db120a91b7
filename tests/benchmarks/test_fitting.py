"""A fitted model is where the penalised likelihood is highest, and does not care about scales."""

import numpy as np
import pytest

from benchmarks.fitting import fitted

RANDOM = np.random.default_rng(1)
VALUES = RANDOM.normal(size=(200, 3))
LABELS = [("c" if row[2] > 1 else "a") if row[0] + 0.3 * row[1] > 0 else "b" for row in VALUES]


def test_what_can_be_told_apart_is() -> None:
    model = fitted("xyz", "abc", VALUES, LABELS, 0.1)
    given = [model.classes[place] for place in model.probabilities(VALUES).argmax(axis=1)]
    assert np.mean([one == other for one, other in zip(given, LABELS, strict=True)]) > 0.95


def test_the_unit_of_a_feature_does_not_matter() -> None:
    one, other = (fitted("xyz", "abc", VALUES * scale + 3, LABELS, 1.0) for scale in (1, 1000))
    assert np.array(one.weights) == pytest.approx(np.array(other.weights), abs=1e-4)


def test_every_class_counts_the_same_however_rare() -> None:
    values = np.repeat([[0.0], [1.0]], [180, 20], axis=0)
    model = fitted("x", ("often", "seldom"), values, ["often"] * 180 + ["seldom"] * 20, 1.0)
    assert model.probabilities(np.array([[0.5]]))[0] == pytest.approx([0.5, 0.5], abs=0.01)


def test_a_stronger_penalty_makes_smaller_weights_and_what_never_varied_has_none() -> None:
    constant = np.column_stack([VALUES, np.ones(len(VALUES))])
    weak, strong = (np.array(fitted("wxyz", "abc", constant, LABELS, penalty).weights) for penalty in (0.1, 100.0))
    assert np.abs(strong).sum() < np.abs(weak).sum()
    assert weak[:, 3] == pytest.approx(0)
