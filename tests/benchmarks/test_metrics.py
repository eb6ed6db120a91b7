"""The measures of rankings agree with figures worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import average_precision, bootstrap, f1, macro_f1, mean, ndcg, percentile, recall
from benchmarks.screening import work_saved


@pytest.mark.parametrize(
    ("ranked", "gains", "depth", "value"),
    [
        (["a", "b"], {"a": 1}, 10, 1.0),
        (["b", "a"], {"a": 1}, 10, 1 / log2(3)),
        (["b", "a"], {"a": 1}, 1, 0.0),
        (["b", "a"], {"a": 3, "b": 1}, 2, (1 + 3 / log2(3)) / (3 + 1 / log2(3))),
        (["a"], {"a": 1, "b": 1}, 10, 1 / (1 + 1 / log2(3))),
        (["a"], {}, 10, 0.0),
        ([], {"a": 1}, 10, 0.0),
    ],
)
def test_ndcg(ranked: list[str], gains: dict[str, float], depth: int, value: float) -> None:
    assert ndcg(ranked, gains, depth) == pytest.approx(value)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3).map(float), min_size=1), st.integers(1, 8))
def test_the_ideal_order_has_ndcg_one(gains: dict[str, float], depth: int) -> None:
    ideal = sorted(gains, key=lambda name: -gains[name])
    assert ndcg(ideal, gains, depth) == pytest.approx(1.0 if any(gains.values()) else 0.0)


def test_recall() -> None:
    assert recall(["a", "x", "b"], {"a", "b"}, 2) == 0.5
    assert recall(["a"], {}, 2) == 0.0


def test_percentile_and_mean() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentile(values, 0.95) == 95.0
    assert percentile([7.0], 0.95) == 7.0
    assert mean(values) == 50.5
    assert mean([]) == 0.0


@pytest.mark.parametrize(
    ("relevant", "value"),
    [([True, False], 1), ([False, True], 0.5), ([True, False, True], (1 + 2 / 3) / 2), ([False], 0)],
)
def test_average_precision_by_hand(relevant: list[bool], value: float) -> None:
    assert average_precision(relevant) == pytest.approx(value)


def test_work_saved_by_hand() -> None:
    assert work_saved([True, False, False, False]) == pytest.approx(0.75 - 0.05)
    assert work_saved([False, False, False, True]) == pytest.approx(-0.05)


def test_f1_of_each_label_and_of_all() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "a")]
    assert [f1(pairs, label) for label in "abcd"] == pytest.approx([0.5, 2 / 3, 0.0, 0.0])
    assert macro_f1(pairs) == pytest.approx((0.5 + 2 / 3) / 3)


def test_a_bootstrap_holds_the_measure_and_comes_out_the_same_again() -> None:
    outcomes = [place % 3 == 0 for place in range(300)]
    interval = bootstrap(outcomes, mean)
    assert interval.low < mean(outcomes) < interval.high
    assert interval.high - interval.low < 0.15
    assert interval == bootstrap(outcomes, mean)
    assert bootstrap([True] * 5, mean) == (1.0, 1.0)
