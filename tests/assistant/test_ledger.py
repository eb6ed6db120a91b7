"""The ledger: every call is in it once, wherever it stands among the events."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assistant.events import Called, Event, Expanded, Performed, Resumed, Searched, SourceFailed, Waited
from assistant.ledger import STEPS, Ledger, Searches, ledger
from assistant.usage import Usage

PAID = Usage(calls=1, prompt_tokens=100, completion_tokens=20, dollars=0.01, seconds=2.0)
USAGES = st.builds(
    Usage,
    calls=st.integers(0, 2),
    recorded=st.integers(0, 2),
    prompt_tokens=st.integers(0, 1000),
    completion_tokens=st.integers(0, 1000),
    dollars=st.none() | st.sampled_from([0.0, 0.25, 0.5]),
    seconds=st.sampled_from([0.0, 1.5]),
)
CALLS = st.builds(
    Called,
    step=st.sampled_from(("read", "write", "plan", "odd", "")),
    task=st.sampled_from(("read", "write")),
    expert=st.sampled_from(("a", "b")),
    attempt=st.just(1),
    usage=USAGES,
)


def called(step: str, usage: Usage = PAID, expert: str = "a") -> Called:
    return Called(step=step, task=step, expert=expert, attempt=1, usage=usage)


def searched(source: str, recorded: bool) -> Searched:
    return Searched(source=source, query="q", recorded=recorded, found=1, studies=("k",))


def test_calls_stand_by_step_task_and_expert_in_the_order_of_a_run() -> None:
    events: list[Event] = [called("write"), called("plan"), called("read"), called("read", expert="b"), called("read")]
    made = ledger(events)
    assert [(row.step, row.expert, row.usage.calls) for row in made.rows] == [
        ("plan", "a", 1),
        ("read", "a", 2),
        ("read", "b", 1),
        ("write", "a", 1),
    ]
    assert made.step("read") == PAID + PAID + PAID
    assert made.total.calls == 5


def test_what_was_done_again_from_recordings_costs_nothing_and_is_counted_apart() -> None:
    made = ledger([called("read"), Resumed(sitting=2), called("read", Usage(recorded=1))])
    assert made.total == PAID + Usage(recorded=1)
    assert made.total.dollars == PAID.dollars


def test_what_a_task_took_is_not_counted_beside_its_calls() -> None:
    assert ledger([called("read"), Performed(step="read", task="read", expert="a", usage=PAID)]).total == PAID


def test_one_unknown_price_makes_the_sum_unknown_and_not_nothing() -> None:
    assert ledger([called("read"), called("write", PAID.model_copy(update={"dollars": None}))]).total.dollars is None


def test_sources_stand_by_name_with_what_they_were_asked_and_what_was_recorded() -> None:
    made = ledger(
        [
            searched("b", recorded=False),
            searched("a", recorded=True),
            searched("a", recorded=False),
            SourceFailed(source="a", query="q", reason="no"),
            Expanded(source="a", seeds=("k",), links=3, studies=()),
        ]
    )
    assert made.searches == (
        Searches(source="a", asked=2, recorded=1, failed=1),
        Searches(source="b", asked=1),
    )


def test_time_is_that_of_the_run_and_waiting_is_added_up() -> None:
    waits = [Waited(expert="a", task="read", waited=w, reason="rpm", seconds=s) for w, s in ((1.5, 4.0), (2.0, 3.0))]
    made = ledger(waits)
    assert (made.seconds, made.waited) == (4.0, 3.5)


def test_of_nothing_there_is_an_empty_ledger() -> None:
    assert ledger([]) == Ledger()
    assert Ledger().total == Usage()


@given(st.lists(CALLS, max_size=12), st.randoms())
def test_no_call_is_lost_or_counted_twice_whatever_the_order(calls: list[Called], shuffling: Random) -> None:
    made = ledger(calls)
    assert made.total == sum((call.usage for call in calls), Usage())
    shuffling.shuffle(calls)
    assert ledger(calls) == made


def test_rows_of_known_steps_come_first() -> None:
    assert [row.step for row in ledger([called(step) for step in ("zzz", *reversed(STEPS))]).rows] == [*STEPS, "zzz"]
