"""Laws of the ranking."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library.ranking import HEAD, LIKE, best, fused, rank, scaled, smoothed, towards

SCORES = st.lists(st.floats(-100, 100), min_size=1, max_size=20).map(np.array)
SEEDS = st.integers(0, 2**32 - 1)


def unit(chance: np.random.Generator, number: int) -> np.ndarray:
    vectors = chance.standard_normal((number, 8))
    scaled_down: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return scaled_down


@given(SCORES)
def test_scaled_scores_lie_between_zero_and_one_and_keep_their_order(scores: np.ndarray) -> None:
    result = scaled(scores)
    assert result.min() >= 0
    assert result.max() <= 1
    assert all(np.diff(result[np.argsort(scores)]) >= 0)


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert scaled(np.full(3, 7.0)).tolist() == [0, 0, 0]


def test_what_is_best_in_both_ways_is_best() -> None:
    scores = fused(np.array([0.9, 0.1, 0.5], np.float32), np.array([3.0, 9.0, 1.0]), np.full(3, True))
    assert scores.tolist() == pytest.approx([0.7 + 0.3 * 0.25, 0.3, 0.35])


def test_what_has_no_vector_yet_is_ranked_by_its_words() -> None:
    near = np.array([0.9, 0.0, 0.5, 0.0], np.float32)
    scores = fused(near, np.array([3.0, 9.0, 1.0, 5.0]), np.array([True, False, True, False]))
    assert scores.tolist() == pytest.approx([0.7 + 0.3 * 0.25, 1.0, 0.0, 0.5])


@given(SEEDS, st.integers(2, 300))
def test_what_says_just_what_is_asked_is_found_before_it_has_a_vector(seed: int, number: int) -> None:
    chance = np.random.default_rng(seed)
    (query, *others) = unit(chance, number + 1)
    vectors = np.array([*others, np.zeros(8)], np.float32)
    wording = np.array([*(0.3 * chance.random(number)), 1.0])
    assert rank(query, np.arange(number + 1), vectors, wording)[0].at == number


@given(SEEDS, st.integers(1, 30))
def test_where_nothing_has_a_vector_words_decide(seed: int, number: int) -> None:
    wording = np.random.default_rng(seed).random(number)
    ranked = rank(np.eye(8, dtype=np.float32)[0], np.arange(number), np.zeros((number, 8), np.float32), wording)
    assert [found.at for found in ranked] == np.argsort(-wording).tolist()


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


@given(SEEDS)
def test_one_clearly_best_study_says_what_was_meant(seed: int) -> None:
    """Feedback trusts studies by their scores: beside a perfect match, the others hardly move the query."""
    chance = np.random.default_rng(seed)
    (query, *others) = unit(chance, 10)
    moved = towards(query, np.array([query, *others]), np.exp(-np.array([0, *[20] * 9], np.float64)))
    assert moved == pytest.approx(query, abs=1e-3)


@given(SEEDS, st.integers(1, 40))
def test_the_order_of_candidates_does_not_matter(seed: int, number: int) -> None:
    chance = np.random.default_rng(seed)
    query, vectors = unit(chance, 1)[0], unit(chance, number)
    studies, wording = chance.integers(0, 20, number), chance.random(number)
    order = chance.permutation(number)
    one = rank(query, studies, vectors, wording)
    other = rank(query, studies[order], vectors[order], wording[order])
    assert [studies[found.at] for found in one] == [studies[order][found.at] for found in other]
    assert [found.score for found in one] == pytest.approx([found.score for found in other], abs=1e-5)


@given(SEEDS, st.integers(1, 40))
def test_every_study_is_ranked_once_highest_score_first(seed: int, number: int) -> None:
    chance = np.random.default_rng(seed)
    studies = chance.integers(0, 10, number)
    ranked = rank(unit(chance, 1)[0], studies, unit(chance, number), chance.random(number))
    assert sorted(studies[found.at] for found in ranked) == sorted(set(studies))
    scores = [found.score for found in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@given(SEEDS, st.integers(1, 300))
def test_what_says_and_means_what_is_asked_stays_first_among_any_others(seed: int, number: int) -> None:
    """Others are unrelated in both ways; no feedback, and no neighbours, may push a perfect match down."""
    chance = np.random.default_rng(seed)
    query = np.eye(9, dtype=np.float32)[8]
    others = np.pad(unit(chance, number), ((0, 0), (0, 1)))
    vectors = np.array([*others, query])
    wording = np.array([*(0.3 * chance.random(number)), 1.0])
    assert rank(query, np.arange(number + 1), vectors, wording)[0].at == number


@given(SEEDS, st.integers(0, HEAD + 50))
def test_smoothing_stays_between_the_scores_and_leaves_the_tail_alone(seed: int, number: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.random(number)
    leaning = smoothed(np.arange(number), unit(chance, number), scores)
    if number:
        assert scores.min() <= leaning.min() <= leaning.max() <= scores.max()
    tail = np.argsort(-scores, kind="stable")[HEAD:]
    assert leaning[tail].tolist() == scores[tail].tolist()


def test_of_two_equals_the_one_in_good_company_is_first() -> None:
    """Two passages score the same; one is like good ones, the other like bad ones."""
    good, bad = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    vectors = np.array([good, bad] + [good] * 10 + [bad] * 10)
    leaning = smoothed(np.arange(22), vectors, np.array([0.5, 0.5] + [0.9] * 10 + [0.1] * 10))
    assert leaning[0] > 0.5 > leaning[1]


def test_passages_of_one_study_are_no_company() -> None:
    """Else a study with many passages would hold itself up."""
    vectors = np.array([[1, 0], [1, 0]] + [[0, 1]] * LIKE, np.float32)
    leaning = smoothed(np.array([7, 7, *range(8, 8 + LIKE)]), vectors, np.array([0.2, 1.0] + [0.2] * LIKE))
    assert leaning[0] == pytest.approx(0.2)


def test_no_candidates_no_ranking() -> None:
    assert rank(np.ones(2, np.float32), np.array([], np.int64), np.empty((0, 2), np.float32), np.array([])) == []
