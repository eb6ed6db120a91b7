"""The app with nothing on its first screen, for tests of one screen."""

from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen

from tui.app.main import Assistant

NOW = 1_700_000_000.0
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}


class Host(Assistant):
    """Everything that the app is, but its home."""

    def __init__(self) -> None:
        super().__init__(now=lambda: NOW)

    def get_default_screen(self) -> Screen[None]:
        return Screen()


async def settled(pilot: Pilot[None]) -> None:
    """Wait until threads have told what they found, and it is drawn."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def typed(pilot: Pilot[None], text: str) -> None:
    """Enter a text, as it is pasted, in the place of what stands there."""
    await pilot.press("ctrl+u")
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(Paste(text))
    await pilot.press("enter")
    await settled(pilot)
