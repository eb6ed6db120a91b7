"""The longest chain of calls agrees with chains worked out by hand, and parallel calls never lengthen it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import Called, Event, Opened, Searched
from assistant.usage import Usage
from benchmarks.critical_path import WAVE, Call, calls, longest, rounds
from benchmarks.endpoint import Served
from benchmarks.services import Asked

PLAN, WRITE = Call("plan", 2), Call("write", 3)


@pytest.mark.parametrize(
    ("made", "length"),
    [
        ([], 0),
        ([PLAN, WRITE], 5),
        ([PLAN, Call("gather", 1), Call("screen", 1), Call("read", 4), WRITE], 11),
        ([Call("gather", 1, lane="a"), Call("gather", 1, lane="b")], 1),
        ([Call("gather", 1, lane="a"), Call("gather", 1, lane="a")], 2),
        ([Call("read", 4, 0), Call("gather", 5, 1), Call("read", 1, 1)], 6),
        ([Call("screen", 2, 0), Call("read", 9, 0), Call("follow", 1, 1), Call("read", 1, 1)], 11),
        ([Call("screen", 2, 0), Call("follow", 1, 1), Call("screen", 1, 1), Call("read", 1, 1)], 5),
        ([Call("read", 4, 0), Call("read", 5, 1), Call("read", 2, 2, wave=2), Call("read", 3, 3, wave=2)], 8),
        ([Call("write", 3, 0), Call("write", 2, 1), Call("repair", 2, 1)], 4),
    ],
)
def test_the_longest_chain(made: list[Call], length: float) -> None:
    assert longest(made) == length


def test_rounds_are_calls_to_models_one_after_another() -> None:
    made = [PLAN, Call("gather", 9, model=False), Call("screen", 1), Call("screen", 1), Call("read", 1, lane="a")]
    assert longest([*made, Call("read", 1, lane="b"), WRITE], rounds) == 5


CALLS = st.lists(
    st.builds(
        Call,
        st.sampled_from(["plan", *WAVE, "write", "repair"]),
        st.integers(0, 50).map(float),
        st.integers(0, 3),
        st.sampled_from("ab"),
        st.integers(1, 2),
    )
)


@given(CALLS)
def test_a_chain_is_as_long_as_its_longest_call_and_no_longer_than_all_of_them(made: list[Call]) -> None:
    assert max((call.seconds for call in made), default=0) <= longest(made) <= sum(call.seconds for call in made)


@given(CALLS, st.randoms())
def test_the_order_in_which_calls_ended_does_not_matter(made: list[Call], chance: Random) -> None:
    shuffled = chance.sample(made, len(made))
    assert longest(shuffled) == longest(made)


def called(task: str, start: float, end: float, branch: int | None = 0, attempt: int = 1, tokens: int = 1) -> Called:
    usage = Usage(calls=1, prompt_tokens=tokens, completion_tokens=10, seconds=end - start)
    return Called(seconds=end, branch=branch, expert="m", task=task, attempt=attempt, usage=usage)


def served(task: str, seconds: float, tokens: int = 1) -> Served:
    return Served(task=task, body="x", began=5, ended=5 + seconds, prompt_tokens=tokens, completion_tokens=10)


def searched(source: str, seconds: float, **query: str) -> Asked:
    return Asked(source=source, path="/", query=query, began=7, ended=7 + seconds)


def test_calls_count_with_the_time_that_the_server_took() -> None:
    told: list[Event] = [called("read", 0, 9, tokens=7), called("plan", 0, 1, None, tokens=8)]
    made = calls(told, [], [served("read", 4, 7)])
    assert {(call.step, call.seconds) for call in made} == {("read", 4.0), ("plan", 1.0)}


def test_portions_of_screening_follow_one_another_and_those_of_reading_do_not() -> None:
    told: list[Event] = [called(task, start, start + 1) for task in ("screen", "read") for start in (0, 1)]
    assert longest(calls(told, [], [])) == 2 + 1
    again = called("read", 2, 3, attempt=2)
    assert longest(calls([*told, again], [], [])) == 2 + 2


def test_a_search_takes_what_its_requests_took_together() -> None:
    asked = [
        searched("openalex", 0.25, search="sparse routing experts"),
        searched("openalex", 0.5, search="(sparse routing) OR (experts sparse)"),
        searched("arxiv", 0.5, search_query="all:sparse OR all:routing OR all:experts"),
    ]
    told: list[Event] = [
        Opened(branch=1, wave=2, subquestion="?", queries=("sparse routing experts",)),
        Searched(branch=1, source="OpenAlex", query="sparse routing experts", found=1, studies=("k",)),
        Searched(branch=1, source="arXiv", query="sparse routing experts", found=1, studies=("k",)),
        Searched(branch=1, source="arXiv", query="sparse routing experts", found=1, studies=("k",), recorded=True),
    ]
    made = calls(told, asked, [])
    assert [(call.step, call.seconds, call.wave, call.model) for call in made] == [
        ("gather", 0.75, 2, False),
        ("gather", 0.5, 2, False),
    ]
    assert longest(made) == 0.75
