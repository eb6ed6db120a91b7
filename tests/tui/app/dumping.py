"""What a screen shows as text, held against a file beside the tests; `ASSISTANT_DUMPS=write pytest …` writes them.

The tests' own home clears variables that begin so, so this one is read when the module is imported.
"""

import os
from pathlib import Path

from textual.app import App

FOLDER = Path(__file__).parent / "dumps"
WRITES = os.environ.get("ASSISTANT_DUMPS") == "write"


def dumped(app: App[None]) -> str:
    """Return the characters on the screen, line by line, without the blanks at their ends."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(strip.text for strip in [line])[:width].rstrip() for line in strips[:height]) + "\n"


def shows(app: App[None], name: str) -> None:
    """Hold what is on the screen against the file of that name."""
    path = FOLDER / f"{name}.txt"
    if WRITES:
        path.parent.mkdir(exist_ok=True)
        path.write_text(dumped(app), encoding="utf-8")
    assert dumped(app) == path.read_text(encoding="utf-8"), f"{name} differs; see tests/tui/app/dumping.py"
