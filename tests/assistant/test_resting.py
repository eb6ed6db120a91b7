"""A model that is down is left alone; one that falters is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.experts.resting import FIRST, FOR_GOOD, IN_A_ROW, REST, Rests


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_model_that_never_answered_rests_after_its_first_failure(clock: Clock) -> None:
    rests = Rests(clock)
    rests.failed("m", "it is down")
    assert rests.why("m") == "it is down"
    assert not rests.why("other")
    clock.now = REST
    assert not rests.why("m")


def test_a_model_that_answers_now_and_then_never_rests(clock: Clock) -> None:
    rests = Rests(clock)
    for _ in range(20):
        rests.answered("m")
        for _ in range(IN_A_ROW - 1):
            rests.failed("m", "it falters")
        assert not rests.why("m")


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8))
def test_each_rest_is_twice_as_long_however_many_requests_were_under_way(under_way: list[int]) -> None:
    clock = Clock()
    rests = Rests(clock)
    rests.answered("m")
    for _ in range(IN_A_ROW - 1):
        rests.failed("m", "it is down")
        assert not rests.why("m")
    for number, failing in enumerate(under_way):
        for _ in range(failing):
            rests.failed("m", "it is down")
        clock.now += min(REST, FIRST * 2**number) - 0.1
        assert rests.why("m") == "it is down"
        clock.now += 0.1 + 1e-6
        assert not rests.why("m")


def test_a_rest_is_not_cut_short_by_what_was_under_way_when_it_began(clock: Clock) -> None:
    rests = Rests(clock)
    rests.begin("m", "it refused the key", FOR_GOOD)
    rests.failed("m", "it did not answer")
    rests.begin("m", "it asked for patience", 90)
    clock.now = 1e9
    assert rests.why("m") == "it refused the key"


def test_an_answer_ends_every_rest(clock: Clock) -> None:
    rests = Rests(clock)
    rests.begin("m", "it asked for it", 900)
    rests.answered("m")
    assert not rests.why("m")
