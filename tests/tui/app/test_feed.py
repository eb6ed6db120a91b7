"""A run that is followed: live, gone on with and seen again are the same but for where their events come from."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from agents.runs.story import lines, told
from assistant.control import Control
from assistant.errors import SetupError, SourceError
from assistant.events import Event, Reported
from assistant.settings import Settings
from tests.tui.app.stage import demo, keep, seen
from tui.app.feed import Feed, Origin, asked, gone_on, past, played, replayed
from tui.app.main import DEMO
from tui.saved import opened, standing

QUESTION = "How are experts routed?"
PATIENCE = 30.0


def of(events: tuple[Event, ...], then: Callable[[], object] = lambda: None) -> Origin:
    async def told_(_: Control) -> AsyncGenerator[Event, None]:
        for event in events:
            yield event
        if isinstance(waiting := then(), float):
            await asyncio.sleep(waiting)

    return told_


def followed(origin: Origin) -> Feed:
    feed = Feed(origin).start()
    assert feed.join(PATIENCE)
    return feed


def test_a_run_looks_the_same_live_saved_and_in_a_file(tmp_path: Path) -> None:
    live = followed(asked(QUESTION, Settings(offline=True)))
    assert live.error == ""
    assert live.view.report is not None
    run = live.view.run
    assert followed(past(run)).view == followed(replayed(run, 0)).view == live.view
    with opened() as store:
        (tmp_path / "run.jsonl").write_text(lines(store.events(run)))
    assert followed(played(tmp_path / "run.jsonl", 0)).view == live.view


def test_a_run_that_is_left_can_be_gone_on_with() -> None:
    feed = Feed(asked(QUESTION, Settings(offline=True))).start()
    while not feed.view.branches:
        time.sleep(0.01)
        assert feed.live
    feed.leave()
    assert feed.join(PATIENCE)
    assert feed.left
    with opened() as store:
        (saved,) = store.all()
        assert standing(saved) == "interrupted"
    again = followed(gone_on(saved.run, Settings(offline=True)))
    assert again.error == ""
    assert again.view.sitting == 2
    assert again.view.report is not None
    assert again.view.report.status == "complete"
    assert again.view.branches[0].claims == followed(past(saved.run)).view.branches[0].claims > 0


def test_a_run_that_is_finished_early_ends_with_what_is_there() -> None:
    feed = Feed(asked(QUESTION, Settings(offline=True))).start()
    while not feed.view.relevant:
        time.sleep(0.01)
    feed.control.stop()
    assert feed.join(PATIENCE)
    assert feed.view.report is not None, feed.error
    assert feed.view.report.status in ("partial", "abstained")


def test_an_error_of_ours_is_said_in_words() -> None:
    def failing() -> None:
        raise SourceError("No source answered.")

    feed = followed(of(demo()[:3], failing))
    assert (feed.error, feed.view.sequence) == ("No source answered.", 3)


def test_a_fault_names_the_file_that_tells_of_it(own_home: Path) -> None:
    def failing() -> None:
        raise ZeroDivisionError

    feed = followed(of(demo()[:3], failing))
    assert "ZeroDivisionError" in feed.error
    assert str(own_home) in feed.error


def test_leaving_does_not_wait_for_what_never_comes() -> None:
    feed = Feed(of(demo()[:3], lambda: 60.0)).start()
    while feed.view.sequence < 3:
        time.sleep(0.01)
    feed.leave()
    assert feed.join(5)


def test_a_replay_takes_its_time_divided_by_its_speed() -> None:
    keep("aaa", "Why?", "complete", 60, demo())
    took = demo()[-1].seconds
    began = time.monotonic()
    feed = followed(replayed("aaa", 40))
    assert took / 40 * 0.9 <= time.monotonic() - began < took / 4
    assert feed.view == seen(demo())


def test_a_replay_that_is_stopped_ends() -> None:
    keep("aaa", "Why?", "complete", 60, demo())
    feed = Feed(replayed("aaa", 0.01)).start()
    feed.control.stop()
    assert feed.join(5)
    assert feed.view.report is None


def test_a_story_is_written_and_told_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_text(lines(demo()))
    assert tuple(told(file)) == demo()
    assert isinstance(demo()[-1], Reported)
    assert "\x1b" not in file.read_text()


@pytest.mark.parametrize("text", ["{", '{"kind": "nonsense"}', "\udcff"])
def test_what_is_no_story_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    file.write_bytes(DEMO.read_bytes().splitlines(keepends=True)[0] + text.encode(errors="surrogateescape"))
    with pytest.raises(SetupError, match=r"Line 2|cannot be read"):
        list(told(file))


def test_the_demonstration_is_small_and_holds_no_path_of_a_machine() -> None:
    text = DEMO.read_text()
    assert len(text) < 300_000
    assert "/home/" not in text
    assert "/tmp/" not in text
