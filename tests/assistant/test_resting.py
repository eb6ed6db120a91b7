"""A model that is down is left alone; one that falters is not."""

import pytest

from assistant.experts.resting import FIRST, IN_A_ROW, REST, Rests


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


def test_several_failures_in_a_row_make_it_rest_the_longer_the_more(clock: Clock) -> None:
    rests = Rests(clock)
    rests.answered("m")
    for _ in range(IN_A_ROW):
        rests.failed("m", "it is down")
    clock.now = FIRST - 0.1
    assert rests.why("m")
    clock.now = FIRST
    assert not rests.why("m")
    rests.failed("m", "it is down")
    clock.now += 2 * FIRST - 0.1
    assert rests.why("m")
    for _ in range(20):
        rests.failed("m", "it is down")
    clock.now += REST
    assert not rests.why("m")


def test_an_answer_ends_every_rest(clock: Clock) -> None:
    rests = Rests(clock)
    rests.begin("m", "it asked for it", 900)
    rests.answered("m")
    assert not rests.why("m")
