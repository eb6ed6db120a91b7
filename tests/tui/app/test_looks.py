"""Whoever sees little, no colours, or uses no mouse: contrast of every theme, and where the cursor is."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from rich.color import ColorType
from rich.segment import Segment
from textual.pilot import Pilot
from textual.widget import Widget

from tests.tui.app.dumping import dumped
from tests.tui.app.stage import keep, opened_app, until
from tests.tui.app.test_screens import at_home, replayed, some_runs
from tui.app.themes import NAMES

ORNAMENTS = frozenset(" ─│╭╮╰╯▔▁▏▎▌▊▕▃▅▆▇█▂▄━╌├└┌┐┘┤▀")


async def home(pilot: Pilot[None]) -> None:
    await at_home(pilot)


async def run(pilot: Pilot[None]) -> None:
    await pilot.press("tab", "enter")
    await replayed(pilot)


async def runs(pilot: Pilot[None]) -> None:
    await pilot.press("f2")
    await until(pilot, lambda: "interrupted" in dumped(pilot.app))


async def question(pilot: Pilot[None]) -> None:
    await runs(pilot)
    await pilot.press("x")
    await until(pilot, lambda: "for good" in dumped(pilot.app))


async def helped(pilot: Pilot[None]) -> None:
    await pilot.press("f1")
    await until(pilot, lambda: "Keys" in dumped(pilot.app))


async def palette(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+p")
    await pilot.pause(0.3)


async def told(pilot: Pilot[None]) -> None:
    pilot.app.notify("It is said.", title="Something", severity="error")
    await until(pilot, lambda: "It is said" in dumped(pilot.app))


async def evidence(pilot: Pilot[None]) -> None:
    await pilot.press("tab", "down", "enter")
    await until(pilot, lambda: "section 1" in dumped(pilot.app))


async def plan(pilot: Pilot[None]) -> None:
    await pilot.press("tab", "down", "down", "enter")
    await until(pilot, lambda: "Plan ·" in dumped(pilot.app))


PLACES = [home, run, runs, question, helped, palette, told]


@asynccontextmanager
async def standing_at(place: Callable[[Pilot[None]], object], **options: object) -> AsyncGenerator[Pilot[None], None]:
    some_runs()
    async with opened_app(**options) as pilot:  # type: ignore[arg-type]
        await at_home(pilot)
        reached = place(pilot)
        await reached  # type: ignore[misc]
        yield pilot


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Contrast ratio, WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def written(pilot: Pilot[None]) -> Iterator[Segment]:
    """Yield what is written on the screen, ornaments left out."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    # Behind a dialog everything is dimmed on purpose.
    regions = [child.region for child in screen.children] if screen.is_modal else [screen.region]
    for region in regions:
        for strip in strips[region.y : region.bottom]:
            yield from (each for each in strip.crop(region.x, region.right) if set(each.text) - ORNAMENTS)


def colours(segment: Segment) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    style = segment.style
    assert style is not None
    assert style.color is not None, segment
    assert style.bgcolor is not None, segment
    assert style.color.type is ColorType.TRUECOLOR
    assert not style.dim, segment
    front, back = style.color.get_truecolor(), style.bgcolor.get_truecolor()
    return (tuple(back), tuple(front)) if style.reverse else (tuple(front), tuple(back))  # type: ignore[return-value]


@pytest.mark.parametrize("place", [*PLACES, evidence, plan], ids=lambda place: place.__name__)
async def test_whatever_is_written_can_be_read_in_every_theme(place: Callable[[Pilot[None]], object]) -> None:
    async with standing_at(place) as pilot:
        for theme in NAMES:
            pilot.app.theme = theme
            await pilot.pause(0.1)
            wanted = 7.0 if theme.startswith("contrast") else 4.5
            low = {
                segment.text.strip(): round(contrast(*colours(segment)), 2)
                for segment in written(pilot)
                if contrast(*colours(segment)) < wanted
            }
            assert not low, theme


def drawn(widget: Widget) -> list[list[Segment]]:
    """Return how a widget looks, its border included."""
    region = widget.region
    strips = widget.screen._compositor.render_strips()
    return [list(strip.crop(region.x, region.right)) for strip in strips[region.y : region.bottom]]


@pytest.mark.parametrize("place", [home, run, runs, question, evidence, plan], ids=lambda place: place.__name__)
async def test_everything_is_reached_by_tab_and_focus_is_seen(place: Callable[[Pilot[None]], object]) -> None:
    async with standing_at(place) as pilot:
        screen = pilot.app.screen
        wanted = {widget for widget in screen.query("*") if widget.focusable and widget.region.area}
        assert wanted
        reached = set()
        for _ in range(len(wanted) + 1):
            await pilot.press("tab")
            focused = screen.focused
            assert focused is not None
            reached.add(focused)
            await pilot.pause()
            there = drawn(focused)
            screen.set_focus(None)
            await pilot.pause()
            assert drawn(focused) != there, f"{focused} looks the same with the focus and without"
            focused.focus()
            await pilot.pause()
        assert reached == wanted


async def test_without_colours_marks_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    keep("aaa", "Why?", "failed", 60)
    async with opened_app() as pilot:
        await at_home(pilot)
        for segment in written(pilot):
            for colour in (segment.style and segment.style.color, segment.style and segment.style.bgcolor):
                if colour:
                    red, green, blue = colour.get_truecolor()
                    assert red == green == blue
        assert "✗ failed" in dumped(pilot.app)
