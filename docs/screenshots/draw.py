"""Draws the pictures of the app that the README shows, from the demonstration run: `make screenshots`."""

import asyncio
import os
import re
import tempfile
from pathlib import Path

from textual.pilot import Pilot

HERE = Path(__file__).parent
SIZE = (110, 32)
NOW = 1_800_000_000.0


async def draw() -> None:
    """Draw them all."""
    from tui.app.main import Assistant

    app = Assistant({"offline": True}, replay="demo", speed=0, now=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        save(app.export_screenshot(title="assistant", simplify=True), "run")
        await pilot.press("e")
        await settled(pilot)
        save(app.export_screenshot(title="assistant", simplify=True), "evidence")


async def settled(pilot: Pilot[None]) -> None:
    """Wait until threads have told what they found, and it is drawn."""
    for _ in range(10):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.2)


def save(svg: str, name: str) -> None:
    """Write a picture; what Rich makes up anew for each, its ids, is named after it."""
    (made_up,) = set(re.findall(r"terminal-(\d+)", svg)) or {""}
    (HERE / f"{name}.svg").write_text(svg.replace(f"terminal-{made_up}", f"terminal-{name}"), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["ASSISTANT_HOME"] = home
        asyncio.run(draw())
