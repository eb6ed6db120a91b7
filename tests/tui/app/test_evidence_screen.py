"""A report is checked by keys alone, and what a person decides about it is kept."""

import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from assistant.decisions import Decisions, standing
from assistant.errors import LibraryError
from assistant.events import Checked
from assistant.library import Library
from assistant.report import Report
from tests.fakes import EMBEDDER
from tests.tui.app import reports
from tests.tui.app.dumping import dumped, shows
from tests.tui.app.hosting import SIZES, Host, settled, typed
from tui.app.opening import open_page
from tui.app.screens.evidence import EvidenceScreen
from tui.app.shelf import Opener
from tui.app.widgets.told import Told

CHECKED = (Checked(heading="How are experts balanced?", sentences=3, repaired=1, removed=1),)


@asynccontextmanager
async def opened(
    folder: Path, size: str = "120x40", report: Report | None = None, shelf: Opener | None = None
) -> AsyncIterator[Pilot[None]]:
    app = Host()
    async with app.run_test(size=SIZES[size]) as pilot:
        decisions = Decisions(folder / "decisions.db")
        app.push_screen(EvidenceScreen(report or reports.report(), decisions, shelf, lambda: CHECKED))
        await settled(pilot)
        yield pilot


def kept(folder: Path) -> list[tuple[str, str, str]]:
    """Return claim, ruling and reason of the decisions that hold."""
    with Decisions(folder / "decisions.db") as decisions:
        return [(each.text, each.ruling, each.reason) for each in standing(decisions.all()).values()]


def told(pilot: Pilot[None]) -> str:
    return " ".join(dumped(pilot.app).split())


def beside(pilot: Pilot[None]) -> str:
    """Return what stands beside the report, also what is not scrolled to."""
    lines = pilot.app.screen.query_one("#exhibits", Told)._lines
    return " ".join("".join(text for text, _ in line).strip() for line in lines)


@pytest.mark.parametrize("size", SIZES)
async def test_a_sentence_is_shown_with_what_it_rests_on(tmp_path: Path, size: str) -> None:
    async with opened(tmp_path, size) as pilot:
        await shows(pilot, f"evidence-{size}")
        await pilot.press("down", "right", "a")
        await settled(pilot)
        await shows(pilot, f"evidence-claims-{size}")
        await pilot.press("down", "x")
        await settled(pilot)
        await shows(pilot, f"evidence-wrong-{size}")


async def test_the_evidence_takes_the_room_while_it_is_read(tmp_path: Path) -> None:
    async with opened(tmp_path, "80x24") as pilot:
        await pilot.press("enter")
        await settled(pilot)
        await shows(pilot, "evidence-read-80x24")
        await pilot.press("enter", "down")
        assert "sentence 2 of 2" in told(pilot)


async def test_decisions_are_kept_shown_in_another_run_and_taken_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as pilot:
        await pilot.press("a", "x")
        await typed(pilot, "the weight was small")
        await pilot.press("down", "a")
        assert "1 accepted · 1 wrong" in told(pilot)
    assert kept(tmp_path) == [
        (reports.COSTS.text, "wrong", "the weight was small"),
        (reports.NO_LOSS.text, "accepted", ""),
    ]
    async with opened(tmp_path, report=reports.report().model_copy(update={"run": "another"})) as pilot:
        assert "You: ✗ wrong · just now · the weight was small Before: ✓ accepted" in beside(pilot)
        await pilot.press("u")
    assert kept(tmp_path)[0] == (reports.COSTS.text, "accepted", "")


async def test_the_cursor_goes_on_through_the_sections_and_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as pilot:
        places = []
        for key in ("down", "down", "down", "up", "left_square_bracket", "right_square_bracket", "pageup"):
            await pilot.press(key)
            await settled(pilot)
            places.append(dumped(pilot.app).splitlines()[1].split("   ")[0].strip())
    assert places == [
        "section 1 of 2 · sentence 2 of 2", "section 2 of 2 · sentence 1 of 1", "section 2 of 2 · sentence 1 of 1",
        "section 1 of 2 · sentence 2 of 2", "section 1 of 2 · sentence 2 of 2", "section 2 of 2 · sentence 1 of 1",
        "section 1 of 2 · sentence 2 of 2",
    ]  # fmt: skip


async def test_sentences_are_searched_and_gone_through(tmp_path: Path) -> None:
    async with opened(tmp_path, report=reports.long(200)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "nowhere")
        assert "No sentence holds these words." in told(pilot)
        await typed(pilot, "sentence 15")
        assert "sentence 15 of 200" in told(pilot)
        await pilot.press("n", "n")
        assert "sentence 150 of 200" in told(pilot)
        await pilot.press("N", "N", "N")
        assert "sentence 159 of 200" in told(pilot)


