"""What a screen shows as text, held against a file beside the tests; `ASSISTANT_DUMPS=write pytest …` writes them.

The tests' own home clears variables that begin so, so this one is read when the module is imported.
"""

import os
import time
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

FOLDER = Path(__file__).parent / "dumps"
PATIENCE = 5.0
"""Seconds; layouts settle over several frames, more on a busy machine."""
RESTS = 5
"""Looks in a row that must show the same before it is written down."""
WRITES = os.environ.get("ASSISTANT_DUMPS") == "write"


def dumped(app: App[None]) -> str:
    """Return the characters on the screen, line by line, without the blanks at their ends."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(strip.text for strip in [line])[:width].rstrip() for line in strips[:height]) + "\n"


async def shows(pilot: Pilot[None], name: str) -> None:
    """Hold what is on the screen, once it has come to rest, against the file of that name."""
    path = FOLDER / f"{name}.txt"
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(await _at_rest(pilot), encoding="utf-8")
    expected, end = path.read_text(encoding="utf-8"), time.monotonic() + PATIENCE
    while dumped(pilot.app) != expected and time.monotonic() < end:
        await pilot.pause(0.05)
    assert dumped(pilot.app) == expected, f"{name} differs; see tests/tui/app/dumping.py"


async def _at_rest(pilot: Pilot[None]) -> str:
    last, same = dumped(pilot.app), 0
    while same < RESTS:
        await pilot.pause(0.1)
        now = dumped(pilot.app)
        same = same + 1 if now == last else 0
        last = now
    return last
