"""Laws of BM25 over the words that are kept of passages."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library.stems import bm25, code, coded, weight, words

WORDS = st.lists(st.sampled_from("cat dog owl emu ant".split()), max_size=12)


def kept(*bodies: str) -> list[bytes]:
    return [coded("", body) for body in bodies]


@given(st.text(), st.text())
def test_every_word_is_kept_and_those_of_the_title_twice(title: str, body: str) -> None:
    assert len(coded(title, body)) == 4 * (2 * len(words(title)) + len(words(body)))


@given(st.lists(WORDS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_neither_the_order_of_words_nor_that_of_passages_matters(passages: list[list[str]], chance: Random) -> None:
    wanted = {code("cat"): 1.0, code("owl"): 2.0}
    scores = bm25(kept(*map(" ".join, passages)), wanted)
    order = chance.sample(range(len(passages)), len(passages))
    mixed = [" ".join(chance.sample(passages[at], len(passages[at]))) for at in order]
    np.testing.assert_allclose(bm25(kept(*mixed), wanted), scores[order])


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_a_passage_has_a_score_if_it_has_one_of_the_words(passages: list[list[str]]) -> None:
    scores = bm25(kept(*map(" ".join, passages)), {code("cat"): 0.5, code("owl"): 2.0})
    assert [score > 0 for score in scores] == [bool({"cat", "owl"} & set(passage)) for passage in passages]


def test_more_of_a_word_is_better_and_each_time_less_so() -> None:
    once, twice, thrice = bm25(kept("cat a a", "cat cat a", "cat cat cat"), {code("cat"): 1.0})
    assert once < twice < thrice
    assert thrice - twice < twice - once


def test_a_word_counts_more_in_a_short_passage_and_in_a_title() -> None:
    titled, short, long = bm25([coded("cat", "a a a"), *kept("cat a a", "cat a a a a a a")], {code("cat"): 1.0})
    assert titled > short > long


def test_wanting_a_word_twice_as_much_doubles_what_it_brings() -> None:
    passages = kept("cat", "cat dog", "dog")
    np.testing.assert_allclose(bm25(passages, {code("cat"): 2.0}), 2 * bm25(passages, {code("cat"): 1.0}))


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_the_rarer_a_word_the_more_it_weighs_and_never_less_than_nothing(one: int, other: int) -> None:
    rare, common = sorted((one, other))
    assert weight(rare, 10_000) >= weight(common, 10_000) >= 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("models", "model"),
        ("Müller", "muller"),
        ("Mu\u0308ller", "Müller"),
        ("STUDIES", "study"),
        ("Straße", "strasse"),
    ],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert [code(word) for word in words(one)] == [code(word) for word in words(other)]


def test_no_passages_no_scores() -> None:
    assert bm25([], {code("cat"): 1.0}).tolist() == []
    assert bm25([b"", b""], {code("cat"): 1.0}).tolist() == [0, 0]
