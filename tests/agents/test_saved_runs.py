"""Runs in the database: told before acted on, counted once, and one process at a time."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import research
from agents.runs.history import found, lasting, spent
from agents.runs.lock import is_locked, locked
from agents.runs.sitting import Recorder
from agents.runs.store import RunStore
from assistant.control import Control
from assistant.errors import PlanWaits, SetupError
from assistant.events import Called, Claimed, Event, Noticed, Planned, Resumed, Screened
from assistant.plan import Plan, SubQuestion
from assistant.settings import Settings
from assistant.usage import Usage
from tests import samples
from tests.fakes import Memory, bench

PLAN = Plan(subquestions=(SubQuestion(text="a", queries=("b",)),))
CALL = Usage(calls=1, prompt_tokens=10, dollars=None)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    made = RunStore(tmp_path / "runs.db")
    made.create("abc", "How?", Settings(breadth=2), 1.0)
    made.create("abd", "Why?", Settings(), 2.0)
    return made


def test_a_run_is_named_by_the_beginning_of_its_name_if_that_says_which(store: RunStore) -> None:
    assert store.get("abc").question == "How?"
    assert [saved.run for saved in store.all()] == ["abd", "abc"], "the newest first"
    for name, words in (("ab", "2 runs"), ("x", "no run"), ("", "no run"), ("*", "no run"), ("a?c", "no run")):
        with pytest.raises(SetupError, match=words):
            store.get(name)


def test_what_happened_reads_back_as_it_was(store: RunStore) -> None:
    told: list[Event] = []
    recorder = Recorder(store, "abc", 5.0, told.append)
    recorder.tell(Planned(plan=PLAN))
    recorder.tell(Called(expert="m", task="plan", attempt=1, usage=CALL))
    assert list(store.events("abc")) == told == recorder.events
    assert [event.sequence for event in told] == [1, 2]
    assert all(event.seconds >= 5.0 for event in told)
    again = Recorder(store, "abc", 9.0, told.append)
    again.tell(Resumed(sitting=2))
    assert [event.sequence for event in store.events("abc")] == [1, 2, 3]


def test_events_told_by_many_threads_are_all_kept_in_one_order(store: RunStore) -> None:
    heard: list[Event] = []
    recorder = Recorder(store, "abc", 0.0, heard.append)

    def tell() -> None:
        for _ in range(20):
            recorder.tell(Noticed(text="x"))

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.sequence for event in store.events("abc")] == list(range(1, 81))


def test_a_run_is_worked_on_by_one_at_a_time(tmp_path: Path) -> None:
    assert not is_locked(tmp_path, "abc")
    with locked(tmp_path, "abc"):
        assert is_locked(tmp_path, "abc")
        assert not is_locked(tmp_path, "abd")
        with pytest.raises(SetupError, match="is at work on run abc"), locked(tmp_path, "abc"):
            pass
    assert not is_locked(tmp_path, "abc")


def test_a_damaged_file_and_one_of_another_version_are_told_in_words(tmp_path: Path, store: RunStore) -> None:
    (tmp_path / "bad.db").write_bytes(b"no database" * 1000)
    with pytest.raises(SetupError, match="cannot be used"):
        RunStore(tmp_path / "bad.db")
    store._write("INSERT INTO events VALUES ('abc', 1, ?)", ['{"kind": "danced"}'])
    with pytest.raises(SetupError, match="another version"):
        list(store.events("abc"))


async def test_a_plan_that_is_handed_over_is_followed_by_a_bench_that_asks_for_none(tmp_path: Path) -> None:
    source = Memory([samples.record("Balanced Routing", samples.CONTENT)])
    with bench(tmp_path, [source]) as whole:
        waiting = replace(whole, runs=tmp_path / "runs", review=True)
        with pytest.raises(PlanWaits) as waits:
            await research.ask("How are experts balanced, and what does it cost?", waiting)
        edited = Plan(subquestions=(SubQuestion(text="Is a loss needed?", queries=("auxiliary loss routing",)),))
        going = replace(waiting, review=False, control=Control())
        report = await research.last(research.resume(waits.value.run, going, edited))
    assert report.plan == edited
    assert [section.heading for section in report.sections] == ["Is a loss needed?"]


def screened(branch: int) -> Event:
    return Screened(relevant=(), excluded=(), branch=branch, step="screen")


@given(st.lists(st.sampled_from(["resume", "call", 0, 1, 2]), max_size=20))
def test_a_step_counts_once_however_often_it_was_done_again(course: list[object]) -> None:
    events: list[Event] = []
    sitting = 1
    for what in course:
        if what == "resume":
            sitting += 1
            events.append(Resumed(sitting=sitting))
        elif what == "call":
            events.append(Called(expert="m", task="read", attempt=1, usage=CALL, branch=0, step="read"))
        elif isinstance(what, int):
            events.append(screened(what))
    events = [event.model_copy(update={"sequence": number}) for number, event in enumerate(events, 1)]
    kept = lasting(events)
    assert spent(kept).calls == spent(events).calls == course.count("call"), "what was paid was paid"
    assert kept == [event for event in events if event in kept], "in order"
    for branch in range(3):
        last = course[len(course) - 1 - course[::-1].index(branch) :] if branch in course else []
        assert any(event.branch == branch and event.step == "screen" for event in kept) == bool(last)


def test_the_plan_and_the_claims_so_far_are_in_the_events() -> None:
    claimed = Claimed(claim="c", study="s", label="S", text="t", quote="q", subquestion=0)
    assert found([Planned(plan=PLAN), claimed, claimed]) == (PLAN, [["c", 0]])
    assert found([]) == (Plan(subquestions=()), [])


def test_the_first_reason_to_stop_counts_and_late_listeners_hear_of_it() -> None:
    control, heard = Control(), []
    control.stop("budget", "10 calls")
    control.stop()
    control.drop(3)
    control.listen(lambda: heard.append(control.stopped))
    assert (control.stopped, control.told, control.dropped, heard) == ("budget", "10 calls", {3}, ["budget"])
