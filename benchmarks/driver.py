"""A question researched by the Python API in a process of its own, as the benchmarks watch it.

`python -m benchmarks.driver QUESTION --events FILE` takes its settings from the environment, writes each event as a
JSON line as it comes, and beside it, in FILE.samples, what each thread was in a hundred times a second.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TextIO

PACKAGES = ("assistant", "agents", "tui", "prompts")
PERIOD = 0.01
"""Seconds between two looks at the threads."""


def place(frame: FrameType | None) -> str:
    """Return where a thread is: the innermost function of ours, and the package that it has called, if any."""
    called = ""
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        package = name.split(".")[0]
        if package in PACKAGES:
            return f"{name}.{frame.f_code.co_name}" + (f" > {called}" if called else "")
        if package == "importlib" or frame.f_code.co_filename.startswith("<frozen importlib"):
            called = called if called.startswith("import") else f"import {called}".strip()
        elif package not in ("benchmarks", "threading", "concurrent", "asyncio", "selectors", "queue", "__main__"):
            called = called or package
        frame = frame.f_back
    return called


def sample(path: Path, ended: threading.Event) -> None:
    own = threading.get_ident()
    with path.open("w", encoding="utf-8") as lines:
        while not ended.wait(PERIOD):
            now = time.monotonic()
            there = [place(frame) for thread, frame in sys._current_frames().items() if thread != own]
            lines.write(json.dumps([round(now, 4), sorted(filter(None, there))]) + "\n")


@contextmanager
def sampled(path: Path) -> Iterator[None]:
    ended = threading.Event()
    watcher = threading.Thread(target=sample, args=(path, ended), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="Research a question and write down what happens.")
    parser.add_argument("question")
    parser.add_argument("--events", type=Path, required=True, help="file for the events")
    given = parser.parse_args()
    with given.events.open("w", encoding="utf-8") as lines, sampled(Path(f"{given.events}.samples")):
        _research(given.question, lines)


def _research(question: str, lines: TextIO) -> None:
    from agents.loop import wait_for
    from agents.research import stream
    from assistant.settings import resolve
    from assistant.workbench import open_workbench

    async def watched() -> None:
        async for event in stream(question, bench):
            lines.write(json.dumps({"at": time.monotonic(), **event.model_dump(mode="json")}) + "\n")
            lines.flush()

    with open_workbench(resolve({}).settings) as bench:
        wait_for(watched())


if __name__ == "__main__":
    main()