async def test_better_words_are_looked_for_in_the_library_and_chosen(tmp_path: Path) -> None:
    @contextmanager
    def shelf() -> Iterator[Library]:
        with Library.open(tmp_path / "library", EMBEDDER) as library:
            yield library

    with shelf() as library:
        library.add(reports.records())
    async with opened(tmp_path, shelf=shelf) as pilot:
        await pilot.press("down", "f")
        await settled(pilot)
        await shows(pilot, "evidence-better-120x40")
        await pilot.press("enter")
        await settled(pilot)
        assert "↻ better shown elsewhere" in beside(pilot)
    with Decisions(tmp_path / "decisions.db") as decisions:
        (made,) = decisions.all()
    assert made.claim == reports.NO_LOSS.id
    assert made.better is not None
    assert made.better.evidence.quote in reports.LOSS.content


async def test_a_library_that_cannot_be_used_keeps_nothing_from_being_shown(tmp_path: Path) -> None:
    @contextmanager
    def broken() -> Iterator[Library]:
        raise LibraryError("The library is damaged.")
        yield

    async with opened(tmp_path, shelf=broken) as pilot:
        assert "“It takes 3.5% of quality when its weight is large.”" in beside(pilot)
        await pilot.press("f")
        await settled(pilot)
        assert "The library is damaged." in told(pilot)
        await pilot.press("escape", "a")
    assert kept(tmp_path) == [(reports.COSTS.text, "accepted", "")]


async def test_a_sentence_is_copied_with_its_citation(tmp_path: Path) -> None:
    async with opened(tmp_path) as pilot:
        await pilot.press("c")
        assert pilot.app.clipboard.startswith("A large loss costs 3.5% of quality. [1]\n\n[1] Ada Lovelace")


async def test_an_exported_report_holds_the_decisions(tmp_path: Path) -> None:
    async with opened(tmp_path) as pilot:
        await pilot.press("x", "enter", "e")
        await settled(pilot)
        await typed(pilot, str(tmp_path / "report.json"))
    made = Report.model_validate_json((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [sentence.text for section in made.sections for sentence in section.sentences] == [
        "“The authors hold that balance is free of cost.”"
    ]
    assert made.removed[0].faults == ("a reader called what it says of The Price of Balance (2023) wrong",)


async def test_a_report_without_sentences_says_why(tmp_path: Path) -> None:
    empty = Report(question=reports.QUESTION, status="abstained")
    async with opened(tmp_path, report=empty) as pilot:
        assert "There is no sentence to check: abstained" in told(pilot)
        await pilot.press("a", "x", "f", "u", "o", "c", "down", "n", "right", "escape")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, EvidenceScreen)
    assert kept(tmp_path) == []


async def test_a_claim_that_is_chosen_is_scrolled_to(tmp_path: Path) -> None:
    async with opened(tmp_path, "80x24") as pilot:
        await pilot.press("down", "enter", "right")
        await settled(pilot)
        assert pilot.app.screen.query_one("#side", VerticalScroll).scroll_y > 0


class Window(webbrowser.BackgroundBrowser):
    """A browser with a window, which says where it was sent."""

    def __init__(self) -> None:
        super().__init__("window")
        self.sent: list[str] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.sent.append(url)
        return True


def only(monkeypatch: pytest.MonkeyPatch, browser: webbrowser.BaseBrowser) -> None:
    """Let this be the one browser of the machine."""
    monkeypatch.setattr(webbrowser, "_tryorder", ["ours"])
    monkeypatch.setattr(webbrowser, "_browsers", {"ours": [None, browser]})


async def test_the_paper_is_opened_in_a_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window()
    only(monkeypatch, window)
    async with opened(tmp_path) as pilot:
        await pilot.press("o", "right_square_bracket", "o")
        await settled(pilot)
    assert window.sent == ["https://doi.org/10.1000/price"]


async def test_where_there_is_no_window_the_address_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, webbrowser.GenericBrowser("w3m"))
    async with opened(tmp_path) as pilot:
        await pilot.press("o")
        await settled(pilot)
        assert pilot.app.clipboard == "https://doi.org/10.1000/price"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "", "ftp://example.org/a.pdf"])
def test_only_pages_of_the_web_are_opened(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window()
    only(monkeypatch, window)
    assert not open_page(url)
    assert window.sent == []
