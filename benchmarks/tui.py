"""How fast the app is, seen from outside its terminal: `python -m benchmarks.tui`.

Prints a JSON object a line.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.metrics import percentile
from benchmarks.terminal import Terminal
from tui.app.themes import DEFAULTS

STARTS = 7
RATE, EVENTS = 5_000, 100_000
EARLY = 20_000
"""Events after which memory is looked at first."""
FIRST_ROW = 4
"""Of the tree, where its cursor stands at first."""
DOWN, UP = b"\x1b[B", b"\x1b[A"
PROMPT = b"research question"


def main() -> None:
    for figure in figures():
        print(json.dumps({"set": "tui"} | figure), flush=True)


def figures() -> Iterator[dict[str, object]]:
    """Yield each figure as soon as it is known."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ASSISTANT_HOME": folder}
        paints = [paint(environment) for _ in range(STARTS)]
        yield _figure("paint_s", percentile(paints, 0.5), STARTS, unit="s", slowest=round(max(paints), 3))
        yield from keys(environment)


def paint(environment: dict[str, str]) -> float:
    """Return the seconds from the start of a process until the question box is on the screen."""
    with Terminal([sys.executable, "-m", "tui.cli", "tui", "--offline"], environment) as terminal:
        return terminal.drawn(PROMPT)


def keys(environment: dict[str, str]) -> Iterator[dict[str, object]]:
    """From a key to the moved cursor on the screen, while events pour in; and what of them is kept in memory."""
    command = [sys.executable, "-m", "benchmarks.torrent", str(RATE), str(EVENTS)]
    dice = random.Random(1)
    with Terminal(command, environment) as terminal:
        terminal.drawn(b"What of part 0")
        terminal.wait(1.0)
        began, waits, early = time.monotonic(), [], 0.0
        chosen = _sgr(DEFAULTS["chosen"])
        while (passed := time.monotonic() - began) < EVENTS / RATE:
            if passed > EARLY / RATE and not early:
                early = terminal.megabytes
            for key, row in ((DOWN, FIRST_ROW + 1), (UP, FIRST_ROW)):
                terminal.wait(dice.uniform(0.03, 0.13))
                terminal.forget()
                pressed = time.monotonic()
                terminal.press(key)
                terminal.drawn_on(row, chosen)
                waits.append(1000 * (time.monotonic() - pressed))
        terminal.wait(2)
        late = terminal.megabytes
    told = {"unit": "ms", "median": round(percentile(waits, 0.5), 1), "slowest": round(max(waits), 1)}
    yield _figure("key_p95_ms", percentile(waits, 0.95), len(waits), **told, events_a_second=RATE)
    yield _figure("rss_mb", late, EVENTS, unit="MB", after=f"{EVENTS:,} events", grown=round(late - early, 1))


def _sgr(colour: str) -> bytes:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"48;2;{red};{green};{blue}".encode()


def _figure(metric: str, value: float, n: int, **more: object) -> dict[str, object]:
    return {"metric": metric, "value": round(value, 3), "n": n} | more


if __name__ == "__main__":
    main()
