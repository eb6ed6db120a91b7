"""One gate per host."""

from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SourceError
from assistant.politeness import LONGEST_REST, REST, Host, host, rest_seconds


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 5), max_size=10), st.floats(0, 4))
def test_turns_are_at_least_an_interval_apart(pauses: list[float], interval: float) -> None:
    clock = Clock()
    gate = Host(clock)
    turns = []
    for pause in pauses:
        clock.now += pause
        turns.append(clock.now + gate.turn(interval))
    assert all(later - earlier >= interval - 1e-9 for earlier, later in pairwise(turns))


def test_a_host_that_rests_is_not_asked() -> None:
    clock = Clock()
    gate = Host(clock)
    assert gate.rest("30") == 30
    with pytest.raises(SourceError, match="30 s"):
        gate.turn(0)
    clock.now += 31
    assert gate.turn(0) == 0


def test_a_reason_is_told_for_as_long_as_it_is_the_reason() -> None:
    gate = Host(Clock())
    gate.rest("30", "its budget is spent")
    with pytest.raises(SourceError, match=r"^its budget is spent$"):
        gate.turn(0)
    gate.rest("30")
    with pytest.raises(SourceError, match="30 s"):
        gate.turn(0)


def test_a_rest_is_never_shortened_nor_endless() -> None:
    gate = Host(Clock())
    assert gate.rest("100000") == LONGEST_REST
    gate.rest("1")
    with pytest.raises(SourceError, match="600 s"):
        gate.turn(0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("-3", 0),
        (None, REST),
        ("soon", REST),
        (format_datetime(datetime.fromtimestamp(1050, UTC)), 50),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str | None, seconds: float) -> None:
    assert rest_seconds(header, now=lambda: 1000.0) == seconds


def test_a_host_has_one_gate_in_the_whole_process() -> None:
    assert host("example.org") is host("example.org")
    assert host("example.org") is not host("example.com")
