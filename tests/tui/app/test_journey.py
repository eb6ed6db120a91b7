"""From a question to a checked and exported report by keys alone, offline, with the built-in expert."""

from pathlib import Path

import pytest

from assistant.decisions import FILE, Decisions
from assistant.places import home
from tests.tui.app.dumping import dumped
from tests.tui.app.stage import SMALL, opened_app, until
from tests.tui.app.test_screens import at_home
from tui.app.screens.run import RunScreen
from tui.saved import opened, standing


def keys(text: str) -> list[str]:
    """Return the keys that type a text."""
    return [{" ": "space", "?": "question_mark"}.get(character, character) for character in text]


async def test_ask_edit_the_plan_watch_check_reject_and_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened_app(SMALL) as pilot:
        app = pilot.app

        async def shown(text: str) -> None:
            await until(pilot, lambda: text in dumped(app))

        await at_home(pilot)
        await pilot.press(*keys("How are experts routed?"), "enter")
        await shown("Plan · 2 sub-questions")
        await pilot.press("end", "d", "enter")
        await until(pilot, lambda: isinstance(app.screen, RunScreen) and "✓ complete" in dumped(app))
        await pilot.press("down", "e")
        await shown("sentence 1 of")
        await pilot.press("x")
        await shown("What is wrong with it?")
        await pilot.press(*keys("out of date"), "enter")
        await shown("1 wrong")
        await pilot.press("e")
        await shown("Export the report")
        await pilot.press("enter")
        await shown("Written to")
        await pilot.press("escape", "escape", "f2")
        await shown("Runs  the newest first")
    with opened() as store:
        (saved,) = store.all()
        assert standing(saved) == "complete"
        report = store.report(saved.run)
    assert report is not None
    assert len(report.plan.subquestions[-1].details) == 1, "the other was left out"
    (decision,) = Decisions(home().data / FILE).all()
    assert (decision.ruling, decision.reason) == ("wrong", "out of date")
    text = (tmp_path / "how-are-experts-routed.md").read_text()
    assert text.startswith("# How are experts routed?")
    assert decision.quotes[0].evidence.quote not in text.split("## References")[0]
