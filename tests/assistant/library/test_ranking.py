"""Laws of the ranking."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library.ranking import best, fused, rank, scaled, towards

SCORES = st.lists(st.floats(-100, 100), min_size=1, max_size=20).map(np.array)


@given(SCORES)
def test_scaled_scores_lie_between_zero_and_one_and_keep_their_order(scores: np.ndarray) -> None:
    result = scaled(scores)
    assert result.min() >= 0
    assert result.max() <= 1
    assert all(np.diff(result[np.argsort(scores)]) >= 0)


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert scaled(np.full(3, 7.0)).tolist() == [0, 0, 0]


def test_what_is_best_in_both_ways_is_best() -> None:
    scores = fused(np.array([0.9, 0.1, 0.5], np.float32), np.array([3.0, 9.0, 1.0]))
    assert scores.tolist() == pytest.approx([0.7 + 0.3 * 0.25, 0.3, 0.35])


def test_a_study_stands_once_at_the_place_of_its_best_passage() -> None:
    ranked = best(np.array([1, 2, 1, 3]), np.array([0.2, 0.5, 0.9, 0.5]))
    assert [(candidate.at, candidate.score) for candidate in ranked] == [(2, 0.9), (1, 0.5), (3, 0.5)]


def test_a_query_moves_halfway_towards_what_was_found() -> None:
    moved = towards(np.array([1, 0], np.float32), np.array([[0, 1]], np.float32))
    assert moved.tolist() == pytest.approx([2**-0.5, 2**-0.5])


def test_feedback_brings_up_what_is_like_the_best() -> None:
    """The last two are equally near the query, but only one of them is like the three nearest."""
    query = np.array([1, 0, 0], np.float32)
    near = np.array([0.9, np.sqrt(1 - 0.81), 0], np.float32)
    alike, unlike = np.array([0.5, np.sqrt(0.75), 0], np.float32), np.array([0.5, 0, np.sqrt(0.75)], np.float32)
    ranked = rank(query, np.arange(5), np.array([near, near, near, unlike, alike]), np.zeros(5))
    assert [candidate.at for candidate in ranked] == [0, 1, 2, 4, 3]


def test_no_candidates_no_ranking() -> None:
    assert rank(np.ones(2, np.float32), np.array([], np.int64), np.empty((0, 2), np.float32), np.array([])) == []
